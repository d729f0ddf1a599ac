/* SPDX-License-Identifier: BSD-3-Clause */
/* ledger: orders, positions and cash out of OUCH messages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/ledger.h>
#include <touchwire/ouch.h>

struct order {
	uint32_t token, old_token;
	uint32_t price, quantity;
	uint32_t open, executed, cancelled, rejected, replaced; /* of the quantity */
	uint32_t successors; /* pending replacements of this one */
	enum tw_ledger_state state;
	bool sell;
	struct tw_ledger_position *line;
};

struct tw_ledger {
	struct order *orders; /* by rising token */
	size_t count, room;
	struct tw_ledger_position **lines;
	size_t line_count;
	struct tw_ledger_trade *trades;
	size_t trade_count, trade_room;
	struct tw_ledger_sums order_sums, share_sums;
	uint32_t last_token;
	bool adopting;
	uint64_t adopted;
	void (*on_answer)(void *ctx, const struct tw_row_answer *answer);
	void *ctx;
};

struct tw_ledger *tw_ledger_create(void)
{
	return calloc(1, sizeof(struct tw_ledger));
}

void tw_ledger_destroy(struct tw_ledger *ledger)
{
	if (ledger == NULL)
		return;
	for (size_t i = 0; i < ledger->line_count; i++)
		free(ledger->lines[i]);
	free(ledger->lines);
	free(ledger->orders);
	free(ledger->trades);
	free(ledger);
}

void tw_ledger_on_answer(struct tw_ledger *ledger,
			 void (*on_answer)(void *ctx, const struct tw_row_answer *answer),
			 void *ctx)
{
	ledger->on_answer = on_answer;
	ledger->ctx = ctx;
}

static void tell(struct tw_ledger *ledger, enum tw_answer_kind kind, uint32_t token,
		 uint32_t quantity, uint32_t price, uint32_t old_token)
{
	struct tw_row_answer answer = { .kind = kind,
					.token = token,
					.quantity = quantity,
					.price = price,
					.old_token = old_token };

	if (ledger->on_answer)
		ledger->on_answer(ledger->ctx, &answer);
}

/* ---- tables -------------------------------------------------------------------------------- */
static struct order *find(const struct tw_ledger *ledger, uint32_t token)
{
	size_t low = 0, high = ledger->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ledger->orders[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ledger->count && ledger->orders[low].token == token
		       ? &ledger->orders[low]
		       : NULL;
}

/* Room for one more, so that nothing fails once something was changed. */
static int reserve(void **array, size_t *room, size_t count, size_t size)
{
	size_t more = *room ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return 0;
	grown = realloc(*array, more * size);
	if (grown == NULL)
		return -ENOMEM;
	*array = grown;
	*room = more;
	return 0;
}

static struct tw_ledger_position *line_of(const struct tw_ledger *ledger,
					  const char symbol[TW_LEDGER_SYMBOL])
{
	char name[TW_LEDGER_SYMBOL + 1] = { 0 };

	memcpy(name, symbol, TW_LEDGER_SYMBOL);
	for (size_t n = TW_LEDGER_SYMBOL; n > 0 && name[n - 1] == ' '; n--)
		name[n - 1] = '\0';
	for (size_t i = 0; i < ledger->line_count; i++)
		if (memcmp(ledger->lines[i]->symbol, name, sizeof(name)) == 0)
			return ledger->lines[i];
	return NULL;
}

static struct tw_ledger_position *add_line(struct tw_ledger *ledger,
					   const char symbol[TW_LEDGER_SYMBOL])
{
	struct tw_ledger_position *line = line_of(ledger, symbol), **grown;

	if (line)
		return line;
	grown = realloc(ledger->lines, (ledger->line_count + 1) * sizeof(void *));
	if (grown == NULL)
		return NULL;
	ledger->lines = grown;
	line = calloc(1, sizeof(*line));
	if (line == NULL)
		return NULL;
	memcpy(line->symbol, symbol, TW_LEDGER_SYMBOL);
	for (size_t n = TW_LEDGER_SYMBOL; n > 0 && line->symbol[n - 1] == ' '; n--)
		line->symbol[n - 1] = '\0';
	grown[ledger->line_count++] = line;
	return line;
}

static uint64_t *side_open(struct tw_ledger_position *line, bool sell)
{
	return sell ? &line->open_sell : &line->open_buy;
}

/* ---- orders -------------------------------------------------------------------------------- */
static int add_order(struct tw_ledger *ledger, const struct order *order,
		     struct tw_error *error)
{
	uint64_t *open = side_open(order->line, order->sell);

