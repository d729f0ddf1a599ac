// SPDX-License-Identifier: BSD-3-Clause
// session: which MoldUDP64 session is today's (MoldUDP64 1.00, downstream packet header).
//
//   s_session  in   the session of a packet that begins, from either line
//   s_ahead    in   what s_session will be in the next cycle; it is compared by then
//   take       out  the packet counts; combinational
//
// Latency     0 cycles.
// Throughput  1 packet a line and cycle.
// Stall       never.
// Reset       synchronous; the next packet's session is adopted.
//
// Another session is taken only after the end of this one was seen: then a new day begins.
// A packet out of the blue changes counters, never state.

`default_nettype none

module session (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        cmd_clear,       // forget the session
  input  wire logic        s_a_tvalid,
  input  wire logic [79:0] s_a_session,
  input  wire logic [79:0] s_a_ahead,
  input  wire logic        s_b_tvalid,
  input  wire logic [79:0] s_b_session,
  input  wire logic [79:0] s_b_ahead,
  input  wire logic        end_seen,        // an end-of-session packet of this session
  output logic             take_a,
  output logic             take_b,
  output logic             new_day,         // this packet begins another session
  output logic             status_ended
);

  logic [79:0] session_q;
  logic        have_q, ended_q;
  logic        a_equal_q, b_equal_q;                     // the line's session is session_q
  logic        agreed_q;                                 // the lines' sessions are the same

  wire a_same = have_q && a_equal_q;
  wire b_same = have_q && b_equal_q;
  wire open   = !have_q || ended_q;                      // another session may begin

  wire a_heard = s_a_tvalid && !cmd_clear;
  wire b_heard = s_b_tvalid && !cmd_clear;

  // When both begin a new session in one cycle, line A's is the one. What the other line brings
  // in a new day's first cycle counts only when it is of that day.
  wire a_new  = a_heard && open && !a_same;
  wire b_new  = b_heard && open && !b_same && !a_new;
  wire agreed = s_a_ahead == s_b_ahead;

  assign take_a  = a_heard && (a_new || (b_new ? agreed_q : a_same));
  assign take_b  = b_heard && (b_new || (a_new ? agreed_q : b_same));

  assign new_day      = have_q && (a_new || b_new);
  assign status_ended = ended_q;

  // What the other line makes the session of the day in this cycle is compared already. A line
  // whose own session becomes that has no other one for some cycles.
  always_ff @(posedge clk) begin
    agreed_q  <= agreed;
    a_equal_q <= b_new ? agreed : s_a_ahead == session_q;
    b_equal_q <= a_new ? agreed : s_b_ahead == session_q;
    if (a_new || b_new) begin
      session_q <= a_new ? s_a_session : s_b_session;
      have_q    <= 1'b1;
      ended_q   <= 1'b0;
    end else if (end_seen) ended_q <= 1'b1;
    if (rst || cmd_clear) begin
      have_q  <= 1'b0;
      ended_q <= 1'b0;
    end
  end

endmodule

`default_nettype wire
