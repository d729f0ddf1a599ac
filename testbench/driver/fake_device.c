/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_device: see fake_device.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/frame.h>
#include <touchwire/regs.h>
#include <touchwire/touch.h>

#include "../device/tw_sim.h"
#include "fake_device.h"

#define WINDOWS 64u
#define QUEUE 64u
#define REGS 0x2000u
#define NS_PER_CYCLE 6u

struct window {
	uint64_t iova;
	uint8_t *memory;
	size_t size;
};

struct frame {
	uint8_t *data;
	uint32_t length;
	unsigned int port;
	uint64_t time_ns;
};

struct tw_sim {
	uint32_t reg[REGS / 4];
	struct window window[WINDOWS];
	struct frame queue[QUEUE];
	unsigned int queued;
	char names[FAKE_SYMBOLS][8];
	uint16_t locate[FAKE_SYMBOLS];
	uint64_t cycle, time_ns, touches, tail, violations, noise, seed;
};

static uint32_t *reg(struct tw_sim *sim, uint32_t offset)
{
	return &sim->reg[offset / 4];
}

static uint64_t reg64(struct tw_sim *sim, uint32_t offset)
{
	return *reg(sim, offset) | (uint64_t)*reg(sim, offset + 4) << 32;
}

static uint32_t mode(struct tw_sim *sim)
{
	return *reg(sim, TW_IDENT_SCRATCH);
}

static uint64_t noise(struct tw_sim *sim)
{
	sim->noise ^= sim->noise << 13;
	sim->noise ^= sim->noise >> 7;
	sim->noise ^= sim->noise << 17;
	return sim->noise;
}

static void count(struct tw_sim *sim, uint32_t offset)
{
	if (++*reg(sim, offset) == 0)
		++*reg(sim, offset + 4);
}

static struct tw_sim *create(const struct tw_sim_config *config)
{
	struct tw_sim *sim;

	if (config->seed == FAKE_SEED_CREATE) {
		errno = EACCES;
		return NULL;
	}
	sim = calloc(1, sizeof(*sim));
	if (sim == NULL)
		return NULL;
	sim->seed = config->seed;
	sim->noise = config->seed * 2654435761u + 88172645463325252u;
	*reg(sim, TW_IDENT_MAGIC) =
		TW_IDENT_MAGIC_VALUE ^ (config->seed == FAKE_SEED_MAGIC);
	*reg(sim, TW_IDENT_INTERFACE) = config->seed == FAKE_SEED_INTERFACE
						? 0x00020000u
						: TW_IDENT_INTERFACE_VALUE;
	*reg(sim, TW_IDENT_MAP_HASH) = TW_MAP_HASH ^ (config->seed == FAKE_SEED_MAP);
	*reg(sim, TW_IDENT_BUILD) = 0xfa4efa4eu;
	*reg(sim, TW_IDENT_CLOCK_KHZ) = 156250;
	*reg(sim, TW_IDENT_SYMBOLS) =
		config->seed == FAKE_SEED_NO_SYMBOLS ? 0 : FAKE_SYMBOLS;
	*reg(sim, TW_IDENT_ORDERS) = 1024;
	*reg(sim, TW_IDENT_LOCATES) = FAKE_LOCATES;
	return sim;
}

static void destroy(struct tw_sim *sim)
{
	while (sim->queued > 0)
		free(sim->queue[--sim->queued].data);
	free(sim);
}

static uint32_t status(struct tw_sim *sim)
{
	uint32_t value =
		mode(sim) == FAKE_NEVER_IDLE ? 0 : TW_CONTROL_STATUS_DMA_IDLE_MASK;

	if (sim->queued > 0)
		value |= TW_CONTROL_STATUS_BUSY_MASK;
	if (sim->seed == FAKE_SEED_CLEARING)
		value |= TW_CONTROL_STATUS_CLEARING_MASK;
	return value;
}

static uint32_t read32(struct tw_sim *sim, uint32_t address)
{
	sim->cycle += 4;
	if (mode(sim) == FAKE_ALL_ONES || sim->seed == FAKE_SEED_ALL_ONES ||
	    address >= REGS || address % 4 != 0)
		return UINT32_MAX;
	if (mode(sim) == FAKE_NOISE && address > TW_IDENT_SCRATCH)
		return (uint32_t)noise(sim);
	if (address == TW_CONTROL_STATUS)
		return status(sim);
	if (address == TW_DMA_TAIL)
		return (uint32_t)sim->tail;
	if (address == TW_CONTROL_TIME_LO) {
		*reg(sim, TW_CONTROL_TIME_HI) = (uint32_t)(sim->time_ns >> 32);
		return (uint32_t)sim->time_ns;
	}
	if (address == TW_CONTROL_CYCLE_LO) {
		*reg(sim, TW_CONTROL_CYCLE_HI) = (uint32_t)(sim->cycle >> 32);
		return (uint32_t)sim->cycle;
	}
	return *reg(sim, address);
}

