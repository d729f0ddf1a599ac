/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sockets: an exchange on UDP and TCP: two senders, a re-request server, a GLIMPSE server, an
 * order port, in one loop of one thread.
 */
#ifndef TW_EXCHANGE_SOCKETS_H
#define TW_EXCHANGE_SOCKETS_H

#include <signal.h>
#include <stdint.h>

#include "exchange.h"

struct exchange_sockets;

struct exchange_sockets_config {
	struct tw_net_filter feed[EXCHANGE_LINES]; /* where to; port 0: the line is off */
	uint32_t
		interface_ip; /* servers listen there, groups leave there; 0: 127.0.0.1 */
	uint16_t rerequest_port, glimpse_port; /* 0: any */
	bool ouch;			       /* open the order port */
	uint16_t ouch_port;
	bool narrow; /* take few bytes before they are read, so that a window closes */
};

/* Open all sockets. 0 or -errno, and the error says which one. */
int exchange_sockets_open(struct exchange_sockets **out,
			  const struct exchange_sockets_config *config,
			  struct tw_error *error);
void exchange_sockets_close(struct exchange_sockets *sockets);
/* The ports that the servers have. */
uint16_t exchange_sockets_rerequest(const struct exchange_sockets *sockets);
uint16_t exchange_sockets_glimpse(const struct exchange_sockets *sockets);
uint16_t exchange_sockets_ouch(const struct exchange_sockets *sockets);

/* The exchange's on_packet; its ctx are the sockets. */
int exchange_sockets_packet(void *sockets, unsigned line, const uint8_t *packet,
			    size_t length);
/*
 * Run until the exchange is over or *@stop is not 0. 0 or a negative errno: of
 * exchange_step(), or of a socket.
 */
int exchange_sockets_run(struct exchange_sockets *sockets, struct exchange *exchange,
			 const volatile sig_atomic_t *stop, struct tw_error *error);

#endif
