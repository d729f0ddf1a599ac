/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_device: the device through its registers: who it is, DMA on and off.
 * Every wait is bounded; a device that reads all ones is gone and is not touched again.
 */
#include <errno.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_memory.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define ALL_ONES UINT32_MAX
#define TOUCHWIRE_WAIT_READS 20000u /* most reads of one wait, and on a board */
#define WAIT_US 10u		    /* between two of them */
#define RESTART_READS 2000u	    /* more cycles than a new run of DMA waits */

int touchwire_read32(struct touchwire *tw, uint32_t offset, uint32_t *value)
{
	*value = ALL_ONES;
	if (tw->gone)
		return -EIO;
	*value = tw->be->ops->read32(tw->be, offset);
	/* All ones may be a value; MAGIC tells whether anybody answers. */
	if (*value == ALL_ONES &&
	    tw->be->ops->read32(tw->be, TW_IDENT_MAGIC) != TW_IDENT_MAGIC_VALUE) {
		tw->gone = true;
		TOUCHWIRE_LOG(ERR, "port %u: the device does not answer any more",
			      tw->port);
		return -EIO;
	}
	return 0;
}

int touchwire_write32(struct touchwire *tw, uint32_t offset, uint32_t value)
{
	if (tw->gone)
		return -EIO;
	tw->be->ops->write32(tw->be, offset, value);
	return 0;
}

int touchwire_read64(struct touchwire *tw, uint32_t offset, uint64_t *value)
{
	uint32_t low, high = 0;
	int err;

	rte_ticketlock_lock(&tw->lock);
	err = touchwire_read32(tw, offset, &low);
	if (err == 0)
		err = touchwire_read32(tw, offset + 4, &high);
	rte_ticketlock_unlock(&tw->lock);
	*value = (uint64_t)high << 32 | low;
	return err;
}

void touchwire_pause(const struct touchwire *tw)
{
	if (tw->be->ops->step == NULL)
		rte_delay_us_sleep(WAIT_US);
}

int touchwire_wait(struct touchwire *tw, uint32_t offset, uint32_t mask, uint32_t wanted,
		   unsigned int reads)
{
	uint32_t value;
	unsigned int i;
	int err;

	for (i = 0; i < reads; i++) {
		err = touchwire_read32(tw, offset, &value);
		if (err != 0)
			return err;
		if ((value & mask) == wanted)
			return 0;
		touchwire_pause(tw);
	}
	return -ETIMEDOUT;
}

static int check_identity(struct touchwire *tw, uint32_t magic)
{
	if (magic != TW_IDENT_MAGIC_VALUE) {
		TOUCHWIRE_LOG(ERR,
			      "not a Touchwire device: MAGIC reads 0x%08x, want 0x%08x",
			      magic, TW_IDENT_MAGIC_VALUE);
		return -ENODEV;
	}
	if (tw->interface >> 16 != TW_IDENT_INTERFACE_VALUE >> 16) {
		TOUCHWIRE_LOG(ERR,
			      "the device has interface %u.%u, this driver speaks %u.x: "
			      "build device and driver from one tree",
			      tw->interface >> 16, tw->interface & 0xffffu,
			      TW_IDENT_INTERFACE_VALUE >> 16);
		return -EPROTO;
	}
	if (tw->map_hash != TW_MAP_HASH) {
		TOUCHWIRE_LOG(ERR,
			      "the device has register map 0x%08x, this driver 0x%08x: "
			      "build device and driver from one tree",
			      tw->map_hash, TW_MAP_HASH);
		return -EPROTO;
	}
	if (tw->symbols == 0 || tw->symbols > 65536 || tw->clock_khz == 0) {
		TOUCHWIRE_LOG(ERR, "the device cannot be: %u symbols, %u kHz",
			      tw->symbols, tw->clock_khz);
		return -EPROTO;
	}
	return 0;
}

