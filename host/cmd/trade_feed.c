/* SPDX-License-Identifier: BSD-3-Clause */
/* The feed of a device that trades, repaired as for `touchwire run`. */
#include "trade.h"

#include <stdlib.h>

#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "cmd.h"
#include "soft.h"

/* Good frames of the lines go to the engine that repairs the device. */
static void on_frame(void *opaque, const struct rte_mbuf *mbuf)
{
	static uint8_t whole[TW_NET_FRAME_MAX];
	struct trade *trade = opaque;
	uint32_t length = rte_pktmbuf_pkt_len(mbuf);
	uint32_t stored = length < sizeof(whole) ? length : (uint32_t)sizeof(whole);

	if (mbuf->hash.fdir.hi < INPUT_FEEDS)
		tw_engine_frame(trade->engine, mbuf->hash.fdir.hi,
				rte_pktmbuf_read(mbuf, 0, stored, whole), stored, length,
				*RTE_MBUF_DYNFIELD(mbuf, (size_t)trade->timestamp,
						   const rte_mbuf_timestamp_t *),
				0);
}

static void on_message(void *trade, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	recover_message(&((struct trade *)trade)->recover, seq, bytes, length,
			arrival_ns);
}

int trade_feed_open(struct trade *trade)
{
	const struct input input = { .count = INPUT_FEEDS };
	const struct times times = TIMES_DEFAULT;
	struct selection selection = { .count = (uint32_t)trade->config.count };
	uint64_t flag = 0;
	uint32_t i;

	if (trade->options.peers.rerequest_port == 0 &&
	    trade->options.peers.glimpse_port == 0)
		return TW_EXIT_OK;
	selection.names = calloc(selection.count, sizeof(*selection.names));
	if (selection.names == NULL ||
	    rte_mbuf_dyn_rx_timestamp_register(&trade->timestamp, &flag) != 0) {
		say_error("no room for the feed's repair");
		free(selection.names);
		return TW_EXIT_ENVIRONMENT;
	}
	for (i = 0; i < selection.count; i++)
		selection.names[i] = trade->config.symbols[i].name;
	trade->engine = soft_engine(&input, &selection, &times,
				    trade->device.info.symbols, NULL, on_message, trade);
	free(selection.names);
	if (trade->engine == NULL)
		return TW_EXIT_ENVIRONMENT;
	trade->device.on_frame = on_frame;
	return recover_open(&trade->recover, trade->engine, trade->device.port,
			    &trade->options.peers);
}

int trade_feed_poll(struct trade *trade)
{
	struct tw_engine_status status;

	if (trade->engine == NULL)
		return TW_EXIT_OK;
	tw_engine_status(trade->engine, &status);
	if (status.ahead[0] || status.ahead[1])
		tw_engine_advance(trade->engine, device_time(&trade->device));
	return recover_poll(&trade->recover);
}

void trade_feed_close(struct trade *trade)
{
	if (trade->engine == NULL)
		return;
	recover_close(&trade->recover);
	tw_engine_destroy(trade->engine);
}
