/* SPDX-License-Identifier: BSD-3-Clause */
/* sockets: an exchange on UDP and TCP, in one loop of one thread. */
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 64u
#define SERVERS 3u /* before the clients in the list of what is waited for */
#define NARROW_BYTES 2048u
#define WAIT_MOST_NS 100000000u /* a signal that came just before is seen that late */
#define SECOND 1000000000u

/* A connection, to one or the other server. */
struct peer {
	int fd;
	struct exchange_client *snapshot;
	struct exchange_order_client *orders;
};

struct exchange_sockets {
	int feed[EXCHANGE_LINES];
	struct sockaddr_in to[EXCHANGE_LINES];
	int rerequest, glimpse, ouch;
	struct peer peers[CLIENTS];
	unsigned count;
};

static struct sockaddr_in address_of(uint32_t ip, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	address.sin_addr.s_addr = htonl(ip);
	address.sin_port = htons(port);
	return address;
}

static int fail_socket(struct tw_error *error, const char *what, uint32_t ip,
		       uint16_t port)
{
	int code = -errno;

	return tw_fail(error, code, "%s %u.%u.%u.%u:%u: %s", what, ip >> 24,
		       ip >> 16 & 255, ip >> 8 & 255, ip & 255, port, strerror(-code));
}

/* A socket bound to the interface. */
static int open_server(int *fd, int type, uint32_t ip, uint16_t port)
{
	struct sockaddr_in address = address_of(ip, port);
	int on = 1;

	*fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd < 0 ||
	    (type == SOCK_STREAM &&
	     setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) ||
	    bind(*fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    (type == SOCK_STREAM && listen(*fd, 16) < 0))
		return -1;
	return 0;
}

/* The sender of a line. */
static int open_feed(struct exchange_sockets *sockets, unsigned line,
		     const struct exchange_sockets_config *config)
{
	const struct tw_net_filter *to = &config->feed[line];
	struct in_addr from = { .s_addr = htonl(config->interface_ip) };
	int fd;

	if (to->group_port == 0)
		return 0;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	sockets->feed[line] = fd;
	sockets->to[line] = address_of(to->group_ip, to->group_port);
	if (fd < 0)
		return -1;
	if (to->group_ip >> 28 != 14)
		return 0;
	return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof(from));
}

static int open_orders(struct exchange_sockets *sockets,
		       const struct exchange_sockets_config *config)
{
	int size = NARROW_BYTES;

	if (open_server(&sockets->ouch, SOCK_STREAM, config->interface_ip,
			config->ouch_port) < 0)
		return -1;
	/* What is accepted inherits it. */
	return config->narrow ? setsockopt(sockets->ouch, SOL_SOCKET, SO_RCVBUF, &size,
					   sizeof(size))
			      : 0;
}

int exchange_sockets_open(struct exchange_sockets **out,
			  const struct exchange_sockets_config *config,
			  struct tw_error *error)
{
	struct exchange_sockets_config own = *config;
	struct exchange_sockets *sockets = calloc(1, sizeof(*sockets));
	int code = 0;

