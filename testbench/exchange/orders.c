/* SPDX-License-Identifier: BSD-3-Clause */
/* orders: the order port: sessions, answers by number, and what goes wrong with them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exchange_private.h"

#define HELD_ROOM 4096u		  /* bytes of one read that wait behind a pause */
#define FIRST_ANSWER 2u		  /* the start of the day is number 1 */
#define LAST_WORDS_NS 1000000000u /* so long a client may take to fetch the end */

struct exchange_order_client {
	struct exchange_order_client *next;
	struct exchange *exchange;
	struct tw_soup_server *soup;
	bool bad, counted;
	bool reset;
	bool muted; /* its answers stay here */
	bool gone;  /* another login took over, or the session ended without it */
	uint64_t paused_until_ns;
	uint8_t held[HELD_ROOM];
	size_t held_length;
};

/* ---- answers ------------------------------------------------------------------------------ */
/* What the store keeps: when it may leave, then the message. */
static void keep_answer(struct exchange *exchange, const struct tw_ouch *answer)
{
	struct exchange_orders *orders = &exchange->orders;
	uint64_t ready_ns = exchange->now_ns + orders->config.faults.delay_ns;
	uint8_t bytes[sizeof(ready_ns) + TW_OUCH_FIXED_MAX];
	size_t n;

	memcpy(bytes, &ready_ns, sizeof(ready_ns));
	n = tw_ouch_encode(TW_OUCH_OUT, answer, bytes + sizeof(ready_ns),
			   TW_OUCH_FIXED_MAX);
	if (store_append(&orders->answers, bytes, sizeof(ready_ns) + n) < 0)
		orders->failure = -ENOMEM;
}

static uint64_t ready_at(const struct exchange_orders *orders, uint64_t number,
			 const uint8_t **message, size_t *length)
{
	uint64_t ready_ns;

	*message = store_get(&orders->answers, number, length);
	memcpy(&ready_ns, *message, sizeof(ready_ns));
	*message += sizeof(ready_ns);
	*length -= sizeof(ready_ns);
	return ready_ns;
}

static void on_event(void *ctx, const struct matching_event *event)
{
	struct exchange *exchange = ctx;
	struct exchange_orders *orders = &exchange->orders;
	int code;

	orders->answered++;
	keep_answer(exchange, event->answer);
	if (!orders->config.on_event || orders->failure < 0)
		return;
	code = orders->config.on_event(orders->config.ctx, event);
	if (code < 0)
		orders->failure = code;
}

static void tell_day(struct exchange *exchange, char event)
{
	struct tw_ouch message = { .type = 'S',
				   .event = event,
				   .time_ns = exchange->market_ns };

	keep_answer(exchange, &message);
}

/* Hand over what may leave; the end of the session once all did. */
static void pump(struct exchange_order_client *client, uint64_t now_ns)
{
	struct exchange_orders *orders = &client->exchange->orders;
	struct exchange_order_faults *faults = &orders->config.faults;
	uint64_t number = tw_soup_server_next(client->soup);
	const uint8_t *message;
	size_t length;

	if (tw_soup_server_state(client->soup) != TW_SOUP_ACTIVE || client->gone)
		return;
	for (; number < orders->answers.next && !client->muted; number++) {
		if (faults->lose_answer &&
		    number == faults->lose_answer + FIRST_ANSWER - 1) {
			faults->lose_answer = 0;
			client->muted = true;
			return;
		}
		if (ready_at(orders, number, &message, &length) > now_ns ||
		    tw_soup_server_send(client->soup, message, length, now_ns) < 0)
			return;
	}
	if (orders->ended && client->muted)
		client->gone = true;
	else if (orders->ended)
		tw_soup_server_end(client->soup, now_ns);
}

