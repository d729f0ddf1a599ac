// SPDX-License-Identifier: BSD-3-Clause
// triggers: the set of clocks that rose, looked at eight at a time.
//
// Verilator 5.006 keeps one bool per clock in VlTriggerVec and walks over them one by one, several
// times a cycle; the device has a clock for each block that may rest. Later versions of
// Verilator have words there, and keep them. (A flag is read and written as a byte of a word:
// GCC and Clang define that for unions.)

#ifndef TRIGGERS_H
#define TRIGGERS_H

#include <cstdint>

#include "verilated.h"

#if VERILATOR_VERSION_INTEGER <= 5006999

template <std::size_t SIZE> class trigger_set
{
	static constexpr size_t WORDS = (SIZE + 7) / 8;

	union {
		uint64_t words[WORDS] = {};
		bool flags[WORDS * 8];
	};

public:
	void clear()
	{
		for (uint64_t &word : words)
			word = 0;
	}
	bool &at(size_t index)
	{
		return flags[index];
	}
	bool any() const
	{
		uint64_t all = 0;

		for (uint64_t word : words)
			all |= word;
		return all != 0;
	}
	void set(const trigger_set &other)
	{
		for (size_t i = 0; i < WORDS; i++)
			words[i] |= other.words[i];
	}
	void andNot(const trigger_set &a, const trigger_set &b)
	{
		for (size_t i = 0; i < WORDS; i++)
			words[i] = a.words[i] & ~b.words[i];
	}
};

// A template cannot be replaced as a whole, only size by size.
#define TRIGGERS_1(n)                                                                    \
	template <> class VlTriggerVec<n> final : public trigger_set<n>                  \
	{                                                                                \
	};
#define TRIGGERS_4(n)                                                                    \
	TRIGGERS_1(n) TRIGGERS_1((n) + 1) TRIGGERS_1((n) + 2) TRIGGERS_1((n) + 3)
#define TRIGGERS_16(n)                                                                   \
	TRIGGERS_4(n) TRIGGERS_4((n) + 4) TRIGGERS_4((n) + 8) TRIGGERS_4((n) + 12)
TRIGGERS_16(1)
TRIGGERS_16(17)
TRIGGERS_16(33)
TRIGGERS_16(49)
#undef TRIGGERS_16
#undef TRIGGERS_4
#undef TRIGGERS_1

#endif

#endif
