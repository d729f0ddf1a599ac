/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * model: what the dma bench knows of host memory: which windows the registers grant, what was
 * sent, and what each write must therefore be.
 */
#ifndef DMA_MODEL_H
#define DMA_MODEL_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <vector>

#include "touchwire/frame.h"
#include "touchwire/touch.h"

constexpr uint32_t SYMBOLS = 96; /* as in `flags` */

struct registers {
	uint64_t ring, table, data, done;
	uint32_t ring_log2, table_on, slots_log2, slot_log2;
	uint64_t trade, tx;
	uint32_t trade_log2, tx_log2;
};

struct sent_frame {
	std::vector<uint8_t> bytes;
	bool bad;	  /* by the MAC */
	bool spoilt;	  /* by its UDP checksum */
	uint64_t end = 0; /* cycle of its last beat; 0 while it is under way */
};

/* A window of host memory; empty when off. */
struct span {
	uint64_t base, size;

	bool holds(uint64_t address) const
	{
		return size && address - base < size;
	}
};

struct model {
	unsigned seed = 0;
	uint64_t cycle = 0;
	registers regs = {};
	bool sane = true; /* no two windows overlap, HEAD is what the host took */
	span ring = {}, table = {}, data = {}, done = {}, trade = {}, tx = {};

	/* Touches: content by feed sequence, last one sent of each symbol. */
	std::vector<tw_touch> sent = std::vector<tw_touch>(1);
	std::vector<uint64_t> sent_at = std::vector<uint64_t>(1);
	std::vector<bool> seen = std::vector<bool>(1); /* written in an earlier run */
	std::vector<int> port_of =
		std::vector<int>(1); /* of the touch's frame, -1: none */
	bool overfull = false; /* more touches of a frame than the device can hold */
	uint64_t forced = 0;
	uint64_t held = 0, suspects = 0; /* touches that had to wait; of bad frames */
	std::map<uint16_t, uint64_t> latest, ring_last, table_last;
	std::map<uint64_t, uint64_t>
		ring_ids; /* of this run: feed sequence -> ring sequence */
	uint64_t ring_seq = 0, table_seq = 0;
	uint64_t published = 0, dropped = 0, dropped_at = 0, flagged = 0;
	uint64_t flags = 0, dropped_before = 0; /* of this run */
	bool want_flag = false;

	/* Frames: by port and arrival. */
	std::map<uint64_t, sent_frame> frames[3];
	uint64_t last_arrival[3] = {};
	std::map<uint64_t, std::vector<uint8_t>>
		slots; /* data since the last completion */
	uint64_t completions = 0, head = 0;
	std::map<uint64_t, bool> complete;
	uint64_t outcome[4] = {}, frames_sent = 0;

	[[noreturn]] void fail(const char *text, uint64_t a = 0, uint64_t b = 0) const
	{
		printf("FAIL dma seed %u cycle %llu: %s (0x%llx 0x%llx)\n", seed,
		       (unsigned long long)cycle, text, (unsigned long long)a,
		       (unsigned long long)b);
		exit(1);
	}

	static span window(bool on, uint64_t base, uint64_t size)
	{
		bool wraps = base + size < base && base + size != 0;

		return on && base % 64 == 0 && !wraps ? span{ base, size } : span{};
	}

