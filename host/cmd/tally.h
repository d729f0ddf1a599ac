/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tally: the counters of an engine or of a device, by the names of the register map.
 */
#ifndef TW_TALLY_H
#define TW_TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_MAX 160u

struct tw_counters;

struct tally {
	struct tally_item {
		char name[32]; /* "BOOK.APPLIED", "LOST" */
		const char *what;
		uint64_t value;
	} items[TALLY_MAX];
	size_t count;
};

/* All counters of the C engine. */
void tally_engine(struct tally *tally, const struct tw_counters *counters);
/* All 64-bit counters of a net_touchwire port. 0 or -errno. */
int tally_device(struct tally *tally, uint16_t port);

/* A counter by name, 0 when there is none. */
uint64_t tally_value(const struct tally *tally, const char *name);
/* Sum of a bank, given as "FRAME_A.". */
uint64_t tally_bank(const struct tally *tally, const char *bank);

#endif
