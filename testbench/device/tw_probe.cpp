// SPDX-License-Identifier: BSD-3-Clause
// tw_probe: the Verilated device behind the interface of tw_probe.h.

#include "tw_probe.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <vector>

#include "Vtw_probe_top.h"
#include "axi_lite.h"
#include "axi_memory.h"
#include "touchwire/mold.h"
#include "touchwire/net.h"
#include "touchwire/regs.h"
#include "verilated.h"
#include "xgmii.h"

namespace
{
constexpr size_t QUEUE = 64; // frames that may wait at a port
constexpr uint64_t RESET = 8, START = 1 << 24, ANSWER = 1000; // cycles, as in tw_sim.cpp
constexpr unsigned SETTLE =
	16; // quiet cycles before time is skipped: the MACs are not in `busy`
constexpr uint64_t SHY = 200;	       // ns before a deadline at which time runs again
constexpr uint64_t GAP = 12;	       // characters between frames, on average
constexpr size_t WINDOW = 1 << 18;     // messages that may be on their way
constexpr uint64_t FORGET = 1 << 17;   // cycles after which nothing becomes of a message
constexpr size_t REMEMBERED = 1 << 16; // cycles of a port
constexpr size_t SHORTEST = 60;	       // bytes of a frame, without FCS
constexpr unsigned NEAR = 8;	       // most cycles from the XGMII to the frame port
constexpr uint64_t NONE = UINT64_MAX;

struct frame {
	xgmii::Bytes bytes;
	uint64_t time_ns;
};

// Where a message was on the wire.
struct sent {
	uint64_t seq = NONE, first = 0, last = 0, time_ns = 0;
	uint16_t locate = 0;
	char type = 0;
};

// A port in: what waits, what is on the wire, and what the probes of its line saw.
struct wire {
	std::deque<frame> queue;
	xgmii::Line line;
	size_t at = 0;
	uint64_t end = 0;     // place behind the last frame: its terminate
	unsigned deficit = 0; // characters that gaps lack of GAP (IEEE 802.3, 46.3.1.4)
	bool driven = true;
	std::vector<sent> messages = std::vector<sent>(WINDOW);
	std::vector<uint64_t> filter = std::vector<uint64_t>(REMEMBERED);
	uint64_t head = NONE; // since when its head stands

	bool rests() const
	{
		return at == line.size();
	}
};

struct slot {
	tw_probe_message message;
	bool used = false;
};

struct published {
	uint64_t seq;
	uint16_t symbol;
	bool own; // its message's, not of a sweep
};
} // namespace

struct tw_probe {
	VerilatedContext context;
	std::unique_ptr<Vtw_probe_top> top;
	axi_memory memory;
	wire wires[2];
	tw_probe_config config = {};
	std::vector<slot> slots = std::vector<slot>(WINDOW);
	std::deque<uint64_t> taken; // numbers, in order
	uint64_t compared[2] = { NONE,
				 NONE }; // numbers of the slots of one and two cycles ago
	std::deque<published> touches;
	std::deque<uint64_t> wishes; // numbers whose order has not started
	uint64_t intent = NONE, left = 0, lost = 0;
	uint64_t ring = 0, ring_size = 0;
	uint64_t evaluated = 0, waits_from = 0;
	uint64_t until = NONE; // time runs no further
	uint32_t hold_ns = 0;
	unsigned quiet = 0;
	bool writing = false; // the address on the bus was seen

	void step();
	bool skip();
	bool drive(wire &w, QData &data, CData &control);
	void begin(wire &w);
	uint64_t start_of(const wire &w, unsigned &deficit) const;
	void note_messages(wire &w, const frame &f, uint64_t start);
	void take(uint64_t now);
	void watch_lines(uint64_t now);
	void watch_book(uint64_t now);
	void watch_bus(uint64_t now);
	void watch_order(uint64_t now);
	void hand_over(uint64_t seq);

