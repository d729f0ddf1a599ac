// SPDX-License-Identifier: BSD-3-Clause
// rig: the device between three XGMII ports and a host's memory: what comes, what leaves, and when.
#pragma once

#include "Vtouchwire_10g.h"
#include "axi_lite.h"
#include "axi_memory.h"
#include "verilated.h"
#include "xgmii.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <touchwire/order_frame.h>
#include <touchwire/regs.h>
#include <touchwire/trade.h>

typedef std::vector<uint8_t> Bytes;

constexpr unsigned SYMBOLS = 8, ORDERS = 1024;

// A character of the wire: beat (a cycle) * 8 + lane.
typedef uint64_t Place;

// A frame that left by the order port.
struct Departed {
	Place start; // of the start character
	Bytes bytes; // without preamble and FCS
};

class Rig
{
public:
	explicit Rig(unsigned seed);
	~Rig();
	Rig(const Rig &) = delete;

	// From reset to armed: limits that stop nothing here, a lent stream.
	void begin();
	void step();
	std::function<void()> feed; // called when the line has little left

	// ---- the feeds: characters that follow; B carries what A does, `skew` beats later ----
	xgmii::Line line;
	// Where the next character of the line will pass.
	Place next_place() const
	{
		return cycle * 8 + line.size() - at;
	}
	size_t queued() const
	{
		return line.size() - at;
	}
	unsigned skew = 7; // changes only while both lines rest

	// ---- the host ----
	uint32_t read(uint32_t address);
	void write(uint32_t address, uint32_t value);
	void commit(enum tw_table table, uint32_t row, const void *words, size_t size);
	// The exchange has cancelled order @token whole; its room is free.
	void forget_order(uint32_t token, uint32_t quantity);
	void arm();
	// The bytes that the next order must be, by the library.
	Bytes order_frame(uint32_t quantity, uint32_t price);

	std::deque<Departed> departed;
	uint64_t cycle = 0;
	uint32_t token = 1, sequence = 5000; // of the next order
	std::string wrong;
	void fail(const char *format, ...) __attribute__((format(printf, 2, 3)));

private:
	VerilatedContext context;
	std::unique_ptr<Vtouchwire_10g> top;
	axi_memory memory;
	std::vector<struct tw_trade_record> ring;
	uint64_t taken = 0,
		 told = 0; // records of the trade ring, and what the device knows
	uint32_t shadow[TW_TABLE_WORDS] = {};
	size_t at = 0;
	std::deque<std::pair<uint64_t, uint8_t>> behind; // what B is to carry
	bool inside = false;
	Departed now;
	size_t preamble = 0;

	void drive();
	void hear(uint64_t data, uint8_t control);
	void poll();
};
