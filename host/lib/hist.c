/* SPDX-License-Identifier: BSD-3-Clause */
/* hist: log-linear histogram of unsigned values. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/hist.h>

#define SUB_BITS 11u /* 2048 values per octave, halves above the first */
#define SUB (1u << SUB_BITS)
#define HALF (SUB / 2)
#define OCTAVES (63u - SUB_BITS + 1u)
#define COUNTS (SUB + OCTAVES * HALF)
#define TICKS_PER_HALVING 5u

struct tw_hist {
	uint64_t total, min, max;
	double sum, squares;
	uint64_t counts[COUNTS];
};

struct tw_hist *tw_hist_create(void)
{
	struct tw_hist *hist = malloc(sizeof(*hist));

	if (hist)
		tw_hist_reset(hist);
	return hist;
}

void tw_hist_destroy(struct tw_hist *hist)
{
	free(hist);
}

void tw_hist_reset(struct tw_hist *hist)
{
	memset(hist, 0, sizeof(*hist));
	hist->min = UINT64_MAX;
}

static unsigned index_of(uint64_t value)
{
	unsigned shift;

	if (value < SUB)
		return (unsigned)value;
	shift = 64u - SUB_BITS - (unsigned)__builtin_clzll(value);
	return SUB + (shift - 1) * HALF + (unsigned)((value >> shift) - HALF);
}

/* The highest value that falls into bucket @index. */
static uint64_t top_of(unsigned index)
{
	unsigned shift;

	if (index < SUB)
		return index;
	shift = (index - SUB) / HALF + 1;
	return ((uint64_t)(HALF + (index - SUB) % HALF + 1) << shift) - 1;
}

void tw_hist_record(struct tw_hist *hist, uint64_t value)
{
	double v;

	if (value > INT64_MAX)
		value = INT64_MAX;
	v = (double)value;
	hist->counts[index_of(value)]++;
	hist->total++;
	hist->sum += v;
	hist->squares += v * v;
	if (value < hist->min)
		hist->min = value;
	if (value > hist->max)
		hist->max = value;
}

void tw_hist_add(struct tw_hist *hist, const struct tw_hist *more)
{
	for (unsigned i = 0; i < COUNTS; i++)
		hist->counts[i] += more->counts[i];
	hist->total += more->total;
	hist->sum += more->sum;
	hist->squares += more->squares;
	if (more->min < hist->min)
		hist->min = more->min;
	if (more->max > hist->max)
		hist->max = more->max;
}

uint64_t tw_hist_count(const struct tw_hist *hist)
{
	return hist->total;
}

uint64_t tw_hist_min(const struct tw_hist *hist)
{
	return hist->total ? hist->min : 0;
}

uint64_t tw_hist_max(const struct tw_hist *hist)
{
	return hist->max;
}

double tw_hist_mean(const struct tw_hist *hist)
{
	return hist->total ? hist->sum / (double)hist->total : 0.0;
}

double tw_hist_deviation(const struct tw_hist *hist)
{
	double mean = tw_hist_mean(hist);
	double variance;

	if (!hist->total)
		return 0.0;
	variance = hist->squares / (double)hist->total - mean * mean;
	return variance > 0.0 ? sqrt(variance) : 0.0;
}

/* How many samples are at or below a percentile: at least 1. */
static uint64_t rank_of(const struct tw_hist *hist, double percent)
{
	/* 99.9 % of 1000 is 999, not 999.0000000001 rounded up. */
	double wanted = ceil(percent / 100.0 * (double)hist->total - 1e-6);

	if (wanted < 1.0)
		return 1;
	return wanted >= (double)hist->total ? hist->total : (uint64_t)wanted;
}

/* The value of rank @rank; *@below is the count of samples up to it. */
static uint64_t value_at(const struct tw_hist *hist, uint64_t rank, uint64_t *below)
{
	uint64_t seen = 0;
	uint64_t top = 0;

	for (unsigned i = 0; i < COUNTS && seen < rank; i++) {
		seen += hist->counts[i];
		top = top_of(i);
	}
	*below = seen;
	return top < hist->max ? top : hist->max;
}

uint64_t tw_hist_percentile(const struct tw_hist *hist, double percent)
{
	uint64_t below;

	return hist->total ? value_at(hist, rank_of(hist, percent), &below) : 0;
}

int tw_hist_supports(const struct tw_hist *hist, double percent)
{
	return (100.0 - percent) / 100.0 * (double)hist->total >= 1.0 - 1e-6;
}

int tw_hist_print(const struct tw_hist *hist, FILE *out, double scale)
{
	double percent = 0.0;
	uint64_t below = 0;

	/* hdr-plot takes no line that begins without a blank: room for a minute in ns. */
	fprintf(out, "%16s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
		"1/(1-Percentile)");
	while (hist->total && percent < 100.0 &&
	       (percent == 0.0 || tw_hist_supports(hist, percent))) {
		uint64_t value = value_at(hist, rank_of(hist, percent), &below);
		double halvings = floor(log2(100.0 / (100.0 - percent))) + 1.0;

		fprintf(out, "%16.3f %2.12f %10llu %14.2f\n", (double)value * scale,
			percent / 100.0, (unsigned long long)below,
			100.0 / (100.0 - percent));
		percent += 100.0 / (TICKS_PER_HALVING * exp2(halvings));
	}
	if (hist->total)
		fprintf(out, "%16.3f %2.12f %10llu\n", (double)hist->max * scale, 1.0,
			(unsigned long long)hist->total);
	fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
		tw_hist_mean(hist) * scale, tw_hist_deviation(hist) * scale);
	fprintf(out, "#[Max     = %12.3f, Total count    = %12llu]\n",
		(double)tw_hist_max(hist) * scale, (unsigned long long)hist->total);
	fprintf(out, "#[Buckets = %12u, SubBuckets     = %12u]\n", OCTAVES, SUB);
	return ferror(out) ? -EIO : 0;
}
