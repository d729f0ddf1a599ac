/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal: what a trading process did, in a file that only grows and whose entries are chained.
 *
 * The file is a header and entries, little endian:
 *
 *   header   struct tw_journal_header; its last 32 bytes are the SHA-256 of those before
 *   entry    struct tw_journal_prefix, payload, SHA-256 of (hash before, prefix, payload)
 *
 * so that no byte can be changed and no entry removed or swapped without all hashes behind it
 * being made anew: who noted a hash elsewhere (tw_journal_head()) finds that out, too.  A CLOSE
 * entry is the clean end; without one the writer was killed, runs still, or the end was cut off.
 *
 * Writing.  tw_journal_put() gathers entries, tw_journal_commit() hands all of them to the kernel
 * with one write: call it at the end of each poll, before what was decided in the poll is acted
 * upon.  After it returned 0 SIGKILL of the process loses none of them.  What an end of the
 * whole machine loses at worst depends on the policy:
 *
 *   TW_JOURNAL_FLUSH_NONE      what the kernel had not written by itself, usually 30 seconds
 *   TW_JOURNAL_FLUSH_INTERVAL  what was committed in the last interval, and while it was flushed
 *   TW_JOURNAL_FLUSH_EACH      nothing: each commit waits for the disk
 *
 * A write or a flush that fails (disk full) fails the journal for good: each later call returns
 * the same error, and the caller has to stop trading.  What was committed before stays valid.
 *
 * A file has one writer: it is locked (flock), a second one gets -EWOULDBLOCK.  Opening a journal
 * that is there checks all of it and goes on with its chain by a RESTART entry.  A last entry
 * that ends before its length says, as a kill amid a write leaves it, is cut off and named in
 * the RESTART entry; anything else that is wrong is damage, and no writer touches it.
 */
#ifndef TOUCHWIRE_JOURNAL_H
#define TOUCHWIRE_JOURNAL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_JOURNAL_MAGIC "TWJOURNL"
#define TW_JOURNAL_VERSION 1u
#define TW_JOURNAL_HASH 32u
#define TW_JOURNAL_PAYLOAD_MAX 4096u
#define TW_JOURNAL_ACCOUNT 16u

/* ---- the bytes of the file --------------------------------------------------------------- */
struct tw_journal_header {
	uint8_t magic[8];
	uint32_t version, length; /* of this header */
	uint64_t created_ns;	  /* UNIX time */
	uint32_t build, map_hash, config_hash, zero;
	char account[TW_JOURNAL_ACCOUNT]; /* padded with NUL */
	uint8_t hash[TW_JOURNAL_HASH];
};
static_assert(sizeof(struct tw_journal_header) == 88, "as in the file");

struct tw_journal_prefix {
	uint32_t length; /* of the payload, at most TW_JOURNAL_PAYLOAD_MAX */
	uint16_t type, zero;
	uint64_t time_ns; /* UNIX time, told by the writer */
	uint32_t number;  /* of the entry, from 1; low 32 bits */
	/* CRC32 of the hash before and of the fields above: a torn entry's length can be trusted. */
	uint32_t check;
};
static_assert(sizeof(struct tw_journal_prefix) == 24, "as in the file");

enum tw_journal_type {
	TW_JOURNAL_OPEN = 1, /* struct tw_journal_start: the first entry */
	TW_JOURNAL_RESTART,  /* the same: another process goes on */
	TW_JOURNAL_CLOSE,    /* nothing: the clean end of a process */
	TW_JOURNAL_RECORD,   /* struct tw_trade_record of the device, as it came */
	TW_JOURNAL_ORDER, /* struct tw_journal_message: sent; number: TCP sequence number */
	TW_JOURNAL_ANSWER,  /* the same: received; number: SoupBinTCP sequence number */
	TW_JOURNAL_COMMIT,  /* struct tw_journal_row: a row of a table of the device */
	TW_JOURNAL_ARM,	    /* struct tw_journal_event and text */
	TW_JOURNAL_DISARM,  /* the same */
	TW_JOURNAL_KILL,    /* the same */
	TW_JOURNAL_SESSION, /* struct tw_journal_session */
	TW_JOURNAL_POSITION, /* struct tw_journal_position: what its source holds at this point */
	TW_JOURNAL_NOTE, /* text */
	TW_JOURNAL_TYPES
};

