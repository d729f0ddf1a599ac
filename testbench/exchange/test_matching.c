/* SPDX-License-Identifier: BSD-3-Clause */
/* Matching by itself: each rule by example, then random days that are judged by their sums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "matching.h"
#include "order_case.h"
#include "record.h"

static struct matching desk;
static char said[4096]; /* the answers since expect(), a word each */
static int64_t position;
static void (*also)(const struct matching_event *event);

static void hear(void *ctx, const struct matching_event *event)
{
	(void)ctx;
	position = event->position;
	if (also)
		also(event);
	else
		answer_words(said, sizeof(said), event->answer);
}

static void expect(const char *words)
{
	assert_string_equal(said, words);
	said[0] = '\0';
}

static void begin(void)
{
	matching_init(&desk, hear, NULL);
	said[0] = '\0';
	also = NULL;
}

static void touch_flags(uint16_t symbol, uint32_t bid, uint32_t bid_size, uint32_t ask,
			uint32_t ask_size, uint16_t flags)
{
	struct tw_touch touch = { .symbol = symbol,
				  .bid_price = bid,
				  .bid_size = bid_size,
				  .ask_price = ask,
				  .ask_size = ask_size,
				  .flags = flags };

	assert_int_equal(matching_touch(&desk, &touch, 7), 0);
}

static void touch(uint32_t bid, uint32_t bid_size, uint32_t ask, uint32_t ask_size)
{
	touch_flags(0, bid, bid_size, ask, ask_size, 0);
}

static struct tw_ouch order(uint32_t token, char side, uint32_t quantity, uint64_t price,
			    char tif)
{
	struct tw_ouch m = plain_order(token, side, quantity, price);

	m.tif = tif;
	return m;
}

static void send(const struct tw_ouch *message)
{
	assert_int_equal(matching_message(&desk, message, 0, 0, 7), 0);
}

static void enter(uint32_t token, char side, uint32_t quantity, uint64_t price, char tif)
{
	struct tw_ouch m = order(token, side, quantity, price, tif);

	send(&m);
}

static void replace(uint32_t old, uint32_t token, uint32_t quantity, uint64_t price)
{
	struct tw_ouch m = order(token, 0, quantity, price, '0');

	m.type = 'U';
	m.old_token = old;
	send(&m);
}

static void cancel(uint32_t token, uint32_t quantity)
{
	struct tw_ouch m = { .type = 'X', .token = token, .quantity = quantity };

	send(&m);
}

static void modify(uint32_t token, char side, uint32_t quantity)
{
	struct tw_ouch m = {
		.type = 'M', .token = token, .side = side, .quantity = quantity
	};

	send(&m);
}

static void test_taking(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 100, 49, '0');
	expect("A1:100@49");
	enter(2, 'B', 100, 49, '3');
	expect("A2:100@49 C2:100I");
	/* At the touch's price, not at its own. */
	enter(3, 'B', 40, 55, '3');
	expect("A3:40@55 E3:40@50R");
	assert_int_equal(position, 40);
	/* What was taken is gone until the touch is another one. */
	enter(4, 'B', 40, 50, '3');
	expect("A4:40@50 E4:20@50R C4:20I");
	enter(5, 'B', 40, 50, '3');
	expect("A5:40@50 C5:40I");
	touch(47, 100, 50, 60);
	enter(6, 'B', 40, 50, '3');
	expect("A6:40@50 C6:40I");
	touch(47, 100, 50, 61);
	enter(7, 'B', 40, 50, '3');
	expect("A7:40@50 E7:40@50R");
	assert_int_equal(position, 100);
	enter(8, 'S', 30, 47, '3');
	expect("A8:30@47 E8:30@47R");
	enter(9, 'T', 30, 46, '3');
	expect("A9:30@46 E9:30@47R");
	enter(10, 'E', 50, 48, '3');
	expect("A10:50@48 C10:50I");
	enter(11, 'E', 50, 47, '3');
	expect("A11:50@47 E11:40@47R C11:10I");
	assert_int_equal(position, 0);
	touch(0, 0, 0, 0);
	enter(12, 'B', 50, 1999999900, '3');
	expect("A12:50@1999999900 C12:50I");
	enter(13, 'S', 50, 1, '3');
	expect("A13:50@1 C13:50I");
	matching_free(&desk);
}

