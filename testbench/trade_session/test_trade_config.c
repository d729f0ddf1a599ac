/* SPDX-License-Identifier: BSD-3-Clause */
/* The configuration of `touchwire trade`: what is right, and a message for each thing wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trade_config.h"
#include "trade_value.h"

static const char good[] = "account: DEMO\n"
			   "device:\n"
			   "  watchdog: 500ms\n"
			   "  kill_on: [COLLAR, position]\n"
			   "  kill_on_link: yes\n"
			   "  cut_through: no\n"
			   "totals:\n"
			   "  open: 8\n"
			   "  orders: 1000\n"
			   "  gross: 500000000.25\n"
			   "  rate: 1ms\n"
			   "  burst: 4\n"
			   "  age: 10us\n"
			   "  duplicate: 2ms\n"
			   "  answer: 3s\n"
			   "symbols:\n"
			   "  - name: AAPL\n"
			   "    quantity: 100\n"
			   "    notional: 50000.00\n"
			   "    collar: 0.50\n"
			   "    long: 500\n"
			   "    short: 0\n"
			   "    open: 2\n"
			   "    rules:\n"
			   "      - when: ask <= 320.10\n"
			   "        then: buy up to 100 at 320.12\n"
			   "        tif: day\n"
			   "        fire: again\n"
			   "      - when: bid <= 319\n"
			   "        then: cancel rule 1\n"
			   "        fire: once\n";

/* Write @good with @from replaced by @to; returns its path. */
static const char *spoilt(const char *from, const char *to)
{
	static char path[512];
	const char *folder = getenv("TW_TEST_DIR");
	const char *at = strstr(good, from);
	FILE *file;

	assert_non_null(at);
	snprintf(path, sizeof(path), "%s/trade.yaml", folder != NULL ? folder : "/tmp");
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	fclose(file);
	return path;
}

static void refused(const char *from, const char *to, const char *message)
{
	struct trade_config config;
	struct tw_error error = { "" };
	const char *path = spoilt(from, to);
	int status = trade_config_load(&config, path, &error);

	if (status == 0 || strstr(error.text, message) == NULL)
		fail_msg("'%s' for '%s': want '%s', got %d '%s'", to, from, message,
			 status, error.text);
	/* Each names the file. */
	assert_memory_equal(error.text, path, strlen(path));
}

static void test_good(void **state)
{
	struct trade_config config;
	struct tw_error error = { "" };
	const struct trade_symbol *symbol;

	(void)state;
	if (trade_config_load(&config, spoilt("DEMO", "DEMO"), &error) != 0)
		fail_msg("%s", error.text);
	assert_string_equal(config.account, "DEMO");
	assert_int_equal(config.kill_mask,
			 1 << TW_REASON_COLLAR | 1 << TW_REASON_POSITION);
	assert_true(config.kill_on_link);
	assert_false(config.cut_through);
	assert_int_equal(config.totals.max_open, 8);
	assert_int_equal(config.totals.max_orders, 1000);
	assert_int_equal((uint64_t)config.totals.max_gross_hi << 32 |
				 config.totals.max_gross_lo,
			 5000000002500);
	assert_int_equal(config.totals.burst, 4);
	assert_int_equal(config.count, 1);
	symbol = config.symbols;
	assert_string_equal(symbol->name, "AAPL");
	assert_int_equal(symbol->limits.enable, 1);
	assert_int_equal(symbol->limits.max_quantity, 100);
	assert_int_equal(symbol->limits.max_notional_lo, 500000000);
	assert_int_equal(symbol->limits.collar, 5000);
	assert_int_equal(symbol->limits.max_long, 500);
	assert_int_equal(symbol->limits.max_short, 0);
	assert_int_equal(symbol->limits.max_open, 2);
	assert_int_equal(symbol->count, 2);
	assert_int_equal(symbol->rules[0].row.what,
			 '0' | TW_CONDITION_ASK_LE << TW_RULE_CONDITION_SHIFT |
				 TW_KIND_ENTER << TW_RULE_KIND_SHIFT |
				 TW_SIZE_TOUCH << TW_RULE_SIZE_SHIFT |
				 TW_REARM_FALSE << TW_RULE_REARM_SHIFT);
	assert_int_equal(symbol->rules[0].row.threshold, 3201000);
	assert_int_equal(symbol->rules[0].row.quantity, 100);
	assert_int_equal(symbol->rules[0].row.price, 3201200);
	assert_int_equal(symbol->rules[1].row.what,
			 TW_CONDITION_BID_LE << TW_RULE_CONDITION_SHIFT |
				 TW_KIND_CANCEL << TW_RULE_KIND_SHIFT);
	assert_int_equal(symbol->rules[1].target, 1);
	assert_int_equal(trade_config_cycles(&config, 156250, &error), 0);
	assert_int_equal(config.watchdog, 78125000);
	assert_int_equal(config.totals.rate_cycles, 156250);
	assert_int_equal(config.totals.max_age, 1563);
	assert_int_equal(config.totals.duplicate_cycles, 312500);
	trade_config_free(&config);
}

