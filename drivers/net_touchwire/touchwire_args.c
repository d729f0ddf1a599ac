/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_args: see touchwire_args.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_kvargs.h>

#include "touchwire_args.h"
#include "touchwire_log.h"
#include "touchwire_order.h"

#define HOLD_NS_DEFAULT 1000000u

enum { KEY_BOTH, KEY_SIM, KEY_BOARD };

struct key {
	const char *name;
	int kind;
	int (*take)(struct touchwire_args *args, const char *key, const char *value);
};

static int refuse(const char *key, const char *value, const char *wanted)
{
	TOUCHWIRE_LOG(ERR, "%s=%s: %s", key, value, wanted);
	return -EINVAL;
}

static int number(const char *key, const char *value, uint64_t min, uint64_t max,
		  uint64_t *out)
{
	char wanted[64];
	char *end;

	errno = 0;
	*out = strtoull(value, &end, 0);
	if (value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 &&
	    *out >= min && *out <= max)
		return 0;
	snprintf(wanted, sizeof(wanted), "want a number %ju..%ju", (uintmax_t)min,
		 (uintmax_t)max);
	return refuse(key, value, wanted);
}

static int number32(const char *key, const char *value, uint32_t min, uint32_t max,
		    uint32_t *out)
{
	uint64_t wide;
	int err = number(key, value, min, max, &wide);

	*out = (uint32_t)wide;
	return err;
}

static int string(char **out, const char *key, const char *value)
{
	if (value[0] == '\0')
		return refuse(key, value, "no value");
	*out = strdup(value);
	return *out == NULL ? -ENOMEM : 0;
}

static int take_string(struct touchwire_args *args, const char *key, const char *value)
{
	if (strcmp(key, "feed_a") == 0)
		return string(&args->feed[0], key, value);
	if (strcmp(key, "feed_b") == 0)
		return string(&args->feed[1], key, value);
	if (strcmp(key, "model") == 0)
		return string(&args->model, key, value);
	return string(&args->wave, key, value);
}

static int take_order(struct touchwire_args *args, const char *key, const char *value)
{
	if (strcmp(value, "none") == 0)
		return 0;
	if (!touchwire_order_named(value))
		return refuse(key, value, "want none, slirp or tap:NAME");
	return string(&args->order, key, value);
}

static int take_build(struct touchwire_args *args, const char *key, const char *value)
{
	args->build_given = true;
	return number32(key, value, 0, UINT32_MAX, &args->build);
}

static int take_symbols(struct touchwire_args *args, const char *key, const char *value)
{
	if (strcmp(value, "all") == 0) {
		args->mode = TOUCHWIRE_SYMBOLS_ALL;
		return 0;
	}
	args->mode = TOUCHWIRE_SYMBOLS_LIST;
	return string(&args->symbols, key, value);
}

static int take_group(struct touchwire_args *args, const char *key, const char *value)
{
	const char *colon = strrchr(value, ':');
	char ip[INET_ADDRSTRLEN];
	struct in_addr address;
	uint32_t port;

	if (colon == NULL || (size_t)(colon - value) >= sizeof(ip))
		return refuse(key, value, "want IP:PORT");
	memcpy(ip, value, (size_t)(colon - value));
	ip[colon - value] = '\0';
	if (inet_pton(AF_INET, ip, &address) != 1)
		return refuse(key, value, "want IP:PORT, this is no IPv4 address");
	if (number32(key, colon + 1, 0, UINT16_MAX, &port) != 0)
		return -EINVAL;
	args->group_ip = ntohl(address.s_addr);
	args->group_port = (uint16_t)port;
	return 0;
}

static int take_source(struct touchwire_args *args, const char *key, const char *value)
{
	char ip[INET_ADDRSTRLEN];
	struct in_addr address;
	unsigned int n = 0;

	for (;;) {
		size_t length = strcspn(value, ":");

		if (n == TOUCHWIRE_SOURCES)
			return refuse(key, value, "want at most 4 addresses");
		if (length >= sizeof(ip))
			return refuse(key, value, "want IP[:IP...]");
		memcpy(ip, value, length);
		ip[length] = '\0';
		/* The device takes 0 for an empty place in the list. */
		if (inet_pton(AF_INET, ip, &address) != 1 || address.s_addr == 0)
			return refuse(key, value,
				      "want IP[:IP...], this is no IPv4 address");
		args->source[n++] = ntohl(address.s_addr);
		if (value[length] == '\0')
			return 0;
		value += length + 1;
	}
}

static int take_flag(struct touchwire_args *args, const char *key, const char *value)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{ "repair", &args->repair },	   { "jump", &args->jump },
		{ "udp_check", &args->udp_check }, { "pace", &args->pace },
		{ "fake_bar", &args->fake_bar },
	};
	uint32_t on = 0;
	unsigned int i;
	int err = number32(key, value, 0, 1, &on);

	for (i = 0; i < RTE_DIM(flags); i++)
		if (strcmp(key, flags[i].name) == 0)
			*flags[i].flag = on != 0;
	return err;
}

static int take_lines(struct touchwire_args *args, const char *key, const char *value)
{
	args->line[0] = value[0] == 'a';
	args->line[1] = strcmp(value, "b") == 0 || strcmp(value, "ab") == 0;
	args->lines_given = true;
	if (strcmp(value, "a") != 0 && !args->line[1])
		return refuse(key, value, "want a, b or ab");
	return 0;
}

