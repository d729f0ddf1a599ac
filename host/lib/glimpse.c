/* SPDX-License-Identifier: BSD-3-Clause */
/* glimpse: a snapshot of the book over SoupBinTCP, both ends. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/glimpse.h>

#include "soup_link.h"

void tw_glimpse_end_encode(uint64_t sequence, uint8_t *out)
{
	out[0] = 'G';
	tw_soup_digits(out + 1, sequence);
}

int tw_glimpse_end_decode(const uint8_t *message, size_t length, uint64_t *sequence)
{
	if (length != TW_GLIMPSE_END || message[0] != 'G')
		return -EBADMSG;
	return tw_soup_number(message + 1, TW_SOUP_NUMBER, sequence);
}

/* ---- client ------------------------------------------------------------------------------ */
struct tw_glimpse_client {
	struct tw_soup_client *soup;
	struct tw_glimpse_client_config config;
	struct tw_error *error; /* of the call under way */
	uint64_t sequence, messages;
	bool ended; /* G came */
	bool failed;
};

static int client_message(void *ctx, uint64_t number, const uint8_t *message,
			  size_t length)
{
	struct tw_glimpse_client *client = ctx;
	char type = length ? (char)message[0] : '\0';

	(void)number;
	if (type == 'G') {
		int code = tw_glimpse_end_decode(message, length, &client->sequence);

		if (code == 0 && client->sequence == 0)
			code = -EBADMSG;
		if (code < 0)
			return tw_fail(client->error, code,
				       "GLIMPSE: an end of %zu bytes without a sequence "
				       "number",
				       length);
		client->ended = true;
		return 1;
	}
	if (!type || !strchr(TW_GLIMPSE_TYPES, type) || length != tw_itch_length(type))
		return tw_fail(client->error, -EBADMSG,
			       "GLIMPSE: a message '%c' of %zu bytes is no part of a "
			       "snapshot",
			       tw_soup_shown(type), length);
	client->messages++;
	return client->config.on_message
		       ? client->config.on_message(client->config.ctx, message, length)
		       : 0;
}

struct tw_glimpse_client *
tw_glimpse_client_create(const struct tw_glimpse_client_config *config, uint64_t now_ns)
{
	struct tw_glimpse_client *client = calloc(1, sizeof(*client));
	struct tw_soup_client_config soup = {
		.username = config->username,
		.password = config->password,
		.session = config->session,
		.sequence = 1,
		.heartbeat_ns = config->heartbeat_ns,
		.silence_ns = config->silence_ns,
		.on_message = client_message,
		.ctx = client,
	};

	if (!client)
		return NULL;
	client->config = *config;
	client->soup = tw_soup_client_create(&soup, now_ns);
	if (!client->soup) {
		int error = errno;

		free(client);
		errno = error;
		return NULL;
	}
	return client;
}

void tw_glimpse_client_destroy(struct tw_glimpse_client *client)
{
	if (!client)
		return;
	tw_soup_client_destroy(client->soup);
	free(client);
}

int tw_glimpse_client_input(struct tw_glimpse_client *client, const void *bytes,
			    size_t length, uint64_t now_ns, struct tw_error *error)
{
	int code;

	client->error = error;
	code = tw_soup_client_input(client->soup, bytes, length, now_ns, error);
	client->error = NULL;
	if (code == 0 && tw_soup_client_state(client->soup) == TW_SOUP_ENDED)
		code = tw_fail(error, -ECONNRESET,
			       "GLIMPSE: the session ended before the snapshot did");
	client->failed = code < 0;
	return code;
}

int tw_glimpse_client_closed(struct tw_glimpse_client *client, struct tw_error *error)
{
	enum tw_glimpse_state state = tw_glimpse_client_state(client);

	if (state == TW_GLIMPSE_DONE || state == TW_GLIMPSE_REJECTED)
		return 0;
	client->failed = true;
	return tw_fail(
		error, -ECONNRESET,
		"GLIMPSE: the connection ended before the snapshot did, after %llu "
		"messages",
		(unsigned long long)client->messages);
}

int tw_glimpse_client_advance(struct tw_glimpse_client *client, uint64_t now_ns,
			      struct tw_error *error)
{
	return tw_soup_client_advance(client->soup, now_ns, error);
}

uint64_t tw_glimpse_client_due(const struct tw_glimpse_client *client)
{
	return tw_soup_client_due(client->soup);
}

size_t tw_glimpse_client_output(const struct tw_glimpse_client *client,
				const uint8_t **bytes)
{
	return tw_soup_client_output(client->soup, bytes);
}

void tw_glimpse_client_sent(struct tw_glimpse_client *client, size_t length)
{
	tw_soup_client_sent(client->soup, length);
}

enum tw_glimpse_state tw_glimpse_client_state(const struct tw_glimpse_client *client)
{
	enum tw_soup_state state = tw_soup_client_state(client->soup);

