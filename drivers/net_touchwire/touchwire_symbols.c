/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_symbols: the host's list of symbols and the learned directory, in the device.
 * What was written is read back: a symbol that is not there would be a silent gap.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_malloc.h>

#include <touchwire/regs.h>

#include "touchwire_pmd.h"

#define CONFIRM_TRIES 200u

/* Eight bytes, blank padded, byte 0 in the top bits: as the wire has it. */
static void pack_name(const char *name, uint32_t *high, uint32_t *low)
{
	uint64_t word = 0;
	unsigned int i;
	bool ended = false;

	for (i = 0; i < RTE_PMD_TOUCHWIRE_NAME_MAX; i++) {
		ended = ended || name[i] == '\0';
		word = word << 8 | (ended ? (uint8_t)' ' : (uint8_t)name[i]);
	}
	*high = (uint32_t)(word >> 32);
	*low = (uint32_t)word;
}

static void unpack_name(uint32_t high, uint32_t low, char *name)
{
	uint64_t word = (uint64_t)high << 32 | low;
	int i;

	for (i = 0; i < (int)RTE_PMD_TOUCHWIRE_NAME_MAX; i++)
		name[i] = (char)(word >> (56 - 8 * i) & 0xff);
	name[i] = '\0';
	while (i > 0 && (name[i - 1] == ' ' || name[i - 1] == '\0'))
		name[--i] = '\0';
}

static bool name_is_good(const char *name)
{
	size_t length = strnlen(name, RTE_PMD_TOUCHWIRE_NAME_MAX + 1);
	size_t i;

	for (i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	return length >= 1 && length <= RTE_PMD_TOUCHWIRE_NAME_MAX;
}

int touchwire_symbol_command(struct touchwire *tw, uint16_t index, uint32_t op)
{
	return touchwire_write32(tw, TW_SYMBOL_COMMAND,
				 (uint32_t)index << TW_SYMBOL_COMMAND_INDEX_SHIFT |
					 op << TW_SYMBOL_COMMAND_OP_SHIFT);
}

int touchwire_symbol_read(struct touchwire *tw, uint16_t index,
			  struct rte_pmd_touchwire_symbol *symbol)
{
	uint32_t state = 0, high = 0, low = 0;
	int err = touchwire_symbol_command(tw, index, 3); /* SELECT */

	if (err == 0)
		err = touchwire_wait(tw, TW_SYMBOL_STATE, TW_SYMBOL_STATE_READY_MASK,
				     TW_SYMBOL_STATE_READY_MASK, TOUCHWIRE_WAIT_READS);
	if (err == 0)
		err = touchwire_read32(tw, TW_SYMBOL_STATE, &state);
	if (err == 0)
		err = touchwire_read32(tw, TW_SYMBOL_SHOWN_HI, &high);
	if (err == 0)
		err = touchwire_read32(tw, TW_SYMBOL_SHOWN_LO, &low);
	if (err != 0)
		return -EIO;
	*symbol = (struct rte_pmd_touchwire_symbol){
		.known = (state & TW_SYMBOL_STATE_KNOWN_MASK) != 0,
		.locate = (uint16_t)(state & TW_SYMBOL_STATE_LOCATE_MASK),
	};
	unpack_name(high, low, symbol->name);
	return 0;
}

/*
 * The device takes a command some cycles after it was written, and one at a time: read back
 * until it shows the name (NULL: any) and the locate code (0: any).
 */
int touchwire_symbol_confirm(struct touchwire *tw, uint16_t index, const char *name,
			     uint16_t locate)
{
	struct rte_pmd_touchwire_symbol shown = { .name = "" };
	unsigned int i;

	for (i = 0; i < CONFIRM_TRIES; i++) {
		if (touchwire_symbol_read(tw, index, &shown) != 0)
			return -EIO;
		if ((name == NULL || strcmp(shown.name, name) == 0) &&
		    (locate == 0 || (shown.known != 0 && shown.locate == locate)))
			return 0;
	}
	TOUCHWIRE_LOG(ERR, "port %u: the device shows symbol %u as '%s' %u, want '%s' %u",
		      tw->port, index, shown.name, shown.locate,
		      name == NULL ? shown.name : name, locate);
	return -EIO;
}

int touchwire_symbol_add(struct touchwire *tw, const char *name, uint16_t *index)
{
	uint32_t high, low, i;

	if (!name_is_good(name))
		return -EINVAL;
	for (i = 0; i < tw->listed; i++) {
		if (strcmp(tw->list[i].name, name) != 0)
			continue;
		if (index != NULL)
			*index = (uint16_t)i;
		return -EEXIST;
	}
	if (tw->listed >= tw->symbols)
		return -ENOSPC;
	pack_name(name, &high, &low);
	if (touchwire_write32(tw, TW_SYMBOL_NAME_HI, high) != 0 ||
	    touchwire_write32(tw, TW_SYMBOL_NAME_LO, low) != 0 ||
	    touchwire_symbol_command(tw, (uint16_t)i, 1) != 0 || /* ADD */
	    touchwire_symbol_confirm(tw, (uint16_t)i, name, 0) != 0)
		return -EIO;
	snprintf(tw->list[i].name, sizeof(tw->list[i].name), "%s", name);
	tw->listed++;
	tw->all_symbols = false;
	if (index != NULL)
		*index = (uint16_t)i;
	return 0;
}

int touchwire_load_symbols(struct touchwire *tw)
{
	char *copy, *name, *rest;
	int err = 0;

	tw->all_symbols = tw->args.mode != TOUCHWIRE_SYMBOLS_LIST;
	tw->list = rte_zmalloc("touchwire_symbols", tw->symbols * sizeof(*tw->list), 0);
	copy = strdup(tw->args.symbols == NULL ? "" : tw->args.symbols);
	if (tw->list == NULL || copy == NULL) {
		free(copy);
		return -ENOMEM;
	}
	for (name = strtok_r(copy, ":", &rest); name != NULL && err == 0;
	     name = strtok_r(NULL, ":", &rest)) {
		err = touchwire_symbol_add(tw, name, NULL);
		if (err == 0)
			continue;
		TOUCHWIRE_LOG(ERR, "symbols=: '%s' (number %u): %s", name, tw->listed + 1,
			      err == -EINVAL   ? "want 1 to 8 printable characters"
			      : err == -EEXIST ? "named twice"
			      : err == -ENOSPC ? "more symbols than the device has"
					       : "the device did not take it");
	}
	free(copy);
	return err;
}
