/* SPDX-License-Identifier: BSD-3-Clause */
/* test_port: a port of the driver on a sane device: its life, frames, symbols, counters. */
#include <stdlib.h>
#include <string.h>

#include <rte_mbuf_dyn.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "harness.h"

static void frames_come_in_order_with_their_times(void **state)
{
	int offset;
	struct rte_mbuf *mbufs[7];
	unsigned int want = 0;
	uint64_t flag;
	char args[700];
	uint16_t got, i;
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 3000, 5000);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, RTE_ETH_RX_OFFLOAD_TIMESTAMP);
	offset = rte_mbuf_dynfield_lookup(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, NULL);
	assert_true(offset >= 0);
	flag = RTE_BIT64(
		rte_mbuf_dynflag_lookup(RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME, NULL));
	while (want < 3000) {
		got = rte_eth_rx_burst((uint16_t)port, 0, mbufs, 7);
		for (i = 0; i < got; i++, want++) {
			assert_int_equal(frame_number(mbufs[i]), want);
			assert_true((mbufs[i]->ol_flags & flag) != 0);
			assert_int_equal(*RTE_MBUF_DYNFIELD(mbufs[i], offset, uint64_t *),
					 T0 + want * 5000u);
			assert_int_equal(mbufs[i]->hash.fdir.hi, 0);
			rte_pktmbuf_free(mbufs[i]);
		}
		assert_true(got > 0 || rte_pmd_touchwire_finished((uint16_t)port) == 0);
	}
	assert_int_equal(rte_eth_rx_burst((uint16_t)port, 0, mbufs, 7), 0);
	assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), 1);
	assert_int_equal(rte_pmd_touchwire_feed_error((uint16_t)port, NULL, 0), 0);
	assert_int_equal(xstat((uint16_t)port, "delivery_ring_full"), 0);
	assert_int_equal(xstat((uint16_t)port, "rx_good_frames"), 3000);
	assert_int_equal(xstat((uint16_t)port, "delivery_delivered"), 3000);
	port_close(0);
}

static void two_feeds_are_merged_by_time(void **state)
{
	struct rte_mbuf *mbufs[32];
	unsigned int got = 0, i, total = 0, of_b = 0;
	char args[1024];
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 200, 1000);
	write_capture(scratch("b.pcap"), 50, 100, 1000);
	snprintf(args, sizeof(args), "feed_a=%s,feed_b=%s", scratch("a.pcap"),
		 scratch("b.pcap"));
	port = port_open(0, args);
	port_start((uint16_t)port, 0);
	while (rte_pmd_touchwire_finished((uint16_t)port) == 0 || got > 0) {
		got = rte_eth_rx_burst((uint16_t)port, 0, mbufs, 32);
		for (i = 0; i < got; i++) {
			unsigned int number = frame_number(mbufs[i]);

			of_b += mbufs[i]->hash.fdir.hi;
			/* 50 alone, then pairs, then 50 alone: A first, on equal times. */
			assert_int_equal(number, total < 50    ? total
						 : total < 250 ? 50 + (total - 50) / 2
							       : total - 100);
			total++;
			rte_pktmbuf_free(mbufs[i]);
		}
	}
	assert_int_equal(total, 300);
	assert_int_equal(of_b, 100);
	port_close(0);
}

static void stop_and_start_go_on_where_they_were(void **state)
{
	struct rte_eth_link link;
	unsigned int round, total = 0;
	char args[700];
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 1000, 1000);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	port = port_open(0, args);
	port_start((uint16_t)port, 0);
	for (round = 0; round < 6; round++) {
		assert_int_equal(rte_eth_link_get_nowait((uint16_t)port, &link), 0);
		assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
		total += port_drain((uint16_t)port, 64);
		assert_int_equal(rte_eth_dev_stop((uint16_t)port), 0);
		assert_int_equal(rte_eth_link_get_nowait((uint16_t)port, &link), 0);
		assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
		assert_int_equal(rte_pmd_touchwire_step((uint16_t)port, 100), -ENETDOWN);
		assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), -ENETDOWN);
		assert_int_equal(rte_eth_dev_start((uint16_t)port), 0);
	}
	total += port_drain((uint16_t)port, 1000);
	/* What waited in the ring at a stop is gone, everything else came. */
	assert_int_equal(xstat((uint16_t)port, "delivery_delivered"), 1000);
	assert_true(total >= 384 && total <= 1000);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(xstat((uint16_t)port, "sim_dma_violations"), 0);
	port_close(0);
}

