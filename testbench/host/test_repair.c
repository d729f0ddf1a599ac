/* SPDX-License-Identifier: BSD-3-Clause */
/* Repair: the feed holds at a gap, the host replays, and says when all is right. */
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

static void a2_gap_holds(void **state)
{
	struct tw_engine_status status;
	struct bench b;

	(void)state;
	open_repair(&b, BOTH, 0);
	bench_frame(&b, 0, frame_adds(5, 1), 1999);
	bench_frame(&b, 0, frame_adds(8, 2), 2000);
	assert_int_equal(bench_replay(&b, frame_adds(6, 2)), -EAGAIN);
	assert_int_equal(sum_of(bench_counters(&b)->packet, TW_PACKET_CAUSES), 6);
	/* A second gap behind the first is not declared. */
	bench_frame(&b, 1, frame_adds(12, 1), 2001);
	status = bench_status(&b);
	assert_true(status.holding && status.stale && status.ahead[0] && status.ahead[1]);
	assert_int_equal(status.expected, 6);
	assert_int_equal(status.gap_first, 6);
	assert_int_equal(status.gap_next, 8);
	assert_int_equal(bench_counters(&b)->lost, 2);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	tw_engine_advance(b.engine, 1000000);
	assert_int_equal(bench_counters(&b)->gaps, 1);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	/* In parts, twice, and beyond what is missing. */
	assert_int_equal(bench_replay(&b, frame_adds(5, 2)), 0);
	assert_int_equal(bench_replay(&b, frame_adds(6, 1)), 0);
	assert_int_equal(bench_status(&b).expected, 7);
	assert_int_equal(bench_replay(&b, frame_adds(7, 2)), 0);
	assert_int_equal(bench_status(&b).expected, 10);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	/* A line brings the next one, the host the one behind it. */
	bench_frame(&b, 1, frame_adds(10, 1), 1000001);
	assert_int_equal(bench_status(&b).expected, 10);
	bench_frame(&b, 0, frame_adds(10, 1), 1000002);
	assert_int_equal(bench_replay(&b, frame_adds(11, 1)), 0);
	assert_int_equal(bench_status(&b).expected, 13);
	assert_int_equal(bench_last(&b)->flags, TW_FLAG_STALE);
	/* Another count of gaps is another gap. */
	assert_int_equal(tw_engine_fresh(b.engine, 2), -EAGAIN);
	assert_int_equal(tw_engine_fresh(b.engine, 1 + ((uint64_t)7 << 32)), 0);
	assert_int_equal(bench_last(&b)->flags, 0);
	assert_int_equal(bench_last(&b)->feed_seq, 13);
	assert_false(bench_status(&b).holding);
	assert_int_equal(bench_replay(&b, frame_adds(13, 1)), -EAGAIN);
	bench_close(&b);
}

/* What is next goes out whoever has it: A first, then B, then the host. */
static void a17_order_of_lines(void **state)
{
	struct bench b;

	(void)state;
	open_repair(&b, BOTH, 0);
	bench_frame(&b, 0, frame_adds(8, 2), 2000);
	bench_frame(&b, 1, frame_adds(7, 3), 2001);
	bench_replay(&b, frame_adds(5, 6));
	/* 5 and 6 of the host, 7 of B, 8 and 9 of A, 10 of the host. */
	assert_int_equal(bench_status(&b).expected, 11);
	assert_int_equal(b.count, 6);
	for (unsigned i = 0; i < 6; i++) {
		static const uint64_t arrivals[6] = { 0, 0, 2001, 2000, 2000, 0 };

		assert_int_equal(b.touches[i].feed_seq, 5 + i);
		assert_int_equal(b.touches[i].arrival_ns, arrivals[i]);
	}
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_DUPLICATE], 5);
	/* What the host still has when it says fresh is gone. */
	bench_replay(&b, frame_adds(12, 1));
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	bench_frame(&b, 0, frame_adds(14, 1), 2002);
	bench_frame(&b, 1, frame_adds(14, 1), 2003);
	bench_replay(&b, frame_adds(11, 1));
	assert_int_equal(bench_status(&b).expected, 12);
	/* Those of the host are not compared: 8, 9 of B were. */
	assert_int_equal(bench_counters(&b)->compared, 2);
	bench_close(&b);
}

/* The host's line has no special trust. */
static void a17_replay_of_another_range_or_day(void **state)
{
	struct bytes directory = msg_directory(77, "AAPL");
	struct frame cut = frame_adds(5, 3);
	struct bench b;

	(void)state;
	open_repair(&b, TW_FEED_A, 0);
	bench_frame(&b, 0, frame_adds(7, 1), 2000);
	assert_int_equal(bench_replay(&b, make_frame(OTHER_SESSION, 5, &directory, 1, 0)),
			 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SESSION], 1);
	bench_replay(&b, frame_empty(SESSION, 7, TW_MOLD_END));
	bench_replay(&b, frame_empty(SESSION, 9, TW_MOLD_HEARTBEAT));
	assert_false(bench_status(&b).ended);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_END], 1);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_HEARTBEAT], 1);
	bench_replay(&b, frame_adds(1, 4));
	bench_replay(&b, frame_adds((uint64_t)99 << 40, 2));
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_WILD], 0);
	assert_int_equal(bench_status(&b).expected, 5);
	assert_int_equal(tw_engine_replay(b.engine, cut.at + 42, 19), 0);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_SHORT], 1);
	/* What is whole counts; but here it stands behind numbers far away. */
	cut.length -= 1;
	bench_replay(&b, cut);
	assert_int_equal(bench_counters(&b)->packet[TW_PACKET_OVERRUN], 1);
	assert_int_equal(bench_status(&b).expected, 5);
	bench_frame(&b, 0, frame_adds(5, 2), 2001);
	assert_int_equal(bench_status(&b).expected, 5);
	tw_engine_load(b.engine, 5);
	tw_engine_resume(b.engine, 5);
	bench_replay(&b, cut);
	assert_int_equal(bench_status(&b).expected, 7);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	bench_close(&b);
}

