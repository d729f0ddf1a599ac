/* SPDX-License-Identifier: BSD-3-Clause */
/* The exchange in one process: virtual time, no sockets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <touchwire/capture.h>
#include <touchwire/glimpse.h>

#include "exchange.h"

#define MESSAGES 20000u
#define ROOM (MESSAGES + 2u)
#define SECOND 1000000000u

/* What a line brought. */
struct heard {
	uint8_t copies[ROOM];		     /* of each number */
	uint64_t next;			     /* behind the highest number */
	uint64_t packets, empty, ends, late; /* late: it began below what came before */
	uint64_t first_ns, last_ns;
	uint64_t hash; /* of all bytes and the order they came in */
	uint64_t last_number;
};

struct bench {
	struct exchange *exchange;
	struct exchange_config config;
	uint64_t now;
	struct heard line[EXCHANGE_LINES];
	uint8_t messages[ROOM][64];
	uint8_t lengths[ROOM];
	uint64_t wrong; /* messages that differ from the one of the same number */
	uint64_t end_number;
	bool full; /* refuse packets */
};

static struct bench bench;

static void hear_message(struct bench *b, struct heard *heard, uint64_t number,
			 const uint8_t *message, size_t length)
{
	assert_in_range(number, 1, MESSAGES);
	if (length > 64)
		length = 64;
	if (b->lengths[number] == 0) {
		b->lengths[number] = (uint8_t)length;
		memcpy(b->messages[number], message, length);
	} else {
		b->wrong += b->lengths[number] != length ||
			    memcmp(b->messages[number], message, length) != 0;
	}
	heard->copies[number]++;
	if (number >= heard->next)
		heard->next = number + 1;
}

static int hear(void *ctx, unsigned line, const uint8_t *bytes, size_t length)
{
	struct bench *b = ctx;
	struct heard *heard = &b->line[line];
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	if (b->full)
		return -EAGAIN;
	assert_int_equal(tw_mold_parse(bytes, length, &packet), 0);
	assert_memory_equal(packet.session, "TOUCHWIRE1", 10);
	assert_true(length <= 1472);
	for (size_t i = 0; i < length; i++)
		heard->hash = (heard->hash ^ bytes[i]) * 0x100000001b3u;
	if (heard->packets++ == 0)
		heard->first_ns = b->now;
	heard->last_ns = b->now;
	heard->empty += packet.count == TW_MOLD_HEARTBEAT;
	heard->ends += packet.count == TW_MOLD_END;
	if (packet.count == TW_MOLD_END)
		b->end_number = packet.sequence;
	heard->late += packet.sequence < heard->last_number;
	if (packet.sequence > heard->last_number)
		heard->last_number = packet.sequence;
	walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &n) > 0)
		hear_message(b, heard, walk.sequence - 1, message, n);
	return 0;
}

static struct exchange_market *make_market(enum tw_profile profile)
{
	struct tw_generate_config config;
	struct exchange_market *market;
	struct tw_error error = { "" };

	tw_generate_defaults(&config);
	config.profile = profile;
	config.messages = MESSAGES;
	config.packet_messages = 5;
	if (exchange_market_generate(&market, &config, &error) < 0)
		fail_msg("%s", error.text);
	return market;
}

static void open_bench(const struct exchange_config *config, enum tw_profile profile)
{
	struct tw_error error = { "" };

	memset(&bench, 0, sizeof(bench));
	bench.config = *config;
	bench.config.on_packet = hear;
	bench.config.ctx = &bench;
	bench.now = 77 * (uint64_t)SECOND;
	if (exchange_open(&bench.exchange, make_market(profile), &bench.config, &error) <
	    0)
		fail_msg("%s", error.text);
}

static void step(void)
{
	assert_int_equal(exchange_step(bench.exchange, bench.now, NULL), 0);
}

/* Go on to what is due next; false when all is over. */
static bool go_on(void)
{
	uint64_t due = exchange_due(bench.exchange);

	if (due > bench.now)
		bench.now = due;
	step();
	return !exchange_over(bench.exchange);
}

static void close_bench(void)
{
	exchange_close(bench.exchange);
}

