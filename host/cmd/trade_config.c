/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cyaml/cyaml.h>

#include "trade_value.h"

/* ---- the file as it is written: every value a string, judged below ------------------------- */
struct file_rule {
	char *when, *then, *fire, *tif;
};

struct file_symbol {
	char *name, *quantity, *notional, *collar, *max_long, *max_short, *open;
	struct file_rule *rules;
	unsigned int rules_count;
};

struct file_device {
	char *watchdog, *kill_on_link, *cut_through;
	char **kill_on;
	unsigned int kill_on_count;
};

struct file_totals {
	char *open, *orders, *gross, *rate, *burst, *age, *duplicate, *answer;
};

struct file {
	char *account;
	struct file_device *device;
	struct file_totals *totals;
	struct file_symbol *symbols;
	unsigned int symbols_count;
};

#define TEXT(key, type, member)                                                          \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type,      \
			       member, 0, 120)

static const cyaml_schema_field_t rule_fields[] = {
	TEXT("when", struct file_rule, when),
	TEXT("then", struct file_rule, then),
	TEXT("fire", struct file_rule, fire),
	TEXT("tif", struct file_rule, tif),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t rule_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct file_rule, rule_fields),
};
static const cyaml_schema_field_t symbol_fields[] = {
	TEXT("name", struct file_symbol, name),
	TEXT("quantity", struct file_symbol, quantity),
	TEXT("notional", struct file_symbol, notional),
	TEXT("collar", struct file_symbol, collar),
	TEXT("long", struct file_symbol, max_long),
	TEXT("short", struct file_symbol, max_short),
	TEXT("open", struct file_symbol, open),
	CYAML_FIELD_SEQUENCE("rules", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct file_symbol, rules, &rule_schema, 0,
			     TW_RULES_PER_SYMBOL),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t symbol_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct file_symbol, symbol_fields),
};
static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, 32),
};
static const cyaml_schema_field_t device_fields[] = {
	TEXT("watchdog", struct file_device, watchdog),
	TEXT("kill_on_link", struct file_device, kill_on_link),
	TEXT("cut_through", struct file_device, cut_through),
	CYAML_FIELD_SEQUENCE("kill_on", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct file_device, kill_on, &word_schema, 0, TW_REASONS),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t totals_fields[] = {
	TEXT("open", struct file_totals, open),
	TEXT("orders", struct file_totals, orders),
	TEXT("gross", struct file_totals, gross),
	TEXT("rate", struct file_totals, rate),
	TEXT("burst", struct file_totals, burst),
	TEXT("age", struct file_totals, age),
	TEXT("duplicate", struct file_totals, duplicate),
	TEXT("answer", struct file_totals, answer),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t file_fields[] = {
	TEXT("account", struct file, account),
	CYAML_FIELD_MAPPING_PTR("device", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				struct file, device, device_fields),
	CYAML_FIELD_MAPPING_PTR("totals", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				struct file, totals, totals_fields),
	CYAML_FIELD_SEQUENCE("symbols", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct file, symbols, &symbol_schema, 0, 65535),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t file_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct file, file_fields),
};

/* ---- values ---------------------------------------------------------------------------------- */
struct place {
	const char *path;
	char field[80]; /* "symbols[2] AAPL: " */
	struct tw_error *error;
};

/* A limit, missing or not: in units of its last decimal, between min and max. */
struct limit {
	const char *name, *text;
	unsigned int decimals;
	uint64_t min, max;
	const char *example;
	uint32_t *low, *high; /* high: NULL for 32 bits */
};

static int take_limit(const struct place *place, const struct limit *limit)
{
	uint64_t value;

	if (limit->text == NULL || *limit->text == '\0')
		return tw_fail(place->error, -EINVAL,
			       "%s: %s%s is missing, and no limit may be: nothing is "
			       "unlimited here; write %s: %s",
			       place->path, place->field, limit->name, limit->name,
			       limit->example);
	if (!value_decimal(limit->text, limit->decimals, limit->max, &value) ||
	    value < limit->min)
		return tw_fail(place->error, -EINVAL,
			       limit->decimals != 0
				       ? "%s: %s%s: '%s' is no amount with at most 4 "
					 "decimals up to %s%.4f; write %s: %s"
				       : "%s: %s%s: '%s' is no whole number up to "
					 "%s%.0f; write %s: %s",
			       place->path, place->field, limit->name, limit->text,
			       limit->min != 0 ? "and above 0: " : "",
			       limit->decimals != 0 ? (double)limit->max / 10000
						    : (double)limit->max,
			       limit->name, limit->example);
	*limit->low = (uint32_t)value;
	if (limit->high != NULL)
		*limit->high = (uint32_t)(value >> 32);
	return 0;
}

static int take_limits(const struct place *place, const struct limit *limits,
		       size_t count)
{
	int status = 0;
	size_t i;

	for (i = 0; i < count && status == 0; i++)
		status = take_limit(place, &limits[i]);
	return status;
}

static int take_time(const struct place *place, const char *name, const char *text,
		     const char *example, uint64_t *ns)
{
	if (text != NULL && value_time(text, ns) && *ns != 0)
		return 0;
	return tw_fail(place->error, -EINVAL,
		       "%s: %s%s: %s%s%s; write %s: %s (ns, us, ms or s, above 0)",
		       place->path, place->field, name, text == NULL ? "it" : "'",
		       text == NULL ? "" : text,
		       text == NULL ? " is missing" : "' is no time", name, example);
}

static int take_bool(const struct place *place, const char *name, const char *text,
		     bool *value)
{
	if (text != NULL && value_bool(text, value))
		return 0;
	return tw_fail(place->error, -EINVAL, "%s: %s%s: %s; write %s: yes or %s: no",
		       place->path, place->field, name,
		       text == NULL ? "it is missing" : "it is neither yes nor no", name,
		       name);
}

/* ---- parts ------------------------------------------------------------------------------------ */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int take_kill_on(struct trade_config *config, const struct place *place,
			const struct file_device *file)
{
	unsigned int i, reason;

	if (file->kill_on_count == 0)
		return tw_fail(
			place->error, -EINVAL,
			"%s: %skill_on: it is missing; write kill_on: [NONE] or the "
			"refusals that kill, such as kill_on: [COLLAR, POSITION]",
			place->path, place->field);
	if (file->kill_on_count == 1 && strcasecmp(file->kill_on[0], "none") == 0)
		return 0;
	for (i = 0; i < file->kill_on_count; i++) {
		for (reason = 1; reason < TW_REASONS; reason++) {
			if (strcasecmp(file->kill_on[i], tw_reason_name(reason)) == 0)
				break;
		}
		if (reason == TW_REASONS)
			return tw_fail(
				place->error, -EINVAL,
				"%s: %skill_on: '%s' is no refusal; they are "
				"CONFIG, BAD_FRAME, STALE, INEXACT, HALTED, CROSSED, "
				"AGE, FIELD, QUANTITY, NOTIONAL, COLLAR, POSITION, OPEN, "
				"RATE, COUNT, GROSS, DUPLICATE, TOKEN, WINDOW, LINK, "
				"BUSY, JOURNAL",
				place->path, place->field, file->kill_on[i]);
		config->kill_mask |= 1u << reason;
	}
	return 0;
}

static int take_device(struct trade_config *config, const struct place *place,
		       const struct file_device *file)
{
	int status;

	if (file == NULL)
		return tw_fail(place->error, -EINVAL,
			       "%s: device is missing; see `touchwire trade --help`",
			       place->path);
	status = take_time(place, "watchdog", file->watchdog, "500ms",
			   &config->watchdog_ns);
	if (status == 0)
		status = take_kill_on(config, place, file);
	if (status == 0)
		status = take_bool(place, "kill_on_link", file->kill_on_link,
				   &config->kill_on_link);
	if (status == 0)
		status = take_bool(place, "cut_through", file->cut_through,
				   &config->cut_through);
	return status;
}

static int take_totals(struct trade_config *config, const struct place *place,
		       const struct file_totals *file)
{
	static const struct file_totals nothing;
	struct tw_row_totals *row = &config->totals;
	int status;

	if (file == NULL)
		file = &nothing;
	const struct limit limits[] = {
		{ "open", file->open, 0, 1, TW_CEIL_OPEN, "8", &row->max_open, NULL },
		{ "orders", file->orders, 0, 1, TW_CEIL_ORDERS, "1000", &row->max_orders,
		  NULL },
		{ "gross", file->gross, 4, 1, TW_CEIL_GROSS, "1000000.00",
		  &row->max_gross_lo, &row->max_gross_hi },
		{ "burst", file->burst, 0, 1, TW_CEIL_BURST, "4", &row->burst, NULL },
	};

	status = take_limits(place, limits, COUNT(limits));
	if (status == 0)
		status = take_time(place, "rate", file->rate, "1ms", &config->rate_ns);
	if (status == 0)
		status = take_time(place, "age", file->age, "10us", &config->age_ns);
	if (status == 0)
		status = take_time(place, "duplicate", file->duplicate, "1ms",
				   &config->duplicate_ns);
	if (status == 0)
		status = take_time(place, "answer", file->answer, "3s",
				   &config->answer_ns);
	return status;
}

/* A rule that could never pass is a mistake, not a rule. */
static int judge_rule(const struct trade_symbol *symbol, unsigned int n,
		      const struct place *place)
{
	const struct trade_rule *rule = &symbol->rules[n];
	const struct tw_row_limits *limits = &symbol->limits;
	uint64_t notional =
		(uint64_t)limits->max_notional_hi << 32 | limits->max_notional_lo;
	uint32_t kind = rule->row.what >> TW_RULE_KIND_SHIFT & 3;
	uint32_t price = rule->row.what >> TW_RULE_PRICE_SHIFT & 3;
	const struct trade_rule *target;

	if (kind != TW_KIND_CANCEL && rule->row.quantity > limits->max_quantity)
		return tw_fail(place->error, -EINVAL,
			       "%s: %sthen: %u shares, but quantity allows %u; lower the "
			       "one or raise the other",
			       place->path, place->field, rule->row.quantity,
			       limits->max_quantity);
	if (kind != TW_KIND_CANCEL && price == TW_PRICE_FIXED &&
	    (uint64_t)rule->row.quantity * rule->row.price > notional)
		return tw_fail(place->error, -EINVAL,
			       "%s: %sthen: worth more than notional allows; lower the "
			       "one or raise the other",
			       place->path, place->field);
	if (rule->target == 0)
		return 0;
	target = &symbol->rules[rule->target - 1];
	if (rule->target > symbol->count || rule->target == n + 1 || target->target != 0)
		return tw_fail(place->error, -EINVAL,
			       "%s: %sthen: rule %u is none that buys or sells",
			       place->path, place->field, rule->target);
	if ((target->row.what >> TW_RULE_TIF_SHIFT & 255) != '0')
		return tw_fail(place->error, -EINVAL,
			       "%s: %sthen: the order of rule %u never rests; give that "
			       "rule tif: day",
			       place->path, place->field, rule->target);
	return 0;
}

static int take_rules(struct trade_symbol *symbol, const struct file_symbol *file,
		      struct place *place)
{
	struct tw_error inner = { "" };
	size_t length = strlen(place->field);
	unsigned int i;
	int status = 0;

	symbol->count = file->rules_count;
	for (i = 0; i < symbol->count && status == 0; i++) {
		const struct file_rule *rule = &file->rules[i];

		status = trade_parse_rule(&symbol->rules[i], rule->when, rule->then,
					  rule->fire, rule->tif, &inner);
		if (status != 0)
			tw_fail(place->error, status, "%s: %srule %u: %s", place->path,
				place->field, i + 1, inner.text);
	}
	for (i = 0; i < symbol->count && status == 0; i++) {
		snprintf(place->field + length, sizeof(place->field) - length,
			 "rule %u: ", i + 1);
		status = judge_rule(symbol, i, place);
	}
	return status;
}

static bool name_is_good(const char *name)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++) {
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	}
	return i >= 1 && i <= 8;
}

