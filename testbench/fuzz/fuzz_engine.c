/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzz target: frames of both lines into the engine. Input: port and flags, u16 length, bytes. */
#include <stdint.h>
#include <stdlib.h>

#include <touchwire/engine.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tw_engine_config config = {
		.symbols = 4, .all = true, .feeds = 3, .hold_ns = 100, .hold_messages = 64
	};
	struct tw_engine *engine = tw_engine_create(&config);
	uint64_t now = 0;

	while (engine && size >= 3) {
		size_t length = (size_t)data[1] << 8 | data[2];

		if (length > size - 3)
			length = size - 3;
		now += data[0] >> 2;
		tw_engine_frame(engine, data[0] & 1, data + 3, (uint32_t)length,
				(uint32_t)length, now, data[0] >> 1 & 1);
		data += 3 + length;
		size -= 3 + length;
	}
	if (engine)
		tw_engine_finish(engine);
	tw_engine_destroy(engine);
	return 0;
}
