/* SPDX-License-Identifier: BSD-3-Clause */
#include "device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <touchwire/itch.h>
#include <touchwire/regs.h>

#include "attach.h"
#include "cmd.h"
#include "eal.h"

#define BURST 64u
#define DESCRIPTORS 1024u

static int failed(const char *what, int status)
{
	say_error("device: %s: %s", what, rte_strerror(-status));
	return TW_EXIT_ENVIRONMENT;
}

/* The argument for a file, under a name that it can bear; false after a message. */
static bool file_argument(char *text, size_t size, const char *key, const char *path,
			  const char *name)
{
	const char *alias;

	text[0] = '\0';
	if (path == NULL)
		return true;
	alias = eal_link(path, name);
	if (alias == NULL)
		return false;
	snprintf(text, size, ",%s=%s", key, alias);
	return true;
}

/*
 * The argument for the waves: their folder has the link, since their writer begins by removing
 * what bears the name of the file. False after a message.
 */
static bool wave_argument(char *text, size_t size, const char *path)
{
	const char *name;
	char *folder;
	bool made;

	text[0] = '\0';
	if (path == NULL)
		return true;
	name = strrchr(path, '/');
	folder = name == NULL ? strdup(".") : strndup(path, (size_t)(name - path) + 1);
	if (folder == NULL)
		abort();
	made = file_argument(text, size, "wave", folder, "wave");
	free(folder);
	if (made)
		snprintf(text + strlen(text), size - strlen(text), "/%s",
			 name == NULL ? path : name + 1);
	return made;
}

/* The arguments of the virtual device; NULL after a message. */
static char *sim_arguments(const struct input *input, const struct selection *selection,
			   const struct times *times, const struct device_sim *sim)
{
	static const char *const links[INPUT_FEEDS] = { "a.pcap", "b.pcap" };
	static const char *const keys[INPUT_FEEDS] = { "feed_a", "feed_b" };
	char feeds[INPUT_FEEDS][512] = { "", "" }, group[64] = "", *text;
	char model[512], wave[512];
	uint32_t ip = input->filter.group_ip;
	unsigned int i;

	for (i = 0; i < input->count; i++) {
		if (!file_argument(feeds[i], sizeof(feeds[i]), keys[i], input->paths[i],
				   links[i]))
			return NULL;
	}
	if (!file_argument(model, sizeof(model), "model", sim->model, "model.so") ||
	    !wave_argument(wave, sizeof(wave), sim->wave))
		return NULL;
	if (ip != 0 || input->filter.group_port != 0)
		snprintf(group, sizeof(group), ",group=%u.%u.%u.%u:%u", ip >> 24,
			 ip >> 16 & 255, ip >> 8 & 255, ip & 255,
			 input->filter.group_port);
	if (asprintf(&text,
		     "net_touchwire0%s%s%s%s%s%s,jump=%u,hold_ns=%" PRIu64
		     ",silence_ns=%" PRIu64 ",stale_ns=%" PRIu64 ",seed=%" PRIu64
		     ",stall=%" PRIu64 ",delay=%" PRIu64 ",tear=%" PRIu64
		     ",wave_from=%" PRIu64 ",wave_to=%" PRIu64,
		     feeds[0], feeds[1], selection->all ? ",symbols=all" : "", group,
		     model, wave, select_is_excerpt(selection) ? 0u : 1u, times->hold_ns,
		     times->silence_ns, times->stale_ns, sim->seed, sim->stall,
		     sim->delay, sim->tear, sim->wave_from, sim->wave_to) < 0)
		abort();
	return text;
}

int device_open(struct device *device, const struct input *input,
		struct selection *selection, const struct times *times,
		const struct device_sim *sim)
{
	char *vdev = sim_arguments(input, selection, times, sim);
	const char *const vdevs[] = { vdev, NULL };
	int status;

	if (vdev == NULL)
		return TW_EXIT_ENVIRONMENT;
	status = eal_open(vdevs);
	free(vdev);
	if (status == TW_EXIT_OK)
		status = attach_device(&device->port, &device->info,
				       "the simulated device did not start, see above");
	if (status != TW_EXIT_OK)
		return status;
	select_fit(selection, input, device->info.symbols, "replay --engine soft");
	return device_start(device, selection);
}

