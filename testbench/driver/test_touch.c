/* SPDX-License-Identifier: BSD-3-Clause */
/* test_touch: the touch ring and table: order, exact loss, half-written records. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "harness.h"

static uint16_t open_with(unsigned int frames, const char *more)
{
	char args[700];
	int port;

	write_capture(scratch("a.pcap"), 0, frames, 5000);
	snprintf(args, sizeof(args), "feed_a=%s%s", scratch("a.pcap"), more);
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	return (uint16_t)port;
}

static void touches_come_in_order_without_loss(void **state)
{
	struct rte_pmd_touchwire_reader reader, late;
	struct tw_touch touch[5], last;
	unsigned int got, i, total = 0;
	uint16_t port = open_with(3000, "");

	(void)state;
	assert_int_equal(rte_pmd_touchwire_snapshot(port, 0, &last), -ENOENT);
	assert_int_equal(rte_pmd_touchwire_snapshot(port, FAKE_SYMBOLS, &last), -EINVAL);
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	while ((got = rte_pmd_touchwire_touch_poll(&reader, touch, 5)) > 0) {
		for (i = 0; i < got; i++, total++) {
			assert_int_equal(touch[i].seq, total + 1);
			assert_int_equal(touch[i].bid_size, total);
			assert_int_equal(touch[i].bid_price, frame_length(total));
			assert_int_equal(touch[i].arrival_ns, T0 + total * 5000u);
		}
	}
	assert_int_equal(total, 3000);
	assert_int_equal(reader.lost, 0);
	assert_int_equal(rte_pmd_touchwire_snapshot(port, 0, &last), 0);
	assert_int_equal(last.seq, 3000);
	/* A reader that opens now begins with the oldest one, and may leave all out. */
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &late), 0);
	assert_int_equal(rte_pmd_touchwire_touch_poll(&late, touch, 1), 1);
	assert_int_equal(touch[0].seq, 1);
	assert_int_equal(rte_pmd_touchwire_touch_skip(&late), 2999);
	assert_int_equal(late.next, 3001);
	assert_int_equal(late.lost, 0);
	assert_null(rte_pmd_touchwire_touch_peek(&late));
	assert_int_equal(rte_pmd_touchwire_touch_skip(&late), 0);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &late), -ENETDOWN);
	assert_int_equal(rte_pmd_touchwire_snapshot(port, 0, &last), 0);
	assert_null(rte_pmd_touchwire_touch_peek(&reader));
	port_close(0);
}

/* Touches are taken much faster than frames: neither may be lost. */
static void polling_both_loses_neither(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	struct rte_mbuf *mbufs[4];
	struct tw_touch touch[64];
	unsigned int got, i, frames = 0, touches = 0, rounds = 0;
	uint16_t port = open_with(20000, "");

	(void)state;
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	while ((frames < 20000 || touches < 20000) && rounds++ < 100000) {
		touches += rte_pmd_touchwire_touch_poll(&reader, touch, 64);
		got = rte_eth_rx_burst(port, 0, mbufs, 4);
		for (i = 0; i < got; i++)
			rte_pktmbuf_free(mbufs[i]);
		frames += got;
	}
	assert_int_equal(frames, 20000);
	assert_int_equal(touches, 20000);
	assert_int_equal(reader.lost, 0);
	assert_int_equal(xstat(port, "delivery_ring_full"), 0);
	port_close(0);
}

/* A program that takes no frames: they are dropped with a count, the touches go on. */
static void touches_go_on_without_receive(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	struct tw_touch touch[16];
	unsigned int got = 0, total = 0;
	uint16_t port = open_with(5000, "");

	(void)state;
	port_drain(port, 1);
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	assert_int_equal(reader.next, 1);
	while (rte_pmd_touchwire_finished(port) == 0 || got > 0) {
		got = rte_pmd_touchwire_touch_poll(&reader, touch, 16);
		total += got;
	}
	assert_int_equal(total, 5000);
	assert_int_equal(xstat(port, "delivery_delivered") +
				 xstat(port, "delivery_ring_full"),
			 5000);
	assert_true(xstat(port, "delivery_ring_full") > 0);
	port_close(0);
}

