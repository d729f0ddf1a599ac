/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The naive feed: frames in, messages in sequence out. Everything waits in a list first, and
 * after each message all lines have their turns.
 */
#include <stdlib.h>
#include <string.h>

#include "naive.h"

#define REMEMBERED 1024
#define COMPARED 36

struct waiting {
	struct waiting *next;
	uint64_t sequence, since;
	char what; /* m message, h heartbeat, e end of session, ( ) around a bad frame */
	size_t length;
	uint8_t bytes[];
};

/* A message that was taken. */
struct memory {
	bool used;
	uint64_t sequence;
	uint32_t print;
};

static struct waiting *first[2], **last[2] = { &first[0], &first[1] };
static bool bad[2], spoilt[2]; /* inside a bad frame; and something of it was taken */
static struct memory memories[REMEMBERED];
static unsigned lines = 1;
static uint64_t expected = 1;
static struct lines state;
static bool begun;
static uint64_t heard[2];

void feed_lines(unsigned n)
{
	lines = n;
}

static void wait_for_turn(unsigned line, const struct waiting *what, const uint8_t *bytes)
{
	struct waiting *w = malloc(sizeof(*w) + what->length);

	if (!w)
		abort();
	*w = *what;
	memcpy(w->bytes, bytes, what->length);
	*last[line] = w;
	last[line] = &w->next;
}

/* The head of a line has had its turn. */
static void done(unsigned line)
{
	struct waiting *w = first[line];

	first[line] = w->next;
	if (!first[line])
		last[line] = &first[line];
	free(w);
}

static void say_lines(struct lines now)
{
	if (memcmp(&now, &state, sizeof(now)) == 0)
		return;
	state = now;
	book_lines(state, expected);
}

/* ---- copies ------------------------------------------------------------------------------- */
/* Each bit of the start of a message has one of 32 places; how often is each one taken? */
static uint32_t print_of(const struct waiting *w)
{
	uint32_t print = (uint32_t)w->length;

	for (unsigned i = 0; i < COMPARED && i < w->length; i++)
		for (unsigned bit = 0; bit < 8; bit++)
			if (w->bytes[i] & 1u << bit)
				print ^= 1u << (24 - i % 4 * 8 + bit + i / 4 * 3) % 32;
	return print;
}

static void remember(const struct waiting *w)
{
	struct memory *m = &memories[w->sequence % REMEMBERED];

	m->used = true;
	m->sequence = w->sequence;
	m->print = print_of(w);
}

static void duplicate(const struct waiting *w)
{
	const struct memory *m = &memories[w->sequence % REMEMBERED];

	if (w->length < 11)
		return;
	count("MESSAGE", "DUPLICATE");
	if (!m->used || m->sequence != w->sequence || expected > w->sequence + REMEMBERED)
		return;
	count("COMPARED", "");
	if (m->print != print_of(w))
		count("MISMATCH", "");
}

/* ---- turns -------------------------------------------------------------------------------- */
static void take(unsigned line, const struct waiting *w)
{
	if (w->length >= 11) {
		count("MESSAGE", "TAKEN");
		remember(w);
	}
	book_distrust(bad[line]);
	book_message(w->bytes, w->length, w->sequence);
	book_distrust(false);
	spoilt[line] = true;
	expected++;
}

static void gap_to(uint64_t sequence)
{
	count("GAPS", "");
	count_many("LOST", "",
		   sequence - expected > 0xffffffff ? 0xffffffff : sequence - expected);
	book_gap(expected, book_time());
	expected = sequence;
}

static void act(unsigned line, const struct waiting *w)
{
	struct lines now = state;

	switch (w->what) {
	case 'm':
		if (w->sequence == expected)
			take(line, w);
		else
			duplicate(w);
		break;
	case 'e':
		now.ended = true;
		say_lines(now);
		break;
	case '(':
		bad[line] = true;
		spoilt[line] = false;
		break;
	case ')':
		if (spoilt[line])
			gap_to(expected);
		bad[line] = spoilt[line] = false;
		break;
	default:
		break;
	}
}

/* Drop an old head, or else take one that is next; false when there is none. */
static bool one_turn(void)
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned line = i % 2;
		const struct waiting *w = first[line];

		if (!w || w->sequence > expected)
			continue;
		if (i < 2 && w->what == 'm' && w->sequence == expected)
			continue;
		act(line, w);
		done(line);
		return true;
	}
	return false;
}

