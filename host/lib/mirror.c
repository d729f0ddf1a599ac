/* SPDX-License-Identifier: BSD-3-Clause */
/* mirror: a device's book brought to the state of an engine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/mirror.h>
#include <touchwire/mold.h>
#include <touchwire/snapshot.h>

#include "mirror_log.h"

#define LOG_BYTES (64u << 20)
#define PATIENCE 64u
#define PACKET 1472u /* bytes */
#define MESSAGES 16u /* in a packet: little enough for a device that keeps 64 */

struct tw_mirror {
	struct tw_mirror_config config;
	struct tw_mirror_counts counts;
	struct mirror_log log;
	struct tw_snapshot *snapshot; /* of the load under way */
	struct tw_snapshot_cursor cursor;
	uint64_t resume; /* number behind the snapshot */
	uint64_t sent;	 /* number behind what was sent of the log */
	uint64_t seen;	 /* what the device expected last time */
	uint32_t stuck;	 /* steps since that changed */
	bool resuming;	 /* RESUME was given; it acts once the device took what it has */
	/* A packet that found no room. */
	uint8_t packet[PACKET];
	size_t length;
	unsigned messages;
};

struct tw_mirror *tw_mirror_create(const struct tw_mirror_config *config)
{
	struct tw_mirror *mirror;

	if (!config->engine || !config->ops) {
		errno = EINVAL;
		return NULL;
	}
	mirror = calloc(1, sizeof(*mirror));
	if (!mirror)
		return NULL;
	mirror->config = *config;
	if (!mirror->config.patience)
		mirror->config.patience = PATIENCE;
	if (mirror_log_open(&mirror->log,
			    config->log_bytes ? config->log_bytes : LOG_BYTES) == 0)
		return mirror;
	free(mirror);
	errno = ENOMEM;
	return NULL;
}

void tw_mirror_destroy(struct tw_mirror *mirror)
{
	if (!mirror)
		return;
	tw_snapshot_close(mirror->snapshot);
	mirror_log_close(&mirror->log);
	free(mirror);
}

void tw_mirror_message(struct tw_mirror *mirror, uint64_t seq, const uint8_t *bytes,
		       size_t length)
{
	mirror_log_add(&mirror->log, seq, bytes, length);
}

static void drop_snapshot(struct tw_mirror *mirror)
{
	tw_snapshot_close(mirror->snapshot);
	mirror->snapshot = NULL;
	mirror->length = 0;
}

/* ---- packets --------------------------------------------------------------------------------- */
/* Send what waits.  0, or -EAGAIN: still no room, or an error. */
static int flush(struct tw_mirror *mirror)
{
	int code;

	if (!mirror->length)
		return 0;
	code = mirror->config.ops->replay(mirror->config.ctx, mirror->packet,
					  mirror->length);
	if (code < 0)
		return code;
	mirror->length = 0;
	if (mirror->snapshot)
		mirror->counts.loaded += mirror->messages;
	else
		mirror->counts.replayed += mirror->messages;
	return 0;
}

/* The next messages of the snapshot as a packet; false at its end. */
static bool pack_snapshot(struct tw_mirror *mirror, const char *session)
{
	struct tw_mold_builder builder;
	uint8_t message[TW_ITCH_LENGTH_MAX];
	size_t length;

	tw_mold_begin(&builder, mirror->packet, sizeof(mirror->packet), session,
		      mirror->resume);
	for (mirror->messages = 0; mirror->messages < MESSAGES; mirror->messages++) {
		length = tw_snapshot_next(mirror->snapshot, &mirror->cursor, message);
		if (!length || tw_mold_append(&builder, message, length) < 0)
			break;
	}
	mirror->length = mirror->messages ? tw_mold_end(&builder) : 0;
	return mirror->messages != 0;
}

/* The next messages of the log up to @end as a packet; false when there are none. */
static bool pack_log(struct tw_mirror *mirror, const char *session, uint64_t end)
{
	struct tw_mold_builder builder;
	uint8_t message[PACKET];
	size_t length;

	tw_mold_begin(&builder, mirror->packet, sizeof(mirror->packet), session,
		      mirror->sent);
	for (mirror->messages = 0; mirror->messages < MESSAGES && mirror->sent < end;
	     mirror->messages++) {
		length = mirror_log_get(&mirror->log, mirror->sent, message,
					sizeof(message));
		if (length == SIZE_MAX || tw_mold_append(&builder, message, length) < 0)
			break;
		mirror->sent++;
	}
	mirror->length = mirror->messages ? tw_mold_end(&builder) : 0;
	return mirror->messages != 0;
}

