// SPDX-License-Identifier: BSD-3-Clause
// write_arbiter: three sources of 64-byte writes, one AXI4 write master.
//
//   t, a, b  in   address, data, strobes; taken when *_tvalid && *_tready (touch, frames A and B)
//   m_axi    out  single-beat INCR bursts of one ID, so host memory sees them in this order
//
// The sources take turns. At most OUTSTANDING writes wait for their answer.
//
// Latency     1 cycle from a source's valid to AWVALID and WVALID when nothing waits.
// Throughput  1 write per cycle.
// Stall       while AW or W of the last write is not taken, OUTSTANDING answers are due, or go is 0.
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
  logic [1:0]   turn_q;                   // who was served last: 0 touch, 1 A, 2 B

  wire free = (!m_axi_awvalid || m_axi_awready) && (!m_axi_wvalid || m_axi_wready);
  wire may  = go && free && open_q != N'(OUTSTANDING);

  always_comb begin
    t_tready = 1'b0;
    a_tready = 1'b0;
    b_tready = 1'b0;
    unique case (turn_q)
      2'd0: begin
        a_tready = may;
        b_tready = may && !a_tvalid;
        t_tready = may && !a_tvalid && !b_tvalid;
      end
      2'd1: begin
        b_tready = may;
        t_tready = may && !b_tvalid;
        a_tready = may && !b_tvalid && !t_tvalid;
      end
      default: begin
        t_tready = may;
        a_tready = may && !t_tvalid;
        b_tready = may && !t_tvalid && !a_tvalid;
      end
    endcase
  end

  wire t_take = t_tvalid && t_tready;
  wire a_take = a_tvalid && a_tready;
  wire b_take = b_tvalid && b_tready;
  wire start  = t_take || a_take || b_take;
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
      if (t_take) begin
        turn_q       <= 2'd0;
        m_axi_awaddr <= t_taddr;
        m_axi_wdata  <= t_tdata;
        m_axi_wstrb  <= 64'hffff_ffff_ffff_ffff;
      end
      if (a_take) begin
        turn_q       <= 2'd1;
        m_axi_awaddr <= a_taddr;
        m_axi_wdata  <= a_tdata;
        m_axi_wstrb  <= a_tstrb;
      end
      if (b_take) begin
        turn_q       <= 2'd2;
        m_axi_awaddr <= b_taddr;
        m_axi_wdata  <= b_tdata;
        m_axi_wstrb  <= b_tstrb;
      end
    end
    if (start != answer) open_q <= start ? open_q + 1'b1 : open_q - 1'b1;

    if (rst) begin
      m_axi_awvalid <= 1'b0;
      m_axi_wvalid  <= 1'b0;
      open_q        <= '0;
      turn_q        <= 2'd0;
    end
  end

  // EXOKAY (01) cannot come: no exclusive access is made.
  wire unused = m_axi_bresp[0];

endmodule

`default_nettype wire
