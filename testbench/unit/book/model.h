// SPDX-License-Identifier: BSD-3-Clause
// model: a book that keeps every order in a map and looks everything up: the semantics of the
// book in their plainest form. Only which order finds no room it must be told.
#pragma once

#include "../common/book.h"

#include <deque>
#include <map>
#include <vector>

struct Order {
	unsigned symbol;
	bool sell;
	uint32_t price, shares;
};

class Model
{
public:
	explicit Model(unsigned symbols) : symbols(symbols)
	{
	}

	struct Symbol {
		bool known = false, published = false, inexact = false, halt = false;
		bool lost =
			false; // the device lost one of its levels: not to be compared
		uint8_t state = 0;
		uint16_t locate = 0;
		std::map<uint32_t, uint64_t> side[2];
		book::Touch last;
	};
	std::vector<Symbol> symbols;
	std::map<uint64_t, Order> orders;
	std::deque<book::Touch> out;

	static uint64_t name(unsigned symbol)
	{
		return 0x2020202000000000ull | symbol;
	}

	// @full: the order found no room. Returns what became of the event.
	unsigned apply(const book::Event &e, bool full)
	{
		switch (e.op) {
		case book::EVENT_NONE:
			return book::NO_EFFECT;
		case book::EVENT_GAP:
			stale = true;
			publish_all(e);
			return book::GAP;
		case book::EVENT_LINES:
			marks = e.code;
			publish_all(e);
			return book::LINES;
		case book::EVENT_FRESH:
			stale = false;
			publish_all(e);
			return book::FRESH;
		case book::EVENT_CLEAR:
			clear(e);
			return book::CLEAR;
		case book::EVENT_DIRECTORY:
			return directory(e);
		}
		int found = find(e.locate);
		if (found < 0)
			return book::UNTRACKED;
		unsigned i = unsigned(found), cause = book::APPLIED;
		Symbol &s = symbols[i];
		if (e.op == book::EVENT_STATE)
			s.state = e.code;
		else if (e.op == book::EVENT_HALT)
			s.halt = e.code == 'H';
		else if (e.op == book::EVENT_SUSPECT)
			cause = book::SUSPECT;
		else
			cause = change(i, e, full);
		if (cause != book::APPLIED && !(cause == book::UNKNOWN_REF && stale))
			s.inexact = true;
		publish(i, e);
		return cause;
	}

	// The device lost a level of the symbol, and said so.
	void lose(unsigned symbol)
	{
		Symbol &s = symbols[symbol];

		s.lost = s.inexact = s.published = true;
		s.last.flags |= book::INEXACT;
	}

private:
	bool stale = false;
	unsigned marks = 0;
	std::map<uint16_t, unsigned> locates;

	int find(uint16_t locate) const
	{
		auto i = locates.find(locate);

		if (i == locates.end() || !symbols[i->second].known ||
		    symbols[i->second].locate != locate)
			return -1;
		return int(i->second);
	}

	void level(const Order &o, bool add, uint32_t shares)
	{
		auto &side = symbols[o.symbol].side[o.sell];

		if (add)
			side[o.price] += shares;
		else if ((side[o.price] -= shares) == 0)
			side.erase(o.price);
	}

	void publish(unsigned i, const book::Event &e)
	{
		Symbol &s = symbols[i];
		book::Touch t;

		t.symbol = uint16_t(i);
		t.locate = s.locate;
		t.info = e.info;
		for (unsigned sell = 0; sell < 2; sell++) {
			const auto &side = s.side[sell];
			if (side.empty())
				continue;
			const auto &best = sell ? *side.begin() : *side.rbegin();
			t.price[sell] = best.first;
			t.size[sell] = book::saturated(best.second);
		}
		t.judge(uint16_t(book::feed_flags(stale, marks) |
				 (s.inexact ? book::INEXACT : 0) |
				 (s.state != 'T' || s.halt ? book::HALTED : 0)));
		if (!(s.published ? !t.same_market(s.last) : t.size[0] || t.size[1]))
			return;
		s.published = true;
		s.last = t;
		if (!s.lost)
			out.push_back(t);
	}

	void publish_all(const book::Event &e)
	{
		for (unsigned i = 0; i < symbols.size(); i++)
			publish(i, e);
	}

	void clear(const book::Event &e)
	{
		orders.clear();
		stale = e.code == book::CLEAR_LOAD;
		if (!stale)
			marks &= ~unsigned(book::MARK_ENDED);
		for (unsigned i = 0; i < symbols.size(); i++) {
			Symbol &s = symbols[i];
			bool published = s.published;
			book::Touch last = s.last;
			uint16_t locate = s.locate;

			s = Symbol();
			s.published = published;
			s.last = last;
			s.locate = locate;
			if (published)
				publish(i, e);
			s.published = published && stale;
		}
	}

	unsigned directory(const book::Event &e)
	{
		uint64_t i = e.reference ^ name(0);

		if (i >= symbols.size() || !e.locate)
			return book::UNTRACKED;
		symbols[i].known = true;
		symbols[i].locate = e.locate;
		locates[e.locate] = unsigned(i);
		return book::DIRECTORY;
	}

	static bool bad(const book::Event &e)
	{
		return e.bad_side || !e.price || e.price > book::PRICE_MAX || !e.shares;
	}

	unsigned insert(uint64_t reference, const Order &o, bool full)
	{
		if (orders.count(reference))
			return book::DUPLICATE_REF;
		if (full)
			return book::ORDERS_FULL;
		orders[reference] = o;
		level(o, true, o.shares);
		return book::APPLIED;
	}

	unsigned change(unsigned symbol, const book::Event &e, bool full)
	{
		Order o = { symbol, e.sell, e.price, e.shares };

		if (e.op == book::EVENT_ADD)
			return bad(e) ? unsigned(book::BAD_FIELD)
				      : insert(e.reference, o, full);
		auto found = orders.find(e.reference);
		if (found == orders.end())
			return book::UNKNOWN_REF;
		Order &old = found->second;
		if (old.symbol != symbol)
			return book::WRONG_SYMBOL;
		if (e.op == book::EVENT_REPLACE) {
			if (bad(e))
				return book::BAD_FIELD;
			o.sell = old.sell;
			level(old, false, old.shares);
			orders.erase(found);
			return insert(e.new_reference, o, full);
		}
		bool over = e.op == book::EVENT_REDUCE && e.shares > old.shares;
		uint32_t n = over || e.op == book::EVENT_DELETE ? old.shares : e.shares;
		if (n)
			level(old, false, n);
		if (!(old.shares -= n))
			orders.erase(found);
		return over ? book::OVER_REDUCE : book::APPLIED;
	}
};
