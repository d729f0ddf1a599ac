/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packets: whose session it is, whether its number can be believed, and its messages.
 *
 * Numbers are believed in blocks: a packet at most one block ahead of the furthest one seen.
 */
#include <string.h>

#include "engine_private.h"

#define BLOCK_SHIFT 20
#define NEVER_SHIFT 63 /* numbers from 2^63 on are never reached */

static bool same_session(const char *a, const char *b)
{
	return memcmp(a, b, TW_MOLD_SESSION) == 0;
}

void tw_reach(struct tw_engine *engine, uint64_t sequence)
{
	engine->reach = sequence >> BLOCK_SHIFT;
	engine->has_candidate = false;
}

void tw_new_day(struct tw_engine *engine)
{
	struct tw_event clear = { .op = TW_EVENT_CLEAR };

	tw_lines_reset(engine);
	tw_content_forget(engine);
	engine->expected = 1;
	engine->ended = engine->holding = engine->loading = engine->replay_lost = false;
	engine->spoilt = false;
	engine->last_exchange_ns = 0;
	tw_apply_event(engine, &clear);
}

static void adopt(struct tw_engine *engine, const struct tw_mold_packet *packet)
{
	memcpy(engine->session, packet->session, TW_MOLD_SESSION);
	engine->adopted = true;
	engine->tentative = !engine->config.wild_ok;
	tw_reach(engine, packet->sequence);
}

static void begin_anew(struct tw_engine *engine, const struct tw_mold_packet *packet)
{
	if (engine->ended) {
		/* Its last packets may still be under way on the other line. */
		memcpy(engine->previous, engine->session, TW_MOLD_SESSION);
		engine->has_previous = true;
	}
	tw_new_day(engine);
	adopt(engine, packet);
}

/* Is a packet of today's session too far ahead, and the first to be there? */
static bool is_wild(struct tw_engine *engine, uint64_t block)
{
	bool far = !engine->config.wild_ok && block > engine->reach + 1;
	bool agrees = engine->has_candidate && block - engine->candidate <= 1;

	engine->has_candidate = far && !agrees;
	engine->candidate = block;
	return engine->has_candidate;
}

/* May another session than today's begin a day? */
static bool may_begin(const struct tw_engine *engine, const struct tw_mold_packet *packet)
{
	if (engine->ended)
		return true;
	return engine->tentative &&
	       !(engine->has_previous && same_session(engine->previous, packet->session));
}

/* TW_PACKET_DATA: take it; else TW_PACKET_SESSION or TW_PACKET_WILD. */
static enum tw_cause_packet admit(struct tw_engine *engine,
				  const struct tw_mold_packet *packet)
{
	bool ours = engine->adopted && same_session(engine->session, packet->session);
	uint64_t block = packet->sequence >> BLOCK_SHIFT;

	if (engine->adopted && !ours && !may_begin(engine, packet))
		return TW_PACKET_SESSION;
	if (packet->sequence >> NEVER_SHIFT)
		return TW_PACKET_WILD;
	if (!engine->adopted) {
		adopt(engine, packet);
	} else if (!ours) {
		begin_anew(engine, packet);
	} else if (engine->tentative) {
		if (block > engine->reach + 1 || block + 1 < engine->reach)
			begin_anew(engine, packet);
		else
			engine->tentative = false;
	} else if (is_wild(engine, block)) {
		return TW_PACKET_WILD;
	}
	if (block > engine->reach)
		engine->reach = block;
	return TW_PACKET_DATA;
}

static enum tw_cause_packet take_blocks(struct tw_engine *engine, struct line *line,
					const struct tw_mold_packet *packet,
					uint64_t arrival_ns)
{
	struct tw_mold_walk walk = tw_mold_walk(packet);
	bool loading = engine->loading && line == &engine->lines[LINE_R];
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

		if (loading)
			tw_load_message(engine, message, length);
		else
			tw_lines_offer(engine, line, &item, message);
	}
	return got < 0 ? TW_PACKET_OVERRUN : TW_PACKET_DATA;
}

static bool is_empty(const struct tw_mold_packet *packet)
{
	return packet->count == TW_MOLD_HEARTBEAT || packet->count == TW_MOLD_END;
}

static enum tw_cause_packet empty_cause(const struct tw_mold_packet *packet)
{
	return packet->count == TW_MOLD_END ? TW_PACKET_END : TW_PACKET_HEARTBEAT;
}

static enum tw_cause_packet take_packet(struct tw_engine *engine, struct line *line,
					const struct tw_mold_packet *packet,
					uint64_t arrival_ns)
{
	struct item beat = {
		.sequence = packet->sequence,
		.arrival_ns = arrival_ns,
		.kind = packet->count == TW_MOLD_END ? ITEM_END : ITEM_HEARTBEAT,
	};

	if (!is_empty(packet))
		return take_blocks(engine, line, packet, arrival_ns);
	engine->ended |= packet->count == TW_MOLD_END;
	tw_lines_offer(engine, line, &beat, NULL);
	return empty_cause(packet);
}

void tw_packet(struct tw_engine *engine, unsigned port, const uint8_t *payload,
	       size_t length, uint64_t arrival_ns, bool bad)
{
	struct line *line = &engine->lines[port];
	struct item begin = { .arrival_ns = arrival_ns, .kind = ITEM_BAD_BEGIN };
	struct item end = { .arrival_ns = arrival_ns, .kind = ITEM_BAD_END };
	enum tw_cause_packet cause = TW_PACKET_SHORT;
	struct tw_mold_packet packet;

	if (tw_mold_parse(payload, length, &packet) == 0)
		cause = admit(engine, &packet);
	if (cause == TW_PACKET_DATA) {
		tw_heard(engine, port, arrival_ns);
		if (bad)
			tw_lines_offer(engine, line, &begin, NULL);
		cause = take_packet(engine, line, &packet, arrival_ns);
		if (bad)
			tw_lines_offer(engine, line, &end, NULL);
	}
	engine->counters.packet[cause]++;
}

static enum tw_cause_packet take_replayed(struct tw_engine *engine,
					  const struct tw_mold_packet *packet)
{
	if (!engine->adopted) {
		adopt(engine, packet);
		engine->tentative = false;
		tw_reach(engine, engine->expected);
	}
	if (!same_session(engine->session, packet->session))
		return TW_PACKET_SESSION;
	/* The host's line has no heartbeats and ends no day. */
	if (is_empty(packet))
		return empty_cause(packet);
	return take_blocks(engine, &engine->lines[LINE_R], packet, 0);
}

void tw_packet_replayed(struct tw_engine *engine, const uint8_t *payload, size_t length)
{
	enum tw_cause_packet cause = TW_PACKET_SHORT;
	struct tw_mold_packet packet;

	if (tw_mold_parse(payload, length, &packet) == 0)
		cause = take_replayed(engine, &packet);
	engine->counters.packet[cause]++;
}
