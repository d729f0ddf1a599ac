/* SPDX-License-Identifier: BSD-3-Clause */
/* apply: what an event does to book, states and flags, and which touch records follow. */
#include <string.h>

#include "engine_private.h"

#define MARKS_SHIFT 6 /* TW_LINES_SILENT_A is TW_FLAG_SILENT_A */
#define MARKS_MASK 15u

static uint32_t saturate(uint64_t shares)
{
	return shares > UINT32_MAX ? UINT32_MAX : (uint32_t)shares;
}

static bool is_halted(const struct symbol *symbol)
{
	return symbol->state != 'T' || symbol->op_halt;
}

/* What the lines' marks and the gaps say of every symbol. */
static uint32_t line_flags(const struct tw_engine *engine)
{
	bool stale = engine->stale || engine->marks & (TW_LINES_SILENT | TW_LINES_ENDED);

	return (uint32_t)engine->marks << MARKS_SHIFT | (stale ? TW_FLAG_STALE : 0);
}

struct quote tw_current_quote(const struct tw_engine *engine, uint32_t index)
{
	const struct symbol *symbol = &engine->symbols.at[index];
	struct tw_level bid = tw_book_best(engine->book, (uint16_t)index, TW_BUY);
	struct tw_level ask = tw_book_best(engine->book, (uint16_t)index, TW_SELL);
	struct quote quote = {
		.bid_price = bid.price,
		.bid_size = saturate(bid.shares),
		.ask_price = ask.price,
		.ask_size = saturate(ask.shares),
		.flags = line_flags(engine),
	};

	if (symbol->inexact)
		quote.flags |= TW_FLAG_INEXACT;
	if (is_halted(symbol))
		quote.flags |= TW_FLAG_HALTED;
	if (bid.price && ask.price && bid.price > ask.price)
		quote.flags |= TW_FLAG_CROSSED;
	if (bid.price && bid.price == ask.price)
		quote.flags |= TW_FLAG_LOCKED;
	return quote;
}

static void publish(struct tw_engine *engine, uint32_t index, const struct quote *quote,
		    const struct tw_event *event, uint16_t locate)
{
	struct symbol *symbol = &engine->symbols.at[index];
	struct tw_touch touch = {
		.exchange_ns = event->exchange_ns,
		.arrival_ns = event->arrival_ns,
		.symbol = (uint16_t)index,
		.locate = locate,
		.bid_price = quote->bid_price,
		.bid_size = quote->bid_size,
		.ask_price = quote->ask_price,
		.ask_size = quote->ask_size,
		.feed_seq = event->seq,
		.flags = (uint16_t)(quote->flags | (engine->of_bad ? TW_FLAG_STALE : 0)),
		.seq = ++engine->ring_seq,
	};

	symbol->last = *quote;
	symbol->published = true;
	symbol->last_seq = touch.feed_seq;
	symbol->last_exchange_ns = touch.exchange_ns;
	symbol->last_arrival_ns = touch.arrival_ns;
	symbol->last_ring_seq = touch.seq;
	engine->counters.published++;
	engine->published++;
	if (engine->config.on_touch)
		engine->config.on_touch(engine->config.ctx, &touch);
}

/* Publish the symbol if its quote changed. */
static void refresh_symbol(struct tw_engine *engine, uint32_t index,
			   const struct tw_event *event, uint16_t locate)
{
	const struct symbol *symbol = &engine->symbols.at[index];
	struct quote quote = tw_current_quote(engine, index);

	if (!symbol->published && !quote.bid_size && !quote.ask_size)
		return;
	if (symbol->published && memcmp(&quote, &symbol->last, sizeof(quote)) == 0)
		return;
	publish(engine, index, &quote, event, locate);
}

static void refresh_all(struct tw_engine *engine, const struct tw_event *event)
{
	for (uint32_t i = 0; i < engine->symbols.used; i++)
		refresh_symbol(engine, i, event, engine->symbols.at[i].locate);
}

/* GAP: nothing is sure any more, for any symbol. FRESH: it is again. */
static enum tw_cause_book apply_stale(struct tw_engine *engine,
				      const struct tw_event *event)
{
	engine->stale = event->op == TW_EVENT_GAP;
	refresh_all(engine, event);
	return engine->stale ? TW_BOOK_GAP : TW_BOOK_FRESH;
}

/* LINES: silence of lines or the session's end, said with every symbol. */
static enum tw_cause_book apply_lines(struct tw_engine *engine,
				      const struct tw_event *event)
{
	engine->marks = event->code & MARKS_MASK;
	refresh_all(engine, event);
	return TW_BOOK_LINES;
}