/* ---- the two ways ---------------------------------------------------------------------------- */
static int begin_load(struct tw_mirror *mirror, uint64_t next, struct tw_error *error)
{
	int code;

	drop_snapshot(mirror);
	mirror->resuming = false;
	code = tw_snapshot_open(&mirror->snapshot, mirror->config.engine, 0, error);
	if (code < 0)
		return code == -EUCLEAN ? -ESTALE : code;
	memset(&mirror->cursor, 0, sizeof(mirror->cursor));
	mirror->resume = next;
	mirror->counts.loads++;
	code = mirror->config.ops->load(mirror->config.ctx, next - 1);
	return code < 0 ? tw_fail(error, code, "the device does not take a load: %s",
				  strerror(-code))
			: 1;
}

/* What an answer of the device means for the step: go on later, or an error. */
static int later(int code, struct tw_error *error)
{
	return code == -EAGAIN || code == 0
		       ? 1
		       : tw_fail(error, code, "repairing the device: %s",
				 strerror(-code));
}

static int go_on_loading(struct tw_mirror *mirror, const char *session,
			 struct tw_error *error)
{
	int code = flush(mirror);

	while (code == 0 && pack_snapshot(mirror, session))
		code = flush(mirror);
	/* Part of a packet went in, and cannot be told from the rest: once more. */
	if (code == -ETIMEDOUT) {
		drop_snapshot(mirror);
		return 1;
	}
	if (code == 0) {
		code = mirror->config.ops->resume(mirror->config.ctx, mirror->resume);
		mirror->resuming = true;
		mirror->sent = mirror->seen = mirror->resume;
		mirror->stuck = 0;
		drop_snapshot(mirror);
	}
	return later(code, error);
}

/* Can the log bring the device from @from to @to? */
static bool reaches(const struct tw_mirror *mirror, uint64_t from, uint64_t to)
{
	return from == to || (from >= mirror->log.first && to <= mirror->log.next &&
			      mirror->log.first != mirror->log.next);
}

static int catch_up(struct tw_mirror *mirror, const struct tw_mirror_status *device,
		    const struct tw_engine_status *engine, struct tw_error *error)
{
	int code;

	if (device->expected != mirror->seen) {
		mirror->seen = device->expected;
		mirror->stuck = 0;
	}
	/* What the device had by itself need not be sent; what it did not take is sent again. */
	if (mirror->sent < device->expected || mirror->sent > engine->expected ||
	    ++mirror->stuck > mirror->config.patience) {
		mirror->sent = device->expected;
		mirror->length = 0;
		mirror->stuck = 0;
	}
	code = flush(mirror);
	while (code == 0 && pack_log(mirror, engine->session, engine->expected))
		code = flush(mirror);
	/* Part of a packet went in; the numbers tell what did not. */
	if (code == -ETIMEDOUT) {
		mirror->length = 0;
		mirror->stuck = mirror->config.patience;
		return 1;
	}
	if (code == 0 && device->expected >= engine->expected) {
		code = mirror->config.ops->fresh(mirror->config.ctx, device->gaps);
		mirror->counts.repairs += code == 0;
		mirror->counts.refused += code == -EAGAIN;
		if (code == 0)
			return 0;
	}
	return later(code, error);
}

int tw_mirror_step(struct tw_mirror *mirror, struct tw_error *error)
{
	struct tw_engine_status engine;
	struct tw_mirror_status device;
	int code = mirror->config.ops->status(mirror->config.ctx, &device);

	if (code < 0)
		return tw_fail(error, code, "the device does not answer: %s",
			       strerror(-code));
	if (!device.stale && !device.holding) {
		drop_snapshot(mirror);
		return 0;
	}
	tw_engine_status(mirror->config.engine, &engine);
	/* An engine that has taken nothing yet has nothing to bring a device to. */
	if (!engine.adopted || engine.holding || engine.stale || engine.expected <= 1)
		return 0;
	if (!device.loading)
		mirror->resuming = false;
	else if (!device.replay_lost && mirror->snapshot)
		return go_on_loading(mirror, engine.session, error);
	else if (!device.replay_lost && mirror->resuming &&
		 ++mirror->stuck < mirror->config.patience)
		return 1;
	if (device.spoilt || device.replay_lost || device.loading || !device.holding ||
	    !reaches(mirror, device.expected, engine.expected)) {
		/* The device may have seen a packet that the engine has yet to. */
		if (device.holding && !device.spoilt && !device.loading &&
		    !device.replay_lost && device.expected > engine.expected)
			return 1;
		return begin_load(mirror, engine.expected, error);
	}
	return catch_up(mirror, &device, &engine, error);
}

const struct tw_mirror_counts *tw_mirror_counts(const struct tw_mirror *mirror)
{
	return &mirror->counts;
}