/* Every packet is accounted for. */
static void check_sums(void)
{
	const struct exchange_stats *stats = exchange_stats(bench.exchange);

	for (unsigned i = 0; i < EXCHANGE_LINES; i++) {
		const struct exchange_line_stats *line = &stats->line[i];

		assert_int_equal(line->sent + line->lost,
				 stats->packets + stats->heartbeats + stats->ends +
					 line->duplicated);
		assert_int_equal(line->sent, bench.line[i].packets);
	}
	assert_int_equal(bench.wrong, 0);
}

/* ---- the feed ------------------------------------------------------------------------------ */
/* Every message of the capture, byte for byte, once and in order on both lines. */
static void test_everything(void **state)
{
	struct exchange_config config = { 0 };
	const struct exchange_stats *stats;

	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct exchange_market *market = make_market((enum tw_profile)p);
		struct exchange_packet packet;
		const uint8_t *message;
		uint64_t number = 1;
		size_t n;

		open_bench(&config, (enum tw_profile)p);
		while (go_on())
			;
		stats = exchange_stats(bench.exchange);
		while (exchange_market_next(market, &packet, NULL) > 0)
			while (tw_mold_next(&packet.walk, &message, &n) > 0) {
				assert_int_equal(bench.line[0].copies[number], 1);
				assert_int_equal(bench.line[1].copies[number], 1);
				assert_int_equal(bench.lengths[number], n < 64 ? n : 64);
				assert_memory_equal(bench.messages[number], message,
						    bench.lengths[number]);
				number++;
			}
		exchange_market_close(market);
		assert_int_equal(stats->messages, number - 1);
		assert_int_equal(bench.end_number, number);
		assert_int_equal(bench.line[0].late + bench.line[1].late, 0);
		assert_int_equal(bench.line[0].ends, 1);
		assert_true(bench.line[0].hash == bench.line[1].hash);
		check_sums();
		close_bench();
	}
}

static uint64_t missing(unsigned line)
{
	uint64_t count = 0;

	for (unsigned i = 1; i < bench.end_number; i++)
		count += bench.line[line].copies[i] == 0;
	return count;
}

/* Each line loses its share, independently, and the same again with the same seed. */
static void test_loss(void **state)
{
	struct exchange_config config = { .seed = 3 };
	uint64_t packets, both = 0, hash;

	(void)state;
	config.line[0].loss_ppm = 100000;
	config.line[1].loss_ppm = 300000;
	/* So that the end gets through. */
	config.linger_ns = 20 * (uint64_t)SECOND;
	open_bench(&config, TW_PROFILE_MIXED);
	while (go_on())
		;
	check_sums();
	packets = exchange_stats(bench.exchange)->packets;
	assert_in_range(exchange_stats(bench.exchange)->line[0].lost, packets * 8 / 100,
			packets * 12 / 100);
	assert_in_range(exchange_stats(bench.exchange)->line[1].lost, packets * 26 / 100,
			packets * 34 / 100);
	for (unsigned i = 1; i < bench.end_number; i++)
		both += !bench.line[0].copies[i] && !bench.line[1].copies[i];
	assert_in_range(both, MESSAGES * 2 / 100, MESSAGES * 4 / 100);
	assert_in_range(missing(0), MESSAGES * 8 / 100, MESSAGES * 12 / 100);
	hash = bench.line[0].hash;
	close_bench();

	open_bench(&config, TW_PROFILE_MIXED);
	while (go_on())
		;
	assert_true(bench.line[0].hash == hash);
	close_bench();
	config.seed = 4;
	open_bench(&config, TW_PROFILE_MIXED);
	while (go_on())
		;
	assert_true(bench.line[0].hash != hash);
	close_bench();
}

