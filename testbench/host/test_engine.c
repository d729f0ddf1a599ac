/* SPDX-License-Identifier: BSD-3-Clause */
/* The engine: what each event publishes and counts. */
#include <errno.h>

#include <touchwire/touch.h>

#include "support.h"

static void expect_touch(const struct bench *bench, uint32_t bid, uint32_t bid_size,
			 uint32_t ask, uint32_t ask_size, unsigned flags)
{
	const struct tw_touch *t = bench_last(bench);

	assert_int_equal(t->bid_price, bid);
	assert_int_equal(t->bid_size, bid_size);
	assert_int_equal(t->ask_price, ask);
	assert_int_equal(t->ask_size, ask_size);
	assert_int_equal(t->flags, flags);
}

static void c11_touch_changes(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	assert_int_equal(bench_send(&b, msg_add(13, 1, 'B', 100, 10)), 1);
	expect_touch(&b, 100, 10, 0, 0, 0);
	assert_int_equal(bench_last(&b)->symbol, 0);
	assert_int_equal(bench_last(&b)->locate, 13);
	assert_int_equal(bench_last(&b)->feed_seq, 5);
	assert_int_equal(bench_last(&b)->seq, 1);
	assert_int_equal(bench_last(&b)->exchange_ns, 34200000000000u);
	assert_int_equal(bench_send(&b, msg_add(13, 2, 'S', 101, 5)), 1);
	expect_touch(&b, 100, 10, 101, 5, 0);
	assert_int_equal(bench_send(&b, msg_add(13, 3, 'B', 99, 10)), 0);
	assert_int_equal(bench_send(&b, msg_replace(13, 1, 4, 101, 7)), 1);
	expect_touch(&b, 101, 7, 101, 5, TW_FLAG_LOCKED);
	assert_int_equal(bench_send(&b, msg_replace(13, 4, 5, 102, 7)), 1);
	expect_touch(&b, 102, 7, 101, 5, TW_FLAG_CROSSED);
	assert_int_equal(bench_send(&b, msg_replace(13, 5, 6, 102, 7)), 0);
	assert_int_equal(bench_send(&b, msg_reduce('E', 13, 6, 7)), 1);
	expect_touch(&b, 99, 10, 101, 5, 0);
	assert_int_equal(bench_send(&b, msg_delete(13, 3)), 1);
	assert_int_equal(bench_send(&b, msg_delete(13, 2)), 1);
	expect_touch(&b, 0, 0, 0, 0, 0);
	assert_int_equal(bench_counters(&b)->published, b.count);
	bench_close(&b);
}

static void c12_states(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	for (const char *code = "HPQ"; *code; code++) {
		assert_int_equal(bench_send(&b, msg_state(13, *code)), *code == 'H');
		expect_touch(&b, 100, 10, 0, 0, TW_FLAG_HALTED);
	}
	assert_int_equal(bench_send(&b, msg_state(13, 'T')), 1);
	expect_touch(&b, 100, 10, 0, 0, 0);
	assert_int_equal(bench_send(&b, msg_halt(13, 'X', 'H')), 0);
	assert_int_equal(bench_send(&b, msg_halt(13, 'Q', 'H')), 1);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_HALTED);
	assert_int_equal(bench_send(&b, msg_state(13, 'T')), 0);
	assert_int_equal(bench_send(&b, msg_halt(13, 'Q', 'T')), 1);
	expect_touch(&b, 100, 10, 0, 0, 0);
	bench_close(&b);
}

static void c12_unknown_state_is_halted(void **state)
{
	struct tw_engine_config config = { .all = true };
	struct bytes add = msg_add(9, 1, 'B', 100, 10);
	struct bench b;

	(void)state;
	config.symbols = 3;
	bench_open(&b, &config);
	bench_send(&b, msg_directory(9, "LATE"));
	bench_send(&b, add);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_HALTED);
	bench_close(&b);
}

