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
#define SERVERS 2u		/* before the clients in the list of what is waited for */
#define WAIT_MOST_NS 100000000u /* a signal that came just before is seen that late */
#define SECOND 1000000000u

struct exchange_sockets {
	int feed[EXCHANGE_LINES];
	struct sockaddr_in to[EXCHANGE_LINES];
	int rerequest, glimpse;
	int client[CLIENTS];
	struct exchange_client *session[CLIENTS];
	unsigned clients;
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
	sockets->feed[0] = sockets->feed[1] = sockets->rerequest = sockets->glimpse = -1;
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
	for (unsigned i = 0; i < sockets->clients; i++)
		close_fd(sockets->client[i]);
	close_fd(sockets->rerequest);
	close_fd(sockets->glimpse);
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

static void accept_client(struct exchange_sockets *sockets, struct exchange *exchange,
			  uint64_t now_ns)
{
	struct exchange_client *session;
	int on = 1, fd;

	fd = accept4(sockets->glimpse, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	session = sockets->clients < CLIENTS ? exchange_connect(exchange, now_ns) : NULL;
	if (!session) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	sockets->client[sockets->clients] = fd;
	sockets->session[sockets->clients++] = session;
}

/* Take and give what can be; false when the connection is over. */
static bool serve_client(int fd, struct exchange_client *session, uint64_t now_ns)
{
	uint8_t bytes[4096];
	const uint8_t *output;
	ssize_t got;
	size_t n;

	got = recv(fd, bytes, sizeof(bytes), 0);
	if (got > 0)
		exchange_client_input(session, bytes, (size_t)got, now_ns);
	if (got == 0 ||
	    (got < 0 && (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)))
		return false;
	while ((n = exchange_client_output(session, &output)) > 0) {
		got = send(fd, output, n, MSG_NOSIGNAL);
		if (got < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
		exchange_client_sent(session, (size_t)got, now_ns);
	}
	return !exchange_client_closing(session);
}

static void serve_clients(struct exchange_sockets *sockets, uint64_t now_ns)
{
	for (unsigned i = 0; i < sockets->clients;) {
		if (serve_client(sockets->client[i], sockets->session[i], now_ns)) {
			i++;
			continue;
		}
		exchange_disconnect(sockets->session[i]);
		close(sockets->client[i]);
		sockets->clients--;
		sockets->client[i] = sockets->client[sockets->clients];
		sockets->session[i] = sockets->session[sockets->clients];
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
	for (unsigned i = 0; i < sockets->clients; i++) {
		polls[SERVERS + i] =
			(struct pollfd){ .fd = sockets->client[i], .events = POLLIN };
		if (exchange_client_output(sockets->session[i], &bytes) > 0)
			polls[SERVERS + i].events |= POLLOUT;
	}
	if (due > now_ns)
		timeout.tv_nsec =
			(long)(due - now_ns < WAIT_MOST_NS ? due - now_ns : WAIT_MOST_NS);
	ppoll(polls, SERVERS + sockets->clients, &timeout, NULL);
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
			accept_client(sockets, exchange, now_ns);
		serve_clients(sockets, now_ns);
		code = exchange_step(exchange, now_ns, error);
	}
	while (sockets->clients > 0) {
		exchange_disconnect(sockets->session[--sockets->clients]);
		close(sockets->client[sockets->clients]);
	}
	return code;
}
