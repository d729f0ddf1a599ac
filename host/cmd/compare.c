/* SPDX-License-Identifier: BSD-3-Clause */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#define SYMBOLS 65536u

void compare_open(struct compare *compare)
{
	memset(compare, 0, sizeof(*compare));
	compare->exempt = calloc(SYMBOLS, 1);
	compare->inexact = calloc(SYMBOLS, 1);
	if (compare->exempt == NULL || compare->inexact == NULL)
		abort();
}

void compare_close(struct compare *compare)
{
	free(compare->device.records);
	free(compare->reference.records);
	free(compare->exempt);
	free(compare->inexact);
	memset(compare, 0, sizeof(*compare));
}

static void push(struct compare_queue *queue, const struct tw_touch *touch)
{
	if (queue->count == queue->room) {
		size_t room = queue->room == 0 ? 1024 : queue->room * 2, i;
		struct tw_touch *records = calloc(room, sizeof(*records));

		if (records == NULL)
			abort();
		for (i = 0; i < queue->count; i++)
			records[i] =
				queue->records[(queue->first + i) & (queue->room - 1)];
		free(queue->records);
		queue->records = records;
		queue->first = 0;
		queue->room = room;
	}
	queue->records[(queue->first + queue->count++) & (queue->room - 1)] = *touch;
}

static const struct tw_touch *head(const struct compare_queue *queue)
{
	return queue->count != 0 ? &queue->records[queue->first] : NULL;
}

static void pop(struct compare_queue *queue)
{
	queue->first = (queue->first + 1) & (queue->room - 1);
	queue->count--;
}

void compare_device(struct compare *compare, const struct tw_touch *touch)
{
	push(&compare->device, touch);
}

void compare_reference(struct compare *compare, const struct tw_touch *touch)
{
	push(&compare->reference, touch);
}

static bool same(const struct tw_touch *a, const struct tw_touch *b)
{
	return a->feed_seq == b->feed_seq && a->exchange_ns == b->exchange_ns &&
	       a->symbol == b->symbol && a->locate == b->locate &&
	       a->bid_price == b->bid_price && a->bid_size == b->bid_size &&
	       a->ask_price == b->ask_price && a->ask_size == b->ask_size &&
	       a->flags == b->flags;
}

/* Drop the records of exempt symbols at both heads. */
static void skip_exempt(struct compare *compare)
{
	const struct tw_touch *touch;

	while ((touch = head(&compare->device)) != NULL &&
	       compare->exempt[touch->symbol]) {
		compare->skipped++;
		pop(&compare->device);
	}
	while ((touch = head(&compare->reference)) != NULL &&
	       compare->exempt[touch->symbol])
		pop(&compare->reference);
}

/* The device's word alone: inexact where the reference is exact, and a table was full. */
static bool try_exempt(struct compare *compare, const struct tw_touch *device,
		       const struct tw_touch *reference)
{
	uint16_t symbol = device->symbol;

	if ((device->flags & TW_FLAG_INEXACT) == 0 || compare->inexact[symbol])
		return false;
	if (reference != NULL && reference->symbol == symbol &&
	    reference->feed_seq == device->feed_seq &&
	    (reference->flags & TW_FLAG_INEXACT) != 0)
		return false;
	if (compare->full == NULL || !compare->full(compare->ctx))
		return false;
	compare->exempt[symbol] = 1;
	compare->exempted++;
	return true;
}

static void differ(struct compare *compare, const struct tw_touch *device,
		   const struct tw_touch *reference)
{
	compare->differs = true;
	compare->missing_device = device == NULL;
	compare->missing_reference = reference == NULL;
	if (device != NULL)
		compare->device_record = *device;
	if (reference != NULL)
		compare->reference_record = *reference;
}

bool compare_step(struct compare *compare)
{
	const struct tw_touch *device, *reference;

	while (!compare->differs) {
		skip_exempt(compare);
		device = head(&compare->device);
		reference = head(&compare->reference);
		if (device == NULL || reference == NULL)
			break;
		if (!same(device, reference)) {
			if (!try_exempt(compare, device, reference))
				differ(compare, device, reference);
			continue;
		}
		compare->inexact[reference->symbol] =
			(reference->flags & TW_FLAG_INEXACT) != 0;
		compare->equal++;
		pop(&compare->device);
		pop(&compare->reference);
	}
	return !compare->differs;
}

bool compare_finish(struct compare *compare)
{
	while (compare_step(compare)) {
		const struct tw_touch *device = head(&compare->device);
		const struct tw_touch *reference = head(&compare->reference);

		if (device == NULL && reference == NULL)
			return true;
		if (device == NULL || !try_exempt(compare, device, NULL))
			differ(compare, device, reference);
	}
	return false;
}
