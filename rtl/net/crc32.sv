// SPDX-License-Identifier: BSD-3-Clause
// crc32: the CRC of IEEE 802.3 over one to eight more bytes.
//
//   s  in   the CRC so far, without the final inversion: all ones before the first byte; and
//           s_bytes (1..8) bytes, the first in bits 7:0. Bytes beyond them are ignored
//   m  out  the CRC with these bytes
//
// The CRC is linear: the register may be added to the first four bytes, and zero bytes in front
// of a block change nothing while the register is zero. So fewer than eight bytes are moved to
// the end of the block, and one matrix does for all.
//
// Latency     0 cycles, combinational.
// Throughput  8 bytes per cycle.
// Stall       none.
// Reset       none.

`default_nettype none

module crc32 (
  input  wire logic [31:0] s_crc,
  input  wire logic [63:0] s_data,
  input  wire logic [3:0]  s_bytes,
  output logic [31:0]      m_crc
);

  // Which bits of a block bit `at` of the CRC is the sum of. A one in the last bit of the block
  // leaves the polynomial; a one before that has been shifted further.
  function automatic logic [63:0] row(input int at);
    logic [31:0] crc;
    crc = 32'hedb88320;
    for (int i = 63; i >= 0; i--) begin
      row[i] = crc[at];
      crc = (crc >> 1) ^ (crc[0] ? 32'hedb88320 : 32'd0);
    end
  endfunction

  wire [63:0] summed = s_data ^ {32'd0, s_crc};

  // What of the register lies behind the bytes, when they are fewer than four.
  logic [63:0] block;
  logic [31:0] behind;

  always_comb begin
    unique case (s_bytes)
      4'd1:    block = {summed[7:0], 56'd0};
      4'd2:    block = {summed[15:0], 48'd0};
      4'd3:    block = {summed[23:0], 40'd0};
      4'd4:    block = {summed[31:0], 32'd0};
      4'd5:    block = {summed[39:0], 24'd0};
      4'd6:    block = {summed[47:0], 16'd0};
      4'd7:    block = {summed[55:0], 8'd0};
      default: block = summed;
    endcase
    unique case (s_bytes)
      4'd1:    behind = {8'd0, s_crc[31:8]};
      4'd2:    behind = {16'd0, s_crc[31:16]};
      4'd3:    behind = {24'd0, s_crc[31:24]};
      default: behind = 32'd0;
    endcase
  end

  for (genvar i = 0; i < 32; i++) begin : g_bit
    localparam logic [63:0] ROW = row(i);
    assign m_crc[i] = ^(block & ROW) ^ behind[i];
  end

endmodule

`default_nettype wire
