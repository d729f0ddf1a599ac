/* SPDX-License-Identifier: BSD-3-Clause */
/* gate: every limit at its last good value and one past it, reasons in order, answers, sums. */
#include <touchwire/gate.h>
#include <touchwire/touch.h>

#include "support.h"

#define SYMBOLS 4
#define FAR 1000000u /* cycles: the bucket is full again */

/* A gate with limits that the plain intent meets, and an armed device around it. */
struct desk {
	struct tw_gate *gate;
	struct tw_gate_now now;
	struct tw_intent intent;
	struct tw_trade_order order;
	union {
		struct tw_row_limits row;
		uint32_t words[TW_TABLE_WORDS];
	} limits;
	union {
		struct tw_row_totals row;
		uint32_t words[TW_TABLE_WORDS];
	} totals;
};

static enum tw_result commit_limits(struct desk *desk, uint32_t row)
{
	uint32_t words[TW_TABLE_WORDS];

	memcpy(words, &desk->limits, sizeof(words));
	return tw_gate_commit(desk->gate, TW_TABLE_LIMITS, row, words, &desk->now);
}

static enum tw_result commit_totals(struct desk *desk)
{
	uint32_t words[TW_TABLE_WORDS];

	memcpy(words, &desk->totals, sizeof(words));
	return tw_gate_commit(desk->gate, TW_TABLE_TOTALS, 0, words, &desk->now);
}

static int setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	desk->gate = tw_gate_create(SYMBOLS, TW_CEIL_OPEN);
	desk->now = (struct tw_gate_now){
		.cycle = 1000,
		.armed = true,
		.lent = true,
		.window_ok = true,
		.link_up = true,
		.sender_ready = true,
		.log_ready = true,
	};
	desk->limits.row = (struct tw_row_limits){
		.enable = 1,
		.max_quantity = 500,
		.max_notional_lo = 500 * 100000,
		.collar = 200,
		.max_long = 1000,
		.max_short = 700,
		.max_open = 6,
	};
	desk->totals.row = (struct tw_row_totals){
		.max_open = 20,
		.max_orders = 1000,
		.max_gross_hi = 1,
		.rate_cycles = 64,
		.burst = 8,
		.max_age = 50,
		.duplicate_cycles = 0,
	};
	desk->intent = (struct tw_intent){
		.kind = TW_KIND_ENTER,
		.tif = '0',
		.symbol = 1,
		.quantity = 100,
		.price = 100000,
		.bid_price = 99900,
		.ask_price = 100000,
		.bid_size = 300,
		.ask_size = 200,
		.born = 999,
	};
	desk->now.armed = false;
	assert_int_equal(commit_totals(desk), TW_RESULT_OK);
	for (uint32_t i = 0; i < SYMBOLS; i++)
		assert_int_equal(commit_limits(desk, i), TW_RESULT_OK);
	desk->now.armed = true;
	desk->now.cycle += FAR;
	desk->intent.born += FAR;
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;

	tw_gate_destroy(desk->gate);
	free(desk);
	return 0;
}

static enum tw_reason judge(struct desk *desk)
{
	return tw_gate_judge(desk->gate, &desk->intent, &desk->now, &desk->order);
}

/* Later, with a touch as old as before. */
static void wait_cycles(struct desk *desk, uint32_t cycles)
{
	desk->now.cycle += cycles;
	desk->intent.born += cycles;
}

static void relimit(struct desk *desk)
{
	bool armed = desk->now.armed;

	desk->now.armed = false;
	assert_int_equal(commit_totals(desk), TW_RESULT_OK);
	assert_int_equal(commit_limits(desk, 1), TW_RESULT_OK);
	desk->now.armed = armed;
	wait_cycles(desk, FAR);
}

static enum tw_result answer(struct desk *desk, enum tw_answer_kind kind, uint32_t token,
			     uint32_t quantity, uint32_t old_token)
{
	uint32_t words[TW_TABLE_WORDS] = { kind, token, quantity, 0, old_token };

	return tw_gate_commit(desk->gate, TW_TABLE_ANSWER, 0, words, &desk->now);
}

