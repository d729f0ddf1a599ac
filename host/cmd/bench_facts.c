/* SPDX-License-Identifier: BSD-3-Clause */
/* What a bench was made of and on, and whether its tiers saw the same touches. */
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <nettle/sha2.h>
#include <rte_version.h>

#include "bench_run.h"
#include "cmd.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

int bench_digest(const char *path, char digest[BENCH_DIGEST], uint64_t *bytes)
{
	static uint8_t block[65536];
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	FILE *in = fopen(path, "rb");
	size_t got, i;
	int status;

	if (in == NULL)
		return -errno;
	*bytes = 0;
	sha256_init(&sha);
	while ((got = fread(block, 1, sizeof(block), in)) > 0) {
		sha256_update(&sha, got, block);
		*bytes += got;
	}
	status = ferror(in) ? -EIO : 0;
	fclose(in);
	sha256_digest(&sha, sizeof(hash), hash);
	for (i = 0; i < sizeof(hash); i++)
		snprintf(digest + 2 * i, 3, "%02x", hash[i]);
	return status;
}

/* ---- machine ------------------------------------------------------------------------------------ */

static void join(struct bench *bench, int argc, char **argv)
{
	size_t size = sizeof("touchwire");
	int i;

	for (i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	bench->command = malloc(size);
	if (bench->command == NULL)
		abort();
	strcpy(bench->command, "touchwire");
	for (i = 0; i < argc; i++) {
		strcat(bench->command, " ");
		strcat(bench->command, argv[i]);
	}
}

/* "Debian GNU/Linux 12 (bookworm)", of /etc/os-release. */
static void describe_system(struct bench *bench)
{
	FILE *in = fopen("/etc/os-release", "r");
	char line[256];

	snprintf(bench->system, sizeof(bench->system), "unknown system");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL) {
		if (sscanf(line, "PRETTY_NAME=\"%63[^\"\n]", bench->system) == 1)
			break;
	}
	if (in != NULL)
		fclose(in);
}

static void describe_machine(struct bench *bench)
{
	FILE *in = fopen("/proc/cpuinfo", "r");
	time_t now = time(NULL);
	struct utsname name;
	struct tm utc;
	char line[256];

	if (uname(&name) == 0)
		snprintf(bench->machine, sizeof(bench->machine), "%.40s %.64s, %.40s",
			 name.sysname, name.release, name.machine);
	snprintf(bench->cpu_model, sizeof(bench->cpu_model), "unknown");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL) {
		if (sscanf(line, "model name : %127[^\n]", bench->cpu_model) == 1)
			break;
	}
	if (in != NULL)
		fclose(in);
	bench->cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	if (getloadavg(&bench->load, 1) != 1)
		bench->load = 0;
	if (gmtime_r(&now, &utc) != NULL)
		strftime(bench->date, sizeof(bench->date), "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* The last two processors that this process may use; none when there is but one. */
static void choose_cpus(struct bench_run *run)
{
	cpu_set_t allowed;
	int cpu;

	run->cpus[0] = run->cpus[1] = -1;
	CPU_ZERO(&allowed);
	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0 ||
	    CPU_COUNT(&allowed) < 2)
		return;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET((size_t)cpu, &allowed))
			continue;
		run->cpus[1] = run->cpus[0];
		run->cpus[0] = cpu;
	}
}

/* ---- captures ----------------------------------------------------------------------------------- */

