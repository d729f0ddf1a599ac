/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * summary: the figures that end a replay, a verification or a live run.
 */
#ifndef TW_SUMMARY_H
#define TW_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tally.h"

struct ticker;

struct summary {
	struct tally tally;
	const struct ticker *ticker;
	bool simulated;	 /* the figures of speed are those of the simulated device */
	double seconds;	 /* that the replay took */
	uint64_t cycles; /* of the device; 0: no device */
	bool stale, ended;
};

void summary_print(FILE *out, const struct summary *summary);

#endif
