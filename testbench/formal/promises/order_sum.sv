// SPDX-License-Identifier: BSD-3-Clause
// order_sum, as promised to order_sender: any sums at all, as its bench judges them.
`default_nettype none

module order_sum (
  input  wire logic         clk,
  input  wire logic [31:0]  src_ip,
  input  wire logic [31:0]  dst_ip,
  input  wire logic [31:0]  ports,
  input  wire logic [1:0]   kind,
  input  wire logic [399:0] payload,
  input  wire logic [31:0]  seq,
  input  wire logic [31:0]  ack,
  input  wire logic [15:0]  window,
  output logic [15:0]       ip_sum,
  output logic [15:0]       tcp_sum
);

  (* anyseq *) logic [15:0] any_ip, any_tcp;
  assign ip_sum  = any_ip;
  assign tcp_sum = any_tcp;

endmodule

`default_nettype wire
