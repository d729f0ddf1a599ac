/* SPDX-License-Identifier: BSD-3-Clause */
/* soup: framing of SoupBinTCP packets, and what both ends of a connection share. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "soup_link.h"

/* Kept free of data, so that heartbeats and the end of a session always have a place. */
#define CONTROL_ROOM 64u

int tw_soup_parser_init(struct tw_soup_parser *parser, size_t most)
{
	memset(parser, 0, sizeof(*parser));
	if (most > 0xffff)
		return -EINVAL;
	parser->most = most ? most : TW_SOUP_LENGTH_DEFAULT;
	parser->bytes = malloc(2 + parser->most);
	return parser->bytes ? 0 : -ENOMEM;
}

void tw_soup_parser_free(struct tw_soup_parser *parser)
{
	free(parser->bytes);
	parser->bytes = NULL;
}

/* Eat until @want bytes of the packet are there; false when the input ends before. */
static bool gather(struct tw_soup_parser *parser, size_t want, const uint8_t **bytes,
		   size_t *length)
{
	size_t n = want - parser->have;

	if (n > *length)
		n = *length;
	if (n) {
		memcpy(parser->bytes + parser->have, *bytes, n);
		parser->have += n;
		*bytes += n;
		*length -= n;
	}
	return parser->have == want;
}

int tw_soup_parse(struct tw_soup_parser *parser, const uint8_t **bytes, size_t *length,
		  struct tw_soup_packet *out, struct tw_error *error)
{
	size_t n;

	if (parser->failure)
		return tw_fail(error, parser->failure,
			       "SoupBinTCP: the stream was given up before; reconnect");
	if (parser->whole) {
		parser->whole = false;
		parser->have = 0;
	}
	if (parser->have < 2 && !gather(parser, 2, bytes, length))
		return 0;
	n = load16(parser->bytes);
	if (n == 0) {
		parser->failure = -EBADMSG;
		return tw_fail(error, -EBADMSG,
			       "SoupBinTCP: a packet of length 0 has no type");
	}
	if (n > parser->most) {
		parser->failure = -EMSGSIZE;
		return tw_fail(error, -EMSGSIZE,
			       "SoupBinTCP: a packet of length %zu; at most %zu is taken",
			       n, parser->most);
	}
	if (!gather(parser, 2 + n, bytes, length))
		return 0;
	parser->whole = true;
	out->type = (char)parser->bytes[2];
	out->payload = parser->bytes + SOUP_HEADER;
	out->length = n - 1;
	return 1;
}

size_t tw_soup_pack(uint8_t *out, char type, const void *payload, size_t length)
{
	store_wide(out, 2, length + 1);
	out[2] = (uint8_t)type;
	if (length)
		memcpy(out + SOUP_HEADER, payload, length);
	return SOUP_HEADER + length;
}

int tw_soup_number(const uint8_t *text, size_t length, uint64_t *value)
{
	uint64_t sum = 0;
	size_t digits = 0;

	for (; length && *text == ' '; length--)
		text++;
	for (; length && *text >= '0' && *text <= '9'; length--, digits++)
		if (__builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*text++ - '0'), &sum))
			return -ERANGE;
	for (; length && *text == ' '; length--)
		text++;
	if (length || !digits)
		return -EBADMSG;
	*value = sum;
	return 0;
}

int tw_soup_link_init(struct soup_link *link, char heartbeat, size_t length_max,
		      size_t output_size, uint64_t now_ns)
{
	int code;

	memset(link, 0, sizeof(*link));
	code = tw_soup_parser_init(&link->parser, length_max);
	if (code < 0)
		return code;
	link->length_max = link->parser.most;
	link->size = output_size ? output_size : TW_SOUP_OUTPUT_DEFAULT;
	/* The largest packet must fit, or its sender would wait for ever. */
	if (link->size < 2 + link->length_max + CONTROL_ROOM)
		link->size = 2 + link->length_max + CONTROL_ROOM;
	link->output = malloc(link->size);
	if (!link->output) {
		tw_soup_parser_free(&link->parser);
		return -ENOMEM;
	}
	link->heartbeat = heartbeat;
	link->heartbeat_ns = TW_SOUP_HEARTBEAT_NS;
	link->silence_ns = TW_SOUP_SILENCE_NS;
	link->sent_ns = link->heard_ns = now_ns;
	return 0;
}

void tw_soup_link_free(struct soup_link *link)
{
	tw_soup_parser_free(&link->parser);
	free(link->output);
}

/* Queue a packet if it leaves @spare bytes free. */
static bool put(struct soup_link *link, char type, const void *payload, size_t length,
		size_t spare, uint64_t now_ns)
{
	size_t used = link->tail - link->head;

	if (used + SOUP_HEADER + length + spare > link->size)
		return false;
	if (link->tail + SOUP_HEADER + length > link->size) {
		memmove(link->output, link->output + link->head, used);
		link->head = 0;
		link->tail = used;
	}
	link->tail += tw_soup_pack(link->output + link->tail, type, payload, length);
	link->sent_ns = now_ns;
	return true;
}

void tw_soup_link_control(struct soup_link *link, char type, const void *payload,
			  size_t length, uint64_t now_ns)
{
	put(link, type, payload, length, 0, now_ns);
}

int tw_soup_link_data(struct soup_link *link, char type, const void *payload,
		      size_t length, uint64_t now_ns)
{
	if (length + 1 > link->length_max)
		return -EMSGSIZE;
	return put(link, type, payload, length, CONTROL_ROOM, now_ns) ? 0 : -EAGAIN;
}

size_t tw_soup_link_output(const struct soup_link *link, const uint8_t **bytes)
{
	*bytes = link->output + link->head;
	return link->tail - link->head;
}

void tw_soup_link_sent(struct soup_link *link, size_t length)
{
	size_t used = link->tail - link->head;

	link->head += length < used ? length : used;
	if (link->head == link->tail)
		link->head = link->tail = 0;
}

bool tw_soup_link_advance(struct soup_link *link, bool heartbeats, uint64_t now_ns)
{
	/* What waits to be sent tells the peer as much as a heartbeat behind it would. */
	if (heartbeats && now_ns - link->sent_ns >= link->heartbeat_ns &&
	    now_ns > link->sent_ns) {
		if (link->head == link->tail)
			tw_soup_link_control(link, link->heartbeat, NULL, 0, now_ns);
		link->sent_ns = now_ns;
	}
	return now_ns > link->heard_ns && now_ns - link->heard_ns >= link->silence_ns;
}

void tw_soup_trim(char *out, const uint8_t *field, size_t length)
{
	size_t from = 0;

	while (length && field[length - 1] == ' ')
		length--;
	while (from < length && field[from] == ' ')
		from++;
	memcpy(out, field + from, length - from);
	out[length - from] = '\0';
}

bool tw_soup_field(uint8_t *field, size_t length, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (n > length)
		return false;
	memset(field, ' ', length);
	if (n)
		memcpy(field, text, n);
	return true;
}

void tw_soup_digits(uint8_t *field, uint64_t value)
{
	char text[TW_SOUP_NUMBER + 1];

	snprintf(text, sizeof(text), "%20llu", (unsigned long long)value);
	memcpy(field, text, TW_SOUP_NUMBER);
}

char tw_soup_shown(char type)
{
	return type > ' ' && type < 0x7f ? type : '?';
}
