// SPDX-License-Identifier: BSD-3-Clause
#include "wire.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

constexpr uint64_t RING = 0x100000, DONE = 0x200000, DATA = 0x400000;
constexpr uint64_t REMEMBERED = 20000; // ns, frames of the day before

const char *const damage_names[] = {
	"none",	 "flipped bit", "error character", "early terminate", "idle",
	"start", "fault"
};

Wire::Wire(unsigned seed)
{
	context.randReset(2);
	context.randSeed(int(seed) + 1);
	top = std::make_unique<Vwire_top>(&context, "wire");
	top->clk = 0;
	top->eval();
}

Wire::~Wire()
{
	top->final();
	tw_engine_destroy(engine);
}

void Wire::fail(const char *format, ...)
{
	char text[400];
	va_list list;

	if (!wrong.empty())
		return;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	wrong = text;
	wrong += "; cycle " + std::to_string(cycle) + doing;
}

void Wire::new_engine()
{
	struct tw_engine_config config = {};

	config.symbols = SYMBOLS;
	config.all = true;
	config.orders = ORDERS;
	config.feeds = setup.b ? TW_FEED_A | TW_FEED_B : TW_FEED_A;
	config.hold_ns = HOLD_NS;
	config.silence_ns = setup.silence_ns;
	config.stale_ns = setup.stale_ns;
	config.filter.udp_check = setup.udp_check;
	config.on_touch = [](void *ctx, const struct tw_touch *touch) {
		static_cast<Wire *>(ctx)->expected.push_back(*touch);
	};
	config.ctx = this;
	tw_engine_destroy(engine);
	engine = tw_engine_create(&config);
	if (!engine) {
		perror("wire: the C engine");
		exit(2);
	}
}

void Wire::begin(const Setup &wanted)
{
	const uint32_t control =
		TW_CONTROL_CONTROL_FEED_A_MASK | TW_CONTROL_CONTROL_ALL_MASK |
		(wanted.b ? TW_CONTROL_CONTROL_FEED_B_MASK : 0u) |
		(wanted.udp_check ? TW_CONTROL_CONTROL_UDP_CHECK_MASK : 0u);

	setup = wanted;
	memory = std::make_unique<axi_memory>();
	memory->seed(cycle + 1);
	memory->stall_permille = setup.stall_permille;
	memory->delay = setup.delay;
	ring.assign(size_t(1) << RING_LOG2, tw_touch());
	done.assign(size_t(1) << SLOTS_LOG2, tw_frame_done());
	slots.assign(size_t(1) << (SLOTS_LOG2 + SLOT_LOG2), 0);
	latest.assign(SYMBOLS, tw_touch());
	memory->grant(RING, ring.data(), ring.size() * 64);
	memory->grant(DONE, done.data(), done.size() * 64);
	memory->grant(DATA, slots.data(), slots.size());
	for (unsigned port = 0; port < 2; port++) {
		line[port].clear();
		at[port] = 0;
		sent[port].clear();
		delivered[port].clear();
		now[port].inside = false;
		memset(mac[port], 0, sizeof(mac[port]));
	}
	arrived.clear();
	ring_seq = done_seq = head = 0;
	held.aw = held.w = false;
	top->s_axil_awvalid = top->s_axil_wvalid = top->s_axil_arvalid = 0;
	top->m_axi_bvalid = 0;
	top->m_axi_awready = top->m_axi_wready = 1;
	if (setup.reset) {
		top->rst = 1;
		for (unsigned i = 0; i < 8; i++)
			step();
		top->rst = 0;
	}
	seen.clear();
	expected.clear();
	new_engine();
	write(TW_CONTROL_HOLD_NS, HOLD_NS);
	write(TW_CONTROL_SILENCE_NS, setup.silence_ns);
	write(TW_CONTROL_STALE_NS, setup.stale_ns);
	write(TW_DMA_RING_LO, RING);
	write(TW_DMA_RING_LOG2, RING_LOG2);
	write(TW_DMA_DATA_LO, DATA);
	write(TW_DMA_DONE_LO, DONE);
	write(TW_DMA_SLOTS_LOG2, SLOTS_LOG2);
	write(TW_DMA_SLOT_LOG2, SLOT_LOG2);
	for (unsigned i = 0; read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_CLEARING_MASK;
	     i++)
		if (i > 10000)
			return fail("the tables are never clear");
	write(TW_CONTROL_CONTROL, control | TW_CONTROL_CONTROL_DMA_MASK);
	settle();
}

