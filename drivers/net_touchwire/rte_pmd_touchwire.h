/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_pmd_touchwire: the touch of a net_touchwire port, beside its ordinary ethdev interface.
 *
 * Every call takes a port id and returns -ENODEV when that port does not exist or is not
 * driven by net_touchwire.  Control calls return 0 or -errno; data calls return counts.
 * Prices are in 1/10000, sizes in shares, times in nanoseconds: device times since the Unix
 * epoch (UTC; on the sim back end the time stamps of the capture, or this host's clock when it
 * is fed by sockets), exchange times since midnight.  Control calls of one port belong to one thread; readers are independent of each
 * other, one thread each, and at rest while the port is stopped or closed.
 *
 * A frame's mbuf tells its port: hash.fdir.hi is 0 for line A, 1 for B, 2 for the order port
 * (RTE_MBUF_F_RX_FDIR_ID); its time is the dynamic time stamp field, when RTE_ETH_RX_OFFLOAD_TIMESTAMP is configured.
 *
 * On the sim back end nothing moves by itself: rte_eth_rx_burst(), a poll or peek that finds
 * no record, and rte_pmd_touchwire_step() run the device a bounded number of cycles in the
 * caller's thread.  On a board they only read memory.
 */
#ifndef RTE_PMD_TOUCHWIRE_H
#define RTE_PMD_TOUCHWIRE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/touch.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_PMD_TOUCHWIRE_NAME_MAX 8u /* characters of a stock symbol */

/* What the device says about itself; `cycle`, `time_ns` and `status` are read anew. */
struct rte_pmd_touchwire_info {
	uint32_t interface; /* major << 16 | minor */
	uint32_t build;	    /* first 32 bits of the commit it was built from */
	uint32_t map_hash;  /* of the register map */
	uint32_t clock_khz;
	uint32_t symbols; /* capacities: symbols, */
	uint32_t orders;  /* live orders, */
	uint32_t locates; /* locate codes 0..locates-1 */
	uint32_t ring_records;
	uint32_t frame_slots;
	uint32_t status;     /* register CONTROL.STATUS */
	uint64_t cycle;	     /* clock cycles since reset */
	uint64_t time_ns;    /* device clock */
	char backend[8];     /* "sim" or "pci" */
	uint8_t all_symbols; /* 1: every symbol of the directory is tracked */
	uint8_t reserved[7];
};

/* A symbol of the list or, with symbols=all, of the learned directory. */
struct rte_pmd_touchwire_symbol {
	char name[RTE_PMD_TOUCHWIRE_NAME_MAX + 1]; /* no trailing blanks, 0-terminated */
	uint8_t known;				   /* 1: it has a locate code */
	uint16_t locate;
};

/*
 * A reader of the touch ring.  Public so that polling inlines; only `lost` is for the caller.
 * Every record is either handed out once, in order, or counted in `lost`.
 */
struct rte_pmd_touchwire_reader {
	const struct tw_touch *ring;
	uint64_t mask;	      /* records in the ring - 1 */
	uint64_t next;	      /* sequence wanted, from 1 */
	uint64_t lost;	      /* records that were overwritten before they were read */
	void (*pump)(void *); /* lets a simulated device run; NULL on a board */
	void *context;
};

/* Describe the device.  -EIO: it does not answer any more. */
int rte_pmd_touchwire_info(uint16_t port, struct rte_pmd_touchwire_info *info);

/*
 * Track a symbol: 1..8 printable characters, no blanks.  Only while the port is stopped.
 * The list stays until the port is closed; the first call ends the default of tracking all.
 * @index receives its index from 0, the `symbol` of its records; NULL is allowed.
 * -EBUSY started, -EINVAL name, -EEXIST already there (@index is set), -ENOSPC list full,
 * -EPERM the port was opened with symbols=all, -EIO the device did not take it.
 */
int rte_pmd_touchwire_symbol_add(uint16_t port, const char *name, uint16_t *index);

/*
 * Give a listed symbol its locate code without waiting for the directory.
 * -EINVAL locate 0 or beyond the device's, -ENOENT no such index, -EIO.
 */
int rte_pmd_touchwire_symbol_map(uint16_t port, uint16_t index, uint16_t locate);

