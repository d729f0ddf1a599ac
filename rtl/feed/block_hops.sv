// SPDX-License-Identifier: BSD-3-Clause
// block_hops: the message blocks whose length field begins in one beat (MoldUDP64 1.00).
//
// From a start it hops over the blocks that end within the beat, at most four (2-byte length
// fields, no data), and tells what begins behind them:
//
//   next_half  only the upper byte of a length field, in lane 7
//   next_open  a block of next_length bytes, data from lane next_lane (8: the next beat);
//              it ends after next_left bytes of the next beats
//   neither    the next length field begins in lane 0 of the next beat
//
// A beat is seen in the cycle before its own, when it is at the port. Then all starts are judged
// side by side, and nothing but a choice is left for the cycle that knows the start.
//
// Latency     0 cycles, start to next_*; the beat must have been ahead in the cycle before.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module block_hops (
  input  wire logic         clk,
  input  wire logic         ahead_valid,
  input  wire logic [63:0]  ahead,           // the next beat, lane 0 in bits 63:56
  input  wire logic         wanted,          // a block may begin in it

  input  wire logic [63:0]  beat,            // this beat, and the byte before it
  input  wire logic [7:0]   prev_last,
  input  wire logic         half,            // the upper length byte is the byte before
  input  wire logic [3:0]   start,           // else the lane of the first length field, 0..8
  input  wire logic [3:0]   limit,           // lanes of payload, 1..8

  output logic [3:0]        ended,           // a bit per block that ends at or before `limit`
  output logic              next_half,
  output logic              next_open,
  output logic              next_head,       // of 11 bytes and more
  output logic              next_near,       // next_left is below 16
  output logic [15:0]       next_length,
  output logic [3:0]        next_lane,       // 1..8
  output logic [15:0]       next_left,       // neither: 0; next_half: 15
  output logic [7:0]        next_byte        // in lane next_lane
);

  // ---- ahead ---------------------------------------------------------------------------------
  // Place 0 is a length field whose upper byte came before; place n > 0 one that begins in lane
  // n - 1: its bytes are byte n of `upper` and byte n of `ahead`. Place 8 has no lower byte yet,
  // place 9 is the beat's end.
  logic [7:0]   last_q;                      // lane 7 of the beat before
  wire  [63:0]  upper = {last_q, ahead[63:8]};

  // Of each place: what the hops from there end at, and the places that they touch.
  logic [39:0]  final_q, final_d;            // 4 bits a place
  logic [79:0]  touch_q, touch_d;            // bit n of 8: place n + 2
  logic [127:0] left_q, left_d;              // of the block there, were it the last
  logic [7:0]   head_q, head_d, near_q, near_d;

  always_comb begin : judge
    logic [15:0] length;
    logic [7:0]  hop;

    final_d = {4'd9, 4'd8, 32'd0};
    touch_d = '0;
    left_d = '0;
    head_d = '0;
    near_d = '0;
    length = '0;
    hop = '0;
    if (wanted && ahead_valid) begin
      for (int n = 7; n >= 0; n--) begin
        length = {upper[63 - 8 * n -: 8], ahead[63 - 8 * n -: 8]};
        for (int k = 0; k < 8; k++)
          hop[k] = n + 2 + k <= 9 && length == 16'(k);
        for (int k = 0; k < 8; k++) begin
          if (n + 2 + k <= 9) begin
            final_d[4 * n +: 4] = final_d[4 * n +: 4] | (final_d[4 * (n + 2 + k) +: 4] & {4{hop[k]}});
            touch_d[8 * n +: 8] = touch_d[8 * n +: 8]
                                    | ((touch_d[8 * (n + 2 + k) +: 8] | 8'd1 << (n + k)) & {8{hop[k]}});
          end
        end
        final_d[4 * n +: 4] = final_d[4 * n +: 4] | (4'(n) & {4{hop == 8'd0}});
        left_d[16 * n +: 16] = length + 16'(n) - 16'd7;
        head_d[n] = length >= 16'd11;
        near_d[n] = length < 16'(23 - n);
      end
    end
  end

  always_ff @(posedge clk) begin
    if (ahead_valid) begin
      last_q <= ahead[7:0];
      final_q <= final_d;
      touch_q <= touch_d;
      left_q <= left_d;
      head_q <= head_d;
      near_q <= near_d;
    end
  end

  // ---- the choice ----------------------------------------------------------------------------
  always_comb begin : choose
    logic [3:0] place;
    logic [7:0] touched;
    logic [2:0] at;

    place = half ? final_q[3:0] : start[3] ? 4'd9 : final_q[4 + {start[2:0], 2'b00} +: 4];
    touched = half ? touch_q[7:0] : start[3] ? 8'd0 : touch_q[8 + {start[2:0], 3'b000} +: 8];
    // Place n + 2 is behind a block that ends in lane n.
    touched = touched & (8'hff >> (4'd8 - limit));
    for (int i = 0; i < 4; i++)
      ended[i] = touched[2 * i] || touched[2 * i + 1];      // a block has 2 bytes at least

    at = place[2:0];
    next_half = place == 4'd8;
    next_open = !place[3];
    next_lane = place + 4'd1;
    next_head = head_q[at];
    next_near = place[3] || near_q[at];
    next_left = place[3] ? {12'd0, {4{!place[0]}}} : left_q[{at, 4'b0000} +: 16];
    next_length = {8'({prev_last, beat[63:8]} >> (6'd56 - {at, 3'b000})), 8'(beat >> (6'd56 - {at, 3'b000}))};
    next_byte = 8'({beat[55:0], 8'd0} >> (6'd56 - {at, 3'b000}));
  end

endmodule

`default_nettype wire
