/* SPDX-License-Identifier: BSD-3-Clause */
/* gate_rows: limits as the host commits them, and the exchange's answers. */
#include <string.h>

#include "gate_private.h"

/* ---- limits ------------------------------------------------------------------------------ */

static uint64_t pair(uint32_t lo, uint32_t hi)
{
	return (uint64_t)hi << 32 | lo;
}

/* Words from @first on are 0. */
static bool rest_zero(const uint32_t words[TW_TABLE_WORDS], unsigned first)
{
	uint32_t any = 0;

	for (unsigned i = first; i < TW_TABLE_WORDS; i++)
		any |= words[i];
	return any == 0;
}

static bool loosens_limits(const struct tw_limits *old, const struct tw_limits *limits)
{
	return limits->enable > old->enable || limits->max_quantity > old->max_quantity ||
	       limits->max_notional > old->max_notional || limits->collar > old->collar ||
	       limits->max_long > old->max_long || limits->max_short > old->max_short ||
	       limits->max_open > old->max_open;
}

static enum tw_result commit_limits(struct tw_gate *gate, uint32_t row,
				    const uint32_t words[TW_TABLE_WORDS], bool armed)
{
	struct tw_row_limits from;
	struct tw_limits limits;

	if (row >= gate->symbols || words[0] > 1 || !rest_zero(words, 8))
		return TW_RESULT_RANGE;
	memcpy(&from, words, sizeof(from));
	limits = (struct tw_limits){
		.enable = from.enable != 0,
		.max_quantity = from.max_quantity,
		.max_notional = pair(from.max_notional_lo, from.max_notional_hi),
		.collar = from.collar,
		.max_long = from.max_long,
		.max_short = from.max_short,
		.max_open = from.max_open,
	};
	if (limits.max_quantity > TW_CEIL_QUANTITY ||
	    limits.max_notional > TW_CEIL_NOTIONAL || limits.collar > TW_CEIL_COLLAR ||
	    limits.max_long > TW_CEIL_POSITION || limits.max_short > TW_CEIL_POSITION ||
	    limits.max_open > TW_CEIL_OPEN)
		return TW_RESULT_CEILING;
	if (armed && loosens_limits(&gate->symbol[row].limits, &limits))
		return TW_RESULT_ARMED;
	gate->symbol[row].limits = limits;
	return TW_RESULT_OK;
}

static bool loosens_totals(const struct tw_totals *old, const struct tw_totals *totals)
{
	return totals->max_open > old->max_open || totals->max_orders > old->max_orders ||
	       totals->max_gross > old->max_gross ||
	       totals->rate_cycles < old->rate_cycles || totals->burst > old->burst ||
	       totals->max_age > old->max_age ||
	       totals->duplicate_cycles < old->duplicate_cycles;
}

static enum tw_result commit_totals(struct tw_gate *gate, uint32_t row,
				    const uint32_t words[TW_TABLE_WORDS],
				    const struct tw_gate_now *now)
{
	struct tw_row_totals from;
	struct tw_totals totals;

	if (row != 0 || !rest_zero(words, 8))
		return TW_RESULT_RANGE;
	memcpy(&from, words, sizeof(from));
	totals = (struct tw_totals){
		.max_open = from.max_open,
		.max_orders = from.max_orders,
		.max_gross = pair(from.max_gross_lo, from.max_gross_hi),
		.rate_cycles = from.rate_cycles,
		.burst = from.burst,
		.max_age = from.max_age,
		.duplicate_cycles = from.duplicate_cycles,
	};
	if (totals.max_open > TW_CEIL_OPEN || totals.max_orders > TW_CEIL_ORDERS ||
	    totals.max_gross > TW_CEIL_GROSS || totals.burst > TW_CEIL_BURST ||
	    totals.max_age > TW_CEIL_AGE || totals.rate_cycles < TW_FLOOR_RATE_CYCLES)
		return TW_RESULT_CEILING;
	if (now->armed && loosens_totals(&gate->totals, &totals))
		return TW_RESULT_ARMED;
	/* A commit brings no tokens: committing again and again must not help. */
	tw_gate_fill(gate, now->cycle);
	if (gate->rate_tokens > totals.burst)
		gate->rate_tokens = totals.burst;
	gate->rate_next = now->cycle + 1 + totals.rate_cycles;
	gate->totals = totals;
	return TW_RESULT_OK;
}

