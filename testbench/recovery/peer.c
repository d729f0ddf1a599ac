/* SPDX-License-Identifier: BSD-3-Clause */
/* peer: exchange, host and device in one process. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/mold.h>
#include <touchwire/net.h>

#include "peer.h"

#define STEP_NS 100000u
#define ROUNDS 20000000u     /* far more than any test needs */
#define AFTER_NS 3000000000u /* for what comes after the end: more than any time-out */

static uint32_t draw(struct peer *peer, uint32_t below)
{
	peer->random = peer->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((peer->random >> 33) % below);
}

/* ---- the wire -------------------------------------------------------------------------------- */
static int on_packet(void *ctx, unsigned line, const uint8_t *packet, size_t length)
{
	struct peer *peer = ctx;
	struct tw_net_route route;
	uint8_t frame[2048];
	size_t head;
	unsigned flags =
		draw(peer, 1000000) < peer->config.bad_ppm ? TW_FRAME_FLAG_BAD : 0;

	tw_net_route_default(&route);
	head = tw_net_build(&route, length, 1, frame);
	memcpy(frame + head, packet, length);
	tw_engine_frame(peer->host, line, frame, (uint32_t)(head + length),
			(uint32_t)(head + length), peer->now, flags);
	tw_engine_frame(peer->device, line, frame, (uint32_t)(head + length),
			(uint32_t)(head + length), peer->now, flags);
	return 0;
}

static void send_request(void *ctx, const uint8_t *packet, size_t length)
{
	struct peer *peer = ctx;
	unsigned at = (peer->answer_first + peer->answer_count) % 64;
	size_t got = exchange_request(peer->exchange, packet, length, peer->answers[at],
				      sizeof(peer->answers[at]));

	if (!got || peer->answer_count == 64)
		return;
	peer->answer_length[at] = got;
	peer->answer_count++;
}

static int dial(void *ctx)
{
	struct peer *peer = ctx;

	assert_null(peer->client);
	peer->client = exchange_connect(peer->exchange, peer->now);
	return peer->client ? 0 : -ECONNREFUSED;
}

static void hang_up(void *ctx)
{
	struct peer *peer = ctx;

	exchange_disconnect(peer->client);
	peer->client = NULL;
}

/* What is on its way arrives, in pieces. */
static void deliver(struct peer *peer)
{
	const uint8_t *bytes = NULL;
	size_t length;

	for (unsigned n = peer->answer_count; n; n--) {
		unsigned at = peer->answer_first;

		peer->answer_first = (at + 1) % 64;
		peer->answer_count--;
		tw_recovery_packet(peer->recovery, peer->answers[at],
				   peer->answer_length[at], peer->now);
	}
	if (!peer->client)
		return;
	length = tw_recovery_output(peer->recovery, &bytes);
	if (length) {
		exchange_client_input(peer->client, bytes, length, peer->now);
		tw_recovery_sent(peer->recovery, length);
	}
	length = exchange_client_output(peer->client, &bytes);
	if (length) {
		uint8_t piece[4096];

		length = 1 + draw(peer, (uint32_t)(length < 4096 ? length : 4096));
		memcpy(piece, bytes, length);
		exchange_client_sent(peer->client, length, peer->now);
		tw_recovery_stream(peer->recovery, piece, length, peer->now);
	} else if (exchange_client_closing(peer->client)) {
		tw_recovery_closed(peer->recovery, peer->now);
	}
}

/* ---- the device: an engine with little room ---------------------------------------------------- */
static int device_status(void *ctx, struct tw_mirror_status *out)
{
	struct peer *peer = ctx;
	struct tw_engine_status status;

	tw_engine_status(peer->device, &status);
	*out = (struct tw_mirror_status){
		.expected = status.expected,
		.gaps = (uint32_t)tw_engine_counters(peer->device)->gaps,
		.stale = status.stale,
		.holding = status.holding,
		.loading = status.loading,
		.replay_lost = status.replay_lost,
		.spoilt = status.spoilt,
	};
	return 0;
}

static int device_replay(void *ctx, const void *packet, size_t length)
{
	struct peer *peer = ctx;

	return draw(peer, 4) ? tw_engine_replay(peer->device, packet, length) : -EAGAIN;
}

static int device_load(void *ctx, uint64_t seq)
{
	tw_engine_load(((struct peer *)ctx)->device, seq);
	return 0;
}

static int device_resume(void *ctx, uint64_t seq)
{
	tw_engine_resume(((struct peer *)ctx)->device, seq);
	return 0;
}

static int device_fresh(void *ctx, uint32_t gaps)
{
	return tw_engine_fresh(((struct peer *)ctx)->device, gaps);
}

static const struct tw_mirror_ops ops = {
	.status = device_status,
	.replay = device_replay,
	.load = device_load,
	.resume = device_resume,
	.fresh = device_fresh,
};

static void on_message(void *ctx, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	struct peer *peer = ctx;

	(void)arrival_ns;
	tw_mirror_message(peer->mirror, seq, bytes, length);
}

