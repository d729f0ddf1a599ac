/* SPDX-License-Identifier: BSD-3-Clause */
/* The journal at the end of a process, of the disk, and of a flush. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "flush_stub.h"
#include "journal_judge.h"
#include "support.h"

/* Write entries for ever; after each commit say on @pipe how many there are. */
static void write_for_ever(const char *path, int pipe)
{
	const struct tw_journal_config config = { .account = "KILL",
						  .flush = TW_JOURNAL_FLUSH_NONE };
	struct tw_journal *journal;
	uint8_t text[900];
	uint64_t told;

	memset(text, 'k', sizeof(text));
	if (tw_journal_open(path, &config, 1, &journal, NULL) < 0)
		_exit(1);
	for (uint32_t n = 1;; n++) {
		for (uint32_t k = 0; k <= n % 40; k++)
			tw_journal_put(journal, TW_JOURNAL_NOTE, n, text,
				       (n * 37 + k * 101) % 900);
		if (tw_journal_commit(journal, n, NULL) < 0)
			_exit(2);
		told = tw_journal_entries(journal);
		if (write(pipe, &told, sizeof(told)) != sizeof(told))
			_exit(3);
	}
}

static void test_sigkill_loses_nothing(void **state)
{
	const char *path = fresh_path("journal-kill");
	uint32_t dice = (uint32_t)time(NULL), seed = dice;
	uint64_t before = 0;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct verdict verdict;
		uint64_t told = 0, next;
		int pipes[2], status;
		unsigned i;
		pid_t child;

		/* A journal of all rounds in a row would be long to read. */
		if (round % 4 == 0) {
			unlink(path);
			before = 0;
		}
		assert_int_equal(pipe(pipes), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			close(pipes[0]);
			write_for_ever(path, pipes[1]);
		}
		close(pipes[1]);
		/* After some commits, and a while. */
		for (dice = dice * 1664525u + 1013904223u, i = 0; i <= (dice >> 10) % 32;
		     i++)
			assert_int_equal(read(pipes[0], &told, sizeof(told)),
					 sizeof(told));
		usleep((dice >> 20) % 200);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (read(pipes[0], &next, sizeof(next)) == sizeof(next))
			told = next;
		close(pipes[0]);
		verdict = audit_file(path);
		if (verdict.code != 0)
			fail_msg("seed %u, round %u: %s", seed, round,
				 verdict.error.text);
		if (verdict.summary.entries < told || told <= before)
			fail_msg("seed %u, round %u: %llu entries, told %llu", seed,
				 round, (unsigned long long)verdict.summary.entries,
				 (unsigned long long)told);
		before = verdict.summary.entries;
	}
}

static void test_full_disk_is_not_silent(void **state)
{
	const char *path = fresh_path("journal-full");
	struct rlimit before, limit;
	struct verdict verdict;
	struct day day = { 0 };
	struct tw_error error = { "" };
	uint64_t written = 0;
	int code = 0;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 10001;
	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (unsigned i = 0; i < 1000 && code == 0; i++) {
		written = tw_journal_entries(day.journal);
		assert_int_equal(
			tw_journal_put(day.journal, TW_JOURNAL_NOTE, i, "note", 4), 0);
		code = tw_journal_commit(day.journal, i, &error);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(code, -EFBIG);
	assert_non_null(strstr(error.text, "nothing more is written"));
	/* For good, even if there is room again. */
	assert_int_equal(tw_journal_failure(day.journal), -EFBIG);
	assert_int_equal(tw_journal_put(day.journal, TW_JOURNAL_NOTE, 1, "note", 4),
			 -EFBIG);
	assert_int_equal(tw_journal_commit(day.journal, 1, &error), -EFBIG);
	assert_int_equal(tw_journal_close(day.journal, 1, &error), -EFBIG);
	tw_ledger_destroy(day.ledger);
	verdict = audit_file(path);
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.entries, written);
}

/* Commit @count times, a millisecond apart, with an entry or without; returns the flushes. */
static unsigned commit_often(struct day *day, unsigned count, bool entry)
{
	unsigned before = flushes;

	for (unsigned i = 0; i < count; i++) {
		day->now += 1000000;
		if (entry)
			tw_journal_put(day->journal, TW_JOURNAL_NOTE, day->now, "x", 1);
		assert_int_equal(tw_journal_commit(day->journal, day->now, NULL), 0);
	}
	return flushes - before;
}

static void test_policies_of_flushing(void **state)
{
	struct day day = { 0 };
	struct tw_error error;
	unsigned before = flushes;

	(void)state;
	assert_int_equal(
		day_open(&day, fresh_path("journal-none"), TW_JOURNAL_FLUSH_NONE), 0);
	assert_true(flushes > before);
	assert_int_equal(commit_often(&day, 100, true), 0);
	before = flushes;
	assert_int_equal(day_close(&day), 0);
	assert_true(flushes > before);

	assert_int_equal(
		day_open(&day, fresh_path("journal-each"), TW_JOURNAL_FLUSH_EACH), 0);
	assert_int_equal(commit_often(&day, 100, true), 100);
	assert_int_equal(commit_often(&day, 100, false), 0);
	assert_int_equal(day_close(&day), 0);

	/* Each 20 ms; and what is there is flushed when nothing follows, too. */
	assert_int_equal(
		day_open(&day, fresh_path("journal-interval"), TW_JOURNAL_FLUSH_INTERVAL),
		0);
	assert_int_equal(commit_often(&day, 100, true), 5);
	assert_int_equal(commit_often(&day, 1, true), 0);
	assert_int_equal(commit_often(&day, 100, false), 1);

	/* A flush that fails is as bad as a write. */
	tw_journal_put(day.journal, TW_JOURNAL_NOTE, day.now, "x", 1);
	flush_error = EIO;
	assert_int_equal(tw_journal_commit(day.journal, day.now + 20000000, &error),
			 -EIO);
	flush_error = 0;
	assert_non_null(strstr(error.text, "fdatasync"));
	assert_int_equal(tw_journal_commit(day.journal, day.now + 40000000, &error),
			 -EIO);
	day_abandon(&day);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sigkill_loses_nothing),
		cmocka_unit_test(test_full_disk_is_not_silent),
		cmocka_unit_test(test_policies_of_flushing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