void tw_gate_flush(struct tw_gate *gate)
{
	static const struct tw_limits none;

	for (uint32_t i = 0; i < gate->symbols; i++)
		gate->symbol[i].limits = none;
	memset(&gate->totals, 0, sizeof(gate->totals));
	gate->rate_tokens = 0;
}

/* ---- answers ----------------------------------------------------------------------------- */

/* @shares of the order are open no more. */
static void close_shares(struct tw_gate *gate, uint32_t token, uint32_t shares)
{
	struct tw_gate_order *order = &gate->order[token & gate->open_mask];
	struct tw_gate_symbol *symbol = &gate->symbol[order->symbol];

	order->quantity -= shares;
	*(order->sell ? &symbol->open_sell : &symbol->open_buy) -= shares;
	if (order->quantity == 0) {
		order->live = false;
		symbol->orders--;
		gate->open--;
	}
}

static enum tw_result replaced(struct tw_gate *gate, const struct tw_row_answer *answer,
			       const struct tw_gate_order *order)
{
	const struct tw_gate_order *old = tw_gate_find(gate, answer->old_token);

	if (!old || old == order || old->symbol != order->symbol ||
	    old->sell != order->sell || answer->quantity > order->quantity)
		return TW_RESULT_MISMATCH;
	close_shares(gate, answer->token, order->quantity - answer->quantity);
	close_shares(gate, answer->old_token, old->quantity);
	return TW_RESULT_OK;
}

static enum tw_result commit_answer(struct tw_gate *gate, uint32_t row,
				    const uint32_t words[TW_TABLE_WORDS])
{
	const struct tw_gate_order *order;
	struct tw_row_answer answer;

	memcpy(&answer, words, sizeof(answer));
	if (row != 0 || !rest_zero(words, 5) || answer.kind < TW_ANSWER_ACCEPTED ||
	    answer.kind > TW_ANSWER_REPLACED)
		return TW_RESULT_RANGE;
	if (answer.kind == TW_ANSWER_ACCEPTED)
		return answer.token < gate->next_token ? TW_RESULT_OK
						       : TW_RESULT_MISMATCH;
	order = tw_gate_find(gate, answer.token);
	if (!order)
		return TW_RESULT_MISMATCH;
	if (answer.kind == TW_ANSWER_REPLACED)
		return replaced(gate, &answer, order);
	if (answer.kind == TW_ANSWER_REJECTED)
		answer.quantity = order->quantity;
	if (answer.quantity > order->quantity)
		return TW_RESULT_MISMATCH;
	if (answer.kind == TW_ANSWER_EXECUTED)
		gate->symbol[order->symbol].position +=
			order->sell ? -(int64_t)answer.quantity : answer.quantity;
	close_shares(gate, answer.token, answer.quantity);
	return TW_RESULT_OK;
}

static enum tw_result commit_lend(struct tw_gate *gate, uint32_t row,
				  const uint32_t words[TW_TABLE_WORDS])
{
	struct tw_row_lend lend;

	memcpy(&lend, words, sizeof(lend));
	if (row != 0 || !rest_zero(words, 5) || lend.next_token < gate->next_token)
		return TW_RESULT_RANGE;
	gate->next_token = lend.next_token;
	return TW_RESULT_OK;
}

enum tw_result tw_gate_commit(struct tw_gate *gate, enum tw_table table, uint32_t row,
			      const uint32_t words[TW_TABLE_WORDS],
			      const struct tw_gate_now *now)
{
	enum tw_result result = TW_RESULT_OK;

	switch (table) {
	case TW_TABLE_LIMITS:
		return commit_limits(gate, row, words, now->armed);
	case TW_TABLE_TOTALS:
		return commit_totals(gate, row, words, now);
	case TW_TABLE_LEND:
		result = commit_lend(gate, row, words);
		break;
	case TW_TABLE_ANSWER:
		result = commit_answer(gate, row, words);
		break;
	default:
		break;
	}
	tw_gate_settle(gate);
	return result;
}
