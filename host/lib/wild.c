/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wild: messages that no exchange should send: any price, doubled and unknown references,
 * wrong symbols, impossible fields, wrong lengths, unknown types.
 *
 * The mirror book takes each message as the engine does, so the number of live orders is
 * known and stays below the limit.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "market.h"

struct wild {
	struct market *market;
	uint64_t *references; /* of orders that were live once */
	uint32_t count;
};

static uint32_t any_price(struct random *random, const struct stock *stock)
{
	switch (random_below(random, 8)) {
	case 0:
		return 1;
	case 1:
		return TW_ITCH_PRICE_MAX - random_below(random, 3);
	case 2:
		return random_range(random, 1, 0xffff);
	case 3:
		return random_below(random, 16)
			       ? random_range(random, 1, TW_ITCH_PRICE_MAX)
			       : (uint32_t)random_next(random);
	case 4:
		return random_range(random, 1, TW_ITCH_PRICE_MAX);
	case 5:
		return random_below(random, 64) ? 4096 * random_range(random, 1, 64) : 0;
	default:
		return stock->mid + random_below(random, 50) * stock->tick;
	}
}

static uint32_t any_shares(struct random *random)
{
	uint32_t dice = random_below(random, 64);

	if (dice == 0)
		return 0;
	if (dice < 4)
		return UINT32_MAX - random_below(random, 3);
	return dice < 32 ? random_range(random, 1, 10) : random_range(random, 1, 1000000);
}

/* A reference: mostly of an order that lives or lived, else anything. */
static uint64_t any_reference(struct wild *wild)
{
	struct random *random = &wild->market->random;
	uint32_t at;
	uint64_t reference;

	if (wild->count == 0 || random_one_in(random, 24))
		return random_one_in(random, 4) ? random_below(random, 4)
						: random_next(random);
	at = random_below(random, wild->count);
	reference = wild->references[at];
	if (!tw_book_order(wild->market->book, reference) && !random_one_in(random, 8)) {
		wild->references[at] = wild->references[--wild->count];
		return wild->count ? wild->references[random_below(random, wild->count)]
				   : reference;
	}
	return reference;
}

/*
 * The best order of one side of a stock, of up to 256 looked at; orders found dead leave the
 * stock's list. Without it the next best level would hardly ever be asked for.
 */
static uint64_t best_reference(struct wild *wild)
{
	struct market *market = wild->market;
	struct stock *stock = tw_market_pick(market);
	unsigned side = random_below(&market->random, 2);
	const struct tw_order *best = NULL;

	for (uint32_t looked = 0; looked < 256 && stock->count; looked++) {
		uint32_t at = random_below(&market->random, stock->count);
		const struct tw_order *order =
			tw_book_order(market->book, stock->live[at]);

		if (!order)
			stock->live[at] = stock->live[--stock->count];
		else if (order->side == side &&
			 (!best || (side == TW_BUY ? order->price > best->price
						   : order->price < best->price)))
			best = order;
	}
	return best ? best->reference : any_reference(wild);
}

/* The stock that owns a reference, now and then another one. */
static struct stock *owner(struct wild *wild, uint64_t reference)
{
	struct market *market = wild->market;
	const struct tw_order *order = tw_book_order(market->book, reference);

	if (!order || random_one_in(&market->random, 48))
		return tw_market_pick(market);
	return &market->stocks[order->symbol];
}

/* Which order message comes next; only removals when the book is full. */
static char next_type(struct wild *wild)
{
	static const char usual[] = "AAAAAAAAAAAAAAAAFDDDDDDDDDDDDEEECXXXUUUU";
	struct market *market = wild->market;

	if (tw_market_live(market) >= market->config->orders)
		return 'D';
	return usual[random_below(&market->random, sizeof(usual) - 1)];
}