static void a2_full_line_leaves_the_oldest(void **state)
{
	struct bytes runt = { { 'D' }, 2 };
	struct bench b;

	(void)state;
	open_repair(&b, TW_FEED_A, 3);
	bench_frame(&b, 0, frame_empty(SESSION, 6, 0), 2000);
	bench_frame(&b, 0, make_frame(SESSION, 6, &runt, 1, 0), 2001);
	bench_frame(&b, 0, frame_adds(7, 6), 2002);
	assert_int_equal(bench_status(&b).waiting[0], 3);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_PASSED], 3);
	assert_int_equal(bench_counters(&b)->message[TW_MESSAGE_OVERFLOW], 0);
	bench_replay(&b, frame_adds(5, 5));
	assert_int_equal(bench_status(&b).expected, 13);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	assert_int_equal(bench_last(&b)->bid_price, 12);
	bench_close(&b);
}

static void a2_full_replay_is_lost(void **state)
{
	struct bench b;

	(void)state;
	open_repair(&b, BOTH, 3);
	bench_frame(&b, 0, frame_adds(8, 1), 2000);
	tw_engine_advance(b.engine, 3000);
	bench_replay(&b, frame_adds(9, 3));
	assert_false(bench_status(&b).replay_lost);
	bench_replay(&b, frame_adds(12, 1));
	assert_true(bench_status(&b).replay_lost);
	/* Line B brings the rest, but what is lost is lost. */
	bench_frame(&b, 1, frame_adds(5, 3), 3001);
	assert_int_equal(bench_status(&b).expected, 12);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	tw_engine_load(b.engine, 12);
	tw_engine_resume(b.engine, 12);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	bench_close(&b);
}

/* A bad frame spoils the book: the feed holds, and a replay does not help. */
static void b1_bad_frame_holds(void **state)
{
	struct bench b;

	(void)state;
	open_repair(&b, BOTH, 0);
	bench_bad_frame(&b, 0, frame_adds(5, 1), 2000);
	assert_true(bench_status(&b).holding && bench_status(&b).spoilt);
	assert_int_equal(bench_status(&b).gap_first, bench_status(&b).gap_next);
	assert_int_equal(bench_counters(&b)->lost, 0);
	assert_int_equal(tw_engine_fresh(b.engine, 1), -EAGAIN);
	/* Once more while it holds: another gap. */
	bench_bad_frame(&b, 0, frame_adds(6, 1), 2001);
	assert_int_equal(bench_counters(&b)->gaps, 2);
	bench_close(&b);
}

struct seen {
	uint64_t seq[16];
	size_t length[16];
	uint64_t arrival[16];
	unsigned count;
	const struct tw_engine *engine;
	uint64_t taken; /* when the last one came */
};

static void see_message(void *ctx, uint64_t seq, const uint8_t *bytes, size_t length,
			uint64_t arrival_ns)
{
	struct seen *seen = ctx;

	assert_true(seen->count < 16);
	assert_int_equal(length ? bytes[0] : 'D', 'D');
	seen->seq[seen->count] = seq;
	seen->length[seen->count] = length;
	seen->arrival[seen->count++] = arrival_ns;
	seen->taken = tw_engine_counters(seen->engine)->book[TW_BOOK_UNTRACKED];
}

static void test_messages_as_they_are_taken(void **state)
{
	struct bytes m[] = { msg_delete(1, 1), { { 'D' }, 2 }, { { 0 }, 0 } };
	struct seen seen = { .count = 0 };
	struct tw_engine_config config = { .repair = true,
					   .on_message = see_message,
					   .ctx = &seen };
	struct bench b = { .engine = tw_engine_create(&config) };
	static const uint64_t seqs[] = { 1, 2, 3, 4, 5 };
	static const uint64_t arrivals[] = { 10, 10, 10, 0, 11 };

	(void)state;
	seen.engine = b.engine;
	bench_frame(&b, 0, make_frame(SESSION, 1, m, 3, 0), 10);
	bench_frame(&b, 0, make_frame(SESSION, 5, m, 1, 0), 11);
	bench_replay(&b, make_frame(SESSION, 4, m, 1, 0));
	assert_int_equal(seen.count, 5);
	assert_memory_equal(seen.seq, seqs, sizeof(seqs));
	assert_memory_equal(seen.arrival, arrivals, sizeof(arrivals));
	assert_int_equal(seen.length[1], 2);
	assert_int_equal(seen.length[2], 0);
	/* Before it is applied: two of three deletes were. */
	assert_int_equal(seen.taken, 2);
	tw_engine_load(b.engine, 6);
	bench_replay(&b, make_frame(SESSION, 4, m, 3, 0));
	assert_int_equal(seen.count, 5);
	assert_int_equal(bench_counters(&b)->runts, 4);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a2_gap_holds),
		cmocka_unit_test(a17_order_of_lines),
		cmocka_unit_test(a17_replay_of_another_range_or_day),
		cmocka_unit_test(a2_full_line_leaves_the_oldest),
		cmocka_unit_test(a2_full_replay_is_lost),
		cmocka_unit_test(b1_bad_frame_holds),
		cmocka_unit_test(test_messages_as_they_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
