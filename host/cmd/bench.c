/* SPDX-License-Identifier: BSD-3-Clause */
#include "bench.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "bench_run.h"
#include "cmd.h"
#include "screen.h"

#define PREAMBLE 8u
#define FCS 4u
#define GAP 12u
#define SHORTEST 60u /* bytes of a frame without FCS */
#define TENTHS 8u    /* of a ns, per byte at 10 Gb/s */

const char *const bench_tier_names[BENCH_TIERS] = { "fpga", "soft", "dpdk", "python" };
const double bench_percentiles[BENCH_PERCENTILES] = { 50, 90, 99, 99.9, 99.99 };
const struct bench_pace_kind bench_pace_kinds[BENCH_PACES] = {
	{ "recorded", "as recorded", 1 },
	{ "8x", "8 times as fast", 8 },
	{ "line", "line rate", 0 },
};

static const struct {
	const char *title, *note;
} tiers[BENCH_TIERS] = {
	[BENCH_FPGA] = { "device (Verilated)",
			 "cycles of the simulated device at 156.25 MHz, from the beat with "
			 "the message's last byte at the XGMII to the book's touch; without "
			 "PHY and host bus" },
	[BENCH_SOFT] = { "C engine",
			 "time stamp counter, from the call with the packet to the touch, "
			 "and the wait behind earlier packets; without NIC and kernel" },
	[BENCH_DPDK] = { "C engine on DPDK (net_pcap)",
			 "time stamp counter, from the rx_burst that brings the packet to "
			 "the touch, and the wait behind earlier packets; without NIC" },
	[BENCH_PYTHON] = { "Python engine (asyncio)",
			   "monotonic clock, from when the packet was due on a UDP socket of "
			   "this machine to when its message was dealt with" },
};

/* ---- pace --------------------------------------------------------------------------------- */

void pacer_begin(struct bench_pacer *pacer, const struct bench *bench, size_t pace)
{
	*pacer = (struct bench_pacer){ .origin = bench->first_ns,
				       .speed = bench->paces[pace].speed };
}

uint64_t pacer_next(struct bench_pacer *pacer, const struct tw_capture_frame *frame,
		    uint64_t *end_ns)
{
	uint32_t length = frame->captured < SHORTEST ? SHORTEST : frame->captured;
	uint64_t start = pacer->last, on;

	if (pacer->speed != 0 && frame->time_ns > pacer->origin)
		on = (frame->time_ns - pacer->origin) * 10 / pacer->speed;
	else
		on = 0;
	start = on > start ? on : start;
	on = pacer->free[frame->port];
	start = on > start ? on : start;
	pacer->last = start;
	pacer->free[frame->port] = start + (PREAMBLE + length + FCS + GAP) * TENTHS;
	*end_ns = pacer->origin + (start + (PREAMBLE + length + FCS) * TENTHS) / 10;
	return pacer->origin + start / 10;
}

/* ---- tiers --------------------------------------------------------------------------------- */

struct bench_tier *bench_tier_new(struct bench_run *run, size_t pace,
				  enum bench_tier_kind kind)
{
	struct bench_pace *at = &run->bench->paces[pace];
	struct bench_tier *tier = calloc(1, sizeof(*tier));

	if (tier == NULL || (tier->hist = tw_hist_create()) == NULL)
		abort();
	tier->kind = kind;
	tier->name = bench_tier_names[kind];
	tier->title = tiers[kind].title;
	tier->unit_note = tiers[kind].note;
	tier->scale_ns = kind == BENCH_FPGA ? BENCH_CYCLE_NS : 1;
	tier->cpu = -1;
	tier->series.bucket_ns = 1;
	at->tiers[at->tier_count++] = tier;
	return tier;
}

static void free_stage(struct bench_stage *stage)
{
	size_t i;

	tw_hist_destroy(stage->cycles);
	for (i = 0; i < TW_ITCH_TYPE_COUNT; i++)
		tw_hist_destroy(stage->types[i]);
}

void bench_free(struct bench *bench)
{
	size_t i, j, k;

	for (i = 0; i < bench->pace_count; i++) {
		struct bench_pace *pace = &bench->paces[i];

		for (j = 0; j < pace->tier_count; j++) {
			tw_hist_destroy(pace->tiers[j]->hist);
			tw_hist_destroy(pace->tiers[j]->alone);
			for (k = 0; k < TW_ITCH_TYPE_COUNT; k++)
				tw_hist_destroy(pace->tiers[j]->types[k]);
			free(pace->tiers[j]);
		}
		for (j = 0; j < BENCH_STAGES; j++)
			free_stage(&pace->stages[j]);
		free_stage(&pace->first_to_order);
	}
	free(bench->command);
}

int bench_type_index(char type)
{
	const char *at = type != '\0' ? strchr(TW_ITCH_TYPES, type) : NULL;

	return at != NULL ? (int)(at - TW_ITCH_TYPES) : -1;
}

