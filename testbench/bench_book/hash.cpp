// SPDX-License-Identifier: BSD-3-Clause
#include "hash.h"

// As rtl/book/order_table.sv has them.
constexpr unsigned SEED = 1, SUBS = 4, WAYS = 4, KEY_LOW = 2;

static uint32_t mix(uint32_t x)
{
	for (unsigned i = 0; i < 3; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		x += 0x9e3779b9;
	}
	return x;
}

static unsigned place(unsigned sub, unsigned bit, unsigned width)
{
	unsigned at = sub & 1 ? width - 1 - bit : bit;

	return (at + (sub >> 1) * ((width + 1) / 2)) % width;
}

// Key bits whose parity is row bit @bit of sub-table @sub.
static uint64_t mask_of(unsigned sub, unsigned bit, unsigned width)
{
	uint32_t word = SEED ^ (sub * 64 + bit);
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i++) {
		if (i % 32 == 0)
			word = mix(word);
		mask |= uint64_t(word & 1) << i;
		word = word << 31 | word >> 1;
	}
	for (unsigned i = 0; i < bit; i++)
		mask &= ~(1ull << (KEY_LOW + place(sub, i, width)));
	return mask | 1ull << (KEY_LOW + place(sub, bit, width));
}

std::vector<uint64_t> one_row_keys(unsigned subs, unsigned count, unsigned orders)
{
	unsigned width = 0;
	std::vector<uint64_t> basis, keys = { 0 };

	while (SUBS * WAYS * (1u << width) < 2 * orders)
		width++;
	for (unsigned i = 0; i < 64; i++)
		basis.push_back(1ull << i);
	// Each parity halves the space of keys for which all parities so far are even.
	for (unsigned sub = 0; sub < subs; sub++)
		for (unsigned bit = 0; bit < width; bit++) {
			uint64_t mask = mask_of(sub, bit, width), odd = 0;
			std::vector<uint64_t> even;

			for (uint64_t key : basis) {
				if (!__builtin_parityll(key & mask))
					even.push_back(key);
				else if (!odd)
					odd = key;
				else
					even.push_back(key ^ odd);
			}
			basis = even;
		}
	for (uint64_t key : basis) {
		size_t size = keys.size();

		if (size > count)
			break;
		for (size_t i = 0; i < size; i++)
			keys.push_back(keys[i] ^ key);
	}
	keys.erase(keys.begin()); /* reference 0 */
	return keys;
}
