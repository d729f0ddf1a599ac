/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * capture: pcap and pcapng files, micro- or nanosecond, Ethernet; read, merged, written.
 */
#ifndef TOUCHWIRE_CAPTURE_H
#define TOUCHWIRE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "mold.h"
#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tw_capture;

struct tw_capture_frame {
	const uint8_t *bytes; /* valid until the next call on this capture */
	uint32_t captured;    /* bytes at @bytes */
	uint32_t wire;	      /* bytes on the wire, as the file says */
	uint64_t time_ns;     /* since 1970 */
	unsigned port;	      /* 0 A, 1 B (tw_feeds only) */
};

/*
 * Open @path.  0 or -errno: of the system (ENOENT, EACCES, EISDIR), EBADMSG not a capture or
 * cut inside its header, ENODATA empty file, EMEDIUMTYPE not Ethernet.
 */
int tw_capture_open(struct tw_capture **out, const char *path, struct tw_error *error);
/* The next frame: 1, 0 at the end, -EBADMSG cut or damaged (error names the offset). */
int tw_capture_next(struct tw_capture *capture, struct tw_capture_frame *frame,
		    struct tw_error *error);
/* Bytes read so far and the file's size, for progress. */
uint64_t tw_capture_offset(const struct tw_capture *capture);
uint64_t tw_capture_size(const struct tw_capture *capture);
const char *tw_capture_path(const struct tw_capture *capture);
void tw_capture_close(struct tw_capture *capture);

/* One or two captures as feeds A and B in order of time; equal times: A first. */
struct tw_feeds;
/*
 * Open @count (1 or 2) paths.  Two files whose first MoldUDP64 packets name different
 * sessions are refused: -EXDEV.  A file without frames is refused: -ENODATA.
 */
int tw_feeds_open(struct tw_feeds **out, const char *const *paths, unsigned count,
		  const struct tw_net_filter *filter, struct tw_error *error);
/* As tw_capture_next(), with frame->port set; bytes valid until the next call. */
int tw_feeds_next(struct tw_feeds *feeds, struct tw_capture_frame *frame,
		  struct tw_error *error);
uint64_t tw_feeds_offset(const struct tw_feeds *feeds);
uint64_t tw_feeds_size(const struct tw_feeds *feeds);
void tw_feeds_close(struct tw_feeds *feeds);

/* ---- pre-pass: which symbols are in there? --------------------------------------------- */
struct tw_symbol_entry {
	uint16_t locate;
	uint64_t name; /* packed, see tw_name_pack() */
};

struct tw_symbol_list {
	struct tw_symbol_entry *entries; /* in order of appearance, each locate once */
	size_t count;
	bool directory; /* from R messages; false: there is none, taken from A and F */
	char session[TW_MOLD_SESSION +
		     1]; /* of the first packet; "" when there is none */
	uint64_t frames, packets, messages; /* of all files */
};

/* Read the captures once and list their symbols.  0 or as tw_capture_next(). */
int tw_capture_symbols(const char *const *paths, unsigned count,
		       const struct tw_net_filter *filter, struct tw_symbol_list *out,
		       struct tw_error *error);
void tw_symbol_list_free(struct tw_symbol_list *list);

/* ---- writing ----------------------------------------------------------------------------- */
struct tw_capture_writer;

/* Create a nanosecond pcap.  0 or -errno. */
int tw_capture_create(struct tw_capture_writer **out, const char *path,
		      struct tw_error *error);
/* Add a frame; a failure is kept and comes out of tw_capture_finish(). */
void tw_capture_write(struct tw_capture_writer *writer, uint64_t time_ns,
		      const void *frame, uint32_t length);
/* Flush and close; 0 or -errno. */
int tw_capture_finish(struct tw_capture_writer *writer, struct tw_error *error);

#ifdef __cplusplus
}
#endif
#endif