static int take_number(struct touchwire_args *args, const char *key, const char *value)
{
	if (strcmp(key, "hold_ns") == 0)
		return number32(key, value, 0, UINT32_MAX, &args->hold_ns);
	if (strcmp(key, "silence_ns") == 0)
		return number32(key, value, 0, UINT32_MAX, &args->silence_ns);
	if (strcmp(key, "stale_ns") == 0)
		return number32(key, value, 0, UINT32_MAX, &args->stale_ns);
	if (strcmp(key, "ring_log2") == 0)
		return number32(key, value, TOUCHWIRE_RING_LOG2_MIN,
				TOUCHWIRE_RING_LOG2_MAX, &args->ring_log2);
	if (strcmp(key, "slots_log2") == 0)
		return number32(key, value, TOUCHWIRE_SLOTS_LOG2_MIN,
				TOUCHWIRE_SLOTS_LOG2_MAX, &args->slots_log2);
	if (strcmp(key, "trade_log2") == 0)
		return number32(key, value, TOUCHWIRE_TRADE_LOG2_MIN,
				TOUCHWIRE_TRADE_LOG2_MAX, &args->trade_log2);
	if (strcmp(key, "stall") == 0)
		return number32(key, value, 0, 999, &args->stall);
	if (strcmp(key, "delay") == 0)
		return number32(key, value, 0, 100000, &args->delay);
	if (strcmp(key, "tear") == 0)
		return number32(key, value, 0, 1, &args->tear);
	if (strcmp(key, "seed") == 0)
		return number(key, value, 0, UINT64_MAX, &args->seed);
	if (strcmp(key, "wave_from") == 0)
		return number(key, value, 0, UINT64_MAX, &args->wave_from);
	return number(key, value, 0, UINT64_MAX, &args->wave_to);
}

static const struct key keys[] = {
	{ "feed_a", KEY_SIM, take_string },	 { "feed_b", KEY_SIM, take_string },
	{ "model", KEY_SIM, take_string },	 { "wave", KEY_SIM, take_string },
	{ "wave_from", KEY_SIM, take_number },	 { "wave_to", KEY_SIM, take_number },
	{ "seed", KEY_SIM, take_number },	 { "stall", KEY_SIM, take_number },
	{ "delay", KEY_SIM, take_number },	 { "tear", KEY_SIM, take_number },
	{ "fake_bar", KEY_BOARD, take_flag },	 { "symbols", KEY_BOTH, take_symbols },
	{ "group", KEY_BOTH, take_group },	 { "hold_ns", KEY_BOTH, take_number },
	{ "lines", KEY_BOTH, take_lines },	 { "ring_log2", KEY_BOTH, take_number },
	{ "slots_log2", KEY_BOTH, take_number }, { "source", KEY_BOTH, take_source },
	{ "silence_ns", KEY_BOTH, take_number }, { "stale_ns", KEY_BOTH, take_number },
	{ "repair", KEY_BOTH, take_flag },	 { "jump", KEY_BOTH, take_flag },
	{ "udp_check", KEY_BOTH, take_flag },	 { "trade_log2", KEY_BOTH, take_number },
	{ "build", KEY_BOTH, take_build },	 { "order", KEY_SIM, take_order },
	{ "pace", KEY_SIM, take_flag },
};

struct visit {
	struct touchwire_args *args;
	bool sim;
	uint32_t seen; /* bit n: keys[n] was there */
	int err;
};

static int visit_pair(const char *name, const char *value, void *opaque)
{
	struct visit *visit = opaque;
	unsigned int i;

	for (i = 0; i < RTE_DIM(keys); i++) {
		const struct key *key = &keys[i];

		if (strcmp(name, key->name) != 0)
			continue;
		if (value == NULL)
			value = "";
		if (key->kind == (visit->sim ? KEY_BOARD : KEY_SIM))
			visit->err = refuse(
				name, value,
				visit->sim ? "only for a board (-a)"
					   : "only for the simulated device (--vdev)");
		else if ((visit->seen & (1u << i)) != 0)
			visit->err = refuse(name, value, "given twice");
		else
			visit->err = key->take(visit->args, name, value);
		visit->seen |= 1u << i;
		return visit->err;
	}
	TOUCHWIRE_LOG(ERR, "unknown argument '%s'; known: %s", name,
		      TOUCHWIRE_PARAM_STRING);
	visit->err = -EINVAL;
	return visit->err;
}

int touchwire_args_parse(struct touchwire_args *args, const char *text, bool sim)
{
	struct visit visit = { .args = args, .sim = sim };
	struct rte_kvargs *list;

	*args = (struct touchwire_args){ .hold_ns = HOLD_NS_DEFAULT,
					 .jump = true,
					 .ring_log2 = 16,
					 .slots_log2 = 10,
					 .trade_log2 = 12 };
	if (text != NULL && text[0] != '\0') {
		list = rte_kvargs_parse(text, NULL);
		if (list == NULL) {
			TOUCHWIRE_LOG(ERR, "cannot read the arguments '%s'", text);
			return -EINVAL;
		}
		rte_kvargs_process(list, NULL, visit_pair, &visit);
		rte_kvargs_free(list);
		if (visit.err != 0)
			return visit.err;
	}
	if (!args->lines_given) {
		args->line[0] = !sim || args->feed[0] != NULL;
		args->line[1] = !sim || args->feed[1] != NULL;
	}
	return 0;
}

void touchwire_args_free(struct touchwire_args *args)
{
	free(args->feed[0]);
	free(args->feed[1]);
	free(args->symbols);
	free(args->model);
	free(args->wave);
	free(args->order);
	*args = (struct touchwire_args){ 0 };
}