/* Each refusal: its counter, no effect on the touch, inexact at once. */
static void expect_inexact(struct bytes message, enum tw_cause_book cause)
{
	struct bench b;

	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	bench_send(&b, msg_add(14, 2, 'B', 200, 20));
	assert_int_equal(bench_send(&b, message), 1);
	assert_int_equal(bench_counters(&b)->book[cause], 1);
	if (cause == TW_BOOK_OVER_REDUCE)
		expect_touch(&b, 0, 0, 0, 0, TW_FLAG_INEXACT);
	else
		expect_touch(&b, 100, 10, 0, 0, TW_FLAG_INEXACT);
	/* Sticky. */
	bench_send(&b, msg_add(13, 77, 'S', 300, 1));
	assert_true(bench_last(&b)->flags & TW_FLAG_INEXACT);
	bench_send(&b, msg_add(14, 78, 'S', 300, 1));
	expect_touch(&b, 200, 20, 300, 1, 0);
	bench_close(&b);
}

static void c2_c4_c5_c8_c10_refusals_are_inexact(void **state)
{
	struct bytes cut = msg_delete(13, 1);

	(void)state;
	expect_inexact(msg_add(13, 3, 'b', 100, 10), TW_BOOK_BAD_FIELD);
	expect_inexact(msg_add(13, 3, 'B', 0, 10), TW_BOOK_BAD_FIELD);
	expect_inexact(msg_add(13, 3, 'B', 2000000001, 10), TW_BOOK_BAD_FIELD);
	expect_inexact(msg_add(13, 3, 'B', 100, 0), TW_BOOK_BAD_FIELD);
	expect_inexact(msg_add(13, 1, 'B', 100, 10), TW_BOOK_DUPLICATE_REF);
	expect_inexact(msg_delete(13, 9), TW_BOOK_UNKNOWN_REF);
	expect_inexact(msg_delete(13, 2), TW_BOOK_WRONG_SYMBOL);
	expect_inexact(msg_reduce('X', 13, 1, 11), TW_BOOK_OVER_REDUCE);
	expect_inexact(msg_replace(13, 1, 5, 0, 10), TW_BOOK_BAD_FIELD);
	cut.length = 18;
	expect_inexact(cut, TW_BOOK_SUSPECT);
	cut.length = TW_ITCH_HEAD;
	expect_inexact(cut, TW_BOOK_SUSPECT);
}

static void c4_replace_by_a_live_reference(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	bench_send(&b, msg_add(13, 2, 'B', 90, 5));
	bench_send(&b, msg_replace(13, 1, 2, 100, 10));
	expect_touch(&b, 90, 5, 0, 0, TW_FLAG_INEXACT);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_DUPLICATE_REF], 1);
	bench_close(&b);
}

static void c7_full_table_is_inexact(void **state)
{
	struct tw_engine_config config = { .orders = 2 };
	struct bench b;

	(void)state;
	bench_open(&b, &config);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	bench_send(&b, msg_add(13, 2, 'B', 100, 10));
	bench_send(&b, msg_add(13, 3, 'B', 200, 10));
	expect_touch(&b, 100, 20, 0, 0, TW_FLAG_INEXACT);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_ORDERS_FULL], 1);
	bench_close(&b);
}

static void test_no_effect(void **state)
{
	struct bytes odd = { { 'z', 0, 13 }, 20 };
	struct bytes none = { { 0 }, 0 };
	struct bytes two = { { 'A', 0 }, 2 };
	struct bytes longer = msg_add(13, 3, 'B', 100, 5);
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	assert_int_equal(bench_send(&b, odd), 0);
	assert_int_equal(bench_send(&b, none), 0);
	assert_int_equal(bench_send(&b, two), 0);
	assert_int_equal(bench_send(&b, msg_add(15, 2, 'B', 100, 10)), 0);
	assert_int_equal(bench_send(&b, msg_delete(0, 1)), 0);
	assert_int_equal(bench_counters(&b)->itch[TW_ITCH_UNKNOWN], 1);
	assert_int_equal(bench_counters(&b)->itch[TW_ITCH_SHORT], 0);
	assert_int_equal(bench_counters(&b)->runts, 2);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_NO_EFFECT], 1);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_UNTRACKED], 2);
	longer.length += 5;
	assert_int_equal(bench_send(&b, longer), 1);
	expect_touch(&b, 100, 15, 0, 0, 0);
	assert_int_equal(bench_counters(&b)->messages_long, 1);
	bench_close(&b);
}

