// SPDX-License-Identifier: BSD-3-Clause
// What the device does when all is well: an order per kind of message, how long it takes, frames of the
// host, arming.
#include "runs.h"

#include <algorithm>
#include <cstdio>
#include <sys/stat.h>

namespace
{

struct Range {
	uint64_t least = UINT64_MAX, most = 0;

	void add(uint64_t n)
	{
		least = std::min(least, n);
		most = std::max(most, n);
	}
};

// A message that fires the rule, behind @shift bytes of another one in its frame.
struct Way {
	const char *name;
	Range end,
		start; // to the order's start on the XGMII: from the message's last byte and first
};

void fire(Floor &f, Way &way, const Bytes &message, unsigned shift)
{
	Bytes other = itch('X', 7, 0);
	size_t end, from, before = f.left.size();
	uint64_t start;

	other[0] = 'z';
	other.resize(11 + shift);
	f.settle();
	start = f.cycle;
	from = f.tell({ other, message });
	end = HEADERS + MOLD + 2 + other.size() + 2 + message.size() - 1;
	f.settle();
	f.judge();
	if (f.left.size() != before + 1)
		return f.fail("a %s: %zu orders left", way.name, f.left.size() - before);
	way.end.add(f.left.back().start - start - (from + end) / 8);
	way.start.add(f.left.back().start - start -
		      (from + end + 1 - message.size()) / 8);
}

void tell(Floor &f, const Bytes &message)
{
	size_t before = f.left.size();

	f.tell({ message });
	f.settle();
	if (f.left.size() != before)
		f.fail("an order left that no rule asks for");
}

void save(const std::string &lines)
{
	std::string path = "build";

	for (const char *folder : { "", "/test", "/latency" }) {
		path += folder;
		mkdir(path.c_str(), 0777);
	}
	FILE *file = fopen((path + "/trade.txt").c_str(), "w");
	if (!file || fputs(lines.c_str(), file) < 0 || fclose(file))
		perror("trade: build/test/latency/trade.txt");
}

} // namespace

// Each kind of message fires a rule of its own: the order is that of the rule and the touch.
std::string run_orders(Floor &f, unsigned)
{
	Way ways[] = { { "add", {}, {} },
		       { "execute", {}, {} },
		       { "replace", {}, {} },
		       { "delete", {}, {} } };
	const uint32_t high = 1010000, low = 1005000;
	struct tw_row_rule falls = take_rule(0), rises = falls;
	std::string said, lines;
	uint64_t reference = 1000;
	size_t from = 0;

	f.begin();
	f.rule(0, 0, falls);
	rises.what = what(TW_CONDITION_ASK_GE, TW_KIND_ENTER, true, TW_REARM_FALSE,
			  TW_PRICE_BID, TW_SIZE_TOUCH);
	rises.threshold = high;
	rises.price = uint32_t(-700);
	rises.quantity = 4000;
	f.rule(0, 1, rises);
	tell(f, itch_add(0, 999, true, 40, low + 2000)); // neither holds
	for (unsigned shift = 0; shift < 8 && f.wrong.empty(); shift++) {
		reference += 10;
		from = f.records.size();
		fire(f, ways[0], itch_add(0, reference, true, 300, low), shift);
		tell(f, itch('D', 0, reference));
		fire(f, ways[1], itch_reduce('E', 0, 999, 40), shift);
		tell(f, itch_add(0, 999, true, 40, low + 2000));
		fire(f, ways[2], itch_replace(0, 999, reference + 1, 55, low - 100),
		     shift);
		tell(f, itch_replace(0, reference + 1, 999, 40, low + 2000));
		fire(f, ways[3], itch('D', 0, 999), shift);
		tell(f, itch_add(0, 999, true, 40, low + 2000));
		// The orders as the rules say: the replace's at its new ask, the sells under the bid.
		std::vector<struct tw_trade_record> sent = f.of_type(TW_TRADE_SENT, from);
		const uint32_t prices[] = { low, 1000000 - 700, low - 100,
					    1000000 - 700 };
		const uint32_t sizes[] = { 100, 500, 100, 500 };
		for (unsigned i = 0; i < 4 && f.wrong.empty(); i++)
			if (sent.size() != 4 || sent[i].price != prices[i] ||
			    sent[i].quantity != sizes[i] ||
			    sent[i].side != (i % 2 ? 'S' : 'B') || sent[i].cycles != 4)
				f.fail("order %u is not the one of its rule", i);
		reject_all(f, from);
	}
	f.sums();
	for (Way &way : ways) {
		if (way.end.least != way.end.most)
			f.fail("%s: %llu to %llu cycles", way.name,
			       (unsigned long long)way.end.least,
			       (unsigned long long)way.end.most);
		said += text("%s%s %llu (%llu..%llu from its first byte)",
			     said.empty() ? "" : ", ", way.name,
			     (unsigned long long)way.end.least,
			     (unsigned long long)way.start.least,
			     (unsigned long long)way.start.most);
		lines += text("touchwire_10g:%s_order %llu %llu\n", way.name,
			      (unsigned long long)way.end.least,
			      (unsigned long long)way.end.most);
	}
	if (f.wrong.empty())
		save(lines);
	return said + " cycles";
}

