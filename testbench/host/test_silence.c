/* SPDX-License-Identifier: BSD-3-Clause */
/* Silence of lines, and the end of the session: what all records say then. */
#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)

#define SILENCE 5000u
#define STALE 9000u

static void open_timed(struct bench *b, unsigned feeds)
{
	struct tw_engine_config config = { .feeds = feeds,
					   .hold_ns = BENCH_HOLD,
					   .silence_ns = SILENCE,
					   .stale_ns = STALE };

	bench_open(b, &config);
	bench_send(b, msg_add(13, 1, 'B', 1, 1));
	assert_int_equal(b->now, 1050);
}

/* The last record and how many there are. */
static void expect_flags(const struct bench *b, unsigned count, unsigned flags)
{
	assert_int_equal(b->count, count);
	assert_int_equal(bench_last(b)->flags, flags);
}

static void a11_each_line_and_both(void **state)
{
	struct bench b;

	(void)state;
	open_timed(&b, BOTH);
	/* Line B has been silent since the first time that the engine was told. */
	assert_int_equal(tw_engine_advance(b.engine, 1010 + SILENCE - 1), 0);
	tw_engine_advance(b.engine, 1010 + SILENCE);
	expect_flags(&b, 2, TW_FLAG_SILENT_B);
	assert_int_equal(bench_last(&b)->feed_seq, 6);
	assert_int_equal(bench_last(&b)->exchange_ns, 34200000000000u);
	assert_int_equal(bench_last(&b)->arrival_ns, 0);
	assert_true(bench_status(&b).silent[1] && !bench_status(&b).silent[0]);
	/* Both at last, in one call that lets much time pass. */
	tw_engine_advance(b.engine, 100000);
	assert_int_equal(b.touches[2].flags, TW_FLAG_SILENT_A | TW_FLAG_SILENT_B);
	expect_flags(&b, 4,
		     TW_FLAG_SILENT_A | TW_FLAG_SILENT_B | TW_FLAG_SILENT |
			     TW_FLAG_STALE);
	assert_true(bench_status(&b).all_silent);
	assert_false(bench_status(&b).stale);
	/* A packet of the session says that its line lives, and nothing else does. */
	bench_frame(&b, 1, frame_empty(OTHER_SESSION, 6, 0), 100001);
	bench_frame(&b, 1, frame_adds(UINT64_MAX, 1), 100002);
	assert_int_equal(b.count, 4);
	bench_frame(&b, 1, frame_adds(6, 1), 100003);
	assert_int_equal(b.touches[4].flags, TW_FLAG_SILENT_A);
	assert_int_equal(b.touches[4].bid_price, 1);
	expect_flags(&b, 6, TW_FLAG_SILENT_A);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_LINES], 4);
	bench_close(&b);
}

static void a11_heartbeats_keep_a_line_alive(void **state)
{
	struct bench b;

	(void)state;
	open_timed(&b, BOTH);
	for (uint64_t now = 2000; now < 100000; now += SILENCE - 1)
		for (unsigned port = 0; port < 2; port++)
			bench_frame(&b, port, frame_empty(SESSION, 6, 0), now);
	assert_int_equal(b.count, 1);
	bench_close(&b);
}

static void a11_a_line_that_is_off_is_never_silent(void **state)
{
	struct bench b;

	(void)state;
	open_timed(&b, TW_FEED_A);
	tw_engine_advance(b.engine, 1050 + SILENCE);
	expect_flags(&b, 2, TW_FLAG_SILENT_A);
	tw_engine_advance(b.engine, 1050 + STALE - 1);
	assert_int_equal(b.count, 2);
	tw_engine_advance(b.engine, 1050 + STALE);
	expect_flags(&b, 3, TW_FLAG_SILENT_A | TW_FLAG_SILENT | TW_FLAG_STALE);
	bench_close(&b);
}

/* What is due happens in the order of time, silence first when both are due at once. */
static void a11_gaps_and_silence_in_order(void **state)
{
	unsigned both = TW_FLAG_SILENT_B | TW_FLAG_STALE;
	struct bench b;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		open_timed(&b, BOTH);
		/* B falls silent at 6010; A's gap is due one before that, or then. */
		bench_frame(&b, 0, frame_adds(8, 1), 1010 + SILENCE - BENCH_HOLD - 1 + i);
		tw_engine_advance(b.engine, 9000);
		assert_int_equal(b.touches[1].flags,
				 i == 0 ? TW_FLAG_STALE : TW_FLAG_SILENT_B);
		assert_int_equal(bench_last(&b)->flags, both);
		bench_close(&b);
	}
}

/* Silence is not a gap: it goes as it came. */
static void a11_silence_and_a_gap(void **state)
{
	struct bench b;

	(void)state;
	open_timed(&b, TW_FEED_A);
	bench_frame(&b, 0, frame_adds(8, 1), 2000);
	tw_engine_advance(b.engine, 100000);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	expect_flags(&b, 5, TW_FLAG_SILENT_A | TW_FLAG_SILENT | TW_FLAG_STALE);
	bench_frame(&b, 0, frame_empty(SESSION, 9, 0), 100001);
	expect_flags(&b, 6, 0);
	bench_close(&b);
}

static void a12_end_of_session(void **state)
{
	struct bytes directory = msg_directory(13, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 1), 2000);
	bench_frame(&b, 0, frame_empty(SESSION, 7, TW_MOLD_END), 2001);
	/* Its number is ahead: the last chance for what is missing. */
	assert_true(bench_status(&b).ended);
	assert_int_equal(bench_last(&b)->flags, 0);
	bench_frame(&b, 1, frame_adds(6, 1), 2002);
	expect_flags(&b, 3, TW_FLAG_STALE | TW_FLAG_ENDED);
	assert_int_equal(bench_last(&b)->feed_seq, 7);
	assert_int_equal(bench_status(&b).expected, 7);
	assert_false(bench_status(&b).stale);
	/* Once. */
	bench_frame(&b, 1, frame_empty(SESSION, 7, TW_MOLD_END), 2003);
	assert_int_equal(b.count, 3);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_END], 2);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_LINES], 1);
	/* A load does not begin a day. */
	tw_engine_load(b.engine, 7);
	expect_flags(&b, 4, TW_FLAG_STALE | TW_FLAG_ENDED | TW_FLAG_HALTED);
	bench_frame(&b, 1, make_frame(OTHER_SESSION, 1, &directory, 1, 0), 2004);
	bench_frame(&b, 1,
		    make_frame(OTHER_SESSION, 2,
			       (struct bytes[]){ msg_add(13, 1, 'B', 1, 1) }, 1, 0),
		    2005);
	/* The new day is told of a symbol that was shown, loaded or not; then its add. */
	expect_flags(&b, 6, TW_FLAG_HALTED);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a11_each_line_and_both),
		cmocka_unit_test(a11_heartbeats_keep_a_line_alive),
		cmocka_unit_test(a11_a_line_that_is_off_is_never_silent),
		cmocka_unit_test(a11_gaps_and_silence_in_order),
		cmocka_unit_test(a11_silence_and_a_gap),
		cmocka_unit_test(a12_end_of_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