static void test_resting(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 52, 60);
	enter(1, 'B', 100, 49, '0');
	enter(2, 'B', 30, 50, '0');
	enter(3, 'B', 30, 50, '5');
	enter(4, 'B', 30, 51, 'E');
	expect("A1:100@49 A2:30@50 A3:30@50 A4:30@51");
	/* Reached: the best price first, the older one among equals, at their own prices. */
	touch(48, 100, 50, 80);
	expect("E4:30@51A E2:30@50A E3:20@50A");
	touch(48, 99, 50, 80);
	expect("");
	touch(48, 99, 50, 79);
	expect("E3:10@50A");
	touch(48, 99, 45, 1000);
	expect("E1:100@49A");
	/* What a resting order took is not there for the next one. */
	enter(5, 'B', 1000, 45, '3');
	expect("A5:1000@45 E5:900@45R C5:100I");
	enter(6, 'S', 10, 100, '6');
	enter(7, 'S', 10, 99, '0');
	expect("A6:10@100 A7:10@99");
	touch(99, 5, 120, 10);
	expect("E7:5@99A");
	touch(100, 25, 120, 10);
	expect("E7:5@99A E6:10@100A");
	/* Our own orders do not meet. */
	enter(8, 'B', 10, 110, '0');
	enter(9, 'S', 10, 105, '0');
	expect("A8:10@110 A9:10@105");
	matching_close(&desk, 8);
	expect("C9:10E C8:10E");
	matching_free(&desk);
}

static void test_rest_of_a_taker_rests(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 100, 51, '0');
	expect("A1:100@51 E1:60@50R");
	touch(48, 100, 50, 25);
	expect("E1:25@51A");
	touch(48, 100, 52, 25);
	expect("");
	cancel(1, 0);
	expect("C1:15U");
	assert_int_equal(position, 85);
	matching_free(&desk);
}

static void test_other_symbols(void **state)
{
	struct tw_ouch m = order(1, 'B', 10, 50, '0');

	(void)state;
	begin();
	/* One that has shown nothing yet. */
	assert_int_equal(matching_message(&desk, &m, 300, 0, 7), 0);
	expect("A1:10@50");
	touch_flags(299, 40, 10, 45, 10, 0);
	touch_flags(301, 40, 10, 45, 10, 0);
	expect("");
	touch_flags(300, 40, 10, 45, 10, 0);
	expect("E1:10@50A");
	assert_int_equal(position, 10);
	m = order(2, 'B', 4, 45, '3');
	assert_int_equal(matching_message(&desk, &m, 299, 0, 7), 0);
	expect("A2:4@45 E2:4@45R");
	assert_int_equal(position, 4);
	matching_free(&desk);
}

static void test_halted(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 10, 49, '0');
	expect("A1:10@49");
	touch_flags(0, 48, 100, 49, 60, TW_FLAG_HALTED);
	expect("");
	replace(1, 2, 10, 50);
	expect("U2:10@50");
	touch_flags(0, 48, 100, 49, 60, TW_FLAG_CROSSED);
	expect("E2:10@50A");
	matching_free(&desk);
}

static void test_rejections(void **state)
{
	static const struct {
		const char *answer;
		char side, tif, display, capacity, sweep, cross;
		uint32_t quantity;
		uint64_t price;
		int symbol;
	} cases[] = {
		{ "J1:#23", 'B', '3', 'Y', 'P', 'N', 'N', 10, 50, -1 },
		{ "J2:#9", 'X', '3', 'Y', 'P', 'N', 'N', 10, 50, 0 },
		{ "J3:#9", '\0', '3', 'Y', 'P', 'N', 'N', 10, 50, 0 },
		{ "J4:#19", 'B', '3', 'Y', 'P', 'N', 'N', 0, 50, 0 },
		{ "J5:#19", 'B', '3', 'Y', 'P', 'N', 'N', 1000000, 50, 0 },
		{ "J6:#29", 'B', '3', 'Y', 'P', 'N', 'N', 10, 0, 0 },
		{ "J7:#29", 'B', '3', 'Y', 'P', 'N', 'N', 10, 1999999901, 0 },
		{ "J8:#29", 'B', '3', 'Y', 'P', 'N', 'N', 10, 0x100000032, 0 },
		{ "J9:#3", 'B', '3', 'Z', 'P', 'N', 'N', 10, 50, 0 },
		{ "J10:#20", 'B', '3', 'Y', 'P', 'N', 'O', 10, 50, 0 },
		{ "J11:#15", 'B', '1', 'Y', 'P', 'N', 'N', 10, 50, 0 },
		{ "J12:#15", 'B', '3', 'Y', 'X', 'N', 'N', 10, 50, 0 },
		{ "J13:#15", 'B', '3', 'Y', 'P', 'X', 'N', 10, 50, 0 },
		{ "A14:999999@1999999900 E14:60@50R C14:999939I", 'B', '3', 'N', 'A', 'Y',
		  'N', 999999, 1999999900, 0 },
	};

	(void)state;
	begin();
	touch(48, 100, 50, 60);
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tw_ouch m = order(i + 1, cases[i].side, cases[i].quantity,
					 cases[i].price, cases[i].tif);

		m.display = cases[i].display;
		m.capacity = cases[i].capacity;
		m.sweep = cases[i].sweep;
		m.cross = cases[i].cross;
		assert_int_equal(matching_message(&desk, &m, cases[i].symbol, 0, 7), 0);
		expect(cases[i].answer);
	}
	assert_int_equal(desk.stats.rejected, 13);
	matching_free(&desk);
}