/* Runs of losses: as many in all, in fewer and longer pieces. */
static void test_bursts(void **state)
{
	struct exchange_config config = { .seed = 5 };
	uint64_t packets, lost, runs[2] = { 0, 0 };

	(void)state;
	for (unsigned burst = 0; burst < 2; burst++) {
		config.line[0].loss_ppm = 100000;
		config.line[0].burst = burst ? 10 : 0;
		open_bench(&config, TW_PROFILE_MIXED);
		while (go_on())
			;
		packets = exchange_stats(bench.exchange)->packets;
		lost = exchange_stats(bench.exchange)->line[0].lost;
		assert_in_range(lost, packets * 6 / 100, packets * 14 / 100);
		for (unsigned i = 1; i < bench.end_number; i++)
			runs[burst] += !bench.line[0].copies[i] &&
				       (i == 1 || bench.line[0].copies[i - 1]);
		close_bench();
	}
	assert_true(runs[1] * 5 < runs[0]);
}

static void test_all_lost(void **state)
{
	struct exchange_config config = { 0 };

	(void)state;
	config.line[1].loss_ppm = 1000000;
	open_bench(&config, TW_PROFILE_MIXED);
	while (go_on())
		;
	assert_int_equal(bench.line[1].packets, 0);
	assert_int_equal(missing(0), 0);
	check_sums();
	close_bench();
}

/* Copies and disorder: nothing is missing, and nothing comes more than 8 packets late. */
static void test_disorder(void **state)
{
	struct exchange_config config = { .seed = 6 };
	const struct exchange_stats *stats;

	(void)state;
	config.line[0].duplicate_ppm = 200000;
	config.line[1].reorder_ppm = 200000;
	open_bench(&config, TW_PROFILE_MIXED);
	while (go_on())
		;
	stats = exchange_stats(bench.exchange);
	check_sums();
	assert_int_equal(missing(0) + missing(1), 0);
	assert_in_range(stats->line[0].duplicated, stats->packets * 17 / 100,
			stats->packets * 23 / 100);
	assert_in_range(stats->line[1].reordered, stats->packets * 17 / 100,
			stats->packets * 23 / 100);
	assert_int_equal(bench.line[0].late, 0);
	assert_in_range(bench.line[1].late, stats->packets * 12 / 100,
			stats->packets * 23 / 100);
	close_bench();
}

/* ---- time ---------------------------------------------------------------------------------- */
static void test_pace(void **state)
{
	static const double speeds[] = { 1, 4 };
	uint64_t took[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct exchange_config config = { .speed = speeds[i] };

		config.line[1].skew_ns = 700;
		open_bench(&config, TW_PROFILE_MIXED);
		while (go_on())
			;
		check_sums();
		took[i] = bench.line[0].last_ns - bench.line[0].first_ns;
		assert_int_equal(bench.line[1].first_ns, bench.line[0].first_ns + 700);
		assert_int_equal(bench.line[1].last_ns, bench.line[0].last_ns + 700);
		close_bench();
	}
	/* 20,000 messages at 200,000 a second. */
	assert_in_range(took[0], SECOND / 20, SECOND / 5);
	assert_in_range(took[1], took[0] / 4 - 10, took[0] / 4 + 10);
}

/* Heartbeats while nobody speaks, ends after the last message, and then it is over. */
static void test_heartbeats(void **state)
{
	struct exchange_config config = { .wait_ns = 3500000000u,
					  .linger_ns = 2 * (uint64_t)SECOND };
	uint64_t opened;

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	opened = bench.now;
	while (exchange_stats(bench.exchange)->messages == 0)
		go_on();
	assert_int_equal(bench.now - opened, 3500000000u);
	assert_int_equal(bench.line[0].empty, 4);
	assert_int_equal(bench.line[0].first_ns, opened);
	assert_int_equal(bench.line[0].copies[1], 1);
	while (go_on())
		;
	assert_int_equal(bench.line[0].empty, 4);
	assert_int_equal(bench.line[0].ends, 3);
	assert_int_equal(bench.now - opened, 5500000000u);
	check_sums();
	close_bench();

	/* In a market with pauses of seconds. */
	config = (struct exchange_config){ .speed = 0.01 };
	open_bench(&config, TW_PROFILE_SPARSE);
	while (go_on())
		;
	assert_true(bench.line[0].empty > 10);
	check_sums();
	close_bench();
}

