/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_device: the device through its registers, and who it is.
 * Every wait is bounded; a device that reads all ones is gone and is not touched again.
 */
#include <errno.h>
#include <string.h>

#include <rte_cycles.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define ALL_ONES UINT32_MAX
#define TOUCHWIRE_WAIT_READS 20000u /* most reads of one wait, and on a board */
#define WAIT_US 10u		    /* between two of them */

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
	/* An earlier owner may have left it running, and armed. */
	err = touchwire_write32(tw, TW_TRADE_COMMAND, TW_TRADE_COMMAND_DISARM_MASK);
	if (err == 0)
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
