// SPDX-License-Identifier: BSD-3-Clause
#include "bench.h"

#include <algorithm>

void Bench::put(unsigned line, bool valid, uint64_t data, unsigned keep, bool last,
		bool user)
{
	if (line == 0) {
		dut->s_a_tvalid = valid;
		dut->s_a_tdata = data;
		dut->s_a_tkeep = uint8_t(keep);
		dut->s_a_tlast = last;
		dut->s_a_tuser = user;
	} else {
		dut->s_b_tvalid = valid;
		dut->s_b_tdata = data;
		dut->s_b_tkeep = uint8_t(keep);
		dut->s_b_tlast = last;
		dut->s_b_tuser = user;
	}
}

void Bench::drive(unsigned line)
{
	Port &port = ports[line];

	if (!port.inside && !port.frames.empty() && port.wait == 0) {
		bool on = line ? dut->cfg_b_on : dut->cfg_a_on;

		port.inside = true;
		port.at = 0;
		port.reading = read_frame(port.frames.front().bytes, on,
					  port.frames.front().bad, group);
		port.packet = std::make_shared<Packet>();
		port.packet->arrival = time;
	}
	if (!port.inside || (port.at && pick(100) < gaps)) {
		port.wait -= port.wait != 0;
		model.beat(line, false, false, time);
		put(line, false, rng(), unsigned(pick(256)), one_in(2), one_in(2));
		return;
	}
	drive_beat(line, port);
}

void Bench::drive_beat(unsigned line, Port &port)
{
	const Frame &frame = port.frames.front();
	const Reading &r = port.reading;
	size_t left = frame.bytes.size() - port.at, n = left < 8 ? left : 8;
	uint64_t data = rng();
	bool last = left <= 8;

	for (size_t lane = 0; lane < n; lane++) {
		data &= ~(0xffull << 8 * lane);
		data |= uint64_t(frame.bytes[port.at + lane]) << 8 * lane;
	}
	put(line, true, data, (1u << n) - 1, last, last ? frame.bad : one_in(2));
	model.beat(line, true, last, time);
	if (r.has_header && r.header_byte / 8 == port.at / 8)
		heads.push_back({ cycle + 1,
				  line,
				  { r.session, r.seq, r.eos, r.code, port.packet } });
	for (const Hint &hint : r.hints)
		if (hint.byte == port.at)
			model.announce(line, { hint, port.packet, cycle + 2 });
	for (const Part &part : r.parts) {
		if (part.byte / 8 != port.at / 8)
			continue;
		Item item = { part, port.packet, cycle + 2 };

		item.part.event.arrival_ns =
			(port.packet->arrival & ~0ull >> 1) | uint64_t(line) << 63;
		item.part.event.last_cycle = uint32_t(cycle);
		model.bring(line, item);
	}
	port.at += n;
	if (!last)
		return;
	frame_wants[line][r.verdict.cause]++;
	if (r.verdict.accepted && !r.has_header)
		model.totals.packets[line][P_SHORT]++;
	frames++;
	port.inside = false;
	port.frames.pop_front();
	if (!port.frames.empty())
		port.wait = port.frames.front().idle;
}

Event Bench::read_event()
{
	auto field = [this](unsigned at, unsigned width) {
		uint64_t value = 0;

		for (unsigned i = 0; i < width; i++)
			value |= uint64_t(dut->m_event_tdata[(at + i) / 32] >>
						  (at + i) % 32 &
					  1)
				 << i;
		return value;
	};
	Event e;

	e.op = unsigned(field(426, 4));
	e.sell = unsigned(field(425, 1));
	e.bad_side = unsigned(field(424, 1));
	e.code = unsigned(field(416, 8));
	e.locate = unsigned(field(400, 16));
	e.reference = field(336, 64);
	e.new_reference = field(272, 64);
	e.price = uint32_t(field(240, 32));
	e.shares = uint32_t(field(208, 32));
	e.seq = field(144, 64);
	e.exchange_ns = field(96, 48);
	e.arrival_ns = field(32, 64);
	e.last_cycle = uint32_t(field(0, 32));
	return e;
}

