/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_sim: the back end that runs the Verilated device (tw_sim.h) in the caller's thread,
 * fed with captures or sockets.  A fair lock lets a second thread read registers while one polls.
 */
#include <dlfcn.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_ticketlock.h>

#include <touchwire/regs.h>

#include "../../testbench/device/tw_sim.h"
#include "touchwire_args.h"
#include "touchwire_backend.h"
#include "touchwire_feed.h"
#include "touchwire_live.h"
#include "touchwire_log.h"

#define MODEL_NAME "libtouchwire_sim.so"
#define MODEL_NAME_WAVE "libtouchwire_sim_trace.so" /* slower, and can write waves */

/*
 * Cycles between two looks at the queue of frames: 64 frames wait at most, and 256 cycles
 * take fewer than 50 of the shortest from two ports, so the wire never runs dry.
 */
#define SLICE 256u
#define LEAD_NS 100000u /* from the start to the first frame, at least */

struct sim {
	struct touchwire_backend be;
	rte_ticketlock_t lock; /* of everything below */
	void *library;
	const struct tw_sim_ops *ops;
	struct tw_sim *device;
	struct touchwire_feed *feed[TW_SIM_PORTS];
	bool live; /* the feeds are sockets: the clock is that of this host */
	uint64_t last_ns[TW_SIM_PORTS];
	struct touchwire_sim_counts counts;
	char error[768]; /* of the feed that broke off first */
};

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

static void take_error(struct sim *sim, unsigned int port)
{
	const char *error = touchwire_feed_error(sim->feed[port]);

	if (error == NULL || sim->error[0] != '\0')
		return;
	snprintf(sim->error, sizeof(sim->error), "%s", error);
	TOUCHWIRE_LOG(ERR, "feed %c: %s", 'a' + (int)port, error);
}

/* The port whose next frame is the earlier one; -1 when there is none. */
static int earliest(struct sim *sim)
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

/* Queue frames in order of time until the device takes no more. */
static void feed_device(struct sim *sim)
{
	int port;

	while ((port = earliest(sim)) >= 0) {
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

static void sim_begin(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);
	uint64_t first = 0;
	int port;

	rte_ticketlock_lock(&sim->lock);
	port = earliest(sim);
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

		feed_device(sim);
		if (sim->live)
			sim->ops->until(sim->device, touchwire_live_now());
		ran = sim->ops->run(sim->device, left < SLICE ? left : SLICE);
		done += ran;
		/* Alive, the clock moves in every round. */
		if ((ran == 0 || sim->live) && sim->ops->idle(sim->device) &&
		    earliest(sim) < 0)
			break;
	}
	rte_ticketlock_unlock(&sim->lock);
	return done;
}

static bool sim_finished(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);
	bool finished;

	rte_ticketlock_lock(&sim->lock);
	finished = earliest(sim) < 0 && sim->ops->idle(sim->device) &&
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
	rte_ticketlock_unlock(&sim->lock);
}

static void sim_close(struct touchwire_backend *be)
{
	struct sim *sim = to_sim(be);
	unsigned int port;

	if (sim->device != NULL)
		sim->ops->destroy(sim->device);
	for (port = 0; port < TW_SIM_PORTS; port++)
		touchwire_feed_close(sim->feed[port]);
	if (sim->library != NULL)
		dlclose(sim->library);
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
	.close = sim_close,
};

/* The model beside this library: build/drivers and build/lib, or linked into build/. */
static bool find_model(const char *name, char *path, size_t size)
{
	static const char *const places[] = { "../lib/", "lib/", "" };
	char self[PATH_MAX], *folder;
	unsigned int i;
	Dl_info info;

	if (dladdr((void *)(uintptr_t)&touchwire_sim_open, &info) == 0 ||
	    realpath(info.dli_fname, self) == NULL) {
		ssize_t got = readlink("/proc/self/exe", self, sizeof(self) - 1);

		if (got < 0)
			return false;
		self[got] = '\0';
	}
	folder = dirname(self);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int length = snprintf(path, size, "%s/%s%s", folder, places[i], name);

		if (length > 0 && (size_t)length < size && access(path, R_OK) == 0)
			return true;
	}
	return false;
}

static int load_model(struct sim *sim, const struct touchwire_args *args)
{
	const char *name = args->wave == NULL ? MODEL_NAME : MODEL_NAME_WAVE;
	const struct tw_sim_ops *(*get_ops)(void);
	char found[PATH_MAX + 64];
	const char *path = args->model;
	void *symbol;

	if (path == NULL)
		path = find_model(name, found, sizeof(found)) ? found : name;
	sim->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (sim->library == NULL) {
		TOUCHWIRE_LOG(ERR,
			      "cannot load the simulated device: %s; build it with "
			      "'make %s' or give model=PATH",
			      dlerror(), args->wave == NULL ? "build" : "sim-trace");
		return -ENOENT;
	}
	symbol = dlsym(sim->library, "tw_sim_get_ops");
	if (symbol == NULL) {
		TOUCHWIRE_LOG(ERR, "model %s: %s", path, dlerror());
		return -ENOEXEC;
	}
	memcpy(&get_ops, &symbol, sizeof(get_ops));
	sim->ops = get_ops();
	if (sim->ops == NULL || sim->ops->abi != TW_SIM_ABI) {
		TOUCHWIRE_LOG(ERR,
			      "model %s: has ABI %u, want %u: build driver and model "
			      "from one tree",
			      path, sim->ops == NULL ? 0 : sim->ops->abi, TW_SIM_ABI);
		return -ENOEXEC;
	}
	return 0;
}

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
	sim->live = live != 0;
	return 0;
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
	err = open_feeds(sim, args);
	if (err == 0)
		err = load_model(sim, args);
	if (err == 0)
		err = create_device(sim, args);
	if (err != 0) {
		sim_close(&sim->be);
		return err;
	}
	*be = &sim->be;
	return 0;
}