int device_start(struct device *device, const struct selection *selection)
{
	uint32_t i;
	int status;

	for (i = 0; i < selection->count; i++) {
		status = rte_pmd_touchwire_symbol_add(device->port, selection->names[i],
						      NULL);
		if (status != 0)
			return failed(selection->names[i], status);
	}
	for (i = 0; i < selection->map_count; i++) {
		uint16_t index = (uint16_t)selection->maps[i].index;

		status = rte_pmd_touchwire_symbol_map(device->port, index,
						      selection->maps[i].locate);
		if (status != 0)
			return failed(selection->names[index], status);
	}
	status = eal_start_port(device->port, DESCRIPTORS);
	if (status != TW_EXIT_OK)
		return status;
	status = rte_pmd_touchwire_touch_open(device->port, &device->reader);
	return status != 0 ? failed("touch ring", status) : TW_EXIT_OK;
}

unsigned int device_poll(struct device *device)
{
	struct rte_mbuf *mbufs[BURST];
	struct tw_touch touches[BURST];
	unsigned int frames, records, i, all = 0;

	frames = rte_eth_rx_burst(device->port, 0, mbufs, BURST);
	for (i = 0; i < frames; i++) {
		if (device->on_frame != NULL)
			device->on_frame(device->ctx, mbufs[i]);
		rte_pktmbuf_free(mbufs[i]);
	}
	device->frames += frames;
	do {
		records = rte_pmd_touchwire_touch_poll(&device->reader, touches, BURST);
		for (i = 0; i < records; i++)
			device->on_touch(device->ctx, &touches[i]);
		all += records;
	} while (records == BURST);
	return frames + all;
}

static uint64_t counter(const struct device *device, const char *name)
{
	uint64_t value = 0;

	rte_pmd_touchwire_counter(device->port, name, &value);
	return value;
}

int device_run(struct device *device, const struct input *input,
	       const struct ticker *ticker, struct view *view)
{
	char text[512];
	int done;

	while (!stop_requested) {
		if (device_poll(device) == 0) {
			done = rte_pmd_touchwire_finished(device->port);
			if (done < 0)
				return failed("does it run?", done);
			if (done == 1 && device_poll(device) == 0)
				break;
		}
		if (view_due(view))
			view_draw(view, ticker, device->frames, input->list.frames,
				  counter(device, "MESSAGE.TAKEN"));
	}
	if (rte_pmd_touchwire_feed_error(device->port, text, sizeof(text)) == -EBADMSG) {
		say_error("%s", text);
		return TW_EXIT_INPUT;
	}
	if (device->reader.lost != 0) {
		say_error("device: %" PRIu64
			  " touch records were overwritten before they were "
			  "read",
			  device->reader.lost);
		return TW_EXIT_ENVIRONMENT;
	}
	return TW_EXIT_OK;
}

uint64_t device_time(const struct device *device)
{
	uint32_t low, high;

	if (rte_pmd_touchwire_reg_read(device->port, TW_CONTROL_TIME_LO, &low) != 0 ||
	    rte_pmd_touchwire_reg_read(device->port, TW_CONTROL_TIME_HI, &high) != 0)
		return 0;
	return (uint64_t)high << 32 | low;
}

void device_name(void *opaque, uint32_t index, char name[9])
{
	const struct device *device = opaque;
	struct rte_pmd_touchwire_symbol symbol;

	if (rte_pmd_touchwire_symbol_get(device->port, (uint16_t)index, &symbol) == 0)
		/* Through the packed form: unprintable bytes as the C engine shows them. */
		tw_name_unpack(tw_name_pack(symbol.name), name);
}

int device_summary(struct device *device, struct summary *summary)
{
	int status = tally_device(&summary->tally, device->port);

	if (status == 0)
		status = rte_pmd_touchwire_info(device->port, &device->info);
	if (status != 0)
		return failed("its counters", status);
	summary->simulated = strcmp(device->info.backend, "sim") == 0;
	summary->cycles = device->info.cycle;
	summary->stale = status_stale(device->info.status);
	summary->ended = status_ended(device->info.status);
	return TW_EXIT_OK;
}
