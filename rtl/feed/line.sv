// SPDX-License-Identifier: BSD-3-Clause
// line: one feed line: the datagrams of one port made into numbered, decoded messages.
//
//   s_dgram  in   a UDP payload, unaligned, with gaps; no tready: the wire cannot wait
//   s_end    in   the frame's end, with its last payload beat or later
//   m_session out the packet's session when its header is whole, before any of its records
//   m_event  out  one record per message of 11 bytes and more, EVENT_NONE included
//   m_skip   out  one record per beat in which runts ended: blocks without an ITCH head
//   m_beat   out  the next number as told by a heartbeat or an end of session
//   early    out  a hint that a message with a reference will end soon (itch_early)
//
// An m_event and an m_skip of the same cycle: the event is the lower number. (A message of 11
// bytes began at least one beat earlier, so no runt of its last beat precedes it.) Numbers of
// one packet are thereby contiguous: seq, seq + 1, ... over m_event and m_skip as they come.
//
// Latency     1 cycle, s_dgram beat with a message's last byte to m_event; same for m_skip, m_beat.
//   session: 0 cycles, s_dgram beat with the header's last byte to m_session.
//   early: 2 cycles, early_valid of an A, F or U to its m_event, when the beats come without holes.
//   early_reduce: 1 cycle, early_valid of an E or C to its m_event, likewise.
// Throughput  1 beat per cycle; outputs are pulses without ready, at most one record each.
// Stall       never.
// Reset       idle; the rest of a datagram that is under way is ignored.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module line (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire dgram_t        s_dgram_tdata,
  input  wire logic          s_dgram_tvalid,
  input  wire logic [63:0]   s_ahead,            // the next beat's data, in the cycle before it
  input  wire logic          s_ahead_valid,      // never another beat's between two of one packet
  input  wire logic [63:0]   s_dgram_arrival,    // device clock at the frame's first byte
  input  wire logic [31:0]   s_dgram_cycle,      // cycle count when this beat was at the frame port
  input  wire logic          s_end_valid,        // end of an accepted frame, payload or not
  input  wire logic          s_end_bad,

  // Combinational: the answer to m_session_tvalid counts in that same cycle, 0 drops the packet.
  // m_number_ahead is right in the cycle before m_session_tvalid only.
  output logic               m_session_tvalid,
  output logic [79:0]        m_session,          // first character in bits 79:72
  output logic [79:0]        m_session_ahead,    // what m_session will be in the next cycle
  output logic [63:0]        m_number,           // the packet's sequence number
  output logic [63:0]        m_number_ahead,
  input  wire logic          s_session_take,
  input  wire logic          s_session_wild,     // when not taken: because of its number

  output logic               m_event_tvalid,
  output event_t             m_event_tdata,
  output logic [TW_ITCH_CODE_W-1:0] m_event_type, // its counter of bank ITCH
  output logic               m_event_long,       // longer than its type
  output logic [31:0]        m_event_print,      // its fingerprint (message_print)

  output logic               m_skip_tvalid,
  output logic [63:0]        m_skip_seq,         // the first of them
  output logic [2:0]         m_skip_count,       // 1..4

  output logic               m_beat_tvalid,
  output logic [63:0]        m_beat_seq,
  output logic               m_end_of_session,   // with m_beat_tvalid: it was the end of session

  output logic               m_bad_frame,        // with the frame's last record or later; never before

  output logic               stat_packet_valid,  // once per accepted frame
  output logic [TW_PACKET_CODE_W-1:0] stat_packet_code,

  input  wire logic [63:0]   expected,           // the number that the arbiter waits for
  output logic               early_valid,
  output logic               early_next,         // its number is that one
  output logic [3:0]         early_op,
  output logic [15:0]        early_locate,
  output logic [63:0]        early_reference,
  output logic [63:0]        early_seq
);

  logic        msg_tvalid;
  logic [63:0] msg_w0, msg_w1, msg_w2, msg_w3, msg_seq;
  logic [31:0] msg_w4;
  logic [15:0] msg_length;
  logic [7:0]  msg_letter;
  logic        near_next, near_second;
  logic [63:0] near_seq;

  // The clock rests between packets.
  logic gclk;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || s_ahead_valid || s_dgram_tvalid || s_end_valid || m_event_tvalid || m_skip_tvalid || m_beat_tvalid
             || m_end_of_session || m_bad_frame || stat_packet_valid || early_valid),
    .gclk   (gclk)
  );

  mold_framer framer (
    .clk(gclk), .rst,
    .s_dgram_tdata, .s_dgram_tvalid, .s_ahead, .s_ahead_valid, .s_end_valid, .s_end_bad,
    .m_session_tvalid, .m_session, .m_session_ahead, .m_number, .m_number_ahead, .s_session_take, .s_session_wild,
    .m_msg_tvalid(msg_tvalid), .m_msg_letter(msg_letter), .m_msg_w0(msg_w0), .m_msg_w1(msg_w1), .m_msg_w2(msg_w2),
    .m_msg_w3(msg_w3), .m_msg_w4(msg_w4), .m_msg_length(msg_length), .m_msg_seq(msg_seq),
    .m_near_next(near_next), .m_near_second(near_second), .m_near_seq(near_seq),
    .m_skip_tvalid, .m_skip_seq, .m_skip_count,
    .m_beat_tvalid, .m_beat_seq, .m_end_of_session,
    .m_bad_frame, .stat_packet_valid, .stat_packet_code
  );

  itch_decode decode (
    .clk(gclk), .rst,
    .s_msg_tvalid(msg_tvalid), .s_msg_letter(msg_letter), .s_msg_w0(msg_w0), .s_msg_w1(msg_w1), .s_msg_w2(msg_w2),
    .s_msg_w3(msg_w3), .s_msg_w4(msg_w4), .s_msg_length(msg_length), .s_msg_seq(msg_seq),
    .s_msg_arrival(s_dgram_arrival), .s_msg_cycle(s_dgram_cycle),
    .m_event_tvalid, .m_event_tdata, .m_event_type, .m_event_long
  );

  message_print fingerprint (
    .clk(gclk),
    .s_msg_tvalid(msg_tvalid), .s_msg_w0(msg_w0), .s_msg_w1(msg_w1), .s_msg_w2(msg_w2), .s_msg_w3(msg_w3),
    .s_msg_w4(msg_w4), .s_msg_length(msg_length), .m_print(m_event_print)
  );

  itch_early early (
    .clk(gclk), .rst, .expected,
    .s_near_next(near_next), .s_near_second(near_second), .s_near_letter(msg_letter),
    .s_near_locate(msg_w0[55:40]), .s_near_w1(msg_w1[39:0]), .s_near_w2(msg_w2[63:40]),
    .s_near_length(msg_length), .s_near_seq(near_seq),
    .m_early_tvalid(early_valid), .m_early_next(early_next), .m_early_op(early_op),
    .m_early_locate(early_locate), .m_early_reference(early_reference), .m_early_seq(early_seq)
  );

endmodule

`default_nettype wire
