/* SPDX-License-Identifier: BSD-3-Clause */
/* journal: the writer. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <touchwire/ledger.h>

#include "journal_chain.h"

#define BATCH 262144u

struct tw_journal {
	char *path;
	int fd;
	enum tw_journal_flush flush;
	uint64_t interval_ns, flushed_ns;
	bool dirty;    /* written and not yet flushed */
	uint64_t size; /* of the file: whole entries */
	uint64_t entries;
	uint8_t head[TW_JOURNAL_HASH];
	int failure;
	size_t gathered;
	uint8_t batch[BATCH];
};

static int fail(struct tw_journal *journal, int code, struct tw_error *error,
		const char *what)
{
	journal->failure = code;
	return tw_fail(error, code, "%s: %s: %s; nothing more is written to this journal",
		       journal->path, what, strerror(-code));
}

/* All or nothing: after an error the file ends where it ended before. */
static int write_all(struct tw_journal *journal, const void *bytes, size_t length)
{
	const uint8_t *from = bytes;
	size_t left = length;
	int code;

	while (left > 0) {
		ssize_t n = write(journal->fd, from, left);

		if (n > 0) {
			from += n;
			left -= (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			code = n == 0 ? -EIO : -errno;
			/* Should this fail, too, the rest is what a torn entry looks like. */
			if (ftruncate(journal->fd, (off_t)journal->size) != 0)
				return code;
			return code;
		}
	}
	journal->size += length;
	return 0;
}

static int write_batch(struct tw_journal *journal, struct tw_error *error)
{
	int code;

	if (journal->gathered == 0)
		return 0;
	code = write_all(journal, journal->batch, journal->gathered);
	if (code < 0)
		return fail(journal, code, error, "write");
	journal->gathered = 0;
	journal->dirty = true;
	return 0;
}

static int flush_file(struct tw_journal *journal, uint64_t now_ns, struct tw_error *error)
{
	journal->flushed_ns = now_ns;
	if (!journal->dirty)
		return 0;
	if (fdatasync(journal->fd) != 0)
		return fail(journal, -errno, error, "fdatasync");
	journal->dirty = false;
	return 0;
}

int tw_journal_put2(struct tw_journal *journal, enum tw_journal_type type,
		    uint64_t now_ns, const void *head, size_t head_length,
		    const void *tail, size_t tail_length)
{
	size_t length = head_length + tail_length;
	size_t used = sizeof(struct tw_journal_prefix) + length;
	struct tw_journal_prefix prefix = {
		.length = (uint32_t)length,
		.type = (uint16_t)type,
		.time_ns = now_ns,
		.number = (uint32_t)(journal->entries + 1),
	};
	uint8_t *at;

	if (journal->failure)
		return journal->failure;
	if (head_length > TW_JOURNAL_PAYLOAD_MAX ||
	    tail_length > TW_JOURNAL_PAYLOAD_MAX || !tw_journal_shape(type, length))
		return -EMSGSIZE;
	if (journal->gathered + used + TW_JOURNAL_HASH > BATCH &&
	    write_batch(journal, NULL) < 0)
		return journal->failure;
	prefix.check = tw_journal_prefix_check(journal->head, &prefix);
	at = journal->batch + journal->gathered;
	memcpy(at, &prefix, sizeof(prefix));
	if (head_length)
		memcpy(at + sizeof(prefix), head, head_length);
	if (tail_length)
		memcpy(at + sizeof(prefix) + head_length, tail, tail_length);
	tw_journal_entry_hash(journal->head, at, used, journal->head);
	memcpy(at + used, journal->head, TW_JOURNAL_HASH);
	journal->gathered += used + TW_JOURNAL_HASH;
	journal->entries++;
	return 0;
}

int tw_journal_put(struct tw_journal *journal, enum tw_journal_type type, uint64_t now_ns,
		   const void *payload, size_t length)
{
	return tw_journal_put2(journal, type, now_ns, payload, length, NULL, 0);
}

int tw_journal_put_positions(struct tw_journal *journal, uint64_t now_ns,
			     const struct tw_ledger *ledger)
{
	for (size_t i = 0; i < tw_ledger_lines(ledger); i++) {
		const struct tw_ledger_position *line = tw_ledger_line(ledger, i);
		struct tw_journal_position position = {
			.position = line->position,
			.open_buy = line->open_buy,
			.open_sell = line->open_sell,
			.cash = line->cash,
			.source = TW_JOURNAL_OF_LEDGER,
		};
		int code;

		memset(position.symbol, ' ', sizeof(position.symbol));
		memcpy(position.symbol, line->symbol, strlen(line->symbol));
		code = tw_journal_put(journal, TW_JOURNAL_POSITION, now_ns, &position,
				      sizeof(position));
		if (code < 0)
			return code;
	}
	return 0;
}

int tw_journal_commit(struct tw_journal *journal, uint64_t now_ns, struct tw_error *error)
{
	int code;

	if (journal->failure)
		return tw_fail(error, journal->failure, "%s: it failed before: %s",
			       journal->path, strerror(-journal->failure));
	code = write_batch(journal, error);
	if (code < 0 || journal->flush == TW_JOURNAL_FLUSH_NONE)
		return code;
	if (journal->flush == TW_JOURNAL_FLUSH_INTERVAL &&
	    now_ns - journal->flushed_ns < journal->interval_ns)
		return 0;
	return flush_file(journal, now_ns, error);
}

void tw_journal_abandon(struct tw_journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal->path);
	free(journal);
}

