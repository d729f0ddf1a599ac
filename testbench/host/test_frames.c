/* SPDX-License-Identifier: BSD-3-Clause */
/* What lines cannot be trusted in: frames that ended bad, blocks cut short, copies unlike. */
#include <errno.h>

#include <touchwire/touch.h>

#include "support.h"

#define BOTH (TW_FEED_A | TW_FEED_B)

static void b1_bad_frame_makes_stale(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	assert_int_equal(bench_bad_frame(&b, 0, frame_adds(5, 2), 2000), 3);
	/* Both records and the gap's say it; the gap's is published because the last is unlike
	 * what is remembered. */
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(b.touches[i].flags, TW_FLAG_STALE);
	assert_int_equal(b.touches[2].feed_seq, 7);
	/* None of its messages taken: nothing happens. */
	assert_int_equal(bench_bad_frame(&b, 1, frame_adds(5, 2), 2001), 0);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_counters(&b)->lost, 0);
	bench_close(&b);
}

static void b1_bad_frame_that_waits(void **state)
{
	struct bytes book[] = { msg_directory(13, "AAPL"), msg_state(13, 'T'),
				msg_add(13, 1, 'B', 9, 1) };
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_bad_frame(&b, 0, frame_adds(6, 1), 2000);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	assert_int_equal(bench_frame(&b, 1, frame_adds(5, 1), 2001), 3);
	assert_int_equal(b.touches[0].flags, 0);
	assert_int_equal(b.touches[1].flags, TW_FLAG_STALE);
	assert_int_equal(b.touches[2].flags, TW_FLAG_STALE);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	/* Only a load mends the book; the next frame is trusted. */
	assert_true(bench_status(&b).spoilt);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	tw_engine_load(b.engine, 7);
	assert_int_equal(bench_replay(&b, make_frame(SESSION, 0, book, 3, 0)), 0);
	tw_engine_resume(b.engine, 7);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	assert_int_equal(bench_last(&b)->flags, 0);
	/* The next day is not spoilt either. */
	bench_bad_frame(&b, 0, frame_adds(7, 1), 2002);
	bench_frame(&b, 0, frame_empty(SESSION, 8, TW_MOLD_END), 2003);
	bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, book, 3, 0), 2004);
	assert_false(bench_status(&b).spoilt);
	assert_int_equal(bench_last(&b)->flags, 0);
	bench_close(&b);
}

/* When nothing of it was taken, nothing is in doubt, nor is the frame behind it. */
static void b1_bad_copy(void **state)
{
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 2), 2000);
	assert_int_equal(bench_bad_frame(&b, 1, frame_adds(5, 2), 2001), 0);
	bench_frame(&b, 1, frame_adds(7, 1), 2002);
	assert_int_equal(bench_last(&b)->flags, 0);
	assert_int_equal(bench_counters(&b)->gaps, 0);
	bench_close(&b);
}

/* One that begins a day: of the new day, but not trusted. */
static void b1_bad_frame_begins_a_day(void **state)
{
	struct bytes add = msg_directory(13, "AAPL");
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_empty(SESSION, 5, TW_MOLD_END), 2000);
	bench_bad_frame(&b, 0, make_frame(OTHER_SESSION, 1, &add, 1, 0), 2001);
	assert_true(bench_status(&b).stale);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(bench_status(&b).expected, 2);
	bench_close(&b);
}

static void c3_overrun_uses_whole_messages(void **state)
{
	struct frame f = frame_adds(5, 3);
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	f.at[42 + 19] = 4; /* count says one more */
	assert_int_equal(bench_frame(&b, 0, f, 2000), 3);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_OVERRUN], 1);
	f = frame_adds(8, 3);
	f.length -= 1;
	assert_int_equal(bench_frame(&b, 0, f, 2001), 2);
	assert_int_equal(bench_counters(&b)->frame[0][TW_FRAME_TRUNCATED], 1);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_OVERRUN], 2);
	f.length = 42 + 19;
	assert_int_equal(bench_frame(&b, 0, f, 2002), 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SHORT], 1);
	bench_close(&b);
}

