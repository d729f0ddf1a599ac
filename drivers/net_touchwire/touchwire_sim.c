/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_sim: the back end that runs the Verilated device (tw_sim.h) in the caller's thread,
 * fed with captures or sockets.  A fair lock lets a second thread read registers while one polls.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "touchwire_args.h"
#include "touchwire_live.h"
#include "touchwire_log.h"
#include "touchwire_sim.h"

/*
 * Cycles between two looks at the queue of frames: 64 frames wait at most, and 256 cycles
 * take fewer than 50 of the shortest from two ports, so the wire never runs dry.
 */
#define SLICE 256u
#define LEAD_NS 100000u /* from the start to the first frame, at least */

static struct sim *to_sim(struct touchwire_backend *be)
{
	return (struct sim *)be;
}

static uint32_t sim_read32(struct touchwire_backend *be, uint32_t offset)
{
	struct sim *sim = to_sim(be);
	uint32_t value;

	rte_ticketlock_lock(&sim->lock);
	value = sim->ops->read32(sim->device, offset);
	rte_ticketlock_unlock(&sim->lock);
	return value;
}

static void sim_write32(struct touchwire_backend *be, uint32_t offset, uint32_t value)
{
	struct sim *sim = to_sim(be);

	rte_ticketlock_lock(&sim->lock);
	sim->ops->write32(sim->device, offset, value);
	rte_ticketlock_unlock(&sim->lock);
}

/* The device calls memory by its address in this process: no translation, no hugepages. */
static int sim_dma_map(struct touchwire_backend *be, void *memory, size_t size,
		       uint64_t *iova)
{
	struct sim *sim = to_sim(be);
	int err;

	*iova = (uint64_t)(uintptr_t)memory;
	rte_ticketlock_lock(&sim->lock);
	err = sim->ops->grant(sim->device, *iova, memory, size);
	rte_ticketlock_unlock(&sim->lock);
	return err;
}

static int sim_dma_unmap(struct touchwire_backend *be, uint64_t iova)
{
	struct sim *sim = to_sim(be);
	int err;

	rte_ticketlock_lock(&sim->lock);
	err = sim->ops->revoke(sim->device, iova);
	rte_ticketlock_unlock(&sim->lock);
	return err;
}

static void sim_begin(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);
	uint64_t first = 0;
	int port;

	rte_ticketlock_lock(&sim->lock);
	port = touchwire_sim_earliest(sim);
	if (sim->live)
		first = touchwire_live_now();
	else if (port >= 0)
		first = touchwire_feed_peek(sim->feed[port])->time_ns;
	if (first > LEAD_NS && first - LEAD_NS > sim->ops->time_ns(sim->device)) {
		first -= LEAD_NS;
		sim->ops->write32(sim->device, TW_CONTROL_TIME_SET_LO, (uint32_t)first);
		sim->ops->write32(sim->device, TW_CONTROL_TIME_SET_HI,
				  (uint32_t)(first >> 32));
	}
	sim->start_ns = sim->ops->time_ns(sim->device);
	sim->start_host_ns = touchwire_sim_host_ns();
	touchwire_sim_limit(sim);
	rte_ticketlock_unlock(&sim->lock);
}

static uint64_t sim_step(struct touchwire_backend *be, uint64_t cycles, bool wait)
{
	struct sim *sim = to_sim(be);
	uint64_t done = 0, rounds;

	if (wait)
		rte_ticketlock_lock(&sim->lock);
	else if (rte_ticketlock_trylock(&sim->lock) == 0)
		return 0;
	/* A round that evaluates nothing but queues frames is possible, hence the bound. */
	for (rounds = 2 + 2 * (cycles / SLICE); done < cycles && rounds > 0; rounds--) {
		uint64_t left = cycles - done;
		uint64_t ran;

		touchwire_sim_feed(sim);
		touchwire_sim_order(sim);
		touchwire_sim_limit(sim);
		ran = sim->ops->run(sim->device, left < SLICE ? left : SLICE);
		done += ran;
		/* Where the host's clock leads, the device's moves in every round. */
		if ((ran == 0 || sim->live || sim->pace) && sim->ops->idle(sim->device) &&
		    touchwire_sim_earliest(sim) < 0)
			break;
	}
	touchwire_sim_order(sim);
	rte_ticketlock_unlock(&sim->lock);
	return done;
}

