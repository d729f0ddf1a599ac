/* SPDX-License-Identifier: BSD-3-Clause */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <touchwire/mold.h>
#include <touchwire/net.h>

void script_begin(struct script *script, const char *name, uint64_t number,
		  uint64_t time_ns)
{
	const char *folder = getenv("TW_TEST_DIR");

	script->number = number;
	script->time_ns = time_ns;
	snprintf(script->path, sizeof(script->path), "%s/%s", folder ? folder : "/tmp",
		 name);
	assert_int_equal(tw_capture_create(&script->writer, script->path, NULL), 0);
}

void script_put(struct script *script, uint64_t at_ns, struct tw_itch *messages,
		unsigned count)
{
	uint8_t frame[512], message[TW_ITCH_LENGTH_MAX];
	struct tw_mold_builder builder;
	struct tw_net_route route;
	size_t headers, n;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	tw_mold_begin(&builder, frame + headers, sizeof(frame) - headers, "TOUCHWIRE1",
		      script->number);
	script->number += count;
	for (unsigned i = 0; i < count; i++) {
		messages[i].timestamp = script->time_ns++;
		n = tw_itch_encode(&messages[i], message);
		assert_int_equal(tw_mold_append(&builder, message, n), 0);
	}
	n = tw_mold_end(&builder);
	tw_net_build(&route, n, 1, frame);
	tw_capture_write(script->writer, at_ns, frame, (uint32_t)(headers + n));
}

struct exchange_market *script_end(struct script *script)
{
	struct exchange_market *market;

	assert_int_equal(tw_capture_finish(script->writer, NULL), 0);
	assert_int_equal(exchange_market_open(&market, script->path, NULL), 0);
	return market;
}
