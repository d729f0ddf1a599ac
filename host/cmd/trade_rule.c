/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules of a configuration as people write them. */
#include "trade_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/ouch.h>

#include "trade_value.h"

#define WORDS 16

#define WHEN                                                                             \
	"write one of: bid|ask >=|<= 320.10, spread >=|<= 0.05, bid size >= 4 x ask "    \
	"size, ask size >= 4 x bid size"
#define THEN                                                                             \
	"write one of: buy|sell 100 at 320.12, buy|sell up to 100 at bid|ask [+|- "      \
	"0.02], replace rule 1 with 100 at bid - 0.01, cancel rule 1 [to 50]"

/* A sentence under way, word by word. */
struct words {
	char text[128];
	char *word[WORDS + 1]; /* NULL behind the last */
	char **at;
};

static bool split(struct words *words, const char *text)
{
	char *save = NULL, *word;
	unsigned int count = 0;

	if (strlen(text) >= sizeof(words->text))
		return false;
	strcpy(words->text, text);
	for (word = strtok_r(words->text, " \t", &save); word != NULL && count < WORDS;
	     word = strtok_r(NULL, " \t", &save))
		words->word[count++] = word;
	words->word[count] = NULL;
	words->at = words->word;
	return word == NULL;
}

static bool take(struct words *words, const char *want)
{
	if (*words->at == NULL || strcasecmp(*words->at, want) != 0)
		return false;
	words->at++;
	return true;
}

static bool take_number(struct words *words, unsigned int decimals, uint64_t max,
			uint32_t *value)
{
	uint64_t number;

	if (*words->at == NULL || !value_decimal(*words->at, decimals, max, &number))
		return false;
	words->at++;
	*value = (uint32_t)number;
	return true;
}

/* Which of the two words stands there: 0, 1, or -1: neither. */
static int take_either(struct words *words, const char *first, const char *second)
{
	return take(words, first) ? 0 : take(words, second) ? 1 : -1;
}

/* "bid|ask size >= RATIO x ask|bid size", behind its first word. */
static bool parse_imbalance(struct words *words, int side, struct tw_row_rule *row)
{
	uint32_t ratio;

	if (!take(words, ">=") || !take_number(words, 4, 1000 * 10000, &ratio) ||
	    !take(words, "x") || !take(words, side == 0 ? "ask" : "bid") ||
	    !take(words, "size") || *words->at != NULL)
		return false;
	row->threshold = (uint32_t)(((uint64_t)ratio * 256 + 5000) / 10000);
	row->what |= (uint32_t)(side == 0 ? TW_CONDITION_IMBALANCE_BID
					  : TW_CONDITION_IMBALANCE_ASK)
		     << TW_RULE_CONDITION_SHIFT;
	return row->threshold != 0;
}

static bool parse_when(struct words *words, struct tw_row_rule *row)
{
	static const uint32_t conditions[3][2] = {
		{ TW_CONDITION_BID_GE, TW_CONDITION_BID_LE },
		{ TW_CONDITION_ASK_GE, TW_CONDITION_ASK_LE },
		{ TW_CONDITION_SPREAD_GE, TW_CONDITION_SPREAD_LE },
	};
	int what = take_either(words, "bid", "ask"), relation;

	if (what >= 0 && take(words, "size"))
		return parse_imbalance(words, what, row);
	if (what < 0 && take(words, "spread"))
		what = 2;
	relation = take_either(words, ">=", "<=");
	if (what < 0 || relation < 0 ||
	    !take_number(words, 4, TW_CEIL_PRICE, &row->threshold))
		return false;
	row->what |= conditions[what][relation] << TW_RULE_CONDITION_SHIFT;
	return *words->at == NULL;
}

/* "at 320.12", "at bid", "at ask + 0.02", and nothing behind. */
static bool parse_price(struct words *words, struct tw_row_rule *row)
{
	int side, sign;

	if (!take(words, "at"))
		return false;
	side = take_either(words, "bid", "ask");
	if (side < 0)
		return take_number(words, 4, TW_CEIL_PRICE, &row->price) &&
		       row->price != 0 && *words->at == NULL;
	row->what |= (uint32_t)(side == 0 ? TW_PRICE_BID : TW_PRICE_ASK)
		     << TW_RULE_PRICE_SHIFT;
	if (*words->at == NULL)
		return true;
	sign = take_either(words, "+", "-");
	if (sign < 0 || !take_number(words, 4, TW_CEIL_PRICE, &row->price))
		return false;
	if (sign == 1)
		row->price = 0 - row->price;
	return *words->at == NULL;
}

