// SPDX-License-Identifier: BSD-3-Clause
// market: random events, sensible and not, around the orders that live.
#pragma once

#include "model.h"

#include <random>

// How prices fall, how many orders live, how often of 10 the best level is hit.
struct Market {
	unsigned span, step, orders, removes;
};

class Maker
{
public:
	Maker(uint64_t seed, unsigned symbols, const Market &market)
	    : rng(seed), model(symbols), market(market)
	{
		for (unsigned i = 0; i < symbols; i++) {
			book::Event e;

			e.op = book::EVENT_DIRECTORY;
			e.locate = locate(i);
			e.reference = Model::name(i);
			model.apply(e, false);
		}
	}

	// An event; the next ones follow from it.
	book::Event next()
	{
		book::Event e = invent();

		model.apply(e, false);
		model.out.clear();
		return e;
	}

	static uint16_t locate(unsigned symbol)
	{
		return uint16_t(10 + symbol);
	}

private:
	std::mt19937_64 rng;
	Model model; // as the events would have it
	Market market;
	uint64_t made = 0, reference = 1;
	bool removing = false;

	// More orders go than come until few are left, and then the other way.
	book::Event invent()
	{
		size_t live = model.orders.size();
		book::Event e;
		unsigned symbol = pick(unsigned(model.symbols.size())), dice = pick(1000);

		made++;
		removing = removing ? live > market.orders / 8
				    : live >= market.orders || made % 1500 == 700;
		e.info = { made, made * 100, made * 1000, 0 };
		e.locate = locate(symbol);
		e.shares = pick(50) ? 1 + pick(500) : (pick(2) ? 0 : ~pick(3));
		e.sell = pick(2);
		e.price = price(symbol, e.sell);
		if (dice < 34)
			rare(e, dice, symbol);
		else if (removing) {
			e.reference = some_order(symbol);
			auto o = model.orders.find(e.reference);
			if (o != model.orders.end())
				e.locate = locate(o->second.symbol);
			unsigned d = pick(10);
			e.op = d < 2   ? book::EVENT_REDUCE
			       : d < 4 ? book::EVENT_REPLACE
				       : book::EVENT_DELETE;
			e.new_reference = pick(50) ? reference++ : some_order(symbol);
		} else {
			e.op = book::EVENT_ADD;
			e.reference = reference++;
		}
		return e;
	}

	unsigned pick(unsigned n)
	{
		return unsigned(rng() % n);
	}

	uint32_t price(unsigned symbol, bool sell)
	{
		uint32_t mid = 500000 + symbol % 200 * 7000000;
		uint32_t away = pick(market.span) * market.step;

		if (pick(200) == 0)
			return pick(2) ? 1 : book::PRICE_MAX;
		if (pick(500) == 0)
			return pick(2) ? 0 : book::PRICE_MAX + 1;
		if (market.span > 1000000)
			return pick(book::PRICE_MAX) + 1;
		if (pick(30) == 0)
			return mid + pick(3) * market.step;
		return sell ? mid + away : mid - away;
	}

	// Mostly from the top, so that best levels empty; else any live order.
	uint64_t some_order(unsigned symbol)
	{
		const auto &s = model.symbols[symbol];
		bool sell = pick(2);

		if (model.orders.empty())
			return reference + 1000;
		if (pick(10) < market.removes && !s.side[sell].empty()) {
			uint32_t p = sell ? s.side[1].begin()->first
					  : s.side[0].rbegin()->first;
			for (const auto &o : model.orders)
				if (o.second.symbol == symbol && o.second.sell == sell &&
				    o.second.price == p)
					return o.first;
		}
		auto o = model.orders.lower_bound(rng() % reference);
		return o == model.orders.end() ? model.orders.begin()->first : o->first;
	}

	void rare(book::Event &e, unsigned dice, unsigned symbol)
	{
		if (dice < 4) {
			e.op = book::EVENT_STATE;
			e.code = pick(4) ? 'T' : 'H';
		} else if (dice < 6) {
			e.op = book::EVENT_HALT;
			e.code = pick(3) ? 'T' : 'H';
		} else if (dice < 8) {
			e.op = book::EVENT_NONE;
		} else if (dice < 9) {
			e.op = book::EVENT_SUSPECT;
		} else if (dice < 11) {
			e.op = pick(2) ? book::EVENT_GAP : book::EVENT_FRESH;
		} else if (dice < 12) {
			e.op = book::EVENT_DIRECTORY;
			e.reference = Model::name(symbol);
		} else if (dice < 20) {
			e.op = dice < 16 ? book::EVENT_ADD : book::EVENT_DELETE;
			e.locate = dice < 16 ? 9 : e.locate;
			e.reference = dice < 16 ? reference++ : reference + 5;
		} else if (dice < 28) {
			e.op = book::EVENT_ADD;
			e.bad_side = dice < 24;
			e.reference = e.bad_side ? reference++ : some_order(symbol);
		} else if (dice < 30) {
			e.op = book::EVENT_LINES;
			e.code = uint8_t(pick(3) ? 0 : pick(16));
		} else {
			e.op = book::EVENT_DELETE;
			e.reference =
				some_order((symbol + 1) % unsigned(model.symbols.size()));
		}
	}
};
