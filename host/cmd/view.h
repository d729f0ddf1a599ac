/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * view: what the user sees while a command works: a live table on a terminal, a progress bar
 * when only stderr is one, nothing in a pipe.
 */
#ifndef TW_VIEW_H
#define TW_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct ticker;

struct view {
	bool table, bar;
	bool quiet; /* stdout carries data: the end goes to stderr */
	double started;
	unsigned int calls;
};

/* plain: no picture wanted; data: stdout carries rows of CSV. */
void view_open(struct view *view, bool plain, bool data);
/* Is it time to draw? For callers whose figures cost something to get. */
bool view_due(const struct view *view);
/* Draw. done of total bytes, frames or messages; total 0: no bar. */
void view_draw(const struct view *view, const struct ticker *ticker, uint64_t done,
	       uint64_t total, uint64_t messages);
/* For callers that call very often: draws when it is time, and seldom asks the clock. */
void view_update(struct view *view, const struct ticker *ticker, uint64_t done,
		 uint64_t total, uint64_t messages);
/* As above without messages: done of total bytes. */
void view_bytes(struct view *view, uint64_t done, uint64_t total);
/* The last picture, or the plain table (ticker NULL: neither). */
void view_close(struct view *view, const struct ticker *ticker);
/* Where the summary goes. */
FILE *view_out(const struct view *view);

#endif
