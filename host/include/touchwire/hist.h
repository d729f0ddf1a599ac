/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hist: log-linear histogram (HDR) of unsigned values, for latencies.
 *
 * Values to 2^63-1 with 3 significant digits (2048 sub-buckets); below 2048 exact.  Recording
 * is a shift and an increment.  Minimum, maximum, count, sum are exact.
 */
#ifndef TOUCHWIRE_HIST_H
#define TOUCHWIRE_HIST_H

#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tw_hist;

/* NULL with errno ENOMEM. */
struct tw_hist *tw_hist_create(void);
void tw_hist_destroy(struct tw_hist *hist);
void tw_hist_reset(struct tw_hist *hist);
void tw_hist_record(struct tw_hist *hist, uint64_t value);
/* Add all of @more to @hist. */
void tw_hist_add(struct tw_hist *hist, const struct tw_hist *more);

uint64_t tw_hist_count(const struct tw_hist *hist);
uint64_t tw_hist_min(const struct tw_hist *hist); /* 0 when empty */
uint64_t tw_hist_max(const struct tw_hist *hist);
double tw_hist_mean(const struct tw_hist *hist);
double tw_hist_deviation(const struct tw_hist *hist);
/*
 * Smallest value that at least @percent (0..100) of the samples do not exceed; exact below
 * 2048, else the top of its bucket, never above the maximum.
 */
uint64_t tw_hist_percentile(const struct tw_hist *hist, double percent);
/* True when @percent is resolved by the count: at least one sample lies above it. */
int tw_hist_supports(const struct tw_hist *hist, double percent);

/*
 * Percentile distribution in the .hgrm format, values multiplied by @scale; percentiles only
 * as far as the count supports, then the maximum.  0 or -errno of the stream.
 */
int tw_hist_print(const struct tw_hist *hist, FILE *out, double scale);

#ifdef __cplusplus
}
#endif
#endif
