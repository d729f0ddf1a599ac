// SPDX-License-Identifier: BSD-3-Clause
// edges: each limit at its last good value and one past it.
#include "plain.h"
#include "tests.h"

namespace
{

void quantity(Bench &b)
{
	plain(b);
	b.intent.quantity = 500;
	sends(b, TW_REASON_PASS, "E6 quantity at the limit");
	b.intent.quantity = 501;
	sends(b, TW_REASON_QUANTITY, "E6 quantity past it");
}

void notional(Bench &b)
{
	struct tw_row_limits limits = plain_limits();

	limits.max_notional_lo = 500 * ASK;
	plain(b, limits);
	b.intent.quantity = 500;
	sends(b, TW_REASON_PASS, "E6 notional at the limit");
	b.intent.price++;
	sends(b, TW_REASON_NOTIONAL, "E6 notional past it");
}

// E5: the largest product there is, and what has no field.
void widest(Bench &b)
{
	struct tw_row_limits limits = plain_limits();

	limits.max_quantity = TW_CEIL_QUANTITY;
	limits.max_notional_lo = 0;
	limits.max_notional_hi = 1 << 8;
	plain(b, limits);
	b.intent.quantity = TW_CEIL_QUANTITY;
	b.intent.price = b.intent.ask_price = TW_CEIL_PRICE;
	sends(b, TW_REASON_NOTIONAL, "E5 the largest notional");
	b.intent.quantity++;
	sends(b, TW_REASON_FIELD, "E6 quantity past the field");
	b.intent.quantity--;
	b.intent.price++;
	sends(b, TW_REASON_FIELD, "E6 price past the field");
	b.intent.quantity = 0x80000001;
	b.intent.price = 0x80000001;
	sends(b, TW_REASON_FIELD, "E5 fields with their top bit");
}

void collar(Bench &b)
{
	plain(b);
	b.intent.price = ASK + 400;
	sends(b, TW_REASON_PASS, "E6 collar of a buy at the limit");
	b.intent.price++;
	sends(b, TW_REASON_COLLAR, "E6 collar of a buy past it");
	b.intent.sell = true;
	b.intent.price = BID - 400;
	sends(b, TW_REASON_PASS, "E6 collar of a sell at the limit");
	b.intent.price--;
	sends(b, TW_REASON_COLLAR, "E6 collar of a sell past it");
	b.intent.bid_size = 0;
	b.intent.price = BID;
	sends(b, TW_REASON_COLLAR, "E6 collar of a sell without a bid");
}

void position(Bench &b)
{
	plain(b);
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 500;
		sends(b, TW_REASON_PASS, "E6 position below the limit");
	}
	answer(b, TW_ANSWER_EXECUTED, 1, 300);
	b.intent.quantity = 201;
	sends(b, TW_REASON_POSITION, "E6 position past long");
	b.intent.quantity = 200;
	sends(b, TW_REASON_PASS, "E6 position at long");
	b.intent.sell = true;
	b.intent.price = BID;
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 500;
		sends(b, TW_REASON_PASS, "E6 position above short");
	}
	b.intent.quantity = 201;
	sends(b, TW_REASON_POSITION, "E6 position past short");
	b.intent.quantity = 200;
	sends(b, TW_REASON_PASS, "E6 position at short");
}

void open_orders(Bench &b)
{
	struct tw_row_limits limits = plain_limits();
	struct tw_row_totals totals = plain_totals();

	limits.max_open = 3;
	totals.max_open = 4;
	plain(b, limits, totals);
	b.intent.quantity = 1;
	for (unsigned i = 0; i < 3; i++)
		sends(b, TW_REASON_PASS, "E6 open orders up to the limit");
	sends(b, TW_REASON_OPEN, "E6 open orders past it");
	b.intent.symbol = 2;
	sends(b, TW_REASON_PASS, "E6 all open orders up to the limit");
	sends(b, TW_REASON_OPEN, "E6 all open orders past it");
}

void count(Bench &b)
{
	struct tw_row_totals totals = plain_totals();

	totals.max_orders = 2;
	plain(b, plain_limits(), totals);
	for (unsigned i = 0; i < 2; i++) {
		b.intent.quantity = 1;
		sends(b, TW_REASON_PASS, "E6 count up to the limit");
	}
	sends(b, TW_REASON_COUNT, "E6 count past it");
}

void gross(Bench &b)
{
	struct tw_row_totals totals = plain_totals();

	totals.max_gross_hi = 0;
	totals.max_gross_lo = 150 * ASK;
	plain(b, plain_limits(), totals);
	sends(b, TW_REASON_PASS, "E6 gross below the limit");
	b.intent.quantity = 51;
	sends(b, TW_REASON_GROSS, "E6 gross past it");
	b.intent.quantity = 50;
	sends(b, TW_REASON_PASS, "E6 gross at the limit");
}

void rate(Bench &b)
{
	struct tw_row_totals totals = plain_totals();

	totals.burst = 3;
	totals.rate_cycles = 400;
	plain(b, plain_limits(), totals);
	b.intent.quantity = 1;
	for (unsigned i = 0; i < 3; i++)
		sends(b, TW_REASON_PASS, "G3 a burst");
	sends(b, TW_REASON_RATE, "G3 past the burst");
}

void duplicate(Bench &b)
{
	struct tw_row_totals totals = plain_totals();

	totals.duplicate_cycles = 40;
	plain(b, plain_limits(), totals);
	sends(b, TW_REASON_PASS, "E7 the first of two");
	sends(b, TW_REASON_DUPLICATE, "E7 the second of two");
	b.idle(40);
	sends(b, TW_REASON_PASS, "E7 the same, later");
}

// Born before it is offered: the decision is 2 cycles behind.
void age(Bench &b)
{
	struct tw_row_totals totals = plain_totals();

	plain(b, plain_limits(), totals);
	b.intent.born = uint32_t(b.time()) + 2 - totals.max_age;
	b.expect(b.send(), TW_REASON_PASS, "E6 age at the limit");
	b.intent.born = uint32_t(b.time()) + 1 - totals.max_age;
	b.expect(b.send(), TW_REASON_AGE, "E6 age past it");
}

} // namespace

void test_edges(Bench &b)
{
	quantity(b);
	notional(b);
	widest(b);
	collar(b);
	position(b);
	open_orders(b);
	count(b);
	gross(b);
	rate(b);
	duplicate(b);
	age(b);
}
