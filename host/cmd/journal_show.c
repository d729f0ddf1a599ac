/* SPDX-License-Identifier: BSD-3-Clause */
#include "journal_show.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <touchwire/ouch.h>
#define TW_REGS_TABLE
#include <touchwire/trade.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- values ---------------------------------------------------------------------------------- */
struct line {
	bool json;
};

static void name(const struct line *line, const char *field)
{
	if (line->json)
		printf(",\"%s\":", field);
	else
		printf(" %s=", field);
}

/* What is no plain character stands as \u00XX, quoted or not. */
static void text(const struct line *line, const char *field, const void *bytes,
		 size_t length)
{
	const unsigned char *at = bytes;
	bool quoted = line->json;

	for (size_t i = 0; i < length; i++)
		quoted |= at[i] <= ' ' || at[i] > '~' || at[i] == '"' || at[i] == '=';
	name(line, field);
	if (quoted || length == 0)
		putchar('"');
	for (size_t i = 0; i < length; i++) {
		if (at[i] == '"' || at[i] == '\\')
			printf("\\%c", at[i]);
		else if (at[i] < ' ' || at[i] > '~')
			printf("\\u%04x", at[i]);
		else
			putchar(at[i]);
	}
	if (quoted || length == 0)
		putchar('"');
}

static void word(const struct line *line, const char *field, const char *value)
{
	text(line, field, value, strlen(value));
}

/* A field of fixed width, padded with spaces or NUL. */
static void padded(const struct line *line, const char *field, const char *value,
		   size_t size)
{
	while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\0'))
		size--;
	text(line, field, value, size);
}

static void letter(const struct line *line, const char *field, char value)
{
	if (value != '\0')
		text(line, field, &value, 1);
}

static void number(const struct line *line, const char *field, uint64_t value)
{
	name(line, field);
	printf("%" PRIu64, value);
}

static void whole(const struct line *line, const char *field, int64_t value)
{
	name(line, field);
	printf("%" PRId64, value);
}

/* Numbers that are 0 where they mean nothing. */
static void some(const struct line *line, const char *field, uint64_t value)
{
	if (value != 0)
		number(line, field, value);
}

static void hex(const struct line *line, const char *field, uint32_t value)
{
	char digits[12];

	snprintf(digits, sizeof(digits), "%08" PRIx32, value);
	word(line, field, digits);
}

/* 1/10000 $, with all four digits. */
static void dollars(const struct line *line, const char *field, int64_t value)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[40];

	snprintf(digits, sizeof(digits), "%s%" PRIu64 ".%04" PRIu64, value < 0 ? "-" : "",
		 size / 10000, size % 10000);
	word(line, field, digits);
}

static void price(const struct line *line, uint64_t value)
{
	if (value != 0 && value <= INT64_MAX)
		dollars(line, "price", (int64_t)value);
}

/* Name number @value of @names, or the number. */
static void named(const struct line *line, const char *field, const char *const *names,
		  size_t count, uint32_t value)
{
	if (value < count && names[value] != NULL)
		word(line, field, names[value]);
	else
		number(line, field, value);
}

/* ---- entries --------------------------------------------------------------------------------- */
const char *journal_reason(unsigned reason)
{
	static char upper[32];
	const char *found;

	for (size_t i = 0; reason < TW_REASONS && i < COUNT(tw_regs); i++) {
		if (tw_regs[i].offset != TW_COUNT_REASON + 8 * reason)
			continue;
		found = strchr(tw_regs[i].name, '.') + 1;
		for (i = 0; found[i] != '\0' && i + 1 < sizeof(upper); i++)
			upper[i] = (char)toupper((unsigned char)found[i]);
		upper[i] = '\0';
		return upper;
	}
	return "?";
}

void journal_time(uint64_t time_ns, char *out)
{
	time_t seconds = (time_t)(time_ns / 1000000000);
	struct tm parts;
	char day[24];

	gmtime_r(&seconds, &parts);
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, 40, "%s.%09" PRIu64 "Z", day, time_ns % 1000000000);
}

static void kill_causes(const struct line *line, uint32_t mask)
{
	static const char *const names[] = { "register", "watchdog", "link", "limit",
					     "mismatch", "internal", "dma" };
	char all[80] = "";

	for (size_t i = 0; i < COUNT(names); i++) {
		if ((mask >> i & 1) == 0)
			continue;
		if (all[0] != '\0')
			strcat(all, "+");
		strcat(all, names[i]);
	}
	word(line, "cause", all[0] != '\0' ? all : "none");
}