int touchwire_identify(struct touchwire *tw)
{
	const struct {
		uint32_t offset;
		uint32_t *value;
	} fields[] = {
		{ TW_IDENT_INTERFACE, &tw->interface },
		{ TW_IDENT_MAP_HASH, &tw->map_hash },
		{ TW_IDENT_BUILD, &tw->build },
		{ TW_IDENT_CLOCK_KHZ, &tw->clock_khz },
		{ TW_IDENT_SYMBOLS, &tw->symbols },
		{ TW_IDENT_ORDERS, &tw->orders },
		{ TW_IDENT_LOCATES, &tw->locates },
	};
	/* Nothing is known yet: not by touchwire_read32(), which believes in MAGIC. */
	uint32_t magic = tw->be->ops->read32(tw->be, TW_IDENT_MAGIC);
	unsigned int i;
	int err;

	for (i = 0; i < RTE_DIM(fields) && magic == TW_IDENT_MAGIC_VALUE; i++)
		*fields[i].value = tw->be->ops->read32(tw->be, fields[i].offset);
	err = check_identity(tw, magic);
	if (err != 0)
		return err;
	/* An earlier owner may have left it running. */
	err = touchwire_write32(tw, TW_CONTROL_CONTROL, 0);
	if (err == 0)
		err = touchwire_wait(
			tw, TW_CONTROL_STATUS,
			TW_CONTROL_STATUS_DMA_IDLE_MASK | TW_CONTROL_STATUS_CLEARING_MASK,
			TW_CONTROL_STATUS_DMA_IDLE_MASK, TOUCHWIRE_WAIT_READS);
	if (err != 0)
		TOUCHWIRE_LOG(ERR, "the device does not come to rest: %s",
			      strerror(-err));
	return err;
}

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
	size_t slots = tw->rxq.slots;
	int socket = rte_socket_id() == (unsigned int)LCORE_ID_ANY ? SOCKET_ID_ANY
								   : (int)rte_socket_id();
	int err;

	err = memory_take(tw, &tw->ring, "ring",
			  sizeof(struct tw_touch) << tw->args.ring_log2, socket);
	if (err == 0)
		err = memory_take(tw, &tw->table, "table",
				  sizeof(struct tw_touch) * tw->symbols, socket);
	if (err == 0)
		err = memory_take(tw, &tw->data, "slots", slots << tw->rxq.slot_log2,
				  socket);
	if (err == 0)
		err = memory_take(tw, &tw->done, "completions",
				  slots * sizeof(struct tw_frame_done), socket);
	return err;
}

/* Everything the device must know before it may write. A new run counts all rings anew. */
static int program(struct touchwire *tw)
{
	struct touchwire_rxq *q = &tw->rxq;
	const struct {
		uint32_t offset, value;
	} words[] = {
		{ TW_DMA_RING_LOG2, tw->args.ring_log2 },
		{ TW_DMA_TABLE_ON, 1 },
		{ TW_DMA_SLOTS_LOG2, (uint32_t)rte_log2_u32(q->slots) },
		{ TW_DMA_SLOT_LOG2, q->slot_log2 },
		{ TW_DMA_HEAD, 0 },
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
		{ TW_DMA_RING_LO, tw->ring.iova },
		{ TW_DMA_TABLE_LO, tw->table.iova },
		{ TW_DMA_DATA_LO, tw->data.iova },
		{ TW_DMA_DONE_LO, tw->done.iova },
	};
	unsigned int i;
	int err = 0;

	memset(tw->ring.zone->addr, 0, sizeof(struct tw_touch) << tw->args.ring_log2);
	for (i = 0; i < RTE_DIM(places) && err == 0; i++)
		err = write_address(tw, places[i].offset, places[i].iova);
	for (i = 0; i < RTE_DIM(words) && err == 0; i++)
		err = touchwire_write32(tw, words[i].offset, words[i].value);
	q->data = tw->data.zone->addr;
	q->done = tw->done.zone->addr;
	q->next = 0;
	q->head = 0;
	q->damaged = 0;
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
 * No DMA, then wait until none is under way, then take the memory back.  Should the device
 * not come to rest, the memory stays reserved for ever: it may still write there.
 */
int touchwire_dma_stop(struct touchwire *tw)
{
	int err = touchwire_write32(tw, TW_CONTROL_CONTROL, control_of(tw));

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
	tw->rxq.data = NULL;
	tw->rxq.done = NULL;
	memory_release(tw, &tw->ring, true);
	memory_release(tw, &tw->table, true);
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
}
