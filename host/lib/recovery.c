/* SPDX-License-Identifier: BSD-3-Clause */
/* recovery: re-requests and snapshots that make a holding engine whole again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/glimpse.h>
#include <touchwire/mold.h>
#include <touchwire/recovery.h>

#include "bytes.h"

#define TIMEOUT_NS 50000000u
#define TRIES 4u
#define MOST 100000u
#define RETRY_NS 1000000000u
#define REQUEST 20u /* bytes */
/* Asked for at once when it is not known how many are missing; the server sends one packet. */
#define BATCH 1000u

struct tw_recovery {
	struct tw_recovery_config config;
	struct tw_recovery_counts counts;
	enum tw_recovery_state state;
	struct tw_glimpse_client *glimpse;
	uint64_t began_ns;   /* of the recovery under way; 0: none is */
	uint64_t due_ns;     /* a request times out, or the next try */
	unsigned tries;	     /* of the request under way */
	uint64_t requested;  /* what it began with; 0: no request is under way */
	uint64_t loading_as; /* number that the load is published as of */
	bool snapshot_tried; /* in this recovery */
	struct tw_error reason;
};

struct tw_recovery *tw_recovery_create(const struct tw_recovery_config *config)
{
	struct tw_recovery *recovery;

	if (!config->engine || (!config->send_request && !config->connect)) {
		errno = EINVAL;
		return NULL;
	}
	recovery = calloc(1, sizeof(*recovery));
	if (!recovery)
		return NULL;
	recovery->config = *config;
	if (!config->timeout_ns)
		recovery->config.timeout_ns = TIMEOUT_NS;
	if (!config->tries)
		recovery->config.tries = TRIES;
	if (!config->most)
		recovery->config.most = MOST;
	if (!config->retry_ns)
		recovery->config.retry_ns = RETRY_NS;
	return recovery;
}

static void hang_up(struct tw_recovery *recovery)
{
	if (!recovery->glimpse)
		return;
	tw_glimpse_client_destroy(recovery->glimpse);
	recovery->glimpse = NULL;
	if (recovery->config.disconnect)
		recovery->config.disconnect(recovery->config.ctx);
}

void tw_recovery_destroy(struct tw_recovery *recovery)
{
	if (!recovery)
		return;
	hang_up(recovery);
	free(recovery);
}

static void give_up(struct tw_recovery *recovery, uint64_t now_ns)
{
	hang_up(recovery);
	recovery->state = TW_RECOVERY_WAITING;
	recovery->due_ns = now_ns + recovery->config.retry_ns;
	recovery->requested = 0;
	recovery->counts.failures++;
}

/* ---- snapshot ------------------------------------------------------------------------------ */
static int load_message(void *ctx, const uint8_t *message, size_t length)
{
	struct tw_recovery *recovery = ctx;
	struct tw_engine_status now;
	struct tw_mold_builder builder;
	uint8_t packet[TW_MOLD_HEADER + 2 + TW_ITCH_LENGTH_MAX];

	tw_engine_status(recovery->config.engine, &now);
	tw_mold_begin(&builder, packet, sizeof(packet), now.session,
		      recovery->loading_as);
	if (tw_mold_append(&builder, message, length) < 0)
		return -EMSGSIZE;
	recovery->counts.loaded++;
	return tw_engine_replay(recovery->config.engine, packet, tw_mold_end(&builder));
}

static void begin_snapshot(struct tw_recovery *recovery,
			   const struct tw_engine_status *status, uint64_t now_ns)
{
	struct tw_glimpse_client_config config = {
		.username = recovery->config.username,
		.password = recovery->config.password,
		.session = status->session,
		.on_message = load_message,
		.ctx = recovery,
	};
	int code;

	recovery->state = TW_RECOVERY_SNAPSHOT;
	recovery->snapshot_tried = true;
	recovery->requested = 0;
	recovery->loading_as = status->expected;
	code = recovery->config.connect(recovery->config.ctx);
	if (code < 0) {
		tw_fail(&recovery->reason, code, "snapshot server: %s", strerror(-code));
		give_up(recovery, now_ns);
		return;
	}
	recovery->glimpse = tw_glimpse_client_create(&config, now_ns);
	if (!recovery->glimpse) {
		tw_fail(&recovery->reason, -errno, "snapshot: %s", strerror(errno));
		if (recovery->config.disconnect)
			recovery->config.disconnect(recovery->config.ctx);
		give_up(recovery, now_ns);
		return;
	}
	tw_engine_load(recovery->config.engine, recovery->loading_as);
}

