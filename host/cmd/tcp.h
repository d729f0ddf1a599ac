/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp: one TCP connection of lwIP's over frames that others carry, of which a device may send
 * a part of the stream itself (delegated send).
 *
 * Debian's liblwip is built for threads (NO_SYS=0, core locking), but nothing below its socket
 * API asks for them: as long as tcpip_init() is not called, lwip_init() and the raw API serve
 * one thread, and sys_check_timeouts() runs its timers. So there is no thread here.
 *
 * lwIP has one instance a process; there is one link at a time, used by one thread.
 */
#ifndef TW_TCP_H
#define TW_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Frames of the order port are at most so long; MTU 242 makes TCP segments of 202 bytes. */
#define TCP_LINK_FRAME 256u
#define TCP_LINK_MTU 242u
/*
 * Most bytes that may be on their way unacknowledged: the device's guard remembers 4096, and
 * lwIP keeps no more segments than fit here, the shortest (a cancel) being 12 bytes.
 */
#define TCP_LINK_FLIGHT 2048u

enum tcp_link_state {
	TCP_LINK_RESOLVING, /* the gateway's hardware address is asked for */
	TCP_LINK_RESOLVED,  /* it is known; tcp_link_dial() may come */
	TCP_LINK_DIALLING,  /* SYN sent */
	TCP_LINK_UP,
	TCP_LINK_ENDED, /* by the peer: FIN */
	TCP_LINK_BROKEN /* by reset, or nobody answered */
};

struct tcp_link_config {
	uint32_t ip, mask, gateway; /* numeric: a.b.c.d is a << 24 | ... */
	uint8_t mac[6];
	uint32_t peer_ip;
	uint16_t peer_port, own_port;
	/* A frame that leaves. What cannot be sent is lost, as on any wire. */
	void (*send)(void *ctx, const uint8_t *frame, size_t length);
	/* Bytes of the peer's stream. */
	void (*received)(void *ctx, const uint8_t *bytes, size_t length);
	void *ctx;
};

/* Where the stream stands, in its own numbers. */
struct tcp_link_numbers {
	uint32_t next;	 /* the byte to send next */
	uint32_t acked;	 /* first byte that the peer did not acknowledge */
	uint32_t ack;	 /* the byte expected of the peer */
	uint32_t limit;	 /* first byte that may not be sent */
	uint16_t window; /* as it stands in our segments */
};

struct tcp_link_counts {
	uint64_t received, sent; /* frames */
	uint64_t again;		 /* segments sent once more */
	uint64_t muted;	  /* first emissions by lwIP that became pure acknowledgements */
	uint64_t refused; /* frames too long */
};

struct tcp_link;

/* Open and ask for the gateway. NULL with errno EBUSY (there is a link), ENOMEM. */
struct tcp_link *tcp_link_open(const struct tcp_link_config *config);
/* Let go at once; the peer is reset when it is still connected. */
void tcp_link_close(struct tcp_link *link);
enum tcp_link_state tcp_link_state(const struct tcp_link *link);
/* Ask for the gateway once more. */
void tcp_link_ask(struct tcp_link *link);
/* Hardware address that leads to the peer; -EAGAIN before it is resolved. */
int tcp_link_next_hop(const struct tcp_link *link, uint8_t mac[6]);
/* Send the SYN. 0 or -EIO. */
int tcp_link_dial(struct tcp_link *link);

/* A frame that came. */
void tcp_link_input(struct tcp_link *link, const uint8_t *frame, size_t length);
/*
 * Does that frame acknowledge bytes that lwIP has not sent? Then a device sent them and has not
 * told yet: come back with the frame.
 */
bool tcp_link_early(const struct tcp_link *link, const uint8_t *frame, size_t length);
/* Let time pass: lwIP's timers. */
void tcp_link_advance(struct tcp_link *link);

/* Send these bytes. 0, -EAGAIN: no room now, -ENOTCONN, -EBUSY: the stream is lent. */
int tcp_link_write(struct tcp_link *link, const uint8_t *bytes, size_t length);
/* From here on a device sends; lwIP only acknowledges and sends again. */
void tcp_link_lend(struct tcp_link *link);
void tcp_link_take_back(struct tcp_link *link);
/*
 * The device has sent these bytes at that number. 0; -EPROTO: another number was due, -ENOBUFS:
 * lwIP cannot keep them.
 */
int tcp_link_sent(struct tcp_link *link, uint32_t number, const uint8_t *bytes,
		  size_t length);
/* Close our side: FIN. */
void tcp_link_finish(struct tcp_link *link);

void tcp_link_numbers(const struct tcp_link *link, struct tcp_link_numbers *numbers);
const struct tcp_link_counts *tcp_link_counts(const struct tcp_link *link);

#endif
