/* SPDX-License-Identifier: BSD-3-Clause */
/* The order port in one process: sessions, what goes wrong with them, a day's end; no sockets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <touchwire/capture.h>
#include <touchwire/engine.h>
#include <touchwire/itch.h>
#include <touchwire/ledger.h>
#include <touchwire/soup.h>

#include "exchange.h"

#define MS 1000000u
#define SECOND 1000000000u
#define NOON 34200000000000u /* time of the market's first message */

static struct {
	struct exchange *exchange;
	struct exchange_config config;
	uint64_t now;
	uint64_t feed; /* hash of all packets */
	uint64_t events;
	int refuse; /* what on_event returns */
	size_t piece;
} b;

/* A client and the wire to it. */
struct trader {
	struct tw_soup_client *soup;
	struct exchange_order_client *wire;
	char said[2048];  /* answers since expect(), a word each */
	uint64_t next;	  /* number of the answer due */
	uint64_t time_ns; /* of the last one */
	uint64_t came_ns; /* when it came */
	uint64_t hash;	  /* of all bytes of answers */
	bool closed;
};

/* ---- a market of a few messages, one packet a millisecond ----------------------------------- */
struct script {
	struct tw_capture_writer *writer;
	uint64_t number;
};

static void put(struct script *script, struct tw_itch *messages, unsigned count)
{
	uint8_t frame[512], message[TW_ITCH_LENGTH_MAX];
	struct tw_mold_builder builder;
	struct tw_net_route route;
	size_t headers, n;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	tw_mold_begin(&builder, frame + headers, sizeof(frame) - headers, "TOUCHWIRE1",
		      script->number);
	for (unsigned i = 0; i < count; i++) {
		messages[i].timestamp = NOON + script->number++;
		n = tw_itch_encode(&messages[i], message);
		assert_int_equal(tw_mold_append(&builder, message, n), 0);
	}
	n = tw_mold_end(&builder);
	tw_net_build(&route, n, 1, frame);
	tw_capture_write(script->writer, script->number / 4 * MS, frame,
			 (uint32_t)(headers + n));
}

static struct tw_itch directory(uint16_t locate, const char *stock)
{
	struct tw_itch m = { .type = 'R', .locate = locate };

	memcpy(m.u.directory.stock, stock, 8);
	return m;
}

static struct tw_itch state_of(uint16_t locate, char state)
{
	struct tw_itch m = { .type = 'H', .locate = locate, .u.action.state = state };

	return m;
}

static struct tw_itch add(uint64_t reference, char side, uint32_t shares, uint32_t price)
{
	struct tw_itch m = { .type = 'A', .locate = 1 };

	m.u.add.reference = reference;
	m.u.add.side = side;
	m.u.add.shares = shares;
	m.u.add.price = price;
	return m;
}

static struct tw_itch drop(uint64_t reference)
{
	struct tw_itch m = { .type = 'D', .locate = 1, .u.remove.reference = reference };

	return m;
}

/* Packets of 4 messages each, at 0, 1, 2 and 3 ms; none changes what the comment does not say. */
static struct exchange_market *make_market(void)
{
	struct tw_itch open[] = { directory(1, "AAPL    "), directory(2, "MSFT    "),
				  state_of(1, 'T'), state_of(2, 'P') };
	struct tw_itch first[] = { add(1, 'B', 100, 48), add(2, 'S', 60, 50),
				   add(3, 'S', 1, 90), drop(3) };
	struct tw_itch second[] = { add(4, 'S', 10, 49), add(5, 'S', 1, 90), drop(5),
				    state_of(2, 'P') }; /* ask 49 x 10 */
	struct tw_itch third[] = { drop(4), add(6, 'S', 1, 90), drop(6),
				   state_of(2, 'P') }; /* ask 50 x 60 again */
	const char *folder = getenv("TW_TEST_DIR");
	struct script script = { .number = 1 };
	struct exchange_market *market;
	char path[512];

	snprintf(path, sizeof(path), "%s/orders.pcap", folder ? folder : "/tmp");
	assert_int_equal(tw_capture_create(&script.writer, path, NULL), 0);
	put(&script, open, 4);
	put(&script, first, 4);
	put(&script, second, 4);
	put(&script, third, 4);
	assert_int_equal(tw_capture_finish(script.writer, NULL), 0);
	assert_int_equal(exchange_market_open(&market, path, NULL), 0);
	return market;
}

