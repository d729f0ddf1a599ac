/* SPDX-License-Identifier: BSD-3-Clause */
/* double: see double.h. */
#include "double.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/frame.h>
#define TW_REGS_TABLE
#include <touchwire/regs.h>

#include "../device/tw_sim.h"

#define WINDOWS 64u
#define QUEUE 64u
#define SPACE 0x2000u
#define DELTA 7u /* cycles that every record claims to have taken */

struct frame {
	uint8_t *data;
	uint32_t length;
	unsigned int port;
	uint64_t time_ns;
	bool bad;
};

struct tw_sim {
	uint32_t reg[SPACE / 4];
	struct window {
		uint64_t iova;
		uint8_t *memory;
		size_t size;
	} window[WINDOWS];
	struct frame queue[QUEUE];
	unsigned int queued, named;
	char names[DOUBLE_SYMBOLS][9];
	uint16_t maps[DOUBLE_SYMBOLS];
	struct double_book *book;
	uint64_t cycle, time_ns, records, made, tail, undelivered, full, violations, seed;
	bool finished;
	bool inexact[DOUBLE_SYMBOLS];
};

static uint32_t *reg(struct tw_sim *sim, uint32_t offset)
{
	return &sim->reg[offset / 4];
}

static uint64_t reg64(struct tw_sim *sim, uint32_t offset)
{
	return *reg(sim, offset) | (uint64_t)*reg(sim, offset + 4) << 32;
}

static struct tw_sim *create(const struct tw_sim_config *config)
{
	struct tw_sim *sim = calloc(1, sizeof(*sim));

	if (sim == NULL)
		return NULL;
	sim->seed = config->seed;
	*reg(sim, TW_IDENT_MAGIC) = TW_IDENT_MAGIC_VALUE;
	*reg(sim, TW_IDENT_INTERFACE) = TW_IDENT_INTERFACE_VALUE;
	*reg(sim, TW_IDENT_MAP_HASH) = TW_MAP_HASH;
	*reg(sim, TW_IDENT_CLOCK_KHZ) = 156250;
	*reg(sim, TW_IDENT_SYMBOLS) = DOUBLE_SYMBOLS;
	*reg(sim, TW_IDENT_ORDERS) = 65536;
	*reg(sim, TW_IDENT_LOCATES) = 65536;
	*reg(sim, TW_CONTROL_HOLD_NS) = 1000000;
	return sim;
}

static void destroy(struct tw_sim *sim)
{
	while (sim->queued > 0)
		free(sim->queue[--sim->queued].data);
	double_book_close(sim->book);
	free(sim);
}

/* One DMA write: whole inside one window, or not at all. */
static void put(struct tw_sim *sim, uint64_t iova, const void *data, size_t size)
{
	unsigned int i;

	for (i = 0; i < WINDOWS; i++) {
		const struct window *w = &sim->window[i];

		if (w->size >= size && iova >= w->iova &&
		    iova - w->iova <= w->size - size) {
			memcpy(w->memory + (iova - w->iova), data, size);
			return;
		}
	}
	sim->violations++;
}

static void publish(struct tw_sim *sim, struct tw_touch touch)
{
	uint64_t mask = (UINT64_C(1) << *reg(sim, TW_DMA_RING_LOG2)) - 1;

	touch.seq = ++sim->records;
	touch.publish_delta = DELTA;
	put(sim, reg64(sim, TW_DMA_RING_LO) + ((touch.seq - 1) & mask) * sizeof(touch),
	    &touch, sizeof(touch));
	put(sim, reg64(sim, TW_DMA_TABLE_LO) + touch.symbol * sizeof(touch), &touch,
	    sizeof(touch));
}

static void spoil(struct tw_touch *touch, uint64_t field)
{
	switch (field) {
	case 0:
		touch->feed_seq++;
		break;
	case 1:
		touch->exchange_ns++;
		break;
	case 2:
		touch->symbol ^= 1;
		break;
	case 3:
		touch->locate++;
		break;
	case 4:
		touch->bid_price++;
		break;
	case 5:
		touch->bid_size++;
		break;
	case 6:
		touch->ask_price++;
		break;
	case 7:
		touch->ask_size++;
		break;
	case 8:
		touch->flags ^= TW_FLAG_HALTED;
		break;
	default:
		break;
	}
}

static void on_touch(void *ctx, const struct tw_touch *record)
{
	struct tw_sim *sim = ctx;
	struct tw_touch touch = *record;
	bool here = ++sim->made == DOUBLE_AT;

	if (here && (sim->seed == DOUBLE_FULL || sim->seed == DOUBLE_DOUBT)) {
		sim->inexact[touch.symbol] = true;
		sim->full += sim->seed == DOUBLE_FULL;
	}
	if (sim->inexact[touch.symbol]) {
		touch.flags |= TW_FLAG_INEXACT;
		touch.bid_size /= 2;
	}
	if (here && sim->seed == DOUBLE_SIZE)
		touch.bid_size++;
	if (here && sim->seed >= DOUBLE_FIELD)
		spoil(&touch, sim->seed - DOUBLE_FIELD);
	if (!here || sim->seed != DOUBLE_MISSING)
		publish(sim, touch);
	if (here && sim->seed == DOUBLE_TWICE)
		publish(sim, touch);
}

