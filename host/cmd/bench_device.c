/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device on the wire (libtouchwire_probe.so), with memory of this process behind it: rows
 * of touches out of its ring, and of each message in which cycle it passed which stage.
 */
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <touchwire/frame.h>
#define TW_REGS_TABLE
#include <touchwire/regs.h>

#include "bench_run.h"
#include "bench_trader.h"
#include "cmd.h"
#include "tw_probe.h"

#define RING 0x10000000ull /* where the device sees what */
#define DATA 0x20000000ull
#define DONE 0x30000000ull
#define TABLE 0x38000000ull
#define TRADE 0x3c000000ull
#define RING_LOG2 16u
#define SLOTS_LOG2 9u
#define SLOT_LOG2 14u
#define SLICE 2000u /* cycles between looks at memory */
#define TRIES 100000u

static const struct {
	const char *name, *what;
} stages[BENCH_STAGES] = {
	[TW_STAGE_MAC] = { "mac", "its last byte at the frame port" },
	[TW_STAGE_FILTER] = { "filter", "that byte in a datagram of the feed" },
	[TW_STAGE_DECODE] = { "decode", "its record at the head of its line" },
	[TW_STAGE_SEQUENCE] = { "sequence", "it is the next message: the book has it" },
	[TW_STAGE_ORDERS] = { "orders", "its order, out of the order table" },
	[TW_STAGE_LEVELS] = { "levels", "the best level behind it" },
	[TW_STAGE_TOUCH] = { "touch", "the touch that it changed" },
	[TW_STAGE_DMA] = { "dma", "that touch on the bus to host memory" },
	[TW_STAGE_ORDER] = { "order", "start character of the order it triggered" },
};
static_assert((int)BENCH_STAGES == (int)TW_STAGES, "the stages of the probes");

#define REMEMBERED (1u << 16) /* records of which the message has not been told of yet */

struct bench_device {
	struct bench_run *run;
	struct bench_pace *at;
	struct bench_tier *tier;
	const struct tw_probe_ops *ops;
	struct tw_probe *probe;
	struct bench_pacer pacer;
	struct ticker ticker;
	struct tw_touch *ring, *table;
	struct tw_frame_done *done;
	struct bench_trader trader; /* ring NULL: it does not trade */
	uint8_t *data;
	uint64_t next, next_done, told; /* records and completions; what HEAD says */
	uint64_t origin;
	struct bench_delta {
		uint64_t seq;
		uint32_t cycles; /* publish_delta of its record */
	} * deltas;
	uint64_t unlike; /* messages whose probes and records disagree */
};

/* ---- the library ----------------------------------------------------------------------------- */

static bool beside_program(const char *name, char *path, size_t size)
{
	char self[PATH_MAX];
	ssize_t got = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (got < 0)
		return false;
	self[got] = '\0';
	snprintf(path, size, "%s/lib/%s", dirname(self), name);
	return access(path, R_OK) == 0;
}

static const struct tw_probe_ops *load(const struct bench_run *run)
{
	static const char name[] = "libtouchwire_probe.so";
	const struct tw_probe_ops *(*get)(void);
	char found[PATH_MAX + 64];
	const struct tw_probe_ops *ops;
	void *library;

	if (run->probe != NULL)
		snprintf(found, sizeof(found), "%s", run->probe);
	else if (!beside_program(name, found, sizeof(found)))
		snprintf(found, sizeof(found), "%s", name);
	library = dlopen(found, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		say_error("the device with probes does not load: %s; build it with 'make "
			  "probe', or give --probe FILE",
			  dlerror());
		return NULL;
	}
	*(void **)&get = dlsym(library, "tw_probe_get_ops");
	ops = get != NULL ? get() : NULL;
	if (ops == NULL || ops->abi != TW_PROBE_ABI) {
		say_error("%s: another version of the device with probes; build it "
			  "again with 'make probe'",
			  found);
		return NULL;
	}
	return ops;
}

