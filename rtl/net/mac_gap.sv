// SPDX-License-Identifier: BSD-3-Clause
// mac_gap: when the next frame may start on an XGMII (IEEE 802.3, 46.3.1.4).
//
//   over    in   the beat that is made now ends a frame; its terminate is in lane 0..7, or 8..11
//                for one that is in lanes 0..3 of the next beat
//   starts  in   the beat that is made now holds a start, in one of the lanes allowed
//   start   out  the lane a start may be in, in the beat that is made now
//
// A gap is 12 bytes, terminate included, but a start is in a column of four lanes. The bytes that
// a gap lacks are owed, at most 3, and a longer gap pays them back: so gaps are 9..15 bytes, and
// 12 on average when frames wait.
//
// Latency     none: start stands in registers.
// Throughput  the wire's.
// Stall       none.
// Reset       nothing is owed; a start is allowed after a gap.

`default_nettype none

module mac_gap (
  input  wire logic       clk,
  input  wire logic       rst,

  input  wire logic       over,
  input  wire logic [3:0] over_lane,
  input  wire logic       starts,
  output logic            start_0,
  output logic            start_4
);

  // Columns are counted from that of the last terminate: the next start is in column 3 when the
  // bytes that the gap then lacks may be owed, else in column 4, or later.
  logic [2:0] column_q;                       // of lanes 0..3 of the beat that is made now, up to 5
  logic [1:0] odd_q;                          // lane of the last terminate in its column
  logic [1:0] owed_q;
  wire  [2:0] owed   = {1'b0, owed_q} + {1'b0, odd_q};
  wire  [2:0] column = start_0 ? column_q : column_q + 3'd1;

  assign start_0 = column_q[2] || (column_q == 3'd3 && !owed[2]);
  assign start_4 = !start_0 && (column_q == 3'd3 || (column_q == 3'd2 && !owed[2]));

  always_ff @(posedge clk) begin
    column_q <= column_q > 3'd2 ? 3'd5 : column_q + 3'd2;
    if (over) begin
      column_q <= {1'b0, 2'd2 - over_lane[3:2]};
      odd_q    <= over_lane[1:0];
    end
    // In column 4 the sum of a debt and four bytes more than the gap needs: of 4 and more, 4 less.
    if (starts)
      owed_q <= column == 3'd3 || (column == 3'd4 && owed[2]) ? owed[1:0] : 2'd0;

    if (rst) begin
      column_q <= 3'd0;
      odd_q    <= 2'd0;
      owed_q   <= 2'd0;
    end
  end

endmodule

`default_nettype wire
