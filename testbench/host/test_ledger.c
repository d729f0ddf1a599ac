/* SPDX-License-Identifier: BSD-3-Clause */
/* The ledger: positions, worst case, sums, and answers that cannot be. */
#include <errno.h>

#include <touchwire/ledger.h>
#include <touchwire/ouch.h>

#include "support.h"

#define MOST 64u

struct book {
	struct tw_ledger *ledger;
	struct tw_row_answer told[MOST];
	unsigned count;
	uint64_t match;
	struct tw_error error;
};

static void on_answer(void *ctx, const struct tw_row_answer *answer)
{
	struct book *book = ctx;

	assert_true(book->count < MOST);
	book->told[book->count++] = *answer;
}

static void open_book(struct book *book)
{
	memset(book, 0, sizeof(*book));
	book->ledger = tw_ledger_create();
	assert_non_null(book->ledger);
	tw_ledger_on_answer(book->ledger, on_answer, book);
}

static void close_book(struct book *book)
{
	struct tw_ledger_sums sums;

	assert_int_equal(tw_ledger_check(book->ledger, &book->error), 0);
	tw_ledger_orders(book->ledger, &sums);
	assert_int_equal(sums.orders, sums.open + sums.filled + sums.cancelled +
					      sums.rejected + sums.replaced);
	tw_ledger_destroy(book->ledger);
}

static int send(struct book *book, struct tw_ouch ouch)
{
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t length = tw_ouch_encode(TW_OUCH_IN, &ouch, bytes, sizeof(bytes));

	assert_true(length > 0);
	return tw_ledger_sent(book->ledger, bytes, length, &book->error);
}

static int hear(struct book *book, struct tw_ouch ouch)
{
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t length = tw_ouch_encode(TW_OUCH_OUT, &ouch, bytes, sizeof(bytes));

	assert_true(length > 0);
	return tw_ledger_answer(book->ledger, bytes, length, &book->error);
}

static struct tw_ouch new_order(uint32_t token, char side, uint32_t quantity)
{
	return (struct tw_ouch){ .type = 'O',
				 .token = token,
				 .side = side,
				 .quantity = quantity,
				 .price = 10000,
				 .symbol = "AAPL    " };
}

static struct tw_ouch replacement(uint32_t old, uint32_t token, uint32_t quantity)
{
	return (struct tw_ouch){ .type = 'U',
				 .old_token = old,
				 .token = token,
				 .quantity = quantity,
				 .price = 10000 };
}

static struct tw_ouch accepted(uint32_t token, char side, uint32_t quantity)
{
	struct tw_ouch ouch = new_order(token, side, quantity);

	ouch.type = 'A';
	ouch.state = 'L';
	return ouch;
}

static struct tw_ouch replaced(uint32_t old, uint32_t token, char side, uint32_t quantity)
{
	struct tw_ouch ouch = accepted(token, side, quantity);

	ouch.type = 'U';
	ouch.old_token = old;
	return ouch;
}

static struct tw_ouch executed(uint32_t token, uint32_t quantity, uint64_t price,
			       uint64_t match)
{
	return (struct tw_ouch){ .type = 'E',
				 .token = token,
				 .quantity = quantity,
				 .price = price,
				 .match = match };
}

static struct tw_ouch plain(char type, uint32_t token, uint32_t quantity)
{
	return (struct tw_ouch){ .type = type, .token = token, .quantity = quantity };
}

static void expect_line(const struct book *book, int64_t position, uint64_t open_buy,
			uint64_t open_sell, int64_t cash)
{
	const struct tw_ledger_position *line = tw_ledger_find(book->ledger, "AAPL    ");

	assert_non_null(line);
	assert_int_equal(line->position, position);
	assert_int_equal(line->open_buy, open_buy);
	assert_int_equal(line->open_sell, open_sell);
	assert_int_equal(line->cash, cash);
	assert_int_equal(tw_ledger_check(book->ledger, NULL), 0);
}

