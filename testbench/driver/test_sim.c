/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_sim: the driver on the Verilated device, which stalls, delays and tears its writes by
 * seed.  The same market must come out as on the device that does none of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "harness.h"

#define SYMBOLS 64u
#define MOST 200000u

struct outcome {
	struct tw_touch *touch;
	unsigned int touches, frames;
	uint64_t *times; /* of frames */
};

static uint16_t open_market(const char *more)
{
	char args[1024];
	int port;

	snprintf(args, sizeof(args), "feed_a=%s,feed_b=%s%s", getenv("TW_FEED_A"),
		 getenv("TW_FEED_B"), more);
	port = port_open(0, args);
	if (port < 0)
		fail_msg("%s: %s", args, logged());
	port_start((uint16_t)port, RTE_ETH_RX_OFFLOAD_TIMESTAMP);
	return (uint16_t)port;
}

static uint64_t sum(uint16_t port, const char *prefix)
{
	struct rte_eth_xstat_name names[256];
	struct rte_eth_xstat values[256];
	int n = rte_eth_xstats_get_names(port, names, 256), i;
	uint64_t total = 0;

	assert_int_equal(rte_eth_xstats_get(port, values, 256), n);
	for (i = 0; i < n; i++)
		if (strncmp(names[i].name, prefix, strlen(prefix)) == 0)
			total += values[i].value;
	return total;
}

/* Everything the host got is everything the device says it gave, and all it was given. */
static void check_counters(uint16_t port, const struct outcome *outcome)
{
	assert_int_equal(sum(port, "frame_a_"), xstat(port, "sim_feed_a_frames"));
	assert_int_equal(sum(port, "frame_b_"), xstat(port, "sim_feed_b_frames"));
	assert_int_equal(sum(port, "delivery_"), sum(port, "frame_"));
	assert_int_equal(xstat(port, "delivery_delivered"), outcome->frames);
	assert_int_equal(xstat(port, "rx_good_frames"), outcome->frames);
	assert_int_equal(xstat(port, "touch_published"), outcome->touches);
	assert_int_equal(xstat(port, "touch_dropped"), 0);
	assert_int_equal(xstat(port, "sim_dma_violations"), 0);
	assert_int_equal(xstat(port, "rx_completion_errors"), 0);
}

static void take_frames(uint16_t port, struct outcome *out)
{
	int field = rte_mbuf_dynfield_lookup("rte_dynfield_timestamp", NULL);
	struct rte_mbuf *mbufs[32];
	uint16_t got = rte_eth_rx_burst(port, 0, mbufs, 32), i;

	assert_true(out->frames + got <= MOST);
	for (i = 0; i < got; i++)
		out->times[out->frames++] =
			*RTE_MBUF_DYNFIELD(mbufs[i], (size_t)field, uint64_t *);
	rte_pktmbuf_free_bulk(mbufs, got);
}

/* The table's record of each symbol is the last one that the ring gave. */
static void check_table(uint16_t port, const struct outcome *out)
{
	const struct tw_touch *last[SYMBOLS] = { NULL };
	struct tw_touch record;
	unsigned int i;

	for (i = 0; i < out->touches; i++)
		last[out->touch[i].symbol] = &out->touch[i];
	for (i = 0; i < SYMBOLS; i++) {
		if (last[i] == NULL)
			continue;
		assert_int_equal(rte_pmd_touchwire_snapshot(port, (uint16_t)i, &record),
				 0);
		assert_memory_equal(&record, last[i], sizeof(record));
	}
}

/* @slice 0: by polls alone; else the device runs that many cycles between two polls. */
static struct outcome play(const char *more, uint64_t slice)
{
	struct rte_pmd_touchwire_reader reader;
	struct outcome out = { .touch = calloc(MOST, sizeof(struct tw_touch)),
			       .times = calloc(MOST, sizeof(uint64_t)) };
	uint16_t port = open_market(more);
	unsigned int got = 1, before;

	assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
	do {
		before = out.frames;
		if (slice > 0)
			rte_pmd_touchwire_step(port, slice);
		got = rte_pmd_touchwire_touch_poll(&reader, &out.touch[out.touches], 64);
		out.touches += got;
		assert_true(out.touches + 64 <= MOST);
		take_frames(port, &out);
	} while (rte_pmd_touchwire_finished(port) == 0 || got > 0 || out.frames > before);
	for (unsigned int i = 0; i < out.touches; i++)
		assert_int_equal(out.touch[i].seq, i + 1);
	assert_int_equal(reader.lost, 0);
	assert_int_equal(rte_pmd_touchwire_feed_error(port, NULL, 0), 0);
	check_counters(port, &out);
	check_table(port, &out);
	port_close(0);
	return out;
}

