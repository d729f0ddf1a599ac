// SPDX-License-Identifier: BSD-3-Clause
// tb_clock_gate: every edge that is asked for comes, no other, and none is cut short.
#include "Vclock_gate.h"

#include "../common/sim.h"

namespace
{

class Bench : public sim::Bench<Vclock_gate>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vclock_gate>("clock_gate", seed)
	{
	}

	uint64_t edges = 0;

	void step(unsigned enables)
	{
		// Values that pass while clk is low do not count, only the last one.
		dut->clk = 0;
		for (unsigned i = 0; i < 3; i++) {
			dut->enable = pick(8) < enables;
			level(false);
		}
		bool wanted = dut->enable;

		dut->clk = 1;
		level(wanted);
		dut->enable = one_in(2);
		level(wanted);
		edges += wanted;
		cycle++;
	}

private:
	void level(bool want)
	{
		dut->eval();
		if (dut->gclk != want)
			fail("gclk is %u, not %u", dut->gclk, want);
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned n = 0; n < 100; n++) {
		unsigned enables = unsigned(bench.pick(9));

		for (unsigned i = 0; i < 1000; i++)
			bench.step(enables);
	}
	return bench.done("%llu edges of %llu", (unsigned long long)bench.edges,
			  (unsigned long long)bench.cycle);
}
