/* SPDX-License-Identifier: BSD-3-Clause */
/* double: see double.h. */
#include "double.h"

#include <stdlib.h>
#include <string.h>

#define TW_REGS_TABLE
#include <touchwire/regs.h>

#include "../driver/fake_registers.h"
#include "double_trade.h"

#define DELTA 7u /* cycles that every record claims to have taken */

struct tw_sim {
	struct fake_registers r;
	unsigned int named;
	char names[DOUBLE_SYMBOLS][9];
	uint16_t maps[DOUBLE_SYMBOLS];
	struct double_book *book;
	struct double_trade *trade;
	uint64_t records, made, undelivered, full, seed;
	bool finished;
	bool inexact[DOUBLE_SYMBOLS], wrong[DOUBLE_SYMBOLS];
};

/* ---- the host's line ------------------------------------------------------------------------ */
static void on_packet(struct tw_sim *sim, const uint8_t *bytes, uint32_t length)
{
	if (sim->book != NULL)
		double_book_replay(sim->book, bytes, length);
}

static void on_load(struct tw_sim *sim, uint64_t seq)
{
	if (sim->book != NULL)
		double_book_load(sim->book, seq);
}

static void on_resume(struct tw_sim *sim, uint64_t seq)
{
	if (sim->book != NULL)
		double_book_resume(sim->book, seq);
}

static void on_fresh(struct tw_sim *sim, uint32_t gaps)
{
	if (sim->book != NULL)
		double_book_fresh(sim->book, gaps);
}

static const struct fake_host host = { on_packet, on_load, on_resume, on_fresh };

static struct tw_sim *create(const struct tw_sim_config *config)
{
	struct tw_sim *sim = calloc(1, sizeof(*sim));

	if (sim == NULL)
		return NULL;
	sim->seed = config->seed;
	fake_identify(sim, &host, DOUBLE_SYMBOLS, 65536, 65536);
	sim->trade = double_trade_create(sim, config->seed);
	return sim;
}

static void destroy(struct tw_sim *sim)
{
	double_book_close(sim->book);
	double_trade_destroy(sim->trade);
	fake_free(sim);
}

static void publish(struct tw_sim *sim, struct tw_touch touch)
{
	uint64_t mask = (UINT64_C(1) << *fake_reg(sim, TW_DMA_RING_LOG2)) - 1;

	touch.seq = ++sim->records;
	touch.publish_delta = DELTA;
	fake_put(sim,
		 fake_reg64(sim, TW_DMA_RING_LO) +
			 ((touch.seq - 1) & mask) * sizeof(touch),
		 &touch, sizeof(touch));
	fake_put(sim, fake_reg64(sim, TW_DMA_TABLE_LO) + touch.symbol * sizeof(touch),
		 &touch, sizeof(touch));
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
	if (here && sim->seed == DOUBLE_ALWAYS)
		sim->wrong[touch.symbol] = true;
	if (sim->wrong[touch.symbol])
		touch.bid_size++;
	if (here && sim->seed == DOUBLE_SIZE)
		touch.bid_size++;
	if (here && sim->seed >= DOUBLE_FIELD)
		spoil(&touch, sim->seed - DOUBLE_FIELD);
	if (!here || sim->seed != DOUBLE_MISSING)
		publish(sim, touch);
	if (here && sim->seed == DOUBLE_TWICE)
		publish(sim, touch);
	double_trade_touch(sim->trade, &touch);
}

static void start(struct tw_sim *sim, uint32_t control)
{
	const char *names[DOUBLE_SYMBOLS];
	struct double_settings settings = {
		.all = (control & TW_CONTROL_CONTROL_ALL_MASK) != 0,
		.repair = (control & TW_CONTROL_CONTROL_REPAIR_MASK) != 0,
		.udp_check = (control & TW_CONTROL_CONTROL_UDP_CHECK_MASK) != 0,
		.jump = *fake_reg(sim, TW_CONTROL_JUMP) != 0,
		.feeds = control & (TW_CONTROL_CONTROL_FEED_A_MASK |
				    TW_CONTROL_CONTROL_FEED_B_MASK),
		.ip = *fake_reg(sim, TW_CONTROL_GROUP_IP),
		.port = (uint16_t)*fake_reg(sim, TW_CONTROL_GROUP_PORT),
		.hold_ns = *fake_reg(sim, TW_CONTROL_HOLD_NS),
		.silence_ns = *fake_reg(sim, TW_CONTROL_SILENCE_NS),
		.stale_ns = *fake_reg(sim, TW_CONTROL_STALE_NS),
		.names = names,
		.count = sim->named,
	};
	unsigned int i;

	for (i = 0; i < DOUBLE_SYMBOLS; i++)
		names[i] = sim->names[i];
	for (i = 0; i < 4; i++)
		settings.source[i] = *fake_reg(sim, TW_CONTROL_SOURCE_0 + 4 * i);
	sim->book = double_book_open(&settings, on_touch, sim);
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
		set_name(sim->names[index], *fake_reg(sim, TW_SYMBOL_NAME_HI),
			 *fake_reg(sim, TW_SYMBOL_NAME_LO));
		sim->named = index + 1;
		return;
	}
	if (op == 2) {
		sim->maps[index] = (uint16_t)*fake_reg(sim, TW_SYMBOL_LOCATE);
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
	*fake_reg(sim, TW_SYMBOL_STATE) = TW_SYMBOL_STATE_READY_MASK | locate |
					  (locate != 0 ? TW_SYMBOL_STATE_KNOWN_MASK : 0);
	*fake_reg(sim, TW_SYMBOL_SHOWN_HI) = (uint32_t)(name >> 32);
	*fake_reg(sim, TW_SYMBOL_SHOWN_LO) = (uint32_t)name;
}

