// SPDX-License-Identifier: BSD-3-Clause
// feed_to_touch: two ports of frames in, every change of a symbol's touch out. The path whose rate
// and latency are promised; what is measured and placed and routed is this module.
//
//   s_a, s_b ──► feed ──► m_event ──► book ──► m_touch
//
// Latency     8 cycles, beat with the message's last byte on s_* to m_touch, when nothing waits.
//   add: 5 cycles
//   replace: 7 cycles
//   execute: 7 cycles
// Throughput  both ports at line rate (see book for what takes how many slots).
// Stall       none on the ports.
// Reset       synchronous; the tables are swept first (status_clearing).

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module feed_to_touch #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter int QUEUE   = 8192,
  parameter int STASH   = 16,
  parameter int LEVELS  = 2 * ORDERS,
  parameter int WAYS    = 4,
  parameter int K       = 16,
  parameter int REFILLS = 16,
  parameter int HOLD    = 64
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic [31:0]  cycle,
  input  wire logic [63:0]  s_a_tdata,
  input  wire logic [7:0]   s_a_tkeep,
  input  wire logic         s_a_tvalid,
  input  wire logic         s_a_tlast,
  input  wire logic         s_a_tuser,
  input  wire logic [63:0]  s_b_tdata,
  input  wire logic [7:0]   s_b_tkeep,
  input  wire logic         s_b_tvalid,
  input  wire logic         s_b_tlast,
  input  wire logic         s_b_tuser,
  input  wire logic         cfg_a_on,
  input  wire logic         cfg_b_on,
  input  wire logic [31:0]  cfg_group_ip,
  input  wire logic [15:0]  cfg_group_port,
  input  wire logic [31:0]  cfg_hold_ns,
  input  wire logic         cfg_repair,
  input  wire logic         cfg_jump_on,
  input  wire logic [31:0]  cfg_silence_ns,
  input  wire logic [31:0]  cfg_stale_ns,
  input  wire logic [127:0] cfg_source,
  input  wire logic         cfg_udp_check,
  input  wire logic         cmd_clear,
  input  wire logic         cmd_fresh,
  input  wire logic [31:0]  cmd_fresh_gaps,
  input  wire logic         cmd_load,
  input  wire logic         cmd_resume,
  input  wire logic [63:0]  cmd_seq,         // of cmd_load and cmd_resume
  input  wire logic         s_replay_begin,
  input  wire logic [11:0]  s_replay_length,
  input  wire logic         s_replay_valid,
  input  wire logic [31:0]  s_replay_data,
  output logic              status_ended,
  output logic              status_waiting,  // a line is ahead: time alone moves it
  output logic              status_due,      // a line will be silent: time alone tells
  output logic              status_holding,
  output logic              status_loading,
  output logic              status_replay_lost,
  output logic              status_spoilt,
  output logic              status_silent_a,
  output logic              status_silent_b,
  output logic              status_silent,
  output logic [15:0]       replay_room,
  output logic [63:0]       expected,
  output logic [63:0]       gap_first,
  output logic [63:0]       gap_next,
  output logic [79:0]       session,
  output logic              stat_frame_a_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_a_code,
  output logic              stat_frame_b_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_b_code,
  output logic              stat_packet_a_valid,
  output logic [TW_PACKET_CODE_W-1:0] stat_packet_a_code,
  output logic              stat_packet_b_valid,
  output logic [TW_PACKET_CODE_W-1:0] stat_packet_b_code,
  output logic              stat_packet_r_valid,
  output logic [TW_PACKET_CODE_W-1:0] stat_packet_r_code,
  output logic              stat_message_a_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_a_code,
  output logic              stat_message_b_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_b_code,
  output logic              stat_message_r_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_r_code,
  output logic              stat_itch_valid,
  output logic [TW_ITCH_CODE_W-1:0] stat_itch_code,
  output logic              stat_long_valid,
  output logic              stat_times_valid,
  output logic              stat_runts_valid,
  output logic [2:0]        stat_runts_amount,
  output logic              stat_lost_valid,
  output logic [31:0]       stat_lost_amount,  // saturates
  output logic              stat_compared_valid,
  output logic [1:0]        stat_compared_amount,
  output logic              stat_mismatch_valid,
  output logic [1:0]        stat_mismatch_amount,
  input  wire logic         cfg_all,
  input  wire logic [63:0]  cfg_symbol_name,
  input  wire logic [15:0]  cfg_symbol_locate,
  input  wire logic         cmd_symbol_valid,
  input  wire logic [1:0]   cmd_symbol_op,
  input  wire logic [15:0]  cmd_symbol_index,
  output touch_t            m_touch_tdata,
  output logic              m_touch_tvalid,
  output logic              status_stale,
  output logic              status_clearing,
  output logic              shown_ready,
  output logic              shown_known,
  output logic [15:0]       shown_locate,
  output logic [63:0]       shown_name,
  output logic [15:0]       symbol_count,
  output logic              stat_book_valid,
  output logic [3:0]        stat_book_code,
  output logic              stat_levels_lost_valid,
  output logic              stat_damage_valid,
  output logic [31:0]       queue_max,
  output logic [31:0]       orders_live,
  output logic [31:0]       orders_stash,
  output logic [31:0]       levels_live,
  output logic              status_busy  // something moves by itself
);

  event_t event_data;
  logic   event_valid, event_ready, feed_busy, book_busy;
  logic        early_valid;
  logic [3:0]  early_op;
  logic [15:0] early_locate;
  logic [63:0] early_reference, early_seq;

  feed #(.HOLD(HOLD)) u_feed (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cycle(cycle), .s_a_tdata(s_a_tdata), .s_a_tkeep(s_a_tkeep),
    .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast), .s_a_tuser(s_a_tuser), .s_b_tdata(s_b_tdata),
    .s_b_tkeep(s_b_tkeep), .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast), .s_b_tuser(s_b_tuser),
    .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on), .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port),
    .cfg_hold_ns(cfg_hold_ns), .cfg_repair(cfg_repair), .cfg_jump_on(cfg_jump_on), .cfg_silence_ns(cfg_silence_ns),
    .cfg_stale_ns(cfg_stale_ns), .cfg_source(cfg_source), .cfg_udp_check(cfg_udp_check), .cmd_clear(cmd_clear),
    .cmd_fresh(cmd_fresh), .cmd_fresh_gaps(cmd_fresh_gaps), .cmd_load(cmd_load), .cmd_resume(cmd_resume),
    .cmd_seq(cmd_seq), .s_replay_begin(s_replay_begin), .s_replay_length(s_replay_length),
    .s_replay_valid(s_replay_valid), .s_replay_data(s_replay_data), .s_damage(stat_damage_valid), .m_event_tdata(event_data), .m_event_tvalid(event_valid),
    .m_event_tready(event_ready),
    .m_early_tvalid(early_valid), .m_early_op(early_op), .m_early_locate(early_locate),
    .m_early_reference(early_reference), .m_early_seq(early_seq),
    .status_ended(status_ended), .status_busy(feed_busy), .status_waiting(status_waiting),
    .status_due(status_due), .status_holding(status_holding), .status_loading(status_loading),
    .status_replay_lost(status_replay_lost), .status_spoilt(status_spoilt), .status_silent_a(status_silent_a), .status_silent_b(status_silent_b),
    .status_silent(status_silent), .replay_room(replay_room), .expected(expected), .gap_first(gap_first),
    .gap_next(gap_next), .session(session),
    .stat_frame_a_valid(stat_frame_a_valid), .stat_frame_a_code(stat_frame_a_code),
    .stat_frame_b_valid(stat_frame_b_valid), .stat_frame_b_code(stat_frame_b_code),
    .stat_packet_a_valid(stat_packet_a_valid), .stat_packet_a_code(stat_packet_a_code),
    .stat_packet_b_valid(stat_packet_b_valid), .stat_packet_b_code(stat_packet_b_code),
    .stat_message_a_valid(stat_message_a_valid), .stat_message_a_code(stat_message_a_code),
    .stat_message_b_valid(stat_message_b_valid), .stat_message_b_code(stat_message_b_code),
    .stat_itch_valid(stat_itch_valid), .stat_itch_code(stat_itch_code), .stat_long_valid(stat_long_valid),
    .stat_times_valid(stat_times_valid),
    .stat_runts_valid(stat_runts_valid), .stat_runts_amount(stat_runts_amount),
    .stat_packet_r_valid(stat_packet_r_valid), .stat_packet_r_code(stat_packet_r_code),
    .stat_message_r_valid(stat_message_r_valid), .stat_message_r_code(stat_message_r_code),
    .stat_lost_valid(stat_lost_valid), .stat_lost_amount(stat_lost_amount),
    .stat_compared_valid(stat_compared_valid), .stat_compared_amount(stat_compared_amount),
    .stat_mismatch_valid(stat_mismatch_valid), .stat_mismatch_amount(stat_mismatch_amount)
  );

  book #(
    .SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES), .QUEUE(QUEUE), .STASH(STASH),
    .LEVELS(LEVELS), .WAYS(WAYS), .K(K), .REFILLS(REFILLS)
  ) u_book (
    .clk(clk), .rst(rst), .cycle(cycle), .s_event_tdata(event_data), .s_event_tvalid(event_valid),
    .s_event_tready(event_ready),
    .s_early_tvalid(early_valid), .s_early_op(early_op), .s_early_locate(early_locate),
    .s_early_reference(early_reference), .s_early_seq(early_seq), .cfg_all(cfg_all), .cfg_symbol_name(cfg_symbol_name),
    .cfg_symbol_locate(cfg_symbol_locate), .cmd_symbol_valid(cmd_symbol_valid), .cmd_symbol_op(cmd_symbol_op),
    .cmd_symbol_index(cmd_symbol_index), .m_touch_tdata(m_touch_tdata),
    .m_touch_tvalid(m_touch_tvalid), .status_stale(status_stale), .status_busy(book_busy),
    .status_clearing(status_clearing), .damage(stat_damage_valid), .shown_ready(shown_ready), .shown_known(shown_known),
    .shown_locate(shown_locate), .shown_name(shown_name), .symbol_count(symbol_count),
    .stat_book_valid(stat_book_valid), .stat_book_code(stat_book_code),
    .stat_levels_lost_valid(stat_levels_lost_valid), .queue_max(queue_max), .orders_live(orders_live),
    .orders_stash(orders_stash), .levels_live(levels_live)
  );

  assign status_busy = feed_busy || book_busy;

endmodule

`default_nettype wire
