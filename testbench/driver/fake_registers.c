/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_registers: see fake_registers.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#include "fake_registers.h"

uint64_t fake_reg64(struct tw_sim *sim, uint32_t offset)
{
	return *fake_reg(sim, offset) | (uint64_t)*fake_reg(sim, offset + 4) << 32;
}

uint32_t fake_show64(struct tw_sim *sim, uint32_t offset, uint64_t value)
{
	*fake_reg(sim, offset) = (uint32_t)value;
	*fake_reg(sim, offset + 4) = (uint32_t)(value >> 32);
	return (uint32_t)value;
}

void fake_identify(struct tw_sim *sim, const struct fake_host *host, uint32_t symbols,
		   uint32_t orders, uint32_t locates)
{
	fake_of(sim)->host = host;
	fake_of(sim)->until = UINT64_MAX;
	*fake_reg(sim, TW_IDENT_MAGIC) = TW_IDENT_MAGIC_VALUE;
	*fake_reg(sim, TW_IDENT_INTERFACE) = TW_IDENT_INTERFACE_VALUE;
	*fake_reg(sim, TW_IDENT_MAP_HASH) = TW_MAP_HASH;
	*fake_reg(sim, TW_IDENT_BUILD) = 0xfa4efa4eu;
	*fake_reg(sim, TW_IDENT_CLOCK_KHZ) = 156250;
	*fake_reg(sim, TW_IDENT_SYMBOLS) = symbols;
	*fake_reg(sim, TW_IDENT_ORDERS) = orders;
	*fake_reg(sim, TW_IDENT_LOCATES) = locates;
	*fake_reg(sim, TW_CONTROL_HOLD_NS) = 1000000;
	*fake_reg(sim, TW_CONTROL_JUMP) = 1;
}

