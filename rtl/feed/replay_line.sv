// SPDX-License-Identifier: BSD-3-Clause
// replay_line: the host's line: MoldUDP64 packets that come word by word through registers.
//
//   s_begin  in   a packet of s_length bytes follows; what is left of the last one is forgotten
//   s_word   in   its next 4 bytes, byte n in bits 8n+7:8n; the last word may have bytes to spare
//   head     out  as of hold_line; arrival_ns is 0, heartbeats and ends of session are no records
//
// Latency     3 cycles, s_word with a message's last byte to head_valid, when nothing waits.
// Throughput  1 word per 2 cycles.
// Stall       never: what finds no room is lost, and `lost` says so.
// Reset       synchronous; no packet, nothing waits.
//
// Nothing is taken while `on` is low: a packet that begins then is ignored and not counted.

`include "tw_feed.svh"
`default_nettype none

module replay_line #(
  parameter int DEPTH = 64
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,
  input  wire logic         on,                // the feed holds
  input  wire logic         flush,             // forget everything, and the packet under way

  input  wire logic         s_begin_tvalid,
  input  wire logic [11:0]  s_begin_length,
  input  wire logic         s_word_tvalid,
  input  wire logic [31:0]  s_word_tdata,

  output logic              m_session_tvalid,
  output logic [79:0]       m_session,
  input  wire logic         s_session_take,

  output logic              head_valid,
  output record_t           head,
  input  wire logic         take,
  input  wire logic         used,

  output logic [15:0]       room,              // records that find room
  output logic              rests,             // no record waits or is on its way
  output logic              busy,              // something is to be counted, or on its way
  output logic              lost,              // pulse: a message found no room, or a packet was damaged
  output logic              stat_packet_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_code,
  output logic              stat_message_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_code
);

  // The clock rests while the feed does not hold, once nothing moves.
  logic       gclk;
  logic [3:0] awake_q;
  clock_gate u_gate (.clk(clk), .enable(rst || on || flush || awake_q != 4'd0), .gclk(gclk));
  always_ff @(posedge clk) begin
    if (rst || on || flush) awake_q <= 4'd15;
    else if (awake_q != 4'd0) awake_q <= awake_q - 4'd1;
  end

  // ---- words to beats ------------------------------------------------------------------------------
  logic [11:0] left_q;                         // bytes to come, of the last one begun
  logic        odd_q, first_q, empty_q;        // half a beat waits; no beat has gone; a packet of nothing
  logic [31:0] half_q;
  logic        ahead_q, ahead_start_q, ahead_stop_q, beat_q;
  logic [63:0] ahead_data_q;
  logic [2:0]  ahead_last_q;
  dgram_t      dgram_q;

  wire begins = s_begin_tvalid && on && !flush;
  wire word   = s_word_tvalid && left_q != 12'd0 && !flush;
  wire ends   = left_q <= 12'd4;
  wire whole  = word && (odd_q || ends);

  always_ff @(posedge gclk) begin
    empty_q <= begins && s_begin_length == 12'd0;
    ahead_q <= whole;
    beat_q  <= ahead_q;
    if (word) begin
      left_q <= ends ? 12'd0 : left_q - 12'd4;
      odd_q  <= !odd_q && !ends;
      half_q <= s_word_tdata;
      ahead_data_q  <= odd_q ? {s_word_tdata, half_q} : {32'd0, s_word_tdata};
      ahead_start_q <= first_q;
      ahead_stop_q  <= ends;
      ahead_last_q  <= ends ? {odd_q, 2'(left_q[1:0] - 2'd1)} : 3'd7;
      if (whole) first_q <= 1'b0;
    end
    dgram_q <= {ahead_data_q, 3'd0, ahead_last_q, ahead_start_q, ahead_stop_q};
    if (begins) begin
      left_q  <= s_begin_length;
      odd_q   <= 1'b0;
      first_q <= 1'b1;
    end
    if (rst || flush || !on) begin
      left_q  <= 12'd0;
      empty_q <= 1'b0;
      ahead_q <= 1'b0;
      beat_q  <= 1'b0;
    end
  end

  // ---- beats to records ----------------------------------------------------------------------------
  event_t      event_data;
  logic        event_valid, event_long, skip_valid, beat_valid, end_of_session, bad_frame, early_valid, early_next;
  logic        session_valid, packet_valid;
  logic [79:0] session_ahead;
  logic [TW_ITCH_CODE_W-1:0] event_type;
  logic [31:0] event_print;
  logic [63:0] skip_seq, beat_seq, number, number_ahead, early_reference, early_seq;
  logic [2:0]  skip_count;
  logic [3:0]  early_op;
  logic [15:0] early_locate;

  line host (
    .clk(gclk), .rst(rst), .s_dgram_tdata(dgram_q), .s_dgram_tvalid(beat_q), .s_ahead(ahead_data_q),
    .s_ahead_valid(ahead_q), .s_dgram_arrival(64'd0), .s_dgram_cycle(cycle),
    .s_end_valid((beat_q && dgram_q.stop) || empty_q), .s_end_bad(1'b0),
    .m_session_tvalid(session_valid), .m_session(m_session), .m_session_ahead(session_ahead),
    .m_number(number), .m_number_ahead(number_ahead), .s_session_take(s_session_take), .s_session_wild(1'b0),
    .m_event_tvalid(event_valid), .m_event_tdata(event_data), .m_event_type(event_type), .m_event_long(event_long),
    .m_event_print(event_print), .m_skip_tvalid(skip_valid), .m_skip_seq(skip_seq), .m_skip_count(skip_count),
    .m_beat_tvalid(beat_valid), .m_beat_seq(beat_seq), .m_end_of_session(end_of_session),
    .m_bad_frame(bad_frame), .stat_packet_valid(packet_valid), .stat_packet_code(stat_packet_code),
    .expected(64'd0), .early_valid(early_valid), .early_next(early_next), .early_op(early_op),
    .early_locate(early_locate), .early_reference(early_reference), .early_seq(early_seq)
  );

  assign m_session_tvalid  = session_valid && on && !flush;
  assign stat_packet_valid = packet_valid && on;

  localparam int N = $clog2(DEPTH) + 1;
  logic [N-1:0] waiting;
  logic [N:0]   forgotten;
  logic         full, overflow, bad_lost, counting;

  hold_line #(.DEPTH(DEPTH)) hold (
    .clk(gclk), .rst(rst), .flush(flush || !on), .flush_day(1'b0), .session(s_session_take), .arrival(64'd0), .cycle(cycle),
    .s_event_tvalid(event_valid), .s_event_tdata(event_data), .s_event_type(event_type), .s_event_long(event_long),
    .s_event_print(event_print), .s_skip_tvalid(skip_valid), .s_skip_seq(skip_seq), .s_skip_count(skip_count),
    .s_beat_tvalid(1'b0), .s_beat_seq(64'd0), .s_end_of_session(1'b0), .s_bad_frame(1'b0),
    .head_valid(head_valid), .head(head), .take(take), .full(full), .used(waiting), .overflow(overflow),
    .bad_lost(bad_lost), .forgotten(forgotten)
  );

  message_count #(.W(N + 1)) count (
    .clk(gclk), .rst(rst), .judged(take && head_valid && head.has_event), .used(used), .passed(1'b0),
    .overflow(overflow), .forgotten(forgotten), .busy(counting),
    .stat_valid(stat_message_valid), .stat_code(stat_message_code)
  );

  wire damaged = stat_packet_valid && stat_packet_code != TW_PACKET_DATA && stat_packet_code != TW_PACKET_HEARTBEAT;

  assign room  = 16'(DEPTH) - 16'(waiting);
  assign lost  = overflow || damaged || (begins && left_q != 12'd0);
  assign rests = !ahead_q && !beat_q && !empty_q && moving_q == 2'd0 && !head_valid;
  assign busy  = counting || ahead_q || beat_q || empty_q || moving_q != 2'd0;

  logic [1:0] moving_q;                        // cycles until a beat's last record is a head
  always_ff @(posedge gclk) begin
    if (beat_q || empty_q) moving_q <= 2'd3;
    else if (moving_q != 2'd0) moving_q <= moving_q - 2'd1;
    if (rst) moving_q <= 2'd0;
  end

  wire unused = &{1'b0, session_ahead, number, number_ahead, beat_valid, beat_seq, end_of_session, bad_frame, bad_lost, full, early_valid,
                  early_next, early_op, early_locate, early_reference, early_seq};

endmodule

`default_nettype wire