/* ---- the bench ------------------------------------------------------------------------------ */
static int on_packet(void *ctx, unsigned line, const uint8_t *packet, size_t length)
{
	(void)ctx;
	for (size_t i = 0; i < length; i++)
		b.feed = (b.feed ^ packet[i] ^ line) * 0x100000001b3u;
	return 0;
}

static int on_event(void *ctx, const struct matching_event *event)
{
	(void)ctx;
	(void)event;
	b.events++;
	return b.refuse;
}

/* Open the doors; the first packet goes out. */
static void begin(const struct exchange_order_faults *faults)
{
	memset(&b, 0, sizeof(b));
	b.config = (struct exchange_config){ .speed = 1,
					     .linger_ns = 10 * (uint64_t)SECOND,
					     .on_packet = on_packet };
	b.config.orders.on_event = on_event;
	if (faults)
		b.config.orders.faults = *faults;
	b.now = 5 * (uint64_t)SECOND;
	b.piece = 7;
	assert_int_equal(exchange_open(&b.exchange, make_market(), &b.config, NULL), 0);
	assert_int_equal(exchange_step(b.exchange, b.now, NULL), 0);
}

/* Time passes as fast as something happens. */
static void wait_until(uint64_t then)
{
	while (b.now < then) {
		uint64_t due = exchange_due(b.exchange);

		assert_true(due > b.now || b.now == 5 * (uint64_t)SECOND);
		b.now = due < then ? due : then;
		assert_int_equal(exchange_step(b.exchange, b.now, NULL), 0);
	}
}

/* Market packet @n, the first being 0, is out. */
static void market_at(unsigned n)
{
	wait_until(5 * (uint64_t)SECOND + n * (uint64_t)MS);
}

static void note(struct trader *trader, const struct tw_ouch *a)
{
	size_t n = strlen(trader->said);
	char *to = trader->said + n;

	assert_true(n + 64 < sizeof(trader->said));
	to += sprintf(to, "%s%c", n ? " " : "", a->type);
	if (a->type == 'S') {
		sprintf(to, "%c", a->event);
		return;
	}
	to += sprintf(to, "%u", a->token);
	if (a->type == 'E')
		sprintf(to, ":%u@%llu%c", a->quantity, (unsigned long long)a->price,
			a->liquidity);
	else if (a->type == 'C')
		sprintf(to, ":%u%c", a->quantity, a->reason);
	else if (a->type == 'J')
		sprintf(to, ":#%u", a->reject);
	else if (a->type != 'Q')
		sprintf(to, ":%u@%llu", a->quantity, (unsigned long long)a->price);
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
	trader->came_ns = b.now;
	note(trader, &answer);
	return 0;
}

/* Hand over bytes both ways, in pieces, until nobody has any. */
static void talk(struct trader *trader)
{
	const uint8_t *bytes;
	bool busy = true;
	size_t n;

	while (busy && !trader->closed) {
		busy = false;
		n = tw_soup_client_output(trader->soup, &bytes);
		n = n < b.piece ? n : b.piece;
		if (n > 0 && exchange_order_reading(trader->wire)) {
			exchange_order_input(trader->wire, bytes, n, b.now);
			tw_soup_client_sent(trader->soup, n);
			busy = true;
		}
		if (exchange_order_resetting(trader->wire)) {
			trader->closed = true;
			break;
		}
		n = exchange_order_output(trader->wire, &bytes);
		n = n < b.piece ? n : b.piece;
		if (n > 0) {
			assert_int_equal(
				tw_soup_client_input(trader->soup, bytes, n, b.now, NULL),
				0);
			exchange_order_sent(trader->wire, n, b.now);
			busy = true;
		} else {
			trader->closed = exchange_order_closing(trader->wire);
		}
	}
}

