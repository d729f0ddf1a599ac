/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * counters: what became of every frame, packet, message and event, one cause each.
 *
 * Banks, names and their order are those of block COUNT in rtl/csr/touchwire.regs; the
 * value of an enum is the position of the cause in its bank.
 *
 * Sums (tests hold them; nothing waits in a line after tw_engine_finish()):
 *   frames given to port p  = sum of frame[p]
 *   sum of packet           = frames of both ports whose headers were accepted
 *                           = ACCEPTED + TRUNCATED (+ those of BAD)
 *   message[TAKEN]          = sum of itch
 *   sum of book             = message[TAKEN] + gaps + book[CLEAR]
 */
#ifndef TOUCHWIRE_COUNTERS_H
#define TOUCHWIRE_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tw_frame_cause {
	TW_FRAME_ACCEPTED,
	TW_FRAME_BAD,
	TW_FRAME_SHORT,
	TW_FRAME_NOT_IP,
	TW_FRAME_VLAN,
	TW_FRAME_IP_HEADER,
	TW_FRAME_IP_CHECKSUM,
	TW_FRAME_FRAGMENT,
	TW_FRAME_NOT_UDP,
	TW_FRAME_OTHER_GROUP,
	TW_FRAME_UDP_LENGTH,
	TW_FRAME_DISABLED,
	TW_FRAME_TRUNCATED,
	TW_FRAME_CAUSES
};

enum tw_packet_cause {
	TW_PACKET_DATA,
	TW_PACKET_HEARTBEAT,
	TW_PACKET_END,
	TW_PACKET_SHORT,
	TW_PACKET_OVERRUN,
	TW_PACKET_SESSION,
	TW_PACKET_CAUSES
};

enum tw_message_cause {
	TW_MESSAGE_TAKEN,
	TW_MESSAGE_DUPLICATE,
	TW_MESSAGE_OVERFLOW,
	TW_MESSAGE_CAUSES
};

/*
 * ITCH bank: the 23 types in the order of TW_ITCH_TYPES (itch.h), then UNKNOWN and SHORT.
 * A runt, shorter than the common head, has a counter of its own: RUNTS.
 */
enum tw_itch_cause {
	TW_ITCH_UNKNOWN = 23,
	TW_ITCH_SHORT,
	TW_ITCH_CAUSES,
	TW_ITCH_RUNT = TW_ITCH_CAUSES
};

enum tw_book_cause {
	TW_BOOK_APPLIED,
	TW_BOOK_NO_EFFECT,
	TW_BOOK_UNTRACKED,
	TW_BOOK_UNKNOWN_REF,
	TW_BOOK_DUPLICATE_REF,
	TW_BOOK_BAD_FIELD,
	TW_BOOK_OVER_REDUCE,
	TW_BOOK_WRONG_SYMBOL,
	TW_BOOK_ORDERS_FULL,
	TW_BOOK_DIRECTORY,
	TW_BOOK_SYMBOLS_FULL,
	TW_BOOK_GAP,
	TW_BOOK_CLEAR,
	TW_BOOK_SUSPECT,
	TW_BOOK_CAUSES
};

struct tw_counters {
	uint64_t frame[2][TW_FRAME_CAUSES]; /* port A, port B */
	uint64_t packet[TW_PACKET_CAUSES];
	uint64_t message[TW_MESSAGE_CAUSES];
	uint64_t lost; /* sequence numbers that no line brought */
	uint64_t gaps;
	uint64_t itch[TW_ITCH_CAUSES];
	uint64_t book[TW_BOOK_CAUSES];
	uint64_t published;	/* touch records */
	uint64_t messages_long; /* messages longer than their type */
	uint64_t runts;		/* messages shorter than the common head */
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
