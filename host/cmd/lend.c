/* SPDX-License-Identifier: BSD-3-Clause */
#include "lend.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/soup.h>

#define MS 1000000ull
#define ASK_NS (500 * MS)
#define CONNECT_NS (10000 * MS)
#define LOGIN_NS (10000 * MS)
#define LEAVE_NS (2000 * MS)
/* So long a frame waits for the device to tell what it acknowledges. */
#define EARLY_NS (200 * MS)
#define EARLY 64u
#define FRAME_MAX 1536u

struct early {
	uint64_t since;
	size_t length;
	uint8_t bytes[FRAME_MAX];
};

struct lend {
	struct lend_config config;
	struct tcp_link *link;
	struct tw_soup_client *soup;
	enum lend_state state;
	uint64_t now, entered, asked, answered;
	bool logged_in;
	struct tcp_link_numbers told; /* what the device knows */
	struct early early[EARLY];    /* a ring */
	unsigned int first, count;
	char reason[512];
};

static void enter(struct lend *lend, enum lend_state state)
{
	lend->state = state;
	lend->entered = lend->now;
}

static bool over(const struct lend *lend)
{
	return lend->state == LEND_DONE || lend->state == LEND_BROKEN;
}

static bool holds(const struct lend *lend)
{
	return lend->state == LEND_LENT || lend->state == LEND_RETURNING;
}

