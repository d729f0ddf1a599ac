/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The frames that the device delivers go to the C engine; each of its touch records must be
 * the device's next one. Either stream may be ahead: the device publishes while a frame is
 * still arriving, the frame itself follows.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <touchwire/quotes.h>

#include "cmd.h"
#include "compare.h"
#include "device.h"
#include "eal.h"
#include "options.h"
#include "screen.h"
#include "soft.h"

static const char help[] =
	"usage: touchwire verify [OPTION]... A.pcap [B.pcap]\n"
	"\n"
	"Replay captures through the simulated device and compare every touch record "
	"with the\n"
	"C engine, which is fed with the frames that the device delivers. Exit code 0 "
	"only when\n"
	"all are equal; 1 at the first difference, which is printed.\n"
	"\n"
	"  --symbols A,B|all  symbols to track; default all of the directory\n"
	"  --group IP:PORT    take only this multicast group; default any\n"
	"  --hold-ns N, --silence-ns N, --stale-ns N\n"
	"                     as for replay; default 1000000, 0, 0. Where a silence ends amid "
	"a\n"
	"                     frame of the other line, the flags differ for its messages\n"
	"  --seed N           seed of the device's disturbances; default 1\n"
	"  --seeds N          verify N times, with seeds from --seed on\n"
	"  --stall N          host memory refuses N of 1000 writes at a time\n"
	"  --delay N          writes take up to N cycles to reach memory\n"
	"  --tear             records reach memory 8 bytes at a time\n"
	"  --model LIBRARY    another build of the simulated device\n"
	"  --strict           symbols over the device's capacity count as a difference\n"
	"  --plain            no progress bar\n"
	"\n"
	"example: touchwire verify --seeds 3 --stall 300 --delay 50 --tear a.pcap "
	"b.pcap\n";

struct verify {
	struct input input;
	struct selection selection;
	struct tw_net_filter filter;
	const char *symbols;
	struct times times;
	uint64_t seeds;
	struct device_sim sim;
	bool strict, plain;

	struct device device;
	struct tw_engine *engine;
	struct ticker ticker;
	struct compare compare;
	struct view view;
	uint64_t frames; /* delivered */
	int timestamp;	 /* offset of its field in an mbuf */
};

enum {
	OPTION_GROUP = 256,
	OPTION_SEED,
	OPTION_SEEDS,
	OPTION_STALL,
	OPTION_DELAY,
	OPTION_TEAR,
	OPTION_MODEL,
	OPTION_STRICT,
	OPTION_PLAIN
};

static const struct option options[] = {
	{ "symbols", required_argument, NULL, 's' },
	{ "group", required_argument, NULL, OPTION_GROUP },
	OPTIONS_OF_TIMES,
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "seeds", required_argument, NULL, OPTION_SEEDS },
	{ "stall", required_argument, NULL, OPTION_STALL },
	{ "delay", required_argument, NULL, OPTION_DELAY },
	{ "tear", no_argument, NULL, OPTION_TEAR },
	{ "model", required_argument, NULL, OPTION_MODEL },
	{ "strict", no_argument, NULL, OPTION_STRICT },
	{ "plain", no_argument, NULL, OPTION_PLAIN },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool take_option(struct verify *verify, int option)
{
	switch (option) {
	case 's':
		verify->symbols = optarg;
		return true;
	case OPTION_GROUP:
		return option_group(optarg, &verify->filter);
	case OPTION_HOLD:
	case OPTION_SILENCE:
	case OPTION_STALE:
		return option_time(option, optarg, &verify->times);
	case OPTION_SEED:
		return option_number("--seed", optarg, 0, UINT64_MAX, &verify->sim.seed);
	case OPTION_SEEDS:
		return option_number("--seeds", optarg, 1, 1000000, &verify->seeds);
	case OPTION_STALL:
		return option_number("--stall", optarg, 0, 999, &verify->sim.stall);
	case OPTION_DELAY:
		return option_number("--delay", optarg, 0, 100000, &verify->sim.delay);
	case OPTION_TEAR:
		verify->sim.tear = 1;
		return true;
	case OPTION_MODEL:
		verify->sim.model = optarg;
		return true;
	case OPTION_STRICT:
		verify->strict = true;
		return true;
	case OPTION_PLAIN:
		verify->plain = true;
		return true;
	default:
		say_error("try --help");
		return false;
	}
}

static void on_reference(void *opaque, const struct tw_touch *touch)
{
	struct verify *verify = opaque;

	compare_reference(&verify->compare, touch);
	ticker_touch(&verify->ticker, touch);
}

static void on_touch(void *opaque, const struct tw_touch *touch)
{
	struct verify *verify = opaque;

	compare_device(&verify->compare, touch);
	compare_step(&verify->compare);
}

