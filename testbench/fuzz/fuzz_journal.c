/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: reader and auditor of journals, and the ledger. Input: u8 kind, then either bytes of
 * a file behind a good header, or entries as (u8 type, u8 length, payload) that are chained here, for
 * no mutation would ever find a hash.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/ledger.h>

#include "../../host/lib/journal_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t make_header(uint8_t *out)
{
	struct tw_journal_header header = { .version = TW_JOURNAL_VERSION,
					    .length = sizeof(header),
					    .account = "FUZZ" };

	memcpy(header.magic, TW_JOURNAL_MAGIC, sizeof(header.magic));
	tw_journal_sha256(&header, offsetof(struct tw_journal_header, hash), header.hash);
	memcpy(out, &header, sizeof(header));
	return sizeof(header);
}

/* Entries of @data behind the header in @out, which has room; returns its length. */
static size_t chain(const uint8_t *data, size_t size, uint8_t *out)
{
	static const struct tw_journal_start start;
	size_t length = make_header(out);
	uint8_t head[TW_JOURNAL_HASH];
	bool first = true;
	uint32_t number = 1;

	memcpy(head, out + length - sizeof(head), sizeof(head));
	while (first || size >= 2) {
		struct tw_journal_prefix prefix = { .number = number++ };
		const void *payload = &start;

		if (first) {
			prefix.type = TW_JOURNAL_OPEN;
			prefix.length = sizeof(start);
		} else {
			prefix.type = data[0] % (TW_JOURNAL_TYPES + 1);
			prefix.length =
				data[1] < size - 2 ? data[1] : (uint32_t)(size - 2);
			payload = data + 2;
			size -= 2 + prefix.length;
			data += 2 + prefix.length;
		}
		first = false;
		prefix.check = tw_journal_prefix_check(head, &prefix);
		memcpy(out + length, &prefix, sizeof(prefix));
		memcpy(out + length + sizeof(prefix), payload, prefix.length);
		tw_journal_entry_hash(head, out + length, sizeof(prefix) + prefix.length,
				      head);
		length += sizeof(prefix) + prefix.length;
		memcpy(out + length, head, sizeof(head));
		length += sizeof(head);
	}
	return length;
}

static void judge(const uint8_t *bytes, size_t length)
{
	struct tw_ledger *ledger = tw_ledger_create();
	struct tw_journal_summary summary;
	struct tw_journal_reader *reader;
	struct tw_error error = { "" };

	if (tw_journal_reader_memory(bytes, length, "fuzz", &reader, &error) == 0) {
		int code = tw_journal_audit(reader, ledger, &summary, &error);

		if (code < 0 && error.text[0] == '\0')
			abort();
		if (code == 0 && summary.intents != summary.orders + summary.refused +
							    summary.in_flight)
			abort();
		tw_journal_reader_close(reader);
	}
	if (tw_ledger_check(ledger, &error) < 0)
		abort();
	tw_ledger_destroy(ledger);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Two bytes of input are at most an entry without payload. */
	size_t room = sizeof(struct tw_journal_header) + TW_JOURNAL_ENTRY_MAX +
		      size * (sizeof(struct tw_journal_prefix) + TW_JOURNAL_HASH + 1);
	uint8_t *made, *exact;
	size_t length;

	if (size == 0)
		return 0;
	made = malloc(room);
	length = data[0] & 1 ? chain(data + 1, size - 1, made) : make_header(made);
	if (!(data[0] & 1)) {
		memcpy(made + length, data + 1, size - 1);
		length += size - 1;
	}
	/* Its own place, so that a read behind it is seen. */
	exact = malloc(length);
	memcpy(exact, made, length);
	free(made);
	judge(exact, length);
	free(exact);
	return 0;
}