	/* A run begins with these registers. */
	void start(const registers &r, bool tame)
	{
		bool ring_ok = r.ring_log2 >= 1 && r.ring_log2 <= 24;
		bool slots_ok = r.slots_log2 >= 1 && r.slots_log2 <= 20 &&
				r.slot_log2 >= 11 && r.slot_log2 <= 14;

		/* What a wild run wrote was not looked at. */
		if (!sane)
			seen.assign(seen.size(), true);
		regs = r;
		sane = tame;
		ring = window(ring_ok, r.ring, uint64_t{ 64 } << (r.ring_log2 & 31));
		table = window(r.table_on & 1, r.table, SYMBOLS * 64);
		data = window(slots_ok, r.data,
			      uint64_t{ 1 } << ((r.slots_log2 + r.slot_log2) & 63));
		done = window(slots_ok, r.done, uint64_t{ 64 } << (r.slots_log2 & 31));
		if (!data.size || !done.size)
			data = done = span{};
		trade = window(r.trade_log2 >= 3 && r.trade_log2 <= 24, r.trade,
			       uint64_t{ 64 } << (r.trade_log2 & 31));
		tx = window(r.tx_log2 >= 1 && r.tx_log2 <= 10, r.tx,
			    uint64_t{ 512 } << (r.tx_log2 & 31));
		for (auto &id : ring_ids)
			seen[id.first] = true;
		ring_ids.clear();
		ring_last.clear();
		table_last.clear();
		ring_seq = table_seq = 0;
		slots.clear();
		complete.clear();
		completions = head = 0;
		want_flag = false;
		flags = 0;
		dropped_before = dropped;
	}

	void touch(const tw_touch &t, int port)
	{
		sent.push_back(t);
		port_of.push_back(port);
		sent_at.push_back(cycle);
		seen.push_back(false);
		latest[t.symbol] = t.feed_seq;
	}

	/* The frame of a touch that is written has ended; bad, it makes the record stale. */
	uint16_t verdict(uint64_t id)
	{
		if (port_of[id] < 0)
			return 0;
		const sent_frame &f = frames[port_of[id]].at(sent[id].arrival_ns);

		if (overfull && (!f.end || f.end >= cycle)) {
			forced++;
			return TW_FLAG_STALE;
		}
		if (!f.end || f.end >= cycle)
			fail("record of a frame that has not ended", id, f.end);
		held += f.end > sent_at[id];
		suspects += f.bad || f.spoilt;
		return f.bad || f.spoilt ? TW_FLAG_STALE : 0;
	}

	/* A record in ring or table must be one that was sent, in the order of its symbol. */
	void check_touch(const uint8_t *bytes, bool in_ring)
	{
		tw_touch t;
		memcpy(&t, bytes, 64);
		if (t.feed_seq == 0 || t.feed_seq >= sent.size())
			fail("record never sent", t.feed_seq);

		tw_touch want = sent[t.feed_seq];
		bool flag = t.flags & TW_FLAG_LOST;
		want.seq = t.seq;
		want.flags = (uint16_t)(want.flags | (flag ? TW_FLAG_LOST : 0));
		want.flags = (uint16_t)(want.flags | verdict(t.feed_seq));
		if (memcmp(&t, &want, 64))
			fail("record differs from what was sent", t.feed_seq);

		auto &last = in_ring ? ring_last : table_last;
		if (last[t.symbol] >= t.feed_seq)
			fail("records of a symbol out of order", last[t.symbol],
			     t.feed_seq);
		last[t.symbol] = t.feed_seq;
		if (in_ring || !ring.size)
			check_flag(t, flag);
	}

	void check_flag(const tw_touch &t, bool flag)
	{
		ring_ids[t.feed_seq] = t.seq;
		if (t.seq == 1) /* what was lost before the run does not count */
			want_flag = flag;
		flags += flag;
		if (flags > dropped - dropped_before)
			fail("more lost flags than losses", t.feed_seq, flags);
		if (!flag && want_flag && sent_at[t.feed_seq] > dropped_at + 4)
			fail("no lost flag after a loss", t.feed_seq, dropped_at);
		if (flag)
			want_flag = false;
		flagged += flag;
	}

	void ring_write(uint64_t address, const uint8_t *bytes)
	{
		uint64_t seq;
		memcpy(&seq, bytes + 56, 8);
		if (seq != ++ring_seq)
			fail("ring sequence", seq, ring_seq);
		if (address != ring.base + (seq - 1) % (ring.size / 64) * 64)
			fail("ring slot", address, seq);
		check_touch(bytes, true);
	}

