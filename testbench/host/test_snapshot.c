/* SPDX-License-Identifier: BSD-3-Clause */
/* Snapshots: the book rebuilt from one is the book it was taken of, at any time of a session. */
#include <errno.h>

#include <touchwire/capture.h>
#include <touchwire/generate.h>
#include <touchwire/snapshot.h>

#include "support.h"

#define SYMBOLS 64u
#define DEPTH 4096u

static struct tw_engine *new_engine(void)
{
	struct tw_engine_config config = { .symbols = SYMBOLS, .all = true };
	struct tw_engine *engine = tw_engine_create(&config);

	assert_non_null(engine);
	return engine;
}

/* An engine made of nothing but a snapshot. */
static struct tw_engine *rebuild(const struct tw_snapshot *snapshot)
{
	struct tw_engine *engine = new_engine();
	struct tw_snapshot_cursor cursor = { 0 };
	uint8_t message[TW_ITCH_LENGTH_MAX];
	uint64_t count = 0, adds = 0, last = 0;
	size_t n;

	while ((n = tw_snapshot_next(snapshot, &cursor, message)) > 0) {
		struct tw_event event;

		assert_int_equal(n, tw_itch_length((char)message[0]));
		assert_true(tw_itch_event(message, n, &event) < TW_ITCH_TYPE_COUNT);
		if (event.op == TW_EVENT_ADD) {
			assert_true(adds == 0 || event.reference > last);
			last = event.reference;
			adds++;
			assert_int_equal(tw_engine_event(engine, &event),
					 TW_BOOK_APPLIED);
		} else {
			assert_int_equal(adds, 0);
			tw_engine_event(engine, &event);
		}
		count++;
	}
	assert_int_equal(tw_snapshot_next(snapshot, &cursor, message), 0);
	assert_int_equal(count, tw_snapshot_messages(snapshot));
	assert_int_equal(adds, tw_snapshot_orders(snapshot));
	return engine;
}

static void compare_symbol(const struct tw_engine *one, const struct tw_engine *two,
			   uint32_t index)
{
	static struct tw_level left[DEPTH], right[DEPTH];
	struct tw_engine_symbol a, b;

	assert_int_equal(tw_engine_symbol(one, index, &a), 0);
	assert_int_equal(tw_engine_symbol(two, index, &b), 0);
	assert_true(a.name == b.name);
	assert_int_equal(a.locate, b.locate);
	assert_int_equal(a.known, b.known);
	assert_int_equal(a.halted, b.halted);
	for (unsigned side = 0; side < 2; side++) {
		unsigned n = tw_book_depth(tw_engine_book(one), (uint16_t)index, side,
					   left, DEPTH);

		assert_int_equal(tw_book_depth(tw_engine_book(two), (uint16_t)index, side,
					       right, DEPTH),
				 n);
		assert_memory_equal(left, right, n * sizeof(left[0]));
	}
}

/* Both hold the same orders, levels and states. */
static void compare(const struct tw_engine *one, const struct tw_engine *two)
{
	const struct tw_book *book = tw_engine_book(one);
	uint64_t n = tw_book_orders(book);
	struct tw_order *orders = calloc(n + 1, sizeof(*orders));

	assert_non_null(orders);
	assert_int_equal(tw_book_orders(tw_engine_book(two)), n);
	assert_int_equal(tw_book_levels(tw_engine_book(two)), tw_book_levels(book));
	assert_int_equal(tw_engine_symbol_count(one), tw_engine_symbol_count(two));
	assert_int_equal(tw_book_list(book, orders, n), n);
	for (uint64_t i = 0; i < n; i++) {
		const struct tw_order *other =
			tw_book_order(tw_engine_book(two), orders[i].reference);

		assert_non_null(other);
		assert_int_equal(other->price, orders[i].price);
		assert_int_equal(other->shares, orders[i].shares);
		assert_int_equal(other->symbol, orders[i].symbol);
		assert_int_equal(other->side, orders[i].side);
	}
	for (uint32_t i = 0; i < tw_engine_symbol_count(one); i++)
		compare_symbol(one, two, i);
	free(orders);
}

static void check_now(const struct tw_engine *engine)
{
	struct tw_snapshot *snapshot = NULL;
	struct tw_error error = { "" };
	struct tw_engine *again;

	assert_int_equal(tw_snapshot_open(&snapshot, engine, TW_SNAPSHOT_ANY, &error), 0);
	again = rebuild(snapshot);
	compare(engine, again);
	tw_engine_destroy(again);
	tw_snapshot_close(snapshot);
}

static void test_all_profiles(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct tw_engine *engine = new_engine();
		struct tw_generate_config config;
		struct tw_generate_stats stats;
		struct tw_capture *capture;
		struct tw_capture_frame frame;
		struct tw_error error = { "" };
		unsigned frames = 0;

		tw_generate_defaults(&config);
		config.profile = (enum tw_profile)p;
		config.messages = 20000;
		config.orders = 3000;
		config.packet_messages = 8;
		config.path[0] = test_path("snapshot.pcap");
		assert_int_equal(tw_generate(&config, &stats, &error), 0);
		assert_int_equal(tw_capture_open(&capture, config.path[0], &error), 0);
		while (tw_capture_next(capture, &frame, &error) > 0) {
			tw_engine_frame(engine, 0, frame.bytes, frame.captured,
					frame.wire, frame.time_ns, 0);
			if (frames++ % 100 == 0)
				check_now(engine);
		}
		assert_true(frames > 2000);
		check_now(engine);
		tw_capture_close(capture);
		tw_engine_destroy(engine);
	}
}

