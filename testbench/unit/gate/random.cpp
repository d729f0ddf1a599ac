// SPDX-License-Identifier: BSD-3-Clause
// random: intents, rows and states at random, near the limits.
#include "plain.h"
#include "tests.h"

#include <algorithm>

namespace
{

// Of an account whose limits are met all the time.
struct tw_row_limits some_limits(Bench &b)
{
	struct tw_row_limits l = plain_limits();

	l.enable = !b.one_in(12);
	l.max_quantity = uint32_t(150 + b.pick(500));
	l.max_notional_lo = uint32_t(BID * (200 + b.pick(400)));
	l.collar = uint32_t(5 + b.pick(300));
	l.max_long = uint32_t(400 + b.pick(1500));
	l.max_short = uint32_t(400 + b.pick(1500));
	l.max_open = uint32_t(1 + b.pick(OPEN));
	if (b.one_in(20))
		l.max_quantity = TW_CEIL_QUANTITY + uint32_t(b.pick(2));
	return l;
}

struct tw_row_totals some_totals(Bench &b)
{
	struct tw_row_totals t = plain_totals();

	t.max_open = uint32_t(OPEN - b.pick(3));
	t.rate_cycles = uint32_t(63 + b.pick(30));
	t.burst = uint32_t(1 + b.pick(40));
	t.max_age = uint32_t(10 + b.pick(60));
	t.duplicate_cycles = uint32_t(b.pick(1000));
	if (b.one_in(4)) {
		struct tw_gate_counters now;

		tw_gate_counters(b.model, &now);
		uint64_t gross = now.gross + BID * b.pick(1000);

		t.max_gross_lo = uint32_t(gross);
		t.max_gross_hi = uint32_t(gross >> 32);
		t.max_orders = now.orders + uint32_t(b.pick(60));
	}
	return t;
}

Row some_row(Bench &b)
{
	unsigned what = unsigned(b.pick(20));
	Row r;

	if (what < 3)
		r = row_of(TW_TABLE_LIMITS, uint32_t(b.pick(SYMBOLS + (what == 0))),
			   some_limits(b));
	else if (what == 3)
		r = row_of(TW_TABLE_TOTALS, 0, some_totals(b));
	else if (what == 4 && b.one_in(4)) {
		struct tw_row_lend lend = { 1, 2, 3, 4, b.some_token() };

		r = row_of(TW_TABLE_LEND, 0, lend);
	} else {
		struct tw_row_answer a = { uint32_t(1 + b.pick(5)), b.some_token(),
					   uint32_t(b.pick(300)), 0, b.some_token() };

		if (b.one_in(2))
			a.quantity = uint32_t(b.pick(20));
		if (b.one_in(50))
			a.kind = uint32_t(b.rng() & 0x80000007);
		if (b.one_in(50))
			a.quantity |= 0x100000u << b.pick(12);
		r = row_of(TW_TABLE_ANSWER, 0, a);
	}
	if (b.one_in(40))
		r.words[b.pick(TW_TABLE_WORDS)] ^= 1u << b.pick(32);
	if (b.one_in(40))
		r.row ^= 1u << b.pick(24);
	return r;
}

// One thing about a good intent is another.
void vary(Bench &b, struct tw_intent &i)
{
	struct tw_gate_exposure at;

	switch (b.pick(12)) {
	case 0: // what the position leaves, or a little more
		tw_gate_exposure(b.model, i.symbol % SYMBOLS, &at);
		i.quantity = uint32_t(i.sell ? 700 + at.position - int(at.open_sell)
					     : 700 - at.position - int(at.open_buy)) +
			     uint32_t(b.pick(300));
		break;
	case 1:
		i.quantity = uint32_t(b.rng() >> (32 + b.pick(32)));
		break;
	case 2:
		i.price = uint32_t(b.rng() >> (32 + b.pick(32)));
		break;
	case 3:
		i.price += uint32_t(b.pick(801)) - 400;
		break;
	case 4:
		i.flags = uint16_t(1u << b.pick(16));
		break;
	case 5:
		i.bad_frame = true;
		break;
	case 6:
		i.born -= uint32_t(b.pick(80));
		break;
	case 7:
		i.symbol = uint16_t(b.rng());
		break;
	case 8:
		i.kind = static_cast<enum tw_kind>(b.pick(4));
		break;
	case 9:
		i.ask_size = i.bid_size = 0;
		break;
	case 10:
		i.quantity = uint32_t(b.pick(600));
		break;
	default:
		i.token = uint32_t(b.rng());
	}
}

struct tw_intent some_intent(Bench &b, const struct tw_intent &last)
{
	struct tw_intent i = plain_intent(b);

	i.kind = static_cast<enum tw_kind>(b.one_in(3) ? 2 + b.pick(2) : 1);
	i.sell = b.one_in(2);
	i.tif = uint8_t(b.rng());
	i.symbol = uint16_t(b.pick(SYMBOLS));
	i.rule = uint8_t(b.pick(4));
	i.quantity = uint32_t(1 + b.pick(200));
	i.price = (i.sell ? BID : ASK) + uint32_t(b.pick(11)) - 5;
	if (i.kind != TW_KIND_ENTER && !b.tokens.empty()) { // mostly an order that rests
		size_t back = 1 + b.pick(std::min<size_t>(b.tokens.size(), OPEN / 2));

		i.token = b.tokens[b.tokens.size() - back];
		i.symbol = b.orders[i.token].symbol;
		i.sell = b.orders[i.token].sell;
	}
	if (b.one_in(6)) {
		i = last;
		i.born = uint32_t(b.time());
	}
	i.feed_seq = b.rng();
	i.arrival_ns = b.rng();
	i.born -= uint32_t(b.pick(8));
	if (b.one_in(2))
		vary(b, i);
	return i;
}

// Other limits, which only a gate that is not armed takes.
void relimit(Bench &b)
{
	while (b.offering || b.row_waits)
		b.step();
	if (b.one_in(2))
		b.flush();
	b.now.armed = false;
	b.commit(row_of(TW_TABLE_TOTALS, 0, some_totals(b)));
	for (uint32_t s = 0; s < SYMBOLS; s++)
		b.commit(row_of(TW_TABLE_LIMITS, s, some_limits(b)));
}

} // namespace

void random_run(Bench &b, unsigned cycles)
{
	uint64_t calm = 1 + b.pick(30); // the less, the more falls away

	plain(b);
	for (unsigned i = 0; i < cycles; i++) {
		if (!b.offering && b.one_in(6)) {
			b.intent = some_intent(b, b.passed);
			b.offering = true;
		}
		if (!b.row_waits && b.one_in(5)) {
			b.row = some_row(b);
			b.row_waits = true;
		}
		b.now.killed = b.one_in(10 * calm);
		b.now.armed = !b.one_in(10 * calm);
		b.now.lent = !b.one_in(10 * calm);
		b.now.window_ok = !b.one_in(10 * calm);
		b.now.link_up = !b.one_in(10 * calm);
		b.now.sender_ready = !b.one_in(10 * calm);
		b.now.log_ready = !b.one_in(10 * calm);
		b.step();
		if (b.one_in(500))
			relimit(b);
	}
	while (b.offering || b.row_waits)
		b.step();
	b.idle(4);

	for (uint16_t s = 0; s < SYMBOLS; s++)
		b.show(s);
}
