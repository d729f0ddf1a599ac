/* SPDX-License-Identifier: BSD-3-Clause */
/* request: the re-request server: a packet of messages that were published before. */
#include <string.h>

#include "exchange_private.h"

#define MILLION 1000000u

static uint64_t load(const uint8_t *bytes, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* The messages from @number on, as many as fit and may be, below @end. */
static size_t answer_with(struct exchange *exchange, uint64_t number, uint64_t end,
			  uint8_t *answer, size_t room)
{
	struct tw_mold_builder builder;
	uint32_t limit = exchange->config.request_limit;

	tw_mold_begin(&builder, answer, room, exchange->padded, number);
	while (number < end && (limit == 0 || builder.count < limit)) {
		size_t length;
		const uint8_t *message = store_get(&exchange->store, number, &length);

		if (tw_mold_append(&builder, message, length) < 0)
			break;
		number++;
	}
	if (builder.count == 0)
		return 0;
	exchange->stats.answered++;
	exchange->stats.answered_messages += builder.count;
	return tw_mold_end(&builder);
}

size_t exchange_request(struct exchange *exchange, const void *request, size_t length,
			uint8_t *answer, size_t room)
{
	struct exchange_stats *stats = &exchange->stats;
	const uint8_t *bytes = request;
	uint64_t number, end;

	stats->requests++;
	if (room > exchange->config.packet_max)
		room = exchange->config.packet_max;
	if (length != TW_MOLD_HEADER || room < TW_MOLD_HEADER ||
	    memcmp(bytes, exchange->padded, TW_MOLD_SESSION) != 0) {
		stats->requests_bad++;
		return 0;
	}
	number = load(bytes + TW_MOLD_SESSION, 8);
	end = exchange->store.next;
	if (number >= end || load(bytes + TW_MOLD_HEADER - 2, 2) == 0) {
		stats->requests_early++;
		return 0;
	}
	if (number < store_first(&exchange->store)) {
		stats->requests_old++;
		return 0;
	}
	if (dice_below(&exchange->dice, MILLION) < exchange->config.answer_loss_ppm) {
		stats->answers_lost++;
		return 0;
	}
	if (end - number > load(bytes + TW_MOLD_HEADER - 2, 2))
		end = number + load(bytes + TW_MOLD_HEADER - 2, 2);
	return answer_with(exchange, number, end, answer, room);
}