	tw_probe_message *find(uint64_t seq)
	{
		slot &s = slots[seq % WINDOW];

		return s.used && s.message.seq == seq ? &s.message : nullptr;
	}
	// Cycle in which the first of those on their way was taken.
	uint64_t oldest()
	{
		return slots[taken.front() % WINDOW].message.out[TW_STAGE_SEQUENCE];
	}
	bool still() const
	{
		return !top->status_busy && memory.idle() && wires[0].rests() &&
		       wires[1].rests();
	}
	bool queued() const
	{
		return !wires[0].queue.empty() || !wires[1].queue.empty();
	}
};

// ---- the wire ---------------------------------------------------------------------------------------

void tw_probe::note_messages(wire &w, const frame &f, uint64_t start)
{
	const tw_net_filter any = {};
	tw_net_datagram datagram = {};
	tw_mold_packet packet;
	const uint8_t *message;
	size_t length;

	tw_net_parse(f.bytes.data(), f.bytes.size(), &any, &datagram);
	if (!datagram.payload ||
	    tw_mold_parse(datagram.payload, datagram.length, &packet) != 0 ||
	    packet.count == TW_MOLD_END)
		return;
	struct tw_mold_walk walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &length) == 1) {
		uint64_t seq = walk.sequence - 1;
		uint64_t place = start + 8 + uint64_t(message - f.bytes.data());

		if (length < 3)
			continue;
		w.messages[seq % WINDOW] = {
			seq,
			place / 8,
			(place + length - 1) / 8,
			top->time_ns,
			uint16_t(message[1] << 8 | message[2]),
			char(message[0]),
		};
	}
}

// Where the first frame that waits shall start: gaps are GAP on average, starts in lane 0 or 4.
uint64_t tw_probe::start_of(const wire &w, unsigned &deficit) const
{
	uint64_t now = top->cycle * 8, ideal = w.end + GAP;
	unsigned cut = ideal % 4;
	bool shorter = w.deficit + cut < 4;
	uint64_t soonest = ideal - cut + (shorter ? 0 : 4);

	deficit = shorter ? w.deficit + cut : w.deficit + cut - 4;
	if (soonest >= now)
		return soonest;
	// In an idle line any phase may come; which one is a matter of its time.
	deficit = 0;
	return now + (w.queue.front().time_ns * 10 % 64 < 32 ? 0 : 4);
}

void tw_probe::begin(wire &w)
{
	const frame &f = w.queue.front();
	uint64_t now = top->cycle * 8, start;
	unsigned deficit;

	if (top->time_ns < f.time_ns)
		return;
	start = start_of(w, deficit);
	if (start >= now + 8)
		return;
	w.deficit = deficit;
	xgmii::put_to_lane(w.line, start % 8);
	xgmii::put_raw(w.line, xgmii::with_fcs(f.bytes));
	note_messages(w, f, start);
	w.end = start + 8 + f.bytes.size() + 4;
	w.queue.pop_front();
}

// Characters of this cycle; true while something is on the wire.
bool tw_probe::drive(wire &w, QData &data, CData &control)
{
	if (w.rests()) {
		w.line.clear();
		w.at = 0;
	}
	if (w.line.size() - w.at < 8 && !w.queue.empty()) {
		// At a beat's bounds, so that what follows stays in its lanes.
		w.line.erase(w.line.begin(), w.line.begin() + long(w.at));
		w.at = 0;
		begin(w);
	}
	if (w.rests() && !w.driven)
		return false;
	w.driven = !w.rests();
	data = 0;
	control = 0;
	for (unsigned i = 0; i < 8; i++) {
		xgmii::Char c = w.at < w.line.size() ? w.line[w.at++] : xgmii::idle;

		data |= QData(c.byte) << (8 * i);
		control |= CData(c.control << i);
	}
	return w.driven;
}

// ---- what is looked at, before the edge --------------------------------------------------------------

