/* SPDX-License-Identifier: BSD-3-Clause */
/* ouch: the messages as a table of fields, decoded and encoded by one loop each. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <touchwire/ouch.h>

#include "bytes.h"

#define FIELDS_MAX 15u

/* One field: where it lies in the message and in struct tw_ouch. Text is copied as it is. */
struct field {
	uint8_t at, width; /* on the wire */
	uint8_t size;	   /* in the structure; 0: text of @width bytes */
	uint8_t to;	   /* offset of the member */
};

struct layout {
	char type;
	uint8_t length;
	bool appendage; /* its length is the last of the fixed part */
	struct field fields[FIELDS_MAX];
};

#define MEMBER(m) (((struct tw_ouch *)0)->m)
#define NUMBER(at, m)                                                                    \
	{                                                                                \
		at, sizeof(MEMBER(m)), sizeof(MEMBER(m)), offsetof(struct tw_ouch, m)    \
	}
#define TEXT(at, m)                                                                      \
	{                                                                                \
		at, sizeof(MEMBER(m)), 0, offsetof(struct tw_ouch, m)                    \
	}
#define TIME NUMBER(1, time_ns)

/* clang-format off */
static const struct layout layouts_in[] = {
	{ 'O', 47, true, { NUMBER(1, token), TEXT(5, side), NUMBER(6, quantity), TEXT(10, symbol),
			   NUMBER(18, price), TEXT(26, tif), TEXT(27, display),
			   TEXT(28, capacity), TEXT(29, sweep), TEXT(30, cross),
			   TEXT(31, id) } },
	{ 'U', 40, true, { NUMBER(1, old_token), NUMBER(5, token), NUMBER(9, quantity),
			   NUMBER(13, price), TEXT(21, tif), TEXT(22, display),
			   TEXT(23, sweep), TEXT(24, id) } },
	{ 'X', 9, false, { NUMBER(1, token), NUMBER(5, quantity) } },
	{ 'M', 10, false, { NUMBER(1, token), TEXT(5, side), NUMBER(6, quantity) } },
	{ 'Q', 1, false, { { 0 } } },
	{ 0 },
};

static const struct layout layouts_out[] = {
	{ 'S', 10, false, { TIME, TEXT(9, event) } },
	{ 'A', 64, true, { TIME, NUMBER(9, token), TEXT(13, side), NUMBER(14, quantity),
			   TEXT(18, symbol), NUMBER(26, price), TEXT(34, tif),
			   TEXT(35, display), NUMBER(36, reference), TEXT(44, capacity),
			   TEXT(45, sweep), TEXT(46, cross), TEXT(47, state),
			   TEXT(48, id) } },
	{ 'U', 68, true, { TIME, NUMBER(9, old_token), NUMBER(13, token), TEXT(17, side),
			   NUMBER(18, quantity), TEXT(22, symbol), NUMBER(30, price),
			   TEXT(38, tif), TEXT(39, display), NUMBER(40, reference),
			   TEXT(48, capacity), TEXT(49, sweep), TEXT(50, cross),
			   TEXT(51, state), TEXT(52, id) } },
	{ 'C', 18, false, { TIME, NUMBER(9, token), NUMBER(13, quantity), TEXT(17, reason) } },
	{ 'D', 32, false, { TIME, NUMBER(9, token), NUMBER(13, quantity), TEXT(17, reason),
			    NUMBER(18, prevented), NUMBER(22, price), TEXT(30, liquidity),
			    TEXT(31, strategy) } },
	{ 'E', 36, true, { TIME, NUMBER(9, token), NUMBER(13, quantity), NUMBER(17, price),
			   TEXT(25, liquidity), NUMBER(26, match) } },
	{ 'B', 36, false, { TIME, NUMBER(9, token), NUMBER(13, match), TEXT(21, reason),
			    TEXT(22, id) } },
	{ 'J', 29, false, { TIME, NUMBER(9, token), NUMBER(13, reject), TEXT(15, id) } },
	{ 'P', 13, false, { TIME, NUMBER(9, token) } },
	{ 'I', 13, false, { TIME, NUMBER(9, token) } },
	{ 'T', 30, false, { TIME, NUMBER(9, token), NUMBER(13, price), TEXT(21, display),
			    NUMBER(22, reference) } },
	{ 'M', 18, false, { TIME, NUMBER(9, token), TEXT(13, side), NUMBER(14, quantity) } },
	{ 'R', 16, true, { TIME, NUMBER(9, token), TEXT(13, reason) } },
	{ 'Q', 13, false, { TIME, NUMBER(9, token) } },
	{ 0 },
};
/* clang-format on */

