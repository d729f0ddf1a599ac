/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_wires: what goes into and out of the simulated device, and when; see touchwire_sim.h. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "touchwire_args.h"
#include "touchwire_live.h"
#include "touchwire_log.h"
#include "touchwire_sim.h"

static void take_error(struct sim *sim, unsigned int port)
{
	const char *error = touchwire_feed_error(sim->feed[port]);

	if (error == NULL || sim->error[0] != '\0')
		return;
	snprintf(sim->error, sizeof(sim->error), "%s", error);
	TOUCHWIRE_LOG(ERR, "feed %c: %s", 'a' + (int)port, error);
}

int touchwire_sim_earliest(struct sim *sim)
{
	const struct touchwire_feed_frame *frame[TW_SIM_PORTS] = { NULL, NULL };
	unsigned int port;

	for (port = 0; port < TW_SIM_PORTS; port++) {
		if (sim->feed[port] == NULL)
			continue;
		frame[port] = touchwire_feed_peek(sim->feed[port]);
		if (frame[port] == NULL)
			take_error(sim, port);
	}
	if (frame[0] == NULL || frame[1] == NULL)
		return frame[0] != NULL ? 0 : frame[1] != NULL ? 1 : -1;
	return frame[1]->time_ns < frame[0]->time_ns ? 1 : 0;
}

void touchwire_sim_feed(struct sim *sim)
{
	int port;

	while ((port = touchwire_sim_earliest(sim)) >= 0) {
		unsigned int p = (unsigned int)port;
		const struct touchwire_feed_frame *frame =
			touchwire_feed_peek(sim->feed[p]);
		bool late = frame->time_ns < sim->last_ns[p];
		uint64_t time_ns = late ? sim->last_ns[p] : frame->time_ns;
		int err = -EINVAL;

		if (frame->length > 0 && frame->length <= TW_SIM_FRAME_MAX)
			err = sim->ops->send(sim->device, p, frame->data, frame->length,
					     time_ns, 0);
		if (err == -EAGAIN)
			return;
		if (err == 0) {
			sim->counts.frames[p]++;
			sim->counts.cut += frame->length < frame->wire;
			sim->counts.late += late;
			sim->last_ns[p] = time_ns;
		} else {
			sim->counts.oversize++;
		}
		touchwire_feed_advance(sim->feed[p]);
	}
}

void touchwire_sim_order(struct sim *sim)
{
	const struct touchwire_order_frame *peer;
	size_t length;

	while (sim->ops->order_take(sim->device, sim->frame, sizeof(sim->frame), &length,
				    NULL) == 0) {
		bool sent = sim->order != NULL &&
			    touchwire_order_send(sim->order, sim->frame, length);

		sim->counts.order_sent += sent;
		sim->counts.order_dropped += !sent;
	}
	while (sim->order != NULL && (peer = touchwire_order_peek(sim->order)) != NULL) {
		int err = sim->ops->send(sim->device, TW_SIM_ORDER, peer->data,
					 peer->length, sim->ops->time_ns(sim->device), 0);

		if (err == -EAGAIN)
			return;
		sim->counts.order_received += err == 0;
		sim->counts.order_dropped += err != 0;
		touchwire_order_advance(sim->order);
	}
}

uint64_t touchwire_sim_host_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void touchwire_sim_limit(struct sim *sim)
{
	if (sim->live)
		sim->ops->until(sim->device, touchwire_live_now());
	else if (sim->pace)
		sim->ops->until(sim->device, sim->start_ns + (touchwire_sim_host_ns() -
							      sim->start_host_ns));
}

static int open_feeds(struct sim *sim, const struct touchwire_args *args)
{
	unsigned int port, live = 0, open = 0;
	int err;

	for (port = 0; port < TW_SIM_PORTS; port++) {
		if (args->feed[port] == NULL)
			continue;
		err = touchwire_feed_open(args->feed[port], &sim->feed[port], sim->error,
					  sizeof(sim->error));
		if (err != 0) {
			TOUCHWIRE_LOG(ERR, "feed %c: %s", 'a' + (int)port, sim->error);
			return err;
		}
		live += touchwire_feed_is_live(sim->feed[port]);
		open++;
	}
	if (live != 0 && live != open) {
		TOUCHWIRE_LOG(ERR, "one feed is a socket, the other a capture: "
				   "there is only one clock");
		return -EINVAL;
	}
	/* A session alone has the time of its peer. */
	sim->live = live != 0 || (open == 0 && args->order != NULL);
	sim->pace = args->pace;
	return 0;
}

static int open_order(struct sim *sim, const struct touchwire_args *args)
{
	char error[256] = "";
	int err = 0;

	if (args->order != NULL)
		err = touchwire_order_open(args->order, &sim->order, error,
					   sizeof(error));
	if (err != 0)
		TOUCHWIRE_LOG(ERR, "order=%s", error);
	return err;
}

int touchwire_sim_connect(struct sim *sim, const struct touchwire_args *args)
{
	int err = open_feeds(sim, args);

	return err != 0 ? err : open_order(sim, args);
}

void touchwire_sim_disconnect(struct sim *sim)
{
	unsigned int port;

	for (port = 0; port < TW_SIM_PORTS; port++)
		touchwire_feed_close(sim->feed[port]);
	touchwire_order_close(sim->order);
}
