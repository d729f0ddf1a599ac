/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * counters: what became of every frame, packet, message and event, one cause each.
 *
 * Banks, causes and their order are the device's: regs.h, made from rtl/csr/touchwire.regs.
 * The ITCH bank holds the types in the order of TW_ITCH_TYPES (itch.h), then UNKNOWN, SHORT.
 *
 * Sums (tests hold them; nothing waits in a line after tw_engine_finish() unless the feed
 * holds):
 *   frames given to port p  = sum of frame[p]
 *   sum of packet           = ACCEPTED + TRUNCATED + UDP_CHECKSUM of both ports + packets the
 *                             host replayed (+ BAD with good headers)
 *   message[TAKEN]          = sum of itch; a runt is no message here, only a number in `runts`
 *   sum of book             = message[TAKEN] + book[GAP] + book[CLEAR] + book[LINES] + book[FRESH]
 *   book[GAP]               = gaps; a bad frame of which something was taken is one
 *   mismatch               <= compared <= message[DUPLICATE]
 */
#ifndef TOUCHWIRE_COUNTERS_H
#define TOUCHWIRE_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "regs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The causes of both ports are the same. */
enum tw_frame_cause {
	TW_FRAME_ACCEPTED = TW_FRAME_A_ACCEPTED,
	TW_FRAME_BAD = TW_FRAME_A_BAD,
	TW_FRAME_SHORT = TW_FRAME_A_SHORT,
	TW_FRAME_NOT_IP = TW_FRAME_A_NOT_IP,
	TW_FRAME_VLAN = TW_FRAME_A_VLAN,
	TW_FRAME_IP_HEADER = TW_FRAME_A_IP_HEADER,
	TW_FRAME_IP_CHECKSUM = TW_FRAME_A_IP_CHECKSUM,
	TW_FRAME_FRAGMENT = TW_FRAME_A_FRAGMENT,
	TW_FRAME_NOT_UDP = TW_FRAME_A_NOT_UDP,
	TW_FRAME_OTHER_GROUP = TW_FRAME_A_OTHER_GROUP,
	TW_FRAME_UDP_LENGTH = TW_FRAME_A_UDP_LENGTH,
	TW_FRAME_DISABLED = TW_FRAME_A_DISABLED,
	TW_FRAME_OTHER_SOURCE = TW_FRAME_A_OTHER_SOURCE,
	TW_FRAME_UDP_CHECKSUM = TW_FRAME_A_UDP_CHECKSUM,
	TW_FRAME_IPV6 = TW_FRAME_A_IPV6,
	TW_FRAME_TRUNCATED = TW_FRAME_A_TRUNCATED,
	TW_FRAME_CAUSES = TW_FRAME_A_CAUSES
};

/* What tw_itch_event() says of a runt; it has no place in the ITCH bank. */
#define TW_ITCH_RUNT TW_ITCH_CAUSES

struct tw_counters {
	uint64_t frame[2][TW_FRAME_CAUSES]; /* port A, port B */
	uint64_t packet[TW_PACKET_CAUSES];
	uint64_t message[TW_MESSAGE_CAUSES];
	uint64_t lost; /* sequence numbers that no line brought in time */
	uint64_t gaps; /* of numbers, or of trust: a bad frame was taken */
	uint64_t mismatch; /* duplicates unlike the copy that was taken */
	uint64_t compared; /* duplicates that were compared with it */
	uint64_t itch[TW_ITCH_CAUSES];
	uint64_t book[TW_BOOK_CAUSES];
	uint64_t published;	/* touch records */
	uint64_t messages_long; /* messages longer than their type */
	uint64_t runts;		/* messages shorter than the common head */
	uint64_t times; /* messages with a time before the last one's, or past midnight */
};

/* One counter as the register map names it: bank "FRAME_A" cause "ACCEPTED"; sums have
 * cause "". */
struct tw_counter_name {
	const char *bank;
	const char *cause;
	const char *what;
	size_t offset; /* of its uint64_t in struct tw_counters */
};

/* All counters in the order of the register map; *@count of them. */
const struct tw_counter_name *tw_counter_names(size_t *count);

/* The value of one of tw_counter_names(). */
uint64_t tw_counter_value(const struct tw_counters *counters,
			  const struct tw_counter_name *name);

/* Add each counter of @more to @sum. */
void tw_counters_add(struct tw_counters *sum, const struct tw_counters *more);

#ifdef __cplusplus
}
#endif
#endif
