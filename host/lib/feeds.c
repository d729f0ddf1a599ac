/* SPDX-License-Identifier: BSD-3-Clause */
/* feeds: one or two captures in order of time, and what is said in them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/capture.h>
#include <touchwire/itch.h>

#include "bytes.h"

#define LOCATES 65536u

struct tw_feeds {
	struct tw_capture *captures[2];
	struct tw_capture_frame next[2];
	int state[2]; /* 1: next[] holds a frame, 0: at the end */
	unsigned count;
	unsigned given; /* whose frame the caller holds; 2: none */
};

/* The MoldUDP64 packet of a frame; 0 or -ENOMSG. */
static int mold_of(const struct tw_capture_frame *frame,
		   const struct tw_net_filter *filter, struct tw_mold_packet *packet)
{
	struct tw_net_datagram datagram;
	enum tw_frame_cause cause =
		tw_net_parse(frame->bytes, frame->captured, filter, &datagram);

	if (cause != TW_FRAME_ACCEPTED && cause != TW_FRAME_TRUNCATED)
		return -ENOMSG;
	return tw_mold_parse(datagram.payload, datagram.length, packet) < 0 ? -ENOMSG : 0;
}

/* The session of the first packet of a file into @session, "" when it has none. */
static int first_session(const char *path, const struct tw_net_filter *filter,
			 char session[TW_MOLD_SESSION + 1], struct tw_error *error)
{
	struct tw_capture *capture = NULL;
	struct tw_capture_frame frame;
	struct tw_mold_packet packet;
	int got = tw_capture_open(&capture, path, error);

	session[0] = '\0';
	if (got < 0)
		return got;
	while ((got = tw_capture_next(capture, &frame, error)) > 0) {
		if (mold_of(&frame, filter, &packet) < 0)
			continue;
		memcpy(session, packet.session, TW_MOLD_SESSION);
		session[TW_MOLD_SESSION] = '\0';
		break;
	}
	tw_capture_close(capture);
	return got < 0 ? got : 0;
}

static int check_sessions(const char *const *paths, const struct tw_net_filter *filter,
			  struct tw_error *error)
{
	char session[2][TW_MOLD_SESSION + 1];

	for (unsigned i = 0; i < 2; i++) {
		int code = first_session(paths[i], filter, session[i], error);

		if (code < 0)
			return code;
	}
	if (!session[0][0] || !session[1][0] || strcmp(session[0], session[1]) == 0)
		return 0;
	return tw_fail(error, -EXDEV,
		       "%s: session '%s', but %s: session '%s'; "
		       "give feeds A and B of the same session",
		       paths[0], session[0], paths[1], session[1]);
}

static int fetch(struct tw_feeds *feeds, unsigned port, struct tw_error *error)
{
	feeds->state[port] =
		tw_capture_next(feeds->captures[port], &feeds->next[port], error);
	feeds->next[port].port = port;
	return feeds->state[port];
}

int tw_feeds_open(struct tw_feeds **out, const char *const *paths, unsigned count,
		  const struct tw_net_filter *filter, struct tw_error *error)
{
	struct tw_feeds *feeds;
	int code;

	if (count < 1 || count > 2)
		return tw_fail(error, -EINVAL, "%u captures; one or two are taken",
			       count);
	feeds = calloc(1, sizeof(*feeds));
	if (!feeds)
		return tw_fail(error, -ENOMEM, "%s: no memory", paths[0]);
	feeds->count = count;
	feeds->given = 2;
	for (unsigned i = 0; i < count; i++) {
		code = tw_capture_open(&feeds->captures[i], paths[i], error);
		if (code < 0)
			goto out_close;
		code = fetch(feeds, i, error);
		if (code == 0)
			code = tw_fail(error, -ENODATA,
				       "%s: offset %llu: no frame in it; "
				       "capture or generate it again",
				       paths[i],
				       (unsigned long long)tw_feeds_offset(feeds));
		if (code < 0)
			goto out_close;
	}
	code = count == 2 ? check_sessions(paths, filter, error) : 0;
	if (code < 0)
		goto out_close;
	*out = feeds;
	return 0;

out_close:
	tw_feeds_close(feeds);
	return code;
}

int tw_feeds_next(struct tw_feeds *feeds, struct tw_capture_frame *frame,
		  struct tw_error *error)
{
	unsigned port;

