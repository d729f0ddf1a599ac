/* SPDX-License-Identifier: BSD-3-Clause */
/* harness: what the driver's tests share: EAL, captures, ports, what the driver said. */
#ifndef HARNESS_H
#define HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "rte_pmd_touchwire.h"

#define T0 UINT64_C(1580392800000000007) /* a time with nanoseconds in it */

/* Start EAL without hugepages, and the pool of mbufs.  0 or -1. */
int harness_init(const char *program);
/* A file of that name in the scratch folder; the text stays valid until the next call but 3. */
const char *scratch(const char *name);

/*
 * Write @n Ethernet frames, number i (from @first) with its number in its first four bytes,
 * frame_length(i) bytes long, at T0 + i * step_ns.
 */
void write_capture(const char *path, unsigned int first, unsigned int n,
		   uint64_t step_ns);
uint32_t frame_length(unsigned int i);
void cut_file(const char *path, long keep);
long file_size(const char *path);
/* The number a frame carries; fails the test when one byte of it is not as written. */
unsigned int frame_number(const struct rte_mbuf *mbuf);

/* Probe net_touchwire<n> on the fake device.  The port, or a negative errno. */
int port_open(unsigned int n, const char *args);
void port_close(unsigned int n);
void port_start(uint16_t port, uint64_t offloads);
/* With one or two receive queues of @descriptors each, and a transmit queue of @tx. */
void port_start_queues(uint16_t port, uint16_t queues, uint16_t descriptors, uint16_t tx,
		       uint64_t offloads);
/* Receive until @n frames came or the port is finished; each is checked and freed. */
unsigned int port_drain(uint16_t port, unsigned int n);
/* The same until the port is finished; nothing is checked. */
void port_drain_any(uint16_t port);
uint64_t xstat(uint16_t port, const char *name);

/* Close what a failed test left open. */
int cleanup(void **state);
#define TEST(function) cmocka_unit_test_teardown(function, cleanup)

/* What was logged since the last call. */
const char *logged(void);
#define assert_logged(text) assert_non_null(strstr(logged(), text))

extern struct rte_mempool *pool;

#endif
