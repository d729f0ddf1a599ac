// SPDX-License-Identifier: BSD-3-Clause
// tb_hash_map: random operations against an std::unordered_map, and the load that fits.
#include "Vhash_map.h"
#include "verilated.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <unordered_map>
#include <vector>

double sc_time_stamp()
{
	return 0;
}

namespace
{

constexpr unsigned ACT_KEEP = 0, ACT_PUT = 1, ACT_ERASE = 2;
constexpr unsigned CAPACITY = TB_ROWS * TB_LANES + TB_STASH;
constexpr unsigned LATENCY = 4;
constexpr uint64_t KEY_MASK = TB_KEY_W == 64 ? ~0ull : (1ull << TB_KEY_W) - 1;

enum class Hint { never, always, honest };

struct Op {
	uint64_t key;
	unsigned user;
	unsigned act;
	uint32_t value;
	uint64_t cycle; // accepted in
};

class Bench
{
public:
	explicit Bench(unsigned seed) : rng(seed), seed(seed)
	{
		dut.rst = 1;
		dut.s_op_tvalid = 0;
		for (int i = 0; i < 3; i++)
			clock();
		dut.rst = 0;
		expect_clearing(TB_ROWS, "after reset");
	}

	std::mt19937 rng;
	std::unordered_map<uint64_t, uint32_t> model;
	uint64_t cycle = 0, ops = 0, fulls = 0, clears = 0, longest_clear = 0;
	Hint hint = Hint::honest;

	unsigned pick(unsigned n)
	{
		return rng() % n;
	}
	unsigned live() const
	{
		return dut.live;
	}
	unsigned stash_used() const
	{
		return dut.stash_used;
	}
	unsigned stash_max() const
	{
		return dut.stash_max;
	}

	// Inserts that found no room since the last call.
	uint64_t fulls_of_fill()
	{
		uint64_t n = fulls - fulls_told;
		fulls_told = fulls;
		return n;
	}

	// Offer one operation until it is taken; `gap` more cycles follow it.
	void operate(uint64_t key, unsigned act, unsigned gap)
	{
		uint64_t waited = 0;

		offer = { key & KEY_MASK, unsigned(rng() & 0xff), act, uint32_t(rng()),
			  0 };
		offering = true;
		for (;;) {
			bool taken = step(gap > 1);
			if (taken)
				break;
			if (!was_clearing)
				waited++;
		}
		offering = false;
		if (waited > 3)
			fail("an operation waited %llu cycles", waited);
		idle(gap);
	}

	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			step(cycles > 1);
	}

	// Pulse clear; in the same cycle an operation may be accepted.
	void clear(bool with_op, uint64_t key, unsigned act)
	{
		dut.cmd_clear = 1;
		if (with_op) {
			offer = { key & KEY_MASK, unsigned(rng() & 0xff), act,
				  uint32_t(rng()), 0 };
			offering = true;
		}
		step(false);
		offering = false;
		dut.cmd_clear = 0;
		clears++;
		if (!dut.clearing || dut.s_op_tready)
			fail("clearing is not high after a clear");
		uint64_t start = cycle;
		while (dut.clearing)
			step(false);
		if (cycle - start > longest_clear)
			longest_clear = cycle - start;
		if (cycle - start > TB_ROWS + 6)
			fail("a clear took %llu cycles", cycle - start);
		if (!flight.empty() || done_due)
			fail("clear ended before the operations");
		model.clear();
		if (dut.live != 0 || dut.stash_used != 0)
			fail("entries counted after a clear");
	}

	void settle()
	{
		idle(8);
		if (!flight.empty())
			fail("an operation was lost");
		if (dut.live != model.size())
			fail("live differs from %llu", model.size());
	}

	template <class... T> void fail(const char *text, T... args)
	{
		printf("FAIL hash_map %s seed %u cycle %llu: ", TB_NAME, seed,
		       (unsigned long long)cycle);
		printf(text, args...);
		printf("\n");
		exit(1);
	}

private:
	Vhash_map dut;
	unsigned seed;
	Op offer{};
	bool offering = false, was_clearing = false;
	bool done_due = false, done_new = false;
	Op done{};
	std::deque<Op> flight;
	uint64_t fulls_told = 0;

