/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_stats: statistics, the driver's own and every counter of the register map.
 *
 * The device's counters never go back; a reset stores what they read then.  Ids: the driver's
 * counters first, then the device's in the order of the map.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <rte_malloc.h>

#define TW_REGS_TABLE
#include <touchwire/regs.h>

#include "touchwire_pmd.h"

/* Names and order of what own_values() gives. */
static const char *const own_names[] = {
	"rx_good_frames",
	"rx_bad_frames_dropped",
	"rx_cut_frames_dropped",
	"rx_long_frames_dropped",
	"rx_missed_frames",
	"rx_order_frames",
	"rx_completion_errors",
	"tx_frames",
	"tx_length_packets",
	"tx_refused_packets",
	"tx_tail_errors",
	"trade_records",
	"trade_record_errors",
	"sim_dma_violations",
	"sim_feed_a_frames",
	"sim_feed_b_frames",
	"sim_feed_cut_frames",
	"sim_feed_oversize_frames",
	"sim_feed_late_frames",
	"sim_order_frames_sent",
	"sim_order_frames_received",
	"sim_order_frames_dropped",
	"sim_cycles",
	"sim_time_ns",
};
#define OWN RTE_DIM(own_names)
#define OWN_CLOCKS 2 /* the last ones: a reset does not touch them */

/* What both receive queues did. */
static struct touchwire_rxq rx_sum(const struct touchwire *tw)
{
	struct touchwire_rxq sum = tw->rxq[0];
	const struct touchwire_rxq *second = &tw->rxq[1];

	sum.packets += second->packets;
	sum.bytes += second->bytes;
	sum.bad += second->bad;
	sum.cut += second->cut;
	sum.too_long += second->too_long;
	sum.missed += second->missed;
	return sum;
}

static void own_values(struct touchwire *tw, uint64_t *values)
{
	const struct touchwire_rxq q = rx_sum(tw);
	struct touchwire_sim_counts sim = { 0 };

	if (tw->be->ops->counts != NULL)
		tw->be->ops->counts(tw->be, &sim);

	const uint64_t now[] = {
		q.packets,
		q.bad,
		q.cut,
		q.too_long,
		q.missed,
		tw->rxq[1].packets,
		tw->frames.completion,
		tw->txq.packets,
		tw->txq.length,
		tw->txq.refused,
		tw->txq.tail_error,
		tw->records.taken,
		tw->records.damaged,
		sim.violations,
		sim.frames[0],
		sim.frames[1],
		sim.cut,
		sim.oversize,
		sim.late,
		sim.order_sent,
		sim.order_received,
		sim.order_dropped,
		sim.cycles,
		sim.time_ns,
	};

	static_assert(sizeof(now) / sizeof(now[0]) == OWN, "a value for each name");
	memcpy(values, now, sizeof(now));
}

/* Is it a statistic?  Gauges of block COUNT are, too. */
static bool is_counter(const struct tw_reg *reg)
{
	return reg->width == 64 || reg->offset >= TW_COUNT_FRAME_A;
}

static unsigned int total(void)
{
	unsigned int i, n = OWN;

	for (i = 0; i < RTE_DIM(tw_regs); i++)
		n += is_counter(&tw_regs[i]);
	return n;
}

static int read_reg(struct touchwire *tw, const struct tw_reg *reg, uint64_t *value)
{
	uint32_t word;
	int err;

	if (reg->width == 64)
		return touchwire_read64(tw, reg->offset, value);
	err = touchwire_read32(tw, reg->offset, &word);
	*value = word;
	return err;
}

/* All values since device reset; 0 or -EIO. */
static int read_all(struct touchwire *tw, uint64_t *values)
{
	unsigned int i, n = OWN;
	int err = 0;

	own_values(tw, values);
	for (i = 0; i < RTE_DIM(tw_regs) && err == 0; i++)
		if (is_counter(&tw_regs[i]))
			err = read_reg(tw, &tw_regs[i], &values[n++]);
	return err;
}

int touchwire_stats_init(struct touchwire *tw)
{
	tw->baseline = rte_zmalloc("touchwire_baseline", total() * sizeof(uint64_t), 0);
	return tw->baseline == NULL ? -ENOMEM : 0;
}

int touchwire_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *stats,
			 unsigned int n)
{
	struct touchwire *tw = touchwire_of(dev);
	unsigned int i, count = total();
	uint64_t values[OWN + RTE_DIM(tw_regs)];
	int err;

	if (stats == NULL || n < count)
		return (int)count;
	err = read_all(tw, values);
	if (err != 0)
		return err;
	for (i = 0; i < count; i++) {
		stats[i].id = i;
		stats[i].value = values[i] - tw->baseline[i];
	}
	return (int)count;
}

int touchwire_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
			       unsigned int n)
{
	unsigned int i, at = OWN, count = total();
	char *dot;

	RTE_SET_USED(dev);
	if (names == NULL || n < count)
		return (int)count;
	for (i = 0; i < OWN; i++)
		snprintf(names[i].name, sizeof(names[i].name), "%s", own_names[i]);
	for (i = 0; i < RTE_DIM(tw_regs); i++) {
		if (!is_counter(&tw_regs[i]))
			continue;
		snprintf(names[at].name, sizeof(names[at].name), "%s", tw_regs[i].name);
		while ((dot = strchr(names[at].name, '.')) != NULL)
			*dot = '_';
		at++;
	}
	return (int)count;
}

