// SPDX-License-Identifier: BSD-3-Clause
// touchwire: the whole device. Market data comes in at two 10G ports, orders go out at a third one, touches,
// frames and what became of orders go to host memory.
//
//   s_a, s_b  in   frames of feeds A and B, 8 bytes a beat, as the MACs hand them on; no tready
//   s_o       in   frames of the order port, for the host; no tready
//   m_o       out  frames of the order port: the device's orders, and the host's as far as they may
//   s_axil    in   registers (csr/registers.md)
//   m_axi     out  writes to host memory, reads of frames that the host sends (dma/README.md)
//   ptp       in   loads the device clock; tie to 0 where no time source exists
//
// Latency     as the blocks say, in the order of the tick below.
// Throughput  both ports at line rate.
// Stall       never on the ports in; m_o waits for m_o_tready before a frame, not within it.
// Reset       off, empty, clock 0.

`include "tw_stream.svh"
`include "tw_regs.svh"
`include "tw_trade.svh"
`default_nettype none

module touchwire #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter logic [31:0] BUILD = 32'd0    // first 32 bits of the commit
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic [63:0]   s_a_tdata,
  input  wire logic [7:0]    s_a_tkeep,
  input  wire logic          s_a_tvalid,
  input  wire logic          s_a_tlast,
  input  wire logic          s_a_tuser,   // with tlast: the frame is bad
  input  wire logic [63:0]   s_b_tdata,
  input  wire logic [7:0]    s_b_tkeep,
  input  wire logic          s_b_tvalid,
  input  wire logic          s_b_tlast,
  input  wire logic          s_b_tuser,

  input  wire logic [63:0]   s_o_tdata,
  input  wire logic [7:0]    s_o_tkeep,
  input  wire logic          s_o_tvalid,
  input  wire logic          s_o_tlast,
  input  wire logic          s_o_tuser,
  output logic [63:0]        m_o_tdata,   // as mac_tx wants them
  output logic [7:0]         m_o_tkeep,
  output logic               m_o_tvalid,
  input  wire logic          m_o_tready,
  output logic               m_o_tlast,
  output logic               m_o_tuser,
  input  wire logic          status_link_o, // the order port's link is up

  input  wire logic [15:0]   s_axil_awaddr,
  input  wire logic          s_axil_awvalid,
  output logic               s_axil_awready,
  input  wire logic [31:0]   s_axil_wdata,
  input  wire logic [3:0]    s_axil_wstrb,
  input  wire logic          s_axil_wvalid,
  output logic               s_axil_wready,
  output logic [1:0]         s_axil_bresp,
  output logic               s_axil_bvalid,
  input  wire logic          s_axil_bready,
  input  wire logic [15:0]   s_axil_araddr,
  input  wire logic          s_axil_arvalid,
  output logic               s_axil_arready,
  output logic [31:0]        s_axil_rdata,
  output logic [1:0]         s_axil_rresp,
  output logic               s_axil_rvalid,
  input  wire logic          s_axil_rready,

  output logic [63:0]        m_axi_awaddr,
  output logic               m_axi_awid,
  output logic [7:0]         m_axi_awlen,
  output logic [2:0]         m_axi_awsize,
  output logic [1:0]         m_axi_awburst,
  output logic               m_axi_awvalid,
  input  wire logic          m_axi_awready,
  output logic [511:0]       m_axi_wdata,
  output logic [63:0]        m_axi_wstrb,
  output logic               m_axi_wlast,
  output logic               m_axi_wvalid,
  input  wire logic          m_axi_wready,
  input  wire logic          m_axi_bid,
  input  wire logic [1:0]    m_axi_bresp,
  input  wire logic          m_axi_bvalid,
  output logic               m_axi_bready,
  output logic [63:0]        m_axi_araddr,
  output logic               m_axi_arid,
  output logic [7:0]         m_axi_arlen,
  output logic [2:0]         m_axi_arsize,
  output logic [1:0]         m_axi_arburst,
  output logic               m_axi_arvalid,
  input  wire logic          m_axi_arready,
  input  wire logic [511:0]  m_axi_rdata,
  input  wire logic          m_axi_rid,
  input  wire logic [1:0]    m_axi_rresp,
  input  wire logic          m_axi_rlast,
  input  wire logic          m_axi_rvalid,
  output logic               m_axi_rready,

  // What the MACs made of the frames on the wire (mac_rx, mac_tx); tie to 0 where there are none.
  input  wire logic          s_mac_a_valid,
  input  wire logic [2:0]    s_mac_a_code,
  input  wire logic          s_mac_b_valid,
  input  wire logic [2:0]    s_mac_b_code,
  input  wire logic          s_mac_o_valid,
  input  wire logic [2:0]    s_mac_o_code,
  input  wire logic          s_mac_t_valid,
  input  wire logic [2:0]    s_mac_t_code,

  input  wire logic          ptp_load,
  input  wire logic [63:0]   ptp_time,
  output logic [63:0]        time_ns,
  output logic               status_busy, // something moves that needs no further input
  output logic               status_waiting, // a line of the feed is ahead: time alone moves it
  output logic               status_due  // a line will be silent: time alone tells
);

  // Settings and commands, from csr.
  logic        feed_a, feed_b, dma_on, all, cmd_clear, cmd_fresh, cmd_symbol, time_set;
  logic [31:0] time_set_lo, time_set_hi, group_ip, group_port, hold_ns;
  logic [31:0] name_hi, name_lo, locate, ring_lo, ring_hi, ring_log2, table_lo, table_hi, table_on;
  logic [31:0] data_lo, data_hi, done_lo, done_hi, slots_log2, slot_log2, head, scratch;
  logic        repair, udp_check, cmd_load, cmd_resume, replay_begin, replay_data;
  logic [31:0] fresh_gaps, silence_ns, stale_ns, source_0, source_1, source_2, source_3, jump;
  logic [31:0] seq_lo, seq_hi, replay_length, replay_word;
  logic [31:0] trade_lo, trade_hi, trade_log2, trade_head, tx_lo, tx_hi, tx_log2, tx_head;
  logic        cut_through, kill_on_link, cmd_kill, cmd_disarm, cmd_heartbeat, cmd_return, cmd_flush, cmd_arm_key;
  logic        cmd_arm_go, cmd_unkill, cmd_kick, cmd_mismatch, cmd_crc, access;
  logic [31:0] kill_mask, watchdog, arm_key, arm_go, unkill, table_crc, tcp_ack, tcp_limit, tcp_window;
  logic [23:0] table_row;
  logic [7:0]  table_number;
  logic [511:0] words;
  logic [15:0] symbol_index;
  logic [1:0]  symbol_op;

  // ---- time -----------------------------------------------------------------------------------
  logic [63:0] cycle;

  device_clock u_clock (
    .clk(clk), .rst(rst),
    .set_valid(time_set), .set_ns({time_set_hi, time_set_lo}),
    .ptp_load(ptp_load), .ptp_time(ptp_time), .time_ns(time_ns), .cycle(cycle));

  // ---- feed to touch: frames to touches of symbols --------------------------------------------------
  logic        feed_ended, path_busy, holding, loading, replay_lost, spoilt, silent_a, silent_b, silent;
  logic [15:0] replay_room;
  logic [63:0] expected, gap_first, gap_next;
  logic [79:0] session;
  logic        stat_frame_a_valid, stat_frame_b_valid, stat_packet_a_valid, stat_packet_b_valid;
  logic        stat_message_a_valid, stat_message_b_valid, stat_itch_valid, stat_long_valid;
  logic        stat_times_valid, stat_damage_valid;
  logic        stat_lost_valid, stat_runts_valid, stat_packet_r_valid, stat_message_r_valid;
  logic        stat_compared_valid, stat_mismatch_valid;
  logic [TW_FRAME_A_CODE_W-1:0] stat_frame_a_code, stat_frame_b_code;
  logic [TW_PACKET_CODE_W-1:0]  stat_packet_a_code, stat_packet_b_code, stat_packet_r_code;
  logic [TW_MESSAGE_CODE_W-1:0] stat_message_a_code, stat_message_b_code, stat_message_r_code;
  logic [TW_ITCH_CODE_W-1:0]    stat_itch_code;
  logic [31:0] stat_lost_amount;
  logic [2:0]  stat_runts_amount;
  logic [1:0]  stat_compared_amount, stat_mismatch_amount;

  touch_t      touch_tdata;
  logic        touch_tvalid, book_stale, book_clearing, shown_ready, shown_known;
  logic        stat_book_valid, stat_levels_lost_valid;
  logic [TW_BOOK_CODE_W-1:0] stat_book_code;
  logic [15:0] shown_locate, symbol_count;
  logic [63:0] shown_name;
  logic [31:0] queue_max, orders_live, orders_stash, levels_live;

  feed_to_touch #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES)) u_path (
    .clk(clk), .rst(rst), .s_a_tdata(s_a_tdata), .s_a_tkeep(s_a_tkeep), .s_a_tvalid(s_a_tvalid),
    .s_a_tlast(s_a_tlast), .s_a_tuser(s_a_tuser), .s_b_tdata(s_b_tdata), .s_b_tkeep(s_b_tkeep),
    .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast), .s_b_tuser(s_b_tuser), .time_ns(time_ns),
    .cycle(cycle[31:0]), .cfg_a_on(feed_a), .cfg_b_on(feed_b), .cfg_group_ip(group_ip),
    .cfg_group_port(group_port[15:0]), .cfg_hold_ns(hold_ns), .cfg_repair(repair),
    .cfg_jump_on(jump != 32'd0), .cfg_silence_ns(silence_ns), .cfg_stale_ns(stale_ns),
    .cfg_source({source_3, source_2, source_1, source_0}), .cfg_udp_check(udp_check), .cmd_clear(cmd_clear),
    .cmd_fresh(cmd_fresh), .cmd_fresh_gaps(fresh_gaps), .cmd_load(cmd_load), .cmd_resume(cmd_resume),
    .cmd_seq({seq_hi, seq_lo}), .s_replay_begin(replay_begin), .s_replay_length(replay_length[11:0]),
    .s_replay_valid(replay_data), .s_replay_data(replay_word),
    .status_due(status_due), .status_holding(holding), .status_loading(loading),
    .status_replay_lost(replay_lost), .status_spoilt(spoilt), .status_silent_a(silent_a), .status_silent_b(silent_b),
    .status_silent(silent), .replay_room(replay_room), .expected(expected), .gap_first(gap_first),
    .gap_next(gap_next), .session(session), .stat_packet_r_valid(stat_packet_r_valid),
    .stat_packet_r_code(stat_packet_r_code), .stat_message_r_valid(stat_message_r_valid),
    .stat_message_r_code(stat_message_r_code), .stat_compared_valid(stat_compared_valid),
    .stat_compared_amount(stat_compared_amount), .stat_mismatch_valid(stat_mismatch_valid),
    .stat_mismatch_amount(stat_mismatch_amount),
    .status_ended(feed_ended), .status_waiting(status_waiting), .stat_frame_a_valid(stat_frame_a_valid),
    .stat_frame_a_code(stat_frame_a_code), .stat_frame_b_valid(stat_frame_b_valid),
    .stat_frame_b_code(stat_frame_b_code), .stat_packet_a_valid(stat_packet_a_valid),
    .stat_packet_a_code(stat_packet_a_code), .stat_packet_b_valid(stat_packet_b_valid),
    .stat_packet_b_code(stat_packet_b_code), .stat_message_a_valid(stat_message_a_valid),
    .stat_message_a_code(stat_message_a_code), .stat_message_b_valid(stat_message_b_valid),
    .stat_message_b_code(stat_message_b_code), .stat_itch_valid(stat_itch_valid),
    .stat_itch_code(stat_itch_code), .stat_long_valid(stat_long_valid),
    .stat_times_valid(stat_times_valid), .stat_damage_valid(stat_damage_valid),
    .stat_runts_valid(stat_runts_valid), .stat_runts_amount(stat_runts_amount),
    .stat_lost_valid(stat_lost_valid), .stat_lost_amount(stat_lost_amount), .cfg_all(all),
    .cfg_symbol_name({name_hi, name_lo}), .cfg_symbol_locate(locate[15:0]), .cmd_symbol_valid(cmd_symbol),
    .cmd_symbol_op(symbol_op), .cmd_symbol_index(symbol_index),
    .m_touch_tdata(touch_tdata), .m_touch_tvalid(touch_tvalid), .status_stale(book_stale),
    .status_clearing(book_clearing), .shown_ready(shown_ready), .shown_known(shown_known),
    .shown_locate(shown_locate), .shown_name(shown_name), .symbol_count(symbol_count),
    .stat_book_valid(stat_book_valid), .stat_book_code(stat_book_code),
    .stat_levels_lost_valid(stat_levels_lost_valid), .queue_max(queue_max), .orders_live(orders_live),
    .orders_stash(orders_stash), .levels_live(levels_live), .status_busy(path_busy));

  wire a_spoilt = stat_frame_a_valid && stat_frame_a_code == TW_FRAME_A_UDP_CHECKSUM;
  wire b_spoilt = stat_frame_b_valid && stat_frame_b_code == TW_FRAME_A_UDP_CHECKSUM;

  // ---- trade: touches to orders -----------------------------------------------------------------------
  logic        armed, killed, lent, wait_arm, sender_busy, trade_busy, dma_error, tx_error;
  logic [KILL_W-1:0] kill_cause;
  logic [31:0] nonce, config_hash, token, position, open_buy, open_sell, order_count, tcp_seq;
  logic [2:0]  table_result, stat_intents_amount, stat_overrun_amount, stat_trade_lost_amount;
  logic [63:0] gross, host_tdata;
  logic [7:0]  host_tkeep;
  logic        host_tvalid, host_tready, host_tlast, record_tvalid, record_tready, record_room;
  logic [TRADE_RECORD_W-1:0] record_tdata;
  logic        stat_reason_valid, stat_host_valid, stat_intents_valid, stat_overrun_valid, stat_kill, stat_sent;
  logic        stat_dropped, stat_lend_refused, stat_trade_lost_valid;
  logic [TW_REASON_CODE_W-1:0]  stat_reason_code;
  logic [TW_HOST_TX_CODE_W-1:0] stat_host_code;

  trade #(.SYMBOLS(SYMBOLS), .BUILD(BUILD)) u_trade (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cycle(cycle[31:0]), .s_touch_tdata(touch_tdata),
    .s_touch_tvalid(touch_tvalid), .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast), .s_a_tuser(s_a_tuser),
    .s_a_spoilt(a_spoilt), .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast), .s_b_tuser(s_b_tuser),
    .s_b_spoilt(b_spoilt), .cfg_cut_through(cut_through), .cfg_kill_on_link(kill_on_link),
    .cfg_kill_mask(kill_mask), .cfg_watchdog(watchdog), .cfg_index({table_number, table_row}),
    .cfg_words(words), .cfg_crc(table_crc), .cfg_key(arm_key), .cfg_go(arm_go), .cfg_unkill(unkill),
    .cfg_ack(tcp_ack), .cfg_limit(tcp_limit), .cfg_window(tcp_window), .cmd_kill(cmd_kill),
    .cmd_disarm(cmd_disarm), .cmd_heartbeat(cmd_heartbeat), .cmd_return(cmd_return),
    .cmd_flush(cmd_flush), .cmd_arm_key(cmd_arm_key), .cmd_arm_go(cmd_arm_go), .cmd_unkill(cmd_unkill),
    .cmd_kick(cmd_kick), .cmd_mismatch(cmd_mismatch), .cmd_crc(cmd_crc), .access(access),
    .link(status_link_o), .dma_error(dma_error || tx_error), .s_host_tdata(host_tdata),
    .s_host_tkeep(host_tkeep), .s_host_tvalid(host_tvalid), .s_host_tready(host_tready),
    .s_host_tlast(host_tlast), .m_o_tdata(m_o_tdata), .m_o_tkeep(m_o_tkeep), .m_o_tvalid(m_o_tvalid),
    .m_o_tready(m_o_tready), .m_o_tlast(m_o_tlast), .m_record_tdata(record_tdata),
    .m_record_tvalid(record_tvalid), .m_record_tready(record_tready), .m_record_room(record_room),
    .armed(armed), .killed(killed), .lent(lent), .wait_arm(wait_arm), .sender_busy(sender_busy),
    .kill_cause(kill_cause), .nonce(nonce), .config_hash(config_hash), .table_result(table_result),
    .token(token), .position(position), .open_buy(open_buy), .open_sell(open_sell),
    .orders(order_count), .gross(gross), .tcp_seq(tcp_seq), .status_busy(trade_busy),
    .stat_reason_valid(stat_reason_valid), .stat_reason_code(stat_reason_code),
    .stat_host_valid(stat_host_valid), .stat_host_code(stat_host_code),
    .stat_intents_valid(stat_intents_valid), .stat_intents_amount(stat_intents_amount),
    .stat_overrun_valid(stat_overrun_valid), .stat_overrun_amount(stat_overrun_amount),
    .stat_kill(stat_kill), .stat_sent(stat_sent), .stat_dropped(stat_dropped),
    .stat_lend_refused(stat_lend_refused), .stat_lost_valid(stat_trade_lost_valid),
    .stat_lost_amount(stat_trade_lost_amount));

  assign m_o_tuser = 1'b0;

  // ---- dma: what the host is told, and what it sends ----------------------------------------------------
  logic        dma_idle, dma_busy;
  logic        stat_touch_in_valid, stat_touch_out_valid, stat_delivery_a_valid, stat_delivery_b_valid;
  logic        stat_delivery_out_a_valid, stat_delivery_out_b_valid, stat_delivery_o_valid, stat_delivery_out_o_valid;
  logic [TW_TOUCH_CODE_W-1:0]    stat_touch_in_code, stat_touch_out_code;
  logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_a_code, stat_delivery_b_code;
  logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_a_code, stat_delivery_out_b_code;
  logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_o_code, stat_delivery_out_o_code;
  logic [31:0] tail, errors, trade_tail, tx_tail;
  logic        stat_tx_length;

  dma #(.SYMBOLS(SYMBOLS)) u_dma (
    .clk(clk), .rst(rst), .time_ns(time_ns),
    .s_touch_tdata(touch_tdata), .s_touch_tvalid(touch_tvalid),
    .s_a_tdata(s_a_tdata), .s_a_tkeep(s_a_tkeep), .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast),
    .s_a_tuser(s_a_tuser),
    .s_b_tdata(s_b_tdata), .s_b_tkeep(s_b_tkeep), .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast),
    .s_b_tuser(s_b_tuser), .s_o_tdata(s_o_tdata), .s_o_tkeep(s_o_tkeep), .s_o_tvalid(s_o_tvalid),
    .s_o_tlast(s_o_tlast), .s_o_tuser(s_o_tuser), .s_a_spoilt(a_spoilt), .s_b_spoilt(b_spoilt),
    .s_trade_tdata(record_tdata), .s_trade_tvalid(record_tvalid), .s_trade_tready(record_tready),
    .s_trade_room(record_room), .m_tx_tdata(host_tdata), .m_tx_tkeep(host_tkeep),
    .m_tx_tvalid(host_tvalid), .m_tx_tready(host_tready), .m_tx_tlast(host_tlast),
    .cfg_on(dma_on), .cfg_ring({ring_hi, ring_lo}), .cfg_ring_log2(ring_log2),
    .cfg_table({table_hi, table_lo}), .cfg_table_on(table_on[0]),
    .cfg_data({data_hi, data_lo}), .cfg_done({done_hi, done_lo}),
    .cfg_slots_log2(slots_log2), .cfg_slot_log2(slot_log2), .cfg_head(head),
    .cfg_trade({trade_hi, trade_lo}), .cfg_trade_log2(trade_log2), .cfg_trade_head(trade_head),
    .cfg_tx({tx_hi, tx_lo}), .cfg_tx_log2(tx_log2), .cfg_tx_head(tx_head),
    .trade_tail(trade_tail), .tx_tail(tx_tail), .tx_error(tx_error), .tail(tail), .errors(errors), .status_error(dma_error), .status_idle(dma_idle),
    .status_busy(dma_busy),
    .stat_touch_in_valid(stat_touch_in_valid), .stat_touch_in_code(stat_touch_in_code),
    .stat_touch_out_valid(stat_touch_out_valid), .stat_touch_out_code(stat_touch_out_code),
    .stat_delivery_a_valid(stat_delivery_a_valid), .stat_delivery_a_code(stat_delivery_a_code),
    .stat_delivery_b_valid(stat_delivery_b_valid), .stat_delivery_b_code(stat_delivery_b_code),
    .stat_delivery_out_a_valid(stat_delivery_out_a_valid),
    .stat_delivery_out_a_code(stat_delivery_out_a_code),
    .stat_delivery_out_b_valid(stat_delivery_out_b_valid),
    .stat_delivery_out_b_code(stat_delivery_out_b_code),
    .stat_delivery_o_valid(stat_delivery_o_valid), .stat_delivery_o_code(stat_delivery_o_code),
    .stat_delivery_out_o_valid(stat_delivery_out_o_valid),
    .stat_delivery_out_o_code(stat_delivery_out_o_code), .stat_tx_length(stat_tx_length),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awid(m_axi_awid), .m_axi_awlen(m_axi_awlen),
    .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst), .m_axi_awvalid(m_axi_awvalid),
    .m_axi_awready(m_axi_awready), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
    .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready),
    .m_axi_bid(m_axi_bid), .m_axi_bresp(m_axi_bresp), .m_axi_bvalid(m_axi_bvalid),
    .m_axi_bready(m_axi_bready), .m_axi_araddr(m_axi_araddr), .m_axi_arid(m_axi_arid),
    .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize), .m_axi_arburst(m_axi_arburst),
    .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready), .m_axi_rdata(m_axi_rdata),
    .m_axi_rid(m_axi_rid), .m_axi_rresp(m_axi_rresp), .m_axi_rlast(m_axi_rlast),
    .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(m_axi_rready));

  assign status_busy = path_busy || trade_busy || dma_busy || s_a_tvalid || s_b_tvalid || s_o_tvalid;

  // ---- csr: registers and counters -------------------------------------------------------------------
  // Their clock rests while nothing is counted and for some time nothing was accessed.
  logic       csr_clk;
  logic [3:0] access_q;
  assign access = s_axil_awvalid || s_axil_wvalid || s_axil_arvalid || s_axil_bvalid || s_axil_rvalid;
  wire counts = stat_frame_a_valid || stat_frame_b_valid || stat_packet_a_valid || stat_packet_b_valid
                || stat_packet_r_valid || stat_message_r_valid || stat_compared_valid
                || stat_message_a_valid || stat_message_b_valid || stat_lost_valid || stat_itch_valid
                || stat_book_valid || stat_touch_in_valid || stat_touch_out_valid
                || stat_delivery_a_valid || stat_delivery_b_valid || stat_delivery_out_a_valid
                || stat_delivery_out_b_valid || stat_delivery_o_valid || stat_delivery_out_o_valid || stat_long_valid || stat_runts_valid
                || stat_times_valid || stat_damage_valid
                || stat_levels_lost_valid || s_mac_a_valid || s_mac_b_valid || s_mac_o_valid || s_mac_t_valid
                || stat_reason_valid || stat_host_valid || stat_tx_length || stat_intents_valid || stat_kill
                || stat_sent || stat_dropped || stat_lend_refused || stat_trade_lost_valid;

  clock_gate u_csr_gate (
    .clk(clk), .enable(rst || counts || access || access_q != 4'd0), .gclk(csr_clk));

  always_ff @(posedge clk) begin
    if (rst || access) access_q <= 4'd15;
    else if (access_q != 4'd0) access_q <= access_q - 4'd1;
  end

  csr #(.BUILD(BUILD), .SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES)) u_csr (
    .clk(csr_clk), .rst(rst),
    .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb), .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready), .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready), .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready), .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready),
    .cfg_ident_scratch(scratch),
    .cfg_control_control_feed_a(feed_a), .cfg_control_control_feed_b(feed_b),
    .cfg_control_control_dma(dma_on), .cfg_control_control_all(all),
    .control_status_dma_idle(dma_idle), .control_status_busy(status_busy || status_waiting),
    .control_status_stale(book_stale), .control_status_ended(feed_ended),
    .control_status_clearing(book_clearing), .control_status_dma_error(dma_error),
    .cfg_control_control_repair(repair), .cfg_control_control_udp_check(udp_check),
    .control_status_holding(holding), .control_status_loading(loading),
    .control_status_replay_lost(replay_lost), .control_status_spoilt(spoilt), .control_status_silent_a(silent_a),
    .control_status_silent_b(silent_b), .control_status_silent(silent),
    .cfg_control_silence_ns(silence_ns), .cfg_control_stale_ns(stale_ns), .cfg_control_source_0(source_0),
    .cfg_control_source_1(source_1), .cfg_control_source_2(source_2), .cfg_control_source_3(source_3),
    .cfg_control_jump(jump), .cfg_replay_seq_lo(seq_lo), .cfg_replay_seq_hi(seq_hi),
    .cmd_replay_command_load(cmd_load), .cmd_replay_command_resume(cmd_resume),
    .cmd_replay_begin(replay_begin), .cfg_replay_begin(replay_length),
    .cmd_replay_data(replay_data), .cfg_replay_data(replay_word), .replay_room({16'd0, replay_room}),
    .replay_expected_lo(expected[31:0]), .replay_expected_hi(expected[63:32]),
    .replay_gap_first_lo(gap_first[31:0]), .replay_gap_first_hi(gap_first[63:32]),
    .replay_gap_next_lo(gap_next[31:0]), .replay_gap_next_hi(gap_next[63:32]),
    .replay_session_0(session[79:48]), .replay_session_1(session[47:16]),
    .replay_session_2({session[15:0], 16'd0}),
    .cmd_control_command_clear(cmd_clear), .cmd_control_fresh(cmd_fresh), .cfg_control_fresh(fresh_gaps),
    .control_time_lo(time_ns[31:0]), .control_time_hi(time_ns[63:32]),
    .cfg_control_time_set_lo(time_set_lo), .cmd_control_time_set_hi(time_set),
    .cfg_control_time_set_hi(time_set_hi),
    .control_cycle_lo(cycle[31:0]), .control_cycle_hi(cycle[63:32]),
    .cfg_control_group_ip(group_ip), .cfg_control_group_port(group_port),
    .cfg_control_hold_ns(hold_ns),
    .cfg_symbol_name_hi(name_hi), .cfg_symbol_name_lo(name_lo), .cfg_symbol_locate(locate),
    .cfg_symbol_command_index(symbol_index), .cfg_symbol_command_op(symbol_op),
    .cmd_symbol_command(cmd_symbol),
    .symbol_state_locate(shown_locate), .symbol_state_known(shown_known),
    .symbol_state_ready(shown_ready), .symbol_shown_hi(shown_name[63:32]),
    .symbol_shown_lo(shown_name[31:0]), .symbol_count({16'd0, symbol_count}),
    .cfg_dma_ring_lo(ring_lo), .cfg_dma_ring_hi(ring_hi), .cfg_dma_ring_log2(ring_log2),
    .cfg_dma_table_lo(table_lo), .cfg_dma_table_hi(table_hi), .cfg_dma_table_on(table_on),
    .cfg_dma_data_lo(data_lo), .cfg_dma_data_hi(data_hi), .cfg_dma_done_lo(done_lo),
    .cfg_dma_done_hi(done_hi), .cfg_dma_slots_log2(slots_log2), .cfg_dma_slot_log2(slot_log2),
    .cfg_dma_head(head), .dma_tail(tail), .dma_errors(errors),
    .stat_frame_a_valid(stat_frame_a_valid), .stat_frame_a_code(stat_frame_a_code),
    .stat_frame_b_valid(stat_frame_b_valid), .stat_frame_b_code(stat_frame_b_code),
    .stat_packet_a_valid(stat_packet_a_valid), .stat_packet_a_code(stat_packet_a_code),
    .stat_packet_b_valid(stat_packet_b_valid), .stat_packet_b_code(stat_packet_b_code),
    .stat_message_a_valid(stat_message_a_valid), .stat_message_a_code(stat_message_a_code),
    .stat_message_b_valid(stat_message_b_valid), .stat_message_b_code(stat_message_b_code),
    .stat_lost_valid(stat_lost_valid), .stat_lost_amount(stat_lost_amount),
    .stat_gaps_valid(stat_lost_valid), .stat_gaps_amount(32'd1),
    .stat_packet_r_valid(stat_packet_r_valid), .stat_packet_r_code(stat_packet_r_code),
    .stat_message_r_valid(stat_message_r_valid), .stat_message_r_code(stat_message_r_code),
    .stat_mismatch_valid(stat_mismatch_valid), .stat_mismatch_amount({30'd0, stat_mismatch_amount}),
    .stat_compared_valid(stat_compared_valid), .stat_compared_amount({30'd0, stat_compared_amount}),
    .stat_mac_a_valid(s_mac_a_valid), .stat_mac_a_code(s_mac_a_code), .stat_mac_b_valid(s_mac_b_valid),
    .stat_mac_b_code(s_mac_b_code), .stat_mac_o_valid(s_mac_o_valid), .stat_mac_o_code(s_mac_o_code),
    .stat_mac_t_valid(s_mac_t_valid), .stat_mac_t_code(s_mac_t_code),
    .stat_itch_valid(stat_itch_valid), .stat_itch_code(stat_itch_code),
    .stat_book_valid(stat_book_valid), .stat_book_code(stat_book_code),
    .stat_touch_in_valid(stat_touch_in_valid), .stat_touch_in_code(stat_touch_in_code),
    .stat_touch_out_valid(stat_touch_out_valid), .stat_touch_out_code(stat_touch_out_code),
    .stat_delivery_a_valid(stat_delivery_a_valid), .stat_delivery_a_code(stat_delivery_a_code),
    .stat_delivery_b_valid(stat_delivery_b_valid), .stat_delivery_b_code(stat_delivery_b_code),
    .stat_delivery_out_a_valid(stat_delivery_out_a_valid),
    .stat_delivery_out_a_code(stat_delivery_out_a_code),
    .stat_delivery_out_b_valid(stat_delivery_out_b_valid),
    .stat_delivery_out_b_code(stat_delivery_out_b_code),
    .stat_long_valid(stat_long_valid), .stat_long_amount(32'd1),
    .stat_times_valid(stat_times_valid), .stat_times_amount(32'd1),
    .stat_damage_valid(stat_damage_valid), .stat_damage_amount(32'd1),
    .stat_runts_valid(stat_runts_valid), .stat_runts_amount({29'd0, stat_runts_amount}),
    .stat_levels_lost_valid(stat_levels_lost_valid), .stat_levels_lost_amount(32'd1),
    .cfg_trade_control_cut_through(cut_through), .cfg_trade_control_kill_on_link(kill_on_link),
    .trade_status_armed(armed), .trade_status_killed(killed), .trade_status_lent(lent),
    .trade_status_link(status_link_o), .trade_status_sender_busy(sender_busy), .trade_status_wait_arm(wait_arm),
    .trade_status_tx_error(tx_error), .trade_status_kill_cause({1'b0, kill_cause}),
    .cmd_trade_command_kill(cmd_kill), .cmd_trade_command_disarm(cmd_disarm),
    .cmd_trade_command_heartbeat(cmd_heartbeat), .cmd_trade_command_return(cmd_return),
    .cmd_trade_command_flush(cmd_flush), .trade_nonce(nonce), .cmd_trade_arm_key(cmd_arm_key),
    .cfg_trade_arm_key(arm_key), .cmd_trade_arm_go(cmd_arm_go), .cfg_trade_arm_go(arm_go),
    .cmd_trade_unkill(cmd_unkill), .cfg_trade_unkill(unkill), .cfg_trade_kill_mask(kill_mask),
    .cfg_trade_watchdog(watchdog), .cmd_trade_kick(cmd_kick), .cfg_trade_kick(),
    .cmd_trade_mismatch(cmd_mismatch), .cfg_trade_mismatch(), .trade_config_hash(config_hash),
    .cfg_trade_table_index_row(table_row), .cfg_trade_table_index_table(table_number),
    .cmd_trade_table_crc(cmd_crc), .cfg_trade_table_crc(table_crc), .trade_table_result({29'd0, table_result}),
    .trade_token(token), .cfg_trade_word_0(words[0 +: 32]), .cfg_trade_word_1(words[32 +: 32]),
    .cfg_trade_word_2(words[64 +: 32]), .cfg_trade_word_3(words[96 +: 32]), .cfg_trade_word_4(words[128 +: 32]),
    .cfg_trade_word_5(words[160 +: 32]), .cfg_trade_word_6(words[192 +: 32]),
    .cfg_trade_word_7(words[224 +: 32]), .cfg_trade_word_8(words[256 +: 32]),
    .cfg_trade_word_9(words[288 +: 32]), .cfg_trade_word_10(words[320 +: 32]),
    .cfg_trade_word_11(words[352 +: 32]), .cfg_trade_word_12(words[384 +: 32]),
    .cfg_trade_word_13(words[416 +: 32]), .cfg_trade_word_14(words[448 +: 32]),
    .cfg_trade_word_15(words[480 +: 32]), .trade_position(position), .trade_open_buy(open_buy),
    .trade_open_sell(open_sell), .trade_orders(order_count), .trade_gross_lo(gross[31:0]),
    .trade_gross_hi(gross[63:32]), .trade_tcp_seq(tcp_seq), .cfg_trade_tcp_ack(tcp_ack),
    .cfg_trade_tcp_limit(tcp_limit), .cfg_trade_tcp_window(tcp_window), .cfg_trade_tx_lo(tx_lo),
    .cfg_trade_tx_hi(tx_hi), .cfg_trade_tx_log2(tx_log2), .cfg_trade_tx_head(tx_head), .trade_tx_tail(tx_tail),
    .cfg_trade_ring_lo(trade_lo), .cfg_trade_ring_hi(trade_hi), .cfg_trade_ring_log2(trade_log2),
    .cfg_trade_ring_head(trade_head), .trade_ring_tail(trade_tail),
    .stat_delivery_o_valid(stat_delivery_o_valid), .stat_delivery_o_code(stat_delivery_o_code),
    .stat_delivery_out_o_valid(stat_delivery_out_o_valid), .stat_delivery_out_o_code(stat_delivery_out_o_code),
    .stat_reason_valid(stat_reason_valid), .stat_reason_code(stat_reason_code),
    .stat_host_tx_guard_valid(stat_host_valid), .stat_host_tx_guard_code(stat_host_code),
    .stat_host_tx_ring_valid(stat_tx_length), .stat_host_tx_ring_code(TW_HOST_TX_REFUSED_LENGTH),
    .stat_intents_valid(stat_intents_valid), .stat_intents_amount({29'd0, stat_intents_amount}),
    .stat_kills_valid(stat_kill), .stat_kills_amount(32'd1), .stat_sent_valid(stat_sent),
    .stat_sent_amount(32'd1), .stat_trade_lost_valid(stat_trade_lost_valid),
    .stat_trade_lost_amount({29'd0, stat_trade_lost_amount}), .stat_overrun_valid(stat_overrun_valid),
    .stat_overrun_amount({29'd0, stat_overrun_amount}), .stat_dropped_valid(stat_dropped),
    .stat_dropped_amount(32'd1), .stat_lends_refused_valid(stat_lend_refused),
    .stat_lends_refused_amount(32'd1),
    .count_queue_max(queue_max), .count_orders_live(orders_live),
    .count_orders_stash(orders_stash), .count_levels_live(levels_live));

  wire unused = &{1'b0, scratch, table_on[31:1], locate[31:16], group_port[31:16], replay_length[31:12]};

endmodule

`default_nettype wire
