/* SPDX-License-Identifier: BSD-3-Clause */
/* quotes: the CSV of touch changes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <touchwire/quotes.h>

#define BUFFER 65536u
#define FLAG_COUNT 10u

struct tw_quotes {
	int fd;
	int error; /* first errno of a write */
	size_t used;
	char path[256];
	char buffer[BUFFER];
};

static size_t put_decimal(char *out, uint64_t value)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	for (size_t i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	return n;
}

static size_t put_price(char *out, uint32_t price)
{
	size_t n = put_decimal(out, price / 10000);
	uint32_t rest = price % 10000;

	out[n] = '.';
	for (unsigned i = 4; i > 0; i--, rest /= 10)
		out[n + i] = (char)('0' + rest % 10);
	return n + 5;
}

static size_t put_text(char *out, const char *text)
{
	size_t n = strlen(text);

	memcpy(out, text, n);
	return n;
}

static size_t put_flags(char *out, uint16_t flags)
{
	static const char *const names[FLAG_COUNT] = { "stale",	   "inexact",  "halted",
						       "crossed",  "locked",   "lost",
						       "silent_a", "silent_b", "silent",
						       "ended" };
	size_t n = 0;

	for (unsigned i = 0; i < FLAG_COUNT; i++) {
		if (!(flags >> i & 1))
			continue;
		if (n)
			out[n++] = '|';
		n += put_text(out + n, names[i]);
	}
	return n;
}

static size_t put_side(char *out, uint32_t price, uint32_t size)
{
	size_t n = size ? put_price(out, price) : 0;

	out[n++] = ',';
	n += put_decimal(out + n, size);
	out[n++] = ',';
	return n;
}

size_t tw_price_text(char out[12], uint32_t price)
{
	size_t n = put_price(out, price);

	out[n] = '\0';
	return n;
}

size_t tw_flags_text(char out[TW_FLAGS_TEXT_MAX], uint16_t flags)
{
	size_t n = put_flags(out, flags);

	out[n] = '\0';
	return n;
}

size_t tw_quotes_row(char *out, const char *symbol, const struct tw_touch *touch)
{
	size_t n = put_decimal(out, touch->feed_seq);

	out[n++] = ',';
	n += put_decimal(out + n, touch->exchange_ns);
	out[n++] = ',';
	n += put_text(out + n, symbol);
	out[n++] = ',';
	n += put_side(out + n, touch->bid_price, touch->bid_size);
	n += put_side(out + n, touch->ask_price, touch->ask_size);
	n += put_flags(out + n, touch->flags);
	out[n++] = '\n';
	return n;
}

static void flush(struct tw_quotes *quotes)
{
	size_t done = 0;

	while (done < quotes->used && !quotes->error) {
		ssize_t n = write(quotes->fd, quotes->buffer + done, quotes->used - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			quotes->error = errno;
	}
	quotes->used = 0;
}

int tw_quotes_open(struct tw_quotes **out, const char *path, struct tw_error *error)
{
	struct tw_quotes *quotes = calloc(1, sizeof(*quotes));

	if (!quotes)
		return tw_fail(error, -ENOMEM, "%s: no memory", path);
	if (strcmp(path, "-") == 0)
		quotes->fd = dup(STDOUT_FILENO);
	else
		quotes->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (quotes->fd < 0) {
		int code = -errno;

		free(quotes);
		return tw_fail(error, code,
			       "%s: cannot write quotes: %s; choose another path", path,
			       strerror(-code));
	}
	strncpy(quotes->path, path, sizeof(quotes->path) - 1);
	quotes->used = put_text(quotes->buffer, TW_QUOTES_HEADER);
	*out = quotes;
	return 0;
}

void tw_quotes_write(struct tw_quotes *quotes, const char *symbol,
		     const struct tw_touch *touch)
{
	if (BUFFER - quotes->used < TW_QUOTES_ROW_MAX)
		flush(quotes);
	quotes->used += tw_quotes_row(quotes->buffer + quotes->used, symbol, touch);
}

int tw_quotes_close(struct tw_quotes *quotes, struct tw_error *error)
{
	int code;

	flush(quotes);
	if (close(quotes->fd) < 0 && !quotes->error)
		quotes->error = errno;
	code = -quotes->error;
	if (code < 0)
		tw_fail(error, code,
			"%s: cannot write quotes: %s; the file is not complete",
			quotes->path, strerror(-code));
	free(quotes);
	return code;
}
