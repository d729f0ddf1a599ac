/* SPDX-License-Identifier: BSD-3-Clause */
/* A lent session against a peer that loses, closes its window, resets, ends and is slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static struct world world;

static int finish(void **state)
{
	(void)state;
	world_close(&world);
	/* The guard found nothing that it had to hold back, in no scenario. */
	return world.device.refused == 0 ? 0 : -1;
}

static void lent(void)
{
	world_open(&world);
	world_lend(&world);
	assert_int_equal(world.logins, 1);
	assert_int_equal(world.device.sessions, 1);
}

static void test_orders_and_answers(void **state)
{
	unsigned int i;

	(void)state;
	lent();
	for (i = 0; i < 20; i++) {
		assert_true(world_order(&world, (char)('a' + i), 47));
		world_run(&world, 3);
	}
	world_run(&world, 50);
	assert_int_equal(world.messages, 20);
	assert_int_equal(world.answers, 20);
	assert_true(world_equal(&world));
	/* The peer has each byte once: from the device. */
	assert_int_equal(world.peer.segments, 21);
	assert_int_equal(lend_counts(world.lend)->muted, 20);
	assert_int_equal(lend_counts(world.lend)->again, 0);
	lend_leave(world.lend, world_now);
	world_run(&world, 100);
	assert_int_equal(lend_state(world.lend), LEND_DONE);
	assert_true(world.peer.finished);
	assert_int_equal(tw_soup_server_state(world.server), TW_SOUP_LOGGED_OUT);
}

static void test_heartbeats_are_the_devices(void **state)
{
	(void)state;
	lent();
	world_run(&world, 20000);
	assert_in_range(world.device.heartbeats, 15, 21);
	assert_int_equal(lend_state(world.lend), LEND_LENT);
	assert_int_equal(tw_soup_server_state(world.server), TW_SOUP_ACTIVE);
	assert_true(world_equal(&world));
}

/* The device's frame is lost: lwIP sends the same bytes, and the guard finds them the same. */
static void test_lost_order(void **state)
{
	(void)state;
	lent();
	world_order(&world, 'a', 47);
	world_run(&world, 20);
	world.to_peer.cut = true;
	world_order(&world, 'b', 40);
	world_order(&world, 'c', 9);
	world_run(&world, 20);
	world.to_peer.cut = false;
	assert_false(world_equal(&world));
	world_run(&world, 15000);
	assert_true(world_equal(&world));
	assert_int_equal(world.messages, 3);
	assert_int_equal(world.answers, 3);
	assert_true(lend_counts(world.lend)->again >= 1);
}

static void test_lost_acknowledgement(void **state)
{
	(void)state;
	lent();
	world.to_host.cut = true;
	world_order(&world, 'a', 47);
	world_run(&world, 200);
	assert_int_equal(world.messages, 1);
	world.to_host.cut = false;
	world_run(&world, 8000);
	assert_int_equal(world.answers, 1);
	assert_int_equal(world.messages, 1);
	assert_int_equal(lend_state(world.lend), LEND_LENT);
	assert_true(world_order(&world, 'b', 47));
	world_run(&world, 50);
	assert_int_equal(world.answers, 2);
	assert_true(world_equal(&world));
}

static void test_closed_window(void **state)
{
	(void)state;
	lent();
	world.peer.window = 100;
	peer_acknowledge(&world.peer);
	world_run(&world, 5);
	assert_true(world_order(&world, 'a', 47));
	assert_true(world_order(&world, 'b', 40));
	assert_false(world_order(&world, 'c', 47));
	world.peer.window = 0;
	/* Both came before it closed. */
	world.peer.window = 100;
	world_run(&world, 1);
	world.peer.window = 0;
	peer_acknowledge(&world.peer);
	world_run(&world, 50);
	assert_int_equal(world.messages, 2);
	assert_false(world_order(&world, 'c', 1));
	assert_int_equal(world.peer.beyond, 0);
	/* It opens, and the news of it is lost: a keepalive asks. */
	world.peer.window = 8192;
	world.mute_server = true;
	world_run(&world, 5000);
	world.mute_server = false;
	assert_true(world_order(&world, 'd', 47));
	world_run(&world, 50);
	assert_true(world_equal(&world));
	assert_int_equal(world.answers, 3);
}

/* The device is told of the window before lwIP hears of what the device sent into it. */
static void test_window_shrinks_behind_us(void **state)
{
	(void)state;
	lent();
	world.device.silent = true;
	assert_true(world_order(&world, 'a', 47));
	world.peer.window = 0;
	peer_acknowledge(&world.peer);
	world.peer.window = 8192;
	world_run(&world, 2);
	world.device.silent = false;
	world_run(&world, 5000);
	assert_true(world_equal(&world));
	assert_int_equal(world.answers, 1);
	assert_int_equal(lend_state(world.lend), LEND_LENT);
}

/* The acknowledgement is here before the device told what it sent. */
static void test_early_acknowledgement(void **state)
{
	(void)state;
	lent();
	world.device.silent = true;
	world_order(&world, 'a', 47);
	world_order(&world, 'b', 47);
	world_run(&world, 60);
	assert_int_equal(world.messages, 2);
	assert_int_equal(world.answers, 0);
	world.device.silent = false;
	world_run(&world, 10);
	assert_int_equal(world.answers, 2);
	world_run(&world, 100);
	assert_int_equal(lend_counts(world.lend)->again, 0);
	assert_true(world_equal(&world));
}

