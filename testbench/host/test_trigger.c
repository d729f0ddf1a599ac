/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules on touches: conditions at their edges, patches, firing once, arming again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <touchwire/trigger.h>

#define SYMBOLS 4u
#define OVER 0x80000000u

/* A rule that enters a buy of 100 at 1.0000; the rest by the test. */
static struct tw_row_rule rule(unsigned condition, uint32_t threshold)
{
	return (struct tw_row_rule){ .what = condition << TW_RULE_CONDITION_SHIFT |
					     TW_KIND_ENTER << TW_RULE_KIND_SHIFT |
					     (unsigned)'I' << TW_RULE_TIF_SHIFT,
				     .threshold = threshold,
				     .quantity = 100,
				     .price = 10000,
				     .token = 7 };
}

static struct tw_touch touch(uint32_t bid, uint32_t bid_size, uint32_t ask,
			     uint32_t ask_size)
{
	return (struct tw_touch){ .symbol = 2,
				  .bid_price = bid,
				  .bid_size = bid_size,
				  .ask_price = ask,
				  .ask_size = ask_size,
				  .feed_seq = 99,
				  .arrival_ns = 1234,
				  .flags = TW_FLAG_HALTED };
}

static bool holds(unsigned condition, uint32_t threshold, struct tw_touch at)
{
	struct tw_row_rule row = rule(condition, threshold);

	return tw_rule_holds(&row, &at);
}

static void prices_at_their_edges(void **state)
{
	struct tw_touch t = touch(5000, 1, 5010, 1);

	(void)state;
	for (int d = -1; d <= 1; d++) {
		assert_int_equal(holds(TW_CONDITION_BID_GE, (uint32_t)(5000 + d), t),
				 d <= 0);
		assert_int_equal(holds(TW_CONDITION_BID_LE, (uint32_t)(5000 + d), t),
				 d >= 0);
		assert_int_equal(holds(TW_CONDITION_ASK_GE, (uint32_t)(5010 + d), t),
				 d <= 0);
		assert_int_equal(holds(TW_CONDITION_ASK_LE, (uint32_t)(5010 + d), t),
				 d >= 0);
		assert_int_equal(holds(TW_CONDITION_SPREAD_GE, (uint32_t)(10 + d), t),
				 d <= 0);
		assert_int_equal(holds(TW_CONDITION_SPREAD_LE, (uint32_t)(10 + d), t),
				 d >= 0);
	}
}

static void spread_of_a_crossed_touch(void **state)
{
	struct tw_touch t = touch(5010, 1, 5000, 1);

	(void)state;
	assert_true(holds(TW_CONDITION_SPREAD_LE, 0, t));
	assert_false(holds(TW_CONDITION_SPREAD_GE, 0, t));
	assert_false(holds(TW_CONDITION_SPREAD_GE, UINT32_MAX, t));
	t = touch(1, 1, 2000000000, 1);
	assert_false(holds(TW_CONDITION_SPREAD_GE, UINT32_MAX, t));
	assert_true(holds(TW_CONDITION_SPREAD_LE, UINT32_MAX, t));
}

static void e5_imbalance_is_exact(void **state)
{
	uint32_t most = UINT32_MAX;

	(void)state;
	/* Three to one. */
	assert_true(holds(TW_CONDITION_IMBALANCE_BID, 768, touch(1, 300, 2, 100)));
	assert_false(holds(TW_CONDITION_IMBALANCE_BID, 768, touch(1, 299, 2, 100)));
	assert_true(holds(TW_CONDITION_IMBALANCE_ASK, 768, touch(1, 100, 2, 300)));
	assert_false(holds(TW_CONDITION_IMBALANCE_ASK, 768, touch(1, 100, 2, 299)));
	/* Nothing wraps. */
	assert_true(holds(TW_CONDITION_IMBALANCE_BID, 256, touch(1, most, 2, most)));
	assert_false(holds(TW_CONDITION_IMBALANCE_BID, 257, touch(1, most, 2, most)));
	assert_false(holds(TW_CONDITION_IMBALANCE_ASK, 65535, touch(1, most, 2, 1)));
	assert_true(holds(TW_CONDITION_IMBALANCE_ASK, 65535, touch(1, 1, 2, 256)));
}

