/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * orders: the trade ring, whose records the host takes by and by, and the TX ring, out of whose
 * slots the device reads frames; both ends driven at random and judged.
 */
#ifndef DMA_ORDERS_H
#define DMA_ORDERS_H

#include <algorithm>
#include <array>
#include <random>

#include "Vdma.h"
#include "model.h"

struct orders {
	typedef std::vector<uint8_t> bytes;
	typedef std::array<uint8_t, 56> record;

	model &m;
	Vdma &top;
	std::mt19937_64 &rng;
	unsigned offer_permille = 0, give_permille = 0, take_permille = 300,
		 stall_permille = 0, refuse_permille = 0;
	bool wild = false; /* TX_HEAD may leap beyond all slots */

	/* Records taken from the bench and not written yet. */
	std::deque<record> taken;
	bool unsure = false; /* the first of them may have been written unseen */
	uint64_t seq = 0, head = 0, records = 0, full = 0;

	/* Frames that must come out; those given in the run before may not. */
	std::deque<bytes> frames, old;
	std::vector<bytes> slots;
	bytes out;
	uint64_t given = 0, lengths = 0, said_lengths = 0, sent = 0, leaps = 0,
		 failures = 0;
	bool leapt = false, refused = false, reading = false, held = false;
	uint64_t address = 0, due = 0;

	orders(model &model_, Vdma &top_, std::mt19937_64 &rng_)
	    : m(model_), top(top_), rng(rng_)
	{
	}
	bool chance(unsigned permille)
	{
		return rng() % 1000 < permille;
	}

	/* A run begins; `was_sane`: the one before was looked at. */
	void start(bool was_sane)
	{
		unsure = unsure || !was_sane;
		while (unsure && taken.size() > 1)
			taken.pop_front();
		seq = head = given = 0;
		for (bytes &b : frames)
			old.push_back(b);
		frames.clear();
		slots.assign(m.tx.size / 512, bytes());
		leapt = refused = false;
		lengths = said_lengths = 0;
		top.cfg_trade_head = top.cfg_tx_head = 0;
	}

	/* ---- the trade ring ---- */
	void offer()
	{
		if (top.s_trade_tvalid && !held)
			top.s_trade_tvalid = 0;
		if (!top.s_trade_tvalid && chance(offer_permille)) {
			top.s_trade_tvalid = 1;
			for (unsigned i = 0; i < 14; i++)
				top.s_trade_tdata[i] = (uint32_t)rng();
		}
		if (m.sane) {
			if (head < seq && chance(take_permille))
				head += 1 + rng() % (seq - head);
			top.cfg_trade_head = (uint32_t)head;
		} else if (chance(10)) {
			top.cfg_trade_head = (uint32_t)rng();
		}
	}

	void write(uint64_t at, const uint8_t *data)
	{
		uint64_t number;

		memcpy(&number, data + 56, 8);
		if (number != ++seq)
			m.fail("trade record's sequence", number, seq);
		if (at != m.trade.base + (seq - 1) % (m.trade.size / 64) * 64)
			m.fail("trade record's slot", at, seq);
		if (seq - head > m.trade.size / 64)
			m.fail("trade record over one the host has not taken", seq, head);
		full += seq - head == m.trade.size / 64;
		if (unsure && taken.size() > 1 && memcmp(taken[0].data(), data, 56))
			taken.pop_front();
		unsure = false;
		if (taken.empty() || memcmp(taken[0].data(), data, 56))
			m.fail("trade record differs", seq, taken.size());
		taken.pop_front();
		records++;
	}

	/* ---- the TX ring ---- */
	void give()
	{
		if (!m.sane) {
			if (chance(10))
				top.cfg_tx_head = top.tx_tail + (uint32_t)rng() % 8;
			if (chance(2))
				top.cfg_tx_head = (uint32_t)rng();
			return;
		}
		if (!m.tx.size || leapt)
			return;
		if (wild && top.cfg_on && chance(2)) {
			leapt = true;
			leaps++;
			top.cfg_tx_head = top.tx_tail + (uint32_t)slots.size() + 1 +
					  (uint32_t)rng() % 100000;
			return;
		}
		if (given - top.tx_tail >= slots.size() || !chance(give_permille))
			return;
		uint32_t length = 14 + (uint32_t)rng() % 243;
		bool good = !chance(100);

		if (!good)
			length = chance(500)
					 ? (uint32_t)rng() % 14
					 : 257 + (uint32_t)(rng() >> (33 + rng() % 28));
		bytes slot(512);
		for (uint8_t &b : slot)
			b = (uint8_t)rng();
		memcpy(&slot[0], &length, 4);
		slots[given++ % slots.size()] = slot;
		if (good)
			frames.push_back(
				bytes(slot.begin() + 64, slot.begin() + 64 + length));
		else
			lengths++;
		top.cfg_tx_head = (uint32_t)given;
	}

