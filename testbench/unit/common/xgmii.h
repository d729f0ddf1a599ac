// SPDX-License-Identifier: BSD-3-Clause
// xgmii: the characters of an XGMII one by one, and frames made of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace xgmii
{

typedef std::vector<uint8_t> Bytes;

constexpr uint8_t IDLE = 0x07, ORDERED = 0x9c, START = 0xfb, END = 0xfd, ERROR = 0xfe;

struct Char {
	uint8_t byte;
	bool control;

	bool is(uint8_t code) const
	{
		return control && byte == code;
	}
};
typedef std::vector<Char> Line;

constexpr Char idle = { IDLE, true };

// The FCS register after one more byte, IEEE 802.3, 3.2.9; all ones at first, sent inverted.
inline uint32_t crc_byte(uint32_t crc, uint8_t byte)
{
	static uint32_t table[256];

	if (!table[1])
		for (uint32_t i = 0; i < 256; i++) {
			table[i] = i;
			for (int bit = 0; bit < 8; bit++)
				table[i] = table[i] & 1 ? table[i] >> 1 ^ 0xedb88320u
							: table[i] >> 1;
		}
	return crc >> 8 ^ table[(crc ^ byte) & 0xff];
}

inline uint32_t fcs_of(const Bytes &bytes)
{
	uint32_t crc = 0xffffffff;

	for (uint8_t byte : bytes)
		crc = crc_byte(crc, byte);
	return ~crc;
}

// A frame's bytes with the FCS behind them.
inline Bytes with_fcs(Bytes bytes)
{
	uint32_t fcs = fcs_of(bytes);

	for (int i = 0; i < 4; i++)
		bytes.push_back(uint8_t(fcs >> (8 * i)));
	return bytes;
}

inline void put_idle(Line &line, size_t count)
{
	line.insert(line.end(), count, idle);
}

inline void put_to_lane(Line &line, size_t lane)
{
	while (line.size() % 8 != lane)
		line.push_back(idle);
}

// Start, preamble, bytes as they are, terminate.
inline void put_raw(Line &line, const Bytes &bytes)
{
	line.push_back({ START, true });
	for (int i = 0; i < 6; i++)
		line.push_back({ 0x55, false });
	line.push_back({ 0xd5, false });
	for (uint8_t byte : bytes)
		line.push_back({ byte, false });
	line.push_back({ END, true });
}

inline void put_fault(Line &line, uint8_t kind)
{
	line.push_back({ ORDERED, true });
	line.push_back({ 0, false });
	line.push_back({ 0, false });
	line.push_back({ kind, false });
}

inline Bytes random_bytes(std::mt19937_64 &rng, size_t count)
{
	Bytes bytes(count);

	for (uint8_t &byte : bytes)
		byte = uint8_t(rng());
	return bytes;
}

} // namespace xgmii
