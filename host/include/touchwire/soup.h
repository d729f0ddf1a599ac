/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * soup: SoupBinTCP 3.00, both ends of a session, without a socket.
 *
 * A client or a server is given the bytes that came, in pieces of any size, and the time; it
 * calls back for what was in them and keeps the bytes that are to be sent until they are
 * fetched.  Each end owns two buffers of fixed size and allocates nothing after its creation.
 * Times are ns of any clock that never goes back.  A peer that breaks the protocol gets a
 * negative errno with a sentence in a struct tw_error; from then on the end stays failed and
 * its connection is to be closed.  Callbacks must not destroy the end that calls.
 */
#ifndef TOUCHWIRE_SOUP_H
#define TOUCHWIRE_SOUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SOUP_USERNAME 6u
#define TW_SOUP_PASSWORD 10u
#define TW_SOUP_SESSION 10u
#define TW_SOUP_NUMBER 20u /* digits of a sequence number */

/* Defaults, taken where a configuration says 0. */
#define TW_SOUP_LENGTH_DEFAULT 4096u
#define TW_SOUP_OUTPUT_DEFAULT 65536u
#define TW_SOUP_HEARTBEAT_NS 1000000000u
#define TW_SOUP_SILENCE_NS 15000000000u
#define TW_SOUP_LOGIN_NS 30000000000u

/* ---- framing ----------------------------------------------------------------------------- */
struct tw_soup_packet {
	char type;		/* '+' A J S H Z L U R O; not judged by the parser */
	const uint8_t *payload; /* valid until the next call on the parser */
	size_t length;		/* of the payload */
};

/* Finds packets in a stream of bytes. */
struct tw_soup_parser {
	uint8_t *bytes; /* the packet under way: length, type, payload */
	size_t most;	/* largest Packet Length taken */
	size_t have;
	bool whole;  /* @bytes holds the packet returned last */
	int failure; /* what it returned when it gave up, 0 before */
};

/*
 * Prepare @parser for packets whose Packet Length (type and payload) is at most @most, 1 to
 * 65535 or 0 for the default.  0, -EINVAL or -ENOMEM.
 */
int tw_soup_parser_init(struct tw_soup_parser *parser, size_t most);
void tw_soup_parser_free(struct tw_soup_parser *parser);
/*
 * Eat from *@bytes (*@length of them; both move on) up to the end of the next packet.
 * Returns 1 with a packet in @out, 0 when all bytes are eaten, -EBADMSG for a Packet Length
 * of 0, -EMSGSIZE for one above @most; the last two for good.
 */
int tw_soup_parse(struct tw_soup_parser *parser, const uint8_t **bytes, size_t *length,
		  struct tw_soup_packet *out, struct tw_error *error);

/*
 * Write a packet of @type to @out, which has room for @length + 3 bytes; @length is at most
 * 65534.  Returns the bytes written.
 */
size_t tw_soup_pack(uint8_t *out, char type, const void *payload, size_t length);
/*
 * An ASCII number of @length characters: digits, with spaces on either side.
 * 0, -EBADMSG when it is none, -ERANGE above 64 bits.
 */
int tw_soup_number(const uint8_t *text, size_t length, uint64_t *value);

/* ---- client ------------------------------------------------------------------------------ */
enum tw_soup_state {
	TW_SOUP_LOGIN,	    /* the login is under way */
	TW_SOUP_ACTIVE,	    /* logged in */
	TW_SOUP_REJECTED,   /* the server refused the login */
	TW_SOUP_ENDED,	    /* end of session: no reconnect to it */
	TW_SOUP_LOGGED_OUT, /* the client asked to leave */
	TW_SOUP_FAILED	    /* the peer broke the protocol, or was silent too long */
};

struct tw_soup_client;

struct tw_soup_client_config {
	const char *username, *password;   /* NULL: blank */
	const char *session;		   /* NULL or "": the current one */
	uint64_t sequence;		   /* first message wanted; 0: the most recent */
	uint64_t heartbeat_ns, silence_ns; /* silence of the server that is too long */
	size_t length_max, output_size;
	/*
	 * A sequenced message and its number.  A negative return ends the session: the
	 * call that brought the bytes returns it.  A positive one is a logout: enough.
	 */
	int (*on_message)(void *ctx, uint64_t sequence, const uint8_t *message,
			  size_t length);
	void *ctx;
};

/* A client whose login waits in its output.  NULL with errno EINVAL (too long) or ENOMEM. */
struct tw_soup_client *tw_soup_client_create(const struct tw_soup_client_config *config,
					     uint64_t now_ns);
void tw_soup_client_destroy(struct tw_soup_client *client);
/* Bytes from the server.  0, or the failure: -EBADMSG, -EMSGSIZE, -EPROTO, on_message's. */
int tw_soup_client_input(struct tw_soup_client *client, const void *bytes, size_t length,
			 uint64_t now_ns, struct tw_error *error);
