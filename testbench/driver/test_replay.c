/* SPDX-License-Identifier: BSD-3-Clause */
/* test_replay: the host's line: packets, loads, what the device refuses or loses. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "harness.h"

#define MOST 200u

static uint8_t packet[RTE_PMD_TOUCHWIRE_REPLAY_MAX];

static uint32_t length_of(unsigned int i)
{
	return i % 7 == 3 ? 0 : 1 + i * 5 % 60;
}

/* @n messages from number @seq; number i begins with its low 4 bytes.  Returns the length. */
static size_t make_packet(uint64_t seq, unsigned int n)
{
	size_t at = 20;
	unsigned int i, j;

	memcpy(packet, "FAKE000001", 10);
	for (i = 0; i < 8; i++)
		packet[10 + i] = (uint8_t)(seq >> (56 - 8 * i));
	packet[18] = (uint8_t)(n >> 8);
	packet[19] = (uint8_t)n;
	for (i = 0; i < n; i++) {
		uint32_t length = length_of((unsigned int)seq + i);

		assert_true(at + 2 + length <= sizeof(packet));
		packet[at++] = (uint8_t)(length >> 8);
		packet[at++] = (uint8_t)length;
		for (j = 0; j < length; j++)
			packet[at++] = (uint8_t)(j < 4 ? (seq + i) >> (24 - 8 * j) : j);
	}
	return at;
}

static uint16_t open_port(struct rte_pmd_touchwire_reader *reader)
{
	int port = port_open(0, "repair=1");

	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	assert_int_equal(rte_pmd_touchwire_touch_open((uint16_t)port, reader), 0);
	return (uint16_t)port;
}

static void set_mode(uint16_t port, enum fake_mode mode)
{
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, mode), 0);
}

static struct rte_pmd_touchwire_feed_status status_of(uint16_t port)
{
	struct rte_pmd_touchwire_feed_status status;

	memset(&status, 0xa5, sizeof(status));
	assert_int_equal(rte_pmd_touchwire_feed_status(port, &status), 0);
	return status;
}

/* Messages @seq.. reached the device, each once, whole and in order. */
static void check_taken(struct rte_pmd_touchwire_reader *reader, uint64_t seq,
			unsigned int n)
{
	struct tw_touch touch[MOST];
	unsigned int got = rte_pmd_touchwire_touch_poll(reader, touch, MOST), i, j;

	assert_int_equal(got, n);
	for (i = 0; i < n; i++) {
		uint32_t length = length_of((unsigned int)seq + i), start = 0;

		for (j = 0; j < 4 && j < length; j++)
			start = start << 8 | (uint8_t)((seq + i) >> (24 - 8 * j));
		assert_int_equal(touch[i].symbol, 2);
		assert_int_equal(touch[i].feed_seq, seq + i);
		assert_int_equal(touch[i].bid_price, length);
		assert_int_equal(touch[i].bid_size, start);
	}
}

static void a_gap_is_repaired(void **state)
{
	struct rte_pmd_touchwire_feed_status status;
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	size_t length;

	(void)state;
	status = status_of(port);
	assert_int_equal(status.holding + status.stale + status.gaps, 0);
	set_mode(port, FAKE_GAP);
	status = status_of(port);
	assert_int_equal(status.holding, 1);
	assert_int_equal(status.stale, 1);
	assert_int_equal(status.loading + status.replay_lost + status.ended, 0);
	assert_int_equal(status.silent[0] + status.silent[1] + status.all_silent, 0);
	assert_int_equal(status.gaps, 1);
	assert_int_equal(status.expected, FAKE_GAP_FIRST);
	assert_int_equal(status.gap_first, FAKE_GAP_FIRST);
	assert_int_equal(status.gap_next, FAKE_GAP_NEXT);
	assert_int_equal(status.room, FAKE_ROOM);
	assert_memory_equal(status.session, "FAKE000001", 10);
	length = make_packet(FAKE_GAP_FIRST, FAKE_GAP_NEXT - FAKE_GAP_FIRST);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), 0);
	check_taken(&reader, FAKE_GAP_FIRST, FAKE_GAP_NEXT - FAKE_GAP_FIRST);
	assert_int_equal(status_of(port).expected, FAKE_GAP_NEXT);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 2), -EAGAIN);
	assert_int_equal(status_of(port).holding, 1);
	/* Only the low 32 bits are the device's. */
	assert_int_equal(rte_pmd_touchwire_fresh(port, (UINT64_C(5) << 32) + 1), 0);
	status = status_of(port);
	assert_int_equal(status.holding + status.stale, 0);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -EAGAIN);
	check_taken(&reader, 0, 0);
	port_close(0);
}

