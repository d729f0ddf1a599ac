/* SPDX-License-Identifier: BSD-3-Clause */
/* OUCH: bytes laid out by hand, round trips, every length, and real packets where there are. */
#include <dirent.h>
#include <errno.h>

#include <touchwire/capture.h>
#include <touchwire/ouch.h>
#include <touchwire/soup.h>

#include "support.h"

static const char *types_of(enum tw_ouch_way way)
{
	return way == TW_OUCH_IN ? TW_OUCH_TYPES_IN : TW_OUCH_TYPES_OUT;
}

/* Bytes from hexadecimal digits and 'letters'; blanks are passed over. */
static size_t spell(const char *text, uint8_t *out)
{
	size_t n = 0;

	for (; *text; text++) {
		unsigned value;

		if (*text == ' ')
			continue;
		if (*text == '\'') {
			while (*++text != '\'')
				out[n++] = (uint8_t)*text;
			continue;
		}
		assert_int_equal(sscanf(text, "%2x", &value), 1);
		out[n++] = (uint8_t)value;
		text++;
	}
	return n;
}

#define TIME "0000010203040506"
#define TOKEN "a1a2a3a4"
#define OLD "b1b2b3b4"
#define COUNT "c1c2c3c4"
#define PRICE "d1d2d3d4d5d6d7d8"
#define MATCH "e1e2e3e4e5e6e7e8"
#define REFERENCE "f1f2f3f4f5f6f7f8"
#define PREVENTED "91929394"
#define SYMBOL "'AAPL    '"
#define ID "'TW0123456789AB'"

/* Each message field by field, as the specification lays it out. */
static const struct {
	enum tw_ouch_way way;
	const char *text;
	const char *fields; /* that the structure must have, and no other; see has() */
} layouts[] = {
	{ TW_OUCH_IN, "'O'" TOKEN "'B'" COUNT SYMBOL PRICE "'0YPNO'" ID "0000",
	  "tBqspTDKWXi" },
	{ TW_OUCH_IN, "'U'" OLD TOKEN COUNT PRICE "'0YN'" ID "0000", "otqpTDWi" },
	{ TW_OUCH_IN, "'X'" TOKEN COUNT, "tq" },
	{ TW_OUCH_IN, "'M'" TOKEN "'B'" COUNT, "tBq" },
	{ TW_OUCH_IN, "'Q'", "" },
	{ TW_OUCH_OUT, "'S'" TIME "'V'", "nV" },
	{ TW_OUCH_OUT,
	  "'A'" TIME TOKEN "'B'" COUNT SYMBOL PRICE "'0Y'" REFERENCE "'PNOL'" ID "0000",
	  "ntBqspTDrKWXLi" },
	{ TW_OUCH_OUT,
	  "'U'" TIME OLD TOKEN "'B'" COUNT SYMBOL PRICE "'0Y'" REFERENCE "'PNOL'" ID
	  "0000",
	  "notBqspTDrKWXLi" },
	{ TW_OUCH_OUT, "'C'" TIME TOKEN COUNT "'R'", "ntqR" },
	{ TW_OUCH_OUT, "'D'" TIME TOKEN COUNT "'R'" PREVENTED PRICE "'AG'", "ntqRvpAG" },
	{ TW_OUCH_OUT, "'E'" TIME TOKEN COUNT PRICE "'A'" MATCH "0000", "ntqpAm" },
	{ TW_OUCH_OUT, "'B'" TIME TOKEN MATCH "'R'" ID, "ntmRi" },
	{ TW_OUCH_OUT, "'J'" TIME TOKEN "8182" ID, "ntji" },
	{ TW_OUCH_OUT, "'P'" TIME TOKEN, "nt" },
	{ TW_OUCH_OUT, "'I'" TIME TOKEN, "nt" },
	{ TW_OUCH_OUT, "'T'" TIME TOKEN PRICE "'Y'" REFERENCE, "ntpDr" },
	{ TW_OUCH_OUT, "'M'" TIME TOKEN "'B'" COUNT, "ntBq" },
	{ TW_OUCH_OUT, "'R'" TIME TOKEN "'R'0000", "ntR" },
	{ TW_OUCH_OUT, "'Q'" TIME TOKEN, "nt" },
};

#define LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

