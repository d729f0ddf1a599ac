/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touch: the 64-byte record of a best bid and offer, as the device writes it to host memory
 * (rtl/dma) and as the C book publishes it.  Little endian.
 */
#ifndef TOUCHWIRE_TOUCH_H
#define TOUCHWIRE_TOUCH_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define TW_FLAG_STALE (1u << 0) /* sequence numbers are missing */
#define TW_FLAG_INEXACT                                                                  \
	(1u << 1)		 /* a table was full, or a message could not be applied */
#define TW_FLAG_HALTED (1u << 2) /* trading state is not 'T', or never announced */
#define TW_FLAG_CROSSED (1u << 3)  /* bid > ask */
#define TW_FLAG_LOCKED (1u << 4)   /* bid = ask */
#define TW_FLAG_LOST (1u << 5)	   /* the device dropped touch records before this one */
#define TW_FLAG_SILENT_A (1u << 6) /* line A has been silent for SILENCE_NS */
#define TW_FLAG_SILENT_B (1u << 7) /* line B has been silent for SILENCE_NS */
#define TW_FLAG_SILENT (1u << 8)   /* all lines have been for STALE_NS: stale, too */
#define TW_FLAG_ENDED (1u << 9)	   /* the session ended: stale, too */

struct tw_touch {
	uint64_t exchange_ns;	/* since midnight, from the message */
	uint64_t arrival_ns;	/* first byte of the frame at the device */
	uint32_t publish_delta; /* cycles from the message's last byte to this event */
	uint16_t symbol;	/* index in the host's list */
	uint16_t locate;
	uint32_t bid_price; /* 1/10000; 0 when bid_size is 0 */
	uint32_t bid_size;  /* shares, saturates at 2^32-1; 0: no bid */
	uint32_t ask_price;
	uint32_t ask_size;
	uint64_t feed_seq; /* MoldUDP64 sequence of the message */
	uint16_t flags;	   /* TW_FLAG_* */
	uint8_t reserved[6];
	uint64_t seq; /* ring sequence from 1, written last */
};
static_assert(sizeof(struct tw_touch) == 64, "one record, one aligned burst");
static_assert(offsetof(struct tw_touch, feed_seq) == 40, "layout shared with rtl/dma");
static_assert(offsetof(struct tw_touch, seq) == 56, "the sequence is the last word");

#endif
