/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define MINE 0x0a00020fu /* 10.0.2.15 */
#define GATE 0x0a000202u

uint64_t world_now = 1000 * WORLD_MS;

uint32_t sys_now(void);

/* lwIP's clock: the library finds this one before its own. */
uint32_t sys_now(void)
{
	return (uint32_t)(world_now / WORLD_MS);
}

unsigned int world_dice(struct world *world, unsigned int n)
{
	world->random = world->random * 1664525u + 1013904223u;
	return (world->random >> 12) % n;
}

static void put(struct world *world, struct world_wire *wire, const uint8_t *bytes,
		size_t length)
{
	struct world_frame *frame;

	assert_in_range(length, 14, sizeof(frame->bytes));
	if (wire->cut || (wire->lose != 0 && world_dice(world, 1000) < wire->lose))
		return;
	assert_in_range(wire->count, 0, WORLD_FRAMES - 1);
	frame = &wire->frames[(wire->first + wire->count++) % WORLD_FRAMES];
	memcpy(frame->bytes, bytes, length);
	frame->length = length;
}

static const struct world_frame *get(struct world_wire *wire)
{
	const struct world_frame *frame = &wire->frames[wire->first];

	if (wire->count == 0)
		return NULL;
	wire->first = (wire->first + 1) % WORLD_FRAMES;
	wire->count--;
	return frame;
}

/* ---- device ---------------------------------------------------------------------------------- */
static bool guard_payload(struct world_device *device, const uint8_t *payload,
			  size_t length, uint32_t seq)
{
	uint32_t at = seq - device->first;

	if (!device->lent && seq == device->next) {
		if (length < 3 || peer_get16(payload) + 2u != length ||
		    strchr("LRO", payload[2]) == NULL)
			return false;
		memcpy(device->stream + at, payload, length);
		device->next += (uint32_t)length;
		return true;
	}
	device->again++;
	return (int32_t)(device->next - seq) > 0 && device->next - seq <= 4096 &&
	       length <= device->next - seq &&
	       memcmp(device->stream + at, payload, length) == 0;
}

/* What the device lets the host send. */
static bool guard(struct world_device *device, const uint8_t *frame, size_t length)
{
	const struct lend_session *session = &device->session;
	const uint8_t *tcp = frame + 34;
	size_t header, payload;
	uint32_t seq;

	if (length > 256)
		return false;
	if (peer_get16(frame + 12) == 0x0806)
		return true;
	if (length < 54 || device->sessions == 0 || peer_get16(frame + 12) != 0x0800 ||
	    frame[14] != 0x45 || frame[23] != 6 || memcmp(frame, session->to, 6) != 0 ||
	    memcmp(frame + 6, session->from, 6) != 0 ||
	    peer_get32(frame + 26) != session->own_ip ||
	    peer_get32(frame + 30) != session->peer_ip ||
	    peer_get16(tcp) != session->own_port ||
	    peer_get16(tcp + 2) != session->peer_port)
		return false;
	header = (size_t)(tcp[12] >> 4) * 4;
	payload = peer_get16(frame + 16) - 20u - header;
	seq = peer_get32(tcp + 4);
	if (payload == 0) {
		if ((tcp[13] & 2) != 0 && !device->lent)
			device->first = device->next = seq + 1;
		return true;
	}
	return guard_payload(device, tcp + header, payload, seq);
}

static void host_send(void *opaque, const uint8_t *frame, size_t length)
{
	struct world *world = opaque;

	if (guard(&world->device, frame, length))
		put(world, &world->to_peer, frame, length);
	else
		world->device.refused++;
}

static int take_session(void *opaque, const struct lend_session *session)
{
	struct world *world = opaque;

	world->device.session = *session;
	world->device.sessions++;
	return 0;
}

static void take_numbers(void *opaque, const struct tcp_link_numbers *numbers)
{
	struct world_device *device = &((struct world *)opaque)->device;

	device->ack = numbers->ack;
	device->limit = numbers->limit;
	device->window = numbers->window;
}

static int take_lend(void *opaque, const struct tcp_link_numbers *numbers)
{
	struct world_device *device = &((struct world *)opaque)->device;

	if (numbers->next != device->next)
		return -EPROTO;
	take_numbers(opaque, numbers);
	device->lent = true;
	device->lent_at = device->next;
	return 0;
}

static bool emit(struct world *world, const uint8_t *bytes, size_t length)
{
	struct world_device *device = &world->device;
	const struct lend_session *session = &device->session;
	struct world_record *record =
		&device->records[(device->record_first + device->record_count) % 1024];
	uint8_t frame[256];
	size_t size;

	if (!device->lent ||
	    (int32_t)(device->limit - device->next - (uint32_t)length) < 0)
		return false;
	size = peer_segment(frame, session->to, session->from, session->own_ip,
			    session->peer_ip, session->own_port, session->peer_port,
			    device->next, device->ack, 0x18, device->window, bytes,
			    length);
	memcpy(device->stream + (device->next - device->first), bytes, length);
	*record = (struct world_record){ .number = device->next, .length = length };
	memcpy(record->bytes, bytes, length);
	device->record_count++;
	device->next += (uint32_t)length;
	put(world, &world->to_peer, frame, size);
	return true;
}

