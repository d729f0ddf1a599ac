/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "around.h"
#include "cmd.h"
#include "device.h"
#include "eal.h"
#include "input.h"
#include "ticker.h"
#include "options.h"
#include "soft.h"
#include "summary.h"
#include "view.h"

static const char help[] =
	"usage: touchwire replay [OPTION]... A.pcap [B.pcap]\n"
	"\n"
	"Replay captures of a MoldUDP64/ITCH 5.0 feed (pcap or pcapng; two files are the "
	"lines\n"
	"A and B) and show each symbol's best bid and offer.\n"
	"\n"
	"  --engine fpga|soft  the simulated device behind its DPDK driver (default), or "
	"the C\n"
	"                      engine on net_pcap ports; both give the same quotes\n"
	"  --symbols A,B|all   symbols to track; default all of the directory\n"
	"  --quotes FILE       write every change of a touch as CSV; - is standard "
	"output\n"
	"  --latency FILE      write the latency distribution in ns (.hgrm); fpga only\n"
	"  --group IP:PORT     take only this multicast group; default any\n"
	"  --hold-ns N         how long a line that is ahead waits for the other one, "
	"in\n"
	"                      nanoseconds; default 1000000\n"
	"  --silence-ns N      flag the records of a line without a packet for so long; "
	"default\n"
	"                      0: never\n"
	"  --stale-ns N        no line has one for so long: all stale; default 0: never\n"
	"  --model LIBRARY     another build of the simulated device; fpga only\n"
	"  --wave FILE         write waves (FST) of the device around one message, and "
	"say in\n"
	"                      which cycles it comes; fpga only, and nothing else is "
	"written;\n"
	"                      needs libtouchwire_sim_trace.so: `make sim-trace`\n"
	"  --around SEQ        the MoldUDP64 sequence number of that message\n"
	"  --cycles N          how many cycles, half of them before its last byte; "
	"default 200\n"
	"  --plain             no live table and no progress bar on a terminal\n"
	"\n"
	"example: touchwire generate --messages 100k -o day.pcap\n"
	"         touchwire replay --engine soft --quotes day.csv day.pcap\n"
	"         touchwire replay --wave tick.fst --around 5000 day.pcap && gtkwave "
	"tick.fst\n";

struct replay {
	struct input input;
	struct selection selection;
	struct ticker ticker;
	struct view view;
	struct tw_net_filter filter;
	enum engine_kind engine;
	const char *symbols, *quotes, *latency, *model;
	struct around around; /* wave NULL: not wanted */
	struct times times;
	bool plain;
};

enum {
	OPTION_GROUP = 256,
	OPTION_MODEL,
	OPTION_PLAIN,
	OPTION_WAVE,
	OPTION_AROUND,
	OPTION_CYCLES
};

