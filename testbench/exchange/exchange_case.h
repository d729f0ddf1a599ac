/* SPDX-License-Identifier: BSD-3-Clause */
/* exchange_case: an exchange in virtual time, and what its lines bring, for tests. */
#ifndef TW_EXCHANGE_CASE_H
#define TW_EXCHANGE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exchange.h"

#define MESSAGES 20000u
#define ROOM (MESSAGES + 2u)
#define SECOND 1000000000u

/* What a line brought. */
struct heard {
	uint8_t copies[ROOM];		     /* of each number */
	uint64_t next;			     /* behind the highest number */
	uint64_t packets, empty, ends, late; /* late: it began below what came before */
	uint64_t first_ns, last_ns;
	uint64_t hash; /* of all bytes and the order they came in */
	uint64_t last_number;
};

struct exchange_case {
	struct exchange *exchange;
	struct exchange_config config;
	uint64_t now;
	struct heard line[EXCHANGE_LINES];
	uint8_t messages[ROOM][64];
	uint8_t lengths[ROOM];
	uint64_t wrong; /* messages that differ from the one of the same number */
	uint64_t end_number;
	bool full; /* refuse packets */
};

extern struct exchange_case bench;

/* MESSAGES of a profile, 5 a packet. */
struct exchange_market *bench_market(enum tw_profile profile);
/* An exchange of @config with such a market; nothing went out yet. */
void bench_open(const struct exchange_config *config, enum tw_profile profile);
void bench_step(void);
/* Go on to what is due next; false when all is over. */
bool bench_go_on(void);
/* ... until all is over. */
void bench_finish(void);
/* ... until the first end of session: all messages are out. */
void bench_publish_all(void);
void bench_close(void);
/* Every packet is accounted for. */
void bench_check_sums(void);
/* Messages that @line did not bring. */
uint64_t bench_missing(unsigned line);
/* Ask again for @count messages from @number on; as exchange_request(). */
size_t bench_ask(const char *session, uint64_t number, uint16_t count, uint8_t *answer,
		 size_t room);

#endif