/* ---- registers ------------------------------------------------------------------------------- */

static uint32_t get32(const struct bench_device *device, uint32_t offset)
{
	return device->ops->read32(device->probe, offset);
}

static void put32(const struct bench_device *device, uint32_t offset, uint64_t value)
{
	device->ops->write32(device->probe, offset, (uint32_t)value);
}

static bool wait_for(struct bench_device *device, uint32_t offset, uint32_t mask,
		     uint32_t value)
{
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		if ((get32(device, offset) & mask) == value)
			return true;
	}
	say_error("the device does not answer: register %x", offset);
	return false;
}

static void symbol_command(const struct bench_device *device, uint32_t index, uint32_t op)
{
	put32(device, TW_SYMBOL_COMMAND,
	      index << TW_SYMBOL_COMMAND_INDEX_SHIFT | op << TW_SYMBOL_COMMAND_OP_SHIFT);
}

/* ticker.name: through the packed form, unprintable bytes as the C engine shows them. */
static void name_of(void *opaque, uint32_t index, char name[9])
{
	struct bench_device *device = opaque;
	uint64_t packed;

	symbol_command(device, index, 3); /* SELECT */
	if (!wait_for(device, TW_SYMBOL_STATE, TW_SYMBOL_STATE_READY_MASK,
		      TW_SYMBOL_STATE_READY_MASK))
		return;
	packed = (uint64_t)get32(device, TW_SYMBOL_SHOWN_HI) << 32;
	packed |= get32(device, TW_SYMBOL_SHOWN_LO);
	tw_name_unpack(packed, name);
}

static bool load_symbols(struct bench_device *device)
{
	const struct selection *selection = device->run->selection;
	char shown[9] = "";
	uint32_t i;

	for (i = 0; i < selection->count; i++) {
		uint64_t packed = tw_name_pack(selection->names[i]);
		unsigned int tries = 0;

		put32(device, TW_SYMBOL_NAME_HI, packed >> 32);
		put32(device, TW_SYMBOL_NAME_LO, packed);
		symbol_command(device, i, 1); /* ADD */
		do
			name_of(device, i, shown);
		while (strcmp(shown, selection->names[i]) != 0 && ++tries < 200);
		if (tries == 200) {
			say_error("the device does not take symbol %s",
				  selection->names[i]);
			return false;
		}
		ticker_name(&device->ticker, i, shown);
	}
	for (i = 0; i < selection->map_count; i++) {
		put32(device, TW_SYMBOL_LOCATE, selection->maps[i].locate);
		symbol_command(device, selection->maps[i].index, 2); /* MAP */
		name_of(device, selection->maps[i].index, shown);
	}
	return true;
}

static bool program(struct bench_device *device)
{
	const struct bench_run *run = device->run;
	const struct tw_net_filter *filter = &run->input->filter;
	const struct {
		uint32_t offset;
		uint64_t value;
	} words[] = {
		{ TW_DMA_RING_LO, RING },
		{ TW_DMA_TABLE_LO, TABLE },
		{ TW_DMA_DATA_LO, DATA },
		{ TW_DMA_DONE_LO, DONE },
		{ TW_DMA_RING_LOG2, RING_LOG2 },
		{ TW_DMA_TABLE_ON, 1 },
		{ TW_DMA_SLOTS_LOG2, SLOTS_LOG2 },
		{ TW_DMA_SLOT_LOG2, SLOT_LOG2 },
		{ TW_CONTROL_GROUP_IP, filter->group_ip },
		{ TW_CONTROL_GROUP_PORT, filter->group_port },
		{ TW_CONTROL_HOLD_NS, run->times.hold_ns },
		{ TW_CONTROL_JUMP, !select_is_excerpt(run->selection) },
	};
	uint32_t control = TW_CONTROL_CONTROL_DMA_MASK | TW_CONTROL_CONTROL_FEED_A_MASK;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		put32(device, words[i].offset, words[i].value);
	if (!load_symbols(device))
		return false;
	if (device->trader.ring != NULL)
		trader_place(&device->trader, device->trader.ring, TRADE);
	control |= run->input->count == 2 ? TW_CONTROL_CONTROL_FEED_B_MASK : 0;
	control |= run->selection->all ? TW_CONTROL_CONTROL_ALL_MASK : 0;
	put32(device, TW_CONTROL_CONTROL, control);
	if (!wait_for(device, TW_CONTROL_STATUS,
		      TW_CONTROL_STATUS_CLEARING_MASK | TW_CONTROL_STATUS_BUSY_MASK, 0))
		return false;
	return device->trader.ring == NULL ||
	       trader_arm(&device->trader, run->input, get32(device, TW_IDENT_SYMBOLS),
			  run->cut_through);
}