static void log_in_as(struct trader *trader, uint64_t sequence, const char *username,
		      const char *password)
{
	struct tw_soup_client_config config = { .username = username,
						.password = password,
						.sequence = sequence,
						.on_message = hear,
						.ctx = trader };

	memset(trader, 0, sizeof(*trader));
	trader->soup = tw_soup_client_create(&config, b.now);
	trader->wire = exchange_order_connect(b.exchange, b.now);
	assert_true(trader->soup && trader->wire);
	trader->next = sequence;
	talk(trader);
}

static void log_in(struct trader *trader, uint64_t sequence)
{
	log_in_as(trader, sequence, "user", "secret");
	assert_int_equal(tw_soup_client_state(trader->soup), TW_SOUP_ACTIVE);
}

static void leave(struct trader *trader)
{
	exchange_order_disconnect(trader->wire);
	tw_soup_client_destroy(trader->soup);
}

static void expect(struct trader *trader, const char *words)
{
	assert_string_equal(trader->said, words);
	trader->said[0] = '\0';
}

static void send(struct trader *trader, const struct tw_ouch *message)
{
	uint8_t bytes[TW_OUCH_FIXED_MAX];
	size_t n = tw_ouch_encode(TW_OUCH_IN, message, bytes, sizeof(bytes));

	assert_int_equal(tw_soup_client_send(trader->soup, bytes, n, b.now), 0);
}

static struct tw_ouch order(uint32_t token, char side, uint32_t quantity, uint64_t price)
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

static void enter(struct trader *trader, uint32_t token, char side, uint32_t quantity,
		  uint64_t price)
{
	struct tw_ouch m = order(token, side, quantity, price);

	send(trader, &m);
}

static void end(void)
{
	exchange_close(b.exchange);
}

static struct exchange_order_stats stats_of(void)
{
	struct exchange_order_stats stats;

	exchange_order_stats(b.exchange, &stats);
	return stats;
}

/* ---- trading -------------------------------------------------------------------------------- */
static void test_a_day(void **state)
{
	struct tw_ouch cancel = { .type = 'X', .token = 1 }, query = { .type = 'Q' };
	struct trader t;

	(void)state;
	begin(NULL);
	log_in(&t, 1);
	expect(&t, "SS");
	assert_string_equal(tw_soup_client_session(t.soup), "TOUCHWIRE1");
	/* The book is empty yet. */
	enter(&t, 1, 'B', 30, 49);
	send(&t, &query);
	talk(&t);
	expect(&t, "A1:30@49 Q2");
	assert_int_equal(t.time_ns, NOON + 4);
	market_at(1);
	enter(&t, 2, 'B', 100, 51);
	talk(&t);
	expect(&t, "A2:100@51 E2:60@50R");
	assert_int_equal(t.time_ns, NOON + 8);
	/* The market comes down to what rests: at the time of its message. */
	market_at(2);
	talk(&t);
	expect(&t, "E2:10@51A");
	assert_int_equal(t.time_ns, NOON + 9);
	market_at(3);
	talk(&t);
	expect(&t, "E2:30@51A");
	assert_int_equal(t.time_ns, NOON + 13);
	send(&t, &cancel);
	talk(&t);
	expect(&t, "C1:30U");
	leave(&t);
	assert_int_equal(stats_of().answers, 7);
	assert_int_equal(b.events, 6);
	assert_int_equal(stats_of().bad, 0);
	end();
}

static void test_symbols(void **state)
{
	static const struct {
		const char *symbol, *answer;
	} cases[] = {
		{ "MSFT    ", "J1:#7" },    { "MSF     ", "J2:#23" },
		{ "        ", "J3:#23" },   { " AAPL   ", "J4:#23" },
		{ "AAPL\0   ", "J5:#23" },  { "AAPLAAPL", "J6:#23" },
		{ "AAPL    ", "A7:10@50" },
	};
	struct trader t;

	(void)state;
	begin(NULL);
	log_in(&t, 1);
	expect(&t, "SS");
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tw_ouch m = order(i + 1, 'B', 10, 50);

		memcpy(m.symbol, cases[i].symbol, 8);
		send(&t, &m);
		talk(&t);
		expect(&t, cases[i].answer);
	}
	leave(&t);
	end();
}

