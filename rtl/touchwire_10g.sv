// SPDX-License-Identifier: BSD-3-Clause
// touchwire_10g: the device on the wire: touchwire behind three 10G ports.
//
//   xgmii_a, _b  in, out  the ports of feeds A and B; nothing is sent but idle and what the link asks
//   xgmii_o      in, out  the order port
//   s_axil, m_axi, ptp    as touchwire
//
// Latency     mac_rx, then as touchwire says: beat with the message's last byte to the book's touch.
//   add: 7 cycles, after a start in lane 0, when nothing waits
//   execute: 9 cycles
//   replace: 9 cycles
//   delete: 10 cycles
//   lane_four: 6 to 10 cycles, any of them after a start in lane 4
//   add_order: 12 cycles, its last byte on the XGMII to the start of the order that it fires, message last of its frame
//   execute_order: 14 cycles
//   replace_order: 14 cycles
//   delete_order: 15 cycles
//   record: 10 to 15 cycles, beat with the frame's terminate to AWVALID of the touch in the ring
// Throughput  all ports at line rate.
// Stall       never on the ports in.
// Reset       as touchwire; the ports send idle.

`default_nettype none

module touchwire_10g #(
  parameter int SYMBOLS   = 64,
  parameter int ORDERS    = 65536,
  parameter int LOCATES   = 65536,
  parameter int MAX_FRAME = 9018,             // longest frame with FCS, bytes
  parameter logic [31:0] BUILD = 32'd0        // first 32 bits of the commit
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic [63:0]   xgmii_a_rxd,
  input  wire logic [7:0]    xgmii_a_rxc,
  output logic [63:0]        xgmii_a_txd,
  output logic [7:0]         xgmii_a_txc,
  input  wire logic [63:0]   xgmii_b_rxd,
  input  wire logic [7:0]    xgmii_b_rxc,
  output logic [63:0]        xgmii_b_txd,
  output logic [7:0]         xgmii_b_txc,
  input  wire logic [63:0]   xgmii_o_rxd,
  input  wire logic [7:0]    xgmii_o_rxc,
  output logic [63:0]        xgmii_o_txd,
  output logic [7:0]         xgmii_o_txc,

  input  wire logic [15:0]   s_axil_awaddr,
  input  wire logic          s_axil_awvalid,
  output logic               s_axil_awready,
  input  wire logic [31:0]   s_axil_wdata,
  input  wire logic [3:0]    s_axil_wstrb,
  input  wire logic          s_axil_wvalid,
  output logic               s_axil_wready,
  output logic [1:0]         s_axil_bresp,
  output logic               s_axil_bvalid,
  input  wire logic          s_axil_bready,
  input  wire logic [15:0]   s_axil_araddr,
  input  wire logic          s_axil_arvalid,
  output logic               s_axil_arready,
  output logic [31:0]        s_axil_rdata,
  output logic [1:0]         s_axil_rresp,
  output logic               s_axil_rvalid,
  input  wire logic          s_axil_rready,

  output logic [63:0]        m_axi_awaddr,
  output logic               m_axi_awid,
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
  input  wire logic          m_axi_bid,
  input  wire logic [1:0]    m_axi_bresp,
  input  wire logic          m_axi_bvalid,
  output logic               m_axi_bready,
  output logic [63:0]        m_axi_araddr,
  output logic               m_axi_arid,
  output logic [7:0]         m_axi_arlen,
  output logic [2:0]         m_axi_arsize,
  output logic [1:0]         m_axi_arburst,
  output logic               m_axi_arvalid,
  input  wire logic          m_axi_arready,
  input  wire logic [511:0]  m_axi_rdata,
  input  wire logic          m_axi_rid,
  input  wire logic [1:0]    m_axi_rresp,
  input  wire logic          m_axi_rlast,
  input  wire logic          m_axi_rvalid,
  output logic               m_axi_rready,

  output logic [2:0]         status_link,     // of A, B and the order port: up
  output logic [1:0]         status_fault_a,  // 0 none, 1 local, 2 remote
  output logic [1:0]         status_fault_b,
  output logic [1:0]         status_fault_o,

  input  wire logic          ptp_load,
  input  wire logic [63:0]   ptp_time,
  output logic [63:0]        time_ns,
  output logic               status_busy, // something moves that needs no further input
  output logic               status_waiting, // a line of the feed is ahead: time alone moves it
  output logic               status_due  // a line will be silent: time alone tells
);

  logic [63:0] a_tdata, b_tdata;
  logic [7:0]  a_tkeep, b_tkeep;
  logic        a_tvalid, a_tlast, a_tuser, b_tvalid, b_tlast, b_tuser;
  logic [63:0] o_tdata, order_tdata;
  logic [7:0]  o_tkeep, order_tkeep;
  logic        o_tvalid, o_tlast, o_tuser, order_tvalid, order_tready, order_tlast, order_tuser;
  logic        mac_a_valid, mac_b_valid, mac_o_valid, mac_t_valid;
  logic [2:0]  mac_a_code, mac_b_code, mac_o_code, mac_t_code;

  mac u_mac_a (
    .clk(clk), .rst(rst), .cfg_tx_on(1'b0), .cfg_max(MAX_FRAME[15:0]),
    .xgmii_rxd(xgmii_a_rxd), .xgmii_rxc(xgmii_a_rxc), .xgmii_txd(xgmii_a_txd), .xgmii_txc(xgmii_a_txc),
    .m_tdata(a_tdata), .m_tkeep(a_tkeep), .m_tvalid(a_tvalid), .m_tlast(a_tlast), .m_tuser(a_tuser),
    .s_tdata(64'd0), .s_tkeep(8'd0), .s_tvalid(1'b0), .s_tready(), .s_tlast(1'b0), .s_tuser(1'b0),
    .stat_rx_valid(mac_a_valid), .stat_rx_code(mac_a_code), .stat_tx_valid(), .stat_tx_code(),
    .status_link(status_link[0]), .status_fault(status_fault_a));

  mac u_mac_b (
    .clk(clk), .rst(rst), .cfg_tx_on(1'b0), .cfg_max(MAX_FRAME[15:0]),
    .xgmii_rxd(xgmii_b_rxd), .xgmii_rxc(xgmii_b_rxc), .xgmii_txd(xgmii_b_txd), .xgmii_txc(xgmii_b_txc),
    .m_tdata(b_tdata), .m_tkeep(b_tkeep), .m_tvalid(b_tvalid), .m_tlast(b_tlast), .m_tuser(b_tuser),
    .s_tdata(64'd0), .s_tkeep(8'd0), .s_tvalid(1'b0), .s_tready(), .s_tlast(1'b0), .s_tuser(1'b0),
    .stat_rx_valid(mac_b_valid), .stat_rx_code(mac_b_code), .stat_tx_valid(), .stat_tx_code(),
    .status_link(status_link[1]), .status_fault(status_fault_b));

  mac u_mac_o (
    .clk(clk), .rst(rst), .cfg_tx_on(1'b1), .cfg_max(MAX_FRAME[15:0]),
    .xgmii_rxd(xgmii_o_rxd), .xgmii_rxc(xgmii_o_rxc), .xgmii_txd(xgmii_o_txd), .xgmii_txc(xgmii_o_txc),
    .m_tdata(o_tdata), .m_tkeep(o_tkeep), .m_tvalid(o_tvalid), .m_tlast(o_tlast), .m_tuser(o_tuser),
    .s_tdata(order_tdata), .s_tkeep(order_tkeep), .s_tvalid(order_tvalid),
    .s_tready(order_tready), .s_tlast(order_tlast), .s_tuser(order_tuser),
    .stat_rx_valid(mac_o_valid), .stat_rx_code(mac_o_code), .stat_tx_valid(mac_t_valid),
    .stat_tx_code(mac_t_code), .status_link(status_link[2]), .status_fault(status_fault_o));

  touchwire #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES), .BUILD(BUILD)) u_touchwire (
    .clk(clk), .rst(rst),
    .s_a_tdata(a_tdata), .s_a_tkeep(a_tkeep), .s_a_tvalid(a_tvalid), .s_a_tlast(a_tlast), .s_a_tuser(a_tuser),
    .s_b_tdata(b_tdata), .s_b_tkeep(b_tkeep), .s_b_tvalid(b_tvalid), .s_b_tlast(b_tlast), .s_b_tuser(b_tuser),
    .s_o_tdata(o_tdata), .s_o_tkeep(o_tkeep), .s_o_tvalid(o_tvalid), .s_o_tlast(o_tlast), .s_o_tuser(o_tuser),
    .m_o_tdata(order_tdata), .m_o_tkeep(order_tkeep), .m_o_tvalid(order_tvalid),
    .m_o_tready(order_tready), .m_o_tlast(order_tlast), .m_o_tuser(order_tuser),
    .status_link_o(status_link[2]),
    .s_mac_a_valid(mac_a_valid), .s_mac_a_code(mac_a_code), .s_mac_b_valid(mac_b_valid),
    .s_mac_b_code(mac_b_code), .s_mac_o_valid(mac_o_valid), .s_mac_o_code(mac_o_code),
    .s_mac_t_valid(mac_t_valid), .s_mac_t_code(mac_t_code),
    .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready), .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb),
    .s_axil_wvalid(s_axil_wvalid), .s_axil_wready(s_axil_wready), .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready), .s_axil_araddr(s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready), .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awid(m_axi_awid), .m_axi_awlen(m_axi_awlen),
    .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst), .m_axi_awvalid(m_axi_awvalid),
    .m_axi_awready(m_axi_awready), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
    .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready),
    .m_axi_bid(m_axi_bid), .m_axi_bresp(m_axi_bresp), .m_axi_bvalid(m_axi_bvalid),
    .m_axi_bready(m_axi_bready), .m_axi_araddr(m_axi_araddr), .m_axi_arid(m_axi_arid),
    .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize), .m_axi_arburst(m_axi_arburst),
    .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready), .m_axi_rdata(m_axi_rdata),
    .m_axi_rid(m_axi_rid), .m_axi_rresp(m_axi_rresp), .m_axi_rlast(m_axi_rlast),
    .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(m_axi_rready), .ptp_load(ptp_load), .ptp_time(ptp_time), .time_ns(time_ns),
    .status_busy(status_busy), .status_waiting(status_waiting),
    .status_due(status_due));

endmodule

`default_nettype wire
