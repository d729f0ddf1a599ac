// SPDX-License-Identifier: BSD-3-Clause
// tb_refill: refills of many sides at once, while levels come and go, against a map a side.
//
// The bench is the touch rows: it starts refills, wakes and drops them. A level that is better
// than all that changed behind the refill since its start must be the next one, with its size;
// the rest a row would reject. Every chunk comes soon, none unasked, and an idle refill stays so.
// The figures are measured with a change every 2.625 cycles.
#include "Vrefill_store.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

using namespace book;

constexpr unsigned SIDES = 2 * TB_SYMBOLS, REFILLS = TB_REFILLS, SIZE_W = 48;
constexpr unsigned TO_STORE = 5, TO_WAKE = 6, STANDS = 6, PAUSE = 10;
// All refills at work on rounds of 128 levels, 2 cycles each, and a half more.
constexpr unsigned LONGEST_WAIT = 16 * 128 * 3;
constexpr uint32_t RANK_MAX = 0x7fffffff;

using Levels = std::map<uint32_t, uint64_t>;

// Ranks are base + pick(span) * step.
struct Shape {
	const char *name;
	uint32_t base, span, step;
	unsigned levels; // a side
	unsigned first;	 // ... and the first side
};

// What becomes of a refill after its chunk.
enum Policy { ANY, DROP, WAKE };

struct Op {
	unsigned kind = 0, side = 0, refill = 0;
	uint32_t rank = 0, shares = 0;
	uint64_t due = 0;
};

struct Refill {
	bool open = false, want = false, taken = false; // taken: a start is under way
	bool disturbed = false;
	unsigned side = 0, pulses = 0; // pulses under way
	uint32_t at = 0, rank = 0;     // handed out up to; best that changed behind it
	uint64_t since = 0;
};

struct Pulse {
	uint64_t due;
	unsigned refill;
};

struct Chunk {
	unsigned count = 0;
	bool none = false;
	uint32_t rank[4] = {};
	uint64_t size[4] = {};

	bool operator==(const Chunk &o) const
	{
		return count == o.count && none == o.none &&
		       !memcmp(rank, o.rank, sizeof(rank)) &&
		       !memcmp(size, o.size, sizeof(size));
	}
};

class Bench : public sim::Bench<Vrefill_store>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vrefill_store>("refill", seed)
	{
		dut->s_level_tvalid = dut->cmd_clear = 0;
		dut->wake_valid = dut->drop_valid = dut->wait_valid = 0;
		dut->m_op_tready = 0;
		reset();
		empty();
	}

	sim::Range to_chunk;
	uint64_t changes = 0, starts = 0, chunks = 0, checked = 0, ends = 0, asked = 0;
	uint64_t lost = 0, longest = 0, waited = 0;

	void fill(const Shape &shape)
	{
		empty();
		market = shape;
		load = 0.5;
		filling = true;
		while (total() < (SIDES - 1) * shape.levels + shape.first && !tainted())
			tick();
		filling = false;
		load = 0;
		drain();
	}

	// Anything, at random.
	void play(const Shape &shape, unsigned cycles)
	{
		fill(shape);
		policy = ANY;
		stalls = one_in(2);
		for (unsigned i = 0; i < cycles; i++) {
			if (one_in(100))
				load = double(pick(3)) / 4;
			if (one_in(6))
				start_any(unsigned(pick(SIDES)), any_rank());
			if (one_in(9))
				wake_any();
			if (one_in(30))
				dut_wait(unsigned(pick(SIDES)));
			tick();
		}
		stalls = false;
		load = 0;
		drain();
		walk();
	}

	// Every side from its best level to its last, and nothing changes.
	void walk()
	{
		policy = WAKE;
		for (unsigned side = 0; side < SIDES;) {
			if (start_any(side, 0))
				side++;
			tick();
		}
		drain();
	}

	// The sweep behind the last day is over.
	void rest()
	{
		for (unsigned i = 0; i < 60000; i++)
			tick();
	}

	// One refill after the other, no changes; @return cycles from start to chunk.
	sim::Range alone(unsigned count)
	{
		sim::Range range;

		policy = DROP;
		for (unsigned i = 0; i < count; i++) {
			unsigned side = unsigned(pick(SIDES));
			uint64_t before = chunks;

			drain();
			start_any(side, tail(side));
			found = 0;
			while (chunks == before)
				tick();
			range.add(longest_now);
			if (found == 4)
				to_chunk.add(cycle - 1 - found_at);
		}
		drain();
		return range;
	}

	// @return cycles a level with chunks of all sides in turn, or of one hot side.
	double rate(bool hot, unsigned cycles)
	{
		uint64_t first = 0, from = 0;

		policy = hot ? WAKE : DROP;
		load = 8.0 / 21;
		for (unsigned i = 0, side = 0; i < cycles; i++) {
			if (i == cycles / 10) {
				first = levels_out;
				from = cycle;
			}
			if (!hot && start_any(side, tail(side)))
				side = (side + 1) % SIDES;
			if (hot && !refills[0].want && !refills[0].pulses &&
			    !refills[0].taken && idle(0))
				start(0, 0, 0);
			tick();
		}
		double result = double(cycle - from) / double(levels_out - first);
		load = 0;
		drain();
		return result;
	}

