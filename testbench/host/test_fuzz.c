/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Damage: generated sessions whose frames are cut, flipped, doubled, swapped and marked bad,
 * into an engine of two lines. Nothing crashes, and all counters still add up.
 */
#include <touchwire/capture.h>
#include <touchwire/generate.h>

#include "support.h"

#define FRAME_MAX 2048u

static const struct tw_net_filter any = { 0 };
static uint64_t seed;

static uint32_t dice(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 32) * n >> 32);
}

/* What the engine was given, to hold its counters against. */
struct given {
	uint64_t frames[2];
	uint64_t touches;
};

static void count_touch(void *ctx, const struct tw_touch *touch)
{
	struct given *given = ctx;

	given->touches++;
	assert_int_equal(touch->seq, given->touches);
	assert_int_equal(touch->bid_price == 0, touch->bid_size == 0);
	assert_int_equal(touch->ask_price == 0, touch->ask_size == 0);
	assert_true(touch->symbol < 4);
}

static void check_sums(const struct tw_engine *engine, const struct given *given)
{
	const struct tw_counters *c = tw_engine_counters(engine);
	uint64_t taken = 0, bad = 0;

	for (unsigned port = 0; port < 2; port++) {
		assert_int_equal(sum_of(c->frame[port], TW_FRAME_CAUSES),
				 given->frames[port]);
		taken += c->frame[port][TW_FRAME_ACCEPTED] +
			 c->frame[port][TW_FRAME_TRUNCATED] +
			 c->frame[port][TW_FRAME_UDP_CHECKSUM];
		bad += c->frame[port][TW_FRAME_BAD];
	}
	assert_in_range(sum_of(c->packet, TW_PACKET_CAUSES), taken, taken + bad);
	assert_int_equal(c->published, given->touches);
	expect_sums(c);
}

/* Spoil @frame of *@length bytes in one of several ways. */
static unsigned damage(uint8_t *frame, uint32_t *length)
{
	switch (dice(12)) {
	case 0:
		*length = dice(*length + 1);
		return 0;
	case 1: /* anywhere in the headers of Ethernet, IP, UDP, MoldUDP64 */
		frame[dice(*length < 62 ? *length : 62)] ^= (uint8_t)(1u << dice(8));
		return 0;
	case 2: /* anywhere behind them */
		for (unsigned n = dice(8) + 1; n > 0; n--)
			frame[*length > 62 ? 62 + dice(*length - 62) : 0] =
				(uint8_t)dice(256);
		return 0;
	case 3: /* message count */
		frame[60] = (uint8_t)dice(2) ? 0xff : 0;
		frame[61] = (uint8_t)dice(256);
		return 0;
	case 4: /* sequence number, far off */
		frame[52 + dice(8)] = (uint8_t)dice(256);
		return 0;
	case 5:
		return TW_FRAME_FLAG_BAD;
	default:
		return 0;
	}
}

static void run_damaged(const char *path, unsigned one_in)
{
	struct given given = { .touches = 0 };
	struct tw_engine_config config = { .symbols = 4,
					   .all = true,
					   .feeds = TW_FEED_A | TW_FEED_B,
					   .hold_ns = 20000,
					   .hold_messages = 500,
					   .on_touch = count_touch,
					   .ctx = &given };
	struct tw_engine *engine = tw_engine_create(&config);
	struct tw_capture_frame frame;
	struct tw_capture *capture;
	struct tw_error error;

	assert_non_null(engine);
	assert_int_equal(tw_capture_open(&capture, path, &error), 0);
	while (tw_capture_next(capture, &frame, &error) > 0) {
		for (unsigned copies = dice(4); copies > 0; copies--) {
			/* Exactly as long as the frame, so that a read behind it is seen. */
			uint8_t *bytes = malloc(frame.captured);
			uint32_t length = frame.captured;
			unsigned port = dice(2), flags = 0;

			assert_non_null(bytes);
			memcpy(bytes, frame.bytes, length);
			if (dice(one_in) == 0)
				flags = damage(bytes, &length);
			bytes = realloc(bytes, length ? length : 1);
			given.frames[port]++;
			tw_engine_frame(engine, port, bytes, length, frame.wire,
					frame.time_ns + dice(2) * dice(40000), flags);
			free(bytes);
		}
	}
	tw_capture_close(capture);
	tw_engine_finish(engine);
	check_sums(engine, &given);
	tw_engine_destroy(engine);
}

static void test_damaged_sessions(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct tw_generate_config config;
		struct tw_generate_stats stats;
		struct tw_error error;

		tw_generate_defaults(&config);
		config.profile = (enum tw_profile)p;
		config.messages = 20000;
		config.symbols = 6;
		config.packet_messages = 20;
		config.path[0] = test_path("fuzz.pcap");
		assert_int_equal(tw_generate(&config, &stats, &error), 0);
		for (unsigned round = 1; round <= 4; round++) {
			seed = p * 100 + round;
			run_damaged(config.path[0], round * 5 - 4);
		}
	}
}

/* Headers of all kinds, mostly nonsense. */
static void test_random_frames(void **state)
{
	uint8_t frame[128];
	struct tw_net_datagram d;

	(void)state;
	seed = 3;
	for (unsigned i = 0; i < 200000; i++) {
		uint32_t length = dice(sizeof(frame) + 1);
		enum tw_frame_cause cause;

		for (uint32_t b = 0; b < length; b++)
			frame[b] = (uint8_t)dice(256);
		if (length > 14 && dice(4)) {
			static const uint8_t types[4][2] = {
				{ 8, 0 }, { 0x81, 0 }, { 0x88, 0xa8 }, { 8, 6 }
			};

			memcpy(frame + 12, types[dice(4)], 2);
			frame[14] = (uint8_t)(0x40 + dice(16));
		}
		cause = tw_net_parse(frame, length, &any, &d);
		assert_true(cause < TW_FRAME_CAUSES);
		if (cause == TW_FRAME_ACCEPTED || cause == TW_FRAME_TRUNCATED)
			assert_true(d.payload + d.length <= frame + length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damaged_sessions),
		cmocka_unit_test(test_random_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
