// SPDX-License-Identifier: BSD-3-Clause
// tb_gate: decisions, orders, records, rows and exposure of the gate against the C reference, cycle by
// cycle; each limit at its last good value and one past it.
#include "Vgate.h"

#include "../common/sim.h"
#include "ports.h"

#include <algorithm>
#include <map>
#include <vector>

namespace
{

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

	void renew()
	{
		now = {};
		offering = row_waits = false;
		stage = 0;
		tokens.clear();
		orders.clear();
		dut->flush = 0;
		dut->view_symbol = 0;
		tw_gate_destroy(model);
		model = tw_gate_create(SYMBOLS, OPEN);
		reset();
		inputs();
		while (dut->busy)
			step();
	}

	uint64_t time() const
	{
		return base + cycle;
	}

	// One cycle with what stands; everything that comes out is judged.
	void step()
	{
		inputs();
		dut->clk = 0;
		dut->eval();
		now.cycle = time();
		bool accepts = dut->s_intent_tvalid && dut->s_intent_tready;

		judge_record();
		judge_order();
		if (row_waits && dut->t_done)
			judge_row();
		else if (dut->t_done)
			fail("a row is done that nobody offered");
		if (stage)
			stage = (stage + 1) % 4;
		if (accepts) {
			stage = 1;
			judged = intent;
			offering = false;
			accepted = cycle;
		}
		if (dut->s_intent_tready)
			judge_state();
		clock();
	}

	// Offer the intent as it stands; its reason.
	int send()
	{
		last_reason = -1;
		offering = true;
		for (unsigned i = 0; last_reason < 0; i++) {
			if (i > 200)
				fail("no decision");
			step();
		}
		for (unsigned i = 0; i < 3; i++) // so that the record is judged, too
			step();
		return last_reason;
	}
	int commit(const Row &r)
	{
		last_result = -1;
		row = r;
		row_waits = true;
		row_since = cycle;
		for (unsigned i = 0; last_result < 0; i++) {
			if (i > 200)
				fail("no result");
			step();
		}
		return last_result;
	}
	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			step();
	}
	void flush()
	{
		now.armed = false;
		while (stage || row_waits)
			step();
		dut->flush = 1;
		step();
		dut->flush = 0;
		tw_gate_flush(model);
		while (dut->busy)
			step();
	}
	// POSITION, OPEN_BUY and OPEN_SELL of a symbol.
	void show(uint16_t symbol)
	{
		struct tw_gate_exposure at;

		dut->view_symbol = symbol;
		idle(4);
		tw_gate_exposure(model, symbol, &at);
		if (dut->view_position != uint32_t(at.position) ||
		    dut->view_open_buy != at.open_buy ||
		    dut->view_open_sell != at.open_sell)
			fail("symbol %u shows %d %u %u, not %d %u %u", symbol,
			     int(dut->view_position), dut->view_open_buy,
			     dut->view_open_sell, at.position, at.open_buy, at.open_sell);
	}
	void expect(int got, int wanted, const char *what)
	{
		if (got != wanted)
			fail("%s: %s, not %s", what, tw_reason_name(unsigned(got)),
			     tw_reason_name(unsigned(wanted)));
	}
	// Mostly of an order that may live.
	uint32_t some_token()
	{
		struct tw_gate_counters counters;

		if (!tokens.empty() && !one_in(6))
			return tokens[tokens.size() - 1 -
				      pick(std::min<size_t>(tokens.size(), OPEN))];
		tw_gate_counters(model, &counters);
		return uint32_t(counters.next_token + 4 - pick(OPEN));
	}

