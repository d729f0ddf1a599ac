/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eal: DPDK for an ordinary user: no hugepages, no PCI, no files but in a private folder that
 * goes when the program does, and not a word unless something is wrong.
 */
#ifndef TW_EAL_H
#define TW_EAL_H

#include <stdint.h>

struct rte_mempool;

#define EAL_ROOM 16384u /* bytes of an mbuf: a frame of any size lies in one piece */

/*
 * Make a name without commas and colons for a file, a link in the private folder, since
 * device arguments cannot hold them. NULL after a message.
 */
const char *eal_link(const char *path, const char *name);

/* Start with the given virtual devices, NULL-terminated. Returns an exit code. */
int eal_open(const char *const *vdevs);
/* Start with the user's own EAL arguments. Returns an exit code. */
int eal_open_arguments(int argc, char **argv);

/*
 * Configure and start a port with one receive queue whose mbufs come from a pool of its own.
 * Returns an exit code.
 */
int eal_start_port(uint16_t port, uint16_t descriptors);
/* The same with @rx receive queues, which share the pool, and @tx transmit queues. */
int eal_start_queues(uint16_t port, uint16_t descriptors, uint16_t rx, uint16_t tx);

/* Stop and close all ports and DPDK, remove the private folder. Safe when nothing is open. */
void eal_close(void);

#endif
