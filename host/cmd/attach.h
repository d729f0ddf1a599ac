/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * attach: the first net_touchwire port among those of DPDK, and what its status word says.
 */
#ifndef TW_ATTACH_H
#define TW_ATTACH_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_pmd_touchwire.h>

/* Find it. Returns an exit code. */
int attach_device(uint16_t *port, struct rte_pmd_touchwire_info *info);

/* Of info.status: sequence numbers are missing; the end of session was seen. */
bool status_stale(uint32_t status);
bool status_ended(uint32_t status);

#endif
