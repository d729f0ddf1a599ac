/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_trade: rows, the lent connection, status and records, see rte_pmd_touchwire_trade.h.
 * touchwire_arm.c has what arms and kills.
 */
#include <errno.h>
#include <string.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "touchwire_pmd.h"

#define ROW_MAX TW_TRADE_TABLE_INDEX_ROW_MASK
#define RESULT_READS 200u /* more than the device takes for a row */
#define BUSY_TRIES 2000u  /* of a row, while the device empties its tables */
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

/* One attempt; the result, or -errno. */
static int commit_once(struct touchwire *tw, uint32_t index, const uint32_t *words)
{
	uint32_t crc = crc32_words(crc32_words(0, &index, 1), words, TW_TABLE_WORDS);
	uint32_t result = TW_RESULT_NONE;
	unsigned int i;
	int err = touchwire_write32(tw, TW_TRADE_TABLE_INDEX, index);

	for (i = 0; i < TW_TABLE_WORDS && err == 0; i++)
		err = touchwire_write32(tw, TW_TRADE_WORD_0 + 4 * i, words[i]);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_TABLE_CRC, crc);
	for (i = 0; i < RESULT_READS && err == 0; i++) {
		err = touchwire_read32(tw, TW_TRADE_TABLE_RESULT, &result);
		if (err == 0 && result != TW_RESULT_NONE)
			return result <= TW_RESULT_BUSY ? (int)result : -EIO;
		touchwire_pause(tw);
	}
	return err != 0 ? err : -ETIMEDOUT;
}

static int commit(struct touchwire *tw, uint32_t table, uint32_t row,
		  const uint32_t *words)
{
	uint32_t index = table << TW_TRADE_TABLE_INDEX_TABLE_SHIFT | row;
	unsigned int tries = BUSY_TRIES;
	int result;

	rte_ticketlock_lock(&tw->trade_lock);
	do {
		result = commit_once(tw, index, words);
	} while (result == TW_RESULT_BUSY && --tries > 0);
	rte_ticketlock_unlock(&tw->trade_lock);
	return result == TW_RESULT_OK ? 0 : result;
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

/* ---- records -------------------------------------------------------------------------------- */
void touchwire_records_reset(struct touchwire *tw)
{
	struct touchwire_records *r = &tw->records;

	memset(tw->trade.zone->addr, 0,
	       sizeof(struct tw_trade_record) << tw->args.trade_log2);
	r->ring = tw->trade.zone->addr;
	r->next = 0;
	r->head = 0;
	r->broken = false;
}

/* 1: the next record is there and in @out.  0: not yet.  -EBADMSG: what is there cannot be. */
static int take_record(struct touchwire *tw, struct tw_trade_record *out)
{
	struct touchwire_records *r = &tw->records;
	uint64_t size = UINT64_C(1) << tw->args.trade_log2, words[8], seq;
	const uint64_t *slot =
		(const uint64_t *)(const void *)&r->ring[r->next & (size - 1)];
	unsigned int i;

	seq = __atomic_load_n(&slot[7], __ATOMIC_ACQUIRE);
	/* What stood there one round ago. */
	if (seq == (r->next < size ? 0 : r->next + 1 - size))
		return 0;
	for (i = 0; i < 8; i++)
		words[i] = __atomic_load_n(&slot[i], __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	/* One that is not taken yet stays as it is. */
	if (seq != r->next + 1 || words[7] != seq ||
	    __atomic_load_n(&slot[7], __ATOMIC_RELAXED) != seq) {
		r->broken = true;
		r->damaged++;
		TOUCHWIRE_LOG(ERR,
			      "port %u: trade record %ju is due, and there stands one of "
			      "number %ju: no more are taken until the next start",
			      tw->port, (uintmax_t)(r->next + 1), (uintmax_t)seq);
		return -EBADMSG;
	}
	memcpy(out, words, sizeof(words));
	r->next++;
	r->taken++;
	return 1;
}

/* Tell the device how far its ring is free: seldom, but at once when nothing waits. */
static void give_credit(struct touchwire *tw, bool empty)
{
	struct touchwire_records *r = &tw->records;
	uint64_t taken = r->next - r->head;

	if (taken == 0 || !tw->started ||
	    (!empty && taken < (UINT64_C(1) << tw->args.trade_log2) / 8))
		return;
	if (touchwire_write32(tw, TW_TRADE_RING_HEAD, (uint32_t)r->next) == 0)
		r->head = r->next;
}

int rte_pmd_touchwire_trade_poll(uint16_t port, struct tw_trade_record *records,
				 unsigned int n)
{
	struct touchwire *tw = touchwire_find(port);
	unsigned int got = 0;
	int there = 1;

	if (tw == NULL)
		return -ENODEV;
	if (tw->records.ring == NULL)
		return -ENETDOWN;
	if (tw->records.broken)
		return -EBADMSG;
	while (got < n && (there = take_record(tw, &records[got])) > 0)
		got++;
	if (got == 0 && there == 0) {
		give_credit(tw, true);
		touchwire_pump(tw);
		while (got < n && (there = take_record(tw, &records[got])) > 0)
			got++;
	}
	give_credit(tw, there <= 0);
	return got > 0 || there >= 0 ? (int)got : there;
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
