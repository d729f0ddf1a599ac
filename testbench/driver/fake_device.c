/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_device: see fake_device.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>
#include <touchwire/touch.h>

#include "fake_device.h"
#include "fake_registers.h"
#include "fake_trade.h"

#define NS_PER_CYCLE 6u

struct tw_sim {
	struct fake_registers r;
	char names[FAKE_SYMBOLS][8];
	uint16_t locate[FAKE_SYMBOLS];
	uint64_t touches, noise, seed;
	struct fake_feed feed;
	struct fake_trade trade;
	uint32_t used; /* messages in the host's line */
};

static uint32_t mode(struct tw_sim *sim)
{
	return *fake_reg(sim, TW_IDENT_SCRATCH);
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
	fake_show64(sim, offset, fake_reg64(sim, offset) + 1);
}

static void publish(struct tw_sim *sim, const struct fake_frame *frame, uint64_t seq)
{
	uint32_t log2 = *fake_reg(sim, TW_DMA_RING_LOG2), m = mode(sim);
	struct tw_touch touch = {
		.arrival_ns = frame->time_ns,
		.symbol = (uint16_t)frame->port,
		.bid_price = frame->length,
		.feed_seq = seq,
		.seq = ++sim->touches,
	};
	uint64_t at = ((touch.seq - 1) & ((UINT64_C(1) << log2) - 1)) * sizeof(touch);
	size_t size = m == FAKE_TOUCH_HALF ? sizeof(touch) / 2 : sizeof(touch);
	unsigned int i;

	for (i = 0; i < 4 && i < frame->length; i++)
		touch.bid_size = touch.bid_size << 8 | frame->data[i];
	if (m == FAKE_TOUCH_SEQ)
		touch.seq = noise(sim) >> noise(sim) % 64;
	if (m == FAKE_TOUCH_ONES)
		memset(&touch, 0xff, sizeof(touch));
	fake_put(sim, fake_reg64(sim, TW_DMA_RING_LO) + at, &touch, size);
	fake_put(sim, fake_reg64(sim, TW_DMA_TABLE_LO) + frame->port * sizeof(touch),
		 &touch, size);
	if (m == FAKE_TOUCH_HALF)
		sim->touches--;
	else
		count(sim, TW_COUNT_TOUCH + 8 * TW_TOUCH_PUBLISHED);
}

/* ---- the feed: a gap on request, a line of FAKE_ROOM messages for the host ---------------- */
static void gap(struct tw_sim *sim)
{
	static const uint8_t session[] = "FAKE000001";

	memcpy(sim->feed.session, session, sizeof(sim->feed.session));
	sim->feed.expected = sim->feed.gap_first = FAKE_GAP_FIRST;
	sim->feed.gap_next = FAKE_GAP_NEXT;
	sim->feed.status |= TW_CONTROL_STATUS_HOLDING_MASK | TW_CONTROL_STATUS_STALE_MASK;
	count(sim, TW_COUNT_GAPS);
}

static void on_packet(struct tw_sim *sim, const uint8_t *bytes, uint32_t length)
{
	uint32_t n = (uint32_t)bytes[18] << 8 | bytes[19], at = 20;
	struct fake_frame message = { .port = 2, .time_ns = sim->r.time_ns };
	uint64_t seq = 0;
	unsigned int i;

	if ((sim->feed.status & TW_CONTROL_STATUS_HOLDING_MASK) == 0)
		return;
	count(sim, TW_COUNT_PACKET + 8 * TW_PACKET_DATA);
	for (i = 10; i < 18; i++)
		seq = seq << 8 | bytes[i];
	for (; n > 0 && n != 0xffff; n--, seq++, at += message.length) {
		message.data = (uint8_t *)(uintptr_t)bytes + at + 2;
		message.length = (uint32_t)bytes[at] << 8 | bytes[at + 1];
		at += 2;
		if (at + message.length > length || ++sim->used > FAKE_ROOM) {
			sim->feed.status |= TW_CONTROL_STATUS_REPLAY_LOST_MASK;
			return;
		}
		publish(sim, &message, seq);
		sim->feed.expected += seq == sim->feed.expected;
	}
}

static void on_load(struct tw_sim *sim, uint64_t seq)
{
	if (mode(sim) == FAKE_DEAF)
		return;
	sim->feed.status |= TW_CONTROL_STATUS_HOLDING_MASK |
			    TW_CONTROL_STATUS_STALE_MASK | TW_CONTROL_STATUS_LOADING_MASK;
	sim->feed.status &= ~TW_CONTROL_STATUS_REPLAY_LOST_MASK;
	sim->feed.expected = seq;
}

