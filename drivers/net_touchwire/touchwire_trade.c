/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_trade: rows, the lent connection and status, see rte_pmd_touchwire_trade.h.
 * touchwire_arm.c has what arms and kills, touchwire_records.c the records.
 */
#include <errno.h>
#include <string.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "touchwire_pmd.h"

#define ROW_MAX TW_TRADE_TABLE_INDEX_ROW_MASK
#define BUSY_READS 20000u /* more than the device takes to empty its tables */
#define RETURN_READS 4000u
#define POSITION_TRIES 16u
#define SETTLE_READS 4u /* more cycles than a symbol's position takes to show */
#define WINDOW_MAX 0xffffu

/* CRC-32 of IEEE 802.3, reflected, of words as they lie in memory little endian. */
static uint32_t crc32_words(uint32_t crc, const uint32_t *words, unsigned int n)
{
	unsigned int bit;

	crc = ~crc;
	for (; n > 0; n--, words++) {
		crc ^= *words;
		for (bit = 0; bit < 32; bit++)
			crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1u)));
	}
	return ~crc;
}

/*
 * The result of the last row.  While a row or a flush is under way the device says BUSY, and
 * would not see another one.
 */
static int settled_result(struct touchwire *tw)
{
	uint32_t result = TW_RESULT_BUSY;
	unsigned int i;
	int err;

	for (i = 0; i < BUSY_READS; i++) {
		err = touchwire_read32(tw, TW_TRADE_TABLE_RESULT, &result);
		if (err != 0)
			return err;
		if (result != TW_RESULT_BUSY)
			return result < TW_RESULT_BUSY ? (int)result : -EIO;
		touchwire_pause(tw);
	}
	return TW_RESULT_BUSY;
}

/* The result, or -errno. */
static int commit_row(struct touchwire *tw, uint32_t index, const uint32_t *words)
{
	uint32_t crc = crc32_words(crc32_words(0, &index, 1), words, TW_TABLE_WORDS);
	int err, result = settled_result(tw);
	unsigned int i;

	if (result < 0 || result == TW_RESULT_BUSY)
		return result;
	err = touchwire_write32(tw, TW_TRADE_TABLE_INDEX, index);
	for (i = 0; i < TW_TABLE_WORDS && err == 0; i++)
		err = touchwire_write32(tw, TW_TRADE_WORD_0 + 4 * i, words[i]);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_TABLE_CRC, crc);
	if (err != 0)
		return err;
	result = settled_result(tw);
	return result == TW_RESULT_BUSY || result == TW_RESULT_NONE ? -ETIMEDOUT : result;
}

static int commit(struct touchwire *tw, uint32_t table, uint32_t row,
		  const uint32_t *words)
{
	int result;

	rte_ticketlock_lock(&tw->trade_lock);
	result = commit_row(tw, table << TW_TRADE_TABLE_INDEX_TABLE_SHIFT | row, words);
	rte_ticketlock_unlock(&tw->trade_lock);
	return result == TW_RESULT_OK ? 0 : result;
}

/* 0: no row and no flush is under way. */
static int wait_tables(struct touchwire *tw)
{
	int result = settled_result(tw);

	return result == TW_RESULT_BUSY ? -EAGAIN : result < 0 ? result : 0;
}

int rte_pmd_touchwire_trade_flush(uint16_t port)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t status = 0, hash = 0;
	int err;

	if (tw == NULL)
		return -ENODEV;
	rte_ticketlock_lock(&tw->trade_lock);
	err = touchwire_read32(tw, TW_TRADE_STATUS, &status);
	if (err == 0 && (status & TW_TRADE_STATUS_ARMED_MASK) != 0)
		err = -EBUSY;
	if (err == 0)
		err = wait_tables(tw);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_COMMAND,
					TW_TRADE_COMMAND_FLUSH_MASK);
	if (err == 0)
		err = wait_tables(tw);
	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_CONFIG_HASH, &hash);
	rte_ticketlock_unlock(&tw->trade_lock);
	return err == 0 && hash != 0 ? -EAGAIN : err;
}

