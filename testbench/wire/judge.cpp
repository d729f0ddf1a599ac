// SPDX-License-Identifier: BSD-3-Clause
// What must hold: on the AXI bus, in host memory, against the engine and in the counters.
#include "wire.h"

#include <cstdio>
#include <cstring>

// ---- host memory ------------------------------------------------------------------------------------

// AXI4, A3.2.1: what is offered stays until it is taken. All writes are one whole beat.
void Wire::watch_bus()
{
	Vwire_top &t = *top;

	if ((held.aw && (!t.m_axi_awvalid || t.m_axi_awaddr != held.address)) ||
	    (held.w && (!t.m_axi_wvalid || memcmp(held.data, &t.m_axi_wdata[0], 64))))
		fail("AXI: an offer is taken back");
	if (t.m_axi_awvalid && (t.m_axi_awlen || t.m_axi_awsize != 6 ||
				t.m_axi_awburst != 1 || t.m_axi_awaddr % 64))
		fail("AXI: address %llx, length %u", (unsigned long long)t.m_axi_awaddr,
		     t.m_axi_awlen);
	if (t.m_axi_wvalid && !t.m_axi_wlast)
		fail("AXI: a beat is not the last");
	held.aw = t.m_axi_awvalid && !t.m_axi_awready;
	held.w = t.m_axi_wvalid && !t.m_axi_wready;
	held.address = t.m_axi_awaddr;
	if (held.w)
		memcpy(held.data, &t.m_axi_wdata[0], 64);
}

void Wire::frame_done(const struct tw_frame_done &d, size_t slot)
{
	if (d.port > 1 || delivered[d.port].empty())
		return fail("a frame too many in the frame ring");
	const Sent &s = delivered[d.port].front();

	if (d.bad != s.bad || d.length != s.bytes.size() || d.stored != s.bytes.size() ||
	    memcmp(&slots[slot << SLOT_LOG2], s.bytes.data(), s.bytes.size()))
		fail("frame %llu in memory is not what came", (unsigned long long)d.seq);
	delivered[d.port].pop_front();
}

void Wire::poll()
{
	const struct tw_touch &t = ring[ring_seq % ring.size()];
	const struct tw_frame_done &d = done[done_seq % done.size()];

	if (t.seq == ring_seq + 1) {
		auto from = arrived.find(t.arrival_ns);

		ring_seq++;
		records++;
		if (from != arrived.end()) {
			Arrived &a = from->second;
			bool stale = t.flags & TW_FLAG_STALE;

			a.records++;
			a.stale += stale;
			if (!a.ended && !stale)
				fail("message %llu is good in memory before its frame's end",
				     (unsigned long long)t.feed_seq);
			if (a.bad == a.begun && !stale)
				fail("message %llu of a bad frame is good in memory",
				     (unsigned long long)t.feed_seq);
		}
		if (t.symbol < SYMBOLS)
			latest[t.symbol] = t;
		seen.push_back(t);
		compare();
	}
	if (d.seq == done_seq + 1) {
		frame_done(d, done_seq % done.size());
		done_seq++;
	}
	if (memory->violations())
		fail("AXI: a write outside of the windows");
}

// ---- what must hold ---------------------------------------------------------------------------------
static bool equal(const struct tw_touch &is, const struct tw_touch &wants)
{
	return is.feed_seq == wants.feed_seq && is.symbol == wants.symbol &&
	       is.locate == wants.locate && is.bid_price == wants.bid_price &&
	       is.bid_size == wants.bid_size && is.ask_price == wants.ask_price &&
	       is.ask_size == wants.ask_size && is.flags == wants.flags &&
	       is.exchange_ns == wants.exchange_ns;
}

static std::string text(const char *who, const struct tw_touch &t)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "; %s: message %llu symbol %u bid %u x %u ask %u x %u flags %x", who,
		 (unsigned long long)t.feed_seq, t.symbol, t.bid_price, t.bid_size,
		 t.ask_price, t.ask_size, t.flags);
	return line;
}

void Wire::compare()
{
	if (setup.alone) {
		seen.clear();
		expected.clear();
	}
	while (wrong.empty() && !seen.empty() && !expected.empty()) {
		if (!equal(seen.front(), expected.front()))
			fail("another touch%s%s", text("device", seen.front()).c_str(),
			     text("C engine", expected.front()).c_str());
		seen.pop_front();
		expected.pop_front();
	}
}

void Wire::settled()
{
	tw_engine_advance(engine, top->time_ns);
	compare();
	if (!expected.empty())
		fail("a touch never came%s", text("C engine", expected.front()).c_str());
	if (!seen.empty())
		fail("a touch too many%s", text("device", seen.front()).c_str());
	for (unsigned port = 0; port < 2; port++)
		if (!sent[port].empty() || !delivered[port].empty())
			fail("port %u: a frame never came", port);
}

void Wire::counters()
{
	const struct tw_counters *c = tw_engine_counters(engine);
	struct {
		const char *name;
		uint32_t bank;
		const uint64_t *wants;
		unsigned causes;
	} banks[] = {
		{ "MAC_A", TW_COUNT_MAC_A, mac[0], TW_MAC_A_CAUSES },
		{ "MAC_B", TW_COUNT_MAC_B, mac[1], TW_MAC_A_CAUSES },
		{ "FRAME_A", TW_COUNT_FRAME_A, c->frame[0], TW_FRAME_A_CAUSES },
		{ "FRAME_B", TW_COUNT_FRAME_B, c->frame[1], TW_FRAME_A_CAUSES },
		{ "PACKET", TW_COUNT_PACKET, c->packet, TW_PACKET_CAUSES },
		{ "MESSAGE", TW_COUNT_MESSAGE, c->message, TW_MESSAGE_CAUSES },
		{ "ITCH", TW_COUNT_ITCH, c->itch, TW_ITCH_CAUSES },
		{ "BOOK", TW_COUNT_BOOK, c->book, TW_BOOK_CAUSES },
		{ "LOST", TW_COUNT_LOST, &c->lost, 1 },
		{ "GAPS", TW_COUNT_GAPS, &c->gaps, 1 },
	};
	uint64_t is[10][32] = {};

	for (unsigned b = 0; b < 10; b++)
		for (unsigned i = 0; i < banks[b].causes; i++) {
			is[b][i] = count(banks[b].bank, i);
			if (is[b][i] != banks[b].wants[i])
				fail("%s %u: device %llu, %llu are right", banks[b].name,
				     i, (unsigned long long)is[b][i],
				     (unsigned long long)banks[b].wants[i]);
		}
	for (unsigned port = 0; port < 2; port++) {
		const uint64_t *m = is[port], *f = is[2 + port];
		uint64_t handed = 0, all = 0;

		for (unsigned i = 0; i <= TW_MAC_A_CUT; i++)
			handed += m[i];
		for (unsigned i = 0; i < TW_FRAME_A_CAUSES; i++)
			all += f[i];
		if (handed != all)
			fail("port %u: the MAC handed on %llu frames, FRAME counts %llu",
			     port, (unsigned long long)handed, (unsigned long long)all);
		if (!f[TW_FRAME_A_DISABLED] &&
		    f[TW_FRAME_A_BAD] != handed - m[TW_MAC_A_GOOD])
			fail("port %u: FRAME.BAD is not what the MAC called bad", port);
	}
}
