/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * levels: the occupied price levels of one side in order of rank, the best last.
 *
 * A rank is the price of a bid, the complement of the price of an ask: higher is better.
 * Levels lie in chunks of CHUNK, chunks in a directory sorted by the rank of their first
 * level. Most changes are near the best and stay inside the last chunk.
 */
#ifndef TW_LEVELS_H
#define TW_LEVELS_H

#include <stdint.h>

#define CHUNK 64u

struct level {
	uint64_t shares;
	uint32_t rank, orders;
};

struct chunk {
	uint32_t used;
	struct level at[CHUNK];
};

struct levels {
	struct chunk **chunks; /* none is empty */
	uint32_t *firsts;      /* rank of at[0] of each */
	uint32_t used, size;   /* chunks in use, room in the directory */
	uint64_t count;	       /* levels */
};

void tw_levels_free(struct levels *levels);
/* Remove all levels, keep the directory. */
void tw_levels_clear(struct levels *levels);
/* Add an order of @shares at @rank; 0 or -ENOMEM (nothing changed). */
int tw_levels_add(struct levels *levels, uint32_t rank, uint32_t shares);
/* Take @shares off @rank, and an order of its count when @gone; the level must exist. */
void tw_levels_sub(struct levels *levels, uint32_t rank, uint32_t shares, int gone);

/* The @n-th best level from 0, or NULL; costs as many steps as there are chunks before it. */
const struct level *tw_levels_nth(const struct levels *levels, uint64_t n);

static inline const struct level *tw_levels_best(const struct levels *levels)
{
	const struct chunk *last;

	if (levels->used == 0)
		return NULL;
	last = levels->chunks[levels->used - 1];
	return &last->at[last->used - 1];
}

#endif