private:
	uint64_t base, accepted = 0, row_since = 0;
	unsigned stage = 0; // cycles since an intent was accepted, up to 3
	struct tw_intent judged = {};
	enum tw_reason reason = TW_REASON_PASS;
	struct tw_trade_record record = {};

	void inputs()
	{
		dut->cycle = uint32_t(time());
		dut->time_ns = time() * 6;
		dut->killed = now.killed;
		dut->armed = now.armed;
		dut->lent = now.lent;
		dut->window_ok = now.window_ok;
		dut->link_up = now.link_up;
		dut->sender_ready = now.sender_ready;
		dut->log_ready = now.log_ready;
		dut->s_intent_tvalid = offering;
		dut->t_valid = row_waits;
		if (offering) {
			port::write(dut->s_intent_tdata, intent);
			dut->s_intent_bad_frame = intent.bad_frame;
		}
		if (!row_waits)
			return;
		dut->t_table = uint8_t(row.table);
		dut->t_row = row.row;
		for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
			dut->t_words[i] = row.words[i];
	}

	void judge_order()
	{
		struct tw_trade_order wanted = {};

		if (stage != 2) {
			if (dut->order_valid)
				fail("an order out of turn");
			return;
		}
		decides.add(cycle - accepted);
		reason = tw_gate_judge(model, &judged, &now, &wanted);
		reasons[reason]++;
		last_reason = reason;
		if (dut->order_valid != (reason == TW_REASON_PASS))
			fail("order %u, the reference says %s", dut->order_valid,
			     tw_reason_name(reason));
		record = {};
		record.time_ns = dut->time_ns;
		record.feed_seq = judged.feed_seq;
		record.arrival_ns = judged.arrival_ns;
		record.old_token = judged.kind == TW_KIND_ENTER ? 0 : judged.token;
		record.price = judged.price;
		record.quantity = judged.quantity;
		record.cycles = uint32_t(now.cycle) - judged.born;
		record.symbol = judged.symbol;
		record.type = TW_TRADE_DECISION;
		record.reason = uint8_t(reason);
		record.kind = uint8_t(judged.kind);
		record.side = judged.sell ? 'S' : 'B';
		record.rule = judged.rule;
		record.tif = judged.tif;
		if (reason != TW_REASON_PASS)
			return;
		passed = judged;
		last_order = port::read_order(dut->order);
		if (!port::same(last_order, wanted))
			fail("the order is not the intent, token %u not %u",
			     last_order.token, wanted.token);
		record.token = wanted.token;
		if (wanted.token) {
			tokens.push_back(wanted.token);
			orders[wanted.token] = wanted;
		}
	}

	void judge_record()
	{
		if (stage != 3) {
			if (dut->m_record_valid || dut->stat_reason)
				fail("a decision out of turn");
			return;
		}
		struct tw_trade_record got = port::read_record(dut->m_record);

		if (!dut->m_record_valid || memcmp(&got, &record, sizeof(got)) != 0)
			fail("record of another decision: %s, not %s",
			     tw_reason_name(got.reason), tw_reason_name(reason));
		if (dut->stat_reason != 1u << reason)
			fail("counted 0x%x, not %s", dut->stat_reason,
			     tw_reason_name(reason));
	}

	void judge_row()
	{
		enum tw_result wanted =
			tw_gate_commit(model, static_cast<enum tw_table>(row.table),
				       row.row, row.words, &now);

		last_result = dut->t_result;
		if (last_result != int(wanted))
			fail("row %u of table %u: %d, not %d", row.row, row.table,
			     last_result, wanted);
		if (dut->mismatch != (wanted == TW_RESULT_MISMATCH))
			fail("mismatch %u", dut->mismatch);
		results[wanted]++;
		row_waits = false;
		if (quiet)
			rows[row.table == TW_TABLE_ANSWER ? 2
							  : row.table == TW_TABLE_LEND]
				.add(cycle - row_since);
	}

	void judge_state()
	{
		struct tw_gate_counters counters;

		tw_gate_counters(model, &counters);
		if (dut->token != counters.next_token || dut->orders != counters.orders ||
		    dut->gross != counters.gross)
			fail("token %u orders %u gross %llu, not %u %u %llu", dut->token,
			     dut->orders, (unsigned long long)dut->gross,
			     counters.next_token, counters.orders,
			     (unsigned long long)counters.gross);
		if (dut->internal)
			fail("copies disagree");
	}
};

struct tw_row_limits plain_limits()
{
	struct tw_row_limits limits = {};

	limits.enable = 1;
	limits.max_quantity = 500;
	limits.max_notional_lo = 500 * 100500;
	limits.collar = 400;
	limits.max_long = 1200;
	limits.max_short = 900;
	limits.max_open = OPEN;
	return limits;
}

