/* SPDX-License-Identifier: BSD-3-Clause */
/* itch: the 23 messages as a table of fields, decoded and encoded by one loop each. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <touchwire/itch.h>

#include "bytes.h"

#define FIELDS_MAX 14u

/* One field: where it lies in the message and in struct tw_itch. Text is copied as it is. */
struct field {
	uint8_t at, width; /* on the wire */
	uint8_t size;	   /* in the structure; 0: text of @width bytes */
	uint8_t to;	   /* offset of the member */
};

struct layout {
	char type;
	uint8_t length;
	struct field fields[FIELDS_MAX];
};

#define MEMBER(m) ((struct tw_itch *)0)->u.m
#define NUMBER(at, width, m)                                                             \
	{                                                                                \
		at, width, sizeof(MEMBER(m)), offsetof(struct tw_itch, u.m)              \
	}
#define TEXT(at, m)                                                                      \
	{                                                                                \
		at, sizeof(MEMBER(m)), 0, offsetof(struct tw_itch, u.m)                  \
	}
#define ADD                                                                              \
	NUMBER(11, 8, add.reference), TEXT(19, add.side), NUMBER(20, 4, add.shares),     \
		TEXT(24, add.stock), NUMBER(32, 4, add.price)

/* clang-format off */
static const struct layout layouts[TW_ITCH_TYPE_COUNT] = {
	{ 'S', 12, { TEXT(11, system.code) } },
	{ 'R', 39, { TEXT(11, directory.stock), TEXT(19, directory.market),
		     TEXT(20, directory.status), NUMBER(21, 4, directory.round_lot),
		     TEXT(25, directory.round_lots_only), TEXT(26, directory.classification),
		     TEXT(27, directory.subtype), TEXT(29, directory.authenticity),
		     TEXT(30, directory.short_sale), TEXT(31, directory.ipo),
		     TEXT(32, directory.luld_tier), TEXT(33, directory.etp),
		     NUMBER(34, 4, directory.leverage), TEXT(38, directory.inverse) } },
	{ 'H', 25, { TEXT(11, action.stock), TEXT(19, action.state), TEXT(20, action.reserved),
		     TEXT(21, action.reason) } },
	{ 'Y', 20, { TEXT(11, reg_sho.stock), TEXT(19, reg_sho.action) } },
	{ 'L', 26, { TEXT(11, position.mpid), TEXT(15, position.stock),
		     TEXT(23, position.primary), TEXT(24, position.mode),
		     TEXT(25, position.state) } },
	{ 'V', 35, { NUMBER(11, 8, decline.level[0]), NUMBER(19, 8, decline.level[1]),
		     NUMBER(27, 8, decline.level[2]) } },
	{ 'W', 12, { TEXT(11, breach.level) } },
	{ 'K', 28, { TEXT(11, ipo.stock), NUMBER(19, 4, ipo.release_s), TEXT(23, ipo.qualifier),
		     NUMBER(24, 4, ipo.price) } },
	{ 'J', 35, { TEXT(11, collar.stock), NUMBER(19, 4, collar.reference),
		     NUMBER(23, 4, collar.upper), NUMBER(27, 4, collar.lower),
		     NUMBER(31, 4, collar.extension) } },
	{ 'h', 21, { TEXT(11, operational.stock), TEXT(19, operational.market),
		     TEXT(20, operational.action) } },
	{ 'A', 36, { ADD } },
	{ 'F', 40, { ADD, TEXT(36, add.mpid) } },
	{ 'E', 31, { NUMBER(11, 8, reduce.reference), NUMBER(19, 4, reduce.shares),
		     NUMBER(23, 8, reduce.match) } },
	{ 'C', 36, { NUMBER(11, 8, reduce.reference), NUMBER(19, 4, reduce.shares),
		     NUMBER(23, 8, reduce.match), TEXT(31, reduce.printable),
		     NUMBER(32, 4, reduce.price) } },
	{ 'X', 23, { NUMBER(11, 8, reduce.reference), NUMBER(19, 4, reduce.shares) } },
	{ 'D', 19, { NUMBER(11, 8, remove.reference) } },
	{ 'U', 35, { NUMBER(11, 8, replace.reference), NUMBER(19, 8, replace.new_reference),
		     NUMBER(27, 4, replace.shares), NUMBER(31, 4, replace.price) } },
	{ 'P', 44, { NUMBER(11, 8, trade.reference), TEXT(19, trade.side),
		     NUMBER(20, 4, trade.shares), TEXT(24, trade.stock),
		     NUMBER(32, 4, trade.price), NUMBER(36, 8, trade.match) } },
	{ 'Q', 40, { NUMBER(11, 8, cross.shares), TEXT(19, cross.stock),
		     NUMBER(27, 4, cross.price), NUMBER(31, 8, cross.match),
		     TEXT(39, cross.kind) } },
	{ 'B', 19, { NUMBER(11, 8, broken.match) } },
	{ 'I', 50, { NUMBER(11, 8, noii.paired), NUMBER(19, 8, noii.imbalance),
		     TEXT(27, noii.direction), TEXT(28, noii.stock), NUMBER(36, 4, noii.far),
		     NUMBER(40, 4, noii.near), NUMBER(44, 4, noii.reference),
		     TEXT(48, noii.kind), TEXT(49, noii.variation) } },
	{ 'N', 20, { TEXT(11, retail.stock), TEXT(19, retail.interest) } },
	{ 'O', 48, { TEXT(11, listing.stock), TEXT(19, listing.eligible),
		     NUMBER(20, 4, listing.minimum), NUMBER(24, 4, listing.maximum),
		     NUMBER(28, 4, listing.near), NUMBER(32, 8, listing.near_time),
		     NUMBER(40, 4, listing.lower), NUMBER(44, 4, listing.upper) } },
};
/* clang-format on */