/* A network that takes nothing holds the market up; it goes on where it was. */
static void test_blocked(void **state)
{
	struct exchange_config config = { 0 };
	uint64_t published;

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	go_on();
	bench.full = true;
	go_on();
	published = exchange_stats(bench.exchange)->packets;
	for (unsigned i = 0; i < 50; i++)
		go_on();
	assert_int_equal(exchange_stats(bench.exchange)->packets, published);
	bench.full = false;
	while (go_on())
		;
	assert_int_equal(missing(0) + missing(1), 0);
	check_sums();
	close_bench();
}

/* ---- re-requests --------------------------------------------------------------------------- */
static size_t ask(const char *session, uint64_t number, uint16_t count, uint8_t *answer,
		  size_t room)
{
	struct tw_mold_builder builder;
	uint8_t request[TW_MOLD_HEADER];

	tw_mold_begin(&builder, request, sizeof(request), session, number);
	tw_mold_end(&builder);
	request[18] = (uint8_t)(count >> 8);
	request[19] = (uint8_t)count;
	return exchange_request(bench.exchange, request, sizeof(request), answer, room);
}

/* The answer's messages are those published; returns how many. */
static unsigned check_answer(const uint8_t *answer, size_t length, uint64_t number)
{
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	assert_int_equal(tw_mold_parse(answer, length, &packet), 0);
	assert_int_equal(packet.sequence, number);
	walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &n) > 0) {
		assert_int_equal(n, bench.lengths[number]);
		assert_memory_equal(message, bench.messages[number], n);
		number++;
	}
	assert_int_equal(walk.remaining + walk.left, 0);
	return packet.count;
}

static void test_requests(void **state)
{
	struct exchange_config config = { .linger_ns = 60 * (uint64_t)SECOND };
	const struct exchange_stats *stats;
	uint8_t answer[1472];

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	stats = exchange_stats(bench.exchange);
	assert_int_equal(ask("TOUCHWIRE1", 1, 1, answer, sizeof(answer)), 0);
	assert_int_equal(stats->requests_early, 1);
	while (bench.line[0].ends == 0)
		go_on();
	for (uint64_t number = 1; number <= MESSAGES;) {
		size_t n = ask("TOUCHWIRE1", number, 65535, answer, sizeof(answer));

		assert_in_range(n, TW_MOLD_HEADER + 1, sizeof(answer));
		assert_in_range(check_answer(answer, n, number), 1, 300);
		number += answer[18] * 256u + answer[19];
	}
	/* Exactly what was asked for, and no more than there is. */
	for (unsigned count = 1; count < 20; count++)
		assert_int_equal(check_answer(answer,
					      ask("TOUCHWIRE1", 500, (uint16_t)count,
						  answer, sizeof(answer)),
					      500),
				 count);
	assert_int_equal(
		check_answer(answer,
			     ask("TOUCHWIRE1", MESSAGES - 2, 9, answer, sizeof(answer)),
			     MESSAGES - 2),
		3);
	/* Whole messages of what fits. */
	for (size_t room = 0; room < 120; room++) {
		size_t n = ask("TOUCHWIRE1", 500, 9, answer, room);

		assert_true(n <= room);
		if (n > 0)
			assert_in_range(check_answer(answer, n, 500), 1, 3);
	}
	assert_int_equal(ask("TOUCHWIRE2", 1, 1, answer, sizeof(answer)), 0);
	assert_int_equal(exchange_request(bench.exchange, answer, 19, answer, 1472), 0);
	assert_true(stats->requests_bad >= 2);
	assert_int_equal(ask("TOUCHWIRE1", 1, 0, answer, sizeof(answer)), 0);
	assert_int_equal(ask("TOUCHWIRE1", MESSAGES + 1, 1, answer, sizeof(answer)), 0);
	assert_int_equal(ask("TOUCHWIRE1", UINT64_MAX, 9, answer, sizeof(answer)), 0);
	assert_int_equal(stats->requests_early, 4);
	/* Numbers begin with 1. */
	assert_int_equal(ask("TOUCHWIRE1", 0, 9, answer, sizeof(answer)), 0);
	assert_int_equal(stats->requests_old, 1);
	close_bench();
}

