/* SPDX-License-Identifier: BSD-3-Clause */
#include "attach.h"

#include <rte_ethdev.h>
#include <touchwire/regs.h>

#include "cmd.h"

int attach_device(uint16_t *port, struct rte_pmd_touchwire_info *info, const char *remedy)
{
	for (*port = 0; *port < RTE_MAX_ETHPORTS; (*port)++) {
		if (rte_eth_dev_is_valid_port(*port) &&
		    rte_pmd_touchwire_info(*port, info) == 0)
			return TW_EXIT_OK;
	}
	say_error("no net_touchwire device; %s", remedy);
	return TW_EXIT_ENVIRONMENT;
}

bool status_stale(uint32_t status)
{
	return (status & TW_CONTROL_STATUS_STALE_MASK) != 0;
}

bool status_ended(uint32_t status)
{
	return (status & TW_CONTROL_STATUS_ENDED_MASK) != 0;
}
