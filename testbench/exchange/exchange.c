/* SPDX-License-Identifier: BSD-3-Clause */
/* exchange: the market's messages onto two lines, by the clock, and into the book. */
#include "exchange_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SYMBOLS 65535u
#define BATCH 64u
#define PACKET_DEFAULT 1472u
#define SECOND 1000000000u

static int send_line(void *ctx, unsigned number, const uint8_t *packet, size_t length)
{
	struct exchange *exchange = ctx;

	return exchange->config.on_packet
		       ? exchange->config.on_packet(exchange->config.ctx, number, packet,
						    length)
		       : 0;
}

static void send_lines(struct exchange *exchange, uint64_t now_ns)
{
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		line_send(&exchange->lines[i], i, now_ns, send_line, exchange);
}

/* A packet sets out on both lines. */
static int speak(struct exchange *exchange, size_t length, uint64_t now_ns)
{
	int code = 0;

	for (unsigned i = 0; i < EXCHANGE_LINES && code == 0; i++)
		code = line_put(&exchange->lines[i], exchange->bytes, length, now_ns);
	exchange->spoke_ns = now_ns;
	return code;
}

static int speak_empty(struct exchange *exchange, uint16_t count, uint64_t now_ns)
{
	struct tw_mold_builder builder;
	uint64_t next = exchange_next(exchange);

	tw_mold_begin(&builder, exchange->bytes, exchange->config.packet_max,
		      exchange->padded, next);
	tw_mold_end(&builder);
	exchange->bytes[TW_MOLD_HEADER - 2] = (uint8_t)(count >> 8);
	exchange->bytes[TW_MOLD_HEADER - 1] = (uint8_t)count;
	if (count == TW_MOLD_END)
		exchange->stats.ends++;
	else
		exchange->stats.heartbeats++;
	return speak(exchange, TW_MOLD_HEADER, now_ns);
}

/* The message gets its number; store and book have it. 0 or -ENOMEM. */
static int number_message(struct exchange *exchange, const uint8_t *message,
			  size_t length)
{
	enum tw_cause_book cause;
	struct tw_event event;

	event.arrival_ns = 0;
	if (tw_itch_event(message, length, &event) != TW_ITCH_RUNT) {
		event.seq = exchange->store.next;
		exchange->market_ns = event.exchange_ns;
		cause = tw_engine_event(exchange->engine, &event);
		exchange->unfaithful |=
			cause == TW_BOOK_SYMBOLS_FULL || cause == TW_BOOK_ORDERS_FULL ||
			(event.op == TW_EVENT_ADD && cause == TW_BOOK_UNTRACKED);
	}
	return store_append(&exchange->store, message, length);
}

static int flush(struct exchange *exchange, struct tw_mold_builder *builder,
		 uint64_t now_ns)
{
	if (builder->count == 0)
		return 0;
	exchange->stats.packets++;
	exchange->stats.messages += builder->count;
	return speak(exchange, tw_mold_end(builder), now_ns);
}

/* The next message of the market's packet that fits into one of ours; false at its end. */
static bool next_message(struct exchange *exchange, const uint8_t **message,
			 size_t *length)
{
	size_t most = exchange->config.packet_max - TW_MOLD_HEADER - 2;

	while (tw_mold_next(&exchange->packet.walk, message, length) > 0)
		if (*length <= most)
			return true;
	return false;
}

/* The market's packet as ours; in several when ours are smaller. */
static int publish(struct exchange *exchange, uint64_t now_ns)
{
	struct tw_mold_builder builder = { .count = 0 };
	const uint8_t *message;
	int code = 0;
	size_t length;

	while (code == 0 && next_message(exchange, &message, &length)) {
		if (builder.count && !tw_mold_fits(&builder, length)) {
			code = flush(exchange, &builder, now_ns);
			builder.count = 0;
		}
		if (builder.count == 0)
			tw_mold_begin(&builder, exchange->bytes,
				      exchange->config.packet_max, exchange->padded,
				      exchange->store.next);
		tw_mold_append(&builder, message, length);
		if (code == 0)
			code = number_message(exchange, message, length);
	}
	return code < 0 ? code : flush(exchange, &builder, now_ns);
}

/* The market's next packet. 0 or as exchange_market_next(). */
static int fetch(struct exchange *exchange, struct tw_error *error)
{
	int got = exchange_market_next(exchange->market, &exchange->packet, error);

	exchange->have = got > 0;
	return got < 0 ? got : 0;
}

