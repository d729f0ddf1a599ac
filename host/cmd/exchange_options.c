/* SPDX-License-Identifier: BSD-3-Clause */
#include "exchange_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/soup.h>

#include "cmd.h"
#include "options.h"

static const char help[] =
	"usage: touchwire exchange [OPTION]... [FILE.pcap]\n"
	"\n"
	"A simulated exchange: publishes a capture, or a market made of a seed, as MoldUDP64 "
	"on\n"
	"lines A and B, answers re-requests, serves snapshots over GLIMPSE, and matches orders\n"
	"that come over OUCH with the market that it publishes.\n"
	"\n"
	"  --feed-a IP:PORT, --feed-b IP:PORT\n"
	"                      where the lines go, group or host; one of them at least\n"
	"  --interface IP      servers listen there, groups leave there; default 127.0.0.1\n"
	"  --rerequest PORT    of the re-request server (UDP); default 0: any\n"
	"  --glimpse PORT      of the GLIMPSE server (TCP); default 0: any\n"
	"  --print-ports       one line on standard output with addresses and session\n"
	"\n"
	"the market, without FILE.pcap:\n"
	"  --messages N, --symbols N, --orders N, --profile NAME, --rate N\n"
	"                      as of `touchwire generate`\n"
	"  --session NAME      up to 10 characters; default the market's\n"
	"  --start-at N        first message published; the book has those before it\n"
	"\n"
	"time:\n"
	"  --pace PACE         realtime, 10x, 0.5x or max; default realtime\n"
	"  --wait SECONDS      only heartbeats before the first message; default 0\n"
	"  --linger SECONDS    servers and end-of-session packets go on so long; default 5\n"
	"  --skew-ns N         B comes so much later than A\n"
	"\n"
	"faults, in percent of packets, 0 by default:\n"
	"  --loss-a P, --loss-b P    lost on a line\n"
	"  --burst N           losses come in runs of N on average\n"
	"  --duplicate P, --reorder P\n"
	"                      doubled, or overtaken by up to 8 later ones, on each line\n"
	"  --answer-loss P     answers to re-requests lost\n"
	"  --window N          messages that can be requested again; default all\n"
	"  --request-limit N   most messages of an answer; default as many as fit\n"
	"  --cut-glimpse N     so many first connections break off amid the snapshot\n"
	"  --seed N            of the market and of the faults; default 1\n"
	"\n"
	"orders:\n"
	"  --ouch PORT         open an order port: OUCH 5.0 over SoupBinTCP; 0: any\n"
	"  --ouch-user NAME, --ouch-password TEXT\n"
	"                      of the login; default any\n"
	"  --ouch-record FILE  a CSV line for each answer\n"
	"  --ouch-delay-us N   answers leave so much later\n"
	"  --ouch-window N:MS  after message N nothing is read for MS milliseconds\n"
	"  --ouch-reset N      the connection is reset after message N had its effect\n"
	"  --ouch-lose-ack N   from answer N on nothing comes until the client reconnects\n"
	"  --ouch-reject N     order N is rejected\n"
	"\n"
	"example: touchwire exchange --feed-a 127.0.0.1:30001 --feed-b 127.0.0.1:30002 \\\n"
	"             --rerequest 30003 --glimpse 30004 --messages 1M --loss-a 2 --loss-b 2\n";

enum {
	OPTION_FEED_A = 256,
	OPTION_FEED_B,
	OPTION_INTERFACE,
	OPTION_REREQUEST,
	OPTION_GLIMPSE,
	OPTION_PRINT,
	OPTION_MESSAGES,
	OPTION_SYMBOLS,
	OPTION_ORDERS,
	OPTION_PROFILE,
	OPTION_RATE,
	OPTION_SESSION,
	OPTION_START,
	OPTION_PACE,
	OPTION_WAIT,
	OPTION_LINGER,
	OPTION_SKEW,
	OPTION_LOSS_A,
	OPTION_LOSS_B,
	OPTION_BURST,
	OPTION_DUPLICATE,
	OPTION_REORDER,
	OPTION_ANSWER_LOSS,
	OPTION_WINDOW,
	OPTION_LIMIT,
	OPTION_CUT,
	OPTION_SEED,
	OPTION_OUCH,
	OPTION_OUCH_USER,
	OPTION_OUCH_PASSWORD,
	OPTION_OUCH_RECORD,
	OPTION_OUCH_DELAY,
	OPTION_OUCH_WINDOW,
	OPTION_OUCH_RESET,
	OPTION_OUCH_LOSE,
	OPTION_OUCH_REJECT,
};

