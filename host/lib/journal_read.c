/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_read: entries of a journal, their chain checked. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_chain.h"

#define WINDOW 131072u /* bytes of the file that are held; more than an entry */

struct tw_journal_reader {
	char *name;
	int fd; /* -1: the journal is in memory */
	bool own_fd;
	uint8_t *window;      /* of a file */
	const uint8_t *bytes; /* what is held */
	size_t have, at;      /* bytes held; those that were used */
	bool whole;	      /* nothing follows what is held */
	struct tw_journal_header header;
	uint8_t head[TW_JOURNAL_HASH];
	uint64_t number, offset; /* of the last entry; end of it in the file */
	unsigned last;		 /* type of the last entry, 0: none yet */
	size_t torn;
	enum tw_journal_end end;
	int failure;
};

/* Hold @want bytes not yet used, if there are so many. Returns how many are, or -errno. */
static long hold(struct tw_journal_reader *reader, size_t want)
{
	while (!reader->whole && reader->have - reader->at < want) {
		ssize_t n;

		if (reader->at) {
			memmove(reader->window, reader->window + reader->at,
				reader->have - reader->at);
			reader->have -= reader->at;
			reader->at = 0;
		}
		n = read(reader->fd, reader->window + reader->have,
			 WINDOW - reader->have);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			reader->have += (size_t)n;
		reader->whole = n == 0;
	}
	return (long)(reader->have - reader->at);
}

static int damage(struct tw_journal_reader *reader, struct tw_error *error,
		  const char *what)
{
	reader->failure = -EBADMSG;
	return tw_fail(error, -EBADMSG,
		       "%s: offset %llu, entry %llu: %s; what lies before it is sound",
		       reader->name, (unsigned long long)reader->offset,
		       (unsigned long long)reader->number + 1, what);
}

static int take_header(struct tw_journal_reader *reader, struct tw_error *error)
{
	struct tw_journal_header *header = &reader->header;
	uint8_t hash[TW_JOURNAL_HASH];
	long have = hold(reader, sizeof(*header));

	if (have < 0)
		return tw_fail(error, (int)have, "%s: %s", reader->name,
			       strerror((int)-have));
	if ((size_t)have < sizeof(*header) ||
	    memcmp(reader->bytes, TW_JOURNAL_MAGIC, sizeof(header->magic)) != 0)
		return tw_fail(error, -EBADMSG,
			       "%s: offset 0: this is no journal of touchwire",
			       reader->name);
	memcpy(header, reader->bytes, sizeof(*header));
	tw_journal_sha256(header, offsetof(struct tw_journal_header, hash), hash);
	if (memcmp(hash, header->hash, sizeof(hash)) != 0)
		return tw_fail(error, -EBADMSG,
			       "%s: offset 0: the header was changed: its hash is wrong",
			       reader->name);
	if (header->version != TW_JOURNAL_VERSION || header->length != sizeof(*header))
		return tw_fail(error, -EBADMSG,
			       "%s: offset 8: a journal of version %u; this program "
			       "reads version %u",
			       reader->name, header->version, TW_JOURNAL_VERSION);
	memcpy(reader->head, header->hash, sizeof(reader->head));
	reader->at = sizeof(*header);
	reader->offset = sizeof(*header);
	return 0;
}

static int open_reader(struct tw_journal_reader *made, const char *name,
		       struct tw_journal_reader **reader, struct tw_error *error)
{
	int code;

	made->name = strdup(name);
	if (made->name == NULL) {
		tw_journal_reader_close(made);
		return tw_fail(error, -ENOMEM, "%s: no memory", name);
	}
	code = take_header(made, error);
	if (code < 0) {
		tw_journal_reader_close(made);
		return code;
	}
	*reader = made;
	return 0;
}

int tw_journal_reader_file(int fd, const char *name, struct tw_journal_reader **reader,
			   struct tw_error *error)
{
	struct tw_journal_reader *made = calloc(1, sizeof(*made));
	uint8_t *window = malloc(WINDOW);

	if (made == NULL || window == NULL) {
		free(made);
		free(window);
		return tw_fail(error, -ENOMEM, "%s: no memory", name);
	}
	made->fd = fd;
	made->window = window;
	made->bytes = window;
	return open_reader(made, name, reader, error);
}

int tw_journal_reader_open(const char *path, struct tw_journal_reader **reader,
			   struct tw_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	int code;

	if (fd < 0)
		return tw_fail(error, -errno, "%s: %s", path, strerror(errno));
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
		code = tw_fail(error, -EISDIR, "%s: %s", path, strerror(EISDIR));
	else
		code = tw_journal_reader_file(fd, path, reader, error);
	if (code < 0)
		close(fd);
	else
		(*reader)->own_fd = true;
	return code;
}

