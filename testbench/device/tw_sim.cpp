// SPDX-License-Identifier: BSD-3-Clause
// tw_sim: the Verilated device behind the interface of tw_sim.h.

#include "tw_sim.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <vector>

#include "Vtouchwire.h"
#include "axi_lite.h"
#include "axi_memory.h"
#include "touchwire/regs.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

namespace
{
constexpr unsigned QUEUE = 64;	/* frames that may wait at a port */
constexpr size_t SHORTEST = 60; /* bytes of a frame on the wire, without FCS */
constexpr uint64_t GAP = 3; /* cycles between frames: 24 bytes of preamble, FCS and gap */
constexpr unsigned SETTLE = 1;	/* quiet cycles before time is skipped */
constexpr uint64_t SHY = 200;	/* ns before a deadline at which time runs again */
constexpr uint64_t GRACE = 200; /* ns after which a silence that did not come will not */
constexpr uint64_t RESET = 8;	/* cycles of reset */
constexpr uint64_t START = 1 << 24; /* cycles a device may be busy after reset */
constexpr uint64_t ANSWER = 1000;   /* cycles a register access may take at most */

struct frame {
	std::vector<uint8_t> bytes; /* rounded up to whole beats */
	size_t length;
	uint64_t time_ns;
	bool bad;
};

/* A feed port: the frames that wait and the one that is on the wire. */
struct port {
	frame frames[QUEUE];
	unsigned head = 0, count = 0;
	size_t at = 0;	   /* bytes of the first frame already sent */
	uint64_t next = 0; /* evaluated cycle from which the wire is free */
	bool driven = false, changed = true;

	bool waits() const
	{
		return count != 0;
	}
	const frame &first() const
	{
		return frames[head];
	}
	/* What waits is gone; what is on the wire ends here, bad. */
	void cut()
	{
		count = at ? 1 : 0;
		if (!at)
			return;
		frames[head].length = std::min(frames[head].length, at + 8);
		frames[head].bad = true;
	}
};

/* The wire behind the order port: takes frames at its pace, keeps what left. */
class order_wire
{
public:
	struct sent {
		std::vector<uint8_t> bytes;
		uint64_t time_ns;
	};
	std::deque<sent> frames;
	bool up = true;
	uint64_t broken = 0; /* frames that lacked a beat */

	/* What m_o_tready must be in this cycle. */
	bool ready(uint64_t cycle) const
	{
		return inside || cycle >= free;
	}

	/* What stands at the port just before the edge. */
	void beat(const Vtouchwire &t, uint64_t cycle)
	{
		if (!t.m_o_tvalid || !t.m_o_tready) {
			if (inside && !lost) {
				broken++;
				lost = true;
			}
			return;
		}
		if (!inside) {
			now.bytes.clear();
			now.time_ns = t.time_ns;
			lost = !up;
		}
		inside = !t.m_o_tlast;
		for (unsigned i = 0; i < 8; i++)
			if (t.m_o_tkeep >> i & 1)
				now.bytes.push_back(uint8_t(t.m_o_tdata >> (8 * i)));
		if (inside)
			return;
		free = cycle + 1 + GAP;
		if (now.bytes.size() < SHORTEST) {
			free += (SHORTEST - now.bytes.size()) / 8;
			now.bytes.resize(SHORTEST);
		}
		if (!lost && !t.m_o_tuser)
			frames.push_back(now);
	}

	void link(bool on)
	{
		up = on;
		lost = lost || !on;
	}

private:
	sent now = {};
	uint64_t free = 0; /* cycle from which the next frame may begin */
	bool inside = false, lost = false;
};

/*
 * When lines may fall silent: the device judges which packets count, so any frame, and any
 * write to the registers in question, may be the last one before a silence.
 */
class silences
{
public:
	uint32_t wait_ns[2] = {}; /* SILENCE_NS and STALE_NS; 0: never */

	void note(uint64_t now)
	{
		uint64_t most = std::max(wait_ns[0], wait_ns[1]);

		while (!times.empty() && (!most || times.front() + most + GRACE < now))
			times.pop_front();
		if (most && (times.empty() || times.back() < now))
			times.push_back(now);
	}