static void beat(void *opaque)
{
	struct world *world = opaque;

	world->device.heartbeats++;
	emit(world, (const uint8_t[]){ 0, 1, 'R' }, 3);
}

static void take_back(void *opaque)
{
	struct world *world = opaque;

	world->device.lent = false;
	world->device.returned++;
}

static bool returned(void *opaque, uint32_t *next)
{
	const struct world *world = opaque;

	*next = world->device.next;
	return !world->device.lent;
}

bool world_order(struct world *world, char fill, size_t length)
{
	uint8_t packet[64];
	uint8_t message[64];

	memset(message, fill, sizeof(message));
	return emit(world, packet, tw_soup_pack(packet, 'U', message, length));
}

/* ---- the peer's Soup -------------------------------------------------------------------------- */
static char on_login(void *opaque, const struct tw_soup_login *login, uint64_t *sequence)
{
	struct world *world = opaque;

	(void)sequence;
	assert_string_equal(login->password, "secret");
	world->logins++;
	return world->refuse ? 'A' : 0;
}

static int on_message(void *opaque, const uint8_t *message, size_t length)
{
	struct world *world = opaque;

	world->messages++;
	tw_soup_server_send(world->server, message, length, world_now);
	return 0;
}

static void on_answer(void *opaque, uint64_t sequence, const uint8_t *message,
		      size_t length)
{
	struct world *world = opaque;

	(void)message;
	(void)length;
	world->answers++;
	assert_int_equal(sequence, world->answers);
}

static void serve(struct world *world)
{
	struct peer *peer = &world->peer;
	const uint8_t *bytes;
	size_t length;

	if (peer->length > world->served) {
		tw_soup_server_input(world->server, peer->stream + world->served,
				     peer->length - world->served, world_now, NULL);
		world->served = peer->length;
	}
	tw_soup_server_advance(world->server, world_now, NULL);
	length = tw_soup_server_output(world->server, &bytes);
	if (length > 1000)
		length = 1000;
	if (length != 0 && peer->open && !world->mute_server) {
		peer_write(peer, bytes, length);
		tw_soup_server_sent(world->server, length);
	}
}

static void peer_send(void *opaque, const uint8_t *frame, size_t length)
{
	struct world *world = opaque;

	put(world, &world->to_host, frame, length);
}

/* ---- all of it -------------------------------------------------------------------------------- */
void world_open(struct world *world)
{
	static uint16_t port = 20000;
	const struct tw_soup_server_config server = { .session = "S1",
						      .on_login = on_login,
						      .on_message = on_message,
						      .ctx = world };
	const struct lend_config config = {
		.tcp = { .ip = MINE,
			 .mask = 0xffffff00u,
			 .gateway = GATE,
			 .mac = { 2, 0, 0, 0, 0, 1 },
			 .peer_ip = GATE,
			 .peer_port = 9000,
			 .own_port = port++ },
		.username = "user",
		.password = "secret",
		.sequence = 1,
		.device = { .send = host_send,
			    .session = take_session,
			    .lend = take_lend,
			    .update = take_numbers,
			    .heartbeat = beat,
			    .take_back = take_back,
			    .returned = returned },
		.answer = on_answer,
		.ctx = world,
	};

	world_close(world);
	memset(world, 0, sizeof(*world));
	world->random = 1;
	world->peer = (struct peer){ .own_mac = { 2, 0, 0, 0, 0, 2 },
				     .ip = GATE,
				     .port = 9000,
				     .window = 8192,
				     .send = peer_send,
				     .ctx = world };
	world->server = tw_soup_server_create(&server, world_now);
	assert_non_null(world->server);
	world->lend = lend_open(&config, world_now);
	assert_non_null(world->lend);
}

void world_close(struct world *world)
{
	lend_close(world->lend);
	tw_soup_server_destroy(world->server);
	world->lend = NULL;
	world->server = NULL;
}

static void tell_records(struct world *world)
{
	struct world_device *device = &world->device;

	while (!device->silent && device->record_count != 0) {
		const struct world_record *record =
			&device->records[device->record_first];

		device->record_first = (device->record_first + 1) % 1024;
		device->record_count--;
		lend_sent(world->lend, record->number, record->bytes, record->length);
	}
}

void world_run(struct world *world, unsigned int ms)
{
	const struct world_frame *frame;

	while (ms-- != 0) {
		world_now += WORLD_MS;
		while ((frame = get(&world->to_peer)) != NULL)
			peer_frame(&world->peer, frame->bytes, frame->length);
		serve(world);
		if (world_now / WORLD_MS % 300 == 0)
			peer_again(&world->peer);
		tell_records(world);
		while ((frame = get(&world->to_host)) != NULL)
			lend_frame(world->lend, frame->bytes, frame->length, world_now);
		lend_poll(world->lend, world_now);
	}
}

void world_lend(struct world *world)
{
	unsigned int i;

	for (i = 0; i < 20000 && lend_state(world->lend) < LEND_LENT; i++)
		world_run(world, 1);
	assert_string_equal(lend_reason(world->lend), "");
	assert_int_equal(lend_state(world->lend), LEND_LENT);
}

bool world_equal(const struct world *world)
{
	const struct world_device *device = &world->device;
	size_t length = device->next - device->first;

	return world->peer.length == length &&
	       memcmp(world->peer.stream, device->stream, length) == 0;
}