static void expect_told(struct book *book, enum tw_answer_kind kind, uint32_t token,
			uint32_t quantity)
{
	assert_true(book->count > 0);
	assert_int_equal(book->told[0].kind, kind);
	assert_int_equal(book->told[0].token, token);
	assert_int_equal(book->told[0].quantity, quantity);
	memmove(book->told, book->told + 1, --book->count * sizeof(book->told[0]));
}

static void test_life_of_an_order(void **state)
{
	struct tw_ledger_order order;
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(5, 'B', 100)), 0);
	expect_line(&book, 0, 100, 0, 0);
	assert_int_equal(book.count, 0);
	assert_int_equal(hear(&book, accepted(5, 'B', 100)), 0);
	expect_told(&book, TW_ANSWER_ACCEPTED, 5, 100);
	assert_int_equal(hear(&book, executed(5, 40, 10010, 1)), 0);
	expect_told(&book, TW_ANSWER_EXECUTED, 5, 40);
	expect_line(&book, 40, 60, 0, -400400);
	assert_int_equal(send(&book, plain('X', 5, 20)), 0);
	expect_line(&book, 40, 60, 0, -400400);
	assert_int_equal(hear(&book, plain('C', 5, 40)), 0);
	expect_told(&book, TW_ANSWER_CANCELLED, 5, 40);
	expect_line(&book, 40, 20, 0, -400400);
	assert_int_equal(hear(&book, executed(5, 20, 9990, 2)), 0);
	expect_told(&book, TW_ANSWER_EXECUTED, 5, 20);
	expect_line(&book, 60, 0, 0, -600200);
	assert_true(tw_ledger_order(book.ledger, 5, &order));
	assert_int_equal(order.open, 0);
	assert_int_equal(order.executed, 60);
	assert_false(tw_ledger_order(book.ledger, 4, &order));
	assert_int_equal(tw_ledger_last_token(book.ledger), 5);
	/* Out again with a profit. */
	assert_int_equal(send(&book, new_order(6, 'S', 60)), 0);
	assert_int_equal(hear(&book, accepted(6, 'S', 60)), 0);
	assert_int_equal(hear(&book, executed(6, 60, 20000, 3)), 0);
	expect_line(&book, 0, 0, 0, 599800);
	assert_int_equal(tw_ledger_trade(book.ledger, 2)->match, 3);
	assert_null(tw_ledger_trade(book.ledger, 3));
	close_book(&book);
}

static void test_replacement_counts_beside_its_original(void **state)
{
	struct tw_ledger_sums shares;
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(1, 'S', 100)), 0);
	assert_int_equal(hear(&book, accepted(1, 'S', 100)), 0);
	assert_int_equal(send(&book, replacement(1, 2, 150)), 0);
	expect_line(&book, 0, 0, 250, 0);
	assert_int_equal(hear(&book, executed(1, 30, 10000, 1)), 0);
	expect_line(&book, -30, 0, 220, 300000);
	book.count = 0;
	assert_int_equal(hear(&book, replaced(1, 2, 'S', 120)), 0);
	expect_told(&book, TW_ANSWER_REPLACED, 2, 120);
	assert_int_equal(book.count, 0);
	expect_line(&book, -30, 0, 120, 300000);
	assert_int_equal(hear(&book, executed(2, 120, 10000, 2)), 0);
	expect_line(&book, -150, 0, 0, 1500000);
	tw_ledger_shares(book.ledger, &shares);
	assert_int_equal(shares.orders, 220);
	assert_int_equal(shares.filled, 150);
	assert_int_equal(shares.replaced, 70);
	close_book(&book);
}

