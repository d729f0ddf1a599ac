/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * orders: the order port of an exchange: SoupBinTCP and OUCH 5.0, one account, no socket.
 *
 * There is one session, of the exchange's name, with one account.  Its answers are kept and
 * numbered from 1 (the start of the day); a client that comes back gets them from the number
 * that it asks for, 0 being the last one, and is refused ('S') a number that lies beyond the
 * next.  A second login takes the session over: the first connection is closed.  What becomes
 * of orders stands in matching.h; the timestamp of an answer is that of the market's last
 * message, or of the one that caused it.
 */
#ifndef TW_EXCHANGE_ORDERS_H
#define TW_EXCHANGE_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matching.h"

struct exchange;

/*
 * What goes wrong.  Messages are O, U, X and M of the session, answers are without the start
 * of the day; both count from 1.  Each happens once; 0: never.
 */
struct exchange_order_faults {
	uint64_t delay_ns;	     /* each answer leaves so much later */
	uint64_t pause_at, pause_ns; /* that message was the last one read for so long */
	uint64_t
		reset_after; /* the connection is reset once that message had its effect */
	/*
	 * From that answer on nothing but heartbeats comes on this connection. (One answer
	 * alone cannot be lost: SoupBinTCP numbers by counting.)
	 */
	uint64_t lose_answer;
	uint64_t reject_order; /* that O is rejected */
};

struct exchange_order_config {
	const char *username, *password; /* NULL: any */
	struct exchange_order_faults faults;
	/* An answer was made.  A negative return ends the exchange with it. */
	int (*on_event)(void *ctx, const struct matching_event *event);
	void *ctx;
};

struct exchange_order_stats {
	struct matching_stats matching;
	uint64_t messages, answers;
	uint64_t connections, logins, rejected; /* rejected: logins */
	uint64_t taken_over, resets;
	uint64_t bad; /* connections that broke the protocol, or fell silent */
};

void exchange_order_stats(const struct exchange *exchange,
			  struct exchange_order_stats *stats);
/* Other faults from now on. */
void exchange_order_faults(struct exchange *exchange,
			   const struct exchange_order_faults *faults);
/*
 * The session ends (Z) and another one of that @name, 1 to 10 characters, begins: no orders,
 * no positions, numbers from 1.  0 or -ENOMEM.
 */
int exchange_order_session(struct exchange *exchange, const char *name, uint64_t now_ns);

/* ---- connections to the order port -------------------------------------------------------- */
struct exchange_order_client;

/* NULL without memory. */
struct exchange_order_client *exchange_order_connect(struct exchange *exchange,
						     uint64_t now_ns);
void exchange_order_disconnect(struct exchange_order_client *client);
void exchange_order_input(struct exchange_order_client *client, const void *bytes,
			  size_t length, uint64_t now_ns);
/* False: nothing is to be read of it now. */
bool exchange_order_reading(const struct exchange_order_client *client);
/* Bytes to be sent at *@bytes, how many is returned; valid until the next call. */
size_t exchange_order_output(const struct exchange_order_client *client,
			     const uint8_t **bytes);
void exchange_order_sent(struct exchange_order_client *client, size_t length,
			 uint64_t now_ns);
/* True when it is to be disconnected once its output is sent. */
bool exchange_order_closing(const struct exchange_order_client *client);
/* True when that is to be a reset, at once. */
bool exchange_order_resetting(const struct exchange_order_client *client);

#endif