void fake_show_feed(struct tw_sim *sim, const struct fake_feed *feed)
{
	const uint8_t *s = feed->session;

	fake_show64(sim, TW_REPLAY_EXPECTED_LO, feed->expected);
	fake_show64(sim, TW_REPLAY_GAP_FIRST_LO, feed->gap_first);
	fake_show64(sim, TW_REPLAY_GAP_NEXT_LO, feed->gap_next);
	*fake_reg(sim, TW_REPLAY_ROOM) = feed->room;
	*fake_reg(sim, TW_REPLAY_SESSION_0) =
		(uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
	*fake_reg(sim, TW_REPLAY_SESSION_1) =
		(uint32_t)s[4] << 24 | (uint32_t)s[5] << 16 | (uint32_t)s[6] << 8 | s[7];
	*fake_reg(sim, TW_REPLAY_SESSION_2) = (uint32_t)s[8] << 24 | (uint32_t)s[9] << 16;
	*fake_reg(sim, TW_CONTROL_STATUS) =
		feed->status | TW_CONTROL_STATUS_DMA_IDLE_MASK |
		(fake_of(sim)->queued > 0 ? TW_CONTROL_STATUS_BUSY_MASK : 0);
}

bool fake_address(uint32_t address)
{
	return address < FAKE_SPACE && address % 4 == 0;
}

uint32_t fake_read(struct tw_sim *sim, uint32_t address)
{
	if (address == TW_DMA_TAIL)
		return (uint32_t)fake_of(sim)->tail;
	if (address == TW_CONTROL_TIME_LO)
		return fake_show64(sim, address, fake_of(sim)->time_ns);
	if (address == TW_CONTROL_CYCLE_LO)
		return fake_show64(sim, address, fake_of(sim)->cycle);
	return *fake_reg(sim, address);
}

/* The next word of the host's packet; the last one completes it. */
static void take_word(struct tw_sim *sim, uint32_t value)
{
	struct fake_registers *r = fake_of(sim);
	unsigned int i;

	if (r->packet_got >= r->packet_length)
		return;
	for (i = 0; i < 4; i++)
		r->packet[r->packet_got++] = (uint8_t)(value >> 8 * i);
	if (r->packet_got >= r->packet_length)
		r->host->packet(sim, r->packet, r->packet_length);
}

static bool is_setting(uint32_t address)
{
	return address == TW_IDENT_SCRATCH || address == TW_CONTROL_CONTROL ||
	       address == TW_CONTROL_TIME_SET_LO ||
	       (address >= TW_CONTROL_GROUP_IP && address <= TW_CONTROL_HOLD_NS) ||
	       (address >= TW_CONTROL_SILENCE_NS && address <= TW_CONTROL_JUMP) ||
	       (address >= TW_SYMBOL_NAME_HI && address <= TW_SYMBOL_LOCATE) ||
	       (address >= TW_DMA_RING_LO && address <= TW_DMA_HEAD) ||
	       address == TW_REPLAY_SEQ_LO || address == TW_REPLAY_SEQ_HI;
}

void fake_write(struct tw_sim *sim, uint32_t address, uint32_t value)
{
	struct fake_registers *r = fake_of(sim);
	uint64_t seq = fake_reg64(sim, TW_REPLAY_SEQ_LO);

	if (is_setting(address))
		*fake_reg(sim, address) = value;
	else if (address == TW_CONTROL_TIME_SET_HI)
		r->time_ns =
			(uint64_t)value << 32 | *fake_reg(sim, TW_CONTROL_TIME_SET_LO);
	else if (address == TW_CONTROL_FRESH)
		r->host->fresh(sim, value);
	else if (address == TW_REPLAY_COMMAND && value == TW_REPLAY_COMMAND_LOAD_MASK)
		r->host->load(sim, seq);
	else if (address == TW_REPLAY_COMMAND && value == TW_REPLAY_COMMAND_RESUME_MASK)
		r->host->resume(sim, seq);
	else if (address == TW_REPLAY_DATA)
		take_word(sim, value);
	else if (address == TW_REPLAY_BEGIN) {
		r->packet_length = value >= 20 && value <= FAKE_PACKET_MAX ? value : 0;
		r->packet_got = 0;
	}
}

/* Where [iova, iova+size) lies, whole inside one window; NULL, and counted, if it does not. */
static uint8_t *reach(struct tw_sim *sim, uint64_t iova, size_t size)
{
	struct fake_registers *r = fake_of(sim);
	unsigned int i;

	for (i = 0; i < FAKE_WINDOWS; i++)
		if (r->window[i].size >= size && iova >= r->window[i].iova &&
		    iova - r->window[i].iova <= r->window[i].size - size)
			return r->window[i].memory + (iova - r->window[i].iova);
	r->violations++;
	return NULL;
}

void fake_put(struct tw_sim *sim, uint64_t iova, const void *data, size_t size)
{
	uint8_t *to = reach(sim, iova, size);

	if (to != NULL)
		memcpy(to, data, size);
}

bool fake_get(struct tw_sim *sim, uint64_t iova, void *data, size_t size)
{
	const uint8_t *from = reach(sim, iova, size);

	if (from != NULL)
		memcpy(data, from, size);
	return from != NULL;
}

void fake_leave(struct tw_sim *sim, const void *data, uint32_t length)
{
	struct fake_registers *r = fake_of(sim);
	struct fake_frame *frame = &r->sent[r->sent_count];

	if (r->unplugged || r->sent_count == FAKE_SENT)
		return;
	*frame = (struct fake_frame){ malloc(length), length, TW_SIM_ORDER, r->time_ns,
				      false };
	if (frame->data == NULL)
		return;
	memcpy(frame->data, data, length);
	r->sent_count++;
}

bool fake_ring_full(struct tw_sim *sim)
{
	return (uint32_t)((uint32_t)fake_of(sim)->tail - *fake_reg(sim, TW_DMA_HEAD)) >=
	       1u << *fake_reg(sim, TW_DMA_SLOTS_LOG2);
}

struct tw_frame_done fake_done(struct tw_sim *sim, const struct fake_frame *frame)
{
	uint32_t room = 1u << *fake_reg(sim, TW_DMA_SLOT_LOG2);

	return (struct tw_frame_done){
		.arrival_ns = frame->time_ns,
		.length = frame->length,
		.stored = frame->length < room ? frame->length : room,
		.port = (uint8_t)frame->port,
		.bad = frame->bad,
		.seq = fake_of(sim)->tail + 1,
	};
}

void fake_deliver(struct tw_sim *sim, const struct fake_frame *frame, uint32_t stored,
		  const struct tw_frame_done *done)
{
	uint64_t slots = UINT64_C(1) << *fake_reg(sim, TW_DMA_SLOTS_LOG2);
	uint64_t at = fake_of(sim)->tail & (slots - 1);

	fake_put(sim,
		 fake_reg64(sim, TW_DMA_DATA_LO) +
			 (at << *fake_reg(sim, TW_DMA_SLOT_LOG2)),
		 frame->data, stored);
	fake_put(sim, fake_reg64(sim, TW_DMA_DONE_LO) + at * sizeof(*done), done,
		 sizeof(*done));
	fake_of(sim)->tail++;
}

bool fake_next(struct tw_sim *sim, struct fake_frame *frame)
{
	struct fake_registers *r = fake_of(sim);
	unsigned int first = 0, i;

	if (r->queued == 0)
		return false;
	for (i = 1; i < r->queued; i++)
		if (r->queue[i].time_ns < r->queue[first].time_ns)
			first = i;
	if (r->queue[first].time_ns > r->until)
		return false;
	*frame = r->queue[first];
	r->queued--;
	memmove(r->queue + first, r->queue + first + 1,
		(r->queued - first) * sizeof(*frame));
	r->waiting[frame->port]--;
	if (frame->time_ns > r->time_ns)
		r->time_ns = frame->time_ns;
	frame->time_ns = r->time_ns;
	return true;
}

uint64_t fake_cycles(const struct fake_frame *frame)
{
	return (frame->length + 24) / 8;
}

void fake_rest(struct tw_sim *sim)
{
	struct fake_registers *r = fake_of(sim);

	if (r->until != UINT64_MAX && r->time_ns < r->until)
		r->time_ns = r->until;
}

void fake_free(struct tw_sim *sim)
{
	struct fake_registers *r = fake_of(sim);

	while (r->queued > 0)
		free(r->queue[--r->queued].data);
	while (r->sent_count > 0)
		free(r->sent[--r->sent_count].data);
	free(sim);
}

int fake_grant(struct tw_sim *sim, uint64_t iova, void *memory, size_t size)
{
	struct fake_registers *r = fake_of(sim);
	unsigned int i;

	for (i = 0; i < FAKE_WINDOWS; i++) {
		if (r->window[i].size != 0)
			continue;
		r->window[i].iova = iova;
		r->window[i].memory = memory;
		r->window[i].size = size;
		return 0;
	}
	return -ENOSPC;
}

int fake_revoke(struct tw_sim *sim, uint64_t iova)
{
	struct fake_registers *r = fake_of(sim);
	unsigned int i;

	for (i = 0; i < FAKE_WINDOWS; i++) {
		if (r->window[i].size == 0 || r->window[i].iova != iova)
			continue;
		r->window[i].size = 0;
		return 0;
	}
	return -ENOENT;
}

static const struct fake_registers *constant(const struct tw_sim *sim)
{
	return (const struct fake_registers *)(const void *)sim;
}

uint64_t fake_violations(const struct tw_sim *sim)
{
	return constant(sim)->violations;
}

int fake_send(struct tw_sim *sim, unsigned int port, const void *data, size_t length,
	      uint64_t time_ns, unsigned int flags)
{
	struct fake_registers *r = fake_of(sim);
	struct fake_frame *frame = &r->queue[r->queued];

	if (port > TW_SIM_ORDER || length == 0 || length > TW_SIM_FRAME_MAX)
		return -EINVAL;
	if (port == TW_SIM_ORDER && r->unplugged)
		return -ENETDOWN;
	if (r->waiting[port] == FAKE_QUEUE)
		return -EAGAIN;
	*frame = (struct fake_frame){ malloc(length), (uint32_t)length, port, time_ns,
				      (flags & TW_SIM_SEND_BAD) != 0 };
	if (frame->data == NULL)
		return -ENOMEM;
	memcpy(frame->data, data, length);
	r->queued++;
	r->waiting[port]++;
	return 0;
}

uint64_t fake_cycle(const struct tw_sim *sim)
{
	return constant(sim)->cycle;
}

uint64_t fake_time_ns(const struct tw_sim *sim)
{
	return constant(sim)->time_ns;
}

void fake_until(struct tw_sim *sim, uint64_t time_ns)
{
	fake_of(sim)->until = time_ns;
}

int fake_order_take(struct tw_sim *sim, void *frame, size_t size, size_t *length,
		    uint64_t *time_ns)
{
	struct fake_registers *r = fake_of(sim);

	if (r->sent_count == 0)
		return -EAGAIN;
	*length = r->sent[0].length;
	if (*length > size)
		return -EMSGSIZE;
	memcpy(frame, r->sent[0].data, *length);
	if (time_ns != NULL)
		*time_ns = r->sent[0].time_ns;
	free(r->sent[0].data);
	memmove(r->sent, r->sent + 1, --r->sent_count * sizeof(r->sent[0]));
	return 0;
}

void fake_order_link(struct tw_sim *sim, bool up)
{
	fake_of(sim)->unplugged = !up;
}
