// SPDX-License-Identifier: BSD-3-Clause
// tb_csr: every register and counter by its name in the generated table, under random AXI4-Lite
// timing, random pulses and accesses that must be refused.

#include "Vcsr.h"
#include "sim.h"

#include <map>
#include <vector>

#define TW_REGS_TABLE
#include "touchwire/regs.h"

namespace
{

struct source {
	const char *bank;
	CData *valid, *code;
	unsigned causes;
};

struct command {
	const char *name;
	CData *pulse;
	IData *value;
	uint32_t mask;
	uint64_t count;
};

struct sum {
	const char *name;
	CData *valid;
	IData *amount;
};

class bench : public sim::Bench<Vcsr>
{
public:
	explicit bench(unsigned seed) : sim::Bench<Vcsr>("csr", seed)
	{
		Vcsr &d = *dut;

		sources = {
			{ "frame_a", &d.stat_frame_a_valid, &d.stat_frame_a_code,
			  TW_FRAME_A_CAUSES },
			{ "frame_b", &d.stat_frame_b_valid, &d.stat_frame_b_code,
			  TW_FRAME_B_CAUSES },
			{ "packet", &d.stat_packet_a_valid, &d.stat_packet_a_code,
			  TW_PACKET_CAUSES },
			{ "packet", &d.stat_packet_b_valid, &d.stat_packet_b_code,
			  TW_PACKET_CAUSES },
			{ "message", &d.stat_message_a_valid, &d.stat_message_a_code,
			  TW_MESSAGE_CAUSES },
			{ "message", &d.stat_message_b_valid, &d.stat_message_b_code,
			  TW_MESSAGE_CAUSES },
			{ "itch", &d.stat_itch_valid, &d.stat_itch_code, TW_ITCH_CAUSES },
			{ "book", &d.stat_book_valid, &d.stat_book_code, TW_BOOK_CAUSES },
			{ "touch", &d.stat_touch_in_valid, &d.stat_touch_in_code,
			  TW_TOUCH_CAUSES },
			{ "touch", &d.stat_touch_out_valid, &d.stat_touch_out_code,
			  TW_TOUCH_CAUSES },
			{ "delivery", &d.stat_delivery_a_valid, &d.stat_delivery_a_code,
			  TW_DELIVERY_CAUSES },
			{ "delivery", &d.stat_delivery_b_valid, &d.stat_delivery_b_code,
			  TW_DELIVERY_CAUSES },
			{ "delivery", &d.stat_delivery_out_a_valid,
			  &d.stat_delivery_out_a_code, TW_DELIVERY_CAUSES },
			{ "delivery", &d.stat_delivery_out_b_valid,
			  &d.stat_delivery_out_b_code, TW_DELIVERY_CAUSES },
			{ "packet", &d.stat_packet_r_valid, &d.stat_packet_r_code,
			  TW_PACKET_CAUSES },
			{ "message", &d.stat_message_r_valid, &d.stat_message_r_code,
			  TW_MESSAGE_CAUSES },
			{ "mac_a", &d.stat_mac_a_valid, &d.stat_mac_a_code,
			  TW_MAC_A_CAUSES },
			{ "mac_b", &d.stat_mac_b_valid, &d.stat_mac_b_code,
			  TW_MAC_A_CAUSES },
			{ "mac_o", &d.stat_mac_o_valid, &d.stat_mac_o_code,
			  TW_MAC_A_CAUSES },
			{ "mac_t", &d.stat_mac_t_valid, &d.stat_mac_t_code,
			  TW_MAC_T_CAUSES },
			{ "delivery", &d.stat_delivery_o_valid, &d.stat_delivery_o_code,
			  TW_DELIVERY_CAUSES },
			{ "delivery", &d.stat_delivery_out_o_valid,
			  &d.stat_delivery_out_o_code, TW_DELIVERY_CAUSES },
			{ "reason", &d.stat_reason_valid, &d.stat_reason_code,
			  TW_REASON_CAUSES },
			{ "host_tx", &d.stat_host_tx_guard_valid,
			  &d.stat_host_tx_guard_code, TW_HOST_TX_CAUSES },
			{ "host_tx", &d.stat_host_tx_ring_valid,
			  &d.stat_host_tx_ring_code, TW_HOST_TX_CAUSES },
		};
		sums = {
			{ "count.lost", &d.stat_lost_valid, &d.stat_lost_amount },
			{ "count.gaps", &d.stat_gaps_valid, &d.stat_gaps_amount },
			{ "count.mismatch", &d.stat_mismatch_valid,
			  &d.stat_mismatch_amount },
			{ "count.compared", &d.stat_compared_valid,
			  &d.stat_compared_amount },
			{ "count.long", &d.stat_long_valid, &d.stat_long_amount },
			{ "count.times", &d.stat_times_valid, &d.stat_times_amount },
			{ "count.damage", &d.stat_damage_valid, &d.stat_damage_amount },
			{ "count.runts", &d.stat_runts_valid, &d.stat_runts_amount },
			{ "count.levels_lost", &d.stat_levels_lost_valid,
			  &d.stat_levels_lost_amount },
			{ "count.intents", &d.stat_intents_valid, &d.stat_intents_amount },
			{ "count.kills", &d.stat_kills_valid, &d.stat_kills_amount },
			{ "count.sent", &d.stat_sent_valid, &d.stat_sent_amount },
			{ "count.trade_lost", &d.stat_trade_lost_valid,
			  &d.stat_trade_lost_amount },
			{ "count.overrun", &d.stat_overrun_valid,
			  &d.stat_overrun_amount },
			{ "count.dropped", &d.stat_dropped_valid,
			  &d.stat_dropped_amount },
			{ "count.lends_refused", &d.stat_lends_refused_valid,
			  &d.stat_lends_refused_amount },
		};
		outputs = {
			{ "ident.scratch", &d.cfg_ident_scratch },
			{ "control.time_set_lo", &d.cfg_control_time_set_lo },
			{ "control.group_ip", &d.cfg_control_group_ip },
			{ "control.group_port", &d.cfg_control_group_port },
			{ "control.hold_ns", &d.cfg_control_hold_ns },
			{ "control.silence_ns", &d.cfg_control_silence_ns },
			{ "control.stale_ns", &d.cfg_control_stale_ns },
			{ "control.source_0", &d.cfg_control_source_0 },
			{ "control.source_1", &d.cfg_control_source_1 },
			{ "control.source_2", &d.cfg_control_source_2 },
			{ "control.source_3", &d.cfg_control_source_3 },
			{ "control.jump", &d.cfg_control_jump },
			{ "replay.seq_lo", &d.cfg_replay_seq_lo },
			{ "replay.seq_hi", &d.cfg_replay_seq_hi },
			{ "symbol.name_hi", &d.cfg_symbol_name_hi },
			{ "symbol.name_lo", &d.cfg_symbol_name_lo },
			{ "symbol.locate", &d.cfg_symbol_locate },
			{ "dma.ring_lo", &d.cfg_dma_ring_lo },
			{ "dma.ring_hi", &d.cfg_dma_ring_hi },
			{ "dma.ring_log2", &d.cfg_dma_ring_log2 },
			{ "dma.table_lo", &d.cfg_dma_table_lo },
			{ "dma.table_hi", &d.cfg_dma_table_hi },
			{ "dma.table_on", &d.cfg_dma_table_on },
			{ "dma.data_lo", &d.cfg_dma_data_lo },
			{ "dma.data_hi", &d.cfg_dma_data_hi },
			{ "dma.done_lo", &d.cfg_dma_done_lo },
			{ "dma.done_hi", &d.cfg_dma_done_hi },
			{ "dma.slots_log2", &d.cfg_dma_slots_log2 },
			{ "dma.slot_log2", &d.cfg_dma_slot_log2 },
			{ "dma.head", &d.cfg_dma_head },
			{ "trade.kill_mask", &d.cfg_trade_kill_mask },
			{ "trade.watchdog", &d.cfg_trade_watchdog },
			{ "trade.tcp_ack", &d.cfg_trade_tcp_ack },
			{ "trade.tcp_limit", &d.cfg_trade_tcp_limit },
			{ "trade.tcp_window", &d.cfg_trade_tcp_window },
			{ "trade.tx_lo", &d.cfg_trade_tx_lo },
			{ "trade.tx_hi", &d.cfg_trade_tx_hi },
			{ "trade.tx_log2", &d.cfg_trade_tx_log2 },
			{ "trade.tx_head", &d.cfg_trade_tx_head },
			{ "trade.ring_lo", &d.cfg_trade_ring_lo },
			{ "trade.ring_hi", &d.cfg_trade_ring_hi },
			{ "trade.ring_log2", &d.cfg_trade_ring_log2 },
			{ "trade.ring_head", &d.cfg_trade_ring_head },
			{ "trade.word_0", &d.cfg_trade_word_0 },
			{ "trade.word_1", &d.cfg_trade_word_1 },
			{ "trade.word_2", &d.cfg_trade_word_2 },
			{ "trade.word_3", &d.cfg_trade_word_3 },
			{ "trade.word_4", &d.cfg_trade_word_4 },
			{ "trade.word_5", &d.cfg_trade_word_5 },
			{ "trade.word_6", &d.cfg_trade_word_6 },
			{ "trade.word_7", &d.cfg_trade_word_7 },
			{ "trade.word_8", &d.cfg_trade_word_8 },
			{ "trade.word_9", &d.cfg_trade_word_9 },
			{ "trade.word_10", &d.cfg_trade_word_10 },
			{ "trade.word_11", &d.cfg_trade_word_11 },
			{ "trade.word_12", &d.cfg_trade_word_12 },
			{ "trade.word_13", &d.cfg_trade_word_13 },
			{ "trade.word_14", &d.cfg_trade_word_14 },
			{ "trade.word_15", &d.cfg_trade_word_15 },
		};
		inputs = {
			{ "symbol.shown_hi", &d.symbol_shown_hi },
			{ "symbol.shown_lo", &d.symbol_shown_lo },
			{ "symbol.count", &d.symbol_count },
			{ "dma.tail", &d.dma_tail },
			{ "dma.errors", &d.dma_errors },
			{ "replay.room", &d.replay_room },
			{ "replay.session_0", &d.replay_session_0 },
			{ "replay.session_1", &d.replay_session_1 },
			{ "replay.session_2", &d.replay_session_2 },
			{ "trade.nonce", &d.trade_nonce },
			{ "trade.config_hash", &d.trade_config_hash },
			{ "trade.table_result", &d.trade_table_result },
			{ "trade.token", &d.trade_token },
			{ "trade.position", &d.trade_position },
			{ "trade.open_buy", &d.trade_open_buy },
			{ "trade.open_sell", &d.trade_open_sell },
			{ "trade.orders", &d.trade_orders },
			{ "trade.tcp_seq", &d.trade_tcp_seq },
			{ "trade.tx_tail", &d.trade_tx_tail },
			{ "trade.ring_tail", &d.trade_ring_tail },
			{ "count.queue_max", &d.count_queue_max },
			{ "count.orders_live", &d.count_orders_live },
			{ "count.orders_stash", &d.count_orders_stash },
			{ "count.levels_live", &d.count_levels_live },
		};
		pulses_of = {
			{ "trade.command", &d.cmd_trade_command_kill, nullptr, 1, 0 },
			{ "trade.command", &d.cmd_trade_command_disarm, nullptr, 2, 0 },
			{ "trade.command", &d.cmd_trade_command_heartbeat, nullptr, 4, 0 },
			{ "trade.command", &d.cmd_trade_command_return, nullptr, 8, 0 },
			{ "trade.command", &d.cmd_trade_command_flush, nullptr, 16, 0 },
			{ "trade.arm_key", &d.cmd_trade_arm_key, &d.cfg_trade_arm_key, ~0u, 0 },
			{ "trade.arm_go", &d.cmd_trade_arm_go, &d.cfg_trade_arm_go, ~0u, 0 },
			{ "trade.unkill", &d.cmd_trade_unkill, &d.cfg_trade_unkill, ~0u, 0 },
			{ "trade.kick", &d.cmd_trade_kick, nullptr, ~0u, 0 },
			{ "trade.mismatch", &d.cmd_trade_mismatch, nullptr, ~0u, 0 },
			{ "trade.table_crc", &d.cmd_trade_table_crc, &d.cfg_trade_table_crc, ~0u, 0 },
		};
		for (const tw_reg &r : tw_regs)
			by_name[r.name] = &r;
		d.s_axil_awvalid = d.s_axil_wvalid = d.s_axil_arvalid = 0;
		d.s_axil_bready = d.s_axil_rready = 0;
	}

