/* SPDX-License-Identifier: BSD-3-Clause */
/* gate_private: what the judge (gate.c) and the rows and answers (gate_rows.c) share. */
#ifndef TOUCHWIRE_GATE_PRIVATE_H
#define TOUCHWIRE_GATE_PRIVATE_H

#include <touchwire/gate.h>

struct tw_limits {
	bool enable;
	uint32_t max_quantity, collar, max_long, max_short, max_open;
	uint64_t max_notional;
};

struct tw_totals {
	uint32_t max_open, max_orders, rate_cycles, burst, max_age, duplicate_cycles;
	uint64_t max_gross;
};

struct tw_gate_symbol {
	struct tw_limits limits;
	int64_t position;
	uint32_t open_buy, open_sell, orders;
	/* The last order that passed; kind HEARTBEAT: none yet. */
	enum tw_kind last_kind;
	bool last_sell;
	uint32_t last_quantity, last_price, last_cycle;
};

struct tw_gate_order {
	bool live, sell;
	uint16_t symbol;
	uint32_t token, quantity;
};

struct tw_gate {
	struct tw_totals totals;
	struct tw_gate_order order[TW_CEIL_OPEN]; /* by the token's low bits */
	uint32_t open_mask, open;
	uint32_t next_token;
	uint32_t orders;
	uint64_t gross;
	uint32_t rate_tokens;
	uint64_t
		rate_next; /* cycle from which the next token counts, when one is missing */
	uint64_t reason[TW_REASONS];
	uint32_t symbols;
	struct tw_gate_symbol symbol[];
};

/* Give the bucket what it has gained until @cycle. */
void tw_gate_fill(struct tw_gate *gate, uint64_t cycle);
/* Numbers whose place a live order has are left out: one that rests must not stop others. */
void tw_gate_settle(struct tw_gate *gate);
/* The live order of @token, or NULL. */
const struct tw_gate_order *tw_gate_find(const struct tw_gate *gate, uint32_t token);

#endif
