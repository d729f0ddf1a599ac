/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_ethdev: the configuration calls of ethdev, and the life of a port. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define DESC_MIN (1u << TOUCHWIRE_SLOTS_LOG2_MIN)
#define DESC_MAX (1u << TOUCHWIRE_SLOTS_LOG2_MAX)
#define MTU_MAX (TOUCHWIRE_FRAME_MAX - TOUCHWIRE_OVERHEAD)
#define SLOT_LOG2_MIN 11u
#define TX_DEFAULT 64u

RTE_LOG_REGISTER(touchwire_logtype, pmd.net.touchwire, NOTICE)

static const struct rte_eth_link link_up = {
	.link_speed = RTE_ETH_SPEED_NUM_10G,
	.link_duplex = RTE_ETH_LINK_FULL_DUPLEX,
	.link_autoneg = RTE_ETH_LINK_FIXED,
	.link_status = RTE_ETH_LINK_UP,
};

/* The ports have no PHY register: the link is up while the port is started. */
static int link_update(struct rte_eth_dev *dev, int wait)
{
	struct rte_eth_link link = link_up;

	RTE_SET_USED(wait);
	if (!touchwire_of(dev)->started)
		link.link_status = RTE_ETH_LINK_DOWN;
	return rte_eth_linkstatus_set(dev, &link);
}

static int infos_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	struct touchwire *tw = touchwire_of(dev);

	info->max_rx_queues = TOUCHWIRE_RXQS;
	info->max_tx_queues = 1;
	info->max_mac_addrs = 1;
	info->min_rx_bufsize = RTE_ETHER_MIN_LEN;
	info->max_rx_pktlen = TOUCHWIRE_FRAME_MAX;
	info->min_mtu = RTE_ETHER_MIN_MTU;
	info->max_mtu = MTU_MAX;
	info->speed_capa = RTE_ETH_LINK_SPEED_10G;
	info->rx_offload_capa = RTE_ETH_RX_OFFLOAD_TIMESTAMP | RTE_ETH_RX_OFFLOAD_SCATTER;
	info->rx_queue_offload_capa = 0;
	info->rx_desc_lim.nb_max = DESC_MAX;
	info->rx_desc_lim.nb_min = DESC_MIN;
	info->rx_desc_lim.nb_align = 1;
	info->tx_desc_lim.nb_max = 1u << TOUCHWIRE_TX_LOG2_MAX;
	info->tx_desc_lim.nb_min = 1u << TOUCHWIRE_TX_LOG2_MIN;
	info->tx_desc_lim.nb_align = 1;
	info->tx_desc_lim.nb_seg_max = UINT8_MAX;
	info->default_rxportconf.burst_size = 32;
	info->default_rxportconf.ring_size = (uint16_t)(1u << tw->args.slots_log2);
	info->default_rxportconf.nb_queues = 1;
	info->default_txportconf.burst_size = 32;
	info->default_txportconf.ring_size = TX_DEFAULT;
	info->default_txportconf.nb_queues = 1;
	return 0;
}

static int configure(struct rte_eth_dev *dev)
{
	if (dev->data->nb_rx_queues > TOUCHWIRE_RXQS || dev->data->nb_tx_queues > 1)
		return -EINVAL;
	return 0;
}

static int rx_queue_setup(struct rte_eth_dev *dev, uint16_t id, uint16_t desc,
			  unsigned int socket, const struct rte_eth_rxconf *conf,
			  struct rte_mempool *pool)
{
	struct touchwire *tw = touchwire_of(dev);
	struct touchwire_rxq *q = &tw->rxq[id];
	/* ethdev passes what was asked of this queue only. */
	uint64_t offloads = conf->offloads | dev->data->dev_conf.rxmode.offloads;

	if (pool == NULL || rte_pktmbuf_data_room_size(pool) <= RTE_PKTMBUF_HEADROOM)
		return -EINVAL;
	rte_free(q->pending);
	memset(q, 0, sizeof(*q));
	q->tw = tw;
	q->pool = pool;
	q->port = dev->data->port_id;
	q->descriptors = rte_align32pow2(desc);
	q->pending = rte_zmalloc_socket("touchwire_pending",
					q->descriptors * sizeof(struct rte_mbuf *), 0,
					(int)socket);
	if (q->pending == NULL)
		return -ENOMEM;
	if ((offloads & RTE_ETH_RX_OFFLOAD_TIMESTAMP) != 0 &&
	    rte_mbuf_dyn_rx_timestamp_register(&q->timestamp_offset,
					       &q->timestamp_flag) != 0)
		return -rte_errno;
	q->scatter = (offloads & RTE_ETH_RX_OFFLOAD_SCATTER) != 0;
	dev->data->rx_queues[id] = q;
	return 0;
}

