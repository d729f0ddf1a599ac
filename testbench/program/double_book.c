/* SPDX-License-Identifier: BSD-3-Clause */
#include "double.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <touchwire/engine.h>
#include <touchwire/regs.h>

#include "../driver/fake_registers.h"

#define ROOM 64u /* messages the host may write at once; the engine holds more */

struct double_book {
	struct tw_engine *engine;
};

struct double_book *
double_book_open(const struct double_settings *settings,
		 void (*on_touch)(void *ctx, const struct tw_touch *touch), void *ctx)
{
	struct tw_engine_config config = {
		.symbols = DOUBLE_SYMBOLS,
		.names = settings->names,
		.name_count = settings->all ? 0 : settings->count,
		.all = settings->all,
		.filter = { .group_ip = settings->ip,
			    .group_port = settings->port,
			    .udp_check = settings->udp_check },
		.hold_ns = settings->hold_ns,
		.feeds = settings->feeds,
		.repair = settings->repair,
		.wild_ok = !settings->jump,
		.silence_ns = settings->silence_ns,
		.stale_ns = settings->stale_ns,
		.on_touch = on_touch,
		.ctx = ctx,
	};
	struct double_book *book = calloc(1, sizeof(*book));

	memcpy(config.filter.source, settings->source, sizeof(config.filter.source));
	if (book != NULL)
		book->engine = tw_engine_create(&config);
	if (book == NULL || book->engine == NULL)
		abort();
	return book;
}

void double_book_close(struct double_book *book)
{
	if (book != NULL)
		tw_engine_destroy(book->engine);
	free(book);
}

void double_book_map(struct double_book *book, unsigned int index, uint16_t locate)
{
	tw_engine_map(book->engine, index, locate);
}

void double_book_frame(struct double_book *book, unsigned int port, const void *bytes,
		       uint32_t length, uint64_t time_ns, bool bad)
{
	tw_engine_frame(book->engine, port, bytes, length, length, time_ns,
			bad ? TW_FRAME_FLAG_BAD : 0);
}

void double_book_finish(struct double_book *book)
{
	tw_engine_finish(book->engine);
}

void double_book_advance(struct double_book *book, uint64_t now_ns)
{
	tw_engine_advance(book->engine, now_ns);
}

void double_book_replay(struct double_book *book, const void *packet, uint32_t length)
{
	tw_engine_replay(book->engine, packet, length);
}

void double_book_load(struct double_book *book, uint64_t seq)
{
	tw_engine_load(book->engine, seq);
}

void double_book_resume(struct double_book *book, uint64_t seq)
{
	tw_engine_resume(book->engine, seq);
}

void double_book_fresh(struct double_book *book, uint32_t gaps)
{
	tw_engine_fresh(book->engine, gaps);
}

void double_book_feed(const struct double_book *book, struct fake_feed *feed)
{
	struct tw_engine_status status;

	tw_engine_status(book->engine, &status);
	feed->expected = status.expected;
	feed->gap_first = status.gap_first;
	feed->gap_next = status.gap_next;
	memcpy(feed->session, status.session, sizeof(feed->session));
	feed->room = ROOM;
	feed->status = (status.stale ? TW_CONTROL_STATUS_STALE_MASK : 0) |
		       (status.ended ? TW_CONTROL_STATUS_ENDED_MASK : 0) |
		       (status.holding ? TW_CONTROL_STATUS_HOLDING_MASK : 0) |
		       (status.loading ? TW_CONTROL_STATUS_LOADING_MASK : 0) |
		       (status.replay_lost ? TW_CONTROL_STATUS_REPLAY_LOST_MASK : 0) |
		       (status.silent[0] ? TW_CONTROL_STATUS_SILENT_A_MASK : 0) |
		       (status.silent[1] ? TW_CONTROL_STATUS_SILENT_B_MASK : 0) |
		       (status.all_silent ? TW_CONTROL_STATUS_SILENT_MASK : 0);
}

unsigned int double_book_symbols(const struct double_book *book)
{
	return tw_engine_symbol_count(book->engine);
}

void double_book_symbol(const struct double_book *book, unsigned int index,
			uint64_t *name, uint16_t *locate)
{
	struct tw_engine_symbol symbol;

	*name = 0x2020202020202020u;
	*locate = 0;
	if (tw_engine_symbol(book->engine, index, &symbol) != 0)
		return;
	*name = symbol.name;
	if (symbol.known)
		*locate = symbol.locate;
}

bool double_book_counter(const struct double_book *book, const char *name,
			 uint64_t *value)
{
	const struct tw_counters *counters = tw_engine_counters(book->engine);
	size_t count, i;
	const struct tw_counter_name *names = tw_counter_names(&count);
	char text[64];

	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s.%s",
			 *names[i].cause ? names[i].bank : "count",
			 *names[i].cause ? names[i].cause : names[i].bank);
		if (strcasecmp(text, name) == 0) {
			*value = tw_counter_value(counters, &names[i]);
			return true;
		}
	}
	return false;
}