int tw_journal_reader_memory(const void *bytes, size_t length, const char *name,
			     struct tw_journal_reader **reader, struct tw_error *error)
{
	struct tw_journal_reader *made = calloc(1, sizeof(*made));

	if (made == NULL)
		return tw_fail(error, -ENOMEM, "%s: no memory", name);
	made->fd = -1;
	made->bytes = bytes;
	made->have = length;
	made->whole = true;
	return open_reader(made, name, reader, error);
}

void tw_journal_reader_close(struct tw_journal_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->own_fd)
		close(reader->fd);
	free(reader->window);
	free(reader->name);
	free(reader);
}

const struct tw_journal_header *
tw_journal_reader_header(const struct tw_journal_reader *reader)
{
	return &reader->header;
}

/* What is wrong with the fields of a prefix of which @have bytes are there; NULL: nothing. */
static const char *misfit(const struct tw_journal_reader *reader,
			  const struct tw_journal_prefix *prefix, size_t have)
{
	bool first = reader->last == 0;

	if (have == sizeof(*prefix) &&
	    prefix->check != tw_journal_prefix_check(reader->head, prefix))
		return "it does not follow the entry before it: changed, removed or "
		       "swapped";
	if (have >= offsetof(struct tw_journal_prefix, time_ns)) {
		if (prefix->zero != 0 || !tw_journal_shape(prefix->type, prefix->length))
			return "no entry has such a type and length";
		if (first != (prefix->type == TW_JOURNAL_OPEN))
			return first ? "a journal begins with OPEN"
				     : "OPEN amid a journal";
		if (reader->last == TW_JOURNAL_CLOSE &&
		    prefix->type != TW_JOURNAL_RESTART)
			return "only RESTART may follow CLOSE";
	}
	if (have >= offsetof(struct tw_journal_prefix, check) &&
	    prefix->number != (uint32_t)(reader->number + 1))
		return "its number is not the next one";
	return NULL;
}

static int at_end(struct tw_journal_reader *reader, size_t left)
{
	reader->torn = left;
	if (left)
		reader->end = TW_JOURNAL_END_TORN;
	else
		reader->end = reader->last == TW_JOURNAL_CLOSE ? TW_JOURNAL_END_CLOSED
							       : TW_JOURNAL_END_OPEN;
	return 0;
}

static int no_entry(struct tw_journal_reader *reader, long code, struct tw_error *error)
{
	reader->failure = (int)code;
	return tw_fail(error, (int)code, "%s: offset %llu: %s", reader->name,
		       (unsigned long long)reader->offset, strerror((int)-code));
}

int tw_journal_next(struct tw_journal_reader *reader, struct tw_journal_entry *entry,
		    struct tw_error *error)
{
	struct tw_journal_prefix prefix = { 0 };
	uint8_t hash[TW_JOURNAL_HASH];
	const uint8_t *bytes;
	const char *wrong;
	size_t used;
	long have;

	if (reader->failure)
		return tw_fail(error, reader->failure, "%s: given up before",
			       reader->name);
	if (reader->end != TW_JOURNAL_END_NONE)
		return 0;
	have = hold(reader, TW_JOURNAL_ENTRY_MAX);
	if (have < 0)
		return no_entry(reader, have, error);
	if (have == 0)
		return at_end(reader, 0);
	bytes = reader->bytes + reader->at;
	used = (size_t)have < sizeof(prefix) ? (size_t)have : sizeof(prefix);
	memcpy(&prefix, bytes, used);
	wrong = misfit(reader, &prefix, used);
	if (wrong)
		return damage(reader, error, wrong);
	used = sizeof(prefix) + prefix.length;
	if ((size_t)have < sizeof(prefix) || (size_t)have < used + TW_JOURNAL_HASH)
		return at_end(reader, (size_t)have);
	tw_journal_entry_hash(reader->head, bytes, used, hash);
	if (memcmp(hash, bytes + used, sizeof(hash)) != 0)
		return damage(reader, error, "its hash is wrong: it was changed");
	entry->number = ++reader->number;
	entry->offset = reader->offset;
	entry->time_ns = prefix.time_ns;
	entry->type = prefix.type;
	entry->payload = bytes + sizeof(prefix);
	entry->length = prefix.length;
	memcpy(reader->head, hash, sizeof(hash));
	reader->last = prefix.type;
	reader->at += used + TW_JOURNAL_HASH;
	reader->offset += used + TW_JOURNAL_HASH;
	return 1;
}

enum tw_journal_end tw_journal_reader_end(const struct tw_journal_reader *reader)
{
	return reader->end;
}

const uint8_t *tw_journal_reader_head(const struct tw_journal_reader *reader)
{
	return reader->head;
}

uint64_t tw_journal_reader_offset(const struct tw_journal_reader *reader)
{
	return reader->offset;
}

size_t tw_journal_reader_torn(const struct tw_journal_reader *reader)
{
	return reader->torn;
}
