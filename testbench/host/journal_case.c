/* SPDX-License-Identifier: BSD-3-Clause */
#include "journal_case.h"

#include <stdlib.h>
#include <string.h>

static void note(struct day *day, int code)
{
	if (day->code == 0)
		day->code = code;
}

static void put(struct day *day, enum tw_journal_type type, const void *head,
		size_t head_length, const void *tail, size_t tail_length)
{
	note(day, tw_journal_put2(day->journal, type, ++day->now, head, head_length, tail,
				  tail_length));
}

int day_open(struct day *day, const char *path, enum tw_journal_flush flush)
{
	const struct tw_journal_config config = { .build = 0xb01dface,
						  .map_hash = TW_MAP_HASH,
						  .config_hash = 0xc0ffee,
						  .account = "TWTEST",
						  .flush = flush,
						  .interval_ms = 20 };

	day->code = 0;
	if (day->now == 0)
		day->now = UINT64_C(1700000000000000000);
	if (day->ledger == NULL)
		day->ledger = tw_ledger_create();
	return tw_journal_open(path, &config, day->now, &day->journal, &day->error);
}

void day_login(struct day *day, const char *session)
{
	struct tw_journal_session login = { .event = TW_JOURNAL_LOGIN,
					    .next = day->answer + 1 };

	memcpy(login.session, session, strlen(session));
	put(day, TW_JOURNAL_SESSION, &login, sizeof(login), NULL, 0);
}

static void pad(char *field, size_t size, const char *text)
{
	memset(field, ' ', size);
	memcpy(field, text, strlen(text));
}

void day_name(struct day *day, uint32_t row, const char *name)
{
	struct tw_journal_row commit = { .index = TW_TABLE_NAMES << 24 | row,
					 .result = TW_RESULT_OK };

	pad((char *)commit.words, TW_OUCH_SYMBOL, name);
	put(day, TW_JOURNAL_COMMIT, &commit, sizeof(commit), NULL, 0);
}

void day_event(struct day *day, enum tw_journal_type type, const char *text)
{
	struct tw_journal_event event = { .cause = TW_KILL_WATCHDOG };

	put(day, type, &event, sizeof(event), text, strlen(text));
}

void day_record(struct day *day, struct tw_trade_record record)
{
	record.seq = ++day->record;
	record.time_ns = ++day->now;
	put(day, TW_JOURNAL_RECORD, &record, sizeof(record), NULL, 0);
}

void day_send(struct day *day, const struct tw_ouch *ouch, uint32_t tcp)
{
	struct tw_journal_message message = { .number = tcp };
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t length = tw_ouch_encode(TW_OUCH_IN, ouch, bytes, sizeof(bytes));

	put(day, TW_JOURNAL_ORDER, &message, sizeof(message), bytes, length);
	note(day, tw_ledger_sent(day->ledger, bytes, length, &day->error));
}

void day_hear(struct day *day, const struct tw_ouch *ouch)
{
	struct tw_journal_message message = { .number = ++day->answer };
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t length = tw_ouch_encode(TW_OUCH_OUT, ouch, bytes, sizeof(bytes));

	put(day, TW_JOURNAL_ANSWER, &message, sizeof(message), bytes, length);
	note(day, tw_ledger_answer(day->ledger, bytes, length, &day->error));
}

/* DECISION, SENT and ORDER of what @record and @ouch say both. */
static void pass(struct day *day, struct tw_trade_record record, struct tw_ouch *ouch)
{
	static const uint32_t lengths[] = {
		[TW_KIND_ENTER] = 50, [TW_KIND_REPLACE] = 43, [TW_KIND_CANCEL] = 12
	};

	/* The device tells of a frame before its decision; either order is fine. */
	bool frame_first = record.token % 2 == 0;

	record.tif = TW_OUCH_DAY;
	ouch->tif = TW_OUCH_DAY;
	ouch->display = 'Y';
	ouch->capacity = 'P';
	ouch->sweep = ouch->cross = 'N';
	memset(ouch->id, '0', sizeof(ouch->id));
	record.type = TW_TRADE_DECISION;
	if (!frame_first)
		day_record(day, record);
	record.type = TW_TRADE_SENT;
	record.tcp_seq = day->tcp;
	day_record(day, record);
	day_send(day, ouch, day->tcp);
	record.type = TW_TRADE_DECISION;
	record.tcp_seq = 0;
	if (frame_first)
		day_record(day, record);
	day->tcp += lengths[record.kind];
}

uint32_t day_enter(struct day *day, uint16_t row, const char *name, char side,
		   uint32_t quantity, uint32_t price)
{
	struct tw_trade_record record = { .kind = TW_KIND_ENTER,
					  .token = ++day->token,
					  .symbol = row,
					  .side = (uint8_t)side,
					  .quantity = quantity,
					  .price = price };
	struct tw_ouch ouch = { .type = 'O',
				.token = day->token,
				.side = side,
				.quantity = quantity,
				.price = price };

	pad(ouch.symbol, sizeof(ouch.symbol), name);
	pass(day, record, &ouch);
	return day->token;
}

