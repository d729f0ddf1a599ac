/* SPDX-License-Identifier: BSD-3-Clause */
/* The host loads the book anew, while what comes live waits. */
#include <errno.h>

#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)

static void open_repair(struct bench *b, unsigned feeds, uint32_t hold_messages)
{
	struct tw_engine_config config = { .feeds = feeds,
					   .hold_ns = BENCH_HOLD,
					   .repair = true,
					   .hold_messages = hold_messages };

	bench_open(b, &config);
}

/* Joining late: what comes live waits while the book is loaded, none is lost or doubled. */
static void a16_load_and_resume(void **state)
{
	struct bytes book[] = { msg_directory(13, "AAPL"), msg_state(13, 'T'),
				msg_add(13, 1, 'B', 3, 30), msg_add(13, 2, 'S', 999, 7) };
	struct bench b;

	(void)state;
	open_repair(&b, BOTH, 0);
	tw_engine_clear(b.engine);
	bench_frame(&b, 0, frame_adds(100, 2), 2000);
	bench_frame(&b, 1, frame_adds(100, 2), 2001);
	assert_true(bench_status(&b).holding);
	assert_int_equal(bench_counters(&b)->lost, 99);
	tw_engine_load(b.engine, 104);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_OLD_DAY], 4);
	assert_int_equal(bench_status(&b).waiting[0], 0);
	/* Whatever number they bear. */
	bench_frame(&b, 0, frame_adds(102, 3), 2002);
	assert_int_equal(bench_replay(&b, make_frame(SESSION, 1000, book, 2, 0)), 0);
	bench_frame(&b, 1, frame_adds(102, 4), 2003);
	assert_int_equal(bench_replay(&b, make_frame(SESSION, 0, book + 2, 2, 0)), 0);
	assert_int_equal(bench_last(&b)->feed_seq, 104);
	assert_int_equal(bench_last(&b)->ask_size, 7);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_STALE);
	assert_int_equal(bench_status(&b).expected, 104);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	assert_true(bench_status(&b).loading);
	/* The snapshot was as of 102. */
	tw_engine_resume(b.engine, 103);
	assert_int_equal(bench_status(&b).expected, 103);
	bench_frame(&b, 0, frame_adds(105, 1), 2004);
	bench_replay(&b, frame_adds(103, 1));
	assert_int_equal(bench_status(&b).expected, 106);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	assert_int_equal(bench_last(&b)->bid_price, 105);
	assert_int_equal(bench_last(&b)->flags, 0);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	/* Out of season. */
	tw_engine_resume(b.engine, 3);
	assert_int_equal(bench_status(&b).expected, 106);
	bench_close(&b);
}

/* The host begins before any packet came; its session is today's. */
static void a16_load_before_the_first_packet(void **state)
{
	struct bytes directory = msg_directory(13, "AAPL");
	uint64_t far = (uint64_t)9 << 20;
	struct bench b;

	(void)state;
	open_repair(&b, TW_FEED_A, 0);
	tw_engine_clear(b.engine);
	tw_engine_load(b.engine, far);
	bench_replay(&b, make_frame(SESSION, 1, &directory, 1, 0));
	assert_string_equal(bench_status(&b).session, SESSION);
	assert_false(bench_status(&b).tentative);
	bench_frame(&b, 0, frame_empty(SESSION, far, 0), 1999);
	tw_engine_resume(b.engine, far);
	assert_int_equal(bench_frame(&b, 0, frame_adds(far - 1, 2), 2000), 1);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 1);
	/* The numbers that the host tells are believed, each time. */
	tw_engine_load(b.engine, 2 * far);
	bench_frame(&b, 0, frame_empty(SESSION, 2 * far, 0), 2001);
	tw_engine_resume(b.engine, 3 * far);
	bench_frame(&b, 0, frame_empty(SESSION, 3 * far, 0), 2002);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], 0);
	/* What was loaded has no number to be compared with. */
	assert_int_equal(bench_counters(&b)->compared, 0);
	bench_close(&b);
}

/* Without `repair` a gap is passed over, but the host may load. */
static void a16_load_without_repair(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, TW_FEED_A);
	bench_frame(&b, 0, frame_adds(7, 1), 2000);
	assert_false(bench_status(&b).holding);
	tw_engine_load(b.engine, 9);
	tw_engine_resume(b.engine, 9);
	bench_frame(&b, 0, frame_adds(12, 1), 2001);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	bench_replay(&b, frame_adds(9, 3));
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	bench_frame(&b, 0, frame_adds(20, 1), 2002);
	assert_int_equal(bench_counters(&b)->gaps, 2);
	assert_int_equal(bench_status(&b).expected, 21);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a16_load_and_resume),
		cmocka_unit_test(a16_load_before_the_first_packet),
		cmocka_unit_test(a16_load_without_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