/* @message with the time @ns since midnight. */
static struct bytes at_time(struct bytes message, uint64_t ns)
{
	for (unsigned i = 0; i < 6; i++)
		message.at[5 + i] = (uint8_t)(ns >> (40 - 8 * i));
	return message;
}

static void c15_times(void **state)
{
	static const uint64_t day = UINT64_C(86400000000000);
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, at_time(msg_add(13, 1, 'B', 100, 10), day - 2));
	bench_send(&b, at_time(msg_add(13, 2, 'B', 100, 10), day - 2));
	bench_send(&b, at_time(msg_add(13, 3, 'B', 100, 10), day - 1));
	assert_int_equal(bench_counters(&b)->times, 0);
	bench_send(&b, at_time(msg_add(13, 4, 'B', 100, 10), day - 2));
	assert_int_equal(bench_counters(&b)->times, 1);
	bench_send(&b, at_time(msg_add(13, 5, 'B', 100, 10), day));
	assert_int_equal(bench_counters(&b)->times, 2);
	/* The book does not mind. */
	expect_touch(&b, 100, 50, 0, 0, 0);
	bench_close(&b);
}

static void c9_size_saturates(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, UINT32_MAX));
	assert_int_equal(bench_send(&b, msg_add(13, 2, 'B', 100, UINT32_MAX)), 0);
	assert_int_equal(bench_send(&b, msg_delete(13, 1)), 0);
	assert_int_equal(bench_send(&b, msg_reduce('X', 13, 2, 1)), 1);
	expect_touch(&b, 100, UINT32_MAX - 1, 0, 0, 0);
	bench_close(&b);
}

static void c13_directory(void **state)
{
	struct tw_engine_config config = { .all = true };
	struct tw_engine_symbol symbol;
	struct bench b;

	(void)state;
	bench_open(&b, &config);
	assert_int_equal(tw_engine_symbol_count(b.engine), 2);
	bench_send(&b, msg_directory(20, "NEXT"));
	bench_send(&b, msg_directory(13, "AAPL"));
	bench_send(&b, msg_directory(0, "ZERO"));
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_SYMBOLS_FULL], 1);
	assert_int_equal(bench_counters(&b)->book[TW_BOOK_DIRECTORY], 3);
	assert_int_equal(tw_engine_symbol(b.engine, 1, &symbol), 0);
	assert_string_equal(symbol.text, "MSFT");
	assert_true(symbol.known);
	assert_int_equal(symbol.locate, 14);
	assert_int_equal(tw_engine_symbol(b.engine, 2, &symbol), -EINVAL);
	assert_int_equal(tw_engine_find(b.engine, "MSFT"), 1);
	assert_int_equal(tw_engine_find(b.engine, "NEXT"), -ENOENT);
	bench_close(&b);
}

static void c13_list_and_map(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_directory(20, "NEXT"));
	bench_send(&b, msg_add(20, 1, 'B', 100, 10));
	assert_int_equal(b.count, 0);
	assert_int_equal(tw_engine_map(b.engine, 1, 20), 0);
	assert_int_equal(tw_engine_map(b.engine, 2, 20), -EINVAL);
	assert_int_equal(tw_engine_map(b.engine, 1, 0), -EINVAL);
	bench_send(&b, msg_add(20, 2, 'B', 100, 10));
	expect_touch(&b, 100, 10, 0, 0, 0);
	assert_int_equal(bench_last(&b)->symbol, 1);
	/* The symbol's former locate is its own no more. */
	assert_int_equal(bench_send(&b, msg_add(14, 3, 'B', 101, 10)), 0);
	bench_close(&b);
}