static void a_lapped_reader_counts_what_it_lost(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	struct tw_touch touch[64];
	unsigned int got = 0, i, read = 0;
	uint64_t published, last = 0;
	uint16_t port = open_with(4000, ",ring_log2=6");

	(void)state;
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	srand(1);
	while (rte_pmd_touchwire_finished(port) == 0 || got > 0) {
		/* Sometimes within the ring of 64, sometimes far beyond it. */
		rte_pmd_touchwire_step(port, (uint64_t)(rand() % 4 == 0 ? 40000 : 400));
		got = rte_pmd_touchwire_touch_poll(&reader, touch,
						   1 + (unsigned int)rand() % 64);
		for (i = 0; i < got; i++) {
			assert_true(touch[i].seq > last);
			assert_int_equal(touch[i].bid_size, touch[i].seq - 1);
			last = touch[i].seq;
		}
		read += got;
		assert_int_equal(read + reader.lost, reader.next - 1);
	}
	assert_int_equal(rte_pmd_touchwire_counter(port, "TOUCH.PUBLISHED", &published),
			 0);
	assert_int_equal(read + reader.lost, published);
	assert_true(reader.lost > 0 && read > 0);
	/* One that comes late gets what is certainly whole. */
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	assert_int_equal(rte_pmd_touchwire_touch_poll(&reader, touch, 64),
			 64 - 64 / 8 - 1);
	assert_int_equal(reader.lost, 0);
	port_close(0);
}

static void a_half_written_record_is_never_taken(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	struct tw_touch touch[64], last;
	const struct tw_touch *place;
	uint16_t port = open_with(200, ",ring_log2=6");
	unsigned int i;

	(void)state;
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	/* One whole ring but one: nothing is lost yet. */
	for (i = 0; i < 63; i++)
		assert_true(rte_pmd_touchwire_step(port, 1) > 0);
	place = rte_pmd_touchwire_touch_peek(&reader);
	assert_non_null(place);
	assert_true(rte_pmd_touchwire_touch_valid(&reader));
	/* Record 64 goes to its own slot, then 65 half into that of record 1. */
	assert_true(rte_pmd_touchwire_step(port, 1) > 0);
	assert_int_equal(
		rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, FAKE_TOUCH_HALF), 0);
	assert_true(rte_pmd_touchwire_step(port, 1) > 0);
	assert_int_equal(place->seq, 1);	  /* looks whole */
	assert_int_not_equal(place->bid_size, 0); /* and is not */
	assert_false(rte_pmd_touchwire_touch_valid(&reader));
	assert_false(rte_pmd_touchwire_touch_advance(&reader));
	assert_int_equal(reader.lost, 0);
	i = rte_pmd_touchwire_touch_poll(&reader, touch, 64);
	assert_int_equal(reader.lost + i, 64);
	assert_int_equal(touch[0].seq, reader.lost + 1);
	/* The table's record is half overwritten as well: the ring's copy is given. */
	assert_int_equal(rte_pmd_touchwire_snapshot(port, 0, &last), 0);
	assert_int_equal(last.seq, 64);
	assert_int_equal(last.bid_size, 63);
	port_close(0);
}

static void a_restart_counts_anew(void **state)
{
	struct rte_pmd_touchwire_reader reader, old;
	struct tw_touch touch[64];
	unsigned int i, before, after = 0, got;
	uint64_t published;
	uint16_t port = open_with(1000, ",ring_log2=8");

	(void)state;
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	before = 0;
	for (i = 0; i < 4; i++)
		before += rte_pmd_touchwire_touch_poll(&reader, touch, 64);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	/* What was published is still there. */
	while ((got = rte_pmd_touchwire_touch_poll(&reader, touch, 64)) > 0)
		before += got;
	assert_int_equal(rte_pmd_touchwire_counter(port, "TOUCH.PUBLISHED", &published),
			 0);
	assert_int_equal(before, published);
	old = reader;
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	assert_int_equal(reader.next, 1);
	while ((got = rte_pmd_touchwire_touch_poll(&reader, touch, 64)) > 0) {
		assert_int_equal(touch[0].seq, after + 1);
		assert_int_equal(touch[0].bid_size, before + after);
		after += got;
	}
	assert_int_equal(before + after, 1000);
	assert_int_equal(old.lost, 0);
	port_close(0);
}

static void twins_do_the_same(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	const struct tw_touch *place;
	struct tw_touch touch;
	uint16_t port = open_with(3, "");

	(void)state;
	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	place = rte_pmd_touchwire_touch_peek_call(&reader);
	assert_non_null(place);
	assert_true(rte_pmd_touchwire_touch_valid_call(&reader));
	assert_true(rte_pmd_touchwire_touch_advance_call(&reader));
	assert_int_equal(rte_pmd_touchwire_touch_poll_call(&reader, &touch, 1), 1);
	assert_int_equal(touch.seq, 2);
	assert_int_equal(rte_pmd_touchwire_touch_poll(&reader, &touch, 0), 0);
	port_close(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(touches_come_in_order_without_loss),
		TEST(polling_both_loses_neither),
		TEST(touches_go_on_without_receive),
		TEST(a_lapped_reader_counts_what_it_lost),
		TEST(a_half_written_record_is_never_taken),
		TEST(a_restart_counts_anew),
		TEST(twins_do_the_same),
	};

	if (harness_init("test_touch") != 0)
		return 1;
	return cmocka_run_group_tests_name("touch", tests, NULL, NULL);
}
