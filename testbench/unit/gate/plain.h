// SPDX-License-Identifier: BSD-3-Clause
// plain: limits, an intent that meets them, and a gate that holds them and nothing else.
#pragma once

#include "bench.h"

struct tw_row_limits plain_limits();
struct tw_row_totals plain_totals();
struct tw_intent plain_intent(const Bench &bench);
// An armed gate whose limits the plain intent meets, and nothing open; the intent is the bench's.
void plain(Bench &b, const struct tw_row_limits &limits = plain_limits(),
	   const struct tw_row_totals &totals = plain_totals());
// An answer of the exchange; the row's result.
int answer(Bench &b, unsigned kind, uint32_t token, uint32_t quantity,
	   uint32_t old_token = 0);
// Born now; the reason has to be @wanted.
void sends(Bench &b, enum tw_reason wanted, const char *what);
