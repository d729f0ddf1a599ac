/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_feed: the frames of a capture in order, with times in nanoseconds; or of a socket,
 * as they come (touchwire_live.h).
 * Captures: pcap and pcapng, micro- and nanosecond, Ethernet only; VLAN tags stay in the frame.
 */
#ifndef TOUCHWIRE_FEED_H
#define TOUCHWIRE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touchwire_feed;

struct touchwire_feed_frame {
	const uint8_t *data; /* valid until the next call for this feed */
	uint32_t length;     /* bytes in the capture */
	uint32_t wire;	     /* bytes on the wire; more when the capture was cut */
	uint64_t time_ns;    /* since the Unix epoch */
};

/*
 * Open a capture that holds at least one frame, or a socket.  0, or -errno and in @error (of
 * @size bytes) the file, the offset and what is wrong.
 */
int touchwire_feed_open(const char *name, struct touchwire_feed **feed, char *error,
			size_t size);

/*
 * The frame that is next, the same one until touchwire_feed_advance().  NULL at the end, where
 * the file or socket breaks off (then touchwire_feed_error() tells), or while nothing comes.
 */
const struct touchwire_feed_frame *touchwire_feed_peek(struct touchwire_feed *feed);
void touchwire_feed_advance(struct touchwire_feed *feed);

/* A socket: time passes by itself, and there is no end. */
bool touchwire_feed_is_live(const struct touchwire_feed *feed);

/* NULL: sound so far. */
const char *touchwire_feed_error(const struct touchwire_feed *feed);
void touchwire_feed_close(struct touchwire_feed *feed);

#endif
