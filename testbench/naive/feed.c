/* SPDX-License-Identifier: BSD-3-Clause */
/* The naive feed: frames in, messages in sequence out. Everything waits in a list first. */
#include <stdlib.h>
#include <string.h>

#include "naive.h"

struct waiting {
	struct waiting *next;
	uint64_t sequence, since;
	bool heartbeat;
	size_t length;
	uint8_t bytes[];
};

static struct waiting *first[2], **last[2] = { &first[0], &first[1] };
static unsigned lines = 1;
static uint64_t expected = 1;
static char session[10];
static bool have_session, ended;

void feed_lines(unsigned n)
{
	lines = n;
}

static void wait_for_turn(unsigned line, uint64_t sequence, uint64_t since,
			  bool heartbeat, const uint8_t *bytes, size_t length)
{
	struct waiting *w = malloc(sizeof(*w) + length);

	if (!w)
		abort();
	*w = (struct waiting){ .sequence = sequence,
			       .since = since,
			       .heartbeat = heartbeat,
			       .length = length };
	memcpy(w->bytes, bytes, length);
	*last[line] = w;
	last[line] = &w->next;
}

/* The head of a line has had its turn. */
static void done(unsigned line)
{
	struct waiting *w = first[line];

	first[line] = w->next;
	if (!first[line])
		last[line] = &first[line];
	free(w);
}

/* Take or drop one head that is not ahead of its time; false when there is none. */
static bool one_turn(void)
{
	for (unsigned line = 0; line < 2; line++) {
		struct waiting *w = first[line];

		if (!w || w->sequence > expected)
			continue;
		if (!w->heartbeat && w->sequence == expected) {
			if (w->length >= 11)
				count("MESSAGE", "TAKEN");
			book_message(w->bytes, w->length, w->sequence);
			expected++;
		} else if (!w->heartbeat) {
			if (w->length >= 11)
				count("MESSAGE", "DUPLICATE");
		}
		done(line);
		return true;
	}
	return false;
}

static void gap_to(uint64_t sequence)
{
	count("GAPS", "");
	count_many("LOST", "",
		   sequence - expected > 0xffffffff ? 0xffffffff : sequence - expected);
	book_gap(expected, book_time());
	expected = sequence;
}

static void settle(uint64_t now, bool give_up)
{
	for (;;) {
		const struct waiting *w;
		bool over;

		while (one_turn())
			;
		if (!first[0] && !first[1])
			return;
		if (first[0] && first[1])
			w = first[0]->sequence <= first[1]->sequence ? first[0]
								     : first[1];
		else
			w = first[0] ? first[0] : first[1];
		over = give_up || lines == 1 || (first[0] && first[1]) ||
		       (now >= w->since && now - w->since >= options.hold_ns);
		if (!over)
			return;
		gap_to(w->sequence);
	}
}

/* Is the packet of the session that is followed? */
static bool accept_session(const uint8_t *mold)
{
	if (have_session && memcmp(session, mold, 10) == 0)
		return true;
	if (have_session && !ended)
		return false;
	if (have_session) {
		while (first[0])
			done(0);
		while (first[1])
			done(1);
		book_clear();
	}
	memcpy(session, mold, 10);
	have_session = true;
	ended = false;
	expected = 1;
	return true;
}

static const char *packet(unsigned line, const uint8_t *p, size_t length, uint64_t now)
{
	uint64_t sequence, messages;
	size_t at = 20;

	if (length < 20)
		return "SHORT";
	if (!accept_session(p))
		return "SESSION";
	sequence = number(p + 10, 8);
	messages = number(p + 18, 2);
	if (messages == 0 || messages == 65535) {
		wait_for_turn(line, sequence, now, true, p, 0);
		ended |= messages == 65535;
		return messages ? "END" : "HEARTBEAT";
	}
	for (; messages > 0; messages--, sequence++) {
		size_t n;

		if (at + 2 > length)
			return "OVERRUN";
		n = number(p + at, 2);
		if (at + 2 + n > length)
			return "OVERRUN";
		wait_for_turn(line, sequence, now, false, p + at + 2, n);
		at += 2 + n;
	}
	return "DATA";
}

/* One's complement sum of the header, RFC 791. */
static bool checksum_good(const uint8_t *ip, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i += 2)
		sum += (uint32_t)number(ip + i, 2);
	return sum % 65535 == 0 && sum != 0;
}

/* Finds the UDP payload; returns the counter of the frame. */
static const char *judge(const uint8_t *f, size_t length, const uint8_t **payload,
			 size_t *n)
{
	size_t at = 12, header, total, udp;
	int tags = 0;

	while (at + 2 <= length &&
	       (number(f + at, 2) == 0x8100 || number(f + at, 2) == 0x88a8)) {
		if (++tags > 2)
			return "VLAN";
		at += 4;
	}
	if (at + 2 > length)
		return "SHORT";
	if (number(f + at, 2) != 0x0800)
		return "NOT_IP";
	f += at + 2;
	length -= at + 2;
	if (length < 28)
		return "SHORT";
	header = (f[0] & 15) * 4u;
	if (header > 20 && length < header + 8)
		return "SHORT";
	total = number(f + 2, 2);
	if (f[0] / 16 != 4 || header < 20 || total < header + 8)
		return "IP_HEADER";
	if (!checksum_good(f, header))
		return "IP_CHECKSUM";
	if (number(f + 6, 2) & 0x3fff)
		return "FRAGMENT";
	if (f[9] != 17)
		return "NOT_UDP";
	if ((options.ip && number(f + 16, 4) != options.ip) ||
	    (options.port && number(f + header + 2, 2) != options.port))
		return "OTHER_GROUP";
	udp = number(f + header + 4, 2);
	if (udp < 8 || udp > total - header)
		return "UDP_LENGTH";
	*payload = f + header + 8;
	*n = udp - 8;
	if (length - header < udp) {
		*n = length - header - 8;
		return "TRUNCATED";
	}
	return "ACCEPTED";
}

void feed_frame(unsigned line, const uint8_t *frame, size_t length, uint64_t now)
{
	const uint8_t *payload = NULL;
	size_t n = 0;

	settle(now, false);
	count(line ? "FRAME_B" : "FRAME_A", judge(frame, length, &payload, &n));
	if (payload) {
		count("PACKET", packet(line, payload, n, now));
		settle(now, false);
	}
}

void feed_end(void)
{
	settle(0, true);
}