static void start(struct tw_sim *sim, uint32_t control)
{
	const char *names[DOUBLE_SYMBOLS];
	unsigned int i;

	for (i = 0; i < DOUBLE_SYMBOLS; i++)
		names[i] = sim->names[i];
	sim->book = double_book_open((control & TW_CONTROL_CONTROL_ALL_MASK) != 0,
				     control & (TW_CONTROL_CONTROL_FEED_A_MASK |
						TW_CONTROL_CONTROL_FEED_B_MASK),
				     *reg(sim, TW_CONTROL_GROUP_IP),
				     (uint16_t)*reg(sim, TW_CONTROL_GROUP_PORT),
				     *reg(sim, TW_CONTROL_HOLD_NS), names, sim->named,
				     on_touch, sim);
	for (i = 0; i < sim->named; i++) {
		if (sim->maps[i] != 0)
			double_book_map(sim->book, i, sim->maps[i]);
	}
}

static void set_name(char name[9], uint32_t high, uint32_t low)
{
	uint64_t packed = (uint64_t)high << 32 | low;
	int i;

	for (i = 0; i < 8; i++)
		name[i] = (char)(packed >> (56 - 8 * i));
	for (i = 8; i > 0 && name[i - 1] == ' '; i--)
		name[i - 1] = '\0';
}

static void symbol_command(struct tw_sim *sim, uint32_t value)
{
	uint32_t index = value & 0xffffu, op = value >> 16 & 3;
	uint64_t name = 0;
	uint16_t locate = 0;
	int i;

	if (index >= DOUBLE_SYMBOLS)
		return;
	if (op == 1) {
		set_name(sim->names[index], *reg(sim, TW_SYMBOL_NAME_HI),
			 *reg(sim, TW_SYMBOL_NAME_LO));
		sim->named = index + 1;
		return;
	}
	if (op == 2) {
		sim->maps[index] = (uint16_t)*reg(sim, TW_SYMBOL_LOCATE);
		return;
	}
	if (sim->book != NULL) {
		double_book_symbol(sim->book, index, &name, &locate);
	} else {
		locate = sim->maps[index];
		for (i = 0; i < 8; i++)
			name = name << 8 |
			       (uint8_t)(sim->names[index][i] ? sim->names[index][i]
							      : ' ');
	}
	*reg(sim, TW_SYMBOL_STATE) = TW_SYMBOL_STATE_READY_MASK | locate |
				     (locate != 0 ? TW_SYMBOL_STATE_KNOWN_MASK : 0);
	*reg(sim, TW_SYMBOL_SHOWN_HI) = (uint32_t)(name >> 32);
	*reg(sim, TW_SYMBOL_SHOWN_LO) = (uint32_t)name;
}

static uint32_t status(const struct tw_sim *sim)
{
	return TW_CONTROL_STATUS_DMA_IDLE_MASK |
	       (sim->queued > 0 ? TW_CONTROL_STATUS_BUSY_MASK : 0) |
	       (sim->book != NULL && double_book_stale(sim->book)
			? TW_CONTROL_STATUS_STALE_MASK
			: 0) |
	       (sim->book != NULL && double_book_ended(sim->book)
			? TW_CONTROL_STATUS_ENDED_MASK
			: 0);
}

static uint64_t counter(const struct tw_sim *sim, const char *name)
{
	uint64_t value = 0;

	if (strcmp(name, "touch.published") == 0)
		return sim->records;
	if (strcmp(name, "delivery.delivered") == 0)
		return sim->tail;
	if (strcmp(name, "delivery.overrun") == 0)
		return sim->undelivered;
	if (strcmp(name, "book.orders_full") == 0)
		return sim->full;
	if (sim->book != NULL)
		double_book_counter(sim->book, name, &value);
	return value;
}

static uint32_t read32(struct tw_sim *sim, uint32_t address)
{
	size_t i;

	sim->cycle += 4;
	if (address >= SPACE || address % 4 != 0)
		return UINT32_MAX;
	if (address == TW_CONTROL_STATUS)
		return status(sim);
	if (address == TW_DMA_TAIL)
		return (uint32_t)sim->tail;
	if (address == TW_SYMBOL_COUNT)
		return sim->book != NULL ? double_book_symbols(sim->book) : sim->named;
	if (address == TW_CONTROL_TIME_LO || address == TW_CONTROL_CYCLE_LO) {
		uint64_t value =
			address == TW_CONTROL_TIME_LO ? sim->time_ns : sim->cycle;

		*reg(sim, address + 4) = (uint32_t)(value >> 32);
		return (uint32_t)value;
	}
	for (i = 0; i < sizeof(tw_regs) / sizeof(tw_regs[0]); i++) {
		if (tw_regs[i].width == 64 && tw_regs[i].offset == address) {
			uint64_t value = counter(sim, tw_regs[i].name);

			*reg(sim, address + 4) = (uint32_t)(value >> 32);
			return (uint32_t)value;
		}
	}
	return *reg(sim, address);
}

