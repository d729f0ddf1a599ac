// SPDX-License-Identifier: BSD-3-Clause
// frames: frames of the feed, and frames spoiled in every way that the filter judges.
#pragma once

#include "model.h"

#include <random>
#include <utility>

constexpr uint32_t GROUP_IP = 0xe9360c6f;
constexpr uint16_t GROUP_PORT = 26477;
constexpr uint32_t SOURCE_IP = 0xce5b6e21;

struct Layout {
	unsigned tags = 0, ihl = 5, payload = 0, padding = 0;
};

inline void put16(Bytes &b, size_t at, unsigned value)
{
	b[at] = uint8_t(value >> 8);
	b[at + 1] = uint8_t(value);
}

class Frames
{
public:
	explicit Frames(unsigned seed) : rng(seed)
	{
	}

	// A frame that is accepted when the group is right.
	Bytes build(const Layout &l)
	{
		unsigned ip = 14 + 4 * l.tags, udp = ip + 4 * l.ihl,
			 length = 8 + l.payload;
		Bytes b(udp + length + l.padding);

		for (uint8_t &byte : b)
			byte = uint8_t(rng());
		for (unsigned tag = 0; tag < l.tags; tag++)
			put16(b, 12 + 4 * tag, one_in(2) ? 0x8100 : 0x88a8);
		put16(b, ip - 2, 0x0800);
		b[ip] = uint8_t(0x40 + l.ihl);
		put16(b, ip + 2, l.ihl * 4 + length);
		put16(b, ip + 6, one_in(2) ? 0x4000 : one_in(2) ? 0x8000 : 0);
		b[ip + 9] = 17;
		if (one_in(2)) {
			put16(b, ip + 12, SOURCE_IP >> 16);
			put16(b, ip + 14, SOURCE_IP & 0xffff);
		}
		put16(b, ip + 16, GROUP_IP >> 16);
		put16(b, ip + 18, GROUP_IP & 0xffff);
		put16(b, udp + 2, GROUP_PORT);
		put16(b, udp + 4, length);
		checksum(b, ip);
		udp_checksum(b, ip, udp, udp + length);
		return b;
	}

	// Right, none, or left as chance made it.
	void udp_checksum(Bytes &b, unsigned ip, unsigned udp, unsigned end)
	{
		unsigned sum = unsigned(pick(65536));

		if (one_in(8)) {
			put16(b, udp + 6, one_in(2) ? 0 : sum);
			return;
		}
		put16(b, udp + 6, 0);
		sum = 0xffff - udp_sum(b, ip, udp, end);
		put16(b, udp + 6, sum ? sum : 0xffff);
	}

	void checksum(Bytes &b, unsigned ip)
	{
		unsigned length = (b[ip] % 16) * 4;

		put16(b, ip + 10, 0);
		if (ip + length <= b.size())
			put16(b, ip + 10, 0xffff - ones_sum(b, ip, length));
	}

	// A bit that only the UDP checksum covers.
	void spoil_payload(Bytes &b, const Layout &l)
	{
		unsigned at = 14 + 4 * l.tags + 4 * l.ihl + 8;

		if (l.payload)
			b[at + pick(l.payload)] ^= uint8_t(1u << pick(8));
	}

	// Spoil a frame in one way; what that makes of it is the model's business.
	void spoil(Bytes &b, Layout l)
	{
		unsigned ip = 14 + 4 * l.tags, udp = ip + 4 * l.ihl;
		unsigned udp_end = udp + 8 + l.payload;

		switch (pick(17)) {
		case 0: // ends anywhere
			b.resize(1 + pick(b.size()));
			break;
		case 1: // ends near the payload's start
			b.resize(udp + 1 +
				 pick(b.size() - udp < 24 ? b.size() - udp : 24));
			break;
		case 2: // another EtherType, or one tag more
			put16(b, ip - 2, one_in(2) ? 0x8100 : 0x0800 ^ (1u << pick(16)));
			break;
		case 3:
			b[ip] = uint8_t(pick(256));
			checksum(b, ip);
			break;
		case 4: // IHL below 5
			b[ip] = uint8_t(0x40 + pick(5));
			checksum(b, ip);
			break;
		case 5: // total length about as small as can be
			put16(b, ip + 2, l.ihl * 4 + 8 - 4 + unsigned(pick(8)));
			checksum(b, ip);
			break;
		case 6: // one bit of the IP header
			b[ip + pick(l.ihl * 4)] ^= uint8_t(1u << pick(8));
			break;
		case 7: // halves swapped: a wrong header with a right sum
			std::swap(b[ip + 4], b[ip + 8]);
			std::swap(b[ip + 5], b[ip + 9]);
			break;
		case 8:
			b[ip + 6 + pick(2)] ^= uint8_t(1u << pick(8));
			checksum(b, ip);
			break;
		case 9:
			b[ip + 9] ^= uint8_t(1u << pick(8));
			checksum(b, ip);
			break;
		case 10: // another address
			b[ip + 16 + pick(4)] ^= uint8_t(1u << pick(8));
			checksum(b, ip);
			break;
		case 11: // another port
			b[udp + 2 + pick(2)] ^= uint8_t(1u << pick(8));
			break;
		case 12: // UDP length around its limits
			put16(b, udp + 4,
			      one_in(2) ? unsigned(pick(12))
					: udp_end - udp - 4 + unsigned(pick(8)));
			break;
		case 13: // IP length right, UDP length shorter: the rest is padding
			put16(b, udp + 4, 8 + unsigned(pick(l.payload + 1)));
			break;
		case 14: // both lengths beyond the frame
			put16(b, udp + 4, 8 + l.payload + 1 + unsigned(pick(40)));
			put16(b, ip + 2, l.ihl * 4 + 60000);
			checksum(b, ip);
			break;
		case 15:
			put16(b, ip - 2, 0x86dd);
			break;
		default: // two bits anywhere in the headers
			b[12 + pick(udp - 4)] ^= uint8_t(1u << pick(8));
			b[12 + pick(udp - 4)] ^= uint8_t(1u << pick(8));
		}
	}

private:
	std::mt19937_64 rng;

	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	bool one_in(uint64_t n)
	{
		return pick(n) == 0;
	}
};
