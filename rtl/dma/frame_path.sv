// SPDX-License-Identifier: BSD-3-Clause
// frame_path: the frames of one port, from its beats to writes of host memory.
//
//   s     in   the beats of the port; no tready
//   slot  in   the next slot, as frame_writer has it
//   m     out  64-byte writes, to write_arbiter
//
// Latency     frame_port and frame_writer have it.
// Throughput  1 beat per cycle in; a 64-byte chunk every 8 cycles out.
// Stall       never on s; waits for m_tready.
// Reset       empty.

`include "tw_regs.svh"
`default_nettype none

module frame_path #(
  parameter int BEATS  = 4096,
  parameter int FRAMES = 512,
  parameter logic [7:0] PORT = 8'd0       // in the completions
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          run,
  input  wire logic          on,          // frames are kept
  input  wire logic [63:0]   time_ns,

  input  wire logic [63:0]   s_tdata,
  input  wire logic [7:0]    s_tkeep,
  input  wire logic          s_tvalid,
  input  wire logic          s_tlast,
  input  wire logic          s_tuser,

  input  wire logic [63:0]   data_base,
  input  wire logic [63:0]   done_base,
  input  wire logic [19:0]   slots_mask,
  input  wire logic [3:0]    slot_log2,
  input  wire logic [63:0]   slot_number,
  input  wire logic          slot_tvalid,
  input  wire logic          slot_tready,
  output logic               slot_take,
  output logic               slot_want,

  output logic [63:0]        m_taddr,
  output logic [511:0]       m_tdata,
  output logic [63:0]        m_tstrb,
  output logic               m_tvalid,
  input  wire logic          m_tready,

  output logic               delivered,
  output logic               settled,     // no frame is kept or on its way to m
  output logic               quiet,       // ... nor coming in
  output logic               stat_in_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_in_code,
  output logic               stat_out_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_out_code
);

  localparam int A = $clog2(BEATS);

  logic [63:0]  arrival, beat;
  logic [15:0]  length;
  logic [A:0]   beats, rd_free;
  logic [A-1:0] rd_addr;
  logic         bad, valid, pop, rd_en, port_quiet, writer_quiet, gclk;

  assign settled = writer_quiet && !valid;
  assign quiet   = settled && port_quiet;

  clock_gate u_gate (
    .clk(clk), .enable(rst || s_tvalid || !quiet || stat_in_valid || stat_out_valid), .gclk(gclk));

  frame_port #(.BEATS(BEATS), .FRAMES(FRAMES)) u_port (
    .clk(gclk), .rst(rst), .on(on), .time_ns(time_ns),
    .s_tdata(s_tdata), .s_tkeep(s_tkeep), .s_tvalid(s_tvalid), .s_tlast(s_tlast), .s_tuser(s_tuser),
    .d_arrival(arrival), .d_length(length), .d_beats(beats), .d_bad(bad), .d_tvalid(valid),
    .d_tready(pop), .rd_en(rd_en), .rd_addr(rd_addr), .rd_data(beat), .rd_free(rd_free),
    .quiet(port_quiet), .stat_valid(stat_in_valid), .stat_code(stat_in_code));

  frame_writer #(.BEATS(BEATS), .PORT(PORT)) u_writer (
    .clk(gclk), .rst(rst), .run(run), .data_base(data_base), .done_base(done_base),
    .slots_mask(slots_mask), .slot_log2(slot_log2),
    .d_arrival(arrival), .d_length(length), .d_beats(beats), .d_bad(bad), .d_tvalid(valid),
    .d_tready(pop), .rd_en(rd_en), .rd_addr(rd_addr), .rd_data(beat), .rd_free(rd_free),
    .slot_number(slot_number), .slot_tvalid(slot_tvalid), .slot_tready(slot_tready),
    .slot_take(slot_take), .slot_want(slot_want),
    .m_taddr(m_taddr), .m_tdata(m_tdata), .m_tstrb(m_tstrb), .m_tvalid(m_tvalid),
    .m_tready(m_tready), .quiet(writer_quiet), .delivered(delivered),
    .stat_valid(stat_out_valid), .stat_code(stat_out_code));

endmodule

`default_nettype wire
