// SPDX-License-Identifier: BSD-3-Clause
// What a type costs when nothing waits, and how full the order table becomes.
#include "loads.h"

#include <deque>
#include <map>

constexpr uint32_t MID = 1000000, PENNY = 100;

namespace
{

// A book small or large, whose best levels are known.
class Quiet
{
public:
	Quiet(Rig &rig, unsigned live)
	    : rig(rig), refs(1), sides(2 * rig.symbols), live(live)
	{
	}

	void fill()
	{
		while (count < live)
			add('A', false);
	}

	// One message and a silence; @best: at the best level, which it mostly empties.
	void one(bool best)
	{
		unsigned fillers = unsigned(rig.pick(4));

		for (unsigned i = 0; i < fillers; i++)
			rig.filler("IPNBJ"[rig.pick(5)]); /* any alignment */
		if (count < live)
			add("AF"[rig.pick(2)], best);
		else
			change("DUUEXC"[rig.pick(6)], best);
		rig.idle(60);
	}

private:
	typedef std::map<uint32_t, std::vector<uint64_t>> Side; // rank: references

	Rig &rig;
	References refs;
	std::vector<Side> sides;
	unsigned live, count = 0;

	uint32_t price(unsigned s, uint32_t rank) const
	{
		return s % 2 ? MID + rank * PENNY : MID - rank * PENNY;
	}

	uint32_t rank(unsigned s, bool best)
	{
		uint32_t top =
			sides[s].empty() ? 2000u : uint32_t(sides[s].begin()->first);

		return best && top > 1 ? top - 1 : 1000 + uint32_t(rig.pick(200));
	}

	void add(char type, bool best)
	{
		unsigned s = unsigned(rig.pick(sides.size()));
		uint32_t to = rank(s, best);
		uint64_t r = refs.next();

		rig.add(s / 2, s % 2 ? SELL : BUY, r, price(s, to), 100, type);
		sides[s][to].push_back(r);
		count++;
	}

	void change(char type, bool best)
	{
		unsigned s = unsigned(rig.pick(sides.size()));

		while (sides[s].empty())
			s = unsigned(rig.pick(sides.size()));

		auto level = sides[s].begin();

		for (uint64_t skip = best ? 0 : rig.pick(sides[s].size()); skip; skip--)
			level++;

		uint64_t r = level->second.back();
		bool all = rig.pick(2);

		if (type != 'U' && type != 'D') {
			rig.reduce(s / 2, r, all ? 100 : 1, type);
			if (all)
				gone(s, level);
			else /* 99 shares: out, so that `all` is always all */
				renew(s, level, r);
			return;
		}
		gone(s, level);
		if (type == 'D') {
			rig.remove(s / 2, r);
			return;
		}

		uint32_t to = rank(s, best && all);
		uint64_t now = refs.next();

		rig.replace(s / 2, r, now, price(s, to), 100);
		sides[s][to].push_back(now);
		count++;
	}

	void gone(unsigned s, Side::iterator level)
	{
		level->second.pop_back();
		if (level->second.empty())
			sides[s].erase(level);
		count--;
	}

	void renew(unsigned s, Side::iterator level, uint64_t r)
	{
		uint64_t now = refs.next();

		rig.idle(60);
		rig.replace(s / 2, r, now, price(s, level->first), 100);
		level->second.back() = now;
	}
};

} // namespace

static void alone(Rig &rig, const Amount &amount, const Load &load)
{
	Quiet quiet(rig, load.a ? load.a : amount.orders);

	quiet.fill();
	rig.idle(20000);
	rig.measure(true);
	for (uint64_t i = 0; i < amount.messages / 10 && !rig.stop; i++)
		quiet.one(rig.pick(2));
	rig.measure(false);
}

// Orders on few levels until the device says that one found no room.
static void until_full(Rig &rig, const Amount &, const Load &load)
{
	References refs(load.stride);
	std::mt19937_64 any(7);

	rig.measure(true);
	for (unsigned i = 0; i < 2 * ORDERS + 64 && !rig.stop; i++)
		rig.add(unsigned(i % rig.symbols), i & 1, load.a ? any() : refs.next(),
			(i & 1 ? MID - PENNY : MID) + uint32_t(rig.pick(4)), 1);
	rig.measure(false);
}

void latency_loads(std::vector<Load> &all)
{
	all.push_back({ "alone, 10 orders live", KIND_LATENCY, alone, 10 });
	all.push_back({ "alone, book full", KIND_LATENCY, alone, 0 });
	all.push_back({ "table, references 1 apart", KIND_TABLE, until_full, 0 });
	all.push_back({ "table, references 4 apart", KIND_TABLE, until_full, 0, 0, 4 });
	all.push_back({ "table, random references", KIND_TABLE, until_full, 1 });
}
