/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * summary: the figures that end a replay, a verification or a live run.
 */
#ifndef TW_SUMMARY_H
#define TW_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <touchwire/counters.h>

struct ticker;

struct summary {
	const struct tw_counters *counters;
	const struct ticker *ticker;
	bool simulated;	    /* the figures of speed are those of the simulated device */
	double seconds;	    /* that the replay took */
	uint64_t cycles;    /* of the device; 0: no device */
	uint64_t delivered; /* frames that reached the host; device only */
	uint64_t dropped;   /* touch records that host memory did not take; device only */
	uint64_t
		undelivered; /* accepted frames that did not reach the host; device only */
	bool stale, ended;
};

void summary_print(FILE *out, const struct summary *summary);

#endif
