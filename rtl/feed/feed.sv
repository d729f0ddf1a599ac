// SPDX-License-Identifier: BSD-3-Clause
// feed: two ports of frames in, one sequence of decoded messages out.
//
//   s_a, s_b ──► feed_port (net/udp_filter, line, hold_line) ──┐
//   s_replay ──► replay_line (line, hold_line) ────────────────┼─► arbiter ──► m_event
//                session: whose packets count ─────────────────┤
//                repair, silence: what is said beside ─────────┘
//
// Latency     2 cycles, beat with the message's last byte on s_* to m_event, when it is next.
//   early: 2 cycles, m_early of an A, F or U to its m_event, when the beats come without holes.
//   early_reduce: 1 cycle, m_early of an E or C to its m_event, likewise.
// Throughput  both ports at line rate; 1 event per cycle.
// Stall       none on the ports; while m_event_tready is low, up to HOLD records of each line wait.
// Reset       synchronous; no session, expects number 1.

`include "tw_feed.svh"
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
  input  wire logic         cfg_repair,         // on a gap the feed holds, and the host repairs
  input  wire logic         cfg_jump_on,        // one packet far ahead is not believed
  input  wire logic [31:0]  cfg_silence_ns,
  input  wire logic [31:0]  cfg_stale_ns,
  input  wire logic [127:0] cfg_source,
  input  wire logic         cfg_udp_check,
  input  wire logic         cmd_clear,
  input  wire logic         cmd_fresh,
  input  wire logic [31:0]  cmd_fresh_gaps,
  input  wire logic         cmd_load,
  input  wire logic         cmd_resume,
  input  wire logic [63:0]  cmd_seq,            // of cmd_load and cmd_resume

  input  wire logic         s_replay_begin,     // a packet of the host's line: see replay_line
  input  wire logic [11:0]  s_replay_length,
  input  wire logic         s_replay_valid,
  input  wire logic [31:0]  s_replay_data,

  input  wire logic         s_damage,          // pulse: a bit of the book's tables has flipped
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
  output logic              status_due,        // a line will be silent: time alone tells
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
  output logic [79:0]       session,           // 0: none yet

  output logic              stat_frame_a_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_a_code,
  output logic              stat_frame_b_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_b_code,
  output logic              stat_packet_a_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_a_code,
  output logic              stat_packet_b_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_b_code,
  output logic              stat_packet_r_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_r_code,
  output logic              stat_message_a_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_a_code,
  output logic              stat_message_b_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_b_code,
  output logic              stat_message_r_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_r_code,
  output logic              stat_itch_valid,
  output logic [TW_ITCH_CODE_W-1:0]    stat_itch_code,
  output logic              stat_long_valid,
  output logic              stat_times_valid,
  output logic              stat_runts_valid,
  output logic [2:0]        stat_runts_amount,
  output logic              stat_lost_valid,
  output logic [31:0]       stat_lost_amount,  // saturates
  output logic              stat_compared_valid,
  output logic [1:0]        stat_compared_amount,
  output logic              stat_mismatch_valid,
  output logic [1:0]        stat_mismatch_amount
);

  logic        new_day, session_day, session_day_q, load, resume, flush, flush_day;
  logic [63:0] seq;

  // ---- port A ----------------------------------------------------------------------------------
  logic        a_session_valid, a_take_session, a_wild, a_eos;
  logic [79:0] a_session, a_session_ahead;
  logic [63:0] a_number, a_number_ahead, a_early_reference, a_early_seq;
  logic [62:0] a_arrival;
  logic        a_valid, a_full, a_bad_lost, a_take, a_passes, a_used, a_early_valid, a_busy;
  record_t     a_head;
  logic [3:0]  a_early_op;
  logic [15:0] a_early_locate;

  feed_port #(.HOLD(HOLD), .PORT_B(1'b0)) port_a (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cycle(cycle), .s_tdata(s_a_tdata), .s_tkeep(s_a_tkeep),
    .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast), .s_tuser(s_a_tuser), .cfg_on(cfg_a_on),
    .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port), .cfg_source(cfg_source), .cfg_udp_check(cfg_udp_check),
    .m_session_tvalid(a_session_valid), .m_session(a_session), .m_session_ahead(a_session_ahead),
    .m_number(a_number), .m_number_ahead(a_number_ahead), .s_session_take(a_take_session),
    .s_session_wild(a_wild), .arrival(a_arrival), .end_of_session(a_eos),
    .flush(flush), .flush_day(flush_day), .head_valid(a_valid), .head(a_head), .full(a_full), .bad_lost(a_bad_lost), .take(a_take),
    .passes(a_passes), .used(a_used), .expected(expected), .early_valid(a_early_valid), .early_op(a_early_op),
    .early_locate(a_early_locate), .early_reference(a_early_reference), .early_seq(a_early_seq), .busy(a_busy),
    .stat_frame_valid(stat_frame_a_valid), .stat_frame_code(stat_frame_a_code),
    .stat_packet_valid(stat_packet_a_valid), .stat_packet_code(stat_packet_a_code),
    .stat_message_valid(stat_message_a_valid), .stat_message_code(stat_message_a_code)
  );

  // ---- port B ----------------------------------------------------------------------------------
  logic        b_session_valid, b_take_session, b_wild, b_eos;
  logic [79:0] b_session, b_session_ahead;
  logic [63:0] b_number, b_number_ahead, b_early_reference, b_early_seq;
  logic [62:0] b_arrival;
  logic        b_valid, b_full, b_bad_lost, b_take, b_passes, b_used, b_early_valid, b_busy;
  record_t     b_head;
  logic [3:0]  b_early_op;
  logic [15:0] b_early_locate;

  feed_port #(.HOLD(HOLD), .PORT_B(1'b1)) port_b (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cycle(cycle), .s_tdata(s_b_tdata), .s_tkeep(s_b_tkeep),
    .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast), .s_tuser(s_b_tuser), .cfg_on(cfg_b_on),
    .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port), .cfg_source(cfg_source), .cfg_udp_check(cfg_udp_check),
    .m_session_tvalid(b_session_valid), .m_session(b_session), .m_session_ahead(b_session_ahead),
    .m_number(b_number), .m_number_ahead(b_number_ahead), .s_session_take(b_take_session),
    .s_session_wild(b_wild), .arrival(b_arrival), .end_of_session(b_eos),
    .flush(flush), .flush_day(flush_day), .head_valid(b_valid), .head(b_head), .full(b_full), .bad_lost(b_bad_lost), .take(b_take),
    .passes(b_passes), .used(b_used), .expected(expected), .early_valid(b_early_valid), .early_op(b_early_op),
    .early_locate(b_early_locate), .early_reference(b_early_reference), .early_seq(b_early_seq), .busy(b_busy),
    .stat_frame_valid(stat_frame_b_valid), .stat_frame_code(stat_frame_b_code),
    .stat_packet_valid(stat_packet_b_valid), .stat_packet_code(stat_packet_b_code),
    .stat_message_valid(stat_message_b_valid), .stat_message_code(stat_message_b_code)
  );

  // ---- the host's line -----------------------------------------------------------------------------
  logic        r_session_valid, r_take_session, r_valid, r_take, r_used, r_rests, r_busy, r_lost;
  logic [79:0] r_session;
  record_t     r_head;

  replay_line #(.DEPTH(HOLD)) replay (
    .clk(clk), .rst(rst), .cycle(cycle), .on(status_holding), .flush(flush),
    .s_begin_tvalid(s_replay_begin), .s_begin_length(s_replay_length),
    .s_word_tvalid(s_replay_valid), .s_word_tdata(s_replay_data),
    .m_session_tvalid(r_session_valid), .m_session(r_session),
    .s_session_take(r_take_session), .head_valid(r_valid), .head(r_head), .take(r_take), .used(r_used),
    .room(replay_room), .rests(r_rests), .busy(r_busy), .lost(r_lost),
    .stat_packet_valid(stat_packet_r_valid), .stat_packet_code(stat_packet_r_code),
    .stat_message_valid(stat_message_r_valid), .stat_message_code(stat_message_r_code)
  );

  // ---- all -----------------------------------------------------------------------------------------
  session sessions (
    .clk(clk), .rst(rst), .cfg_jump_on(cfg_jump_on), .cmd_clear(cmd_clear),
    .s_a_tvalid(a_session_valid), .s_a_session(a_session), .s_a_ahead(a_session_ahead),
    .s_a_number(a_number), .s_a_number_ahead(a_number_ahead),
    .s_b_tvalid(b_session_valid), .s_b_session(b_session), .s_b_ahead(b_session_ahead),
    .s_b_number(b_number), .s_b_number_ahead(b_number_ahead),
    .s_r_tvalid(r_session_valid), .s_r_session(r_session),
    .end_seen(a_eos || b_eos), .moved(load || resume), .moved_seq(seq),
    .take_a(a_take_session), .take_b(b_take_session), .take_r(r_take_session), .wild_a(a_wild), .wild_b(b_wild),
    .new_day(session_day), .today(session), .status_ended(status_ended)
  );
  // Whose packet begins a day is judged late in its cycle, so all others hear of it in the next one; of its
  // records only runts, heartbeats and ends can be there by then, and they stay (hold_line).
  assign new_day   = session_day_q || cmd_clear;
  assign flush     = new_day || load;
  assign flush_day = session_day_q && !cmd_clear;

  logic [2:0] marks;
  silence quiet (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on),
    .cfg_silence_ns(cfg_silence_ns), .cfg_stale_ns(cfg_stale_ns),
    .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast), .s_a_take(a_take_session), .s_a_arrival(a_arrival),
    .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast), .s_b_take(b_take_session), .s_b_arrival(b_arrival),
    .marks(marks), .due(status_due)
  );
  assign {status_silent, status_silent_b, status_silent_a} = marks;

  event_t      side_event;
  logic        side_valid, side_block, side_gap, side_busy;
  logic        gap, spoilt, end_reached, held, ahead, moving;
  logic [63:0] gap_seq, spoilt_arrival;
  logic [31:0] spoilt_cycle;
  logic [47:0] exchange;
  logic [2:0]  runts;

  repair beside (
    .clk(clk), .rst(rst), .cycle(cycle), .cfg_repair(cfg_repair), .new_day(new_day), .new_day_late(flush_day), .cmd_load(cmd_load),
    .cmd_resume(cmd_resume), .cmd_seq(cmd_seq), .cmd_fresh(cmd_fresh), .cmd_fresh_gaps(cmd_fresh_gaps),
    .marks(marks), .end_reached(end_reached), .spoilt(spoilt), .spoilt_arrival(spoilt_arrival),
    .spoilt_cycle(spoilt_cycle), .damage(s_damage), .gap(gap), .gap_seq(gap_seq), .ahead(ahead), .r_rests(r_rests), .r_lost(r_lost),
    .expected(expected), .exchange(exchange), .held(held), .m_event_tready(m_event_tready),
    .load(load), .resume(resume), .seq(seq), .holding(status_holding), .loading(status_loading),
    .replay_lost(status_replay_lost), .status_spoilt(status_spoilt), .side_valid(side_valid), .side_block(side_block), .side_event(side_event),
    .side_gap(side_gap), .gap_first(gap_first), .gap_next(gap_next), .busy(side_busy)
  );

  arbiter arbitrate (
    .clk(clk), .rst(rst), .time_ns(time_ns), .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on), .cfg_repair(cfg_repair),
    .cfg_hold_ns(cfg_hold_ns), .new_day(new_day), .load(load), .resume(resume), .seq(seq), .holding(status_holding),
    .loading(status_loading), .side_valid(side_valid), .side_block(side_block), .side_event(side_event),
    .a_valid(a_valid), .a_head(a_head), .a_full(a_full), .a_bad_lost(a_bad_lost), .a_take(a_take), .a_passes(a_passes),
    .b_valid(b_valid), .b_head(b_head), .b_full(b_full), .b_bad_lost(b_bad_lost), .b_take(b_take), .b_passes(b_passes),
    .r_valid(r_valid), .r_head(r_head), .r_take(r_take),
    .m_event_tdata(m_event_tdata), .m_event_tvalid(m_event_tvalid), .m_event_tready(m_event_tready),
    .a_used(a_used), .b_used(b_used), .r_used(r_used), .runts(runts), .gap(gap), .gap_seq(gap_seq), .spoilt(spoilt),
    .spoilt_arrival(spoilt_arrival), .spoilt_cycle(spoilt_cycle), .end_reached(end_reached), .expected(expected),
    .exchange(exchange), .held(held), .ahead(ahead), .waiting(status_waiting), .moving(moving)
  );

  wire numbered = (a_used || b_used || r_used) && !status_loading;
  logic content_busy;
  content same (
    .clk(clk), .rst(rst), .new_day(new_day), .expected(expected), .s_taken_tvalid(numbered),
    .s_taken_print(a_used ? a_head.print : b_used ? b_head.print : r_head.print),
    .s_a_tvalid(a_take && !a_used && !a_passes && a_valid && a_head.has_event), .s_a_number(a_head.ev.info.seq),
    .s_a_print(a_head.print),
    .s_b_tvalid(b_take && !b_used && !b_passes && b_valid && b_head.has_event), .s_b_number(b_head.ev.info.seq),
    .s_b_print(b_head.print), .busy(content_busy), .compared(stat_compared_amount), .mismatch(stat_mismatch_amount)
  );

  // While a load is under way the lines' messages do not go out. A hint was judged by the number that was
  // expected a cycle ago: when that was taken then, the hint is of a copy of it.
  logic taken_q;
  assign m_early_tvalid    = (a_early_valid || b_early_valid) && !status_loading && !taken_q;
  assign m_early_op        = a_early_valid ? a_early_op : b_early_op;
  assign m_early_locate    = a_early_valid ? a_early_locate : b_early_locate;
  assign m_early_reference = a_early_valid ? a_early_reference : b_early_reference;
  assign m_early_seq       = a_early_valid ? a_early_seq : b_early_seq;

  message_time times (
    .clk(clk), .rst(rst), .taken(numbered), .last_ns(exchange), .stat_valid(stat_times_valid),
    .time_ns(a_used ? a_head.ev.info.exchange_ns : b_used ? b_head.ev.info.exchange_ns : r_head.ev.info.exchange_ns)
  );

  // ---- counters and status -------------------------------------------------------------------------
  wire [63:0] lost = gap ? gap_seq - expected : 64'd0;
  assign stat_itch_valid   = a_used || b_used || r_used;
  assign stat_itch_code    = a_used ? a_head.kind : b_used ? b_head.kind : r_head.kind;
  assign stat_long_valid   = (a_used && a_head.longer) || (b_used && b_head.longer) || (r_used && r_head.longer);
  assign stat_runts_valid  = runts != 3'd0;
  assign stat_runts_amount = runts;
  assign stat_lost_valid   = gap || side_gap;
  assign stat_lost_amount  = |lost[63:32] ? 32'hffffffff : lost[31:0];
  assign stat_compared_valid = stat_compared_amount != 2'd0;
  assign stat_mismatch_valid = stat_mismatch_amount != 2'd0;

  logic [3:0] moving_q;                        // cycles until the last beat has left the lines
  assign status_busy = moving_q != 4'd0 || m_event_tvalid || moving || side_busy || a_busy || b_busy || r_busy
                       || content_busy;

  always_ff @(posedge clk) begin
    taken_q <= numbered;
    session_day_q <= session_day && !rst;
    if (s_a_tvalid || s_b_tvalid) moving_q <= 4'd8;
    else if (moving_q != 4'd0) moving_q <= moving_q - 4'd1;
    if (rst) moving_q <= 4'd0;
  end

endmodule

`default_nettype wire
