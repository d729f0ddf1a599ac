/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: SoupBinTCP and GLIMPSE from a peer that says anything. Input: u8 kind (the end,
 * and whether a login comes first), u8 size of the pieces, then the stream.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/glimpse.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char accepted[] = "\0\x1f"
			       "A      DAY1                   1";
static const char login[] = "\0\x2f"
			    "L                                             1";

static uint64_t messages;

static int on_sequenced(void *ctx, uint64_t sequence, const uint8_t *message,
			size_t length)
{
	(void)ctx;
	(void)sequence;
	messages += length ? message[0] + message[length - 1] : 1u;
	return 0;
}

static int on_message(void *ctx, const uint8_t *message, size_t length)
{
	return on_sequenced(ctx, 0, message, length);
}

static int on_snapshot(void *ctx, const uint8_t *message, size_t length)
{
	struct tw_itch itch;

	(void)ctx;
	if (tw_itch_decode(message, length, &itch) != (int)length)
		abort();
	messages++;
	return 0;
}

static int give_client(struct tw_soup_client *client, const void *bytes, size_t length)
{
	return tw_soup_client_input(client, bytes, length, 1, NULL);
}

static int give_server(struct tw_soup_server *server, const void *bytes, size_t length)
{
	return tw_soup_server_input(server, bytes, length, 1, NULL);
}

static int give_glimpse(struct tw_glimpse_client *client, const void *bytes,
			size_t length)
{
	return tw_glimpse_client_input(client, bytes, length, 1, NULL);
}

/* The stream in pieces; each in a place of its own, so that a read behind it is seen. */
#define IN_PIECES(give, end)                                                             \
	while (size > 0) {                                                               \
		size_t n = piece < size ? piece : size;                                  \
		uint8_t *copy = malloc(n);                                               \
		int code;                                                                \
                                                                                         \
		memcpy(copy, data, n);                                                   \
		code = give(end, copy, n);                                               \
		free(copy);                                                              \
		if (code < 0)                                                            \
			break;                                                           \
		data += n;                                                               \
		size -= n;                                                               \
	}

static void fuzz_client(bool logged_in, size_t piece, const uint8_t *data, size_t size)
{
	struct tw_soup_client_config config = { .length_max = 64,
						.on_message = on_sequenced };
	struct tw_soup_client *client = tw_soup_client_create(&config, 0);
	const uint8_t *bytes;

	if (logged_in)
		give_client(client, accepted, sizeof(accepted) - 1);
	IN_PIECES(give_client, client)
	tw_soup_client_advance(client, 5000000000u, NULL);
	tw_soup_client_sent(client, tw_soup_client_output(client, &bytes));
	tw_soup_client_destroy(client);
}

static void fuzz_server(bool logged_in, size_t piece, const uint8_t *data, size_t size)
{
	struct tw_soup_server_config config = { .session = "DAY1",
						.on_message = on_message };
	struct tw_soup_server *server = tw_soup_server_create(&config, 0);
	const uint8_t *bytes;

	if (logged_in)
		give_server(server, login, sizeof(login) - 1);
	IN_PIECES(give_server, server)
	tw_soup_server_advance(server, 5000000000u, NULL);
	tw_soup_server_sent(server, tw_soup_server_output(server, &bytes));
	tw_soup_server_destroy(server);
}

static void fuzz_glimpse(bool logged_in, size_t piece, const uint8_t *data, size_t size)
{
	struct tw_glimpse_client_config config = { .on_message = on_snapshot };
	struct tw_glimpse_client *client = tw_glimpse_client_create(&config, 0);

	if (logged_in)
		give_glimpse(client, accepted, sizeof(accepted) - 1);
	IN_PIECES(give_glimpse, client)
	if (tw_glimpse_client_state(client) == TW_GLIMPSE_DONE &&
	    tw_glimpse_client_sequence(client) == 0)
		abort();
	tw_glimpse_client_closed(client, NULL);
	tw_glimpse_client_destroy(client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool logged_in;
	size_t piece;

	if (size < 2)
		return 0;
	logged_in = data[0] & 1;
	piece = data[1] + 1u;
	if (data[0] % 6 < 2)
		fuzz_client(logged_in, piece, data + 2, size - 2);
	else if (data[0] % 6 < 4)
		fuzz_server(logged_in, piece, data + 2, size - 2);
	else
		fuzz_glimpse(logged_in, piece, data + 2, size - 2);
	return 0;
}
