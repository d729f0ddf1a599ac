/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_records: the trade ring.  The device overwrites no record that the host has not
 * taken, so what is due stands in its place or is not there yet; anything else is damage.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "touchwire_pmd.h"

void touchwire_records_reset(struct touchwire *tw)
{
	struct touchwire_records *r = &tw->records;

	memset(tw->trade.zone->addr, 0,
	       sizeof(struct tw_trade_record) << tw->args.trade_log2);
	r->ring = tw->trade.zone->addr;
	r->next = 0;
	r->head = 0;
	r->broken = false;
}

/* 1: the next record is there and in @out.  0: not yet.  -EBADMSG: what is there cannot be. */
static int take_record(struct touchwire *tw, struct tw_trade_record *out)
{
	struct touchwire_records *r = &tw->records;
	uint64_t size = UINT64_C(1) << tw->args.trade_log2, words[8], seq;
	const uint64_t *slot =
		(const uint64_t *)(const void *)&r->ring[r->next & (size - 1)];
	unsigned int i;

	seq = __atomic_load_n(&slot[7], __ATOMIC_ACQUIRE);
	/* What stood there one round ago. */
	if (seq == (r->next < size ? 0 : r->next + 1 - size))
		return 0;
	for (i = 0; i < 8; i++)
		words[i] = __atomic_load_n(&slot[i], __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	/* One that is not taken yet stays as it is. */
	if (seq != r->next + 1 || words[7] != seq ||
	    __atomic_load_n(&slot[7], __ATOMIC_RELAXED) != seq) {
		r->broken = true;
		r->damaged++;
		TOUCHWIRE_LOG(ERR,
			      "port %u: trade record %ju is due, and there stands one of "
			      "number %ju: no more are taken until the next start",
			      tw->port, (uintmax_t)(r->next + 1), (uintmax_t)seq);
		return -EBADMSG;
	}
	memcpy(out, words, sizeof(words));
	r->next++;
	r->taken++;
	return 1;
}

/* Tell the device how far its ring is free: seldom, but at once when nothing waits. */
static void give_credit(struct touchwire *tw, bool empty)
{
	struct touchwire_records *r = &tw->records;
	uint64_t taken = r->next - r->head;

	if (taken == 0 || !tw->started ||
	    (!empty && taken < (UINT64_C(1) << tw->args.trade_log2) / 8))
		return;
	if (touchwire_write32(tw, TW_TRADE_RING_HEAD, (uint32_t)r->next) == 0)
		r->head = r->next;
}

int rte_pmd_touchwire_trade_poll(uint16_t port, struct tw_trade_record *records,
				 unsigned int n)
{
	struct touchwire *tw = touchwire_find(port);
	unsigned int got = 0;
	int there = 1;

	if (tw == NULL)
		return -ENODEV;
	if (tw->records.ring == NULL)
		return -ENETDOWN;
	if (tw->records.broken)
		return -EBADMSG;
	while (got < n && (there = take_record(tw, &records[got])) > 0)
		got++;
	if (got == 0 && there == 0) {
		give_credit(tw, true);
		touchwire_pump(tw);
		while (got < n && (there = take_record(tw, &records[got])) > 0)
			got++;
	}
	give_credit(tw, there <= 0);
	return got > 0 || there >= 0 ? (int)got : there;
}