/* Whatever is ordered, the market is the same; and the same orders get the same answers. */
static void run_day(unsigned orders, size_t piece, uint64_t *feed, uint64_t *answers)
{
	struct trader t;

	begin(NULL);
	b.piece = piece;
	log_in(&t, 1);
	for (unsigned packet = 0; packet < 4; packet++) {
		market_at(packet);
		for (unsigned i = 0; i < orders; i++) {
			enter(&t, packet * 100 + i + 1, i % 2 ? 'B' : 'S', 7 + i,
			      46 + i % 6);
			talk(&t);
		}
	}
	wait_until(b.now + 2 * (uint64_t)SECOND);
	talk(&t);
	*feed = b.feed;
	*answers = t.hash;
	leave(&t);
	end();
}

static void test_same_again(void **state)
{
	uint64_t feed[4], answers[4];

	(void)state;
	run_day(0, 7, &feed[0], &answers[0]);
	run_day(20, 7, &feed[1], &answers[1]);
	run_day(20, 1000, &feed[2], &answers[2]);
	run_day(21, 1000, &feed[3], &answers[3]);
	assert_true(feed[0] == feed[1] && feed[0] == feed[2] && feed[0] == feed[3]);
	assert_true(answers[1] == answers[2]);
	assert_true(answers[1] != answers[0] && answers[1] != answers[3]);
}

/* ---- sessions ------------------------------------------------------------------------------- */
static void test_reconnect(void **state)
{
	struct trader t, again;

	(void)state;
	begin(NULL);
	market_at(1);
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 50);
	enter(&t, 2, 'B', 10, 49);
	talk(&t);
	expect(&t, "SS A1:10@50 E1:10@50R A2:10@49");
	leave(&t);
	/* What happens without the client is kept for it. */
	market_at(2);
	log_in(&again, 4);
	expect(&again, "A2:10@49 E2:10@49A");
	leave(&again);
	log_in(&again, 1);
	expect(&again, "SS A1:10@50 E1:10@50R A2:10@49 E2:10@49A");
	leave(&again);
	/* The next one that will be, and beyond it. */
	log_in(&again, 6);
	expect(&again, "");
	/* Sent a second time it has no effect. */
	enter(&again, 2, 'B', 10, 49);
	enter(&again, 3, 'B', 5, 48);
	talk(&again);
	expect(&again, "A3:5@48");
	leave(&again);
	log_in_as(&again, 8, "user", "secret");
	assert_int_equal(tw_soup_client_state(again.soup), TW_SOUP_REJECTED);
	assert_int_equal(tw_soup_client_reason(again.soup), 'S');
	leave(&again);
	/* 0: the most recent. */
	log_in_as(&again, 0, "user", "secret");
	expect(&again, "A3:5@48");
	assert_int_equal(again.next, 7);
	leave(&again);
	assert_int_equal(stats_of().logins, 5);
	assert_int_equal(stats_of().rejected, 1);
	assert_int_equal(stats_of().connections, 6);
	end();
}

static void test_users(void **state)
{
	struct trader t;

	(void)state;
	begin(NULL);
	exchange_close(b.exchange);
	b.config.orders.username = "trader";
	b.config.orders.password = "secret";
	assert_int_equal(exchange_open(&b.exchange, make_market(), &b.config, NULL), 0);
	log_in_as(&t, 1, "TRADER", "SECRET");
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	leave(&t);
	log_in_as(&t, 1, "trade", "secret");
	assert_int_equal(tw_soup_client_reason(t.soup), 'A');
	leave(&t);
	log_in_as(&t, 1, "trader", "");
	assert_int_equal(tw_soup_client_reason(t.soup), 'A');
	assert_true(t.closed);
	leave(&t);
	assert_int_equal(stats_of().rejected, 2);
	end();
}

