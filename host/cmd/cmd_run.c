/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "attach.h"
#include "cmd.h"
#include "device.h"
#include "eal.h"
#include "options.h"
#include "soft.h"
#include "summary.h"
#include "view.h"

static const char help[] =
	"usage: touchwire run [OPTION]... -- EAL ARGUMENT...\n"
	"\n"
	"Follow a live feed until interrupted: the touch of each symbol as a table on a\n"
	"terminal, else every change as a row of CSV on standard output.\n"
	"\n"
	"  --engine fpga|soft  a net_touchwire device (default), or the C engine on any "
	"DPDK\n"
	"                      port; a second port is line B\n"
	"  --symbols A,B|all   symbols to track; default all of the directory\n"
	"  --capacity N        symbols the C engine has room for; default 8192\n"
	"  --group IP:PORT     take only this multicast group; default any. The device "
	"takes\n"
	"                      the device argument group=IP:PORT instead\n"
	"  --hold-ns N         as for replay; the device takes the argument hold_ns=N "
	"instead\n"
	"  --quotes FILE       write every change as CSV, too\n"
	"  --csv               rows of CSV even on a terminal\n"
	"  --seconds N         end after so long\n"
	"\n"
	"example: touchwire run --engine soft --symbols AAPL,MSFT -- -a 0000:03:00.0\n"
	"         touchwire run -- --no-huge --no-pci --vdev "
	"net_touchwire0,feed_a=day.pcap\n";

struct live {
	struct ticker ticker;
	struct selection selection;
	struct input input; /* no captures: the filter and the number of lines */
	struct view view;
	enum engine_kind engine;
	const char *symbols, *quotes;
	uint64_t hold_ns, capacity, seconds;
	bool csv, soft_only;
};

enum { OPTION_GROUP = 256, OPTION_HOLD, OPTION_CAPACITY, OPTION_CSV, OPTION_SECONDS };