int rte_pmd_touchwire_trade_commit(uint16_t port, uint32_t table, uint32_t row,
				   const uint32_t words[RTE_PMD_TOUCHWIRE_ROW_WORDS])
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (table >= TW_TABLES || row > ROW_MAX)
		return -EINVAL;
	return commit(tw, table, row, words);
}

int rte_pmd_touchwire_trade_lend(uint16_t port,
				 const struct rte_pmd_touchwire_trade_lend *lend)
{
	struct touchwire *tw = touchwire_find(port);
	const struct tw_row_lend row = { lend->seq, lend->ack, lend->limit, lend->window,
					 lend->token };
	uint32_t words[TW_TABLE_WORDS] = { 0 };

	if (tw == NULL)
		return -ENODEV;
	if (lend->window > WINDOW_MAX)
		return -EINVAL;
	memcpy(words, &row, sizeof(row));
	return commit(tw, TW_TABLE_LEND, 0, words);
}

int rte_pmd_touchwire_trade_return(uint16_t port, uint32_t *seq)
{
	const uint32_t busy =
		TW_TRADE_STATUS_LENT_MASK | TW_TRADE_STATUS_SENDER_BUSY_MASK;
	struct touchwire *tw = touchwire_find(port);
	uint32_t status, next;
	int err;

	if (tw == NULL)
		return -ENODEV;
	err = touchwire_read32(tw, TW_TRADE_STATUS, &status);
	if (err != 0)
		return err;
	if ((status & TW_TRADE_STATUS_LENT_MASK) == 0)
		return -ENOTCONN;
	err = touchwire_write32(tw, TW_TRADE_COMMAND, TW_TRADE_COMMAND_RETURN_MASK);
	if (err == 0)
		err = touchwire_wait(tw, TW_TRADE_STATUS, busy, 0, RETURN_READS);
	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_TCP_SEQ, &next);
	if (err == 0 && seq != NULL)
		*seq = next;
	return err;
}

int rte_pmd_touchwire_trade_tcp_update(uint16_t port, uint32_t ack, uint32_t limit,
				       uint32_t window)
{
	struct touchwire *tw = touchwire_find(port);
	int err;

	if (tw == NULL)
		return -ENODEV;
	if (window > WINDOW_MAX)
		return -EINVAL;
	err = touchwire_write32(tw, TW_TRADE_TCP_ACK, ack);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_TCP_WINDOW, window);
	/* Last: it may let an order go, with the numbers above. */
	return err != 0 ? err : touchwire_write32(tw, TW_TRADE_TCP_LIMIT, limit);
}

int rte_pmd_touchwire_trade_heartbeat(uint16_t port)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t status;
	int err;

	if (tw == NULL)
		return -ENODEV;
	err = touchwire_read32(tw, TW_TRADE_STATUS, &status);
	if (err != 0)
		return err;
	if ((status & TW_TRADE_STATUS_LENT_MASK) == 0)
		return -ENOTCONN;
	return touchwire_write32(tw, TW_TRADE_COMMAND, TW_TRADE_COMMAND_HEARTBEAT_MASK);
}

static void status_bits(struct rte_pmd_touchwire_trade_status *s, uint32_t control)
{
	s->armed = (s->status & TW_TRADE_STATUS_ARMED_MASK) != 0;
	s->killed = (s->status & TW_TRADE_STATUS_KILLED_MASK) != 0;
	s->lent = (s->status & TW_TRADE_STATUS_LENT_MASK) != 0;
	s->link = (s->status & TW_TRADE_STATUS_LINK_MASK) != 0;
	s->sender_busy = (s->status & TW_TRADE_STATUS_SENDER_BUSY_MASK) != 0;
	s->wait_arm = (s->status & TW_TRADE_STATUS_WAIT_ARM_MASK) != 0;
	s->tx_error = (s->status & TW_TRADE_STATUS_TX_ERROR_MASK) != 0;
	s->kill_cause = (uint8_t)((s->status & TW_TRADE_STATUS_KILL_CAUSE_MASK) >>
				  TW_TRADE_STATUS_KILL_CAUSE_SHIFT);
	s->cut_through = (control & TW_TRADE_CONTROL_CUT_THROUGH_MASK) != 0;
	s->kill_on_link = (control & TW_TRADE_CONTROL_KILL_ON_LINK_MASK) != 0;
}

