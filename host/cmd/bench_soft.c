/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The C engine, each touch timed with the time stamp counter: in memory, and behind rx_burst of
 * DPDK. How long a packet keeps the engine is measured; how long it waits for the packets in
 * front is added as at a counter with one clerk, from when its last byte is there at the pace.
 * So no pace takes longer to measure than another, and no wait is left out.
 *
 * First all packets go through the same engine once, to warm it up; that pass gives the rows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "bench_run.h"
#include "cmd.h"
#include "eal.h"

#define REMEMBERED (1u << 20) /* numbers of a line */
#define BURST 1u /* the packet is there, or it is not: none waits in an array of ours */

/* Where a message came from. */
struct bench_origin {
	uint64_t seq, arrival_ns, ready_ns;
	char type;
};

struct bench_stamp {
	uint64_t tsc, seq, arrival_ns;
};

struct bench_clerk {
	struct bench_run *run;
	size_t pace;
	struct bench_tier *tier;
	struct tw_engine *engine;
	struct bench_pacer pacer;
	struct ticker *ticker; /* of the first pass */
	struct bench_origin *origins[2];
	struct bench_stamp *stamps; /* touches of this packet */
	size_t count, room;
	double busy; /* ns since origin until which the engine is */
	double ns_per_tsc;
	uint16_t ports[2]; /* of DPDK */
	bool dpdk, warm;
};

/* Locate codes that no directory tells; a clear forgets them. */
static void bind_symbols(struct tw_engine *engine, const struct selection *selection)
{
	uint32_t i;

	for (i = 0; i < selection->map_count; i++)
		tw_engine_map(engine, selection->maps[i].index,
			      selection->maps[i].locate);
}

struct tw_engine *bench_engine(const struct bench_run *run, tw_touch_fn on_touch,
			       tw_message_fn on_message, void *ctx)
{
	const struct selection *selection = run->selection;
	struct tw_engine_config config = {
		.symbols = run->capacity,
		.names = (const char *const *)selection->names,
		.name_count = selection->count,
		.all = selection->all,
		.filter = run->input->filter,
		.hold_ns = run->times.hold_ns,
		.feeds = run->input->count == 2 ? TW_FEED_A | TW_FEED_B : TW_FEED_A,
		.wild_ok = select_is_excerpt(selection),
		.on_touch = on_touch,
		.on_message = on_message,
		.ctx = ctx,
	};
	struct tw_engine *engine = tw_engine_create(&config);

	if (engine == NULL)
		say_error("the C engine does not start: %s", strerror(errno));
	else
		bind_symbols(engine, selection);
	return engine;
}

static void on_touch(void *opaque, const struct tw_touch *touch)
{
	struct bench_clerk *clerk = opaque;

	if (!clerk->warm) {
		ticker_touch(clerk->ticker, touch);
		return;
	}
	if (clerk->count == clerk->room) {
		clerk->room *= 2;
		clerk->stamps =
			realloc(clerk->stamps, clerk->room * sizeof(*clerk->stamps));
		if (clerk->stamps == NULL)
			abort();
	}
	clerk->stamps[clerk->count++] =
		(struct bench_stamp){ rte_rdtsc_precise(), touch->feed_seq,
				      touch->arrival_ns };
}

/* What is in the packet; behind the measurement, so that the engine finds its bytes as cold as they came. */
static void note_origins(struct bench_clerk *clerk, const struct tw_capture_frame *frame,
			 uint64_t arrival_ns, uint64_t ready_ns)
{
	struct tw_net_datagram datagram = { 0 };
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t length;

	tw_net_parse(frame->bytes, frame->captured, &clerk->run->input->filter,
		     &datagram);
	if (datagram.payload == NULL ||
	    tw_mold_parse(datagram.payload, datagram.length, &packet) != 0 ||
	    packet.count == TW_MOLD_END)
		return;
	walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &length) == 1) {
		uint64_t seq = walk.sequence - 1;

		clerk->origins[frame->port][seq % REMEMBERED] =
			(struct bench_origin){ seq, arrival_ns, ready_ns,
					       length > 0 ? (char)message[0] : '\0' };
	}
}