static int tx_queue_setup(struct rte_eth_dev *dev, uint16_t id, uint16_t desc,
			  unsigned int socket, const struct rte_eth_txconf *conf)
{
	struct touchwire_txq *q = &touchwire_of(dev)->txq;

	RTE_SET_USED(socket);
	RTE_SET_USED(conf);
	q->log2 = rte_log2_u32(desc);
	dev->data->tx_queues[id] = q;
	return 0;
}

static void rx_queue_release(struct rte_eth_dev *dev, uint16_t id)
{
	struct touchwire_rxq *q = dev->data->rx_queues[id];

	if (q == NULL)
		return;
	rte_free(q->pending);
	q->pending = NULL;
	dev->data->rx_queues[id] = NULL;
}

static void tx_queue_release(struct rte_eth_dev *dev, uint16_t id)
{
	dev->data->tx_queues[id] = NULL;
}

static void rxq_info(struct rte_eth_dev *dev, uint16_t id, struct rte_eth_rxq_info *info)
{
	struct touchwire_rxq *q = dev->data->rx_queues[id];

	info->mp = q->pool;
	info->nb_desc = (uint16_t)q->descriptors;
	info->scattered_rx = q->scatter;
	info->conf.offloads = dev->data->dev_conf.rxmode.offloads;
}

static void txq_info(struct rte_eth_dev *dev, uint16_t id, struct rte_eth_txq_info *info)
{
	RTE_SET_USED(id);
	info->nb_desc = (uint16_t)(1u << touchwire_of(dev)->txq.log2);
}

static int burst_mode(struct rte_eth_dev *dev, uint16_t id,
		      struct rte_eth_burst_mode *mode)
{
	RTE_SET_USED(dev);
	RTE_SET_USED(id);
	snprintf(mode->info, sizeof(mode->info), "Scalar");
	return 0;
}

/* Slots hold a whole frame of the MTU. */
static uint32_t slot_log2_for(uint16_t mtu)
{
	uint32_t log2 = SLOT_LOG2_MIN;

	while ((1u << log2) < mtu + TOUCHWIRE_OVERHEAD)
		log2++;
	return log2;
}

static void queue_states(struct rte_eth_dev *dev, uint8_t state)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_rx_queues; i++)
		dev->data->rx_queue_state[i] = state;
	for (i = 0; i < dev->data->nb_tx_queues; i++)
		dev->data->tx_queue_state[i] = state;
}

static int start(struct rte_eth_dev *dev)
{
	struct touchwire *tw = touchwire_of(dev);
	struct touchwire_frames *f = &tw->frames;
	int err;

	tw->rxqs = dev->data->nb_rx_queues;
	f->slots = tw->rxqs > 0 ? tw->rxq[0].descriptors : 1u << tw->args.slots_log2;
	f->slot_log2 = slot_log2_for(dev->data->mtu);
	tw->touch_pumps = UINT32_MAX / 2;
	err = touchwire_dma_start(tw);
	if (err != 0)
		return err;
	tw->started = true;
	queue_states(dev, RTE_ETH_QUEUE_STATE_STARTED);
	link_update(dev, 0);
	return 0;
}

static int stop(struct rte_eth_dev *dev)
{
	struct touchwire *tw = touchwire_of(dev);

	if (!tw->started)
		return 0;
	tw->started = false;
	dev->data->dev_started = 0;
	queue_states(dev, RTE_ETH_QUEUE_STATE_STOPPED);
	link_update(dev, 0);
	/* A device that is gone leaves nothing to complain about: the port is down. */
	touchwire_dma_stop(tw);
	return 0;
}

static int mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	/* The size of the slots is fixed while the device may write them. */
	if (touchwire_of(dev)->started)
		return -EBUSY;
	return mtu < RTE_ETHER_MIN_MTU || mtu > MTU_MAX ? -EINVAL : 0;
}

/* Every frame of all ports is delivered: there is no address filter to switch. */
static int always_on(struct rte_eth_dev *dev)
{
	RTE_SET_USED(dev);
	return 0;
}

static int never_off(struct rte_eth_dev *dev)
{
	RTE_SET_USED(dev);
	return -ENOTSUP;
}

static int read_clock(struct rte_eth_dev *dev, uint64_t *clock)
{
	return touchwire_read64(touchwire_of(dev), TW_CONTROL_TIME_LO, clock);
}

