/* SPDX-License-Identifier: BSD-3-Clause */
/* test_send: frames of the host for the order port, and those that come from it. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "harness.h"

static uint16_t open_port(const char *args, uint16_t queues, uint16_t descriptors,
			  uint16_t tx, enum fake_mode mode)
{
	int port = port_open(0, args);

	assert_true(port >= 0);
	port_start_queues((uint16_t)port, queues, descriptors, tx, 0);
	assert_int_equal(
		rte_pmd_touchwire_reg_write((uint16_t)port, TW_IDENT_SCRATCH, mode), 0);
	return (uint16_t)port;
}

static const char *with_feed(unsigned int frames)
{
	static char args[700];

	write_capture(scratch("a.pcap"), 0, frames, 5000);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	return args;
}

static uint8_t content(unsigned int number, unsigned int i)
{
	return (uint8_t)(number * 31 + i * 7 + 1);
}

/* A frame of @length bytes in up to @pieces mbufs. */
static struct rte_mbuf *make(unsigned int number, uint32_t length, unsigned int pieces)
{
	struct rte_mbuf *first = NULL;
	uint32_t done = 0, i;

	while (done < length || first == NULL) {
		uint32_t left = length - done;
		uint32_t piece = pieces <= 1 ? left : 1 + left / pieces;
		struct rte_mbuf *mbuf = rte_pktmbuf_alloc(pool);
		uint8_t *data;

		assert_non_null(mbuf);
		piece = piece < left ? piece : left;
		data = (uint8_t *)rte_pktmbuf_append(mbuf, (uint16_t)piece);
		for (i = 0; i < piece; i++)
			data[i] = content(number, done + i);
		done += piece;
		if (first == NULL)
			first = mbuf;
		else
			assert_int_equal(rte_pktmbuf_chain(first, mbuf), 0);
	}
	return first;
}

static void check(struct rte_mbuf *mbuf, unsigned int number, uint32_t length)
{
	const uint8_t *data = rte_pktmbuf_mtod(mbuf, const uint8_t *);
	uint32_t i;

	assert_int_equal(mbuf->hash.fdir.hi, 2);
	assert_int_equal(mbuf->pkt_len, length);
	for (i = 0; i < length; i++)
		assert_int_equal(data[i], content(number, i));
	rte_pktmbuf_free(mbuf);
}

static uint32_t length_of(unsigned int number)
{
	return 14 + number * 37 % 243;
}

