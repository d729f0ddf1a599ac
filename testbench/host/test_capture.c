/* SPDX-License-Identifier: BSD-3-Clause */
/* Captures: what is written is read; each kind of wrong file has its own clear error. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <touchwire/capture.h>

#include "support.h"

static const struct tw_net_filter any = { 0 };

/* A capture with @count frames of one add each, @step ns apart from @start. */
static const char *capture(const char *name, const char *session, unsigned count,
			   uint64_t start, uint64_t step)
{
	const char *path = test_path(name);
	struct tw_capture_writer *writer;
	struct tw_error error;

	assert_int_equal(tw_capture_create(&writer, path, &error), 0);
	for (unsigned i = 0; i < count; i++) {
		struct bytes m = msg_add((uint16_t)(10 + i % 3), i, 'B', 100, 1);
		struct frame f;

		memcpy(m.at + 24, "NAME0   ", 8);
		m.at[28] = (uint8_t)('0' + i % 3);
		f = make_frame(session, i + 1, &m, 1, 0);
		tw_capture_write(writer, start + i * step, f.at, f.length);
	}
	assert_int_equal(tw_capture_finish(writer, &error), 0);
	return path;
}

static void expect_refused(const char *path, int code, const char *says)
{
	struct tw_capture *c = NULL;
	struct tw_error error = { "" };

	assert_int_equal(tw_capture_open(&c, path, &error), code);
	assert_non_null(strstr(error.text, path));
	assert_non_null(strstr(error.text, says));
}

static void test_round_trip(void **state)
{
	const char *path = capture("round.pcap", SESSION, 5, 1580342400123456789u, 7);
	struct tw_capture_frame frame;
	struct tw_error error;
	struct tw_capture *c;

	(void)state;
	assert_int_equal(tw_capture_open(&c, path, &error), 0);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(tw_capture_next(c, &frame, &error), 1);
		assert_int_equal(frame.time_ns, 1580342400123456789u + i * 7);
		assert_int_equal(frame.captured, frame.wire);
		assert_int_equal(frame.captured, 42 + 20 + 2 + 36);
	}
	assert_int_equal(tw_capture_next(c, &frame, &error), 0);
	assert_int_equal(tw_capture_offset(c), tw_capture_size(c));
	tw_capture_close(c);
}

/* A microsecond file, as tcpdump writes it. */
static void test_microseconds(void **state)
{
	size_t length;
	uint8_t *bytes =
		read_file(capture("us.pcap", SESSION, 1, 1000000123u, 0), &length);
	const char *path = test_path("us2.pcap");
	struct tw_capture_frame frame;
	struct tw_error error;
	struct tw_capture *c;

	(void)state;
	memcpy(bytes, "\xd4\xc3\xb2\xa1", 4);
	write_file(path, bytes, length);
	free(bytes);
	assert_int_equal(tw_capture_open(&c, path, &error), 0);
	assert_int_equal(tw_capture_next(c, &frame, &error), 1);
	assert_int_equal(frame.time_ns, 1000123000u);
	tw_capture_close(c);
}

static void put32(uint8_t *to, uint32_t value)
{
	memcpy(to, &value, 4);
}

