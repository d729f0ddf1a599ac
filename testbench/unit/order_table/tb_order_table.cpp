// SPDX-License-Identifier: BSD-3-Clause
// tb_order_table: slots of all kinds against a map of orders, with a table that is full at times.
#include "Vorder_table.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <deque>
#include <map>

namespace
{

using namespace book;

constexpr unsigned SYMBOLS = 4, ORDERS = 64;

struct Order {
	unsigned symbol;
	bool sell;
	uint32_t price, shares;
};

struct Offer {
	bool valid, tracked, stale;
	Slot slot;
};

// What a slot does in t+4, and its cause in t+5.
struct Want {
	bool row = false, show = false, sub = false, sell = false, inexact = false;
	uint32_t rank = 0, shares = 0;
	bool count = false;
	unsigned cause = APPLIED;
	bool inserts = false;
	uint64_t reference = 0;
};

class Bench : public sim::Bench<Vorder_table>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vorder_table>("order_table", seed)
	{
		dut->s_op_tvalid = dut->op4_valid = dut->cmd_clear = dut->s_idle_hint = 0;
		reset();
		new_day();
	}

	sim::Range to_row;
	uint64_t slots = 0, full = 0, causes[CAUSES] = {};

	void new_day()
	{
		dut->cmd_clear = 1;
		clock();
		dut->cmd_clear = 0;
		clock();
		while (dut->clearing)
			clock();
		orders.clear();
	}

	// Slots of one message after the other; @most orders live before they go again.
	void play(unsigned count, unsigned most)
	{
		bool removing = false;

		for (unsigned i = 0; i < count; i++) {
			removing = removing ? orders.size() > most / 4
					    : orders.size() >= most || one_in(400);
			Offer offer = next(removing);
			send(offer);
			if (offer.slot.kind == OP_REPLACE_OLD) {
				offer.slot.kind = OP_REPLACE_NEW;
				offer.slot.reference =
					one_in(5) ? some_order() : pick(1000);
				send(offer);
			}
			while (one_in(4))
				step(nullptr);
		}
		for (unsigned i = 0; i < 8; i++)
			step(nullptr);
		if (dut->live != orders.size())
			fail("%u orders live, not %zu", dut->live, orders.size());
	}

private:
	std::map<uint64_t, Order> orders;
	Offer pipe[5] = {};
	uint64_t sent[5] = {};
	Want last;
	bool replace_ok = false, replace_sell = false;

	uint64_t some_order()
	{
		if (orders.empty())
			return pick(1000);
		auto order = orders.lower_bound(pick(1000));
		return order == orders.end() ? orders.begin()->first : order->first;
	}

	Offer next(bool removing)
	{
		static const uint8_t others[] = { OP_NONE,    OP_STATE,	  OP_HALT,
						  OP_SUSPECT, OP_REFRESH, OP_DIRECTORY,
						  OP_FORGET,  OP_APPEND };
		Offer offer = {};
		Slot &slot = offer.slot;

		slot.kind = removing ? OP_REDUCE + unsigned(pick(3)) : unsigned(OP_ADD);
		if (one_in(12))
			slot.kind = others[pick(sizeof(others))];
		slot.sell = one_in(2);
		slot.bad_side = one_in(100);
		slot.reference = removing && !one_in(20) ? some_order() : pick(1000);
		slot.symbol = uint16_t(pick(SYMBOLS));
		auto order = orders.find(slot.reference);
		if (order != orders.end() && !one_in(20))
			slot.symbol = uint16_t(order->second.symbol);
		slot.price = one_in(30) ? (one_in(2) ? 0 : PRICE_MAX + 1)
					: 1 + uint32_t(pick(PRICE_MAX));
		slot.shares = one_in(30) ? 0 : 1 + uint32_t(pick(300));
		offer.tracked = !one_in(30);
		offer.stale = one_in(20);
		offer.valid = true;
		return offer;
	}

	void send(const Offer &offer)
	{
		for (unsigned wait = 0; !step(&offer); wait++)
			if (wait == 100)
				fail("no slot is taken any more");
	}

	bool step(const Offer *offer)
	{
		bool order = offer && offer->slot.kind >= OP_ADD &&
			     offer->slot.kind <= OP_REPLACE_NEW;
		const Offer &now = pipe[4];

		// A slot of another kind goes the same way without asking the table.
		dut->s_op_tvalid = order;
		dut->s_op_key = offer ? offer->slot.reference : rng();
		dut->op4_valid = now.valid;
		dut->op4_tracked = now.tracked;
		dut->op4_symbol = now.slot.symbol;
		dut->stale = now.stale;
		now.slot.write(dut->op4);
		dut->clk = 0;
		dut->eval();
		check_cause();
		last = Want();
		if (now.valid)
			check_slot(now);
		else if (dut->m_row_tvalid || dut->m_row_show || dut->m_inexact)
			fail("a row without a slot");
		bool taken = offer && dut->s_op_tready && !pipe[1].valid;
		for (unsigned i = 4; i > 1; i--)
			pipe[i] = pipe[i - 1], sent[i] = sent[i - 1];
		pipe[1] = taken ? *offer : Offer();
		sent[1] = cycle;
		slots += taken;
		clock();
		return taken;
	}

