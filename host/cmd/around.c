/* SPDX-License-Identifier: BSD-3-Clause */
#include "around.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <touchwire/capture.h>
#include <touchwire/mold.h>

#include "cmd.h"
#include "device.h"
#include "eal.h"
#include "screen.h"

#define BURST 32u
#define BEAT 8u		 /* bytes that enter a port in a cycle */
#define CYCLE_TENTHS 64u /* tenths of a ns in a cycle */

/* Where the message is, in cycles as the driver's wave_from and wave_to mean them. */
struct place {
	uint64_t first;	     /* its frame's first beat stands at the port */
	uint64_t last;	     /* so does the beat with its last byte */
	uint64_t arrival_ns; /* of the frame, as the device says */
	unsigned int port;
};

/* A replay up to that message. */
struct pass {
	const struct around *around;
	const struct input *input;
	const char *file; /* for the waves */
	struct device device;
	int timestamp; /* offset of its field in an mbuf */
	bool there, touched;
	struct place place;
	struct tw_touch touch; /* the first one that the message made */
};

/* Bytes of the frame up to the end of message seq; 0: it is not in there. */
static size_t end_of_message(const uint8_t *frame, size_t length,
			     const struct input *input, uint64_t seq,
			     struct tw_mold_packet *packet)
{
	struct tw_net_datagram datagram;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t size;

	packet->count = 0;
	if (tw_net_parse(frame, length, &input->filter, &datagram) != TW_FRAME_ACCEPTED ||
	    tw_mold_parse(datagram.payload, datagram.length, packet) != 0 ||
	    packet->count == TW_MOLD_END)
		packet->count = 0;
	if (packet->count == 0 || seq < packet->sequence ||
	    seq - packet->sequence >= packet->count)
		return 0;
	walk = tw_mold_walk(packet);
	while (tw_mold_next(&walk, &message, &size) == 1) {
		if (walk.sequence - 1 == seq)
			return (size_t)(message + size - frame);
	}
	return 0;
}

