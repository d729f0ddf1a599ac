/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table: the rows of the table of symbols, as wide as there is room, with or without colour.
 */
#ifndef TW_TABLE_H
#define TW_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct ticker;

#define TABLE_LINE_MAX 512
#define TABLE_COLUMNS 8u

struct table_style {
	bool shown[TABLE_COLUMNS];
	unsigned int flags; /* columns there are for the flags, the last ones of a line */
	bool colour;
};

/* Choose the columns that fit; latency is there only when the records carry it. */
void table_fit(struct table_style *style, unsigned int width, bool latency, bool colour);
void table_head(const struct table_style *style, char *line, size_t size);
void table_row(const struct table_style *style, const struct ticker *ticker,
	       unsigned int index, char *line, size_t size);

#endif
