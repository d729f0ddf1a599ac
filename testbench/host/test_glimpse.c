/* SPDX-License-Identifier: BSD-3-Clause */
/* GLIMPSE: a snapshot goes over whole in any segmentation; junk and broken ends are refused. */
#include <errno.h>

#include <touchwire/glimpse.h>

#include "support.h"

struct pair {
	struct tw_engine *engine;
	struct tw_snapshot *snapshot;
	struct tw_glimpse_client *client;
	struct tw_glimpse_server *server;
	unsigned opened, closed;
	uint64_t sequence;
	struct tw_engine *rebuilt;
	int verdict;
	struct tw_error error;
};

static const struct tw_snapshot *on_open(void *ctx, uint64_t *sequence)
{
	struct pair *pair = ctx;

	pair->opened++;
	*sequence = pair->sequence;
	return pair->snapshot;
}

static void on_close(void *ctx, const struct tw_snapshot *snapshot)
{
	struct pair *pair = ctx;

	assert_ptr_equal(snapshot, pair->snapshot);
	pair->closed++;
}

static int on_message(void *ctx, const uint8_t *message, size_t length)
{
	struct pair *pair = ctx;
	struct tw_event event;

	tw_itch_event(message, length, &event);
	tw_engine_event(pair->rebuilt, &event);
	return pair->verdict;
}

static struct tw_engine *new_engine(void)
{
	struct tw_engine_config config = { .symbols = 8, .all = true };

	return tw_engine_create(&config);
}

static void send(struct tw_engine *engine, struct bytes message)
{
	struct tw_event event;

	tw_itch_event(message.at, message.length, &event);
	tw_engine_event(engine, &event);
}

static void open_pair(struct pair *pair, unsigned orders, const char *password)
{
	struct tw_glimpse_client_config client = { .username = "a",
						   .password = password,
						   .on_message = on_message,
						   .ctx = pair };
	struct tw_glimpse_server_config server = { .session = "DAY1",
						   .password = "pw",
						   .on_open = on_open,
						   .on_close = on_close,
						   .ctx = pair };

	memset(pair, 0, sizeof(*pair));
	pair->engine = new_engine();
	pair->rebuilt = new_engine();
	send(pair->engine, msg_directory(7, "AAPL"));
	send(pair->engine, msg_state(7, 'T'));
	for (unsigned i = 0; i < orders; i++)
		send(pair->engine, msg_add(7, i + 1, i % 2 ? 'B' : 'S', 100 + i, i + 1));
	assert_int_equal(tw_snapshot_open(&pair->snapshot, pair->engine, 0, NULL), 0);
	pair->sequence = orders + 3;
	pair->client = tw_glimpse_client_create(&client, 0);
	pair->server = tw_glimpse_server_create(&server, 0);
	assert_non_null(pair->client);
	assert_non_null(pair->server);
}

static void close_pair(struct pair *pair)
{
	tw_glimpse_client_destroy(pair->client);
	tw_glimpse_server_destroy(pair->server);
	assert_int_equal(pair->opened ? pair->snapshot != NULL : 0, pair->closed);
	tw_snapshot_close(pair->snapshot);
	tw_engine_destroy(pair->engine);
	tw_engine_destroy(pair->rebuilt);
}

/* Move up to @most bytes each way; 0 when there was nothing, negative the client's failure. */
static int move(struct pair *pair, size_t most)
{
	const uint8_t *bytes;
	size_t up = tw_glimpse_client_output(pair->client, &bytes), down;
	int code;

	up = up < most ? up : most;
	assert_int_equal(tw_glimpse_server_input(pair->server, bytes, up, 0, NULL), 0);
	tw_glimpse_client_sent(pair->client, up);
	down = tw_glimpse_server_output(pair->server, &bytes);
	down = down < most ? down : most;
	code = tw_glimpse_client_input(pair->client, bytes, down, 0, &pair->error);
	tw_glimpse_server_sent(pair->server, down, 0);
	return code < 0 ? code : up || down;
}