/* The ring goes round many times; every length, one to three pieces. */
static void frames_leave_whole_and_in_order(void **state)
{
	static const uint16_t slots[] = { 2, 64, 1024 };
	unsigned int round, sent, got, turns, i;

	(void)state;
	for (round = 0; round < RTE_DIM(slots); round++) {
		uint16_t port = open_port("", 2, 64, slots[round], FAKE_ECHO);
		struct rte_eth_txq_info info;
		struct rte_mbuf *mbufs[16];

		assert_int_equal(rte_eth_tx_queue_info_get(port, 0, &info), 0);
		assert_int_equal(info.nb_desc, slots[round]);
		for (sent = 0, got = 0, turns = 0; got < 600; turns++) {
			uint16_t n = (uint16_t)(1 + sent % 13), took;

			assert_true(turns < 2000);
			n = sent + n > 600 ? (uint16_t)(600 - sent) : n;
			for (i = 0; i < n; i++)
				mbufs[i] = make(sent + i, length_of(sent + i),
						1 + (sent + i) % 3);
			took = rte_eth_tx_burst(port, 0, mbufs, n);
			for (i = took; i < n; i++)
				rte_pktmbuf_free(mbufs[i]);
			sent += took;
			took = rte_eth_rx_burst(port, 1, mbufs, 16);
			for (i = 0; i < took; i++, got++)
				check(mbufs[i], got, length_of(got));
		}
		assert_int_equal(xstat(port, "tx_frames"), 600);
		assert_int_equal(xstat(port, "rx_order_frames"), 600);
		assert_int_equal(xstat(port, "sim_dma_violations"), 0);
		assert_int_equal(rte_eth_rx_burst(port, 0, mbufs, 16), 0);
		port_close(0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
	}
}

static void lengths_that_do_not_go_are_refused(void **state)
{
	static const uint32_t lengths[] = { 0, 13, 257, 300, 2000 };
	uint16_t port = open_port("", 2, 64, 64, FAKE_ECHO);
	struct rte_eth_stats stats;
	struct rte_mbuf *mbufs[RTE_DIM(lengths) + 2];
	unsigned int i;

	(void)state;
	mbufs[0] = make(0, 14, 1);
	for (i = 0; i < RTE_DIM(lengths); i++)
		mbufs[1 + i] = make(9, lengths[i], 2);
	mbufs[1 + i] = make(1, 256, 2);
	assert_int_equal(rte_eth_tx_burst(port, 0, mbufs, RTE_DIM(mbufs)),
			 RTE_DIM(mbufs));
	assert_int_equal(xstat(port, "tx_length_packets"), RTE_DIM(lengths));
	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
	assert_true(stats.opackets == 2 && stats.obytes == 270 &&
		    stats.oerrors == RTE_DIM(lengths));
	assert_int_equal(rte_eth_rx_burst(port, 1, mbufs, 7), 2);
	check(mbufs[0], 0, 14);
	check(mbufs[1], 1, 256);
	port_close(0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
}

static void send_frames(uint16_t port, unsigned int first, unsigned int n)
{
	struct rte_mbuf *mbuf;
	unsigned int i;

	for (i = first; i < first + n; i++) {
		mbuf = make(i, 100, 1);
		assert_int_equal(rte_eth_tx_burst(port, 0, &mbuf, 1), 1);
	}
}

static void with_one_queue_all_frames_come_on_it(void **state)
{
	uint16_t port = open_port(with_feed(40), 1, 256, 64, FAKE_ECHO), got, i;
	unsigned int feed = 0, order = 0, rounds;
	struct rte_mbuf *mbufs[8];

	(void)state;
	send_frames(port, 0, 10);
	for (rounds = 0; rounds < 100; rounds++) {
		got = rte_eth_rx_burst(port, 0, mbufs, 8);
		for (i = 0; i < got; i++) {
			if (mbufs[i]->hash.fdir.hi == 2) {
				check(mbufs[i], order++, 100);
				continue;
			}
			assert_int_equal(frame_number(mbufs[i]), feed++);
			rte_pktmbuf_free(mbufs[i]);
		}
	}
	assert_true(feed == 40 && order == 10);
	assert_int_equal(xstat(port, "rx_missed_frames"), 0);
	port_close(0);
}

/* Whoever polls first: each queue gets its own frames, all of them and in order. */
static void the_other_queue_loses_nothing(void **state)
{
	unsigned int first, i;

	(void)state;
	for (first = 0; first < 2; first++) {
		uint16_t port = open_port(with_feed(200), 2, 256, 64, FAKE_ECHO);
		unsigned int feed = 0, order = 0, rounds, turn;
		struct rte_mbuf *mbufs[8];
		uint16_t got;

		send_frames(port, 0, 30);
		for (rounds = 0; rounds < 400; rounds++) {
			turn = rounds < 100 ? first : rounds & 1;
			got = rte_eth_rx_burst(port, (uint16_t)turn, mbufs, 8);
			for (i = 0; i < got && turn == 1; i++)
				check(mbufs[i], order++, 100);
			for (i = 0; i < got && turn == 0; i++) {
				assert_int_equal(mbufs[i]->hash.fdir.hi, 0);
				assert_int_equal(frame_number(mbufs[i]), feed++);
				rte_pktmbuf_free(mbufs[i]);
			}
		}
		assert_true(feed == 200 && order == 30);
		assert_int_equal(xstat(port, "rx_missed_frames"), 0);
		port_close(0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
	}
}

/* However few descriptors there are, queues that are polled in turn lose nothing. */
static void queues_polled_in_turn_wait_for_each_other(void **state)
{
	uint16_t port = open_port(with_feed(2000), 2, 64, 64, FAKE_ECHO);
	unsigned int feed = 0, order = 0, rounds;
	struct rte_mbuf *mbufs[64];
	uint16_t got, i;

	(void)state;
	for (rounds = 0; rounds < 4000; rounds++) {
		if (rounds % 40 == 0)
			send_frames(port, rounds / 40, 1);
		got = rte_eth_rx_burst(port, 1, mbufs, 64);
		for (i = 0; i < got; i++)
			check(mbufs[i], order++, 100);
		/* Slower than they come. */
		got = rte_eth_rx_burst(port, 0, mbufs, 2);
		for (i = 0; i < got; i++, feed++)
			rte_pktmbuf_free(mbufs[i]);
	}
	assert_int_equal(xstat(port, "rx_missed_frames"), 0);
	assert_int_equal(feed + order + xstat(port, "delivery_ring_full"), 2100);
	assert_int_equal(xstat(port, "rx_order_frames"), order);
	port_close(0);
}

static void a_queue_that_nobody_polls_overflows_and_is_counted(void **state)
{
	uint16_t port = open_port(with_feed(500), 2, 64, 64, FAKE_ECHO);
	struct rte_eth_stats stats;
	struct rte_mbuf *mbufs[8];
	unsigned int rounds, order = 0, feed = 0;
	uint16_t got, i;

	(void)state;
	/* Once, and never again. */
	got = rte_eth_rx_burst(port, 0, mbufs, 8);
	rte_pktmbuf_free_bulk(mbufs, got);
	assert_int_equal(got, 8);
	for (rounds = 0; rounds < 200; rounds++) {
		if (rounds % 20 == 0)
			send_frames(port, rounds / 20, 1);
		got = rte_eth_rx_burst(port, 1, mbufs, 8);
		for (i = 0; i < got; i++)
			check(mbufs[i], order++, 100);
	}
	assert_int_equal(order, 10);
	assert_int_equal(rte_eth_rx_queue_count(port, 0), 64);
	while ((got = rte_eth_rx_burst(port, 0, mbufs, 8)) > 0)
		for (i = 0; i < got; i++, feed++)
			rte_pktmbuf_free(mbufs[i]);
	assert_int_equal(feed, 64);
	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
	assert_int_equal(stats.imissed, 500 - 8 - 64);
	assert_int_equal(stats.ipackets, 8 + 64 + 10);
	assert_int_equal(xstat(port, "rx_missed_frames") +
				 xstat(port, "delivery_ring_full"),
			 500 - 8 - 64);
	/* What waits at a stop is given back. */
	send_frames(port, 10, 5);
	assert_int_equal(rte_eth_rx_burst(port, 0, mbufs, 8), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 5);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	port_close(0);
}

static void a_full_ring_takes_no_more(void **state)
{
	uint16_t port = open_port("", 2, 64, 8, FAKE_TX_STUCK);
	struct rte_mbuf *mbufs[12];
	unsigned int i;

	(void)state;
	for (i = 0; i < 12; i++)
		mbufs[i] = make(i, 60, 1);
	assert_int_equal(rte_eth_tx_descriptor_status(port, 0, 7), RTE_ETH_TX_DESC_DONE);
	assert_int_equal(rte_eth_tx_burst(port, 0, mbufs, 12), 8);
	assert_int_equal(rte_eth_tx_burst(port, 0, mbufs + 8, 4), 0);
	assert_int_equal(rte_eth_tx_descriptor_status(port, 0, 0), RTE_ETH_TX_DESC_FULL);
	rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, FAKE_ECHO);
	rte_pmd_touchwire_step(port, 100);
	assert_int_equal(rte_eth_tx_burst(port, 0, mbufs + 8, 4), 4);
	assert_int_equal(rte_eth_rx_burst(port, 1, mbufs, 12), 12);
	for (i = 0; i < 12; i++)
		check(mbufs[i], i, 60);
	port_close(0);
}

/* Either kind of damage: nothing goes any more, all is counted, a start heals it. */
static void a_ring_that_is_damaged_ends_sending(void **state)
{
	static const enum fake_mode modes[] = { FAKE_TX_TAIL, FAKE_TX_ERROR };
	unsigned int round, i;

	(void)state;
	for (round = 0; round < RTE_DIM(modes); round++) {
		uint16_t port = open_port("", 2, 64, 4, modes[round]);
		struct rte_mbuf *mbufs[10];
		uint64_t given;

		for (i = 0; i < 10; i++)
			mbufs[i] = make(i, 60, 1);
		logged();
		assert_int_equal(rte_eth_tx_burst(port, 0, mbufs, 10), 10);
		assert_logged("sends no more");
		given = xstat(port, "tx_frames");
		assert_int_equal(given, 4);
		assert_int_equal(xstat(port, "tx_refused_packets"), 6);
		assert_int_equal(xstat(port, "tx_tail_errors"), 1);
		assert_int_equal(rte_eth_tx_descriptor_status(port, 0, 0),
				 RTE_ETH_TX_DESC_UNAVAIL);
		rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, FAKE_ECHO);
		mbufs[0] = make(0, 60, 1);
		assert_int_equal(rte_eth_tx_burst(port, 0, mbufs, 1), 1);
		assert_int_equal(xstat(port, "tx_refused_packets"), 7);
		assert_int_equal(rte_eth_dev_stop(port), 0);
		assert_int_equal(rte_eth_dev_start(port), 0);
		send_frames(port, 0, 3);
		assert_int_equal(rte_eth_rx_burst(port, 1, mbufs, 10), 3);
		for (i = 0; i < 3; i++)
			check(mbufs[i], i, 100);
		port_close(0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
	}
}

static void frames_go_nowhere_without_a_wire_and_are_counted(void **state)
{
	uint16_t port = open_port("", 2, 64, 64, FAKE_SANE);
	struct rte_mbuf *mbuf;

	(void)state;
	send_frames(port, 0, 7);
	rte_pmd_touchwire_step(port, 100);
	assert_int_equal(xstat(port, "tx_frames"), 7);
	assert_int_equal(xstat(port, "sim_order_frames_dropped"), 7);
	assert_int_equal(rte_eth_rx_burst(port, 1, &mbuf, 1), 0);
	port_close(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_leave_whole_and_in_order),
		TEST(lengths_that_do_not_go_are_refused),
		TEST(with_one_queue_all_frames_come_on_it),
		TEST(the_other_queue_loses_nothing),
		TEST(queues_polled_in_turn_wait_for_each_other),
		TEST(a_queue_that_nobody_polls_overflows_and_is_counted),
		TEST(a_full_ring_takes_no_more),
		TEST(a_ring_that_is_damaged_ends_sending),
		TEST(frames_go_nowhere_without_a_wire_and_are_counted),
	};

	if (harness_init("test_send") != 0)
		return 1;
	return cmocka_run_group_tests_name("send", tests, NULL, NULL);
}
