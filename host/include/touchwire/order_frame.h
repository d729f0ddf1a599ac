/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * order_frame: the frames that the device sends by itself, byte for byte as it builds them:
 * Ethernet II, IPv4, TCP, SoupBinTCP and an OUCH 5.0 message, or a heartbeat of SoupBinTCP.
 *
 * The device reports fields (struct tw_trade_record); with these functions the host has the
 * bytes, to hand them to the stack that owns the connection or to compare them with a capture.
 */
#ifndef TOUCHWIRE_ORDER_FRAME_H
#define TOUCHWIRE_ORDER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trade.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_ORDER_HEADERS 54u	 /* Ethernet, IPv4, TCP */
#define TW_ORDER_PAYLOAD_MAX 50u /* SoupBinTCP and OUCH, of an ENTER */
#define TW_ORDER_FRAME_MAX (TW_ORDER_HEADERS + TW_ORDER_PAYLOAD_MAX)
#define TW_ORDER_ID                                                                      \
	14u /* ClOrdID: "TW", 4 hexadecimal digits of the seed, 8 of the token */

/* The fields of one frame; those that its kind does not have are not looked at. */
struct tw_order_fields {
	enum tw_kind kind;
	bool sell;    /* ENTER */
	char tif;     /* ENTER, REPLACE: as OUCH has it */
	char name[8]; /* ENTER: the symbol, padded with spaces */
	uint32_t quantity;
	uint32_t price;	    /* ENTER, REPLACE */
	uint32_t token;	    /* ENTER, REPLACE: UserRefNum */
	uint32_t old_token; /* REPLACE, CANCEL: that of the resting order */
};

/* Where the connection stands. */
struct tw_order_place {
	uint32_t seq; /* of the first payload byte */
	uint32_t ack;
	uint16_t window; /* as in the header */
};

/* Bytes of TCP payload of @kind: 3, 50, 43 or 12. */
size_t tw_order_payload_length(enum tw_kind kind);

/* Write "TW" and the digits of @seed (its low 16 bits) and @token; not terminated. */
void tw_order_id(uint32_t seed, uint32_t token, char id[TW_ORDER_ID]);

/* Write the TCP payload to @out, at most TW_ORDER_PAYLOAD_MAX bytes; returns its length. */
size_t tw_order_payload(const struct tw_order_fields *order, uint32_t seed, uint8_t *out);

/* Write the frame without FCS to @out, at most TW_ORDER_FRAME_MAX bytes; returns its length. */
size_t tw_order_frame(const struct tw_row_session *session,
		      const struct tw_order_place *place,
		      const struct tw_order_fields *order, uint8_t *out);

/* The TCP checksum of @frame (IPv4 without options) as it ought to stand at its bytes 50, 51. */
uint16_t tw_order_tcp_checksum(const uint8_t *frame, size_t length);

#ifdef __cplusplus
}
#endif
#endif
