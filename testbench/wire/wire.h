// SPDX-License-Identifier: BSD-3-Clause
// wire: the device between two XGMII ports and a host's memory, and the C engine beside it.
#pragma once

#include "Vwire_top.h"
#include "axi_lite.h"
#include "axi_memory.h"
#include "verilated.h"
#include "xgmii.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <touchwire/engine.h>
#include <touchwire/frame.h>
#include <touchwire/regs.h>

typedef std::vector<uint8_t> Bytes;

constexpr unsigned SYMBOLS = 8, ORDERS = 1024;
constexpr uint32_t HOLD_NS = 20000;
constexpr unsigned RING_LOG2 = 10, SLOTS_LOG2 = 8, SLOT_LOG2 = 11;

// What happens to a frame on the wire, at byte `at` behind the preamble (FCS included).
struct Damage {
	enum Kind { NONE, FLIP, CODE, END, IDLE, START, FAULT } kind = NONE;
	size_t at = 0;
	unsigned bit = 0;
};
extern const char *const damage_names[];

// A frame the MAC must hand on.
struct Sent {
	Bytes bytes;
	bool bad;
};

// A frame the MAC handed on, by its arrival time (of either port).
struct Arrived {
	unsigned begun = 0, ended = 0, bad = 0;
	uint64_t records = 0, stale = 0; // touch records in the ring that came of it
};

class Wire
{
public:
	explicit Wire(unsigned seed);
	~Wire();
	Wire(const Wire &) = delete;

	// Everything from reset on: registers, rings, a new engine, clear counts.
	struct Setup {
		bool b = false, udp_check = false;
		bool alone = false; // touches are not compared with the engine's
		uint32_t silence_ns = 0, stale_ns = 0;
		uint32_t stall_permille = 0, delay = 0;
		bool reset = true; // else it was just struck()
	};
	void begin(const Setup &setup);
	// One cycle of reset, whatever is going on; then @more cycles of the old wire.
	void strike(unsigned more);
	// A new day, in the device and in the engine.
	void clear();

	// ---- the wire ----
	// Behind what is queued: @gap idle characters at least (terminate not counted), then the
	// frame, which begins in @lane (0, 4, or SOONEST).  Returns where in line[port] its
	// byte 0 stands.
	static constexpr unsigned SOONEST = 8;
	size_t send(unsigned port, const Bytes &frame, const Damage &damage = Damage(),
		    unsigned lane = 0, size_t gap = 11);
	xgmii::Line line[2]; // characters that follow; whole beats only when read
	void step();
	// Until nothing moves; fails after @most cycles.
	void settle(uint64_t most = 20000);
	bool drained() const
	{
		return line[0].size() == at[0] && line[1].size() == at[1];
	}

	// ---- registers ----
	uint32_t read(uint32_t address);
	void write(uint32_t address, uint32_t value);
	uint32_t count(uint32_t bank, unsigned cause = 0)
	{
		return read(bank + 8 * cause);
	}

	// ---- what must hold ----
	void compare();	 // records of the ring against the engine's
	void settled();	 // nothing is missing on either side
	void counters(); // device's against the engine's, and the sums of the MACs
	void fail(const char *format, ...) __attribute__((format(printf, 2, 3)));

	std::string doing; // said with a failure
	std::string wrong; // the first thing that is; nothing more is looked at
	uint64_t cycle = 0, records = 0, frames = 0;
	uint64_t mac[2][TW_MAC_A_CAUSES] = {}; // what was sent, by what must become of it
	std::map<uint64_t, Arrived> arrived;
	std::vector<struct tw_touch> latest; // of each symbol, in the ring
	struct tw_engine *engine = nullptr;
	Vwire_top &pins()
	{
		return *top;
	}
	// The last cycles with a touch at the book's output, and with AWVALID.
	uint64_t touch_cycle = 0, write_cycle = 0;

private:
	VerilatedContext context;
	std::unique_ptr<Vwire_top> top;
	std::unique_ptr<axi_memory> memory;
	Setup setup;
	size_t at[2] = {};
	std::deque<Sent> sent[2];
	struct {
		bool inside;
		Bytes bytes;
		uint64_t arrival;
	} now[2] = {};
	std::deque<struct tw_touch> seen, expected;
	std::deque<Sent> delivered[2]; // frames that must come in the frame ring
	std::vector<struct tw_touch> ring;
	std::vector<struct tw_frame_done> done;
	Bytes slots;
	uint64_t ring_seq = 0, done_seq = 0, head = 0;
	struct {
		bool aw, w;
		uint64_t address;
		uint8_t data[64];
	} held = {};

	void new_engine();
	void drive(unsigned port, uint64_t &data, uint8_t &control);
	void hear(unsigned port, uint64_t data, uint8_t keep, bool last, bool bad);
	void poll();
	void frame_done(const struct tw_frame_done &d, size_t slot);
	void watch_bus();
};
