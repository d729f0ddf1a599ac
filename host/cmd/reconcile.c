/* SPDX-License-Identifier: BSD-3-Clause */
#include "reconcile.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "time_ns,token,event,side,quantity,price,symbol,match,position"
#define FIELDS 9

struct execution {
	uint64_t match, price;
	uint32_t token, quantity;
	bool sell;
	char symbol[9];
};

/* What the exchange has of an order. */
struct known {
	uint32_t token, open;
};

struct place {
	char symbol[9];
	int64_t position;
};

struct record {
	const char *path;
	unsigned long line;
	struct execution *executions;
	size_t execution_count, execution_room;
	struct known *orders; /* by token */
	size_t order_count, order_room;
	struct place *places;
	size_t place_count, place_room;
	const struct tw_ledger *ledger;
	struct tw_error *error;
};

static int wrong(struct record *record, const char *what)
{
	return tw_fail(record->error, -EBADMSG, "%s: line %lu: %s", record->path,
		       record->line, what);
}

static bool grow(void *array, size_t *room, size_t count, size_t size)
{
	void **at = array, *grown;

	if (count < *room)
		return true;
	grown = realloc(*at, (*room ? *room * 2 : 64) * size);
	if (grown == NULL)
		return false;
	*room = *room ? *room * 2 : 64;
	*at = grown;
	return true;
}

/* ---- reading --------------------------------------------------------------------------------- */
static bool digits(const char *text, uint64_t most, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *value <= most;
}

/* "320.1400" in 1/10000 $. */
static bool dollars(const char *text, uint64_t *value)
{
	const char *point = strchr(text, '.');
	uint64_t part;
	char front[24];

	if (point == NULL || strlen(point + 1) != 4 ||
	    (size_t)(point - text) >= sizeof(front))
		return false;
	memcpy(front, text, (size_t)(point - text));
	front[point - text] = '\0';
	if (!digits(front, UINT64_MAX / 10000 - 1, value) ||
	    !digits(point + 1, 9999, &part))
		return false;
	*value = *value * 10000 + part;
	return true;
}

