/* SPDX-License-Identifier: BSD-3-Clause */
/* lines: the arbitration per message of A, B and what the host replays. */
#include "engine_private.h"

#define DAY_NS UINT64_C(86400000000000)

void tw_lines_reset(struct tw_engine *engine)
{
	for (unsigned i = 0; i < LINES; i++)
		engine->counters.message[TW_MESSAGE_OLD_DAY] +=
			tw_empty(&engine->lines[i]);
}

bool tw_line_ahead(const struct tw_engine *engine, const struct line *line)
{
	return tw_waits(line) && tw_head(line)->sequence > engine->expected;
}

/* Deliver the expected message. */
static void take(struct tw_engine *engine, struct line *line, const struct item *item,
		 const uint8_t *message)
{
	struct tw_event event;
	unsigned type = tw_itch_event(message, item->length, &event);

	line->frame_taken = true;
	event.seq = engine->expected++;
	event.arrival_ns = item->arrival_ns;
	if (engine->config.on_message)
		engine->config.on_message(engine->config.ctx, event.seq, message,
					  item->length, item->arrival_ns);
	if (type == TW_ITCH_RUNT) {
		engine->counters.runts++;
		return;
	}
	engine->counters.message[TW_MESSAGE_TAKEN]++;
	engine->counters.itch[type]++;
	engine->counters.messages_long += event.oversized;
	engine->counters.times += event.exchange_ns < engine->last_exchange_ns ||
				  event.exchange_ns >= DAY_NS;
	engine->last_exchange_ns = event.exchange_ns;
	tw_content_keep(engine, event.seq, message, item->length);
	engine->of_bad = line->bad;
	tw_apply_event(engine, &event);
	engine->of_bad = false;
}

static void drop_old(struct tw_engine *engine, const struct line *line,
		     const struct item *item, const uint8_t *message)
{
	if (item->length < TW_ITCH_HEAD)
		return;
	engine->counters.message[TW_MESSAGE_DUPLICATE]++;
	if (line != &engine->lines[LINE_R])
		tw_content_compare(engine, item->sequence, message, item->length);
}

/* What is not ahead: take the expected message, drop an old one, act on the rest. */
static void consume(struct tw_engine *engine, struct line *line, const struct item *item,
		    const uint8_t *bytes)
{
	switch (item->kind) {
	case ITEM_MESSAGE:
		if (item->sequence == engine->expected)
			take(engine, line, item, bytes);
		else
			drop_old(engine, line, item, bytes);
		break;
	case ITEM_END:
		tw_set_marks(engine, engine->marks | TW_LINES_ENDED);
		break;
	case ITEM_BAD_BEGIN:
		line->bad = true;
		line->frame_taken = false;
		break;
	case ITEM_BAD_END:
		if (line->frame_taken)
			tw_gap(engine, engine->expected, item->arrival_ns);
		line->bad = line->frame_taken = false;
		break;
	default: /* a heartbeat that was reached */
		break;
	}
}

/* The head of @line has its turn, if it is old or, with @next, the expected message. */
static bool turn(struct tw_engine *engine, struct line *line, bool next)
{
	const struct item *item;

	if (!tw_waits(line))
		return false;
	item = tw_head(line);
	if (item->sequence > engine->expected)
		return false;
	if (item->kind == ITEM_MESSAGE && item->sequence == engine->expected &&
	    (!next || engine->loading))
		return false;
	consume(engine, line, item, (const uint8_t *)(item + 1));
	tw_pop(line);
	return true;
}

static bool turn_of_any(struct tw_engine *engine, bool next)
{
	for (unsigned i = 0; i < LINES; i++)
		if (turn(engine, &engine->lines[i], next))
			return true;
	return false;
}

/* The line whose head comes next, among A and B, of which one waits at least. */
static const struct item *lowest(const struct tw_engine *engine)
{
	const struct line *lines = engine->lines;

	if (!tw_waits(&lines[LINE_B]))
		return tw_head(&lines[LINE_A]);
	if (!tw_waits(&lines[LINE_A]))
		return tw_head(&lines[LINE_B]);
	return tw_head(&lines[tw_head(&lines[LINE_B])->sequence <
			      tw_head(&lines[LINE_A])->sequence]);
}

static bool any_waits(const struct tw_engine *engine)
{
	return tw_waits(&engine->lines[LINE_A]) || tw_waits(&engine->lines[LINE_B]) ||
	       tw_waits(&engine->lines[LINE_R]);
}

void tw_lines_settle(struct tw_engine *engine, uint64_t now_ns, bool force)
{
	while (any_waits(engine)) {
		const struct item *item;
		unsigned waiting;

		while (turn_of_any(engine, false) || turn_of_any(engine, true))
			;
		waiting = tw_waits(&engine->lines[LINE_A]) +
			  tw_waits(&engine->lines[LINE_B]);
		if (waiting == 0 || engine->holding)
			return;
		item = lowest(engine);
		if (waiting < engine->enabled && !force &&
		    (now_ns < item->arrival_ns ||
		     now_ns - item->arrival_ns < engine->config.hold_ns))
			return;
		tw_gap(engine, item->sequence, item->arrival_ns);
	}
}

/* Leave the oldest message of a full line, and what stands before it, to the replay. */
static void pass_oldest(struct tw_engine *engine, struct line *line)
{
	bool passed = false;

	while (tw_waits(line) && !passed) {
		const struct item *item = tw_head(line);

		passed = item->kind == ITEM_MESSAGE;
		if (passed)
			engine->counters.message[TW_MESSAGE_PASSED] +=
				item->length >= TW_ITCH_HEAD;
		else if (item->kind >= ITEM_BAD_BEGIN)
			consume(engine, line, item, NULL);
		tw_pop(line);
	}
}

/* A message finds no room behind what waits. */
static void lose(struct tw_engine *engine, const struct line *line,
		 const struct item *item)
{
	engine->replay_lost |= line == &engine->lines[LINE_R];
	engine->counters.message[TW_MESSAGE_OVERFLOW] += item->length >= TW_ITCH_HEAD;
}

static void wait_behind(struct tw_engine *engine, struct line *line,
			const struct item *item, const uint8_t *bytes)
{
	bool message = item->kind == ITEM_MESSAGE;
	bool full = message && line->messages >= engine->config.hold_messages;

	if (full && engine->holding && line != &engine->lines[LINE_R]) {
		pass_oldest(engine, line);
		full = false;
	}
	if (full || tw_push(line, item, bytes) < 0) {
		if (message)
			lose(engine, line, item);
		return;
	}
	tw_lines_settle(engine, item->arrival_ns, false);
}

void tw_lines_offer(struct tw_engine *engine, struct line *line, const struct item *item,
		    const uint8_t *bytes)
{
	/* Whoever waits has its turn between two messages of a packet. */
	if (any_waits(engine) || engine->loading || item->sequence > engine->expected)
		wait_behind(engine, line, item, bytes);
	else
		consume(engine, line, item, bytes);
}