/* ---- messages ----------------------------------------------------------------------------- */
/* What the engine calls the symbol of an order; negative: unknown. */
static int symbol_of(const struct exchange *exchange, const struct tw_ouch *message)
{
	char name[TW_OUCH_SYMBOL + 1] = "";
	size_t n = TW_OUCH_SYMBOL;

	memcpy(name, message->symbol, TW_OUCH_SYMBOL);
	while (n > 0 && name[n - 1] == ' ')
		name[--n] = '\0';
	return strlen(name) == n ? tw_engine_find(exchange->engine, name) : -ENOENT;
}

static bool is_halted(const struct exchange *exchange, int symbol)
{
	struct tw_engine_symbol now;

	return symbol >= 0 &&
	       tw_engine_symbol(exchange->engine, (uint32_t)symbol, &now) == 0 &&
	       now.halted;
}

static int take_order(struct exchange *exchange, const struct tw_ouch *message)
{
	struct exchange_orders *orders = &exchange->orders;
	struct exchange_order_faults *faults = &orders->config.faults;
	int symbol = -1;
	uint16_t reject = 0;

	if (message->type == 'O') {
		symbol = symbol_of(exchange, message);
		if (++orders->entered == faults->reject_order)
			reject = TW_OUCH_REJECT_TEST;
		if (is_halted(exchange, symbol))
			reject = TW_OUCH_REJECT_HALTED;
	}
	return matching_message(&orders->matching, message, symbol, reject,
				exchange->market_ns);
}

static void answer_query(struct exchange *exchange)
{
	struct tw_ouch answer = { .type = 'Q',
				  .time_ns = exchange->market_ns,
				  .token = exchange->orders.matching.last_token + 1 };

	exchange->orders.answered++;
	keep_answer(exchange, &answer);
}

static int on_message(void *ctx, const uint8_t *bytes, size_t length)
{
	struct exchange_order_client *client = ctx;
	struct exchange *exchange = client->exchange;
	struct exchange_orders *orders = &exchange->orders;
	struct exchange_order_faults *faults = &orders->config.faults;
	struct tw_ouch message;
	int code = tw_ouch_decode(TW_OUCH_IN, bytes, length, &message, NULL);

	if (code < 0)
		return code;
	if (message.type == 'Q') {
		answer_query(exchange);
		return 0;
	}
	orders->messages++;
	code = take_order(exchange, &message);
	if (code < 0)
		orders->failure = code;
	if (orders->messages == faults->pause_at)
		client->paused_until_ns = exchange->now_ns + faults->pause_ns;
	if (orders->messages != faults->reset_after)
		return 0;
	client->reset = true;
	orders->resets++;
	return -ECONNRESET;
}

static char on_login(void *ctx, const struct tw_soup_login *login, uint64_t *sequence)
{
	struct exchange_order_client *client = ctx;
	struct exchange_orders *orders = &client->exchange->orders;
	uint64_t next = orders->answers.next;

	if (orders->ended || login->sequence > next)
		return 'S';
	*sequence = login->sequence ? login->sequence : next - 1;
	for (struct exchange_order_client *other = orders->clients; other;
	     other = other->next)
		if (other != client && !other->gone &&
		    tw_soup_server_state(other->soup) == TW_SOUP_ACTIVE) {
			other->gone = true;
			orders->taken_over++;
		}
	orders->logins++;
	return 0;
}

/* ---- connections -------------------------------------------------------------------------- */
struct exchange_order_client *exchange_order_connect(struct exchange *exchange,
						     uint64_t now_ns)
{
	struct exchange_orders *orders = &exchange->orders;
	struct exchange_order_client *client = calloc(1, sizeof(*client));
	struct tw_soup_server_config config = {
		.username = orders->config.username,
		.password = orders->config.password,
		.session = orders->session,
		.on_login = on_login,
		.on_message = on_message,
		.ctx = client,
	};

	if (!client)
		return NULL;
	client->exchange = exchange;
	client->soup = tw_soup_server_create(&config, now_ns);
	if (!client->soup) {
		free(client);
		return NULL;
	}
	orders->connections++;
	client->next = orders->clients;
	orders->clients = client;
	return client;
}

