/* SPDX-License-Identifier: BSD-3-Clause */
/* test_trade: tables, arming, kill, the lent connection and the records of trading. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "fake_device.h"
#include "harness.h"

#define RECORDS 64u /* trade_log2=6 */

static uint16_t port;

static void start(const char *args)
{
	int opened = port_open(0, args);

	assert_true(opened >= 0);
	port = (uint16_t)opened;
	port_start(port, 0);
}

static void set_mode(enum fake_mode mode)
{
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_IDENT_SCRATCH, mode), 0);
}

static uint32_t reg(uint32_t offset)
{
	uint32_t value;

	assert_int_equal(rte_pmd_touchwire_reg_read(port, offset, &value), 0);
	return value;
}

static struct rte_pmd_touchwire_trade_status status(void)
{
	struct rte_pmd_touchwire_trade_status s;

	assert_int_equal(rte_pmd_touchwire_trade_status(port, &s), 0);
	return s;
}

/* Commit a row, and what the caller's own hash becomes by it. */
static uint32_t commit(uint32_t table, uint32_t row, uint32_t hash)
{
	uint32_t words[1 + TW_TABLE_WORDS], i;

	words[0] = table << 24 | row;
	for (i = 0; i < TW_TABLE_WORDS; i++)
		words[1 + i] = table * 1000003u + row * 77 + i * 0x01020304u;
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, table, row, words + 1), 0);
	return (uint32_t)crc32(hash, (const Bytef *)words, sizeof(words));
}

static void watchdog_on(void)
{
	const struct rte_pmd_touchwire_trade_settings settings = { .watchdog = 1000000 };

	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &settings), 0);
}

static void rows_are_committed_whole(void **state)
{
	uint32_t words[TW_TABLE_WORDS] = { 1 }, hash = 0, i;

	(void)state;
	start("");
	for (i = 0; i < TW_TABLE_LEND; i++)
		hash = commit(i, i * 3, hash);
	assert_int_equal(status().config_hash, hash);
	commit(TW_TABLE_ANSWER, 0, 0);
	assert_int_equal(status().config_hash, hash);
	for (i = TW_RESULT_CRC; i < TW_RESULT_BUSY; i++)
		assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS,
								FAKE_ROW_RESULT + i,
								words),
				 i);
	/* A row that takes its time is committed once: the hash is that of one. */
	assert_int_equal(status().config_hash, hash);
	hash = commit(TW_TABLE_RULES, FAKE_ROW_BUSY + 50, hash);
	assert_int_equal(status().config_hash, hash);
	/* No result yet, and then one that is none. */
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS,
							FAKE_ROW_RESULT, words),
			 -ETIMEDOUT);
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS,
							FAKE_ROW_RESULT + 8, words),
			 -EIO);
	/* The result stands until the next row. */
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS, 0, words),
			 -EIO);
	port_close(0);
	start("");
	/* Busy for so long that nobody waits, before the next row and behind it. */
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS,
							FAKE_ROW_BUSY + 60000, words),
			 -ETIMEDOUT);
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLE_LIMITS, 1, words),
			 TW_RESULT_BUSY);
	assert_int_equal(rte_pmd_touchwire_trade_flush(port), -EAGAIN);
	port_close(0);
	start("");
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, TW_TABLES, 0, words),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, 0, 1u << 24, words),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_trade_commit(77, 0, 0, words), -ENODEV);
	commit(TW_TABLE_NAMES, 1, 0);
	set_mode(FAKE_NO_FLUSH);
	assert_int_equal(rte_pmd_touchwire_trade_flush(port), -EAGAIN);
	set_mode(FAKE_SANE);
	assert_int_equal(rte_pmd_touchwire_trade_flush(port), 0);
	assert_int_equal(status().config_hash, 0);
	hash = commit(TW_TABLE_NAMES, 1, 0);
	assert_int_equal(status().config_hash, hash);
	port_close(0);
}