static void on_resume(struct tw_sim *sim, uint64_t seq)
{
	if (mode(sim) == FAKE_DEAF)
		return;
	sim->feed.status &= ~TW_CONTROL_STATUS_LOADING_MASK;
	sim->feed.expected = seq;
}

static void on_fresh(struct tw_sim *sim, uint32_t gaps)
{
	uint32_t refused =
		TW_CONTROL_STATUS_LOADING_MASK | TW_CONTROL_STATUS_REPLAY_LOST_MASK;

	if (gaps != *fake_reg(sim, TW_COUNT_GAPS) || (sim->feed.status & refused) != 0 ||
	    mode(sim) == FAKE_DEAF)
		return;
	sim->feed.status &=
		~(TW_CONTROL_STATUS_HOLDING_MASK | TW_CONTROL_STATUS_STALE_MASK);
}

static const struct fake_host host = { on_packet, on_load, on_resume, on_fresh };

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
	fake_identify(sim, &host, config->seed == FAKE_SEED_NO_SYMBOLS ? 0 : FAKE_SYMBOLS,
		      1024, FAKE_LOCATES);
	*fake_reg(sim, TW_IDENT_MAGIC) ^= config->seed == FAKE_SEED_MAGIC;
	*fake_reg(sim, TW_IDENT_MAP_HASH) ^= config->seed == FAKE_SEED_MAP;
	if (config->seed == FAKE_SEED_INTERFACE)
		*fake_reg(sim, TW_IDENT_INTERFACE) = 0x00020000u;
	return sim;
}

/* Each access lets a message leave the host's line. */
static void pass(struct tw_sim *sim)
{
	sim->r.cycle += 4;
	if (sim->used > 0 && mode(sim) != FAKE_STUCK)
		sim->used--;
	sim->feed.room = FAKE_ROOM - (sim->used < FAKE_ROOM ? sim->used : FAKE_ROOM);
	fake_show_feed(sim, &sim->feed);
	if (mode(sim) == FAKE_NEVER_IDLE)
		*fake_reg(sim, TW_CONTROL_STATUS) &= ~TW_CONTROL_STATUS_DMA_IDLE_MASK;
	if (sim->seed == FAKE_SEED_CLEARING)
		*fake_reg(sim, TW_CONTROL_STATUS) |= TW_CONTROL_STATUS_CLEARING_MASK;
}

static uint32_t read32(struct tw_sim *sim, uint32_t address)
{
	uint32_t value;

	pass(sim);
	if (mode(sim) == FAKE_ALL_ONES || sim->seed == FAKE_SEED_ALL_ONES ||
	    !fake_address(address))
		return UINT32_MAX;
	if (mode(sim) == FAKE_NOISE && address > TW_IDENT_SCRATCH)
		return (uint32_t)noise(sim);
	if (fake_trade_read(sim, &sim->trade, address, mode(sim), &value))
		return value;
	return fake_read(sim, address);
}

static void symbol_command(struct tw_sim *sim, uint32_t value)
{
	uint32_t index = value & 0xffffu, op = value >> 16 & 3, i;
	uint64_t name = (uint64_t)*fake_reg(sim, TW_SYMBOL_NAME_HI) << 32 |
			*fake_reg(sim, TW_SYMBOL_NAME_LO);

	*fake_reg(sim, TW_SYMBOL_STATE) = 0;
	if (index >= FAKE_SYMBOLS || mode(sim) == FAKE_SYMBOL_SILENT)
		return;
	if (op == 1) {
		for (i = 0; i < 8; i++)
			sim->names[index][i] = (char)(name >> (56 - 8 * i));
		++*fake_reg(sim, TW_SYMBOL_COUNT);
	} else if (op == 2) {
		sim->locate[index] = (uint16_t)*fake_reg(sim, TW_SYMBOL_LOCATE);
	} else {
		const uint8_t *n = (const uint8_t *)sim->names[index];

		*fake_reg(sim, TW_SYMBOL_STATE) =
			TW_SYMBOL_STATE_READY_MASK | sim->locate[index] |
			(sim->locate[index] != 0 ? TW_SYMBOL_STATE_KNOWN_MASK : 0);
		*fake_reg(sim, TW_SYMBOL_SHOWN_HI) = (uint32_t)n[0] << 24 |
						     (uint32_t)n[1] << 16 |
						     (uint32_t)n[2] << 8 | n[3];
		*fake_reg(sim, TW_SYMBOL_SHOWN_LO) = (uint32_t)n[4] << 24 |
						     (uint32_t)n[5] << 16 |
						     (uint32_t)n[6] << 8 | n[7];
		if (mode(sim) == FAKE_SYMBOL_OTHER)
			*fake_reg(sim, TW_SYMBOL_SHOWN_LO) ^= 1;
	}
}

