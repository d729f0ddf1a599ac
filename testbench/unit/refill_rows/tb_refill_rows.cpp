// SPDX-License-Identifier: BSD-3-Clause
// tb_refill_rows: levels come and go anywhere in 31 bits, mostly at the best; a map a side
// says what the best level is after each change, and what the next one behind a tail is.
#include "Vrefill_rows.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

constexpr unsigned SIDES = 8, LEVELS = 300;
constexpr uint32_t RANK_MAX = 0x7fffffff;

// How the ranks of a run fall, and how often the best level goes.
struct Market {
	uint32_t base, span, step;
	unsigned full, best_of_8;
};

class Bench : public sim::Bench<Vrefill_rows>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vrefill_rows>("refill_rows", seed)
	{
		dut->cmd_clear = 0;
		dut->s_op_tvalid = 0;
		dut->s_op_forget = 1;
		reset();
	}

	uint64_t changes = 0, appends = 0, rejects = 0, nones = 0, held = 0;

	void play(const Market &market, unsigned count)
	{
		new_day();
		bool removing = false;
		unsigned pause = 0;

		for (unsigned i = 0; i < count; i++) {
			if (live() >= market.full)
				removing = true;
			if (live() < market.full / 6)
				removing = false;
			if (i % 64 == 0)
				pause = one_in(3) ? unsigned(pick(20)) : 0;
			change(market, removing);
			for (unsigned n = pause ? unsigned(pick(pause)) : 0; n; n--)
				step();
		}
		drain();
	}

private:
	struct Best {
		bool sell, exists;
		uint32_t rank;
		uint64_t size, due;
	};
	struct Append {
		bool right;
		uint64_t due;
	};
	std::map<uint32_t, uint64_t> sides[SIDES];
	std::deque<Best> expected;
	std::deque<Append> judged;

	unsigned live() const
	{
		unsigned n = 0;

		for (const auto &side : sides)
			n += unsigned(side.size());
		return n;
	}

	uint32_t rank(const Market &market)
	{
		if (one_in(200))
			return one_in(2) ? 0 : RANK_MAX;
		// Around the borders of the digits.
		if (one_in(20))
			return (market.base + (uint32_t(pick(64)) << 6 * pick(5)) -
				uint32_t(pick(2))) &
			       RANK_MAX;
		return (market.base + uint32_t(pick(market.span)) * market.step) &
		       RANK_MAX;
	}

	void change(const Market &market, bool removing)
	{
		unsigned side = unsigned(pick(SIDES));
		auto &levels = sides[side];
		bool sub = !levels.empty() && (removing ? !one_in(6) : one_in(3));
		bool kill = !sub && one_in(16);
		uint32_t at = rank(market);
		uint64_t shares = one_in(16) ? 0xffffffffu : 1 + pick(300);

		if (sub || one_in(4)) { // a level that is there
			auto level = levels.lower_bound(at);
			if (level == levels.end() || pick(8) < market.best_of_8)
				level = levels.begin();
			if (level != levels.end())
				at = level->first;
		}
		if (sub) {
			uint64_t all =
				levels[at] > 0xffffffffu ? 0xffffffffu : levels[at];
			shares = one_in(4) ? 1 + pick(all) : all;
		}
		dut->s_op_tvalid = 1;
		dut->s_op_kill = kill;
		dut->s_op_sub = sub;
		dut->s_op_symbol = uint16_t(side >> 1);
		dut->s_op_sell = side & 1;
		dut->s_op_rank = at;
		dut->s_op_shares = uint32_t(shares);
		for (unsigned wait = 0; !step(); wait++)
			if (wait == 3000)
				fail("no change is taken any more");
		dut->s_op_tvalid = 0;
		if (!kill && sub && (levels[at] -= shares) == 0)
			levels.erase(at);
		if (!kill && !sub)
			levels[at] += shares;
		Best best = { bool(side & 1), !levels.empty(), 0, 0, cycle + 5 };
		if (best.exists) {
			best.rank = levels.begin()->first;
			best.size = levels.begin()->second;
		}
		expected.push_back(best);
		changes++;
	}

	// A cycle; true when the change was taken.
	bool step()
	{
		dut->clk = 0;
		dut->eval();
		if (dut->lost)
			fail("a level was lost of %u", dut->live);
		if (dut->best_valid)
			check_best();
		else if (!expected.empty() && expected.front().due <= cycle)
			fail("no best level came");
		if (dut->step_valid)
			check_step();
		if (dut->append_valid) {
			auto &levels = sides[dut->append_side];
			auto level = levels.find(dut->append_rank);
			bool right = level != levels.end() &&
				     level->second == dut->append_size;

			judged.push_back({ right || dut->append_none, cycle + 6 });
			appends++;
			nones += dut->append_none;
		}
		bool taken = dut->s_op_tvalid && dut->s_op_tready;
		held += dut->s_op_tvalid && dut->thin;
		clock();
		return taken;
	}

	void check_best()
	{
		if (expected.empty())
			fail("a best level that nobody asked for");
		const Best &want = expected.front();

		if (want.due != cycle || dut->best_sell != want.sell)
			fail("the best level of another change");
		if (dut->best_exists != want.exists ||
		    (want.exists &&
		     (dut->best_rank != want.rank || dut->best_size != want.size)))
			fail("best %u: %08x x %llu, not %u: %08x x %llu",
			     dut->best_exists, dut->best_rank,
			     (unsigned long long)dut->best_size, want.exists, want.rank,
			     (unsigned long long)want.size);
		expected.pop_front();
	}

	// A row that took a level and wants more took one that was there, as it was.
	void check_step()
	{
		if (judged.empty() || judged.front().due != cycle)
			return; // a refill with nothing to do
		if (dut->step_more && !judged.front().right)
			fail("the row took a level that is not so");
		rejects += dut->step_reject;
		judged.pop_front();
	}

	void drain()
	{
		for (unsigned n = 0; n < 20 || dut->busy; n++) {
			if (n == 20000)
				fail("busy for ever");
			step();
		}
		if (dut->thin)
			fail("a row is left thin");
		if (dut->live != live())
			fail("%u levels in the store, not %u", dut->live, live());
	}

	void new_day()
	{
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		dut->s_op_forget = 1;
		clock();
		while (dut->clearing)
			clock();
		dut->s_op_tvalid = 1;
		for (unsigned side = 0; side < SIDES; side++) {
			dut->s_op_symbol = uint16_t(side >> 1);
			dut->s_op_sell = side & 1;
			while (!step())
				;
			sides[side].clear();
		}
		dut->s_op_tvalid = 0;
		for (unsigned i = 0; i < 8; i++)
			step();
		dut->s_op_forget = 0;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	const Market markets[] = {
		{ 0, RANK_MAX, 1, LEVELS, 6 },	    // anywhere
		{ 1000000, 40, 100, 150, 5 },	    // cents
		{ 0x3ffff000, 300, 1, LEVELS, 7 },  // across a border of every digit
		{ 0x01000000, 60, 262144, 280, 8 }, // far apart, the best always goes
		{ 5, 14, 1, 80, 2 },		    // few levels: rows are half complete
	};

	for (const Market &market : markets)
		bench.play(market, 12000);
	return bench.done(
		"%llu changes, %llu held, %llu refill steps, %llu rejected, "
		"%llu ends",
		(unsigned long long)bench.changes, (unsigned long long)bench.held,
		(unsigned long long)bench.appends, (unsigned long long)bench.rejects,
		(unsigned long long)bench.nones);
}
