// SPDX-License-Identifier: BSD-3-Clause
// tb_book_issue: events and refill slots against the list of slots that must come of them.
//
// Slots are two cycles apart at least, a directory entry's follower five; refills go first;
// nothing is taken while a row is thin; what changes every symbol waits until the pipeline is empty.
//
// Hints may come before an event. The slot of a hint is whole only with what follows when its event
// was due: both together must be the slot that the event asks for, or else void. Hints come right,
// with another field, too early, too late, for events that come later, never, or behind others.
#include "ports.h"

#include <deque>

namespace
{

using namespace book;

class Bench : public Ports
{
public:
	explicit Bench(unsigned seed) : Ports(seed)
	{
		reset();
		day(true);
	}

	sim::Range through, ahead, ahead_reduce;
	uint64_t events[EVENTS] = {}, slots = 0, refills = 0;
	uint64_t met = 0, voids = 0;

	// What must happen: around early slots, and of the feed's own events.
	enum Case {
		MET_ADD,
		MET_REDUCE,
		MET_REPLACE,
		REPLACE_AT_ONCE,
		REPLACE_WAITS,
		VOID_ADD,
		VOID_REDUCE,
		VOID_REPLACE,
		VOID_BY_OTHER,
		VOID_BY_NONE,
		VOID_SECOND,
		REFILL_WHEN_DUE,
		REFILL_WAITS,
		THIN_WHEN_DUE,
		HINT_TOO_LATE,
		HINT_WIDE,
		GAP_AGAIN,
		LINES_AGAIN,
		FRESH_AGAIN,
		GAP_WITH_MARKS,
		LOAD_OF_ENDED,
		DAY_OF_ENDED,
		CASES
	};
	uint64_t seen[CASES] = {};

	void play(unsigned count, unsigned stalls)
	{
		quiet = one_in(2);
		stalls_of_16 = stalls;
		for (unsigned i = 0; i < count; i++)
			step();
	}

	void drain()
	{
		stalls_of_16 = 0;
		offers = false;
		for (unsigned n = 0;
		     dut->busy || !expected.empty() || offering || refilling || await;
		     n++) {
			if (n == 5000)
				fail("busy for ever; %zu slots to come", expected.size());
			step();
		}
		offers = true;
	}

private:
	std::deque<Slot> expected; // slots of the events taken, of sweeps
	bool stale = false, stale_after = false, turns = false, busy_before = false;
	unsigned lines = 0, lines_after = 0;
	std::deque<std::pair<uint64_t, unsigned>> counts; // cycle and code
	Event taken;					  // the last one in
	uint64_t free_at = 0, last_slot = 0;
	uint64_t wide_at = 0; // slots that add must not come before

	unsigned await = 0; // cycles until the event of the last early slot is due
	Slot early;
	uint64_t early_seq = 0;
	bool void_now = false, void_before = false; // the second slot of a replace is

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
		stale_after = taken.code & CLEAR_LOAD;
		lines_after = lines & (stale_after ? 15 : 7);
		if (lines & MARK_ENDED)
			seen[stale_after ? LOAD_OF_ENDED : DAY_OF_ENDED]++;
	}

	void sweep(bool stale_becomes, unsigned lines_become, const Event &cause)
	{
		stale_after = stale_becomes;
		lines_after = lines_become & 15;
		if (stale_after == stale && lines_after == lines) {
			seen[cause.op == EVENT_GAP     ? GAP_AGAIN
			     : cause.op == EVENT_LINES ? LINES_AGAIN
						       : FRESH_AGAIN]++;
			return;
		}
		seen[GAP_WITH_MARKS] += cause.op == EVENT_GAP && lines;
		for (unsigned i = 0; i < SYMBOLS; i++) {
			Slot slot = {};

			slot.kind = OP_REFRESH;
			slot.symbol = uint16_t(i);
			from_event(slot, cause);
			slot.sell = false;
			expected.push_back(slot);
		}
		turns = true;
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
			OP_NONE,   OP_ADD,	   OP_REDUCE,
			OP_DELETE, OP_REPLACE_OLD, OP_STATE,
			OP_HALT,   OP_DIRECTORY,   0,
			0,	   OP_SUSPECT,	   0,
			0
		};