// Frames of the host: what may pass does, whole; nothing else. Then the stream is lent and returned.
std::string run_host(Floor &f, unsigned)
{
	Bytes arp(42, 0x11), stranger(60, 0x33);
	size_t from;

	f.begin();
	arp[12] = 0x08;
	arp[13] = 0x06;
	for (unsigned i = 0; i < 40; i++) {
		arp[20] = uint8_t(i);
		arp.resize(42 + i % 19);
		f.give(arp);
		f.settle();
	}
	f.judge();
	if (f.left.size() != 40)
		f.fail("%zu of 40 ARP frames left", f.left.size());
	stranger[12] = 0x86;
	stranger[13] = 0xdd;
	f.write(TW_TRADE_TX_HEAD, f.read(TW_TRADE_TX_TAIL));
	from = f.left.size();
	f.give(stranger);
	f.settle();
	if (f.left.size() != from ||
	    f.count(TW_COUNT_HOST_TX, TW_HOST_TX_REFUSED_KIND) != 1)
		f.fail("a frame of another kind left");
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_HEARTBEAT_MASK);
	f.settle();
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_RETURN_MASK);
	f.settle();
	if (f.is(TW_TRADE_STATUS_LENT_MASK) ||
	    f.read(TW_TRADE_TCP_SEQ) != f.first_seq + 3)
		f.fail("the stream is not returned behind the heartbeat");
	if (f.of_type(TW_TRADE_SENT).size() != 1 || f.left.size() != from + 1)
		f.fail("no heartbeat");
	f.rule(0, 0, take_rule(0));
	f.tell({ take_add(0, 5000) });
	f.settle();
	if (f.count(TW_COUNT_REASON, TW_REASON_WINDOW) != 1 || f.left.size() != from + 1)
		f.fail("an order on a stream that is the host's");
	return text("%zu frames of the host, one refused, lent and returned", from);
}

// Two steps with the right words arm; any other word, version or state does not. Numbers of orders go on.
std::string run_arming(Floor &f, unsigned)
{
	const uint32_t build = 0;
	unsigned refused = 0;
	uint32_t token, nonce, hash;

	f.begin();
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);
	for (unsigned bad = 0; bad < 6; bad++) {
		nonce = f.read(TW_TRADE_NONCE);
		hash = f.read(TW_TRADE_CONFIG_HASH);
		if (bad == 5)
			f.write(TW_TRADE_WATCHDOG, 0);
		f.write(TW_TRADE_ARM_KEY,
			tw_arm_key(bad == 0 ? nonce ^ 1 : nonce, TW_MAP_HASH ^ (bad == 1),
				   build ^ (bad == 2), hash ^ (bad == 3)));
		f.write(TW_TRADE_ARM_GO, tw_arm_go(nonce, bad == 4 ? hash ^ 1 : hash));
		if (f.is(TW_TRADE_STATUS_ARMED_MASK))
			f.fail("armed, though word %u is wrong", bad);
		refused++;
	}
	f.write(TW_TRADE_WATCHDOG, 1u << 30);
	// The old words do not arm again.
	f.arm();
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);
	f.write(TW_TRADE_ARM_KEY, tw_arm_key(nonce, TW_MAP_HASH, build, hash));
	f.write(TW_TRADE_ARM_GO, tw_arm_go(nonce, hash));
	if (f.is(TW_TRADE_STATUS_ARMED_MASK))
		f.fail("old words arm");
	f.arm();
	f.rule(0, 0, take_rule(0));
	f.tell({ take_add(0, 5000) });
	f.settle();
	token = f.read(TW_TRADE_TOKEN);
	if (f.left.size() != 1 || token == 0)
		f.fail("no order to take a number");
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_RETURN_MASK);
	struct tw_row_lend lend = { f.read(TW_TRADE_TCP_SEQ), 1, f.first_seq + (1u << 30),
				    1000, token - 1 };
	f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);
	if (f.commit(TW_TABLE_LEND, 0, lend) != TW_RESULT_RANGE)
		f.fail("a number of an order may come twice");
	lend.next_token = token + 100;
	if (f.commit(TW_TABLE_LEND, 0, lend) != TW_RESULT_OK ||
	    f.read(TW_TRADE_TOKEN) != token + 100)
		f.fail("numbers do not go on where the host says");
	return text("%u wrong words, old words, used numbers: all refused", refused);
}
