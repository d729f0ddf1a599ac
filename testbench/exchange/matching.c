/* SPDX-License-Identifier: BSD-3-Clause */
/* matching: orders of one account against the touches that the market shows. */
#include "matching.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CANCEL_USER 'U'
#define CANCEL_IOC 'I'
#define CANCEL_CLOSED 'E'
#define CANCEL_SYSTEM 'Z'

struct matching_order {
	struct matching_order *next;	    /* of the symbol, older */
	struct matching_order *next_bucket; /* of the token's bucket */
	uint32_t symbol;
	uint32_t open, executed; /* executed: of those it replaced, too */
	struct tw_ouch said;	 /* side, price and so on, as an acceptance says them */
};

void matching_init(struct matching *m,
		   void (*on_event)(void *ctx, const struct matching_event *event),
		   void *ctx)
{
	memset(m, 0, sizeof(*m));
	m->on_event = on_event;
	m->ctx = ctx;
}

static void drop_orders(struct matching *m)
{
	for (unsigned i = 0; i < MATCHING_BUCKETS; i++)
		while (m->buckets[i]) {
			struct matching_order *order = m->buckets[i];

			m->buckets[i] = order->next_bucket;
			free(order);
		}
}

void matching_free(struct matching *m)
{
	drop_orders(m);
	free(m->symbols);
}

void matching_clear(struct matching *m)
{
	drop_orders(m);
	for (uint32_t i = 0; i < m->room; i++) {
		m->symbols[i].orders = NULL;
		m->symbols[i].position = 0;
	}
	m->last_token = 0;
	m->last_reference = m->last_match = 0;
}

static int make_room(struct matching *m, uint32_t symbol)
{
	uint32_t room = m->room ? m->room : 64;
	struct matching_symbol *symbols;

	if (symbol < m->room)
		return 0;
	while (room <= symbol)
		room *= 2;
	symbols = realloc(m->symbols, room * sizeof(*symbols));
	if (!symbols)
		return -ENOMEM;
	memset(symbols + m->room, 0, (room - m->room) * sizeof(*symbols));
	m->symbols = symbols;
	m->room = room;
	return 0;
}

/* ---- orders ------------------------------------------------------------------------------ */
static struct matching_order **place_of(struct matching *m, uint32_t token)
{
	struct matching_order **at = &m->buckets[token % MATCHING_BUCKETS];

	while (*at && (*at)->said.token != token)
		at = &(*at)->next_bucket;
	return at;
}

static struct matching_order *find(struct matching *m, uint32_t token)
{
	return *place_of(m, token);
}

static void insert(struct matching *m, struct matching_order *order)
{
	struct matching_order **bucket =
		&m->buckets[order->said.token % MATCHING_BUCKETS];
	struct matching_symbol *symbol = &m->symbols[order->symbol];

	order->next_bucket = *bucket;
	*bucket = order;
	order->next = symbol->orders;
	symbol->orders = order;
}

static void take_out(struct matching *m, struct matching_order *order)
{
	struct matching_order **at = &m->symbols[order->symbol].orders;
	struct matching_order **bucket = place_of(m, order->said.token);

	while (*at != order)
		at = &(*at)->next;
	*at = order->next;
	*bucket = order->next_bucket;
}

static bool is_buy(const struct matching_order *order)
{
	return order->said.side == 'B';
}

/* ---- answers ------------------------------------------------------------------------------ */
static void tell(struct matching *m, struct tw_ouch *answer,
		 const struct matching_order *order, uint32_t quantity, uint64_t price)
{
	struct matching_event event = {
		.answer = answer,
		.side = order->said.side,
		.quantity = quantity,
		.price = price,
		.position = m->symbols[order->symbol].position,
	};

	memcpy(event.symbol, order->said.symbol, sizeof(event.symbol));
	answer->time_ns = m->now;
	m->on_event(m->ctx, &event);
}

/* The order as it is now: accepted, or replaced when it has an old token. */
static void tell_order(struct matching *m, const struct matching_order *order)
{
	struct tw_ouch answer = order->said;

	answer.quantity = order->open;
	tell(m, &answer, order, order->open, order->said.price);
}

/* Take @quantity off an order; the last of it ends the order. */
static void cancel(struct matching *m, struct matching_order *order, uint32_t quantity,
		   char reason)
{
	struct tw_ouch answer = { .type = 'C',
				  .token = order->said.token,
				  .quantity = quantity,
				  .reason = reason };

	order->open -= quantity;
	m->stats.canceled++;
	tell(m, &answer, order, quantity, order->said.price);
	if (order->open == 0) {
		take_out(m, order);
		free(order);
	}
}

/* Some of it trades at @price; the order stays, also with nothing open. */
static void execute(struct matching *m, struct matching_order *order,
		    struct matching_side *other, uint64_t price, char liquidity)
{
	uint32_t left = other->size - other->taken;
	uint32_t quantity = order->open < left ? order->open : left;
	struct tw_ouch answer = { .type = 'E',
				  .token = order->said.token,
				  .quantity = quantity,
				  .price = price,
				  .liquidity = liquidity,
				  .match = ++m->last_match };

