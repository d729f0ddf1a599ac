/* SPDX-License-Identifier: BSD-3-Clause */
/* ITCH 5.0: lengths, every field at its offset, every cut of every type. */
#include <errno.h>

#include <touchwire/itch.h>

#include "support.h"

/* The length table of the specification, typed a second time. */
static const struct {
	char type;
	unsigned length;
} lengths[] = {
	{ 'S', 12 }, { 'R', 39 }, { 'H', 25 }, { 'Y', 20 }, { 'L', 26 }, { 'V', 35 },
	{ 'W', 12 }, { 'K', 28 }, { 'J', 35 }, { 'h', 21 }, { 'A', 36 }, { 'F', 40 },
	{ 'E', 31 }, { 'C', 36 }, { 'X', 23 }, { 'D', 19 }, { 'U', 35 }, { 'P', 44 },
	{ 'Q', 40 }, { 'B', 19 }, { 'I', 50 }, { 'N', 20 }, { 'O', 48 },
};
#define TYPES (sizeof(lengths) / sizeof(lengths[0]))

static void test_lengths(void **state)
{
	unsigned known = 0;

	(void)state;
	assert_int_equal(TYPES, TW_ITCH_TYPE_COUNT);
	for (unsigned i = 0; i < TYPES; i++) {
		assert_int_equal(tw_itch_length(lengths[i].type), lengths[i].length);
		assert_int_equal(tw_itch_index(lengths[i].type), i);
		assert_int_equal(TW_ITCH_TYPES[i], lengths[i].type);
	}
	for (unsigned c = 0; c < 256; c++)
		known += tw_itch_length((char)c) != 0;
	assert_int_equal(known, TYPES);
	assert_int_equal(tw_itch_index('Z'), TW_ITCH_UNKNOWN);
}

/* Every byte of every type survives decode and encode, so no field lies across another. */
static void test_round_trip_of_every_byte(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TYPES; i++) {
		for (unsigned salt = 1; salt < 250; salt += 31) {
			uint8_t in[50], out[50];
			struct tw_itch m;

			for (unsigned b = 0; b < lengths[i].length; b++)
				in[b] = (uint8_t)(b * 7 + salt);
			in[0] = (uint8_t)lengths[i].type;
			assert_int_equal(tw_itch_decode(in, lengths[i].length, &m),
					 lengths[i].length);
			assert_int_equal(tw_itch_encode(&m, out), lengths[i].length);
			assert_memory_equal(in, out, lengths[i].length);
		}
	}
}

/* A real message: session 000010059B, sequence 14764496. */
static void test_delete_of_the_specification(void **state)
{
	static const uint8_t bytes[] = { 0x44, 0x0a, 0xb1, 0x00, 0x00, 0x1f, 0x1a,
					 0xcf, 0x4c, 0x4e, 0xb7, 0x00, 0x00, 0x00,
					 0x00, 0x01, 0x66, 0x5d, 0x6a };
	struct tw_event event;
	struct tw_itch m;

	(void)state;
	assert_int_equal(tw_itch_decode(bytes, sizeof(bytes), &m), 19);
	assert_int_equal(m.locate, 0x0ab1);
	assert_int_equal(m.timestamp, 0x1f1acf4c4eb7);
	assert_int_equal(m.u.remove.reference, 0x01665d6a);
	assert_int_equal(tw_itch_event(bytes, sizeof(bytes), &event), tw_itch_index('D'));
	assert_int_equal(event.op, TW_EVENT_DELETE);
	assert_int_equal(event.reference, 0x01665d6a);
	assert_int_equal(event.exchange_ns, 0x1f1acf4c4eb7);
}

