// SPDX-License-Identifier: BSD-3-Clause
// tb_tcp_stream: the stream against a list of its bytes: every number once, every look right.
//
// Arguments: seed, cycles (default 400000). Numbers begin close to their overflow half of the time.
#include "Vtcp_stream.h"
#include "book.h"
#include "sim.h"

#include <map>

namespace
{

constexpr uint32_t HISTORY = 128;

class Bench : public sim::Bench<Vtcp_stream>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtcp_stream>("tcp_stream", seed)
	{
		quiet();
		dut->look_seq = 0;
		reset();
	}

	uint64_t takes = 0, claims = 0, opens = 0, lends = 0, refused = 0, found = 0,
		 missed = 0;
	sim::Range to_window;

	void step()
	{
		choose();
		dut->clk = 0;
		dut->eval();
		judge();
		look();
		act();
		dut->clk = 1;
		dut->eval();
		cycle++;
	}

private:
	// What it must be: bytes that are kept, and the part that is still to be kept.
	std::map<uint32_t, uint8_t> kept;
	bool known = false, lent = false, opened = false, device = false;
	uint32_t next = 0, written = 0, isn = 0;
	uint8_t payload[50] = {};
	unsigned index = 0;
	// What the outputs say of the cycle before.
	bool look_known = false, window_ok = false, lend_refused = false;
	uint8_t look_byte = 0;

	bool busy() const
	{
		return written != next;
	}

	uint32_t some_number()
	{
		return one_in(2) ? uint32_t(rng()) : uint32_t(0) - uint32_t(pick(300));
	}

	void quiet()
	{
		dut->forget = dut->open = dut->lend = dut->back = 0;
		dut->take = dut->claim = dut->put = 0;
	}

	// Mostly what the neighbours do; now and then what they must not.
	void choose()
	{
		bool wild = one_in(50);

		quiet();
		if (one_in(3000))
			dut->forget = 1;
		if (one_in(lent ? 400 : 100)) {
			dut->open = !lent || wild;
			dut->open_seq = one_in(3) ? isn : some_number();
		}
		dut->open &= !busy() || wild;
		if (one_in(40)) {
			dut->lend = 1;
			dut->lend_seq = known && !one_in(4) ? next : some_number();
		}
		if (one_in(500))
			dut->back = 1;
		if (one_in(8) && (wild || (lent && !busy()))) {
			dut->take = 1;
			dut->take_length = uint8_t(3 + pick(48));
		}
		if (one_in(8) && (wild || (!lent && known && !busy()))) {
			dut->claim = 1;
			dut->claim_length = uint8_t(3 + pick(60));
		}
		dut->put = busy() && !device && !one_in(3);
		dut->put_byte = uint8_t(rng());
		if (one_in(3))
			dut->limit = next + uint32_t(pick(120)) - 20;
		else if (one_in(20))
			dut->limit = uint32_t(rng());
		dut->look_seq = written - uint32_t(pick(HISTORY + 20)) + 8;
	}

	void judge()
	{
		if (bool(dut->lent) != lent || bool(dut->known) != known)
			fail("lent %u, known %u", dut->lent, dut->known);
		if (known && dut->snd_nxt != next)
			fail("snd_nxt %08x, not %08x", dut->snd_nxt, next);
		if (bool(dut->busy) != busy())
			fail("busy is %u", dut->busy);
		if (bool(dut->window_ok) != window_ok)
			fail("window_ok is %u", dut->window_ok);
		if (bool(dut->look_known) != look_known)
			fail("look_known is %u", dut->look_known);
		if (look_known && dut->look_byte != look_byte)
			fail("look_byte is %02x, not %02x", dut->look_byte, look_byte);
		if (bool(dut->stat_lend_refused) != lend_refused)
			fail("stat_lend_refused is %u", dut->stat_lend_refused);
	}

	void look()
	{
		auto byte = kept.find(dut->look_seq);

		// The oldest byte gives its place to the one that is written.
		look_known =
			known && byte != kept.end() && written - dut->look_seq < HISTORY;
		if (look_known)
			look_byte = byte->second;
		(look_known ? found : missed)++;
		uint32_t room = dut->limit - next;
		window_ok = lent && room >= 50 && room < 0x80000000;
	}

	void begin(uint32_t seq)
	{
		known = true;
		next = written = seq;
		kept.clear();
	}

	void act()
	{
		bool lendable = !dut->forget && !lent && !busy() && !dut->open &&
				!dut->claim && (!known || dut->lend_seq == next);
		bool was_lent = lent, was_busy = busy();

		lend_refused = dut->lend && !lendable;
		refused += lend_refused;
		keep();
		if (dut->take && was_lent && !was_busy) {
			for (unsigned i = 0; i < 50; i++) {
				payload[i] = uint8_t(rng());
				book::put(dut->take_payload, 8 * i, 8, payload[i]);
			}
			next += dut->take_length;
			device = true;
			index = 0;
			takes++;
		}
		if (dut->claim && !was_lent && known && !was_busy) {
			next += dut->claim_length;
			device = false;
			claims++;
		}
		if (dut->open && !was_lent && !(opened && dut->open_seq == isn)) {
			isn = dut->open_seq;
			opened = true;
			begin(isn + 1);
			opens++;
		}
		if (dut->lend && lendable) {
			if (!known)
				begin(dut->lend_seq);
			lent = true;
			lends++;
		}
		if (dut->back)
			lent = false;
		if (dut->forget && !was_lent)
			known = opened = false;
	}

	void keep()
	{
		if (!busy() || !(device || dut->put))
			return;
		kept[written] = device ? payload[index] : uint8_t(dut->put_byte);
		kept.erase(written - HISTORY);
		written++;
		index++;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned long count = argc > 2 ? strtoul(argv[2], nullptr, 0) : 400000;

	for (; count; count--)
		bench.step();
	return bench.done(
		"%llu frames, %llu packets, %llu streams, %llu lends, %llu refused; %llu bytes "
		"found, %llu not there",
		(unsigned long long)bench.takes, (unsigned long long)bench.claims,
		(unsigned long long)bench.opens, (unsigned long long)bench.lends,
		(unsigned long long)bench.refused, (unsigned long long)bench.found,
		(unsigned long long)bench.missed);
}
