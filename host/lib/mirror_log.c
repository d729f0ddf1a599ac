/* SPDX-License-Identifier: BSD-3-Clause */
/* mirror_log: the last messages an engine took, by number. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mirror_log.h"

#define BYTES_MIN 4096u
#define MESSAGE_MEAN 16u /* bytes, or more: entries for so many */

int mirror_log_open(struct mirror_log *log, size_t bytes)
{
	memset(log, 0, sizeof(*log));
	for (log->size = BYTES_MIN; log->size < bytes; log->size *= 2)
		;
	log->count = log->size / MESSAGE_MEAN;
	log->bytes = malloc(log->size);
	log->entries = calloc(log->count, sizeof(*log->entries));
	if (log->bytes && log->entries)
		return 0;
	mirror_log_close(log);
	return -ENOMEM;
}

void mirror_log_close(struct mirror_log *log)
{
	free(log->bytes);
	free(log->entries);
	log->bytes = NULL;
	log->entries = NULL;
}

static struct mirror_entry *entry(const struct mirror_log *log, uint64_t seq)
{
	return &log->entries[seq & (log->count - 1)];
}

void mirror_log_add(struct mirror_log *log, uint64_t seq, const uint8_t *bytes,
		    size_t length)
{
	size_t at = log->written & (log->size - 1), part;

	if (seq != log->next || length > log->size)
		log->first = log->next = seq;
	if (length > log->size) {
		log->first = log->next = seq + 1;
		return;
	}
	while (log->first != log->next &&
	       (log->next - log->first >= log->count ||
		log->written + length - entry(log, log->first)->at > log->size))
		log->first++;
	*entry(log, seq) =
		(struct mirror_entry){ .at = log->written, .length = (uint32_t)length };
	part = length < log->size - at ? length : log->size - at;
	if (length) {
		memcpy(log->bytes + at, bytes, part);
		memcpy(log->bytes, bytes + part, length - part);
	}
	log->written += length;
	log->next++;
}

size_t mirror_log_get(const struct mirror_log *log, uint64_t seq, uint8_t *out,
		      size_t room)
{
	const struct mirror_entry *found = entry(log, seq);
	size_t at = found->at & (log->size - 1), part;

	if (found->length > room)
		return SIZE_MAX;
	part = found->length < log->size - at ? found->length : log->size - at;
	memcpy(out, log->bytes + at, part);
	memcpy(out + part, log->bytes, found->length - part);
	return found->length;
}
