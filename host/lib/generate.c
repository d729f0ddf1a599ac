/* SPDX-License-Identifier: BSD-3-Clause */
/* generate: a market session out of a seed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/generate.h>

#include "market.h"

#define CLOSING 3u /* system events at the end */

static const char *const profile_names[TW_PROFILES] = {
	"mixed", "deletes", "replaces", "adds", "crash", "wild", "sparse",
};

const char *tw_profile_name(unsigned profile)
{
	return profile < TW_PROFILES ? profile_names[profile] : NULL;
}

int tw_profile_parse(const char *name)
{
	for (int i = 0; i < TW_PROFILES; i++)
		if (strcmp(name, profile_names[i]) == 0)
			return i;
	return -EINVAL;
}

void tw_generate_defaults(struct tw_generate_config *config)
{
	memset(config, 0, sizeof(*config));
	config->profile = TW_PROFILE_MIXED;
	config->seed = 1;
	config->messages = 100000;
	config->symbols = 20;
	config->orders = 40000;
	config->start_ns = 34200000000000u;
	config->rate = 200000;
	config->mtu = 1500;
	config->skew_ns = 500;
	config->heartbeat_ns = 1000000000u;
	config->end_of_session = true;
	strcpy(config->session, "TOUCHWIRE1");
	tw_net_route_default(&config->route);
}

static int check(const struct tw_generate_config *c, struct tw_error *error)
{
	if ((unsigned)c->profile >= TW_PROFILES)
		return tw_fail(error, -EINVAL, "profile %d does not exist",
			       (int)c->profile);
	if (c->messages == 0)
		return tw_fail(error, -EINVAL, "messages: choose at least 1");
	if (c->symbols == 0 || c->symbols > 65535)
		return tw_fail(error, -EINVAL, "symbols %u: choose 1 to 65535",
			       c->symbols);
	if (c->orders < 2 || c->orders > 100000000)
		return tw_fail(error, -EINVAL, "orders %u: choose 2 to 100,000,000",
			       c->orders);
	if (c->rate == 0 || c->rate > 1000000000)
		return tw_fail(error, -EINVAL, "rate %llu: choose 1 to 1,000,000,000",
			       (unsigned long long)c->rate);
	if (c->mtu < 128 || c->mtu > 9000)
		return tw_fail(error, -EINVAL, "MTU %u: choose 128 to 9000", c->mtu);
	if (!c->path[0])
		return tw_fail(error, -EINVAL, "no file to write feed A to");
	return 0;
}

static void run(struct market *market)
{
	const struct tw_generate_config *config = market->config;
	uint64_t closing = config->messages > CLOSING ? CLOSING : 0;
	uint64_t end;

	market->left -= closing;
	market->emit->lossless = true;
	tw_market_open(market);
	tw_emit_flush(market->emit);
	market->emit->lossless = false;
	tw_profile_run(market);
	market->left += closing;
	for (unsigned i = 0; i < closing; i++) {
		market->clock_ns += market->mean_gap_ns;
		tw_market_system(market, "MEC"[i]);
	}
	tw_emit_flush(market->emit);
	market->emit->lossless = true;
	end = market->clock_ns + market->mean_gap_ns;
	if (config->end_of_session)
		tw_emit_empty(market->emit, end, TW_MOLD_END);
	else if (config->heartbeat_ns)
		tw_emit_empty(market->emit, end, TW_MOLD_HEARTBEAT);
}

int tw_generate(const struct tw_generate_config *config, struct tw_generate_stats *stats,
		struct tw_error *error)
{
	struct emit_config to = {
		.route = config->route,
		.mtu = config->mtu,
		.packet_messages = config->packet_messages,
		.date_ns = config->date_ns,
		.pack_ns = 5000,
		.seed = config->seed,
		.loss_ppm = { config->loss_ppm[0], config->loss_ppm[1] },
		.both_loss_ppm = config->both_loss_ppm,
		.skew_ns = config->skew_ns,
	};
	struct market market;
	struct emit *emit;
	int code, closed;

	memset(stats, 0, sizeof(*stats));
	code = check(config, error);
	if (code < 0)
		return code;
	memset(to.session, ' ', sizeof(to.session));
	memcpy(to.session, config->session, strnlen(config->session, sizeof(to.session)));
	emit = calloc(1, sizeof(*emit));
	code = emit ? tw_emit_open(emit, &to, config->path, error)
		    : tw_fail(error, -ENOMEM, "%s: no memory", config->path[0]);
	if (code < 0)
		goto out_emit;

	code = tw_market_init(&market, config, stats, emit);
	if (code == 0) {
		run(&market);
		code = market.error;
	}
	if (code < 0)
		tw_fail(error, code, "%s: %s", config->path[0], strerror(-code));
	tw_market_free(&market);
	closed = tw_emit_close(emit, code ? NULL : error);
	code = code ? code : closed;
	stats->packets = emit->packets;
	for (unsigned i = 0; i < 2; i++) {
		stats->frames[i] = emit->frames[i];
		stats->dropped[i] = emit->dropped[i];
	}
	if (config->on_progress && code == 0)
		config->on_progress(config->ctx, stats->messages, config->messages);

out_emit:
	free(emit);
	return code;
}
