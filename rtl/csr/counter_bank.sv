// SPDX-License-Identifier: BSD-3-Clause
// counter_bank: up to 32 64-bit counters of which one grows by 1 per pulse.
//
//   stat  in   valid + code: counter `code` grows by one
//   rd    in   rd_en + rd_index; rd_data holds the counter from the next cycle on
//
// Latency     a pulse is visible to a read 1 cycle later.
// Throughput  a pulse and a read in every cycle.
// Stall       never.
// Reset       all counters read 0: the memory keeps its content, its `live` bits are cleared.

`default_nettype none

module counter_bank #(
  parameter int COUNTERS = 2,
  localparam int W = COUNTERS > 2 ? $clog2(COUNTERS) : 1
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic          stat_valid,
  input  wire logic [W-1:0]  stat_code,

  input  wire logic          rd_en,
  input  wire logic [W-1:0]  rd_index,
  output logic [63:0]        rd_data
);

  (* ram_style = "distributed" *) logic [63:0] mem [0:(1<<W)-1];
  logic [(1<<W)-1:0] live_q;

  always_ff @(posedge clk) begin
    if (stat_valid) begin
      mem[stat_code]    <= live_q[stat_code] ? mem[stat_code] + 64'd1 : 64'd1;
      live_q[stat_code] <= 1'b1;
    end
    if (rd_en) rd_data <= live_q[rd_index] ? mem[rd_index] : 64'd0;

    if (rst) live_q <= '0;
  end

endmodule

`default_nettype wire
