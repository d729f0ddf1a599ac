/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_session: the order port of the Verilated device: what its guard lets through to a socket
 * of the kernel, tables and their hash, arming, kill and the records of all that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zlib.h>

#include <touchwire/regs.h>
#include <touchwire/trade.h>

#include "hand.h"
#include "harness.h"

#define EMPTIED 255u /* table of a COMMIT record: all, by a flush */

static uint16_t port;
static uint32_t config_hash; /* as this host has it */

static void start(const char *args)
{
	int opened = port_open(0, args);

	if (opened < 0)
		fail_msg("%s: %s", args, logged());
	port = (uint16_t)opened;
	hand.port = port;
	config_hash = 0;
	port_start_queues(port, 2, 256, 64, 0);
}

static int commit(uint32_t table, uint32_t row, const void *content, size_t size)
{
	uint32_t words[1 + TW_TABLE_WORDS] = { table << 24 | row };
	int result;

	memcpy(words + 1, content, size);
	result = rte_pmd_touchwire_trade_commit(port, table, row, words + 1);
	if (result == 0 && table <= TW_TABLE_SESSION)
		config_hash =
			(uint32_t)crc32(config_hash, (const Bytef *)words, sizeof(words));
	return result;
}

static int commit_session(void)
{
	struct tw_row_session row = { .src_ip = OWN_IP,
				      .dst_ip = HOST_IP,
				      .ports = OWN_PORT << 16 | hand.host_port,
				      .clordid_seed = 7 };

	memcpy(row.dst_mac, hand.host_mac, 6);
	memcpy(row.src_mac, own_mac, 6);
	return commit(TW_TABLE_SESSION, 0, &row, sizeof(row));
}

static uint64_t counted(const char *name)
{
	uint64_t value;

	assert_int_equal(rte_pmd_touchwire_counter(port, name, &value), 0);
	return value;
}

static struct rte_pmd_touchwire_trade_status status(void)
{
	struct rte_pmd_touchwire_trade_status s;

	assert_int_equal(rte_pmd_touchwire_trade_status(port, &s), 0);
	return s;
}

/* The next record of that type, others left out; it must come. */
static struct tw_trade_record next_record(uint8_t type)
{
	struct tw_trade_record record;
	unsigned int tries;

	for (tries = 0; tries < 200; tries++) {
		int got = rte_pmd_touchwire_trade_poll(port, &record, 1);

		assert_true(got >= 0);
		if (got == 1 && record.type == type)
			return record;
	}
	fail_msg("no record of type %u", type);
	return record;
}

/* The host may open the connection and log in; it may not send an order. */
static void the_guard_lets_a_login_through_and_no_order(void **state)
{
	static const uint8_t login[49] = { 0, 47, 'L', 'u', 's', 'e', 'r' };
	static const uint8_t order[50] = { 0, 48, 'U', 'O' };
	int listening = listener(), peer;
	uint8_t answer[] = "the exchange says so";
	struct segment s;

	(void)state;
	start("order=slirp");
	resolve();
	assert_int_equal(counted("HOST_TX.PASSED_ARP"), 1);
	/* Before there is a session nothing of TCP leaves. */
	hand.seq = 1;
	send_segment(SYN, "", 0);
	assert_false(next_segment(&s, 20));
	assert_int_equal(counted("HOST_TX.REFUSED_PEER"), 1);
	assert_int_equal(commit_session(), 0);
	assert_int_equal(status().config_hash, config_hash);
	peer = connect_through(listening);
	send_segment(PSH | ACK, login, sizeof(login));
	read_exactly(peer, login, sizeof(login));
	assert_int_equal(counted("HOST_TX.PASSED_LOGIN"), 1);
	assert_int_equal(status().tcp_seq, hand.seq);
	assert_int_equal(send(peer, answer, sizeof(answer), 0), sizeof(answer));
	expect_bytes(answer, sizeof(answer));
	/* What was sent may be sent again, byte for byte. */
	hand.seq -= (uint32_t)sizeof(login);
	send_segment(PSH | ACK, login, sizeof(login));
	rte_pmd_touchwire_step(port, 2000);
	assert_int_equal(counted("HOST_TX.PASSED_AGAIN"), 1);
	send_segment(PSH | ACK, order, sizeof(order));
	rte_pmd_touchwire_step(port, 2000);
	assert_int_equal(counted("HOST_TX.REFUSED_PAYLOAD"), 1);
	assert_int_equal(recv(peer, answer, 1, MSG_DONTWAIT), -1);
	assert_int_equal(xstat(port, "sim_dma_violations"), 0);
	close(peer);
	close(listening);
	port_close(0);
}

