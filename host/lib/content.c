/* SPDX-License-Identifier: BSD-3-Clause */
/* content: fingerprints of what was taken, to compare duplicates with. */
#include <string.h>

#include "bytes.h"
#include "engine_private.h"

#define WORDS 9u

static uint32_t rotate(uint32_t word, unsigned by)
{
	return by ? word << by | word >> (32 - by) : word;
}

/* Of the first 36 bytes, padded with zeros, and the length. */
static uint32_t fingerprint(const uint8_t *message, size_t length)
{
	uint32_t value = (uint32_t)length;
	uint8_t padded[WORDS * 4];

	if (length < sizeof(padded)) {
		memset(padded, 0, sizeof(padded));
		memcpy(padded, message, length);
		message = padded;
	}
	for (unsigned i = 0; i < WORDS; i++)
		value ^= rotate(load32(message + 4 * i), 3 * i);
	return value;
}

void tw_content_keep(struct tw_engine *engine, uint64_t sequence, const uint8_t *message,
		     size_t length)
{
	engine->kept[sequence % KEPT] =
		(struct fingerprint){ .sequence = sequence,
				      .value = fingerprint(message, length) };
}

void tw_content_compare(struct tw_engine *engine, uint64_t sequence,
			const uint8_t *message, size_t length)
{
	const struct fingerprint *kept = &engine->kept[sequence % KEPT];

	if (engine->expected - sequence > KEPT || kept->sequence != sequence)
		return;
	engine->counters.compared++;
	engine->counters.mismatch += kept->value != fingerprint(message, length);
}

void tw_content_forget(struct tw_engine *engine)
{
	/* No message bears the number that this leaves. */
	memset(engine->kept, 0xff, sizeof(engine->kept));
}