static void fill_message(struct wild *wild, struct tw_itch *m, struct stock **stock)
{
	struct market *market = wild->market;
	struct random *random = &market->random;
	uint64_t reference;

	memset(m, 0, sizeof(*m));
	m->type = next_type(wild);
	if (m->type == 'A' || m->type == 'F') {
		*stock = tw_market_pick(market);
		m->u.add.reference =
			random_one_in(random, 64)
				? any_reference(wild)
				: random_next(random) >> random_below(random, 48);
		m->u.add.side = random_one_in(random, 2) ? 'B' : 'S';
		if (random_one_in(random, 100))
			m->u.add.side = (char)random_next(random);
		m->u.add.shares = any_shares(random);
		m->u.add.price = any_price(random, *stock);
		memcpy(m->u.add.stock, (*stock)->name, sizeof(m->u.add.stock));
		return;
	}
	reference = random_one_in(random, 4) ? best_reference(wild) : any_reference(wild);
	*stock = owner(wild, reference);
	if (m->type == 'D') {
		m->u.remove.reference = reference;
	} else if (m->type == 'U') {
		m->u.replace.reference = reference;
		m->u.replace.new_reference = random_one_in(random, 12)
						     ? any_reference(wild)
						     : random_next(random);
		if (random_one_in(random, 16))
			m->u.replace.new_reference = reference;
		m->u.replace.shares = any_shares(random);
		m->u.replace.price = any_price(random, *stock);
	} else {
		const struct tw_order *order = tw_book_order(market->book, reference);

		m->u.reduce.reference = reference;
		m->u.reduce.shares = order && random_one_in(random, 2)
					     ? order->shares
					     : any_shares(random);
	}
}

/* Take the message into the mirror, as the engine will. */
static void mirror(struct wild *wild, const uint8_t *bytes, size_t length)
{
	struct market *market = wild->market;
	struct tw_book *book = market->book;
	const uint16_t symbols = (uint16_t)market->config->symbols; /* 65,535 at most */
	struct tw_event e;
	uint64_t added;
	uint16_t index;
	enum tw_cause_book cause;

	tw_itch_event(bytes, length, &e);
	for (index = 0; index < symbols; index++)
		if (market->stocks[index].locate == e.locate)
			break;
	if (index == symbols)
		return;
	added = e.op == TW_EVENT_REPLACE ? e.new_reference : e.reference;
	switch (e.op) {
	case TW_EVENT_ADD:
		cause = tw_book_add(book, index, e.reference, e.bad_side ? 2 : e.sell,
				    e.price, e.shares);
		break;
	case TW_EVENT_REPLACE:
		cause = tw_book_replace(book, index, e.reference, e.new_reference,
					e.price, e.shares);
		break;
	case TW_EVENT_REDUCE:
		tw_book_reduce(book, index, e.reference, e.shares);
		return;
	case TW_EVENT_DELETE:
		tw_book_remove(book, index, e.reference);
		return;
	default:
		return;
	}
	if (cause != TW_BOOK_APPLIED)
		return;
	tw_market_keep(market, &market->stocks[index], added);
	if (wild->count < market->config->orders * 2)
		wild->references[wild->count++] = added;
}

/* Damage a message now and then: its type, its locate, its length. */
static size_t damage(struct random *random, uint8_t *bytes, size_t length, size_t room)
{
	switch (random_below(random, 200)) {
	case 0:
		/* Not a directory entry: that would take the symbol from its orders. */
		bytes[0] = (uint8_t)random_next(random);
		if (bytes[0] == 'R')
			bytes[0] = 'r';
		return length;
	case 1:
		bytes[1] = (uint8_t)random_next(random);
		return length;
	case 2:
		return random_below(random, (uint32_t)length);
	case 3:
		memset(bytes + length, 'x', room - length);
		return length + random_below(random, (uint32_t)(room - length)) + 1;
	default:
		return length;
	}
}

static void wild_one(struct wild *wild)
{
	struct market *market = wild->market;
	uint8_t bytes[TW_ITCH_LENGTH_MAX + 30];
	struct stock *stock;
	struct tw_itch m;
	size_t length;

	if (tw_market_live(market) < market->config->orders &&
	    random_one_in(&market->random, 100)) {
		tw_market_rare(market);
		return;
	}
	fill_message(wild, &m, &stock);
	m.locate = stock->locate;
	m.timestamp = market->clock_ns;
	length = tw_itch_encode(&m, bytes);
	/* A damaged type may turn anything into an add: not when the book is full. */
	if (tw_market_live(market) < market->config->orders)
		length = damage(&market->random, bytes, length, sizeof(bytes));
	mirror(wild, bytes, length);
	tw_market_send_bytes(market, bytes, length);
}

void tw_wild_run(struct market *market)
{
	struct wild wild = { .market = market };

	wild.references = malloc((market->config->orders * 2u + 1) * sizeof(uint64_t));
	if (!wild.references) {
		market->error = -ENOMEM;
		return;
	}
	while (!tw_market_over(market)) {
		if (random_one_in(&market->random, 2))
			tw_market_wait(market);
		else
			tw_market_rush(market);
		wild_one(&wild);
	}
	free(wild.references);
}
