// SPDX-License-Identifier: BSD-3-Clause
// A large device filled, and worked on while it is full.
#include "loads.h"

constexpr uint32_t MID = 1000000, PENNY = 100;
constexpr uint32_t PLENTY = 1000000; // shares that single executions never use up

static uint32_t price(const Order &o)
{
	return o.side == BUY ? MID - PENNY * o.rank : MID + PENNY * (1 + o.rank);
}

// All types in turn while about @amount.orders live.
static void full_book(Rig &rig, const Amount &amount, const Load &)
{
	References refs;
	std::vector<Order> live;
	auto add = [&] {
		live.push_back({ refs.next(), uint16_t(rig.pick(rig.symbols)),
				 uint8_t(rig.pick(2)), uint32_t(rig.pick(300)) });
		rig.add(live.back().symbol, live.back().side, live.back().reference,
			price(live.back()), PLENTY, "AF"[rig.pick(2)]);
	};

	while (live.size() < amount.orders && !rig.stop)
		add();
	rig.measure(true);
	while (rig.measured < amount.messages && !rig.stop) {
		size_t at = rig.pick(live.size());
		uint64_t old = live[at].reference;

		switch (live.size() < amount.orders ? 0 : 1 + rig.pick(4)) {
		case 0:
			add();
			break;
		case 1:
			rig.remove(live[at].symbol, old);
			live[at] = live.back();
			live.pop_back();
			break;
		case 2:
			live[at].reference = refs.next();
			live[at].rank = uint32_t(rig.pick(300));
			rig.replace(live[at].symbol, old, live[at].reference,
				    price(live[at]), PLENTY);
			break;
		default:
			rig.reduce(live[at].symbol, old, 1, "ECX"[rig.pick(3)]);
		}
	}
	rig.measure(false);
}

void wide_loads(std::vector<Load> &all)
{
	all.push_back({ "full book, all types", KIND_RATE, full_book });
}