static void settings_reach_the_device(void **state)
{
	struct rte_pmd_touchwire_trade_settings s = {
		.watchdog = 156250,
		.kill_mask = 1u << TW_REASON_JOURNAL | 1u << TW_REASON_KILLED,
		.cut_through = true,
	};

	(void)state;
	start("trade_log2=8");
	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &s), 0);
	assert_int_equal(status().watchdog, 156250);
	assert_int_equal(status().kill_mask, s.kill_mask);
	assert_true(status().cut_through == 1 && status().kill_on_link == 0);
	s.cut_through = false;
	s.kill_on_link = true;
	s.kill_mask = 1u << TW_REASON_PASS;
	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &s), -EINVAL);
	s.kill_mask = 1u << TW_REASON_CAUSES;
	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &s), -EINVAL);
	s.kill_mask = 0;
	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &s), 0);
	assert_true(status().cut_through == 0 && status().kill_on_link == 1);
	assert_int_equal(reg(TW_TRADE_RING_LOG2), 8);
	assert_int_equal(reg(TW_TRADE_TX_LOG2), 6);
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_TRADE_RING_HEAD, 1),
			 -EPERM);
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_TRADE_TX_LO, 1), -EPERM);
	assert_int_equal(rte_pmd_touchwire_reg_write(port, TW_TRADE_KILL_MASK, 1), 0);
	port_close(0);
}

static void arming_takes_the_right_device_and_configuration(void **state)
{
	uint32_t hash;

	(void)state;
	start("");
	hash = commit(TW_TABLE_TOTALS, 0, 0);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), -EPERM);
	watchdog_on();
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash ^ 1), -ESTALE);
	assert_logged("holds configuration");
	set_mode(FAKE_REFUSE_ARM);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), -EAGAIN);
	set_mode(FAKE_SANE);
	assert_int_equal(status().armed, 0);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), 0);
	assert_true(status().armed == 1 && status().wait_arm == 0);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), -EALREADY);
	assert_int_equal(rte_pmd_touchwire_trade_flush(port), -EBUSY);
	assert_int_equal(rte_pmd_touchwire_trade_disarm(port), 0);
	assert_int_equal(status().armed, 0);
	/* A stop disarms, and a port that is stopped cannot be armed. */
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), 0);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, hash), -ENETDOWN);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(status().armed, 0);
	port_close(0);

	/* The wrong one of two devices. */
	start("build=0xfa4efa4f");
	watchdog_on();
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), -EPROTO);
	assert_logged("want fa4efa4f");
	port_close(0);
	start("build=0xfa4efa4e");
	watchdog_on();
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), 0);
	port_close(0);
}

static void kill_holds_until_it_is_taken_back(void **state)
{
	(void)state;
	start("");
	watchdog_on();
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), -EALREADY);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), 0);
	assert_int_equal(rte_pmd_touchwire_trade_kill(port), 0);
	assert_true(status().killed == 1 && status().armed == 0 &&
		    status().kill_cause == TW_KILL_REGISTER);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), -EPERM);
	assert_int_equal(rte_pmd_touchwire_trade_mismatch(port), 0);
	assert_int_equal(status().kill_cause, TW_KILL_REGISTER | TW_KILL_MISMATCH);
	set_mode(FAKE_CAUSE);
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), -EBUSY);
	set_mode(FAKE_SANE);
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), 0);
	assert_true(status().killed == 0 && status().armed == 0);
	assert_int_equal(rte_pmd_touchwire_trade_kick(port), 0);
	assert_int_equal(reg(TW_TRADE_KICK), 1);
	assert_int_equal(rte_pmd_touchwire_trade_kick(99), -ENODEV);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), 0);
	port_close(0);
}

static void the_connection_is_lent_and_comes_back(void **state)
{
	struct rte_pmd_touchwire_trade_lend lend = {
		.seq = 0xfffffff0u, .ack = 7, .limit = 100, .window = 65535, .token = 12
	};
	uint32_t seq = 0;

	(void)state;
	start("");
	assert_int_equal(rte_pmd_touchwire_trade_heartbeat(port), -ENOTCONN);
	assert_int_equal(rte_pmd_touchwire_trade_return(port, NULL), -ENOTCONN);
	lend.window = 65536;
	assert_int_equal(rte_pmd_touchwire_trade_lend(port, &lend), -EINVAL);
	lend.window = 65535;
	assert_int_equal(rte_pmd_touchwire_trade_lend(port, &lend), 0);
	assert_int_equal(rte_pmd_touchwire_trade_lend(port, &lend), TW_RESULT_ARMED);
	assert_true(status().lent == 1 && status().tcp_seq == 0xfffffff0u &&
		    status().tcp_ack == 7 && status().tcp_limit == 100 &&
		    status().tcp_window == 65535 && status().token == 12);
	assert_int_equal(rte_pmd_touchwire_trade_heartbeat(port), 0);
	assert_int_equal(rte_pmd_touchwire_trade_tcp_update(port, 8, 200, 65536),
			 -EINVAL);
	assert_int_equal(rte_pmd_touchwire_trade_tcp_update(port, 8, 200, 4000), 0);
	assert_true(status().tcp_ack == 8 && status().tcp_limit == 200 &&
		    status().tcp_window == 4000);
	assert_int_equal(rte_pmd_touchwire_trade_return(port, &seq), 0);
	assert_int_equal(seq, 0xfffffff1u);
	assert_int_equal(status().lent, 0);
	port_close(0);
}

