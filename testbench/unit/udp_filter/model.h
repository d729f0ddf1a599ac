// SPDX-License-Identifier: BSD-3-Clause
// model: what must become of a frame, read byte by byte as the contract is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

typedef std::vector<uint8_t> Bytes;

enum Cause {
	ACCEPTED,
	BAD,
	SHORT,
	NOT_IP,
	VLAN,
	IP_HEADER,
	IP_CHECKSUM,
	FRAGMENT,
	NOT_UDP,
	OTHER_GROUP,
	UDP_LENGTH,
	DISABLED,
	OTHER_SOURCE,
	UDP_CHECKSUM,
	IPV6,
	TRUNCATED,
	CAUSES
};

struct Group {
	uint32_t ip = 0;
	uint16_t port = 0;
	uint32_t source[4] = {};
	bool udp_check = false;

	bool takes_source(uint32_t address) const
	{
		bool listed = false, empty = true;

		for (uint32_t s : source) {
			listed = listed || (s && s == address);
			empty = empty && !s;
		}
		return listed || empty;
	}
};

struct Verdict {
	Cause cause = SHORT;
	size_t begin = 0, end = 0; // payload bytes of the frame
	bool accepted = false;	   // by its headers
};

inline unsigned word16(const Bytes &b, size_t at)
{
	return b[at] * 256u + b[at + 1];
}

inline unsigned word32(const Bytes &b, size_t at)
{
	return word16(b, at) * 65536u + word16(b, at + 2);
}

// Ones' complement sum of the header's halves; 0xffff of a header that is right.
inline unsigned ones_sum(const Bytes &b, size_t at, size_t length)
{
	unsigned sum = 0;

	for (size_t i = 0; i < length; i += 2) {
		sum += word16(b, at + i);
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum;
}

// RFC 768: the pseudo header, the UDP header and its data, padded to even.
inline unsigned udp_sum(const Bytes &b, size_t ip, size_t udp, size_t end)
{
	Bytes sum(b.begin() + long(udp), b.begin() + long(end));
	size_t length = end - udp;

	if (length % 2)
		sum.push_back(0);
	sum.insert(sum.end(), b.begin() + long(ip) + 12, b.begin() + long(ip) + 20);
	for (unsigned byte : { 0u, 17u, unsigned(length / 256), unsigned(length % 256) })
		sum.push_back(uint8_t(byte));
	return ones_sum(sum, 0, sum.size());
}

inline bool udp_sum_right(const Bytes &b, size_t ip, size_t udp, size_t end)
{
	return udp_sum(b, ip, udp, end) == 0xffff;
}

inline Cause judge_headers(const Bytes &b, size_t ip, const Group &group)
{
	unsigned ihl = b[ip] % 16, total = word16(b, ip + 2), udp_length;

	if (b[ip] / 16 != 4 || ihl < 5 || total < ihl * 4 + 8)
		return IP_HEADER;
	if (ones_sum(b, ip, ihl * 4) != 0xffff)
		return IP_CHECKSUM;
	if (word16(b, ip + 6) % 0x4000)
		return FRAGMENT;
	if (b[ip + 9] != 17)
		return NOT_UDP;
	if (group.ip && group.ip != word32(b, ip + 16))
		return OTHER_GROUP;
	if (group.port && group.port != word16(b, ip + ihl * 4 + 2))
		return OTHER_GROUP;
	if (!group.takes_source(word32(b, ip + 12)))
		return OTHER_SOURCE;
	udp_length = word16(b, ip + ihl * 4 + 4);
	if (udp_length < 8 || udp_length > total - ihl * 4)
		return UDP_LENGTH;
	return ACCEPTED;
}

inline Verdict judge(const Bytes &b, bool on, bool bad, const Group &group)
{
	Verdict v;
	unsigned tags = 0;
	size_t at = 12;

	while (at + 2 <= b.size() && tags < 3 &&
	       (word16(b, at) == 0x8100 || word16(b, at) == 0x88a8)) {
		tags++;
		at += 4;
	}
	if (!on) {
		v.cause = DISABLED;
		return v;
	}
	if (tags == 3) {
		v.cause = VLAN;
	} else if (at + 2 <= b.size() && word16(b, at) != 0x0800) {
		v.cause = word16(b, at) == 0x86dd ? IPV6 : NOT_IP;
	} else if (at + 2 + 28 <= b.size()) {
		unsigned ihl = b[at + 2] % 16;

		v.begin = at + 2 + (ihl < 5 ? 5 : ihl) * 4 + 8;
		if (v.begin <= b.size())
			v.cause = judge_headers(b, at + 2, group);
	}
	if (v.cause == ACCEPTED) {
		v.accepted = true;
		v.end = v.begin + word16(b, v.begin - 4) - 8;
		if (v.end > b.size()) {
			v.end = b.size();
			v.cause = TRUNCATED;
		} else if (group.udp_check && word16(b, v.begin - 2) &&
			   !udp_sum_right(b, at + 2, v.begin - 8, v.end)) {
			v.cause = UDP_CHECKSUM;
		}
	}
	if (bad)
		v.cause = BAD;
	return v;
}
