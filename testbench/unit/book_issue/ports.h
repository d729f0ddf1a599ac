// SPDX-License-Identifier: BSD-3-Clause
// ports: what the bench of book_issue offers: events, hints of them, refills, and stalls.
#pragma once

#include "Vbook_issue.h"

#include "../common/book.h"
#include "../common/sim.h"

constexpr unsigned SYMBOLS = 4;

class Ports : public sim::Bench<Vbook_issue>
{
public:
	explicit Ports(unsigned seed) : sim::Bench<Vbook_issue>("book_issue", seed)
	{
		dut->s_event_tvalid = dut->s_refill_tvalid = 0;
		dut->s_early_tvalid = 0;
		dut->thin = dut->store_busy = dut->tables_clearing = 0;
		dut->op_ready = dut->name_ready = dut->room = 1;
	}

protected:
	using Event = book::Event;
	using Slot = book::Slot;

	unsigned stalls_of_16 = 0;
	bool quiet = false, offers = true;
	bool offering = false, refilling = false, hinting = false;
	Event event; // offered
	Event shown; // at the port, valid or not
	Event hint;
	Slot refill;

	// All of a cycle.
	void offer()
	{
		offer_event();
		offer_hint();
		if (!refilling && offers && one_in(quiet ? 80 : 12)) {
			refilling = true;
			refill = Slot();
			refill.kind = one_in(2) ? book::OP_REFILL : book::OP_APPEND;
			refill.symbol = uint16_t(pick(SYMBOLS));
			refill.sell = one_in(2);
			refill.none = one_in(2);
			refill.reference = rng();
			refill.price = uint32_t(rng());
			refill.write(dut->s_refill_tdata);
		}
		if (dut->hold_refill)
			refilling = false;
		dut->s_refill_tvalid = refilling;
		dut->op_ready = pick(16) >= stalls_of_16;
		dut->name_ready = pick(16) >= stalls_of_16;
		dut->room = pick(16) >= stalls_of_16;
		dut->thin = pick(16) < stalls_of_16;
		dut->store_busy = pick(16) < stalls_of_16;
		if (dut->clear_tables)
			clearing = 1 + unsigned(pick(30));
		dut->tables_clearing = clearing && clearing < 30;
		clearing -= clearing > 0;
	}

private:
	Event coming;	  // the next one
	unsigned due = 0; // cycles until it may be offered
	unsigned clearing = 0;

	static bool hintable(unsigned op)
	{
		return op == book::EVENT_ADD || op == book::EVENT_REDUCE ||
		       op == book::EVENT_REPLACE;
	}

	// The same marks often come again; their upper half means nothing.
	uint8_t own_code(unsigned op)
	{
		if (op == book::EVENT_CLEAR)
			return one_in(2) ? book::CLEAR_LOAD : 0;
		return uint8_t(pick(16) << 4 | (one_in(3) ? pick(16) : 9));
	}

	Event some_event()
	{
		static const uint8_t hinted[] = { book::EVENT_ADD, book::EVENT_REDUCE,
						  book::EVENT_REPLACE };
		static const uint8_t owns[] = { book::EVENT_CLEAR, book::EVENT_GAP,
						book::EVENT_LINES, book::EVENT_FRESH };
		Event e;

		e.op = unsigned(pick(9)) < 8 ? unsigned(pick(book::EVENT_GAP))
					     : unsigned(book::EVENT_SUSPECT);
		if (one_in(2))
			e.op = hinted[pick(3)];
		bool own = one_in(50);
		if (own)
			e.op = owns[pick(4)];
		e.sell = one_in(2);
		e.bad_side = one_in(9);
		e.code = own ? own_code(e.op) : uint8_t(rng());
		e.locate = uint16_t(rng());
		e.reference = rng();
		e.new_reference = rng();
		e.price = uint32_t(rng());
		e.shares = uint32_t(rng());
		e.info = { rng(), rng() >> 16, rng(), uint32_t(rng()) };
		return e;
	}

	// Some are wrong in one field, some come in another cycle than they promise.
	void offer_hint()
	{
		unsigned when = coming.op == book::EVENT_REDUCE ? 1 : 2;

		hinting = hintable(coming.op) && (due == when ? !one_in(4) : one_in(8));
		hint = coming;
		if (!hinting && one_in(30)) {
			hinting = true;
			hint = some_event();
		}
		if (one_in(8))
			hint.reference ^= 1ull << pick(64);
		if (one_in(12))
			hint.locate ^= uint16_t(1u << pick(16));
		if (one_in(12))
			hint.info.seq ^= 1ull << pick(64);
		if (one_in(12) || !hintable(hint.op))
			hint.op = one_in(3)   ? book::EVENT_ADD
				  : one_in(2) ? book::EVENT_REDUCE
					      : book::EVENT_REPLACE;
		// The event may come later than the hint says, or be another one.
		if (hinting && one_in(12))
			due++;
		if (hinting && one_in(12))
			coming = some_event();
		dut->s_early_tvalid = hinting;
		dut->s_early_op = uint8_t(hint.op);
		dut->s_early_locate = hint.locate;
		dut->s_early_reference = hint.reference;
		dut->s_early_seq = hint.info.seq;
	}

	void offer_event()
	{
		due -= due > 0;
		if (!offering && offers && !due) {
			offering = true;
			event = coming;
			coming = some_event();
			due = one_in(3) ? 1 : unsigned(pick(12));
		}
		// Without valid the data may already be those of the next one.
		shown = offering || one_in(2) ? event : coming;
		shown.write(dut->s_event_tdata);
		dut->s_event_tvalid = offering;
	}
};
