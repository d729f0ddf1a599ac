/* SPDX-License-Identifier: BSD-3-Clause */
/* symbols: the host's list of names, what the directory taught, and the state per symbol. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/itch.h>

#include "symbols.h"

#define LOCATES 65536u

static uint32_t slot_of(const struct symbols *symbols, uint64_t name)
{
	uint32_t at = (uint32_t)(name * 0x9e3779b97f4a7c15u >> 32) & symbols->mask;

	while (symbols->names[at] && symbols->at[symbols->names[at] - 1].name != name)
		at = (at + 1) & symbols->mask;
	return at;
}

uint32_t tw_symbols_find(const struct symbols *symbols, uint64_t name)
{
	uint16_t found = symbols->names[slot_of(symbols, name)];

	return found ? found - 1u : NO_SYMBOL;
}

uint32_t tw_symbols_add(struct symbols *symbols, uint64_t name)
{
	struct symbol *symbol;

	if (symbols->used == symbols->size)
		return NO_SYMBOL;
	symbols->names[slot_of(symbols, name)] = (uint16_t)(symbols->used + 1);
	symbol = &symbols->at[symbols->used];
	memset(symbol, 0, sizeof(*symbol));
	symbol->name = name;
	tw_name_unpack(name, symbol->text);
	return symbols->used++;
}

void tw_symbols_bind(struct symbols *symbols, uint32_t index, uint16_t locate)
{
	symbols->locates[locate] = (uint16_t)index;
	symbols->at[index].known = true;
	symbols->at[index].locate = locate;
}

static int add_list(struct symbols *symbols, const char *const *names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t name = tw_name_pack(names[i]);

		if (name == 0 || tw_symbols_find(symbols, name) != NO_SYMBOL)
			return -EINVAL;
		tw_symbols_add(symbols, name);
	}
	return 0;
}

int tw_symbols_init(struct symbols *symbols, uint32_t size, const char *const *names,
		    uint32_t count)
{
	int error = -ENOMEM;
	uint32_t slots = 16;

	while (slots < 2 * size)
		slots *= 2;
	memset(symbols, 0, sizeof(*symbols));
	symbols->size = size;
	symbols->mask = slots - 1;
	symbols->at = calloc(size, sizeof(*symbols->at));
	symbols->names = calloc(slots, sizeof(*symbols->names));
	symbols->locates = malloc(LOCATES * sizeof(*symbols->locates));
	if (!symbols->at || !symbols->names || !symbols->locates)
		goto out_free;
	memset(symbols->locates, 0xff, LOCATES * sizeof(*symbols->locates));
	error = add_list(symbols, names, count);
	if (error < 0)
		goto out_free;
	return 0;

out_free:
	tw_symbols_free(symbols);
	return error;
}

void tw_symbols_free(struct symbols *symbols)
{
	free(symbols->at);
	free(symbols->names);
	free(symbols->locates);
}

void tw_symbols_forget(struct symbols *symbols, bool load)
{
	memset(symbols->locates, 0xff, LOCATES * sizeof(*symbols->locates));
	for (uint32_t i = 0; i < symbols->used; i++) {
		struct symbol *symbol = &symbols->at[i];
		struct symbol named = { .name = symbol->name };

		memcpy(named.text, symbol->text, sizeof(named.text));
		if (load) {
			named.published = symbol->published;
			named.locate = symbol->locate;
			named.last = symbol->last;
		}
		*symbol = named;
	}
}
