/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * naive: the other opinion. A second reading of the specifications, slow and plain, that
 * shares no line with libtouchwire: a linked list of orders per side, sorted by price, and
 * the touch added up from the front of it after every message.
 */
#ifndef NAIVE_H
#define NAIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- options -------------------------------------------------------------------------- */
struct options {
	bool all;	   /* follow each symbol of the directory */
	unsigned capacity; /* symbols at most */
	uint64_t hold_ns;
	uint64_t silence_ns, stale_ns; /* 0: never */
	bool udp_check;
	uint32_t ip;
	uint16_t port;
};
extern struct options options;

/* ---- counts, by the names of the device's registers --------------------------------------- */
void count(const char *bank, const char *cause);
void count_many(const char *bank, const char *cause, uint64_t amount);
void print_counts(FILE *out);

/* ---- book.c: what messages mean ------------------------------------------------------------- */
struct origin {
	uint64_t sequence, time;
};
void book_list(const char *name); /* a symbol of the user's list */
void book_message(const uint8_t *message, size_t length, uint64_t sequence);
void book_gap(uint64_t first_missing, uint64_t time);
/* What the lines do; each is said with every touch, silence of all and the end as stale. */
struct lines {
	bool silent_a, silent_b, silent, ended;
};
void book_lines(struct lines lines, uint64_t expected);
/* Until told otherwise messages come from a frame that is bad. */
void book_distrust(bool bad);
void book_clear(void);
/* Time of the last message, 0 before the first. */
uint64_t book_time(void);

/* ---- frame.c: what is in a frame ------------------------------------------------------------ */
/* Finds the UDP payload, NULL without; returns the counter of the frame. */
const char *frame_payload(const uint8_t *frame, size_t length, const uint8_t **payload,
			  size_t *n);

/* ---- day.c: which packets count -------------------------------------------------------------- */
enum day { DAY_SAME, DAY_NEW, DAY_SESSION, DAY_WILD };
/* What a packet of this header means for the day. */
enum day day_packet(const uint8_t *mold);
/* An end of session was seen. */
void day_over(void);

/* ---- feed.c: which messages there are ------------------------------------------------------- */
void feed_lines(unsigned lines); /* 1 or 2 */
void feed_frame(unsigned line, const uint8_t *frame, size_t length, uint64_t now);
void feed_end(void);

static inline uint64_t number(const uint8_t *p, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n * 256 + *p++;
	return n;
}

#endif