/* Registers of the feed as it stands. */
static void show_feed(struct tw_sim *sim)
{
	struct fake_feed feed = { 0 };

	if (sim->book != NULL)
		double_book_feed(sim->book, &feed);
	fake_show_feed(sim, &feed);
}

static uint64_t counter(const struct tw_sim *sim, const char *name)
{
	uint64_t value = 0;

	if (strcmp(name, "touch.published") == 0)
		return sim->records;
	if (strcmp(name, "delivery.delivered") == 0)
		return sim->r.tail;
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
	uint32_t value;
	size_t i;

	sim->r.cycle += 4;
	if (!fake_address(address))
		return UINT32_MAX;
	show_feed(sim);
	if (double_trade_read(sim->trade, address, &value))
		return value;
	if (address == TW_SYMBOL_COUNT)
		return sim->book != NULL ? double_book_symbols(sim->book) : sim->named;
	for (i = 0; i < sizeof(tw_regs) / sizeof(tw_regs[0]); i++)
		if (tw_regs[i].width == 64 && tw_regs[i].offset == address)
			return fake_show64(sim, address, counter(sim, tw_regs[i].name));
	return fake_read(sim, address);
}

static void write32(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	sim->r.cycle += 4;
	if (!fake_address(address))
		return;
	if (double_trade_write(sim->trade, address, value))
		return;
	if (address == TW_SYMBOL_COMMAND)
		symbol_command(sim, value);
	fake_write(sim, address, value);
	if (address == TW_CONTROL_CONTROL && sim->book == NULL &&
	    (value & TW_CONTROL_CONTROL_DMA_MASK) != 0) {
		start(sim, value);
		double_trade_start(sim->trade);
	}
}

static void deliver(struct tw_sim *sim, const struct fake_frame *frame)
{
	struct tw_frame_done done = fake_done(sim, frame);

	if (fake_ring_full(sim) || (sim->seed == DOUBLE_UNDELIVERED &&
				    sim->r.tail == DOUBLE_AT && sim->undelivered == 0)) {
		sim->undelivered++;
		return;
	}
	fake_deliver(sim, frame, done.stored, &done);
}

static int send(struct tw_sim *sim, unsigned int port, const void *data, size_t length,
		uint64_t time_ns, unsigned int flags)
{
	int err = fake_send(sim, port, data, length, time_ns, flags);

	if (err == 0)
		sim->finished = false;
	return err;
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
	bool live = sim->r.until != UINT64_MAX;
	struct fake_frame frame;
	uint64_t done = 0;

	if (sim->r.queued == 0 && !sim->finished && !live)
		finish(sim);
	double_trade_run(sim->trade);
	while (done < cycles && fake_next(sim, &frame)) {
		done += fake_cycles(&frame);
		if (sim->book != NULL && frame.port == TW_SIM_ORDER) {
			deliver(sim, &frame);
		} else if (sim->book != NULL) {
			double_book_frame(sim->book, frame.port, frame.data, frame.length,
					  frame.time_ns, frame.bad);
			deliver(sim, &frame);
		}
		free(frame.data);
	}
	if (live && done < cycles) {
		fake_rest(sim);
		if (sim->book != NULL)
			double_book_advance(sim->book, sim->r.time_ns);
	}
	sim->r.cycle += done;
	return done;
}

static bool idle(const struct tw_sim *sim)
{
	return sim->r.queued == 0 && (sim->finished || sim->r.until != UINT64_MAX);
}

const struct tw_sim_ops *tw_sim_get_ops(void)
{
	static const struct tw_sim_ops ops = {
		.abi = TW_SIM_ABI,
		.create = create,
		.destroy = destroy,
		.read32 = read32,
		.write32 = write32,
		.grant = fake_grant,
		.revoke = fake_revoke,
		.violations = fake_violations,
		.send = send,
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
