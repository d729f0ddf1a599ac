/* SPDX-License-Identifier: BSD-3-Clause */
/* test_args: what a user can get wrong: arguments, captures, a device of another build. */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <rte_bus_vdev.h>

#include "fake_device.h"
#include "harness.h"

static void wrong_arguments_are_refused_by_name(void **state)
{
	static const struct {
		const char *args, *message;
	} cases[] = {
		{ "nonsense=1", "unknown argument 'nonsense'" },
		{ "seed=", "seed=" },
		{ "seed=x", "seed=x" },
		{ "seed=-1", "seed=-1" },
		{ "stall=1000", "0..999" },
		{ "tear=2", "0..1" },
		{ "delay=1e3", "delay=1e3" },
		{ "ring_log2=5", "6..22" },
		{ "slots_log2=99", "6..15" },
		{ "hold_ns=4294967296", "4294967295" },
		{ "group=224.0.0.1", "want IP:PORT" },
		{ "group=224.0.0:1", "no IPv4 address" },
		{ "group=224.0.0.1:65536", "65535" },
		{ "source=", "no IPv4 address" },
		{ "source=10.0.0.1:", "no IPv4 address" },
		{ "source=10.0.0.1:0.0.0.0", "no IPv4 address" },
		{ "source=1.1.1.1:1.1.1.2:1.1.1.3:1.1.1.4:1.1.1.5", "at most 4" },
		{ "silence_ns=4294967296", "4294967295" },
		{ "stale_ns=-1", "4294967295" },
		{ "repair=2", "0..1" },
		{ "jump=", "0..1" },
		{ "udp_check=yes", "0..1" },
		{ "lines=c", "want a, b or ab" },
		{ "lines=abc", "want a, b or ab" },
		{ "symbols=", "no value" },
		{ "symbols=AAPL:AAPL", "named twice" },
		{ "symbols=TOOLONGNAME", "1 to 8" },
		{ "symbols=A:B:C:D:E:F:G:H:I", "more symbols than the device has" },
		{ "seed=1,seed=2", "given twice" },
		{ "fake_bar=1", "only for a board" },
		{ "model=/nonexistent.so", "given twice" },
		{ "feed_a=", "no value" },
		{ "feed_a=/nonexistent.pcap", "/nonexistent.pcap: No such file" },
		{ "feed_b=/", "is a folder" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(cases); i++) {
		int err = port_open(0, cases[i].args);
		const char *text = logged();

		if (err >= 0 || strstr(text, cases[i].message) == NULL)
			fail_msg("%s: returned %d and said: %s", cases[i].args, err,
				 text);
		/* Nothing is left behind: the same name works at once. */
		assert_true(port_open(0, "") >= 0);
		port_close(0);
	}
	assert_int_equal(rte_eth_dev_count_avail(), 0);
}

static void good_arguments_are_taken(void **state)
{
	(void)state;
	assert_true(
		port_open(0,
			  "symbols=A:B,group=233.54.12.111:26477,hold_ns=0,lines=ab,"
			  "ring_log2=10,slots_log2=8,seed=0xffffffffffffffff,stall=999,"
			  "delay=12,tear=1,wave=x.fst,wave_from=1,wave_to=2") >= 0);
	port_close(0);
}

static void a_device_of_another_build_is_refused(void **state)
{
	static const struct {
		int seed;
		const char *message;
	} cases[] = {
		{ FAKE_SEED_MAGIC, "MAGIC reads 0x54575244, want 0x54575245" },
		{ FAKE_SEED_INTERFACE, "interface 2.0, this driver speaks 1.x" },
		{ FAKE_SEED_MAP, "register map" },
		{ FAKE_SEED_ALL_ONES, "MAGIC reads 0xffffffff" },
		{ FAKE_SEED_CLEARING, "does not come to rest" },
		{ FAKE_SEED_NO_SYMBOLS, "0 symbols" },
		{ FAKE_SEED_CREATE,
		  "cannot create the simulated device: Permission denied" },
	};
	char args[64];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(cases); i++) {
		snprintf(args, sizeof(args), "seed=%d", cases[i].seed);
		assert_true(port_open(0, args) < 0);
		assert_logged(cases[i].message);
	}
	assert_int_equal(rte_eth_dev_count_avail(), 0);
}

