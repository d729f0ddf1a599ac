/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "eal.h"
#include "live.h"
#include "soft.h"

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
	"  --hold-ns N, --silence-ns N, --stale-ns N\n"
	"                      as for replay; the device takes the arguments hold_ns=N and "
	"so on\n"
	"                      instead\n"
	"  --quotes FILE       write every change as CSV, too\n"
	"  --csv               rows of CSV even on a terminal\n"
	"  --seconds N         end after so long\n"
	"  --rerequest IP:PORT  MoldUDP64 re-request server: ask for what both lines lost\n"
	"  --glimpse IP:PORT    GLIMPSE server: where that is too much, or the day runs "
	"already\n"
	"  --login USER:PASSWORD  of the GLIMPSE server; default blank\n"
	"                      With either server a gap is repaired: the feed holds, the C "
	"engine\n"
	"                      recovers, the device is brought to the same book\n"
	"\n"
	"example: touchwire run --engine soft --symbols AAPL,MSFT -- -a 0000:03:00.0\n"
	"         touchwire run -- --no-huge --no-pci --vdev "
	"net_touchwire0,feed_a=day.pcap\n"
	"         touchwire run --rerequest 127.0.0.1:30003 -- --no-huge --no-pci \\\n"
	"             --vdev "
	"net_touchwire0,feed_a=udp:239.1.1.1:30001,feed_b=udp:239.1.1.2:30002\n";

enum {
	OPTION_GROUP = 256,
	OPTION_CAPACITY,
	OPTION_CSV,
	OPTION_SECONDS,
	OPTION_REREQUEST,
	OPTION_GLIMPSE,
	OPTION_LOGIN,
};

static const struct option options[] = {
	{ "engine", required_argument, NULL, 'e' },
	{ "symbols", required_argument, NULL, 's' },
	{ "quotes", required_argument, NULL, 'q' },
	{ "group", required_argument, NULL, OPTION_GROUP },
	OPTIONS_OF_TIMES,
	{ "capacity", required_argument, NULL, OPTION_CAPACITY },
	{ "csv", no_argument, NULL, OPTION_CSV },
	{ "seconds", required_argument, NULL, OPTION_SECONDS },
	{ "rerequest", required_argument, NULL, OPTION_REREQUEST },
	{ "glimpse", required_argument, NULL, OPTION_GLIMPSE },
	{ "login", required_argument, NULL, OPTION_LOGIN },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool take_server(struct live *live, const char *name, uint32_t *ip, uint16_t *port)
{
	live->recovers = true;
	return option_address(name, optarg, ip, port);
}

/* "user:password", cut in place. */
static bool take_login(struct recover_peers *peers, char *text)
{
	char *colon = strchr(text, ':');

	if (colon == NULL || colon - text > 6 || strlen(colon + 1) > 10) {
		say_error("--login: want USER:PASSWORD of at most 6 and 10 characters");
		return false;
	}
	*colon = '\0';
	peers->username = text;
	peers->password = colon + 1;
	return true;
}

static bool take_option(struct live *live, int option)
{
	switch (option) {
	case 'e':
		return option_engine(optarg, &live->kind);
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
	case OPTION_SILENCE:
	case OPTION_STALE:
		live->soft_only = true;
		return option_time(option, optarg, &live->times);
	case OPTION_CAPACITY:
		live->soft_only = true;
		return option_number("--capacity", optarg, 1, 65535, &live->capacity);
	case OPTION_CSV:
		live->csv = true;
		return true;
	case OPTION_SECONDS:
		return option_number("--seconds", optarg, 1, UINT32_MAX, &live->seconds);
	case OPTION_REREQUEST:
		return take_server(live, "--rerequest", &live->peers.rerequest_ip,
				   &live->peers.rerequest_port);
	case OPTION_GLIMPSE:
		return take_server(live, "--glimpse", &live->peers.glimpse_ip,
				   &live->peers.glimpse_port);
	case OPTION_LOGIN:
		return take_login(&live->peers, optarg);
	default:
		say_error("try --help");
		return false;
	}
}

static int follow(struct live *live)
{
	static struct summary summary;
	struct tw_error error = { "" };
	bool fpga = live->kind == ENGINE_FPGA;
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
	status = fpga ? live_fpga(live, &summary) : live_soft(live, &summary);
	summary.seconds = seconds_now() - live->view.started;
	view_close(&live->view, status == TW_EXIT_OK ? &live->ticker : NULL);
	if (ticker_close_quotes(&live->ticker, &error) != 0 && status == TW_EXIT_OK) {
		say_error("%s", error.text);
		status = TW_EXIT_ENVIRONMENT;
	}
	if (status == TW_EXIT_OK)
		summary_print(view_out(&live->view), &summary);
	if (status == TW_EXIT_OK && live->recovers)
		recover_print(view_out(&live->view), &live->recover);
	return status;
}

int cmd_run(int argc, char **argv)
{
	static struct live live = { .times = TIMES_DEFAULT, .capacity = 8192 };
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
	if (live.kind == ENGINE_FPGA && live.soft_only) {
		say_error("--group, --capacity and the times are for --engine soft; give "
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
	live.ticker.name = NULL;
	ticker_close(&live.ticker);
	if (live.recovers)
		recover_close(&live.recover);
	tw_engine_destroy(live.engine);
	select_free(&live.selection);
	return status;
}