static const char *const results[] = { "none",	  "ok",	   "crc",      "armed",
				       "ceiling", "range", "mismatch", "busy" };
static const char *const tables[] = { "LIMITS",	 "TOTALS", "RULES", "NAMES",
				      "SESSION", "LEND",   "ANSWER" };
static const char *const answers[] = { NULL,	    "accepted", "executed",
				       "cancelled", "rejected", "replaced" };
static const char *const kinds[] = { "heartbeat", "enter", "replace", "cancel" };

static void show_reason(const struct line *line, const struct tw_trade_record *record)
{
	switch (record->type) {
	case TW_TRADE_DECISION:
		word(line, "reason", journal_reason(record->reason));
		break;
	case TW_TRADE_ANSWER:
		named(line, "answer", answers, COUNT(answers), record->reason);
		break;
	case TW_TRADE_COMMIT:
		named(line, "table", tables, COUNT(tables), record->rule);
		named(line, "result", results, COUNT(results), record->reason);
		break;
	case TW_TRADE_KILL:
		kill_causes(line, record->reason);
		break;
	default:
		some(line, "reason", record->reason);
	}
}

static void show_record(const struct line *line, const struct tw_journal_entry *entry)
{
	static const char *const types[] = { NULL,     "DECISION", "SENT", "ANSWER",
					     "COMMIT", "KILL",	   "ARM",  "DISARM",
					     "LEND",   "LOST" };
	struct tw_trade_record record;
	bool order, overrun;

	memcpy(&record, entry->payload, sizeof(record));
	order = record.type == TW_TRADE_DECISION || record.type == TW_TRADE_SENT;
	number(line, "seq", record.seq);
	named(line, "record", types, COUNT(types), record.type);
	show_reason(line, &record);
	overrun = record.type == TW_TRADE_DECISION && record.kind == TW_KIND_HEARTBEAT;
	order &= !overrun;
	if (order)
		named(line, "kind", kinds, COUNT(kinds), record.kind);
	letter(line, "side", (char)record.side);
	some(line, overrun ? "intents" : "quantity", record.quantity);
	if (order || record.type == TW_TRADE_ANSWER)
		price(line, record.price);
	else if (record.price != 0)
		hex(line, "crc", record.price);
	if (order || record.type == TW_TRADE_ANSWER)
		number(line, "symbol", record.symbol);
	some(line, "token", record.token);
	some(line, record.type == TW_TRADE_COMMIT ? "row" : "old_token",
	     record.old_token);
	some(line, "tcp_seq", record.tcp_seq);
	some(line, "cycles", record.cycles);
	some(line, "feed_seq", record.feed_seq);
	if (order)
		number(line, "rule", record.rule);
	number(line, "device_ns", record.time_ns);
}

static void show_message(const struct line *line, const struct tw_journal_entry *entry)
{
	size_t length = entry->length - sizeof(struct tw_journal_message);
	const uint8_t *bytes = entry->payload + sizeof(struct tw_journal_message);
	bool order = entry->type == TW_JOURNAL_ORDER;
	struct tw_ouch ouch;
	uint64_t sequence;

	memcpy(&sequence, entry->payload, sizeof(sequence));
	number(line, order ? "tcp_seq" : "sequence", sequence);
	if (tw_ouch_decode(order ? TW_OUCH_IN : TW_OUCH_OUT, bytes, length, &ouch, NULL) <
	    0) {
		text(line, "bytes", bytes, length);
		return;
	}
	letter(line, "ouch", ouch.type);
	some(line, "token", ouch.token);
	some(line, "old_token", ouch.old_token);
	letter(line, "side", ouch.side);
	some(line, "quantity", ouch.quantity);
	price(line, ouch.price);
	if (ouch.symbol[0] != '\0')
		padded(line, "symbol", ouch.symbol, sizeof(ouch.symbol));
	letter(line, "tif", ouch.tif);
	letter(line, "state", ouch.state);
	letter(line, "event", ouch.event);
	letter(line, "reason", ouch.reason);
	some(line, "reject", ouch.reject);
	some(line, "match", ouch.match);
	if (!order)
		number(line, "exchange_ns", ouch.time_ns);
}

