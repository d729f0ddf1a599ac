/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_pmd_touchwire_trade: orders of a net_touchwire port: tables, arming and kill, the lent
 * connection, and the records of all that the device did.  Part of rte_pmd_touchwire.h.
 *
 * The order port's frames are ordinary ones: those that come are received on queue 1 (on queue 0
 * when it is the only one) with mark 2, those for it are sent on transmit queue 0: 14 to 256
 * bytes, and what the device lets a host send (counters HOST_TX).
 *
 * Rows, records and codes: touchwire/trade.h.  Prices are in 1/10000 $, quantities in shares,
 * durations in clock cycles of the device.  Every call returns -ENODEV for a port that is not
 * net_touchwire's, -EIO when the device does not answer any more, and else what it states.
 * rte_pmd_touchwire_trade_kill(), _kick() and _mismatch() may be called by any thread at any
 * time; all others by one thread a port, _poll() by another one.
 */
#ifndef RTE_PMD_TOUCHWIRE_TRADE_H
#define RTE_PMD_TOUCHWIRE_TRADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_PMD_TOUCHWIRE_ROW_WORDS 16u

struct tw_trade_record; /* touchwire/trade.h */

/* What is set apart from the tables; while armed only what is stricter comes into force. */
struct rte_pmd_touchwire_trade_settings {
	uint32_t
		watchdog; /* cycles without _kick() that kill while armed; 0: cannot be armed */
	uint32_t kill_mask; /* bit n: a refusal for TW_REASON n kills */
	bool cut_through;   /* orders do not wait for the end of the frame that asks */
	bool kill_on_link;  /* the order port's link down while armed kills */
};

/* -EINVAL: a bit that is no reason, or that of PASS. */
int rte_pmd_touchwire_trade_setup(
	uint16_t port, const struct rte_pmd_touchwire_trade_settings *settings);

/*
 * Commit a row, whole or not at all: @table a TW_TABLE_*, @row 0..2^24-1, @words all 16.
 * Waits for one that is under way, and for its own result; each wait at most 20000 reads of a
 * register, on a board 10 us apart.
 * 0: in force.  Above 0: the device's TW_RESULT_* (2..7), nothing has changed, but for
 * TW_RESULT_MISMATCH, which kills.  TW_RESULT_BUSY: the device was not ready for it.
 * -EINVAL table or row out of range, -ETIMEDOUT no result: what became of it is not known.
 */
int rte_pmd_touchwire_trade_commit(uint16_t port, uint32_t table, uint32_t row,
				   const uint32_t words[RTE_PMD_TOUCHWIRE_ROW_WORDS]);

/*
 * Empty all tables; CONFIG_HASH is 0 again.  Waits for it, as _commit() does.
 * -EBUSY armed, -EAGAIN it was not done.
 */
int rte_pmd_touchwire_trade_flush(uint16_t port);

/*
 * Arm, in two steps.  @config_hash is the caller's own CRC-32 over all rows it committed, in
 * order, to LIMITS, TOTALS, RULES, NAMES and SESSION since reset or flush.
 * Before the first step the driver compares with what the device has now: the register map with
 * that it was compiled for, the build with that seen at probe and with the argument build= when
 * that was given, @config_hash.
 * 0 armed; -EALREADY it was; -ENETDOWN the port is stopped; -EPROTO another map or build;
 * -ESTALE another configuration; -EPERM killed, or no watchdog; -EAGAIN the device refused.
 */
int rte_pmd_touchwire_trade_arm(uint16_t port, uint32_t config_hash);

/* No order from now on.  Also done by rte_eth_dev_stop().  -ETIMEDOUT it stays armed. */
int rte_pmd_touchwire_trade_disarm(uint16_t port);

/* Kill: sticky until _unkill().  -ETIMEDOUT the device does not show it. */
int rte_pmd_touchwire_trade_kill(uint16_t port);

/* End a kill; leads to disarmed.  -EALREADY not killed; -EBUSY a cause persists. */
int rte_pmd_touchwire_trade_unkill(uint16_t port);

/* This host is alive: restarts the watchdog.  One register write. */
int rte_pmd_touchwire_trade_kick(uint16_t port);

/* This host's books disagree with the device: kills, cause TW_KILL_MISMATCH. */
int rte_pmd_touchwire_trade_mismatch(uint16_t port);

