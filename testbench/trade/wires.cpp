// SPDX-License-Identifier: BSD-3-Clause
// The wires of the floor, the rings in the host's memory, and what every run is judged by.
#include "floor.h"

#include <cstdio>
#include <cstring>

size_t Floor::send(unsigned port, const Bytes &frame, bool bad, size_t gap)
{
	Bytes full = xgmii::with_fcs(frame);
	xgmii::Line &out = line[port];
	size_t from;

	if (bad)
		full.back() ^= 1;
	xgmii::put_idle(out, gap);
	xgmii::put_to_lane(out, 0);
	from = out.size() + 8;
	xgmii::put_raw(out, full);
	return from;
}

size_t Floor::tell(const std::vector<Bytes> &messages, bool bad)
{
	Bytes frame = frame_of(packet_of(number, messages));

	number += messages.size();
	return send(0, frame, bad);
}

void Floor::drive(unsigned port, uint64_t &data, uint8_t &control)
{
	xgmii::Line &out = line[port];

	data = 0;
	control = 0;
	for (unsigned i = 0; i < 8; i++) {
		xgmii::Char c = at[port] < out.size() ? out[at[port]++] : xgmii::idle;

		data |= uint64_t(c.byte) << (8 * i);
		control |= uint8_t(c.control << i);
	}
	if (at[port] == out.size()) {
		out.clear();
		at[port] = 0;
	}
}

// Eight characters of the order port. A frame counts when it ends with a terminate and a right FCS.
void Floor::hear(uint64_t data, uint8_t control)
{
	if (control == 0xff && !within && uint8_t(data) != xgmii::START &&
	    uint8_t(data >> 32) != xgmii::START)
		return;
	for (unsigned i = 0; i < 8; i++) {
		xgmii::Char c = { uint8_t(data >> (8 * i)), bool(control >> i & 1) };

		if (c.is(xgmii::START)) {
			cut += within;
			within = true;
			now.clear();
			now_start = cycle;
		} else if (within && !c.control) {
			now.push_back(c.byte);
		} else if (within) {
			static const Bytes preamble = { 0x55, 0x55, 0x55, 0x55,
							0x55, 0x55, 0xd5 };
			within = false;
			bool good =
				c.is(xgmii::END) && now.size() >= 7 + 64 &&
				std::equal(preamble.begin(), preamble.end(), now.begin());
			Bytes bytes;

			if (good) {
				bytes.assign(now.begin() + 7, now.end() - 4);
				good = xgmii::with_fcs(bytes) ==
				       Bytes(now.begin() + 7, now.end());
			}
			if (good)
				left.push_back({ bytes, now_start });
			else
				cut++;
		}
	}
}

void Floor::step()
{
	Vtouchwire_10g &t = *top;
	uint64_t data;
	uint8_t control;

	drive(0, data, control);
	t.xgmii_a_rxd = data;
	t.xgmii_a_rxc = control;
	drive(1, data, control);
	t.xgmii_b_rxd = data;
	t.xgmii_b_rxc = control;
	// Nobody answers at the order port; a local fault when its other end is gone.
	t.xgmii_o_rxd = link ? 0x0707070707070707 : 0x0100009c0100009c;
	t.xgmii_o_rxc = link ? 0xff : 0x11;
	if (!t.rst) {
		memory->before_edge(t);
		memory->before_edge_read(t);
	}
	t.clk = 0;
	t.eval();
	if (!t.rst)
		hear(t.xgmii_o_txd, t.xgmii_o_txc);
	t.clk = 1;
	t.eval();
	cycle++;
	if (!t.rst)
		poll();
}

void Floor::poll()
{
	const struct tw_trade_record &r = ring[records.size() % ring.size()];
	const struct tw_touch &touch = touch_ring[touch_seq % touch_ring.size()];

	if (takes && r.seq == records.size() + 1)
		records.push_back(r);
	if (touch.seq == touch_seq + 1) {
		touches.push_back(touch);
		touch_seq++;
	}
	if (memory->violations())
		fail("AXI: an access outside of the windows");
}