void exchange_order_disconnect(struct exchange_order_client *client)
{
	struct exchange_order_client **at = &client->exchange->orders.clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	tw_soup_server_destroy(client->soup);
	free(client);
}

/* Count what became of it, once. */
static void judge(struct exchange_order_client *client, int code)
{
	struct exchange_orders *orders = &client->exchange->orders;

	if (code < 0 && !client->reset && !client->bad) {
		client->bad = true;
		orders->bad++;
	}
	if (tw_soup_server_state(client->soup) == TW_SOUP_REJECTED && !client->counted) {
		client->counted = true;
		orders->rejected++;
	}
}

/* Bytes into the session up to a pause; how many. */
static size_t feed(struct exchange_order_client *client, const uint8_t *bytes,
		   size_t length, uint64_t now_ns)
{
	const struct exchange_order_faults *faults =
		&client->exchange->orders.config.faults;
	/* A pause is due behind one message, wherever in these bytes that ends. */
	bool single = faults->pause_at > client->exchange->orders.messages;
	size_t at = 0;

	while (at < length && exchange_order_reading(client)) {
		size_t n = single ? 1 : length - at;

		judge(client,
		      tw_soup_server_input(client->soup, bytes + at, n, now_ns, NULL));
		at += n;
	}
	return at;
}

static void resume(struct exchange_order_client *client, uint64_t now_ns)
{
	size_t used;

	if (client->paused_until_ns == 0 || now_ns < client->paused_until_ns)
		return;
	client->paused_until_ns = 0;
	used = feed(client, client->held, client->held_length, now_ns);
	client->held_length -= used;
	memmove(client->held, client->held + used, client->held_length);
}

void exchange_order_input(struct exchange_order_client *client, const void *bytes,
			  size_t length, uint64_t now_ns)
{
	const uint8_t *from = bytes;
	size_t used;

	if (client->gone)
		return;
	client->exchange->now_ns = now_ns;
	used = feed(client, from, length, now_ns);
	length -= used;
	if (length > HELD_ROOM - client->held_length)
		length = HELD_ROOM - client->held_length;
	memcpy(client->held + client->held_length, from + used, length);
	client->held_length += length;
	pump(client, now_ns);
}

bool exchange_order_reading(const struct exchange_order_client *client)
{
	return client->paused_until_ns == 0;
}

size_t exchange_order_output(const struct exchange_order_client *client,
			     const uint8_t **bytes)
{
	return tw_soup_server_output(client->soup, bytes);
}

void exchange_order_sent(struct exchange_order_client *client, size_t length,
			 uint64_t now_ns)
{
	tw_soup_server_sent(client->soup, length);
	pump(client, now_ns);
}

bool exchange_order_closing(const struct exchange_order_client *client)
{
	return client->gone || tw_soup_server_state(client->soup) > TW_SOUP_ACTIVE;
}

bool exchange_order_resetting(const struct exchange_order_client *client)
{
	return client->reset;
}

/* ---- the exchange's side ------------------------------------------------------------------ */
int exchange_orders_open(struct exchange *exchange)
{
	struct exchange_orders *orders = &exchange->orders;

	orders->config = exchange->config.orders;
	memcpy(orders->session, exchange->session, sizeof(orders->session));
	tell_day(exchange, 'S');
	return orders->failure;
}

void exchange_orders_init(struct exchange *exchange)
{
	matching_init(&exchange->orders.matching, on_event, exchange);
	store_init(&exchange->orders.answers, 0);
}

void exchange_orders_free(struct exchange *exchange)
{
	while (exchange->orders.clients)
		exchange_order_disconnect(exchange->orders.clients);
	matching_free(&exchange->orders.matching);
	store_free(&exchange->orders.answers);
}

void exchange_orders_touch(void *ctx, const struct tw_touch *touch)
{
	struct exchange *exchange = ctx;

	if (matching_touch(&exchange->orders.matching, touch, exchange->market_ns) < 0)
		exchange->orders.failure = -ENOMEM;
}

