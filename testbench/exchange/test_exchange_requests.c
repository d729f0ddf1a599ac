/* SPDX-License-Identifier: BSD-3-Clause */
/* Re-requests: what is answered, and what is refused. */
#include <touchwire/mold.h>

#include "exchange_case.h"

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
	bench_open(&config, TW_PROFILE_MIXED);
	stats = exchange_stats(bench.exchange);
	assert_int_equal(bench_ask("TOUCHWIRE1", 1, 1, answer, sizeof(answer)), 0);
	assert_int_equal(stats->requests_early, 1);
	bench_publish_all();
	for (uint64_t number = 1; number <= MESSAGES;) {
		size_t n = bench_ask("TOUCHWIRE1", number, 65535, answer, sizeof(answer));

		assert_in_range(n, TW_MOLD_HEADER + 1, sizeof(answer));
		assert_in_range(check_answer(answer, n, number), 1, 300);
		number += answer[18] * 256u + answer[19];
	}
	/* Exactly what was asked for, and no more than there is. */
	for (unsigned count = 1; count < 20; count++)
		assert_int_equal(
			check_answer(answer,
				     bench_ask("TOUCHWIRE1", 500, (uint16_t)count, answer,
					       sizeof(answer)),
				     500),
			count);
	assert_int_equal(check_answer(answer,
				      bench_ask("TOUCHWIRE1", MESSAGES - 2, 9, answer,
						sizeof(answer)),
				      MESSAGES - 2),
			 3);
	/* Whole messages of what fits. */
	for (size_t room = 0; room < 120; room++) {
		size_t n = bench_ask("TOUCHWIRE1", 500, 9, answer, room);

		assert_true(n <= room);
		if (n > 0)
			assert_in_range(check_answer(answer, n, 500), 1, 3);
	}
	assert_int_equal(bench_ask("TOUCHWIRE2", 1, 1, answer, sizeof(answer)), 0);
	assert_int_equal(exchange_request(bench.exchange, answer, 19, answer, 1472), 0);
	assert_true(stats->requests_bad >= 2);
	assert_int_equal(bench_ask("TOUCHWIRE1", 1, 0, answer, sizeof(answer)), 0);
	assert_int_equal(bench_ask("TOUCHWIRE1", MESSAGES + 1, 1, answer, sizeof(answer)),
			 0);
	assert_int_equal(bench_ask("TOUCHWIRE1", UINT64_MAX, 9, answer, sizeof(answer)),
			 0);
	assert_int_equal(stats->requests_early, 4);
	/* Numbers begin with 1. */
	assert_int_equal(bench_ask("TOUCHWIRE1", 0, 9, answer, sizeof(answer)), 0);
	assert_int_equal(stats->requests_old, 1);
	bench_close();
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
	bench_open(&config, TW_PROFILE_MIXED);
	stats = exchange_stats(bench.exchange);
	bench_publish_all();
	assert_int_equal(bench_ask("TOUCHWIRE1", MESSAGES - 1000, 1, answer, 1472), 0);
	assert_int_equal(stats->requests_old, 1);
	for (unsigned i = 0; i < 1000; i++) {
		size_t n = bench_ask("TOUCHWIRE1", MESSAGES - 999, 100, answer, 1472);

		if (n == 0)
			continue;
		assert_int_equal(check_answer(answer, n, MESSAGES - 999), 7);
		got++;
	}
	assert_in_range(got, 430, 570);
	assert_int_equal(got + stats->answers_lost, 1000);
	assert_int_equal(stats->answered, got);
	assert_int_equal(stats->answered_messages, got * 7);
	bench_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_requests_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
