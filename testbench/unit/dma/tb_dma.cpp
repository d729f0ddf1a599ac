// SPDX-License-Identifier: BSD-3-Clause
// tb_dma: random touches, frames, stalls, registers and stops against a model of host memory.

#include <memory>
#include <sys/stat.h>

#include "device.h"

struct bench : device {
	using device::device;

	uint64_t insane()
	{
		switch (pick(6)) {
		case 0:
			return rng();
		case 1:
			return ~uint64_t{ 0 } << pick(30);
		case 2:
			return rng() & ~uint64_t{ 63 };
		case 3:
			return pick(64);
		default:
			return rng() >> pick(64);
		}
	}

	registers choose(bool sane)
	{
		registers r;

		if (sane) {
			r = { 0x10000000, 0x20000000, 0x30000000, 0x40000000, 0, 0,
			      0,	  0,	      0x50000000, 0x60000000, 0, 0 };
			r.trade_log2 = chance(100) ? 0 : 3 + (uint32_t)pick(5);
			r.tx_log2 = chance(100) ? 0 : 1 + (uint32_t)pick(5);
			r.ring_log2 = chance(100) ? 0 : 1 + (uint32_t)pick(8);
			r.table_on = !chance(200);
			r.slots_log2 = chance(100) ? 0 : 1 + (uint32_t)pick(6);
			r.slot_log2 = 11 + (uint32_t)pick(4);
			return r;
		}
		r.ring = insane();
		r.table = insane();
		r.data = insane();
		r.done = insane();
		r.ring_log2 = chance(300) ? (uint32_t)insane() : (uint32_t)pick(27);
		r.table_on = (uint32_t)insane();
		r.slots_log2 = chance(300) ? (uint32_t)insane() : (uint32_t)pick(23);
		r.slot_log2 = chance(300) ? (uint32_t)insane() : 10 + (uint32_t)pick(6);
		r.trade = insane();
		r.tx = insane();
		r.trade_log2 = chance(300) ? (uint32_t)insane() : (uint32_t)pick(27);
		r.tx_log2 = chance(300) ? (uint32_t)insane() : (uint32_t)pick(13);
		return r;
	}

	void put(const registers &r)
	{
		top.cfg_ring = r.ring;
		top.cfg_ring_log2 = r.ring_log2;
		top.cfg_table = r.table;
		top.cfg_table_on = r.table_on & 1;
		top.cfg_data = r.data;
		top.cfg_done = r.done;
		top.cfg_slots_log2 = r.slots_log2;
		top.cfg_slot_log2 = r.slot_log2;
		top.cfg_trade = r.trade;
		top.cfg_trade_log2 = r.trade_log2;
		top.cfg_tx = r.tx;
		top.cfg_tx_log2 = r.tx_log2;
	}

	void begin(bool sane)
	{
		registers r = choose(sane);
		bool was_sane = m.sane;

		put(r);
		m.start(r, sane);
		trading.start(was_sane);
		trading.offer_permille = (unsigned)pick(400);
		trading.give_permille = (unsigned)pick(300);
		trading.take_permille = 1 + (unsigned)pick(300);
		trading.stall_permille = now.stall_permille;
		trading.refuse_permille = chance(100) ? 20 : 0;
		trading.wild = chance(200);
		top.cfg_head = 0;
		top.cfg_on = 1;
		tick();
		put(choose(false)); /* frozen: whatever they hold now must not matter */
	}

	void settle(bool quiet)
	{
		driving = false;
		trading.offer_permille = trading.give_permille = 0;
		trading.wild = false;
		for (unsigned i = 0;
		     quiet ? top.status_busy || wires[0].active || wires[1].active ||
				     wires[2].active ||
				     (m.trade.size && m.sane && top.cfg_on &&
				      !top.status_error &&
				      (!trading.taken.empty() || top.s_trade_tvalid))
			   : !top.status_idle;
		     i++) {
			if (i > 400000)
				m.fail("does not become quiet");
			tick();
		}
		for (unsigned i = 0; i < 3; i++)
			tick();
	}

	void sums()
	{
		uint64_t all = m.outcome[0] + m.outcome[1] + m.outcome[2] + m.outcome[3];

		if (all != m.frames_sent)
			m.fail("frames sent are not delivered + dropped", m.frames_sent,
			       all);
	}

	void random_run()
	{
		bool sane = !chance(300);

		now = load{ (unsigned)pick(600),
			    1 + (unsigned)pick(100),
			    (unsigned)pick(1000),
			    chance(300) ? 17000u : 300u,
			    (unsigned)(chance(500) ? 0 : pick(990)),
			    (unsigned)(chance(500) ? 0 : pick(200)),
			    1 + (unsigned)pick(1000),
			    chance(100) ? 20u : 0u,
			    0,
			    0 };
		driving = true;
		for (uint64_t n = pick(200); n; n--)
			tick();
		begin(sane);
		while (!top.status_idle) /* what is left of the run before */
			tick();
		uint64_t refused_before = refused;
		for (uint64_t n = 200 + pick(6000); n; n--)
			tick();
		bool drain = chance(500);
		settle(drain);
		if (top.status_error != (refused != refused_before) ||
		    top.errors != refused - refused_before)
			m.fail("refused writes", top.errors, refused - refused_before);
		if (drain && !top.status_error) {
			sums();
			if (sane)
				trading.quiet();
			if (sane && (m.ring.size || m.table.size)) {
				m.check_latest();
				if (m.ring.size && touches != m.published + m.dropped)
					m.fail("touches are not published + dropped",
					       touches, m.published + m.dropped);
			}
			if (sane && top.tail != m.completions)
				m.fail("TAIL", top.tail, m.completions);
		}
		driving = true;
		top.cfg_on = 0;
		uint64_t before = writes + open;
		if (chance(300)) { /* the next run follows at once */
			do
				tick();
			while (top.m_axi_awvalid || top.m_axi_wvalid);
			return;
		}
		for (unsigned i = 0; i < 50; i++)
			tick();
		settle(true);
		if (writes > before)
			m.fail("writes after the stop", writes, before);
		sums();
	}

