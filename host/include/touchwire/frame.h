/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * frame: the 64-byte completion that the device writes after a received frame lies in its
 * slot (rtl/dma).  Little endian.  Slot and completion of frame n (from 0) are number
 * n mod slots; seq is n + 1 and written last, so that a stale completion is never taken.
 */
#ifndef TOUCHWIRE_FRAME_H
#define TOUCHWIRE_FRAME_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

struct tw_frame_done {
	uint64_t arrival_ns; /* device clock at the first byte */
	uint32_t length;     /* bytes on the wire, without FCS */
	uint32_t
		stored; /* bytes in the slot; less than length when the slot is smaller */
	uint8_t port;	/* 0: A, 1: B */
	uint8_t bad;	/* 1: the frame ended with an error from the MAC */
	uint8_t reserved[38];
	uint64_t seq; /* from 1 */
};
static_assert(sizeof(struct tw_frame_done) == 64, "one completion, one aligned burst");
static_assert(offsetof(struct tw_frame_done, seq) == 56, "the sequence is the last word");

#endif
