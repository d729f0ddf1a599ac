/* SPDX-License-Identifier: BSD-3-Clause */
/* A bench as tables of text. A percentile that the samples do not support is "-". */
#include <inttypes.h>
#include <string.h>

#include "bench_run.h"
#include "screen.h"
#include "tw_probe.h"

#define CELL 24u

/* min, median, 99 %, most, in ns or, scale 1, in cycles. */
static void print_four(FILE *out, const struct tw_hist *hist, double scale, int digits)
{
	char text[CELL];

	fprintf(out, " %9.*f", digits, (double)tw_hist_min(hist) * scale);
	if (tw_hist_supports(hist, 50))
		fprintf(out, " %9.*f", digits,
			(double)tw_hist_percentile(hist, 50) * scale);
	else
		fprintf(out, " %9s", "-");
	if (tw_hist_supports(hist, 99))
		fprintf(out, " %9.*f", digits,
			(double)tw_hist_percentile(hist, 99) * scale);
	else
		fprintf(out, " %9s", bench_percentile(NULL, 99, 1, text, sizeof(text)));
	fprintf(out, " %9.*f", digits, (double)tw_hist_max(hist) * scale);
}

static void print_facts(FILE *out, const struct bench *bench)
{
	size_t i;

	for (i = 0; i < bench->file_count; i++)
		fprintf(out, "capture   %s, %s bytes, sha256 %.16s...\n",
			bench->files[i].path, commas(bench->files[i].bytes),
			bench->files[i].digest);
	fprintf(out, "          %s frames, %s messages, %.6f s as recorded\n",
		commas(bench->input->list.frames), commas(bench->input->list.messages),
		(double)bench->duration_ns * 1e-9);
	fprintf(out, "machine   %s, %u processors, %s, load before %.2f\n",
		bench->cpu_model, bench->cpus, bench->machine, bench->load);
	fprintf(out, "versions  touchwire %s%s%s, %s%s%s, %s, %s\n", bench->version,
		bench->build[0] != '\0' ? ", device build " : "", bench->build,
		bench->dpdk, bench->python[0] != '\0' ? ", " : "", bench->python,
		bench->compiler, bench->system);
}

static void print_row(FILE *out, const char *name, const struct tw_hist *hist,
		      double scale)
{
	static const double shown[] = { 50, 99, 99.9, 99.99 };
	char cell[CELL];
	size_t i;

	if (tw_hist_count(hist) == 0) {
		fprintf(out, "  %-18s %11s %11s\n", name, "0", "-");
		return;
	}
	fprintf(out, "  %-18s %11s %11.1f", name, commas(tw_hist_count(hist)),
		(double)tw_hist_min(hist) * scale);
	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		fprintf(out, " %11s",
			bench_percentile(hist, shown[i], scale, cell, sizeof(cell)));
	fprintf(out, " %12.1f\n", (double)tw_hist_max(hist) * scale);
}

static void print_tiers(FILE *out, const struct bench_pace *pace)
{
	char name[40];
	size_t i;

	fprintf(out, "message to touch, ns%12s %11s %11s %11s %11s %11s %12s\n",
		"samples", "min", "median", "99%", "99.9%", "99.99%", "max");
	for (i = 0; i < pace->tier_count; i++) {
		const struct bench_tier *t = pace->tiers[i];

		print_row(out, t->name, t->hist, t->scale_ns);
		snprintf(name, sizeof(name), "  %s, no wait", t->name);
		if (t->alone != NULL)
			print_row(out, name, t->alone, t->scale_ns);
	}
}

static void print_stage(FILE *out, const char *name, const char *what,
			const struct tw_hist *hist, double also_mhz)
{
	if (hist == NULL)
		return;
	fprintf(out, "  %-18s %11s", name, commas(tw_hist_count(hist)));
	print_four(out, hist, 1, 0);
	print_four(out, hist, BENCH_CYCLE_NS, 1);
	if (also_mhz > 0)
		print_four(out, hist, 1e3 / also_mhz, 1);
	fprintf(out, "  %s\n", what);
}

static void print_types(FILE *out, const struct bench_stage *stage, double also_mhz)
{
	unsigned int i;
	char name[40];

	for (i = 0; i < TW_ITCH_TYPE_COUNT; i++) {
		if (stage->types[i] == NULL)
			continue;
		snprintf(name, sizeof(name), "%s %c", stage->name, TW_ITCH_TYPES[i]);
		print_stage(out, name, bench_type_name(i), stage->types[i], also_mhz);
	}
}

static void print_device(FILE *out, const struct bench_pace *pace, double also_mhz)
{
	const struct bench_stage *stage;
	size_t i;

	fprintf(out,
		"device, since the last byte at the XGMII, in cycles and in ns at %.2f MHz",
		BENCH_CLOCK_MHZ);
	if (also_mhz > 0)
		fprintf(out, " and at %g MHz", also_mhz);
	fprintf(out, "\n  %-18s %11s", "stage", "messages");
	for (i = 0; i < (also_mhz > 0 ? 3u : 2u); i++)
		fprintf(out, " %9s %9s %9s %9s", "min", "median", "99%", "max");
	fputc('\n', out);
	for (i = 0; i < BENCH_STAGES; i++) {
		stage = &pace->stages[i];
		print_stage(out, stage->name, stage->what, stage->cycles, also_mhz);
	}
	stage = &pace->first_to_order;
	print_stage(out, stage->name, stage->what, stage->cycles, also_mhz);
	fprintf(out, "by type of message; --json and --report have all stages by type\n");
	print_types(out, &pace->stages[TW_STAGE_TOUCH], also_mhz);
	print_types(out, &pace->stages[TW_STAGE_ORDER], also_mhz);
}

static void print_notes(FILE *out, const struct bench *bench)
{
	const struct bench_pace *pace = &bench->paces[0];
	size_t i;

	fprintf(out, "\nwhat the figures are\n");
	for (i = 0; i < pace->tier_count; i++) {
		const struct bench_tier *t = pace->tiers[i];

		fprintf(out, "  %-7s %s; ", t->name, t->unit_note);
		if (t->kind == BENCH_FPGA)
			fprintf(out, "simulated cycles are not silicon\n");
		else if (t->cpu >= 0)
			fprintf(out, "pinned to processor %d, warm-up %s messages\n",
				t->cpu, commas(t->warmup));
		else
			fprintf(out, "not pinned, warm-up %s messages\n",
				commas(t->warmup));
	}
}

void bench_print(FILE *out, const struct bench *bench)
{
	size_t i, j;

	print_facts(out, bench);
	for (i = 0; i < bench->pace_count; i++) {
		const struct bench_pace *pace = &bench->paces[i];

		fprintf(out, "\n---- %s: %.6f s\n", pace->title,
			(double)pace->duration_ns * 1e-9);
		print_tiers(out, pace);
		if (pace->tiers[0]->kind == BENCH_FPGA)
			print_device(out, pace, bench->also_mhz);
		fprintf(out, "touches   %s rows, the same from",
			commas(pace->tiers[0]->touches));
		for (j = 0; j < pace->tier_count; j++)
			fprintf(out, "%s %s", j == 0 ? "" : ",", pace->tiers[j]->name);
		fprintf(out, "; sha256 %.16s...\n", pace->tiers[0]->touch_digest);
	}
	print_notes(out, bench);
}
