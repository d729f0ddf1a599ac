/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_live: a UDP socket as a feed of the simulated device: each datagram becomes the
 * Ethernet frame that a port of a board would see, with the time at which it was taken from
 * the socket.  Multicast groups are joined.
 */
#ifndef TOUCHWIRE_LIVE_H
#define TOUCHWIRE_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "touchwire_feed.h"

struct touchwire_live;

/* Is this a socket, and no file? */
bool touchwire_live_named(const char *name);

/*
 * Open "udp:IP:PORT[@INTERFACE_IP]": IP is the group that packets are sent to, or an address
 * of this host.  0, or -errno and the reason in @error (of @size bytes).
 */
int touchwire_live_open(const char *name, struct touchwire_live **live, char *error,
			size_t size);

/*
 * Take the next datagram.  True: it is in @frame, valid until the next call.  False: none is
 * there, or the socket is broken: then the reason is in @error.
 */
bool touchwire_live_take(struct touchwire_live *live, struct touchwire_feed_frame *frame,
			 char *error, size_t size);

/* Now, in nanoseconds since the Unix epoch. */
uint64_t touchwire_live_now(void);
void touchwire_live_close(struct touchwire_live *live);

#endif
