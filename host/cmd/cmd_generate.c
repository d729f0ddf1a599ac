/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <touchwire/convert.h>
#include <touchwire/generate.h>

#include "cmd.h"
#include "options.h"
#include "screen.h"
#include "view.h"

static const char help[] =
	"usage: touchwire generate [OPTION]... -o OUT.pcap [-b OUT_B.pcap]\n"
	"\n"
	"Make a market session. The same options give the same bytes on every machine; "
	"nothing\n"
	"of it is real data.\n"
	"\n"
	"  -o, --output FILE    capture of line A\n"
	"  -b, --output-b FILE  capture of line B\n"
	"  --seed N             default 1\n"
	"  --messages N         default 100000; k, M and G are understood\n"
	"  --symbols N          default 20\n"
	"  --profile NAME       mixed deletes replaces adds crash wild sparse; default "
	"mixed\n"
	"  --orders N           most live orders; default 40000\n"
	"  --rate N             mean messages per second of the session; default 200000\n"
	"  --mtu N              bytes of an IP packet, 128 to 9000; default 1500\n"
	"  --packet-messages N  most messages of a packet; default as many as fit\n"
	"  --loss-a N, --loss-b N, --loss-both N\n"
	"                       packets of a million that A, B or both leave out; "
	"default 0\n"
	"  --skew-ns N          most that B comes later than A\n"
	"  --heartbeat-ns N     silence that a heartbeat ends; 0: none\n"
	"  --session NAME       MoldUDP64 session, up to 10 characters; default "
	"TOUCHWIRE1\n"
	"  --date YYYY-MM-DD    day of the session\n"
	"  --group IP:PORT      destination; default 233.54.12.111:26477\n"
	"  --vlan ID            tag the frames\n"
	"  --no-end             leave out the end-of-session packet\n"
	"\n"
	"example: touchwire generate --seed 7 --messages 1M --symbols 64 --loss-a 2k \\\n"
	"             -o a.pcap -b b.pcap\n";

enum {
	OPTION_SEED = 256,
	OPTION_MESSAGES,
	OPTION_SYMBOLS,
	OPTION_PROFILE,
	OPTION_ORDERS,
	OPTION_RATE,
	OPTION_MTU,
	OPTION_PACKET,
	OPTION_LOSS_A,
	OPTION_LOSS_B,
	OPTION_LOSS_BOTH,
	OPTION_SKEW,
	OPTION_HEARTBEAT,
	OPTION_SESSION,
	OPTION_DATE,
	OPTION_GROUP,
	OPTION_VLAN,
	OPTION_NO_END,
};

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "output-b", required_argument, NULL, 'b' },
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "messages", required_argument, NULL, OPTION_MESSAGES },
	{ "symbols", required_argument, NULL, OPTION_SYMBOLS },
	{ "profile", required_argument, NULL, OPTION_PROFILE },
	{ "orders", required_argument, NULL, OPTION_ORDERS },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "mtu", required_argument, NULL, OPTION_MTU },
	{ "packet-messages", required_argument, NULL, OPTION_PACKET },
	{ "loss-a", required_argument, NULL, OPTION_LOSS_A },
	{ "loss-b", required_argument, NULL, OPTION_LOSS_B },
	{ "loss-both", required_argument, NULL, OPTION_LOSS_BOTH },
	{ "skew-ns", required_argument, NULL, OPTION_SKEW },
	{ "heartbeat-ns", required_argument, NULL, OPTION_HEARTBEAT },
	{ "session", required_argument, NULL, OPTION_SESSION },
	{ "date", required_argument, NULL, OPTION_DATE },
	{ "group", required_argument, NULL, OPTION_GROUP },
	{ "vlan", required_argument, NULL, OPTION_VLAN },
	{ "no-end", no_argument, NULL, OPTION_NO_END },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* The options that are nothing but a number, and where it goes. */
