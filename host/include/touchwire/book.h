/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * book: the C book, orders and exact price levels of many symbols.
 *
 * Orders live in one hash table over the full 64-bit reference; each symbol side keeps its
 * occupied levels in order, in chunks, best at the end.  Any price 1..2,000,000,000; sums are
 * exact 64-bit.  Best bid and offer cost O(1), a change O(log levels) plus a short move.
 * The book knows nothing of the feed, of trading states or of staleness: see engine.h.
 */
#ifndef TOUCHWIRE_BOOK_H
#define TOUCHWIRE_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "counters.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_BUY 0u
#define TW_SELL 1u

struct tw_book;

struct tw_order {
	uint64_t reference;
	uint32_t price, shares;
	uint16_t symbol;
	uint8_t side; /* TW_BUY TW_SELL */
	uint8_t live;
};

struct tw_level {
	uint64_t shares; /* exact sum */
	uint32_t price;	 /* 0: no level */
	uint32_t orders;
};

/*
 * A book of @symbols (1..65535) symbols that takes at most @orders live orders, 0: as many
 * as memory holds.  NULL with errno ENOMEM or EINVAL.
 */
struct tw_book *tw_book_create(uint32_t symbols, uint64_t orders);
void tw_book_destroy(struct tw_book *book);
/* Remove all orders and levels. */
void tw_book_clear(struct tw_book *book);

/*
 * The four changes.  @symbol is below the capacity given.  Return TW_BOOK_APPLIED or why not:
 * add:     BAD_FIELD (@side neither, price 0 or above 2,000,000,000, shares 0),
 *          DUPLICATE_REF, ORDERS_FULL (also when memory ends)
 * reduce:  UNKNOWN_REF, WRONG_SYMBOL, OVER_REDUCE (the order is removed)
 * remove:  UNKNOWN_REF, WRONG_SYMBOL
 * replace: UNKNOWN_REF, WRONG_SYMBOL, BAD_FIELD, DUPLICATE_REF; side is the old one's
 * Only APPLIED and OVER_REDUCE change the book.
 */
enum tw_cause_book tw_book_add(struct tw_book *book, uint16_t symbol, uint64_t reference,
			       unsigned side, uint32_t price, uint32_t shares);
enum tw_cause_book tw_book_reduce(struct tw_book *book, uint16_t symbol,
				  uint64_t reference, uint32_t shares);
enum tw_cause_book tw_book_remove(struct tw_book *book, uint16_t symbol,
				  uint64_t reference);
enum tw_cause_book tw_book_replace(struct tw_book *book, uint16_t symbol,
				   uint64_t reference, uint64_t new_reference,
				   uint32_t price, uint32_t shares);

/* Best level of a side; all zero when the side is empty. */
struct tw_level tw_book_best(const struct tw_book *book, uint16_t symbol, unsigned side);
/* Up to @n levels of a side, best first, into @out; returns how many. */
unsigned tw_book_depth(const struct tw_book *book, uint16_t symbol, unsigned side,
		       struct tw_level *out, unsigned n);
/* The live order @reference, or NULL; valid until the next change. */
const struct tw_order *tw_book_order(const struct tw_book *book, uint64_t reference);
/* Copy up to @n live orders to @out, in no order; returns how many. */
uint64_t tw_book_list(const struct tw_book *book, struct tw_order *out, uint64_t n);
/* Live orders and occupied levels of all symbols. */
uint64_t tw_book_orders(const struct tw_book *book);
uint64_t tw_book_levels(const struct tw_book *book);

#ifdef __cplusplus
}
#endif
#endif