static void frames_longer_than_an_mbuf(void **state)
{
	char args[700];
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 100, 1000);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	struct rte_mempool *full = pool;
	struct rte_mempool *small = rte_pktmbuf_pool_create(
		"small", 1023, 0, 0, RTE_PKTMBUF_HEADROOM + 256, SOCKET_ID_ANY);
	assert_non_null(small);
	pool = small;
	port = port_open(0, args);
	port_start((uint16_t)port, RTE_ETH_RX_OFFLOAD_SCATTER);
	assert_int_equal(port_drain((uint16_t)port, 1000), 100);
	port_close(0);
	port = port_open(0, args);
	/* Without scatter ethdev wants a smaller MTU or a larger mbuf: the driver drops. */
	port_start((uint16_t)port, 0);
	unsigned int fit = 0, i;

	for (i = 0; i < 100; i++)
		fit += frame_length(i) <= 256;
	assert_int_equal(port_drain((uint16_t)port, 1000), fit);
	assert_int_equal(xstat((uint16_t)port, "rx_long_frames_dropped"), 100 - fit);
	port_close(0);
	assert_int_equal(rte_mempool_in_use_count(small), 0);
	rte_mempool_free(small);
	pool = full;
}

static void empty_pool_loses_nothing(void **state)
{
	struct rte_mbuf *hold[2047], *mbufs[32];
	struct rte_eth_stats stats;
	char args[700];
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 40, 1000);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	port = port_open(0, args);
	port_start((uint16_t)port, 0);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, hold, 2047), 0);
	assert_int_equal(rte_eth_rx_burst((uint16_t)port, 0, mbufs, 32), 0);
	assert_int_equal(rte_eth_stats_get((uint16_t)port, &stats), 0);
	assert_int_equal(stats.rx_nombuf, 1);
	rte_pktmbuf_free_bulk(hold, 2047);
	assert_int_equal(port_drain((uint16_t)port, 40), 40);
	port_close(0);
}

static void symbols_are_listed_and_mapped(void **state)
{
	struct rte_pmd_touchwire_symbol symbol;
	struct rte_pmd_touchwire_info info;
	uint16_t index = 99, i;
	char name[9] = "S0";
	int port = port_open(0, "symbols=AAPL:BRK.A");

	(void)state;
	assert_true(port >= 0);
	assert_int_equal(rte_pmd_touchwire_symbol_count((uint16_t)port), 2);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "BRK.A", &index),
			 -EEXIST);
	assert_int_equal(index, 1);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "", NULL), -EINVAL);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "A B", NULL),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "NINECHARS", NULL),
			 -EINVAL);
	for (i = 2; i < FAKE_SYMBOLS; i++) {
		name[1] = (char)('0' + i);
		assert_int_equal(
			rte_pmd_touchwire_symbol_add((uint16_t)port, name, &index), 0);
		assert_int_equal(index, i);
	}
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "MORE", NULL),
			 -ENOSPC);
	assert_int_equal(rte_pmd_touchwire_symbol_map((uint16_t)port, 1, 13), 0);
	assert_int_equal(rte_pmd_touchwire_symbol_map((uint16_t)port, 1, 0), -EINVAL);
	assert_int_equal(rte_pmd_touchwire_symbol_map((uint16_t)port, 1, FAKE_LOCATES),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_symbol_map((uint16_t)port, FAKE_SYMBOLS, 1),
			 -ENOENT);
	assert_int_equal(rte_pmd_touchwire_symbol_get((uint16_t)port, 1, &symbol), 0);
	assert_string_equal(symbol.name, "BRK.A");
	assert_true(symbol.known == 1 && symbol.locate == 13);
	assert_int_equal(rte_pmd_touchwire_info((uint16_t)port, &info), 0);
	assert_int_equal(info.all_symbols, 0);
	assert_int_equal(info.symbols, FAKE_SYMBOLS);
	assert_int_equal(info.clock_khz, 156250);
	assert_string_equal(info.backend, "sim");
	port_start((uint16_t)port, 0);
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "LATE", NULL),
			 -EBUSY);
	port_close(0);

	port = port_open(0, "symbols=all");
	assert_int_equal(rte_pmd_touchwire_symbol_add((uint16_t)port, "AAPL", NULL),
			 -EPERM);
	assert_int_equal(rte_pmd_touchwire_info((uint16_t)port, &info), 0);
	assert_int_equal(info.all_symbols, 1);
	port_close(0);
}

