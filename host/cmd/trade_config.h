/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trade_config: what `touchwire trade` may do, as a YAML file, checked whole before anything
 * starts. No limit has a default and none may be missing. `touchwire trade --help` shows one.
 */
#ifndef TW_TRADE_CONFIG_H
#define TW_TRADE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/error.h>
#include <touchwire/trade.h>

struct trade_rule {
	struct tw_row_rule row;
	unsigned int target; /* REPLACE, CANCEL: the order of this rule, from 1; else 0 */
	char text[96];	     /* "when: then", for people */
};

struct trade_symbol {
	char name[9];
	struct tw_row_limits limits;
	unsigned int count;
	struct trade_rule rules[TW_RULES_PER_SYMBOL];
};

struct trade_config {
	char account[17];
	uint64_t watchdog_ns, rate_ns, age_ns, duplicate_ns;
	uint64_t answer_ns;	     /* in which the exchange has to answer an order */
	struct tw_row_totals totals; /* its cycles are set by trade_config_cycles() */
	uint32_t watchdog;	     /* cycles, the same */
	uint32_t kill_mask;
	bool kill_on_link, cut_through;
	size_t count;
	struct trade_symbol *symbols;
};

/* 0, or -EINVAL (or the errno of a call) with file, field and remedy in @error. */
int trade_config_load(struct trade_config *config, const char *path,
		      struct tw_error *error);
void trade_config_free(struct trade_config *config);
/* Times into cycles of the device's clock. 0, or -EINVAL: one is beyond what it can count. */
int trade_config_cycles(struct trade_config *config, uint32_t clock_khz,
			struct tw_error *error);

/* The parts of a file, for its tests. @text may be NULL: missing. */
int trade_parse_rule(struct trade_rule *rule, const char *when, const char *then,
		     const char *fire, const char *tif, struct tw_error *error);

#endif
