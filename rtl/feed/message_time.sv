// SPDX-License-Identifier: BSD-3-Clause
// message_time: counts times of the exchange that cannot be (faults C15).
//
// A message's time must not be before that of the message before it, nor 24 hours and more after
// midnight (ITCH 5.0, section 1.1). Nothing else depends on it: silence is judged by the device's clock.
//
// Latency     2 cycles, a message taken to stat_valid.
// Throughput  1 message per cycle.
// Stall       never.
// Reset       synchronous.

`default_nettype none

module message_time (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         taken,             // pulse
  input  wire logic [47:0]  time_ns,           // its time, ns since midnight
  input  wire logic [47:0]  last_ns,           // of the message before it; 0: none
  output logic              stat_valid
);

  localparam logic [47:0] DAY_NS = 48'd86400000000000;

  logic        taken_q;
  logic [47:0] time_q, last_q;

  always_ff @(posedge clk) begin
    taken_q <= taken && !rst;
    time_q  <= time_ns;
    last_q  <= last_ns;
    stat_valid <= taken_q && !rst && (time_q < last_q || time_q >= DAY_NS);
  end

endmodule

`default_nettype wire
