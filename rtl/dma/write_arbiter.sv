// SPDX-License-Identifier: BSD-3-Clause
// write_arbiter: five sources of 64-byte writes, one AXI4 write master.
//
//   t, a, b, o, r  in   address, data, strobes; taken when *_tvalid && *_tready (touch, frames of ports A, B and
//                       the order port, trade records)
//   m_axi          out  single-beat INCR bursts of one ID, so host memory sees them in this order
//
// The sources take turns. At most OUTSTANDING writes wait for their answer.
//
// Latency     1 cycle from a source's valid to AWVALID and WVALID when nothing waits.
// Throughput  1 write per cycle.
// Stall       a source's tready waits for its tvalid; while AW or W of the last write is not taken, OUTSTANDING answers are due, or go is 0.
// Reset       the bus must be reset too: open writes are forgotten.

`default_nettype none

module write_arbiter #(
  parameter int OUTSTANDING = 16
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          go,          // 0: start no write from this cycle on

  input  wire logic [63:0]   t_taddr,
  input  wire logic [511:0]  t_tdata,
  input  wire logic          t_tvalid,
  output logic               t_tready,

  input  wire logic [63:0]   a_taddr,
  input  wire logic [511:0]  a_tdata,
  input  wire logic [63:0]   a_tstrb,
  input  wire logic          a_tvalid,
  output logic               a_tready,

  input  wire logic [63:0]   b_taddr,
  input  wire logic [511:0]  b_tdata,
  input  wire logic [63:0]   b_tstrb,
  input  wire logic          b_tvalid,
  output logic               b_tready,

  input  wire logic [63:0]   o_taddr,
  input  wire logic [511:0]  o_tdata,
  input  wire logic [63:0]   o_tstrb,
  input  wire logic          o_tvalid,
  output logic               o_tready,

  input  wire logic [63:0]   r_taddr,
  input  wire logic [511:0]  r_tdata,
  input  wire logic          r_tvalid,
  output logic               r_tready,

  output logic [63:0]        m_axi_awaddr,
  output logic               m_axi_awvalid,
  input  wire logic          m_axi_awready,
  output logic [511:0]       m_axi_wdata,
  output logic [63:0]        m_axi_wstrb,
  output logic               m_axi_wvalid,
  input  wire logic          m_axi_wready,
  input  wire logic [1:0]    m_axi_bresp,
  input  wire logic          m_axi_bvalid,
  output logic               m_axi_bready,

  output logic               idle,        // no write open
  output logic               refused      // an answer was SLVERR or DECERR
);

  localparam int N = $clog2(OUTSTANDING + 1);

  logic [N-1:0] open_q;
  logic [4:0]   turn_q;                   // who was served last, and so is last of all: {r, o, b, a, t}

  wire free = (!m_axi_awvalid || m_axi_awready) && (!m_axi_wvalid || m_axi_wready);
  wire may  = go && free && open_q != N'(OUTSTANDING);

  // The first source behind `turn_q`: of the two rounds of requests, those above it come first.
  wire [4:0] asks  = {r_tvalid, o_tvalid, b_tvalid, a_tvalid, t_tvalid};
  wire [4:0] above = ~(turn_q | (turn_q - 5'd1)) & asks;
  wire [4:0] round = above != 5'd0 ? above : asks;
  wire [4:0] first = round & (~round + 5'd1);
  wire [4:0] take  = may ? first : 5'd0;

  assign {r_tready, o_tready, b_tready, a_tready, t_tready} = take;

  wire start  = take != 5'd0;
  wire answer = m_axi_bvalid && m_axi_bready;

  assign m_axi_bready = 1'b1;
  assign idle    = open_q == '0;          // AW and W of an open write included
  assign refused = answer && m_axi_bresp[1];

  always_ff @(posedge clk) begin
    if (m_axi_awready) m_axi_awvalid <= 1'b0;
    if (m_axi_wready)  m_axi_wvalid  <= 1'b0;
    if (start) begin
      m_axi_awvalid <= 1'b1;
      m_axi_wvalid  <= 1'b1;
      turn_q       <= take;
      m_axi_awaddr <= take[0] ? t_taddr : take[1] ? a_taddr : take[2] ? b_taddr : take[3] ? o_taddr : r_taddr;
      m_axi_wdata  <= take[0] ? t_tdata : take[1] ? a_tdata : take[2] ? b_tdata : take[3] ? o_tdata : r_tdata;
      m_axi_wstrb  <= take[1] ? a_tstrb : take[2] ? b_tstrb : take[3] ? o_tstrb : 64'hffff_ffff_ffff_ffff;
    end
    if (start != answer) open_q <= start ? open_q + 1'b1 : open_q - 1'b1;

    if (rst) begin
      m_axi_awvalid <= 1'b0;
      m_axi_wvalid  <= 1'b0;
      open_q        <= '0;
      turn_q        <= 5'b00001;
    end
  end

  // EXOKAY (01) cannot come: no exclusive access is made.
  wire unused = m_axi_bresp[0];

endmodule

`default_nettype wire