	void clock()
	{
		dut.clk = 0;
		dut.eval();
		dut.clk = 1;
		dut.eval();
		dut.clk = 0;
	}

	void expect_clearing(unsigned cycles, const char *when)
	{
		unsigned n = 0;

		dut.eval();
		while (dut.clearing) {
			clock();
			dut.eval();
			n++;
		}
		if (n != cycles)
			fail("clearing %s took %u cycles, not %u", when, n, cycles);
	}

	// The registered outputs of this cycle, and the owner's answer to them.
	void answer()
	{
		dut.s_act = pick(4); // means nothing without a hit
		dut.s_act_value = rng();

		if (dut.m_done_valid != done_due)
			fail("m_done_valid is %d", dut.m_done_valid);
		if (done_due)
			finish();
		done_due = false;

		bool due = !flight.empty() && flight.front().cycle + LATENCY == cycle;
		if (dut.m_hit_valid != due)
			fail("m_hit_valid is %d", dut.m_hit_valid);
		if (!due)
			return;

		done = flight.front();
		flight.pop_front();
		auto entry = model.find(done.key);
		bool found = entry != model.end();
		if (dut.m_hit_key != done.key || dut.m_hit_user != done.user)
			fail("m_hit carries another operation");
		if (dut.m_hit_found != found)
			fail("key %llx: found is %d", done.key, dut.m_hit_found);
		if (found && dut.m_hit_value != entry->second)
			fail("key %llx: value %x, not %x", done.key, dut.m_hit_value,
			     entry->second);
		if (!found && dut.m_hit_value != 0)
			fail("value without a key");
		dut.s_act = done.act;
		dut.s_act_value = done.value;
		done_due = true;
		done_new = !found;
	}

	void finish()
	{
		bool full = dut.m_done_full;

		if (dut.m_done_user != done.user)
			fail("m_done carries another operation");
		if (full && (done.act != ACT_PUT || !done_new))
			fail("full, but nothing was inserted");
		if (full && dut.stash_used != TB_STASH)
			fail("full with %u in the stash", dut.stash_used);
		if (done.act == ACT_PUT && !full)
			model[done.key] = done.value;
		if (done.act == ACT_ERASE)
			model.erase(done.key);
		fulls += full;
		if (model.size() > CAPACITY)
			fail("more entries than places");
	}

	// One cycle; true if the offered operation was taken.
	bool step(bool quiet_next)
	{
		dut.s_op_tvalid = offering;
		dut.s_op_key = offering ? offer.key : rng() & KEY_MASK;
		dut.s_op_user = offer.user;
		dut.s_idle_hint =
			hint == Hint::always || (hint == Hint::honest && quiet_next);
		dut.eval();
		answer();
		dut.eval();

		bool taken = offering && dut.s_op_tready;
		was_clearing = dut.clearing;
		if (was_clearing && dut.s_op_tready)
			fail("ready while clearing");
		if (taken) {
			offer.cycle = cycle;
			flight.push_back(offer);
			ops++;
		}
		dut.clk = 1;
		dut.eval();
		dut.clk = 0;
		dut.eval();
		cycle++;
		return taken;
	}
};

