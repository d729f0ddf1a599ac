/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_log: messages of the driver, switched by --log-level=pmd.net.touchwire:debug. */
#ifndef TOUCHWIRE_LOG_H
#define TOUCHWIRE_LOG_H

#include <rte_log.h>

extern int touchwire_logtype;

#define TOUCHWIRE_LOG(level, format, ...)                                                \
	rte_log(RTE_LOG_##level, (uint32_t)touchwire_logtype,                            \
		"net_touchwire: " format "\n", ##__VA_ARGS__)

#endif