/* pcapng with nanosecond resolution: section, interface and one packet. */
static void test_pcapng(void **state)
{
	struct bytes m = msg_delete(1, 2);
	struct frame f = make_frame(SESSION, 1, &m, 1, 0);
	uint32_t padded = (f.length + 3) & ~3u;
	uint8_t file[512] = { 0 };
	uint64_t when = 1580342400000000042u;
	const char *path = test_path("ns.pcapng");
	struct tw_capture_frame frame;
	struct tw_error error;
	struct tw_capture *c;
	uint8_t *p = file;

	(void)state;
	put32(p, 0x0a0d0d0a);
	put32(p + 4, 28);
	put32(p + 8, 0x1a2b3c4d);
	put32(p + 12, 1);
	memset(p + 16, 0xff, 8);
	put32(p + 24, 28);
	p += 28;
	put32(p, 1);
	put32(p + 4, 32);
	put32(p + 8, 1);	    /* Ethernet */
	put32(p + 16, 9 | 1 << 16); /* if_tsresol, 1 byte */
	p[16] = 9, p[18] = 1, p[20] = 9;
	put32(p + 28, 32);
	p += 32;
	put32(p, 6);
	put32(p + 4, 32 + padded);
	put32(p + 12, (uint32_t)(when >> 32));
	put32(p + 16, (uint32_t)when);
	put32(p + 20, f.length);
	put32(p + 24, f.length);
	memcpy(p + 28, f.at, f.length);
	put32(p + 28 + padded, 32 + padded);
	p += 32 + padded;
	write_file(path, file, (size_t)(p - file));
	assert_int_equal(tw_capture_open(&c, path, &error), 0);
	assert_int_equal(tw_capture_next(c, &frame, &error), 1);
	assert_int_equal(frame.time_ns, when);
	assert_int_equal(frame.captured, f.length);
	assert_memory_equal(frame.bytes, f.at, f.length);
	assert_int_equal(tw_capture_next(c, &frame, &error), 0);
	tw_capture_close(c);
}

static void test_wrong_files(void **state)
{
	const char *path = test_path("wrong.pcap");
	uint8_t *bytes;
	size_t length;

	(void)state;
	unlink(path);
	expect_refused(path, -ENOENT, "check the path");
	write_file(path, "", 0);
	expect_refused(path, -ENODATA, "is empty");
	write_file(path, "this is no capture at all, but text", 35);
	expect_refused(path, -EBADMSG, "not a pcap");
	write_file(path, "\x4d\x3c\xb2\xa1\x02", 5);
	expect_refused(path, -EBADMSG, "offset 0");
	expect_refused(test_path("."), -EISDIR, "directory");
	bytes = read_file(capture("link.pcap", SESSION, 1, 0, 0), &length);
	bytes[20] = 101; /* raw IP */
	write_file(path, bytes, length);
	free(bytes);
	expect_refused(path, -EMEDIUMTYPE, "RAW");
	if (geteuid() != 0) {
		chmod(path, 0);
		expect_refused(path, -EACCES, "permissions");
	}
	unlink(path);
}

/* Cut at every byte: all whole frames come, then an error with the right offset. */
static void test_every_cut(void **state)
{
	size_t length, record = 16 + 100;
	uint8_t *bytes = read_file(capture("cut.pcap", SESSION, 2, 0, 1), &length);
	const char *path = test_path("cut2.pcap");

	(void)state;
	assert_int_equal(length, 24 + 2 * record);
	for (size_t n = 24; n < length; n++) {
		struct tw_capture_frame frame;
		struct tw_error error;
		struct tw_capture *c;
		unsigned frames = 0;
		char offset[32];
		int got;

		write_file(path, bytes, n);
		assert_int_equal(tw_capture_open(&c, path, &error), 0);
		while ((got = tw_capture_next(c, &frame, &error)) > 0)
			frames++;
		assert_int_equal(frames, (n - 24) / record);
		if ((n - 24) % record == 0) {
			assert_int_equal(got, 0);
		} else {
			assert_int_equal(got, -EBADMSG);
			snprintf(offset, sizeof(offset), "offset %zu,",
				 24 + frames * record);
			assert_non_null(strstr(error.text, offset));
			assert_non_null(strstr(error.text, path));
		}
		tw_capture_close(c);
	}
	free(bytes);
}

