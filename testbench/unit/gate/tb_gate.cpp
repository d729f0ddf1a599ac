// SPDX-License-Identifier: BSD-3-Clause
// tb_gate: decisions, orders, records, rows and exposure of the gate against the C reference, cycle by
// cycle; each limit at its last good value and one past it.
#include "tests.h"

#include <algorithm>

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	uint64_t passed, total = 0;

	bench.quiet = true;
	test_edges(bench);
	test_flags(bench);
	test_rows(bench);
	test_numbers(bench);
	test_falls(bench);
	bench.quiet = false;
	for (unsigned i = 0; i < 12; i++) {
		random_run(bench, 20000);
		// E12: numbers only rise.
		if (!std::is_sorted(bench.tokens.begin(), bench.tokens.end()))
			bench.fail("a number was given twice");
	}
	passed = bench.reasons[TW_REASON_PASS];
	for (unsigned r = 0; r < TW_REASONS; r++) {
		total += bench.reasons[r];
		if (bench.reasons[r] < 15)
			bench.fail("%s was met %llu times only", tw_reason_name(r),
				   (unsigned long long)bench.reasons[r]);
	}
	bench.latency("gate", bench.decides);
	bench.latency("gate:limits", bench.rows[0]);
	bench.latency("gate:number", bench.rows[1]);
	bench.latency("gate:answer", bench.rows[2]);
	return bench.done("%s, %llu orders of %llu intents, %llu rows", TB_NAME,
			  (unsigned long long)passed, (unsigned long long)total,
			  (unsigned long long)bench.results[TW_RESULT_OK]);
}
