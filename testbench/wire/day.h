// SPDX-License-Identifier: BSD-3-Clause
// day: a short day of eight symbols, always the same: orders, and a frame that moves every touch.
#pragma once

#include "market.h"

struct Day {
	std::vector<Bytes> open; // frames: the directory, two orders a symbol
	Bytes moves; // a frame of eight messages: A, E, X, U, D; every symbol's touch
	Bytes after; // the frame behind it
	unsigned messages = 8; // of `moves`
};

// Messages of ITCH 5.0; @symbol from 0.
Bytes itch(char type, unsigned symbol, uint64_t reference);
Bytes itch_add(unsigned symbol, uint64_t reference, bool sell, uint32_t shares,
	       uint32_t price);
Bytes itch_reduce(char type, unsigned symbol, uint64_t reference,
		  uint32_t shares); // E, X
Bytes itch_replace(unsigned symbol, uint64_t reference, uint64_t by, uint32_t shares,
		   uint32_t price);
Day make_day();