	Vcsr &top()
	{
		return *dut;
	}

	/* One cycle with pulses; what they count is known at once. */
	void tick()
	{
		for (source &s : sources) {
			*s.valid = pulses && one_in(2);
			*s.code = CData(pick(s.causes));
			if (*s.valid)
				counts[counter(s.bank) + 8u * *s.code]++;
		}
		for (sum &s : sums) {
			*s.valid = pulses && one_in(8);
			*s.amount = one_in(2) ? IData(rng()) : IData(pick(3));
			if (*s.valid)
				counts[by_name.at(s.name)->offset] += *s.amount;
		}
		clock();
		for (command &c : pulses_of)
			c.count += *c.pulse;
		clears += dut->cmd_control_command_clear;
		fresh += dut->cmd_control_fresh;
		sets += dut->cmd_control_time_set_hi;
		symbols += dut->cmd_symbol_command;
	}

	uint32_t read(uint32_t address, bool &error)
	{
		for (uint64_t n = pick(4); n; n--)
			tick();
		dut->s_axil_araddr = SData(address);
		dut->s_axil_arvalid = 1;
		while (!dut->s_axil_arready)
			tick();
		tick();
		dut->s_axil_arvalid = 0;
		dut->s_axil_araddr = SData(rng());
		unsigned waited = 0;
		for (; !dut->s_axil_rvalid; waited++) {
			if (waited > 20)
				fail("no answer to a read of 0x%x", address);
			tick();
		}
		for (uint64_t n = pick(4); n; n--) {
			uint32_t value = dut->s_axil_rdata;

			tick();
			if (!dut->s_axil_rvalid || dut->s_axil_rdata != value)
				fail("read answer did not wait");
		}
		uint32_t value = dut->s_axil_rdata;
		error = dut->s_axil_rresp == 2;
		dut->s_axil_rready = 1;
		tick();
		dut->s_axil_rready = 0;
		return value;
	}

