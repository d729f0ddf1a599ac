/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets out of the blue: other sessions, numbers far away, the first packet of all. */
#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)

static void a13_sessions(void **state)
{
	struct bytes directory = msg_directory(77, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 1), 2000);
	assert_int_equal(
		bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2001),
		0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 1);
	assert_int_equal(bench_frame(&b, 0, frame_empty(SESSION, 6, 0xffff), 2002), 1);
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
	assert_int_equal(bench_status(&b).expected, 2);
	/* The old day's locate is nobody's, its packets are dropped. */
	assert_int_equal(bench_frame(&b, 0, frame_adds(6, 1), 2004), 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 2);
	bench_close(&b);
}

static void a13_old_day_is_counted(void **state)
{
	struct bytes runt = { { 'D' }, 2 }, directory = msg_directory(13, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(7, 3), 2000);
	bench_frame(&b, 0, make_frame(SESSION, 10, &runt, 1, 0), 2001);
	bench_frame(&b, 0, frame_empty(SESSION, 11, TW_MOLD_END), 2002);
	bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2003);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_OLD_DAY], 3);
	assert_int_equal(bench_status(&b).expected, 2);
	bench_close(&b);
}

static void a14_restart_at_one_looks_old(void **state)
{
	struct bytes directory = msg_directory(77, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 1), 2000);
	assert_int_equal(
		bench_frame(&b, 0, make_frame(SESSION, 1, &directory, 1, 0), 2001), 0);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 1);
	assert_int_equal(bench_counters(&b)->mismatch, 1);
	assert_int_equal(bench_status(&b).expected, 6);
	bench_close(&b);
}

static void a16_join_late_is_a_gap(void **state)
{
	struct tw_engine_config config = { .symbols = 1, .all = true };
	struct frame first = frame_adds(14764496, 1);
	struct tw_engine *engine = tw_engine_create(&config);

	(void)state;
	tw_engine_frame(engine, 0, first.at, first.length, first.length, 1, 0);
	assert_int_equal(tw_engine_counters(engine)->lost, 14764495);
	assert_int_equal(tw_engine_counters(engine)->gaps, 1);
	tw_engine_destroy(engine);
}

/* A packet of @session far away: @region times 2^20 ahead of 5. */
static struct frame far_adds(const char *session, uint64_t region)
{
	struct bytes add = msg_add(13, 7, 'B', 7, 1);

	return make_frame(session, 5 + (region << 20), &add, 1, 0);
}

static void expect_untouched(struct bench *b, uint64_t wild)
{
	assert_int_equal(bench_counters(b)->packet[TW_PACKET_WILD], wild);
	assert_int_equal(bench_counters(b)->gaps, 0);
	assert_int_equal(bench_status(b).expected, 5);
	assert_int_equal(b->count, 0);
}

static void a9_wild_jump_needs_a_second(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, TW_FEED_A);
	/* Each alone: too far from one another, one before the other, something sane between. */
	bench_frame(&b, 0, far_adds(SESSION, 9), 2000);
	bench_frame(&b, 0, far_adds(SESSION, 11), 2001);
	bench_frame(&b, 0, far_adds(SESSION, 10), 2002);
	bench_frame(&b, 0, frame_empty(SESSION, 5, 0), 2003);
	bench_frame(&b, 0, far_adds(SESSION, 10), 2004);
	expect_untouched(&b, 4);
	/* An end of session that is wild ends nothing. */
	bench_frame(&b, 0, frame_empty(SESSION, (uint64_t)20 << 20, TW_MOLD_END), 2005);
	assert_false(bench_status(&b).ended);
	expect_untouched(&b, 5);
	/* A second one agrees. */
	assert_int_equal(bench_frame(&b, 0, far_adds(SESSION, 21), 2006), 1);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_status(&b).expected, 6 + ((uint64_t)21 << 20));
	/* From there numbers are near again. */
	bench_frame(&b, 0, far_adds(SESSION, 22), 2007);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], 5);
	bench_close(&b);
}

static void a9_the_other_line_agrees(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, far_adds(SESSION, 2), 2000);
	expect_untouched(&b, 1);
	bench_frame(&b, 1, far_adds(SESSION, 2), 2001);
	assert_int_equal(bench_status(&b).waiting[1], 1);
	/* What was believed stays near while the line waits. */
	bench_frame(&b, 0, far_adds(SESSION, 3), 2002);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], 1);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	bench_close(&b);
}

static void a9_the_next_region_is_near(void **state)
{
	struct tw_engine_config config = { .wild_ok = true };
	struct bench b;

	(void)state;
	bench_open_lines(&b, TW_FEED_A);
	bench_frame(&b, 0, far_adds(SESSION, 1), 2000);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	bench_close(&b);
	bench_open(&b, &config);
	bench_frame(&b, 0, far_adds(SESSION, 1000), 2000);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	bench_close(&b);
}

