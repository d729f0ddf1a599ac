// SPDX-License-Identifier: BSD-3-Clause
// tw_probe_top: touchwire_10g as tw_probe.cpp evaluates it, with what it looks at inside.
//
//   *_head   the record at the head of a line: a message decoded
//   event    a message of its number is taken by the book
//   cmp      the slot of a message where the order table has answered
//   touch    what the book publishes
//   intent   a rule's wish that the gate takes; order: what it lets pass, in the order of the wishes
//
// Latency     as touchwire_10g.
// Throughput  as touchwire_10g.
// Stall       as touchwire_10g.
// Reset       as touchwire_10g.

`include "tw_book.svh"
`include "tw_feed.svh"
`include "tw_trade.svh"
`default_nettype none

module tw_probe_top #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter logic [31:0] BUILD = 32'd0
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic [63:0]   xgmii_a_rxd,
  input  wire logic [7:0]    xgmii_a_rxc,
  input  wire logic [63:0]   xgmii_b_rxd,
  input  wire logic [7:0]    xgmii_b_rxc,
  output logic [63:0]        xgmii_o_txd,
  output logic [7:0]         xgmii_o_txc,

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

  input  wire logic          ptp_load,
  input  wire logic [63:0]   ptp_time,
  output logic [63:0]        time_ns,
  output logic               status_busy,
  output logic               status_waiting,

  output logic [63:0]        cycle,
  output logic               a_dgram_valid,
  output logic [31:0]        a_dgram_cycle,   // when its beat was at the frame port
  output logic               a_head_valid,
  output logic               a_head_take,
  output logic               b_dgram_valid,
  output logic [31:0]        b_dgram_cycle,
  output logic               b_head_valid,
  output logic               b_head_take,
  output logic               event_take,
  output logic               event_b,         // it came by port B
  output logic [63:0]        event_seq,
  output logic [47:0]        event_ns,
  output logic [31:0]        event_cycle,     // of its last byte, at the frame port
  output logic               cmp_valid,
  output logic               cmp_order,       // with cmp_valid: of an order, not of a state
  output logic [63:0]        cmp_seq,
  output logic               best_valid,      // 2 cycles behind its cmp
  output logic               touch_valid,
  output logic [63:0]        touch_seq,
  output logic [15:0]        touch_symbol,
  output logic               intent_take,
  output logic [63:0]        intent_seq,
  output logic               order_valid
);

  touchwire_10g #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES), .BUILD(BUILD)) dut (
    .clk(clk), .rst(rst),
    .xgmii_a_rxd(xgmii_a_rxd), .xgmii_a_rxc(xgmii_a_rxc), .xgmii_a_txd(), .xgmii_a_txc(),
    .xgmii_b_rxd(xgmii_b_rxd), .xgmii_b_rxc(xgmii_b_rxc), .xgmii_b_txd(), .xgmii_b_txc(),
    .xgmii_o_rxd(64'h0707070707070707), .xgmii_o_rxc(8'hff), .xgmii_o_txd(xgmii_o_txd), .xgmii_o_txc(xgmii_o_txc),
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
    .status_link(), .status_fault_a(), .status_fault_b(), .status_fault_o(),
    .ptp_load(ptp_load), .ptp_time(ptp_time), .time_ns(time_ns), .status_busy(status_busy),
    .status_waiting(status_waiting), .status_due());

  assign cycle         = dut.u_touchwire.cycle;
  assign a_dgram_valid = dut.u_touchwire.u_path.u_feed.port_a.dgram_valid;
  assign a_dgram_cycle = dut.u_touchwire.u_path.u_feed.port_a.dgram_cycle;
  assign a_head_valid  = dut.u_touchwire.u_path.u_feed.a_valid;
  assign a_head_take   = dut.u_touchwire.u_path.u_feed.a_take;
  assign b_dgram_valid = dut.u_touchwire.u_path.u_feed.port_b.dgram_valid;
  assign b_dgram_cycle = dut.u_touchwire.u_path.u_feed.port_b.dgram_cycle;
  assign b_head_valid  = dut.u_touchwire.u_path.u_feed.b_valid;
  assign b_head_take   = dut.u_touchwire.u_path.u_feed.b_take;

  // Messages alone, not what the feed says of itself.
  wire [3:0] event_op = dut.u_touchwire.u_path.event_data.op;
  assign event_take  = dut.u_touchwire.u_path.event_valid && dut.u_touchwire.u_path.event_ready
                       && event_op != EVENT_GAP && event_op != EVENT_CLEAR && event_op != EVENT_LINES
                       && event_op != EVENT_FRESH;
  assign event_b     = dut.u_touchwire.u_path.event_data.info.arrival_ns[63];
  assign event_seq   = dut.u_touchwire.u_path.event_data.info.seq;
  assign event_ns    = dut.u_touchwire.u_path.event_data.info.exchange_ns;
  assign event_cycle = dut.u_touchwire.u_path.event_data.info.last_cycle;

  // Slots of messages, not those that the book makes for itself.
  assign cmp_valid = dut.u_touchwire.u_path.u_book.touch_slot && dut.u_touchwire.u_path.u_book.cmp_op.kind < OP_REFRESH;
  assign cmp_order = dut.u_touchwire.u_path.u_book.cmp_op.kind <= OP_REPLACE_NEW;
  assign cmp_seq   = dut.u_touchwire.u_path.u_book.cmp_op.info.seq;
  assign best_valid = dut.u_touchwire.u_path.u_book.best_valid;

  assign touch_valid  = dut.u_touchwire.touch_tvalid;
  assign touch_seq    = dut.u_touchwire.touch_tdata.info.seq;
  assign touch_symbol = dut.u_touchwire.touch_tdata.symbol;
  assign intent_take  = dut.u_touchwire.u_trade.intent_tvalid && dut.u_touchwire.u_trade.intent_tready;
  assign intent_seq   = dut.u_touchwire.u_trade.intent_tdata.info.seq;
  assign order_valid  = dut.u_touchwire.u_trade.order_valid;

endmodule

`default_nettype wire
