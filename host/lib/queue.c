/* SPDX-License-Identifier: BSD-3-Clause */
/* queue: what waits on a line, items with their bytes packed in one buffer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine_private.h"

#define ROOM_FIRST 65536u

static size_t room_of(size_t length)
{
	return sizeof(struct item) + ((length + 7) & ~(size_t)7);
}

/* Make room for @room bytes behind the tail. 0 or -ENOMEM. */
static int reserve(struct line *line, size_t room)
{
	size_t used = line->tail - line->head;
	size_t size = line->size ? line->size : ROOM_FIRST;
	uint8_t *bytes;

	if (line->size - line->tail >= room)
		return 0;
	while (size < used * 2 + room)
		size *= 2;
	bytes = malloc(size);
	if (!bytes)
		return -ENOMEM;
	if (used)
		memcpy(bytes, line->bytes + line->head, used);
	free(line->bytes);
	line->bytes = bytes;
	line->size = size;
	line->head = 0;
	line->tail = used;
	return 0;
}

int tw_push(struct line *line, const struct item *item, const uint8_t *bytes)
{
	size_t room = room_of(item->length);

	if (reserve(line, room) < 0)
		return -ENOMEM;
	memcpy(line->bytes + line->tail, item, sizeof(*item));
	if (item->length)
		memcpy(line->bytes + line->tail + sizeof(*item), bytes, item->length);
	line->tail += room;
	line->messages += item->kind == ITEM_MESSAGE;
	return 0;
}

void tw_pop(struct line *line)
{
	const struct item *item = tw_head(line);

	line->messages -= item->kind == ITEM_MESSAGE;
	line->head += room_of(item->length);
	if (line->head == line->tail)
		line->head = line->tail = 0;
}

uint64_t tw_empty(struct line *line)
{
	uint64_t events = 0;

	while (tw_waits(line)) {
		const struct item *item = tw_head(line);

		events += item->kind == ITEM_MESSAGE && item->length >= TW_ITCH_HEAD;
		tw_pop(line);
	}
	line->bad = line->frame_taken = false;
	return events;
}