/* ---- what comes out --------------------------------------------------------------------------- */

/* The device itself tells in the record how long the touch took since the frame port. */
static bool is_told(const struct bench_device *device, const struct tw_probe_message *m)
{
	const struct bench_delta *delta = &device->deltas[m->seq % REMEMBERED];

	return delta->seq == m->seq &&
	       delta->cycles == m->out[TW_STAGE_TOUCH] - m->out[TW_STAGE_MAC];
}

static void on_message(void *opaque, const struct tw_probe_message *m)
{
	struct bench_device *device = opaque;
	struct bench_stage *stage = device->at->stages;
	int type = bench_type_index(m->type);
	uint64_t at = m->time_ns > device->origin ? m->time_ns - device->origin : 0;
	unsigned int i;

	device->tier->messages++;
	bench_arrived(device->tier, at, 1);
	for (i = 0; i < BENCH_STAGES; i++) {
		uint64_t cycles = m->out[i] - m->last_cycle;

		if (m->out[i] == 0)
			continue;
		bench_record(&stage[i].cycles, cycles);
		if (type >= 0)
			bench_record(&stage[i].types[type], cycles);
	}
	if (m->out[TW_STAGE_TOUCH] != 0) {
		device->unlike += !is_told(device, m);
		bench_sample(device->tier, m->type, at,
			     m->out[TW_STAGE_TOUCH] - m->last_cycle);
	}
	if (m->out[TW_STAGE_ORDER] != 0) {
		uint64_t cycles = m->out[TW_STAGE_ORDER] - m->first_cycle;

		bench_record(&device->at->first_to_order.cycles, cycles);
		if (type >= 0)
			bench_record(&device->at->first_to_order.types[type], cycles);
	}
}

/* Records and completions that are new; frames are thrown away. */
static bool poll_memory(struct bench_device *device)
{
	const uint64_t records = 1u << RING_LOG2, slots = 1u << SLOTS_LOG2;
	const struct tw_touch *touch;

	for (;;) {
		touch = &device->ring[device->next % records];
		if (touch->seq <= device->next)
			break;
		if (touch->seq != device->next + 1 || (touch->flags & TW_FLAG_LOST)) {
			say_error("the device lost records of touches at number %lu",
				  (unsigned long)device->next + 1);
			return false;
		}
		ticker_touch(&device->ticker, touch);
		device->deltas[touch->feed_seq % REMEMBERED] =
			(struct bench_delta){ touch->feed_seq, touch->publish_delta };
		device->next++;
	}
	while (device->done[device->next_done % slots].seq == device->next_done + 1)
		device->next_done++;
	if (device->next_done - device->told >= slots / 4) {
		device->told = device->next_done;
		put32(device, TW_DMA_HEAD, device->told);
	}
	return device->trader.ring == NULL || trader_poll(&device->trader);
}

