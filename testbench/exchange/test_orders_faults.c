/* SPDX-License-Identifier: BSD-3-Clause */
/* What goes wrong at the order port: delays, pauses, resets, lost answers, rejects. */
#include <errno.h>
#include <string.h>

#include "order_case.h"

static void test_delay(void **state)
{
	struct exchange_order_faults faults = { .delay_ns = 300000 };
	struct trader t;
	uint64_t sent;

	(void)state;
	port_begin(&faults);
	port_market_at(1);
	trader_log_in(&t, 1);
	port_wait_until(port.now + MS / 2);
	trader_talk(&t);
	trader_expect(&t, "SS");
	sent = port.now;
	trader_enter(&t, 1, 'B', 70, 50);
	trader_talk(&t);
	assert_int_equal(exchange_due(port.exchange), sent + 300000);
	port_wait_until(sent + 299999);
	trader_talk(&t);
	trader_expect(&t, "");
	/* The order had its effect at once: the touch is taken. */
	assert_int_equal(port_stats().matching.executed, 1);
	port_wait_until(sent + 300000);
	trader_talk(&t);
	trader_expect(&t, "A1:70@50 E1:60@50R");
	/* A fill that is under way while its order is cancelled. */
	trader_enter(&t, 2, 'B', 10, 51);
	trader_talk(&t);
	port_market_at(2);
	trader_talk(&t);
	trader_expect(&t, "");
	trader_send(&t, &(struct tw_ouch){ .type = 'X', .token = 2 });
	trader_talk(&t);
	port_wait_until(port.now + 300000);
	trader_talk(&t);
	trader_expect(&t, "A2:10@51 E2:10@51A");
	trader_leave(&t);
	port_end();
}

/* Amid what is read in one piece: the message after the pause's waits, and nothing is lost. */
static void test_pause(void **state)
{
	struct exchange_order_faults faults = { .pause_at = 2, .pause_ns = 5 * MS };
	struct trader t;
	uint64_t then;

	(void)state;
	for (size_t piece = 1; piece < 300; piece += 13) {
		port_begin(&faults);
		port_market_at(3);
		port.piece = piece;
		trader_log_in(&t, 1);
		trader_expect(&t, "SS");
		for (uint32_t i = 1; i <= 5; i++)
			trader_enter(&t, i, 'B', 10, 40);
		then = port.now + 5 * MS;
		trader_talk(&t);
		assert_false(exchange_order_reading(t.wire));
		trader_expect(&t, "A1:10@40 A2:10@40");
		assert_int_equal(exchange_due(port.exchange), then);
		port_wait_until(then - 1);
		trader_talk(&t);
		trader_expect(&t, "");
		port_wait_until(then);
		trader_talk(&t);
		assert_true(exchange_order_reading(t.wire));
		trader_expect(&t, "A3:10@40 A4:10@40 A5:10@40");
		trader_leave(&t);
		port_end();
	}
}

static void test_reset(void **state)
{
	struct exchange_order_faults faults = { .reset_after = 2 };
	struct trader t;

	(void)state;
	port_begin(&faults);
	port_market_at(1);
	port.piece = 4096;
	trader_log_in(&t, 1);
	trader_expect(&t, "SS");
	trader_enter(&t, 1, 'B', 10, 40);
	trader_enter(&t, 2, 'B', 10, 50);
	trader_enter(&t, 3, 'B', 10, 50);
	trader_talk(&t);
	assert_true(t.closed && exchange_order_resetting(t.wire));
	trader_expect(&t, "");
	trader_leave(&t);
	/* The second had its effect, the third did not; the answers are there. */
	trader_log_in(&t, 2);
	trader_expect(&t, "A1:10@40 A2:10@50 E2:10@50R");
	trader_enter(&t, 3, 'B', 10, 40);
	trader_talk(&t);
	trader_expect(&t, "A3:10@40");
	assert_int_equal(port_stats().resets, 1);
	assert_int_equal(port_stats().bad, 0);
	trader_leave(&t);
	port_end();
}

static void test_lost_answer(void **state)
{
	struct exchange_order_faults faults = { .lose_answer = 2 };
	struct trader t;

	(void)state;
	port_begin(&faults);
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 40);
	trader_enter(&t, 2, 'B', 10, 40);
	trader_enter(&t, 3, 'B', 10, 40);
	trader_talk(&t);
	trader_expect(&t, "SS A1:10@40");
	/* The connection lives. */
	port_wait_until(port.now + 3 * (uint64_t)SECOND);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	trader_talk(&t);
	trader_expect(&t, "");
	assert_int_equal(tw_soup_client_advance(t.soup, port.now, NULL), 0);
	trader_leave(&t);
	trader_log_in(&t, 3);
	trader_enter(&t, 4, 'B', 10, 40);
	trader_talk(&t);
	trader_expect(&t, "A2:10@40 A3:10@40 A4:10@40");
	trader_leave(&t);
	port_end();
}

static void test_reject(void **state)
{
	struct exchange_order_faults faults = { .reject_order = 2 };
	struct trader t;

	(void)state;
	port_begin(&faults);
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 40);
	trader_enter(&t, 2, 'B', 10, 40);
	trader_enter(&t, 3, 'B', 10, 40);
	trader_talk(&t);
	trader_expect(&t, "SS A1:10@40 J2:#24 A3:10@40");
	/* Programmed anew while it runs. */
	faults = (struct exchange_order_faults){ .reject_order = 4 };
	exchange_order_faults(port.exchange, &faults);
	trader_send(&t, &(struct tw_ouch){ .type = 'X', .token = 1 });
	trader_talk(&t);
	trader_expect(&t, "C1:10U");
	trader_enter(&t, 4, 'B', 10, 40);
	trader_talk(&t);
	trader_expect(&t, "J4:#24");
	trader_leave(&t);
	port_end();
}

static void test_record_fails(void **state)
{
	struct tw_error error = { "" };
	struct trader t;

	(void)state;
	port_begin(NULL);
	port.refuse = -ENOSPC;
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 40);
	trader_talk(&t);
	assert_int_equal(exchange_step(port.exchange, port.now, &error), -ENOSPC);
	assert_non_null(strstr(error.text, "orders: "));
	trader_leave(&t);
	port_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delay),  cmocka_unit_test(test_pause),
		cmocka_unit_test(test_reset),  cmocka_unit_test(test_lost_answer),
		cmocka_unit_test(test_reject), cmocka_unit_test(test_record_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
