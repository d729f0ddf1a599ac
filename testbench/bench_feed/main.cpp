// SPDX-License-Identifier: BSD-3-Clause
// bench_feed: what the feed survives, in figures. See README.md.
#include "runs.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <unistd.h>

static const char help[] =
	"usage: feed_to_touch [OPTION]...\n"
	"\n"
	"Losses, truncations, mutated frames and loads through the Verilated path from the frame\n"
	"ports to the touch, judged by the C engine.\n"
	"\n"
	"  --quick             some seconds of each\n"
	"  --only NAME         losses, cuts, mutants or loads\n"
	"  --skip NAME         all but that\n"
	"  --messages N        with losses, default 10,000,000\n"
	"  --mutants N         frames, default 10,000,000\n"
	"  --corpus FOLDER     inputs that the fuzzers found, taken as frames, payloads, messages\n"
	"  --seed N            default 1\n"
	"  --fuzzed N          inputs that libFuzzer tried before; printed with the figures\n"
	"  --json FILE         write the figures there\n"
	"  --append            behind those that are there\n"
	"\n"
	"example: feed_to_touch --only mutants --mutants 100000 --corpus build/fuzz/corpus_frames\n";

struct Run {
	const char *name;
	Result (*run)(const Amount &amount);
};
static const Run runs[] = { { "losses", run_losses },
			    { "cuts", run_cuts },
			    { "mutants", run_mutants },
			    { "loads", run_loads } };

void say_progress(const Amount &amount, const char *what, uint64_t done, uint64_t all)
{
	if (amount.progress)
		fprintf(stderr, "\r%s %llu of %llu\033[K", what, (unsigned long long)done,
			(unsigned long long)all);
}

static bool write_json(const char *path, bool append, const std::vector<Figure> &figures)
{
	std::ifstream old(append ? path : "/dev/null");
	std::string text((std::istreambuf_iterator<char>(old)),
			 std::istreambuf_iterator<char>());
	size_t end = text.rfind('}');
	FILE *file = fopen(path, "w");
	const char *comma = end == std::string::npos ? "" : ",";

	if (!file)
		return false;
	fputs(*comma ? text.substr(0, end + 1).c_str() : "[", file);
	for (const Figure &f : figures) {
		fprintf(file,
			"%s\n{\"name\": \"%s\", \"value\": %.10g, \"unit\": \"%s\", ",
			comma, f.name.c_str(), f.value, f.unit.c_str());
		if (!f.goal.empty())
			fprintf(file, "\"goal\": \"%s\", \"met\": %s, ", f.goal.c_str(),
				f.met ? "true" : "false");
		fprintf(file, "\"command\": \"make bench-feed\"}");
		comma = ",";
	}
	fprintf(file, "\n]\n");
	return fclose(file) == 0;
}

int main(int argc, char **argv)
{
	Amount amount;
	std::vector<Figure> figures;
	const char *json = nullptr, *only = nullptr, *skip = nullptr;
	uint64_t fuzzed = 0;
	bool append = false;
	int failed = 0;

	amount.progress = isatty(2);
	for (int i = 1; i < argc; i++) {
		const char *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(option, "--help")) {
			fputs(help, stdout);
			return 0;
		}
		if (!strcmp(option, "--quick")) {
			amount.messages = 80000;
			amount.mutants = 24000;
			amount.orders = 2000;
			continue;
		}
		if (!strcmp(option, "--append")) {
			append = true;
			continue;
		}
		i++;
		if (!strcmp(option, "--only"))
			only = value;
		else if (!strcmp(option, "--skip"))
			skip = value;
		else if (!strcmp(option, "--fuzzed"))
			fuzzed = strtoull(value, nullptr, 0);
		else if (!strcmp(option, "--messages"))
			amount.messages = strtoull(value, nullptr, 0);
		else if (!strcmp(option, "--mutants"))
			amount.mutants = strtoull(value, nullptr, 0);
		else if (!strcmp(option, "--corpus"))
			amount.corpus = value;
		else if (!strcmp(option, "--seed"))
			amount.seed = strtoull(value, nullptr, 0);
		else if (!strcmp(option, "--json"))
			json = value;
		else {
			fprintf(stderr, "bench_feed: what is %s? try --help\n", option);
			return 2;
		}
	}
	for (const Run &run : runs) {
		if ((only && strcmp(only, run.name)) || (skip && !strcmp(skip, run.name)))
			continue;
		Result result = run.run(amount);

		if (amount.progress)
			fprintf(stderr, "\r\033[K");
		for (const Figure &f : result.figures)
			printf("# %-62s %14.10g %s\n", f.name.c_str(), f.value,
			       f.unit.c_str());
		if (result.wrong.empty())
			printf("ok bench-feed-%s seed %llu\n", run.name,
			       (unsigned long long)amount.seed);
		else
			printf("FAIL bench-feed-%s seed %llu: %s\n", run.name,
			       (unsigned long long)amount.seed, result.wrong.c_str());
		fflush(stdout);
		failed |= !result.wrong.empty();
		figures.insert(figures.end(), result.figures.begin(),
			       result.figures.end());
	}
	if (fuzzed)
		figures.push_back(
			{ "inputs of the C decoders under libFuzzer, ASan and UBSan",
			  double(fuzzed), "inputs", ">= 10,000,000",
			  fuzzed >= 10000000 });
	if (json && !write_json(json, append, figures)) {
		perror(json);
		return 2;
	}
	return failed;
}
