// SPDX-License-Identifier: BSD-3-Clause
// tb_trade_log: records of all sources, each numbered: each comes out once and in its source's order, or is
// counted as lost; what is lost is told.
#include "Vtrade_log.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>

namespace
{

constexpr unsigned DEPTH = 16;
enum { KILL, SENT, GATE, TABLE, SOURCES };
constexpr unsigned TYPE_DECISION = 1, TYPE_LEND = 8, TYPE_LOST = 9, BUSY = 23;

class Bench : public sim::Bench<Vtrade_log>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtrade_log>("trade_log", seed)
	{
		dut->time_ns = 0;
		dut->m_tready = dut->ring_room = 1;
		quiet();
		reset();
	}

	std::deque<uint32_t> waiting[SOURCES], returns;
	uint64_t given = 0, taken = 0, lost = 0, told = 0, overruns = 0,
		 overruns_told = 0;
	sim::Range through;
	uint64_t unready = 0;

	void quiet()
	{
		dut->s_kill_valid = dut->s_sent_valid = dut->s_gate_valid = 0;
		dut->s_table_valid = dut->returned = dut->overrun_valid = 0;
	}

	template <typename W> void offer(unsigned source, CData &valid, W &record)
	{
		valid = 1;
		for (unsigned i = 0; i < 14; i++)
			record[i] = uint32_t(rng());
		book::put(record, 400, 8, 20 + source);
		book::put(record, 192, 32, next);
		waiting[source].push_back(next++);
		given++;
	}

	void step(unsigned offers, unsigned takes)
	{
		quiet();
		// Gate, sender and tables at most every fourth cycle, the switch every second.
		if (cycle % 4 == 0 && pick(8) < offers)
			offer(GATE, dut->s_gate_valid, dut->s_gate);
		if (cycle % 4 == 1 && pick(8) < offers)
			offer(SENT, dut->s_sent_valid, dut->s_sent);
		if (cycle % 4 == 0 && pick(8) < offers)
			offer(TABLE, dut->s_table_valid, dut->s_table);
		if (cycle % 8 == 0 && pick(8) < offers)
			offer(KILL, dut->s_kill_valid, dut->s_kill);
		if (one_in(200)) {
			dut->returned = 1;
			dut->tcp_seq = next;
			returns.push_back(next++);
			given++;
		}
		if (one_in(100)) {
			dut->overrun_valid = 1;
			dut->overrun_amount = uint8_t(1 + pick(4));
			overruns += dut->overrun_amount;
		}
		dut->m_tready = pick(8) < takes;
		dut->ring_room = !one_in(20);
		dut->eval();
		if (dut->m_tvalid && dut->m_tready)
			judge();
		unready += !dut->ready;
		clock();
		if (dut->stat_lost_valid)
			lost += dut->stat_lost_amount;
	}

	void judge()
	{
		unsigned what = unsigned(book::get(dut->m_tdata, 400, 8));
		uint32_t number = uint32_t(book::get(dut->m_tdata, 192, 32));

		taken++;
		if (what == TYPE_LOST) {
			uint32_t amount = uint32_t(book::get(dut->m_tdata, 288, 32));

			if (!amount)
				fail("nothing is lost");
			told += amount;
		} else if (what == TYPE_DECISION) {
			if (book::get(dut->m_tdata, 408, 8) != BUSY)
				fail("an overrun of another reason");
			overruns_told += book::get(dut->m_tdata, 288, 32);
		} else if (what == TYPE_LEND) {
			find(returns, uint32_t(book::get(dut->m_tdata, 320, 32)));
		} else if (what >= 20 && what < 20 + SOURCES) {
			find(waiting[what - 20], number);
		} else {
			fail("a record of type %u", what);
		}
	}

	// Older ones of the same source are lost.
	void find(std::deque<uint32_t> &from, uint32_t number)
	{
		while (!from.empty() && from.front() != number) {
			missing++;
			from.pop_front();
		}
		if (from.empty())
			fail("record %u comes twice, or out of order", number);
		from.pop_front();
	}

	void drain()
	{
		for (unsigned i = 0; i < 200; i++)
			step(0, 8);
		quiet();
		dut->m_tready = 1;
		for (unsigned i = 0; i < 60; i++) {
			dut->eval();
			if (dut->m_tvalid)
				judge();
			clock();
			if (dut->stat_lost_valid)
				lost += dut->stat_lost_amount;
		}
		for (auto &left : waiting) {
			missing += left.size();
			left.clear();
		}
		missing += returns.size();
		returns.clear();
	}

	// L2: every record is out, or counted and told.
	void sums(bool lossless)
	{
		// An overrun's record may be lost, too; then its number is missing as one record.
		if (told != lost || missing > lost || (lossless && lost) ||
		    overruns_told > overruns)
			fail("lost %llu, told %llu, missing %llu",
			     (unsigned long long)lost, (unsigned long long)told,
			     (unsigned long long)missing);
		if (lossless && overruns_told != overruns)
			fail("%llu overruns, told %llu", (unsigned long long)overruns,
			     (unsigned long long)overruns_told);
		missing = lost = told = overruns = overruns_told = 0;
	}

	void measure()
	{
		for (unsigned i = 0; i < 20; i++) {
			quiet();
			offer(GATE, dut->s_gate_valid, dut->s_gate);
			dut->m_tready = 1;
			uint64_t since = cycle;
			clock();
			quiet();
			while (!dut->m_tvalid)
				clock();
			through.add(cycle - since);
			judge();
			for (unsigned k = 0; k < 3 + pick(8); k++)
				clock();
		}
	}

private:
	uint32_t next = 1;
	uint64_t missing = 0;
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	uint64_t lost = 0;

	bench.measure();
	for (unsigned n = 0; n < 300; n++) {
		bool lossless = n % 2 == 0;
		unsigned offers = unsigned(bench.pick(9));

		for (unsigned i = 0; i < 300; i++)
			bench.step(offers, lossless ? 8 : unsigned(bench.pick(5)));
		bench.drain();
		lost += bench.lost;
		bench.sums(lossless);
	}
	if (!lost || !bench.unready)
		bench.fail("nothing was ever lost");
	bench.latency("trade_log", bench.through);
	return bench.done("%llu records, %llu lost and told",
			  (unsigned long long)bench.given, (unsigned long long)lost);
}