/* Let time pass: a heartbeat when one is due.  0, or -ETIMEDOUT: the server is silent. */
int tw_soup_client_advance(struct tw_soup_client *client, uint64_t now_ns,
			   struct tw_error *error);
/* When tw_soup_client_advance() will have something to do; UINT64_MAX: never. */
uint64_t tw_soup_client_due(const struct tw_soup_client *client);
/* Bytes to be sent at *@bytes, how many is returned; valid until the next call. */
size_t tw_soup_client_output(const struct tw_soup_client *client, const uint8_t **bytes);
/* The first @length of them were sent. */
void tw_soup_client_sent(struct tw_soup_client *client, size_t length);
/* Unsequenced data.  0, -EAGAIN without room, -ENOTCONN not logged in, -EMSGSIZE. */
int tw_soup_client_send(struct tw_soup_client *client, const void *message, size_t length,
			uint64_t now_ns);
/* Ask to leave; what still comes is not looked at. */
void tw_soup_client_logout(struct tw_soup_client *client, uint64_t now_ns);
enum tw_soup_state tw_soup_client_state(const struct tw_soup_client *client);
/* The session's name without padding; "" before the login was accepted. */
const char *tw_soup_client_session(const struct tw_soup_client *client);
/* Number of the next sequenced message: what a reconnect asks for. 0 before the login. */
uint64_t tw_soup_client_next(const struct tw_soup_client *client);
/* Why the login was refused: 'A' not authorized, 'S' no such session; 0: it was not. */
char tw_soup_client_reason(const struct tw_soup_client *client);

/* ---- server ------------------------------------------------------------------------------ */
/* A login as it was asked for, without padding. */
struct tw_soup_login {
	char username[TW_SOUP_USERNAME + 1], password[TW_SOUP_PASSWORD + 1];
	char session[TW_SOUP_SESSION + 1]; /* "": the current one */
	uint64_t sequence;		   /* 0: the most recent */
};

struct tw_soup_server;

struct tw_soup_server_config {
	const char *username, *password; /* compared without case; NULL: any */
	const char *session;		 /* its name, 1 to 10 characters */
	uint64_t heartbeat_ns, silence_ns, login_ns;
	size_t length_max, output_size;
	/*
	 * A login for this session by a user who may.  Sets *@sequence, at first the one
	 * asked for or 1, to the number that tw_soup_server_send() begins with; returns 0,
	 * or the reason of a rejection, 'A' or 'S'.  NULL: accept.
	 */
	char (*on_login)(void *ctx, const struct tw_soup_login *login,
			 uint64_t *sequence);
	/* Unsequenced data; a negative return ends the connection.  NULL: not looked at. */
	int (*on_message)(void *ctx, const uint8_t *message, size_t length);
	void *ctx;
};

/* The server's end of one connection.  NULL with errno EINVAL (a name) or ENOMEM. */
struct tw_soup_server *tw_soup_server_create(const struct tw_soup_server_config *config,
					     uint64_t now_ns);
void tw_soup_server_destroy(struct tw_soup_server *server);
/* Bytes from the client.  0, or the failure: -EBADMSG, -EMSGSIZE, -EPROTO, on_message's. */
int tw_soup_server_input(struct tw_soup_server *server, const void *bytes, size_t length,
			 uint64_t now_ns, struct tw_error *error);
/* Let time pass: a heartbeat when one is due.  0, or -ETIMEDOUT: no login, or silence. */
int tw_soup_server_advance(struct tw_soup_server *server, uint64_t now_ns,
			   struct tw_error *error);
/* When tw_soup_server_advance() will have something to do; UINT64_MAX: never. */
uint64_t tw_soup_server_due(const struct tw_soup_server *server);
/* Bytes to be sent at *@bytes, how many is returned; valid until the next call. */
size_t tw_soup_server_output(const struct tw_soup_server *server, const uint8_t **bytes);
/* The first @length of them were sent. */
void tw_soup_server_sent(struct tw_soup_server *server, size_t length);
/*
 * The next sequenced message.  0, -EAGAIN: no room until more was sent, -ENOTCONN: not
 * logged in, -EMSGSIZE.
 */
int tw_soup_server_send(struct tw_soup_server *server, const void *message, size_t length,
			uint64_t now_ns);
/* End of session: the client is told and must not come back. */
void tw_soup_server_end(struct tw_soup_server *server, uint64_t now_ns);
/*
 * ACTIVE means sequenced messages may be sent.  In each state behind it the connection is to
 * be closed, once its output is sent.
 */
enum tw_soup_state tw_soup_server_state(const struct tw_soup_server *server);
/* Number of the next message to send; 0 before the login. */
uint64_t tw_soup_server_next(const struct tw_soup_server *server);

#ifdef __cplusplus
}
#endif
#endif