struct tw_row_totals plain_totals()
{
	struct tw_row_totals totals = {};

	totals.max_open = OPEN;
	totals.max_orders = TW_CEIL_ORDERS;
	totals.max_gross_hi = 1 << 8;
	totals.rate_cycles = 64;
	totals.burst = 20;
	totals.max_age = 60;
	return totals;
}

struct tw_intent plain_intent(const Bench &bench)
{
	struct tw_intent i = {};

	i.kind = TW_KIND_ENTER;
	i.tif = '3';
	i.symbol = 1;
	i.rule = 2;
	i.quantity = 100;
	i.price = ASK;
	i.bid_price = BID;
	i.ask_price = ASK;
	i.bid_size = 7;
	i.ask_size = 9;
	i.born = uint32_t(bench.time());
	i.feed_seq = 55;
	i.arrival_ns = 66;
	return i;
}

// An armed gate whose limits the plain intent meets, and nothing open.
void plain(Bench &b, const struct tw_row_limits &limits,
	   const struct tw_row_totals &totals)
{
	b.renew();
	b.now = { 0, false, false, true, true, true, true, true };
	if (b.commit(row_of(TW_TABLE_TOTALS, 0, totals)) != TW_RESULT_OK)
		b.fail("no totals");
	for (uint32_t s = 0; s < SYMBOLS; s++)
		if (b.commit(row_of(TW_TABLE_LIMITS, s, limits)) != TW_RESULT_OK)
			b.fail("no limits");
	b.now.armed = true;
	b.idle(64 * 21);
	b.intent = plain_intent(b);
}

int answer(Bench &b, unsigned kind, uint32_t token, uint32_t quantity,
	   uint32_t old_token = 0)
{
	struct tw_row_answer a = { kind, token, quantity, 0, old_token };

	return b.commit(row_of(TW_TABLE_ANSWER, 0, a));
}

