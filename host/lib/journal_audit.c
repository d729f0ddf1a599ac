/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_audit: does a journal add up? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/ledger.h>
#include <touchwire/ouch.h>
#include <touchwire/trade.h>

#include "journal_chain.h"

#define NAMES 65536u /* rows of NAMES that a record's symbol can mean */

/* An intent that passed, until its decision, its frame and its order are journalled. */
struct passed {
	struct tw_trade_record record; /* of the decision or the frame, what came first */
	uint32_t tcp_seq;	       /* of the frame */
};

struct audit {
	struct tw_ledger *ledger;
	struct tw_journal_summary *summary;
	const struct tw_journal_entry *entry;
	/* By number: behind the last one whose decision, frame, order is known. */
	struct passed *passed;
	size_t decided, sent, ordered, count, room;
	uint32_t last_token;
	uint64_t last_record;
	bool begun;  /* the process wrote a record */
	bool closed; /* the last entry is CLOSE */
	bool killed; /* the process before this one did not come so far */
	char session[16];
	uint64_t next_answer; /* 0: not known */
	uint64_t traded;      /* last entry that changed the ledger */
	uint64_t *placed;     /* a line of the ledger: entry of its last POSITION */
	size_t placed_count;
	char (*names)[TW_OUCH_SYMBOL]; /* by row, as committed */
	size_t name_count;
	struct tw_error why;
};

#define WRONG(audit, ...) tw_fail(&(audit)->why, -EBADMSG, __VA_ARGS__)

/* ---- records of the device --------------------------------------------------------------- */
static int judge_sequence(struct audit *audit, uint64_t seq)
{
	uint64_t want = audit->last_record + 1;
	bool fresh = !audit->begun && seq == 1;

	if (!audit->begun && audit->killed && seq > want) {
		audit->summary->unseen += seq - want;
		want = seq;
	}
	audit->begun = true;
	audit->last_record = seq;
	if (seq == want || fresh)
		return 0;
	return WRONG(audit, "record %llu of the device where %llu was due",
		     (unsigned long long)seq, (unsigned long long)want);
}

/* Forget those of which all is known. */
static void forget(struct audit *audit)
{
	size_t done = audit->decided < audit->sent ? audit->decided : audit->sent;

	if (done > audit->ordered)
		done = audit->ordered;
	if (done < 64 || done < audit->count / 2)
		return;
	memmove(audit->passed, audit->passed + done,
		(audit->count - done) * sizeof(*audit->passed));
	audit->decided -= done;
	audit->sent -= done;
	audit->ordered -= done;
	audit->count -= done;
}

