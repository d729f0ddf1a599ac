// SPDX-License-Identifier: BSD-3-Clause
// hash_map_find: where the key of an operation is, or else where it may go (cycle t+3).
//
// What was read of rows and stash is without what the last operations overrule
// (hash_map_recent): at most one of the places found has the key.  The outcome of the last
// operation, h0, is laid over it here: by key it decides what is found, by place it
// decides what is free.
//
// All choices are one-hot and made at once, the values come last.
//
// Latency     0 cycles, combinational; outputs mean nothing without an operation.
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
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1
) (
  input  wire logic                      move,            // out of the stash, into a row

  input  wire logic [LANES-1:0]          lane_match,
  input  wire logic [LANES-1:0]          lane_full,
  input  wire logic [LANES-1:0]          lane_stale,
  input  wire logic [LANES*VALUE_W-1:0]  lane_values,
  input  wire logic [LANES-1:0]          random,          // a lane that the move may swap with
  input  wire logic                      random_near,
  input  wire logic                      random_spoilt,

  input  wire logic [STASH-1:0]          stash_match,
  output logic [IDX_W-1:0]               stash_pick,      // entry to read
  input  wire logic [VALUE_W-1:0]        stash_value,
  input  wire logic                      stash_any,       // there are free entries:
  input  wire logic [IDX_W-1:0]          stash_low,       // the lowest and the highest
  input  wire logic [IDX_W-1:0]          stash_high,
  input  wire logic                      stash_fill,      // h0 is filling the free entry h0_idx
  input  wire logic                      stash_take,      // h0 is taking it out

  input  wire logic                      own,             // see hash_map_recent
  input  wire logic [LANES-1:0]          close,
  input  wire logic                      known_stash,
  input  wire logic [LANES-1:0]          known_lane,
  input  wire logic [IDX_W-1:0]          known_idx,
  input  wire logic [VALUE_W-1:0]        known_value,

  input  wire logic                      h0_found,
  input  wire logic                      h0_in_stash,
  input  wire logic                      h0_write,
  input  wire logic [LANES-1:0]          h0_lane,
  input  wire logic [IDX_W-1:0]          h0_idx,
  input  wire logic [VALUE_W-1:0]        h0_value,

  output logic                           found,
  output logic                           in_stash,        // found there, or may go only there
  output logic [LANES-1:0]               lane,
  output logic [IDX_W-1:0]               idx,
  output logic [VALUE_W-1:0]             value,           // 0 when not found
  output logic                           room,            // an insert has a place
  output logic                           go,              // the move may go to `lane`
  output logic                           swap,            // whose entry takes its place
  output logic [LANES-1:0]               stale            // entries of old epochs
);

  // What is in use, after h0.
  wire [LANES-1:0] written = close & {LANES{h0_write}};
  wire [LANES-1:0] full    = (lane_full & ~written) | (written & {LANES{h0_found}});

  logic             lane_room;
  logic [LANES-1:0] lane_free;

  hash_map_place #(
    .SUBS (SUBS),
    .WAYS (WAYS)
  ) u_place (
    .full (full),
    .room (lane_room),
    .lane (lane_free)
  );

  wire             here      = own && h0_found;
  wire [LANES-1:0] lane_here = lane_match | known_lane;
  wire             in_lane   = lane_here != '0;
  wire             stashed   = known_stash || stash_match != '0;
  wire             movable   = move && (here ? h0_in_stash : stashed);
  wire             fixed     = random_spoilt || (random_near && h0_write);

  assign found    = here || in_lane || stashed;
  assign in_stash = here ? h0_in_stash : !in_lane && (stashed || !lane_room);
  assign room     = lane_room || stash_take || (stash_any && !(stash_fill && stash_low == stash_high));
  assign go       = movable && (lane_room || !fixed);
  assign swap     = movable && !lane_room && !fixed;
  assign stale    = lane_stale & ~written;

  // The place of what is in the stash matters only if it moves.
  always_comb begin
    if (here && !h0_in_stash)
      lane = h0_lane;
    else if (in_lane)
      lane = lane_here;
    else
      lane = lane_free | (random & {LANES{move && !lane_room}});
  end

  always_comb begin
    stash_pick = '0;
    for (int i = 0; i < STASH; i++)
      if (stash_match[i])
        stash_pick = stash_pick | IDX_W'(i);
  end

  always_comb begin
    if (here)
      idx = h0_idx;
    else if (known_stash)
      idx = known_idx;
    else if (stash_match != '0)
      idx = stash_pick;
    else if (!stash_any)
      idx = h0_idx;
    else
      idx = stash_fill && h0_idx == stash_low ? stash_high : stash_low;
  end

  always_comb begin
    value = known_value;
    for (int i = 0; i < LANES; i++)
      value = value | (lane_values[i*VALUE_W +: VALUE_W] & {VALUE_W{lane_match[i]}});
    value = value | (stash_value & {VALUE_W{stash_match != '0}})
                  | (h0_value & {VALUE_W{here}});
  end

endmodule

`default_nettype wire
