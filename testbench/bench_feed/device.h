// SPDX-License-Identifier: BSD-3-Clause
// device: the Verilated path from two frame ports to the touch, with the host's line beside them.
#pragma once

#include "Vfeed_to_touch.h"
#include "verilated.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <touchwire/counters.h>
#include <touchwire/touch.h>

// Of the build; the module's parameters.
#ifndef BF_SYMBOLS
#define BF_SYMBOLS 64
#endif
#ifndef BF_ORDERS
#define BF_ORDERS 65536
#endif
constexpr unsigned SYMBOLS = BF_SYMBOLS, ORDERS = BF_ORDERS;
constexpr double CLOCK_HZ = 156.25e6;

typedef std::vector<uint8_t> Bytes;

// A frame on its way into a port.
struct Beats {
	const Bytes *bytes = nullptr;
	size_t at = 0;
	bool bad = false;
	uint64_t arrival = 0;
};

class Device
{
public:
	explicit Device(unsigned seed);
	~Device();

	// Empty tables; what @b says of port B, REPAIR, and the time a line waits.
	void reset(bool b, bool repair, uint32_t hold_ns);
	// The frame begins in the next cycle; the port must be idle.
	void send(unsigned port, const Bytes &frame, bool bad);
	bool idle(unsigned port) const
	{
		return !wires[port].bytes;
	}
	void step();
	// Until nothing moves, @most cycles at most. False: it still does.
	bool settle(uint64_t most = 1000000);

	// ---- the host's line, a word every 4 cycles ----
	void replay(const Bytes &packet); // waits for room
	void load(uint64_t seq);
	void resume(uint64_t seq);
	bool fresh(uint32_t gaps); // true: accepted

	const Vfeed_to_touch &pins() const
	{
		return *top;
	}
	uint64_t time() const
	{
		return cycle * 32 / 5;
	}
	uint64_t cycle = 0;
	struct tw_counters counts; // by the pulses since reset
	std::function<void(const struct tw_touch &)> on_touch;

private:
	VerilatedContext context;
	std::unique_ptr<Vfeed_to_touch> top;
	Beats wires[2];

	void drive(unsigned port);
	void count();
	void see();
};