static void positions_are_those_of_the_symbol(void **state)
{
	struct rte_pmd_touchwire_position position;
	uint16_t i;

	(void)state;
	start("");
	for (i = 0; i < FAKE_SYMBOLS; i++) {
		assert_int_equal(rte_pmd_touchwire_trade_position(port, i, &position), 0);
		assert_true(position.position == -100 * (int32_t)i &&
			    position.open_buy == i * 10u && position.open_sell == i);
	}
	assert_int_equal(rte_pmd_touchwire_trade_position(port, i, &position), -EINVAL);
	port_close(0);
}

static void start_records(unsigned int frames, enum fake_mode mode, unsigned int seed)
{
	char args[700];

	write_capture(scratch("a.pcap"), 0, frames, 5000);
	snprintf(args, sizeof(args), "feed_a=%s,trade_log2=6,seed=%u", scratch("a.pcap"),
		 seed);
	start(args);
	set_mode(mode);
}

/* A frame makes a record; the device makes none that finds no room. */
static void records_come_in_order_and_once(void **state)
{
	struct tw_trade_record records[16];
	struct rte_mbuf *mbufs[32];
	unsigned int want = 0, quiet = 0;
	int got, i;

	(void)state;
	start_records(500, FAKE_RECORD, 0);
	assert_int_equal(rte_pmd_touchwire_trade_poll(77, records, 16), -ENODEV);
	while (quiet < 4) {
		got = rte_pmd_touchwire_trade_poll(port, records, 1 + want % 16);
		assert_true(got >= 0 && got <= (int)(1 + want % 16));
		quiet = got == 0 ? quiet + 1 : 0;
		for (i = 0; i < got; i++, want++) {
			assert_int_equal(records[i].seq, want + 1);
			assert_int_equal(records[i].type, TW_TRADE_DECISION);
			/* Those without room are missing: the frame need not be `want`. */
			assert_true(records[i].token >= 60);
		}
		rte_pktmbuf_free_bulk(mbufs, rte_eth_rx_burst(port, 0, mbufs, 32));
	}
	assert_int_equal(want, reg(TW_TRADE_RING_TAIL));
	assert_true(want > 5 * RECORDS);
	assert_int_equal(reg(TW_TRADE_RING_HEAD), want);
	assert_true(status().taken == want && status().waiting == 0);
	assert_int_equal(xstat(port, "trade_records"), want);
	assert_int_equal(xstat(port, "trade_record_errors"), 0);
	port_close(0);
}

/* After a stop the rest can be read; a start begins at 1. */
static void records_outlive_a_stop(void **state)
{
	struct tw_trade_record records[RECORDS];
	unsigned int i;

	(void)state;
	start_records(200, FAKE_RECORD, 0);
	rte_pmd_touchwire_step(port, 100000);
	assert_int_equal(status().waiting, RECORDS);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_pmd_touchwire_trade_poll(port, records, 10), 10);
	assert_int_equal(rte_pmd_touchwire_trade_poll(port, records + 10, RECORDS),
			 RECORDS - 10);
	for (i = 0; i < RECORDS; i++)
		assert_int_equal(records[i].seq, i + 1);
	assert_int_equal(rte_pmd_touchwire_trade_poll(port, records, 10), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(status().taken, 0);
	assert_int_equal(rte_pmd_touchwire_trade_poll(port, records, 10), 0);
	port_close(0);
	start("");
	assert_int_equal(rte_eth_dev_stop(port), 0);
	port_close(0);
	assert_true(port_open(0, "") >= 0);
	assert_int_equal(rte_pmd_touchwire_trade_poll(port, records, 1), -ENETDOWN);
	port_close(0);
}

