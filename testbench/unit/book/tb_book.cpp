// SPDX-License-Identifier: BSD-3-Clause
// tb_book: random events against a naive book. Every touch must come, in order, with every
// field, and nothing else; every event must be counted with its cause.
//
// The model follows the counts of the device, so it knows which order found no room. A symbol
// that lost a level says so with its next touch, and is compared no more until the next day.
#include "Vbook.h"

#include "../common/sim.h"
#include "market.h"

#include <string>

namespace
{

using namespace book;

class Bench : public sim::Bench<Vbook>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vbook>("book", seed), model(TB_SYMBOLS)
	{
		dut->s_event_tvalid = dut->s_early_tvalid = 0;
		dut->cmd_symbol_valid = 0;
		dut->cfg_all = 0;
		reset();
		drain();
		for (unsigned i = 0; i < TB_SYMBOLS; i++)
			list(i);
	}

	Model model;
	sim::Range other, add, replace, early_add, early_replace, early_reduce;
	uint64_t events = 0, touches = 0, full = 0, lost = 0, flagged = 0;

	// A new day, or a load of the book: that goes on stale, with all marks.
	void new_day()
	{
		Event e;

		e.op = EVENT_CLEAR;
		e.code = clears++ % 2 ? CLEAR_LOAD : 0;
		offer(e);
		e.code = 0;
		for (unsigned i = 0; i < TB_SYMBOLS; i++) {
			e.op = EVENT_DIRECTORY;
			e.locate = Maker::locate(i);
			e.reference = Model::name(i);
			offer(e);
			e.op = EVENT_STATE;
			e.code = 'T';
			offer(e);
		}
		drain();
		lost_today = flagged_today = 0;
	}

	void play(const Market &market, unsigned count)
	{
		Maker maker(rng(), TB_SYMBOLS, market);
		unsigned gap = 0;

		new_day();
		for (unsigned n = 0; n < count; n++) {
			if (n % 97 == 0)
				gap = unsigned(pick(12));
			Event e = maker.next();
			if (lead(e.op) && one_in(2))
				hint(e, lead(e.op));
			else if (one_in(4))
				wrong_hint(e);
			offer(e);
			idle(gap ? unsigned(pick(gap)) : 0);
		}
		end_day();
	}

	// One event at a time, alone: how long until its touch.
	void measure(unsigned count)
	{
		Maker maker(rng(), TB_SYMBOLS, { 8, 50, 30, 3 });

		new_day();
		idle(3000);
		for (unsigned n = 0; n < count; n++) {
			Event e = maker.next();
			if (e.op == EVENT_GAP || e.op == EVENT_LINES ||
			    e.op == EVENT_FRESH)
				continue;
			bool hinted = lead(e.op) && one_in(2);
			measured = range(e.op, hinted);
			if (hinted)
				hint(e, lead(e.op));
			offer(e);
			drain();
			measured = nullptr;
			idle(60);
		}
		end_day();
	}

private:
	std::deque<Event> under_way; // taken by the device, not counted yet
	sim::Range *measured = nullptr;
	uint64_t lost_today = 0, flagged_today = 0, clears = 0;

	// Cycles from a hint to its event; 0: such events are not announced.
	static unsigned lead(unsigned op)
	{
		return op == EVENT_ADD || op == EVENT_REPLACE ? 2 : op == EVENT_REDUCE;
	}

	sim::Range *range(unsigned op, bool hinted)
	{
		if (op == EVENT_ADD)
			return hinted ? &early_add : &add;
		if (op == EVENT_REPLACE)
			return hinted ? &early_replace : &replace;
		return hinted ? &early_reduce : &other;
	}

	// The hint, and the cycles until its event is due.
	void hint(const Event &e, unsigned cycles)
	{
		dut->s_early_tvalid = 1;
		dut->s_early_op = uint8_t(e.op);
		dut->s_early_locate = e.locate;
		dut->s_early_reference = e.reference;
		dut->s_early_seq = e.info.seq;
		for (unsigned i = 0; i < cycles; i++) {
			tick();
			dut->s_early_tvalid = 0;
		}
	}

	// A hint that comes too early or late, or is about something else: it must do no harm.
	void wrong_hint(Event e)
	{
		static const unsigned kinds[] = { EVENT_ADD, EVENT_REPLACE,
						  EVENT_REDUCE };

		if (one_in(2))
			e.op = kinds[pick(3)];
		if (one_in(3))
			e.reference += 1 + pick(3);
		if (one_in(3))
			e.info.seq++;
		if (one_in(3))
			e.locate++;
		if (lead(e.op))
			hint(e, unsigned(1 + pick(4)));
	}

	void list(unsigned symbol)
	{
		dut->cfg_symbol_name = Model::name(symbol);
		dut->cmd_symbol_op = 1;
		dut->cmd_symbol_index = uint16_t(symbol);
		dut->cmd_symbol_valid = 1;
		tick();
		dut->cmd_symbol_valid = 0;
		idle(8);
	}

	void tick()
	{
		dut->cycle = uint32_t(cycle);
		dut->clk = 0;
		dut->eval();
		if (dut->stat_levels_lost_valid)
			lost++, lost_today++;
		if (dut->stat_book_valid)
			count();
		if (dut->m_touch_tvalid)
			check();
		clock();
	}

	void idle(unsigned n)
	{
		while (n--)
			tick();
	}