	uint32_t read(uint32_t address)
	{
		bool error;
		uint32_t value = read(address, error);

		if (error)
			fail("0x%x is refused", address);
		return value;
	}

	/* True when it was taken. */
	bool write(uint32_t address, uint32_t value, unsigned strobes = 15)
	{
		uint64_t aw_at = pick(5), w_at = pick(5);
		bool aw = false, w = false;

		for (uint64_t n = 0; !aw || !w; n++) {
			if (n > 40)
				fail("write of 0x%x is not taken", address);
			dut->s_axil_awvalid = !aw && n >= aw_at;
			dut->s_axil_awaddr = SData(dut->s_axil_awvalid ? address : rng());
			dut->s_axil_wvalid = !w && n >= w_at;
			dut->s_axil_wdata = IData(dut->s_axil_wvalid ? value : rng());
			dut->s_axil_wstrb =
				CData(dut->s_axil_wvalid ? strobes : pick(16));
			aw = aw || (dut->s_axil_awvalid && dut->s_axil_awready);
			w = w || (dut->s_axil_wvalid && dut->s_axil_wready);
			tick();
		}
		dut->s_axil_awvalid = 0;
		dut->s_axil_wvalid = 0;
		for (unsigned n = 0; !dut->s_axil_bvalid; n++) {
			if (n > 20)
				fail("no answer to a write of 0x%x", address);
			tick();
		}
		for (uint64_t n = pick(4); n; n--)
			tick();
		if (!dut->s_axil_bvalid)
			fail("write answer did not wait");
		bool taken = dut->s_axil_bresp == 0;
		dut->s_axil_bready = 1;
		tick();
		dut->s_axil_bready = 0;
		return taken;
	}

