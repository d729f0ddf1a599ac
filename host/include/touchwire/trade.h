/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trade: the records that the trading part of the device writes to host memory, and the
 * rows of the tables that the host commits.  Little endian.  rtl/include/tw_trade.svh has
 * the same numbers.  Prices are in 1/10000 of a dollar, quantities in shares.
 */
#ifndef TOUCHWIRE_TRADE_H
#define TOUCHWIRE_TRADE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/regs.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tw_kind {
	TW_KIND_HEARTBEAT, /* of the sender's frames, never of an intent */
	TW_KIND_ENTER,
	TW_KIND_REPLACE,
	TW_KIND_CANCEL
};

/* What the gate says of an intent, the first that applies: TW_REASON_*, the bank REASON. */
#define tw_reason tw_cause_reason
#define TW_REASONS TW_REASON_CAUSES

/* Bits of a mask. */
enum tw_kill_cause {
	TW_KILL_REGISTER = 1 << 0,
	TW_KILL_WATCHDOG = 1 << 1,
	TW_KILL_LINK = 1 << 2,
	TW_KILL_LIMIT = 1 << 3,
	TW_KILL_MISMATCH = 1 << 4,
	TW_KILL_INTERNAL = 1 << 5,
	TW_KILL_DMA = 1 << 6
};

enum tw_answer_kind {
	TW_ANSWER_ACCEPTED = 1,
	TW_ANSWER_EXECUTED,
	TW_ANSWER_CANCELLED,
	TW_ANSWER_REJECTED,
	TW_ANSWER_REPLACED
};

/* What became of a row, as TABLE_RESULT says it. */
enum tw_result {
	TW_RESULT_NONE,
	TW_RESULT_OK,
	TW_RESULT_CRC,
	TW_RESULT_ARMED, /* would loosen while armed, or not in this state */
	TW_RESULT_CEILING,
	TW_RESULT_RANGE,
	TW_RESULT_MISMATCH, /* an answer that cannot be; kills */
	TW_RESULT_BUSY
};

/* ---- records ------------------------------------------------------------------------ */

enum tw_trade_type {
	TW_TRADE_DECISION = 1, /* one per intent */
	TW_TRADE_SENT,	       /* one per frame that the device makes */
	TW_TRADE_ANSWER,
	TW_TRADE_COMMIT,
	TW_TRADE_KILL,
	TW_TRADE_ARM,
	TW_TRADE_DISARM,
	TW_TRADE_LEND,
	TW_TRADE_LOST
};

struct tw_trade_record {
	uint64_t time_ns;    /* device clock */
	uint64_t feed_seq;   /* DECISION: MoldUDP64 number of the message; 0: none */
	uint64_t arrival_ns; /* of its frame; bit 63: by port B */
	uint32_t token;	    /* UserRefNum given; 0: none. ANSWER: the order it is about */
	uint32_t old_token; /* REPLACE, CANCEL: the resting order. COMMIT: the row */
	uint32_t price;	    /* COMMIT: CRC of the row. ARM: CONFIG_HASH */
	uint32_t quantity;  /* LOST: records that found no room. LEND: first number that
			       may not be sent */
	uint32_t tcp_seq;   /* SENT: number of the first payload byte. LEND: the next */
	uint32_t cycles; /* since the touch, to the decision or the frame's first beat */
	uint16_t symbol;
	uint8_t type;	/* tw_trade_type */
	uint8_t reason; /* DECISION: tw_reason. ANSWER: tw_answer_kind. COMMIT: tw_result.
			   KILL: tw_kill_cause, the new ones. DISARM: 1 by UNKILL.
			   LEND: 1 lent, 0 returned */
	uint8_t kind;	/* tw_kind */
	uint8_t side;	/* 'B', 'S', 0 */
	uint8_t rule;	/* lane. COMMIT: the table */
	uint8_t tif;
	uint64_t seq; /* ring sequence from 1, written last */
};
static_assert(sizeof(struct tw_trade_record) == 64, "one record, one aligned burst");
static_assert(offsetof(struct tw_trade_record, token) == 24, "layout shared with rtl");
static_assert(offsetof(struct tw_trade_record, symbol) == 48, "layout shared with rtl");
static_assert(offsetof(struct tw_trade_record, seq) == 56,
	      "the sequence is the last word");

