// SPDX-License-Identifier: BSD-3-Clause
// hash_map_finish: carries out the owner's answer (cycle t+4) and keeps the outcome.
//
//   op_*    t+4   what hash_map_find said, registered, and the answer to it
//   h0_*    t+5   the outcome, held until the next operation has left t+4
//   h1_*          the outcome before that, once the next operation has left t+3
//   write   t+5   lanes of row h0_row to be written with h0_key, h0_value, or emptied
//   stash   t+5   entry h0_idx to be put or taken out
//
// Latency     1 cycle, answer to outcome.
// Throughput  1 operation per 2 cycles.
// Stall       never.
// Reset       synchronous; forgets the outcomes and counts from 0.

`default_nettype none

module hash_map_finish #(
  parameter int KEY_W   = 64,
  parameter int VALUE_W = 64,
  parameter int USER_W  = 8,
  parameter int LANES   = 16,
  parameter int ROW_W   = 12,
  parameter int IDX_W   = 4,
  parameter int SUBS    = 4,
  localparam int WAYS   = LANES / SUBS
) (
  input  wire logic                clk,
  input  wire logic                rst,
  input  wire logic                flush,         // the map was cleared

  input  wire logic                op_next,       // one is in t+3
  input  wire logic                op_valid,
  input  wire logic                op_user_valid, // the owner's; else move or sweep
  input  wire logic                op_move,
  input  wire logic [KEY_W-1:0]    op_key,
  input  wire logic [USER_W-1:0]   op_user,
  input  wire logic                op_found,
  input  wire logic                op_in_stash,
  input  wire logic                op_room,
  input  wire logic                op_go,
  input  wire logic                op_swap,
  input  wire logic [VALUE_W-1:0]  op_value,
  input  wire logic [LANES-1:0]    op_lane,       // one-hot, or 0
  input  wire logic [SUBS*ROW_W-1:0] op_rows,
  input  wire logic [IDX_W-1:0]    op_idx,
  input  wire logic [LANES-1:0]    op_stale,
  input  wire logic [1:0]          act,
  input  wire logic [VALUE_W-1:0]  act_value,

  output logic                     done_valid,
  output logic                     done_back,     // a move or a sweep instead
  output logic [USER_W-1:0]        done_user,
  output logic                     done_full,

  output logic [LANES-1:0]         write,
  output logic                     stash_put,
  output logic                     stash_fill,    // the entry was free
  output logic                     stash_take,

  output logic                     h0_keyed,      // a sweep has no key
  output logic [KEY_W-1:0]         h0_key,
  output logic                     h0_found,      // that key is in the map now
  output logic                     h0_in_stash,
  output logic [VALUE_W-1:0]       h0_value,
  output logic [LANES-1:0]         h0_lane,
  output logic [ROW_W-1:0]         h0_row,
  output logic [IDX_W-1:0]         h0_idx,
  output logic                     h0_write,      // h0_lane in h0_row was written
  output logic                     h0_swap,       // its entry was put into the stash

  output logic                     h1_keyed,
  output logic                     h1_found,
  output logic                     h1_in_stash,
  output logic [VALUE_W-1:0]       h1_value,
  output logic [LANES-1:0]         h1_lane,
    output logic [IDX_W-1:0]         h1_idx,
  output logic                     h1_write,

  output logic [31:0]              live,
  output logic [31:0]              stash_used,
  output logic [31:0]              stash_max
);

  localparam logic [1:0] ACT_PUT   = 2'd1;
  localparam logic [1:0] ACT_ERASE = 2'd2;

  wire owner = op_valid && op_user_valid;
  wire put   = owner && act == ACT_PUT && (op_found || op_room);
  wire drop  = owner && act == ACT_ERASE && op_found;
  wire go    = op_valid && op_go;
  wire more  = put && !op_found;

  wire lane_write = ((put || drop) && !op_in_stash) || go;
  wire take       = (drop && op_in_stash) || (go && !op_swap);

  // Without a lane it is that of the first sub-table: a sweep has the same row in all.
  logic [ROW_W-1:0] row;

  always_comb begin
    row = op_rows[ROW_W-1:0];
    for (int s = 1; s < SUBS; s++)
      if (op_lane[s*WAYS +: WAYS] != '0)
        row = op_rows[s*ROW_W +: ROW_W];
  end

  // Counts are a cycle behind, and as wide as needed: the answer comes late.
  localparam int LIVE_W = $clog2(LANES) + ROW_W + IDX_W + 1;

  logic              more_q, drop_q;
  logic [LIVE_W-1:0] live_q;
  logic [IDX_W:0]    used_q, max_q;

  assign live       = 32'(live_q);
  assign stash_used = 32'(used_q);
  assign stash_max  = 32'(max_q);

  always_ff @(posedge clk) begin
    done_valid <= owner;
    done_back  <= op_valid && !op_user_valid;
    done_full  <= owner && act == ACT_PUT && !put;

    write      <= '0;
    stash_put  <= (put && op_in_stash) || (go && op_swap);
    stash_fill <= more && op_in_stash;
    stash_take <= take;

    if (op_valid) begin
      done_user <= op_user;
      write     <= op_stale | (op_lane & {LANES{lane_write}});

      h0_keyed    <= op_user_valid || op_move;
      h0_key      <= op_key;
      h0_found    <= put || (op_found && !drop);
      h0_in_stash <= op_in_stash && !op_go;
      h0_value    <= op_user_valid && act == ACT_PUT ? act_value : op_value;
      h0_lane     <= op_lane;
      h0_row      <= row;
      h0_idx      <= op_idx;
      h0_write    <= lane_write;
      h0_swap     <= op_swap;
    end

    if (op_next) begin
      h1_keyed    <= h0_keyed;
      h1_found    <= h0_found;
      h1_in_stash <= h0_in_stash;
      h1_value    <= h0_value;
      h1_lane     <= h0_lane;
      h1_idx      <= h0_idx;
      h1_write    <= h0_write;
    end

    more_q <= more;
    drop_q <= drop;
    if (more_q)
      live_q <= live_q + 1'b1;
    if (drop_q)
      live_q <= live_q - 1'b1;
    if (stash_fill)
      used_q <= used_q + 1'b1;
    if (stash_take)
      used_q <= used_q - 1'b1;
    if (used_q > max_q)
      max_q <= used_q;

    // Nothing is under way when the map is cleared.
    if (rst) begin
      done_valid <= 1'b0;
      done_back  <= 1'b0;
      write      <= '0;
      stash_put  <= 1'b0;
      stash_fill <= 1'b0;
      stash_take <= 1'b0;
      more_q     <= 1'b0;
      drop_q     <= 1'b0;
      max_q      <= '0;
    end
    if (flush || rst) begin
      h0_keyed <= 1'b0;
      h0_write <= 1'b0;
      h0_swap  <= 1'b0;
      h1_keyed <= 1'b0;
      h1_write <= 1'b0;
      live_q   <= '0;
      used_q   <= '0;
    end
  end

endmodule

`default_nettype wire
