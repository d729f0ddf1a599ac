/* SPDX-License-Identifier: BSD-3-Clause */
/* emit: messages -> MoldUDP64 packets -> frames of one or two captures. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "emit.h"

#define IP_UDP_HEADERS 28u
#define WIRE_OVERHEAD 24u /* preamble, FCS, gap */
#define FRAME_MIN 60u

static void begin(struct emit *emit)
{
	size_t headers = tw_net_header_length(&emit->config.route);

	tw_mold_begin(&emit->builder, emit->frame + headers,
		      emit->config.mtu - IP_UDP_HEADERS, emit->config.session,
		      emit->sequence);
}

int tw_emit_open(struct emit *emit, const struct emit_config *config,
		 const char *const paths[2], struct tw_error *error)
{
	memset(emit, 0, sizeof(*emit));
	emit->config = *config;
	emit->sequence = 1;
	emit->both.state = config->seed * 3 + 1;
	emit->feed[0].state = config->seed * 3 + 2;
	emit->feed[1].state = config->seed * 3 + 3;
	begin(emit);
	for (unsigned i = 0; i < 2; i++) {
		int code;

		if (!paths[i])
			continue;
		code = tw_capture_create(&emit->writers[i], paths[i], error);
		if (code < 0) {
			if (i == 1 && emit->writers[0])
				tw_capture_finish(emit->writers[0], NULL);
			return code;
		}
	}
	return 0;
}

/* When a frame of @length bytes ready at @ready starts: never into the one before it. */
static uint64_t wire_time(struct emit *emit, unsigned feed, uint64_t ready, size_t length)
{
	uint64_t start = ready > emit->wire_free[feed] ? ready : emit->wire_free[feed];

	/* 10 Gb/s: 0.8 ns a byte. */
	emit->wire_free[feed] = start + ((length + WIRE_OVERHEAD) * 4 + 4) / 5;
	return start;
}

static bool lost(struct random *random, uint32_t ppm)
{
	return random_below(random, 1000000) < ppm;
}

/* Write the packet of @length bytes that stands in the frame buffer. */
static void send_packet(struct emit *emit, uint64_t exchange_ns, size_t length)
{
	bool both = lost(&emit->both, emit->config.both_loss_ppm);
	size_t total = length + tw_net_build(&emit->config.route, length,
					     (uint16_t)emit->packets, emit->frame);

	if (total < FRAME_MIN) {
		memset(emit->frame + total, 0, FRAME_MIN - total);
		total = FRAME_MIN;
	}
	for (unsigned i = 0; i < 2; i++) {
		bool drop = lost(&emit->feed[i], emit->config.loss_ppm[i]) || both;
		uint64_t ready = emit->config.date_ns + exchange_ns;

		if (emit->config.skew_ns)
			ready += random_below(&emit->feed[i], emit->config.skew_ns + 1);
		if (!emit->writers[i])
			continue;
		if (drop && !emit->lossless) {
			emit->dropped[i]++;
			continue;
		}
		tw_capture_write(emit->writers[i], wire_time(emit, i, ready, total),
				 emit->frame, (uint32_t)total);
		emit->frames[i]++;
	}
	emit->packets++;
	emit->sent_ns = exchange_ns;
}

void tw_emit_flush(struct emit *emit)
{
	if (emit->builder.count == 0)
		return;
	send_packet(emit, emit->first_ns, tw_mold_end(&emit->builder));
	begin(emit);
}

int tw_emit_message(struct emit *emit, uint64_t exchange_ns, const void *message,
		    size_t length)
{
	uint32_t most = emit->config.packet_messages;

	/* A clock that runs backwards starts a packet of its own. */
	if (emit->builder.count && (!tw_mold_fits(&emit->builder, length) ||
				    (most && emit->builder.count >= most) ||
				    exchange_ns - emit->first_ns > emit->config.pack_ns))
		tw_emit_flush(emit);
	if (emit->builder.count == 0)
		emit->first_ns = exchange_ns;
	if (tw_mold_append(&emit->builder, message, length) < 0)
		return -EMSGSIZE;
	emit->sequence++;
	return 0;
}

void tw_emit_empty(struct emit *emit, uint64_t exchange_ns, uint16_t count)
{
	tw_emit_flush(emit);
	begin(emit);
	store_wide(emit->builder.bytes + 18, 2, count);
	send_packet(emit, exchange_ns, TW_MOLD_HEADER);
}

int tw_emit_close(struct emit *emit, struct tw_error *error)
{
	int code = 0;

	tw_emit_flush(emit);
	for (unsigned i = 0; i < 2; i++) {
		int closed;

		if (!emit->writers[i])
			continue;
		closed = tw_capture_finish(emit->writers[i], code ? NULL : error);
		code = code ? code : closed;
	}
	return code;
}
