/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_order: the order port plugged into this host: hand-made frames of ARP and TCP against
 * sockets of the kernel, through order=slirp and, where the kernel lets us, order=tap.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_packet.h>

#include <touchwire/regs.h>

#include "fake_device.h"
#include "hand.h"
#include "harness.h"

static uint16_t port;

static void start(const char *args)
{
	int opened = port_open(0, args);

	assert_true(opened >= 0);
	port = (uint16_t)opened;
	hand.port = port;
	port_start_queues(port, 2, 256, 64, 0);
}

static void a_connection_through_the_order_port(void **state)
{
	int listening = listener(), peer;
	struct segment s;
	uint8_t text[3000];
	unsigned int i;

	(void)state;
	start("order=slirp");
	resolve();
	peer = connect_through(listening);
	send_segment(PSH | ACK, "from the device", 15);
	read_exactly(peer, "from the device", 15);
	for (i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7 + i / 256);
	assert_int_equal(send(peer, text, sizeof(text), 0), sizeof(text));
	expect_bytes(text, sizeof(text));
	send_segment(PSH | ACK, "and again", 9);
	read_exactly(peer, "and again", 9);
	/* The device's end closes, then the kernel's. */
	send_segment(FIN | ACK, "", 0);
	assert_int_equal(recv(peer, text, 1, 0), 0);
	close(peer);
	do
		assert_true(next_segment(&s, 3000));
	while ((s.flags & FIN) == 0);
	assert_int_equal(s.ack, hand.seq);
	assert_true(xstat(port, "sim_order_frames_sent") >= 7);
	assert_true(xstat(port, "sim_order_frames_received") >= 5);
	assert_int_equal(xstat(port, "sim_order_frames_dropped"), 0);
	close(listening);
	port_close(0);
}

static void a_port_where_nobody_listens(void **state)
{
	struct segment s;

	(void)state;
	close(listener());
	start("order=slirp");
	resolve();
	hand.seq = 1000;
	send_segment(SYN, "", 0);
	assert_true(next_segment(&s, 2000));
	assert_true((s.flags & RST) != 0);
	port_close(0);
}

/* The peer is gone while bytes are on their way to it: no signal ends the program. */
static void a_peer_that_resets(void **state)
{
	const struct linger at_once = { 1, 0 };
	int listening = listener(), peer, i;
	struct segment s;
	bool reset = false;

	(void)state;
	start("order=slirp");
	resolve();
	peer = connect_through(listening);
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(peer);
	for (i = 0; i < 50 && !reset; i++) {
		send_segment(PSH | ACK, "anybody there?", 14);
		while (!reset && next_segment(&s, 1))
			reset = (s.flags & RST) != 0;
	}
	assert_true(reset);
	close(listening);
	port_close(0);
}

/* The same of one that has closed, and gets more: a write to that socket would be a signal. */
static void a_peer_that_closes_and_is_told_more(void **state)
{
	int listening = listener(), i;
	struct segment s;

	(void)state;
	start("order=slirp");
	resolve();
	close(connect_through(listening));
	for (i = 0; i < 20; i++) {
		send_segment(PSH | ACK, "still there?", 12);
		while (next_segment(&s, 2))
			continue;
	}
	close(listening);
	port_close(0);
}

static void what_is_sent_while_the_link_is_down_is_lost(void **state)
{
	struct rte_pmd_touchwire_trade_status status;
	uint8_t frame[2048];

	(void)state;
	start("order=slirp");
	resolve();
	assert_int_equal(rte_pmd_touchwire_order_link(port, false), 0);
	assert_int_equal(rte_pmd_touchwire_trade_status(port, &status), 0);
	assert_int_equal(status.link, 0);
	arp(frame, 1, all_mac, HOST_IP);
	send_frame(frame, 42);
	assert_int_equal(next_frame(frame, 50), 0);
	assert_int_equal(rte_pmd_touchwire_order_link(port, true), 0);
	assert_int_equal(rte_pmd_touchwire_trade_status(port, &status), 0);
	assert_int_equal(status.link, 1);
	assert_int_equal(next_frame(frame, 50), 0);
	resolve();
	port_close(0);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* 40 frames in 195 ms of market time. */
static double replay(const char *extra)
{
	char args[1024];
	double from;

	write_capture(scratch("a.pcap"), 0, 40, 5000000);
	snprintf(args, sizeof(args), "feed_a=%s%s", scratch("a.pcap"), extra);
	start(args);
	from = seconds();
	assert_int_equal(port_drain(port, 40), 40);
	from = seconds() - from;
	port_close(0);
	return from;
}

static void a_capture_keeps_the_pace_of_the_host(void **state)
{
	(void)state;
	assert_true(replay(",pace=1") >= 0.190);
	assert_true(replay("") < 0.100);
}

/* A session goes on beside a capture; the feed ends, the session does not. */
static void a_session_beside_a_capture(void **state)
{
	int listening = listener(), peer;
	char args[1024];
	uint8_t text[] = "while the market goes by";

	(void)state;
	write_capture(scratch("a.pcap"), 0, 40, 5000000);
	snprintf(args, sizeof(args), "feed_a=%s,pace=1,order=slirp", scratch("a.pcap"));
	start(args);
	resolve();
	peer = connect_through(listening);
	assert_int_equal(send(peer, text, sizeof(text), 0), sizeof(text));
	expect_bytes(text, sizeof(text));
	assert_int_equal(port_drain(port, 40), 40);
	send_segment(PSH | ACK, "later", 5);
	read_exactly(peer, "later", 5);
	close(peer);
	close(listening);
	port_close(0);
}

#define TAP "tw-test0"

static int raise_tap(void)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET };
	struct ifreq request = { .ifr_name = TAP };
	int s = socket(AF_PACKET, SOCK_RAW, htons(0x88b5));

	assert_true(s >= 0);
	assert_int_equal(ioctl(s, SIOCGIFFLAGS, &request), 0);
	request.ifr_flags |= IFF_UP;
	assert_int_equal(ioctl(s, SIOCSIFFLAGS, &request), 0);
	assert_int_equal(ioctl(s, SIOCGIFINDEX, &request), 0);
	at.sll_ifindex = request.ifr_ifindex;
	at.sll_protocol = htons(0x88b5);
	assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof(at)), 0);
	return s;
}