	/* The first deadline that is not past for certain. */
	uint64_t next(uint64_t now) const
	{
		uint64_t due = UINT64_MAX;

		for (uint64_t wait : wait_ns) {
			if (!wait || times.empty())
				continue;
			uint64_t from = now > wait + GRACE ? now - wait - GRACE : 0;
			auto t = std::upper_bound(times.begin(), times.end(), from);
			if (t != times.end())
				due = std::min(due, *t + wait);
		}
		return due;
	}

private:
	std::deque<uint64_t> times; /* ascending */
};

/* What tw_sim_top takes in with reg_clk. */
struct inputs {
	uint16_t awaddr;
	uint8_t awvalid;
	uint32_t wdata;
	uint8_t wstrb, wvalid, bready;
	uint16_t araddr;
	uint8_t arvalid, rready, ptp_load;
	uint64_t ptp_time;
	uint8_t rst, link;

	bool operator==(const inputs &o) const
	{
		return awaddr == o.awaddr && awvalid == o.awvalid && wdata == o.wdata &&
		       wstrb == o.wstrb && wvalid == o.wvalid && bready == o.bready &&
		       araddr == o.araddr && arvalid == o.arvalid && rready == o.rready &&
		       ptp_load == o.ptp_load && ptp_time == o.ptp_time && rst == o.rst &&
		       link == o.link;
	}
};
} // namespace

struct tw_sim {
	VerilatedContext context;
	std::unique_ptr<Vtouchwire> top;
	axi_memory memory;
	port ports[TW_SIM_PORTS + 1]; /* the order port is the last */
	order_wire order;
	inputs before = {};
	uint32_t bus_before = ~0u;
	uint64_t evaluated = 0, skipped = 0;
	unsigned quiet = 0; /* cycles in a row without activity */
	uint32_t hold_ns = 0;
	uint64_t waits_from =
		0; /* device clock when a line began to wait, 0: none does */
	silences silence;
	uint64_t until = UINT64_MAX; /* time is skipped no further */
#if VM_TRACE
	std::unique_ptr<VerilatedFstC> wave;
	uint64_t wave_from = 0, wave_to = 0;
#endif

	uint64_t cycle() const
	{
		return evaluated + skipped;
	}
	bool queued() const
	{
		return ports[0].waits() || ports[1].waits() || ports[2].waits();
	}
	bool still() const
	{
		return !top->status_busy && memory.idle();
	}
	void dump(unsigned half);
	void edge();
	void tick();
	bool at_limit() const
	{
		return top->time_ns + 64 > until;
	}
	bool skip();
	bool drive(port &p, QData &data, CData &keep, CData &valid, CData &last,
		   CData &user);
};

/* Half a cycle is 3.2 ns; the wave is in units of 100 ps. */
void tw_sim::dump(unsigned half)
{
#if VM_TRACE
	if (wave && cycle() >= wave_from && (!wave_to || cycle() < wave_to))
		wave->dump(cycle() * 64 + half * 32);
#else
	(void)half;
#endif
}

/* One clock cycle with the inputs as they stand; rtl/lib/clock_gate looks at them while clk is low. */
void tw_sim::edge()
{
	Vtouchwire &t = *top;
	inputs now = { t.s_axil_awaddr, t.s_axil_awvalid, t.s_axil_wdata,
		       t.s_axil_wstrb,	t.s_axil_wvalid,  t.s_axil_bready,
		       t.s_axil_araddr, t.s_axil_arvalid, t.s_axil_rready,
		       t.ptp_load,	t.ptp_time,	  t.rst,
		       t.status_link_o };
	uint32_t bus = t.m_axi_awready | t.m_axi_wready << 1 | t.m_axi_bvalid << 2 |
		       t.m_axi_bid << 3 | t.m_axi_bresp << 4 | t.m_axi_arready << 6 |
		       t.m_axi_rvalid << 7 | t.m_axi_rresp << 8 | t.m_o_tready << 10;

	t.clk = 0;
	t.a_clk = ports[0].changed;
	t.b_clk = ports[1].changed;
	t.o_clk = ports[2].changed;
	t.bus_clk = bus != bus_before;
	t.reg_clk = !(now == before);
	t.eval();
	dump(0);
	order.beat(t, evaluated);
	before = now;
	bus_before = bus;
	ports[0].changed = ports[1].changed = ports[2].changed = false;
	t.a_clk = t.b_clk = t.o_clk = t.bus_clk = t.reg_clk = 0;
	top->clk = 1;
	top->eval();
	dump(1);
	evaluated++;
}