/* The exchange is silent about replacements of what is gone. */
static void test_dead_replacements(void **state)
{
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(1, 'B', 100)), 0);
	assert_int_equal(hear(&book, accepted(1, 'B', 100)), 0);
	assert_int_equal(send(&book, replacement(1, 2, 100)), 0);
	assert_int_equal(send(&book, replacement(2, 3, 100)), 0);
	assert_int_equal(send(&book, new_order(4, 'B', 7)), 0);
	assert_int_equal(send(&book, replacement(1, 5, 100)), 0);
	expect_line(&book, 0, 407, 0, 0);
	book.count = 0;
	assert_int_equal(hear(&book, executed(1, 100, 1, 1)), 0);
	expect_told(&book, TW_ANSWER_EXECUTED, 1, 100);
	expect_told(&book, TW_ANSWER_REJECTED, 2, 0);
	expect_told(&book, TW_ANSWER_REJECTED, 3, 0);
	expect_told(&book, TW_ANSWER_REJECTED, 5, 0);
	assert_int_equal(book.count, 0);
	expect_line(&book, 100, 7, 0, -100);
	/* One sent before the host knew. */
	assert_int_equal(send(&book, replacement(1, 6, 10)), 0);
	expect_told(&book, TW_ANSWER_REJECTED, 6, 0);
	expect_line(&book, 100, 7, 0, -100);
	/* The first of two replacements wins; what replaces it lives on. */
	assert_int_equal(hear(&book, accepted(4, 'B', 7)), 0);
	assert_int_equal(send(&book, replacement(4, 7, 7)), 0);
	assert_int_equal(send(&book, replacement(4, 8, 7)), 0);
	assert_int_equal(send(&book, replacement(7, 9, 7)), 0);
	book.count = 0;
	assert_int_equal(hear(&book, replaced(4, 7, 'B', 7)), 0);
	expect_told(&book, TW_ANSWER_REPLACED, 7, 7);
	expect_told(&book, TW_ANSWER_REJECTED, 8, 0);
	assert_int_equal(book.count, 0);
	expect_line(&book, 100, 14, 0, -100);
	assert_int_equal(hear(&book, plain('C', 7, 7)), 0);
	expect_told(&book, TW_ANSWER_CANCELLED, 7, 7);
	expect_told(&book, TW_ANSWER_REJECTED, 9, 0);
	expect_line(&book, 100, 0, 0, -100);
	close_book(&book);
}

static void test_rejected(void **state)
{
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(1, 'B', 100)), 0);
	assert_int_equal(hear(&book, plain('J', 1, 0)), 0);
	expect_told(&book, TW_ANSWER_REJECTED, 1, 0);
	expect_line(&book, 0, 0, 0, 0);
	/* A replacement may be rejected while its original lives on. */
	assert_int_equal(send(&book, new_order(2, 'B', 100)), 0);
	assert_int_equal(hear(&book, accepted(2, 'B', 100)), 0);
	assert_int_equal(send(&book, replacement(2, 3, 100)), 0);
	assert_int_equal(hear(&book, plain('J', 3, 0)), 0);
	expect_line(&book, 0, 100, 0, 0);
	assert_int_equal(hear(&book, executed(2, 100, 5, 1)), 0);
	expect_line(&book, 100, 0, 0, -500);
	close_book(&book);
}

static void test_born_dead(void **state)
{
	struct tw_ouch dead = accepted(1, 'B', 100);
	struct book book;

	(void)state;
	open_book(&book);
	dead.state = 'D';
	assert_int_equal(send(&book, new_order(1, 'B', 100)), 0);
	assert_int_equal(hear(&book, dead), 0);
	expect_told(&book, TW_ANSWER_ACCEPTED, 1, 100);
	expect_told(&book, TW_ANSWER_CANCELLED, 1, 100);
	expect_line(&book, 0, 0, 0, 0);
	close_book(&book);
}

static void test_broken_trade(void **state)
{
	struct tw_ouch broken = { .type = 'B', .token = 1, .match = 77 };
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(1, 'S', 100)), 0);
	assert_int_equal(hear(&book, accepted(1, 'S', 100)), 0);
	assert_int_equal(hear(&book, executed(1, 60, 10, 76)), 0);
	assert_int_equal(hear(&book, executed(1, 40, 10, 77)), 0);
	assert_int_equal(hear(&book, broken), 0);
	expect_line(&book, -60, 0, 0, 600);
	assert_true(tw_ledger_trade(book.ledger, 1)->broken);
	assert_int_equal(hear(&book, broken), -EPROTO);
	close_book(&book);
}

