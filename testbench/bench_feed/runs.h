// SPDX-License-Identifier: BSD-3-Clause
// runs: what the bench does to the feed. Each adds its figures, and says what was wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct Figure {
	std::string name;
	double value;
	std::string unit, goal;
	bool met;
};

struct Result {
	std::vector<Figure> figures;
	std::string wrong; // empty: all as it should be
};

struct Amount {
	uint64_t messages = 10000000; // with losses, all shares together
	uint64_t mutants = 10000000;
	unsigned orders = 60000; // most of a book that is loaded
	uint64_t seed = 1;
	std::string corpus; // a folder of inputs of the fuzzers; "": none
	bool progress = false;
};

// Both ports at line rate, worst packing, losses of their own: losses.cpp
Result run_losses(const Amount &amount);
// Every truncation of every type at every alignment: cuts.cpp
Result run_cuts(const Amount &amount);
// Frames damaged in all ways: mutants.cpp
Result run_mutants(const Amount &amount);
// A book loaded by the host: loads.cpp
Result run_loads(const Amount &amount);

void say_progress(const Amount &amount, const char *what, uint64_t done, uint64_t all);
