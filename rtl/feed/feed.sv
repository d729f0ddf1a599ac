// SPDX-License-Identifier: BSD-3-Clause
// feed: two ports of frames in, one sequence of decoded messages out.
//
//   s_a, s_b ──► net/udp_filter ──► line (mold_framer, itch_decode) ──► hold_line ──┐
//                                                                                   ├─► arbiter ──► m_event
//                                       session: whose day it is ───────────────────┘
//
// Latency     2 cycles, beat with the message's last byte on s_* to m_event, when it is next.
//   early: 2 cycles, m_early of an A, F or U to its m_event, when the beats come without holes.
//   early_reduce: 1 cycle, m_early of an E or C to its m_event, likewise.
// Throughput  both ports at line rate; 1 event per cycle.
// Stall       none on the ports; while m_event_tready is low, up to HOLD records of each line wait.
// Reset       synchronous; no session, expects number 1.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module feed #(
  parameter int HOLD = 64                       // records of a line that may wait
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
  input  wire logic         cmd_clear,

  output event_t            m_event_tdata,
  output logic              m_event_tvalid,
  input  wire logic         m_event_tready,

  // A hint that the expected message will end soon (itch_early); it may be wrong.
  output logic              m_early_tvalid,
  output logic [3:0]        m_early_op,
  output logic [15:0]       m_early_locate,
  output logic [63:0]       m_early_reference,
  output logic [63:0]       m_early_seq,

  output logic              status_ended,
  output logic              status_busy,       // something moves by itself
  output logic              status_waiting,    // a line is ahead: time alone moves it

  output logic              stat_frame_a_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_a_code,
  output logic              stat_frame_b_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_b_code,
  output logic              stat_packet_a_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_a_code,
  output logic              stat_packet_b_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_b_code,
  output logic              stat_message_a_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_a_code,
  output logic              stat_message_b_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_b_code,
  output logic              stat_itch_valid,
  output logic [TW_ITCH_CODE_W-1:0]    stat_itch_code,
  output logic              stat_long_valid,
  output logic              stat_runts_valid,
  output logic [2:0]        stat_runts_amount,
  output logic              stat_lost_valid,
  output logic [31:0]       stat_lost_amount   // saturates
);

  logic new_day, session_day, take_a, take_b;
  logic [63:0] expected;

  // ---- line A ----------------------------------------------------------------------------------
  dgram_t      a_dgram;
  logic        a_dgram_valid, a_end_valid, a_end_bad, a_session_valid;
  logic [63:0] a_arrival;
  logic [31:0] a_cycle;
  logic [79:0] a_session, a_session_ahead;
  event_t      a_line_event, a_event;
  logic        a_line_valid, a_line_long, a_skip_valid, a_beat_valid, a_eos, a_bad_frame;
  logic [TW_ITCH_CODE_W-1:0] a_line_type, a_type;
  logic [63:0] a_skip_seq, a_beat_seq;
  logic [2:0]  a_skip_count, a_span;
  logic        a_valid, a_has_event, a_beat, a_bad, a_first, a_long, a_take, a_used, a_overflow, a_bad_lost;
  logic        a_early_valid, a_early_next;
  logic [3:0]  a_early_op;
  logic [15:0] a_early_locate;
  logic [63:0] a_early_reference, a_early_seq;

  udp_filter a_filter (
    .clk(clk), .rst(rst), .cfg_on(cfg_a_on), .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port),
    .cfg_source(128'd0), .cfg_udp_check(1'b0),
    .time_ns(time_ns), .cycle(cycle),
    .s_tdata(s_a_tdata), .s_tkeep(s_a_tkeep), .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast), .s_tuser(s_a_tuser),
    .m_dgram_tdata(a_dgram), .m_dgram_tvalid(a_dgram_valid), .m_dgram_arrival(a_arrival),
    .m_dgram_cycle(a_cycle), .m_end_valid(a_end_valid), .m_end_bad(a_end_bad),
    .stat_valid(stat_frame_a_valid), .stat_code(stat_frame_a_code)
  );

  // Bit 63 of an arrival tells the port, so that a frame's time is its own.
  wire [63:0] a_stamp = {1'b0, a_arrival[62:0]};

  line a_line (
    .clk(clk), .rst(rst), .s_dgram_tdata(a_dgram), .s_dgram_tvalid(a_dgram_valid), .s_ahead(s_a_tdata),
    .s_ahead_valid(s_a_tvalid), .s_dgram_arrival(a_stamp), .s_dgram_cycle(a_cycle), .s_end_valid(a_end_valid), .s_end_bad(a_end_bad),
    .m_session_tvalid(a_session_valid), .m_session(a_session),
    .m_session_ahead(a_session_ahead), .s_session_take(take_a),
    .m_event_tvalid(a_line_valid), .m_event_tdata(a_line_event), .m_event_type(a_line_type),
    .m_event_long(a_line_long), .m_skip_tvalid(a_skip_valid), .m_skip_seq(a_skip_seq),
    .m_skip_count(a_skip_count), .m_beat_tvalid(a_beat_valid), .m_beat_seq(a_beat_seq),
    .m_end_of_session(a_eos), .m_bad_frame(a_bad_frame),
    .stat_packet_valid(stat_packet_a_valid), .stat_packet_code(stat_packet_a_code),
    .expected(expected), .early_valid(a_early_valid), .early_next(a_early_next), .early_op(a_early_op),
    .early_locate(a_early_locate), .early_reference(a_early_reference), .early_seq(a_early_seq)
  );

  hold_line #(.DEPTH(HOLD)) a_hold (
    .clk(clk), .rst(rst), .flush(new_day), .session(take_a), .arrival(a_stamp), .cycle(cycle),
    .s_event_tvalid(a_line_valid), .s_event_tdata(a_line_event), .s_event_type(a_line_type),
    .s_event_long(a_line_long), .s_skip_tvalid(a_skip_valid), .s_skip_seq(a_skip_seq),
    .s_skip_count(a_skip_count), .s_beat_tvalid(a_beat_valid), .s_beat_seq(a_beat_seq), .s_bad_frame(a_bad_frame),
    .head_valid(a_valid), .head_event(a_event), .head_has_event(a_has_event), .head_span(a_span),
    .head_beat(a_beat), .head_bad(a_bad), .head_first(a_first), .head_type(a_type), .head_long(a_long),
    .take(a_take), .overflow(a_overflow), .bad_lost(a_bad_lost)
  );

  // ---- line B ----------------------------------------------------------------------------------
  dgram_t      b_dgram;
  logic        b_dgram_valid, b_end_valid, b_end_bad, b_session_valid;
  logic [63:0] b_arrival;
  logic [31:0] b_cycle;
  logic [79:0] b_session, b_session_ahead;
  event_t      b_line_event, b_event;
  logic        b_line_valid, b_line_long, b_skip_valid, b_beat_valid, b_eos, b_bad_frame;
  logic [TW_ITCH_CODE_W-1:0] b_line_type, b_type;
  logic [63:0] b_skip_seq, b_beat_seq;
  logic [2:0]  b_skip_count, b_span;
  logic        b_valid, b_has_event, b_beat, b_bad, b_first, b_long, b_take, b_used, b_overflow, b_bad_lost;
  logic        b_early_valid, b_early_next;
  logic [3:0]  b_early_op;
  logic [15:0] b_early_locate;
  logic [63:0] b_early_reference, b_early_seq;

  udp_filter b_filter (
    .clk(clk), .rst(rst), .cfg_on(cfg_b_on), .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port),
    .cfg_source(128'd0), .cfg_udp_check(1'b0),
    .time_ns(time_ns), .cycle(cycle),
    .s_tdata(s_b_tdata), .s_tkeep(s_b_tkeep), .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast), .s_tuser(s_b_tuser),
    .m_dgram_tdata(b_dgram), .m_dgram_tvalid(b_dgram_valid), .m_dgram_arrival(b_arrival),
    .m_dgram_cycle(b_cycle), .m_end_valid(b_end_valid), .m_end_bad(b_end_bad),
    .stat_valid(stat_frame_b_valid), .stat_code(stat_frame_b_code)
  );

  wire [63:0] b_stamp = {1'b1, b_arrival[62:0]};

  line b_line (
    .clk(clk), .rst(rst), .s_dgram_tdata(b_dgram), .s_dgram_tvalid(b_dgram_valid), .s_ahead(s_b_tdata),
    .s_ahead_valid(s_b_tvalid), .s_dgram_arrival(b_stamp), .s_dgram_cycle(b_cycle), .s_end_valid(b_end_valid), .s_end_bad(b_end_bad),
    .m_session_tvalid(b_session_valid), .m_session(b_session),
    .m_session_ahead(b_session_ahead), .s_session_take(take_b),
    .m_event_tvalid(b_line_valid), .m_event_tdata(b_line_event), .m_event_type(b_line_type),
    .m_event_long(b_line_long), .m_skip_tvalid(b_skip_valid), .m_skip_seq(b_skip_seq),
    .m_skip_count(b_skip_count), .m_beat_tvalid(b_beat_valid), .m_beat_seq(b_beat_seq),
    .m_end_of_session(b_eos), .m_bad_frame(b_bad_frame),
    .stat_packet_valid(stat_packet_b_valid), .stat_packet_code(stat_packet_b_code),
    .expected(expected), .early_valid(b_early_valid), .early_next(b_early_next), .early_op(b_early_op),
    .early_locate(b_early_locate), .early_reference(b_early_reference), .early_seq(b_early_seq)
  );

  hold_line #(.DEPTH(HOLD)) b_hold (
    .clk(clk), .rst(rst), .flush(new_day), .session(take_b), .arrival(b_stamp), .cycle(cycle),
    .s_event_tvalid(b_line_valid), .s_event_tdata(b_line_event), .s_event_type(b_line_type),
    .s_event_long(b_line_long), .s_skip_tvalid(b_skip_valid), .s_skip_seq(b_skip_seq),
    .s_skip_count(b_skip_count), .s_beat_tvalid(b_beat_valid), .s_beat_seq(b_beat_seq), .s_bad_frame(b_bad_frame),
    .head_valid(b_valid), .head_event(b_event), .head_has_event(b_has_event), .head_span(b_span),
    .head_beat(b_beat), .head_bad(b_bad), .head_first(b_first), .head_type(b_type), .head_long(b_long),
    .take(b_take), .overflow(b_overflow), .bad_lost(b_bad_lost)
  );

  // ---- both --------------------------------------------------------------------------------------
  session today (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear),
    .s_a_tvalid(a_session_valid), .s_a_session(a_session), .s_a_ahead(a_session_ahead),
    .s_b_tvalid(b_session_valid), .s_b_session(b_session), .s_b_ahead(b_session_ahead),
    .end_seen((a_beat_valid && a_eos) || (b_beat_valid && b_eos)),
    .take_a(take_a), .take_b(take_b), .new_day(session_day), .status_ended(status_ended)
  );
  assign new_day = session_day || cmd_clear;

  logic [2:0]  runts;
  logic [63:0] lost;
  logic        gap;

  arbiter arbitrate (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on),
    .cfg_hold_ns(cfg_hold_ns), .new_day(new_day),
    .a_valid(a_valid), .a_event(a_event), .a_has_event(a_has_event), .a_span(a_span), .a_beat(a_beat),
    .a_bad(a_bad), .a_first(a_first), .a_bad_lost(a_bad_lost), .a_take(a_take),
    .b_valid(b_valid), .b_event(b_event), .b_has_event(b_has_event), .b_span(b_span), .b_beat(b_beat),
    .b_bad(b_bad), .b_first(b_first), .b_bad_lost(b_bad_lost), .b_take(b_take),
    .m_event_tdata(m_event_tdata), .m_event_tvalid(m_event_tvalid), .m_event_tready(m_event_tready),
    .a_used(a_used), .b_used(b_used), .runts(runts), .gap(gap), .lost(lost), .expected(expected),
    .waiting(status_waiting)
  );

  // The message before went out two cycles ahead of a hint's judgement, so `expected` knows of it.
  wire   a_early = a_early_valid && a_early_next;
  assign m_early_tvalid    = a_early || (b_early_valid && b_early_next);
  assign m_early_op        = a_early ? a_early_op : b_early_op;
  assign m_early_locate    = a_early ? a_early_locate : b_early_locate;
  assign m_early_reference = a_early ? a_early_reference : b_early_reference;
  assign m_early_seq       = a_early ? a_early_seq : b_early_seq;

  // ---- counters and status -------------------------------------------------------------------------
  assign stat_itch_valid   = a_used || b_used;
  assign stat_itch_code    = a_used ? a_type : b_type;
  assign stat_long_valid   = (a_used && a_long) || (b_used && b_long);
  assign stat_runts_valid  = runts != 3'd0;
  assign stat_runts_amount = runts;
  assign stat_lost_valid   = gap;
  assign stat_lost_amount  = |lost[63:32] ? 32'hffffffff : lost[31:0];

  // An overflow is counted in a cycle in which the line's head does not leave.
  logic [7:0] a_overflows_q, b_overflows_q;
  wire a_judged = a_take && a_valid && a_has_event;
  wire b_judged = b_take && b_valid && b_has_event;
  assign stat_message_a_valid = a_judged || a_overflows_q != 8'd0;
  assign stat_message_b_valid = b_judged || b_overflows_q != 8'd0;
  assign stat_message_a_code  = !a_judged ? TW_MESSAGE_OVERFLOW : (a_used ? TW_MESSAGE_TAKEN : TW_MESSAGE_DUPLICATE);
  assign stat_message_b_code  = !b_judged ? TW_MESSAGE_OVERFLOW : (b_used ? TW_MESSAGE_TAKEN : TW_MESSAGE_DUPLICATE);

  logic [3:0] moving_q;                        // cycles until the last beat has left the lines
  assign status_busy = moving_q != 4'd0 || m_event_tvalid || ((a_valid || b_valid) && !status_waiting);

  always_ff @(posedge clk) begin
    a_overflows_q <= a_overflows_q + {7'd0, a_overflow} - {7'd0, !a_judged && a_overflows_q != 8'd0};
    b_overflows_q <= b_overflows_q + {7'd0, b_overflow} - {7'd0, !b_judged && b_overflows_q != 8'd0};
    if (s_a_tvalid || s_b_tvalid) moving_q <= 4'd8;
    else if (moving_q != 4'd0) moving_q <= moving_q - 4'd1;
    if (rst) begin
      a_overflows_q <= 8'd0;
      b_overflows_q <= 8'd0;
      moving_q      <= 4'd0;
    end
  end

endmodule

`default_nettype wire