static void assert_exposure(struct desk *desk, int32_t position, uint32_t buy,
			    uint32_t sell, uint32_t orders)
{
	struct tw_gate_exposure now;

	tw_gate_exposure(desk->gate, 1, &now);
	assert_int_equal(now.position, position);
	assert_int_equal(now.open_buy, buy);
	assert_int_equal(now.open_sell, sell);
	assert_int_equal(now.orders, orders);
}

/* ---- E6: at each limit, and one past it ---------------------------------------------------- */
static void test_quantity(void **state)
{
	struct desk *desk = *state;

	desk->intent.quantity = 500;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.quantity = 501;
	assert_int_equal(judge(desk), TW_REASON_QUANTITY);
	desk->intent.quantity = 0;
	assert_int_equal(judge(desk), TW_REASON_FIELD);
	desk->intent.quantity = TW_CEIL_QUANTITY + 1;
	assert_int_equal(judge(desk), TW_REASON_FIELD);
}

static void test_notional(void **state)
{
	struct desk *desk = *state;

	desk->intent.quantity = 500;
	desk->limits.row.max_notional_lo--;
	relimit(desk);
	assert_int_equal(judge(desk), TW_REASON_NOTIONAL);
	desk->limits.row.max_notional_lo++;
	relimit(desk);
	assert_int_equal(judge(desk), TW_REASON_PASS);
}

/* E5: no product wraps. */
static void test_notional_largest(void **state)
{
	struct desk *desk = *state;

	desk->limits.row.max_quantity = TW_CEIL_QUANTITY;
	desk->limits.row.max_notional_lo = 0;
	desk->limits.row.max_notional_hi = 1 << 8;
	relimit(desk);
	desk->intent.quantity = TW_CEIL_QUANTITY;
	desk->intent.price = TW_CEIL_PRICE;
	assert_int_equal(judge(desk), TW_REASON_NOTIONAL);
	desk->intent.price++;
	assert_int_equal(judge(desk), TW_REASON_FIELD);
	desk->intent.price = 0;
	assert_int_equal(judge(desk), TW_REASON_FIELD);
}

static void test_collar(void **state)
{
	struct desk *desk = *state;

	desk->limits.row.max_notional_hi = 1;
	relimit(desk);
	desk->intent.price = 100200;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.price = 100201;
	assert_int_equal(judge(desk), TW_REASON_COLLAR);
	desk->intent.ask_size = 0;
	desk->intent.price = 1;
	assert_int_equal(judge(desk), TW_REASON_COLLAR);
	desk->intent.sell = true;
	desk->intent.price = 99700;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.price = 99699;
	assert_int_equal(judge(desk), TW_REASON_COLLAR);
	desk->intent.price = 100000;
	desk->intent.bid_size = 0;
	assert_int_equal(judge(desk), TW_REASON_COLLAR);
	/* A price far above the largest 32-bit number less the collar. */
	desk->intent.sell = false;
	desk->intent.ask_size = 1;
	desk->intent.ask_price = UINT32_MAX;
	assert_int_equal(judge(desk), TW_REASON_PASS);
}

static void test_position(void **state)
{
	struct desk *desk = *state;

	desk->intent.quantity = 500;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 1, 200, 0), TW_RESULT_OK);
	assert_exposure(desk, 200, 300, 0, 1);
	desk->intent.quantity = 500;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.quantity = 1;
	assert_int_equal(judge(desk), TW_REASON_POSITION);
	desk->intent.sell = true;
	desk->intent.price = 99900;
	desk->intent.quantity = 500;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.quantity = 401;
	assert_int_equal(judge(desk), TW_REASON_POSITION);
	desk->intent.quantity = 400;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_exposure(desk, 200, 800, 900, 4);
}

