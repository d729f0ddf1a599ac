/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_case: a trading day played into a journal, step by step, for tests. */
#ifndef TW_JOURNAL_CASE_H
#define TW_JOURNAL_CASE_H

#include <touchwire/journal.h>
#include <touchwire/ledger.h>
#include <touchwire/ouch.h>
#include <touchwire/trade.h>

struct day {
	struct tw_journal *journal;
	struct tw_ledger *ledger;
	uint64_t now, record, answer, match;
	uint32_t token, tcp;
	int code; /* first failure of the journal, 0: none */
	struct tw_error error;
};

/* Make or go on with the journal @path; the ledger and the numbers go on when there are some. */
int day_open(struct day *day, const char *path, enum tw_journal_flush flush);
void day_login(struct day *day, const char *session);
void day_name(struct day *day, uint32_t row, const char *name);
void day_event(struct day *day, enum tw_journal_type type, const char *text);
/* A record of the device, its sequence filled in. */
void day_record(struct day *day, struct tw_trade_record record);
/* The device lets an order pass, sends it, and the host journals it. */
uint32_t day_enter(struct day *day, uint16_t row, const char *name, char side,
		   uint32_t quantity, uint32_t price);
uint32_t day_replace(struct day *day, uint16_t row, uint32_t old_token, uint32_t quantity,
		     uint32_t price);
void day_cancel(struct day *day, uint16_t row, uint32_t token);
void day_refuse(struct day *day, uint16_t row, uint8_t reason);
/* Answers, built from what the ledger knows of the order. */
void day_accepted(struct day *day, uint32_t token);
void day_replaced(struct day *day, uint32_t token);
void day_executed(struct day *day, uint32_t token, uint32_t quantity, uint32_t price);
void day_cancelled(struct day *day, uint32_t token, uint32_t quantity);
void day_rejected(struct day *day, uint32_t token);
/* An OUCH message to the journal, and to the ledger. */
void day_send(struct day *day, const struct tw_ouch *ouch, uint32_t tcp);
void day_hear(struct day *day, const struct tw_ouch *ouch);
void day_commit(struct day *day);
/* Positions, CLOSE; the ledger is freed, too. */
int day_close(struct day *day);
/* End without CLOSE. */
void day_abandon(struct day *day);

/* A day with a bit of everything: 2 symbols, fills, a replacement, refusals, a kill. */
void day_play(struct day *day);

#endif
