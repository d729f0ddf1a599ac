// SPDX-License-Identifier: BSD-3-Clause
// tb_touch_rows: changes against a map a side; the bench plays the refill, and reads its levels
// as late and as mixed from old and new as a store may let it.
#include "Vtouch_rows.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>
#include <vector>

namespace
{

constexpr unsigned SIDES = 8, REFILLS = 4;
constexpr unsigned REFILL = 81, KIND = 79; // in a level_op

using Levels = std::map<uint32_t, uint64_t>;

struct Level {
	uint32_t rank;
	uint64_t size;
};

struct Slot {
	bool valid, change, sub, refused;
	unsigned kind, side; // kind: OP_NONE, OP_FORGET, OP_REFILL, OP_APPEND
	uint32_t rank;
	uint64_t size, at; // at: cycle of cmp
	bool exists;
	uint32_t best_rank;
	uint64_t best_size;
	unsigned refill; // OP_APPEND
	bool none;
	std::vector<Level> chunk;

	bool adds() const
	{
		return change && !sub;
	}
};

// A refill as touch_rows knows it: it reads as late, and as mixed from old and new, as a level
// store may.
struct Refill {
	bool busy = false, wanted = false, ended = false;
	unsigned side = 0;
	uint32_t at = 0;
	uint64_t ready_at = 0;
	Levels old; // what the start saw
	std::deque<Level> read;
};

class Bench : public sim::Bench<Vtouch_rows>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtouch_rows>("touch_rows", seed)
	{
		dut->op2_valid = dut->cmp_valid = dut->apply_refused = 0;
		dut->idle = 0;
		reset();
	}

	sim::Range to_best;
	uint64_t changes = 0, chunks = 0, cut = 0, held = 0, starts = 0, wakes = 0,
		 waits = 0;

	void new_day()
	{
		idle(20);
		for (unsigned side = 0; side < SIDES; side++) {
			Slot slot = {};

			slot.kind = book::OP_FORGET;
			slot.side = side;
			issue(slot);
			truth[side].clear();
			store[side].clear();
		}
		idle(8);
		for (Refill &refill : refills)
			refill = Refill();
		waiting.clear();
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
		for (unsigned wait = 0; dut->thin || at_work(); wait++) {
			if (wait == 20000)
				fail("hungry for ever");
			cycle_of(nullptr);
		}
		idle(20);
	}

private:
	Levels truth[SIDES], store[SIDES];
	Slot pipe[8] = {};
	uint64_t free_at = 0, adds_at = 0;
	Refill refills[REFILLS];
	std::deque<unsigned> waiting;
	unsigned reads_late = 0;

	bool at_work() const
	{
		for (const Refill &refill : refills)
			if (refill.wanted)
				return true;
		return !waiting.empty();
	}