static void test_open(void **state)
{
	struct desk *desk = *state;

	desk->intent.quantity = 1;
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_OPEN);
	desk->intent.symbol = 2;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->totals.row.max_open = 7;
	relimit(desk);
	assert_int_equal(judge(desk), TW_REASON_OPEN);
	assert_int_equal(answer(desk, TW_ANSWER_REJECTED, 3, 0, 0), TW_RESULT_OK);
	assert_int_equal(judge(desk), TW_REASON_PASS);
}

/* E12: numbers only rise; those whose place a live order has are left out. */
static void test_numbers(void **state)
{
	struct desk *desk = *state;
	uint32_t lend[TW_TABLE_WORDS] = { 0 };

	desk->intent.quantity = 1;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(desk->order.token, 1);
	lend[4] = 1;
	assert_int_equal(tw_gate_commit(desk->gate, TW_TABLE_LEND, 0, lend, &desk->now),
			 TW_RESULT_RANGE);
	lend[4] = 1 + TW_CEIL_OPEN;
	assert_int_equal(tw_gate_commit(desk->gate, TW_TABLE_LEND, 0, lend, &desk->now),
			 TW_RESULT_OK);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(desk->order.token, 2 + TW_CEIL_OPEN);
	lend[4] = UINT32_MAX - 1;
	assert_int_equal(tw_gate_commit(desk->gate, TW_TABLE_LEND, 0, lend, &desk->now),
			 TW_RESULT_OK);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_TOKEN);
}

/* All places are taken, and one becomes free. */
static void test_numbers_full(void **state)
{
	struct desk *desk = *state;

	desk->limits.row.max_open = desk->totals.row.max_open = TW_CEIL_OPEN;
	desk->totals.row.burst = 100;
	relimit(desk);
	desk->intent.quantity = 1;
	for (unsigned i = 0; i < TW_CEIL_OPEN; i++)
		assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_OPEN);
	assert_int_equal(answer(desk, TW_ANSWER_CANCELLED, 10, 1, 0), TW_RESULT_OK);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(desk->order.token, 10 + TW_CEIL_OPEN);
	assert_int_equal(judge(desk), TW_REASON_OPEN);
}

/* G3: burst at once, then one each rate_cycles, to the cycle. */
static void test_rate(void **state)
{
	struct desk *desk = *state;

	desk->limits.row.max_open = 20;
	relimit(desk);
	desk->intent.quantity = 1;
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_RATE);
	wait_cycles(desk, 64);
	assert_int_equal(judge(desk), TW_REASON_RATE);
	wait_cycles(desk, 1);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_RATE);
	wait_cycles(desk, 63);
	assert_int_equal(judge(desk), TW_REASON_RATE);
	wait_cycles(desk, 1);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	/* A commit brings none. */
	assert_int_equal(commit_totals(desk), TW_RESULT_OK);
	assert_int_equal(judge(desk), TW_REASON_RATE);
}

static void test_count(void **state)
{
	struct desk *desk = *state;

	desk->totals.row.max_orders = 2;
	relimit(desk);
	desk->intent.quantity = 1;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_COUNT);
}

static void test_gross(void **state)
{
	struct desk *desk = *state;

	desk->totals.row.max_gross_hi = 0;
	desk->totals.row.max_gross_lo = 250 * 100000;
	relimit(desk);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.quantity = 151;
	assert_int_equal(judge(desk), TW_REASON_GROSS);
	desk->intent.quantity = 150;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.quantity = 1;
	assert_int_equal(judge(desk), TW_REASON_GROSS);
}

/* E7 */
static void test_duplicate(void **state)
{
	struct desk *desk = *state;

	desk->totals.row.duplicate_cycles = 100;
	relimit(desk);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	wait_cycles(desk, 99);
	assert_int_equal(judge(desk), TW_REASON_DUPLICATE);
	desk->intent.quantity--;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	wait_cycles(desk, 100);
	assert_int_equal(judge(desk), TW_REASON_PASS);
}

