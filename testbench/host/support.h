/* SPDX-License-Identifier: BSD-3-Clause */
/* support: packets, files and collected records for the tests of libtouchwire. */
#ifndef TW_TEST_SUPPORT_H
#define TW_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <touchwire/engine.h>
#include <touchwire/mold.h>

#define SESSION "TESTDAY001"
#define OTHER_SESSION "TESTDAY002"

/* ---- messages ---------------------------------------------------------------------------- */
struct bytes {
	uint8_t at[128];
	size_t length;
};

struct bytes msg_directory(uint16_t locate, const char *name);
struct bytes msg_state(uint16_t locate, char state);
struct bytes msg_halt(uint16_t locate, char market, char action);
struct bytes msg_add(uint16_t locate, uint64_t ref, char side, uint32_t price,
		     uint32_t shares);
struct bytes msg_reduce(char type, uint16_t locate, uint64_t ref, uint32_t shares);
struct bytes msg_delete(uint16_t locate, uint64_t ref);
struct bytes msg_replace(uint16_t locate, uint64_t ref, uint64_t next, uint32_t price,
			 uint32_t shares);

/* ---- frames ------------------------------------------------------------------------------ */
struct frame {
	uint8_t at[2048];
	uint32_t length;
};

/* A packet of @count messages; with none, @empty is its count (heartbeat, end). */
struct frame make_frame(const char *session, uint64_t seq, const struct bytes *messages,
			unsigned count, uint16_t empty);

/* @count adds of locate 13 from sequence @seq; the price is the sequence number. */
struct frame frame_adds(uint64_t seq, unsigned count);
/* A heartbeat, or an end of session with TW_MOLD_END. */
struct frame frame_empty(const char *session, uint64_t seq, uint16_t count);

/* ---- an engine whose records are kept ---------------------------------------------------- */
#define BENCH_TOUCHES 512u

struct bench {
	struct tw_engine *engine;
	struct tw_touch touches[BENCH_TOUCHES];
	unsigned count;
	uint64_t next; /* sequence of the next message of bench_send() */
	uint64_t now;
};

/* Engine with the list AAPL, MSFT (AAPL is 13, MSFT 14, both trading), or `all` of 2. */
void bench_open(struct bench *bench, const struct tw_engine_config *config);
/* The same with a hold time of BENCH_HOLD; number 5 is next. */
#define BENCH_HOLD 1000u
void bench_open_lines(struct bench *bench, unsigned feeds);
/* Holds its counters against their sums first. */
void bench_close(struct bench *bench);
/* One message in a frame of its own on port A; returns the records it made. */
unsigned bench_send(struct bench *bench, struct bytes message);
/* A frame at a time; returns the records it made. */
unsigned bench_frame(struct bench *bench, unsigned port, struct frame frame,
		     uint64_t now);
/* The same of a frame that ended with a MAC error. */
unsigned bench_bad_frame(struct bench *bench, unsigned port, struct frame frame,
			 uint64_t now);
/* The packet in @frame comes from the host; what tw_engine_replay() says. */
int bench_replay(struct bench *bench, struct frame frame);
struct tw_engine_status bench_status(const struct bench *bench);
/* The last record. */
const struct tw_touch *bench_last(const struct bench *bench);
const struct tw_counters *bench_counters(const struct bench *bench);

/* The sums of counters.h that need not know what the engine was given. */
void expect_sums(const struct tw_counters *counters);
uint64_t sum_of(const uint64_t *counters, unsigned n);

/* Path of a file in the tests' directory; one of 4 static buffers. */
const char *test_path(const char *name);
/* Write a file of @length bytes. */
void write_file(const char *path, const void *bytes, size_t length);
/* Read a whole file; free() it. */
uint8_t *read_file(const char *path, size_t *length);

#endif
