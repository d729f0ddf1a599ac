/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * report: a bench as one page of HTML that needs nothing else: no network, no script.
 */
#ifndef TW_REPORT_H
#define TW_REPORT_H

#include "bench.h"

/*
 * Write @folder/index.html, creating @folder when it is not there. 0, or -errno with the path
 * in @error.
 */
int report_write(const char *folder, const struct bench *bench, struct tw_error *error);

#endif
