/* SPDX-License-Identifier: BSD-3-Clause */
/* SoupBinTCP: any segmentation, every field, the timers, and peers that break the rules. */
#include <errno.h>

#include <touchwire/soup.h>

#include "support.h"

#define SECOND 1000000000u

/* ---- framing ------------------------------------------------------------------------------- */
static uint32_t dice_state = 1;

static uint32_t dice(uint32_t n)
{
	dice_state = dice_state * 1664525u + 1013904223u;
	return (dice_state >> 16) % n;
}

static void test_any_segmentation(void **state)
{
	uint8_t stream[4096], body[64];
	size_t length = 0;

	(void)state;
	for (unsigned i = 0; i < 64; i++) {
		memset(body, (int)i, sizeof(body));
		length += tw_soup_pack(stream + length, (char)('A' + i % 26), body, i);
	}
	for (unsigned round = 0; round < 200; round++) {
		struct tw_soup_parser parser;
		struct tw_soup_packet packet;
		size_t given = 0;
		unsigned got = 0;

		assert_int_equal(tw_soup_parser_init(&parser, 65), 0);
		while (given < length) {
			/* An exact copy, so that the sanitizer sees a read behind it. */
			size_t n = round == 0 ? 1 : 1 + dice(round);
			uint8_t *piece;
			const uint8_t *at;

			n = n < length - given ? n : length - given;
			piece = malloc(n);
			assert_non_null(piece);
			memcpy(piece, stream + given, n);
			given += n;
			at = piece;
			while (tw_soup_parse(&parser, &at, &n, &packet, NULL) > 0) {
				assert_int_equal(packet.type, 'A' + got % 26);
				assert_int_equal(packet.length, got);
				for (size_t k = 0; k < packet.length; k++)
					assert_int_equal(packet.payload[k], got);
				got++;
			}
			assert_int_equal(n, 0);
			free(piece);
		}
		assert_int_equal(got, 64);
		tw_soup_parser_free(&parser);
	}
}

static void test_lengths_refused(void **state)
{
	static const uint8_t zero[] = { 0, 0, 'S' }, big[] = { 0, 11, 'S' },
			     fits[] = { 0, 10, 'S' };
	struct tw_soup_parser parser;
	struct tw_soup_packet packet;
	struct tw_error error = { "" };
	const uint8_t *at = zero;
	size_t n = sizeof(zero);

	(void)state;
	assert_int_equal(tw_soup_parser_init(&parser, 65536), -EINVAL);
	assert_int_equal(tw_soup_parser_init(&parser, 10), 0);
	assert_int_equal(tw_soup_parse(&parser, &at, &n, &packet, &error), -EBADMSG);
	assert_non_null(strstr(error.text, "length 0"));
	/* For good: there is no telling where the next packet would begin. */
	at = fits;
	n = sizeof(fits);
	assert_int_equal(tw_soup_parse(&parser, &at, &n, &packet, &error), -EBADMSG);
	tw_soup_parser_free(&parser);

	assert_int_equal(tw_soup_parser_init(&parser, 10), 0);
	at = big;
	n = sizeof(big);
	assert_int_equal(tw_soup_parse(&parser, &at, &n, &packet, &error), -EMSGSIZE);
	tw_soup_parser_free(&parser);
	assert_int_equal(tw_soup_parser_init(&parser, 10), 0);
	at = fits;
	n = sizeof(fits);
	assert_int_equal(tw_soup_parse(&parser, &at, &n, &packet, &error), 0);
	tw_soup_parser_free(&parser);
}

static int number(const char *text, uint64_t *value)
{
	return tw_soup_number((const uint8_t *)text, strlen(text), value);
}

