/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * device: the block under test with its ports driven at random and its bus watched, cycle by
 * cycle.
 */
#ifndef DMA_DEVICE_H
#define DMA_DEVICE_H

#include <random>

#include "Vdma.h"
#include "model.h"
#include "orders.h"
#include "verilated.h"

struct wire {
	sent_frame frame;
	size_t at = 0;
	unsigned gap = 0;
	bool active = false, spoilt = false;
	uint64_t began = 0; /* arrival of its last frame */
};

/* How a run is loaded. */
struct load {
	unsigned touch_permille, symbols, frame_permille, length_most, stall_permille,
		delay, host_permille, refuse_permille;
	unsigned every;	     /* at line rate: cycles from touch to touch, 0 for none */
	unsigned line_least; /* at line rate: shortest frame; 0: not at line rate */
};

struct device {
	struct random_context : VerilatedContext {
		random_context()
		{
			randReset(2); /* what is not reset starts at random */
		}
	} context;
	Vdma top{ &context };
	model m;
	std::mt19937_64 rng;
	wire wires[3];
	orders trading{ m, top, rng };
	load now = {};
	struct open_write {
		uint64_t address, strobes, due;
		uint8_t bytes[64];
	};
	std::deque<uint64_t> addresses;
	std::deque<open_write> data, answers;
	unsigned open = 0, most_open = 0;
	uint64_t writes = 0, refused = 0, touches = 0, last_due = 0;
	uint64_t waits_on[3] = {}; /* touches since one of a frame that is under way */
	bool refusing = false, stopped = false; /* a write of this run was refused */
	bool driving = false, held_aw = false, held_w = false;
	uint64_t held_address = 0;
	uint8_t held_bytes[64];

	explicit device(unsigned seed) : rng(seed)
	{
		m.seed = seed;
	}
	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	bool chance(unsigned permille)
	{
		return pick(1000) < permille;
	}

	void offer_touch()
	{
		top.s_touch_tvalid = driving && chance(now.touch_permille);
		if (now.every)
			top.s_touch_tvalid = driving && m.cycle % now.every == 0;
		/* As a book does, not more of a frame than fit. */
		if (!m.overfull && (waits_on[0] > 900 || waits_on[1] > 900))
			top.s_touch_tvalid = 0;
		if (!top.s_touch_tvalid)
			return;

		tw_touch t = {};
		int port = -1;
		t.feed_seq = m.sent.size();
		t.exchange_ns = rng() >> 16;
		t.arrival_ns = rng() >> 1;
		t.publish_delta = (uint32_t)rng();
		t.symbol = (uint16_t)pick(now.symbols);
		t.locate = (uint16_t)rng();
		t.bid_price = (uint32_t)rng();
		t.bid_size = (uint32_t)rng();
		t.ask_price = (uint32_t)rng();
		t.ask_size = (uint32_t)rng();
		t.flags = (uint16_t)(rng() & 0x1f);
		if (chance(700)) {
			port = (int)pick(2);
			if (wires[port].began)
				t.arrival_ns = wires[port].began;
			else
				port = -1;
		}
		for (unsigned i = 0; i < 2; i++)
			if (waits_on[i] || (port == (int)i && wires[i].active))
				waits_on[i]++;
		uint32_t *w = &top.s_touch_tdata[0];
		w[0] = (uint32_t)rng();
		w[1] = (uint32_t)t.arrival_ns;
		w[2] = (uint32_t)(t.arrival_ns >> 32) | (port == 1 ? 1u << 31 : 0);
		w[3] = (uint32_t)t.exchange_ns;
		w[4] = (uint32_t)(t.exchange_ns >> 32) | (uint32_t)(t.feed_seq << 16);
		w[5] = (uint32_t)(t.feed_seq >> 16);
		w[6] = (uint32_t)(t.feed_seq >> 48) | t.publish_delta << 16;
		w[7] = t.publish_delta >> 16 | (uint32_t)t.flags << 16;
		w[8] = t.ask_size;
		w[9] = t.ask_price;
		w[10] = t.bid_size;
		w[11] = t.bid_price;
		w[12] = (uint32_t)t.symbol << 16 | t.locate;
		m.touch(t, port);
		touches++;
	}

