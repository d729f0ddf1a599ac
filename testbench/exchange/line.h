/* SPDX-License-Identifier: BSD-3-Clause */
/* line: one of the two ways of a packet: it may be lost, doubled, overtaken and late. */
#ifndef TW_EXCHANGE_LINE_H
#define TW_EXCHANGE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exchange.h"

/* splitmix64; the same numbers on every machine. */
struct dice {
	uint64_t state;
};

static inline uint64_t dice_next(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0..n-1; n at least 1. */
static inline uint32_t dice_below(struct dice *dice, uint32_t n)
{
	return (uint32_t)((dice_next(dice) >> 32) * n >> 32);
}

struct on_way;

struct line {
	struct exchange_faults faults;
	struct exchange_line_stats *stats;
	struct dice dice;
	bool losing;		      /* amid a run of losses */
	struct on_way *first, **last; /* in order */
	struct on_way *held;	      /* those that wait to be overtaken */
};

typedef int (*line_send_fn)(void *ctx, unsigned line, const uint8_t *packet,
			    size_t length);

void line_init(struct line *line, const struct exchange_faults *faults, uint64_t seed,
	       struct exchange_line_stats *stats);
void line_free(struct line *line);
/* A packet sets out at @now_ns. 0 or -ENOMEM. */
int line_put(struct line *line, const uint8_t *packet, size_t length, uint64_t now_ns);
/* Send what is due. */
void line_send(struct line *line, unsigned number, uint64_t now_ns, line_send_fn send,
	       void *ctx);
/* When something is due; UINT64_MAX: nothing is on its way. */
uint64_t line_due(const struct line *line);

#endif