/*
 * ---- the connection -----------------------------------------------------------------------
 *
 * The host's TCP owns the connection.  It commits SESSION, logs in through the transmit queue,
 * and lends: from then on the device sends the stream's next bytes, and the host only
 * acknowledgements and what was sent before.  Numbers are those of the TCP stream, mod 2^32.
 */
struct rte_pmd_touchwire_trade_lend {
	uint32_t seq;	 /* of the next byte that the device sends */
	uint32_t ack;	 /* acknowledgement in its frames */
	uint32_t limit;	 /* the first byte that it may not send */
	uint32_t window; /* in its frames, as on the wire: 0..65535 */
	uint32_t token;	 /* UserRefNum of its first order: above all that were used */
};

/* Lend.  Returned as by _commit(); TW_RESULT_ARMED: lent already.  -EINVAL window. */
int rte_pmd_touchwire_trade_lend(uint16_t port,
				 const struct rte_pmd_touchwire_trade_lend *lend);

/*
 * Take it back; returns when the last frame of the device has left.  *@seq (NULL allowed) is
 * the number of the next byte to send.  -ENOTCONN not lent, -ETIMEDOUT (4000 reads).
 */
int rte_pmd_touchwire_trade_return(uint16_t port, uint32_t *seq);

/* What the peer said meanwhile.  -EINVAL: @window is above 65535. */
int rte_pmd_touchwire_trade_tcp_update(uint16_t port, uint32_t ack, uint32_t limit,
				       uint32_t window);

/* Send a heartbeat of SoupBinTCP.  -ENOTCONN not lent. */
int rte_pmd_touchwire_trade_heartbeat(uint16_t port);

/* ---- what happened ------------------------------------------------------------------------ */
struct rte_pmd_touchwire_trade_status {
	uint64_t gross; /* notional of all orders since reset, 1/10000 $ */
	uint64_t taken; /* records that _poll() gave since the start of the port */
	uint64_t
		damaged; /* places of the ring that were impossible, since the port was opened */
	uint32_t
		waiting; /* records in the ring, by RING_TAIL; UINT32_MAX: that is impossible */
	uint32_t status; /* register TRADE.STATUS, of which the bytes below are parts */
	uint32_t nonce, config_hash;
	uint32_t token;	 /* UserRefNum of the next order */
	uint32_t orders; /* since reset */
	uint32_t tcp_seq, tcp_ack, tcp_limit, tcp_window;
	uint32_t watchdog, kill_mask; /* as set */
	uint8_t armed, killed, lent, link, sender_busy;
	uint8_t wait_arm;   /* 1: between the two steps of arming */
	uint8_t tx_error;   /* 1: the device reads no more frames of the host */
	uint8_t kill_cause; /* TW_KILL_* since the last unkill */
	uint8_t cut_through, kill_on_link;
	uint8_t reserved[6];
};

/* Registers are read one by one; only @gross is of one moment in itself. */
int rte_pmd_touchwire_trade_status(uint16_t port,
				   struct rte_pmd_touchwire_trade_status *status);

/* What the gate holds of a symbol (its index, as in touches); shares. */
struct rte_pmd_touchwire_position {
	int32_t position; /* bought and not sold, by the answers committed */
	uint32_t open_buy, open_sell;
};

/* -EINVAL no such symbol; -EAGAIN it changes under every attempt to read it. */
int rte_pmd_touchwire_trade_position(uint16_t port, uint16_t symbol,
				     struct rte_pmd_touchwire_position *position);

/*
 * Copy up to @n records, oldest first, each once; returns how many, 0 when none waits.  The
 * device overwrites none that was not taken here: when its ring (2^trade_log2 records) is full
 * it refuses all intents, so poll often.
 * On a simulated device a poll that finds none lets it run, like a poll of touches.
 * After a stop what is in the ring can still be read; a start empties it, sequences count from 1.
 * -EBADMSG: where the next record must stand there is one that cannot be.  It is counted, and
 * nothing more comes until the next start; the device refuses intents when its ring is full.
 * -ENETDOWN never started.
 */
int rte_pmd_touchwire_trade_poll(uint16_t port, struct tw_trade_record *records,
				 unsigned int n);

/*
 * Pull the cable of a simulated device's order port (@up false), or put it in again.
 * -ENOTSUP on a board.
 */
int rte_pmd_touchwire_order_link(uint16_t port, bool up);

#ifdef __cplusplus
}
#endif
#endif