static void a8_content_mismatch(void **state)
{
	struct frame other = frame_adds(5, 2), late = frame_adds(5, 1);
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_adds(5, 2), 2000);
	/* Byte 35 of the second message: the last that is compared. */
	other.at[42 + 20 + 2 + 36 + 2 + 35] ^= 0x80;
	assert_int_equal(bench_frame(&b, 1, other, 2001), 0);
	assert_int_equal(bench_counters(&b)->compared, 2);
	assert_int_equal(bench_counters(&b)->mismatch, 1);
	/* A thousand numbers are kept, no more. */
	for (uint64_t seq = 7; seq < 5 + 1024; seq += 2)
		bench_frame(&b, 0,
			    make_frame(SESSION, seq,
				       (struct bytes[]){ msg_delete(99, seq),
							 msg_delete(99, seq) },
				       2, 0),
			    2002 + seq);
	assert_int_equal(bench_status(&b).expected, 5 + 1024);
	bench_frame(&b, 1, late, 9000);
	assert_int_equal(bench_counters(&b)->compared, 3);
	bench_frame(&b, 0,
		    make_frame(SESSION, 5 + 1024, (struct bytes[]){ msg_delete(99, 1) },
			       1, 0),
		    9001);
	bench_frame(&b, 1, late, 9002);
	assert_int_equal(bench_counters(&b)->compared, 3);
	assert_int_equal(bench_counters(&b)->mismatch, 1);
	bench_close(&b);
}

/* Bits three places apart in neighbouring words cancel out; a length does not. */
static void a8_what_a_fingerprint_tells(void **state)
{
	struct bytes m = msg_add(13, 1, 'B', 1, 1);
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, make_frame(SESSION, 5, &m, 1, 0), 2000);
	m.at[8] ^= 0x20;
	bench_frame(&b, 1, make_frame(SESSION, 5, &m, 1, 0), 2001);
	assert_int_equal(bench_counters(&b)->mismatch, 1);
	m.at[30] ^= 0x40;
	bench_frame(&b, 1, make_frame(SESSION, 5, &m, 1, 0), 2002);
	assert_int_equal(bench_counters(&b)->mismatch, 1);
	m.length++;
	bench_frame(&b, 1, make_frame(SESSION, 5, &m, 1, 0), 2003);
	assert_int_equal(bench_counters(&b)->mismatch, 2);
	assert_int_equal(bench_counters(&b)->compared, 3);
	/* Behind a gap that is longer than what is kept. */
	bench_frame(&b, 0, frame_adds(5 + 1025, 1), 2004);
	tw_engine_advance(b.engine, 9000);
	bench_frame(&b, 1, make_frame(SESSION, 5, &m, 1, 0), 9001);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 4);
	assert_int_equal(bench_counters(&b)->compared, 3);
	bench_close(&b);
}

/* A new day's numbers are not compared with those of the day before. */
static void a8_days_are_not_compared(void **state)
{
	struct bytes runt = { { 'D' }, 2 };
	struct bytes add = msg_add(13, 1, 'B', 1, 1);
	struct bench b;

	(void)state;
	bench_open_lines(&b, BOTH);
	bench_frame(&b, 0, frame_empty(SESSION, 5, TW_MOLD_END), 2000);
	bench_frame(&b, 0, make_frame(OTHER_SESSION, 1, &runt, 1, 0), 2001);
	bench_frame(&b, 1, make_frame(OTHER_SESSION, 1, &add, 1, 0), 2002);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 1);
	assert_int_equal(bench_counters(&b)->compared, 0);
	bench_close(&b);
}

/* As a MAC error: the frame has its cause, its messages are taken and doubted. */
static void b9_udp_checksum(void **state)
{
	struct tw_engine_config config = { .feeds = BOTH, .filter.udp_check = true };
	struct frame f = frame_adds(5, 1);
	struct bench b;

	(void)state;
	bench_open(&b, &config);
	f.at[34 + 7] = 1;
	assert_int_equal(bench_frame(&b, 1, f, 2000), 2);
	assert_int_equal(b.touches[0].flags, TW_FLAG_STALE);
	assert_int_equal(bench_counters(&b)->frame[1][TW_FRAME_UDP_CHECKSUM], 1);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_DATA], 5);
	assert_true(bench_status(&b).spoilt);
	/* Both errors: the MAC's counts. */
	bench_bad_frame(&b, 1, f, 2001);
	assert_int_equal(bench_counters(&b)->frame[1][TW_FRAME_BAD], 1);
	assert_int_equal(bench_counters(&b)->frame[1][TW_FRAME_UDP_CHECKSUM], 1);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b1_bad_frame_makes_stale),
		cmocka_unit_test(b1_bad_frame_that_waits),
		cmocka_unit_test(b1_bad_copy),
		cmocka_unit_test(b1_bad_frame_begins_a_day),
		cmocka_unit_test(c3_overrun_uses_whole_messages),
		cmocka_unit_test(a8_content_mismatch),
		cmocka_unit_test(a8_what_a_fingerprint_tells),
		cmocka_unit_test(a8_days_are_not_compared),
		cmocka_unit_test(b9_udp_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
