/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <zlib.h>

#include "attach.h"
#include "cmd.h"
#include "eal.h"

#define DESCRIPTORS 1024u
#define SETTLE_NS 300000000ull
/* The exchange's heartbeats come each second; orders do not wait for 15. */
#define SILENCE_NS 5000000000ull

static int failed(const char *what, int status)
{
	say_error("device: %s: %s", what, rte_strerror(-status));
	return TW_EXIT_ENVIRONMENT;
}

/* ---- tables ---------------------------------------------------------------------------------- */
int trade_commit(struct trade *trade, enum tw_table table, uint32_t row, const void *what,
		 size_t length)
{
	struct tw_journal_row entry = { .index = (uint32_t)table << 24 | row };
	int status;

	memcpy(entry.words, what, length);
	status = rte_pmd_touchwire_trade_commit(trade->device.port, table, row,
						entry.words);
	if (status == 0 && table <= TW_TABLE_SESSION)
		trade->hash = tw_row_crc(trade->hash, table, row, entry.words);
	entry.result = status == 0  ? (uint32_t)TW_RESULT_OK
		       : status > 0 ? (uint32_t)status
				    : (uint32_t)TW_RESULT_NONE;
	tw_journal_put(trade->journal, TW_JOURNAL_COMMIT, trade_wall(), &entry,
		       sizeof(entry));
	return status;
}

int trade_commit_rule(struct trade *trade, unsigned int symbol, unsigned int rule,
		      uint32_t token)
{
	struct tw_row_rule row = trade->config.symbols[symbol].rules[rule].row;

	row.token = token;
	if (trade->config.symbols[symbol].rules[rule].target != 0 && token == 0)
		row.what &= ~(15u << TW_RULE_CONDITION_SHIFT);
	return trade_commit(trade, TW_TABLE_RULES, symbol * TW_RULES_PER_SYMBOL + rule,
			    &row, sizeof(row));
}

/* What of @limit is left when @used of it is taken; a negative use gives some back. */
static uint32_t left(uint32_t limit, int64_t used, uint32_t ceiling)
{
	int64_t rest = (int64_t)limit - used;

	return rest < 0 ? 0 : rest > ceiling ? ceiling : (uint32_t)rest;
}

/* Live orders that the gate does not know; of @line, or of all. */
static uint32_t unknown_orders(const struct trade *trade,
			       const struct tw_ledger_position *line)
{
	uint32_t last = tw_ledger_last_token(trade->ledger), token, count = 0;
	struct tw_ledger_order order;
	struct tw_ledger_sums sums;

	if (trade->first_token > last) { /* none is known to it */
		tw_ledger_orders(trade->ledger, &sums);
		return line != NULL ? line->open_orders : (uint32_t)sums.open;
	}
	for (token = 1; token != 0 && token <= last && token < trade->first_token;
	     token++)
		count += tw_ledger_order(trade->ledger, token, &order) &&
			 order.open != 0 && (line == NULL || order.line == line);
	return count;
}

/*
 * What the ledger has and the gate has not is taken off the limits, at its worst: a fill of those
 * orders moves shares from open to position and changes no sum. A gate that began at 0 may
 * also use what they leave free; one that did not may differ for reasons that nobody knows.
 */
static int reduce(struct trade *trade, unsigned int symbol, struct tw_row_limits *row)
{
	static const struct tw_ledger_position none;
	const char *name = trade->config.symbols[symbol].name;
	struct trade_carried *carried = &trade->carried[symbol];
	const struct tw_ledger_position *line;
	struct rte_pmd_touchwire_position gate;
	int64_t bought, sold;
	char padded[TW_LEDGER_SYMBOL];
	int status = rte_pmd_touchwire_trade_position(trade->device.port,
						      (uint16_t)symbol, &gate);

	if (status != 0)
		return status;
	memset(padded, ' ', sizeof(padded));
	memcpy(padded, name, strlen(name));
	line = tw_ledger_find(trade->ledger, padded);
	if (line != NULL)
		row->max_open =
			left(row->max_open, unknown_orders(trade, line), TW_CEIL_OPEN);
	else
		line = &none;
	*carried = (struct trade_carried){
		line->position - gate.position,
		(int64_t)line->open_buy - gate.open_buy,
		(int64_t)line->open_sell - gate.open_sell,
	};
	bought = carried->position + carried->open_buy;
	sold = carried->open_sell - carried->position;
	row->max_long = left(row->max_long, trade->used && bought < 0 ? 0 : bought,
			     TW_CEIL_POSITION);
	row->max_short = left(row->max_short, trade->used && sold < 0 ? 0 : sold,
			      TW_CEIL_POSITION);
	return 0;
}

