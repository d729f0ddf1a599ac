/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_insane: a device that lies.  The driver must not crash, hang, hand out a wrong frame or
 * touch memory outside slot and mbuf; what it refuses is counted.
 */
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "harness.h"

#define FRAMES 500u

static uint16_t open_mode(enum fake_mode mode, unsigned int seed)
{
	char args[700];
	int port;

	write_capture(scratch("a.pcap"), 0, FRAMES, 5000);
	snprintf(args, sizeof(args), "feed_a=%s,ring_log2=6,slots_log2=6,seed=%u",
		 scratch("a.pcap"), seed);
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	assert_int_equal(
		rte_pmd_touchwire_reg_write((uint16_t)port, TW_IDENT_SCRATCH, mode), 0);
	return (uint16_t)port;
}

/* Poll both ways for a while; what comes is freed, its content not judged. */
static unsigned int churn(uint16_t port, unsigned int rounds)
{
	struct rte_pmd_touchwire_reader reader;
	struct rte_mbuf *mbufs[32];
	struct tw_touch touch[16];
	unsigned int total = 0, i;
	uint16_t got;

	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	while (rounds-- > 0) {
		got = rte_eth_rx_burst(port, 0, mbufs, 32);
		for (i = 0; i < got; i++) {
			assert_int_equal(
				rte_mbuf_check(mbufs[i], 1, &(const char *){ NULL }), 0);
			assert_true(mbufs[i]->pkt_len <= 2048);
		}
		rte_pktmbuf_free_bulk(mbufs, got);
		total += got;
		rte_pmd_touchwire_touch_poll(&reader, touch, 16);
		rte_pmd_touchwire_snapshot(port, (uint16_t)(rounds % FAKE_SYMBOLS),
					   touch);
	}
	return total;
}

static void impossible_completions_are_counted(void **state)
{
	static const enum fake_mode modes[] = { FAKE_STORED_HUGE, FAKE_STORED_MORE,
						FAKE_STORED_NONE, FAKE_PORT };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(modes); i++) {
		uint16_t port = open_mode(modes[i], i);

		assert_int_equal(churn(port, 300), 0);
		assert_int_equal(xstat(port, "rx_completion_errors") +
					 xstat(port, "delivery_ring_full"),
				 FRAMES);
		port_close(0);
	}
}

static void bad_and_cut_frames_are_counted(void **state)
{
	uint16_t port = open_mode(FAKE_BAD, 0);

	(void)state;
	assert_int_equal(churn(port, 300), 0);
	assert_int_equal(xstat(port, "rx_bad_frames_dropped") +
				 xstat(port, "delivery_ring_full"),
			 FRAMES);
	port_close(0);
	port = open_mode(FAKE_CUT, 0);
	assert_int_equal(churn(port, 300), 0);
	assert_int_equal(xstat(port, "rx_cut_frames_dropped") +
				 xstat(port, "delivery_ring_full"),
			 FRAMES);
	port_close(0);
}

static void wild_sequences_never_end_in_a_loop(void **state)
{
	static const enum fake_mode modes[] = { FAKE_DONE_SEQ,	 FAKE_DONE_NOISE,
						FAKE_NO_HEAD,	 FAKE_TOUCH_SEQ,
						FAKE_TOUCH_ONES, FAKE_TOUCH_HALF,
						FAKE_TOUCH_FLOOD };
	unsigned int i, seed, counted = 0;

	(void)state;
	for (i = 0; i < RTE_DIM(modes); i++) {
		for (seed = 0; seed < 20; seed++) {
			uint16_t port = open_mode(modes[i], seed);

			churn(port, 300);
			if (modes[i] == FAKE_DONE_SEQ)
				counted += xstat(port, "rx_completion_errors") > 0;
			assert_int_equal(xstat(port, "sim_dma_violations"), 0);
			port_close(0);
			assert_int_equal(rte_mempool_in_use_count(pool), 0);
		}
	}
	/* But for those that look like an old completion or none. */
	assert_true(counted >= 15);
}

static void writes_around_the_windows_are_refused_and_counted(void **state)
{
	uint16_t port = open_mode(FAKE_OUTSIDE, 1);

	(void)state;
	churn(port, 300);
	assert_int_equal(xstat(port, "sim_dma_violations"), 2 * FRAMES);
	port_close(0);
}