private:
	Levels sides[SIDES], issued[SIDES]; // as the store has them, as the slots do
	bool inexact[TB_SYMBOLS] = {}, queued[SIDES] = {};
	Refill refills[REFILLS];
	Shape market = {};
	Policy policy = ANY;
	bool stalls = false, filling = false;
	double load = 0, credit = 0; // changes a cycle
	std::deque<Op> ops, begins;
	std::deque<Pulse> wakes, drops;
	std::deque<unsigned> waiting;
	uint64_t slot_at = 0, paused_until = 0, stands_until = 0;
	uint64_t levels_out = 0, longest_now = 0;
	unsigned was_idle = 0, moved = 0; // moved: started or woken in the last cycle
	int offered = -1;
	unsigned found = 0; // levels that came, four at most; the last in cycle found_at
	uint64_t found_at = 0;
	Chunk stands;

	unsigned total() const
	{
		unsigned n = 0;

		for (const Levels &levels : issued)
			n += unsigned(levels.size());
		return n;
	}

	bool tainted() const
	{
		for (bool symbol : inexact)
			if (symbol)
				return true;
		return false;
	}

	bool idle(unsigned refill) const
	{
		return dut->idle >> refill & 1;
	}

	void empty()
	{
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
		memset(inexact, 0, sizeof(inexact));
		for (Refill &refill : refills)
			refill = Refill();
		was_idle = 0;
		offered = -1;
	}

	void drain()
	{
		for (unsigned n = 0; n < 20 || dut->busy || under_way(); n++) {
			if (n == 20000)
				fail("busy for ever");
			tick();
		}
		if (dut->idle != (1u << REFILLS) - 1)
			fail("at rest, but idle %x", dut->idle);
		unsigned live = 0;
		for (const Levels &levels : sides)
			live += unsigned(levels.size());
		if (!tainted() && dut->live != live)
			fail("%u levels in the store, not %u", dut->live, live);
	}

	bool under_way() const
	{
		return !(ops.empty() && begins.empty() && wakes.empty() &&
			 drops.empty() && waiting.empty());
	}

	// ---- what the rows do -------------------------------------------------------------
	uint32_t any_rank()
	{
		return one_in(20) ? uint32_t(pick(2)) * RANK_MAX
				  : (market.base +
				     uint32_t(pick(market.span)) * market.step) &
					    RANK_MAX;
	}

	uint32_t tail(unsigned side) const
	{
		unsigned n = 8;
		uint32_t rank = 0;

		for (auto level = sides[side].begin(); level != sides[side].end() && n;
		     ++level, n--)
			rank = level->first;
		return rank;
	}

	Op change()
	{
		Op op;

		op.side = unsigned(pick(SIDES));
		if (filling && issued[0].size() < market.first && one_in(2))
			op.side = 0;
		op.rank = any_rank();
		op.kind = LEVEL_ADD;
		unsigned levels = op.side ? market.levels : market.first;
		if (!filling && pick(2 * levels) < issued[op.side].size())
			op.kind = LEVEL_SUB;
		op.shares = one_in(9) ? 0xffffffffu : 1 + uint32_t(pick(500));
		if (op.kind == LEVEL_SUB) {
			auto level = issued[op.side].lower_bound(op.rank);
			if (level == issued[op.side].end())
				level = issued[op.side].begin();
			op.rank = level->first;
			if (level->second < op.shares || !one_in(4))
				op.shares = saturated(level->second);
		}
		op.due = cycle + TO_STORE;
		return op;
	}

	static void apply(Levels &levels, const Op &op)
	{
		if (op.kind == LEVEL_ADD)
			levels[op.rank] += op.shares;
		else if ((levels[op.rank] -= op.shares) == 0)
			levels.erase(op.rank);
	}

	void start(unsigned refill, unsigned side, uint32_t rank)
	{
		Op op;

		op.kind = LEVEL_START;
		op.refill = refill;
		op.side = side;
		op.rank = rank;
		op.due = cycle + (policy == ANY ? pick(8) : 3);
		if (!begins.empty() && op.due < begins.back().due)
			op.due = begins.back().due;
		begins.push_back(op);
		refills[refill].taken = true;
		refills[refill].open = false;
	}

	bool start_any(unsigned side, uint32_t rank)
	{
		unsigned from = unsigned(pick(REFILLS));

		for (unsigned i = 0; i < REFILLS; i++) {
			unsigned n = (from + i) % REFILLS;
			const Refill &refill = refills[n];
			if (refill.taken || refill.want || refill.pulses || !idle(n))
				continue;
			start(n, side, rank);
			return true;
		}
		return false;
	}

	void wake_any()
	{
		unsigned n = unsigned(pick(REFILLS));
		Refill &refill = refills[n];

		if (!refill.open || refill.want || refill.taken || refill.pulses)
			return;
		if (!wakes.empty() && wakes.back().due > cycle)
			return;
		refill.pulses++;
		wakes.push_back({ cycle, n });
	}

	void dut_wait(unsigned side)
	{
		if (queued[side])
			return;
		queued[side] = true;
		dut->wait_valid = 1;
		dut->wait_side = uint16_t(side);
		waiting.push_back(side);
	}

	// ---- a cycle ----------------------------------------------------------------------
	void tick()
	{
		unsigned moves = drive_level() | drive_pulses();
		bool slot = cycle >= slot_at && !(stalls && one_in(3));

		dut->m_op_tready = slot;
		dut->clk = 0;
		dut->eval();
		if (dut->lost_valid) {
			lost++;
			inexact[dut->lost_symbol] = true;
			if (dut->live < TB_ORDERS / 4)
				fail("lost with %u levels", dut->live);
		}
		if (dut->fetch_valid && found < 4) {
			found++;
			found_at = cycle;
		}
		check_idle(moves);
		check_chunk();
		check_op(slot);
		credit += load;
		if (credit > 4)
			credit = 4;
		if (slot && dut->m_op_tvalid)
			slot_at = cycle + 2;
		else if (slot && credit >= 1 && dut->room) {
			credit -= 1;
			slot_at = cycle + 2;
			ops.push_back(change());
			apply(issued[ops.back().side], ops.back());
			changes++;
		}
		clock();
		dut->wait_valid = 0;
	}

	// @return refills that leave their rest, a bit each.
	unsigned drive_level()
	{
		Op op;
		bool change = !ops.empty() && ops.front().due == cycle;

		dut->s_level_tvalid =
			change || (!begins.empty() && begins.front().due <= cycle);
		if (!dut->s_level_tvalid)
			return 0;
		auto &from = change ? ops : begins;
		op = from.front();
		from.pop_front();
		put(dut->s_level_tdata, 81, 4, op.refill);
		put(dut->s_level_tdata, 79, 2, op.kind);
		put(dut->s_level_tdata, 63, 16, op.side);
		put(dut->s_level_tdata, 32, 31, op.rank);
		put(dut->s_level_tdata, 0, 32, op.shares);
		if (change) {
			apply(sides[op.side], op);
			for (Refill &refill : refills)
				if (refill.open && refill.side == op.side &&
				    op.rank > refill.at &&
				    (!refill.disturbed || op.rank < refill.rank)) {
					refill.disturbed = true;
					refill.rank = op.rank;
				}
			return 0;
		}
		Refill &refill = refills[op.refill];
		if (!idle(op.refill))
			fail("refill %u is not idle any more", op.refill);
		refill = Refill();
		refill.open = refill.want = true;
		refill.side = op.side;
		refill.at = op.rank;
		refill.since = cycle;
		starts++;
		return 1u << op.refill;
	}

	unsigned drive_pulses()
	{
		unsigned moves = 0;

		dut->wake_valid = !wakes.empty() && wakes.front().due <= cycle;
		if (dut->wake_valid) {
			unsigned n = wakes.front().refill;
			wakes.pop_front();
			dut->wake_refill = uint8_t(n);
			refills[n].pulses--;
			refills[n].want = true;
			refills[n].since = cycle;
			moves = 1u << n;
		}
		dut->drop_valid = !drops.empty() && drops.front().due <= cycle;
		if (dut->drop_valid) {
			dut->drop_refill = uint8_t(drops.front().refill);
			refills[drops.front().refill].pulses--;
			drops.pop_front();
		}
		return moves;
	}

	void check_idle(unsigned moves)
	{
		for (unsigned n = 0; n < REFILLS; n++) {
			const Refill &refill = refills[n];
			bool new_want = moves >> n & 1;

			if (refill.want && !new_want && idle(n))
				fail("refill %u is idle and wanted", n);
			if ((was_idle & ~moved) >> n & 1 && !idle(n))
				fail("refill %u is busy by itself", n);
			if (refill.want && cycle > refill.since + LONGEST_WAIT)
				fail("refill %u brings nothing", n);
		}
		was_idle = dut->idle;
		moved = moves;
	}

	Chunk chunk() const
	{
		Chunk c;

		c.count = dut->chunk_count;
		c.none = dut->chunk_none;
		for (unsigned i = 0; i < 4; i++) {
			c.rank[i] = uint32_t(get(dut->chunk_ranks, 31 * i, 31));
			c.size[i] = get(dut->chunk_sizes, SIZE_W * i, SIZE_W);
		}
		return c;
	}

	void check_chunk()
	{
		if (cycle <= stands_until && !(chunk() == stands))
			fail("the chunk does not stand");
	}

	void check_op(bool slot)
	{
		int offer = !dut->m_op_tvalid  ? -1
			    : dut->m_op_append ? int(dut->m_op_refill)
					       : int(REFILLS + dut->m_op_side);

		if (offered >= 0 && offer != offered)
			fail("the offer changed");
		if (offer >= int(REFILLS) && cycle < paused_until)
			fail("the next side came too early");
		offered = slot ? -1 : offer;
		if (offer < 0 || !slot)
			return;
		if (dut->m_op_append) {
			if (cycle <= stands_until)
				fail("the next chunk came too early");
			stands = chunk();
			stands_until = cycle + STANDS;
			take(dut->m_op_refill);
			return;
		}
		if (waiting.empty() || waiting.front() != dut->m_op_side)
			fail("side %u did not wait", dut->m_op_side);
		waiting.pop_front();
		queued[dut->m_op_side] = false;
		paused_until = cycle + 1 + PAUSE;
		asked++;
		if (one_in(2))
			start_any(dut->m_op_side, any_rank());
	}

	// The chunk's slot was taken.
	void take(unsigned n)
	{
		Refill &refill = refills[n];

		if (!refill.want || dut->m_op_side != refill.side)
			fail("a chunk that nobody wants");
		refill.want = false;
		longest_now = cycle - refill.since;
		longest = std::max(longest, longest_now);
		waited += longest_now;
		chunks++;
		levels_out += stands.count;
		ends += stands.none;
		bool whole = inexact[refill.side / 2] || check_levels(refill);
		if (stands.count)
			refill.at = stands.rank[stands.count - 1];
		bool drop = !whole || stands.none || policy == DROP ||
			    (policy == ANY && one_in(4));
		if (policy == WAKE)
			drop = stands.none;
		if (drop) {
			refill.open = false;
			refill.pulses++;
			drops.push_back({ cycle + TO_WAKE, n });
		} else if (policy == WAKE || one_in(2)) {
			refill.pulses++;
			wakes.push_back({ cycle + TO_WAKE, n });
		}
	}

	// @return the whole chunk can be believed.
	bool check_levels(const Refill &refill)
	{
		const Levels &levels = sides[refill.side];
		auto next = levels.upper_bound(refill.at);

		if (stands.count > 4 || (stands.count < 4 && !stands.none))
			fail("%u levels and not the last", stands.count);
		for (unsigned i = 0; i < stands.count; i++, ++next) {
			uint32_t rank = stands.rank[i];
			bool there = next != levels.end() &&
				     (!refill.disturbed || next->first < refill.rank);

			if (!there && refill.disturbed && rank >= refill.rank)
				return false;
			if (!there || next->first != rank ||
			    next->second != stands.size[i])
				fail("side %u behind %08x: level %08x, not %08x",
				     refill.side, refill.at, rank,
				     there ? next->first : 0);
			checked++;
		}
		if (stands.none && next != levels.end() &&
		    (!refill.disturbed || next->first < refill.rank))
			fail("side %u behind %08x: %08x is left out", refill.side,
			     refill.at, next->first);
		return !(stands.none && refill.disturbed);
	}
};

