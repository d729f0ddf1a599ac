// SPDX-License-Identifier: BSD-3-Clause
// The best level empties with every message, for ever.
#include "loads.h"

#include <algorithm>

#include <deque>
#include <map>

// How far apart levels lie, and over which sides the messages go.
enum Grid { ONE, PENNY, DOLLAR, RANDOM, GRIDS };
enum Over { ONE_SIDE, BID_ASK, ALL_SIDES, OVERS };

static const char *const grid_names[GRIDS] = { "1 apart", "a penny apart",
					       "a dollar apart", "random" };
static const char *const over_names[OVERS] = { "one side", "bid and ask in turn",
					       "all sides in turn" };

static uint32_t gap(Rig &rig, unsigned grid)
{
	static const uint32_t gaps[] = { 1, 100, 10000 };

	return grid == RANDOM ? 1 + uint32_t(rig.pick(30000)) : gaps[grid];
}

static unsigned sides_of(Rig &rig, unsigned over)
{
	return over == ONE_SIDE ? 1 : over == BID_ASK ? 2 : 2 * rig.symbols;
}

// Levels of many sides, one order each; side i is symbol i / 2, buy when even.
struct Levels {
	struct Level {
		uint64_t reference;
		uint64_t rank;
	};
	std::vector<std::deque<Level>> sides; // best first

	Levels(Rig &rig, unsigned over) : sides(sides_of(rig, over))
	{
	}
	uint64_t far(unsigned side) const
	{
		return sides[side].empty() ? 0 : sides[side].back().rank;
	}
};

static void put(Rig &rig, unsigned side, const Levels::Level &level)
{
	rig.add(side / 2, side % 2 ? SELL : BUY, level.reference,
		price_of(side % 2 ? SELL : BUY, level.rank), 100);
}

// @count levels in all, in any order, @far behind the best price there is.
static void build(Rig &rig, Levels &levels, References &refs, unsigned count,
		  unsigned grid)
{
	std::vector<std::pair<unsigned, size_t>> order;

	for (unsigned i = 0; i < count; i++) {
		unsigned side = unsigned(i % levels.sides.size());

		order.push_back({ side, levels.sides[side].size() });
		levels.sides[side].push_back(
			{ refs.next(), levels.far(side) + gap(rig, grid) });
	}
	shuffle(order, rig.rng);
	for (auto [side, at] : order)
		put(rig, side, levels.sides[side][at]);
}

// Deletes, executions or cancels of the best order of each side in turn, @load.a grid.
static void empty(Rig &rig, const Amount &amount, const Load &load, char type)
{
	References refs;

	while (rig.measured < amount.messages && !rig.stop) {
		Levels levels(rig, load.b);

		build(rig, levels, refs, amount.orders, load.a);
		rig.measure(true);
		for (unsigned i = 0; i < amount.orders; i++) {
			unsigned side = unsigned(i % levels.sides.size());
			uint64_t r = levels.sides[side].front().reference;

			levels.sides[side].pop_front();
			if (type == 'D')
				rig.remove(side / 2, r);
			else
				rig.reduce(side / 2, r, 100, type);
		}
		rig.measure(false);
	}
}

static void empty_delete(Rig &rig, const Amount &amount, const Load &load)
{
	empty(rig, amount, load, 'D');
}

static void empty_execute(Rig &rig, const Amount &amount, const Load &load)
{
	empty(rig, amount, load, 'E');
}

static void empty_cancel(Rig &rig, const Amount &amount, const Load &load)
{
	empty(rig, amount, load, 'X');
}

// The best order is replaced by one behind all others, @levels_each a side.
static void to_far_end(Rig &rig, const Amount &amount, const Load &load, unsigned count)
{
	References refs;

	while (rig.measured < amount.messages && !rig.stop) {
		Levels levels(rig, load.b);
		uint64_t done = 0;

		build(rig, levels, refs, count, load.a);
		rig.measure(true);
		for (; done < amount.messages; done++) {
			unsigned side = unsigned(done % levels.sides.size());
			auto &list = levels.sides[side];
			Levels::Level to = { refs.next(),
					     levels.far(side) + gap(rig, load.a) };

			if (to.rank > PRICE_MOST - 2)
				break;
			rig.replace(side / 2, list.front().reference, to.reference,
				    price_of(side % 2 ? SELL : BUY, to.rank), 100);
			list.pop_front();
			list.push_back(to);
		}
		rig.measure(false);
		for (unsigned side = 0; side < levels.sides.size(); side++)
			for (const auto &level : levels.sides[side])
				rig.remove(side / 2, level.reference);
	}
}

