/* SPDX-License-Identifier: BSD-3-Clause */
/* engine: frames of feeds A and B in, touch records out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine_private.h"

#define SYMBOLS_DEFAULT 64u
#define HOLD_MESSAGES_DEFAULT (1u << 20)

static int check_config(struct tw_engine_config *config)
{
	if (config->symbols == 0)
		config->symbols = SYMBOLS_DEFAULT;
	if (config->feeds == 0)
		config->feeds = TW_FEED_A;
	if (config->hold_messages == 0)
		config->hold_messages = HOLD_MESSAGES_DEFAULT;
	if (config->symbols > 0xffff || config->name_count > config->symbols ||
	    (config->feeds & ~(TW_FEED_A | TW_FEED_B)))
		return -EINVAL;
	return 0;
}

struct tw_engine *tw_engine_create(const struct tw_engine_config *config)
{
	struct tw_engine *engine = calloc(1, sizeof(*engine));
	int error = -ENOMEM;

	if (!engine)
		goto out_errno;
	engine->config = *config;
	error = check_config(&engine->config);
	if (error < 0)
		goto out_engine;
	error = tw_symbols_init(&engine->symbols, engine->config.symbols, config->names,
				config->name_count);
	if (error < 0)
		goto out_engine;
	engine->book = tw_book_create(engine->config.symbols, config->orders);
	if (!engine->book) {
		error = -errno;
		goto out_symbols;
	}
	for (unsigned i = 0; i < PORTS; i++) {
		engine->lines[i].enabled = engine->config.feeds >> i & 1;
		engine->enabled += engine->lines[i].enabled;
	}
	engine->expected = 1;
	tw_content_forget(engine);
	/* The list was the caller's and is copied. */
	engine->config.names = NULL;
	return engine;

out_symbols:
	tw_symbols_free(&engine->symbols);
out_engine:
	free(engine);
out_errno:
	errno = -error;
	return NULL;
}

void tw_engine_destroy(struct tw_engine *engine)
{
	if (!engine)
		return;
	for (unsigned i = 0; i < LINES; i++)
		free(engine->lines[i].bytes);
	tw_book_destroy(engine->book);
	tw_symbols_free(&engine->symbols);
	free(engine);
}

unsigned tw_engine_advance(struct tw_engine *engine, uint64_t now_ns)
{
	engine->published = 0;
	tw_time_passes(engine, now_ns);
	return engine->published;
}

unsigned tw_engine_finish(struct tw_engine *engine)
{
	engine->published = 0;
	tw_lines_settle(engine, 0, true);
	return engine->published;
}

/* Is there a payload to take, whatever came after it? */
static bool is_usable(enum tw_frame_cause cause)
{
	return cause == TW_FRAME_ACCEPTED || cause == TW_FRAME_TRUNCATED ||
	       cause == TW_FRAME_UDP_CHECKSUM;
}

unsigned tw_engine_frame(struct tw_engine *engine, unsigned port, const void *frame,
			 uint32_t captured, uint32_t wire, uint64_t arrival_ns,
			 unsigned flags)
{
	bool bad = flags & TW_FRAME_FLAG_BAD;
	struct tw_net_datagram datagram;
	enum tw_frame_cause cause;

	(void)wire;
	engine->published = 0;
	tw_time_passes(engine, arrival_ns);
	if (!engine->lines[port].enabled) {
		engine->counters.frame[port][TW_FRAME_DISABLED]++;
		return engine->published;
	}
	cause = tw_net_parse(frame, captured, &engine->config.filter, &datagram);
	engine->counters.frame[port][bad ? TW_FRAME_BAD : cause]++;
	if (is_usable(cause)) {
		/* Both errors are known only when all was taken. */
		tw_packet(engine, port, datagram.payload, datagram.length, arrival_ns,
			  bad || cause == TW_FRAME_UDP_CHECKSUM);
		tw_lines_settle(engine, arrival_ns, false);
	}
	return engine->published;
}