int touchwire_xstats_reset(struct rte_eth_dev *dev)
{
	struct touchwire *tw = touchwire_of(dev);
	unsigned int i, at = OWN;
	int err = read_all(tw, tw->baseline);

	/* A gauge shows what is, whenever it was reset. */
	memset(&tw->baseline[OWN - OWN_CLOCKS], 0, OWN_CLOCKS * sizeof(tw->baseline[0]));
	for (i = 0; i < RTE_DIM(tw_regs); i++) {
		if (!is_counter(&tw_regs[i]))
			continue;
		if (tw_regs[i].width != 64)
			tw->baseline[at] = 0;
		at++;
	}
	return err;
}

static uint64_t since_reset(struct touchwire *tw, uint32_t offset)
{
	unsigned int i, at = OWN;
	uint64_t value;

	for (i = 0; i < RTE_DIM(tw_regs); i++) {
		if (!is_counter(&tw_regs[i]))
			continue;
		if (tw_regs[i].offset == offset)
			return read_reg(tw, &tw_regs[i], &value) == 0
				       ? value - tw->baseline[at]
				       : 0;
		at++;
	}
	return 0;
}

int touchwire_stats_get(TOUCHWIRE_STATS_ARGS)
{
	struct touchwire *tw = touchwire_of(dev);
	const struct touchwire_rxq sum = rx_sum(tw);
	uint16_t i;

	stats->ipackets = sum.packets;
	stats->ibytes = sum.bytes;
	stats->ierrors = sum.bad + sum.cut + sum.too_long + tw->frames.completion;
	stats->opackets = tw->txq.packets;
	stats->obytes = tw->txq.bytes;
	stats->oerrors = tw->txq.length + tw->txq.refused;
	stats->imissed = sum.missed +
			 since_reset(tw, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_RING_FULL) +
			 since_reset(tw, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_OVERRUN);
	if (TOUCHWIRE_STATS_QUEUE != NULL) {
		for (i = 0; i < dev->data->nb_rx_queues; i++) {
			const struct touchwire_rxq *q = &tw->rxq[i];

			TOUCHWIRE_STATS_QUEUE->q_ipackets[i] = q->packets;
			TOUCHWIRE_STATS_QUEUE->q_ibytes[i] = q->bytes;
			TOUCHWIRE_STATS_QUEUE->q_errors[i] =
				q->bad + q->cut + q->too_long + q->missed;
		}
		TOUCHWIRE_STATS_QUEUE->q_opackets[0] = tw->txq.packets;
		TOUCHWIRE_STATS_QUEUE->q_obytes[0] = tw->txq.bytes;
	}
	return tw->gone ? -EIO : 0;
}

/* The basic statistics are the driver's own counters and two of the device's. */
int touchwire_stats_reset(struct rte_eth_dev *dev)
{
	struct touchwire *tw = touchwire_of(dev);
	unsigned int i;

	for (i = 0; i < TOUCHWIRE_RXQS; i++) {
		struct touchwire_rxq *q = &tw->rxq[i];

		q->packets = q->bytes = q->missed = 0;
		q->bad = q->cut = q->too_long = 0;
	}
	tw->frames.completion = 0;
	tw->txq.packets = tw->txq.bytes = tw->txq.length = tw->txq.refused = 0;
	return touchwire_xstats_reset(dev);
}

int touchwire_get_reg(struct rte_eth_dev *dev, struct rte_dev_reg_info *info)
{
	struct touchwire *tw = touchwire_of(dev);
	const struct tw_reg *last = &tw_regs[RTE_DIM(tw_regs) - 1];
	uint32_t words = (last->offset + last->width / 8) / 4;
	uint32_t *out = info->data, i, n;
	int err = 0;

	info->width = sizeof(uint32_t);
	info->version = tw->map_hash;
	if (out == NULL) {
		info->length = words;
		return 0;
	}
	n = info->length == 0 ? words : info->length;
	if (info->offset > words || n > words - info->offset)
		return -EINVAL;
	memset(out, 0, n * sizeof(*out));
	for (i = 0; i < RTE_DIM(tw_regs) && err == 0; i++) {
		uint32_t at = tw_regs[i].offset / 4, half, size = tw_regs[i].width / 32;

		for (half = 0; half < size && err == 0; half++)
			if (at + half >= info->offset && at + half - info->offset < n)
				err = touchwire_read32(tw, (at + half) * 4,
						       &out[at + half - info->offset]);
	}
	return err;
}

/* "BOOK.APPLIED", or "LOST" of block COUNT, upper or lower case. */
int touchwire_counter_find(const char *name, uint32_t *offset)
{
	static const char block[] = "count.";
	unsigned int i;

	for (i = 0; i < RTE_DIM(tw_regs); i++) {
		const char *known = tw_regs[i].name;

		if (tw_regs[i].width != 64)
			continue;
		if (strcasecmp(name, known) == 0 ||
		    (strncmp(known, block, sizeof(block) - 1) == 0 &&
		     strcasecmp(name, known + sizeof(block) - 1) == 0)) {
			*offset = tw_regs[i].offset;
			return 0;
		}
	}
	return -ENOENT;
}
