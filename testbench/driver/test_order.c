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
#include "harness.h"

#define OWN_IP 0x0a00020fu  /* 10.0.2.15 */
#define HOST_IP 0x0a000202u /* 10.0.2.2: 127.0.0.1 of this host */
#define OWN_PORT 40000u
#define FIN 0x01u
#define SYN 0x02u
#define RST 0x04u
#define PSH 0x08u
#define ACK 0x10u

static const uint8_t own_mac[6] = { 0x02, 0x54, 0x57, 0, 0, 1 };
static const uint8_t all_mac[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static uint16_t port;

/* The test's own end of a connection. */
static struct {
	uint8_t host_mac[6];
	uint16_t host_port;
	uint32_t seq, ack; /* next to send, next expected */
} end;

/* A TCP segment that came. */
struct segment {
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t length;
	uint8_t data[1500];
};

static void put(uint8_t *at, uint32_t value, unsigned int n)
{
	while (n > 0) {
		at[--n] = (uint8_t)value;
		value >>= 8;
	}
}

static uint32_t get(const uint8_t *at, unsigned int n)
{
	uint32_t value = 0;

	while (n-- > 0)
		value = value << 8 | *at++;
	return value;
}

static uint32_t sum(const uint8_t *at, uint32_t n, uint32_t so_far)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		so_far += i % 2 == 0 ? (uint32_t)at[i] << 8 : at[i];
	return so_far;
}

static uint16_t fold(uint32_t so_far)
{
	so_far = (so_far & 0xffffu) + (so_far >> 16);
	return (uint16_t) ~(so_far + (so_far >> 16));
}

static void start(const char *args)
{
	int opened = port_open(0, args);

	assert_true(opened >= 0);
	port = (uint16_t)opened;
	port_start_queues(port, 2, 256, 64, 0);
}

static void send_frame(const uint8_t *bytes, uint32_t length)
{
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc(pool);

	assert_non_null(mbuf);
	memcpy(rte_pktmbuf_append(mbuf, (uint16_t)length), bytes, length);
	assert_int_equal(rte_eth_tx_burst(port, 0, &mbuf, 1), 1);
}

/* The next frame of the peer, up to @ms milliseconds from now; 0: none. */
static uint32_t next_frame(uint8_t *bytes, unsigned int ms)
{
	struct rte_mbuf *mbuf;
	unsigned int tries;
	uint32_t length;

	for (tries = 0; tries <= 2 * ms; tries++) {
		if (rte_eth_rx_burst(port, 1, &mbuf, 1) == 1) {
			assert_int_equal(mbuf->hash.fdir.hi, 2);
			length = mbuf->pkt_len;
			memcpy(bytes, rte_pktmbuf_mtod(mbuf, void *), length);
			rte_pktmbuf_free(mbuf);
			return length;
		}
		usleep(500);
	}
	return 0;
}

static void arp(uint8_t *frame, uint16_t op, const uint8_t *to, uint32_t ip)
{
	memset(frame, 0, 60);
	memcpy(frame, to, 6);
	memcpy(frame + 6, own_mac, 6);
	put(frame + 12, 0x0806, 2);
	put(frame + 14, 1, 2);
	put(frame + 16, 0x0800, 2);
	put(frame + 18, 0x0604, 2);
	put(frame + 20, op, 2);
	memcpy(frame + 22, own_mac, 6);
	put(frame + 28, OWN_IP, 4);
	memcpy(frame + 32, op == 1 ? (const uint8_t[6]){ 0 } : to, 6);
	put(frame + 38, ip, 4);
}

/* Answer when somebody asks for us. */
static bool serve_arp(const uint8_t *frame)
{
	uint8_t answer[60];

	if (get(frame + 12, 2) != 0x0806)
		return false;
	if (get(frame + 20, 2) == 1 && get(frame + 38, 4) == OWN_IP) {
		arp(answer, 2, frame + 6, get(frame + 28, 4));
		send_frame(answer, sizeof(answer));
	}
	return true;
}

static void resolve(void)
{
	uint8_t frame[2048];

	arp(frame, 1, all_mac, HOST_IP);
	send_frame(frame, 42);
	do
		assert_true(next_frame(frame, 2000) >= 60);
	while (get(frame + 12, 2) != 0x0806 || get(frame + 20, 2) != 2);
	assert_int_equal(get(frame + 28, 4), HOST_IP);
	assert_memory_equal(frame, own_mac, 6);
	memcpy(end.host_mac, frame + 22, 6);
}

