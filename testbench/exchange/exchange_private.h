/* SPDX-License-Identifier: BSD-3-Clause */
/* exchange_private: what the parts of the exchange share. */
#ifndef TW_EXCHANGE_PRIVATE_H
#define TW_EXCHANGE_PRIVATE_H

#include <touchwire/engine.h>
#include <touchwire/glimpse.h>

#include "exchange.h"
#include "line.h"
#include "store.h"

#define PACKET_ROOM 9000u

/* A snapshot that connections read from. */
struct served {
	struct served *next;
	struct tw_snapshot *snapshot;
	uint64_t sequence;
	unsigned readers;
};

struct exchange_orders {
	struct exchange_order_config config;
	char session[TW_SOUP_SESSION + 1];
	struct matching matching;
	struct store answers; /* when one may leave, 8 bytes, then the message */
	struct exchange_order_client *clients;
	uint64_t messages, entered; /* of the session */
	uint64_t answered, connections, logins, rejected, taken_over, resets, bad;
	bool ended;
	uint64_t ended_ns;
	int failure;
};

struct exchange {
	struct exchange_config config;
	struct exchange_stats stats;
	struct exchange_market *market;
	char padded[TW_MOLD_SESSION];	   /* the session on the wire */
	char session[TW_MOLD_SESSION + 1]; /* without padding */
	struct tw_engine *engine;
	bool unfaithful; /* the engine does not hold all orders: no snapshot is true */
	struct store store;
	struct line lines[EXCHANGE_LINES];
	struct dice dice; /* of answers */

	struct exchange_packet packet; /* the next one of the market */
	bool have;		       /* there is one */
	bool opened, ended, over;
	uint64_t first_ns;  /* of the market's clock */
	uint64_t origin_ns; /* the same moment of the caller's */
	uint64_t spoke_ns;  /* last packet of any kind */
	uint64_t ended_ns;
	uint64_t now_ns;    /* the caller's clock, as told last */
	uint64_t market_ns; /* since midnight, of the market's last message */

	struct exchange_orders orders;
	struct exchange_client *clients;
	struct served *served;
	uint8_t bytes[PACKET_ROOM];
};

/* clients.c */
void exchange_clients_advance(struct exchange *exchange, uint64_t now_ns);
uint64_t exchange_clients_due(const struct exchange *exchange);
void exchange_clients_free(struct exchange *exchange);

/* orders.c */
void exchange_orders_init(struct exchange *exchange);
/* The session has a name. 0 or -ENOMEM. */
int exchange_orders_open(struct exchange *exchange);
void exchange_orders_free(struct exchange *exchange);
/* The engine's on_touch. */
void exchange_orders_touch(void *exchange, const struct tw_touch *touch);
/* 0, -ENOMEM, or what on_event returned. */
int exchange_orders_advance(struct exchange *exchange, uint64_t now_ns);
uint64_t exchange_orders_due(const struct exchange *exchange);
/* The day is over: cancel what rests, tell all who are there. */
void exchange_orders_end(struct exchange *exchange, uint64_t now_ns);
/* After it: everybody heard of it, or had time to. */
bool exchange_orders_over(const struct exchange *exchange);

#endif