	if (!sockets)
		return tw_fail(error, -ENOMEM, "no memory");
	if (own.interface_ip == 0)
		own.interface_ip = INADDR_LOOPBACK;
	sockets->feed[0] = sockets->feed[1] = -1;
	sockets->rerequest = sockets->glimpse = sockets->ouch = -1;
	for (unsigned i = 0; i < EXCHANGE_LINES && code == 0; i++)
		if (open_feed(sockets, i, &own) < 0)
			code = fail_socket(error, "feed", own.feed[i].group_ip,
					   own.feed[i].group_port);
	if (code == 0 && open_server(&sockets->rerequest, SOCK_DGRAM, own.interface_ip,
				     own.rerequest_port) < 0)
		code = fail_socket(error, "re-request server", own.interface_ip,
				   own.rerequest_port);
	if (code == 0 && open_server(&sockets->glimpse, SOCK_STREAM, own.interface_ip,
				     own.glimpse_port) < 0)
		code = fail_socket(error, "GLIMPSE server", own.interface_ip,
				   own.glimpse_port);
	if (code == 0 && own.ouch && open_orders(sockets, &own) < 0)
		code = fail_socket(error, "order port", own.interface_ip, own.ouch_port);
	if (code < 0) {
		exchange_sockets_close(sockets);
		return code;
	}
	*out = sockets;
	return 0;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void exchange_sockets_close(struct exchange_sockets *sockets)
{
	if (!sockets)
		return;
	for (unsigned i = 0; i < EXCHANGE_LINES; i++)
		close_fd(sockets->feed[i]);
	for (unsigned i = 0; i < sockets->count; i++)
		close_fd(sockets->peers[i].fd);
	close_fd(sockets->rerequest);
	close_fd(sockets->glimpse);
	close_fd(sockets->ouch);
	free(sockets);
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address = { 0 };
	socklen_t length = sizeof(address);

	return getsockname(fd, (struct sockaddr *)&address, &length) == 0
		       ? ntohs(address.sin_port)
		       : 0;
}

uint16_t exchange_sockets_rerequest(const struct exchange_sockets *sockets)
{
	return port_of(sockets->rerequest);
}

uint16_t exchange_sockets_glimpse(const struct exchange_sockets *sockets)
{
	return port_of(sockets->glimpse);
}

uint16_t exchange_sockets_ouch(const struct exchange_sockets *sockets)
{
	return port_of(sockets->ouch);
}

int exchange_sockets_packet(void *ctx, unsigned line, const uint8_t *packet,
			    size_t length)
{
	struct exchange_sockets *sockets = ctx;
	const struct sockaddr *to = (const struct sockaddr *)&sockets->to[line];

	if (sockets->feed[line] < 0)
		return 0;
	if (sendto(sockets->feed[line], packet, length, 0, to,
		   sizeof(sockets->to[line])) >= 0)
		return 0;
	/* What the network refuses is lost, as on any other network. */
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? -EAGAIN : 0;
}

static uint64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void serve_requests(struct exchange_sockets *sockets, struct exchange *exchange)
{
	uint8_t request[64], answer[9000];
	struct sockaddr_in from;

	for (unsigned n = 0; n < 64; n++) {
		socklen_t size = sizeof(from);
		ssize_t got = recvfrom(sockets->rerequest, request, sizeof(request), 0,
				       (struct sockaddr *)&from, &size);
		size_t length;

		if (got < 0)
			return;
		length = exchange_request(exchange, request, (size_t)got, answer,
					  sizeof(answer));
		if (length > 0 && sendto(sockets->rerequest, answer, length, 0,
					 (struct sockaddr *)&from, size) < 0)
			return;
	}
}

static void accept_peer(struct exchange_sockets *sockets, int server,
			struct exchange *exchange, uint64_t now_ns)
{
	struct peer peer = { .fd = accept4(server, NULL, NULL,
					   SOCK_NONBLOCK | SOCK_CLOEXEC) };
	bool room = sockets->count < CLIENTS;
	int on = 1;

