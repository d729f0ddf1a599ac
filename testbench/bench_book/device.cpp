// SPDX-License-Identifier: BSD-3-Clause
#include "device.h"

#include <cstdio>
#include <cstdlib>

#include <touchwire/counters.h>

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

void Device::reset(bool b)
{
	Vfeed_to_touch &t = *top;

	both = b;
	t.s_a_tvalid = t.s_a_tuser = t.s_b_tvalid = t.s_b_tuser = 0;
	t.cfg_a_on = 1;
	t.cfg_b_on = both;
	t.cfg_group_ip = 0;
	t.cfg_group_port = 0;
	t.cfg_hold_ns = 1000000;
	t.cfg_all = 1;
	t.cmd_clear = t.cmd_fresh = t.cmd_symbol_valid = 0;
	t.cfg_repair = t.cfg_jump_on = t.cfg_udp_check = 0;
	t.cfg_silence_ns = t.cfg_stale_ns = 0;
	for (unsigned i = 0; i < 4; i++)
		t.cfg_source[i] = 0;
	t.cmd_load = t.cmd_resume = t.s_replay_begin = t.s_replay_valid = 0;
	for (Beat &beat : trace)
		beat = Beat();
	cycle = 0;
	t.rst = 1;
	for (unsigned i = 0; i < 8; i++)
		step(Beat());
	t.rst = 0;
	for (uint64_t i = 0; t.status_clearing || i < 64; i++) {
		step(Beat());
		if (i > 16 * uint64_t(ORDERS) + 100000) {
			printf("FAIL bench_book: the tables are never clear\n");
			exit(1);
		}
	}
	counts = Counts();
	orders_most = levels_most = orders_at_full = 0;
}

bool Device::step(const Beat &a)
{
	Vfeed_to_touch &t = *top;
	const Beat &b = trace[(cycle + TRACE - SKEW) % TRACE];

	t.time_ns = time(cycle);
	t.cycle = uint32_t(cycle);
	t.s_a_tvalid = a.valid;
	t.s_a_tdata = a.data;
	t.s_a_tkeep = a.keep;
	t.s_a_tlast = a.last;
	if (both) {
		t.s_b_tvalid = b.valid;
		t.s_b_tdata = b.data;
		t.s_b_tkeep = b.keep;
		t.s_b_tlast = b.last;
	}
	trace[cycle % TRACE] = a;
	t.clk = 0;
	t.eval();
	count();
	bool shown = t.m_touch_tvalid && !t.rst;
	if (shown)
		seen = touch_now();
	t.clk = 1;
	t.eval();
	cycle++;
	return shown;
}

void Device::count()
{
	Vfeed_to_touch &t = *top;

	if (t.rst)
		return;
	if (t.stat_message_a_valid)
		counts.overflow += t.stat_message_a_code == TW_MESSAGE_OVERFLOW;
	if (t.stat_message_b_valid)
		counts.overflow += t.stat_message_b_code == TW_MESSAGE_OVERFLOW;
	if (t.stat_lost_valid)
		counts.lost += t.stat_lost_amount;
	if (t.stat_frame_a_valid)
		counts.refused += t.stat_frame_a_code != TW_FRAME_A_ACCEPTED;
	if (t.stat_frame_b_valid)
		counts.refused += t.stat_frame_b_code != TW_FRAME_A_ACCEPTED;
	if (t.stat_packet_a_valid)
		counts.refused += t.stat_packet_a_code != TW_PACKET_DATA;
	if (t.stat_packet_b_valid)
		counts.refused += t.stat_packet_b_code != TW_PACKET_DATA;
	counts.no_level += t.stat_levels_lost_valid;
	if (t.stat_book_valid) {
		counts.book[t.stat_book_code]++;
		if (t.stat_book_code == TW_BOOK_ORDERS_FULL && !orders_at_full) {
			orders_at_full = t.orders_live;
			if (watch_full)
				watch_full();
		}
	}
	if (t.orders_live > orders_most)
		orders_most = t.orders_live;
	if (t.levels_live > levels_most)
		levels_most = t.levels_live;
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

book::Touch Device::touch_now() const
{
	const uint32_t *w = &top->m_touch_tdata[0];
	book::Touch t;

	t.symbol = uint16_t(bits(w, 400, 16));
	t.locate = uint16_t(bits(w, 384, 16));
	t.price[0] = uint32_t(bits(w, 352, 32));
	t.size[0] = uint32_t(bits(w, 320, 32));
	t.price[1] = uint32_t(bits(w, 288, 32));
	t.size[1] = uint32_t(bits(w, 256, 32));
	t.flags = uint16_t(bits(w, 240, 16));
	t.delta = uint32_t(bits(w, 208, 32));
	t.info.seq = bits(w, 144, 64);
	t.info.exchange = bits(w, 96, 48);
	t.info.arrival = bits(w, 32, 64);
	t.info.cycle = uint32_t(bits(w, 0, 32));
	return t;
}

bool Device::busy() const
{
	return top->status_busy;
}

bool Device::stale() const
{
	return top->status_stale;
}

uint64_t Device::queue_most() const
{
	return top->queue_max;
}

uint64_t Device::stash_most() const
{
	return top->orders_stash;
}
