/* SPDX-License-Identifier: BSD-3-Clause */
/* repair: a gap, and the host that fills it or loads the book anew. */
#include <errno.h>

#include "engine_private.h"

void tw_gap(struct tw_engine *engine, uint64_t to, uint64_t arrival_ns)
{
	struct tw_event event = tw_feed_event(engine, TW_EVENT_GAP, arrival_ns);
	uint64_t lost = to - engine->expected;

	engine->counters.lost += lost > UINT32_MAX ? UINT32_MAX : lost;
	engine->counters.gaps++;
	/* A gap of no numbers: what was taken of a bad frame is in the book. */
	engine->spoilt |= to == engine->expected;
	engine->gap_first = engine->expected;
	engine->gap_next = to;
	engine->holding |= engine->config.repair;
	tw_apply_event(engine, &event);
	if (!engine->holding)
		engine->expected = to;
}

int tw_engine_replay(struct tw_engine *engine, const void *packet, size_t length)
{
	if (!engine->holding)
		return -EAGAIN;
	engine->published = 0;
	tw_packet_replayed(engine, packet, length);
	return 0;
}

void tw_load_message(struct tw_engine *engine, const uint8_t *message, size_t length)
{
	struct tw_event event;
	unsigned type = tw_itch_event(message, length, &event);

	if (type == TW_ITCH_RUNT) {
		engine->counters.runts++;
		return;
	}
	event.seq = engine->expected;
	event.arrival_ns = 0;
	engine->counters.message[TW_MESSAGE_TAKEN]++;
	engine->counters.itch[type]++;
	engine->counters.messages_long += event.oversized;
	engine->last_exchange_ns = event.exchange_ns;
	tw_apply_event(engine, &event);
}

void tw_engine_load(struct tw_engine *engine, uint64_t seq)
{
	struct tw_event clear = { .op = TW_EVENT_CLEAR, .code = TW_CLEAR_LOAD };

	engine->published = 0;
	tw_lines_reset(engine);
	engine->expected = seq;
	engine->holding = engine->loading = true;
	engine->replay_lost = engine->spoilt = false;
	tw_reach(engine, seq);
	tw_apply_event(engine, &clear);
}

void tw_engine_resume(struct tw_engine *engine, uint64_t seq)
{
	if (!engine->loading)
		return;
	engine->published = 0;
	engine->loading = false;
	engine->expected = seq;
	tw_reach(engine, seq);
	/* The feed holds: no gap is declared, so the time does not matter. */
	tw_lines_settle(engine, 0, false);
}

int tw_engine_fresh(struct tw_engine *engine, uint64_t gaps)
{
	struct tw_event fresh = tw_feed_event(engine, TW_EVENT_FRESH, 0);

	if ((uint32_t)gaps != (uint32_t)engine->counters.gaps || engine->loading ||
	    engine->replay_lost || engine->spoilt ||
	    tw_line_ahead(engine, &engine->lines[LINE_A]) ||
	    tw_line_ahead(engine, &engine->lines[LINE_B]))
		return -EAGAIN;
	engine->published = 0;
	engine->counters.message[TW_MESSAGE_OLD_DAY] += tw_empty(&engine->lines[LINE_R]);
	engine->holding = false;
	tw_apply_event(engine, &fresh);
	return 0;
}
