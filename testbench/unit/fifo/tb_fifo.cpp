// SPDX-License-Identifier: BSD-3-Clause
// tb_fifo: random words in and out against a deque; none is lost, none refused with room.
#include "Vfifo.h"

#include "../common/sim.h"

#include <deque>

namespace
{

constexpr unsigned DEPTH = 16;

class Bench : public sim::Bench<Vfifo>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vfifo>("fifo", seed)
	{
		reset();
	}

	struct Word {
		uint16_t data;
		uint64_t taken;
		bool alone;
	};
	std::deque<Word> waiting;
	sim::Range through;
	uint64_t words = 0, full = 0;
	bool held = false; // the word stood there, not taken, in the cycle before

	void step(unsigned offers, unsigned takes)
	{
		dut->s_tvalid = pick(8) < offers;
		dut->s_tdata = uint16_t(rng());
		dut->m_tready = pick(8) < takes;
		dut->clk = 0;
		dut->eval();
		if (dut->empty != waiting.empty())
			fail("empty %u with %zu waiting", dut->empty, waiting.size());
		// The register is one word more; a word may be on its way into it.
		if (dut->s_tready ? waiting.size() > DEPTH : waiting.size() < DEPTH)
			fail("ready %u with %zu waiting", dut->s_tready, waiting.size());
		if (held && !dut->m_tvalid)
			fail("the word was taken back");
		if (dut->m_tvalid && waiting.empty())
			fail("a word out of nothing");
		if (dut->m_tvalid && dut->m_tdata != waiting.front().data)
			fail("word %04x, not %04x", dut->m_tdata, waiting.front().data);
		if (!dut->m_tvalid && !waiting.empty() &&
		    waiting.front().taken + 2 <= cycle)
			fail("the oldest word is not there");
		if (dut->m_tvalid && waiting.front().alone) {
			through.add(cycle - waiting.front().taken);
			waiting.front().alone = false;
		}
		full += !dut->s_tready;
		held = dut->m_tvalid && !dut->m_tready;
		bool empty = waiting.empty();
		if (dut->m_tvalid && dut->m_tready)
			waiting.pop_front();
		if (dut->s_tvalid && dut->s_tready) {
			waiting.push_back({ dut->s_tdata, cycle, empty });
			words++;
		}
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
			bench.held = false;
		}
	}
	bench.latency("fifo", bench.through);
	return bench.done("%llu words, full for %llu cycles",
			  (unsigned long long)bench.words,
			  (unsigned long long)bench.full);
}
