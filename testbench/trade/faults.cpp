// SPDX-License-Identifier: BSD-3-Clause
// Frames that end bad (B1), a rule that runs away (E7), a book that is stale at once (E8), resets (F1).
#include "runs.h"

#include <set>

// A day of its own, since a bad frame makes all symbols stale.
static void new_day(Floor &f)
{
	f.settle();
	f.write(TW_CONTROL_COMMAND, TW_CONTROL_COMMAND_CLEAR_MASK);
	f.settle();
	f.open_market();
}

// An order's message in every place of a frame whose FCS is wrong: no order; with CUT_THROUGH there is
// one, unless the message is the last and the end of the frame is known before its touch.
std::string run_b1_fcs(Floor &f, unsigned)
{
	unsigned refused = 0, risked = 0, good = 0;
	uint64_t waited = 0;

	f.begin();
	f.rule(0, 0, take_rule(0));
	for (unsigned turn = 0; turn < 27 && f.wrong.empty(); turn++) {
		const unsigned behind = turn / 3,
			       how = turn % 3; // 0 good, 1 bad, 2 bad and CUT_THROUGH
		std::vector<Bytes> messages = { take_add(0, 9000) };
		size_t from = f.records.size(), before = f.left.size();

		f.doing = text(", %u messages behind, %u", behind, how);
		f.write(TW_TRADE_CONTROL,
			how == 2 ? TW_TRADE_CONTROL_CUT_THROUGH_MASK : 0);
		for (unsigned i = 0; i < behind; i++)
			messages.push_back(itch_add(7, 9100 + i, false, 100, 500000 + i));
		f.tell(messages, how != 0);
		f.settle();
		f.judge();
		std::vector<struct tw_trade_record> said =
			f.of_type(TW_TRADE_DECISION, from);
		const bool order = how == 0 || (how == 2 && behind > 1);
		if (said.size() != 1)
			f.fail("%zu decisions", said.size());
		else if (how == 2 && behind <= 1) // in time or not, by the frame's length
			risked += said[0].reason == TW_REASON_PASS;
		else if (f.left.size() - before != order ||
			 said[0].reason != (order ? TW_REASON_PASS : TW_REASON_BAD_FRAME))
			f.fail("%zu orders, reason %s", f.left.size() - before,
			       tw_reason_name(said[0].reason));
		else
			(how == 0 ? good : how == 1 ? refused : risked)++;
		if (how == 0)
			waited = std::max<uint64_t>(waited, said[0].cycles);
		reject_all(f, from);
		new_day(f);
	}
	f.sums();
	return text(
		"%u orders of good frames, up to %llu cycles after the touch; of bad ones none in %u, "
		"%u with CUT_THROUGH",
		good, (unsigned long long)waited, refused, risked);
}

// A book that flickers fires a rule over and over.
std::string run_e7_knight(Floor &f, unsigned)
{
	const unsigned burst = 3, rate = 2000;
	uint64_t passed, start, intents;

	f.begin();
	f.totals.burst = burst;
	f.totals.rate_cycles = rate;
	if (f.commit(TW_TABLE_TOTALS, 0, f.totals) != TW_RESULT_OK)
		f.fail("limits do not tighten");
	f.rule(0, 0, take_rule(0));
	start = f.cycle;
	for (unsigned frame = 0; frame < 40; frame++) {
		std::vector<Bytes> messages;

		for (unsigned i = 0; i < 8; i++) {
			messages.push_back(take_add(0, 20000 + frame * 8 + i));
			messages.push_back(take_end(0, 20000 + frame * 8 + i));
		}
		f.tell(messages);
		if (frame % 8 == 7)
			f.settle();
	}
	f.settle();
	f.judge();
	passed = f.count(TW_COUNT_REASON, TW_REASON_PASS);
	intents = f.count(TW_COUNT_INTENTS);
	if (intents != 320)
		f.fail("%llu of 320 intents", (unsigned long long)intents);
	if (passed < burst || passed > burst + (f.cycle - start) / rate + 1)
		f.fail("%llu orders in %llu cycles", (unsigned long long)passed,
		       (unsigned long long)(f.cycle - start));
	if (passed + f.count(TW_COUNT_REASON, TW_REASON_RATE) +
		    f.count(TW_COUNT_REASON, TW_REASON_BUSY) +
		    f.count(TW_COUNT_REASON, TW_REASON_BAD_FRAME) !=
	    intents)
		f.fail("refused for another reason");
	f.sums();
	// And with the bit of KILL_MASK the first refusal ends it.
	f.write(TW_TRADE_KILL_MASK, 1u << TW_REASON_RATE);
	f.tell({ take_add(0, 30000) });
	f.tell({ take_end(0, 30000), take_add(0, 30001), take_end(0, 30001),
		 take_add(0, 30002), take_end(0, 30002), take_add(0, 30003),
		 take_end(0, 30003), take_add(0, 30004) });
	f.settle();
	if (!f.is(TW_TRADE_STATUS_KILLED_MASK) || f.count(TW_COUNT_KILLS) != 1)
		f.fail("the refusal does not kill");
	passed = f.left.size();
	f.tell({ take_end(0, 30004), take_add(0, 30005) });
	f.settle();
	if (f.left.size() != passed)
		f.fail("an order after the kill");
	f.judge();
	f.sums();
	return text("320 intents at the rate of the wire, %zu orders, then a kill",
		    f.left.size());
}

