/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * svg: the pictures of a bench, inline SVG for a page of HTML.
 *
 * Colours and type come from the page's style sheet by class: t0..t3 are the tiers, `ink`, `grid`, `soft` the rest, so
 * that one picture serves light and dark. Each bears a title and a description for those who do not see it, and no
 * figure is told by colour alone. All are 440 units wide, so that text stays readable on a phone.
 */
#ifndef TW_SVG_H
#define TW_SVG_H

#include <stdio.h>

#include "bench.h"

/* Latency of each tier of @pace from least to most, on one logarithmic axis. */
void svg_tiers(FILE *out, const struct bench_pace *pace);
/* Latency by percentile, a curve a tier, each as far as its samples support it. */
void svg_percentiles(FILE *out, const struct bench_pace *pace);
/* Latency of a tier over time, with the rate of messages below and bursts marked. */
void svg_series(FILE *out, const struct bench_tier *tier);
/* The device's stages one after the other, in cycles: medians, with least and most. */
void svg_stages(FILE *out, const struct bench_pace *pace);

/* @ns with three digits and its unit, "57.6 ns"; returns @text. */
const char *svg_time_text(double ns, char *text, size_t size);

#endif
