/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * compare: two streams of touch records, of the device and of the reference, record by record.
 *
 * Equal means: feed_seq, exchange_ns, symbol, locate, prices, sizes, flags. A symbol that the
 * device flags inexact while the reference holds it for exact is exempt from that record on,
 * provided that the device has counted a full table; its records in both streams are skipped.
 */
#ifndef TW_COMPARE_H
#define TW_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/touch.h>

struct compare_queue {
	struct tw_touch *records;
	size_t first, count, room; /* room is a power of two */
};

struct compare {
	struct compare_queue device, reference;
	uint8_t *exempt;   /* per symbol */
	uint8_t *inexact;  /* per symbol: the reference's last record had the flag */
	uint64_t equal;	   /* records */
	uint64_t skipped;  /* of the device, of exempt symbols */
	uint32_t exempted; /* symbols */
	bool differs;	   /* and these are the first that do: */
	bool missing_device, missing_reference; /* one of them has no further record */
	struct tw_touch device_record, reference_record;
	/* Has the device counted a full table? Asked only when a symbol would be exempted. */
	bool (*full)(void *ctx);
	void *ctx;
};

void compare_open(struct compare *compare);
void compare_close(struct compare *compare);
void compare_device(struct compare *compare, const struct tw_touch *touch);
void compare_reference(struct compare *compare, const struct tw_touch *touch);
/* Compare what both have; false once they differ. */
bool compare_step(struct compare *compare);
/* After the last record: what is left over on either side differs. */
bool compare_finish(struct compare *compare);

#endif