static const struct option options[] = {
	{ "engine", required_argument, NULL, 'e' },
	{ "symbols", required_argument, NULL, 's' },
	{ "quotes", required_argument, NULL, 'q' },
	{ "latency", required_argument, NULL, 'l' },
	{ "group", required_argument, NULL, OPTION_GROUP },
	OPTIONS_OF_TIMES,
	{ "model", required_argument, NULL, OPTION_MODEL },
	{ "plain", no_argument, NULL, OPTION_PLAIN },
	{ "wave", required_argument, NULL, OPTION_WAVE },
	{ "around", required_argument, NULL, OPTION_AROUND },
	{ "cycles", required_argument, NULL, OPTION_CYCLES },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* One option; false when it is wrong, after a message. */
static bool take_option(struct replay *replay, int option)
{
	switch (option) {
	case 'e':
		return option_engine(optarg, &replay->engine);
	case 's':
		replay->symbols = optarg;
		return true;
	case 'q':
		replay->quotes = optarg;
		return true;
	case 'l':
		replay->latency = optarg;
		return true;
	case OPTION_GROUP:
		return option_group(optarg, &replay->filter);
	case OPTION_HOLD:
	case OPTION_SILENCE:
	case OPTION_STALE:
		return option_time(option, optarg, &replay->times);
	case OPTION_MODEL:
		replay->model = optarg;
		return true;
	case OPTION_PLAIN:
		replay->plain = true;
		return true;
	case OPTION_WAVE:
		replay->around.wave = optarg;
		return true;
	case OPTION_AROUND:
		return option_number("--around", optarg, 1, UINT64_MAX,
				     &replay->around.seq);
	case OPTION_CYCLES:
		return option_number("--cycles", optarg, 1, 1000000000,
				     &replay->around.cycles);
	default:
		say_error("try --help");
		return false;
	}
}

static void on_touch(void *ticker, const struct tw_touch *touch)
{
	ticker_touch(ticker, touch);
}

static int replay_soft(struct replay *replay, struct summary *summary)
{
	struct tw_engine_status end;
	struct tw_engine *engine;
	int status;

	engine = soft_engine(&replay->input, &replay->selection, &replay->times, 0,
			     on_touch, NULL, &replay->ticker);
	if (engine == NULL)
		return TW_EXIT_ENVIRONMENT;
	replay->ticker.name = soft_name;
	replay->ticker.ctx = engine;
	status = soft_replay(engine, &replay->input, &replay->ticker, &replay->view);
	tally_engine(&summary->tally, tw_engine_counters(engine));
	tw_engine_status(engine, &end);
	summary->stale = end.stale;
	summary->ended = end.ended;
	tw_engine_destroy(engine);
	replay->ticker.name = NULL;
	return status;
}

static int replay_fpga(struct replay *replay, struct summary *summary)
{
	const struct device_sim sim = { .model = replay->model };
	struct device device = { .on_touch = on_touch, .ctx = &replay->ticker };
	int status;

	status = device_open(&device, &replay->input, &replay->selection, &replay->times,
			     &sim);
	if (status != TW_EXIT_OK)
		return status;
	replay->ticker.clock_khz = device.info.clock_khz;
	replay->ticker.name = device_name;
	replay->ticker.ctx = &device;
	replay->view.started = seconds_now();
	status = device_run(&device, &replay->input, &replay->ticker, &replay->view);
	summary->seconds = seconds_now() - replay->view.started;
	if (status == TW_EXIT_OK)
		status = device_summary(&device, summary);
	replay->ticker.name = NULL;
	return status;
}

/* The files the user asked for, after the last record. */
static int write_files(struct replay *replay)
{
	struct tw_error error = { "" };
	int status = ticker_close_quotes(&replay->ticker, &error);

	if (status == 0 && replay->latency != NULL)
		status = ticker_latency(&replay->ticker, replay->latency, &error);
	if (status == 0)
		return TW_EXIT_OK;
	say_error("%s", error.text);
	return TW_EXIT_ENVIRONMENT;
}

static int play(struct replay *replay)
{
	static struct summary summary;
	struct tw_error error = { "" };
	bool fpga = replay->engine == ENGINE_FPGA;
	int status, written;

	summary.ticker = &replay->ticker;
	if (ticker_open(&replay->ticker, fpga ? 1 : 0) != 0 ||
	    (replay->quotes != NULL &&
	     ticker_quotes(&replay->ticker, replay->quotes, &error) != 0)) {
		say_error("%s", error.text);
		return TW_EXIT_ENVIRONMENT;
	}
	view_open(&replay->view, replay->plain,
		  replay->quotes != NULL && strcmp(replay->quotes, "-") == 0);
	status = fpga ? replay_fpga(replay, &summary) : replay_soft(replay, &summary);
	if (summary.seconds == 0)
		summary.seconds = seconds_now() - replay->view.started;
	view_close(&replay->view, status == TW_EXIT_OK ? &replay->ticker : NULL);
	written = write_files(replay);
	if (status == TW_EXIT_OK) {
		status = written;
		summary_print(view_out(&replay->view), &summary);
	}
	if (status == TW_EXIT_OK && stop_requested) {
		say_note("interrupted before the end of the capture");
		status = TW_EXIT_INTERRUPTED;
	}
	return status;
}

/* Do the options go together? False after a message. */
static bool options_agree(const struct replay *replay)
{
	const struct around *around = &replay->around;
	const char *wrong = NULL;

	if (replay->latency != NULL && replay->engine == ENGINE_SOFT)
		wrong = "--latency needs --engine fpga: only the device's records carry it";
	else if (around->wave == NULL && (around->seq != 0 || around->cycles != 0))
		wrong = "--around and --cycles say what --wave FILE shall hold";
	else if (around->wave != NULL && around->seq == 0)
		wrong = "--wave needs --around SEQ: the message to show";
	else if (around->wave != NULL && replay->engine == ENGINE_SOFT)
		wrong = "--wave needs --engine fpga: the C engine has no cycles";
	else if (around->wave != NULL &&
		 (replay->quotes != NULL || replay->latency != NULL))
		wrong = "--wave stops behind the message: leave --quotes and --latency out";
	if (wrong != NULL)
		say_error("%s", wrong);
	return wrong == NULL;
}

int cmd_replay(int argc, char **argv)
{
	struct replay replay = { .times = TIMES_DEFAULT };
	int option, status;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&replay, option))
			return TW_EXIT_USAGE;
	}
	if (!options_agree(&replay))
		return TW_EXIT_USAGE;
	replay.around.model = replay.model;
	if (replay.around.cycles == 0)
		replay.around.cycles = AROUND_CYCLES;
	stop_on_signal();
	status = input_open(&replay.input, argv + optind, argc - optind, &replay.filter);
	if (status == TW_EXIT_OK)
		status = select_symbols(&replay.selection, &replay.input, replay.symbols);
	if (status == TW_EXIT_OK)
		status = replay.around.wave != NULL
				 ? around_replay(&replay.around, &replay.input,
						 &replay.selection, &replay.times)
				 : play(&replay);
	eal_close();
	ticker_close(&replay.ticker);
	select_free(&replay.selection);
	input_close(&replay.input);
	return status;
}