/* The message that has just the fields that @fields names. */
static void message_of(char type, const char *fields, struct tw_ouch *m)
{
	memset(m, 0, sizeof(*m)); /* padding, too: it is compared as bytes */
	m->type = type;
#define HAS(letter, field, value) m->field = strchr(fields, letter) ? (value) : 0
	HAS('B', side, 'B');
	HAS('T', tif, '0');
	HAS('D', display, 'Y');
	HAS('K', capacity, 'P');
	HAS('W', sweep, 'N');
	HAS('X', cross, 'O');
	HAS('L', state, 'L');
	HAS('V', event, 'V');
	HAS('R', reason, 'R');
	HAS('A', liquidity, 'A');
	HAS('G', strategy, 'G');
	HAS('j', reject, 0x8182);
	HAS('t', token, 0xa1a2a3a4);
	HAS('o', old_token, 0xb1b2b3b4);
	HAS('q', quantity, 0xc1c2c3c4);
	HAS('v', prevented, 0x91929394);
	HAS('p', price, 0xd1d2d3d4d5d6d7d8);
	HAS('n', time_ns, 0x010203040506);
	HAS('r', reference, 0xf1f2f3f4f5f6f7f8);
	HAS('m', match, 0xe1e2e3e4e5e6e7e8);
#undef HAS
	if (strchr(fields, 's'))
		memcpy(m->symbol, "AAPL    ", 8);
	if (strchr(fields, 'i'))
		memcpy(m->id, "TW0123456789AB", 14);
}

static void test_layouts_are_those_of_the_specification(void **state)
{
	(void)state;
	assert_int_equal(LAYOUTS, strlen(TW_OUCH_TYPES_IN TW_OUCH_TYPES_OUT));
	for (size_t i = 0; i < LAYOUTS; i++) {
		struct tw_ouch wanted, got;
		uint8_t bytes[128], again[128];
		size_t n = spell(layouts[i].text, bytes);

		message_of((char)bytes[0], layouts[i].fields, &wanted);
		assert_int_equal(tw_ouch_length(layouts[i].way, wanted.type), n);
		assert_true(n <= TW_OUCH_FIXED_MAX);
		assert_int_equal(tw_ouch_decode(layouts[i].way, bytes, n, &got, NULL), 0);
		assert_memory_equal(&got, &wanted, sizeof(got));
		memset(again, 0x5a, sizeof(again));
		assert_int_equal(
			tw_ouch_encode(layouts[i].way, &wanted, again, TW_OUCH_FIXED_MAX),
			n);
		assert_memory_equal(again, bytes, n);
		assert_int_equal(again[n], 0x5a);
	}
}

static bool has_appendage(enum tw_ouch_way way, char type)
{
	return strchr(way == TW_OUCH_IN ? "OU" : "AUER", type) != NULL;
}

/* A message of @type with random content and, if it can have one, @more bytes of appendage. */
static size_t invent(enum tw_ouch_way way, char type, size_t more, uint8_t *bytes)
{
	size_t length = tw_ouch_length(way, type);

	for (size_t i = 0; i < length + more; i++)
		bytes[i] = (uint8_t)rand();
	bytes[0] = (uint8_t)type;
	if (has_appendage(way, type)) {
		bytes[length - 2] = (uint8_t)(more >> 8);
		bytes[length - 1] = (uint8_t)more;
		length += more;
	}
	return length;
}

/* An exact allocation, so that the sanitizer sees a read behind it. */
static int decode_exact(enum tw_ouch_way way, const uint8_t *bytes, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);
	struct tw_error error = { "" };
	struct tw_ouch message;
	int code;

	assert_non_null(copy);
	if (length)
		memcpy(copy, bytes, length);
	code = tw_ouch_decode(way, copy, length, &message, &error);
	assert_true((code == 0) == (error.text[0] == '\0'));
	free(copy);
	return code;
}

/* What is decoded and encoded has all bytes again; every other length is refused. */
static void try_type(enum tw_ouch_way way, char type, size_t more)
{
	uint8_t bytes[512], again[512];
	struct tw_ouch message;
	size_t length = invent(way, type, more, bytes);

	assert_int_equal(tw_ouch_decode(way, bytes, length, &message, NULL), 0);
	assert_int_equal(message.appendage_length, length - tw_ouch_length(way, type));
	assert_int_equal(tw_ouch_encode(way, &message, again, length - 1), 0);
	assert_int_equal(tw_ouch_encode(way, &message, again, length), length);
	assert_memory_equal(again, bytes, length);
	for (size_t cut = 0; cut < length; cut++)
		assert_int_equal(decode_exact(way, bytes, cut), -EMSGSIZE);
	for (size_t extra = 1; extra < 80; extra++)
		assert_int_equal(decode_exact(way, bytes, length + extra), -EMSGSIZE);
}

static void test_round_trips_and_every_length(void **state)
{
	(void)state;
	srand(1);
	for (enum tw_ouch_way way = TW_OUCH_IN; way <= TW_OUCH_OUT; way++)
		for (const char *type = types_of(way); *type; type++)
			for (size_t more = 0; more < 20; more++)
				try_type(way, *type,
					 has_appendage(way, *type) ? more : 0);
}

static void test_appendage_to_the_last_byte(void **state)
{
	static uint8_t bytes[70000];
	struct tw_ouch message;
	size_t length = invent(TW_OUCH_IN, 'O', 65535, bytes);

	(void)state;
	assert_int_equal(length, 47 + 65535);
	assert_int_equal(tw_ouch_decode(TW_OUCH_IN, bytes, length, &message, NULL), 0);
	assert_int_equal(message.appendage_length, 65535);
	assert_ptr_equal(message.appendage, bytes + 47);
	assert_int_equal(tw_ouch_decode(TW_OUCH_IN, bytes, length - 1, &message, NULL),
			 -EMSGSIZE);
}