enum tw_cause_book tw_engine_event(struct tw_engine *engine, const struct tw_event *event)
{
	return tw_apply_event(engine, event);
}

void tw_engine_clear(struct tw_engine *engine)
{
	engine->adopted = engine->tentative = false;
	engine->has_previous = false;
	tw_new_day(engine);
}

int tw_engine_map(struct tw_engine *engine, uint32_t index, uint16_t locate)
{
	if (index >= engine->symbols.used || locate == 0)
		return -EINVAL;
	tw_symbols_bind(&engine->symbols, index, locate);
	return 0;
}

uint32_t tw_engine_symbol_count(const struct tw_engine *engine)
{
	return engine->symbols.used;
}

int tw_engine_symbol(const struct tw_engine *engine, uint32_t index,
		     struct tw_engine_symbol *out)
{
	const struct symbol *symbol;

	if (index >= engine->symbols.used)
		return -EINVAL;
	symbol = &engine->symbols.at[index];
	out->name = symbol->name;
	memcpy(out->text, symbol->text, sizeof(out->text));
	out->known = symbol->known;
	out->locate = symbol->locate;
	out->inexact = symbol->inexact;
	out->halted = tw_current_quote(engine, index).flags & TW_FLAG_HALTED;
	return 0;
}

const char *tw_engine_symbol_text(const struct tw_engine *engine, uint32_t index)
{
	return index < engine->symbols.used ? engine->symbols.at[index].text : "";
}

int tw_engine_find(const struct tw_engine *engine, const char *name)
{
	uint32_t index = tw_symbols_find(&engine->symbols, tw_name_pack(name));

	return index == NO_SYMBOL ? -ENOENT : (int)index;
}

int tw_engine_touch(const struct tw_engine *engine, uint32_t index, struct tw_touch *out)
{
	const struct symbol *symbol;
	struct quote quote;

	if (index >= engine->symbols.used)
		return -EINVAL;
	symbol = &engine->symbols.at[index];
	quote = tw_current_quote(engine, index);
	*out = (struct tw_touch){
		.exchange_ns = symbol->last_exchange_ns,
		.arrival_ns = symbol->last_arrival_ns,
		.symbol = (uint16_t)index,
		.locate = symbol->locate,
		.bid_price = quote.bid_price,
		.bid_size = quote.bid_size,
		.ask_price = quote.ask_price,
		.ask_size = quote.ask_size,
		.feed_seq = symbol->last_seq,
		.flags = (uint16_t)quote.flags,
		.seq = symbol->last_ring_seq,
	};
	return 0;
}

void tw_engine_status(const struct tw_engine *engine, struct tw_engine_status *out)
{
	memset(out, 0, sizeof(*out));
	out->stale = engine->stale;
	out->ended = engine->ended;
	out->adopted = engine->adopted;
	out->tentative = engine->tentative;
	out->holding = engine->holding;
	out->loading = engine->loading;
	out->replay_lost = engine->replay_lost;
	out->spoilt = engine->spoilt;
	out->all_silent = engine->marks & TW_LINES_SILENT;
	if (engine->adopted)
		memcpy(out->session, engine->session, TW_MOLD_SESSION);
	out->expected = engine->expected;
	out->gap_first = engine->gap_first;
	out->gap_next = engine->gap_next;
	for (unsigned i = 0; i < PORTS; i++) {
		out->silent[i] = engine->marks & TW_LINES_SILENT_A << i;
		out->ahead[i] = tw_line_ahead(engine, &engine->lines[i]);
		out->waiting[i] = engine->lines[i].messages;
		if (out->ahead[i] &&
		    (!out->held_from ||
		     tw_head(&engine->lines[i])->sequence < out->held_from))
			out->held_from = tw_head(&engine->lines[i])->sequence;
	}
	out->orders = tw_book_orders(engine->book);
	out->levels = tw_book_levels(engine->book);
}

const struct tw_counters *tw_engine_counters(const struct tw_engine *engine)
{
	return &engine->counters;
}

const struct tw_book *tw_engine_book(const struct tw_engine *engine)
{
	return engine->book;
}
