/* SPDX-License-Identifier: BSD-3-Clause */
/* book: orders and exact price levels of many symbols. */
#include <errno.h>
#include <stdlib.h>

#include <touchwire/book.h>
#include <touchwire/itch.h>

#include "levels.h"
#include "orders.h"

struct tw_book {
	struct orders orders;
	struct levels (*sides)[2];
	uint32_t symbols;
	uint64_t orders_max;
};

struct tw_book *tw_book_create(uint32_t symbols, uint64_t orders)
{
	struct tw_book *book;

	if (symbols == 0 || symbols > 0xffff) {
		errno = EINVAL;
		return NULL;
	}
	book = calloc(1, sizeof(*book));
	if (!book)
		return NULL;
	book->sides = calloc(symbols, sizeof(*book->sides));
	if (!book->sides || tw_orders_init(&book->orders) < 0) {
		free(book->sides);
		free(book);
		errno = ENOMEM;
		return NULL;
	}
	book->symbols = symbols;
	book->orders_max = orders ? orders : UINT64_MAX;
	return book;
}

void tw_book_destroy(struct tw_book *book)
{
	if (!book)
		return;
	for (uint32_t i = 0; i < book->symbols; i++) {
		tw_levels_free(&book->sides[i][0]);
		tw_levels_free(&book->sides[i][1]);
	}
	tw_orders_free(&book->orders);
	free(book->sides);
	free(book);
}

void tw_book_clear(struct tw_book *book)
{
	for (uint32_t i = 0; i < book->symbols; i++) {
		tw_levels_clear(&book->sides[i][0]);
		tw_levels_clear(&book->sides[i][1]);
	}
	tw_orders_clear(&book->orders);
}

static uint32_t rank_of(unsigned side, uint32_t price)
{
	return side == TW_BUY ? price : ~price;
}

static int good_numbers(uint32_t price, uint32_t shares)
{
	return price != 0 && price <= TW_ITCH_PRICE_MAX && shares != 0;
}

static int level_add(struct tw_book *book, uint16_t symbol, unsigned side, uint32_t price,
		     uint32_t shares)
{
	return tw_levels_add(&book->sides[symbol][side], rank_of(side, price), shares);
}

static void level_sub(struct tw_book *book, const struct tw_order *order, uint32_t shares,
		      int gone)
{
	tw_levels_sub(&book->sides[order->symbol][order->side],
		      rank_of(order->side, order->price), shares, gone);
}

enum tw_cause_book tw_book_add(struct tw_book *book, uint16_t symbol, uint64_t reference,
			       unsigned side, uint32_t price, uint32_t shares)
{
	struct tw_order *order;

	if (side > TW_SELL || !good_numbers(price, shares))
		return TW_BOOK_BAD_FIELD;
	if (tw_orders_find(&book->orders, reference))
		return TW_BOOK_DUPLICATE_REF;
	if (book->orders.live >= book->orders_max)
		return TW_BOOK_ORDERS_FULL;
	order = tw_orders_insert(&book->orders, reference);
	if (!order)
		return TW_BOOK_ORDERS_FULL;
	if (level_add(book, symbol, side, price, shares) < 0) {
		tw_orders_erase(&book->orders, order);
		return TW_BOOK_ORDERS_FULL;
	}
	order->price = price;
	order->shares = shares;
	order->symbol = symbol;
	order->side = (uint8_t)side;
	return TW_BOOK_APPLIED;
}

static void drop(struct tw_book *book, struct tw_order *order)
{
	level_sub(book, order, order->shares, 1);
	tw_orders_erase(&book->orders, order);
}

enum tw_cause_book tw_book_reduce(struct tw_book *book, uint16_t symbol,
				  uint64_t reference, uint32_t shares)
{
	struct tw_order *order = tw_orders_find(&book->orders, reference);
	enum tw_cause_book cause;

	if (!order)
		return TW_BOOK_UNKNOWN_REF;
	if (order->symbol != symbol)
		return TW_BOOK_WRONG_SYMBOL;
	if (shares < order->shares) {
		level_sub(book, order, shares, 0);
		order->shares -= shares;
		return TW_BOOK_APPLIED;
	}
	cause = shares > order->shares ? TW_BOOK_OVER_REDUCE : TW_BOOK_APPLIED;
	drop(book, order);
	return cause;
}

enum tw_cause_book tw_book_remove(struct tw_book *book, uint16_t symbol,
				  uint64_t reference)
{
	struct tw_order *order = tw_orders_find(&book->orders, reference);

	if (!order)
		return TW_BOOK_UNKNOWN_REF;
	if (order->symbol != symbol)
		return TW_BOOK_WRONG_SYMBOL;
	drop(book, order);
	return TW_BOOK_APPLIED;
}

enum tw_cause_book tw_book_replace(struct tw_book *book, uint16_t symbol,
				   uint64_t reference, uint64_t new_reference,
				   uint32_t price, uint32_t shares)
{
	struct tw_order *order = tw_orders_find(&book->orders, reference);
	unsigned side;

	if (!order)
		return TW_BOOK_UNKNOWN_REF;
	if (order->symbol != symbol)
		return TW_BOOK_WRONG_SYMBOL;
	if (!good_numbers(price, shares))
		return TW_BOOK_BAD_FIELD;
	/* The add judges the new reference when the old order is gone, as the device does. */
	side = order->side;
	drop(book, order);
	return tw_book_add(book, symbol, new_reference, side, price, shares);
}

static struct tw_level outward(const struct level *level, unsigned side)
{
	struct tw_level out = { 0 };

	if (level) {
		out.shares = level->shares;
		out.orders = level->orders;
		out.price = rank_of(side, level->rank);
	}
	return out;
}

struct tw_level tw_book_best(const struct tw_book *book, uint16_t symbol, unsigned side)
{
	return outward(tw_levels_best(&book->sides[symbol][side]), side);
}

unsigned tw_book_depth(const struct tw_book *book, uint16_t symbol, unsigned side,
		       struct tw_level *out, unsigned n)
{
	const struct levels *levels = &book->sides[symbol][side];
	unsigned got;

	for (got = 0; got < n; got++) {
		const struct level *level = tw_levels_nth(levels, got);

		if (!level)
			break;
		out[got] = outward(level, side);
	}
	return got;
}

const struct tw_order *tw_book_order(const struct tw_book *book, uint64_t reference)
{
	return tw_orders_find(&book->orders, reference);
}

uint64_t tw_book_list(const struct tw_book *book, struct tw_order *out, uint64_t n)
{
	uint64_t got = 0;

	for (uint64_t i = 0; i <= book->orders.mask && got < n; i++)
		if (book->orders.slots[i].live)
			out[got++] = book->orders.slots[i];
	return got;
}

uint64_t tw_book_orders(const struct tw_book *book)
{
	return book->orders.live;
}

uint64_t tw_book_levels(const struct tw_book *book)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < book->symbols; i++)
		sum += book->sides[i][0].count + book->sides[i][1].count;
	return sum;
}