static int load_symbol(struct trade *trade, unsigned int n)
{
	const struct trade_symbol *symbol = &trade->config.symbols[n];
	struct tw_row_limits limits = symbol->limits;
	struct tw_row_name name;
	unsigned int i;
	int status;

	memset(name.name, ' ', sizeof(name.name));
	memcpy(name.name, symbol->name, strlen(symbol->name));
	status = reduce(trade, n, &limits);
	if (status == 0)
		status = trade_commit(trade, TW_TABLE_NAMES, n, &name, sizeof(name));
	if (status == 0)
		status = trade_commit(trade, TW_TABLE_LIMITS, n, &limits, sizeof(limits));
	for (i = 0; i < symbol->count && status == 0; i++)
		status = trade_commit_rule(trade, n, i, 0);
	if (status != 0)
		say_error("%s: the device does not take its limits or rules: %s",
			  symbol->name,
			  status > 0 ? tw_result_text((unsigned int)status)
				     : rte_strerror(-status));
	return status;
}

/* The day's sums are those of the journal, of which the gate has counted a part. */
static int load_totals(struct trade *trade)
{
	struct tw_row_totals row = trade->config.totals;
	uint64_t gross = (uint64_t)row.max_gross_hi << 32 | row.max_gross_lo, used;
	struct rte_pmd_touchwire_trade_status gate;
	int status = rte_pmd_touchwire_trade_status(trade->device.port, &gate);

	if (status != 0) {
		failed("status", status);
		return status;
	}
	used = trade->past.gross > gate.gross ? trade->past.gross - gate.gross : 0;
	gross = gross > used ? gross - used : 0;
	row.max_gross_lo = (uint32_t)gross;
	row.max_gross_hi = (uint32_t)(gross >> 32);
	if (trade->past.orders > gate.orders)
		row.max_orders =
			left(row.max_orders, (int64_t)(trade->past.orders - gate.orders),
			     UINT32_MAX);
	row.max_open = left(row.max_open, unknown_orders(trade, NULL), TW_CEIL_OPEN);
	status = trade_commit(trade, TW_TABLE_TOTALS, 0, &row, sizeof(row));
	if (status != 0)
		say_error("totals: the device does not take them: %s",
			  status > 0 ? tw_result_text((unsigned int)status)
				     : rte_strerror(-status));
	return status;
}

/* ---- what lend.h asks of the device ------------------------------------------------------------ */
void trade_session(struct trade *trade, enum tw_journal_session_event event,
		   const struct tcp_link_numbers *numbers, uint32_t token, uint64_t next)
{
	struct tw_journal_session session = { .event = event,
					      .token = token,
					      .next = next };

	if (numbers != NULL) {
		session.seq = numbers->next;
		session.ack = numbers->ack;
		session.limit = numbers->limit;
		session.window = numbers->window;
	}
	snprintf(session.session, sizeof(session.session), "%s",
		 lend_session_name(trade->lend));
	tw_journal_put(trade->journal, TW_JOURNAL_SESSION, trade_wall(), &session,
		       sizeof(session));
}

static void on_send(void *opaque, const uint8_t *frame, size_t length)
{
	struct trade *trade = opaque;
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc(trade->frames);
	char *room = mbuf == NULL ? NULL : rte_pktmbuf_append(mbuf, (uint16_t)length);

	if (room == NULL) {
		rte_pktmbuf_free(mbuf);
		return; /* as if the wire had lost it */
	}
	memcpy(room, frame, length);
	if (rte_eth_tx_burst(trade->device.port, 0, &mbuf, 1) == 0)
		rte_pktmbuf_free(mbuf);
}

static int on_session(void *opaque, const struct lend_session *session)
{
	struct trade *trade = opaque;
	struct tw_row_session row = { .src_ip = session->own_ip,
				      .dst_ip = session->peer_ip,
				      .ports = (uint32_t)session->own_port << 16 |
					       session->peer_port,
				      .clordid_seed = trade->seed };
	int status;

	memcpy(row.dst_mac, session->to, sizeof(session->to));
	memcpy(row.src_mac, session->from, sizeof(session->from));
	status = trade_commit(trade, TW_TABLE_SESSION, 0, &row, sizeof(row));
	return status > 0 ? -EPERM : status;
}

static void on_logged_in(void *opaque, uint64_t next)
{
	trade_session(opaque, TW_JOURNAL_LOGIN, NULL, 0, next);
}

static uint32_t next_token(const struct trade *trade)
{
	struct rte_pmd_touchwire_trade_status status;
	uint32_t last = trade->past.last_token;

	if (tw_ledger_last_token(trade->ledger) > last)
		last = tw_ledger_last_token(trade->ledger);
	if (rte_pmd_touchwire_trade_status(trade->device.port, &status) == 0 &&
	    status.token > last + 1)
		last = status.token - 1;
	return last + 1 + (trade->past.clean ? 0 : TRADE_TOKEN_JUMP);
}