/* Each limit by itself: left out, empty, "unlimited", one above the ceiling. */
static void test_no_limit_may_be_missing(void **state)
{
	static const char *const limits[][3] = {
		{ "  open: 8\n", "open", "65" },
		{ "  orders: 1000\n", "orders", "1000001" },
		{ "  gross: 500000000.25\n", "gross", "28147497671.0657" },
		{ "  burst: 4\n", "burst", "257" },
		{ "    quantity: 100\n", "quantity", "1000000" },
		{ "    notional: 50000.00\n", "notional", "109951162.7777" },
		{ "    collar: 0.50\n", "collar", "1000.0001" },
		{ "    long: 500\n", "long", "1000001" },
		{ "    short: 0\n", "short", "1000001" },
		{ "    open: 2\n", "open", "65" },
	};
	static const char *const times[][2] = { { "  watchdog: 500ms\n", "watchdog" },
						{ "  rate: 1ms\n", "rate" },
						{ "  age: 10us\n", "age" },
						{ "  duplicate: 2ms\n", "duplicate" },
						{ "  answer: 3s\n", "answer" } };
	char line[64], want[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		int indent = (int)strspn(limits[i][0], " ");

		snprintf(want, sizeof(want), "%s is missing", limits[i][1]);
		refused(limits[i][0], "", want);
		snprintf(line, sizeof(line), "%*s%s:\n", indent, "", limits[i][1]);
		refused(limits[i][0], line, want);
		snprintf(want, sizeof(want), "%s: 'unlimited' is no", limits[i][1]);
		snprintf(line, sizeof(line), "%*s%s: unlimited\n", indent, "",
			 limits[i][1]);
		refused(limits[i][0], line, want);
		snprintf(want, sizeof(want), "%s: '%s' is no", limits[i][1],
			 limits[i][2]);
		snprintf(line, sizeof(line), "%*s%s: %s\n", indent, "", limits[i][1],
			 limits[i][2]);
		refused(limits[i][0], line, want);
	}
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		snprintf(want, sizeof(want), "%s: it is missing", times[i][1]);
		refused(times[i][0], "", want);
		snprintf(line, sizeof(line), "  %s: 0s\n", times[i][1]);
		refused(times[i][0], line, times[i][1]);
		snprintf(line, sizeof(line), "  %s: 10\n", times[i][1]);
		refused(times[i][0], line, "is no time");
	}
}

