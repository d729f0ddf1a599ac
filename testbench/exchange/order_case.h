/* SPDX-License-Identifier: BSD-3-Clause */
/* order_case: the order port in virtual time and clients of it, without a socket, for tests. */
#ifndef TW_ORDER_CASE_H
#define TW_ORDER_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <touchwire/ouch.h>
#include <touchwire/soup.h>

#include "exchange.h"

#define MS 1000000u
#define SECOND 1000000000u
#define NOON 34200000000000u /* message n of the market happens n ns later */

struct order_case {
	struct exchange *exchange;
	struct exchange_config config;
	uint64_t now;
	uint64_t feed; /* hash of all packets */
	uint64_t events;
	int refuse;   /* what on_event returns */
	size_t piece; /* most bytes handed over at a time */
};

extern struct order_case port;

/* A client and the wire to it. */
struct trader {
	struct tw_soup_client *soup;
	struct exchange_order_client *wire;
	char said[2048];  /* answers since trader_expect(), a word each */
	uint64_t next;	  /* number of the answer due */
	uint64_t time_ns; /* of the last one */
	uint64_t came_ns; /* when it came */
	uint64_t hash;	  /* of all bytes of answers */
	bool closed;
};

/* A market of a few messages, AAPL's: 4 packets of 4 each, at 0, 1, 2 and 3 ms. */
struct exchange_market *order_case_market(void);

/* Open the doors; the first packet goes out. */
void port_begin(const struct exchange_order_faults *faults);
/* The same market again, with the configuration as it stands; nothing went out yet. */
void port_reopen(void);
/* Time passes as fast as something happens. */
void port_wait_until(uint64_t then);
/* Market packet @n, the first being 0, is out. */
void port_market_at(unsigned n);
/* To the end of all; @t, if there is one, listens. */
void port_go_to_the_end(struct trader *t);
struct exchange_order_stats port_stats(void);
void port_end(void);

void trader_log_in_as(struct trader *trader, uint64_t sequence, const char *username,
		      const char *password);
/* As the user that there is; it is let in. */
void trader_log_in(struct trader *trader, uint64_t sequence);
/* Hand over bytes both ways, in pieces, until nobody has any. */
void trader_talk(struct trader *trader);
/* What it heard since: "A1:100@50 E1:60@49R C1:40I J2:#19 SS". */
void trader_expect(struct trader *trader, const char *words);
void trader_send(struct trader *trader, const struct tw_ouch *message);
/* Send plain_order(). */
void trader_enter(struct trader *trader, uint32_t token, char side, uint32_t quantity,
		  uint64_t price);
void trader_leave(struct trader *trader);

/* Append to @said the answer as a word: "A1:100@50", "E1:60@49R", "C1:40I", "J1:#19", "U2:100@51", "M1:T50", "SS". */
void answer_words(char *said, size_t size, const struct tw_ouch *answer);
/* A day's limit order for AAPL. */
struct tw_ouch plain_order(uint32_t token, char side, uint32_t quantity, uint64_t price);

#endif
