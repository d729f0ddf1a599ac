// SPDX-License-Identifier: BSD-3-Clause
// tb_level_store: levels come and go anywhere in 31 bits; every word on a refill's path is the
// one that all earlier changes left, whatever came later. A map a side is the model.
#include "Vlevel_store.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

using namespace book;

constexpr unsigned SIDES = 8, DIGITS = 5, IN_FLIGHT = 5;

using Levels = std::map<uint32_t, uint64_t>;

struct Word {
	uint64_t half[2];
};

struct Op {
	bool valid = false;
	unsigned kind = 0, side = 0;
	uint32_t rank = 0, shares = 0;
};

class Bench : public sim::Bench<Vlevel_store>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vlevel_store>("level_store", seed)
	{
		dut->s_level_tvalid = dut->cmd_clear = 0;
		dut->look_node = dut->look_level = 0;
		reset();
		empty();
	}

	sim::Range path;
	uint64_t changes = 0, starts = 0, words = 0, looks = 0, lost = 0, days_lost = 0;

	// @span: ranks are base + pick(span) * step; @full: levels at most.
	void play(unsigned count, uint32_t base, uint32_t span, uint32_t step,
		  unsigned full)
	{
		bool removing = false;

		empty();
		for (unsigned i = 0; i < count; i++) {
			unsigned live = total();

			removing = removing ? live > full / 5 : live >= full;
			Op op = next(base, span, step, removing);
			if (one_in(40)) {
				op.kind = LEVEL_START;
				rest(one_in(3));
			}
			send(op);
			if (one_in(30))
				look(op);
			if (one_in(300))
				crowd(base, span, step);
			while (one_in(3))
				tick(nullptr);
		}
		rest(true);
		if (!tainted && dut->live != total())
			fail("%u levels, not %u", dut->live, total());
	}

