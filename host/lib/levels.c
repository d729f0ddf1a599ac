/* SPDX-License-Identifier: BSD-3-Clause */
/* levels: the occupied price levels of one side, in chunks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "levels.h"

#define DIRECTORY_FIRST 4u

void tw_levels_clear(struct levels *levels)
{
	for (uint32_t i = 0; i < levels->used; i++)
		free(levels->chunks[i]);
	levels->used = 0;
	levels->count = 0;
}

void tw_levels_free(struct levels *levels)
{
	tw_levels_clear(levels);
	free(levels->chunks);
	free(levels->firsts);
}

/* The last chunk whose first rank is not above @rank; 0 when all are. */
static uint32_t find_chunk(const struct levels *levels, uint32_t rank)
{
	uint32_t low = 0, high = levels->used - 1;

	if (levels->firsts[high] <= rank)
		return high;
	while (low + 1 < high) {
		uint32_t middle = (low + high) / 2;

		if (levels->firsts[middle] <= rank)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Position of the first level of @chunk whose rank is not below @rank. */
static uint32_t find_level(const struct chunk *chunk, uint32_t rank)
{
	uint32_t low = 0, high = chunk->used;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (chunk->at[middle].rank < rank)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int grow_directory(struct levels *levels)
{
	uint32_t size = levels->size ? levels->size * 2 : DIRECTORY_FIRST;
	struct chunk **chunks = realloc(levels->chunks, size * sizeof(struct chunk *));
	uint32_t *firsts;

	if (!chunks)
		return -ENOMEM;
	levels->chunks = chunks;
	firsts = realloc(levels->firsts, size * sizeof(*firsts));
	if (!firsts)
		return -ENOMEM;
	levels->firsts = firsts;
	levels->size = size;
	return 0;
}

/* Put an empty chunk at position @at of the directory. */
static struct chunk *open_chunk(struct levels *levels, uint32_t at)
{
	struct chunk *chunk;

	if (levels->used == levels->size && grow_directory(levels) < 0)
		return NULL;
	chunk = malloc(sizeof(*chunk));
	if (!chunk)
		return NULL;
	chunk->used = 0;
	memmove(levels->chunks + at + 1, levels->chunks + at,
		(levels->used - at) * sizeof(struct chunk *));
	memmove(levels->firsts + at + 1, levels->firsts + at,
		(levels->used - at) * sizeof(*levels->firsts));
	levels->chunks[at] = chunk;
	levels->used++;
	return chunk;
}

static void close_chunk(struct levels *levels, uint32_t at)
{
	free(levels->chunks[at]);
	levels->used--;
	memmove(levels->chunks + at, levels->chunks + at + 1,
		(levels->used - at) * sizeof(struct chunk *));
	memmove(levels->firsts + at, levels->firsts + at + 1,
		(levels->used - at) * sizeof(*levels->firsts));
}

/* Split the full chunk @at in halves. 0 or -ENOMEM. */
static int split_chunk(struct levels *levels, uint32_t at)
{
	struct chunk *upper = open_chunk(levels, at + 1);
	struct chunk *lower = levels->chunks[at];

	if (!upper)
		return -ENOMEM;
	upper->used = CHUNK / 2;
	lower->used = CHUNK - CHUNK / 2;
	memcpy(upper->at, lower->at + lower->used, upper->used * sizeof(upper->at[0]));
	levels->firsts[at + 1] = upper->at[0].rank;
	return 0;
}

static int insert_level(struct levels *levels, uint32_t rank, uint32_t shares)
{
	uint32_t at = levels->used ? find_chunk(levels, rank) : 0;
	struct chunk *chunk;
	uint32_t position;

	if (levels->used == 0) {
		if (!open_chunk(levels, 0))
			return -ENOMEM;
	} else if (levels->chunks[at]->used == CHUNK) {
		if (split_chunk(levels, at) < 0)
			return -ENOMEM;
		at = find_chunk(levels, rank);
	}
	chunk = levels->chunks[at];
	position = find_level(chunk, rank);
	memmove(chunk->at + position + 1, chunk->at + position,
		(chunk->used - position) * sizeof(chunk->at[0]));
	chunk->at[position] =
		(struct level){ .shares = shares, .rank = rank, .orders = 1 };
	chunk->used++;
	levels->firsts[at] = chunk->at[0].rank;
	levels->count++;
	return 0;
}

int tw_levels_add(struct levels *levels, uint32_t rank, uint32_t shares)
{
	if (levels->used) {
		struct chunk *chunk = levels->chunks[find_chunk(levels, rank)];
		uint32_t position = find_level(chunk, rank);

		if (position < chunk->used && chunk->at[position].rank == rank) {
			chunk->at[position].shares += shares;
			chunk->at[position].orders++;
			return 0;
		}
	}
	return insert_level(levels, rank, shares);
}

void tw_levels_sub(struct levels *levels, uint32_t rank, uint32_t shares, int gone)
{
	uint32_t at = find_chunk(levels, rank);
	struct chunk *chunk = levels->chunks[at];
	uint32_t position = find_level(chunk, rank);
	struct level *level = &chunk->at[position];

	level->shares -= shares;
	if (!gone || --level->orders > 0)
		return;
	levels->count--;
	chunk->used--;
	memmove(level, level + 1, (chunk->used - position) * sizeof(*level));
	if (chunk->used == 0)
		close_chunk(levels, at);
	else
		levels->firsts[at] = chunk->at[0].rank;
}

const struct level *tw_levels_nth(const struct levels *levels, uint64_t n)
{
	for (uint32_t i = levels->used; i-- > 0;) {
		const struct chunk *chunk = levels->chunks[i];

		if (n < chunk->used)
			return &chunk->at[chunk->used - 1 - n];
		n -= chunk->used;
	}
	return NULL;
}