	if (reserve((void **)&ledger->orders, &ledger->room, ledger->count,
		    sizeof(*ledger->orders)) < 0)
		return tw_fail(error, -ENOMEM, "order %u: no memory", order->token);
	if (*open + order->quantity > INT64_MAX)
		return tw_fail(error, -EOVERFLOW, "order %u: too many shares are open",
			       order->token);
	*open += order->quantity;
	order->line->open_orders++;
	ledger->orders[ledger->count++] = *order;
	ledger->last_token = order->token;
	ledger->order_sums.orders++;
	ledger->order_sums.open++;
	ledger->share_sums.orders += order->quantity;
	ledger->share_sums.open += order->quantity;
	return 0;
}

/* Take @shares of the open ones away; the caller has made sure that they are there. */
static void take_open(struct tw_ledger *ledger, struct order *order, uint32_t shares)
{
	order->open -= shares;
	*side_open(order->line, order->sell) -= shares;
	ledger->share_sums.open -= shares;
}

static void no_successor(struct tw_ledger *ledger, const struct order *order)
{
	struct order *old = order->old_token && order->state == TW_LEDGER_PENDING
				    ? find(ledger, order->old_token)
				    : NULL;

	if (old)
		old->successors--;
}

/* An order without open shares ends. */
static void end_order(struct tw_ledger *ledger, struct order *order,
		      enum tw_ledger_state state)
{
	uint64_t *const sums[] = { [TW_LEDGER_FILLED] = &ledger->order_sums.filled,
				   [TW_LEDGER_CANCELLED] = &ledger->order_sums.cancelled,
				   [TW_LEDGER_REJECTED] = &ledger->order_sums.rejected,
				   [TW_LEDGER_REPLACED] = &ledger->order_sums.replaced };

	no_successor(ledger, order);
	order->state = state;
	order->line->open_orders--;
	ledger->order_sums.open--;
	(*sums[state])++;
}

static void reject(struct tw_ledger *ledger, struct order *order)
{
	uint32_t shares = order->open;

	order->rejected = shares;
	ledger->share_sums.rejected += shares;
	take_open(ledger, order, shares);
	end_order(ledger, order, TW_LEDGER_REJECTED);
	tell(ledger, TW_ANSWER_REJECTED, order->token, 0, 0, 0);
}

/* @order is gone: what would have replaced it never lives, nor what would have replaced that. */
static void bury_successors(struct tw_ledger *ledger, const struct order *order)
{
	const struct order *end = ledger->orders + ledger->count;

	if (order->successors == 0)
		return;
	/* Tokens rise: what replaces one that is buried here comes behind it. */
	for (struct order *next = find(ledger, order->token) + 1; next < end; next++) {
		const struct order *old;

		if (next->state != TW_LEDGER_PENDING || next->old_token == 0)
			continue;
		old = find(ledger, next->old_token);
		if (old->state != TW_LEDGER_PENDING && old->state != TW_LEDGER_LIVE)
			reject(ledger, next);
	}
}

/* ---- what was sent --------------------------------------------------------------------------- */
static int judge_new(const struct tw_ledger *ledger, const struct tw_ouch *ouch,
		     struct tw_error *error)
{
	if (ouch->token <= ledger->last_token)
		return tw_fail(error, -EPROTO,
			       "order %u: the token was used: the last one was %u",
			       ouch->token, ledger->last_token);
	if (ouch->quantity == 0)
		return tw_fail(error, -EPROTO, "order %u: quantity 0", ouch->token);
	if (ouch->price > UINT32_MAX)
		return tw_fail(error, -EPROTO, "order %u: no such price", ouch->token);
	if (ouch->side == '\0' || strchr("BSTE", ouch->side) == NULL)
		return tw_fail(error, -EPROTO, "order %u: no such side", ouch->token);
	return 0;
}

static int sent_enter(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		      struct tw_error *error)
{
	struct order order = { .token = ouch->token,
			       .price = (uint32_t)ouch->price,
			       .quantity = ouch->quantity,
			       .open = ouch->quantity,
			       .sell = ouch->side != 'B' };
	int code = judge_new(ledger, ouch, error);

	if (code < 0)
		return code;
	order.line = add_line(ledger, ouch->symbol);
	if (order.line == NULL)
		return tw_fail(error, -ENOMEM, "order %u: no memory", order.token);
	return add_order(ledger, &order, error);
}

static int sent_replace(struct tw_ledger *ledger, struct tw_ouch *ouch,
			struct tw_error *error)
{
	struct order *old = find(ledger, ouch->old_token);
	struct order order = { .token = ouch->token,
			       .old_token = ouch->old_token,
			       .price = (uint32_t)ouch->price,
			       .quantity = ouch->quantity,
			       .open = ouch->quantity };
	int code;