struct tw_journal_start {
	uint32_t build, map_hash, config_hash;
	uint32_t pid;
	uint64_t torn_offset; /* where the bytes that were cut off began */
	uint32_t torn_length; /* 0: the file ended with a whole entry */
	uint32_t zero;
	uint8_t torn_hash[TW_JOURNAL_HASH]; /* SHA-256 of them; all 0 without */
};
static_assert(sizeof(struct tw_journal_start) == 64, "as in the file");

/* In front of the OUCH message as it stands on the wire, without the SoupBinTCP header. */
struct tw_journal_message {
	uint64_t number;
};

struct tw_journal_row {
	uint32_t index;	 /* TABLE_INDEX: table in 31:24, row in 23:0 */
	uint32_t result; /* TABLE_RESULT */
	uint32_t words[16];
};
static_assert(sizeof(struct tw_journal_row) == 72, "as in the file");

struct tw_journal_event {
	uint32_t
		cause; /* KILL: mask as in TRADE.STATUS.KILL_CAUSE; else what the caller says */
	uint32_t nonce, config_hash, zero;
};

enum tw_journal_session_event {
	TW_JOURNAL_LOGIN =
		1,	 /* accepted; next: sequence number of the first answer to come */
	TW_JOURNAL_LEND, /* to the device; token: its first */
	TW_JOURNAL_RETURN, /* from the device; token: the next one it had */
	TW_JOURNAL_RESET,  /* the connection broke */
	TW_JOURNAL_END	   /* logout or end of session */
};

struct tw_journal_session {
	uint32_t event;
	uint32_t token;
	uint32_t seq, ack, limit, window; /* of TCP */
	uint64_t next;
	char session[16]; /* SoupBinTCP session, padded with NUL */
};
static_assert(sizeof(struct tw_journal_session) == 48, "as in the file");

enum tw_journal_source { TW_JOURNAL_OF_LEDGER = 0, TW_JOURNAL_OF_DEVICE = 1 };

struct tw_journal_position {
	char symbol[8]; /* as in OUCH, padded with spaces */
	int64_t position;
	uint64_t open_buy, open_sell; /* shares, worst case */
	int64_t cash;		      /* 1/10000 $; 0 when the source is the device */
	uint32_t source, zero;
};
static_assert(sizeof(struct tw_journal_position) == 48, "as in the file");

/* Of an entry type, for messages: "RECORD"; "?" of none. */
const char *tw_journal_type_name(unsigned type);

/* ---- writing ----------------------------------------------------------------------------- */
enum tw_journal_flush {
	TW_JOURNAL_FLUSH_NONE,
	TW_JOURNAL_FLUSH_INTERVAL,
	TW_JOURNAL_FLUSH_EACH
};

struct tw_journal_config {
	uint32_t build, map_hash, config_hash;
	const char *account; /* at most 16 characters; a journal holds one account */
	enum tw_journal_flush flush;
	uint32_t interval_ms; /* of INTERVAL */
};

struct tw_journal;

/*
 * Create the journal @path, or go on with it; *@journal is the writer.  Its OPEN or RESTART entry
 * is committed and on the disk.  0; -EWOULDBLOCK: another process writes it; -EBADMSG: it is
 * damaged or no journal; -EINVAL: a value of @config, or another account's journal; or the
 * errno of a call.
 */
int tw_journal_open(const char *path, const struct tw_journal_config *config,
		    uint64_t now_ns, struct tw_journal **journal, struct tw_error *error);
/* Gather an entry.  0, -EMSGSIZE (nothing is gathered), or why the journal failed. */
int tw_journal_put(struct tw_journal *journal, enum tw_journal_type type, uint64_t now_ns,
		   const void *payload, size_t length);
/* The same with a payload in two parts: a struct and what follows it. */
int tw_journal_put2(struct tw_journal *journal, enum tw_journal_type type,
		    uint64_t now_ns, const void *head, size_t head_length,
		    const void *tail, size_t tail_length);
struct tw_ledger;
/*
 * Gather a POSITION of each line of @ledger: wanted behind the last ORDER and ANSWER before a
 * CLOSE, allowed at any time.  0 or why the journal failed.
 */
int tw_journal_put_positions(struct tw_journal *journal, uint64_t now_ns,
			     const struct tw_ledger *ledger);
/* Hand what was gathered to the kernel, flush by the policy.  0, or why the journal failed. */
int tw_journal_commit(struct tw_journal *journal, uint64_t now_ns,
		      struct tw_error *error);
