// SPDX-License-Identifier: BSD-3-Clause
// intent_hold: no intent goes to the gate before the frame that asked for it has proved good or bad.
//
//   s_a, s_b  in   the frame ports of the feed, to see where frames begin and end
//   next      in   arrival_ns of what s_intent shows in the next cycle (trigger); its frame is asked for
//   s_intent  in   intents
//   m_intent  out  the same in the same order; bad_frame: the frame ended bad
//
// A frame is known by its arrival time and port (bit 63 of arrival_ns). A message that is the last of
// its frame never waits: the frame's end is known before its touch. What no frame brought (arrival_ns 0)
// does not wait either. With cfg_cut_through nothing waits, and what a frame brings that is still open
// counts as good.
//
// Latency     0 cycles, s_intent to m_intent, when its frame has ended.
//   waits: 4 cycles, the frame's tlast to m_intent.
// Throughput  1 intent per cycle.
// Stall       s_tready is m_tready, and low while the frame of s_intent is open. At most for a frame's time.
// Reset       the rest of a frame that is under way is taken for a frame.

`include "tw_trade.svh"
`default_nettype none

module intent_hold #(
  parameter int STEP_W = 12                  // frame_verdict: how long bad frames are remembered
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic         cfg_cut_through,

  input  wire logic         s_a_tvalid,
  input  wire logic         s_a_tlast,
  input  wire logic         s_a_tuser,
  input  wire logic         s_a_spoilt,      // pulse, the cycle after tlast: bad all the same
  input  wire logic         s_b_tvalid,
  input  wire logic         s_b_tlast,
  input  wire logic         s_b_tuser,
  input  wire logic         s_b_spoilt,

  input  wire logic [63:0]  next_arrival_ns,
  input  wire intent_t      s_intent_tdata,
  input  wire logic         s_intent_tvalid,
  output logic              s_intent_tready,
  output intent_t           m_intent_tdata,
  output logic              m_intent_bad_frame,
  output logic              m_intent_tvalid,
  input  wire logic         m_intent_tready
);

  // Asked a cycle ahead: the answer is of what s_intent shows now.
  logic a_open, b_open, a_bad, b_bad, open_q, of_b_q;

  frame_verdict #(.STEP_W(STEP_W)) u_a (
    .clk(clk), .rst(rst), .time_ns(time_ns[62:0]), .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast),
    .s_tuser(s_a_tuser), .s_spoilt(s_a_spoilt), .ask(next_arrival_ns[62:0]), .open(a_open),
    .look(1'b1), .bad(a_bad));
  frame_verdict #(.STEP_W(STEP_W)) u_b (
    .clk(clk), .rst(rst), .time_ns(time_ns[62:0]), .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast),
    .s_tuser(s_b_tuser), .s_spoilt(s_b_spoilt), .ask(next_arrival_ns[62:0]), .open(b_open),
    .look(1'b1), .bad(b_bad));

  always_ff @(posedge clk) begin
    open_q <= next_arrival_ns[63] ? b_open : a_open;
    of_b_q <= next_arrival_ns[63];
  end

  wire goes = !open_q || cfg_cut_through;
  assign m_intent_tdata  = s_intent_tdata;
  assign m_intent_tvalid = s_intent_tvalid && goes;
  assign s_intent_tready = m_intent_tready && goes;
  // What the table shows of an open frame may be half written.
  assign m_intent_bad_frame = !open_q && (of_b_q ? b_bad : a_bad);

  wire unused = &{1'b0, time_ns[63]};

endmodule

`default_nettype wire