// A message is taken: it has passed all up to the book.
void tw_probe::take(uint64_t now)
{
	const Vtw_probe_top &t = *top;
	wire &w = wires[t.event_b];
	const sent &from = w.messages[t.event_seq % WINDOW];
	uint64_t port = now - uint32_t(uint32_t(now) - t.event_cycle);
	slot &s = slots[t.event_seq % WINDOW];

	if (from.seq != t.event_seq || port < from.last || port > from.last + NEAR) {
		lost++;
		return;
	}
	if (s.used)
		hand_over(s.message.seq);
	s.used = true;
	s.message = {};
	s.message.seq = t.event_seq;
	s.message.exchange_ns = t.event_ns;
	s.message.first_cycle = from.first;
	s.message.last_cycle = from.last;
	s.message.time_ns = from.time_ns;
	s.message.locate = from.locate;
	s.message.type = from.type;
	s.message.port = t.event_b;
	s.message.out[TW_STAGE_MAC] = port;
	s.message.out[TW_STAGE_FILTER] = w.filter[port % REMEMBERED];
	s.message.out[TW_STAGE_DECODE] = w.head;
	s.message.out[TW_STAGE_SEQUENCE] = now;
	taken.push_back(t.event_seq);
}

void tw_probe::watch_lines(uint64_t now)
{
	const Vtw_probe_top &t = *top;
	const struct {
		bool dgram, head, take;
		uint32_t cycle;
	} lines[] = {
		{ bool(t.a_dgram_valid), bool(t.a_head_valid), bool(t.a_head_take),
		  t.a_dgram_cycle },
		{ bool(t.b_dgram_valid), bool(t.b_head_valid), bool(t.b_head_take),
		  t.b_dgram_cycle },
	};

	for (unsigned port = 0; port < 2; port++) {
		if (lines[port].dgram)
			wires[port].filter[lines[port].cycle % REMEMBERED] = now;
		if (lines[port].head && wires[port].head == NONE)
			wires[port].head = now;
	}
	if (t.event_take)
		take(now);
	for (unsigned port = 0; port < 2; port++)
		if (lines[port].take || !lines[port].head)
			wires[port].head = NONE;
}

void tw_probe::watch_book(uint64_t now)
{
	const Vtw_probe_top &t = *top;
	tw_probe_message *m = find(compared[1]);

	if (m && t.best_valid)
		m->out[TW_STAGE_LEVELS] = now;
	if (t.touch_valid) {
		bool own = m && m->seq == t.touch_seq;

		if (own)
			m->out[TW_STAGE_TOUCH] = now;
		touches.push_back({ t.touch_seq, t.touch_symbol, own });
	}
	compared[1] = compared[0];
	compared[0] = t.cmp_valid ? t.cmp_seq : NONE;
	m = t.cmp_valid && t.cmp_order ? find(t.cmp_seq) : nullptr;
	if (m)
		m->out[TW_STAGE_ORDERS] = now;
}

// Records leave in the order of the touches; of those that are not in the ring nothing is known.
void tw_probe::watch_bus(uint64_t now)
{
	const Vtw_probe_top &t = *top;
	bool begins = t.m_axi_awvalid && !writing;

	writing = t.m_axi_awvalid && !t.m_axi_awready;
	if (!begins || t.m_axi_awaddr - ring >= ring_size)
		return;

	uint64_t seq = uint64_t(t.m_axi_wdata[11]) << 32 | t.m_axi_wdata[10];
	uint16_t symbol = uint16_t(t.m_axi_wdata[5]);

	while (!touches.empty()) {
		published p = touches.front();
		bool same = p.seq == seq && p.symbol == symbol;

		touches.pop_front();
		if (!same)
			continue;
		tw_probe_message *m = p.own ? find(seq) : nullptr;
		if (m)
			m->out[TW_STAGE_DMA] = now;
		return;
	}
}