static void compare(const struct outcome *a, const struct outcome *b)
{
	unsigned int i;

	assert_int_equal(a->touches, b->touches);
	for (i = 0; i < a->touches; i++) {
		struct tw_touch other = b->touch[i];

		/* A frame enters with an edge of the clock, which may stand elsewhere. */
		assert_true(llabs((long long)(other.arrival_ns -
					      a->touch[i].arrival_ns)) < 7);
		other.arrival_ns = a->touch[i].arrival_ns;
		assert_memory_equal(&a->touch[i], &other, sizeof(other));
	}
	/* Frames of the two lines may change places, their times not. */
	assert_int_equal(a->frames, b->frames);
}

static void drop(struct outcome *out)
{
	free(out->touch);
	free(out->times);
}

static void a_rough_bus_changes_nothing(void **state)
{
	static const char *const rough[] = { ",stall=300,seed=1", ",delay=40,seed=2",
					     ",tear=1,seed=3",
					     ",stall=200,delay=20,tear=1,seed=4" };
	struct outcome plain = play("", 0), other;
	unsigned int i;

	(void)state;
	assert_true(plain.touches > 1000 && plain.frames > 100);
	for (i = 0; i < RTE_DIM(rough); i++) {
		other = play(rough[i], 0);
		compare(&plain, &other);
		drop(&other);
		/* A few cycles at a time, so that polls fall into half-written records. */
		other = play(rough[i], 7);
		compare(&plain, &other);
		drop(&other);
	}
	drop(&plain);
}

static void a_listed_symbol_has_its_own_index(void **state)
{
	struct rte_pmd_touchwire_symbol symbol;
	char args[64], name[9];
	uint16_t port;

	(void)state;
	/* Learn a name from the directory, then ask for that one alone. */
	port = open_market("");
	port_drain_any(port);
	assert_true(rte_pmd_touchwire_symbol_count(port) > 3);
	assert_int_equal(rte_pmd_touchwire_symbol_get(port, 3, &symbol), 0);
	snprintf(name, sizeof(name), "%s", symbol.name);
	port_close(0);

	snprintf(args, sizeof(args), ",symbols=%s:NONE", name);
	port = open_market(args);
	port_drain_any(port);
	assert_int_equal(rte_pmd_touchwire_symbol_get(port, 0, &symbol), 0);
	assert_string_equal(symbol.name, name);
	assert_int_equal(symbol.known, 1);
	assert_int_equal(rte_pmd_touchwire_symbol_get(port, 1, &symbol), 0);
	assert_string_equal(symbol.name, "NONE");
	assert_int_equal(symbol.known, 0);
	assert_int_equal(rte_pmd_touchwire_symbol_get(port, 2, &symbol), -ENOENT);
	assert_true(xstat(port, "book_untracked") > 0);
	port_close(0);
}

/* Stopped and started in the middle of the market, again and again. */
static void restarts_are_clean(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	struct tw_touch touch[64];
	uint16_t port = open_market(",stall=200,delay=20,tear=1,seed=5");
	unsigned int round, i, got;
	uint64_t last;

	(void)state;
	for (round = 0; round < 10; round++) {
		assert_int_equal(rte_pmd_touchwire_touch_open(port, &reader), 0);
		assert_int_equal(reader.next, 1);
		last = 0;
		for (i = 0; i < 40; i++) {
			struct rte_mbuf *mbufs[32];

			rte_pmd_touchwire_step(port, 777);
			got = rte_pmd_touchwire_touch_poll(&reader, touch, 64);
			if (got > 0) {
				assert_int_equal(touch[0].seq, last + 1);
				last = touch[got - 1].seq;
			}
			rte_pktmbuf_free_bulk(mbufs,
					      rte_eth_rx_burst(port, 0, mbufs, 32));
		}
		assert_int_equal(rte_eth_dev_stop(port), 0);
		assert_int_equal(rte_eth_dev_start(port), 0);
	}
	assert_int_equal(xstat(port, "sim_dma_violations"), 0);
	assert_int_equal(xstat(port, "rx_completion_errors"), 0);
	port_close(0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rough_bus_changes_nothing),
		TEST(a_listed_symbol_has_its_own_index),
		TEST(restarts_are_clean),
	};

	if (harness_init("test_sim") != 0)
		return 1;
	return cmocka_run_group_tests_name("sim", tests, NULL, NULL);
}