static void an_empty_side_is_no_price(void **state)
{
	struct tw_touch no_bid = touch(0, 0, 5010, 1), no_ask = touch(5000, 1, 0, 0);
	struct tw_row_rule row;

	(void)state;
	for (unsigned c = TW_CONDITION_BID_GE; c < TW_CONDITIONS; c++) {
		bool bid = c != TW_CONDITION_ASK_GE && c != TW_CONDITION_ASK_LE;
		bool ask = c != TW_CONDITION_BID_GE && c != TW_CONDITION_BID_LE;
		uint32_t t =
			c == TW_CONDITION_ASK_LE || c == TW_CONDITION_BID_LE ? 9999 : 0;

		assert_int_equal(holds(c, t, no_bid), !bid);
		assert_int_equal(holds(c, t, no_ask), !ask);
	}
	/* Nor can a price or a size be taken from it. */
	row = rule(TW_CONDITION_ASK_GE, 1);
	assert_true(tw_rule_holds(&row, &no_bid));
	row.what |= TW_PRICE_BID << TW_RULE_PRICE_SHIFT;
	assert_false(tw_rule_holds(&row, &no_bid));
	row = rule(TW_CONDITION_BID_GE, 1);
	assert_true(tw_rule_holds(&row, &no_ask));
	row.what |= TW_SIZE_TOUCH << TW_RULE_SIZE_SHIFT;
	assert_false(tw_rule_holds(&row, &no_ask));
	row.what |= 1u << TW_RULE_SELL_SHIFT;
	assert_true(tw_rule_holds(&row, &no_ask));
}

static void what_is_no_rule_is_off(void **state)
{
	struct tw_row_rule row = rule(TW_CONDITION_BID_GE, 1);
	const uint32_t what = row.what;

	(void)state;
	assert_true(tw_rule_valid(&row));
	row.what = what & ~(3u << TW_RULE_KIND_SHIFT);
	assert_false(tw_rule_valid(&row));
	row.what = what | 3u << TW_RULE_PRICE_SHIFT;
	assert_false(tw_rule_valid(&row));
	row.what = what | 2u << TW_RULE_SIZE_SHIFT;
	assert_false(tw_rule_valid(&row));
	row.what = what | 2u << TW_RULE_REARM_SHIFT;
	assert_false(tw_rule_valid(&row));
	row.what = what | 1u << TW_RULE_BITS;
	assert_false(tw_rule_valid(&row));
	row = rule(TW_CONDITIONS, 0);
	assert_false(tw_rule_valid(&row));
	row = rule(TW_CONDITION_OFF, 0);
	assert_false(tw_rule_valid(&row));
	row = rule(TW_CONDITION_IMBALANCE_ASK, 65536);
	assert_false(tw_rule_valid(&row));
}

/* What rule 0 of symbol 2 wants on @at; it must want something. */
static struct tw_intent fired(const struct tw_row_rule *row, struct tw_touch at)
{
	struct tw_trigger *trigger = tw_trigger_create(SYMBOLS);
	struct tw_intent out[TW_RULES_PER_SYMBOL];

	assert_non_null(trigger);
	assert_true(tw_trigger_load(trigger, 2 * TW_RULES_PER_SYMBOL, row));
	assert_int_equal(tw_trigger_touch(trigger, &at, 55, out), 1);
	tw_trigger_destroy(trigger);
	return out[0];
}

static void the_order_and_its_touch(void **state)
{
	struct tw_row_rule row = rule(TW_CONDITION_BID_GE, 1);
	struct tw_intent intent = fired(&row, touch(5000, 30, 5010, 40));

	(void)state;
	assert_int_equal(intent.kind, TW_KIND_ENTER);
	assert_int_equal(intent.tif, 'I');
	assert_int_equal(intent.symbol, 2);
	assert_int_equal(intent.rule, 0);
	assert_int_equal(intent.quantity, 100);
	assert_int_equal(intent.price, 10000);
	assert_int_equal(intent.token, 7);
	assert_int_equal(intent.bid_price, 5000);
	assert_int_equal(intent.bid_size, 30);
	assert_int_equal(intent.ask_price, 5010);
	assert_int_equal(intent.ask_size, 40);
	assert_int_equal(intent.flags, TW_FLAG_HALTED);
	assert_int_equal(intent.born, 55);
	assert_int_equal(intent.feed_seq, 99);
	assert_int_equal(intent.arrival_ns, 1234);
	assert_false(intent.sell);
	assert_false(intent.bad_frame);
}

static uint32_t patched(unsigned mode, uint32_t offset, uint32_t bid, uint32_t ask)
{
	struct tw_row_rule row = rule(TW_CONDITION_BID_GE, 0);

	row.what |= mode << TW_RULE_PRICE_SHIFT;
	row.price = offset;
	return fired(&row, touch(bid, 1, ask, 1)).price;
}

static void e5_prices_of_the_touch(void **state)
{
	(void)state;
	assert_int_equal(patched(TW_PRICE_BID, 200, 5000, 5010), 5200);
	assert_int_equal(patched(TW_PRICE_ASK, (uint32_t)-200, 5000, 5010), 4810);
	assert_int_equal(patched(TW_PRICE_BID, (uint32_t)-5000, 5000, 5010), 0);
	assert_int_equal(patched(TW_PRICE_BID, (uint32_t)-5001, 5000, 5010), 0);
	assert_int_equal(patched(TW_PRICE_ASK, OVER, 5000, 5010), 0);
	assert_int_equal(patched(TW_PRICE_ASK, OVER - 1, 1, UINT32_MAX), UINT32_MAX);
	assert_int_equal(patched(TW_PRICE_ASK, OVER - 1, 1, 2000000000), 4147483647u);
}

