/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "eal.h"
#include "options.h"
#include "trade.h"

static const char help[] =
	"usage: touchwire trade --config FILE --exchange IP:PORT [OPTION]... -- EAL "
	"ARGUMENT...\n"
	"\n"
	"Let a device trade: load limits and rules, log in at the exchange (OUCH 5.0 over\n"
	"SoupBinTCP), lend the device the connection, arm it, watch it, keep a journal.\n"
	"\n"
	"  --config FILE       limits and rules, as below; nothing has a default\n"
	"  --exchange IP:PORT  of the order port\n"
	"  --user NAME, --password TEXT\n"
	"                      of the login; default blank\n"
	"  --journal FILE      default ACCOUNT.journal; one for each day and account. What it\n"
	"                      holds counts: positions, orders sent, numbers used\n"
	"  --socket PATH       where `touchwire kill` finds this; default the journal's "
	"name.sock\n"
	"  --rerequest IP:PORT, --glimpse IP:PORT\n"
	"                      servers of the feed, as for `touchwire run`: repairs gaps, "
	"joins\n"
	"                      late\n"
	"  --duration SECONDS  end after so long; default with the feed\n"
	"  --ip IP, --netmask IP, --gateway IP, --mac MAC\n"
	"                      of the order port; default 10.0.2.15, 255.255.255.0, 10.0.2.2,\n"
	"                      02:54:57:00:00:01, which suit order=slirp of a simulated "
	"device\n"
	"\n"
	"the configuration:\n"
	"  account: DEMO           # its name, in the journal\n"
	"  device:\n"
	"    watchdog: 500ms       # silence of this program that kills\n"
	"    kill_on: [COLLAR]     # refusals that kill, or [NONE]\n"
	"    kill_on_link: yes     # the order port without link kills\n"
	"    cut_through: no       # yes: act on frames before their checksum is known\n"
	"  totals:\n"
	"    open: 8               # orders at a time\n"
	"    orders: 1000          # of the day\n"
	"    gross: 1000000.00     # $ of all orders of the day\n"
	"    rate: 1ms             # between two orders,\n"
	"    burst: 4              # but so many at once\n"
	"    age: 10us             # of the touch an order is made for\n"
	"    duplicate: 1ms        # in which no order is made twice\n"
	"    answer: 3s            # of the exchange to an order; later kills\n"
	"  symbols:\n"
	"    - name: AAPL\n"
	"      quantity: 100       # shares of an order\n"
	"      notional: 50000.00  # $ of an order\n"
	"      collar: 0.50        # $ from the touch\n"
	"      long: 500           # shares, all open orders filled\n"
	"      short: 0\n"
	"      open: 2             # orders at a time\n"
	"      rules:              # up to 4; the first that may fires\n"
	"        - when: ask <= 320.10\n"
	"          then: buy up to 100 at 320.12\n"
	"          tif: day        # or ioc\n"
	"          fire: again     # or once\n"
	"        - when: bid <= 319.50\n"
	"          then: cancel rule 1\n"
	"          fire: again\n"
	"  when: bid|ask >=|<= 320.10; spread >=|<= 0.05; bid size >= 4 x ask size; ask size\n"
	"        >= 4 x bid size\n"
	"  then: buy|sell [up to] 100 at 320.12, at bid|ask, at bid|ask + 0.02; replace rule "
	"1\n"
	"        with 100 at bid - 0.01; cancel rule 1 [to 50]\n"
	"\n"
	"exit codes: 0 done, 2 option, 3 configuration or journal, 4 device or connection, 5 "
	"not\n"
	"armed, 6 killed or the session broke, 130 interrupted (disarmed and logged out)\n"
	"\n"
	"example: touchwire trade --config trade.yaml --exchange 10.0.2.2:30005 -- --no-huge "
	"\\\n"
	"             --no-pci --vdev "
	"net_touchwire0,order=slirp,feed_a=udp:127.0.0.1:30001\n";

enum {
	OPTION_CONFIG = 256,
	OPTION_EXCHANGE,
	OPTION_USER,
	OPTION_PASSWORD,
	OPTION_JOURNAL,
	OPTION_SOCKET,
	OPTION_DURATION,
	OPTION_REREQUEST,
	OPTION_GLIMPSE,
	OPTION_IP,
	OPTION_NETMASK,
	OPTION_GATEWAY,
	OPTION_MAC,
};

