/* SPDX-License-Identifier: BSD-3-Clause */
/* What is in a frame: Ethernet, VLAN, IPv4, UDP. */
#include "naive.h"

/* The 16-bit words of @p, the last byte of an odd number with a zero behind it. */
static uint32_t words(const uint8_t *p, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += i % 2 ? p[i] : p[i] * 256u;
	return sum;
}

/* One's complement sum of the header, RFC 791. */
static bool checksum_good(const uint8_t *ip, size_t length)
{
	uint32_t sum = words(ip, length);

	return sum % 65535 == 0 && sum != 0;
}

/* RFC 768, with the pseudo header. */
static bool udp_good(const uint8_t *ip, const uint8_t *udp, size_t length)
{
	uint32_t sum = words(ip + 12, 8) + 17 + (uint32_t)length + words(udp, length);

	return number(udp + 6, 2) == 0 || sum % 65535 == 0;
}

const char *frame_payload(const uint8_t *f, size_t length, const uint8_t **payload,
			  size_t *n)
{
	size_t at = 12, header, total, udp;
	int tags = 0;

	while (at + 2 <= length &&
	       (number(f + at, 2) == 0x8100 || number(f + at, 2) == 0x88a8)) {
		if (++tags > 2)
			return "VLAN";
		at += 4;
	}
	if (at + 2 > length)
		return "SHORT";
	if (number(f + at, 2) == 0x86dd)
		return "IPV6";
	if (number(f + at, 2) != 0x0800)
		return "NOT_IP";
	f += at + 2;
	length -= at + 2;
	if (length < 28)
		return "SHORT";
	header = (f[0] & 15) * 4u;
	if (header > 20 && length < header + 8)
		return "SHORT";
	total = number(f + 2, 2);
	if (f[0] / 16 != 4 || header < 20 || total < header + 8)
		return "IP_HEADER";
	if (!checksum_good(f, header))
		return "IP_CHECKSUM";
	if (number(f + 6, 2) & 0x3fff)
		return "FRAGMENT";
	if (f[9] != 17)
		return "NOT_UDP";
	if ((options.ip && number(f + 16, 4) != options.ip) ||
	    (options.port && number(f + header + 2, 2) != options.port))
		return "OTHER_GROUP";
	udp = number(f + header + 4, 2);
	if (udp < 8 || udp > total - header)
		return "UDP_LENGTH";
	*payload = f + header + 8;
	*n = udp - 8;
	if (length - header < udp) {
		*n = length - header - 8;
		return "TRUNCATED";
	}
	if (options.udp_check && !udp_good(f, f + header, udp))
		return "UDP_CHECKSUM";
	return "ACCEPTED";
}