static void sizes_of_the_touch(void **state)
{
	struct tw_row_rule row = rule(TW_CONDITION_SPREAD_GE, 0);

	(void)state;
	row.what |= TW_SIZE_TOUCH << TW_RULE_SIZE_SHIFT;
	assert_int_equal(fired(&row, touch(1, 30, 2, 40)).quantity, 40);
	assert_int_equal(fired(&row, touch(1, 30, 2, 400)).quantity, 100);
	row.what |= 1u << TW_RULE_SELL_SHIFT;
	assert_int_equal(fired(&row, touch(1, 30, 2, 40)).quantity, 30);
}

static void e7_a_rule_fires_once(void **state)
{
	struct tw_trigger *trigger = tw_trigger_create(SYMBOLS);
	struct tw_row_rule row = rule(TW_CONDITION_BID_GE, 5000);
	struct tw_intent out[TW_RULES_PER_SYMBOL];
	struct tw_touch in = touch(5000, 1, 5010, 1), below = touch(4999, 1, 5010, 1);

	(void)state;
	assert_int_equal(tw_trigger_touch(trigger, &in, 0, out), 0);
	/* Rule 1 once, rule 3 whenever the bid has come back. */
	assert_true(tw_trigger_load(trigger, 9, &row));
	row.what |= TW_REARM_FALSE << TW_RULE_REARM_SHIFT;
	assert_true(tw_trigger_load(trigger, 11, &row));
	assert_int_equal(tw_trigger_touch(trigger, &in, 1, out), 2);
	assert_int_equal(out[0].rule, 1);
	assert_int_equal(out[1].rule, 3);
	assert_int_equal(tw_trigger_touch(trigger, &in, 2, out), 0);
	assert_int_equal(tw_trigger_touch(trigger, &below, 3, out), 0);
	assert_int_equal(tw_trigger_touch(trigger, &in, 4, out), 1);
	assert_int_equal(out[0].rule, 3);
	/* Other symbols neither fire nor arm it. */
	in.symbol = below.symbol = 1;
	assert_int_equal(tw_trigger_touch(trigger, &in, 5, out), 0);
	assert_int_equal(tw_trigger_touch(trigger, &below, 6, out), 0);
	in.symbol = 2;
	assert_int_equal(tw_trigger_touch(trigger, &in, 7, out), 0);
	/* Its row written again. */
	row.what &= ~(3u << TW_RULE_REARM_SHIFT);
	assert_true(tw_trigger_load(trigger, 9, &row));
	assert_int_equal(tw_trigger_touch(trigger, &in, 8, out), 1);
	tw_trigger_destroy(trigger);
}

static void flush_and_rows_that_are_not_there(void **state)
{
	struct tw_trigger *trigger = tw_trigger_create(SYMBOLS);
	struct tw_row_rule row = rule(TW_CONDITION_BID_GE, 0);
	struct tw_intent out[TW_RULES_PER_SYMBOL];
	struct tw_touch in = touch(5000, 1, 5010, 1);

	(void)state;
	assert_true(tw_trigger_load(trigger, SYMBOLS * 4 - 1, &row));
	assert_false(tw_trigger_load(trigger, SYMBOLS * 4, &row));
	assert_false(tw_trigger_load(trigger, UINT32_MAX, &row));
	in.symbol = SYMBOLS;
	assert_int_equal(tw_trigger_touch(trigger, &in, 0, out), 0);
	tw_trigger_flush(trigger);
	in.symbol = SYMBOLS - 1;
	assert_int_equal(tw_trigger_touch(trigger, &in, 0, out), 0);
	assert_true(tw_trigger_load(trigger, SYMBOLS * 4 - 1, &row));
	assert_int_equal(tw_trigger_touch(trigger, &in, 0, out), 1);
	tw_trigger_destroy(trigger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prices_at_their_edges),
		cmocka_unit_test(spread_of_a_crossed_touch),
		cmocka_unit_test(e5_imbalance_is_exact),
		cmocka_unit_test(an_empty_side_is_no_price),
		cmocka_unit_test(what_is_no_rule_is_off),
		cmocka_unit_test(the_order_and_its_touch),
		cmocka_unit_test(e5_prices_of_the_touch),
		cmocka_unit_test(sizes_of_the_touch),
		cmocka_unit_test(e7_a_rule_fires_once),
		cmocka_unit_test(flush_and_rows_that_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
