/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_rx: completions of the frame ring become mbufs.  One poller a queue; with two
 * queues, whoever polls takes what is there and leaves the other's frames with the other queue.
 * What the device wrote is read once into locals and checked before use; nothing it writes can
 * make the driver read or write outside slot and mbuf.
 */
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

static const struct tw_frame_done *done_at(const struct touchwire_frames *f,
					   uint64_t frame)
{
	return &f->done[frame & (f->slots - 1)];
}

/* Whether frame @frame, counted from 0 since the start, is there. */
static bool is_there(const struct touchwire_frames *f, uint64_t frame, uint64_t *seq)
{
	*seq = __atomic_load_n(&done_at(f, frame)->seq, __ATOMIC_ACQUIRE);
	return *seq == frame + 1;
}

/* A sequence that is neither 0 nor a whole number of rings back is damage: count it once. */
static void note_damage(struct touchwire_frames *f, uint64_t seq)
{
	if (seq == 0 || seq == f->damaged)
		return;
	if (seq <= f->next && ((f->next + 1 - seq) & (f->slots - 1)) == 0)
		return;
	f->damaged = seq;
	f->completion++;
}

uint32_t touchwire_rx_waiting(const struct touchwire_frames *f)
{
	uint32_t low = 0, high = f->slots;
	uint64_t seq;

	/* Completions are written in order: look for the first that is not there. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (is_there(f, f->next + middle, &seq))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void lock(struct touchwire *tw)
{
	if (tw->rxqs > 1)
		rte_spinlock_lock(&tw->frames.lock);
}

static void unlock(struct touchwire *tw)
{
	if (tw->rxqs > 1)
		rte_spinlock_unlock(&tw->frames.lock);
}

/* Whose a frame of that port is. */
static struct touchwire_rxq *owner_of(struct touchwire *tw, uint8_t port)
{
	return &tw->rxq[tw->rxqs > 1 && port == TOUCHWIRE_ORDER_PORT ? 1 : 0];
}

static uint32_t pending_count(const struct touchwire_rxq *q)
{
	return q->pending_tail - q->pending_head;
}

static struct rte_mbuf *pending_take(struct touchwire_rxq *q)
{
	return q->pending[q->pending_head++ & (q->descriptors - 1)];
}

void touchwire_rx_drop(struct touchwire *tw)
{
	unsigned int i;

	for (i = 0; i < TOUCHWIRE_RXQS; i++)
		while (pending_count(&tw->rxq[i]) > 0)
			rte_pktmbuf_free(pending_take(&tw->rxq[i]));
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

/* What a program may know of a frame beside its bytes. */
static void describe(const struct touchwire_rxq *q, struct rte_mbuf *mbuf, uint8_t port,
		     uint64_t arrival_ns)
{
	/* The line it came on, as a mark. */
	mbuf->ol_flags |= RTE_MBUF_F_RX_FDIR | RTE_MBUF_F_RX_FDIR_ID;
	mbuf->hash.fdir.hi = port;
	mbuf->packet_type = RTE_PTYPE_L2_ETHER;
	if (q->timestamp_flag != 0) {
		*RTE_MBUF_DYNFIELD(mbuf, (uintptr_t)q->timestamp_offset,
				   rte_mbuf_timestamp_t *) = arrival_ns;
		mbuf->ol_flags |= q->timestamp_flag;
	}
}

static void no_mbuf(const struct touchwire_rxq *q)
{
	rte_eth_devices[q->port].data->rx_mbuf_alloc_failed++;
}

/*
 * The frame that is next: false when it must wait, for an mbuf of @polled or a place in the
 * other queue; *mbuf is NULL when it is dropped or the other queue's.
 */
static bool take_frame(struct touchwire_frames *f, struct touchwire_rxq *polled,
		       struct rte_mbuf **mbuf)
{
	const struct tw_frame_done *slot = done_at(f, f->next);
	const uint8_t *data = f->data + ((f->next & (f->slots - 1)) << f->slot_log2);
	uint64_t arrival_ns = __atomic_load_n(&slot->arrival_ns, __ATOMIC_RELAXED);
	uint32_t length = __atomic_load_n(&slot->length, __ATOMIC_RELAXED);
	uint32_t stored = __atomic_load_n(&slot->stored, __ATOMIC_RELAXED);
	uint8_t port = __atomic_load_n(&slot->port, __ATOMIC_RELAXED);
	uint8_t bad = __atomic_load_n(&slot->bad, __ATOMIC_RELAXED);
	struct touchwire_rxq *q = owner_of(polled->tw, port);
	struct rte_mbuf *made;
	bool too_long;

	*mbuf = NULL;
	if (stored == 0 || stored > 1u << f->slot_log2 || stored > length ||
	    port > TOUCHWIRE_ORDER_PORT || bad > 1) {
		f->completion++;
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
	if (q != polled && pending_count(q) >= q->descriptors) {
		/* Somebody empties it: wait.  Else nothing would ever come here again. */
		if (q->polled) {
			q->polled = false;
			return false;
		}
		q->missed++;
		return true;
	}
	made = make_mbufs(q, data, length, &too_long);
	if (made == NULL) {
		q->too_long += too_long;
		if (too_long)
			return true;
		no_mbuf(q);
		q->missed += q != polled;
		return q != polled;
	}
	describe(q, made, port, arrival_ns);
	q->packets++;
	q->bytes += length;
	if (q == polled)
		*mbuf = made;
	else
		q->pending[q->pending_tail++ & (q->descriptors - 1)] = made;
	return true;
}

/* Tell the device how far its slots are free: seldom, but at once when none is left. */
static void give_back(struct touchwire *tw, bool empty)
{
	struct touchwire_frames *f = &tw->frames;
	uint64_t taken = f->next - f->head;

	if (taken == 0 || (!empty && taken < f->slots / 8))
		return;
	if (touchwire_write32(tw, TW_DMA_HEAD, (uint32_t)f->next) == 0)
		f->head = f->next;
}

static uint16_t take_frames(struct touchwire_rxq *q, struct rte_mbuf **mbufs, uint16_t n)
{
	struct touchwire *tw = q->tw;
	struct touchwire_frames *f = &tw->frames;
	uint32_t budget = f->slots;
	uint16_t got = 0;
	uint64_t seq = 0;
	bool there;

	while (got < n && pending_count(q) > 0)
		mbufs[got++] = pending_take(q);
	there = is_there(f, f->next, &seq);
	if (got == 0 && !there && tw->be->ops->step != NULL) {
		give_back(tw, true);
		tw->be->ops->step(tw->be, TOUCHWIRE_STEP, true);
	}
	while (got < n && budget-- > 0) {
		struct rte_mbuf *mbuf;

		there = is_there(f, f->next, &seq);
		if (!there) {
			note_damage(f, seq);
			break;
		}
		if (!take_frame(f, q, &mbuf))
			break;
		f->next++;
		if (mbuf != NULL)
			mbufs[got++] = mbuf;
	}
	give_back(tw, !there);
	return got;
}

uint16_t touchwire_rx_burst(void *queue, struct rte_mbuf **mbufs, uint16_t n)
{
	struct touchwire_rxq *q = queue;
	struct touchwire *tw = q->tw;
	uint16_t got;

	tw->touch_pumps = 0;
	if (n == 0 || tw->frames.done == NULL || tw->gone)
		return 0;
	lock(tw);
	q->polled = true;
	got = take_frames(q, mbufs, n);
	unlock(tw);
	return got;
}

touchwire_queue_count_t touchwire_rx_count(void *queue)
{
	struct touchwire_rxq *q = queue;
	struct touchwire_frames *f = &q->tw->frames;
	uint32_t count, waiting, i;

	if (f->done == NULL)
		return 0;
	lock(q->tw);
	count = pending_count(q);
	waiting = touchwire_rx_waiting(f);
	if (q->tw->rxqs == 1)
		count += waiting;
	else
		for (i = 0; i < waiting; i++)
			count += owner_of(q->tw, done_at(f, f->next + i)->port) == q;
	unlock(q->tw);
	return (touchwire_queue_count_t)count;
}

int touchwire_rx_status(void *queue, uint16_t offset)
{
	struct touchwire_rxq *q = queue;
	uint32_t count;

	if (offset >= q->descriptors)
		return -EINVAL;
	if (q->tw->frames.done == NULL)
		return RTE_ETH_RX_DESC_UNAVAIL;
	count = (uint32_t)touchwire_rx_count(q);
	return offset < count ? RTE_ETH_RX_DESC_DONE : RTE_ETH_RX_DESC_AVAIL;
}
