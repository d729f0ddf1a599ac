/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random loss on both lines, bad frames among them, and a host that repairs: it replays what
 * is missing from the list of all messages or loads a snapshot. Whenever it says fresh, every
 * symbol is as in an engine that saw everything.
 */
#include <errno.h>

#include <touchwire/capture.h>
#include <touchwire/generate.h>
#include <touchwire/snapshot.h>

#include "support.h"

#define MESSAGES 20000u
#define SYMBOLS 8u
#define PACKET 20u

/* All messages of a session; number n is at[n - 1]. */
struct list {
	struct {
		uint32_t start, length;
	} at[MESSAGES];
	uint8_t bytes[MESSAGES * TW_ITCH_LENGTH_MAX];
	uint32_t count, used;
};

struct run {
	const struct list *list;
	struct tw_engine *engine, *shadow;
	uint64_t head; /* of the exchange: the next number to be sent */
	uint64_t next; /* number of the next message that the engine takes */
	uint64_t now, random;
	uint64_t frames[2], replayed, fresh, loads, runts;
};

static uint32_t dice(struct run *run, uint32_t n)
{
	run->random = run->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((run->random >> 32) * n >> 32);
}

static void read_list(struct list *list)
{
	const char *path = test_path("loss.pcap");
	struct tw_net_filter any = { 0 };
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_capture_frame frame;
	struct tw_capture *capture;
	struct tw_error error;

	tw_generate_defaults(&config);
	config.messages = MESSAGES;
	config.symbols = SYMBOLS;
	config.orders = 1000;
	config.path[0] = path;
	assert_int_equal(tw_generate(&config, &stats, &error), 0);
	assert_int_equal(tw_capture_open(&capture, path, &error), 0);
	while (tw_capture_next(capture, &frame, &error) > 0) {
		struct tw_net_datagram d;
		struct tw_mold_packet packet;
		struct tw_mold_walk walk;
		const uint8_t *message;
		size_t length;

		assert_int_equal(tw_net_parse(frame.bytes, frame.captured, &any, &d),
				 TW_FRAME_ACCEPTED);
		assert_int_equal(tw_mold_parse(d.payload, d.length, &packet), 0);
		if (packet.count == TW_MOLD_END)
			break;
		walk = tw_mold_walk(&packet);
		while (tw_mold_next(&walk, &message, &length) > 0) {
			list->at[list->count].start = list->used;
			list->at[list->count++].length = (uint32_t)length;
			memcpy(list->bytes + list->used, message, length);
			list->used += (uint32_t)length;
		}
	}
	tw_capture_close(capture);
	assert_int_equal(list->count, MESSAGES);
}

/* A packet of numbers from @seq up to @to at most into @bytes; returns its length. */
static size_t pack(const struct list *list, uint64_t seq, uint64_t to, uint8_t *bytes,
		   size_t size)
{
	struct tw_mold_builder builder;

	tw_mold_begin(&builder, bytes, size, SESSION, seq);
	for (; seq < to; seq++)
		if (tw_mold_append(&builder, list->bytes + list->at[seq - 1].start,
				   list->at[seq - 1].length) < 0)
			break;
	return tw_mold_end(&builder);
}

/* Messages @seq..@to-1 as a frame to @engine. */
static void send(struct run *run, struct tw_engine *engine, unsigned port, uint64_t seq,
		 uint64_t to, unsigned flags)
{
	struct tw_net_route route;
	uint8_t frame[2048];
	size_t headers, length;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	length = pack(run->list, seq, to, frame + headers, sizeof(frame) - headers);
	assert_int_equal(tw_net_build(&route, length, 1, frame), headers);
	length += headers;
	tw_engine_frame(engine, port, frame, (uint32_t)length, (uint32_t)length, run->now,
			flags);
}

static void on_message(void *ctx, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	struct run *run = ctx;

	(void)arrival_ns;
	assert_int_equal(seq, run->next);
	assert_int_equal(length, run->list->at[seq - 1].length);
	assert_memory_equal(bytes, run->list->bytes + run->list->at[seq - 1].start,
			    length);
	run->next++;
}

