/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_arm: what lets orders go and what stops them, see rte_pmd_touchwire_trade.h. */
#include <errno.h>
#include <inttypes.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define STATE_READS 64u /* of a state that a command changes within a few cycles */

static uint32_t rotate_left(uint32_t value, unsigned int n)
{
	return value << n | value >> (32 - n);
}

int rte_pmd_touchwire_trade_setup(uint16_t port,
				  const struct rte_pmd_touchwire_trade_settings *settings)
{
	const uint32_t reasons = (1u << TW_REASON_CAUSES) - 1 - (1u << TW_REASON_PASS);
	struct touchwire *tw = touchwire_find(port);
	uint32_t control = 0;
	int err;

	if (tw == NULL)
		return -ENODEV;
	if ((settings->kill_mask & ~reasons) != 0)
		return -EINVAL;
	control |= settings->cut_through ? TW_TRADE_CONTROL_CUT_THROUGH_MASK : 0;
	control |= settings->kill_on_link ? TW_TRADE_CONTROL_KILL_ON_LINK_MASK : 0;
	err = touchwire_write32(tw, TW_TRADE_CONTROL, control);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_KILL_MASK, settings->kill_mask);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_WATCHDOG, settings->watchdog);
	return err;
}

/* Is the device the one that the driver and the caller mean? */
static int check_device(struct touchwire *tw, uint32_t config_hash)
{
	uint32_t map = 0, build = 0, config = 0;
	int err = touchwire_read32(tw, TW_IDENT_MAP_HASH, &map);

	if (err == 0)
		err = touchwire_read32(tw, TW_IDENT_BUILD, &build);
	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_CONFIG_HASH, &config);
	if (err != 0)
		return err;
	if (map != TW_MAP_HASH || build != tw->build ||
	    (tw->args.build_given && build != tw->args.build)) {
		TOUCHWIRE_LOG(ERR,
			      "port %u: not armed: the device has build %08" PRIx32
			      " and register map %08" PRIx32 ", want %08" PRIx32
			      " and %08" PRIx32,
			      tw->port, build, map,
			      tw->args.build_given ? tw->args.build : tw->build,
			      (uint32_t)TW_MAP_HASH);
		return -EPROTO;
	}
	if (config != config_hash) {
		TOUCHWIRE_LOG(
			ERR,
			"port %u: not armed: the device holds configuration %08" PRIx32
			", want %08" PRIx32,
			tw->port, config, config_hash);
		return -ESTALE;
	}
	return 0;
}

static int check_state(struct touchwire *tw)
{
	uint32_t status = 0, watchdog = 0;
	int err = touchwire_read32(tw, TW_TRADE_STATUS, &status);

	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_WATCHDOG, &watchdog);
	if (err != 0)
		return err;
	if ((status & TW_TRADE_STATUS_ARMED_MASK) != 0)
		return -EALREADY;
	return (status & TW_TRADE_STATUS_KILLED_MASK) != 0 || watchdog == 0 ? -EPERM : 0;
}

/*
 * The keys are made of what the host believes, not of what it has just read: the device compares
 * them with what it is.
 */
static int two_steps(struct touchwire *tw, uint32_t config_hash)
{
	uint32_t nonce = 0;
	int err = touchwire_read32(tw, TW_TRADE_NONCE, &nonce);

	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_ARM_KEY,
					nonce ^ TW_MAP_HASH ^ tw->build ^ config_hash);
	if (err == 0)
		err = touchwire_wait(tw, TW_TRADE_STATUS, TW_TRADE_STATUS_WAIT_ARM_MASK,
				     TW_TRADE_STATUS_WAIT_ARM_MASK, STATE_READS);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_ARM_GO,
					rotate_left(~nonce, 7) ^ config_hash);
	if (err == 0)
		err = touchwire_wait(tw, TW_TRADE_STATUS, TW_TRADE_STATUS_ARMED_MASK,
				     TW_TRADE_STATUS_ARMED_MASK, STATE_READS);
	return err == -ETIMEDOUT ? -EAGAIN : err;
}

int rte_pmd_touchwire_trade_arm(uint16_t port, uint32_t config_hash)
{
	struct touchwire *tw = touchwire_find(port);
	int err;

	if (tw == NULL)
		return -ENODEV;
	if (!tw->started)
		return -ENETDOWN;
	rte_ticketlock_lock(&tw->trade_lock);
	err = check_device(tw, config_hash);
	if (err == 0)
		err = check_state(tw);
	if (err == 0)
		err = two_steps(tw, config_hash);
	rte_ticketlock_unlock(&tw->trade_lock);
	return err;
}

/* A command, then wait until STATUS shows what it leads to. */
static int command(uint16_t port, uint32_t what, uint32_t mask, uint32_t wanted)
{
	struct touchwire *tw = touchwire_find(port);
	int err;

	if (tw == NULL)
		return -ENODEV;
	err = touchwire_write32(tw, TW_TRADE_COMMAND, what);
	return err != 0 ? err
			: touchwire_wait(tw, TW_TRADE_STATUS, mask, wanted, STATE_READS);
}

int rte_pmd_touchwire_trade_disarm(uint16_t port)
{
	return command(port, TW_TRADE_COMMAND_DISARM_MASK, TW_TRADE_STATUS_ARMED_MASK, 0);
}

int rte_pmd_touchwire_trade_kill(uint16_t port)
{
	return command(port, TW_TRADE_COMMAND_KILL_MASK, TW_TRADE_STATUS_KILLED_MASK,
		       TW_TRADE_STATUS_KILLED_MASK);
}

int rte_pmd_touchwire_trade_unkill(uint16_t port)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t status, nonce;
	int err;

	if (tw == NULL)
		return -ENODEV;
	err = touchwire_read32(tw, TW_TRADE_STATUS, &status);
	if (err == 0 && (status & TW_TRADE_STATUS_KILLED_MASK) == 0)
		return -EALREADY;
	if (err == 0)
		err = touchwire_read32(tw, TW_TRADE_NONCE, &nonce);
	if (err == 0)
		err = touchwire_write32(tw, TW_TRADE_UNKILL, rotate_left(nonce, 13));
	if (err == 0)
		err = touchwire_wait(tw, TW_TRADE_STATUS, TW_TRADE_STATUS_KILLED_MASK, 0,
				     STATE_READS);
	return err == -ETIMEDOUT ? -EBUSY : err;
}

static int write_one(uint16_t port, uint32_t offset)
{
	struct touchwire *tw = touchwire_find(port);

	return tw == NULL ? -ENODEV : touchwire_write32(tw, offset, 1);
}

int rte_pmd_touchwire_trade_kick(uint16_t port)
{
	return write_one(port, TW_TRADE_KICK);
}

int rte_pmd_touchwire_trade_mismatch(uint16_t port)
{
	return write_one(port, TW_TRADE_MISMATCH);
}
