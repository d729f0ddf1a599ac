// SPDX-License-Identifier: BSD-3-Clause
// synth_top: a block between registers, on four pins, so that it can be placed and routed alone.
//
//   serial_in ──► shift register, a bit per input ──► block ──► register and signature ──► serial_out
//
// Every input can be anything and every output matters, so nothing of the block is optimised
// away. Paths into and out of the block count, as they would between registers of a design.
// tools/synth/synth writes synth_block, the block with its ports gathered in two vectors.
//
// Latency     not a stream.
// Reset       registered twice here.

`default_nettype none

module synth_top #(
  parameter int INPUTS  = 1,
  parameter int OUTPUTS = 1
) (
  input  wire logic clk,
  input  wire logic rst,
  input  wire logic serial_in,
  output logic      serial_out
);

  logic [INPUTS-1:0]  in_q;
  logic [OUTPUTS-1:0] out, out_q, signature_q;
  logic               rst_q, rst_qq;

  synth_block block (.clk(clk), .rst(rst_qq), .in(in_q), .out(out));

  always_ff @(posedge clk) begin
    rst_q       <= rst;
    rst_qq      <= rst_q;
    in_q        <= (in_q << 1) | {{(INPUTS - 1){1'b0}}, serial_in};
    out_q       <= out;
    signature_q <= (signature_q << 1) ^ out_q;
    serial_out  <= signature_q[OUTPUTS-1];
  end

endmodule

`default_nettype wire
