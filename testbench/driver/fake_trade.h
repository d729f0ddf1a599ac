/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_trade: the trading part of fake_device: block TRADE and its two rings. */
#ifndef FAKE_TRADE_H
#define FAKE_TRADE_H

#include <stdbool.h>
#include <stdint.h>

struct tw_sim;

struct fake_trade {
	bool armed, killed, lent, wait_arm;
	uint32_t cause, nonce, hash, result;
	uint32_t busy; /* reads of the result that still show BUSY */
	uint32_t position_turn;
	uint64_t records; /* written in this run */
	uint32_t taken;	  /* frames of the TX ring */
};

/* False: no register of block TRADE. */
bool fake_trade_read(struct tw_sim *sim, struct fake_trade *trade, uint32_t address,
		     uint32_t mode, uint32_t *value);
bool fake_trade_write(struct tw_sim *sim, struct fake_trade *trade, uint32_t address,
		      uint32_t value, uint32_t mode);
/* A new run of DMA. */
void fake_trade_start(struct fake_trade *trade);
/* Frames leave the TX ring; true when one did. */
bool fake_trade_send(struct tw_sim *sim, struct fake_trade *trade, uint32_t mode);
void fake_trade_record(struct tw_sim *sim, struct fake_trade *trade, uint32_t token,
		       uint32_t mode, uint64_t noise);

#endif
