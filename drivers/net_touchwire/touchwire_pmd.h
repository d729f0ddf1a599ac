/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_pmd: what the files of the driver share.
 *
 *   touchwire_vdev.c, touchwire_pci.c   the port comes and goes
 *   touchwire_device.c, touchwire_dma.c registers and identity, memory and DMA
 *   touchwire_symbols.c                 the list of symbols
 *   touchwire_ethdev.c                  configuration calls of ethdev
 *   touchwire_rx.c, touchwire_tx.c      completions become mbufs, mbufs become frames
 *   touchwire_stats.c                   counters
 *   touchwire_api.c, touchwire_replay.c rte_pmd_touchwire.h
 *   touchwire_trade.c, touchwire_arm.c, touchwire_records.c  rte_pmd_touchwire_trade.h
 */
#ifndef TOUCHWIRE_PMD_H
#define TOUCHWIRE_PMD_H

#include <stdbool.h>
#include <stdint.h>

#include <ethdev_driver.h>
#include <rte_ether.h>
#include <rte_memzone.h>
#include <rte_spinlock.h>
#include <rte_ticketlock.h>

#include <touchwire/frame.h>
#include <touchwire/touch.h>

#include "dpdk_compat.h"
#include "rte_pmd_touchwire.h"
#include "touchwire_args.h"
#include "touchwire_backend.h"
#include "touchwire_log.h"

#define TOUCHWIRE_WAIT_READS 20000u /* most reads of one wait */
#define TOUCHWIRE_STEP 4096u	    /* most cycles one poll runs a simulated device */
#define TOUCHWIRE_FRAME_MAX 16000u  /* bytes without FCS */
#define TOUCHWIRE_OVERHEAD (RTE_ETHER_HDR_LEN + 2 * 4u) /* Ethernet, two VLAN tags */

/* One piece of memory that the device may write. */
struct touchwire_memory {
	const struct rte_memzone *zone;
	uint64_t iova;
	bool mapped;
};

/* The frame ring: the frames of all ports, in the order of delivery. */
struct touchwire_frames {
	rte_spinlock_t lock;		  /* taken when there are two queues */
	const struct tw_frame_done *done; /* completions, written by the device */
	const uint8_t *data;		  /* slots, written by the device */
	uint64_t next;	  /* frames taken since the start: next+1 is wanted */
	uint64_t head;	  /* as told to the device */
	uint64_t damaged; /* an impossible sequence that is counted already */
	uint32_t slots;
	uint32_t slot_log2;
	uint64_t completion; /* completions that cannot be */
};

#define TOUCHWIRE_RXQS 2u	/* 0: the feeds, 1: the order port */
#define TOUCHWIRE_ORDER_PORT 2u /* in completions and marks */

struct touchwire_rxq {
	struct touchwire *tw;
	struct rte_mempool *pool;
	struct rte_mbuf **pending; /* taken from the ring by the other queue's poll */
	uint32_t pending_head, pending_tail;
	uint32_t descriptors;	 /* a power of two, of `pending`, too */
	bool polled;		 /* since the other queue last found `pending` full */
	uint64_t timestamp_flag; /* 0: not asked for */
	int timestamp_offset;
	uint16_t port;
	bool scatter;

	/* One cause per frame, written under the ring's lock only. */
	uint64_t packets, bytes;
	uint64_t bad;	   /* MAC error */
	uint64_t cut;	   /* longer than its slot */
	uint64_t too_long; /* longer than an mbuf, scatter is off */
	uint64_t missed;   /* `pending` full, or no mbuf for it */
};

/* The TX ring: frames of the host for the order port. */
#define TOUCHWIRE_TX_SLOT 512u
#define TOUCHWIRE_TX_DATA 64u /* offset of the frame; its length is at 0 */
#define TOUCHWIRE_TX_MAX 256u
#define TOUCHWIRE_TX_LOG2_MIN 1u
#define TOUCHWIRE_TX_LOG2_MAX 10u

struct touchwire_txq {
	struct touchwire *tw;
	uint8_t *slots; /* read by the device; NULL: the port is stopped */
	uint32_t log2;
	uint32_t head, tail; /* frames given, taken, mod 2^32 */
	bool stopped;	     /* no frame goes until the next start */

	uint64_t packets, bytes;
	uint64_t length;     /* refused: the order port does not send this length */
	uint64_t refused;    /* the port is stopped, or sends no more */
	uint64_t tail_error; /* TX_TAIL was impossible, or the device stopped reading */
};

/* The trade ring: written by the device, read by one thread. */
struct touchwire_records {
	const struct tw_trade_record *ring;
	uint64_t next;	  /* records taken since the start: next+1 is wanted */
	uint64_t head;	  /* as told to the device */
	uint64_t taken;	  /* since the port was opened */
	uint64_t damaged; /* places where a sequence could not be */
	bool broken;	  /* at such a place: nothing more until the next start */
};

