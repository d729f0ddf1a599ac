/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_tx: mbufs become frames of the TX ring, which the device fetches for the order port.
 * One sender.  Frames are copied, so an mbuf is free at once.  TX_TAIL is read once into a local
 * and believed only where it can be: a device that claims frames nobody gave is damaged, and the
 * port sends no more until it is started again.
 */
#include <string.h>

#include <rte_io.h>
#include <rte_mbuf.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define FRAME_MIN 14u	 /* an Ethernet header; the MAC pads */
#define SEND_CYCLES 256u /* that a simulated device runs after a burst */

static uint32_t slots_of(const struct touchwire_txq *q)
{
	return 1u << q->log2;
}

static void damage(struct touchwire_txq *q, const char *what, uint32_t value)
{
	q->stopped = true;
	q->tail_error++;
	TOUCHWIRE_LOG(
		ERR,
		"port %u: %s (0x%08x, %u given, %u taken); it sends no more until it "
		"is started again",
		q->tw->port, what, value, q->head, q->tail);
}

/* How many places there are, as far as is known. */
static uint32_t room(const struct touchwire_txq *q)
{
	return slots_of(q) - (q->head - q->tail);
}

/* Ask the device how far it is. */
static void refresh(struct touchwire_txq *q)
{
	uint32_t tail, status;

	if (touchwire_read32(q->tw, TW_TRADE_TX_TAIL, &tail) != 0)
		return;
	if (tail - q->tail > q->head - q->tail) {
		damage(q, "the device claims to have taken frames that nobody gave",
		       tail);
		return;
	}
	q->tail = tail;
	if (room(q) == 0 && touchwire_read32(q->tw, TW_TRADE_STATUS, &status) == 0 &&
	    (status & TW_TRADE_STATUS_TX_ERROR_MASK) != 0)
		damage(q, "the device reads no more frames", status);
}

static bool make_room(struct touchwire_txq *q)
{
	if (room(q) == 0)
		refresh(q);
	return room(q) > 0 && !q->stopped;
}

/* The frame into the next slot, all its pieces in a row. */
static void put_frame(struct touchwire_txq *q, const struct rte_mbuf *mbuf)
{
	uint8_t *slot =
		q->slots + (size_t)(q->head & (slots_of(q) - 1)) * TOUCHWIRE_TX_SLOT;
	uint8_t *to = slot + TOUCHWIRE_TX_DATA;
	uint32_t length = rte_cpu_to_le_32(mbuf->pkt_len);
	const void *from = rte_pktmbuf_read(mbuf, 0, mbuf->pkt_len, to);

	if (from != to)
		memcpy(to, from, mbuf->pkt_len);
	memcpy(slot, &length, sizeof(length));
	q->head++;
	q->packets++;
	q->bytes += mbuf->pkt_len;
}

uint16_t touchwire_tx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n)
{
	struct touchwire_txq *q = queue;
	struct touchwire_backend *be = q->tw->be;
	uint32_t before = q->head;
	uint16_t i;

	for (i = 0; i < n; i++) {
		uint32_t length = mbufs[i]->pkt_len;

		if (q->slots == NULL || q->stopped || q->tw->gone)
			q->refused++;
		else if (length < FRAME_MIN || length > TOUCHWIRE_TX_MAX)
			q->length++;
		else if (make_room(q))
			put_frame(q, mbufs[i]);
		else if (!q->stopped && !q->tw->gone)
			break;
		else
			q->refused++;
		rte_pktmbuf_free(mbufs[i]);
	}
	if (q->head != before) {
		/* The frames are in memory before the device is told. */
		rte_io_wmb();
		touchwire_write32(q->tw, TW_TRADE_TX_HEAD, q->head);
	}
	if (n > 0 && q->slots != NULL && be->ops->step != NULL && !q->tw->gone)
		be->ops->step(be, SEND_CYCLES, false);
	return i;
}

int touchwire_tx_status(void *queue, uint16_t offset)
{
	struct touchwire_txq *q = queue;

	if (offset >= slots_of(q))
		return -EINVAL;
	if (q->slots == NULL || q->stopped)
		return RTE_ETH_TX_DESC_UNAVAIL;
	if (offset >= room(q))
		refresh(q);
	return offset < room(q) ? RTE_ETH_TX_DESC_DONE : RTE_ETH_TX_DESC_FULL;
}