static void send_segment(uint8_t flags, const void *data, uint32_t length)
{
	uint8_t frame[256] = { 0 }, *ip = frame + 14, *tcp = ip + 20;

	memcpy(frame, end.host_mac, 6);
	memcpy(frame + 6, own_mac, 6);
	put(frame + 12, 0x0800, 2);
	put(ip, 0x4500, 2);
	put(ip + 2, 40 + length, 2);
	put(ip + 6, 0x4000, 2);
	put(ip + 8, 0x4006, 2);
	put(ip + 12, OWN_IP, 4);
	put(ip + 16, HOST_IP, 4);
	put(ip + 10, fold(sum(ip, 20, 0)), 2);
	put(tcp, OWN_PORT, 2);
	put(tcp + 2, end.host_port, 2);
	put(tcp + 4, end.seq, 4);
	put(tcp + 8, end.ack, 4);
	put(tcp + 12, 0x5000u | flags, 2);
	put(tcp + 14, 4000, 2);
	memcpy(tcp + 20, data, length);
	put(tcp + 16, fold(sum(tcp, 20 + length, sum(ip + 12, 8, 6 + 20 + length))), 2);
	end.seq += length + ((flags & (SYN | FIN)) != 0);
	send_frame(frame, 54 + length);
}

/* The next segment of the connection, its sums checked; false: none came. */
static bool next_segment(struct segment *s, unsigned int ms)
{
	uint8_t frame[2048];
	const uint8_t *ip = frame + 14, *tcp = ip + 20;
	uint32_t head, length;

	do {
		if (next_frame(frame, ms) == 0)
			return false;
	} while (serve_arp(frame) || get(frame + 12, 2) != 0x0800 || ip[9] != 6);
	assert_memory_equal(frame, own_mac, 6);
	assert_int_equal(get(ip, 1), 0x45);
	assert_int_equal(fold(sum(ip, 20, 0)), 0);
	assert_true(get(ip + 12, 4) == HOST_IP && get(ip + 16, 4) == OWN_IP);
	length = get(ip + 2, 2) - 20;
	assert_int_equal(fold(sum(tcp, length, sum(ip + 12, 8, 6 + length))), 0);
	assert_true(get(tcp, 2) == end.host_port && get(tcp + 2, 2) == OWN_PORT);
	head = 4u * (tcp[12] >> 4);
	*s = (struct segment){ .flags = tcp[13],
			       .seq = get(tcp + 4, 4),
			       .ack = get(tcp + 8, 4),
			       .length = (uint16_t)(length - head) };
	memcpy(s->data, tcp + head, s->length);
	return true;
}

static int listener(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&at, &size), 0);
	assert_int_equal(listen(s, 4), 0);
	end.host_port = ntohs(at.sin_port);
	return s;
}

/* SYN, SYN and ACK, ACK; the kernel's end of it. */
static int connect_through(int listening)
{
	struct segment s;
	int peer;

	end.seq = 0xfffffff0u;
	end.ack = 0;
	send_segment(SYN, "", 0);
	assert_true(next_segment(&s, 2000));
	assert_int_equal(s.flags, SYN | ACK);
	assert_int_equal(s.ack, end.seq);
	end.ack = s.seq + 1;
	send_segment(ACK, "", 0);
	peer = accept(listening, NULL, NULL);
	assert_true(peer >= 0);
	return peer;
}

static void read_exactly(int peer, const char *want)
{
	char text[256];
	size_t length = strlen(want), got = 0;

	while (got < length) {
		ssize_t n = recv(peer, text + got, length - got, 0);

		assert_true(n > 0);
		got += (size_t)n;
	}
	assert_memory_equal(text, want, length);
}

/* Segments until @length bytes are here, in order, each acknowledged. */
static void expect_bytes(const uint8_t *want, uint32_t length)
{
	struct segment s;
	uint32_t got = 0;

	while (got < length) {
		assert_true(next_segment(&s, 2000));
		if (s.length == 0)
			continue;
		assert_int_equal(s.seq, end.ack);
		assert_memory_equal(s.data, want + got, s.length);
		got += s.length;
		end.ack += s.length;
		send_segment(ACK, "", 0);
	}
	assert_int_equal(got, length);
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
	read_exactly(peer, "from the device");
	for (i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7 + i / 256);
	assert_int_equal(send(peer, text, sizeof(text), 0), sizeof(text));
	expect_bytes(text, sizeof(text));
	send_segment(PSH | ACK, "and again", 9);
	read_exactly(peer, "and again");
	/* The device's end closes, then the kernel's. */
	send_segment(FIN | ACK, "", 0);
	assert_int_equal(recv(peer, text, 1, 0), 0);
	close(peer);
	do
		assert_true(next_segment(&s, 3000));
	while ((s.flags & FIN) == 0);
	assert_int_equal(s.ack, end.seq);
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
	end.seq = 1000;
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
	read_exactly(peer, "later");
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