/* What came before start_at has a number and is in the book; nobody hears of it. */
static int join(struct exchange *exchange, struct tw_error *error)
{
	int code = fetch(exchange, error);
	const uint8_t *message;
	size_t length;

	while (code == 0 && exchange->have &&
	       exchange->store.next < exchange->config.start_at) {
		if (next_message(exchange, &message, &length))
			code = number_message(exchange, message, length);
		else
			code = fetch(exchange, error);
	}
	if (code == 0 && exchange->have && exchange->packet.walk.remaining == 0)
		code = fetch(exchange, error);
	if (code < 0)
		return code == -ENOMEM ? tw_fail(error, code, "no memory") : code;
	if (!exchange->have)
		return tw_fail(error, -EINVAL,
			       "the market has only %llu messages; start at one of them",
			       (unsigned long long)exchange->store.next - 1);
	exchange->first_ns = exchange->packet.time_ns;
	return 0;
}

/* The session's name, given or the market's, on the wire and without padding. */
static int name_session(struct exchange *exchange, struct tw_error *error)
{
	const char *name = exchange->config.session[0]
				   ? exchange->config.session
				   : exchange_market_session(exchange->market);
	size_t n = strnlen(name, TW_MOLD_SESSION);

	memset(exchange->padded, ' ', sizeof(exchange->padded));
	memcpy(exchange->padded, name, n);
	while (n > 0 && name[n - 1] == ' ')
		n--;
	memcpy(exchange->session, name, n);
	return n > 0 ? 0 : tw_fail(error, -EINVAL, "the session has no name; give one");
}

static int check(struct exchange_config *config, struct tw_error *error)
{
	if (config->packet_max == 0)
		config->packet_max = PACKET_DEFAULT;
	if (config->batch == 0)
		config->batch = BATCH;
	if (config->heartbeat_ns == 0)
		config->heartbeat_ns = SECOND;
	if (config->packet_max < 100 || config->packet_max > PACKET_ROOM)
		return tw_fail(error, -EINVAL, "packets of %u bytes: choose 100 to %u",
			       config->packet_max, PACKET_ROOM);
	if (!(config->speed >= 0 && config->speed <= 1e9))
		return tw_fail(error, -EINVAL, "a speed of %g: choose 0 to 1e9",
			       config->speed);
	return 0;
}

int exchange_open(struct exchange **out, struct exchange_market *market,
		  const struct exchange_config *config, struct tw_error *error)
{
	struct exchange *exchange = calloc(1, sizeof(*exchange));
	struct tw_engine_config engine = { .symbols = SYMBOLS,
					   .all = true,
					   .on_touch = exchange_orders_touch,
					   .ctx = exchange };
	int code;

	if (!exchange) {
		exchange_market_close(market);
		return tw_fail(error, -ENOMEM, "no memory");
	}
	exchange->market = market;
	exchange->config = *config;
	exchange->dice.state = config->seed * 3;
	store_init(&exchange->store, config->window);
	exchange_orders_init(exchange);
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		line_init(&exchange->lines[i], &config->line[i], config->seed * 3 + 1 + i,
			  &exchange->stats.line[i]);
	exchange->engine = tw_engine_create(&engine);
	code = exchange->engine ? check(&exchange->config, error)
				: tw_fail(error, -ENOMEM, "no memory");
	if (code == 0)
		code = join(exchange, error);
	if (code == 0)
		code = name_session(exchange, error);
	if (code == 0 && exchange_orders_open(exchange) < 0)
		code = tw_fail(error, -ENOMEM, "no memory");
	if (code < 0) {
		exchange_close(exchange);
		return code;
	}
	*out = exchange;
	return 0;
}

void exchange_close(struct exchange *exchange)
{
	if (!exchange)
		return;
	exchange_clients_free(exchange);
	exchange_orders_free(exchange);
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		line_free(&exchange->lines[i]);
	store_free(&exchange->store);
	tw_engine_destroy(exchange->engine);
	exchange_market_close(exchange->market);
	free(exchange);
}

/* When the market's next packet is due. */
static uint64_t packet_due(const struct exchange *exchange)
{
	uint64_t time_ns = exchange->packet.time_ns;

	if (exchange->config.speed == 0 || time_ns <= exchange->first_ns)
		return exchange->origin_ns;
	return exchange->origin_ns + (uint64_t)((double)(time_ns - exchange->first_ns) /
						exchange->config.speed);
}

