/* SPDX-License-Identifier: BSD-3-Clause */
/* A bench as files: JSON, of which an earlier one can be the baseline, and .hgrm. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench_run.h"
#include "cmd.h"

#define FORMAT 1

static void put_text(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": \"", name);
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ')
			fprintf(out, "\\u%04x", (unsigned char)*text);
		else
			fprintf(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "",
				*text);
	}
	fputc('"', out);
}

static void put_percentile(FILE *out, const char *name, const struct tw_hist *hist,
			   double percent)
{
	if (tw_hist_supports(hist, percent))
		fprintf(out, ", \"%s\": %" PRIu64, name,
			tw_hist_percentile(hist, percent));
	else
		fprintf(out, ", \"%s\": null", name);
}

static void put_hist(FILE *out, const struct tw_hist *hist)
{
	fprintf(out, "\"count\": %" PRIu64 ", \"min\": %" PRIu64, tw_hist_count(hist),
		tw_hist_min(hist));
	put_percentile(out, "median", hist, 50);
	put_percentile(out, "p90", hist, 90);
	put_percentile(out, "p99", hist, 99);
	put_percentile(out, "p99.9", hist, 99.9);
	put_percentile(out, "p99.99", hist, 99.99);
	fprintf(out, ", \"max\": %" PRIu64, tw_hist_max(hist));
}

static void put_facts(FILE *out, const struct bench *bench)
{
	size_t i;

	fprintf(out, "{\n\"touchwire_bench\": %d,\n", FORMAT);
	put_text(out, "command", bench->command);
	fputs(",\n", out);
	put_text(out, "version", bench->version);
	fputs(", ", out);
	put_text(out, "device_build", bench->build);
	fputs(", ", out);
	put_text(out, "dpdk", bench->dpdk);
	fputs(", ", out);
	put_text(out, "python", bench->python);
	fputs(",\n", out);
	put_text(out, "date", bench->date);
	fputs(", ", out);
	put_text(out, "machine", bench->machine);
	fputs(", ", out);
	put_text(out, "cpu", bench->cpu_model);
	fputs(",\n", out);
	put_text(out, "system", bench->system);
	fputs(", ", out);
	put_text(out, "compiler", bench->compiler);
	fprintf(out,
		", \"cpus\": %u, \"load\": %.2f, \"clock_mhz\": %.2f, \"also_mhz\": ",
		bench->cpus, bench->load, BENCH_CLOCK_MHZ);
	fprintf(out, bench->also_mhz > 0 ? "%g,\n" : "null,\n", bench->also_mhz);
	fprintf(out,
		"\"frames\": %" PRIu64 ", \"messages\": %" PRIu64
		", \"duration_ns\": %" PRIu64 ",\n\"traded\": %s, \"files\": [",
		bench->input->list.frames, bench->input->list.messages,
		bench->duration_ns, bench->traded ? "true" : "false");
	for (i = 0; i < bench->file_count; i++) {
		fprintf(out, "%s\n{", i == 0 ? "" : ",");
		put_text(out, "path", bench->files[i].path);
		fprintf(out, ", \"bytes\": %" PRIu64 ", \"sha256\": \"%s\"}",
			bench->files[i].bytes, bench->files[i].digest);
	}
	fputs("\n],\n", out);
}

static void put_tiers(FILE *out, const struct bench *bench)
{
	const char *comma = "";
	size_t i, j;

	fputs("\"tiers\": [", out);
	for (i = 0; i < bench->pace_count; i++) {
		for (j = 0; j < bench->paces[i].tier_count; j++) {
			const struct bench_tier *t = bench->paces[i].tiers[j];

			fprintf(out,
				"%s\n{\"pace\": \"%s\", \"tier\": \"%s\", \"unit\": "
				"\"%s\", \"unit_ns\": %g, \"messages\": %" PRIu64
				", \"touches\": %" PRIu64
				", \"touches_sha256\": \"%s\", ",
				comma, bench->paces[i].name, t->name,
				t->kind == BENCH_FPGA ? "cycles" : "ns", t->scale_ns,
				t->messages, t->touches, t->touch_digest);
			put_hist(out, t->hist);
			if (t->alone != NULL) {
				fputs(", \"no_wait\": {", out);
				put_hist(out, t->alone);
				fputc('}', out);
			}
			fprintf(out,
				", \"warmup\": %" PRIu64
				", \"processor\": %d, \"seconds\": %.3f}",
				t->warmup, t->cpu, t->seconds);
			comma = ",";
		}
	}
	fputs("\n],\n", out);
}

static void put_stage(FILE *out, const char *pace, const struct bench_stage *stage,
		      const char **comma)
{
	unsigned int i;

	if (stage->cycles == NULL)
		return;
	fprintf(out, "%s\n{\"pace\": \"%s\", \"stage\": \"%s\", \"type\": \"all\", ",
		*comma, pace, stage->name);
	put_hist(out, stage->cycles);
	fputc('}', out);
	*comma = ",";
	for (i = 0; i < TW_ITCH_TYPE_COUNT; i++) {
		if (stage->types[i] == NULL)
			continue;
		fprintf(out,
			",\n{\"pace\": \"%s\", \"stage\": \"%s\", \"type\": \"%c\", ",
			pace, stage->name, TW_ITCH_TYPES[i]);
		put_hist(out, stage->types[i]);
		fputc('}', out);
	}
}

int bench_write_json(const struct bench *bench, const char *path, struct tw_error *error)
{
	FILE *out = fopen(path, "w");
	const char *comma = "";
	size_t i, j;

	if (out == NULL)
		return tw_fail(error, -errno, "%s: cannot be written: %s", path,
			       strerror(errno));
	put_facts(out, bench);
	put_tiers(out, bench);
	fputs("\"stages\": [", out);
	for (i = 0; i < bench->pace_count; i++) {
		const struct bench_pace *pace = &bench->paces[i];

		for (j = 0; j < BENCH_STAGES; j++)
			put_stage(out, pace->name, &pace->stages[j], &comma);
		put_stage(out, pace->name, &pace->first_to_order, &comma);
	}
	fputs("\n]\n}\n", out);
	if (ferror(out) | fclose(out))
		return tw_fail(error, -EIO, "%s: cannot be written: %s", path,
			       strerror(errno));
	return 0;
}

/* ---- hgrm ---------------------------------------------------------------------------------------- */

