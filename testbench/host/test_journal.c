/* SPDX-License-Identifier: BSD-3-Clause */
/* The journal: what was appended is there, and what was changed is found. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../host/lib/journal_chain.h"
#include "journal_case.h"
#include "support.h"

static const char *fresh(const char *name)
{
	const char *path = test_path(name);

	unlink(path);
	return path;
}

/* ---- judging --------------------------------------------------------------------------------- */
struct verdict {
	int code;
	struct tw_journal_summary summary;
	struct tw_error error;
};

/* What an auditor says of @length bytes; an exact copy, so that the sanitizer sees a read behind. */
static struct verdict audit_bytes(const uint8_t *bytes, size_t length)
{
	struct verdict verdict = { 0 };
	struct tw_ledger *ledger = tw_ledger_create();
	struct tw_journal_reader *reader;
	uint8_t *copy = malloc(length ? length : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	verdict.code = tw_journal_reader_memory(copy, length, "journal", &reader,
						&verdict.error);
	if (verdict.code == 0) {
		verdict.code = tw_journal_audit(reader, ledger, &verdict.summary,
						&verdict.error);
		tw_journal_reader_close(reader);
	}
	tw_ledger_destroy(ledger);
	free(copy);
	return verdict;
}

static struct verdict audit_file(const char *path)
{
	struct verdict verdict = { 0 };
	struct tw_ledger *ledger = tw_ledger_create();
	struct tw_journal_reader *reader;

