/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_order: what the order port of the simulated device is plugged into: a user-mode NAT
 * (libslirp), behind which are sockets of this host, or a TAP interface of the kernel.
 *
 *   slirp      no privileges.  The device is 10.0.2.15, this host 10.0.2.2: its port P is
 *              127.0.0.1:P.  Other addresses are those that this host reaches.
 *   tap:NAME   the interface NAME, made when it is not there; needs CAP_NET_ADMIN, or an
 *              interface that was made for the user.
 */
#ifndef TOUCHWIRE_ORDER_H
#define TOUCHWIRE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOUCHWIRE_ORDER_FRAME 1600u /* most bytes of a frame of the peer */
#define TOUCHWIRE_ORDER_QUEUE 64u   /* frames of the peer that wait for the device */

struct touchwire_order;

/* A kind of wire; @wire is what open() made. */
struct touchwire_wire_ops {
	const char *name; /* with ':' when an argument follows */
	/* 0 and *@wire, or -errno and the reason in @error. */
	int (*open)(const char *argument, struct touchwire_order *order, void **wire,
		    char *error, size_t size);
	/* A frame of the device leaves; false: nobody took it. */
	bool (*send)(void *wire, const uint8_t *frame, size_t length);
	/* Let what has come call touchwire_order_deliver(); never waits. */
	void (*poll)(void *wire);
	void (*close)(void *wire);
};

extern const struct touchwire_wire_ops touchwire_slirp_ops, touchwire_tap_ops;

/* For the wires: a frame for the device; it is padded to what a wire carries. */
void touchwire_order_deliver(struct touchwire_order *order, const void *frame,
			     size_t length);

/* Is @name one of the wires? */
bool touchwire_order_named(const char *name);

/* 0, or -errno and the reason in @error (of @size bytes). */
int touchwire_order_open(const char *name, struct touchwire_order **order, char *error,
			 size_t size);
bool touchwire_order_send(struct touchwire_order *order, const uint8_t *frame,
			  size_t length);

struct touchwire_order_frame {
	size_t length;
	uint8_t data[TOUCHWIRE_ORDER_FRAME];
};

/* The peer's next frame, the same one until touchwire_order_advance(); NULL: none. */
const struct touchwire_order_frame *touchwire_order_peek(struct touchwire_order *order);
void touchwire_order_advance(struct touchwire_order *order);
/* Frames of the peer that found no place. */
uint64_t touchwire_order_dropped(const struct touchwire_order *order);
void touchwire_order_close(struct touchwire_order *order);

#endif
