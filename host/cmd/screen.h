/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * screen: the live picture on a terminal: a table of symbols and a progress bar, drawn in
 * place with ANSI sequences. Where stdout is no terminal nothing of this is ever written.
 */
#ifndef TW_SCREEN_H
#define TW_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ticker;

/* stdout (table) or stderr (bar alone) is a terminal that can do it. */
bool screen_can_table(void);
bool screen_can_bar(void);
/* Colour is wanted: NO_COLOR is not set and the terminal is no dumb one. */
bool screen_colour(void);

/* Is it time for the next picture? At most about 15 a second. */
bool screen_due(void);
/* Draw table and bar; part is 0..1, negative for no bar; status stands beside the bar. */
void screen_table(const struct ticker *ticker, double part, const char *status);
/* Draw only a bar, on stderr. */
void screen_bar(double part, const char *status);
/* Leave the picture where it is and the cursor below it; nothing when there is none. */
void screen_suspend(void);
/* Wipe the bar, or the whole picture when `all`, before the last plain lines are printed. */
void screen_close(bool all);

/* The rows of the table without control characters, to a stream. */
void screen_plain(const struct ticker *ticker);

/* 1234567 -> "1,234,567"; one of eight buffers used in turn. */
const char *commas(uint64_t number);

#endif