static void on_frame(void *opaque, const struct rte_mbuf *mbuf)
{
	static uint8_t whole[TW_NET_FRAME_MAX];
	struct verify *verify = opaque;
	uint32_t length = rte_pktmbuf_pkt_len(mbuf);
	uint64_t arrival;

	if (length > sizeof(whole))
		length = sizeof(whole);
	arrival = *RTE_MBUF_DYNFIELD(mbuf, (size_t)verify->timestamp,
				     const rte_mbuf_timestamp_t *);
	tw_engine_frame(verify->engine, mbuf->hash.fdir.hi != 0,
			rte_pktmbuf_read(mbuf, 0, length, whole), length, length, arrival,
			0);
	verify->frames++;
	if (!compare_step(&verify->compare))
		stop_requested = 1;
}

static bool tables_were_full(void *opaque)
{
	const struct verify *verify = opaque;
	static struct tally tally;

	tally_device(&tally, verify->device.port);
	return tally_value(&tally, "BOOK.ORDERS_FULL") +
		       tally_value(&tally, "LEVELS_LOST") !=
	       0;
}

static void print_record(const struct verify *verify, const char *who, bool missing,
			 const struct tw_touch *touch)
{
	char row[TW_QUOTES_ROW_MAX];
	const char *name = "?";

	if (missing) {
		fprintf(stderr, "  %-9s no further record\n", who);
		return;
	}
	if (touch->symbol < verify->ticker.count)
		name = verify->ticker.symbols[touch->symbol].name;
	row[tw_quotes_row(row, name, touch) - 1] = '\0';
	fprintf(stderr, "  %-9s %s  (symbol %u, locate %u)\n", who, row, touch->symbol,
		touch->locate);
}

static void print_difference(const struct verify *verify)
{
	const struct compare *compare = &verify->compare;
	uint64_t late = 0, over = 0;
	const struct tw_touch *first = compare->missing_device
					       ? &compare->reference_record
					       : &compare->device_record;

	say_error("%s: record %s differs, at message %" PRIu64 " (seed %" PRIu64 ")",
		  verify->input.paths[0], commas(compare->equal + compare->skipped + 1),
		  first->feed_seq, verify->sim.seed);
	fprintf(stderr, "  %-9s %s", "", TW_QUOTES_HEADER);
	print_record(verify, "device", compare->missing_device, &compare->device_record);
	print_record(verify, "reference", compare->missing_reference,
		     &compare->reference_record);
	rte_pmd_touchwire_counter(verify->device.port, "DELIVERY.RING_FULL", &late);
	rte_pmd_touchwire_counter(verify->device.port, "DELIVERY.OVERRUN", &over);
	if (late + over != 0) {
		fprintf(stderr,
			"  %s frames did not reach the host, so the reference knows less "
			"than the device;\n"
			"  lower --stall and --delay\n",
			commas(late + over));
		return;
	}
	fprintf(stderr,
		"  The device or the C engine is wrong. To look at it: cut the capture "
		"behind that\n"
		"  message, verify it again with --seed %" PRIu64
		", and record a waveform (make wave)\n",
		verify->sim.seed);
}

/* What cannot be compared must not pass for equal. */
static int check_delivery(struct verify *verify)
{
	static struct summary summary;
	const struct tally *tally = &summary.tally;
	uint64_t compared = verify->compare.equal + verify->compare.skipped;
	uint64_t frames, undelivered, dropped;
	int status = device_summary(&verify->device, &summary);

	if (status != TW_EXIT_OK)
		return status;
	frames = tally_value(tally, "DELIVERY.DELIVERED");
	undelivered = tally_bank(tally, "DELIVERY.") - frames;
	dropped = tally_value(tally, "TOUCH.DROPPED");
	if (frames != verify->frames || undelivered != 0 || dropped != 0) {
		say_error("%s: not verified: of %s frames the host saw %s, %s were not "
			  "delivered "
			  "and %s touch records were dropped; lower --stall and --delay, "
			  "or send "
			  "frames without errors",
			  verify->input.paths[0], commas(frames), commas(verify->frames),
			  commas(undelivered), commas(dropped));
		return TW_EXIT_DIFFERENCE;
	}
	if (tally_value(tally, "TOUCH.PUBLISHED") != compared) {
		say_error("%s: the device counts %s touch records, %s were read",
			  verify->input.paths[0],
			  commas(tally_value(tally, "TOUCH.PUBLISHED")),
			  commas(compared));
		return TW_EXIT_DIFFERENCE;
	}
	return TW_EXIT_OK;
}

static void print_equal(const struct verify *verify)
{
	const struct tw_counters *counters = tw_engine_counters(verify->engine);

	printf("equal: %s records after %s messages of %s frames, %s symbols",
	       commas(verify->compare.equal), commas(counters->message[TW_MESSAGE_TAKEN]),
	       commas(verify->frames), commas(tw_engine_symbol_count(verify->engine)));
	if (verify->sim.stall != 0 || verify->sim.delay != 0 || verify->sim.tear != 0)
		printf(", seed %" PRIu64, verify->sim.seed);
	printf("\n");
	if (verify->compare.exempted != 0)
		printf("over capacity: %s symbols were flagged inexact by the device, %s "
		       "of its "
		       "records not compared\n",
		       commas(verify->compare.exempted), commas(verify->compare.skipped));
}

