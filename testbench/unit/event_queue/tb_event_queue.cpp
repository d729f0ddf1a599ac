// SPDX-License-Identifier: BSD-3-Clause
// tb_event_queue: events in and out against a deque; straight through when nothing waits.
#include "Vevent_queue.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>

namespace
{

constexpr unsigned DEPTH = 16;

class Bench : public sim::Bench<Vevent_queue>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vevent_queue>("event_queue", seed)
	{
		dut->s_event_tvalid = 0;
		dut->m_event_tready = 0;
		reset();
	}

	struct Event {
		uint64_t seq, price, taken;
	};
	std::deque<Event> waiting;
	sim::Range direct;
	uint64_t events = 0, full = 0, seq = 0;
	unsigned most = 0;
	bool offering = false;
	Event next = {};

	void step(unsigned offers, unsigned takes)
	{
		if (!offering && pick(8) < offers) {
			offering = true;
			next = { seq++, rng() >> 32, 0 };
			book::put(dut->s_event_tdata, 144, 64, next.seq);
			book::put(dut->s_event_tdata, 240, 32, next.price);
		}
		dut->s_event_tvalid = offering;
		dut->m_event_tready = pick(8) < takes;
		dut->clk = 0;
		dut->eval();
		bool in = offering && dut->s_event_tready;
		bool empty = waiting.empty();

		// DEPTH in memory, one in the register.
		if (dut->s_event_tready ? waiting.size() > DEPTH : waiting.size() < DEPTH)
			fail("ready %u with %zu waiting", dut->s_event_tready,
			     waiting.size());
		if (in) {
			next.taken = cycle;
			waiting.push_back(next);
			offering = false;
			events++;
		}
		full += offering;
		if (dut->m_event_tvalid)
			check(empty);
		else if (!waiting.empty() && waiting.front().taken + 2 <= cycle)
			fail("the oldest event is not there");
		else if (in && empty)
			fail("an event did not pass straight through");
		if (dut->m_event_tvalid && dut->m_event_tready)
			waiting.pop_front();
		clock();
		// The register is not counted.
		if (dut->used_max > waiting.size() && dut->used_max > most)
			fail("high-water mark %u", dut->used_max);
		most = waiting.size() > most ? unsigned(waiting.size()) : most;
		if (dut->used_max + 2 < most)
			fail("high-water mark %u, %u waited", dut->used_max, most);
	}

	void start_again()
	{
		dut->s_event_tvalid = 0;
		reset(1);
		waiting.clear();
		most = 0;
		offering = false;
		if (dut->used_max)
			fail("high-water mark %u after reset", dut->used_max);
	}

private:
	void check(bool empty)
	{
		if (waiting.empty())
			fail("an event out of nothing");
		const Event &want = waiting.front();
		uint64_t have = book::get(dut->m_event_tdata, 144, 64);

		if (have != want.seq ||
		    book::get(dut->m_event_tdata, 240, 32) != want.price)
			fail("event %llu, not %llu", (unsigned long long)have,
			     (unsigned long long)want.seq);
		if (empty && dut->m_event_tready)
			direct.add(cycle - want.taken);
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
		if (bench.one_in(8))
			bench.start_again();
	}
	bench.latency("event_queue", bench.direct);
	return bench.done("%llu events, source held for %llu cycles",
			  (unsigned long long)bench.events,
			  (unsigned long long)bench.full);
}