static void test_numbers(void **state)
{
	uint64_t value = 7;

	(void)state;
	assert_int_equal(number("                   1", &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(number("00000000000000000042", &value), 0);
	assert_int_equal(value, 42);
	assert_int_equal(number("43                  ", &value), 0);
	assert_int_equal(value, 43);
	assert_int_equal(number("18446744073709551615", &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(number("18446744073709551616", &value), -ERANGE);
	assert_int_equal(number("99999999999999999999", &value), -ERANGE);
	assert_int_equal(number("                    ", &value), -EBADMSG);
	assert_int_equal(number("", &value), -EBADMSG);
	assert_int_equal(number(" 1 2", &value), -EBADMSG);
	assert_int_equal(number("-1", &value), -EBADMSG);
	assert_int_equal(number("0x1", &value), -EBADMSG);
}

/* ---- two ends, one to the other --------------------------------------------------------------- */
struct pair {
	struct tw_soup_client *client;
	struct tw_soup_server *server;
	uint64_t now;
	struct tw_error error;
	struct tw_soup_login login;
	uint64_t begin;	      /* what on_login sets, if not 0 */
	char refuse;	      /* what on_login returns */
	uint64_t got, number; /* messages at the client, the last one's number */
	uint64_t orders;      /* unsequenced ones at the server */
	int verdict;	      /* what on_message returns */
};

static int client_message(void *ctx, uint64_t sequence, const uint8_t *message,
			  size_t length)
{
	struct pair *pair = ctx;

	assert_int_equal(length, sequence % 50);
	for (size_t i = 0; i < length; i++)
		assert_int_equal(message[i], (uint8_t)sequence);
	if (pair->got++)
		assert_int_equal(sequence, pair->number + 1);
	pair->number = sequence;
	return pair->verdict;
}

static int server_message(void *ctx, const uint8_t *message, size_t length)
{
	struct pair *pair = ctx;

	assert_int_equal(length, 5);
	assert_memory_equal(message, "order", 5);
	pair->orders++;
	return 0;
}

static char server_login(void *ctx, const struct tw_soup_login *login, uint64_t *sequence)
{
	struct pair *pair = ctx;

	pair->login = *login;
	if (pair->begin)
		*sequence = pair->begin;
	return pair->refuse;
}

static void open_pair(struct pair *pair, const char *username, const char *password,
		      const char *session, uint64_t sequence)
{
	struct tw_soup_client_config client = { .username = username,
						.password = password,
						.session = session,
						.sequence = sequence,
						.on_message = client_message,
						.ctx = pair };
	struct tw_soup_server_config server = { .username = "tw01",
						.password = "Secret",
						.session = "DAY1",
						.on_login = server_login,
						.on_message = server_message,
						.ctx = pair };

	memset(pair, 0, sizeof(*pair));
	pair->now = 5 * (uint64_t)SECOND;
	pair->client = tw_soup_client_create(&client, pair->now);
	pair->server = tw_soup_server_create(&server, pair->now);
	assert_non_null(pair->client);
	assert_non_null(pair->server);
}

static void close_pair(struct pair *pair)
{
	tw_soup_client_destroy(pair->client);
	tw_soup_server_destroy(pair->server);
}

/* Move up to @most bytes each way; false when there was nothing. */
static bool move(struct pair *pair, size_t most)
{
	const uint8_t *bytes;
	size_t up = tw_soup_client_output(pair->client, &bytes);
	size_t down;

	up = up < most ? up : most;
	assert_int_equal(
		tw_soup_server_input(pair->server, bytes, up, pair->now, &pair->error),
		0);
	tw_soup_client_sent(pair->client, up);
	down = tw_soup_server_output(pair->server, &bytes);
	down = down < most ? down : most;
	assert_int_equal(
		tw_soup_client_input(pair->client, bytes, down, pair->now, &pair->error),
		0);
	tw_soup_server_sent(pair->server, down);
	return up || down;
}

static void settle(struct pair *pair)
{
	while (move(pair, 3))
		;
}

static void send_next(struct pair *pair)
{
	uint8_t message[50];
	uint64_t next = tw_soup_server_next(pair->server);

	memset(message, (int)(uint8_t)next, sizeof(message));
	assert_int_equal(tw_soup_server_send(pair->server, message, next % 50, pair->now),
			 0);
}

static void test_session(void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair, "TW01", "secret", NULL, 101);
	assert_int_equal(tw_soup_server_send(pair.server, "x", 1, pair.now), -ENOTCONN);
	assert_int_equal(tw_soup_client_send(pair.client, "x", 1, pair.now), -ENOTCONN);
	settle(&pair);
	assert_string_equal(pair.login.username, "TW01");
	assert_string_equal(pair.login.password, "secret");
	assert_string_equal(pair.login.session, "");
	assert_int_equal(pair.login.sequence, 101);
	assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_ACTIVE);
	assert_string_equal(tw_soup_client_session(pair.client), "DAY1");
	assert_int_equal(tw_soup_client_next(pair.client), 101);
	for (unsigned i = 0; i < 500; i++) {
		send_next(&pair);
		move(&pair, 1 + dice(80));
		if (i % 50 == 0)
			assert_int_equal(
				tw_soup_client_send(pair.client, "order", 5, pair.now),
				0);
	}
	settle(&pair);
	assert_int_equal(pair.got, 500);
	assert_int_equal(pair.number, 600);
	assert_int_equal(pair.orders, 10);
	tw_soup_server_end(pair.server, pair.now);
	settle(&pair);
	assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_ENDED);
	assert_int_equal(tw_soup_server_state(pair.server), TW_SOUP_ENDED);
	assert_int_equal(tw_soup_client_next(pair.client), 601);
	close_pair(&pair);
}

static void test_most_recent(void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair, "tw01", "secret", "DAY1", 0);
	pair.begin = 77777;
	settle(&pair);
	assert_int_equal(pair.login.sequence, 0);
	assert_int_equal(tw_soup_client_next(pair.client), 77777);
	send_next(&pair);
	settle(&pair);
	assert_int_equal(pair.number, 77777);
	close_pair(&pair);
}

