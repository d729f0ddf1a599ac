/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * error: the sentence that goes with a negative return.
 *
 * Functions that open, read or write files take a struct tw_error; on failure its text names
 * the file, the byte offset where that means something, what is wrong and the remedy.  It
 * ends without newline and full stop.  NULL is allowed: then only the code comes back.
 */
#ifndef TOUCHWIRE_ERROR_H
#define TOUCHWIRE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

struct tw_error {
	char text[512];
};

/* Write @format into @error (cut if too long) and return @code, so: return tw_fail(...). */
int tw_fail(struct tw_error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif
#endif
