/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench: what `touchwire bench` measured: paces, and at each pace tiers: ways to come from
 * the same packets to the same touches.
 *
 * A tier's latency is that of the messages which changed a touch: from the message's last byte
 * (device: its beat at the XGMII; software: the call that brings its packet) to the touch.
 */
#ifndef TW_BENCH_H
#define TW_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <touchwire/error.h>
#include <touchwire/hist.h>
#include <touchwire/itch.h>

#include "input.h"
#include "tally.h"

#define BENCH_PACES 3u	    /* recorded, 8x, line */
#define BENCH_TIERS 4u	    /* fpga, soft, dpdk, python */
#define BENCH_STAGES 9u	    /* of the device: TW_STAGES of tw_probe.h */
#define BENCH_BUCKETS 4000u /* of a series, at most */
#define BENCH_DIGEST 65u    /* SHA-256 in hexadecimal, terminated */
#define BENCH_CLOCK_MHZ 156.25
#define BENCH_CYCLE_NS 6.4

enum bench_tier_kind { BENCH_FPGA, BENCH_SOFT, BENCH_DPDK, BENCH_PYTHON };
extern const char *const bench_tier_names[BENCH_TIERS]; /* "fpga", ... */

/* Latency over time in buckets of one width; time counts from the first frame of the run. */
struct bench_series {
	uint64_t bucket_ns;
	size_t count; /* buckets in use, <= BENCH_BUCKETS */
	struct bench_bucket {
		uint64_t messages; /* that arrived: over bucket_ns that is the rate */
		uint64_t samples; /* that changed a touch: 0: low and high mean nothing */
		uint64_t low, high; /* latencies, in the unit of the tier's hist */
	} buckets[BENCH_BUCKETS];
};

/*
 * One stage of the device, in cycles since the message's last byte at the XGMII. ORDER has a
 * second one that counts from its first byte.
 */
struct bench_stage {
	const char *name;	/* "mac", ... */
	const char *what;	/* what stands when it is done */
	struct tw_hist *cycles; /* NULL: no message got there */
	struct tw_hist *
		types[TW_ITCH_TYPE_COUNT]; /* in the order of TW_ITCH_TYPES; NULL: none */
};

/* One way from packets to touches, at one pace. */
struct bench_tier {
	enum bench_tier_kind kind;
	const char *name;      /* "fpga" */
	const char *title;     /* "device (Verilated)", for tables and pictures */
	const char *unit_note; /* the clock and what is in the figure, one sentence */
	struct tw_hist *hist;  /* times scale_ns is ns; never NULL */
	double scale_ns;       /* BENCH_CYCLE_NS or 1 */
	/* The same without the wait behind earlier packets; NULL: not measured (fpga, python). */
	struct tw_hist *alone;
	struct tw_hist *types[TW_ITCH_TYPE_COUNT]; /* the same by type; NULL: none */
	struct bench_series series;
	uint64_t messages, touches;	 /* taken; rows of touches */
	uint64_t warmup;		 /* messages measured before and thrown away */
	double seconds;			 /* that the run took */
	int cpu;			 /* it was pinned to; -1: to none */
	char touch_digest[BENCH_DIGEST]; /* of the rows of touches */
	struct tally tally;		 /* its counters; count 0: it has none */
};

struct bench_pace {
	const char *name;  /* "recorded", "8x", "line" */
	const char *title; /* "as recorded", "8 times as fast", "line rate" */
	uint64_t speed;	   /* 1, 8; 0: line rate */
	size_t tier_count;
	struct bench_tier *tiers[BENCH_TIERS]; /* in the order of enum bench_tier_kind */
	/* Of the device, in the order in which the path has them; NULL cycles when not run. */
	struct bench_stage stages[BENCH_STAGES];
	struct bench_stage
		first_to_order; /* first byte in to the order's start character */
	uint64_t duration_ns;	/* first frame to last one, at this pace */
};

struct bench_file {
	const char *path;
	uint64_t bytes;
	char digest[BENCH_DIGEST]; /* SHA-256 of the file */
};

struct bench {
	char *command;	   /* the command line */
	char version[32];  /* of the program */
	char build[16];	   /* of the device: IDENT.BUILD; "" when it did not run */
	char dpdk[64];	   /* rte_version() */
	char python[64];   /* "Python 3.11.2"; "" when it did not run */
	char machine[160]; /* system, release, architecture */
	char system[64];   /* of the machine: "Debian GNU/Linux 12 (bookworm)" */
	char compiler[64]; /* of the program */
	char cpu_model[128];
	unsigned int cpus;	   /* online */
	double load;		   /* average of the minute before the first run */
	double also_mhz;	   /* a clock to show the cycles at, too; 0: none */
	double tsc_mhz;		   /* of the time stamp counter; 0: not used */
	char date[32];		   /* UTC, ISO 8601 */
	const struct input *input; /* list: symbols, frames, packets, messages */
	size_t file_count;
	struct bench_file files[INPUT_FEEDS];
	uint64_t duration_ns, first_ns; /* as recorded; first frame since 1970 */
	uint64_t wire_bytes;		/* of all frames, without preamble, FCS and gap */
	size_t pace_count;
	struct bench_pace paces[BENCH_PACES];
	bool traded; /* --trade: stage order means something */
};

/* Percentiles that tables show, for as long as the count supports them. */
#define BENCH_PERCENTILES 5u
extern const double bench_percentiles[BENCH_PERCENTILES]; /* 50 90 99 99.9 99.99 */

/*
 * A percentile in ns; "-" when the count of samples does not support it (tw_hist_supports) or
 * hist is NULL. 50 gives the median. Returns text.
 */
const char *bench_percentile(const struct tw_hist *hist, double percent, double scale_ns,
			     char *text, size_t size);
/* Name of the message type at an index of TW_ITCH_TYPES: "add", ... */
const char *bench_type_name(unsigned int type);

/* Sums of counters that must be equal, by the names of the register map. */
struct bench_sum {
	const char *left, *right; /* in words: "frames of port A" */
	uint64_t left_value, right_value;
};
#define BENCH_SUMS 8u
/* The rules that hold for a tier's counters; returns how many. */
size_t bench_sums(const struct bench_tier *tier, struct bench_sum sums[BENCH_SUMS]);

#endif
