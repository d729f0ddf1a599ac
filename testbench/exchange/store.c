/* SPDX-License-Identifier: BSD-3-Clause */
/* store: published messages by number, in chunks that leave as a whole behind the window. */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_MESSAGES 65536u
#define BYTES_FIRST 65536u

struct store_chunk {
	uint32_t ends[CHUNK_MESSAGES];
	uint8_t *bytes;
	uint32_t used, size;
};

void store_init(struct store *store, uint64_t window)
{
	memset(store, 0, sizeof(*store));
	store->next = 1;
	store->window = window;
}

static void free_chunk(struct store_chunk *chunk)
{
	if (chunk)
		free(chunk->bytes);
	free(chunk);
}

void store_free(struct store *store)
{
	for (size_t i = 0; i < store->room; i++)
		free_chunk(store->chunks[i]);
	free(store->chunks);
}

/* The chunk that the next message belongs to; NULL without memory. */
static struct store_chunk *current(struct store *store)
{
	size_t at = (store->next - 1) / CHUNK_MESSAGES;

	if (at >= store->room) {
		size_t room = store->room ? store->room * 2 : 16;
		struct store_chunk **chunks =
			realloc(store->chunks, room * sizeof(struct store_chunk *));

		if (!chunks)
			return NULL;
		memset(chunks + store->room, 0,
		       (room - store->room) * sizeof(struct store_chunk *));
		store->chunks = chunks;
		store->room = room;
	}
	if (!store->chunks[at])
		store->chunks[at] = calloc(1, sizeof(struct store_chunk));
	return store->chunks[at];
}

static int make_room(struct store_chunk *chunk, size_t length)
{
	uint64_t size = chunk->size ? chunk->size : BYTES_FIRST;
	uint8_t *bytes;

	if (chunk->size - chunk->used >= length)
		return 0;
	while (size - chunk->used < length)
		size *= 2;
	bytes = size <= UINT32_MAX ? realloc(chunk->bytes, size) : NULL;
	if (!bytes)
		return -ENOMEM;
	chunk->bytes = bytes;
	chunk->size = (uint32_t)size;
	return 0;
}

int store_append(struct store *store, const uint8_t *message, size_t length)
{
	struct store_chunk *chunk = current(store);
	uint64_t gone;

	if (!chunk || make_room(chunk, length) < 0)
		return -ENOMEM;
	if (length)
		memcpy(chunk->bytes + chunk->used, message, length);
	chunk->used += (uint32_t)length;
	chunk->ends[(store->next - 1) % CHUNK_MESSAGES] = chunk->used;
	store->next++;
	gone = (store_first(store) - 1) / CHUNK_MESSAGES;
	if (gone > 0) {
		free_chunk(store->chunks[gone - 1]);
		store->chunks[gone - 1] = NULL;
	}
	return 0;
}

uint64_t store_first(const struct store *store)
{
	return store->window && store->next - 1 > store->window
		       ? store->next - store->window
		       : 1;
}

const uint8_t *store_get(const struct store *store, uint64_t number, size_t *length)
{
	const struct store_chunk *chunk = store->chunks[(number - 1) / CHUNK_MESSAGES];
	uint32_t at = (uint32_t)((number - 1) % CHUNK_MESSAGES);
	uint32_t begin = at ? chunk->ends[at - 1] : 0;

	*length = chunk->ends[at] - begin;
	return chunk->bytes + begin;
}