/* A second login is the same client after its first connection died unseen. */
static void test_taken_over(void **state)
{
	struct trader first, second;

	(void)state;
	begin(NULL);
	market_at(1);
	log_in(&first, 1);
	enter(&first, 1, 'B', 10, 48);
	talk(&first);
	/* A stranger takes nothing over. */
	log_in_as(&second, 99, "user", "secret");
	assert_false(exchange_order_closing(first.wire));
	leave(&second);
	log_in(&second, 2);
	expect(&second, "A1:10@48");
	assert_true(exchange_order_closing(first.wire));
	/* What the first still says has no effect. */
	first.closed = false;
	b.piece = 4096;
	enter(&first, 2, 'B', 10, 48);
	talk(&first);
	assert_true(first.closed);
	enter(&second, 2, 'B', 20, 48);
	talk(&second);
	expect(&second, "A2:20@48");
	assert_int_equal(stats_of().taken_over, 1);
	leave(&first);
	enter(&second, 3, 'B', 20, 48);
	talk(&second);
	expect(&second, "A3:20@48");
	leave(&second);
	end();
}

static void test_bad_messages(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
		{ "Z", 1 },
		{ "", 0 },
		{ "X\0\0\0\1\0\0\0", 8 },
		{ "X\0\0\0\1\0\0\0\0\0", 10 },
		{ "A", 1 },
		{ "QQ", 2 },
	};
	struct trader t;

	(void)state;
	begin(NULL);
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		log_in(&t, 1);
		tw_soup_client_send(t.soup, cases[i].bytes, cases[i].length, b.now);
		enter(&t, i + 1, 'B', 10, 48);
		talk(&t);
		assert_true(t.closed);
		expect(&t, "SS");
		leave(&t);
		assert_int_equal(stats_of().bad, i + 1);
	}
	assert_int_equal(stats_of().messages, 0);
	end();
}

static void test_silence(void **state)
{
	struct trader t;

	(void)state;
	begin(NULL);
	exchange_close(b.exchange);
	b.config.linger_ns = 1000 * (uint64_t)SECOND;
	assert_int_equal(exchange_open(&b.exchange, make_market(), &b.config, NULL), 0);
	log_in(&t, 1);
	wait_until(b.now + 14 * (uint64_t)SECOND);
	assert_false(exchange_order_closing(t.wire));
	wait_until(b.now + 2 * (uint64_t)SECOND);
	assert_true(exchange_order_closing(t.wire));
	assert_int_equal(stats_of().bad, 1);
	leave(&t);
	end();
}

/* ---- what goes wrong ------------------------------------------------------------------------ */
static void test_delay(void **state)
{
	struct exchange_order_faults faults = { .delay_ns = 300000 };
	struct trader t;
	uint64_t sent;

	(void)state;
	begin(&faults);
	market_at(1);
	log_in(&t, 1);
	wait_until(b.now + MS / 2);
	talk(&t);
	expect(&t, "SS");
	sent = b.now;
	enter(&t, 1, 'B', 70, 50);
	talk(&t);
	assert_int_equal(exchange_due(b.exchange), sent + 300000);
	wait_until(sent + 299999);
	talk(&t);
	expect(&t, "");
	/* The order had its effect at once: the touch is taken. */
	assert_int_equal(stats_of().matching.executed, 1);
	wait_until(sent + 300000);
	talk(&t);
	expect(&t, "A1:70@50 E1:60@50R");
	/* A fill that is under way while its order is cancelled. */
	enter(&t, 2, 'B', 10, 51);
	talk(&t);
	market_at(2);
	talk(&t);
	expect(&t, "");
	send(&t, &(struct tw_ouch){ .type = 'X', .token = 2 });
	talk(&t);
	wait_until(b.now + 300000);
	talk(&t);
	expect(&t, "A2:10@51 E2:10@51A");
	leave(&t);
	end();
}

/* Amid what is read in one piece: the message after the pause's waits, and nothing is lost. */
static void test_pause(void **state)
{
	struct exchange_order_faults faults = { .pause_at = 2, .pause_ns = 5 * MS };
	struct trader t;
	uint64_t then;

	(void)state;
	for (size_t piece = 1; piece < 300; piece += 13) {
		begin(&faults);
		market_at(3);
		b.piece = piece;
		log_in(&t, 1);
		expect(&t, "SS");
		for (uint32_t i = 1; i <= 5; i++)
			enter(&t, i, 'B', 10, 40);
		then = b.now + 5 * MS;
		talk(&t);
		assert_false(exchange_order_reading(t.wire));
		expect(&t, "A1:10@40 A2:10@40");
		assert_int_equal(exchange_due(b.exchange), then);
		wait_until(then - 1);
		talk(&t);
		expect(&t, "");
		wait_until(then);
		talk(&t);
		assert_true(exchange_order_reading(t.wire));
		expect(&t, "A3:10@40 A4:10@40 A5:10@40");
		leave(&t);
		end();
	}
}

