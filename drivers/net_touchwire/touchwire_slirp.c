/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_slirp: the order port behind libslirp, a NAT in this process: what the device's side
 * says by TCP and UDP goes through sockets of this host.  IPv4 only, no DHCP, no DNS.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <slirp/libslirp.h>

#include "touchwire_log.h"
#include "touchwire_order.h"

#define NETWORK 0x0a000200u /* 10.0.2.0 */
#define MASK 0xffffff00u
#define HOST 0x0a000202u
#define NAMESERVER 0x0a000203u
#define DEVICE 0x0a00020fu
#define CONFIG_VERSION 4u /* of libslirp 4.7, the last that has what is set here */
#define SOCKETS 256u
#define HEADER 14u

struct nat {
	struct touchwire_order *order;
	Slirp *slirp;
	struct pollfd fds[SOCKETS];
	int count;
};

static ssize_t on_frame(const void *frame, size_t length, void *opaque)
{
	const struct nat *nat = opaque;

	touchwire_order_deliver(nat->order, frame, length);
	return (ssize_t)length;
}

static void on_error(const char *text, void *opaque)
{
	(void)opaque;
	TOUCHWIRE_LOG(DEBUG, "order port: %s", text);
}

static int64_t on_clock(void *opaque)
{
	struct timespec now;

	(void)opaque;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Only IPv6 has timers, and there is none. */
static void *on_timer_new(SlirpTimerCb callback, void *argument, void *opaque)
{
	(void)callback;
	(void)argument;
	return opaque;
}

static void on_timer_free(void *timer, void *opaque)
{
	(void)timer;
	(void)opaque;
}

static void on_timer_mod(void *timer, int64_t expire_ms, void *opaque)
{
	(void)timer;
	(void)expire_ms;
	(void)opaque;
}

/* The sockets are asked for anew at each poll. */
static void on_socket(int fd, void *opaque)
{
	(void)fd;
	(void)opaque;
}

static void on_notify(void *opaque)
{
	(void)opaque;
}

static const SlirpCb callbacks = {
	.send_packet = on_frame,
	.guest_error = on_error,
	.clock_get_ns = on_clock,
	.timer_new = on_timer_new,
	.timer_free = on_timer_free,
	.timer_mod = on_timer_mod,
	.register_poll_fd = on_socket,
	.unregister_poll_fd = on_socket,
	.notify = on_notify,
};

static int nat_open(const char *argument, struct touchwire_order *order, void **wire,
		    char *error, size_t size)
{
	const SlirpConfig config = {
		.version = CONFIG_VERSION,
		.in_enabled = true,
		.vnetwork = { htonl(NETWORK) },
		.vnetmask = { htonl(MASK) },
		.vhost = { htonl(HOST) },
		.vdhcp_start = { htonl(DEVICE) },
		.vnameserver = { htonl(NAMESERVER) },
		.disable_dns = true,
		.disable_dhcp = true,
	};
	struct nat *nat = calloc(1, sizeof(*nat));

	(void)argument;
	if (nat != NULL) {
		nat->order = order;
		nat->slirp = slirp_new(&config, &callbacks, nat);
	}
	if (nat == NULL || nat->slirp == NULL) {
		snprintf(error, size, "slirp: %s", strerror(ENOMEM));
		free(nat);
		return -ENOMEM;
	}
	*wire = nat;
	return 0;
}

/* libslirp writes to sockets that their peers may have closed: no signal shall come of it. */
static bool hold_sigpipe(sigset_t *old)
{
	sigset_t pipe, pending;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, old);
	sigpending(&pending);
	return sigismember(&pending, SIGPIPE) == 1;
}

static void release_sigpipe(const sigset_t *old, bool was_pending)
{
	const struct timespec none = { 0, 0 };
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	if (!was_pending)
		sigtimedwait(&pipe, NULL, &none);
	pthread_sigmask(SIG_SETMASK, old, NULL);
}

static bool nat_send(void *wire, const uint8_t *frame, size_t length)
{
	const struct nat *nat = wire;
	sigset_t old;
	bool pending;

	if (length < HEADER)
		return false;
	pending = hold_sigpipe(&old);
	slirp_input(nat->slirp, frame, (int)length);
	release_sigpipe(&old, pending);
	return true;
}

static const struct {
	short system;
	int slirp;
} events[] = {
	{ POLLIN, SLIRP_POLL_IN },   { POLLOUT, SLIRP_POLL_OUT },
	{ POLLPRI, SLIRP_POLL_PRI }, { POLLERR, SLIRP_POLL_ERR },
	{ POLLHUP, SLIRP_POLL_HUP },
};
#define EVENTS (sizeof(events) / sizeof(events[0]))

static int add_socket(int fd, int wanted, void *opaque)
{
	struct nat *nat = opaque;
	struct pollfd *place = &nat->fds[nat->count];
	unsigned int i;

	if (nat->count == (int)SOCKETS)
		return -1;
	*place = (struct pollfd){ .fd = fd };
	/* Errors and hang-ups are told without being asked for. */
	for (i = 0; i < EVENTS; i++)
		if ((wanted & events[i].slirp) != 0 && events[i].system != POLLERR &&
		    events[i].system != POLLHUP)
			place->events = (short)(place->events | events[i].system);
	return nat->count++;
}

static int what_came(int index, void *opaque)
{
	const struct nat *nat = opaque;
	unsigned int i;
	int came = 0;

	for (i = 0; i < EVENTS && index >= 0; i++)
		if ((nat->fds[index].revents & events[i].system) != 0)
			came |= events[i].slirp;
	return came;
}

static void nat_poll(void *wire)
{
	struct nat *nat = wire;
	uint32_t timeout = 0;
	sigset_t old;
	bool pending = hold_sigpipe(&old);
	int got;

	nat->count = 0;
	slirp_pollfds_fill(nat->slirp, &timeout, add_socket, nat);
	got = poll(nat->fds, (nfds_t)nat->count, 0);
	slirp_pollfds_poll(nat->slirp, got < 0, what_came, nat);
	release_sigpipe(&old, pending);
}

static void nat_close(void *wire)
{
	struct nat *nat = wire;

	slirp_cleanup(nat->slirp);
	free(nat);
}

const struct touchwire_wire_ops touchwire_slirp_ops = {
	.name = "slirp",
	.open = nat_open,
	.send = nat_send,
	.poll = nat_poll,
	.close = nat_close,
};
