// SPDX-License-Identifier: BSD-3-Clause
// itch_early: a hint that a message with a reference will end soon, so that tables can be read ahead.
//
//   s_near   in   a message that ends in the next beat, or in the one after that
//   m_early  out  one hint for a message: two cycles ahead of its event for A, F and U, one for
//                 E and C, when its beats come without holes. Nothing for other types
//
// It is only a hint: the frame may be cut, in error, or of numbers that came before.
//
// All bytes of the reference (11..18) are there in time: a message has at most 16 bytes left when
// it ends in the second next beat, and A, F and U have that many behind the reference. E and C
// have 12, enough for a beat less.
//
// Latency     1 cycle, s_near to m_early.
// Throughput  1 hint per cycle.
// Stall       never.
// Reset       m_early_tvalid falls.

`include "tw_stream.svh"
`default_nettype none

module itch_early (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  expected,        // the number that the arbiter waits for

  input  wire logic         s_near_next,     // it ends in the next beat
  input  wire logic         s_near_second,   // in the second next one
  input  wire logic [7:0]   s_near_letter,
  input  wire logic [15:0]  s_near_locate,
  input  wire logic [39:0]  s_near_w1,       // from byte 11 on
  input  wire logic [23:0]  s_near_w2,       // up to byte 18
  input  wire logic [15:0]  s_near_length,
  input  wire logic [63:0]  s_near_seq,

  output logic              m_early_tvalid,
  output logic              m_early_next,    // its number is the expected one
  output logic [3:0]        m_early_op,
  output logic [15:0]       m_early_locate,
  output logic [63:0]       m_early_reference,
  output logic [63:0]       m_early_seq
);

  logic [3:0] op;
  logic       second;                        // its hint is given two beats ahead
  logic [5:0] needed;

  always_comb begin
    op = EVENT_NONE;
    second = 1'b1;
    needed = 6'd0;
    unique case (s_near_letter)
      "A": begin op = EVENT_ADD; needed = 6'd36; end
      "F": begin op = EVENT_ADD; needed = 6'd40; end
      "U": begin op = EVENT_REPLACE; needed = 6'd35; end
      "E": begin op = EVENT_REDUCE; needed = 6'd31; second = 1'b0; end
      "C": begin op = EVENT_REDUCE; needed = 6'd36; second = 1'b0; end
      default: ;
    endcase
  end

  wire near = second ? s_near_second : s_near_next;

  always_ff @(posedge clk) begin
    m_early_tvalid <= near && op != EVENT_NONE && s_near_length >= {10'd0, needed};
    if (near) begin
      m_early_next <= s_near_seq == expected;
      m_early_op <= op;
      m_early_locate <= s_near_locate;
      m_early_reference <= {s_near_w1, s_near_w2};
      m_early_seq <= s_near_seq;
    end

    if (rst)
      m_early_tvalid <= 1'b0;
  end

endmodule

`default_nettype wire
