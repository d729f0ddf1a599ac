// SPDX-License-Identifier: BSD-3-Clause
// tb_tx_mux: frames of both sources come out whole, in their order, the device's first, and none
// starts without a link.
//
// Arguments: seed, cycles (default 300000). Sources withdraw frames that have not started, as they may.
#include "Vtx_mux.h"
#include "order.h"
#include "sim.h"

#include <deque>

namespace
{

using namespace order;

struct Source {
	Bytes frame; // under way or offered
	size_t beat = 0;
	bool offered = false;
};

class Bench : public sim::Bench<Vtx_mux>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtx_mux>("tx_mux", seed)
	{
		dut->link = 1;
		dut->d_tvalid = dut->h_tvalid = 0;
		dut->m_tready = 0;
		reset();
	}

	uint64_t frames[2] = {}, held = 0;
	sim::Range through;

	void step()
	{
		offer(device, one_in(8));
		offer(host, one_in(3));
		if (one_in(100))
			dut->link = !dut->link;
		dut->m_tready = !one_in(3);
		Beat d = show(device, dut->d_tvalid);
		Beat h = show(host, dut->h_tvalid);
		dut->d_tdata = d.data;
		dut->d_tkeep = d.keep;
		dut->d_tlast = d.last;
		dut->h_tdata = h.data;
		dut->h_tkeep = h.keep;
		dut->h_tlast = h.last;
		dut->clk = 0;
		dut->eval();
		judge(d, h);
		dut->clk = 1;
		dut->eval();
		cycle++;
	}

private:
	Source device, host;
	Source *under_way = nullptr;

	void offer(Source &source, bool now)
	{
		if (&source == under_way)
			return;
		if (source.offered) {
			source.offered = !one_in(10);
			return;
		}
		if (!now)
			return;
		source.frame = Bytes(1 + pick(60));
		for (uint8_t &byte : source.frame)
			byte = uint8_t(rng());
		source.offered = true;
		source.beat = 0;
	}

	Beat show(const Source &source, uint8_t &valid)
	{
		Beat none;

		valid = source.offered;
		none.data = rng();
		none.keep = uint8_t(rng());
		none.last = one_in(2);
		return source.offered ? beat_of(source.frame, source.beat) : none;
	}

	void judge(const Beat &d, const Beat &h)
	{
		Source *whose = under_way ? under_way : device.offered ? &device : &host;
		bool valid = under_way || (dut->link && whose->offered);
		const Beat &beat = whose == &device ? d : h;

		if (bool(dut->m_tvalid) != valid)
			fail("m_tvalid is %u", dut->m_tvalid);
		held += !valid && whose->offered;
		if (valid && (dut->m_tdata != beat.data || dut->m_tkeep != beat.keep ||
			      bool(dut->m_tlast) != beat.last))
			fail("a beat differs");
		if ((dut->d_tvalid && bool(dut->d_tready) != (valid && whose == &device &&
							      dut->m_tready)) ||
		    (dut->h_tvalid &&
		     bool(dut->h_tready) != (valid && whose == &host && dut->m_tready)))
			fail("ready to the wrong one: d %u, h %u", dut->d_tready,
			     dut->h_tready);
		if (valid)
			through.add(0);
		if (!valid || !dut->m_tready)
			return;
		under_way = beat.last ? nullptr : whose;
		whose->beat++;
		if (beat.last) {
			whose->offered = false;
			frames[whose == &host]++;
		}
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned long count = argc > 2 ? strtoul(argv[2], nullptr, 0) : 300000;

	for (; count; count--)
		bench.step();
	bench.latency("tx_mux", bench.through);
	return bench.done(
		"%llu frames of the device, %llu of the host; %llu cycles held by the link",
		(unsigned long long)bench.frames[0], (unsigned long long)bench.frames[1],
		(unsigned long long)bench.held);
}
