/* SPDX-License-Identifier: BSD-3-Clause */
#include "svg.h"

#include <math.h>

#define WIDTH 440.0
#define LEFT 64.0 /* of what is drawn, right of the labels */
#define RIGHT 424.0
#define BURST 4.0 /* times the mean rate */

/* A logarithmic axis over whole decades of ns. */
struct axis {
	double low, high; /* powers of ten */
	double from, to;  /* where they are drawn */
};

const char *svg_time_text(double ns, char *text, size_t size)
{
	static const char *const units[] = { "ns", "\302\265s", "ms", "s" };
	unsigned int unit = 0;

	while (ns >= 999.5 && unit < 3) {
		ns /= 1000.0;
		unit++;
	}
	snprintf(text, size,
		 ns < 9.995   ? "%.2f %s"
		 : ns < 99.95 ? "%.1f %s"
			      : "%.0f %s",
		 ns, units[unit]);
	return text;
}

/* A power of ten, for an axis. */
static const char *decade_text(double decade, char *text, size_t size)
{
	static const char *const units[] = { "ns", "\302\265s", "ms", "s" };
	int unit = decade < 0.0 ? 0 : decade >= 12.0 ? 3 : (int)decade / 3;

	snprintf(text, size, "%.0f %s", pow(10.0, decade - 3.0 * unit), units[unit]);
	return text;
}

static void open_picture(FILE *out, double height, const char *title, const char *what)
{
	fprintf(out,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n"
		"<title>%s</title><desc>%s</desc>\n",
		WIDTH, height, title, title, what);
}

static void text_at(FILE *out, double x, double y, const char *anchor, const char *class,
		    const char *text)
{
	fprintf(out,
		"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n",
		x, y, anchor, class, text);
}

static void line(FILE *out, double x1, double y1, double x2, double y2, const char *class)
{
	fprintf(out,
		"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n",
		x1, y1, x2, y2, class);
}

static double place(const struct axis *axis, double ns)
{
	double part = (log10(fmax(ns, 1e-3)) - axis->low) / (axis->high - axis->low);

	return axis->from + fmin(fmax(part, 0.0), 1.0) * (axis->to - axis->from);
}

static double least_ns(const struct bench_tier *tier)
{
	return (double)tw_hist_min(tier->hist) * tier->scale_ns;
}

static double most_ns(const struct bench_tier *tier)
{
	return (double)tw_hist_max(tier->hist) * tier->scale_ns;
}

/* Whole decades around all that @pace's tiers measured. */
static struct axis axis_of(const struct bench_pace *pace, double from, double to)
{
	double low = INFINITY, high = 0.0;
	struct axis axis = { .from = from, .to = to };

	for (size_t i = 0; i < pace->tier_count; i++) {
		if (!tw_hist_count(pace->tiers[i]->hist))
			continue;
		low = fmin(low, fmax(least_ns(pace->tiers[i]), 1.0));
		high = fmax(high, most_ns(pace->tiers[i]));
	}
	axis.low = isinf(low) ? 0.0 : floor(log10(low));
	axis.high = fmax(ceil(log10(fmax(high, 1.0))), axis.low + 1.0);
	return axis;
}

