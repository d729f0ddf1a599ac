// SPDX-License-Identifier: BSD-3-Clause
#include "device.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

constexpr uint64_t PORT_B = uint64_t(1) << 63; // in an arrival time (tw_stream.svh)

Device::Device(unsigned seed)
{
	context.randReset(2);
	context.randSeed(int(seed) + 1);
	top = std::make_unique<Vfeed_to_touch>(&context, "feed_to_touch");
}

Device::~Device()
{
	top->final();
}

void Device::reset(bool b, bool repair, uint32_t hold_ns)
{
	Vfeed_to_touch &t = *top;

	t.s_a_tvalid = t.s_a_tlast = t.s_a_tuser = 0;
	t.s_b_tvalid = t.s_b_tlast = t.s_b_tuser = 0;
	wires[0] = wires[1] = Beats();
	t.cfg_a_on = 1;
	t.cfg_b_on = b;
	t.cfg_group_ip = t.cfg_group_port = 0;
	t.cfg_hold_ns = hold_ns;
	t.cfg_repair = repair;
	t.cfg_jump_on = 1;
	t.cfg_silence_ns = t.cfg_stale_ns = 0;
	for (unsigned i = 0; i < 4; i++)
		t.cfg_source[i] = 0;
	t.cfg_udp_check = 1;
	t.cfg_all = 1;
	t.cmd_clear = t.cmd_fresh = t.cmd_load = t.cmd_resume = t.cmd_symbol_valid = 0;
	t.s_replay_begin = t.s_replay_valid = 0;
	t.rst = 1;
	for (unsigned i = 0; i < 8; i++)
		step();
	t.rst = 0;
	for (uint64_t i = 0; t.status_clearing || i < 64; i++) {
		step();
		if (i > 10000000) {
			printf("FAIL bench_feed: the tables are never clear\n");
			exit(1);
		}
	}
	memset(&counts, 0, sizeof(counts));
}

void Device::send(unsigned port, const Bytes &frame, bool bad)
{
	wires[port].bytes = &frame;
	wires[port].at = 0;
	wires[port].bad = bad;
	wires[port].arrival = time() | (port ? PORT_B : 0);
}

void Device::drive(unsigned port)
{
	Vfeed_to_touch &t = *top;
	Beats &w = wires[port];
	bool valid = w.bytes, last = false;
	uint64_t data = 0;
	uint8_t keep = 0;

	if (valid) {
		size_t left = w.bytes->size() - w.at, n = left < 8 ? left : 8;

		memcpy(&data, w.bytes->data() + w.at, n);
		keep = uint8_t((1u << n) - 1);
		last = left <= 8;
		w.at += 8;
	}
	(port ? t.s_b_tvalid : t.s_a_tvalid) = valid;
	(port ? t.s_b_tdata : t.s_a_tdata) = data;
	(port ? t.s_b_tkeep : t.s_a_tkeep) = keep;
	(port ? t.s_b_tlast : t.s_a_tlast) = last;
	(port ? t.s_b_tuser : t.s_a_tuser) = last && w.bad;
	if (last)
		w.bytes = nullptr;
}

void Device::step()
{
	Vfeed_to_touch &t = *top;

	t.time_ns = time();
	t.cycle = uint32_t(cycle);
	drive(0);
	drive(1);
	t.clk = 0;
	t.eval();
	if (!t.rst) {
		count();
		if (t.m_touch_tvalid && on_touch)
			see();
	}
	t.clk = 1;
	t.eval();
	cycle++;
	t.cmd_fresh = t.cmd_load = t.cmd_resume = t.s_replay_begin = t.s_replay_valid = 0;
}

bool Device::settle(uint64_t most)
{
	unsigned quiet = 0;

	for (uint64_t i = 0; i < most; i++) {
		step();
		bool still = idle(0) && idle(1) && !top->status_busy &&
			     (!top->status_waiting || top->status_holding);

		quiet = still ? quiet + 1 : 0;
		if (quiet == 32)
			return true;
	}
	return false;
}

