// SPDX-License-Identifier: BSD-3-Clause
// sim: what the benches of one clock share: clock and reset, seed, result line, latency file.
//
//	class Bench : public sim::Bench<Vblock> { ... };
//	int main(int argc, char **argv)
//	{
//		Bench bench(sim::seed_of(argc, argv));
//		...
//		return bench.done("%u in, %u dropped", in, dropped);
//	}
//
// A bench takes its seed as `+seed=N` or as the first argument that is a number. What the block
// does not reset starts at random.
#pragma once

#include "verilated.h"

#include <cctype>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <sys/stat.h>

namespace sim
{

inline unsigned seed_of(int argc, char **argv, unsigned otherwise = 1)
{
	Verilated::commandArgs(argc, argv);
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "+seed=", 6) == 0)
			return unsigned(strtoul(argv[i] + 6, nullptr, 0));
		if (isdigit(static_cast<unsigned char>(argv[i][0])))
			return unsigned(strtoul(argv[i], nullptr, 0));
	}
	return otherwise;
}

// Least and most of what was measured.
struct Range {
	uint64_t least = UINT64_MAX, most = 0;

	void add(uint64_t n)
	{
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
};

template <class Model> class Bench
{
public:
	Bench(const char *name, unsigned seed) : rng(seed), name(name), seed(seed)
	{
		context.randReset(2);
		context.randSeed(int(seed) + 1);
		dut = std::make_unique<Model>(&context, name);
	}

	std::mt19937_64 rng;
	uint64_t cycle = 0; // clock edges so far

	// A number below n.
	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	bool one_in(uint64_t n)
	{
		return pick(n) == 0;
	}

	// One clock edge with the inputs as they stand. Registered outputs are new afterwards.
	void clock()
	{
		dut->clk = 0;
		dut->eval();
		dut->clk = 1;
		dut->eval();
		cycle++;
	}

	void reset(unsigned cycles = 3)
	{
		dut->rst = 1;
		for (; cycles; cycles--)
			clock();
		dut->rst = 0;
	}

	[[noreturn]] void fail(const char *format, ...)
		__attribute__((format(printf, 2, 3)))
	{
		va_list list;

		printf("FAIL %s seed %u cycle %llu: ", name, seed,
		       (unsigned long long)cycle);
		va_start(list, format);
		vprintf(format, list);
		va_end(list);
		printf("\n");
		exit(1);
	}

	// A line of build/test/latency/NAME.txt; tools/check-latency compares it with the header.
	void latency(const std::string &what, const Range &range)
	{
		latencies += what + " " + std::to_string(range.least) + " " +
			     std::to_string(range.most) + "\n";
	}

	// The closing line, and main's result.
	int done(const char *format, ...) __attribute__((format(printf, 2, 3)))
	{
		va_list list;

		dut->final();
		write_latencies();
		printf("ok %s seed %u: ", name, seed);
		va_start(list, format);
		vprintf(format, list);
		va_end(list);
		printf("\n");
		return 0;
	}

protected:
	VerilatedContext context;
	std::unique_ptr<Model> dut;
	const char *name;
	unsigned seed;

private:
	std::string latencies;

	void write_latencies()
	{
		std::string path = "build";

		if (latencies.empty())
			return;
		for (const char *folder : { "", "/test", "/latency" }) {
			path += folder;
			mkdir(path.c_str(), 0777);
		}
		path += std::string("/") + name + ".txt";
		FILE *file = fopen(path.c_str(), "w");
		if (!file)
			fail("cannot write %s", path.c_str());
		fputs(latencies.c_str(), file);
		fclose(file);
	}
};

} // namespace sim
