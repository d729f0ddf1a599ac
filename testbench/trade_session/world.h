/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * world: a lent session in memory: host/cmd/lend.c, a pretend device (its guard and its
 * sender) and a peer, with a clock that the test moves.
 */
#ifndef WORLD_H
#define WORLD_H

#include <touchwire/soup.h>

#include "lend.h"
#include "peer.h"

#define WORLD_FRAMES 512u
#define WORLD_MS 1000000ull

struct world_frame {
	size_t length;
	uint8_t bytes[1600];
};

struct world_wire {
	struct world_frame frames[WORLD_FRAMES];
	unsigned int first, count;
	unsigned int lose; /* of 1000 frames */
	bool cut;
};

/* Bytes that the device sent and the host does not know of. */
struct world_record {
	uint32_t number;
	size_t length;
	uint8_t bytes[64];
};

struct world_device {
	struct lend_session session;
	bool lent;
	uint32_t next, ack, limit;
	uint16_t window;
	uint8_t stream[PEER_STREAM]; /* all that left since the SYN */
	uint32_t first;		     /* number of stream[0] */
	struct world_record records[1024];
	unsigned int record_first, record_count;
	bool silent; /* keeps its records */
	unsigned int refused, again, returned, heartbeats, sessions;
	uint32_t lent_at; /* number */
};

struct world {
	struct lend *lend;
	struct world_device device;
	struct peer peer;
	struct world_wire to_peer, to_host;
	struct tw_soup_server *server;
	size_t served; /* of peer.stream */
	unsigned int logins, messages, answers;
	unsigned int random;
	bool mute_server; /* the peer's Soup says nothing */
	bool refuse;	  /* logins */
};

extern uint64_t world_now; /* ns */

/* @world is open, or all 0. */
void world_open(struct world *world);
void world_close(struct world *world);
/* Let @ms pass in steps of 1 ms. */
void world_run(struct world *world, unsigned int ms);
/* Until the session is lent, or the test fails. */
void world_lend(struct world *world);
/* The device sends a Soup packet with @length bytes of @fill. False: the window is full. */
bool world_order(struct world *world, char fill, size_t length);
unsigned int world_dice(struct world *world, unsigned int n);
/* The peer has taken exactly what the device's stream has. */
bool world_equal(const struct world *world);

#endif