static int take_symbol(struct trade_config *config, unsigned int n,
		       const struct file_symbol *file, struct place *place)
{
	struct trade_symbol *symbol = &config->symbols[n];
	struct tw_row_limits *row = &symbol->limits;
	const struct limit limits[] = {
		{ "quantity", file->quantity, 0, 1, TW_CEIL_QUANTITY, "100",
		  &row->max_quantity, NULL },
		{ "notional", file->notional, 4, 1, TW_CEIL_NOTIONAL, "50000.00",
		  &row->max_notional_lo, &row->max_notional_hi },
		{ "collar", file->collar, 4, 0, TW_CEIL_COLLAR, "0.50", &row->collar,
		  NULL },
		{ "long", file->max_long, 0, 0, TW_CEIL_POSITION, "500", &row->max_long,
		  NULL },
		{ "short", file->max_short, 0, 0, TW_CEIL_POSITION, "0", &row->max_short,
		  NULL },
		{ "open", file->open, 0, 1, TW_CEIL_OPEN, "2", &row->max_open, NULL },
	};
	unsigned int i;
	int status;

	snprintf(place->field, sizeof(place->field), "symbols[%u]: ", n + 1);
	if (file->name == NULL || !name_is_good(file->name))
		return tw_fail(place->error, -EINVAL,
			       "%s: %sname: it is missing or not 1 to 8 printable "
			       "characters; write name: AAPL",
			       place->path, place->field);
	snprintf(symbol->name, sizeof(symbol->name), "%s", file->name);
	for (i = 0; i < n; i++) {
		if (strcmp(config->symbols[i].name, symbol->name) == 0)
			return tw_fail(place->error, -EINVAL,
				       "%s: %sname: %s stands at symbols[%u], too; keep "
				       "one of them",
				       place->path, place->field, symbol->name, i + 1);
	}
	snprintf(place->field, sizeof(place->field), "symbols[%u] %s: ", n + 1,
		 symbol->name);
	row->enable = 1;
	status = take_limits(place, limits, COUNT(limits));
	return status != 0 ? status : take_rules(symbol, file, place);
}