static void snapshot_done(struct tw_recovery *recovery, uint64_t now_ns)
{
	uint64_t next = tw_glimpse_client_sequence(recovery->glimpse);

	hang_up(recovery);
	recovery->counts.snapshots++;
	tw_engine_resume(recovery->config.engine, next);
	recovery->state = TW_RECOVERY_REQUEST;
	recovery->tries = 0;
	recovery->due_ns = now_ns;
}

int tw_recovery_stream(struct tw_recovery *recovery, const void *bytes, size_t length,
		       uint64_t now_ns)
{
	int code;

	if (!recovery->glimpse)
		return 0;
	code = tw_glimpse_client_input(recovery->glimpse, bytes, length, now_ns,
				       &recovery->reason);
	if (code < 0)
		give_up(recovery, now_ns);
	else if (tw_glimpse_client_state(recovery->glimpse) == TW_GLIMPSE_DONE)
		snapshot_done(recovery, now_ns);
	else if (tw_glimpse_client_state(recovery->glimpse) == TW_GLIMPSE_REJECTED)
		tw_recovery_closed(recovery, now_ns);
	if (recovery->state == TW_RECOVERY_REQUEST)
		tw_recovery_step(recovery, now_ns);
	return code;
}

void tw_recovery_closed(struct tw_recovery *recovery, uint64_t now_ns)
{
	if (!recovery->glimpse)
		return;
	if (tw_glimpse_client_state(recovery->glimpse) == TW_GLIMPSE_REJECTED)
		tw_fail(&recovery->reason, -EACCES,
			"snapshot server: login rejected, reason '%c'",
			tw_glimpse_client_reason(recovery->glimpse));
	else if (tw_glimpse_client_closed(recovery->glimpse, &recovery->reason) == 0)
		tw_fail(&recovery->reason, -ECONNRESET,
			"snapshot server: connection closed");
	give_up(recovery, now_ns);
}

size_t tw_recovery_output(const struct tw_recovery *recovery, const uint8_t **bytes)
{
	return recovery->glimpse ? tw_glimpse_client_output(recovery->glimpse, bytes) : 0;
}

void tw_recovery_sent(struct tw_recovery *recovery, size_t length)
{
	if (recovery->glimpse)
		tw_glimpse_client_sent(recovery->glimpse, length);
}

/* ---- re-request ---------------------------------------------------------------------------- */
/* Ask for what is missing before the first number that waits (MoldUDP64, "Request packet"). */
static void request(struct tw_recovery *recovery, const struct tw_engine_status *status,
		    uint64_t now_ns)
{
	uint64_t missing = status->held_from > status->expected
				   ? status->held_from - status->expected
				   : BATCH;
	uint8_t packet[REQUEST];

	memset(packet, ' ', TW_MOLD_SESSION);
	memcpy(packet, status->session, strlen(status->session));
	store_wide(packet + 10, 8, status->expected);
	store_wide(packet + 18, 2, missing < BATCH ? missing : BATCH);
	recovery->requested = status->expected;
	recovery->due_ns = now_ns + recovery->config.timeout_ns;
	recovery->counts.requests++;
	recovery->config.send_request(recovery->config.ctx, packet, sizeof(packet));
}

/* Numbers of the packet that were missing before it and are not after it. */
static uint64_t brought(const void *payload, size_t length, uint64_t before,
			uint64_t after)
{
	struct tw_mold_packet packet;
	uint64_t from, to;

	if (tw_mold_parse(payload, length, &packet) < 0 || packet.count == TW_MOLD_END)
		return 0;
	from = packet.sequence > before ? packet.sequence : before;
	to = packet.sequence + packet.count < after ? packet.sequence + packet.count
						    : after;
	return to > from ? to - from : 0;
}

void tw_recovery_packet(struct tw_recovery *recovery, const void *payload, size_t length,
			uint64_t now_ns)
{
	struct tw_engine_status before, after;

	if (recovery->state != TW_RECOVERY_REQUEST)
		return;
	recovery->counts.answers++;
	tw_engine_status(recovery->config.engine, &before);
	if (tw_engine_replay(recovery->config.engine, payload, length) < 0)
		return;
	tw_engine_status(recovery->config.engine, &after);
	if (after.expected > before.expected) {
		recovery->counts.replayed +=
			brought(payload, length, before.expected, after.expected);
		recovery->tries = 0;
		recovery->requested = 0;
	}
	tw_recovery_step(recovery, now_ns);
}

