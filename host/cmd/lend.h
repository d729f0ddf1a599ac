/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lend: a SoupBinTCP session over tcp.h whose sending half is lent to a device.
 *
 * The host connects and logs in. Once all it sent is acknowledged, the stream is lent: from
 * there on the device alone puts new bytes into it, tells which (lend_sent()), and is told how
 * far it may go. lwIP keeps those bytes and sends them again where they are lost. Soup's
 * heartbeats become the device's. lend_leave() takes the stream back and logs out.
 */
#ifndef TW_LEND_H
#define TW_LEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tcp.h"

enum lend_state {
	LEND_RESOLVING,
	LEND_CONNECTING,
	LEND_LOGIN,
	LEND_SETTLING, /* logged in; what the host sent is not all acknowledged */
	LEND_LENT,
	LEND_RETURNING, /* until all that the device sent is known */
	LEND_LEAVING,	/* logged out; closing */
	LEND_DONE,
	LEND_BROKEN /* lend_reason() says why; the device does not send any more */
};

/* What the device has to know of the connection. */
struct lend_session {
	uint8_t to[6], from[6];
	uint32_t own_ip, peer_ip;
	uint16_t own_port, peer_port;
};

/* What is asked of the device. Those that return an int: 0 or -errno. */
struct lend_device {
	void (*send)(void *ctx, const uint8_t *frame, size_t length);
	int (*session)(void *ctx, const struct lend_session *session);
	int (*lend)(void *ctx, const struct tcp_link_numbers *numbers);
	void (*update)(void *ctx, const struct tcp_link_numbers *numbers);
	void (*heartbeat)(void *ctx);
	void (*take_back)(void *ctx);
	/* It has given the stream back, and this is the number behind all it sent. */
	bool (*returned)(void *ctx, uint32_t *next);
};

struct lend_config {
	struct tcp_link_config tcp; /* send, received and ctx are not looked at */
	const char *username, *password;
	const char *session;		   /* NULL: the current one */
	uint64_t sequence;		   /* first answer wanted */
	uint64_t heartbeat_ns, silence_ns; /* of Soup; 0: its own */
	uint64_t settle_ns; /* without an answer before the stream is lent */
	struct lend_device device;
	/* An answer of the exchange. */
	void (*answer)(void *ctx, uint64_t sequence, const uint8_t *message,
		       size_t length);
	/* Before the first answer, which will have that number; NULL: not wanted. */
	void (*logged_in)(void *ctx, uint64_t next);
	void *ctx; /* of the device, too */
};

struct lend;

/* NULL with errno. */
struct lend *lend_open(const struct lend_config *config, uint64_t now_ns);
void lend_close(struct lend *lend);

/* A frame came in at the order port. */
void lend_frame(struct lend *lend, const uint8_t *frame, size_t length, uint64_t now_ns);
/* The device sent these bytes. 0, or -errno: the stream is not what we think, it is broken. */
int lend_sent(struct lend *lend, uint32_t number, const uint8_t *bytes, size_t length);
/* Let things happen. Call it often; returns the state. */
enum lend_state lend_poll(struct lend *lend, uint64_t now_ns);
/* Take back, log out, close. */
void lend_leave(struct lend *lend, uint64_t now_ns);

enum lend_state lend_state(const struct lend *lend);
const char *lend_reason(const struct lend *lend);
/* Soup: the session's name, the number of the next answer. */
const char *lend_session_name(const struct lend *lend);
uint64_t lend_next(const struct lend *lend);
void lend_numbers(const struct lend *lend, struct tcp_link_numbers *numbers);
const struct tcp_link_counts *lend_counts(const struct lend *lend);

#endif