static bool sim_finished(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);
	bool finished;

	rte_ticketlock_lock(&sim->lock);
	finished = touchwire_sim_earliest(sim) < 0 && sim->ops->idle(sim->device) &&
		   (!sim->live || sim->error[0] != '\0');
	rte_ticketlock_unlock(&sim->lock);
	return finished;
}

static int sim_feed_error(struct touchwire_backend *be, char *text, size_t size)
{
	struct sim *sim = to_sim(be);
	int err;

	rte_ticketlock_lock(&sim->lock);
	if (text != NULL && size > 0)
		snprintf(text, size, "%s", sim->error);
	err = sim->error[0] == '\0' ? 0 : -EBADMSG;
	rte_ticketlock_unlock(&sim->lock);
	return err;
}

static void sim_counts(struct touchwire_backend *be, struct touchwire_sim_counts *counts)
{
	struct sim *sim = to_sim(be);

	rte_ticketlock_lock(&sim->lock);
	*counts = sim->counts;
	counts->violations = sim->ops->violations(sim->device);
	counts->cycles = sim->ops->cycle(sim->device);
	counts->time_ns = sim->ops->time_ns(sim->device);
	if (sim->order != NULL)
		counts->order_dropped += touchwire_order_dropped(sim->order);
	rte_ticketlock_unlock(&sim->lock);
}

static void sim_order_link(struct touchwire_backend *be, bool up)
{
	struct sim *sim = to_sim(be);

	rte_ticketlock_lock(&sim->lock);
	/* What left before has left. */
	touchwire_sim_order(sim);
	sim->ops->order_link(sim->device, up);
	rte_ticketlock_unlock(&sim->lock);
}

static void sim_close(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);

	if (sim->device != NULL)
		sim->ops->destroy(sim->device);
	touchwire_sim_disconnect(sim);
	touchwire_model_close(&sim->model);
	free(sim);
}

static const struct touchwire_backend_ops sim_ops = {
	.name = "sim",
	.read32 = sim_read32,
	.write32 = sim_write32,
	.dma_map = sim_dma_map,
	.dma_unmap = sim_dma_unmap,
	.begin = sim_begin,
	.step = sim_step,
	.finished = sim_finished,
	.feed_error = sim_feed_error,
	.counts = sim_counts,
	.order_link = sim_order_link,
	.close = sim_close,
};

static int create_device(struct sim *sim, const struct touchwire_args *args)
{
	struct tw_sim_config config = {
		.wave = args->wave,
		.wave_from = args->wave_from,
		.wave_to = args->wave_to,
		.seed = args->seed,
		.stall_permille = args->stall,
		.dma_delay = args->delay,
		.tear = args->tear,
	};

	errno = 0;
	sim->device = sim->ops->create(&config);
	if (sim->device != NULL)
		return 0;
	TOUCHWIRE_LOG(ERR, "cannot create the simulated device%s%s: %s",
		      args->wave == NULL ? "" : ", wave=",
		      args->wave == NULL ? "" : args->wave, strerror(errno));
	return errno == 0 ? -EIO : -errno;
}

int touchwire_sim_open(const struct touchwire_args *args, struct touchwire_backend **be)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	int err;

	*be = NULL;
	if (sim == NULL)
		return -ENOMEM;
	sim->be.ops = &sim_ops;
	rte_ticketlock_init(&sim->lock);
	err = touchwire_sim_connect(sim, args);
	if (err == 0)
		err = touchwire_model_open(args, &sim->model);
	sim->ops = sim->model.ops;
	if (err == 0)
		err = create_device(sim, args);
	if (err != 0) {
		sim_close(&sim->be);
		return err;
	}
	*be = &sim->be;
	return 0;
}
