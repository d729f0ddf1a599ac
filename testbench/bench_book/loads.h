// SPDX-License-Identifier: BSD-3-Clause
// loads: what the bench lets the exchange do.
#pragma once

#include "rig.h"

#include <string>
#include <vector>

// How much of it.
struct Amount {
	uint64_t messages = 120000;  // of each load that are measured, about
	unsigned orders = 60000;     // live at most, where a load fills the book
	uint64_t session = 21000000; // messages of all profiles together
};

enum Kind {
	KIND_RATE,    // as fast as the wire
	KIND_LIMIT,   // more than the book can do: how fast it can
	KIND_LATENCY, // nothing ever waits: cycles are those of the type alone
	KIND_TABLE,   // orders until one finds no room
};

struct Load {
	std::string name;
	Kind kind;
	void (*play)(Rig &rig, const Amount &amount, const Load &load);
	unsigned a = 0, b = 0; // what the player makes of them
	uint64_t stride = 1;   // between references
	bool both = false;     // the same frames at port B, a little later
};

// ---- one file each ----
void type_loads(std::vector<Load> &all);    // nothing but one type
void place_loads(std::vector<Load> &all);   // one symbol, level, bucket, order
void best_loads(std::vector<Load> &all);    // the best level empties
void latency_loads(std::vector<Load> &all); // and the table's first failure
void session_loads(std::vector<Load> &all); // the profiles of the generator
void wide_loads(std::vector<Load> &all);    // a large device filled

// ---- shared ----
constexpr uint64_t SESSION_CHUNK = 1000000; // messages of one seed
constexpr uint32_t PRICE_MOST = 2000000000u;

// Prices by how far behind: 0 is the best there may be.
inline uint32_t price_of(unsigned side, uint64_t rank)
{
	return side == BUY ? uint32_t(PRICE_MOST - rank) : uint32_t(1 + rank);
}

// Numbers of orders: each a stride behind the last one.
struct References {
	uint64_t next_one, stride;

	explicit References(uint64_t stride = 1, uint64_t first = 1001)
	    : next_one(first), stride(stride)
	{
	}
	uint64_t next()
	{
		uint64_t now = next_one;

		next_one += stride;
		return now;
	}
};

struct Order {
	uint64_t reference;
	uint16_t symbol;
	uint8_t side;
	uint32_t rank;
};

template <typename T> void shuffle(std::vector<T> &list, std::mt19937_64 &rng)
{
	for (size_t i = list.size(); i > 1; i--)
		std::swap(list[i - 1], list[rng() % i]);
}
