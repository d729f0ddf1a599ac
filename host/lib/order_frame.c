/* SPDX-License-Identifier: BSD-3-Clause */
/* order_frame: the frames that the device sends by itself, built from their fields. */
#include <touchwire/net.h>
#include <touchwire/order_frame.h>

#include "bytes.h"

#define SOUP_HEADER 3u /* length, type */
#define IP_AT 14u
#define TCP_AT 34u

size_t tw_order_payload_length(enum tw_kind kind)
{
	switch (kind) {
	case TW_KIND_ENTER:
		return SOUP_HEADER + 47;
	case TW_KIND_REPLACE:
		return SOUP_HEADER + 40;
	case TW_KIND_CANCEL:
		return SOUP_HEADER + 9;
	default:
		return SOUP_HEADER;
	}
}

void tw_order_id(uint32_t seed, uint32_t token, char id[TW_ORDER_ID])
{
	static const char digits[] = "0123456789ABCDEF";

	id[0] = 'T';
	id[1] = 'W';
	for (unsigned i = 0; i < 4; i++)
		id[2 + i] = digits[seed >> (12 - 4 * i) & 15];
	for (unsigned i = 0; i < 8; i++)
		id[6 + i] = digits[token >> (28 - 4 * i) & 15];
}

/* ClOrdID, and an appendage of no bytes. */
static void put_end(uint8_t *out, uint32_t seed, uint32_t token)
{
	tw_order_id(seed, token, (char *)out);
	store_wide(out + TW_ORDER_ID, 2, 0);
}

static void put_enter(const struct tw_order_fields *order, uint32_t seed, uint8_t *out)
{
	out[0] = 'O';
	store_wide(out + 1, 4, order->token);
	out[5] = order->sell ? 'S' : 'B';
	store_wide(out + 6, 4, order->quantity);
	memcpy(out + 10, order->name, sizeof(order->name));
	store_wide(out + 18, 8, order->price);
	out[26] = (uint8_t)order->tif;
	memcpy(out + 27, "YPNN", 4); /* visible, principal, no sweep, no cross */
	put_end(out + 31, seed, order->token);
}

static void put_replace(const struct tw_order_fields *order, uint32_t seed, uint8_t *out)
{
	out[0] = 'U';
	store_wide(out + 1, 4, order->old_token);
	store_wide(out + 5, 4, order->token);
	store_wide(out + 9, 4, order->quantity);
	store_wide(out + 13, 8, order->price);
	out[21] = (uint8_t)order->tif;
	memcpy(out + 22, "YN", 2); /* visible, no sweep */
	put_end(out + 24, seed, order->token);
}

static void put_cancel(const struct tw_order_fields *order, uint8_t *out)
{
	out[0] = 'X';
	store_wide(out + 1, 4, order->old_token);
	store_wide(out + 5, 4, order->quantity);
}

size_t tw_order_payload(const struct tw_order_fields *order, uint32_t seed, uint8_t *out)
{
	size_t length = tw_order_payload_length(order->kind);

	store_wide(out, 2, length - 2);
	out[2] = order->kind == TW_KIND_HEARTBEAT ? 'R' : 'U';
	if (order->kind == TW_KIND_ENTER)
		put_enter(order, seed, out + SOUP_HEADER);
	else if (order->kind == TW_KIND_REPLACE)
		put_replace(order, seed, out + SOUP_HEADER);
	else if (order->kind == TW_KIND_CANCEL)
		put_cancel(order, out + SOUP_HEADER);
	return length;
}

/* The sum that RFC 1071 begins with, of bytes that follow others of an even number. */
static uint32_t sum_of(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return sum;
}

uint16_t tw_order_tcp_checksum(const uint8_t *frame, size_t length)
{
	/* Both addresses, protocol and length of TCP, and TCP but for the checksum itself. */
	uint32_t sum = sum_of(frame + IP_AT + 12, 8) + 6 + (uint32_t)(length - TCP_AT) +
		       sum_of(frame + TCP_AT, 16) +
		       sum_of(frame + TCP_AT + 18, length - TCP_AT - 18);

	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

size_t tw_order_frame(const struct tw_row_session *session,
		      const struct tw_order_place *place,
		      const struct tw_order_fields *order, uint8_t *out)
{
	static const uint8_t ip[12] = { 0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6, 0, 0 };
	size_t length = TW_ORDER_HEADERS + tw_order_payload(order, session->clordid_seed,
							    out + TW_ORDER_HEADERS);

	memcpy(out, session->dst_mac, 6);
	memcpy(out + 6, session->src_mac, 6);
	store_wide(out + 12, 2, 0x0800);

	memcpy(out + IP_AT, ip, sizeof(ip));
	store_wide(out + IP_AT + 2, 2, length - IP_AT);
	store_wide(out + IP_AT + 12, 4, session->src_ip);
	store_wide(out + IP_AT + 16, 4, session->dst_ip);
	store_wide(out + IP_AT + 10, 2, tw_net_checksum(out + IP_AT, 20));

	store_wide(out + TCP_AT, 4, session->ports);
	store_wide(out + TCP_AT + 4, 4, place->seq);
	store_wide(out + TCP_AT + 8, 4, place->ack);
	store_wide(out + TCP_AT + 12, 2, 0x5018); /* no options; PSH, ACK */
	store_wide(out + TCP_AT + 14, 2, place->window);
	store_wide(out + TCP_AT + 16, 4, 0); /* checksum, urgent pointer */
	store_wide(out + TCP_AT + 16, 2, tw_order_tcp_checksum(out, length));
	return length;
}