/* A number that is not above all before it has no effect and no answer; a reject uses one up. */
static void test_numbers(void **state)
{
	struct tw_ouch m = order(9, 'B', 10, 50, '0');

	(void)state;
	begin();
	enter(5, 'B', 10, 40, '0');
	enter(5, 'B', 10, 40, '0');
	enter(4, 'B', 10, 40, '0');
	expect("A5:10@40");
	enter(7, 'B', 0, 40, '0');
	enter(7, 'B', 10, 40, '0');
	expect("J7:#19");
	replace(5, 7, 20, 41);
	replace(5, 5, 20, 41);
	expect("");
	replace(5, 8, 20, 41);
	expect("U8:20@41");
	/* The exchange's own reason comes behind the field's. */
	assert_int_equal(matching_message(&desk, &m, 0, TW_OUCH_REJECT_TEST, 7), 0);
	m.token = 10;
	assert_int_equal(matching_message(&desk, &m, -1, TW_OUCH_REJECT_TEST, 7), 0);
	expect("J9:#24 J10:#23");
	/* A replacement of nothing uses its number up, too. */
	replace(5, 20, 20, 41);
	enter(20, 'B', 10, 40, '0');
	expect("");
	assert_int_equal(desk.last_token, 20);
	touch(48, 100, 50, 60);
	enter(21, 'B', 10, 50, '0');
	expect("A21:10@50 E21:10@50R");
	assert_int_equal(position, 10);
	matching_clear(&desk);
	enter(1, 'B', 10, 40, '0');
	expect("A1:10@40");
	assert_int_equal(position, 0);
	cancel(8, 0);
	expect("");
	matching_free(&desk);
}

static void test_replacing(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 100, 50, '0');
	expect("A1:100@50 E1:60@50R");
	/* The quantity counts what was executed. */
	replace(1, 2, 150, 49);
	expect("U2:90@49");
	replace(1, 3, 150, 49);
	expect("");
	touch(48, 100, 49, 10);
	expect("E2:10@49A");
	replace(2, 4, 71, 49);
	expect("U4:1@49");
	replace(4, 5, 70, 49);
	expect("C4:1U");
	/* Bad details end the order. */
	enter(6, 'S', 10, 60, '0');
	replace(6, 7, 10, 0);
	expect("A6:10@60 C6:10Z");
	enter(8, 'S', 10, 60, '0');
	replace(8, 9, 1000000, 60);
	expect("A8:10@60 C8:10Z");
	enter(10, 'S', 10, 60, '0');
	replace(10, 11, 0, 60);
	expect("A10:10@60 C10:10U");
	/* To where it takes; side and symbol are the old one's. */
	enter(12, 'S', 150, 60, '0');
	replace(12, 13, 150, 48);
	expect("A12:150@60 U13:150@48 E13:100@48R");
	replace(13, 14, 150, 60);
	expect("U14:50@60");
	/* The end of the line. */
	enter(15, 'S', 5, 60, '0');
	replace(14, 16, 160, 60);
	expect("A15:5@60 U16:60@60");
	touch(60, 10, 61, 1);
	expect("E15:5@60A E16:5@60A");
	matching_free(&desk);
}

static void test_replacing_by_ioc(void **state)
{
	struct tw_ouch m = order(2, 0, 100, 51, '3');

	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 100, 49, '0');
	m.type = 'U';
	m.old_token = 1;
	send(&m);
	expect("A1:100@49 U2:100@51 E2:60@50R C2:40I");
	enter(3, 'B', 100, 49, '0');
	m.token = 4;
	m.old_token = 3;
	m.tif = 'E';
	send(&m);
	expect("A3:100@49 C3:100Z");
	matching_free(&desk);
}

