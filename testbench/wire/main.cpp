// SPDX-License-Identifier: BSD-3-Clause
// wire: the whole device on the wire. See README.md.
#include "runs.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

static const Run runs[] = {
	{ "b1_fcs", run_b1_fcs },     { "b2_cut", run_b2_cut },
	{ "b12_gaps", run_b12_gaps }, { "b13_link", run_b13_link },
	{ "f1_reset", run_f1_reset }, { "c16_flip", run_c16_flip },
	{ "latency", run_latency },
};

int main(int argc, char **argv)
{
	const char *only = nullptr;
	unsigned seed = 1;
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			printf("usage: wire_top [+seed=N] [RUN]\n\n"
			       "The device between two XGMII ports and a host's memory.\n\n"
			       "example: wire_top +seed=7 b1_fcs\n");
			return 0;
		}
		if (!strncmp(argv[i], "+seed=", 6))
			seed = unsigned(strtoul(argv[i] + 6, nullptr, 0));
		else
			only = argv[i];
	}
	for (const Run &run : runs) {
		if (only && strcmp(only, run.name))
			continue;
		auto w = std::make_unique<Wire>(seed);
		std::string seen = run.run(*w, seed);

		if (w->wrong.empty())
			printf("ok wire-%s seed %u: %s\n", run.name, seed, seen.c_str());
		else
			printf("FAIL wire-%s seed %u: %s\n", run.name, seed,
			       w->wrong.c_str());
		fflush(stdout);
		failed |= !w->wrong.empty();
	}
	return failed;
}