static const struct layout *layout_of(enum tw_ouch_way way, char type)
{
	const struct layout *at = way == TW_OUCH_IN ? layouts_in : layouts_out;

	while (at->type && at->type != type)
		at++;
	return at->type ? at : NULL;
}

size_t tw_ouch_length(enum tw_ouch_way way, char type)
{
	const struct layout *layout = layout_of(way, type);

	return layout ? layout->length : 0;
}

static void put_number(uint8_t *to, unsigned size, uint64_t value)
{
	uint16_t narrow = (uint16_t)value;
	uint32_t wide = (uint32_t)value;

	if (size == 8)
		memcpy(to, &value, 8);
	else if (size == 4)
		memcpy(to, &wide, 4);
	else
		memcpy(to, &narrow, 2);
}

static uint64_t get_number(const uint8_t *from, unsigned size)
{
	uint64_t value;
	uint32_t wide;
	uint16_t narrow;

	if (size == 8) {
		memcpy(&value, from, 8);
		return value;
	}
	if (size == 4) {
		memcpy(&wide, from, 4);
		return wide;
	}
	memcpy(&narrow, from, 2);
	return narrow;
}

/* The length that @message ought to have; with less than its fixed part: that. */
static size_t length_wanted(const struct layout *layout, const uint8_t *message,
			    size_t length)
{
	if (!layout->appendage || length < layout->length)
		return layout->length;
	return layout->length + load16(message + layout->length - 2u);
}

int tw_ouch_decode(enum tw_ouch_way way, const void *bytes, size_t length,
		   struct tw_ouch *out, struct tw_error *error)
{
	const uint8_t *message = bytes;
	const struct layout *layout;
	size_t wanted;

	if (length == 0)
		return tw_fail(error, -EMSGSIZE, "OUCH: an empty message");
	layout = layout_of(way, (char)message[0]);
	if (!layout)
		return tw_fail(error, -EBADMSG,
			       "OUCH: type 0x%02x is no message %s the exchange",
			       message[0], way == TW_OUCH_IN ? "to" : "from");
	wanted = length_wanted(layout, message, length);
	if (length != wanted)
		return tw_fail(error, -EMSGSIZE,
			       "OUCH: a message '%c' of %zu bytes where %zu are due",
			       layout->type, length, wanted);

	memset(out, 0, sizeof(*out));
	out->type = layout->type;
	for (const struct field *f = layout->fields;
	     f < layout->fields + FIELDS_MAX && f->width; f++) {
		uint8_t *to = (uint8_t *)out + f->to;

		if (f->size)
			put_number(to, f->size, load_wide(message + f->at, f->width));
		else
			memcpy(to, message + f->at, f->width);
	}
	if (length > layout->length) {
		out->appendage = message + layout->length;
		out->appendage_length = (uint16_t)(length - layout->length);
	}
	return 0;
}

size_t tw_ouch_encode(enum tw_ouch_way way, const struct tw_ouch *message, void *bytes,
		      size_t room)
{
	const struct layout *layout = layout_of(way, message->type);
	size_t more = layout && layout->appendage ? message->appendage_length : 0;
	uint8_t *out = bytes;

	if (!layout || room < layout->length + more)
		return 0;
	out[0] = (uint8_t)message->type;
	for (const struct field *f = layout->fields;
	     f < layout->fields + FIELDS_MAX && f->width; f++) {
		const uint8_t *from = (const uint8_t *)message + f->to;

		if (f->size)
			store_wide(out + f->at, f->width, get_number(from, f->size));
		else
			memcpy(out + f->at, from, f->width);
	}
	if (layout->appendage)
		store_wide(out + layout->length - 2u, 2, more);
	if (more)
		memcpy(out + layout->length, message->appendage, more);
	return layout->length + more;
}