static int take_file(struct trade_config *config, const struct file *file,
		     const char *path, struct tw_error *error)
{
	struct place place = { .path = path, .error = error };
	unsigned int i;
	int status;

	if (file->account == NULL || *file->account == '\0' ||
	    strlen(file->account) >= sizeof(config->account))
		return tw_fail(error, -EINVAL,
			       "%s: account: it is missing or longer than 16 characters; "
			       "write account: DEMO",
			       path);
	snprintf(config->account, sizeof(config->account), "%s", file->account);
	if (file->symbols_count == 0)
		return tw_fail(error, -EINVAL,
			       "%s: symbols: there is none; see `touchwire trade --help`",
			       path);
	strcpy(place.field, "device: ");
	status = take_device(config, &place, file->device);
	strcpy(place.field, "totals: ");
	if (status == 0)
		status = take_totals(config, &place, file->totals);
	config->symbols = calloc(file->symbols_count, sizeof(*config->symbols));
	if (config->symbols == NULL)
		return tw_fail(error, -ENOMEM, "%s: out of memory", path);
	config->count = file->symbols_count;
	for (i = 0; i < file->symbols_count && status == 0; i++)
		status = take_symbol(config, i, &file->symbols[i], &place);
	return status;
}

/* ---- the file --------------------------------------------------------------------------------- */
/* libcyaml tells a cause first and then, from the inside out, the end of what it had read. */
struct complaint {
	char cause[200];
	unsigned int line;
};

