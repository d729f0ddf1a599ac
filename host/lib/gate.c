/* SPDX-License-Identifier: BSD-3-Clause */
/* gate: what an intent must pass before it is an order. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/gate.h>
#include <touchwire/touch.h>

#include "gate_private.h"

struct tw_gate *tw_gate_create(uint32_t symbols, uint32_t open)
{
	struct tw_gate *gate =
		calloc(1, sizeof(*gate) + symbols * sizeof(gate->symbol[0]));

	if (!gate)
		return NULL;
	gate->symbols = symbols;
	gate->open_mask = open - 1;
	gate->next_token = 1;
	return gate;
}

void tw_gate_destroy(struct tw_gate *gate)
{
	free(gate);
}

/* ---- rate: a token each rate_cycles, burst of them at most ------------------------------- */

void tw_gate_fill(struct tw_gate *gate, uint64_t cycle)
{
	uint64_t gained;

	if (gate->rate_tokens >= gate->totals.burst || cycle < gate->rate_next)
		return;
	gained = 1 + (cycle - gate->rate_next) / gate->totals.rate_cycles;
	gate->rate_next += gained * gate->totals.rate_cycles;
	gained += gate->rate_tokens;
	gate->rate_tokens =
		gained < gate->totals.burst ? (uint32_t)gained : gate->totals.burst;
}

static void spend(struct tw_gate *gate, uint64_t cycle)
{
	/* A full bucket gains nothing, so time begins to count with this one. */
	if (gate->rate_tokens-- == gate->totals.burst)
		gate->rate_next = cycle + 1 + gate->totals.rate_cycles;
}

/* ---- numbers of orders ------------------------------------------------------------------- */

void tw_gate_settle(struct tw_gate *gate)
{
	while (gate->order[gate->next_token & gate->open_mask].live &&
	       gate->open <= gate->open_mask && gate->next_token != UINT32_MAX)
		gate->next_token++;
}

/* ---- the checks that all intents face ---------------------------------------------------- */

static bool configured(const struct tw_gate *gate, const struct tw_intent *intent)
{
	return intent->symbol < gate->symbols &&
	       gate->symbol[intent->symbol].limits.enable &&
	       gate->totals.rate_cycles != 0;
}

const struct tw_gate_order *tw_gate_find(const struct tw_gate *gate, uint32_t token)
{
	const struct tw_gate_order *order = &gate->order[token & gate->open_mask];

	return order->live && order->token == token ? order : NULL;
}

/* A new number is left, and the order to be changed is ours and the one that is meant. */
static bool token_ok(const struct tw_gate *gate, const struct tw_intent *intent)
{
	const struct tw_gate_order *old = tw_gate_find(gate, intent->token);

	if (intent->kind != TW_KIND_CANCEL && gate->next_token == UINT32_MAX)
		return false;
	return intent->kind == TW_KIND_ENTER ||
	       (old && old->symbol == intent->symbol && old->sell == intent->sell);
}

/* ---- the checks of what adds risk -------------------------------------------------------- */

static bool collar_ok(const struct tw_intent *intent, uint64_t collar)
{
	if (intent->sell)
		return intent->bid_size && intent->price + collar >= intent->bid_price;
	return intent->ask_size && intent->price <= intent->ask_price + collar;
}

static bool position_ok(const struct tw_gate_symbol *symbol,
			const struct tw_intent *intent)
{
	int64_t worst = intent->quantity;

	if (intent->sell)
		return worst + symbol->open_sell - symbol->position <=
		       symbol->limits.max_short;
	return worst + symbol->open_buy + symbol->position <= symbol->limits.max_long;
}

static bool open_ok(const struct tw_gate *gate, const struct tw_gate_symbol *symbol)
{
	return !gate->order[gate->next_token & gate->open_mask].live &&
	       symbol->orders < symbol->limits.max_open &&
	       gate->open < gate->totals.max_open;
}

static bool duplicate(const struct tw_gate *gate, const struct tw_gate_symbol *symbol,
		      const struct tw_intent *intent, uint64_t cycle)
{
	return symbol->last_kind == intent->kind && symbol->last_sell == intent->sell &&
	       symbol->last_quantity == intent->quantity &&
	       symbol->last_price == intent->price &&
	       (uint32_t)cycle - symbol->last_cycle < gate->totals.duplicate_cycles;
}

static enum tw_reason flags_reason(uint16_t flags)
{
	if (flags & (TW_FLAG_STALE | TW_FLAG_SILENT | TW_FLAG_ENDED))
		return TW_REASON_STALE;
	if (flags & TW_FLAG_INEXACT)
		return TW_REASON_INEXACT;
	if (flags & TW_FLAG_HALTED)
		return TW_REASON_HALTED;
	if (flags & (TW_FLAG_CROSSED | TW_FLAG_LOCKED))
		return TW_REASON_CROSSED;
	return TW_REASON_PASS;
}

