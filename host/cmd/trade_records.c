/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_errno.h>

#include <touchwire/order_frame.h>
#include <touchwire/ouch.h>

#include "cmd.h"

#define BURST 64u

/* ---- records of the device ------------------------------------------------------------------- */
static struct trade_live *live_of(struct trade *trade, uint32_t token)
{
	struct trade_live *live = &trade->live[token % TRADE_LIVE];

	return live->token == token ? live : NULL;
}

static void remember(struct trade *trade, const struct tw_trade_record *record)
{
	const struct trade_rule *rule =
		&trade->config.symbols[record->symbol]
			 .rules[record->rule % TW_RULES_PER_SYMBOL];
	struct trade_live *live = &trade->live[record->token % TRADE_LIVE];

	if (record->kind == TW_KIND_CANCEL)
		return;
	/* A replacement stands for the order of the rule that it replaces. */
	*live = (struct trade_live){
		.token = record->token,
		.sent_ns = trade_now(),
		.symbol = record->symbol,
		.rule = (uint8_t)(rule->target != 0 ? rule->target - 1 : record->rule)
	};
}

static size_t rebuild(const struct trade *trade, const struct tw_trade_record *record,
		      uint8_t *payload)
{
	struct tw_order_fields fields = { .kind = (enum tw_kind)record->kind,
					  .sell = record->side == 'S',
					  .tif = (char)record->tif,
					  .quantity = record->quantity,
					  .price = record->price,
					  .token = record->token,
					  .old_token = record->old_token };
	const char *name = trade->config.symbols[record->symbol].name;

	memset(fields.name, ' ', sizeof(fields.name));
	memcpy(fields.name, name, strlen(name));
	return tw_order_payload(&fields, trade->seed, payload);
}

static void on_sent(struct trade *trade, const struct tw_trade_record *record)
{
	const struct tw_journal_message head = { .number = record->tcp_seq };
	struct trade_counts *counts = &trade->counts;
	uint8_t payload[TW_ORDER_PAYLOAD_MAX];
	struct tw_error error = { "" };
	size_t length;

	if (record->kind > TW_KIND_CANCEL || record->symbol >= trade->config.count) {
		trade_kill(trade, TW_KILL_MISMATCH,
			   "the device tells of a frame that cannot be");
		return;
	}
	length = rebuild(trade, record, payload);
	lend_sent(trade->lend, record->tcp_seq, payload, length);
	if (record->kind == TW_KIND_HEARTBEAT) {
		counts->heartbeats++;
		return;
	}
	if (counts->sent++ == 0 || record->cycles < counts->fastest)
		counts->fastest = record->cycles;
	if (record->cycles > counts->slowest)
		counts->slowest = record->cycles;
	/* SoupBinTCP's header is no part of the message. */
	tw_journal_put2(trade->journal, TW_JOURNAL_ORDER, trade_wall(), &head,
			sizeof(head), payload + 3, length - 3);
	if (tw_ledger_sent(trade->ledger, payload + 3, length - 3, &error) != 0)
		trade_kill(trade, TW_KILL_MISMATCH, "what the device sent cannot be: %s",
			   error.text);
	remember(trade, record);
}

static void on_kill(struct trade *trade, uint32_t causes)
{
	static const char *const names[] = { "by command", "watchdog", "order link down",
					     "a limit",	   "mismatch", "internal check",
					     "DMA error" };
	unsigned int i;

	trade->kill_cause |= causes;
	trade->counts.kills++;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((causes >> i & 1) != 0 && !trade->killed)
			trade_kill(trade, 0, "the device killed itself: %s", names[i]);
	}
}

static void on_record(struct trade *trade, const struct tw_trade_record *record)
{
	struct trade_counts *counts = &trade->counts;
	uint32_t intents = 1;

	tw_journal_put(trade->journal, TW_JOURNAL_RECORD, trade_wall(), record,
		       sizeof(*record));
	switch (record->type) {
	case TW_TRADE_DECISION:
		/* Without a kind: so many found no room in front of the gate. */
		if (record->kind == 0)
			intents = record->quantity;
		counts->intents += intents;
		counts->reasons[record->reason < TW_REASONS ? record->reason : 0] +=
			intents;
		break;
	case TW_TRADE_SENT:
		on_sent(trade, record);
		break;
	case TW_TRADE_KILL:
		on_kill(trade, record->reason);
		break;
	case TW_TRADE_LOST:
		trade_kill(trade, TW_KILL_MISMATCH,
			   "the device had no room for %u records", record->quantity);
		break;
	default:
		break;
	}
}

