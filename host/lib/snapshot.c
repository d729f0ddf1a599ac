/* SPDX-License-Identifier: BSD-3-Clause */
/* snapshot: the book of an engine as the ITCH messages that make it anew. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/snapshot.h>

#include "bytes.h"
#include "engine_private.h"

#define DIGIT_BITS 11u
#define DIGITS (1u << DIGIT_BITS)

enum part { PART_DIRECTORY, PART_STATE, PART_HALT, PART_ORDERS };

struct listed {
	uint64_t name;
	uint16_t locate;
	uint8_t state;
	bool op_halt;
};

struct tw_snapshot {
	struct listed *symbols;
	uint32_t symbol_count;
	struct tw_order *orders;
	uint64_t order_count;
	uint64_t exchange_ns;
	uint64_t state_messages; /* R, H and h */
	uint16_t *places;	 /* position in @symbols per symbol of the engine */
};

/* One digit of the reference, from @from to @to, stable; false when all have the same. */
static bool sort_digit(const struct tw_order *from, struct tw_order *to, uint64_t n,
		       unsigned shift)
{
	uint64_t starts[DIGITS] = { 0 };
	uint64_t sum = 0;

	for (uint64_t i = 0; i < n; i++)
		starts[from[i].reference >> shift & (DIGITS - 1)]++;
	if (n == 0 || starts[from[0].reference >> shift & (DIGITS - 1)] == n)
		return false;
	for (unsigned i = 0; i < DIGITS; i++) {
		uint64_t count = starts[i];

		starts[i] = sum;
		sum += count;
	}
	for (uint64_t i = 0; i < n; i++)
		to[starts[from[i].reference >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

/*
 * By reference, digit by digit: an exchange stands still while it takes a snapshot, and
 * comparing a million orders takes several times as long. 0 or -ENOMEM.
 */
static int sort_orders(struct tw_snapshot *snapshot)
{
	uint64_t n = snapshot->order_count;
	struct tw_order *other = malloc((n + 1) * sizeof(*other));

	if (!other)
		return -ENOMEM;
	for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
		struct tw_order *sorted = other;

		if (!sort_digit(snapshot->orders, sorted, n, shift))
			continue;
		other = snapshot->orders;
		snapshot->orders = sorted;
	}
	free(other);
	return 0;
}

static bool is_tracked(const struct symbols *symbols, uint32_t index)
{
	const struct symbol *symbol = &symbols->at[index];

	return symbol->known && tw_symbols_tracked(symbols, symbol->locate) == index;
}

/* Is the book what the exchange has? */
static int judge(const struct tw_engine *engine, struct tw_error *error)
{
	const struct symbols *symbols = &engine->symbols;

	if (engine->stale)
		return tw_fail(
			error, -ESTALE,
			"no snapshot: sequence numbers are missing; recover first");
	for (uint32_t i = 0; i < symbols->used; i++) {
		const struct symbol *symbol = &symbols->at[i];

		if (symbol->inexact)
			return tw_fail(error, -EUCLEAN,
				       "no snapshot: the book of %s is inexact; "
				       "load it anew",
				       symbol->text);
		if (symbol->known && !is_tracked(symbols, i))
			return tw_fail(error, -EUCLEAN,
				       "no snapshot: locate %u of %s was given to "
				       "another symbol",
				       symbol->locate, symbol->text);
	}
	return 0;
}

static void copy_symbols(struct tw_snapshot *snapshot, const struct symbols *symbols)
{
	for (uint32_t i = 0; i < symbols->used; i++) {
		const struct symbol *symbol = &symbols->at[i];
		struct listed *listed = &snapshot->symbols[snapshot->symbol_count];

		snapshot->places[i] = NO_SYMBOL;
		if (!is_tracked(symbols, i))
			continue;
		snapshot->places[i] = (uint16_t)snapshot->symbol_count++;
		listed->name = symbol->name;
		listed->locate = symbol->locate;
		listed->state = symbol->state;
		listed->op_halt = symbol->op_halt;
		snapshot->state_messages += 1u + (listed->state != 0) + listed->op_halt;
	}
}

/* Copy the orders of symbols that are in the snapshot, sorted. 0 or -ENOMEM. */
static int copy_orders(struct tw_snapshot *snapshot, const struct tw_book *book)
{
	uint64_t live = tw_book_list(book, snapshot->orders, tw_book_orders(book));

	for (uint64_t i = 0; i < live; i++)
		if (snapshot->places[snapshot->orders[i].symbol] != NO_SYMBOL)
			snapshot->orders[snapshot->order_count++] = snapshot->orders[i];
	return sort_orders(snapshot);
}

/* Of the feed, or of an engine that is given events: the last that anybody was told. */
static uint64_t last_time(const struct tw_engine *engine)
{
	uint64_t last = engine->last_exchange_ns;

	for (uint32_t i = 0; i < engine->symbols.used; i++)
		if (engine->symbols.at[i].last_exchange_ns > last)
			last = engine->symbols.at[i].last_exchange_ns;
	return last;
}

int tw_snapshot_open(struct tw_snapshot **out, const struct tw_engine *engine,
		     unsigned flags, struct tw_error *error)
{
	const struct symbols *symbols = &engine->symbols;
	uint64_t live = tw_book_orders(engine->book);
	struct tw_snapshot *snapshot;
	int code = flags & TW_SNAPSHOT_ANY ? 0 : judge(engine, error);

	if (code < 0)
		return code;
	snapshot = calloc(1, sizeof(*snapshot));
	if (!snapshot)
		goto out_memory;
	snapshot->symbols = calloc(symbols->used + 1u, sizeof(*snapshot->symbols));
	snapshot->places = calloc(symbols->used + 1u, sizeof(*snapshot->places));
	snapshot->orders = malloc((live + 1) * sizeof(*snapshot->orders));
	if (!snapshot->symbols || !snapshot->places || !snapshot->orders)
		goto out_memory;
	copy_symbols(snapshot, symbols);
	if (copy_orders(snapshot, engine->book) < 0)
		goto out_memory;
	snapshot->exchange_ns = last_time(engine);
	*out = snapshot;
	return 0;

out_memory:
	tw_snapshot_close(snapshot);
	return tw_fail(error, -ENOMEM, "no memory for a snapshot of %llu orders",
		       (unsigned long long)live);
}

void tw_snapshot_close(struct tw_snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->symbols);
	free(snapshot->places);
	free(snapshot->orders);
	free(snapshot);
}

uint64_t tw_snapshot_messages(const struct tw_snapshot *snapshot)
{
	return snapshot->state_messages + snapshot->order_count;
}

uint64_t tw_snapshot_orders(const struct tw_snapshot *snapshot)
{
	return snapshot->order_count;
}

static size_t encode(const struct tw_snapshot *snapshot, struct tw_itch *message,
		     const struct listed *listed, char *stock, uint8_t *out)
{
	message->locate = listed->locate;
	message->timestamp = snapshot->exchange_ns;
	store_wide((uint8_t *)stock, 8, listed->name);
	return tw_itch_encode(message, out);
}

static size_t make_directory(const struct tw_snapshot *snapshot,
			     const struct listed *listed, uint8_t *out)
{
	struct tw_itch m = { .type = 'R' };

	m.u.directory.market = m.u.directory.status = ' ';
	m.u.directory.round_lot = 100;
	m.u.directory.round_lots_only = 'N';
	m.u.directory.classification = ' ';
	memset(m.u.directory.subtype, ' ', sizeof(m.u.directory.subtype));
	m.u.directory.authenticity = 'P';
	m.u.directory.short_sale = m.u.directory.ipo = m.u.directory.luld_tier = ' ';
	m.u.directory.etp = ' ';
	m.u.directory.inverse = 'N';
	return encode(snapshot, &m, listed, m.u.directory.stock, out);
}

static size_t make_state(const struct tw_snapshot *snapshot, const struct listed *listed,
			 uint8_t *out)
{
	struct tw_itch m = { .type = 'H' };

	m.u.action.state = (char)listed->state;
	m.u.action.reserved = ' ';
	memset(m.u.action.reason, ' ', sizeof(m.u.action.reason));
	return encode(snapshot, &m, listed, m.u.action.stock, out);
}

static size_t make_halt(const struct tw_snapshot *snapshot, const struct listed *listed,
			uint8_t *out)
{
	struct tw_itch m = { .type = 'h' };

	m.u.operational.market = 'Q';
	m.u.operational.action = 'H';
	return encode(snapshot, &m, listed, m.u.operational.stock, out);
}

static size_t make_add(const struct tw_snapshot *snapshot, const struct tw_order *order,
		       uint8_t *out)
{
	struct tw_itch m = { .type = 'A' };

	m.u.add.reference = order->reference;
	m.u.add.side = order->side == TW_BUY ? 'B' : 'S';
	m.u.add.shares = order->shares;
	m.u.add.price = order->price;
	return encode(snapshot, &m, &snapshot->symbols[snapshot->places[order->symbol]],
		      m.u.add.stock, out);
}

size_t tw_snapshot_next(const struct tw_snapshot *snapshot,
			struct tw_snapshot_cursor *cursor, uint8_t *out)
{
	while (cursor->part < PART_ORDERS && cursor->at < snapshot->symbol_count) {
		const struct listed *listed = &snapshot->symbols[cursor->at];
		unsigned part = cursor->part;

		cursor->part = part == PART_HALT ? PART_DIRECTORY : part + 1;
		cursor->at += part == PART_HALT;
		if (part == PART_DIRECTORY)
			return make_directory(snapshot, listed, out);
		if (part == PART_STATE && listed->state)
			return make_state(snapshot, listed, out);
		if (part == PART_HALT && listed->op_halt)
			return make_halt(snapshot, listed, out);
	}
	if (cursor->part < PART_ORDERS) {
		cursor->part = PART_ORDERS;
		cursor->at = 0;
	}
	if (cursor->at >= snapshot->order_count)
		return 0;
	return make_add(snapshot, &snapshot->orders[cursor->at++], out);
}