static void show_start(const struct line *line, const struct tw_journal_entry *entry)
{
	struct tw_journal_start start;

	memcpy(&start, entry->payload, sizeof(start));
	number(line, "pid", start.pid);
	hex(line, "build", start.build);
	hex(line, "map", start.map_hash);
	hex(line, "config", start.config_hash);
	some(line, "torn_bytes", start.torn_length);
}

static void show_row(const struct line *line, const struct tw_journal_entry *entry)
{
	struct tw_journal_row row;
	char digits[16 * 9 + 1] = "";
	size_t used = 16;

	memcpy(&row, entry->payload, sizeof(row));
	named(line, "table", tables, COUNT(tables), row.index >> 24);
	number(line, "row", row.index & 0xffffffu);
	named(line, "result", results, COUNT(results), row.result);
	if (row.index >> 24 == TW_TABLE_NAMES)
		padded(line, "name", (const char *)row.words, TW_OUCH_SYMBOL);
	while (used > 0 && row.words[used - 1] == 0)
		used--;
	for (size_t i = 0; i < used; i++)
		snprintf(digits + strlen(digits), sizeof(digits) - strlen(digits),
			 "%s%" PRIx32, i ? "," : "", row.words[i]);
	word(line, "words", digits);
}

static void show_event(const struct line *line, const struct tw_journal_entry *entry)
{
	struct tw_journal_event event;

	memcpy(&event, entry->payload, sizeof(event));
	if (entry->type == TW_JOURNAL_KILL)
		kill_causes(line, event.cause);
	else
		some(line, "cause", event.cause);
	hex(line, "config", event.config_hash);
	if (entry->length > sizeof(event))
		text(line, "text", entry->payload + sizeof(event),
		     entry->length - sizeof(event));
}

static void show_session(const struct line *line, const struct tw_journal_entry *entry)
{
	static const char *const events[] = { NULL,	"login", "lend",
					      "return", "reset", "end" };
	struct tw_journal_session session;

	memcpy(&session, entry->payload, sizeof(session));
	named(line, "event", events, COUNT(events), session.event);
	padded(line, "session", session.session, sizeof(session.session));
	some(line, "next", session.next);
	some(line, "token", session.token);
	some(line, "seq", session.seq);
	some(line, "ack", session.ack);
	some(line, "limit", session.limit);
	some(line, "window", session.window);
}

static void show_position(const struct line *line, const struct tw_journal_entry *entry)
{
	struct tw_journal_position position;
	bool device;

	memcpy(&position, entry->payload, sizeof(position));
	device = position.source == TW_JOURNAL_OF_DEVICE;
	word(line, "of", device ? "device" : "ledger");
	padded(line, "symbol", position.symbol, sizeof(position.symbol));
	whole(line, "position", position.position);
	number(line, "open_buy", position.open_buy);
	number(line, "open_sell", position.open_sell);
	if (!device)
		dollars(line, "cash", position.cash);
}

void journal_show(const struct tw_journal_entry *entry, bool json)
{
	static void (*const shows[TW_JOURNAL_TYPES])(const struct line *,
						     const struct tw_journal_entry *) = {
		[TW_JOURNAL_OPEN] = show_start,	      [TW_JOURNAL_RESTART] = show_start,
		[TW_JOURNAL_RECORD] = show_record,    [TW_JOURNAL_ORDER] = show_message,
		[TW_JOURNAL_ANSWER] = show_message,   [TW_JOURNAL_COMMIT] = show_row,
		[TW_JOURNAL_ARM] = show_event,	      [TW_JOURNAL_DISARM] = show_event,
		[TW_JOURNAL_KILL] = show_event,	      [TW_JOURNAL_SESSION] = show_session,
		[TW_JOURNAL_POSITION] = show_position
	};
	const struct line line = { .json = json };
	char time[40];

	journal_time(entry->time_ns, time);
	printf(json ? "{\"entry\":%" PRIu64 ",\"time\":\"%s\",\"type\":\"%s\""
		    : "%6" PRIu64 " %s %-8s",
	       entry->number, time, tw_journal_type_name(entry->type));
	if (json)
		number(&line, "offset", entry->offset);
	if (shows[entry->type] != NULL)
		shows[entry->type](&line, entry);
	if (entry->type == TW_JOURNAL_NOTE)
		text(&line, "text", entry->payload, entry->length);
	puts(json ? "}" : "");
}
