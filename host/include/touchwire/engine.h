/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine: frames of feeds A and B in, touch records out: what the device does, in C.
 *
 * The engine filters frames (net.h), reads MoldUDP64 (mold.h), arbitrates the two lines per
 * message, decodes ITCH (itch.h), keeps the book (book.h) and calls back for each change of
 * a symbol's touch.  Same input, same records and counters as the device.
 *
 * Lines: a message with the expected sequence number is taken, an older one is a duplicate,
 * a newer one makes its line wait, and what comes behind it on that line waits too.  A gap is
 * declared when every enabled line waits, or when the only one that does has waited
 * hold_ns: since the arrival of the frame of its first waiting message or heartbeat.
 * Waiting is judged on the arrival times given, before and after each frame.  When a new day
 * begins, what still waits is dropped, as the device does.
 */
#ifndef TOUCHWIRE_ENGINE_H
#define TOUCHWIRE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "book.h"
#include "counters.h"
#include "itch.h"
#include "net.h"
#include "touch.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_FEED_A 1u
#define TW_FEED_B 2u
#define TW_FRAME_FLAG_BAD 1u /* the frame ended with an error from the MAC */

struct tw_engine;

/* A touch record; valid during the call.  publish_delta is 0, seq counts from 1. */
typedef void (*tw_touch_fn)(void *ctx, const struct tw_touch *touch);
/* An event and what the book made of it, after its touch records (GAP, CLEAR included). */
typedef void (*tw_event_fn)(void *ctx, const struct tw_event *event,
			    enum tw_cause_book cause);

struct tw_engine_config {
	uint32_t symbols;	  /* capacity, 1..65535; 0: 64 */
	const char *const *names; /* the host's list: index = position; "AAPL" */
	uint32_t name_count;	  /* 0..symbols */
	bool all;		  /* track every symbol of the directory up to capacity */
	struct tw_net_filter filter; /* group and port, 0: any */
	uint64_t hold_ns;	     /* see above; the device's default is 1,000,000 */
	uint32_t feeds;		     /* TW_FEED_A | TW_FEED_B; 0: A only */
	uint64_t orders;	     /* most live orders; 0: as many as memory holds */
	uint32_t hold_messages;	     /* most messages a line keeps; 0: 1,048,576 */
	tw_touch_fn on_touch;	     /* NULL: none */
	tw_event_fn on_event;	     /* NULL: none */
	void *ctx;
};

/* NULL with errno EINVAL (a name twice, empty or above 8 bytes; sizes) or ENOMEM. */
struct tw_engine *tw_engine_create(const struct tw_engine_config *config);
void tw_engine_destroy(struct tw_engine *engine);

/*
 * Take one frame of @port (0 A, 1 B): @captured bytes at @frame of @wire on the wire (no FCS;
 * only @captured is judged, as the device sees no more), whose first byte came at @arrival_ns.
 * @flags: TW_FRAME_FLAG_BAD.  Returns the touch records published during the call.
 */
unsigned tw_engine_frame(struct tw_engine *engine, unsigned port, const void *frame,
			 uint32_t captured, uint32_t wire, uint64_t arrival_ns,
			 unsigned flags);

/* Let time pass without a frame: lines that waited long enough by @now_ns give up. */
unsigned tw_engine_advance(struct tw_engine *engine, uint64_t now_ns);
/* End of input: all that waits is released as if its time was over. */
unsigned tw_engine_finish(struct tw_engine *engine);

/*
 * Take one event without feed, for example a host rebuilding a book, or a test.
 * @event->seq and times are published as they are.
 */
enum tw_cause_book tw_engine_event(struct tw_engine *engine,
				   const struct tw_event *event);

/* New day, as COMMAND.CLEAR: CLEAR event, session forgotten, sequence 1 expected. */
void tw_engine_clear(struct tw_engine *engine);
/* Clear `stale`, as COMMAND.FRESH; changed symbols are published with the last event's seq. */
void tw_engine_fresh(struct tw_engine *engine);

/* Bind @locate (1..65535) to symbol @index of the list, as SYMBOL.COMMAND MAP. 0, -EINVAL. */
int tw_engine_map(struct tw_engine *engine, uint32_t index, uint16_t locate);

struct tw_engine_symbol {
	uint64_t name;	 /* packed, see tw_name_pack(); 0: free */
	char text[9];	 /* the name, printable */
	bool known;	 /* has a locate code */
	uint16_t locate; /* its latest */
	bool halted, inexact;
};

/* Symbols in use: indices 0..count-1. */
uint32_t tw_engine_symbol_count(const struct tw_engine *engine);
/* 0, or -EINVAL when @index is not in use. */
int tw_engine_symbol(const struct tw_engine *engine, uint32_t index,
		     struct tw_engine_symbol *out);
/* Printable name of symbol @index; "" when not in use.  Cheap: for use in on_touch. */
const char *tw_engine_symbol_text(const struct tw_engine *engine, uint32_t index);
/* Index of a name, or -ENOENT. */
int tw_engine_find(const struct tw_engine *engine, const char *name);
/*
 * The symbol's touch as it is now, published or not; times and feed_seq of the last
 * published record.  0, or -EINVAL.
 */
int tw_engine_touch(const struct tw_engine *engine, uint32_t index, struct tw_touch *out);

struct tw_engine_status {
	bool stale, ended, adopted; /* adopted: a session is known */
	char session[11];	    /* terminated; "" before the first packet */
	uint64_t expected;	    /* next sequence number */
	uint64_t waiting[2];	    /* messages that wait on each line */
	uint64_t orders, levels;    /* live */
};
void tw_engine_status(const struct tw_engine *engine, struct tw_engine_status *out);

const struct tw_counters *tw_engine_counters(const struct tw_engine *engine);
const struct tw_book *tw_engine_book(const struct tw_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
