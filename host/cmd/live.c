/* SPDX-License-Identifier: BSD-3-Clause */
#include "live.h"

#include <stdio.h>
#include <time.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "attach.h"
#include "cmd.h"
#include "eal.h"
#include "soft.h"

static bool over(const struct live *live)
{
	return stop_requested || ferror(stdout) ||
	       (live->seconds != 0 &&
		seconds_now() - live->view.started >= (double)live->seconds);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Rows go out when nothing more is at hand: latency before throughput, but no row alone. */
static void idle(const struct live *live)
{
	if (live->ticker.stream)
		fflush(stdout);
}

static void on_touch(void *live, const struct tw_touch *touch)
{
	ticker_touch(&((struct live *)live)->ticker, touch);
}

static void on_message(void *live, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	recover_message(&((struct live *)live)->recover, seq, bytes, length, arrival_ns);
}

static void take_frame(struct live *live, unsigned int line, const struct rte_mbuf *mbuf,
		       uint64_t arrival)
{
	static uint8_t whole[TW_NET_FRAME_MAX];
	uint32_t length = rte_pktmbuf_pkt_len(mbuf);

	if (length > sizeof(whole))
		length = sizeof(whole);
	tw_engine_frame(live->engine, line, rte_pktmbuf_read(mbuf, 0, length, whole),
			length, rte_pktmbuf_pkt_len(mbuf), arrival, 0);
}

static struct tw_engine *open_engine(const struct live *live, uint32_t capacity,
				     tw_touch_fn publish)
{
	return soft_engine(&live->input, &live->selection, &live->times, capacity,
			   publish, live->recovers ? on_message : NULL,
			   (void *)(uintptr_t)live);
}

/* ---- C engine ---------------------------------------------------------------------------------- */
static int find_ports(struct live *live, uint16_t *ports)
{
	uint16_t port;
	unsigned int i;
	int status = TW_EXIT_OK;

	for (port = 0; port < RTE_MAX_ETHPORTS; port++) {
		if (rte_eth_dev_is_valid_port(port) && live->input.count < INPUT_FEEDS)
			ports[live->input.count++] = port;
	}
	if (live->input.count == 0) {
		say_error("DPDK has no port; name one after --, such as `-- -a "
			  "0000:03:00.0`");
		return TW_EXIT_ENVIRONMENT;
	}
	for (i = 0; i < live->input.count && status == TW_EXIT_OK; i++)
		status = eal_start_port(ports[i], 1024);
	return status;
}

static unsigned int take_burst(struct live *live, uint16_t port, unsigned int line)
{
	struct rte_mbuf *mbufs[64];
	unsigned int count = rte_eth_rx_burst(port, 0, mbufs, 64), i;
	uint64_t now = now_ns();

	for (i = 0; i < count; i++) {
		take_frame(live, line, mbufs[i], now);
		rte_pktmbuf_free(mbufs[i]);
	}
	tw_engine_advance(live->engine, now);
	return count;
}

static int follow_soft(struct live *live, const uint16_t *ports)
{
	unsigned int i, got;
	int status = TW_EXIT_OK;

	while (status == TW_EXIT_OK && !over(live)) {
		for (i = 0, got = 0; i < live->input.count; i++)
			got += take_burst(live, ports[i], i);
		if (got == 0)
			idle(live);
		if (live->recovers)
			status = recover_poll(&live->recover);
		view_update(&live->view, &live->ticker, 0, 0,
			    tw_engine_counters(live->engine)->message[TW_MESSAGE_TAKEN]);
	}
	return status;
}

int live_soft(struct live *live, struct summary *summary)
{
	struct tw_engine_status end;
	uint16_t ports[INPUT_FEEDS];
	int status = find_ports(live, ports);

	if (status != TW_EXIT_OK)
		return status;
	live->engine = open_engine(live, (uint32_t)live->capacity, on_touch);
	if (live->engine == NULL)
		return TW_EXIT_ENVIRONMENT;
	live->ticker.name = soft_name;
	live->ticker.ctx = live->engine;
	if (live->recovers)
		status = recover_open(&live->recover, live->engine, -1, &live->peers);
	if (status == TW_EXIT_OK)
		status = follow_soft(live, ports);
	tally_engine(&summary->tally, tw_engine_counters(live->engine));
	tw_engine_status(live->engine, &end);
	summary->stale = end.stale;
	summary->ended = end.ended;
	return status;
}

/* ---- device ------------------------------------------------------------------------------------ */
/* Frames that the device delivers, good ones only, go to the engine that repairs it. */
static void on_frame(void *opaque, const struct rte_mbuf *mbuf)
{
	struct live *live = opaque;

	take_frame(live, mbuf->hash.fdir.hi != 0, mbuf,
		   *RTE_MBUF_DYNFIELD(mbuf, (size_t)live->timestamp,
				      const rte_mbuf_timestamp_t *));
}

/* The engine beside the device, both lines, as many symbols as the device. */
static int open_repair(struct live *live)
{
	uint64_t flag = 0;

	if (rte_mbuf_dyn_rx_timestamp_register(&live->timestamp, &flag) != 0) {
		say_error("device: no room for the frames' times");
		return TW_EXIT_ENVIRONMENT;
	}
	live->input.count = INPUT_FEEDS;
	live->engine = open_engine(live, live->device.info.symbols, NULL);
	if (live->engine == NULL)
		return TW_EXIT_ENVIRONMENT;
	live->device.on_frame = on_frame;
	return recover_open(&live->recover, live->engine, live->device.port,
			    &live->peers);
}

/* The engine's clock is the device's; it matters only while a line waits. */
static void pass_time(struct live *live)
{
	struct tw_engine_status status;

	tw_engine_status(live->engine, &status);
	if (status.ahead[0] || status.ahead[1])
		tw_engine_advance(live->engine, device_time(&live->device));
}

static int follow_fpga(struct live *live)
{
	uint64_t messages = 0;
	int status = TW_EXIT_OK;

	while (status == TW_EXIT_OK && !over(live)) {
		unsigned int got = device_poll(&live->device);

		if (live->recovers) {
			pass_time(live);
			status = recover_poll(&live->recover);
		}
		if (got == 0) {
			idle(live);
			/* A simulated device ends with its captures. */
			if (rte_pmd_touchwire_finished(live->device.port) == 1 &&
			    device_poll(&live->device) == 0)
				break;
		}
		if (view_due(&live->view)) {
			rte_pmd_touchwire_counter(live->device.port, "MESSAGE.TAKEN",
						  &messages);
			view_draw(&live->view, &live->ticker, 0, 0, messages);
		}
	}
	return status;
}

int live_fpga(struct live *live, struct summary *summary)
{
	int status;

	live->device.on_touch = on_touch;
	live->device.ctx = live;
	status = attach_device(&live->device.port, &live->device.info, ATTACH_NAME_ONE);
	if (status == TW_EXIT_OK)
		status = device_start(&live->device, &live->selection);
	if (status == TW_EXIT_OK && live->recovers)
		status = open_repair(live);
	if (status != TW_EXIT_OK)
		return status;
	live->ticker.clock_khz = live->device.info.clock_khz;
	live->ticker.name = device_name;
	live->ticker.ctx = &live->device;
	status = follow_fpga(live);
	if (status == TW_EXIT_OK)
		status = device_summary(&live->device, summary);
	return status;
}