static void write32(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	if (!fake_address(address))
		return;
	/* A new run of DMA counts anew. */
	if (address == TW_CONTROL_CONTROL && (value & TW_CONTROL_CONTROL_DMA_MASK) != 0 &&
	    (*fake_reg(sim, address) & TW_CONTROL_CONTROL_DMA_MASK) == 0) {
		sim->touches = 0;
		sim->r.tail = 0;
		fake_trade_start(&sim->trade);
	}
	if (fake_trade_write(sim, &sim->trade, address, value, mode(sim)))
		return;
	if (address == TW_SYMBOL_COMMAND)
		symbol_command(sim, value);
	fake_write(sim, address, value);
	if (address == TW_IDENT_SCRATCH && value == FAKE_GAP)
		gap(sim);
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
		done->port = (uint8_t)(3 + noise(sim) % 253);
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

static void deliver(struct tw_sim *sim, const struct fake_frame *frame)
{
	struct tw_frame_done done = fake_done(sim, frame);
	uint32_t stored = done.stored;

	if (fake_ring_full(sim) && mode(sim) != FAKE_NO_HEAD) {
		count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_RING_FULL);
		return;
	}
	misbehave(sim, &done, 1u << *fake_reg(sim, TW_DMA_SLOT_LOG2));
	fake_deliver(sim, frame, stored, &done);
	count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_DELIVERED);
}

static void enter(struct tw_sim *sim, const struct fake_frame *frame)
{
	uint32_t control = *fake_reg(sim, TW_CONTROL_CONTROL), i, times = 1;
	uint32_t bank = frame->port == 0 ? TW_COUNT_FRAME_A : TW_COUNT_FRAME_B;

	if (frame->port == TW_SIM_ORDER) {
		if ((control & TW_CONTROL_CONTROL_DMA_MASK) != 0)
			deliver(sim, frame);
		return;
	}
	count(sim, bank + 8u * (uint32_t)((control & (1u << frame->port)) != 0
						  ? TW_FRAME_A_ACCEPTED
						  : TW_FRAME_A_DISABLED));
	if ((control & TW_CONTROL_CONTROL_DMA_MASK) == 0) {
		count(sim, TW_COUNT_DELIVERY + 8 * TW_DELIVERY_OFF);
		return;
	}
	if (mode(sim) == FAKE_OUTSIDE) {
		fake_put(sim, noise(sim), frame->data, frame->length);
		fake_put(sim, fake_reg64(sim, TW_DMA_RING_LO) - 1, frame->data,
			 frame->length);
	}
	if (mode(sim) == FAKE_TOUCH_FLOOD)
		times = 3u << *fake_reg(sim, TW_DMA_RING_LOG2) >> 1;
	for (i = 0; i < times; i++)
		publish(sim, frame, 0);
	fake_trade_record(sim, &sim->trade, frame->length, mode(sim), noise(sim));
	deliver(sim, frame);
}

/* A frame takes the cycles of its bytes; idle time takes none. */
static uint64_t run(struct tw_sim *sim, uint64_t cycles)
{
	struct fake_frame frame;
	uint64_t done = 0;

	if (fake_trade_send(sim, &sim->trade, mode(sim)))
		done++;
	while (done < cycles && fake_next(sim, &frame)) {
		done += fake_cycles(&frame);
		sim->r.time_ns += fake_cycles(&frame) * NS_PER_CYCLE;
		enter(sim, &frame);
		free(frame.data);
	}
	if (done < cycles)
		fake_rest(sim);
	sim->r.cycle += done;
	return done;
}

static bool idle(const struct tw_sim *sim)
{
	return sim->r.queued == 0;
}

const struct tw_sim_ops *tw_sim_get_ops(void)
{
	static const struct tw_sim_ops ops = {
		.abi = TW_SIM_ABI,
		.create = create,
		.destroy = fake_free,
		.read32 = read32,
		.write32 = write32,
		.grant = fake_grant,
		.revoke = fake_revoke,
		.violations = fake_violations,
		.send = fake_send,
		.run = run,
		.idle = idle,
		.cycle = fake_cycle,
		.time_ns = fake_time_ns,
		.until = fake_until,
		.order_take = fake_order_take,
		.order_link = fake_order_link,
	};

	return &ops;
}
