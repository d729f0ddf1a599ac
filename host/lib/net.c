/* SPDX-License-Identifier: BSD-3-Clause */
/* net: Ethernet / IPv4 / UDP, from frame to payload and back. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/net.h>

#include "bytes.h"

#define ETHER_TYPE 12u
#define TYPE_IPV4 0x0800u
#define TYPE_IPV6 0x86ddu
#define TYPE_VLAN 0x8100u
#define TYPE_QINQ 0x88a8u
#define PROTOCOL_UDP 17u
#define UDP_HEADER 8u
#define IP_MORE_FRAGMENTS 0x2000u
#define IP_OFFSET 0x1fffu

/* The words of @bytes, an odd one padded, added to @sum. */
static uint32_t add_words(uint32_t sum, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i + 1 < length; i += 2)
		sum += load16(bytes + i);
	if (length & 1)
		sum += (uint32_t)bytes[length - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

uint16_t tw_net_checksum(const uint8_t *bytes, size_t length)
{
	return fold(add_words(0, bytes, length));
}

/* RFC 768: over addresses, protocol, length and the datagram; 0 sent is none. */
static bool udp_checksum_good(const uint8_t *ip, const uint8_t *udp, uint32_t length)
{
	uint32_t sum = add_words(PROTOCOL_UDP + length, ip + 12, 8);

	return load16(udp + 6) == 0 || fold(add_words(sum, udp, length)) == 0;
}

static bool source_taken(const struct tw_net_filter *filter, uint32_t source)
{
	uint32_t any = 0;

	for (unsigned i = 0; i < TW_NET_SOURCES; i++) {
		if (filter->source[i] && filter->source[i] == source)
			return true;
		any |= filter->source[i];
	}
	return any == 0;
}

/* The judgement of the IP and UDP headers; @left bytes from @ip on, headers whole. */
static enum tw_frame_cause judge(const uint8_t *ip, size_t left,
				 const struct tw_net_filter *filter,
				 struct tw_net_datagram *out)
{
	uint32_t header = (ip[0] & 15u) * 4u;
	uint32_t total = load16(ip + 2);
	uint32_t fragment = load16(ip + 6);
	const uint8_t *udp = ip + header;
	uint32_t udp_length;

	if (ip[0] >> 4 != 4 || header < 20 || total < header + UDP_HEADER)
		return TW_FRAME_IP_HEADER;
	if (tw_net_checksum(ip, header) != 0)
		return TW_FRAME_IP_CHECKSUM;
	if (fragment & (IP_MORE_FRAGMENTS | IP_OFFSET))
		return TW_FRAME_FRAGMENT;
	if (ip[9] != PROTOCOL_UDP)
		return TW_FRAME_NOT_UDP;

	out->source_ip = load32(ip + 12);
	out->destination_ip = load32(ip + 16);
	out->source_port = load16(udp);
	out->destination_port = load16(udp + 2);
	if ((filter->group_ip && out->destination_ip != filter->group_ip) ||
	    (filter->group_port && out->destination_port != filter->group_port))
		return TW_FRAME_OTHER_GROUP;
	if (!source_taken(filter, out->source_ip))
		return TW_FRAME_OTHER_SOURCE;

	udp_length = load16(udp + 4);
	if (udp_length < UDP_HEADER || udp_length > total - header)
		return TW_FRAME_UDP_LENGTH;

	out->payload = udp + UDP_HEADER;
	out->udp_payload = udp_length - UDP_HEADER;
	left -= header + UDP_HEADER;
	out->length = left < out->udp_payload ? (uint32_t)left : out->udp_payload;
	if (out->length < out->udp_payload)
		return TW_FRAME_TRUNCATED;
	if (filter->udp_check && !udp_checksum_good(ip, udp, udp_length))
		return TW_FRAME_UDP_CHECKSUM;
	return TW_FRAME_ACCEPTED;
}

enum tw_frame_cause tw_net_parse(const uint8_t *frame, size_t length,
				 const struct tw_net_filter *filter,
				 struct tw_net_datagram *out)
{
	size_t at = ETHER_TYPE;
	size_t ip_words;
	uint16_t type;

	out->tags = 0;
	for (;; at += 4, out->tags++) {
		if (length < at + 2)
			return TW_FRAME_SHORT;
		type = load16(frame + at);
		if (type != TYPE_VLAN && type != TYPE_QINQ)
			break;
		if (out->tags == TW_NET_TAGS_MAX)
			return TW_FRAME_VLAN;
	}
	if (type == TYPE_IPV6)
		return TW_FRAME_IPV6;
	if (type != TYPE_IPV4)
		return TW_FRAME_NOT_IP;

	at += 2;
	if (length < at + 20 + UDP_HEADER)
		return TW_FRAME_SHORT;
	ip_words = frame[at] & 15u;
	if (ip_words > 5 && length < at + ip_words * 4 + UDP_HEADER)
		return TW_FRAME_SHORT;
	return judge(frame + at, length - at, filter, out);
}

void tw_net_route_default(struct tw_net_route *route)
{
	static const struct tw_net_route nasdaq = {
		.destination_mac = { 0x01, 0x00, 0x5e, 0x36, 0x0c, 0x6f },
		.source_mac = { 0x02, 0x54, 0x57, 0x00, 0x00, 0x01 },
		.ttl = 16,
		.source_ip = 0xcec87f8a,
		.destination_ip = 0xe9360c6f,
		.source_port = 49653,
		.destination_port = 26477,
	};

	*route = nasdaq;
}

size_t tw_net_header_length(const struct tw_net_route *route)
{
	return 14u + 4u * route->tags + 20u + UDP_HEADER;
}

size_t tw_net_build(const struct tw_net_route *route, size_t payload_length,
		    uint16_t ident, uint8_t *frame)
{
	size_t total = 20 + UDP_HEADER + payload_length;
	uint8_t *p = frame + ETHER_TYPE;

	if (total > 0xffff || route->tags > TW_NET_TAGS_MAX)
		return 0;
	memcpy(frame, route->destination_mac, 6);
	memcpy(frame + 6, route->source_mac, 6);
	for (unsigned i = 0; i < route->tags; i++, p += 4) {
		store_wide(p, 2, route->tags == 2 && i == 0 ? TYPE_QINQ : TYPE_VLAN);
		store_wide(p + 2, 2, route->vlan[i]);
	}
	store_wide(p, 2, TYPE_IPV4);
	p += 2;

	p[0] = 0x45;
	p[1] = 0;
	store_wide(p + 2, 2, total);
	store_wide(p + 4, 2, ident);
	store_wide(p + 6, 2, 0x4000); /* do not fragment */
	p[8] = route->ttl;
	p[9] = PROTOCOL_UDP;
	store_wide(p + 10, 2, 0);
	store_wide(p + 12, 4, route->source_ip);
	store_wide(p + 16, 4, route->destination_ip);
	store_wide(p + 10, 2, tw_net_checksum(p, 20));

	store_wide(p + 20, 2, route->source_port);
	store_wide(p + 22, 2, route->destination_port);
	store_wide(p + 24, 2, UDP_HEADER + payload_length);
	store_wide(p + 26, 2, 0);
	return tw_net_header_length(route);
}

int tw_net_group_parse(const char *text, struct tw_net_filter *out)
{
	const char *colon = strchr(text, ':');
	char address[16];
	struct in_addr ip = { 0 };
	unsigned long port;
	char *end;

	if (!colon || colon == text || (size_t)(colon - text) >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, (size_t)(colon - text));
	address[colon - text] = '\0';
	if (strcmp(address, "0") != 0 && inet_pton(AF_INET, address, &ip) != 1)
		return -EINVAL;
	if (colon[1] < '0' || colon[1] > '9')
		return -EINVAL;
	port = strtoul(colon + 1, &end, 10);
	if (*end != '\0' || port > 0xffff)
		return -EINVAL;
	out->group_ip = ntohl(ip.s_addr);
	out->group_port = (uint16_t)port;
	return 0;
}
