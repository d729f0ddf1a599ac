/* SPDX-License-Identifier: BSD-3-Clause */
#include "tcp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>
#include <lwip/timeouts.h>
#include <netif/ethernet.h>

#include <touchwire/net.h>

#define ETHERNET 14u
#define IP_HEADER 20u
#define ETHERTYPE_IP4 0x0800u
#define PROTOCOL_TCP 6u
#define FLAG_ACK 0x10u
/* Without traffic ask the peer for its window so often: its news of it may have been lost. */
#define KEEPALIVE_MS 1000u
#define KEEPALIVES 10u
/*
 * Most time between two tries, in lwIP's ticks of 500 ms: it would double it up to minutes, and
 * an order so old helps nobody. After 12 tries it gives up.
 */
#define AGAIN_TICKS 4

struct tcp_link {
	struct tcp_link_config config;
	struct netif netif;
	struct tcp_pcb *pcb; /* NULL: none, or lwIP has freed it */
	enum tcp_link_state state;
	bool lent;
	bool fresh;		   /* a segment has come that wants its acknowledgement */
	uint32_t seen;		   /* end of what lwIP has emitted of the stream */
	uint32_t next, ack, acked; /* the last numbers, kept when the pcb is gone */
	struct tcp_link_counts counts;
};

static struct tcp_link *the_link;

/* A TCP segment as it lies in a frame. */
struct segment {
	size_t tcp, payload; /* offsets in the frame */
	size_t length;	     /* of the payload */
	uint32_t seq, ack;
	uint8_t flags;
};

static uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint16_t get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void put32(uint8_t *bytes, uint32_t value)
{
	bytes[0] = (uint8_t)(value >> 24);
	bytes[1] = (uint8_t)(value >> 16);
	bytes[2] = (uint8_t)(value >> 8);
	bytes[3] = (uint8_t)value;
}

static void put16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

/* Numbers of the stream run around. */
static bool before(uint32_t left, uint32_t right)
{
	return (int32_t)(left - right) < 0;
}

static bool find_segment(const uint8_t *frame, size_t length, struct segment *segment)
{
	const uint8_t *ip = frame + ETHERNET;
	size_t header, total, tcp;

	if (length < ETHERNET + IP_HEADER + 20 || get16(frame + 12) != ETHERTYPE_IP4 ||
	    ip[0] >> 4 != 4 || ip[9] != PROTOCOL_TCP)
		return false;
	header = (size_t)(ip[0] & 15) * 4;
	total = get16(ip + 2);
	if (header < IP_HEADER || ETHERNET + total > length || total < header + 20)
		return false;
	tcp = (size_t)(ip[header + 12] >> 4) * 4;
	if (tcp < 20 || header + tcp > total)
		return false;
	segment->tcp = ETHERNET + header;
	segment->payload = segment->tcp + tcp;
	segment->length = total - header - tcp;
	segment->seq = get32(frame + segment->tcp + 4);
	segment->ack = get32(frame + segment->tcp + 8);
	segment->flags = frame[segment->tcp + 13];
	return true;
}

static uint32_t add_up(uint32_t sum, const uint8_t *bytes, size_t length)
{
	size_t i;

	for (i = 0; i + 1 < length; i += 2)
		sum += get16(bytes + i);
	return i < length ? sum + (uint32_t)(bytes[i] << 8) : sum;
}

/*
 * lwIP believes to send what the device has sent already. Its acknowledgement is worth sending,
 * its payload is not.
 */
static size_t mute(uint8_t *frame, const struct segment *segment)
{
	uint8_t *ip = frame + ETHERNET, *tcp = frame + segment->tcp;
	size_t ip_length = segment->tcp - ETHERNET;
	size_t tcp_length = segment->payload - segment->tcp;
	uint32_t sum;

	put32(tcp + 4, segment->seq + (uint32_t)segment->length);
	tcp[13] = FLAG_ACK;
	put16(ip + 2, (uint16_t)(ip_length + tcp_length));
	put16(ip + 10, 0);
	put16(ip + 10, tw_net_checksum(ip, ip_length));
	put16(tcp + 16, 0);
	sum = add_up(PROTOCOL_TCP + (uint32_t)tcp_length, ip + 12, 8);
	sum = add_up(sum, tcp, tcp_length);
	sum = (sum >> 16) + (sum & 0xffffu);
	sum += sum >> 16;
	put16(tcp + 16, (uint16_t)~sum);
	return segment->payload;
}

static err_t on_output(struct netif *netif, struct pbuf *chain)
{
	struct tcp_link *link = netif->state;
	uint8_t frame[TCP_LINK_FRAME];
	struct segment segment;
	size_t length = chain->tot_len;
	uint32_t end;

	if (length > sizeof(frame)) {
		link->counts.refused++;
		return ERR_BUF;
	}
	pbuf_copy_partial(chain, frame, (u16_t)length, 0);
	if (find_segment(frame, length, &segment) && segment.length != 0) {
		end = segment.seq + (uint32_t)segment.length;
		if (before(segment.seq, link->seen)) {
			/* The device sent all of it, even where new bytes were joined to old ones. */
			link->counts.again++;
		} else if (link->lent) {
			link->counts.muted++;
			length = mute(frame, &segment);
		}
		if (before(link->seen, end))
			link->seen = end;
	}
	link->counts.sent++;
	link->config.send(link->config.ctx, frame, length);
	return ERR_OK;
}

