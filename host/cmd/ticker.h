/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ticker: what the program knows of every symbol: name, latest touch, changes; and where each
 * touch record goes: quotes file, latency histogram, lines on stdout.
 */
#ifndef TW_TICKER_H
#define TW_TICKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/error.h>
#include <touchwire/hist.h>
#include <touchwire/quotes.h>
#include <touchwire/touch.h>

struct ticker_symbol {
	char name[12];	  /* "" until known */
	bool renewed;	  /* a new day began: the name may be another one */
	uint64_t changes; /* records */
	struct tw_touch last;
};

struct ticker {
	struct ticker_symbol *symbols;
	uint32_t count, room; /* indices 0..count-1 were seen or named */
	uint64_t records;
	uint64_t lost;		/* records with TW_FLAG_LOST */
	uint32_t clock_khz;	/* of the device; 0: records carry no latency */
	struct tw_hist *cycles; /* publish_delta of each record; NULL: none */
	struct tw_quotes *quotes;
	bool stream; /* each record is a row on stdout */
	/* The name of a symbol nobody named yet; writes 9 bytes at most. */
	void (*name)(void *ctx, uint32_t index, char name[9]);
	void *ctx;
};

/* 0 or -ENOMEM. clock_khz 0: no latency. */
int ticker_open(struct ticker *ticker, uint32_t clock_khz);
/* Start the quotes file at path ("-": stdout). 0 or -errno. */
int ticker_quotes(struct ticker *ticker, const char *path, struct tw_error *error);
/* Fix the name of an index. */
void ticker_name(struct ticker *ticker, uint32_t index, const char *name);
/* Take a record. */
void ticker_touch(struct ticker *ticker, const struct tw_touch *touch);
/* Name of a symbol, "?" when unknown. */
const char *ticker_name_of(struct ticker *ticker, uint32_t index);
/* End the quotes file. 0 or -errno. */
int ticker_close_quotes(struct ticker *ticker, struct tw_error *error);
/* Write the latencies as .hgrm in nanoseconds. 0 or -errno. */
int ticker_latency(const struct ticker *ticker, const char *path, struct tw_error *error);
void ticker_close(struct ticker *ticker);

#endif