static struct tw_engine_status status_of(const struct tw_engine *engine)
{
	struct tw_engine_status status;

	tw_engine_status(engine, &status);
	return status;
}

static void move_shadow(struct run *run, uint64_t to)
{
	uint64_t at = status_of(run->shadow).expected;

	for (; at < to; at += PACKET)
		send(run, run->shadow, 0, at, at + PACKET < to ? at + PACKET : to, 0);
	assert_true(status_of(run->shadow).expected == to);
}

static void expect_like_shadow(struct run *run)
{
	uint32_t count = tw_engine_symbol_count(run->engine);

	move_shadow(run, status_of(run->engine).expected);
	assert_int_equal(count, tw_engine_symbol_count(run->shadow));
	assert_int_equal(tw_book_orders(tw_engine_book(run->engine)),
			 tw_book_orders(tw_engine_book(run->shadow)));
	for (uint32_t i = 0; i < count; i++) {
		int index = tw_engine_find(run->engine,
					   tw_engine_symbol_text(run->shadow, i));
		struct tw_touch is, should;

		assert_true(index >= 0);
		tw_engine_touch(run->engine, (uint32_t)index, &is);
		tw_engine_touch(run->shadow, i, &should);
		assert_int_equal(is.bid_price, should.bid_price);
		assert_int_equal(is.bid_size, should.bid_size);
		assert_int_equal(is.ask_price, should.ask_price);
		assert_int_equal(is.ask_size, should.ask_size);
		assert_int_equal(is.locate, should.locate);
		assert_int_equal(is.flags, should.flags);
	}
}

static void replay(struct run *run, uint64_t seq, uint64_t to)
{
	uint8_t packet[1400];
	size_t length = pack(run->list, seq, to, packet, sizeof(packet));

	assert_int_equal(tw_engine_replay(run->engine, packet, length), 0);
	run->replayed++;
}

/* The book of the shadow, which is brought to the head for it. */
static void load(struct run *run)
{
	struct tw_snapshot_cursor cursor = { 0 };
	uint8_t message[TW_ITCH_LENGTH_MAX], packet[1400];
	struct tw_snapshot *snapshot;
	struct tw_mold_builder builder;
	struct tw_error error;
	uint64_t at = run->head;
	size_t n;

	move_shadow(run, at);
	assert_int_equal(tw_snapshot_open(&snapshot, run->shadow, 0, &error), 0);
	tw_engine_load(run->engine, at);
	assert_int_equal(
		tw_engine_fresh(run->engine, tw_engine_counters(run->engine)->gaps),
		-EAGAIN);
	while ((n = tw_snapshot_next(snapshot, &cursor, message)) > 0) {
		tw_mold_begin(&builder, packet, sizeof(packet), SESSION, dice(run, 9));
		do
			assert_int_equal(tw_mold_append(&builder, message, n), 0);
		while (tw_mold_fits(&builder, sizeof(message)) && dice(run, 20) &&
		       (n = tw_snapshot_next(snapshot, &cursor, message)) > 0);
		assert_int_equal(
			tw_engine_replay(run->engine, packet, tw_mold_end(&builder)), 0);
		run->replayed++;
		/* The exchange goes on. */
		if (dice(run, 4) == 0 && run->head + PACKET < MESSAGES) {
			run->frames[0]++;
			send(run, run->engine, 0, run->head, run->head + PACKET, 0);
			run->head += PACKET;
		}
	}
	tw_snapshot_close(snapshot);
	run->next = at;
	run->loads++;
	tw_engine_resume(run->engine, at);
}

