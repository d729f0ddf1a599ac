/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <inttypes.h>
#include <stdlib.h>

#include "screen.h"

static void print_intents(FILE *out, const struct trade *trade)
{
	const struct trade_counts *counts = &trade->counts;
	unsigned int reason;

	fprintf(out, "intents   %13s   = %s orders", commas(counts->intents),
		commas(counts->reasons[TW_REASON_PASS]));
	fprintf(out, " + %s refused\n",
		commas(counts->intents - counts->reasons[TW_REASON_PASS]));
	for (reason = 1; reason < TW_REASONS; reason++) {
		if (counts->reasons[reason] != 0)
			fprintf(out, "  %-12s%10s\n", tw_reason_name(reason),
				commas(counts->reasons[reason]));
	}
}

static void print_orders(FILE *out, const struct trade *trade)
{
	const struct trade_counts *counts = &trade->counts;
	struct tw_ledger_sums sums;

	tw_ledger_orders(trade->ledger, &sums);
	fprintf(out, "sent      %13s   frames, and %s heartbeats", commas(counts->sent),
		commas(counts->heartbeats));
	if (counts->sent != 0)
		fprintf(out, "; %u to %u cycles from touch to frame", counts->fastest,
			counts->slowest);
	fprintf(out,
		"\norders    %13s   = %" PRIu64 " open + %" PRIu64 " filled + %" PRIu64
		" cancelled + %" PRIu64 " rejected + %" PRIu64 " replaced\n",
		commas(sums.orders), sums.open, sums.filled, sums.cancelled,
		sums.rejected, sums.replaced);
	fprintf(out, "answers   %13s   books compared %s times\n",
		commas(counts->answers), commas(counts->reconciled));
}

static void print_position(FILE *out, const struct tw_ledger_position *line)
{
	fprintf(out, "  %-8s %9" PRId64 " shares   bought %s, sold", line->symbol,
		line->position, commas(line->bought));
	fprintf(out, " %s, cash %s%lld.%02lld", commas(line->sold),
		line->cash < 0 ? "-" : "", llabs(line->cash) / 10000,
		llabs(line->cash) / 100 % 100);
	if (line->open_orders != 0)
		fprintf(out, ", %u orders open", line->open_orders);
	fputc('\n', out);
}

void trade_print(FILE *out, const struct trade *trade)
{
	const struct tcp_link_counts *tcp = lend_counts(trade->lend);
	size_t i;

	print_intents(out, trade);
	print_orders(out, trade);
	fprintf(out, "tcp       %13s   frames sent by the host, %s segments sent again\n",
		commas(tcp->sent), commas(tcp->again));
	fputs("positions\n", out);
	for (i = 0; i < tw_ledger_lines(trade->ledger); i++)
		print_position(out, tw_ledger_line(trade->ledger, i));
	if (trade->killed)
		fprintf(out, "killed    %s\n", trade->why);
	fprintf(out, "journal   %s\n", trade->options.journal);
}
