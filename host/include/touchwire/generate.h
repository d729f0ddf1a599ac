/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * generate: a market session out of a seed, as captures of feeds A and B.
 *
 * The same configuration gives the same bytes, on every machine.  The session starts with S
 * events and an R and H per symbol; nothing of it is real data.
 */
#ifndef TOUCHWIRE_GENERATE_H
#define TOUCHWIRE_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tw_profile {
	TW_PROFILE_MIXED,    /* a day's mix: all 23 types, prices walk, bursts */
	TW_PROFILE_DELETES,  /* fill the book, then runs of nothing but deletes */
	TW_PROFILE_REPLACES, /* nothing but replaces over a resting book */
	TW_PROFILE_ADDS,   /* nothing but adds, then a new round when the book is full */
	TW_PROFILE_CRASH,  /* sweeps that empty a side level by level, then a refill */
	TW_PROFILE_WILD,   /* any price, unknown and doubled references, bad messages */
	TW_PROFILE_SPARSE, /* long silences, heartbeats, few orders per symbol */
	TW_PROFILES
};

/* "mixed" ... "sparse"; NULL past the end. */
const char *tw_profile_name(unsigned profile);
/* 0..TW_PROFILES-1 or -EINVAL. */
int tw_profile_parse(const char *name);

struct tw_generate_stats {
	uint64_t messages;	    /* sequence numbers used */
	uint64_t packets;	    /* heartbeats included */
	uint64_t frames[2];	    /* written per feed */
	uint64_t dropped[2];	    /* packets left out per feed */
	uint64_t first_ns, last_ns; /* of the exchange's clock */
	uint64_t orders_max;	    /* most live at once */
	uint64_t types[24];	    /* per type as TW_ITCH_TYPES, last: unknown type */
};

struct tw_generate_config {
	enum tw_profile profile;
	uint64_t seed;
	uint64_t messages; /* to write, 1 at least; default 100,000 */
	uint32_t symbols;  /* 1..65535; default 20 */
	const char *const
		*names;	   /* NULL: a built-in list of tickers, then made-up ones */
	uint32_t orders;   /* most live orders; default 40,000 */
	uint64_t date_ns;  /* midnight, ns since 1970 */
	uint64_t start_ns; /* since midnight; default 09:30 */
	uint64_t rate; /* mean messages per second of exchange time; default 200,000 */
	uint32_t mtu;  /* IP bytes per packet, 128..9000; default 1500 */
	uint32_t packet_messages; /* most messages per packet; 0: as many as fit */
	uint32_t loss_ppm[2];	  /* packets lost, per feed and million */
	uint32_t both_loss_ppm;	  /* packets lost on both feeds */
	uint32_t
		skew_ns; /* most that a feed delays a packet, each its own way; default 500 */
	uint64_t heartbeat_ns; /* silence that ends in a heartbeat; 0: none */
	bool end_of_session;   /* close with an end-of-session packet; default true */
	char session[11];      /* default "TOUCHWIRE1" */
	struct tw_net_route route;
	const char *path[2]; /* A; B or NULL */
	/* Called now and then and at the end, @done of @total messages; NULL: never. */
	void (*on_progress)(void *ctx, uint64_t done, uint64_t total);
	void *ctx;
};

void tw_generate_defaults(struct tw_generate_config *config);
/* Write the session.  0, -EINVAL (error says which field), or -errno of a file. */
int tw_generate(const struct tw_generate_config *config, struct tw_generate_stats *stats,
		struct tw_error *error);

#ifdef __cplusplus
}
#endif
#endif
