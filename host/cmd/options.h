/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options: values of options, read with one kind of message when they are wrong.
 */
#ifndef TW_OPTIONS_H
#define TW_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <getopt.h>

#include <touchwire/net.h>

/*
 * A whole number between min and max; endings k, M, G mean thousands, millions, billions, and
 * _ may part digits. False after a message.
 */
bool option_number(const char *name, const char *text, uint64_t min, uint64_t max,
		   uint64_t *value);
/* "233.54.12.111:26477". False after a message. */
bool option_group(const char *text, struct tw_net_filter *filter);
/* "127.0.0.1:30003", neither part 0. False after a message. */
bool option_address(const char *name, const char *text, uint32_t *ip, uint16_t *port);

/* How long what may last, in ns, for the C engine and the device alike. */
struct times {
	uint64_t hold_ns;    /* a line that is ahead waits for the other one */
	uint64_t silence_ns; /* without a packet: that line is silent; 0: never */
	uint64_t stale_ns;   /* all lines without one: all is stale; 0: never */
};

#define TIMES_DEFAULT                                                                    \
	{                                                                                \
		.hold_ns = 1000000                                                       \
	}

enum { OPTION_HOLD = 512, OPTION_SILENCE, OPTION_STALE };
#define OPTIONS_OF_TIMES                                                                 \
	{ "hold-ns", required_argument, NULL, OPTION_HOLD },                             \
		{ "silence-ns", required_argument, NULL, OPTION_SILENCE },               \
	{                                                                                \
		"stale-ns", required_argument, NULL, OPTION_STALE                        \
	}
/* One of those; false after a message. */
bool option_time(int option, const char *text, struct times *times);

enum engine_kind { ENGINE_FPGA, ENGINE_SOFT };
bool option_engine(const char *text, enum engine_kind *engine);

/* MoldUDP64 session of 1 to 10 characters. False after a message. */
bool option_session(const char *text, char session[11]);
/* Send to that group. */
void option_route(const struct tw_net_filter *group, struct tw_net_route *route);

/* An input that is no readable file. */
bool option_unreadable(const char *path);
/* Both are one file, which would be overwritten: true after a message. */
bool option_same_file(const char *left, const char *right);

#endif
