// SPDX-License-Identifier: BSD-3-Clause
// tb_touch_rows: changes against a map a side; the bench plays the refill, and reads its levels
// as late and as mixed from old and new as a store may let it.
#include "Vtouch_rows.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

constexpr unsigned SIDES = 8;

using Levels = std::map<uint32_t, uint64_t>;

struct Slot {
	bool valid, change, sub, kill;
	unsigned kind, side; // kind: OP_NONE, OP_FORGET, OP_REFILL, OP_APPEND
	bool queued, none;
	uint32_t rank;
	uint64_t size, at; // at: cycle of slot t+4
	bool exists;
	uint32_t best_rank;
	uint64_t best_size;
};

class Bench : public sim::Bench<Vtouch_rows>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtouch_rows>("touch_rows", seed)
	{
		dut->op2_valid = dut->op4_valid = dut->op5_kill = 0;
		reset();
	}

	sim::Range to_best;
	uint64_t changes = 0, most = 0, appends = 0, rejects = 0, held = 0;

	void new_day()
	{
		for (unsigned side = 0; side < SIDES; side++) {
			Slot slot = {};

			slot.kind = book::OP_FORGET;
			slot.side = side;
			issue(slot);
			truth[side].clear();
			store[side].clear();
		}
		idle(8);
		hungry.clear();
		starving.clear();
		state = IDLE;
	}

	// @span: how many ranks are in use; @late: cycles a read may take; @turns: a rush
	// the other way after so many changes.
	void play(unsigned count, unsigned span, unsigned full, unsigned late,
		  unsigned turns = 100000)
	{
		bool removing = false;

		reads_late = late;
		new_day();
		for (unsigned i = 0; i < count; i++) {
			size_t live = 0;
			for (const Levels &levels : truth)
				live += levels.size();
			if (live >= full || live < full / 8 || one_in(turns))
				removing =
					live >= full / 8 && (live >= full || !removing);
			while (one_in(4))
				cycle_of(nullptr);
			change(span, removing);
		}
		for (unsigned wait = 0;
		     state != IDLE || !hungry.empty() || !starving.empty(); wait++) {
			if (wait == 20000)
				fail("hungry for ever");
			cycle_of(nullptr);
		}
		idle(20);
		if (dut->thin)
			fail("a row is left thin");
	}