static void test_requests_refused(void **state)
{
	struct exchange_config config = { .window = 1000,
					  .request_limit = 7,
					  .answer_loss_ppm = 500000,
					  .linger_ns = SECOND };
	const struct exchange_stats *stats;
	uint8_t answer[1472];
	unsigned got = 0;

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	stats = exchange_stats(bench.exchange);
	while (bench.line[0].ends == 0)
		go_on();
	assert_int_equal(ask("TOUCHWIRE1", MESSAGES - 1000, 1, answer, 1472), 0);
	assert_int_equal(stats->requests_old, 1);
	for (unsigned i = 0; i < 1000; i++) {
		size_t n = ask("TOUCHWIRE1", MESSAGES - 999, 100, answer, 1472);

		if (n == 0)
			continue;
		assert_int_equal(check_answer(answer, n, MESSAGES - 999), 7);
		got++;
	}
	assert_in_range(got, 430, 570);
	assert_int_equal(got + stats->answers_lost, 1000);
	assert_int_equal(stats->answered, got);
	assert_int_equal(stats->answered_messages, got * 7);
	close_bench();
}

/* ---- GLIMPSE ------------------------------------------------------------------------------- */
struct joiner {
	struct tw_engine *engine;
	struct tw_glimpse_client *client;
	struct exchange_client *session;
};

static int build(void *ctx, const uint8_t *message, size_t length)
{
	struct joiner *joiner = ctx;
	struct tw_event event;

	tw_itch_event(message, length, &event);
	tw_engine_event(joiner->engine, &event);
	return 0;
}

static void join(struct joiner *joiner)
{
	struct tw_engine_config engine = { .symbols = 64, .all = true };
	struct tw_glimpse_client_config config = { .on_message = build, .ctx = joiner };

	joiner->engine = tw_engine_create(&engine);
	joiner->client = tw_glimpse_client_create(&config, bench.now);
	joiner->session = exchange_connect(bench.exchange, bench.now);
	assert_non_null(joiner->session);
}

/* Move up to @most bytes each way. */
static bool talk(struct joiner *joiner, size_t most)
{
	const uint8_t *bytes;
	size_t up = tw_glimpse_client_output(joiner->client, &bytes), down;

	up = up < most ? up : most;
	exchange_client_input(joiner->session, bytes, up, bench.now);
	tw_glimpse_client_sent(joiner->client, up);
	down = exchange_client_output(joiner->session, &bytes);
	down = down < most ? down : most;
	assert_int_equal(
		tw_glimpse_client_input(joiner->client, bytes, down, bench.now, NULL), 0);
	exchange_client_sent(joiner->session, down, bench.now);
	return up || down;
}

static void leave(struct joiner *joiner)
{
	exchange_disconnect(joiner->session);
	tw_glimpse_client_destroy(joiner->client);
	tw_engine_destroy(joiner->engine);
}

/* What came on line A from the snapshot's number on makes the exchange's own book of it. */
static void catch_up(struct joiner *joiner)
{
	const struct tw_book *own = tw_engine_book(exchange_engine(bench.exchange));
	const struct tw_book *book = tw_engine_book(joiner->engine);
	uint64_t live = tw_book_orders(own);
	struct tw_order *orders = calloc(live + 1, sizeof(*orders));

	for (uint64_t i = tw_glimpse_client_sequence(joiner->client);
	     i < bench.end_number; i++) {
		struct tw_event event;

		if (tw_itch_event(bench.messages[i], bench.lengths[i], &event) !=
		    TW_ITCH_RUNT)
			tw_engine_event(joiner->engine, &event);
	}
	assert_int_equal(tw_book_orders(book), live);
	assert_int_equal(tw_book_list(own, orders, live), live);
	for (uint64_t i = 0; i < live; i++) {
		const struct tw_order *order = tw_book_order(book, orders[i].reference);

		assert_non_null(order);
		assert_memory_equal(order, &orders[i], sizeof(*order));
	}
	assert_int_equal(tw_engine_symbol_count(joiner->engine),
			 tw_engine_symbol_count(exchange_engine(bench.exchange)));
	for (uint32_t i = 0; i < tw_engine_symbol_count(joiner->engine); i++) {
		struct tw_engine_symbol left, right;

		tw_engine_symbol(joiner->engine, i, &left);
		tw_engine_symbol(exchange_engine(bench.exchange), i, &right);
		assert_int_equal(left.halted, right.halted);
		assert_false(left.inexact);
	}
	free(orders);
}

