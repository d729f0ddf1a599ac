/* SPDX-License-Identifier: BSD-3-Clause */
/* market: what an exchange publishes, packet by packet, out of a capture or a seed. */
#include "market.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <touchwire/capture.h>

struct exchange_market {
	struct tw_capture *capture;
	char session[TW_MOLD_SESSION + 1];
	uint64_t expected, missing;
};

int exchange_market_open(struct exchange_market **out, const char *path,
			 struct tw_error *error)
{
	struct exchange_market *market = calloc(1, sizeof(*market));
	int code;

	if (!market)
		return tw_fail(error, -ENOMEM, "%s: no memory", path);
	code = tw_capture_open(&market->capture, path, error);
	if (code < 0) {
		free(market);
		return code;
	}
	*out = market;
	return 0;
}

int exchange_market_generate(struct exchange_market **out,
			     const struct tw_generate_config *config,
			     struct tw_error *error)
{
	struct tw_generate_config own = *config;
	const char *folder = getenv("TMPDIR");
	struct tw_generate_stats stats;
	char path[4096];
	int file, code;

	snprintf(path, sizeof(path), "%s/touchwire-XXXXXX", folder ? folder : "/tmp");
	file = mkstemp(path);
	if (file < 0)
		return tw_fail(error, -errno, "%s: %s; set TMPDIR to a folder with room",
			       path, strerror(errno));
	close(file);
	own.path[0] = path;
	own.path[1] = NULL;
	own.loss_ppm[0] = own.loss_ppm[1] = own.both_loss_ppm = own.skew_ns = 0;
	own.heartbeat_ns = 0;
	code = tw_generate(&own, &stats, error);
	if (code == 0)
		code = exchange_market_open(out, path, error);
	unlink(path);
	return code;
}

void exchange_market_close(struct exchange_market *market)
{
	if (!market)
		return;
	tw_capture_close(market->capture);
	free(market);
}

/* Is there anything new in the packet? Moves @walk there. */
static bool find_new(struct exchange_market *market, const struct tw_mold_packet *packet,
		     struct tw_mold_walk *walk)
{
	const uint8_t *message;
	size_t length;

	if (!market->session[0]) {
		memcpy(market->session, packet->session, TW_MOLD_SESSION);
		market->expected = packet->sequence;
	}
	if (memcmp(market->session, packet->session, TW_MOLD_SESSION) != 0 ||
	    packet->count == TW_MOLD_HEARTBEAT || packet->count == TW_MOLD_END)
		return false;
	*walk = tw_mold_walk(packet);
	while (walk->remaining && walk->sequence < market->expected)
		if (tw_mold_next(walk, &message, &length) < 0)
			return false;
	if (walk->remaining == 0)
		return false;
	market->missing += walk->sequence - market->expected;
	market->expected = walk->sequence + walk->remaining;
	return true;
}

int exchange_market_next(struct exchange_market *market, struct exchange_packet *packet,
			 struct tw_error *error)
{
	static const struct tw_net_filter any;
	struct tw_capture_frame frame;
	int got;

	while ((got = tw_capture_next(market->capture, &frame, error)) > 0) {
		struct tw_net_datagram datagram;
		struct tw_mold_packet mold;

		if (tw_net_parse(frame.bytes, frame.captured, &any, &datagram) !=
			    TW_FRAME_ACCEPTED ||
		    tw_mold_parse(datagram.payload, datagram.length, &mold) < 0 ||
		    !find_new(market, &mold, &packet->walk))
			continue;
		packet->time_ns = frame.time_ns;
		return 1;
	}
	return got;
}

const char *exchange_market_session(const struct exchange_market *market)
{
	return market->session;
}

uint64_t exchange_market_missing(const struct exchange_market *market)
{
	return market->missing;
}
