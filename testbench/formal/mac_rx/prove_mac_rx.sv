// SPDX-License-Identifier: BSD-3-Clause
// prove_mac_rx: whatever is on the wire, what is handed on is whole frames and nothing else, each
// with one tlast and one code.
//
// Bounded     10 cycles
// Induction   8 cycles
// Cover       14 cycles
//
// The CRC is any at all (testbench/formal/promises).

`include "../promises/crc32.sv"
`include "tw_regs.svh"
`default_nettype none

module prove_mac_rx (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic [15:0] cfg_max,
  input  wire logic [63:0] rxd,
  input  wire logic [7:0]  rxc
);

  // A last beat that is known only when the next is on the wire, and one that comes a cycle late.
  (* hierconn *) wire \dut.now ;
  (* hierconn *) wire \dut.late_q ;

  logic [63:0] tdata;
  logic [7:0]  tkeep;
  logic        tvalid, tlast, tuser, stat_valid, link;
  logic [2:0]  stat_code;
  logic [1:0]  fault;

  mac_rx dut (
    .clk(clk), .rst(rst), .cfg_max(cfg_max), .xgmii_rxd(rxd), .xgmii_rxc(rxc),
    .m_tdata(tdata), .m_tkeep(tkeep), .m_tvalid(tvalid), .m_tlast(tlast), .m_tuser(tuser),
    .stat_valid(stat_valid), .stat_code(stat_code), .status_link(link), .status_fault(fault));

  // A start with its preamble; of one in lane 4 half of that is in the next beat.
  wire start_0 = rxc == 8'h01 && rxd == 64'hd5555555555555fb;
  wire start_4 = rxc[7:4] == 4'h1 && rxd[63:32] == 32'h555555fb;
  wire rest    = rxc[3:0] == 4'h0 && rxd[31:0] == 32'hd5555555;
  wire ends  = tvalid && tlast;
  wire told  = stat_valid && stat_code != TW_MAC_A_PREAMBLE && stat_code != TW_MAC_A_EMPTY;

  logic        past_q = 1'b0;
  logic [2:0]  started_q;                 // starts 1..3 beats ago
  logic        half_q;
  logic        open_q;                    // a frame is being handed on
  logic [2:0]  untold_q;                  // frames handed on whole whose code was not told
  logic        now_q;
  wire  [2:0]  untold = untold_q + {2'd0, ends};

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    started_q <= {started_q[1], started_q[0] && (!half_q || rest), start_0 || start_4};
    half_q    <= !start_0;
    if (tvalid) open_q <= !tlast;
    untold_q  <= untold - {2'd0, told};
    now_q     <= \dut.now ;
    if (rst) begin
      started_q <= 3'd0;
      open_q    <= 1'b0;
      untold_q  <= 3'd0;
      now_q     <= 1'b0;
    end
  end

  always_comb begin
    assume (rst == !past_q);
    assume (cfg_max >= 16'd64);
  end

  always_comb begin
    if (past_q) begin
      // A run from lane 0, all lanes before the last beat, no gap within a frame.
      if (tvalid) assert (tkeep[0] && (tkeep & (tkeep + 8'd1)) == 8'd0);
      if (tvalid && !tlast) assert (tkeep == 8'hff);
      if (open_q) assert (tvalid);
      // Nothing between frames: a first beat comes three cycles after a start and a right preamble,
      // and never else.
      if (tvalid && !open_q) assert (started_q[2]);
      // A code for each frame handed on, when its last beat has been: exactly one.
      if (told) assert (untold != 3'd0);
      assert (untold_q == {2'd0, told && !\dut.late_q } + {2'd0, now_q});
      cover (ends && !tuser && tkeep != 8'hff);
      cover (ends && \dut.now );
      cover (ends && \dut.late_q && told);
      cover (stat_valid && stat_code == TW_MAC_A_CUT);
      cover (stat_valid && stat_code == TW_MAC_A_EMPTY);
      cover (stat_valid && stat_code == TW_MAC_A_OVERSIZE);
    end
  end

endmodule

`default_nettype wire