void tw_probe::watch_order(uint64_t now)
{
	const Vtw_probe_top &t = *top;

	if (t.order_valid)
		wishes.push_back(intent);
	if (t.intent_take)
		intent = t.intent_seq;
	if (!t.xgmii_o_txc)
		return;
	for (unsigned lane = 0; lane < 8; lane += 4) {
		if (!(t.xgmii_o_txc >> lane & 1) ||
		    uint8_t(t.xgmii_o_txd >> (8 * lane)) != xgmii::START)
			continue;
		left++;
		if (wishes.empty())
			continue;
		tw_probe_message *m = find(wishes.front());
		if (m && !m->out[TW_STAGE_ORDER])
			m->out[TW_STAGE_ORDER] = now;
		wishes.pop_front();
	}
}

// ---- the end of a message ----------------------------------------------------------------------------

// Of all up to that number, in the order in which they were taken.
void tw_probe::hand_over(uint64_t seq)
{
	bool all = seq == NONE, done = false;

	while (!taken.empty() && (all || !done)) {
		uint64_t front = taken.front();

		done = front == seq;
		taken.pop_front();
		slot &s = slots[front % WINDOW];

		if (!s.used || s.message.seq != front)
			continue;
		s.used = false;
		if (config.on_message)
			config.on_message(config.ctx, &s.message);
	}
}

// ---- time --------------------------------------------------------------------------------------------

void tw_probe::step()
{
	Vtw_probe_top &t = *top;
	bool a = drive(wires[0], t.xgmii_a_rxd, t.xgmii_a_rxc);
	bool b = drive(wires[1], t.xgmii_b_rxd, t.xgmii_b_rxc);

	memory.before_edge(t);
	t.clk = 0;
	t.eval();
	uint64_t now = t.cycle;

	watch_lines(now);
	watch_book(now);
	watch_bus(now);
	watch_order(now);
	if (!taken.empty() && now - oldest() > FORGET)
		hand_over(taken.front());
	t.clk = 1;
	t.eval();
	evaluated++;
	quiet = a || b || !still() ? 0 : quiet + 1;
	if (!t.status_waiting)
		waits_from = 0;
	else if (!waits_from)
		waits_from = t.time_ns;
}

/*
 * Nothing moves: set the clock to the time of the next frame, or to just before a line has
 * waited long enough for the other. False if that is now.
 */
bool tw_probe::skip()
{
	uint64_t due = waits_from ? waits_from + hold_ns : NONE;

	if (due != NONE)
		due = due > SHY ? due - SHY : 0;
	for (const wire &w : wires)
		if (!w.queue.empty())
			due = std::min(due, w.queue.front().time_ns);
	due = std::min(due, until);
	if (due == NONE || due < top->time_ns + 64)
		return false;
	top->ptp_load = 1;
	top->ptp_time = due;
	step();
	top->ptp_load = 0;
	return true;
}

// ---- the interface -----------------------------------------------------------------------------------

static uint32_t read32(struct tw_probe *probe, uint32_t address)
{
	uint32_t value = UINT32_MAX;

	axi_lite_read(*probe->top, address, &value, ANSWER, [probe] { probe->step(); });
	return value;
}

static void write32(struct tw_probe *probe, uint32_t address, uint32_t value)
{
	if (address == TW_CONTROL_HOLD_NS)
		probe->hold_ns = value;
	if (address == TW_DMA_RING_LO)
		probe->ring = (probe->ring >> 32 << 32) | value;
	if (address == TW_DMA_RING_HI)
		probe->ring = uint64_t(value) << 32 | uint32_t(probe->ring);
	if (address == TW_DMA_RING_LOG2)
		probe->ring_size = uint64_t(64) << value;
	axi_lite_write(*probe->top, address, value, ANSWER, [probe] { probe->step(); });
}

static void destroy(struct tw_probe *probe)
{
	if (probe && probe->top)
		probe->top->final();
	delete probe;
}

static struct tw_probe *create(const struct tw_probe_config *config)
{
	struct tw_probe *probe = nullptr;

