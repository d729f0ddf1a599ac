// SPDX-License-Identifier: BSD-3-Clause
// mac: one 10G Ethernet port between a 64-bit XGMII and frame streams (IEEE 802.3, clause 46).
//
//   xgmii    in, out  both directions on clk; a transceiver's receive clock ends before them
//   m        out      frames received; no tready
//   s        in       frames to send
//   stat_rx  out      a pulse per start received, stat_tx one per frame of s: README.md
//   status   out      link: no fault for 64 cycles; fault: 0 none, 1 local, 2 remote
//
// What the receiver hears of the link is what the transmitter obeys.
//
// Latency     mac_rx and mac_tx have it.
// Throughput  the wire's, in both directions.
// Stall       s waits between frames; m never.
// Reset       idle is sent, nothing is being received.

`default_nettype none

module mac (
  input  wire logic        clk,
  input  wire logic        rst,

  input  wire logic        cfg_tx_on,         // 0: no new frame is sent
  input  wire logic [15:0] cfg_max,           // longest frame with FCS, bytes; at least 64

  input  wire logic [63:0] xgmii_rxd,
  input  wire logic [7:0]  xgmii_rxc,
  output logic [63:0]      xgmii_txd,
  output logic [7:0]       xgmii_txc,

  output logic [63:0]      m_tdata,
  output logic [7:0]       m_tkeep,
  output logic             m_tvalid,
  output logic             m_tlast,
  output logic             m_tuser,           // with tlast: the frame is bad

  input  wire logic [63:0] s_tdata,
  input  wire logic [7:0]  s_tkeep,
  input  wire logic        s_tvalid,
  output logic             s_tready,
  input  wire logic        s_tlast,
  input  wire logic        s_tuser,

  output logic             stat_rx_valid,
  output logic [2:0]       stat_rx_code,
  output logic             stat_tx_valid,
  output logic [2:0]       stat_tx_code,
  output logic             status_link,
  output logic [1:0]       status_fault
);

  mac_rx u_rx (
    .clk(clk), .rst(rst), .cfg_max(cfg_max), .xgmii_rxd(xgmii_rxd), .xgmii_rxc(xgmii_rxc),
    .m_tdata(m_tdata), .m_tkeep(m_tkeep), .m_tvalid(m_tvalid), .m_tlast(m_tlast),
    .m_tuser(m_tuser), .stat_valid(stat_rx_valid), .stat_code(stat_rx_code),
    .status_link(status_link), .status_fault(status_fault));

  mac_tx u_tx (
    .clk(clk), .rst(rst), .cfg_on(cfg_tx_on), .cfg_max(cfg_max), .link_fault(status_fault),
    .s_tdata(s_tdata), .s_tkeep(s_tkeep), .s_tvalid(s_tvalid), .s_tready(s_tready),
    .s_tlast(s_tlast), .s_tuser(s_tuser), .xgmii_txd(xgmii_txd), .xgmii_txc(xgmii_txc),
    .stat_valid(stat_tx_valid), .stat_code(stat_tx_code));

endmodule

`default_nettype wire
