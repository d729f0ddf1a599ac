/* SPDX-License-Identifier: BSD-3-Clause */
/* convert: Nasdaq's file format -> MoldUDP64/UDP/IPv4/Ethernet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

#include <touchwire/convert.h>
#include <touchwire/itch.h>

#include "bytes.h"
#include "emit.h"

#define PROGRESS_EVERY 65536u
#define GZ_BUFFER (256u * 1024u)

struct input {
	gzFile file;
	const char *path;
	uint64_t offset; /* uncompressed bytes read */
	uint64_t size;	 /* of the file */
};

void tw_convert_defaults(struct tw_convert_config *config)
{
	memset(config, 0, sizeof(*config));
	config->pack_ns = 5000;
	config->mtu = 1500;
	strcpy(config->session, "TOUCHWIRE1");
	tw_net_route_default(&config->route);
}

static int open_input(struct input *input, const char *path, struct tw_error *error)
{
	struct stat info;
	int code;

	if (stat(path, &info) < 0) {
		code = -errno;
		return tw_fail(error, code, "%s: %s; check the path", path,
			       strerror(-code));
	}
	if (S_ISDIR(info.st_mode))
		return tw_fail(error, -EISDIR, "%s: is a directory; name an .itch file",
			       path);
	if (S_ISREG(info.st_mode) && info.st_size == 0)
		return tw_fail(error, -ENODATA, "%s: is empty (0 bytes); fetch it again",
			       path);
	errno = 0;
	input->file = gzopen(path, "rb");
	if (!input->file) {
		code = errno ? -errno : -ENOMEM;
		return tw_fail(error, code,
			       "%s: cannot be read: %s; check its permissions", path,
			       strerror(-code));
	}
	gzbuffer(input->file, GZ_BUFFER);
	input->path = path;
	input->offset = 0;
	input->size = (uint64_t)info.st_size;
	return 0;
}

/* Read exactly @length bytes: 1, 0 at the end before the first byte, or -EBADMSG. */
static int read_bytes(struct input *input, uint8_t *to, unsigned length,
		      struct tw_error *error)
{
	int got = gzread(input->file, to, length);
	int state = Z_OK;
	const char *reason = gzerror(input->file, &state);

	if (got >= 0 && (unsigned)got == length) {
		input->offset += length;
		return 1;
	}
	if (got < 0 || (state != Z_OK && state != Z_STREAM_END))
		return tw_fail(error, -EBADMSG,
			       "%s: offset %llu (uncompressed): damaged gzip data: %s; "
			       "fetch it again",
			       input->path, (unsigned long long)input->offset, reason);
	if (got == 0)
		return 0;
	return tw_fail(
		error, -EBADMSG,
		"%s: offset %llu: cut inside a message (%d of %u bytes); fetch it again",
		input->path, (unsigned long long)input->offset, got, length);
}

/* The next message: its length, 0 at the end, or -errno. */
static int read_message(struct input *input, uint8_t *message, struct tw_error *error)
{
	uint8_t head[2];
	uint64_t start = input->offset;
	unsigned length;
	int got = read_bytes(input, head, sizeof(head), error);

	if (got <= 0)
		return got;
	length = load16(head);
	if (length == 0)
		return 0;
	if (length < TW_ITCH_HEAD)
		return tw_fail(
			error, -EBADMSG,
			"%s: offset %llu: length %u is no ITCH message; not a file of "
			"2-byte lengths and messages, or damaged",
			input->path, (unsigned long long)start, length);
	got = read_bytes(input, message, length, error);
	if (got == 0)
		return tw_fail(
			error, -EBADMSG,
			"%s: offset %llu: cut behind a message's length; fetch it again",
			input->path, (unsigned long long)start);
	return got < 0 ? got : (int)length;
}

static void count(struct tw_convert_stats *stats, const uint8_t *message, uint64_t ns)
{
	if (stats->messages == 0)
		stats->first_ns = ns;
	else if (ns < stats->last_ns)
		stats->backwards++;
	stats->last_ns = ns;
	stats->messages++;
	stats->types[tw_itch_index((char)message[0])]++;
}

static int convert_all(const struct tw_convert_config *config, struct input *input,
		       struct emit *emit, struct tw_convert_stats *stats,
		       struct tw_error *error)
{
	uint8_t *message = malloc(0x10000);
	int length;

	if (!message)
		return tw_fail(error, -ENOMEM, "%s: no memory", input->path);
	while ((length = read_message(input, message, error)) > 0) {
		uint64_t start = input->offset - (unsigned)length - 2;
		uint64_t ns = load48(message + 5);

		if (tw_emit_message(emit, ns, message, (unsigned)length) < 0) {
			length = tw_fail(
				error, -EBADMSG,
				"%s: offset %llu: message of %d bytes does not fit "
				"a packet; not an ITCH file, or damaged",
				input->path, (unsigned long long)start, length);
			break;
		}
		count(stats, message, ns);
		if (config->on_progress && stats->messages % PROGRESS_EVERY == 0)
			config->on_progress(config->ctx, (uint64_t)gzoffset(input->file),
					    input->size);
	}
	free(message);
	if (length == 0 && stats->messages == 0)
		return tw_fail(error, -ENODATA, "%s: offset 0: no message in it",
			       input->path);
	return length;
}

int tw_convert(const struct tw_convert_config *config, struct tw_convert_stats *stats,
	       struct tw_error *error)
{
	struct emit_config to = { .route = config->route,
				  .mtu = config->mtu,
				  .date_ns = config->date_ns,
				  .pack_ns = config->pack_ns };
	const char *const paths[2] = { config->out, NULL };
	struct input input;
	struct emit *emit;
	int code, closed;

	memset(stats, 0, sizeof(*stats));
	if (config->mtu < 128 || config->mtu > 9000)
		return tw_fail(error, -EINVAL, "MTU %u: choose 128 to 9000", config->mtu);
	memset(to.session, ' ', sizeof(to.session));
	memcpy(to.session, config->session, strnlen(config->session, sizeof(to.session)));
	code = open_input(&input, config->in, error);
	if (code < 0)
		return code;
	emit = calloc(1, sizeof(*emit));
	code = emit ? tw_emit_open(emit, &to, paths, error)
		    : tw_fail(error, -ENOMEM, "%s: no memory", config->in);
	if (code < 0)
		goto out_input;

	code = convert_all(config, &input, emit, stats, error);
	closed = tw_emit_close(emit, code ? NULL : error);
	code = code ? code : closed;
	stats->packets = emit->packets;
	stats->bytes_in = input.offset;
	if (config->on_progress && code == 0)
		config->on_progress(config->ctx, input.size, input.size);

out_input:
	free(emit);
	gzclose(input.file);
	return code;
}

int tw_date_parse(const char *text, uint64_t *ns)
{
	struct tm when = { 0 };
	const char *end = strptime(text, "%Y-%m-%d", &when);
	int day = when.tm_mday, month = when.tm_mon;
	time_t seconds;

	if (!end || *end != '\0')
		return -EINVAL;
	/* timegm() makes 31 April 1 May; that is refused. */
	seconds = timegm(&when);
	if (seconds < 0 || when.tm_mday != day || when.tm_mon != month)
		return -EINVAL;
	*ns = (uint64_t)seconds * 1000000000u;
	return 0;
}