// E6: what is exactly at the limit goes, one more does not.
void test_edges(Bench &b)
{
	struct tw_row_limits limits = plain_limits();
	struct tw_row_totals totals = plain_totals();
	auto fresh = [&] { plain(b, limits, totals); };
	auto sends = [&](enum tw_reason wanted, const char *what) {
		b.intent.born = uint32_t(b.time());
		b.expect(b.send(), wanted, what);
	};

	fresh();
	b.intent.quantity = 500;
	sends(TW_REASON_PASS, "E6 quantity at the limit");
	b.intent.quantity = 501;
	sends(TW_REASON_QUANTITY, "E6 quantity past it");

	limits.max_notional_lo = 500 * ASK;
	fresh();
	b.intent.quantity = 500;
	sends(TW_REASON_PASS, "E6 notional at the limit");
	b.intent.price++;
	sends(TW_REASON_NOTIONAL, "E6 notional past it");
	limits = plain_limits();

	// E5: the largest product there is.
	limits.max_quantity = TW_CEIL_QUANTITY;
	limits.max_notional_lo = 0;
	limits.max_notional_hi = 1 << 8;
	fresh();
	b.intent.quantity = TW_CEIL_QUANTITY;
	b.intent.price = b.intent.ask_price = TW_CEIL_PRICE;
	sends(TW_REASON_NOTIONAL, "E5 the largest notional");
	b.intent.quantity++;
	sends(TW_REASON_FIELD, "E6 quantity past the field");
	b.intent.quantity--;
	b.intent.price++;
	sends(TW_REASON_FIELD, "E6 price past the field");
	b.intent.quantity = 0x80000001;
	b.intent.price = 0x80000001;
	sends(TW_REASON_FIELD, "E5 fields with their top bit");
	limits = plain_limits();

	fresh();
	b.intent.price = ASK + 400;
	sends(TW_REASON_PASS, "E6 collar of a buy at the limit");
	b.intent.price++;
	sends(TW_REASON_COLLAR, "E6 collar of a buy past it");
	b.intent.sell = true;
	b.intent.price = BID - 400;
	sends(TW_REASON_PASS, "E6 collar of a sell at the limit");
	b.intent.price--;
	sends(TW_REASON_COLLAR, "E6 collar of a sell past it");
	b.intent.bid_size = 0;
	b.intent.price = BID;
	sends(TW_REASON_COLLAR, "E6 collar of a sell without a bid");

	fresh();
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 500;
		sends(TW_REASON_PASS, "E6 position below the limit");
	}
	answer(b, TW_ANSWER_EXECUTED, 1, 300);
	b.intent.quantity = 201;
	sends(TW_REASON_POSITION, "E6 position past long");
	b.intent.quantity = 200;
	sends(TW_REASON_PASS, "E6 position at long");
	b.intent.sell = true;
	b.intent.price = BID;
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 500;
		sends(TW_REASON_PASS, "E6 position above short");
	}
	b.intent.quantity = 201;
	sends(TW_REASON_POSITION, "E6 position past short");
	b.intent.quantity = 200;
	sends(TW_REASON_PASS, "E6 position at short");

	limits.max_open = 3;
	totals.max_open = 4;
	fresh();
	b.intent.quantity = 1;
	for (unsigned i = 0; i < 3; i++)
		sends(TW_REASON_PASS, "E6 open orders up to the limit");
	sends(TW_REASON_OPEN, "E6 open orders past it");
	b.intent.symbol = 2;
	sends(TW_REASON_PASS, "E6 all open orders up to the limit");
	sends(TW_REASON_OPEN, "E6 all open orders past it");
	limits = plain_limits();
	totals = plain_totals();

	totals.max_orders = 2;
	fresh();
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 1;
		sends(TW_REASON_PASS, "E6 count up to the limit");
	}
	sends(TW_REASON_COUNT, "E6 count past it");
	totals = plain_totals();

	totals.max_gross_hi = 0;
	totals.max_gross_lo = 150 * ASK;
	fresh();
	sends(TW_REASON_PASS, "E6 gross below the limit");
	b.intent.quantity = 51;
	sends(TW_REASON_GROSS, "E6 gross past it");
	b.intent.quantity = 50;
	sends(TW_REASON_PASS, "E6 gross at the limit");
	totals = plain_totals();

	totals.burst = 3;
	totals.rate_cycles = 400;
	fresh();
	b.intent.quantity = 1;
	for (unsigned i = 0; i < 3; i++)
		sends(TW_REASON_PASS, "G3 a burst");
	sends(TW_REASON_RATE, "G3 past the burst");
	totals = plain_totals();

	totals.duplicate_cycles = 40;
	fresh();
	sends(TW_REASON_PASS, "E7 the first of two");
	sends(TW_REASON_DUPLICATE, "E7 the second of two");
	b.idle(40);
	sends(TW_REASON_PASS, "E7 the same, later");

	// Born before it is offered: the decision is 2 cycles behind.
	totals = plain_totals();
	fresh();
	b.intent.born = uint32_t(b.time()) + 2 - totals.max_age;
	b.expect(b.send(), TW_REASON_PASS, "E6 age at the limit");
	b.intent.born = uint32_t(b.time()) + 1 - totals.max_age;
	b.expect(b.send(), TW_REASON_AGE, "E6 age past it");
}

// E8: the flag rides with the touch that triggered; there is no cycle in which it is late.
void test_flags(Bench &b)
{
	static const enum tw_reason flags[10] = {
		TW_REASON_STALE,   TW_REASON_INEXACT, TW_REASON_HALTED, TW_REASON_CROSSED,
		TW_REASON_CROSSED, TW_REASON_PASS,    TW_REASON_PASS,	TW_REASON_PASS,
		TW_REASON_STALE,   TW_REASON_STALE,
	};

	for (unsigned bit = 0; bit < 10; bit++) {
		plain(b, plain_limits(), plain_totals());
		b.intent.flags = uint16_t(1u << bit);
		b.intent.born = uint32_t(b.time());
		b.expect(b.send(), flags[bit], "E8 a flag");
	}
}

