/* SPDX-License-Identifier: BSD-3-Clause */
#include "view.h"

#include <string.h>

#include "cmd.h"
#include "ticker.h"
#include "screen.h"

void view_open(struct view *view, bool plain, bool data)
{
	memset(view, 0, sizeof(*view));
	view->quiet = data;
	view->table = !plain && !data && screen_can_table();
	view->bar = !plain && !view->table && screen_can_bar();
	view->started = seconds_now();
}

void view_draw(const struct view *view, const struct ticker *ticker, uint64_t done,
	       uint64_t total, uint64_t messages)
{
	double part = total != 0 ? (double)done / (double)total : -1;
	double seconds = seconds_now() - view->started;
	char status[128];

	if (seconds > 0.5)
		snprintf(status, sizeof(status), "%s messages, %s/s", commas(messages),
			 commas((uint64_t)((double)messages / seconds)));
	else
		snprintf(status, sizeof(status), "%s messages", commas(messages));
	if (view->table && ticker != NULL)
		screen_table(ticker, part, status);
	else
		screen_bar(part, status);
}

bool view_due(const struct view *view)
{
	return (view->table || view->bar) && screen_due();
}

void view_update(struct view *view, const struct ticker *ticker, uint64_t done,
		 uint64_t total, uint64_t messages)
{
	if (view->calls++ % 8 == 0 && view_due(view))
		view_draw(view, ticker, done, total, messages);
}

void view_bytes(struct view *view, uint64_t done, uint64_t total)
{
	char status[64];

	if (!view->bar || !screen_due())
		return;
	snprintf(status, sizeof(status), "%s of %s bytes", commas(done), commas(total));
	screen_bar(total != 0 ? (double)done / (double)total : -1, status);
}

void view_close(struct view *view, const struct ticker *ticker)
{
	if (view->table && ticker != NULL) {
		screen_table(ticker, -1, "");
		screen_suspend();
		printf("\n");
	} else {
		screen_close(true);
		if (ticker != NULL && !view->quiet) {
			screen_plain(ticker);
			printf("\n");
		}
	}
	view->table = false;
	view->bar = false;
}

FILE *view_out(const struct view *view)
{
	return view->quiet ? stderr : stdout;
}