static void test_reset(void **state)
{
	struct exchange_order_faults faults = { .reset_after = 2 };
	struct trader t;

	(void)state;
	begin(&faults);
	market_at(1);
	b.piece = 4096;
	log_in(&t, 1);
	expect(&t, "SS");
	enter(&t, 1, 'B', 10, 40);
	enter(&t, 2, 'B', 10, 50);
	enter(&t, 3, 'B', 10, 50);
	talk(&t);
	assert_true(t.closed && exchange_order_resetting(t.wire));
	expect(&t, "");
	leave(&t);
	/* The second had its effect, the third did not; the answers are there. */
	log_in(&t, 2);
	expect(&t, "A1:10@40 A2:10@50 E2:10@50R");
	enter(&t, 3, 'B', 10, 40);
	talk(&t);
	expect(&t, "A3:10@40");
	assert_int_equal(stats_of().resets, 1);
	assert_int_equal(stats_of().bad, 0);
	leave(&t);
	end();
}

static void test_lost_answer(void **state)
{
	struct exchange_order_faults faults = { .lose_answer = 2 };
	struct trader t;

	(void)state;
	begin(&faults);
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 40);
	enter(&t, 2, 'B', 10, 40);
	enter(&t, 3, 'B', 10, 40);
	talk(&t);
	expect(&t, "SS A1:10@40");
	/* The connection lives. */
	wait_until(b.now + 3 * (uint64_t)SECOND);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	talk(&t);
	expect(&t, "");
	assert_int_equal(tw_soup_client_advance(t.soup, b.now, NULL), 0);
	leave(&t);
	log_in(&t, 3);
	enter(&t, 4, 'B', 10, 40);
	talk(&t);
	expect(&t, "A2:10@40 A3:10@40 A4:10@40");
	leave(&t);
	end();
}

static void test_reject(void **state)
{
	struct exchange_order_faults faults = { .reject_order = 2 };
	struct trader t;

	(void)state;
	begin(&faults);
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 40);
	enter(&t, 2, 'B', 10, 40);
	enter(&t, 3, 'B', 10, 40);
	talk(&t);
	expect(&t, "SS A1:10@40 J2:#24 A3:10@40");
	/* Programmed anew while it runs. */
	faults = (struct exchange_order_faults){ .reject_order = 4 };
	exchange_order_faults(b.exchange, &faults);
	send(&t, &(struct tw_ouch){ .type = 'X', .token = 1 });
	talk(&t);
	expect(&t, "C1:10U");
	enter(&t, 4, 'B', 10, 40);
	talk(&t);
	expect(&t, "J4:#24");
	leave(&t);
	end();
}

static void test_record_fails(void **state)
{
	struct tw_error error = { "" };
	struct trader t;

	(void)state;
	begin(NULL);
	b.refuse = -ENOSPC;
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 40);
	talk(&t);
	assert_int_equal(exchange_step(b.exchange, b.now, &error), -ENOSPC);
	assert_non_null(strstr(error.text, "orders: "));
	leave(&t);
	end();
}

/* ---- ends ----------------------------------------------------------------------------------- */
static void go_to_the_end(struct trader *t)
{
	for (unsigned i = 0; i < 20000 && !exchange_over(b.exchange); i++) {
		uint64_t due = exchange_due(b.exchange);

		b.now = due > b.now ? due : b.now;
		assert_int_equal(exchange_step(b.exchange, b.now, NULL), 0);
		if (t && !t->closed) {
			tw_soup_client_advance(t->soup, b.now, NULL);
			talk(t);
		}
	}
	assert_true(exchange_over(b.exchange));
}

