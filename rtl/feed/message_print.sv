// SPDX-License-Identifier: BSD-3-Clause
// message_print: a fingerprint of a message, to tell whether two copies of it are the same.
//
//   s_msg    in   bytes 0..35 of a message, first in bits 63:56 of w0
//   m_print  out  its first 36 bytes as nine words, zero behind its end; word i rotated left by
//                 3 * i, all and the length XORed
//
// Latency     1 cycle, s_msg to m_print.
// Throughput  1 message per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module message_print (
  input  wire logic         clk,
  input  wire logic         s_msg_tvalid,
  input  wire logic [63:0]  s_msg_w0,
  input  wire logic [63:0]  s_msg_w1,
  input  wire logic [63:0]  s_msg_w2,
  input  wire logic [63:0]  s_msg_w3,
  input  wire logic [31:0]  s_msg_w4,
  input  wire logic [15:0]  s_msg_length,
  output logic [31:0]       m_print
);

  wire [287:0] bytes = {s_msg_w0, s_msg_w1, s_msg_w2, s_msg_w3, s_msg_w4};

  logic [31:0] print;
  always_comb begin : sum
    logic [287:0] kept;
    logic [31:0]  word;

    kept = '0;
    word = '0;
    print = '0;
    if (s_msg_tvalid) begin
      print = {16'd0, s_msg_length};
      for (int i = 0; i < 36; i++)
        kept[287 - 8 * i -: 8] = bytes[287 - 8 * i -: 8] & {8{s_msg_length > 16'(i)}};
      for (int i = 0; i < 9; i++) begin
        word = kept[287 - 32 * i -: 32];
        print = print ^ (word << (3 * i)) ^ (word >> (32 - 3 * i));
      end
    end
  end

  always_ff @(posedge clk)
    if (s_msg_tvalid) m_print <= print;

endmodule

`default_nettype wire
