/* SPDX-License-Identifier: BSD-3-Clause */
#include "journal_judge.h"

#include <errno.h>
#include <unistd.h>

#include "support.h"

const char *fresh_path(const char *name)
{
	const char *path = test_path(name);

	unlink(path);
	return path;
}

/* Closes @reader. */
static struct verdict audit(struct tw_journal_reader *reader)
{
	struct verdict verdict = { 0 };
	struct tw_ledger *ledger = tw_ledger_create();

	verdict.code = tw_journal_audit(reader, ledger, &verdict.summary, &verdict.error);
	tw_journal_reader_close(reader);
	tw_ledger_destroy(ledger);
	return verdict;
}

struct verdict audit_bytes(const uint8_t *bytes, size_t length)
{
	struct verdict verdict = { 0 };
	struct tw_journal_reader *reader;
	/* An exact copy, so that the sanitizer sees a read behind. */
	uint8_t *copy = malloc(length ? length : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	verdict.code = tw_journal_reader_memory(copy, length, "journal", &reader,
						&verdict.error);
	if (verdict.code == 0)
		verdict = audit(reader);
	free(copy);
	return verdict;
}

struct verdict audit_file(const char *path)
{
	struct verdict verdict = { 0 };
	struct tw_journal_reader *reader;

	verdict.code = tw_journal_reader_open(path, &reader, &verdict.error);
	return verdict.code == 0 ? audit(reader) : verdict;
}

void expect_sound(const struct verdict *verdict, enum tw_journal_end end)
{
	if (verdict->code != 0)
		fail_msg("%s", verdict->error.text);
	assert_int_equal(verdict->summary.end, end);
}

uint8_t *whole_day(const char *path, size_t *length)
{
	struct day day = { 0 };

	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	day_play(&day);
	assert_int_equal(day.code, 0);
	assert_int_equal(day_close(&day), 0);
	return read_file(path, length);
}

struct day named_day(const char *name)
{
	struct day day = { 0 };

	assert_int_equal(day_open(&day, fresh_path(name), TW_JOURNAL_FLUSH_NONE), 0);
	day_login(&day, "DAY1");
	day_name(&day, 3, "AAPL");
	return day;
}

void expect_fault(struct day *day, const char *name, const char *text)
{
	struct verdict verdict;

	assert_int_equal(tw_journal_commit(day->journal, 1, NULL), 0);
	day_abandon(day);
	verdict = audit_file(test_path(name));
	assert_int_equal(verdict.code, -EBADMSG);
	if (strstr(verdict.error.text, text) == NULL)
		fail_msg("'%s' does not say '%s'", verdict.error.text, text);
}