/* All answers of before are here: limits, then the stream. */
static int on_lend(void *opaque, const struct tcp_link_numbers *numbers)
{
	struct trade *trade = opaque;
	uint32_t token = next_token(trade);
	const struct rte_pmd_touchwire_trade_lend lend = { .seq = numbers->next,
							   .ack = numbers->ack,
							   .limit = numbers->limit,
							   .window = numbers->window,
							   .token = token };
	struct tw_error error = { "" };
	unsigned int i;
	int status = load_totals(trade);

	for (i = 0; i < trade->config.count && status == 0; i++)
		status = load_symbol(trade, i);
	/* The numbers are in the journal before the first can be used. */
	trade_session(trade, TW_JOURNAL_LEND, numbers, token, lend_next(trade->lend));
	if (status == 0)
		status = tw_journal_commit(trade->journal, trade_wall(), &error);
	if (status == 0)
		status = rte_pmd_touchwire_trade_lend(trade->device.port, &lend);
	trade->was_lent = status == 0;
	if (trade->was_lent && token < trade->first_token)
		trade->first_token = token;
	return status > 0 ? -EPERM : status;
}

static void on_update(void *opaque, const struct tcp_link_numbers *numbers)
{
	const struct trade *trade = opaque;

	rte_pmd_touchwire_trade_tcp_update(trade->device.port, numbers->ack,
					   numbers->limit, numbers->window);
}

static void on_heartbeat(void *opaque)
{
	rte_pmd_touchwire_trade_heartbeat(((struct trade *)opaque)->device.port);
}

static void on_take_back(void *opaque)
{
	struct trade *trade = opaque;
	struct rte_pmd_touchwire_trade_status status;
	int done = rte_pmd_touchwire_trade_return(trade->device.port, &trade->returned);

	if (done == -ENOTCONN &&
	    rte_pmd_touchwire_trade_status(trade->device.port, &status) == 0) {
		trade->returned = status.tcp_seq;
		done = 0;
	}
	trade->given_back = done == 0;
}

static bool on_returned(void *opaque, uint32_t *next)
{
	struct trade *trade = opaque;

	if (!trade->given_back)
		on_take_back(trade);
	*next = trade->returned;
	return trade->given_back;
}

/* ---- opening -------------------------------------------------------------------------------------- */
static int open_journal(struct trade *trade)
{
	const struct trade_options *options = &trade->options;
	const struct tw_journal_config config = { .build = trade->device.info.build,
						  .map_hash = trade->device.info.map_hash,
						  .account = trade->config.account,
						  .flush = TW_JOURNAL_FLUSH_INTERVAL,
						  .interval_ms = 1000 };
	struct tw_error error = { "" };
	int status;

	trade->ledger = tw_ledger_create();
	if (trade->ledger == NULL) {
		say_error("out of memory");
		return TW_EXIT_ENVIRONMENT;
	}
	status = trade_read_past(trade, options->journal);
	if (status != TW_EXIT_OK)
		return status;
	status = tw_journal_open(options->journal, &config, trade_wall(), &trade->journal,
				 &error);
	if (status != 0) {
		say_error("%s", error.text);
		return status == -EBADMSG ? TW_EXIT_INPUT : TW_EXIT_ENVIRONMENT;
	}
	if (!trade->past.clean) {
		say_note("the process before was killed: numbers go on %u further",
			 TRADE_TOKEN_JUMP);
		tw_ledger_adopt(trade->ledger);
	}
	tw_ledger_on_answer(trade->ledger, trade_on_row, trade);
	return TW_EXIT_OK;
}

static void on_touch(void *trade, const struct tw_touch *touch)
{
	(void)trade;
	(void)touch;
}