/* Clients that come at different times and read at different speeds, while messages go on. */
static void test_joining(void **state)
{
	struct exchange_config config = { .batch = 4, .linger_ns = SECOND };

	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct joiner joiners[12];
		unsigned joined = 0, done = 0;

		if (p == TW_PROFILE_WILD)
			continue;
		open_bench(&config, (enum tw_profile)p);
		for (unsigned round = 0; !exchange_over(bench.exchange); round++) {
			if (round % 60 == 7 && joined < 12)
				join(&joiners[joined++]);
			for (unsigned i = 0; i < joined; i++)
				talk(&joiners[i], 100 + 4000 * (i % 3));
			go_on();
		}
		for (unsigned i = 0; i < joined; i++) {
			while (talk(&joiners[i], 4000))
				;
			assert_int_equal(tw_glimpse_client_state(joiners[i].client),
					 TW_GLIMPSE_DONE);
			catch_up(&joiners[i]);
			assert_true(exchange_client_closing(joiners[i].session));
			leave(&joiners[i]);
			done++;
		}
		assert_int_equal(done, 12);
		assert_int_equal(exchange_stats(bench.exchange)->snapshots, 12);
		close_bench();
	}
}

/* A book that is wrong is not handed out: the wild market makes it inexact. */
static void test_no_false_snapshot(void **state)
{
	struct exchange_config config = { .linger_ns = SECOND };
	struct joiner joiner;

	(void)state;
	open_bench(&config, TW_PROFILE_WILD);
	while (bench.line[0].ends == 0)
		go_on();
	join(&joiner);
	while (talk(&joiner, 100))
		;
	assert_int_equal(tw_glimpse_client_state(joiner.client), TW_GLIMPSE_REJECTED);
	assert_int_equal(tw_glimpse_client_reason(joiner.client), 'S');
	assert_int_equal(exchange_stats(bench.exchange)->snapshots_refused, 1);
	leave(&joiner);
	close_bench();
}

/* Of orders whose symbols no directory named the engine knows nothing. */
static void test_no_directory(void **state)
{
	struct exchange_config config = { .linger_ns = SECOND };
	struct tw_itch add = { .type = 'A', .locate = 7 };
	uint8_t frame[256], message[TW_ITCH_LENGTH_MAX];
	const char *folder = getenv("TW_TEST_DIR");
	struct tw_capture_writer *writer;
	struct tw_mold_builder builder;
	struct exchange_market *market;
	struct tw_net_route route;
	struct joiner joiner;
	char path[512];
	size_t headers, n;

	(void)state;
	snprintf(path, sizeof(path), "%s/bare.pcap", folder ? folder : "/tmp");
	add.u.add.side = 'B';
	add.u.add.shares = add.u.add.price = 100;
	n = tw_itch_encode(&add, message);
	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	tw_mold_begin(&builder, frame + headers, sizeof(frame) - headers, "TOUCHWIRE1",
		      999);
	tw_mold_append(&builder, message, n);
	n = tw_mold_end(&builder);
	tw_net_build(&route, n, 1, frame);
	assert_int_equal(tw_capture_create(&writer, path, NULL), 0);
	tw_capture_write(writer, 1, frame, (uint32_t)(headers + n));
	assert_int_equal(tw_capture_finish(writer, NULL), 0);

	memset(&bench, 0, sizeof(bench));
	assert_int_equal(exchange_market_open(&market, path, NULL), 0);
	assert_int_equal(exchange_open(&bench.exchange, market, &config, NULL), 0);
	step();
	assert_int_equal(exchange_next(bench.exchange), 2);
	join(&joiner);
	while (talk(&joiner, 100))
		;
	assert_int_equal(tw_glimpse_client_state(joiner.client), TW_GLIMPSE_REJECTED);
	leave(&joiner);
	close_bench();
}