static void a_running_port_learns_to_hold(void **state)
{
	const uint32_t mask = TW_CONTROL_CONTROL_REPAIR_MASK;
	int port = port_open(0, "");
	uint32_t before, value;

	(void)state;
	assert_int_equal(rte_pmd_touchwire_repair((uint16_t)port, true), -ENETDOWN);
	port_start((uint16_t)port, 0);
	rte_pmd_touchwire_reg_read((uint16_t)port, TW_CONTROL_CONTROL, &before);
	assert_int_equal(before & mask, 0);
	assert_int_equal(rte_pmd_touchwire_repair((uint16_t)port, true), 0);
	rte_pmd_touchwire_reg_read((uint16_t)port, TW_CONTROL_CONTROL, &value);
	assert_int_equal(value, before | mask);
	assert_int_equal(rte_eth_dev_stop((uint16_t)port), 0);
	assert_int_equal(rte_eth_dev_start((uint16_t)port), 0);
	rte_pmd_touchwire_reg_read((uint16_t)port, TW_CONTROL_CONTROL, &value);
	assert_int_equal(value, before | mask);
	assert_int_equal(rte_pmd_touchwire_repair((uint16_t)port, false), 0);
	rte_pmd_touchwire_reg_read((uint16_t)port, TW_CONTROL_CONTROL, &value);
	assert_int_equal(value, before);
	set_mode((uint16_t)port, FAKE_ALL_ONES);
	assert_int_equal(rte_pmd_touchwire_repair((uint16_t)port, true), -EIO);
	port_close(0);
}

static void long_packets_go_in_parts(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	uint64_t packets;
	unsigned int n;

	(void)state;
	set_mode(port, FAKE_GAP);
	for (n = 1; n <= 60; n++) {
		size_t length = make_packet(1000 * n, n);

		assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), 0);
		check_taken(&reader, 1000 * n, n);
	}
	assert_int_equal(rte_pmd_touchwire_counter(port, "PACKET.DATA", &packets), 0);
	assert_true(packets > 60 + 60 * 61 / 2 / FAKE_ROOM - 60);
	assert_int_equal(status_of(port).replay_lost, 0);
	/* A heartbeat and an end of session have no messages. */
	make_packet(9, 0);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, 20), 0);
	packet[18] = packet[19] = 0xff;
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, 20), 0);
	check_taken(&reader, 0, 0);
	port_close(0);
}

static void what_is_no_packet_is_refused(void **state)
{
	static const size_t lengths[] = { 0, 19, RTE_PMD_TOUCHWIRE_REPLAY_MAX + 1,
					  SIZE_MAX };
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	uint64_t packets;
	size_t length, i;

	(void)state;
	set_mode(port, FAKE_GAP);
	for (i = 0; i < RTE_DIM(lengths); i++)
		assert_int_equal(rte_pmd_touchwire_replay(port, packet, lengths[i]),
				 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_replay(port, NULL, 20), -EINVAL);
	length = make_packet(4, 9);
	for (i = 20; i < length; i++) {
		/* Behind the end of the allocation nothing may be read. */
		uint8_t *cut = malloc(i);

		memcpy(cut, packet, i);
		assert_int_equal(rte_pmd_touchwire_replay(port, cut, i), -EBADMSG);
		free(cut);
	}
	assert_int_equal(rte_pmd_touchwire_counter(port, "PACKET.DATA", &packets), 0);
	assert_int_equal(packets, 0);
	assert_int_equal(rte_pmd_touchwire_load(port, 0), -EINVAL);
	assert_int_equal(rte_pmd_touchwire_resume(port, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -ENETDOWN);
	assert_int_equal(rte_pmd_touchwire_load(port, 1), -ENETDOWN);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 1), -ENETDOWN);
	assert_int_equal(rte_pmd_touchwire_replay(77, packet, length), -ENODEV);
	assert_int_equal(rte_pmd_touchwire_resume(77, 1), -ENODEV);
	assert_int_equal(rte_pmd_touchwire_feed_status(77, NULL), -ENODEV);
	port_close(0);
}

static void a_line_that_stands_still_ends_the_wait(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	size_t length;

	(void)state;
	set_mode(port, FAKE_GAP);
	set_mode(port, FAKE_STUCK);
	length = make_packet(1, FAKE_ROOM + 3);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -ETIMEDOUT);
	check_taken(&reader, 1, FAKE_ROOM);
	assert_int_equal(status_of(port).room, 0);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -EAGAIN);
	check_taken(&reader, 0, 0);
	set_mode(port, FAKE_SANE);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), 0);
	check_taken(&reader, 1, FAKE_ROOM + 3);
	assert_int_equal(status_of(port).replay_lost, 0);
	port_close(0);
}

