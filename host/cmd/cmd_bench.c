/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_run.h"
#include "cmd.h"
#include "eal.h"
#include "report.h"
#include "screen.h"

#define SYMBOLS 64u	    /* that the device holds */
#define SYMBOLS_MOST 65535u /* that the C engine holds */

static const char help[] =
	"usage: touchwire bench [OPTION]... A.pcap [B.pcap]\n"
	"\n"
	"Measure the way from each message of the captures to the touch that it changes: in\n"
	"the simulated device, stage by stage in cycles; in the C engine, in memory and "
	"behind\n"
	"DPDK; and in an engine as one writes it first, in Python. All must give the same\n"
	"touches, row for row. A percentile that the samples do not support is shown as -.\n"
	"\n"
	"  --pace P           recorded, 8x (8 times as fast), line (10 Gb/s) or all, the "
	"default\n"
	"  --tiers A,B        some of fpga,soft,dpdk,python; default all\n"
	"  --symbols A,B|all  symbols to track; default all of the directory, 64 at most\n"
	"                     with the device\n"
	"  --group IP:PORT    take only this multicast group; default any\n"
	"  --hold-ns N        how long a line that is ahead waits for the other one, in\n"
	"                     nanoseconds; default 1000000\n"
	"  --trade wait|cut   let the device trade: in each symbol it buys at the ask when the "
	"bid\n"
	"                     is twice the ask's size; an order goes when the packet's frame "
	"has\n"
	"                     ended well (wait), or at once (cut). Its start on the wire is a\n"
	"                     stage, too\n"
	"  --clock MHZ        show the device's cycles in ns at this clock, too, such as the "
	"one\n"
	"                     that place and route reaches (make synth)\n"
	"  --json FILE        write the figures, for other programs and as a baseline\n"
	"  --hgrm DIR         write the distributions, for HdrHistogram's plotter\n"
	"  --report DIR       write a page with tables and pictures, DIR/index.html\n"
	"  --baseline FILE    compare with the figures of an earlier run: exit code 1 when a\n"
	"                     latency of the device grew, median or most of any stage and "
	"type,\n"
	"                     or when a touch differs\n"
	"  --max-regress N    cycles that it may grow by; default 0\n"
	"  --probe LIBRARY    another build of the device with probes\n"
	"  --python FILE      the script of the Python tier\n"
	"  --plain            no progress bar\n"
	"\n"
	"example: touchwire bench --json today.json --report report a.pcap b.pcap\n"
	"         touchwire bench --baseline today.json --tiers fpga a.pcap b.pcap\n";

struct bench_command {
	struct bench bench;
	struct bench_run run;
	struct input input;
	struct selection selection;
	struct tw_net_filter filter;
	const char *symbols, *json, *hgrm, *report, *baseline;
	uint64_t max_regress;
	bool plain, regress_given;
};

enum {
	OPTION_GROUP = 256,
	OPTION_TRADE,
	OPTION_CLOCK,
	OPTION_JSON,
	OPTION_HGRM,
	OPTION_REPORT,
	OPTION_BASELINE,
	OPTION_REGRESS,
	OPTION_PROBE,
	OPTION_PYTHON,
	OPTION_PLAIN
};