static void test_rejected(void **state)
{
	static const struct {
		const char *username, *password, *session;
		char refuse, reason;
	} cases[] = {
		{ "tw02", "secret", NULL, 0, 'A' },
		{ "tw01", "secrets", NULL, 0, 'A' },
		{ NULL, NULL, NULL, 0, 'A' },
		{ "tw01", "secret", "DAY2", 0, 'S' },
		{ "tw01", "secret", "DAY1", 'S', 'S' },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pair pair;

		open_pair(&pair, cases[i].username, cases[i].password, cases[i].session,
			  1);
		pair.refuse = cases[i].refuse;
		settle(&pair);
		assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_REJECTED);
		assert_int_equal(tw_soup_client_reason(pair.client), cases[i].reason);
		assert_int_equal(tw_soup_server_state(pair.server), TW_SOUP_REJECTED);
		assert_int_equal(tw_soup_client_next(pair.client), 0);
		close_pair(&pair);
	}
}

static void test_logout(void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair, "tw01", "secret", NULL, 1);
	settle(&pair);
	tw_soup_client_logout(pair.client, pair.now);
	settle(&pair);
	assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_LOGGED_OUT);
	assert_int_equal(tw_soup_server_state(pair.server), TW_SOUP_LOGGED_OUT);
	close_pair(&pair);

	/* A callback that has enough leaves with the same packet in any segmentation. */
	open_pair(&pair, "tw01", "secret", NULL, 1);
	settle(&pair);
	pair.verdict = 1;
	send_next(&pair);
	send_next(&pair);
	move(&pair, 1000);
	assert_int_equal(pair.got, 1);
	settle(&pair);
	assert_int_equal(tw_soup_server_state(pair.server), TW_SOUP_LOGGED_OUT);
	close_pair(&pair);
}

