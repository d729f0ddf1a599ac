/* SPDX-License-Identifier: BSD-3-Clause */
#include "table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <touchwire/quotes.h>

#include "ticker.h"
#include "screen.h"

enum column { SYMBOL, BID_SIZE, BID, ASK, ASK_SIZE, CHANGES, LATENCY, FLAGS };

static const struct {
	const char *head;
	int width;	   /* negative: to the left */
	unsigned int rank; /* columns of low rank go first where there is room for few */
} columns[TABLE_COLUMNS] = {
	[SYMBOL] = { "symbol", -8, 0 },	    [BID_SIZE] = { "bid size", 10, 3 },
	[BID] = { "bid", 11, 1 },	    [ASK] = { "ask", 11, 2 },
	[ASK_SIZE] = { "ask size", 10, 4 }, [CHANGES] = { "changes", 11, 6 },
	[LATENCY] = { "ns", 7, 7 },	    [FLAGS] = { "flags", -24, 5 },
};

static unsigned int width_of(unsigned int column)
{
	int width = columns[column].width;

	return (unsigned int)(width < 0 ? -width : width);
}

void table_fit(struct table_style *style, unsigned int width, bool latency, bool colour)
{
	unsigned int rank, i, used = 0;

	memset(style, 0, sizeof(*style));
	style->colour = colour;
	for (rank = 0; rank < TABLE_COLUMNS; rank++) {
		for (i = 0; columns[i].rank != rank; i++)
			;
		if (i == LATENCY && !latency)
			continue;
		if (used + width_of(i) + (used != 0) >= width && rank > 0)
			continue;
		used += width_of(i) + (used != 0);
		style->shown[i] = true;
	}
	style->flags = width_of(FLAGS);
	if (style->shown[FLAGS] && width > used)
		style->flags += width - used - 1;
}

struct line {
	char *text;
	size_t length, size;
};

static void add(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	size_t room = line->size - line->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line->text + line->length, room, format, arguments);
	va_end(arguments);
	if (length > 0)
		line->length += (size_t)length < room ? (size_t)length : room - 1;
}

static void cell(const struct table_style *style, struct line *line, unsigned int column,
		 const char *colour, const char *text)
{
	bool paint = style->colour && colour != NULL && *text != '\0';

	if (!style->shown[column])
		return;
	add(line, "%s%s%*.*s%s", column != SYMBOL ? " " : "", paint ? colour : "",
	    columns[column].width, (int)width_of(column), text, paint ? "\033[0m" : "");
}

/* The column has room for ten characters: all digits of the largest size, or its commas. */
static const char *shares(uint32_t number)
{
	static char texts[2][16];
	static unsigned int turn;
	char *text = texts[turn++ % 2];

	if (number < 100000000)
		return commas(number);
	snprintf(text, sizeof(texts[0]), "%u", number);
	return text;
}

/* Flags as long as there is room; a + in the last column when that is too little. */
static void flags_cell(const struct table_style *style, struct line *line, uint16_t flags)
{
	const char *colour = style->colour && flags ? "\033[33m" : "";
	char text[TW_FLAGS_TEXT_MAX];

	if (!style->shown[FLAGS])
		return;
	/* Where all lines are silent each of them is. */
	if (flags & TW_FLAG_SILENT)
		flags &= (uint16_t) ~(TW_FLAG_SILENT_A | TW_FLAG_SILENT_B);
	tw_flags_text(text, flags);
	if (strlen(text) > style->flags)
		memcpy(text + style->flags - 1, "+", 2);
	add(line, " %s%s%s", colour, text, *colour != '\0' ? "\033[0m" : "");
}

static void trim(struct line *line)
{
	while (line->length > 0 && line->text[line->length - 1] == ' ')
		line->text[--line->length] = '\0';
}

void table_head(const struct table_style *style, char *line, size_t size)
{
	struct line out = { line, 0, size };
	unsigned int i;

	for (i = 0; i < TABLE_COLUMNS; i++)
		cell(style, &out, i, NULL, columns[i].head);
	trim(&out);
}

void table_row(const struct table_style *style, const struct ticker *ticker,
	       unsigned int index, char *line, size_t size)
{
	const struct ticker_symbol *symbol = &ticker->symbols[index];
	const struct tw_touch *touch = &symbol->last;
	struct line out = { line, 0, size };
	char price[12];
	uint64_t picoseconds;

	cell(style, &out, SYMBOL, "\033[1m", symbol->name);
	if (symbol->changes == 0) {
		trim(&out);
		return;
	}
	cell(style, &out, BID_SIZE, NULL,
	     touch->bid_size ? shares(touch->bid_size) : "-");
	tw_price_text(price, touch->bid_price);
	cell(style, &out, BID, "\033[32m", touch->bid_size ? price : "-");
	tw_price_text(price, touch->ask_price);
	cell(style, &out, ASK, "\033[31m", touch->ask_size ? price : "-");
	cell(style, &out, ASK_SIZE, NULL,
	     touch->ask_size ? shares(touch->ask_size) : "-");
	cell(style, &out, CHANGES, NULL, commas(symbol->changes));
	if (ticker->clock_khz != 0) {
		char text[48];

		picoseconds =
			touch->publish_delta * UINT64_C(1000000000) / ticker->clock_khz;
		snprintf(text, sizeof(text), "%" PRIu64 ".%" PRIu64, picoseconds / 1000,
			 picoseconds % 1000 / 100);
		cell(style, &out, LATENCY, NULL, text);
	}
	flags_cell(style, &out, touch->flags);
	trim(&out);
}
