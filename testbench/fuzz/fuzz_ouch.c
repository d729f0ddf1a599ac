/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: an OUCH message of either way; input: u8 way, then the message. What is taken is
 * written again byte for byte, and not into a byte less.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/ouch.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum tw_ouch_way way;
	struct tw_ouch message;
	struct tw_error error = { "" };
	uint8_t *again;
	int code;

	if (size < 1)
		return 0;
	way = data[0] & 1 ? TW_OUCH_OUT : TW_OUCH_IN;
	code = tw_ouch_decode(way, data + 1, size - 1, &message, &error);
	if ((code == 0) != (error.text[0] == '\0'))
		abort();
	if (code < 0)
		return 0;
	again = malloc(size - 1);
	if (!again)
		return 0;
	if (tw_ouch_length(way, message.type) + message.appendage_length != size - 1 ||
	    tw_ouch_encode(way, &message, again, size - 2) != 0 ||
	    tw_ouch_encode(way, &message, again, size - 1) != size - 1 ||
	    memcmp(again, data + 1, size - 1) != 0)
		abort();
	free(again);
	return 0;
}
