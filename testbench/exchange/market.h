/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * market: what an exchange publishes, packet by packet, out of a capture or a seed.
 *
 * Only messages count: heartbeats and ends of the capture, its second copies and packets of
 * other sessions are left out, and numbers that it lacks are closed up.
 */
#ifndef TW_EXCHANGE_MARKET_H
#define TW_EXCHANGE_MARKET_H

#include <stdint.h>

#include <touchwire/error.h>
#include <touchwire/generate.h>
#include <touchwire/mold.h>

struct exchange_market;

struct exchange_packet {
	uint64_t time_ns; /* since 1970 */
	struct tw_mold_walk
		walk; /* at its first new message; valid until the next call */
};

/* Read the capture at @path. 0 or as tw_capture_open(). */
int exchange_market_open(struct exchange_market **out, const char *path,
			 struct tw_error *error);
/*
 * Make one with tw_generate(); paths, losses, skew and heartbeats of @config do not matter. It
 * lies in a file without a name in TMPDIR. 0 or as tw_generate().
 */
int exchange_market_generate(struct exchange_market **out,
			     const struct tw_generate_config *config,
			     struct tw_error *error);
void exchange_market_close(struct exchange_market *market);

/* The next packet with at least one new message. 1, 0 at the end, or as tw_capture_next(). */
int exchange_market_next(struct exchange_market *market, struct exchange_packet *packet,
			 struct tw_error *error);
/* The session of the packets so far; "" before the first. */
const char *exchange_market_session(const struct exchange_market *market);
/* Messages that the capture lacked so far. */
uint64_t exchange_market_missing(const struct exchange_market *market);

#endif
