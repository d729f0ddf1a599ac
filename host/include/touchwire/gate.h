/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gate: the risk gate as rtl/trade has it: the same decisions, reasons, exposure, counts.
 *
 * Exposure is the worst case: an order counts with all its shares from the moment it passes
 * until the exchange has answered, a replacement beside the order it replaces. Nothing is
 * unlimited: a limit of 0 lets nothing pass, and ceilings (trade.h) bound every row.
 *
 * Nothing is allocated but by tw_gate_create().
 */
#ifndef TOUCHWIRE_GATE_H
#define TOUCHWIRE_GATE_H

#include "trade.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the gate sees of the rest of the device in the cycle of its decision. */
struct tw_gate_now {
	uint64_t cycle;
	bool killed, armed;
	bool lent, window_ok; /* the stream; the peer takes a frame's bytes */
	bool link_up, sender_ready, log_ready;
};

struct tw_gate;

/*
 * A gate for @symbols symbols and @open live orders (both powers of two), all limits 0.
 * NULL: no memory.
 */
struct tw_gate *tw_gate_create(uint32_t symbols, uint32_t open);
void tw_gate_destroy(struct tw_gate *gate);

/*
 * Judge an intent and count it. On TW_REASON_PASS, @order is what goes out, and it counts
 * from now on.
 */
enum tw_reason tw_gate_judge(struct tw_gate *gate, const struct tw_intent *intent,
			     const struct tw_gate_now *now, struct tw_trade_order *order);

/*
 * Commit a row of LIMITS, TOTALS, LEND (its token) or ANSWER; rows of other tables are none
 * of the gate's business and TW_RESULT_OK. Nothing changes unless it is that.
 */
enum tw_result tw_gate_commit(struct tw_gate *gate, enum tw_table table, uint32_t row,
			      const uint32_t words[TW_TABLE_WORDS],
			      const struct tw_gate_now *now);
/* All limits 0. Orders, positions and counts stay. */
void tw_gate_flush(struct tw_gate *gate);

struct tw_gate_exposure {
	int32_t position;
	uint32_t open_buy, open_sell; /* shares */
	uint32_t orders;	      /* live ones */
};
void tw_gate_exposure(const struct tw_gate *gate, uint32_t symbol,
		      struct tw_gate_exposure *exposure);

struct tw_gate_counters {
	uint64_t reason[TW_REASONS]; /* their sum: all intents */
	uint64_t gross;		     /* sum of notionals that passed */
	uint32_t orders;	     /* frames that passed */
	uint32_t open;		     /* live orders */
	uint32_t next_token;
};
void tw_gate_counters(const struct tw_gate *gate, struct tw_gate_counters *counters);

#ifdef __cplusplus
}
#endif

#endif