/* Position + 1 of each type byte, 0 for unknown ones. */
static const uint8_t positions[256] = {
	['S'] = 1,  ['R'] = 2,	['H'] = 3,  ['Y'] = 4,	['L'] = 5,  ['V'] = 6,
	['W'] = 7,  ['K'] = 8,	['J'] = 9,  ['h'] = 10, ['A'] = 11, ['F'] = 12,
	['E'] = 13, ['C'] = 14, ['X'] = 15, ['D'] = 16, ['U'] = 17, ['P'] = 18,
	['Q'] = 19, ['B'] = 20, ['I'] = 21, ['N'] = 22, ['O'] = 23,
};

static const struct layout *layout_of(char type)
{
	unsigned position = positions[(uint8_t)type];

	return position ? &layouts[position - 1] : NULL;
}

unsigned tw_itch_length(char type)
{
	const struct layout *layout = layout_of(type);

	return layout ? layout->length : 0;
}

unsigned tw_itch_index(char type)
{
	unsigned position = positions[(uint8_t)type];

	return position ? position - 1 : TW_ITCH_UNKNOWN;
}

static void put_number(uint8_t *to, unsigned size, uint64_t value)
{
	if (size == 8) {
		memcpy(to, &value, 8);
	} else {
		uint32_t narrow = (uint32_t)value;

		memcpy(to, &narrow, 4);
	}
}

static uint64_t get_number(const uint8_t *from, unsigned size)
{
	uint64_t value;
	uint32_t narrow;

	if (size == 8) {
		memcpy(&value, from, 8);
		return value;
	}
	memcpy(&narrow, from, 4);
	return narrow;
}

int tw_itch_decode(const uint8_t *message, size_t length, struct tw_itch *out)
{
	const struct layout *layout;

	if (length == 0)
		return -EMSGSIZE;
	layout = layout_of((char)message[0]);
	if (!layout)
		return -EPROTONOSUPPORT;
	if (length < layout->length)
		return -EMSGSIZE;

	memset(out, 0, sizeof(*out));
	out->type = (char)message[0];
	out->locate = load16(message + 1);
	out->tracking = load16(message + 3);
	out->timestamp = load48(message + 5);
	for (const struct field *f = layout->fields;
	     f < layout->fields + FIELDS_MAX && f->width; f++) {
		uint8_t *to = (uint8_t *)out + f->to;

		if (f->size)
			put_number(to, f->size, load_wide(message + f->at, f->width));
		else
			memcpy(to, message + f->at, f->width);
	}
	return layout->length;
}

