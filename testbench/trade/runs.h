// SPDX-License-Identifier: BSD-3-Clause
// runs: what the device on the trading floor must stand.
#pragma once

#include "floor.h"

std::string run_orders(Floor &f, unsigned seed);
std::string run_host(Floor &f, unsigned seed);
std::string run_arming(Floor &f, unsigned seed);
std::string run_market(Floor &f, unsigned seed);
std::string run_b1_fcs(Floor &f, unsigned seed);
std::string run_e1_kill(Floor &f, unsigned seed);
std::string run_e7_knight(Floor &f, unsigned seed);
std::string run_e8_stale(Floor &f, unsigned seed);
std::string run_f1_reset(Floor &f, unsigned seed);

// A buy of 100 at the ask when that falls to 1005000 + 1000 * @symbol, again after it was above.
struct tw_row_rule take_rule(unsigned symbol);
// The order that makes it so, and its end.
Bytes take_add(unsigned symbol, uint64_t reference);
Bytes take_end(unsigned symbol, uint64_t reference);
// Tell the gate that all orders since record @from are gone.
void reject_all(Floor &f, size_t from);
std::string text(const char *format, ...) __attribute__((format(printf, 1, 2)));