	void offer(Event e)
	{
		bool taken = false;

		dut->s_event_tvalid = 1;
		for (unsigned wait = 0; !taken; wait++) {
			if (wait == 200000)
				fail("no event is taken any more");
			e.info.cycle = uint32_t(cycle);
			e.write(dut->s_event_tdata);
			dut->cycle = uint32_t(cycle);
			dut->clk = 0;
			dut->eval();
			taken = dut->s_event_tready;
			if (taken)
				under_way.push_back(e);
			tick();
		}
		dut->s_event_tvalid = 0;
		events++;
	}

	void drain()
	{
		for (unsigned n = 0; n < 20 || dut->status_busy; n++) {
			if (n == 400000)
				fail("busy for ever");
			tick();
		}
	}

	// Touches of an event come after its count.
	void count()
	{
		if (under_way.empty())
			fail("cause %u of no event", dut->stat_book_code);
		bool no_room = dut->stat_book_code == ORDERS_FULL;
		if (no_room && model.orders.size() <= TB_ORDERS)
			fail("full with %zu orders", model.orders.size());
		unsigned op = under_way.front().op;
		unsigned cause = model.apply(under_way.front(), no_room);

		if (cause != dut->stat_book_code)
			fail("event %u is counted as %u, not %u", op, dut->stat_book_code,
			     cause);
		under_way.pop_front();
		full += no_room;
	}

	void check()
	{
		Touch have = Touch::read(dut->m_touch_tdata);
		Model::Symbol &symbol = model.symbols.at(have.symbol);

		touches++;
		if (have.delta != uint32_t(cycle) - have.info.cycle)
			fail("publish_delta %u", have.delta);
		if (measured)
			measured->add(have.delta);
		bool right = !model.out.empty() && model.out.front().same(have);
		if (right && !symbol.lost) {
			model.out.pop_front();
			return;
		}
		// The new day's last touch of a symbol is exact again.
		if (symbol.lost && !(have.flags & INEXACT))
			fail("symbol %u lost a level and does not say so", have.symbol);
		if (!symbol.lost && (!(have.flags & INEXACT) || !lost_today))
			wrong(have);
		if (!symbol.lost)
			forget(have.symbol);
	}

	void forget(uint16_t symbol)
	{
		std::deque<Touch> kept;

		for (const Touch &touch : model.out)
			if (touch.symbol != symbol)
				kept.push_back(touch);
		model.out = kept;
		model.lose(symbol);
		flagged++;
		flagged_today++;
	}

	static std::string text(const Touch &t)
	{
		return "symbol " + std::to_string(t.symbol) + " " +
		       std::to_string(t.price[0]) + " x " + std::to_string(t.size[0]) +
		       " / " + std::to_string(t.price[1]) + " x " +
		       std::to_string(t.size[1]) + " flags " + std::to_string(t.flags) +
		       " seq " + std::to_string(t.info.seq);
	}

	[[noreturn]] void wrong(const Touch &have)
	{
		fail("%s, not %s", text(have).c_str(),
		     model.out.empty() ? "any" : text(model.out.front()).c_str());
	}

	// A last message for each symbol: whoever lost a level has said so.
	void end_day()
	{
		drain();
		for (unsigned i = 0; i < TB_SYMBOLS && lost_today; i++) {
			Event e;
			e.op = EVENT_HALT;
			e.code = model.symbols[i].halt ? 'T' : 'H';
			e.locate = Maker::locate(i);
			e.info.seq = ~0ull;
			offer(e);
		}
		drain();
		if (!under_way.empty())
			fail("%zu events were never counted", under_way.size());
		if (!model.out.empty())
			fail("never came: %s", text(model.out.front()).c_str());
		bool inexact = flagged_today != 0;
		for (const Model::Symbol &symbol : model.symbols)
			inexact = inexact || symbol.inexact;
		if (lost_today && !inexact)
			fail("%llu levels were lost and no symbol is inexact",
			     (unsigned long long)lost_today);
		if (dut->orders_live != model.orders.size())
			fail("%u orders live, not %zu", dut->orders_live,
			     model.orders.size());
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	const unsigned most = TB_ORDERS < 100 ? 250 : TB_ORDERS > 1000 ? 4000 : 250;
	const Market markets[] = {
		{ 40, 100, most, 6 },  { 8, 50, TB_ORDERS < 100 ? 90 : 60, 3 },
		{ 300, 1, most, 8 },   { 2000000, 1, most, 8 },
		{ 60, 5000, most, 9 },
	};

	for (const Market &market : markets)
		bench.play(market, TB_EVENTS / 5);
	if (TB_ORDERS < 100 && (!bench.full || !bench.lost))
		bench.fail("the tables were never full");
	if (TB_ORDERS == 512) {
		bench.measure(600);
		bench.latency("book", bench.other);
		bench.latency("book:add", bench.add);
		bench.latency("book:replace", bench.replace);
		bench.latency("book:early_add", bench.early_add);
		bench.latency("book:early_replace", bench.early_replace);
		bench.latency("book:early_reduce", bench.early_reduce);
	}
	return bench.done("%s, %llu events, %llu touches, %llu orders and %llu levels "
			  "found no room",
			  TB_NAME, (unsigned long long)bench.events,
			  (unsigned long long)bench.touches,
			  (unsigned long long)bench.full, (unsigned long long)bench.lost);
}
