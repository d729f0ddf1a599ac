// SPDX-License-Identifier: BSD-3-Clause
// dma_frames: the frames of all ports into the slots they share, numbered in the order they are taken.
//
//   s_a, s_b, s_o  in   the beats of feed ports A and B and of the order port; no tready
//   a, b, o        out  their 64-byte writes, to write_arbiter
//
// A port takes a slot before the next one of the row A, B, order port; a frame holds its slot long enough for
// the others' turn.
//
// Latency     frame_path has it.
// Throughput  1 beat per port and cycle in.
// Stall       never on s_*.
// Reset       empty.

`include "tw_regs.svh"
`default_nettype none

module dma_frames #(
  parameter int BEATS   = 4096,           // kept per feed port
  parameter int FRAMES  = 512,
  parameter int O_BEATS = 2048,           // kept of the order port
  parameter int O_FRAMES = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [63:0]   time_ns,
  input  wire logic          start,       // a run begins: slots from 0
  input  wire logic          run,
  input  wire logic          frames_on,
  input  wire logic [63:0]   data_base,
  input  wire logic [63:0]   done_base,
  input  wire logic [19:0]   slots_mask,
  input  wire logic [3:0]    slot_log2,
  input  wire logic [31:0]   cfg_head,
  output logic [31:0]        tail,

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

  output logic [63:0]        a_taddr,
  output logic [511:0]       a_tdata,
  output logic [63:0]        a_tstrb,
  output logic               a_tvalid,
  input  wire logic          a_tready,
  output logic [63:0]        b_taddr,
  output logic [511:0]       b_tdata,
  output logic [63:0]        b_tstrb,
  output logic               b_tvalid,
  input  wire logic          b_tready,
  output logic [63:0]        o_taddr,
  output logic [511:0]       o_tdata,
  output logic [63:0]        o_tstrb,
  output logic               o_tvalid,
  input  wire logic          o_tready,

  output logic               settled,     // no frame is kept or on its way
  output logic               quiet,       // ... nor coming in
  output logic [2:0]         stat_in_valid,   // of A, B and the order port
  output logic [TW_DELIVERY_CODE_W-1:0] stat_in_a_code,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_in_b_code,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_in_o_code,
  output logic [2:0]         stat_out_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_out_a_code,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_out_b_code,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_out_o_code
);

  logic [63:0] slot_q;
  logic [2:0]  take, want, delivered, path_settled, path_quiet;
  wire [31:0]  in_use = slot_q[31:0] - cfg_head;
  wire slot_free = in_use <= 32'(slots_mask);
  wire on = run && frames_on;
  wire [1:0] done = {1'b0, delivered[0]} + {1'b0, delivered[1]} + {1'b0, delivered[2]};

  assign settled = &path_settled;
  assign quiet   = &path_quiet;

  always_ff @(posedge clk) begin
    if (take != 3'd0) slot_q <= slot_q + 64'd1;
    if (delivered != 3'd0) tail <= tail + 32'(done);
    if (start || rst) begin
      slot_q <= 64'd0;
      tail   <= 32'd0;
    end
  end

  frame_path #(.BEATS(BEATS), .FRAMES(FRAMES), .PORT(8'd0)) u_a (
    .clk(clk), .rst(rst), .run(run), .on(on), .time_ns(time_ns),
    .s_tdata(s_a_tdata), .s_tkeep(s_a_tkeep), .s_tvalid(s_a_tvalid), .s_tlast(s_a_tlast),
    .s_tuser(s_a_tuser), .data_base(data_base), .done_base(done_base), .slots_mask(slots_mask),
    .slot_log2(slot_log2), .slot_number(slot_q), .slot_tvalid(slot_free), .slot_tready(1'b1),
    .slot_take(take[0]), .slot_want(want[0]), .m_taddr(a_taddr), .m_tdata(a_tdata), .m_tstrb(a_tstrb),
    .m_tvalid(a_tvalid), .m_tready(a_tready), .delivered(delivered[0]), .settled(path_settled[0]),
    .quiet(path_quiet[0]), .stat_in_valid(stat_in_valid[0]), .stat_in_code(stat_in_a_code),
    .stat_out_valid(stat_out_valid[0]), .stat_out_code(stat_out_a_code));

  frame_path #(.BEATS(BEATS), .FRAMES(FRAMES), .PORT(8'd1)) u_b (
    .clk(clk), .rst(rst), .run(run), .on(on), .time_ns(time_ns),
    .s_tdata(s_b_tdata), .s_tkeep(s_b_tkeep), .s_tvalid(s_b_tvalid), .s_tlast(s_b_tlast),
    .s_tuser(s_b_tuser), .data_base(data_base), .done_base(done_base), .slots_mask(slots_mask),
    .slot_log2(slot_log2), .slot_number(slot_q), .slot_tvalid(slot_free), .slot_tready(!want[0]),
    .slot_take(take[1]), .slot_want(want[1]), .m_taddr(b_taddr), .m_tdata(b_tdata), .m_tstrb(b_tstrb),
    .m_tvalid(b_tvalid), .m_tready(b_tready), .delivered(delivered[1]), .settled(path_settled[1]),
    .quiet(path_quiet[1]), .stat_in_valid(stat_in_valid[1]), .stat_in_code(stat_in_b_code),
    .stat_out_valid(stat_out_valid[1]), .stat_out_code(stat_out_b_code));

  frame_path #(.BEATS(O_BEATS), .FRAMES(O_FRAMES), .PORT(8'd2)) u_o (
    .clk(clk), .rst(rst), .run(run), .on(on), .time_ns(time_ns),
    .s_tdata(s_o_tdata), .s_tkeep(s_o_tkeep), .s_tvalid(s_o_tvalid), .s_tlast(s_o_tlast),
    .s_tuser(s_o_tuser), .data_base(data_base), .done_base(done_base), .slots_mask(slots_mask),
    .slot_log2(slot_log2), .slot_number(slot_q), .slot_tvalid(slot_free),
    .slot_tready(want[1:0] == 2'd0), .slot_take(take[2]), .slot_want(want[2]),
    .m_taddr(o_taddr), .m_tdata(o_tdata), .m_tstrb(o_tstrb), .m_tvalid(o_tvalid), .m_tready(o_tready),
    .delivered(delivered[2]), .settled(path_settled[2]), .quiet(path_quiet[2]),
    .stat_in_valid(stat_in_valid[2]), .stat_in_code(stat_in_o_code),
    .stat_out_valid(stat_out_valid[2]), .stat_out_code(stat_out_o_code));

  wire unused = want[2];

endmodule

`default_nettype wire
