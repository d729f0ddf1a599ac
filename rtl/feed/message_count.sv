// SPDX-License-Identifier: BSD-3-Clause
// message_count: what became of each message of a line, one at a time.
//
// Latency     0 cycles for a message that the arbiter judges; others when none is judged.
// Throughput  1 message per cycle.
// Stall       never.
// Reset       synchronous; forgets what was not told.

`include "tw_regs.svh"
`default_nettype none

module message_count #(
  parameter int W = 7                            // bits of `forgotten`
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          judged,             // an event left the line
  input  wire logic          used,               // it was taken
  input  wire logic          passed,             // it was left to the host's replay
  input  wire logic          overflow,           // an event found no room
  input  wire logic [W-1:0]  forgotten,          // events that a flush ended
  output logic               busy,
  output logic               stat_valid,
  output logic [TW_MESSAGE_CODE_W-1:0] stat_code
);

  logic [W+7:0] forgotten_q;
  logic [7:0]   overflows_q;

  wire tells_overflow  = !judged && overflows_q != 8'd0;
  wire tells_forgotten = !judged && overflows_q == 8'd0 && forgotten_q != '0;

  assign busy       = overflows_q != 8'd0 || forgotten_q != '0;
  assign stat_valid = judged || busy;

  always_comb begin
    stat_code = TW_MESSAGE_DUPLICATE;
    if (tells_forgotten) stat_code = TW_MESSAGE_OLD_DAY;
    if (tells_overflow) stat_code = TW_MESSAGE_OVERFLOW;
    if (judged && passed) stat_code = TW_MESSAGE_PASSED;
    if (judged && used) stat_code = TW_MESSAGE_TAKEN;
  end

  always_ff @(posedge clk) begin
    overflows_q <= overflows_q + {7'd0, overflow} - {7'd0, tells_overflow};
    forgotten_q <= forgotten_q + {8'd0, forgotten} - {{(W+7){1'b0}}, tells_forgotten};
    if (rst) begin
      overflows_q <= 8'd0;
      forgotten_q <= '0;
    end
  end

endmodule

`default_nettype wire