static void test_age(void **state)
{
	struct desk *desk = *state;

	desk->intent.born = (uint32_t)desk->now.cycle - 50;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.born--;
	assert_int_equal(judge(desk), TW_REASON_AGE);
}

/* ---- reasons -------------------------------------------------------------------------------- */

/* Everything is wrong; then one cause after the other is mended. */
static void test_order_of_reasons(void **state)
{
	struct desk *desk = *state;
	struct tw_gate_now good = desk->now;
	uint32_t born = desk->intent.born;

	desk->now = (struct tw_gate_now){ .cycle = good.cycle, .killed = true };
	desk->intent.symbol = SYMBOLS;
	desk->intent.bad_frame = true;
	desk->intent.flags =
		TW_FLAG_STALE | TW_FLAG_INEXACT | TW_FLAG_HALTED | TW_FLAG_LOCKED;
	desk->intent.born = born - 50;
	desk->intent.kind = TW_KIND_HEARTBEAT;
	assert_int_equal(judge(desk), TW_REASON_KILLED);
	desk->now.killed = false;
	assert_int_equal(judge(desk), TW_REASON_DISARMED);
	desk->now.armed = true;
	assert_int_equal(judge(desk), TW_REASON_CONFIG);
	desk->intent.symbol = 1;
	assert_int_equal(judge(desk), TW_REASON_BAD_FRAME);
	desk->intent.bad_frame = false;
	assert_int_equal(judge(desk), TW_REASON_STALE);
	desk->intent.flags &= (uint16_t)~TW_FLAG_STALE;
	desk->intent.flags |= TW_FLAG_ENDED;
	assert_int_equal(judge(desk), TW_REASON_STALE);
	desk->intent.flags &= (uint16_t)~TW_FLAG_ENDED;
	desk->intent.flags |= TW_FLAG_SILENT;
	assert_int_equal(judge(desk), TW_REASON_STALE);
	desk->intent.flags &= (uint16_t)~TW_FLAG_SILENT;
	assert_int_equal(judge(desk), TW_REASON_INEXACT);
	desk->intent.flags &= (uint16_t)~TW_FLAG_INEXACT;
	assert_int_equal(judge(desk), TW_REASON_HALTED);
	desk->intent.flags &= (uint16_t)~TW_FLAG_HALTED;
	assert_int_equal(judge(desk), TW_REASON_CROSSED);
	desk->intent.flags = TW_FLAG_SILENT_A | TW_FLAG_CROSSED;
	assert_int_equal(judge(desk), TW_REASON_CROSSED);
	desk->intent.flags = TW_FLAG_SILENT_A | TW_FLAG_SILENT_B | TW_FLAG_LOST;
	assert_int_equal(judge(desk), TW_REASON_AGE);
	desk->intent.born = born;
	assert_int_equal(judge(desk), TW_REASON_FIELD);
	desk->intent.kind = TW_KIND_REPLACE;
	assert_int_equal(judge(desk), TW_REASON_TOKEN);
	desk->intent.kind = TW_KIND_ENTER;
	assert_int_equal(judge(desk), TW_REASON_WINDOW);
	desk->now.lent = true;
	assert_int_equal(judge(desk), TW_REASON_WINDOW);
	desk->now.window_ok = true;
	assert_int_equal(judge(desk), TW_REASON_LINK);
	desk->now.link_up = true;
	assert_int_equal(judge(desk), TW_REASON_BUSY);
	desk->now.sender_ready = true;
	assert_int_equal(judge(desk), TW_REASON_JOURNAL);
	desk->now.log_ready = true;
	assert_int_equal(judge(desk), TW_REASON_PASS);
}