/* ---- time -------------------------------------------------------------------------------------- */
static void test_heartbeats(void **state)
{
	const uint8_t *bytes;
	struct pair pair;

	(void)state;
	open_pair(&pair, "tw01", "secret", NULL, 1);
	settle(&pair);
	for (unsigned i = 0; i < 60; i++) {
		pair.now += SECOND - 1;
		assert_int_equal(tw_soup_client_advance(pair.client, pair.now, NULL), 0);
		assert_int_equal(tw_soup_server_advance(pair.server, pair.now, NULL), 0);
		assert_int_equal(tw_soup_client_output(pair.client, &bytes), 0);
		assert_int_equal(tw_soup_server_output(pair.server, &bytes), 0);
		pair.now += 1;
		assert_int_equal(tw_soup_client_due(pair.client), pair.now);
		assert_int_equal(tw_soup_server_due(pair.server), pair.now);
		assert_int_equal(tw_soup_client_advance(pair.client, pair.now, NULL), 0);
		assert_int_equal(tw_soup_server_advance(pair.server, pair.now, NULL), 0);
		assert_int_equal(tw_soup_client_output(pair.client, &bytes), 3);
		assert_memory_equal(bytes, "\0\1R", 3);
		assert_int_equal(tw_soup_server_output(pair.server, &bytes), 3);
		assert_memory_equal(bytes, "\0\1H", 3);
		settle(&pair);
	}
	/* Data is as good as a heartbeat. */
	pair.now += SECOND / 2;
	send_next(&pair);
	settle(&pair);
	pair.now += SECOND / 2;
	assert_int_equal(tw_soup_server_advance(pair.server, pair.now, NULL), 0);
	assert_int_equal(tw_soup_server_output(pair.server, &bytes), 0);
	close_pair(&pair);
}

static void test_silence(void **state)
{
	struct tw_error error;
	struct pair pair;

	(void)state;
	open_pair(&pair, "tw01", "secret", NULL, 1);
	settle(&pair);
	pair.now += 15 * (uint64_t)SECOND - 1;
	assert_int_equal(tw_soup_server_advance(pair.server, pair.now, &error), 0);
	assert_int_equal(tw_soup_client_advance(pair.client, pair.now, &error), 0);
	pair.now++;
	assert_int_equal(tw_soup_server_advance(pair.server, pair.now, &error),
			 -ETIMEDOUT);
	assert_non_null(strstr(error.text, "client is silent"));
	assert_int_equal(tw_soup_client_advance(pair.client, pair.now, &error),
			 -ETIMEDOUT);
	assert_int_equal(tw_soup_server_state(pair.server), TW_SOUP_FAILED);
	assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_FAILED);
	assert_true(tw_soup_client_due(pair.client) == UINT64_MAX);
	close_pair(&pair);
}

static void test_no_login(void **state)
{
	static const uint8_t debug[] = { 0, 2, '+', 'x' };
	struct tw_error error;
	struct pair pair;

	(void)state;
	open_pair(&pair, "tw01", "secret", NULL, 1);
	for (unsigned i = 1; i < 30; i++) {
		pair.now += SECOND;
		assert_int_equal(tw_soup_server_input(pair.server, debug, sizeof(debug),
						      pair.now, &error),
				 0);
		assert_int_equal(tw_soup_server_advance(pair.server, pair.now, &error),
				 0);
	}
	pair.now += SECOND;
	assert_int_equal(tw_soup_server_advance(pair.server, pair.now, &error),
			 -ETIMEDOUT);
	assert_non_null(strstr(error.text, "log in"));
	close_pair(&pair);
}

/* ---- full buffers, broken peers ------------------------------------------------------------------ */
static void test_output_is_bounded(void **state)
{
	struct tw_soup_server_config config = { .session = "DAY1",
						.length_max = 100,
						.output_size = 953 };
	struct tw_soup_client_config empty = { 0 };
	struct tw_soup_client *client = tw_soup_client_create(&empty, 0);
	struct tw_soup_server *server = tw_soup_server_create(&config, 0);
	uint8_t message[100] = { 0 };
	const uint8_t *bytes;
	size_t n = tw_soup_client_output(client, &bytes);
	unsigned sent = 0;

	(void)state;
	assert_int_equal(tw_soup_server_input(server, bytes, n, 0, NULL), 0);
	assert_int_equal(tw_soup_server_send(server, message, 100, 0), -EMSGSIZE);
	while (tw_soup_server_send(server, message, 99, 0) == 0)
		sent++;
	/* Nine would leave no place for the end of session. */
	assert_int_equal(sent, 8);
	assert_int_equal(tw_soup_server_next(server), sent + 1);
	assert_int_equal(tw_soup_server_send(server, message, 99, 0), -EAGAIN);
	/* The end of session has its place. */
	tw_soup_server_end(server, 0);
	n = tw_soup_server_output(server, &bytes);
	assert_true(n <= 953);
	assert_memory_equal(bytes + n - 3, "\0\1Z", 3);
	tw_soup_server_destroy(server);
	tw_soup_client_destroy(client);
}