// E4: loosening while armed is refused field by field, tightening is in force for the next intent.
void test_rows(Bench &b)
{
	struct tw_row_limits limits = plain_limits();
	struct tw_row_totals totals = plain_totals();

	totals.rate_cycles = totals.duplicate_cycles = 100;
	totals.max_gross_lo = 9;
	totals.max_orders = 1000;
	limits.max_notional_hi = 3;
	limits.max_open = totals.max_open = OPEN / 2;
	for (unsigned table = 0; table < 2; table++)
		for (unsigned word = 0; word < 8; word++) {
			plain(b, limits, totals);
			Row r = table ? row_of(TW_TABLE_TOTALS, 0, totals)
				      : row_of(TW_TABLE_LIMITS, 1, limits);
			bool up = table && (word == 4 || word == 7);

			r.words[word] += up ? -1u : 1;
			if (b.commit(r) !=
			    (!table && word == 0 ? TW_RESULT_RANGE : TW_RESULT_ARMED))
				b.fail("E4 table %u word %u loosened while armed", table,
				       word);
			r.words[word] =
				!table && word == 0 ? 0 : r.words[word] - (up ? -2u : 2);
			if (b.commit(r) != TW_RESULT_OK)
				b.fail("E4 table %u word %u not tightened", table, word);
		}
	// A row that tightens all but one field is refused whole.
	plain(b, limits, totals);
	limits.max_quantity = 1;
	limits.max_short++;
	if (b.commit(row_of(TW_TABLE_LIMITS, 1, limits)) != TW_RESULT_ARMED)
		b.fail("E4 a row half looser");
	b.intent.born = uint32_t(b.time());
	b.expect(b.send(), TW_REASON_PASS, "E4 nothing of a refused row");
}

// E12: a number that was used, or may have been, is not taken again.
void test_numbers(Bench &b)
{
	struct tw_row_lend lend = { 1, 2, 3, 4, 0 };
	auto lends = [&](uint32_t number) {
		lend.next_token = number;
		return b.commit(row_of(TW_TABLE_LEND, 0, lend));
	};

	plain(b, plain_limits(), plain_totals());
	for (unsigned i = 0; i < 3; i++) {
		b.intent.born = uint32_t(b.time());
		b.intent.quantity = 1 + i;
		b.expect(b.send(), TW_REASON_PASS, "E12 before");
	}
	for (uint32_t number = 0; number < 4; number++)
		if (lends(number) != TW_RESULT_RANGE)
			b.fail("E12 number %u again", number);
	// Number 1 rests, so its slot is left out.
	if (lends(1 + 2 * OPEN) != TW_RESULT_OK)
		b.fail("E12 no higher number");
	b.intent.born = uint32_t(b.time()) + OPEN;
	b.idle(OPEN);
	b.expect(b.send(), TW_REASON_PASS, "E12 after");
	if (b.tokens.back() != 4 + 2 * OPEN)
		b.fail("E12 number %u", b.tokens.back());
	if (lends(0xfffffffe) != TW_RESULT_OK)
		b.fail("E12 the last number");
	b.intent.born = uint32_t(b.time());
	b.expect(b.send(), TW_REASON_PASS, "E12 the last number");
	b.intent.born = uint32_t(b.time());
	b.expect(b.send(), TW_REASON_TOKEN, "E12 none left");
}

// E1 at the gate: each condition falls away in each cycle of an order's life; none goes from then on.
void test_falls(Bench &b)
{
	static const enum tw_reason wanted[7] = {
		TW_REASON_KILLED, TW_REASON_DISARMED, TW_REASON_WINDOW,	 TW_REASON_WINDOW,
		TW_REASON_LINK,	  TW_REASON_BUSY,     TW_REASON_JOURNAL,
	};

	for (unsigned what = 0; what < 7; what++)
		for (unsigned at = 0; at < 8; at++) {
			plain(b, plain_limits(), plain_totals());
			bool *state[7] = { &b.now.killed,   &b.now.armed,
					   &b.now.lent,	    &b.now.window_ok,
					   &b.now.link_up,  &b.now.sender_ready,
					   &b.now.log_ready };

			b.idle(2);
			b.last_reason = -1;
			b.intent.born = uint32_t(b.time());
			b.offering = true;
			for (unsigned i = 0; i < 10; i++) {
				if (i == at)
					*state[what] = !*state[what];
				b.step();
			}
			b.expect(b.last_reason, at <= 2 ? wanted[what] : TW_REASON_PASS,
				 "E1 in flight");
		}
}

// ---- random -------------------------------------------------------------------------------------