	/* The bus before the edge. */
	void read_bus()
	{
		top.m_axi_rvalid = 0;
		if (top.m_axi_arlen || top.m_axi_arsize != 6 || top.m_axi_arburst != 1)
			m.fail("not a read of 64 bytes");
		if (reading && m.cycle >= due) {
			answer();
			return;
		}
		top.m_axi_arready = !chance(stall_permille);
		if (!top.m_axi_arvalid || !top.m_axi_arready)
			return;
		if (reading)
			m.fail("two reads open");
		reading = true;
		address = top.m_axi_araddr;
		due = m.cycle + 1 + rng() % 20;
		if (!m.tx.holds(address) || address % 64)
			m.fail("read outside the slots", address);
	}

	void answer()
	{
		uint64_t at = address - m.tx.base;

		reading = false;
		top.m_axi_rvalid = 1;
		top.m_axi_rresp = chance(refuse_permille) ? 2 : 0;
		refused = refused || top.m_axi_rresp;
		for (unsigned i = 0; i < 16; i++)
			top.m_axi_rdata[i] = (uint32_t)rng();
		if (!m.sane && chance(900))
			top.m_axi_rdata[0] &= 511;
		if (!m.sane)
			return;
		if (slots[at / 512].empty())
			m.fail("read of a slot without a frame", address);
		memcpy(&top.m_axi_rdata[0], &slots[at / 512][at % 512], 64);
	}

	/* What stands at the frames' port before the edge. */
	void hear()
	{
		if (!top.m_tx_tvalid || !top.m_tx_tready)
			return;
		for (unsigned i = 0; i < 8; i++)
			if (top.m_tx_tkeep >> i & 1)
				out.push_back((uint8_t)(top.m_tx_tdata >> (8 * i)));
		if (!top.m_tx_tlast && top.m_tx_tkeep != 0xff)
			m.fail("a hole in a frame of the host");
		if (!top.m_tx_tlast)
			return;
		if (out.size() < 14 || out.size() > 256)
			m.fail("length of a frame of the host", out.size());
		if (std::find(old.begin(), old.end(), out) != old.end()) {
			old.clear();
		} else if (m.sane) {
			if (frames.empty() || out != frames.front())
				m.fail("not the next frame of the host", out.size());
			frames.pop_front();
		}
		out.clear();
		sent++;
	}

	void before_edge()
	{
		offer();
		give();
		read_bus();
		top.m_tx_tready = !chance(stall_permille);
		top.eval();
		hear();
		held = top.s_trade_tvalid && !top.s_trade_tready;
		if (top.s_trade_tvalid && top.s_trade_tready) {
			record r;

			memcpy(r.data(), &top.s_trade_tdata[0], 56);
			taken.push_back(r);
		}
		uint64_t in_use = top.trade_tail - top.cfg_trade_head;
		if (top.s_trade_room && in_use + 8 > m.trade.size / 64)
			m.fail("room that there is not", in_use);
		said_lengths += top.stat_tx_length;
	}

	/* Quiet and still on. */
	void quiet()
	{
		bool failed = leapt || refused;

		if (top.tx_error != failed)
			m.fail("TX_ERROR", top.tx_error, failed);
		failures += failed;
		if (failed)
			old.assign(frames.begin(), frames.end());
		if (failed)
			frames.clear();
		if (m.tx.size && !failed &&
		    (top.tx_tail != given || !frames.empty() || said_lengths != lengths))
			m.fail("frames of the host left", given - top.tx_tail,
			       said_lengths);
		if (m.trade.size && (!taken.empty() || top.trade_tail != seq))
			m.fail("trade records left", taken.size(), seq);
	}
};

#endif