void svg_tiers(FILE *out, const struct bench_pace *pace)
{
	double height = 40.0 + 52.0 * (double)pace->tier_count;
	struct axis axis = axis_of(pace, 16.0, RIGHT);
	/* Of many decades, there is room for the names of every other one. */
	double step = axis.high - axis.low > 6.0 ? 2.0 : 1.0;
	char text[32], more[32];

	open_picture(
		out, height, "Latency of each tier",
		"A bar from the least to the most latency for each tier on a logarithmic axis, "
		"the median marked; the table below has the numbers.");
	for (double decade = axis.low; decade <= axis.high; decade++) {
		double x = place(&axis, pow(10.0, decade));

		line(out, x, 8.0, x, height - 24.0, "grid");
		if (fmod(decade - axis.low, step) != 0.0)
			continue;
		text_at(out, x, height - 8.0,
			decade <= axis.low    ? "start"
			: decade >= axis.high ? "end"
					      : "middle",
			"small", decade_text(decade, text, sizeof(text)));
	}
	for (size_t i = 0; i < pace->tier_count; i++) {
		const struct bench_tier *tier = pace->tiers[i];
		double y = 24.0 + 52.0 * (double)i, low, high, median;

		text_at(out, 16.0, y, "start", "ink", tier->title);
		if (!tw_hist_count(tier->hist))
			continue;
		low = place(&axis, least_ns(tier));
		high = place(&axis, most_ns(tier));
		median = (double)tw_hist_percentile(tier->hist, 50.0) * tier->scale_ns;
		fprintf(out,
			"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" rx=\"3\" "
			"class=\"t%u bar\"/>\n",
			low, y + 6.0, fmax(high - low, 3.0), (unsigned int)tier->kind);
		fprintf(out,
			"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" class=\"t%u dot\"/>\n",
			place(&axis, median), y + 12.0, (unsigned int)tier->kind);
		fprintf(out,
			"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" class=\"small\">median %s, "
			"most %s</text>\n",
			RIGHT, y, svg_time_text(median, text, sizeof(text)),
			svg_time_text(most_ns(tier), more, sizeof(more)));
	}
	fputs("</svg>\n", out);
}

/* ---- percentiles --------------------------------------------------------------------------- */

/* Where a percentile stands: each further nine takes the same width. */
static double place_percent(double percent, double nines)
{
	double part = percent >= 100.0 ? nines : log10(100.0 / (100.0 - percent));

	return LEFT + part / nines * (RIGHT - LEFT);
}

static void percentile_curve(FILE *out, const struct bench_tier *tier,
			     const struct axis *axis, double nines)
{
	static const char *const dashes[] = { "", "6 3", "2 3", "10 3 2 3" };

	fprintf(out,
		"<polyline fill=\"none\" class=\"t%u curve\" stroke-dasharray=\"%s\" points=\"",
		(unsigned int)tier->kind, dashes[tier->kind]);
	for (double part = 0.0; part <= nines + 1e-9; part += 0.05) {
		double percent = 100.0 - 100.0 * pow(10.0, -part);

		if (!tw_hist_supports(tier->hist, percent))
			break;
		fprintf(out, "%.1f,%.1f ", place_percent(percent, nines),
			place(axis, (double)tw_hist_percentile(tier->hist, percent) *
					    tier->scale_ns));
	}
	fputs("\"/>\n", out);
}

void svg_percentiles(FILE *out, const struct bench_pace *pace)
{
	static const char *const names[] = { "0",      "90 %",	  "99 %",
					     "99.9 %", "99.99 %", "99.999 %" };
	struct axis axis = axis_of(pace, 220.0, 16.0);
	double nines = 1.0;
	char text[32];

	for (size_t i = 0; i < pace->tier_count; i++)
		while (nines < 5.0 &&
		       tw_hist_supports(pace->tiers[i]->hist,
					100.0 - 100.0 * pow(10.0, -nines - 1.0)))
			nines += 1.0;
	open_picture(
		out, 262.0, "Latency by percentile",
		"A curve for each tier over percentiles, each as far as the count of its "
		"samples supports it; the table below has the numbers.");
	for (double decade = axis.low; decade <= axis.high; decade++) {
		double y = place(&axis, pow(10.0, decade));

		line(out, LEFT, y, RIGHT, y, "grid");
		text_at(out, LEFT - 6.0, y + 4.0, "end", "small",
			decade_text(decade, text, sizeof(text)));
	}
	for (unsigned int nine = 0; nine <= (unsigned int)nines; nine++)
		text_at(out, LEFT + (double)nine / nines * (RIGHT - LEFT), 236.0,
			nine == (unsigned int)nines ? "end" : "middle", "small",
			names[nine]);
	for (size_t i = 0; i < pace->tier_count; i++) {
		double x = 8.0 + 108.0 * (double)i;

		if (tw_hist_count(pace->tiers[i]->hist))
			percentile_curve(out, pace->tiers[i], &axis, nines);
		fprintf(out,
			"<rect x=\"%.1f\" y=\"247\" width=\"10\" height=\"10\" class=\"t%u\"/>\n",
			x, (unsigned int)pace->tiers[i]->kind);
		text_at(out, x + 14.0, 256.0, "start", "small", pace->tiers[i]->name);
	}
	fputs("</svg>\n", out);
}

