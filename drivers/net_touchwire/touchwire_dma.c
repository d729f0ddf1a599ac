/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_dma: the memory that the device may use, and DMA on and off. */
#include <errno.h>
#include <string.h>

#include <rte_memory.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "touchwire_pmd.h"

#define RESTART_READS 2000u /* more cycles than a new run of DMA waits */

static void memory_release(struct touchwire *tw, struct touchwire_memory *memory,
			   bool keep)
{
	if (memory->mapped && tw->be->ops->dma_unmap(tw->be, memory->iova) == 0)
		memory->mapped = false;
	if (keep)
		return;
	if (memory->zone != NULL && !memory->mapped)
		rte_memzone_free(memory->zone);
	memory->zone = NULL;
}

static int memory_take(struct touchwire *tw, struct touchwire_memory *memory,
		       const char *what, size_t size, int socket)
{
	char name[RTE_MEMZONE_NAMESIZE];
	int err;

	if (memory->zone == NULL) {
		snprintf(name, sizeof(name), "touchwire_%u_%s", tw->port, what);
		memory->zone = rte_memzone_reserve_aligned(name, size, socket,
							   RTE_MEMZONE_IOVA_CONTIG, 4096);
		if (memory->zone == NULL) {
			TOUCHWIRE_LOG(
				ERR,
				"port %u: no %zu KiB for the %s: %s; give DPDK more "
				"memory (-m)",
				tw->port, size >> 10, what, rte_strerror(rte_errno));
			return -ENOMEM;
		}
		memset(memory->zone->addr, 0, size);
	}
	err = tw->be->ops->dma_map(tw->be, memory->zone->addr, size, &memory->iova);
	memory->mapped = err == 0;
	if (err != 0)
		TOUCHWIRE_LOG(ERR, "port %u: the device cannot reach the %s: %s",
			      tw->port, what, strerror(-err));
	return err;
}

static int write_address(struct touchwire *tw, uint32_t offset, uint64_t iova)
{
	int err = touchwire_write32(tw, offset, (uint32_t)iova);

	return err != 0 ? err : touchwire_write32(tw, offset + 4, (uint32_t)(iova >> 32));
}

static int memory_take_all(struct touchwire *tw)
{
	size_t slots = tw->frames.slots;
	int socket = rte_socket_id() == (unsigned int)LCORE_ID_ANY ? SOCKET_ID_ANY
								   : (int)rte_socket_id();
	int err;

	err = memory_take(tw, &tw->ring, "ring",
			  sizeof(struct tw_touch) << tw->args.ring_log2, socket);
	if (err == 0)
		err = memory_take(tw, &tw->table, "table",
				  sizeof(struct tw_touch) * tw->symbols, socket);
	if (err == 0)
		err = memory_take(tw, &tw->data, "slots", slots << tw->frames.slot_log2,
				  socket);
	if (err == 0)
		err = memory_take(tw, &tw->done, "completions",
				  slots * sizeof(struct tw_frame_done), socket);
	if (err == 0)
		err = memory_take(tw, &tw->tx, "tx",
				  (size_t)TOUCHWIRE_TX_SLOT << tw->txq.log2, socket);
	if (err == 0)
		err = memory_take(tw, &tw->trade, "trade",
				  sizeof(struct tw_trade_record) << tw->args.trade_log2,
				  socket);
	return err;
}

/* Rings are empty, and all of them count anew. */
static void reset_rings(struct touchwire *tw)
{
	struct touchwire_frames *f = &tw->frames;

	memset(tw->ring.zone->addr, 0, sizeof(struct tw_touch) << tw->args.ring_log2);
	f->data = tw->data.zone->addr;
	f->done = tw->done.zone->addr;
	f->next = 0;
	f->head = 0;
	f->damaged = 0;
	touchwire_records_reset(tw);
	tw->txq.slots = tw->tx.zone->addr;
	tw->txq.head = 0;
	tw->txq.tail = 0;
	tw->txq.stopped = false;
}

