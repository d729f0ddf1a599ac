// SPDX-License-Identifier: BSD-3-Clause
#include "day.h"

#include <cstring>

static void put(Bytes &b, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = width; i-- > 0; value >>= 8)
		b[at + i] = uint8_t(value);
}

Bytes itch(char type, unsigned symbol, uint64_t reference)
{
	static const struct {
		char type;
		size_t length;
	} lengths[] = { { 'R', 39 }, { 'H', 25 }, { 'A', 36 }, { 'E', 31 },
			{ 'X', 23 }, { 'U', 35 }, { 'D', 19 } };
	static uint64_t time = 34200000000000u;
	Bytes b;

	for (auto &l : lengths)
		if (l.type == type)
			b.assign(l.length, ' ');
	b[0] = uint8_t(type);
	put(b, 1, 2, symbol + 1);
	put(b, 3, 2, 0);
	put(b, 5, 6, time += 1000);
	put(b, 11, 8, reference);
	return b;
}

Bytes itch_add(unsigned symbol, uint64_t reference, bool sell, uint32_t shares,
	       uint32_t price)
{
	Bytes b = itch('A', symbol, reference);

	b[19] = sell ? 'S' : 'B';
	put(b, 20, 4, shares);
	put(b, 32, 4, price);
	return b;
}

Bytes itch_reduce(char type, unsigned symbol, uint64_t reference, uint32_t shares)
{
	Bytes b = itch(type, symbol, reference);

	put(b, 19, 4, shares);
	return b;
}

Bytes itch_replace(unsigned symbol, uint64_t reference, uint64_t by, uint32_t shares,
		   uint32_t price)
{
	Bytes b = itch('U', symbol, reference);

	put(b, 19, 8, by);
	put(b, 27, 4, shares);
	put(b, 31, 4, price);
	return b;
}

Day make_day()
{
	Day day;
	std::vector<Bytes> directory, orders, moves, after;
	uint64_t next = 1;

	for (unsigned s = 0; s < 8; s++) {
		Bytes r = itch('R', s, 0), h = itch('H', s, 0);

		memcpy(&r[11], "TOUCH   ", 8);
		memcpy(&h[11], "TOUCH   ", 8);
		r[16] = h[16] = uint8_t('A' + s);
		h[19] = 'T';
		directory.push_back(r);
		directory.push_back(h);
		orders.push_back(itch_add(s, 100 + s, false, 500, 1000000 + s * 1000));
		orders.push_back(itch_add(s, 200 + s, true, 600, 1010000 + s * 1000));
	}
	for (unsigned s = 0; s < 8; s++) {
		Bytes b;

		if (s < 4) {
			b = itch_add(s, 300 + s, s % 2, 700, 1005000 + s * 1000);
		} else if (s == 4 || s == 5) {
			b = itch_reduce(s == 4 ? 'E' : 'X', s, 100 + s, 50);
		} else if (s == 6) {
			b = itch_replace(s, 100 + s, 400 + s, 800, 1001000);
		} else {
			b = itch('D', s, 100 + s);
		}
		moves.push_back(b);
	}
	for (unsigned s = 0; s < 2; s++)
		after.push_back(itch_add(s, 500 + s, false, 900, 1006500 + s * 1000));
	for (const std::vector<Bytes> *part : { &directory, &orders }) {
		day.open.push_back(frame_of(packet_of(next, *part)));
		next += part->size();
	}
	day.moves = frame_of(packet_of(next, moves));
	next += moves.size();
	day.after = frame_of(packet_of(next, after));
	return day;
}