static void symbol_command(struct tw_sim *sim, uint32_t value)
{
	uint32_t index = value & 0xffffu, op = value >> 16 & 3, i;
	uint64_t name = (uint64_t)*reg(sim, TW_SYMBOL_NAME_HI) << 32 |
			*reg(sim, TW_SYMBOL_NAME_LO);

	*reg(sim, TW_SYMBOL_STATE) = 0;
	if (index >= FAKE_SYMBOLS || mode(sim) == FAKE_SYMBOL_SILENT)
		return;
	if (op == 1) {
		for (i = 0; i < 8; i++)
			sim->names[index][i] = (char)(name >> (56 - 8 * i));
		++*reg(sim, TW_SYMBOL_COUNT);
	} else if (op == 2) {
		sim->locate[index] = (uint16_t)*reg(sim, TW_SYMBOL_LOCATE);
	} else {
		const uint8_t *n = (const uint8_t *)sim->names[index];

		*reg(sim, TW_SYMBOL_STATE) =
			TW_SYMBOL_STATE_READY_MASK | sim->locate[index] |
			(sim->locate[index] != 0 ? TW_SYMBOL_STATE_KNOWN_MASK : 0);
		*reg(sim, TW_SYMBOL_SHOWN_HI) = (uint32_t)n[0] << 24 |
						(uint32_t)n[1] << 16 |
						(uint32_t)n[2] << 8 | n[3];
		*reg(sim, TW_SYMBOL_SHOWN_LO) = (uint32_t)n[4] << 24 |
						(uint32_t)n[5] << 16 |
						(uint32_t)n[6] << 8 | n[7];
		if (mode(sim) == FAKE_SYMBOL_OTHER)
			*reg(sim, TW_SYMBOL_SHOWN_LO) ^= 1;
	}
}

static void write32(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	sim->cycle += 4;
	if (address >= REGS || address % 4 != 0)
		return;
	/* A new run of DMA counts anew. */
	if (address == TW_CONTROL_CONTROL && (value & TW_CONTROL_CONTROL_DMA_MASK) != 0 &&
	    (*reg(sim, address) & TW_CONTROL_CONTROL_DMA_MASK) == 0) {
		sim->touches = 0;
		sim->tail = 0;
	}
	if (address == TW_SYMBOL_COMMAND)
		symbol_command(sim, value);
	else if (address > TW_IDENT_LOCATES && address < TW_COUNT_FRAME_A)
		*reg(sim, address) = value;
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

static void publish(struct tw_sim *sim, const struct frame *frame)
{
	uint32_t log2 = *reg(sim, TW_DMA_RING_LOG2), m = mode(sim);
	struct tw_touch touch = {
		.arrival_ns = frame->time_ns,
		.symbol = (uint16_t)frame->port,
		.bid_price = frame->length,
		.seq = ++sim->touches,
	};
	uint64_t at = ((touch.seq - 1) & ((UINT64_C(1) << log2) - 1)) * sizeof(touch);
	unsigned int i;

	for (i = 0; i < 4 && i < frame->length; i++)
		touch.bid_size = touch.bid_size << 8 | frame->data[i];
	if (m == FAKE_TOUCH_SEQ)
		touch.seq = noise(sim) >> noise(sim) % 64;
	if (m == FAKE_TOUCH_ONES)
		memset(&touch, 0xff, sizeof(touch));
	put(sim, reg64(sim, TW_DMA_RING_LO) + at, &touch,
	    m == FAKE_TOUCH_HALF ? sizeof(touch) / 2 : sizeof(touch));
	put(sim, reg64(sim, TW_DMA_TABLE_LO) + frame->port * sizeof(touch), &touch,
	    m == FAKE_TOUCH_HALF ? sizeof(touch) / 2 : sizeof(touch));
	if (m == FAKE_TOUCH_HALF)
		sim->touches--;
	else
		count(sim, TW_COUNT_TOUCH + 8 * TW_TOUCH_PUBLISHED);
}

static void misbehave(struct tw_sim *sim, struct tw_frame_done *done, uint32_t slot)
{
	uint64_t *word = (uint64_t *)(void *)done;
	unsigned int i;

	switch (mode(sim)) {
	case FAKE_STORED_HUGE:
		done->stored = slot + 1 + (uint32_t)(noise(sim) >> 33);
		done->length = UINT32_MAX;
		break;
	case FAKE_STORED_MORE:
		done->stored = done->length + 1;
		break;
	case FAKE_STORED_NONE:
		done->stored = 0;
		break;
	case FAKE_PORT:
		done->port = (uint8_t)(2 + noise(sim) % 254);
		break;
	case FAKE_BAD:
		done->bad = 1;
		break;
	case FAKE_CUT:
		done->length += 1;
		break;
	case FAKE_DONE_SEQ:
		done->seq = noise(sim) >> noise(sim) % 64;
		break;
	case FAKE_DONE_NOISE:
		for (i = 0; i < 7; i++)
			word[i] = noise(sim) >> noise(sim) % 64;
		if (noise(sim) % 4 == 0)
			done->seq = noise(sim);
		break;
	default:
		break;
	}
}

static void deliver(struct tw_sim *sim, const struct frame *frame)
{
	uint32_t log2 = *reg(sim, TW_DMA_SLOTS_LOG2),
		 room = 1u << *reg(sim, TW_DMA_SLOT_LOG2);
	uint64_t at = sim->tail & ((UINT64_C(1) << log2) - 1);
	struct tw_frame_done done = {
		.arrival_ns = frame->time_ns,
		.length = frame->length,
		.stored = frame->length < room ? frame->length : room,
		.port = (uint8_t)frame->port,
		.seq = sim->tail + 1,
	};

	if ((uint32_t)((uint32_t)sim->tail - *reg(sim, TW_DMA_HEAD)) >= 1u << log2 &&
	    mode(sim) != FAKE_NO_HEAD) {
		count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_RING_FULL);
		return;
	}
	put(sim, reg64(sim, TW_DMA_DATA_LO) + at * room, frame->data, done.stored);
	misbehave(sim, &done, room);
	put(sim, reg64(sim, TW_DMA_DONE_LO) + at * sizeof(done), &done, sizeof(done));
	sim->tail++;
	count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_DELIVERED);
}

