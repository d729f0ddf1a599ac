/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_tap: the order port as an Ethernet interface of this host's kernel. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_tun.h>

#include "touchwire_order.h"

struct tap {
	struct touchwire_order *order;
	int fd;
};

#define DEVICE "/dev/net/tun"

static const char *remedy(int err)
{
	switch (err) {
	case EPERM:
	case EACCES:
		return "; needs CAP_NET_ADMIN, or once, as root: ip tuntap add dev NAME "
		       "mode tap user USER && ip link set NAME up";
	case ENOENT:
	case ENODEV:
		return "; the kernel has no TUN/TAP here, as root: modprobe tun; without "
		       "privileges: order=slirp";
	case EBUSY:
		return "; another program holds it";
	default:
		return "";
	}
}

static int attach(const char *name, int *fd)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int err;

	*fd = open(DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return -errno;
	memcpy(request.ifr_name, name, strlen(name) + 1);
	if (ioctl(*fd, TUNSETIFF, &request) == 0)
		return 0;
	err = -errno;
	close(*fd);
	return err;
}

static int tap_open(const char *name, struct touchwire_order *order, void **wire,
		    char *error, size_t size)
{
	struct tap *tap;
	int fd, err;

	if (strlen(name) >= IFNAMSIZ) {
		snprintf(error, size, "tap:%s: a name has at most %u characters", name,
			 IFNAMSIZ - 1);
		return -EINVAL;
	}
	err = attach(name, &fd);
	if (err != 0) {
		snprintf(error, size, "tap:%s: %s%s", name, strerror(-err), remedy(-err));
		return err;
	}
	tap = malloc(sizeof(*tap));
	if (tap == NULL) {
		close(fd);
		return -ENOMEM;
	}
	*tap = (struct tap){ order, fd };
	*wire = tap;
	return 0;
}

/* The kernel takes nothing while the interface is down. */
static bool tap_send(void *wire, const uint8_t *frame, size_t length)
{
	const struct tap *tap = wire;

	return write(tap->fd, frame, length) == (ssize_t)length;
}

static void tap_poll(void *wire)
{
	const struct tap *tap = wire;
	uint8_t frame[TOUCHWIRE_ORDER_FRAME];
	unsigned int n;
	ssize_t got;

	for (n = 0; n < TOUCHWIRE_ORDER_QUEUE; n++) {
		got = read(tap->fd, frame, sizeof(frame));
		if (got <= 0)
			return;
		touchwire_order_deliver(tap->order, frame, (size_t)got);
	}
}

static void tap_close(void *wire)
{
	struct tap *tap = wire;

	close(tap->fd);
	free(tap);
}

const struct touchwire_wire_ops touchwire_tap_ops = {
	.name = "tap:",
	.open = tap_open,
	.send = tap_send,
	.poll = tap_poll,
	.close = tap_close,
};