static void far_end(Rig &rig, const Amount &amount, const Load &load)
{
	to_far_end(rig, amount, load, amount.orders);
}

// 24 levels a side: what went to the far end comes back soon.
static void near_far_end(Rig &rig, const Amount &amount, const Load &load)
{
	to_far_end(rig, amount, load, 24 * sides_of(rig, load.b));
}

// The best order is replaced by one just before or behind the end of a row of 8 or 16 levels.
static void behind_row(Rig &rig, const Amount &amount, const Load &load)
{
	typedef std::map<uint64_t, std::deque<uint64_t>> Side; // rank: references
	References refs;
	std::vector<Side> sides(sides_of(rig, load.b));
	unsigned each = amount.orders / unsigned(sides.size());
	uint64_t built = uint64_t(each) * sides.size();

	for (unsigned i = 0; i < built; i++) {
		unsigned side = unsigned(i % sides.size());
		Levels::Level level = { refs.next(),
					1 + uint64_t(i) / sides.size() *
							(PRICE_MOST / 2 / each) };

		put(rig, side, level);
		sides[side][level.rank].push_back(level.reference);
	}
	rig.measure(true);
	for (uint64_t n = 0; n < amount.messages && !rig.stop; n++) {
		unsigned s = unsigned(n % sides.size());
		Side &side = sides[s];
		auto best = side.begin(), behind = best;
		uint64_t old = best->second.front(), now = refs.next();

		for (uint64_t i = 6 + rig.pick(12); i && std::next(behind) != side.end();
		     i--)
			behind++;

		uint64_t rank = behind->first + 1;

		best->second.pop_front();
		if (best->second.empty())
			side.erase(best);
		side[rank].push_back(now);
		rig.replace(s / 2, old, now, price_of(s % 2 ? SELL : BUY, rank), 100);
	}
	rig.measure(false);
}

// Some best levels go, as many come back: the row is thin all the time.
static void breathe(Rig &rig, const Amount &amount, const Load &load)
{
	References refs;
	Levels levels(rig, load.b);

	build(rig, levels, refs, amount.orders, load.a);
	rig.measure(true);
	for (unsigned round = 0; rig.measured < amount.messages && !rig.stop; round++) {
		unsigned s = unsigned(round % levels.sides.size());
		auto &list = levels.sides[s];
		std::vector<Levels::Level> gone;

		for (uint64_t n = 5 + rig.pick(20); n && list.size() > 1; n--) {
			gone.push_back(list.front());
			list.pop_front();
			rig.remove(s / 2, gone.back().reference);
		}
		shuffle(gone, rig.rng);
		for (Levels::Level &level : gone) {
			level.reference = refs.next();
			put(rig, s, level);
		}
		std::sort(gone.begin(), gone.end(),
			  [](auto &x, auto &y) { return x.rank < y.rank; });
		list.insert(list.begin(), gone.begin(), gone.end());
	}
	rig.measure(false);
}

static void push(std::vector<Load> &all, const char *what, unsigned grid, unsigned over,
		 void (*play)(Rig &, const Amount &, const Load &), Kind kind = KIND_RATE)
{
	all.push_back(
		{ std::string(what) + ", " + grid_names[grid] + ", " + over_names[over],
		  kind, play, grid, over });
}

void best_loads(std::vector<Load> &all)
{
	for (unsigned grid = 0; grid < GRIDS; grid++)
		for (unsigned over = 0; over < OVERS; over++)
			push(all, "best deleted", grid, over, empty_delete);
	for (unsigned over : { ONE_SIDE, ALL_SIDES }) {
		push(all, "best executed", PENNY, over, empty_execute);
		push(all, "best cancelled", PENNY, over, empty_cancel);
	}
	for (unsigned grid : { ONE, PENNY, RANDOM })
		for (unsigned over : { ONE_SIDE, ALL_SIDES })
			push(all, "best to the far end", grid, over, far_end);
	for (unsigned grid : { PENNY, DOLLAR })
		for (unsigned over : { ONE_SIDE, BID_ASK })
			push(all, "best to the far end of 24", grid, over, near_far_end,
			     KIND_LIMIT);
	for (unsigned over = 0; over < OVERS; over++)
		all.push_back(
			{ std::string("best to just behind the row, ") + over_names[over],
			  KIND_RATE, behind_row, 0, over });
	for (unsigned over : { ONE_SIDE, ALL_SIDES })
		push(all, "best levels go and come back", PENNY, over, breathe);
}