static void test_end_of_the_day(void **state)
{
	struct exchange_order_faults faults = { .delay_ns = 20 * MS };
	struct trader t, late;

	(void)state;
	for (unsigned delayed = 0; delayed < 2; delayed++) {
		begin(delayed ? &faults : NULL);
		log_in(&t, 1);
		enter(&t, 1, 'B', 10, 40);
		talk(&t);
		late.wire = exchange_order_connect(b.exchange, b.now);
		go_to_the_end(&t);
		expect(&t, "SS A1:10@40 C1:10E SE");
		assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
		assert_true(t.closed);
		assert_true(exchange_order_closing(late.wire));
		exchange_order_disconnect(late.wire);
		leave(&t);
		/* Nobody logs in any more. */
		log_in_as(&t, 1, "user", "secret");
		assert_int_equal(tw_soup_client_reason(t.soup), 'S');
		leave(&t);
		end();
	}
}

/* A client that does not fetch its answers does not keep the exchange for ever. */
static void test_end_without_the_client(void **state)
{
	struct exchange_order_faults faults = { .lose_answer = 1 };
	struct trader t;

	(void)state;
	begin(NULL);
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 40);
	b.piece = 4096;
	exchange_order_input(t.wire, "\0", 1, b.now);
	t.closed = true;
	go_to_the_end(&t);
	assert_in_range(b.now, 16 * (uint64_t)SECOND, 17 * (uint64_t)SECOND);
	leave(&t);
	end();
	begin(NULL);
	go_to_the_end(NULL);
	assert_in_range(b.now, 15 * (uint64_t)SECOND, 16 * (uint64_t)SECOND);
	end();
	/* One whose answers are held back hears no end that would hide them. */
	begin(&faults);
	log_in(&t, 1);
	enter(&t, 1, 'B', 10, 40);
	talk(&t);
	go_to_the_end(&t);
	expect(&t, "SS");
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ACTIVE);
	assert_true(t.closed);
	leave(&t);
	end();
}

static void test_new_session(void **state)
{
	struct trader t;

	(void)state;
	begin(NULL);
	market_at(1);
	log_in(&t, 1);
	enter(&t, 7, 'B', 10, 48);
	enter(&t, 8, 'B', 10, 50);
	talk(&t);
	expect(&t, "SS A7:10@48 A8:10@50 E8:10@50R");
	assert_int_equal(exchange_order_session(b.exchange, "DAY2", b.now), 0);
	talk(&t);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
	expect(&t, "");
	leave(&t);
	log_in(&t, 1);
	assert_string_equal(tw_soup_client_session(t.soup), "DAY2");
	enter(&t, 1, 'S', 10, 60);
	send(&t, &(struct tw_ouch){ .type = 'X', .token = 7 });
	send(&t, &(struct tw_ouch){ .type = 'Q' });
	talk(&t);
	expect(&t, "SS A1:10@60 Q2");
	leave(&t);
	end();
}

/* ---- against the ledger -------------------------------------------------------------------- */
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
	const struct tw_engine *engine = exchange_engine(b.exchange);
	struct tw_ouch m =
		order(token, "BS"[rand() % 2], 1 + (uint32_t)rand() % 300, 1000000);
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
	tw_soup_client_send(soup, bytes, n, b.now);
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
	t->soup = tw_soup_client_create(&config, b.now);
	t->wire = exchange_order_connect(b.exchange, b.now);
	talk(t);
	for (uint32_t i = token > 99 ? token - 99 : 1; i < token; i++)
		tw_soup_client_send(t->soup, sent[i], sent_length[i], b.now);
	talk(t);
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

/*
 * A day of random orders with resets, lost answers and pauses: a client that keeps a ledger, sends
 * again what may have been lost and asks for what it missed ends with the exchange's positions.
 */