	void table_write(uint64_t address, const uint8_t *bytes)
	{
		tw_touch t;
		memcpy(&t, bytes, 64);
		if (address != table.base + t.symbol * 64u)
			fail("table slot", address, t.symbol);
		if (ring.size ? t.seq > ring_seq || t.seq <= table_seq
			      : t.seq != table_seq + 1)
			fail("table sequence", t.seq, ring_seq);
		if (ring.size &&
		    (!ring_ids.count(t.feed_seq) || ring_ids[t.feed_seq] != t.seq))
			fail("table record was not in the ring first", t.feed_seq, t.seq);
		table_seq = t.seq;
		check_touch(bytes, false);
	}

	void data_write(uint64_t address, const uint8_t *bytes, uint64_t strobes)
	{
		uint64_t slot_bytes = uint64_t{ 1 } << regs.slot_log2;
		uint64_t slot = (address - data.base) / slot_bytes;
		auto &bytes_of = slots[slot];

		if ((address - data.base) % slot_bytes != bytes_of.size())
			fail("frame data out of order", address, bytes_of.size());
		for (unsigned i = 0; i < 64; i++)
			if (strobes >> i & 1)
				bytes_of.push_back(bytes[i]);
		unsigned n = (unsigned)__builtin_popcountll(strobes);
		if (strobes != (n == 64 ? ~uint64_t{ 0 } : (uint64_t{ 1 } << n) - 1))
			fail("strobes have a hole", strobes);
	}

	void done_write(uint64_t address, const uint8_t *bytes)
	{
		tw_frame_done d;
		memcpy(&d, bytes, 64);
		uint64_t count = done.size / 64, slot = (address - done.base) / 64;

		if (d.seq == 0 || (d.seq - 1) % count != slot || complete[d.seq])
			fail("completion sequence", d.seq, slot);
		if (d.seq - 1 - head >= count)
			fail("slot was not free", d.seq, head);
		complete[d.seq] = true;
		if (d.port > 2 || !frames[d.port].count(d.arrival_ns))
			fail("completion of a frame never sent", d.port, d.arrival_ns);

		sent_frame &f = frames[d.port][d.arrival_ns];
		uint64_t limit = uint64_t{ 1 } << regs.slot_log2;
		uint64_t stored = f.bytes.size() < limit ? f.bytes.size() : limit;
		if (d.length != f.bytes.size() || d.stored != stored || d.bad != f.bad)
			fail("completion differs from the frame", d.length, d.stored);
		if (d.arrival_ns <= last_arrival[d.port])
			fail("frames of a port out of order", d.arrival_ns);
		last_arrival[d.port] = d.arrival_ns;

		auto &bytes_of = slots[slot];
		if (bytes_of.size() != stored ||
		    memcmp(bytes_of.data(), f.bytes.data(), stored))
			fail("slot differs from the frame", slot, bytes_of.size());
		bytes_of.clear();
		for (unsigned i = 18; i < 56; i++)
			if (bytes[i])
				fail("reserved byte of a completion", i);
		completions++;
	}

	/* A write whose address and data the device has handed over. */
	void write(uint64_t address, const uint8_t *bytes, uint64_t strobes)
	{
		if (!ring.holds(address) && !table.holds(address) &&
		    !data.holds(address) && !done.holds(address) && !trade.holds(address))
			fail("write outside every window", address);
		if (address % 64)
			fail("unaligned write", address);
		if (!sane)
			return;
		if (data.holds(address))
			return data_write(address, bytes, strobes);
		if (strobes != ~uint64_t{ 0 })
			fail("record with strobes missing", strobes);
		if (ring.holds(address))
			ring_write(address, bytes);
		else if (table.holds(address))
			table_write(address, bytes);
		else if (done.holds(address))
			done_write(address, bytes);
	}

	/* Quiet and still on: every symbol's last touch has reached ring and table. */
	void check_latest()
	{
		for (auto &l : latest) {
			if (seen[l.second] || l.first >= SYMBOLS)
				continue;
			if (ring.size && ring_last[l.first] != l.second)
				fail("ring lacks the latest of a symbol", l.first,
				     l.second);
			if (table.size && table_last[l.first] != l.second)
				fail("table lacks the latest of a symbol", l.first,
				     l.second);
		}
	}
};

#endif
