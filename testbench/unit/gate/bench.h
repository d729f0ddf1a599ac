// SPDX-License-Identifier: BSD-3-Clause
// bench: the gate beside the C reference, judged in every cycle.
#pragma once

#include "Vgate.h"

#include "../common/sim.h"
#include "ports.h"

#include <map>
#include <vector>

constexpr unsigned SYMBOLS = TB_SYMBOLS, OPEN = TB_OPEN;
constexpr uint32_t BID = 100000, ASK = 100100;

struct Row {
	unsigned table = 0;
	uint32_t row = 0;
	uint32_t words[TW_TABLE_WORDS] = {};
};

template <typename T> Row row_of(unsigned table, uint32_t row, const T &from)
{
	Row r;

	r.table = table;
	r.row = row;
	memcpy(r.words, &from, sizeof(from));
	return r;
}

class Bench : public sim::Bench<Vgate>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vgate>("gate", seed)
	{
		base = (uint64_t(1) << 32) - 20000 + pick(10000); // the cycle count wraps
		renew();
	}
	~Bench()
	{
		tw_gate_destroy(model);
	}

	struct tw_gate *model = nullptr;
	struct tw_gate_now now = {};
	struct tw_intent intent = {};
	bool offering = false, row_waits = false, quiet = false;
	Row row;
	sim::Range decides, rows[3]; // latencies: decisions; limits, numbers, answers
	uint64_t reasons[TW_REASONS] = {}, results[8] = {};
	int last_reason = -1, last_result = -1;
	struct tw_trade_order last_order = {};
	std::vector<uint32_t> tokens; // given
	std::map<uint32_t, struct tw_trade_order> orders;
	struct tw_intent passed = {}; // the last that was

	// A gate and a reference that know nothing.
	void renew();

	uint64_t time() const
	{
		return base + cycle;
	}
	// One cycle with what stands; everything that comes out is judged.
	void step();
	// Offer the intent as it stands; its reason.
	int send();
	// Offer a row; its result.
	int commit(const Row &r);
	void idle(unsigned cycles);
	void flush();
	// POSITION, OPEN_BUY and OPEN_SELL of a symbol.
	void show(uint16_t symbol);
	void expect(int got, int wanted, const char *what);
	// Mostly of an order that may live.
	uint32_t some_token();

private:
	uint64_t base, accepted = 0, row_since = 0;
	unsigned stage = 0; // cycles since an intent was accepted, up to 3
	struct tw_intent judged = {};
	enum tw_reason reason = TW_REASON_PASS;
	struct tw_trade_record record = {};

	void inputs();
	struct tw_trade_record record_of_judged() const;
	void judge_order();
	void judge_record();
	void judge_row();
	void judge_state();
};