int tw_journal_close(struct tw_journal *journal, uint64_t now_ns, struct tw_error *error)
{
	int code = tw_journal_put(journal, TW_JOURNAL_CLOSE, now_ns, NULL, 0);

	if (code == 0)
		code = tw_journal_commit(journal, now_ns, error);
	else
		tw_fail(error, code, "%s: it failed before: %s", journal->path,
			strerror(-code));
	if (code == 0)
		code = flush_file(journal, now_ns, error);
	tw_journal_abandon(journal);
	return code;
}

int tw_journal_failure(const struct tw_journal *journal)
{
	return journal->failure;
}

void tw_journal_head(const struct tw_journal *journal, uint8_t hash[TW_JOURNAL_HASH])
{
	memcpy(hash, journal->head, TW_JOURNAL_HASH);
}

uint64_t tw_journal_entries(const struct tw_journal *journal)
{
	return journal->entries;
}

/* ---- opening ------------------------------------------------------------------------------- */
static int begin(struct tw_journal *journal, const struct tw_journal_config *config,
		 uint64_t now_ns, struct tw_error *error)
{
	struct tw_journal_header header = {
		.version = TW_JOURNAL_VERSION,
		.length = sizeof(header),
		.created_ns = now_ns,
		.build = config->build,
		.map_hash = config->map_hash,
		.config_hash = config->config_hash,
	};
	int code;

	memcpy(header.magic, TW_JOURNAL_MAGIC, sizeof(header.magic));
	memcpy(header.account, config->account, strlen(config->account));
	tw_journal_sha256(&header, offsetof(struct tw_journal_header, hash), header.hash);
	memcpy(journal->head, header.hash, sizeof(journal->head));
	code = write_all(journal, &header, sizeof(header));
	return code < 0 ? fail(journal, code, error, "write") : 0;
}

/* Name the torn bytes behind @reader's last entry in @start and cut them off. */
static int cut(struct tw_journal *journal, const struct tw_journal_reader *reader,
	       struct tw_journal_start *start, struct tw_error *error)
{
	uint8_t torn[TW_JOURNAL_ENTRY_MAX];
	size_t length = tw_journal_reader_torn(reader);
	ssize_t n;

	journal->size = tw_journal_reader_offset(reader);
	if (length == 0)
		return 0;
	n = pread(journal->fd, torn, length, (off_t)journal->size);
	if (n != (ssize_t)length)
		return fail(journal, n < 0 ? -errno : -EIO, error, "read");
	start->torn_offset = journal->size;
	start->torn_length = (uint32_t)length;
	tw_journal_sha256(torn, length, start->torn_hash);
	if (ftruncate(journal->fd, (off_t)journal->size) != 0)
		return fail(journal, -errno, error, "ftruncate");
	return 0;
}

