// SPDX-License-Identifier: BSD-3-Clause
// itch_decode: one TotalView-ITCH 5.0 message made into the event it means for the book.
//
//   s_msg    in   bytes 0..35 of a message of 11 bytes and more, first in bits 63:56 of w0
//   m_event  out  one event per message; members that its op does not use are 0
//
// Latency     1 cycle, s_msg to m_event.
// Throughput  1 message per cycle.
// Stall       never.
// Reset       m_event_tvalid falls.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module itch_decode (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic          s_msg_tvalid,
  input  wire logic [7:0]    s_msg_letter,   // byte 0 once more, from a register
  input  wire logic [63:0]   s_msg_w0,
  input  wire logic [63:0]   s_msg_w1,
  input  wire logic [63:0]   s_msg_w2,
  input  wire logic [63:0]   s_msg_w3,
  input  wire logic [31:0]   s_msg_w4,
  input  wire logic [15:0]   s_msg_length,
  input  wire logic [63:0]   s_msg_seq,
  input  wire logic [63:0]   s_msg_arrival,
  input  wire logic [31:0]   s_msg_cycle,

  output logic               m_event_tvalid,
  output event_t             m_event_tdata,
  output logic [TW_ITCH_CODE_W-1:0] m_event_type,
  output logic               m_event_long
);

  // The type's counter, and its length; 0 is no type.
  function automatic logic [10:0] layout(input logic [7:0] letter);
    unique case (letter)
      "S": layout = {TW_ITCH_S, 6'd12};
      "R": layout = {TW_ITCH_R, 6'd39};
      "H": layout = {TW_ITCH_H, 6'd25};
      "Y": layout = {TW_ITCH_Y, 6'd20};
      "L": layout = {TW_ITCH_L, 6'd26};
      "V": layout = {TW_ITCH_V, 6'd35};
      "W": layout = {TW_ITCH_W, 6'd12};
      "K": layout = {TW_ITCH_K, 6'd28};
      "J": layout = {TW_ITCH_J, 6'd35};
      "h": layout = {TW_ITCH_LOWER_H, 6'd21};
      "A": layout = {TW_ITCH_A, 6'd36};
      "F": layout = {TW_ITCH_F, 6'd40};
      "E": layout = {TW_ITCH_E, 6'd31};
      "C": layout = {TW_ITCH_C, 6'd36};
      "X": layout = {TW_ITCH_X, 6'd23};
      "D": layout = {TW_ITCH_D, 6'd19};
      "U": layout = {TW_ITCH_U, 6'd35};
      "P": layout = {TW_ITCH_P, 6'd44};
      "Q": layout = {TW_ITCH_Q, 6'd40};
      "B": layout = {TW_ITCH_B, 6'd19};
      "I": layout = {TW_ITCH_I, 6'd50};
      "N": layout = {TW_ITCH_N, 6'd20};
      "O": layout = {TW_ITCH_O, 6'd48};
      default: layout = {TW_ITCH_UNKNOWN, 6'd0};
    endcase
  endfunction

  wire [7:0]  letter = s_msg_letter;
  wire [10:0] about = layout(letter);
  wire [15:0] needed = {10'd0, about[5:0]};
  wire        short = s_msg_length < needed;

  wire        unused = &{s_msg_w0[63:56], s_msg_w0[39:24]};  // the type, and the tracking number

  wire [63:0] bytes_11 = {s_msg_w1[39:0], s_msg_w2[63:40]};
  wire [63:0] bytes_19 = {s_msg_w2[39:0], s_msg_w3[63:40]};
  wire [7:0]  byte_19 = s_msg_w2[39:32];

  // Each op looks at its own lengths: the fields need not wait for the length of every type.
  wire add       = (letter == "A" && s_msg_length >= 16'd36) || (letter == "F" && s_msg_length >= 16'd40);
  wire reduce    = (letter == "E" && s_msg_length >= 16'd31) || (letter == "C" && s_msg_length >= 16'd36)
                     || (letter == "X" && s_msg_length >= 16'd23);
  wire delete    = letter == "D" && s_msg_length >= 16'd19;
  wire replace   = letter == "U" && s_msg_length >= 16'd35;
  wire state     = letter == "H" && s_msg_length >= 16'd25;
  // Other markets' halts do not stop trading on Nasdaq's book.
  wire halt      = letter == "h" && s_msg_length >= 16'd21 && byte_19 == "Q";
  wire directory = letter == "R" && s_msg_length >= 16'd39;

  event_t found;

  always_comb begin
    found = '0;
    if (s_msg_tvalid) begin
      found.op = ({4{add}} & EVENT_ADD) | ({4{reduce}} & EVENT_REDUCE) | ({4{delete}} & EVENT_DELETE)
                   | ({4{replace}} & EVENT_REPLACE) | ({4{state}} & EVENT_STATE) | ({4{halt}} & EVENT_HALT)
                   | ({4{directory}} & EVENT_DIRECTORY) | ({4{short}} & EVENT_SUSPECT);
      found.locate = s_msg_w0[55:40];
      found.info.seq = s_msg_seq;
      found.info.exchange_ns = {s_msg_w0[23:0], s_msg_w1[63:40]};
      found.info.arrival_ns = s_msg_arrival;
      found.info.last_cycle = s_msg_cycle;

      if (add || reduce || delete || replace || directory)
        found.reference = bytes_11;
      if (add) begin
        found.sell = byte_19 == "S";
        found.bad_side = byte_19 != "S" && byte_19 != "B";
      end
      if (replace)
        found.new_reference = bytes_19;
      if (state)
        found.code = byte_19;
      if (halt)
        found.code = s_msg_w2[31:24];
      found.shares = ({32{add}} & s_msg_w2[31:0]) | ({32{reduce}} & bytes_19[63:32])
                       | ({32{replace}} & s_msg_w3[39:8]);
      found.price = ({32{add}} & s_msg_w4) | ({32{replace}} & {s_msg_w3[7:0], s_msg_w4[31:8]});
    end
  end

  always_ff @(posedge clk) begin
    m_event_tvalid <= s_msg_tvalid;
    if (s_msg_tvalid) begin
      m_event_tdata <= found;
      m_event_type <= short ? TW_ITCH_SHORT : about[10:6];
      m_event_long <= needed != 16'd0 && s_msg_length > needed;
    end

    if (rst)
      m_event_tvalid <= 1'b0;
  end

endmodule

`default_nettype wire
