/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * convert: Nasdaq's file format -> MoldUDP64/UDP/IPv4/Ethernet in a nanosecond pcap.
 *
 * In: u16 big-endian length + ITCH message, repeated, plain or gzip; a length of 0 ends it.
 * Messages within pack_ns of a packet's first share it, up to the MTU.  The time of a packet
 * is that of its first message; no heartbeats, no end of session.
 */
#ifndef TOUCHWIRE_CONVERT_H
#define TOUCHWIRE_CONVERT_H

#include <stdint.h>

#include "error.h"
#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tw_convert_stats {
	uint64_t messages, packets, bytes_in;
	uint64_t types[24]; /* per type as TW_ITCH_TYPES, last: unknown */
	uint64_t backwards; /* messages whose time lies before the one in front of them */
	uint64_t first_ns, last_ns; /* since midnight */
};

struct tw_convert_config {
	const char *in, *out;
	uint64_t date_ns; /* midnight, ns since 1970; see tw_date_parse() */
	uint64_t pack_ns; /* default 5,000 */
	uint32_t mtu;	  /* IP bytes per packet; default 1500 */
	char session[11]; /* default "TOUCHWIRE1" */
	struct tw_net_route route;
	/* Called now and then and at the end, in bytes of the input file; NULL: never. */
	void (*on_progress)(void *ctx, uint64_t done, uint64_t total);
	void *ctx;
};

void tw_convert_defaults(struct tw_convert_config *config);
/*
 * 0 or -errno: of a file, -EBADMSG for input cut inside a message, damaged gzip or a message
 * that is no ITCH (error names the offset in the uncompressed bytes), -ENODATA for input
 * without a message.  What was written until then stays and is a valid capture.
 */
int tw_convert(const struct tw_convert_config *config, struct tw_convert_stats *stats,
	       struct tw_error *error);

/* "2020-01-30" -> ns since 1970 at 00:00 UTC; 0 or -EINVAL. */
int tw_date_parse(const char *text, uint64_t *ns);

#ifdef __cplusplus
}
#endif
#endif
