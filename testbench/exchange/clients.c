/* SPDX-License-Identifier: BSD-3-Clause */
/* clients: connections to the GLIMPSE server; those at the same number share a snapshot. */
#include <stdlib.h>

#include "exchange_private.h"

#define CUT_BYTES 200u /* of a connection that breaks off */

struct exchange_client {
	struct exchange_client *next;
	struct exchange *exchange;
	struct tw_glimpse_server *glimpse;
	bool cut; /* it breaks off */
	bool bad; /* it broke the protocol: counted */
	bool counted;
	uint64_t sent;
};

static const struct tw_snapshot *open_snapshot(void *ctx, uint64_t *sequence)
{
	struct exchange *exchange = ((struct exchange_client *)ctx)->exchange;
	struct served *served;

	*sequence = exchange->store.next;
	for (served = exchange->served; served; served = served->next)
		if (served->sequence == exchange->store.next) {
			served->readers++;
			return served->snapshot;
		}
	served = exchange->unfaithful ? NULL : calloc(1, sizeof(*served));
	if (!served ||
	    tw_snapshot_open(&served->snapshot, exchange->engine, 0, NULL) < 0) {
		free(served);
		exchange->stats.snapshots_refused++;
		return NULL;
	}
	served->sequence = exchange->store.next;
	served->readers = 1;
	served->next = exchange->served;
	exchange->served = served;
	return served->snapshot;
}

static void close_snapshot(void *ctx, const struct tw_snapshot *snapshot)
{
	struct exchange *exchange = ((struct exchange_client *)ctx)->exchange;
	struct served **at = &exchange->served;

	while ((*at)->snapshot != snapshot)
		at = &(*at)->next;
	if (--(*at)->readers == 0) {
		struct served *served = *at;

		*at = served->next;
		tw_snapshot_close(served->snapshot);
		free(served);
	}
}

struct exchange_client *exchange_connect(struct exchange *exchange, uint64_t now_ns)
{
	struct exchange_client *client = calloc(1, sizeof(*client));
	struct tw_glimpse_server_config config = {
		.username = exchange->config.username,
		.password = exchange->config.password,
		.session = exchange->session,
		.on_open = open_snapshot,
		.on_close = close_snapshot,
		.ctx = client,
	};

	if (!client)
		return NULL;
	client->exchange = exchange;
	client->glimpse = tw_glimpse_server_create(&config, now_ns);
	if (!client->glimpse) {
		free(client);
		return NULL;
	}
	client->cut = exchange->stats.connections++ < exchange->config.cut_connections;
	client->next = exchange->clients;
	exchange->clients = client;
	return client;
}

void exchange_disconnect(struct exchange_client *client)
{
	struct exchange_client **at = &client->exchange->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->exchange->stats.connections_cut +=
		client->cut && client->sent >= CUT_BYTES;
	tw_glimpse_server_destroy(client->glimpse);
	free(client);
}

/* Count what became of it, once. */
static void judge(struct exchange_client *client, int code)
{
	struct exchange_stats *stats = &client->exchange->stats;
	const uint8_t *bytes;

	stats->connections_bad += code < 0 && !client->bad;
	client->bad |= code < 0;
	if (client->counted || !tw_glimpse_server_served(client->glimpse) ||
	    exchange_client_output(client, &bytes) > 0 || client->cut)
		return;
	client->counted = true;
	stats->snapshots++;
}

void exchange_client_input(struct exchange_client *client, const void *bytes,
			   size_t length, uint64_t now_ns)
{
	judge(client,
	      tw_glimpse_server_input(client->glimpse, bytes, length, now_ns, NULL));
}

size_t exchange_client_output(const struct exchange_client *client, const uint8_t **bytes)
{
	size_t n = tw_glimpse_server_output(client->glimpse, bytes);

	if (client->cut && n > CUT_BYTES - client->sent)
		n = CUT_BYTES - client->sent;
	return n;
}

void exchange_client_sent(struct exchange_client *client, size_t length, uint64_t now_ns)
{
	client->sent += length;
	tw_glimpse_server_sent(client->glimpse, length, now_ns);
	judge(client, 0);
}

bool exchange_client_closing(const struct exchange_client *client)
{
	return tw_glimpse_server_closing(client->glimpse) ||
	       (client->cut && client->sent >= CUT_BYTES);
}

void exchange_clients_advance(struct exchange *exchange, uint64_t now_ns)
{
	for (struct exchange_client *client = exchange->clients; client;
	     client = client->next)
		judge(client, tw_glimpse_server_advance(client->glimpse, now_ns, NULL));
}

uint64_t exchange_clients_due(const struct exchange *exchange)
{
	uint64_t due = UINT64_MAX;

	for (const struct exchange_client *client = exchange->clients; client;
	     client = client->next) {
		uint64_t own = tw_glimpse_server_due(client->glimpse);

		due = own < due ? own : due;
	}
	return due;
}

void exchange_clients_free(struct exchange *exchange)
{
	while (exchange->clients)
		exchange_disconnect(exchange->clients);
}