constexpr Shape SHAPES[] = {
	{ "penny", 1000000, 1, 100, 0, 0 },
	{ "dollar", 1000000, 1, 10000, 0, 0 },
	{ "dense", 0x3fffff00, 1, 1, 0, 0 },
	{ "random", 0, 1, 1, 0, 0 },
};

// A shape with so many levels a side.
Shape with(unsigned shape, unsigned levels, unsigned first)
{
	Shape s = SHAPES[shape];

	s.levels = levels;
	s.first = first;
	s.span = shape == 3 ? RANK_MAX : 3 * first;
	return s;
}

// Cycles a level, for all sides in turn and for one that is hot.
void measure(Bench &bench)
{
	for (unsigned shape = 0; shape < 4; shape++) {
		bench.fill(with(shape, 100, 1000));
		bench.rest();
		sim::Range alone = bench.alone(200);
		double all = bench.rate(false, 40000), hot = bench.rate(true, 40000);

		printf("   %-6s  %.2f cycles a level, %.2f of a hot side; "
		       "start to chunk %llu..%llu cycles\n",
		       SHAPES[shape].name, all, hot, (unsigned long long)alone.least,
		       (unsigned long long)alone.most);
		if (all > 2.6)
			bench.fail("%s: %.2f cycles a level", SHAPES[shape].name, all);
		if (hot > 4)
			bench.fail("%s: %.2f cycles a level of a hot side",
				   SHAPES[shape].name, hot);
	}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned most = TB_ORDERS / 2 / SIDES;

	if (TB_ORDERS > 100)
		for (unsigned shape = 0; shape < 4; shape++)
			for (unsigned levels : { 2u, 12u, std::min(most, 400u) })
				bench.play(with(shape, levels, levels), 6000);
	else
		for (unsigned shape = 0; shape < 12; shape++)
			bench.play(with(shape % 4, 3 * most, 3 * most), 6000);
	uint64_t mean = bench.waited / bench.chunks, longest = bench.longest;
	if (REFILLS >= 16) {
		measure(bench);
		bench.latency("refill:chunk", bench.to_chunk);
	}
	return bench.done(
		"%s: %llu changes, %llu starts, %llu chunks, %llu levels right, "
		"%llu ends, %llu sides waited, %llu lost, chunk after %llu cycles, "
		"%llu at most",
		TB_NAME, (unsigned long long)bench.changes,
		(unsigned long long)bench.starts, (unsigned long long)bench.chunks,
		(unsigned long long)bench.checked, (unsigned long long)bench.ends,
		(unsigned long long)bench.asked, (unsigned long long)bench.lost,
		(unsigned long long)mean, (unsigned long long)longest);
}
