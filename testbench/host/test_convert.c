/* SPDX-License-Identifier: BSD-3-Clause */
/* convert: packing by time, gzip, dates, and each kind of broken input. */
#include <errno.h>
#include <zlib.h>

#include <touchwire/capture.h>
#include <touchwire/convert.h>

#include "support.h"

static uint8_t input[65536];
static size_t used;

static void put_message(struct bytes m, uint64_t ns)
{
	for (unsigned i = 0; i < 6; i++)
		m.at[5 + i] = (uint8_t)(ns >> (40 - 8 * i));
	input[used] = 0;
	input[used + 1] = (uint8_t)m.length;
	memcpy(input + used + 2, m.at, m.length);
	used += 2 + m.length;
}

static int convert(const char *in, struct tw_convert_stats *stats, struct tw_error *error)
{
	struct tw_convert_config config;

	tw_convert_defaults(&config);
	assert_int_equal(tw_date_parse("2020-01-30", &config.date_ns), 0);
	config.in = in;
	config.out = test_path("converted.pcap");
	return tw_convert(&config, stats, error);
}

/* What is written to the file "in.itch" and converted. */
static int convert_bytes(const void *bytes, size_t length, struct tw_convert_stats *stats,
			 struct tw_error *error)
{
	const char *path = test_path("in.itch");

	write_file(path, bytes, length);
	return convert(path, stats, error);
}

static void fill_input(void)
{
	used = 0;
	put_message(msg_add(1, 1, 'B', 1, 1), 1000);
	put_message(msg_add(1, 2, 'B', 1, 1),
		    6000); /* 5 us after the first: same packet */
	put_message(msg_add(1, 3, 'B', 1, 1), 6001); /* the next one */
	put_message(msg_delete(1, 3), 1000000000);
}

static void test_packing(void **state)
{
	static const unsigned counts[] = { 2, 1, 1 };
	static const uint64_t times[] = { 1000, 6001, 1000000000 };
	struct tw_convert_stats stats;
	struct tw_capture_frame frame;
	struct tw_capture *c;
	struct tw_error error;
	uint64_t seq = 1;

	(void)state;
	fill_input();
	assert_int_equal(convert_bytes(input, used, &stats, &error), 0);
	assert_int_equal(stats.messages, 4);
	assert_int_equal(stats.packets, 3);
	assert_int_equal(stats.bytes_in, used);
	assert_int_equal(tw_capture_open(&c, test_path("converted.pcap"), &error), 0);
	for (unsigned i = 0; i < 3; i++) {
		const uint8_t *mold;

		assert_int_equal(tw_capture_next(c, &frame, &error), 1);
		mold = frame.bytes + 42;
		assert_int_equal(frame.time_ns, 1580342400000000000u + times[i]);
		assert_int_equal(mold[17], seq);
		assert_int_equal(mold[19], counts[i]);
		seq += counts[i];
	}
	assert_int_equal(tw_capture_next(c, &frame, &error), 0);
	tw_capture_close(c);
}

static void test_mtu(void **state)
{
	struct tw_convert_stats stats;
	struct tw_capture_frame frame;
	struct tw_capture *c;
	struct tw_error error;
	uint32_t longest = 0;

	(void)state;
	used = 0;
	for (unsigned i = 0; i < 100; i++)
		put_message(msg_add(1, i, 'B', 1, 1), 1000);
	assert_int_equal(convert_bytes(input, used, &stats, &error), 0);
	/* (1500 - 28 - 20) / 38 = 38 messages a packet. */
	assert_int_equal(stats.packets, 3);
	assert_int_equal(tw_capture_open(&c, test_path("converted.pcap"), &error), 0);
	while (tw_capture_next(c, &frame, &error) > 0)
		longest = frame.captured > longest ? frame.captured : longest;
	assert_int_equal(longest, 42 + 20 + 38 * 38);
	tw_capture_close(c);
}

static void test_zero_length_ends(void **state)
{
	struct tw_convert_stats stats;
	struct tw_error error;

	(void)state;
	fill_input();
	memcpy(input + used, "\0\0garbage", 9);
	assert_int_equal(convert_bytes(input, used + 9, &stats, &error), 0);
	assert_int_equal(stats.messages, 4);
}

static void test_every_cut(void **state)
{
	struct tw_convert_stats stats;
	struct tw_error error;
	size_t whole, end = 0;

	(void)state;
	fill_input();
	whole = used;
	for (size_t n = 1; n < whole; n++) {
		int code = convert_bytes(input, n, &stats, &error);

		if (n == end + 2 + input[end + 1])
			end = n;
		if (n == end) {
			assert_int_equal(code, 0);
		} else {
			assert_int_equal(code, -EBADMSG);
			assert_non_null(strstr(error.text, "in.itch: offset "));
		}
	}
}

static void test_gzip(void **state)
{
	const char *path = test_path("in.itch.gz");
	struct tw_convert_stats stats;
	struct tw_error error;
	uint8_t *bytes;
	size_t length;
	gzFile file;

	(void)state;
	fill_input();
	file = gzopen(path, "wb");
	assert_int_equal(gzwrite(file, input, (unsigned)used), used);
	gzclose(file);
	assert_int_equal(convert(path, &stats, &error), 0);
	assert_int_equal(stats.messages, 4);
	bytes = read_file(path, &length);
	write_file(path, bytes, length - 12);
	assert_int_equal(convert(path, &stats, &error), -EBADMSG);
	bytes[length - 6] ^= 0xff; /* the checksum */
	write_file(path, bytes, length);
	assert_int_equal(convert(path, &stats, &error), -EBADMSG);
	assert_non_null(strstr(error.text, "gzip"));
	free(bytes);
}

static void test_wrong_input(void **state)
{
	struct tw_convert_stats stats;
	struct tw_error error;

	(void)state;
	assert_int_equal(convert(test_path("not-there.itch"), &stats, &error), -ENOENT);
	assert_int_equal(convert(test_path("."), &stats, &error), -EISDIR);
	assert_int_equal(convert_bytes("", 0, &stats, &error), -ENODATA);
	assert_int_equal(convert_bytes("\0\0", 2, &stats, &error), -ENODATA);
	assert_int_equal(convert_bytes("\0\5abcde", 7, &stats, &error), -EBADMSG);
	assert_non_null(strstr(error.text, "offset 0: length 5"));
	memset(input, 'x', sizeof(input));
	assert_int_equal(convert_bytes(input, sizeof(input), &stats, &error), -EBADMSG);
	assert_non_null(strstr(error.text, "offset 0"));
}

static void test_dates(void **state)
{
	uint64_t ns;

	(void)state;
	assert_int_equal(tw_date_parse("1970-01-01", &ns), 0);
	assert_int_equal(ns, 0);
	assert_int_equal(tw_date_parse("2020-01-30", &ns), 0);
	assert_int_equal(ns, 1580342400000000000u);
	assert_int_equal(tw_date_parse("2021-02-29", &ns), -EINVAL);
	assert_int_equal(tw_date_parse("30.1.2020", &ns), -EINVAL);
	assert_int_equal(tw_date_parse("2020-01-30x", &ns), -EINVAL);
	assert_int_equal(tw_date_parse("", &ns), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packing),
		cmocka_unit_test(test_mtu),
		cmocka_unit_test(test_zero_length_ends),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_wrong_input),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
