/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ledger: orders, positions and cash out of the OUCH messages of one account.
 *
 * It is told each order message that was sent and each answer that came, in that order, as bytes
 * of the wire, and keeps for every symbol the worst case that the risk gate keeps: an order
 * counts from the moment it is sent, a replacement beside the order it replaces until the
 * exchange has answered.  The gate and the ledger count by themselves; that they agree
 * is what the caller compares.
 *
 * An answer that cannot be (to no order, more shares than are open, other side or symbol) is
 * -EPROTO with a sentence, and changes nothing: a reason to kill.  All sums are checked for
 * overflow (-EOVERFLOW).  Sums that always hold, for orders and for shares:
 *
 *   orders = open + filled + cancelled + rejected + replaced
 *
 * where filled are those that ended by an execution; shares are each in one of the five.
 */
#ifndef TOUCHWIRE_LEDGER_H
#define TOUCHWIRE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "trade.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_LEDGER_SYMBOL 8u

/* A symbol's line. Cash falls by what was bought; prices are in 1/10000 $. */
struct tw_ledger_position {
	char symbol[TW_LEDGER_SYMBOL + 1]; /* without padding */
	int64_t position;
	uint64_t open_buy,
		open_sell; /* shares of orders that may still be filled, worst case */
	uint32_t open_orders;
	uint64_t bought, sold; /* shares */
	int64_t cash;	       /* 1/10000 $ */
};

struct tw_ledger_sums {
	uint64_t orders, open, filled, cancelled, rejected, replaced;
};

enum tw_ledger_state {
	TW_LEDGER_PENDING, /* sent, not answered */
	TW_LEDGER_LIVE,
	TW_LEDGER_FILLED, /* it ended: by an execution, ... */
	TW_LEDGER_CANCELLED,
	TW_LEDGER_REJECTED,
	TW_LEDGER_REPLACED
};

struct tw_ledger_order {
	uint32_t token, old_token; /* old_token: replaces that one, 0: none */
	bool sell;
	uint32_t price, quantity, open, executed;
	const struct tw_ledger_position *line;
	enum tw_ledger_state state;
};

/* An execution, in the order in which they came. */
struct tw_ledger_trade {
	uint64_t time_ns; /* since midnight, of the exchange */
	uint64_t match, price;
	uint32_t token, quantity;
	bool sell, broken;
	const struct tw_ledger_position *line;
};

struct tw_ledger;

/* An empty ledger; NULL: no memory. */
struct tw_ledger *tw_ledger_create(void);
void tw_ledger_destroy(struct tw_ledger *ledger);
/*
 * @on_answer is called by tw_ledger_answer() and tw_ledger_sent() with each row that the gate has to be told (table
 * ANSWER): what the exchange said, and what follows from it.  A replacement whose original is
 * gone before it was answered never lives, and the exchange does not say so: it is told as
 * rejected.
 */
void tw_ledger_on_answer(struct tw_ledger *ledger,
			 void (*on_answer)(void *ctx, const struct tw_row_answer *answer),
			 void *ctx);
/*
 * A message that was sent: enter, replace, cancel.  0; -EPROTO: cannot be (token used, no such
 * order, cut short); -EOVERFLOW; -ENOMEM.
 */
int tw_ledger_sent(struct tw_ledger *ledger, const void *message, size_t length,
		   struct tw_error *error);
/* An answer.  0; -EPROTO: cannot be; -EOVERFLOW; -ENOMEM. */
int tw_ledger_answer(struct tw_ledger *ledger, const void *message, size_t length,
		     struct tw_error *error);
/*
 * From now on an answer to a token above all that are known is that of an order which was
 * sent by a process that was killed before it could write that down: it is taken over
 * from what its acceptance says.  The answer to an account query tells the largest token that
 * was used, wanted before the next order.  A token told by tw_ledger_sent() ends all that.
 */
void tw_ledger_adopt(struct tw_ledger *ledger);
/* Orders taken over like that. */
uint64_t tw_ledger_adopted(const struct tw_ledger *ledger);

/* Lines by the order in which symbols came; NULL: no such one. */
size_t tw_ledger_lines(const struct tw_ledger *ledger);
const struct tw_ledger_position *tw_ledger_line(const struct tw_ledger *ledger, size_t n);
/* The line of a symbol as it stands in OUCH, padded with spaces; NULL: never traded. */
const struct tw_ledger_position *tw_ledger_find(const struct tw_ledger *ledger,
						const char symbol[TW_LEDGER_SYMBOL]);
/* An order by its token; false: there is none. */
bool tw_ledger_order(const struct tw_ledger *ledger, uint32_t token,
		     struct tw_ledger_order *order);
/* Orders by number from 0, by rising token; false: no such one. */
bool tw_ledger_nth(const struct tw_ledger *ledger, size_t n,
		   struct tw_ledger_order *order);
/* Trades by number from 0; NULL: no such one. */
const struct tw_ledger_trade *tw_ledger_trade(const struct tw_ledger *ledger, size_t n);
/* Largest token known to be used; 0: none. The next process begins above. */
uint32_t tw_ledger_last_token(const struct tw_ledger *ledger);
void tw_ledger_orders(const struct tw_ledger *ledger, struct tw_ledger_sums *sums);
void tw_ledger_shares(const struct tw_ledger *ledger, struct tw_ledger_sums *sums);
/* Recount everything order by order.  0, or -EPROTO: which sum does not hold. */
int tw_ledger_check(const struct tw_ledger *ledger, struct tw_error *error);

#ifdef __cplusplus
}
#endif
#endif
