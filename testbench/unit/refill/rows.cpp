// SPDX-License-Identifier: BSD-3-Clause
// rows: what the touch rows do to the refills, cycle by cycle.
#include "bench.h"

using namespace book;

uint32_t Bench::any_rank()
{
	return one_in(20) ? uint32_t(pick(2)) * RANK_MAX
			  : (market.base + uint32_t(pick(market.span)) * market.step) &
				    RANK_MAX;
}

uint32_t Bench::tail(unsigned side) const
{
	unsigned n = 8;
	uint32_t rank = 0;

	for (auto level = sides[side].begin(); level != sides[side].end() && n;
	     ++level, n--)
		rank = level->first;
	return rank;
}

Op Bench::change()
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

void Bench::apply(Levels &levels, const Op &op)
{
	if (op.kind == LEVEL_ADD)
		levels[op.rank] += op.shares;
	else if ((levels[op.rank] -= op.shares) == 0)
		levels.erase(op.rank);
}

void Bench::start(unsigned refill, unsigned side, uint32_t rank)
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

bool Bench::start_any(unsigned side, uint32_t rank)
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

void Bench::wake_any()
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

void Bench::dut_wait(unsigned side)
{
	if (queued[side])
		return;
	queued[side] = true;
	dut->wait_valid = 1;
	dut->wait_side = uint16_t(side);
	waiting.push_back(side);
}

void Bench::tick()
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

unsigned Bench::drive_level()
{
	Op op;
	bool change = !ops.empty() && ops.front().due == cycle;

	dut->s_level_tvalid = change || (!begins.empty() && begins.front().due <= cycle);
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

unsigned Bench::drive_pulses()
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