/* ---- which way ----------------------------------------------------------------------------- */
static void begin(struct tw_recovery *recovery, const struct tw_engine_status *status,
		  uint64_t now_ns)
{
	uint64_t missing = status->held_from > status->expected
				   ? status->held_from - status->expected
				   : 0;
	bool load = status->spoilt || status->replay_lost || status->loading;

	if (!recovery->began_ns)
		recovery->began_ns = now_ns;
	recovery->tries = 0;
	recovery->requested = 0;
	if (recovery->config.connect && !recovery->snapshot_tried &&
	    (load || !recovery->config.send_request || missing > recovery->config.most)) {
		begin_snapshot(recovery, status, now_ns);
		return;
	}
	recovery->state = TW_RECOVERY_REQUEST;
	if (!recovery->config.send_request) {
		/* The snapshot left something out: the next one will not. */
		recovery->snapshot_tried = false;
		tw_fail(&recovery->reason, -EAGAIN,
			"the snapshot does not reach what the lines brought");
		give_up(recovery, now_ns);
	} else if (load) {
		/* No snapshot: the whole day again. */
		tw_engine_load(recovery->config.engine, 1);
		tw_engine_resume(recovery->config.engine, 1);
	}
}

static void finished(struct tw_recovery *recovery, uint64_t now_ns)
{
	uint64_t took = recovery->began_ns ? now_ns - recovery->began_ns : 0;

	if (recovery->began_ns) {
		recovery->counts.recoveries++;
		recovery->counts.last_ns = took;
		if (took > recovery->counts.most_ns)
			recovery->counts.most_ns = took;
	}
	hang_up(recovery);
	recovery->began_ns = 0;
	recovery->requested = 0;
	recovery->snapshot_tried = false;
	recovery->state = TW_RECOVERY_IDLE;
}

static void advance_request(struct tw_recovery *recovery,
			    const struct tw_engine_status *status, uint64_t now_ns)
{
	bool ahead = status->ahead[0] || status->ahead[1];

	if (!ahead && !status->spoilt && !status->loading &&
	    tw_engine_fresh(recovery->config.engine,
			    tw_engine_counters(recovery->config.engine)->gaps) == 0) {
		finished(recovery, now_ns);
		return;
	}
	if (status->spoilt || status->replay_lost || !recovery->config.send_request) {
		recovery->state = TW_RECOVERY_IDLE;
		begin(recovery, status, now_ns);
		return;
	}
	if (recovery->requested && status->expected > recovery->requested)
		recovery->requested = 0;
	if (!recovery->requested) {
		recovery->tries = 0;
		request(recovery, status, now_ns);
	} else if (now_ns >= recovery->due_ns) {
		recovery->counts.timeouts++;
		if (++recovery->tries < recovery->config.tries) {
			request(recovery, status, now_ns);
		} else if (recovery->config.connect && !recovery->snapshot_tried) {
			begin_snapshot(recovery, status, now_ns);
		} else {
			tw_fail(&recovery->reason, -ETIMEDOUT,
				"re-request server: no answer to %u requests for %llu",
				recovery->tries, (unsigned long long)status->expected);
			give_up(recovery, now_ns);
		}
	}
}

static void advance_snapshot(struct tw_recovery *recovery, uint64_t now_ns)
{
	if (tw_glimpse_client_advance(recovery->glimpse, now_ns, &recovery->reason) < 0)
		give_up(recovery, now_ns);
}

void tw_recovery_step(struct tw_recovery *recovery, uint64_t now_ns)
{
	struct tw_engine_status status;

	tw_engine_status(recovery->config.engine, &status);
	if (!status.adopted || (!status.holding && !status.stale)) {
		if (recovery->state != TW_RECOVERY_IDLE)
			finished(recovery, now_ns);
		return;
	}
	switch (recovery->state) {
	case TW_RECOVERY_WAITING:
		if (now_ns < recovery->due_ns)
			return;
		recovery->snapshot_tried = false;
		begin(recovery, &status, now_ns);
		break;
	case TW_RECOVERY_IDLE:
		begin(recovery, &status, now_ns);
		break;
	case TW_RECOVERY_SNAPSHOT:
		advance_snapshot(recovery, now_ns);
		return;
	case TW_RECOVERY_REQUEST:
		break;
	}
	if (recovery->state == TW_RECOVERY_REQUEST) {
		tw_engine_status(recovery->config.engine, &status);
		advance_request(recovery, &status, now_ns);
	}
}

uint64_t tw_recovery_due(const struct tw_recovery *recovery)
{
	switch (recovery->state) {
	case TW_RECOVERY_SNAPSHOT:
		return tw_glimpse_client_due(recovery->glimpse);
	case TW_RECOVERY_REQUEST:
	case TW_RECOVERY_WAITING:
		return recovery->due_ns;
	default:
		return UINT64_MAX;
	}
}

enum tw_recovery_state tw_recovery_state(const struct tw_recovery *recovery)
{
	return recovery->state;
}

const struct tw_recovery_counts *tw_recovery_counts(const struct tw_recovery *recovery)
{
	return &recovery->counts;
}

const char *tw_recovery_reason(const struct tw_recovery *recovery)
{
	return recovery->reason.text;
}