static void test_snapshot(void **state)
{
	static const size_t sizes[] = { 1, 7, 1000, 100000 };

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct pair pair;

		/* More than the server's output holds at once. */
		open_pair(&pair, 5000, "PW");
		while (move(&pair, sizes[i]) > 0)
			;
		assert_int_equal(tw_glimpse_client_state(pair.client), TW_GLIMPSE_DONE);
		assert_int_equal(tw_glimpse_client_sequence(pair.client), 5003);
		assert_int_equal(tw_glimpse_client_messages(pair.client), 5002);
		assert_string_equal(tw_glimpse_client_session(pair.client), "DAY1");
		assert_int_equal(tw_glimpse_client_closed(pair.client, NULL), 0);
		assert_true(tw_glimpse_server_served(pair.server));
		/* The client left by itself. */
		assert_true(tw_glimpse_server_closing(pair.server));
		assert_int_equal(tw_book_orders(tw_engine_book(pair.rebuilt)), 5000);
		assert_int_equal(pair.opened, 1);
		assert_int_equal(pair.closed, 1);
		close_pair(&pair);
	}
}

static void test_rejected(void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair, 5, "no");
	while (move(&pair, 10) > 0)
		;
	assert_int_equal(tw_glimpse_client_state(pair.client), TW_GLIMPSE_REJECTED);
	assert_int_equal(tw_glimpse_client_reason(pair.client), 'A');
	assert_int_equal(pair.opened, 0);
	close_pair(&pair);

	/* No snapshot that is true. */
	open_pair(&pair, 5, "pw");
	tw_snapshot_close(pair.snapshot);
	pair.snapshot = NULL;
	while (move(&pair, 10) > 0)
		;
	assert_int_equal(tw_glimpse_client_state(pair.client), TW_GLIMPSE_REJECTED);
	assert_int_equal(tw_glimpse_client_reason(pair.client), 'S');
	assert_int_equal(tw_glimpse_client_closed(pair.client, NULL), 0);
	close_pair(&pair);
}

/* Only from the begin. */
static void test_requested_sequence(void **state)
{
	struct tw_soup_client_config config = { .password = "pw", .sequence = 2 };
	struct tw_soup_client *client = tw_soup_client_create(&config, 0);
	const uint8_t *bytes;
	struct pair pair;
	size_t n = tw_soup_client_output(client, &bytes);

	(void)state;
	open_pair(&pair, 5, "pw");
	assert_int_equal(tw_glimpse_server_input(pair.server, bytes, n, 0, NULL), 0);
	n = tw_glimpse_server_output(pair.server, &bytes);
	assert_int_equal(n, 4);
	assert_memory_equal(bytes, "\0\2JS", 4);
	tw_soup_client_destroy(client);
	close_pair(&pair);
}

static void test_cut(void **state)
{
	struct pair pair;

	(void)state;
	for (unsigned moves = 0; moves < 40; moves++) {
		open_pair(&pair, 20, "pw");
		for (unsigned i = 0; i < moves; i++)
			assert_true(move(&pair, 20) > 0);
		assert_int_equal(tw_glimpse_client_closed(pair.client, &pair.error),
				 -ECONNRESET);
		assert_int_equal(tw_glimpse_client_state(pair.client), TW_GLIMPSE_FAILED);
		assert_int_equal(tw_glimpse_client_sequence(pair.client), 0);
		close_pair(&pair);
	}
}

static void test_silent_server(void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair, 5000, "pw");
	assert_int_equal(
		tw_glimpse_client_advance(pair.client, 15000000000u, &pair.error),
		-ETIMEDOUT);
	assert_int_equal(tw_glimpse_client_state(pair.client), TW_GLIMPSE_FAILED);
	/* A client that went away while it was served gives the snapshot back. */
	assert_true(move(&pair, 100) > 0);
	assert_int_equal(pair.closed, 0);
	assert_int_equal(
		tw_glimpse_server_advance(pair.server, 15000000000u, &pair.error),
		-ETIMEDOUT);
	assert_true(tw_glimpse_server_closing(pair.server));
	assert_int_equal(pair.closed, 1);
	close_pair(&pair);
}