void Wire::strike(unsigned more)
{
	top->rst = 1;
	step();
	top->rst = 0;
	for (size_t i = ring_seq; i < ring.size(); i++)
		for (size_t byte = 0; byte < 64; byte++)
			if (reinterpret_cast<const uint8_t *>(&ring[i])[byte])
				fail("record %zu is there in part", i + 1);
	for (size_t i = done_seq; i < done.size(); i++)
		for (size_t byte = 0; byte < 64; byte++)
			if (reinterpret_cast<const uint8_t *>(&done[i])[byte])
				fail("completion %zu is there in part", i + 1);
	// The memory forgets what it had begun, and no longer expects anything.
	memory = std::make_unique<axi_memory>();
	top->m_axi_bvalid = 0;
	held.aw = held.w = false;
	for (unsigned port = 0; port < 2; port++) {
		sent[port].clear();
		now[port].inside = false;
	}
	while (more--) {
		step();
		if (top->m_axi_awvalid || top->m_axi_wvalid)
			fail("AXI: something is offered after reset");
	}
}

void Wire::clear()
{
	settle();
	settled();
	tw_engine_clear(engine);
	write(TW_CONTROL_COMMAND, TW_CONTROL_COMMAND_CLEAR_MASK);
	settle();
	settled();
	if (top->time_ns > REMEMBERED)
		arrived.erase(arrived.begin(),
			      arrived.lower_bound(top->time_ns - REMEMBERED));
}

// ---- the wire ---------------------------------------------------------------------------------------

// How many bytes of a frame come on before @damage ends it, and what the MAC calls it.
static size_t fate(size_t size, const Damage &damage, unsigned &code)
{
	size_t whole = damage.kind <= Damage::FLIP ? size : damage.at;

	if (damage.kind == Damage::NONE)
		code = TW_MAC_A_GOOD;
	else if (whole == 0)
		code = TW_MAC_A_EMPTY;
	else if (damage.kind == Damage::FLIP)
		code = TW_MAC_A_FCS;
	else if (damage.kind == Damage::CODE)
		code = TW_MAC_A_CODE;
	else if (damage.kind == Damage::END)
		code = whole < 64 ? TW_MAC_A_RUNT : TW_MAC_A_FCS;
	else
		code = TW_MAC_A_CUT;
	return whole == 0 ? 0 : whole > 4 ? whole - 4 : 1;
}

size_t Wire::send(unsigned port, const Bytes &frame, const Damage &damage, unsigned lane,
		  size_t gap)
{
	Bytes full = xgmii::with_fcs(frame), part;
	unsigned code;
	size_t handed = fate(full.size(), damage, code);
	xgmii::Line &out = line[port];
	size_t from;

	if (damage.kind == Damage::FLIP)
		full[damage.at] ^= uint8_t(1u << damage.bit);
	xgmii::put_idle(out, gap);
	if (lane == SOONEST)
		lane = (out.size() + 3) / 4 % 2 * 4;
	xgmii::put_to_lane(out, lane);
	from = out.size() + 8;
	xgmii::put_raw(out, full);
	switch (damage.kind) {
	case Damage::CODE:
		out[from + damage.at] = { xgmii::ERROR, true };
		break;
	case Damage::END:
		out.resize(from + damage.at);
		out.push_back({ xgmii::END, true });
		break;
	case Damage::IDLE:
		out.resize(from + damage.at);
		out.push_back(xgmii::idle);
		break;
	case Damage::START: // in a lane of no start it cuts the frame all the same
		out.resize(from + damage.at);
		if ((from + damage.at) % 4)
			out.push_back({ xgmii::START, true });
		break;
	case Damage::FAULT:
		out.resize(from + damage.at);
		xgmii::put_fault(out, 1);
		break;
	default:
		break;
	}
	mac[port][code]++;
	if (handed) {
		part.assign(full.begin(), full.begin() + long(handed));
		sent[port].push_back({ part, code != TW_MAC_A_GOOD });
	}
	return from;
}

