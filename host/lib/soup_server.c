/* SPDX-License-Identifier: BSD-3-Clause */
/* soup_server: the server's end of a SoupBinTCP connection. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "soup_link.h"

#define LOGIN_LENGTH                                                                     \
	(TW_SOUP_USERNAME + TW_SOUP_PASSWORD + TW_SOUP_SESSION + TW_SOUP_NUMBER)

struct tw_soup_server {
	struct soup_link link;
	struct tw_soup_server_config config;
	enum tw_soup_state state;
	char username[TW_SOUP_USERNAME + 1], password[TW_SOUP_PASSWORD + 1];
	char session[TW_SOUP_SESSION + 1];
	uint64_t login_by_ns;
	uint64_t next;
};

/* Keep a copy of an optional name; false when it is too long. */
static bool keep(char *to, size_t length, const char *from)
{
	if (from && strlen(from) > length)
		return false;
	if (from)
		memcpy(to, from, strlen(from) + 1);
	return true;
}

struct tw_soup_server *tw_soup_server_create(const struct tw_soup_server_config *config,
					     uint64_t now_ns)
{
	struct tw_soup_server *server = calloc(1, sizeof(*server));
	int code = -EINVAL;

	if (!server)
		return NULL;
	server->config = *config;
	if (!config->session || !config->session[0] ||
	    !keep(server->session, TW_SOUP_SESSION, config->session) ||
	    !keep(server->username, TW_SOUP_USERNAME, config->username) ||
	    !keep(server->password, TW_SOUP_PASSWORD, config->password))
		goto out_free;
	code = tw_soup_link_init(&server->link, 'H', config->length_max,
				 config->output_size, now_ns);
	if (code < 0)
		goto out_free;
	if (config->heartbeat_ns)
		server->link.heartbeat_ns = config->heartbeat_ns;
	if (config->silence_ns)
		server->link.silence_ns = config->silence_ns;
	server->login_by_ns =
		now_ns + (config->login_ns ? config->login_ns : TW_SOUP_LOGIN_NS);
	return server;

out_free:
	free(server);
	errno = -code;
	return NULL;
}

void tw_soup_server_destroy(struct tw_soup_server *server)
{
	if (!server)
		return;
	tw_soup_link_free(&server->link);
	free(server);
}

static int read_login(const struct tw_soup_packet *packet, struct tw_soup_login *login)
{
	const uint8_t *at = packet->payload;

	if (packet->length != LOGIN_LENGTH)
		return -EBADMSG;
	tw_soup_trim(login->username, at, TW_SOUP_USERNAME);
	at += TW_SOUP_USERNAME;
	tw_soup_trim(login->password, at, TW_SOUP_PASSWORD);
	at += TW_SOUP_PASSWORD;
	tw_soup_trim(login->session, at, TW_SOUP_SESSION);
	at += TW_SOUP_SESSION;
	return tw_soup_number(at, TW_SOUP_NUMBER, &login->sequence);
}

/* 0, or the reason why not. */
static char judge(struct tw_soup_server *server, const struct tw_soup_login *login)
{
	const struct tw_soup_server_config *config = &server->config;

	if ((config->username && strcasecmp(server->username, login->username) != 0) ||
	    (config->password && strcasecmp(server->password, login->password) != 0))
		return 'A';
	if (login->session[0] && strcmp(login->session, server->session) != 0)
		return 'S';
	server->next = login->sequence ? login->sequence : 1;
	return config->on_login ? config->on_login(config->ctx, login, &server->next) : 0;
}

static int take_login(struct tw_soup_server *server, const struct tw_soup_packet *packet,
		      uint64_t now_ns, struct tw_error *error)
{
	uint8_t answer[TW_SOUP_SESSION + TW_SOUP_NUMBER];
	size_t pad = TW_SOUP_SESSION - strlen(server->session);
	struct tw_soup_login login;
	char reason;

	if (read_login(packet, &login) < 0)
		return tw_fail(error, -EBADMSG,
			       "SoupBinTCP: a login request that cannot be read");
	reason = judge(server, &login);
	if (reason) {
		server->next = 0;
		tw_soup_link_control(&server->link, 'J', &reason, 1, now_ns);
		server->state = TW_SOUP_REJECTED;
		return 0;
	}
	memset(answer, ' ', pad);
	memcpy(answer + pad, server->session, TW_SOUP_SESSION - pad);
	tw_soup_digits(answer + TW_SOUP_SESSION, server->next);
	tw_soup_link_control(&server->link, 'A', answer, sizeof(answer), now_ns);
	server->state = TW_SOUP_ACTIVE;
	return 0;
}

