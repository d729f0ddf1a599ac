/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_sim: what the files of the sim back end share.
 *
 *   touchwire_sim.c     the table of operations
 *   touchwire_model.c   the library with the device
 *   touchwire_wires.c   feeds, order port and clock, each call under the lock
 */
#ifndef TOUCHWIRE_SIM_H
#define TOUCHWIRE_SIM_H

#include <rte_ticketlock.h>

#include "touchwire_backend.h"
#include "touchwire_feed.h"
#include "touchwire_model.h"
#include "touchwire_order.h"

struct sim {
	struct touchwire_backend be;
	rte_ticketlock_t lock; /* of everything below */
	struct touchwire_model model;
	const struct tw_sim_ops *ops; /* the model's */
	struct tw_sim *device;
	struct touchwire_feed *feed[TW_SIM_PORTS];
	struct touchwire_order *order; /* NULL: the order port is plugged into nothing */
	bool live; /* what comes in comes from sockets: the clock is that of this host */
	bool pace; /* the clock keeps the distance that it had from this host's at the start */
	uint64_t start_ns, start_host_ns;
	uint64_t last_ns[TW_SIM_PORTS];
	struct touchwire_sim_counts counts;
	char error[768]; /* of the feed that broke off first */
	uint8_t frame[TW_SIM_FRAME_MAX];
};

/* 0, or -errno after a message; disconnect in any case. */
int touchwire_sim_connect(struct sim *sim, const struct touchwire_args *args);
void touchwire_sim_disconnect(struct sim *sim);

/* The feed whose next frame is the earlier one; -1 when there is none. */
int touchwire_sim_earliest(struct sim *sim);
/* Queue frames in order of time until the device takes no more. */
void touchwire_sim_feed(struct sim *sim);
/* What left the order port goes onto its wire, what the peer says goes in at once. */
void touchwire_sim_order(struct sim *sim);
/* Tell the device how far its clock may go, if it may not go as fast as it can. */
void touchwire_sim_limit(struct sim *sim);
/* This host's clock that nobody sets, ns. */
uint64_t touchwire_sim_host_ns(void);

#endif
