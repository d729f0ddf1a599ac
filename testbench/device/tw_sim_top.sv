// SPDX-License-Identifier: BSD-3-Clause
// tw_sim_top: the device as tw_sim.cpp evaluates it, for speed.
//
// All that hangs on a top-level input is evaluated at each edge, changed or not. So inputs
// come in registers here, with a clock for each group: tw_sim.cpp lets it rise when one of the
// group changed, while clk is low.
//
// Latency     none: what stands before clk rises is there when it rises.
// Throughput  as the device.
// Stall       as the device.
// Reset       as the device.

`default_nettype none

module tw_sim_top #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter logic [31:0] BUILD = 32'd0
) (
  input  wire logic          a_clk,       // s_a changed
  input  wire logic          b_clk,       // s_b changed
  input  wire logic          o_clk,       // s_o changed
  input  wire logic          bus_clk,     // m_axi or m_o_tready changed
  input  wire logic          reg_clk,     // anything else changed
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [63:0]   s_a_tdata,
  input  wire logic [7:0]    s_a_tkeep,
  input  wire logic          s_a_tvalid,
  input  wire logic          s_a_tlast,
  input  wire logic          s_a_tuser,
  input  wire logic [63:0]   s_b_tdata,
  input  wire logic [7:0]    s_b_tkeep,
  input  wire logic          s_b_tvalid,
  input  wire logic          s_b_tlast,
  input  wire logic          s_b_tuser,
  input  wire logic [63:0]   s_o_tdata,
  input  wire logic [7:0]    s_o_tkeep,
  input  wire logic          s_o_tvalid,
  input  wire logic          s_o_tlast,
  input  wire logic          s_o_tuser,
  output logic [63:0]        m_o_tdata,
  output logic [7:0]         m_o_tkeep,
  output logic               m_o_tvalid,
  input  wire logic          m_o_tready,
  output logic               m_o_tlast,
  output logic               m_o_tuser,
  input  wire logic          status_link_o,
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
  input  wire logic          ptp_load,
  input  wire logic [63:0]   ptp_time,
  output logic [63:0]        time_ns,
  output logic               status_busy,
  output logic               status_waiting,
  output logic               status_due
);

  logic [63:0] s_a_tdata_q;
  logic [7:0] s_a_tkeep_q;
  logic s_a_tvalid_q;
  logic s_a_tlast_q;
  logic s_a_tuser_q;
  logic [63:0] s_b_tdata_q;
  logic [7:0] s_b_tkeep_q;
  logic s_b_tvalid_q;
  logic s_b_tlast_q;
  logic s_b_tuser_q;
  logic [63:0] s_o_tdata_q;
  logic [7:0] s_o_tkeep_q;
  logic s_o_tvalid_q;
  logic s_o_tlast_q;
  logic s_o_tuser_q;
  logic m_o_tready_q;
  logic status_link_o_q;
  logic m_axi_arready_q;
  logic [511:0] m_axi_rdata_q;
  logic m_axi_rid_q;
  logic [1:0] m_axi_rresp_q;
  logic m_axi_rlast_q;
  logic m_axi_rvalid_q;
  logic m_axi_awready_q;
  logic m_axi_wready_q;
  logic m_axi_bid_q;
  logic [1:0] m_axi_bresp_q;
  logic m_axi_bvalid_q;
  logic rst_q;
  logic [15:0] s_axil_awaddr_q;
  logic s_axil_awvalid_q;
  logic [31:0] s_axil_wdata_q;
  logic [3:0] s_axil_wstrb_q;
  logic s_axil_wvalid_q;
  logic s_axil_bready_q;
  logic [15:0] s_axil_araddr_q;
  logic s_axil_arvalid_q;
  logic s_axil_rready_q;
  logic ptp_load_q;
  logic [63:0] ptp_time_q;

  always_ff @(posedge a_clk) begin
    s_a_tdata_q  <= s_a_tdata;
    s_a_tkeep_q  <= s_a_tkeep;
    s_a_tvalid_q <= s_a_tvalid;
    s_a_tlast_q  <= s_a_tlast;
    s_a_tuser_q  <= s_a_tuser;
  end

  always_ff @(posedge b_clk) begin
    s_b_tdata_q  <= s_b_tdata;
    s_b_tkeep_q  <= s_b_tkeep;
    s_b_tvalid_q <= s_b_tvalid;
    s_b_tlast_q  <= s_b_tlast;
    s_b_tuser_q  <= s_b_tuser;
  end

  always_ff @(posedge o_clk) begin
    s_o_tdata_q  <= s_o_tdata;
    s_o_tkeep_q  <= s_o_tkeep;
    s_o_tvalid_q <= s_o_tvalid;
    s_o_tlast_q  <= s_o_tlast;
    s_o_tuser_q  <= s_o_tuser;
  end

  always_ff @(posedge bus_clk) begin
    m_o_tready_q    <= m_o_tready;
    m_axi_arready_q <= m_axi_arready;
    m_axi_rdata_q   <= m_axi_rdata;
    m_axi_rid_q     <= m_axi_rid;
    m_axi_rresp_q   <= m_axi_rresp;
    m_axi_rlast_q   <= m_axi_rlast;
    m_axi_rvalid_q  <= m_axi_rvalid;
    m_axi_awready_q <= m_axi_awready;
    m_axi_wready_q  <= m_axi_wready;
    m_axi_bid_q     <= m_axi_bid;
    m_axi_bresp_q   <= m_axi_bresp;
    m_axi_bvalid_q  <= m_axi_bvalid;
  end

  always_ff @(posedge reg_clk) begin
    rst_q            <= rst;
    status_link_o_q  <= status_link_o;
    s_axil_awaddr_q  <= s_axil_awaddr;
    s_axil_awvalid_q <= s_axil_awvalid;
    s_axil_wdata_q   <= s_axil_wdata;
    s_axil_wstrb_q   <= s_axil_wstrb;
    s_axil_wvalid_q  <= s_axil_wvalid;
    s_axil_bready_q  <= s_axil_bready;
    s_axil_araddr_q  <= s_axil_araddr;
    s_axil_arvalid_q <= s_axil_arvalid;
    s_axil_rready_q  <= s_axil_rready;
    ptp_load_q       <= ptp_load;
    ptp_time_q       <= ptp_time;
  end

  touchwire #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .LOCATES(LOCATES), .BUILD(BUILD)) touchwire (
    .clk(clk), .rst(rst_q), .s_a_tdata(s_a_tdata_q), .s_a_tkeep(s_a_tkeep_q),
    .s_a_tvalid(s_a_tvalid_q), .s_a_tlast(s_a_tlast_q), .s_a_tuser(s_a_tuser_q),
    .s_b_tdata(s_b_tdata_q), .s_b_tkeep(s_b_tkeep_q), .s_b_tvalid(s_b_tvalid_q),
    .s_b_tlast(s_b_tlast_q), .s_b_tuser(s_b_tuser_q),
    .s_o_tdata(s_o_tdata_q), .s_o_tkeep(s_o_tkeep_q), .s_o_tvalid(s_o_tvalid_q),
    .s_o_tlast(s_o_tlast_q), .s_o_tuser(s_o_tuser_q), .m_o_tdata(m_o_tdata), .m_o_tkeep(m_o_tkeep),
    .m_o_tvalid(m_o_tvalid), .m_o_tready(m_o_tready_q), .m_o_tlast(m_o_tlast), .m_o_tuser(m_o_tuser),
    .status_link_o(status_link_o_q), .s_axil_awaddr(s_axil_awaddr_q),
    .s_axil_awvalid(s_axil_awvalid_q), .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata_q), .s_axil_wstrb(s_axil_wstrb_q), .s_axil_wvalid(s_axil_wvalid_q),
    .s_axil_wready(s_axil_wready), .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready_q), .s_axil_araddr(s_axil_araddr_q),
    .s_axil_arvalid(s_axil_arvalid_q), .s_axil_arready(s_axil_arready), .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready_q),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awid(m_axi_awid), .m_axi_awlen(m_axi_awlen),
    .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst), .m_axi_awvalid(m_axi_awvalid),
    .m_axi_awready(m_axi_awready_q), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
    .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready_q),
    .m_axi_bid(m_axi_bid_q), .m_axi_bresp(m_axi_bresp_q), .m_axi_bvalid(m_axi_bvalid_q),
    .m_axi_bready(m_axi_bready), .m_axi_araddr(m_axi_araddr), .m_axi_arid(m_axi_arid),
    .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize), .m_axi_arburst(m_axi_arburst),
    .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready_q), .m_axi_rdata(m_axi_rdata_q),
    .m_axi_rid(m_axi_rid_q), .m_axi_rresp(m_axi_rresp_q), .m_axi_rlast(m_axi_rlast_q),
    .m_axi_rvalid(m_axi_rvalid_q), .m_axi_rready(m_axi_rready), .s_mac_a_valid(1'b0), .s_mac_a_code(3'd0), .s_mac_b_valid(1'b0),
    .s_mac_b_code(3'd0), .s_mac_o_valid(1'b0), .s_mac_o_code(3'd0), .s_mac_t_valid(1'b0),
    .s_mac_t_code(3'd0), .ptp_load(ptp_load_q), .ptp_time(ptp_time_q), .time_ns(time_ns),
    .status_busy(status_busy), .status_waiting(status_waiting), .status_due(status_due)
  );

endmodule

`default_nettype wire