/* A peer that does not acknowledge: the device may send so much and no more. */
static void test_slow_exchange(void **state)
{
	unsigned int sent = 0;

	(void)state;
	lent();
	world.to_host.cut = true;
	while (world_order(&world, (char)('a' + sent % 26), 9)) {
		sent++;
		world_run(&world, 1);
	}
	assert_int_equal(sent, TCP_LINK_FLIGHT / 12);
	world.to_host.cut = false;
	world_run(&world, 9000);
	assert_int_equal(lend_state(world.lend), LEND_LENT);
	assert_int_equal(world.answers, sent);
	assert_true(world_order(&world, 'z', 47));
	world_run(&world, 50);
	assert_true(world_equal(&world));
}

static void ends_lent(const char *why)
{
	world_run(&world, 20);
	assert_int_equal(lend_state(world.lend), LEND_BROKEN);
	assert_non_null(strstr(lend_reason(world.lend), why));
	/* The device was stopped at once. */
	assert_int_equal(world.device.returned, 1);
	assert_false(world_order(&world, 'x', 47));
}

static void test_reset(void **state)
{
	(void)state;
	lent();
	world_order(&world, 'a', 47);
	peer_reset(&world.peer);
	ends_lent("reset");
}

static void test_end_of_connection(void **state)
{
	(void)state;
	lent();
	peer_finish(&world.peer);
	ends_lent("closed the connection");
}

static void test_end_of_session(void **state)
{
	(void)state;
	lent();
	tw_soup_server_end(world.server, world_now);
	ends_lent("ended the session");
}

static void test_silent_exchange(void **state)
{
	(void)state;
	lent();
	world.mute_server = true;
	world_run(&world, 16000);
	ends_lent("");
}

/* The device tells of bytes that are not the next ones: nobody knows what was sent. */
static void test_record_lost(void **state)
{
	(void)state;
	lent();
	world.device.silent = true;
	world_order(&world, 'a', 47);
	world_order(&world, 'b', 47);
	world.device.record_first++;
	world.device.record_count--;
	world.device.silent = false;
	ends_lent("others were due");
}

static void fails(const char *why)
{
	world_run(&world, 30000);
	assert_int_equal(lend_state(world.lend), LEND_BROKEN);
	assert_non_null(strstr(lend_reason(world.lend), why));
}

static void test_no_gateway(void **state)
{
	(void)state;
	world_open(&world);
	world.to_host.cut = true;
	fails("gateway");
}

static void test_nobody_listens(void **state)
{
	(void)state;
	world_open(&world);
	world_run(&world, 1);
	world.to_peer.cut = true;
	fails("does not answer");
}

static void test_connection_refused(void **state)
{
	(void)state;
	world_open(&world);
	world_run(&world, 1);
	world.peer.closed = true;
	fails("does not take the connection");
}

static void test_login_refused(void **state)
{
	(void)state;
	world_open(&world);
	world.refuse = true;
	fails("user or password");
}

/* Both ways lose, the window moves: what arrives is what the device sent, byte for byte. */
static void soak(unsigned int seed, unsigned int lose)
{
	unsigned int i;

	world_open(&world);
	world.random = seed;
	world_lend(&world);
	world.to_peer.lose = world.to_host.lose = lose;
	for (i = 0; i < 400; i++) {
		static const size_t lengths[] = { 47, 40, 9 };

		world_order(&world, (char)('a' + i % 26), lengths[world_dice(&world, 3)]);
		world.device.silent = world_dice(&world, 4) == 0;
		if (world_dice(&world, 20) == 0)
			world.peer.window = (uint16_t)(world_dice(&world, 2) * 4000);
		world_run(&world, 1 + world_dice(&world, 40));
	}
	world.device.silent = false;
	world.to_peer.lose = world.to_host.lose = 0;
	world.peer.window = 8192;
	for (i = 0;
	     i < 60000 && (!world_equal(&world) || world.answers != world.messages); i++)
		world_run(&world, 1);
	assert_int_equal(lend_state(world.lend), LEND_LENT);
	assert_true(world_equal(&world));
	assert_int_equal(world.answers, world.messages);
}

static void test_losses(void **state)
{
	unsigned int seed;

	(void)state;
	for (seed = 1; seed <= 20; seed++)
		soak(seed, seed * 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_orders_and_answers, finish),
		cmocka_unit_test_teardown(test_heartbeats_are_the_devices, finish),
		cmocka_unit_test_teardown(test_lost_order, finish),
		cmocka_unit_test_teardown(test_lost_acknowledgement, finish),
		cmocka_unit_test_teardown(test_closed_window, finish),
		cmocka_unit_test_teardown(test_window_shrinks_behind_us, finish),
		cmocka_unit_test_teardown(test_early_acknowledgement, finish),
		cmocka_unit_test_teardown(test_slow_exchange, finish),
		cmocka_unit_test_teardown(test_reset, finish),
		cmocka_unit_test_teardown(test_end_of_connection, finish),
		cmocka_unit_test_teardown(test_end_of_session, finish),
		cmocka_unit_test_teardown(test_silent_exchange, finish),
		cmocka_unit_test_teardown(test_record_lost, finish),
		cmocka_unit_test_teardown(test_no_gateway, finish),
		cmocka_unit_test_teardown(test_nobody_listens, finish),
		cmocka_unit_test_teardown(test_connection_refused, finish),
		cmocka_unit_test_teardown(test_login_refused, finish),
		cmocka_unit_test_teardown(test_losses, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
