/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * snapshot: the book of an engine as the ITCH messages that make it anew.
 *
 * Per symbol with a locate R (directory), H (trading state, once known) and h (if halted
 * operationally), in the engine's order; then one A for each live order, by reference, with
 * what is left of its shares.  All bear the exchange time of the last message taken.  What
 * an engine does not keep of R, H and A (market category, reason, MPID) is blank.
 *
 * A snapshot is a copy, 24 bytes an order: the engine may go on while it is read, and any
 * number of readers have a cursor of their own.  The messages are made one at a time.
 */
#ifndef TOUCHWIRE_SNAPSHOT_H
#define TOUCHWIRE_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Take the book as it is, though it is known to be wrong. */
#define TW_SNAPSHOT_ANY 1u

struct tw_snapshot;

/*
 * Copy the book of @engine.  @flags: 0 or TW_SNAPSHOT_ANY.  0, -ENOMEM, or without ANY:
 * -ESTALE when sequence numbers are missing, -EUCLEAN when a symbol is inexact or its locate
 * was given to another (the error names it).
 */
int tw_snapshot_open(struct tw_snapshot **out, const struct tw_engine *engine,
		     unsigned flags, struct tw_error *error);
void tw_snapshot_close(struct tw_snapshot *snapshot);
/* Messages and, of these, orders in it. */
uint64_t tw_snapshot_messages(const struct tw_snapshot *snapshot);
uint64_t tw_snapshot_orders(const struct tw_snapshot *snapshot);

/* Where a reader is; all zero is the begin. */
struct tw_snapshot_cursor {
	uint64_t at;   /* symbol, then order */
	unsigned part; /* of the symbol; 3: orders */
};
/*
 * The next message into @out, which has TW_ITCH_LENGTH_MAX bytes.  Returns its length, 0 at
 * the end.
 */
size_t tw_snapshot_next(const struct tw_snapshot *snapshot,
			struct tw_snapshot_cursor *cursor, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