/* Taking risk away is judged by less. */
static void test_cancel(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->limits.row = (struct tw_row_limits){ .enable = 1 };
	desk->totals.row.max_gross_hi = 0;
	relimit(desk);
	desk->intent.kind = TW_KIND_CANCEL;
	desk->intent.quantity = 0;
	desk->intent.price = 0;
	desk->intent.ask_size = 0;
	desk->intent.flags = UINT16_MAX;
	desk->intent.token = 2;
	assert_int_equal(judge(desk), TW_REASON_TOKEN);
	desk->intent.token = 1;
	desk->intent.sell = true;
	assert_int_equal(judge(desk), TW_REASON_TOKEN);
	desk->intent.sell = false;
	desk->intent.symbol = 2;
	assert_int_equal(judge(desk), TW_REASON_TOKEN);
	desk->intent.symbol = 1;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(desk->order.token, 0);
	assert_int_equal(desk->order.old_token, 1);
	assert_exposure(desk, 0, 100, 0, 1);
	desk->intent.born -= 50;
	assert_int_equal(judge(desk), TW_REASON_AGE);
}

/* ---- E11: answers --------------------------------------------------------------------------- */
static void test_replace(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(judge(desk), TW_REASON_PASS);
	desk->intent.kind = TW_KIND_REPLACE;
	desk->intent.token = 1;
	desk->intent.quantity = 300;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(desk->order.token, 2);
	assert_int_equal(desk->order.old_token, 1);
	assert_exposure(desk, 0, 400, 0, 2);
	/* The old one is filled in part before the exchange hears of it. */
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 1, 40, 0), TW_RESULT_OK);
	assert_exposure(desk, 40, 360, 0, 2);
	assert_int_equal(answer(desk, TW_ANSWER_REPLACED, 2, 301, 1), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, TW_ANSWER_REPLACED, 2, 260, 2), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, TW_ANSWER_REPLACED, 2, 260, 3), TW_RESULT_MISMATCH);
	assert_exposure(desk, 40, 360, 0, 2);
	assert_int_equal(answer(desk, TW_ANSWER_REPLACED, 2, 260, 1), TW_RESULT_OK);
	assert_exposure(desk, 40, 260, 0, 1);
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 1, 1, 0), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 2, 261, 0), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 2, 260, 0), TW_RESULT_OK);
	assert_exposure(desk, 300, 0, 0, 0);
}

static void test_answers(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(answer(desk, TW_ANSWER_ACCEPTED, 1, 100, 0), TW_RESULT_MISMATCH);
	desk->intent.sell = true;
	desk->intent.price = 99900;
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(judge(desk), TW_REASON_PASS);
	assert_int_equal(answer(desk, TW_ANSWER_ACCEPTED, 1, 100, 0), TW_RESULT_OK);
	assert_int_equal(answer(desk, TW_ANSWER_CANCELLED, 1, 30, 0), TW_RESULT_OK);
	assert_exposure(desk, 0, 0, 170, 2);
	assert_int_equal(answer(desk, TW_ANSWER_EXECUTED, 1, 70, 0), TW_RESULT_OK);
	assert_exposure(desk, -70, 0, 100, 1);
	assert_int_equal(answer(desk, TW_ANSWER_REJECTED, 2, 0, 0), TW_RESULT_OK);
	assert_exposure(desk, -70, 0, 0, 0);
	assert_int_equal(answer(desk, TW_ANSWER_REJECTED, 2, 0, 0), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, TW_ANSWER_CANCELLED, 1, 1, 0), TW_RESULT_MISMATCH);
	assert_int_equal(answer(desk, 6, 1, 1, 0), TW_RESULT_RANGE);
	assert_int_equal(answer(desk, 0, 1, 1, 0), TW_RESULT_RANGE);
}

/* ---- E4: rows -------------------------------------------------------------------------------- */

/* Word @word of a row up and down by one while armed. */
static void tighten_only(struct desk *desk, enum tw_table table, uint32_t words[],
			 unsigned word, bool larger_is_tighter)
{
	uint32_t kept = words[word];

	words[word] = larger_is_tighter ? kept - 1 : kept + 1;
	assert_int_equal(tw_gate_commit(desk->gate, table, 0, words, &desk->now),
			 TW_RESULT_ARMED);
	words[word] = larger_is_tighter ? kept + 1 : kept - 1;
	assert_int_equal(tw_gate_commit(desk->gate, table, 0, words, &desk->now),
			 TW_RESULT_OK);
}

