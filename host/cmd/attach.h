/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * attach: the first net_touchwire port among those of DPDK, and what its status word says.
 */
#ifndef TW_ATTACH_H
#define TW_ATTACH_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_pmd_touchwire.h>

/* Find it, or say why it may be missing. Returns an exit code. */
int attach_device(uint16_t *port, struct rte_pmd_touchwire_info *info,
		  const char *remedy);
#define ATTACH_NAME_ONE                                                                  \
	"name one after --, such as `-- -a 0000:01:00.0` or "                            \
	"`-- --no-huge --vdev net_touchwire0`"

/* Of info.status: sequence numbers are missing; the end of session was seen. */
bool status_stale(uint32_t status);
bool status_ended(uint32_t status);

#endif