static void test_cancelling(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'B', 100, 50, '0');
	expect("A1:100@50 E1:60@50R");
	/* The new size counts what was executed. */
	cancel(1, 100);
	cancel(1, 200);
	expect("");
	cancel(1, 90);
	expect("C1:10U");
	cancel(1, 61);
	expect("C1:29U");
	cancel(1, 60);
	expect("C1:1U");
	cancel(1, 0);
	cancel(99, 0);
	expect("");
	assert_int_equal(desk.stats.ignored, 4);
	matching_free(&desk);
}

static void test_modifying(void **state)
{
	(void)state;
	begin();
	touch(48, 100, 50, 60);
	enter(1, 'S', 200, 48, '0');
	expect("A1:200@48 E1:100@48R");
	modify(1, 'T', 200);
	expect("M1:T100");
	modify(1, 'S', 200);
	modify(1, 'E', 200);
	modify(1, 'B', 200);
	expect("");
	modify(1, 'T', 150);
	expect("M1:T50");
	modify(1, 'T', 900);
	expect("M1:T50");
	modify(1, 'T', 100);
	expect("C1:50U");
	enter(2, 'S', 20, 90, '0');
	modify(2, 'E', 20);
	modify(2, 'T', 20);
	expect("A2:20@90 M2:E20 M2:T20");
	modify(2, 'T', 0);
	expect("C2:20U");
	modify(2, 'T', 10);
	expect("");
	matching_free(&desk);
}

static void test_record(void **state)
{
	struct tw_ouch answer = {
		.type = 'E', .time_ns = 34200000000123, .token = 17, .match = 5
	};
	struct matching_event event = { .answer = &answer,
					.side = 'T',
					.quantity = 100,
					.price = 3200130,
					.position = -100 };
	char line[EXCHANGE_RECORD_LINE];
	size_t n;

	(void)state;
	memcpy(event.symbol, "AAPL    ", 8);
	n = exchange_record_line(line, &event);
	assert_int_equal(n, strlen(line));
	assert_string_equal(line,
			    "34200000000123,17,executed,T,100,320.0130,AAPL,5,-100\n");
	answer.type = 'J';
	event.side = ',';
	event.price = UINT64_MAX;
	event.quantity = answer.token = UINT32_MAX;
	answer.time_ns = UINT64_MAX;
	event.position = INT64_MIN;
	memcpy(event.symbol, "A,\"\n\0BCD", 8);
	n = exchange_record_line(line, &event);
	assert_int_equal(n, strlen(line));
	assert_string_equal(line,
			    "18446744073709551615,4294967295,rejected,?,4294967295,"
			    "1844674407370955.1615,A????BCD,,-9223372036854775808\n");
}

/* ---- random days --------------------------------------------------------------------------- */
#define TOKENS 4096u
#define SYMBOLS 3u

/* What is known of an order from the answers alone. */
struct known {
	bool live, buy;
	unsigned symbol;
	uint32_t open;
	uint64_t price;
};

static struct known known[TOKENS];
static struct {
	uint32_t bid, bid_size, bid_taken, ask, ask_size, ask_taken;
	bool halted;
	int64_t position;
} shown[SYMBOLS];
static uint64_t filled, answers;

/* One fill: its price is what the rule says, and the touch had the shares. */
static void judge_fill(const struct known *order, const struct matching_event *event)
{
	const struct tw_ouch *a = event->answer;
	unsigned s = order->symbol;
	uint32_t price = order->buy ? shown[s].ask : shown[s].bid;
	uint32_t *taken = order->buy ? &shown[s].ask_taken : &shown[s].bid_taken;

	assert_false(shown[s].halted);
	assert_true(order->buy ? price <= order->price : price >= order->price);
	assert_int_equal(a->price, a->liquidity == 'R' ? price : order->price);
	assert_true(a->liquidity == 'R' || a->liquidity == 'A');
	*taken += a->quantity;
	assert_true(*taken <= (order->buy ? shown[s].ask_size : shown[s].bid_size));
	shown[s].position += order->buy ? (int64_t)a->quantity : -(int64_t)a->quantity;
	assert_int_equal(a->match, ++filled);
}