void Floor::settle(uint64_t most)
{
	unsigned quiet = 0;

	for (uint64_t i = 0; i < most && wrong.empty(); i++) {
		step();
		bool still = drained() && !top->status_busy && !top->status_waiting &&
			     memory->idle() && !within;

		quiet = still ? quiet + 1 : 0;
		if (quiet == 12) {
			if (takes)
				write(TW_TRADE_RING_HEAD, uint32_t(records.size()));
			write(TW_DMA_HEAD, read(TW_DMA_TAIL));
			return;
		}
	}
	fail("it never comes to rest");
}

std::vector<struct tw_trade_record> Floor::of_type(enum tw_trade_type type,
						   size_t from) const
{
	std::vector<struct tw_trade_record> list;

	for (size_t i = from; i < records.size(); i++)
		if (records[i].type == type)
			list.push_back(records[i]);
	return list;
}

// ---- what must hold -------------------------------------------------------------------------------------
// The frame that a record of type SENT tells of, padded.
static Bytes frame_of_record(const Floor &f, const struct tw_trade_record &r)
{
	struct tw_order_fields order = {};
	struct tw_order_place place = { r.tcp_seq, f.ack, uint16_t(f.window) };
	Bytes bytes(TW_ORDER_FRAME_MAX);

	order.kind = tw_kind(r.kind);
	order.sell = r.side == 'S';
	order.tif = char(r.tif);
	memcpy(order.name, "TOUCH   ", 8);
	order.name[5] = char('A' + r.symbol);
	order.quantity = r.quantity;
	order.price = r.price;
	order.token = r.token;
	order.old_token = r.old_token;
	bytes.resize(tw_order_frame(&f.session, &place, &order, bytes.data()));
	bytes.resize(std::max<size_t>(60, bytes.size()));
	return bytes;
}

void Floor::judge()
{
	size_t hosts = 0;

	for (; records_judged < records.size(); records_judged++) {
		const struct tw_trade_record &r = records[records_judged];

		if (r.type == TW_TRADE_LOST)
			fail("records are lost");
		if (r.type != TW_TRADE_SENT || r.reason)
			continue;
		while (judged < left.size() && hosts < asked.size() &&
		       left[judged].bytes == asked[hosts])
			judged++, hosts++;
		if (judged == left.size() ||
		    left[judged].bytes != frame_of_record(*this, r))
			return fail("the frame of record %llu is not what left",
				    (unsigned long long)r.seq);
		if (cycle_of(r.time_ns) + 1 != left[judged].start)
			fail("record %llu is of cycle %llu, its frame of %llu",
			     (unsigned long long)r.seq,
			     (unsigned long long)cycle_of(r.time_ns),
			     (unsigned long long)left[judged].start);
		judged++;
	}
	while (judged < left.size() && hosts < asked.size() &&
	       left[judged].bytes == asked[hosts])
		judged++, hosts++;
	asked.erase(asked.begin(), asked.begin() + long(hosts));
	if (judged != left.size())
		fail("a frame left that no record and no host tells of");
}

void Floor::sums()
{
	uint64_t intents = count(TW_COUNT_INTENTS), all = count(TW_COUNT_OVERRUN);
	uint64_t passed = count(TW_COUNT_REASON, TW_REASON_PASS), beats = 0, orders = 0,
		 dropped = 0;

	for (unsigned i = 0; i < TW_REASONS; i++)
		all += count(TW_COUNT_REASON, i);
	if (intents != all)
		fail("%llu intents, %llu orders and refusals",
		     (unsigned long long)intents, (unsigned long long)all);
	for (const struct tw_trade_record &r : records) {
		bool sent = r.type == TW_TRADE_SENT && !r.reason;

		beats += sent && r.kind == TW_KIND_HEARTBEAT;
		orders += sent && r.kind != TW_KIND_HEARTBEAT;
		dropped += r.type == TW_TRADE_SENT && r.reason &&
			   r.kind != TW_KIND_HEARTBEAT;
	}
	if (count(TW_COUNT_SENT) != orders + beats || passed != orders + dropped)
		fail("%llu passed, %llu sent, %llu dropped", (unsigned long long)passed,
		     (unsigned long long)orders, (unsigned long long)dropped);
	if (count(TW_COUNT_TRADE_LOST))
		fail("records are lost");
}
