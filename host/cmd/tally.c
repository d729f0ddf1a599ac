/* SPDX-License-Identifier: BSD-3-Clause */
#include "tally.h"

#include <stdio.h>
#include <string.h>

#include <touchwire/counters.h>

void tally_engine(struct tally *tally, const struct tw_counters *counters)
{
	size_t count, i;
	const struct tw_counter_name *names = tw_counter_names(&count);

	tally->count = 0;
	for (i = 0; i < count && i < TALLY_MAX; i++) {
		struct tally_item *item = &tally->items[tally->count++];

		snprintf(item->name, sizeof(item->name), "%s%s%s", names[i].bank,
			 *names[i].cause ? "." : "", names[i].cause);
		item->what = names[i].what;
		item->value = tw_counter_value(counters, &names[i]);
	}
}

uint64_t tally_value(const struct tally *tally, const char *name)
{
	size_t i;

	for (i = 0; i < tally->count; i++) {
		if (strcmp(tally->items[i].name, name) == 0)
			return tally->items[i].value;
	}
	return 0;
}

uint64_t tally_bank(const struct tally *tally, const char *bank)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < tally->count; i++) {
		if (strncmp(tally->items[i].name, bank, strlen(bank)) == 0)
			sum += tally->items[i].value;
	}
	return sum;
}
