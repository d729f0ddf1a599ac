/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a frame, as a UDP payload, and as a message: the decoders alone, no state. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/itch.h>
#include <touchwire/mold.h>
#include <touchwire/net.h>

static void take_message(const uint8_t *bytes, size_t length)
{
	struct tw_event event;
	struct tw_itch message;
	uint8_t again[TW_ITCH_LENGTH_MAX];
	size_t n;

	tw_itch_event(bytes, length, &event);
	if (tw_itch_decode(bytes, length, &message) <= 0)
		return;
	n = tw_itch_encode(&message, again);
	if (n > length || memcmp(again, bytes, n) != 0)
		abort();
}

static void take_payload(const uint8_t *bytes, size_t length)
{
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	if (tw_mold_parse(bytes, length, &packet) < 0)
		return;
	walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &n) > 0) {
		if (message < bytes || message + n > bytes + length)
			abort();
		take_message(message, n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tw_net_filter filters[] = {
		{ .udp_check = true },
		{ .group_ip = 0xe9360c6f, .source = { 0x0a000001 } },
	};
	struct tw_net_datagram datagram;

	for (unsigned i = 0; i < 2; i++) {
		enum tw_frame_cause cause =
			tw_net_parse(data, (uint32_t)size, &filters[i], &datagram);

		if (cause != TW_FRAME_ACCEPTED && cause != TW_FRAME_TRUNCATED)
			continue;
		if (datagram.payload < data ||
		    datagram.payload + datagram.length > data + size)
			abort();
		take_payload(datagram.payload, datagram.length);
	}
	take_payload(data, size);
	take_message(data, size);
	return 0;
}
