/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * live: a feed that comes by DPDK ports, followed until it ends or the user stops it.
 */
#ifndef TW_LIVE_H
#define TW_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "input.h"
#include "options.h"
#include "recover.h"
#include "summary.h"
#include "ticker.h"
#include "view.h"

struct live {
	struct ticker ticker;
	struct selection selection;
	struct input input; /* no captures: the filter and the number of lines */
	struct view view;
	enum engine_kind kind;
	const char *symbols, *quotes;
	struct times times;
	uint64_t capacity, seconds;
	bool csv, soft_only;
	struct recover_peers peers;
	bool recovers; /* peers has a server */

	/* While it runs. */
	struct device device;
	struct tw_engine *engine; /* NULL: a device that is not repaired */
	struct recover recover;
	int timestamp; /* field of the mbufs */
};

/* Follow the feed by the C engine, or by a device. Both return an exit code. */
int live_soft(struct live *live, struct summary *summary);
int live_fpga(struct live *live, struct summary *summary);

#endif
