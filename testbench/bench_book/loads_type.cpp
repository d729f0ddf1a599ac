// SPDX-License-Identifier: BSD-3-Clause
// Nothing but messages of one type, over all symbols.
#include "loads.h"

constexpr unsigned LEVELS = 100; // of a side, a penny apart
constexpr uint32_t MID = 1000000, PENNY = 100;

static Order fresh(Rig &rig, References &refs, unsigned levels)
{
	return { refs.next(), uint16_t(rig.pick(rig.symbols)), uint8_t(rig.pick(2)),
		 uint32_t(rig.pick(levels)) };
}

static uint32_t price(const Order &o)
{
	return o.side == BUY ? MID - PENNY * o.rank : MID + PENNY * (1 + o.rank);
}

static void put(Rig &rig, const Order &o, uint32_t shares, char type = 'A')
{
	rig.add(o.symbol, o.side, o.reference, price(o), shares, type);
}

static void adds(Rig &rig, const Amount &amount, const Load &load)
{
	References refs;
	std::vector<Order> live;

	while (rig.measured < amount.messages && !rig.stop) {
		rig.measure(true);
		for (unsigned i = 0; i < amount.orders; i++) {
			live.push_back(fresh(rig, refs, LEVELS));
			put(rig, live.back(), 100, char(load.a));
		}
		rig.measure(false);
		for (const Order &o : live)
			rig.remove(o.symbol, o.reference);
		live.clear();
	}
}

static void deletes(Rig &rig, const Amount &amount, const Load &)
{
	References refs;
	std::vector<Order> live;

	while (rig.measured < amount.messages && !rig.stop) {
		for (unsigned i = 0; i < amount.orders; i++) {
			live.push_back(fresh(rig, refs, LEVELS));
			put(rig, live.back(), 100);
		}
		shuffle(live, rig.rng);
		rig.measure(true);
		for (const Order &o : live)
			rig.remove(o.symbol, o.reference);
		rig.measure(false);
		live.clear();
	}
}

// Executions and cancels of one share: the orders live on.
static void reduces(Rig &rig, const Amount &amount, const Load &load)
{
	References refs;
	std::vector<Order> live;

	for (unsigned i = 0; i < amount.orders; i++) {
		live.push_back(fresh(rig, refs, 8));
		put(rig, live.back(), 1000000);
	}
	rig.measure(true);
	while (rig.messages < amount.orders + amount.messages && !rig.stop) {
		const Order &o = live[rig.pick(live.size())];

		rig.reduce(o.symbol, o.reference, 1, char(load.a));
	}
	rig.measure(false);
}

static void replaces(Rig &rig, const Amount &amount, const Load &)
{
	References refs;
	std::vector<Order> live;

	for (unsigned i = 0; i < amount.orders; i++) {
		live.push_back(fresh(rig, refs, LEVELS));
		put(rig, live.back(), 100);
	}
	rig.measure(true);
	while (rig.messages < amount.orders + amount.messages && !rig.stop) {
		Order &o = live[rig.pick(live.size())];
		uint64_t old = o.reference;

		o.reference = refs.next();
		o.rank = uint32_t(rig.pick(LEVELS));
		rig.replace(o.symbol, old, o.reference, price(o), 100);
	}
	rig.measure(false);
}

void type_loads(std::vector<Load> &all)
{
	all.push_back({ "nothing but adds", KIND_RATE, adds, 'A' });
	all.push_back({ "nothing but adds with MPID", KIND_RATE, adds, 'F' });
	all.push_back({ "nothing but deletes", KIND_RATE, deletes });
	all.push_back({ "nothing but replaces", KIND_RATE, replaces });
	all.push_back({ "nothing but executes", KIND_RATE, reduces, 'E' });
	all.push_back({ "nothing but executes with price", KIND_RATE, reduces, 'C' });
	all.push_back({ "nothing but cancels", KIND_RATE, reduces, 'X' });
	all.push_back({ "deletes on two lines", KIND_RATE, deletes, 0, 0, 1, true });
	all.push_back({ "replaces on two lines", KIND_RATE, replaces, 0, 0, 1, true });
}
