/* SPDX-License-Identifier: BSD-3-Clause */
#include "tally.h"

#include <ctype.h>
#include <string.h>

#include <rte_pmd_touchwire.h>
#define TW_REGS_TABLE
#include <touchwire/regs.h>

int tally_device(struct tally *tally, uint16_t port)
{
	size_t i, j;
	int status;

	tally->count = 0;
	for (i = 0; i < sizeof(tw_regs) / sizeof(tw_regs[0]); i++) {
		struct tally_item *item = &tally->items[tally->count];
		const char *name = tw_regs[i].name;

		if (tw_regs[i].width != 64 || tally->count == TALLY_MAX)
			continue;
		/* A sum is a register of block COUNT itself: "count.lost". */
		if (strncmp(name, "count.", 6) == 0)
			name += 6;
		for (j = 0; j + 1 < sizeof(item->name) && name[j] != '\0'; j++)
			item->name[j] = (char)toupper((unsigned char)name[j]);
		item->name[j] = '\0';
		item->what = tw_regs[i].description;
		status = rte_pmd_touchwire_counter(port, item->name, &item->value);
		if (status != 0)
			return status;
		tally->count++;
	}
	return 0;
}
