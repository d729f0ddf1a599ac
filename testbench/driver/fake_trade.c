/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_trade: see fake_trade.h. */
#include <string.h>

#include <zlib.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "fake_device.h"
#include "fake_registers.h"
#include "fake_trade.h"

#define SLOT 512u
#define FRAME_AT 64u
#define FRAME_MAX 256u
#define FLUSH_READS 30u /* of TABLE_RESULT, while tables become empty */

static uint32_t rotate(uint32_t value, unsigned int n)
{
	return value << n | value >> (32 - n);
}

static void stir(struct fake_trade *t)
{
	t->nonce = t->nonce * 1664525u + 1013904223u;
	t->wait_arm = false;
}

static void set_killed(struct fake_trade *t, uint32_t cause)
{
	t->killed = true;
	t->armed = false;
	t->cause |= cause;
	stir(t);
}

static uint32_t status(struct tw_sim *sim, const struct fake_trade *t, uint32_t mode)
{
	return (t->armed ? TW_TRADE_STATUS_ARMED_MASK : 0) |
	       (t->killed ? TW_TRADE_STATUS_KILLED_MASK : 0) |
	       (t->lent ? TW_TRADE_STATUS_LENT_MASK : 0) |
	       (fake_of(sim)->unplugged ? 0 : TW_TRADE_STATUS_LINK_MASK) |
	       (t->wait_arm ? TW_TRADE_STATUS_WAIT_ARM_MASK : 0) |
	       (mode == FAKE_TX_ERROR ? TW_TRADE_STATUS_TX_ERROR_MASK : 0) |
	       t->cause << TW_TRADE_STATUS_KILL_CAUSE_SHIFT;
}

bool fake_trade_read(struct tw_sim *sim, struct fake_trade *t, uint32_t address,
		     uint32_t mode, uint32_t *value)
{
	uint32_t symbol = *fake_reg(sim, TW_TRADE_TABLE_INDEX) & 0xffffffu;

	if (address < TW_TRADE_CONTROL || address > TW_TRADE_RING_TAIL)
		return false;
	*value = *fake_reg(sim, address);
	if (address == TW_TRADE_STATUS)
		*value = status(sim, t, mode);
	else if (address == TW_TRADE_NONCE)
		*value = t->nonce;
	else if (address == TW_TRADE_CONFIG_HASH)
		*value = t->hash;
	else if (address == TW_TRADE_TABLE_RESULT)
		*value = t->busy > 0 && t->busy-- > 0 ? TW_RESULT_BUSY : t->result;
	else if (address == TW_TRADE_TX_TAIL)
		*value = mode == FAKE_TX_TAIL ? t->taken + 0x10000u : t->taken;
	else if (address == TW_TRADE_RING_TAIL)
		*value =
			(uint32_t)t->records + (mode == FAKE_RING_TAIL ? 0x10000000u : 0);
	/* Of each symbol its own, and the first ones late. */
	else if (address == TW_TRADE_POSITION)
		*value = t->position_turn++ < 2 ? 0 : 0u - symbol * 100;
	else if (address == TW_TRADE_OPEN_BUY)
		*value = symbol * 10;
	else if (address == TW_TRADE_OPEN_SELL)
		*value = symbol;
	return true;
}

static void commit(struct tw_sim *sim, struct fake_trade *t, uint32_t crc)
{
	uint32_t row[1 + TW_TABLE_WORDS], i;
	uint32_t index = *fake_reg(sim, TW_TRADE_TABLE_INDEX);
	uint32_t number = index & 0xffffffu, table = index >> 24;

	/* One at a time: another is not seen. */
	if (t->busy > 0)
		return;
	row[0] = index;
	for (i = 0; i < TW_TABLE_WORDS; i++)
		row[1 + i] = *fake_reg(sim, TW_TRADE_WORD_0 + 4 * i);
	t->result = TW_RESULT_OK;
	if (crc32(0, (const Bytef *)row, sizeof(row)) != crc)
		t->result = TW_RESULT_CRC;
	else if (number >= FAKE_ROW_BUSY)
		t->busy = number - FAKE_ROW_BUSY;
	else if (number >= FAKE_ROW_RESULT)
		t->result = number - FAKE_ROW_RESULT;
	else if (table == TW_TABLE_LEND && t->lent)
		t->result = TW_RESULT_ARMED;
	if (t->result == TW_RESULT_MISMATCH)
		set_killed(t, TW_KILL_MISMATCH);
	if (t->result != TW_RESULT_OK)
		return;
	stir(t);
	if (table <= TW_TABLE_SESSION)
		t->hash = (uint32_t)crc32(t->hash, (const Bytef *)row, sizeof(row));
	if (table != TW_TABLE_LEND)
		return;
	t->lent = true;
	*fake_reg(sim, TW_TRADE_TCP_SEQ) = row[1];
	*fake_reg(sim, TW_TRADE_TCP_ACK) = row[2];
	*fake_reg(sim, TW_TRADE_TCP_LIMIT) = row[3];
	*fake_reg(sim, TW_TRADE_TCP_WINDOW) = row[4];
	*fake_reg(sim, TW_TRADE_TOKEN) = row[5];
}