static void test_fields_of_the_book_messages(void **state)
{
	struct bytes b = msg_add(13, 0x1122334455667788, 'S', 3201400, 25);
	struct tw_event e;

	(void)state;
	assert_int_equal(tw_itch_event(b.at, b.length, &e), tw_itch_index('A'));
	assert_int_equal(e.op, TW_EVENT_ADD);
	assert_int_equal(e.locate, 13);
	assert_int_equal(e.reference, 0x1122334455667788);
	assert_int_equal(e.sell, 1);
	assert_int_equal(e.bad_side, 0);
	assert_int_equal(e.price, 3201400);
	assert_int_equal(e.shares, 25);
	b.at[19] = 'b';
	tw_itch_event(b.at, b.length, &e);
	assert_int_equal(e.bad_side, 1);

	b = msg_replace(1, 5, 6, 7, 8);
	tw_itch_event(b.at, b.length, &e);
	assert_int_equal(e.op, TW_EVENT_REPLACE);
	assert_int_equal(e.reference, 5);
	assert_int_equal(e.new_reference, 6);
	assert_int_equal(e.price, 7);
	assert_int_equal(e.shares, 8);
	for (const char *type = "ECX"; *type; type++) {
		b = msg_reduce(*type, 1, 5, 9);
		tw_itch_event(b.at, b.length, &e);
		assert_int_equal(e.op, TW_EVENT_REDUCE);
		assert_int_equal(e.shares, 9);
	}
	b = msg_halt(1, 'Q', 'H');
	tw_itch_event(b.at, b.length, &e);
	assert_int_equal(e.op, TW_EVENT_HALT);
	b = msg_halt(1, 'X', 'H');
	tw_itch_event(b.at, b.length, &e);
	assert_int_equal(e.op, TW_EVENT_NONE);
}

static void c2_every_cut(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TYPES; i++) {
		for (unsigned n = 0; n < lengths[i].length; n++) {
			uint8_t *cut = malloc(n ? n : 1);
			struct tw_event event;
			struct tw_itch m;

			assert_non_null(cut);
			memset(cut, 0x5a, n ? n : 1);
			if (n)
				cut[0] = (uint8_t)lengths[i].type;
			assert_int_equal(tw_itch_decode(cut, n, &m), -EMSGSIZE);
			assert_int_equal(tw_itch_event(cut, n, &event),
					 n >= TW_ITCH_HEAD ? TW_ITCH_SHORT
							   : TW_ITCH_RUNT);
			assert_int_equal(event.op, n >= TW_ITCH_HEAD ? TW_EVENT_SUSPECT
								     : TW_EVENT_NONE);
			assert_int_equal(event.locate, n >= TW_ITCH_HEAD ? 0x5a5a : 0);
			free(cut);
		}
	}
}

static void c1_c2_unknown_and_longer(void **state)
{
	uint8_t bytes[60] = { 'D' };
	struct tw_event event;
	struct tw_itch m;

	(void)state;
	assert_int_equal(tw_itch_event(bytes, 20, &event), tw_itch_index('D'));
	assert_true(event.oversized);
	assert_int_equal(event.op, TW_EVENT_DELETE);
	assert_int_equal(tw_itch_event(bytes, 19, &event), tw_itch_index('D'));
	assert_false(event.oversized);
	bytes[0] = 'z';
	assert_int_equal(tw_itch_event(bytes, 60, &event), TW_ITCH_UNKNOWN);
	assert_int_equal(event.op, TW_EVENT_NONE);
	assert_int_equal(tw_itch_decode(bytes, 60, &m), -EPROTONOSUPPORT);
	m.type = 'z';
	assert_int_equal(tw_itch_encode(&m, bytes), 0);
}

static void test_names(void **state)
{
	char text[9];

	(void)state;
	assert_int_equal(tw_name_pack("AAPL"), 0x4141504c20202020);
	tw_name_unpack(tw_name_pack("BRK.A"), text);
	assert_string_equal(text, "BRK.A");
	tw_name_unpack(tw_name_pack("12345678"), text);
	assert_string_equal(text, "12345678");
	tw_name_unpack(0x412c0022ff200000, text);
	assert_string_equal(text, "A???? ??");
	assert_int_equal(tw_name_pack(""), 0);
	assert_int_equal(tw_name_pack("123456789"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_round_trip_of_every_byte),
		cmocka_unit_test(test_delete_of_the_specification),
		cmocka_unit_test(test_fields_of_the_book_messages),
		cmocka_unit_test(c2_every_cut),
		cmocka_unit_test(c1_c2_unknown_and_longer),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