// Of an account whose limits are met all the time.
struct tw_row_limits some_limits(Bench &b)
{
	struct tw_row_limits l = plain_limits();

	l.enable = !b.one_in(12);
	l.max_quantity = uint32_t(150 + b.pick(500));
	l.max_notional_lo = uint32_t(BID * (200 + b.pick(400)));
	l.collar = uint32_t(5 + b.pick(300));
	l.max_long = uint32_t(400 + b.pick(1500));
	l.max_short = uint32_t(400 + b.pick(1500));
	l.max_open = uint32_t(1 + b.pick(OPEN));
	if (b.one_in(20))
		l.max_quantity = TW_CEIL_QUANTITY + uint32_t(b.pick(2));
	return l;
}

struct tw_row_totals some_totals(Bench &b)
{
	struct tw_row_totals t = plain_totals();

	t.max_open = uint32_t(OPEN - b.pick(3));
	t.rate_cycles = uint32_t(63 + b.pick(30));
	t.burst = uint32_t(1 + b.pick(40));
	t.max_age = uint32_t(10 + b.pick(60));
	t.duplicate_cycles = uint32_t(b.pick(1000));
	if (b.one_in(4)) {
		struct tw_gate_counters now;

		tw_gate_counters(b.model, &now);
		uint64_t gross = now.gross + BID * b.pick(1000);

		t.max_gross_lo = uint32_t(gross);
		t.max_gross_hi = uint32_t(gross >> 32);
		t.max_orders = now.orders + uint32_t(b.pick(60));
	}
	return t;
}

Row some_row(Bench &b)
{
	unsigned what = unsigned(b.pick(20));
	Row r;

	if (what < 3)
		r = row_of(TW_TABLE_LIMITS, uint32_t(b.pick(SYMBOLS + (what == 0))),
			   some_limits(b));
	else if (what == 3)
		r = row_of(TW_TABLE_TOTALS, 0, some_totals(b));
	else if (what == 4 && b.one_in(4)) {
		struct tw_row_lend lend = { 1, 2, 3, 4, b.some_token() };

		r = row_of(TW_TABLE_LEND, 0, lend);
	} else {
		struct tw_row_answer a = { uint32_t(1 + b.pick(5)), b.some_token(),
					   uint32_t(b.pick(300)), 0, b.some_token() };

		if (b.one_in(2))
			a.quantity = uint32_t(b.pick(20));
		if (b.one_in(50))
			a.kind = uint32_t(b.rng() & 0x80000007);
		if (b.one_in(50))
			a.quantity |= 0x100000u << b.pick(12);
		r = row_of(TW_TABLE_ANSWER, 0, a);
	}
	if (b.one_in(40))
		r.words[b.pick(TW_TABLE_WORDS)] ^= 1u << b.pick(32);
	if (b.one_in(40))
		r.row ^= 1u << b.pick(24);
	return r;
}

// One thing about a good intent is another.
void vary(Bench &b, struct tw_intent &i)
{
	struct tw_gate_exposure at;

	switch (b.pick(12)) {
	case 0: // what the position leaves, or a little more
		tw_gate_exposure(b.model, i.symbol % SYMBOLS, &at);
		i.quantity = uint32_t(i.sell ? 700 + at.position - int(at.open_sell)
					     : 700 - at.position - int(at.open_buy)) +
			     uint32_t(b.pick(300));
		break;
	case 1:
		i.quantity = uint32_t(b.rng() >> (32 + b.pick(32)));
		break;
	case 2:
		i.price = uint32_t(b.rng() >> (32 + b.pick(32)));
		break;
	case 3:
		i.price += uint32_t(b.pick(801)) - 400;
		break;
	case 4:
		i.flags = uint16_t(1u << b.pick(16));
		break;
	case 5:
		i.bad_frame = true;
		break;
	case 6:
		i.born -= uint32_t(b.pick(80));
		break;
	case 7:
		i.symbol = uint16_t(b.rng());
		break;
	case 8:
		i.kind = static_cast<enum tw_kind>(b.pick(4));
		break;
	case 9:
		i.ask_size = i.bid_size = 0;
		break;
	case 10:
		i.quantity = uint32_t(b.pick(600));
		break;
	default:
		i.token = uint32_t(b.rng());
	}
}

