/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mirror: a device's book brought to the state of an engine that is whole, through the device's
 * own event path (block REPLAY of the registers, rtl/feed/README.md).
 *
 * The engine keeps a log of the messages it took.  A device that holds at a gap the log
 * reaches back to gets what it misses; any other gets the engine's book as a load, then what
 * came since.  Both end with FRESH, which the device refuses while it knows of anything that
 * is missing; then the mirror goes on.  Nothing is sent while the engine itself is not whole.
 */
#ifndef TOUCHWIRE_MIRROR_H
#define TOUCHWIRE_MIRROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tw_mirror_status {
	uint64_t expected;				   /* REPLAY.EXPECTED */
	uint32_t gaps;					   /* COUNT.GAPS, low word */
	bool stale, holding, loading, replay_lost, spoilt; /* CONTROL.STATUS */
};

/* The device, each call with the config's ctx.  Negative errnos but -EAGAIN end a step. */
struct tw_mirror_ops {
	int (*status)(void *ctx, struct tw_mirror_status *status);
	/*
	 * A MoldUDP64 packet on the host's line.  0, -EAGAIN: no room for it now, or
	 * -ETIMEDOUT: no room any more when a part of it was in.
	 */
	int (*replay)(void *ctx, const void *packet, size_t length);
	int (*load)(void *ctx, uint64_t seq);
	/* 0, or -EAGAIN: it will act once the device took what it was given. */
	int (*resume)(void *ctx, uint64_t seq);
	/* 0, or -EAGAIN: the device knows of something that is missing. */
	int (*fresh)(void *ctx, uint32_t gaps);
};

struct tw_mirror;

struct tw_mirror_config {
	struct tw_engine
		*engine; /* whose on_message calls tw_mirror_message(); not owned */
	const struct tw_mirror_ops *ops;
	void *ctx;
	size_t log_bytes;  /* of messages that are kept; 0: 64 MiB */
	uint32_t patience; /* steps without progress before sending again; 0: 64 */
};

struct tw_mirror_counts {
	uint64_t repairs;  /* times the device became fresh */
	uint64_t loads;	   /* loads begun */
	uint64_t loaded;   /* messages of loads */
	uint64_t replayed; /* messages of the log that were sent */
	uint64_t refused;  /* FRESH refused */
};

/* NULL with errno EINVAL or ENOMEM. */
struct tw_mirror *tw_mirror_create(const struct tw_mirror_config *config);
void tw_mirror_destroy(struct tw_mirror *mirror);
/* A message that the engine took, in order. */
void tw_mirror_message(struct tw_mirror *mirror, uint64_t seq, const uint8_t *bytes,
		       size_t length);
/*
 * Ask the device how it is and send it what it can take now.  Returns 1 while a repair is
 * under way, 0 when the device is fresh, or when the engine is not whole; or the errno of a
 * call that failed, -ESTALE when the engine's book cannot be told (a symbol is inexact),
 * with the reason in @error.
 */
int tw_mirror_step(struct tw_mirror *mirror, struct tw_error *error);
const struct tw_mirror_counts *tw_mirror_counts(const struct tw_mirror *mirror);

#ifdef __cplusplus
}
#endif
#endif