Seen Bench::look()
{
	Seen s = {};

	s.valid = dut->m_event_tvalid;
	s.ready = dut->m_event_tready;
	s.clear = dut->cmd_clear;
	s.busy = dut->status_busy || dut->s_a_tvalid || dut->s_b_tvalid || playing();
	s.waiting = dut->status_waiting;
	if (s.valid)
		s.event = read_event();
	s.early_valid = dut->m_early_tvalid;
	s.early.op = dut->m_early_op;
	s.early.locate = dut->m_early_locate;
	s.early.reference = dut->m_early_reference;
	s.early.seq = dut->m_early_seq;
	s.steady = gaps == 0;
	s.type = dut->stat_itch_code;
	s.itch_valid = dut->stat_itch_valid;
	s.longer = dut->stat_long_valid;
	s.gap = dut->stat_lost_valid;
	s.lost = s.gap ? dut->stat_lost_amount : 0;
	s.message_valid[0] = dut->stat_message_a_valid;
	s.message_valid[1] = dut->stat_message_b_valid;
	s.message_valid[R] = dut->stat_message_r_valid;
	s.message_code[0] = dut->stat_message_a_code;
	s.message_code[1] = dut->stat_message_b_code;
	s.message_code[R] = dut->stat_message_r_code;
	s.time = time;
	s.expected = dut->expected;
	s.repair = dut->cfg_repair;
	s.jump_on = dut->cfg_jump_on;
	s.silence = dut->cfg_silence_ns;
	s.stale = dut->cfg_stale_ns;
	s.holding = dut->status_holding;
	s.loading = dut->status_loading;
	s.replay_lost = dut->status_replay_lost;
	s.ended = dut->status_ended;
	s.marks = unsigned(dut->status_silent << 2 | dut->status_silent_b << 1 |
			   dut->status_silent_a);
	s.compared = dut->stat_compared_valid ? dut->stat_compared_amount : 0;
	s.mismatch = dut->stat_mismatch_valid ? dut->stat_mismatch_amount : 0;
	s.gap_first = dut->gap_first;
	s.gap_next = dut->gap_next;
	s.on[0] = dut->cfg_a_on;
	s.on[1] = dut->cfg_b_on;
	s.hold = std::min(hold_before, dut->cfg_hold_ns); // it is compared a cycle ahead
	hold_before = dut->cfg_hold_ns;
	return s;
}

void Bench::count()
{
	bool valid[LINES] = { bool(dut->stat_message_a_valid),
			      bool(dut->stat_message_b_valid),
			      bool(dut->stat_message_r_valid) };
	unsigned code[LINES] = { dut->stat_message_a_code, dut->stat_message_b_code,
				 dut->stat_message_r_code };

	for (unsigned line = 0; line < LINES; line++)
		overflowed[line] += valid[line] && code[line] == M_OVERFLOW;
	if (dut->stat_runts_valid)
		runts += dut->stat_runts_amount;
	if (dut->stat_frame_a_valid)
		frame_codes[0][dut->stat_frame_a_code]++;
	if (dut->stat_frame_b_valid)
		frame_codes[1][dut->stat_frame_b_code]++;
	if (dut->stat_packet_a_valid)
		packet_codes[0][dut->stat_packet_a_code]++;
	if (dut->stat_packet_b_valid)
		packet_codes[1][dut->stat_packet_b_code]++;
	if (dut->stat_packet_r_valid)
		packet_codes[R][dut->stat_packet_r_code]++;
	waits += dut->status_waiting;
	if (TB_STRICT && (overflowed[0] || overflowed[1] || overflowed[R]))
		fail("an overflow: the bench needs deeper buffers");
}

// Until nothing moves; the hold time ends what waits, the host what is missing.
void Bench::drain()
{
	unsigned n = 0;

	stall = 0;
	if (host.mood == Host::WILD)
		host.mood = Host::EARNEST;
	do {
		step();
		if (n++ > 200000 + dut->cfg_hold_ns)
			fail("still busy");
	} while (dut->status_busy || dut->status_waiting || host.works() || n < 12);
	if (TB_STRICT && !model.quiet())
		fail("not busy, but something remains");
	if (model.untold())
		fail("a bad frame was used, and no gap told so");
}

void Bench::step()
{
	dut->time_ns = time;
	dut->cycle = uint32_t(cycle);
	dut->cmd_clear = clear_now;
	dut->m_event_tready = pick(100) >= stall;
	host.drive();
	drive(0);
	drive(1);
	while (!heads.empty() && heads.front().cycle <= cycle) {
		model.begin_head(heads.front().line, heads.front().head);
		heads.pop_front();
	}
	host.release(cycle);
	dut->clk = 0;
	dut->eval();
	model.cycle(cycle, look());
	if (!model.wrong.empty())
		fail("%s", model.wrong.c_str());
	host.learn(cycle);
	if (model.exact_cycles)
		to_event.add(model.exact_cycles);
	if (model.early_cycles[0])
		early.add(model.early_cycles[0]);
	if (model.early_cycles[1])
		early_reduce.add(model.early_cycles[1]);
	count();
	clock();
	clear_now = false;
	time += 6 + one_in(2);
}

void Bench::check_sums()
{
	for (unsigned line = 0; line < LINES; line++) {
		char name = "ABR"[line];

		for (unsigned i = 0; i < CAUSES && line != R; i++)
			if (frame_codes[line][i] != frame_wants[line][i])
				fail("%llu frames of cause %u on %c, not %llu",
				     (unsigned long long)frame_codes[line][i], i, name,
				     (unsigned long long)frame_wants[line][i]);
		for (unsigned i = 0; i < P_CODES; i++)
			if (packet_codes[line][i] != model.totals.packets[line][i])
				fail("%llu packets of code %u on %c, not %llu",
				     (unsigned long long)packet_codes[line][i], i, name,
				     (unsigned long long)model.totals.packets[line][i]);
	}
	model.check_messages();
	model.check_settled(look());
	if (!model.wrong.empty())
		fail("%s", model.wrong.c_str());
	if (TB_STRICT && !model.flushes && runts != model.totals.runts)
		fail("%llu runts, not %llu", (unsigned long long)runts,
		     (unsigned long long)model.totals.runts);
	runts = model.totals.runts = 0;
	model.flushes = 0;
}
