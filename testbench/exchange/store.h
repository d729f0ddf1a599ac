/* SPDX-License-Identifier: BSD-3-Clause */
/* store: published messages by number, for those who ask again. */
#ifndef TW_EXCHANGE_STORE_H
#define TW_EXCHANGE_STORE_H

#include <stddef.h>
#include <stdint.h>

struct store_chunk;

struct store {
	struct store_chunk **chunks; /* by number / messages of a chunk; NULL: let go */
	size_t room;
	uint64_t next;	 /* number of the next message; the first is 1 */
	uint64_t window; /* messages kept; 0: all */
};

void store_init(struct store *store, uint64_t window);
void store_free(struct store *store);
/* 0 or -ENOMEM. */
int store_append(struct store *store, const uint8_t *message, size_t length);
/* First number that can be asked for. */
uint64_t store_first(const struct store *store);
/* Message @number of store_first()..next-1. */
const uint8_t *store_get(const struct store *store, uint64_t number, size_t *length);

#endif
