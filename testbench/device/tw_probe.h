/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tw_probe: the Verilated device behind three XGMIIs as a library (libtouchwire_probe.so) that
 * tells of every message in which cycle it passed which stage.  One thread; nothing moves but
 * inside these calls; the same calls give the same cycles.  Load with dlopen() and ask
 * tw_probe_get_ops().
 *
 * Cycles are those of the device's own counter, at 156.25 MHz.  The PHY is not in them.
 */
#ifndef TW_PROBE_H
#define TW_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TW_PROBE_ABI 1u
#define TW_PROBE_FRAME_MAX 9014u /* bytes, without FCS: the MAC's longest */

/* In the order in which a message meets them. */
enum tw_stage {
	TW_STAGE_MAC,	   /* its last byte at the frame port */
	TW_STAGE_FILTER,   /* ... in the datagram that the filter hands on */
	TW_STAGE_DECODE,   /* its decoded record at the head of its line */
	TW_STAGE_SEQUENCE, /* taken: it is the next message, the book has it */
	TW_STAGE_ORDERS,   /* the order it is about, out of the order table */
	TW_STAGE_LEVELS,   /* the best level behind it */
	TW_STAGE_TOUCH,	   /* the touch it changed */
	TW_STAGE_DMA,	   /* that touch's record on the bus to host memory */
	TW_STAGE_ORDER,	   /* the start character of the order it triggered */
	TW_STAGES
};

struct tw_probe;

struct tw_probe_message {
	uint64_t seq, exchange_ns;
	uint64_t first_cycle,
		last_cycle; /* beats of its first and last byte at the XGMII */
	uint64_t out
		[TW_STAGES]; /* when that stage's result stood; 0: it did not get there */
	uint64_t time_ns;    /* the device clock when its frame began at the XGMII */
	uint16_t locate;
	char type;
	uint8_t port; /* of the copy that was taken */
};

struct tw_probe_config {
	uint64_t seed; /* of what is not reset */
	/* Each message that was taken, in order, when nothing more can become of it. */
	void (*on_message)(void *ctx, const struct tw_probe_message *message);
	void *ctx;
};

struct tw_probe_ops {
	uint32_t abi; /* TW_PROBE_ABI */
	uint32_t reserved;

	/* A device after reset, its tables swept; NULL with errno ENOMEM or EIO. */
	struct tw_probe *(*create)(const struct tw_probe_config *config);
	void (*destroy)(struct tw_probe *probe);

	/* As tw_sim.h has them. */
	uint32_t (*read32)(struct tw_probe *probe, uint32_t address);
	void (*write32)(struct tw_probe *probe, uint32_t address, uint32_t value);
	int (*grant)(struct tw_probe *probe, uint64_t iova, void *memory, size_t size);
	uint64_t (*violations)(const struct tw_probe *probe);

	/*
	 * Queue a frame (copied, without FCS) for port 0 (A) or 1 (B).  Its start character comes
	 * when the device clock reaches time_ns, or as soon as a 10G wire allows when that is
	 * past.  Times of one port must not decrease.  0, -EAGAIN while 64 frames wait, -EINVAL.
	 */
	int (*send)(struct tw_probe *probe, unsigned port, const void *frame,
		    size_t length, uint64_t time_ns);
	/* Run up to @cycles cycles; idle time is skipped.  Returns the cycles evaluated. */
	uint64_t (*run)(struct tw_probe *probe, uint64_t cycles);
	/* Frames before time_ns are queued: run() stops there. UINT64_MAX, as at the start: all are. */
	void (*until)(struct tw_probe *probe, uint64_t time_ns);
	bool (*idle)(const struct tw_probe *probe);
	/* Hand over all messages, finished or not: at the end, when idle. */
	void (*flush)(struct tw_probe *probe);
	uint64_t (*cycle)(const struct tw_probe *probe);
	uint64_t (*time_ns)(const struct tw_probe *probe);
	/* Messages of which it is not known where they were on the wire: not handed over. */
	uint64_t (*unmatched)(const struct tw_probe *probe);
	/* Frames that left the order port. */
	uint64_t (*orders)(const struct tw_probe *probe);
};

const struct tw_probe_ops *tw_probe_get_ops(void);

#ifdef __cplusplus
}
#endif
#endif