// Line A misses numbers and waits; B brings a message that fires a rule around the cycle in which
// everybody stops waiting. Each order must be of a touch that was not stale.
std::string run_e8_stale(Floor &f, unsigned)
{
	unsigned orders = 0, stale = 0, late = 0;
	// HOLD_NS of 20000 is 3125 cycles; the gap comes some cycles behind.
	for (unsigned at = 0; at < 60 && f.wrong.empty(); at++) {
		size_t from, touched;

		f.doing = text(", %u", at);
		if (at == 0) {
			f.begin();
			f.rule(0, 0, take_rule(0));
			f.rule(1, 0, take_rule(1));
		} else {
			new_day(f);
		}
		from = f.records.size();
		touched = f.touches.size();
		// What A has is five numbers ahead, and fires a rule too: by then all is stale.
		uint64_t next = f.number;
		f.number += 5;
		f.tell({ take_add(1, 40000) });
		f.steps(3085 + at);
		f.send(1, frame_of(packet_of(next, { take_add(0, 41000) })));
		f.settle();
		f.judge();
		std::set<uint64_t> bad;
		for (size_t i = touched; i < f.touches.size(); i++)
			if (f.touches[i].flags & TW_FLAG_STALE)
				bad.insert(f.touches[i].feed_seq * 8 +
					   f.touches[i].symbol);
		bool first = false;
		for (const struct tw_trade_record &r :
		     f.of_type(TW_TRADE_DECISION, from)) {
			bool was_bad = bad.count(r.feed_seq * 8 + r.symbol);

			if (r.reason != (was_bad ? TW_REASON_STALE : TW_REASON_PASS))
				f.fail("symbol %u: %s", r.symbol,
				       tw_reason_name(r.reason));
			first |= r.symbol == 0;
			(was_bad ? stale : orders)++;
		}
		late += !first;
		reject_all(f, from);
	}
	if (f.wrong.empty() && (!orders || !stale || !late))
		f.fail("%u orders, %u stale, %u late", orders, stale, late);
	f.sums();
	return text(
		"gap in 60 cycles around a message that fires: %u orders of good touches, %u refused STALE, "
		"%u came too late",
		orders, stale, late);
}

// One cycle of reset in every cycle of an order's life: what leaves is whole or cut off, never good in part;
// and nothing is armed, lent or left of it.
std::string run_f1_reset(Floor &f, unsigned)
{
	unsigned whole = 0, cut = 0, none = 0;

	for (unsigned at = 0; at < 75 && f.wrong.empty(); at++) {
		f.doing = text(", reset in cycle %u", at);
		f.begin();
		f.rule(0, 0, take_rule(0));
		f.tell({ take_add(0, 50000), itch_add(1, 50001, false, 10, 400000) });
		f.steps(at);
		uint64_t before = f.cut;
		f.strike();
		f.steps(100);
		size_t left = f.left.size();
		whole += left;
		cut += f.cut - before;
		none += !left && f.cut == before;
		if (left + f.cut - before > 1)
			f.fail("%zu frames", left);
		if (f.read(TW_TRADE_STATUS) &
			    (TW_TRADE_STATUS_ARMED_MASK | TW_TRADE_STATUS_LENT_MASK) ||
		    f.read(TW_TRADE_CONFIG_HASH) || f.read(TW_TRADE_TCP_SEQ))
			f.fail("something is left after reset");
		// Nothing comes of what was on its way, nor of the next message.
		f.line[0].clear();
		f.steps(300);
		if (f.left.size() != left)
			f.fail("a frame after reset");
		if (left && f.left[0].bytes.size() != TW_ORDER_FRAME_MAX)
			f.fail("an order of %zu bytes", f.left[0].bytes.size());
	}
	if (f.wrong.empty() && (!whole || !cut || !none))
		f.fail("%u whole, %u cut, %u none", whole, cut, none);
	return text(
		"75 resets: %u frames whole, %u cut off without an end, %u times none",
		whole, cut, none);
}