static void broken(struct lend *lend, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void broken(struct lend *lend, const char *format, ...)
{
	va_list arguments;

	if (over(lend))
		return;
	if (holds(lend))
		lend->config.device.take_back(lend->config.ctx);
	enter(lend, LEND_BROKEN);
	va_start(arguments, format);
	vsnprintf(lend->reason, sizeof(lend->reason), format, arguments);
	va_end(arguments);
}

static void on_send(void *opaque, const uint8_t *frame, size_t length)
{
	struct lend *lend = opaque;

	lend->config.device.send(lend->config.ctx, frame, length);
}

static void note_login(struct lend *lend, uint64_t next)
{
	if (!lend->logged_in && lend->config.logged_in != NULL)
		lend->config.logged_in(lend->config.ctx, next);
	lend->logged_in = true;
}

static int on_message(void *opaque, uint64_t sequence, const uint8_t *message,
		      size_t length)
{
	struct lend *lend = opaque;

	note_login(lend, sequence);
	lend->answered = lend->now;
	lend->config.answer(lend->config.ctx, sequence, message, length);
	return 0;
}

static void on_bytes(void *opaque, const uint8_t *bytes, size_t length)
{
	struct lend *lend = opaque;
	struct tw_error error = { "" };

	if (lend->soup != NULL && !over(lend) &&
	    tw_soup_client_input(lend->soup, bytes, length, lend->now, &error) != 0)
		broken(lend, "the exchange breaks the protocol: %s", error.text);
}

struct lend *lend_open(const struct lend_config *config, uint64_t now_ns)
{
	struct lend *lend = calloc(1, sizeof(*lend));

	if (lend == NULL)
		return NULL;
	lend->config = *config;
	lend->now = lend->asked = now_ns;
	lend->config.tcp.send = on_send;
	lend->config.tcp.received = on_bytes;
	lend->config.tcp.ctx = lend;
	enter(lend, LEND_RESOLVING);
	lend->link = tcp_link_open(&lend->config.tcp);
	if (lend->link != NULL)
		return lend;
	free(lend);
	return NULL;
}

void lend_close(struct lend *lend)
{
	if (lend == NULL)
		return;
	tcp_link_close(lend->link);
	tw_soup_client_destroy(lend->soup);
	free(lend);
}

/* The guard lets out only what belongs to this session, so the device knows it before the SYN. */
static void dial(struct lend *lend)
{
	const struct tcp_link_config *tcp = &lend->config.tcp;
	struct lend_session session = { .own_ip = tcp->ip,
					.peer_ip = tcp->peer_ip,
					.own_port = tcp->own_port,
					.peer_port = tcp->peer_port };
	int status;

	tcp_link_next_hop(lend->link, session.to);
	memcpy(session.from, tcp->mac, sizeof(session.from));
	status = lend->config.device.session(lend->config.ctx, &session);
	if (status == 0)
		status = tcp_link_dial(lend->link);
	if (status != 0)
		broken(lend, "the device does not take the session: %s",
		       strerror(-status));
	else
		enter(lend, LEND_CONNECTING);
}

static void log_in(struct lend *lend)
{
	const struct tw_soup_client_config soup = {
		.username = lend->config.username,
		.password = lend->config.password,
		.session = lend->config.session,
		.sequence = lend->config.sequence,
		.heartbeat_ns = lend->config.heartbeat_ns,
		.silence_ns = lend->config.silence_ns,
		.on_message = on_message,
		.ctx = lend,
	};

	lend->soup = tw_soup_client_create(&soup, lend->now);
	if (lend->soup == NULL)
		broken(lend, "no login: %s", strerror(errno));
	else
		enter(lend, LEND_LOGIN);
}

/*
 * What Soup wants to send goes into the stream, a packet at a time: the guard takes whole ones.
 * While the stream is lent it can only be heartbeats, and the device has its own.
 */
static void flush(struct lend *lend)
{
	const uint8_t *bytes;
	size_t length, packet;

	if (lend->soup == NULL || over(lend))
		return;
	length = tw_soup_client_output(lend->soup, &bytes);
	if (length != 0 && lend->state == LEND_LENT)
		lend->config.device.heartbeat(lend->config.ctx);
	if (holds(lend)) {
		tw_soup_client_sent(lend->soup, length);
		return;
	}
	while (length >= 2) {
		packet = 2 + ((size_t)bytes[0] << 8 | bytes[1]);
		if (packet > length || tcp_link_write(lend->link, bytes, packet) != 0)
			return;
		tw_soup_client_sent(lend->soup, packet);
		length = tw_soup_client_output(lend->soup, &bytes);
	}
}

static void judge_soup(struct lend *lend)
{
	struct tw_error error = { "" };

	if (lend->soup == NULL || over(lend))
		return;
	switch (tw_soup_client_state(lend->soup)) {
	case TW_SOUP_REJECTED:
		broken(lend, "the exchange refuses the login: %s",
		       tw_soup_client_reason(lend->soup) == 'S'
			       ? "no such session"
			       : "user or password is wrong");
		return;
	case TW_SOUP_ENDED:
		broken(lend, "the exchange has ended the session");
		return;
	default:
		if (tw_soup_client_advance(lend->soup, lend->now, &error) != 0)
			broken(lend, "%s", error.text);
	}
}

static void settle(struct lend *lend)
{
	struct tcp_link_numbers numbers;
	const uint8_t *bytes;
	int status;

	tcp_link_numbers(lend->link, &numbers);
	if (tw_soup_client_output(lend->soup, &bytes) != 0 ||
	    numbers.acked != numbers.next ||
	    lend->now - lend->entered < lend->config.settle_ns ||
	    lend->now - lend->answered < lend->config.settle_ns)
		return;
	status = lend->config.device.lend(lend->config.ctx, &numbers);
	if (status != 0) {
		broken(lend, "the device does not take the stream: %s",
		       strerror(-status));
		return;
	}
	tcp_link_lend(lend->link);
	lend->told = numbers;
	enter(lend, LEND_LENT);
}

static void tell(struct lend *lend)
{
	struct tcp_link_numbers numbers;

	tcp_link_numbers(lend->link, &numbers);
	if (numbers.ack == lend->told.ack && numbers.limit == lend->told.limit &&
	    numbers.window == lend->told.window)
		return;
	lend->config.device.update(lend->config.ctx, &numbers);
	lend->told = numbers;
}

static void take_back(struct lend *lend)
{
	struct tcp_link_numbers numbers;
	uint32_t next;

	tcp_link_numbers(lend->link, &numbers);
	if (!lend->config.device.returned(lend->config.ctx, &next) ||
	    numbers.next != next) {
		if (lend->now - lend->entered > LEAVE_NS)
			broken(lend, "the device does not tell all that it sent");
		return;
	}
	tcp_link_take_back(lend->link);
	tw_soup_client_logout(lend->soup, lend->now);
	enter(lend, LEND_LEAVING);
}

static void leave(struct lend *lend)
{
	struct tcp_link_numbers numbers;
	const uint8_t *bytes;

	tcp_link_numbers(lend->link, &numbers);
	if (lend->soup != NULL && tcp_link_state(lend->link) == TCP_LINK_UP &&
	    lend->now - lend->entered < LEAVE_NS &&
	    (tw_soup_client_output(lend->soup, &bytes) != 0 ||
	     numbers.acked != numbers.next))
		return;
	tcp_link_finish(lend->link);
	enter(lend, LEND_DONE);
}

static void judge_link(struct lend *lend)
{
	enum tcp_link_state state = tcp_link_state(lend->link);

	if (over(lend) || lend->state == LEND_LEAVING)
		return;
	if (state == TCP_LINK_ENDED)
		broken(lend, "the exchange has closed the connection");
	else if (state == TCP_LINK_BROKEN && lend->state == LEND_CONNECTING)
		broken(lend, "the exchange does not take the connection");
	else if (state == TCP_LINK_BROKEN)
		broken(lend, "the connection was reset, or the exchange is gone");
}

static void step(struct lend *lend)
{
	enum tcp_link_state link = tcp_link_state(lend->link);

	switch (lend->state) {
	case LEND_RESOLVING:
		if (link == TCP_LINK_RESOLVED) {
			dial(lend);
		} else if (lend->now - lend->entered > CONNECT_NS) {
			broken(lend, "nobody on the order port answers for the gateway");
		} else if (lend->now - lend->asked > ASK_NS) {
			lend->asked = lend->now;
			tcp_link_ask(lend->link);
		}
		break;
	case LEND_CONNECTING:
		if (link == TCP_LINK_UP)
			log_in(lend);
		else if (lend->now - lend->entered > CONNECT_NS)
			broken(lend, "the exchange does not answer");
		break;
	case LEND_LOGIN:
		if (tw_soup_client_state(lend->soup) == TW_SOUP_ACTIVE) {
			note_login(lend, tw_soup_client_next(lend->soup));
			enter(lend, LEND_SETTLING);
		} else if (lend->now - lend->entered > LOGIN_NS)
			broken(lend, "the exchange does not answer the login");
		break;
	case LEND_SETTLING:
		settle(lend);
		break;
	case LEND_LENT:
		tell(lend);
		break;
	case LEND_RETURNING:
		take_back(lend);
		break;
	case LEND_LEAVING:
		leave(lend);
		break;
	default:
		break;
	}
}

/* Frames in the order of their coming; one that comes too early holds up those behind it. */
static void drain(struct lend *lend)
{
	while (lend->count != 0) {
		const struct early *frame = &lend->early[lend->first];

		if (lend->now - frame->since < EARLY_NS &&
		    tcp_link_early(lend->link, frame->bytes, frame->length))
			return;
		lend->first = (lend->first + 1) % EARLY;
		lend->count--;
		tcp_link_input(lend->link, frame->bytes, frame->length);
	}
}

void lend_frame(struct lend *lend, const uint8_t *frame, size_t length, uint64_t now_ns)
{
	struct early *place;

	lend->now = now_ns;
	drain(lend);
	if (length > FRAME_MAX || lend->count == EARLY)
		return; /* as if the wire had lost it */
	place = &lend->early[(lend->first + lend->count++) % EARLY];
	memcpy(place->bytes, frame, length);
	place->length = length;
	place->since = now_ns;
	drain(lend);
}

int lend_sent(struct lend *lend, uint32_t number, const uint8_t *bytes, size_t length)
{
	int status = tcp_link_sent(lend->link, number, bytes, length);

	if (status != 0)
		broken(lend, "the device sent %zu bytes at number %u: %s", length, number,
		       status == -EPROTO ? "others were due"
					 : "too many wait for acknowledgement");
	return status;
}

enum lend_state lend_poll(struct lend *lend, uint64_t now_ns)
{
	lend->now = now_ns;
	drain(lend);
	tcp_link_advance(lend->link);
	judge_soup(lend); /* first: it knows why the exchange closes the connection */
	judge_link(lend);
	if (!over(lend))
		step(lend);
	flush(lend);
	return lend->state;
}

void lend_leave(struct lend *lend, uint64_t now_ns)
{
	lend->now = now_ns;
	if (over(lend) || lend->state == LEND_RETURNING || lend->state == LEND_LEAVING)
		return;
	if (lend->state == LEND_LENT) {
		lend->config.device.take_back(lend->config.ctx);
		enter(lend, LEND_RETURNING);
	} else {
		if (lend->soup != NULL)
			tw_soup_client_logout(lend->soup, now_ns);
		enter(lend, LEND_LEAVING);
	}
}

enum lend_state lend_state(const struct lend *lend)
{
	return lend->state;
}

const char *lend_reason(const struct lend *lend)
{
	return lend->reason;
}

const char *lend_session_name(const struct lend *lend)
{
	return lend->soup != NULL ? tw_soup_client_session(lend->soup) : "";
}

uint64_t lend_next(const struct lend *lend)
{
	return lend->soup != NULL ? tw_soup_client_next(lend->soup) : 0;
}

void lend_numbers(const struct lend *lend, struct tcp_link_numbers *numbers)
{
	tcp_link_numbers(lend->link, numbers);
}

const struct tcp_link_counts *lend_counts(const struct lend *lend)
{
	return tcp_link_counts(lend->link);
}