static void write32(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	sim->cycle += 4;
	if (address >= SPACE || address % 4 != 0)
		return;
	if (address == TW_SYMBOL_COMMAND)
		symbol_command(sim, value);
	else if (address > TW_IDENT_LOCATES && address < TW_COUNT_FRAME_A)
		*reg(sim, address) = value;
	if (address == TW_CONTROL_CONTROL && sim->book == NULL &&
	    (value & TW_CONTROL_CONTROL_DMA_MASK) != 0)
		start(sim, value);
}

static int grant(struct tw_sim *sim, uint64_t iova, void *memory, size_t size)
{
	unsigned int i;

	for (i = 0; i < WINDOWS; i++) {
		if (sim->window[i].size != 0)
			continue;
		sim->window[i] = (struct window){ iova, memory, size };
		return 0;
	}
	return -ENOSPC;
}

static int revoke(struct tw_sim *sim, uint64_t iova)
{
	unsigned int i;

	for (i = 0; i < WINDOWS; i++) {
		if (sim->window[i].size == 0 || sim->window[i].iova != iova)
			continue;
		sim->window[i].size = 0;
		return 0;
	}
	return -ENOENT;
}

static uint64_t violations(const struct tw_sim *sim)
{
	return sim->violations;
}

static void deliver(struct tw_sim *sim, const struct frame *frame)
{
	uint32_t slots = 1u << *reg(sim, TW_DMA_SLOTS_LOG2);
	uint32_t room = 1u << *reg(sim, TW_DMA_SLOT_LOG2);
	uint64_t at = sim->tail & (slots - 1);
	struct tw_frame_done done = {
		.arrival_ns = frame->time_ns,
		.length = frame->length,
		.stored = frame->length < room ? frame->length : room,
		.port = (uint8_t)frame->port,
		.bad = frame->bad,
		.seq = sim->tail + 1,
	};

	if ((uint32_t)sim->tail - *reg(sim, TW_DMA_HEAD) >= slots ||
	    (sim->seed == DOUBLE_UNDELIVERED && sim->tail == DOUBLE_AT &&
	     sim->undelivered == 0)) {
		sim->undelivered++;
		return;
	}
	put(sim, reg64(sim, TW_DMA_DATA_LO) + at * room, frame->data, done.stored);
	put(sim, reg64(sim, TW_DMA_DONE_LO) + at * sizeof(done), &done, sizeof(done));
	sim->tail++;
}

static int send(struct tw_sim *sim, unsigned int port, const void *data, size_t length,
		uint64_t time_ns, unsigned int flags)
{
	struct frame *frame = &sim->queue[sim->queued];

	if (port >= TW_SIM_PORTS || length == 0 || length > TW_SIM_FRAME_MAX)
		return -EINVAL;
	if (sim->queued == QUEUE)
		return -EAGAIN;
	*frame = (struct frame){ malloc(length), (uint32_t)length, port, time_ns,
				 (flags & TW_SIM_SEND_BAD) != 0 };
	if (frame->data == NULL)
		return -ENOMEM;
	memcpy(frame->data, data, length);
	sim->queued++;
	sim->finished = false;
	return 0;
}

static void finish(struct tw_sim *sim)
{
	struct tw_touch extra = { .feed_seq = UINT64_MAX };

	sim->finished = true;
	if (sim->book == NULL)
		return;
	double_book_finish(sim->book);
	if (sim->seed == DOUBLE_TAIL && sim->made != 0) {
		publish(sim, extra);
		sim->seed = 0;
	}
}

/* A frame takes the cycles of its bytes; idle time takes none. */
static uint64_t run(struct tw_sim *sim, uint64_t cycles)
{
	uint64_t done = 0;

	if (sim->queued == 0 && !sim->finished)
		finish(sim);
	while (sim->queued > 0 && done < cycles) {
		struct frame frame = sim->queue[0];

		memmove(sim->queue, sim->queue + 1, --sim->queued * sizeof(frame));
		if (frame.time_ns > sim->time_ns)
			sim->time_ns = frame.time_ns;
		frame.time_ns = sim->time_ns;
		done += (frame.length + 24) / 8;
		if (sim->book != NULL) {
			double_book_frame(sim->book, frame.port, frame.data, frame.length,
					  frame.time_ns, frame.bad);
			deliver(sim, &frame);
		}
		free(frame.data);
	}
	sim->cycle += done;
	return done;
}

static bool idle(const struct tw_sim *sim)
{
	return sim->queued == 0 && sim->finished;
}

static uint64_t cycle(const struct tw_sim *sim)
{
	return sim->cycle;
}

static uint64_t time_ns(const struct tw_sim *sim)
{
	return sim->time_ns;
}

const struct tw_sim_ops *tw_sim_get_ops(void)
{
	static const struct tw_sim_ops ops = {
		.abi = TW_SIM_ABI,
		.create = create,
		.destroy = destroy,
		.read32 = read32,
		.write32 = write32,
		.grant = grant,
		.revoke = revoke,
		.violations = violations,
		.send = send,
		.run = run,
		.idle = idle,
		.cycle = cycle,
		.time_ns = time_ns,
	};

	return &ops;
}
