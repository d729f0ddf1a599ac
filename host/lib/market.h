/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * market: the simulated exchange behind `generate`: symbols with walking prices, live orders,
 * a clock, and one function per message that keeps them in step.
 */
#ifndef TW_MARKET_H
#define TW_MARKET_H

#include <stdbool.h>
#include <stdint.h>

#include <touchwire/book.h>
#include <touchwire/generate.h>
#include <touchwire/itch.h>

#include "emit.h"
#include "random.h"

struct stock {
	char name[8];
	uint16_t locate;
	uint32_t tick;
	uint32_t mid;	/* where new orders gather; a multiple of tick */
	uint64_t *live; /* references of its live orders, in no order */
	uint32_t count, room;
	char state, halt; /* of H and h */
};

struct market {
	const struct tw_generate_config *config;
	struct tw_generate_stats *stats;
	struct emit *emit;
	struct random random;
	struct tw_book *book; /* mirror: prices, shares, best levels */
	struct stock *stocks;
	uint64_t clock_ns;
	uint64_t mean_gap_ns;
	uint32_t burst;	    /* messages left of a burst */
	uint64_t reference; /* last one given out, before it is spread */
	uint64_t match;
	uint64_t left; /* messages still to write */
	int error;     /* first failure: -ENOMEM, -EMSGSIZE */
};

int tw_market_init(struct market *market, const struct tw_generate_config *config,
		   struct tw_generate_stats *stats, struct emit *emit);
void tw_market_free(struct market *market);

/* True when no message may be written any more. */
static inline bool tw_market_over(const struct market *market)
{
	return market->left == 0 || market->error;
}

/* Move the clock to the next message: bursts and pauses around the mean rate. */
void tw_market_wait(struct market *market);
/* Move the clock as a burst does that fills the wire. */
void tw_market_rush(struct market *market);

/* Write a message as it is; counts it. */
void tw_market_send_bytes(struct market *market, const uint8_t *bytes, size_t length);
/* Encode and write; fills type's head from @stock (NULL: locate 0) and the clock. */
void tw_market_send(struct market *market, struct tw_itch *message,
		    const struct stock *stock);

/* S, R and H for all, and one message of each type that has no book effect. */
void tw_market_open(struct market *market);
/* One message of a type that is seen now and then. */
void tw_market_rare(struct market *market);
/* One system event. */
void tw_market_system(struct market *market, char code);

/* ---- changes of the book ------------------------------------------------------------------ */
/* A reference never given out before; one stock's share their two low bits. */
uint64_t tw_market_reference(struct market *market, const struct stock *stock);
/* Add to stock->live. */
void tw_market_keep(struct market *market, struct stock *stock, uint64_t reference);
void tw_market_add(struct market *market, struct stock *stock, unsigned side,
		   uint32_t price, uint32_t shares);
/* These take position @at of stock->live. */
void tw_market_delete(struct market *market, struct stock *stock, uint32_t at);
void tw_market_execute(struct market *market, struct stock *stock, uint32_t at,
		       uint32_t shares);
void tw_market_cancel(struct market *market, struct stock *stock, uint32_t at,
		      uint32_t shares);
void tw_market_replace(struct market *market, struct stock *stock, uint32_t at,
		       uint32_t price, uint32_t shares);
uint64_t tw_market_live(const struct market *market);

/* A price near the stock's mid for a side, now and then far off or a stub. */
uint32_t tw_market_price(struct market *market, struct stock *stock, unsigned side);
/* A usual number of shares. */
uint32_t tw_market_shares(struct market *market);
struct stock *tw_market_pick(struct market *market);
/* A stock with live orders, or NULL. */
struct stock *tw_market_pick_live(struct market *market);

/* ---- profiles.c, wild.c -------------------------------------------------------------------- */
/* Write messages until the market is over. */
void tw_profile_run(struct market *market);
void tw_wild_run(struct market *market);

#endif
