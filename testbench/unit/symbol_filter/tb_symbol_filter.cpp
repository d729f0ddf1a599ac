// SPDX-License-Identifier: BSD-3-Clause
// tb_symbol_filter: directory messages and host commands against maps of names and locate codes.
#include "Vsymbol_filter.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <map>

namespace
{

using namespace book;

constexpr unsigned SYMBOLS = 8, LOCATES = 64, NAMES = 14;
enum Command { ADD = 1, MAP, SELECT };

struct Symbol {
	bool known;
	uint16_t locate;
	uint64_t name;
};

class Bench : public sim::Bench<Vsymbol_filter>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vsymbol_filter>("symbol_filter", seed)
	{
		dut->op0_valid = dut->op2_valid = dut->op3_valid = 0;
		dut->cmd_valid = dut->cmd_clear = dut->cfg_all = 0;
		reset();
		settle();
	}

	sim::Range to_symbol, to_tracked;
	uint64_t slots = 0, tracked = 0, entries = 0, codes[CAUSES] = {};

	void play(unsigned count)
	{
		for (unsigned i = 0; i < count; i++) {
			if (one_in(25))
				host(one_in(3));
			if (one_in(400))
				new_day();
			send(next());
			while (one_in(4))
				step(nullptr);
		}
		rest();
	}

	void start_again(bool all)
	{
		rest();
		dut->cfg_all = all;
		reset();
		settle();
		names.clear();
		locates.clear();
		for (Symbol &symbol : symbols)
			symbol = Symbol();
		count = 0;
	}

	// Locate codes go, names stay.
	void new_day()
	{
		rest();
		dut->cmd_clear = 1;
		step(nullptr);
		dut->cmd_clear = 0;
		for (Symbol &symbol : symbols)
			symbol.known = false;
		settle();
	}

private:
	struct Offer {
		bool valid = false, tracked = false;
		unsigned index = 0;
		uint64_t at = 0;
		Slot slot;
	};
	std::map<uint64_t, unsigned> names;
	std::map<uint16_t, unsigned> locates;
	Symbol symbols[SYMBOLS] = {};
	unsigned count = 0;
	Offer pipe[6];
	uint64_t free_at = 0;
	int want_code = -1;

	void settle()
	{
		step(nullptr);
		while (dut->clearing)
			step(nullptr);
		rest();
	}

	void rest()
	{
		for (unsigned i = 0; i < 20; i++)
			step(nullptr);
	}

	static uint64_t name_of(unsigned n)
	{
		return 0x4142434420202020ull + n * 0x100;
	}

	Slot next()
	{
		Slot slot;

		slot.kind = OP_ADD + unsigned(pick(7));
		slot.locate = uint16_t(one_in(20) ? rng() : pick(24));
		if (one_in(6))
			slot.kind = OP_DIRECTORY;
		if (one_in(12))
			slot.kind = OP_REFRESH + unsigned(pick(4));
		if (one_in(30))
			slot.kind = OP_VOID;
		slot.reference = name_of(unsigned(pick(NAMES - 1)));
		slot.symbol = uint16_t(pick(SYMBOLS));
		return slot;
	}

	// A command at rest, or together with a directory message of another name.
	void host(bool together)
	{
		unsigned command = 1 + unsigned(pick(3));
		unsigned index = unsigned(pick(SYMBOLS));

		rest();
		if (dut->cfg_all && command == ADD)
			command = SELECT;
		dut->cmd_op = uint8_t(command);
		dut->cmd_index = uint16_t(index);
		dut->cfg_name = name_of(together ? NAMES - 1 : unsigned(pick(NAMES)));
		dut->cfg_locate = uint16_t(1 + pick(23));
		dut->cmd_valid = 1;
		if (together) {
			Slot slot = next();
			slot.kind = OP_DIRECTORY;
			slot.locate = uint16_t(30 + pick(9));
			if (!step(&slot))
				fail("a directory message is not taken at rest");
		} else
			step(nullptr);
		dut->cmd_valid = 0;
		Symbol &symbol = symbols[index];
		if (command == ADD) {
			names[dut->cfg_name] = index;
			symbol.name = dut->cfg_name;
			count = index >= count ? index + 1 : count;
		}
		if (command == MAP) {
			locates[dut->cfg_locate] = index;
			symbol.known = true;
			symbol.locate = dut->cfg_locate;
		}
		for (unsigned wait = 0; !dut->shown_ready; wait++) {
			if (wait == 60)
				fail("command %u was never carried out", command);
			step(nullptr);
		}
		if (!together)
			shown(index);
	}

	void shown(unsigned index)
	{
		const Symbol &symbol = symbols[index];

		if (dut->shown_known != symbol.known ||
		    (symbol.known && dut->shown_locate != symbol.locate) ||
		    (symbol.name && dut->shown_name != symbol.name))
			fail("symbol %u is shown as known %u, locate %u, name %llx, not %u, %u, %llx",
			     index, dut->shown_known, dut->shown_locate,
			     (unsigned long long)dut->shown_name, symbol.known,
			     symbol.locate, (unsigned long long)symbol.name);
		if (dut->symbol_count != count)
			fail("%u symbols, not %u", dut->symbol_count, count);
	}

