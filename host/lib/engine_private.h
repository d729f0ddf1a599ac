/* SPDX-License-Identifier: BSD-3-Clause */
/* engine_private: what the parts of the engine share. */
#ifndef TW_ENGINE_PRIVATE_H
#define TW_ENGINE_PRIVATE_H

#include <touchwire/engine.h>
#include <touchwire/mold.h>

#include "symbols.h"

/* A line: what it brought and cannot be taken yet, oldest first, packed in a buffer. */
struct line {
	uint8_t *bytes;
	size_t head, tail, size;
	uint64_t messages;
	bool enabled;
	bool frame_taken; /* a message of the frame being consumed was taken */
};

struct tw_engine {
	struct tw_engine_config config;
	struct tw_book *book;
	struct symbols symbols;
	struct tw_counters counters;

	struct line lines[2];
	unsigned enabled; /* lines */
	uint64_t expected;
	bool adopted, ended;
	char session[TW_MOLD_SESSION];

	bool stale;
	uint64_t last_exchange_ns; /* of the last message taken */
	struct tw_event last_event;
	uint64_t ring_seq;
	unsigned published; /* during the current call */
};

/* ---- apply.c: events to book to touch -------------------------------------------------- */
enum tw_cause_book tw_apply_event(struct tw_engine *engine, const struct tw_event *event);
/* The symbol's quote as it is now. */
struct quote tw_current_quote(const struct tw_engine *engine, uint32_t index);
/* Publish the symbol if its quote changed. */
void tw_refresh_symbol(struct tw_engine *engine, uint32_t index,
		       const struct tw_event *event, uint16_t locate);

/* ---- lines.c: sequence and arbitration --------------------------------------------------- */
void tw_lines_free(struct tw_engine *engine);
/* Forget all that waits. */
void tw_lines_reset(struct tw_engine *engine);
/* The messages of one payload from line @port. */
void tw_lines_packet(struct tw_engine *engine, unsigned port, const uint8_t *payload,
		     size_t length, uint64_t arrival_ns, bool bad);
/* Take what may be taken; declare gaps where waiting is over at @now_ns, or now if @force. */
void tw_lines_settle(struct tw_engine *engine, uint64_t now_ns, bool force);

#endif