/* Put the port's beat of this cycle on its wires. */
bool tw_sim::drive(port &p, QData &data, CData &keep, CData &valid, CData &last,
		   CData &user)
{
	bool starts = p.waits() && p.at == 0 && evaluated >= p.next &&
		      top->time_ns >= p.first().time_ns;

	if (!starts && p.at == 0) {
		if (p.driven) {
			valid = 0;
			p.changed = true;
		}
		p.driven = false;
		return false;
	}

	frame &f = p.frames[p.head];
	size_t left = f.length - p.at;

	if (p.at == 0 && &p != &ports[TW_SIM_ORDER])
		silence.note(top->time_ns);

	memcpy(&data, f.bytes.data() + p.at, 8);
	keep = static_cast<CData>(left >= 8 ? 0xff : (1u << left) - 1);
	valid = 1;
	last = left <= 8;
	user = f.bad && last;
	p.driven = true;
	p.changed = true;
	p.at += 8;
	if (last) {
		p.at = 0;
		p.head = (p.head + 1) % QUEUE;
		p.count--;
		p.next = evaluated + 1 + GAP;
	}
	return true;
}

void tw_sim::tick()
{
	Vtouchwire &t = *top;
	bool a = drive(ports[0], t.s_a_tdata, t.s_a_tkeep, t.s_a_tvalid, t.s_a_tlast,
		       t.s_a_tuser);
	bool b = drive(ports[1], t.s_b_tdata, t.s_b_tkeep, t.s_b_tvalid, t.s_b_tlast,
		       t.s_b_tuser);
	bool o = drive(ports[2], t.s_o_tdata, t.s_o_tkeep, t.s_o_tvalid, t.s_o_tlast,
		       t.s_o_tuser);

	t.m_o_tready = order.ready(evaluated);
	memory.before_edge(t);
	memory.before_edge_read(t);
	edge();
	quiet = a || b || o || !still() ? 0 : quiet + 1;
	if (!t.status_waiting)
		waits_from = 0;
	else if (!waits_from)
		waits_from = t.time_ns;
}

/*
 * Nothing moves: set the clock to the time of the next frame, or to just before a line has
 * waited long enough for the other or may fall silent. False if that is now.
 */
bool tw_sim::skip()
{
	uint64_t due = top->status_due ? silence.next(top->time_ns) : UINT64_MAX;

	if (waits_from)
		due = std::min(due, waits_from + hold_ns);
	if (due != UINT64_MAX)
		due = due > SHY ? due - SHY : 0;
	due = std::min(due, until);

	for (const port &p : ports) {
		if (!p.waits())
			continue;
		if (p.at || p.first().time_ns <= top->time_ns)
			return false;
		due = p.first().time_ns < due ? p.first().time_ns : due;
	}
	if (due < top->time_ns + 64)
		return false;

	uint64_t gone = due - top->time_ns;

	top->ptp_load = 1;
	top->ptp_time = due;
	tick();
	top->ptp_load = 0;
	/* 6.4 ns a cycle, without overflow for any 64-bit time. */
	skipped += gone / 64 * 10 + gone % 64 * 10 / 64 - 1;
	return true;
}

static void destroy(struct tw_sim *sim)
{
	if (!sim)
		return;
#if VM_TRACE
	if (sim->wave)
		sim->wave->close();
#endif
	if (sim->top)
		sim->top->final();
	delete sim;
}

