/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <touchwire/ouch.h>

#include "cmd.h"

static void take_order(struct trade_past *past, const struct tw_journal_entry *entry)
{
	const size_t head = sizeof(struct tw_journal_message);
	struct tw_ouch ouch;

	if (tw_ouch_decode(TW_OUCH_IN, entry->payload + head, entry->length - head, &ouch,
			   NULL) != 0)
		return;
	past->orders++;
	if (ouch.type != 'X')
		past->gross += ouch.price * ouch.quantity;
}

/* A number may be given and its frame not be written down: the process was killed between. */
static void take_record(struct trade_past *past, const struct tw_journal_entry *entry)
{
	struct tw_trade_record record;

	memcpy(&record, entry->payload, sizeof(record));
	if ((record.type == TW_TRADE_DECISION || record.type == TW_TRADE_SENT) &&
	    record.kind != TW_KIND_CANCEL && record.token > past->last_token)
		past->last_token = record.token;
}

static void take_session(struct trade_past *past, const struct tw_journal_entry *entry)
{
	struct tw_journal_session session;

	memcpy(&session, entry->payload, sizeof(session));
	if (session.event == TW_JOURNAL_LOGIN) {
		memcpy(past->session, session.session, sizeof(session.session));
		past->next = session.next;
	}
	/* All numbers below the one that it lent from may have been used, and that is enough. */
	if (session.event == TW_JOURNAL_LEND && session.token > past->last_token + 1)
		past->last_token = session.token - 1;
	if (session.event == TW_JOURNAL_LEND && entry->time_ns >= past->reset_ns &&
	    session.token < past->first_token)
		past->first_token = session.token;
}

static int read_entries(struct trade_past *past, const char *path, struct tw_error *error)
{
	struct tw_journal_reader *reader;
	struct tw_journal_entry entry;
	int status = tw_journal_reader_open(path, &reader, error);

	if (status != 0)
		return status;
	while ((status = tw_journal_next(reader, &entry, error)) > 0) {
		switch (entry.type) {
		case TW_JOURNAL_ORDER:
			take_order(past, &entry);
			break;
		case TW_JOURNAL_RECORD:
			take_record(past, &entry);
			break;
		case TW_JOURNAL_SESSION:
			take_session(past, &entry);
			break;
		case TW_JOURNAL_ANSWER:
			memcpy(&past->next, entry.payload, sizeof(past->next));
			past->next++;
			break;
		default:
			break;
		}
	}
	past->clean = tw_journal_reader_end(reader) == TW_JOURNAL_END_CLOSED;
	tw_journal_reader_close(reader);
	return status;
}

int trade_read_past(struct trade *trade, const char *path)
{
	struct trade_past *past = &trade->past;
	struct tw_journal_reader *reader;
	struct tw_journal_summary summary;
	struct tw_error error = { "" };
	int status;

	past->next = 1;
	past->clean = true;
	past->first_token = UINT32_MAX;
	past->reset_ns = trade_wall() - trade->device.info.cycle * 1000000u /
						trade->device.info.clock_khz;
	if (access(path, F_OK) != 0)
		return TW_EXIT_OK;
	past->exists = true;
	status = tw_journal_reader_open(path, &reader, &error);
	if (status == 0) {
		status = tw_journal_audit(reader, trade->ledger, &summary, &error);
		tw_journal_reader_close(reader);
	}
	if (status == 0)
		status = read_entries(past, path, &error);
	if (status < 0) {
		say_error("%s: %s; begin with another journal, and keep this one", path,
			  error.text);
		return TW_EXIT_INPUT;
	}
	if (tw_ledger_last_token(trade->ledger) > past->last_token)
		past->last_token = tw_ledger_last_token(trade->ledger);
	return TW_EXIT_OK;
}