static bool take_number(struct tw_generate_config *config, int option, bool *known)
{
	const struct {
		int option;
		const char *name;
		uint64_t min, max;
		uint64_t *wide;
		uint32_t *narrow;
	} numbers[] = {
		{ OPTION_SEED, "--seed", 0, UINT64_MAX, &config->seed, NULL },
		{ OPTION_MESSAGES, "--messages", 1, UINT64_MAX, &config->messages, NULL },
		{ OPTION_SYMBOLS, "--symbols", 1, 65535, NULL, &config->symbols },
		{ OPTION_ORDERS, "--orders", 1, UINT32_MAX, NULL, &config->orders },
		{ OPTION_RATE, "--rate", 1, 1000000000, &config->rate, NULL },
		{ OPTION_MTU, "--mtu", 128, 9000, NULL, &config->mtu },
		{ OPTION_PACKET, "--packet-messages", 0, 65534, NULL,
		  &config->packet_messages },
		{ OPTION_LOSS_A, "--loss-a", 0, 1000000, NULL, &config->loss_ppm[0] },
		{ OPTION_LOSS_B, "--loss-b", 0, 1000000, NULL, &config->loss_ppm[1] },
		{ OPTION_LOSS_BOTH, "--loss-both", 0, 1000000, NULL,
		  &config->both_loss_ppm },
		{ OPTION_SKEW, "--skew-ns", 0, UINT32_MAX, NULL, &config->skew_ns },
		{ OPTION_HEARTBEAT, "--heartbeat-ns", 0, UINT64_MAX,
		  &config->heartbeat_ns, NULL },
	};
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].option != option)
			continue;
		*known = true;
		if (!option_number(numbers[i].name, optarg, numbers[i].min,
				   numbers[i].max, &value))
			return false;
		if (numbers[i].wide != NULL)
			*numbers[i].wide = value;
		else
			*numbers[i].narrow = (uint32_t)value;
		return true;
	}
	*known = false;
	return true;
}

static bool take_profile(struct tw_generate_config *config)
{
	int profile = tw_profile_parse(optarg);
	unsigned int i;

	if (profile >= 0) {
		config->profile = (enum tw_profile)profile;
		return true;
	}
	say_error("--profile: '%s' is none of these:", optarg);
	for (i = 0; tw_profile_name(i) != NULL; i++)
		fprintf(stderr, "  %s\n", tw_profile_name(i));
	return false;
}

static bool take_vlan(struct tw_generate_config *config)
{
	uint64_t id;

	if (!option_number("--vlan", optarg, 0, 4095, &id))
		return false;
	config->route.vlan[0] = (uint16_t)id;
	config->route.tags = 1;
	return true;
}

static bool take_option(struct tw_generate_config *config, int option)
{
	struct tw_net_filter group = { 0 };
	bool known;

	if (!take_number(config, option, &known))
		return false;
	if (known)
		return true;
	switch (option) {
	case 'o':
	case 'b':
		config->path[option == 'b'] = optarg;
		return true;
	case OPTION_PROFILE:
		return take_profile(config);
	case OPTION_SESSION:
		return option_session(optarg, config->session);
	case OPTION_DATE:
		if (tw_date_parse(optarg, &config->date_ns) == 0)
			return true;
		say_error("--date: '%s' is no day; write --date 2020-01-30", optarg);
		return false;
	case OPTION_GROUP:
		if (!option_group(optarg, &group))
			return false;
		option_route(&group, &config->route);
		return true;
	case OPTION_VLAN:
		return take_vlan(config);
	case OPTION_NO_END:
		config->end_of_session = false;
		return true;
	default:
		say_error("try --help");
		return false;
	}
}

static void on_progress(void *view, uint64_t done, uint64_t total)
{
	view_update(view, NULL, done, total, done);
}

static int generate(struct tw_generate_config *config)
{
	struct tw_generate_stats stats;
	struct tw_error error = { "" };
	struct view view;
	unsigned int i;
	int status;

	view_open(&view, false, true);
	config->on_progress = on_progress;
	config->ctx = &view;
	status = tw_generate(config, &stats, &error);
	view_close(&view, NULL);
	if (status != 0) {
		say_error("%s", error.text);
		return status == -EINVAL ? TW_EXIT_USAGE : TW_EXIT_ENVIRONMENT;
	}
	for (i = 0; i < 2; i++) {
		if (config->path[i] == NULL)
			continue;
		printf("%s: %s messages, %s frames", config->path[i],
		       commas(stats.messages), commas(stats.frames[i]));
		if (stats.dropped[i] != 0)
			printf(", %s packets left out", commas(stats.dropped[i]));
		printf("\n");
	}
	return TW_EXIT_OK;
}

int cmd_generate(int argc, char **argv)
{
	struct tw_generate_config config;
	int option;

	tw_generate_defaults(&config);
	while ((option = getopt_long(argc, argv, "ho:b:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&config, option))
			return TW_EXIT_USAGE;
	}
	if (argc != optind || config.path[0] == NULL) {
		say_error("%s; try --help", config.path[0] == NULL
						    ? "where to? give -o OUT.pcap"
						    : "no arguments besides the options");
		return TW_EXIT_USAGE;
	}
	if (config.path[1] != NULL && option_same_file(config.path[0], config.path[1]))
		return TW_EXIT_USAGE;
	return generate(&config);
}
