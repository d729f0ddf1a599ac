/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exchange: a simulated exchange, without a socket: the peer of a feed handler and its recovery.
 *
 * A market, from a capture or generated, is published as MoldUDP64 on lines A and B, each with
 * losses, copies, disorder and delay of its own; a re-request server answers from what was
 * published; a GLIMPSE server hands out the book as of now, which an engine inside keeps; an
 * order port (orders.h) matches orders with what was published.
 * Time comes from the caller, in ns of any clock; packets go out by a callback; requests and
 * connections are calls.  The same configuration, calls and times give the same bytes.
 * sockets.h puts all of it on UDP and TCP.
 */
#ifndef TW_EXCHANGE_H
#define TW_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/error.h>
#include <touchwire/generate.h>

#include "market.h"
#include "orders.h"

#define EXCHANGE_LINES 2u

/* What happens to the packets of a line. */
struct exchange_faults {
	uint32_t loss_ppm; /* packets of a million that do not leave */
	uint32_t burst;	   /* mean length of a run of losses; 0 and 1: independent */
	uint32_t duplicate_ppm;
	uint32_t reorder_ppm; /* packets that 1 to 8 later ones overtake */
	uint64_t skew_ns;     /* delay of all */
};

struct exchange_config {
	char session[11];    /* "": the market's */
	uint64_t seed;	     /* of the faults */
	double speed;	     /* 1 as recorded, 10 ten times as fast, 0 as fast as asked */
	uint32_t batch;	     /* most packets a step publishes; 0: 64 */
	uint32_t packet_max; /* bytes of a MoldUDP64 packet; 0: 1472 */
	uint64_t start_at;   /* first message published; those before are in the book */
	uint64_t wait_ns;    /* heartbeats only, before the market opens */
	uint64_t heartbeat_ns; /* silence that a heartbeat ends; 0: a second */
	uint64_t linger_ns;    /* after the end: requests and snapshots go on */
	struct exchange_faults line[EXCHANGE_LINES];

	/* re-requests */
	uint64_t window;	/* messages that can be asked for again; 0: all */
	uint32_t request_limit; /* most messages of an answer; 0: as many as fit */
	uint32_t answer_loss_ppm;

	/* GLIMPSE */
	const char *username, *password; /* NULL: any */
	uint32_t cut_connections; /* so many first ones break off amid the snapshot */

	struct exchange_order_config orders;

	/* A packet leaves. 0, or -EAGAIN: it is offered again at the next step. */
	int (*on_packet)(void *ctx, unsigned line, const uint8_t *packet, size_t length);
	void *ctx;
};

struct exchange_line_stats {
	uint64_t sent; /* handed to on_packet, copies included */
	uint64_t lost, duplicated, reordered;
};

/* Each packet, heartbeat and end is on each line sent or lost, or waits. */
struct exchange_stats {
	uint64_t messages, packets, heartbeats, ends;
	struct exchange_line_stats line[EXCHANGE_LINES];
	uint64_t requests, answered, answered_messages;
	uint64_t requests_bad;	 /* not a request, or of another session */
	uint64_t requests_old;	 /* behind the window */
	uint64_t requests_early; /* not published yet, or of no message */
	uint64_t answers_lost;
	uint64_t connections, snapshots, snapshots_refused, connections_cut;
	uint64_t connections_bad; /* broke the protocol, or fell silent */
};

struct exchange;

/*
 * Open the exchange for @market, which is its own from then on, also on failure.
 * 0, -EINVAL (error says what), -ENOMEM or as tw_capture_next().
 */
int exchange_open(struct exchange **out, struct exchange_market *market,
		  const struct exchange_config *config, struct tw_error *error);
void exchange_close(struct exchange *exchange);

/*
 * Do what is due at @now_ns; the first call opens the doors.
 * 0, -ENOMEM, as tw_capture_next() when the market's file is damaged, or what on_event of
 * orders returned.
 */
int exchange_step(struct exchange *exchange, uint64_t now_ns, struct tw_error *error);
/* When exchange_step() has something to do again; 0: at once. */
uint64_t exchange_due(const struct exchange *exchange);
/* True when the session ended and the time after it is over. */
bool exchange_over(const struct exchange *exchange);

const char *exchange_session(const struct exchange *exchange);
/* Number of the message published next. */
uint64_t exchange_next(const struct exchange *exchange);
const struct exchange_stats *exchange_stats(const struct exchange *exchange);
/* The book of all that was published, for a test to compare with. */
const struct tw_engine *exchange_engine(const struct exchange *exchange);

/*
 * A request packet to the re-request server. Writes the answer to @answer of @room bytes and
 * returns its length, 0: there is none.
 */
size_t exchange_request(struct exchange *exchange, const void *request, size_t length,
			uint8_t *answer, size_t room);

/* ---- connections to the GLIMPSE server --------------------------------------------------- */
struct exchange_client;

/* NULL without memory. */
struct exchange_client *exchange_connect(struct exchange *exchange, uint64_t now_ns);
void exchange_disconnect(struct exchange_client *client);
void exchange_client_input(struct exchange_client *client, const void *bytes,
			   size_t length, uint64_t now_ns);
/* Bytes to be sent at *@bytes, how many is returned; valid until the next call. */
size_t exchange_client_output(const struct exchange_client *client,
			      const uint8_t **bytes);
void exchange_client_sent(struct exchange_client *client, size_t length, uint64_t now_ns);
/* True when it is to be disconnected once its output is sent. */
bool exchange_client_closing(const struct exchange_client *client);

#endif