private:
	Levels sides[SIDES], issued[SIDES]; // as the store has them, as the slots do
	Op pipe[IN_FLIGHT + 1];
	uint64_t free_at = 0, day_at = 0, start_at = 0;
	Word expected[DIGITS];
	unsigned token = DIGITS; // the digit whose word comes next
	bool tainted = false, alone = false;

	unsigned total() const
	{
		unsigned n = 0;

		for (const Levels &levels : sides)
			n += unsigned(levels.size());
		return n;
	}

	void empty()
	{
		rest(true);
		days_lost += tainted;
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		clock();
		while (dut->clearing)
			clock();
		for (unsigned side = 0; side < SIDES; side++) {
			sides[side].clear();
			issued[side].clear();
		}
		tainted = false;
		day_at = cycle;
	}

	// The last start has left the trie; when @all, so has every change.
	void rest(bool all)
	{
		bool busy = true;

		for (unsigned n = 0; n < 12 || token < DIGITS || (all && busy); n++) {
			if (n == 5000)
				fail("busy for ever");
			tick(nullptr);
			busy = dut->busy;
		}
	}

	Op next(uint32_t base, uint32_t span, uint32_t step, bool removing)
	{
		Op op;

		op.valid = true;
		op.side = unsigned(pick(SIDES));
		op.rank = (base + uint32_t(pick(span)) * step) & 0x7fffffff;
		if (one_in(20))
			op.rank = (base + (1u << 6 * pick(6)) - uint32_t(pick(2))) &
				  0x7fffffff;
		const Levels &levels = issued[op.side];
		op.kind = !levels.empty() && (removing ? !one_in(5) : one_in(3))
				  ? LEVEL_SUB
				  : LEVEL_ADD;
		op.shares = one_in(9) ? 0xffffffffu : 1 + uint32_t(pick(500));
		if (op.kind == LEVEL_SUB) {
			auto level = levels.lower_bound(op.rank);
			if (level == levels.end())
				level = levels.begin();
			op.rank = level->first;
			op.shares = one_in(4) ? 1 : saturated(level->second);
		}
		return op;
	}

	// Looks go first: changes wait, and none may find the queue full.
	void crowd(uint32_t base, uint32_t span, uint32_t step)
	{
		alone = false;
		dut->look_level = 1;
		for (unsigned i = 0; i < 80; i++) {
			Op op = next(base, span, step, i & 1);
			if (tick(&op))
				change(issued[op.side], op);
		}
		dut->look_level = 0;
		for (unsigned i = 0; i < 8; i++)
			tick(nullptr);
	}

	static unsigned low(unsigned digit)
	{
		return 6 * digit;
	}

	// The node of a digit on the way to a rank: a bit for each child that has a level.
	Word node(unsigned side, uint32_t rank, unsigned digit) const
	{
		unsigned width = digit == 4 ? 7 : 6;
		uint64_t first = (uint64_t(rank) >> (low(digit) + width))
				 << (low(digit) + width);
		uint64_t end = first + (1ull << (low(digit) + width));
		Word word = {};

		for (auto level = sides[side].lower_bound(uint32_t(first));
		     level != sides[side].end() && level->first < end; ++level) {
			unsigned child = unsigned((level->first - first) >> low(digit));
			word.half[child / 64] |= 1ull << child % 64;
		}
		return word;
	}

	void send(const Op &op)
	{
		for (unsigned wait = 0; !tick(&op); wait++)
			if (wait == 2000)
				fail("no room for ever");
		change(issued[op.side], op);
	}

	// A slot is issued when there is room; its change arrives 5 cycles later.
	bool tick(const Op *op)
	{
		const Op &now = pipe[IN_FLIGHT];

		dut->s_level_tvalid = now.valid;
		put(dut->s_level_tdata, 79, 2, now.kind);
		put(dut->s_level_tdata, 63, 16, now.side);
		put(dut->s_level_tdata, 32, 31, now.rank);
		put(dut->s_level_tdata, 0, 32, now.shares);
		dut->clk = 0;
		dut->eval();
		if (now.valid)
			apply(now);
		check_path();
		if (dut->lost_valid) {
			lost++;
			tainted = true;
			if (total() < 256)
				fail("lost with %u levels", total());
		}
		bool taken = op && dut->room && cycle >= free_at;
		for (unsigned i = IN_FLIGHT; i > 0; i--)
			pipe[i] = pipe[i - 1];
		pipe[1] = taken ? *op : Op();
		if (taken)
			free_at = cycle + 2;
		clock();
		return taken;
	}

	void apply(const Op &op)
	{
		if (op.kind == LEVEL_START) {
			for (unsigned d = 0; d < DIGITS; d++)
				expected[d] = node(op.side, op.rank, d);
			token = 0;
			start_at = cycle;
			// No stash to tidy, no old day to sweep.
			alone = !dut->busy && total() < 80 && cycle > day_at + 8000;
			starts++;
			return;
		}
		changes++;
		change(sides[op.side], op);
	}

	static void change(Levels &levels, const Op &op)
	{
		if (op.kind == LEVEL_ADD)
			levels[op.rank] += op.shares;
		else if (op.kind == LEVEL_SUB && (levels[op.rank] -= op.shares) == 0)
			levels.erase(op.rank);
	}

	void check_path()
	{
		if (!dut->path_valid)
			return;
		if (token == DIGITS || dut->path_valid != 1u << token)
			fail("path %02x, %u was to come", dut->path_valid, token);
		const uint64_t low[] = { dut->path_word0, dut->path_word1,
					 dut->path_word2, dut->path_word3,
					 get(dut->path_word4, 0, 64) };
		uint64_t high = token == 4 ? get(dut->path_word4, 64, 64) : 0;

		if (!tainted && (low[token] != expected[token].half[0] ||
				 high != expected[token].half[1]))
			fail("word of digit %u is %016llx, not %016llx", token,
			     (unsigned long long)low[token],
			     (unsigned long long)expected[token].half[0]);
		if (alone)
			path.add(cycle - start_at);
		words++;
		token++;
	}

	// A node or a level asked for; it is exact when nothing is under way.
	void look(const Op &near)
	{
		unsigned side = near.side, what = unsigned(pick(5));
		uint32_t rank = near.rank ^ (one_in(2) ? uint32_t(pick(64)) : 0);
		bool exact = one_in(2);

		alone = false;

		if (exact)
			rest(true);
		dut->look_level = what == 4;
		dut->look_node = what == 4 ? 0 : uint8_t(1u << what);
		dut->look_side = uint16_t(side);
		dut->look_rank = rank;
		for (bool taken = false; !taken;) {
			dut->clk = 0;
			dut->eval();
			taken = dut->look_ready;
			tick(nullptr);
		}
		dut->look_level = dut->look_node = 0;
		for (unsigned wait = 1; wait <= 4; wait++) {
			dut->clk = 0;
			dut->eval();
			if ((dut->level_valid || dut->node_valid) != (wait == 4))
				fail("a look took %u cycles", wait);
			if (wait == 4)
				answer(side, rank, what, exact && !tainted);
			tick(nullptr);
		}
		looks++;
	}

	void answer(unsigned side, uint32_t rank, unsigned what, bool exact)
	{
		auto level = sides[side].find(rank);
		uint64_t have = what == 4 ? dut->level_size : dut->node_word;
		uint64_t want = level == sides[side].end() ? 0 : level->second;

		if (what < 4)
			want = node(side, rank, what).half[0];
		if (exact && have != want)
			fail("look %u at %08x is %016llx, not %016llx", what, rank,
			     (unsigned long long)have, (unsigned long long)want);
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.play(12000, 0, 0x7fffffff, 1, 300);
	bench.play(12000, 1000000, 50, 100, 200);
	bench.play(12000, 0x3fffff00, 600, 1, 300);
	bench.play(6000, 0, 0x7fffffff, 1, 900);
	bench.play(6000, 0x12345678, 3, 1 << 18, 60);
	bench.latency("level_store:path", bench.path);
	return bench.done(
		"%llu changes, %llu starts, %llu words, %llu looks, "
		"%llu levels lost on %llu day",
		(unsigned long long)bench.changes, (unsigned long long)bench.starts,
		(unsigned long long)bench.words, (unsigned long long)bench.looks,
		(unsigned long long)bench.lost, (unsigned long long)bench.days_lost);
}