struct tw_intent some_intent(Bench &b, const struct tw_intent &last)
{
	struct tw_intent i = plain_intent(b);

	i.kind = static_cast<enum tw_kind>(b.one_in(3) ? 2 + b.pick(2) : 1);
	i.sell = b.one_in(2);
	i.tif = uint8_t(b.rng());
	i.symbol = uint16_t(b.pick(SYMBOLS));
	i.rule = uint8_t(b.pick(4));
	i.quantity = uint32_t(1 + b.pick(200));
	i.price = (i.sell ? BID : ASK) + uint32_t(b.pick(11)) - 5;
	if (i.kind != TW_KIND_ENTER && !b.tokens.empty()) { // mostly an order that rests
		size_t back = 1 + b.pick(std::min<size_t>(b.tokens.size(), OPEN / 2));

		i.token = b.tokens[b.tokens.size() - back];
		i.symbol = b.orders[i.token].symbol;
		i.sell = b.orders[i.token].sell;
	}
	if (b.one_in(6)) {
		i = last;
		i.born = uint32_t(b.time());
	}
	i.feed_seq = b.rng();
	i.arrival_ns = b.rng();
	i.born -= uint32_t(b.pick(8));
	if (b.one_in(2))
		vary(b, i);
	return i;
}

// Other limits, which only a gate that is not armed takes.
void relimit(Bench &b)
{
	while (b.offering || b.row_waits)
		b.step();
	if (b.one_in(2))
		b.flush();
	b.now.armed = false;
	b.commit(row_of(TW_TABLE_TOTALS, 0, some_totals(b)));
	for (uint32_t s = 0; s < SYMBOLS; s++)
		b.commit(row_of(TW_TABLE_LIMITS, s, some_limits(b)));
}

void random_run(Bench &b, unsigned cycles)
{
	uint64_t calm = 1 + b.pick(30); // the less, the more falls away

	plain(b, plain_limits(), plain_totals());
	for (unsigned i = 0; i < cycles; i++) {
		if (!b.offering && b.one_in(6)) {
			b.intent = some_intent(b, b.passed);
			b.offering = true;
		}
		if (!b.row_waits && b.one_in(5)) {
			b.row = some_row(b);
			b.row_waits = true;
		}
		b.now.killed = b.one_in(10 * calm);
		b.now.armed = !b.one_in(10 * calm);
		b.now.lent = !b.one_in(10 * calm);
		b.now.window_ok = !b.one_in(10 * calm);
		b.now.link_up = !b.one_in(10 * calm);
		b.now.sender_ready = !b.one_in(10 * calm);
		b.now.log_ready = !b.one_in(10 * calm);
		b.step();
		if (b.one_in(500))
			relimit(b);
	}
	while (b.offering || b.row_waits)
		b.step();
	b.idle(4);

	for (uint16_t s = 0; s < SYMBOLS; s++)
		b.show(s);
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	uint64_t passed, total = 0;

	bench.quiet = true;
	test_edges(bench);
	test_flags(bench);
	test_rows(bench);
	test_numbers(bench);
	test_falls(bench);
	bench.quiet = false;
	for (unsigned i = 0; i < 12; i++) {
		random_run(bench, 20000);
		// E12: numbers only rise.
		if (!std::is_sorted(bench.tokens.begin(), bench.tokens.end()))
			bench.fail("a number was given twice");
	}
	passed = bench.reasons[TW_REASON_PASS];
	for (unsigned r = 0; r < TW_REASONS; r++) {
		total += bench.reasons[r];
		if (bench.reasons[r] < 15)
			bench.fail("%s was met %llu times only", tw_reason_name(r),
				   (unsigned long long)bench.reasons[r]);
	}
	bench.latency("gate", bench.decides);
	bench.latency("gate:limits", bench.rows[0]);
	bench.latency("gate:number", bench.rows[1]);
	bench.latency("gate:answer", bench.rows[2]);
	return bench.done("%s, %llu orders of %llu intents, %llu rows", TB_NAME,
			  (unsigned long long)passed, (unsigned long long)total,
			  (unsigned long long)bench.results[TW_RESULT_OK]);
}