/* One packet of the client. */
static int take(struct tw_soup_server *server, const struct tw_soup_packet *packet,
		uint64_t now_ns, struct tw_error *error)
{
	const struct tw_soup_server_config *config = &server->config;
	bool login = server->state == TW_SOUP_LOGIN;

	if (packet->type == '+')
		return 0;
	if (packet->type == 'L' && login)
		return take_login(server, packet, now_ns, error);
	if (packet->type == 'R' && packet->length == 0)
		return 0;
	if (packet->type == 'U' && !login)
		return config->on_message
			       ? config->on_message(config->ctx, packet->payload,
						    packet->length)
			       : 0;
	if (packet->type == 'O' && packet->length == 0) {
		server->state = TW_SOUP_LOGGED_OUT;
		return 0;
	}
	return tw_fail(
		error, -EPROTO,
		"SoupBinTCP: a packet '%c' of %zu bytes from the client %s the login",
		tw_soup_shown(packet->type), packet->length, login ? "before" : "after");
}

int tw_soup_server_input(struct tw_soup_server *server, const void *bytes, size_t length,
			 uint64_t now_ns, struct tw_error *error)
{
	const uint8_t *at = bytes;
	struct tw_soup_packet packet;
	int code;

	if (length)
		server->link.heard_ns = now_ns;
	while (server->state <= TW_SOUP_ACTIVE) {
		code = tw_soup_parse(&server->link.parser, &at, &length, &packet, error);
		if (code == 0)
			return 0;
		if (code > 0)
			code = take(server, &packet, now_ns, error);
		if (code < 0) {
			server->state = TW_SOUP_FAILED;
			return code;
		}
	}
	return 0;
}

int tw_soup_server_advance(struct tw_soup_server *server, uint64_t now_ns,
			   struct tw_error *error)
{
	bool login = server->state == TW_SOUP_LOGIN;

	if (server->state > TW_SOUP_ACTIVE)
		return 0;
	if (!tw_soup_link_advance(&server->link, !login, now_ns) &&
	    !(login && now_ns >= server->login_by_ns))
		return 0;
	server->state = TW_SOUP_FAILED;
	return tw_fail(error, -ETIMEDOUT, "SoupBinTCP: the client %s",
		       login ? "does not log in" : "is silent");
}

uint64_t tw_soup_server_due(const struct tw_soup_server *server)
{
	uint64_t other = server->state == TW_SOUP_LOGIN
				 ? server->login_by_ns
				 : server->link.sent_ns + server->link.heartbeat_ns;
	uint64_t silence = server->link.heard_ns + server->link.silence_ns;

	if (server->state > TW_SOUP_ACTIVE)
		return UINT64_MAX;
	return other < silence ? other : silence;
}

size_t tw_soup_server_output(const struct tw_soup_server *server, const uint8_t **bytes)
{
	return tw_soup_link_output(&server->link, bytes);
}

void tw_soup_server_sent(struct tw_soup_server *server, size_t length)
{
	tw_soup_link_sent(&server->link, length);
}

int tw_soup_server_send(struct tw_soup_server *server, const void *message, size_t length,
			uint64_t now_ns)
{
	int code;

	if (server->state != TW_SOUP_ACTIVE)
		return -ENOTCONN;
	code = tw_soup_link_data(&server->link, 'S', message, length, now_ns);
	if (code == 0)
		server->next++;
	return code;
}

void tw_soup_server_end(struct tw_soup_server *server, uint64_t now_ns)
{
	if (server->state != TW_SOUP_ACTIVE)
		return;
	tw_soup_link_control(&server->link, 'Z', NULL, 0, now_ns);
	server->state = TW_SOUP_ENDED;
}

enum tw_soup_state tw_soup_server_state(const struct tw_soup_server *server)
{
	return server->state;
}

uint64_t tw_soup_server_next(const struct tw_soup_server *server)
{
	return server->next;
}