unsigned int trade_take_records(struct trade *trade)
{
	struct tw_trade_record records[BURST];
	unsigned int all = 0;
	int got, i;

	do {
		got = rte_pmd_touchwire_trade_poll(trade->device.port, records, BURST);
		for (i = 0; i < got; i++)
			on_record(trade, &records[i]);
		if (got > 0)
			all += (unsigned int)got;
	} while (got == (int)BURST);
	if (got < 0 && !trade->killed)
		trade_kill(trade, TW_KILL_MISMATCH, "the device's records: %s",
			   rte_strerror(-got));
	return all;
}

/* ---- answers of the exchange ------------------------------------------------------------------ */
static void queue_row(struct trade *trade, enum tw_table table, uint32_t row,
		      const void *what, size_t length)
{
	struct trade_row *place = &trade->rows[trade->row_count];

	if (trade->row_count == TRADE_ROWS) {
		trade_kill(trade, TW_KILL_MISMATCH, "more answers at once than fit");
		return;
	}
	trade->row_count++;
	*place = (struct trade_row){ .table = table, .row = row };
	memcpy(place->words, what, length);
}

/* Rules that pull the order of @live have its number now. */
static void aim(struct trade *trade, const struct trade_live *live)
{
	const struct trade_symbol *symbol = &trade->config.symbols[live->symbol];
	struct tw_row_rule row;
	unsigned int i;

	for (i = 0; i < symbol->count; i++) {
		if (symbol->rules[i].target != live->rule + 1u)
			continue;
		row = symbol->rules[i].row;
		row.token = live->token;
		queue_row(trade, TW_TABLE_RULES, live->symbol * TW_RULES_PER_SYMBOL + i,
			  &row, sizeof(row));
	}
}

/* The gate knows the orders since its reset, no others. */
void trade_on_row(void *opaque, const struct tw_row_answer *answer)
{
	struct trade *trade = opaque;
	struct trade_live *live;

	if (answer->token < trade->first_token)
		return;
	queue_row(trade, TW_TABLE_ANSWER, 0, answer, sizeof(*answer));
	trade->counts.kinds[answer->kind]++;
	live = live_of(trade, answer->token);
	if (live != NULL)
		live->answered = true;
	if (live != NULL &&
	    (answer->kind == TW_ANSWER_ACCEPTED || answer->kind == TW_ANSWER_REPLACED))
		aim(trade, live);
}

