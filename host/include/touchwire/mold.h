/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mold: the MoldUDP64 1.00 downstream packet, read and written.  Wire integers are big-endian;
 * here they are in host order.
 */
#ifndef TOUCHWIRE_MOLD_H
#define TOUCHWIRE_MOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TW_MOLD_HEADER 20u
#define TW_MOLD_SESSION 10u
#define TW_MOLD_HEARTBEAT 0u
#define TW_MOLD_END 0xffffu

struct tw_mold_packet {
	char session[TW_MOLD_SESSION]; /* ASCII, not terminated */
	uint64_t sequence;	       /* of the first message */
	uint16_t count;		       /* messages; 0 heartbeat, 0xffff end of session */
	const uint8_t *blocks;	       /* behind the header, inside the payload */
	size_t blocks_length;
};

/* Read the header ("Downstream packet").  0, or -EMSGSIZE below 20 bytes. */
int tw_mold_parse(const uint8_t *payload, size_t length, struct tw_mold_packet *out);

/* Walks the blocks of a packet; start with tw_mold_walk(). */
struct tw_mold_walk {
	const uint8_t *next;
	size_t left;	    /* bytes */
	uint32_t remaining; /* messages not yet returned */
	uint64_t sequence;  /* of the message the next call returns */
};
struct tw_mold_walk tw_mold_walk(const struct tw_mold_packet *packet);

/*
 * The next block ("Message block"): *@message of *@length bytes, 0 allowed; its sequence
 * number is @walk->sequence - 1 afterwards.
 * Returns 1, 0 when the count is reached, -EBADMSG when a block does not lie wholly inside.
 */
int tw_mold_next(struct tw_mold_walk *walk, const uint8_t **message, size_t *length);

/* Builds a packet in a caller's buffer. */
struct tw_mold_builder {
	uint8_t *bytes;
	size_t size, used;
	uint16_t count;
};

/* Start a packet in @bytes of @size (at least 20) bytes. */
void tw_mold_begin(struct tw_mold_builder *builder, void *bytes, size_t size,
		   const char session[TW_MOLD_SESSION], uint64_t sequence);
/* True when a message of @length bytes still fits. */
bool tw_mold_fits(const struct tw_mold_builder *builder, size_t length);
/* Append a message; 0, or -ENOSPC. */
int tw_mold_append(struct tw_mold_builder *builder, const void *message, size_t length);
/* Write the count; returns the packet's length.  A packet without messages is a heartbeat. */
size_t tw_mold_end(struct tw_mold_builder *builder);

#ifdef __cplusplus
}
#endif
#endif