static const struct option options[] = {
	{ "pace", required_argument, NULL, 'p' },
	{ "tiers", required_argument, NULL, 't' },
	{ "symbols", required_argument, NULL, 's' },
	{ "group", required_argument, NULL, OPTION_GROUP },
	{ "hold-ns", required_argument, NULL, OPTION_HOLD },
	{ "trade", required_argument, NULL, OPTION_TRADE },
	{ "clock", required_argument, NULL, OPTION_CLOCK },
	{ "json", required_argument, NULL, OPTION_JSON },
	{ "hgrm", required_argument, NULL, OPTION_HGRM },
	{ "report", required_argument, NULL, OPTION_REPORT },
	{ "baseline", required_argument, NULL, OPTION_BASELINE },
	{ "max-regress", required_argument, NULL, OPTION_REGRESS },
	{ "probe", required_argument, NULL, OPTION_PROBE },
	{ "python", required_argument, NULL, OPTION_PYTHON },
	{ "plain", no_argument, NULL, OPTION_PLAIN },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* ---- options -------------------------------------------------------------------------------- */

static bool take_pace(struct bench *bench, const char *text)
{
	size_t i;

	bench->pace_count = 0;
	for (i = 0; i < BENCH_PACES; i++) {
		const struct bench_pace_kind *kind = &bench_pace_kinds[i];

		if (strcmp(text, "all") != 0 && strcmp(text, kind->name) != 0)
			continue;
		bench->paces[bench->pace_count++] = (struct bench_pace){
			.name = kind->name, .title = kind->title, .speed = kind->speed
		};
	}
	if (bench->pace_count == 0)
		say_error("--pace: '%s' is none of recorded, 8x, line and all", text);
	return bench->pace_count != 0;
}

static bool take_tiers(struct bench_run *run, const char *list)
{
	char *text = strdup(list), *rest = text, *name;
	size_t i;

	if (text == NULL)
		abort();
	memset(run->wanted, 0, sizeof(run->wanted));
	while ((name = strsep(&rest, ",")) != NULL) {
		for (i = 0; i < BENCH_TIERS && strcmp(name, bench_tier_names[i]) != 0;
		     i++)
			;
		if (i == BENCH_TIERS) {
			say_error("--tiers: '%s' is none of fpga, soft, dpdk and python",
				  name);
			break;
		}
		run->wanted[i] = true;
	}
	free(text);
	return name == NULL;
}

static bool take_trade(struct bench_command *c, const char *text)
{
	c->bench.traded = true;
	c->run.cut_through = strcmp(text, "cut") == 0;
	if (c->run.cut_through || strcmp(text, "wait") == 0)
		return true;
	say_error("--trade: '%s' is neither wait nor cut", text);
	return false;
}

static bool take_clock(struct bench *bench, const char *text)
{
	char *end;

	bench->also_mhz = strtod(text, &end);
	if (end != text && *end == '\0' && bench->also_mhz >= 1 &&
	    bench->also_mhz <= 10000)
		return true;
	say_error("--clock: '%s' is no number of MHz from 1 to 10000", text);
	return false;
}

/* One option; false when it is wrong, after a message. */
static bool take_option(struct bench_command *c, int option)
{
	switch (option) {
	case 'p':
		return take_pace(&c->bench, optarg);
	case 't':
		return take_tiers(&c->run, optarg);
	case 's':
		c->symbols = optarg;
		return true;
	case OPTION_GROUP:
		return option_group(optarg, &c->filter);
	case OPTION_HOLD:
		return option_time(option, optarg, &c->run.times);
	case OPTION_TRADE:
		return take_trade(c, optarg);
	case OPTION_CLOCK:
		return take_clock(&c->bench, optarg);
	case OPTION_JSON:
		c->json = optarg;
		return true;
	case OPTION_HGRM:
		c->hgrm = optarg;
		return true;
	case OPTION_REPORT:
		c->report = optarg;
		return true;
	case OPTION_BASELINE:
		c->baseline = optarg;
		return true;
	case OPTION_REGRESS:
		c->regress_given = true;
		return option_number("--max-regress", optarg, 0, 1000000,
				     &c->max_regress);
	case OPTION_PROBE:
		c->run.probe = optarg;
		return true;
	case OPTION_PYTHON:
		c->run.python = optarg;
		return true;
	case OPTION_PLAIN:
		c->plain = true;
		return true;
	default:
		say_error("try --help");
		return false;
	}
}

/* What does not go together; false after a message. */
static bool options_agree(const struct bench_command *c)
{
	if (c->regress_given && c->baseline == NULL) {
		say_error("--max-regress needs --baseline");
		return false;
	}
	if (c->baseline != NULL && !c->run.wanted[BENCH_FPGA]) {
		say_error("--baseline compares the device: --tiers must have fpga");
		return false;
	}
	if (c->baseline != NULL && c->json != NULL && strcmp(c->baseline, c->json) == 0) {
		say_error("--json would overwrite the baseline %s", c->json);
		return false;
	}
	return true;
}

/* ---- the runs ------------------------------------------------------------------------------- */

static bool make_folder(struct bench_run *run)
{
	const char *parent = getenv("TMPDIR");
	size_t i, j;

	if (parent == NULL || access(parent, W_OK) != 0)
		parent = "/tmp";
	snprintf(run->folder, sizeof(run->folder), "%s/touchwire-bench-XXXXXX", parent);
	if (mkdtemp(run->folder) == NULL) {
		say_error(
			"%s: cannot make a folder there: %s; set TMPDIR to one that can "
			"be written",
			parent, strerror(errno));
		run->folder[0] = '\0';
		return false;
	}
	for (i = 0; i < BENCH_PACES; i++)
		for (j = 0; j < BENCH_TIERS; j++)
			snprintf(run->rows[i][j], sizeof(run->rows[i][j]),
				 "%s/%zu-%s.csv", run->folder, i, bench_tier_names[j]);
	return true;
}

static void remove_folder(const struct bench_run *run)
{
	static const char *const others[] = { "python.csv", "python.times" };
	char path[PATH_MAX + 32];
	size_t i, j;

	if (run->folder[0] == '\0')
		return;
	for (i = 0; i < BENCH_PACES; i++)
		for (j = 0; j < BENCH_TIERS; j++)
			unlink(run->rows[i][j]);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", run->folder, others[i]);
		unlink(path);
	}
	rmdir(run->folder);
}

