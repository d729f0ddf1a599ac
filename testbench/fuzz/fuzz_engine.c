/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: frames of both lines into the engine, and a host that replays, loads and says
 * fresh at any time. The first byte configures; then per step: a byte that says which, u16
 * length, bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/engine.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAME, REPLAY, LOAD, RESUME, FRESH, ADVANCE, CLEAR, STATUS, STEPS };

struct seen {
	uint64_t next; /* lowest number that may be taken; 0: any */
};

/* Numbers are taken in order, but after a load or in a new day. */
static void on_message(void *ctx, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	struct seen *seen = ctx;
	uint8_t sum = (uint8_t)arrival_ns;

	for (size_t i = 0; i < length; i++)
		sum ^= bytes[i];
	if (seen->next > seq || seq >> 63 || (sum == 0 && seq == UINT64_MAX))
		abort();
	seen->next = seq + 1;
}

static void on_event(void *ctx, const struct tw_event *event, enum tw_cause_book cause)
{
	struct seen *seen = ctx;

	if (cause >= TW_BOOK_CAUSES)
		abort();
	if (event->op == TW_EVENT_CLEAR)
		seen->next = 0;
}

static uint64_t number(const uint8_t *bytes, size_t length)
{
	uint64_t value = 0;

	memcpy(&value, bytes, length < sizeof(value) ? length : sizeof(value));
	/* What a host says can be any number that a feed reaches. */
	return value >> 1;
}

static void step(struct tw_engine *engine, struct seen *seen, unsigned what,
		 const uint8_t *bytes, size_t length, uint64_t now)
{
	struct tw_engine_status status;

	switch (what >> 2 & (STEPS - 1)) {
	case REPLAY:
		tw_engine_replay(engine, bytes, length);
		break;
	case LOAD:
		tw_engine_load(engine, number(bytes, length));
		break;
	case RESUME:
		tw_engine_status(engine, &status);
		if (status.loading)
			seen->next = 0;
		tw_engine_resume(engine, number(bytes, length));
		break;
	case FRESH:
		tw_engine_fresh(engine, tw_engine_counters(engine)->gaps);
		break;
	case ADVANCE:
		tw_engine_advance(engine, now + number(bytes, length));
		break;
	case CLEAR:
		tw_engine_clear(engine);
		break;
	case STATUS:
		tw_engine_status(engine, &status);
		if (!status.holding && (status.loading || status.replay_lost))
			abort();
		break;
	default:
		tw_engine_frame(engine, what & 1, bytes, (uint32_t)length,
				(uint32_t)length, now, what >> 1 & 1);
	}
}

static void check(const struct tw_engine *engine)
{
	const struct tw_counters *c = tw_engine_counters(engine);
	uint64_t itch = 0, book = 0;

	for (unsigned i = 0; i < TW_ITCH_CAUSES; i++)
		itch += c->itch[i];
	for (unsigned i = 0; i < TW_BOOK_CAUSES; i++)
		book += c->book[i];
	if (itch != c->message[TW_MESSAGE_TAKEN] || c->book[TW_BOOK_GAP] != c->gaps ||
	    book != itch + c->gaps + c->book[TW_BOOK_CLEAR] + c->book[TW_BOOK_LINES] +
			    c->book[TW_BOOK_FRESH])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t how = size ? *data++ : 0;
	struct seen seen = { 0 };
	struct tw_engine_config config = { .symbols = 4,
					   .all = true,
					   .feeds = how & 3,
					   .hold_ns = 100,
					   .hold_messages = how & 4 ? 64 : 4,
					   .repair = how & 8,
					   .wild_ok = how & 16,
					   .silence_ns = how & 32 ? 150 : 0,
					   .stale_ns = how & 64 ? 250 : 0,
					   .filter.udp_check = how & 128,
					   .on_message = on_message,
					   .on_event = on_event,
					   .ctx = &seen };
	struct tw_engine *engine = tw_engine_create(&config);
	uint64_t now = 0;

	size -= size > 0;
	while (engine && size >= 3) {
		size_t length = (size_t)data[1] << 8 | data[2];

		if (length > size - 3)
			length = size - 3;
		now += data[0] >> 5;
		step(engine, &seen, data[0], data + 3, length, now);
		data += 3 + length;
		size -= 3 + length;
	}
	if (engine) {
		tw_engine_finish(engine);
		check(engine);
	}
	tw_engine_destroy(engine);
	return 0;
}