		events[event.op]++;
		taken = event;
		if (event.op == EVENT_CLEAR) {
			counts.push_back({ cycle + 5, CLEAR });
			day(false);
			return;
		}
		if (is_own(event.op)) {
			counts.push_back({ cycle + 5, event.op == EVENT_GAP ? GAP
						      : event.op == EVENT_LINES
							      ? LINES
							      : FRESH });
			sweep(event.op == EVENT_GAP || (stale && event.op != EVENT_FRESH),
			      event.op == EVENT_LINES ? event.code : lines, event);
			return;
		}
		Slot slot = {};
		slot.kind = kinds[event.op];
		from_event(slot, event);
		if (await)
			meet(slot);
		else
			expected.push_back(slot);
		if (event.op != EVENT_REPLACE)
			return;
		slot.kind = OP_REPLACE_NEW;
		from_event(slot, event);
		expected.push_back(slot);
	}

	// The early slot with what came late is @want.
	void meet(Slot want)
	{
		Slot whole = early;
		Event late = Event::read(dut->m_late_tdata);

		if (dut->m_late_second) {
			whole.sell = late.sell;
			whole.bad_side = late.bad_side;
			whole.price = late.price;
		} else {
			want.sell = want.bad_side = false;
			want.price = 0;
		}
		whole.shares = late.shares;
		whole.info = late.info;
		want.code = 0;
		if (!(whole == want))
			fail("an early slot is not the slot of its event");
		(event.op == EVENT_REDUCE ? ahead_reduce : ahead).add(cycle - last_slot);
	}

	// These make no slot of their own.
	static bool is_own(unsigned op)
	{
		return op == EVENT_GAP || op == EVENT_CLEAR || op == EVENT_LINES ||
		       op == EVENT_FRESH;
	}

	// Is the event offered the one that was hinted?
	bool matches() const
	{
		static const uint8_t ops[] = { 0, EVENT_ADD, EVENT_REDUCE, 0,
					       EVENT_REPLACE };

		return offering && event.op == ops[early.kind] &&
		       event.locate == early.locate &&
		       event.reference == early.reference && event.info.seq == early_seq;
	}

	// What is taken, in every cycle. Returns whether the hint is.
	bool check_ready()
	{
		bool free = expected.empty() && cycle >= free_at && dut->op_ready &&
			    dut->room;
		bool due_now = await == 1, meets = due_now && matches();
		bool calm = free && !await && !refilling && !dut->thin;
		bool adds = shown.op == EVENT_ADD && cycle < wide_at;
		bool named = shown.op != EVENT_DIRECTORY || dut->name_ready;
		bool refill_goes = free && !(due_now && early.kind == OP_REPLACE_OLD);

		if (dut->s_event_tready != ((calm && named && !adds) || meets))
			fail("event %u: ready %u", shown.op, dut->s_event_tready);
		if (dut->s_refill_tready != refill_goes)
			fail("refill: ready %u", dut->s_refill_tready);
		if (dut->m_late_valid != due_now)
			fail("late %u, not %u", dut->m_late_valid, due_now);
		if (due_now && dut->m_late_void == meets)
			fail("void %u, event %u", dut->m_late_void, meets);
		if (due_now && dut->m_late_second != (early.kind != OP_REDUCE))
			fail("an early slot of kind %u is completed in another cycle",
			     early.kind);
		if (due_now)
			note(meets);
		seen[HINT_TOO_LATE] += hinting && offering && calm;
		seen[HINT_WIDE] += hinting && !offering && calm && hint.op == EVENT_ADD &&
				   cycle < wide_at;
		void_now = due_now && early.kind == OP_REPLACE_OLD && free && offering &&
			   !meets;
		return calm && hinting && !offering &&
		       !(hint.op == EVENT_ADD && cycle < wide_at);
	}

	void note(bool meets)
	{
		bool add = early.kind == OP_ADD, reduce = early.kind == OP_REDUCE;

		met += meets;
		voids += !meets;
		if (meets)
			seen[add ? MET_ADD : reduce ? MET_REDUCE : MET_REPLACE]++;
		else {
			seen[add ? VOID_ADD : reduce ? VOID_REDUCE : VOID_REPLACE]++;
			seen[offering ? VOID_BY_OTHER : VOID_BY_NONE]++;
		}
		if (meets && !add && !reduce)
			seen[dut->m_op_tvalid ? REPLACE_AT_ONCE : REPLACE_WAITS]++;
		if (refilling)
			seen[dut->s_refill_tready ? REFILL_WHEN_DUE : REFILL_WAITS]++;
		seen[THIN_WHEN_DUE] += meets && dut->thin;
	}

	void check_counts()
	{
		bool counts_now = !counts.empty() && counts.front().first == cycle;

		if (dut->stat_valid != counts_now ||
		    (counts_now && dut->stat_code != counts.front().second))
			fail("counted %u as %u", dut->stat_valid, dut->stat_code);
		if (counts_now)
			counts.pop_front();
	}

	void step()
	{
		offer();
		dut->clk = 0;
		dut->eval();
		check_counts();
		if (dut->clear_tables &&
		    (busy_before || (slots && cycle < last_slot + 8)))
			fail("cleared while slots or levels are under way");
		busy_before = dut->store_busy;
		bool early_in = check_ready();
		bool refill_in = refilling && dut->s_refill_tready;
		bool event_in = offering && dut->s_event_tready;
		bool met_now = event_in && await;
		if (event_in)
			accept();
		if (dut->m_void != void_before)
			fail("void %u behind the slot", dut->m_void);
		void_before = void_now;
		if (void_now)
			check_void();
		else if (dut->m_op_tvalid)
			check(refill_in, event_in, early_in);
		else if (dut->m_name_tvalid || refill_in || early_in ||
			 (event_in && !met_now && !is_own(event.op)))
			fail("taken without a slot");
		if (event_in)
			offering = false;
		if (refill_in)
			refilling = false;
		await -= await > 0;
		if (early_in)
			await = early.kind == OP_REDUCE ? 1 : 2;
		clock();
	}

	void hinted_slot()
	{
		static const uint8_t kinds[] = { 0, OP_ADD, OP_REDUCE, 0,
						 OP_REPLACE_OLD };

		early = Slot();
		early.kind = kinds[hint.op];
		early.locate = hint.locate;
		early.reference = hint.reference;
		early_seq = hint.info.seq;
	}

	// The second slot of a replace whose event is another one.
	void check_void()
	{
		if (!dut->m_op_tvalid ||
		    Slot::read(dut->m_op_tdata).kind != OP_REPLACE_NEW)
			fail("no second slot of a replace");
		seen[VOID_SECOND]++;
		last_slot = cycle;
		free_at = cycle + 2;
	}

	void check(bool refill_in, bool event_in, bool early_in)
	{
		Slot have = Slot::read(dut->m_op_tdata), want = refill;

		if (cycle < free_at || !dut->op_ready || !dut->room)
			fail("a slot too early");
		if (early_in) {
			hinted_slot();
			want = early;
		} else if (!refill_in) {
			if (expected.empty())
				fail("a slot of kind %u out of nothing", have.kind);
			want = expected.front();
			expected.pop_front();
		}
		if (dut->m_name_tvalid != (have.kind == OP_DIRECTORY) ||
		    (dut->m_name_tvalid && dut->m_name_tdata != have.reference))
			fail("a slot of kind %u has name %u %016llx", have.kind,
			     dut->m_name_tvalid,
			     static_cast<unsigned long long>(dut->m_name_tdata));
		if (!(have == want))
			fail("slot of kind %u symbol %u, not kind %u symbol %u",
			     have.kind, have.symbol, want.kind, want.symbol);
		if ((have.kind == OP_ADD || have.kind == OP_REPLACE_NEW) &&
		    cycle < wide_at)
			fail("shares are added right behind the row's own slot");
		if (turns && have.kind >= OP_REFRESH && have.kind <= OP_FORGET) {
			if (slots && cycle < last_slot + 8)
				fail("a sweep before the pipeline is empty");
			stale = stale_after;
			lines = lines_after;
			turns = false;
		}
		if (dut->stale != stale)
			fail("stale %u, not %u", dut->stale, stale);
		if (dut->lines != lines)
			fail("lines %u, not %u", dut->lines, lines);
		if (event_in && !refill_in)
			through.add(0);
		last_slot = cycle;
		free_at = cycle + (have.kind == OP_DIRECTORY ? 5 : 2);
		if (have.kind >= OP_FORGET)
			wide_at = cycle + 3;
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
	for (unsigned n = 0; n < Bench::CASES; n++)
		if (!bench.seen[n])
			bench.fail("case %u was never seen", n);
	if (bench.ahead_reduce.least != 1 || bench.ahead_reduce.most != 1)
		bench.fail("slots of executions are not 1 cycle ahead");
	bench.latency("book_issue", bench.through);
	bench.latency("book_issue:early", bench.ahead);
	return bench.done(
		"%llu slots, %llu of them refills, %llu early, %llu void, %llu clears, %llu gaps, %llu fresh, %llu changes of lines",
		(unsigned long long)bench.slots, (unsigned long long)bench.refills,
		(unsigned long long)bench.met, (unsigned long long)bench.voids,
		(unsigned long long)bench.events[EVENT_CLEAR],
		(unsigned long long)bench.events[EVENT_GAP],
		(unsigned long long)bench.events[EVENT_FRESH],
		(unsigned long long)bench.events[EVENT_LINES]);
}