static void test_wrong(void **state)
{
	(void)state;
	refused("account: DEMO\n", "", "account:");
	refused("DEMO", "SEVENTEEN_LETTERS", "account:");
	refused("quantity: 100", "qantity: 100", "near line 17: Unexpected key: qantity");
	refused("    quantity: 100", "    long: 500", "already seen: long");
	refused("quantity: 100", "quantity: -100", "'-100' is no whole number");
	refused("quantity: 100", "quantity: 0", "above 0");
	refused("quantity: 100", "quantity: 1e2", "no whole number");
	refused("collar: 0.50", "collar: 0.00001", "no amount");
	refused("[COLLAR, position]", "[COLAR]", "'COLAR' is no refusal");
	refused("[COLLAR, position]", "[PASS]", "'PASS' is no refusal");
	refused("  kill_on: [COLLAR, position]\n", "", "kill_on: it is missing");
	refused("[COLLAR, position]", "[]", "kill_on: it is missing");
	refused("[COLLAR, position]", "[NONE, COLLAR]", "'NONE' is no refusal");
	refused("kill_on_link: yes", "kill_on_link: 1", "kill_on_link:");
	refused("  cut_through: no\n", "", "cut_through: it is missing");
	refused("name: AAPL", "name: A B", "symbols[1]: name");
	refused("name: AAPL", "nam: AAPL", "Unexpected key: nam");
	refused("symbols:\n", "symbols: []\nsymbols2:\n", "symbols2");
	refused("[COLLAR, position]", "[COLLAR", "line 4");
	refused("ask <= 320.10", "ask < 320.10", "rule 1: when: 'ask < 320.10'");
	refused("tif: day", "tif: gtc", "tif: is neither");
	refused("        tif: day\n", "", "tif: is missing");
	refused("fire: once", "fire: twice", "rule 2: fire: is neither");
	refused("cancel rule 1", "cancel rule 2", "rule 2 is none that buys");
	refused("cancel rule 1", "cancel rule 3", "rule 3 is none that buys");
	refused("tif: day", "tif: ioc", "never rests");
	refused("up to 100 at", "up to 101 at", "101 shares, but quantity allows 100");
	refused("notional: 50000.00", "notional: 32011.99", "worth more than notional");
	refused("      - when: bid <= 319\n",
		"      - {when: ask >= 1, then: sell 1 at bid, fire: once, tif: ioc}\n"
		"      - {when: ask >= 2, then: sell 1 at bid, fire: once, tif: ioc}\n"
		"      - {when: ask >= 3, then: sell 1 at bid, fire: once, tif: ioc}\n"
		"      - when: bid <= 319\n",
		"Excessive entries (4 max)");
	refused("symbols:\n",
		"symbols:\n  - {name: AAPL, quantity: 1, notional: 1, collar: 1, long: 1, "
		"short: 1, open: 1}\n",
		"AAPL stands at symbols[1], too");
}

