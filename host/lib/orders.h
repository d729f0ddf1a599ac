/* SPDX-License-Identifier: BSD-3-Clause */
/* orders: exact hash table of live orders over the full 64-bit reference. */
#ifndef TW_ORDERS_H
#define TW_ORDERS_H

#include <stdint.h>

#include <touchwire/book.h>

struct orders {
	struct tw_order *slots;
	uint64_t mask; /* slots - 1, a power of two less one */
	uint64_t live;
};

/* 0 or -ENOMEM. */
int tw_orders_init(struct orders *orders);
void tw_orders_free(struct orders *orders);
void tw_orders_clear(struct orders *orders);
/* The order, or NULL. */
struct tw_order *tw_orders_find(const struct orders *orders, uint64_t reference);
/* A slot for a reference that is not live; NULL without memory. May move all orders. */
struct tw_order *tw_orders_insert(struct orders *orders, uint64_t reference);
/* Remove a found order; may move others. */
void tw_orders_erase(struct orders *orders, struct tw_order *order);

#endif
