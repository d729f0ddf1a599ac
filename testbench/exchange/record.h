/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record: what the exchange knows of orders, as CSV, a line for each answer, flushed at once.
 *
 *   time_ns,token,event,side,quantity,price,symbol,match,position
 *   34200000000123,17,accepted,B,100,320.1400,AAPL,,0
 *   34200000000123,17,executed,B,100,320.1300,AAPL,1,100
 *
 * Time is that of the answer, since midnight; token is the UserRefNum, of a replacement the new
 * one.  The quantity is that of the answer: shares executed or cancelled, else shares open.
 * Events: accepted, rejected, replaced, executed, canceled, modified.  Only an executed line has
 * a match number.  The position is that of the symbol, after the event.
 */
#ifndef TW_EXCHANGE_RECORD_H
#define TW_EXCHANGE_RECORD_H

#include <touchwire/error.h>

#include "matching.h"

#define EXCHANGE_RECORD_HEADER                                                           \
	"time_ns,token,event,side,quantity,price,symbol,match,position\n"
#define EXCHANGE_RECORD_LINE 192u

struct exchange_record;

/* A line into @out of EXCHANGE_RECORD_LINE bytes, '\n' included; returns its length. */
size_t exchange_record_line(char *out, const struct matching_event *event);

/* Create @path, or make it empty, and write the header.  0 or -errno. */
int exchange_record_open(struct exchange_record **out, const char *path,
			 struct tw_error *error);
/* The on_event of orders, its ctx a record.  0 or -errno. */
int exchange_record_event(void *record, const struct matching_event *event);
void exchange_record_close(struct exchange_record *record);

#endif
