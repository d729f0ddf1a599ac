/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_api: the calls of rte_pmd_touchwire.h. */
#include <errno.h>
#include <string.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define REG_END 0x2000u
#define SNAPSHOT_TRIES 16u
#define SETTLE 64u /* cycles in which a write that has begun to land lands wholly */
/* Polls of touches after which a program counts as one that takes no frames. */
#define PATIENCE 64u

struct touchwire *touchwire_find(uint16_t port)
{
	struct rte_eth_dev *dev;

	if (!rte_eth_dev_is_valid_port(port))
		return NULL;
	dev = &rte_eth_devices[port];
	if (dev->dev_ops != &touchwire_eth_ops ||
	    rte_eal_process_type() != RTE_PROC_PRIMARY)
		return NULL;
	return touchwire_of(dev);
}

/*
 * What a poll of the touch ring runs.  A program that also takes frames gets its turn first:
 * the device rests while more than half of the slots are full.
 */
void touchwire_pump(void *context)
{
	struct touchwire *tw = context;
	const struct touchwire_frames *f = &tw->frames;

	if (!tw->started || tw->be->ops->step == NULL)
		return;
	if (tw->touch_pumps < PATIENCE) {
		tw->touch_pumps++;
		if (touchwire_rx_waiting(f) > f->slots / 2)
			return;
	}
	tw->be->ops->step(tw->be, TOUCHWIRE_STEP, false);
}

int rte_pmd_touchwire_info(uint16_t port, struct rte_pmd_touchwire_info *info)
{
	struct touchwire *tw = touchwire_find(port);
	int err;

	if (tw == NULL)
		return -ENODEV;
	*info = (struct rte_pmd_touchwire_info){
		.interface = tw->interface,
		.build = tw->build,
		.map_hash = tw->map_hash,
		.clock_khz = tw->clock_khz,
		.symbols = tw->symbols,
		.orders = tw->orders,
		.locates = tw->locates,
		.ring_records = 1u << tw->args.ring_log2,
		.frame_slots = tw->started ? tw->frames.slots : 1u << tw->args.slots_log2,
		.all_symbols = tw->all_symbols,
	};
	memcpy(info->backend, tw->be->ops->name, sizeof(info->backend));
	err = touchwire_read32(tw, TW_CONTROL_STATUS, &info->status);
	if (err == 0)
		err = touchwire_read64(tw, TW_CONTROL_CYCLE_LO, &info->cycle);
	if (err == 0)
		err = touchwire_read64(tw, TW_CONTROL_TIME_LO, &info->time_ns);
	return err;
}

int rte_pmd_touchwire_symbol_add(uint16_t port, const char *name, uint16_t *index)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (tw->started)
		return -EBUSY;
	if (tw->args.mode == TOUCHWIRE_SYMBOLS_ALL)
		return -EPERM;
	return name == NULL ? -EINVAL : touchwire_symbol_add(tw, name, index);
}

int rte_pmd_touchwire_symbol_map(uint16_t port, uint16_t index, uint16_t locate)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (index >= tw->listed)
		return -ENOENT;
	if (locate == 0 || locate >= tw->locates)
		return -EINVAL;
	if (touchwire_write32(tw, TW_SYMBOL_LOCATE, locate) != 0 ||
	    touchwire_symbol_command(tw, index, 2) != 0) /* MAP */
		return -EIO;
	return touchwire_symbol_confirm(tw, index, NULL, locate);
}

int rte_pmd_touchwire_symbol_count(uint16_t port)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t count;

	if (tw == NULL)
		return -ENODEV;
	if (!tw->all_symbols)
		return (int)tw->listed;
	if (touchwire_read32(tw, TW_SYMBOL_COUNT, &count) != 0)
		return -EIO;
	return count <= tw->symbols ? (int)count : -EIO;
}

int rte_pmd_touchwire_symbol_get(uint16_t port, uint16_t index,
				 struct rte_pmd_touchwire_symbol *symbol)
{
	struct touchwire *tw = touchwire_find(port);
	int count = rte_pmd_touchwire_symbol_count(port);

	if (count < 0)
		return count;
	return index >= count ? -ENOENT : touchwire_symbol_read(tw, index, symbol);
}

static void reader_at(struct touchwire *tw, struct rte_pmd_touchwire_reader *reader,
		      uint64_t next)
{
	*reader = (struct rte_pmd_touchwire_reader){
		.ring = tw->ring.zone->addr,
		.mask = (UINT64_C(1) << tw->args.ring_log2) - 1,
		.next = next,
		.pump = tw->be->ops->step == NULL ? NULL : touchwire_pump,
		.context = tw,
	};
}

/* The newest sequence in the ring; one that cannot stand in its slot does not count. */
static uint64_t newest_of(const struct rte_pmd_touchwire_reader *reader)
{
	uint64_t i, newest = 0;

	for (i = 0; i <= reader->mask; i++) {
		uint64_t seq = rte_pmd_touchwire_seq_at_(reader, i + 1);

		if (seq > newest && ((seq - 1) & reader->mask) == i &&
		    seq <= RTE_PMD_TOUCHWIRE_LEAP_MAX_)
			newest = seq;
	}
	return newest;
}