static int fw_version(struct rte_eth_dev *dev, char *text, size_t size)
{
	struct touchwire *tw = touchwire_of(dev);
	int length = snprintf(text, size, "interface %u.%u build %08x registers %08x",
			      tw->interface >> 16, tw->interface & 0xffffu, tw->build,
			      tw->map_hash);

	if (length < 0)
		return -EINVAL;
	return (size_t)length < size ? 0 : length + 1;
}

static const uint32_t *ptypes_get(TOUCHWIRE_PTYPES_ARGS)
{
	static const uint32_t ptypes[] = { RTE_PTYPE_L2_ETHER, RTE_PTYPE_UNKNOWN };

	RTE_SET_USED(dev);
	TOUCHWIRE_PTYPES_COUNT(RTE_DIM(ptypes) - 1);
	return ptypes;
}

const struct eth_dev_ops touchwire_eth_ops = {
	.dev_configure = configure,
	.dev_start = start,
	.dev_stop = stop,
	.dev_close = touchwire_port_close,
	.dev_infos_get = infos_get,
	.link_update = link_update,
	.rx_queue_setup = rx_queue_setup,
	.tx_queue_setup = tx_queue_setup,
	.rx_queue_release = rx_queue_release,
	.tx_queue_release = tx_queue_release,
	.rxq_info_get = rxq_info,
	.txq_info_get = txq_info,
	.rx_burst_mode_get = burst_mode,
	.tx_burst_mode_get = burst_mode,
	.mtu_set = mtu_set,
	.promiscuous_enable = always_on,
	.promiscuous_disable = never_off,
	.allmulticast_enable = always_on,
	.allmulticast_disable = never_off,
	.dev_supported_ptypes_get = ptypes_get,
	.read_clock = read_clock,
	.fw_version_get = fw_version,
	.get_reg = touchwire_get_reg,
	.stats_get = touchwire_stats_get,
	.stats_reset = touchwire_stats_reset,
	.xstats_get = touchwire_xstats_get,
	.xstats_get_names = touchwire_xstats_get_names,
	.xstats_reset = touchwire_xstats_reset,
};

int touchwire_port_init(struct rte_eth_dev *dev, struct touchwire_backend *be,
			struct touchwire_args *args)
{
	struct touchwire *tw = touchwire_of(dev);
	int err;

	tw->be = be;
	tw->args = *args;
	*args = (struct touchwire_args){ 0 };
	tw->port = dev->data->port_id;
	rte_ticketlock_init(&tw->lock);
	rte_ticketlock_init(&tw->trade_lock);
	rte_spinlock_init(&tw->frames.lock);
	tw->txq.tw = tw;
	tw->txq.log2 = rte_log2_u32(TX_DEFAULT);
	/* Locally administered: "TW" and the port. */
	tw->mac = (struct rte_ether_addr){ { 0x02, 'T', 'W', 0, (uint8_t)(tw->port >> 8),
					     (uint8_t)tw->port } };
	dev->data->mac_addrs = &tw->mac;
	dev->data->promiscuous = 1;
	dev->data->all_multicast = 1;
	dev->data->dev_link = link_up;
	dev->data->dev_link.link_status = RTE_ETH_LINK_DOWN;
	dev->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	dev->dev_ops = &touchwire_eth_ops;
	dev->rx_pkt_burst = touchwire_rx_burst;
	dev->tx_pkt_burst = touchwire_tx_burst;
	dev->rx_queue_count = touchwire_rx_count;
	dev->rx_descriptor_status = touchwire_rx_status;
	dev->tx_descriptor_status = touchwire_tx_status;

	err = touchwire_identify(tw);
	if (err == 0)
		err = touchwire_load_symbols(tw);
	if (err == 0)
		err = touchwire_stats_init(tw);
	if (err != 0)
		touchwire_port_close(dev);
	return err;
}

int touchwire_port_close(struct rte_eth_dev *dev)
{
	struct touchwire *tw = touchwire_of(dev);
	unsigned int i;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY || tw == NULL)
		return 0;
	stop(dev);
	touchwire_dma_free(tw);
	if (tw->be != NULL)
		tw->be->ops->close(tw->be);
	tw->be = NULL;
	touchwire_args_free(&tw->args);
	rte_free(tw->list);
	rte_free(tw->baseline);
	for (i = 0; i < TOUCHWIRE_RXQS; i++) {
		rte_free(tw->rxq[i].pending);
		tw->rxq[i].pending = NULL;
	}
	tw->list = NULL;
	tw->baseline = NULL;
	dev->data->mac_addrs = NULL; /* part of dev_private, which ethdev frees */
	return 0;
}
