/* SPDX-License-Identifier: BSD-3-Clause */
#include "order_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/capture.h>
#include <touchwire/itch.h>
#include <touchwire/mold.h>
#include <touchwire/net.h>

struct script {
	struct tw_capture_writer *writer;
	uint64_t number;
};

static void put(struct script *script, struct tw_itch *messages, unsigned count)
{
	uint8_t frame[512], message[TW_ITCH_LENGTH_MAX];
	struct tw_mold_builder builder;
	struct tw_net_route route;
	size_t headers, n;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	tw_mold_begin(&builder, frame + headers, sizeof(frame) - headers, "TOUCHWIRE1",
		      script->number);
	for (unsigned i = 0; i < count; i++) {
		messages[i].timestamp = NOON + script->number++;
		n = tw_itch_encode(&messages[i], message);
		assert_int_equal(tw_mold_append(&builder, message, n), 0);
	}
	n = tw_mold_end(&builder);
	tw_net_build(&route, n, 1, frame);
	tw_capture_write(script->writer, script->number / 4 * MS, frame,
			 (uint32_t)(headers + n));
}

static struct tw_itch directory(uint16_t locate, const char *stock)
{
	struct tw_itch m = { .type = 'R', .locate = locate };

	memcpy(m.u.directory.stock, stock, 8);
	return m;
}

static struct tw_itch state_of(uint16_t locate, char state)
{
	struct tw_itch m = { .type = 'H', .locate = locate, .u.action.state = state };

	return m;
}

static struct tw_itch add(uint64_t reference, char side, uint32_t shares, uint32_t price)
{
	struct tw_itch m = { .type = 'A', .locate = 1 };

	m.u.add.reference = reference;
	m.u.add.side = side;
	m.u.add.shares = shares;
	m.u.add.price = price;
	return m;
}

static struct tw_itch drop(uint64_t reference)
{
	struct tw_itch m = { .type = 'D', .locate = 1, .u.remove.reference = reference };

	return m;
}

/* None changes the touch but as the comments say. */
struct exchange_market *order_case_market(void)
{
	struct tw_itch open[] = { directory(1, "AAPL    "), directory(2, "MSFT    "),
				  state_of(1, 'T'), state_of(2, 'P') };
	struct tw_itch first[] = { add(1, 'B', 100, 48), add(2, 'S', 60, 50),
				   add(3, 'S', 1, 90), drop(3) };
	struct tw_itch second[] = { add(4, 'S', 10, 49), add(5, 'S', 1, 90), drop(5),
				    state_of(2, 'P') }; /* ask 49 x 10 */
	struct tw_itch third[] = { drop(4), add(6, 'S', 1, 90), drop(6),
				   state_of(2, 'P') }; /* ask 50 x 60 again */
	const char *folder = getenv("TW_TEST_DIR");
	struct script script = { .number = 1 };
	struct exchange_market *market;
	char path[512];

	snprintf(path, sizeof(path), "%s/orders.pcap", folder ? folder : "/tmp");
	assert_int_equal(tw_capture_create(&script.writer, path, NULL), 0);
	put(&script, open, 4);
	put(&script, first, 4);
	put(&script, second, 4);
	put(&script, third, 4);
	assert_int_equal(tw_capture_finish(script.writer, NULL), 0);
	assert_int_equal(exchange_market_open(&market, path, NULL), 0);
	return market;
}
