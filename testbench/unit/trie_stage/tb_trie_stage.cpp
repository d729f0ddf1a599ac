// SPDX-License-Identifier: BSD-3-Clause
// tb_trie_stage: nodes of one digit against a map of words, with looks in between, a sink that
// stalls, and a table that is full at times: then it says whose node was lost.
#include "Vtrie_stage.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

constexpr unsigned SLOTS = 64, LOW = 6, DIGIT_W = 6;

struct Op {
	bool look;
	unsigned kind, side;
	uint32_t rank;
	uint64_t taken;
	uint64_t key() const
	{
		return uint64_t(side) << 31 | rank >> (LOW + DIGIT_W);
	}
	uint64_t bit() const
	{
		return 1ull << (rank >> LOW) % 64;
	}
};

class Bench : public sim::Bench<Vtrie_stage>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtrie_stage>("trie_stage", seed)
	{
		dut->s_mark_tvalid = dut->s_look_tvalid = 0;
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
	}

	void empty()
	{
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		clock();
		while (dut->clearing)
			clock();
		nodes.clear();
	}

private:
	std::map<uint64_t, uint64_t> nodes;
	std::deque<Op> ops, marks;
	Op last = {};
	uint64_t last_done = 0; // cycle in which the last change may be said to be lost
	bool last_new = false;

	Op next(unsigned full)
	{
		Op op = {};

		op.look = one_in(4);
		op.kind = one_in(10) ? book::LEVEL_START
				     : (pick(2 * full) < nodes.size() ? book::LEVEL_SUB
								      : book::LEVEL_ADD);
		op.side = unsigned(pick(8));
		op.rank = uint32_t(pick(40)) * 0x3331000 + uint32_t(pick(4096));
		if (op.kind == book::LEVEL_SUB && !nodes.empty()) {
			auto node = nodes.lower_bound(op.key());
			if (node == nodes.end())
				node = nodes.begin();
			op.side = unsigned(node->first >> 31);
			unsigned digit = unsigned(pick(64));
			while (!(node->second >> digit & 1) && !one_in(100))
				digit = (digit + 1) % 64;
			op.rank = (uint32_t(node->first) & 0x7ffff) << (LOW + DIGIT_W) |
				  digit << LOW | uint32_t(pick(64));
		}
		return op;
	}

	bool step(const Op *op, unsigned takes_of_8)
	{
		dut->s_look_tvalid = op && op->look;
		dut->s_mark_tvalid = op && !op->look;
		if (op) {
			dut->s_mark_kind = uint8_t(op->kind);
			dut->s_mark_side = uint8_t(op->side);
			dut->s_mark_rank = op->rank;
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
		bool look = false, path = false;
		if (!ops.empty() && ops.front().taken + 4 == cycle) {
			look = ops.front().look;
			path = !look && ops.front().kind == book::LEVEL_START;
			apply(ops.front());
			ops.pop_front();
		}
		if (dut->look_valid != look)
			fail("look %u, not %u", dut->look_valid, look);
		if (dut->path_valid != path)
			fail("path %u, not %u", dut->path_valid, path);
		bool taken = op && (op->look ? dut->s_look_tready : dut->s_mark_tready);
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
		auto node = nodes.find(op.key());
		bool there = node != nodes.end();
		uint64_t word = there ? node->second : 0;

		if (op.look) {
			if (dut->look_word != word)
				fail("word %016llx, not %016llx",
				     (unsigned long long)dut->look_word,
				     (unsigned long long)word);
			to_look.add(cycle - op.taken);
			return;
		}
		bool up = op.kind == book::LEVEL_START;
		if (up && dut->path_word != word)
			fail("path %016llx, not %016llx",
			     (unsigned long long)dut->path_word,
			     (unsigned long long)word);
		if (op.kind == book::LEVEL_ADD) {
			up = !there;
			nodes[op.key()] |= op.bit();
			last = op;
			last_done = cycle + 1;
			last_new = !there;
		}
		// A node that was lost has no bit left to clear.
		if (op.kind == book::LEVEL_SUB && there) {
			up = (node->second &= ~op.bit()) == 0;
			if (up)
				nodes.erase(node);
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
		if (nodes.size() <= SLOTS / 2)
			fail("lost with %zu nodes", nodes.size());
		nodes.erase(last.key());
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
			fail("mark of another node");
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
	bench.latency("trie_stage", bench.to_mark);
	bench.latency("trie_stage:look", bench.to_look);
	return bench.done("%llu changes, %llu looks, %llu nodes lost",
			  (unsigned long long)bench.changes,
			  (unsigned long long)bench.looks,
			  (unsigned long long)bench.lost);
}
