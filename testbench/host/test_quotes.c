/* SPDX-License-Identifier: BSD-3-Clause */
/* The CSV, byte for byte, and the histogram. */
#include <errno.h>
#include <inttypes.h>

#include <touchwire/hist.h>
#include <touchwire/quotes.h>

#include "support.h"

static void expect_row(const struct tw_touch *touch, const char *text)
{
	char row[TW_QUOTES_ROW_MAX + 1];

	row[tw_quotes_row(row, "BRK.A", touch)] = '\0';
	assert_string_equal(row, text);
}

static void test_rows(void **state)
{
	struct tw_touch t = { .feed_seq = 17,
			      .exchange_ns = 34200000000123,
			      .bid_price = 3201400,
			      .bid_size = 25,
			      .ask_price = 1999999900,
			      .ask_size = 100 };

	(void)state;
	expect_row(&t, "17,34200000000123,BRK.A,320.1400,25,199999.9900,100,\n");
	t.bid_price = 0;
	t.bid_size = 0;
	t.flags = TW_FLAG_INEXACT | TW_FLAG_HALTED;
	expect_row(&t, "17,34200000000123,BRK.A,,0,199999.9900,100,inexact|halted\n");
	t.ask_price = 1;
	t.ask_size = UINT32_MAX;
	t.feed_seq = UINT64_MAX;
	t.exchange_ns = UINT64_MAX;
	t.bid_price = UINT32_MAX;
	t.bid_size = 1;
	t.flags = 0x3ff;
	expect_row(
		&t,
		"18446744073709551615,18446744073709551615,BRK.A,429496.7295,1,0.0001,"
		"4294967295,stale|inexact|halted|crossed|locked|lost|silent_a|silent_b|silent|"
		"ended\n");
}

/* Against printf, over all lengths of numbers. */
static void test_rows_beside_printf(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct tw_touch t = { 0 };
		char want[256], row[TW_QUOTES_ROW_MAX + 1];

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		t.feed_seq = seed >> (seed & 63);
		t.bid_price = (uint32_t)(seed >> 7) % 2000000000;
		t.bid_size = 1 + (uint32_t)(seed >> 40);
		t.ask_price = (uint32_t)(seed >> 30) % 20000;
		t.ask_size = 1 + (uint32_t)(seed >> 50);
		snprintf(want, sizeof(want), "%" PRIu64 ",0,X,%u.%04u,%u,%u.%04u,%u,\n",
			 t.feed_seq, t.bid_price / 10000, t.bid_price % 10000, t.bid_size,
			 t.ask_price / 10000, t.ask_price % 10000, t.ask_size);
		row[tw_quotes_row(row, "X", &t)] = '\0';
		assert_string_equal(row, want);
	}
}

static void test_file(void **state)
{
	struct tw_touch touch = { .feed_seq = 1, .bid_price = 10000, .bid_size = 1 };
	const char *path = test_path("quotes.csv");
	struct tw_quotes *quotes;
	struct tw_error error;
	uint8_t *bytes;
	size_t length;

	(void)state;
	assert_int_equal(tw_quotes_open(&quotes, path, &error), 0);
	for (unsigned i = 0; i < 10000; i++)
		tw_quotes_write(quotes, "AAPL", &touch);
	assert_int_equal(tw_quotes_close(quotes, &error), 0);
	bytes = read_file(path, &length);
	assert_memory_equal(bytes, TW_QUOTES_HEADER, strlen(TW_QUOTES_HEADER));
	assert_int_equal(length, strlen(TW_QUOTES_HEADER) +
					 10000 * strlen("1,0,AAPL,1.0000,1,,0,\n"));
	free(bytes);

	assert_int_equal(tw_quotes_open(&quotes, test_path("none/q.csv"), &error),
			 -ENOENT);
	assert_non_null(strstr(error.text, "none/q.csv"));
	assert_int_equal(tw_quotes_open(&quotes, "/dev/full", &error), 0);
	tw_quotes_write(quotes, "AAPL", &touch);
	assert_int_equal(tw_quotes_close(quotes, &error), -ENOSPC);
	assert_non_null(strstr(error.text, "/dev/full"));
}

static void test_hist_values(void **state)
{
	struct tw_hist *hist = tw_hist_create();

	(void)state;
	assert_int_equal(tw_hist_percentile(hist, 50), 0);
	assert_int_equal(tw_hist_min(hist), 0);
	for (uint64_t i = 1; i <= 1000; i++)
		tw_hist_record(hist, i);
	assert_int_equal(tw_hist_count(hist), 1000);
	assert_int_equal(tw_hist_min(hist), 1);
	assert_int_equal(tw_hist_max(hist), 1000);
	assert_int_equal(tw_hist_percentile(hist, 0), 1);
	assert_int_equal(tw_hist_percentile(hist, 50), 500);
	assert_int_equal(tw_hist_percentile(hist, 99), 990);
	assert_int_equal(tw_hist_percentile(hist, 99.9), 999);
	assert_int_equal(tw_hist_percentile(hist, 99.91), 1000);
	assert_int_equal(tw_hist_percentile(hist, 100), 1000);
	assert_true(tw_hist_supports(hist, 99.9));
	assert_false(tw_hist_supports(hist, 99.99));
	assert_true(tw_hist_mean(hist) > 500.49 && tw_hist_mean(hist) < 500.51);
	assert_true(tw_hist_deviation(hist) > 288.6 && tw_hist_deviation(hist) < 288.7);
	tw_hist_destroy(hist);
}

/* Each value comes back within a thousandth, over the whole range. */
static void test_hist_precision(void **state)
{
	struct tw_hist *hist = tw_hist_create();

	(void)state;
	for (uint64_t v = 1; v < (uint64_t)1 << 62; v += v / 3 + 1) {
		uint64_t got;

		tw_hist_reset(hist);
		tw_hist_record(hist, v);
		tw_hist_record(hist, INT64_MAX);
		got = tw_hist_percentile(hist, 50);
		assert_true(got >= v && got - v <= v / 1000);
	}
	tw_hist_reset(hist);
	tw_hist_record(hist, UINT64_MAX);
	assert_int_equal(tw_hist_max(hist), INT64_MAX);
	tw_hist_destroy(hist);
}

static void test_hist_print(void **state)
{
	struct tw_hist *hist = tw_hist_create(), *more = tw_hist_create();
	const char *path = test_path("latency.hgrm");
	FILE *out = fopen(path, "w");
	uint8_t *text;
	size_t length;

	(void)state;
	assert_non_null(out);
	for (unsigned i = 0; i < 900; i++)
		tw_hist_record(hist, 40);
	for (unsigned i = 0; i < 100; i++)
		tw_hist_record(more, 80);
	tw_hist_add(hist, more);
	assert_int_equal(tw_hist_print(hist, out, 6.4), 0);
	fclose(out);
	text = read_file(path, &length);
	text[length] = '\0';
	assert_non_null(strstr((char *)text, "     256.000 0.000000000000        900"));
	assert_non_null(strstr((char *)text, "     512.000 1.000000000000       1000\n"));
	assert_non_null(strstr((char *)text, "Total count    =         1000]"));
	/* 1000 samples say nothing of the 99.95th percentile. */
	assert_null(strstr((char *)text, " 0.9995"));
	free(text);
	tw_hist_destroy(hist);
	tw_hist_destroy(more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_rows_beside_printf),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_hist_values),
		cmocka_unit_test(test_hist_precision),
		cmocka_unit_test(test_hist_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
