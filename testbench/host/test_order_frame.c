/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of orders: bytes by hand, decoded by the OUCH codec, sums added up, Wireshark asked. */
#include <touchwire/capture.h>
#include <touchwire/net.h>
#include <touchwire/order_frame.h>
#include <touchwire/ouch.h>
#include <touchwire/soup.h>

#include "support.h"

#define ROUNDS 2000u

static const struct tw_row_session session = {
	.dst_mac = { 0x52, 0x55, 10, 0, 2, 2 },
	.src_mac = { 2, 0, 0, 0, 0, 15 },
	.src_ip = 0x0a00020f,
	.dst_ip = 0x0a000202,
	.ports = 49152u << 16 | 26400,
	.clordid_seed = 0xBEEF,
};
static const struct tw_order_place place = { 0x11223344, 0x55667788, 0xfffe };

static const struct tw_order_fields enter = {
	.kind = TW_KIND_ENTER,
	.sell = true,
	.tif = '3',
	.name = "AAPL    ",
	.quantity = 999999,
	.price = 1999999900,
	.token = 0x0012cdef,
};

static void test_bytes_by_hand(void **state)
{
	/* Its checksums were worked out on paper, as RFC 1071 says. */
	static const uint8_t headers[TW_ORDER_HEADERS] = {
		0x52, 0x55, 10,	  0,	2,    2,    2,	  0,	0,    0,    0,
		15,   8,    0,	  0x45, 0,    0,    90,	  0,	0,    0x40, 0,
		64,   6,    0x22, 0x8e, 10,   0,    2,	  15,	10,   0,    2,
		2,    0xc0, 0,	  0x67, 0x20, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
		0x77, 0x88, 0x50, 0x18, 0xff, 0xfe, 0,	  0,	0,    0,
	};
	static const char payload[] = "\0\x30"
				      "UO\0\x12\xcd\xef"
				      "S\0\x0f\x42\x3f"
				      "AAPL    \0\0\0\0\x77\x35\x93\x9c"
				      "3YPNNTWBEEF0012CDEF\0";
	uint8_t frame[TW_ORDER_FRAME_MAX];

	(void)state;
	assert_int_equal(sizeof(payload), TW_ORDER_PAYLOAD_MAX);
	assert_int_equal(tw_order_frame(&session, &place, &enter, frame), 104);
	assert_memory_equal(frame + TW_ORDER_HEADERS, payload, sizeof(payload));
	frame[50] = 0;
	frame[51] = 0;
	assert_memory_equal(frame, headers, sizeof(headers));
}

static uint64_t dice_state = 1;

static uint32_t dice(void)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(dice_state >> 32);
}

static struct tw_order_fields any_order(void)
{
	struct tw_order_fields order = {
		.kind = (enum tw_kind)(dice() % 4),
		.sell = dice() % 2,
		.tif = "0356"[dice() % 4],
		.quantity = dice(),
		.price = dice(),
		.token = dice(),
		.old_token = dice(),
	};

	for (unsigned i = 0; i < sizeof(order.name); i++)
		order.name[i] = (char)('A' + dice() % 26);
	return order;
}

static void expect_message(const struct tw_order_fields *order,
			   const struct tw_ouch *ouch)
{
	char id[TW_ORDER_ID];

	assert_int_equal(ouch->quantity, order->quantity);
	if (order->kind == TW_KIND_CANCEL) {
		assert_int_equal(ouch->type, 'X');
		assert_int_equal(ouch->token, order->old_token);
		return;
	}
	assert_int_equal(ouch->token, order->token);
	assert_int_equal(ouch->price, order->price);
	assert_int_equal(ouch->tif, order->tif);
	assert_int_equal(ouch->display, 'Y');
	assert_int_equal(ouch->sweep, 'N');
	assert_int_equal(ouch->appendage_length, 0);
	tw_order_id(session.clordid_seed, order->token, id);
	assert_memory_equal(ouch->id, id, sizeof(id));
	if (order->kind == TW_KIND_REPLACE) {
		assert_int_equal(ouch->type, 'U');
		assert_int_equal(ouch->old_token, order->old_token);
		return;
	}
	assert_int_equal(ouch->type, 'O');
	assert_int_equal(ouch->side, order->sell ? 'S' : 'B');
	assert_memory_equal(ouch->symbol, order->name, sizeof(order->name));
	assert_int_equal(ouch->capacity, 'P');
	assert_int_equal(ouch->cross, 'N');
}