static void test_types_of_no_message(void **state)
{
	uint8_t bytes[TW_OUCH_FIXED_MAX] = { 0 };
	struct tw_ouch message = { 0 };

	(void)state;
	for (enum tw_ouch_way way = TW_OUCH_IN; way <= TW_OUCH_OUT; way++)
		for (unsigned type = 0; type < 256; type++) {
			if (type && strchr(types_of(way), (int)type))
				continue;
			bytes[0] = (uint8_t)type;
			for (size_t n = 1; n <= sizeof(bytes); n++)
				assert_int_equal(decode_exact(way, bytes, n), -EBADMSG);
			message.type = (char)type;
			assert_int_equal(tw_ouch_length(way, (char)type), 0);
			assert_int_equal(
				tw_ouch_encode(way, &message, bytes, sizeof(bytes)), 0);
		}
}

/* The TCP payload of a frame with up to two tags; NULL: it has none. */
static const uint8_t *payload_of(const struct tw_capture_frame *frame, size_t *length)
{
	const uint8_t *at = frame->bytes + 12, *ip;
	size_t total, head;

	while (at[0] == 0x81 && at[1] == 0)
		at += 4;
	ip = at + 2;
	if (at[0] != 8 || at[1] != 0 || ip[9] != 6)
		return NULL;
	total = (size_t)(ip[2] << 8 | ip[3]);
	head = (ip[0] & 15u) * 4u;
	head += (ip[head + 12] >> 4) * 4u;
	assert_true((size_t)(ip - frame->bytes) + total <= frame->captured);
	*length = total - head;
	return ip + head;
}

/* Each OUCH message in the packets is decoded and encoded again to the same bytes. */
static unsigned take_stream(const uint8_t *bytes, size_t length, unsigned *heartbeats)
{
	struct tw_soup_parser parser;
	struct tw_soup_packet packet;
	unsigned messages = 0;
	int got;

	assert_int_equal(tw_soup_parser_init(&parser, 0), 0);
	while ((got = tw_soup_parse(&parser, &bytes, &length, &packet, NULL)) > 0) {
		enum tw_ouch_way way = packet.type == 'U' ? TW_OUCH_IN : TW_OUCH_OUT;
		struct tw_error error = { "" };
		struct tw_ouch message;
		uint8_t again[512];

		*heartbeats += packet.type == 'R' || packet.type == 'H';
		if (packet.type != 'U' && packet.type != 'S')
			continue;
		if (tw_ouch_decode(way, packet.payload, packet.length, &message, &error) <
		    0)
			fail_msg("%s", error.text);
		assert_int_equal(tw_ouch_encode(way, &message, again, sizeof(again)),
				 packet.length);
		assert_memory_equal(again, packet.payload, packet.length);
		messages++;
	}
	assert_int_equal(got, 0);
	tw_soup_parser_free(&parser);
	return messages;
}

static void take_capture(const char *path, unsigned *messages, unsigned *heartbeats)
{
	struct tw_capture *capture;
	struct tw_capture_frame frame;
	struct tw_error error = { "" };

	if (tw_capture_open(&capture, path, &error) < 0)
		fail_msg("%s", error.text);
	while (tw_capture_next(capture, &frame, NULL) > 0) {
		size_t length = 0;
		const uint8_t *payload = payload_of(&frame, &length);

		if (payload)
			*messages += take_stream(payload, length, heartbeats);
	}
	tw_capture_close(capture);
}

static void test_real_packets(void **state)
{
	const char *data = getenv("TW_DATA");
	unsigned messages = 0, heartbeats = 0;
	struct dirent *entry;
	char path[512];
	DIR *folder;

	(void)state;
	snprintf(path, sizeof(path), "%s/omi-ouch50", data ? data : "../shared/data");
	folder = opendir(path);
	if (!folder) {
		print_message("%s is not there\n", path);
		skip();
	}
	while ((entry = readdir(folder))) {
		if (!strstr(entry->d_name, ".pcap"))
			continue;
		snprintf(path, sizeof(path), "%s/omi-ouch50/%s",
			 data ? data : "../shared/data", entry->d_name);
		take_capture(path, &messages, &heartbeats);
	}
	closedir(folder);
	assert_int_equal(messages, 4); /* O, A, X and C */
	assert_int_equal(heartbeats, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts_are_those_of_the_specification),
		cmocka_unit_test(test_round_trips_and_every_length),
		cmocka_unit_test(test_appendage_to_the_last_byte),
		cmocka_unit_test(test_types_of_no_message),
		cmocka_unit_test(test_real_packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