static void the_stream_is_lent_and_comes_back(void **state)
{
	static const uint8_t heartbeat[3] = { 0, 1, 'R' };
	struct rte_pmd_touchwire_trade_lend lend = { .limit = 0, .window = 4000 };
	int listening = listener(), peer;
	struct tw_trade_record record;
	uint32_t next;

	(void)state;
	start("order=slirp");
	resolve();
	assert_int_equal(commit_session(), 0);
	peer = connect_through(listening);
	lend.seq = hand.seq;
	lend.ack = hand.ack;
	lend.limit = hand.seq + 1000;
	lend.token = status().token;
	assert_int_equal(rte_pmd_touchwire_trade_lend(port, &lend), 0);
	assert_true(status().lent == 1 && status().tcp_seq == hand.seq);
	record = next_record(TW_TRADE_LEND);
	assert_true(record.reason == 1 && record.tcp_seq == lend.seq &&
		    record.quantity == lend.limit);
	assert_int_equal(rte_pmd_touchwire_trade_heartbeat(port), 0);
	read_exactly(peer, heartbeat, sizeof(heartbeat));
	record = next_record(TW_TRADE_SENT);
	assert_true(record.kind == TW_KIND_HEARTBEAT && record.tcp_seq == lend.seq);
	/* Meanwhile the host's new bytes do not pass. */
	hand.seq += (uint32_t)sizeof(heartbeat);
	send_segment(PSH | ACK, heartbeat, sizeof(heartbeat));
	rte_pmd_touchwire_step(port, 2000);
	assert_int_equal(counted("HOST_TX.REFUSED_LENT"), 1);
	assert_int_equal(
		rte_pmd_touchwire_trade_tcp_update(port, hand.ack, lend.limit, 3000), 0);
	assert_int_equal(rte_pmd_touchwire_trade_return(port, &next), 0);
	assert_int_equal(next, lend.seq + sizeof(heartbeat));
	assert_int_equal(next_record(TW_TRADE_LEND).reason, 0);
	hand.seq = next;
	send_segment(PSH | ACK, heartbeat, sizeof(heartbeat));
	read_exactly(peer, heartbeat, sizeof(heartbeat));
	close(peer);
	close(listening);
	port_close(0);
}

static void arming_kill_and_their_records(void **state)
{
	const struct rte_pmd_touchwire_trade_settings settings = { .watchdog = 500000,
								   .kill_on_link = true };
	struct tw_row_limits limits = { .enable = 1,
					.max_quantity = 100,
					.max_notional_lo = 1000000,
					.collar = 1000,
					.max_long = 500,
					.max_short = 500,
					.max_open = 4 };
	struct rte_pmd_touchwire_position position;
	struct tw_trade_record record;

	(void)state;
	start("trade_log2=6");
	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &settings), 0);
	assert_int_equal(commit(TW_TABLE_LIMITS, 3, &limits, sizeof(limits)), 0);
	record = next_record(TW_TRADE_COMMIT);
	assert_true(record.rule == TW_TABLE_LIMITS && record.old_token == 3 &&
		    record.reason == TW_RESULT_OK);
	limits.max_quantity = TW_CEIL_QUANTITY + 1;
	assert_int_equal(commit(TW_TABLE_LIMITS, 3, &limits, sizeof(limits)),
			 TW_RESULT_CEILING);
	limits.max_quantity = 101;
	assert_int_equal(status().config_hash, config_hash);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash ^ 1), -ESTALE);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), 0);
	assert_int_equal(next_record(TW_TRADE_ARM).price, config_hash);
	assert_int_equal(commit(TW_TABLE_LIMITS, 3, &limits, sizeof(limits)),
			 TW_RESULT_ARMED);
	assert_int_equal(rte_pmd_touchwire_trade_disarm(port), 0);
	next_record(TW_TRADE_DISARM);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), 0);
	assert_int_equal(rte_pmd_touchwire_trade_kill(port), 0);
	assert_int_equal(next_record(TW_TRADE_KILL).reason, TW_KILL_REGISTER);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), -EPERM);
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), 0);
	/* The cable. */
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), 0);
	assert_int_equal(rte_pmd_touchwire_order_link(port, false), 0);
	rte_pmd_touchwire_step(port, 100);
	assert_true(status().killed == 1 && status().kill_cause == TW_KILL_LINK &&
		    status().link == 0);
	assert_int_equal(rte_pmd_touchwire_order_link(port, true), 0);
	assert_int_equal(rte_pmd_touchwire_trade_unkill(port), 0);
	/* The host that says nothing. */
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), 0);
	while (status().killed == 0)
		rte_pmd_touchwire_step(port, 4096);
	assert_int_equal(status().kill_cause, TW_KILL_WATCHDOG);
	assert_int_equal(rte_pmd_touchwire_trade_position(port, 3, &position), 0);
	assert_true(position.position == 0 && position.open_buy == 0 &&
		    position.open_sell == 0);
	assert_int_equal(rte_pmd_touchwire_trade_flush(port), 0);
	assert_int_equal(status().config_hash, 0);
	do
		record = next_record(TW_TRADE_COMMIT);
	while (record.rule != EMPTIED);
	port_close(0);
}