static const struct option options[] = {
	{ "feed-a", required_argument, NULL, OPTION_FEED_A },
	{ "feed-b", required_argument, NULL, OPTION_FEED_B },
	{ "interface", required_argument, NULL, OPTION_INTERFACE },
	{ "rerequest", required_argument, NULL, OPTION_REREQUEST },
	{ "glimpse", required_argument, NULL, OPTION_GLIMPSE },
	{ "print-ports", no_argument, NULL, OPTION_PRINT },
	{ "messages", required_argument, NULL, OPTION_MESSAGES },
	{ "symbols", required_argument, NULL, OPTION_SYMBOLS },
	{ "orders", required_argument, NULL, OPTION_ORDERS },
	{ "profile", required_argument, NULL, OPTION_PROFILE },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "session", required_argument, NULL, OPTION_SESSION },
	{ "start-at", required_argument, NULL, OPTION_START },
	{ "pace", required_argument, NULL, OPTION_PACE },
	{ "wait", required_argument, NULL, OPTION_WAIT },
	{ "linger", required_argument, NULL, OPTION_LINGER },
	{ "skew-ns", required_argument, NULL, OPTION_SKEW },
	{ "loss-a", required_argument, NULL, OPTION_LOSS_A },
	{ "loss-b", required_argument, NULL, OPTION_LOSS_B },
	{ "burst", required_argument, NULL, OPTION_BURST },
	{ "duplicate", required_argument, NULL, OPTION_DUPLICATE },
	{ "reorder", required_argument, NULL, OPTION_REORDER },
	{ "answer-loss", required_argument, NULL, OPTION_ANSWER_LOSS },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "request-limit", required_argument, NULL, OPTION_LIMIT },
	{ "cut-glimpse", required_argument, NULL, OPTION_CUT },
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "ouch", required_argument, NULL, OPTION_OUCH },
	{ "ouch-user", required_argument, NULL, OPTION_OUCH_USER },
	{ "ouch-password", required_argument, NULL, OPTION_OUCH_PASSWORD },
	{ "ouch-record", required_argument, NULL, OPTION_OUCH_RECORD },
	{ "ouch-delay-us", required_argument, NULL, OPTION_OUCH_DELAY },
	{ "ouch-window", required_argument, NULL, OPTION_OUCH_WINDOW },
	{ "ouch-reset", required_argument, NULL, OPTION_OUCH_RESET },
	{ "ouch-lose-ack", required_argument, NULL, OPTION_OUCH_LOSE },
	{ "ouch-reject", required_argument, NULL, OPTION_OUCH_REJECT },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* A number with a fraction, @unit times as large, between 0 and @most. */
static bool take_fraction(const char *name, double most, double unit, uint64_t *value)
{
	char *end;
	double number;

	errno = 0;
	number = strtod(optarg, &end);
	if (end == optarg || *end != '\0' || errno != 0 ||
	    !(number >= 0 && number <= most)) {
		say_error("%s: '%s' is no number from 0 to %g", name, optarg, most);
		return false;
	}
	*value = (uint64_t)(number * unit + 0.5);
	return true;
}

/* The options that are a fraction: seconds and percent. */
static bool take_fractions(struct exchange_wanted *wanted, int option, bool *known)
{
	struct exchange_config *exchange = &wanted->exchange;
	struct exchange_faults *a = &exchange->line[0], *b = &exchange->line[1];
	const struct {
		int option;
		const char *name;
		uint64_t *ns;
		uint32_t *ppm, *ppm_too;
	} numbers[] = {
		{ OPTION_WAIT, "--wait", &exchange->wait_ns, NULL, NULL },
		{ OPTION_LINGER, "--linger", &exchange->linger_ns, NULL, NULL },
		{ OPTION_LOSS_A, "--loss-a", NULL, &a->loss_ppm, NULL },
		{ OPTION_LOSS_B, "--loss-b", NULL, &b->loss_ppm, NULL },
		{ OPTION_DUPLICATE, "--duplicate", NULL, &a->duplicate_ppm,
		  &b->duplicate_ppm },
		{ OPTION_REORDER, "--reorder", NULL, &a->reorder_ppm, &b->reorder_ppm },
		{ OPTION_ANSWER_LOSS, "--answer-loss", NULL, &exchange->answer_loss_ppm,
		  NULL },
	};
	uint64_t value;
	size_t i;

	*known = false;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].option != option)
			continue;
		*known = true;
		if (numbers[i].ns != NULL)
			return take_fraction(numbers[i].name, 1e6, 1e9, numbers[i].ns);
		if (!take_fraction(numbers[i].name, 100, 1e4, &value))
			return false;
		*numbers[i].ppm = (uint32_t)value;
		if (numbers[i].ppm_too != NULL)
			*numbers[i].ppm_too = (uint32_t)value;
		return true;
	}
	return true;
}

