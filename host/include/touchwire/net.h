/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net: Ethernet (0 to 2 VLAN tags) / IPv4 / UDP, from frame to payload and back.
 *
 * A frame is what follows the preamble, without FCS.  Addresses and ports are in host order:
 * 233.54.12.111 is 0xe9360c6f.
 */
#ifndef TOUCHWIRE_NET_H
#define TOUCHWIRE_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counters.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_NET_TAGS_MAX 2u
#define TW_NET_HEADERS_MAX (14u + 4u * TW_NET_TAGS_MAX + 20u + 8u) /* as built here */
#define TW_NET_FRAME_MAX 16000u

#define TW_NET_SOURCES 4u

struct tw_net_filter {
	uint32_t group_ip;   /* destination address taken; 0: any */
	uint16_t group_port; /* destination UDP port taken; 0: any */
	bool udp_check;	     /* judge the UDP checksum, unless it is 0 (none) */
	uint32_t source[TW_NET_SOURCES]; /* source addresses taken; all 0: any */
};

struct tw_net_datagram {
	const uint8_t *payload; /* into the frame; set only when usable, see below */
	uint32_t
		length; /* payload bytes present: of the UDP length, cut at the frame's end */
	uint32_t udp_payload; /* UDP length - 8; more than @length when truncated */
	uint32_t source_ip, destination_ip;
	uint16_t source_port, destination_port;
	uint8_t tags; /* VLAN tags, 0..2 */
};

/*
 * Judge @frame of @length bytes and find its UDP payload.  Safe on any bytes.
 * Returns the first cause of this order: SHORT, VLAN, NOT_IP or IPV6, IP_HEADER, IP_CHECKSUM,
 * FRAGMENT, NOT_UDP, OTHER_GROUP, OTHER_SOURCE, UDP_LENGTH, TRUNCATED, UDP_CHECKSUM, ACCEPTED.
 * The payload is usable with the last three.  SHORT: the frame ends before the byte that the
 * next decision needs, which is the EtherType, and after an IPv4 EtherType the end of
 * max(IHL, 5) * 4 + 8 bytes.
 */
enum tw_frame_cause tw_net_parse(const uint8_t *frame, size_t length,
				 const struct tw_net_filter *filter,
				 struct tw_net_datagram *out);

struct tw_net_route {
	uint8_t destination_mac[6], source_mac[6];
	uint16_t vlan[TW_NET_TAGS_MAX]; /* tag control words, outermost first */
	uint8_t tags;			/* 0..2 */
	uint8_t ttl;
	uint32_t source_ip, destination_ip;
	uint16_t source_port, destination_port;
};

/* Nasdaq-like defaults: group 233.54.12.111:26477, its multicast MAC, no tag. */
void tw_net_route_default(struct tw_net_route *route);

/* Bytes of the headers that tw_net_build() writes for @route: 42, 46 or 50. */
size_t tw_net_header_length(const struct tw_net_route *route);

/*
 * Write the headers for @payload_length bytes of UDP payload to @frame; the payload belongs
 * right behind them.  UDP checksum 0 (none), as the exchange sends.  @ident is the IPv4
 * identification.  Returns the header length, or 0 if the datagram does not fit IPv4.
 */
size_t tw_net_build(const struct tw_net_route *route, size_t payload_length,
		    uint16_t ident, uint8_t *frame);

/* IPv4 header checksum (RFC 791) of @length bytes; 0 over a good header. */
uint16_t tw_net_checksum(const uint8_t *bytes, size_t length);

/* "233.54.12.111:26477" -> host order; 0, or -EINVAL.  Either part may be 0 for any. */
int tw_net_group_parse(const char *text, struct tw_net_filter *out);

#ifdef __cplusplus
}
#endif
#endif
