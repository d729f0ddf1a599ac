/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_model: the library that holds the simulated device, loaded at run time. */
#ifndef TOUCHWIRE_MODEL_H
#define TOUCHWIRE_MODEL_H

#include "../../testbench/device/tw_sim.h"

struct touchwire_args;

struct touchwire_model {
	void *library;
	const struct tw_sim_ops *ops;
};

/* Load the library that @args name, or the one beside the driver.  0, or -errno after a message. */
int touchwire_model_open(const struct touchwire_args *args,
			 struct touchwire_model *model);
void touchwire_model_close(struct touchwire_model *model);

#endif