	/* The next beat of a port, if any: returns whether one is driven. */
	bool offer_beat(unsigned port, uint64_t &bits, uint8_t &keep, bool &last,
			bool &bad)
	{
		wire &w = wires[port];

		if (!w.active) {
			if (w.gap) {
				w.gap--;
				return false;
			}
			/* Answers to orders come at a fraction of the wire's rate. */
			if (!driving || !((now.line_least && (port < 2 || chance(20))) ||
					  chance(now.frame_permille)))
				return false;
			w.frame.bytes.resize((now.line_least ? now.line_least : 1) +
					     pick(now.length_most));
			for (uint8_t &b : w.frame.bytes)
				b = (uint8_t)rng();
			w.frame.bad = chance(100);
			w.frame.spoilt = chance(50);
			w.began = top.time_ns;
			w.at = 0;
			w.active = true;
			m.frames[port][top.time_ns] = w.frame;
		} else if (!now.line_least && chance(50)) {
			return false;
		}
		size_t left = w.frame.bytes.size() - w.at, n = left < 8 ? left : 8;

		bits = rng();
		memcpy(&bits, &w.frame.bytes[w.at], n);
		keep = (uint8_t)((1u << n) - 1);
		last = left <= 8;
		bad = last && w.frame.bad;
		w.at += 8;
		if (last) {
			w.active = false;
			w.spoilt = w.frame.spoilt;
			w.gap = 3;
			m.frames[port][w.began].end = m.cycle;
			waits_on[port] = 0;
			m.frames_sent++;
		}
		return true;
	}

	void offer_frames()
	{
		uint64_t bits = 0;
		uint8_t keep = 0;
		bool last = false, bad = false;

		top.s_a_spoilt = wires[0].spoilt;
		top.s_b_spoilt = wires[1].spoilt;
		wires[0].spoilt = wires[1].spoilt = false;
		top.s_a_tvalid = offer_beat(0, bits, keep, last, bad);
		top.s_a_tdata = bits;
		top.s_a_tkeep = keep;
		top.s_a_tlast = last;
		top.s_a_tuser = bad;
		top.s_b_tvalid = offer_beat(1, bits, keep, last, bad);
		top.s_b_tdata = bits;
		top.s_b_tkeep = keep;
		top.s_b_tlast = last;
		top.s_b_tuser = bad;
		wires[2].spoilt = false; /* nobody looks into the frames of that port */
		top.s_o_tvalid = offer_beat(2, bits, keep, last, bad);
		top.s_o_tdata = bits;
		top.s_o_tkeep = keep;
		top.s_o_tlast = last;
		top.s_o_tuser = bad;
	}

