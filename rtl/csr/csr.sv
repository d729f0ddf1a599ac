// SPDX-License-Identifier: BSD-3-Clause
// csr: the registers and counters of the device behind AXI4-Lite.
// Made from touchwire.regs by `make regs`; do not edit. registers.md is the same for readers.
//
//   s_axil  in   one access at a time; SLVERR for what registers.md does not know
//   cfg_*   out  values of rw and wp registers;  cmd_*  out  one cycle per write of a wp register
//   stat_*  in   counter pulses, one counter per source and cycle
//
// Latency     write: cfg_* changes 2 cycles after AW and W are taken. Read: RVALID 4 cycles after AR.
// Throughput  one access at a time; counters take a pulse in every cycle.
// Stall       AWREADY, WREADY and ARREADY are low while an access of their kind is open.
// Reset       cfg_* to the values in registers.md, all counters to 0.

`include "tw_regs.svh"
`default_nettype none

module csr #(
  parameter logic [31:0] BUILD = 32'd0,
  parameter logic [31:0] SYMBOLS = 32'd0,
  parameter logic [31:0] ORDERS = 32'd0,
  parameter logic [31:0] LOCATES = 32'd0
) (
  input  wire logic         clk,
  input  wire logic         rst,

  input  wire logic [15:0]  s_axil_awaddr,
  input  wire logic         s_axil_awvalid,
  output logic              s_axil_awready,
  input  wire logic [31:0]  s_axil_wdata,
  input  wire logic [3:0]   s_axil_wstrb,
  input  wire logic         s_axil_wvalid,
  output logic              s_axil_wready,
  output logic [1:0]        s_axil_bresp,
  output logic              s_axil_bvalid,
  input  wire logic         s_axil_bready,
  input  wire logic [15:0]  s_axil_araddr,
  input  wire logic         s_axil_arvalid,
  output logic              s_axil_arready,
  output logic [31:0]       s_axil_rdata,
  output logic [1:0]        s_axil_rresp,
  output logic              s_axil_rvalid,
  input  wire logic         s_axil_rready,

  output logic      [31:0]  cfg_ident_scratch,
  output logic              cfg_control_control_feed_a,
  output logic              cfg_control_control_feed_b,
  output logic              cfg_control_control_dma,
  output logic              cfg_control_control_all,
  output logic              cfg_control_control_repair,
  output logic              cfg_control_control_udp_check,
  input  wire logic         control_status_dma_idle,
  input  wire logic         control_status_busy,
  input  wire logic         control_status_stale,
  input  wire logic         control_status_ended,
  input  wire logic         control_status_clearing,
  input  wire logic         control_status_dma_error,
  input  wire logic         control_status_holding,
  input  wire logic         control_status_loading,
  input  wire logic         control_status_replay_lost,
  input  wire logic         control_status_silent_a,
  input  wire logic         control_status_silent_b,
  input  wire logic         control_status_silent,
  input  wire logic         control_status_spoilt,
  output logic              cmd_control_command_clear,
  input  wire logic [31:0]  control_time_lo,
  input  wire logic [31:0]  control_time_hi,
  output logic      [31:0]  cfg_control_time_set_lo,
  output logic              cmd_control_time_set_hi,
  output logic      [31:0]  cfg_control_time_set_hi,
  input  wire logic [31:0]  control_cycle_lo,
  input  wire logic [31:0]  control_cycle_hi,
  output logic      [31:0]  cfg_control_group_ip,
  output logic      [31:0]  cfg_control_group_port,
  output logic      [31:0]  cfg_control_hold_ns,
  output logic              cmd_control_fresh,
  output logic      [31:0]  cfg_control_fresh,
  output logic      [31:0]  cfg_control_silence_ns,
  output logic      [31:0]  cfg_control_stale_ns,
  output logic      [31:0]  cfg_control_source_0,
  output logic      [31:0]  cfg_control_source_1,
  output logic      [31:0]  cfg_control_source_2,
  output logic      [31:0]  cfg_control_source_3,
  output logic      [31:0]  cfg_control_jump,
  output logic      [31:0]  cfg_symbol_name_hi,
  output logic      [31:0]  cfg_symbol_name_lo,
  output logic      [31:0]  cfg_symbol_locate,
  output logic      [15:0]  cfg_symbol_command_index,
  output logic      [1:0]   cfg_symbol_command_op,
  output logic              cmd_symbol_command,
  input  wire logic [15:0]  symbol_state_locate,
  input  wire logic         symbol_state_known,
  input  wire logic         symbol_state_ready,
  input  wire logic [31:0]  symbol_shown_hi,
  input  wire logic [31:0]  symbol_shown_lo,
  input  wire logic [31:0]  symbol_count,
  output logic      [31:0]  cfg_dma_ring_lo,
  output logic      [31:0]  cfg_dma_ring_hi,
  output logic      [31:0]  cfg_dma_ring_log2,
  output logic      [31:0]  cfg_dma_table_lo,
  output logic      [31:0]  cfg_dma_table_hi,
  output logic      [31:0]  cfg_dma_table_on,
  output logic      [31:0]  cfg_dma_data_lo,
  output logic      [31:0]  cfg_dma_data_hi,
  output logic      [31:0]  cfg_dma_done_lo,
  output logic      [31:0]  cfg_dma_done_hi,
  output logic      [31:0]  cfg_dma_slots_log2,
  output logic      [31:0]  cfg_dma_slot_log2,
  output logic      [31:0]  cfg_dma_head,
  input  wire logic [31:0]  dma_tail,
  input  wire logic [31:0]  dma_errors,
  output logic      [31:0]  cfg_replay_seq_lo,
  output logic      [31:0]  cfg_replay_seq_hi,
  output logic              cmd_replay_command_load,
  output logic              cmd_replay_command_resume,
  output logic              cmd_replay_begin,
  output logic      [31:0]  cfg_replay_begin,
  output logic              cmd_replay_data,
  output logic      [31:0]  cfg_replay_data,
  input  wire logic [31:0]  replay_room,
  input  wire logic [31:0]  replay_expected_lo,
  input  wire logic [31:0]  replay_expected_hi,
  input  wire logic [31:0]  replay_gap_first_lo,
  input  wire logic [31:0]  replay_gap_first_hi,
  input  wire logic [31:0]  replay_gap_next_lo,
  input  wire logic [31:0]  replay_gap_next_hi,
  input  wire logic [31:0]  replay_session_0,
  input  wire logic [31:0]  replay_session_1,
  input  wire logic [31:0]  replay_session_2,
  output logic              cfg_trade_control_cut_through,
  output logic              cfg_trade_control_kill_on_link,
  input  wire logic         trade_status_armed,
  input  wire logic         trade_status_killed,
  input  wire logic         trade_status_lent,
  input  wire logic         trade_status_link,
  input  wire logic         trade_status_sender_busy,
  input  wire logic         trade_status_wait_arm,
  input  wire logic         trade_status_tx_error,
  input  wire logic [7:0]   trade_status_kill_cause,
  output logic              cmd_trade_command_kill,
  output logic              cmd_trade_command_disarm,
  output logic              cmd_trade_command_heartbeat,
  output logic              cmd_trade_command_return,
  output logic              cmd_trade_command_flush,
  input  wire logic [31:0]  trade_nonce,
  output logic              cmd_trade_arm_key,
  output logic      [31:0]  cfg_trade_arm_key,
  output logic              cmd_trade_arm_go,
  output logic      [31:0]  cfg_trade_arm_go,
  output logic              cmd_trade_unkill,
  output logic      [31:0]  cfg_trade_unkill,
  output logic      [31:0]  cfg_trade_kill_mask,
  output logic      [31:0]  cfg_trade_watchdog,
  output logic              cmd_trade_kick,
  output logic      [31:0]  cfg_trade_kick,
  output logic              cmd_trade_mismatch,
  output logic      [31:0]  cfg_trade_mismatch,
  input  wire logic [31:0]  trade_config_hash,
  output logic      [23:0]  cfg_trade_table_index_row,
  output logic      [7:0]   cfg_trade_table_index_table,
  output logic              cmd_trade_table_crc,
  output logic      [31:0]  cfg_trade_table_crc,
  input  wire logic [31:0]  trade_table_result,
  input  wire logic [31:0]  trade_token,
  output logic      [31:0]  cfg_trade_word_0,
  output logic      [31:0]  cfg_trade_word_1,
  output logic      [31:0]  cfg_trade_word_2,
  output logic      [31:0]  cfg_trade_word_3,
  output logic      [31:0]  cfg_trade_word_4,
  output logic      [31:0]  cfg_trade_word_5,
  output logic      [31:0]  cfg_trade_word_6,
  output logic      [31:0]  cfg_trade_word_7,
  output logic      [31:0]  cfg_trade_word_8,
  output logic      [31:0]  cfg_trade_word_9,
  output logic      [31:0]  cfg_trade_word_10,
  output logic      [31:0]  cfg_trade_word_11,
  output logic      [31:0]  cfg_trade_word_12,
  output logic      [31:0]  cfg_trade_word_13,
  output logic      [31:0]  cfg_trade_word_14,
  output logic      [31:0]  cfg_trade_word_15,
  input  wire logic [31:0]  trade_position,
  input  wire logic [31:0]  trade_open_buy,
  input  wire logic [31:0]  trade_open_sell,
  input  wire logic [31:0]  trade_orders,
  input  wire logic [31:0]  trade_gross_lo,
  input  wire logic [31:0]  trade_gross_hi,
  input  wire logic [31:0]  trade_tcp_seq,
  output logic      [31:0]  cfg_trade_tcp_ack,
  output logic      [31:0]  cfg_trade_tcp_limit,
  output logic      [31:0]  cfg_trade_tcp_window,
  output logic      [31:0]  cfg_trade_tx_lo,
  output logic      [31:0]  cfg_trade_tx_hi,
  output logic      [31:0]  cfg_trade_tx_log2,
  output logic      [31:0]  cfg_trade_tx_head,
  input  wire logic [31:0]  trade_tx_tail,
  output logic      [31:0]  cfg_trade_ring_lo,
  output logic      [31:0]  cfg_trade_ring_hi,
  output logic      [31:0]  cfg_trade_ring_log2,
  output logic      [31:0]  cfg_trade_ring_head,
  input  wire logic [31:0]  trade_ring_tail,
  input  wire logic         stat_frame_a_valid,
  input  wire logic [3:0]   stat_frame_a_code,
  input  wire logic         stat_frame_b_valid,
  input  wire logic [3:0]   stat_frame_b_code,
  input  wire logic         stat_packet_a_valid,
  input  wire logic [2:0]   stat_packet_a_code,
  input  wire logic         stat_packet_b_valid,
  input  wire logic [2:0]   stat_packet_b_code,
  input  wire logic         stat_packet_r_valid,
  input  wire logic [2:0]   stat_packet_r_code,
  input  wire logic         stat_message_a_valid,
  input  wire logic [2:0]   stat_message_a_code,
  input  wire logic         stat_message_b_valid,
  input  wire logic [2:0]   stat_message_b_code,
  input  wire logic         stat_message_r_valid,
  input  wire logic [2:0]   stat_message_r_code,
  input  wire logic         stat_lost_valid,
  input  wire logic [31:0]  stat_lost_amount,
  input  wire logic         stat_gaps_valid,
  input  wire logic [31:0]  stat_gaps_amount,
  input  wire logic         stat_mismatch_valid,
  input  wire logic [31:0]  stat_mismatch_amount,
  input  wire logic         stat_compared_valid,
  input  wire logic [31:0]  stat_compared_amount,
  input  wire logic         stat_itch_valid,
  input  wire logic [4:0]   stat_itch_code,
  input  wire logic         stat_book_valid,
  input  wire logic [3:0]   stat_book_code,
  input  wire logic         stat_touch_in_valid,
  input  wire logic         stat_touch_in_code,
  input  wire logic         stat_touch_out_valid,
  input  wire logic         stat_touch_out_code,
  input  wire logic         stat_delivery_a_valid,
  input  wire logic [1:0]   stat_delivery_a_code,
  input  wire logic         stat_delivery_b_valid,
  input  wire logic [1:0]   stat_delivery_b_code,
  input  wire logic         stat_delivery_o_valid,
  input  wire logic [1:0]   stat_delivery_o_code,
  input  wire logic         stat_delivery_out_a_valid,
  input  wire logic [1:0]   stat_delivery_out_a_code,
  input  wire logic         stat_delivery_out_b_valid,
  input  wire logic [1:0]   stat_delivery_out_b_code,
  input  wire logic         stat_delivery_out_o_valid,
  input  wire logic [1:0]   stat_delivery_out_o_code,
  input  wire logic         stat_long_valid,
  input  wire logic [31:0]  stat_long_amount,
  input  wire logic         stat_runts_valid,
  input  wire logic [31:0]  stat_runts_amount,
  input  wire logic         stat_levels_lost_valid,
  input  wire logic [31:0]  stat_levels_lost_amount,
  input  wire logic         stat_times_valid,
  input  wire logic [31:0]  stat_times_amount,
  input  wire logic         stat_damage_valid,
  input  wire logic [31:0]  stat_damage_amount,
  input  wire logic [31:0]  count_queue_max,
  input  wire logic [31:0]  count_orders_live,
  input  wire logic [31:0]  count_orders_stash,
  input  wire logic [31:0]  count_levels_live,
  input  wire logic         stat_mac_a_valid,
  input  wire logic [2:0]   stat_mac_a_code,
  input  wire logic         stat_mac_b_valid,
  input  wire logic [2:0]   stat_mac_b_code,
  input  wire logic         stat_mac_o_valid,
  input  wire logic [2:0]   stat_mac_o_code,
  input  wire logic         stat_mac_t_valid,
  input  wire logic [2:0]   stat_mac_t_code,
  input  wire logic         stat_reason_valid,
  input  wire logic [4:0]   stat_reason_code,
  input  wire logic         stat_host_tx_guard_valid,
  input  wire logic [3:0]   stat_host_tx_guard_code,
  input  wire logic         stat_host_tx_ring_valid,
  input  wire logic [3:0]   stat_host_tx_ring_code,
  input  wire logic         stat_intents_valid,
  input  wire logic [31:0]  stat_intents_amount,
  input  wire logic         stat_kills_valid,
  input  wire logic [31:0]  stat_kills_amount,
  input  wire logic         stat_sent_valid,
  input  wire logic [31:0]  stat_sent_amount,
  input  wire logic         stat_trade_lost_valid,
  input  wire logic [31:0]  stat_trade_lost_amount,
  input  wire logic         stat_overrun_valid,
  input  wire logic [31:0]  stat_overrun_amount,
  input  wire logic         stat_dropped_valid,
  input  wire logic [31:0]  stat_dropped_amount,
  input  wire logic         stat_lends_refused_valid,
  input  wire logic [31:0]  stat_lends_refused_amount
);

  logic        wr_en, wr_error_q, rd_en, rd_done_q, rd_error_q;
  logic [15:0] wr_addr, rd_addr;
  logic [31:0] wr_data, rd_data_q;

  axil_slave u_axil (.*);

  wire [3:0] frame_a_index = 4'(rd_addr[15:3] - 13'h0200);
  wire [63:0] frame_a_count;
  counter_bank #(.COUNTERS(16)) u_frame_a (
    .clk(clk), .rst(rst), .stat_valid(stat_frame_a_valid), .stat_code(stat_frame_a_code),
    .rd_en(rd_en), .rd_index(frame_a_index), .rd_data(frame_a_count));

  wire [3:0] frame_b_index = 4'(rd_addr[15:3] - 13'h0210);
  wire [63:0] frame_b_count;
  counter_bank #(.COUNTERS(16)) u_frame_b (
    .clk(clk), .rst(rst), .stat_valid(stat_frame_b_valid), .stat_code(stat_frame_b_code),
    .rd_en(rd_en), .rd_index(frame_b_index), .rd_data(frame_b_count));

  wire [2:0] packet_index = 3'(rd_addr[15:3] - 13'h0220);
  wire [63:0] packet_a_count;
  counter_bank #(.COUNTERS(7)) u_packet_a (
    .clk(clk), .rst(rst), .stat_valid(stat_packet_a_valid), .stat_code(stat_packet_a_code),
    .rd_en(rd_en), .rd_index(packet_index), .rd_data(packet_a_count));
  wire [63:0] packet_b_count;
  counter_bank #(.COUNTERS(7)) u_packet_b (
    .clk(clk), .rst(rst), .stat_valid(stat_packet_b_valid), .stat_code(stat_packet_b_code),
    .rd_en(rd_en), .rd_index(packet_index), .rd_data(packet_b_count));
  wire [63:0] packet_r_count;
  counter_bank #(.COUNTERS(7)) u_packet_r (
    .clk(clk), .rst(rst), .stat_valid(stat_packet_r_valid), .stat_code(stat_packet_r_code),
    .rd_en(rd_en), .rd_index(packet_index), .rd_data(packet_r_count));

  wire [2:0] message_index = 3'(rd_addr[15:3] - 13'h0230);
  wire [63:0] message_a_count;
  counter_bank #(.COUNTERS(5)) u_message_a (
    .clk(clk), .rst(rst), .stat_valid(stat_message_a_valid), .stat_code(stat_message_a_code),
    .rd_en(rd_en), .rd_index(message_index), .rd_data(message_a_count));
  wire [63:0] message_b_count;
  counter_bank #(.COUNTERS(5)) u_message_b (
    .clk(clk), .rst(rst), .stat_valid(stat_message_b_valid), .stat_code(stat_message_b_code),
    .rd_en(rd_en), .rd_index(message_index), .rd_data(message_b_count));
  wire [63:0] message_r_count;
  counter_bank #(.COUNTERS(5)) u_message_r (
    .clk(clk), .rst(rst), .stat_valid(stat_message_r_valid), .stat_code(stat_message_r_code),
    .rd_en(rd_en), .rd_index(message_index), .rd_data(message_r_count));

  wire [4:0] itch_index = 5'(rd_addr[15:3] - 13'h0240);
  wire [63:0] itch_count;
  counter_bank #(.COUNTERS(25)) u_itch (
    .clk(clk), .rst(rst), .stat_valid(stat_itch_valid), .stat_code(stat_itch_code),
    .rd_en(rd_en), .rd_index(itch_index), .rd_data(itch_count));

  wire [3:0] book_index = 4'(rd_addr[15:3] - 13'h0260);
  wire [63:0] book_count;
  counter_bank #(.COUNTERS(16)) u_book (
    .clk(clk), .rst(rst), .stat_valid(stat_book_valid), .stat_code(stat_book_code),
    .rd_en(rd_en), .rd_index(book_index), .rd_data(book_count));

  wire [0:0] touch_index = 1'(rd_addr[15:3] - 13'h0280);
  wire [63:0] touch_in_count;
  counter_bank #(.COUNTERS(2)) u_touch_in (
    .clk(clk), .rst(rst), .stat_valid(stat_touch_in_valid), .stat_code(stat_touch_in_code),
    .rd_en(rd_en), .rd_index(touch_index), .rd_data(touch_in_count));
  wire [63:0] touch_out_count;
  counter_bank #(.COUNTERS(2)) u_touch_out (
    .clk(clk), .rst(rst), .stat_valid(stat_touch_out_valid), .stat_code(stat_touch_out_code),
    .rd_en(rd_en), .rd_index(touch_index), .rd_data(touch_out_count));

  wire [1:0] delivery_index = 2'(rd_addr[15:3] - 13'h0282);
  wire [63:0] delivery_a_count;
  counter_bank #(.COUNTERS(4)) u_delivery_a (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_a_valid), .stat_code(stat_delivery_a_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_a_count));
  wire [63:0] delivery_b_count;
  counter_bank #(.COUNTERS(4)) u_delivery_b (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_b_valid), .stat_code(stat_delivery_b_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_b_count));
  wire [63:0] delivery_o_count;
  counter_bank #(.COUNTERS(4)) u_delivery_o (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_o_valid), .stat_code(stat_delivery_o_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_o_count));
  wire [63:0] delivery_out_a_count;
  counter_bank #(.COUNTERS(4)) u_delivery_out_a (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_out_a_valid), .stat_code(stat_delivery_out_a_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_out_a_count));
  wire [63:0] delivery_out_b_count;
  counter_bank #(.COUNTERS(4)) u_delivery_out_b (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_out_b_valid), .stat_code(stat_delivery_out_b_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_out_b_count));
  wire [63:0] delivery_out_o_count;
  counter_bank #(.COUNTERS(4)) u_delivery_out_o (
    .clk(clk), .rst(rst), .stat_valid(stat_delivery_out_o_valid), .stat_code(stat_delivery_out_o_code),
    .rd_en(rd_en), .rd_index(delivery_index), .rd_data(delivery_out_o_count));

  wire [2:0] mac_a_index = 3'(rd_addr[15:3] - 13'h0290);
  wire [63:0] mac_a_count;
  counter_bank #(.COUNTERS(8)) u_mac_a (
    .clk(clk), .rst(rst), .stat_valid(stat_mac_a_valid), .stat_code(stat_mac_a_code),
    .rd_en(rd_en), .rd_index(mac_a_index), .rd_data(mac_a_count));

  wire [2:0] mac_b_index = 3'(rd_addr[15:3] - 13'h0298);
  wire [63:0] mac_b_count;
  counter_bank #(.COUNTERS(8)) u_mac_b (
    .clk(clk), .rst(rst), .stat_valid(stat_mac_b_valid), .stat_code(stat_mac_b_code),
    .rd_en(rd_en), .rd_index(mac_b_index), .rd_data(mac_b_count));

  wire [2:0] mac_o_index = 3'(rd_addr[15:3] - 13'h02a0);
  wire [63:0] mac_o_count;
  counter_bank #(.COUNTERS(8)) u_mac_o (
    .clk(clk), .rst(rst), .stat_valid(stat_mac_o_valid), .stat_code(stat_mac_o_code),
    .rd_en(rd_en), .rd_index(mac_o_index), .rd_data(mac_o_count));

  wire [2:0] mac_t_index = 3'(rd_addr[15:3] - 13'h02a8);
  wire [63:0] mac_t_count;
  counter_bank #(.COUNTERS(5)) u_mac_t (
    .clk(clk), .rst(rst), .stat_valid(stat_mac_t_valid), .stat_code(stat_mac_t_code),
    .rd_en(rd_en), .rd_index(mac_t_index), .rd_data(mac_t_count));

  wire [4:0] reason_index = 5'(rd_addr[15:3] - 13'h02c0);
  wire [63:0] reason_count;
  counter_bank #(.COUNTERS(25)) u_reason (
    .clk(clk), .rst(rst), .stat_valid(stat_reason_valid), .stat_code(stat_reason_code),
    .rd_en(rd_en), .rd_index(reason_index), .rd_data(reason_count));

  wire [3:0] host_tx_index = 4'(rd_addr[15:3] - 13'h02e0);
  wire [63:0] host_tx_guard_count;
  counter_bank #(.COUNTERS(10)) u_host_tx_guard (
    .clk(clk), .rst(rst), .stat_valid(stat_host_tx_guard_valid), .stat_code(stat_host_tx_guard_code),
    .rd_en(rd_en), .rd_index(host_tx_index), .rd_data(host_tx_guard_count));
  wire [63:0] host_tx_ring_count;
  counter_bank #(.COUNTERS(10)) u_host_tx_ring (
    .clk(clk), .rst(rst), .stat_valid(stat_host_tx_ring_valid), .stat_code(stat_host_tx_ring_code),
    .rd_en(rd_en), .rd_index(host_tx_index), .rd_data(host_tx_ring_count));

  logic [63:0] sum_lost_q;
  logic [63:0] sum_gaps_q;
  logic [63:0] sum_mismatch_q;
  logic [63:0] sum_compared_q;
  logic [63:0] sum_long_q;
  logic [63:0] sum_runts_q;
  logic [63:0] sum_levels_lost_q;
  logic [63:0] sum_times_q;
  logic [63:0] sum_damage_q;
  logic [63:0] sum_intents_q;
  logic [63:0] sum_kills_q;
  logic [63:0] sum_sent_q;
  logic [63:0] sum_trade_lost_q;
  logic [63:0] sum_overrun_q;
  logic [63:0] sum_dropped_q;
  logic [63:0] sum_lends_refused_q;
  always_ff @(posedge clk) begin
    if (stat_lost_valid) sum_lost_q <= sum_lost_q + 64'(stat_lost_amount);
    if (stat_gaps_valid) sum_gaps_q <= sum_gaps_q + 64'(stat_gaps_amount);
    if (stat_mismatch_valid) sum_mismatch_q <= sum_mismatch_q + 64'(stat_mismatch_amount);
    if (stat_compared_valid) sum_compared_q <= sum_compared_q + 64'(stat_compared_amount);
    if (stat_long_valid) sum_long_q <= sum_long_q + 64'(stat_long_amount);
    if (stat_runts_valid) sum_runts_q <= sum_runts_q + 64'(stat_runts_amount);
    if (stat_levels_lost_valid) sum_levels_lost_q <= sum_levels_lost_q + 64'(stat_levels_lost_amount);
    if (stat_times_valid) sum_times_q <= sum_times_q + 64'(stat_times_amount);
    if (stat_damage_valid) sum_damage_q <= sum_damage_q + 64'(stat_damage_amount);
    if (stat_intents_valid) sum_intents_q <= sum_intents_q + 64'(stat_intents_amount);
    if (stat_kills_valid) sum_kills_q <= sum_kills_q + 64'(stat_kills_amount);
    if (stat_sent_valid) sum_sent_q <= sum_sent_q + 64'(stat_sent_amount);
    if (stat_trade_lost_valid) sum_trade_lost_q <= sum_trade_lost_q + 64'(stat_trade_lost_amount);
    if (stat_overrun_valid) sum_overrun_q <= sum_overrun_q + 64'(stat_overrun_amount);
    if (stat_dropped_valid) sum_dropped_q <= sum_dropped_q + 64'(stat_dropped_amount);
    if (stat_lends_refused_valid) sum_lends_refused_q <= sum_lends_refused_q + 64'(stat_lends_refused_amount);
    if (rst) begin
      sum_lost_q <= 64'd0;
      sum_gaps_q <= 64'd0;
      sum_mismatch_q <= 64'd0;
      sum_compared_q <= 64'd0;
      sum_long_q <= 64'd0;
      sum_runts_q <= 64'd0;
      sum_levels_lost_q <= 64'd0;
      sum_times_q <= 64'd0;
      sum_damage_q <= 64'd0;
      sum_intents_q <= 64'd0;
      sum_kills_q <= 64'd0;
      sum_sent_q <= 64'd0;
      sum_trade_lost_q <= 64'd0;
      sum_overrun_q <= 64'd0;
      sum_dropped_q <= 64'd0;
      sum_lends_refused_q <= 64'd0;
    end
  end

  // A write acts in the cycle after wr_en; its answer is ready then.
  always_ff @(posedge clk) begin
    cmd_control_command_clear <= 1'b0;
    cmd_control_time_set_hi <= 1'b0;
    cmd_control_fresh <= 1'b0;
    cmd_symbol_command <= 1'b0;
    cmd_replay_command_load <= 1'b0;
    cmd_replay_command_resume <= 1'b0;
    cmd_replay_begin <= 1'b0;
    cmd_replay_data <= 1'b0;
    cmd_trade_command_kill <= 1'b0;
    cmd_trade_command_disarm <= 1'b0;
    cmd_trade_command_heartbeat <= 1'b0;
    cmd_trade_command_return <= 1'b0;
    cmd_trade_command_flush <= 1'b0;
    cmd_trade_arm_key <= 1'b0;
    cmd_trade_arm_go <= 1'b0;
    cmd_trade_unkill <= 1'b0;
    cmd_trade_kick <= 1'b0;
    cmd_trade_mismatch <= 1'b0;
    cmd_trade_table_crc <= 1'b0;
    if (wr_en) begin
      wr_error_q <= 1'b0;
      unique case (wr_addr[15:2])
        14'h0008: begin
          cfg_ident_scratch <= wr_data;
        end
        14'h0040: begin
          cfg_control_control_feed_a <= wr_data[0];
          cfg_control_control_feed_b <= wr_data[1];
          cfg_control_control_dma <= wr_data[2];
          cfg_control_control_all <= wr_data[3];
          cfg_control_control_repair <= wr_data[4];
          cfg_control_control_udp_check <= wr_data[5];
        end
        14'h0042: begin
          cmd_control_command_clear <= wr_data[0];
        end
        14'h0045: begin
          cfg_control_time_set_lo <= wr_data;
        end
        14'h0046: begin
          cfg_control_time_set_hi <= wr_data;
          cmd_control_time_set_hi <= 1'b1;
        end
        14'h0049: begin
          cfg_control_group_ip <= wr_data;
        end
        14'h004a: begin
          cfg_control_group_port <= wr_data;
        end
        14'h004b: begin
          cfg_control_hold_ns <= wr_data;
        end
        14'h004c: begin
          cfg_control_fresh <= wr_data;
          cmd_control_fresh <= 1'b1;
        end
        14'h004d: begin
          cfg_control_silence_ns <= wr_data;
        end
        14'h004e: begin
          cfg_control_stale_ns <= wr_data;
        end
        14'h004f: begin
          cfg_control_source_0 <= wr_data;
        end
        14'h0050: begin
          cfg_control_source_1 <= wr_data;
        end
        14'h0051: begin
          cfg_control_source_2 <= wr_data;
        end
        14'h0052: begin
          cfg_control_source_3 <= wr_data;
        end
        14'h0053: begin
          cfg_control_jump <= wr_data;
        end
        14'h0080: begin
          cfg_symbol_name_hi <= wr_data;
        end
        14'h0081: begin
          cfg_symbol_name_lo <= wr_data;
        end
        14'h0082: begin
          cfg_symbol_locate <= wr_data;
        end
        14'h0083: begin
          cfg_symbol_command_index <= wr_data[15:0];
          cfg_symbol_command_op <= wr_data[17:16];
          cmd_symbol_command <= 1'b1;
        end
        14'h00c0: begin
          cfg_dma_ring_lo <= wr_data;
        end
        14'h00c1: begin
          cfg_dma_ring_hi <= wr_data;
        end
        14'h00c2: begin
          cfg_dma_ring_log2 <= wr_data;
        end
        14'h00c3: begin
          cfg_dma_table_lo <= wr_data;
        end
        14'h00c4: begin
          cfg_dma_table_hi <= wr_data;
        end
        14'h00c5: begin
          cfg_dma_table_on <= wr_data;
        end
        14'h00c6: begin
          cfg_dma_data_lo <= wr_data;
        end
        14'h00c7: begin
          cfg_dma_data_hi <= wr_data;
        end
        14'h00c8: begin
          cfg_dma_done_lo <= wr_data;
        end
        14'h00c9: begin
          cfg_dma_done_hi <= wr_data;
        end
        14'h00ca: begin
          cfg_dma_slots_log2 <= wr_data;
        end
        14'h00cb: begin
          cfg_dma_slot_log2 <= wr_data;
        end
        14'h00cc: begin
          cfg_dma_head <= wr_data;
        end
        14'h0100: begin
          cfg_replay_seq_lo <= wr_data;
        end
        14'h0101: begin
          cfg_replay_seq_hi <= wr_data;
        end
        14'h0102: begin
          cmd_replay_command_load <= wr_data[0];
          cmd_replay_command_resume <= wr_data[1];
        end
        14'h0103: begin
          cfg_replay_begin <= wr_data;
          cmd_replay_begin <= 1'b1;
        end
        14'h0104: begin
          cfg_replay_data <= wr_data;
          cmd_replay_data <= 1'b1;
        end
        14'h0140: begin
          cfg_trade_control_cut_through <= wr_data[0];
          cfg_trade_control_kill_on_link <= wr_data[1];
        end
        14'h0142: begin
          cmd_trade_command_kill <= wr_data[0];
          cmd_trade_command_disarm <= wr_data[1];
          cmd_trade_command_heartbeat <= wr_data[2];
          cmd_trade_command_return <= wr_data[3];
          cmd_trade_command_flush <= wr_data[4];
        end
        14'h0144: begin
          cfg_trade_arm_key <= wr_data;
          cmd_trade_arm_key <= 1'b1;
        end
        14'h0145: begin
          cfg_trade_arm_go <= wr_data;
          cmd_trade_arm_go <= 1'b1;
        end
        14'h0146: begin
          cfg_trade_unkill <= wr_data;
          cmd_trade_unkill <= 1'b1;
        end
        14'h0147: begin
          cfg_trade_kill_mask <= wr_data;
        end
        14'h0148: begin
          cfg_trade_watchdog <= wr_data;
        end
        14'h0149: begin
          cfg_trade_kick <= wr_data;
          cmd_trade_kick <= 1'b1;
        end
        14'h014a: begin
          cfg_trade_mismatch <= wr_data;
          cmd_trade_mismatch <= 1'b1;
        end
        14'h014c: begin
          cfg_trade_table_index_row <= wr_data[23:0];
          cfg_trade_table_index_table <= wr_data[31:24];
        end
        14'h014d: begin
          cfg_trade_table_crc <= wr_data;
          cmd_trade_table_crc <= 1'b1;
        end
        14'h0150: begin
          cfg_trade_word_0 <= wr_data;
        end
        14'h0151: begin
          cfg_trade_word_1 <= wr_data;
        end
        14'h0152: begin
          cfg_trade_word_2 <= wr_data;
        end
        14'h0153: begin
          cfg_trade_word_3 <= wr_data;
        end
        14'h0154: begin
          cfg_trade_word_4 <= wr_data;
        end
        14'h0155: begin
          cfg_trade_word_5 <= wr_data;
        end
        14'h0156: begin
          cfg_trade_word_6 <= wr_data;
        end
        14'h0157: begin
          cfg_trade_word_7 <= wr_data;
        end
        14'h0158: begin
          cfg_trade_word_8 <= wr_data;
        end
        14'h0159: begin
          cfg_trade_word_9 <= wr_data;
        end
        14'h015a: begin
          cfg_trade_word_10 <= wr_data;
        end
        14'h015b: begin
          cfg_trade_word_11 <= wr_data;
        end
        14'h015c: begin
          cfg_trade_word_12 <= wr_data;
        end
        14'h015d: begin
          cfg_trade_word_13 <= wr_data;
        end
        14'h015e: begin
          cfg_trade_word_14 <= wr_data;
        end
        14'h015f: begin
          cfg_trade_word_15 <= wr_data;
        end
        14'h0167: begin
          cfg_trade_tcp_ack <= wr_data;
        end
        14'h0168: begin
          cfg_trade_tcp_limit <= wr_data;
        end
        14'h0169: begin
          cfg_trade_tcp_window <= wr_data;
        end
        14'h016a: begin
          cfg_trade_tx_lo <= wr_data;
        end
        14'h016b: begin
          cfg_trade_tx_hi <= wr_data;
        end
        14'h016c: begin
          cfg_trade_tx_log2 <= wr_data;
        end
        14'h016d: begin
          cfg_trade_tx_head <= wr_data;
        end
        14'h016f: begin
          cfg_trade_ring_lo <= wr_data;
        end
        14'h0170: begin
          cfg_trade_ring_hi <= wr_data;
        end
        14'h0171: begin
          cfg_trade_ring_log2 <= wr_data;
        end
        14'h0172: begin
          cfg_trade_ring_head <= wr_data;
        end
        default: wr_error_q <= 1'b1;
      endcase
    end
    if (rst) begin
      wr_error_q <= 1'b0;
      cfg_ident_scratch <= 32'h00000000;
      cfg_control_control_feed_a <= 1'h0;
      cfg_control_control_feed_b <= 1'h0;
      cfg_control_control_dma <= 1'h0;
      cfg_control_control_all <= 1'h0;
      cfg_control_control_repair <= 1'h0;
      cfg_control_control_udp_check <= 1'h0;
      cmd_control_command_clear <= 1'h0;
      cfg_control_time_set_lo <= 32'h00000000;
      cmd_control_time_set_hi <= 1'b0;
      cfg_control_time_set_hi <= 32'h00000000;
      cfg_control_group_ip <= 32'h00000000;
      cfg_control_group_port <= 32'h00000000;
      cfg_control_hold_ns <= 32'h000f4240;
      cmd_control_fresh <= 1'b0;
      cfg_control_fresh <= 32'h00000000;
      cfg_control_silence_ns <= 32'h00000000;
      cfg_control_stale_ns <= 32'h00000000;
      cfg_control_source_0 <= 32'h00000000;
      cfg_control_source_1 <= 32'h00000000;
      cfg_control_source_2 <= 32'h00000000;
      cfg_control_source_3 <= 32'h00000000;
      cfg_control_jump <= 32'h00000001;
      cfg_symbol_name_hi <= 32'h00000000;
      cfg_symbol_name_lo <= 32'h00000000;
      cfg_symbol_locate <= 32'h00000000;
      cmd_symbol_command <= 1'b0;
      cfg_symbol_command_index <= 16'h0000;
      cfg_symbol_command_op <= 2'h0;
      cfg_dma_ring_lo <= 32'h00000000;
      cfg_dma_ring_hi <= 32'h00000000;
      cfg_dma_ring_log2 <= 32'h00000000;
      cfg_dma_table_lo <= 32'h00000000;
      cfg_dma_table_hi <= 32'h00000000;
      cfg_dma_table_on <= 32'h00000000;
      cfg_dma_data_lo <= 32'h00000000;
      cfg_dma_data_hi <= 32'h00000000;
      cfg_dma_done_lo <= 32'h00000000;
      cfg_dma_done_hi <= 32'h00000000;
      cfg_dma_slots_log2 <= 32'h00000000;
      cfg_dma_slot_log2 <= 32'h0000000b;
      cfg_dma_head <= 32'h00000000;
      cfg_replay_seq_lo <= 32'h00000000;
      cfg_replay_seq_hi <= 32'h00000000;
      cmd_replay_command_load <= 1'h0;
      cmd_replay_command_resume <= 1'h0;
      cmd_replay_begin <= 1'b0;
      cfg_replay_begin <= 32'h00000000;
      cmd_replay_data <= 1'b0;
      cfg_replay_data <= 32'h00000000;
      cfg_trade_control_cut_through <= 1'h0;
      cfg_trade_control_kill_on_link <= 1'h1;
      cmd_trade_command_kill <= 1'h0;
      cmd_trade_command_disarm <= 1'h0;
      cmd_trade_command_heartbeat <= 1'h0;
      cmd_trade_command_return <= 1'h0;
      cmd_trade_command_flush <= 1'h0;
      cmd_trade_arm_key <= 1'b0;
      cfg_trade_arm_key <= 32'h00000000;
      cmd_trade_arm_go <= 1'b0;
      cfg_trade_arm_go <= 32'h00000000;
      cmd_trade_unkill <= 1'b0;
      cfg_trade_unkill <= 32'h00000000;
      cfg_trade_kill_mask <= 32'h00000000;
      cfg_trade_watchdog <= 32'h00000000;
      cmd_trade_kick <= 1'b0;
      cfg_trade_kick <= 32'h00000000;
      cmd_trade_mismatch <= 1'b0;
      cfg_trade_mismatch <= 32'h00000000;
      cfg_trade_table_index_row <= 24'h000000;
      cfg_trade_table_index_table <= 8'h00;
      cmd_trade_table_crc <= 1'b0;
      cfg_trade_table_crc <= 32'h00000000;
      cfg_trade_word_0 <= 32'h00000000;
      cfg_trade_word_1 <= 32'h00000000;
      cfg_trade_word_2 <= 32'h00000000;
      cfg_trade_word_3 <= 32'h00000000;
      cfg_trade_word_4 <= 32'h00000000;
      cfg_trade_word_5 <= 32'h00000000;
      cfg_trade_word_6 <= 32'h00000000;
      cfg_trade_word_7 <= 32'h00000000;
      cfg_trade_word_8 <= 32'h00000000;
      cfg_trade_word_9 <= 32'h00000000;
      cfg_trade_word_10 <= 32'h00000000;
      cfg_trade_word_11 <= 32'h00000000;
      cfg_trade_word_12 <= 32'h00000000;
      cfg_trade_word_13 <= 32'h00000000;
      cfg_trade_word_14 <= 32'h00000000;
      cfg_trade_word_15 <= 32'h00000000;
      cfg_trade_tcp_ack <= 32'h00000000;
      cfg_trade_tcp_limit <= 32'h00000000;
      cfg_trade_tcp_window <= 32'h00000000;
      cfg_trade_tx_lo <= 32'h00000000;
      cfg_trade_tx_hi <= 32'h00000000;
      cfg_trade_tx_log2 <= 32'h00000000;
      cfg_trade_tx_head <= 32'h00000000;
      cfg_trade_ring_lo <= 32'h00000000;
      cfg_trade_ring_hi <= 32'h00000000;
      cfg_trade_ring_log2 <= 32'h00000000;
      cfg_trade_ring_head <= 32'h00000000;
    end
  end

  // Read, stage 1: pick. A 64-bit value is low_q and shows its low word; high_q then keeps the rest.
  logic [63:0] value_q;
  logic [31:0] high_q;
  logic [3:0]  bank_q;
  logic        low_q, high_sel_q, error_q, stage_q;

  always_ff @(posedge clk) begin
    stage_q <= rd_en;
    if (rd_en) begin
      value_q <= 64'd0;
      bank_q <= 4'd0;
      low_q <= 1'b0;
      high_sel_q <= 1'b0;
      error_q <= 1'b0;
      unique case (rd_addr[15:2])
        14'h0000: value_q <= 64'(32'h54575245);
        14'h0001: value_q <= 64'(32'h00010000);
        14'h0002: value_q <= 64'(TW_MAP_HASH);
        14'h0003: value_q <= 64'(BUILD);
        14'h0004: value_q <= 64'(32'h0002625a);
        14'h0005: value_q <= 64'(SYMBOLS);
        14'h0006: value_q <= 64'(ORDERS);
        14'h0007: value_q <= 64'(LOCATES);
        14'h0008: value_q <= 64'(cfg_ident_scratch);
        14'h0040: value_q <= 64'({26'd0, cfg_control_control_udp_check, cfg_control_control_repair, cfg_control_control_all, cfg_control_control_dma, cfg_control_control_feed_b, cfg_control_control_feed_a});
        14'h0041: value_q <= 64'({19'd0, control_status_spoilt, control_status_silent, control_status_silent_b, control_status_silent_a, control_status_replay_lost, control_status_loading, control_status_holding, control_status_dma_error, control_status_clearing, control_status_ended, control_status_stale, control_status_busy, control_status_dma_idle});
        14'h0042: value_q <= 64'(32'd0);
        14'h0043: begin
          value_q <= {control_time_hi, control_time_lo};
          low_q <= 1'b1;
        end
        14'h0044: high_sel_q <= 1'b1;
        14'h0045: value_q <= 64'(cfg_control_time_set_lo);
        14'h0046: value_q <= 64'(32'd0);
        14'h0047: begin
          value_q <= {control_cycle_hi, control_cycle_lo};
          low_q <= 1'b1;
        end
        14'h0048: high_sel_q <= 1'b1;
        14'h0049: value_q <= 64'(cfg_control_group_ip);
        14'h004a: value_q <= 64'(cfg_control_group_port);
        14'h004b: value_q <= 64'(cfg_control_hold_ns);
        14'h004c: value_q <= 64'(32'd0);
        14'h004d: value_q <= 64'(cfg_control_silence_ns);
        14'h004e: value_q <= 64'(cfg_control_stale_ns);
        14'h004f: value_q <= 64'(cfg_control_source_0);
        14'h0050: value_q <= 64'(cfg_control_source_1);
        14'h0051: value_q <= 64'(cfg_control_source_2);
        14'h0052: value_q <= 64'(cfg_control_source_3);
        14'h0053: value_q <= 64'(cfg_control_jump);
        14'h0080: value_q <= 64'(cfg_symbol_name_hi);
        14'h0081: value_q <= 64'(cfg_symbol_name_lo);
        14'h0082: value_q <= 64'(cfg_symbol_locate);
        14'h0083: value_q <= 64'(32'd0);
        14'h0084: value_q <= 64'({14'd0, symbol_state_ready, symbol_state_known, symbol_state_locate});
        14'h0085: value_q <= 64'(symbol_shown_hi);
        14'h0086: value_q <= 64'(symbol_shown_lo);
        14'h0087: value_q <= 64'(symbol_count);
        14'h00c0: value_q <= 64'(cfg_dma_ring_lo);
        14'h00c1: value_q <= 64'(cfg_dma_ring_hi);
        14'h00c2: value_q <= 64'(cfg_dma_ring_log2);
        14'h00c3: value_q <= 64'(cfg_dma_table_lo);
        14'h00c4: value_q <= 64'(cfg_dma_table_hi);
        14'h00c5: value_q <= 64'(cfg_dma_table_on);
        14'h00c6: value_q <= 64'(cfg_dma_data_lo);
        14'h00c7: value_q <= 64'(cfg_dma_data_hi);
        14'h00c8: value_q <= 64'(cfg_dma_done_lo);
        14'h00c9: value_q <= 64'(cfg_dma_done_hi);
        14'h00ca: value_q <= 64'(cfg_dma_slots_log2);
        14'h00cb: value_q <= 64'(cfg_dma_slot_log2);
        14'h00cc: value_q <= 64'(cfg_dma_head);
        14'h00cd: value_q <= 64'(dma_tail);
        14'h00ce: value_q <= 64'(dma_errors);
        14'h0100: value_q <= 64'(cfg_replay_seq_lo);
        14'h0101: value_q <= 64'(cfg_replay_seq_hi);
        14'h0102: value_q <= 64'(32'd0);
        14'h0103: value_q <= 64'(32'd0);
        14'h0104: value_q <= 64'(32'd0);
        14'h0105: value_q <= 64'(replay_room);
        14'h0106: begin
          value_q <= {replay_expected_hi, replay_expected_lo};
          low_q <= 1'b1;
        end
        14'h0107: high_sel_q <= 1'b1;
        14'h0108: begin
          value_q <= {replay_gap_first_hi, replay_gap_first_lo};
          low_q <= 1'b1;
        end
        14'h0109: high_sel_q <= 1'b1;
        14'h010a: begin
          value_q <= {replay_gap_next_hi, replay_gap_next_lo};
          low_q <= 1'b1;
        end
        14'h010b: high_sel_q <= 1'b1;
        14'h010c: value_q <= 64'(replay_session_0);
        14'h010d: value_q <= 64'(replay_session_1);
        14'h010e: value_q <= 64'(replay_session_2);
        14'h0140: value_q <= 64'({30'd0, cfg_trade_control_kill_on_link, cfg_trade_control_cut_through});
        14'h0141: value_q <= 64'({16'd0, trade_status_kill_cause, 1'd0, trade_status_tx_error, trade_status_wait_arm, trade_status_sender_busy, trade_status_link, trade_status_lent, trade_status_killed, trade_status_armed});
        14'h0142: value_q <= 64'(32'd0);
        14'h0143: value_q <= 64'(trade_nonce);
        14'h0144: value_q <= 64'(32'd0);
        14'h0145: value_q <= 64'(32'd0);
        14'h0146: value_q <= 64'(32'd0);
        14'h0147: value_q <= 64'(cfg_trade_kill_mask);
        14'h0148: value_q <= 64'(cfg_trade_watchdog);
        14'h0149: value_q <= 64'(32'd0);
        14'h014a: value_q <= 64'(32'd0);
        14'h014b: value_q <= 64'(trade_config_hash);
        14'h014c: value_q <= 64'({cfg_trade_table_index_table, cfg_trade_table_index_row});
        14'h014d: value_q <= 64'(32'd0);
        14'h014e: value_q <= 64'(trade_table_result);
        14'h014f: value_q <= 64'(trade_token);
        14'h0150: value_q <= 64'(cfg_trade_word_0);
        14'h0151: value_q <= 64'(cfg_trade_word_1);
        14'h0152: value_q <= 64'(cfg_trade_word_2);
        14'h0153: value_q <= 64'(cfg_trade_word_3);
        14'h0154: value_q <= 64'(cfg_trade_word_4);
        14'h0155: value_q <= 64'(cfg_trade_word_5);
        14'h0156: value_q <= 64'(cfg_trade_word_6);
        14'h0157: value_q <= 64'(cfg_trade_word_7);
        14'h0158: value_q <= 64'(cfg_trade_word_8);
        14'h0159: value_q <= 64'(cfg_trade_word_9);
        14'h015a: value_q <= 64'(cfg_trade_word_10);
        14'h015b: value_q <= 64'(cfg_trade_word_11);
        14'h015c: value_q <= 64'(cfg_trade_word_12);
        14'h015d: value_q <= 64'(cfg_trade_word_13);
        14'h015e: value_q <= 64'(cfg_trade_word_14);
        14'h015f: value_q <= 64'(cfg_trade_word_15);
        14'h0160: value_q <= 64'(trade_position);
        14'h0161: value_q <= 64'(trade_open_buy);
        14'h0162: value_q <= 64'(trade_open_sell);
        14'h0163: value_q <= 64'(trade_orders);
        14'h0164: begin
          value_q <= {trade_gross_hi, trade_gross_lo};
          low_q <= 1'b1;
        end
        14'h0165: high_sel_q <= 1'b1;
        14'h0166: value_q <= 64'(trade_tcp_seq);
        14'h0167: value_q <= 64'(cfg_trade_tcp_ack);
        14'h0168: value_q <= 64'(cfg_trade_tcp_limit);
        14'h0169: value_q <= 64'(cfg_trade_tcp_window);
        14'h016a: value_q <= 64'(cfg_trade_tx_lo);
        14'h016b: value_q <= 64'(cfg_trade_tx_hi);
        14'h016c: value_q <= 64'(cfg_trade_tx_log2);
        14'h016d: value_q <= 64'(cfg_trade_tx_head);
        14'h016e: value_q <= 64'(trade_tx_tail);
        14'h016f: value_q <= 64'(cfg_trade_ring_lo);
        14'h0170: value_q <= 64'(cfg_trade_ring_hi);
        14'h0171: value_q <= 64'(cfg_trade_ring_log2);
        14'h0172: value_q <= 64'(cfg_trade_ring_head);
        14'h0173: value_q <= 64'(trade_ring_tail);
        14'h0400, 14'h0402, 14'h0404, 14'h0406, 14'h0408, 14'h040a, 14'h040c, 14'h040e,
        14'h0410, 14'h0412, 14'h0414, 14'h0416, 14'h0418, 14'h041a, 14'h041c, 14'h041e: begin
          bank_q <= 4'd1;
          low_q <= 1'b1;
        end
        14'h0401, 14'h0403, 14'h0405, 14'h0407, 14'h0409, 14'h040b, 14'h040d, 14'h040f,
        14'h0411, 14'h0413, 14'h0415, 14'h0417, 14'h0419, 14'h041b, 14'h041d, 14'h041f: high_sel_q <= 1'b1;
        14'h0420, 14'h0422, 14'h0424, 14'h0426, 14'h0428, 14'h042a, 14'h042c, 14'h042e,
        14'h0430, 14'h0432, 14'h0434, 14'h0436, 14'h0438, 14'h043a, 14'h043c, 14'h043e: begin
          bank_q <= 4'd2;
          low_q <= 1'b1;
        end
        14'h0421, 14'h0423, 14'h0425, 14'h0427, 14'h0429, 14'h042b, 14'h042d, 14'h042f,
        14'h0431, 14'h0433, 14'h0435, 14'h0437, 14'h0439, 14'h043b, 14'h043d, 14'h043f: high_sel_q <= 1'b1;
        14'h0440, 14'h0442, 14'h0444, 14'h0446, 14'h0448, 14'h044a, 14'h044c: begin
          bank_q <= 4'd3;
          low_q <= 1'b1;
        end
        14'h0441, 14'h0443, 14'h0445, 14'h0447, 14'h0449, 14'h044b, 14'h044d: high_sel_q <= 1'b1;
        14'h0460, 14'h0462, 14'h0464, 14'h0466, 14'h0468: begin
          bank_q <= 4'd4;
          low_q <= 1'b1;
        end
        14'h0461, 14'h0463, 14'h0465, 14'h0467, 14'h0469: high_sel_q <= 1'b1;
        14'h0470: begin
          value_q <= sum_lost_q;
          low_q <= 1'b1;
        end
        14'h0471: high_sel_q <= 1'b1;
        14'h0472: begin
          value_q <= sum_gaps_q;
          low_q <= 1'b1;
        end
        14'h0473: high_sel_q <= 1'b1;
        14'h0474: begin
          value_q <= sum_mismatch_q;
          low_q <= 1'b1;
        end
        14'h0475: high_sel_q <= 1'b1;
        14'h0476: begin
          value_q <= sum_compared_q;
          low_q <= 1'b1;
        end
        14'h0477: high_sel_q <= 1'b1;
        14'h0480, 14'h0482, 14'h0484, 14'h0486, 14'h0488, 14'h048a, 14'h048c, 14'h048e,
        14'h0490, 14'h0492, 14'h0494, 14'h0496, 14'h0498, 14'h049a, 14'h049c, 14'h049e,
        14'h04a0, 14'h04a2, 14'h04a4, 14'h04a6, 14'h04a8, 14'h04aa, 14'h04ac, 14'h04ae,
        14'h04b0: begin
          bank_q <= 4'd5;
          low_q <= 1'b1;
        end
        14'h0481, 14'h0483, 14'h0485, 14'h0487, 14'h0489, 14'h048b, 14'h048d, 14'h048f,
        14'h0491, 14'h0493, 14'h0495, 14'h0497, 14'h0499, 14'h049b, 14'h049d, 14'h049f,
        14'h04a1, 14'h04a3, 14'h04a5, 14'h04a7, 14'h04a9, 14'h04ab, 14'h04ad, 14'h04af,
        14'h04b1: high_sel_q <= 1'b1;
        14'h04c0, 14'h04c2, 14'h04c4, 14'h04c6, 14'h04c8, 14'h04ca, 14'h04cc, 14'h04ce,
        14'h04d0, 14'h04d2, 14'h04d4, 14'h04d6, 14'h04d8, 14'h04da, 14'h04dc, 14'h04de: begin
          bank_q <= 4'd6;
          low_q <= 1'b1;
        end
        14'h04c1, 14'h04c3, 14'h04c5, 14'h04c7, 14'h04c9, 14'h04cb, 14'h04cd, 14'h04cf,
        14'h04d1, 14'h04d3, 14'h04d5, 14'h04d7, 14'h04d9, 14'h04db, 14'h04dd, 14'h04df: high_sel_q <= 1'b1;
        14'h0500, 14'h0502: begin
          bank_q <= 4'd7;
          low_q <= 1'b1;
        end
        14'h0501, 14'h0503: high_sel_q <= 1'b1;
        14'h0504, 14'h0506, 14'h0508, 14'h050a: begin
          bank_q <= 4'd8;
          low_q <= 1'b1;
        end
        14'h0505, 14'h0507, 14'h0509, 14'h050b: high_sel_q <= 1'b1;
        14'h050c: begin
          value_q <= sum_long_q;
          low_q <= 1'b1;
        end
        14'h050d: high_sel_q <= 1'b1;
        14'h050e: begin
          value_q <= sum_runts_q;
          low_q <= 1'b1;
        end
        14'h050f: high_sel_q <= 1'b1;
        14'h0514: begin
          value_q <= sum_levels_lost_q;
          low_q <= 1'b1;
        end
        14'h0515: high_sel_q <= 1'b1;
        14'h0516: begin
          value_q <= sum_times_q;
          low_q <= 1'b1;
        end
        14'h0517: high_sel_q <= 1'b1;
        14'h0518: begin
          value_q <= sum_damage_q;
          low_q <= 1'b1;
        end
        14'h0519: high_sel_q <= 1'b1;
        14'h0510: value_q <= 64'(count_queue_max);
        14'h0511: value_q <= 64'(count_orders_live);
        14'h0512: value_q <= 64'(count_orders_stash);
        14'h0513: value_q <= 64'(count_levels_live);
        14'h0520, 14'h0522, 14'h0524, 14'h0526, 14'h0528, 14'h052a, 14'h052c, 14'h052e: begin
          bank_q <= 4'd9;
          low_q <= 1'b1;
        end
        14'h0521, 14'h0523, 14'h0525, 14'h0527, 14'h0529, 14'h052b, 14'h052d, 14'h052f: high_sel_q <= 1'b1;
        14'h0530, 14'h0532, 14'h0534, 14'h0536, 14'h0538, 14'h053a, 14'h053c, 14'h053e: begin
          bank_q <= 4'd10;
          low_q <= 1'b1;
        end
        14'h0531, 14'h0533, 14'h0535, 14'h0537, 14'h0539, 14'h053b, 14'h053d, 14'h053f: high_sel_q <= 1'b1;
        14'h0540, 14'h0542, 14'h0544, 14'h0546, 14'h0548, 14'h054a, 14'h054c, 14'h054e: begin
          bank_q <= 4'd11;
          low_q <= 1'b1;
        end
        14'h0541, 14'h0543, 14'h0545, 14'h0547, 14'h0549, 14'h054b, 14'h054d, 14'h054f: high_sel_q <= 1'b1;
        14'h0550, 14'h0552, 14'h0554, 14'h0556, 14'h0558: begin
          bank_q <= 4'd12;
          low_q <= 1'b1;
        end
        14'h0551, 14'h0553, 14'h0555, 14'h0557, 14'h0559: high_sel_q <= 1'b1;
        14'h0580, 14'h0582, 14'h0584, 14'h0586, 14'h0588, 14'h058a, 14'h058c, 14'h058e,
        14'h0590, 14'h0592, 14'h0594, 14'h0596, 14'h0598, 14'h059a, 14'h059c, 14'h059e,
        14'h05a0, 14'h05a2, 14'h05a4, 14'h05a6, 14'h05a8, 14'h05aa, 14'h05ac, 14'h05ae,
        14'h05b0: begin
          bank_q <= 4'd13;
          low_q <= 1'b1;
        end
        14'h0581, 14'h0583, 14'h0585, 14'h0587, 14'h0589, 14'h058b, 14'h058d, 14'h058f,
        14'h0591, 14'h0593, 14'h0595, 14'h0597, 14'h0599, 14'h059b, 14'h059d, 14'h059f,
        14'h05a1, 14'h05a3, 14'h05a5, 14'h05a7, 14'h05a9, 14'h05ab, 14'h05ad, 14'h05af,
        14'h05b1: high_sel_q <= 1'b1;
        14'h05c0, 14'h05c2, 14'h05c4, 14'h05c6, 14'h05c8, 14'h05ca, 14'h05cc, 14'h05ce,
        14'h05d0, 14'h05d2: begin
          bank_q <= 4'd14;
          low_q <= 1'b1;
        end
        14'h05c1, 14'h05c3, 14'h05c5, 14'h05c7, 14'h05c9, 14'h05cb, 14'h05cd, 14'h05cf,
        14'h05d1, 14'h05d3: high_sel_q <= 1'b1;
        14'h05e0: begin
          value_q <= sum_intents_q;
          low_q <= 1'b1;
        end
        14'h05e1: high_sel_q <= 1'b1;
        14'h05e2: begin
          value_q <= sum_kills_q;
          low_q <= 1'b1;
        end
        14'h05e3: high_sel_q <= 1'b1;
        14'h05e4: begin
          value_q <= sum_sent_q;
          low_q <= 1'b1;
        end
        14'h05e5: high_sel_q <= 1'b1;
        14'h05e6: begin
          value_q <= sum_trade_lost_q;
          low_q <= 1'b1;
        end
        14'h05e7: high_sel_q <= 1'b1;
        14'h05e8: begin
          value_q <= sum_overrun_q;
          low_q <= 1'b1;
        end
        14'h05e9: high_sel_q <= 1'b1;
        14'h05ea: begin
          value_q <= sum_dropped_q;
          low_q <= 1'b1;
        end
        14'h05eb: high_sel_q <= 1'b1;
        14'h05ec: begin
          value_q <= sum_lends_refused_q;
          low_q <= 1'b1;
        end
        14'h05ed: high_sel_q <= 1'b1;
        default: error_q <= 1'b1;
      endcase
    end
    if (rst) begin
      stage_q <= 1'b0;
      bank_q <= 4'd0;
      low_q <= 1'b0;
      high_sel_q <= 1'b0;
      error_q <= 1'b0;
    end
  end

  // Stage 2: the counters have answered.
  logic [63:0] count;
  always_comb begin
    unique case (bank_q)
      4'd1: count = frame_a_count;
      4'd2: count = frame_b_count;
      4'd3: count = packet_a_count + packet_b_count + packet_r_count;
      4'd4: count = message_a_count + message_b_count + message_r_count;
      4'd5: count = itch_count;
      4'd6: count = book_count;
      4'd7: count = touch_in_count + touch_out_count;
      4'd8: count = delivery_a_count + delivery_b_count + delivery_o_count + delivery_out_a_count + delivery_out_b_count + delivery_out_o_count;
      4'd9: count = mac_a_count;
      4'd10: count = mac_b_count;
      4'd11: count = mac_o_count;
      4'd12: count = mac_t_count;
      4'd13: count = reason_count;
      4'd14: count = host_tx_guard_count + host_tx_ring_count;
      default: count = value_q;
    endcase
  end

  always_ff @(posedge clk) begin
    rd_done_q <= stage_q;
    if (stage_q) begin
      rd_data_q <= high_sel_q ? high_q : count[31:0];
      rd_error_q <= error_q;
      if (low_q) high_q <= count[63:32];
    end
    if (rst) begin
      rd_done_q <= 1'b0;
      rd_error_q <= 1'b0;
      high_q <= 32'd0;
    end
  end

  wire unused = &{1'b0, wr_addr[1:0], rd_addr[1:0]};

endmodule

`default_nettype wire