	if (old == NULL)
		return tw_fail(error, -EPROTO,
			       "order %u replaces order %u, which there is not",
			       order.token, order.old_token);
	order.sell = old->sell;
	order.line = old->line;
	ouch->side = old->sell ? 'S' : 'B';
	code = judge_new(ledger, ouch, error);
	if (code == 0)
		code = add_order(ledger, &order, error);
	if (code < 0)
		return code;
	/* The table of orders may have moved. */
	old = find(ledger, ouch->old_token);
	old->successors++;
	/* It ended before this was sent, the answer crossed it. */
	if (old->state != TW_LEDGER_PENDING && old->state != TW_LEDGER_LIVE)
		bury_successors(ledger, old);
	return 0;
}

int tw_ledger_sent(struct tw_ledger *ledger, const void *message, size_t length,
		   struct tw_error *error)
{
	struct tw_ouch ouch;

	if (tw_ouch_decode(TW_OUCH_IN, message, length, &ouch, error) < 0)
		return -EPROTO;
	ledger->adopting = false;
	switch (ouch.type) {
	case 'O':
		return sent_enter(ledger, &ouch, error);
	case 'U':
		return sent_replace(ledger, &ouch, error);
	case 'X':
	case 'M':
		if (find(ledger, ouch.token))
			return 0;
		return tw_fail(error, -EPROTO, "a cancel of order %u, which there is not",
			       ouch.token);
	default:
		return 0;
	}
}

/* ---- answers --------------------------------------------------------------------------------- */
static int cannot(struct tw_error *error, const struct tw_ouch *ouch, const char *why)
{
	return tw_fail(error, -EPROTO, "answer '%c' to order %u: %s", ouch->type,
		       ouch->token, why);
}

static bool ended(const struct order *order)
{
	return order->state != TW_LEDGER_PENDING && order->state != TW_LEDGER_LIVE;
}

static void cancel(struct tw_ledger *ledger, struct order *order, uint32_t shares)
{
	order->cancelled += shares;
	ledger->share_sums.cancelled += shares;
	take_open(ledger, order, shares);
	tell(ledger, TW_ANSWER_CANCELLED, order->token, shares, 0, 0);
	if (order->open == 0) {
		end_order(ledger, order, TW_LEDGER_CANCELLED);
		bury_successors(ledger, order);
	}
}

/* Is that an order that a killed process sent and did not write down? */
static bool unknown(const struct tw_ledger *ledger, const struct tw_ouch *ouch)
{
	return ledger->adopting && ouch->token > ledger->last_token;
}

static int on_accepted(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		       struct tw_error *error)
{
	struct order *order = find(ledger, ouch->token);

	if (order == NULL && unknown(ledger, ouch)) {
		int code = sent_enter(ledger, ouch, error);

		if (code < 0)
			return code;
		ledger->adopted++;
		order = find(ledger, ouch->token);
	}
	if (order == NULL)
		return cannot(error, ouch, "there is no such order");
	if (order->state != TW_LEDGER_PENDING || order->old_token != 0)
		return cannot(error, ouch, "it was answered before, or is a replacement");
	if (order->sell != (ouch->side != 'B') || order->quantity != ouch->quantity ||
	    line_of(ledger, ouch->symbol) != order->line)
		return cannot(error, ouch, "side, quantity or symbol are not its own");
	order->state = TW_LEDGER_LIVE;
	tell(ledger, TW_ANSWER_ACCEPTED, order->token, ouch->quantity,
	     (uint32_t)ouch->price, 0);
	if (ouch->state == 'D')
		cancel(ledger, order, order->open);
	return 0;
}

/* A replacement sent by a killed process whose original is known. */
static int adopt_replacement(struct tw_ledger *ledger, const struct tw_ouch *ouch,
			     struct tw_error *error)
{
	struct tw_ouch sent = *ouch;
	int code = sent_replace(ledger, &sent, error);

