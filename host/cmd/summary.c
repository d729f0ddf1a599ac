/* SPDX-License-Identifier: BSD-3-Clause */
#include "summary.h"

#include <inttypes.h>
#include <string.h>

#include "ticker.h"
#include "screen.h"

/* Causes that are the ordinary course of things. */
static const char *const ordinary[] = {
	"FRAME_A ACCEPTED",  "FRAME_B ACCEPTED", "FRAME_A DISABLED", "FRAME_B DISABLED",
	"PACKET DATA",	     "PACKET HEARTBEAT", "PACKET END",	     "MESSAGE TAKEN",
	"MESSAGE DUPLICATE", "BOOK APPLIED",	 "BOOK NO_EFFECT",   "BOOK UNTRACKED",
	"BOOK DIRECTORY",    "TOUCH PUBLISHED",
};

static bool is_ordinary(const struct tw_counter_name *name)
{
	char text[64];
	size_t i;

	if (strcmp(name->bank, "ITCH") == 0 && strlen(name->cause) == 1)
		return true;
	snprintf(text, sizeof(text), "%s %s", name->bank, name->cause);
	for (i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++) {
		if (strcmp(text, ordinary[i]) == 0)
			return true;
	}
	return false;
}

static uint64_t sum(const uint64_t *counters, size_t count)
{
	uint64_t total = 0;

	while (count-- > 0)
		total += counters[count];
	return total;
}

static void print_counters(FILE *out, const struct tw_counters *counters)
{
	uint64_t a = sum(counters->frame[0], TW_FRAME_CAUSES);
	uint64_t b = sum(counters->frame[1], TW_FRAME_CAUSES);

	fprintf(out, "frames    %13s", commas(a + b));
	if (b != 0)
		fprintf(out, "   A %s, B %s", commas(a), commas(b));
	fprintf(out, "\nmessages  %13s", commas(counters->message[TW_MESSAGE_TAKEN]));
	if (counters->message[TW_MESSAGE_DUPLICATE] != 0)
		fprintf(out, "   and %s second copies",
			commas(counters->message[TW_MESSAGE_DUPLICATE]));
	if (counters->book[TW_BOOK_UNTRACKED] != 0)
		fprintf(out, "   %s of symbols that are not tracked",
			commas(counters->book[TW_BOOK_UNTRACKED]));
	fprintf(out, "\n");
}

static void print_problem(FILE *out, const char *bank, const char *cause, uint64_t value,
			  const char *what)
{
	char name[48];

	snprintf(name, sizeof(name), "%s%s%s", bank, *cause ? "." : "", cause);
	fprintf(out, "  %-22s %13s   %s\n", name, commas(value), what);
}

static void print_problems(FILE *out, const struct summary *summary)
{
	size_t count, i;
	const struct tw_counter_name *names = tw_counter_names(&count);
	bool any = false;

	for (i = 0; i < count; i++) {
		uint64_t value = tw_counter_value(summary->counters, &names[i]);

		if (value == 0 || is_ordinary(&names[i]) ||
		    strcmp(names[i].bank, "TOUCH") == 0)
			continue;
		if (!any)
			fprintf(out, "dropped or odd, by cause\n");
		any = true;
		print_problem(out, names[i].bank, names[i].cause, value, names[i].what);
	}
	if (summary->dropped != 0)
		print_problem(out, "TOUCH", "DROPPED", summary->dropped,
			      "touch records that host memory did not take in time");
	if (summary->undelivered != 0)
		print_problem(out, "DELIVERY", "", summary->undelivered,
			      "frames that the host did not take in time");
	if (!any && summary->dropped == 0 && summary->undelivered == 0)
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
	double messages = (double)summary->counters->message[TW_MESSAGE_TAKEN];
	double seconds = summary->seconds > 0 ? summary->seconds : 1e-9;

	fprintf(out, "speed     %13s   %smessages per second, %.2f s\n",
		commas((uint64_t)(messages / seconds)),
		summary->simulated ? "simulated " : "", summary->seconds);
	if (summary->simulated && summary->cycles != 0)
		fprintf(out, "device    %13s   cycles\n", commas(summary->cycles));
}

void summary_print(FILE *out, const struct summary *summary)
{
	print_counters(out, summary->counters);
	fprintf(out, "events    %13s   changes of a touch",
		commas(summary->ticker->records));
	fprintf(out, "%s%s\n",
		summary->stale ? ", at the end stale: sequence numbers are missing" : "",
		summary->ended ? ", end of session" : "");
	print_problems(out, summary);
	if (summary->ticker->cycles != NULL)
		print_latency(out, summary->ticker);
	print_speed(out, summary);
}
