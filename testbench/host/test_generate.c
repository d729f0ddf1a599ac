/* SPDX-License-Identifier: BSD-3-Clause */
/* The generator: the same bytes for the same seed, exact for the book, all types, its limits. */
#include <errno.h>

#include <touchwire/capture.h>
#include <touchwire/generate.h>

#include "support.h"

static const struct tw_net_filter any = { 0 };

static struct tw_generate_stats generate(struct tw_generate_config *config,
					 const char *name)
{
	struct tw_generate_stats stats;
	struct tw_error error = { "" };

	config->path[0] = test_path(name);
	if (tw_generate(config, &stats, &error) < 0)
		fail_msg("%s", error.text);
	return stats;
}

/* Counters of an engine that saw the capture at @path. */
static struct tw_counters replay(const char *path, uint64_t *orders_max)
{
	struct tw_engine_config config = { .symbols = 256, .all = true };
	struct tw_engine *engine = tw_engine_create(&config);
	struct tw_engine_status status;
	struct tw_capture_frame frame;
	struct tw_counters counters;
	struct tw_error error;
	struct tw_feeds *feeds;

	assert_int_equal(tw_feeds_open(&feeds, &path, 1, &any, &error), 0);
	*orders_max = 0;
	while (tw_feeds_next(feeds, &frame, &error) > 0) {
		tw_engine_frame(engine, 0, frame.bytes, frame.captured, frame.wire,
				frame.time_ns, 0);
		tw_engine_status(engine, &status);
		if (status.orders > *orders_max)
			*orders_max = status.orders;
	}
	assert_true(status.ended);
	tw_feeds_close(feeds);
	counters = *tw_engine_counters(engine);
	tw_engine_destroy(engine);
	return counters;
}

static void test_same_seed_same_bytes(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct tw_generate_config config;
		uint8_t *one, *two;
		size_t n, m;

		tw_generate_defaults(&config);
		config.profile = (enum tw_profile)p;
		config.messages = 5000;
		generate(&config, "one.pcap");
		generate(&config, "two.pcap");
		one = read_file(test_path("one.pcap"), &n);
		two = read_file(test_path("two.pcap"), &m);
		assert_int_equal(n, m);
		assert_memory_equal(one, two, n);
		config.seed++;
		generate(&config, "two.pcap");
		free(two);
		two = read_file(test_path("two.pcap"), &m);
		assert_true(n != m || memcmp(one, two, n) != 0);
		free(one);
		free(two);
	}
}

/* Every message of the tame profiles resolves; sums hold; the order limit is kept. */
static void test_profiles_are_exact(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct tw_generate_config config;
		struct tw_generate_stats stats;
		struct tw_counters c;
		uint64_t orders, bad = 0;

		tw_generate_defaults(&config);
		config.profile = (enum tw_profile)p;
		config.messages = 30000;
		config.orders = 1500;
		stats = generate(&config, "exact.pcap");
		c = replay(test_path("exact.pcap"), &orders);
		assert_int_equal(stats.messages, config.messages);
		assert_int_equal(c.message[TW_MESSAGE_TAKEN] + c.runts, config.messages);
		assert_int_equal(c.gaps, 0);
		assert_int_equal(c.frame[0][TW_FRAME_ACCEPTED], stats.frames[0]);
		assert_true(orders <= config.orders);
		expect_sums(&c);
		/* The end of the session, and nothing else of the feed. */
		assert_int_equal(sum_of(c.book, TW_BOOK_CAUSES),
				 c.message[TW_MESSAGE_TAKEN] + 1);
		assert_int_equal(c.book[TW_BOOK_LINES], 1);
		for (unsigned i = TW_BOOK_UNTRACKED; i <= TW_BOOK_ORDERS_FULL; i++)
			bad += c.book[i];
		if (p == TW_PROFILE_WILD) {
			for (unsigned i = TW_BOOK_UNTRACKED; i <= TW_BOOK_WRONG_SYMBOL;
			     i++)
				assert_true(c.book[i] > 0);
			assert_true(c.itch[TW_ITCH_UNKNOWN] > 0);
			assert_true(c.itch[TW_ITCH_SHORT] > 0);
			assert_true(c.messages_long > 0);
			assert_true(c.runts > 0);
		} else {
			assert_int_equal(bad, 0);
			for (unsigned i = 0; i < TW_ITCH_TYPE_COUNT; i++)
				if (!strchr("FECXUD", TW_ITCH_TYPES[i]) ||
				    p == TW_PROFILE_MIXED)
					assert_true(stats.types[i] > 0);
		}
	}
}

