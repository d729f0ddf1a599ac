// SPDX-License-Identifier: BSD-3-Clause
// tb_fifo_small: random words in and out against a deque; the fill is right in every cycle.
#include "Vfifo_small.h"

#include "../common/sim.h"

#include <deque>

namespace
{

constexpr unsigned DEPTH = 8;

class Bench : public sim::Bench<Vfifo_small>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vfifo_small>("fifo_small", seed)
	{
		reset();
	}

	struct Word {
		uint8_t data;
		uint64_t taken;
		bool alone;
	};
	std::deque<Word> waiting;
	sim::Range through;
	uint64_t words = 0, full = 0;

	// A cycle with words offered and taken this often, of 8.
	void step(unsigned offers, unsigned takes)
	{
		dut->s_tvalid = pick(8) < offers;
		dut->s_tdata = uint8_t(rng());
		dut->m_tready = pick(8) < takes;
		dut->flush = pick(32) == 0;
		dut->clk = 0;
		dut->eval();
		if (dut->used != waiting.size())
			fail("%u words are said to wait, not %zu", dut->used,
			     waiting.size());
		if (dut->s_tready != (dut->flush || waiting.size() < DEPTH))
			fail("ready %u with %zu waiting", dut->s_tready, waiting.size());
		if (dut->m_tvalid != !waiting.empty())
			fail("valid %u with %zu waiting", dut->m_tvalid, waiting.size());
		if (dut->m_tvalid && dut->m_tdata != waiting.front().data)
			fail("word %02x, not %02x", dut->m_tdata, waiting.front().data);
		if (dut->m_tvalid && waiting.front().alone) {
			through.add(cycle - waiting.front().taken);
			waiting.front().alone = false;
		}
		full += waiting.size() == DEPTH;
		if (dut->flush)
			waiting.clear();
		if (dut->s_tvalid && dut->s_tready) {
			waiting.push_back({ dut->s_tdata, cycle, waiting.empty() });
			words++;
		}
		if (dut->m_tvalid && dut->m_tready && !dut->flush)
			waiting.pop_front();
		clock();
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned n = 0; n < 400; n++) {
		unsigned offers = unsigned(bench.pick(9)),
			 takes = unsigned(bench.pick(9));

		for (unsigned i = 0; i < 200; i++)
			bench.step(offers, takes);
		if (bench.one_in(8)) {
			bench.reset(1);
			bench.waiting.clear();
		}
	}
	bench.latency("fifo_small", bench.through);
	return bench.done("%llu words, full for %llu cycles",
			  (unsigned long long)bench.words,
			  (unsigned long long)bench.full);
}