/* The first that is heard of an intent that passed. */
static int push(struct audit *audit, const struct tw_trade_record *record)
{
	uint32_t used = tw_ledger_last_token(audit->ledger);
	struct passed *grown;

	if (used < audit->last_token)
		used = audit->last_token;
	if (record->kind != TW_KIND_CANCEL) {
		if (record->token <= used)
			return WRONG(audit, "token %u is given where %u was used",
				     record->token, used);
		audit->last_token = record->token;
	}
	forget(audit);
	if (audit->count == audit->room) {
		audit->room = audit->room ? audit->room * 2 : 64;
		grown = realloc(audit->passed, audit->room * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		audit->passed = grown;
	}
	audit->passed[audit->count++] = (struct passed){ .record = *record };
	return 0;
}

/* A decision or a frame is number *@at: the first that is heard of it, or as it was heard of. */
static int take(struct audit *audit, size_t *at, const struct tw_trade_record *record)
{
	const struct tw_trade_record *other;
	int code;

	if (*at == audit->count) {
		code = push(audit, record);
		*at = audit->count;
		return code;
	}
	other = &audit->passed[(*at)++].record;
	if (record->kind != other->kind || record->token != other->token ||
	    record->old_token != other->old_token || record->symbol != other->symbol ||
	    record->side != other->side || record->quantity != other->quantity ||
	    record->price != other->price || record->tif != other->tif)
		return WRONG(audit,
			     "the frame sent is not what was decided: token %u, %u",
			     record->token, other->token);
	return 0;
}

static int on_decision(struct audit *audit, const struct tw_trade_record *record)
{
	uint64_t intents = 1;

	if (record->reason >= TW_REASONS || record->kind > TW_KIND_CANCEL)
		return WRONG(audit, "a decision of no known kind or reason");
	if (record->kind == TW_KIND_HEARTBEAT) {
		/* Intents that came faster than the gate takes them are told by their number. */
		if (record->reason != TW_REASON_BUSY)
			return WRONG(audit, "a decision of no known kind or reason");
		intents = record->quantity;
	}
	audit->summary->intents += intents;
	audit->summary->reasons[record->reason] += intents;
	if (record->reason == TW_REASON_PASS) {
		audit->summary->passed++;
		return take(audit, &audit->decided, record);
	}
	audit->summary->refused += intents;
	return 0;
}

/* The device tells of a frame and of its decision in one cycle, of the frame first. */
static int on_sent(struct audit *audit, const struct tw_trade_record *record)
{
	int code;

	if (record->kind == TW_KIND_HEARTBEAT) {
		audit->summary->heartbeats++;
		return 0;
	}
	if (record->kind > TW_KIND_CANCEL)
		return WRONG(audit, "a frame of no known kind");
	code = take(audit, &audit->sent, record);
	if (code < 0)
		return code;
	audit->passed[audit->sent - 1].tcp_seq = record->tcp_seq;
	audit->summary->sent++;
	return 0;
}

/* A frame has been told of: what follows is its decision, and no other. */
static bool out_of_turn(const struct audit *audit, const struct tw_trade_record *record)
{
	if (audit->sent <= audit->decided)
		return false;
	if (record->type == TW_TRADE_DECISION)
		return record->reason != TW_REASON_PASS;
	return record->type == TW_TRADE_SENT && record->kind != TW_KIND_HEARTBEAT;
}

static int on_record(struct audit *audit)
{
	struct tw_trade_record record;
	int code;

	memcpy(&record, audit->entry->payload, sizeof(record));
	audit->summary->records++;
	code = judge_sequence(audit, record.seq);
	if (code < 0)
		return code;
	if (out_of_turn(audit, &record))
		return WRONG(audit, "a frame was sent that no decision let pass");
	switch (record.type) {
	case TW_TRADE_DECISION:
		return on_decision(audit, &record);
	case TW_TRADE_SENT:
		return on_sent(audit, &record);
	case TW_TRADE_LOST:
		return WRONG(audit, "the device had no room for %u records",
			     record.quantity);
	case TW_TRADE_ANSWER:
	case TW_TRADE_COMMIT:
	case TW_TRADE_KILL:
	case TW_TRADE_ARM:
	case TW_TRADE_DISARM:
	case TW_TRADE_LEND:
		return 0;
	default:
		return WRONG(audit, "a record of no known type, %u", record.type);
	}
}

/* ---- orders and answers -------------------------------------------------------------------- */
/* Is that the name of the device's symbol, if one was committed? */
static bool named(const struct audit *audit, uint16_t row,
		  const char symbol[TW_OUCH_SYMBOL])
{
	return row >= audit->name_count || audit->names[row][0] == '\0' ||
	       memcmp(audit->names[row], symbol, TW_OUCH_SYMBOL) == 0;
}

static bool same_order(const struct audit *audit, const struct passed *passed,
		       const struct tw_ouch *ouch)
{
	const struct tw_trade_record *decision = &passed->record;
	static const char types[] = {
		[TW_KIND_ENTER] = 'O', [TW_KIND_REPLACE] = 'U', [TW_KIND_CANCEL] = 'X'
	};

	if (ouch->type != types[decision->kind] || ouch->quantity != decision->quantity)
		return false;
	if (ouch->type == 'X')
		return ouch->token == decision->old_token;
	if (ouch->token != decision->token || ouch->price != decision->price ||
	    (uint8_t)ouch->tif != decision->tif)
		return false;
	if (ouch->type == 'U')
		return ouch->old_token == decision->old_token;
	return (uint8_t)ouch->side == decision->side &&
	       named(audit, decision->symbol, ouch->symbol);
}

/* The number and the OUCH message of an entry; returns the message's length. */
static size_t message_of(const struct tw_journal_entry *entry, uint64_t *number,
			 const uint8_t **message)
{
	memcpy(number, entry->payload, sizeof(*number));
	*message = entry->payload + sizeof(struct tw_journal_message);
	return entry->length - sizeof(struct tw_journal_message);
}

/* A code of the ledger as one of the audit. */
static int judged(int code)
{
	return code == 0 || code == -ENOMEM ? code : -EBADMSG;
}

static int on_order(struct audit *audit)
{
	const struct passed *passed;
	const uint8_t *message;
	struct tw_ouch ouch;
	uint64_t number;
	size_t length = message_of(audit->entry, &number, &message);

	audit->summary->orders++;
	if (tw_ouch_decode(TW_OUCH_IN, message, length, &ouch, &audit->why) < 0)
		return -EBADMSG;
	if (audit->ordered == audit->sent)
		return WRONG(audit, "order %u, which the device did not send",
			     ouch.token);
	passed = &audit->passed[audit->ordered];
	if (!same_order(audit, passed, &ouch) || (uint32_t)number != passed->tcp_seq)
		return WRONG(audit, "order %u is not what was decided and sent",
			     ouch.token);
	audit->ordered++;
	audit->traded = audit->entry->number;
	return judged(tw_ledger_sent(audit->ledger, message, length, &audit->why));
}

static int on_answer(struct audit *audit)
{
	const uint8_t *message;
	uint64_t number;
	size_t length = message_of(audit->entry, &number, &message);

	audit->summary->answers++;
	if (audit->next_answer != 0 && number != audit->next_answer)
		return WRONG(audit, "answer %llu of the session where %llu was due",
			     (unsigned long long)number,
			     (unsigned long long)audit->next_answer);
	audit->next_answer = number + 1;
	audit->traded = audit->entry->number;
	return judged(tw_ledger_answer(audit->ledger, message, length, &audit->why));
}

static int on_session(struct audit *audit)
{
	struct tw_journal_session session;

	memcpy(&session, audit->entry->payload, sizeof(session));
	if (session.event < TW_JOURNAL_LOGIN || session.event > TW_JOURNAL_END)
		return WRONG(audit, "no such event of a session, %u", session.event);
	if (session.event != TW_JOURNAL_LOGIN)
		return 0;
	if (memcmp(session.session, audit->session, sizeof(session.session)) != 0)
		audit->next_answer = 1;
	if (audit->next_answer != 0 && session.next != audit->next_answer)
		return WRONG(audit,
			     "a login that goes on with answer %llu where %llu was due",
			     (unsigned long long)session.next,
			     (unsigned long long)audit->next_answer);
	audit->next_answer = session.next;
	memcpy(audit->session, session.session, sizeof(audit->session));
	return 0;
}

/* ---- tables and positions -------------------------------------------------------------------- */
static int on_commit(struct audit *audit)
{
	struct tw_journal_row row;
	uint32_t at;
	void *grown;

	memcpy(&row, audit->entry->payload, sizeof(row));
	at = row.index & 0xffffffu;
	if (row.index >> 24 != TW_TABLE_NAMES || row.result != TW_RESULT_OK ||
	    at >= NAMES)
		return 0;
	if (at >= audit->name_count) {
		grown = realloc(audit->names, (at + 1) * sizeof(*audit->names));
		if (grown == NULL)
			return -ENOMEM;
		audit->names = grown;
		memset(audit->names + audit->name_count, 0,
		       (at + 1 - audit->name_count) * sizeof(*audit->names));
		audit->name_count = at + 1;
	}
	memcpy(audit->names[at], row.words, TW_OUCH_SYMBOL);
	return 0;
}

/* Remember that line @n of the ledger was found to be right here. */
static int place(struct audit *audit, size_t n)
{
	size_t lines = tw_ledger_lines(audit->ledger);
	uint64_t *grown;

	if (n >= audit->placed_count) {
		grown = realloc(audit->placed, lines * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		memset(grown + audit->placed_count, 0,
		       (lines - audit->placed_count) * sizeof(*grown));
		audit->placed = grown;
		audit->placed_count = lines;
	}
	audit->placed[n] = audit->entry->number;
	return 0;
}

static int on_position(struct audit *audit)
{
	static const struct tw_ledger_position none;
	const struct tw_ledger_position *line;
	struct tw_journal_position said;
	bool device;

	memcpy(&said, audit->entry->payload, sizeof(said));
	device = said.source == TW_JOURNAL_OF_DEVICE;
	line = tw_ledger_find(audit->ledger, said.symbol);
	if (line == NULL)
		line = &none;
	if (said.position != line->position || said.open_buy != line->open_buy ||
	    said.open_sell != line->open_sell || (!device && said.cash != line->cash))
		return WRONG(audit,
			     "%.8s: the %s holds %lld (open %llu to buy, %llu to sell), "
			     "orders and answers make %lld (%llu, %llu)",
			     said.symbol, device ? "device" : "ledger",
			     (long long)said.position, (unsigned long long)said.open_buy,
			     (unsigned long long)said.open_sell,
			     (long long)line->position,
			     (unsigned long long)line->open_buy,
			     (unsigned long long)line->open_sell);
	audit->summary->positions++;
	for (size_t i = 0; !device && i < tw_ledger_lines(audit->ledger); i++)
		if (tw_ledger_line(audit->ledger, i) == line)
			return place(audit, i);
	return 0;
}

/* ---- begin and end --------------------------------------------------------------------------- */
/* What a killed process did not come to: frames whose decision it did not write are intents, too. */
static void end_process(struct audit *audit)
{
	struct tw_journal_summary *summary = audit->summary;

	summary->intents += audit->count - audit->decided;
	summary->passed += audit->count - audit->decided;
	summary->in_flight += audit->count - audit->ordered;
	audit->decided = audit->sent = audit->ordered = audit->count = 0;
}

static int on_restart(struct audit *audit)
{
	struct tw_journal_start start;

	memcpy(&start, audit->entry->payload, sizeof(start));
	audit->summary->restarts++;
	if (start.torn_length) {
		audit->summary->torn++;
		if (start.torn_offset != audit->entry->offset)
			return WRONG(audit,
				     "a torn entry was cut off at offset %llu, "
				     "not here",
				     (unsigned long long)start.torn_offset);
	}
	end_process(audit);
	audit->begun = false;
	audit->killed = !audit->closed;
	if (audit->killed)
		tw_ledger_adopt(audit->ledger);
	return 0;
}

static int on_close(struct audit *audit)
{
	if (audit->ordered < audit->count)
		return WRONG(audit,
			     "closed with %zu intents that passed and were not sent and "
			     "journalled, the first with token %u",
			     audit->count - audit->ordered,
			     audit->passed[audit->ordered].record.token);
	if (audit->decided < audit->count)
		return WRONG(audit, "closed with a frame that no decision let pass");
	for (size_t i = 0; i < tw_ledger_lines(audit->ledger); i++)
		if (i >= audit->placed_count || audit->placed[i] < audit->traded)
			return WRONG(audit, "closed without the last position of %s",
				     tw_ledger_line(audit->ledger, i)->symbol);
	return 0;
}

static int judge_entry(struct audit *audit)
{
	switch (audit->entry->type) {
	case TW_JOURNAL_RESTART:
		return on_restart(audit);
	case TW_JOURNAL_CLOSE:
		return on_close(audit);
	case TW_JOURNAL_RECORD:
		return on_record(audit);
	case TW_JOURNAL_ORDER:
		return on_order(audit);
	case TW_JOURNAL_ANSWER:
		return on_answer(audit);
	case TW_JOURNAL_COMMIT:
		return on_commit(audit);
	case TW_JOURNAL_SESSION:
		return on_session(audit);
	case TW_JOURNAL_POSITION:
		return on_position(audit);
	default:
		return 0;
	}
}

/* What is left once all entries were read. */
static int judge_end(struct audit *audit, const struct tw_journal_reader *reader,
		     struct tw_error *error)
{
	struct tw_journal_summary *summary = audit->summary;

	end_process(audit);
	summary->adopted = tw_ledger_adopted(audit->ledger);
	summary->end = tw_journal_reader_end(reader);
	if (summary->intents != summary->orders + summary->refused + summary->in_flight)
		return tw_fail(error, -EBADMSG,
			       "%llu intents are not %llu orders, %llu refusals and %llu "
			       "in flight",
			       (unsigned long long)summary->intents,
			       (unsigned long long)summary->orders,
			       (unsigned long long)summary->refused,
			       (unsigned long long)summary->in_flight);
	return judged(tw_ledger_check(audit->ledger, error));
}

static int judge_all(struct audit *audit, struct tw_journal_reader *reader,
		     struct tw_error *error)
{
	struct tw_journal_summary *summary = audit->summary;
	struct tw_journal_entry entry;
	int code;

	audit->entry = &entry;
	while ((code = tw_journal_next(reader, &entry, error)) > 0) {
		if (summary->entries == 0)
			summary->first_ns = entry.time_ns;
		summary->last_ns = entry.time_ns;
		summary->entries = entry.number;
		summary->types[entry.type]++;
		code = judge_entry(audit);
		if (code == -ENOMEM)
			return tw_fail(error, code, "no memory");
		if (code < 0)
			return tw_fail(error, code, "offset %llu, entry %llu (%s): %s",
				       (unsigned long long)entry.offset,
				       (unsigned long long)entry.number,
				       tw_journal_type_name(entry.type), audit->why.text);
		audit->closed = entry.type == TW_JOURNAL_CLOSE;
	}
	return code < 0 ? code : judge_end(audit, reader, error);
}

int tw_journal_audit(struct tw_journal_reader *reader, struct tw_ledger *ledger,
		     struct tw_journal_summary *summary, struct tw_error *error)
{
	struct audit audit = { .ledger = ledger, .summary = summary };
	int code;

	memset(summary, 0, sizeof(*summary));
	code = judge_all(&audit, reader, error);
	free(audit.passed);
	free(audit.placed);
	free(audit.names);
	return code;
}
