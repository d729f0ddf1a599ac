/* SPDX-License-Identifier: BSD-3-Clause */
/* The book: each change and each refusal, exact sums, and a long random run beside a plain
 * array of orders. */
#include <touchwire/book.h>

#include "support.h"

#define ORDERS 3000u

static void expect_best(const struct tw_book *book, unsigned side, uint32_t price,
			uint64_t shares, uint32_t orders)
{
	struct tw_level best = tw_book_best(book, 0, side);

	assert_int_equal(best.price, price);
	assert_int_equal(best.shares, shares);
	assert_int_equal(best.orders, orders);
}

static void test_changes(void **state)
{
	struct tw_book *book = tw_book_create(2, 0);

	(void)state;
	expect_best(book, TW_BUY, 0, 0, 0);
	assert_int_equal(tw_book_add(book, 0, 1, TW_BUY, 100, 10), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_add(book, 0, 2, TW_BUY, 100, 5), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_add(book, 0, 3, TW_BUY, 99, 7), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_add(book, 0, 4, TW_SELL, 101, 8), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 100, 15, 2);
	expect_best(book, TW_SELL, 101, 8, 1);
	assert_int_equal(tw_book_reduce(book, 0, 1, 4), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 100, 11, 2);
	assert_int_equal(tw_book_reduce(book, 0, 1, 0), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_reduce(book, 0, 1, 6), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 100, 5, 1);
	assert_int_equal(tw_book_replace(book, 0, 2, 9, 98, 20), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 99, 7, 1);
	assert_int_equal(tw_book_remove(book, 0, 3), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 98, 20, 1);
	assert_int_equal(tw_book_replace(book, 0, 9, 9, 97, 3), TW_BOOK_APPLIED);
	expect_best(book, TW_BUY, 97, 3, 1);
	assert_int_equal(tw_book_orders(book), 2);
	assert_int_equal(tw_book_levels(book), 2);
	tw_book_clear(book);
	assert_int_equal(tw_book_orders(book), 0);
	assert_int_equal(tw_book_levels(book), 0);
	assert_null(tw_book_order(book, 9));
	tw_book_destroy(book);
}

static void c4_c5_c7_c8_c10_refusals(void **state)
{
	struct tw_book *book = tw_book_create(2, 3);

	(void)state;
	assert_int_equal(tw_book_add(book, 0, 1, 2, 100, 10), TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_add(book, 0, 1, TW_BUY, 0, 10), TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_add(book, 0, 1, TW_BUY, 2000000001, 10),
			 TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_add(book, 0, 1, TW_BUY, 100, 0), TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_add(book, 0, 0, TW_BUY, 2000000000, 10),
			 TW_BOOK_APPLIED);
	assert_int_equal(tw_book_add(book, 1, 0, TW_BUY, 1, 10), TW_BOOK_DUPLICATE_REF);
	assert_int_equal(tw_book_add(book, 1, 2, TW_SELL, 1, 10), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_remove(book, 0, 7), TW_BOOK_UNKNOWN_REF);
	assert_int_equal(tw_book_remove(book, 0, 2), TW_BOOK_WRONG_SYMBOL);
	assert_int_equal(tw_book_reduce(book, 0, 7, 1), TW_BOOK_UNKNOWN_REF);
	assert_int_equal(tw_book_reduce(book, 0, 2, 1), TW_BOOK_WRONG_SYMBOL);
	assert_int_equal(tw_book_replace(book, 0, 7, 8, 1, 1), TW_BOOK_UNKNOWN_REF);
	assert_int_equal(tw_book_replace(book, 0, 2, 8, 1, 1), TW_BOOK_WRONG_SYMBOL);
	assert_int_equal(tw_book_replace(book, 1, 2, 8, 0, 1), TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_replace(book, 1, 2, 8, 1, 0), TW_BOOK_BAD_FIELD);
	assert_int_equal(tw_book_add(book, 0, 3, TW_BUY, 5, 1), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_add(book, 0, 4, TW_BUY, 5, 1), TW_BOOK_ORDERS_FULL);
	assert_int_equal(tw_book_replace(book, 0, 3, 4, 6, 1), TW_BOOK_APPLIED);
	assert_int_equal(tw_book_reduce(book, 0, 4, 2), TW_BOOK_OVER_REDUCE);
	assert_int_equal(tw_book_orders(book), 2);
	/* The old order goes, the live one stays, nothing comes. */
	assert_int_equal(tw_book_replace(book, 1, 2, 0, 1, 1), TW_BOOK_DUPLICATE_REF);
	assert_int_equal(tw_book_orders(book), 1);
	expect_best(book, TW_BUY, 2000000000, 10, 1);
	tw_book_destroy(book);
}

