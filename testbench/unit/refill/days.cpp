// SPDX-License-Identifier: BSD-3-Clause
// days: loads of changes, starts and wakes.
#include "bench.h"

void Bench::fill(const Shape &shape)
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

void Bench::play(const Shape &shape, unsigned cycles)
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

void Bench::walk()
{
	policy = WAKE;
	for (unsigned side = 0; side < SIDES;) {
		if (start_any(side, 0))
			side++;
		tick();
	}
	drain();
}

void Bench::rest()
{
	for (unsigned i = 0; i < 60000; i++)
		tick();
}

sim::Range Bench::alone(unsigned count)
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

double Bench::rate(bool hot, unsigned cycles)
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
		if (hot && !refills[0].want && !refills[0].pulses && !refills[0].taken &&
		    idle(0))
			start(0, 0, 0);
		tick();
	}
	double result = double(cycle - from) / double(levels_out - first);
	load = 0;
	drain();
	return result;
}

unsigned Bench::total() const
{
	unsigned n = 0;

	for (const Levels &levels : issued)
		n += unsigned(levels.size());
	return n;
}

bool Bench::tainted() const
{
	for (bool symbol : inexact)
		if (symbol)
			return true;
	return false;
}

bool Bench::under_way() const
{
	return !(ops.empty() && begins.empty() && wakes.empty() && drops.empty() &&
		 waiting.empty());
}

void Bench::empty()
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

void Bench::drain()
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