/* The first connection breaks off amid the snapshot, the second does not. */
static void test_cut(void **state)
{
	struct exchange_config config = { .cut_connections = 1, .linger_ns = SECOND };
	struct joiner joiner;

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	while (bench.line[0].ends == 0)
		go_on();
	join(&joiner);
	while (talk(&joiner, 1000))
		;
	assert_int_equal(tw_glimpse_client_state(joiner.client), TW_GLIMPSE_LOADING);
	assert_true(exchange_client_closing(joiner.session));
	leave(&joiner);
	assert_int_equal(exchange_stats(bench.exchange)->connections_cut, 1);
	assert_int_equal(exchange_stats(bench.exchange)->snapshots, 0);
	join(&joiner);
	while (talk(&joiner, 1000))
		;
	catch_up(&joiner);
	leave(&joiner);
	assert_int_equal(exchange_stats(bench.exchange)->snapshots, 1);
	close_bench();
}

static void test_bad_client(void **state)
{
	struct exchange_config config = { .linger_ns = 60 * (uint64_t)SECOND };
	struct exchange_client *silent, *rude;

	(void)state;
	open_bench(&config, TW_PROFILE_MIXED);
	go_on();
	silent = exchange_connect(bench.exchange, bench.now);
	rude = exchange_connect(bench.exchange, bench.now);
	exchange_client_input(rude, "GET / HTTP/1.1\r\n", 16, bench.now);
	assert_true(exchange_client_closing(rude));
	exchange_disconnect(rude);
	while (!exchange_client_closing(silent))
		assert_true(go_on());
	assert_int_equal(exchange_stats(bench.exchange)->connections_bad, 2);
	exchange_disconnect(silent);
	close_bench();
}

/* From the middle of the day: the book has what came before, and so has the server. */
static void test_start_at(void **state)
{
	static const uint64_t starts[] = { 2, 777, 10003, MESSAGES };

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct exchange_config config = { .start_at = starts[i],
						  .wait_ns = SECOND,
						  .linger_ns = SECOND };
		struct joiner joiner;
		uint8_t answer[1472];

		open_bench(&config, TW_PROFILE_MIXED);
		step();
		assert_int_equal(bench.line[0].last_number, starts[i]);
		assert_int_equal(exchange_next(bench.exchange), starts[i]);
		join(&joiner);
		while (talk(&joiner, 1000))
			;
		assert_int_equal(tw_glimpse_client_sequence(joiner.client), starts[i]);
		while (go_on())
			;
		for (uint64_t n = 1; n <= MESSAGES; n++)
			assert_int_equal(bench.line[0].copies[n], n >= starts[i]);
		catch_up(&joiner);
		leave(&joiner);
		assert_true(ask("TOUCHWIRE1", starts[i] - 1, 1, answer, 1472) > 0);
		close_bench();
	}
}

static void test_config_refused(void **state)
{
	struct exchange_config late = { .start_at = MESSAGES + 1 },
			       small = { .packet_max = 99 }, back = { .speed = -1 };
	struct exchange *exchange;
	struct tw_error error;

	(void)state;
	assert_int_equal(
		exchange_open(&exchange, make_market(TW_PROFILE_MIXED), &late, &error),
		-EINVAL);
	assert_non_null(strstr(error.text, "only 20000 messages"));
	assert_int_equal(
		exchange_open(&exchange, make_market(TW_PROFILE_MIXED), &small, &error),
		-EINVAL);
	assert_int_equal(
		exchange_open(&exchange, make_market(TW_PROFILE_MIXED), &back, &error),
		-EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_loss),
		cmocka_unit_test(test_bursts),
		cmocka_unit_test(test_all_lost),
		cmocka_unit_test(test_disorder),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_heartbeats),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_requests_refused),
		cmocka_unit_test(test_joining),
		cmocka_unit_test(test_no_false_snapshot),
		cmocka_unit_test(test_no_directory),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bad_client),
		cmocka_unit_test(test_start_at),
		cmocka_unit_test(test_config_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
