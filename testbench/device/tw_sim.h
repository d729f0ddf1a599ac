/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tw_sim: the Verilated device as a library (libtouchwire_sim.so), for the driver's sim back
 * end and for benches.  One thread; nothing moves but inside these calls; the same calls give
 * the same cycles.  Load with dlopen() and ask tw_sim_get_ops().
 */
#ifndef TW_SIM_H
#define TW_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SIM_ABI 3u
#define TW_SIM_PORTS 2u		/* feed ports A and B */
#define TW_SIM_ORDER 2u		/* port of send() behind them: the order port */
#define TW_SIM_FRAME_MAX 16000u /* bytes, without FCS */
#define TW_SIM_SEND_BAD 1u	/* the frame ends with an error (bad FCS) */

struct tw_sim;

struct tw_sim_config {
	const char *wave;	     /* FST file to write, NULL for none */
	uint64_t wave_from, wave_to; /* cycles to dump, 0..0 for all */
	uint64_t seed;		     /* of everything random below */
	uint32_t stall_permille;     /* AXI back-pressure, 0..999 */
	uint32_t dma_delay;	     /* most cycles a DMA access takes to reach memory */
	uint32_t tear; /* 1: a 64-byte write lands 8 bytes at a time, a cycle each */
};

struct tw_sim_ops {
	uint32_t abi; /* TW_SIM_ABI */
	uint32_t reserved;

	/* A device after reset, or NULL with errno (ENOMEM, EINVAL, or of the wave file). */
	struct tw_sim *(*create)(const struct tw_sim_config *config);
	void (*destroy)(struct tw_sim *sim);

	/* AXI4-Lite; address in bytes, multiple of 4.  Runs the device until it answers. */
	uint32_t (*read32)(struct tw_sim *sim, uint32_t address);
	void (*write32)(struct tw_sim *sim, uint32_t address, uint32_t value);

	/*
	 * Let the device read and write [iova, iova+size) of this process's memory; any other
	 * DMA access is not done and is counted by violations().  0, or -ENOSPC after 64 windows.
	 */
	int (*grant)(struct tw_sim *sim, uint64_t iova, void *memory, size_t size);
	/* Take a window back; -ENOENT if it was not granted. */
	int (*revoke)(struct tw_sim *sim, uint64_t iova);
	uint64_t (*violations)(const struct tw_sim *sim);

	/*
	 * Queue a frame (copied) for a port.  Its first byte enters the port when the device
	 * clock reaches time_ns, or back to back (preamble and gap as on a 10G wire) when that
	 * is past.  Idle time is skipped: the clock is moved on.  Times of one port must not
	 * decrease.  0, -EAGAIN while 64 frames wait, -EINVAL for port or length,
	 * -ENETDOWN while the order port's link is down.
	 */
	int (*send)(struct tw_sim *sim, unsigned port, const void *frame, size_t length,
		    uint64_t time_ns, unsigned flags);

	/*
	 * Run up to @cycles clock cycles; stops early when nothing is queued and the device is
	 * quiet.  Returns the cycles evaluated.
	 */
	uint64_t (*run)(struct tw_sim *sim, uint64_t cycles);
	/* Nothing queued, nothing in flight, all DMA landed. */
	bool (*idle)(const struct tw_sim *sim);
	uint64_t (*cycle)(
		const struct tw_sim *sim); /* cycles since reset, skipped ones included */
	uint64_t (*time_ns)(const struct tw_sim *sim); /* the device clock */
	/*
	 * For frames that come as time passes outside: the clock is moved on no further than
	 * time_ns, and as far as that when nothing else is to come.  UINT64_MAX, as at the
	 * start: only for what is queued.
	 */
	void (*until)(struct tw_sim *sim, uint64_t time_ns);

	/*
	 * The oldest frame that left the order port and was not taken yet, without FCS, padded to 60
	 * bytes as on the wire; time_ns, which may be NULL: the device clock at its first byte.
	 * 0, -EAGAIN when there is none, -EMSGSIZE with *length when it has more than size bytes
	 * (it stays).  The port is on a 10G wire: preamble, FCS and gaps take their time.
	 */
	int (*order_take)(struct tw_sim *sim, void *frame, size_t size, size_t *length,
			  uint64_t *time_ns);
	/*
	 * The link of the order port: up from the start.  While it is down, what the device sends is
	 * lost; so are, when it goes down, the frames that send() queued for it.
	 */
	void (*order_link)(struct tw_sim *sim, bool up);
};

const struct tw_sim_ops *tw_sim_get_ops(void);

#ifdef __cplusplus
}
#endif
#endif