/* ---- over time ------------------------------------------------------------------------------- */

#define COLUMNS 360u /* of a picture: more would not be seen */

struct scales {
	size_t group, columns; /* buckets of a column */
	double width;	       /* of a column */
	double most;	       /* latency, ns */
	double rate, mean;     /* messages of a column, most and mean of those with any */
};

/* The buckets of a column as one. */
static struct bench_bucket column_of(const struct bench_series *series, size_t column,
				     size_t group)
{
	struct bench_bucket sum = { .low = UINT64_MAX };

	for (size_t i = column * group; i < series->count && i < (column + 1) * group;
	     i++) {
		const struct bench_bucket *bucket = &series->buckets[i];

		sum.messages += bucket->messages;
		sum.samples += bucket->samples;
		if (bucket->samples && bucket->low < sum.low)
			sum.low = bucket->low;
		if (bucket->samples && bucket->high > sum.high)
			sum.high = bucket->high;
	}
	return sum;
}

static struct scales scales_of(const struct bench_tier *tier)
{
	const struct bench_series *series = &tier->series;
	struct scales scales = { .group = (series->count + COLUMNS - 1) / COLUMNS };
	uint64_t busy = 0, messages = 0;

	scales.columns = (series->count + scales.group - 1) / scales.group;
	scales.width = (RIGHT - LEFT) / (double)scales.columns;
	for (size_t i = 0; i < scales.columns; i++) {
		struct bench_bucket column = column_of(series, i, scales.group);

		scales.most = fmax(scales.most, (double)column.high * tier->scale_ns);
		scales.rate = fmax(scales.rate, (double)column.messages);
		busy += column.messages > 0;
		messages += column.messages;
	}
	scales.mean = busy ? (double)messages / (double)busy : 0.0;
	return scales;
}

static void draw_column(FILE *out, const struct bench_tier *tier,
			const struct scales *scales, size_t at)
{
	struct bench_bucket column = column_of(&tier->series, at, scales->group);
	double x = LEFT + (double)at * scales->width, wide = fmax(scales->width, 0.8);
	double rate = (double)column.messages / scales->rate * 50.0, high, low;

	if (!column.messages)
		return;
	fprintf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n",
		x, 222.0 - rate, wide, rate,
		(double)column.messages > BURST * scales->mean ? "burst" : "soft");
	if (!column.samples)
		return;
	high = 150.0 - (double)column.high * tier->scale_ns / scales->most * 130.0;
	low = 150.0 - (double)column.low * tier->scale_ns / scales->most * 130.0;
	fprintf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"t%u\"/>\n",
		x, high, wide, fmax(low - high, 1.5), (unsigned int)tier->kind);
}

