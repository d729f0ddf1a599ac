/* SPDX-License-Identifier: BSD-3-Clause */
/* trigger: the rules of rtl/trade/trigger_rule.sv, said again from what trade.h states. */
#include <stdlib.h>

#include <touchwire/trigger.h>

struct rule {
	struct tw_row_rule row;
	bool on, fired;
};

struct tw_trigger {
	uint32_t symbols;
	struct rule rules[];
};

static unsigned field(const struct tw_row_rule *row, unsigned shift, unsigned bits)
{
	return row->what >> shift & ((1u << bits) - 1);
}

static unsigned condition_of(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_CONDITION_SHIFT, 4);
}

static bool sells(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_SELL_SHIFT, 1);
}

static unsigned price_of(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_PRICE_SHIFT, 2);
}

static unsigned size_of(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_SIZE_SHIFT, 2);
}

static unsigned rearm_of(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_REARM_SHIFT, 2);
}

static unsigned kind_of(const struct tw_row_rule *row)
{
	return field(row, TW_RULE_KIND_SHIFT, 2);
}

bool tw_rule_valid(const struct tw_row_rule *row)
{
	unsigned condition = condition_of(row);
	bool ratio = condition == TW_CONDITION_IMBALANCE_BID ||
		     condition == TW_CONDITION_IMBALANCE_ASK;

	return condition != TW_CONDITION_OFF && condition < TW_CONDITIONS &&
	       kind_of(row) != TW_KIND_HEARTBEAT && price_of(row) <= TW_PRICE_ASK &&
	       size_of(row) <= TW_SIZE_TOUCH && rearm_of(row) <= TW_REARM_FALSE &&
	       row->what >> TW_RULE_BITS == 0 && !(ratio && row->threshold > UINT16_MAX);
}

/* Sides that a rule needs, bit 0 the bid, bit 1 the ask. */
static unsigned sides_of(const struct tw_row_rule *row)
{
	static const unsigned looks[TW_CONDITIONS] = {
		[TW_CONDITION_BID_GE] = 1,	  [TW_CONDITION_BID_LE] = 1,
		[TW_CONDITION_ASK_GE] = 2,	  [TW_CONDITION_ASK_LE] = 2,
		[TW_CONDITION_SPREAD_GE] = 3,	  [TW_CONDITION_SPREAD_LE] = 3,
		[TW_CONDITION_IMBALANCE_BID] = 3, [TW_CONDITION_IMBALANCE_ASK] = 3,
	};
	unsigned sides = looks[condition_of(row)];

	if (price_of(row) == TW_PRICE_BID)
		sides |= 1;
	if (price_of(row) == TW_PRICE_ASK)
		sides |= 2;
	if (size_of(row) == TW_SIZE_TOUCH)
		sides |= sells(row) ? 1 : 2;
	return sides;
}

bool tw_rule_holds(const struct tw_row_rule *row, const struct tw_touch *touch)
{
	unsigned there = (touch->bid_size > 0) | (unsigned)(touch->ask_size > 0) << 1;
	uint64_t t = row->threshold;

	if (!tw_rule_valid(row) || (sides_of(row) & ~there) != 0)
		return false;
	switch (condition_of(row)) {
	case TW_CONDITION_BID_GE:
		return touch->bid_price >= t;
	case TW_CONDITION_BID_LE:
		return touch->bid_price <= t;
	case TW_CONDITION_ASK_GE:
		return touch->ask_price >= t;
	case TW_CONDITION_ASK_LE:
		return touch->ask_price <= t;
	case TW_CONDITION_SPREAD_GE: /* a crossed spread is below 0 */
		return (int64_t)touch->ask_price - touch->bid_price >= (int64_t)t;
	case TW_CONDITION_SPREAD_LE:
		return (int64_t)touch->ask_price - touch->bid_price <= (int64_t)t;
	case TW_CONDITION_IMBALANCE_BID:
		return UINT64_C(256) * touch->bid_size >= t * touch->ask_size;
	default:
		return UINT64_C(256) * touch->ask_size >= t * touch->bid_size;
	}
}

static uint32_t patched_price(const struct tw_row_rule *row, const struct tw_touch *touch)
{
	uint32_t near =
		price_of(row) == TW_PRICE_BID ? touch->bid_price : touch->ask_price;
	int64_t price = (int64_t)near + (int32_t)row->price;

	if (price_of(row) == TW_PRICE_FIXED)
		return row->price;
	if (price < 0)
		return 0;
	return price > UINT32_MAX ? UINT32_MAX : (uint32_t)price;
}

static uint32_t patched_quantity(const struct tw_row_rule *row,
				 const struct tw_touch *touch)
{
	uint32_t hit = sells(row) ? touch->bid_size : touch->ask_size;

	return size_of(row) == TW_SIZE_TOUCH && hit < row->quantity ? hit : row->quantity;
}

struct tw_trigger *tw_trigger_create(uint32_t symbols)
{
	struct tw_trigger *trigger =
		calloc(1, sizeof(*trigger) + (size_t)symbols * TW_RULES_PER_SYMBOL *
						     sizeof(trigger->rules[0]));

	if (trigger)
		trigger->symbols = symbols;
	return trigger;
}

void tw_trigger_destroy(struct tw_trigger *trigger)
{
	free(trigger);
}

bool tw_trigger_load(struct tw_trigger *trigger, uint32_t row,
		     const struct tw_row_rule *rule)
{
	if (row / TW_RULES_PER_SYMBOL >= trigger->symbols)
		return false;
	trigger->rules[row] = (struct rule){ *rule, tw_rule_valid(rule), false };
	return true;
}

void tw_trigger_flush(struct tw_trigger *trigger)
{
	for (uint32_t i = 0; i < trigger->symbols * TW_RULES_PER_SYMBOL; i++)
		trigger->rules[i].on = false;
}

static struct tw_intent intent_of(const struct tw_row_rule *row,
				  const struct tw_touch *touch)
{
	return (struct tw_intent){
		.feed_seq = touch->feed_seq,
		.arrival_ns = touch->arrival_ns,
		.quantity = patched_quantity(row, touch),
		.price = patched_price(row, touch),
		.token = row->token,
		.bid_price = touch->bid_price,
		.bid_size = touch->bid_size,
		.ask_price = touch->ask_price,
		.ask_size = touch->ask_size,
		.symbol = touch->symbol,
		.flags = touch->flags,
		.kind = (enum tw_kind)kind_of(row),
		.sell = sells(row),
		.tif = (uint8_t)field(row, TW_RULE_TIF_SHIFT, 8),
	};
}

unsigned tw_trigger_touch(struct tw_trigger *trigger, const struct tw_touch *touch,
			  uint32_t born, struct tw_intent out[TW_RULES_PER_SYMBOL])
{
	unsigned n = 0;

	if (touch->symbol >= trigger->symbols)
		return 0;
	for (unsigned lane = 0; lane < TW_RULES_PER_SYMBOL; lane++) {
		struct rule *rule =
			&trigger->rules[touch->symbol * TW_RULES_PER_SYMBOL + lane];

		if (!rule->on)
			continue;
		if (!tw_rule_holds(&rule->row, touch)) {
			if (rearm_of(&rule->row) == TW_REARM_FALSE)
				rule->fired = false;
			continue;
		}
		if (!rule->fired) {
			out[n] = intent_of(&rule->row, touch);
			out[n].born = born;
			out[n++].rule = (uint8_t)lane;
		}
		rule->fired = true;
	}
	return n;
}
