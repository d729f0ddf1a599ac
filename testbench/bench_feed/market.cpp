// SPDX-License-Identifier: BSD-3-Clause
#include "market.h"

#include <cstdio>
#include <cstring>

#include <touchwire/net.h>

static void put(Bytes &b, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = width; i-- > 0; value >>= 8)
		b[at + i] = uint8_t(value);
}

Market::Market(unsigned symbols, unsigned orders, uint64_t seed)
    : rng(seed), symbols(symbols), most(orders)
{
}

static size_t length_of(char type)
{
	switch (type) {
	case 'R':
		return 39;
	case 'H':
		return 25;
	case 'A':
		return 36;
	case 'F':
		return 40;
	case 'E':
		return 31;
	case 'X':
		return 23;
	case 'D':
		return 19;
	case 'U':
		return 35;
	default:
		return 50; // I
	}
}

// The 11 bytes that all types begin with (ITCH 5.0).
Bytes Market::head(char type, unsigned symbol)
{
	Bytes b(length_of(type), ' ');

	b[0] = uint8_t(type);
	put(b, 1, 2, symbol + 1);
	put(b, 3, 2, 0);
	time += pick(2000);
	put(b, 5, 6, time);
	return b;
}

Bytes Market::add()
{
	unsigned symbol = unsigned(pick(symbols));
	bool mpid = pick(8) == 0, sell = pick(2);
	Bytes b = head(mpid ? 'F' : 'A', symbol);
	Order order = { ++reference, uint16_t(symbol), uint32_t(1 + pick(900)) };
	uint32_t price = uint32_t(1000000 + symbol * 10000 + (sell ? 100 : 0) * 50 +
				  pick(80) * 100 * (sell ? 1 : 1));

	put(b, 11, 8, order.reference);
	b[19] = sell ? 'S' : 'B';
	put(b, 20, 4, order.shares);
	put(b, 32, 4, sell ? price + 5000 : price);
	live.push_back(order);
	return b;
}

Bytes Market::next()
{
	char name[9];

	if (announced < 2 * symbols) {
		unsigned symbol = announced / 2;
		Bytes b = head(announced % 2 ? 'H' : 'R', symbol);

		announced++;
		snprintf(name, sizeof(name), "S%07u", symbol);
		memcpy(&b[11], name, 8);
		if (b[0] == 'H')
			b[19] = 'T';
		return b;
	}
	if (live.size() < most / 4 || (live.size() < most && pick(100) < 40))
		return add();
	if (pick(40) == 0)
		return head('I', unsigned(pick(symbols)));

	size_t at = pick(live.size());
	Order &order = live[at];
	unsigned what = unsigned(pick(10));
	Bytes b;

	if (what < 2 && order.shares > 1) {
		uint32_t part = uint32_t(1 + pick(order.shares - 1));

		b = head(what ? 'E' : 'X', order.symbol);
		put(b, 11, 8, order.reference);
		put(b, 19, 4, part);
		order.shares -= part;
	} else if (what < 5) {
		b = head('U', order.symbol);
		put(b, 11, 8, order.reference);
		put(b, 19, 8, ++reference);
		order.reference = reference;
		order.shares = uint32_t(1 + pick(900));
		put(b, 27, 4, order.shares);
		put(b, 31, 4, 1000000 + order.symbol * 10000u + pick(150) * 100);
	} else {
		b = head('D', order.symbol);
		put(b, 11, 8, order.reference);
		order = live.back();
		live.pop_back();
	}
	return b;
}

Bytes heartbeat(uint64_t sequence, uint16_t count)
{
	Bytes b(MOLD);

	memcpy(b.data(), "TOUCHWIRE1", 10);
	put(b, 10, 8, sequence);
	put(b, 18, 2, count);
	return b;
}

Bytes packet_of(uint64_t sequence, const std::vector<Bytes> &messages)
{
	Bytes b = heartbeat(sequence, uint16_t(messages.size()));

	for (const Bytes &m : messages) {
		b.push_back(uint8_t(m.size() >> 8));
		b.push_back(uint8_t(m.size()));
		b.insert(b.end(), m.begin(), m.end());
	}
	return b;
}

Bytes frame_of(const Bytes &payload)
{
	struct tw_net_route route;
	Bytes b(HEADERS);

	tw_net_route_default(&route);
	tw_net_build(&route, payload.size(), 1, b.data());
	b.insert(b.end(), payload.begin(), payload.end());
	if (b.size() < 60)
		b.resize(60);
	mend(b);
	return b;
}

void mend(Bytes &b)
{
	size_t ihl, udp, end;
	uint32_t sum;

	if (b.size() < HEADERS || b[12] != 8 || b[13] != 0)
		return;
	ihl = b[14] % 16 * 4u;
	udp = 14 + ihl;
	if (ihl < 20 || udp + 8 > b.size())
		return;
	put(b, 24, 2, 0);
	put(b, 24, 2, tw_net_checksum(&b[14], ihl));
	end = udp + (b[udp + 4] * 256u + b[udp + 5]);
	put(b, udp + 6, 2, 0);
	if (end > b.size() || end < udp + 8)
		return;
	sum = 17 + uint32_t(end - udp);
	for (size_t i = 26; i < 34; i++)
		sum += uint32_t(b[i]) << (i % 2 ? 0 : 8);
	for (size_t i = udp; i < end; i++)
		sum += uint32_t(b[i]) << ((i - udp) % 2 ? 0 : 8);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put(b, udp + 6, 2, sum == 0xffff ? 0xffff : ~sum & 0xffff);
}
