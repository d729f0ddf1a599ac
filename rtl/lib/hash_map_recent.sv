// SPDX-License-Identifier: BSD-3-Clause
// hash_map_recent: what the last two operations mean for the one in t+2, kept for its t+3.
//
// Rows and stash were read before those two were written.  The last one has left its place
// in s4_*; what it does there, and with which value, is seen in t+3 only, unless it has
// left t+4: then h0_write is its.  The outcome of the one before is in h1_*.
//
//   own      the last operation had this key: its outcome counts, whatever else is found
//   near     lanes that the last one may write in the rows of this one
//   spoilt   lanes that the one before has written there: full if `filled`
//   unread   spoilt, or written by the last one while it was read: anything may match there
//   known    what is read of this key does not count: known_* does
//
// Latency     1 cycle; spoilt, filled, unread and known 0.
// Throughput  1 operation per 2 cycles.
// Stall       never.
// Reset       none.

`default_nettype none

module hash_map_recent #(
  parameter int VALUE_W = 64,
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int IDX_W   = 4,
  localparam int LANES  = SUBS * WAYS
) (
  input  wire logic                clk,
  input  wire logic                look,
  input  wire logic                same0,           // the key of the last operation
  input  wire logic                same1,           // of the one before
  input  wire logic                victim,          // that the last one may have thrown out
  input  wire logic [SUBS-1:0]     row0,            // the row of the last operation
  input  wire logic [SUBS-1:0]     row1,
  input  wire logic [LANES-1:0]    random,          // a lane that a move may use
  input  wire logic [VALUE_W-1:0]  victim_value,

  input  wire logic                s4_valid,        // the last operation is in t+4
  input  wire logic                s4_keyed,
  input  wire logic                s4_swap,
  input  wire logic [LANES-1:0]    s4_lane,
  input  wire logic [IDX_W-1:0]    s4_idx,

  input  wire logic                h0_write,

  input  wire logic                h1_keyed,
  input  wire logic                h1_found,
  input  wire logic                h1_in_stash,
  input  wire logic [LANES-1:0]    h1_lane,
  input  wire logic [IDX_W-1:0]    h1_idx,
  input  wire logic [VALUE_W-1:0]  h1_value,
  input  wire logic                h1_write,

  output logic [LANES-1:0]         spoilt,
  output logic                     filled,
  output logic [LANES-1:0]         unread,
  output logic                     known,

  output logic                     own_q,
  output logic [LANES-1:0]         near_q,
  output logic                     random_near_q,   // `random` is one of near, of spoilt
  output logic                     random_spoilt_q,
  output logic                     known_stash_q,   // found there, at known_idx
  output logic [LANES-1:0]         known_lane_q,    // found there
  output logic [IDX_W-1:0]         known_idx_q,
  output logic [VALUE_W-1:0]       known_value_q    // 0 when not found, or own
);

  wire own    = same0 && s4_keyed;
  wire thrown = victim && s4_swap && !own;
  wire past   = same1 && h1_keyed && h1_found && !own && !thrown;

  logic [LANES-1:0] near;

  assign filled = h1_found;
  assign unread = spoilt | (near & {LANES{h0_write && !s4_valid}});
  assign known  = own || (victim && s4_swap) || (same1 && h1_keyed);

  always_comb begin
    near   = '0;
    spoilt = '0;
    for (int s = 0; s < SUBS; s++)
      for (int w = 0; w < WAYS; w++) begin
        near[s*WAYS+w]   = row0[s] && s4_lane[s*WAYS+w];
        spoilt[s*WAYS+w] = row1[s] && h1_lane[s*WAYS+w] && h1_write;
      end
  end

  always_ff @(posedge clk)
    if (look) begin
      own_q           <= own;
      near_q          <= near;
      random_near_q   <= |(random & near);
      random_spoilt_q <= |(random & spoilt);
      known_stash_q   <= thrown || (past && h1_in_stash);
      known_lane_q    <= past && !h1_in_stash ? h1_lane : '0;
      known_idx_q     <= thrown ? s4_idx : h1_idx;
      known_value_q   <= ({VALUE_W{thrown}} & victim_value) | ({VALUE_W{past}} & h1_value);
    end

endmodule

`default_nettype wire
