// SPDX-License-Identifier: BSD-3-Clause
// trade: the whole device from the market's wire to the order port. See README.md.
#include "runs.h"

#include "../unit/common/runs.h"

#include <cstdarg>

std::string text(const char *format, ...)
{
	char line[300];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	return line;
}

struct tw_row_rule take_rule(unsigned symbol)
{
	return { what(TW_CONDITION_ASK_LE, TW_KIND_ENTER, false, TW_REARM_FALSE,
		      TW_PRICE_ASK),
		 1005000 + 1000 * symbol, 100, 0, 0 };
}

Bytes take_add(unsigned symbol, uint64_t reference)
{
	return itch_add(symbol, reference, true, 700, 1005000 + 1000 * symbol);
}

Bytes take_end(unsigned symbol, uint64_t reference)
{
	return itch('D', symbol, reference);
}

void reject_all(Floor &f, size_t from)
{
	for (const struct tw_trade_record &r : f.of_type(TW_TRADE_DECISION, from))
		if (r.reason == TW_REASON_PASS && r.kind != TW_KIND_CANCEL)
			f.answer(TW_ANSWER_REJECTED, r.token);
}

int main(int argc, char **argv)
{
	static const RunOf<Floor> runs[] = {
		{ "orders", run_orders },	{ "host", run_host },
		{ "arming", run_arming },	{ "market", run_market },
		{ "b1_fcs", run_b1_fcs },	{ "e1_kill", run_e1_kill },
		{ "e7_knight", run_e7_knight }, { "e8_stale", run_e8_stale },
		{ "f1_reset", run_f1_reset },
	};

	return run_all(argc, argv, "trade", "touchwire_10g",
		       "The device from the market's wire to the order port.", runs);
}
