/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hand: ARP and TCP by hand over the order port of a port of the driver, against sockets of the
 * kernel behind order=slirp.  One connection at a time.  Whatever is not as it should be fails
 * the test.
 */
#ifndef HAND_H
#define HAND_H

#include <stdbool.h>
#include <stdint.h>

#define OWN_IP 0x0a00020fu  /* 10.0.2.15 */
#define HOST_IP 0x0a000202u /* 10.0.2.2: 127.0.0.1 of this host */
#define OWN_PORT 40000u
#define FIN 0x01u
#define SYN 0x02u
#define RST 0x04u
#define PSH 0x08u
#define ACK 0x10u

extern const uint8_t own_mac[6], all_mac[6];

/* The test's own end of the connection. */
struct hand_end {
	uint16_t port; /* of DPDK, with two receive queues */
	uint8_t host_mac[6];
	uint16_t host_port;
	uint32_t seq, ack; /* next to send, next expected */
};
extern struct hand_end hand;

/* A TCP segment that came. */
struct segment {
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t length;
	uint8_t data[1500];
};

/* Big-endian numbers of @n bytes. */
void put(uint8_t *at, uint32_t value, unsigned int n);
uint32_t get(const uint8_t *at, unsigned int n);

void send_frame(const uint8_t *bytes, uint32_t length);
/* The next frame of the peer, up to @ms milliseconds from now; 0: none. */
uint32_t next_frame(uint8_t *bytes, unsigned int ms);
/* 60 bytes: op 1 asks for @ip, 2 tells @to. */
void arp(uint8_t *frame, uint16_t op, const uint8_t *to, uint32_t ip);
/* Learn the host's hardware address. */
void resolve(void);

void send_segment(uint8_t flags, const void *data, uint32_t length);
/* The next segment of the connection, its sums checked; false: none came. */
bool next_segment(struct segment *s, unsigned int ms);
/* A socket of the kernel that listens; hand.host_port is its. */
int listener(void);
/* SYN, SYN and ACK, ACK; the kernel's end of it. */
int connect_through(int listening);
/* The kernel's end receives that. */
void read_exactly(int peer, const void *want, size_t length);
/* Segments until @length bytes are here, in order, each acknowledged. */
void expect_bytes(const uint8_t *want, uint32_t length);

#endif
