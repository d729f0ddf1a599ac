/* SPDX-License-Identifier: BSD-3-Clause */
/* The naive book: ITCH 5.0 messages in, lines of CSV out. */
#include <stdlib.h>
#include <string.h>

#include "naive.h"

#define BUCKETS 65536
#define SYMBOLS 65536
#define HIGHEST_PRICE 2000000000u

struct order {
	uint64_t reference;
	uint32_t price, shares;
	int symbol;
	char side;
	struct order *behind; /* next worse or later on its side */
	struct order *same_hash;
};

struct shown {
	uint32_t bid, bid_size, ask, ask_size;
	bool stale, inexact, halted, crossed, locked;
	struct lines lines;
};

struct symbol {
	char name[8];
	struct order *bids, *asks; /* best first */
	int locate;		   /* 0: none */
	char state;
	bool stopped; /* operational halt */
	bool inexact;
	bool was_shown;
	struct shown shown;
};

static struct symbol symbols[SYMBOLS];
static unsigned in_use;
static struct order *buckets[BUCKETS];
static int symbol_of_locate[65536]; /* number + 1 */
static bool stale, distrust;
static struct lines lines;
static uint64_t last_time;

uint64_t book_time(void)
{
	return last_time;
}

void book_list(const char *name)
{
	struct symbol *s = &symbols[in_use++];

	memset(s->name, ' ', 8);
	memcpy(s->name, name, strlen(name) < 8 ? strlen(name) : 8);
}

/* ---- showing ---------------------------------------------------------------------------- */
static void best_of(const struct order *side, uint32_t *price, uint32_t *size)
{
	uint64_t sum = 0;

	*price = side ? side->price : 0;
	for (const struct order *o = side; o && o->price == side->price; o = o->behind)
		sum += o->shares;
	*size = sum > 0xffffffffu ? 0xffffffffu : (uint32_t)sum;
}

static bool same(const struct shown *a, const struct shown *b)
{
	return a->bid == b->bid && a->bid_size == b->bid_size && a->ask == b->ask &&
	       a->ask_size == b->ask_size && a->stale == b->stale &&
	       a->inexact == b->inexact && a->halted == b->halted &&
	       a->crossed == b->crossed && a->locked == b->locked &&
	       memcmp(&a->lines, &b->lines, sizeof(a->lines)) == 0;
}

static void print_side(uint32_t price, uint32_t size)
{
	if (size)
		printf(",%u.%04u,%u", price / 10000, price % 10000, size);
	else
		printf(",,0");
}

static void print_flag(bool flag, const char *name, const char **between)
{
	if (!flag)
		return;
	printf("%s%s", *between, name);
	*between = "|";
}

static void print(const struct symbol *s, const struct shown *now, struct origin from)
{
	const char *between = "";
	int length = 8;

	while (length > 0 && s->name[length - 1] == ' ')
		length--;
	printf("%llu,%llu,", (unsigned long long)from.sequence,
	       (unsigned long long)from.time);
	for (int i = 0; i < length; i++) {
		char c = s->name[i];

		putchar(c < ' ' || c > '~' || c == ',' || c == '"' ? '?' : c);
	}
	print_side(now->bid, now->bid_size);
	print_side(now->ask, now->ask_size);
	printf(",");
	print_flag(now->stale || distrust, "stale", &between);
	print_flag(now->inexact, "inexact", &between);
	print_flag(now->halted, "halted", &between);
	print_flag(now->crossed, "crossed", &between);
	print_flag(now->locked, "locked", &between);
	print_flag(now->lines.silent_a, "silent_a", &between);
	print_flag(now->lines.silent_b, "silent_b", &between);
	print_flag(now->lines.silent, "silent", &between);
	print_flag(now->lines.ended, "ended", &between);
	printf("\n");
	count("TOUCH", "PUBLISHED");
}

static void show(struct symbol *s, struct origin from)
{
	struct shown now = { .stale = stale || lines.silent || lines.ended,
			     .lines = lines,
			     .inexact = s->inexact,
			     .halted = s->state != 'T' || s->stopped };

	best_of(s->bids, &now.bid, &now.bid_size);
	best_of(s->asks, &now.ask, &now.ask_size);
	if (s->bids && s->asks) {
		now.crossed = now.bid > now.ask;
		now.locked = now.bid == now.ask;
	}
	if (s->was_shown ? same(&now, &s->shown) : !s->bids && !s->asks)
		return;
	s->was_shown = true;
	s->shown = now;
	print(s, &now, from);
}