/* Open the wave file; 0 or -errno. */
static int open_wave(struct tw_sim *sim, const struct tw_sim_config *config)
{
	if (!config->wave)
		return 0;
#if VM_TRACE
	FILE *probe = fopen(config->wave, "wb");

	if (!probe)
		return -errno;
	fclose(probe);
	sim->wave_from = config->wave_from;
	sim->wave_to = config->wave_to;
	sim->wave = std::make_unique<VerilatedFstC>();
	sim->top->trace(sim->wave.get(), 99);
	/* The file takes the units of the program, not those of this model. */
	sim->wave->set_time_unit("100ps");
	sim->wave->set_time_resolution("100ps");
	sim->wave->open(config->wave);
	return sim->wave->isOpen() ? 0 : -EIO;
#else
	(void)sim;
	return -ENOTSUP;
#endif
}

static uint32_t read32(struct tw_sim *sim, uint32_t address)
{
	uint32_t value = UINT32_MAX;

	axi_lite_read(*sim->top, address, &value, ANSWER, [sim] { sim->tick(); });
	return value;
}

static struct tw_sim *create(const struct tw_sim_config *config)
{
	static const struct tw_sim_config plain = {};
	struct tw_sim *sim = nullptr;

	if (!config)
		config = &plain;
	if (config->stall_permille > 999) {
		errno = EINVAL;
		return nullptr;
	}
	try {
		sim = new tw_sim;
#if VM_TRACE
		sim->context.traceEverOn(config->wave != nullptr);
		sim->context.timeunit(-10);
		sim->context.timeprecision(-10);
#endif
		sim->context.randReset(2);
		sim->context.randSeed(static_cast<int>(config->seed & 0x7fffffff) | 1);
		sim->top = std::make_unique<Vtouchwire>(&sim->context, "touchwire");
		int rc = open_wave(sim, config);
		if (rc) {
			destroy(sim);
			errno = -rc;
			return nullptr;
		}
	} catch (const std::bad_alloc &) {
		destroy(sim);
		errno = ENOMEM;
		return nullptr;
	}
	sim->memory.seed(config->seed);
	sim->memory.stall_permille = config->stall_permille;
	sim->memory.delay = config->dma_delay;
	sim->memory.tear = config->tear != 0;
	/* A model with random content begins with random inputs, too. */
	sim->top->clk = 0;
	sim->top->s_a_tvalid = sim->top->s_a_tlast = sim->top->s_a_tuser = 0;
	sim->top->s_b_tvalid = sim->top->s_b_tlast = sim->top->s_b_tuser = 0;
	sim->top->s_o_tvalid = sim->top->s_o_tlast = sim->top->s_o_tuser = 0;
	sim->top->m_o_tready = sim->top->status_link_o = 1;
	sim->top->s_axil_awvalid = sim->top->s_axil_wvalid = 0;
	sim->top->s_axil_arvalid = 0;
	sim->top->m_axi_bvalid = 0;
	sim->top->ptp_load = 0;
	sim->top->m_axi_awready = 1;
	sim->top->m_axi_wready = 1;
	sim->top->m_axi_arready = 1;
	sim->top->m_axi_rvalid = 0;
	sim->top->m_axi_rlast = 1;
	sim->top->m_axi_rid = 0;
	sim->top->s_axil_bready = 1;
	sim->top->s_axil_rready = 1;
	sim->top->s_axil_wstrb = 0xf;
	/* An edge is one only after a first look at the clocks. */
	sim->top->clk = 0;
	sim->top->a_clk = sim->top->b_clk = sim->top->o_clk = 0;
	sim->top->bus_clk = sim->top->reg_clk = 0;
	sim->top->eval();
	sim->top->rst = 1;
	for (uint64_t i = 0; i < RESET; i++)
		sim->edge();
	sim->top->rst = 0;
	sim->evaluated = 0;
	/* The book sweeps its tables first. */
	do
		sim->tick();
	while (!sim->still() && sim->evaluated < START);
	if (!sim->still()) {
		destroy(sim);
		errno = EIO;
		return nullptr;
	}
	sim->hold_ns = read32(sim, TW_CONTROL_HOLD_NS);
	return sim;
}

