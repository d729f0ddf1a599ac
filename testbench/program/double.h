/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * double: a device whose inside is the C engine, behind tw_sim.h: for tests of the program
 * that shall not wait for the Verilated device, and of what the program makes of a device
 * that errs. The seed chooses the error.
 *
 *   double.c         registers and rings, above driver/fake_registers.c
 *   double_book.c    the engine
 *   double_trade.c   orders: trigger, gate, what is sent and guarded
 */
#ifndef DOUBLE_H
#define DOUBLE_H

#include <stdbool.h>
#include <stdint.h>

#include <touchwire/touch.h>

#define DOUBLE_SYMBOLS 64u
#define DOUBLE_AT 500u /* the record that the errors concern */

enum double_seed {
	DOUBLE_SIZE = 1001, /* a record has one share too many */
	DOUBLE_MISSING,	    /* a record is never published */
	DOUBLE_TWICE,	    /* a record comes twice */
	DOUBLE_FULL,  /* from that record on its symbol is inexact: a table was full */
	DOUBLE_DOUBT, /* the same, but no table was full */
	DOUBLE_UNDELIVERED,  /* a frame does not reach the host */
	DOUBLE_TAIL,	     /* a record too many at the end */
	DOUBLE_ALWAYS,	     /* from that record on its symbol has one share too many */
	DOUBLE_FIELD = 1010, /* +0..8: one field of a record is wrong, as in spoil() */
};

struct double_book;
struct fake_feed;

/* What the registers say when the device is started. */
struct double_settings {
	bool all, repair, udp_check, jump;
	unsigned int feeds;
	uint32_t ip, source[4];
	uint16_t port;
	uint64_t hold_ns, silence_ns, stale_ns;
	const char *const *names;
	unsigned int count;
};

struct double_book *
double_book_open(const struct double_settings *settings,
		 void (*on_touch)(void *ctx, const struct tw_touch *touch), void *ctx);
void double_book_close(struct double_book *book);
void double_book_map(struct double_book *book, unsigned int index, uint16_t locate);
void double_book_frame(struct double_book *book, unsigned int port, const void *bytes,
		       uint32_t length, uint64_t time_ns, bool bad);
void double_book_finish(struct double_book *book);
void double_book_advance(struct double_book *book, uint64_t now_ns);
void double_book_replay(struct double_book *book, const void *packet, uint32_t length);
void double_book_load(struct double_book *book, uint64_t seq);
void double_book_resume(struct double_book *book, uint64_t seq);
void double_book_fresh(struct double_book *book, uint32_t gaps);
/* How the feed stands. */
void double_book_feed(const struct double_book *book, struct fake_feed *feed);
unsigned int double_book_symbols(const struct double_book *book);
/* Packed name and locate (0: none) of a symbol. */
void double_book_symbol(const struct double_book *book, unsigned int index,
			uint64_t *name, uint16_t *locate);
/* A counter by its name in the register table ("book.applied", "count.lost"). */
bool double_book_counter(const struct double_book *book, const char *name,
			 uint64_t *value);

#endif
