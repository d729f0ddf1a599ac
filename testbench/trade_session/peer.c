/* SPDX-License-Identifier: BSD-3-Clause */
#include "peer.h"

#include <string.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

uint32_t peer_get32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

uint16_t peer_get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void put32(uint8_t *bytes, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void put16(uint8_t *bytes, uint32_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

uint16_t peer_sum(uint32_t sum, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

size_t peer_segment(uint8_t *frame, const uint8_t *to, const uint8_t *from,
		    uint32_t from_ip, uint32_t to_ip, uint16_t from_port,
		    uint16_t to_port, uint32_t seq, uint32_t ack, uint8_t flags,
		    uint16_t window, const uint8_t *payload, size_t length)
{
	uint8_t *ip = frame + 14, *tcp = frame + 34;

	memset(frame, 0, 54);
	memcpy(frame, to, 6);
	memcpy(frame + 6, from, 6);
	put16(frame + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, (uint32_t)(40 + length));
	put16(ip + 6, 0x4000);
	ip[8] = 64;
	ip[9] = 6;
	put32(ip + 12, from_ip);
	put32(ip + 16, to_ip);
	put16(ip + 10, peer_sum(0, ip, 20));
	put16(tcp, from_port);
	put16(tcp + 2, to_port);
	put32(tcp + 4, seq);
	put32(tcp + 8, ack);
	tcp[12] = 0x50;
	tcp[13] = flags;
	put16(tcp + 14, window);
	if (length != 0)
		memcpy(tcp + 20, payload, length);
	/* The pseudo header: both addresses, protocol and length. */
	put16(tcp + 16, peer_sum(6 + 20 + (uint32_t)length +
					 (uint32_t)(uint16_t)~peer_sum(0, ip + 12, 8),
				 tcp, 20 + length));
	return 54 + length;
}

static void send_segment(struct peer *peer, uint32_t seq, uint8_t flags,
			 const uint8_t *payload, size_t length)
{
	uint8_t frame[1600];

	length = peer_segment(frame, peer->mac, peer->own_mac, peer->ip, peer->client_ip,
			      peer->port, peer->client_port, seq, peer->ack, flags,
			      peer->window, payload, length);
	peer->send(peer->ctx, frame, length);
}

static void answer_arp(struct peer *peer, const uint8_t *frame)
{
	uint8_t answer[60] = { 0 };

	if (peer_get16(frame + 20) != 1 || peer_get32(frame + 38) != peer->ip)
		return;
	memcpy(answer, frame + 6, 6);
	memcpy(answer + 6, peer->own_mac, 6);
	memcpy(answer + 12, frame + 12, 10);
	answer[21] = 2;
	memcpy(answer + 22, peer->own_mac, 6);
	put32(answer + 28, peer->ip);
	memcpy(answer + 32, frame + 22, 10);
	peer->send(peer->ctx, answer, sizeof(answer));
}

static void begin(struct peer *peer, const uint8_t *frame)
{
	memcpy(peer->mac, frame + 6, 6);
	peer->client_ip = peer_get32(frame + 26);
	peer->client_port = peer_get16(frame + 34);
	peer->ack = peer_get32(frame + 38) + 1;
	peer->first = peer->acked = peer->next = 0xfffffff0u; /* soon around */
	if (peer->closed) {
		peer_reset(peer);
		return;
	}
	peer->open = true;
	send_segment(peer, peer->next++, SYN | ACK, NULL, 0);
	peer->first = peer->next;
}

static void take(struct peer *peer, uint32_t seq, const uint8_t *bytes, size_t length)
{
	uint32_t old = peer->ack - seq;

	peer->segments++;
	if ((int32_t)old < 0 || old > length) {
		peer_acknowledge(peer);
		return;
	}
	if (length - old > peer->window)
		peer->beyond++;
	if (length - old <= peer->window &&
	    peer->length + length - old <= sizeof(peer->stream)) {
		memcpy(peer->stream + peer->length, bytes + old, length - old);
		peer->length += length - old;
		peer->ack += (uint32_t)(length - old);
	}
	peer_acknowledge(peer);
}

void peer_frame(struct peer *peer, const uint8_t *frame, size_t length)
{
	const uint8_t *tcp = frame + 34;
	size_t header, payload;
	uint32_t seq, ack;

	if (length >= 42 && peer_get16(frame + 12) == 0x0806) {
		answer_arp(peer, frame);
		return;
	}
	if (length < 54 || peer_get16(frame + 12) != 0x0800 || frame[23] != 6)
		return;
	header = (size_t)(tcp[12] >> 4) * 4;
	payload = peer_get16(frame + 16) - 20u - header;
	if (peer_sum(0, frame + 14, 20) != 0 ||
	    peer_sum(6 + (uint32_t)(header + payload) +
			     (uint32_t)(uint16_t)~peer_sum(0, frame + 26, 8),
		     tcp, header + payload) != 0)
		return;
	seq = peer_get32(tcp + 4);
	ack = peer_get32(tcp + 8);
	if ((tcp[13] & RST) != 0) {
		peer->was_reset = true;
		return;
	}
	if ((tcp[13] & SYN) != 0) {
		begin(peer, frame);
		return;
	}
	if (!peer->open)
		return;
	if ((int32_t)(ack - peer->acked) > 0 && (int32_t)(peer->next - ack) >= 0)
		peer->acked = ack;
	if (payload != 0)
		take(peer, seq, tcp + header, payload);
	else if (seq != peer->ack) /* a keepalive wants an answer */
		peer_acknowledge(peer);
	if ((tcp[13] & FIN) != 0 && seq + payload == peer->ack) {
		peer->ack++;
		peer->finished = true;
		peer_acknowledge(peer);
	}
}

void peer_write(struct peer *peer, const uint8_t *bytes, size_t length)
{
	memcpy(peer->out + peer->out_length, bytes, length);
	peer->out_length += length;
	send_segment(peer, peer->next, PSH | ACK, bytes, length);
	peer->next += (uint32_t)length;
}

void peer_again(struct peer *peer)
{
	uint32_t from = peer->acked - peer->first, count = peer->next - peer->acked;

	if (!peer->open || (int32_t)from < 0 || count == 0)
		return;
	if (count > 1000)
		count = 1000;
	send_segment(peer, peer->acked, PSH | ACK, peer->out + from, count);
}

void peer_acknowledge(struct peer *peer)
{
	send_segment(peer, peer->next, ACK, NULL, 0);
}

void peer_finish(struct peer *peer)
{
	send_segment(peer, peer->next++, FIN | ACK, NULL, 0);
}

void peer_reset(struct peer *peer)
{
	send_segment(peer, peer->next, RST | ACK, NULL, 0);
}
