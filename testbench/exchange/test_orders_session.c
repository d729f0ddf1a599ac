/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions of the order port: logins, what no client would send, silence, a day's end. */
#include <stdlib.h>
#include <string.h>

#include "order_case.h"

static void test_reconnect(void **state)
{
	struct trader t, again;

	(void)state;
	port_begin(NULL);
	port_market_at(1);
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 50);
	trader_enter(&t, 2, 'B', 10, 49);
	trader_talk(&t);
	trader_expect(&t, "SS A1:10@50 E1:10@50R A2:10@49");
	trader_leave(&t);
	/* What happens without the client is kept for it. */
	port_market_at(2);
	trader_log_in(&again, 4);
	trader_expect(&again, "A2:10@49 E2:10@49A");
	trader_leave(&again);
	trader_log_in(&again, 1);
	trader_expect(&again, "SS A1:10@50 E1:10@50R A2:10@49 E2:10@49A");
	trader_leave(&again);
	/* The next one that will be, and beyond it. */
	trader_log_in(&again, 6);
	trader_expect(&again, "");
	/* Sent a second time it has no effect. */
	trader_enter(&again, 2, 'B', 10, 49);
	trader_enter(&again, 3, 'B', 5, 48);
	trader_talk(&again);
	trader_expect(&again, "A3:5@48");
	trader_leave(&again);
	trader_log_in_as(&again, 8, "user", "secret");
	assert_int_equal(tw_soup_client_state(again.soup), TW_SOUP_REJECTED);
	assert_int_equal(tw_soup_client_reason(again.soup), 'S');
	trader_leave(&again);
	/* 0: the most recent. */
	trader_log_in_as(&again, 0, "user", "secret");
	trader_expect(&again, "A3:5@48");
	assert_int_equal(again.next, 7);
	trader_leave(&again);
	assert_int_equal(port_stats().logins, 5);
	assert_int_equal(port_stats().rejected, 1);
	assert_int_equal(port_stats().connections, 6);
	port_end();
}

static void test_users(void **state)
{
	struct trader t;

	(void)state;
	port_begin(NULL);
	port.config.orders.username = "trader";
	port.config.orders.password = "secret";
	port_reopen();
	trader_log_in_as(&t, 1, "TRADER", "SECRET");
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	trader_leave(&t);
	trader_log_in_as(&t, 1, "trade", "secret");
	assert_int_equal(tw_soup_client_reason(t.soup), 'A');
	trader_leave(&t);
	trader_log_in_as(&t, 1, "trader", "");
	assert_int_equal(tw_soup_client_reason(t.soup), 'A');
	assert_true(t.closed);
	trader_leave(&t);
	assert_int_equal(port_stats().rejected, 2);
	port_end();
}

/* A second login is the same client after its first connection died unseen. */
static void test_taken_over(void **state)
{
	struct trader first, second;

	(void)state;
	port_begin(NULL);
	port_market_at(1);
	trader_log_in(&first, 1);
	trader_enter(&first, 1, 'B', 10, 48);
	trader_talk(&first);
	/* A stranger takes nothing over. */
	trader_log_in_as(&second, 99, "user", "secret");
	assert_false(exchange_order_closing(first.wire));
	trader_leave(&second);
	trader_log_in(&second, 2);
	trader_expect(&second, "A1:10@48");
	assert_true(exchange_order_closing(first.wire));
	/* What the first still says has no effect. */
	first.closed = false;
	port.piece = 4096;
	trader_enter(&first, 2, 'B', 10, 48);
	trader_talk(&first);
	assert_true(first.closed);
	trader_enter(&second, 2, 'B', 20, 48);
	trader_talk(&second);
	trader_expect(&second, "A2:20@48");
	assert_int_equal(port_stats().taken_over, 1);
	trader_leave(&first);
	trader_enter(&second, 3, 'B', 20, 48);
	trader_talk(&second);
	trader_expect(&second, "A3:20@48");
	trader_leave(&second);
	port_end();
}

static void test_bad_messages(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
		{ "Z", 1 },
		{ "", 0 },
		{ "X\0\0\0\1\0\0\0", 8 },
		{ "X\0\0\0\1\0\0\0\0\0", 10 },
		{ "A", 1 },
		{ "QQ", 2 },
	};
	struct trader t;

	(void)state;
	port_begin(NULL);
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		trader_log_in(&t, 1);
		tw_soup_client_send(t.soup, cases[i].bytes, cases[i].length, port.now);
		trader_enter(&t, i + 1, 'B', 10, 48);
		trader_talk(&t);
		assert_true(t.closed);
		trader_expect(&t, "SS");
		trader_leave(&t);
		assert_int_equal(port_stats().bad, i + 1);
	}
	assert_int_equal(port_stats().messages, 0);
	port_end();
}

static void test_silence(void **state)
{
	struct trader t;

	(void)state;
	port_begin(NULL);
	port.config.linger_ns = 1000 * (uint64_t)SECOND;
	port_reopen();
	trader_log_in(&t, 1);
	port_wait_until(port.now + 14 * (uint64_t)SECOND);
	assert_false(exchange_order_closing(t.wire));
	port_wait_until(port.now + 2 * (uint64_t)SECOND);
	assert_true(exchange_order_closing(t.wire));
	assert_int_equal(port_stats().bad, 1);
	trader_leave(&t);
	port_end();
}