/* Write CLOSE, flush, unlock, free; even after a failure.  0, or why it is not closed. */
int tw_journal_close(struct tw_journal *journal, uint64_t now_ns, struct tw_error *error);
/* End without CLOSE, as a kill would; what was gathered and not committed is lost. */
void tw_journal_abandon(struct tw_journal *journal);
/* 0 while all is well, else the negative errno that every call returns. */
int tw_journal_failure(const struct tw_journal *journal);
/* Hash of the last entry committed or gathered. */
void tw_journal_head(const struct tw_journal *journal, uint8_t hash[TW_JOURNAL_HASH]);
/* Entries in the file, with those gathered. */
uint64_t tw_journal_entries(const struct tw_journal *journal);

/* ---- reading ----------------------------------------------------------------------------- */
struct tw_journal_entry {
	uint64_t number; /* from 1 */
	uint64_t offset; /* of its prefix in the file */
	uint64_t time_ns;
	unsigned type;
	const uint8_t *payload; /* at any alignment; valid until the next call */
	size_t length;
};

enum tw_journal_end {
	TW_JOURNAL_END_NONE,   /* not read to its end */
	TW_JOURNAL_END_CLOSED, /* the last entry is CLOSE */
	TW_JOURNAL_END_OPEN,   /* it is another one: killed, running, or cut off */
	TW_JOURNAL_END_TORN    /* the same, amid an entry */
};

struct tw_journal_reader;

/* Open a file and check its header.  0, -EBADMSG (no journal, header damaged) or an errno. */
int tw_journal_reader_open(const char *path, struct tw_journal_reader **reader,
			   struct tw_error *error);
/* The same for a journal in memory, which stays the caller's; @name stands in messages. */
int tw_journal_reader_memory(const void *bytes, size_t length, const char *name,
			     struct tw_journal_reader **reader, struct tw_error *error);
void tw_journal_reader_close(struct tw_journal_reader *reader);
const struct tw_journal_header *
tw_journal_reader_header(const struct tw_journal_reader *reader);
/*
 * The next entry, its hash checked, its payload of the length its type has.  1; 0 at the end; or
 * -EBADMSG with offset and entry in @error, for good.
 */
int tw_journal_next(struct tw_journal_reader *reader, struct tw_journal_entry *entry,
		    struct tw_error *error);
enum tw_journal_end tw_journal_reader_end(const struct tw_journal_reader *reader);
/* Hash of the entry returned last. */
const uint8_t *tw_journal_reader_head(const struct tw_journal_reader *reader);
/* Bytes up to the end of that entry; what lies behind is torn. */
uint64_t tw_journal_reader_offset(const struct tw_journal_reader *reader);
/* Bytes of the torn entry at the end; 0: none. */
size_t tw_journal_reader_torn(const struct tw_journal_reader *reader);

/* ---- judging ------------------------------------------------------------------------------ */
struct tw_journal_summary {
	uint64_t entries, types[TW_JOURNAL_TYPES];
	uint64_t first_ns, last_ns;
	uint64_t restarts, torn; /* RESTART entries; those that cut something off */
	uint64_t records;	 /* of the device */
	uint64_t
		unseen; /* those that it wrote and a killed process did not live to journal */
	/* A frame whose decision a killed process did not come to write is an intent, too. */
	uint64_t intents, passed, refused, reasons[32];
	uint64_t sent, heartbeats; /* SENT records of orders, of heartbeats */
	uint64_t orders, answers;
	uint64_t
		adopted; /* orders known by their answer only: sent, then the host was killed */
	uint64_t
		in_flight; /* passed, without SENT or ORDER when the host was killed or the file ended */
	uint64_t positions; /* POSITION entries, all equal to the ledger */
	enum tw_journal_end end;
};

/*
 * Read to the end and judge: the chain; records of the device without a hole; intents = orders +
 * refusals, each order sent once as decided; sequence numbers of answers without a hole, each
 * answer to an order; positions journalled = those recomputed in @ledger, an empty one.
 * 0, or -EBADMSG with offset and entry of the first fault in @error; an end that is not closed
 * is no fault here, see @summary->end.  Also -ENOMEM.
 */
int tw_journal_audit(struct tw_journal_reader *reader, struct tw_ledger *ledger,
		     struct tw_journal_summary *summary, struct tw_error *error);

#ifdef __cplusplus
}
#endif
#endif
