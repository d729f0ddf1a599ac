/* SPDX-License-Identifier: BSD-3-Clause */
#include "order_case.h"

#include <stdio.h>
#include <string.h>

struct order_case port;

static int on_packet(void *ctx, unsigned line, const uint8_t *packet, size_t length)
{
	(void)ctx;
	for (size_t i = 0; i < length; i++)
		port.feed = (port.feed ^ packet[i] ^ line) * 0x100000001b3u;
	return 0;
}

static int on_event(void *ctx, const struct matching_event *event)
{
	(void)ctx;
	(void)event;
	port.events++;
	return port.refuse;
}

static void open_doors(void)
{
	assert_int_equal(
		exchange_open(&port.exchange, order_case_market(), &port.config, NULL),
		0);
}

void port_begin(const struct exchange_order_faults *faults)
{
	memset(&port, 0, sizeof(port));
	port.config = (struct exchange_config){ .speed = 1,
						.linger_ns = 10 * (uint64_t)SECOND,
						.on_packet = on_packet };
	port.config.orders.on_event = on_event;
	if (faults)
		port.config.orders.faults = *faults;
	port.now = 5 * (uint64_t)SECOND;
	port.piece = 7;
	open_doors();
	assert_int_equal(exchange_step(port.exchange, port.now, NULL), 0);
}

void port_reopen(void)
{
	exchange_close(port.exchange);
	open_doors();
}

void port_wait_until(uint64_t then)
{
	while (port.now < then) {
		uint64_t due = exchange_due(port.exchange);

		assert_true(due > port.now || port.now == 5 * (uint64_t)SECOND);
		port.now = due < then ? due : then;
		assert_int_equal(exchange_step(port.exchange, port.now, NULL), 0);
	}
}

void port_market_at(unsigned n)
{
	port_wait_until(5 * (uint64_t)SECOND + n * (uint64_t)MS);
}

void answer_words(char *said, size_t size, const struct tw_ouch *a)
{
	size_t n = strlen(said);
	char *to = said + n;

	assert_true(n + 64 < size);
	to += sprintf(to, "%s%c", n ? " " : "", a->type);
	if (a->type == 'S') {
		sprintf(to, "%c", a->event);
		return;
	}
	to += sprintf(to, "%u", a->token);
	switch (a->type) {
	case 'A':
	case 'U':
		sprintf(to, ":%u@%llu", a->quantity, (unsigned long long)a->price);
		break;
	case 'E':
		sprintf(to, ":%u@%llu%c", a->quantity, (unsigned long long)a->price,
			a->liquidity);
		break;
	case 'C':
		sprintf(to, ":%u%c", a->quantity, a->reason);
		break;
	case 'J':
		sprintf(to, ":#%u", a->reject);
		break;
	case 'M':
		sprintf(to, ":%c%u", a->side, a->quantity);
		break;
	default:
		break;
	}
}

static int hear(void *ctx, uint64_t number, const uint8_t *message, size_t length)
{
	struct trader *trader = ctx;
	struct tw_ouch answer;

	assert_int_equal(number, trader->next ? trader->next : number);
	trader->next = number + 1;
	assert_int_equal(tw_ouch_decode(TW_OUCH_OUT, message, length, &answer, NULL), 0);
	for (size_t i = 0; i < length; i++)
		trader->hash = (trader->hash ^ message[i]) * 0x100000001b3u;
	assert_true(answer.time_ns >= trader->time_ns);
	trader->time_ns = answer.time_ns;
	trader->came_ns = port.now;
	answer_words(trader->said, sizeof(trader->said), &answer);
	return 0;
}

void trader_talk(struct trader *trader)
{
	const uint8_t *bytes;
	bool busy = true;
	size_t n;

	while (busy && !trader->closed) {
		busy = false;
		n = tw_soup_client_output(trader->soup, &bytes);
		n = n < port.piece ? n : port.piece;
		if (n > 0 && exchange_order_reading(trader->wire)) {
			exchange_order_input(trader->wire, bytes, n, port.now);
			tw_soup_client_sent(trader->soup, n);
			busy = true;
		}
		if (exchange_order_resetting(trader->wire)) {
			trader->closed = true;
			break;
		}
		n = exchange_order_output(trader->wire, &bytes);
		n = n < port.piece ? n : port.piece;
		if (n > 0) {
			assert_int_equal(tw_soup_client_input(trader->soup, bytes, n,
							      port.now, NULL),
					 0);
			exchange_order_sent(trader->wire, n, port.now);
			busy = true;
		} else {
			trader->closed = exchange_order_closing(trader->wire);
		}
	}
}

void trader_log_in_as(struct trader *trader, uint64_t sequence, const char *username,
		      const char *password)
{
	struct tw_soup_client_config config = { .username = username,
						.password = password,
						.sequence = sequence,
						.on_message = hear,
						.ctx = trader };

	memset(trader, 0, sizeof(*trader));
	trader->soup = tw_soup_client_create(&config, port.now);
	trader->wire = exchange_order_connect(port.exchange, port.now);
	assert_true(trader->soup && trader->wire);
	trader->next = sequence;
	trader_talk(trader);
}

void trader_log_in(struct trader *trader, uint64_t sequence)
{
	trader_log_in_as(trader, sequence, "user", "secret");
	assert_int_equal(tw_soup_client_state(trader->soup), TW_SOUP_ACTIVE);
}

void trader_leave(struct trader *trader)
{
	exchange_order_disconnect(trader->wire);
	tw_soup_client_destroy(trader->soup);
}

void trader_expect(struct trader *trader, const char *words)
{
	assert_string_equal(trader->said, words);
	trader->said[0] = '\0';
}

void trader_send(struct trader *trader, const struct tw_ouch *message)
{
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t n = tw_ouch_encode(TW_OUCH_IN, message, bytes, sizeof(bytes));

	assert_int_equal(tw_soup_client_send(trader->soup, bytes, n, port.now), 0);
}

struct tw_ouch plain_order(uint32_t token, char side, uint32_t quantity, uint64_t price)
{
	struct tw_ouch m = { .type = 'O',
			     .token = token,
			     .side = side,
			     .quantity = quantity,
			     .price = price,
			     .tif = TW_OUCH_DAY,
			     .display = 'Y',
			     .capacity = 'P',
			     .sweep = 'N',
			     .cross = 'N' };

	memcpy(m.symbol, "AAPL    ", 8);
	memcpy(m.id, "TW0123456789AB", 14);
	return m;
}

void trader_enter(struct trader *trader, uint32_t token, char side, uint32_t quantity,
		  uint64_t price)
{
	struct tw_ouch m = plain_order(token, side, quantity, price);

	trader_send(trader, &m);
}

void port_end(void)
{
	exchange_close(port.exchange);
}

struct exchange_order_stats port_stats(void)
{
	struct exchange_order_stats stats;

	exchange_order_stats(port.exchange, &stats);
	return stats;
}

void port_go_to_the_end(struct trader *t)
{
	for (unsigned i = 0; i < 20000 && !exchange_over(port.exchange); i++) {
		uint64_t due = exchange_due(port.exchange);

		port.now = due > port.now ? due : port.now;
		assert_int_equal(exchange_step(port.exchange, port.now, NULL), 0);
		if (t && !t->closed) {
			tw_soup_client_advance(t->soup, port.now, NULL);
			trader_talk(t);
		}
	}
	assert_true(exchange_over(port.exchange));
}