static void complain(cyaml_log_t level, void *opaque, const char *format,
		     va_list arguments)
{
	struct complaint *complaint = opaque;
	char text[256], *at;

	(void)level;
	vsnprintf(text, sizeof(text), format, arguments);
	text[strcspn(text, "\n")] = '\0';
	at = strstr(text, "(line: ");
	if (at != NULL && complaint->line == 0)
		sscanf(at, "(line: %u", &complaint->line);
	if (complaint->cause[0] == '\0')
		snprintf(complaint->cause, sizeof(complaint->cause), "%s",
			 strncmp(text, "Load: ", 6) == 0 ? text + 6 : text);
}

static int load_failed(const char *path, cyaml_err_t status,
		       const struct complaint *complaint, struct tw_error *error)
{
	char where[48] = "";

	if (status == CYAML_ERR_FILE_OPEN)
		return tw_fail(error, -EINVAL, "%s: cannot be opened: %s", path,
			       strerror(errno));
	if (complaint->line != 0)
		snprintf(where, sizeof(where), "near line %u: ", complaint->line);
	return tw_fail(error, -EINVAL,
		       "%s: %s%s; `touchwire trade --help` shows a whole configuration",
		       path, where,
		       complaint->cause[0] != '\0' ? complaint->cause
						   : cyaml_strerror(status));
}

