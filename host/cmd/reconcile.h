/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reconcile: a ledger against what the exchange itself wrote down of the same orders.
 */
#ifndef TW_RECONCILE_H
#define TW_RECONCILE_H

#include <touchwire/ledger.h>

/*
 * Read the CSV @path that `touchwire exchange` writes, compare: each execution, what is open of each
 * order, the position of each symbol.  Each difference is a line on standard output.
 * Returns how many there are, or -EBADMSG (a line that cannot be read), -ENOMEM or an errno with a
 * sentence in @error.
 */
long reconcile(const struct tw_ledger *ledger, const char *path, struct tw_error *error);

#endif
