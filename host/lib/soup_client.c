/* SPDX-License-Identifier: BSD-3-Clause */
/* soup_client: the client's end of a SoupBinTCP connection. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "soup_link.h"

#define LOGIN_LENGTH                                                                     \
	(TW_SOUP_USERNAME + TW_SOUP_PASSWORD + TW_SOUP_SESSION + TW_SOUP_NUMBER)
#define ACCEPT_LENGTH (TW_SOUP_SESSION + TW_SOUP_NUMBER)

struct tw_soup_client {
	struct soup_link link;
	enum tw_soup_state state;
	char session[TW_SOUP_SESSION + 1];
	uint64_t next;
	char reason;
	int (*on_message)(void *ctx, uint64_t sequence, const uint8_t *message,
			  size_t length);
	void *ctx;
};

/* The payload of the login; false when a name does not fit. */
static bool make_login(const struct tw_soup_client_config *config, uint8_t *login)
{
	uint8_t *password = login + TW_SOUP_USERNAME;
	uint8_t *session = password + TW_SOUP_PASSWORD;

	tw_soup_digits(session + TW_SOUP_SESSION, config->sequence);
	return tw_soup_field(login, TW_SOUP_USERNAME, config->username) &&
	       tw_soup_field(password, TW_SOUP_PASSWORD, config->password) &&
	       tw_soup_field(session, TW_SOUP_SESSION, config->session);
}

struct tw_soup_client *tw_soup_client_create(const struct tw_soup_client_config *config,
					     uint64_t now_ns)
{
	struct tw_soup_client *client;
	uint8_t login[LOGIN_LENGTH];
	int code;

	if (!make_login(config, login)) {
		errno = EINVAL;
		return NULL;
	}
	client = calloc(1, sizeof(*client));
	if (!client)
		return NULL;
	code = tw_soup_link_init(&client->link, 'R', config->length_max,
				 config->output_size, now_ns);
	if (code < 0) {
		free(client);
		errno = -code;
		return NULL;
	}
	if (config->heartbeat_ns)
		client->link.heartbeat_ns = config->heartbeat_ns;
	if (config->silence_ns)
		client->link.silence_ns = config->silence_ns;
	client->on_message = config->on_message;
	client->ctx = config->ctx;
	tw_soup_link_control(&client->link, 'L', login, sizeof(login), now_ns);
	return client;
}

void tw_soup_client_destroy(struct tw_soup_client *client)
{
	if (!client)
		return;
	tw_soup_link_free(&client->link);
	free(client);
}

static int accepted(struct tw_soup_client *client, const struct tw_soup_packet *packet,
		    struct tw_error *error)
{
	if (packet->length != ACCEPT_LENGTH ||
	    tw_soup_number(packet->payload + TW_SOUP_SESSION, TW_SOUP_NUMBER,
			   &client->next) < 0 ||
	    client->next == 0)
		return tw_fail(error, -EBADMSG,
			       "SoupBinTCP: a login accepted without a sequence number");
	tw_soup_trim(client->session, packet->payload, TW_SOUP_SESSION);
	client->state = TW_SOUP_ACTIVE;
	return 0;
}

static int sequenced(struct tw_soup_client *client, const struct tw_soup_packet *packet,
		     uint64_t now_ns)
{
	uint64_t sequence = client->next++;
	int code = 0;

	if (client->on_message)
		code = client->on_message(client->ctx, sequence, packet->payload,
					  packet->length);
	if (code > 0)
		tw_soup_client_logout(client, now_ns);
	return code < 0 ? code : 0;
}

/* One packet of the server. */
static int take(struct tw_soup_client *client, const struct tw_soup_packet *packet,
		uint64_t now_ns, struct tw_error *error)
{
	bool login = client->state == TW_SOUP_LOGIN;

	if (packet->type == '+')
		return 0;
	if (packet->type == 'A' && login)
		return accepted(client, packet, error);
	if (packet->type == 'J' && login && packet->length == 1) {
		client->reason = (char)packet->payload[0];
		client->state = TW_SOUP_REJECTED;
		return 0;
	}
	if (packet->type == 'S' && !login)
		return sequenced(client, packet, now_ns);
	if (packet->type == 'H' && packet->length == 0)
		return 0;
	if (packet->type == 'Z' && !login && packet->length == 0) {
		client->state = TW_SOUP_ENDED;
		return 0;
	}
	return tw_fail(
		error, -EPROTO,
		"SoupBinTCP: a packet '%c' of %zu bytes from the server %s the login",
		tw_soup_shown(packet->type), packet->length, login ? "before" : "after");
}

int tw_soup_client_input(struct tw_soup_client *client, const void *bytes, size_t length,
			 uint64_t now_ns, struct tw_error *error)
{
	const uint8_t *at = bytes;
	struct tw_soup_packet packet;
	int code = 0;

	if (length)
		client->link.heard_ns = now_ns;
	while (client->state <= TW_SOUP_ACTIVE) {
		code = tw_soup_parse(&client->link.parser, &at, &length, &packet, error);
		if (code == 0)
			return 0;
		if (code > 0)
			code = take(client, &packet, now_ns, error);
		if (code < 0) {
			client->state = TW_SOUP_FAILED;
			return code;
		}
	}
	return 0;
}

int tw_soup_client_advance(struct tw_soup_client *client, uint64_t now_ns,
			   struct tw_error *error)
{
	if (client->state > TW_SOUP_ACTIVE ||
	    !tw_soup_link_advance(&client->link, true, now_ns))
		return 0;
	client->state = TW_SOUP_FAILED;
	return tw_fail(error, -ETIMEDOUT, "SoupBinTCP: the server is silent");
}

uint64_t tw_soup_client_due(const struct tw_soup_client *client)
{
	uint64_t beat = client->link.sent_ns + client->link.heartbeat_ns;
	uint64_t silence = client->link.heard_ns + client->link.silence_ns;

	if (client->state > TW_SOUP_ACTIVE)
		return UINT64_MAX;
	return beat < silence ? beat : silence;
}

size_t tw_soup_client_output(const struct tw_soup_client *client, const uint8_t **bytes)
{
	return tw_soup_link_output(&client->link, bytes);
}

void tw_soup_client_sent(struct tw_soup_client *client, size_t length)
{
	tw_soup_link_sent(&client->link, length);
}

int tw_soup_client_send(struct tw_soup_client *client, const void *message, size_t length,
			uint64_t now_ns)
{
	if (client->state != TW_SOUP_ACTIVE)
		return -ENOTCONN;
	return tw_soup_link_data(&client->link, 'U', message, length, now_ns);
}

void tw_soup_client_logout(struct tw_soup_client *client, uint64_t now_ns)
{
	if (client->state > TW_SOUP_ACTIVE)
		return;
	tw_soup_link_control(&client->link, 'O', NULL, 0, now_ns);
	client->state = TW_SOUP_LOGGED_OUT;
}

enum tw_soup_state tw_soup_client_state(const struct tw_soup_client *client)
{
	return client->state;
}

const char *tw_soup_client_session(const struct tw_soup_client *client)
{
	return client->session;
}

uint64_t tw_soup_client_next(const struct tw_soup_client *client)
{
	return client->next;
}

char tw_soup_client_reason(const struct tw_soup_client *client)
{
	return client->reason;
}