/* Everything the device must know before it may write. A new run counts all rings anew. */
static int program(struct touchwire *tw)
{
	struct touchwire_frames *f = &tw->frames;
	const struct {
		uint32_t offset, value;
	} words[] = {
		{ TW_DMA_RING_LOG2, tw->args.ring_log2 },
		{ TW_DMA_TABLE_ON, 1 },
		{ TW_DMA_SLOTS_LOG2, (uint32_t)rte_log2_u32(f->slots) },
		{ TW_DMA_SLOT_LOG2, f->slot_log2 },
		{ TW_DMA_HEAD, 0 },
		{ TW_TRADE_TX_LOG2, tw->txq.log2 },
		{ TW_TRADE_TX_HEAD, 0 },
		{ TW_TRADE_RING_LOG2, tw->args.trade_log2 },
		{ TW_TRADE_RING_HEAD, 0 },
		{ TW_CONTROL_GROUP_IP, tw->args.group_ip },
		{ TW_CONTROL_GROUP_PORT, tw->args.group_port },
		{ TW_CONTROL_HOLD_NS, tw->args.hold_ns },
		{ TW_CONTROL_SILENCE_NS, tw->args.silence_ns },
		{ TW_CONTROL_STALE_NS, tw->args.stale_ns },
		{ TW_CONTROL_SOURCE_0, tw->args.source[0] },
		{ TW_CONTROL_SOURCE_1, tw->args.source[1] },
		{ TW_CONTROL_SOURCE_2, tw->args.source[2] },
		{ TW_CONTROL_SOURCE_3, tw->args.source[3] },
		{ TW_CONTROL_JUMP, tw->args.jump },
	};
	const struct {
		uint32_t offset;
		uint64_t iova;
	} places[] = {
		{ TW_DMA_RING_LO, tw->ring.iova }, { TW_DMA_TABLE_LO, tw->table.iova },
		{ TW_DMA_DATA_LO, tw->data.iova }, { TW_DMA_DONE_LO, tw->done.iova },
		{ TW_TRADE_TX_LO, tw->tx.iova },   { TW_TRADE_RING_LO, tw->trade.iova },
	};
	unsigned int i;
	int err = 0;

	reset_rings(tw);
	for (i = 0; i < RTE_DIM(places) && err == 0; i++)
		err = write_address(tw, places[i].offset, places[i].iova);
	for (i = 0; i < RTE_DIM(words) && err == 0; i++)
		err = touchwire_write32(tw, words[i].offset, words[i].value);
	return err;
}

/* CONTROL of a port that is stopped. */
static uint32_t control_of(const struct touchwire *tw)
{
	return (tw->all_symbols ? TW_CONTROL_CONTROL_ALL_MASK : 0) |
	       (tw->args.repair ? TW_CONTROL_CONTROL_REPAIR_MASK : 0) |
	       (tw->args.udp_check ? TW_CONTROL_CONTROL_UDP_CHECK_MASK : 0);
}

int touchwire_dma_start(struct touchwire *tw)
{
	uint32_t control = control_of(tw) | TW_CONTROL_CONTROL_DMA_MASK;
	int err;

	if (tw->gone)
		return -EIO;
	if (tw->data_lost) {
		TOUCHWIRE_LOG(
			ERR, "port %u: the device still holds memory since the last stop",
			tw->port);
		return -EBUSY;
	}
	err = memory_take_all(tw);
	if (err == 0)
		err = program(tw);
	if (err == 0 && tw->be->ops->begin != NULL)
		tw->be->ops->begin(tw->be);
	control |= tw->args.line[0] ? TW_CONTROL_CONTROL_FEED_A_MASK : 0;
	control |= tw->args.line[1] ? TW_CONTROL_CONTROL_FEED_B_MASK : 0;
	if (err == 0)
		err = touchwire_write32(tw, TW_CONTROL_CONTROL, control);
	/*
	 * After an earlier run the device first gives up what it had queued.  No frame shall
	 * reach a simulated one before; a board that is fed is never quiet.
	 */
	if (err == 0 && tw->be->ops->step != NULL)
		touchwire_wait(tw, TW_CONTROL_STATUS, TW_CONTROL_STATUS_BUSY_MASK, 0,
			       RESTART_READS);
	if (err == 0 && tw->gone)
		err = -EIO;
	if (err != 0)
		touchwire_dma_stop(tw);
	return err;
}

/*
 * Disarm, no DMA, then wait until none is under way, then take the memory back.  Should the
 * device not come to rest, the memory stays reserved for ever: it may still write there.
 */
int touchwire_dma_stop(struct touchwire *tw)
{
	int err = touchwire_write32(tw, TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);

	tw->txq.slots = NULL;
	if (err == 0)
		err = touchwire_write32(tw, TW_CONTROL_CONTROL, control_of(tw));

	if (err == 0)
		err = touchwire_wait(
			tw, TW_CONTROL_STATUS, TW_CONTROL_STATUS_DMA_IDLE_MASK,
			TW_CONTROL_STATUS_DMA_IDLE_MASK, TOUCHWIRE_WAIT_READS);
	/* The simulated device cannot write once its windows are closed. */
	if (err != 0 && tw->be->ops->step == NULL) {
		TOUCHWIRE_LOG(ERR,
			      "port %u: DMA does not end (%s); its memory stays reserved",
			      tw->port, strerror(-err));
		tw->data_lost = true;
		return err;
	}
	tw->frames.data = NULL;
	tw->frames.done = NULL;
	touchwire_rx_drop(tw);
	memory_release(tw, &tw->ring, true);
	memory_release(tw, &tw->table, true);
	memory_release(tw, &tw->trade, true);
	memory_release(tw, &tw->tx, false);
	memory_release(tw, &tw->data, false);
	memory_release(tw, &tw->done, false);
	return err;
}

void touchwire_dma_free(struct touchwire *tw)
{
	if (tw->data_lost)
		return;
	memory_release(tw, &tw->ring, false);
	memory_release(tw, &tw->table, false);
	memory_release(tw, &tw->trade, false);
}