uint32_t day_replace(struct day *day, uint16_t row, uint32_t old_token, uint32_t quantity,
		     uint32_t price)
{
	struct tw_ledger_order old = { 0 };
	struct tw_trade_record record = { .kind = TW_KIND_REPLACE,
					  .token = ++day->token,
					  .old_token = old_token,
					  .symbol = row,
					  .quantity = quantity,
					  .price = price };
	struct tw_ouch ouch = { .type = 'U',
				.token = day->token,
				.old_token = old_token,
				.quantity = quantity,
				.price = price };

	tw_ledger_order(day->ledger, old_token, &old);
	record.side = old.sell ? 'S' : 'B';
	pass(day, record, &ouch);
	return day->token;
}

void day_cancel(struct day *day, uint16_t row, uint32_t token)
{
	struct tw_trade_record record = { .kind = TW_KIND_CANCEL,
					  .old_token = token,
					  .symbol = row };
	struct tw_ouch ouch = { .type = 'X', .token = token };

	pass(day, record, &ouch);
}

void day_refuse(struct day *day, uint16_t row, uint8_t reason)
{
	struct tw_trade_record record = { .type = TW_TRADE_DECISION,
					  .kind = TW_KIND_ENTER,
					  .reason = reason,
					  .symbol = row,
					  .side = 'B',
					  .quantity = 1,
					  .price = 1 };

	day_record(day, record);
}

static struct tw_ouch answer_to(const struct day *day, char type, uint32_t token)
{
	struct tw_ledger_order order = { 0 };
	struct tw_ouch ouch = { .type = type, .token = token, .state = 'L' };

	tw_ledger_order(day->ledger, token, &order);
	ouch.old_token = order.old_token;
	ouch.side = order.sell ? 'S' : 'B';
	ouch.quantity = order.quantity;
	ouch.price = order.price;
	ouch.time_ns = day->now % UINT64_C(86400000000000);
	pad(ouch.symbol, sizeof(ouch.symbol), order.line ? order.line->symbol : "");
	return ouch;
}

void day_accepted(struct day *day, uint32_t token)
{
	struct tw_ouch ouch = answer_to(day, 'A', token);

	day_hear(day, &ouch);
}

void day_replaced(struct day *day, uint32_t token)
{
	struct tw_ledger_order old = { 0 };
	struct tw_ouch ouch = answer_to(day, 'U', token);

	tw_ledger_order(day->ledger, ouch.old_token, &old);
	ouch.quantity -= old.executed;
	day_hear(day, &ouch);
}

void day_executed(struct day *day, uint32_t token, uint32_t quantity, uint32_t price)
{
	struct tw_ouch ouch = answer_to(day, 'E', token);

	ouch.quantity = quantity;
	ouch.price = price;
	ouch.liquidity = 'R';
	ouch.match = ++day->match;
	day_hear(day, &ouch);
}

void day_cancelled(struct day *day, uint32_t token, uint32_t quantity)
{
	struct tw_ouch ouch = answer_to(day, 'C', token);

	ouch.quantity = quantity;
	ouch.reason = 'U';
	day_hear(day, &ouch);
}

void day_rejected(struct day *day, uint32_t token)
{
	struct tw_ouch ouch = answer_to(day, 'J', token);

	ouch.reject = TW_OUCH_REJECT_HALTED;
	day_hear(day, &ouch);
}

void day_commit(struct day *day)
{
	note(day, tw_journal_commit(day->journal, ++day->now, &day->error));
}

void day_abandon(struct day *day)
{
	tw_journal_abandon(day->journal);
	tw_ledger_destroy(day->ledger);
	day->journal = NULL;
	day->ledger = NULL;
}

int day_close(struct day *day)
{
	int code;

	note(day, tw_journal_put_positions(day->journal, ++day->now, day->ledger));
	code = tw_journal_close(day->journal, ++day->now, &day->error);
	day->journal = NULL;
	tw_ledger_destroy(day->ledger);
	day->ledger = NULL;
	return code;
}

void day_play(struct day *day)
{
	uint32_t buy, sell, next;

	day_login(day, "DAY1");
	day_name(day, 3, "AAPL");
	day_name(day, 4, "ZVZZT");
	day_event(day, TW_JOURNAL_ARM, "");
	buy = day_enter(day, 3, "AAPL", 'B', 300, 1500000);
	sell = day_enter(day, 4, "ZVZZT", 'S', 100, 200000);
	day_accepted(day, buy);
	day_executed(day, buy, 100, 1499900);
	day_rejected(day, sell);
	day_commit(day);
	day_refuse(day, 3, TW_REASON_COLLAR);
	next = day_replace(day, 3, buy, 300, 1500100);
	day_executed(day, buy, 50, 1500000);
	day_replaced(day, next);
	day_executed(day, next, 30, 1500100);
	day_cancel(day, 3, next);
	day_cancelled(day, next, 120);
	sell = day_enter(day, 3, "AAPL", 'S', 80, 1501000);
	day_accepted(day, sell);
	day_executed(day, sell, 80, 1501000);
	day_event(day, TW_JOURNAL_KILL, "the watchdog ran out");
	day_refuse(day, 3, TW_REASON_KILLED);
	day_commit(day);
}
