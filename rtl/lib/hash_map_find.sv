// SPDX-License-Identifier: BSD-3-Clause
// hash_map_find: where the key of an operation is, or else where it may go (cycle t+3).
//
// Rows and stash were read before the last two operations were written.  So the outcome
// of those (h0 the last, h1 the one before) is laid over what was read: by key it decides
// what is found, by place it decides what is free.  The entry that h0 threw out of its
// row (the victim) is in the stash at h0_idx.
//
// Latency     0 cycles, combinational; all outputs are 0 while `look` is low.
// Throughput  1 operation per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module hash_map_find #(
  parameter int VALUE_W = 64,
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int STASH   = 16,
  localparam int LANES  = SUBS * WAYS,
  localparam int LANE_W = $clog2(LANES),
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1
) (
  input  wire logic                look,
  input  wire logic                move,            // out of the stash, into a row

  input  wire logic [LANES-1:0]    lane_match,
  input  wire logic [LANES-1:0]    lane_full,
  input  wire logic [LANES-1:0]    lane_stale,
  output logic [LANE_W-1:0]        lane_pick,       // entry to read
  input  wire logic [VALUE_W-1:0]  lane_value,
  input  wire logic [LANE_W-1:0]   lane_random,

  input  wire logic [STASH-1:0]    stash_match,
  input  wire logic [STASH-1:0]    stash_valid,
  output logic [IDX_W-1:0]         stash_pick,
  input  wire logic [VALUE_W-1:0]  stash_value,
  input  wire logic                stash_put,       // h0 is setting h0_idx
  input  wire logic                stash_take,      // h0 is taking it out

  input  wire logic                h0_same,         // has the key of this operation
  input  wire logic                h0_near,         // wrote h0_lane in one of its rows
  input  wire logic                h0_victim,       // threw its key out
  input  wire logic                h0_found,
  input  wire logic                h0_in_stash,
  input  wire logic [LANE_W-1:0]   h0_lane,
  input  wire logic [IDX_W-1:0]    h0_idx,
  input  wire logic [VALUE_W-1:0]  h0_value,
  input  wire logic [VALUE_W-1:0]  victim_value,

  input  wire logic                h1_same,
  input  wire logic                h1_near,
  input  wire logic                h1_found,
  input  wire logic                h1_in_stash,
  input  wire logic [LANE_W-1:0]   h1_lane,
  input  wire logic [IDX_W-1:0]    h1_idx,
  input  wire logic [VALUE_W-1:0]  h1_value,

  output logic                     found,
  output logic                     in_stash,        // found there, or may go only there
  output logic [LANE_W-1:0]        lane,
  output logic [IDX_W-1:0]         idx,
  output logic [VALUE_W-1:0]       value,
  output logic                     room,            // an insert has a place
  output logic                     go,              // the move may go to `lane`
  output logic                     swap,            // whose entry takes its place
  output logic [LANES-1:0]         stale            // entries of old epochs
);

  logic [LANES-1:0]    written;    // by h0 or h1: what was read there does not count
  logic [LANES-1:0]    match;
  logic [LANES-1:0]    full;
  logic [STASH-1:0]    stash_full;
  logic                lane_room;
  logic [LANE_W-1:0]   lane_free;
  logic [IDX_W-1:0]    stash_free;

  hash_map_place #(
    .SUBS (SUBS),
    .WAYS (WAYS)
  ) u_place (
    .look (look),
    .full (full),
    .room (lane_room),
    .lane (lane_free)
  );

  // What is in use, after h0 and h1.
  always_comb begin
    written    = '0;
    full       = '0;
    stash_full = '0;
    match      = '0;
    stale      = '0;
    if (look) begin
      full = lane_full;
      if (h1_near) begin
        written[h1_lane] = 1'b1;
        full[h1_lane]    = h1_found;
      end
      if (h0_near) begin
        written[h0_lane] = 1'b1;
        full[h0_lane]    = h0_found;
      end
      match      = lane_match & ~written;
      stale      = lane_stale & ~written;
      stash_full = stash_valid;
      if (stash_put)
        stash_full[h0_idx] = 1'b1;
      if (stash_take)
        stash_full[h0_idx] = 1'b0;
    end
  end

  // The entries that match; for a move, which matches nothing in its rows, a random one.
  always_comb begin
    lane_pick  = '0;
    stash_pick = '0;
    stash_free = '0;
    if (look) begin
      if (match == '0)
        lane_pick = lane_random;
      for (int i = 0; i < LANES; i++)
        if (match[i])
          lane_pick = lane_pick | LANE_W'(i);
      for (int i = 0; i < STASH; i++)
        if (stash_match[i])
          stash_pick = stash_pick | IDX_W'(i);
      for (int i = STASH - 1; i >= 0; i--)
        if (!stash_full[i])
          stash_free = IDX_W'(i);
    end
  end

  always_comb begin
    found    = 1'b0;
    in_stash = 1'b0;
    lane     = '0;
    idx      = '0;
    value    = '0;
    room     = 1'b0;
    go       = 1'b0;
    swap     = 1'b0;
    if (look) begin
      // Not found: the place for it.
      room     = lane_room || !(&stash_full);
      in_stash = !lane_room;
      lane     = lane_free;
      idx      = stash_free;

      if (h0_same) begin
        if (h0_found) begin
          found    = 1'b1;
          in_stash = h0_in_stash;
          lane     = h0_lane;
          idx      = h0_idx;
          value    = h0_value;
        end
      end else if (h0_victim) begin
        found    = 1'b1;
        in_stash = 1'b1;
        idx      = h0_idx;
        value    = victim_value;
      end else if (h1_same) begin
        if (h1_found) begin
          found    = 1'b1;
          in_stash = h1_in_stash;
          lane     = h1_lane;
          idx      = h1_idx;
          value    = h1_value;
        end
      end else if (match != '0) begin
        found    = 1'b1;
        in_stash = 1'b0;
        lane     = lane_pick;
        value    = lane_value;
      end else if (stash_match != '0) begin
        found    = 1'b1;
        in_stash = 1'b1;
        idx      = stash_pick;
        value    = stash_value;
      end

      if (move && found && in_stash) begin
        lane = lane_room ? lane_free : lane_pick;
        swap = !lane_room && !written[lane_pick];
        go   = lane_room || swap;
      end
    end
  end

endmodule

`default_nettype wire
