/* SPDX-License-Identifier: BSD-3-Clause */
/* Joining: snapshots at any time, and none that would not be true. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/engine.h>
#include <touchwire/glimpse.h>
#include <touchwire/itch.h>

#include "exchange_case.h"
#include "script.h"

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
		bench_open(&config, (enum tw_profile)p);
		for (unsigned round = 0; !exchange_over(bench.exchange); round++) {
			if (round % 60 == 7 && joined < 12)
				join(&joiners[joined++]);
			for (unsigned i = 0; i < joined; i++)
				talk(&joiners[i], 100 + 4000 * (i % 3));
			bench_go_on();
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
		bench_close();
	}
}

/* A book that is wrong is not handed out: the wild market makes it inexact. */
static void test_no_false_snapshot(void **state)
{
	struct exchange_config config = { .linger_ns = SECOND };
	struct joiner joiner;

	(void)state;
	bench_open(&config, TW_PROFILE_WILD);
	bench_publish_all();
	join(&joiner);
	while (talk(&joiner, 100))
		;
	assert_int_equal(tw_glimpse_client_state(joiner.client), TW_GLIMPSE_REJECTED);
	assert_int_equal(tw_glimpse_client_reason(joiner.client), 'S');
	assert_int_equal(exchange_stats(bench.exchange)->snapshots_refused, 1);
	leave(&joiner);
	bench_close();
}

/* Of orders whose symbols no directory named the engine knows nothing. */
static void test_no_directory(void **state)
{
	struct exchange_config config = { .linger_ns = SECOND };
	struct tw_itch add = { .type = 'A',
			       .locate = 7,
			       .u.add = { .side = 'B', .shares = 100, .price = 100 } };
	struct exchange_market *market;
	struct script script;
	struct joiner joiner;

	(void)state;
	script_begin(&script, "bare.pcap", 999, 0);
	script_put(&script, 1, &add, 1);
	market = script_end(&script);

	memset(&bench, 0, sizeof(bench));
	assert_int_equal(exchange_open(&bench.exchange, market, &config, NULL), 0);
	bench_step();
	assert_int_equal(exchange_next(bench.exchange), 2);
	join(&joiner);
	while (talk(&joiner, 100))
		;
	assert_int_equal(tw_glimpse_client_state(joiner.client), TW_GLIMPSE_REJECTED);
	leave(&joiner);
	bench_close();
}

/* The first connection breaks off amid the snapshot, the second does not. */
static void test_cut(void **state)
{
	struct exchange_config config = { .cut_connections = 1, .linger_ns = SECOND };
	struct joiner joiner;

	(void)state;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_publish_all();
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
	bench_close();
}

static void test_bad_client(void **state)
{
	struct exchange_config config = { .linger_ns = 60 * (uint64_t)SECOND };
	struct exchange_client *silent, *rude;

	(void)state;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_go_on();
	silent = exchange_connect(bench.exchange, bench.now);
	rude = exchange_connect(bench.exchange, bench.now);
	exchange_client_input(rude, "GET / HTTP/1.1\r\n", 16, bench.now);
	assert_true(exchange_client_closing(rude));
	exchange_disconnect(rude);
	while (!exchange_client_closing(silent))
		assert_true(bench_go_on());
	assert_int_equal(exchange_stats(bench.exchange)->connections_bad, 2);
	exchange_disconnect(silent);
	bench_close();
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

		bench_open(&config, TW_PROFILE_MIXED);
		bench_step();
		assert_int_equal(bench.line[0].last_number, starts[i]);
		assert_int_equal(exchange_next(bench.exchange), starts[i]);
		join(&joiner);
		while (talk(&joiner, 1000))
			;
		assert_int_equal(tw_glimpse_client_sequence(joiner.client), starts[i]);
		bench_finish();
		for (uint64_t n = 1; n <= MESSAGES; n++)
			assert_int_equal(bench.line[0].copies[n], n >= starts[i]);
		catch_up(&joiner);
		leave(&joiner);
		assert_true(bench_ask("TOUCHWIRE1", starts[i] - 1, 1, answer, 1472) > 0);
		bench_close();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_joining),
		cmocka_unit_test(test_no_false_snapshot),
		cmocka_unit_test(test_no_directory),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bad_client),
		cmocka_unit_test(test_start_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