int rte_pmd_touchwire_touch_open(uint16_t port, struct rte_pmd_touchwire_reader *reader)
{
	struct touchwire *tw = touchwire_find(port);
	uint64_t newest, size;

	if (tw == NULL)
		return -ENODEV;
	if (!tw->started)
		return -ENETDOWN;
	reader_at(tw, reader, 1);
	newest = newest_of(reader);
	size = reader->mask + 1;
	/* As after a lap: not where the device writes next. */
	if (newest >= size)
		reader->next = newest - size + size / 8 + 2;
	return 0;
}

uint64_t rte_pmd_touchwire_touch_skip(struct rte_pmd_touchwire_reader *reader)
{
	uint64_t newest = newest_of(reader), skipped = 0;

	if (newest >= reader->next)
		skipped = newest + 1 - reader->next;
	reader->next += skipped;
	return skipped;
}

/* The same record in the touch ring, where overwriting is noticed. */
static bool from_ring(struct touchwire *tw, uint64_t seq, struct tw_touch *record)
{
	struct rte_pmd_touchwire_reader reader;

	reader_at(tw, &reader, seq);
	rte_pmd_touchwire_copy_(record, &reader.ring[(seq - 1) & reader.mask]);
	return rte_pmd_touchwire_touch_valid(&reader);
}

/*
 * The table alone cannot tell a record half overwritten from a whole one.  The ring can;
 * where it has moved on, two equal copies with time between them will do.
 */
int rte_pmd_touchwire_snapshot(uint16_t port, uint16_t symbol, struct tw_touch *record)
{
	struct touchwire *tw = touchwire_find(port);
	const struct tw_touch *slot;
	struct tw_touch again;
	unsigned int i;

	if (tw == NULL)
		return -ENODEV;
	if (tw->table.zone == NULL)
		return -ENETDOWN;
	if (symbol >= tw->symbols)
		return -EINVAL;
	slot = (const struct tw_touch *)tw->table.zone->addr + symbol;
	for (i = 0; i < SNAPSHOT_TRIES; i++) {
		uint64_t seq = __atomic_load_n(&slot->seq, __ATOMIC_ACQUIRE);

		if (seq == 0)
			return -ENOENT;
		if (from_ring(tw, seq, record) && record->symbol == symbol)
			return 0;
		rte_pmd_touchwire_copy_(record, slot);
		if (tw->started && tw->be->ops->step != NULL)
			tw->be->ops->step(tw->be, SETTLE, true);
		rte_pmd_touchwire_copy_(&again, slot);
		if (memcmp(&again, record, sizeof(again)) == 0 &&
		    record->symbol == symbol)
			return 0;
	}
	return -EAGAIN;
}

int rte_pmd_touchwire_reg_read(uint16_t port, uint32_t offset, uint32_t *value)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (offset % 4 != 0 || offset >= REG_END)
		return -EINVAL;
	return touchwire_read32(tw, offset, value);
}

int rte_pmd_touchwire_reg_write(uint16_t port, uint32_t offset, uint32_t value)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (offset % 4 != 0 || offset >= REG_END)
		return -EINVAL;
	if (offset == TW_CONTROL_CONTROL ||
	    (offset >= TW_DMA_RING_LO && offset < TW_DMA_RING_LO + 0x100) ||
	    (offset >= TW_TRADE_TX_LO && offset <= TW_TRADE_RING_TAIL))
		return -EPERM;
	return touchwire_write32(tw, offset, value);
}

int rte_pmd_touchwire_counter(uint16_t port, const char *name, uint64_t *value)
{
	struct touchwire *tw = touchwire_find(port);
	uint32_t offset;
	int err;

	if (tw == NULL)
		return -ENODEV;
	err = touchwire_counter_find(name, &offset);
	return err != 0 ? err : touchwire_read64(tw, offset, value);
}

int rte_pmd_touchwire_finished(uint16_t port)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (tw->be->ops->finished == NULL)
		return -ENOTSUP;
	return tw->started ? tw->be->ops->finished(tw->be) : -ENETDOWN;
}

int64_t rte_pmd_touchwire_step(uint16_t port, uint64_t cycles)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (tw->be->ops->step == NULL)
		return -ENOTSUP;
	if (!tw->started)
		return -ENETDOWN;
	return (int64_t)tw->be->ops->step(tw->be, cycles, true);
}

int rte_pmd_touchwire_feed_error(uint16_t port, char *text, size_t size)
{
	struct touchwire *tw = touchwire_find(port);

	if (tw == NULL)
		return -ENODEV;
	if (tw->be->ops->feed_error == NULL)
		return -ENOTSUP;
	return tw->be->ops->feed_error(tw->be, text, size);
}

unsigned int rte_pmd_touchwire_touch_poll_call(struct rte_pmd_touchwire_reader *reader,
					       struct tw_touch *out, unsigned int n)
{
	return rte_pmd_touchwire_touch_poll(reader, out, n);
}

const struct tw_touch *
rte_pmd_touchwire_touch_peek_call(struct rte_pmd_touchwire_reader *reader)
{
	return rte_pmd_touchwire_touch_peek(reader);
}

bool rte_pmd_touchwire_touch_valid_call(const struct rte_pmd_touchwire_reader *reader)
{
	return rte_pmd_touchwire_touch_valid(reader);
}

bool rte_pmd_touchwire_touch_advance_call(struct rte_pmd_touchwire_reader *reader)
{
	return rte_pmd_touchwire_touch_advance(reader);
}