/* Is the message in the capture at all? Returns an exit code. */
static int look_for(const struct around *around, const struct input *input)
{
	struct tw_error error = { "" };
	struct tw_capture_frame frame;
	struct tw_mold_packet packet;
	uint64_t first = UINT64_MAX, last = 0;
	struct tw_feeds *feeds;
	size_t end = 0;

	if (tw_feeds_open(&feeds, input->paths, input->count, &input->filter, &error) !=
	    0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	while (end == 0 && tw_feeds_next(feeds, &frame, &error) == 1) {
		end = end_of_message(frame.bytes, frame.captured, input, around->seq,
				     &packet);
		if (packet.count == 0)
			continue;
		if (packet.sequence < first)
			first = packet.sequence;
		if (packet.sequence + packet.count - 1 > last)
			last = packet.sequence + packet.count - 1;
	}
	tw_feeds_close(feeds);
	if (end != 0)
		return TW_EXIT_OK;
	if (last == 0)
		say_error("%s: holds no message at all", input->paths[0]);
	else
		say_error("%s: no packet holds message %" PRIu64
			  "; its messages are %" PRIu64 " to %" PRIu64 "%s",
			  input->paths[0], around->seq, first, last,
			  around->seq > first && around->seq < last ? ", with gaps" : "");
	return TW_EXIT_INPUT;
}

/* The frame with the message, which the device delivered right now: since when was it there? */
static int locate(struct pass *pass, const struct rte_mbuf *mbuf, size_t end)
{
	uint64_t arrival = *RTE_MBUF_DYNFIELD(mbuf, (size_t)pass->timestamp,
					      const rte_mbuf_timestamp_t *);
	uint16_t port = pass->device.port;
	uint64_t ids[2], now[2], tenths;

	if (rte_eth_xstats_get_id_by_name(port, "sim_cycles", &ids[0]) != 0 ||
	    rte_eth_xstats_get_id_by_name(port, "sim_time_ns", &ids[1]) != 0 ||
	    rte_eth_xstats_get_by_id(port, ids, now, 2) != 2) {
		say_error("device: it has no clocks");
		return TW_EXIT_ENVIRONMENT;
	}
	/* No time was skipped since: the frame was inside. */
	tenths = (now[1] - arrival) * 10;
	pass->place.first = now[0] - (tenths + CYCLE_TENTHS / 2) / CYCLE_TENTHS;
	pass->place.last = pass->place.first + (end - 1) / BEAT;
	pass->place.port = mbuf->hash.fdir.hi;
	pass->place.arrival_ns = arrival;
	pass->there = true;
	return TW_EXIT_OK;
}

/* Frames that were delivered; stops at the one with the message. Returns an exit code. */
static int take_frames(struct pass *pass)
{
	struct rte_mbuf *mbufs[BURST];
	struct tw_mold_packet packet;
	uint16_t count, i;
	size_t end;
	int status = TW_EXIT_OK;

	/* A burst that finds nothing would let time pass, and with it the moment. */
	while (rte_eth_rx_queue_count(pass->device.port, 0) > 0) {
		count = rte_eth_rx_burst(pass->device.port, 0, mbufs, BURST);
		for (i = 0; i < count; i++) {
			end = pass->there
				      ? 0
				      : end_of_message(
						rte_pktmbuf_mtod(mbufs[i], uint8_t *),
						rte_pktmbuf_data_len(mbufs[i]),
						pass->input, pass->around->seq, &packet);
			if (end != 0)
				status = locate(pass, mbufs[i], end);
			rte_pktmbuf_free(mbufs[i]);
		}
	}
	return status;
}

static void take_touches(struct pass *pass)
{
	struct tw_touch touches[BURST];
	unsigned int count, i;

	do {
		count = rte_pmd_touchwire_touch_poll(&pass->device.reader, touches,
						     BURST);
		for (i = 0; i < count && !pass->touched; i++) {
			pass->touched = touches[i].feed_seq == pass->around->seq;
			pass->touch = touches[i];
		}
	} while (count == BURST);
}

/* Until the frame with the message is delivered. Returns an exit code. */
static int run_to_message(struct pass *pass)
{
	uint16_t port = pass->device.port;
	int status = TW_EXIT_OK;
	int64_t ran;

	while (status == TW_EXIT_OK && !pass->there && !stop_requested) {
		/* One cycle, so that what it delivers is seen before time is skipped. */
		ran = rte_pmd_touchwire_step(port, 1);
		status = take_frames(pass);
		take_touches(pass);
		if (ran <= 0 && !pass->there && rte_pmd_touchwire_finished(port) != 0) {
			say_error(
				"%s: the device delivered no packet with message %" PRIu64,
				pass->input->paths[0], pass->around->seq);
			return TW_EXIT_INPUT;
		}
	}
	return stop_requested ? TW_EXIT_INTERRUPTED : status;
}

/* Open the device, with waves of those cycles, and run it. Returns an exit code. */
static int run_pass(struct pass *pass, struct selection *selection,
		    const struct times *times, uint64_t from, uint64_t to)
{
	const struct device_sim sim = { .model = pass->around->model,
					.wave = pass->file,
					.wave_from = from,
					.wave_to = to };
	uint64_t flag;
	int status = device_open(&pass->device, pass->input, selection, times, &sim);

	if (status != TW_EXIT_OK)
		say_note("waves take another build of the simulated device, "
			 "libtouchwire_sim_trace.so: `make sim-trace`");
	else if (rte_mbuf_dyn_rx_timestamp_register(&pass->timestamp, &flag) != 0)
		status = TW_EXIT_ENVIRONMENT;
	if (status != TW_EXIT_OK)
		return status;
	pass->device.reader.pump = NULL;
	return run_to_message(pass);
}

/* The first replay, in a process of its own, since DPDK starts once in each. */
static int find_place(struct pass *pass, struct selection *selection,
		      const struct times *times)
{
	int ends[2], status;
	ssize_t got;
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0) {
		say_error("cannot start a process: %s", strerror(errno));
		return TW_EXIT_ENVIRONMENT;
	}
	if (child == 0) {
		/* A terminal's signal comes twice: from it, and from the parent, which passes its own on. */
		stop_on_signals();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* The same library, so the same cycles, and none of them dumped. */
		status = run_pass(pass, selection, times, UINT64_MAX, 0);
		if (status == TW_EXIT_OK &&
		    write(ends[1], &pass->place, sizeof(pass->place)) < 0)
			status = TW_EXIT_ENVIRONMENT;
		eal_close();
		_exit(status);
	}
	close(ends[1]);
	while ((got = read(ends[0], &pass->place, sizeof(pass->place))) < 0 &&
	       errno == EINTR)
		kill(child, SIGINT);
	close(ends[0]);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status)) {
		say_error("the first replay broke off");
		return TW_EXIT_ENVIRONMENT;
	}
	if (WEXITSTATUS(status) == TW_EXIT_OK && got != (ssize_t)sizeof(pass->place))
		return TW_EXIT_ENVIRONMENT;
	return WEXITSTATUS(status);
}

