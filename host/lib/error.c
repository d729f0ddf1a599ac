/* SPDX-License-Identifier: BSD-3-Clause */
/* error: the sentence that goes with a negative return. */
#include <stdarg.h>
#include <stdio.h>

#include <touchwire/error.h>

int tw_fail(struct tw_error *error, int code, const char *format, ...)
{
	va_list args;

	if (error) {
		va_start(args, format);
		vsnprintf(error->text, sizeof(error->text), format, args);
		va_end(args);
	}
	return code;
}
