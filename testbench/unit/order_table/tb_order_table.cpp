// SPDX-License-Identifier: BSD-3-Clause
// tb_order_table: slots of all kinds against a map of orders, with a table that is full at times.
#include "Vorder_table.h"

#include "../common/book.h"
#include "../common/sim.h"

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
	bool voided; // an early slot: its message does not come
	Slot slot;
};

// What a slot does in t+4, and its cause in t+5.
struct Want {
	bool take = false, sell = false, inexact = false;
	uint32_t rank = 0, shares = 0;
	bool count = false;
	unsigned cause = APPLIED;
	bool inserts = false;
};

class Bench : public sim::Bench<Vorder_table>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vorder_table>("order_table", seed)
	{
		dut->s_op_tvalid = dut->op3_valid = dut->op4_valid = dut->cmd_clear =
			dut->s_idle_hint = 0;
		reset();
		new_day();
	}

	sim::Range to_add, to_take;
	uint64_t slots = 0, full = 0, voids = 0, causes[CAUSES] = {};

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
			if (offer.slot.kind == OP_REPLACE_OLD && !offer.voided) {
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
						  OP_FORGET,  OP_APPEND,  OP_VOID };
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
		offer.voided = one_in(15);
		offer.valid = true;
		return offer;
	}

	void send(const Offer &offer)
	{
		for (unsigned wait = 0; !step(&offer); wait++)
			if (wait == 100)
				fail("no slot is taken any more");
	}

	// A slot without its message, and what stands there when no slot does.
	Slot seen(const Offer &offer)
	{
		Slot slot = offer.valid ? offer.slot : next(one_in(2)).slot;

		if (offer.valid && offer.voided)
			slot.kind = OP_VOID;
		return slot;
	}

	bool step(const Offer *offer)
	{
		bool order = offer && offer->slot.kind >= OP_ADD &&
			     offer->slot.kind <= OP_REPLACE_NEW;
		Offer now3 = pipe[3], now4 = pipe[4];

		// A slot of another kind goes the same way without asking the table.
		dut->s_op_tvalid = order;
		dut->s_op_key = offer ? offer->slot.reference : rng();
		now3.slot = seen(now3);
		dut->op3_valid = now3.valid;
		dut->op3_tracked = now3.valid ? now3.tracked : one_in(2);
		now3.slot.write(dut->op3);
		now4.slot = seen(now4);
		dut->op4_valid = now4.valid;
		dut->op4_tracked = now4.valid ? now4.tracked : one_in(2);
		dut->op4_symbol = now4.slot.symbol;
		now4.slot.write(dut->op4);
		dut->stale = now4.stale;
		dut->clk = 0;
		dut->eval();
		check_cause();
		check_slot(now4);
		check_add(now3);
		bool taken = offer && dut->s_op_tready && !pipe[1].valid;
		for (unsigned i = 4; i > 1; i--)
			pipe[i] = pipe[i - 1], sent[i] = sent[i - 1];
		pipe[1] = taken ? *offer : Offer();
		sent[1] = cycle;
		slots += taken;
		voids += taken && offer->voided;
		clock();
		return taken;
	}

	bool bad(const Slot &s) const
	{
		return s.bad_side || !s.price || s.price > PRICE_MAX || !s.shares;
	}

	void insert(Want &want, const Slot &s, bool sell)
	{
		// The table says by itself when it is full, but not while ORDERS live.
		if (dut->m_add_refused && orders.size() >= ORDERS) {
			want.cause = ORDERS_FULL;
			want.inexact = true;
			full++;
			return;
		}
		orders[s.reference] = { s.symbol, sell, s.price, s.shares };
		want.inserts = true;
	}

	void remove(Want &want, const Slot &s, std::map<uint64_t, Order>::iterator order)
	{
		Order &old = order->second;
		bool all = s.kind != OP_REDUCE || s.shares >= old.shares;

		if (s.kind == OP_REDUCE && s.shares > old.shares)
			want.cause = OVER_REDUCE, want.inexact = true;
		want.sell = old.sell;
		want.rank = rank_of(old.price, old.sell);
		want.shares = all ? old.shares : s.shares;
		want.take = want.shares;
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
		return want;
	}

	// Only the message says what an add is; the table is not asked yet.
	void check_add(const Offer &now)
	{
		const Slot &s = now.slot;
		bool again = s.kind == OP_REPLACE_NEW;
		bool want =
			now.valid &&
			(again ? replace_ok : s.kind == OP_ADD && now.tracked && !bad(s));
		bool sell = again ? replace_sell : s.sell;

		if (dut->m_add_tvalid != want)
			fail("kind %u: add %u, not %u", s.kind, dut->m_add_tvalid, want);
		if (!want)
			return;
		if (dut->m_add_sell != sell || dut->m_add_rank != rank_of(s.price, sell))
			fail("kind %u: added to another level", s.kind);
		to_add.add(cycle - sent[3]);
	}

	void check_slot(const Offer &now)
	{
		last = now.valid ? model(now) : Want();
		if (dut->m_take_tvalid != last.take || dut->m_inexact != last.inexact ||
		    dut->m_add_refused == last.inserts)
			fail("kind %u: take %u, inexact %u, refused %u, not %u %u %u",
			     now.slot.kind, dut->m_take_tvalid, dut->m_inexact,
			     dut->m_add_refused, last.take, last.inexact, !last.inserts);
		if (last.take &&
		    (dut->m_take_sell != last.sell || dut->m_take_rank != last.rank ||
		     dut->m_take_shares != last.shares))
			fail("kind %u: another change of a level", now.slot.kind);
		if (last.take)
			to_take.add(cycle - sent[4]);
	}

	void check_cause()
	{
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
		    cause != GAP && cause != CLEAR && cause < LINES)
			bench.fail("cause %u was never seen", cause);
	if (bench.to_take.least != 4 || bench.to_take.most != 4)
		bench.fail("shares are taken in another cycle than t+4");
	bench.latency("order_table", bench.to_add);
	return bench.done("%llu slots, %llu void, %llu orders found no room",
			  (unsigned long long)bench.slots,
			  (unsigned long long)bench.voids,
			  (unsigned long long)bench.full);
}
