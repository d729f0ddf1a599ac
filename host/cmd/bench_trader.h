/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_trader: lets the device with probes trade, so that its orders can be timed: every
 * symbol has one rule, limits that stop little, and an exchange that cancels each order.
 */
#ifndef TW_BENCH_TRADER_H
#define TW_BENCH_TRADER_H

#include <stdbool.h>
#include <stdint.h>

#include <touchwire/trade.h>

#include "input.h"
#include "tw_probe.h"

struct bench_trader {
	const struct tw_probe_ops *ops;
	struct tw_probe *probe;
	struct tw_trade_record *ring;
	uint64_t taken, told; /* records, and those that the device knows to be taken */
	uint64_t passed, refused;
	uint32_t shadow[TW_TABLE_WORDS];
};

/* Before the device's DMA is switched on. */
void trader_place(struct bench_trader *trader, struct tw_trade_record *ring,
		  uint64_t where);
/* Limits, names, rules, a lent stream, arm. False after a message. */
bool trader_arm(struct bench_trader *trader, const struct input *input, uint32_t symbols,
		bool cut_through);
/* Take its records; answer the orders. False after a message. */
bool trader_poll(struct bench_trader *trader);

#define TRADER_RING_LOG2 12u

#endif