void Wire::drive(unsigned port, uint64_t &data, uint8_t &control)
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

// A beat that the MAC hands on; the engine takes the whole frame with its first one.
void Wire::hear(unsigned port, uint64_t data, uint8_t keep, bool last, bool bad)
{
	auto &n = now[port];

	if (!n.inside) {
		if (sent[port].empty())
			return fail("port %u hands on a frame of nobody", port);
		const Sent &s = sent[port].front();

		n.inside = true;
		n.bytes.clear();
		n.arrival = top->time_ns;
		arrived[n.arrival].begun++;
		arrived[n.arrival].bad += s.bad;
		tw_engine_frame(engine, port, s.bytes.data(), uint32_t(s.bytes.size()),
				uint32_t(s.bytes.size()), n.arrival,
				s.bad ? TW_FRAME_FLAG_BAD : 0);
	}
	for (unsigned i = 0; i < 8; i++)
		if (keep >> i & 1)
			n.bytes.push_back(uint8_t(data >> (8 * i)));
	if (!last)
		return;

	Sent &s = sent[port].front();
	if (n.bytes != s.bytes || bad != s.bad)
		fail("port %u hands on %zu bytes (%s), %zu (%s) were to come", port,
		     n.bytes.size(), bad ? "bad" : "good", s.bytes.size(),
		     s.bad ? "bad" : "good");
	delivered[port].push_back(s);
	sent[port].pop_front();
	arrived[n.arrival].ended++;
	n.inside = false;
	frames++;
}

void Wire::step()
{
	Vwire_top &t = *top;
	uint64_t data;
	uint8_t control;

	drive(0, data, control);
	t.xgmii_a_rxd = data;
	t.xgmii_a_rxc = control;
	drive(1, data, control);
	t.xgmii_b_rxd = data;
	t.xgmii_b_rxc = control;
	if (!t.rst)
		memory->before_edge(t);
	t.clk = 0;
	t.eval();
	if (!t.rst) {
		watch_bus();
		if (t.touch_valid)
			touch_cycle = cycle;
		if (t.m_axi_awvalid)
			write_cycle = cycle;
		if (t.a_tvalid)
			hear(0, t.a_tdata, t.a_tkeep, t.a_tlast, t.a_tuser);
		if (t.b_tvalid)
			hear(1, t.b_tdata, t.b_tkeep, t.b_tlast, t.b_tuser);
	}
	t.clk = 1;
	t.eval();
	cycle++;
	if (!t.rst)
		poll();
}

void Wire::settle(uint64_t most)
{
	unsigned quiet = 0;

	for (uint64_t i = 0; i < most && wrong.empty(); i++) {
		step();
		bool still = drained() && !top->status_busy && !top->status_waiting &&
			     memory->idle();

		quiet = still ? quiet + 1 : 0;
		if (quiet == 12) {
			if (uint32_t(done_seq) != head) {
				head = done_seq;
				write(TW_DMA_HEAD, uint32_t(head));
			}
			return;
		}
	}
	fail("it never comes to rest");
}

// ---- registers --------------------------------------------------------------------------------------
uint32_t Wire::read(uint32_t address)
{
	uint32_t value = 0;

	if (!axi_lite_read(*top, address, &value, 1000, [this] { step(); }))
		fail("no register at %x", address);
	return value;
}

void Wire::write(uint32_t address, uint32_t value)
{
	if (!axi_lite_write(*top, address, value, 1000, [this] { step(); }))
		fail("no answer to a write to %x", address);
}
