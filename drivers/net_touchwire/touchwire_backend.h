/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_backend: what a device is to the driver: registers, and memory it may write.
 * `sim` (touchwire_sim.c) is the Verilated device in this process, `pci` (touchwire_pci.c) a
 * board.  All code above this table is the same for both.
 */
#ifndef TOUCHWIRE_BACKEND_H
#define TOUCHWIRE_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touchwire_args;
struct touchwire_backend;
struct rte_pci_device;

/* Counters that only the sim back end has. */
struct touchwire_sim_counts {
	uint64_t violations; /* DMA writes outside the windows granted */
	uint64_t frames[2];  /* sent to port A, B */
	uint64_t cut;	     /* frames the capture holds in part only, sent as they are */
	uint64_t oversize;   /* frames the device cannot take, not sent */
	uint64_t late;	     /* frames whose time lay before the one before them */
	uint64_t order_sent, order_received; /* frames of the order port */
	uint64_t order_dropped;		     /* that nobody took, either way */
	uint64_t cycles, time_ns; /* its clocks; reading the registers would move them */
};

struct touchwire_backend_ops {
	char name[8];

	/* Registers; offset is a multiple of 4 inside the map. Any thread. */
	uint32_t (*read32)(struct touchwire_backend *be, uint32_t offset);
	void (*write32)(struct touchwire_backend *be, uint32_t offset, uint32_t value);

	/* Let the device write [memory, memory+size); @iova is how it calls the place. */
	int (*dma_map)(struct touchwire_backend *be, void *memory, size_t size,
		       uint64_t *iova);
	int (*dma_unmap)(struct touchwire_backend *be, uint64_t iova);

	/*
	 * The rest is NULL on a board.  begin() sets the clock to shortly before what comes
	 * first, so that no line seems silent.  step() feeds and runs the device up to @cycles
	 * cycles and returns those evaluated; with @wait false it returns 0 at once when
	 * another thread is inside.
	 */
	void (*begin)(struct touchwire_backend *be);
	uint64_t (*step)(struct touchwire_backend *be, uint64_t cycles, bool wait);
	bool (*finished)(struct touchwire_backend *be);
	/* 0, or -EBADMSG and the reason why a feed broke off. */
	int (*feed_error)(struct touchwire_backend *be, char *text, size_t size);
	void (*counts)(struct touchwire_backend *be, struct touchwire_sim_counts *counts);
	void (*order_link)(struct touchwire_backend *be, bool up);

	void (*close)(struct touchwire_backend *be);
};

/* A back end embeds this as its first member. */
struct touchwire_backend {
	const struct touchwire_backend_ops *ops;
};

/* Each returns 0 and the back end, or -errno after a message. */
int touchwire_sim_open(const struct touchwire_args *args, struct touchwire_backend **be);
int touchwire_pci_open(struct rte_pci_device *pci, bool fake_bar,
		       struct touchwire_backend **be);

#endif