static err_t on_netif(struct netif *netif)
{
	const struct tcp_link *link = netif->state;

	netif->name[0] = 't';
	netif->name[1] = 'w';
	netif->mtu = TCP_LINK_MTU;
	netif->hwaddr_len = sizeof(link->config.mac);
	memcpy(netif->hwaddr, link->config.mac, sizeof(link->config.mac));
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
		       NETIF_FLAG_LINK_UP;
	netif->output = etharp_output;
	netif->linkoutput = on_output;
	return ERR_OK;
}

static void keep_numbers(struct tcp_link *link)
{
	if (link->pcb == NULL)
		return;
	link->next = link->pcb->snd_nxt;
	link->ack = link->pcb->rcv_nxt;
	link->acked = link->pcb->lastack;
}

/* lwIP has freed the pcb by itself: reset, or nobody answers. */
static void on_error(void *ctx, err_t error)
{
	struct tcp_link *link = ctx;

	(void)error;
	link->pcb = NULL;
	link->state = TCP_LINK_BROKEN;
}

static err_t on_received(void *ctx, struct tcp_pcb *pcb, struct pbuf *chain, err_t error)
{
	struct tcp_link *link = ctx;
	struct pbuf *part;

	(void)error;
	if (chain == NULL) {
		link->state = TCP_LINK_ENDED;
		return ERR_OK;
	}
	tcp_recved(pcb, chain->tot_len);
	for (part = chain; part != NULL; part = part->next)
		link->config.received(link->config.ctx, part->payload, part->len);
	pbuf_free(chain);
	link->fresh = true;
	return ERR_OK;
}

static err_t on_connected(void *ctx, struct tcp_pcb *pcb, err_t error)
{
	struct tcp_link *link = ctx;

	(void)error;
	link->seen = pcb->snd_nxt;
	link->state = TCP_LINK_UP;
	return ERR_OK;
}

static ip4_addr_t address(uint32_t ip)
{
	ip4_addr_t out;

	out.addr = lwip_htonl(ip);
	return out;
}

/* Who is asked for: the peer itself when it is a neighbour. */
static ip4_addr_t neighbour(const struct tcp_link *link)
{
	const struct tcp_link_config *config = &link->config;
	bool near = ((config->peer_ip ^ config->ip) & config->mask) == 0;

	return address(near ? config->peer_ip : config->gateway);
}

struct tcp_link *tcp_link_open(const struct tcp_link_config *config)
{
	static bool ready;
	ip4_addr_t ip = address(config->ip), mask = address(config->mask);
	ip4_addr_t gateway = address(config->gateway);
	struct tcp_link *link;

	if (the_link != NULL) {
		errno = EBUSY;
		return NULL;
	}
	if (!ready)
		lwip_init();
	ready = true;
	link = calloc(1, sizeof(*link));
	if (link == NULL)
		return NULL;
	link->config = *config;
	if (netif_add(&link->netif, &ip, &mask, &gateway, link, on_netif,
		      ethernet_input) == NULL) {
		free(link);
		errno = ENOMEM;
		return NULL;
	}
	the_link = link;
	netif_set_default(&link->netif);
	netif_set_up(&link->netif);
	tcp_link_ask(link);
	return link;
}

void tcp_link_ask(struct tcp_link *link)
{
	ip4_addr_t asked = neighbour(link);

	etharp_request(&link->netif, &asked);
}

void tcp_link_close(struct tcp_link *link)
{
	if (link == NULL)
		return;
	if (link->pcb != NULL) {
		tcp_err(link->pcb, NULL);
		tcp_recv(link->pcb, NULL);
		tcp_abort(link->pcb);
	}
	netif_remove(&link->netif);
	the_link = NULL;
	free(link);
}

int tcp_link_next_hop(const struct tcp_link *link, uint8_t mac[6])
{
	ip4_addr_t asked = neighbour(link);
	struct eth_addr *found;
	const ip4_addr_t *entry;

	if (etharp_find_addr((struct netif *)(uintptr_t)&link->netif, &asked, &found,
			     &entry) < 0)
		return -EAGAIN;
	memcpy(mac, found->addr, 6);
	return 0;
}

enum tcp_link_state tcp_link_state(const struct tcp_link *link)
{
	uint8_t mac[6];

	if (link->state == TCP_LINK_RESOLVING && tcp_link_next_hop(link, mac) == 0)
		return TCP_LINK_RESOLVED;
	return link->state;
}