/* Look a symbol up in the device.  -ENOENT no such index, -EIO no answer. */
int rte_pmd_touchwire_symbol_get(uint16_t port, uint16_t index,
				 struct rte_pmd_touchwire_symbol *symbol);

/* Symbols in use: the list's length or, with symbols=all, those learned so far; or -errno. */
int rte_pmd_touchwire_symbol_count(uint16_t port);

/*
 * Start reading: at the oldest record of this run that the ring still has, so that none is
 * missed between the start of the port and this call.  The port must be started.
 * After a stop what is in the ring can still be read; a start empties the ring and counts
 * sequences from 1 again, so open anew.  Not to be used after close.  -ENETDOWN stopped.
 */
int rte_pmd_touchwire_touch_open(uint16_t port, struct rte_pmd_touchwire_reader *reader);

/*
 * Leave out what is in the ring: the next record is the next one published.  Returns how many
 * were left out; they do not count as lost.
 */
uint64_t rte_pmd_touchwire_touch_skip(struct rte_pmd_touchwire_reader *reader);

/*
 * The latest record of a symbol; `seq` is its ring sequence.
 * -ENOENT nothing published yet, -EINVAL no such symbol, -ENETDOWN never started,
 * -EAGAIN it changed under every attempt to read it.
 */
int rte_pmd_touchwire_snapshot(uint16_t port, uint16_t symbol, struct tw_touch *record);

/*
 * Registers by byte offset as in touchwire/regs.h, multiples of 4.  Block DMA, CONTROL.CONTROL
 * and the rings of block TRADE belong to the driver: writing them is -EPERM.  -EINVAL offset, -EIO.
 */
int rte_pmd_touchwire_reg_read(uint16_t port, uint32_t offset, uint32_t *value);
int rte_pmd_touchwire_reg_write(uint16_t port, uint32_t offset, uint32_t value);

/*
 * A 64-bit counter by its name in rtl/csr/registers.md: "BOOK.APPLIED", "LOST".  Since
 * device reset; rte_eth_xstats_reset() does not touch it.  -ENOENT no such name, -EIO.
 */
int rte_pmd_touchwire_counter(uint16_t port, const char *name, uint64_t *value);

/*
 * 1: the feed files are at their end (or broken, see feed_error) and the device is quiet;
 * no new frame or touch will come, those in the rings can still be taken.  0: not yet; a feed
 * that is a socket has no end.
 * -ENOTSUP on a board, -ENETDOWN stopped.
 */
int rte_pmd_touchwire_finished(uint16_t port);

/*
 * Run the simulated device up to @cycles cycles, feeding it.  Returns the cycles evaluated:
 * fewer when it went quiet; or -ENOTSUP on a board, -ENETDOWN stopped.
 */
int64_t rte_pmd_touchwire_step(uint16_t port, uint64_t cycles);

/*
 * Did a feed file break off?  0: no.  -EBADMSG: yes, @text (always terminated, NULL allowed)
 * says which file, at what offset, why; frames before that point were sent.
 * -ENOTSUP on a board.
 */
int rte_pmd_touchwire_feed_error(uint16_t port, char *text, size_t size);

/*
 * ---- repair -------------------------------------------------------------------------------
 *
 * A port opened with repair=1, or told so, holds at a gap: every symbol is stale, what is missing
 * stays expected.  The host gets the packets elsewhere and hands them in:
 *
 *	feed_status()     holding: [gap_first, gap_next) is missing, `gaps` so far
 *	replay() ...      the missing messages, in order
 *	fresh(gaps)       the book is right again; -EAGAIN: another gap came, go on
 *
 * or loads the whole book: load(seq), replay() of its messages, resume(seq), then as above.
 * rtl/feed/README.md says how the device judges what it is given.
 */
#define RTE_PMD_TOUCHWIRE_REPLAY_MAX 2048u /* bytes of a packet */

/*
 * Hold at gaps (@on) or go on without what is missing, from now on and after a stop, too.
 * 0, -ENETDOWN stopped, -EIO no answer.
 */
int rte_pmd_touchwire_repair(uint16_t port, bool on);

