/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two lines: sequence, duplicates, waiting, gaps. Names such as a4_ are
 * rows of the list of faults.
 */
#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)

static void a4_duplicates_leave(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, frame_adds(5, 3), 2000), 3);
	assert_int_equal(bench_frame(&b, 1, frame_adds(5, 5), 2001), 2);
	assert_int_equal(bench_frame(&b, 0, frame_adds(8, 2), 2002), 0);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 5);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_TAKEN], 9);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

static void a3_reorder_in_the_window(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, frame_adds(7, 2), 2000), 0);
	assert_int_equal(bench_frame(&b, 1, frame_adds(5, 2), 2900), 4);
	assert_int_equal(bench_status(&b).expected, 9);
	assert_int_equal(bench_last(&b)->flags, 0);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

static void a2_hold_expires(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_send(&b, msg_add(13, 1, 'B', 1, 1));
	assert_int_equal(bench_frame(&b, 0, frame_adds(9, 1), 2000), 0);
	assert_int_equal(tw_engine_advance(b.engine, 2999), 0);
	/* The frame of line B that would have filled comes as the hold is over. */
	assert_int_equal(bench_frame(&b, 1, frame_adds(6, 3), 3000), 2);
	assert_int_equal(b.touches[1].feed_seq, 6);
	assert_int_equal(b.touches[1].flags, TW_FLAG_STALE);
	assert_int_equal(b.touches[1].exchange_ns, 34200000000000u);
	assert_int_equal(b.touches[2].feed_seq, 9);
	assert_int_equal(bench_counters(&b)->lost, 3);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 3);
	bench_close(&b);
}

static void a2_both_lines_ahead(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, frame_adds(9, 1), 2000), 0);
	assert_int_equal(bench_frame(&b, 1, frame_adds(7, 2), 2001), 3);
	assert_int_equal(bench_counters(&b)->lost, 2);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_status(&b).expected, 10);
	bench_close(&b);
}

static void a6_packet_below_expected(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, TW_FEED_A);
	assert_int_equal(bench_frame(&b, 0, frame_adds(9, 1), 2000), 1);
	assert_int_equal(bench_counters(&b)->lost, 4);
	assert_int_equal(bench_frame(&b, 1, frame_adds(10, 1), 2001), 0);
	assert_int_equal(bench_counters(&b)->frame[1][TW_FRAME_DISABLED], 1);
	/* What lies behind is a duplicate. */
	assert_int_equal(bench_frame(&b, 0, frame_adds(5, 4), 2002), 0);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 4);
	bench_close(&b);
}

static void a10_heartbeats_reveal(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 1), 2000);
	assert_int_equal(bench_frame(&b, 0, frame_empty(SESSION, 6, 0), 2001), 0);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	assert_int_equal(bench_frame(&b, 0, frame_empty(SESSION, 8, 0), 2002), 0);
	assert_int_equal(bench_frame(&b, 1, frame_empty(SESSION, 7, 0), 2003), 1);
	/* B's heartbeat reaches 7, A's waits for 7 alone now. */
	assert_int_equal(bench_counters(&b)->lost, 1);
	assert_int_equal(bench_status(&b).expected, 7);
	assert_int_equal(tw_engine_advance(b.engine, 3002), 0);
	assert_int_equal(bench_counters(&b)->lost, 2);
	assert_int_equal(bench_status(&b).expected, 8);
	bench_close(&b);
}

static void a2_finish_releases(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(9, 2), 2000);
	assert_int_equal(tw_engine_finish(b.engine), 2);
	assert_int_equal(bench_counters(&b)->lost, 4);
	bench_close(&b);
}

static void test_clear_command(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 1), 2000);
	tw_engine_clear(b.engine);
	assert_int_equal(b.count, 2);
	assert_int_equal(bench_status(&b).expected, 1);
	/* Unpublished again: an empty symbol says nothing. */
	tw_engine_clear(b.engine);
	assert_int_equal(b.count, 2);
	bench_close(&b);
}

static void test_full_line_counts_overflow(void **state)
{
	struct tw_engine_config config = { .feeds = BOTH,
					   .hold_ns = BENCH_HOLD,
					   .hold_messages = 3 };
	struct bench b;

	(void)state;
	bench_open(&b, &config);
	bench_frame(&b, 0, frame_adds(6, 5), 2000);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_OVERFLOW], 2);
	assert_int_equal(bench_frame(&b, 1, frame_adds(5, 1), 2001), 4);
	assert_int_equal(bench_status(&b).expected, 9);
	bench_close(&b);
}

static void a1_loss_on_one_line(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	for (uint64_t seq = 5; seq < 65; seq++) {
		unsigned made = 0;

		if (seq % 3)
			made += bench_frame(&b, 0, frame_adds(seq, 1), 2000 + seq * 2);
		if (seq % 3 == 0 || seq % 2)
			made += bench_frame(&b, 1, frame_adds(seq, 1), 2001 + seq * 2);
		assert_int_equal(made, 1);
		assert_int_equal(bench_last(&b)->feed_seq, seq);
		assert_int_equal(bench_last(&b)->flags, 0);
	}
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

static void a5_overlap_in_part(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 4), 2000);
	assert_int_equal(bench_frame(&b, 0, frame_adds(7, 4), 2001), 2);
	assert_int_equal(bench_last(&b)->feed_seq, 10);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 2);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_TAKEN], 10);
	bench_close(&b);
}

/* Line A leads by seconds, then B does. */
static void a7_skew(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	for (uint64_t seq = 5; seq < 25; seq++)
		bench_frame(&b, 0, frame_adds(seq, 1), seq * 1000000000u);
	for (uint64_t seq = 5; seq < 45; seq++)
		bench_frame(&b, 1, frame_adds(seq, 1), (20 + seq) * 1000000000u);
	for (uint64_t seq = 25; seq < 45; seq++)
		bench_frame(&b, 0, frame_adds(seq, 1), (50 + seq) * 1000000000u);
	assert_int_equal(b.count, 40);
	for (unsigned i = 0; i < 40; i++)
		assert_int_equal(b.touches[i].feed_seq, 5 + i);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 40);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a4_duplicates_leave),
		cmocka_unit_test(a3_reorder_in_the_window),
		cmocka_unit_test(a2_hold_expires),
		cmocka_unit_test(a2_both_lines_ahead),
		cmocka_unit_test(a6_packet_below_expected),
		cmocka_unit_test(a10_heartbeats_reveal),
		cmocka_unit_test(a2_finish_releases),
		cmocka_unit_test(test_clear_command),
		cmocka_unit_test(test_full_line_counts_overflow),
		cmocka_unit_test(a1_loss_on_one_line),
		cmocka_unit_test(a5_overlap_in_part),
		cmocka_unit_test(a7_skew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
