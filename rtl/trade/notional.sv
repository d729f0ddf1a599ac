// SPDX-License-Identifier: BSD-3-Clause
// notional: shares times price.
//
// Latency     1 cycle, quantity and price to product.
// Throughput  1 product per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module notional (
  input  wire logic         clk,
  input  wire logic [19:0]  quantity,
  input  wire logic [30:0]  price,
  output logic [50:0]       product
);

  always_ff @(posedge clk) product <= quantity * price;

endmodule

`default_nettype wire
