/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * peer: the far end of an order port in memory: answers ARP, and is one TCP server, small
 * enough to be seen through. It takes bytes in order only and shares no code with lwIP.
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEER_STREAM 65536u

struct peer {
	uint8_t mac[6], own_mac[6]; /* the client's, and ours */
	uint32_t ip, client_ip;
	uint16_t port, client_port;
	bool open, finished; /* SYN seen; FIN of the client seen */
	bool was_reset;
	bool closed;	      /* a SYN is answered with a reset */
	uint32_t next, acked; /* our numbers: to send, acknowledged */
	uint32_t ack;	      /* the client's byte we expect */
	uint16_t window;
	uint8_t stream[PEER_STREAM]; /* what the client sent, in order */
	size_t length;
	uint8_t out[PEER_STREAM]; /* what we sent; out[0] has number first */
	size_t out_length;
	uint32_t first;
	uint64_t segments, beyond; /* with payload; payload beyond our window */
	void (*send)(void *ctx, const uint8_t *frame, size_t length);
	void *ctx;
};

void peer_frame(struct peer *peer, const uint8_t *frame, size_t length);
/* Send bytes, or all that is not acknowledged once more; a bare acknowledgement. */
void peer_write(struct peer *peer, const uint8_t *bytes, size_t length);
void peer_again(struct peer *peer);
void peer_acknowledge(struct peer *peer);
void peer_finish(struct peer *peer);
void peer_reset(struct peer *peer);

uint16_t peer_sum(uint32_t sum, const uint8_t *bytes, size_t length);
/* A segment from one end to the other, checksums and all; returns its length. */
size_t peer_segment(uint8_t *frame, const uint8_t *to, const uint8_t *from,
		    uint32_t from_ip, uint32_t to_ip, uint16_t from_port,
		    uint16_t to_port, uint32_t seq, uint32_t ack, uint8_t flags,
		    uint16_t window, const uint8_t *payload, size_t length);

uint32_t peer_get32(const uint8_t *bytes);
uint16_t peer_get16(const uint8_t *bytes);

#endif