/* How the feed stands.  Registers are read one by one: only gaps, gap_first and gap_next are
 * of one moment. */
struct rte_pmd_touchwire_feed_status {
	uint64_t expected;  /* the number that is next, from 1 */
	uint64_t gaps;	    /* since device reset, as the counter "GAPS" */
	uint64_t gap_first; /* the last gap: its first missing number, */
	uint64_t
		gap_next; /* and the first behind it; equal: a bad frame spoilt the book */
	uint8_t session[10]; /* of the day, as on the wire; all 0: none yet */
	uint8_t holding;     /* 1: the feed waits for the host's repair */
	uint8_t loading;     /* 1: between load() and resume() */
	uint8_t replay_lost; /* 1: a message was lost on the way in: load() again */
	uint8_t silent[2];   /* 1: line A, B has been silent for silence_ns */
	uint8_t all_silent;  /* 1: all lines have been for stale_ns */
	uint8_t stale;	     /* 1: numbers are missing in the book */
	uint8_t ended;	     /* 1: the end of the session was seen */
	uint8_t spoilt; /* 1: a bad frame changed the book: only load() or a new day mends it */
	uint8_t reserved[4];
	uint32_t room; /* messages that replay() finds room for now */
};

/* -ENETDOWN stopped, -EAGAIN gaps come faster than they can be read, -EIO no answer. */
int rte_pmd_touchwire_feed_status(uint16_t port,
				  struct rte_pmd_touchwire_feed_status *status);

/*
 * Hand in a MoldUDP64 packet (Nasdaq "MoldUDP64 Protocol Specification" 1.00) of 20 to 2048
 * bytes, of today's session.  Waits a bounded time for room: at most 2000 reads of a register,
 * on a board 10 us apart.  One that is longer than the room goes in parts.
 * 0: it is in, which does not say that its messages were taken: see feed_status.
 * -EAGAIN the feed does not hold, or there is no room: nothing of it went in.
 * -ETIMEDOUT no room any more when a part of it was in: while loading, load() again; else hand
 *   it in again later, duplicates do no harm.
 * -EINVAL length, -EBADMSG a message runs past the end, -ENETDOWN stopped, -EIO no answer.
 */
int rte_pmd_touchwire_replay(uint16_t port, const void *packet, size_t length);

/*
 * Empty the book, stale, and load it from replay(): messages apply whatever number they bear,
 * their records bear @seq (from 1).  What lines A and B bring waits.
 * 0, -EAGAIN not accepted, -EINVAL @seq is 0, -ENETDOWN stopped, -EIO no answer.
 */
int rte_pmd_touchwire_load(uint16_t port, uint64_t seq);

/*
 * The load is whole: @seq (from 1) is the number that every line expects next.  Waits until
 * the messages handed in before are taken, at most 4000 reads.  Errors as load(); -EAGAIN: they
 * are not, and the command still stands.
 */
int rte_pmd_touchwire_resume(uint16_t port, uint64_t seq);

/*
 * The book is right again, all of @gaps gaps (feed_status) are repaired: the feed holds no
 * more and `stale` goes.  Waits for it, at most 4064 reads.
 * -EAGAIN refused, or stale anew: another gap, a line that is ahead, a load without resume(), a
 * message lost on its way in.  -ENETDOWN stopped, -EIO no answer.
 */
int rte_pmd_touchwire_fresh(uint16_t port, uint64_t gaps);

/* Out-of-line twins of the inline functions below, for other languages. */
unsigned int rte_pmd_touchwire_touch_poll_call(struct rte_pmd_touchwire_reader *reader,
					       struct tw_touch *out, unsigned int n);
const struct tw_touch *
rte_pmd_touchwire_touch_peek_call(struct rte_pmd_touchwire_reader *reader);
bool rte_pmd_touchwire_touch_valid_call(const struct rte_pmd_touchwire_reader *reader);
bool rte_pmd_touchwire_touch_advance_call(struct rte_pmd_touchwire_reader *reader);

static inline uint64_t
rte_pmd_touchwire_seq_at_(const struct rte_pmd_touchwire_reader *reader, uint64_t seq)
{
	const struct tw_touch *slot = &reader->ring[(seq - 1) & reader->mask];

	return __atomic_load_n(&slot->seq, __ATOMIC_ACQUIRE);
}

