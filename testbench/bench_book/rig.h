// SPDX-License-Identifier: BSD-3-Clause
// rig: messages packed into frames as full as fits, frames on the wire one behind the other as
// 10G Ethernet allows, the device on one end and the judge beside it. Nothing here ever waits
// for the device.
#pragma once

#include "device.h"
#include "judge.h"

#include <functional>
#include <random>

#include <touchwire/itch.h>

constexpr unsigned BUY = 0, SELL = 1;

class Rig
{
public:
	// Frames of @frame_bytes, FCS included; @symbols of them are announced by open().
	Rig(Device &device, Judge &judge, unsigned frame_bytes, unsigned symbols,
	    uint64_t seed);

	// ---- messages ----
	void send(const uint8_t *message, size_t length);
	void open(); // directory and trading state of every symbol
	void add(unsigned symbol, unsigned side, uint64_t reference, uint32_t price,
		 uint32_t shares, char type = 'A');
	// @type: E, C or X.
	void reduce(unsigned symbol, uint64_t reference, uint32_t shares,
		    char type = 'E');
	void remove(unsigned symbol, uint64_t reference);
	void replace(unsigned symbol, uint64_t reference, uint64_t new_reference,
		     uint32_t price, uint32_t shares);
	// A message without book effect; @type: I, J, P, N or B.
	void filler(char type);

	// ---- wire ----
	// The frame under way goes out as it is.
	void flush();
	void idle(uint64_t cycles);
	// Until all is quiet. False when the device never is.
	bool drain();

	// Messages count for the figures, from here to the next call.
	void measure(bool on);

	std::mt19937_64 rng;
	uint64_t pick(uint64_t below)
	{
		return rng() % below;
	}

	const unsigned symbols;
	const uint64_t seed;
	uint64_t messages = 0;	    // sent so far
	uint64_t measured = 0;	    // of them
	uint64_t measured_time = 0; // bytes of wire time for these
	uint64_t drained = 0; // cycles from the last beat to the last thing that moved
	std::function<void(uint64_t)> progress; // gets `messages` now and then
	// After each frame; true: enough.
	std::function<bool()> watch;
	bool stop = false;    // watch said enough
	unsigned share = 100; // of line rate, in percent

	const struct tw_book *book() const
	{
		return judge.book();
	}
	Device &device;

private:
	static constexpr unsigned HEADERS = 42, MOLD = 20, FCS = 4, PREAMBLE = 8,
				  GAP = 12, LEAST = 60;

	Judge &judge;
	const unsigned payload; // bytes of a full datagram
	std::vector<uint8_t> frame;
	std::vector<uint32_t> ends; // of the messages, bytes from the frame's begin
	std::vector<char> types;
	uint64_t wire = 0; // byte times since reset, up to the next frame's first byte
	uint64_t from = 0;
	bool measuring = false;
	uint64_t exchange_ns = 34200000000000u;

	void begin();
	void head(uint8_t *to, char type, unsigned symbol);
	void play(uint64_t start);
	void step(const Beat &beat);
};
