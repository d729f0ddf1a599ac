// SPDX-License-Identifier: BSD-3-Clause
// floor: the device between the wires of a market and of an order port, with a host that commits tables,
// arms and kills, takes the records of the trade ring and sends frames of its own.
#pragma once

#include "Vtouchwire_10g.h"
#include "axi_lite.h"
#include "axi_memory.h"
#include "day.h"
#include "verilated.h"
#include "xgmii.h"

#include <memory>
#include <string>
#include <vector>

#include <touchwire/frame.h>
#include <touchwire/order_frame.h>
#include <touchwire/touch.h>
#include <touchwire/trade.h>

constexpr unsigned SYMBOLS = 8;
constexpr uint32_t BURST = 200, RATE = 64;

// A frame that left by the order port, whole and with a right FCS; padding included.
struct Left {
	Bytes bytes;
	uint64_t start; // cycle in which its start is on the XGMII
};

class Floor
{
public:
	explicit Floor(unsigned seed);
	~Floor();
	Floor(const Floor &) = delete;

	// From reset on: registers and rings; with `ready` also a market that trades, tables, a session,
	// the stream lent, and armed.
	void begin(bool ready = true);
	void open_market();
	void fill_tables();
	unsigned traded = 2; // symbols that have limits and a name
	void arm();

	// ---- the wires ----
	// At once behind what is queued; FCS wrong if `bad`. Returns where its byte 0 is in line[port].
	size_t send(unsigned port, const Bytes &frame, bool bad = false, size_t gap = 12);
	// One packet on A with the next numbers.
	size_t tell(const std::vector<Bytes> &messages, bool bad = false);
	void step();
	void steps(unsigned count)
	{
		while (count--)
			step();
	}
	void settle(uint64_t most = 40000);
	void strike(); // one cycle of reset
	bool drained() const
	{
		return line[0].size() == at[0] && line[1].size() == at[1];
	}
	xgmii::Line line[2];
	bool link = true; // the order port's other end is there
	std::vector<Left> left;
	uint64_t cut = 0; // frames of the order port that did not end, or not well
	bool inside() const
	{
		return within;
	}

	// ---- the host ----
	uint32_t read(uint32_t address);
	void write(uint32_t address, uint32_t value);
	uint64_t count(uint32_t bank, unsigned cause = 0)
	{
		return read(bank + 8 * cause);
	}
	uint32_t commit(enum tw_table table, uint32_t row, const void *words,
			size_t size);
	template <class Row>
	uint32_t commit(enum tw_table table, uint32_t row, const Row &words)
	{
		return commit(table, row, &words, sizeof(words));
	}
	// Rule @lane of @symbol: what(), threshold, quantity, price.
	void rule(unsigned symbol, unsigned lane, const struct tw_row_rule &row);
	void answer(enum tw_answer_kind kind, uint32_t token, uint32_t quantity = 0);
	bool is(uint32_t mask) // of TRADE.STATUS
	{
		return read(TW_TRADE_STATUS) & mask;
	}
	void revive();		       // UNKILL, and armed again
	void give(const Bytes &frame); // to the TX ring
	bool takes = true;	       // the records, as they come
	// The records of that type since @from.
	std::vector<struct tw_trade_record> of_type(enum tw_trade_type type,
						    size_t from = 0) const;
	std::vector<struct tw_trade_record> records;
	std::vector<struct tw_touch> touches;
	struct tw_row_session session = {};
	struct tw_row_limits limits = {};
	struct tw_row_totals totals = {};
	uint32_t ack = 0x11223344, window = 4000, first_seq = 0x7ffffff0;

	// ---- what must hold ----
	void fail(const char *format, ...) __attribute__((format(printf, 2, 3)));
	// Every frame that left, but those the host gave, is what its record says, byte for byte; and each
	// intent is an order or a refusal.
	void judge();
	void sums();
	std::string doing, wrong;
	uint64_t cycle = 0;
	uint64_t time_of(uint64_t at_cycle) const // device clock in a cycle since reset
	{
		return (at_cycle - reset_cycle) * 32 / 5;
	}
	// The first cycle with that time.
	uint64_t cycle_of(uint64_t time_ns) const
	{
		return reset_cycle + (time_ns * 5 + 31) / 32;
	}
	Vtouchwire_10g &pins()
	{
		return *top;
	}
	uint64_t number = 1; // of the next message
	axi_memory &host()
	{
		return *memory;
	}

private:
	VerilatedContext context;
	std::unique_ptr<Vtouchwire_10g> top;
	std::unique_ptr<axi_memory> memory;
	size_t at[2] = {};
	uint64_t reset_cycle = 0, judged = 0, given = 0;
	std::vector<Bytes> asked; // frames of the host that must leave
	size_t records_judged = 0;
	bool within = false;
	Bytes now;
	uint64_t now_start = 0;
	std::vector<struct tw_trade_record> ring;
	std::vector<struct tw_touch> touch_ring;
	std::vector<struct tw_frame_done> done;
	Bytes slots, tx;
	uint64_t touch_seq = 0;

	void drive(unsigned port, uint64_t &data, uint8_t &control);
	void hear(uint64_t data, uint8_t control);
	void poll();
	void set_registers();
};

// Word 0 of a rule.
uint32_t what(enum tw_condition condition, enum tw_kind kind, bool sell,
	      enum tw_rule_rearm rearm = TW_REARM_FALSE,
	      enum tw_rule_price price = TW_PRICE_FIXED,
	      enum tw_rule_size size = TW_SIZE_FIXED);