void Device::count()
{
	const Vfeed_to_touch &t = *top;

	if (t.stat_frame_a_valid)
		counts.frame[0][t.stat_frame_a_code]++;
	if (t.stat_frame_b_valid)
		counts.frame[1][t.stat_frame_b_code]++;
	if (t.stat_packet_a_valid)
		counts.packet[t.stat_packet_a_code]++;
	if (t.stat_packet_b_valid)
		counts.packet[t.stat_packet_b_code]++;
	if (t.stat_packet_r_valid)
		counts.packet[t.stat_packet_r_code]++;
	if (t.stat_message_a_valid)
		counts.message[t.stat_message_a_code]++;
	if (t.stat_message_b_valid)
		counts.message[t.stat_message_b_code]++;
	if (t.stat_message_r_valid)
		counts.message[t.stat_message_r_code]++;
	if (t.stat_itch_valid)
		counts.itch[t.stat_itch_code]++;
	if (t.stat_book_valid)
		counts.book[t.stat_book_code]++;
	if (t.stat_lost_valid) {
		counts.lost += t.stat_lost_amount;
		counts.gaps++;
	}
	if (t.stat_runts_valid)
		counts.runts += t.stat_runts_amount;
	counts.messages_long += t.stat_long_valid;
	counts.times += t.stat_times_valid;
	if (t.stat_compared_valid)
		counts.compared += t.stat_compared_amount;
	if (t.stat_mismatch_valid)
		counts.mismatch += t.stat_mismatch_amount;
	counts.published += t.m_touch_tvalid;
}

// @width (64 at most) bits from bit @at of a packed record.
static uint64_t bits(const uint32_t *words, unsigned at, unsigned width)
{
	unsigned word = at / 32, shift = at % 32;
	unsigned __int128 value = words[word];

	if (shift + width > 32)
		value |= (unsigned __int128)words[word + 1] << 32;
	if (shift + width > 64)
		value |= (unsigned __int128)words[word + 2] << 64;
	return uint64_t(value >> shift) & (~0ull >> (64 - width));
}

void Device::see()
{
	const uint32_t *w = &top->m_touch_tdata[0];
	struct tw_touch t = {};

	t.symbol = uint16_t(bits(w, 400, 16));
	t.locate = uint16_t(bits(w, 384, 16));
	t.bid_price = uint32_t(bits(w, 352, 32));
	t.bid_size = uint32_t(bits(w, 320, 32));
	t.ask_price = uint32_t(bits(w, 288, 32));
	t.ask_size = uint32_t(bits(w, 256, 32));
	t.flags = uint16_t(bits(w, 240, 16));
	t.publish_delta = uint32_t(bits(w, 208, 32));
	t.feed_seq = bits(w, 144, 64);
	t.exchange_ns = bits(w, 96, 48);
	t.arrival_ns = bits(w, 32, 64);
	on_touch(t);
}

// ---- the host's line --------------------------------------------------------------------------------
void Device::replay(const Bytes &packet)
{
	unsigned messages = packet.size() >= 20 ? packet[18] * 256u + packet[19] : 0;

	for (uint64_t i = 0; top->replay_room < messages && i < 100000; i++)
		step();
	top->s_replay_begin = 1;
	top->s_replay_length = uint16_t(packet.size());
	for (unsigned i = 0; i < 4; i++)
		step();
	for (size_t at = 0; at < packet.size(); at += 4) {
		uint32_t word = 0;

		memcpy(&word, packet.data() + at,
		       packet.size() - at < 4 ? packet.size() - at : 4);
		top->s_replay_valid = 1;
		top->s_replay_data = word;
		for (unsigned i = 0; i < 4; i++)
			step();
	}
}

void Device::load(uint64_t seq)
{
	top->cmd_seq = seq;
	top->cmd_load = 1;
	for (unsigned i = 0; i < 4; i++) // until the next register write
		step();
}

void Device::resume(uint64_t seq)
{
	top->cmd_seq = seq;
	top->cmd_resume = 1;
	step();
	for (uint64_t i = 0; top->status_loading && i < 100000; i++)
		step();
}

bool Device::fresh(uint32_t gaps)
{
	top->cmd_fresh_gaps = gaps;
	top->cmd_fresh = 1;
	for (unsigned i = 0; i < 32; i++)
		step();
	return !top->status_holding;
}