/* Queue a frame; while there is no room the device runs, no further than to its time. */
static int send_frame(struct bench_device *device, const struct tw_capture_frame *frame)
{
	uint64_t end, start = pacer_next(&device->pacer, frame, &end);
	int sent;

	device->ops->until(device->probe, start);
	while ((sent = device->ops->send(device->probe, frame->port, frame->bytes,
					 frame->captured, start)) == -EAGAIN) {
		if (device->ops->run(device->probe, SLICE) == 0)
			device->ops->until(device->probe, UINT64_MAX);
		if (!poll_memory(device))
			return TW_EXIT_ENVIRONMENT;
	}
	if (sent == 0)
		return TW_EXIT_OK;
	say_error("%s: a frame of %u bytes, which the device's ports do not take (%u at "
		  "most)",
		  device->run->input->paths[frame->port], frame->captured,
		  TW_PROBE_FRAME_MAX);
	return TW_EXIT_INPUT;
}

static int feed(struct bench_device *device)
{
	const struct bench_run *run = device->run;
	struct tw_capture_frame frame;
	struct tw_error error = { "" };
	struct tw_feeds *feeds;
	int more = 0, status = TW_EXIT_OK;

	if (tw_feeds_open(&feeds, run->input->paths, run->input->count,
			  &run->input->filter, &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	while (status == TW_EXIT_OK && !stop_requested &&
	       (more = tw_feeds_next(feeds, &frame, &error)) > 0) {
		status = send_frame(device, &frame);
		bench_progress(run, (size_t)(device->at - run->bench->paces), BENCH_FPGA,
			       (double)tw_feeds_offset(feeds) /
				       (double)tw_feeds_size(feeds));
	}
	if (more < 0 && status == TW_EXIT_OK) {
		say_error("%s", error.text);
		status = TW_EXIT_INPUT;
	}
	tw_feeds_close(feeds);
	return status;
}

static void read_counters(struct bench_device *device)
{
	struct tally *tally = &device->tier->tally;
	size_t i, j;

	for (i = 0; i < sizeof(tw_regs) / sizeof(tw_regs[0]); i++) {
		struct tally_item *item = &tally->items[tally->count];
		const char *name = tw_regs[i].name;

		if (tw_regs[i].width != 64 || tally->count == TALLY_MAX)
			continue;
		if (strncmp(name, "count.", 6) == 0)
			name += 6;
		for (j = 0; j + 1 < sizeof(item->name) && name[j] != '\0'; j++)
			item->name[j] = (char)toupper((unsigned char)name[j]);
		item->name[j] = '\0';
		item->what = tw_regs[i].description;
		item->value = get32(device, tw_regs[i].offset);
		item->value |= (uint64_t)get32(device, tw_regs[i].offset + 4) << 32;
		tally->count++;
	}
}

/* ---- a run ------------------------------------------------------------------------------------ */

static void *memory(struct bench_device *device, uint64_t where, size_t size)
{
	void *place = NULL;

	if (posix_memalign(&place, 4096, size) != 0)
		abort();
	memset(place, 0, size);
	device->ops->grant(device->probe, where, place, size);
	return place;
}

static int finish(struct bench_device *device)
{
	uint64_t before;

	device->ops->until(device->probe, UINT64_MAX);
	do {
		before = device->next_done;
		device->ops->run(device->probe, SLICE);
		if (!poll_memory(device))
			return TW_EXIT_ENVIRONMENT;
	} while (!device->ops->idle(device->probe) || device->next_done != before);
	device->ops->flush(device->probe);
	read_counters(device);
	device->tier->touches = device->next;
	if (device->unlike != 0) {
		say_error("the probes disagree with %lu records of the device",
			  (unsigned long)device->unlike);
		return TW_EXIT_ENVIRONMENT;
	}
	if (device->ops->orders(device->probe) != device->trader.passed) {
		say_error("%lu orders left the device, its gate let %lu pass",
			  (unsigned long)device->ops->orders(device->probe),
			  (unsigned long)device->trader.passed);
		return TW_EXIT_ENVIRONMENT;
	}
	if (device->ops->unmatched(device->probe) != 0 ||
	    device->ops->violations(device->probe) != 0) {
		say_error(
			"the device with probes errs: %lu messages of unknown place, %lu "
			"accesses outside of its memory",
			(unsigned long)device->ops->unmatched(device->probe),
			(unsigned long)device->ops->violations(device->probe));
		return TW_EXIT_ENVIRONMENT;
	}
	return TW_EXIT_OK;
}

static int run_on(struct bench_device *device)
{
	struct tw_error error = { "" };
	uint32_t symbols = get32(device, TW_IDENT_SYMBOLS);
	int status;

	if (symbols < device->run->capacity) {
		say_error("the device holds %u symbols, %u are asked for", symbols,
			  device->run->capacity);
		return TW_EXIT_ENVIRONMENT;
	}
	snprintf(device->run->bench->build, sizeof(device->run->bench->build), "%08x",
		 get32(device, TW_IDENT_BUILD));
	device->ring = memory(device, RING, sizeof(*device->ring) << RING_LOG2);
	device->table = memory(device, TABLE, sizeof(*device->table) * symbols);
	device->done = memory(device, DONE, sizeof(*device->done) << SLOTS_LOG2);
	device->data = memory(device, DATA, (size_t)1 << (SLOTS_LOG2 + SLOT_LOG2));
	device->trader.ops = device->ops;
	device->trader.probe = device->probe;
	if (device->run->bench->traded)
		device->trader.ring = memory(
			device, TRADE, sizeof(*device->trader.ring) << TRADER_RING_LOG2);
	if (!program(device))
		return TW_EXIT_ENVIRONMENT;
	status = feed(device);
	if (status == TW_EXIT_OK)
		status = finish(device);
	if (ticker_close_quotes(&device->ticker, &error) != 0) {
		say_error("%s", error.text);
		status = TW_EXIT_ENVIRONMENT;
	}
	return status;
}

static int run_pace(struct bench_run *run, const struct tw_probe_ops *ops, size_t pace)
{
	struct bench_device device = { .run = run, .ops = ops };
	struct tw_probe_config config = { .seed = 1, .on_message = on_message };
	struct tw_error error = { "" };
	double started = seconds_now();
	int status = TW_EXIT_ENVIRONMENT;
	size_t i;

	device.at = &run->bench->paces[pace];
	device.origin = run->bench->first_ns;
	for (i = 0; i < BENCH_STAGES; i++) {
		device.at->stages[i].name = stages[i].name;
		device.at->stages[i].what = stages[i].what;
	}
	device.at->first_to_order.name = "first byte to order";
	device.at->first_to_order.what = "the same, since the message's first byte";
	device.tier = bench_tier_new(run, pace, BENCH_FPGA);
	device.deltas = calloc(REMEMBERED, sizeof(*device.deltas));
	if (device.deltas == NULL)
		abort();
	pacer_begin(&device.pacer, run->bench, pace);
	config.ctx = &device;
	device.probe = ops->create(&config);
	if (device.probe == NULL)
		say_error("the device does not start: %s", strerror(errno));
	else if (ticker_open(&device.ticker, 0) != 0 ||
		 ticker_quotes(&device.ticker, run->rows[pace][BENCH_FPGA], &error) != 0)
		say_error("%s", error.text);
	else {
		device.ticker.name = name_of;
		device.ticker.ctx = &device;
		status = run_on(&device);
	}
	device.tier->seconds = seconds_now() - started;
	ticker_close(&device.ticker);
	ops->destroy(device.probe);
	free(device.ring);
	free(device.table);
	free(device.done);
	free(device.deltas);
	free(device.trader.ring);
	free(device.data);
	return status;
}

int bench_device(struct bench_run *run)
{
	const struct tw_probe_ops *ops = load(run);
	int status = TW_EXIT_OK;
	size_t pace;

	if (ops == NULL)
		return TW_EXIT_ENVIRONMENT;
	for (pace = 0; pace < run->bench->pace_count && status == TW_EXIT_OK; pace++)
		status = run_pace(run, ops, pace);
	return status;
}
