/* SPDX-License-Identifier: BSD-3-Clause */
/* profiles: what the traders of the simulated exchange do. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "market.h"

static void add_one(struct market *market, struct stock *stock)
{
	unsigned side = random_below(&market->random, 2);
	uint32_t price = tw_market_price(market, stock, side);

	tw_market_add(market, stock, side, price, tw_market_shares(market));
}

static void delete_one(struct market *market)
{
	struct stock *stock = tw_market_pick_live(market);

	if (stock)
		tw_market_delete(market, stock,
				 random_below(&market->random, stock->count));
}

/* The order that would trade next, or one like it: the best of a few tries. */
static uint32_t near_touch(struct market *market, const struct stock *stock)
{
	uint16_t index = (uint16_t)(stock - market->stocks);
	unsigned side = random_below(&market->random, 2);
	uint32_t best = tw_book_best(market->book, index, side).price;
	uint32_t at = random_below(&market->random, stock->count);

	for (uint32_t i = 0; best && i < stock->count; i++) {
		uint32_t look = (at + i) % stock->count;
		const struct tw_order *order =
			tw_book_order(market->book, stock->live[look]);

		if (order->side == side && order->price == best)
			return look;
	}
	return at;
}

static void replace_one(struct market *market, struct stock *stock)
{
	uint32_t at = random_below(&market->random, stock->count);
	const struct tw_order *order = tw_book_order(market->book, stock->live[at]);
	uint32_t price = order->price;

	/* A third keeps its price and changes the shares. */
	if (!random_one_in(&market->random, 3))
		price = tw_market_price(market, stock, order->side);
	tw_market_replace(market, stock, at, price, tw_market_shares(market));
}

static void mixed_one(struct market *market)
{
	uint32_t dice = random_below(&market->random, 1000);
	struct stock *stock = tw_market_pick_live(market);
	uint64_t live = tw_market_live(market);

	if (!stock || (live < market->config->symbols * 8u && dice >= 455 && dice < 880))
		dice = 0;
	if (live >= market->config->orders && dice < 455)
		dice = 500;
	if (dice < 455)
		add_one(market, tw_market_pick(market));
	else if (dice < 880)
		delete_one(market);
	else if (dice < 960)
		replace_one(market, stock);
	else if (dice < 985)
		tw_market_execute(market, stock, near_touch(market, stock),
				  tw_market_shares(market));
	else if (dice < 993)
		tw_market_cancel(market, stock,
				 random_below(&market->random, stock->count),
				 random_range(&market->random, 0, 200));
	else
		tw_market_rare(market);
}

static void run_mixed(struct market *market)
{
	while (!tw_market_over(market)) {
		tw_market_wait(market);
		mixed_one(market);
	}
}

static void run_sparse(struct market *market)
{
	while (!tw_market_over(market)) {
		struct stock *stock = tw_market_pick(market);

		tw_market_wait(market);
		if (random_one_in(&market->random, 50))
			tw_market_rare(market);
		else if (stock->count < random_below(&market->random, 6) &&
			 tw_market_live(market) < market->config->orders)
			add_one(market, stock);
		else if (stock->count)
			tw_market_delete(market, stock,
					 random_below(&market->random, stock->count));
	}
}

/* Add until @target orders are live. */
static void fill(struct market *market, uint64_t target, bool rush)
{
	if (target > market->config->orders)
		target = market->config->orders;
	while (!tw_market_over(market) && tw_market_live(market) < target) {
		if (rush)
			tw_market_rush(market);
		else
			tw_market_wait(market);
		add_one(market, tw_market_pick(market));
	}
}

static void empty_out(struct market *market, uint64_t target)
{
	while (!tw_market_over(market) && tw_market_live(market) > target) {
		tw_market_rush(market);
		delete_one(market);
	}
}

static uint64_t share_of_messages(const struct market *market, uint64_t part)
{
	uint64_t n = market->config->messages / part;

	return n ? n : 1;
}

static void run_deletes(struct market *market)
{
	while (!tw_market_over(market)) {
		fill(market, share_of_messages(market, 4), false);
		empty_out(market, 0);
	}
}

static void run_adds(struct market *market)
{
	while (!tw_market_over(market)) {
		fill(market, market->config->orders, true);
		empty_out(market, market->config->orders / 2);
	}
}

static void run_replaces(struct market *market)
{
	fill(market, share_of_messages(market, 8), false);
	while (!tw_market_over(market)) {
		struct stock *stock = tw_market_pick_live(market);

		if (!stock)
			return;
		tw_market_rush(market);
		replace_one(market, stock);
	}
}

/* ---- crash -------------------------------------------------------------------------------- */
struct target {
	uint32_t price;
	uint64_t reference;
};

static int rising(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return x->reference < y->reference ? -1 : x->reference > y->reference;
}

static uint32_t position_of(const struct stock *stock, uint64_t reference)
{
	uint32_t at = 0;

	while (stock->live[at] != reference)
		at++;
	return at;
}

/* Trade through one side of @stock, best level first, until it is empty. */
static void sweep(struct market *market, struct stock *stock, unsigned side)
{
	struct target *targets = malloc((stock->count + 1) * sizeof(*targets));
	uint32_t n = 0;

	if (!targets) {
		market->error = -ENOMEM;
		return;
	}
	for (uint32_t i = 0; i < stock->count; i++) {
		const struct tw_order *order =
			tw_book_order(market->book, stock->live[i]);

		if (order->side == side)
			targets[n++] = (struct target){ order->price, order->reference };
	}
	qsort(targets, n, sizeof(*targets), rising);
	for (uint32_t i = 0; i < n && !tw_market_over(market); i++) {
		const struct target *next = &targets[side == TW_BUY ? n - 1 - i : i];
		uint32_t at = position_of(stock, next->reference);

		tw_market_rush(market);
		if (random_one_in(&market->random, 3))
			tw_market_delete(market, stock, at);
		else
			tw_market_execute(market, stock, at, UINT32_MAX);
	}
	free(targets);
}

static void run_crash(struct market *market)
{
	uint64_t depth = market->config->orders / 2;

	if (depth > share_of_messages(market, 4))
		depth = share_of_messages(market, 4);
	fill(market, depth, false);
	while (!tw_market_over(market)) {
		struct stock *stock = tw_market_pick_live(market);
		unsigned side = random_below(&market->random, 2);

		if (stock)
			sweep(market, stock, side);
		/* The price has moved through the levels that are gone. */
		if (stock && side == TW_BUY && stock->mid > stock->tick * 64)
			stock->mid -= stock->mid / 20 / stock->tick * stock->tick;
		else if (stock && side == TW_SELL && stock->mid < 100000000)
			stock->mid += stock->mid / 20 / stock->tick * stock->tick;
		for (uint32_t i = 0; i < 50 && !tw_market_over(market); i++) {
			tw_market_wait(market);
			mixed_one(market);
		}
		fill(market, depth, false);
	}
}

void tw_profile_run(struct market *market)
{
	switch (market->config->profile) {
	case TW_PROFILE_DELETES:
		run_deletes(market);
		break;
	case TW_PROFILE_REPLACES:
		run_replaces(market);
		break;
	case TW_PROFILE_ADDS:
		run_adds(market);
		break;
	case TW_PROFILE_CRASH:
		run_crash(market);
		break;
	case TW_PROFILE_WILD:
		tw_wild_run(market);
		break;
	case TW_PROFILE_SPARSE:
		run_sparse(market);
		break;
	default:
		run_mixed(market);
		break;
	}
}