static void send(struct tw_engine *engine, struct bytes message)
{
	struct tw_event event;

	tw_itch_event(message.at, message.length, &event);
	tw_engine_event(engine, &event);
}

/* Every field of the messages, and the engine moving on while they are read. */
static void test_messages(void **state)
{
	struct tw_engine *engine = new_engine();
	struct tw_snapshot_cursor cursor = { 0 }, other = { 0 };
	uint8_t bytes[TW_ITCH_LENGTH_MAX];
	struct tw_snapshot *snapshot;
	struct tw_itch m;
	static const char types[] = "RHRHhRAA";
	static const unsigned locates[] = { 7, 7, 9, 9, 9, 10, 7, 9 };

	(void)state;
	send(engine, msg_directory(7, "AAPL"));
	send(engine, msg_state(7, 'T'));
	send(engine, msg_directory(9, "MSFT"));
	send(engine, msg_state(9, 'P'));
	send(engine, msg_halt(9, 'Q', 'H'));
	send(engine, msg_directory(10, "NEW"));
	send(engine, msg_add(9, 0xffffffffffffffffu, 'S', 300, 3));
	send(engine, msg_add(7, 5, 'B', 100, 10));
	send(engine, msg_reduce('X', 7, 5, 4));
	assert_int_equal(tw_snapshot_open(&snapshot, engine, 0, NULL), 0);
	send(engine, msg_delete(7, 5));
	assert_int_equal(tw_snapshot_messages(snapshot), 8);
	assert_int_equal(tw_snapshot_orders(snapshot), 2);
	for (unsigned i = 0; i < 8; i++) {
		size_t n = tw_snapshot_next(snapshot, &cursor, bytes);

		assert_int_equal(bytes[0], types[i]);
		assert_int_equal(tw_itch_decode(bytes, n, &m), n);
		assert_int_equal(m.timestamp, 34200000000000u);
		assert_int_equal(m.locate, locates[i]);
		if (i == 2)
			assert_memory_equal(m.u.directory.stock, "MSFT    ", 8);
		if (i == 3) {
			assert_memory_equal(m.u.action.stock, "MSFT    ", 8);
			assert_int_equal(m.u.action.state, 'P');
		}
		if (i == 4)
			assert_int_equal(m.u.operational.action, 'H');
		if (i == 6) {
			assert_int_equal(m.u.add.reference, 5);
			assert_int_equal(m.u.add.side, 'B');
			assert_int_equal(m.u.add.shares, 6);
			assert_int_equal(m.u.add.price, 100);
			assert_memory_equal(m.u.add.stock, "AAPL    ", 8);
		}
	}
	assert_int_equal(m.u.add.side, 'S');
	assert_int_equal(tw_snapshot_next(snapshot, &cursor, bytes), 0);
	assert_true(tw_snapshot_next(snapshot, &other, bytes) > 0);
	assert_int_equal(bytes[0], 'R');
	tw_snapshot_close(snapshot);
	tw_engine_destroy(engine);
}

static void test_empty(void **state)
{
	struct tw_engine *engine = new_engine();
	struct tw_snapshot_cursor cursor = { 0 };
	uint8_t bytes[TW_ITCH_LENGTH_MAX];
	struct tw_snapshot *snapshot;

	(void)state;
	assert_int_equal(tw_snapshot_open(&snapshot, engine, 0, NULL), 0);
	assert_int_equal(tw_snapshot_messages(snapshot), 0);
	assert_int_equal(tw_snapshot_next(snapshot, &cursor, bytes), 0);
	tw_snapshot_close(snapshot);
	tw_engine_destroy(engine);
}

/* What is not true is not served, unless asked for. */
static void test_refused(void **state)
{
	struct tw_event gap = { .op = TW_EVENT_GAP };
	struct tw_engine *engine = new_engine();
	struct tw_snapshot *snapshot = NULL;
	struct tw_error error = { "" };

	(void)state;
	send(engine, msg_directory(7, "AAPL"));
	send(engine, msg_add(7, 5, 'B', 100, 10));
	send(engine, msg_delete(7, 6));
	assert_int_equal(tw_snapshot_open(&snapshot, engine, 0, &error), -EUCLEAN);
	assert_non_null(strstr(error.text, "AAPL"));
	assert_int_equal(tw_snapshot_open(&snapshot, engine, TW_SNAPSHOT_ANY, &error), 0);
	tw_snapshot_close(snapshot);
	tw_engine_destroy(engine);

	engine = new_engine();
	send(engine, msg_directory(7, "AAPL"));
	send(engine, msg_add(7, 5, 'B', 100, 10));
	send(engine, msg_directory(7, "MSFT"));
	send(engine, msg_add(7, 6, 'B', 100, 10));
	assert_int_equal(tw_snapshot_open(&snapshot, engine, 0, &error), -EUCLEAN);
	assert_non_null(strstr(error.text, "locate 7 of AAPL"));
	/* An order of a symbol that nothing can reach would go to another one. */
	assert_int_equal(tw_snapshot_open(&snapshot, engine, TW_SNAPSHOT_ANY, &error), 0);
	assert_int_equal(tw_snapshot_orders(snapshot), 1);
	tw_snapshot_close(snapshot);
	tw_engine_event(engine, &gap);
	assert_int_equal(tw_snapshot_open(&snapshot, engine, 0, &error), -ESTALE);
	tw_engine_destroy(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_profiles),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