static void enter(struct tw_sim *sim, const struct frame *frame)
{
	uint32_t control = *reg(sim, TW_CONTROL_CONTROL), i, times = 1;
	uint32_t bank = frame->port == 0 ? TW_COUNT_FRAME_A : TW_COUNT_FRAME_B;

	count(sim, bank + 8u * (uint32_t)((control & (1u << frame->port)) != 0
						  ? TW_FRAME_A_ACCEPTED
						  : TW_FRAME_A_DISABLED));
	if ((control & TW_CONTROL_CONTROL_DMA_MASK) == 0) {
		count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_OFF);
		return;
	}
	if (mode(sim) == FAKE_OUTSIDE) {
		put(sim, noise(sim), frame->data, frame->length);
		put(sim, reg64(sim, TW_DMA_RING_LO) - 1, frame->data, frame->length);
	}
	if (mode(sim) == FAKE_TOUCH_FLOOD)
		times = 3u << *reg(sim, TW_DMA_RING_LOG2) >> 1;
	for (i = 0; i < times; i++)
		publish(sim, frame);
	deliver(sim, frame);
}

static int send(struct tw_sim *sim, unsigned int port, const void *data, size_t length,
		uint64_t time_ns, unsigned int flags)
{
	struct frame *frame = &sim->queue[sim->queued];

	(void)flags;
	if (port >= TW_SIM_PORTS || length == 0 || length > TW_SIM_FRAME_MAX)
		return -EINVAL;
	if (sim->queued == QUEUE)
		return -EAGAIN;
	*frame = (struct frame){ malloc(length), (uint32_t)length, port, time_ns };
	if (frame->data == NULL)
		return -ENOMEM;
	memcpy(frame->data, data, length);
	sim->queued++;
	return 0;
}

/* A frame takes the cycles of its bytes; idle time takes none. */
static uint64_t run(struct tw_sim *sim, uint64_t cycles)
{
	uint64_t done = 0;

	while (sim->queued > 0 && done < cycles) {
		struct frame frame = sim->queue[0];

		memmove(sim->queue, sim->queue + 1, --sim->queued * sizeof(frame));
		if (frame.time_ns > sim->time_ns)
			sim->time_ns = frame.time_ns;
		frame.time_ns = sim->time_ns;
		done += (frame.length + 24) / 8;
		sim->time_ns += (frame.length + 24) / 8 * NS_PER_CYCLE;
		enter(sim, &frame);
		free(frame.data);
	}
	sim->cycle += done;
	return done;
}

static bool idle(const struct tw_sim *sim)
{
	return sim->queued == 0;
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