static void print_line(const char *what, uint64_t cycle, const char *more)
{
	printf("%-22s cycle %14s  at %" PRIu64 ".%" PRIu64 " ns%s\n", what, commas(cycle),
	       cycle * CYCLE_TENTHS / 10, cycle * CYCLE_TENTHS % 10, more);
}

static void print_place(struct pass *pass, uint64_t from, uint64_t to)
{
	char name[12] = "", more[96];
	uint64_t cycle = pass->place.last + pass->touch.publish_delta;

	printf("%s: cycles %s to %s, around message %s on line %c\n", pass->around->wave,
	       commas(from), commas(to - 1), commas(pass->around->seq),
	       'A' + (int)pass->place.port);
	print_line("frame's first byte", pass->place.first, "");
	print_line("message's last byte", pass->place.last, "");
	if (!pass->touched) {
		printf("no touch of it by cycle %s\n", commas(to - 1));
		return;
	}
	device_name(&pass->device, pass->touch.symbol, name);
	/* Copies may overlap: the one that ended first is not always the one that was taken. */
	if (pass->touch.arrival_ns != pass->place.arrival_ns) {
		printf("touch                  %s, %" PRIu32
		       " cycles after the last byte of the other line's copy\n",
		       name, pass->touch.publish_delta);
		return;
	}
	snprintf(more, sizeof(more), ", %s, %" PRIu32 " cycles later%s", name,
		 pass->touch.publish_delta,
		 cycle < to ? "" : "; not in the file: give more --cycles");
	print_line("touch", cycle, more);
}

/* The second replay. Returns an exit code. */
static int dump(struct pass *pass, struct selection *selection, const struct times *times)
{
	const struct place first = pass->place;
	uint64_t half = pass->around->cycles / 2;
	uint64_t from = first.last > half ? first.last - half : 0;
	uint64_t to = from + pass->around->cycles, left;
	int status = run_pass(pass, selection, times, from, to);

	if (status != TW_EXIT_OK)
		return status;
	if (pass->place.first != first.first || pass->place.port != first.port) {
		say_error(
			"the second replay was not the first one again: message in cycle "
			"%" PRIu64 ", not %" PRIu64,
			pass->place.first, first.first);
		return TW_EXIT_ENVIRONMENT;
	}
	/* No cycle of the window can be further away than all of them. */
	for (left = pass->around->cycles; left > 0 && !stop_requested; left--) {
		if (rte_pmd_touchwire_step(pass->device.port, 1) <= 0)
			break;
		take_frames(pass);
		take_touches(pass);
	}
	print_place(pass, from, to);
	return stop_requested ? TW_EXIT_INTERRUPTED : TW_EXIT_OK;
}

/*
 * The waves are whole when the device is closed, and have their name only then. The name they
 * have before, beside the other one, is returned, to be freed; NULL after a message.
 */
static char *make_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	int length = slash == NULL ? 0 : (int)(slash - path) + 1;
	struct stat there;
	FILE *file;
	char *name;

	/* A device or a folder would be replaced, or could not be. */
	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
		say_error("%s: not a regular file", path);
		return NULL;
	}
	if (asprintf(&name, "%.*stouchwire-%d.fst", length, path, (int)getpid()) < 0)
		abort();
	file = fopen(name, "wb");
	if (file != NULL && fclose(file) == 0)
		return name;
	say_error("%s: %s", path, strerror(errno));
	free(name);
	return NULL;
}

static int replay_twice(struct pass *pass, struct selection *selection,
			const struct times *times)
{
	struct input quiet = *pass->input;
	int status = find_place(pass, selection, times);

	if (status != TW_EXIT_OK)
		return status;
	/* That there are more symbols than it holds was said by the first one. */
	quiet.names = 0;
	pass->input = &quiet;
	pass->there = false;
	return dump(pass, selection, times);
}

int around_replay(const struct around *around, const struct input *input,
		  struct selection *selection, const struct times *times)
{
	struct pass pass = { .around = around, .input = input };
	int status = look_for(around, input);
	char *file;

	if (status != TW_EXIT_OK)
		return status;
	pass.file = file = make_file(around->wave);
	if (file == NULL)
		return TW_EXIT_ENVIRONMENT;
	status = replay_twice(&pass, selection, times);
	eal_close();
	if (status == TW_EXIT_OK && rename(file, around->wave) != 0) {
		say_error("%s: %s", around->wave, strerror(errno));
		status = TW_EXIT_ENVIRONMENT;
	}
	if (status != TW_EXIT_OK)
		unlink(file);
	free(file);
	return status;
}
