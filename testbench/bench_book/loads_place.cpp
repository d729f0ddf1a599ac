// SPDX-License-Identifier: BSD-3-Clause
// Everything in one place: one symbol, one level, one order, one bucket of the order table.
#include "hash.h"
#include "loads.h"

#include <deque>

constexpr uint32_t MID = 1000000, PENNY = 100;

// All types on symbol 0: @load.a levels of a side.
static void one_symbol(Rig &rig, const Amount &amount, const Load &load)
{
	References refs;
	std::vector<Order> live;

	rig.measure(true);
	while (rig.measured < amount.messages && !rig.stop) {
		uint32_t shares = 1 + uint32_t(rig.pick(3));
		uint32_t rank = uint32_t(rig.pick(load.a));
		unsigned side = unsigned(rig.pick(2));
		auto price = [&](unsigned s) {
			return s == BUY ? MID - rank * PENNY : MID + (1 + rank) * PENNY;
		};

		if (live.size() < 2 || (live.size() < 200 && rig.pick(3) == 0)) {
			live.push_back({ refs.next(), 0, uint8_t(side), 0 });
			rig.add(0, side, live.back().reference, price(side), 1000);
			continue;
		}

		size_t at = rig.pick(live.size());
		uint64_t old = live[at].reference;

		switch (rig.pick(4)) {
		case 0:
			rig.reduce(0, old, shares, "ECX"[rig.pick(3)]);
			break;
		case 1:
			live[at].reference = refs.next();
			rig.replace(0, old, live[at].reference, price(live[at].side),
				    1000);
			break;
		default:
			rig.remove(0, old);
			live[at] = live.back();
			live.pop_back();
		}
	}
	rig.measure(false);
}

// Added, changed and gone in neighbouring messages, at the best level.
static void neighbours(Rig &rig, const Amount &amount, const Load &load)
{
	References refs;
	uint64_t r;

	for (unsigned s = 0; s < load.a; s++) /* what the best level falls back to */
		for (unsigned i = 1; i < 20; i++)
			rig.add(s, BUY, refs.next(), MID - i * PENNY, 100);
	rig.measure(true);
	while (rig.measured < amount.messages && !rig.stop) {
		unsigned s = unsigned(rig.pick(load.a)), pattern = unsigned(rig.pick(5));
		uint32_t price = MID + uint32_t(rig.pick(4)) * PENNY;

		r = refs.next();
		rig.add(s, BUY, r, price, 100);
		if (pattern == 1 || pattern == 2)
			rig.reduce(s, r, 40, "ECX"[rig.pick(3)]);
		if (pattern == 2 || pattern == 3)
			for (uint64_t n = 1 + rig.pick(3); n; n--) {
				uint64_t old = r;

				r = refs.next();
				rig.replace(s, old, r,
					    price - uint32_t(rig.pick(3)) * PENNY, 100);
			}
		if (pattern == 4)
			rig.reduce(s, r, 100); /* nothing remains */
		else
			rig.remove(s, r);
	}
	rig.measure(false);
}

// A window of live orders moves over the references.
static void window(Rig &rig, const Amount &amount, uint64_t live,
		   const std::function<uint64_t(uint64_t)> &reference)
{
	uint64_t added = 0, removed = 0;

	rig.measure(true);
	while (rig.measured < amount.messages && !rig.stop) {
		unsigned symbol = unsigned(added % rig.symbols);

		rig.add(symbol, added & 1, reference(added),
			MID - PENNY * uint32_t(added / 2 % 50) +
				(added & 1 ? 0 : 100 * PENNY),
			100);
		added++;
		if (added - removed < live)
			continue;
		symbol = unsigned(removed % rig.symbols);
		rig.reduce(symbol, reference(removed), 30);
		rig.remove(symbol, reference(removed));
		removed++;
	}
	rig.measure(false);
}

static void strides(Rig &rig, const Amount &amount, const Load &load)
{
	uint64_t stride = load.stride;

	window(rig, amount, amount.orders * 2 / 3,
	       [stride](uint64_t n) { return 1 + n * stride; });
}

// @load.a sub-tables of the order table see one row only.
static void bucket(Rig &rig, const Amount &amount, const Load &load)
{
	std::vector<uint64_t> keys = one_row_keys(load.a, 4096, ORDERS);

	window(rig, amount, load.b,
	       [&keys](uint64_t n) { return keys[n % keys.size()]; });
}

void place_loads(std::vector<Load> &all)
{
	all.push_back({ "all types, one level", KIND_RATE, one_symbol, 1 });
	all.push_back({ "all types, one symbol, 40 levels", KIND_RATE, one_symbol, 40 });
	all.push_back({ "add, change, delete as neighbours, one symbol", KIND_RATE,
			neighbours, 1 });
	all.push_back({ "add, change, delete as neighbours, 2 symbols", KIND_RATE,
			neighbours, 2 });
	all.push_back({ "references 1 apart", KIND_RATE, strides, 0, 0, 1 });
	for (unsigned bit : { 2u, 8u, 16u, 32u, 46u })
		all.push_back({ "references 2^" + std::to_string(bit) + " apart",
				KIND_RATE, strides, 0, 0, 1ull << bit });
	all.push_back(
		{ "references of one row in sub-table 0", KIND_RATE, bucket, 1, 60 });
	all.push_back(
		{ "references of one row in two sub-tables", KIND_RATE, bucket, 2, 30 });
	all.push_back({ "references of one row everywhere", KIND_RATE, bucket, 4, 14 });
}