/* The host takes no records: the device waits and overwrites none. */
static void a_full_trade_ring_keeps_what_it_has(void **state)
{
	struct tw_row_name name = { "ABCDEFGH" };
	struct tw_trade_record records[128];
	unsigned int i, got;

	(void)state;
	start("trade_log2=6,stall=300,delay=200,tear=1,seed=5");
	for (i = 0; i < 100; i++)
		assert_int_equal(commit(TW_TABLE_NAMES, i % 64, &name, sizeof(name)), 0);
	assert_int_equal(status().waiting, 64);
	for (i = 0, got = 0; i < 100 && got < 64; i++)
		got += (unsigned int)rte_pmd_touchwire_trade_poll(port, records + got, 7);
	assert_true(got >= 64);
	for (i = 0; i < got; i++)
		assert_int_equal(records[i].seq, i + 1);
	for (i = 0; i < 64; i++)
		assert_true(records[i].type == TW_TRADE_COMMIT &&
			    records[i].rule == TW_TABLE_NAMES &&
			    records[i].old_token == i);
	assert_int_equal(status().damaged, 0);
	assert_int_equal(xstat(port, "sim_dma_violations"), 0);
	port_close(0);
}

#define SYMBOLS 20u /* of the market */
#define ORDER 50u   /* bytes: SoupBinTCP 3, enter order of OUCH 5.0 47 */

static void allow_orders(void)
{
	const struct rte_pmd_touchwire_trade_settings settings = { .watchdog =
									   UINT32_MAX };
	const struct tw_row_totals totals = { .max_open = 64,
					      .max_orders = 1000,
					      .max_gross_lo = UINT32_MAX,
					      .rate_cycles = 64,
					      .burst = 64,
					      .max_age = 1u << 20,
					      .duplicate_cycles = 1 };
	const struct tw_row_limits limits = { .enable = 1,
					      .max_quantity = 100,
					      .max_notional_lo = UINT32_MAX,
					      .collar = 10000000,
					      .max_long = 500,
					      .max_short = 500,
					      .max_open = 4 };
	struct tw_row_name name = { "SYMBOL00" };
	uint32_t i;

	assert_int_equal(rte_pmd_touchwire_trade_setup(port, &settings), 0);
	assert_int_equal(commit(TW_TABLE_TOTALS, 0, &totals, sizeof(totals)), 0);
	for (i = 0; i < SYMBOLS; i++) {
		name.name[6] = (uint8_t)('0' + i / 10);
		name.name[7] = (uint8_t)('0' + i % 10);
		assert_int_equal(commit(TW_TABLE_NAMES, i, &name, sizeof(name)), 0);
		assert_int_equal(commit(TW_TABLE_LIMITS, i, &limits, sizeof(limits)), 0);
	}
}

