/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames: each cause once, the order of causes, every cut, tags and options. */
#include <errno.h>

#include <touchwire/net.h>

#include "support.h"

#define PAYLOAD 60u

static const struct tw_net_filter any = { 0 };

/* A good frame with @tags VLAN tags and @options words of IP options. */
static struct frame good(unsigned tags, unsigned options)
{
	struct tw_net_route route;
	struct frame f = { .length = 0 };
	uint8_t *ip;
	size_t n;

	tw_net_route_default(&route);
	route.tags = (uint8_t)tags;
	n = tw_net_build(&route, PAYLOAD, 7, f.at);
	ip = f.at + 14 + 4 * tags;
	memset(f.at + n, 'p', PAYLOAD);
	f.length = (uint32_t)(n + PAYLOAD);
	if (options) {
		uint32_t total = 20 + options * 4 + 8 + PAYLOAD;
		uint16_t sum;

		memmove(ip + 20 + options * 4, ip + 20, 8 + PAYLOAD);
		memset(ip + 20, 1, options * 4);
		ip[0] = (uint8_t)(0x45 + options);
		ip[2] = (uint8_t)(total >> 8);
		ip[3] = (uint8_t)total;
		ip[10] = ip[11] = 0;
		sum = tw_net_checksum(ip, 20 + options * 4);
		ip[10] = (uint8_t)(sum >> 8);
		ip[11] = (uint8_t)sum;
		f.length += options * 4;
	}
	return f;
}

static enum tw_frame_cause parse(const struct frame *f, struct tw_net_datagram *d)
{
	return tw_net_parse(f->at, f->length, &any, d);
}

static void fix_checksum(uint8_t *ip)
{
	uint16_t sum;

	ip[10] = ip[11] = 0;
	sum = tw_net_checksum(ip, (ip[0] & 15u) * 4u);
	ip[10] = (uint8_t)(sum >> 8);
	ip[11] = (uint8_t)sum;
}

static void test_accepted_with_tags_and_options(void **state)
{
	(void)state;
	for (unsigned tags = 0; tags <= 2; tags++) {
		for (unsigned options = 0; options <= 10; options++) {
			struct frame f = good(tags, options);
			struct tw_net_datagram d;

			assert_int_equal(parse(&f, &d), TW_FRAME_ACCEPTED);
			assert_int_equal(d.length, PAYLOAD);
			assert_int_equal(d.tags, tags);
			assert_int_equal(d.payload[0], 'p');
			assert_int_equal(d.destination_ip, 0xe9360c6f);
			assert_int_equal(d.destination_port, 26477);
			assert_ptr_equal(d.payload + d.length, f.at + f.length);
		}
	}
}

static void test_every_cut(void **state)
{
	(void)state;
	for (unsigned tags = 0; tags <= 2; tags++) {
		struct frame f = good(tags, tags);
		uint32_t headers = f.length - PAYLOAD;
		struct tw_net_datagram d;

		for (uint32_t n = 0; n < f.length; n++) {
			enum tw_frame_cause cause = tw_net_parse(f.at, n, &any, &d);

			assert_int_equal(cause, n < headers ? TW_FRAME_SHORT
							    : TW_FRAME_TRUNCATED);
			if (n >= headers)
				assert_int_equal(d.length, n - headers);
		}
	}
}

static void expect(unsigned at, uint8_t value, bool fix, enum tw_frame_cause cause)
{
	struct frame f = good(0, 0);
	struct tw_net_datagram d;

	f.at[at] = value;
	if (fix)
		fix_checksum(f.at + 14);
	assert_int_equal(parse(&f, &d), cause);
}

static void test_each_cause(void **state)
{
	(void)state;
	expect(13, 0x06, false, TW_FRAME_NOT_IP);
	expect(14, 0x65, false, TW_FRAME_IP_HEADER);
	expect(14, 0x44, false, TW_FRAME_IP_HEADER);
	expect(17, 27, false, TW_FRAME_IP_HEADER);
	expect(22, 99, false, TW_FRAME_IP_CHECKSUM);
	expect(20, 0x20, true, TW_FRAME_FRAGMENT);
	expect(20, 0x01, true, TW_FRAME_FRAGMENT);
	expect(21, 0x01, true, TW_FRAME_FRAGMENT);
	expect(20, 0x80, true, TW_FRAME_ACCEPTED); /* the reserved bit is not judged */
	expect(23, 6, true, TW_FRAME_NOT_UDP);
	expect(39, 7, false, TW_FRAME_UDP_LENGTH);
	expect(39, PAYLOAD + 9, false, TW_FRAME_UDP_LENGTH);
	expect(39, PAYLOAD + 7, false, TW_FRAME_ACCEPTED);
	expect(39, 8, false, TW_FRAME_ACCEPTED);
}

static void test_third_tag(void **state)
{
	struct frame f = good(2, 0);
	struct tw_net_datagram d;

	(void)state;
	f.at[20] = 0x81;
	f.at[21] = 0x00;
	assert_int_equal(parse(&f, &d), TW_FRAME_VLAN);
	assert_int_equal(tw_net_parse(f.at, 22, &any, &d), TW_FRAME_VLAN);
	assert_int_equal(tw_net_parse(f.at, 21, &any, &d), TW_FRAME_SHORT);
}

static void test_group(void **state)
{
	struct frame f = good(1, 0);
	struct tw_net_filter filter = { 0 };
	struct tw_net_datagram d;

	(void)state;
	assert_int_equal(tw_net_group_parse("233.54.12.111:26477", &filter), 0);
	assert_int_equal(filter.group_ip, 0xe9360c6f);
	assert_int_equal(filter.group_port, 26477);
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_ACCEPTED);
	filter.group_port++;
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_OTHER_GROUP);
	filter.group_port = 0;
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_ACCEPTED);
	filter.group_ip++;
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_OTHER_GROUP);

	assert_int_equal(tw_net_group_parse("0:1", &filter), 0);
	assert_int_equal(tw_net_group_parse("1.2.3.4", &filter), -EINVAL);
	assert_int_equal(tw_net_group_parse("1.2.3:5", &filter), -EINVAL);
	assert_int_equal(tw_net_group_parse("1.2.3.4:65536", &filter), -EINVAL);
	assert_int_equal(tw_net_group_parse("1.2.3.4:", &filter), -EINVAL);
	assert_int_equal(tw_net_group_parse(":5", &filter), -EINVAL);
	assert_int_equal(tw_net_group_parse("1.2.3.4:5x", &filter), -EINVAL);
}

static void test_padding_is_ignored(void **state)
{
	struct frame f = good(0, 0);
	struct tw_net_datagram d;

	(void)state;
	memset(f.at + f.length, 0, 100);
	f.length += 100;
	assert_int_equal(parse(&f, &d), TW_FRAME_ACCEPTED);
	assert_int_equal(d.length, PAYLOAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted_with_tags_and_options),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_each_cause),
		cmocka_unit_test(test_third_tag),
		cmocka_unit_test(test_group),
		cmocka_unit_test(test_padding_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
