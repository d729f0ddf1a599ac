// SPDX-License-Identifier: BSD-3-Clause
// tb_level_store: levels come and go anywhere in 31 bits; a round of a refill finds those behind
// its rank as all earlier changes left them, up to the best that changed since. A map a side is
// the model.
#include "Vlevel_store.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

using namespace book;

constexpr unsigned SIDES = 8, REFILLS = 4, IN_FLIGHT = 5;
constexpr unsigned ROUND_START = 4, ROUND_AGAIN = 32;

using Levels = std::map<uint32_t, uint64_t>;

// A round of a refill: found up to `at`, the best that changed behind is `rank`.
struct Round {
	bool on = false, waits = false, disturbed = false, dropped = false;
	unsigned side = 0, found = 0, most = 0;
	uint32_t at = 0, rank = 0;
	uint64_t since = 0;
};

struct Op {
	bool valid = false;
	unsigned kind = 0, side = 0, refill = 0;
	uint32_t rank = 0, shares = 0;
};

class Bench : public sim::Bench<Vlevel_store>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vlevel_store>("level_store", seed)
	{
		dut->s_level_tvalid = dut->cmd_clear = 0;
		dut->s_again_tvalid = dut->drop_valid = 0;
		dut->s_again_round = ROUND_AGAIN;
		reset();
		empty();
	}

	sim::Range to_level;
	uint64_t changes = 0, starts = 0, agains = 0, checked = 0, lost = 0;
	uint64_t days_lost = 0;

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
			unsigned n = unsigned(pick(REFILLS));
			if (one_in(20) && !rounds[n].on && !rounds[n].waits) {
				op.kind = LEVEL_START;
				op.refill = n;
				rounds[n].waits = true;
				if (one_in(3))
					rest();
			}
			send(op);
			if (one_in(15))
				again();
			while (one_in(3))
				tick(nullptr);
		}
		rest();
		if (!tainted && dut->live != total())
			fail("%u levels, not %u", dut->live, total());
	}

	// From a start to the nearest level there can be, and to the farthest.
	void near_and_far()
	{
		const uint32_t ranks[] = { 0x10000000, 0x10000001, 0x70000000 };

		empty();
		for (unsigned i = 0; i < 8000; i++)
			tick(nullptr);
		for (uint32_t rank : ranks) {
			Op op;
			op.valid = true;
			op.kind = LEVEL_ADD;
			op.rank = rank;
			op.shares = 1;
			send(op);
		}
		for (unsigned i = 0; i < 2; i++) {
			Op op;
			op.valid = true;
			op.kind = LEVEL_START;
			op.rank = ranks[i];
			rest();
			alone = true;
			send(op);
			rest();
			alone = false;
		}
	}