/* Each of these is refused and leaves everything as it was. */
static void test_answers_that_cannot_be(void **state)
{
	const struct tw_ouch cases[] = {
		accepted(9, 'B', 100),
		accepted(1, 'B', 100),
		accepted(2, 'B', 50),
		accepted(2, 'S', 51),
		executed(9, 1, 1, 1),
		executed(2, 1, 1, 1),
		executed(1, 61, 1, 1),
		executed(1, 0, 1, 1),
		executed(1, 1, 1ull << 32, 1),
		executed(3, 1, 1, 1),
		plain('C', 9, 1),
		plain('C', 1, 61),
		plain('C', 1, 0),
		plain('C', 3, 1),
		plain('J', 9, 0),
		plain('J', 1, 0),
		plain('J', 3, 0),
		replaced(1, 9, 'B', 1),
		replaced(9, 4, 'B', 1),
		replaced(1, 4, 'S', 1),
		replaced(1, 4, 'B', 101),
		replaced(1, 4, 'B', 0),
		replaced(2, 4, 'S', 1),
		accepted(4, 'B', 100),
		plain('B', 1, 0),
		plain('P', 9, 0),
		plain('M', 1, 59),
	};
	struct tw_ouch other = accepted(2, 'S', 50);
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(1, 'B', 100)), 0);
	assert_int_equal(hear(&book, accepted(1, 'B', 100)), 0);
	assert_int_equal(hear(&book, executed(1, 40, 10, 1)), 0);
	assert_int_equal(send(&book, new_order(2, 'S', 50)), 0);
	assert_int_equal(send(&book, new_order(3, 'S', 5)), 0);
	assert_int_equal(hear(&book, plain('J', 3, 0)), 0);
	assert_int_equal(send(&book, replacement(1, 4, 100)), 0);
	book.count = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		book.error.text[0] = '\0';
		if (hear(&book, cases[i]) != -EPROTO)
			fail_msg("case %zu is not refused", i);
		assert_true(book.error.text[0] != '\0');
		assert_int_equal(book.count, 0);
		expect_line(&book, 40, 160, 50, -400);
	}
	memcpy(other.symbol, "MSFT    ", 8);
	assert_int_equal(hear(&book, other), -EPROTO);
	assert_int_equal(tw_ledger_answer(book.ledger, "A", 1, NULL), -EPROTO);
	assert_int_equal(tw_ledger_answer(book.ledger, "", 0, NULL), -EPROTO);
	assert_int_equal(hear(&book, plain('M', 1, 60)), 0);
	assert_int_equal(hear(&book, plain('P', 1, 0)), 0);
	assert_int_equal(tw_ledger_lines(book.ledger), 1);
	close_book(&book);
}

static void test_orders_that_cannot_be(void **state)
{
	struct tw_ouch wrong = new_order(8, 'X', 1);
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(7, 'B', 1)), 0);
	assert_int_equal(send(&book, new_order(7, 'B', 1)), -EPROTO);
	assert_int_equal(send(&book, new_order(6, 'B', 1)), -EPROTO);
	assert_int_equal(send(&book, new_order(8, 'B', 0)), -EPROTO);
	assert_int_equal(send(&book, wrong), -EPROTO);
	wrong = new_order(8, 'B', 1);
	wrong.price = 1ull << 32;
	assert_int_equal(send(&book, wrong), -EPROTO);
	assert_int_equal(send(&book, replacement(6, 8, 1)), -EPROTO);
	assert_int_equal(send(&book, replacement(7, 7, 1)), -EPROTO);
	assert_int_equal(send(&book, plain('X', 6, 0)), -EPROTO);
	expect_line(&book, 0, 1, 0, 0);
	assert_int_equal(send(&book, new_order(8, 'T', 1)), 0);
	expect_line(&book, 0, 1, 1, 0);
	close_book(&book);
}