/* CLEAR: nothing of the old day remains; subscribers are told per symbol. */
static enum tw_cause_book apply_clear(struct tw_engine *engine,
				      const struct tw_event *event)
{
	struct tw_event blank = { .op = TW_EVENT_CLEAR, .arrival_ns = event->arrival_ns };
	struct quote nothing = { .flags = TW_FLAG_HALTED };

	tw_book_clear(engine->book);
	engine->stale = event->code == TW_CLEAR_LOAD;
	if (event->code != TW_CLEAR_LOAD)
		engine->marks &= (uint8_t)~TW_LINES_ENDED;
	nothing.flags |= line_flags(engine);
	for (uint32_t i = 0; i < engine->symbols.used; i++) {
		struct symbol *symbol = &engine->symbols.at[i];

		if (symbol->published &&
		    memcmp(&symbol->last, &nothing, sizeof(nothing)) != 0)
			publish(engine, i, &nothing, &blank, symbol->locate);
	}
	tw_symbols_forget(&engine->symbols, event->code == TW_CLEAR_LOAD);
	return TW_BOOK_CLEAR;
}

static enum tw_cause_book apply_directory(struct tw_engine *engine,
					  const struct tw_event *event)
{
	uint32_t index;

	if (event->locate == 0)
		return TW_BOOK_UNTRACKED;
	index = tw_symbols_find(&engine->symbols, event->reference);
	if (index == NO_SYMBOL) {
		if (!engine->config.all)
			return TW_BOOK_UNTRACKED;
		index = tw_symbols_add(&engine->symbols, event->reference);
		if (index == NO_SYMBOL)
			return TW_BOOK_SYMBOLS_FULL;
	}
	tw_symbols_bind(&engine->symbols, index, event->locate);
	return TW_BOOK_DIRECTORY;
}

/* Change the book for one of the order events. */
static enum tw_cause_book change_book(struct tw_book *book, uint16_t index,
				      const struct tw_event *event)
{
	switch (event->op) {
	case TW_EVENT_ADD:
		return tw_book_add(book, index, event->reference,
				   event->bad_side ? 2 : event->sell, event->price,
				   event->shares);
	case TW_EVENT_REDUCE:
		return tw_book_reduce(book, index, event->reference, event->shares);
	case TW_EVENT_DELETE:
		return tw_book_remove(book, index, event->reference);
	default:
		return tw_book_replace(book, index, event->reference,
				       event->new_reference, event->price, event->shares);
	}
}

/* An event of a tracked symbol. */
static enum tw_cause_book apply_symbol(struct tw_engine *engine, uint32_t index,
				       const struct tw_event *event)
{
	struct symbol *symbol = &engine->symbols.at[index];
	enum tw_cause_book cause = TW_BOOK_APPLIED;

	switch (event->op) {
	case TW_EVENT_STATE:
		symbol->state = event->code;
		break;
	case TW_EVENT_HALT:
		symbol->op_halt = event->code == 'H';
		break;
	case TW_EVENT_SUSPECT:
		symbol->inexact = true;
		cause = TW_BOOK_SUSPECT;
		break;
	default:
		cause = change_book(engine->book, (uint16_t)index, event);
		/* With a gap behind us unknown references are expected: stale says it. */
		if (cause == TW_BOOK_UNKNOWN_REF)
			symbol->inexact |= !engine->stale;
		else if (cause != TW_BOOK_APPLIED)
			symbol->inexact = true;
	}
	refresh_symbol(engine, index, event, event->locate);
	return cause;
}

static enum tw_cause_book apply(struct tw_engine *engine, const struct tw_event *event)
{
	uint32_t index;

	switch (event->op) {
	case TW_EVENT_NONE:
		return TW_BOOK_NO_EFFECT;
	case TW_EVENT_GAP:
	case TW_EVENT_FRESH:
		return apply_stale(engine, event);
	case TW_EVENT_LINES:
		return apply_lines(engine, event);
	case TW_EVENT_CLEAR:
		return apply_clear(engine, event);
	case TW_EVENT_DIRECTORY:
		return apply_directory(engine, event);
	default:
		break;
	}
	index = tw_symbols_tracked(&engine->symbols, event->locate);
	if (index == NO_SYMBOL)
		return TW_BOOK_UNTRACKED;
	return apply_symbol(engine, index, event);
}

enum tw_cause_book tw_apply_event(struct tw_engine *engine, const struct tw_event *event)
{
	enum tw_cause_book cause = apply(engine, event);

	engine->counters.book[cause]++;
	engine->last_event = *event;
	if (engine->config.on_event)
		engine->config.on_event(engine->config.ctx, event, cause);
	return cause;
}