static void c9_sums_beyond_32_bits(void **state)
{
	struct tw_book *book = tw_book_create(1, 0);

	(void)state;
	for (uint64_t i = 0; i < 10; i++)
		tw_book_add(book, 0, i, TW_SELL, 7, UINT32_MAX);
	expect_best(book, TW_SELL, 7, 10ull * UINT32_MAX, 10);
	for (uint64_t i = 0; i < 9; i++)
		tw_book_remove(book, 0, i);
	expect_best(book, TW_SELL, 7, UINT32_MAX, 1);
	tw_book_destroy(book);
}

/* ---- a long run ---------------------------------------------------------------------------- */
static uint64_t seed;

static uint32_t dice(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static void check_side(const struct tw_book *book, const struct tw_order *orders,
		       unsigned side)
{
	struct tw_level best = { 0 };

	for (unsigned i = 0; i < ORDERS; i++) {
		const struct tw_order *o = &orders[i];

		if (!o->live || o->side != side)
			continue;
		if (best.price && best.price == o->price) {
			best.shares += o->shares;
			best.orders++;
		} else if (!best.price || (side == TW_BUY ? o->price > best.price
							  : o->price < best.price)) {
			best = (struct tw_level){ o->shares, o->price, 1 };
		}
	}
	expect_best(book, side, best.price, best.shares, best.orders);
}

/* Prices from @spread values, so that levels are shared or nearly all distinct. */
static void run_beside_array(uint32_t spread, unsigned steps)
{
	static struct tw_order orders[ORDERS];
	struct tw_book *book = tw_book_create(1, 0);

	memset(orders, 0, sizeof(orders));
	for (unsigned step = 0; step < steps; step++) {
		unsigned i = dice(ORDERS);
		struct tw_order *o = &orders[i];

		if (!o->live) {
			o->reference = (uint64_t)i << 40 | 1;
			o->side = (uint8_t)dice(2);
			o->price = 1 + dice(spread) * (2000000000 / spread);
			o->shares = 1 + dice(1000);
			o->live = 1;
			assert_int_equal(tw_book_add(book, 0, o->reference, o->side,
						     o->price, o->shares),
					 TW_BOOK_APPLIED);
		} else if (dice(3)) {
			o->live = 0;
			assert_int_equal(tw_book_remove(book, 0, o->reference),
					 TW_BOOK_APPLIED);
		} else {
			uint32_t take = dice(o->shares + 1);

			o->shares -= take;
			o->live = o->shares > 0;
			assert_int_equal(tw_book_reduce(book, 0, o->reference, take),
					 TW_BOOK_APPLIED);
		}
		if (step % 16 == 0) {
			check_side(book, orders, TW_BUY);
			check_side(book, orders, TW_SELL);
		}
	}
	tw_book_destroy(book);
}

static void test_random_run(void **state)
{
	(void)state;
	for (seed = 1; seed < 4; seed++) {
		uint64_t first = seed;

		run_beside_array(50, 20000);
		run_beside_array(100000000, 20000);
		seed = first;
	}
}

static void test_depth_is_in_order(void **state)
{
	struct tw_book *book = tw_book_create(1, 0);
	struct tw_level levels[1000];

	(void)state;
	seed = 9;
	for (uint64_t i = 0; i < 1000; i++)
		tw_book_add(book, 0, i, TW_SELL, 1 + (uint32_t)(i * 7919 % 1000), 1);
	assert_int_equal(tw_book_depth(book, 0, TW_SELL, levels, 1000), 1000);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(levels[i].price, i + 1);
	assert_int_equal(tw_book_depth(book, 0, TW_BUY, levels, 1000), 0);
	assert_int_equal(tw_book_levels(book), 1000);
	tw_book_destroy(book);
}

/* References of one stock share their low bits; of a hostile feed perhaps their high ones. */
static void c6_similar_references(void **state)
{
	struct tw_book *book = tw_book_create(1, 0);

	(void)state;
	for (unsigned shift = 0; shift < 48; shift += 4)
		for (uint64_t i = 1; i < 2000; i++)
			tw_book_add(book, 0, i << shift, TW_BUY, 100, 1);
	for (uint64_t i = 1; i < 2000; i++)
		assert_non_null(tw_book_order(book, i << 44));
	for (unsigned shift = 0; shift < 48; shift += 4)
		for (uint64_t i = 1; i < 2000; i++)
			tw_book_remove(book, 0, i << shift);
	assert_int_equal(tw_book_orders(book), 0);
	assert_int_equal(tw_book_levels(book), 0);
	tw_book_destroy(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(c4_c5_c7_c8_c10_refusals),
		cmocka_unit_test(c9_sums_beyond_32_bits),
		cmocka_unit_test(test_random_run),
		cmocka_unit_test(test_depth_is_in_order),
		cmocka_unit_test(c6_similar_references),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
