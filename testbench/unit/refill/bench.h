// SPDX-License-Identifier: BSD-3-Clause
// bench: the touch rows around the refills, and a map a side beside them.
#pragma once

#include "Vrefill_store.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

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

	void fill(const Shape &shape);
	// Anything, at random.
	void play(const Shape &shape, unsigned cycles);
	// Every side from its best level to its last, and nothing changes.
	void walk();
	// The sweep behind the last day is over.
	void rest();
	// One refill after the other, no changes; @return cycles from start to chunk.
	sim::Range alone(unsigned count);
	// @return cycles a level with chunks of all sides in turn, or of one hot side.
	double rate(bool hot, unsigned cycles);

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

	bool idle(unsigned refill) const
	{
		return dut->idle >> refill & 1;
	}
	unsigned total() const;
	bool tainted() const;
	bool under_way() const;
	void empty();
	void drain();

	// ---- what the rows do
	uint32_t any_rank();
	uint32_t tail(unsigned side) const;
	Op change();
	static void apply(Levels &levels, const Op &op);
	void start(unsigned refill, unsigned side, uint32_t rank);
	bool start_any(unsigned side, uint32_t rank);
	void wake_any();
	void dut_wait(unsigned side);

	// ---- a cycle
	void tick();
	// @return refills that leave their rest, a bit each.
	unsigned drive_level();
	unsigned drive_pulses();

	// ---- what is judged
	void check_idle(unsigned moves);
	Chunk chunk() const;
	void check_chunk();
	void check_op(bool slot);
	// The chunk's slot was taken.
	void take(unsigned n);
	// @return the whole chunk can be believed.
	bool check_levels(const Refill &refill);
};