static void a_missing_model_says_how_to_get_one(void **state)
{
	(void)state;
	logged();
	assert_true(rte_vdev_init("net_touchwire0", "model=/nowhere.so") < 0);
	assert_logged("make build");
	assert_true(rte_vdev_init("net_touchwire0", "model=libpcap.so.0.8") < 0);
	assert_logged("tw_sim_get_ops");
}

static void file_of(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	fclose(file);
}

static void captures_that_cannot_be(void **state)
{
	pcap_t *raw = pcap_open_dead(DLT_RAW, 65535);
	pcap_dumper_t *out;
	char args[700];
	unsigned int i;
	const struct {
		const char *file, *message;
	} cases[] = {
		{ "empty", "empty file" },
		{ "text", "not a pcap or pcapng capture (offset " },
		{ "raw", "link type RAW" },
		{ "none", "no frame in it (ends at offset 24)" },
		{ "cut", "breaks off after offset 24" },
		{ "header", "not a pcap or pcapng" },
	};

	(void)state;
	file_of(scratch("empty"), "", 0);
	file_of(scratch("text"), "feed_seq,exchange_ns,symbol,and so on", 37);
	out = pcap_dump_open(raw, scratch("raw"));
	pcap_dump((u_char *)out, &(struct pcap_pkthdr){ .caplen = 1, .len = 1 },
		  (const u_char *)"x");
	pcap_dump_close(out);
	pcap_close(raw);
	write_capture(scratch("none"), 0, 0, 1);
	write_capture(scratch("cut"), 0, 1, 1);
	cut_file(scratch("cut"), 50);
	write_capture(scratch("header"), 0, 1, 1);
	cut_file(scratch("header"), 10);
	for (i = 0; i < RTE_DIM(cases); i++) {
		const char *text;

		snprintf(args, sizeof(args), "feed_a=%s", scratch(cases[i].file));
		assert_true(port_open(0, args) < 0);
		text = logged();
		if (strstr(text, cases[i].message) == NULL ||
		    strstr(text, scratch(cases[i].file)) == NULL)
			fail_msg("%s: said %s", cases[i].file, text);
	}
}

static void a_capture_that_breaks_off_is_told(void **state)
{
	char args[700], text[512];
	long whole;
	int port;

	(void)state;
	write_capture(scratch("a.pcap"), 0, 100, 1000);
	whole = file_size(scratch("a.pcap"));
	cut_file(scratch("a.pcap"), whole - 5);
	snprintf(args, sizeof(args), "feed_a=%s", scratch("a.pcap"));
	port = port_open(0, args);
	assert_true(port >= 0);
	port_start((uint16_t)port, 0);
	assert_int_equal(port_drain((uint16_t)port, 1000), 99);
	assert_int_equal(rte_pmd_touchwire_finished((uint16_t)port), 1);
	assert_int_equal(rte_pmd_touchwire_feed_error((uint16_t)port, text, sizeof(text)),
			 -EBADMSG);
	assert_non_null(strstr(text, scratch("a.pcap")));
	snprintf(args, sizeof(args), "after offset %ld",
		 whole - 16 - (long)frame_length(99));
	assert_non_null(strstr(text, args));
	assert_int_equal(rte_pmd_touchwire_feed_error((uint16_t)port, text, 5), -EBADMSG);
	assert_int_equal(strlen(text), 4);
	port_close(0);
}

/* Cut anywhere: refused at once or told at the end, never a crash, never a wrong frame. */
static void captures_cut_at_every_byte(void **state)
{
	char args[700];
	long size, keep;

	(void)state;
	write_capture(scratch("all.pcap"), 0, 3, 1000);
	size = file_size(scratch("all.pcap"));
	snprintf(args, sizeof(args), "feed_a=%s", scratch("all.pcap"));
	for (keep = size - 1; keep >= 0; keep--) {
		int port;

		cut_file(scratch("all.pcap"), keep);
		port = port_open(0, args);
		if (port < 0)
			continue;
		port_start((uint16_t)port, 0);
		assert_true(port_drain((uint16_t)port, 3) < 3);
		port_close(0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(wrong_arguments_are_refused_by_name),
		TEST(good_arguments_are_taken),
		TEST(a_device_of_another_build_is_refused),
		TEST(a_missing_model_says_how_to_get_one),
		TEST(captures_that_cannot_be),
		TEST(a_capture_that_breaks_off_is_told),
		TEST(captures_cut_at_every_byte),
	};

	if (harness_init("test_args") != 0)
		return 1;
	return cmocka_run_group_tests_name("args", tests, NULL, NULL);
}
