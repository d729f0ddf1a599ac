// SPDX-License-Identifier: BSD-3-Clause
// market: an endless run of ITCH messages that fit each other, and packets and frames of them.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

typedef std::vector<uint8_t> Bytes;

constexpr unsigned HEADERS = 42, MOLD = 20; // bytes: Ethernet, IPv4, UDP; MoldUDP64

class Market
{
public:
	Market(unsigned symbols, unsigned orders, uint64_t seed);

	// Directory and trading state of all symbols come first, then orders.
	Bytes next();
	uint64_t pick(uint64_t below)
	{
		return rng() % below;
	}
	std::mt19937_64 rng;

private:
	struct Order {
		uint64_t reference;
		uint16_t symbol;
		uint32_t shares;
	};
	const unsigned symbols, most;
	unsigned announced = 0;
	uint64_t reference = 1000, time = 34200000000000u;
	std::vector<Order> live;

	Bytes head(char type, unsigned symbol);
	Bytes add();
};

// A packet of messages numbered from @sequence.
Bytes packet_of(uint64_t sequence, const std::vector<Bytes> &messages);
Bytes heartbeat(uint64_t sequence, uint16_t count = 0);
// A frame with that payload; its UDP checksum is right.
Bytes frame_of(const Bytes &payload);
// Lengths as they are now, both checksums right.
void mend(Bytes &frame);
