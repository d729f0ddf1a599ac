/* SPDX-License-Identifier: BSD-3-Clause */
/* silence: when lines were heard last, and the marks that all records carry. */
#include "engine_private.h"

#define NEVER UINT64_MAX

void tw_set_marks(struct tw_engine *engine, unsigned marks)
{
	struct tw_event event;

	if (marks == engine->marks)
		return;
	event = tw_feed_event(engine, TW_EVENT_LINES, 0);
	event.code = (uint8_t)marks;
	tw_apply_event(engine, &event);
}

static uint64_t later(uint64_t at, uint64_t ns)
{
	return at > NEVER - ns ? NEVER : at + ns;
}

/* When line @port will have been silent too long, as far as is known now. */
static uint64_t line_deadline(const struct tw_engine *engine, unsigned port)
{
	if (!engine->lines[port].enabled || engine->config.silence_ns == 0)
		return NEVER;
	return later(engine->heard_ns[port], engine->config.silence_ns);
}

static uint64_t stale_deadline(const struct tw_engine *engine)
{
	uint64_t last = 0;

	if (engine->config.stale_ns == 0)
		return NEVER;
	/* A line that is off was never heard after the others. */
	for (unsigned port = 0; port < PORTS; port++)
		if (engine->heard_ns[port] > last)
			last = engine->heard_ns[port];
	return later(last, engine->config.stale_ns);
}

/* The marks that silence sets, and when. */
static void deadlines(const struct tw_engine *engine, uint64_t at[3])
{
	at[0] = line_deadline(engine, LINE_A);
	at[1] = line_deadline(engine, LINE_B);
	at[2] = stale_deadline(engine);
}

/* The next time at which a mark is due that is not set; NEVER when none is. */
static uint64_t next_deadline(const struct tw_engine *engine)
{
	uint64_t at[3], next = NEVER;

	if (!engine->config.silence_ns && !engine->config.stale_ns)
		return NEVER;
	deadlines(engine, at);
	for (unsigned i = 0; i < 3; i++)
		if (!(engine->marks >> i & 1) && at[i] < next)
			next = at[i];
	return next;
}

static void fall_silent(struct tw_engine *engine, uint64_t now_ns)
{
	unsigned marks = engine->marks;
	uint64_t at[3];

	deadlines(engine, at);
	for (unsigned i = 0; i < 3; i++)
		marks |= (unsigned)(at[i] <= now_ns) << i;
	tw_set_marks(engine, marks);
}

void tw_time_passes(struct tw_engine *engine, uint64_t now_ns)
{
	if (!engine->timed) {
		engine->timed = true;
		engine->heard_ns[LINE_A] = engine->heard_ns[LINE_B] = now_ns;
	}
	for (;;) {
		uint64_t at = next_deadline(engine);

		if (at > now_ns || at == NEVER)
			break;
		/* Gaps that were due before come first. */
		if (at > 0)
			tw_lines_settle(engine, at - 1, false);
		fall_silent(engine, at);
	}
	tw_lines_settle(engine, now_ns, false);
}

void tw_heard(struct tw_engine *engine, unsigned port, uint64_t arrival_ns)
{
	if (engine->heard_ns[port] < arrival_ns)
		engine->heard_ns[port] = arrival_ns;
	tw_set_marks(engine,
		     engine->marks & ~(TW_LINES_SILENT_A << port | TW_LINES_SILENT));
}
