// SPDX-License-Identifier: BSD-3-Clause
// wire_top: touchwire_10g without its order port and reads, and with what the bench looks at inside.
//
// Latency     as touchwire_10g.
// Throughput  as touchwire_10g.
// Stall       as touchwire_10g.
// Reset       as touchwire_10g.

`include "tw_stream.svh"
`default_nettype none

module wire_top #(
  parameter int SYMBOLS = 8,
  parameter int ORDERS  = 1024,
  parameter int LOCATES = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic [63:0]   xgmii_a_rxd,
  input  wire logic [7:0]    xgmii_a_rxc,
  input  wire logic [63:0]   xgmii_b_rxd,
  input  wire logic [7:0]    xgmii_b_rxc,

  input  wire logic [15:0]   s_axil_awaddr,
  input  wire logic          s_axil_awvalid,
  output logic               s_axil_awready,
  input  wire logic [31:0]   s_axil_wdata,
  input  wire logic          s_axil_wvalid,
  output logic               s_axil_wready,
  output logic               s_axil_bvalid,
  input  wire logic [15:0]   s_axil_araddr,
  input  wire logic          s_axil_arvalid,
  output logic               s_axil_arready,
  output logic [31:0]        s_axil_rdata,
  output logic               s_axil_rvalid,

  output logic [63:0]        m_axi_awaddr,
  output logic [7:0]         m_axi_awlen,
  output logic [2:0]         m_axi_awsize,
  output logic [1:0]         m_axi_awburst,
  output logic               m_axi_awvalid,
  input  wire logic          m_axi_awready,
  output logic [511:0]       m_axi_wdata,
  output logic [63:0]        m_axi_wstrb,
  output logic               m_axi_wlast,
  output logic               m_axi_wvalid,
  input  wire logic          m_axi_wready,
  input  wire logic [1:0]    m_axi_bresp,
  input  wire logic          m_axi_bvalid,
  output logic               m_axi_bready,

  output logic [63:0]        time_ns,
  output logic               status_busy,
  output logic               status_waiting,
  output logic [1:0]         link,        // of A and B

  // What the MACs hand on, and the book's touches.
  output logic [63:0]        a_tdata,
  output logic [7:0]         a_tkeep,
  output logic               a_tvalid,
  output logic               a_tlast,
  output logic               a_tuser,
  output logic [63:0]        b_tdata,
  output logic [7:0]         b_tkeep,
  output logic               b_tvalid,
  output logic               b_tlast,
  output logic               b_tuser,
  output logic               touch_valid,
  output logic [15:0]        touch_flags
);

  logic [2:0] link_all;
  assign link = link_all[1:0];

  touchwire_10g #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES)) dut (
    .clk(clk), .rst(rst),
    .xgmii_a_rxd(xgmii_a_rxd), .xgmii_a_rxc(xgmii_a_rxc), .xgmii_a_txd(), .xgmii_a_txc(),
    .xgmii_b_rxd(xgmii_b_rxd), .xgmii_b_rxc(xgmii_b_rxc), .xgmii_b_txd(), .xgmii_b_txc(),
    .xgmii_o_rxd(64'h0707070707070707), .xgmii_o_rxc(8'hff), .xgmii_o_txd(), .xgmii_o_txc(),
    .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(4'hf), .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready), .s_axil_bresp(), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(1'b1),
    .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata), .s_axil_rresp(), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(1'b1),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awid(), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize),
    .m_axi_awburst(m_axi_awburst), .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready),
    .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb), .m_axi_wlast(m_axi_wlast),
    .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready), .m_axi_bid(1'b0),
    .m_axi_bresp(m_axi_bresp), .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready),
    .m_axi_araddr(), .m_axi_arid(), .m_axi_arlen(), .m_axi_arsize(), .m_axi_arburst(), .m_axi_arvalid(),
    .m_axi_arready(1'b1), .m_axi_rdata(512'd0), .m_axi_rid(1'b0), .m_axi_rresp(2'd0), .m_axi_rlast(1'b1),
    .m_axi_rvalid(1'b0), .m_axi_rready(),
    .status_link(link_all), .status_fault_a(), .status_fault_b(), .status_fault_o(),
    .ptp_load(1'b0), .ptp_time(64'd0), .time_ns(time_ns), .status_busy(status_busy),
    .status_waiting(status_waiting), .status_due());

  assign a_tdata     = dut.a_tdata;
  assign a_tkeep     = dut.a_tkeep;
  assign a_tvalid    = dut.a_tvalid;
  assign a_tlast     = dut.a_tlast;
  assign a_tuser     = dut.a_tuser;
  assign b_tdata     = dut.b_tdata;
  assign b_tkeep     = dut.b_tkeep;
  assign b_tvalid    = dut.b_tvalid;
  assign b_tlast     = dut.b_tlast;
  assign b_tuser     = dut.b_tuser;
  assign touch_valid = dut.u_touchwire.touch_tvalid;
  assign touch_flags = dut.u_touchwire.touch_tdata.flags;

  wire unused = &{1'b0, link_all[2]};

endmodule

`default_nettype wire