/* Where we may make one, it carries frames; elsewhere it says what it lacks. */
static void a_tap_carries_frames_or_tells_what_it_lacks(void **state)
{
	uint8_t frame[2048], other[2048];
	int opened = port_open(0, "order=tap:touchwire-too-long-a-name"), s;
	const char *said;
	uint32_t length;

	(void)state;
	assert_int_equal(opened, -EINVAL);
	assert_logged("at most 15 characters");
	opened = port_open(0, "order=tap:" TAP);
	if (opened < 0) {
		said = logged();
		assert_non_null(strstr(said, "order=tap:" TAP ": "));
		assert_true(strstr(said, "CAP_NET_ADMIN") != NULL ||
			    strstr(said, "modprobe tun") != NULL);
		return;
	}
	port = (uint16_t)opened;
	hand.port = port;
	port_start_queues(port, 2, 256, 64, 0);
	assert_true(port_open(1, "order=tap:" TAP) == -EBUSY);
	assert_logged("another program holds it");
	/* The kernel takes nothing while the interface is down. */
	arp(frame, 1, all_mac, HOST_IP);
	put(frame + 12, 0x88b5, 2);
	send_frame(frame, 60);
	rte_pmd_touchwire_step(port, 100);
	assert_int_equal(xstat(port, "sim_order_frames_dropped"), 1);
	s = raise_tap();
	send_frame(frame, 60);
	assert_int_equal(recv(s, other, sizeof(other), 0), 60);
	assert_memory_equal(other, frame, 60);
	assert_int_equal(send(s, other, 200, 0), 200);
	do
		assert_true(next_frame(frame, 2000) > 0);
	while (get(frame + 12, 2) != 0x88b5);
	assert_memory_equal(other, frame, 200);
	/* A short one is as long as a wire makes it. */
	assert_int_equal(send(s, other, 20, 0), 20);
	do
		length = next_frame(frame, 2000);
	while (get(frame + 12, 2) != 0x88b5);
	assert_int_equal(length, 60);
	for (; length > 20; length--)
		assert_int_equal(frame[length - 1], 0);
	close(s);
	port_close(0);
}

static void wires_that_are_none_are_refused(void **state)
{
	static const char *const wrong[] = { "order=slirps", "order=tap:", "order=tap",
					     "order=slirp:", "order=socket" };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(wrong); i++) {
		assert_int_equal(port_open(0, wrong[i]), -EINVAL);
		assert_logged("want none, slirp or tap:NAME");
	}
	assert_true(port_open(0, "order=none,pace=0") >= 0);
	port_close(0);
	assert_int_equal(port_open(0, "pace=2"), -EINVAL);
	assert_int_equal(port_open(0, "trade_log2=5"), -EINVAL);
	assert_int_equal(port_open(0, "build=x"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_connection_through_the_order_port),
		TEST(a_port_where_nobody_listens),
		TEST(a_peer_that_resets),
		TEST(a_peer_that_closes_and_is_told_more),
		TEST(what_is_sent_while_the_link_is_down_is_lost),
		TEST(a_capture_keeps_the_pace_of_the_host),
		TEST(a_session_beside_a_capture),
		TEST(a_tap_carries_frames_or_tells_what_it_lacks),
		TEST(wires_that_are_none_are_refused),
	};

	if (harness_init("test_order") != 0)
		return 1;
	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