const char *bench_type_name(unsigned int type)
{
	static const char *const names[TW_ITCH_TYPE_COUNT] = { "system",
							       "directory",
							       "trading action",
							       "short sale",
							       "participant",
							       "breaker levels",
							       "breaker status",
							       "IPO",
							       "auction collar",
							       "halt",
							       "add",
							       "add, attributed",
							       "execute",
							       "execute, priced",
							       "cancel",
							       "delete",
							       "replace",
							       "trade",
							       "cross trade",
							       "broken trade",
							       "imbalance",
							       "retail interest",
							       "direct listing" };

	return type < TW_ITCH_TYPE_COUNT ? names[type] : "?";
}

void bench_record(struct tw_hist **hist, uint64_t value)
{
	if (*hist == NULL && (*hist = tw_hist_create()) == NULL)
		abort();
	tw_hist_record(*hist, value);
}

/* ---- over time ------------------------------------------------------------------------------ */

static void merge(struct bench_bucket *into, const struct bench_bucket *more)
{
	if (more->samples != 0 && (into->samples == 0 || more->low < into->low))
		into->low = more->low;
	if (more->high > into->high)
		into->high = more->high;
	into->messages += more->messages;
	into->samples += more->samples;
}

/* The bucket of a time; when there is none any more, each two become one. */
static struct bench_bucket *bucket_at(struct bench_series *series, uint64_t time_ns)
{
	size_t i;

	while (time_ns / series->bucket_ns >= BENCH_BUCKETS) {
		for (i = 0; i < BENCH_BUCKETS / 2; i++) {
			struct bench_bucket both = series->buckets[2 * i];

			merge(&both, &series->buckets[2 * i + 1]);
			series->buckets[i] = both;
		}
		memset(series->buckets + i, 0, sizeof(series->buckets) / 2);
		series->count = (series->count + 1) / 2;
		series->bucket_ns *= 2;
	}
	i = (size_t)(time_ns / series->bucket_ns);
	if (i >= series->count)
		series->count = i + 1;
	return &series->buckets[i];
}

void bench_arrived(struct bench_tier *tier, uint64_t time_ns, uint64_t messages)
{
	if (messages != 0)
		bucket_at(&tier->series, time_ns)->messages += messages;
}

void bench_sample(struct bench_tier *tier, char type, uint64_t time_ns, uint64_t latency)
{
	const struct bench_bucket one = { .samples = 1, .low = latency, .high = latency };
	int index = bench_type_index(type);

	tw_hist_record(tier->hist, latency);
	if (index >= 0)
		bench_record(&tier->types[index], latency);
	merge(bucket_at(&tier->series, time_ns), &one);
}

/* ---- what is shown --------------------------------------------------------------------------- */

const char *bench_percentile(const struct tw_hist *hist, double percent, double scale_ns,
			     char *text, size_t size)
{
	if (hist == NULL || !tw_hist_supports(hist, percent))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.1f",
			 (double)tw_hist_percentile(hist, percent) * scale_ns);
	return text;
}

void bench_progress(const struct bench_run *run, size_t pace, enum bench_tier_kind kind,
		    double part)
{
	char status[96];

	if (!run->bar || !screen_due())
		return;
	snprintf(status, sizeof(status), "%s, %s", tiers[kind].title,
		 run->bench->paces[pace].title);
	screen_bar(part, status);
}

int bench_pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return -1;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) == 0 ? cpu : -1;
}

static size_t add_sum(struct bench_sum *sums, size_t count, const char *left,
		      uint64_t left_value, const char *right, uint64_t right_value)
{
	sums[count] = (struct bench_sum){ left, right, left_value, right_value };
	return count + 1;
}

size_t bench_sums(const struct bench_tier *tier, struct bench_sum sums[BENCH_SUMS])
{
	const struct tally *t = &tier->tally;
	uint64_t taken = tally_value(t, "MESSAGE.TAKEN");
	size_t count = 0;

	if (t->count == 0)
		return 0;
	count = add_sum(sums, count, "messages taken", taken, "messages by type",
			tally_bank(t, "ITCH."));
	count = add_sum(
		sums, count, "messages taken, gaps, clears, line marks and repairs",
		taken + tally_value(t, "BOOK.GAP") + tally_value(t, "BOOK.CLEAR") +
			tally_value(t, "BOOK.LINES") + tally_value(t, "BOOK.FRESH"),
		"what the book made of them", tally_bank(t, "BOOK."));
	count = add_sum(sums, count, "gap events", tally_value(t, "BOOK.GAP"), "gaps",
			tally_value(t, "GAPS"));
	if (tier->kind == BENCH_FPGA)
		count = add_sum(sums, count, "frames of the MACs of A and B",
				tally_bank(t, "MAC_A.") + tally_bank(t, "MAC_B."),
				"frames by verdict of A and B",
				tally_bank(t, "FRAME_A.") + tally_bank(t, "FRAME_B."));
	count = add_sum(sums, count, "touches published",
			tally_value(t, "TOUCH.PUBLISHED"), "rows of touches",
			tier->touches);
	return count;
}
