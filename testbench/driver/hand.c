/* SPDX-License-Identifier: BSD-3-Clause */
/* hand: see hand.h. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hand.h"
#include "harness.h"

const uint8_t own_mac[6] = { 0x02, 0x54, 0x57, 0, 0, 1 };
const uint8_t all_mac[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
struct hand_end hand;

void put(uint8_t *at, uint32_t value, unsigned int n)
{
	while (n > 0) {
		at[--n] = (uint8_t)value;
		value >>= 8;
	}
}

uint32_t get(const uint8_t *at, unsigned int n)
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

void send_frame(const uint8_t *bytes, uint32_t length)
{
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc(pool);

	assert_non_null(mbuf);
	memcpy(rte_pktmbuf_append(mbuf, (uint16_t)length), bytes, length);
	assert_int_equal(rte_eth_tx_burst(hand.port, 0, &mbuf, 1), 1);
}

uint32_t next_frame(uint8_t *bytes, unsigned int ms)
{
	struct rte_mbuf *mbuf;
	unsigned int tries;
	uint32_t length;

	for (tries = 0; tries <= 2 * ms; tries++) {
		if (rte_eth_rx_burst(hand.port, 1, &mbuf, 1) == 1) {
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

void arp(uint8_t *frame, uint16_t op, const uint8_t *to, uint32_t ip)
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

void resolve(void)
{
	uint8_t frame[2048];

	arp(frame, 1, all_mac, HOST_IP);
	send_frame(frame, 42);
	do
		assert_true(next_frame(frame, 2000) >= 60);
	while (get(frame + 12, 2) != 0x0806 || get(frame + 20, 2) != 2);
	assert_int_equal(get(frame + 28, 4), HOST_IP);
	assert_memory_equal(frame, own_mac, 6);
	memcpy(hand.host_mac, frame + 22, 6);
}

void send_segment(uint8_t flags, const void *data, uint32_t length)
{
	uint8_t frame[256] = { 0 }, *ip = frame + 14, *tcp = ip + 20;

	memcpy(frame, hand.host_mac, 6);
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
	put(tcp + 2, hand.host_port, 2);
	put(tcp + 4, hand.seq, 4);
	put(tcp + 8, hand.ack, 4);
	put(tcp + 12, 0x5000u | flags, 2);
	put(tcp + 14, 4000, 2);
	memcpy(tcp + 20, data, length);
	put(tcp + 16, fold(sum(tcp, 20 + length, sum(ip + 12, 8, 6 + 20 + length))), 2);
	hand.seq += length + ((flags & (SYN | FIN)) != 0);
	send_frame(frame, 54 + length);
}

bool next_segment(struct segment *s, unsigned int ms)
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
	assert_true(get(tcp, 2) == hand.host_port && get(tcp + 2, 2) == OWN_PORT);
	head = 4u * (tcp[12] >> 4);
	*s = (struct segment){ .flags = tcp[13],
			       .seq = get(tcp + 4, 4),
			       .ack = get(tcp + 8, 4),
			       .length = (uint16_t)(length - head) };
	memcpy(s->data, tcp + head, s->length);
	return true;
}

int listener(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&at, &size), 0);
	assert_int_equal(listen(s, 4), 0);
	hand.host_port = ntohs(at.sin_port);
	return s;
}

int connect_through(int listening)
{
	struct segment s;
	int peer;

	hand.seq = 0xfffffff0u;
	hand.ack = 0;
	send_segment(SYN, "", 0);
	assert_true(next_segment(&s, 2000));
	assert_int_equal(s.flags, SYN | ACK);
	assert_int_equal(s.ack, hand.seq);
	hand.ack = s.seq + 1;
	send_segment(ACK, "", 0);
	peer = accept(listening, NULL, NULL);
	assert_true(peer >= 0);
	return peer;
}

void read_exactly(int peer, const void *want, size_t length)
{
	char text[256];
	size_t got = 0;
	unsigned int tries;

	for (tries = 0; got < length && tries < 4000; tries++) {
		ssize_t n = recv(peer, text + got, length - got, MSG_DONTWAIT);

		assert_true(n != 0);
		if (n > 0) {
			got += (size_t)n;
			continue;
		}
		rte_pmd_touchwire_step(hand.port, 256);
		usleep(500);
	}
	assert_int_equal(got, length);
	assert_memory_equal(text, want, length);
}

void expect_bytes(const uint8_t *want, uint32_t length)
{
	struct segment s;
	uint32_t got = 0;

	while (got < length) {
		assert_true(next_segment(&s, 2000));
		if (s.length == 0)
			continue;
		assert_int_equal(s.seq, hand.ack);
		assert_memory_equal(s.data, want + got, s.length);
		got += s.length;
		hand.ack += s.length;
		send_segment(ACK, "", 0);
	}
	assert_int_equal(got, length);
}