static void judge_answer(const struct matching_event *event)
{
	const struct tw_ouch *a = event->answer;
	struct known *order = &known[a->token];

	answers++;
	assert_in_range(a->token, 1, TOKENS - 1);
	switch (a->type) {
	case 'U':
		assert_true(known[a->old_token].live);
		known[a->old_token].live = false;
		/* fall through */
	case 'A':
		assert_false(order->live);
		assert_true(a->quantity > 0);
		*order = (struct known){ .live = true,
					 .buy = a->side == 'B',
					 .symbol = (unsigned)(a->symbol[0] - '0'),
					 .open = a->quantity,
					 .price = a->price };
		break;
	case 'E':
	case 'C':
		assert_true(order->live && a->quantity > 0 && a->quantity <= order->open);
		if (a->type == 'E')
			judge_fill(order, event);
		order->open -= a->quantity;
		order->live = order->open > 0;
		break;
	case 'M':
		assert_true(order->live && a->quantity > 0 && a->quantity <= order->open);
		order->open = a->quantity;
		break;
	default:
		assert_int_equal(a->type, 'J');
	}
	if (a->type != 'J')
		assert_int_equal(event->position, shown[order->symbol].position);
}

/* No order that rests meets shares that are left. */
static void judge_rest(uint32_t tokens)
{
	for (uint32_t t = 1; t < tokens; t++) {
		const struct known *order = &known[t];
		unsigned s = order->symbol;

		if (!order->live || shown[s].halted)
			continue;
		if (order->buy)
			assert_true(order->price < shown[s].ask ||
				    shown[s].ask_taken == shown[s].ask_size);
		else
			assert_true(order->price > shown[s].bid ||
				    shown[s].bid_taken == shown[s].bid_size);
	}
}

static void random_touch(void)
{
	unsigned s = (unsigned)rand() % SYMBOLS;
	uint32_t bid = 95 + (uint32_t)rand() % 10, ask = bid + (uint32_t)rand() % 4;
	uint32_t bid_size = (uint32_t)rand() % 4 * 50,
		 ask_size = (uint32_t)rand() % 4 * 50;

	bid = bid_size ? bid : 0;
	ask = ask_size ? ask : 0;
	shown[s].halted = rand() % 16 == 0;
	if (shown[s].bid != bid || shown[s].bid_size != bid_size)
		shown[s].bid_taken = 0;
	if (shown[s].ask != ask || shown[s].ask_size != ask_size)
		shown[s].ask_taken = 0;
	shown[s].bid = bid;
	shown[s].bid_size = bid_size;
	shown[s].ask = ask;
	shown[s].ask_size = ask_size;
	touch_flags((uint16_t)s, bid, bid_size, ask, ask_size,
		    shown[s].halted ? TW_FLAG_HALTED : 0);
}

static void random_message(uint32_t token)
{
	struct tw_ouch m = order(token, "BSTE"[rand() % 4], (uint32_t)rand() % 200,
				 94 + (uint64_t)rand() % 16, "03"[rand() % 2]);
	uint32_t other = token > 8 ? token - 1 - (uint32_t)rand() % 8 : 1;

	m.symbol[0] = (char)('0' + (unsigned)rand() % SYMBOLS);
	m.old_token = other;
	m.type = "OOOUUXM"[rand() % 7];
	if (m.type == 'X' || m.type == 'M')
		m.token = other;
	assert_int_equal(matching_message(&desk, &m, m.symbol[0] - '0', 0, 7), 0);
}

static void test_random_days(void **state)
{
	uint64_t all = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 40; seed++) {
		begin();
		srand(seed);
		memset(known, 0, sizeof(known));
		memset(shown, 0, sizeof(shown));
		filled = answers = 0;
		for (unsigned s = 0; s < SYMBOLS; s++)
			shown[s].halted = true;
		also = judge_answer;
		for (uint32_t token = 1; token < TOKENS; token++) {
			if (rand() % 2)
				random_touch();
			random_message(token);
			judge_rest(token + 1);
		}
		all += filled;
		matching_close(&desk, 8);
		for (uint32_t t = 1; t < TOKENS; t++)
			assert_false(known[t].live);
		assert_int_equal(desk.stats.executed, filled);
		assert_int_equal(desk.stats.accepted + desk.stats.rejected +
					 desk.stats.executed + desk.stats.canceled +
					 desk.stats.replaced + desk.stats.modified,
				 answers);
		matching_free(&desk);
	}
	assert_true(all > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taking),
		cmocka_unit_test(test_resting),
		cmocka_unit_test(test_rest_of_a_taker_rests),
		cmocka_unit_test(test_other_symbols),
		cmocka_unit_test(test_halted),
		cmocka_unit_test(test_rejections),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_replacing),
		cmocka_unit_test(test_replacing_by_ioc),
		cmocka_unit_test(test_cancelling),
		cmocka_unit_test(test_modifying),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_random_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
