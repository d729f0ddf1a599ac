/* SPDX-License-Identifier: BSD-3-Clause */
#include "flush_stub.h"

#include <errno.h>
#include <unistd.h>

unsigned flushes;
int flush_error;

int fdatasync(int fd)
{
	(void)fd;
	flushes++;
	errno = flush_error;
	return flush_error ? -1 : 0;
}
