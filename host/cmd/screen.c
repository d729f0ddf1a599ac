/* SPDX-License-Identifier: BSD-3-Clause */
#include "screen.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd.h"
#include "ticker.h"
#include "table.h"

#define PICTURE_MAX 65536
#define HIDE_CURSOR "\033[?25l"
#define SHOW_CURSOR "\033[?25h"

static struct {
	char text[PICTURE_MAX];
	size_t length;
	unsigned int lines; /* drawn last time, the cursor is below them */
	int file;	    /* where the picture is */
	bool open;
	double last;
} picture;

static bool terminal_able(int file)
{
	const char *term = getenv("TERM");

	return isatty(file) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

bool screen_can_table(void)
{
	return terminal_able(STDOUT_FILENO);
}

bool screen_can_bar(void)
{
	return terminal_able(STDERR_FILENO);
}

bool screen_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return no_color == NULL || *no_color == '\0';
}

bool screen_due(void)
{
	double now = seconds_now();

	if (now - picture.last < 0.066)
		return false;
	picture.last = now;
	return true;
}

static void put(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void put(const char *format, ...)
{
	size_t room = sizeof(picture.text) - picture.length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(picture.text + picture.length, room, format, arguments);
	va_end(arguments);
	if (length > 0)
		picture.length += (size_t)length < room ? (size_t)length : room - 1;
}

static void show(void)
{
	const char *at = picture.text;

	while (picture.length > 0) {
		ssize_t done = write(picture.file, at, picture.length);

		if (done <= 0)
			break;
		at += done;
		picture.length -= (size_t)done;
	}
	picture.length = 0;
}

static void size_of(int file, unsigned int *columns, unsigned int *rows)
{
	struct winsize size;

	*columns = 80;
	*rows = 24;
	if (ioctl(file, TIOCGWINSZ, &size) != 0)
		return;
	if (size.ws_col != 0)
		*columns = size.ws_col;
	if (size.ws_row != 0)
		*rows = size.ws_row;
}

static void begin(int file)
{
	picture.file = file;
	picture.length = 0;
	if (!picture.open)
		put(HIDE_CURSOR);
	picture.open = true;
	put("\r");
	if (picture.lines != 0)
		put("\033[%uA", picture.lines);
	put("\033[J");
	picture.lines = 0;
}

/* A bar of the given columns and its status, no line end. */
static void put_bar(double part, const char *status, unsigned int columns)
{
	bool blocks = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	unsigned int width = columns > 100 ? 40 : columns * 2 / 5, i;
	unsigned int full;

	if (part > 1)
		part = 1;
	if (part >= 0 && columns >= 20) {
		full = (unsigned int)(part * (double)width);
		put("%s", screen_colour() ? "\033[36m" : "");
		for (i = 0; i < width; i++)
			put("%s", i < full ? (blocks ? "█" : "#") : (blocks ? "░" : "."));
		put("%s", screen_colour() ? "\033[0m" : "");
		put(" %3u %%  ", (unsigned int)(part * 100));
		columns = columns > width + 9 ? columns - width - 9 : 0;
	}
	put("%.*s", columns > 1 ? (int)columns - 1 : 0, status);
}

void screen_table(const struct ticker *ticker, double part, const char *status)
{
	unsigned int columns, rows, i, shown;
	struct table_style style;
	char line[TABLE_LINE_MAX];

	size_of(STDOUT_FILENO, &columns, &rows);
	begin(STDOUT_FILENO);
	table_fit(&style, columns, ticker->clock_khz != 0, screen_colour());
	table_head(&style, line, sizeof(line));
	put("%s\n", line);
	shown = ticker->count;
	if (shown + 3 > rows)
		shown = rows > 4 ? rows - 4 : 1;
	for (i = 0; i < shown && i < ticker->count; i++) {
		table_row(&style, ticker, i, line, sizeof(line));
		put("%s\n", line);
	}
	picture.lines = 1 + i;
	if (i < ticker->count && columns > 24) {
		put("... %u more symbols\n", ticker->count - i);
		picture.lines++;
	}
	put_bar(part, status, columns);
	show();
}

void screen_bar(double part, const char *status)
{
	unsigned int columns, rows;

	size_of(STDERR_FILENO, &columns, &rows);
	begin(STDERR_FILENO);
	put_bar(part, status, columns);
	show();
}

void screen_suspend(void)
{
	if (!picture.open)
		return;
	put("\r\033[K" SHOW_CURSOR);
	show();
	picture.open = false;
	picture.lines = 0;
}

void screen_close(bool all)
{
	if (!picture.open)
		return;
	if (all)
		begin(picture.file);
	screen_suspend();
}

void screen_plain(const struct ticker *ticker)
{
	struct table_style style;
	char line[TABLE_LINE_MAX];
	unsigned int i;

	table_fit(&style, 200, ticker->clock_khz != 0, false);
	table_head(&style, line, sizeof(line));
	printf("%s\n", line);
	for (i = 0; i < ticker->count; i++) {
		table_row(&style, ticker, i, line, sizeof(line));
		printf("%s\n", line);
	}
}

const char *commas(uint64_t number)
{
	static char texts[8][32];
	static unsigned int turn;
	char *text = texts[turn++ % 8] + 31;
	unsigned int digits = 0;

	*text = '\0';
	do {
		if (digits != 0 && digits % 3 == 0)
			*--text = ',';
		*--text = (char)('0' + number % 10);
		number /= 10;
		digits++;
	} while (number != 0);
	return text;
}