/* ---- inside the device --------------------------------------------------------------- */

/* What a rule wants to do. */
struct tw_intent {
	enum tw_kind kind;
	bool sell;
	bool bad_frame; /* the frame that triggered ended with an error */
	uint8_t tif;
	uint8_t rule; /* lane */
	uint16_t symbol;
	uint16_t flags; /* TW_FLAG_* of the touch that triggered */
	uint32_t quantity, price;
	uint32_t token; /* REPLACE, CANCEL: the resting order */
	uint32_t bid_price, ask_price, bid_size, ask_size;
	uint32_t born;	   /* cycle of the touch */
	uint64_t feed_seq; /* of its message */
	uint64_t arrival_ns;
};

/* What the gate lets pass. */
struct tw_trade_order {
	enum tw_kind kind;
	bool sell;
	uint8_t tif;
	uint16_t symbol;
	uint32_t quantity, price;
	uint32_t token;	    /* UserRefNum; 0 for CANCEL, which takes none */
	uint32_t old_token; /* REPLACE, CANCEL */
	uint32_t born;
};

/* ---- tables -------------------------------------------------------------------------- */

enum tw_table {
	TW_TABLE_LIMITS,  /* row: symbol */
	TW_TABLE_TOTALS,  /* row 0, as of all that follow but RULES and NAMES */
	TW_TABLE_RULES,	  /* row: symbol * TW_RULES_PER_SYMBOL + lane */
	TW_TABLE_NAMES,	  /* row: symbol */
	TW_TABLE_SESSION, /* not while lent */
	TW_TABLE_LEND,
	TW_TABLE_ANSWER,
	TW_TABLES
};

#define TW_TABLE_WORDS 16
#define TW_RULES_PER_SYMBOL 4

/* Each row is 16 words; those behind its members are 0. */

struct tw_row_limits {
	uint32_t enable; /* 0 or 1 */
	uint32_t max_quantity;
	uint32_t max_notional_lo, max_notional_hi; /* price * quantity */
	uint32_t collar;    /* a buy at most ask + collar, a sell at least bid - collar */
	uint32_t max_long;  /* when all open buys were filled */
	uint32_t max_short; /* when all open sells were */
	uint32_t max_open;  /* orders */
};

struct tw_row_totals {
	uint32_t max_open;
	uint32_t max_orders;		     /* frames since reset */
	uint32_t max_gross_lo, max_gross_hi; /* sum of the notionals of all that passed */
	uint32_t rate_cycles;		     /* one frame each so many cycles */
	uint32_t burst;			     /* and so many at once */
	uint32_t max_age;		     /* cycles since the touch */
	uint32_t duplicate_cycles; /* in which the same order is not sent twice */
};

enum tw_condition {
	TW_CONDITION_OFF,
	TW_CONDITION_BID_GE,
	TW_CONDITION_BID_LE,
	TW_CONDITION_ASK_GE,
	TW_CONDITION_ASK_LE,
	TW_CONDITION_SPREAD_GE,
	TW_CONDITION_SPREAD_LE,
	TW_CONDITION_IMBALANCE_BID, /* 256 * bid size >= threshold * ask size */
	TW_CONDITION_IMBALANCE_ASK,
	TW_CONDITIONS
};
enum tw_rule_price { TW_PRICE_FIXED, TW_PRICE_BID, TW_PRICE_ASK };
enum tw_rule_size { TW_SIZE_FIXED, TW_SIZE_TOUCH };
enum tw_rule_rearm { TW_REARM_ONCE, TW_REARM_FALSE };