/* What the server of a fresh or a logged-in client may not send, and the reverse. */
static void test_protocol_broken(void **state)
{
	static const struct {
		bool to_client, login;
		char type;
		unsigned length;
		int code;
	} cases[] = {
		{ true, false, 'S', 5, -EPROTO },    { true, false, 'Z', 0, -EPROTO },
		{ true, false, 'A', 29, -EBADMSG },  { true, false, 'A', 30, -EBADMSG },
		{ true, false, 'J', 0, -EPROTO },    { true, false, 'U', 5, -EPROTO },
		{ true, true, 'A', 30, -EPROTO },    { true, true, 'J', 1, -EPROTO },
		{ true, true, 'H', 1, -EPROTO },     { true, true, 'Z', 1, -EPROTO },
		{ true, true, 'R', 0, -EPROTO },     { true, true, '\0', 0, -EPROTO },
		{ false, false, 'U', 5, -EPROTO },   { false, false, 'L', 45, -EBADMSG },
		{ false, false, 'L', 46, -EBADMSG }, { false, true, 'L', 46, -EPROTO },
		{ false, true, 'S', 5, -EPROTO },    { false, true, 'O', 1, -EPROTO },
		{ false, true, 'R', 2, -EPROTO },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t blank[64], packet[80];
		struct pair pair;
		size_t n;
		int code;

		open_pair(&pair, "tw01", "secret", NULL, 1);
		if (cases[i].login)
			settle(&pair);
		memset(blank, ' ', sizeof(blank));
		n = tw_soup_pack(packet, cases[i].type, blank, cases[i].length);
		code = cases[i].to_client ? tw_soup_client_input(pair.client, packet, n,
								 pair.now, &pair.error)
					  : tw_soup_server_input(pair.server, packet, n,
								 pair.now, &pair.error);
		if (code != cases[i].code)
			fail_msg("case %u: %d, want %d", i, code, cases[i].code);
		assert_non_null(strstr(pair.error.text, "SoupBinTCP"));
		assert_int_equal(cases[i].to_client ? tw_soup_client_state(pair.client)
						    : tw_soup_server_state(pair.server),
				 TW_SOUP_FAILED);
		close_pair(&pair);
	}
}

static void test_callback_refuses(void **state)
{
	const uint8_t *bytes;
	struct pair pair;
	size_t n;

	(void)state;
	open_pair(&pair, "tw01", "secret", NULL, 1);
	settle(&pair);
	pair.verdict = -ECANCELED;
	send_next(&pair);
	n = tw_soup_server_output(pair.server, &bytes);
	assert_int_equal(tw_soup_client_input(pair.client, bytes, n, pair.now, NULL),
			 -ECANCELED);
	assert_int_equal(tw_soup_client_state(pair.client), TW_SOUP_FAILED);
	close_pair(&pair);
}

static void test_names_too_long(void **state)
{
	struct tw_soup_client_config client = { .username = "SEVENTH" };
	struct tw_soup_server_config server = { .session = "ELEVENCHARS" };

	(void)state;
	assert_null(tw_soup_client_create(&client, 0));
	assert_int_equal(errno, EINVAL);
	assert_null(tw_soup_server_create(&server, 0));
	assert_int_equal(errno, EINVAL);
	server.session = NULL;
	assert_null(tw_soup_server_create(&server, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_segmentation),
		cmocka_unit_test(test_lengths_refused),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_most_recent),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_logout),
		cmocka_unit_test(test_heartbeats),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_no_login),
		cmocka_unit_test(test_output_is_bounded),
		cmocka_unit_test(test_protocol_broken),
		cmocka_unit_test(test_callback_refuses),
		cmocka_unit_test(test_names_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
