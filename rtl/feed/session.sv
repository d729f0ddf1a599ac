// SPDX-License-Identifier: BSD-3-Clause
// session: whose packets count: today's session (MoldUDP64 1.00, downstream packet header), and
// numbers that can be believed.
//
//   s_session  in   the session and number of a packet that begins, of line A, B or R
//   s_ahead    in   what s_session and s_number will be in the next cycle; compared by then
//   take       out  the packet counts; combinational. Else `wild`: for its number
//
// Latency     0 cycles.
// Throughput  1 packet a line and cycle.
// Stall       never.
// Reset       synchronous; the next packet's session is adopted.
//
// Another session is taken only after the end of this one was seen: then a new day begins.
// A packet out of the blue changes counters, never state: a session that only one packet bears
// witness of is tentative and gives way to any other but the one that ended before it, and one
// packet far ahead needs a second one near to it (`reach`). When both lines bring a packet in one
// cycle, line A's comes first.

`default_nettype none

module session (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        cfg_jump_on,     // numbers are judged
  input  wire logic        cmd_clear,       // forget the session
  input  wire logic        s_a_tvalid,
  input  wire logic [79:0] s_a_session,
  input  wire logic [79:0] s_a_ahead,
  input  wire logic [63:0] s_a_number,
  input  wire logic [63:0] s_a_number_ahead,
  input  wire logic        s_b_tvalid,
  input  wire logic [79:0] s_b_session,
  input  wire logic [79:0] s_b_ahead,
  input  wire logic [63:0] s_b_number,
  input  wire logic [63:0] s_b_number_ahead,
  input  wire logic        s_r_tvalid,
  input  wire logic [79:0] s_r_session,
  input  wire logic        end_seen,        // an end-of-session packet of this session
  input  wire logic        moved,           // the host says which number is next
  input  wire logic [63:0] moved_seq,
  output logic             take_a,
  output logic             take_b,
  output logic             take_r,
  output logic             wild_a,
  output logic             wild_b,
  output logic             new_day,         // this packet begins another session
  output logic [79:0]      today,           // 0: none yet
  output logic             status_ended
);

  logic [79:0] session_q, previous_q;                    // previous_q: the one that ended
  logic        have_q, ended_q, tentative_q, previous_have_q;
  logic        a_equal_q, b_equal_q;                     // the line's session is session_q
  logic        a_late_q, b_late_q;                       // it is previous_q
  logic        agreed_q;                                 // the lines' sessions are the same
  logic        a_far, a_below, a_top, b_far, b_below, b_top, b_far_a, b_below_a;

  wire a_same = have_q && a_equal_q;
  wire a_heard = s_a_tvalid && !cmd_clear;
  wire b_heard = s_b_tvalid && !cmd_clear;

  // ---- line A ----------------------------------------------------------------------------------
  wire open  = !have_q || ended_q || (tentative_q && !a_late_q);   // another session may begin
  wire a_off = tentative_q && (a_far || a_below);        // the two witnesses disagree
  wire a_new = a_heard && !a_top && (a_same ? a_off : open);
  wire a_ok  = a_same && !a_top && !a_off && (tentative_q || !a_far);
  wire a_took = a_heard && a_ok;

  // ---- line B, behind line A ---------------------------------------------------------------------
  // The first packet of a day is not followed by another day in the same cycle.
  wire b_same  = a_new ? agreed_q : have_q && b_equal_q;
  wire b_tries = tentative_q && !a_took;
  wire b_open  = !a_new && (!have_q || ended_q || (b_tries && !b_late_q));
  wire b_off   = b_tries && (b_far || b_below);
  wire b_new   = b_heard && !b_top && !a_new && (b_same ? b_off : b_open);
  wire b_near  = a_new ? !cfg_jump_on || (!b_far_a && !b_below_a) : !b_off && (b_tries || !b_far);
  wire b_ok    = b_same && !b_top && b_near;
  wire b_took  = b_heard && b_ok;

  // What line A brings in the first cycle of a day that line B begins counts only when it is of
  // that day.
  assign take_a = a_new || (a_took && !b_new);
  assign take_b = b_new || b_took;
  assign wild_a = !cmd_clear && (a_same || open) && !a_new && !a_ok;
  assign wild_b = !cmd_clear && (b_same || b_open) && !b_new && !b_ok;

  assign new_day      = have_q && (a_new || b_new);
  assign status_ended = ended_q;
  assign today        = have_q ? session_q : 80'd0;

  // The host's line: of today's session, or the one that makes it known.
  wire r_new = s_r_tvalid && !have_q && !cmd_clear && !a_new && !b_new;
  assign take_r = r_new || (s_r_tvalid && have_q && s_r_session == session_q && !new_day && !cmd_clear);

  reach numbers (
    .clk(clk), .rst(rst || cmd_clear), .cfg_on(cfg_jump_on),
    .s_a_number(s_a_number), .s_a_ahead(s_a_number_ahead), .s_b_number(s_b_number), .s_b_ahead(s_b_number_ahead),
    .a_new(a_new), .a_took(a_took), .a_heard(a_heard && a_same && !a_top && !a_ok && !a_new),
    .b_new(b_new), .b_took(b_took), .b_heard(b_heard && b_same && !b_top && !b_ok && !b_new && !a_new),
    .moved(moved), .moved_seq(moved_seq),
    .a_far(a_far), .a_below(a_below), .a_top(a_top), .b_far(b_far), .b_below(b_below), .b_top(b_top),
    .b_far_a(b_far_a), .b_below_a(b_below_a)
  );

  // What the other line makes the session of the day in this cycle is compared already. A line
  // whose own session becomes that has no other one for some cycles.
  wire agreed = s_a_ahead == s_b_ahead;

  wire ends    = new_day && ended_q;                     // session_q becomes the previous one
  wire a_equal = s_a_ahead == session_q;
  wire b_equal = s_b_ahead == session_q;

  always_ff @(posedge clk) begin
    agreed_q  <= agreed;
    a_equal_q <= b_new ? agreed : a_equal;
    b_equal_q <= a_new ? agreed : b_equal;
    a_late_q  <= ends ? a_equal : previous_have_q && s_a_ahead == previous_q;
    b_late_q  <= ends ? b_equal : previous_have_q && s_b_ahead == previous_q;
    if (ends) begin
      previous_q      <= session_q;
      previous_have_q <= 1'b1;
    end
    if (a_new || b_new) begin
      session_q   <= a_new ? s_a_session : s_b_session;
      have_q      <= 1'b1;
      ended_q     <= 1'b0;
      tentative_q <= cfg_jump_on && !(a_new && b_took);
    end else begin
      if (r_new) begin
        session_q <= s_r_session;
        have_q    <= 1'b1;
      end
      if (end_seen) ended_q <= 1'b1;
      if (a_took || b_took || !cfg_jump_on) tentative_q <= 1'b0;
    end
    if (rst || cmd_clear) begin
      have_q          <= 1'b0;
      ended_q         <= 1'b0;
      tentative_q     <= 1'b0;
      previous_have_q <= 1'b0;
    end
  end

endmodule

`default_nettype wire
