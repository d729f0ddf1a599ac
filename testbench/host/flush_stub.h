/* SPDX-License-Identifier: BSD-3-Clause */
/* flush_stub: fdatasync() in the place of the C library's; it flushes nothing, counts and fails. */
#ifndef TW_FLUSH_STUB_H
#define TW_FLUSH_STUB_H

/* Calls so far. */
extern unsigned flushes;
/* The errno that it fails with; 0: it does not. */
extern int flush_error;

#endif