static void settle(uint64_t now, bool give_up)
{
	for (;;) {
		const struct waiting *w;
		bool over;

		while (one_turn())
			;
		if (!first[0] && !first[1])
			return;
		if (first[0] && first[1])
			w = first[0]->sequence <= first[1]->sequence ? first[0]
								     : first[1];
		else
			w = first[0] ? first[0] : first[1];
		over = give_up || lines == 1 || (first[0] && first[1]) ||
		       (now >= w->since && now - w->since >= options.hold_ns);
		if (!over)
			return;
		gap_to(w->sequence);
	}
}

/* ---- silence ------------------------------------------------------------------------------- */
static struct lines lines_at(uint64_t now)
{
	uint64_t a = now - heard[0], b = now - heard[1];
	struct lines then = state;

	if (options.silence_ns) {
		then.silent_a |= now >= heard[0] && a >= options.silence_ns;
		then.silent_b |= lines == 2 && now >= heard[1] && b >= options.silence_ns;
	}
	if (options.stale_ns)
		then.silent |= now >= heard[0] && a >= options.stale_ns &&
			       (lines == 1 || (now >= heard[1] && b >= options.stale_ns));
	return then;
}

/* Time passes until @now; stops wherever silence may have become too long. */
static void pass(uint64_t now)
{
	if (!begun)
		heard[0] = heard[1] = now;
	begun = true;
	for (;;) {
		uint64_t stops[4] = { heard[0] + options.silence_ns,
				      heard[1] + options.silence_ns,
				      heard[0] + options.stale_ns,
				      heard[1] + options.stale_ns };
		uint64_t soonest = now + 1;

		for (unsigned i = 0; i < 4; i++) {
			struct lines then = lines_at(stops[i]);

			if (stops[i] < soonest &&
			    memcmp(&then, &state, sizeof(then)) != 0)
				soonest = stops[i];
		}
		if (soonest > now)
			break;
		settle(soonest - 1, false);
		say_lines(lines_at(soonest));
	}
	settle(now, false);
}

static void hear(unsigned line, uint64_t now)
{
	struct lines then = state;

	if (now > heard[line])
		heard[line] = now;
	if (line == 0)
		then.silent_a = false;
	else
		then.silent_b = false;
	then.silent = false;
	say_lines(then);
}

/* ---- packets ------------------------------------------------------------------------------- */
static void new_day(void)
{
	for (unsigned line = 0; line < 2; line++) {
		for (; first[line]; done(line))
			if (first[line]->what == 'm' && first[line]->length >= 11)
				count("MESSAGE", "OLD_DAY");
		bad[line] = spoilt[line] = false;
	}
	memset(memories, 0, sizeof(memories));
	expected = 1;
	state.ended = false;
	book_clear();
}

static const char *blocks(unsigned line, const uint8_t *p, size_t length, uint64_t now)
{
	uint64_t sequence = number(p + 10, 8), messages = number(p + 18, 2);
	size_t at = 20;

	if (messages == 0 || messages == 65535) {
		struct waiting w = { .sequence = sequence,
				     .since = now,
				     .what = messages ? 'e' : 'h' };

		if (messages)
			day_over();
		wait_for_turn(line, &w, p);
		return messages ? "END" : "HEARTBEAT";
	}
	for (; messages > 0; messages--, sequence++) {
		struct waiting w = { .sequence = sequence, .since = now, .what = 'm' };

		if (at + 2 > length)
			return "OVERRUN";
		w.length = number(p + at, 2);
		if (at + 2 + w.length > length)
			return "OVERRUN";
		wait_for_turn(line, &w, p + at + 2);
		settle(now, false);
		at += 2 + w.length;
	}
	return "DATA";
}

static const char *packet(unsigned line, const uint8_t *p, size_t length, uint64_t now,
			  bool wrong)
{
	struct waiting open = { .what = '(', .since = now };
	struct waiting close = { .what = ')', .since = now };
	const char *came_to;

	if (length < 20)
		return "SHORT";
	switch (day_packet(p)) {
	case DAY_SESSION:
		return "SESSION";
	case DAY_WILD:
		return "WILD";
	case DAY_NEW:
		new_day();
		break;
	default:
		break;
	}
	hear(line, now);
	if (wrong)
		wait_for_turn(line, &open, p);
	came_to = blocks(line, p, length, now);
	if (wrong)
		wait_for_turn(line, &close, p);
	return came_to;
}

void feed_frame(unsigned line, const uint8_t *frame, size_t length, uint64_t now)
{
	const uint8_t *payload = NULL;
	const char *cause;
	size_t n = 0;

	pass(now);
	cause = frame_payload(frame, length, &payload, &n);
	count(line ? "FRAME_B" : "FRAME_A", cause);
	if (payload) {
		count("PACKET",
		      packet(line, payload, n, now, strcmp(cause, "UDP_CHECKSUM") == 0));
		settle(now, false);
	}
}

void feed_end(void)
{
	settle(0, true);
}
