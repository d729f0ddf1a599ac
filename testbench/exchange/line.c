/* SPDX-License-Identifier: BSD-3-Clause */
/* line: one of the two ways of a packet: it may be lost, doubled, overtaken and late. */
#include "line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MILLION 1000000u
#define OVERTAKEN_MOST 8u
#define HELD_NS 1000000u /* nobody came to overtake it */

struct on_way {
	struct on_way *next;
	uint64_t due_ns;
	uint32_t overtakers; /* still to come, of a held one */
	uint32_t length;
	uint8_t bytes[];
};

void line_init(struct line *line, const struct exchange_faults *faults, uint64_t seed,
	       struct exchange_line_stats *stats)
{
	memset(line, 0, sizeof(*line));
	line->faults = *faults;
	line->dice.state = seed;
	line->stats = stats;
	line->last = &line->first;
}

static void free_list(struct on_way *at)
{
	while (at) {
		struct on_way *next = at->next;

		free(at);
		at = next;
	}
}

void line_free(struct line *line)
{
	free_list(line->first);
	free_list(line->held);
}

/*
 * Is the next packet lost? With bursts a run goes on with chance 1 - 1/burst, and begins so
 * seldom that the share lost is loss_ppm all the same.
 */
static bool is_lost(struct line *line)
{
	uint64_t loss = line->faults.loss_ppm, burst = line->faults.burst;
	uint32_t dice = dice_below(&line->dice, MILLION);

	if (loss == 0 || loss >= MILLION)
		return loss != 0;
	if (burst < 2)
		return dice < loss;
	if (line->losing)
		line->losing = dice >= MILLION / burst;
	else
		line->losing = dice < loss * MILLION / (burst * (MILLION - loss));
	return line->losing;
}

static struct on_way *copy_of(const uint8_t *packet, size_t length, uint64_t due_ns)
{
	struct on_way *copy = malloc(sizeof(*copy) + length);

	if (!copy)
		return NULL;
	copy->next = NULL;
	copy->due_ns = due_ns;
	copy->overtakers = 0;
	copy->length = (uint32_t)length;
	memcpy(copy->bytes, packet, length);
	return copy;
}

static void queue(struct line *line, struct on_way *packet)
{
	*line->last = packet;
	line->last = &packet->next;
}

int line_put(struct line *line, const uint8_t *packet, size_t length, uint64_t now_ns)
{
	uint64_t due_ns = now_ns + line->faults.skew_ns;
	bool lost = is_lost(line);
	bool twice = dice_below(&line->dice, MILLION) < line->faults.duplicate_ppm;
	bool late = dice_below(&line->dice, MILLION) < line->faults.reorder_ppm;
	uint32_t overtakers = 1 + dice_below(&line->dice, OVERTAKEN_MOST);

	if (lost) {
		line->stats->lost++;
		return 0;
	}
	for (unsigned copies = 1 + twice; copies > 0; copies--) {
		struct on_way *copy = copy_of(packet, length, due_ns);

		if (!copy)
			return -ENOMEM;
		if (late) {
			/* A second copy of a late packet goes in time. */
			late = false;
			copy->overtakers = overtakers;
			copy->due_ns += HELD_NS;
			copy->next = line->held;
			line->held = copy;
			line->stats->reordered++;
		} else {
			queue(line, copy);
		}
	}
	line->stats->duplicated += twice;
	return 0;
}

/* One packet of the queue went: those that waited for it follow. */
static void overtake(struct line *line, uint64_t now_ns)
{
	struct on_way **at = &line->held;

	while (*at) {
		struct on_way *held = *at;

		if (held->overtakers > 0)
			held->overtakers--;
		if (held->overtakers == 0)
			held->due_ns = now_ns;
		at = &held->next;
	}
}

static bool send_held(struct line *line, unsigned number, uint64_t now_ns,
		      line_send_fn send, void *ctx)
{
	struct on_way **at = &line->held;

	while (*at) {
		struct on_way *held = *at;

		if (held->due_ns > now_ns) {
			at = &held->next;
			continue;
		}
		if (send(ctx, number, held->bytes, held->length) < 0)
			return false;
		line->stats->sent++;
		*at = held->next;
		free(held);
	}
	return true;
}

void line_send(struct line *line, unsigned number, uint64_t now_ns, line_send_fn send,
	       void *ctx)
{
	while (send_held(line, number, now_ns, send, ctx) && line->first &&
	       line->first->due_ns <= now_ns) {
		struct on_way *packet = line->first;

		if (send(ctx, number, packet->bytes, packet->length) < 0)
			return;
		line->stats->sent++;
		line->first = packet->next;
		if (!line->first)
			line->last = &line->first;
		free(packet);
		overtake(line, now_ns);
	}
}

uint64_t line_due(const struct line *line)
{
	uint64_t due = line->first ? line->first->due_ns : UINT64_MAX;

	for (const struct on_way *held = line->held; held; held = held->next)
		due = held->due_ns < due ? held->due_ns : due;
	return due;
}
