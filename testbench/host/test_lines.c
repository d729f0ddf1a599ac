/* SPDX-License-Identifier: BSD-3-Clause */
/* Two lines: sequence, duplicates, waiting, gaps, sessions, bad frames. */
#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)
#define HOLD 1000u

/* @count adds of locate 13 from sequence @seq; the price is the sequence number. */
static struct frame adds(uint64_t seq, unsigned count)
{
	struct bytes messages[16];

	for (unsigned i = 0; i < count; i++)
		messages[i] = msg_add(13, 1000 + seq + i, 'B', (uint32_t)(seq + i), 1);
	return make_frame(SESSION, seq, messages, count, 0);
}

static struct frame empty(const char *session, uint64_t seq, uint16_t count)
{
	return make_frame(session, seq, NULL, 0, count);
}

static void open_lines(struct bench *b, unsigned feeds)
{
	struct tw_engine_config config = { .feeds = feeds, .hold_ns = HOLD };

	bench_open(b, &config);
	assert_int_equal(b->next, 5);
}

static uint64_t expected(const struct bench *b)
{
	struct tw_engine_status status;

	tw_engine_status(b->engine, &status);
	return status.expected;
}

static void test_first_copy_wins(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, adds(5, 3), 2000), 3);
	assert_int_equal(bench_frame(&b, 1, adds(5, 5), 2001), 2);
	assert_int_equal(bench_frame(&b, 0, adds(8, 2), 2002), 0);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 5);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_TAKEN], 9);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

static void test_other_line_fills(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, adds(7, 2), 2000), 0);
	assert_int_equal(bench_frame(&b, 1, adds(5, 2), 2900), 4);
	assert_int_equal(expected(&b), 9);
	assert_int_equal(bench_last(&b)->flags, 0);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

static void test_hold_expires(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	bench_send(&b, msg_add(13, 1, 'B', 1, 1));
	assert_int_equal(bench_frame(&b, 0, adds(9, 1), 2000), 0);
	assert_int_equal(tw_engine_advance(b.engine, 2999), 0);
	/* The frame of line B that would have filled comes as the hold is over. */
	assert_int_equal(bench_frame(&b, 1, adds(6, 3), 3000), 2);
	assert_int_equal(b.touches[1].feed_seq, 6);
	assert_int_equal(b.touches[1].flags, TW_FLAG_STALE);
	assert_int_equal(b.touches[1].exchange_ns, 34200000000000u);
	assert_int_equal(b.touches[2].feed_seq, 9);
	assert_int_equal(bench_counters(&b)->lost, 3);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 3);
	bench_close(&b);
}

static void test_both_ahead(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	assert_int_equal(bench_frame(&b, 0, adds(9, 1), 2000), 0);
	assert_int_equal(bench_frame(&b, 1, adds(7, 2), 2001), 3);
	assert_int_equal(bench_counters(&b)->lost, 2);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(expected(&b), 10);
	bench_close(&b);
}

static void test_single_line_does_not_wait(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, TW_FEED_A);
	assert_int_equal(bench_frame(&b, 0, adds(9, 1), 2000), 1);
	assert_int_equal(bench_counters(&b)->lost, 4);
	assert_int_equal(bench_frame(&b, 1, adds(10, 1), 2001), 0);
	assert_int_equal(bench_counters(&b)->frame[1][TW_FRAME_DISABLED], 1);
	/* What lies behind is a duplicate. */
	assert_int_equal(bench_frame(&b, 0, adds(5, 4), 2002), 0);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 4);
	bench_close(&b);
}

static void test_heartbeats_reveal(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	bench_frame(&b, 0, adds(5, 1), 2000);
	assert_int_equal(bench_frame(&b, 0, empty(SESSION, 6, 0), 2001), 0);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	assert_int_equal(bench_frame(&b, 0, empty(SESSION, 8, 0), 2002), 0);
	assert_int_equal(bench_frame(&b, 1, empty(SESSION, 7, 0), 2003), 1);
	/* B's heartbeat reaches 7, A's waits for 7 alone now. */
	assert_int_equal(bench_counters(&b)->lost, 1);
	assert_int_equal(expected(&b), 7);
	assert_int_equal(tw_engine_advance(b.engine, 3002), 0);
	assert_int_equal(bench_counters(&b)->lost, 2);
	assert_int_equal(expected(&b), 8);
	bench_close(&b);
}

static void test_late_join(void **state)
{
	struct tw_engine_config config = { .symbols = 1, .all = true };
	struct frame first = adds(14764496, 1);
	struct tw_engine *engine = tw_engine_create(&config);

	(void)state;
	tw_engine_frame(engine, 0, first.at, first.length, first.length, 1, 0);
	assert_int_equal(tw_engine_counters(engine)->lost, 14764495);
	assert_int_equal(tw_engine_counters(engine)->gaps, 1);
	tw_engine_destroy(engine);
}