	bool bad(const Slot &s) const
	{
		return s.bad_side || !s.price || s.price > PRICE_MAX || !s.shares;
	}

	void insert(Want &want, const Slot &s, bool sell)
	{
		orders[s.reference] = { s.symbol, sell, s.price, s.shares };
		want.row = want.inserts = true;
		want.sell = sell;
		want.rank = rank_of(s.price, sell);
		want.shares = s.shares;
		want.reference = s.reference;
	}

	void remove(Want &want, const Slot &s, std::map<uint64_t, Order>::iterator order)
	{
		Order &old = order->second;
		bool all = s.kind != OP_REDUCE || s.shares >= old.shares;

		if (s.kind == OP_REDUCE && s.shares > old.shares)
			want.cause = OVER_REDUCE, want.inexact = true;
		want.sub = true;
		want.sell = old.sell;
		want.rank = rank_of(old.price, old.sell);
		want.shares = all ? old.shares : s.shares;
		want.row = want.shares;
		old.shares -= want.shares;
		if (s.kind == OP_REPLACE_OLD)
			replace_ok = true, replace_sell = old.sell, want.count = false;
		if (!old.shares)
			orders.erase(order);
	}

	Want model(const Offer &offer)
	{
		const Slot &s = offer.slot;
		auto order = orders.find(s.reference);
		bool live = order != orders.end();
		Want want;
		auto no = [&](unsigned cause, bool inexact = true) {
			want.cause = cause;
			want.inexact = inexact;
		};

		want.count = s.kind <= OP_SUSPECT && s.kind != OP_DIRECTORY;
		if (s.kind == OP_REPLACE_NEW) {
			want.count = replace_ok;
			if (replace_ok && live)
				no(DUPLICATE_REF);
			else if (replace_ok)
				insert(want, s, replace_sell);
			want.show = replace_ok;
			replace_ok = false;
		} else if (s.kind == OP_NONE) {
			want.cause = NO_EFFECT;
		} else if (!offer.tracked) {
			want.cause = UNTRACKED;
		} else if (s.kind == OP_ADD) {
			if (bad(s))
				no(BAD_FIELD);
			else if (live)
				no(DUPLICATE_REF);
			else
				insert(want, s, s.sell);
		} else if (s.kind >= OP_REDUCE && s.kind <= OP_REPLACE_OLD) {
			if (!live)
				no(UNKNOWN_REF, !offer.stale);
			else if (order->second.symbol != s.symbol)
				no(WRONG_SYMBOL);
			else if (s.kind == OP_REPLACE_OLD && bad(s))
				no(BAD_FIELD);
			else
				remove(want, s, order);
		} else if (s.kind == OP_SUSPECT)
			no(SUSPECT);
		want.show |= want.row;
		return want;
	}

	void check_slot(const Offer &now)
	{
		last = model(now);
		if (dut->m_row_tvalid != last.row || dut->m_row_show != last.show ||
		    dut->m_inexact != last.inexact)
			fail("kind %u: row %u %u, inexact %u, not %u %u %u",
			     now.slot.kind, dut->m_row_tvalid, dut->m_row_show,
			     dut->m_inexact, last.row, last.show, last.inexact);
		if (last.row &&
		    (dut->m_row_sub != last.sub || dut->m_row_sell != last.sell ||
		     dut->m_row_rank != last.rank || dut->m_row_shares != last.shares))
			fail("kind %u: another change of a level", now.slot.kind);
		if (last.row)
			to_row.add(cycle - sent[4]);
	}

	void check_cause()
	{
		if (dut->m_full) {
			if (!last.inserts || orders.size() <= ORDERS)
				fail("full with %zu orders", orders.size());
			orders.erase(last.reference);
			last.cause = ORDERS_FULL;
			full++;
		}
		if (dut->stat_book_valid != last.count)
			fail("count %u, not %u", dut->stat_book_valid, last.count);
		if (last.count && dut->stat_book_code != last.cause)
			fail("cause %u, not %u", dut->stat_book_code, last.cause);
		causes[last.cause] += last.count;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	for (unsigned day = 0; day < 12; day++) {
		bench.play(3000, 30);
		bench.play(3000, ORDERS);
		bench.play(3000, 200);
		bench.new_day();
	}
	for (unsigned cause = 0; cause < CAUSES; cause++)
		if (!bench.causes[cause] && cause != DIRECTORY && cause != SYMBOLS_FULL &&
		    cause != GAP && cause != CLEAR)
			bench.fail("cause %u was never seen", cause);
	bench.latency("order_table", bench.to_row);
	return bench.done("%llu slots, %llu orders found no room",
			  (unsigned long long)bench.slots,
			  (unsigned long long)bench.full);
}