	other->taken += quantity;
	order->open -= quantity;
	order->executed += quantity;
	m->symbols[order->symbol].position +=
		is_buy(order) ? (int64_t)quantity : -(int64_t)quantity;
	m->stats.executed++;
	tell(m, &answer, order, quantity, price);
}

static void reject(struct matching *m, const struct tw_ouch *message, int symbol,
		   uint16_t reason)
{
	struct tw_ouch answer = {
		.type = 'J', .token = message->token, .reject = reason, .time_ns = m->now
	};
	struct matching_event event = { .answer = &answer,
					.side = message->side,
					.quantity = message->quantity,
					.price = message->price };

	memcpy(answer.id, message->id, sizeof(answer.id));
	memcpy(event.symbol, message->symbol, sizeof(event.symbol));
	if (symbol >= 0 && (uint32_t)symbol < m->room)
		event.position = m->symbols[symbol].position;
	m->stats.rejected++;
	m->on_event(m->ctx, &event);
}

/* ---- matching ----------------------------------------------------------------------------- */
/* Does the other side show shares at the order's price or better? */
static bool meets(const struct matching_order *order, const struct matching_side *other)
{
	if (other->size == other->taken)
		return false;
	return is_buy(order) ? order->said.price >= other->price
			     : order->said.price <= other->price;
}

static struct matching_side *other_side(struct matching *m,
					const struct matching_order *order)
{
	struct matching_symbol *symbol = &m->symbols[order->symbol];

	return is_buy(order) ? &symbol->ask : &symbol->bid;
}

/* An order that came, or has a new price: what it takes at once, and what becomes of the rest. */
static void arrive(struct matching *m, struct matching_order *order)
{
	struct matching_side *other = other_side(m, order);

	if (m->symbols[order->symbol].trading && meets(order, other))
		execute(m, order, other, other->price, 'R');
	if (order->open == 0) {
		take_out(m, order);
		free(order);
	} else if (order->said.tif == TW_OUCH_IOC) {
		cancel(m, order, order->open, CANCEL_IOC);
	}
}

/* The first in line of the orders that meet the other side: best price, then the older one. */
static struct matching_order *first_to_meet(const struct matching_symbol *symbol,
					    const struct matching_side *other, bool buy)
{
	struct matching_order *first = NULL;

	for (struct matching_order *order = symbol->orders; order; order = order->next) {
		if (is_buy(order) != buy || !meets(order, other))
			continue;
		if (!first || (buy ? order->said.price >= first->said.price
				   : order->said.price <= first->said.price))
			first = order;
	}
	return first;
}

static void fill_resting(struct matching *m, uint32_t index, bool buy)
{
	struct matching_symbol *symbol = &m->symbols[index];
	struct matching_side *other = buy ? &symbol->ask : &symbol->bid;
	struct matching_order *order;

	while ((order = first_to_meet(symbol, other, buy))) {
		execute(m, order, other, order->said.price, 'A');
		if (order->open == 0) {
			take_out(m, order);
			free(order);
		}
	}
}

static void show(struct matching_side *side, uint32_t price, uint32_t size)
{
	if (side->price != price || side->size != size)
		*side = (struct matching_side){ .price = price, .size = size };
}

int matching_touch(struct matching *m, const struct tw_touch *touch, uint64_t time_ns)
{
	struct matching_symbol *symbol;

	if (make_room(m, touch->symbol) < 0)
		return -ENOMEM;
	m->now = time_ns;
	symbol = &m->symbols[touch->symbol];
	symbol->trading = !(touch->flags & TW_FLAG_HALTED);
	show(&symbol->bid, touch->bid_price, touch->bid_size);
	show(&symbol->ask, touch->ask_price, touch->ask_size);
	if (symbol->trading) {
		fill_resting(m, touch->symbol, true);
		fill_resting(m, touch->symbol, false);
	}
	return 0;
}

/* ---- messages ----------------------------------------------------------------------------- */
static bool is_one_of(char c, const char *letters)
{
	return c && strchr(letters, c);
}

/* Why an order is refused; 0: it is not. */
static uint16_t judge(const struct tw_ouch *message, int symbol)
{
	if (symbol < 0)
		return TW_OUCH_REJECT_SYMBOL;
	if (!is_one_of(message->side, "BSTE"))
		return TW_OUCH_REJECT_SIDE;
	if (message->quantity == 0 || message->quantity > TW_OUCH_QUANTITY_MAX)
		return TW_OUCH_REJECT_QUANTITY;
	if (message->price == 0 || message->price > TW_OUCH_PRICE_MAX)
		return TW_OUCH_REJECT_PRICE;
	if (!is_one_of(message->display, "YNA"))
		return TW_OUCH_REJECT_DISPLAY;
	if (message->cross != 'N')
		return TW_OUCH_REJECT_CROSS;
	if (!is_one_of(message->tif, "0356E") || !is_one_of(message->capacity, "APRO") ||
	    !is_one_of(message->sweep, "YN"))
		return TW_OUCH_REJECT_OTHER;
	return 0;
}