	if (code == 0)
		ledger->adopted++;
	return code;
}

static int on_replaced(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		       struct tw_error *error)
{
	struct order *old = find(ledger, ouch->old_token);
	struct order *order = find(ledger, ouch->token);
	uint32_t less;

	if (old == NULL || old->state != TW_LEDGER_LIVE)
		return cannot(error, ouch, "the order that it replaces does not live");
	if (order == NULL && unknown(ledger, ouch)) {
		int code = adopt_replacement(ledger, ouch, error);

		if (code < 0)
			return code;
		old = find(ledger, ouch->old_token);
		order = find(ledger, ouch->token);
	}
	if (order == NULL || order->state != TW_LEDGER_PENDING ||
	    order->old_token != old->token)
		return cannot(error, ouch, "it is no replacement of that order");
	if (order->sell != (ouch->side != 'B') || ouch->quantity > order->quantity ||
	    ouch->quantity == 0 || line_of(ledger, ouch->symbol) != order->line)
		return cannot(error, ouch, "side, quantity or symbol are not its own");
	/* What the old one executed counts for the new one's quantity, too. */
	less = order->quantity - ouch->quantity;
	order->quantity -= less;
	ledger->share_sums.orders -= less;
	take_open(ledger, order, less);
	no_successor(ledger, order);
	order->state = TW_LEDGER_LIVE;
	old->replaced = old->open;
	ledger->share_sums.replaced += old->open;
	take_open(ledger, old, old->open);
	end_order(ledger, old, TW_LEDGER_REPLACED);
	tell(ledger, TW_ANSWER_REPLACED, order->token, ouch->quantity,
	     (uint32_t)ouch->price, old->token);
	bury_successors(ledger, old);
	if (ouch->state == 'D')
		cancel(ledger, order, order->open);
	return 0;
}

/* Position, cash and shares of @line after a trade, or after one was taken back. */
static int settle(struct tw_ledger_position *line, bool sell, bool back,
		  uint32_t quantity, uint64_t price)
{
	struct tw_ledger_position after = *line;
	uint64_t *turnover = sell ? &after.sold : &after.bought;
	int64_t value;
	bool over = __builtin_mul_overflow(price, (uint64_t)quantity, &value);

	if (sell != back) {
		over |= __builtin_sub_overflow(after.position, (int64_t)quantity,
					       &after.position);
		over |= __builtin_add_overflow(after.cash, value, &after.cash);
	} else {
		over |= __builtin_add_overflow(after.position, (int64_t)quantity,
					       &after.position);
		over |= __builtin_sub_overflow(after.cash, value, &after.cash);
	}
	over |= back ? __builtin_sub_overflow(*turnover, (uint64_t)quantity, turnover)
		     : __builtin_add_overflow(*turnover, (uint64_t)quantity, turnover);
	if (over)
		return -EOVERFLOW;
	*line = after;
	return 0;
}

static int on_executed(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		       struct tw_error *error)
{
	struct order *order = find(ledger, ouch->token);

	if (order == NULL || order->state != TW_LEDGER_LIVE)
		return cannot(error, ouch, "no such order lives");
	if (ouch->quantity == 0 || ouch->quantity > order->open)
		return cannot(error, ouch, "it has not so many shares open");
	if (ouch->price > UINT32_MAX)
		return cannot(error, ouch, "no such price");
	if (reserve((void **)&ledger->trades, &ledger->trade_room, ledger->trade_count,
		    sizeof(*ledger->trades)) < 0)
		return tw_fail(error, -ENOMEM, "order %u: no memory", ouch->token);
	if (settle(order->line, order->sell, false, ouch->quantity, ouch->price) < 0)
		return tw_fail(error, -EOVERFLOW, "order %u: position or cash overflow",
			       ouch->token);
	ledger->trades[ledger->trade_count++] =
		(struct tw_ledger_trade){ .time_ns = ouch->time_ns,
					  .match = ouch->match,
					  .price = ouch->price,
					  .token = ouch->token,
					  .quantity = ouch->quantity,
					  .sell = order->sell,
					  .line = order->line };
	order->executed += ouch->quantity;
	ledger->share_sums.filled += ouch->quantity;
	take_open(ledger, order, ouch->quantity);
	tell(ledger, TW_ANSWER_EXECUTED, order->token, ouch->quantity,
	     (uint32_t)ouch->price, 0);
	if (order->open == 0) {
		end_order(ledger, order, TW_LEDGER_FILLED);
		bury_successors(ledger, order);
	}
	return 0;
}

static int on_cancelled(struct tw_ledger *ledger, const struct tw_ouch *ouch,
			struct tw_error *error)
{
	struct order *order = find(ledger, ouch->token);