	/* The load the device promises to take: no drop of any kind. */
	void line_rate(unsigned least, unsigned more, unsigned every)
	{
		uint64_t bad = m.outcome[1] + m.outcome[2] + m.outcome[3],
			 lost = m.dropped;

		now = load{ 0, 96, 0, more, 0, 4, 1000, 0, every, least };
		registers r = { 0x10000000, 0x20000000, 0x30000000, 0x40000000, 10, 1,
				10,	    11,		0,	    0,		0,  0 };
		put(r);
		m.start(r, true);
		top.cfg_on = 1;
		settle(true);
		driving = true;
		for (unsigned i = 0; i < 30000; i++)
			tick();
		settle(true);
		sums();
		if (m.outcome[1] + m.outcome[2] + m.outcome[3] != bad ||
		    m.dropped != lost)
			m.fail("drops at line rate", m.outcome[2], m.dropped);
		m.check_latest();
		top.cfg_on = 0;
		settle(true);
	}

	/* More touches than can be held come of one long frame: the first ones go, stale. */
	void overfull()
	{
		now = load{ 1000, 96, 0, 1, 0, 0, 1000, 0, 0, 16000 };
		registers r = { 0x10000000, 0x20000000, 0x30000000, 0x40000000, 12, 0,
				10,	    14,		0,	    0,		0,  0 };
		put(r);
		m.start(r, true);
		top.cfg_on = 1;
		settle(true);
		m.overfull = driving = true;
		for (unsigned i = 0; i < 1600; i++)
			tick();
		settle(true);
		m.overfull = false;
		m.check_latest();
		top.cfg_on = 0;
		settle(true);
	}

	/* Cycles from a lone touch to AWVALID. */
	unsigned latency()
	{
		now = load{};
		registers r = { 0x10000000, 0x20000000, 0, 0, 4, 1, 0, 11, 0, 0, 0, 0 };
		top.cfg_on = 0;
		tick();
		put(r);
		m.start(r, true);
		top.cfg_on = 1;
		settle(true);
		driving = true;
		now.touch_permille = 1000;
		now.symbols = 1;
		unsigned cycles = 0;
		do {
			tick();
			now.touch_permille = 0;
			cycles++;
		} while (!top.m_axi_awvalid && cycles < 100);
		settle(true);
		top.cfg_on = 0;
		settle(true);
		return cycles;
	}
};

int main(int argc, char **argv)
{
	unsigned seed = 1, runs = 120;

	for (int i = 1; i < argc; i++)
		if (sscanf(argv[i], "+seed=%u", &seed) != 1 &&
		    sscanf(argv[i], "+runs=%u", &runs) != 1)
			seed = (unsigned)atoi(argv[i]);

	auto b = std::make_unique<bench>(seed);
	b->top.rst = 1;
	for (unsigned i = 0; i < 4; i++)
		b->edge();
	b->top.rst = 0;
	b->tick();

	unsigned cycles = b->latency();
	b->line_rate(60, 1, 0);
	b->line_rate(300, 1200, 3);
	b->overfull();
	for (unsigned i = 0; i < runs; i++)
		b->random_run();
	model &m = b->m;
	if (!m.dropped || !m.outcome[1] || !m.outcome[2] || !m.outcome[3] ||
	    !b->refused || !m.flagged || !m.held || !m.suspects || !m.forced ||
	    b->most_open != 16 || !b->trading.full || !b->trading.sent ||
	    !b->trading.leaps || !b->trading.failures)
		m.fail("some case never came up", b->trading.full, b->trading.leaps);

	for (const char *folder : { "build", "build/test", "build/test/latency" })
		mkdir(folder, 0777);
	FILE *f = fopen("build/test/latency/dma.txt", "w");
	if (f) {
		fprintf(f, "dma %u %u\n", cycles, cycles);
		fclose(f);
	}
	printf("ok dma seed %u: %llu touches, %llu held, %llu of bad frames, %llu dropped, "
	       "%llu frames, %llu delivered, "
	       "%llu full, "
	       "%llu overrun, %llu off, %llu writes, %llu refused, %llu trade records, %llu frames of the host\n",
	       seed, (unsigned long long)b->touches, (unsigned long long)m.held,
	       (unsigned long long)m.suspects, (unsigned long long)m.dropped,
	       (unsigned long long)m.frames_sent, (unsigned long long)m.outcome[0],
	       (unsigned long long)m.outcome[1], (unsigned long long)m.outcome[2],
	       (unsigned long long)m.outcome[3], (unsigned long long)b->writes,
	       (unsigned long long)b->refused, (unsigned long long)b->trading.records,
	       (unsigned long long)b->trading.sent);
	return 0;
}
