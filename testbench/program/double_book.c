/* SPDX-License-Identifier: BSD-3-Clause */
#include "double.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <touchwire/engine.h>

struct double_book {
	struct tw_engine *engine;
};

struct double_book *
double_book_open(bool all, unsigned int feeds, uint32_t ip, uint16_t port,
		 uint64_t hold_ns, const char *const *names, unsigned int count,
		 void (*on_touch)(void *ctx, const struct tw_touch *touch), void *ctx)
{
	struct tw_engine_config config = {
		.symbols = DOUBLE_SYMBOLS,
		.names = names,
		.name_count = all ? 0 : count,
		.all = all,
		.filter = { .group_ip = ip, .group_port = port },
		.hold_ns = hold_ns,
		.feeds = feeds,
		.on_touch = on_touch,
		.ctx = ctx,
	};
	struct double_book *book = calloc(1, sizeof(*book));

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

bool double_book_stale(const struct double_book *book)
{
	struct tw_engine_status status;

	tw_engine_status(book->engine, &status);
	return status.stale;
}

bool double_book_ended(const struct double_book *book)
{
	struct tw_engine_status status;

	tw_engine_status(book->engine, &status);
	return status.ended;
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
