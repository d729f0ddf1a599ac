/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tool: the library from a shell, for tests that must not need DPDK.
 *
 *   tool generate PROFILE SEED MESSAGES SYMBOLS LOSS_PPM ORDERS A.pcap [B.pcap]
 *   tool convert IN.itch OUT.pcap
 *   tool damage SEED IN.pcap OUT.pcap
 *   tool replay [--symbols A,B | --all] [--capacity N] [--silence NS] [--stale NS]
 *               [--udp-check] [--counters FILE] A.pcap [B.pcap]
 *
 * LOSS_PPM holds for each feed and, a tenth of it, for both at once. damage does what wires
 * and strangers do, see spoil.c. replay prints the CSV, and counters as the naive model does:
 * one `BANK.CAUSE n` a line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/capture.h>
#include <touchwire/convert.h>
#include <touchwire/engine.h>
#include <touchwire/generate.h>
#include <touchwire/quotes.h>

#include "spoil.h"

#define NAMES_MAX 256u

struct replay {
	struct tw_engine *engine;
	struct tw_quotes *quotes;
};

static int fail(const struct tw_error *error)
{
	fprintf(stderr, "tool: %s\n", error->text);
	return 1;
}

static int usage(void)
{
	fprintf(stderr, "tool: see the head of testbench/host/tool.c\n");
	return 2;
}

static int run_generate(int argc, char **argv)
{
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_error error;
	int profile;

	if (argc < 9)
		return usage();
	tw_generate_defaults(&config);
	profile = tw_profile_parse(argv[2]);
	config.profile = (enum tw_profile)profile;
	config.seed = strtoull(argv[3], NULL, 10);
	config.messages = strtoull(argv[4], NULL, 10);
	config.symbols = (uint32_t)strtoul(argv[5], NULL, 10);
	config.loss_ppm[0] = config.loss_ppm[1] = (uint32_t)strtoul(argv[6], NULL, 10);
	config.both_loss_ppm = config.loss_ppm[0] / 10;
	config.orders = (uint32_t)strtoul(argv[7], NULL, 10);
	config.path[0] = argv[8];
	config.path[1] = argc > 9 ? argv[9] : NULL;
	if (tw_generate(&config, &stats, &error) < 0)
		return fail(&error);
	printf("%llu messages, %llu packets, frames %llu %llu, dropped %llu %llu, "
	       "%llu orders at most\n",
	       (unsigned long long)stats.messages, (unsigned long long)stats.packets,
	       (unsigned long long)stats.frames[0], (unsigned long long)stats.frames[1],
	       (unsigned long long)stats.dropped[0], (unsigned long long)stats.dropped[1],
	       (unsigned long long)stats.orders_max);
	return 0;
}

static int run_convert(int argc, char **argv)
{
	struct tw_convert_config config;
	struct tw_convert_stats stats;
	struct tw_error error;

	if (argc != 4)
		return usage();
	tw_convert_defaults(&config);
	config.in = argv[2];
	config.out = argv[3];
	if (tw_convert(&config, &stats, &error) < 0)
		return fail(&error);
	printf("%llu messages, %llu packets\n", (unsigned long long)stats.messages,
	       (unsigned long long)stats.packets);
	return 0;
}

static int run_damage(int argc, char **argv)
{
	struct tw_capture_writer *writer;
	struct tw_capture_frame frame;
	struct tw_capture *capture;
	struct tw_error error;
	struct spoil spoil;
	int got;

	if (argc != 5)
		return usage();
	spoil_begin(&spoil, strtoull(argv[2], NULL, 10));
	if (tw_capture_open(&capture, argv[3], &error) < 0 ||
	    tw_capture_create(&writer, argv[4], &error) < 0)
		return fail(&error);
	while ((got = tw_capture_next(capture, &frame, &error)) > 0)
		for (unsigned copies = spoil_frame(&spoil, frame.bytes, frame.captured);
		     copies > 0; copies--)
			tw_capture_write(writer, frame.time_ns, spoil.bytes,
					 spoil.length);
	tw_capture_close(capture);
	if (tw_capture_finish(writer, &error) < 0 || got < 0)
		return fail(&error);
	return 0;
}