static const struct option options[] = {
	{ "engine", required_argument, NULL, 'e' },
	{ "symbols", required_argument, NULL, 's' },
	{ "quotes", required_argument, NULL, 'q' },
	{ "group", required_argument, NULL, OPTION_GROUP },
	{ "hold-ns", required_argument, NULL, OPTION_HOLD },
	{ "capacity", required_argument, NULL, OPTION_CAPACITY },
	{ "csv", no_argument, NULL, OPTION_CSV },
	{ "seconds", required_argument, NULL, OPTION_SECONDS },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool take_option(struct live *live, int option)
{
	switch (option) {
	case 'e':
		return option_engine(optarg, &live->engine);
	case 's':
		live->symbols = optarg;
		return true;
	case 'q':
		live->quotes = optarg;
		return true;
	case OPTION_GROUP:
		live->soft_only = true;
		return option_group(optarg, &live->input.filter);
	case OPTION_HOLD:
		live->soft_only = true;
		return option_number("--hold-ns", optarg, 0, UINT32_MAX, &live->hold_ns);
	case OPTION_CAPACITY:
		live->soft_only = true;
		return option_number("--capacity", optarg, 1, 65535, &live->capacity);
	case OPTION_CSV:
		live->csv = true;
		return true;
	case OPTION_SECONDS:
		return option_number("--seconds", optarg, 1, UINT32_MAX, &live->seconds);
	default:
		say_error("try --help");
		return false;
	}
}

static void on_touch(void *ticker, const struct tw_touch *touch)
{
	ticker_touch(ticker, touch);
}

static bool over(const struct live *live)
{
	return stop_requested || ferror(stdout) ||
	       (live->seconds != 0 &&
		seconds_now() - live->view.started >= (double)live->seconds);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Rows go out when nothing more is at hand: latency before throughput, but no row alone. */
static void idle(const struct live *live)
{
	if (live->ticker.stream)
		fflush(stdout);
}

static void take_burst(struct tw_engine *engine, uint16_t port, unsigned int line,
		       unsigned int *got)
{
	static uint8_t whole[TW_NET_FRAME_MAX];
	struct rte_mbuf *mbufs[64];
	unsigned int count = rte_eth_rx_burst(port, 0, mbufs, 64), i;
	uint64_t now = now_ns();

	for (i = 0; i < count; i++) {
		uint32_t length = rte_pktmbuf_pkt_len(mbufs[i]);

		if (length > sizeof(whole))
			length = sizeof(whole);
		tw_engine_frame(engine, line,
				rte_pktmbuf_read(mbufs[i], 0, length, whole), length,
				rte_pktmbuf_pkt_len(mbufs[i]), now, 0);
		rte_pktmbuf_free(mbufs[i]);
	}
	tw_engine_advance(engine, now);
	*got += count;
}

static int run_soft(struct live *live, struct summary *summary)
{
	uint16_t ports[INPUT_FEEDS], port;
	struct tw_engine_status end;
	struct tw_engine *engine;
	unsigned int i, got;
	int status = TW_EXIT_OK;

	for (port = 0; port < RTE_MAX_ETHPORTS; port++) {
		if (rte_eth_dev_is_valid_port(port) && live->input.count < INPUT_FEEDS)
			ports[live->input.count++] = port;
	}
	if (live->input.count == 0) {
		say_error("DPDK has no port; name one after --, such as `-- -a "
			  "0000:03:00.0`");
		return TW_EXIT_ENVIRONMENT;
	}
	for (i = 0; i < live->input.count && status == TW_EXIT_OK; i++)
		status = eal_start_port(ports[i], 1024);
	if (status != TW_EXIT_OK)
		return status;
	engine = soft_engine(&live->input, &live->selection, live->hold_ns,
			     (uint32_t)live->capacity, on_touch, &live->ticker);
	if (engine == NULL)
		return TW_EXIT_ENVIRONMENT;
	live->ticker.name = soft_name;
	live->ticker.ctx = engine;
	while (!over(live)) {
		for (i = 0, got = 0; i < live->input.count; i++)
			take_burst(engine, ports[i], i, &got);
		if (got == 0)
			idle(live);
		view_update(&live->view, &live->ticker, 0, 0,
			    tw_engine_counters(engine)->message[TW_MESSAGE_TAKEN]);
	}
	tally_engine(&summary->tally, tw_engine_counters(engine));
	tw_engine_status(engine, &end);
	summary->stale = end.stale;
	summary->ended = end.ended;
	tw_engine_destroy(engine);
	live->ticker.name = NULL;
	return TW_EXIT_OK;
}

static int run_fpga(struct live *live, struct summary *summary)
{
	struct device device = { .on_touch = on_touch, .ctx = &live->ticker };
	uint64_t messages = 0;
	int status = attach_device(&device.port, &device.info, ATTACH_NAME_ONE);

	if (status == TW_EXIT_OK)
		status = device_start(&device, &live->selection);
	if (status != TW_EXIT_OK)
		return status;
	live->ticker.clock_khz = device.info.clock_khz;
	live->ticker.name = device_name;
	live->ticker.ctx = &device;
	while (!over(live)) {
		if (device_poll(&device) == 0) {
			idle(live);
			/* A simulated device ends with its captures. */
			if (rte_pmd_touchwire_finished(device.port) == 1 &&
			    device_poll(&device) == 0)
				break;
		}
		if (view_due(&live->view)) {
			rte_pmd_touchwire_counter(device.port, "MESSAGE.TAKEN",
						  &messages);
			view_draw(&live->view, &live->ticker, 0, 0, messages);
		}
	}
	status = device_summary(&device, summary);
	live->ticker.name = NULL;
	return status;
}

static int follow(struct live *live)
{
	static struct summary summary;
	struct tw_error error = { "" };
	bool fpga = live->engine == ENGINE_FPGA;
	int status;

	summary.ticker = &live->ticker;
	if (ticker_open(&live->ticker, fpga ? 1 : 0) != 0 ||
	    (live->quotes != NULL &&
	     ticker_quotes(&live->ticker, live->quotes, &error) != 0)) {
		say_error("%s", error.text);
		return TW_EXIT_ENVIRONMENT;
	}
	view_open(&live->view, live->csv, false);
	live->view.bar = false;
	live->ticker.stream = !live->view.table;
	live->view.quiet = live->ticker.stream;
	if (live->ticker.stream)
		fputs(TW_QUOTES_HEADER, stdout);
	status = fpga ? run_fpga(live, &summary) : run_soft(live, &summary);
	summary.seconds = seconds_now() - live->view.started;
	view_close(&live->view, status == TW_EXIT_OK ? &live->ticker : NULL);
	if (ticker_close_quotes(&live->ticker, &error) != 0 && status == TW_EXIT_OK) {
		say_error("%s", error.text);
		status = TW_EXIT_ENVIRONMENT;
	}
	if (status == TW_EXIT_OK)
		summary_print(view_out(&live->view), &summary);
	return status;
}

int cmd_run(int argc, char **argv)
{
	static struct live live = { .hold_ns = HOLD_NS_DEFAULT, .capacity = 8192 };
	int option, status, own = argc, i;

	for (i = 1; i < argc && own == argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			own = i;
	}
	while ((option = getopt_long(own, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&live, option))
			return TW_EXIT_USAGE;
	}
	if (own == argc || optind < own) {
		say_error("%s; try --help", own == argc
						    ? "name a port after --"
						    : "EAL arguments belong behind --");
		return TW_EXIT_USAGE;
	}
	if (live.engine == ENGINE_FPGA && live.soft_only) {
		say_error("--group, --hold-ns and --capacity are for --engine soft; give "
			  "the device "
			  "its arguments, such as --vdev net_touchwire0,group=IP:PORT");
		return TW_EXIT_USAGE;
	}
	stop_on_signal();
	status = select_names(&live.selection, live.symbols);
	argv[own] = (char[]){ "touchwire" };
	if (status == TW_EXIT_OK)
		status = eal_open_arguments(argc - own, argv + own);
	if (status == TW_EXIT_OK)
		status = follow(&live);
	eal_close();
	ticker_close(&live.ticker);
	select_free(&live.selection);
	return status;
}