/* The order of that token, or where it would be. */
static size_t search(const struct record *record, uint32_t token)
{
	size_t low = 0, high = record->order_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (record->orders[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct known *known(const struct record *record, uint32_t token)
{
	size_t at = search(record, token);

	return at < record->order_count && record->orders[at].token == token
		       ? &record->orders[at]
		       : NULL;
}

static int begin_order(struct record *record, uint32_t token, uint32_t open)
{
	size_t at = search(record, token);

	if (known(record, token) != NULL)
		return wrong(record, "this order was accepted before");
	if (!grow(&record->orders, &record->order_room, record->order_count,
		  sizeof(*record->orders)))
		return tw_fail(record->error, -ENOMEM, "no memory");
	memmove(&record->orders[at + 1], &record->orders[at],
		(record->order_count++ - at) * sizeof(*record->orders));
	record->orders[at] = (struct known){ .token = token, .open = open };
	return 0;
}

static int take_event(struct record *record, const char *event, uint32_t token,
		      uint32_t quantity)
{
	struct tw_ledger_order ours;
	struct known *order = known(record, token), *old;
	int code;

	if (strcmp(event, "rejected") == 0)
		return 0;
	if (strcmp(event, "accepted") == 0)
		return begin_order(record, token, quantity);
	if (strcmp(event, "replaced") == 0) {
		code = begin_order(record, token, quantity);
		/* Which one it replaces stands in the journal only. */
		if (code == 0 && tw_ledger_order(record->ledger, token, &ours)) {
			old = known(record, ours.old_token);
			if (old != NULL)
				old->open = 0;
		}
		return code;
	}
	if (strcmp(event, "executed") != 0 && strcmp(event, "canceled") != 0 &&
	    strcmp(event, "modified") != 0)
		return wrong(record, "no such event");
	if (order == NULL)
		return wrong(record, "this order was not accepted before");
	if (event[0] == 'm') {
		order->open = quantity;
		return 0;
	}
	if (quantity > order->open)
		return wrong(record, "more shares than were open");
	order->open -= quantity;
	return 0;
}

static int set_place(struct record *record, const char *symbol, int64_t position)
{
	size_t i = 0;

	while (i < record->place_count && strcmp(record->places[i].symbol, symbol) != 0)
		i++;
	if (i == record->place_count) {
		if (!grow(&record->places, &record->place_room, i,
			  sizeof(*record->places)))
			return tw_fail(record->error, -ENOMEM, "no memory");
		memset(&record->places[i], 0, sizeof(record->places[i]));
		strcpy(record->places[i].symbol, symbol);
		record->place_count++;
	}
	record->places[i].position = position;
	return 0;
}

static int take_line(struct record *record, char *fields[FIELDS])
{
	struct execution execution = { 0 };
	uint64_t time, token, quantity;
	bool executed = strcmp(fields[2], "executed") == 0;
	char *end;
	int64_t position;
	int code;

	errno = 0;
	position = strtoll(fields[8], &end, 10);
	if (!digits(fields[0], UINT64_MAX, &time) ||
	    !digits(fields[1], UINT32_MAX, &token) ||
	    !digits(fields[4], UINT32_MAX, &quantity) ||
	    !dollars(fields[5], &execution.price) || strlen(fields[6]) > 8 ||
	    fields[8][0] == '\0' || *end != '\0' || errno != 0)
		return wrong(record, "a field that cannot be read");
	code = take_event(record, fields[2], (uint32_t)token, (uint32_t)quantity);
	if (code == 0)
		code = set_place(record, fields[6], position);
	if (code < 0 || !executed)
		return code;
	if (!digits(fields[7], UINT64_MAX, &execution.match))
		return wrong(record, "an execution without a match number");
	if (!grow(&record->executions, &record->execution_room, record->execution_count,
		  sizeof(*record->executions)))
		return tw_fail(record->error, -ENOMEM, "no memory");
	execution.token = (uint32_t)token;
	execution.quantity = (uint32_t)quantity;
	execution.sell = fields[3][0] != 'B';
	strcpy(execution.symbol, fields[6]);
	record->executions[record->execution_count++] = execution;
	return 0;
}

static int take_file(struct record *record, FILE *file)
{
	char line[512], *fields[FIELDS], *rest;
	int code = 0, n;

	while (code == 0 && fgets(line, sizeof(line), file) != NULL) {
		record->line++;
		rest = strchr(line, '\n');
		if (rest == NULL)
			return wrong(record, "it is cut short or too long");
		*rest = '\0';
		if (record->line == 1) {
			if (strcmp(line, HEADER) != 0)
				return wrong(record, "the header is not " HEADER);
			continue;
		}
		rest = line;
		for (n = 0; n < FIELDS && rest != NULL; n++)
			fields[n] = strsep(&rest, ",");
		code = n == FIELDS && rest == NULL ? take_line(record, fields)
						   : wrong(record, "it has not 9 fields");
	}
	if (code == 0 && ferror(file))
		return tw_fail(record->error, -EIO, "%s: %s", record->path,
			       strerror(EIO));
	return code == 0 && record->line == 0 ? wrong(record, "it is empty") : code;
}

/* ---- comparing ------------------------------------------------------------------------------- */
static int by_match(const void *left, const void *right)
{
	const struct execution *a = left, *b = right;

	if (a->match != b->match)
		return a->match < b->match ? -1 : 1;
	return a->token < b->token ? -1 : a->token > b->token;
}

static void say_execution(const char *who, const struct execution *execution)
{
	printf("difference: %s: match %" PRIu64 ": order %" PRIu32 " %s %" PRIu32
	       " %s at %" PRIu64 ".%04" PRIu64 "\n",
	       who, execution->match, execution->token,
	       execution->sell ? "sold" : "bought", execution->quantity,
	       execution->symbol, execution->price / 10000, execution->price % 10000);
}

static bool same(const struct execution *a, const struct execution *b)
{
	return a->price == b->price && a->quantity == b->quantity && a->sell == b->sell &&
	       strcmp(a->symbol, b->symbol) == 0;
}

static struct execution *ours(const struct tw_ledger *ledger, size_t *count)
{
	const struct tw_ledger_trade *trade;
	struct execution *all;
	size_t n = 0;

	while (tw_ledger_trade(ledger, n) != NULL)
		n++;
	all = calloc(n + 1, sizeof(*all));
	if (all == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		trade = tw_ledger_trade(ledger, i);
		all[i] = (struct execution){ .match = trade->match,
					     .price = trade->price,
					     .token = trade->token,
					     .quantity = trade->quantity,
					     .sell = trade->sell };
		strcpy(all[i].symbol, trade->line->symbol);
	}
	*count = n;
	qsort(all, n, sizeof(*all), by_match);
	return all;
}

static long compare_executions(struct record *record)
{
	size_t count = 0, i = 0, k = 0;
	struct execution *mine = ours(record->ledger, &count), *its = record->executions;
	long differences = 0;

	if (mine == NULL)
		return tw_fail(record->error, -ENOMEM, "no memory");
	if (record->execution_count)
		qsort(its, record->execution_count, sizeof(*its), by_match);
	while (i < count || k < record->execution_count) {
		int order = i == count			   ? 1
			    : k == record->execution_count ? -1
							   : by_match(&mine[i], &its[k]);

		if (order == 0 && same(&mine[i], &its[k])) {
			i++;
			k++;
			continue;
		}
		if (order <= 0)
			say_execution("journal only", &mine[i++]);
		if (order >= 0)
			say_execution("exchange only", &its[k++]);
		differences++;
	}
	free(mine);
	return differences;
}

static long compare_orders(const struct record *record)
{
	struct tw_ledger_order order;
	long differences = 0;

	for (size_t i = 0; tw_ledger_nth(record->ledger, i, &order); i++) {
		const struct known *its = known(record, order.token);
		bool lived = order.state != TW_LEDGER_PENDING &&
			     order.state != TW_LEDGER_REJECTED;

		if (lived && its == NULL) {
			printf("difference: journal only: order %" PRIu32 " lived\n",
			       order.token);
			differences++;
		} else if (its != NULL && (!lived || its->open != order.open)) {
			printf("difference: order %" PRIu32 " has %" PRIu32
			       " shares open in the journal%s, %" PRIu32
			       " at the exchange\n",
			       order.token, order.open, lived ? "" : " and never lived",
			       its->open);
			differences++;
		}
	}
	for (size_t i = 0; i < record->order_count; i++) {
		if (tw_ledger_order(record->ledger, record->orders[i].token, &order))
			continue;
		printf("difference: exchange only: order %" PRIu32 "\n",
		       record->orders[i].token);
		differences++;
	}
	return differences;
}

static int64_t place_of(const struct record *record, const char *symbol)
{
	for (size_t i = 0; i < record->place_count; i++)
		if (strcmp(record->places[i].symbol, symbol) == 0)
			return record->places[i].position;
	return 0;
}

static long say_positions(const char *symbol, int64_t journal, int64_t exchange)
{
	if (journal == exchange)
		return 0;
	printf("difference: %s: position %" PRId64 " in the journal, %" PRId64
	       " at the exchange\n",
	       symbol, journal, exchange);
	return 1;
}

static long compare_positions(const struct record *record)
{
	const struct tw_ledger_position *line;
	long differences = 0;

	for (size_t i = 0; (line = tw_ledger_line(record->ledger, i)) != NULL; i++)
		differences += say_positions(line->symbol, line->position,
					     place_of(record, line->symbol));
	for (size_t i = 0; i < record->place_count; i++) {
		char padded[TW_LEDGER_SYMBOL];
		const char *symbol = record->places[i].symbol;

		memset(padded, ' ', sizeof(padded));
		memcpy(padded, symbol, strlen(symbol));
		if (tw_ledger_find(record->ledger, padded) == NULL)
			differences +=
				say_positions(symbol, 0, record->places[i].position);
	}
	return differences;
}

long reconcile(const struct tw_ledger *ledger, const char *path, struct tw_error *error)
{
	struct record record = { .path = path, .ledger = ledger, .error = error };
	FILE *file = fopen(path, "re");
	long differences;

	if (file == NULL)
		return tw_fail(error, -errno, "%s: %s", path, strerror(errno));
	differences = take_file(&record, file);
	fclose(file);
	if (differences == 0)
		differences = compare_executions(&record);
	if (differences >= 0)
		differences += compare_orders(&record) + compare_positions(&record);
	free(record.executions);
	free(record.orders);
	free(record.places);
	return differences;
}