static void a_book_is_loaded(void **state)
{
	const uint64_t high = UINT64_C(0x123456789a);
	struct rte_pmd_touchwire_feed_status status;
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	size_t length = make_packet(1, 5);

	(void)state;
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -EAGAIN);
	assert_int_equal(rte_pmd_touchwire_load(port, high), 0);
	status = status_of(port);
	assert_int_equal(status.expected, high);
	assert_int_equal(status.loading + status.holding + status.stale, 3);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), 0);
	check_taken(&reader, 1, 5);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), -EAGAIN);
	assert_int_equal(rte_pmd_touchwire_resume(port, high + 1), 0);
	status = status_of(port);
	assert_int_equal(status.expected, high + 1);
	assert_int_equal(status.loading, 0);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), 0);
	assert_int_equal(status_of(port).holding, 0);
	port_close(0);
}

static void a_device_that_does_not_listen(void **state)
{
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);

	(void)state;
	set_mode(port, FAKE_DEAF);
	assert_int_equal(rte_pmd_touchwire_load(port, 1), -EAGAIN);
	set_mode(port, FAKE_SANE);
	assert_int_equal(rte_pmd_touchwire_load(port, 1), 0);
	set_mode(port, FAKE_DEAF);
	assert_int_equal(rte_pmd_touchwire_resume(port, 1), -EAGAIN);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), -EAGAIN);
	port_close(0);
}

static void a_device_that_is_gone_or_mad(void **state)
{
	struct rte_pmd_touchwire_feed_status status;
	struct rte_pmd_touchwire_reader reader;
	uint16_t port = open_port(&reader);
	size_t length = make_packet(1, 30);
	unsigned int i;

	(void)state;
	set_mode(port, FAKE_NOISE);
	for (i = 0; i < 50; i++) {
		rte_pmd_touchwire_feed_status(port, &status);
		rte_pmd_touchwire_replay(port, packet, length);
		rte_pmd_touchwire_load(port, i + 1);
		rte_pmd_touchwire_resume(port, i + 1);
		rte_pmd_touchwire_fresh(port, i);
	}
	set_mode(port, FAKE_ALL_ONES);
	assert_int_equal(rte_pmd_touchwire_feed_status(port, &status), -EIO);
	assert_int_equal(rte_pmd_touchwire_replay(port, packet, length), -EIO);
	assert_int_equal(rte_pmd_touchwire_load(port, 1), -EIO);
	assert_int_equal(rte_pmd_touchwire_resume(port, 1), -EIO);
	assert_int_equal(rte_pmd_touchwire_fresh(port, 0), -EIO);
	port_close(0);
}

static void settings_reach_the_device(void **state)
{
	static const struct {
		uint32_t offset, value;
	} plain[] = {
		{ TW_CONTROL_SILENCE_NS, 0 }, { TW_CONTROL_STALE_NS, 0 },
		{ TW_CONTROL_SOURCE_0, 0 },   { TW_CONTROL_JUMP, 1 },
		{ TW_CONTROL_CONTROL, 0xc },
	}, set[] = {
		{ TW_CONTROL_SILENCE_NS, 1000 },     { TW_CONTROL_STALE_NS, 4294967295 },
		{ TW_CONTROL_SOURCE_0, 0x0a000001 }, { TW_CONTROL_SOURCE_1, 0xfffefdfc },
		{ TW_CONTROL_SOURCE_2, 0x01020304 }, { TW_CONTROL_SOURCE_3, 0 },
		{ TW_CONTROL_JUMP, 0 },		     { TW_CONTROL_CONTROL, 0x3f },
	};
	uint32_t value;
	unsigned int i;
	int port = port_open(0, "");

	(void)state;
	port_start((uint16_t)port, 0);
	for (i = 0; i < RTE_DIM(plain); i++) {
		rte_pmd_touchwire_reg_read((uint16_t)port, plain[i].offset, &value);
		assert_int_equal(value, plain[i].value);
	}
	port_close(0);
	port = port_open(0, "repair=1,udp_check=1,jump=0,silence_ns=1000,lines=ab,"
			    "stale_ns=4294967295,"
			    "source=10.0.0.1:255.254.253.252:1.2.3.4");
	port_start((uint16_t)port, 0);
	for (i = 0; i < RTE_DIM(set); i++) {
		rte_pmd_touchwire_reg_read((uint16_t)port, set[i].offset, &value);
		assert_int_equal(value, set[i].value);
	}
	port_close(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_gap_is_repaired),
		TEST(a_running_port_learns_to_hold),
		TEST(long_packets_go_in_parts),
		TEST(what_is_no_packet_is_refused),
		TEST(a_line_that_stands_still_ends_the_wait),
		TEST(a_book_is_loaded),
		TEST(a_device_that_does_not_listen),
		TEST(a_device_that_is_gone_or_mad),
		TEST(settings_reach_the_device),
	};

	if (harness_init("test_replay") != 0)
		return 1;
	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
