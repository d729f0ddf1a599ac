/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzz target: ITCH messages into the book; input: u8 length and message, repeated. */
#include <stdint.h>
#include <stdlib.h>

#include <touchwire/engine.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tw_engine_config config = { .symbols = 4, .all = true, .orders = 100 };
	struct tw_engine *engine = tw_engine_create(&config);

	while (engine && size >= 1) {
		size_t length = data[0] < size - 1 ? data[0] : size - 1;
		struct tw_event event;
		struct tw_itch message;

		if (tw_itch_event(data + 1, length, &event) != TW_ITCH_RUNT)
			tw_engine_event(engine, &event);
		if (tw_itch_decode(data + 1, length, &message) > 0) {
			uint8_t again[TW_ITCH_LENGTH_MAX];
			size_t n = tw_itch_encode(&message, again);

			if (n > length || __builtin_memcmp(again, data + 1, n) != 0)
				abort();
		}
		data += 1 + length;
		size -= 1 + length;
	}
	tw_engine_destroy(engine);
	return 0;
}
