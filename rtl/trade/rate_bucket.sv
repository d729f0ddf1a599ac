// SPDX-License-Identifier: BSD-3-Clause
// rate_bucket: how many orders may go now: `burst` at once, then one each `rate_cycles`.
//
//   take  in   pulse: one goes; only while ready
//   load  in   pulse: burst and rate_cycles become those of load_*
//
// In any W cycles at most burst + W / rate_cycles are taken: a full bucket gains nothing, and its
// time begins to count with the first that goes. A load brings none, so loading again does not help.
//
// Latency     1 cycle, take to ready.
// Throughput  1 take per cycle.
// Stall       never.
// Reset       empty, burst 0.

`default_nettype none

module rate_bucket (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         load,
  input  wire logic [8:0]   load_burst,
  input  wire logic [31:0]  load_rate_cycles,
  input  wire logic         take,
  output logic              ready
);

  logic [8:0]  burst_q, count_q;
  logic [31:0] rate_q, timer_q;

  assign ready = count_q != 9'd0;

  wire       full = count_q >= burst_q;
  wire       gain = !full && timer_q <= 32'd1;
  wire [8:0] left = count_q - {8'd0, take && ready};

  always_ff @(posedge clk) begin
    timer_q <= full || gain ? rate_q : timer_q - 32'd1;
    count_q <= left + {8'd0, gain};
    if (load) begin
      burst_q <= load_burst;
      rate_q  <= load_rate_cycles;
      timer_q <= load_rate_cycles;
      count_q <= left < load_burst ? left : load_burst;
    end
    if (rst) begin
      burst_q <= 9'd0;
      rate_q  <= 32'd0;
      timer_q <= 32'd0;
      count_q <= 9'd0;
    end
  end

endmodule

`default_nettype wire