// Few keys, used again at once, at all distances; the table is full most of the time.
void hazards(Bench &tb, unsigned count, unsigned keys, unsigned clear_every)
{
	std::vector<uint64_t> recent(1, 0);

	for (unsigned n = 0; n < count; n++) {
		if (n % 1024 == 0)
			tb.hint = Hint(tb.pick(3));

		uint64_t key = tb.pick(2) ? recent[tb.pick(unsigned(recent.size()))]
					  : tb.pick(keys);
		recent.push_back(key);
		if (recent.size() > 4)
			recent.erase(recent.begin());

		// Phases of growth and of decline.
		unsigned put = (n / 512) % 4 == 3 ? 2 : 6;
		unsigned act = tb.pick(10) < put ? ACT_PUT
			       : tb.pick(3)	 ? ACT_ERASE
						 : ACT_KEEP;
		unsigned gap = (n / 64) % 3 == 0 ? 0 : tb.pick(2) ? 1 : tb.pick(7);
		if (clear_every && tb.pick(clear_every) == 0) {
			unsigned clears = tb.pick(4) ? 1 : 40;
			while (clears--)
				tb.clear(tb.pick(2), key, act);
		}
		tb.operate(key, act, gap);
		if (tb.pick(2000) == 0)
			tb.settle();
	}
	tb.settle();
}

// Insert until the first one that finds no room; then erase and insert at 85 % load.
void fill(Bench &tb, const char *name, bool counting, unsigned gap)
{
	const unsigned lanes = TB_ROWS * TB_LANES;
	uint64_t next = (uint64_t(tb.rng()) << 20) | 1;
	std::vector<uint64_t> keys;

	auto new_key = [&] {
		next += 4;
		return counting ? next : (uint64_t(tb.rng()) << 32) ^ tb.rng();
	};
	tb.clear(false, 0, 0);
	tb.hint = Hint::honest;
	for (;;) {
		keys.push_back(new_key());
		tb.operate(keys.back(), ACT_PUT, gap);
		tb.idle(gap == 0 && keys.size() % 64 == 0 ? 8 : 0);
		if (tb.fulls_of_fill())
			break;
	}
	tb.settle();
	unsigned reached = tb.live();
	printf("# %s keys, an insert every %u cycles: first without room at %.1f %%\n",
	       name, gap + 2, 100.0 * reached / lanes);
	if (reached < lanes / 100 * (gap ? 91 : 89))
		tb.fail("no room at %u entries", reached);

	keys.clear();
	for (auto &entry : tb.model)
		keys.push_back(entry.first);
	while (tb.live() > lanes * 85 / 100) {
		tb.operate(keys.back(), ACT_ERASE, gap);
		keys.pop_back();
		if (keys.size() % 64 == 0)
			tb.settle();
	}
	tb.settle();
	tb.idle(400);
	tb.fulls_of_fill();
	for (unsigned n = 0; n < lanes; n++) {
		uint64_t &key = keys[tb.pick(unsigned(keys.size()))];
		tb.operate(key, ACT_ERASE, gap);
		key = new_key();
		tb.operate(key, ACT_PUT, gap);
	}
	tb.settle();
	if (tb.fulls_of_fill())
		tb.fail("no room at 85 %% load");
	for (uint64_t key : keys)
		tb.operate(key, ACT_KEEP, 0);
	tb.settle();
}

} // namespace

int main(int argc, char **argv)
{
	std::vector<unsigned> seeds;

	Verilated::commandArgs(argc, argv);
	for (int i = 1; i < argc; i++)
		seeds.push_back(unsigned(
			strtoul(argv[i] + (argv[i][0] == '+' ? 6 : 0), nullptr, 0)));
	if (seeds.empty())
		seeds = { 1, 2, 3 };

	for (unsigned seed : seeds) {
		Bench tb(seed);

		hazards(tb, TB_OPS, TB_KEYS, 300);
		hazards(tb, TB_OPS, TB_KEYS, 0);
		if (TB_ROWS >= 1024) {
			for (unsigned gap : { 0, 4 }) {
				fill(tb, "random", false, gap);
				fill(tb, "1 mod 4", true, gap);
			}
		}
		printf("ok hash_map %s seed %u: %llu operations, %llu found no room, "
		       "%llu clears (longest %llu cycles), stash %u of %u\n",
		       TB_NAME, seed, (unsigned long long)tb.ops,
		       (unsigned long long)tb.fulls, (unsigned long long)tb.clears,
		       (unsigned long long)tb.longest_clear, tb.stash_max(), TB_STASH);
	}
	return 0;
}
