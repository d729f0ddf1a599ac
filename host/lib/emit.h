/* SPDX-License-Identifier: BSD-3-Clause */
/* emit: messages -> MoldUDP64 packets -> frames of one or two captures. */
#ifndef TW_EMIT_H
#define TW_EMIT_H

#include <stdint.h>

#include <touchwire/capture.h>
#include <touchwire/mold.h>
#include <touchwire/net.h>

#include "random.h"

struct emit_config {
	struct tw_net_route route;
	uint32_t mtu, packet_messages;
	uint64_t date_ns, pack_ns;
	char session[TW_MOLD_SESSION];
	uint64_t seed;
	uint32_t loss_ppm[2], both_loss_ppm, skew_ns;
};

struct emit {
	struct emit_config config;
	struct tw_capture_writer *writers[2];
	struct tw_mold_builder builder;
	uint64_t sequence; /* of the next message */
	uint64_t first_ns; /* of the packet under way */
	uint64_t sent_ns;  /* of the last packet, since midnight */
	uint64_t wire_free[2];
	struct random both, feed[2];
	bool lossless; /* for now nothing is dropped */
	uint64_t packets, frames[2], dropped[2];
	uint8_t frame[TW_NET_FRAME_MAX];
};

int tw_emit_open(struct emit *emit, const struct emit_config *config,
		 const char *const paths[2], struct tw_error *error);
/* Add a message; 0, or -EMSGSIZE when no packet can hold it. */
int tw_emit_message(struct emit *emit, uint64_t exchange_ns, const void *message,
		    size_t length);
/* Send the packet under way. */
void tw_emit_flush(struct emit *emit);
/* Send an empty packet: count TW_MOLD_HEARTBEAT or TW_MOLD_END. */
void tw_emit_empty(struct emit *emit, uint64_t exchange_ns, uint16_t count);
/* Flush and close; 0 or -errno. */
int tw_emit_close(struct emit *emit, struct tw_error *error);

#endif
