/* SPDX-License-Identifier: BSD-3-Clause */
#include "bench_trader.h"

#include <inttypes.h>
#include <string.h>

#include <touchwire/itch.h>
#include <touchwire/regs.h>

#include "cmd.h"

#define TRIES 1000u
#define QUANTITY 100u
#define RATIO 512u /* of sizes, times 256: the bid is twice the ask */
#define SEQUENCE 5000u

static void put32(struct bench_trader *trader, uint32_t offset, uint64_t value)
{
	trader->ops->write32(trader->probe, offset, (uint32_t)value);
}

static uint32_t get32(struct bench_trader *trader, uint32_t offset)
{
	return trader->ops->read32(trader->probe, offset);
}

static bool commit(struct bench_trader *trader, enum tw_table table, uint32_t row,
		   const void *from, size_t size)
{
	uint32_t words[TW_TABLE_WORDS] = { 0 }, result = TW_RESULT_BUSY, i;

	memcpy(words, from, size);
	put32(trader, TW_TRADE_TABLE_INDEX, (uint32_t)table << 24 | row);
	for (i = 0; i < TW_TABLE_WORDS; i++) {
		if (words[i] != trader->shadow[i])
			put32(trader, TW_TRADE_WORD_0 + 4 * i, words[i]);
	}
	memcpy(trader->shadow, words, sizeof(words));
	put32(trader, TW_TRADE_TABLE_CRC, tw_row_crc(0, table, row, words));
	for (i = 0; i < TRIES && result == TW_RESULT_BUSY; i++)
		result = get32(trader, TW_TRADE_TABLE_RESULT);
	if (result == TW_RESULT_OK)
		return true;
	say_error("the device does not take table %u, row %u: %s", (unsigned int)table,
		  row, tw_result_text(result));
	return false;
}

void trader_place(struct bench_trader *trader, struct tw_trade_record *ring,
		  uint64_t where)
{
	trader->ring = ring;
	put32(trader, TW_TRADE_RING_LO, where);
	put32(trader, TW_TRADE_RING_HI, where >> 32);
	put32(trader, TW_TRADE_RING_LOG2, TRADER_RING_LOG2);
}

/* Buy at the ask when twice as much is wanted as is offered; again when it was not so. */
static bool commit_symbol(struct bench_trader *trader, uint32_t symbol,
			  const char name[9])
{
	static const struct tw_row_limits limits = { .enable = 1,
						     .max_quantity = TW_CEIL_QUANTITY,
						     .max_notional_hi = 1u << 8,
						     .collar = TW_CEIL_COLLAR,
						     .max_long = TW_CEIL_POSITION,
						     .max_short = TW_CEIL_POSITION,
						     .max_open = TW_CEIL_OPEN };
	static const struct tw_row_rule rule = {
		.what = (uint32_t)'3' << TW_RULE_TIF_SHIFT |
			(uint32_t)TW_CONDITION_IMBALANCE_BID << TW_RULE_CONDITION_SHIFT |
			(uint32_t)TW_KIND_ENTER << TW_RULE_KIND_SHIFT |
			(uint32_t)TW_PRICE_ASK << TW_RULE_PRICE_SHIFT |
			(uint32_t)TW_REARM_FALSE << TW_RULE_REARM_SHIFT,
		.threshold = RATIO,
		.quantity = QUANTITY,
	};
	struct tw_row_name row;
	size_t length = strlen(name);

	memset(&row, ' ', sizeof(row));
	memcpy(row.name, name, length < 8 ? length : 8);
	return commit(trader, TW_TABLE_LIMITS, symbol, &limits, sizeof(limits)) &&
	       commit(trader, TW_TABLE_NAMES, symbol, &row, sizeof(row)) &&
	       commit(trader, TW_TABLE_RULES, symbol * TW_RULES_PER_SYMBOL, &rule,
		      sizeof(rule));
}

bool trader_arm(struct bench_trader *trader, const struct input *input, uint32_t symbols,
		bool cut_through)
{
	static const struct tw_row_totals totals = { .max_open = TW_CEIL_OPEN,
						     .max_orders = TW_CEIL_ORDERS,
						     .max_gross_hi = 1u << 16,
						     .rate_cycles = TW_FLOOR_RATE_CYCLES,
						     .burst = TW_CEIL_BURST,
						     .max_age = 100000 };
	static const struct tw_row_session session = {
		{ 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 }, 0x0a000001,
		0x0a000002,	      40000u << 16 | 5000u, 0x1234
	};
	static const struct tw_row_lend lend = { SEQUENCE, 777, SEQUENCE + (1u << 30),
						 8192, 1 };
	uint32_t i, hash, nonce;

	put32(trader, TW_TRADE_CONTROL,
	      cut_through ? TW_TRADE_CONTROL_CUT_THROUGH_MASK : 0);
	for (i = 0; i < symbols; i++) {
		char name[9] = "BENCH";

		if (i < input->list.count)
			tw_name_unpack(input->list.entries[i].name, name);
		if (!commit_symbol(trader, i, name))
			return false;
	}
	if (!commit(trader, TW_TABLE_TOTALS, 0, &totals, sizeof(totals)) ||
	    !commit(trader, TW_TABLE_SESSION, 0, &session, sizeof(session)))
		return false;
	put32(trader, TW_TRADE_WATCHDOG, UINT32_MAX);
	if (!commit(trader, TW_TABLE_LEND, 0, &lend, sizeof(lend)) ||
	    !trader_poll(trader))
		return false;
	hash = get32(trader, TW_TRADE_CONFIG_HASH);
	nonce = get32(trader, TW_TRADE_NONCE);
	put32(trader, TW_TRADE_ARM_KEY,
	      tw_arm_key(nonce, TW_MAP_HASH, get32(trader, TW_IDENT_BUILD), hash));
	put32(trader, TW_TRADE_ARM_GO, tw_arm_go(nonce, hash));
	if (get32(trader, TW_TRADE_STATUS) & TW_TRADE_STATUS_ARMED_MASK)
		return true;
	say_error("the device is not armed: status %08x", get32(trader, TW_TRADE_STATUS));
	return false;
}

bool trader_poll(struct bench_trader *trader)
{
	const uint64_t records = 1u << TRADER_RING_LOG2;

	for (;;) {
		const struct tw_trade_record r = trader->ring[trader->taken % records];
		const struct tw_row_answer answer = { TW_ANSWER_CANCELLED, r.token,
						      r.quantity, 0, 0 };

		if (r.seq != trader->taken + 1)
			break;
		trader->taken++;
		if (r.type == TW_TRADE_KILL || r.type == TW_TRADE_LOST) {
			say_error("the device stopped to trade: record of type %u, "
				  "reason %u",
				  r.type, r.reason);
			return false;
		}
		if (r.type != TW_TRADE_DECISION)
			continue;
		trader->passed += r.reason == TW_REASON_PASS;
		trader->refused += r.reason != TW_REASON_PASS;
		if (r.reason == TW_REASON_PASS &&
		    !commit(trader, TW_TABLE_ANSWER, 0, &answer, sizeof(answer)))
			return false;
	}
	if (trader->taken - trader->told > records / 4) {
		trader->told = trader->taken;
		put32(trader, TW_TRADE_RING_HEAD, trader->told);
	}
	return true;
}