static int symbol_of(const struct trade *trade, const char *name)
{
	size_t i;

	for (i = 0; i < trade->config.count; i++) {
		if (strcmp(trade->config.symbols[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* What an answer to an order that the gate does not know changes is not the gate's. */
static void carry(struct trade *trade, const struct tw_ledger_position *before,
		  uint32_t token)
{
	struct tw_ledger_order order;
	struct trade_carried *carried;
	int symbol;

	if (!tw_ledger_order(trade->ledger, token, &order))
		return;
	symbol = symbol_of(trade, order.line->symbol);
	if (symbol < 0)
		return;
	carried = &trade->carried[symbol];
	carried->position += order.line->position - before->position;
	carried->open_buy += (int64_t)(order.line->open_buy - before->open_buy);
	carried->open_sell += (int64_t)(order.line->open_sell - before->open_sell);
}

void trade_answer(void *opaque, uint64_t sequence, const uint8_t *message, size_t length)
{
	struct trade *trade = opaque;
	const struct tw_journal_message head = { .number = sequence };
	struct tw_ledger_position before = { .position = 0 };
	struct tw_ledger_order order;
	struct tw_error error = { "" };
	struct tw_ouch ouch = { 0 };

	trade->counts.answers++;
	trade->idle_ns = trade_now();
	tw_journal_put2(trade->journal, TW_JOURNAL_ANSWER, trade_wall(), &head,
			sizeof(head), message, length);
	if (tw_ouch_decode(TW_OUCH_OUT, message, length, &ouch, &error) == 0 &&
	    tw_ledger_order(trade->ledger, ouch.token, &order))
		before = *order.line;
	if (tw_ledger_answer(trade->ledger, message, length, &error) != 0)
		trade_kill(trade, TW_KILL_MISMATCH, "the exchange's answer cannot be: %s",
			   error.text);
	else if (trade->was_lent && ouch.token < trade->first_token)
		carry(trade, &before, ouch.token);
}

void trade_commit_rows(struct trade *trade)
{
	unsigned int i;
	int status;

	for (i = 0; i < trade->row_count; i++) {
		const struct trade_row *row = &trade->rows[i];

		status = trade_commit(trade, row->table, row->row, row->words,
				      sizeof(row->words));
		if (status != 0 && row->table == TW_TABLE_ANSWER)
			trade_kill(trade, TW_KILL_MISMATCH,
				   "the gate does not take an answer about order %u: %s",
				   row->words[1],
				   status > 0 ? tw_result_text((unsigned int)status)
					      : rte_strerror(-status));
	}
	trade->row_count = 0;
}

void trade_judge_answers(struct trade *trade)
{
	uint64_t now = trade_now();
	unsigned int i;

	for (i = 0; i < TRADE_LIVE && !trade->killed; i++) {
		const struct trade_live *live = &trade->live[i];

		if (live->token == 0 || live->answered ||
		    now - live->sent_ns <= trade->config.answer_ns)
			continue;
		trade_kill(trade, TW_KILL_REGISTER,
			   "the exchange has not answered order %u in %.1f s",
			   live->token, (double)trade->config.answer_ns / 1e9);
	}
}

/* ---- both books -------------------------------------------------------------------------------- */
static bool agree(const struct trade *trade, uint16_t symbol, char *text, size_t size)
{
	static const struct tw_ledger_position none;
	const struct trade_carried *carried = &trade->carried[symbol];
	const char *name = trade->config.symbols[symbol].name;
	const struct tw_ledger_position *line;
	struct rte_pmd_touchwire_position gate;
	char padded[TW_LEDGER_SYMBOL];

	if (rte_pmd_touchwire_trade_position(trade->device.port, symbol, &gate) != 0)
		return true; /* it changes: there is a next time */
	memset(padded, ' ', sizeof(padded));
	memcpy(padded, name, strlen(name));
	line = tw_ledger_find(trade->ledger, padded);
	if (line == NULL)
		line = &none;
	if (gate.position + carried->position == line->position &&
	    gate.open_buy + carried->open_buy == (int64_t)line->open_buy &&
	    gate.open_sell + carried->open_sell == (int64_t)line->open_sell)
		return true;
	snprintf(text, size,
		 "%s: the gate holds %" PRId64 " shares, %" PRId64 " to buy and %" PRId64
		 " to sell; answers say %" PRId64 ", %" PRIu64 ", %" PRIu64,
		 name, gate.position + carried->position,
		 gate.open_buy + carried->open_buy, gate.open_sell + carried->open_sell,
		 line->position, line->open_buy, line->open_sell);
	return false;
}

/* Orders that passed and those that left: between them the books may differ. */
static bool settled(const struct trade *trade)
{
	return trade->row_count == 0 &&
	       trade->counts.reasons[TW_REASON_PASS] == trade->counts.sent;
}

void trade_reconcile(struct trade *trade)
{
	char text[256] = "";
	uint64_t passed;
	size_t i;

	trade_take_records(trade);
	if (trade->killed || !settled(trade))
		return;
	passed = trade->counts.reasons[TW_REASON_PASS];
	for (i = 0; i < trade->config.count && text[0] == '\0'; i++)
		agree(trade, (uint16_t)i, text, sizeof(text));
	/* It may have let an order pass while it was read. */
	trade_take_records(trade);
	if (trade->killed || !settled(trade) ||
	    trade->counts.reasons[TW_REASON_PASS] != passed)
		return;
	trade->reconciled_ns = trade_now();
	trade->counts.reconciled++;
	if (text[0] != '\0')
		trade_kill(trade, TW_KILL_MISMATCH, "%s", text);
}