static int enter(struct matching *m, const struct tw_ouch *message, int symbol,
		 uint16_t reason)
{
	uint16_t own = judge(message, symbol);
	struct matching_order *order = NULL;

	reason = own ? own : reason;
	if (reason == 0) {
		order = calloc(1, sizeof(*order));
		if (!order || make_room(m, (uint32_t)symbol) < 0) {
			free(order);
			return -ENOMEM;
		}
	}
	m->last_token = message->token;
	m->stats.orders++;
	if (!order) {
		reject(m, message, symbol, reason);
		return 0;
	}
	order->said = *message;
	order->said.type = 'A';
	order->said.state = 'L';
	order->said.reference = ++m->last_reference;
	order->said.appendage_length = 0;
	order->said.appendage = NULL;
	order->symbol = (uint32_t)symbol;
	order->open = message->quantity;
	insert(m, order);
	m->stats.accepted++;
	tell_order(m, order);
	arrive(m, order);
	return 0;
}

/* Can an order be replaced by this? Its quantity is judged where it is used. */
static bool can_replace(const struct tw_ouch *message)
{
	return message->quantity <= TW_OUCH_QUANTITY_MAX && message->price > 0 &&
	       message->price <= TW_OUCH_PRICE_MAX && is_one_of(message->tif, "0356") &&
	       is_one_of(message->display, "YNA") && is_one_of(message->sweep, "YN");
}

/* The old order goes, a new one comes: the same side and symbol, at the end of the line. */
static void replace(struct matching *m, const struct tw_ouch *message)
{
	struct matching_order *order = find(m, message->old_token);
	struct tw_ouch *said;

	m->last_token = message->token;
	if (!order) {
		m->stats.ignored++;
		return;
	}
	if (!can_replace(message) || message->quantity <= order->executed) {
		cancel(m, order, order->open,
		       can_replace(message) ? CANCEL_USER : CANCEL_SYSTEM);
		return;
	}
	take_out(m, order);
	said = &order->said;
	said->type = 'U';
	said->old_token = message->old_token;
	said->token = message->token;
	said->price = message->price;
	said->tif = message->tif;
	said->display = message->display;
	said->sweep = message->sweep;
	memcpy(said->id, message->id, sizeof(said->id));
	said->reference = ++m->last_reference;
	order->open = message->quantity - order->executed;
	insert(m, order);
	m->stats.replaced++;
	tell_order(m, order);
	arrive(m, order);
}

/* Shares of an order behind @quantity, its new size with what was executed. */
static uint32_t excess(const struct matching_order *order, uint32_t quantity)
{
	uint32_t keep = quantity > order->executed ? quantity - order->executed : 0;

	return order->open > keep ? order->open - keep : 0;
}

static void reduce(struct matching *m, const struct tw_ouch *message)
{
	struct matching_order *order = find(m, message->token);
	uint32_t less = order ? excess(order, message->quantity) : 0;

	if (less)
		cancel(m, order, less, CANCEL_USER);
	else
		m->stats.ignored++;
}

/* May a modification turn one way of selling into another? */
static bool can_turn(char from, char to)
{
	return from == to || (from == 'S' && (to == 'E' || to == 'T')) ||
	       (from == 'E' && to == 'T');
}

static void modify(struct matching *m, const struct tw_ouch *message)
{
	struct matching_order *order = find(m, message->token);
	struct tw_ouch answer = { .type = 'M', .token = message->token };
	uint32_t less;

	if (!order || !can_turn(order->said.side, message->side)) {
		m->stats.ignored++;
		return;
	}
	less = excess(order, message->quantity);
	if (less == order->open) {
		cancel(m, order, less, CANCEL_USER);
		return;
	}
	order->open -= less;
	order->said.side = message->side;
	answer.side = message->side;
	answer.quantity = order->open;
	m->stats.modified++;
	tell(m, &answer, order, order->open, order->said.price);
}

int matching_message(struct matching *m, const struct tw_ouch *message, int symbol,
		     uint16_t reason, uint64_t time_ns)
{
	m->now = time_ns;
	if ((message->type == 'O' || message->type == 'U') &&
	    message->token <= m->last_token) {
		m->stats.ignored++;
		return 0;
	}
	switch (message->type) {
	case 'O':
		return enter(m, message, symbol, reason);
	case 'U':
		replace(m, message);
		break;
	case 'X':
		reduce(m, message);
		break;
	case 'M':
		modify(m, message);
		break;
	}
	return 0;
}

void matching_close(struct matching *m, uint64_t time_ns)
{
	m->now = time_ns;
	for (uint32_t i = 0; i < m->room; i++)
		while (m->symbols[i].orders)
			cancel(m, m->symbols[i].orders, m->symbols[i].orders->open,
			       CANCEL_CLOSED);
}