	if (feeds->given < 2) {
		int code = fetch(feeds, feeds->given, error);

		feeds->given = 2;
		if (code < 0)
			return code;
	}
	if (!feeds->state[0] && !feeds->state[1])
		return 0;
	port = !feeds->state[0] ||
	       (feeds->state[1] && feeds->next[1].time_ns < feeds->next[0].time_ns);
	*frame = feeds->next[port];
	feeds->given = port;
	return 1;
}

uint64_t tw_feeds_offset(const struct tw_feeds *feeds)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < feeds->count; i++)
		if (feeds->captures[i])
			sum += tw_capture_offset(feeds->captures[i]);
	return sum;
}

uint64_t tw_feeds_size(const struct tw_feeds *feeds)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < feeds->count; i++)
		sum += tw_capture_size(feeds->captures[i]);
	return sum;
}

void tw_feeds_close(struct tw_feeds *feeds)
{
	if (!feeds)
		return;
	tw_capture_close(feeds->captures[0]);
	tw_capture_close(feeds->captures[1]);
	free(feeds);
}

/* ---- pre-pass ------------------------------------------------------------------------------ */
/* Names seen per locate: [0] from R, [1] from A and F; 0 none. */
struct names {
	uint64_t name[2][LOCATES];
	uint16_t order[2][LOCATES];
	size_t count[2];
};

static void note(struct names *names, unsigned source, uint16_t locate, uint64_t name)
{
	if (locate == 0 || name == 0 || names->name[source][locate])
		return;
	names->name[source][locate] = name;
	names->order[source][names->count[source]++] = locate;
}

static void scan_packet(struct names *names, const struct tw_mold_packet *packet,
			struct tw_symbol_list *out)
{
	struct tw_mold_walk walk = tw_mold_walk(packet);
	const uint8_t *message = NULL;
	size_t length = 0;

	while (tw_mold_next(&walk, &message, &length) > 0) {
		out->messages++;
		if (length == 0 || length < tw_itch_length((char)message[0]))
			continue;
		if (message[0] == 'R')
			note(names, 0, load16(message + 1), load64(message + 11));
		else if (message[0] == 'A' || message[0] == 'F')
			note(names, 1, load16(message + 1), load64(message + 24));
	}
}

static int scan(struct names *names, const char *path, const struct tw_net_filter *filter,
		struct tw_symbol_list *out, struct tw_error *error)
{
	struct tw_capture *capture = NULL;
	struct tw_capture_frame frame;
	struct tw_mold_packet packet;
	int got = tw_capture_open(&capture, path, error);

	if (got < 0)
		return got;
	while ((got = tw_capture_next(capture, &frame, error)) > 0) {
		out->frames++;
		if (mold_of(&frame, filter, &packet) < 0)
			continue;
		if (out->packets++ == 0)
			memcpy(out->session, packet.session, TW_MOLD_SESSION);
		scan_packet(names, &packet, out);
	}
	tw_capture_close(capture);
	return got;
}

int tw_capture_symbols(const char *const *paths, unsigned count,
		       const struct tw_net_filter *filter, struct tw_symbol_list *out,
		       struct tw_error *error)
{
	struct names *names = calloc(1, sizeof(*names));
	unsigned source;
	int code = 0;

	memset(out, 0, sizeof(*out));
	if (!names)
		return tw_fail(error, -ENOMEM, "%s: no memory", paths[0]);
	for (unsigned i = 0; i < count && code == 0; i++)
		code = scan(names, paths[i], filter, out, error);
	if (code < 0)
		goto out_free;

	out->directory = names->count[0] > 0;
	source = !out->directory;
	out->entries = calloc(names->count[source] + 1, sizeof(*out->entries));
	if (!out->entries) {
		code = tw_fail(error, -ENOMEM, "%s: no memory", paths[0]);
		goto out_free;
	}
	out->count = names->count[source];
	for (size_t i = 0; i < out->count; i++) {
		out->entries[i].locate = names->order[source][i];
		out->entries[i].name = names->name[source][names->order[source][i]];
	}

out_free:
	free(names);
	return code;
}

void tw_symbol_list_free(struct tw_symbol_list *list)
{
	free(list->entries);
	list->entries = NULL;
	list->count = 0;
}
