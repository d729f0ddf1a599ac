/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * soft: the C engine over DPDK ports; for captures those are net_pcap ports.
 */
#ifndef TW_SOFT_H
#define TW_SOFT_H

#include <stdint.h>

#include <touchwire/engine.h>

#include "input.h"
#include "options.h"
#include "ticker.h"
#include "view.h"

/*
 * An engine for the selection whose records go to the ticker. capacity 0: as many symbols as
 * there are. With on_message it holds at gaps until it is repaired (recover.h). Returns NULL
 * after a message.
 */
struct tw_engine *soft_engine(const struct input *input,
			      const struct selection *selection,
			      const struct times *times, uint32_t capacity,
			      tw_touch_fn on_touch, tw_message_fn on_message, void *ctx);

/* Name of a symbol of the engine: ticker.name with the engine as ctx. */
void soft_name(void *engine, uint32_t index, char name[9]);

/* All frames of the input through the engine, by way of net_pcap. Returns an exit code. */
int soft_replay(struct tw_engine *engine, const struct input *input,
		struct ticker *ticker, struct view *view);

#endif