	verdict.code = tw_journal_reader_open(path, &reader, &verdict.error);
	if (verdict.code == 0) {
		verdict.code = tw_journal_audit(reader, ledger, &verdict.summary,
						&verdict.error);
		tw_journal_reader_close(reader);
	}
	tw_ledger_destroy(ledger);
	return verdict;
}

static void expect_sound(const struct verdict *verdict, enum tw_journal_end end)
{
	if (verdict->code != 0)
		fail_msg("%s", verdict->error.text);
	assert_int_equal(verdict->summary.end, end);
}

/* A whole day in a file; returns its bytes. */
static uint8_t *whole_day(const char *path, size_t *length)
{
	struct day day = { 0 };

	assert_int_equal(day_open(&day, path, TW_JOURNAL_FLUSH_NONE), 0);
	day_play(&day);
	assert_int_equal(day.code, 0);
	assert_int_equal(day_close(&day), 0);
	return read_file(path, length);
}

static void test_a_day(void **state)
{
	const char *path = fresh("journal-day");
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

/* ---- changes ---------------------------------------------------------------------------------- */
static void test_any_changed_byte_is_found(void **state)
{
	static const uint8_t flips[] = { 1, 2, 4, 8, 16, 32, 64, 128, 255, 0x55 };
	size_t length;
	uint8_t *bytes = whole_day(fresh("journal-flip"), &length);

	(void)state;
	for (size_t i = 0; i < length; i++) {
		for (size_t f = 0; f < sizeof(flips); f++) {
			struct verdict verdict;

			bytes[i] ^= flips[f];
			verdict = audit_bytes(bytes, length);
			if (verdict.code != -EBADMSG)
				fail_msg("byte %zu of %zu, flip %02x: %d, end %d", i,
					 length, flips[f], verdict.code,
					 verdict.summary.end);
			assert_true(strstr(verdict.error.text, "offset ") != NULL);
			bytes[i] ^= flips[f];
		}
	}
	expect_sound(&(struct verdict){ .code = audit_bytes(bytes, length).code,
					.summary = { .end = TW_JOURNAL_END_CLOSED } },
		     TW_JOURNAL_END_CLOSED);
	free(bytes);
}

/* Where entries begin, and the end of the last one. */
static size_t borders(const uint8_t *bytes, size_t length, size_t *at, size_t most)
{
	struct tw_journal_reader *reader;
	struct tw_journal_entry entry;
	size_t n = 0;

	assert_int_equal(
		tw_journal_reader_memory(bytes, length, "journal", &reader, NULL), 0);
	while (tw_journal_next(reader, &entry, NULL) > 0 && n + 1 < most)
		at[n++] = entry.offset;
	at[n] = tw_journal_reader_offset(reader);
	tw_journal_reader_close(reader);
	return n;
}

static void test_removed_and_swapped_entries_are_found(void **state)
{
	size_t length, at[128];
	uint8_t *bytes = whole_day(fresh("journal-cut"), &length);
	uint8_t *other = malloc(length);
	size_t n = borders(bytes, length, at, 128);

	(void)state;
	assert_true(n > 20);
	assert_int_equal(at[n], length);
	for (size_t i = 0; i < n; i++) {
		size_t size = at[i + 1] - at[i];
		struct verdict verdict;

		memcpy(other, bytes, at[i]);
		memcpy(other + at[i], bytes + at[i + 1], length - at[i + 1]);
		verdict = audit_bytes(other, length - size);
		if (i + 1 < n) /* without the last one it is not closed */
			assert_int_equal(verdict.code, -EBADMSG);
		else
			expect_sound(&verdict, TW_JOURNAL_END_OPEN);
		for (size_t k = i + 1; k < n; k++) {
			size_t moved = at[k + 1] - at[k], to = at[i];

			memcpy(other, bytes, length);
			memcpy(other + to, bytes + at[k], moved);
			to += moved;
			memcpy(other + to, bytes + at[i + 1], at[k] - at[i + 1]);
			to += at[k] - at[i + 1];
			memcpy(other + to, bytes + at[i], size);
			assert_int_equal(audit_bytes(other, length).code, -EBADMSG);
		}
		/* Twice the same. */
		if (i == 0)
			other = realloc(other, 2 * length);
		memcpy(other, bytes, at[i + 1]);
		memcpy(other + at[i + 1], bytes + at[i], length - at[i]);
		assert_int_equal(audit_bytes(other, length + size).code, -EBADMSG);
	}
	free(other);
	free(bytes);
}

static void test_any_truncation_is_found(void **state)
{
	size_t length, at[128], next = 0;
	uint8_t *bytes = whole_day(fresh("journal-short"), &length);
	size_t n = borders(bytes, length, at, 128);

	(void)state;
	for (size_t i = 0; i < length; i++) {
		struct verdict verdict = audit_bytes(bytes, i);

		if (i < at[0]) {
			assert_int_equal(verdict.code, -EBADMSG);
			continue;
		}
		if (next <= n && i == at[next]) {
			next++;
			expect_sound(&verdict, TW_JOURNAL_END_OPEN);
		} else {
			expect_sound(&verdict, TW_JOURNAL_END_TORN);
		}
	}
	assert_int_equal(next, n);
	free(bytes);
}

/* A torn end is the beginning of an entry, not any bytes. */
static void test_foreign_bytes_behind_the_end(void **state)
{
	size_t length;
	uint8_t *bytes = whole_day(fresh("journal-behind"), &length);
	uint8_t *more = calloc(1, length + 200);

	(void)state;
	memcpy(more, bytes, length);
	for (size_t n = 8; n < 200; n++)
		assert_int_equal(audit_bytes(more, length + n).code, -EBADMSG);
	memset(more + length, 0xff, 200);
	for (size_t n = 8; n < 200; n++)
		assert_int_equal(audit_bytes(more, length + n).code, -EBADMSG);
	free(more);
	free(bytes);
}

static struct day wrong_day(const char *name)
{
	struct day day = { 0 };

	assert_int_equal(day_open(&day, fresh(name), TW_JOURNAL_FLUSH_NONE), 0);
	day_login(&day, "DAY1");
	day_name(&day, 3, "AAPL");
	return day;
}

/* Commit what @day did and expect a fault whose sentence has @text. */
static void expect_fault(struct day *day, const char *name, const char *text)
{
	struct verdict verdict;

	assert_int_equal(tw_journal_commit(day->journal, 1, NULL), 0);
	if (day->ledger) {
		tw_journal_abandon(day->journal);
		tw_ledger_destroy(day->ledger);
	}
	verdict = audit_file(test_path(name));
	assert_int_equal(verdict.code, -EBADMSG);
	if (strstr(verdict.error.text, text) == NULL)
		fail_msg("'%s' does not say '%s'", verdict.error.text, text);
}

/* Entries with hashes that are right, as one who means to deceive would write them. */
struct forgery {
	uint8_t bytes[2048];
	size_t length;
	uint32_t number;
	uint8_t head[TW_JOURNAL_HASH];
};

static void forge_header(struct forgery *forgery, uint32_t version)
{
	struct tw_journal_header header = { .version = version,
					    .length = sizeof(header) };

	memset(forgery, 0, sizeof(*forgery));
	memcpy(header.magic, TW_JOURNAL_MAGIC, sizeof(header.magic));
	tw_journal_sha256(&header, offsetof(struct tw_journal_header, hash), header.hash);
	memcpy(forgery->bytes, &header, sizeof(header));
	memcpy(forgery->head, header.hash, sizeof(header.hash));
	forgery->length = sizeof(header);
}

static void forge(struct forgery *forgery, uint16_t type, uint32_t length, uint16_t zero)
{
	struct tw_journal_prefix prefix = {
		.length = length, .type = type, .zero = zero, .number = ++forgery->number
	};
	uint8_t *at = forgery->bytes + forgery->length;

	prefix.check = tw_journal_prefix_check(forgery->head, &prefix);
	memcpy(at, &prefix, sizeof(prefix));
	tw_journal_entry_hash(forgery->head, at, sizeof(prefix) + length, forgery->head);
	memcpy(at + sizeof(prefix) + length, forgery->head, sizeof(forgery->head));
	forgery->length += sizeof(prefix) + length + sizeof(forgery->head);
}

static void expect_forgery(const struct forgery *forgery, const char *text)
{
	struct verdict verdict = audit_bytes(forgery->bytes, forgery->length);

	if (text == NULL) {
		expect_sound(&verdict, TW_JOURNAL_END_CLOSED);
		return;
	}
	assert_int_equal(verdict.code, -EBADMSG);
	if (strstr(verdict.error.text, text) == NULL)
		fail_msg("'%s' does not say '%s'", verdict.error.text, text);
}

static void test_forged_entries(void **state)
{
	static const struct {
		uint16_t type, length, zero, skip;
		const char *text;
	} cases[] = {
		{ TW_JOURNAL_CLOSE, 0, 0, 0, NULL },
		{ TW_JOURNAL_CLOSE, 1, 0, 0, "no entry has such a type and length" },
		{ TW_JOURNAL_CLOSE, 0, 1, 0, "no entry has such a type and length" },
		{ TW_JOURNAL_TYPES, 0, 0, 0, "no entry has such a type and length" },
		{ 0, 0, 0, 0, "no entry has such a type and length" },
		{ TW_JOURNAL_RECORD, 63, 0, 0, "no entry has such a type and length" },
		{ TW_JOURNAL_OPEN, 64, 0, 0, "OPEN amid a journal" },
		{ TW_JOURNAL_CLOSE, 0, 0, 1, "its number is not the next one" },
		{ TW_JOURNAL_RECORD, 64, 0, 0, "record 0 of the device where 1 was due" },
		{ TW_JOURNAL_SESSION, 48, 0, 0, "no such event of a session, 0" },
		{ TW_JOURNAL_ORDER, 9, 0, 0, "" },
		{ TW_JOURNAL_ANSWER, 9, 0, 0, "" },
	};
	const struct tw_journal_start start = { .torn_offset = 3, .torn_length = 5 };
	struct forgery forgery;
	struct day day;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		forge_header(&forgery, TW_JOURNAL_VERSION);
		forge(&forgery, TW_JOURNAL_OPEN, sizeof(struct tw_journal_start), 0);
		forgery.number += cases[i].skip;
		forge(&forgery, cases[i].type, cases[i].length, cases[i].zero);
		expect_forgery(&forgery, cases[i].text);
	}
	forge_header(&forgery, TW_JOURNAL_VERSION);
	forge(&forgery, TW_JOURNAL_NOTE, 0, 0);
	expect_forgery(&forgery, "a journal begins with OPEN");
	forge_header(&forgery, TW_JOURNAL_VERSION);
	forge(&forgery, TW_JOURNAL_OPEN, sizeof(struct tw_journal_start), 0);
	forge(&forgery, TW_JOURNAL_CLOSE, 0, 0);
	forge(&forgery, TW_JOURNAL_NOTE, 0, 0);
	expect_forgery(&forgery, "only RESTART may follow CLOSE");
	day = wrong_day("wrong-cut");
	tw_journal_put(day.journal, TW_JOURNAL_RESTART, 1, &start, sizeof(start));
	expect_fault(&day, "wrong-cut", "a torn entry was cut off at offset 3, not here");
	forge_header(&forgery, TW_JOURNAL_VERSION + 1);
	expect_forgery(&forgery, "a journal of version 2");
}

/* ---- writers ------------------------------------------------------------------------------------ */
static void test_restart_goes_on(void **state)
{
	const char *path = fresh("journal-restart");
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
	const char *path = fresh("journal-torn");
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
	const char *path = fresh("journal-damage");
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
	const char *path = fresh("journal-lock");
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
	const char *path = fresh("journal-shapes");

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
	const char *path = fresh("journal-large");
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

/* ---- the end of a process, and of the disk ----------------------------------------------------- */
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
	const char *path = fresh("journal-kill");
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
	const char *path = fresh("journal-full");
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

/* ---- flushing ----------------------------------------------------------------------------------- */
static unsigned flushes;
static int flush_error;

/* In the place of the C library's. */
int fdatasync(int fd)
{
	(void)fd;
	flushes++;
	errno = flush_error;
	return flush_error ? -1 : 0;
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
	assert_int_equal(day_open(&day, fresh("journal-none"), TW_JOURNAL_FLUSH_NONE), 0);
	assert_true(flushes > before);
	assert_int_equal(commit_often(&day, 100, true), 0);
	before = flushes;
	assert_int_equal(day_close(&day), 0);
	assert_true(flushes > before);

	assert_int_equal(day_open(&day, fresh("journal-each"), TW_JOURNAL_FLUSH_EACH), 0);
	assert_int_equal(commit_often(&day, 100, true), 100);
	assert_int_equal(commit_often(&day, 100, false), 0);
	assert_int_equal(day_close(&day), 0);

	/* Each 20 ms; and what is there is flushed when nothing follows, too. */
	assert_int_equal(
		day_open(&day, fresh("journal-interval"), TW_JOURNAL_FLUSH_INTERVAL), 0);
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

/* ---- days that do not add up -------------------------------------------------------------------- */
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
	struct day day = wrong_day("wrong-hole");

	(void)state;
	day_refuse(&day, 3, 1);
	day.record++;
	day_refuse(&day, 3, 1);
	expect_fault(&day, "wrong-hole", "record 3 of the device where 2 was due");

	day = wrong_day("wrong-lost");
	day_record(&day,
		   (struct tw_trade_record){ .type = TW_TRADE_LOST, .quantity = 5 });
	expect_fault(&day, "wrong-lost", "no room for 5 records");

	/* After a clean end nothing was lost; after a kill some may be, and are counted. */
	day = wrong_day("wrong-gap");
	day_refuse(&day, 3, 1);
	assert_int_equal(day_close(&day), 0);
	assert_int_equal(day_open(&day, test_path("wrong-gap"), TW_JOURNAL_FLUSH_NONE),
			 0);
	day.record += 2;
	day_refuse(&day, 3, 1);
	expect_fault(&day, "wrong-gap", "record 4 of the device where 2 was due");

	day = wrong_day("right-gap");
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

static void test_orders_without_ground(void **state)
{
	struct tw_ouch ouch = enter_of(1, 10);
	struct verdict verdict;
	struct day day;

	(void)state;
	/* Only its own decision may follow a frame. */
	for (unsigned i = 0; i < 4; i++) {
		day = wrong_day("wrong-frame");
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

	day = wrong_day("wrong-sent");
	day_record(&day, decision(1, 10));
	day_record(&day, frame_of(1, 11));
	expect_fault(&day, "wrong-sent", "the frame sent is not what was decided");

	day = wrong_day("wrong-order");
	day_send(&day, &ouch, 0);
	expect_fault(&day, "wrong-order", "order 1, which the device did not send");

	day = wrong_day("wrong-early");
	day_record(&day, decision(1, 10));
	day_send(&day, &ouch, 0);
	expect_fault(&day, "wrong-early", "order 1, which the device did not send");

	day = wrong_day("wrong-tcp");
	day_record(&day, decision(1, 10));
	day_record(&day, frame_of(1, 10));
	day_send(&day, &ouch, 1);
	expect_fault(&day, "wrong-tcp", "order 1 is not what was decided and sent");

	for (unsigned i = 0; i < 6; i++) {
		ouch = enter_of(1, 10);
		*(i == 0 ? &ouch.token : i == 1 ? &ouch.quantity : &(uint32_t){ 0 }) += 1;
		ouch.price += i == 2;
		ouch.side = i == 3 ? 'S' : 'B';
		ouch.tif = i == 4 ? TW_OUCH_IOC : TW_OUCH_DAY;
		ouch.symbol[0] = i == 5 ? 'B' : 'A';
		day = wrong_day("wrong-field");
		day_record(&day, decision(1, 10));
		day_record(&day, frame_of(1, 10));
		day_send(&day, &ouch, 0);
		expect_fault(&day, "wrong-field", "is not what was decided and sent");
	}

	/* Replacements and cancels of another order than was decided. */
	for (unsigned kind = TW_KIND_REPLACE; kind <= TW_KIND_CANCEL; kind++) {
		struct tw_trade_record record = decision(3, 10);

		day = wrong_day("wrong-old");
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

	day = wrong_day("wrong-twice");
	day_record(&day, decision(1, 10));
	day_record(&day, decision(1, 10));
	expect_fault(&day, "wrong-twice", "token 1 is given where 1 was used");

	day = wrong_day("wrong-again");
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	day.token--;
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	expect_fault(&day, "wrong-again", "token 1 is given where 1 was used");

	/* Passed and not sent: in flight at a kill, a fault at a clean end. */
	day = wrong_day("wrong-close");
	day_record(&day, decision(1, 10));
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("wrong-close"));
	assert_int_equal(verdict.code, -EBADMSG);
	assert_non_null(strstr(verdict.error.text, "closed with 1 intents"));
	day = wrong_day("wrong-last");
	day_record(&day, frame_of(1, 10));
	ouch = enter_of(1, 10);
	day_send(&day, &ouch, 0);
	assert_int_equal(day_close(&day), 0);
	verdict = audit_file(test_path("wrong-last"));
	assert_int_equal(verdict.code, -EBADMSG);
	assert_non_null(strstr(verdict.error.text, "closed with a frame"));
	day = wrong_day("right-frame");
	day_record(&day, frame_of(1, 10));
	day_send(&day, &ouch, 0);
	day_commit(&day);
	day_abandon(&day);
	verdict = audit_file(test_path("right-frame"));
	expect_sound(&verdict, TW_JOURNAL_END_OPEN);
	assert_int_equal(verdict.summary.intents, 1);
	assert_int_equal(verdict.summary.orders, 1);
	assert_int_equal(verdict.summary.in_flight, 0);
	day = wrong_day("right-flight");
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

	/* Orders journalled long behind their frames. */
	day = wrong_day("right-many");
	for (uint32_t token = 1; token <= 300; token++) {
		day_record(&day, decision(token, 10));
		day_record(&day, frame_of(token, 10));
	}
	for (uint32_t token = 1; token <= 100; token++) {
		ouch = enter_of(token, 10);
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
	struct day day = wrong_day("overrun");
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

	day = wrong_day("wrong-overrun");
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
		struct day day = wrong_day("many");
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

static void test_answers_without_ground(void **state)
{
	struct tw_ouch ouch = { .type = 'E', .token = 1, .quantity = 1, .match = 1 };
	struct day day = wrong_day("wrong-answer");

	(void)state;
	day_hear(&day, &ouch);
	expect_fault(&day, "wrong-answer", "answer 'E' to order 1: no such order lives");

	day = wrong_day("wrong-number");
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	day.answer++;
	day_executed(&day, 1, 10, 100);
	expect_fault(&day, "wrong-number", "answer 3 of the session where 2 was due");

	day = wrong_day("wrong-login");
	day_accepted(&day, day_enter(&day, 3, "AAPL", 'B', 10, 100));
	day.answer++;
	day_login(&day, "DAY1");
	expect_fault(&day, "wrong-login", "goes on with answer 3 where 2 was due");
}

static void test_positions_are_recomputed(void **state)
{
	struct tw_journal_position wrong = { .symbol = "AAPL    ", .position = 1 };
	struct day day = wrong_day("wrong-position");
	struct verdict verdict;

	(void)state;
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-position", "AAPL    : the ledger holds 1");

	day = wrong_day("wrong-device");
	day_enter(&day, 3, "AAPL", 'B', 10, 100);
	wrong = (struct tw_journal_position){ .symbol = "AAPL    ",
					      .open_buy = 9,
					      .source = TW_JOURNAL_OF_DEVICE };
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-device", "the device holds 0 (open 9 to buy");

	day = wrong_day("wrong-sell");
	day_enter(&day, 3, "AAPL", 'S', 10, 100);
	wrong.open_buy = 0;
	wrong.open_sell = 9;
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-sell", "the device holds 0 (open 0 to buy, 9 to sell)");

	day = wrong_day("wrong-cash");
	day_enter(&day, 3, "AAPL", 'S', 10, 100);
	wrong = (struct tw_journal_position){ .symbol = "AAPL    ",
					      .open_sell = 10,
					      .cash = 1 };
	tw_journal_put(day.journal, TW_JOURNAL_POSITION, 1, &wrong, sizeof(wrong));
	expect_fault(&day, "wrong-cash", "the ledger holds 0");

	/* Closed without having said the last ones. */
	day = wrong_day("wrong-unsaid");
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
	struct day day = wrong_day("killed");
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
	day = wrong_day("not-killed");
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
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_any_changed_byte_is_found),
		cmocka_unit_test(test_removed_and_swapped_entries_are_found),
		cmocka_unit_test(test_any_truncation_is_found),
		cmocka_unit_test(test_foreign_bytes_behind_the_end),
		cmocka_unit_test(test_forged_entries),
		cmocka_unit_test(test_restart_goes_on),
		cmocka_unit_test(test_torn_entry_is_cut_off_and_named),
		cmocka_unit_test(test_no_writer_touches_damage),
		cmocka_unit_test(test_one_writer),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_sigkill_loses_nothing),
		cmocka_unit_test(test_full_disk_is_not_silent),
		cmocka_unit_test(test_policies_of_flushing),
		cmocka_unit_test(test_hole_in_records),
		cmocka_unit_test(test_orders_without_ground),
		cmocka_unit_test(test_overrun),
		cmocka_unit_test(test_many_orders),
		cmocka_unit_test(test_answers_without_ground),
		cmocka_unit_test(test_positions_are_recomputed),
		cmocka_unit_test(test_orders_of_a_killed_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
