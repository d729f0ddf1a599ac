/* SPDX-License-Identifier: BSD-3-Clause */
/* Days of random orders and faults: a client that keeps a ledger ends with the exchange's positions. */
#include <stdlib.h>
#include <string.h>

#include <touchwire/engine.h>
#include <touchwire/ledger.h>

#include "order_case.h"

#define ORDERS 3000u

static struct tw_ledger *ledger;
static uint8_t sent[ORDERS + 1][TW_OUCH_FIXED_MAX]; /* O and U by token */
static size_t sent_length[ORDERS + 1];
static uint64_t next_answer;
/* As the exchange's own events say it. */
static struct {
	char symbol[TW_OUCH_SYMBOL];
	int64_t position;
} places[64];
static unsigned place_count;

static int on_position(void *ctx, const struct matching_event *event)
{
	unsigned i = 0;

	(void)ctx;
	if (event->answer->type != 'E')
		return 0;
	while (i < place_count && memcmp(places[i].symbol, event->symbol, 8) != 0)
		i++;
	assert_true(i < 64);
	memcpy(places[i].symbol, event->symbol, 8);
	places[i].position = event->position;
	place_count += i == place_count;
	return 0;
}

static int enter_in_ledger(void *ctx, uint64_t number, const uint8_t *message,
			   size_t length)
{
	struct tw_error error = { "" };

	(void)ctx;
	assert_int_equal(number, next_answer);
	next_answer++;
	if (tw_ledger_answer(ledger, message, length, &error) < 0)
		fail_msg("answer %u: %s", (unsigned)number, error.text);
	return 0;
}

/* An order near the touch, a replacement or a cancel of one of the last few. */
static struct tw_ouch invent(uint32_t token)
{
	const struct tw_engine *engine = exchange_engine(port.exchange);
	struct tw_ouch m =
		plain_order(token, "BS"[rand() % 2], 1 + (uint32_t)rand() % 300, 1000000);
	uint32_t symbol = (uint32_t)rand() % (tw_engine_symbol_count(engine) + 1);
	const char *name = tw_engine_symbol_text(engine, symbol);
	struct tw_touch touch;

	memset(m.symbol, ' ', 8);
	memcpy(m.symbol, name, strlen(name));
	if (tw_engine_touch(engine, symbol, &touch) == 0) {
		m.price = m.side == 'B' ? touch.ask_price : touch.bid_price;
		m.price += (uint64_t)(rand() % 3 * 100);
	}
	m.tif = "03"[rand() % 2];
	if (token < 10 || rand() % 3 == 0)
		return m;
	m.old_token = token - 1 - (uint32_t)rand() % 8;
	m.type = 'U';
	if (rand() % 3 == 0) {
		m.type = 'X';
		m.token = m.old_token;
		m.quantity = (uint32_t)rand() % 2 * 100;
	}
	return m;
}

/* One more message; true when it used a token. */
static bool order_one(struct tw_soup_client *soup, uint32_t token)
{
	struct tw_error error = { "" };
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	struct tw_ouch m = invent(token);
	size_t n = tw_ouch_encode(TW_OUCH_IN, &m, bytes, sizeof(bytes));

	if (tw_ledger_sent(ledger, bytes, n, &error) < 0)
		fail_msg("%s", error.text);
	tw_soup_client_send(soup, bytes, n, port.now);
	if (m.type == 'X')
		return false;
	memcpy(sent[token], bytes, n);
	sent_length[token] = n;
	return true;
}

/* Log in where the answers ended; send again what may have been lost. */
static void come_back(struct trader *t, uint32_t token)
{
	struct tw_soup_client_config config = { .sequence = next_answer,
						.on_message = enter_in_ledger };

	memset(t, 0, sizeof(*t));
	t->soup = tw_soup_client_create(&config, port.now);
	t->wire = exchange_order_connect(port.exchange, port.now);
	trader_talk(t);
	for (uint32_t i = token > 99 ? token - 99 : 1; i < token; i++)
		tw_soup_client_send(t->soup, sent[i], sent_length[i], port.now);
	trader_talk(t);
}

static void compare_positions(void)
{
	struct tw_error error = { "" };
	size_t traded = 0;

	if (tw_ledger_check(ledger, &error) < 0)
		fail_msg("%s", error.text);
	for (size_t i = 0; i < tw_ledger_lines(ledger); i++) {
		const struct tw_ledger_position *line = tw_ledger_line(ledger, i);

		assert_int_equal(line->open_orders, 0);
		assert_int_equal(line->open_buy + line->open_sell, 0);
		traded += line->bought + line->sold > 0;
	}
	assert_int_equal(traded, place_count);
	for (unsigned i = 0; i < place_count; i++)
		assert_int_equal(tw_ledger_find(ledger, places[i].symbol)->position,
				 places[i].position);
}

/* A generated market, and an account that has nothing. */
static void open_day(unsigned seed)
{
	struct tw_generate_config market;
	struct exchange_market *made;

	memset(&port, 0, sizeof(port));
	srand(seed);
	tw_generate_defaults(&market);
	market.messages = 6000;
	market.symbols = 20;
	market.seed = seed;
	market.packet_messages = 1;
	assert_int_equal(exchange_market_generate(&made, &market, NULL), 0);
	port.config = (struct exchange_config){ .batch = 1,
						.linger_ns = 10 * (uint64_t)SECOND };
	port.config.orders.on_event = on_position;
	port.piece = 1000;
	assert_int_equal(exchange_open(&port.exchange, made, &port.config, NULL), 0);
	ledger = tw_ledger_create();
	next_answer = 1;
	place_count = 0;
}

/* A reset, a lost answer and a pause soon, and answers late. */
static void make_trouble(void)
{
	uint64_t at = port_stats().messages + (uint64_t)rand() % 3;
	struct exchange_order_faults faults = {
		.reset_after = at,
		.lose_answer = port_stats().answers + (uint64_t)rand() % 5,
		.pause_at = at + (uint64_t)rand() % 3,
		.pause_ns = MS,
		.delay_ns = (uint64_t)rand() % MS,
	};

	exchange_order_faults(port.exchange, &faults);
}

/*
 * A day of random orders with resets, lost answers and pauses: a client that keeps a ledger, sends
 * again what may have been lost and asks for what it missed ends with the exchange's positions.
 */
static void trade_a_day(unsigned seed)
{
	struct trader t;
	uint32_t token = 1;

	open_day(seed);
	come_back(&t, token);
	while (token < ORDERS && !exchange_over(port.exchange)) {
		port.now += 1000 + (uint64_t)rand() % 100000;
		assert_int_equal(exchange_step(port.exchange, port.now, NULL), 0);
		for (unsigned n = (unsigned)rand() % 3; n > 0 && token < ORDERS; n--)
			token += order_one(t.soup, token);
		if (rand() % 50 == 0)
			make_trouble();
		trader_talk(&t);
		if (t.closed || rand() % 100 == 0) {
			trader_leave(&t);
			come_back(&t, token);
		}
	}
	exchange_order_faults(port.exchange, &(struct exchange_order_faults){ 0 });
	trader_leave(&t);
	come_back(&t, token);
	port_go_to_the_end(&t);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
	trader_leave(&t);
	assert_int_equal(token, ORDERS);
	assert_true(port_stats().resets > 5 && port_stats().matching.executed > 200 &&
		    port_stats().matching.replaced > 50);
	compare_positions();
	tw_ledger_destroy(ledger);
	port_end();
}

static void test_a_ledger_agrees(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 5; seed++)
		trade_a_day(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_ledger_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
