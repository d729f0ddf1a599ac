/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * itch: Nasdaq TotalView-ITCH 5.0, all 23 message types, read and written.
 *
 * Wire integers are big-endian and unsigned; here they are in host order.  Alpha fields are
 * kept as on the wire: left-justified, space padded, not terminated.  Price(4) has 4 implied
 * decimals (0.0001 = 1, most 2,000,000,000), Price(8) has 8.  Time is ns since midnight.
 */
#ifndef TOUCHWIRE_ITCH_H
#define TOUCHWIRE_ITCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counters.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The types in the order of the ITCH counter bank. */
#define TW_ITCH_TYPES "SRHYLVWKJhAFECXDUPQBINO"
#define TW_ITCH_TYPE_COUNT 23u
#define TW_ITCH_HEAD 11u       /* type, locate, tracking number, timestamp */
#define TW_ITCH_LENGTH_MAX 50u /* of the longest type */
#define TW_ITCH_PRICE_MAX 2000000000u

/* One decoded message; the member of the union is that of @type. */
struct tw_itch {
	char type;
	uint16_t locate, tracking;
	uint64_t timestamp; /* 48 bits */
	union {
		struct {
			char code;
		} system; /* S */
		struct {
			char stock[8], market, status;
			uint32_t round_lot;
			char round_lots_only, classification, subtype[2], authenticity;
			char short_sale, ipo, luld_tier, etp;
			uint32_t leverage;
			char inverse;
		} directory; /* R */
		struct {
			char stock[8], state, reserved, reason[4];
		} action; /* H */
		struct {
			char stock[8], action;
		} reg_sho; /* Y */
		struct {
			char mpid[4], stock[8], primary, mode, state;
		} position; /* L */
		struct {
			uint64_t level[3];
		} decline; /* V, Price(8) */
		struct {
			char level;
		} breach; /* W */
		struct {
			char stock[8];
			uint32_t release_s; /* seconds since midnight */
			char qualifier;
			uint32_t price;
		} ipo; /* K */
		struct {
			char stock[8];
			uint32_t reference, upper, lower, extension;
		} collar; /* J */
		struct {
			char stock[8], market, action;
		} operational; /* h */
		struct {
			uint64_t reference;
			char side; /* 'B' 'S' */
			uint32_t shares;
			char stock[8];
			uint32_t price;
			char mpid[4]; /* F only */
		} add;		      /* A F */
		struct {
			uint64_t reference;
			uint32_t shares;
			uint64_t match; /* E C */
			char printable; /* C */
			uint32_t price; /* C: of the execution, not of the order */
		} reduce;		/* E C X */
		struct {
			uint64_t reference;
		} remove; /* D */
		struct {
			uint64_t reference, new_reference;
			uint32_t shares, price;
		} replace; /* U */
		struct {
			uint64_t reference;
			char side;
			uint32_t shares;
			char stock[8];
			uint32_t price;
			uint64_t match;
		} trade; /* P */
		struct {
			uint64_t shares;
			char stock[8];
			uint32_t price;
			uint64_t match;
			char kind;
		} cross; /* Q */
		struct {
			uint64_t match;
		} broken; /* B */
		struct {
			uint64_t paired, imbalance;
			char direction, stock[8];
			uint32_t far, near, reference;
			char kind, variation;
		} noii; /* I */
		struct {
			char stock[8], interest;
		} retail; /* N */
		struct {
			char stock[8], eligible;
			uint32_t minimum, maximum, near;
			uint64_t near_time;
			uint32_t lower, upper;
		} listing; /* O */
	} u;
};

/* Length of @type in bytes, type byte included; 0 when the type is not in the spec. */
unsigned tw_itch_length(char type);
/* Position of @type in TW_ITCH_TYPES, or TW_ITCH_UNKNOWN. */
unsigned tw_itch_index(char type);

/*
 * Decode @message of @length bytes.  Longer than its type is accepted.
 * Returns the type's length, -EPROTONOSUPPORT for an unknown type, -EMSGSIZE when too short.
 */
int tw_itch_decode(const uint8_t *message, size_t length, struct tw_itch *out);

/* Encode to @out (TW_ITCH_LENGTH_MAX bytes).  Returns the length, 0 for an unknown type. */
size_t tw_itch_encode(const struct tw_itch *message, uint8_t *out);

/* ---- the book event: what the book sees of a message (rtl/include/tw_stream.svh) ------- */
enum tw_event_op {
	TW_EVENT_NONE,
	TW_EVENT_ADD,
	TW_EVENT_REDUCE,
	TW_EVENT_DELETE,
	TW_EVENT_REPLACE,
	TW_EVENT_STATE,
	TW_EVENT_HALT,
	TW_EVENT_DIRECTORY,
	TW_EVENT_GAP,
	TW_EVENT_CLEAR,
	TW_EVENT_SUSPECT,
	TW_EVENT_LINES, /* code: TW_LINES_* */
	TW_EVENT_FRESH
};

/* Code of a CLEAR: a new day, or the host loads the book anew and it stays stale. */
#define TW_CLEAR_DAY 0u
#define TW_CLEAR_LOAD 1u
/* Code of LINES: TW_FLAG_SILENT_A .. TW_FLAG_ENDED shifted right by 6. */
#define TW_LINES_SILENT_A 1u
#define TW_LINES_SILENT_B 2u
#define TW_LINES_SILENT 4u
#define TW_LINES_ENDED 8u

struct tw_event {
	uint64_t seq; /* MoldUDP64 sequence of the message */
	uint64_t exchange_ns;
	uint64_t arrival_ns;
	uint64_t reference; /* DIRECTORY: the stock's 8 bytes, first byte in bits 63:56 */
	uint64_t new_reference;
	uint32_t price, shares;
	uint16_t locate;
	uint8_t op; /* enum tw_event_op */
	uint8_t sell;
	uint8_t bad_side;
	uint8_t code; /* STATE, HALT, CLEAR, LINES */
	uint8_t type; /* of the message; 0 when it is empty or the event is not from one */
	uint8_t oversized; /* longer than its type */
};

/*
 * Decode what the book needs.  Fills all but seq and arrival_ns.  Safe on any bytes.
 * Returns the ITCH counter: index of the type, TW_ITCH_UNKNOWN or TW_ITCH_SHORT; or
 * TW_ITCH_RUNT, with @out all 0, when the message is shorter than the 11-byte common head.
 */
unsigned tw_itch_event(const uint8_t *message, size_t length, struct tw_event *out);

/* "AAPL" -> the 8 space-padded bytes, first in bits 63:56; 0 when empty or too long. */
uint64_t tw_name_pack(const char *text);
/* The text of a packed name without padding into @out; unprintables, ',' and '"' as '?'. */
void tw_name_unpack(uint64_t name, char out[9]);

#ifdef __cplusplus
}
#endif
#endif