int trade_config_load(struct trade_config *config, const char *path,
		      struct tw_error *error)
{
	struct complaint complaint = { .line = 0 };
	const cyaml_config_t how = { .log_fn = complain,
				     .log_ctx = &complaint,
				     .log_level = CYAML_LOG_WARNING,
				     .mem_fn = cyaml_mem,
				     .flags = CYAML_CFG_NO_ALIAS };
	struct file *file = NULL;
	cyaml_err_t loaded;
	int status;

	memset(config, 0, sizeof(*config));
	loaded = cyaml_load_file(path, &how, &file_schema, (cyaml_data_t **)&file, NULL);
	if (loaded != CYAML_OK)
		return load_failed(path, loaded, &complaint, error);
	if (file == NULL)
		return tw_fail(error, -EINVAL,
			       "%s: it is empty; `touchwire trade --help` shows a whole "
			       "configuration",
			       path);
	status = take_file(config, file, path, error);
	cyaml_free(&how, &file_schema, file, 0);
	if (status != 0)
		trade_config_free(config);
	return status;
}

void trade_config_free(struct trade_config *config)
{
	free(config->symbols);
	config->symbols = NULL;
	config->count = 0;
}

static int take_cycles(const char *name, uint64_t ns, uint32_t clock_khz, uint32_t min,
		       uint32_t max, uint32_t *cycles, struct tw_error *error)
{
	double value = (double)ns * clock_khz / 1e6;

	if (value < min || value > max)
		return tw_fail(
			error, -EINVAL,
			"%s: %.0f cycles of this device's clock are not between %u "
			"and %u; change it to %.0f to %.0f ns",
			name, value, min, max, min * 1e6 / clock_khz + 1,
			max * 1e6 / clock_khz - 1);
	*cycles = (uint32_t)(value + 0.5);
	return 0;
}

int trade_config_cycles(struct trade_config *config, uint32_t clock_khz,
			struct tw_error *error)
{
	struct tw_row_totals *row = &config->totals;
	int status;

	status = take_cycles("device: watchdog", config->watchdog_ns, clock_khz, 1,
			     UINT32_MAX, &config->watchdog, error);
	if (status == 0)
		status = take_cycles("totals: rate", config->rate_ns, clock_khz,
				     TW_FLOOR_RATE_CYCLES, UINT32_MAX, &row->rate_cycles,
				     error);
	if (status == 0)
		status = take_cycles("totals: age", config->age_ns, clock_khz, 1,
				     TW_CEIL_AGE, &row->max_age, error);
	if (status == 0)
		status = take_cycles("totals: duplicate", config->duplicate_ns, clock_khz,
				     1, UINT32_MAX, &row->duplicate_cycles, error);
	return status;
}