static int measure_captures(struct bench_run *run)
{
	struct bench *bench = run->bench;
	struct bench_pacer pacers[BENCH_PACES];
	struct tw_capture_frame frame;
	struct tw_error error = { "" };
	struct tw_feeds *feeds;
	uint64_t last = 0, end;
	bool first = true;
	size_t i;
	int more;

	if (tw_feeds_open(&feeds, run->input->paths, run->input->count,
			  &run->input->filter, &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	while ((more = tw_feeds_next(feeds, &frame, &error)) > 0) {
		if (first)
			bench->first_ns = frame.time_ns;
		for (i = 0; i < bench->pace_count; i++) {
			if (first)
				pacer_begin(&pacers[i], bench, i);
			bench->paces[i].duration_ns =
				pacer_next(&pacers[i], &frame, &end) - bench->first_ns;
		}
		first = false;
		last = frame.time_ns > last ? frame.time_ns : last;
		bench->wire_bytes += frame.wire;
	}
	tw_feeds_close(feeds);
	bench->duration_ns = last - bench->first_ns;
	if (more == 0)
		return TW_EXIT_OK;
	say_error("%s", error.text);
	return TW_EXIT_INPUT;
}

int bench_facts(struct bench_run *run, int argc, char **argv)
{
	struct bench *bench = run->bench;
	unsigned int i;

	join(bench, argc, argv);
	snprintf(bench->version, sizeof(bench->version), "%s", TW_VERSION);
	snprintf(bench->dpdk, sizeof(bench->dpdk), "%s", rte_version());
	snprintf(bench->compiler, sizeof(bench->compiler), "%s", COMPILER);
	describe_machine(bench);
	describe_system(bench);
	choose_cpus(run);
	bench->input = run->input;
	bench->file_count = run->input->count;
	for (i = 0; i < run->input->count; i++) {
		struct bench_file *file = &bench->files[i];
		int status =
			bench_digest(run->input->paths[i], file->digest, &file->bytes);

		file->path = run->input->paths[i];
		if (status != 0) {
			say_error("%s: %s", file->path, strerror(-status));
			return TW_EXIT_INPUT;
		}
	}
	return measure_captures(run);
}

/* ---- the rows ------------------------------------------------------------------------------------ */

static void chop(char *line)
{
	line[strcspn(line, "\n")] = '\0';
}

/* Say where two files of rows begin to differ. */
static void say_difference(const struct bench_run *run, size_t pace,
			   enum bench_tier_kind left, enum bench_tier_kind right)
{
	FILE *a = fopen(run->rows[pace][left], "r");
	FILE *b = fopen(run->rows[pace][right], "r");
	char one[256] = "", other[256] = "";
	uint64_t row = 0;

	while (a != NULL && b != NULL) {
		bool more_a = fgets(one, sizeof(one), a) != NULL;
		bool more_b = fgets(other, sizeof(other), b) != NULL;

		if (!more_a)
			strcpy(one, "none");
		if (!more_b)
			strcpy(other, "none");
		if (!more_a || !more_b || strcmp(one, other) != 0)
			break;
		row++;
	}
	chop(one);
	chop(other);
	say_error("%s: the touches of %s and %s differ at row %" PRIu64 ":\n"
		  "  %-6s %s\n  %-6s %s",
		  run->bench->paces[pace].title, bench_tier_names[left],
		  bench_tier_names[right], row, bench_tier_names[left], one,
		  bench_tier_names[right], other);
	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
}

static int judge_sums(const struct bench_pace *pace, const struct bench_tier *tier)
{
	struct bench_sum sums[BENCH_SUMS];
	size_t count = bench_sums(tier, sums), i;
	int status = TW_EXIT_OK;

	for (i = 0; i < count; i++) {
		if (sums[i].left_value == sums[i].right_value)
			continue;
		say_error("%s, %s: counters do not add up: %s %" PRIu64 ", %s %" PRIu64,
			  pace->title, tier->name, sums[i].left, sums[i].left_value,
			  sums[i].right, sums[i].right_value);
		status = TW_EXIT_DIFFERENCE;
	}
	return status;
}

int bench_compare(struct bench_run *run)
{
	int status = TW_EXIT_OK;
	size_t i, j;

	for (i = 0; i < run->bench->pace_count; i++) {
		struct bench_pace *pace = &run->bench->paces[i];

		for (j = 0; j < pace->tier_count; j++) {
			struct bench_tier *tier = pace->tiers[j];
			const struct bench_tier *first = pace->tiers[0];
			uint64_t bytes;

			if (bench_digest(run->rows[i][tier->kind], tier->touch_digest,
					 &bytes) != 0) {
				say_error("%s: %s", run->rows[i][tier->kind],
					  strerror(errno));
				return TW_EXIT_ENVIRONMENT;
			}
			if (strcmp(tier->touch_digest, first->touch_digest) != 0) {
				say_difference(run, i, first->kind, tier->kind);
				status = TW_EXIT_DIFFERENCE;
			}
			if (judge_sums(pace, tier) != TW_EXIT_OK)
				status = TW_EXIT_DIFFERENCE;
		}
	}
	return status;
}