/* Check what is there and take up its chain. */
static int resume(struct tw_journal *journal, const struct tw_journal_config *config,
		  struct tw_journal_start *start, struct tw_error *error)
{
	char account[TW_JOURNAL_ACCOUNT + 1] = { 0 };
	struct tw_journal_reader *reader;
	struct tw_journal_entry entry;
	int code = tw_journal_reader_file(journal->fd, journal->path, &reader, error);

	if (code < 0)
		return code;
	memcpy(account, tw_journal_reader_header(reader)->account, TW_JOURNAL_ACCOUNT);
	if (strcmp(account, config->account) != 0) {
		code = tw_fail(error, -EINVAL,
			       "%s: a journal of account '%s', not '%s'; give another "
			       "file",
			       journal->path, account, config->account);
		goto out;
	}
	while ((code = tw_journal_next(reader, &entry, error)) > 0)
		journal->entries = entry.number;
	if (code < 0)
		goto out;
	memcpy(journal->head, tw_journal_reader_head(reader), TW_JOURNAL_HASH);
	code = cut(journal, reader, start, error);
out:
	tw_journal_reader_close(reader);
	return code;
}

/* A file just made can be lost with its folder's entry. */
static int flush_folder(struct tw_journal *journal, struct tw_error *error)
{
	char *copy = strdup(journal->path);
	int fd, code = 0;

	if (copy == NULL)
		return fail(journal, -ENOMEM, error, "open");
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return fail(journal, -errno, error, "open its folder");
	/* Some file systems cannot flush a folder. */
	if (fsync(fd) != 0 && errno != EINVAL)
		code = fail(journal, -errno, error, "flush its folder");
	close(fd);
	return code;
}

static int start(struct tw_journal *journal, const struct tw_journal_config *config,
		 uint64_t now_ns, struct tw_error *error)
{
	struct tw_journal_start start = {
		.build = config->build,
		.map_hash = config->map_hash,
		.config_hash = config->config_hash,
		.pid = (uint32_t)getpid(),
	};
	struct stat status;
	bool fresh;
	int code;

	if (flock(journal->fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK
			       ? tw_fail(error, -EWOULDBLOCK,
					 "%s: another process writes this journal; end "
					 "it, or give another file",
					 journal->path)
			       : fail(journal, -errno, error, "flock");
	if (fstat(journal->fd, &status) != 0)
		return fail(journal, -errno, error, "stat");
	if (!S_ISREG(status.st_mode))
		return tw_fail(error, -EINVAL, "%s: a journal has to be a regular file",
			       journal->path);
	fresh = status.st_size == 0;
	code = fresh ? begin(journal, config, now_ns, error)
		     : resume(journal, config, &start, error);
	if (code < 0)
		return code;
	code = tw_journal_put(journal, fresh ? TW_JOURNAL_OPEN : TW_JOURNAL_RESTART,
			      now_ns, &start, sizeof(start));
	if (code == 0)
		code = tw_journal_commit(journal, now_ns, error);
	if (code == 0)
		code = flush_file(journal, now_ns, error);
	return code == 0 && fresh ? flush_folder(journal, error) : code;
}

int tw_journal_open(const char *path, const struct tw_journal_config *config,
		    uint64_t now_ns, struct tw_journal **journal, struct tw_error *error)
{
	struct tw_journal *made;
	int code;

	if (config->account == NULL || config->flush > TW_JOURNAL_FLUSH_EACH ||
	    strlen(config->account) > TW_JOURNAL_ACCOUNT)
		return tw_fail(error, -EINVAL,
			       "%s: an account of at most %u characters is needed", path,
			       TW_JOURNAL_ACCOUNT);
	made = calloc(1, sizeof(*made));
	if (made == NULL)
		return tw_fail(error, -ENOMEM, "%s: no memory", path);
	made->fd = -1;
	made->flush = config->flush;
	made->interval_ns = config->interval_ms * UINT64_C(1000000);
	made->flushed_ns = now_ns;
	made->path = strdup(path);
	if (made->path == NULL) {
		code = tw_fail(error, -ENOMEM, "%s: no memory", path);
		goto out;
	}
	made->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (made->fd < 0) {
		code = tw_fail(error, -errno, "%s: %s", path, strerror(errno));
		goto out;
	}
	code = start(made, config, now_ns, error);
	if (code == 0) {
		*journal = made;
		return 0;
	}
out:
	tw_journal_abandon(made);
	return code;
}