static void a_device_that_is_gone_is_left_alone(void **state)
{
	struct rte_pmd_touchwire_info info;
	struct rte_eth_stats stats;
	struct rte_eth_xstat xstats[512];
	struct rte_mbuf *mbufs[32];
	uint64_t value;
	uint32_t word;
	uint16_t port = open_mode(FAKE_ALL_ONES, 1);

	(void)state;
	assert_int_equal(rte_pmd_touchwire_info(port, &info), -EIO);
	assert_logged("does not answer");
	assert_int_equal(rte_pmd_touchwire_reg_read(port, 0, &word), -EIO);
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, 0), -EIO);
	assert_int_equal(rte_pmd_touchwire_counter(port, "LOST", &value), -EIO);
	assert_int_equal(rte_pmd_touchwire_symbol_count(port), -EIO);
	assert_true(rte_eth_stats_get(port, &stats) != 0);
	assert_true(rte_eth_xstats_get(port, xstats, 512) < 0);
	assert_int_equal(rte_eth_rx_burst(port, 0, mbufs, 32), 0);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_true(rte_eth_dev_start(port) != 0);
	port_close(0);
}

static void random_registers_are_survived(void **state)
{
	struct rte_pmd_touchwire_symbol symbol;
	struct rte_pmd_touchwire_info info;
	struct rte_eth_xstat xstats[512];
	unsigned int seed;

	(void)state;
	for (seed = 0; seed < 20; seed++) {
		uint16_t port = open_mode(FAKE_NOISE, seed);

		churn(port, 20);
		rte_pmd_touchwire_info(port, &info);
		rte_pmd_touchwire_symbol_count(port);
		rte_pmd_touchwire_symbol_get(port, 0, &symbol);
		rte_eth_xstats_get(port, xstats, 512);
		assert_int_equal(rte_eth_dev_stop(port), 0);
		rte_eth_dev_start(port);
		churn(port, 20);
		port_close(0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
	}
}

static void dma_that_never_ends_does_not_hang_stop(void **state)
{
	uint16_t port = open_mode(FAKE_NEVER_IDLE, 1);

	(void)state;
	churn(port, 10);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	port_close(0);
}

static void symbols_the_device_does_not_take(void **state)
{
	int port = port_open(0, "");

	(void)state;
	assert_true(port >= 0);
	rte_pmd_touchwire_reg_write((uint16_t)port, TW_IDENT_SCRATCH, FAKE_SYMBOL_SILENT);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "AAPL", NULL),
			 -EIO);
	rte_pmd_touchwire_reg_write((uint16_t)port, TW_IDENT_SCRATCH, FAKE_SYMBOL_OTHER);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "AAPL", NULL),
			 -EIO);
	assert_logged("want 'AAPL'");
	rte_pmd_touchwire_reg_write((uint16_t)port, TW_IDENT_SCRATCH, FAKE_SANE);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "AAPL", NULL), 0);
	port_close(0);
}

/* Any content of the ring, at any time: bounded, ordered, and every sequence accounted for. */
static void readers_survive_any_ring(void **state)
{
	struct tw_touch *ring = calloc(64, sizeof(*ring)), out[16];
	unsigned int round, i, got;

	(void)state;
	srand(7);
	for (round = 0; round < 20000; round++) {
		struct rte_pmd_touchwire_reader reader = {
			.ring = ring, .mask = 63, .next = 1 + (uint64_t)rand() % 1000
		};
		uint64_t from = reader.next;

		for (i = 0; i < 64; i++)
			ring[i].seq = rand() % 8 == 0
					      ? (uint64_t)rand() << (rand() % 40)
					      : i + 1 + 64 * ((uint64_t)rand() % 20);
		got = rte_pmd_touchwire_touch_poll(&reader, out, 16);
		assert_true(got <= 16);
		for (i = 0; i < got; i++)
			assert_true(out[i].seq >= from &&
				    (i == 0 || out[i].seq > out[i - 1].seq));
		assert_int_equal(reader.next, from + reader.lost + got);
	}
	free(ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(impossible_completions_are_counted),
		TEST(bad_and_cut_frames_are_counted),
		TEST(wild_sequences_never_end_in_a_loop),
		TEST(writes_around_the_windows_are_refused_and_counted),
		TEST(a_device_that_is_gone_is_left_alone),
		TEST(random_registers_are_survived),
		TEST(dma_that_never_ends_does_not_hang_stop),
		TEST(symbols_the_device_does_not_take),
		TEST(readers_survive_any_ring),
	};

	if (harness_init("test_insane") != 0)
		return 1;
	return cmocka_run_group_tests_name("insane", tests, NULL, NULL);
}
