// SPDX-License-Identifier: BSD-3-Clause
// dma: touches and frames into host memory, and nowhere but into the windows the host gave.
//
//   s_touch   in   touches of the book                     -> touch ring and touch table
//   s_a, s_b  in   every frame of the two feed ports       -> frame slots and completions
//                  A touch waits for the end of the frame that it came from (touch_hold)
//   m_axi     out  AXI4 writes: one beat of 64 bytes, INCR, AWID 0, at most 16 open
//
// A run starts when cfg_on goes 0 to 1: the windows are judged and frozen (dma_windows), all
// rings start at 1. It ends with cfg_on 0 or a refused write. README.md tells the whole contract.
//
// Latency     5 cycles from s_touch_tvalid to AWVALID when nothing waits and the touch's frame has ended.
// Throughput  1 write per cycle: both ports at line rate fit, with the touches they can carry.
// Stall       never on the inputs; what does not fit is dropped and counted.
// Stop        no AWVALID rises after cfg_on falls; idle when all open writes are answered.
// Restart     up to 2,700 cycles after cfg_on rises, until what was queued is given up.
// Reset       off and empty.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module dma #(
  parameter int SYMBOLS     = 512,
  parameter int TOUCH_DEPTH = 512,        // touches queued
  parameter int HOLD_DEPTH  = 1024,       // touches that wait for the end of their frames
  parameter int BEATS       = 4096,       // 8-byte beats kept per port
  parameter int FRAMES      = 512         // frames kept per port
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
  input  wire logic          s_a_spoilt,  // pulse, the cycle after tlast: the frame is bad all the same
  input  wire logic          s_b_spoilt,

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

  output logic [31:0]        tail,        // frames delivered in this run
  output logic [31:0]        errors,      // refused writes of this run
  output logic               status_error,// a refused write ended the run
  output logic               status_idle, // no write is open
  output logic               status_busy, // something waits that will move by itself

  output logic               stat_touch_in_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_touch_in_code,
  output logic               stat_touch_out_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_touch_out_code,
  output logic               stat_delivery_a_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_a_code,
  output logic               stat_delivery_b_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_b_code,
  output logic               stat_delivery_out_a_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_a_code,
  output logic               stat_delivery_out_b_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_delivery_out_b_code,

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
  output logic               m_axi_bready
);

  localparam int A = $clog2(BEATS);

  assign m_axi_awid    = 1'b0;
  assign m_axi_awlen   = 8'd0;
  assign m_axi_awsize  = 3'd6;
  assign m_axi_awburst = 2'b01;
  assign m_axi_wlast   = 1'b1;

  // ---- run: cfg_on 0 -> 1 takes the windows, then waits until the last run is forgotten -------
  logic run_q, armed_q, starting_q;
  logic touch_quiet, touch_waiting;
  logic port_a_quiet, port_b_quiet, writer_a_quiet, writer_b_quiet;
  logic bus_idle, refused, hold_busy;
  logic a_valid, b_valid;
  wire  load  = cfg_on && armed_q;
  wire  empty = touch_quiet && writer_a_quiet && writer_b_quiet && !a_valid && !b_valid
                && bus_idle;
  wire  start = starting_q && cfg_on && empty;

  logic        ring_on, table_on, frames_on;
  logic [63:0] ring_base, table_base, data_base, done_base;
  logic [23:0] ring_mask;
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

  assign status_idle = bus_idle;
  assign status_busy = !empty || !port_a_quiet || !port_b_quiet || starting_q || load
                       || s_touch_tvalid || hold_busy || (run_q && (ring_on || table_on) && touch_waiting);

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

  // ---- frames: both ports share the slots, numbered in the order they are taken ---------------
  logic [63:0] slot_q;
  logic        a_take, b_take, a_want, b_want, a_delivered, b_delivered;
  wire [31:0]  in_use = slot_q[31:0] - cfg_head;
  wire slot_free = in_use <= 32'(slots_mask);
  wire frames_run = run_q && frames_on;

  always_ff @(posedge clk) begin
    if (a_take || b_take) slot_q <= slot_q + 64'd1;
    if (a_delivered || b_delivered) tail <= tail + 32'd1;
    if (start || rst) begin
      slot_q <= 64'd0;
      tail   <= 32'd0;
    end
  end

  logic [63:0]  a_arrival, a_beat, a_addr, a_strb;
  logic [15:0]  a_length;
  logic [A:0]   a_beats, a_rd_free;
  logic [A-1:0] a_rd_addr;
  logic [511:0] a_data;
  logic a_bad, a_pop, a_rd_en, a_write, a_ready;

  frame_port #(.BEATS(BEATS), .FRAMES(FRAMES)) u_port_a (
    .clk(clk), .rst(rst), .on(frames_run), .time_ns(time_ns),
    .s_tdata(s_a_tdata), .s_tkeep(s_a_tkeep), .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast),
    .s_tuser(s_a_tuser),
    .d_arrival(a_arrival), .d_length(a_length), .d_beats(a_beats), .d_bad(a_bad),
    .d_tvalid(a_valid), .d_tready(a_pop),
    .rd_en(a_rd_en), .rd_addr(a_rd_addr), .rd_data(a_beat), .rd_free(a_rd_free),
    .quiet(port_a_quiet), .stat_valid(stat_delivery_a_valid), .stat_code(stat_delivery_a_code));

  frame_writer #(.BEATS(BEATS), .PORT(8'd0)) u_writer_a (
    .clk(clk), .rst(rst), .run(run_q), .data_base(data_base), .done_base(done_base),
    .slots_mask(slots_mask), .slot_log2(slot_log2),
    .d_arrival(a_arrival), .d_length(a_length), .d_beats(a_beats), .d_bad(a_bad),
    .d_tvalid(a_valid), .d_tready(a_pop),
    .rd_en(a_rd_en), .rd_addr(a_rd_addr), .rd_data(a_beat), .rd_free(a_rd_free),
    .slot_number(slot_q), .slot_tvalid(slot_free), .slot_tready(1'b1),
    .slot_take(a_take), .slot_want(a_want),
    .m_taddr(a_addr), .m_tdata(a_data), .m_tstrb(a_strb), .m_tvalid(a_write), .m_tready(a_ready),
    .quiet(writer_a_quiet), .delivered(a_delivered),
    .stat_valid(stat_delivery_out_a_valid), .stat_code(stat_delivery_out_a_code));

  logic [63:0]  b_arrival, b_beat, b_addr, b_strb;
  logic [15:0]  b_length;
  logic [A:0]   b_beats, b_rd_free;
  logic [A-1:0] b_rd_addr;
  logic [511:0] b_data;
  logic b_bad, b_pop, b_rd_en, b_write, b_ready;

  frame_port #(.BEATS(BEATS), .FRAMES(FRAMES)) u_port_b (
    .clk(clk), .rst(rst), .on(frames_run), .time_ns(time_ns),
    .s_tdata(s_b_tdata), .s_tkeep(s_b_tkeep), .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast),
    .s_tuser(s_b_tuser),
    .d_arrival(b_arrival), .d_length(b_length), .d_beats(b_beats), .d_bad(b_bad),
    .d_tvalid(b_valid), .d_tready(b_pop),
    .rd_en(b_rd_en), .rd_addr(b_rd_addr), .rd_data(b_beat), .rd_free(b_rd_free),
    .quiet(port_b_quiet), .stat_valid(stat_delivery_b_valid), .stat_code(stat_delivery_b_code));

  frame_writer #(.BEATS(BEATS), .PORT(8'd1)) u_writer_b (
    .clk(clk), .rst(rst), .run(run_q), .data_base(data_base), .done_base(done_base),
    .slots_mask(slots_mask), .slot_log2(slot_log2),
    .d_arrival(b_arrival), .d_length(b_length), .d_beats(b_beats), .d_bad(b_bad),
    .d_tvalid(b_valid), .d_tready(b_pop),
    .rd_en(b_rd_en), .rd_addr(b_rd_addr), .rd_data(b_beat), .rd_free(b_rd_free),
    .slot_number(slot_q), .slot_tvalid(slot_free), .slot_tready(!a_want),
    .slot_take(b_take), .slot_want(b_want),
    .m_taddr(b_addr), .m_tdata(b_data), .m_tstrb(b_strb), .m_tvalid(b_write), .m_tready(b_ready),
    .quiet(writer_b_quiet), .delivered(b_delivered),
    .stat_valid(stat_delivery_out_b_valid), .stat_code(stat_delivery_out_b_code));

  write_arbiter u_arbiter (
    .clk(clk), .rst(rst), .go(run_q && cfg_on && !refused),
    .t_taddr(t_addr), .t_tdata(t_data), .t_tvalid(t_write), .t_tready(t_ready),
    .a_taddr(a_addr), .a_tdata(a_data), .a_tstrb(a_strb), .a_tvalid(a_write), .a_tready(a_ready),
    .b_taddr(b_addr), .b_tdata(b_data), .b_tstrb(b_strb), .b_tvalid(b_write), .b_tready(b_ready),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready),
    .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb), .m_axi_wvalid(m_axi_wvalid),
    .m_axi_wready(m_axi_wready), .m_axi_bresp(m_axi_bresp), .m_axi_bvalid(m_axi_bvalid),
    .m_axi_bready(m_axi_bready), .idle(bus_idle), .refused(refused));

  wire unused = &{1'b0, b_want, m_axi_bid};

endmodule

`default_nettype wire