void svg_series(FILE *out, const struct bench_tier *tier)
{
	const struct bench_series *series = &tier->series;
	struct scales scales;
	char text[32], label[64];
	double rate;

	if (!series->count || !series->bucket_ns)
		return;
	scales = scales_of(tier);
	if (scales.most <= 0.0 || scales.rate <= 0.0)
		return;
	open_picture(
		out, 252.0, "Latency over time",
		"Above, least to most latency in each stretch of time; below, the rate of "
		"messages, bursts in another colour and marked in the legend.");
	line(out, LEFT, 150.0, RIGHT, 150.0, "grid");
	line(out, LEFT, 20.0, RIGHT, 20.0, "grid");
	text_at(out, LEFT - 6.0, 24.0, "end", "small",
		svg_time_text(scales.most, text, sizeof(text)));
	text_at(out, LEFT - 6.0, 154.0, "end", "small", "0");
	rate = scales.rate / (double)(series->bucket_ns * scales.group) * 1e9;
	snprintf(label, sizeof(label),
		 rate < 999.5	  ? "%.3g /s"
		 : rate < 999.5e3 ? "%.3g k/s"
				  : "%.3g M/s",
		 rate < 999.5	  ? rate
		 : rate < 999.5e3 ? rate / 1e3
				  : rate / 1e6);
	line(out, LEFT, 222.0, RIGHT, 222.0, "grid");
	text_at(out, LEFT - 6.0, 180.0, "end", "small", label);
	for (size_t i = 0; i < scales.columns; i++)
		draw_column(out, tier, &scales, i);
	text_at(out, LEFT, 240.0, "start", "small", "0");
	text_at(out, RIGHT, 240.0, "end", "small",
		svg_time_text((double)series->bucket_ns * (double)series->count, text,
			      sizeof(text)));
	text_at(out, (LEFT + RIGHT) / 2.0, 240.0, "middle", "small",
		"rate; strong: above 4 times the mean");
	fputs("</svg>\n", out);
}

/* ---- stages ------------------------------------------------------------------------------------ */

static unsigned int stages_measured(const struct bench_pace *pace)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < BENCH_STAGES; i++)
		count += pace->stages[i].cycles && tw_hist_count(pace->stages[i].cycles);
	return count;
}

static void draw_stage(FILE *out, const struct bench_stage *stage, double y,
		       double before, double scale)
{
	double median = (double)tw_hist_percentile(stage->cycles, 50.0);
	double least = (double)tw_hist_min(stage->cycles);
	double most = (double)tw_hist_max(stage->cycles);
	char text[64];

	text_at(out, LEFT + 20.0, y + 12.0, "end", "ink", stage->name);
	fprintf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" rx=\"2\" class=\"t0\"/>\n",
		LEFT + 28.0 + before * scale, y, fmax((median - before) * scale, 2.0));
	if (most > least)
		line(out, LEFT + 28.0 + least * scale, y + 7.0,
		     LEFT + 28.0 + fmin(most * scale, 240.0), y + 7.0, "whisker");
	if (most > least)
		snprintf(text, sizeof(text), "%.0f (%.0f..%.0f)", median, least, most);
	else
		snprintf(text, sizeof(text), "%.0f", median);
	text_at(out, RIGHT + 12.0, y + 12.0, "end", "small", text);
}

void svg_stages(FILE *out, const struct bench_pace *pace)
{
	unsigned int count = stages_measured(pace), row = 0;
	double longest = 1.0, before = 0.0, scale;

	if (!count)
		return;
	for (unsigned int i = 0; i < BENCH_STAGES; i++)
		if (pace->stages[i].cycles)
			longest = fmax(longest, (double)tw_hist_percentile(
							pace->stages[i].cycles, 50.0));
	scale = 200.0 / longest;
	open_picture(
		out, 30.0 + 24.0 * count, "Stages of the device",
		"Cycles from the message's last byte at the wire to the end of each stage: "
		"medians as bars one after the other, least and most beside them.");
	for (unsigned int i = 0; i < BENCH_STAGES; i++) {
		const struct bench_stage *stage = &pace->stages[i];

		if (!stage->cycles || !tw_hist_count(stage->cycles))
			continue;
		draw_stage(out, stage, 8.0 + 24.0 * row++, before, scale);
		before = fmax(before, (double)tw_hist_percentile(stage->cycles, 50.0));
	}
	text_at(out, LEFT + 28.0, 24.0 + 24.0 * count, "start", "small",
		"cycles since the message's last byte at the XGMII");
	fputs("</svg>\n", out);
}