static void test_overflow(void **state)
{
	const uint32_t most = 4294967295u;
	struct book book;
	int code = 0;
	uint32_t token;

	(void)state;
	open_book(&book);
	/* 2^32 * 2^31 in cash each: the second execution is past 63 bits, at the latest. */
	for (token = 1; token < 5 && code == 0; token++) {
		assert_int_equal(send(&book, new_order(token, 'B', most)), 0);
		assert_int_equal(hear(&book, accepted(token, 'B', most)), 0);
		code = hear(&book, executed(token, most, most / 3, token));
	}
	assert_int_equal(code, -EOVERFLOW);
	assert_true(token > 2);
	assert_int_equal(tw_ledger_check(book.ledger, NULL), 0);
	close_book(&book);
}

static void test_adoption(void **state)
{
	struct book book;

	(void)state;
	open_book(&book);
	assert_int_equal(send(&book, new_order(3, 'B', 10)), 0);
	assert_int_equal(hear(&book, accepted(4, 'B', 10)), -EPROTO);
	tw_ledger_adopt(book.ledger);
	assert_int_equal(hear(&book, accepted(2, 'B', 10)), -EPROTO);
	assert_int_equal(hear(&book, executed(5, 1, 1, 1)), -EPROTO);
	assert_int_equal(hear(&book, accepted(3, 'B', 10)), 0);
	assert_int_equal(hear(&book, accepted(5, 'S', 20)), 0);
	assert_int_equal(hear(&book, replaced(5, 6, 'S', 30)), 0);
	expect_line(&book, 0, 10, 30, 0);
	assert_int_equal(tw_ledger_adopted(book.ledger), 2);
	assert_int_equal(hear(&book, plain('J', 8, 0)), 0);
	assert_int_equal(tw_ledger_last_token(book.ledger), 8);
	/* The exchange says which token is next. */
	assert_int_equal(hear(&book, plain('Q', 11, 0)), 0);
	assert_int_equal(tw_ledger_last_token(book.ledger), 10);
	assert_int_equal(send(&book, new_order(10, 'B', 1)), -EPROTO);
	assert_int_equal(send(&book, new_order(11, 'B', 1)), 0);
	assert_int_equal(hear(&book, accepted(12, 'B', 1)), -EPROTO);
	close_book(&book);
}

/* Thousands of orders at random, held against a model that recounts. */
static void test_at_random(void **state)
{
	static uint32_t open[4001];
	struct book book;
	uint32_t dice = 12345;
	int64_t position = 0;

	(void)state;
	open_book(&book);
	tw_ledger_on_answer(book.ledger, NULL, NULL);
	for (uint32_t token = 1; token <= 4000; token++) {
		uint32_t other, shares;
		char side = token % 3 ? 'B' : 'S';

		dice = dice * 1664525u + 1013904223u;
		open[token] = 1 + (dice >> 16) % 900;
		assert_int_equal(send(&book, new_order(token, side, open[token])), 0);
		assert_int_equal(hear(&book, accepted(token, side, open[token])), 0);
		other = 1 + (dice >> 8) % token;
		if (open[other] == 0)
			continue;
		shares = 1 + (dice >> 4) % open[other];
		if (dice & 1 << 30) {
			assert_int_equal(hear(&book, plain('C', other, shares)), 0);
		} else {
			assert_int_equal(hear(&book, executed(other, shares, 7, token)),
					 0);
			position += other % 3 ? (int64_t)shares : -(int64_t)shares;
		}
		open[other] -= shares;
	}
	uint64_t buys = 0, sells = 0;

	for (uint32_t token = 1; token <= 4000; token++)
		*(token % 3 ? &buys : &sells) += open[token];
	expect_line(&book, position, buys, sells, -7 * position);
	close_book(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life_of_an_order),
		cmocka_unit_test(test_replacement_counts_beside_its_original),
		cmocka_unit_test(test_dead_replacements),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_born_dead),
		cmocka_unit_test(test_broken_trade),
		cmocka_unit_test(test_answers_that_cannot_be),
		cmocka_unit_test(test_orders_that_cannot_be),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_adoption),
		cmocka_unit_test(test_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
