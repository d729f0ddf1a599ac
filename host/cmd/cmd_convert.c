/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include <touchwire/convert.h>

#include "cmd.h"
#include "options.h"
#include "screen.h"
#include "view.h"

static const char help[] =
	"usage: touchwire convert [OPTION]... IN.itch[.gz] -o OUT.pcap\n"
	"\n"
	"Convert a file of Nasdaq's own format (length and message, repeated; plain or "
	"gzip)\n"
	"into a capture of MoldUDP64 packets with nanosecond times.\n"
	"\n"
	"  -o, --output FILE  the capture to write\n"
	"  --date YYYY-MM-DD  day of the session; default 1970-01-01\n"
	"  --session NAME     MoldUDP64 session, up to 10 characters; default "
	"TOUCHWIRE1\n"
	"  --group IP:PORT    destination; default 233.54.12.111:26477\n"
	"  --pack-ns N        messages that follow the first within N nanoseconds share "
	"its\n"
	"                     packet; default 5000\n"
	"  --mtu N            bytes of an IP packet, 128 to 9000; default 1500\n"
	"\n"
	"example: touchwire convert --date 2020-01-30 01302020.NASDAQ_ITCH50.gz -o "
	"day.pcap\n";

enum { OPTION_DATE = 256, OPTION_SESSION, OPTION_GROUP, OPTION_PACK, OPTION_MTU };

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "date", required_argument, NULL, OPTION_DATE },
	{ "session", required_argument, NULL, OPTION_SESSION },
	{ "group", required_argument, NULL, OPTION_GROUP },
	{ "pack-ns", required_argument, NULL, OPTION_PACK },
	{ "mtu", required_argument, NULL, OPTION_MTU },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool take_option(struct tw_convert_config *config, int option)
{
	struct tw_net_filter group = { 0 };
	uint64_t number;

	switch (option) {
	case 'o':
		config->out = optarg;
		return true;
	case OPTION_DATE:
		if (tw_date_parse(optarg, &config->date_ns) == 0)
			return true;
		say_error("--date: '%s' is no day; write --date 2020-01-30", optarg);
		return false;
	case OPTION_SESSION:
		return option_session(optarg, config->session);
	case OPTION_GROUP:
		if (!option_group(optarg, &group))
			return false;
		option_route(&group, &config->route);
		return true;
	case OPTION_PACK:
		return option_number("--pack-ns", optarg, 0, UINT64_MAX,
				     &config->pack_ns);
	case OPTION_MTU:
		if (!option_number("--mtu", optarg, 128, 9000, &number))
			return false;
		config->mtu = (uint32_t)number;
		return true;
	default:
		say_error("try --help");
		return false;
	}
}

static void on_progress(void *view, uint64_t done, uint64_t total)
{
	view_bytes(view, done, total);
}

static int convert(struct tw_convert_config *config)
{
	struct tw_convert_stats stats;
	struct tw_error error = { "" };
	struct view view;
	int status;

	view_open(&view, false, true);
	config->on_progress = on_progress;
	config->ctx = &view;
	status = tw_convert(config, &stats, &error);
	view_close(&view, NULL);
	if (status != 0) {
		say_error("%s", error.text);
		return status == -EBADMSG || status == -ENODATA ||
				       option_unreadable(config->in)
			       ? TW_EXIT_INPUT
			       : TW_EXIT_ENVIRONMENT;
	}
	printf("%s: %s messages in %s packets\n", config->out, commas(stats.messages),
	       commas(stats.packets));
	if (stats.types[23] != 0)
		say_warning("%s: %s messages of unknown type, kept", config->in,
			    commas(stats.types[23]));
	if (stats.backwards != 0)
		say_warning("%s: %s messages lie before the one in front of them in time",
			    config->in, commas(stats.backwards));
	return TW_EXIT_OK;
}

int cmd_convert(int argc, char **argv)
{
	struct tw_convert_config config;
	int option;

	tw_convert_defaults(&config);
	while ((option = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&config, option))
			return TW_EXIT_USAGE;
	}
	if (argc - optind != 1 || config.out == NULL) {
		say_error("%s; try --help", config.out == NULL
						    ? "where to? give -o OUT.pcap"
						    : "give one input file");
		return TW_EXIT_USAGE;
	}
	config.in = argv[optind];
	if (option_same_file(config.in, config.out))
		return TW_EXIT_USAGE;
	return convert(&config);
}
