// SPDX-License-Identifier: BSD-3-Clause
// reach: how far the day's numbers have come, and whether a packet's number is near to that.
//
//   s_number  in   the number of a packet that begins; s_ahead is that of the next cycle
//   far       out  more than a block of 2^20 numbers ahead of the furthest number that was taken,
//                  and not confirmed by the far packet before it; `below`: as much behind it
//
// One packet far ahead is kept as the candidate; the next one that begins in the candidate's
// block or the one behind it is believed. Any packet that is taken ends the candidate.
// Numbers are compared a cycle ahead, with what packets of this cycle make of the state.
//
// Latency     1 cycle, s_ahead to far and below.
// Throughput  1 packet a line and cycle.
// Stall       never.
// Reset       synchronous; nothing was taken yet.

`default_nettype none

module reach (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        cfg_on,          // 0: nothing is far or below
  input  wire logic [63:0] s_a_number,
  input  wire logic [63:0] s_a_ahead,
  input  wire logic [63:0] s_b_number,
  input  wire logic [63:0] s_b_ahead,
  input  wire logic        a_new,           // line A's packet begins a day
  input  wire logic        a_took,          // or is taken
  input  wire logic        a_heard,         // or was far
  input  wire logic        b_new,
  input  wire logic        b_took,
  input  wire logic        b_heard,
  input  wire logic        moved,           // the host says which number is next
  input  wire logic [63:0] moved_seq,
  output logic             a_far,
  output logic             a_below,
  output logic             a_top,           // its upmost bit is set: never believed
  output logic             b_far,           // line A's packet of this cycle is known
  output logic             b_below,
  output logic             b_top,
  output logic             b_far_a,         // of line B's number against line A's
  output logic             b_below_a
);

  logic [43:0] near_q, candidate_q;         // blocks
  logic        have_q;                      // there is a candidate

  wire [43:0] a_block = s_a_number[63:20];
  wire [43:0] b_block = s_b_number[63:20];
  wire [43:0] a_next  = s_a_ahead[63:20];
  wire [43:0] b_next  = s_b_ahead[63:20];

  // Distances: more than 1 is far, 0 and 1 confirm, less than -1 is below.
  wire [44:0] a_near  = {1'b0, a_next} - {1'b0, near_q};
  wire [44:0] b_near  = {1'b0, b_next} - {1'b0, near_q};
  wire [44:0] a_cand  = {1'b0, a_next} - {1'b0, candidate_q};
  wire [44:0] b_cand  = {1'b0, b_next} - {1'b0, candidate_q};
  wire [44:0] a_of_b  = {1'b0, a_next} - {1'b0, b_block};
  wire [44:0] b_of_a  = {1'b0, b_next} - {1'b0, a_block};
  wire [44:0] between = {1'b0, b_next} - {1'b0, a_next};

  function automatic logic [2:0] judge(input logic [44:0] distance);   // below, far, confirms
    judge = {distance[44] && !(&distance), !distance[44] && |distance[43:1], distance[44:1] == 44'd0};
  endfunction

  function automatic logic exceeds(input logic [44:0] distance);
    exceeds = !distance[44] && distance != 45'd0;
  endfunction

  wire [2:0] a_near_is = judge(a_near);
  wire [2:0] b_near_is = judge(b_near);
  wire [2:0] a_cand_is = judge(a_cand);
  wire [2:0] b_cand_is = judge(b_cand);
  wire [2:0] a_of_b_is = judge(a_of_b);
  wire [2:0] b_of_a_is = judge(b_of_a);
  wire [2:0] between_is = judge(between);

  // ---- this cycle's packets ----------------------------------------------------------------------
  logic a_far_q, a_below_q, a_confirms_q, a_more_q, a_top_q;
  logic b_far_q, b_below_q, b_confirms_q, b_more_q, b_top_q;
  logic far_q, below_q, confirms_q, more_q;                // line B's of line A's

  assign a_far   = cfg_on && a_far_q && !a_confirms_q;
  assign a_below = cfg_on && a_below_q;
  assign a_top   = cfg_on && a_top_q;
  assign b_top   = cfg_on && b_top_q;
  assign b_below = cfg_on && b_below_q;
  assign b_far   = cfg_on && b_far_q && (a_took ? far_q : a_heard ? !confirms_q : !b_confirms_q);
  assign b_far_a   = far_q;
  assign b_below_a = below_q;

  // ---- what they leave ---------------------------------------------------------------------------
  wire starts = a_new || b_new;
  wire a_up = a_took && a_more_q;
  wire b_up = b_took && b_more_q && (!a_up || more_q);
  wire ends = starts || a_took || b_took;                  // the candidate
  wire keep = !starts;                                     // near_q still counts

  wire a_of_b_far   = !(b_took || b_new) || a_of_b_is[1];
  wire b_of_a_far   = !(a_took || a_new) || b_of_a_is[1];
  wire a_of_b_below = (b_took || b_new) && a_of_b_is[2];
  wire b_of_a_below = (a_took || a_new) && b_of_a_is[2];

  always_ff @(posedge clk) begin
    a_far_q   <= (!keep || a_near_is[1]) && a_of_b_far;
    b_far_q   <= (!keep || b_near_is[1]) && b_of_a_far;
    a_below_q <= (keep && a_near_is[2]) || a_of_b_below;
    b_below_q <= (keep && b_near_is[2]) || b_of_a_below;
    a_confirms_q <= !ends && (b_heard ? a_of_b_is[0] : have_q && a_cand_is[0]);
    b_confirms_q <= !ends && (a_heard && !b_heard ? b_of_a_is[0] : have_q && b_cand_is[0]);
    a_more_q  <= (!keep || exceeds(a_near)) && (!(b_took || b_new) || exceeds(a_of_b));
    b_more_q  <= (!keep || exceeds(b_near)) && (!(a_took || a_new) || exceeds(b_of_a));
    a_top_q   <= s_a_ahead[63];
    b_top_q   <= s_b_ahead[63];
    far_q      <= between_is[1];
    below_q    <= between_is[2];
    confirms_q <= between_is[0];
    more_q     <= exceeds(between);

    if (a_new) near_q <= a_block;
    else if (b_new) near_q <= b_block;
    else if (moved) near_q <= moved_seq[63:20];
    else if (b_up) near_q <= b_block;
    else if (a_up) near_q <= a_block;

    if (ends || moved) have_q <= 1'b0;
    else if (a_heard || b_heard) have_q <= 1'b1;
    if (b_heard) candidate_q <= b_block;
    else if (a_heard) candidate_q <= a_block;

    if (rst) begin
      near_q <= 44'd0;
      have_q <= 1'b0;
    end
  end

endmodule

`default_nettype wire