static void test_finish_releases(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	bench_frame(&b, 0, adds(9, 2), 2000);
	assert_int_equal(tw_engine_finish(b.engine), 2);
	assert_int_equal(bench_counters(&b)->lost, 4);
	bench_close(&b);
}

static void test_sessions(void **state)
{
	struct bytes directory = msg_directory(77, "AAPL");
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	bench_frame(&b, 0, adds(5, 1), 2000);
	assert_int_equal(
		bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2001),
		0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 1);
	assert_int_equal(bench_frame(&b, 0, empty(SESSION, 6, 0xffff), 2002), 1);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_STALE | TW_FLAG_ENDED);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_END], 1);
	assert_int_equal(
		bench_frame(&b, 1, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2003),
		1);
	assert_int_equal(bench_last(&b)->bid_size, 0);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_HALTED);
	assert_int_equal(bench_last(&b)->feed_seq, 0);
	assert_int_equal(bench_last(&b)->exchange_ns, 0);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_CLEAR], 1);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_DIRECTORY], 3);
	assert_int_equal(expected(&b), 2);
	/* The old day's locate is nobody's, its packets are dropped. */
	assert_int_equal(bench_frame(&b, 0, adds(6, 1), 2004), 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 2);
	bench_close(&b);
}

static void test_clear_command(void **state)
{
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	bench_frame(&b, 0, adds(5, 1), 2000);
	tw_engine_clear(b.engine);
	assert_int_equal(b.count, 2);
	assert_int_equal(expected(&b), 1);
	/* Unpublished again: an empty symbol says nothing. */
	tw_engine_clear(b.engine);
	assert_int_equal(b.count, 2);
	bench_close(&b);
}

static void test_bad_frame_makes_stale(void **state)
{
	struct frame f = adds(5, 2);
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	assert_int_equal(tw_engine_frame(b.engine, 0, f.at, f.length, f.length, 2000,
					 TW_FRAME_FLAG_BAD),
			 3);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_STALE);
	assert_int_equal(bench_counters(&b)->frame[0][TW_FRAME_BAD], 1);
	assert_int_equal(bench_counters(&b)->lost, 0);
	/* None of its messages taken: nothing happens. */
	assert_int_equal(tw_engine_frame(b.engine, 1, f.at, f.length, f.length, 2001,
					 TW_FRAME_FLAG_BAD),
			 0);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_counters(&b)->lost, 0);
	bench_close(&b);
}

static void test_bad_frame_that_waits(void **state)
{
	struct frame f = adds(6, 1);
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	tw_engine_frame(b.engine, 0, f.at, f.length, f.length, 2000, TW_FRAME_FLAG_BAD);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	assert_int_equal(bench_frame(&b, 1, adds(5, 1), 2001), 3);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_STALE);
	bench_close(&b);
}

static void test_overrun_uses_whole_messages(void **state)
{
	struct frame f = adds(5, 3);
	struct bench b;

	(void)state;
	open_lines(&b, BOTH);
	f.at[42 + 19] = 4; /* count says one more */
	assert_int_equal(bench_frame(&b, 0, f, 2000), 3);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_OVERRUN], 1);
	f = adds(8, 3);
	f.length -= 1;
	assert_int_equal(bench_frame(&b, 0, f, 2001), 2);
	assert_int_equal(bench_counters(&b)->frame[0][TW_FRAME_TRUNCATED], 1);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_OVERRUN], 2);
	f.length = 42 + 19;
	assert_int_equal(bench_frame(&b, 0, f, 2002), 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SHORT], 1);
	bench_close(&b);
}

static void test_full_line_counts_overflow(void **state)
{
	struct tw_engine_config config = { .feeds = BOTH,
					   .hold_ns = HOLD,
					   .hold_messages = 3 };
	struct bench b;

	(void)state;
	bench_open(&b, &config);
	bench_frame(&b, 0, adds(6, 5), 2000);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_OVERFLOW], 2);
	assert_int_equal(bench_frame(&b, 1, adds(5, 1), 2001), 4);
	assert_int_equal(expected(&b), 9);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_copy_wins),
		cmocka_unit_test(test_other_line_fills),
		cmocka_unit_test(test_hold_expires),
		cmocka_unit_test(test_both_ahead),
		cmocka_unit_test(test_single_line_does_not_wait),
		cmocka_unit_test(test_heartbeats_reveal),
		cmocka_unit_test(test_late_join),
		cmocka_unit_test(test_finish_releases),
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_clear_command),
		cmocka_unit_test(test_bad_frame_makes_stale),
		cmocka_unit_test(test_bad_frame_that_waits),
		cmocka_unit_test(test_overrun_uses_whole_messages),
		cmocka_unit_test(test_full_line_counts_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