/* The options that are a whole number. */
static bool take_numbers(struct exchange_wanted *wanted, int option, bool *known)
{
	struct exchange_config *exchange = &wanted->exchange;
	struct exchange_order_faults *faults = &exchange->orders.faults;
	struct tw_generate_config *market = &wanted->market;
	const struct {
		int option;
		const char *name;
		uint64_t min, max;
		uint64_t *wide;
		uint32_t *narrow;
		uint16_t *port;
	} numbers[] = {
		{ OPTION_REREQUEST, "--rerequest", 0, 65535, NULL, NULL,
		  &wanted->sockets.rerequest_port },
		{ OPTION_GLIMPSE, "--glimpse", 0, 65535, NULL, NULL,
		  &wanted->sockets.glimpse_port },
		{ OPTION_MESSAGES, "--messages", 1, UINT64_MAX, &market->messages, NULL,
		  NULL },
		{ OPTION_RATE, "--rate", 1, 1000000000, &market->rate, NULL, NULL },
		{ OPTION_SYMBOLS, "--symbols", 1, 65535, NULL, &market->symbols, NULL },
		{ OPTION_ORDERS, "--orders", 1, UINT32_MAX, NULL, &market->orders, NULL },
		{ OPTION_START, "--start-at", 1, UINT64_MAX, &exchange->start_at, NULL,
		  NULL },
		{ OPTION_SKEW, "--skew-ns", 0, UINT32_MAX, &exchange->line[1].skew_ns,
		  NULL, NULL },
		{ OPTION_BURST, "--burst", 1, 1000000, NULL, &exchange->line[0].burst,
		  NULL },
		{ OPTION_WINDOW, "--window", 1, UINT64_MAX, &exchange->window, NULL,
		  NULL },
		{ OPTION_LIMIT, "--request-limit", 1, 65534, NULL,
		  &exchange->request_limit, NULL },
		{ OPTION_CUT, "--cut-glimpse", 0, UINT32_MAX, NULL,
		  &exchange->cut_connections, NULL },
		{ OPTION_SEED, "--seed", 0, UINT64_MAX, &exchange->seed, NULL, NULL },
		{ OPTION_OUCH, "--ouch", 0, 65535, NULL, NULL,
		  &wanted->sockets.ouch_port },
		{ OPTION_OUCH_DELAY, "--ouch-delay-us", 0, 10000000, &wanted->delay_us,
		  NULL, NULL },
		{ OPTION_OUCH_RESET, "--ouch-reset", 1, UINT64_MAX, &faults->reset_after,
		  NULL, NULL },
		{ OPTION_OUCH_LOSE, "--ouch-lose-ack", 1, UINT64_MAX / 2,
		  &faults->lose_answer, NULL, NULL },
		{ OPTION_OUCH_REJECT, "--ouch-reject", 1, UINT64_MAX,
		  &faults->reject_order, NULL, NULL },
	};
	uint64_t value;
	size_t i;

	*known = false;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].option != option)
			continue;
		*known = true;
		if (!option_number(numbers[i].name, optarg, numbers[i].min,
				   numbers[i].max, &value))
			return false;
		if (numbers[i].wide != NULL)
			*numbers[i].wide = value;
		else if (numbers[i].narrow != NULL)
			*numbers[i].narrow = (uint32_t)value;
		else
			*numbers[i].port = (uint16_t)value;
		return true;
	}
	return true;
}

static bool take_feed(struct exchange_wanted *wanted, unsigned int line)
{
	struct tw_net_filter *to = &wanted->sockets.feed[line];

	if (tw_net_group_parse(optarg, to) == 0 && to->group_ip != 0 &&
	    to->group_port != 0)
		return true;
	say_error("--feed-%c: '%s' is no address and port; write --feed-%c "
		  "127.0.0.1:30001",
		  "ab"[line], optarg, "ab"[line]);
	return false;
}

static bool take_interface(struct exchange_wanted *wanted)
{
	struct tw_net_filter filter;
	char text[64];

	snprintf(text, sizeof(text), "%s:0", optarg);
	if (tw_net_group_parse(text, &filter) == 0 && strlen(optarg) < sizeof(text) - 2) {
		wanted->sockets.interface_ip = filter.group_ip;
		return true;
	}
	say_error("--interface: '%s' is no address; write --interface 127.0.0.1", optarg);
	return false;
}

static bool take_pace(struct exchange_config *exchange)
{
	char *end;
	double speed = strtod(optarg, &end);

	if (strcmp(optarg, "realtime") == 0) {
		exchange->speed = 1;
	} else if (strcmp(optarg, "max") == 0) {
		exchange->speed = 0;
	} else if (end != optarg && strcmp(end, "x") == 0 && speed > 0 && speed <= 1e9) {
		exchange->speed = speed;
	} else {
		say_error("--pace: '%s' is none of realtime, 10x (any factor), max",
			  optarg);
		return false;
	}
	return true;
}

