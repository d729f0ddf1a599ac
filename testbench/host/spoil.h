/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spoil: a line whose packets are lost in runs, doubled, altered, numbered far away, of
 * strangers, with UDP checksums right and wrong; and now and then the session ends.
 */
#ifndef TW_TEST_SPOIL_H
#define TW_TEST_SPOIL_H

#include <stdint.h>

struct spoil {
	uint64_t random;
	uint64_t frames;
	unsigned losing; /* frames still to be lost */
	uint32_t length;
	uint8_t bytes[16384];
};

void spoil_begin(struct spoil *spoil, uint64_t seed);
/* What becomes of @frame stands in @spoil; returns how often it comes. */
unsigned spoil_frame(struct spoil *spoil, const uint8_t *frame, uint32_t length);

#endif
