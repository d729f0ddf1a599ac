/* SPDX-License-Identifier: BSD-3-Clause */
#include "summary.h"

#include <inttypes.h>
#include <string.h>

#include "ticker.h"
#include "screen.h"

/* Causes that are the ordinary course of things. */
static const char *const ordinary[] = {
	"FRAME_A.ACCEPTED",  "FRAME_B.ACCEPTED", "FRAME_A.DISABLED",   "FRAME_B.DISABLED",
	"PACKET.DATA",	     "PACKET.HEARTBEAT", "PACKET.END",	       "MESSAGE.TAKEN",
	"MESSAGE.DUPLICATE", "BOOK.APPLIED",	 "BOOK.NO_EFFECT",     "BOOK.UNTRACKED",
	"BOOK.DIRECTORY",    "TOUCH.PUBLISHED",	 "DELIVERY.DELIVERED", "BOOK.LINES",
	"COMPARED",
};

static bool is_ordinary(const char *name)
{
	size_t i;

	/* The types of messages, not ITCH.UNKNOWN and ITCH.SHORT. */
	if (strncmp(name, "ITCH.", 5) == 0 &&
	    (name[6] == '\0' || strcmp(name, "ITCH.LOWER_H") == 0))
		return true;
	for (i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++) {
		if (strcmp(name, ordinary[i]) == 0)
			return true;
	}
	return false;
}

static void print_counts(FILE *out, const struct summary *summary)
{
	const struct tally *tally = &summary->tally;
	uint64_t a = tally_bank(tally, "FRAME_A.");
	uint64_t b = tally_bank(tally, "FRAME_B.");
	uint64_t second = tally_value(tally, "MESSAGE.DUPLICATE");
	uint64_t untracked = tally_value(tally, "BOOK.UNTRACKED");

	fprintf(out, "frames    %13s", commas(a + b));
	if (b != 0)
		fprintf(out, "   A %s, B %s", commas(a), commas(b));
	fprintf(out, "\nmessages  %13s", commas(tally_value(tally, "MESSAGE.TAKEN")));
	if (second != 0)
		fprintf(out, "   and %s second copies", commas(second));
	if (untracked != 0)
		fprintf(out, "   %s of symbols that are not tracked", commas(untracked));
	fprintf(out, "\nevents    %13s   changes of a touch%s%s\n",
		commas(summary->ticker->records),
		summary->stale ? ", at the end stale: sequence numbers are missing" : "",
		summary->ended ? ", end of session" : "");
}

static void print_problems(FILE *out, const struct summary *summary)
{
	const struct tally *tally = &summary->tally;
	bool any = false;
	size_t i;

	for (i = 0; i < tally->count; i++) {
		const struct tally_item *item = &tally->items[i];

		if (item->value == 0 || is_ordinary(item->name))
			continue;
		if (!any)
			fprintf(out, "dropped or odd, by cause\n");
		any = true;
		fprintf(out, "  %-22s %13s   %s\n", item->name, commas(item->value),
			item->what);
	}
	if (!any)
		fprintf(out, "dropped               0\n");
}

static void print_latency(FILE *out, const struct ticker *ticker)
{
	const struct tw_hist *cycles = ticker->cycles;
	static const struct {
		const char *name;
		double percent;
	} rows[] = { { "min", 0 }, { "median", 50 }, { "p99", 99 }, { "max", 100 } };
	double ns = 1e6 / (double)ticker->clock_khz;
	size_t i;

	if (tw_hist_count(cycles) == 0)
		return;
	fprintf(out,
		"latency, last byte of the message to the touch record, at %.2f MHz\n",
		(double)ticker->clock_khz / 1000);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t value = rows[i].percent == 0 ? tw_hist_min(cycles)
				 : rows[i].percent == 100
					 ? tw_hist_max(cycles)
					 : tw_hist_percentile(cycles, rows[i].percent);

		fprintf(out, "  %-8s %8s cycles %11.1f ns\n", rows[i].name, commas(value),
			(double)value * ns);
	}
}

static void print_speed(FILE *out, const struct summary *summary)
{
	double messages = (double)tally_value(&summary->tally, "MESSAGE.TAKEN");
	double seconds = summary->seconds > 0 ? summary->seconds : 1e-9;

	fprintf(out, "speed     %13s   %smessages per second, %.2f s\n",
		commas((uint64_t)(messages / seconds)),
		summary->simulated ? "simulated " : "", summary->seconds);
	if (summary->simulated && summary->cycles != 0)
		fprintf(out, "device    %13s   cycles\n", commas(summary->cycles));
}

void summary_print(FILE *out, const struct summary *summary)
{
	print_counts(out, summary);
	print_problems(out, summary);
	if (summary->ticker->cycles != NULL)
		print_latency(out, summary->ticker);
	print_speed(out, summary);
}