static int open_device(struct trade *trade)
{
	struct device *device = &trade->device;
	const struct rte_pmd_touchwire_trade_settings settings = {
		.watchdog = trade->config.watchdog,
		.kill_mask = trade->config.kill_mask,
		.cut_through = trade->config.cut_through,
		.kill_on_link = trade->config.kill_on_link,
	};
	struct rte_pmd_touchwire_trade_status before = { .orders = 0 };
	unsigned int i;
	int status = 0;

	device->on_touch = on_touch;
	device->ctx = trade;
	for (i = 0; i < trade->config.count && status == 0; i++)
		status = rte_pmd_touchwire_symbol_add(
			device->port, trade->config.symbols[i].name, NULL);
	if (status != 0)
		return failed("symbols", status);
	trade->frames = rte_pktmbuf_pool_create("orders", 1023, 32, 0,
						TCP_LINK_FRAME + RTE_PKTMBUF_HEADROOM,
						SOCKET_ID_ANY);
	if (trade->frames == NULL)
		return failed("no memory for frames", -rte_errno);
	status = eal_start_queues(device->port, DESCRIPTORS, 2, 1);
	if (status != TW_EXIT_OK)
		return status;
	status = rte_pmd_touchwire_touch_open(device->port, &device->reader);
	if (status == 0)
		status = rte_pmd_touchwire_trade_setup(device->port, &settings);
	if (status == 0)
		status = rte_pmd_touchwire_trade_flush(device->port);
	if (status == 0)
		status = rte_pmd_touchwire_trade_status(device->port, &before);
	trade->used = before.orders != 0;
	trade->first_token = trade->used ? trade->past.first_token : UINT32_MAX;
	return status != 0 ? failed("trading", status) : TW_EXIT_OK;
}

static int open_session(struct trade *trade)
{
	const struct trade_options *options = &trade->options;
	struct lend_config config = {
		.tcp = { .ip = options->ip,
			 .mask = options->mask,
			 .gateway = options->gateway,
			 .peer_ip = options->peer_ip,
			 .peer_port = options->peer_port,
			 /* Another one each time: the peer remembers the last for minutes. */
			 .own_port = (uint16_t)(49152 + trade_wall() / 1000000 % 16384) },
		.username = options->username,
		.password = options->password,
		.session = trade->past.session[0] != '\0' ? trade->past.session : NULL,
		.sequence = trade->past.next,
		.silence_ns = SILENCE_NS,
		.settle_ns = trade->past.exists ? SETTLE_NS : 0,
		.device = { on_send, on_session, on_lend, on_update, on_heartbeat,
			    on_take_back, on_returned },
		.answer = trade_answer,
		.logged_in = on_logged_in,
		.ctx = trade,
	};

	memcpy(config.tcp.mac, options->mac, sizeof(config.tcp.mac));
	trade->lend = lend_open(&config, trade_now());
	if (trade->lend == NULL) {
		say_error("TCP does not start: %s", strerror(errno));
		return TW_EXIT_ENVIRONMENT;
	}
	return TW_EXIT_OK;
}

int trade_open(struct trade *trade)
{
	struct tw_error error = { "" };
	int status =
		attach_device(&trade->device.port, &trade->device.info, ATTACH_NAME_ONE);

	if (status != TW_EXIT_OK)
		return status;
	if (trade_config_cycles(&trade->config, trade->device.info.clock_khz, &error) !=
	    0) {
		say_error("%s: %s", trade->options.config, error.text);
		return TW_EXIT_INPUT;
	}
	if (trade->config.count > trade->device.info.symbols) {
		say_error("%s: symbols: this device has room for %u; leave %zu out",
			  trade->options.config, trade->device.info.symbols,
			  trade->config.count - trade->device.info.symbols);
		return TW_EXIT_INPUT;
	}
	trade->seed = (uint32_t)crc32(0, (const Bytef *)trade->config.account,
				      (uInt)strlen(trade->config.account)) &
		      0xffff;
	trade->carried = calloc(trade->config.count, sizeof(*trade->carried));
	if (trade->carried == NULL) {
		say_error("out of memory");
		return TW_EXIT_ENVIRONMENT;
	}
	status = open_journal(trade);
	if (status == TW_EXIT_OK)
		status = trade_control_open(trade);
	if (status == TW_EXIT_OK)
		status = open_device(trade);
	if (status == TW_EXIT_OK)
		status = trade_feed_open(trade);
	if (status == TW_EXIT_OK)
		status = open_session(trade);
	return status;
}

int trade_arm(struct trade *trade)
{
	static const struct {
		int status;
		const char *why;
	} reasons[] = {
		{ -EPROTO,
		  "its register map or build is not the one wanted; load the right "
		  "image, or run the program of that build" },
		{ -ESTALE, "its tables are not those that were committed; was it "
			   "configured by another program?" },
		{ -EPERM, "it is killed; see `touchwire kill --clear`" },
		{ -EAGAIN, "it does not accept; a cause to kill may persist" },
	};
	const char *why = NULL;
	unsigned int i;
	int status = rte_pmd_touchwire_trade_arm(trade->device.port, trade->hash);

	if (status == 0) {
		trade->was_armed = true;
		trade_note(trade, TW_JOURNAL_ARM, 0, trade->config.account);
		return TW_EXIT_OK;
	}
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].status == status)
			why = reasons[i].why;
	}
	say_error("the device is not armed: %s",
		  why != NULL ? why : rte_strerror(-status));
	return TW_EXIT_ARM;
}
