/* SPDX-License-Identifier: BSD-3-Clause */
/* Recovery end to end, without a socket and without a device: the host and what it repairs. */
#include <stdlib.h>

#include "peer.h"

static struct peer peer;

static struct peer_config day(uint64_t seed)
{
	return (struct peer_config){
		.exchange = { .seed = seed, .speed = 0 },
		.profile = TW_PROFILE_MIXED,
		.messages = 20000,
	};
}

static void set_loss(struct peer_config *config, uint32_t ppm)
{
	config->exchange.line[0].loss_ppm = ppm;
	config->exchange.line[1].loss_ppm = ppm;
}

static void test_nothing_lost(void **state)
{
	struct peer_config config = day(1);

	(void)state;
	peer_play(&peer, &config);
	peer_expect_equal(&peer);
	assert_int_equal(tw_recovery_counts(peer.recovery)->recoveries, 0);
	assert_int_equal(tw_mirror_counts(peer.mirror)->repairs, 0);
	peer_close(&peer);
}

/* a2: loss on both lines, 0.1 to 50 %: every message comes in the end. */
static void test_a2_loss_on_both(void **state)
{
	static const uint32_t ppm[] = { 1000, 10000, 100000, 500000 };

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct peer_config config = day(10 + i);
		const struct tw_recovery_counts *counts;

		set_loss(&config, ppm[i]);
		peer_play(&peer, &config);
		peer_expect_equal(&peer);
		counts = tw_recovery_counts(peer.recovery);
		if (i > 1) {
			assert_true(counts->recoveries > 0 && counts->replayed > 0);
			assert_true(tw_mirror_counts(peer.mirror)->repairs > 0);
		}
		assert_int_equal(counts->snapshots, 0);
		assert_int_equal(tw_engine_counters(peer.host)->lost > 0, i > 1);
		peer_close(&peer);
	}
}

/* a16: join in the middle of the day, by a snapshot and what came meanwhile. */
static void test_a16_join_late(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct peer_config config = day(20 + i);

		config.exchange.start_at = 12000;
		config.most = 100;
		set_loss(&config, i * 20000);
		config.device_goes_on = i == 2;
		peer_play(&peer, &config);
		peer_expect_equal(&peer);
		assert_true(tw_recovery_counts(peer.recovery)->snapshots > 0);
		assert_true(tw_mirror_counts(peer.mirror)->loads > 0);
		peer_close(&peer);
	}
}

/* Join without a snapshot server: the day from its first message. */
static void test_join_by_requests_alone(void **state)
{
	struct peer_config config = day(30);

	(void)state;
	config.exchange.start_at = 5000;
	config.no_snapshots = true;
	peer_play(&peer, &config);
	peer_expect_equal(&peer);
	assert_true(tw_recovery_counts(peer.recovery)->replayed >= 4999);
	peer_close(&peer);
}

/* The re-request server is deaf, or has forgotten, or does not exist: snapshots do. */
static void test_snapshot_instead(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct peer_config config = day(40 + i);

		set_loss(&config, 100000);
		if (i == 0)
			config.exchange.answer_loss_ppm = 1000000;
		if (i == 1)
			config.exchange.window = 1;
		config.no_requests = i == 2;
		peer_play(&peer, &config);
		peer_expect_equal(&peer);
		assert_true(tw_recovery_counts(peer.recovery)->snapshots > 0);
		peer_close(&peer);
	}
}

/* Answers get lost: asked again until they come. */
static void test_answers_lost(void **state)
{
	struct peer_config config = day(50);

	(void)state;
	set_loss(&config, 100000);
	config.exchange.answer_loss_ppm = 300000;
	config.no_snapshots = true;
	peer_play(&peer, &config);
	peer_expect_equal(&peer);
	assert_true(tw_recovery_counts(peer.recovery)->timeouts > 0);
	assert_true(exchange_stats(peer.exchange)->answers_lost > 0);
	peer_close(&peer);
}

/* Connections break off amid the snapshot: tried again until one is whole. */
static void test_connections_cut(void **state)
{
	struct peer_config config = day(51);

	(void)state;
	config.exchange.cut_connections = 2;
	config.exchange.start_at = 9000;
	config.most = 50;
	peer_play(&peer, &config);
	peer_expect_equal(&peer);
	assert_true(tw_recovery_counts(peer.recovery)->failures >= 2);
	assert_int_equal(exchange_stats(peer.exchange)->connections_cut, 2);
	peer_close(&peer);
}

/* b1: what a bad frame brought is in the book: only a load mends that, also of the device. */
static void test_b1_bad_frames(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct peer_config config = day(60 + i);

		config.bad_ppm = 2000;
		config.no_snapshots = i == 1; /* then the whole day is asked for */
		config.messages = i ? 4000 : 20000;
		peer_play(&peer, &config);
		peer_expect_equal(&peer);
		assert_true(tw_mirror_counts(peer.mirror)->loads > 0);
		assert_int_equal(tw_recovery_counts(peer.recovery)->snapshots > 0,
				 i == 0);
		peer_close(&peer);
	}
}

/* A log that reaches back a few messages only, and a device that keeps a few: loads. */
static void test_little_memory(void **state)
{
	struct peer_config config = day(70);

	(void)state;
	set_loss(&config, 50000);
	config.log_bytes = 1;
	config.device_room = 20;
	peer_play(&peer, &config);
	peer_expect_equal(&peer);
	assert_true(tw_mirror_counts(peer.mirror)->repairs > 0);
	peer_close(&peer);
}

/* a3 a4 a7: disorder, copies and skew beside the loss, all kinds of markets. */
static void test_everything_at_once(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TW_PROFILES; p++) {
		struct peer_config config = day(80 + p);

		if (p ==
		    TW_PROFILE_WILD) /* makes books inexact, of which there is no snapshot */
			continue;
		set_loss(&config, 30000);
		config.profile = (enum tw_profile)p;
		config.exchange.line[0].reorder_ppm = 20000;
		config.exchange.line[1].duplicate_ppm = 50000;
		config.exchange.line[1].skew_ns = 700000;
		config.exchange.line[0].burst = 5;
		peer_play(&peer, &config);
		peer_expect_equal(&peer);
		peer_close(&peer);
	}
}

static void test_arguments(void **state)
{
	struct tw_recovery_config none = { 0 };
	struct tw_mirror_config nothing = { 0 };

	(void)state;
	assert_null(tw_recovery_create(&none));
	assert_null(tw_mirror_create(&nothing));
	tw_recovery_destroy(NULL);
	tw_mirror_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_lost),
		cmocka_unit_test(test_a2_loss_on_both),
		cmocka_unit_test(test_a16_join_late),
		cmocka_unit_test(test_join_by_requests_alone),
		cmocka_unit_test(test_snapshot_instead),
		cmocka_unit_test(test_answers_lost),
		cmocka_unit_test(test_connections_cut),
		cmocka_unit_test(test_b1_bad_frames),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_everything_at_once),
		cmocka_unit_test(test_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