struct touchwire_symbol_entry {
	char name[RTE_PMD_TOUCHWIRE_NAME_MAX + 1];
};

struct touchwire {
	struct touchwire_backend *be;
	struct touchwire_args args;
	struct rte_ether_addr mac;
	rte_ticketlock_t lock; /* of register pairs: low word latches high word */
	uint16_t port;
	bool gone; /* the device answered all ones: no access any more */
	bool started;

	uint32_t interface, map_hash, build, clock_khz, symbols, orders, locates;

	struct touchwire_memory ring, table, data, done, tx, trade;
	bool data_lost; /* memory that could not be taken back from the device */

	struct touchwire_symbol_entry *list;
	uint32_t listed;
	bool all_symbols;

	struct touchwire_frames frames;
	struct touchwire_rxq rxq[TOUCHWIRE_RXQS];
	struct touchwire_txq txq;
	uint16_t rxqs; /* receive queues that are set up */
	struct touchwire_records records;
	rte_ticketlock_t trade_lock; /* of registers that several writes belong to */
	uint32_t touch_pumps;	     /* since the last receive burst */

	uint64_t *baseline; /* of the extended statistics */
};

static inline struct touchwire *touchwire_of(struct rte_eth_dev *dev)
{
	return dev->data->dev_private;
}

/* touchwire_device.c: 0 or -errno; -EIO when the device does not answer. */
int touchwire_read32(struct touchwire *tw, uint32_t offset, uint32_t *value);
int touchwire_write32(struct touchwire *tw, uint32_t offset, uint32_t value);
/* The low word's read latches the high word, at offset + 4. */
int touchwire_read64(struct touchwire *tw, uint32_t offset, uint64_t *value);
/* Between two reads of a wait; on the sim back end the read itself makes time pass. */
void touchwire_pause(const struct touchwire *tw);
/* Read until (value & mask) == wanted.  -ETIMEDOUT after @reads. */
int touchwire_wait(struct touchwire *tw, uint32_t offset, uint32_t mask, uint32_t wanted,
		   unsigned int reads);
int touchwire_identify(struct touchwire *tw);

/* touchwire_dma.c */
int touchwire_dma_start(struct touchwire *tw);
int touchwire_dma_stop(struct touchwire *tw);
/* Give back the memory that only close may give back. */
void touchwire_dma_free(struct touchwire *tw);

/* touchwire_api.c: NULL when the port is none of this driver's. */
struct touchwire *touchwire_find(uint16_t port);
/* What a poll that finds nothing runs, on the sim back end. */
void touchwire_pump(void *context);

/* touchwire_records.c: records count from 1 again. */
void touchwire_records_reset(struct touchwire *tw);

/* touchwire_symbols.c */
int touchwire_load_symbols(struct touchwire *tw);
int touchwire_symbol_add(struct touchwire *tw, const char *name, uint16_t *index);
int touchwire_symbol_confirm(struct touchwire *tw, uint16_t index, const char *name,
			     uint16_t locate);
int touchwire_symbol_command(struct touchwire *tw, uint16_t index, uint32_t op);
int touchwire_symbol_read(struct touchwire *tw, uint16_t index,
			  struct rte_pmd_touchwire_symbol *symbol);

/* touchwire_ethdev.c */
extern const struct eth_dev_ops touchwire_eth_ops;
/* Make a port of a back end; takes over @be and @args, also when it fails. */
int touchwire_port_init(struct rte_eth_dev *dev, struct touchwire_backend *be,
			struct touchwire_args *args);
int touchwire_port_close(struct rte_eth_dev *dev);

/* touchwire_rx.c */
uint16_t touchwire_rx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n);
touchwire_queue_count_t touchwire_rx_count(void *queue);
int touchwire_rx_status(void *queue, uint16_t offset);
/* Frames that wait, of all ports, at most the ring. */
uint32_t touchwire_rx_waiting(const struct touchwire_frames *frames);
/* Free what waits for the queues. */
void touchwire_rx_drop(struct touchwire *tw);

/* touchwire_tx.c */
uint16_t touchwire_tx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n);
int touchwire_tx_status(void *queue, uint16_t offset);

/* touchwire_stats.c */
int touchwire_stats_get(TOUCHWIRE_STATS_ARGS);
int touchwire_stats_reset(struct rte_eth_dev *dev);
int touchwire_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *stats,
			 unsigned int n);
int touchwire_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
			       unsigned int n);
int touchwire_xstats_reset(struct rte_eth_dev *dev);
int touchwire_get_reg(struct rte_eth_dev *dev, struct rte_dev_reg_info *info);
int touchwire_counter_find(const char *name, uint32_t *offset);
int touchwire_stats_init(struct touchwire *tw);

#endif
