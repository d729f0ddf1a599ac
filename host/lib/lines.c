/* SPDX-License-Identifier: BSD-3-Clause */
/* lines: MoldUDP64 sessions and sequence, and the arbitration of two lines per message. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine_private.h"

#define ROOM_FIRST 65536u

enum item_kind {
	ITEM_MESSAGE,
	ITEM_HEARTBEAT,
	ITEM_BAD_BEGIN, /* around the messages of a frame with a MAC error */
	ITEM_BAD_END,
};

/* What waits on a line; @length bytes follow. */
struct item {
	uint64_t sequence;
	uint64_t arrival_ns;
	uint32_t length;
	uint32_t kind;
};

static bool waits(const struct line *line)
{
	return line->head != line->tail;
}

static const struct item *head_of(const struct line *line)
{
	return (const struct item *)(line->bytes + line->head);
}

static size_t room_of(size_t length)
{
	return sizeof(struct item) + ((length + 7) & ~(size_t)7);
}

void tw_lines_free(struct tw_engine *engine)
{
	free(engine->lines[0].bytes);
	free(engine->lines[1].bytes);
}

void tw_lines_reset(struct tw_engine *engine)
{
	for (unsigned i = 0; i < 2; i++) {
		engine->lines[i].head = engine->lines[i].tail = 0;
		engine->lines[i].messages = 0;
		engine->lines[i].frame_taken = false;
	}
}

/* Make room for @room bytes behind the tail. 0 or -ENOMEM. */
static int reserve(struct line *line, size_t room)
{
	size_t used = line->tail - line->head;
	size_t size = line->size ? line->size : ROOM_FIRST;
	uint8_t *bytes;

	if (line->size - line->tail >= room)
		return 0;
	while (size < used * 2 + room)
		size *= 2;
	bytes = malloc(size);
	if (!bytes)
		return -ENOMEM;
	if (used)
		memcpy(bytes, line->bytes + line->head, used);
	free(line->bytes);
	line->bytes = bytes;
	line->size = size;
	line->head = 0;
	line->tail = used;
	return 0;
}

static int push(struct line *line, const struct item *item, const uint8_t *bytes)
{
	size_t room = room_of(item->length);

	if (reserve(line, room) < 0)
		return -ENOMEM;
	memcpy(line->bytes + line->tail, item, sizeof(*item));
	if (item->length)
		memcpy(line->bytes + line->tail + sizeof(*item), bytes, item->length);
	line->tail += room;
	line->messages += item->kind == ITEM_MESSAGE;
	return 0;
}

static void pop(struct line *line)
{
	const struct item *item = head_of(line);

	line->messages -= item->kind == ITEM_MESSAGE;
	line->head += room_of(item->length);
	if (line->head == line->tail)
		line->head = line->tail = 0;
}

/* Deliver the expected message. */
static void take(struct tw_engine *engine, struct line *line, const uint8_t *message,
		 size_t length, uint64_t arrival_ns)
{
	struct tw_event event;
	unsigned type = tw_itch_event(message, length, &event);

	line->frame_taken = true;
	event.seq = engine->expected++;
	event.arrival_ns = arrival_ns;
	if (type == TW_ITCH_RUNT) {
		engine->counters.runts++;
		return;
	}
	engine->counters.message[TW_MESSAGE_TAKEN]++;
	engine->counters.itch[type]++;
	engine->counters.messages_long += event.oversized;
	engine->last_exchange_ns = event.exchange_ns;
	tw_apply_event(engine, &event);
}

/* From here on nothing is sure: numbers are missing, or a frame was taken and proved bad. */
static void doubt(struct tw_engine *engine, uint64_t arrival_ns)
{
	struct tw_event event = {
		.op = TW_EVENT_GAP,
		.seq = engine->expected,
		.exchange_ns = engine->last_exchange_ns,
		.arrival_ns = arrival_ns,
	};

	tw_apply_event(engine, &event);
}

/* Sequence numbers up to @to are lost. */
static void declare_gap(struct tw_engine *engine, uint64_t to, uint64_t arrival_ns)
{
	uint64_t lost = to - engine->expected;

	engine->counters.lost += lost > UINT32_MAX ? UINT32_MAX : lost;
	engine->counters.gaps++;
	doubt(engine, arrival_ns);
	engine->expected = to;
}

/* Use up what @line has and is not ahead. */
static void drain(struct tw_engine *engine, struct line *line)
{
	while (waits(line)) {
		const struct item *item = head_of(line);
		bool duplicate = item->sequence < engine->expected;

		switch (item->kind) {
		case ITEM_MESSAGE:
			if (item->sequence > engine->expected)
				return;
			if (duplicate)
				engine->counters.message[TW_MESSAGE_DUPLICATE] +=
					item->length >= TW_ITCH_HEAD;
			else
				take(engine, line, (const uint8_t *)(item + 1),
				     item->length, item->arrival_ns);
			break;
		case ITEM_HEARTBEAT:
			if (item->sequence > engine->expected)
				return;
			break;
		case ITEM_BAD_BEGIN:
			line->frame_taken = false;
			break;
		default:
			if (line->frame_taken)
				doubt(engine, item->arrival_ns);
			line->frame_taken = false;
			break;
		}
		pop(line);
	}
}

/* The line whose head comes next, among those that wait. */
static const struct item *lowest(const struct tw_engine *engine)
{
	const struct line *lines = engine->lines;

	if (!waits(&lines[1]))
		return head_of(&lines[0]);
	if (!waits(&lines[0]))
		return head_of(&lines[1]);
	return head_of(
		&lines[head_of(&lines[1])->sequence < head_of(&lines[0])->sequence]);
}

