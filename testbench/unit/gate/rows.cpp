// SPDX-License-Identifier: BSD-3-Clause
// rows: what of limits and of order numbers is refused.
#include "plain.h"
#include "tests.h"

void test_rows(Bench &b)
{
	struct tw_row_limits limits = plain_limits();
	struct tw_row_totals totals = plain_totals();

	totals.rate_cycles = totals.duplicate_cycles = 100;
	totals.max_gross_lo = 9;
	totals.max_orders = 1000;
	limits.max_notional_hi = 3;
	limits.max_open = totals.max_open = OPEN / 2;
	for (unsigned table = 0; table < 2; table++)
		for (unsigned word = 0; word < 8; word++) {
			plain(b, limits, totals);
			Row r = table ? row_of(TW_TABLE_TOTALS, 0, totals)
				      : row_of(TW_TABLE_LIMITS, 1, limits);
			bool up = table && (word == 4 || word == 7);

			r.words[word] += up ? -1u : 1;
			if (b.commit(r) !=
			    (!table && word == 0 ? TW_RESULT_RANGE : TW_RESULT_ARMED))
				b.fail("E4 table %u word %u loosened while armed", table,
				       word);
			r.words[word] =
				!table && word == 0 ? 0 : r.words[word] - (up ? -2u : 2);
			if (b.commit(r) != TW_RESULT_OK)
				b.fail("E4 table %u word %u not tightened", table, word);
		}
	// A row that tightens all but one field is refused whole.
	plain(b, limits, totals);
	limits.max_quantity = 1;
	limits.max_short++;
	if (b.commit(row_of(TW_TABLE_LIMITS, 1, limits)) != TW_RESULT_ARMED)
		b.fail("E4 a row half looser");
	sends(b, TW_REASON_PASS, "E4 nothing of a refused row");
}

void test_numbers(Bench &b)
{
	struct tw_row_lend lend = { 1, 2, 3, 4, 0 };
	auto lends = [&](uint32_t number) {
		lend.next_token = number;
		return b.commit(row_of(TW_TABLE_LEND, 0, lend));
	};

	plain(b);
	for (unsigned i = 0; i < 3; i++) {
		b.intent.quantity = 1 + i;
		sends(b, TW_REASON_PASS, "E12 before");
	}
	for (uint32_t number = 0; number < 4; number++)
		if (lends(number) != TW_RESULT_RANGE)
			b.fail("E12 number %u again", number);
	// Number 1 rests, so its slot is left out.
	if (lends(1 + 2 * OPEN) != TW_RESULT_OK)
		b.fail("E12 no higher number");
	b.intent.born = uint32_t(b.time()) + OPEN;
	b.idle(OPEN);
	b.expect(b.send(), TW_REASON_PASS, "E12 after");
	if (b.tokens.back() != 4 + 2 * OPEN)
		b.fail("E12 number %u", b.tokens.back());
	if (lends(0xfffffffe) != TW_RESULT_OK)
		b.fail("E12 the last number");
	sends(b, TW_REASON_PASS, "E12 the last number");
	sends(b, TW_REASON_TOKEN, "E12 none left");
}