/* A client that was logged in gets one message. */
static int give(const char *message, size_t length, uint64_t *sequence)
{
	struct tw_glimpse_client_config config = { 0 };
	struct tw_glimpse_client *client = tw_glimpse_client_create(&config, 0);
	struct tw_error error = { "" };
	uint8_t packet[128];
	size_t n = tw_soup_pack(packet, 'A', "      DAY1                   1", 30);
	int code;

	assert_int_equal(tw_glimpse_client_input(client, packet, n, 0, &error), 0);
	n = tw_soup_pack(packet, 'S', message, length);
	code = tw_glimpse_client_input(client, packet, n, 0, &error);
	*sequence = tw_glimpse_client_sequence(client);
	assert_int_equal(tw_glimpse_client_state(client), code < 0 ? TW_GLIMPSE_FAILED
							  : *sequence != 0
								  ? TW_GLIMPSE_DONE
								  : TW_GLIMPSE_LOADING);
	if (code < 0)
		assert_non_null(strstr(error.text, "GLIMPSE"));
	tw_glimpse_client_destroy(client);
	return code;
}

static void test_junk(void **state)
{
	char zeros[64] = { 0 };
	uint64_t sequence;

	(void)state;
	/* Each type that may be there, and all others, at each length. */
	for (unsigned type = 0; type < 256; type++) {
		bool part = type && strchr(TW_GLIMPSE_TYPES, (int)type);

		zeros[0] = (char)type;
		for (size_t n = 0; n < sizeof(zeros); n++) {
			bool good = part && n == tw_itch_length((char)type);

			assert_int_equal(give(zeros, n, &sequence), good ? 0 : -EBADMSG);
			assert_int_equal(sequence, 0);
		}
	}
}

static void test_end(void **state)
{
	static const struct {
		const char *text;
		int code;
		uint64_t sequence;
	} cases[] = {
		{ "G                  42", 0, 42 },
		{ "G42                  ", 0, 42 },
		{ "G00000000000000000042", 0, 42 },
		{ "G       42           ", 0, 42 },
		{ "G18446744073709551615", 0, UINT64_MAX },
		{ "G18446744073709551616", -ERANGE, 0 },
		{ "G                    ", -EBADMSG, 0 },
		{ "G                   0", -EBADMSG, 0 },
		{ "G        4 2         ", -EBADMSG, 0 },
		{ "G                 4x2", -EBADMSG, 0 },
		{ "G                 42", -EBADMSG, 0 },
		{ "G                   42", -EBADMSG, 0 },
		{ "G", -EBADMSG, 0 },
	};
	uint8_t end[TW_GLIMPSE_END];
	uint64_t sequence;

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int code = give(cases[i].text, strlen(cases[i].text), &sequence);

		if (code != cases[i].code || sequence != cases[i].sequence)
			fail_msg("'%s': %d", cases[i].text, code);
	}
	tw_glimpse_end_encode(UINT64_MAX, end);
	assert_int_equal(tw_glimpse_end_decode(end, sizeof(end), &sequence), 0);
	assert_true(sequence == UINT64_MAX);
	end[0] = 'S';
	assert_int_equal(tw_glimpse_end_decode(end, sizeof(end), &sequence), -EBADMSG);
}

/* The session ends where the snapshot has not; a client stops when its user says so. */
static void test_ends_early(void **state)
{
	struct tw_glimpse_client_config config = { 0 };
	struct tw_glimpse_client *client = tw_glimpse_client_create(&config, 0);
	uint8_t packet[128];
	struct pair pair;
	size_t n = tw_soup_pack(packet, 'A', "      DAY1                   1", 30);
	int code;

	(void)state;
	n += tw_soup_pack(packet + n, 'Z', NULL, 0);
	assert_int_equal(tw_glimpse_client_input(client, packet, n, 0, NULL),
			 -ECONNRESET);
	assert_int_equal(tw_glimpse_client_state(client), TW_GLIMPSE_FAILED);
	tw_glimpse_client_destroy(client);

	open_pair(&pair, 20, "pw");
	pair.verdict = -ENOSPC;
	while ((code = move(&pair, 20)) > 0)
		;
	assert_int_equal(code, -ENOSPC);
	assert_int_equal(tw_glimpse_client_messages(pair.client), 1);
	close_pair(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_requested_sequence),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_silent_server),
		cmocka_unit_test(test_junk),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_ends_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