	if (order == NULL || ended(order))
		return cannot(error, ouch, "no such order lives");
	if (ouch->quantity == 0 || ouch->quantity > order->open)
		return cannot(error, ouch, "it has not so many shares open");
	cancel(ledger, order, ouch->quantity);
	return 0;
}

static int on_rejected(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		       struct tw_error *error)
{
	struct order *order = find(ledger, ouch->token);

	/* Of an order that nobody knew and that is dead only its token is to be kept. */
	if (order == NULL && unknown(ledger, ouch)) {
		ledger->last_token = ouch->token;
		return 0;
	}
	if (order == NULL || order->state != TW_LEDGER_PENDING)
		return cannot(error, ouch, "no such order waits for its answer");
	reject(ledger, order);
	bury_successors(ledger, order);
	return 0;
}

static int on_broken(struct tw_ledger *ledger, const struct tw_ouch *ouch,
		     struct tw_error *error)
{
	for (size_t i = ledger->trade_count; i-- > 0;) {
		struct tw_ledger_trade *trade = &ledger->trades[i];
		const struct order *order;

		if (trade->token != ouch->token || trade->match != ouch->match ||
		    trade->broken)
			continue;
		order = find(ledger, trade->token);
		if (settle(order->line, trade->sell, true, trade->quantity,
			   trade->price) < 0)
			return tw_fail(error, -EOVERFLOW,
				       "order %u: position or cash overflow",
				       ouch->token);
		trade->broken = true;
		return 0;
	}
	return cannot(error, ouch, "there was no such trade");
}

int tw_ledger_answer(struct tw_ledger *ledger, const void *message, size_t length,
		     struct tw_error *error)
{
	const struct order *order;
	struct tw_ouch ouch;

	if (tw_ouch_decode(TW_OUCH_OUT, message, length, &ouch, error) < 0)
		return -EPROTO;
	switch (ouch.type) {
	case 'A':
		return on_accepted(ledger, &ouch, error);
	case 'U':
		return on_replaced(ledger, &ouch, error);
	case 'E':
		return on_executed(ledger, &ouch, error);
	case 'C':
	case 'D':
		return on_cancelled(ledger, &ouch, error);
	case 'J':
		return on_rejected(ledger, &ouch, error);
	case 'B':
		return on_broken(ledger, &ouch, error);
	case 'S':
		return 0;
	case 'Q':
		if (unknown(ledger, &ouch))
			ledger->last_token = ouch.token - 1;
		return 0;
	default:
		order = find(ledger, ouch.token);
		if (order == NULL)
			return cannot(error, &ouch, "there is no such order");
		if (ouch.type == 'M' && ouch.quantity != order->open)
			return cannot(error, &ouch, "it has another quantity open");
		return 0;
	}
}

void tw_ledger_adopt(struct tw_ledger *ledger)
{
	ledger->adopting = true;
}

uint64_t tw_ledger_adopted(const struct tw_ledger *ledger)
{
	return ledger->adopted;
}

/* ---- looking ----------------------------------------------------------------------------------- */
size_t tw_ledger_lines(const struct tw_ledger *ledger)
{
	return ledger->line_count;
}

const struct tw_ledger_position *tw_ledger_line(const struct tw_ledger *ledger, size_t n)
{
	return n < ledger->line_count ? ledger->lines[n] : NULL;
}

const struct tw_ledger_position *tw_ledger_find(const struct tw_ledger *ledger,
						const char symbol[TW_LEDGER_SYMBOL])
{
	return line_of(ledger, symbol);
}

static struct tw_ledger_order shown(const struct order *order)
{
	return (struct tw_ledger_order){ .token = order->token,
					 .old_token = order->old_token,
					 .sell = order->sell,
					 .price = order->price,
					 .quantity = order->quantity,
					 .open = order->open,
					 .executed = order->executed,
					 .line = order->line,
					 .state = order->state };
}

bool tw_ledger_order(const struct tw_ledger *ledger, uint32_t token,
		     struct tw_ledger_order *out)
{
	const struct order *order = find(ledger, token);

