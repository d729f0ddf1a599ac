/* SPDX-License-Identifier: BSD-3-Clause */
/* Journals whose answers and positions do not add up, and orders that only the exchange knows. */
#include <errno.h>

#include "journal_judge.h"
#include "support.h"

static void test_answers_without_ground(void **state)
{
	struct tw_ouch ouch = { .type = 'E', .token = 1, .quantity = 1, .match = 1 };
	struct day day = named_day("wrong-answer");

	(void)state;
	day_hear(&day, &ouch);
	expect_fault(&day, "wrong-answer", "answer 'E' to order 1: no such order lives");

	day = named_day("wrong-number");
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	day.answer++;
	day_executed(&day, 1, 10, 100);
	expect_fault(&day, "wrong-number", "answer 3 of the session where 2 was due");

	day = named_day("wrong-login");
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	day.answer++;
	day_login(&day, "DAY1");
	expect_fault(&day, "wrong-login", "goes on with answer 3 where 2 was due");
}

static void test_positions_are_recomputed(void **state)
{
	struct tw_journal_position wrong = { .symbol = "AAPL    ", .position = 1 };
	struct day day = named_day("wrong-position");
	struct verdict verdict;

	(void)state;
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-position", "AAPL    : the ledger holds 1");

	day = named_day("wrong-device");
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	wrong = (struct tw_journal_position){ .symbol = "AAPL    ",
					      .open_buy = 9,
					      .source = TW_JOURNAL_OF_DEVICE };
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-device", "the device holds 0 (open 9 to buy");

	day = named_day("wrong-sell");
	day_enter(&day, 3, "AAPL", 'S', 10, 100);
	wrong.open_buy = 0;
	wrong.open_sell = 9;
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-sell", "the device holds 0 (open 0 to buy, 9 to sell)");

	day = named_day("wrong-cash");
	day_enter(&day, 3, "AAPL", 'S', 10, 100);
	wrong = (struct tw_journal_position){ .symbol = "AAPL    ",
					      .open_sell = 10,
					      .cash = 1 };
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-cash", "the ledger holds 0");

	/* Closed without having said the last ones. */
	day = named_day("wrong-unsaid");
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	tw_journal_put_positions(day.journal, 1, day.ledger);
	day_accepted(&day, 1);
	assert_int_equal(tw_journal_close(day.journal, 1, NULL), 0);
	tw_ledger_destroy(day.ledger);
	verdict = audit_file(test_path("wrong-unsaid"));
	assert_int_equal(verdict.code, -EBADMSG);
	assert_non_null(strstr(verdict.error.text, "without the last position of AAPL"));
}

/* Killed between the frame and the journal: the exchange knows an order that the journal does not. */
static void test_orders_of_a_killed_process(void **state)
{
	struct tw_ouch ouch = { .type = 'A',
				.token = 2,
				.side = 'B',
				.quantity = 5,
				.price = 100,
				.symbol = "AAPL    ",
				.state = 'L' };
	struct day day = named_day("killed");
	struct verdict verdict;

	(void)state;
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	day_commit(&day);
	tw_journal_abandon(day.journal);
	assert_int_equal(day_open(&day, test_path("killed"), TW_JOURNAL_FLUSH_NONE), 0);
	tw_ledger_adopt(day.ledger);
	day_login(&day, "DAY1");
	day_hear(&day, &ouch);
	day.token = 2;
	day.record = 0;
	day_executed(&day, 2, 5, 100);
	day_executed(&day, 1, 10, 100);
	day_enter(&day, 3, "AAPL", 'S', 15, 100);
	assert_int_equal(day.code, 0);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("killed"));
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.adopted, 1);

	/* After a clean end there are no such orders. */
	day = named_day("not-killed");
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	assert_int_equal(day_close(&day), 0);
	assert_int_equal(day_open(&day, test_path("not-killed"), TW_JOURNAL_FLUSH_NONE),
			 0);
	day_hear(&day, &ouch);
	expect_fault(&day, "not-killed", "there is no such order");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_without_ground),
		cmocka_unit_test(test_positions_are_recomputed),
		cmocka_unit_test(test_orders_of_a_killed_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
