// SPDX-License-Identifier: BSD-3-Clause
// tb_book_issue: events and refill slots against the list of slots that must come of them.
//
// Slots are two cycles apart at least, a directory entry's follower five; refills go first;
// nothing is taken while a row is thin; gaps and days wait until the pipeline is empty.
#include "Vbook_issue.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>

namespace
{

using namespace book;

constexpr unsigned SYMBOLS = 4;

class Bench : public sim::Bench<Vbook_issue>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vbook_issue>("book_issue", seed)
	{
		dut->s_event_tvalid = dut->s_refill_tvalid = dut->cmd_fresh = 0;
		dut->thin = dut->store_busy = dut->tables_clearing = 0;
		dut->op_ready = dut->name_ready = dut->room = 1;
		reset();
		day(true);
	}

	sim::Range through;
	uint64_t events[EVENTS] = {}, slots = 0, refills = 0, fresh = 0;

	void play(unsigned count, unsigned stalls)
	{
		stalls_of_16 = stalls;
		for (unsigned i = 0; i < count; i++)
			step();
	}

	void drain()
	{
		stalls_of_16 = 0;
		offers = false;
		for (unsigned n = 0;
		     dut->busy || !expected.empty() || offering || refilling; n++) {
			if (n == 5000)
				fail("busy for ever; %zu slots to come", expected.size());
			step();
		}
		offers = true;
	}

private:
	std::deque<Slot> expected; // slots of the events taken
	unsigned stalls_of_16 = 0, clearing = 0;
	bool offers = true, offering = false, refilling = false, stale = false;
	bool wants_fresh = false, stale_after = false, turns = false, busy_before = false;
	std::deque<std::pair<uint64_t, unsigned>> counts; // cycle and code
	Event event, taken;				  // offered, and the last one in
	Slot refill;
	uint64_t free_at = 0, last_slot = 0;

	void day(bool silent)
	{
		for (unsigned i = 0; i < 2 * SYMBOLS; i++) {
			Slot slot = {};

			slot.kind = OP_FORGET;
			slot.symbol = uint16_t(i / 2);
			slot.sell = i % 2;
			slot.none = silent;
			from_event(slot, taken);
			expected.push_back(slot);
		}
		turns = true;
		stale_after = false;
	}

	void sweep(bool becomes, const Event &cause)
	{
		for (unsigned i = 0; i < SYMBOLS; i++) {
			Slot slot = {};

			slot.kind = OP_REFRESH;
			slot.symbol = uint16_t(i);
			from_event(slot, cause);
			slot.sell = false;
			expected.push_back(slot);
		}
		turns = true;
		stale_after = becomes;
	}

	// What every slot of an event carries.
	static void from_event(Slot &slot, const Event &e)
	{
		slot.code = e.code;
		slot.bad_side = e.bad_side;
		slot.locate = e.locate;
		slot.price = e.price;
		slot.shares = e.shares;
		slot.info = e.info;
		if (slot.kind < OP_REFRESH)
			slot.sell = e.sell;
		slot.reference =
			slot.kind == OP_REPLACE_NEW ? e.new_reference : e.reference;
	}

	void accept()
	{
		static const uint8_t kinds[EVENTS] = {
			OP_NONE,   OP_ADD,  OP_REDUCE,	  OP_DELETE, OP_REPLACE_OLD,
			OP_STATE,  OP_HALT, OP_DIRECTORY, 0,	     0,
			OP_SUSPECT
		};

		events[event.op]++;
		taken = event;
		if (event.op == EVENT_CLEAR) {
			counts.push_back({ cycle + 5, CLEAR });
			day(false);
			return;
		}
		if (event.op == EVENT_GAP) {
			counts.push_back({ cycle + 5, GAP });
			if (!stale)
				sweep(true, event);
			return;
		}
		Slot slot = {};
		slot.kind = kinds[event.op];
		from_event(slot, event);
		expected.push_back(slot);
		if (event.op != EVENT_REPLACE)
			return;
		slot.kind = OP_REPLACE_NEW;
		from_event(slot, event);
		expected.push_back(slot);
	}

