/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trigger: the rules of every symbol on its touches, as the device judges them (rtl/trade).
 *
 * A symbol has four rules, rows of table RULES (trade.h).  A rule fires on a touch for which
 * its condition holds, once, until it is armed again: by writing its row, or, with
 * TW_REARM_FALSE, by a touch for which the condition does not hold.  A condition does not hold
 * while a side that it looks at, or that the order takes its price or size from, is empty.
 * Rules look at prices and sizes alone; flags are the gate's business.  A price that comes
 * out below 0 is 0, which the gate refuses.
 */
#ifndef TOUCHWIRE_TRIGGER_H
#define TOUCHWIRE_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>

#include "touch.h"
#include "trade.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Can @row be a rule?  One that cannot be is off, as with TW_CONDITION_OFF. */
bool tw_rule_valid(const struct tw_row_rule *row);

/* Does the condition of @row hold for @touch? */
bool tw_rule_holds(const struct tw_row_rule *row, const struct tw_touch *touch);

struct tw_trigger;

/* Rules of @symbols symbols, all off.  NULL with errno ENOMEM. */
struct tw_trigger *tw_trigger_create(uint32_t symbols);
void tw_trigger_destroy(struct tw_trigger *trigger);

/* Write rule @row, symbol * TW_RULES_PER_SYMBOL + lane, and arm it.  False: no such row. */
bool tw_trigger_load(struct tw_trigger *trigger, uint32_t row,
		     const struct tw_row_rule *rule);
/* All rules off. */
void tw_trigger_flush(struct tw_trigger *trigger);

/*
 * A touch in cycle @born: what its rules want, lowest rule first, in @out.  Returns how many;
 * 0 for a symbol that there is not.
 */
unsigned tw_trigger_touch(struct tw_trigger *trigger, const struct tw_touch *touch,
			  uint32_t born, struct tw_intent out[TW_RULES_PER_SYMBOL]);

#ifdef __cplusplus
}
#endif

#endif