/* One order a symbol, at its first touch with a bid: to buy at the bid. */
static void ask_for_orders(void)
{
	const struct tw_row_rule rule = {
		.what = (uint32_t)'0' << TW_RULE_TIF_SHIFT |
			(uint32_t)TW_CONDITION_BID_GE << TW_RULE_CONDITION_SHIFT |
			(uint32_t)TW_KIND_ENTER << TW_RULE_KIND_SHIFT |
			(uint32_t)TW_PRICE_BID << TW_RULE_PRICE_SHIFT,
		.threshold = 1,
		.quantity = 7,
	};
	uint32_t i;

	for (i = 0; i < SYMBOLS; i++)
		assert_int_equal(commit(TW_TABLE_RULES, i * TW_RULES_PER_SYMBOL, &rule,
					sizeof(rule)),
				 0);
}

static void check_order(const uint8_t *bytes, const struct tw_trade_record *sent,
			uint32_t seq)
{
	assert_int_equal(get(bytes, 2), ORDER - 2);
	assert_memory_equal(bytes + 2, "UO", 2);
	assert_int_equal(get(bytes + 4, 4), sent->token);
	assert_int_equal(bytes[8], 'B');
	assert_int_equal(get(bytes + 9, 4), 7);
	assert_memory_equal(bytes + 13, "SYMBOL", 6);
	assert_int_equal((bytes[19] - '0') * 10 + bytes[20] - '0', sent->symbol);
	assert_int_equal(sent->tcp_seq, seq);
	assert_true(sent->kind == TW_KIND_ENTER && sent->side == 'B');
}

/* A market makes the device send orders, and the kernel's socket gets each of them, once. */
static void orders_reach_the_socket(void **state)
{
	struct rte_pmd_touchwire_trade_lend lend = { .window = 4000 };
	struct tw_trade_record sent[SYMBOLS], records[32];
	uint8_t bytes[(SYMBOLS + 1) * ORDER];
	unsigned int orders = 0, passed = 0, quiet, i;
	int listening = listener(), peer;
	struct rte_mbuf *mbufs[32];
	char args[1024];
	ssize_t got = 0, n;

	(void)state;
	snprintf(args, sizeof(args), "feed_a=%s,feed_b=%s,order=slirp,pace=1",
		 getenv("TW_FEED_A"), getenv("TW_FEED_B"));
	start(args);
	resolve();
	assert_int_equal(commit_session(), 0);
	peer = connect_through(listening);
	allow_orders();
	lend.seq = hand.seq;
	lend.ack = hand.ack;
	lend.limit = hand.seq + 60000;
	lend.token = status().token;
	assert_int_equal(rte_pmd_touchwire_trade_lend(port, &lend), 0);
	assert_int_equal(rte_pmd_touchwire_trade_arm(port, config_hash), 0);
	ask_for_orders();
	for (quiet = 0; quiet < 20; quiet++) {
		int polled = rte_pmd_touchwire_trade_poll(port, records, 32);

		assert_true(polled >= 0);
		for (i = 0; i < (unsigned int)polled; i++) {
			passed += records[i].type == TW_TRADE_DECISION &&
				  records[i].reason == TW_REASON_PASS;
			if (records[i].type == TW_TRADE_SENT) {
				assert_true(orders < SYMBOLS);
				sent[orders++] = records[i];
			}
		}
		for (i = 0; i < 2; i++)
			rte_pktmbuf_free_bulk(
				mbufs, rte_eth_rx_burst(port, (uint16_t)i, mbufs, 32));
		n = recv(peer, bytes + got, sizeof(bytes) - (size_t)got, MSG_DONTWAIT);
		got += n > 0 ? n : 0;
		if (polled > 0 || rte_pmd_touchwire_finished(port) == 0)
			quiet = 0;
	}
	assert_true(orders >= 10 && orders == passed);
	assert_int_equal(got, orders * ORDER);
	for (i = 0; i < orders; i++)
		check_order(bytes + i * ORDER, &sent[i], lend.seq + i * ORDER);
	assert_int_equal(counted("SENT"), orders);
	assert_int_equal(counted("TRADE_LOST"), 0);
	assert_int_equal(status().tcp_seq, lend.seq + orders * ORDER);
	assert_int_equal(xstat(port, "rx_missed_frames"), 0);
	close(peer);
	close(listening);
	port_close(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_guard_lets_a_login_through_and_no_order),
		TEST(the_stream_is_lent_and_comes_back),
		TEST(arming_kill_and_their_records),
		TEST(a_full_trade_ring_keeps_what_it_has),
		TEST(orders_reach_the_socket),
	};

	if (harness_init("test_session") != 0)
		return 1;
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
