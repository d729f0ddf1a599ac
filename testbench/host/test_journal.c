/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing a journal: what was appended is there, by whichever process. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_judge.h"
#include "support.h"

static void test_a_day(void **state)
{
	const char *path = fresh_path("journal-day");
	struct verdict verdict;
	size_t length;

	(void)state;
	free(whole_day(path, &length));
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.intents, 7);
	assert_int_equal(verdict.summary.passed, 5);
	assert_int_equal(verdict.summary.refused, 2);
	assert_int_equal(verdict.summary.reasons[TW_REASON_COLLAR], 1);
	assert_int_equal(verdict.summary.sent, 5);
	assert_int_equal(verdict.summary.orders, 5);
	assert_int_equal(verdict.summary.answers, 9);
	assert_int_equal(verdict.summary.positions, 2);
	assert_int_equal(verdict.summary.in_flight, 0);
	assert_int_equal(verdict.summary.types[TW_JOURNAL_KILL], 1);
}

static void test_restart_goes_on(void **state)
{
	const char *path = fresh_path("journal-restart");
	struct day day = { 0 };
	struct verdict verdict;
	uint8_t head[TW_JOURNAL_HASH];
	uint32_t token;

	(void)state;
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_EACH), 0);
	day_play(&day);
	assert_int_equal(day_close(&day), 0);
	/* The second process begins above all tokens, with an empty ledger of its own. */
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_INTERVAL), 0);
	day.record = 0;
	day_login(&day, "DAY1");
	token = day_enter(&day, 4, "ZVZZT", 'B', 10, 100);
	day_accepted(&day, token);
	day_cancelled(&day, token, 10);
	tw_journal_head(day.journal, head);
	day_commit(&day);
	assert_int_equal(day.code, 0);
	tw_journal_abandon(day.journal);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.restarts, 1);
	assert_int_equal(verdict.summary.torn, 0);
	tw_ledger_destroy(day.ledger);
}

static void test_torn_entry_is_cut_off_and_named(void **state)
{
	const char *path = fresh_path("journal-torn");
	struct day day = { 0 };
	struct verdict verdict;
	struct stat before, after;

	(void)state;
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	day_play(&day);
	day_abandon(&day);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(truncate(path, before.st_size - 7), 0);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_TORN);
	day = (struct day){ 0 };
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	day_abandon(&day);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.restarts, 1);
	assert_int_equal(verdict.summary.torn, 1);
	assert_int_equal(stat(path, &after), 0);
	assert_true(after.st_size > before.st_size - 200);
}

static void test_no_writer_touches_damage(void **state)
{
	const char *path = fresh_path("journal-damage");
	size_t length, same;
	uint8_t *bytes = whole_day(path, &length), *still;
	struct day day = { 0 };

	(void)state;
	bytes[length / 2] ^= 1;
	write_file(path, bytes, length);
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), -EBADMSG);
	assert_non_null(strstr(day.error.text, "entry "));
	still = read_file(path, &same);
	assert_int_equal(same, length);
	assert_memory_equal(still, bytes, length);
	free(still);
	free(bytes);
	write_file(path,
		   "no journal at all, but long enough to hold the header of one, "
		   "which it is not, as is said",
		   88);
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), -EBADMSG);
	write_file(path, "TWJOURNL", 8);
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), -EBADMSG);
	tw_ledger_destroy(day.ledger);
}

static void test_one_writer(void **state)
{
	const char *path = fresh_path("journal-lock");
	struct tw_journal_config other = { .account = "OTHER" };
	struct tw_journal *journal;
	struct tw_error error;
	struct day day = { 0 };

	(void)state;
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	assert_int_equal(tw_journal_open(path, &other, 1, &journal, &error),
			 -EWOULDBLOCK);
	assert_non_null(strstr(error.text, "another process writes this journal"));
	day_abandon(&day);
	assert_int_equal(tw_journal_open(path, &other, 1, &journal, &error), -EINVAL);
	assert_non_null(strstr(error.text, "account 'TWTEST'"));
	other.account = "A NAME TOO LONG FOR IT";
	assert_int_equal(tw_journal_open(path, &other, 1, &journal, &error), -EINVAL);
	assert_int_equal(tw_journal_open(test_path("none/x"),
					 &(struct tw_journal_config){ .account = "A" }, 1,
					 &journal, &error),
			 -ENOENT);
	assert_int_equal(tw_journal_open("/dev/null",
					 &(struct tw_journal_config){ .account = "A" }, 1,
					 &journal, &error),
			 -EINVAL);
	assert_non_null(strstr(error.text, "a regular file"));
}

static void test_shapes(void **state)
{
	static uint8_t much[TW_JOURNAL_PAYLOAD_MAX + 1];
	struct verdict verdict;
	struct day day = { 0 };
	const char *path = fresh_path("journal-shapes");

	(void)state;
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	assert_int_equal(
		tw_journal_put(day.journal, TW_JOURNAL_NOTE, 1, much, sizeof(much)),
		-EMSGSIZE);
	assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_RECORD, 1, much, 63),
			 -EMSGSIZE);
	assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_CLOSE, 1, much, 1),
			 -EMSGSIZE);
	assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_TYPES, 1, much, 1),
			 -EMSGSIZE);
	assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_NOTE, 1, "note", 4), 0);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.entries, 3);
}

/* More than the writer gathers, and than the reader holds. */
static void test_large(void **state)
{
	const char *path = fresh_path("journal-large");
	struct verdict verdict;
	struct day day = { 0 };
	char text[1000];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	for (size_t i = 0; i < 2000; i++)
		assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_NOTE, i, text,
						i % sizeof(text)),
				 0);
	assert_int_equal(tw_journal_entries(day.journal), 2001);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
	assert_int_equal(verdict.summary.entries, 2002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_restart_goes_on),
		cmocka_unit_test(test_torn_entry_is_cut_off_and_named),
		cmocka_unit_test(test_no_writer_touches_damage),
		cmocka_unit_test(test_one_writer),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