static void test_tighten_only(void **state)
{
	struct desk *desk = *state;

	desk->now.armed = false;
	desk->limits.row.max_notional_hi = 5;
	desk->totals.row.rate_cycles = 70;
	desk->totals.row.duplicate_cycles = 70;
	desk->totals.row.max_gross_lo = 5;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_OK);
	assert_int_equal(commit_totals(desk), TW_RESULT_OK);
	desk->now.armed = true;
	for (unsigned word = 1; word < 8; word++)
		tighten_only(desk, TW_TABLE_LIMITS, desk->limits.words, word, false);
	for (unsigned word = 0; word < 8; word++)
		tighten_only(desk, TW_TABLE_TOTALS, desk->totals.words, word,
			     word == 4 || word == 7);
	desk->limits.row.enable = 0;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_OK);
	desk->limits.row.enable = 1;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_ARMED);
	desk->now.armed = false;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_OK);
}

static void ceiling(struct desk *desk, enum tw_table table, const uint32_t good[],
		    unsigned word, uint64_t most)
{
	uint32_t words[TW_TABLE_WORDS];
	bool wide = most > UINT32_MAX;

	memcpy(words, good, sizeof(words));
	words[word] = (uint32_t)most;
	if (wide)
		words[word + 1] = (uint32_t)(most >> 32);
	assert_int_equal(tw_gate_commit(desk->gate, table, 0, words, &desk->now),
			 TW_RESULT_OK);
	words[word]++;
	assert_int_equal(tw_gate_commit(desk->gate, table, 0, words, &desk->now),
			 TW_RESULT_CEILING);
}

static void test_ceilings(void **state)
{
	struct desk *desk = *state;

	desk->now.armed = false;
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 1, TW_CEIL_QUANTITY);
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 2, TW_CEIL_NOTIONAL);
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 4, TW_CEIL_COLLAR);
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 5, TW_CEIL_POSITION);
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 6, TW_CEIL_POSITION);
	ceiling(desk, TW_TABLE_LIMITS, desk->limits.words, 7, TW_CEIL_OPEN);
	ceiling(desk, TW_TABLE_TOTALS, desk->totals.words, 0, TW_CEIL_OPEN);
	ceiling(desk, TW_TABLE_TOTALS, desk->totals.words, 1, TW_CEIL_ORDERS);
	ceiling(desk, TW_TABLE_TOTALS, desk->totals.words, 2, TW_CEIL_GROSS);
	ceiling(desk, TW_TABLE_TOTALS, desk->totals.words, 5, TW_CEIL_BURST);
	ceiling(desk, TW_TABLE_TOTALS, desk->totals.words, 6, TW_CEIL_AGE);
	desk->totals.row.rate_cycles = TW_FLOOR_RATE_CYCLES - 1;
	assert_int_equal(commit_totals(desk), TW_RESULT_CEILING);
	desk->limits.words[8] = 1;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_RANGE);
	desk->limits.words[8] = 0;
	assert_int_equal(commit_limits(desk, SYMBOLS), TW_RESULT_RANGE);
	desk->limits.row.enable = 2;
	assert_int_equal(commit_limits(desk, 0), TW_RESULT_RANGE);
}

static void test_flush(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(judge(desk), TW_REASON_PASS);
	tw_gate_flush(desk->gate);
	assert_int_equal(judge(desk), TW_REASON_CONFIG);
	assert_exposure(desk, 0, 100, 0, 1);
}

/* ---- G14, L8: what holds whatever comes ------------------------------------------------------ */
static uint64_t dice_state = 7;

static uint32_t dice(uint32_t n)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 7;
	dice_state ^= dice_state << 17;
	return (uint32_t)(dice_state >> 32) % n;
}

