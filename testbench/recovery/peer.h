/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * peer: a simulated exchange, an engine that recovers from it, and what stands for a device,
 * in one process and in virtual time.
 */
#ifndef TW_RECOVERY_PEER_H
#define TW_RECOVERY_PEER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <touchwire/mirror.h>
#include <touchwire/recovery.h>

#include "../exchange/exchange.h"

#define SYMBOLS 20u

struct peer_config {
	struct exchange_config exchange;
	enum tw_profile profile;
	uint64_t messages;
	bool no_requests, no_snapshots; /* the host has no such server */
	uint32_t bad_ppm;		/* frames that end with an error */
	bool device_goes_on;		/* it does not hold at gaps */
	uint32_t device_room;		/* messages its lines keep; 0: 64 */
	size_t log_bytes;
	uint64_t most;
};

struct peer {
	struct peer_config config;
	struct exchange *exchange;
	struct exchange_client *client; /* the snapshot connection */
	struct tw_engine *host, *device;
	struct tw_recovery *recovery;
	struct tw_mirror *mirror;
	uint64_t now, random;
	uint8_t answers[64][2048]; /* on their way to the host */
	size_t answer_length[64];
	unsigned answer_first, answer_count;
};

/* Play all of the exchange's day and what it takes to be whole at its end. */
void peer_play(struct peer *peer, const struct peer_config *config);
/* Neither book is in doubt, and both are the exchange's. */
void peer_expect_equal(const struct peer *peer);
void peer_close(struct peer *peer);

#endif