/* Word 0 of a rule, from bit 0. */
#define TW_RULE_TIF_SHIFT 0
#define TW_RULE_CONDITION_SHIFT 8
#define TW_RULE_SELL_SHIFT 12
#define TW_RULE_KIND_SHIFT 13
#define TW_RULE_PRICE_SHIFT 15
#define TW_RULE_SIZE_SHIFT 17
#define TW_RULE_REARM_SHIFT 19
#define TW_RULE_BITS 21 /* those above are 0 */

struct tw_row_rule {
	uint32_t what;	    /* as above */
	uint32_t threshold; /* price, spread, or ratio * 256 */
	uint32_t quantity;  /* CANCEL: what shall remain */
	uint32_t price;	    /* fixed, or the signed offset */
	uint32_t token;	    /* REPLACE, CANCEL: the resting order */
};

struct tw_row_name {
	uint8_t name[8]; /* as it stands in OUCH, padded with spaces */
};

struct tw_row_session {
	uint8_t dst_mac[8]; /* 6 bytes as on the wire, 2 of 0 */
	uint8_t src_mac[8];
	uint32_t src_ip; /* a.b.c.d: a << 24 | ... | d */
	uint32_t dst_ip;
	uint32_t ports; /* src << 16 | dst */
	uint32_t clordid_seed;
};

struct tw_row_lend {
	uint32_t seq; /* TCP: the next to send */
	uint32_t ack;
	uint32_t limit; /* the first number that may not be sent */
	uint32_t window;
	uint32_t next_token; /* above all that were used */
};

struct tw_row_answer {
	uint32_t kind; /* tw_answer_kind */
	uint32_t token;
	uint32_t quantity; /* executed, cancelled: shares; replaced: open now */
	uint32_t price;
	uint32_t old_token; /* replaced */
};

static_assert(sizeof(struct tw_row_limits) == 32, "8 words");
static_assert(sizeof(struct tw_row_totals) == 32, "8 words");
static_assert(sizeof(struct tw_row_rule) == 20, "5 words");
static_assert(sizeof(struct tw_row_name) == 8, "2 words");
static_assert(sizeof(struct tw_row_session) == 32, "8 words");
static_assert(sizeof(struct tw_row_lend) == 20, "5 words");
static_assert(sizeof(struct tw_row_answer) == 20, "5 words");

/* ---- ceilings: no row may say more, and nothing means "unlimited" -------------------- */

#define TW_CEIL_QUANTITY 999999u
#define TW_CEIL_PRICE 1999999900u /* of an order */
#define TW_CEIL_NOTIONAL (UINT64_C(1) << 40)
#define TW_CEIL_COLLAR 10000000u
#define TW_CEIL_POSITION 1000000u
#define TW_CEIL_OPEN 64u
#define TW_CEIL_ORDERS 1000000u
#define TW_CEIL_GROSS (UINT64_C(1) << 48)
#define TW_CEIL_BURST 256u
#define TW_CEIL_AGE (UINT32_C(1) << 24)
#define TW_FLOOR_RATE_CYCLES 64u

/* ---- names, checksums, keys ------------------------------------------------------------- */

/* "COLLAR"; as the counter bank REASON names them. */
const char *tw_reason_name(unsigned reason);
/* What became of a row, in words. */
const char *tw_result_text(unsigned result);

/*
 * CRC-32 of a row, its index in front, going on from @crc. From 0 it is what TABLE_CRC takes;
 * from CONFIG_HASH, for tables up to SESSION, the CONFIG_HASH after the commit.
 */
uint32_t tw_row_crc(uint32_t crc, enum tw_table table, uint32_t row,
		    const uint32_t words[TW_TABLE_WORDS]);

/* What ARM_KEY, ARM_GO and UNKILL take while NONCE is @nonce. */
uint32_t tw_arm_key(uint32_t nonce, uint32_t map_hash, uint32_t build,
		    uint32_t config_hash);
uint32_t tw_arm_go(uint32_t nonce, uint32_t config_hash);
uint32_t tw_unkill(uint32_t nonce);

#ifdef __cplusplus
}
#endif

#endif
