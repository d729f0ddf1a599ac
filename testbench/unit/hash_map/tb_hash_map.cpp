// SPDX-License-Identifier: BSD-3-Clause
// tb_hash_map: random operations and looks against an std::unordered_map, what looks cost
// operations (nothing), the load that fits, and bits that flip in memory (C16).
#include "Vhash_map.h"
#include "Vhash_map___024root.h"
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
constexpr uint64_t LOOK_SEES = 6; // operations this many cycles older
constexpr unsigned TB_ENTRY_W = TB_EPOCH_W + TB_KEY_W + 32 + 1; // parity
constexpr uint64_t KEY_MASK = TB_KEY_W == 64 ? ~0ull : (1ull << TB_KEY_W) - 1;

enum class Hint { never, always, honest };
enum class Looks { off, some, always };

struct Op {
	uint64_t key;
	unsigned user;
	unsigned act;
	uint32_t value;
	uint64_t cycle; // accepted in
};

struct Look {
	uint64_t key, cycle;
};

// What an operation did to its key.
struct Change {
	uint64_t key, cycle;
	bool was, is;
	uint32_t old_value, new_value;
};

class Bench
{
public:
	explicit Bench(unsigned seed) : rng(seed), seed(seed), look_rng(~seed)
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
	uint64_t looks = 0, looks_exact = 0;
	uint64_t trace = 0; // of everything the operations saw, and when
	Hint hint = Hint::honest;
	Looks look_mode = Looks::off;
	std::vector<uint64_t> pool{ 0 }; // keys to look up, besides the latest

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
		if (!flight.empty() || done_due || !look_flight.empty())
			fail("clear ended before the operations");
		model.clear();
		changes.clear();
		if (dut.live != 0 || dut.stash_used != 0)
			fail("entries counted after a clear");
	}

	// C16: with one bit of one row of the first lane flipped, `damage` is told when that row
	// is read; flipped back, it is not.
	void flips(unsigned bits)
	{
		auto &memory =
			dut.rootp
				->hash_map__DOT__u_lanes__DOT__g_lane__BRA__0__KET____DOT__u_ram__DOT__mem;
		unsigned row = pick(TB_ROWS), bit = pick(bits);

		idle(16);
		flip(memory[row], bit);
		if (!reads_damage())
			fail("bit %u of row %u flipped, nothing was told", bit, row);
		flip(memory[row], bit);
		if (reads_damage())
			fail("damage is told of a whole table", 0);
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
	bool done_room = false;
	std::deque<Op> flight;
	uint64_t fulls_told = 0;
	std::mt19937
		look_rng; // their own, so that looks leave the operations as they are
	bool look_offered = false, look_before = false;
	uint64_t look_key = 0;
	std::deque<Look> look_flight;
	std::deque<Change> changes; // the latest
	uint64_t latest[4] = {};

	void clock()
	{
		dut.clk = 0;
		dut.eval();
		dut.clk = 1;
		dut.eval();
		dut.clk = 0;
	}

	static void flip(QData &word, unsigned bit)
	{
		word ^= QData(1) << bit;
	}
	template <std::size_t N> static void flip(VlWide<N> &word, unsigned bit)
	{
		word[bit / 32] ^= 1u << bit % 32;
	}

	// Look keys up until every row has been read, almost surely; what they find is not judged.
	bool reads_damage()
	{
		unsigned rows = 0, since = 0;

		dut.s_act = ACT_KEEP;
		for (unsigned n = 0; n < 40 * TB_ROWS; n++) {
			dut.s_op_tvalid = n % 8 == 0;
			dut.s_op_key = ((uint64_t(rng()) << 32) | rng()) & KEY_MASK;
			dut.eval();
			rows += dut.s_op_tvalid && dut.s_op_tready;
			clock();
			cycle++;
			dut.eval();
			since += dut.damage;
		}
		dut.s_op_tvalid = 0;
		for (unsigned n = 0; n < 12; n++, cycle++)
			clock();
		return rows && since;
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

		if (dut.damage)
			fail("damage is told of a whole table", 0);
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
		done_room = dut.m_hit_room;
	}

	void finish()
	{
		bool full = dut.m_done_full;

		if (dut.m_done_user != done.user)
			fail("m_done carries another operation");
		if (full && (done.act != ACT_PUT || !done_new))
			fail("full, but nothing was inserted");
		if (full != (done.act == ACT_PUT && done_new && !done_room))
			fail("full is %d, m_hit_room was %d", full, done_room);
		if (full && dut.stash_used != TB_STASH)
			fail("full with %u in the stash", dut.stash_used);
		Change change{ done.key, done.cycle, !done_new, !done_new, 0, 0 };
		if (!done_new)
			change.old_value = change.new_value = model[done.key];
		if (done.act == ACT_PUT && !full) {
			change.is = true;
			change.new_value = model[done.key] = done.value;
		}
		if (done.act == ACT_ERASE) {
			change.is = false;
			model.erase(done.key);
		}
		if (changes.size() == 4)
			changes.pop_front();
		changes.push_back(change);
		trace = (trace ^ (cycle << 2) ^ (full << 1) ^ done_new) *
			0x9e3779b97f4a7c15ull;
		fulls += full;
		if (model.size() > CAPACITY)
			fail("more entries than places");
	}

	// A key that no operation touched: exactly what the map holds. Else a state that the key
	// was in between the look's acceptance, plus what may be on its way, and now.
	void answer_look()
	{
		bool due = !look_flight.empty() &&
			   look_flight.front().cycle + LATENCY == cycle;
		if (dut.m_look_valid != due)
			fail("m_look_valid is %d", dut.m_look_valid);
		if (!due)
			return;

		Look look = look_flight.front();
		look_flight.pop_front();
		bool found = dut.m_look_found, ok = false, touched = false;
		uint32_t value = dut.m_look_value;
		if (!found && value != 0)
			fail("look: value without a key");
		for (const Change &c : changes) {
			if (c.key != look.key || c.cycle + LOOK_SEES <= look.cycle)
				continue;
			touched = true;
			ok |= found == c.was && (!found || value == c.old_value);
			ok |= found == c.is && (!found || value == c.new_value);
		}
		if (!touched) {
			auto entry = model.find(look.key);
			ok = found == (entry != model.end()) &&
			     (!found || value == entry->second);
		}
		if (!ok)
			fail("look %llx of cycle %llu: found %d value %x, touched %d",
			     (unsigned long long)look.key, (unsigned long long)look.cycle,
			     found, value, touched);
		looks++;
		looks_exact += !touched;
	}

	void offer_look()
	{
		if (!look_offered && look_mode != Looks::off &&
		    (look_mode == Looks::always || look_rng() % 3 == 0)) {
			look_offered = true;
			look_key = look_rng() % 2 ? latest[look_rng() % 4]
						  : pool[look_rng() % pool.size()];
		}
		dut.s_look_tvalid = look_offered;
		dut.s_look_key = look_offered ? look_key : look_rng() & KEY_MASK;
	}

	void take_look()
	{
		bool taken = look_offered && dut.s_look_tready;

		if (dut.s_look_tready &&
		    (look_before || dut.clearing || (offering && dut.s_op_tready)))
			fail("s_look_tready is high");
		if (taken)
			look_flight.push_back({ look_key, cycle });
		look_offered &= !taken;
		look_before = taken;
	}

	// One cycle; true if the offered operation was taken.
	bool step(bool quiet_next)
	{
		dut.s_op_tvalid = offering;
		dut.s_op_key = offering ? offer.key : rng() & KEY_MASK;
		dut.s_op_user = offer.user;
		dut.s_idle_hint =
			hint == Hint::always || (hint == Hint::honest && quiet_next);
		offer_look();
		dut.eval();
		answer();
		answer_look();
		dut.eval();

		take_look();
		bool taken = offering && dut.s_op_tready;
		was_clearing = dut.clearing;
		if (was_clearing && dut.s_op_tready)
			fail("ready while clearing");
		if (taken) {
			offer.cycle = cycle;
			flight.push_back(offer);
			latest[ops++ % 4] = offer.key;
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
void hazards(Bench &tb, unsigned count, unsigned keys, unsigned clear_every, bool looks)
{
	std::vector<uint64_t> recent(1, 0);

	tb.pool.clear();
	for (unsigned key = 0; key < keys; key++)
		tb.pool.push_back(key);

	for (unsigned n = 0; n < count; n++) {
		if (n % 1024 == 0)
			tb.hint = Hint(tb.pick(3));
		if (looks && n % 256 == 0)
			tb.look_mode = Looks(n / 256 % 3);

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

// What a look costs beside an operation every `tenths` / 10 cycles (0: none), in a map with
// nothing in the stash.
void pace(Bench &tb, unsigned tenths, double limit)
{
	const unsigned count = 4000;

	tb.hint = Hint::honest;
	tb.clear(false, 0, 0);
	tb.idle(10 * TB_ROWS + 20); // the sweep
	tb.pool.clear();
	for (unsigned n = 0; n < TB_LANES; n++) {
		tb.pool.push_back(tb.rng() & KEY_MASK);
		if (n < TB_LANES / 2)
			tb.operate(tb.pool[n], ACT_PUT, 0);
	}
	tb.settle();
	tb.look_mode = Looks::always;
	uint64_t looks = tb.looks, start = tb.cycle;
	if (!tenths)
		tb.idle(count);
	for (unsigned n = 0; tenths && n < count; n++)
		tb.operate(tb.pool[tb.pick(TB_LANES)], ACT_KEEP,
			   (n + 1) * tenths / 10 - n * tenths / 10 - 1);
	double cycles = double(tb.cycle - start) / double(tb.looks - looks);
	tb.look_mode = Looks::off;
	tb.settle();
	if (cycles > limit)
		tb.fail("an operation every %.1f cycles: a look every %.3f",
			tenths / 10.0, cycles);
}

// The same operations take the same cycles with and without looks. A clear does not: it waits
// for looks. A clock that rests leaves other entries to chance.
void looks_cost_nothing(unsigned seed)
{
	uint64_t trace[2];

	for (bool looks : { false, true }) {
		Bench tb(seed);

		hazards(tb, TB_OPS / 4, TB_KEYS, 0, looks);
		trace[looks] = tb.trace;
		if (looks && tb.looks < TB_OPS / 8)
			tb.fail("only %llu looks", (unsigned long long)tb.looks);
		if (trace[0] != trace[looks] && !TB_GATED)
			tb.fail("looks change what operations see");
	}
}

enum class Keys { random, counting, prices };

class KeySource
{
public:
	KeySource(Bench &tb, Keys kind)
	    : tb(tb), kind(kind), next((uint64_t(tb.rng()) << 20) | 1)
	{
	}

	uint64_t operator()()
	{
		next += 4;
		if (kind == Keys::counting)
			return next & KEY_MASK;
		if (kind == Keys::random)
			return ((uint64_t(tb.rng()) << 32) ^ tb.rng()) & KEY_MASK;
		// Of 200 sides: whole cents in ITCH's 1/10000 dollars, from both ends.
		uint64_t side = next / 4 % 200, rank = 100 * (next / 800 % 40000);
		return side << 31 | (side & 1 ? 0x7fffffff - rank : rank);
	}

private:
	Bench &tb;
	Keys kind;
	uint64_t next;
};

// Erase down to `load` entries, then replace each of them about once.
void churn(Bench &tb, KeySource &new_key, unsigned load, unsigned gap)
{
	std::vector<uint64_t> keys;

	for (auto &entry : tb.model)
		keys.push_back(entry.first);
	tb.pool = keys;
	while (tb.live() > load) {
		tb.operate(keys.back(), ACT_ERASE, gap);
		keys.pop_back();
	}
	// Looks and operations without end do not keep the stash from emptying.
	for (unsigned turns = 0; tb.stash_used(); turns++) {
		tb.operate(keys[tb.pick(unsigned(keys.size()))], ACT_KEEP, gap);
		if (turns > 4000)
			tb.fail("%u in the stash", tb.stash_used());
	}
	tb.settle();
	tb.fulls_of_fill();
	for (unsigned n = 0; n < load; n++) {
		uint64_t &key = keys[tb.pick(unsigned(keys.size()))];
		tb.operate(key, ACT_ERASE, gap);
		key = new_key();
		tb.operate(key, ACT_PUT, gap);
	}
	tb.settle();
	if (tb.fulls_of_fill())
		tb.fail("no room at %u entries and less", load);
	for (uint64_t key : keys)
		tb.operate(key, ACT_KEEP, 0);
	tb.settle();
}

// An insert every `every` cycles until the first one that finds no room; then erase and
// insert at the load that must fit: 85 %, or 75 % of keys that are as regular as prices.
void fill(Bench &tb, Keys kind, unsigned every, bool rests)
{
	static const char *const names[] = { "random", "1 mod 4", "price" };
	const unsigned lanes = TB_ROWS * TB_LANES;
	const unsigned fits = lanes * (kind == Keys::prices ? 75 : 85) / 100;
	KeySource new_key(tb, kind);

	tb.clear(false, 0, 0);
	tb.hint = rests ? Hint::honest : Hint::never;
	tb.look_mode = Looks::always;
	tb.pool.clear();
	while (!tb.fulls_of_fill()) {
		tb.pool.push_back(new_key());
		tb.operate(tb.pool.back(), ACT_PUT, every - 1);
		tb.idle(rests && tb.pool.size() % 64 == 0 ? 8 : 0);
	}
	tb.settle();
	printf("# %s keys, an insert every %u cycles%s: first without room at %.1f %%\n",
	       names[unsigned(kind)], every, rests ? ", 8 free in between" : "",
	       100.0 * tb.live() / lanes);
	if (tb.live() < fits)
		tb.fail("no room at %u entries", tb.live());
	churn(tb, new_key, fits, every - 1);
	tb.look_mode = Looks::off;
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
		looks_cost_nothing(seed);

		Bench tb(seed);

		hazards(tb, TB_OPS, TB_KEYS, 300, true);
		hazards(tb, TB_OPS, TB_KEYS, 0, true);
		pace(tb, 0, 2.01);
		pace(tb, 20, 2.01);
		pace(tb, 26, 2.61);
		if (TB_ROWS >= 256) {
			for (Keys kind : { Keys::random, Keys::counting, Keys::prices }) {
				fill(tb, kind, 2, false);
				fill(tb, kind, 2, true);
				fill(tb, kind, 5, true);
			}
		}
		for (unsigned n = 0; n < 20; n++)
			tb.flips(TB_ENTRY_W);
		printf("ok hash_map %s seed %u: %llu operations, %llu found no room, "
		       "%llu clears (longest %llu cycles), stash %u of %u; "
		       "%llu looks, %llu at keys in change\n",
		       TB_NAME, seed, (unsigned long long)tb.ops,
		       (unsigned long long)tb.fulls, (unsigned long long)tb.clears,
		       (unsigned long long)tb.longest_clear, tb.stash_max(), TB_STASH,
		       (unsigned long long)tb.looks,
		       (unsigned long long)(tb.looks - tb.looks_exact));
	}
	return 0;
}
