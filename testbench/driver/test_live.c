/* SPDX-License-Identifier: BSD-3-Clause */
/* test_live: sockets of this host as feeds of the simulated device. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <rte_mbuf_dyn.h>

#include "fake_device.h"
#include "harness.h"

#define GROUP "239.255.74.57"

static struct sockaddr_in address_of(const char *ip, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET, ip, &address.sin_addr), 1);
	return address;
}

/* A socket at @ip with any port, which goes to *@port. */
static int socket_at(const char *ip, uint16_t *port)
{
	struct sockaddr_in address = address_of(ip, 0);
	struct in_addr loopback = { htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&address, &length), 0);
	assert_int_equal(
		setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof(loopback)),
		0);
	*port = ntohs(address.sin_port);
	return s;
}

static uint16_t free_port(void)
{
	uint16_t port;

	close(socket_at("127.0.0.1", &port));
	return port;
}

static void send_to(int s, const char *ip, uint16_t port, const void *data, size_t length)
{
	struct sockaddr_in to = address_of(ip, port);

	assert_int_equal(sendto(s, data, length, 0, (struct sockaddr *)&to, sizeof(to)),
			 length);
}

/* The next frame; it may take the kernel a moment. */
static struct rte_mbuf *next_frame(uint16_t port)
{
	struct rte_mbuf *mbuf;
	unsigned int tries;

	for (tries = 0; tries < 2000; tries++) {
		if (rte_eth_rx_burst(port, 0, &mbuf, 1) == 1)
			return mbuf;
		usleep(500);
	}
	fail_msg("no frame comes");
	return NULL;
}

static uint32_t get(const uint8_t *bytes, unsigned int n)
{
	uint32_t value = 0;

	while (n-- > 0)
		value = value << 8 | *bytes++;
	return value;
}

/* Headers and payload of a frame are those of the datagram; frees it. */
static void check_frame(struct rte_mbuf *mbuf, const struct sockaddr_in *from,
			const struct sockaddr_in *to, const void *data, size_t length)
{
	static uint8_t room[16384];
	const uint8_t *f = rte_pktmbuf_read(mbuf, 0, mbuf->pkt_len, room);
	uint32_t sum = 0, i;

	assert_int_equal(mbuf->pkt_len, length + 42 < 60 ? 60 : length + 42);
	assert_int_equal(get(f + 12, 2), 0x0800);
	assert_int_equal(f[14], 0x45);
	for (i = 0; i < 20; i += 2)
		sum += get(f + 14 + i, 2);
	assert_int_equal((sum & 0xffff) + (sum >> 16), 0xffff);
	assert_int_equal(get(f + 16, 2), length + 28);
	assert_int_equal(get(f + 20, 2), 0); /* no fragment */
	assert_int_equal(f[23], 17);
	assert_int_equal(get(f + 26, 4), ntohl(from->sin_addr.s_addr));
	assert_int_equal(get(f + 30, 4), ntohl(to->sin_addr.s_addr));
	assert_int_equal(get(f + 34, 2), ntohs(from->sin_port));
	assert_int_equal(get(f + 36, 2), ntohs(to->sin_port));
	assert_int_equal(get(f + 38, 2), length + 8);
	assert_memory_equal(f + 42, data, length);
	for (i = (uint32_t)length + 42; i < mbuf->pkt_len; i++)
		assert_int_equal(f[i], 0);
	rte_pktmbuf_free(mbuf);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void datagrams_become_frames(void **state)
{
	static const size_t lengths[] = { 0, 1, 17, 18, 19, 20, 100, 1472 };
	uint16_t here = free_port(), there;
	int s = socket_at("127.0.0.2", &there), port, offset;
	struct sockaddr_in from = address_of("127.0.0.2", there),
			   to = address_of("127.0.0.1", here);
	uint64_t last = now(), time;
	struct rte_mbuf *mbuf;
	uint8_t data[1500];
	char args[128];
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	snprintf(args, sizeof(args), "feed_a=udp:127.0.0.1:%u", here);
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port,
		   RTE_ETH_RX_OFFLOAD_TIMESTAMP | RTE_ETH_RX_OFFLOAD_SCATTER);
	offset = rte_mbuf_dynfield_lookup(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, NULL);
	assert_int_equal(rte_pmd_touchwire_step((uint16_t)port, 100000), 0);
	assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), 0);
	for (i = 0; i < RTE_DIM(lengths); i++) {
		send_to(s, "127.0.0.1", here, data + i, lengths[i]);
		mbuf = next_frame((uint16_t)port);
		time = *RTE_MBUF_DYNFIELD(mbuf, (size_t)offset, uint64_t *);
		assert_true(time >= last && time <= now());
		last = time;
		assert_int_equal(mbuf->hash.fdir.hi, 0);
		check_frame(mbuf, &from, &to, data + i, lengths[i]);
	}
	assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), 0);
	assert_int_equal(rte_pmd_touchwire_feed_error((uint16_t)port, NULL, 0), 0);
	assert_int_equal(xstat((uint16_t)port, "sim_feed_a_frames"), RTE_DIM(lengths));
	port_close(0);
	close(s);
}

