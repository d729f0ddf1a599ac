/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recover: recovery for a live run: the sockets to the exchange's re-request and snapshot
 * servers, the engine that is made whole (touchwire/recovery.h), and the device that is made
 * like it (touchwire/mirror.h).  After each repair the device's touches are held against the
 * engine's; a difference is said, and the device is loaded anew.
 */
#ifndef TW_RECOVER_H
#define TW_RECOVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <touchwire/engine.h>
#include <touchwire/mirror.h>
#include <touchwire/recovery.h>

/* Where the exchange's servers are, host byte order; port 0: there is none. */
struct recover_peers {
	uint32_t rerequest_ip, glimpse_ip;
	uint16_t rerequest_port, glimpse_port;
	const char *username, *password; /* of the snapshot server; NULL: blank */
};

struct recover {
	struct tw_engine *engine;
	struct tw_recovery *recovery;
	struct tw_mirror *mirror; /* NULL: no device */
	struct recover_peers peers;
	uint16_t port;	      /* of the device */
	int requests, stream; /* sockets, -1: closed */
	uint64_t repairs;     /* of the mirror, that were checked */
	unsigned checks;      /* looks at a repaired device that did not agree */
	uint64_t proved, differences;
};

/*
 * For an engine with `repair`. @device: a started net_touchwire port, which is told to hold at
 * gaps, or -1. The engine's on_message must be recover_message() with the recover as ctx.
 * Returns an exit code after a message.
 */
int recover_open(struct recover *recover, struct tw_engine *engine, int device,
		 const struct recover_peers *peers);
void recover_close(struct recover *recover);
/* tw_engine_config.on_message. Does nothing before recover_open(). */
void recover_message(void *recover, uint64_t seq, const uint8_t *bytes, size_t length,
		     uint64_t arrival_ns);
/* Call it after each burst of frames. Returns an exit code. */
int recover_poll(struct recover *recover);
/* Gaps closed and what it took, a few lines; nothing when there were none. */
void recover_print(FILE *out, const struct recover *recover);

#endif