static const struct bench_origin *find_origin(const struct bench_clerk *clerk,
					      const struct bench_stamp *stamp)
{
	unsigned int port;

	for (port = 0; port < 2; port++) {
		const struct bench_origin *origin =
			&clerk->origins[port][stamp->seq % REMEMBERED];

		if (origin->seq == stamp->seq && origin->arrival_ns == stamp->arrival_ns)
			return origin;
	}
	return NULL;
}

/* The packet was there from ready_ns on and kept the engine from tsc @from to @to. */
static void account(struct bench_clerk *clerk, uint64_t ready_ns, uint64_t from,
		    uint64_t to)
{
	uint64_t origin_ns = clerk->pacer.origin, at;
	double ready = (double)(ready_ns - origin_ns);
	double begin = ready > clerk->busy ? ready : clerk->busy;
	size_t i;

	for (i = 0; i < clerk->count; i++) {
		const struct bench_stamp *stamp = &clerk->stamps[i];
		const struct bench_origin *origin = find_origin(clerk, stamp);
		double alone = (double)(stamp->tsc - from) * clerk->ns_per_tsc;

		if (origin == NULL)
			continue; /* a gap's rows are of no message */
		at = origin->ready_ns - origin_ns;
		bench_record(&clerk->tier->alone, (uint64_t)alone);
		bench_sample(clerk->tier, origin->type, at,
			     (uint64_t)(begin + alone - (double)at));
	}
	clerk->count = 0;
	clerk->busy = begin + (double)(to - from) * clerk->ns_per_tsc;
}

static struct rte_mbuf *receive(const struct bench_clerk *clerk,
				const struct tw_capture_frame *frame)
{
	struct rte_mbuf *mbuf = NULL;

	if (rte_eth_rx_burst(clerk->ports[frame->port], 0, &mbuf, BURST) == 0 ||
	    rte_pktmbuf_pkt_len(mbuf) != frame->captured ||
	    rte_pktmbuf_data_len(mbuf) != frame->captured) {
		say_error("%s: net_pcap gives another frame than the file holds; was the "
			  "file changed meanwhile?",
			  clerk->run->input->paths[frame->port]);
		return NULL;
	}
	return mbuf;
}

/* One frame, timed. Returns an exit code. */
static int take(struct bench_clerk *clerk, const struct tw_capture_frame *frame)
{
	const struct tw_counters *counters = tw_engine_counters(clerk->engine);
	uint64_t ready, start = pacer_next(&clerk->pacer, frame, &ready);
	uint64_t taken = counters->message[TW_MESSAGE_TAKEN];
	const uint8_t *bytes = frame->bytes;
	struct rte_mbuf *mbuf = NULL;
	uint64_t from = rte_rdtsc_precise(), to;

	if (clerk->dpdk && clerk->warm) {
		mbuf = receive(clerk, frame);
		if (mbuf == NULL)
			return TW_EXIT_ENVIRONMENT;
		bytes = rte_pktmbuf_mtod(mbuf, const uint8_t *);
	}
	tw_engine_frame(clerk->engine, frame->port, bytes, frame->captured, frame->wire,
			start, 0);
	to = rte_rdtsc_precise();
	rte_pktmbuf_free(mbuf);
	if (!clerk->warm)
		return TW_EXIT_OK;
	note_origins(clerk, frame, start, ready);
	account(clerk, ready, from, to);
	bench_arrived(clerk->tier, ready - clerk->pacer.origin,
		      counters->message[TW_MESSAGE_TAKEN] - taken);
	return TW_EXIT_OK;
}

