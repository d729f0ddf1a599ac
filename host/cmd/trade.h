/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trade: a device that trades, looked after: tables loaded, stream lent, armed, watched.
 *
 *   trade_open.c     device, tables, journal: all up to the lent stream and the arming
 *   trade_past.c     what the journal tells of processes before
 *   trade_feed.c     repair of the feed
 *   trade_records.c  records of the device, answers of the exchange: journal, ledger, gate
 *   trade.c          the loop, and how it ends
 *   trade_control.c  the socket by which `touchwire kill` reaches it
 *   trade_print.c    the figures at the end
 */
#ifndef TW_TRADE_H
#define TW_TRADE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_pmd_touchwire.h>

#include <touchwire/journal.h>
#include <touchwire/ledger.h>
#include <touchwire/trade.h>

#include "device.h"
#include "lend.h"
#include "recover.h"
#include "trade_config.h"

#define TRADE_LIVE 64u /* orders that live at once, slots by token as in the gate */
#define TRADE_TOKEN_JUMP 1000u /* numbers left out after a process that was killed */

struct rte_mempool;

/* What the user asked for. */
struct trade_options {
	const char *config, *journal, *socket;
	const char *username, *password;
	uint32_t peer_ip;
	uint16_t peer_port;
	uint32_t ip, mask, gateway;
	uint8_t mac[6];
	uint64_t duration;	    /* seconds; 0: none */
	struct recover_peers peers; /* of the feed; no port: not repaired */
};

/* What processes before left in the journal. */
struct trade_past {
	bool exists, clean;
	uint32_t last_token;
	uint64_t orders, gross; /* sent; their notional, 1/10000 $ */
	uint64_t next;		/* answer of the session */
	uint64_t reset_ns;	/* UNIX time at which the device came out of reset */
	uint32_t first_token;	/* since then; UINT32_MAX: none */
	char session[17];
};

/* What the ledger has of a symbol and the gate does not: of orders before its reset. */
struct trade_carried {
	int64_t position, open_buy, open_sell;
};

/* Which rule sent an order: rules that pull it need its number. */
struct trade_live {
	uint32_t token;
	uint16_t symbol;
	uint8_t rule;
	bool answered;
	uint64_t sent_ns; /* monotonic */
};

struct trade_counts {
	uint64_t intents, reasons[TW_REASONS];
	uint64_t sent, heartbeats, answers;
	uint64_t kinds[6]; /* answers told to the gate, by tw_answer_kind */
	uint64_t kills, reconciled;
	uint32_t fastest, slowest; /* cycles from touch to frame */
};

/* An answer row that waits until the journal has its answer. */
struct trade_row {
	enum tw_table table;
	uint32_t row;
	uint32_t words[TW_TABLE_WORDS];
};

#define TRADE_ROWS 256u

struct trade {
	struct trade_options options;
	struct trade_config config;
	struct device device;
	struct rte_mempool *frames; /* that leave */
	struct tw_journal *journal;
	struct tw_ledger *ledger;
	struct trade_past past;
	struct trade_carried *carried; /* by symbol */
	struct lend *lend;
	struct tw_engine *engine; /* beside the device, for the feed's repair; or NULL */
	struct recover recover;
	int timestamp; /* field of the mbufs */
	struct trade_counts counts;
	struct trade_live live[TRADE_LIVE];
	struct trade_row rows[TRADE_ROWS];
	unsigned int row_count;
	uint32_t hash;	      /* of what was committed */
	uint32_t seed;	      /* of ClOrdIDs */
	uint32_t first_token; /* that the gate knows; UINT32_MAX: none yet */
	uint32_t returned;    /* number behind all that the device sent */
	bool used;	      /* the gate had orders already */
	bool was_lent, was_armed, killed, ending, given_back;
	uint32_t kill_cause;
	int exit;    /* what the process will return */
	int control; /* listening socket, -1: none */
	char socket_path[108];
	bool feed_over, feed_failed;
	/* Monotonic times. */
	uint64_t started_ns, reconciled_ns, tried_ns, idle_ns, looked_ns, end_ns;
	char why[512]; /* it ends, or was killed */
};

uint64_t trade_now(void);  /* monotonic, ns */
uint64_t trade_wall(void); /* UNIX time, ns */

/* Each returns an exit code after a message. */
int trade_open(struct trade *trade);
int trade_run(struct trade *trade);
void trade_close(struct trade *trade);
void trade_print(FILE *out, const struct trade *trade);

/* trade_past.c: also fills the ledger. */
int trade_read_past(struct trade *trade, const char *path);

/* trade_open.c */
int trade_arm(struct trade *trade);
/* Into the journal: what became of the session. @numbers may be NULL. */
void trade_session(struct trade *trade, enum tw_journal_session_event event,
		   const struct tcp_link_numbers *numbers, uint32_t token, uint64_t next);
/* Commit a row, with journal and hash. 0, a TW_RESULT_*, or -errno. */
int trade_commit(struct trade *trade, enum tw_table table, uint32_t row, const void *what,
		 size_t length);
/* A rule as the device is to have it: one that pulls an order, with its number or off. */
int trade_commit_rule(struct trade *trade, unsigned int symbol, unsigned int rule,
		      uint32_t token);

/* trade_feed.c: nothing happens where no server was named. Exit codes after a message. */
int trade_feed_open(struct trade *trade);
int trade_feed_poll(struct trade *trade);
void trade_feed_close(struct trade *trade);

/* trade_records.c */
/* Take all records there are; how many. */
unsigned int trade_take_records(struct trade *trade);
void trade_answer(void *trade, uint64_t sequence, const uint8_t *message, size_t length);
void trade_on_row(void *trade, const struct tw_row_answer *answer);
/* Tell the gate what the answers of this poll mean. */
void trade_commit_rows(struct trade *trade);
/* Kill when the exchange owes an answer for too long. */
void trade_judge_answers(struct trade *trade);
/* Compare the gate's books with the ledger's. */
void trade_reconcile(struct trade *trade);

/* trade.c */
/* Kill the device; @exit is what the process will return. */
void trade_kill(struct trade *trade, uint32_t cause, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void trade_note(struct trade *trade, enum tw_journal_type type, uint32_t cause,
		const char *text);

/* trade_control.c */
int trade_control_open(struct trade *trade);
void trade_control_poll(struct trade *trade);
void trade_control_close(struct trade *trade);
/* The other end: send @command, print what is answered. Returns an exit code. */
int trade_control_ask(const char *path, const char *command);

#endif