	/* The bus before the edge: what passes, and the rules of AXI. */
	void bus()
	{
		if (held_aw && (!top.m_axi_awvalid || top.m_axi_awaddr != held_address))
			m.fail("AW changed while it was stalled");
		if (held_w &&
		    (!top.m_axi_wvalid || memcmp(held_bytes, &top.m_axi_wdata[0], 64)))
			m.fail("W changed while it was stalled");
		if (top.m_axi_awlen || top.m_axi_awsize != 6 || top.m_axi_awburst != 1 ||
		    !top.m_axi_wlast)
			m.fail("not a single beat of 64 bytes");

		top.m_axi_awready = !chance(now.stall_permille);
		top.m_axi_wready = !chance(now.stall_permille);
		held_aw = top.m_axi_awvalid && !top.m_axi_awready;
		held_w = top.m_axi_wvalid && !top.m_axi_wready;
		held_address = top.m_axi_awaddr;
		memcpy(held_bytes, &top.m_axi_wdata[0], 64);

		if (top.m_axi_awvalid && top.m_axi_awready)
			addresses.push_back(top.m_axi_awaddr);
		if (top.m_axi_wvalid && top.m_axi_wready) {
			open_write w;
			w.strobes = top.m_axi_wstrb;
			memcpy(w.bytes, &top.m_axi_wdata[0], 64);
			data.push_back(w);
		}
		while (!addresses.empty() && !data.empty()) {
			open_write w = data.front();
			w.address = addresses.front();
			w.due = m.cycle + 1 + pick(now.delay + 1);
			last_due = w.due = w.due > last_due ? w.due : last_due;
			data.pop_front();
			addresses.pop_front();
			m.write(w.address, w.bytes, w.strobes);
			if (m.sane && m.trade.holds(w.address))
				trading.write(w.address, w.bytes);
			answers.push_back(w);
			writes++;
		}
		top.m_axi_bvalid = 0;
		if (!answers.empty() && m.cycle >= answers.front().due) {
			top.m_axi_bvalid = 1;
			top.m_axi_bresp = chance(now.refuse_permille) ? 2 : 0;
			refused += top.m_axi_bresp != 0;
			refusing = top.m_axi_bresp != 0;
			open--;
			answers.pop_front();
		}
	}

	void stats()
	{
		uint8_t valid[6] = {
			top.stat_delivery_a_valid,     top.stat_delivery_b_valid,
			top.stat_delivery_o_valid,     top.stat_delivery_out_a_valid,
			top.stat_delivery_out_b_valid, top.stat_delivery_out_o_valid
		};
		uint8_t code[6] = {
			top.stat_delivery_a_code,     top.stat_delivery_b_code,
			top.stat_delivery_o_code,     top.stat_delivery_out_a_code,
			top.stat_delivery_out_b_code, top.stat_delivery_out_o_code
		};

		for (unsigned i = 0; i < 6; i++)
			if (valid[i])
				m.outcome[code[i]]++;
		m.published += top.stat_touch_out_valid;
		if (top.stat_touch_in_valid) {
			m.dropped++;
			m.dropped_at = m.cycle;
			m.want_flag = true;
		}
	}

	void edge()
	{
		top.clk = 1;
		top.eval();
		top.clk = 0;
		top.eval();
	}

	void tick()
	{
		m.cycle++;
		/* Frames of one port are never within 64 ns: a cycle is long here. */
		top.time_ns = 1000 + m.cycle * 70;
		offer_touch();
		offer_frames();
		bus();
		trading.before_edge();

		bool before = top.m_axi_awvalid && !top.m_axi_awready, on = top.cfg_on;
		bool before_read = top.m_axi_arvalid;
		edge();
		if (top.m_axi_arvalid && !before_read && (!on || stopped))
			m.fail("a read starts while off");
		if (top.m_axi_arvalid && !before_read && trading.leapt &&
		    top.m_axi_araddr % 512 == m.tx.base % 512)
			m.fail("a slot is read though TX_HEAD leapt", top.m_axi_araddr);
		if (top.m_axi_awvalid && !before) {
			open++;
			if (!on)
				m.fail("a write starts while off");
			if (stopped)
				m.fail("a write starts after a refused one");
		}
		most_open = open > most_open ? open : most_open;
		if (open > 16)
			m.fail("more than 16 writes open", open);
		stopped = top.cfg_on && (stopped || refusing);
		refusing = false;
		if ((open || trading.reading) && top.status_idle)
			m.fail("idle with an access open");
		stats();
		if (m.sane && chance(now.host_permille))
			while (m.complete.count(m.head + 1))
				m.head++;
		if (m.sane)
			top.cfg_head = (uint32_t)m.head;
		else if (chance(10))
			top.cfg_head = (uint32_t)rng();
	}
};

#endif
