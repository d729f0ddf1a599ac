// SPDX-License-Identifier: BSD-3-Clause
// dma_windows: the host memory that the device may write or read, judged once and frozen.
//
// Whatever the registers hold, a window that is not 64-byte aligned, whose size is out of range
// or which would wrap past the end of the address space is off and gets no access.
//
// Latency     1 cycle from load to the outputs.
// Throughput  not a stream.
// Stall       never.
// Reset       everything off.

`default_nettype none

module dma_windows #(
  parameter int SYMBOLS = 512
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         load,         // take the registers now

  input  wire logic [63:0]  cfg_ring,
  input  wire logic [31:0]  cfg_ring_log2,
  input  wire logic [63:0]  cfg_table,
  input  wire logic         cfg_table_on,
  input  wire logic [63:0]  cfg_data,
  input  wire logic [63:0]  cfg_done,
  input  wire logic [31:0]  cfg_slots_log2,
  input  wire logic [31:0]  cfg_slot_log2,
  input  wire logic [63:0]  cfg_trade,
  input  wire logic [31:0]  cfg_trade_log2,
  input  wire logic [63:0]  cfg_tx,
  input  wire logic [31:0]  cfg_tx_log2,

  output logic              ring_on,
  output logic [63:0]       ring_base,
  output logic [23:0]       ring_mask,    // records - 1
  output logic              table_on,
  output logic [63:0]       table_base,
  output logic              frames_on,
  output logic [63:0]       data_base,
  output logic [63:0]       done_base,
  output logic [19:0]       slots_mask,   // slots - 1
  output logic [3:0]        slot_log2,    // 11..14
  output logic              trade_on,
  output logic [63:0]       trade_base,
  output logic [23:0]       trade_mask,   // records - 1
  output logic              tx_on,
  output logic [63:0]       tx_base,
  output logic [9:0]        tx_mask       // slots of 512 bytes - 1
);

  // Is [base, base + size) aligned and inside 64 bits?
  function automatic logic fits(input logic [63:0] base, input logic [63:0] size);
    logic [64:0] stop;
    stop = {1'b0, base} + {1'b0, size};
    fits = base[5:0] == 6'd0 && (!stop[64] || stop[63:0] == 64'd0);
  endfunction

  wire [63:0] ring_bytes  = 64'd64 << cfg_ring_log2[4:0];
  wire [63:0] done_bytes  = 64'd64 << cfg_slots_log2[4:0];
  wire [63:0] data_bytes  = (64'd1 << cfg_slots_log2[4:0]) << cfg_slot_log2[3:0];
  wire [63:0] table_bytes = 64'(SYMBOLS) << 6;

  wire [63:0] trade_bytes = 64'd64 << cfg_trade_log2[4:0];
  wire [63:0] tx_bytes    = 64'd512 << cfg_tx_log2[4:0];

  wire ring_size_ok  = cfg_ring_log2 >= 32'd1 && cfg_ring_log2 <= 32'd24;
  wire slots_size_ok = cfg_slots_log2 >= 32'd1 && cfg_slots_log2 <= 32'd20;
  wire slot_size_ok  = cfg_slot_log2 >= 32'd11 && cfg_slot_log2 <= 32'd14;
  wire trade_size_ok = cfg_trade_log2 >= 32'd3 && cfg_trade_log2 <= 32'd24;
  wire tx_size_ok    = cfg_tx_log2 >= 32'd1 && cfg_tx_log2 <= 32'd10;

  always_ff @(posedge clk) begin
    if (load) begin
      ring_on    <= ring_size_ok && fits(cfg_ring, ring_bytes);
      ring_base  <= cfg_ring;
      ring_mask  <= 24'((32'd1 << cfg_ring_log2[4:0]) - 32'd1);
      table_on   <= cfg_table_on && fits(cfg_table, table_bytes);
      table_base <= cfg_table;
      frames_on  <= slots_size_ok && slot_size_ok && fits(cfg_data, data_bytes)
                    && fits(cfg_done, done_bytes);
      data_base  <= cfg_data;
      done_base  <= cfg_done;
      slots_mask <= 20'((32'd1 << cfg_slots_log2[4:0]) - 32'd1);
      slot_log2  <= cfg_slot_log2[3:0];
      trade_on   <= trade_size_ok && fits(cfg_trade, trade_bytes);
      trade_base <= cfg_trade;
      trade_mask <= 24'((32'd1 << cfg_trade_log2[4:0]) - 32'd1);
      tx_on      <= tx_size_ok && fits(cfg_tx, tx_bytes);
      tx_base    <= cfg_tx;
      tx_mask    <= 10'((32'd1 << cfg_tx_log2[4:0]) - 32'd1);
    end
    if (rst) begin
      ring_on   <= 1'b0;
      table_on  <= 1'b0;
      frames_on <= 1'b0;
      trade_on  <= 1'b0;
      tx_on     <= 1'b0;
    end
  end

endmodule

`default_nettype wire
