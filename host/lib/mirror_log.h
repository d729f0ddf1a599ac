/* SPDX-License-Identifier: BSD-3-Clause */
/* mirror_log: the last messages an engine took, by number, in memory of fixed size. */
#ifndef TW_MIRROR_LOG_H
#define TW_MIRROR_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mirror_entry {
	uint64_t at; /* bytes ever written before it */
	uint32_t length;
};

struct mirror_log {
	uint8_t *bytes;		      /* a ring */
	struct mirror_entry *entries; /* by number */
	size_t size, count;	      /* powers of two */
	uint64_t written;	      /* bytes */
	uint64_t first, next;	      /* numbers kept: first .. next - 1 */
};

/* Room for @bytes of messages, rounded up to a power of two.  0 or -ENOMEM. */
int mirror_log_open(struct mirror_log *log, size_t bytes);
void mirror_log_close(struct mirror_log *log);
/* A number that does not follow the last one begins anew. */
void mirror_log_add(struct mirror_log *log, uint64_t seq, const uint8_t *bytes,
		    size_t length);
/* Message @seq, which is kept, into @out of @room bytes; its length, or SIZE_MAX: too long. */
size_t mirror_log_get(const struct mirror_log *log, uint64_t seq, uint8_t *out,
		      size_t room);

#endif
