// SPDX-License-Identifier: BSD-3-Clause
// touch_hold: no touch leaves for the host before the frame it came from has proved good or bad.
//
//   s_a, s_b  in   the frame ports, to see where frames begin and end
//   s_touch   in   touches, cut-through: their frames may still be arriving
//   m_touch   out  the same in the same order; FLAG_STALE is set when the frame ended bad
//
// A frame is known by its arrival time and port (bit 63 of arrival_ns). Bad frames are remembered
// in a table of 64 ns steps, in which two frames of one port never share a step; a step is used
// again after 262 us. The book's own gap event follows behind the touches of a bad frame.
//
// Latency     1 cycle, s_touch to m_touch, when no frame is waited for.
// Throughput  1 touch per 2 cycles.
// Stall       waits for the end of a frame, and for m_touch_room; never stalls s_touch. With DEPTH touches
//             waiting the first goes, room or not; stale if its frame is still arriving.
// Reset       empty; the rest of a frame that is under way is taken for a frame.

`include "tw_stream.svh"
`default_nettype none

module touch_hold #(
  parameter int DEPTH = 1024              // a power of two; the touches of one frame fit
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,

  input  wire logic         s_a_tvalid,
  input  wire logic         s_a_tlast,
  input  wire logic         s_a_tuser,
  input  wire logic         s_a_spoilt,   // pulse, the cycle after tlast: bad all the same
  input  wire logic         s_b_tvalid,
  input  wire logic         s_b_tlast,
  input  wire logic         s_b_tuser,
  input  wire logic         s_b_spoilt,

  input  wire touch_t       s_touch_tdata,
  input  wire logic         s_touch_tvalid,
  output touch_t            m_touch_tdata,
  output logic              m_touch_tvalid,
  input  wire logic         m_touch_room, // 0: what comes may be lost
  output logic              busy
);

  // ---- the next touch: the first that waits, or the one that comes -----------------------------------
  touch_t first, pick, touch_q;
  logic   first_valid, room, none, valid_q, forced_q, a_open, b_open, a_bad, b_bad;

  assign pick = none ? s_touch_tdata : first;
  wire pick_valid = none ? s_touch_tvalid : first_valid;
  wire open = pick.info.arrival_ns[63] ? b_open : a_open;
  wire goes = pick_valid && ((!open && m_touch_room && !valid_q) || !room);

  frame_verdict u_a (
    .clk(clk), .rst(rst), .time_ns(time_ns[62:0]), .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast),
    .s_tuser(s_a_tuser), .s_spoilt(s_a_spoilt), .ask(pick.info.arrival_ns[62:0]), .open(a_open),
    .look(goes), .bad(a_bad));
  frame_verdict u_b (
    .clk(clk), .rst(rst), .time_ns(time_ns[62:0]), .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast),
    .s_tuser(s_b_tuser), .s_spoilt(s_b_spoilt), .ask(pick.info.arrival_ns[62:0]), .open(b_open),
    .look(goes), .bad(b_bad));

  // The first goes in time for the one that comes.
  logic [$clog2(DEPTH):0] waiting_q;
  logic                   fifo_ready;
  wire waits  = s_touch_tvalid && !(none && goes);
  wire leaves = !none && goes;
  assign room = waiting_q < DEPTH[$clog2(DEPTH):0] - 2;

  fifo #(.WIDTH(TOUCH_W), .DEPTH(DEPTH)) u_fifo (
    .clk(clk), .rst(rst),
    .s_tdata(s_touch_tdata), .s_tvalid(waits), .s_tready(fifo_ready),
    .m_tdata(first), .m_tvalid(first_valid), .m_tready(goes), .empty(none));

  always_ff @(posedge clk) begin
    valid_q <= goes;
    if (goes) begin
      touch_q  <= pick;
      forced_q <= open;
    end
    waiting_q <= waiting_q + {{$clog2(DEPTH){1'b0}}, waits} - {{$clog2(DEPTH){1'b0}}, leaves};
    if (rst) begin
      valid_q   <= 1'b0;
      waiting_q <= '0;
    end
  end

  wire bad = forced_q || (touch_q.info.arrival_ns[63] ? b_bad : a_bad);
  always_comb begin
    m_touch_tdata = touch_q;
    m_touch_tdata.flags[FLAG_STALE] = touch_q.flags[FLAG_STALE] || bad;
  end
  assign m_touch_tvalid = valid_q;
  assign busy           = !none || valid_q;

  wire unused = &{1'b0, time_ns[63], fifo_ready};

endmodule

`default_nettype wire