private:
	enum State { IDLE, START, STARTED, READ, APPEND, JUDGED };

	Levels truth[SIDES], store[SIDES], old;
	Slot pipe[7] = {};
	uint64_t free_at = 0;
	State state = IDLE;
	std::deque<unsigned> hungry, starving;
	unsigned side = 0, reads_late = 0;
	bool queued = false;
	uint32_t at = 0;
	Slot next = {};
	uint64_t read_at = 0;

	void change(unsigned span, bool removing)
	{
		Slot slot = {};
		slot.change = true;
		slot.side = unsigned(pick(SIDES));
		Levels &levels = truth[slot.side];
		slot.sub = !levels.empty() && (removing ? !one_in(6) : one_in(3));
		slot.kill = !slot.sub && one_in(16);
		slot.rank = uint32_t(pick(span)) * 77;
		slot.size = one_in(9) ? 0xffffffffu : 1 + pick(99);
		if (slot.sub) {
			auto level = levels.lower_bound(slot.rank);
			if (level == levels.end() || !one_in(4))
				level = levels.begin();
			slot.rank = level->first;
			slot.size = one_in(4) ? 1 : book::saturated(level->second);
		}
		issue(slot);
		changes++;
	}

	void issue(Slot &slot)
	{
		for (unsigned wait = 0; !cycle_of(&slot); wait++)
			if (wait == 5000)
				fail("thin for ever");
	}

	void idle(unsigned n)
	{
		while (n--)
			cycle_of(nullptr);
	}

	void drive()
	{
		const Slot &s2 = pipe[2], &s4 = pipe[4], &s5 = pipe[5];

		dut->op2_valid = s2.valid;
		dut->op2_symbol = uint16_t(s2.side >> 1);
		dut->op4_valid = s4.valid;
		dut->op4_change = s4.change;
		dut->op4_show = s4.change;
		dut->op4_sub = s4.sub;
		dut->op4_append = s4.kind == book::OP_APPEND && !s4.none;
		dut->op4_none = s4.kind == book::OP_APPEND && s4.none;
		dut->op4_refill = s4.kind == book::OP_REFILL;
		dut->op4_queued = s4.queued;
		dut->op4_forget = s4.kind == book::OP_FORGET;
		dut->op4_symbol = uint16_t(s4.side >> 1);
		dut->op4_sell = s4.side & 1;
		dut->op4_rank = s4.rank;
		dut->op4_size = s4.size;
		dut->op5_kill = s5.valid && s5.kill;
	}

	// A cycle; true when the slot was issued in it.
	bool cycle_of(Slot *slot)
	{
		Slot now = {};
		bool issued = false, turn = cycle >= free_at;

		dut->clk = 0;
		drive();
		dut->eval();
		check_best();
		check_level();
		refill();
		if (turn && (state == START || state == APPEND)) {
			now = next;
			now.valid = true;
			state = state == START ? STARTED : JUDGED;
		} else if (turn && slot &&
			   (slot->kind == book::OP_FORGET || !dut->thin)) {
			now = *slot;
			now.valid = issued = true;
			expect(now);
		} else if (slot)
			held += dut->thin;
		now.at = cycle + 4;
		if (now.valid)
			free_at = cycle + 2;
		for (unsigned i = 6; i > 1; i--)
			pipe[i] = pipe[i - 1];
		pipe[1] = now;
		clock();
		return issued;
	}

	void expect(Slot &slot)
	{
		Levels &levels = truth[slot.side];

		if (slot.change && !slot.kill) {
			if (!slot.sub)
				levels[slot.rank] += slot.size;
			else if ((levels[slot.rank] -= slot.size) == 0)
				levels.erase(slot.rank);
		}
		slot.exists = !levels.empty();
		slot.best_rank = slot.exists ? levels.begin()->first : 0;
		slot.best_size = slot.exists ? levels.begin()->second : 0;
	}

	void check_best()
	{
		const Slot &want = pipe[6];

		if (dut->best_valid != (want.valid && want.change))
			fail("best %u", dut->best_valid);
		if (!dut->best_valid)
			return;
		if (dut->best_sell != (want.side & 1) ||
		    dut->best_exists != want.exists ||
		    (want.exists && (dut->best_rank != want.best_rank ||
				     dut->best_size != want.best_size)))
			fail("best %u: %u x %llu, not %u: %u x %llu", dut->best_exists,
			     dut->best_rank, (unsigned long long)dut->best_size,
			     want.exists, want.best_rank,
			     (unsigned long long)want.best_size);
		to_best.add(cycle - want.at);
	}

	void check_level()
	{
		const Slot &from = pipe[5];
		bool change = from.valid && from.change && !from.kill;
		unsigned kind = from.sub ? book::LEVEL_SUB : book::LEVEL_ADD;

		if (from.valid && from.kind == book::OP_REFILL) {
			if (dut->level_valid) {
				at = uint32_t(book::get(dut->level, 32, 31));
				old = store[side];
				state = READ;
				plan_read();
			}
			return;
		}
		if (dut->level_valid != change)
			fail("level %u, not %u", dut->level_valid, change);
		if (!change)
			return;
		if (book::get(dut->level, 79, 2) != kind ||
		    book::get(dut->level, 63, 16) != from.side ||
		    book::get(dut->level, 32, 31) != from.rank ||
		    book::get(dut->level, 0, 32) != from.size)
			fail("another change goes to the store");
		uint64_t &size = store[from.side][from.rank];
		size += from.sub ? -from.size : from.size;
		if (!size)
			store[from.side].erase(from.rank);
	}

	void plan_read()
	{
		read_at = cycle + pick(reads_late + 1);
	}

	// The next level behind `at` by the old or the new state; its size by the new one.
	void read()
	{
		auto level = old.upper_bound(at);
		bool none = level == old.end();
		uint32_t rank = none ? 0 : level->first;

		if (one_in(2)) {
			auto newer = store[side].upper_bound(at);
			none = newer == store[side].end();
			rank = none ? 0 : newer->first;
		}
		next = {};
		next.kind = book::OP_APPEND;
		next.side = side;
		next.none = none;
		next.rank = rank;
		if (!none) {
			at = rank;
			auto there = store[side].find(rank);
			if (there == store[side].end())
				return plan_read(); // gone: on to the next
			next.size = there->second;
		}
		state = APPEND;
		appends++;
	}

	void refill()
	{
		// What finds no room here is in the queue as well.
		if (dut->hungry_thin && starving.size() < 8)
			starving.push_back(dut->hungry_side);
		if (dut->hungry_queue)
			hungry.push_back(dut->hungry_side);
		most = starving.size() > most ? starving.size() : most;
		if (hungry.size() > SIDES)
			fail("a side is queued twice");
		if (state == IDLE && (!hungry.empty() || !starving.empty())) {
			queued = starving.empty();
			auto &from = queued ? hungry : starving;
			side = from.front();
			from.pop_front();
			start();
		} else if (state == READ && cycle >= read_at) {
			read();
		} else if ((state == STARTED || state == JUDGED) && dut->step_valid) {
			bool judged = state == JUDGED;

			state = IDLE;
			queued = false;
			if (judged && dut->step_more) {
				state = READ;
				plan_read();
			} else if (judged && dut->step_reject) {
				rejects++;
				start();
			}
		}
	}

	void start()
	{
		next = {};
		next.kind = book::OP_REFILL;
		next.side = side;
		next.queued = queued;
		state = START;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned run = 0; run < 6; run++) {
		bench.play(5000, 4000000, 300, 10);
		bench.play(5000, 60, 200, 60);
		bench.play(5000, 14, 80, 4);
		bench.play(5000, 40, 130, 300, 30);
	}
	bench.latency("touch_rows", bench.to_best);
	return bench.done(
		"%llu changes, %llu held, %llu refill steps, %llu rejected, %llu thin at once",
		(unsigned long long)bench.changes, (unsigned long long)bench.held,
		(unsigned long long)bench.appends, (unsigned long long)bench.rejects,
		(unsigned long long)bench.most);
}