/* ---- orders ----------------------------------------------------------------------------- */
static struct order **bucket(uint64_t reference)
{
	return &buckets[(reference ^ reference >> 16 ^ reference >> 32) % BUCKETS];
}

static struct order *find(uint64_t reference)
{
	struct order *o = *bucket(reference);

	while (o && o->reference != reference)
		o = o->same_hash;
	return o;
}

static void insert(struct order wanted)
{
	struct order *o = malloc(sizeof(*o));
	struct symbol *s = &symbols[wanted.symbol];
	struct order **at = wanted.side == 'B' ? &s->bids : &s->asks;

	if (!o)
		abort();
	while (*at && (wanted.side == 'B' ? (*at)->price >= wanted.price
					  : (*at)->price <= wanted.price))
		at = &(*at)->behind;
	*o = wanted;
	o->behind = *at;
	*at = o;
	o->same_hash = *bucket(o->reference);
	*bucket(o->reference) = o;
}

/* Forget an order that has left its side. */
static void discard(struct order *o)
{
	struct order **hash = bucket(o->reference);

	while (*hash != o)
		hash = &(*hash)->same_hash;
	*hash = o->same_hash;
	free(o);
}

static void erase(struct order *o)
{
	struct symbol *s = &symbols[o->symbol];
	struct order **at = o->side == 'B' ? &s->bids : &s->asks;

	while (*at != o)
		at = &(*at)->behind;
	*at = o->behind;
	discard(o);
}

static void erase_all(struct order **side)
{
	while (*side) {
		struct order *o = *side;

		*side = o->behind;
		discard(o);
	}
}

/* ---- messages ----------------------------------------------------------------------------- */
static bool impossible(uint32_t price, uint32_t shares)
{
	return price == 0 || price > HIGHEST_PRICE || shares == 0;
}

/* Each returns the name of what it came to. */
static const char *add(int number_of_symbol, const uint8_t *m)
{
	struct order o = { .reference = number(m + 11, 8),
			   .price = (uint32_t)number(m + 32, 4),
			   .shares = (uint32_t)number(m + 20, 4),
			   .symbol = number_of_symbol,
			   .side = (char)m[19] };

	if ((o.side != 'B' && o.side != 'S') || impossible(o.price, o.shares))
		return "BAD_FIELD";
	if (find(o.reference))
		return "DUPLICATE_REF";
	insert(o);
	return "APPLIED";
}

static const char *change(int number_of_symbol, const uint8_t *m)
{
	struct order *o = find(number(m + 11, 8));
	uint32_t shares;
	struct order next;

	if (!o)
		return "UNKNOWN_REF";
	if (o->symbol != number_of_symbol)
		return "WRONG_SYMBOL";
	switch (m[0]) {
	case 'D':
		erase(o);
		return "APPLIED";
	case 'U':
		next = *o;
		next.reference = number(m + 19, 8);
		next.shares = (uint32_t)number(m + 27, 4);
		next.price = (uint32_t)number(m + 31, 4);
		if (impossible(next.price, next.shares))
			return "BAD_FIELD";
		erase(o);
		if (find(next.reference))
			return "DUPLICATE_REF";
		insert(next);
		return "APPLIED";
	default: /* E C X */
		shares = (uint32_t)number(m + 19, 4);
		if (shares > o->shares) {
			erase(o);
			return "OVER_REDUCE";
		}
		o->shares -= shares;
		if (o->shares == 0)
			erase(o);
		return "APPLIED";
	}
}

static const char *directory(int locate, const uint8_t *name)
{
	unsigned i = 0;

	if (locate == 0)
		return "UNTRACKED";
	while (i < in_use && memcmp(symbols[i].name, name, 8) != 0)
		i++;
	if (i == in_use) {
		if (!options.all)
			return "UNTRACKED";
		if (in_use == options.capacity)
			return "SYMBOLS_FULL";
		memcpy(symbols[in_use++].name, name, 8);
	}
	symbols[i].locate = locate;
	symbol_of_locate[locate] = (int)i + 1;
	return "DIRECTORY";
}