	uint32_t counter(const std::string &bank)
	{
		for (const tw_reg &r : tw_regs)
			if (r.width == 64 &&
			    std::string(r.name).rfind(bank + ".", 0) == 0)
				return r.offset;
		fail("no bank %s", bank.c_str());
	}

	void identity()
	{
		if (read(TW_IDENT_MAGIC) != TW_IDENT_MAGIC_VALUE ||
		    read(TW_IDENT_MAP_HASH) != TW_MAP_HASH ||
		    read(TW_IDENT_BUILD) != 0xb001d || read(TW_IDENT_SYMBOLS) != 64 ||
		    read(TW_CONTROL_HOLD_NS) != 1000000 || read(TW_DMA_SLOT_LOG2) != 11 ||
		    read(TW_CONTROL_CONTROL) != 0)
			fail("identity or reset value");
		for (const tw_reg &r : tw_regs)
			if (r.width == 64 && (read(r.offset) || read(r.offset + 4)))
				fail("%s is not 0 after reset", r.name);
	}

	void settings()
	{
		for (auto &o : outputs) {
			uint32_t address = by_name.at(o.first)->offset,
				 value = uint32_t(rng());

			if (!write(address, value) || *o.second != value ||
			    read(address) != value)
				fail("%s does not keep what is written", o.first);
			if (write(address, ~value, unsigned(pick(15))) ||
			    *o.second != value)
				fail("%s takes part of a word", o.first);
		}
		for (auto &i : inputs) {
			*i.second = IData(rng());
			if (read(by_name.at(i.first)->offset) != *i.second)
				fail("%s does not show its input", i.first);
			if (write(by_name.at(i.first)->offset, 0))
				fail("%s can be written", i.first);
		}
		uint32_t v = uint32_t(rng());
		write(TW_CONTROL_CONTROL, v);
		if (read(TW_CONTROL_CONTROL) != (v & 63) ||
		    dut->cfg_control_control_feed_a != (v & 1) ||
		    dut->cfg_control_control_feed_b != (v >> 1 & 1) ||
		    dut->cfg_control_control_dma != (v >> 2 & 1) ||
		    dut->cfg_control_control_all != (v >> 3 & 1) ||
		    dut->cfg_control_control_repair != (v >> 4 & 1) ||
		    dut->cfg_control_control_udp_check != (v >> 5 & 1))
			fail("CONTROL fields");
		dut->control_status_dma_idle = v >> 8 & 1;
		dut->control_status_busy = v >> 9 & 1;
		dut->control_status_stale = v >> 10 & 1;
		dut->control_status_ended = v >> 11 & 1;
		dut->control_status_clearing = v >> 12 & 1;
		dut->control_status_dma_error = v >> 13 & 1;
		dut->control_status_holding = v >> 14 & 1;
		dut->control_status_loading = v >> 15 & 1;
		dut->control_status_replay_lost = v >> 16 & 1;
		dut->control_status_silent_a = v >> 17 & 1;
		dut->control_status_silent_b = v >> 18 & 1;
		dut->control_status_silent = v >> 19 & 1;
		dut->control_status_spoilt = v >> 20 & 1;
		if (read(TW_CONTROL_STATUS) != (v >> 8 & 0x1fff))
			fail("STATUS fields");
		write(TW_TRADE_CONTROL, v);
		if (read(TW_TRADE_CONTROL) != (v & 3) ||
		    dut->cfg_trade_control_cut_through != (v & 1) ||
		    dut->cfg_trade_control_kill_on_link != (v >> 1 & 1))
			fail("TRADE.CONTROL fields");
		write(TW_TRADE_TABLE_INDEX, v);
		if (read(TW_TRADE_TABLE_INDEX) != v ||
		    dut->cfg_trade_table_index_table != v >> 24 ||
		    dut->cfg_trade_table_index_row != (v & 0xffffff))
			fail("TABLE_INDEX fields");
		dut->trade_status_armed = v & 1;
		dut->trade_status_killed = v >> 1 & 1;
		dut->trade_status_lent = v >> 2 & 1;
		dut->trade_status_link = v >> 3 & 1;
		dut->trade_status_sender_busy = v >> 4 & 1;
		dut->trade_status_wait_arm = v >> 5 & 1;
		dut->trade_status_tx_error = v >> 6 & 1;
		dut->trade_status_kill_cause = CData(v >> 8);
		if (read(TW_TRADE_STATUS) != (v & 0xff7f))
			fail("TRADE.STATUS fields");
		dut->symbol_state_locate = SData(v);
		dut->symbol_state_known = v >> 16 & 1;
		dut->symbol_state_ready = v >> 17 & 1;
		if (read(TW_SYMBOL_STATE) != (v & 0x3ffff))
			fail("STATE fields");
	}