static void test_rules(void **state)
{
	static const struct {
		const char *when, *then;
		uint32_t condition, kind, price_mode, threshold, quantity, price, target;
		bool sell, touch;
	} cases[] = {
		{ "bid >= 1", "buy 1 at 2", TW_CONDITION_BID_GE, TW_KIND_ENTER, 0, 10000,
		  1, 20000, 0, false, false },
		{ "ask >= 1.5", "sell 7 at bid", TW_CONDITION_ASK_GE, TW_KIND_ENTER,
		  TW_PRICE_BID, 15000, 7, 0, 0, true, false },
		{ "spread >= 0.05", "sell up to 9 at ask - 0.01", TW_CONDITION_SPREAD_GE,
		  TW_KIND_ENTER, TW_PRICE_ASK, 500, 9, -100u, 0, true, true },
		{ "spread <= 0.0001", "buy 1 at bid + 0.02", TW_CONDITION_SPREAD_LE,
		  TW_KIND_ENTER, TW_PRICE_BID, 1, 1, 200, 0, false, false },
		{ "bid size >= 4 x ask size", "buy 1 at ask", TW_CONDITION_IMBALANCE_BID,
		  TW_KIND_ENTER, TW_PRICE_ASK, 1024, 1, 0, 0, false, false },
		{ "Ask Size >= 0.5 x Bid Size", "SELL 1 at 1", TW_CONDITION_IMBALANCE_ASK,
		  TW_KIND_ENTER, 0, 128, 1, 10000, 0, true, false },
		{ "bid <= 3", "replace rule 2 with 5 at bid - 0.01", TW_CONDITION_BID_LE,
		  TW_KIND_REPLACE, TW_PRICE_BID, 30000, 5, -100u, 2, false, false },
		{ "bid <= 3", "cancel rule 4 to 50", TW_CONDITION_BID_LE, TW_KIND_CANCEL,
		  0, 30000, 50, 0, 4, false, false },
	};
	static const char *const wrong[] = {
		"buy 1",
		"buy at 1",
		"buy 0 at 1",
		"buy 1 at",
		"buy 1 at 0",
		"buy 1 at bid + ",
		"buy 1 at bid 2",
		"buy 1 at 1 now",
		"buy up 1 at 1",
		"buy 1000000 at 1",
		"buy 1 at 200000",
		"cancel rule 5",
		"cancel rule 0",
		"replace rule 1 at 2",
		"short 1 at 1",
		"buy 1.5 at 1",
		"buy 1 at 1.00001",
		"",
	};
	struct trade_rule rule;
	struct tw_error error;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool cancels = cases[i].kind == TW_KIND_CANCEL;

		if (trade_parse_rule(&rule, cases[i].when, cases[i].then, "once",
				     cancels ? NULL : "ioc", &error) != 0)
			fail_msg("%s", error.text);
		assert_int_equal(rule.row.what,
				 (cancels ? 0u : '3') |
					 cases[i].condition << TW_RULE_CONDITION_SHIFT |
					 (uint32_t)cases[i].sell << TW_RULE_SELL_SHIFT |
					 cases[i].kind << TW_RULE_KIND_SHIFT |
					 cases[i].price_mode << TW_RULE_PRICE_SHIFT |
					 (uint32_t)cases[i].touch << TW_RULE_SIZE_SHIFT);
		assert_int_equal(rule.row.threshold, cases[i].threshold);
		assert_int_equal(rule.row.quantity, cases[i].quantity);
		assert_int_equal(rule.row.price, cases[i].price);
		assert_int_equal(rule.target, cases[i].target);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (trade_parse_rule(&rule, "bid >= 1", wrong[i], "once", "ioc",
				     &error) == 0)
			fail_msg("taken: %s", wrong[i]);
	}
	assert_int_not_equal(trade_parse_rule(&rule, "bid >= 1 or so", "buy 1 at 1",
					      "once", "ioc", &error),
			     0);
	assert_int_not_equal(trade_parse_rule(&rule, "bid size >= 1 x bid size",
					      "buy 1 at 1", "once", "ioc", &error),
			     0);
	assert_int_not_equal(trade_parse_rule(&rule, "bid size >= 0.001 x ask size",
					      "buy 1 at 1", "once", "ioc", &error),
			     0);
}

static void test_times_beyond_the_clock(void **state)
{
	struct trade_config config;
	struct tw_error error;

	(void)state;
	assert_int_equal(trade_config_load(&config,
					   spoilt("watchdog: 500ms", "watchdog: 28s"),
					   &error),
			 0);
	assert_int_not_equal(trade_config_cycles(&config, 156250, &error), 0);
	assert_non_null(strstr(error.text, "device: watchdog"));
	trade_config_free(&config);
	assert_int_equal(
		trade_config_load(&config, spoilt("rate: 1ms", "rate: 400ns"), &error),
		0);
	assert_int_not_equal(trade_config_cycles(&config, 156250, &error), 0);
	assert_non_null(strstr(error.text, "totals: rate"));
	trade_config_free(&config);
	assert_int_equal(
		trade_config_load(&config, spoilt("age: 10us", "age: 200ms"), &error), 0);
	assert_int_not_equal(trade_config_cycles(&config, 156250, &error), 0);
	assert_non_null(strstr(error.text, "totals: age"));
	trade_config_free(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_no_limit_may_be_missing),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_times_beyond_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