static void test_merge_by_time(void **state)
{
	const char *paths[2] = { capture("a.pcap", SESSION, 4, 100, 10),
				 capture("b.pcap", SESSION, 6, 105, 5) };
	static const unsigned ports[] = { 0, 1, 0, 1, 1, 0, 1, 1, 0, 1 };
	struct tw_capture_frame frame;
	struct tw_error error;
	struct tw_feeds *feeds;
	uint64_t last = 0;

	(void)state;
	/* A at 100 110 120 130, B at 105 110 115 120 125 130; equal times: A first. */
	assert_int_equal(tw_feeds_open(&feeds, paths, 2, &any, &error), 0);
	for (unsigned i = 0; i < 10; i++) {
		assert_int_equal(tw_feeds_next(feeds, &frame, &error), 1);
		assert_int_equal(frame.port, ports[i]);
		assert_true(frame.time_ns >= last);
		last = frame.time_ns;
	}
	assert_int_equal(tw_feeds_next(feeds, &frame, &error), 0);
	assert_int_equal(tw_feeds_next(feeds, &frame, &error), 0);
	assert_int_equal(tw_feeds_offset(feeds), tw_feeds_size(feeds));
	tw_feeds_close(feeds);
}

static void test_two_sessions_are_refused(void **state)
{
	const char *paths[2] = { capture("s1.pcap", SESSION, 1, 0, 0),
				 capture("s2.pcap", OTHER_SESSION, 1, 0, 0) };
	struct tw_error error;
	struct tw_feeds *feeds;

	(void)state;
	assert_int_equal(tw_feeds_open(&feeds, paths, 2, &any, &error), -EXDEV);
	assert_non_null(strstr(error.text, SESSION));
	assert_non_null(strstr(error.text, OTHER_SESSION));
	assert_int_equal(tw_feeds_open(&feeds, paths, 3, &any, &error), -EINVAL);
	paths[1] = capture("s3.pcap", SESSION, 0, 0, 0);
	assert_int_equal(tw_feeds_open(&feeds, paths, 2, &any, &error), -ENODATA);
	assert_non_null(strstr(error.text, "no frame"));
}

static void test_symbols_from_adds_or_directory(void **state)
{
	const char *path = capture("names.pcap", SESSION, 9, 0, 1);
	struct tw_symbol_list list;
	struct tw_capture_writer *writer;
	struct bytes m = msg_directory(7, "REAL");
	struct frame f = make_frame(SESSION, 1, &m, 1, 0);
	struct tw_error error;

	(void)state;
	assert_int_equal(tw_capture_symbols(&path, 1, &any, &list, &error), 0);
	assert_false(list.directory);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.entries[2].locate, 12);
	assert_int_equal(list.entries[2].name, tw_name_pack("NAME2"));
	assert_string_equal(list.session, SESSION);
	assert_int_equal(list.messages, 9);
	tw_symbol_list_free(&list);

	path = test_path("names2.pcap");
	assert_int_equal(tw_capture_create(&writer, path, &error), 0);
	tw_capture_write(writer, 1, f.at, f.length);
	m = msg_add(8, 1, 'B', 1, 1);
	f = make_frame(SESSION, 2, &m, 1, 0);
	tw_capture_write(writer, 2, f.at, f.length);
	assert_int_equal(tw_capture_finish(writer, &error), 0);
	assert_int_equal(tw_capture_symbols(&path, 1, &any, &list, &error), 0);
	assert_true(list.directory);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.entries[0].locate, 7);
	tw_symbol_list_free(&list);
}

static void test_writing_fails(void **state)
{
	struct tw_capture_writer *writer;
	struct tw_error error;
	uint8_t frame[64] = { 0 };

	(void)state;
	assert_true(tw_capture_create(&writer, test_path("none/x.pcap"), &error) < 0);
	assert_non_null(strstr(error.text, "none/x.pcap"));
	assert_int_equal(tw_capture_create(&writer, "/dev/full", &error), 0);
	for (unsigned i = 0; i < 1000; i++)
		tw_capture_write(writer, i, frame, sizeof(frame));
	assert_true(tw_capture_finish(writer, &error) < 0);
	assert_non_null(strstr(error.text, "/dev/full"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_microseconds),
		cmocka_unit_test(test_pcapng),
		cmocka_unit_test(test_wrong_files),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_merge_by_time),
		cmocka_unit_test(test_two_sessions_are_refused),
		cmocka_unit_test(test_symbols_from_adds_or_directory),
		cmocka_unit_test(test_writing_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