/* A text of SoupBinTCP's, of 1 to @most characters. */
static bool take_text(const char *name, size_t most, const char **text)
{
	*text = optarg;
	if (optarg[0] != '\0' && strlen(optarg) <= most)
		return true;
	say_error("%s: '%s' has not 1 to %zu characters", name, optarg, most);
	return false;
}

/* N:MS; a client that is not heard for 15 seconds would be taken for dead. */
static bool take_window(struct exchange_wanted *wanted)
{
	struct exchange_order_faults *faults = &wanted->exchange.orders.faults;
	unsigned long long at, ms;
	char rest;

	if (optarg[0] >= '0' && optarg[0] <= '9' &&
	    sscanf(optarg, "%llu:%llu%c", &at, &ms, &rest) == 2 && at > 0 &&
	    ms <= 10000) {
		faults->pause_at = at;
		faults->pause_ns = ms * 1000000u;
		wanted->sockets.narrow = true;
		return true;
	}
	say_error("--ouch-window: '%s' is no message and milliseconds up to 10000; write "
		  "--ouch-window 5:200",
		  optarg);
	return false;
}

/* The options of the order port that are no number. */
static bool take_order_option(struct exchange_wanted *wanted, int option, bool *known)
{
	struct exchange_order_config *orders = &wanted->exchange.orders;

	*known = true;
	switch (option) {
	case OPTION_OUCH_USER:
		return take_text("--ouch-user", TW_SOUP_USERNAME, &orders->username);
	case OPTION_OUCH_PASSWORD:
		return take_text("--ouch-password", TW_SOUP_PASSWORD, &orders->password);
	case OPTION_OUCH_WINDOW:
		return take_window(wanted);
	case OPTION_OUCH_RECORD:
		wanted->record = optarg;
		return true;
	}
	*known = false;
	return true;
}

static bool take_option(struct exchange_wanted *wanted, int option)
{
	bool number, fraction, order;
	int profile;

	wanted->made |= option == OPTION_MESSAGES || option == OPTION_SYMBOLS ||
			option == OPTION_ORDERS || option == OPTION_PROFILE ||
			option == OPTION_RATE;
	wanted->sockets.ouch |= option == OPTION_OUCH;
	wanted->orders |= option >= OPTION_OUCH && option <= OPTION_OUCH_REJECT;
	if (!take_numbers(wanted, option, &number) ||
	    !take_fractions(wanted, option, &fraction) ||
	    !take_order_option(wanted, option, &order))
		return false;
	if (number || fraction || order)
		return true;
	switch (option) {
	case OPTION_FEED_A:
	case OPTION_FEED_B:
		return take_feed(wanted, option == OPTION_FEED_B);
	case OPTION_INTERFACE:
		return take_interface(wanted);
	case OPTION_PRINT:
		wanted->print_ports = true;
		return true;
	case OPTION_SESSION:
		return option_session(optarg, wanted->exchange.session);
	case OPTION_PACE:
		return take_pace(&wanted->exchange);
	case OPTION_PROFILE:
		profile = tw_profile_parse(optarg);
		if (profile >= 0) {
			wanted->market.profile = (enum tw_profile)profile;
			return true;
		}
		say_error("--profile: '%s' is none; see touchwire generate --help",
			  optarg);
		return false;
	default:
		say_error("try --help");
		return false;
	}
}

/* What the options are worth together. */
static bool check(struct exchange_wanted *wanted)
{
	struct exchange_config *exchange = &wanted->exchange;

	if (wanted->sockets.feed[0].group_port == 0 &&
	    wanted->sockets.feed[1].group_port == 0) {
		say_error(
			"where to? give --feed-a IP:PORT, --feed-b IP:PORT or both; try "
			"--help");
		return false;
	}
	if (wanted->path != NULL && wanted->made) {
		say_error("%s has its own messages; leave the options of a made market "
			  "out",
			  wanted->path);
		return false;
	}
	if (wanted->orders && !wanted->sockets.ouch) {
		say_error("orders come to a port; give --ouch PORT");
		return false;
	}
	exchange->orders.faults.delay_ns = wanted->delay_us * 1000;
	exchange->line[1].burst = exchange->line[0].burst;
	wanted->market.seed = exchange->seed;
	return true;
}

int exchange_options(int argc, char **argv, struct exchange_wanted *wanted)
{
	int option;

	*wanted = (struct exchange_wanted){ .exchange = { .speed = 1, .seed = 1 } };
	tw_generate_defaults(&wanted->market);
	wanted->exchange.linger_ns = 5000000000u;
	wanted->sockets.interface_ip = 0x7f000001;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(wanted, option))
			return TW_EXIT_USAGE;
	}
	if (argc - optind > 1) {
		say_error("one capture at most; try --help");
		return TW_EXIT_USAGE;
	}
	wanted->path = argv[optind];
	return check(wanted) ? -1 : TW_EXIT_USAGE;
}