static void test_wrong_configurations(void **state)
{
	static const char *const twice[] = { "AAPL", "AAPL" };
	static const char *const longer[] = { "AAPLAAPLA" };
	struct tw_engine_config config = { .names = twice, .name_count = 2 };

	(void)state;
	assert_null(tw_engine_create(&config));
	assert_int_equal(errno, EINVAL);
	config.names = longer;
	config.name_count = 1;
	assert_null(tw_engine_create(&config));
	config.name_count = 0;
	config.symbols = 65536;
	assert_null(tw_engine_create(&config));
	config.symbols = 1;
	config.feeds = 4;
	assert_null(tw_engine_create(&config));
}

static void test_fresh(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	b.next++;
	/* While stale an unknown reference is expected. */
	assert_int_equal(bench_send(&b, msg_delete(13, 5)), 1);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_STALE);
	assert_int_equal(tw_engine_fresh(b.engine, 0), -EAGAIN);
	assert_int_equal(b.count, 2);
	assert_int_equal(tw_engine_fresh(b.engine, 1), 0);
	expect_touch(&b, 100, 10, 0, 0, 0);
	assert_int_equal(bench_last(&b)->feed_seq, 8);
	assert_int_equal(bench_last(&b)->arrival_ns, 0);
	bench_close(&b);
}

/* Events given by a host: what each does to the flags. */
static void test_feed_events(void **state)
{
	struct tw_event lines = { .op = TW_EVENT_LINES, .code = TW_LINES_SILENT_B };
	struct tw_event clear = { .op = TW_EVENT_CLEAR, .code = TW_CLEAR_LOAD };
	struct tw_event gap = { .op = TW_EVENT_GAP, .seq = 8 };
	struct tw_event fresh = { .op = TW_EVENT_FRESH, .seq = 9 };
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	assert_int_equal(tw_engine_event(b.engine, &lines), TW_BOOK_LINES);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_SILENT_B);
	assert_int_equal(tw_engine_event(b.engine, &gap), TW_BOOK_GAP);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_STALE | TW_FLAG_SILENT_B);
	assert_int_equal(tw_engine_event(b.engine, &fresh), TW_BOOK_FRESH);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_SILENT_B);
	lines.code = TW_LINES_SILENT | TW_LINES_ENDED;
	tw_engine_event(b.engine, &lines);
	expect_touch(&b, 100, 10, 0, 0, TW_FLAG_STALE | TW_FLAG_SILENT | TW_FLAG_ENDED);
	tw_engine_event(b.engine, &clear);
	expect_touch(&b, 0, 0, 0, 0,
		     TW_FLAG_STALE | TW_FLAG_HALTED | TW_FLAG_SILENT | TW_FLAG_ENDED);
	assert_int_equal(b.count, 6);
	tw_engine_destroy(b.engine);
}

static void test_snapshot(void **state)
{
	struct tw_touch touch;
	struct bench b;

	(void)state;
	bench_open(&b, NULL);
	bench_send(&b, msg_add(13, 1, 'B', 100, 10));
	assert_int_equal(tw_engine_touch(b.engine, 0, &touch), 0);
	assert_memory_equal(&touch, bench_last(&b), sizeof(touch));
	assert_int_equal(tw_engine_touch(b.engine, 1, &touch), 0);
	assert_int_equal(touch.bid_size, 0);
	assert_int_equal(tw_engine_touch(b.engine, 2, &touch), -EINVAL);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(c11_touch_changes),
		cmocka_unit_test(c12_states),
		cmocka_unit_test(c12_unknown_state_is_halted),
		cmocka_unit_test(c2_c4_c5_c8_c10_refusals_are_inexact),
		cmocka_unit_test(c4_replace_by_a_live_reference),
		cmocka_unit_test(c7_full_table_is_inexact),
		cmocka_unit_test(test_no_effect),
		cmocka_unit_test(c15_times),
		cmocka_unit_test(c9_size_saturates),
		cmocka_unit_test(c13_directory),
		cmocka_unit_test(c13_list_and_map),
		cmocka_unit_test(test_wrong_configurations),
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_feed_events),
		cmocka_unit_test(test_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