/* Silence begins when the device starts and does not end with the last frame. */
static void pass_time(const struct verify *verify)
{
	if (verify->times.silence_ns != 0 || verify->times.stale_ns != 0)
		tw_engine_advance(verify->engine, device_time(&verify->device));
}

static int run(struct verify *verify)
{
	int status;

	pass_time(verify);
	status = device_run(&verify->device, &verify->input, &verify->ticker,
			    &verify->view);
	if (status == TW_EXIT_OK && !stop_requested) {
		pass_time(verify);
		tw_engine_finish(verify->engine);
		compare_finish(&verify->compare);
	}
	view_close(&verify->view, NULL);
	if (verify->compare.differs) {
		print_difference(verify);
		return TW_EXIT_DIFFERENCE;
	}
	if (status == TW_EXIT_OK && stop_requested)
		return TW_EXIT_INTERRUPTED;
	if (status == TW_EXIT_OK)
		status = check_delivery(verify);
	if (status == TW_EXIT_OK)
		print_equal(verify);
	if (status == TW_EXIT_OK && verify->strict && verify->compare.exempted != 0)
		status = TW_EXIT_DIFFERENCE;
	return status;
}

/* One device, from start to end; DPDK starts only once in a process. */
static int verify_once(struct verify *verify)
{
	uint64_t flag;
	int status;

	compare_open(&verify->compare);
	verify->compare.full = tables_were_full;
	verify->compare.ctx = verify;
	ticker_open(&verify->ticker, 0);
	view_open(&verify->view, verify->plain, true);
	verify->device.on_frame = on_frame;
	verify->device.on_touch = on_touch;
	verify->device.ctx = verify;
	status = device_open(&verify->device, &verify->input, &verify->selection,
			     &verify->times, &verify->sim);
	if (status == TW_EXIT_OK &&
	    rte_mbuf_dyn_rx_timestamp_register(&verify->timestamp, &flag) != 0) {
		say_error("device: no room for the frames' times");
		status = TW_EXIT_ENVIRONMENT;
	}
	if (status == TW_EXIT_OK) {
		verify->engine = soft_engine(&verify->input, &verify->selection,
					     &verify->times, verify->device.info.symbols,
					     on_reference, NULL, verify);
		status = verify->engine != NULL ? TW_EXIT_OK : TW_EXIT_ENVIRONMENT;
	}
	if (status == TW_EXIT_OK) {
		verify->ticker.name = soft_name;
		verify->ticker.ctx = verify->engine;
		verify->view.started = seconds_now();
		status = run(verify);
	}
	eal_close();
	tw_engine_destroy(verify->engine);
	verify->ticker.name = NULL;
	ticker_close(&verify->ticker);
	compare_close(&verify->compare);
	return status;
}

/* A process for each seed. */
static int verify_seeds(struct verify *verify)
{
	int status = TW_EXIT_OK, ended;
	uint64_t i;

	if (verify->seeds == 1)
		return verify_once(verify);
	for (i = 0; i < verify->seeds && status == TW_EXIT_OK && !stop_requested; i++) {
		pid_t child;

		fflush(stdout);
		child = fork();
		if (child == 0)
			return verify_once(verify);
		if (child < 0 || waitpid(child, &ended, 0) < 0) {
			/* A signal that stops this process stops the child, too. */
			if (child > 0 && waitpid(child, &ended, 0) == child &&
			    WIFEXITED(ended))
				return WEXITSTATUS(ended);
			say_error("no process: %s", strerror(errno));
			return TW_EXIT_ENVIRONMENT;
		}
		if (WIFSIGNALED(ended)) {
			say_error("seed %" PRIu64 ": ended by signal %d",
				  verify->sim.seed, WTERMSIG(ended));
			return TW_EXIT_ENVIRONMENT;
		}
		status = WEXITSTATUS(ended);
		verify->sim.seed++;
	}
	return status == TW_EXIT_OK && stop_requested ? TW_EXIT_INTERRUPTED : status;
}

int cmd_verify(int argc, char **argv)
{
	static struct verify verify = { .times = TIMES_DEFAULT,
					.seeds = 1,
					.sim.seed = 1 };
	int option, status;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&verify, option))
			return TW_EXIT_USAGE;
	}
	stop_on_signal();
	status = input_open(&verify.input, argv + optind, argc - optind, &verify.filter);
	if (status == TW_EXIT_OK)
		status = select_symbols(&verify.selection, &verify.input, verify.symbols);
	if (status == TW_EXIT_OK)
		status = verify_seeds(&verify);
	select_free(&verify.selection);
	input_close(&verify.input);
	return status;
}