	void change(unsigned span, bool removing)
	{
		Slot slot = {};
		slot.change = true;
		slot.side = unsigned(pick(SIDES));
		Levels &levels = truth[slot.side];
		slot.sub = !levels.empty() && (removing ? !one_in(6) : one_in(3));
		slot.refused = !slot.sub && one_in(16);
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

	// What is compared in this cycle: an add of slot t+3, or another of slot t+4.
	const Slot &compared() const
	{
		return pipe[3].valid && pipe[3].adds() ? pipe[3] : pipe[4];
	}

	void drive()
	{
		const Slot &cmp = compared();

		dut->op2_valid = pipe[2].valid;
		dut->op2_symbol = uint16_t(pipe[2].side >> 1);
		dut->cmp_valid = cmp.valid && cmp.at == cycle;
		dut->cmp_change = cmp.change;
		dut->cmp_sub = cmp.sub;
		dut->cmp_append = cmp.kind == book::OP_APPEND;
		dut->cmp_look = cmp.kind == book::OP_REFILL;
		dut->cmp_forget = cmp.kind == book::OP_FORGET;
		dut->cmp_symbol = uint16_t(cmp.side >> 1);
		dut->cmp_sell = cmp.side & 1;
		dut->cmp_rank = cmp.rank;
		dut->cmp_shares = uint32_t(cmp.size);
		dut->cmp_refill = uint8_t(cmp.refill);
		dut->apply_refused = pipe[4].valid && pipe[4].adds() && pipe[4].refused;
		if (cmp.valid && cmp.kind == book::OP_APPEND)
			show(cmp);
	}

	void show(const Slot &slot)
	{
		dut->chunk_count = uint8_t(slot.chunk.size());
		dut->chunk_none = slot.none;
		for (unsigned i = 0; i < 4; i++) {
			Level level = { uint32_t(rng()) >> 1, rng() };

			if (i < slot.chunk.size())
				level = slot.chunk[i];
			book::put(dut->chunk_ranks, i * 31, 31, level.rank);
			book::put(dut->chunk_sizes, i * 48, 48, level.size);
		}
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
		serve();
		if (turn && one_in(2) && next_refill_slot(now)) {
			adds_at = cycle + 3;
		} else if (turn && slot && slot->kind == book::OP_FORGET) {
			now = *slot;
			issued = true;
			adds_at = cycle + 3;
		} else if (turn && slot && !dut->thin &&
			   (!slot->adds() || cycle >= adds_at)) {
			now = *slot;
			issued = true;
			expect(now);
		} else if (slot)
			held += dut->thin;
		now.valid = issued || now.kind != book::OP_NONE;
		now.at = cycle + (now.adds() ? 3 : 4);
		if (now.valid)
			free_at = cycle + 2;
		for (unsigned i = 7; i > 1; i--)
			pipe[i] = pipe[i - 1];
		pipe[1] = now;
		clock();
		return issued;
	}

	void expect(Slot &slot)
	{
		Levels &levels = truth[slot.side];

		if (slot.change && !slot.refused) {
			if (!slot.sub)
				levels[slot.rank] += slot.size;
			else if ((levels[slot.rank] -= slot.size) == 0)
				levels.erase(slot.rank);
		}
		slot.exists = !levels.empty();
		slot.best_rank = slot.exists ? levels.begin()->first : 0;
		slot.best_size = slot.exists ? levels.begin()->second : 0;
	}

	// The slot whose cmp was `ago` cycles before.
	const Slot *applied(unsigned ago) const
	{
		for (const Slot &slot : pipe)
			if (slot.valid && slot.at + ago == cycle)
				return &slot;
		return nullptr;
	}

	void check_best()
	{
		const Slot *want = applied(2);

		if (dut->best_valid != (want && want->change))
			fail("best %u", dut->best_valid);
		if (!dut->best_valid)
			return;
		if (dut->best_sell != (want->side & 1) ||
		    dut->best_exists != want->exists ||
		    (want->exists && (dut->best_rank != want->best_rank ||
				      dut->best_size != want->best_size)))
			fail("best %u: %u x %llu, not %u: %u x %llu", dut->best_exists,
			     dut->best_rank, (unsigned long long)dut->best_size,
			     want->exists, want->best_rank,
			     (unsigned long long)want->best_size);
		to_best.add(cycle - want->at);
	}

	void check_level()
	{
		const Slot *from = applied(1);
		bool change = from && from->change && !from->refused;

		if (!change) {
			if (dut->level_valid)
				started();
			return;
		}
		if (!dut->level_valid ||
		    book::get(dut->level, KIND, 2) !=
			    (from->sub ? book::LEVEL_SUB : book::LEVEL_ADD) ||
		    book::get(dut->level, 63, 16) != from->side ||
		    book::get(dut->level, 32, 31) != from->rank ||
		    book::get(dut->level, 0, 32) != from->size)
			fail("another change goes to the store");
		uint64_t &size = store[from->side][from->rank];
		size += from->sub ? -from->size : from->size;
		if (!size)
			store[from->side].erase(from->rank);
	}

	void started()
	{
		unsigned index = unsigned(book::get(dut->level, REFILL, 4));
		Refill &refill = refills[index % REFILLS];

		if (book::get(dut->level, KIND, 2) != book::LEVEL_START ||
		    index >= REFILLS)
			fail("a change out of nothing");
		if (refill.wanted || refill.busy)
			fail("refill %u is not free", index);
		refill = Refill();
		refill.side = unsigned(book::get(dut->level, 63, 16));
		refill.at = uint32_t(book::get(dut->level, 32, 31));
		refill.old = store[refill.side];
		refill.busy = refill.wanted = true;
		refill.ready_at = cycle + pick(reads_late + 1);
		starts++;
	}

	// The next level behind `at` by the old or the new state; its size by the new one.
	void read(Refill &refill)
	{
		const Levels &now = store[refill.side];
		const Levels &from = one_in(2) ? refill.old : now;
		auto level = from.upper_bound(refill.at);

		if (level == from.end()) {
			refill.ended = true;
			return;
		}
		refill.at = level->first;
		auto there = now.find(refill.at);
		if (there != now.end())
			refill.read.push_back({ refill.at, there->second });
	}

	// Idle refills, reads, and what touch_rows asked for.
	void serve()
	{
		uint32_t idle = 0;

		for (unsigned i = 0; i < REFILLS; i++) {
			Refill &refill = refills[i];

			if (dut->drop_valid && dut->drop_refill == i) {
				if (refill.wanted)
					fail("refill %u dropped while it is wanted", i);
				refill.read.clear();
			}
			if (dut->wake_valid && dut->wake_refill == i) {
				if (refill.wanted)
					fail("refill %u woken twice", i);
				refill.busy = refill.wanted = true;
				refill.ready_at = cycle + pick(reads_late + 1);
				wakes++;
			}
			while (refill.wanted && cycle >= refill.ready_at &&
			       !refill.ended && refill.read.size() < (one_in(3) ? 9 : 4))
				read(refill);
			if (!refill.wanted && one_in(3))
				refill.busy = false;
			idle |= uint32_t(!refill.busy) << i;
		}
		if (dut->wait_valid) {
			for (unsigned side : waiting)
				if (side == dut->wait_side)
					fail("side %u waits twice", side);
			waiting.push_back(dut->wait_side);
			waits++;
		}
		dut->idle = uint8_t(idle);
	}

	bool next_refill_slot(Slot &slot)
	{
		unsigned first = unsigned(pick(REFILLS));

		for (unsigned i = 0; i < REFILLS; i++) {
			Refill &refill = refills[(first + i) % REFILLS];

			if (!refill.wanted || cycle < refill.ready_at ||
			    (refill.read.size() < 4 && !refill.ended))
				continue;
			slot.kind = book::OP_APPEND;
			slot.side = refill.side;
			slot.refill = (first + i) % REFILLS;
			for (; slot.chunk.size() < 4 && !refill.read.empty();
			     refill.read.pop_front())
				slot.chunk.push_back(refill.read.front());
			slot.none = refill.ended && refill.read.empty() &&
				    slot.chunk.size() < 4;
			slot.rank = slot.chunk.empty() ? 0 : slot.chunk[0].rank;
			refill.wanted = false;
			chunks++;
			cut += slot.chunk.size() < 4;
			return true;
		}
		if (waiting.empty() || !dut->idle || !one_in(4))
			return false;
		slot.kind = book::OP_REFILL;
		slot.side = waiting.front();
		waiting.pop_front();
		return true;
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
		"%llu changes, %llu held, %llu starts, %llu wakes, %llu waits, %llu chunks (%llu cut)",
		(unsigned long long)bench.changes, (unsigned long long)bench.held,
		(unsigned long long)bench.starts, (unsigned long long)bench.wakes,
		(unsigned long long)bench.waits, (unsigned long long)bench.chunks,
		(unsigned long long)bench.cut);
}