static void write32(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	if (address == TW_CONTROL_HOLD_NS)
		sim->hold_ns = value;
	if (address == TW_CONTROL_SILENCE_NS)
		sim->silence.wait_ns[0] = value;
	if (address == TW_CONTROL_STALE_NS)
		sim->silence.wait_ns[1] = value;
	axi_lite_write(*sim->top, address, value, ANSWER, [sim] { sim->tick(); });
	if (address >= TW_CONTROL_CONTROL && address <= TW_CONTROL_STALE_NS)
		sim->silence.note(sim->top->time_ns);
}

static int grant(struct tw_sim *sim, uint64_t iova, void *memory, size_t size)
{
	return sim->memory.grant(iova, memory, size);
}

static int revoke(struct tw_sim *sim, uint64_t iova)
{
	return sim->memory.revoke(iova);
}

static uint64_t violations(const struct tw_sim *sim)
{
	return sim->memory.violations() + sim->order.broken;
}

static int send(struct tw_sim *sim, unsigned number, const void *bytes, size_t length,
		uint64_t time_ns, unsigned flags)
{
	if (number > TW_SIM_ORDER || !length || length > TW_SIM_FRAME_MAX)
		return -EINVAL;

	port &p = sim->ports[number];
	if (p.count == QUEUE)
		return -EAGAIN;
	if (number == TW_SIM_ORDER && !sim->order.up)
		return -ENETDOWN;

	frame &f = p.frames[(p.head + p.count) % QUEUE];
	f.bytes.resize((length + 7) / 8 * 8);
	memcpy(f.bytes.data(), bytes, length);
	memset(f.bytes.data() + length, 0, f.bytes.size() - length);
	f.length = length;
	f.time_ns = time_ns;
	f.bad = flags & TW_SIM_SEND_BAD;
	p.count++;
	return 0;
}

static bool idle(const struct tw_sim *sim)
{
	return !sim->queued() && !sim->top->status_waiting && sim->still();
}

static uint64_t run(struct tw_sim *sim, uint64_t cycles)
{
	uint64_t from = sim->evaluated;

	while (sim->evaluated - from < cycles) {
		if (sim->quiet >= SETTLE) {
			bool timed = sim->until != UINT64_MAX;

			if (!sim->queued() && !sim->top->status_waiting && !timed)
				break;
			if (sim->skip())
				continue;
			if (timed && sim->at_limit())
				break;
		}
		sim->tick();
	}
	return sim->evaluated - from;
}

static uint64_t cycle(const struct tw_sim *sim)
{
	return sim->cycle();
}

static uint64_t time_ns(const struct tw_sim *sim)
{
	return sim->top->time_ns;
}

static void until(struct tw_sim *sim, uint64_t time_ns)
{
	sim->until = time_ns;
}

static int order_take(struct tw_sim *sim, void *bytes, size_t size, size_t *length,
		      uint64_t *when)
{
	if (sim->order.frames.empty())
		return -EAGAIN;

	const order_wire::sent &f = sim->order.frames.front();

	*length = f.bytes.size();
	if (*length > size)
		return -EMSGSIZE;
	memcpy(bytes, f.bytes.data(), *length);
	if (when)
		*when = f.time_ns;
	sim->order.frames.pop_front();
	return 0;
}

static void order_link(struct tw_sim *sim, bool up)
{
	sim->order.link(up);
	sim->top->status_link_o = up;
	if (!up)
		sim->ports[TW_SIM_ORDER].cut();
}

extern "C" __attribute__((visibility("default"))) const struct tw_sim_ops *
tw_sim_get_ops(void)
{
	static const struct tw_sim_ops ops = {
		TW_SIM_ABI, 0,	     create,	 destroy,    read32,	 write32,
		grant,	    revoke,  violations, send,	     run,	 idle,
		cycle,	    time_ns, until,	 order_take, order_link,
	};

	return &ops;
}
