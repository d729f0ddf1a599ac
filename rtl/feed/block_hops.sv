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

  always_comb begin : hop
    logic [3:0]  at, data;
    logic        split, go;
    logic [15:0] length;
    logic [4:0]  stop;

    ended = '0;
    next_half = 1'b0;
    next_open = 1'b0;
    next_length = '0;
    next_lane = '0;
    next_left = '0;
    at = start;
    split = half;
    go = look;
    data = '0;
    length = '0;
    stop = '0;

    for (int i = 0; i < 5; i++) begin
      if (go) begin
        // Length field at lane `at`, data behind it; lane 7 holds but its upper byte.
        length = split ? {start_hi, beat[63:56]} : 16'(beat >> (6'd48 - {at[2:0], 3'b000}));
        data = split ? 4'd1 : at + 4'd2;
        stop = {1'b0, data} + {1'b0, length[3:0]};
        if (data <= 4'd8 && length[15:4] == 12'd0 && stop <= {1'b0, limit}) begin
          ended = ended + 3'd1;
          at = stop[3:0];
          split = 1'b0;
        end else begin
          go = 1'b0;
        end
      end
    end

    if (look && (split || at < 4'd7)) begin
      next_open = 1'b1;
      next_length = length;
      next_lane = data;
      next_left = length + {12'd0, data} - 16'd8;
    end else begin
      next_half = look && at == 4'd7;
    end
  end

endmodule

`default_nettype wire