int exchange_orders_advance(struct exchange *exchange, uint64_t now_ns)
{
	for (struct exchange_order_client *client = exchange->orders.clients; client;
	     client = client->next) {
		if (client->gone)
			continue;
		resume(client, now_ns);
		judge(client, tw_soup_server_advance(client->soup, now_ns, NULL));
		pump(client, now_ns);
	}
	return exchange->orders.failure;
}

/* When those who did not fetch the end of the session are left behind. */
static uint64_t last_words(const struct exchange_orders *orders)
{
	return orders->ended_ns + orders->config.faults.delay_ns + LAST_WORDS_NS;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t exchange_orders_due(const struct exchange *exchange)
{
	const struct exchange_orders *orders = &exchange->orders;
	uint64_t due = UINT64_MAX;
	const uint8_t *message;
	size_t length;

	if (orders->ended && orders->clients)
		due = last_words(orders);
	for (const struct exchange_order_client *client = orders->clients; client;
	     client = client->next) {
		uint64_t number = tw_soup_server_next(client->soup), ready_ns;

		due = sooner(due, tw_soup_server_due(client->soup));
		if (client->paused_until_ns)
			due = sooner(due, client->paused_until_ns);
		if (tw_soup_server_state(client->soup) != TW_SOUP_ACTIVE ||
		    client->gone || client->muted || number >= orders->answers.next)
			continue;
		ready_ns = ready_at(orders, number, &message, &length);
		/* What was ready and is not gone waits for room, which is told. */
		if (ready_ns > exchange->now_ns)
			due = sooner(due, ready_ns);
	}
	return due;
}

/* Who did not log in has no session to see the end of. */
static void turn_away(struct exchange_orders *orders)
{
	for (struct exchange_order_client *client = orders->clients; client;
	     client = client->next)
		client->gone |= tw_soup_server_state(client->soup) == TW_SOUP_LOGIN;
}

void exchange_orders_end(struct exchange *exchange, uint64_t now_ns)
{
	struct exchange_orders *orders = &exchange->orders;

	exchange->now_ns = now_ns;
	matching_close(&orders->matching, exchange->market_ns);
	tell_day(exchange, 'E');
	orders->ended = true;
	orders->ended_ns = now_ns;
	turn_away(orders);
}

bool exchange_orders_over(const struct exchange *exchange)
{
	const struct exchange_orders *orders = &exchange->orders;
	const uint8_t *bytes;

	if (exchange->now_ns >= last_words(orders))
		return true;

	for (const struct exchange_order_client *client = orders->clients; client;
	     client = client->next)
		if (!exchange_order_closing(client) ||
		    (exchange_order_output(client, &bytes) > 0 && !client->gone))
			return false;
	return true;
}

int exchange_order_session(struct exchange *exchange, const char *name, uint64_t now_ns)
{
	struct exchange_orders *orders = &exchange->orders;

	exchange->now_ns = now_ns;
	turn_away(orders);
	for (struct exchange_order_client *client = orders->clients; client;
	     client = client->next)
		tw_soup_server_end(client->soup, now_ns);
	matching_clear(&orders->matching);
	store_free(&orders->answers);
	store_init(&orders->answers, 0);
	orders->messages = orders->entered = 0;
	strncpy(orders->session, name, sizeof(orders->session) - 1);
	tell_day(exchange, 'S');
	return orders->failure;
}

void exchange_order_faults(struct exchange *exchange,
			   const struct exchange_order_faults *faults)
{
	exchange->orders.config.faults = *faults;
}

void exchange_order_stats(const struct exchange *exchange,
			  struct exchange_order_stats *stats)
{
	const struct exchange_orders *orders = &exchange->orders;

	*stats = (struct exchange_order_stats){
		.matching = orders->matching.stats,
		.messages = orders->messages,
		.answers = orders->answered,
		.connections = orders->connections,
		.logins = orders->logins,
		.rejected = orders->rejected,
		.taken_over = orders->taken_over,
		.resets = orders->resets,
		.bad = orders->bad,
	};
}
