/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * double_trade: the trading half of the double: the library's own trigger, gate and frames behind
 * the registers, a guard, a watchdog that goes by the device's clock. Each new order leaves in
 * the cycle of its touch.
 */
#ifndef DOUBLE_TRADE_H
#define DOUBLE_TRADE_H

#include <stdbool.h>
#include <stdint.h>

#include <touchwire/touch.h>

#include "../device/tw_sim.h"

/* What it does wrong, chosen by the seed. */
enum double_trade_seed {
	DOUBLE_POSITION = 2001, /* shows a share too many once it has some */
	DOUBLE_RECORD,		/* the record of the third order's frame never comes */
	DOUBLE_NUMBER, /* the record of the third order has another stream number */
	DOUBLE_FRAME,  /* the frame of the third order is lost on the wire */
	DOUBLE_LOST,   /* tells of records that found no room */
	DOUBLE_HASH,   /* counts another configuration hash than it should */
	DOUBLE_USED, /* not wrong: holds 60 shares and an open order of another process */
};

struct double_trade;

struct double_trade *double_trade_create(struct tw_sim *sim, uint64_t seed);
void double_trade_destroy(struct double_trade *trade);
/* True: the register is one of this half. */
bool double_trade_read(struct double_trade *trade, uint32_t address, uint32_t *value);
bool double_trade_write(struct double_trade *trade, uint32_t address, uint32_t value);
/* A new run of DMA. */
void double_trade_start(struct double_trade *trade);
void double_trade_touch(struct double_trade *trade, const struct tw_touch *touch);
/* Let time pass: frames of the host, the watchdog. */
void double_trade_run(struct double_trade *trade);

#endif