/* What a host does now and then while the feed holds. */
static void repair(struct run *run)
{
	struct tw_engine_status status = status_of(run->engine);
	uint64_t gaps = tw_engine_counters(run->engine)->gaps;

	if (!status.holding)
		return;
	if (status.spoilt || dice(run, 60) == 0) {
		load(run);
	} else if (dice(run, 3)) {
		uint64_t seq = status.expected - dice(run, 3);

		if (seq > 0 && seq < run->head)
			replay(run, seq,
			       seq + PACKET < run->head ? seq + PACKET : run->head);
	}
	if (tw_engine_fresh(run->engine, gaps) == 0) {
		run->fresh++;
		expect_like_shadow(run);
	}
}

static void send_both(struct run *run, uint32_t loss_per_mille)
{
	uint64_t to = run->head + 1 + dice(run, PACKET);

	to = to > MESSAGES + 1 ? MESSAGES + 1 : to;
	for (unsigned port = 0; port < 2; port++) {
		if (dice(run, 1000) < loss_per_mille)
			continue;
		run->now += dice(run, 3000);
		run->frames[port]++;
		send(run, run->engine, port, run->head, to,
		     dice(run, 700) == 0 ? TW_FRAME_FLAG_BAD : 0);
	}
	run->head = to;
}

static void expect_account(const struct run *run)
{
	const struct tw_counters *c = tw_engine_counters(run->engine);

	expect_sums(c);
	for (unsigned port = 0; port < 2; port++)
		assert_int_equal(sum_of(c->frame[port], TW_FRAME_CAUSES),
				 run->frames[port]);
	assert_int_equal(sum_of(c->packet, TW_PACKET_CAUSES),
			 run->frames[0] + run->frames[1] + run->replayed);
	assert_int_equal(c->packet[TW_PACKET_DATA], sum_of(c->packet, TW_PACKET_CAUSES));
	assert_int_equal(c->mismatch, 0);
	assert_int_equal(c->book[TW_BOOK_FRESH], run->fresh);
	assert_int_equal(c->book[TW_BOOK_CLEAR], run->loads);
}

/* Returns how many messages full lines passed over; adds up how often all was fresh. */
static uint64_t run_lossy(const struct list *list, uint32_t loss_per_mille, uint32_t hold,
			  uint64_t seed, uint64_t *fresh)
{
	struct run run = { .list = list, .head = 1, .next = 1, .random = seed };
	struct tw_engine_config config = { .symbols = SYMBOLS, .all = true };
	const struct tw_counters *counters;
	uint64_t passed;

	run.shadow = tw_engine_create(&config);
	config.feeds = TW_FEED_A | TW_FEED_B;
	config.hold_ns = 20000;
	config.hold_messages = hold;
	config.repair = true;
	config.on_message = on_message;
	config.ctx = &run;
	run.engine = tw_engine_create(&config);
	while (run.head <= MESSAGES) {
		send_both(&run, loss_per_mille);
		repair(&run);
	}
	/* What was lost at the end shows when the day ends. */
	tw_engine_finish(run.engine);
	for (unsigned i = 0; status_of(run.engine).holding; i++) {
		assert_true(i < 10 * MESSAGES);
		repair(&run);
	}
	expect_account(&run);
	*fresh += run.fresh;
	counters = tw_engine_counters(run.engine);
	passed = counters->message[TW_MESSAGE_PASSED];
	if (hold == 0)
		assert_int_equal(passed + counters->message[TW_MESSAGE_OVERFLOW], 0);
	tw_engine_destroy(run.engine);
	tw_engine_destroy(run.shadow);
	return passed;
}

static void a16_a17_every_fresh_is_right(void **state)
{
	static const uint32_t losses[] = { 1, 10, 50, 200, 500 };
	static struct list list;
	uint64_t passed = 0, fresh = 0;

	(void)state;
	read_list(&list);
	for (unsigned i = 0; i < 5; i++) {
		for (uint64_t seed = 1; seed <= 4; seed++) {
			run_lossy(&list, losses[i], 0, seed, &fresh);
			passed += run_lossy(&list, losses[i], 60, seed + 100, &fresh);
		}
	}
	assert_true(passed > 1000);
	assert_true(fresh > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a16_a17_every_fresh_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
