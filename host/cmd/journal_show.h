/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal_show: an entry of a journal as a line of words, or as a JSON object.
 */
#ifndef TW_JOURNAL_SHOW_H
#define TW_JOURNAL_SHOW_H

#include <touchwire/journal.h>

/* One line on standard output. */
void journal_show(const struct tw_journal_entry *entry, bool json);
/* "COLLAR" of a reason of the gate; "?" of none. */
const char *journal_reason(unsigned reason);
/* "2026-11-22T09:30:00.000000001Z" into @out of 40 bytes. */
void journal_time(uint64_t time_ns, char *out);

#endif
