/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * input: the capture files of a command, judged and listed before anything is started, and
 * the symbols that the user wants out of them.
 */
#ifndef TW_INPUT_H
#define TW_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include <touchwire/capture.h>
#include <touchwire/error.h>
#include <touchwire/net.h>

#define INPUT_FEEDS 2u

struct input {
	const char *paths[INPUT_FEEDS];
	unsigned int count;
	struct tw_net_filter filter;
	struct tw_symbol_list list;
	uint32_t names; /* distinct names in list */
};

/* Which symbols an engine shall track. */
struct selection {
	bool all;     /* those of the directory, as they appear */
	char **names; /* else these, index = position */
	uint32_t count;
	struct selection_map {
		uint32_t index;
		uint16_t locate;
	} * maps; /* locate codes to bind by hand: the capture has no directory */
	uint32_t map_count;
};

/*
 * Read the captures once: format, link type, sessions, symbols. Prints what is wrong and
 * returns an exit code.
 */
int input_open(struct input *input, char *const *paths, int count,
	       const struct tw_net_filter *filter);
void input_close(struct input *input);

/*
 * Choose from "all" or "A,B,C". Symbols that the capture lacks are warned of; when it has
 * none of them that is an error. Returns an exit code.
 */
int select_symbols(struct selection *selection, const struct input *input,
		   const char *wanted);
/* "A,B,C" without a capture to compare with, or "all". Returns an exit code. */
int select_names(struct selection *selection, const char *wanted);
/*
 * Keep only what a device of that capacity holds, with a warning when it is less, and what the
 * user may use @instead of a device.
 */
void select_fit(struct selection *selection, const struct input *input, uint32_t capacity,
		const char *instead);
/* Of captures without a directory: an excerpt, whose sequence numbers may leap anywhere. */
bool select_is_excerpt(const struct selection *selection);
void select_free(struct selection *selection);

#endif
