// SPDX-License-Identifier: BSD-3-Clause
// device: the Verilated path from two frame ports to the touch, one cycle at a time.
#pragma once

#include "Vfeed_to_touch.h"
#include "book.h"
#include "verilated.h"

#include <cstdint>
#include <functional>
#include <memory>

// Of the build; the module's parameters.
#ifndef BB_SYMBOLS
#define BB_SYMBOLS 64
#endif
#ifndef BB_ORDERS
#define BB_ORDERS 65536
#endif
constexpr unsigned SYMBOLS = BB_SYMBOLS, ORDERS = BB_ORDERS;
constexpr double CLOCK_HZ = 156.25e6;

struct Beat {
	uint64_t data = 0;
	uint8_t keep = 0;
	bool valid = false, last = false;
};

// What the counter pulses said since reset.
struct Counts {
	uint64_t overflow = 0;	// messages that a line's buffer had no room for
	uint64_t lost = 0;	// sequence numbers given up
	uint64_t refused = 0;	// frames and packets that were not taken
	uint64_t no_level = 0;	// levels that found no room
	uint64_t book[16] = {}; // events by cause

	uint64_t drops() const
	{
		return overflow + lost + refused + no_level;
	}
};

class Device
{
public:
	explicit Device(unsigned seed);
	~Device();

	// Empty tables, port B on or off.
	void reset(bool both);
	// One cycle with @a at port A, and what A had SKEW cycles ago at port B when that is on.
	// True when a touch leaves in this cycle.
	bool step(const Beat &a);
	const book::Touch &touch() const
	{
		return seen;
	}

	uint64_t cycle = 0; // the one that the next step() is
	Counts counts;
	uint64_t orders_most = 0, levels_most = 0;
	uint64_t orders_at_full = 0;	  // live when one first found no room
	std::function<void()> watch_full; // called then

	// The device's clock in ns in @cycle: 6.4 ns each.
	static uint64_t time(uint64_t cycle)
	{
		return cycle * 32 / 5;
	}
	bool busy() const;
	bool stale() const;
	uint64_t queue_most() const;
	uint64_t stash_most() const;

private:
	static constexpr unsigned SKEW = 5, TRACE = 8;

	VerilatedContext context;
	std::unique_ptr<Vfeed_to_touch> top;
	Beat trace[TRACE];
	bool both = false;
	book::Touch seen;

	void count();
	book::Touch touch_now() const;
};
