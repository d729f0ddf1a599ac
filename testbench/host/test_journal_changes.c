/* SPDX-License-Identifier: BSD-3-Clause */
/* What was changed in a journal is found, byte by byte, entry by entry, and what was forged. */
#include <errno.h>

#include "../../host/lib/journal_chain.h"
#include "journal_judge.h"
#include "support.h"

static void test_any_changed_byte_is_found(void **state)
{
	static const uint8_t flips[] = { 1, 2, 4, 8, 16, 32, 64, 128, 255, 0x55 };
	size_t length;
	uint8_t *bytes = whole_day(fresh_path("journal-flip"), &length);

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
	uint8_t *bytes = whole_day(fresh_path("journal-cut"), &length);
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
	uint8_t *bytes = whole_day(fresh_path("journal-short"), &length);
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
	uint8_t *bytes = whole_day(fresh_path("journal-behind"), &length);
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
	day = named_day("wrong-cut");
	tw_journal_put(day.journal, TW_JOURNAL_RESTART, 1, &start, sizeof(start));
	expect_fault(&day, "wrong-cut", "a torn entry was cut off at offset 3, not here");
	forge_header(&forgery, TW_JOURNAL_VERSION + 1);
	expect_forgery(&forgery, "a journal of version 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_changed_byte_is_found),
		cmocka_unit_test(test_removed_and_swapped_entries_are_found),
		cmocka_unit_test(test_any_truncation_is_found),
		cmocka_unit_test(test_foreign_bytes_behind_the_end),
		cmocka_unit_test(test_forged_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