static void command(struct tw_sim *sim, struct fake_trade *t, uint32_t value,
		    uint32_t mode)
{
	if ((value & TW_TRADE_COMMAND_KILL_MASK) != 0)
		set_killed(t, TW_KILL_REGISTER);
	if ((value & TW_TRADE_COMMAND_DISARM_MASK) != 0) {
		t->armed = false;
		stir(t);
	}
	/* What it sends counts as one byte of the stream. */
	if ((value & TW_TRADE_COMMAND_HEARTBEAT_MASK) != 0)
		++*fake_reg(sim, TW_TRADE_TCP_SEQ);
	if ((value & TW_TRADE_COMMAND_RETURN_MASK) != 0)
		t->lent = false;
	if ((value & TW_TRADE_COMMAND_FLUSH_MASK) != 0 && !t->armed && t->busy == 0 &&
	    mode != FAKE_NO_FLUSH) {
		t->hash = 0;
		t->busy = FLUSH_READS;
		stir(t);
	}
}

static void arm(struct tw_sim *sim, struct fake_trade *t, uint32_t address,
		uint32_t value, uint32_t mode)
{
	uint32_t key = t->nonce ^ TW_MAP_HASH ^ *fake_reg(sim, TW_IDENT_BUILD) ^ t->hash;

	if (mode == FAKE_REFUSE_ARM)
		return;
	if (address == TW_TRADE_ARM_KEY) {
		t->wait_arm = value == key;
	} else if (t->wait_arm && value == (rotate(~t->nonce, 7) ^ t->hash) &&
		   !t->killed && *fake_reg(sim, TW_TRADE_WATCHDOG) != 0) {
		t->armed = true;
		stir(t);
	}
}

bool fake_trade_write(struct tw_sim *sim, struct fake_trade *t, uint32_t address,
		      uint32_t value, uint32_t mode)
{
	if (address < TW_TRADE_CONTROL || address > TW_TRADE_RING_TAIL)
		return false;
	if (address == TW_TRADE_COMMAND) {
		command(sim, t, value, mode);
	} else if (address == TW_TRADE_ARM_KEY || address == TW_TRADE_ARM_GO) {
		arm(sim, t, address, value, mode);
	} else if (address == TW_TRADE_UNKILL) {
		if (value == rotate(t->nonce, 13) && mode != FAKE_CAUSE) {
			t->killed = false;
			t->cause = 0;
			stir(t);
		}
	} else if (address == TW_TRADE_KICK) {
		++*fake_reg(sim, address);
	} else if (address == TW_TRADE_MISMATCH) {
		set_killed(t, TW_KILL_MISMATCH);
	} else if (address == TW_TRADE_TABLE_CRC) {
		commit(sim, t, value);
	} else {
		if (address == TW_TRADE_TABLE_INDEX)
			t->position_turn = 0;
		*fake_reg(sim, address) = value;
	}
	return true;
}

void fake_trade_start(struct fake_trade *t)
{
	t->records = 0;
	t->taken = 0;
}

bool fake_trade_send(struct tw_sim *sim, struct fake_trade *t, uint32_t mode)
{
	uint32_t slots = 1u << *fake_reg(sim, TW_TRADE_TX_LOG2), length;
	uint32_t head = *fake_reg(sim, TW_TRADE_TX_HEAD), before = t->taken;
	uint8_t frame[FRAME_MAX];

	if ((*fake_reg(sim, TW_CONTROL_CONTROL) & TW_CONTROL_CONTROL_DMA_MASK) == 0 ||
	    mode == FAKE_TX_STUCK || mode == FAKE_TX_ERROR)
		return false;
	for (; t->taken != head && head - t->taken <= slots; t->taken++) {
		uint64_t at = fake_reg64(sim, TW_TRADE_TX_LO) +
			      (uint64_t)(t->taken & (slots - 1)) * SLOT;

		if (!fake_get(sim, at, &length, sizeof(length)) || length > FRAME_MAX ||
		    !fake_get(sim, at + FRAME_AT, frame, length))
			break;
		if (mode == FAKE_ECHO)
			fake_send(sim, TW_SIM_ORDER, frame, length, fake_of(sim)->time_ns,
				  0);
		else
			fake_leave(sim, frame, length);
	}
	return t->taken != before;
}

void fake_trade_record(struct tw_sim *sim, struct fake_trade *t, uint32_t token,
		       uint32_t mode, uint64_t noise)
{
	uint64_t size = UINT64_C(1) << *fake_reg(sim, TW_TRADE_RING_LOG2);
	uint32_t used = (uint32_t)t->records - *fake_reg(sim, TW_TRADE_RING_HEAD);
	struct tw_trade_record record = {
		.time_ns = fake_of(sim)->time_ns,
		.token = token,
		.type = TW_TRADE_DECISION,
		.reason = TW_REASON_DISARMED,
		.seq = t->records + 1,
	};

	if (mode < FAKE_RECORD || mode > FAKE_RING_TAIL ||
	    (used >= size && mode != FAKE_RECORD_OVER))
		return;
	if (mode == FAKE_RECORD_NOISE) {
		memset(&record, (int)noise, sizeof(record));
		record.seq = noise % 4 == 0 ? noise : t->records + 1;
	}
	if (mode == FAKE_RECORD_SEQ)
		record.seq = noise >> noise % 64;
	fake_put(sim, fake_reg64(sim, TW_TRADE_RING_LO) + (t->records & (size - 1)) * 64,
		 &record, sizeof(record));
	t->records++;
}
