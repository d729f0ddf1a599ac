// SPDX-License-Identifier: BSD-3-Clause
// tb_trie_stage: nodes of one digit against a map of words, with looks in between, a sink that
// stalls, and a table that is full at times: then it says whose node was lost.
#include "Vtrie_stage.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

namespace
{

constexpr unsigned SLOTS = 64, LOW = 6, DIGIT_W = 6;
enum Fetch { FETCH_CHILD, FETCH_START, FETCH_AGAIN, FETCH_END };

struct Op {
	bool look, end;
	unsigned kind, side, refill;
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

// What a look may find: as it was left 6 cycles before, or later.
struct Look {
	Op op;
	std::vector<uint64_t> may;
};

struct Past {
	uint64_t key, value, cycle;
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

	sim::Range to_mark, to_node;
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
	std::deque<Look> asked;
	std::deque<Past> past; // values that changes of the last cycles replaced

	Op next(unsigned full)
	{
		Op op = {};

		op.look = one_in(3);
		op.end = op.look && one_in(4);
		op.refill = unsigned(pick(16));
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
		Op look = op ? *op : Op();

		// A change often has company: a look at the same place, or an end.
		if (op && !op->look && one_in(2)) {
			look.look = true;
			look.end = one_in(2);
		}
		dut->s_look_tvalid = look.look;
		dut->s_mark_tvalid = op && !op->look;
		if (op) {
			dut->s_mark_kind = uint8_t(op->kind);
			dut->s_mark_refill = uint8_t(op->refill);
			dut->s_mark_side = uint8_t(op->side);
			dut->s_mark_rank = op->rank;
			dut->s_look_kind = uint8_t(look.end	   ? FETCH_END
						   : look.rank & 1 ? FETCH_AGAIN
								   : FETCH_CHILD);
			dut->s_look_refill = uint8_t(look.refill);
			dut->s_look_more = look.rank & 1;
			dut->s_look_side = uint8_t(look.side);
			dut->s_look_rank = look.rank;
		}
		dut->m_mark_tready = pick(8) < takes_of_8;
		dut->room = !one_in(5);
		dut->clk = 0;
		dut->eval();
		check_mark();
		if ((!ops.empty() || !marks.empty() || !asked.empty()) && !dut->busy)
			fail("not busy with %zu under way", ops.size());
		bool change = !ops.empty() && ops.front().taken + 4 == cycle;
		bool may_lose = false;
		Op start = {};
		if (change && ops.front().kind == book::LEVEL_START)
			start = ops.front();
		if (change) {
			may_lose = apply(ops.front());
			ops.pop_front();
		}
		if (dut->lost_valid && !may_lose)
			fail("lost what was not added");
		check_node(change && start.kind == book::LEVEL_START ? &start : nullptr);
		bool taken = op && (op->look ? dut->s_look_tready : dut->s_mark_tready);
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
		auto node = nodes.find(key);

		return node == nodes.end() ? 0 : node->second;
	}

	// @return whether it may be lost: a node that is new.
	bool apply(const Op &op)
	{
		auto node = nodes.find(op.key());
		bool there = node != nodes.end();
		uint64_t before = there ? node->second : 0;
		bool up = op.kind == book::LEVEL_START;

		if (op.kind == book::LEVEL_ADD && dut->lost_valid)
			lose(op);
		else if (op.kind == book::LEVEL_ADD) {
			up = !there;
			nodes[op.key()] |= op.bit();
		}
		// A node that was lost has no bit left to clear.
		if (op.kind == book::LEVEL_SUB && there) {
			up = (node->second &= ~op.bit()) == 0;
			if (up)
				nodes.erase(node);
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
			fail("lost a node of side %u", dut->lost_side);
		if (nodes.size() <= SLOTS / 2)
			fail("lost with %zu nodes", nodes.size());
		lost++;
	}

	// Children of a word behind the digit of a rank.
	static uint64_t behind(uint64_t word, uint32_t rank)
	{
		return word & ~((2ull << (rank >> LOW) % 64) - 1);
	}

	void check_node(const Op *start)
	{
		bool due = !asked.empty() && asked.front().op.taken + 4 == cycle;

		if (due && start)
			fail("a start and a look at the same time");
		if (dut->m_node_valid != (due || start))
			fail("node %u, not %u", dut->m_node_valid, due || start);
		if (!due && !start)
			return;
		Op op = start ? *start : asked.front().op;
		unsigned kind = start	      ? FETCH_START
				: op.end      ? FETCH_END
				: op.rank & 1 ? FETCH_AGAIN
					      : FETCH_CHILD;
		if (dut->m_node_kind != kind || dut->m_node_refill != op.refill ||
		    dut->m_node_rank != op.rank || dut->m_node_side != op.side ||
		    (due && dut->m_node_more != (op.rank & 1)))
			fail("the answer of another look");
		std::vector<uint64_t> may = { value(op.key()) };
		if (due)
			may = asked.front().may;
		bool right = kind == FETCH_END;
		for (uint64_t word : may)
			right |= dut->m_node_word ==
				 (kind == FETCH_CHILD ? word : behind(word, op.rank));
		if (!right)
			fail("word %016llx, not of %016llx",
			     (unsigned long long)dut->m_node_word,
			     (unsigned long long)may[0]);
		firm += kind != FETCH_END && may.size() == 1;
		to_node.add(cycle - op.taken);
		if (due)
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
	bench.latency("trie_stage:node", bench.to_node);
	return bench.done(
		"%llu changes, %llu looks, %llu of them with one answer, %llu nodes lost",
		(unsigned long long)bench.changes, (unsigned long long)bench.looks,
		(unsigned long long)bench.firm, (unsigned long long)bench.lost);
}