	void offer()
	{
		if (!offering && offers && !one_in(4)) {
			offering = true;
			event = Event();
			event.op = unsigned(pick(9)) < 8 ? unsigned(pick(EVENT_GAP))
							 : unsigned(EVENT_SUSPECT);
			if (one_in(60))
				event.op = one_in(4) ? EVENT_CLEAR : EVENT_GAP;
			event.sell = one_in(2);
			event.bad_side = one_in(9);
			event.code = uint8_t(rng());
			event.locate = uint16_t(rng());
			event.reference = rng();
			event.new_reference = rng();
			event.price = uint32_t(rng());
			event.shares = uint32_t(rng());
			event.info = { rng(), rng() >> 16, rng(), uint32_t(rng()) };
			event.write(dut->s_event_tdata);
		}
		if (!refilling && offers && one_in(12)) {
			refilling = true;
			refill = Slot();
			refill.kind = one_in(2) ? OP_REFILL : OP_APPEND;
			refill.symbol = uint16_t(pick(SYMBOLS));
			refill.sell = one_in(2);
			refill.queued = one_in(2);
			refill.none = one_in(2);
			refill.reference = rng();
			refill.price = uint32_t(rng());
			refill.write(dut->s_refill_tdata);
		}
		if (dut->hold_refill)
			refilling = false;
		dut->s_event_tvalid = offering;
		dut->s_refill_tvalid = refilling;
		dut->op_ready = pick(16) >= stalls_of_16;
		dut->name_ready = pick(16) >= stalls_of_16;
		dut->room = pick(16) >= stalls_of_16;
		dut->thin = pick(16) < stalls_of_16;
		dut->store_busy = pick(16) < stalls_of_16;
		dut->cmd_fresh = offers && !wants_fresh && one_in(400);
		if (dut->clear_tables)
			clearing = 1 + unsigned(pick(30));
		dut->tables_clearing = clearing && clearing < 30;
		clearing -= clearing > 0;
	}

	void step()
	{
		offer();
		dut->clk = 0;
		dut->eval();
		bool counts_now = !counts.empty() && counts.front().first == cycle;

		if (dut->stat_valid != counts_now ||
		    (counts_now && dut->stat_code != counts.front().second))
			fail("counted %u as %u", dut->stat_valid, dut->stat_code);
		if (counts_now)
			counts.pop_front();
		if (dut->clear_tables &&
		    (busy_before || (slots && cycle < last_slot + 8)))
			fail("cleared while slots or levels are under way");
		busy_before = dut->store_busy;
		bool refill_in = refilling && dut->s_refill_tready;
		bool event_in = offering && dut->s_event_tready;
		if (event_in && (refilling || dut->thin || !expected.empty()))
			fail("an event is taken too early");
		if (event_in)
			accept();
		if (dut->m_op_tvalid)
			check(refill_in, event_in);
		else if (refill_in ||
			 (event_in && event.op != EVENT_GAP && event.op != EVENT_CLEAR))
			fail("taken without a slot");
		if (event_in)
			offering = false;
		if (refill_in)
			refilling = false;
		wants_fresh |= dut->cmd_fresh;
		clock();
		turn_fresh();
	}

	// The host's command waits for the messages taken, then sweeps with the last one's data.
	void turn_fresh()
	{
		if (!wants_fresh || !expected.empty())
			return;
		wants_fresh = false;
		sweep(false, taken);
		fresh++;
	}

	void check(bool refill_in, bool event_in)
	{
		Slot have = Slot::read(dut->m_op_tdata), want = refill;

		if (cycle < free_at || !dut->op_ready || !dut->room)
			fail("a slot too early");
		if (!refill_in) {
			if (expected.empty())
				fail("a slot of kind %u out of nothing", have.kind);
			want = expected.front();
			expected.pop_front();
		}
		if (!(have == want))
			fail("slot of kind %u symbol %u, not kind %u symbol %u",
			     have.kind, have.symbol, want.kind, want.symbol);
		if (turns && have.kind >= OP_REFRESH && have.kind <= OP_FORGET) {
			if (slots && cycle < last_slot + 8)
				fail("a sweep before the pipeline is empty");
			stale = stale_after;
			turns = false;
		}
		if (dut->stale != stale)
			fail("stale %u, not %u", dut->stale, stale);
		if (event_in)
			through.add(0);
		last_slot = cycle;
		free_at = cycle + (have.kind == OP_DIRECTORY ? 5 : 2);
		slots++;
		refills += refill_in;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned run = 0; run < 10; run++) {
		bench.play(6000, 0);
		bench.play(6000, 3);
		bench.drain();
	}
	for (unsigned op = 0; op < EVENTS; op++)
		if (!bench.events[op])
			bench.fail("event %u was never seen", op);
	bench.latency("book_issue", bench.through);
	return bench.done(
		"%llu slots, %llu of them refills, %llu days, %llu gaps, %llu fresh",
		(unsigned long long)bench.slots, (unsigned long long)bench.refills,
		(unsigned long long)bench.events[EVENT_CLEAR],
		(unsigned long long)bench.events[EVENT_GAP],
		(unsigned long long)bench.fresh);
}
