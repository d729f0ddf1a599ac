// SPDX-License-Identifier: BSD-3-Clause
// hash_map_recent: what the last two operations mean for the one in t+2, kept for its t+3.
//
// Rows and stash were read before those two were written.  Their outcome is in h0_* and
// h1_*, or the last one is in t+4 still: then h0_* belongs to the one before it.  What
// the last one does with its place, and with which value, is seen in t+3 only.
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

  input  wire logic                s4_valid,        // the last operation is there
  input  wire logic                s4_keyed,
  input  wire logic                s4_swap,
  input  wire logic [LANES-1:0]    s4_lane,
  input  wire logic [IDX_W-1:0]    s4_idx,

  input  wire logic                h0_keyed,
  input  wire logic                h0_found,
  input  wire logic                h0_in_stash,
  input  wire logic [LANES-1:0]    h0_lane,
  input  wire logic [IDX_W-1:0]    h0_idx,
  input  wire logic [VALUE_W-1:0]  h0_value,
  input  wire logic                h0_write,
  input  wire logic                h0_swap,

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

  wire               keyed0    = s4_valid ? s4_keyed    : h0_keyed;
  wire               swap0     = s4_valid ? s4_swap     : h0_swap;
  wire [LANES-1:0]   lane0     = s4_valid ? s4_lane     : h0_lane;
  wire [IDX_W-1:0]   idx0      = s4_valid ? s4_idx      : h0_idx;
  wire               keyed1    = s4_valid ? h0_keyed    : h1_keyed;
  wire               found1    = s4_valid ? h0_found    : h1_found;
  wire               in_stash1 = s4_valid ? h0_in_stash : h1_in_stash;
  wire [LANES-1:0]   lane1     = s4_valid ? h0_lane     : h1_lane;
  wire [IDX_W-1:0]   idx1      = s4_valid ? h0_idx      : h1_idx;
  wire [VALUE_W-1:0] value1    = s4_valid ? h0_value    : h1_value;
  wire               write1    = s4_valid ? h0_write    : h1_write;

  wire own    = same0 && keyed0;
  wire thrown = victim && swap0 && !own;
  wire past   = same1 && keyed1 && found1 && !own && !thrown;

  logic [LANES-1:0] near;

  assign filled = found1;
  assign unread = spoilt | (near & {LANES{h0_write && !s4_valid}});
  assign known  = own || (victim && swap0) || (same1 && keyed1);

  always_comb begin
    near   = '0;
    spoilt = '0;
    for (int s = 0; s < SUBS; s++)
      for (int w = 0; w < WAYS; w++) begin
        near[s*WAYS+w]   = row0[s] && lane0[s*WAYS+w];
        spoilt[s*WAYS+w] = row1[s] && lane1[s*WAYS+w] && write1;
      end
  end

  always_ff @(posedge clk)
    if (look) begin
      own_q           <= own;
      near_q          <= near;
      random_near_q   <= |(random & near);
      random_spoilt_q <= |(random & spoilt);
      known_stash_q   <= thrown || (past && in_stash1);
      known_lane_q    <= past && !in_stash1 ? lane1 : '0;
      known_idx_q     <= thrown ? idx0 : idx1;
      known_value_q   <= ({VALUE_W{thrown}} & victim_value) | ({VALUE_W{past}} & value1);
    end

endmodule

`default_nettype wire