int rte_pmd_touchwire_trade_status(uint16_t port,
				   struct rte_pmd_touchwire_trade_status *s)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t control = 0, tail = 0;
	const struct {
		uint32_t offset;
		uint32_t *value;
	} fields[] = {
		{ TW_TRADE_CONTROL, &control },
		{ TW_TRADE_STATUS, &s->status },
		{ TW_TRADE_NONCE, &s->nonce },
		{ TW_TRADE_CONFIG_HASH, &s->config_hash },
		{ TW_TRADE_TOKEN, &s->token },
		{ TW_TRADE_ORDERS, &s->orders },
		{ TW_TRADE_TCP_SEQ, &s->tcp_seq },
		{ TW_TRADE_TCP_ACK, &s->tcp_ack },
		{ TW_TRADE_TCP_LIMIT, &s->tcp_limit },
		{ TW_TRADE_TCP_WINDOW, &s->tcp_window },
		{ TW_TRADE_WATCHDOG, &s->watchdog },
		{ TW_TRADE_KILL_MASK, &s->kill_mask },
		{ TW_TRADE_RING_TAIL, &tail },
	};
	unsigned int i;
	int err = 0;

	if (tw == NULL)
		return -ENODEV;
	memset(s, 0, sizeof(*s));
	for (i = 0; i < RTE_DIM(fields) && err == 0; i++)
		err = touchwire_read32(tw, fields[i].offset, fields[i].value);
	if (err == 0)
		err = touchwire_read64(tw, TW_TRADE_GROSS_LO, &s->gross);
	if (err != 0)
		return err;
	status_bits(s, control);
	s->taken = tw->records.next;
	s->damaged = tw->records.damaged;
	s->waiting = tail - (uint32_t)tw->records.next;
	if (s->waiting > 1u << tw->args.trade_log2)
		s->waiting = UINT32_MAX;
	return 0;
}

static int read_position(struct touchwire *tw, struct rte_pmd_touchwire_position *p)
{
	uint32_t position = 0;
	int err = touchwire_read32(tw, TW_TRADE_POSITION, &position);

	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_OPEN_BUY, &p->open_buy);
	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_OPEN_SELL, &p->open_sell);
	p->position = (int32_t)position;
	return err;
}

int rte_pmd_touchwire_trade_position(uint16_t port, uint16_t symbol,
				     struct rte_pmd_touchwire_position *position)
{
	struct touchwire *tw = touchwire_find(port);
	struct rte_pmd_touchwire_position before;
	unsigned int i;
	bool same = false;
	int err;

	if (tw == NULL)
		return -ENODEV;
	if (symbol >= tw->symbols)
		return -EINVAL;
	rte_ticketlock_lock(&tw->trade_lock);
	err = touchwire_write32(tw, TW_TRADE_TABLE_INDEX, symbol);
	for (i = 0; i < SETTLE_READS && err == 0; i++)
		err = read_position(tw, position);
	/* Three registers are of one moment when they read the same twice. */
	for (i = 0; i < POSITION_TRIES && err == 0 && !same; i++) {
		before = *position;
		err = read_position(tw, position);
		same = memcmp(&before, position, sizeof(before)) == 0;
	}
	rte_ticketlock_unlock(&tw->trade_lock);
	return err != 0 || same ? err : -EAGAIN;
}

int rte_pmd_touchwire_order_link(uint16_t port, bool up)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (tw->be->ops->order_link == NULL)
		return -ENOTSUP;
	tw->be->ops->order_link(tw->be, up);
	return 0;
}
