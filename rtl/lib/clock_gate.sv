// SPDX-License-Identifier: BSD-3-Clause
// clock_gate: lets a block's clock rest while the block has nothing to do.
//
//   enable  in   the block needs the next edge: something in it moves, or something comes in
//   gclk    out  clk, without the edges that are not needed
//
// Latency     none: an edge that is needed is the same edge.
// Throughput  as clk.
// Stall       none.
// Reset       the block's enable includes its reset.
//
// Only simulation builds define TW_GATE_CLOCKS, for speed: Verilator then leaves out what rests.
// Without it gclk is clk and `enable` is not used, so a block must not depend on being gated:
// while enable is low, its next state equals its state. Inputs must stand before clk falls or
// while it is low; `enable` is held while it is high.

`default_nettype none

module clock_gate (
  input  wire logic clk,
  input  wire logic enable,
  output logic      gclk
);

`ifdef TW_GATE_CLOCKS
  logic held;
  always_latch if (!clk) held = enable;
  assign gclk = clk && held;
`else
  assign gclk = clk;
  wire unused = enable;
`endif

endmodule

`default_nettype wire
