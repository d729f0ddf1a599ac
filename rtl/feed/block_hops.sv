// SPDX-License-Identifier: BSD-3-Clause
// block_hops: the message blocks whose length field begins in one beat (MoldUDP64 1.00).
//
// From a start lane it hops over the blocks that end within the beat, at most four (2-byte
// length fields, no data), and tells what begins behind them:
//
//   next_half  only the upper byte of a length field, in lane 7
//   next_open  a block of next_length bytes, data from lane next_lane (8: the next beat);
//              it ends after next_left bytes of the next beats
//   neither    the next length field begins in lane 0 of the next beat
//
// Latency     0 cycles, combinational; outputs are 0 while `look` is low.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module block_hops (
  input  wire logic         look,
  input  wire logic [63:0]  beat,            // lane 0 in bits 63:56
  input  wire logic         half,            // the upper length byte came before: start_hi
  input  wire logic [7:0]   start_hi,
  input  wire logic [3:0]   start,           // lane of the first length field, 0..8; 0 when half
  input  wire logic [3:0]   limit,           // lanes of payload, 1..8

  output logic [2:0]        ended,           // blocks that end at or before `limit`
  output logic              next_half,
  output logic              next_open,
  output logic [15:0]       next_length,
  output logic [3:0]        next_lane,       // 1..8
  output logic [15:0]       next_left
);

  // Place 0 is a length field whose upper byte came before; place n > 0 one that begins in lane
  // n - 1: its bytes are byte n of `upper` and byte n of `beat`. Place 8 has no lower byte yet,
  // place 9 is the next beat's lane 0.
  wire [63:0] upper = {start_hi, beat[63:8]};

  logic [15:0] fits;                         // the block at place n ends at or before `limit`,
  logic [63:0] place_after;                  // and behind it is this place

  always_comb begin : judge
    logic [15:0] length;
    logic [4:0]  after;

    fits = '0;
    place_after = '0;
    length = '0;
    after = '0;
    if (look) begin
      for (int n = 0; n < 8; n++) begin
        length = {upper[63 - 8 * n -: 8], beat[63 - 8 * n -: 8]};
        after = 5'(n + 2) + {1'b0, length[3:0]};
        fits[n] = length[15:4] == 12'd0 && after <= {1'b0, limit} + 5'd1;
        place_after[4 * n +: 4] = after[3:0];
      end
    end
  end

  always_comb begin : hop
    logic [3:0] place;

    ended = '0;
    next_half = 1'b0;
    next_open = 1'b0;
    next_length = '0;
    next_lane = '0;
    next_left = '0;
    place = half ? 4'd0 : start + 4'd1;

    if (look) begin
      for (int i = 0; i < 4; i++) begin
        if (fits[place]) begin
          ended = ended + 3'd1;
          place = place_after[{place, 2'b00} +: 4];
        end
      end

      next_half = place == 4'd8;
      next_open = place < 4'd8;
      next_lane = place + 4'd1;
      next_length = {8'(upper >> (6'd56 - {place[2:0], 3'b000})),
                     8'(beat >> (6'd56 - {place[2:0], 3'b000}))};
      next_left = next_length + {12'd0, place} - 16'd7;
    end
  end

endmodule

`default_nettype wire