static void test_loss_and_two_feeds(void **state)
{
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_error error;
	uint64_t orders;
	struct tw_counters c;

	(void)state;
	tw_generate_defaults(&config);
	config.messages = 20000;
	config.loss_ppm[0] = 50000;
	config.loss_ppm[1] = 10000;
	config.path[0] = test_path("la.pcap");
	config.path[1] = test_path("lb.pcap");
	assert_int_equal(tw_generate(&config, &stats, &error), 0);
	assert_true(stats.dropped[0] > stats.dropped[1] && stats.dropped[1] > 0);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(stats.frames[i] + stats.dropped[i], stats.packets);
	c = replay(config.path[0], &orders);
	assert_true(c.lost > 0);
	assert_int_equal(c.message[TW_MESSAGE_TAKEN] + c.lost, config.messages);
}

static void test_packet_limits(void **state)
{
	struct tw_generate_config config;
	struct tw_capture_frame frame;
	struct tw_error error;
	struct tw_capture *c;
	uint64_t last = 0;

	(void)state;
	tw_generate_defaults(&config);
	config.profile = TW_PROFILE_DELETES;
	config.messages = 5000;
	config.mtu = 300;
	config.packet_messages = 5;
	config.route.tags = 1;
	generate(&config, "mtu.pcap");
	assert_int_equal(tw_capture_open(&c, test_path("mtu.pcap"), &error), 0);
	while (tw_capture_next(c, &frame, &error) > 0) {
		struct tw_net_datagram d;
		struct tw_mold_packet packet;

		assert_true(frame.captured <= 300 + 18);
		assert_true(frame.time_ns > last);
		last = frame.time_ns;
		assert_int_equal(tw_net_parse(frame.bytes, frame.captured, &any, &d),
				 TW_FRAME_ACCEPTED);
		assert_int_equal(d.tags, 1);
		assert_int_equal(tw_mold_parse(d.payload, d.length, &packet), 0);
		assert_true(packet.count <= 5 || packet.count == TW_MOLD_END);
	}
	tw_capture_close(c);
}

/* Any number of messages and symbols, however few. */
static void test_small_sessions(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		for (unsigned n = 1; n < 60; n += 7) {
			struct tw_generate_config config;
			uint64_t orders;

			tw_generate_defaults(&config);
			config.profile = (enum tw_profile)p;
			config.messages = n;
			config.symbols = 1 + n % 3;
			config.orders = 2;
			assert_int_equal(generate(&config, "small.pcap").messages, n);
			assert_int_equal(
				replay(test_path("small.pcap"), &orders).message[0], n);
			assert_true(orders <= 2);
		}
	}
}

static void test_wrong_options(void **state)
{
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_error error;

	(void)state;
	assert_int_equal(tw_profile_parse("crash"), TW_PROFILE_CRASH);
	assert_int_equal(tw_profile_parse("calm"), -EINVAL);
	assert_null(tw_profile_name(TW_PROFILES));
	tw_generate_defaults(&config);
	assert_int_equal(tw_generate(&config, &stats, &error), -EINVAL);
	config.path[0] = test_path("none/x.pcap");
	assert_true(tw_generate(&config, &stats, &error) < 0);
	config.path[0] = test_path("x.pcap");
	config.symbols = 0;
	assert_int_equal(tw_generate(&config, &stats, &error), -EINVAL);
	assert_non_null(strstr(error.text, "symbols"));
	config.symbols = 1;
	config.mtu = 9001;
	assert_int_equal(tw_generate(&config, &stats, &error), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_seed_same_bytes),
		cmocka_unit_test(test_profiles_are_exact),
		cmocka_unit_test(test_loss_and_two_feeds),
		cmocka_unit_test(test_packet_limits),
		cmocka_unit_test(test_small_sessions),
		cmocka_unit_test(test_wrong_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