static int pass(struct bench_clerk *clerk)
{
	const struct input *input = clerk->run->input;
	struct tw_capture_frame frame;
	struct tw_error error = { "" };
	struct tw_feeds *feeds;
	int status = TW_EXIT_OK, more = 0;

	if (tw_feeds_open(&feeds, input->paths, input->count, &input->filter, &error) !=
	    0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	pacer_begin(&clerk->pacer, clerk->run->bench, clerk->pace);
	while (status == TW_EXIT_OK && !stop_requested &&
	       (more = tw_feeds_next(feeds, &frame, &error)) > 0) {
		status = take(clerk, &frame);
		bench_progress(clerk->run, clerk->pace, clerk->tier->kind,
			       (clerk->warm ? 0.5 : 0) +
				       0.5 * (double)tw_feeds_offset(feeds) /
					       (double)tw_feeds_size(feeds));
	}
	if (status == TW_EXIT_OK && more < 0) {
		say_error("%s", error.text);
		status = TW_EXIT_INPUT;
	}
	tw_engine_finish(clerk->engine);
	/* What the end of the capture let go has no time of its own. */
	clerk->count = 0;
	tw_feeds_close(feeds);
	return status;
}

/* ---- the clock ---------------------------------------------------------------------------------- */

static double tsc_period(void)
{
	struct timespec begin, now;
	uint64_t tsc;
	double ns;

	clock_gettime(CLOCK_MONOTONIC_RAW, &begin);
	tsc = rte_rdtsc_precise();
	do {
		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		ns = (double)(now.tv_sec - begin.tv_sec) * 1e9 +
		     (double)(now.tv_nsec - begin.tv_nsec);
	} while (ns < 50e6);
	return ns / (double)(rte_rdtsc_precise() - tsc);
}

/* ---- runs --------------------------------------------------------------------------------------- */

static void keep_names(struct bench_run *run, const struct tw_engine *engine)
{
	uint32_t i;

	run->name_count = tw_engine_symbol_count(engine);
	for (i = 0; i < run->name_count; i++)
		snprintf(run->names_of[i], sizeof(run->names_of[i]), "%s",
			 tw_engine_symbol_text(engine, i));
}

static void name_of(void *engine, uint32_t index, char name[9])
{
	snprintf(name, 9, "%s", tw_engine_symbol_text(engine, index));
}

/* Rows and counters by the first pass, times by the second one. */
static int passes(struct bench_clerk *clerk)
{
	struct bench_tier *tier = clerk->tier;
	int status = pass(clerk);

	tally_engine(&tier->tally, tw_engine_counters(clerk->engine));
	tier->messages = tier->warmup = tally_value(&tier->tally, "MESSAGE.TAKEN");
	tier->touches = clerk->ticker->records;
	keep_names(clerk->run, clerk->engine);
	if (status != TW_EXIT_OK)
		return status;
	clerk->warm = true;
	tw_engine_clear(clerk->engine);
	bind_symbols(clerk->engine, clerk->run->selection);
	clerk->count = 0;
	return pass(clerk);
}

static int run_pace(struct bench_run *run, size_t pace, enum bench_tier_kind kind,
		    const uint16_t ports[2])
{
	struct ticker ticker;
	struct bench_clerk clerk = { .run = run, .pace = pace, .ticker = &ticker };
	struct tw_error error = { "" };
	double started = seconds_now();
	int status = TW_EXIT_ENVIRONMENT;

	clerk.dpdk = kind == BENCH_DPDK;
	if (clerk.dpdk)
		memcpy(clerk.ports, ports, sizeof(clerk.ports));
	clerk.room = 65536;
	clerk.stamps = malloc(clerk.room * sizeof(*clerk.stamps));
	clerk.origins[0] = calloc(2 * REMEMBERED, sizeof(*clerk.origins[0]));
	if (clerk.stamps == NULL || clerk.origins[0] == NULL ||
	    ticker_open(&ticker, 0) != 0)
		abort();
	clerk.origins[1] = clerk.origins[0] + REMEMBERED;
	clerk.tier = bench_tier_new(run, pace, kind);
	clerk.tier->cpu = bench_pin(run->cpus[0]);
	clerk.ns_per_tsc = tsc_period();
	run->bench->tsc_mhz = 1e3 / clerk.ns_per_tsc;
	clerk.engine = bench_engine(run, on_touch, NULL, &clerk);
	if (clerk.engine != NULL &&
	    ticker_quotes(&ticker, run->rows[pace][kind], &error) != 0)
		say_error("%s", error.text);
	else if (clerk.engine != NULL) {
		ticker.name = name_of;
		ticker.ctx = clerk.engine;
		status = passes(&clerk);
		if (ticker_close_quotes(&ticker, &error) != 0) {
			say_error("%s", error.text);
			status = TW_EXIT_ENVIRONMENT;
		}
	}
	clerk.tier->seconds = seconds_now() - started;
	tw_engine_destroy(clerk.engine);
	ticker_close(&ticker);
	free(clerk.stamps);
	free(clerk.origins[0]);
	return status;
}

int bench_soft(struct bench_run *run)
{
	int status = TW_EXIT_OK;
	size_t pace;

	for (pace = 0; pace < run->bench->pace_count && status == TW_EXIT_OK; pace++)
		status = run_pace(run, pace, BENCH_SOFT, NULL);
	return status;
}

/* A net_pcap device for each file and pace: none can be rewound. */
static int open_devices(const struct bench_run *run)
{
	char *vdevs[BENCH_PACES * INPUT_FEEDS + 1] = { NULL };
	size_t pace, count = 0;
	unsigned int i;
	int status;

	for (i = 0; i < run->input->count; i++) {
		const char *file =
			eal_link(run->input->paths[i], i == 0 ? "a.pcap" : "b.pcap");

		if (file == NULL)
			return TW_EXIT_ENVIRONMENT;
		for (pace = 0; pace < run->bench->pace_count; pace++) {
			if (asprintf(&vdevs[count++], "net_pcap%zu%u,rx_pcap=%s", pace, i,
				     file) < 0)
				abort();
		}
	}
	status = eal_open((const char *const *)vdevs);
	while (count > 0)
		free(vdevs[--count]);
	return status;
}

static int start_ports(const struct bench_run *run, size_t pace, uint16_t ports[2])
{
	int status = TW_EXIT_OK;
	unsigned int i;

	for (i = 0; i < run->input->count && status == TW_EXIT_OK; i++) {
		char name[32];

		snprintf(name, sizeof(name), "net_pcap%zu%u", pace, i);
		if (rte_eth_dev_get_port_by_name(name, &ports[i]) != 0) {
			say_error("DPDK has no driver net_pcap; install librte-net-pcap");
			return TW_EXIT_ENVIRONMENT;
		}
		status = eal_start_port(ports[i], 512);
	}
	return status;
}

/* With the memory that eal_start_port() took: it would not do for all paces. */
static void stop_ports(const struct bench_run *run, const uint16_t ports[2])
{
	unsigned int i;
	char name[32];

	for (i = 0; i < run->input->count; i++) {
		rte_eth_dev_stop(ports[i]);
		rte_eth_dev_close(ports[i]);
		snprintf(name, sizeof(name), "frames_%u", ports[i]);
		rte_mempool_free(rte_mempool_lookup(name));
	}
}

int bench_dpdk(struct bench_run *run)
{
	int status = open_devices(run);
	uint16_t ports[2] = { 0 };
	size_t pace;

	for (pace = 0; pace < run->bench->pace_count && status == TW_EXIT_OK; pace++) {
		status = start_ports(run, pace, ports);
		if (status != TW_EXIT_OK)
			break;
		status = run_pace(run, pace, BENCH_DPDK, ports);
		stop_ports(run, ports);
	}
	return status;
}
