/* SPDX-License-Identifier: BSD-3-Clause */
/* mold: the MoldUDP64 1.00 downstream packet, read and written. */
#include <errno.h>
#include <string.h>

#include <touchwire/mold.h>

#include "bytes.h"

int tw_mold_parse(const uint8_t *payload, size_t length, struct tw_mold_packet *out)
{
	if (length < TW_MOLD_HEADER)
		return -EMSGSIZE;
	memcpy(out->session, payload, TW_MOLD_SESSION);
	out->sequence = load64(payload + 10);
	out->count = load16(payload + 18);
	out->blocks = payload + TW_MOLD_HEADER;
	out->blocks_length = length - TW_MOLD_HEADER;
	return 0;
}

struct tw_mold_walk tw_mold_walk(const struct tw_mold_packet *packet)
{
	struct tw_mold_walk walk = {
		.next = packet->blocks,
		.left = packet->blocks_length,
		.remaining = packet->count == TW_MOLD_END ? 0 : packet->count,
		.sequence = packet->sequence,
	};

	return walk;
}

int tw_mold_next(struct tw_mold_walk *walk, const uint8_t **message, size_t *length)
{
	size_t n;

	if (walk->remaining == 0)
		return 0;
	if (walk->left < 2)
		return -EBADMSG;
	n = load16(walk->next);
	if (walk->left - 2 < n)
		return -EBADMSG;
	*message = walk->next + 2;
	*length = n;
	walk->next += 2 + n;
	walk->left -= 2 + n;
	walk->remaining--;
	walk->sequence++;
	return 1;
}

void tw_mold_begin(struct tw_mold_builder *builder, void *bytes, size_t size,
		   const char session[TW_MOLD_SESSION], uint64_t sequence)
{
	builder->bytes = bytes;
	builder->size = size;
	builder->used = TW_MOLD_HEADER;
	builder->count = 0;
	memcpy(builder->bytes, session, TW_MOLD_SESSION);
	store_wide(builder->bytes + 10, 8, sequence);
}

bool tw_mold_fits(const struct tw_mold_builder *builder, size_t length)
{
	return builder->count < TW_MOLD_END - 1 && length <= 0xffff &&
	       builder->used + 2 + length <= builder->size;
}

int tw_mold_append(struct tw_mold_builder *builder, const void *message, size_t length)
{
	if (!tw_mold_fits(builder, length))
		return -ENOSPC;
	store_wide(builder->bytes + builder->used, 2, length);
	if (length)
		memcpy(builder->bytes + builder->used + 2, message, length);
	builder->used += 2 + length;
	builder->count++;
	return 0;
}

size_t tw_mold_end(struct tw_mold_builder *builder)
{
	store_wide(builder->bytes + 18, 2, builder->count);
	return builder->used;
}
