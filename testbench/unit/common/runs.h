// SPDX-License-Identifier: BSD-3-Clause
// runs: the main of a bench that does several things to one device, each from reset on.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

template <class Rig> struct RunOf {
	const char *name;
	// What was seen, for the result line; rig.wrong tells whether it was right.
	std::string (*run)(Rig &rig, unsigned seed);
};

// Do @runs, or the one that the command line names; the exit code. @bench names the results, @model the
// program, @does says what it is about in its help.
template <class Rig, size_t COUNT>
int run_all(int argc, char **argv, const char *bench, const char *model, const char *does,
	    const RunOf<Rig> (&runs)[COUNT])
{
	const char *only = nullptr;
	unsigned seed = 1;
	int failed = 0, done = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			printf("usage: %s [+seed=N] [RUN]\n\n%s\n\nexample: %s +seed=7 %s\n",
			       model, does, model, runs[0].name);
			return 0;
		}
		if (!strncmp(argv[i], "+seed=", 6))
			seed = unsigned(strtoul(argv[i] + 6, nullptr, 0));
		else
			only = argv[i];
	}
	for (const RunOf<Rig> &run : runs) {
		if (only && strcmp(only, run.name))
			continue;
		auto rig = std::make_unique<Rig>(seed);
		std::string seen = run.run(*rig, seed);
		bool right = rig->wrong.empty();

		printf("%s %s-%s seed %u: %s\n", right ? "ok" : "FAIL", bench, run.name,
		       seed, right ? seen.c_str() : rig->wrong.c_str());
		fflush(stdout);
		failed |= !right;
		done++;
	}
	if (!done) {
		fprintf(stderr, "%s: no run %s; --help shows one\n", model, only);
		return 2;
	}
	return failed;
}
