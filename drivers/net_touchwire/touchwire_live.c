/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_live: see touchwire_live.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "touchwire_live.h"

#define PREFIX "udp:"
#define HEADERS 42u		   /* Ethernet 14, IPv4 20, UDP 8 */
#define FRAME_MIN 60u		   /* what a sender pads to */
#define PAYLOAD_MAX 65507u	   /* of IPv4 */
#define BUFFER_BYTES (8 * 1 << 20) /* asked of the system; it may give less */

struct touchwire_live {
	int socket;
	struct sockaddr_in to; /* group or own address, and port */
	uint16_t ident;
	uint8_t frame[HEADERS + PAYLOAD_MAX + 1];
};

bool touchwire_live_named(const char *name)
{
	return strncmp(name, PREFIX, strlen(PREFIX)) == 0;
}

static bool is_group(const struct sockaddr_in *address)
{
	return IN_MULTICAST(ntohl(address->sin_addr.s_addr));
}

/* "IP:PORT[@INTERFACE_IP]"; without an interface the system chooses one. */
static int parse(const char *text, struct sockaddr_in *to, struct in_addr *interface)
{
	unsigned int port;
	char ip[INET_ADDRSTRLEN], via[INET_ADDRSTRLEN] = "0.0.0.0";
	int end = 0, n = sscanf(text, "%15[0-9.]:%5u%n", ip, &port, &end);

	if (n != 2 || port == 0 || port > UINT16_MAX)
		return -EINVAL;
	if (text[end] == '@') {
		text += end + 1;
		if (sscanf(text, "%15[0-9.]%n", via, &end) != 1)
			return -EINVAL;
	}
	*to = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port) };
	if (text[end] != '\0' || inet_pton(AF_INET, ip, &to->sin_addr) != 1 ||
	    inet_pton(AF_INET, via, interface) != 1 || to->sin_addr.s_addr == 0)
		return -EINVAL;
	return 0;
}

static int listen_to(struct touchwire_live *live, struct in_addr interface)
{
	struct ip_mreq join = { live->to.sin_addr, interface };
	int on = 1, off = 0, bytes = BUFFER_BYTES;

	live->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (live->socket < 0)
		return -errno;
	setsockopt(live->socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	/* Both lines, or two programs, may listen to one group. */
	if (is_group(&live->to) &&
	    setsockopt(live->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0)
		return -errno;
	if (bind(live->socket, (struct sockaddr *)&live->to, sizeof(live->to)) != 0)
		return -errno;
	if (!is_group(&live->to))
		return 0;
	/* Not what others of this host have joined on other interfaces. */
	if (setsockopt(live->socket, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof(off)) !=
		    0 ||
	    setsockopt(live->socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join,
		       sizeof(join)) != 0)
		return -errno;
	return 0;
}

int touchwire_live_open(const char *name, struct touchwire_live **out, char *error,
			size_t size)
{
	struct touchwire_live *live = calloc(1, sizeof(*live));
	struct in_addr interface;
	int err = live == NULL ? -ENOMEM : 0;

	*out = NULL;
	if (live != NULL)
		live->socket = -1;
	if (err == 0 && parse(name + strlen(PREFIX), &live->to, &interface) != 0) {
		snprintf(error, size,
			 "%s: want udp:IP:PORT or udp:IP:PORT@INTERFACE_IP with the "
			 "address that packets are sent to",
			 name);
		touchwire_live_close(live);
		return -EINVAL;
	}
	if (err == 0)
		err = listen_to(live, interface);
	if (err != 0) {
		snprintf(error, size, "%s: %s", name, strerror(-err));
		touchwire_live_close(live);
		return err;
	}
	*out = live;
	return 0;
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint16_t ip_checksum(const uint8_t *header)
{
	uint32_t sum = 0;
	unsigned int i;

	for (i = 0; i < 20; i += 2)
		sum += (uint32_t)header[i] << 8 | header[i + 1];
	sum = (sum & 0xffffu) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

/* The headers as the sender's host would have made them; UDP checksum 0, the kernel has judged. */
static void put_headers(struct touchwire_live *live, uint32_t payload,
			const struct sockaddr_in *from)
{
	const uint8_t *group = (const uint8_t *)&live->to.sin_addr;
	uint8_t *mac = live->frame, *ip = mac + 14, *udp = ip + 20;

	memset(live->frame, 0, HEADERS);
	/* RFC 1112 for a group; 02: locally administered. */
	mac[0] = is_group(&live->to) ? 0x01 : 0x02;
	mac[2] = is_group(&live->to) ? 0x5e : 0x00;
	mac[3] = group[1] & 0x7f;
	mac[4] = group[2];
	mac[5] = group[3];
	mac[6] = 0x02;
	memcpy(mac + 8, &from->sin_addr, 4);
	put16(mac + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, payload + 28);
	put16(ip + 4, live->ident++);
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	memcpy(ip + 12, &from->sin_addr, 4);
	memcpy(ip + 16, &live->to.sin_addr, 4);
	put16(ip + 10, ip_checksum(ip));
	memcpy(udp, &from->sin_port, 2);
	memcpy(udp + 2, &live->to.sin_port, 2);
	put16(udp + 4, payload + 8);
}

bool touchwire_live_take(struct touchwire_live *live, struct touchwire_feed_frame *frame,
			 char *error, size_t size)
{
	struct sockaddr_in from = { 0 };
	socklen_t length = sizeof(from);
	ssize_t got = recvfrom(live->socket, live->frame + HEADERS, PAYLOAD_MAX + 1, 0,
			       (struct sockaddr *)&from, &length);
	uint32_t bytes;

	if (got < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			snprintf(error, size, "the socket breaks: %s", strerror(errno));
		return false;
	}
	if (got > (ssize_t)PAYLOAD_MAX)
		got = PAYLOAD_MAX;
	put_headers(live, (uint32_t)got, &from);
	bytes = HEADERS + (uint32_t)got;
	if (bytes < FRAME_MIN) {
		memset(live->frame + bytes, 0, FRAME_MIN - bytes);
		bytes = FRAME_MIN;
	}
	*frame = (struct touchwire_feed_frame){ .data = live->frame,
						.length = bytes,
						.wire = bytes,
						.time_ns = touchwire_live_now() };
	return true;
}

uint64_t touchwire_live_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void touchwire_live_close(struct touchwire_live *live)
{
	if (live == NULL)
		return;
	if (live->socket >= 0)
		close(live->socket);
	free(live);
}
