/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trade_value: numbers, money and times of a configuration, exactly or not at all.
 */
#ifndef TW_TRADE_VALUE_H
#define TW_TRADE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

/* "320.1" with at most @decimals behind the point, as a multiple of the last; 0 to @max. */
bool value_decimal(const char *text, unsigned int decimals, uint64_t max,
		   uint64_t *value);
/* "500ms": a whole number and ns, us, ms or s. */
bool value_time(const char *text, uint64_t *ns);
/* "yes" or "no", or "true" or "false". */
bool value_bool(const char *text, bool *value);

#endif