	if (order != NULL)
		*out = shown(order);
	return order != NULL;
}

bool tw_ledger_nth(const struct tw_ledger *ledger, size_t n, struct tw_ledger_order *out)
{
	if (n < ledger->count)
		*out = shown(&ledger->orders[n]);
	return n < ledger->count;
}

const struct tw_ledger_trade *tw_ledger_trade(const struct tw_ledger *ledger, size_t n)
{
	return n < ledger->trade_count ? &ledger->trades[n] : NULL;
}

uint32_t tw_ledger_last_token(const struct tw_ledger *ledger)
{
	return ledger->last_token;
}

void tw_ledger_orders(const struct tw_ledger *ledger, struct tw_ledger_sums *sums)
{
	*sums = ledger->order_sums;
}

void tw_ledger_shares(const struct tw_ledger *ledger, struct tw_ledger_sums *sums)
{
	*sums = ledger->share_sums;
}

static bool sums_hold(const struct tw_ledger_sums *sums)
{
	return sums->orders == sums->open + sums->filled + sums->cancelled +
				       sums->rejected + sums->replaced;
}

/* What the orders and trades of @line add up to. */
static void recount(const struct tw_ledger *ledger, const struct tw_ledger_position *line,
		    struct tw_ledger_position *sum)
{
	memcpy(sum->symbol, line->symbol, sizeof(sum->symbol));
	for (size_t i = 0; i < ledger->count; i++) {
		const struct order *order = &ledger->orders[i];

		if (order->line != line || order->open == 0)
			continue;
		*side_open(sum, order->sell) += order->open;
		sum->open_orders++;
	}
	for (size_t i = 0; i < ledger->trade_count; i++) {
		const struct tw_ledger_trade *trade = &ledger->trades[i];

		if (trade->line == line && !trade->broken)
			settle(sum, trade->sell, false, trade->quantity, trade->price);
	}
}

int tw_ledger_check(const struct tw_ledger *ledger, struct tw_error *error)
{
	struct tw_ledger_sums shares = { 0 };

	for (size_t i = 0; i < ledger->count; i++) {
		const struct order *order = &ledger->orders[i];

		shares.orders += order->quantity;
		shares.open += order->open;
		shares.filled += order->executed;
		shares.cancelled += order->cancelled;
		shares.rejected += order->rejected;
		shares.replaced += order->replaced;
	}
	if (!sums_hold(&ledger->order_sums) || ledger->order_sums.orders != ledger->count)
		return tw_fail(error, -EPROTO,
			       "orders are not open + filled + cancelled + rejected + "
			       "replaced");
	if (!sums_hold(&shares) ||
	    memcmp(&shares, &ledger->share_sums, sizeof(shares)) != 0)
		return tw_fail(error, -EPROTO,
			       "shares ordered are not open + filled + cancelled + "
			       "rejected + replaced");
	for (size_t i = 0; i < ledger->line_count; i++) {
		const struct tw_ledger_position *line = ledger->lines[i];
		struct tw_ledger_position sum = { .position = 0 };

		recount(ledger, line, &sum);
		if (sum.position != line->position || sum.open_buy != line->open_buy ||
		    sum.open_sell != line->open_sell || sum.cash != line->cash ||
		    sum.open_orders != line->open_orders || sum.bought != line->bought ||
		    sum.sold != line->sold)
			return tw_fail(error, -EPROTO,
				       "%s: position, open shares or cash are not what "
				       "its orders and trades add up to",
				       line->symbol);
	}
	return 0;
}
