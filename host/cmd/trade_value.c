/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade_value.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool value_decimal(const char *text, unsigned int decimals, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;
	bool digit = false, point = false;

	for (; *text != '\0'; text++) {
		if (*text == '.' && !point && digit && decimals != 0) {
			point = true;
			continue;
		}
		if (!isdigit((unsigned char)*text) || (point && decimals == 0) ||
		    sum > (UINT64_MAX - 9) / 10)
			return false;
		sum = sum * 10 + (uint64_t)(*text - '0');
		digit = true;
		if (point)
			decimals--;
	}
	for (; decimals != 0 && sum <= UINT64_MAX / 10; decimals--)
		sum *= 10;
	*value = sum;
	return digit && decimals == 0 && sum <= max;
}

bool value_time(const char *text, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "ns", 1 },
		{ "us", 1000 },
		{ "ms", 1000000 },
		{ "s", 1000000000 },
	};
	uint64_t number;
	size_t i;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].name) != 0)
			continue;
		*ns = number * units[i].ns;
		return errno == 0 && number <= UINT64_MAX / units[i].ns;
	}
	return false;
}

bool value_bool(const char *text, bool *value)
{
	*value = strcasecmp(text, "yes") == 0 || strcasecmp(text, "true") == 0;
	return *value || strcasecmp(text, "no") == 0 || strcasecmp(text, "false") == 0;
}
