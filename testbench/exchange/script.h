/* SPDX-License-Identifier: BSD-3-Clause */
/* script: a market of written messages, by way of a capture, for tests. */
#ifndef TW_SCRIPT_H
#define TW_SCRIPT_H

#include <touchwire/capture.h>
#include <touchwire/itch.h>

#include "market.h"

struct script {
	struct tw_capture_writer *writer;
	uint64_t number, time_ns; /* of the next message */
	char path[512];
};

/* The first message has @number and happens at @time_ns of the day, the next one 1 ns later. */
void script_begin(struct script *script, const char *name, uint64_t number,
		  uint64_t time_ns);
/* A packet of @count messages, recorded at @at_ns. */
void script_put(struct script *script, uint64_t at_ns, struct tw_itch *messages,
		unsigned count);
struct exchange_market *script_end(struct script *script);

#endif
