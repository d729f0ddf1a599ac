// SPDX-License-Identifier: BSD-3-Clause
// tb_level_table: levels against a map, with looks in between, a sink that stalls, and a table
// that is full at times: then it says whose level was lost.
#include "Vlevel_table.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

namespace
{

constexpr unsigned SLOTS = 64;

struct Op {
	bool look, end;
	unsigned kind, side, refill;
	uint32_t rank, shares;
	uint64_t taken;
	uint64_t key() const
	{
		return uint64_t(side) << 31 | rank;
	}
};

// What a look may find: as it was left 6 cycles before, or later.
struct Look {
	Op op;
	std::vector<uint64_t> may;
};

struct Past {
	uint64_t key, value, cycle;
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
	uint64_t firm = 0; // looks with one answer
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
		if (!ops.empty() || !marks.empty() || !asked.empty() || dut->busy)
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
	std::deque<Look> asked;
	std::deque<Past> past; // values that changes of the last cycles replaced

	Op next(unsigned full)
	{
		Op op = {};

		op.look = one_in(3);
		op.end = op.look && one_in(4);
		op.refill = unsigned(pick(16));
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
		Op look = op ? *op : Op();

		// A change often has company: a look at the same place, or an end.
		if (op && !op->look && one_in(2)) {
			look.look = true;
			look.end = one_in(2);
		}
		dut->s_look_tvalid = look.look;
		dut->s_level_tvalid = op && !op->look;
		if (op) {
			book::put(dut->s_level_tdata, 81, 4, op->refill);
			book::put(dut->s_level_tdata, 79, 2, op->kind);
			book::put(dut->s_level_tdata, 63, 16, op->side);
			book::put(dut->s_level_tdata, 32, 31, op->rank);
			book::put(dut->s_level_tdata, 0, 32, op->shares);
			dut->s_look_end = look.end;
			dut->s_look_refill = uint8_t(look.refill);
			dut->s_look_more = look.rank & 1;
			dut->s_look_side = uint8_t(look.side);
			dut->s_look_rank = look.rank;
		}
		dut->m_mark_tready = pick(8) < takes_of_8;
		dut->clk = 0;
		dut->eval();
		check_mark();
		if ((!ops.empty() || !marks.empty() || !asked.empty()) && !dut->busy)
			fail("not busy with %zu under way", ops.size());
		bool change = !ops.empty() && ops.front().taken + 4 == cycle;
		bool may_lose = false;
		if (change) {
			may_lose = apply(ops.front());
			ops.pop_front();
		}
		if (dut->lost_valid && !may_lose)
			fail("lost what was not added");
		check_look();
		bool taken = op && (op->look ? dut->s_look_tready : dut->s_level_tready);
		if (taken)
			take(*op);
		if (op && !op->look && look.look && dut->s_look_tready)
			take(look);
		clock();
		return taken;
	}

	void take(Op op)
	{
		op.taken = cycle;
		if (!op.look) {
			changes++;
			ops.push_back(op);
			return;
		}
		looks++;
		asked.push_back({ op, { value(op.key()) } });
		for (const Past &p : past)
			if (p.key == op.key() && p.cycle + 1 >= cycle)
				asked.back().may.push_back(p.value);
	}

	uint64_t value(uint64_t key) const
	{
		auto level = levels.find(key);

		return level == levels.end() ? 0 : level->second;
	}

	// @return whether it may be lost: a level that is new.
	bool apply(const Op &op)
	{
		auto level = levels.find(op.key());
		bool there = level != levels.end();
		uint64_t before = there ? level->second : 0;
		bool up = op.kind == book::LEVEL_START;

		if (op.kind == book::LEVEL_ADD && dut->lost_valid)
			lose(op);
		else if (op.kind == book::LEVEL_ADD) {
			up = !there;
			levels[op.key()] += op.shares;
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
		remember(op.key(), before);
		return op.kind == book::LEVEL_ADD && !there;
	}

	void remember(uint64_t key, uint64_t before)
	{
		past.push_back({ key, before, cycle });
		if (past.size() > 4)
			past.pop_front();
		for (Look &look : asked)
			if (look.op.key() == key)
				look.may.push_back(value(key));
	}

	void lose(const Op &op)
	{
		if (dut->lost_side != op.side)
			fail("lost a level of side %u", dut->lost_side);
		if (levels.size() <= SLOTS / 2)
			fail("lost with %zu levels", levels.size());
		lost++;
	}

	void check_look()
	{
		bool due = !asked.empty() && asked.front().op.taken + 4 == cycle;

		if (dut->m_look_valid != due)
			fail("look %u, not %u", dut->m_look_valid, due);
		if (!due)
			return;
		const Look &look = asked.front();
		if (dut->m_look_end != look.op.end ||
		    dut->m_look_refill != look.op.refill ||
		    dut->m_look_rank != look.op.rank ||
		    dut->m_look_more != (look.op.rank & 1))
			fail("the answer of another look");
		if (!look.op.end &&
		    std::count(look.may.begin(), look.may.end(), dut->m_look_size) == 0)
			fail("size %llu, not %llu", (unsigned long long)dut->m_look_size,
			     (unsigned long long)look.may[0]);
		firm += !look.op.end && look.may.size() == 1;
		to_look.add(cycle - look.op.taken);
		asked.pop_front();
	}

	void check_mark()
	{
		if (dut->m_mark_tvalid != !marks.empty())
			fail("mark %u with %zu waiting", dut->m_mark_tvalid,
			     marks.size());
		if (marks.empty())
			return;
		const Op &want = marks.front();

		if (dut->m_mark_kind != want.kind || dut->m_mark_refill != want.refill ||
		    dut->m_mark_side != want.side || dut->m_mark_rank != want.rank)
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
	return bench.done(
		"%llu changes, %llu looks, %llu of them with one answer, %llu levels lost",
		(unsigned long long)bench.changes, (unsigned long long)bench.looks,
		(unsigned long long)bench.firm, (unsigned long long)bench.lost);
}