static int measure(struct bench_run *run)
{
	static int (*const tiers[BENCH_TIERS])(struct bench_run *) = {
		[BENCH_FPGA] = bench_device,
		[BENCH_SOFT] = bench_soft,
		[BENCH_DPDK] = bench_dpdk,
		[BENCH_PYTHON] = bench_python,
	};
	int status = TW_EXIT_OK;
	size_t i;

	for (i = 0; i < BENCH_TIERS && status == TW_EXIT_OK; i++) {
		if (run->wanted[i])
			status = tiers[i](run);
		if (stop_requested)
			return TW_EXIT_INTERRUPTED;
	}
	screen_close(true);
	return status;
}

static int write_files(const struct bench_command *c)
{
	struct tw_error error = { "" };
	int status = 0;

	if (c->json != NULL)
		status = bench_write_json(&c->bench, c->json, &error);
	if (status == 0 && c->hgrm != NULL)
		status = bench_write_hgrm(&c->bench, c->hgrm, &error);
	if (status == 0 && c->report != NULL)
		status = report_write(c->report, &c->bench, &error);
	if (status == 0)
		return TW_EXIT_OK;
	say_error("%s", error.text);
	return TW_EXIT_ENVIRONMENT;
}

static int bench(struct bench_command *c, int argc, char **argv)
{
	int status = bench_facts(&c->run, argc, argv);

	if (status != TW_EXIT_OK)
		return status;
	if (!make_folder(&c->run))
		return TW_EXIT_ENVIRONMENT;
	status = measure(&c->run);
	if (status != TW_EXIT_OK)
		return status;
	if (c->bench.paces[0].tier_count == 0) {
		say_error("none of these tiers can run on this capture");
		return TW_EXIT_INPUT;
	}
	status = bench_compare(&c->run);
	if (status != TW_EXIT_OK)
		return status;
	bench_print(stdout, &c->bench);
	status = write_files(c);
	if (status == TW_EXIT_OK && c->baseline != NULL)
		status = bench_baseline(&c->bench, c->baseline, c->max_regress);
	return status;
}

/* All tiers track the same symbols: those that the device holds, when it is one of them. */
static void fit(struct bench_command *c)
{
	uint32_t wanted = c->selection.all ? c->input.names : c->selection.count;

	c->run.capacity = SYMBOLS;
	if (c->run.wanted[BENCH_FPGA])
		select_fit(&c->selection, &c->input, SYMBOLS, "--tiers soft,dpdk,python");
	else if (wanted > SYMBOLS)
		c->run.capacity = wanted < SYMBOLS_MOST ? wanted : SYMBOLS_MOST;
}

int cmd_bench(int argc, char **argv)
{
	struct bench_command *c = calloc(1, sizeof(*c));
	int option, status = TW_EXIT_OK;

	if (c == NULL)
		abort();
	c->run.bench = &c->bench;
	c->run.input = &c->input;
	c->run.selection = &c->selection;
	c->run.times = (struct times)TIMES_DEFAULT;
	take_pace(&c->bench, "all");
	take_tiers(&c->run, "fpga,soft,dpdk,python");
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			goto done;
		}
		if (!take_option(c, option)) {
			status = TW_EXIT_USAGE;
			goto done;
		}
	}
	if (!options_agree(c)) {
		status = TW_EXIT_USAGE;
		goto done;
	}
	stop_on_signal();
	c->run.bar = !c->plain && screen_can_bar();
	status = input_open(&c->input, argv + optind, argc - optind, &c->filter);
	if (status == TW_EXIT_OK)
		status = select_symbols(&c->selection, &c->input, c->symbols);
	if (status == TW_EXIT_OK) {
		fit(c);
		status = bench(c, argc, argv);
	}
	screen_close(true);
	eal_close();
	remove_folder(&c->run);
	select_free(&c->selection);
	input_close(&c->input);
done:
	bench_free(&c->bench);
	free(c);
	return status;
}
