/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quotes: the CSV of touch changes (`--quotes`), one row per record.
 *
 *   feed_seq,exchange_ns,symbol,bid_price,bid_size,ask_price,ask_size,flags
 *   17,34200000000123,AAPL,320.1400,25,320.3000,100,
 *   18,34200000000456,AAPL,,0,320.3000,100,inexact|halted
 *
 * Prices have 4 decimals; no quote is an empty price and size 0.  Flags in the order stale,
 * inexact, halted, crossed, locked, lost, silent_a, silent_b, silent, ended, joined by '|'.
 * Lines end with '\n'.
 */
#ifndef TOUCHWIRE_QUOTES_H
#define TOUCHWIRE_QUOTES_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "touch.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_QUOTES_HEADER                                                                 \
	"feed_seq,exchange_ns,symbol,bid_price,bid_size,ask_price,ask_size,flags\n"
#define TW_QUOTES_ROW_MAX 192u

struct tw_quotes;

/* Create @path ("-": standard output) and write the header.  0 or -errno. */
int tw_quotes_open(struct tw_quotes **out, const char *path, struct tw_error *error);
/* Add a row; errors are kept and come out of tw_quotes_close(). */
void tw_quotes_write(struct tw_quotes *quotes, const char *symbol,
		     const struct tw_touch *touch);
/* Write what is buffered and close.  0 or -errno of the first failure. */
int tw_quotes_close(struct tw_quotes *quotes, struct tw_error *error);

/* One row into @out (TW_QUOTES_ROW_MAX bytes), '\n' included; returns its length. */
size_t tw_quotes_row(char *out, const char *symbol, const struct tw_touch *touch);
/* "320.1400" into @out (12 bytes), terminated; returns the length. */
size_t tw_price_text(char out[12], uint32_t price);
#define TW_FLAGS_TEXT_MAX 80u
/* "stale|halted" into @out (TW_FLAGS_TEXT_MAX bytes), terminated; returns the length. */
size_t tw_flags_text(char out[TW_FLAGS_TEXT_MAX], uint16_t flags);

#ifdef __cplusplus
}
#endif
#endif