static void on_touch(void *ctx, const struct tw_touch *touch)
{
	struct replay *replay = ctx;

	tw_quotes_write(replay->quotes,
			tw_engine_symbol_text(replay->engine, touch->symbol), touch);
}

static int write_counters(const struct tw_engine *engine, const char *path)
{
	const struct tw_counters *counters = tw_engine_counters(engine);
	FILE *out = fopen(path, "w");
	size_t n;
	const struct tw_counter_name *names = tw_counter_names(&n);

	if (!out)
		return -errno;
	for (size_t i = 0; i < n; i++) {
		uint64_t value = tw_counter_value(counters, &names[i]);

		if (value)
			fprintf(out, "%s%s%s %llu\n", names[i].bank,
				names[i].cause[0] ? "." : "", names[i].cause,
				(unsigned long long)value);
	}
	return fclose(out) ? -errno : 0;
}

static int replay_all(struct replay *replay, const char *const *paths, unsigned count,
		      struct tw_error *error)
{
	struct tw_net_filter any = { 0 };
	struct tw_capture_frame frame;
	struct tw_feeds *feeds;
	int got = tw_feeds_open(&feeds, paths, count, &any, error);

	if (got < 0)
		return got;
	while ((got = tw_feeds_next(feeds, &frame, error)) > 0)
		tw_engine_frame(replay->engine, frame.port, frame.bytes, frame.captured,
				frame.wire, frame.time_ns, 0);
	tw_engine_finish(replay->engine);
	tw_feeds_close(feeds);
	return got;
}

static int run_replay(int argc, char **argv)
{
	struct tw_engine_config config = { .hold_ns = 1000000 };
	const char *names[NAMES_MAX], *paths[2], *counters = NULL;
	struct replay replay = { 0 };
	struct tw_error error;
	unsigned n = 0;
	int code;

	config.names = names;
	config.on_touch = on_touch;
	config.ctx = &replay;
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--all") == 0)
			config.all = true;
		else if (strcmp(argv[i], "--symbols") == 0 && i + 1 < argc)
			for (char *s = strtok(argv[++i], ",");
			     s && config.name_count < 256; s = strtok(NULL, ","))
				names[config.name_count++] = s;
		else if (strcmp(argv[i], "--capacity") == 0 && i + 1 < argc)
			config.symbols = (uint32_t)strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--silence") == 0 && i + 1 < argc)
			config.silence_ns = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--stale") == 0 && i + 1 < argc)
			config.stale_ns = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--udp-check") == 0)
			config.filter.udp_check = true;
		else if (strcmp(argv[i], "--counters") == 0 && i + 1 < argc)
			counters = argv[++i];
		else if (n < 2)
			paths[n++] = argv[i];
	}
	if (n == 0)
		return usage();
	config.feeds = n == 2 ? TW_FEED_A | TW_FEED_B : TW_FEED_A;
	replay.engine = tw_engine_create(&config);
	if (!replay.engine) {
		perror("tool: engine");
		return 1;
	}
	code = tw_quotes_open(&replay.quotes, "-", &error);
	if (code == 0)
		code = replay_all(&replay, paths, n, &error);
	if (replay.quotes && tw_quotes_close(replay.quotes, code ? NULL : &error) < 0)
		code = -EIO;
	if (code == 0 && counters && write_counters(replay.engine, counters) < 0)
		code = tw_fail(&error, -EIO, "%s: cannot be written", counters);
	tw_engine_destroy(replay.engine);
	return code < 0 ? fail(&error) : 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if (strcmp(verb, "generate") == 0)
		return run_generate(argc, argv);
	if (strcmp(verb, "convert") == 0)
		return run_convert(argc, argv);
	if (strcmp(verb, "damage") == 0)
		return run_damage(argc, argv);
	if (strcmp(verb, "replay") == 0)
		return run_replay(argc, argv);
	return usage();
}
