/* SPDX-License-Identifier: BSD-3-Clause */
/* MoldUDP64: what is built is read, and no cut or length lets a read past the end. */
#include <errno.h>

#include <touchwire/mold.h>

#include "support.h"

static size_t build(uint8_t *bytes, size_t size, unsigned messages)
{
	struct tw_mold_builder builder;

	tw_mold_begin(&builder, bytes, size, SESSION, 77);
	for (unsigned i = 0; i < messages; i++)
		assert_int_equal(tw_mold_append(&builder, "abcdefghij", i), 0);
	return tw_mold_end(&builder);
}

static void test_round_trip(void **state)
{
	uint8_t bytes[256];
	size_t length = build(bytes, sizeof(bytes), 8);
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	(void)state;
	assert_int_equal(tw_mold_parse(bytes, length, &packet), 0);
	assert_memory_equal(packet.session, SESSION, 10);
	assert_int_equal(packet.sequence, 77);
	assert_int_equal(packet.count, 8);
	walk = tw_mold_walk(&packet);
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(tw_mold_next(&walk, &message, &n), 1);
		assert_int_equal(n, i);
		assert_int_equal(walk.sequence - 1, 77 + i);
		assert_memory_equal(message, "abcdefghij", n);
	}
	assert_int_equal(tw_mold_next(&walk, &message, &n), 0);
}

static void c3_every_cut(void **state)
{
	uint8_t bytes[256];
	size_t whole = build(bytes, sizeof(bytes), 8);

	(void)state;
	for (size_t length = 0; length < whole; length++) {
		/* An exact allocation, so that the sanitizer sees a read behind it. */
		uint8_t *cut = malloc(length + 1);
		struct tw_mold_packet packet;
		struct tw_mold_walk walk;
		const uint8_t *message;
		size_t n, used = 20;
		int got;

		assert_non_null(cut);
		cut = realloc(cut, length ? length : 1);
		memcpy(cut, bytes, length);
		if (length < 20) {
			assert_int_equal(tw_mold_parse(cut, length, &packet), -EMSGSIZE);
		} else {
			assert_int_equal(tw_mold_parse(cut, length, &packet), 0);
			walk = tw_mold_walk(&packet);
			while ((got = tw_mold_next(&walk, &message, &n)) > 0)
				used += 2 + n;
			assert_int_equal(got, -EBADMSG);
			assert_true(used <= length);
		}
		free(cut);
	}
}

static void a12_end_of_session_has_no_messages(void **state)
{
	uint8_t bytes[64];
	size_t length = build(bytes, sizeof(bytes), 1);
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	(void)state;
	bytes[18] = bytes[19] = 0xff;
	assert_int_equal(tw_mold_parse(bytes, length, &packet), 0);
	assert_int_equal(packet.count, TW_MOLD_END);
	walk = tw_mold_walk(&packet);
	assert_int_equal(tw_mold_next(&walk, &message, &n), 0);
}

static void test_full_packet_refuses(void **state)
{
	uint8_t bytes[32];
	struct tw_mold_builder builder;

	(void)state;
	tw_mold_begin(&builder, bytes, sizeof(bytes), SESSION, 1);
	assert_false(tw_mold_fits(&builder, 11));
	assert_true(tw_mold_fits(&builder, 10));
	assert_int_equal(tw_mold_append(&builder, "0123456789a", 11), -ENOSPC);
	assert_int_equal(tw_mold_append(&builder, "0123456789", 10), 0);
	assert_int_equal(tw_mold_append(&builder, "", 0), -ENOSPC);
	assert_int_equal(tw_mold_end(&builder), 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(c3_every_cut),
		cmocka_unit_test(a12_end_of_session_has_no_messages),
		cmocka_unit_test(test_full_packet_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