/* Whatever stands in the ring: those given out are in order, damage is counted and final. */
static void records_that_cannot_be_are_damage(void **state)
{
	static const enum fake_mode modes[] = { FAKE_RECORD_SEQ, FAKE_RECORD_NOISE,
						FAKE_RECORD_OVER };
	struct tw_trade_record records[RECORDS];
	unsigned int i, seed, damaged[RTE_DIM(modes)] = { 0 };

	(void)state;
	for (i = 0; i < RTE_DIM(modes); i++) {
		for (seed = 0; seed < 20; seed++) {
			unsigned int rounds, next = 1;
			int got, j;

			start_records(300, modes[i], seed);
			logged();
			for (rounds = 0; rounds < 30; rounds++) {
				rte_pmd_touchwire_step(port, modes[i] == FAKE_RECORD_OVER
								     ? 100000
								     : 1000);
				got = rte_pmd_touchwire_trade_poll(port, records,
								   RECORDS);
				if (got < 0)
					break;
				for (j = 0; j < got; j++)
					assert_int_equal(records[j].seq, next++);
			}
			if (rounds < 30) {
				assert_int_equal(got, -EBADMSG);
				assert_logged("no more are taken");
				assert_int_equal(rte_pmd_touchwire_trade_poll(
							 port, records, RECORDS),
						 -EBADMSG);
				assert_int_equal(status().damaged, 1);
				assert_int_equal(xstat(port, "trade_record_errors"), 1);
				damaged[i]++;
				/* A new run is a new ring. */
				rte_eth_dev_stop(port);
				rte_eth_dev_start(port);
				assert_int_equal(
					rte_pmd_touchwire_trade_poll(port, records, 0),
					0);
			}
			port_close(0);
		}
	}
	/* A number may look like none, or be right by chance. */
	assert_true(damaged[0] >= 15 && damaged[1] >= 15 && damaged[2] == 20);
}

static void a_tail_that_cannot_be_is_told(void **state)
{
	(void)state;
	start_records(10, FAKE_RING_TAIL, 0);
	rte_pmd_touchwire_step(port, 10000);
	assert_int_equal(status().waiting, UINT32_MAX);
	port_close(0);
}

static void a_device_that_is_gone_trades_nothing(void **state)
{
	struct rte_pmd_touchwire_trade_status s;
	struct rte_pmd_touchwire_position position;
	uint32_t words[TW_TABLE_WORDS] = { 0 };

	(void)state;
	start("");
	set_mode(FAKE_ALL_ONES);
	assert_int_equal(rte_pmd_touchwire_trade_status(port, &s), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_commit(port, 0, 0, words), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, 0), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_disarm(port), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_kill(port), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_kick(port), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_return(port, NULL), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_heartbeat(port), -EIO);
	assert_int_equal(rte_pmd_touchwire_trade_position(port, 0, &position), -EIO);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	port_close(0);
}

/* Registers that read anything: every call returns. */
static void random_registers_are_survived(void **state)
{
	struct rte_pmd_touchwire_trade_status s;
	struct rte_pmd_touchwire_position position;
	struct tw_trade_record records[16];
	uint32_t words[TW_TABLE_WORDS] = { 0 };
	char args[32];
	unsigned int seed;

	(void)state;
	for (seed = 0; seed < 20; seed++) {
		snprintf(args, sizeof(args), "seed=%u", seed);
		start(args);
		set_mode(FAKE_NOISE);
		rte_pmd_touchwire_trade_status(port, &s);
		rte_pmd_touchwire_trade_commit(port, 0, 0, words);
		rte_pmd_touchwire_trade_arm(port, 0);
		rte_pmd_touchwire_trade_kill(port);
		rte_pmd_touchwire_trade_unkill(port);
		rte_pmd_touchwire_trade_return(port, NULL);
		rte_pmd_touchwire_trade_position(port, 0, &position);
		rte_pmd_touchwire_trade_poll(port, records, 16);
		rte_pmd_touchwire_trade_disarm(port);
		port_close(0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_are_committed_whole),
		TEST(settings_reach_the_device),
		TEST(arming_takes_the_right_device_and_configuration),
		TEST(kill_holds_until_it_is_taken_back),
		TEST(the_connection_is_lent_and_comes_back),
		TEST(positions_are_those_of_the_symbol),
		TEST(records_come_in_order_and_once),
		TEST(records_outlive_a_stop),
		TEST(records_that_cannot_be_are_damage),
		TEST(a_tail_that_cannot_be_is_told),
		TEST(a_device_that_is_gone_trades_nothing),
		TEST(random_registers_are_survived),
	};

	if (harness_init("test_trade") != 0)
		return 1;
	return cmocka_run_group_tests_name("trade", tests, NULL, NULL);
}
