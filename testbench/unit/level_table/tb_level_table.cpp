// SPDX-License-Identifier: BSD-3-Clause
// tb_level_table: levels against a map, with looks in between, a sink that stalls, and a table
// that is full at times: then it says whose level was lost.
#include "Vlevel_table.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

constexpr unsigned SLOTS = 64;

struct Op {
	bool look;
	unsigned kind, side;
	uint32_t rank, shares;
	uint64_t taken;
	uint64_t key() const
	{
		return uint64_t(side) << 31 | rank;
	}
};

class Bench : public sim::Bench<Vlevel_table>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vlevel_table>("level_table", seed)
	{
		dut->s_level_tvalid = dut->s_look_tvalid = 0;
		dut->cmd_clear = 0;
		reset();
		empty();
	}

	sim::Range to_mark, to_look;
	uint64_t changes = 0, looks = 0, lost = 0;

	void play(unsigned count, unsigned full, unsigned takes_of_8)
	{
		for (unsigned i = 0; i < count; i++) {
			Op op = next(full);
			while (one_in(3))
				step(nullptr, takes_of_8);
			for (unsigned wait = 0; !step(&op, takes_of_8); wait++)
				if (wait == 400)
					fail("nothing is taken any more");
		}
		for (unsigned i = 0; i < 60; i++)
			step(nullptr, 8);
		if (!ops.empty() || !marks.empty() || dut->busy)
			fail("not at rest: busy %u", dut->busy);
		if (dut->live != levels.size())
			fail("%u levels, not %zu", dut->live, levels.size());
	}

	void empty()
	{
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		clock();
		while (dut->clearing)
			clock();
		levels.clear();
	}

private:
	std::map<uint64_t, uint64_t> levels;
	std::deque<Op> ops, marks;
	Op last = {};
	uint64_t last_done = 0; // cycle in which the last change may be said to be lost
	bool last_new = false;

	Op next(unsigned full)
	{
		Op op = {};

		op.look = one_in(4);
		op.kind = one_in(10) ? book::LEVEL_START
				     : (pick(2 * full) < levels.size() ? book::LEVEL_SUB
								       : book::LEVEL_ADD);
		op.side = unsigned(pick(8));
		op.rank = uint32_t(pick(40)) * 0x3331113;
		if (op.kind == book::LEVEL_SUB && !levels.empty()) {
			auto level = levels.lower_bound(op.key());
			if (level == levels.end())
				level = levels.begin();
			op.side = unsigned(level->first >> 31);
			op.rank = uint32_t(level->first) & 0x7fffffff;
			op.shares = uint32_t(one_in(3) ? 1 + pick(level->second)
						       : book::saturated(level->second));
		} else
			op.shares = one_in(5) ? 0xffffffffu : 1 + uint32_t(pick(99));
		return op;
	}

	bool step(const Op *op, unsigned takes_of_8)
	{
		dut->s_look_tvalid = op && op->look;
		dut->s_level_tvalid = op && !op->look;
		if (op) {
			book::put(dut->s_level_tdata, 79, 2, op->kind);
			book::put(dut->s_level_tdata, 63, 16, op->side);
			book::put(dut->s_level_tdata, 32, 31, op->rank);
			book::put(dut->s_level_tdata, 0, 32, op->shares);
			dut->s_look_side = uint8_t(op->side);
			dut->s_look_rank = op->rank;
		}
		dut->m_mark_tready = pick(8) < takes_of_8;
		dut->clk = 0;
		dut->eval();
		check_lost();
		check_mark();
		if ((!ops.empty() || !marks.empty()) && !dut->busy)
			fail("not busy with %zu under way", ops.size());
		bool look = false;
		if (!ops.empty() && ops.front().taken + 4 == cycle) {
			look = ops.front().look;
			apply(ops.front());
			ops.pop_front();
		}
		if (dut->look_valid != look)
			fail("look %u, not %u", dut->look_valid, look);
		bool taken = op && (op->look ? dut->s_look_tready : dut->s_level_tready);
		if (taken) {
			ops.push_back(*op);
			ops.back().taken = cycle;
			(op->look ? looks : changes)++;
		}
		clock();
		return taken;
	}

	void apply(const Op &op)
	{
		auto level = levels.find(op.key());
		bool there = level != levels.end();

		if (op.look) {
			if (dut->look_size != (there ? level->second : 0))
				fail("size %llu, not %llu",
				     (unsigned long long)dut->look_size,
				     (unsigned long long)(there ? level->second : 0));
			to_look.add(cycle - op.taken);
			return;
		}
		bool up = op.kind == book::LEVEL_START;
		if (op.kind == book::LEVEL_ADD) {
			up = !there;
			levels[op.key()] += op.shares;
			last = op;
			last_done = cycle + 1;
			last_new = !there;
		}
		// A level that was lost has nothing left to take.
		if (op.kind == book::LEVEL_SUB && there) {
			up = level->second <= op.shares;
			if (up)
				levels.erase(level);
			else
				level->second -= op.shares;
		}
		if (up)
			marks.push_back(op);
	}

	void check_lost()
	{
		if (!dut->lost_valid)
			return;
		if (last_done != cycle || !last_new || dut->lost_side != last.side)
			fail("lost what was not added: side %u", dut->lost_side);
		if (levels.size() <= SLOTS / 2)
			fail("lost with %zu levels", levels.size());
		levels.erase(last.key());
		lost++;
	}

	void check_mark()
	{
		if (dut->m_mark_tvalid != !marks.empty())
			fail("mark %u with %zu waiting", dut->m_mark_tvalid,
			     marks.size());
		if (marks.empty())
			return;
		const Op &want = marks.front();

		if (dut->m_mark_kind != want.kind || dut->m_mark_side != want.side ||
		    dut->m_mark_rank != want.rank)
			fail("mark of another level");
		if (marks.size() == 1 && want.taken + 5 >= cycle)
			to_mark.add(cycle - want.taken);
		if (dut->m_mark_tready)
			marks.pop_front();
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned day = 0; day < 20; day++) {
		bench.play(1000, 20, 8);
		bench.play(1000, 30, 3);
		bench.play(1000, 300, 6);
		bench.empty();
	}
	bench.latency("level_table", bench.to_mark);
	bench.latency("level_table:look", bench.to_look);
	return bench.done("%llu changes, %llu looks, %llu levels lost",
			  (unsigned long long)bench.changes,
			  (unsigned long long)bench.looks,
			  (unsigned long long)bench.lost);
}