/* What a whole message of type m[0] does to its symbol. */
static const char *effect(const uint8_t *m, int locate, struct origin from)
{
	const char *came_to = "APPLIED";
	int i = symbol_of_locate[locate] - 1;
	struct symbol *s = &symbols[i < 0 ? 0 : i];

	if (m[0] == 'R')
		return directory(locate, m + 11);
	if (!strchr("AFECXDUHh", m[0]) || (m[0] == 'h' && m[19] != 'Q'))
		return "NO_EFFECT";
	if (i < 0 || s->locate != locate)
		return "UNTRACKED";
	if (m[0] == 'H')
		s->state = (char)m[19];
	else if (m[0] == 'h')
		s->stopped = m[20] == 'H';
	else
		came_to = m[0] == 'A' || m[0] == 'F' ? add(i, m) : change(i, m);
	if (strcmp(came_to, "UNKNOWN_REF") == 0 ? !stale
						: strcmp(came_to, "APPLIED") != 0)
		s->inexact = true;
	show(s, from);
	return came_to;
}

static size_t length_of(uint8_t type)
{
	static const struct {
		char type;
		size_t length;
	} types[] = {
		{ 'S', 12 }, { 'R', 39 }, { 'H', 25 }, { 'Y', 20 }, { 'L', 26 },
		{ 'V', 35 }, { 'W', 12 }, { 'K', 28 }, { 'J', 35 }, { 'h', 21 },
		{ 'A', 36 }, { 'F', 40 }, { 'E', 31 }, { 'C', 36 }, { 'X', 23 },
		{ 'D', 19 }, { 'U', 35 }, { 'P', 44 }, { 'Q', 40 }, { 'B', 19 },
		{ 'I', 50 }, { 'N', 20 }, { 'O', 48 },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].length;
	return 0;
}

/* A message that lacks its end: the symbol it names is in doubt. */
static const char *doubt(int locate, struct origin from)
{
	int i = symbol_of_locate[locate] - 1;

	if (i < 0 || symbols[i].locate != locate)
		return "UNTRACKED";
	symbols[i].inexact = true;
	show(&symbols[i], from);
	return "SUSPECT";
}

void book_message(const uint8_t *m, size_t length, uint64_t sequence)
{
	struct origin from = { .sequence = sequence };
	const char *came_to = "NO_EFFECT";
	char type[2] = { 0 };
	int locate;

	if (length < 11) {
		count("RUNTS", "");
		return;
	}
	type[0] = (char)m[0];
	locate = (int)number(m + 1, 2);
	from.time = number(m + 5, 6);
	if (length_of(m[0]) == 0) {
		count("ITCH", "UNKNOWN");
	} else if (length < length_of(m[0])) {
		count("ITCH", "SHORT");
		came_to = doubt(locate, from);
	} else {
		count("ITCH", type);
		if (length > length_of(m[0]))
			count("LONG", "");
		came_to = effect(m, locate, from);
	}
	count("BOOK", came_to);
	/* Times go on, and a day has 24 hours. */
	if (from.time < last_time || from.time >= 24 * 3600 * UINT64_C(1000000000))
		count("TIMES", "");
	last_time = from.time;
}

void book_gap(uint64_t first_missing, uint64_t time)
{
	struct origin from = { first_missing, time };

	stale = true;
	for (unsigned i = 0; i < in_use; i++)
		show(&symbols[i], from);
	count("BOOK", "GAP");
}

void book_distrust(bool bad)
{
	distrust = bad;
}

void book_lines(struct lines now, uint64_t expected)
{
	struct origin from = { expected, last_time };

	lines = now;
	for (unsigned i = 0; i < in_use; i++)
		show(&symbols[i], from);
	count("BOOK", "LINES");
}

void book_clear(void)
{
	struct origin from = { 0, 0 };

	stale = lines.ended = false;
	for (unsigned i = 0; i < in_use; i++) {
		struct symbol *s = &symbols[i];
		struct symbol fresh = { .was_shown = false };

		erase_all(&s->bids);
		erase_all(&s->asks);
		s->state = '?';
		s->stopped = s->inexact = false;
		if (s->was_shown)
			show(s, from);
		memcpy(fresh.name, s->name, 8);
		*s = fresh;
	}
	memset(symbol_of_locate, 0, sizeof(symbol_of_locate));
	last_time = 0;
	count("BOOK", "CLEAR");
}
