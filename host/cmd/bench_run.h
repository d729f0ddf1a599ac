/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_run: what the parts of `touchwire bench` share: the pace of the packets, samples, and
 * the rows of touches of each tier.
 */
#ifndef TW_BENCH_RUN_H
#define TW_BENCH_RUN_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include <touchwire/capture.h>
#include <touchwire/engine.h>

#include "bench.h"
#include "options.h"
#include "ticker.h"

/* ---- pace --------------------------------------------------------------------------------- */
/* When each frame is on its wire: never faster than 10 Gb/s, never before the frame before it. */
struct bench_pacer {
	uint64_t origin;  /* time of the first frame, as recorded */
	uint64_t speed;	  /* 1, 8; 0: line rate */
	uint64_t last;	  /* start of the frame before, in tenths of ns since origin */
	uint64_t free[2]; /* when each wire is */
};

/* Names and speeds of the paces: "recorded", "8x", "line". */
extern const struct bench_pace_kind {
	const char *name, *title;
	uint64_t speed;
} bench_pace_kinds[BENCH_PACES];

void pacer_begin(struct bench_pacer *pacer, const struct bench *bench, size_t pace);
/* Its first byte, and the end of its FCS, in ns as the capture counts. */
uint64_t pacer_next(struct bench_pacer *pacer, const struct tw_capture_frame *frame,
		    uint64_t *end_ns);

/* ---- a run --------------------------------------------------------------------------------- */
struct bench_run {
	struct bench *bench;
	const struct input *input;
	struct selection *selection;
	struct times times;
	uint32_t capacity;     /* symbols that every tier tracks at most */
	char folder[PATH_MAX]; /* for rows of touches */
	bool cut_through;      /* orders do not wait for the end of the frame */
	bool bar;	       /* progress is shown */
	bool wanted[BENCH_TIERS];
	bool required
		[BENCH_TIERS]; /* the user named it: that it cannot run is an error */
	const char *probe, *python; /* files, NULL: where they are built or lie */
	int cpus[2]; /* to pin to: the program, the Python tier; -1: none */
	char names_of[65536]
		     [9]; /* of the symbols that are tracked, as the C engine says */
	uint32_t name_count;
	/* The path of a tier's rows at a pace. */
	char rows[BENCH_PACES][BENCH_TIERS][PATH_MAX + 32];
};

/* A tier of a pace, its unit ns; never NULL. */
struct bench_tier *bench_tier_new(struct bench_run *run, size_t pace,
				  enum bench_tier_kind kind);
void bench_free(struct bench *bench);
/* Lazily made histograms. */
void bench_record(struct tw_hist **hist, uint64_t value);
int bench_type_index(char type); /* in TW_ITCH_TYPES; -1: none */

/* A touch: time since origin of its message, and its latency in the tier's unit. */
void bench_sample(struct bench_tier *tier, char type, uint64_t time_ns, uint64_t latency);
/* Messages that arrived at that time. */
void bench_arrived(struct bench_tier *tier, uint64_t time_ns, uint64_t messages);

/* The C engine as all tiers need it: the same symbols, the same rules. NULL after a message. */
struct tw_engine *bench_engine(const struct bench_run *run, tw_touch_fn on_touch,
			       tw_message_fn on_message, void *ctx);

/* A bar: part of all frames of a tier at a pace. */
void bench_progress(const struct bench_run *run, size_t pace, enum bench_tier_kind kind,
		    double part);
/* Pin this thread; cpu -1: not at all. Returns where it runs, -1 when it was not pinned. */
int bench_pin(int cpu);

/* The tiers: all wanted paces, one after the other. Exit codes; -1: it is not there, said why. */
int bench_device(struct bench_run *run);
int bench_soft(struct bench_run *run);
int bench_dpdk(struct bench_run *run);
int bench_python(struct bench_run *run);

/* ---- the end -------------------------------------------------------------------------------- */
/* Digests of the rows; TW_EXIT_DIFFERENCE, after saying where, when two tiers differ. */
int bench_compare(struct bench_run *run);
/* SHA-256 of a file in hexadecimal. 0 or -errno. */
int bench_digest(const char *path, char digest[BENCH_DIGEST], uint64_t *bytes);
/* Command, versions, machine, captures. Returns an exit code. */
int bench_facts(struct bench_run *run, int argc, char **argv);

void bench_print(FILE *out, const struct bench *bench);
int bench_write_json(const struct bench *bench, const char *path, struct tw_error *error);
/* A .hgrm for each tier and each stage into a folder that is made. */
int bench_write_hgrm(const struct bench *bench, const char *folder,
		     struct tw_error *error);
/*
 * What grew by more than max_regress cycles since the run that wrote @path, or differs in its
 * touches: said. Returns an exit code.
 */
int bench_baseline(const struct bench *bench, const char *path, uint64_t max_regress);

#endif
