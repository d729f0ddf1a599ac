// SPDX-License-Identifier: BSD-3-Clause
// prove_mac_tx: a frame starts only when it may, in lane 0 or 4, and nine bytes or more behind the
// terminate of the one before, whatever is given and whatever the link does.
//
// Bounded     10 cycles
// Induction   8 cycles
// Cover       16 cycles
//
// The CRC is any at all (testbench/formal/promises).

`include "../promises/crc32.sv"
`include "tw_regs.svh"
`default_nettype none

module prove_mac_tx (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        cfg_on,
  input  wire logic [15:0] cfg_max,
  input  wire logic [1:0]  link_fault,
  input  wire logic [63:0] s_tdata,
  input  wire logic [7:0]  s_tkeep,
  input  wire logic        s_tvalid,
  input  wire logic        s_tlast,
  input  wire logic        s_tuser
);

  // The gap so far as the block counts it, and what is still to come of a frame in lanes 0..3.
  (* hierconn *) wire [2:0]  \dut.u_gap.column_q ;
  (* hierconn *) wire [1:0]  \dut.u_gap.odd_q ;
  (* hierconn *) wire [31:0] \dut.carry_q ;
  (* hierconn *) wire [3:0]  \dut.carry_c_q ;
  (* hierconn *) wire [1:0]  \dut.state_q ;
  wire [2:0] column  = \dut.u_gap.column_q ;
  wire [1:0] odd     = \dut.u_gap.odd_q ;
  wire [1:0] state   = \dut.state_q ;
  wire       resting = state == 2'd0 || state == 2'd3;

  logic        s_tready, stat_valid;
  logic [2:0]  stat_code;
  logic [63:0] txd;
  logic [7:0]  txc;

  mac_tx dut (
    .clk(clk), .rst(rst), .cfg_on(cfg_on), .cfg_max(cfg_max), .link_fault(link_fault),
    .s_tdata(s_tdata), .s_tkeep(s_tkeep), .s_tvalid(s_tvalid), .s_tready(s_tready),
    .s_tlast(s_tlast), .s_tuser(s_tuser), .xgmii_txd(txd), .xgmii_txc(txc),
    .stat_valid(stat_valid), .stat_code(stat_code));

  logic [7:0] is_start, is_end;
  logic [3:0] carry_end;
  always_comb begin
    for (int i = 0; i < 8; i++) begin
      is_start[i] = txc[i] && txd[8*i +: 8] == 8'hfb;
      is_end[i]   = txc[i] && txd[8*i +: 8] == 8'hfd;
    end
    carry_end = 4'd0;
    for (int i = 0; i < 4; i++)
      if (\dut.carry_c_q [i] && \dut.carry_q [8*i +: 8] == 8'hfd) carry_end[i] = 1'b1;
  end

  // Bytes since the last terminate, that one included, up to 31; at the end of this beat.
  logic [4:0] gap_q, gap;
  always_comb begin
    gap = gap_q[4:3] == 2'b11 ? gap_q : gap_q + 5'd8;
    for (int i = 0; i < 8; i++)
      if (is_end[i]) gap = 5'd8 - i[4:0];
  end

  logic       past_q = 1'b0;
  logic       may_q;                      // a frame's first beat was taken, and it may be sent
  always_ff @(posedge clk) begin
    past_q <= 1'b1;
    gap_q  <= gap;
    may_q  <= cfg_on && link_fault == 2'd0 && s_tvalid && s_tready && state == 2'd0;
    if (rst) begin
      gap_q <= 5'd24;
      may_q <= 1'b0;
    end
  end

  always_comb begin
    assume (rst == !past_q);
    assume (cfg_max >= 16'd64);
    assume (link_fault != 2'd3);
    // A run from lane 0.
    assume (s_tkeep[0] && (s_tkeep & (s_tkeep + 8'd1)) == 8'd0);
    assume (s_tlast || s_tkeep == 8'hff);
  end

  always_comb begin
    if (past_q) begin
      // Switched on, the link up, a frame there, a cycle ago: and so it is a frame's first beat.
      if (is_start != 8'd0) assert (may_q && (is_start == 8'h01 || is_start == 8'h10));
      // The gap, as it is on the wire.
      if (is_start[0]) assert (gap_q >= 5'd9);
      if (is_start[4]) assert (gap_q >= 5'd5 && is_end == 8'd0);
      // A beat holds one terminate at most.
      assert ((is_end & (is_end - 8'd1)) == 8'd0);
      // Where the block's own count is right: induction needs it.
      assert (column <= 3'd5);
      if (resting && column != 3'd0) assert ({1'b0, gap} + {4'd0, odd} >= {1'b0, column, 2'd0});
      if (resting && column != 3'd0) assert (carry_end == 4'd0);
      if (resting && column == 3'd0) assert (carry_end == 4'd0 ? odd == 2'd0 : carry_end == 4'd1 << odd);
      cover (is_start[0] && gap_q == 5'd9);
      cover (is_start[4] && gap_q == 5'd5);
      cover (stat_valid && stat_code == TW_MAC_T_SENT);
      cover (stat_valid && stat_code == TW_MAC_T_UNDERRUN);
      cover (stat_valid && stat_code == TW_MAC_T_LINK);
    end
  end

endmodule

`default_nettype wire
