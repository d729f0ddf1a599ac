/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "attach.h"
#include "cmd.h"

#define BURST 32u
#define MS 1000000ull
#define RECONCILE_NS (1000 * MS)
#define RECONCILE_AGAIN_NS (20 * MS)
#define LOOK_NS (100 * MS)
/* So long nothing must happen behind the end of the feed before trading ends. */
#define IDLE_NS (1500 * MS)
/* So long the end may take. */
#define END_NS (5000 * MS)

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t trade_now(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

uint64_t trade_wall(void)
{
	return clock_ns(CLOCK_REALTIME);
}

void trade_note(struct trade *trade, enum tw_journal_type type, uint32_t cause,
		const char *text)
{
	const struct tw_journal_event event = { .cause = cause,
						.config_hash = trade->hash };

	tw_journal_put2(trade->journal, type, trade_wall(), &event, sizeof(event), text,
			strlen(text));
}

void trade_kill(struct trade *trade, uint32_t cause, const char *format, ...)
{
	char text[sizeof(trade->why)];
	va_list arguments;

	/* First of all; the words can wait. Cause 0: the device has done it by itself. */
	if (cause == TW_KILL_MISMATCH)
		rte_pmd_touchwire_trade_mismatch(trade->device.port);
	if (cause != 0)
		rte_pmd_touchwire_trade_kill(trade->device.port);
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	say_error("killed: %s", text);
	trade_note(trade, TW_JOURNAL_KILL, cause, text);
	if (!trade->killed)
		memcpy(trade->why, text, sizeof(text));
	trade->killed = true;
	trade->kill_cause |= cause;
	trade->exit = TW_EXIT_KILLED;
}

/* ---- a turn of the loop ------------------------------------------------------------------------ */
/* Frames of the order port: behind the records of the device that they may answer. */
static void take_order_frames(struct trade *trade)
{
	struct rte_mbuf *mbufs[BURST];
	uint8_t whole[RTE_ETHER_MAX_LEN];
	uint16_t got = rte_eth_rx_burst(trade->device.port, 1, mbufs, BURST), i;

	trade_take_records(trade);
	for (i = 0; i < got; i++) {
		uint32_t length = rte_pktmbuf_pkt_len(mbufs[i]);

		if (length <= sizeof(whole))
			lend_frame(trade->lend,
				   rte_pktmbuf_read(mbufs[i], 0, length, whole), length,
				   trade_now());
		rte_pktmbuf_free(mbufs[i]);
	}
}

static void write_journal(struct trade *trade)
{
	struct tw_error error = { "" };

	if (tw_journal_failure(trade->journal) == 0 &&
	    tw_journal_commit(trade->journal, trade_wall(), &error) == 0)
		return;
	if (!trade->killed)
		trade_kill(trade, TW_KILL_REGISTER, "the journal cannot be written: %s",
			   error.text);
}

static void reconcile(struct trade *trade, uint64_t now)
{
	if (!trade->was_armed || trade->killed ||
	    now - trade->reconciled_ns < RECONCILE_NS ||
	    now - trade->tried_ns < RECONCILE_AGAIN_NS)
		return;
	trade->tried_ns = now;
	trade_reconcile(trade);
}

/* One turn: what came in is judged and journalled before anything follows from it. */
static void turn(struct trade *trade)
{
	device_poll(&trade->device);
	if (!trade->feed_failed && trade_feed_poll(trade) != TW_EXIT_OK) {
		trade->feed_failed = true;
		trade_kill(trade, TW_KILL_REGISTER, "the feed cannot be repaired");
	}
	take_order_frames(trade);
	lend_poll(trade->lend, trade_now());
	write_journal(trade);
	trade_commit_rows(trade);
	if (trade->was_armed && !trade->ending)
		rte_pmd_touchwire_trade_kick(trade->device.port);
	trade_judge_answers(trade);
	reconcile(trade, trade_now());
	trade_control_poll(trade);
}

/* ---- the end ----------------------------------------------------------------------------------- */
static void say_unknown(struct trade *trade)
{
	struct tw_ledger_order order;
	uint32_t last = tw_ledger_last_token(trade->ledger), token;
	unsigned int count = 0;

	for (token = 1; token != 0 && token <= last; token++) {
		if (!tw_ledger_order(trade->ledger, token, &order) || order.open == 0)
			continue;
		if (count++ == 0)
			say_warning("these orders may live at the exchange; ask there:");
		say_warning("  order %u: %s %u %s at %u.%04u, %u open", token,
			    order.sell ? "sell" : "buy", order.quantity,
			    order.line->symbol, order.price / 10000, order.price % 10000,
			    order.open);
	}
}

/* No order from here on: disarmed first, then the stream comes back, then the logout. */
static void begin_end(struct trade *trade, const char *why)
{
	trade->ending = true;
	trade->end_ns = trade_now();
	if (trade->was_armed) {
		if (rte_pmd_touchwire_trade_disarm(trade->device.port) != 0)
			trade_kill(trade, TW_KILL_REGISTER, "the device does not disarm");
		trade_note(trade, TW_JOURNAL_DISARM, 0, why);
	}
	lend_leave(trade->lend, trade_now());
}

static bool feed_is_over(struct trade *trade)
{
	uint64_t now = trade_now();

	if (now - trade->looked_ns < LOOK_NS)
		return trade->feed_over;
	trade->looked_ns = now;
	if (rte_pmd_touchwire_finished(trade->device.port) == 1)
		trade->feed_over = true;
	if (rte_pmd_touchwire_info(trade->device.port, &trade->device.info) == 0 &&
	    status_ended(trade->device.info.status))
		trade->feed_over = true;
	return trade->feed_over;
}

/* Why to end, or NULL. */
static const char *judge_end(struct trade *trade)
{
	uint64_t now = trade_now();

	if (stop_requested) {
		if (trade->exit == TW_EXIT_OK)
			trade->exit = TW_EXIT_INTERRUPTED;
		return "by the user";
	}
	if (trade->options.duration != 0 &&
	    now - trade->started_ns >= trade->options.duration * 1000 * MS)
		return "the time is over";
	if (tw_journal_failure(trade->journal) != 0)
		return "no journal";
	if (feed_is_over(trade) && now - trade->idle_ns > IDLE_NS)
		return "the feed is over";
	return NULL;
}

static void session_broke(struct trade *trade)
{
	trade_session(trade, TW_JOURNAL_RESET, NULL, 0, lend_next(trade->lend));
	if (trade->was_armed && !trade->killed)
		trade_kill(trade, TW_KILL_REGISTER, "%s", lend_reason(trade->lend));
	else
		say_error("%s", lend_reason(trade->lend));
	if (trade->exit == TW_EXIT_OK || trade->exit == TW_EXIT_INTERRUPTED)
		trade->exit = trade->was_armed ? TW_EXIT_KILLED : TW_EXIT_ENVIRONMENT;
}

/* Records that the device wrote before it stopped. */
static void drain(struct trade *trade)
{
	unsigned int quiet = 0;

	while (quiet < 16)
		quiet = trade_take_records(trade) == 0 ? quiet + 1 : 0;
	write_journal(trade);
	trade_commit_rows(trade);
}

int trade_run(struct trade *trade)
{
	const char *why;

	trade->started_ns = trade->idle_ns = trade->reconciled_ns = trade_now();
	for (;;) {
		turn(trade);
		if (lend_state(trade->lend) == LEND_BROKEN) {
			session_broke(trade);
			break;
		}
		if (lend_state(trade->lend) == LEND_DONE)
			break;
		if (lend_state(trade->lend) == LEND_LENT && !trade->was_armed &&
		    !trade->ending) {
			trade->exit = trade_arm(trade);
			trade->idle_ns = trade_now();
			if (trade->exit != TW_EXIT_OK)
				begin_end(trade, "it cannot be armed");
		}
		why = trade->ending ? NULL : judge_end(trade);
		if (why != NULL)
			begin_end(trade, why);
		if (trade->ending && trade_now() - trade->end_ns > END_NS)
			break;
	}
	drain(trade);
	if (lend_state(trade->lend) == LEND_DONE)
		trade_session(trade, TW_JOURNAL_END, NULL, 0, lend_next(trade->lend));
	if (trade->was_armed)
		say_unknown(trade);
	return trade->exit;
}

/* A journal is closed when it is whole: each order that passed was sent, and is in it. */
static void close_journal(struct trade *trade)
{
	struct tw_error error = { "" };

	if (trade->journal == NULL)
		return;
	if (trade->counts.reasons[TW_REASON_PASS] != trade->counts.sent) {
		say_warning("%s: orders passed that never left; the journal stays open",
			    trade->options.journal);
		tw_journal_commit(trade->journal, trade_wall(), &error);
		tw_journal_abandon(trade->journal);
	} else {
		tw_journal_put_positions(trade->journal, trade_wall(), trade->ledger);
		if (tw_journal_close(trade->journal, trade_wall(), &error) != 0) {
			say_error("%s: %s", trade->options.journal, error.text);
			trade->exit = TW_EXIT_ENVIRONMENT;
		}
	}
	trade->journal = NULL;
}

void trade_close(struct trade *trade)
{
	trade_control_close(trade);
	lend_close(trade->lend);
	trade_feed_close(trade);
	close_journal(trade);
	tw_ledger_destroy(trade->ledger);
	free(trade->carried);
	trade_config_free(&trade->config);
}
