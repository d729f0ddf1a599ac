/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_args: the device arguments, the same for --vdev and -a.  Unknown keys, repeated
 * keys and values out of range are refused by name.  A value cannot contain a comma.
 */
#ifndef TOUCHWIRE_ARGS_H
#define TOUCHWIRE_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#define TOUCHWIRE_RING_LOG2_MIN 6u
#define TOUCHWIRE_RING_LOG2_MAX 22u
#define TOUCHWIRE_SLOTS_LOG2_MIN 6u
#define TOUCHWIRE_SLOTS_LOG2_MAX 15u
#define TOUCHWIRE_TRADE_LOG2_MIN 6u
#define TOUCHWIRE_TRADE_LOG2_MAX 20u

#define TOUCHWIRE_SOURCES 4u /* source addresses that can be listed */

#define TOUCHWIRE_PARAM_STRING                                                           \
	"feed_a=<capture>|udp:<ip>:<port>[@<interface ip>] "                             \
	"feed_b=<capture>|udp:<ip>:<port>[@<interface ip>] "                             \
	"symbols=all|<name>[:<name>...] "                                                \
	"group=<ip>:<port> "                                                             \
	"source=<ip>[:<ip>...] "                                                         \
	"udp_check=0|1 "                                                                 \
	"hold_ns=<0..4294967295> "                                                       \
	"silence_ns=<0..4294967295> "                                                    \
	"stale_ns=<0..4294967295> "                                                      \
	"repair=0|1 "                                                                    \
	"jump=0|1 "                                                                      \
	"lines=a|b|ab "                                                                  \
	"ring_log2=<6..22> "                                                             \
	"slots_log2=<6..15> "                                                            \
	"trade_log2=<6..20> "                                                            \
	"build=<number> "                                                                \
	"order=none|slirp|tap:<interface> "                                              \
	"pace=0|1 "                                                                      \
	"model=<library> "                                                               \
	"wave=<fst file> "                                                               \
	"wave_from=<cycle> "                                                             \
	"wave_to=<cycle> "                                                               \
	"seed=<number> "                                                                 \
	"stall=<0..999> "                                                                \
	"delay=<cycles> "                                                                \
	"tear=0|1 "                                                                      \
	"fake_bar=0|1"

enum touchwire_symbols_mode {
	TOUCHWIRE_SYMBOLS_DEFAULT, /* all, until the first symbol is added */
	TOUCHWIRE_SYMBOLS_LIST,
	TOUCHWIRE_SYMBOLS_ALL,
};

struct touchwire_args {
	char *feed[2]; /* of port A and B: a capture, or udp:...; NULL for none */
	char *symbols; /* names separated by ':', in list mode */
	char *model;
	char *wave;
	char *order; /* what the order port is plugged into; NULL: nothing */
	uint64_t wave_from, wave_to;
	uint64_t seed;
	uint32_t stall, delay, tear;
	enum touchwire_symbols_mode mode;
	uint32_t group_ip; /* host order; 0: any */
	uint16_t group_port;
	uint32_t source[TOUCHWIRE_SOURCES]; /* host order; all 0: any */
	uint32_t hold_ns, silence_ns, stale_ns;
	bool udp_check, repair, jump;
	bool pace; /* the device's time does not run ahead of this host's */
	uint32_t ring_log2, slots_log2, trade_log2;
	uint32_t build; /* IDENT.BUILD that may be armed */
	bool build_given;
	bool line[2]; /* port is taken */
	bool lines_given;
	bool fake_bar;
};

/*
 * Parse @text ("" or NULL: defaults) for the sim back end (@sim) or a board; a key of the
 * other kind is refused.  0 or -errno after a message.  Free what it allocated in any case.
 */
int touchwire_args_parse(struct touchwire_args *args, const char *text, bool sim);
void touchwire_args_free(struct touchwire_args *args);

#endif
