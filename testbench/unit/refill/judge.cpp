// SPDX-License-Identifier: BSD-3-Clause
// judge: what the refills may bring, and when.
#include "bench.h"

#include <algorithm>

using namespace book;

void Bench::check_idle(unsigned moves)
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

Chunk Bench::chunk() const
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

void Bench::check_chunk()
{
	if (cycle <= stands_until && !(chunk() == stands))
		fail("the chunk does not stand");
}

void Bench::check_op(bool slot)
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

void Bench::take(unsigned n)
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
	bool drop =
		!whole || stands.none || policy == DROP || (policy == ANY && one_in(4));
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

bool Bench::check_levels(const Refill &refill)
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
		if (!there || next->first != rank || next->second != stands.size[i])
			fail("side %u behind %08x: level %08x, not %08x", refill.side,
			     refill.at, rank, there ? next->first : 0);
		checked++;
	}
	if (stands.none && next != levels.end() &&
	    (!refill.disturbed || next->first < refill.rank))
		fail("side %u behind %08x: %08x is left out", refill.side, refill.at,
		     next->first);
	return !(stands.none && refill.disturbed);
}
