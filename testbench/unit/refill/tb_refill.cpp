// SPDX-License-Identifier: BSD-3-Clause
// tb_refill: refills of many sides at once, while levels come and go, against a map a side.
//
// The bench is the touch rows: it starts refills, wakes and drops them. A level that is better
// than all that changed behind the refill since its start must be the next one, with its size;
// the rest a row would reject. Every chunk comes soon, none unasked, and an idle refill stays so.
// The figures are measured with a change every 2.625 cycles.
#include "bench.h"

#include <algorithm>

namespace
{

constexpr Shape SHAPES[] = {
	{ "penny", 1000000, 1, 100, 0, 0 },
	{ "dollar", 1000000, 1, 10000, 0, 0 },
	{ "dense", 0x3fffff00, 1, 1, 0, 0 },
	{ "random", 0, 1, 1, 0, 0 },
};

// A shape with so many levels a side.
Shape with(unsigned shape, unsigned levels, unsigned first)
{
	Shape s = SHAPES[shape];

	s.levels = levels;
	s.first = first;
	s.span = shape == 3 ? RANK_MAX : 3 * first;
	return s;
}

// Cycles a level, for all sides in turn and for one that is hot.
void measure(Bench &bench)
{
	for (unsigned shape = 0; shape < 4; shape++) {
		bench.fill(with(shape, 100, 1000));
		bench.rest();
		sim::Range alone = bench.alone(200);
		double all = bench.rate(false, 40000), hot = bench.rate(true, 40000);

		printf("   %-6s  %.2f cycles a level, %.2f of a hot side; "
		       "start to chunk %llu..%llu cycles\n",
		       SHAPES[shape].name, all, hot, (unsigned long long)alone.least,
		       (unsigned long long)alone.most);
		if (all > 2.6)
			bench.fail("%s: %.2f cycles a level", SHAPES[shape].name, all);
		if (hot > 4)
			bench.fail("%s: %.2f cycles a level of a hot side",
				   SHAPES[shape].name, hot);
	}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned most = TB_ORDERS / 2 / SIDES;

	if (TB_ORDERS > 100)
		for (unsigned shape = 0; shape < 4; shape++)
			for (unsigned levels : { 2u, 12u, std::min(most, 400u) })
				bench.play(with(shape, levels, levels), 6000);
	else
		for (unsigned shape = 0; shape < 12; shape++)
			bench.play(with(shape % 4, 3 * most, 3 * most), 6000);
	uint64_t mean = bench.waited / bench.chunks, longest = bench.longest;
	if (REFILLS >= 16) {
		measure(bench);
		bench.latency("refill:chunk", bench.to_chunk);
	}
	return bench.done(
		"%s: %llu changes, %llu starts, %llu chunks, %llu levels right, "
		"%llu ends, %llu sides waited, %llu lost, chunk after %llu cycles, "
		"%llu at most",
		TB_NAME, (unsigned long long)bench.changes,
		(unsigned long long)bench.starts, (unsigned long long)bench.chunks,
		(unsigned long long)bench.checked, (unsigned long long)bench.ends,
		(unsigned long long)bench.asked, (unsigned long long)bench.lost,
		(unsigned long long)mean, (unsigned long long)longest);
}