	/* A write of each is one pulse, with its value beside it. */
	void trade_commands()
	{
		for (command &c : pulses_of) {
			uint32_t address = by_name.at(c.name)->offset, v = uint32_t(rng());
			uint64_t before = c.count, wanted = (v & c.mask) != 0 || c.mask == ~0u;

			write(address, v);
			if (c.count - before != wanted || (c.value && *c.value != v) || read(address))
				fail("%s: %u pulses", c.name, unsigned(c.count - before));
		}
	}

	void commands()
	{
		uint32_t v = uint32_t(rng());
		unsigned c = clears, f = fresh, t = sets, s = symbols;

		write(TW_CONTROL_COMMAND, v);
		write(TW_CONTROL_FRESH, v);
		write(TW_CONTROL_TIME_SET_HI, v);
		write(TW_SYMBOL_COMMAND, v);
		write(TW_CONTROL_COMMAND, ~0u, 7);
		if (clears - c != (v & 1) || fresh - f != 1 || dut->cfg_control_fresh != v || sets - t != 1 ||
		    symbols - s != 1)
			fail("a command is not one pulse");
		if (dut->cfg_control_time_set_hi != v ||
		    dut->cfg_symbol_command_index != (v & 0xffff) ||
		    dut->cfg_symbol_command_op != (v >> 16 & 3) ||
		    read(TW_CONTROL_COMMAND))
			fail("what a command carries");
	}

