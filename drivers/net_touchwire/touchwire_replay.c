/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_replay: the host's line into the feed, see rte_pmd_touchwire.h. */
#include <errno.h>
#include <string.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define HEAD 20u /* MoldUDP64: session 0..9, sequence 10..17, count 18..19 */
#define COUNT_END 0xffffu

/* Most reads of a wait: for messages to leave the line, for a command, for the book. */
#define ROOM_READS 2000u
#define COMMAND_READS 64u
#define BOOK_READS 4000u
#define STATUS_TRIES 4u

struct packet {
	const uint8_t *bytes;
	size_t length;
	uint64_t seq;
	unsigned int count; /* messages in it */
};

static uint64_t big_endian(const uint8_t *bytes, unsigned int n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | *bytes++;
	return value;
}

static void put_big_endian(uint8_t *bytes, unsigned int n, uint64_t value)
{
	for (; n > 0; value >>= 8)
		bytes[--n] = (uint8_t)value;
}

/* The offset behind up to @most messages that begin at @at; *@n of them. 0: they run past the end. */
static size_t behind(const struct packet *packet, size_t at, unsigned int most,
		     unsigned int *n)
{
	for (*n = 0; *n < most; ++*n) {
		if (packet->length - at < 2)
			return 0;
		size_t length = 2 + (size_t)big_endian(packet->bytes + at, 2);

		if (packet->length - at < length)
			return 0;
		at += length;
	}
	return at;
}

static int parse(struct packet *packet, const void *bytes, size_t length)
{
	unsigned int n;

	if (bytes == NULL || length < HEAD || length > RTE_PMD_TOUCHWIRE_REPLAY_MAX)
		return -EINVAL;
	packet->bytes = bytes;
	packet->length = length;
	packet->seq = big_endian(packet->bytes + 10, 8);
	packet->count = (unsigned int)big_endian(packet->bytes + 18, 2);
	if (packet->count == COUNT_END)
		packet->count = 0;
	return behind(packet, HEAD, packet->count, &n) == 0 ? -EBADMSG : 0;
}

static int write_words(struct touchwire *tw, const uint8_t *bytes, size_t length)
{
	int err = touchwire_write32(tw, TW_REPLAY_BEGIN, (uint32_t)length);
	size_t i;

	for (i = 0; i < length && err == 0; i += 4)
		err = touchwire_write32(tw, TW_REPLAY_DATA,
					(uint32_t)bytes[i] | (uint32_t)bytes[i + 1] << 8 |
						(uint32_t)bytes[i + 2] << 16 |
						(uint32_t)bytes[i + 3] << 24);
	return err;
}

/* @count messages from number @first of the packet, which are the bytes @from to @to. */
static int write_part(struct touchwire *tw, const struct packet *packet,
		      unsigned int first, unsigned int count, size_t from, size_t to)
{
	uint8_t part[RTE_PMD_TOUCHWIRE_REPLAY_MAX + 3];
	size_t length = HEAD + to - from;

	memcpy(part, packet->bytes, HEAD);
	if (packet->count != 0) {
		put_big_endian(part + 10, 8, packet->seq + first);
		put_big_endian(part + 18, 2, count);
	}
	memcpy(part + HEAD, packet->bytes + from, to - from);
	memset(part + length, 0, 3);
	return write_words(tw, part, length);
}

/* How many messages may be written now, at most @wanted; or -errno. */
static int room_for(struct touchwire *tw, unsigned int wanted)
{
	unsigned int i;
	uint32_t room;
	int err;

	for (i = 0; i < ROOM_READS; i++) {
		err = touchwire_wait(tw, TW_CONTROL_STATUS,
				     TW_CONTROL_STATUS_HOLDING_MASK,
				     TW_CONTROL_STATUS_HOLDING_MASK, 1);
		if (err == 0)
			err = touchwire_read32(tw, TW_REPLAY_ROOM, &room);
		if (err != 0)
			return err == -ETIMEDOUT ? -EAGAIN : err;
		if (room != 0)
			return (int)(room < wanted ? room : wanted);
		touchwire_pause(tw);
	}
	return -EAGAIN;
}

static struct touchwire *started(uint16_t port, int *err)
{
	struct touchwire *tw = touchwire_find(port);

	*err = tw == NULL ? -ENODEV : tw->started ? 0 : -ENETDOWN;
	return *err == 0 ? tw : NULL;
}

int rte_pmd_touchwire_repair(uint16_t port, bool on)
{
	const uint32_t mask = TW_CONTROL_CONTROL_REPAIR_MASK;
	struct touchwire *tw;
	uint32_t control;
	int err;

	tw = started(port, &err);
	if (err == 0)
		err = touchwire_read32(tw, TW_CONTROL_CONTROL, &control);
	if (err == 0)
		err = touchwire_write32(tw, TW_CONTROL_CONTROL,
					on ? control | mask : control & ~mask);
	if (err == 0)
		tw->args.repair = on;
	return err;
}

int rte_pmd_touchwire_replay(uint16_t port, const void *bytes, size_t length)
{
	unsigned int done = 0, n = 0;
	struct packet packet;
	struct touchwire *tw;
	size_t from = HEAD, to;
	int room, err;

	tw = started(port, &err);
	if (err == 0)
		err = parse(&packet, bytes, length);
	if (err != 0)
		return err;
	do {
		room = room_for(tw, packet.count - done);
		if (room < 0)
			return room == -EAGAIN && done != 0 ? -ETIMEDOUT : room;
		to = behind(&packet, from, (unsigned int)room, &n);
		err = write_part(tw, &packet, done, n, from, to);
		from = to;
		done += n;
	} while (err == 0 && done < packet.count);
	return err;
}