/* FIELD to OPEN. */
static enum tw_reason risk_reason(const struct tw_gate *gate,
				  const struct tw_intent *intent)
{
	const struct tw_gate_symbol *symbol = &gate->symbol[intent->symbol];
	const struct tw_limits *limits = &symbol->limits;

	if (intent->quantity == 0 || intent->quantity > TW_CEIL_QUANTITY ||
	    intent->price == 0 || intent->price > TW_CEIL_PRICE)
		return TW_REASON_FIELD;
	if (intent->quantity > limits->max_quantity)
		return TW_REASON_QUANTITY;
	if ((uint64_t)intent->price * intent->quantity > limits->max_notional)
		return TW_REASON_NOTIONAL;
	if (!collar_ok(intent, limits->collar))
		return TW_REASON_COLLAR;
	if (!position_ok(symbol, intent))
		return TW_REASON_POSITION;
	return open_ok(gate, symbol) ? TW_REASON_PASS : TW_REASON_OPEN;
}

/* What another part of the device says, the last to be asked. */
static enum tw_reason outside_reason(const struct tw_gate_now *now)
{
	if (!now->lent || !now->window_ok)
		return TW_REASON_WINDOW;
	if (!now->link_up)
		return TW_REASON_LINK;
	if (!now->sender_ready)
		return TW_REASON_BUSY;
	return now->log_ready ? TW_REASON_PASS : TW_REASON_JOURNAL;
}

/* The first that applies. To take risk away is always right: a CANCEL skips some. */
static enum tw_reason judge(const struct tw_gate *gate, const struct tw_intent *intent,
			    const struct tw_gate_now *now)
{
	bool risk = intent->kind != TW_KIND_CANCEL;
	enum tw_reason reason;

	if (now->killed)
		return TW_REASON_KILLED;
	if (!now->armed)
		return TW_REASON_DISARMED;
	if (!configured(gate, intent))
		return TW_REASON_CONFIG;
	if (intent->bad_frame)
		return TW_REASON_BAD_FRAME;
	reason = risk ? flags_reason(intent->flags) : TW_REASON_PASS;
	if (reason != TW_REASON_PASS)
		return reason;
	if ((uint32_t)now->cycle - intent->born > gate->totals.max_age)
		return TW_REASON_AGE;
	if (intent->kind == TW_KIND_HEARTBEAT)
		return TW_REASON_FIELD;
	reason = risk ? risk_reason(gate, intent) : TW_REASON_PASS;
	if (reason != TW_REASON_PASS)
		return reason;
	if (gate->rate_tokens == 0)
		return TW_REASON_RATE;
	if (gate->orders >= gate->totals.max_orders)
		return TW_REASON_COUNT;
	if (risk && gate->gross + (uint64_t)intent->price * intent->quantity >
			    gate->totals.max_gross)
		return TW_REASON_GROSS;
	if (risk && duplicate(gate, &gate->symbol[intent->symbol], intent, now->cycle))
		return TW_REASON_DUPLICATE;
	if (!token_ok(gate, intent))
		return TW_REASON_TOKEN;
	return outside_reason(now);
}

/* ---- an order that passed ---------------------------------------------------------------- */

static void take_order(struct tw_gate *gate, const struct tw_intent *intent,
		       uint64_t cycle)
{
	struct tw_gate_symbol *symbol = &gate->symbol[intent->symbol];
	struct tw_gate_order *order = &gate->order[gate->next_token & gate->open_mask];

	*order = (struct tw_gate_order){
		.live = true,
		.sell = intent->sell,
		.symbol = intent->symbol,
		.token = gate->next_token++,
		.quantity = intent->quantity,
	};
	*(intent->sell ? &symbol->open_sell : &symbol->open_buy) += intent->quantity;
	symbol->orders++;
	symbol->last_kind = intent->kind;
	symbol->last_sell = intent->sell;
	symbol->last_quantity = intent->quantity;
	symbol->last_price = intent->price;
	symbol->last_cycle = (uint32_t)cycle;
	gate->open++;
	tw_gate_settle(gate);
	gate->gross += (uint64_t)intent->price * intent->quantity;
}

enum tw_reason tw_gate_judge(struct tw_gate *gate, const struct tw_intent *intent,
			     const struct tw_gate_now *now, struct tw_trade_order *order)
{
	enum tw_reason reason;
	bool cancel = intent->kind == TW_KIND_CANCEL;

	tw_gate_fill(gate, now->cycle);
	reason = judge(gate, intent, now);
	gate->reason[reason]++;
	if (reason != TW_REASON_PASS)
		return reason;
	*order = (struct tw_trade_order){
		.kind = intent->kind,
		.sell = intent->sell,
		.tif = intent->tif,
		.symbol = intent->symbol,
		.quantity = intent->quantity,
		.price = intent->price,
		.token = cancel ? 0 : gate->next_token,
		.old_token = intent->kind == TW_KIND_ENTER ? 0 : intent->token,
		.born = intent->born,
	};
	spend(gate, now->cycle);
	gate->orders++;
	if (!cancel)
		take_order(gate, intent, now->cycle);
	return reason;
}

void tw_gate_exposure(const struct tw_gate *gate, uint32_t symbol,
		      struct tw_gate_exposure *exposure)
{
	const struct tw_gate_symbol *from = &gate->symbol[symbol];

	*exposure = (struct tw_gate_exposure){
		.position = (int32_t)from->position,
		.open_buy = from->open_buy,
		.open_sell = from->open_sell,
		.orders = from->orders,
	};
}

void tw_gate_counters(const struct tw_gate *gate, struct tw_gate_counters *counters)
{
	memcpy(counters->reason, gate->reason, sizeof(gate->reason));
	counters->gross = gate->gross;
	counters->orders = gate->orders;
	counters->open = gate->open;
	counters->next_token = gate->next_token;
}
