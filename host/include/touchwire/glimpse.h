/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glimpse: GLIMPSE 5.0, a snapshot of the book over SoupBinTCP, both ends, without a socket.
 *
 * The client logs in, hands over each ITCH message of the snapshot and ends with G, which
 * bears the sequence number of the first multicast message to apply afterwards: the snapshot
 * holds everything before it.  Bytes, times and errors as in soup.h; a type that belongs in no
 * snapshot or a wrong length is refused, and what comes behind G is not looked at.
 */
#ifndef TOUCHWIRE_GLIMPSE_H
#define TOUCHWIRE_GLIMPSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "snapshot.h"
#include "soup.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_GLIMPSE_TYPES "SRHYNhAF" /* of a snapshot; their layouts are those of itch.h */
#define TW_GLIMPSE_END 21u	    /* length of G */

/* Write G with @sequence to @out (TW_GLIMPSE_END bytes). */
void tw_glimpse_end_encode(uint64_t sequence, uint8_t *out);
/*
 * Read G: 20 digits, padded with spaces on either side or with zeros.  0, -EBADMSG when it is
 * no G or has no number, -ERANGE above 64 bits.
 */
int tw_glimpse_end_decode(const uint8_t *message, size_t length, uint64_t *sequence);

/* ---- client ------------------------------------------------------------------------------ */
enum tw_glimpse_state {
	TW_GLIMPSE_LOGIN,
	TW_GLIMPSE_LOADING,  /* messages come */
	TW_GLIMPSE_DONE,     /* G came, the logout waits in the output */
	TW_GLIMPSE_REJECTED, /* see tw_glimpse_client_reason() */
	TW_GLIMPSE_FAILED
};

struct tw_glimpse_client;

struct tw_glimpse_client_config {
	const char *username, *password; /* NULL: blank */
	const char *session;		 /* NULL or "": the current one */
	uint64_t heartbeat_ns, silence_ns;
	/* A message of the snapshot, whole.  A negative return ends it, and is returned. */
	int (*on_message)(void *ctx, const uint8_t *message, size_t length);
	void *ctx;
};

/* A client whose login waits in its output.  NULL with errno EINVAL or ENOMEM. */
struct tw_glimpse_client *
tw_glimpse_client_create(const struct tw_glimpse_client_config *config, uint64_t now_ns);
void tw_glimpse_client_destroy(struct tw_glimpse_client *client);
/*
 * Bytes from the server.  0, or the failure: as tw_soup_client_input(), and -EBADMSG for what
 * belongs in no snapshot, -ECONNRESET when the session ends before G.
 */
int tw_glimpse_client_input(struct tw_glimpse_client *client, const void *bytes,
			    size_t length, uint64_t now_ns, struct tw_error *error);
/* The server closed the connection.  0 when G had come or the login was rejected,
 * otherwise -ECONNRESET. */
int tw_glimpse_client_closed(struct tw_glimpse_client *client, struct tw_error *error);
/* As tw_soup_client_advance(), _due(), _output() and _sent(). */
int tw_glimpse_client_advance(struct tw_glimpse_client *client, uint64_t now_ns,
			      struct tw_error *error);
uint64_t tw_glimpse_client_due(const struct tw_glimpse_client *client);
size_t tw_glimpse_client_output(const struct tw_glimpse_client *client,
				const uint8_t **bytes);
void tw_glimpse_client_sent(struct tw_glimpse_client *client, size_t length);
enum tw_glimpse_state tw_glimpse_client_state(const struct tw_glimpse_client *client);
/* DONE: the first multicast message to apply.  Otherwise 0. */
uint64_t tw_glimpse_client_sequence(const struct tw_glimpse_client *client);
/* The session that the server named; "" before. */
const char *tw_glimpse_client_session(const struct tw_glimpse_client *client);
/* Messages handed over. */
uint64_t tw_glimpse_client_messages(const struct tw_glimpse_client *client);
/* Reason of a rejection, 'A' or 'S'; 0: none. */
char tw_glimpse_client_reason(const struct tw_glimpse_client *client);

/* ---- server ------------------------------------------------------------------------------ */
struct tw_glimpse_server;

struct tw_glimpse_server_config {
	const char *username, *password; /* NULL: any */
	const char *session;
	uint64_t heartbeat_ns, silence_ns, login_ns;
	size_t output_size;
	/*
	 * A client logged in: the snapshot for it and, in *@sequence, the first message that
	 * is not in it.  NULL: there is none that is true; the login is rejected with 'S'.
	 */
	const struct tw_snapshot *(*on_open)(void *ctx, uint64_t *sequence);
	/* The snapshot is needed no more. */
	void (*on_close)(void *ctx, const struct tw_snapshot *snapshot);
	void *ctx;
};

/* The server's end of one connection.  NULL with errno EINVAL or ENOMEM. */
struct tw_glimpse_server *
tw_glimpse_server_create(const struct tw_glimpse_server_config *config, uint64_t now_ns);
void tw_glimpse_server_destroy(struct tw_glimpse_server *server);
/* Bytes from the client.  As tw_soup_server_input(). */
int tw_glimpse_server_input(struct tw_glimpse_server *server, const void *bytes,
			    size_t length, uint64_t now_ns, struct tw_error *error);
/* As tw_soup_server_advance(), _due() and _output(). */
int tw_glimpse_server_advance(struct tw_glimpse_server *server, uint64_t now_ns,
			      struct tw_error *error);
uint64_t tw_glimpse_server_due(const struct tw_glimpse_server *server);
size_t tw_glimpse_server_output(const struct tw_glimpse_server *server,
				const uint8_t **bytes);
/* The first @length of the output were sent; what then fits of the snapshot is added. */
void tw_glimpse_server_sent(struct tw_glimpse_server *server, size_t length,
			    uint64_t now_ns);
/* True when the connection is to be closed, once its output is sent. */
bool tw_glimpse_server_closing(const struct tw_glimpse_server *server);
/* True once G was put out: a snapshot was served. */
bool tw_glimpse_server_served(const struct tw_glimpse_server *server);

#ifdef __cplusplus
}
#endif
#endif
