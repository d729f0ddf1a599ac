/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * matching: orders of one account against the touches that the market shows.
 *
 * The market is the touch of each symbol as it was published last, no deeper.  Our orders do not
 * change it: instead each side of a touch can be taken once, until its price or its size is
 * another one.  An order that comes takes what the other side shows at its price or better, at
 * the touch's price; what is left rests or, immediate or cancel, is cancelled.  A resting order
 * is filled at its own price when the other side's touch reaches or crosses that: the best price
 * first, the older one among equals.  Our orders never meet each other.
 *
 * No clock: the caller says what time it is.
 */
#ifndef TW_EXCHANGE_MATCHING_H
#define TW_EXCHANGE_MATCHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/ouch.h>
#include <touchwire/touch.h>

/* An answer and what it does not say itself. */
struct matching_event {
	const struct tw_ouch *answer;
	char side;
	char symbol[TW_OUCH_SYMBOL]; /* as the order has it */
	uint32_t quantity;	     /* of the answer; a rejected order's own */
	uint64_t price;
	int64_t position; /* of the symbol, after it */
};

struct matching_stats {
	uint64_t orders;  /* entered: accepted or rejected */
	uint64_t ignored; /* messages without effect: an old UserRefNum, a dead order */
	uint64_t accepted, rejected, replaced, executed, canceled, modified;
};

#define MATCHING_BUCKETS 1024u

struct matching_order;

/* One side of a touch. */
struct matching_side {
	uint32_t price, size, taken;
};

struct matching_symbol {
	struct matching_side bid, ask;
	struct matching_order *orders; /* that rest, oldest last */
	int64_t position;
	bool trading;
};

struct matching {
	struct matching_symbol *symbols; /* by the engine's index */
	uint32_t room;
	struct matching_order *buckets[MATCHING_BUCKETS];
	uint32_t last_token; /* the highest UserRefNum seen */
	uint64_t last_reference, last_match;
	uint64_t now; /* ns since midnight */
	struct matching_stats stats;
	void (*on_event)(void *ctx, const struct matching_event *event);
	void *ctx;
};

void matching_init(struct matching *matching,
		   void (*on_event)(void *ctx, const struct matching_event *event),
		   void *ctx);
void matching_free(struct matching *matching);
/* A new day: no orders, no positions, UserRefNum from 1; the touches stay. */
void matching_clear(struct matching *matching);

/* The market shows another touch at @time_ns since midnight.  0 or -ENOMEM. */
int matching_touch(struct matching *matching, const struct tw_touch *touch,
		   uint64_t time_ns);
/*
 * A message of the client; @symbol is what the engine calls the one it names (O only),
 * negative: unknown.  A @reject other than 0 is the answer to an O whose fields are fine.
 * 0, or -ENOMEM with nothing done.
 */
int matching_message(struct matching *matching, const struct tw_ouch *message, int symbol,
		     uint16_t reject, uint64_t time_ns);
/* The market closes: cancel what rests. */
void matching_close(struct matching *matching, uint64_t time_ns);

#endif
