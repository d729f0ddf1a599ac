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

static void b6_b7_options_and_tags(void **state)
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

static void b2_every_cut(void **state)
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

static void b4_b5_b6_b9_each_cause(void **state)
{
	(void)state;
	expect(13, 0x06, false, TW_FRAME_NOT_IP);
	expect(12, 0x86, false, TW_FRAME_NOT_IP);
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

static void b7_third_tag(void **state)
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

static void b10_group(void **state)
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

static void b4_padding_is_ignored(void **state)
{
	struct frame f = good(0, 0);
	struct tw_net_datagram d;

	(void)state;
	memset(f.at + f.length, 0, 100);
	f.length += 100;
	assert_int_equal(parse(&f, &d), TW_FRAME_ACCEPTED);
	assert_int_equal(d.length, PAYLOAD);
}

static void b8_ipv6(void **state)
{
	(void)state;
	for (unsigned tags = 0; tags <= 2; tags++) {
		struct frame f = good(tags, 0);
		struct tw_net_datagram d;

		f.at[12 + 4 * tags] = 0x86;
		f.at[13 + 4 * tags] = 0xdd;
		assert_int_equal(parse(&f, &d), TW_FRAME_IPV6);
		assert_int_equal(tw_net_parse(f.at, 14 + 4 * tags, &any, &d),
				 TW_FRAME_IPV6);
	}
}

static void b11_sources(void **state)
{
	struct tw_net_filter filter = { 0 };
	struct frame f = good(0, 0);
	struct tw_net_datagram d;

	(void)state;
	for (unsigned i = 0; i < TW_NET_SOURCES; i++) {
		memset(filter.source, 0, sizeof(filter.source));
		filter.source[i] = 0xcec87f8a;
		assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d),
				 TW_FRAME_ACCEPTED);
		filter.source[i]++;
		assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d),
				 TW_FRAME_OTHER_SOURCE);
	}
	/* A free place is not address 0; the group is judged before, the length behind. */
	memset(f.at + 26, 0, 4);
	fix_checksum(f.at + 14);
	f.at[39] = 7;
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d),
			 TW_FRAME_OTHER_SOURCE);
	filter.group_port = 1;
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_OTHER_GROUP);
}

/* The checksum of @frame without tags and options, written. */
static void put_udp_checksum(struct frame *f)
{
	uint32_t length = f->at[39];
	uint8_t whole[12 + PAYLOAD + 9] = { 0 };
	uint16_t sum;

	memcpy(whole, f->at + 26, 8);
	whole[9] = 17;
	whole[11] = (uint8_t)length;
	f->at[40] = f->at[41] = 0;
	memcpy(whole + 12, f->at + 34, length);
	sum = tw_net_checksum(whole, 12 + length);
	sum = sum ? sum : 0xffff;
	f->at[40] = (uint8_t)(sum >> 8);
	f->at[41] = (uint8_t)sum;
}

static void b9_udp_checksum(void **state)
{
	struct tw_net_filter filter = { .udp_check = true };
	struct frame f = good(0, 0);
	struct tw_net_datagram d;

	(void)state;
	/* None sent; then a right one, for an even and an odd length. */
	assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d), TW_FRAME_ACCEPTED);
	for (unsigned odd = 0; odd < 2; odd++) {
		f.at[39] = (uint8_t)(8 + PAYLOAD - odd);
		put_udp_checksum(&f);
		assert_int_equal(tw_net_parse(f.at, f.length, &filter, &d),
				 TW_FRAME_ACCEPTED);
		/* Each bit of addresses, ports, checksum and payload counts. */
		for (uint32_t at = 26; at < f.length - odd; at++) {
			enum tw_frame_cause cause;

			if (at == 38 || at == 39)
				continue;
			f.at[at] ^= 0x10;
			fix_checksum(f.at + 14);
			cause = tw_net_parse(f.at, f.length, &filter, &d);
			assert_int_equal(cause, TW_FRAME_UDP_CHECKSUM);
			assert_int_equal(d.length, PAYLOAD - odd);
			assert_int_equal(parse(&f, &d), TW_FRAME_ACCEPTED);
			f.at[at] ^= 0x10;
			fix_checksum(f.at + 14);
		}
	}
	/* What is cut cannot be judged. */
	f.at[60] ^= 1;
	assert_int_equal(tw_net_parse(f.at, f.length - 2, &filter, &d),
			 TW_FRAME_TRUNCATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b6_b7_options_and_tags),
		cmocka_unit_test(b2_every_cut),
		cmocka_unit_test(b4_b5_b6_b9_each_cause),
		cmocka_unit_test(b7_third_tag),
		cmocka_unit_test(b10_group),
		cmocka_unit_test(b4_padding_is_ignored),
		cmocka_unit_test(b8_ipv6),
		cmocka_unit_test(b11_sources),
		cmocka_unit_test(b9_udp_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
