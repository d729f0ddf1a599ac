// SPDX-License-Identifier: BSD-3-Clause
#include "plain.h"

struct tw_row_limits plain_limits()
{
	struct tw_row_limits limits = {};

	limits.enable = 1;
	limits.max_quantity = 500;
	limits.max_notional_lo = 500 * 100500;
	limits.collar = 400;
	limits.max_long = 1200;
	limits.max_short = 900;
	limits.max_open = OPEN;
	return limits;
}

struct tw_row_totals plain_totals()
{
	struct tw_row_totals totals = {};

	totals.max_open = OPEN;
	totals.max_orders = TW_CEIL_ORDERS;
	totals.max_gross_hi = 1 << 8;
	totals.rate_cycles = 64;
	totals.burst = 20;
	totals.max_age = 60;
	return totals;
}

struct tw_intent plain_intent(const Bench &bench)
{
	struct tw_intent i = {};

	i.kind = TW_KIND_ENTER;
	i.tif = '3';
	i.symbol = 1;
	i.rule = 2;
	i.quantity = 100;
	i.price = ASK;
	i.bid_price = BID;
	i.ask_price = ASK;
	i.bid_size = 7;
	i.ask_size = 9;
	i.born = uint32_t(bench.time());
	i.feed_seq = 55;
	i.arrival_ns = 66;
	return i;
}

void plain(Bench &b, const struct tw_row_limits &limits,
	   const struct tw_row_totals &totals)
{
	b.renew();
	b.now = { 0, false, false, true, true, true, true, true };
	if (b.commit(row_of(TW_TABLE_TOTALS, 0, totals)) != TW_RESULT_OK)
		b.fail("no totals");
	for (uint32_t s = 0; s < SYMBOLS; s++)
		if (b.commit(row_of(TW_TABLE_LIMITS, s, limits)) != TW_RESULT_OK)
			b.fail("no limits");
	b.now.armed = true;
	b.idle(64 * 21);
	b.intent = plain_intent(b);
}

int answer(Bench &b, unsigned kind, uint32_t token, uint32_t quantity, uint32_t old_token)
{
	struct tw_row_answer a = { kind, token, quantity, 0, old_token };

	return b.commit(row_of(TW_TABLE_ANSWER, 0, a));
}

void sends(Bench &b, enum tw_reason wanted, const char *what)
{
	b.intent.born = uint32_t(b.time());
	b.expect(b.send(), wanted, what);
}