/* Does a line hold what it should have sent by now? */
static bool is_blocked(const struct exchange *exchange, uint64_t now_ns)
{
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		if (line_due(&exchange->lines[i]) <= now_ns)
			return true;
	return false;
}

static int publish_due(struct exchange *exchange, uint64_t now_ns, struct tw_error *error)
{
	for (uint32_t n = 0; n < exchange->config.batch && exchange->have &&
			     packet_due(exchange) <= now_ns;
	     n++) {
		int code = is_blocked(exchange, now_ns) ? 1 : publish(exchange, now_ns);

		if (code > 0)
			return 0;
		if (code == 0)
			code = fetch(exchange, error);
		else
			tw_fail(error, code, "no memory");
		if (code < 0)
			return code;
		send_lines(exchange, now_ns);
	}
	return 0;
}

/* Say what there is to say when no message is. */
static int speak_idle(struct exchange *exchange, uint64_t now_ns)
{
	if (!exchange->have && !exchange->ended) {
		exchange->ended = true;
		exchange->ended_ns = now_ns;
		return speak_empty(exchange, TW_MOLD_END, now_ns);
	}
	if (now_ns - exchange->spoke_ns < exchange->config.heartbeat_ns)
		return 0;
	return speak_empty(exchange, exchange->ended ? TW_MOLD_END : TW_MOLD_HEARTBEAT,
			   now_ns);
}

/* The time after the end is over and the lines are empty: that was the day. */
static void close_doors(struct exchange *exchange, uint64_t now_ns)
{
	if (!exchange->ended || exchange->orders.ended ||
	    now_ns - exchange->ended_ns < exchange->config.linger_ns)
		return;
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		if (line_due(&exchange->lines[i]) != UINT64_MAX)
			return;
	exchange_orders_end(exchange, now_ns);
}

int exchange_step(struct exchange *exchange, uint64_t now_ns, struct tw_error *error)
{
	int code = 0, orders;

	exchange->now_ns = now_ns;
	if (!exchange->opened) {
		exchange->opened = true;
		exchange->origin_ns = now_ns + exchange->config.wait_ns;
		exchange->spoke_ns = now_ns;
		if (exchange->config.wait_ns)
			code = speak_empty(exchange, TW_MOLD_HEARTBEAT, now_ns);
	}
	send_lines(exchange, now_ns);
	if (code == 0)
		code = publish_due(exchange, now_ns, error);
	if (code == 0 && !exchange->over && speak_idle(exchange, now_ns) < 0)
		code = tw_fail(error, -ENOMEM, "no memory");
	send_lines(exchange, now_ns);
	exchange_clients_advance(exchange, now_ns);
	close_doors(exchange, now_ns);
	orders = exchange_orders_advance(exchange, now_ns);
	exchange->over = exchange->orders.ended && exchange_orders_over(exchange);
	if (code == 0 && orders < 0)
		code = tw_fail(error, orders, "orders: %s", strerror(-orders));
	return code;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t exchange_due(const struct exchange *exchange)
{
	uint64_t due = exchange->spoke_ns + exchange->config.heartbeat_ns;
	uint64_t lines = UINT64_MAX;

	if (!exchange->opened || (!exchange->have && !exchange->ended))
		return 0;
	if (exchange->have)
		due = sooner(due, packet_due(exchange));
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		lines = sooner(lines, line_due(&exchange->lines[i]));
	/* It is not over before the lines are empty. */
	if (exchange->ended && !exchange->orders.ended && lines == UINT64_MAX)
		due = sooner(due, exchange->ended_ns + exchange->config.linger_ns);
	due = sooner(due, lines);
	due = sooner(due, exchange_orders_due(exchange));
	return sooner(due, exchange_clients_due(exchange));
}

bool exchange_over(const struct exchange *exchange)
{
	return exchange->over;
}

const char *exchange_session(const struct exchange *exchange)
{
	return exchange->session;
}

uint64_t exchange_next(const struct exchange *exchange)
{
	return exchange->store.next;
}

const struct exchange_stats *exchange_stats(const struct exchange *exchange)
{
	return &exchange->stats;
}

const struct tw_engine *exchange_engine(const struct exchange *exchange)
{
	return exchange->engine;
}