static void test_end_of_the_day(void **state)
{
	struct exchange_order_faults faults = { .delay_ns = 20 * MS };
	struct trader t, late;

	(void)state;
	for (unsigned delayed = 0; delayed < 2; delayed++) {
		port_begin(delayed ? &faults : NULL);
		trader_log_in(&t, 1);
		trader_enter(&t, 1, 'B', 10, 40);
		trader_talk(&t);
		late.wire = exchange_order_connect(port.exchange, port.now);
		port_go_to_the_end(&t);
		trader_expect(&t, "SS A1:10@40 C1:10E SE");
		assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
		assert_true(t.closed);
		assert_true(exchange_order_closing(late.wire));
		exchange_order_disconnect(late.wire);
		trader_leave(&t);
		/* Nobody logs in any more. */
		trader_log_in_as(&t, 1, "user", "secret");
		assert_int_equal(tw_soup_client_reason(t.soup), 'S');
		trader_leave(&t);
		port_end();
	}
}

/* A client that does not fetch its answers does not keep the exchange for ever. */
static void test_end_without_the_client(void **state)
{
	struct exchange_order_faults faults = { .lose_answer = 1 };
	struct trader t;

	(void)state;
	port_begin(NULL);
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 40);
	port.piece = 4096;
	exchange_order_input(t.wire, "\0", 1, port.now);
	t.closed = true;
	port_go_to_the_end(&t);
	assert_in_range(port.now, 16 * (uint64_t)SECOND, 17 * (uint64_t)SECOND);
	trader_leave(&t);
	port_end();
	port_begin(NULL);
	port_go_to_the_end(NULL);
	assert_in_range(port.now, 15 * (uint64_t)SECOND, 16 * (uint64_t)SECOND);
	port_end();
	/* One whose answers are held back hears no end that would hide them. */
	port_begin(&faults);
	trader_log_in(&t, 1);
	trader_enter(&t, 1, 'B', 10, 40);
	trader_talk(&t);
	port_go_to_the_end(&t);
	trader_expect(&t, "SS");
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	assert_true(t.closed);
	trader_leave(&t);
	port_end();
}

static void test_new_session(void **state)
{
	struct trader t;

	(void)state;
	port_begin(NULL);
	port_market_at(1);
	trader_log_in(&t, 1);
	trader_enter(&t, 7, 'B', 10, 48);
	trader_enter(&t, 8, 'B', 10, 50);
	trader_talk(&t);
	trader_expect(&t, "SS A7:10@48 A8:10@50 E8:10@50R");
	assert_int_equal(exchange_order_session(port.exchange, "DAY2", port.now), 0);
	trader_talk(&t);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
	trader_expect(&t, "");
	trader_leave(&t);
	trader_log_in(&t, 1);
	assert_string_equal(tw_soup_client_session(t.soup), "DAY2");
	trader_enter(&t, 1, 'S', 10, 60);
	trader_send(&t, &(struct tw_ouch){ .type = 'X', .token = 7 });
	trader_send(&t, &(struct tw_ouch){ .type = 'Q' });
	trader_talk(&t);
	trader_expect(&t, "SS A1:10@60 Q2");
	trader_leave(&t);
	port_end();
}

/* Packets of right lengths with anything inside, then anything; returns the length. */
static size_t invent_bytes(uint8_t bytes[400], unsigned run)
{
	size_t n = (size_t)rand() % 400, at = 0;

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(rand() % 4 ? rand() : "OUXMQ"[rand() % 5]);
	while (at + 60 < n && rand() % 8) {
		char type = "OUXMQ"[rand() % 5];
		size_t length = tw_ouch_length(TW_OUCH_IN, type);

		bytes[at] = 0;
		bytes[at + 1] = (uint8_t)(length + 1);
		bytes[at + 2] = 'U';
		bytes[at + 3] = (uint8_t)type;
		/* Tokens that leave room for higher ones. */
		bytes[at + 4] = 0;
		bytes[at + 5] = (uint8_t)(run >> 8);
		bytes[at + 6] = (uint8_t)run;
		if (type == 'U')
			memcpy(bytes + at + 8, bytes + at + 4, 4);
		if (type == 'O' || type == 'U')
			bytes[at + 1 + length] = bytes[at + 2 + length] = 0;
		at += 3 + length;
	}
	return n;
}

/* Bytes that no client would send, before and behind a login. */
static void test_garbage(void **state)
{
	(void)state;
	port_begin(NULL);
	srand(3);
	for (unsigned run = 0; run < 3000; run++) {
		struct exchange_order_client *wire =
			exchange_order_connect(port.exchange, port.now);
		uint8_t bytes[400];
		const uint8_t *output;
		size_t n;

		if (run % 2) {
			memset(bytes, ' ', sizeof(bytes));
			memcpy(bytes, "\0\57L", 3);
			bytes[48] = '1';
			exchange_order_input(wire, bytes, 49, port.now);
		}
		n = invent_bytes(bytes, run);
		exchange_order_input(wire, bytes, n, port.now);
		exchange_order_sent(wire, exchange_order_output(wire, &output), port.now);
		exchange_order_disconnect(wire);
	}
	assert_true(port_stats().messages > 100 && port_stats().bad > 100);
	assert_true(port_stats().matching.rejected > 100);
	port_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reconnect),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_taken_over),
		cmocka_unit_test(test_bad_messages),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_end_of_the_day),
		cmocka_unit_test(test_end_without_the_client),
		cmocka_unit_test(test_new_session),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