static void test_sums(void **state)
{
	struct desk *desk = *state;
	struct tw_gate_counters counters;
	uint64_t intents = 0, sum = 0, passes = 0;

	desk->totals.row.max_orders = TW_CEIL_ORDERS;
	desk->totals.row.max_gross_hi = 1 << 16;
	relimit(desk);
	for (unsigned i = 0; i < 100000; i++) {
		wait_cycles(desk, dice(200));
		desk->intent.symbol = (uint16_t)dice(3);
		desk->intent.kind = 1 + dice(3);
		desk->intent.sell = dice(2);
		desk->intent.quantity = dice(600);
		desk->intent.price = 99800 + dice(500);
		tw_gate_counters(desk->gate, &counters);
		desk->intent.token = counters.next_token - 1 - dice(20);
		passes += judge(desk) == TW_REASON_PASS;
		intents++;
		for (unsigned n = dice(3); n; n--)
			answer(desk, 1 + dice(5),
			       counters.next_token - 1 - dice(TW_CEIL_OPEN), dice(200),
			       counters.next_token - 1 - dice(TW_CEIL_OPEN));
		for (uint32_t s = 0; s < 3; s++) {
			struct tw_gate_exposure at;

			tw_gate_exposure(desk->gate, s, &at);
			assert_true(at.position + (int32_t)at.open_buy <= 1000);
			assert_true((int32_t)at.open_sell - at.position <= 700);
			assert_true(at.orders <= 6);
		}
	}
	tw_gate_counters(desk->gate, &counters);
	for (unsigned r = 0; r < TW_REASONS; r++)
		sum += counters.reason[r];
	assert_int_equal(sum, intents);
	assert_int_equal(counters.reason[TW_REASON_PASS], passes);
	assert_int_equal(counters.orders, passes);
	assert_true(passes > 1000);
}

/* ---- trade.h --------------------------------------------------------------------------------- */
static void test_keys(void **state)
{
	uint32_t words[TW_TABLE_WORDS] = { 0x31323334 };

	(void)state;
	assert_string_equal(tw_reason_name(TW_REASON_COLLAR), "COLLAR");
	assert_string_equal(tw_reason_name(TW_REASON_JOURNAL), "JOURNAL");
	assert_string_equal(tw_reason_name(TW_REASONS), "?");
	assert_string_equal(tw_result_text(TW_RESULT_OK), "done");
	/* The same by `python3 -c 'import zlib; ...'`. */
	assert_int_equal(tw_row_crc(0, TW_TABLE_RULES, 5, words), 0xf3205784);
	assert_int_equal(tw_row_crc(7, TW_TABLE_RULES, 5, words), 0x13e1992b);
	assert_int_equal(tw_arm_key(1, 2, 4, 8), 15);
	assert_int_equal(tw_arm_go(0xffffffff, 0x55), 0x55);
	assert_int_equal(tw_arm_go(0x7fffffff, 0), 0x40);
	assert_int_equal(tw_unkill(0x80000001), 0x3000);
}

int main(void)
{
#define GATE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		GATE_TEST(test_quantity),
		GATE_TEST(test_notional),
		GATE_TEST(test_notional_largest),
		GATE_TEST(test_collar),
		GATE_TEST(test_position),
		GATE_TEST(test_open),
		GATE_TEST(test_numbers),
		GATE_TEST(test_numbers_full),
		GATE_TEST(test_rate),
		GATE_TEST(test_count),
		GATE_TEST(test_gross),
		GATE_TEST(test_duplicate),
		GATE_TEST(test_age),
		GATE_TEST(test_order_of_reasons),
		GATE_TEST(test_cancel),
		GATE_TEST(test_replace),
		GATE_TEST(test_answers),
		GATE_TEST(test_tighten_only),
		GATE_TEST(test_ceilings),
		GATE_TEST(test_flush),
		GATE_TEST(test_sums),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