static void registers_and_counters(void **state)
{
	struct rte_dev_reg_info regs = { .data = NULL };
	struct rte_eth_stats stats;
	struct rte_mbuf *one;
	uint64_t value, clock;
	uint32_t word, *dump;
	char text[128];
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 10, 1000);
	snprintf(text, sizeof(text), "feed_a=%s", scratch("a.pcap"));
	port = port_open(0, text);
	port_start((uint16_t)port, 0);
	assert_int_equal(port_drain((uint16_t)port, 10), 10);
	assert_int_equal(rte_pmd_touchwire_reg_read((uint16_t)port, 0, &word), 0);
	assert_int_equal(word, TW_IDENT_MAGIC_VALUE);
	assert_int_equal(rte_pmd_touchwire_reg_read((uint16_t)port, 2, &word), -EINVAL);
	assert_int_equal(rte_pmd_touchwire_reg_read((uint16_t)port, 0x2000, &word),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_reg_write((uint16_t)port, TW_DMA_RING_LO, 0),
			 -EPERM);
	assert_int_equal(
		rte_pmd_touchwire_reg_write((uint16_t)port, TW_CONTROL_CONTROL, 0),
		-EPERM);
	assert_int_equal(
		rte_pmd_touchwire_reg_write((uint16_t)port, TW_CONTROL_COMMAND, 2), 0);
	assert_int_equal(
		rte_pmd_touchwire_counter((uint16_t)port, "TOUCH.PUBLISHED", &value), 0);
	assert_int_equal(value, 10);
	assert_int_equal(rte_pmd_touchwire_counter((uint16_t)port, "LOST", &value), 0);
	assert_int_equal(rte_pmd_touchwire_counter((uint16_t)port, "NONE", &value),
			 -ENOENT);
	assert_int_equal(rte_pmd_touchwire_counter(77, "LOST", &value), -ENODEV);
	one = rte_pktmbuf_alloc(pool);
	assert_int_equal(rte_eth_tx_burst((uint16_t)port, 0, &one, 1), 1);
	assert_int_equal(xstat((uint16_t)port, "tx_length_packets"), 1);
	assert_int_equal(rte_eth_stats_get((uint16_t)port, &stats), 0);
	assert_true(stats.ipackets == 10 && stats.oerrors == 1 && stats.imissed == 0);
	assert_int_equal(rte_eth_xstats_reset((uint16_t)port), 0);
	assert_int_equal(xstat((uint16_t)port, "touch_published"), 0);
	/* Clocks go on. */
	assert_true(xstat((uint16_t)port, "sim_time_ns") > T0 &&
		    xstat((uint16_t)port, "sim_cycles") > 0);
	assert_int_equal(rte_eth_read_clock((uint16_t)port, &clock), 0);
	assert_true(clock > T0 && clock < T0 + 1000000);
	assert_int_equal(rte_eth_dev_fw_version_get((uint16_t)port, text, sizeof(text)),
			 0);
	assert_non_null(strstr(text, "build fa4efa4e"));
	assert_true(rte_eth_dev_fw_version_get((uint16_t)port, text, 4) > 4);
	assert_int_equal(rte_eth_dev_get_reg_info((uint16_t)port, &regs), 0);
	dump = calloc(regs.length, regs.width);
	regs.data = dump;
	assert_int_equal(rte_eth_dev_get_reg_info((uint16_t)port, &regs), 0);
	assert_int_equal(dump[0], TW_IDENT_MAGIC_VALUE);
	assert_int_equal(dump[TW_IDENT_CLOCK_KHZ / 4], 156250);
	free(dump);
	port_close(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_come_in_order_with_their_times),
		TEST(two_feeds_are_merged_by_time),
		TEST(stop_and_start_go_on_where_they_were),
		TEST(frames_longer_than_an_mbuf),
		TEST(empty_pool_loses_nothing),
		TEST(symbols_are_listed_and_mapped),
		TEST(registers_and_counters),
	};

	if (harness_init("test_port") != 0)
		return 1;
	return cmocka_run_group_tests_name("port", tests, NULL, NULL);
}
