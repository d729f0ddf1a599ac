// SPDX-License-Identifier: BSD-3-Clause
// runs: what is done to the device on the wire.
#pragma once

#include "wire.h"

std::string run_b1_fcs(Wire &w, unsigned seed);
std::string run_b2_cut(Wire &w, unsigned seed);
std::string run_b12_gaps(Wire &w, unsigned seed);
std::string run_b13_link(Wire &w, unsigned seed);
std::string run_f1_reset(Wire &w, unsigned seed);
std::string run_c16_flip(Wire &w, unsigned seed);
std::string run_latency(Wire &w, unsigned seed);