static const struct option options[] = {
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "exchange", required_argument, NULL, OPTION_EXCHANGE },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "password", required_argument, NULL, OPTION_PASSWORD },
	{ "journal", required_argument, NULL, OPTION_JOURNAL },
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "duration", required_argument, NULL, OPTION_DURATION },
	{ "rerequest", required_argument, NULL, OPTION_REREQUEST },
	{ "glimpse", required_argument, NULL, OPTION_GLIMPSE },
	{ "ip", required_argument, NULL, OPTION_IP },
	{ "netmask", required_argument, NULL, OPTION_NETMASK },
	{ "gateway", required_argument, NULL, OPTION_GATEWAY },
	{ "mac", required_argument, NULL, OPTION_MAC },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool take_ip(const char *name, uint32_t *ip)
{
	unsigned int part[4], i;
	char rest;

	if (sscanf(optarg, "%3u.%3u.%3u.%3u%c", &part[0], &part[1], &part[2], &part[3],
		   &rest) == 4 &&
	    part[0] < 256 && part[1] < 256 && part[2] < 256 && part[3] < 256) {
		for (i = 0, *ip = 0; i < 4; i++)
			*ip = *ip << 8 | part[i];
		return true;
	}
	say_error("%s: '%s' is no address; write %s 10.0.2.15", name, optarg, name);
	return false;
}

static bool take_mac(uint8_t mac[6])
{
	unsigned int part[6], i;
	char rest;

	if (sscanf(optarg, "%2x:%2x:%2x:%2x:%2x:%2x%c", &part[0], &part[1], &part[2],
		   &part[3], &part[4], &part[5], &rest) == 6 &&
	    (part[0] & 1) == 0) {
		for (i = 0; i < 6; i++)
			mac[i] = (uint8_t)part[i];
		return true;
	}
	say_error("--mac: '%s' is no unicast address; write --mac 02:54:57:00:00:01",
		  optarg);
	return false;
}

static bool take_text(const char *name, size_t most, const char **text)
{
	*text = optarg;
	if (strlen(optarg) <= most)
		return true;
	say_error("%s: at most %zu characters", name, most);
	return false;
}

static bool take_option(struct trade_options *wanted, int option)
{
	switch (option) {
	case OPTION_CONFIG:
		wanted->config = optarg;
		return true;
	case OPTION_EXCHANGE:
		return option_address("--exchange", optarg, &wanted->peer_ip,
				      &wanted->peer_port);
	case OPTION_USER:
		return take_text("--user", 6, &wanted->username);
	case OPTION_PASSWORD:
		return take_text("--password", 10, &wanted->password);
	case OPTION_JOURNAL:
		wanted->journal = optarg;
		return true;
	case OPTION_SOCKET:
		wanted->socket = optarg;
		return true;
	case OPTION_DURATION:
		return option_number("--duration", optarg, 1, 1000000, &wanted->duration);
	case OPTION_REREQUEST:
		return option_address("--rerequest", optarg, &wanted->peers.rerequest_ip,
				      &wanted->peers.rerequest_port);
	case OPTION_GLIMPSE:
		return option_address("--glimpse", optarg, &wanted->peers.glimpse_ip,
				      &wanted->peers.glimpse_port);
	case OPTION_IP:
		return take_ip("--ip", &wanted->ip);
	case OPTION_NETMASK:
		return take_ip("--netmask", &wanted->mask);
	case OPTION_GATEWAY:
		return take_ip("--gateway", &wanted->gateway);
	case OPTION_MAC:
		return take_mac(wanted->mac);
	default:
		say_error("try --help");
		return false;
	}
}

/* Names that follow from others. */
static void name_files(struct trade *trade)
{
	static char journal[64], name[512];
	struct trade_options *wanted = &trade->options;

	if (wanted->journal == NULL) {
		snprintf(journal, sizeof(journal), "%s.journal", trade->config.account);
		wanted->journal = journal;
	}
	if (wanted->socket == NULL) {
		snprintf(name, sizeof(name), "%s.sock", wanted->journal);
		wanted->socket = name;
	}
}

static int trade(struct trade *trade, int argc, char **argv)
{
	struct tw_error error = { "" };
	int status;

	if (trade_config_load(&trade->config, trade->options.config, &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	name_files(trade);
	stop_on_signal();
	status = eal_open_arguments(argc, argv);
	if (status == TW_EXIT_OK)
		status = trade_open(trade);
	if (status != TW_EXIT_OK)
		return status;
	trade_run(trade);
	trade_print(stdout, trade);
	return TW_EXIT_OK;
}

int cmd_trade(int argc, char **argv)
{
	static struct trade state = {
		.control = -1,
		.options = { .ip = 0x0a00020f,
			     .mask = 0xffffff00,
			     .gateway = 0x0a000202,
			     .mac = { 0x02, 0x54, 0x57, 0, 0, 1 } },
	};
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
		if (!take_option(&state.options, option))
			return TW_EXIT_USAGE;
	}
	if (state.options.config == NULL || state.options.peer_port == 0 || own == argc ||
	    optind < own) {
		say_error("%s; try --help",
			  state.options.config == NULL	 ? "give --config FILE"
			  : state.options.peer_port == 0 ? "give --exchange IP:PORT"
			  : own == argc			 ? "name a port after --"
					: "EAL arguments belong behind --");
		return TW_EXIT_USAGE;
	}
	argv[own] = (char[]){ "touchwire" };
	status = trade(&state, argc - own, argv + own);
	trade_close(&state);
	eal_close();
	return status != TW_EXIT_OK ? status : state.exit;
}
