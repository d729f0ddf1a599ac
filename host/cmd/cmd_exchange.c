/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>

#include "cmd.h"
#include "exchange_options.h"
#include "record.h"
#include "screen.h"
#include "sockets.h"

static int open_market(const struct exchange_wanted *wanted,
		       struct exchange_market **market)
{
	struct tw_error error = { "" };
	int status;

	if (wanted->path != NULL) {
		if (exchange_market_open(market, wanted->path, &error) == 0)
			return TW_EXIT_OK;
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	status = exchange_market_generate(market, &wanted->market, &error);
	if (status == 0)
		return TW_EXIT_OK;
	say_error("%s", error.text);
	return status == -EINVAL ? TW_EXIT_USAGE : TW_EXIT_ENVIRONMENT;
}

static void print_address(const char *name, uint32_t ip, uint16_t port)
{
	printf(" %s=%u.%u.%u.%u:%u", name, ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
	       ip & 255, port);
}

static void print_ports(const struct exchange_wanted *wanted,
			const struct exchange_sockets *sockets,
			const struct exchange *exchange)
{
	uint32_t ip = wanted->sockets.interface_ip;
	unsigned int i;

	printf("ports");
	print_address("rerequest", ip, exchange_sockets_rerequest(sockets));
	print_address("glimpse", ip, exchange_sockets_glimpse(sockets));
	for (i = 0; i < EXCHANGE_LINES; i++) {
		const struct tw_net_filter *to = &wanted->sockets.feed[i];

		if (to->group_port != 0)
			print_address(i == 0 ? "feed-a" : "feed-b", to->group_ip,
				      to->group_port);
	}
	if (wanted->sockets.ouch)
		print_address("ouch", ip, exchange_sockets_ouch(sockets));
	printf(" session=%s\n", exchange_session(exchange));
	fflush(stdout);
}

static void print_summary(const struct exchange_wanted *wanted,
			  const struct exchange_stats *stats)
{
	unsigned int i;

	printf("messages  %13s\npackets   %13s   and %s heartbeats, %s ends\n",
	       commas(stats->messages), commas(stats->packets), commas(stats->heartbeats),
	       commas(stats->ends));
	for (i = 0; i < EXCHANGE_LINES; i++) {
		const struct exchange_line_stats *line = &stats->line[i];

		if (wanted->sockets.feed[i].group_port != 0)
			printf("line %c    %13s   sent; %s lost, %s doubled, %s late\n",
			       "AB"[i], commas(line->sent), commas(line->lost),
			       commas(line->duplicated), commas(line->reordered));
	}
	printf("requests  %13s   %s answered with %s messages; %s lost, %s too old, %s too "
	       "early, %s bad\n",
	       commas(stats->requests), commas(stats->answered),
	       commas(stats->answered_messages), commas(stats->answers_lost),
	       commas(stats->requests_old), commas(stats->requests_early),
	       commas(stats->requests_bad));
	printf("snapshots %13s   of %s connections; %s refused, %s cut, %s bad\n",
	       commas(stats->snapshots), commas(stats->connections),
	       commas(stats->snapshots_refused), commas(stats->connections_cut),
	       commas(stats->connections_bad));
}

static void print_orders(const struct exchange *exchange)
{
	struct exchange_order_stats stats;

	exchange_order_stats(exchange, &stats);
	printf("orders    %13s   %s accepted, %s rejected; %s messages ignored\n",
	       commas(stats.matching.orders), commas(stats.matching.accepted),
	       commas(stats.matching.rejected), commas(stats.matching.ignored));
	printf("answers   %13s   %s executed, %s canceled, %s replaced, %s modified\n",
	       commas(stats.answers), commas(stats.matching.executed),
	       commas(stats.matching.canceled), commas(stats.matching.replaced),
	       commas(stats.matching.modified));
	printf("logins    %13s   of %s connections; %s refused, %s taken over, %s reset, %s "
	       "bad\n",
	       commas(stats.logins), commas(stats.connections), commas(stats.rejected),
	       commas(stats.taken_over), commas(stats.resets), commas(stats.bad));
}

/* Run an exchange whose market and sockets are open. */
static int trade(struct exchange_wanted *wanted, struct exchange_market *market,
		 struct exchange_sockets *sockets)
{
	struct exchange *exchange = NULL;
	struct tw_error error = { "" };
	int status;

	wanted->exchange.on_packet = exchange_sockets_packet;
	wanted->exchange.ctx = sockets;
	status = exchange_open(&exchange, market, &wanted->exchange, &error);
	if (status != 0) {
		say_error("%s", error.text);
		return status == -EINVAL   ? TW_EXIT_USAGE
		       : status == -ENOMEM ? TW_EXIT_ENVIRONMENT
					   : TW_EXIT_INPUT;
	}
	if (wanted->print_ports)
		print_ports(wanted, sockets, exchange);
	status = exchange_sockets_run(sockets, exchange, &stop_requested, &error);
	if (exchange_market_missing(market) != 0)
		say_warning("%s lacks %s messages of its session; the others are "
			    "published without a gap",
			    wanted->path, commas(exchange_market_missing(market)));
	print_summary(wanted, exchange_stats(exchange));
	if (wanted->sockets.ouch)
		print_orders(exchange);
	exchange_close(exchange);
	if (status == 0)
		return stop_requested ? TW_EXIT_INTERRUPTED : TW_EXIT_OK;
	say_error("%s", error.text);
	return status == -EBADMSG ? TW_EXIT_INPUT : TW_EXIT_ENVIRONMENT;
}

static int exchange(struct exchange_wanted *wanted)
{
	struct exchange_sockets *sockets = NULL;
	struct exchange_market *market = NULL;
	struct exchange_record *record = NULL;
	struct tw_error error = { "" };
	int status;

	if (wanted->record != NULL &&
	    exchange_record_open(&record, wanted->record, &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_ENVIRONMENT;
	}
	if (record != NULL) {
		wanted->exchange.orders.on_event = exchange_record_event;
		wanted->exchange.orders.ctx = record;
	}
	if (exchange_sockets_open(&sockets, &wanted->sockets, &error) != 0) {
		say_error("%s", error.text);
		exchange_record_close(record);
		return TW_EXIT_ENVIRONMENT;
	}
	status = open_market(wanted, &market);
	if (status == TW_EXIT_OK)
		status = trade(wanted, market, sockets);
	exchange_sockets_close(sockets);
	exchange_record_close(record);
	return status;
}

int cmd_exchange(int argc, char **argv)
{
	struct exchange_wanted wanted;
	int status = exchange_options(argc, argv, &wanted);

	if (status >= 0)
		return status;
	stop_on_signal();
	return exchange(&wanted);
}
