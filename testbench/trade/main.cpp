// SPDX-License-Identifier: BSD-3-Clause
// trade: the whole device from the market's wire to the order port. See README.md.
#include "runs.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

static const Run runs[] = {
	{ "orders", run_orders },	{ "host", run_host },
	{ "arming", run_arming },	{ "market", run_market },
	{ "b1_fcs", run_b1_fcs },	{ "e1_kill", run_e1_kill },
	{ "e7_knight", run_e7_knight }, { "e8_stale", run_e8_stale },
	{ "f1_reset", run_f1_reset },
};

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
	const char *only = nullptr;
	unsigned seed = 1;
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			printf("usage: touchwire_10g [+seed=N] [RUN]\n\n"
			       "The device from the market's wire to the order port.\n\n"
			       "example: touchwire_10g +seed=7 e1_kill\n");
			return 0;
		}
		if (!strncmp(argv[i], "+seed=", 6))
			seed = unsigned(strtoul(argv[i] + 6, nullptr, 0));
		else
			only = argv[i];
	}
	for (const Run &run : runs) {
		if (only && strcmp(only, run.name))
			continue;
		auto f = std::make_unique<Floor>(seed);
		std::string seen = run.run(*f, seed);

		if (f->wrong.empty())
			printf("ok trade-%s seed %u: %s\n", run.name, seed, seen.c_str());
		else
			printf("FAIL trade-%s seed %u: %s\n", run.name, seed,
			       f->wrong.c_str());
		fflush(stdout);
		failed |= !f->wrong.empty();
	}
	return failed;
}
