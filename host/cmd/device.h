/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * device: a net_touchwire port and the loop that serves it: frames and touch records.
 */
#ifndef TW_DEVICE_H
#define TW_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_pmd_touchwire.h>

#include "input.h"
#include "options.h"
#include "ticker.h"
#include "summary.h"
#include "view.h"

struct rte_mbuf;

/* How the simulated device shall behave; the same numbers give the same cycles. */
struct device_sim {
	uint64_t seed, stall, delay, tear;
	const char *model; /* library; NULL: the one that was built with the driver */
	const char *wave;  /* file for waves, no comma in its own name; NULL: none */
	uint64_t wave_from, wave_to; /* cycles to dump, 0..0 for all */
};

struct device {
	uint16_t port;
	struct rte_pmd_touchwire_info info;
	struct rte_pmd_touchwire_reader reader;
	uint64_t frames;					  /* delivered */
	void (*on_frame)(void *ctx, const struct rte_mbuf *mbuf); /* NULL: not wanted */
	void (*on_touch)(void *ctx, const struct tw_touch *touch);
	void *ctx;
};

/*
 * Start DPDK with the simulated device, the input's captures at its ports, the selection
 * loaded (cut to its capacity, with a warning). Returns an exit code.
 */
int device_open(struct device *device, const struct input *input,
		struct selection *selection, const struct times *times,
		const struct device_sim *sim);
/* Load the selection and start the port. Returns an exit code. */
int device_start(struct device *device, const struct selection *selection);

/* Hand over what is there; returns how many frames and records that was. */
unsigned int device_poll(struct device *device);
/* Until the captures are at their end or the user stops it. Returns an exit code. */
int device_run(struct device *device, const struct input *input,
	       const struct ticker *ticker, struct view *view);

/* Its clock, in ns; 0 when it does not answer. */
uint64_t device_time(const struct device *device);
/* ticker.name with the device as ctx. */
void device_name(void *device, uint32_t index, char name[9]);
/* Counters and status of the device into a summary. Returns an exit code. */
int device_summary(struct device *device, struct summary *summary);

#endif
