/* SPDX-License-Identifier: BSD-3-Clause */
/* exchange_options: the command line of `touchwire exchange`. */
#ifndef TW_EXCHANGE_OPTIONS_H
#define TW_EXCHANGE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "sockets.h"

struct exchange_wanted {
	struct exchange_config exchange;
	struct exchange_sockets_config sockets;
	struct tw_generate_config market;
	const char *path; /* NULL: generate */
	bool print_ports;
	bool made;   /* an option of a generated market was given */
	bool orders; /* one of the order port */
	uint64_t delay_us;
	const char *record; /* NULL: none */
};

/* Read it; messages are said.  -1: go on, else the exit status. */
int exchange_options(int argc, char **argv, struct exchange_wanted *wanted);

#endif
