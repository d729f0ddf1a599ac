/* SPDX-License-Identifier: BSD-3-Clause */
/* engine_private: what the parts of the engine share. */
#ifndef TW_ENGINE_PRIVATE_H
#define TW_ENGINE_PRIVATE_H

#include <touchwire/engine.h>
#include <touchwire/mold.h>

#include "symbols.h"

#define PORTS 2u
#define KEPT 1024u /* fingerprints */

enum { LINE_A, LINE_B, LINE_R, LINES };

enum item_kind {
	ITEM_MESSAGE,
	ITEM_HEARTBEAT,
	ITEM_END,	/* a heartbeat that ends the session when it is reached */
	ITEM_BAD_BEGIN, /* around the messages of a frame that ended bad */
	ITEM_BAD_END,
};

/* What a line brings; when it waits, @length bytes follow. */
struct item {
	uint64_t sequence; /* of messages and heartbeats */
	uint64_t arrival_ns;
	uint32_t length;
	uint32_t kind;
};

/* A line: what it brought and cannot be taken yet, oldest first, packed in a buffer. */
struct line {
	uint8_t *bytes;
	size_t head, tail, size;
	uint64_t messages;
	bool enabled;
	bool bad;	  /* the frame being consumed ended bad */
	bool frame_taken; /* a message of it was taken */
};

struct fingerprint {
	uint64_t sequence;
	uint32_t value;
};

struct tw_engine {
	struct tw_engine_config config;
	struct tw_book *book;
	struct symbols symbols;
	struct tw_counters counters;

	struct line lines[LINES];
	unsigned enabled; /* of lines A and B */
	uint64_t expected;
	struct fingerprint kept[KEPT];

	/* packets.c; numbers are in blocks */
	bool adopted, ended, tentative;
	bool has_previous, has_candidate;
	char session[TW_MOLD_SESSION], previous[TW_MOLD_SESSION];
	uint64_t reach, candidate;

	/* repair.c */
	bool holding, loading, replay_lost, spoilt;
	uint64_t gap_first, gap_next;

	/* silence.c */
	bool timed;
	uint64_t heard_ns[PORTS];

	/* apply.c */
	bool stale;
	bool of_bad;		   /* the event comes from a frame that ended bad */
	uint8_t marks;		   /* TW_LINES_* */
	uint64_t last_exchange_ns; /* of the last message taken */
	struct tw_event last_event;
	uint64_t ring_seq;
	unsigned published; /* during the current call */
};

/* An event of the feed itself, about what comes next. */
static inline struct tw_event tw_feed_event(const struct tw_engine *engine,
					    enum tw_event_op op, uint64_t arrival_ns)
{
	return (struct tw_event){ .op = (uint8_t)op,
				  .seq = engine->expected,
				  .exchange_ns = engine->last_exchange_ns,
				  .arrival_ns = arrival_ns };
}

/* ---- apply.c: events to book to touch -------------------------------------------------- */
enum tw_cause_book tw_apply_event(struct tw_engine *engine, const struct tw_event *event);
/* The symbol's quote as it is now. */
struct quote tw_current_quote(const struct tw_engine *engine, uint32_t index);

/* ---- queue.c: what waits on a line ------------------------------------------------------- */
static inline bool tw_waits(const struct line *line)
{
	return line->head != line->tail;
}

static inline const struct item *tw_head(const struct line *line)
{
	return (const struct item *)(line->bytes + line->head);
}

/* 0 or -ENOMEM. */
int tw_push(struct line *line, const struct item *item, const uint8_t *bytes);
void tw_pop(struct line *line);
/* Forget what waits; returns how many events (messages but runts) it was. */
uint64_t tw_empty(struct line *line);

/* ---- lines.c: arbitration ------------------------------------------------------------------ */
/* Forget all that waits, counted as of an old day. */
void tw_lines_reset(struct tw_engine *engine);
/* Take, drop or keep what @line brings. */
void tw_lines_offer(struct tw_engine *engine, struct line *line, const struct item *item,
		    const uint8_t *bytes);
/* Take what may be taken; declare gaps where waiting is over at @now_ns, or now if @force. */
void tw_lines_settle(struct tw_engine *engine, uint64_t now_ns, bool force);
/* Does the line wait for a number that is missing? */
bool tw_line_ahead(const struct tw_engine *engine, const struct line *line);

/* ---- packets.c: sessions, wild numbers, blocks ------------------------------------------------ */
/* One payload from port @port. */
void tw_packet(struct tw_engine *engine, unsigned port, const uint8_t *payload,
	       size_t length, uint64_t arrival_ns, bool bad);
/* One payload from the host. */
void tw_packet_replayed(struct tw_engine *engine, const uint8_t *payload, size_t length);
/* Nothing of the day remains; number 1 is expected. */
void tw_new_day(struct tw_engine *engine);
/* Believe @sequence, as the host says. */
void tw_reach(struct tw_engine *engine, uint64_t sequence);

/* ---- repair.c: gaps and what the host does about them ------------------------------------------- */
/* Numbers from the expected one up to @to are lost; none: a bad frame was taken. */
void tw_gap(struct tw_engine *engine, uint64_t to, uint64_t arrival_ns);
/* A message of the host while the book is loaded. */
void tw_load_message(struct tw_engine *engine, const uint8_t *message, size_t length);

/* ---- silence.c: marks of lines that are silent or at their end ------------------------------------ */
/* Let time pass: what is due happens in order. */
void tw_time_passes(struct tw_engine *engine, uint64_t now_ns);
void tw_heard(struct tw_engine *engine, unsigned port, uint64_t arrival_ns);
/* Publish @marks (TW_LINES_*) if they are new. */
void tw_set_marks(struct tw_engine *engine, unsigned marks);

/* ---- content.c: is a duplicate like the copy that was taken? ---------------------------------------- */
void tw_content_keep(struct tw_engine *engine, uint64_t sequence, const uint8_t *message,
		     size_t length);
void tw_content_compare(struct tw_engine *engine, uint64_t sequence,
			const uint8_t *message, size_t length);
void tw_content_forget(struct tw_engine *engine);

#endif
