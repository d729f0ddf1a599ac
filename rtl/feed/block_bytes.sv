// SPDX-License-Identifier: BSD-3-Clause
// block_bytes: the first 36 bytes of an open block, gathered from unaligned beats.
//
// Byte k of a block lies in lane (lane + k) % 8 of its beats, so a shift by `lane` of the beat
// and the one before makes words of it: word - 1 is then whole, and `word` has begun.
//
// Latency     0 cycles: w0..w4 hold all bytes up to those of this beat while `look`.
// Throughput  1 beat per cycle.
// Stall       never; nothing changes without `valid`.
// Reset       none: words are undefined until their bytes came.

`default_nettype none

module block_bytes (
  input  wire logic         clk,
  input  wire logic         valid,
  input  wire logic [63:0]  beat,            // lane 0 in bits 63:56
  input  wire logic         open,            // this beat has bytes of the block
  input  wire logic         look,            // somebody wants the words
  input  wire logic [2:0]   lane,            // of byte 0
  input  wire logic [2:0]   word,            // beats since byte 0, at most 6

  output logic [7:0]        prev_last,       // lane 7 of the beat before
  output logic [63:0]       w0,              // byte 0 in bits 63:56
  output logic [63:0]       w1,
  output logic [63:0]       w2,
  output logic [63:0]       w3,
  output logic [31:0]       w4
);

  logic [63:0] prev_q, w0_q, w1_q, w2_q, w3_q;
  logic [31:0] w4_q;

  assign prev_last = prev_q[7:0];

  logic [63:0] whole, part;                  // word - 1; the bytes of `word` in this beat
  always_comb begin
    whole = '0;
    part = '0;
    if (open) begin
      part = beat << {lane, 3'b000};
      whole = (prev_q << {lane, 3'b000}) | (beat >> (7'd64 - {1'b0, lane, 3'b000}));
    end
  end

  always_comb begin
    w0 = w0_q;
    w1 = w1_q;
    w2 = w2_q;
    w3 = w3_q;
    w4 = w4_q;
    if (look) begin
      unique case (word)
        3'd1: begin w0 = whole; w1 = part; end
        3'd2: begin w1 = whole; w2 = part; end
        3'd3: begin w2 = whole; w3 = part; end
        3'd4: begin w3 = whole; w4 = part[63:32]; end
        3'd5: w4 = whole[63:32];
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk) begin
    if (valid)
      prev_q <= beat;
    if (open) begin
      unique case (word)
        3'd1: w0_q <= whole;
        3'd2: w1_q <= whole;
        3'd3: w2_q <= whole;
        3'd4: w3_q <= whole;
        3'd5: w4_q <= whole[63:32];
        default: ;
      endcase
    end
  end

endmodule

`default_nettype wire