private:
	Levels sides[SIDES], issued[SIDES]; // as the store has them, as the slots do
	Op pipe[IN_FLIGHT + 1];
	Round rounds[REFILLS];
	uint64_t free_at = 0;
	bool tainted = false, alone = false; // alone: nothing else is under way

	unsigned total() const
	{
		unsigned n = 0;

		for (const Levels &levels : sides)
			n += unsigned(levels.size());
		return n;
	}

	void empty()
	{
		rest();
		days_lost += tainted;
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		clock();
		while (dut->clearing)
			clock();
		for (Round &round : rounds)
			round = Round();
		for (unsigned side = 0; side < SIDES; side++) {
			sides[side].clear();
			issued[side].clear();
		}
		tainted = false;
	}

	// No change and no round is under way.
	void rest()
	{
		bool busy = true;

		for (unsigned n = 0; n < 12 || busy; n++) {
			if (n == 5000)
				fail("busy for ever");
			tick(nullptr);
			busy = dut->busy;
		}
		for (const Round &round : rounds)
			if (round.on)
				fail("at rest, and a round has no end");
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
		put(dut->s_level_tdata, 81, 4, now.refill);
		put(dut->s_level_tdata, 79, 2, now.kind);
		put(dut->s_level_tdata, 63, 16, now.side);
		put(dut->s_level_tdata, 32, 31, now.rank);
		put(dut->s_level_tdata, 0, 32, now.shares);
		dut->clk = 0;
		dut->eval();
		if (now.valid)
			apply(now);
		check_level();
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
			begin(op.refill, op.side, op.rank, ROUND_START);
			starts++;
			return;
		}
		changes++;
		change(sides[op.side], op);
		for (Round &round : rounds) {
			if (round.side != op.side || op.rank <= round.at)
				continue;
			if (!round.disturbed || op.rank < round.rank)
				round.rank = op.rank;
			round.disturbed = true;
		}
	}

	void begin(unsigned n, unsigned side, uint32_t rank, unsigned most)
	{
		rounds[n] = Round();
		rounds[n].on = true;
		rounds[n].side = side;
		rounds[n].most = most;
		rounds[n].at = rank;
		rounds[n].since = cycle;
	}

	// A refill goes on from where its last round came to, or it is over.
	void again()
	{
		unsigned n = unsigned(pick(REFILLS));
		Round &round = rounds[n];

		if (round.on && one_in(4)) {
			dut->drop_valid = 1;
			dut->drop_refill = uint8_t(n);
			round.dropped = true;
			tick(nullptr);
			dut->drop_valid = 0;
		}
		if (round.on || round.waits || round.dropped)
			return;
		dut->s_again_tvalid = 1;
		dut->s_again_refill = uint8_t(n);
		dut->s_again_side = uint16_t(round.side);
		dut->s_again_rank = round.at;
		for (bool taken = false; !taken;) {
			dut->clk = 0;
			dut->eval();
			taken = dut->s_again_tready;
			if (taken) {
				bool disturbed = round.disturbed;
				uint32_t rank = round.rank;
				begin(n, round.side, round.at, ROUND_AGAIN);
				round.disturbed = disturbed;
				round.rank = rank;
			}
			tick(nullptr);
		}
		dut->s_again_tvalid = 0;
		agains++;
	}

	static void change(Levels &levels, const Op &op)
	{
		if (op.kind == LEVEL_ADD)
			levels[op.rank] += op.shares;
		else if (op.kind == LEVEL_SUB && (levels[op.rank] -= op.shares) == 0)
			levels.erase(op.rank);
	}

	void check_level()
	{
		if (!dut->m_level_valid)
			return;
		Round &round = rounds[dut->m_level_refill];
		const Levels &levels = sides[round.side];
		auto next = levels.upper_bound(round.at);
		bool known = next != levels.end() &&
			     (!round.disturbed || next->first < round.rank);

		if (!round.on)
			fail("refill %u has no round", dut->m_level_refill);
		if (dut->m_level_end) {
			check_end(round, known);
			return;
		}
		if (round.found == 0 && alone)
			to_level.add(cycle - round.since);
		if (++round.found > round.most)
			fail("more than %u levels", round.most);
		uint32_t rank = dut->m_level_rank;
		bool believed = !tainted && !(round.disturbed && rank >= round.rank);
		if ((believed || (!tainted && known)) &&
		    (!known || rank != next->first || dut->m_level_size != next->second))
			fail("level %08x, not %08x", rank, known ? next->first : 0);
		round.at = rank;
		checked += believed;
	}

	void check_end(Round &round, bool known)
	{
		if (!tainted && known && !dut->m_level_more)
			fail("not the end, %08x is behind", round.at);
		if (!tainted && !round.disturbed && !round.dropped && dut->m_level_more &&
		    (round.found != round.most || !known))
			fail("more after %u levels of %u", round.found, round.most);
		round.on = false;
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
	bench.near_and_far();
	bench.latency("level_store:level", bench.to_level);
	return bench.done(
		"%llu changes, %llu starts, %llu more rounds, %llu levels right, "
		"%llu levels lost on %llu day",
		(unsigned long long)bench.changes, (unsigned long long)bench.starts,
		(unsigned long long)bench.agains, (unsigned long long)bench.checked,
		(unsigned long long)bench.lost, (unsigned long long)bench.days_lost);
}
