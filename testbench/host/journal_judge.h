/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_judge: what an auditor says of a journal, for tests. */
#ifndef TW_JOURNAL_JUDGE_H
#define TW_JOURNAL_JUDGE_H

#include "journal_case.h"

struct verdict {
	int code;
	struct tw_journal_summary summary;
	struct tw_error error;
};

struct verdict audit_bytes(const uint8_t *bytes, size_t length);
struct verdict audit_file(const char *path);
/* No fault, and such an end. */
void expect_sound(const struct verdict *verdict, enum tw_journal_end end);

/* As test_path(); there is no such file yet. */
const char *fresh_path(const char *name);
/* day_play() in a file, closed; returns its bytes, free() them. */
uint8_t *whole_day(const char *path, size_t *length);
/* A day that logged in and named row 3 AAPL, in fresh_path(@name). */
struct day named_day(const char *name);
/* Commit what @day did, end it, and expect a fault whose sentence has @text. */
void expect_fault(struct day *day, const char *name, const char *text);

#endif