static int write_hgrm(const char *folder, const char *pace, const char *name,
		      const struct tw_hist *hist, double scale, struct tw_error *error)
{
	char path[PATH_MAX];
	FILE *out;
	int status;

	if (hist == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s/%s-%s.hgrm", folder, pace, name);
	out = fopen(path, "w");
	if (out == NULL)
		return tw_fail(error, -errno, "%s: cannot be written: %s", path,
			       strerror(errno));
	status = tw_hist_print(hist, out, scale);
	if (fclose(out) != 0 && status == 0)
		status = -errno;
	return status == 0 ? 0
			   : tw_fail(error, status, "%s: cannot be written: %s", path,
				     strerror(-status));
}

int bench_write_hgrm(const struct bench *bench, const char *folder,
		     struct tw_error *error)
{
	int status = 0;
	size_t i, j;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return tw_fail(error, -errno, "%s: cannot be made: %s", folder,
			       strerror(errno));
	for (i = 0; i < bench->pace_count; i++) {
		const struct bench_pace *pace = &bench->paces[i];

		for (j = 0; j < pace->tier_count && status == 0; j++)
			status = write_hgrm(folder, pace->name, pace->tiers[j]->name,
					    pace->tiers[j]->hist,
					    pace->tiers[j]->scale_ns, error);
		for (j = 0; j < BENCH_STAGES && status == 0; j++) {
			char name[40];

			snprintf(name, sizeof(name), "stage-%zu-%s", j + 1,
				 pace->stages[j].name != NULL ? pace->stages[j].name
							      : "");
			status =
				write_hgrm(folder, pace->name, name,
					   pace->stages[j].cycles, BENCH_CYCLE_NS, error);
		}
	}
	return status;
}

/* ---- an earlier run ------------------------------------------------------------------------------ */

/* "name": VALUE of a line that put_hist() and its like wrote; false: not there, or null. */
static bool find_value(const char *line, const char *name, char *value, size_t size)
{
	char key[40];
	const char *at;
	size_t length;

	snprintf(key, sizeof(key), "\"%s\": ", name);
	at = strstr(line, key);
	if (at == NULL)
		return false;
	at += strlen(key);
	at += *at == '"';
	length = strcspn(at, "\",}\n");
	snprintf(value, size, "%.*s", (int)length, at);
	return strcmp(value, "null") != 0;
}

struct baseline {
	const struct bench *bench;
	const char *path;
	uint64_t max_regress;
	unsigned int figures, digests, worse;
};

static const struct bench_pace *find_pace(const struct bench *bench, const char *line)
{
	char name[32];
	size_t i;

	if (!find_value(line, "pace", name, sizeof(name)))
		return NULL;
	for (i = 0; i < bench->pace_count; i++) {
		if (strcmp(bench->paces[i].name, name) == 0)
			return &bench->paces[i];
	}
	return NULL;
}

static const struct tw_hist *find_hist(const struct bench_pace *pace, const char *line)
{
	const struct bench_stage *stage = NULL;
	char name[40], type[8];
	int index;
	size_t i;

	if (!find_value(line, "stage", name, sizeof(name)) ||
	    !find_value(line, "type", type, sizeof(type)))
		return NULL;
	for (i = 0; i < BENCH_STAGES; i++) {
		if (pace->stages[i].name != NULL &&
		    strcmp(pace->stages[i].name, name) == 0)
			stage = &pace->stages[i];
	}
	if (pace->first_to_order.name != NULL &&
	    strcmp(pace->first_to_order.name, name) == 0)
		stage = &pace->first_to_order;
	index = bench_type_index(type[0]);
	if (stage == NULL || strcmp(type, "all") == 0)
		return stage != NULL ? stage->cycles : NULL;
	return index >= 0 ? stage->types[index] : NULL;
}

static void judge_value(struct baseline *baseline, const char *line,
			const struct bench_pace *pace, const char *what, uint64_t now)
{
	char text[32], stage[40] = "", type[8] = "";
	uint64_t then;

	if (!find_value(line, what, text, sizeof(text)))
		return;
	then = strtoull(text, NULL, 10);
	baseline->figures++;
	if (now <= then + baseline->max_regress)
		return;
	find_value(line, "stage", stage, sizeof(stage));
	find_value(line, "type", type, sizeof(type));
	say_error("%s: %s of %s, messages %s: %" PRIu64 " cycles, %" PRIu64 " in %s",
		  pace->title, what, stage, type, now, then, baseline->path);
	baseline->worse++;
}

static void judge_touches(struct baseline *baseline, const char *line,
			  const struct bench_pace *pace)
{
	char digest[BENCH_DIGEST + 8], tier[16];
	const char *now = pace->tiers[0]->touch_digest;

	if (!find_value(line, "touches_sha256", digest, sizeof(digest)) ||
	    !find_value(line, "tier", tier, sizeof(tier)))
		return;
	baseline->digests++;
	if (strcmp(digest, now) == 0)
		return;
	say_error("%s: the touches differ from those of %s in %s: sha256 %.16s... and "
		  "%.16s...",
		  pace->title, tier, baseline->path, now, digest);
	baseline->worse++;
}

/* A line of the file; false when it is of other captures. */
static bool judge_line(struct baseline *baseline, const char *line, size_t *files)
{
	const struct bench_pace *pace = find_pace(baseline->bench, line);
	const struct tw_hist *hist;
	char digest[BENCH_DIGEST + 8];

	if (strncmp(line, "{\"path\": ", 9) == 0)
		return *files < baseline->bench->file_count &&
		       find_value(line, "sha256", digest, sizeof(digest)) &&
		       strcmp(digest, baseline->bench->files[(*files)++].digest) == 0;
	if (pace == NULL)
		return true;
	judge_touches(baseline, line, pace);
	hist = find_hist(pace, line);
	if (hist == NULL)
		return true;
	if (tw_hist_supports(hist, 50))
		judge_value(baseline, line, pace, "median", tw_hist_percentile(hist, 50));
	judge_value(baseline, line, pace, "max", tw_hist_max(hist));
	return true;
}

int bench_baseline(const struct bench *bench, const char *path, uint64_t max_regress)
{
	struct baseline baseline = { bench, path, max_regress, 0, 0, 0 };
	FILE *in = fopen(path, "r");
	bool same = true, ours = false;
	char *line = NULL, format[32];
	size_t size = 0, files = 0;

	if (in == NULL) {
		say_error("%s: %s", path, strerror(errno));
		return TW_EXIT_INPUT;
	}
	while (same && getline(&line, &size, in) > 0) {
		ours = ours ||
		       find_value(line, "touchwire_bench", format, sizeof(format));
		same = judge_line(&baseline, line, &files);
	}
	free(line);
	fclose(in);
	if (!ours) {
		say_error("%s: not what `touchwire bench --json` writes", path);
		return TW_EXIT_INPUT;
	}
	if (!same || files != bench->file_count) {
		say_error("%s is of other captures: it can be no baseline for these",
			  path);
		return TW_EXIT_INPUT;
	}
	if (baseline.figures == 0 || baseline.digests == 0) {
		say_error("%s has no device latency of these paces to compare with",
			  path);
		return TW_EXIT_INPUT;
	}
	if (baseline.worse == 0)
		say_note("no device latency grew by more than %" PRIu64
			 " cycles since %s (%u compared), and the touches are the same",
			 max_regress, path, baseline.figures);
	return baseline.worse == 0 ? TW_EXIT_OK : TW_EXIT_DIFFERENCE;
}
