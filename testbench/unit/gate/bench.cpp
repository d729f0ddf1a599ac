// SPDX-License-Identifier: BSD-3-Clause
#include "bench.h"

#include <algorithm>

void Bench::renew()
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

void Bench::step()
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

int Bench::send()
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

int Bench::commit(const Row &r)
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

void Bench::idle(unsigned cycles)
{
	for (; cycles; cycles--)
		step();
}

void Bench::flush()
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

void Bench::show(uint16_t symbol)
{
	struct tw_gate_exposure at;

	dut->view_symbol = symbol;
	idle(4);
	tw_gate_exposure(model, symbol, &at);
	if (dut->view_position != uint32_t(at.position) ||
	    dut->view_open_buy != at.open_buy || dut->view_open_sell != at.open_sell)
		fail("symbol %u shows %d %u %u, not %d %u %u", symbol,
		     int(dut->view_position), dut->view_open_buy, dut->view_open_sell,
		     at.position, at.open_buy, at.open_sell);
}

void Bench::expect(int got, int wanted, const char *what)
{
	if (got != wanted)
		fail("%s: %s, not %s", what, tw_reason_name(unsigned(got)),
		     tw_reason_name(unsigned(wanted)));
}

uint32_t Bench::some_token()
{
	struct tw_gate_counters counters;

	if (!tokens.empty() && !one_in(6))
		return tokens[tokens.size() - 1 -
			      pick(std::min<size_t>(tokens.size(), OPEN))];
	tw_gate_counters(model, &counters);
	return uint32_t(counters.next_token + 4 - pick(OPEN));
}

void Bench::inputs()
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

struct tw_trade_record Bench::record_of_judged() const
{
	struct tw_trade_record r = {};

	r.time_ns = dut->time_ns;
	r.feed_seq = judged.feed_seq;
	r.arrival_ns = judged.arrival_ns;
	r.old_token = judged.kind == TW_KIND_ENTER ? 0 : judged.token;
	r.price = judged.price;
	r.quantity = judged.quantity;
	r.cycles = uint32_t(now.cycle) - judged.born;
	r.symbol = judged.symbol;
	r.type = TW_TRADE_DECISION;
	r.reason = uint8_t(reason);
	r.kind = uint8_t(judged.kind);
	r.side = judged.sell ? 'S' : 'B';
	r.rule = judged.rule;
	r.tif = judged.tif;
	return r;
}

void Bench::judge_order()
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
	record = record_of_judged();
	if (reason != TW_REASON_PASS)
		return;
	passed = judged;
	last_order = port::read_order(dut->order);
	if (!port::same(last_order, wanted))
		fail("the order is not the intent, token %u not %u", last_order.token,
		     wanted.token);
	record.token = wanted.token;
	if (wanted.token) {
		tokens.push_back(wanted.token);
		orders[wanted.token] = wanted;
	}
}

void Bench::judge_record()
{
	if (stage != 3) {
		if (dut->m_record_valid || dut->stat_reason)
			fail("a decision out of turn");
		return;
	}
	struct tw_trade_record got = port::read_record(dut->m_record);

	if (!dut->m_record_valid || memcmp(&got, &record, sizeof(got)) != 0)
		fail("record of another decision: %s, not %s", tw_reason_name(got.reason),
		     tw_reason_name(reason));
	if (dut->stat_reason != 1u << reason)
		fail("counted 0x%x, not %s", dut->stat_reason, tw_reason_name(reason));
}

void Bench::judge_row()
{
	enum tw_result wanted = tw_gate_commit(
		model, static_cast<enum tw_table>(row.table), row.row, row.words, &now);

	last_result = dut->t_result;
	if (last_result != int(wanted))
		fail("row %u of table %u: %d, not %d", row.row, row.table, last_result,
		     wanted);
	if (dut->mismatch != (wanted == TW_RESULT_MISMATCH))
		fail("mismatch %u", dut->mismatch);
	results[wanted]++;
	row_waits = false;
	if (quiet)
		rows[row.table == TW_TABLE_ANSWER ? 2 : row.table == TW_TABLE_LEND].add(
			cycle - row_since);
}

void Bench::judge_state()
{
	struct tw_gate_counters counters;

	tw_gate_counters(model, &counters);
	if (dut->token != counters.next_token || dut->orders != counters.orders ||
	    dut->gross != counters.gross)
		fail("token %u orders %u gross %llu, not %u %u %llu", dut->token,
		     dut->orders, (unsigned long long)dut->gross, counters.next_token,
		     counters.orders, (unsigned long long)counters.gross);
	if (dut->internal)
		fail("copies disagree");
}
