// SPDX-License-Identifier: BSD-3-Clause
// device_clock: the device's nanoseconds and its cycle count.
//
//   set  in   one pulse: time_ns becomes set_ns in the next cycle (from the registers)
//   ptp  in   the same from the time port; wins over set
//
// Latency     a load is visible 1 cycle later.
// Throughput  time_ns advances by 6.4 ns every cycle, exactly: 6, 6, 7, 6, 7 ns in turn.
// Stall       never.
// Reset       both to 0.

`default_nettype none

module device_clock (
  input  wire logic         clk,
  input  wire logic         rst,

  input  wire logic         set_valid,
  input  wire logic [63:0]  set_ns,
  input  wire logic         ptp_load,
  input  wire logic [63:0]  ptp_time,

  output logic [63:0]       time_ns,
  output logic [63:0]       cycle
);

  // One cycle is 64 tenths: 6 ns and 4 tenths.
  logic [3:0] tenths_q;
  wire        carry = tenths_q >= 4'd6;

  always_ff @(posedge clk) begin
    cycle    <= cycle + 64'd1;
    time_ns  <= time_ns + (carry ? 64'd7 : 64'd6);
    tenths_q <= carry ? tenths_q - 4'd6 : tenths_q + 4'd4;
    if (set_valid) begin
      time_ns  <= set_ns;
      tenths_q <= 4'd0;
    end
    if (ptp_load) begin
      time_ns  <= ptp_time;
      tenths_q <= 4'd0;
    end
    if (rst) begin
      cycle    <= 64'd0;
      time_ns  <= 64'd0;
      tenths_q <= 4'd0;
    end
  end

endmodule

`default_nettype wire