static void a15_top_numbers_never_count(void **state)
{
	struct tw_engine_config config = { .feeds = TW_FEED_A, .wild_ok = true };
	struct bench b;

	(void)state;
	for (unsigned i = 0; i < 2; i++, config.wild_ok = false) {
		bench_open(&b, &config);
		bench_frame(&b, 0, frame_adds(UINT64_MAX, 1), 2000);
		bench_frame(&b, 0, frame_adds(UINT64_MAX - 1, 2), 2001);
		bench_frame(&b, 0, frame_empty(SESSION, (uint64_t)1 << 63, 0), 2002);
		expect_untouched(&b, 3);
		bench_close(&b);
	}
	/* Not as a first packet, nor to begin a day. */
	bench_open_lines(&b, TW_FEED_A);
	tw_engine_clear(b.engine);
	bench_frame(&b, 0, frame_adds(UINT64_MAX, 1), 2000);
	assert_false(bench_status(&b).adopted);
	bench_frame(&b, 0, frame_empty(SESSION, 1, TW_MOLD_END), 2001);
	bench_frame(&b, 0, frame_empty(OTHER_SESSION, UINT64_MAX, 0), 2002);
	assert_string_equal(bench_status(&b).session, SESSION);
	bench_close(&b);
}

/* The first packet of all is believed only when a second one agrees. */
static void a9_tentative_session(void **state)
{
	struct frame others[] = { far_adds(OTHER_SESSION, 0), far_adds(SESSION, 9),
				  far_adds(SESSION, 1) };
	struct bench b;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		bench_open_lines(&b, TW_FEED_A);
		tw_engine_clear(b.engine);
		bench_frame(&b, 0, far_adds(SESSION, 3), 2000);
		assert_true(bench_status(&b).tentative);
		bench_frame(&b, 0, others[i], 2001);
		assert_true(bench_status(&b).tentative);
		assert_int_equal(bench_counters(&b)->book[TW_BOOK_CLEAR], 2);
		assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], 0);
		bench_frame(&b, 0, others[i], 2002);
		assert_false(bench_status(&b).tentative);
		assert_int_equal(bench_counters(&b)->book[TW_BOOK_CLEAR], 2);
		/* Now it is the other one that is strange. */
		bench_frame(&b, 0, far_adds(SESSION, 3 + 9 * (i == 1)), 2003);
		assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], i == 0);
		assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], i != 0);
		bench_close(&b);
	}
}

static void a9_tentative_one_region_back(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, TW_FEED_A);
	tw_engine_clear(b.engine);
	bench_frame(&b, 0, far_adds(SESSION, 3), 2000);
	bench_frame(&b, 0, far_adds(SESSION, 2), 2001);
	assert_false(bench_status(&b).tentative);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_CLEAR], 1);
	bench_close(&b);
}

/* While the new day is tentative, the old one's last packets do not bring it back. */
static void a13_late_packets_of_the_old_day(void **state)
{
	struct bytes directory = msg_directory(13, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_empty(SESSION, 5, TW_MOLD_END), 2000);
	bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2001);
	assert_true(bench_status(&b).tentative);
	bench_frame(&b, 1, frame_empty(SESSION, 5, TW_MOLD_END), 2002);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 1);
	assert_string_equal(bench_status(&b).session, OTHER_SESSION);
	assert_false(bench_status(&b).ended);
	bench_frame(&b, 1, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2003);
	assert_int_equal(bench_status(&b).expected, 2);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_CLEAR], 1);
	/* A day that the host begins has none before it. */
	tw_engine_clear(b.engine);
	bench_frame(&b, 0, frame_empty(OTHER_SESSION, 5, 0), 2004);
	bench_frame(&b, 0, frame_empty(SESSION, 5, 0), 2005);
	assert_string_equal(bench_status(&b).session, SESSION);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a13_sessions),
		cmocka_unit_test(a13_old_day_is_counted),
		cmocka_unit_test(a14_restart_at_one_looks_old),
		cmocka_unit_test(a16_join_late_is_a_gap),
		cmocka_unit_test(a9_wild_jump_needs_a_second),
		cmocka_unit_test(a9_the_other_line_agrees),
		cmocka_unit_test(a9_the_next_region_is_near),
		cmocka_unit_test(a15_top_numbers_never_count),
		cmocka_unit_test(a9_tentative_session),
		cmocka_unit_test(a9_tentative_one_region_back),
		cmocka_unit_test(a13_late_packets_of_the_old_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
