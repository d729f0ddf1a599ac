/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_chain: the hashes of a journal, for its writer and its reader. */
#ifndef TW_JOURNAL_CHAIN_H
#define TW_JOURNAL_CHAIN_H

#include <touchwire/journal.h>

#define TW_JOURNAL_ENTRY_MAX                                                             \
	(sizeof(struct tw_journal_prefix) + TW_JOURNAL_PAYLOAD_MAX + TW_JOURNAL_HASH)

void tw_journal_sha256(const void *bytes, size_t length, uint8_t hash[TW_JOURNAL_HASH]);
/* What @prefix->check has to be behind an entry of hash @before. */
uint32_t tw_journal_prefix_check(const uint8_t before[TW_JOURNAL_HASH],
				 const struct tw_journal_prefix *prefix);
/* Hash of the entry whose @prefix and payload lie in @entry, @length bytes of both. */
void tw_journal_entry_hash(const uint8_t before[TW_JOURNAL_HASH], const void *entry,
			   size_t length, uint8_t hash[TW_JOURNAL_HASH]);
/* May an entry of that type have a payload of that length? */
bool tw_journal_shape(unsigned type, size_t length);
/* Read the open file @fd from its start; it stays the caller's. */
int tw_journal_reader_file(int fd, const char *name, struct tw_journal_reader **reader,
			   struct tw_error *error);

#endif
