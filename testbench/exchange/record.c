/* SPDX-License-Identifier: BSD-3-Clause */
/* record: a CSV line for each answer to an order. */
#include "record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/itch.h>

struct exchange_record {
	FILE *file;
};

static const char *name_of(char type)
{
	switch (type) {
	case 'A':
		return "accepted";
	case 'J':
		return "rejected";
	case 'U':
		return "replaced";
	case 'E':
		return "executed";
	case 'C':
		return "canceled";
	default:
		return "modified";
	}
}

/* A letter that a client wrote, fit to stand in a table. */
static char shown(char c)
{
	return c > ' ' && c < 0x7f && c != ',' && c != '"' ? c : '?';
}

size_t exchange_record_line(char *out, const struct matching_event *event)
{
	const struct tw_ouch *answer = event->answer;
	char symbol[TW_OUCH_SYMBOL + 1], match[24] = "";
	uint64_t name = 0;
	int n;

	for (unsigned i = 0; i < TW_OUCH_SYMBOL; i++)
		name = name << 8 | (uint8_t)event->symbol[i];
	tw_name_unpack(name, symbol);
	if (answer->type == 'E')
		snprintf(match, sizeof(match), "%" PRIu64, answer->match);
	n = snprintf(out, EXCHANGE_RECORD_LINE,
		     "%" PRIu64 ",%" PRIu32 ",%s,%c,%" PRIu32 ",%" PRIu64 ".%04" PRIu64
		     ",%s,%s,%" PRId64 "\n",
		     answer->time_ns, answer->token, name_of(answer->type),
		     shown(event->side), event->quantity, event->price / 10000,
		     event->price % 10000, symbol, match, event->position);
	return (size_t)n;
}

int exchange_record_open(struct exchange_record **out, const char *path,
			 struct tw_error *error)
{
	struct exchange_record *record = malloc(sizeof(*record));
	int code;

	if (!record)
		return tw_fail(error, -ENOMEM, "no memory");
	record->file = fopen(path, "we");
	if (record->file && fputs(EXCHANGE_RECORD_HEADER, record->file) >= 0 &&
	    fflush(record->file) == 0) {
		*out = record;
		return 0;
	}
	code = -errno;
	exchange_record_close(record);
	return tw_fail(error, code, "%s: %s", path, strerror(-code));
}

int exchange_record_event(void *ctx, const struct matching_event *event)
{
	struct exchange_record *record = ctx;
	char line[EXCHANGE_RECORD_LINE];
	size_t n = exchange_record_line(line, event);

	if (fwrite(line, 1, n, record->file) == n && fflush(record->file) == 0)
		return 0;
	return errno ? -errno : -EIO;
}

void exchange_record_close(struct exchange_record *record)
{
	if (!record)
		return;
	if (record->file)
		fclose(record->file);
	free(record);
}
