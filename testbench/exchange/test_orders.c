/* SPDX-License-Identifier: BSD-3-Clause */
/* The order port in one process: what is ordered, and what comes of it. */
#include <string.h>

#include "order_case.h"

static void test_a_day(void **state)
{
	struct tw_ouch cancel = { .type = 'X', .token = 1 }, query = { .type = 'Q' };
	struct trader t;

	(void)state;
	port_begin(NULL);
	trader_log_in(&t, 1);
	trader_expect(&t, "SS");
	assert_string_equal(tw_soup_client_session(t.soup), "TOUCHWIRE1");
	/* The book is empty yet. */
	trader_enter(&t, 1, 'B', 30, 49);
	trader_send(&t, &query);
	trader_talk(&t);
	trader_expect(&t, "A1:30@49 Q2");
	assert_int_equal(t.time_ns, NOON + 4);
	port_market_at(1);
	trader_enter(&t, 2, 'B', 100, 51);
	trader_talk(&t);
	trader_expect(&t, "A2:100@51 E2:60@50R");
	assert_int_equal(t.time_ns, NOON + 8);
	/* The market comes down to what rests: at the time of its message. */
	port_market_at(2);
	trader_talk(&t);
	trader_expect(&t, "E2:10@51A");
	assert_int_equal(t.time_ns, NOON + 9);
	port_market_at(3);
	trader_talk(&t);
	trader_expect(&t, "E2:30@51A");
	assert_int_equal(t.time_ns, NOON + 13);
	trader_send(&t, &cancel);
	trader_talk(&t);
	trader_expect(&t, "C1:30U");
	trader_leave(&t);
	assert_int_equal(port_stats().answers, 7);
	assert_int_equal(port.events, 6);
	assert_int_equal(port_stats().bad, 0);
	port_end();
}

static void test_symbols(void **state)
{
	static const struct {
		const char *symbol, *answer;
	} cases[] = {
		{ "MSFT    ", "J1:#7" },    { "MSF     ", "J2:#23" },
		{ "        ", "J3:#23" },   { " AAPL   ", "J4:#23" },
		{ "AAPL\0   ", "J5:#23" },  { "AAPLAAPL", "J6:#23" },
		{ "AAPL    ", "A7:10@50" },
	};
	struct trader t;

	(void)state;
	port_begin(NULL);
	trader_log_in(&t, 1);
	trader_expect(&t, "SS");
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tw_ouch m = plain_order(i + 1, 'B', 10, 50);

		memcpy(m.symbol, cases[i].symbol, 8);
		trader_send(&t, &m);
		trader_talk(&t);
		trader_expect(&t, cases[i].answer);
	}
	trader_leave(&t);
	port_end();
}

/* Whatever is ordered, the market is the same; and the same orders get the same answers. */
static void run_day(unsigned orders, size_t piece, uint64_t *feed, uint64_t *answers)
{
	struct trader t;

	port_begin(NULL);
	port.piece = piece;
	trader_log_in(&t, 1);
	for (unsigned packet = 0; packet < 4; packet++) {
		port_market_at(packet);
		for (unsigned i = 0; i < orders; i++) {
			trader_enter(&t, packet * 100 + i + 1, i % 2 ? 'B' : 'S', 7 + i,
				     46 + i % 6);
			trader_talk(&t);
		}
	}
	port_wait_until(port.now + 2 * (uint64_t)SECOND);
	trader_talk(&t);
	*feed = port.feed;
	*answers = t.hash;
	trader_leave(&t);
	port_end();
}

static void test_same_again(void **state)
{
	uint64_t feed[4], answers[4];

	(void)state;
	run_day(0, 7, &feed[0], &answers[0]);
	run_day(20, 7, &feed[1], &answers[1]);
	run_day(20, 1000, &feed[2], &answers[2]);
	run_day(21, 1000, &feed[3], &answers[3]);
	assert_true(feed[0] == feed[1] && feed[0] == feed[2] && feed[0] == feed[3]);
	assert_true(answers[1] == answers[2]);
	assert_true(answers[1] != answers[0] && answers[1] != answers[3]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_same_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
