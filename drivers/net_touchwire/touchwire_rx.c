/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_rx: completions of the frame ring become mbufs.  One poller.  What the device
 * wrote is read once into locals and checked before use; nothing it writes can make the
 * driver read or write outside slot and mbuf.
 */
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

static const struct tw_frame_done *done_at(const struct touchwire_rxq *q, uint64_t frame)
{
	return &q->done[frame & (q->slots - 1)];
}

/* Whether frame @frame, counted from 0 since the start, is there. */
static bool is_there(const struct touchwire_rxq *q, uint64_t frame, uint64_t *seq)
{
	*seq = __atomic_load_n(&done_at(q, frame)->seq, __ATOMIC_ACQUIRE);
	return *seq == frame + 1;
}

/* A sequence that is neither 0 nor a whole number of rings back is damage: count it once. */
static void note_damage(struct touchwire_rxq *q, uint64_t seq)
{
	if (seq == 0 || seq == q->damaged)
		return;
	if (seq <= q->next && ((q->next + 1 - seq) & (q->slots - 1)) == 0)
		return;
	q->damaged = seq;
	q->completion++;
}

uint32_t touchwire_rx_waiting(const struct touchwire_rxq *q)
{
	uint32_t low = 0, high = q->slots;
	uint64_t seq;

	/* Completions are written in order: look for the first that is not there. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (is_there(q, q->next + middle, &seq))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A frame's mbufs, or NULL when the pool is empty or @length does not fit (@too_long). */
static struct rte_mbuf *make_mbufs(struct touchwire_rxq *q, const uint8_t *data,
				   uint32_t length, bool *too_long)
{
	struct rte_mbuf *first = rte_pktmbuf_alloc(q->pool), *last = first;

	*too_long = false;
	if (first == NULL)
		return NULL;
	first->pkt_len = length;
	first->port = q->port;
	for (;;) {
		uint32_t room = rte_pktmbuf_tailroom(last);
		uint16_t piece = (uint16_t)(length < room ? length : room);

		rte_memcpy(rte_pktmbuf_mtod(last, void *), data, piece);
		last->data_len = piece;
		data += piece;
		length -= piece;
		if (length == 0)
			return first;
		*too_long = !q->scatter || piece == 0;
		last->next = *too_long ? NULL : rte_pktmbuf_alloc(q->pool);
		if (last->next == NULL) {
			rte_pktmbuf_free(first);
			return NULL;
		}
		last = last->next;
		first->nb_segs++;
	}
}

/* Frame q->next: false when it must wait for an mbuf; *mbuf is NULL when it is dropped. */
static bool take_frame(struct touchwire_rxq *q, struct rte_mbuf **mbuf)
{
	const struct tw_frame_done *slot = done_at(q, q->next);
	const uint8_t *data = q->data + ((q->next & (q->slots - 1)) << q->slot_log2);
	uint64_t arrival_ns = __atomic_load_n(&slot->arrival_ns, __ATOMIC_RELAXED);
	uint32_t length = __atomic_load_n(&slot->length, __ATOMIC_RELAXED);
	uint32_t stored = __atomic_load_n(&slot->stored, __ATOMIC_RELAXED);
	uint8_t port = __atomic_load_n(&slot->port, __ATOMIC_RELAXED);
	uint8_t bad = __atomic_load_n(&slot->bad, __ATOMIC_RELAXED);
	bool too_long;

	*mbuf = NULL;
	if (stored == 0 || stored > 1u << q->slot_log2 || stored > length || port > 1 ||
	    bad > 1) {
		q->completion++;
		return true;
	}
	if (bad != 0) {
		q->bad++;
		return true;
	}
	if (stored < length) {
		q->cut++;
		return true;
	}
	*mbuf = make_mbufs(q, data, length, &too_long);
	if (*mbuf == NULL) {
		q->too_long += too_long;
		return too_long;
	}
	/* The line it came on, as a mark. */
	(*mbuf)->ol_flags |= RTE_MBUF_F_RX_FDIR | RTE_MBUF_F_RX_FDIR_ID;
	(*mbuf)->hash.fdir.hi = port;
	(*mbuf)->packet_type = RTE_PTYPE_L2_ETHER;
	if (q->timestamp_flag != 0) {
		*RTE_MBUF_DYNFIELD(*mbuf, (uintptr_t)q->timestamp_offset,
				   rte_mbuf_timestamp_t *) = arrival_ns;
		(*mbuf)->ol_flags |= q->timestamp_flag;
	}
	q->packets++;
	q->bytes += length;
	return true;
}

/* Tell the device how far its slots are free: seldom, but at once when none is left. */
static void give_back(struct touchwire_rxq *q, bool empty)
{
	uint64_t taken = q->next - q->head;

	if (taken == 0 || (!empty && taken < q->slots / 8))
		return;
	if (touchwire_write32(q->tw, TW_DMA_HEAD, (uint32_t)q->next) == 0)
		q->head = q->next;
}

uint16_t touchwire_rx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n)
{
	struct touchwire_rxq *q = queue;
	struct touchwire_backend *be = q->tw->be;
	uint32_t budget = q->slots;
	uint16_t got = 0;
	uint64_t seq = 0;
	bool there;

	q->tw->touch_pumps = 0;
	if (n == 0 || q->done == NULL || q->tw->gone)
		return 0;
	there = is_there(q, q->next, &seq);
	if (!there && be->ops->step != NULL) {
		give_back(q, true);
		be->ops->step(be, TOUCHWIRE_STEP, true);
	}
	while (got < n && budget-- > 0) {
		struct rte_mbuf *mbuf;

		there = is_there(q, q->next, &seq);
		if (!there) {
			note_damage(q, seq);
			break;
		}
		if (!take_frame(q, &mbuf)) {
			rte_eth_devices[q->port].data->rx_mbuf_alloc_failed++;
			break;
		}
		q->next++;
		if (mbuf != NULL)
			mbufs[got++] = mbuf;
	}
	give_back(q, !there);
	return got;
}

/* There is no order port yet: what is sent goes nowhere, and is counted as refused. */
uint16_t touchwire_tx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n)
{
	struct touchwire_txq *q = queue;

	rte_pktmbuf_free_bulk(mbufs, n);
	q->refused += n;
	return n;
}

touchwire_queue_count_t touchwire_rx_count(void *queue)
{
	struct touchwire_rxq *q = queue;

	return q->done == NULL ? 0 : (touchwire_queue_count_t)touchwire_rx_waiting(q);
}

int touchwire_rx_status(void *queue, uint16_t offset)
{
	struct touchwire_rxq *q = queue;
	uint64_t seq;

	if (offset >= q->slots)
		return -EINVAL;
	if (q->done == NULL)
		return RTE_ETH_RX_DESC_UNAVAIL;
	return is_there(q, q->next + offset, &seq) ? RTE_ETH_RX_DESC_DONE
						   : RTE_ETH_RX_DESC_AVAIL;
}

int touchwire_tx_status(void *queue, uint16_t offset)
{
	RTE_SET_USED(queue);
	RTE_SET_USED(offset);
	return RTE_ETH_TX_DESC_DONE;
}
