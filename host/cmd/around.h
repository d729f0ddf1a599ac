/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * around: waves of the device's cycles around one message of a capture.
 *
 * In which cycle a message comes is not known before. So the capture is replayed twice, which
 * the same calls make the same cycle for cycle: once without waves, to see when its frame
 * comes, and once with the waves of the cycles around it.
 */
#ifndef TW_AROUND_H
#define TW_AROUND_H

#include <stdint.h>

#include "input.h"
#include "options.h"

#define AROUND_CYCLES 200u

struct around {
	const char *wave;  /* FST file to write */
	const char *model; /* library of the device; NULL: the one that writes waves */
	uint64_t seq;	   /* MoldUDP64 sequence number of the message */
	uint64_t cycles;   /* to dump, half of them before the message's last byte */
};

/* Write the waves and say where in them the message is. Returns an exit code. */
int around_replay(const struct around *around, const struct input *input,
		  struct selection *selection, const struct times *times);

#endif