/* ---- the day ----------------------------------------------------------------------------------- */
static void open_exchange(struct peer *peer)
{
	struct exchange_config config = peer->config.exchange;
	struct tw_generate_config generate;
	struct exchange_market *market;
	struct tw_error error = { "" };

	tw_generate_defaults(&generate);
	generate.profile = peer->config.profile;
	generate.messages = peer->config.messages;
	generate.symbols = SYMBOLS;
	generate.packet_messages = 5;
	config.on_packet = on_packet;
	config.ctx = peer;
	config.linger_ns = 10 * (uint64_t)AFTER_NS;
	config.batch = 1 + draw(peer, 8);
	if (exchange_market_generate(&market, &generate, &error) < 0 ||
	    exchange_open(&peer->exchange, market, &config, &error) < 0)
		fail_msg("%s", error.text);
}

static void open_host(struct peer *peer)
{
	struct tw_engine_config host = {
		.symbols = SYMBOLS,
		.all = true,
		.feeds = TW_FEED_A | TW_FEED_B,
		.hold_ns = 1000000,
		.repair = true,
		.on_message = on_message,
		.ctx = peer,
	};
	struct tw_engine_config device = host;
	struct tw_recovery_config recovery = {
		.send_request = peer->config.no_requests ? NULL : send_request,
		.connect = peer->config.no_snapshots ? NULL : dial,
		.disconnect = hang_up,
		.most = peer->config.most,
		.ctx = peer,
	};
	struct tw_mirror_config mirror = { .ops = &ops,
					   .ctx = peer,
					   .log_bytes = peer->config.log_bytes };

	device.on_message = NULL;
	device.hold_messages = peer->config.device_room ? peer->config.device_room : 64;
	device.repair = !peer->config.device_goes_on;
	peer->host = tw_engine_create(&host);
	peer->device = tw_engine_create(&device);
	recovery.engine = mirror.engine = peer->host;
	peer->recovery = tw_recovery_create(&recovery);
	peer->mirror = tw_mirror_create(&mirror);
	assert_non_null(peer->host);
	assert_non_null(peer->device);
	assert_non_null(peer->recovery);
	assert_non_null(peer->mirror);
}

/* Neither book is in doubt, and nothing is under way. */
static bool whole(const struct peer *peer)
{
	struct tw_engine_status host, device;

	tw_engine_status(peer->host, &host);
	tw_engine_status(peer->device, &device);
	return host.ended && !host.stale && !host.holding && !device.stale &&
	       !device.holding && host.expected == exchange_next(peer->exchange);
}

void peer_play(struct peer *peer, const struct peer_config *config)
{
	struct tw_error error = { "" };
	uint64_t rounds = 0, quiet = 0;

	memset(peer, 0, sizeof(*peer));
	peer->config = *config;
	peer->random = config->exchange.seed * 2 + 1;
	peer->now = 1000000000;
	open_exchange(peer);
	open_host(peer);
	while (!whole(peer) || quiet++ < 4) {
		if (++rounds > ROUNDS)
			fail_msg("no end: recovery in state %u, %s",
				 tw_recovery_state(peer->recovery),
				 tw_recovery_reason(peer->recovery));
		peer->now += STEP_NS;
		if (exchange_step(peer->exchange, peer->now, &error) < 0)
			fail_msg("%s", error.text);
		tw_engine_advance(peer->host, peer->now);
		tw_engine_advance(peer->device, peer->now);
		tw_recovery_step(peer->recovery, peer->now);
		deliver(peer);
		if (tw_mirror_step(peer->mirror, &error) < 0)
			fail_msg("%s", error.text);
	}
}

static void expect_like(const struct tw_engine *engine, const struct tw_engine *want)
{
	uint32_t count = tw_engine_symbol_count(want);

	assert_int_equal(tw_engine_symbol_count(engine), count);
	for (uint32_t i = 0; i < count; i++) {
		int at = tw_engine_find(engine, tw_engine_symbol_text(want, i));
		struct tw_touch a, b;

		assert_true(at >= 0);
		assert_int_equal(tw_engine_touch(engine, (uint32_t)at, &a), 0);
		assert_int_equal(tw_engine_touch(want, i, &b), 0);
		assert_int_equal(a.bid_price, b.bid_price);
		assert_int_equal(a.bid_size, b.bid_size);
		assert_int_equal(a.ask_price, b.ask_price);
		assert_int_equal(a.ask_size, b.ask_size);
		/* The end of the session is known from packets, which the exchange sends. */
		assert_int_equal(a.flags & ~(TW_FLAG_STALE | TW_FLAG_ENDED),
				 b.flags & ~(TW_FLAG_STALE | TW_FLAG_ENDED));
	}
}

void peer_expect_equal(const struct peer *peer)
{
	struct tw_engine_status host, device;

	tw_engine_status(peer->host, &host);
	tw_engine_status(peer->device, &device);
	assert_false(host.stale || host.holding || device.stale || device.holding);
	assert_int_equal(host.expected, exchange_next(peer->exchange));
	assert_int_equal(device.expected, exchange_next(peer->exchange));
	expect_like(peer->host, exchange_engine(peer->exchange));
	expect_like(peer->device, exchange_engine(peer->exchange));
}

void peer_close(struct peer *peer)
{
	tw_recovery_destroy(peer->recovery);
	tw_mirror_destroy(peer->mirror);
	tw_engine_destroy(peer->host);
	tw_engine_destroy(peer->device);
	exchange_close(peer->exchange);
}