	void send(const Slot &slot)
	{
		for (unsigned wait = 0; !step(&slot); wait++)
			if (wait == 60)
				fail("no slot is taken any more");
	}

	bool step(const Slot *slot)
	{
		const Offer &o2 = pipe[2], &o4 = pipe[4];
		Offer &o3 = pipe[3];
		bool turn = slot && cycle >= free_at;
		bool entry = slot && slot->kind == OP_DIRECTORY;

		dut->op2_valid = o2.valid;
		(o2.valid ? o2.slot : next()).write(dut->op2);
		dut->op3_valid = o3.valid;
		(o3.valid ? o3.slot : next()).write(dut->op3);
		(o4.valid ? o4.slot : next()).write(dut->op4);
		dut->op0_valid = dut->s_name_tvalid = 0;
		dut->clk = 0;
		dut->eval();
		turn = turn && (!entry || dut->s_name_tready);
		dut->op0_valid = turn;
		dut->s_name_tvalid = turn && entry;
		dut->s_name_tdata = entry ? slot->reference : rng();
		if (slot)
			slot->write(dut->op0);
		dut->eval();
		if (dut->stat_valid != (want_code >= 0))
			fail("an entry is counted %u", dut->stat_valid);
		if (want_code >= 0 && dut->stat_code != want_code)
			fail("an entry is counted as %u, not %d", dut->stat_code,
			     want_code);
		if (want_code >= 0)
			codes[want_code]++;
		want_code = -1;
		if (o3.valid)
			look_up(o3);
		check(o3, dut->op3_tracked, dut->op3_symbol);
		check(o4, dut->op4_tracked, dut->op4_symbol);
		if (o3.tracked)
			to_tracked.add(cycle - o3.at);
		if (o4.valid && o4.slot.kind == OP_DIRECTORY)
			enter(o4.slot);
		if (o4.tracked)
			check_locate(o4);
		if (o2.valid && o2.slot.kind >= OP_REFRESH) {
			if (dut->op2_symbol != o2.slot.symbol)
				fail("another symbol than the given one");
			to_symbol.add(cycle - o2.at);
		}
		for (unsigned i = 5; i > 1; i--)
			pipe[i] = pipe[i - 1];
		pipe[1] = Offer();
		if (turn) {
			pipe[1].valid = true;
			pipe[1].at = cycle;
			pipe[1].slot = *slot;
			free_at = cycle + (entry ? 5 : 2);
			slots++;
		}
		clock();
		return turn;
	}

	// What the slot is by the entries that came before it.
	void look_up(Offer &o)
	{
		const Slot &slot = o.slot;

		o.index = slot.symbol;
		o.tracked = slot.kind >= OP_REFRESH;
		if (o.tracked || slot.kind == OP_DIRECTORY)
			return;
		auto found = locates.find(slot.locate);
		if (found == locates.end())
			return;
		o.index = found->second;
		o.tracked =
			symbols[o.index].known && symbols[o.index].locate == slot.locate;
	}

	// In t+3 and in t+4, and never without a slot.
	void check(const Offer &o, bool tracked, unsigned symbol)
	{
		if (tracked != o.tracked)
			fail("locate %u is tracked %u, not %u", o.slot.locate, tracked,
			     o.tracked);
		if (tracked && symbol != o.index)
			fail("locate %u is symbol %u, not %u", o.slot.locate, symbol,
			     o.index);
	}

	void check_locate(const Offer &o)
	{
		const Symbol &symbol = symbols[o.index];

		if (o.slot.kind >= OP_REFRESH && symbol.known &&
		    dut->op4_locate != symbol.locate)
			fail("symbol %u has locate %u, not %u", o.index, dut->op4_locate,
			     symbol.locate);
		tracked++;
	}

	void enter(const Slot &slot)
	{
		auto name = names.find(slot.reference);

		entries++;
		want_code = UNTRACKED;
		if (!slot.locate || slot.locate >= LOCATES)
			return;
		if (name == names.end()) {
			if (!dut->cfg_all)
				return;
			want_code = SYMBOLS_FULL;
			if (count == SYMBOLS)
				return;
			symbols[count].name = slot.reference;
			name = names.insert({ slot.reference, count++ }).first;
		}
		want_code = DIRECTORY;
		symbols[name->second].known = true;
		symbols[name->second].locate = slot.locate;
		locates[slot.locate] = name->second;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned run = 0; run < 10; run++) {
		bench.start_again(run % 3 == 2);
		bench.play(4000);
	}
	for (unsigned code : { UNTRACKED, DIRECTORY, SYMBOLS_FULL })
		if (!bench.codes[code])
			bench.fail("no entry was counted as %u", code);
	bench.latency("symbol_filter", bench.to_tracked);
	bench.latency("symbol_filter:symbol", bench.to_symbol);
	return bench.done("%llu slots, %llu tracked, %llu directory entries",
			  (unsigned long long)bench.slots,
			  (unsigned long long)bench.tracked,
			  (unsigned long long)bench.entries);
}