	void unknown()
	{
		uint32_t address = uint32_t(pick(0x10000)) & ~3u;
		bool error;

		for (const tw_reg &r : tw_regs)
			if (address >= r.offset && address < r.offset + r.width / 8)
				return;
		if (read(address, error) != 0 || !error ||
		    write(address, uint32_t(rng())))
			fail("0x%x is not refused", address);
		refused++;
	}

	/* Both words belong to the moment of the low one. Pulses pause so that the model knows it. */
	void count()
	{
		const tw_reg &r = tw_regs[pick(sizeof(tw_regs) / sizeof(tw_regs[0]))];

		if (r.width != 64)
			return;
		pulses = false;
		tick();
		uint64_t want = counts[r.offset], value = read(r.offset);
		pulses = true;
		for (uint64_t n = pick(20); n; n--)
			tick();
		if (one_in(2))
			read(TW_IDENT_MAGIC); /* a 32-bit register leaves the latch alone */
		value |= uint64_t(read(r.offset + 4)) << 32;
		if (value != want)
			fail("%s is %llu, counted %llu", r.name,
			     (unsigned long long)value, (unsigned long long)want);
		counted++;
	}

	void time()
	{
		uint64_t now = rng();

		dut->control_time_lo = IData(now);
		dut->control_time_hi = IData(now >> 32);
		uint64_t low = read(TW_CONTROL_TIME_LO);
		dut->control_time_hi = IData(rng());
		if ((uint64_t(read(TW_CONTROL_TIME_HI)) << 32 | low) != now)
			fail("TIME");
	}

	bool pulses = false;
	unsigned clears = 0, fresh = 0, sets = 0, symbols = 0, refused = 0, counted = 0;

private:
	std::vector<source> sources;
	std::vector<sum> sums;
	std::vector<command> pulses_of;
	std::vector<std::pair<const char *, IData *>> outputs, inputs;
	std::map<std::string, const tw_reg *> by_name;
	std::map<uint32_t, uint64_t> counts;
};

} // namespace

int main(int argc, char **argv)
{
	bench b(sim::seed_of(argc, argv));

	b.reset();
	b.identity();
	b.pulses = true;
	for (unsigned i = 0; i < 300; i++) {
		b.settings();
		b.commands();
		b.trade_commands();
		b.unknown();
		b.time();
		for (unsigned n = 0; n < 10; n++)
			b.count();
	}
	return b.done("%u counters read, %u accesses refused", b.counted, b.refused);
}
