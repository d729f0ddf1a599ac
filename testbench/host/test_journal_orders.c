/* SPDX-License-Identifier: BSD-3-Clause */
/* Journals whose decisions, frames and orders do not follow from each other. */
#include <errno.h>

#include "journal_judge.h"
#include "support.h"

static struct tw_trade_record decision(uint32_t token, uint32_t quantity)
{
	return (struct tw_trade_record){ .type = TW_TRADE_DECISION,
					 .kind = TW_KIND_ENTER,
					 .token = token,
					 .quantity = quantity,
					 .price = 100,
					 .symbol = 3,
					 .side = 'B',
					 .tif = TW_OUCH_DAY };
}

static struct tw_trade_record frame_of(uint32_t token, uint32_t quantity)
{
	struct tw_trade_record record = decision(token, quantity);

	record.type = TW_TRADE_SENT;
	return record;
}

static struct tw_ouch enter_of(uint32_t token, uint32_t quantity)
{
	return (struct tw_ouch){ .type = 'O',
				 .token = token,
				 .quantity = quantity,
				 .price = 100,
				 .side = 'B',
				 .tif = TW_OUCH_DAY,
				 .symbol = "AAPL    " };
}

static void test_hole_in_records(void **state)
{
	struct day day = named_day("wrong-hole");

	(void)state;
	day_refuse(&day, 3, 1);
	day.record++;
	day_refuse(&day, 3, 1);
	expect_fault(&day, "wrong-hole", "record 3 of the device where 2 was due");

	day = named_day("wrong-lost");
	day_record(&day,
		   (struct tw_trade_record){ .type = TW_TRADE_LOST, .quantity = 5 });
	expect_fault(&day, "wrong-lost", "no room for 5 records");

	/* After a clean end nothing was lost; after a kill some may be, and are counted. */
	day = named_day("wrong-gap");
	day_refuse(&day, 3, 1);
	assert_int_equal(day_close(&day), 0);
	assert_int_equal(day_open(&day, test_path("wrong-gap"), TW_JOURNAL_FLUSH_NONE),
			 0);
	day.record += 2;
	day_refuse(&day, 3, 1);
	expect_fault(&day, "wrong-gap", "record 4 of the device where 2 was due");

	day = named_day("right-gap");
	day_refuse(&day, 3, 1);
	day_commit(&day);
	day_abandon(&day);
	assert_int_equal(day_open(&day, test_path("right-gap"), TW_JOURNAL_FLUSH_NONE),
			 0);
	day.record += 2;
	day_refuse(&day, 3, 1);
	assert_int_equal(day_close(&day), 0);
	{
		struct verdict verdict = audit_file(test_path("right-gap"));

		expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
		assert_int_equal(verdict.summary.unseen, 2);
	}
}

/* Only its own decision may follow a frame. */
static void test_frames_without_ground(void **state)
{
	struct day day;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		day = named_day("wrong-frame");
		day_record(&day, frame_of(1, 10));
		if (i == 0)
			day_refuse(&day, 3, 1);
		else if (i == 1)
			day_record(&day, frame_of(2, 10));
		else if (i == 2)
			day_record(&day, decision(1, 11));
		else
			day_record(&day, decision(2, 10));
		expect_fault(&day, "wrong-frame",
			     i < 2 ? "a frame was sent that no decision let pass"
				   : "the frame sent is not what was decided");
	}
}

static void test_orders_without_ground(void **state)
{
	struct tw_ouch ouch = enter_of(1, 10);
	struct day day;

	(void)state;
	day = named_day("wrong-sent");
	day_record(&day, decision(1, 10));
	day_record(&day, frame_of(1, 11));
	expect_fault(&day, "wrong-sent", "the frame sent is not what was decided");

	day = named_day("wrong-order");
	day_send(&day, &ouch, 0);
	expect_fault(&day, "wrong-order", "order 1, which the device did not send");

	day = named_day("wrong-early");
	day_record(&day, decision(1, 10));
	day_send(&day, &ouch, 0);
	expect_fault(&day, "wrong-early", "order 1, which the device did not send");

	day = named_day("wrong-tcp");
	day_record(&day, decision(1, 10));
	day_record(&day, frame_of(1, 10));
	day_send(&day, &ouch, 1);
	expect_fault(&day, "wrong-tcp", "order 1 is not what was decided and sent");
}

static void test_orders_that_differ(void **state)
{
	struct tw_ouch ouch;
	struct day day;

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		ouch = enter_of(1, 10);
		*(i == 0 ? &ouch.token : i == 1 ? &ouch.quantity : &(uint32_t){ 0 }) += 1;
		ouch.price += i == 2;
		ouch.side = i == 3 ? 'S' : 'B';
		ouch.tif = i == 4 ? TW_OUCH_IOC : TW_OUCH_DAY;
		ouch.symbol[0] = i == 5 ? 'B' : 'A';
		day = named_day("wrong-field");
		day_record(&day, decision(1, 10));
		day_record(&day, frame_of(1, 10));
		day_send(&day, &ouch, 0);
		expect_fault(&day, "wrong-field", "is not what was decided and sent");
	}
}

