// SPDX-License-Identifier: BSD-3-Clause
// feed_port: one port of the feed: frames in, records of its messages out.
//
//   s  ──► net/udp_filter ──► line ──► hold_line ──► head
//
// Latency     2 cycles, beat with a message's last byte on s to head_valid, when nothing waits.
// Throughput  line rate.
// Stall       none on s; while head is not taken, up to HOLD records wait.
// Reset       synchronous; nothing waits.

`include "tw_feed.svh"
`default_nettype none

module feed_port #(
  parameter int   HOLD   = 64,                  // records that may wait
  parameter logic PORT_B = 1'b0
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic [31:0]  cycle,
  input  wire logic [63:0]  s_tdata,
  input  wire logic [7:0]   s_tkeep,
  input  wire logic         s_tvalid,
  input  wire logic         s_tlast,
  input  wire logic         s_tuser,
  input  wire logic         cfg_on,
  input  wire logic [31:0]  cfg_group_ip,
  input  wire logic [15:0]  cfg_group_port,
  input  wire logic [127:0] cfg_source,
  input  wire logic         cfg_udp_check,

  output logic              m_session_tvalid,  // see line
  output logic [79:0]       m_session,
  output logic [79:0]       m_session_ahead,
  output logic [63:0]       m_number,
  output logic [63:0]       m_number_ahead,
  input  wire logic         s_session_take,
  input  wire logic         s_session_wild,
  output logic [62:0]       arrival,           // of the frame that the packet is in
  output logic              end_of_session,    // pulse: a packet told so

  input  wire logic         flush,
  input  wire logic         flush_day,         // see hold_line
  output logic              head_valid,        // see hold_line
  output record_t           head,
  output logic              full,
  output logic              bad_lost,
  input  wire logic         take,
  input  wire logic         passes,
  input  wire logic         used,

  input  wire logic [63:0]  expected,
  output logic              early_valid,       // a hint that the expected message will end
  output logic [3:0]        early_op,
  output logic [15:0]       early_locate,
  output logic [63:0]       early_reference,
  output logic [63:0]       early_seq,

  output logic              busy,              // messages are to be counted
  output logic              stat_frame_valid,
  output logic [TW_FRAME_A_CODE_W-1:0] stat_frame_code,
  output logic              stat_packet_valid,
  output logic [TW_PACKET_CODE_W-1:0]  stat_packet_code,
  output logic              stat_message_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_message_code
);

  dgram_t      dgram;
  logic        dgram_valid, end_valid, end_bad;
  logic [63:0] frame_arrival;
  logic [31:0] dgram_cycle;

  udp_filter filter (
    .clk(clk), .rst(rst), .cfg_on(cfg_on), .cfg_group_ip(cfg_group_ip), .cfg_group_port(cfg_group_port),
    .cfg_source(cfg_source), .cfg_udp_check(cfg_udp_check), .time_ns(time_ns), .cycle(cycle),
    .s_tdata(s_tdata), .s_tkeep(s_tkeep), .s_tvalid(s_tvalid), .s_tlast(s_tlast), .s_tuser(s_tuser),
    .m_dgram_tdata(dgram), .m_dgram_tvalid(dgram_valid), .m_dgram_arrival(frame_arrival),
    .m_dgram_cycle(dgram_cycle), .m_end_valid(end_valid), .m_end_bad(end_bad),
    .stat_valid(stat_frame_valid), .stat_code(stat_frame_code)
  );

  // Bit 63 tells the port, so that a frame's time is its own.
  wire [63:0] stamp = {PORT_B, frame_arrival[62:0]};
  assign arrival = frame_arrival[62:0];

  event_t      line_event;
  logic        line_valid, line_long, skip_valid, beat_valid, bad_frame, early_any, early_next;
  logic [TW_ITCH_CODE_W-1:0] line_type;
  logic [31:0] line_print;
  logic [63:0] skip_seq, beat_seq;
  logic [2:0]  skip_count;

  line messages (
    .clk(clk), .rst(rst), .s_dgram_tdata(dgram), .s_dgram_tvalid(dgram_valid), .s_ahead(s_tdata),
    .s_ahead_valid(s_tvalid), .s_dgram_arrival(stamp), .s_dgram_cycle(dgram_cycle), .s_end_valid(end_valid),
    .s_end_bad(end_bad), .m_session_tvalid(m_session_tvalid), .m_session(m_session),
    .m_session_ahead(m_session_ahead), .m_number(m_number), .m_number_ahead(m_number_ahead),
    .s_session_take(s_session_take), .s_session_wild(s_session_wild),
    .m_event_tvalid(line_valid), .m_event_tdata(line_event), .m_event_type(line_type), .m_event_long(line_long),
    .m_event_print(line_print), .m_skip_tvalid(skip_valid), .m_skip_seq(skip_seq), .m_skip_count(skip_count),
    .m_beat_tvalid(beat_valid), .m_beat_seq(beat_seq), .m_end_of_session(end_of_session), .m_bad_frame(bad_frame),
    .stat_packet_valid(stat_packet_valid), .stat_packet_code(stat_packet_code),
    .expected(expected), .early_valid(early_any), .early_next(early_next), .early_op(early_op),
    .early_locate(early_locate), .early_reference(early_reference), .early_seq(early_seq)
  );

  // The message before went out two cycles ahead of a hint's judgement, so `expected` knows of it.
  assign early_valid = early_any && early_next;

  localparam int N = $clog2(HOLD) + 1;
  logic [N-1:0] waiting;
  logic [N:0]   forgotten;
  logic         overflow;

  hold_line #(.DEPTH(HOLD)) hold (
    .clk(clk), .rst(rst), .flush(flush), .flush_day(flush_day), .session(s_session_take), .arrival(stamp), .cycle(cycle),
    .s_event_tvalid(line_valid), .s_event_tdata(line_event), .s_event_type(line_type), .s_event_long(line_long),
    .s_event_print(line_print), .s_skip_tvalid(skip_valid), .s_skip_seq(skip_seq), .s_skip_count(skip_count),
    .s_beat_tvalid(beat_valid), .s_beat_seq(beat_seq), .s_end_of_session(end_of_session), .s_bad_frame(bad_frame),
    .head_valid(head_valid), .head(head), .take(take), .full(full), .used(waiting), .overflow(overflow),
    .bad_lost(bad_lost), .forgotten(forgotten)
  );

  message_count #(.W(N + 1)) count (
    .clk(clk), .rst(rst), .judged(take && head_valid && head.has_event), .used(used), .passed(passes),
    .overflow(overflow), .forgotten(forgotten), .busy(busy),
    .stat_valid(stat_message_valid), .stat_code(stat_message_code)
  );

  wire unused = &{1'b0, waiting};

endmodule

`default_nettype wire