static void trade_a_day(unsigned seed)
{
	struct tw_generate_config market;
	struct exchange_market *made;
	struct trader t;
	uint32_t token = 1;

	memset(&b, 0, sizeof(b));
	srand(seed);
	tw_generate_defaults(&market);
	market.messages = 6000;
	market.symbols = 20;
	market.seed = seed;
	market.packet_messages = 1;
	assert_int_equal(exchange_market_generate(&made, &market, NULL), 0);
	b.config = (struct exchange_config){ .batch = 1,
					     .linger_ns = 10 * (uint64_t)SECOND };
	b.config.orders.on_event = on_position;
	b.piece = 1000;
	assert_int_equal(exchange_open(&b.exchange, made, &b.config, NULL), 0);
	ledger = tw_ledger_create();
	next_answer = 1;
	place_count = 0;
	come_back(&t, token);
	while (token < ORDERS && !exchange_over(b.exchange)) {
		b.now += 1000 + (uint64_t)rand() % 100000;
		assert_int_equal(exchange_step(b.exchange, b.now, NULL), 0);
		for (unsigned n = (unsigned)rand() % 3; n > 0 && token < ORDERS; n--)
			token += order_one(t.soup, token);
		if (rand() % 50 == 0) {
			uint64_t at = stats_of().messages + (uint64_t)rand() % 3;
			struct exchange_order_faults faults = {
				.reset_after = at,
				.lose_answer = stats_of().answers + (uint64_t)rand() % 5,
				.pause_at = at + (uint64_t)rand() % 3,
				.pause_ns = MS,
				.delay_ns = (uint64_t)rand() % MS,
			};

			exchange_order_faults(b.exchange, &faults);
		}
		talk(&t);
		if (t.closed || rand() % 100 == 0) {
			leave(&t);
			come_back(&t, token);
		}
	}
	exchange_order_faults(b.exchange, &(struct exchange_order_faults){ 0 });
	leave(&t);
	come_back(&t, token);
	go_to_the_end(&t);
	assert_int_equal(tw_soup_client_state(t.soup), TW_SOUP_ENDED);
	leave(&t);
	assert_int_equal(token, ORDERS);
	assert_true(stats_of().resets > 5 && stats_of().matching.executed > 200 &&
		    stats_of().matching.replaced > 50);
	compare_positions();
	tw_ledger_destroy(ledger);
	end();
}

static void test_a_ledger_agrees(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 5; seed++)
		trade_a_day(seed);
}

/* Bytes that no client would send, before and behind a login. */
static void test_garbage(void **state)
{
	(void)state;
	begin(NULL);
	srand(3);
	for (unsigned run = 0; run < 3000; run++) {
		struct exchange_order_client *wire =
			exchange_order_connect(b.exchange, b.now);
		uint8_t bytes[400];
		size_t n = (size_t)rand() % sizeof(bytes), at = 0;
		const uint8_t *output;

		if (run % 2) {
			memset(bytes, ' ', sizeof(bytes));
			memcpy(bytes, "\0\57L", 3);
			bytes[48] = '1';
			exchange_order_input(wire, bytes, 49, b.now);
		}
		/* Packets of right lengths with anything inside, then anything. */
		for (size_t i = 0; i < n; i++)
			bytes[i] = (uint8_t)(rand() % 4 ? rand() : "OUXMQ"[rand() % 5]);
		while (at + 60 < n && rand() % 8) {
			char type = "OUXMQ"[rand() % 5];
			size_t length = tw_ouch_length(TW_OUCH_IN, type);

			bytes[at] = 0;
			bytes[at + 1] = (uint8_t)(length + 1);
			bytes[at + 2] = 'U';
			bytes[at + 3] = (uint8_t)type;
			/* Tokens that leave room for higher ones. */
			bytes[at + 4] = 0;
			bytes[at + 5] = (uint8_t)(run >> 8);
			bytes[at + 6] = (uint8_t)run;
			if (type == 'U')
				memcpy(bytes + at + 8, bytes + at + 4, 4);
			if (type == 'O' || type == 'U')
				bytes[at + 1 + length] = bytes[at + 2 + length] = 0;
			at += 3 + length;
		}
		exchange_order_input(wire, bytes, n, b.now);
		exchange_order_sent(wire, exchange_order_output(wire, &output), b.now);
		exchange_order_disconnect(wire);
	}
	assert_true(stats_of().messages > 100 && stats_of().bad > 100);
	assert_true(stats_of().matching.rejected > 100);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_reconnect),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_taken_over),
		cmocka_unit_test(test_bad_messages),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_delay),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_lost_answer),
		cmocka_unit_test(test_reject),
		cmocka_unit_test(test_record_fails),
		cmocka_unit_test(test_end_of_the_day),
		cmocka_unit_test(test_end_without_the_client),
		cmocka_unit_test(test_new_session),
		cmocka_unit_test(test_a_ledger_agrees),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
