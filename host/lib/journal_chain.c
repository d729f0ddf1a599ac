/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_chain: the hashes of a journal, and the shapes of its entries. */
#include "journal_chain.h"

#include <zlib.h>

#include <nettle/sha2.h>

static_assert(SHA256_DIGEST_SIZE == TW_JOURNAL_HASH, "a hash is a SHA-256");
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "journals are little endian");

#define RECORD_LENGTH 64u /* of struct tw_trade_record */
#define TEXT_MAX 1024u

/* Least and most bytes of a payload, by type. */
static const struct {
	const char *name;
	uint16_t least, most;
} shapes[TW_JOURNAL_TYPES] = {
	[TW_JOURNAL_OPEN] = { "OPEN", sizeof(struct tw_journal_start),
			      sizeof(struct tw_journal_start) },
	[TW_JOURNAL_RESTART] = { "RESTART", sizeof(struct tw_journal_start),
				 sizeof(struct tw_journal_start) },
	[TW_JOURNAL_CLOSE] = { "CLOSE", 0, 0 },
	[TW_JOURNAL_RECORD] = { "RECORD", RECORD_LENGTH, RECORD_LENGTH },
	[TW_JOURNAL_ORDER] = { "ORDER", sizeof(struct tw_journal_message) + 1,
			       TW_JOURNAL_PAYLOAD_MAX },
	[TW_JOURNAL_ANSWER] = { "ANSWER", sizeof(struct tw_journal_message) + 1,
				TW_JOURNAL_PAYLOAD_MAX },
	[TW_JOURNAL_COMMIT] = { "COMMIT", sizeof(struct tw_journal_row),
				sizeof(struct tw_journal_row) },
	[TW_JOURNAL_ARM] = { "ARM", sizeof(struct tw_journal_event),
			     sizeof(struct tw_journal_event) + TEXT_MAX },
	[TW_JOURNAL_DISARM] = { "DISARM", sizeof(struct tw_journal_event),
				sizeof(struct tw_journal_event) + TEXT_MAX },
	[TW_JOURNAL_KILL] = { "KILL", sizeof(struct tw_journal_event),
			      sizeof(struct tw_journal_event) + TEXT_MAX },
	[TW_JOURNAL_SESSION] = { "SESSION", sizeof(struct tw_journal_session),
				 sizeof(struct tw_journal_session) },
	[TW_JOURNAL_POSITION] = { "POSITION", sizeof(struct tw_journal_position),
				  sizeof(struct tw_journal_position) },
	[TW_JOURNAL_NOTE] = { "NOTE", 0, TEXT_MAX },
};

const char *tw_journal_type_name(unsigned type)
{
	return type > 0 && type < TW_JOURNAL_TYPES ? shapes[type].name : "?";
}

bool tw_journal_shape(unsigned type, size_t length)
{
	return type > 0 && type < TW_JOURNAL_TYPES && length >= shapes[type].least &&
	       length <= shapes[type].most;
}

void tw_journal_sha256(const void *bytes, size_t length, uint8_t hash[TW_JOURNAL_HASH])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, length, bytes);
	sha256_digest(&sha, TW_JOURNAL_HASH, hash);
}

uint32_t tw_journal_prefix_check(const uint8_t before[TW_JOURNAL_HASH],
				 const struct tw_journal_prefix *prefix)
{
	uLong crc = crc32(0, before, TW_JOURNAL_HASH);

	return (uint32_t)crc32(crc, (const Bytef *)prefix,
			       offsetof(struct tw_journal_prefix, check));
}

void tw_journal_entry_hash(const uint8_t before[TW_JOURNAL_HASH], const void *entry,
			   size_t length, uint8_t hash[TW_JOURNAL_HASH])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, TW_JOURNAL_HASH, before);
	sha256_update(&sha, length, entry);
	sha256_digest(&sha, TW_JOURNAL_HASH, hash);
}
