/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_order: see touchwire_order.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "touchwire_order.h"

#define FRAME_MIN 60u /* what a sender pads to */

struct touchwire_order {
	const struct touchwire_wire_ops *ops;
	void *wire;
	uint32_t first, count;
	uint64_t dropped;
	struct touchwire_order_frame queue[TOUCHWIRE_ORDER_QUEUE];
};

static const struct touchwire_wire_ops *const wires[] = { &touchwire_slirp_ops,
							  &touchwire_tap_ops };

/* The kind of wire that @name asks for, and what stands behind its colon. */
static const struct touchwire_wire_ops *find(const char *name, const char **argument)
{
	unsigned int i;

	for (i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		size_t length = strlen(wires[i]->name);
		bool takes = wires[i]->name[length - 1] == ':';

		*argument = name + length;
		if (strncmp(name, wires[i]->name, length) == 0 &&
		    takes == (**argument != '\0'))
			return wires[i];
	}
	return NULL;
}

bool touchwire_order_named(const char *name)
{
	const char *argument;

	return find(name, &argument) != NULL;
}

void touchwire_order_deliver(struct touchwire_order *order, const void *frame,
			     size_t length)
{
	uint32_t place = (order->first + order->count) % TOUCHWIRE_ORDER_QUEUE;
	struct touchwire_order_frame *to = &order->queue[place];

	if (length > sizeof(to->data) || order->count == TOUCHWIRE_ORDER_QUEUE) {
		order->dropped++;
		return;
	}
	memcpy(to->data, frame, length);
	to->length = length;
	if (length < FRAME_MIN) {
		memset(to->data + length, 0, FRAME_MIN - length);
		to->length = FRAME_MIN;
	}
	order->count++;
}

int touchwire_order_open(const char *name, struct touchwire_order **out, char *error,
			 size_t size)
{
	const char *argument;
	const struct touchwire_wire_ops *ops = find(name, &argument);
	struct touchwire_order *order;
	int err;

	*out = NULL;
	if (ops == NULL) {
		snprintf(error, size, "%s: want slirp or tap:NAME", name);
		return -EINVAL;
	}
	order = calloc(1, sizeof(*order));
	if (order == NULL) {
		snprintf(error, size, "%s: %s", name, strerror(ENOMEM));
		return -ENOMEM;
	}
	order->ops = ops;
	err = ops->open(argument, order, &order->wire, error, size);
	if (err != 0) {
		free(order);
		return err;
	}
	*out = order;
	return 0;
}

bool touchwire_order_send(struct touchwire_order *order, const uint8_t *frame,
			  size_t length)
{
	return order->ops->send(order->wire, frame, length);
}

const struct touchwire_order_frame *touchwire_order_peek(struct touchwire_order *order)
{
	if (order->count == 0)
		order->ops->poll(order->wire);
	return order->count == 0 ? NULL : &order->queue[order->first];
}

void touchwire_order_advance(struct touchwire_order *order)
{
	order->first = (order->first + 1) % TOUCHWIRE_ORDER_QUEUE;
	order->count--;
}

uint64_t touchwire_order_dropped(const struct touchwire_order *order)
{
	return order->dropped;
}

void touchwire_order_close(struct touchwire_order *order)
{
	if (order == NULL)
		return;
	order->ops->close(order->wire);
	free(order);
}
