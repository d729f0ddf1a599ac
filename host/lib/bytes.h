/* SPDX-License-Identifier: BSD-3-Clause */
/* bytes: big-endian integers of 1 to 8 bytes at any address. */
#ifndef TW_BYTES_H
#define TW_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint16_t load16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t load32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return __builtin_bswap32(v);
}

static inline uint64_t load48(const uint8_t *p)
{
	return (uint64_t)load16(p) << 32 | load32(p + 2);
}

static inline uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return __builtin_bswap64(v);
}

static inline uint64_t load_wide(const uint8_t *p, unsigned width)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++)
		v = v << 8 | p[i];
	return v;
}

static inline void store_wide(uint8_t *p, unsigned width, uint64_t v)
{
	for (unsigned i = width; i-- > 0; v >>= 8)
		p[i] = (uint8_t)v;
}

#endif
