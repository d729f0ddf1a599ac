/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench DIR OUT.json: speed of the C engine over generated sessions held in memory, beside a
 * plain walk over the same packets that only adds up their bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <touchwire/capture.h>
#include <touchwire/engine.h>
#include <touchwire/generate.h>
#include <touchwire/quotes.h>

#define MESSAGES 1000000u
#define SYMBOLS 64u
#define ROUNDS 3u
#define COMMAND "make bench-host"
#define GOAL 3e6 /* messages a second */

struct packets {
	uint8_t *bytes;
	struct {
		uint64_t time_ns;
		size_t at;
		uint32_t length;
	} * frames;
	size_t used, size, count, room;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *need(void *memory)
{
	if (!memory) {
		perror("bench");
		exit(1);
	}
	return memory;
}

static void keep(struct packets *p, const struct tw_capture_frame *frame)
{
	if (p->size - p->used < frame->captured) {
		p->size = p->size * 2 + 65536;
		p->bytes = need(realloc(p->bytes, p->size));
	}
	if (p->count == p->room) {
		p->room = p->room * 2 + 1024;
		p->frames = need(realloc(p->frames, p->room * sizeof(*p->frames)));
	}
	memcpy(p->bytes + p->used, frame->bytes, frame->captured);
	p->frames[p->count].time_ns = frame->time_ns;
	p->frames[p->count].at = p->used;
	p->frames[p->count++].length = frame->captured;
	p->used += frame->captured;
}

static void load(struct packets *p, const char *path, enum tw_profile profile)
{
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_capture_frame frame;
	struct tw_capture *capture;
	struct tw_error error;

	tw_generate_defaults(&config);
	config.profile = profile;
	config.messages = MESSAGES;
	config.symbols = SYMBOLS;
	config.path[0] = path;
	if (tw_generate(&config, &stats, &error) < 0 ||
	    tw_capture_open(&capture, path, &error) < 0) {
		fprintf(stderr, "bench: %s\n", error.text);
		exit(1);
	}
	while (tw_capture_next(capture, &frame, &error) > 0)
		keep(p, &frame);
	tw_capture_close(capture);
	unlink(path);
}

static char row[TW_QUOTES_ROW_MAX];
static size_t written;

static void format_row(void *ctx, const struct tw_touch *touch)
{
	(void)ctx;
	written += tw_quotes_row(row, "AAPL", touch);
}

/* Seconds for one pass of the engine; *@touches records. */
static double run_engine(const struct packets *p, tw_touch_fn fn, uint64_t *touches)
{
	struct tw_engine_config config = { .symbols = SYMBOLS,
					   .all = true,
					   .on_touch = fn };
	struct tw_engine *engine = need(tw_engine_create(&config));
	double start = now();

	for (size_t i = 0; i < p->count; i++)
		tw_engine_frame(engine, 0, p->bytes + p->frames[i].at,
				p->frames[i].length, p->frames[i].length,
				p->frames[i].time_ns, 0);
	start = now() - start;
	*touches = tw_engine_counters(engine)->published;
	if (tw_engine_counters(engine)->message[TW_MESSAGE_TAKEN] +
		    tw_engine_counters(engine)->runts !=
	    MESSAGES)
		fprintf(stderr, "bench: not all messages taken\n");
	tw_engine_destroy(engine);
	return start;
}

static volatile uint64_t sink;

static double run_plain(const struct packets *p)
{
	double start = now();
	uint64_t sum = 0;

	for (size_t i = 0; i < p->used; i++)
		sum += p->bytes[i];
	sink = sum;
	return now() - start;
}

static void entry(FILE *out, const char *profile, const char *what, double value,
		  const char *unit, double goal)
{
	static const char *between = "";

	fprintf(out,
		"%s\n  {\"name\": \"C engine, %s, %s\", \"value\": %.4g, \"unit\": "
		"\"%s\", ",
		between, profile, what, value, unit);
	if (goal > 0.0)
		fprintf(out, "\"goal\": %.4g, \"met\": %s, ", goal,
			value >= goal ? "true" : "false");
	else
		fprintf(out, "\"goal\": null, \"met\": null, ");
	fprintf(out, "\"command\": \"%s\"}", COMMAND);
	between = ",";
	printf("C engine, %-9s %-28s %10.4g %s\n", profile, what, value, unit);
}

static void measure(FILE *out, const char *dir, enum tw_profile profile)
{
	double best = 1e9, rows = 1e9, plain = 1e9;
	struct packets packets = { 0 };
	uint64_t touches = 0;
	char path[512];

	snprintf(path, sizeof(path), "%s/bench-%s.pcap", dir, tw_profile_name(profile));
	load(&packets, path, profile);
	for (unsigned i = 0; i < ROUNDS; i++) {
		double t = run_engine(&packets, NULL, &touches);

		best = t < best ? t : best;
		t = run_engine(&packets, format_row, &touches);
		rows = t < rows ? t : rows;
		t = run_plain(&packets);
		plain = t < plain ? t : plain;
	}
	entry(out, tw_profile_name(profile), "speed", MESSAGES / best, "messages/s",
	      GOAL);
	entry(out, tw_profile_name(profile), "with CSV rows", MESSAGES / rows,
	      "messages/s", 0.0);
	entry(out, tw_profile_name(profile), "time over adding up bytes", best / plain,
	      "times", 0.0);
	free(packets.bytes);
	free(packets.frames);
}

int main(int argc, char **argv)
{
	FILE *out;

	if (argc != 3) {
		fprintf(stderr, "usage: bench DIR OUT.json\n");
		return 2;
	}
	out = need(fopen(argv[2], "w"));
	fprintf(out, "[");
	for (unsigned i = 0; i < TW_PROFILES; i++)
		measure(out, argv[1], (enum tw_profile)i);
	fprintf(out, "\n]\n");
	return fclose(out) ? 1 : 0;
}