/* Any order's payload is one packet of SoupBinTCP with the message that its fields say. */
static void test_decoded(void **state)
{
	uint8_t frame[TW_ORDER_FRAME_MAX];
	struct tw_soup_parser parser;
	struct tw_soup_packet packet;
	struct tw_ouch ouch;

	(void)state;
	assert_int_equal(tw_soup_parser_init(&parser, 0), 0);
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct tw_order_fields order = any_order();
		size_t length = tw_order_frame(&session, &place, &order, frame);
		const uint8_t *at = frame + TW_ORDER_HEADERS;
		size_t left = length - TW_ORDER_HEADERS;

		assert_int_equal(left, tw_order_payload_length(order.kind));
		assert_int_equal(tw_soup_parse(&parser, &at, &left, &packet, NULL), 1);
		assert_int_equal(left, 0);
		assert_int_equal(packet.type,
				 order.kind == TW_KIND_HEARTBEAT ? 'R' : 'U');
		if (order.kind == TW_KIND_HEARTBEAT) {
			assert_int_equal(packet.length, 0);
			continue;
		}
		assert_int_equal(tw_ouch_decode(TW_OUCH_IN, packet.payload, packet.length,
						&ouch, NULL),
				 0);
		expect_message(&order, &ouch);
	}
	tw_soup_parser_free(&parser);
}

/* Both checksums, over all that they cover, add up to nothing. */
static void test_sums(void **state)
{
	uint8_t frame[TW_ORDER_FRAME_MAX], pseudo[12 + 20 + TW_ORDER_PAYLOAD_MAX];

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct tw_order_fields order = any_order();
		struct tw_order_place any = { dice(), dice(), (uint16_t)dice() };
		size_t length = tw_order_frame(&session, &any, &order, frame);

		memcpy(pseudo, frame + 26, 8);
		pseudo[8] = 0;
		pseudo[9] = 6;
		pseudo[10] = 0;
		pseudo[11] = (uint8_t)(length - 34);
		memcpy(pseudo + 12, frame + 34, length - 34);
		assert_int_equal(tw_net_checksum(frame + 14, 20), 0);
		assert_int_equal(tw_net_checksum(pseudo, 12 + length - 34), 0);
	}
}

/* Wireshark, which knows neither this code nor the device, finds nothing wrong. */
static void test_wireshark(void **state)
{
	struct tw_capture_writer *writer = NULL;
	const char *path = test_path("orders.pcap");
	struct tw_order_place next = { 1, 1, 1000 };
	char command[1024], line[256];
	unsigned lines = 0;
	FILE *pipe;

	(void)state;
	if (system("command -v tshark >/dev/null 2>&1") != 0)
		skip();
	assert_int_equal(tw_capture_create(&writer, path, NULL), 0);
	for (unsigned i = 0; i < 100; i++) {
		uint8_t frame[TW_ORDER_FRAME_MAX];
		struct tw_order_fields order = any_order();
		size_t length = tw_order_frame(&session, &next, &order, frame);

		tw_capture_write(writer, 1000000u * i, frame, (uint32_t)length);
		next.seq += (uint32_t)(length - TW_ORDER_HEADERS);
	}
	assert_int_equal(tw_capture_finish(writer, NULL), 0);
	snprintf(command, sizeof(command),
		 "tshark -n -r %s -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE "
		 "-d tcp.port==26400,soupbintcp -T fields -E separator=, "
		 "-e ip.checksum.status -e tcp.checksum.status "
		 "-e tcp.flags -e _ws.malformed -e tcp.analysis.flags "
		 "-e soupbintcp.packet_type 2>/dev/null",
		 path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe)) {
		lines++;
		/* Some versions put the letter in quotes. */
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "1,1,0x0018,,,", 13) != 0 || !strpbrk(line + 13, "UR"))
			fail_msg("%s", line);
	}
	pclose(pipe);
	assert_int_equal(lines, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_by_hand),
		cmocka_unit_test(test_decoded),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_wireshark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
