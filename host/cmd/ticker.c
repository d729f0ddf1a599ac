/* SPDX-License-Identifier: BSD-3-Clause */
#include "ticker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ticker_open(struct ticker *ticker, uint32_t clock_khz)
{
	memset(ticker, 0, sizeof(*ticker));
	ticker->clock_khz = clock_khz;
	if (clock_khz == 0)
		return 0;
	ticker->cycles = tw_hist_create();
	return ticker->cycles == NULL ? -ENOMEM : 0;
}

int ticker_quotes(struct ticker *ticker, const char *path, struct tw_error *error)
{
	return tw_quotes_open(&ticker->quotes, path, error);
}

static struct ticker_symbol *symbol_at(struct ticker *ticker, uint32_t index)
{
	if (index >= ticker->room) {
		uint32_t room = ticker->room == 0 ? 64 : ticker->room;
		struct ticker_symbol *more;

		while (room <= index)
			room *= 2;
		more = realloc(ticker->symbols, room * sizeof(*more));
		if (more == NULL)
			abort();
		memset(more + ticker->room, 0, (room - ticker->room) * sizeof(*more));
		ticker->symbols = more;
		ticker->room = room;
	}
	if (index >= ticker->count)
		ticker->count = index + 1;
	return &ticker->symbols[index];
}

void ticker_name(struct ticker *ticker, uint32_t index, const char *name)
{
	struct ticker_symbol *symbol = symbol_at(ticker, index);

	snprintf(symbol->name, sizeof(symbol->name), "%.8s", name);
	symbol->renewed = false;
}

/* A new day may give the index to another symbol; its farewell still has the old name. */
static void ask_name(struct ticker *ticker, uint32_t index, bool farewell)
{
	struct ticker_symbol *symbol = symbol_at(ticker, index);
	char name[9] = "";

	if (ticker->name != NULL &&
	    (symbol->name[0] == '\0' || (symbol->renewed && !farewell))) {
		ticker->name(ticker->ctx, index, name);
		if (name[0] != '\0')
			ticker_name(ticker, index, name);
	}
	if (farewell)
		symbol->renewed = true;
}

const char *ticker_name_of(struct ticker *ticker, uint32_t index)
{
	struct ticker_symbol *symbol = symbol_at(ticker, index);

	ask_name(ticker, index, false);
	return symbol->name[0] != '\0' ? symbol->name : "?";
}

void ticker_touch(struct ticker *ticker, const struct tw_touch *touch)
{
	struct ticker_symbol *symbol = symbol_at(ticker, touch->symbol);

	if (symbol->name[0] == '\0' || symbol->renewed || touch->feed_seq == 0)
		ask_name(ticker, touch->symbol, touch->feed_seq == 0);
	symbol->last = *touch;
	symbol->changes++;
	ticker->records++;
	if (touch->flags & TW_FLAG_LOST)
		ticker->lost++;
	if (ticker->cycles != NULL)
		tw_hist_record(ticker->cycles, touch->publish_delta);
	if (ticker->quotes != NULL)
		tw_quotes_write(ticker->quotes, symbol->name, touch);
	if (ticker->stream) {
		char row[TW_QUOTES_ROW_MAX];

		fwrite(row, 1, tw_quotes_row(row, symbol->name, touch), stdout);
	}
}

int ticker_close_quotes(struct ticker *ticker, struct tw_error *error)
{
	int status;

	if (ticker->quotes == NULL)
		return 0;
	status = tw_quotes_close(ticker->quotes, error);
	ticker->quotes = NULL;
	return status;
}

int ticker_latency(const struct ticker *ticker, const char *path, struct tw_error *error)
{
	FILE *out = fopen(path, "w");
	int status;

	if (out == NULL)
		return tw_fail(error, -errno, "%s: cannot be written: %s", path,
			       strerror(errno));
	status = tw_hist_print(ticker->cycles, out, 1e6 / (double)ticker->clock_khz);
	if (fclose(out) != 0 && status == 0)
		status = -errno;
	if (status != 0)
		return tw_fail(error, status, "%s: cannot be written: %s", path,
			       strerror(-status));
	return 0;
}

void ticker_close(struct ticker *ticker)
{
	ticker_close_quotes(ticker, NULL);
	tw_hist_destroy(ticker->cycles);
	free(ticker->symbols);
	memset(ticker, 0, sizeof(*ticker));
}
