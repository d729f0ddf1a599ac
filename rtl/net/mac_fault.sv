// SPDX-License-Identifier: BSD-3-Clause
// mac_fault: what the ordered sets on the XGMII say of the link (IEEE 802.3, 46.3.4).
//
//   xgmii   in   as received; an ordered set is 0x9C 00 00 and 01 (local fault) or 02 (remote
//                fault) in lanes 0..3 or 4..7
//   status  out  link: no fault has been seen for 64 cycles, the 128 columns of the standard;
//                fault: 0 none, 1 local, 2 remote, once four of a kind have come, none of them
//                more than 128 columns behind the one before
//
// Latency     1 cycle, xgmii to status.
// Throughput  2 columns per cycle.
// Stall       never.
// Reset       no fault, and no link until 64 cycles without one have passed.

`default_nettype none

module mac_fault (
  input  wire logic        clk,
  input  wire logic        rst,

  input  wire logic [63:0] xgmii_rxd,
  input  wire logic [7:0]  xgmii_rxc,

  output logic             status_link,
  output logic [1:0]       status_fault      // 0 none, 1 local, 2 remote
);

  wire low  = xgmii_rxc[3:0] == 4'b0001 && xgmii_rxd[23:0] == 24'h00009c
                && (xgmii_rxd[31:24] == 8'd1 || xgmii_rxd[31:24] == 8'd2);
  wire high = xgmii_rxc[7:4] == 4'b0001 && xgmii_rxd[55:32] == 24'h00009c
                && (xgmii_rxd[63:56] == 8'd1 || xgmii_rxd[63:56] == 8'd2);

  // {fault, kind, count, age} after one more column: `kind` is that of the last `count` sets, up
  // to 4, and `age` the columns since the last of them, up to 128.
  function automatic logic [14:0] column(input logic [14:0] was, input logic seen,
                                         input logic [1:0] kind);
    logic [1:0] fault;
    logic [2:0] count;
    logic [7:0] age;
    fault = was[14:13];
    count = was[10:8];
    age   = was[7] ? 8'd128 : was[7:0] + 8'd1;
    if (seen) begin
      count = kind != was[12:11] ? 3'd1 : count[2] ? 3'd4 : count + 3'd1;
      if (count[2]) fault = kind;
      age = 8'd0;
    end else if (age[7]) begin
      count = 3'd0;
      fault = 2'd0;
    end
    column = {fault, seen ? kind : was[12:11], count, age};
  endfunction

  logic [14:0] state_q;
  wire  [14:0] state_half = column(state_q, low, xgmii_rxd[25:24]);

  always_ff @(posedge clk) begin
    state_q <= column(state_half, high, xgmii_rxd[57:56]);
    if (rst) state_q <= 15'd0;
  end

  assign status_fault = state_q[14:13];
  assign status_link  = state_q[7];

endmodule

`default_nettype wire
