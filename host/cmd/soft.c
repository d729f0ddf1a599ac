/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two captures are two net_pcap ports, but which frame comes next? The mbuf of a net_pcap
 * port carries microseconds at best (DPDK 22.11 and 24.11), and none before the first burst.
 * So the order and the nanoseconds are read from the files a second time by capture.h, frame
 * by frame in step with the ports; the bytes are those of the ports.
 */
#include "soft.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "cmd.h"
#include "eal.h"

#define BURST 64u

struct tw_engine *soft_engine(const struct input *input,
			      const struct selection *selection,
			      const struct times *times, uint32_t capacity,
			      tw_touch_fn on_touch, tw_message_fn on_message, void *ctx)
{
	struct tw_engine_config config = {
		.names = (const char *const *)selection->names,
		.name_count = selection->count,
		.all = selection->all,
		.filter = input->filter,
		.hold_ns = times->hold_ns,
		.silence_ns = times->silence_ns,
		.stale_ns = times->stale_ns,
		.feeds = input->count == 2 ? TW_FEED_A | TW_FEED_B : TW_FEED_A,
		.repair = on_message != NULL,
		.wild_ok = select_is_excerpt(selection),
		.on_touch = on_touch,
		.on_message = on_message,
		.ctx = ctx,
	};
	uint32_t wanted = selection->all ? input->names : selection->count, i;
	struct tw_engine *engine;

	if (capacity == 0)
		capacity = wanted < 64 ? 64 : wanted;
	config.symbols = capacity > 65535 ? 65535 : capacity;
	engine = tw_engine_create(&config);
	if (engine == NULL) {
		say_error("the C engine does not start: %s", strerror(errno));
		return NULL;
	}
	for (i = 0; i < selection->map_count; i++)
		tw_engine_map(engine, selection->maps[i].index,
			      selection->maps[i].locate);
	return engine;
}

void soft_name(void *engine, uint32_t index, char name[9])
{
	snprintf(name, 9, "%s", tw_engine_symbol_text(engine, index));
}

struct lane {
	uint16_t port;
	struct rte_mbuf *mbufs[BURST];
	unsigned int count, next;
};

static struct rte_mbuf *lane_next(struct lane *lane)
{
	if (lane->next == lane->count) {
		lane->count = rte_eth_rx_burst(lane->port, 0, lane->mbufs, BURST);
		lane->next = 0;
		if (lane->count == 0)
			return NULL;
	}
	return lane->mbufs[lane->next++];
}

static int lanes_open(struct lane *lanes, const struct input *input)
{
	const char *vdevs[INPUT_FEEDS + 1] = { NULL };
	unsigned int i;
	int status;

	for (i = 0; i < input->count; i++) {
		const char *file =
			eal_link(input->paths[i], i == 0 ? "a.pcap" : "b.pcap");
		char *vdev;

		if (file == NULL)
			return TW_EXIT_ENVIRONMENT;
		if (asprintf(&vdev, "net_pcap%u,rx_pcap=%s", i, file) < 0)
			abort();
		vdevs[i] = vdev;
	}
	status = eal_open(vdevs);
	for (i = 0; i < input->count && status == TW_EXIT_OK; i++) {
		char name[32];

		snprintf(name, sizeof(name), "net_pcap%u", i);
		if (rte_eth_dev_get_port_by_name(name, &lanes[i].port) != 0) {
			say_error("DPDK has no driver net_pcap; install librte-net-pcap");
			return TW_EXIT_ENVIRONMENT;
		}
		status = eal_start_port(lanes[i].port, 512);
	}
	return status;
}

static int take(struct tw_engine *engine, const struct tw_capture_frame *frame,
		struct lane *lane, const struct input *input)
{
	static uint8_t whole[65536];
	struct rte_mbuf *mbuf = lane_next(lane);
	uint32_t length = RTE_MIN(frame->captured, (uint32_t)sizeof(whole));
	const void *bytes;

	if (mbuf == NULL || rte_pktmbuf_pkt_len(mbuf) != frame->captured) {
		say_error(
			"%s: net_pcap gives another frame than the file holds at %" PRIu64
			" ns; was the file changed meanwhile?",
			input->paths[frame->port], frame->time_ns);
		return TW_EXIT_ENVIRONMENT;
	}
	bytes = rte_pktmbuf_read(mbuf, 0, length, whole);
	tw_engine_frame(engine, frame->port, bytes, length, frame->wire, frame->time_ns,
			0);
	rte_pktmbuf_free(mbuf);
	return TW_EXIT_OK;
}

int soft_replay(struct tw_engine *engine, const struct input *input,
		struct ticker *ticker, struct view *view)
{
	const struct tw_counters *counters = tw_engine_counters(engine);
	struct lane *lanes = calloc(INPUT_FEEDS, sizeof(*lanes));
	struct tw_error error = { "" };
	struct tw_capture_frame frame;
	struct tw_feeds *feeds = NULL;
	int status, more = 0;

	if (lanes == NULL)
		abort();
	status = lanes_open(lanes, input);
	if (status == TW_EXIT_OK && tw_feeds_open(&feeds, input->paths, input->count,
						  &input->filter, &error) != 0) {
		say_error("%s", error.text);
		status = TW_EXIT_INPUT;
	}
	view->started = seconds_now();
	while (status == TW_EXIT_OK && !stop_requested &&
	       (more = tw_feeds_next(feeds, &frame, &error)) > 0) {
		status = take(engine, &frame, &lanes[frame.port], input);
		view_update(view, ticker, tw_feeds_offset(feeds), tw_feeds_size(feeds),
			    counters->message[TW_MESSAGE_TAKEN]);
	}
	if (status == TW_EXIT_OK && more < 0) {
		say_error("%s", error.text);
		status = TW_EXIT_INPUT;
	}
	if (status == TW_EXIT_OK && !stop_requested)
		tw_engine_finish(engine);
	tw_feeds_close(feeds);
	free(lanes);
	return status;
}