/* Replacements and cancels of another order than was decided. */
static void test_changes_of_another_order(void **state)
{
	struct tw_ouch ouch;
	struct day day;

	(void)state;
	for (unsigned kind = TW_KIND_REPLACE; kind <= TW_KIND_CANCEL; kind++) {
		struct tw_trade_record record = decision(3, 10);

		day = named_day("wrong-old");
		day_enter(&day, 3, "AAPL", 'B', 10, 100);
		day_enter(&day, 3, "AAPL", 'B', 10, 100);
		record.kind = (uint8_t)kind;
		record.token = kind == TW_KIND_CANCEL ? 0 : 3;
		record.old_token = 1;
		day_record(&day, record);
		record.type = TW_TRADE_SENT;
		day_record(&day, record);
		ouch = enter_of(3, 10);
		ouch.type = kind == TW_KIND_CANCEL ? 'X' : 'U';
		ouch.old_token = 2;
		if (kind == TW_KIND_CANCEL)
			ouch.token = 2;
		day_send(&day, &ouch, 0);
		expect_fault(&day, "wrong-old", "is not what was decided and sent");
	}
}

static void test_tokens_used_twice(void **state)
{
	struct day day;

	(void)state;
	day = named_day("wrong-twice");
	day_record(&day, decision(1, 10));
	day_record(&day, decision(1, 10));
	expect_fault(&day, "wrong-twice", "token 1 is given where 1 was used");

	day = named_day("wrong-again");
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	day.token--;
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	expect_fault(&day, "wrong-again", "token 1 is given where 1 was used");
}

/* Passed and not sent: a fault at a clean end, in flight at a kill. */
static void test_unsent_at_a_clean_end(void **state)
{
	struct tw_ouch ouch = enter_of(1, 10);
	struct verdict verdict;
	struct day day;

	(void)state;
	day = named_day("wrong-close");
	day_record(&day, decision(1, 10));
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("wrong-close"));
	assert_int_equal(verdict.code, -EBADMSG);
	assert_non_null(strstr(verdict.error.text, "closed with 1 intents"));
	day = named_day("wrong-last");
	day_record(&day, frame_of(1, 10));
	day_send(&day, &ouch, 0);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("wrong-last"));
	assert_int_equal(verdict.code, -EBADMSG);
	assert_non_null(strstr(verdict.error.text, "closed with a frame"));
}

static void test_in_flight_at_a_kill(void **state)
{
	struct tw_ouch ouch = enter_of(1, 10);
	struct verdict verdict;
	struct day day;

	(void)state;
	day = named_day("right-frame");
	day_record(&day, frame_of(1, 10));
	day_send(&day, &ouch, 0);
	day_commit(&day);
	day_abandon(&day);
	verdict = audit_file(test_path("right-frame"));
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.intents, 1);
	assert_int_equal(verdict.summary.orders, 1);
	assert_int_equal(verdict.summary.in_flight, 0);
	day = named_day("right-flight");
	day_record(&day, decision(1, 10));
	day_commit(&day);
	day_abandon(&day);
	verdict = audit_file(test_path("right-flight"));
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.in_flight, 1);
	assert_int_equal(day_open(&day, test_path("right-flight"), TW_JOURNAL_FLUSH_NONE),
			 0);
	day.token = 5;
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("right-flight"));
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.in_flight, 1);
	assert_int_equal(verdict.summary.intents, 2);
	assert_int_equal(verdict.summary.orders, 1);
}

/* Orders journalled long behind their frames. */
static void test_orders_far_behind(void **state)
{
	struct verdict verdict;
	struct day day;

	(void)state;
	day = named_day("right-many");
	for (uint32_t token = 1; token <= 300; token++) {
		day_record(&day, decision(token, 10));
		day_record(&day, frame_of(token, 10));
	}
	for (uint32_t token = 1; token <= 100; token++) {
		struct tw_ouch ouch = enter_of(token, 10);

		day_send(&day, &ouch, 0);
	}
	day_commit(&day);
	day_abandon(&day);
	verdict = audit_file(test_path("right-many"));
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.in_flight, 200);
}

/* Intents that found no room before the gate are told by their number. */
static void test_overrun(void **state)
{
	struct tw_trade_record overrun = { .type = TW_TRADE_DECISION,
					   .reason = TW_REASON_BUSY,
					   .quantity = 7 };
	struct day day = named_day("overrun");
	struct verdict verdict;

	(void)state;
	day_record(&day, overrun);
	day_refuse(&day, 3, TW_REASON_BUSY);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("overrun"));
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.intents, 8);
	assert_int_equal(verdict.summary.refused, 8);
	assert_int_equal(verdict.summary.reasons[TW_REASON_BUSY], 8);

	day = named_day("wrong-overrun");
	overrun.reason = TW_REASON_AGE;
	day_record(&day, overrun);
	expect_fault(&day, "wrong-overrun", "a decision of no known kind");
}

/* More than are remembered of orders at a time. */
static void test_many_orders(void **state)
{
	(void)state;
	/* Of odd tokens the decision comes first, of even ones the frame. */
	for (uint32_t token = 0; token < 2; token++) {
		struct day day = named_day("many");
		struct verdict verdict;

		day.token = token;
		for (unsigned i = 0; i < 1000; i++) {
			day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
			day_cancelled(&day, day.token, 10);
			if (i % 10 == 0)
				day_commit(&day);
		}
		assert_int_equal(day.code, 0);
		assert_int_equal(day_close(&day), 0);
		verdict = audit_file(test_path("many"));
		expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
		assert_int_equal(verdict.summary.orders, 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hole_in_records),
		cmocka_unit_test(test_frames_without_ground),
		cmocka_unit_test(test_orders_without_ground),
		cmocka_unit_test(test_orders_that_differ),
		cmocka_unit_test(test_changes_of_another_order),
		cmocka_unit_test(test_tokens_used_twice),
		cmocka_unit_test(test_unsent_at_a_clean_end),
		cmocka_unit_test(test_in_flight_at_a_kill),
		cmocka_unit_test(test_orders_far_behind),
		cmocka_unit_test(test_overrun),
		cmocka_unit_test(test_many_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
