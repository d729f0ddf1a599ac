// SPDX-License-Identifier: BSD-3-Clause
// dma: touches, frames and trade records into host memory, frames for the order port out of it, and no
// access but to the windows the host gave.
//
//   s_touch        in   touches of the book                -> touch ring and touch table
//   s_a, s_b, s_o  in   every frame of the three ports     -> frame slots and completions
//                       A touch waits for the end of the frame that it came from (touch_hold)
//   s_trade        in   records of orders                  -> trade ring
//   m_tx           out  frames of the host                 <- TX ring
//   m_axi          out  AXI4: one beat of 64 bytes, INCR, ID 0; at most 16 writes and 1 read open
//
// A run starts when cfg_on goes 0 to 1: the windows are judged and frozen (dma_windows), all
// rings start at 1. It ends with cfg_on 0 or a refused write. README.md tells the whole contract.
//
// Latency     5 cycles from s_touch_tvalid to AWVALID when nothing waits and the touch's frame has ended.
// Throughput  1 write per cycle: both feed ports at line rate fit, with the touches they can carry, and a fifth
//             of the order port's wire.
// Stall       never on touches and frames; what does not fit is dropped and counted. s_trade waits.
// Stop        no AWVALID or ARVALID rises after cfg_on falls; idle when all that is open is answered.
// Restart     up to 2,700 cycles after cfg_on rises, until what was queued is given up.
// Reset       off and empty.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module dma #(
  parameter int SYMBOLS     = 512,
  parameter int TOUCH_DEPTH = 512,        // touches queued
  parameter int HOLD_DEPTH  = 1024,       // touches that wait for the end of their frames
  parameter int BEATS       = 4096,       // 8-byte beats kept per feed port
  parameter int FRAMES      = 512,        // frames kept per feed port
  parameter int O_BEATS     = 2048,       // of the order port
  parameter int O_FRAMES    = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic [63:0]   time_ns,

  input  wire touch_t        s_touch_tdata,
  input  wire logic          s_touch_tvalid,

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
  input  wire logic          s_a_spoilt,  // pulse, the cycle after tlast: the frame is bad all the same
  input  wire logic          s_b_spoilt,

  input  wire logic [447:0]  s_trade_tdata, // struct tw_trade_record without seq
  input  wire logic          s_trade_tvalid,
  output logic               s_trade_tready,
  output logic               s_trade_room,  // 8 records more will be written
  output logic [63:0]        m_tx_tdata,
  output logic [7:0]         m_tx_tkeep,
  output logic               m_tx_tvalid,
  input  wire logic          m_tx_tready,
  output logic               m_tx_tlast,

  input  wire logic          cfg_on,
  input  wire logic [63:0]   cfg_ring,
  input  wire logic [31:0]   cfg_ring_log2,
  input  wire logic [63:0]   cfg_table,
  input  wire logic          cfg_table_on,
  input  wire logic [63:0]   cfg_data,
  input  wire logic [63:0]   cfg_done,
  input  wire logic [31:0]   cfg_slots_log2,
  input  wire logic [31:0]   cfg_slot_log2,
  input  wire logic [31:0]   cfg_head,
  input  wire logic [63:0]   cfg_trade,
  input  wire logic [31:0]   cfg_trade_log2,
  input  wire logic [31:0]   cfg_trade_head,
  input  wire logic [63:0]   cfg_tx,
  input  wire logic [31:0]   cfg_tx_log2,
  input  wire logic [31:0]   cfg_tx_head,

  output logic [31:0]        tail,        // frames delivered in this run
  output logic [31:0]        trade_tail,  // trade records written
  output logic [31:0]        tx_tail,     // frames of the host taken
  output logic               tx_error,    // no frame is read any more in this run
  output logic [31:0]        errors,      // refused writes of this run
  output logic               status_error,// a refused write ended the run
  output logic               status_idle, // no write and no read is open
  output logic               status_busy, // something waits that will move by itself

  output logic               stat_touch_in_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_touch_in_code,
  output logic               stat_touch_out_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_touch_out_code,
  output logic               stat_delivery_a_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_a_code,
  output logic               stat_delivery_b_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_b_code,
  output logic               stat_delivery_o_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_o_code,
  output logic               stat_delivery_out_a_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_a_code,
  output logic               stat_delivery_out_b_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_b_code,
  output logic               stat_delivery_out_o_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_o_code,
  output logic               stat_tx_length,  // a frame of the host had an impossible length

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
  output logic               m_axi_rready
);

  assign m_axi_awid    = 1'b0;
  assign m_axi_awlen   = 8'd0;
  assign m_axi_awsize  = 3'd6;
  assign m_axi_awburst = 2'b01;
  assign m_axi_wlast   = 1'b1;
  assign m_axi_arid    = 1'b0;
  assign m_axi_arlen   = 8'd0;
  assign m_axi_arsize  = 3'd6;
  assign m_axi_arburst = 2'b01;

  // ---- run: cfg_on 0 -> 1 takes the windows, then waits until the last run is forgotten -------
  logic run_q, armed_q, starting_q;
  logic touch_quiet, touch_waiting, frames_settled, frames_quiet, trade_quiet, tx_idle, tx_settled, tx_busy;
  logic bus_idle, refused, hold_busy;
  wire  load  = cfg_on && armed_q;
  wire  empty = touch_quiet && frames_settled && tx_settled && bus_idle;
  wire  start = starting_q && cfg_on && empty;

  logic        ring_on, table_on, frames_on, trade_on, tx_on;
  logic [63:0] ring_base, table_base, data_base, done_base, trade_base, tx_base;
  logic [23:0] ring_mask, trade_mask;
  logic [9:0]  tx_mask;
  logic [19:0] slots_mask;
  logic [3:0]  slot_log2;

  dma_windows #(.SYMBOLS(SYMBOLS)) u_windows (.load(load), .*);

  always_ff @(posedge clk) begin
    if (!cfg_on) armed_q <= 1'b1;
    if (load) begin
      armed_q    <= 1'b0;
      starting_q <= 1'b1;
    end
    if (start) begin
      starting_q   <= 1'b0;
      run_q        <= 1'b1;
      errors       <= 32'd0;
      status_error <= 1'b0;
    end
    if (refused) begin
      errors       <= errors + 32'd1;
      status_error <= 1'b1;
      run_q        <= 1'b0;
    end
    if (!cfg_on) begin
      run_q      <= 1'b0;
      starting_q <= 1'b0;
    end
    if (rst) begin
      run_q        <= 1'b0;
      armed_q      <= 1'b0;
      starting_q   <= 1'b0;
      errors       <= 32'd0;
      status_error <= 1'b0;
    end
  end

  assign status_idle = bus_idle && tx_idle;
  assign status_busy = !empty || !frames_quiet || !trade_quiet || tx_busy || starting_q || load
                       || s_touch_tvalid || (s_trade_tvalid && s_trade_tready) || hold_busy || (run_q && (ring_on || table_on) && touch_waiting);

  // ---- touches ------------------------------------------------------------------------------
  touch_t       held_tdata;
  logic         held_tvalid, writer_room;

  touch_hold #(.DEPTH(HOLD_DEPTH)) u_hold (
    .clk(clk), .rst(rst), .time_ns(time_ns), .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast),
    .s_a_tuser(s_a_tuser), .s_a_spoilt(s_a_spoilt), .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast),
    .s_b_tuser(s_b_tuser), .s_b_spoilt(s_b_spoilt), .s_touch_tdata(s_touch_tdata),
    .s_touch_tvalid(s_touch_tvalid), .m_touch_tdata(held_tdata), .m_touch_tvalid(held_tvalid), .m_touch_room(writer_room),
    .busy(hold_busy));

  logic [63:0]  t_addr;
  logic [511:0] t_data;
  logic         t_write, t_ready;

  touch_writer #(.SYMBOLS(SYMBOLS), .DEPTH(TOUCH_DEPTH)) u_touch (
    .clk(clk), .rst(rst), .start(start), .run(run_q),
    .ring_on(ring_on), .ring_base(ring_base), .ring_mask(ring_mask),
    .table_on(table_on), .table_base(table_base),
    .s_touch_tdata(held_tdata), .s_touch_tvalid(held_tvalid), .s_touch_room(writer_room),
    .m_taddr(t_addr), .m_tdata(t_data), .m_tvalid(t_write), .m_tready(t_ready),
    .quiet(touch_quiet), .waiting(touch_waiting),
    .stat_in_valid(stat_touch_in_valid), .stat_in_code(stat_touch_in_code),
    .stat_out_valid(stat_touch_out_valid), .stat_out_code(stat_touch_out_code));

  // ---- frames ---------------------------------------------------------------------------------
  logic [63:0]  a_addr, a_strb, b_addr, b_strb, o_addr, o_strb;
  logic [511:0] a_data, b_data, o_data;
  logic         a_write, a_ready, b_write, b_ready, o_write, o_ready;

  dma_frames #(.BEATS(BEATS), .FRAMES(FRAMES), .O_BEATS(O_BEATS), .O_FRAMES(O_FRAMES)) u_frames (
    .clk(clk), .rst(rst), .time_ns(time_ns), .start(start), .run(run_q), .frames_on(frames_on),
    .data_base(data_base), .done_base(done_base), .slots_mask(slots_mask), .slot_log2(slot_log2),
    .cfg_head(cfg_head), .tail(tail),
    .s_a_tdata(s_a_tdata), .s_a_tkeep(s_a_tkeep), .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast),
    .s_a_tuser(s_a_tuser), .s_b_tdata(s_b_tdata), .s_b_tkeep(s_b_tkeep), .s_b_tvalid(s_b_tvalid),
    .s_b_tlast(s_b_tlast), .s_b_tuser(s_b_tuser), .s_o_tdata(s_o_tdata), .s_o_tkeep(s_o_tkeep),
    .s_o_tvalid(s_o_tvalid), .s_o_tlast(s_o_tlast), .s_o_tuser(s_o_tuser),
    .a_taddr(a_addr), .a_tdata(a_data), .a_tstrb(a_strb), .a_tvalid(a_write), .a_tready(a_ready),
    .b_taddr(b_addr), .b_tdata(b_data), .b_tstrb(b_strb), .b_tvalid(b_write), .b_tready(b_ready),
    .o_taddr(o_addr), .o_tdata(o_data), .o_tstrb(o_strb), .o_tvalid(o_write), .o_tready(o_ready),
    .settled(frames_settled), .quiet(frames_quiet),
    .stat_in_valid({stat_delivery_o_valid, stat_delivery_b_valid, stat_delivery_a_valid}),
    .stat_in_a_code(stat_delivery_a_code), .stat_in_b_code(stat_delivery_b_code),
    .stat_in_o_code(stat_delivery_o_code),
    .stat_out_valid({stat_delivery_out_o_valid, stat_delivery_out_b_valid, stat_delivery_out_a_valid}),
    .stat_out_a_code(stat_delivery_out_a_code), .stat_out_b_code(stat_delivery_out_b_code),
    .stat_out_o_code(stat_delivery_out_o_code));

  // ---- trade records out, frames of the host in -------------------------------------------------
  logic [63:0]  r_addr;
  logic [511:0] r_data;
  logic         r_write, r_ready;

  trade_writer u_trade (
    .clk(clk), .rst(rst), .start(start), .run(run_q), .ring_on(trade_on), .ring_base(trade_base),
    .ring_mask(trade_mask), .cfg_head(cfg_trade_head), .s_tdata(s_trade_tdata), .s_tvalid(s_trade_tvalid),
    .s_tready(s_trade_tready), .m_taddr(r_addr), .m_tdata(r_data), .m_tvalid(r_write), .m_tready(r_ready),
    .tail(trade_tail), .room(s_trade_room), .quiet(trade_quiet));

  tx_ring u_tx (
    .clk(clk), .rst(rst), .start(start), .run(run_q && cfg_on), .tx_on(tx_on), .tx_base(tx_base),
    .tx_mask(tx_mask), .cfg_head(cfg_tx_head), .tail(tx_tail), .failed(tx_error), .idle(tx_idle),
    .settled(tx_settled), .busy(tx_busy),
    .m_axi_araddr(m_axi_araddr), .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready),
    .m_axi_rdata(m_axi_rdata), .m_axi_rresp(m_axi_rresp), .m_axi_rvalid(m_axi_rvalid),
    .m_axi_rready(m_axi_rready), .m_tdata(m_tx_tdata), .m_tkeep(m_tx_tkeep), .m_tvalid(m_tx_tvalid),
    .m_tready(m_tx_tready), .m_tlast(m_tx_tlast), .stat_length(stat_tx_length));

  write_arbiter u_arbiter (
    .clk(clk), .rst(rst), .go(run_q && cfg_on && !refused),
    .t_taddr(t_addr), .t_tdata(t_data), .t_tvalid(t_write), .t_tready(t_ready),
    .a_taddr(a_addr), .a_tdata(a_data), .a_tstrb(a_strb), .a_tvalid(a_write), .a_tready(a_ready),
    .b_taddr(b_addr), .b_tdata(b_data), .b_tstrb(b_strb), .b_tvalid(b_write), .b_tready(b_ready),
    .o_taddr(o_addr), .o_tdata(o_data), .o_tstrb(o_strb), .o_tvalid(o_write), .o_tready(o_ready),
    .r_taddr(r_addr), .r_tdata(r_data), .r_tvalid(r_write), .r_tready(r_ready),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready),
    .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb), .m_axi_wvalid(m_axi_wvalid),
    .m_axi_wready(m_axi_wready), .m_axi_bresp(m_axi_bresp), .m_axi_bvalid(m_axi_bvalid),
    .m_axi_bready(m_axi_bready), .idle(bus_idle), .refused(refused));

  wire unused = &{1'b0, m_axi_bid, m_axi_rid, m_axi_rlast};

endmodule

`default_nettype wire
