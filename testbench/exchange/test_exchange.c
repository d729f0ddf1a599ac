/* SPDX-License-Identifier: BSD-3-Clause */
/* The feed of the exchange: every message, what befalls the lines, and the time it takes. */
#include <errno.h>
#include <string.h>

#include <touchwire/mold.h>

#include "exchange_case.h"

/* Every message of the capture, byte for byte, once and in order on both lines. */
static void test_everything(void **state)
{
	struct exchange_config config = { 0 };
	const struct exchange_stats *stats;

	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct exchange_market *market = bench_market((enum tw_profile)p);
		struct exchange_packet packet;
		const uint8_t *message;
		uint64_t number = 1;
		size_t n;

		bench_open(&config, (enum tw_profile)p);
		bench_finish();
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
		bench_check_sums();
		bench_close();
	}
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
	bench_open(&config, TW_PROFILE_MIXED);
	bench_finish();
	bench_check_sums();
	packets = exchange_stats(bench.exchange)->packets;
	assert_in_range(exchange_stats(bench.exchange)->line[0].lost, packets * 8 / 100,
			packets * 12 / 100);
	assert_in_range(exchange_stats(bench.exchange)->line[1].lost, packets * 26 / 100,
			packets * 34 / 100);
	for (unsigned i = 1; i < bench.end_number; i++)
		both += !bench.line[0].copies[i] && !bench.line[1].copies[i];
	assert_in_range(both, MESSAGES * 2 / 100, MESSAGES * 4 / 100);
	assert_in_range(bench_missing(0), MESSAGES * 8 / 100, MESSAGES * 12 / 100);
	hash = bench.line[0].hash;
	bench_close();

	bench_open(&config, TW_PROFILE_MIXED);
	bench_finish();
	assert_true(bench.line[0].hash == hash);
	bench_close();
	config.seed = 4;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_finish();
	assert_true(bench.line[0].hash != hash);
	bench_close();
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
		bench_open(&config, TW_PROFILE_MIXED);
		bench_finish();
		packets = exchange_stats(bench.exchange)->packets;
		lost = exchange_stats(bench.exchange)->line[0].lost;
		assert_in_range(lost, packets * 6 / 100, packets * 14 / 100);
		for (unsigned i = 1; i < bench.end_number; i++)
			runs[burst] += !bench.line[0].copies[i] &&
				       (i == 1 || bench.line[0].copies[i - 1]);
		bench_close();
	}
	assert_true(runs[1] * 5 < runs[0]);
}

static void test_all_lost(void **state)
{
	struct exchange_config config = { 0 };

	(void)state;
	config.line[1].loss_ppm = 1000000;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_finish();
	assert_int_equal(bench.line[1].packets, 0);
	assert_int_equal(bench_missing(0), 0);
	bench_check_sums();
	bench_close();
}

/* Copies and disorder: nothing is missing, and nothing comes more than 8 packets late. */
static void test_disorder(void **state)
{
	struct exchange_config config = { .seed = 6 };
	const struct exchange_stats *stats;

	(void)state;
	config.line[0].duplicate_ppm = 200000;
	config.line[1].reorder_ppm = 200000;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_finish();
	stats = exchange_stats(bench.exchange);
	bench_check_sums();
	assert_int_equal(bench_missing(0) + bench_missing(1), 0);
	assert_in_range(stats->line[0].duplicated, stats->packets * 17 / 100,
			stats->packets * 23 / 100);
	assert_in_range(stats->line[1].reordered, stats->packets * 17 / 100,
			stats->packets * 23 / 100);
	assert_int_equal(bench.line[0].late, 0);
	assert_in_range(bench.line[1].late, stats->packets * 12 / 100,
			stats->packets * 23 / 100);
	bench_close();
}

static void test_pace(void **state)
{
	static const double speeds[] = { 1, 4 };
	uint64_t took[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct exchange_config config = { .speed = speeds[i] };

		config.line[1].skew_ns = 700;
		bench_open(&config, TW_PROFILE_MIXED);
		bench_finish();
		bench_check_sums();
		took[i] = bench.line[0].last_ns - bench.line[0].first_ns;
		assert_int_equal(bench.line[1].first_ns, bench.line[0].first_ns + 700);
		assert_int_equal(bench.line[1].last_ns, bench.line[0].last_ns + 700);
		bench_close();
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
	bench_open(&config, TW_PROFILE_MIXED);
	opened = bench.now;
	while (exchange_stats(bench.exchange)->messages == 0)
		bench_go_on();
	assert_int_equal(bench.now - opened, 3500000000u);
	assert_int_equal(bench.line[0].empty, 4);
	assert_int_equal(bench.line[0].first_ns, opened);
	assert_int_equal(bench.line[0].copies[1], 1);
	bench_finish();
	assert_int_equal(bench.line[0].empty, 4);
	assert_int_equal(bench.line[0].ends, 3);
	assert_int_equal(bench.now - opened, 5500000000u);
	bench_check_sums();
	bench_close();

	/* In a market with pauses of seconds. */
	config = (struct exchange_config){ .speed = 0.01 };
	bench_open(&config, TW_PROFILE_SPARSE);
	bench_finish();
	assert_true(bench.line[0].empty > 10);
	bench_check_sums();
	bench_close();
}

/* A network that takes nothing holds the market up; it goes on where it was. */
static void test_blocked(void **state)
{
	struct exchange_config config = { 0 };
	uint64_t published;

	(void)state;
	bench_open(&config, TW_PROFILE_MIXED);
	bench_go_on();
	bench.full = true;
	bench_go_on();
	published = exchange_stats(bench.exchange)->packets;
	for (unsigned i = 0; i < 50; i++)
		bench_go_on();
	assert_int_equal(exchange_stats(bench.exchange)->packets, published);
	bench.full = false;
	bench_finish();
	assert_int_equal(bench_missing(0) + bench_missing(1), 0);
	bench_check_sums();
	bench_close();
}

static void test_config_refused(void **state)
{
	struct exchange_config late = { .start_at = MESSAGES + 1 },
			       small = { .packet_max = 99 }, back = { .speed = -1 };
	struct exchange *exchange;
	struct tw_error error;

	(void)state;
	assert_int_equal(
		exchange_open(&exchange, bench_market(TW_PROFILE_MIXED), &late, &error),
		-EINVAL);
	assert_non_null(strstr(error.text, "only 20000 messages"));
	assert_int_equal(
		exchange_open(&exchange, bench_market(TW_PROFILE_MIXED), &small, &error),
		-EINVAL);
	assert_int_equal(
		exchange_open(&exchange, bench_market(TW_PROFILE_MIXED), &back, &error),
		-EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),     cmocka_unit_test(test_loss),
		cmocka_unit_test(test_bursts),	       cmocka_unit_test(test_all_lost),
		cmocka_unit_test(test_disorder),       cmocka_unit_test(test_pace),
		cmocka_unit_test(test_heartbeats),     cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_config_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
