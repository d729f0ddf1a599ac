// SPDX-License-Identifier: BSD-3-Clause
// judge: the C engine beside the device. It takes the same frames, and each touch of the device
// must be its next one: content, order, flags, and the cycles the device says it took.
#pragma once

#include "book.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include <touchwire/engine.h>

// Cycles from a message's last byte to its touch, counted one by one.
class Cycles
{
public:
	void add(uint64_t cycles)
	{
		if (cycles >= MOST)
			cycles = MOST - 1;
		if (cycles >= counts.size())
			counts.resize(cycles + 1);
		counts[cycles]++;
		total++;
	}
	uint64_t count() const
	{
		return total;
	}
	// The least that @part (0 to 1) of all do not exceed.
	uint64_t at(double part) const;
	uint64_t least() const;
	uint64_t most() const;
	void add(const Cycles &more);

private:
	static constexpr uint64_t MOST = 1 << 20;

	std::vector<uint64_t> counts;
	uint64_t total = 0;
};

// A message on the wire, kept until its touch had its chance to come.
struct Sent {
	uint64_t last_cycle; // in which its last byte was at the port
	char type;
	bool measured;
	bool emptied; // it emptied the best level of a side
};

class Judge
{
public:
	Judge(unsigned symbols, uint64_t most_orders);
	~Judge();
	Judge(const Judge &) = delete;

	Sent &sent(uint64_t seq)
	{
		return ring[seq % RING];
	}
	// A frame whose first byte is at the port at @arrival; its Sent are known.
	void frame(const uint8_t *bytes, uint32_t length, uint64_t arrival);
	void touch(const book::Touch &touch, uint64_t cycle);
	// All went by: nothing may be due any more, and causes must agree.
	void finish(const uint64_t causes[TW_BOOK_CAUSES]);
	// What comes is not compared any more.
	void leave()
	{
		left = true;
	}

	bool due() const
	{
		return !left && wrong.empty() && !expected.empty();
	}
	const struct tw_book *book() const
	{
		return tw_engine_book(engine);
	}

	std::string wrong;    // the first difference
	uint64_t touches = 0; // equal ones
	// By type of message; the second member: it emptied the best level.
	std::map<std::pair<char, bool>, Cycles> cycles;

private:
	static constexpr uint64_t RING = 1 << 17;

	struct tw_engine *engine;
	std::vector<Sent> ring;
	std::deque<tw_touch> expected;
	std::vector<tw_touch> last; // by symbol
	bool left = false;

	static void on_touch(void *ctx, const struct tw_touch *touch);
	void expect(const struct tw_touch &touch);
	bool equal(const book::Touch &is, const tw_touch &wants, uint64_t cycle);
	void differ(const char *what, const book::Touch *is, const tw_touch *wants);
};
