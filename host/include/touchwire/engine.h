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
 * Waiting is judged on the arrival times given, before and after each frame.
 *
 * Repair: with `repair` a gap makes the feed hold instead: what is missing stays expected and
 * may come from A, B or the host (tw_engine_replay()), and no further gap is declared.  The
 * host may also load the book anew (tw_engine_load(), messages, tw_engine_resume()).
 * tw_engine_fresh() ends it and clears `stale`.  A line that is full while the feed holds
 * drops its oldest message (PASSED): the replay must bring it.
 *
 * Wild packets: numbers are judged in blocks of 2^20.  A packet more than one block ahead of
 * the furthest one believed is not taken (WILD) unless the wild packet before it began in the
 * same block or the one before.  The first session known, and a new day's, is tentative until
 * a second packet of it comes from within one block: until then any other packet begins the
 * day anew, except one of the day that ended.  Numbers with bit 63 set are always wild.
 *
 * Content: of the last 1024 numbers a fingerprint is kept, and duplicates are compared.
 *
 * Silence: a line whose last packet is silence_ns ago is marked; when that of every enabled
 * line is stale_ns ago all is stale.  The first time the engine is told (a frame's arrival or
 * tw_engine_advance()) counts as a packet of each line.
 *
 * Bad frames: what a frame brought is taken before its end is known.  Records of one that
 * ended bad come with TW_FLAG_STALE, and a gap of no numbers follows.
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
/*
 * A numbered message that is taken (a runt too), in order, before its event is applied.  Not
 * called for what the host loads.  @arrival_ns is 0 for what it replays.
 */
typedef void (*tw_message_fn)(void *ctx, uint64_t seq, const uint8_t *bytes,
			      size_t length, uint64_t arrival_ns);

struct tw_engine_config {
	uint32_t symbols;	  /* capacity, 1..65535; 0: 64 */
	const char *const *names; /* the host's list: index = position; "AAPL" */
	uint32_t name_count;	  /* 0..symbols */
	bool all;		  /* track every symbol of the directory up to capacity */
	struct tw_net_filter filter; /* what of the wire is taken, see net.h */
	uint64_t hold_ns;	     /* see above; the device's default is 1,000,000 */
	uint32_t feeds;		     /* TW_FEED_A | TW_FEED_B; 0: A only */
	uint64_t orders;	     /* most live orders; 0: as many as memory holds */
	uint32_t hold_messages;	     /* most messages a line keeps; 0: 1,048,576 */
	bool repair;		     /* hold at a gap until the host says fresh */
	bool wild_ok;		     /* believe every number but those with bit 63 */
	uint64_t silence_ns;	     /* until a line is marked silent; 0: never */
	uint64_t stale_ns;	     /* until silence of all lines is stale; 0: never */
	tw_touch_fn on_touch;	     /* NULL: none */
	tw_event_fn on_event;	     /* NULL: none */
	tw_message_fn on_message;    /* NULL: none */
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

/* Let time pass without a frame: what is due by @now_ns happens, gaps and silence. */
unsigned tw_engine_advance(struct tw_engine *engine, uint64_t now_ns);
/* End of input: all that waits is released as if its time was over, unless the feed holds. */
unsigned tw_engine_finish(struct tw_engine *engine);

/*
 * Take one event without feed, for example a host rebuilding a book, or a test.
 * @event->seq and times are published as they are.
 */
enum tw_cause_book tw_engine_event(struct tw_engine *engine,
				   const struct tw_event *event);

/* New day, as COMMAND.CLEAR: CLEAR event, session forgotten, sequence 1 expected. */
void tw_engine_clear(struct tw_engine *engine);

/* ---- the host's line --------------------------------------------------------------------- */
/*
 * A MoldUDP64 packet of the host: what a re-request or a snapshot brought.  0; -EAGAIN when the
 * feed does not hold, then nothing happened.  Needs today's session (else PACKET SESSION); when
 * none is known yet, its session is adopted.  To be given in order: what is ahead waits, and all
 * that comes behind it; when too many wait the newest is dropped and `replay_lost` is set.
 */
int tw_engine_replay(struct tw_engine *engine, const void *packet, size_t length);
/*
 * Begin to load the book anew: what waits is dropped, the book emptied (CLEAR with
 * TW_CLEAR_LOAD), the feed holds.  Until tw_engine_resume() all messages of the host's line
 * are applied whatever number they bear, published as of @seq; those of A and B wait.
 */
void tw_engine_load(struct tw_engine *engine, uint64_t seq);
/* The load is complete: @seq is expected next, from whichever line.  Only while loading. */
void tw_engine_resume(struct tw_engine *engine, uint64_t seq);
/*
 * The book is right again: FRESH event, the feed holds no more.  @gaps: counters.gaps as the
 * host knows it, of which the low 32 bits must be right.  0; -EAGAIN when there was another
 * gap, A or B is ahead, the load is not complete, replay_lost or spoilt is set: nothing
 * happened.
 */
int tw_engine_fresh(struct tw_engine *engine, uint64_t gaps);

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
	bool stale;		 /* a gap is not repaired */
	bool ended;		 /* the end of the session was seen */
	bool adopted, tentative; /* a session is known; by one packet only */
	bool holding, loading;	 /* see above */
	bool replay_lost;	 /* the host's line was full: load again */
	bool spoilt; /* a bad frame changed the book: only a load or a new day mends it */
	bool silent[2], all_silent;
	bool ahead[2];	   /* the line waits for a number */
	char session[11];  /* terminated; "" before the first packet */
	uint64_t expected; /* next sequence number */
	uint64_t gap_first,
		gap_next;    /* the last gap's; equal: a bad frame spoilt the book */
	uint64_t waiting[2]; /* messages that wait on each line */
	uint64_t
		held_from; /* the lowest number that A or B waits with; 0: none is ahead */
	uint64_t orders, levels; /* live */
};
void tw_engine_status(const struct tw_engine *engine, struct tw_engine_status *out);

const struct tw_counters *tw_engine_counters(const struct tw_engine *engine);
const struct tw_book *tw_engine_book(const struct tw_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
