/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recovery: an engine that holds at gaps (tw_engine_config.repair) made whole again, without a
 * socket.
 *
 *   gap ── few numbers: MoldUDP64 re-requests, one packet after the other ──┐
 *       └─ many, a bad frame, or no answer: GLIMPSE snapshot, then the rest ─┴─► tw_engine_fresh()
 *
 * The engine goes on taking frames meanwhile; what it cannot use yet waits in its lines.  The
 * owner calls tw_recovery_step() after each burst of frames and when tw_recovery_due() says
 * so, sends what is to be sent, and hands over what comes back.  Joining a running day is the
 * same: the first packet reveals the gap.  A recovery that fails begins anew after retry_ns,
 * for ever; the engine says stale all the while.  Times are ns of any clock that never goes
 * back.
 */
#ifndef TOUCHWIRE_RECOVERY_H
#define TOUCHWIRE_RECOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tw_recovery_state {
	TW_RECOVERY_IDLE,     /* nothing is missing */
	TW_RECOVERY_REQUEST,  /* re-requests are under way */
	TW_RECOVERY_SNAPSHOT, /* a snapshot is being loaded */
	TW_RECOVERY_WAITING   /* it failed, and will be tried again */
};

struct tw_recovery;

struct tw_recovery_config {
	struct tw_engine *engine; /* with repair; not owned */
	uint64_t timeout_ns;	  /* without an answer to a request; 0: 50 ms */
	unsigned tries;	   /* requests without an answer before another way; 0: 4 */
	uint64_t most;	   /* numbers worth re-requesting; 0: 100,000 */
	uint64_t retry_ns; /* from a failure to the next try; 0: 1 s */
	const char *username, *password; /* of the snapshot server; NULL: blank */
	/*
	 * Send a request of 20 bytes to the re-request server.  NULL: there is none.  What it
	 * returns is not looked at: a request can be lost on the way, too.
	 */
	void (*send_request)(void *ctx, const uint8_t *packet, size_t length);
	/* Connect to the snapshot server.  0 or a negative errno.  NULL: there is none. */
	int (*connect)(void *ctx);
	/* Close that connection. */
	void (*disconnect)(void *ctx);
	void *ctx;
};

struct tw_recovery_counts {
	uint64_t recoveries; /* gaps closed: times the engine became fresh */
	uint64_t requests;   /* sent */
	uint64_t answers;    /* packets that came */
	uint64_t timeouts;   /* requests without an answer in time */
	uint64_t replayed;   /* messages that came by re-request and were still missing */
	uint64_t snapshots;  /* loaded to their end */
	uint64_t loaded;     /* messages of snapshots */
	uint64_t failures;   /* recoveries that were begun anew */
	uint64_t last_ns,
		most_ns; /* from the gap's discovery here to fresh; last, longest */
};

/*
 * NULL with errno EINVAL (no engine, or neither re-requests nor snapshots) or ENOMEM.  What
 * the config points to must outlive the recovery.
 */
struct tw_recovery *tw_recovery_create(const struct tw_recovery_config *config);
void tw_recovery_destroy(struct tw_recovery *recovery);

/* Look at the engine and do what is due.  Cheap while nothing is missing. */
void tw_recovery_step(struct tw_recovery *recovery, uint64_t now_ns);
/* When tw_recovery_step() will have something to do without a frame; UINT64_MAX: never. */
uint64_t tw_recovery_due(const struct tw_recovery *recovery);

/* A datagram of the re-request server: a MoldUDP64 packet, or whatever it sent instead. */
void tw_recovery_packet(struct tw_recovery *recovery, const void *payload, size_t length,
			uint64_t now_ns);

/* ---- the connection to the snapshot server ------------------------------------------------- */
/* Bytes that came.  0, or a negative errno: the connection was given up, try again later. */
int tw_recovery_stream(struct tw_recovery *recovery, const void *bytes, size_t length,
		       uint64_t now_ns);
/* The server closed it, or it could not be made after all. */
void tw_recovery_closed(struct tw_recovery *recovery, uint64_t now_ns);
/* Bytes to be sent at *@bytes, how many is returned; valid until the next call. */
size_t tw_recovery_output(const struct tw_recovery *recovery, const uint8_t **bytes);
/* The first @length of them were sent. */
void tw_recovery_sent(struct tw_recovery *recovery, size_t length);

enum tw_recovery_state tw_recovery_state(const struct tw_recovery *recovery);
const struct tw_recovery_counts *tw_recovery_counts(const struct tw_recovery *recovery);
/* Why the last try failed; "" when none did. */
const char *tw_recovery_reason(const struct tw_recovery *recovery);

#ifdef __cplusplus
}
#endif
#endif
