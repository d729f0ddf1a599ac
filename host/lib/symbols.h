/* SPDX-License-Identifier: BSD-3-Clause */
/* symbols: the host's list of names, what the directory taught, and the state per symbol. */
#ifndef TW_SYMBOLS_H
#define TW_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#define NO_SYMBOL 0xffffu

/* What a touch record says of the market; published when any of it changes. */
struct quote {
	uint32_t bid_price, bid_size, ask_price, ask_size;
	uint32_t flags;
};

struct symbol {
	uint64_t name; /* packed */
	char text[9];
	bool known; /* has a locate */
	bool inexact;
	bool op_halt;
	bool published; /* since the day began */
	uint8_t state;	/* trading state, 0 unknown */
	uint16_t locate;
	struct quote last; /* published last */
	uint64_t last_seq, last_exchange_ns, last_arrival_ns, last_ring_seq;
};

struct symbols {
	struct symbol *at;
	uint32_t size, used;
	uint16_t *names; /* hash: index + 1 */
	uint32_t mask;
	uint16_t *locates; /* 65,536: index or NO_SYMBOL */
};

/* 0, -EINVAL (name empty, too long, twice), -ENOMEM. */
int tw_symbols_init(struct symbols *symbols, uint32_t size, const char *const *names,
		    uint32_t count);
void tw_symbols_free(struct symbols *symbols);
/* Index of a packed name, or NO_SYMBOL. */
uint32_t tw_symbols_find(const struct symbols *symbols, uint64_t name);
/* Add a name; its index, or NO_SYMBOL when full. */
uint32_t tw_symbols_add(struct symbols *symbols, uint64_t name);
/* Bind a locate to a symbol; the symbol's former one is tracked no more. */
void tw_symbols_bind(struct symbols *symbols, uint32_t index, uint16_t locate);
/* The symbol that a message's locate belongs to, or NO_SYMBOL. */
static inline uint32_t tw_symbols_tracked(const struct symbols *symbols, uint16_t locate)
{
	uint32_t index = symbols->locates[locate];

	return index != NO_SYMBOL && symbols->at[index].locate == locate ? index
									 : NO_SYMBOL;
}
/*
 * Forget all but the names: an index means the same symbol for ever.  When the host loads the
 * book anew, what was published stays known.
 */
void tw_symbols_forget(struct symbols *symbols, bool load);

#endif