size_t tw_itch_encode(const struct tw_itch *message, uint8_t *out)
{
	const struct layout *layout = layout_of(message->type);

	if (!layout)
		return 0;
	memset(out, 0, layout->length);
	out[0] = (uint8_t)message->type;
	store_wide(out + 1, 2, message->locate);
	store_wide(out + 3, 2, message->tracking);
	store_wide(out + 5, 6, message->timestamp);
	for (const struct field *f = layout->fields;
	     f < layout->fields + FIELDS_MAX && f->width; f++) {
		const uint8_t *from = (const uint8_t *)message + f->to;

		if (f->size)
			store_wide(out + f->at, f->width, get_number(from, f->size));
		else
			memcpy(out + f->at, from, f->width);
	}
	return layout->length;
}

/* The book's view of a message that is long enough. */
static void fill_event(const uint8_t *m, struct tw_event *out)
{
	switch (m[0]) {
	case 'A':
	case 'F':
		out->op = TW_EVENT_ADD;
		out->reference = load64(m + 11);
		out->sell = m[19] == 'S';
		out->bad_side = m[19] != 'B' && m[19] != 'S';
		out->shares = load32(m + 20);
		out->price = load32(m + 32);
		break;
	case 'E':
	case 'C':
	case 'X':
		out->op = TW_EVENT_REDUCE;
		out->reference = load64(m + 11);
		out->shares = load32(m + 19);
		break;
	case 'D':
		out->op = TW_EVENT_DELETE;
		out->reference = load64(m + 11);
		break;
	case 'U':
		out->op = TW_EVENT_REPLACE;
		out->reference = load64(m + 11);
		out->new_reference = load64(m + 19);
		out->shares = load32(m + 27);
		out->price = load32(m + 31);
		break;
	case 'H':
		out->op = TW_EVENT_STATE;
		out->code = m[19];
		break;
	case 'h':
		/* Other markets' halts do not stop trading on Nasdaq's book. */
		if (m[19] == 'Q') {
			out->op = TW_EVENT_HALT;
			out->code = m[20];
		}
		break;
	case 'R':
		out->op = TW_EVENT_DIRECTORY;
		out->reference = load64(m + 11);
		break;
	default:
		break;
	}
}

unsigned tw_itch_event(const uint8_t *message, size_t length, struct tw_event *out)
{
	unsigned position, needed;

	memset(out, 0, sizeof(*out));
	if (length < TW_ITCH_HEAD)
		return TW_ITCH_RUNT;
	out->type = message[0];
	out->locate = load16(message + 1);
	out->exchange_ns = load48(message + 5);

	position = positions[message[0]];
	if (position == 0)
		return TW_ITCH_UNKNOWN;
	needed = layouts[position - 1].length;
	if (length < needed) {
		out->op = TW_EVENT_SUSPECT;
		return TW_ITCH_SHORT;
	}
	out->oversized = length > needed;
	fill_event(message, out);
	return position - 1;
}

uint64_t tw_name_pack(const char *text)
{
	size_t length = strlen(text);
	uint8_t padded[8];

	if (length == 0 || length > sizeof(padded))
		return 0;
	memset(padded, ' ', sizeof(padded));
	memcpy(padded, text, length);
	return load64(padded);
}

void tw_name_unpack(uint64_t name, char out[9])
{
	unsigned used = 0;

	for (unsigned i = 0; i < 8; i++) {
		unsigned char c = (unsigned char)(name >> (56 - 8 * i));
		unsigned char shown = c;

		if (c < 0x20 || c > 0x7e || c == ',' || c == '"')
			shown = '?';
		out[i] = (char)shown;
		if (c != ' ')
			used = i + 1;
	}
	out[used] = '\0';
}
