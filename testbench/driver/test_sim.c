/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_sim: the driver on the Verilated device, which stalls, delays and tears its writes by
 * seed.  The same market must come out as on the device that does none of it.
 */
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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
	struct rte_eth_xstat_name names[512];
	struct rte_eth_xstat values[512];
	int n = rte_eth_xstats_get_names(port, names, 512), i;
	uint64_t total = 0;

	assert_int_equal(rte_eth_xstats_get(port, values, 512), n);
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

/* ---- small feeds of our own: MoldUDP64 packets of system events -------------------------- */
static size_t put(uint8_t *at, unsigned int n, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		at[i] = (uint8_t)(value >> 8 * (n - 1 - i));
	return n;
}

/* Numbers @seq.. in a packet of @n messages; returns its length. */
static size_t mold(uint8_t *packet, uint64_t seq, unsigned int n)
{
	size_t at = 20;

	memcpy(packet, "SESSION001", 10);
	put(packet + 10, 8, seq);
	put(packet + 18, 2, n);
	for (; n > 0 && n != 0xffff; n--) {
		at += put(packet + at, 2, 12);
		memset(packet + at, 0, 12);
		packet[at] = 'S';
		packet[at + 11] = 'O';
		at += 12;
	}
	return at;
}

struct beat {
	uint64_t after_ns; /* T0 */
	uint64_t seq;	   /* 0: a datagram of something else */
	unsigned int n;
};

static void write_feed(const char *path, const struct beat *beats, unsigned int count)
{
	pcap_t *pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535,
							    PCAP_TSTAMP_PRECISION_NANO);
	pcap_dumper_t *out = pcap_dump_open(pcap, path);
	uint8_t frame[1500] = { 0 };
	unsigned int i;

	assert_non_null(out);
	for (i = 0; i < count; i++) {
		uint64_t at = T0 + beats[i].after_ns;
		size_t length = mold(frame + 42, beats[i].seq, beats[i].n);
		struct pcap_pkthdr header = {
			.ts = { .tv_sec = (time_t)(at / 1000000000u),
				.tv_usec = (suseconds_t)(at % 1000000000u) },
		};

		if (beats[i].seq == 0)
			frame[42] ^= 0xff;
		header.caplen = header.len = (bpf_u_int32)length + 42;
		put(frame + 12, 2, 0x0800);
		frame[14] = 0x45;
		put(frame + 16, 2, length + 28);
		frame[23] = 17;
		/* Addresses and identification are 0: the sum is that of the rest. */
		put(frame + 24, 2, 0);
		put(frame + 24, 2, 0xffffu - (0x4500 + length + 28 + 17));
		put(frame + 38, 2, length + 8);
		pcap_dump((u_char *)out, &header, frame);
	}
	pcap_dump_close(out);
	pcap_close(pcap);
}

static uint64_t counter(uint16_t port, const char *name)
{
	uint64_t value = 0;

	assert_int_equal(rte_pmd_touchwire_counter(port, name, &value), 0);
	return value;
}

static struct rte_pmd_touchwire_feed_status status_of(uint16_t port)
{
	struct rte_pmd_touchwire_feed_status status;

	assert_int_equal(rte_pmd_touchwire_feed_status(port, &status), 0);
	return status;
}

static uint16_t open_feeds(const char *more)
{
	char args[1024];
	int port;

	snprintf(args, sizeof(args), "feed_a=%s,feed_b=%s%s", scratch("a.pcap"),
		 scratch("b.pcap"), more);
	port = port_open(0, args);
	if (port < 0)
		fail_msg("%s: %s", args, logged());
	port_start((uint16_t)port, 0);
	return (uint16_t)port;
}

/*
 * Each deadline is met although nothing moves: A at 1 ms, B at 1.3 ms, both for long at 5.3 ms,
 * heard again at 10 ms.  What is none of the session's packets does not count.
 */
static void silence_comes_at_its_time(void **state)
{
	static const struct beat a[] = {
		{ 0, 1, 0 }, { 900000, 0, 0 }, { 3000000, 0, 0 }, { 10000000, 1, 0 }
	};
	static const struct beat b[] = { { 300000, 1, 0 }, { 10000700, 1, 0 } };
	struct rte_pmd_touchwire_feed_status status;
	uint16_t port;

	(void)state;
	write_feed(scratch("a.pcap"), a, RTE_DIM(a));
	write_feed(scratch("b.pcap"), b, RTE_DIM(b));
	port = open_feeds(",silence_ns=1000000,stale_ns=5000000");
	port_drain_any(port);
	assert_int_equal(rte_pmd_touchwire_finished(port), 1);
	/* a, a and b, all, b, none */
	assert_int_equal(counter(port, "BOOK.LINES"), 5);
	status = status_of(port);
	assert_int_equal(status.silent[0] + status.silent[1] + status.all_silent, 0);
	port_close(0);
	port = open_feeds("");
	port_drain_any(port);
	assert_int_equal(counter(port, "BOOK.LINES"), 0);
	port_close(0);
}