static void groups_are_joined_and_lines_told_apart(void **state)
{
	uint16_t first = free_port(), second, there;
	int s = socket_at("127.0.0.1", &there), port;
	struct sockaddr_in from = address_of("127.0.0.1", there), to[2];
	struct rte_mbuf *mbuf;
	unsigned int i, line;
	char args[256];

	(void)state;
	do
		second = free_port();
	while (second == first);
	to[0] = address_of(GROUP, first);
	to[1] = address_of(GROUP, second);
	snprintf(args, sizeof(args),
		 "feed_a=udp:" GROUP ":%u@127.0.0.1,feed_b=udp:" GROUP ":%u@127.0.0.1",
		 first, second);
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	for (i = 0; i < 200; i++) {
		line = i % 3 == 1;
		send_to(s, GROUP, ntohs(to[line].sin_port), &i, sizeof(i));
		mbuf = next_frame((uint16_t)port);
		assert_int_equal(mbuf->hash.fdir.hi, line);
		assert_int_equal(*rte_pktmbuf_mtod(mbuf, uint8_t *), 0x01);
		check_frame(mbuf, &from, &to[line], &i, sizeof(i));
	}
	port_close(0);
	close(s);
}

static void many_datagrams_come_in_order(void **state)
{
	uint16_t here = free_port(), there;
	int s = socket_at("127.0.0.1", &there), port;
	struct sockaddr_in from = address_of("127.0.0.1", there),
			   to = address_of("127.0.0.1", here);
	unsigned int round, i;
	char args[128];

	(void)state;
	snprintf(args, sizeof(args), "feed_b=udp:127.0.0.1:%u", here);
	port = port_open(0, args);
	port_start((uint16_t)port, 0);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 150; i++)
			send_to(s, "127.0.0.1", here, &i, sizeof(i));
		for (i = 0; i < 150; i++)
			check_frame(next_frame((uint16_t)port), &from, &to, &i,
				    sizeof(i));
	}
	/* More than a frame may have. */
	static const uint8_t huge[60000];
	send_to(s, "127.0.0.1", here, huge, sizeof(huge));
	send_to(s, "127.0.0.1", here, &i, sizeof(i));
	check_frame(next_frame((uint16_t)port), &from, &to, &i, sizeof(i));
	assert_int_equal(xstat((uint16_t)port, "sim_feed_oversize_frames"), 1);
	assert_int_equal(xstat((uint16_t)port, "sim_feed_b_frames"), 3001);
	port_close(0);
	close(s);
}

static void what_is_no_socket_is_refused(void **state)
{
	static const struct {
		const char *args, *message;
	} cases[] = {
		{ "feed_a=udp:", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0.1", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0.1:", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0.1:0", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0.1:65536", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0.1:5000x", "want udp:IP:PORT" },
		{ "feed_a=udp:127.0.0:5000", "want udp:IP:PORT" },
		{ "feed_a=udp:0.0.0.0:5000", "want udp:IP:PORT" },
		{ "feed_a=udp:239.1.1.1:5000@", "want udp:IP:PORT" },
		{ "feed_a=udp:239.1.1.1:5000@lo", "want udp:IP:PORT" },
		{ "feed_a=udp:239.1.1.1:5000@127.0.0.1x", "want udp:IP:PORT" },
		{ "feed_a=udp:203.0.113.7:5000", "Cannot assign requested address" },
		{ "feed_b=udp:239.1.1.1:5000@203.0.113.7", "No such device" },
	};
	char args[700];
	uint16_t used;
	int s = socket_at("127.0.0.1", &used);
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(cases); i++) {
		int err = port_open(0, cases[i].args);
		const char *text = logged();

		if (err >= 0 || strstr(text, cases[i].message) == NULL)
			fail_msg("%s: returned %d and said: %s", cases[i].args, err,
				 text);
	}
	snprintf(args, sizeof(args), "feed_a=udp:127.0.0.1:%u", used);
	assert_true(port_open(0, args) < 0);
	assert_logged("Address already in use");
	close(s);
	write_capture(scratch("a.pcap"), 0, 3, 1000);
	snprintf(args, sizeof(args), "feed_a=%s,feed_b=udp:127.0.0.1:%u",
		 scratch("a.pcap"), used);
	assert_true(port_open(0, args) < 0);
	assert_logged("there is only one clock");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(datagrams_become_frames),
		TEST(groups_are_joined_and_lines_told_apart),
		TEST(many_datagrams_come_in_order),
		TEST(what_is_no_socket_is_refused),
	};

	if (harness_init("test_live") != 0)
		return 1;
	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