/*
 * The record last peeked at is still whole.  Its own sequence alone cannot tell: it is
 * written last, so a record half overwritten still shows the old one.  Records land in
 * order, hence the slot before it is overwritten first: that one must be old, too.
 */
static inline bool
rte_pmd_touchwire_touch_valid(const struct rte_pmd_touchwire_reader *reader)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return rte_pmd_touchwire_seq_at_(reader, reader->next) == reader->next &&
	       rte_pmd_touchwire_seq_at_(reader, reader->next - 1) < reader->next;
}

/* A sequence no device reaches: it would publish a record a nanosecond for three days. */
#define RTE_PMD_TOUCHWIRE_LEAP_MAX_ (UINT64_C(1) << 48)

/*
 * Is the wanted record there?  Where it was overtaken, count the loss, go on an eighth of a
 * ring above the oldest record (so that the next read is not overtaken at once), look again.
 * A sequence that cannot stand in its slot is damage, never a lap.
 */
static inline bool rte_pmd_touchwire_touch_ready_(struct rte_pmd_touchwire_reader *reader)
{
	unsigned int tries;

	for (tries = 0; tries < 4; tries++) {
		uint64_t here = rte_pmd_touchwire_seq_at_(reader, reader->next);
		uint64_t before = rte_pmd_touchwire_seq_at_(reader, reader->next - 1);
		uint64_t newest = here > before ? here : before;
		uint64_t slot = here > before ? reader->next : reader->next - 1;
		uint64_t size = reader->mask + 1, resume;

		if (newest <= reader->next)
			return here == reader->next;
		if (((newest - slot) & reader->mask) != 0 ||
		    newest - reader->next > RTE_PMD_TOUCHWIRE_LEAP_MAX_)
			return false;
		resume = newest - size + size / 8 + 2;
		reader->lost += resume - reader->next;
		reader->next = resume;
	}
	return false;
}

/*
 * The next record in place, or NULL if none waits.  Use it, then call advance(): only when
 * that returns true was what you used whole.
 */
static inline const struct tw_touch *
rte_pmd_touchwire_touch_peek(struct rte_pmd_touchwire_reader *reader)
{
	if (!rte_pmd_touchwire_touch_ready_(reader)) {
		if (reader->pump == NULL)
			return NULL;
		reader->pump(reader->context);
		if (!rte_pmd_touchwire_touch_ready_(reader))
			return NULL;
	}
	return &reader->ring[(reader->next - 1) & reader->mask];
}

/* Step past the record.  False: it was overwritten meanwhile, discard what you took. */
static inline bool
rte_pmd_touchwire_touch_advance(struct rte_pmd_touchwire_reader *reader)
{
	bool whole = rte_pmd_touchwire_touch_valid(reader);

	if (whole)
		reader->next++;
	return whole;
}

static inline void rte_pmd_touchwire_copy_(struct tw_touch *out,
					   const struct tw_touch *slot)
{
	const uint64_t *from = (const uint64_t *)(const void *)slot;
	uint64_t words[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		words[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
	__builtin_memcpy(out, words, sizeof(words));
}

/*
 * Copy up to @n records, oldest first, and return how many; 0 when none waits.  Never
 * blocks.  reader->lost grows by exactly the number of records that were overwritten.
 */
static inline unsigned int
rte_pmd_touchwire_touch_poll(struct rte_pmd_touchwire_reader *reader,
			     struct tw_touch *out, unsigned int n)
{
	unsigned int got = 0, budget = 2 * n;

	if (n != 0 && rte_pmd_touchwire_touch_peek(reader) == NULL)
		return 0;
	while (got < n && budget-- > 0 && rte_pmd_touchwire_touch_ready_(reader)) {
		rte_pmd_touchwire_copy_(&out[got],
					&reader->ring[(reader->next - 1) & reader->mask]);
		if (rte_pmd_touchwire_touch_advance(reader))
			got++;
	}
	return got;
}

#ifdef __cplusplus
}
#endif

#include "rte_pmd_touchwire_trade.h"

#endif