	try {
		probe = new tw_probe;
		probe->context.randReset(2);
		probe->context.randSeed(static_cast<int>(config->seed & 0x7fffffff) | 1);
		probe->top = std::make_unique<Vtw_probe_top>(&probe->context, "probe");
	} catch (const std::bad_alloc &) {
		destroy(probe);
		errno = ENOMEM;
		return nullptr;
	}
	Vtw_probe_top &t = *probe->top;

	probe->config = *config;
	t.s_axil_awvalid = t.s_axil_wvalid = t.s_axil_arvalid = 0;
	t.m_axi_bvalid = t.ptp_load = 0;
	t.m_axi_awready = t.m_axi_wready = 1;
	t.xgmii_a_rxd = t.xgmii_b_rxd = 0x0707070707070707;
	t.xgmii_a_rxc = t.xgmii_b_rxc = 0xff;
	t.clk = 0;
	t.eval();
	t.rst = 1;
	for (uint64_t i = 0; i < RESET; i++) {
		t.clk = 0;
		t.eval();
		t.clk = 1;
		t.eval();
	}
	t.rst = 0;
	do
		probe->step();
	while (probe->quiet < SETTLE && probe->evaluated < START);
	if (probe->quiet < SETTLE) {
		destroy(probe);
		errno = EIO;
		return nullptr;
	}
	probe->hold_ns = read32(probe, TW_CONTROL_HOLD_NS);
	return probe;
}

static int grant(struct tw_probe *probe, uint64_t iova, void *memory, size_t size)
{
	return probe->memory.grant(iova, memory, size);
}

static uint64_t violations(const struct tw_probe *probe)
{
	return probe->memory.violations();
}

static int send(struct tw_probe *probe, unsigned port, const void *bytes, size_t length,
		uint64_t time_ns)
{
	if (port > 1 || !length || length > TW_PROBE_FRAME_MAX)
		return -EINVAL;
	wire &w = probe->wires[port];
	const uint8_t *from = static_cast<const uint8_t *>(bytes);

	if (w.queue.size() == QUEUE)
		return -EAGAIN;
	w.queue.push_back({ xgmii::Bytes(from, from + length), time_ns });
	// Captures lack the padding that the wire has.
	if (length < SHORTEST)
		w.queue.back().bytes.resize(SHORTEST);
	return 0;
}

static bool idle(const struct tw_probe *probe)
{
	return !probe->queued() && !probe->top->status_waiting && probe->quiet >= SETTLE;
}

static uint64_t run(struct tw_probe *probe, uint64_t cycles)
{
	uint64_t from = probe->evaluated;

	while (probe->evaluated - from < cycles && probe->top->time_ns < probe->until) {
		if (probe->quiet >= SETTLE) {
			if (idle(probe) && probe->until == NONE)
				break;
			if (probe->skip())
				continue;
		}
		probe->step();
	}
	return probe->evaluated - from;
}

static void until(struct tw_probe *probe, uint64_t time_ns)
{
	probe->until = time_ns;
}

static void flush(struct tw_probe *probe)
{
	probe->hand_over(NONE);
}

static uint64_t cycle(const struct tw_probe *probe)
{
	return probe->top->cycle;
}

static uint64_t time_ns(const struct tw_probe *probe)
{
	return probe->top->time_ns;
}

static uint64_t unmatched(const struct tw_probe *probe)
{
	return probe->lost;
}

static uint64_t orders(const struct tw_probe *probe)
{
	return probe->left;
}

extern "C" __attribute__((visibility("default"))) const struct tw_probe_ops *
tw_probe_get_ops(void)
{
	static const struct tw_probe_ops ops = {
		TW_PROBE_ABI, 0,	  create,  destroy,   read32, write32,
		grant,	      violations, send,	   run,	      until,  idle,
		flush,	      cycle,	  time_ns, unmatched, orders
	};

	return &ops;
}
