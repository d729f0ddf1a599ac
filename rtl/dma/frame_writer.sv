// SPDX-License-Identifier: BSD-3-Clause
// frame_writer: the frames of one port from frame_port into slots of host memory.
//
//   d, rd  in   frames and their beats
//   slot   in   the next slot: slot_tvalid = one is free, slot_tready = it may be taken now
//   m      out  64-byte writes: a frame's data from its slot's start, then its completion
//
// A frame that finds no free slot is dropped whole (RING_FULL). While run is 0 frames drain into
// nothing (OFF). The completion follows the data on the same AXI ID, so it is never seen before it.
//
// Latency     5 cycles plus 1 per beat (at most 8) from d_tvalid to the first m_tvalid.
// Throughput  a 64-byte chunk every 8 cycles; 1 cycle more per frame.
// Stall       reading waits while a chunk is not taken.
// Reset       empty.

`include "tw_regs.svh"
`default_nettype none

module frame_writer #(
  parameter int BEATS = 4096,
  parameter logic [7:0] PORT = 8'd0,      // in the completions
  localparam int A = $clog2(BEATS),
  localparam int INFO = 64 + 64 + 16 + 15 + 1   // number, arrival, length, stored, bad
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          run,
  input  wire logic [63:0]   data_base,
  input  wire logic [63:0]   done_base,
  input  wire logic [19:0]   slots_mask,
  input  wire logic [3:0]    slot_log2,

  input  wire logic [63:0]   d_arrival,
  input  wire logic [15:0]   d_length,
  input  wire logic [A:0]    d_beats,
  input  wire logic          d_bad,
  input  wire logic          d_tvalid,
  output logic               d_tready,

  output logic               rd_en,
  output logic [A-1:0]       rd_addr,
  input  wire logic [63:0]   rd_data,
  output logic [A:0]         rd_free,

  input  wire logic [63:0]   slot_number, // counts from 0
  input  wire logic          slot_tvalid,
  input  wire logic          slot_tready,
  output logic               slot_take,
  output logic               slot_want,

  output logic [63:0]        m_taddr,
  output logic [511:0]       m_tdata,
  output logic [63:0]        m_tstrb,
  output logic               m_tvalid,
  input  wire logic          m_tready,

  output logic               quiet,
  output logic               delivered,   // a completion was handed on
  output logic               stat_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_code
);

  // ---- out: a chunk, then perhaps a completion ----------------------------------------------
  logic m_done_q, done_due_q;             // m is a completion; one must follow m
  logic [INFO-1:0] out_info_q;
  wire  out_free = !m_tvalid || m_tready || !run;
  wire  out_take = out_free && !done_due_q;     // a chunk may be put in
  wire  finish   = m_tvalid && m_done_q && out_free;

  // ---- pick a frame; then one read per cycle ------------------------------------------------
  logic            reading_q;
  logic [11:0]     left_q;                // beats still to read
  logic [A:0]      read_q, next_q;        // next beat; first beat of the next frame
  logic [INFO-1:0] info_q;
  wire [14:0] slot_bytes = 15'd1 << slot_log2;
  wire [14:0] stored = d_length > 16'(slot_bytes) ? slot_bytes : d_length[14:0];
  wire [11:0] stored_beats = stored == 15'd0 ? 12'd1 : stored[14:3] + 12'(stored[2:0] != 3'd0);

  assign slot_want = d_tvalid && !reading_q && run && slot_tvalid;
  assign slot_take = slot_want && slot_tready;
  wire   drop = d_tvalid && !reading_q && !finish && (!run || !slot_tvalid);
  assign d_tready = slot_take || drop;

  // ---- s1: the beat that the RAM shows ------------------------------------------------------
  logic s1_valid_q, s1_last_q;
  logic [INFO-1:0] s1_info_q;
  // ---- w: the chunk being gathered ----------------------------------------------------------
  logic [63:0] w_q [0:7];
  logic [2:0]  w_at_q;
  logic [7:0]  w_chunk_q;
  logic        w_full_q, w_last_q;
  logic [INFO-1:0] w_info_q;

  wire w_move  = w_full_q && out_take;
  wire s1_move = s1_valid_q && (!w_full_q || w_move);
  assign rd_en   = reading_q && (!s1_valid_q || s1_move);
  assign rd_addr = read_q[A-1:0];
  assign rd_free = reading_q ? read_q : next_q;
  wire last_read = rd_en && left_q == 12'd1;

  // Fields of the records in flight.
  wire [19:0] w_slot = w_info_q[115:96] & slots_mask;
  wire [14:0] w_stored = w_info_q[15:1];
  wire [63:0] o_number = out_info_q[INFO-1 -: 64];
  wire [63:0] w_slot_at = {44'd0, w_slot} << slot_log2;
  wire [63:0] w_strobes = !w_last_q || (w_stored[5:0] == 6'd0 && w_stored != 15'd0) ?
                          64'hffff_ffff_ffff_ffff : (64'd1 << w_stored[5:0]) - 64'd1;
  wire [63:0] o_done_at = done_base + {38'd0, o_number[19:0] & slots_mask, 6'd0};

  assign quiet = !reading_q && !s1_valid_q && !w_full_q && w_at_q == 3'd0 && !m_tvalid && !done_due_q;
  assign delivered = finish && run && m_tready;

  always_ff @(posedge clk) begin
    stat_valid <= finish || drop;
    if (finish || drop)
      stat_code <= !run ? TW_DELIVERY_OFF : finish ? TW_DELIVERY_DELIVERED : TW_DELIVERY_RING_FULL;

    if (d_tready) begin
      next_q <= next_q + d_beats;
      read_q <= next_q;
      left_q <= stored_beats;
      info_q <= {slot_number, d_arrival, d_length, stored, d_bad};
    end
    if (slot_take) reading_q <= 1'b1;
    if (rd_en) begin
      read_q    <= read_q + 1'b1;
      left_q    <= left_q - 12'd1;
      s1_last_q <= last_read;
      if (last_read) begin
        reading_q <= 1'b0;
        s1_info_q <= info_q;
      end
    end
    if (s1_move) s1_valid_q <= 1'b0;
    if (rd_en)   s1_valid_q <= 1'b1;

    if (w_move) begin
      w_full_q  <= 1'b0;
      w_chunk_q <= w_last_q ? 8'd0 : w_chunk_q + 8'd1;
    end
    if (s1_move) begin
      w_q[w_at_q] <= rd_data;
      w_at_q      <= s1_last_q ? 3'd0 : w_at_q + 3'd1;
      w_full_q    <= s1_last_q || w_at_q == 3'd7;
      w_last_q    <= s1_last_q;
      w_info_q    <= s1_last_q ? s1_info_q : info_q;
    end

    if (out_free) m_tvalid <= 1'b0;
    if (w_move) begin
      m_tvalid   <= 1'b1;
      m_done_q   <= 1'b0;
      done_due_q <= w_last_q;
      m_taddr    <= data_base + w_slot_at + {50'd0, w_chunk_q, 6'd0};
      m_tdata    <= {w_q[7], w_q[6], w_q[5], w_q[4], w_q[3], w_q[2], w_q[1], w_q[0]};
      m_tstrb    <= w_strobes;
      out_info_q <= w_info_q;
    end else if (done_due_q && out_free) begin
      // struct tw_frame_done of host/include/touchwire/frame.h, last byte first.
      m_tvalid   <= 1'b1;
      m_done_q   <= 1'b1;
      done_due_q <= 1'b0;
      m_taddr    <= o_done_at;
      m_tdata    <= {o_number + 64'd1, 304'd0, 7'd0, out_info_q[0], PORT,
                     17'd0, out_info_q[15:1], 16'd0, out_info_q[31:16], out_info_q[95:32]};
      m_tstrb    <= 64'hffff_ffff_ffff_ffff;
    end

    if (rst) begin
      reading_q  <= 1'b0;
      s1_valid_q <= 1'b0;
      w_full_q   <= 1'b0;
      w_at_q     <= 3'd0;
      w_chunk_q  <= 8'd0;
      m_tvalid   <= 1'b0;
      m_done_q   <= 1'b0;
      done_due_q <= 1'b0;
      next_q     <= '0;
      stat_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