/* Give a command with a number; then these bits of STATUS must become @wanted. */
static int command(uint16_t port, uint32_t bit, uint64_t seq, uint32_t wanted,
		   unsigned int reads)
{
	struct touchwire *tw;
	int err;

	tw = started(port, &err);
	if (err == 0 && seq == 0)
		err = -EINVAL;
	if (err == 0)
		err = touchwire_write32(tw, TW_REPLAY_SEQ_LO, (uint32_t)seq);
	if (err == 0)
		err = touchwire_write32(tw, TW_REPLAY_SEQ_HI, (uint32_t)(seq >> 32));
	if (err == 0)
		err = touchwire_write32(tw, TW_REPLAY_COMMAND, bit);
	if (err == 0)
		err = touchwire_wait(tw, TW_CONTROL_STATUS,
				     TW_CONTROL_STATUS_LOADING_MASK, wanted, reads);
	return err == -ETIMEDOUT ? -EAGAIN : err;
}

int rte_pmd_touchwire_load(uint16_t port, uint64_t seq)
{
	return command(port, TW_REPLAY_COMMAND_LOAD_MASK, seq,
		       TW_CONTROL_STATUS_LOADING_MASK, COMMAND_READS);
}

int rte_pmd_touchwire_resume(uint16_t port, uint64_t seq)
{
	return command(port, TW_REPLAY_COMMAND_RESUME_MASK, seq, 0, BOOK_READS);
}

int rte_pmd_touchwire_fresh(uint16_t port, uint64_t gaps)
{
	struct touchwire *tw;
	int err;

	tw = started(port, &err);
	if (err == 0)
		err = touchwire_write32(tw, TW_CONTROL_FRESH, (uint32_t)gaps);
	/* What is refused goes on holding; what is not reaches the book behind all events. */
	if (err == 0)
		err = touchwire_wait(tw, TW_CONTROL_STATUS,
				     TW_CONTROL_STATUS_HOLDING_MASK, 0, COMMAND_READS);
	if (err == 0)
		err = touchwire_wait(tw, TW_CONTROL_STATUS, TW_CONTROL_STATUS_STALE_MASK,
				     0, BOOK_READS);
	return err == -ETIMEDOUT ? -EAGAIN : err;
}

/* The numbers of one gap: read again when another came meanwhile. */
static int read_gap(struct touchwire *tw, struct rte_pmd_touchwire_feed_status *status)
{
	unsigned int tries;
	uint64_t before;
	int err = touchwire_read64(tw, TW_COUNT_GAPS, &status->gaps);

	for (tries = 0; tries < STATUS_TRIES && err == 0; tries++) {
		before = status->gaps;
		err = touchwire_read64(tw, TW_REPLAY_GAP_FIRST_LO, &status->gap_first);
		if (err == 0)
			err = touchwire_read64(tw, TW_REPLAY_GAP_NEXT_LO,
					       &status->gap_next);
		if (err == 0)
			err = touchwire_read64(tw, TW_COUNT_GAPS, &status->gaps);
		if (status->gaps == before)
			return err;
	}
	return err == 0 ? -EAGAIN : err;
}

static int read_session(struct touchwire *tw, uint8_t session[10])
{
	unsigned int i;
	uint32_t word;
	int err = 0;

	for (i = 0; i < 3 && err == 0; i++) {
		err = touchwire_read32(tw, TW_REPLAY_SESSION_0 + 4 * i, &word);
		put_big_endian(session + 4 * i, i < 2 ? 4 : 2, i < 2 ? word : word >> 16);
	}
	return err;
}

int rte_pmd_touchwire_feed_status(uint16_t port,
				  struct rte_pmd_touchwire_feed_status *status)
{
	struct touchwire *tw;
	uint32_t bits = 0;
	int err;

	tw = started(port, &err);
	if (err != 0)
		return err;
	*status = (struct rte_pmd_touchwire_feed_status){ 0 };
	err = read_gap(tw, status);
	if (err == 0)
		err = read_session(tw, status->session);
	if (err == 0)
		err = touchwire_read64(tw, TW_REPLAY_EXPECTED_LO, &status->expected);
	if (err == 0)
		err = touchwire_read32(tw, TW_REPLAY_ROOM, &status->room);
	if (err == 0)
		err = touchwire_read32(tw, TW_CONTROL_STATUS, &bits);
	if (err != 0)
		return err;
	status->holding = (bits & TW_CONTROL_STATUS_HOLDING_MASK) != 0;
	status->loading = (bits & TW_CONTROL_STATUS_LOADING_MASK) != 0;
	status->replay_lost = (bits & TW_CONTROL_STATUS_REPLAY_LOST_MASK) != 0;
	status->spoilt = (bits & TW_CONTROL_STATUS_SPOILT_MASK) != 0;
	status->silent[0] = (bits & TW_CONTROL_STATUS_SILENT_A_MASK) != 0;
	status->silent[1] = (bits & TW_CONTROL_STATUS_SILENT_B_MASK) != 0;
	status->all_silent = (bits & TW_CONTROL_STATUS_SILENT_MASK) != 0;
	status->stale = (bits & TW_CONTROL_STATUS_STALE_MASK) != 0;
	status->ended = (bits & TW_CONTROL_STATUS_ENDED_MASK) != 0;
	return 0;
}