	if (client->failed || state == TW_SOUP_FAILED)
		return TW_GLIMPSE_FAILED;
	if (client->ended)
		return TW_GLIMPSE_DONE;
	if (state == TW_SOUP_REJECTED)
		return TW_GLIMPSE_REJECTED;
	return state == TW_SOUP_LOGIN ? TW_GLIMPSE_LOGIN : TW_GLIMPSE_LOADING;
}

uint64_t tw_glimpse_client_sequence(const struct tw_glimpse_client *client)
{
	return client->ended ? client->sequence : 0;
}

const char *tw_glimpse_client_session(const struct tw_glimpse_client *client)
{
	return tw_soup_client_session(client->soup);
}

uint64_t tw_glimpse_client_messages(const struct tw_glimpse_client *client)
{
	return client->messages;
}

char tw_glimpse_client_reason(const struct tw_glimpse_client *client)
{
	return tw_soup_client_reason(client->soup);
}

/* ---- server ------------------------------------------------------------------------------ */
struct tw_glimpse_server {
	struct tw_soup_server *soup;
	struct tw_glimpse_server_config config;
	const struct tw_snapshot *snapshot;
	struct tw_snapshot_cursor cursor;
	uint64_t sequence;
	uint8_t message[TW_ITCH_LENGTH_MAX]; /* made, not yet put out */
	size_t length;
	bool served;
};

/* A snapshot is served from its begin only. */
static char server_login(void *ctx, const struct tw_soup_login *login, uint64_t *sequence)
{
	struct tw_glimpse_server *server = ctx;

	(void)login;
	if (*sequence != 1)
		return 'S';
	server->snapshot = server->config.on_open(server->config.ctx, &server->sequence);
	return server->snapshot ? 0 : 'S';
}

static void let_go(struct tw_glimpse_server *server)
{
	if (server->snapshot && server->config.on_close)
		server->config.on_close(server->config.ctx, server->snapshot);
	server->snapshot = NULL;
}

struct tw_glimpse_server *
tw_glimpse_server_create(const struct tw_glimpse_server_config *config, uint64_t now_ns)
{
	struct tw_glimpse_server *server = calloc(1, sizeof(*server));
	struct tw_soup_server_config soup = {
		.username = config->username,
		.password = config->password,
		.session = config->session,
		.heartbeat_ns = config->heartbeat_ns,
		.silence_ns = config->silence_ns,
		.login_ns = config->login_ns,
		.output_size = config->output_size,
		.on_login = server_login,
		.ctx = server,
	};

	if (!server)
		return NULL;
	server->config = *config;
	server->soup = tw_soup_server_create(&soup, now_ns);
	if (!server->soup) {
		int error = errno;

		free(server);
		errno = error;
		return NULL;
	}
	return server;
}

void tw_glimpse_server_destroy(struct tw_glimpse_server *server)
{
	if (!server)
		return;
	let_go(server);
	tw_soup_server_destroy(server->soup);
	free(server);
}

/* Put out what fits. */
static void fill(struct tw_glimpse_server *server, uint64_t now_ns)
{
	uint8_t end[TW_GLIMPSE_END];

	while (server->snapshot) {
		if (server->length == 0)
			server->length = tw_snapshot_next(
				server->snapshot, &server->cursor, server->message);
		if (server->length == 0)
			break;
		if (tw_soup_server_send(server->soup, server->message, server->length,
					now_ns) < 0)
			return;
		server->length = 0;
	}
	if (!server->snapshot)
		return;
	tw_glimpse_end_encode(server->sequence, end);
	if (tw_soup_server_send(server->soup, end, sizeof(end), now_ns) < 0)
		return;
	server->served = true;
	let_go(server);
}

int tw_glimpse_server_input(struct tw_glimpse_server *server, const void *bytes,
			    size_t length, uint64_t now_ns, struct tw_error *error)
{
	int code = tw_soup_server_input(server->soup, bytes, length, now_ns, error);

	if (tw_soup_server_state(server->soup) == TW_SOUP_ACTIVE)
		fill(server, now_ns);
	else
		let_go(server);
	return code;
}

int tw_glimpse_server_advance(struct tw_glimpse_server *server, uint64_t now_ns,
			      struct tw_error *error)
{
	int code = tw_soup_server_advance(server->soup, now_ns, error);

	if (tw_glimpse_server_closing(server))
		let_go(server);
	return code;
}

uint64_t tw_glimpse_server_due(const struct tw_glimpse_server *server)
{
	return tw_soup_server_due(server->soup);
}

size_t tw_glimpse_server_output(const struct tw_glimpse_server *server,
				const uint8_t **bytes)
{
	return tw_soup_server_output(server->soup, bytes);
}

void tw_glimpse_server_sent(struct tw_glimpse_server *server, size_t length,
			    uint64_t now_ns)
{
	tw_soup_server_sent(server->soup, length);
	fill(server, now_ns);
}

bool tw_glimpse_server_closing(const struct tw_glimpse_server *server)
{
	return tw_soup_server_state(server->soup) > TW_SOUP_ACTIVE;
}

bool tw_glimpse_server_served(const struct tw_glimpse_server *server)
{
	return server->served;
}
