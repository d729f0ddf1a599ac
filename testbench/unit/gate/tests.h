// SPDX-License-Identifier: BSD-3-Clause
// tests: what the gate is put through; the rows of the list of faults by their codes.
#pragma once

#include "bench.h"

// E5, E6, E7, G3: what is exactly at the limit goes, one more does not.
void test_edges(Bench &b);
// E8: the flag rides with the touch that triggered; there is no cycle in which it is late.
void test_flags(Bench &b);
// E1 at the gate: each condition falls away in each cycle of an order's life; none goes from then on.
void test_falls(Bench &b);
// E4: loosening while armed is refused field by field, tightening is in force for the next intent.
void test_rows(Bench &b);
// E12: a number that was used, or may have been, is not taken again.
void test_numbers(Bench &b);
// Intents, rows and states at random.
void random_run(Bench &b, unsigned cycles);