int tcp_link_dial(struct tcp_link *link)
{
	ip_addr_t any = *IP4_ADDR_ANY,
		  peer = IPADDR4_INIT(lwip_htonl(link->config.peer_ip));
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_V4);

	if (pcb == NULL)
		return -EIO;
	tcp_arg(pcb, link);
	tcp_err(pcb, on_error);
	tcp_recv(pcb, on_received);
	tcp_nagle_disable(pcb);
	ip_set_option(pcb, SOF_KEEPALIVE);
	pcb->keep_idle = KEEPALIVE_MS;
	pcb->keep_intvl = KEEPALIVE_MS;
	pcb->keep_cnt = KEEPALIVES;
	if (tcp_bind(pcb, &any, link->config.own_port) != ERR_OK ||
	    tcp_connect(pcb, &peer, link->config.peer_port, on_connected) != ERR_OK) {
		tcp_abort(pcb);
		return -EIO;
	}
	link->pcb = pcb;
	link->seen = pcb->snd_nxt;
	link->state = TCP_LINK_DIALLING;
	return 0;
}

void tcp_link_input(struct tcp_link *link, const uint8_t *frame, size_t length)
{
	struct pbuf *chain;

	if (length > UINT16_MAX)
		return;
	/* Not of the pool: in Debian 12's library its buffers are smaller than it believes. */
	chain = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
	if (chain == NULL)
		return; /* as if the wire had lost it */
	link->counts.received++;
	pbuf_take(chain, frame, (u16_t)length);
	if (link->netif.input(chain, &link->netif) != ERR_OK)
		pbuf_free(chain);
	/* A delayed acknowledgement would hold the peer's answers back. */
	if (link->fresh && link->pcb != NULL) {
		tcp_set_flags(link->pcb, TF_ACK_NOW);
		tcp_output(link->pcb);
	}
	link->fresh = false;
	keep_numbers(link);
}

bool tcp_link_early(const struct tcp_link *link, const uint8_t *frame, size_t length)
{
	struct segment segment;

	return link->pcb != NULL && link->lent && find_segment(frame, length, &segment) &&
	       (segment.flags & FLAG_ACK) != 0 && before(link->pcb->snd_nxt, segment.ack);
}

void tcp_link_advance(struct tcp_link *link)
{
	sys_check_timeouts();
	if (link->pcb != NULL && link->pcb->rto > AGAIN_TICKS)
		link->pcb->rto = AGAIN_TICKS;
	keep_numbers(link);
}

static int keep_bytes(struct tcp_link *link, const uint8_t *bytes, size_t length)
{
	return length <= UINT16_MAX && tcp_write(link->pcb, bytes, (u16_t)length,
						 TCP_WRITE_FLAG_COPY) == ERR_OK
		       ? 0
		       : -ENOBUFS;
}

int tcp_link_write(struct tcp_link *link, const uint8_t *bytes, size_t length)
{
	if (link->lent)
		return -EBUSY;
	if (link->pcb == NULL || link->state != TCP_LINK_UP)
		return -ENOTCONN;
	if (keep_bytes(link, bytes, length) != 0)
		return -EAGAIN;
	tcp_output(link->pcb);
	keep_numbers(link);
	return 0;
}

void tcp_link_lend(struct tcp_link *link)
{
	link->lent = true;
}

void tcp_link_take_back(struct tcp_link *link)
{
	link->lent = false;
}

int tcp_link_sent(struct tcp_link *link, uint32_t number, const uint8_t *bytes,
		  size_t length)
{
	struct tcp_pcb *pcb = link->pcb;
	tcpwnd_size_t window;

	if (pcb == NULL)
		return 0; /* nobody will ask for them again */
	if (number != pcb->snd_nxt)
		return -EPROTO;
	if (keep_bytes(link, bytes, length) != 0)
		return -ENOBUFS;
	/*
	 * They are on the wire, whatever lwIP thinks of the window by now: it must count them
	 * as sent, or it would not take their acknowledgement.
	 */
	window = pcb->snd_wnd;
	pcb->snd_wnd = pcb->cwnd = 2 * TCP_SND_BUF;
	tcp_output(pcb);
	pcb->snd_wnd = window;
	keep_numbers(link);
	return pcb->snd_nxt == number + (uint32_t)length ? 0 : -ENOBUFS;
}

void tcp_link_finish(struct tcp_link *link)
{
	if (link->pcb == NULL)
		return;
	tcp_shutdown(link->pcb, 0, 1);
	tcp_output(link->pcb);
	keep_numbers(link);
}

void tcp_link_numbers(const struct tcp_link *link, struct tcp_link_numbers *numbers)
{
	const struct tcp_pcb *pcb = link->pcb;
	uint32_t room = 0, window;

	*numbers = (struct tcp_link_numbers){ .next = link->next,
					      .ack = link->ack,
					      .acked = link->acked };
	if (pcb != NULL) {
		room = pcb->snd_wnd < TCP_LINK_FLIGHT ? pcb->snd_wnd : TCP_LINK_FLIGHT;
		window = RCV_WND_SCALE(pcb, pcb->rcv_ann_wnd);
		numbers->window = (uint16_t)(window < UINT16_MAX ? window : UINT16_MAX);
	}
	numbers->limit = link->acked + room;
}

const struct tcp_link_counts *tcp_link_counts(const struct tcp_link *link)
{
	return &link->counts;
}