	if (peer.fd < 0)
		return;
	if (room && server == sockets->ouch)
		peer.orders = exchange_order_connect(exchange, now_ns);
	else if (room)
		peer.snapshot = exchange_connect(exchange, now_ns);
	if (!peer.orders && !peer.snapshot) {
		close(peer.fd);
		return;
	}
	setsockopt(peer.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	sockets->peers[sockets->count++] = peer;
}

static void drop_peer(struct exchange_sockets *sockets, unsigned i)
{
	struct peer *peer = &sockets->peers[i];
	struct linger at_once = { .l_onoff = 1 };

	if (peer->orders && exchange_order_resetting(peer->orders))
		setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	if (peer->orders)
		exchange_order_disconnect(peer->orders);
	else
		exchange_disconnect(peer->snapshot);
	close(peer->fd);
	*peer = sockets->peers[--sockets->count];
}

static bool is_reading(const struct peer *peer)
{
	return !peer->orders || exchange_order_reading(peer->orders);
}

static size_t output_of(const struct peer *peer, const uint8_t **bytes)
{
	return peer->orders ? exchange_order_output(peer->orders, bytes)
			    : exchange_client_output(peer->snapshot, bytes);
}

static void tell_sent(const struct peer *peer, size_t length, uint64_t now_ns)
{
	if (peer->orders)
		exchange_order_sent(peer->orders, length, now_ns);
	else
		exchange_client_sent(peer->snapshot, length, now_ns);
}

/* Take what can be taken; false when the connection is over. */
static bool read_peer(const struct peer *peer, uint64_t now_ns)
{
	uint8_t bytes[4096];
	ssize_t got;

	if (!is_reading(peer))
		return true;
	got = recv(peer->fd, bytes, sizeof(bytes), 0);
	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
	if (got == 0)
		return false;
	if (!peer->orders) {
		exchange_client_input(peer->snapshot, bytes, (size_t)got, now_ns);
		return true;
	}
	exchange_order_input(peer->orders, bytes, (size_t)got, now_ns);
	return !exchange_order_resetting(peer->orders);
}

/* Take and give what can be; false when the connection is over. */
static bool serve_peer(const struct peer *peer, uint64_t now_ns)
{
	const uint8_t *output;
	ssize_t got;
	size_t n;

	if (!read_peer(peer, now_ns))
		return false;
	while ((n = output_of(peer, &output)) > 0) {
		got = send(peer->fd, output, n, MSG_NOSIGNAL);
		if (got < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
		tell_sent(peer, (size_t)got, now_ns);
	}
	return peer->orders ? !exchange_order_closing(peer->orders)
			    : !exchange_client_closing(peer->snapshot);
}

static void serve_peers(struct exchange_sockets *sockets, uint64_t now_ns)
{
	for (unsigned i = 0; i < sockets->count;) {
		if (serve_peer(&sockets->peers[i], now_ns))
			i++;
		else
			drop_peer(sockets, i);
	}
}

/* Wait for a socket, or until something is due. */
static void wait_for(struct exchange_sockets *sockets, const struct exchange *exchange,
		     struct pollfd *polls)
{
	uint64_t due = exchange_due(exchange), now_ns = clock_now();
	struct timespec timeout = { 0 };
	const uint8_t *bytes;

	polls[0] = (struct pollfd){ .fd = sockets->rerequest, .events = POLLIN };
	polls[1] = (struct pollfd){ .fd = sockets->glimpse, .events = POLLIN };
	polls[2] = (struct pollfd){ .fd = sockets->ouch, .events = POLLIN };
	for (unsigned i = 0; i < sockets->count; i++) {
		const struct peer *peer = &sockets->peers[i];
		struct pollfd *entry = &polls[SERVERS + i];

		*entry = (struct pollfd){ .fd = peer->fd };
		if (is_reading(peer))
			entry->events |= POLLIN;
		if (output_of(peer, &bytes) > 0)
			entry->events |= POLLOUT;
		/* A hang-up would wake us again and again. */
		if (entry->events == 0)
			entry->fd = -1;
	}
	if (due > now_ns)
		timeout.tv_nsec =
			(long)(due - now_ns < WAIT_MOST_NS ? due - now_ns : WAIT_MOST_NS);
	ppoll(polls, SERVERS + sockets->count, &timeout, NULL);
}

int exchange_sockets_run(struct exchange_sockets *sockets, struct exchange *exchange,
			 const volatile sig_atomic_t *stop, struct tw_error *error)
{
	struct pollfd polls[SERVERS + CLIENTS];
	int code = 0;

	while (code == 0 && !*stop && !exchange_over(exchange)) {
		uint64_t now_ns;

		wait_for(sockets, exchange, polls);
		now_ns = clock_now();
		if (polls[0].revents)
			serve_requests(sockets, exchange);
		if (polls[1].revents)
			accept_peer(sockets, sockets->glimpse, exchange, now_ns);
		if (polls[2].revents)
			accept_peer(sockets, sockets->ouch, exchange, now_ns);
		serve_peers(sockets, now_ns);
		code = exchange_step(exchange, now_ns, error);
	}
	while (sockets->count > 0)
		drop_peer(sockets, sockets->count - 1);
	return code;
}