/* "[up to] N", at least 1. */
static bool parse_quantity(struct words *words, struct tw_row_rule *row)
{
	if (take(words, "up")) {
		if (!take(words, "to"))
			return false;
		row->what |= TW_SIZE_TOUCH << TW_RULE_SIZE_SHIFT;
	}
	return take_number(words, 0, TW_CEIL_QUANTITY, &row->quantity) &&
	       row->quantity != 0;
}

static bool parse_target(struct words *words, struct trade_rule *rule)
{
	return take(words, "rule") &&
	       take_number(words, 0, TW_RULES_PER_SYMBOL, &rule->target) &&
	       rule->target != 0;
}

static bool parse_then(struct words *words, struct trade_rule *rule)
{
	struct tw_row_rule *row = &rule->row;
	int side;

	if (take(words, "cancel")) {
		row->what |= TW_KIND_CANCEL << TW_RULE_KIND_SHIFT;
		if (!parse_target(words, rule))
			return false;
		if (take(words, "to") &&
		    !take_number(words, 0, TW_CEIL_QUANTITY, &row->quantity))
			return false;
		return *words->at == NULL;
	}
	if (take(words, "replace")) {
		row->what |= TW_KIND_REPLACE << TW_RULE_KIND_SHIFT;
		return parse_target(words, rule) && take(words, "with") &&
		       parse_quantity(words, row) && parse_price(words, row);
	}
	side = take_either(words, "buy", "sell");
	row->what |= TW_KIND_ENTER << TW_RULE_KIND_SHIFT;
	if (side == 1)
		row->what |= 1u << TW_RULE_SELL_SHIFT;
	return side >= 0 && parse_quantity(words, row) && parse_price(words, row);
}

static int parse_fire(struct trade_rule *rule, const char *fire, struct tw_error *error)
{
	if (fire != NULL && strcasecmp(fire, "again") == 0)
		rule->row.what |= TW_REARM_FALSE << TW_RULE_REARM_SHIFT;
	else if (fire == NULL || strcasecmp(fire, "once") != 0)
		return tw_fail(
			error, -EINVAL,
			"fire: %s; write fire: once, or fire: again (each time the "
			"condition was false in between)",
			fire == NULL ? "is missing" : "is neither");
	return 0;
}

static int parse_tif(struct trade_rule *rule, const char *tif, struct tw_error *error)
{
	bool cancels = (rule->row.what >> TW_RULE_KIND_SHIFT & 3) == TW_KIND_CANCEL;

	if (cancels)
		return tif == NULL ? 0
				   : tw_fail(error, -EINVAL,
					     "tif: a cancel has none; leave it out");
	if (tif != NULL && strcasecmp(tif, "day") == 0)
		rule->row.what |= (uint32_t)TW_OUCH_DAY << TW_RULE_TIF_SHIFT;
	else if (tif != NULL && strcasecmp(tif, "ioc") == 0)
		rule->row.what |= (uint32_t)TW_OUCH_IOC << TW_RULE_TIF_SHIFT;
	else
		return tw_fail(error, -EINVAL,
			       "tif: %s; write tif: day (it rests) or tif: ioc (what is "
			       "not filled at once is cancelled)",
			       tif == NULL ? "is missing" : "is neither");
	return 0;
}

int trade_parse_rule(struct trade_rule *rule, const char *when, const char *then,
		     const char *fire, const char *tif, struct tw_error *error)
{
	struct words words;

	memset(rule, 0, sizeof(*rule));
	if (when == NULL || !split(&words, when) || !parse_when(&words, &rule->row))
		return tw_fail(error, -EINVAL, "when: '%s' is no condition; " WHEN,
			       when == NULL ? "" : when);
	if (then == NULL || !split(&words, then) || !parse_then(&words, rule))
		return tw_fail(error, -EINVAL, "then: '%s' is no action; " THEN,
			       then == NULL ? "" : then);
	snprintf(rule->text, sizeof(rule->text), "%s: %s", when, then);
	if (parse_fire(rule, fire, error) != 0)
		return -EINVAL;
	return parse_tif(rule, tif, error);
}