void tw_lines_settle(struct tw_engine *engine, uint64_t now_ns, bool force)
{
	for (;;) {
		const struct item *next;
		unsigned waiting;

		drain(engine, &engine->lines[0]);
		drain(engine, &engine->lines[1]);
		/* The second may have freed the first. */
		drain(engine, &engine->lines[0]);
		waiting = waits(&engine->lines[0]) + waits(&engine->lines[1]);
		if (waiting == 0)
			return;
		next = lowest(engine);
		if (waiting < engine->enabled && !force &&
		    (now_ns < next->arrival_ns ||
		     now_ns - next->arrival_ns < engine->config.hold_ns))
			return;
		declare_gap(engine, next->sequence, next->arrival_ns);
	}
}

/* Put an item behind what waits; a message that finds no room is lost here. */
static void hold(struct tw_engine *engine, struct line *line, const struct item *item,
		 const uint8_t *bytes)
{
	bool message = item->kind == ITEM_MESSAGE;

	if ((message && line->messages >= engine->config.hold_messages) ||
	    push(line, item, bytes) < 0) {
		if (message)
			engine->counters.message[TW_MESSAGE_OVERFLOW] +=
				item->length >= TW_ITCH_HEAD;
		return;
	}
	if (waits(&engine->lines[0]) + waits(&engine->lines[1]) == (int)engine->enabled)
		tw_lines_settle(engine, item->arrival_ns, false);
}

static void offer(struct tw_engine *engine, struct line *line, const struct item *item,
		  const uint8_t *bytes)
{
	if (waits(line) || item->sequence > engine->expected)
		hold(engine, line, item, bytes);
	else if (item->kind != ITEM_MESSAGE)
		return;
	else if (item->sequence == engine->expected)
		take(engine, line, bytes, item->length, item->arrival_ns);
	else
		engine->counters.message[TW_MESSAGE_DUPLICATE] +=
			item->length >= TW_ITCH_HEAD;
}

static void mark(struct tw_engine *engine, struct line *line, enum item_kind kind,
		 uint64_t arrival_ns)
{
	struct item item = { .kind = kind, .arrival_ns = arrival_ns };

	push(line, &item, NULL);
	tw_lines_settle(engine, arrival_ns, false);
}

/* A session's start: the first one is adopted, after an end the next one is a new day. */
static bool session_ok(struct tw_engine *engine, const struct tw_mold_packet *packet,
		       uint64_t arrival_ns)
{
	struct tw_event clear = { .op = TW_EVENT_CLEAR, .arrival_ns = arrival_ns };

	if (engine->adopted &&
	    memcmp(engine->session, packet->session, TW_MOLD_SESSION) == 0)
		return true;
	if (engine->adopted) {
		if (!engine->ended)
			return false;
		/* What still waits is of the old day. */
		tw_lines_reset(engine);
		tw_apply_event(engine, &clear);
		engine->last_exchange_ns = 0;
	}
	memcpy(engine->session, packet->session, TW_MOLD_SESSION);
	engine->adopted = true;
	engine->ended = false;
	engine->expected = 1;
	return true;
}

static enum tw_cause_packet take_blocks(struct tw_engine *engine, struct line *line,
					const struct tw_mold_packet *packet,
					uint64_t arrival_ns)
{
	struct tw_mold_walk walk = tw_mold_walk(packet);
	const uint8_t *message = NULL;
	size_t length = 0;
	int got;

	while ((got = tw_mold_next(&walk, &message, &length)) > 0) {
		struct item item = {
			.sequence = walk.sequence - 1,
			.arrival_ns = arrival_ns,
			.length = (uint32_t)length,
			.kind = ITEM_MESSAGE,
		};

		offer(engine, line, &item, message);
	}
	return got < 0 ? TW_PACKET_OVERRUN : TW_PACKET_DATA;
}

static enum tw_cause_packet take_packet(struct tw_engine *engine, struct line *line,
					const struct tw_mold_packet *packet,
					uint64_t arrival_ns)
{
	struct item beat = {
		.sequence = packet->sequence,
		.arrival_ns = arrival_ns,
		.kind = ITEM_HEARTBEAT,
	};

	if (!session_ok(engine, packet, arrival_ns))
		return TW_PACKET_SESSION;
	if (packet->count != TW_MOLD_HEARTBEAT && packet->count != TW_MOLD_END)
		return take_blocks(engine, line, packet, arrival_ns);
	offer(engine, line, &beat, NULL);
	if (packet->count == TW_MOLD_HEARTBEAT)
		return TW_PACKET_HEARTBEAT;
	engine->ended = true;
	return TW_PACKET_END;
}

void tw_lines_packet(struct tw_engine *engine, unsigned port, const uint8_t *payload,
		     size_t length, uint64_t arrival_ns, bool bad)
{
	struct line *line = &engine->lines[port];
	enum tw_cause_packet cause = TW_PACKET_SHORT;
	struct tw_mold_packet packet;

	if (bad)
		mark(engine, line, ITEM_BAD_BEGIN, arrival_ns);
	if (tw_mold_parse(payload, length, &packet) == 0)
		cause = take_packet(engine, line, &packet, arrival_ns);
	engine->counters.packet[cause]++;
	if (bad)
		mark(engine, line, ITEM_BAD_END, arrival_ns);
}
