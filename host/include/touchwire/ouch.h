/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ouch: OUCH 5.0, orders to Nasdaq and its answers, all messages of both ways, read and written.
 *
 * Wire integers are big-endian and unsigned; here they are in host order.  Alpha fields are
 * kept as on the wire: left-justified, space padded, not terminated.  Prices have 4 implied
 * decimals.  Values are not judged, lengths are: a message has exactly its fixed part and, where
 * its type has one, the appendage whose length it names.  What an appendage holds is passed by
 * as bytes.  Messages travel in SoupBinTCP packets, see soup.h.
 */
#ifndef TOUCHWIRE_OUCH_H
#define TOUCHWIRE_OUCH_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_OUCH_FIXED_MAX 68u /* of the longest type, without appendage */
#define TW_OUCH_SYMBOL 8u
#define TW_OUCH_ID 14u /* ClOrdID */

#define TW_OUCH_QUANTITY_MAX 999999u
#define TW_OUCH_PRICE_MAX 1999999900u	 /* of a limit order */
#define TW_OUCH_PRICE_MARKET 0x7fffffffu /* a market order, for a cross */

#define TW_OUCH_DAY '0' /* time in force */
#define TW_OUCH_IOC '3'

/* Reasons of a rejection, those that are used here. */
#define TW_OUCH_REJECT_DISPLAY 0x0003u
#define TW_OUCH_REJECT_HALTED 0x0007u
#define TW_OUCH_REJECT_SIDE 0x0009u
#define TW_OUCH_REJECT_OTHER 0x000fu
#define TW_OUCH_REJECT_QUANTITY 0x0013u
#define TW_OUCH_REJECT_CROSS 0x0014u
#define TW_OUCH_REJECT_SYMBOL 0x0017u
#define TW_OUCH_REJECT_TEST 0x0018u
#define TW_OUCH_REJECT_PRICE 0x001du

/* Some letters mean one message to the exchange and another one from it. */
enum tw_ouch_way {
	TW_OUCH_IN, /* client to exchange: O U X M Q */
	TW_OUCH_OUT /* exchange to client: S A U C D E B J P I T M R Q */
};
#define TW_OUCH_TYPES_IN "OUXMQ"
#define TW_OUCH_TYPES_OUT "SAUCDEBJPITMRQ"

/* One message; which fields its type has stands at each. A decoded one has 0 in the others. */
struct tw_ouch {
	char type;
	char side;	 /* in O M, out A U M: B S T E */
	char tif;	 /* in O U, out A U */
	char display;	 /* in O U, out A U T */
	char capacity;	 /* in O, out A U */
	char sweep;	 /* in O U, out A U: Y N */
	char cross;	 /* in O, out A U */
	char state;	 /* out A U: L live, D dead */
	char event;	 /* out S: S start, E end */
	char reason;	 /* out C D B R */
	char liquidity;	 /* out D E: A added, R removed */
	char strategy;	 /* out D */
	uint16_t reject; /* out J: TW_OUCH_REJECT_* */
	uint32_t
		token; /* UserRefNum; of U the new one; out Q: the next one. Not S, in Q */
	uint32_t old_token; /* U: OrigUserRefNum */
	uint32_t quantity;  /* in O U X M, out A U C D E M */
	uint32_t prevented; /* out D: the quantity that would have matched itself */
	uint64_t price;	    /* in O U, out A U D E T */
	uint64_t time_ns;   /* out: since midnight */
	uint64_t reference; /* out A U T: the exchange's number of the order */
	uint64_t match;	    /* out E B */
	char symbol[TW_OUCH_SYMBOL]; /* in O, out A U */
	char id[TW_OUCH_ID];	     /* in O U, out A U B J */
	/* in O U, out A U E R: options behind the fixed part, in the message's own bytes */
	uint16_t appendage_length;
	const uint8_t *appendage;
};

/* Length of @type's fixed part, its appendage length included; 0: there is no such type. */
size_t tw_ouch_length(enum tw_ouch_way way, char type);

/*
 * Decode @message of @length bytes; an appendage in @out points into it.
 * 0, -EBADMSG for a type that this way does not have, -EMSGSIZE when the length is not exact.
 */
int tw_ouch_decode(enum tw_ouch_way way, const void *message, size_t length,
		   struct tw_ouch *out, struct tw_error *error);

/*
 * Encode to @out of @room bytes; TW_OUCH_FIXED_MAX is enough without an appendage.
 * Returns the length, or 0: there is no such type, or no room.
 */
size_t tw_ouch_encode(enum tw_ouch_way way, const struct tw_ouch *message, void *out,
		      size_t room);

#ifdef __cplusplus
}
#endif
#endif
