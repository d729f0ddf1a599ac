/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * orders: open addressing with linear probing, kept below 5/8 full, no tombstones: an erased
 * slot is closed by moving back what may move.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "orders.h"

#define SLOTS_FIRST 4096u

/* References of one stock share their low bits, so every bit must reach every other. */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

int tw_orders_init(struct orders *orders)
{
	orders->slots = calloc(SLOTS_FIRST, sizeof(*orders->slots));
	if (!orders->slots)
		return -ENOMEM;
	orders->mask = SLOTS_FIRST - 1;
	orders->live = 0;
	return 0;
}

void tw_orders_free(struct orders *orders)
{
	free(orders->slots);
}

void tw_orders_clear(struct orders *orders)
{
	memset(orders->slots, 0, (orders->mask + 1) * sizeof(*orders->slots));
	orders->live = 0;
}

struct tw_order *tw_orders_find(const struct orders *orders, uint64_t reference)
{
	uint64_t at = mix(reference) & orders->mask;

	while (orders->slots[at].live) {
		if (orders->slots[at].reference == reference)
			return &orders->slots[at];
		at = (at + 1) & orders->mask;
	}
	return NULL;
}

static struct tw_order *place(struct orders *orders, uint64_t reference)
{
	uint64_t at = mix(reference) & orders->mask;

	while (orders->slots[at].live)
		at = (at + 1) & orders->mask;
	return &orders->slots[at];
}

static int grow(struct orders *orders)
{
	struct orders bigger = { .mask = orders->mask * 2 + 1 };

	bigger.slots = calloc(bigger.mask + 1, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (uint64_t i = 0; i <= orders->mask; i++)
		if (orders->slots[i].live)
			*place(&bigger, orders->slots[i].reference) = orders->slots[i];
	free(orders->slots);
	orders->slots = bigger.slots;
	orders->mask = bigger.mask;
	return 0;
}

struct tw_order *tw_orders_insert(struct orders *orders, uint64_t reference)
{
	struct tw_order *order;

	/* A table that cannot grow still takes orders while a free slot ends each probe. */
	if ((orders->live + 1) * 8 > (orders->mask + 1) * 5 && grow(orders) < 0 &&
	    orders->live >= orders->mask)
		return NULL;
	order = place(orders, reference);
	order->reference = reference;
	order->live = 1;
	orders->live++;
	return order;
}

void tw_orders_erase(struct orders *orders, struct tw_order *order)
{
	uint64_t hole = (uint64_t)(order - orders->slots);
	uint64_t at = hole;

	for (;;) {
		uint64_t home;

		at = (at + 1) & orders->mask;
		if (!orders->slots[at].live)
			break;
		home = mix(orders->slots[at].reference) & orders->mask;
		/* It may move back when its home is not between the hole and itself. */
		if (((at - home) & orders->mask) >= ((at - hole) & orders->mask)) {
			orders->slots[hole] = orders->slots[at];
			hole = at;
		}
	}
	orders->slots[hole].live = 0;
	orders->live--;
}
