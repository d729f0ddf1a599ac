// SPDX-License-Identifier: BSD-3-Clause
// E1: a kill from every source in every cycle of an order's life.
#include "runs.h"

namespace
{

constexpr uint64_t MOST = 4; // cycles from the cause to the last start on the XGMII

enum Source { REGISTER, MISMATCH, ANSWER, LIMIT, LINK, WATCHDOG, DMA, SOURCES };
const struct {
	const char *name;
	unsigned cause;
} sources[] = {
	{ "register", TW_KILL_REGISTER }, { "ledger", TW_KILL_MISMATCH },
	{ "answer", TW_KILL_MISMATCH },	  { "limit", TW_KILL_LIMIT },
	{ "link", TW_KILL_LINK },	  { "watchdog", TW_KILL_WATCHDOG },
	{ "dma", TW_KILL_DMA },
};

struct Seen {
	unsigned orders = 0, none = 0, cut = 0;
	uint64_t most = 0;
};

// What must stand before the frame goes out.
void prepare(Floor &f, Source source, unsigned at)
{
	const uint32_t nobody[TW_TABLE_WORDS] = { TW_ANSWER_EXECUTED, 0xdead, 1 };

	if (source == ANSWER) {
		f.write(TW_TRADE_TABLE_INDEX, uint32_t(TW_TABLE_ANSWER) << 24);
		for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
			f.write(TW_TRADE_WORD_0 + 4 * i, nobody[i]);
	}
	if (source == WATCHDOG) {
		f.write(TW_TRADE_KICK, 0);
		f.steps(3000 - 10 - at);
	}
}

void strike(Floor &f, Source source, unsigned at)
{
	const uint32_t nobody[TW_TABLE_WORDS] = { TW_ANSWER_EXECUTED, 0xdead, 1 };

	if (source != WATCHDOG && source != LIMIT)
		f.steps(at);
	switch (source) {
	case REGISTER:
		return f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_KILL_MASK);
	case MISMATCH:
		return f.write(TW_TRADE_MISMATCH, 1);
	case ANSWER:
		return f.write(TW_TRADE_TABLE_CRC,
			       tw_row_crc(0, TW_TABLE_ANSWER, 0, nobody));
	case LINK:
		f.link = false;
		return f.steps(60);
	case DMA:
		return f.write(TW_TRADE_TX_HEAD, 1000);
	default:
		return;
	}
}

void one(Floor &f, Source source, unsigned at, Seen &seen)
{
	size_t from = f.records.size(), before = f.left.size();
	uint64_t cut = f.cut, killed = 0;

	f.doing = text(", %s at %u", sources[source].name, at);
	prepare(f, source, at);
	// The frame of the intent beyond its limit is behind the order's, or before it.
	if (source == LIMIT && at < 35)
		f.tell({ take_add(1, 7000) });
	if (source == LIMIT)
		xgmii::put_idle(f.line[0], at % 35 * 8);
	f.tell({ take_add(0, 6000) });
	if (source == LIMIT && at >= 35) {
		xgmii::put_idle(f.line[0], at % 35 * 8);
		f.tell({ take_add(1, 7000) });
	}
	strike(f, source, at);
	f.settle();
	f.link = true;
	for (const struct tw_trade_record &r : f.of_type(TW_TRADE_KILL, from))
		if (!killed && r.reason == sources[source].cause)
			killed = f.cycle_of(r.time_ns);
	if (!killed || !f.is(TW_TRADE_STATUS_KILLED_MASK) ||
	    f.is(TW_TRADE_STATUS_ARMED_MASK))
		return f.fail("not killed");
	for (size_t i = before; i < f.left.size(); i++) {
		uint64_t start = f.left[i].start;

		if (start > killed + MOST)
			f.fail("an order starts %llu cycles after the cause",
			       (unsigned long long)(start - killed));
		if (start > killed)
			seen.most = std::max(seen.most, start - killed);
	}
	// A frame that the link failed under leaves a record and no frame.
	if (source == LINK && f.cut != cut) {
		seen.cut++;
		return;
	}
	f.judge();
	if (f.left.size() == before)
		seen.none++;
	else
		seen.orders++;
}

// As it was before: the market, our orders, armed.
void restore(Floor &f, Source source, size_t from)
{
	reject_all(f, from);
	f.tell({ take_end(0, 6000) });
	if (source == LIMIT)
		f.tell({ take_end(1, 7000) });
	f.settle();
	f.revive();
}

} // namespace

std::string run_e1_kill(Floor &f, unsigned)
{
	std::string said;
	uint64_t most = 0;

	for (unsigned source = 0; source < SOURCES && f.wrong.empty(); source++) {
		Seen seen;
		bool fresh = true;

		for (unsigned at = 0; at < 70 && f.wrong.empty(); at++) {
			if (fresh || source == DMA || f.cut) {
				struct tw_row_rule big = take_rule(1);

				f.begin();
				f.write(TW_TRADE_KILL_MASK, 1u << TW_REASON_QUANTITY);
				big.quantity = f.limits.max_quantity + 1;
				f.rule(0, 0, take_rule(0));
				f.rule(1, 0, big);
				fresh = false;
			}
			if (source == WATCHDOG) {
				f.write(TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);
				f.write(TW_TRADE_WATCHDOG, 3000);
				f.arm();
			}
			size_t from = f.records.size();
			one(f, Source(source), at, seen);
			if (f.wrong.empty() && source != DMA && !f.cut)
				restore(f, Source(source), from);
		}
		if (f.wrong.empty() && (!seen.orders || !seen.none))
			f.fail("%s: %u orders, %u times none", sources[source].name,
			       seen.orders, seen.none);
		most = std::max(most, seen.most);
		said += text("%s%s %u of 70 too late", said.empty() ? "" : ", ",
			     sources[source].name, seen.orders);
	}
	return said + text("; the last order starts %llu cycle(s) after the cause",
			   (unsigned long long)most);
}