static void a_gap_waits_for_the_host(void **state)
{
	static const struct beat a[] = { { 0, 1, 1 }, { 1000, 3, 1 }, { 2000, 4, 2 } };
	struct rte_pmd_touchwire_feed_status status;
	uint8_t packet[2048];
	uint16_t port;

	(void)state;
	write_feed(scratch("a.pcap"), a, RTE_DIM(a));
	write_feed(scratch("b.pcap"), a, 1);
	port = open_feeds(",repair=1,lines=a");
	port_drain_any(port);
	status = status_of(port);
	assert_int_equal(status.holding + status.stale, 2);
	assert_int_equal(status.gaps, 1);
	assert_int_equal(status.gap_first, 2);
	assert_int_equal(status.gap_next, 3);
	assert_int_equal(status.expected, 2);
	assert_memory_equal(status.session, "SESSION001", 10);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 1), -EAGAIN);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, mold(packet, 2, 1)), 0);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 1), 0);
	status = status_of(port);
	assert_int_equal(status.holding + status.stale, 0);
	assert_int_equal(status.expected, 6);
	assert_int_equal(counter(port, "MESSAGE.TAKEN"), 5);
	assert_int_equal(counter(port, "BOOK.FRESH"), 1);
	port_close(0);
}

static void a_book_is_loaded(void **state)
{
	static const struct beat a[] = { { 0, 1, 1 } };
	uint8_t packet[2048];
	unsigned int i;
	uint16_t port;

	(void)state;
	write_feed(scratch("a.pcap"), a, RTE_DIM(a));
	write_feed(scratch("b.pcap"), a, RTE_DIM(a));
	port = open_feeds("");
	port_drain_any(port);
	assert_int_equal(rte_pmd_touchwire_load(port, 1000), 0);
	for (i = 0; i < 30; i++)
		assert_int_equal(
			rte_pmd_touchwire_replay(port, packet, mold(packet, 1, 100)), 0);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), -EAGAIN);
	assert_int_equal(rte_pmd_touchwire_resume(port, 1234), 0);
	assert_int_equal(status_of(port).expected, 1234);
	assert_int_equal(status_of(port).replay_lost, 0);
	assert_int_equal(status_of(port).stale, 1);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), 0);
	assert_int_equal(counter(port, "ITCH.S"), 3001);
	port_close(0);
}

/* Silence as time passes outside; a packet ends it. */
static void a_socket_falls_silent(void **state)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct rte_pmd_touchwire_feed_status status;
	struct timespec from, now;
	socklen_t size = sizeof(to);
	int probe = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM, 0);
	unsigned int round;
	uint8_t packet[64];
	char args[128];
	int port, ms;

	(void)state;
	assert_int_equal(bind(probe, (struct sockaddr *)&to, size), 0);
	assert_int_equal(getsockname(probe, (struct sockaddr *)&to, &size), 0);
	close(probe);
	snprintf(args, sizeof(args), "feed_a=udp:127.0.0.1:%u,silence_ns=100000000",
		 ntohs(to.sin_port));
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	for (round = 0; round < 3; round++) {
		clock_gettime(CLOCK_MONOTONIC, &from);
		assert_int_equal(sendto(s, packet, mold(packet, 1, 0), 0,
					(struct sockaddr *)&to, size),
				 20);
		do {
			struct rte_mbuf *mbufs[32];
			uint16_t got = rte_eth_rx_burst((uint16_t)port, 0, mbufs, 32);

			rte_pktmbuf_free_bulk(mbufs, got);
			clock_gettime(CLOCK_MONOTONIC, &now);
			ms = (int)((now.tv_sec - from.tv_sec) * 1000 +
				   (now.tv_nsec - from.tv_nsec) / 1000000);
			status = status_of((uint16_t)port);
			/* The mark of the round before goes with the packet. */
			assert_true(!status.silent[0] || ms < 50 || ms >= 99);
			assert_true(ms < 5000);
		} while (ms < 60 || !status.silent[0]);
		assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), 0);
	}
	assert_int_equal(counter((uint16_t)port, "PACKET.HEARTBEAT"), 3);
	assert_int_equal(counter((uint16_t)port, "BOOK.LINES"), 5);
	port_close(0);
	close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rough_bus_changes_nothing),
		TEST(a_listed_symbol_has_its_own_index),
		TEST(restarts_are_clean),
		TEST(silence_comes_at_its_time),
		TEST(a_gap_waits_for_the_host),
		TEST(a_book_is_loaded),
		TEST(a_socket_falls_silent),
	};

	if (harness_init("test_sim") != 0)
		return 1;
	return cmocka_run_group_tests_name("sim", tests, NULL, NULL);
}
