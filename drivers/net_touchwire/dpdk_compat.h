/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dpdk_compat: what differs between the DPDK releases this driver builds against, 22.11 to
 * 25.11.  The ABI is one per release: a plugin serves the release it was built with.
 */
#ifndef DPDK_COMPAT_H
#define DPDK_COMPAT_H

#include <rte_version.h>

#if RTE_VERSION < RTE_VERSION_NUM(22, 11, 0, 0)
#error "DPDK 22.11 or later is needed"
#endif

/* 24.03: the list of packet types is returned with its length. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 3, 0, 0)
#define TOUCHWIRE_PTYPES_ARGS struct rte_eth_dev *dev, size_t *count
#define TOUCHWIRE_PTYPES_COUNT(n) (*count = (n))
#else
#define TOUCHWIRE_PTYPES_ARGS struct rte_eth_dev *dev
#define TOUCHWIRE_PTYPES_COUNT(n) ((void)(n))
#endif

/* 25.11: queue statistics left struct rte_eth_stats; the queue count became signed. */
#if RTE_VERSION >= RTE_VERSION_NUM(25, 11, 0, 0)
#define TOUCHWIRE_STATS_ARGS                                                             \
	struct rte_eth_dev *dev, struct rte_eth_stats *stats,                            \
		struct eth_queue_stats *queues
#define TOUCHWIRE_STATS_QUEUE queues
typedef int touchwire_queue_count_t;
#else
#define TOUCHWIRE_STATS_ARGS struct rte_eth_dev *dev, struct rte_eth_stats *stats
#define TOUCHWIRE_STATS_QUEUE stats
typedef uint32_t touchwire_queue_count_t;
#endif

#endif
