// SPDX-License-Identifier: BSD-3-Clause
// hash_map: an exact map from key to value in block RAM, with constant lookup latency.
//
//   s_op    in   key to look up, accepted in cycle t
//   m_hit   out  what all earlier operations left under that key, in cycle t+4
//   s_act   in   the owner's answer, combinational in the same cycle t+4: keep, put
//                (update when found, insert when not) or erase (nothing when not found)
//   m_done  out  the answer was carried out, in cycle t+5; full: the insert found no
//                room and nothing has changed
//
// SUBS sub-tables of WAYS ways; a key may lie in any way of one row per sub-table, or in
// the stash.  An insert goes to the emptiest of its rows, or to the stash if all are
// full; background operations move stash entries into the rows, in place of a random
// entry when the rows are full (cuckoo, one step per operation).  Nothing is ever lost:
// a full table says so.
//
// Rows and stash are read before the last two operations are written.  So their outcome
// is kept aside (h0, h1) and wins: by key over what was found, by place over what was
// free.  Operations further back are at least 6 cycles old, and written.
//
// cmd_clear   Operations accepted until and in its cycle come before it, later ones after.
//             `clearing` is high for 1 to 6 cycles, ROWS + 6 at most if clears come faster
//             than the sweep of ROWS rows can follow them, (2^EPOCH_W - 1) in one sweep.
//
// Latency     4 cycles, s_op accepted to m_hit; 5 to m_done.
// Throughput  1 operation per 2 cycles; rules and exceptions in hash_map_turn.
// Stall       m_hit and m_done never wait.
// Reset       synchronous; empties the map; `clearing` is high for ROWS cycles after it.

`default_nettype none

module hash_map #(
  parameter int KEY_W    = 64,
  parameter int VALUE_W  = 64,
  parameter int USER_W   = 8,             // travels with the operation
  parameter int SUBS     = 4,             // power of two
  parameter int WAYS     = 4,             // power of two
  parameter int ROWS     = 4096,          // per sub-table, power of two
  parameter int STASH    = 16,
  parameter int EPOCH_W  = 4,             // at least 2
  parameter int PATIENCE = 8,             // see hash_map_turn
  parameter int LIMIT    = 64,
  parameter int URGENT   = 0,
  parameter logic [31:0] SEED = 32'h5eed_1e55
) (
  input  wire logic                clk,
  input  wire logic                rst,

  input  wire logic [KEY_W-1:0]    s_op_key,
  input  wire logic [USER_W-1:0]   s_op_user,
  input  wire logic                s_op_tvalid,
  output logic                     s_op_tready,
  input  wire logic                s_idle_hint,   // nothing will be offered next cycle

  output logic                     m_hit_valid,
  output logic [KEY_W-1:0]         m_hit_key,
  output logic [USER_W-1:0]        m_hit_user,
  output logic                     m_hit_found,
  output logic [VALUE_W-1:0]       m_hit_value,   // 0 when not found
  input  wire logic [1:0]          s_act,         // 0 keep, 1 put, 2 erase
  input  wire logic [VALUE_W-1:0]  s_act_value,

  output logic                     m_done_valid,
  output logic [USER_W-1:0]        m_done_user,
  output logic                     m_done_full,

  input  wire logic                cmd_clear,
  output logic                     clearing,
  output logic [31:0]              live,          // entries
  output logic [31:0]              stash_used,
  output logic [31:0]              stash_max      // since reset
);

  localparam logic [1:0] ACT_PUT   = 2'd1;
  localparam logic [1:0] ACT_ERASE = 2'd2;

  localparam int LANES  = SUBS * WAYS;
  localparam int LANE_W = $clog2(LANES);
  localparam int WAY_W  = $clog2(WAYS);
  localparam int ROW_W  = $clog2(ROWS);
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1;

  initial if (SUBS < 2 || WAYS < 2 || ROWS < 2 || STASH < 1 || EPOCH_W < 2)
    $fatal(1, "hash_map: a parameter is below its minimum");
  initial if (SUBS != 1 << $clog2(SUBS) || LANES != 1 << LANE_W || ROWS != 1 << ROW_W)
    $fatal(1, "hash_map: SUBS, WAYS and ROWS must be powers of two");

  // Which of the bits is set, when one is.
  function automatic logic [LANE_W-1:0] lane_of(input logic [LANES-1:0] hot);
    lane_of = '0;
    for (int i = 0; i < LANES; i++)
      if (hot[i])
        lane_of = lane_of | LANE_W'(i);
  endfunction

  function automatic logic [IDX_W-1:0] idx_of(input logic [STASH-1:0] hot);
    idx_of = '0;
    for (int i = 0; i < STASH; i++)
      if (hot[i])
        idx_of = idx_of | IDX_W'(i);
  endfunction

  // ---- t: start an operation ---------------------------------------------------------

  logic                   start_op, start_move, start_sweep;
  logic [ROW_W-1:0]       sweep_row;
  logic [EPOCH_W-1:0]     epoch;
  logic                   erase, flush, sweep_done;
  logic                   move_valid;
  logic [KEY_W-1:0]       move_key;
  logic [SUBS*ROW_W-1:0]  start_rows;

  wire                    start     = start_op || start_move || start_sweep;
  wire [KEY_W-1:0]        start_key = s_op_tvalid && !start_move ? s_op_key : move_key;

  logic                   s1_valid_q, s2_valid_q, s3_valid_q, s4_valid_q, s5_valid_q;
  logic                   s1_op_q,    s2_op_q,    s3_op_q,    s4_op_q,    s5_op_q;
  logic                   s1_move_q,  s2_move_q,  s3_move_q,  s4_move_q;
  logic [KEY_W-1:0]       s1_key_q,   s2_key_q,   s3_key_q,   s4_key_q,   h0_key_q;
  logic [USER_W-1:0]      s1_user_q,  s2_user_q,  s3_user_q,  s4_user_q,  s5_user_q;
  logic [SUBS*ROW_W-1:0]  s1_rows_q,  s2_rows_q,  s3_rows_q;
  logic                   back_busy_q;

  hash_map_turn #(
    .ROWS     (ROWS),
    .EPOCH_W  (EPOCH_W),
    .PATIENCE (PATIENCE),
    .LIMIT    (LIMIT),
    .URGENT   (URGENT)
  ) u_turn (
    .clk         (clk),
    .rst         (rst),
    .s_op_tvalid (s_op_tvalid),
    .s_op_tready (s_op_tready),
    .s_idle_hint (s_idle_hint),
    .cmd_clear   (cmd_clear),
    .pipe_busy   (s1_valid_q || s2_valid_q || s3_valid_q || s4_valid_q || s5_valid_q),
    .back_busy   (back_busy_q),
    .move_valid  (move_valid),
    .move_urgent (stash_used > 32'(STASH / 2)),
    .sweep_done  (sweep_done),
    .start_op    (start_op),
    .start_move  (start_move),
    .start_sweep (start_sweep),
    .sweep_row   (sweep_row),
    .epoch       (epoch),
    .erase       (erase),
    .flush       (flush),
    .clearing    (clearing)
  );

  hash_map_rows #(
    .KEY_W (KEY_W),
    .SUBS  (SUBS),
    .ROW_W (ROW_W),
    .SEED  (SEED)
  ) u_rows (
    .hashed (start_op || start_move),
    .key    (start_key),
    .plain  (sweep_row),
    .rows   (start_rows)
  );

  // ---- t+1, t+2: read and compare ----------------------------------------------------

  // h0 is the last operation that has left t+4, h1 the one before it.  In t+3 they are
  // the two operations before the one in t+3, because operations are 2 cycles apart.
  logic                   h0_keyed_q, h1_keyed_q;   // has a key, unlike a sweep
  logic                   h0_found_q, h1_found_q;   // and that key is in the map
  logic                   h0_stash_q, h1_stash_q;   // in the stash
  logic [VALUE_W-1:0]     h0_value_q, h1_value_q;
  logic [LANE_W-1:0]      h0_lane_q,  h1_lane_q;
  logic [ROW_W-1:0]       h0_row_q,   h1_row_q;
  logic [IDX_W-1:0]       h0_idx_q,   h1_idx_q;
  logic                   h0_write_q, h1_write_q;   // it wrote lane and row
  logic                   h0_swap_q,  h1_swap_q;    // it put the victim into the stash
  logic [KEY_W-1:0]       victim_key_q;
  logic [VALUE_W-1:0]     victim_value_q;
  logic [LANE_W-1:0]      s4_lane_q;
  logic [ROW_W-1:0]       s4_row_q;

  logic [KEY_W-1:0]       prev_key_q;               // of the operation before s2's
  logic                   s2_same0_q, s2_same1_q;   // the key of the last, the one before
  logic                   s3_same0_q, s3_same1_q;
  logic                   s3_near0_q, s3_near1_q;   // the row that it writes
  logic                   s3_victim_q;              // the key of the last victim

  // In t+2 the operation before this one is in t+4 or has left it.
  wire [LANE_W-1:0] near0_lane = s4_valid_q ? s4_lane_q : h0_lane_q;
  wire [LANE_W-1:0] near1_lane = s4_valid_q ? h0_lane_q : h1_lane_q;
  wire [ROW_W-1:0]  near0_row  = s4_valid_q ? s4_row_q  : h0_row_q;
  wire [ROW_W-1:0]  near1_row  = s4_valid_q ? h0_row_q  : h1_row_q;

  function automatic logic [ROW_W-1:0] row_of(input logic [SUBS*ROW_W-1:0] rows,
                                              input logic [LANE_W-1:0]     lane);
    row_of = rows[(32'(lane) >> WAY_W) * ROW_W +: ROW_W];
  endfunction

  always_ff @(posedge clk) begin
    s1_valid_q <= start;
    s2_valid_q <= s1_valid_q;
    s3_valid_q <= s2_valid_q;

    if (start) begin
      s1_op_q   <= start_op;
      s1_move_q <= start_move;
      s1_key_q  <= start_key;
      s1_user_q <= s_op_user;
      s1_rows_q <= start_rows;
    end

    if (s1_valid_q) begin
      s2_op_q    <= s1_op_q;
      s2_move_q  <= s1_move_q;
      s2_key_q   <= s1_key_q;
      s2_user_q  <= s1_user_q;
      s2_rows_q  <= s1_rows_q;
      prev_key_q <= s2_key_q;
      s2_same0_q <= s1_key_q == s2_key_q;
      s2_same1_q <= s1_key_q == prev_key_q;
    end

    if (s2_valid_q) begin
      s3_op_q     <= s2_op_q;
      s3_move_q   <= s2_move_q;
      s3_key_q    <= s2_key_q;
      s3_user_q   <= s2_user_q;
      s3_rows_q   <= s2_rows_q;
      s3_same0_q  <= s2_same0_q;
      s3_same1_q  <= s2_same1_q;
      s3_near0_q  <= row_of(s2_rows_q, near0_lane) == near0_row;
      s3_near1_q  <= row_of(s2_rows_q, near1_lane) == near1_row;
      s3_victim_q <= s2_key_q == victim_key_q;
    end

    if (rst) begin
      s1_valid_q <= 1'b0;
      s2_valid_q <= 1'b0;
      s3_valid_q <= 1'b0;
    end
  end

  // ---- t+3: select -------------------------------------------------------------------

  logic [LANES-1:0]    lane_match, lane_full, lane_stale;
  logic [KEY_W-1:0]    lane_key;
  logic [VALUE_W-1:0]  lane_value;
  logic [STASH-1:0]    stash_match, stash_valid;
  logic [VALUE_W-1:0]  stash_value;
  logic                room;
  logic [LANE_W-1:0]   room_lane;
  logic [15:0]         random_q;

  logic [LANES-1:0]    blocked;          // written by h0 or h1: the read is not to be used
  logic [LANES-1:0]    full;             // in use after h0 and h1
  logic [STASH-1:0]    stash_full;
  logic [LANE_W-1:0]   match_lane, pick_lane, s4_lane_d;
  logic [IDX_W-1:0]    match_idx, free_idx, s4_idx_d;
  logic                in_lane, in_stash;
  logic                s4_found_d, s4_stash_d, s4_room_d, s4_go_d, s4_swap_d;
  logic [VALUE_W-1:0]  s4_value_d;
  logic [ROW_W-1:0]    s4_row_d;

  hash_map_place #(
    .SUBS (SUBS),
    .WAYS (WAYS)
  ) u_place (
    .look (s3_valid_q),
    .full (full),
    .room (room),
    .lane (room_lane)
  );

  // What is free now: the read, corrected by the two operations before.
  always_comb begin
    blocked    = '0;
    full       = '0;
    stash_full = '0;
    if (s3_valid_q) begin
      full = lane_full;
      if (h1_write_q && s3_near1_q) begin
        blocked[h1_lane_q] = 1'b1;
        full[h1_lane_q]    = h1_found_q;
      end
      if (h0_write_q && s3_near0_q) begin
        blocked[h0_lane_q] = 1'b1;
        full[h0_lane_q]    = h0_found_q;
      end
      stash_full = stash_valid;
      if (s5_set_q)
        stash_full[h0_idx_q] = 1'b1;
      if (s5_take_q)
        stash_full[h0_idx_q] = 1'b0;
    end
  end

  // Lanes and entry that the compare found, or else that may be taken.
  always_comb begin
    match_lane = '0;
    match_idx  = '0;
    free_idx   = '0;
    pick_lane  = '0;
    if (s3_valid_q) begin
      match_lane = lane_of(lane_match);
      match_idx  = idx_of(stash_match);
      pick_lane  = lane_match != '0 ? match_lane : random_q[LANE_W-1:0];
      for (int i = STASH - 1; i >= 0; i--)
        if (!stash_full[i])
          free_idx = IDX_W'(i);
    end
  end

  // Where the key is, or else where it may go.
  always_comb begin
    in_lane    = 1'b0;
    in_stash   = 1'b0;
    s4_found_d = 1'b0;
    s4_stash_d = 1'b0;
    s4_room_d  = 1'b0;
    s4_go_d    = 1'b0;
    s4_swap_d  = 1'b0;
    s4_value_d = '0;
    s4_lane_d  = '0;
    s4_idx_d   = '0;
    s4_row_d   = '0;
    if (s3_valid_q) begin
      in_lane   = (lane_match & ~blocked) != '0;
      in_stash  = stash_match != '0;

      // Not found.
      s4_stash_d = !room;
      s4_lane_d  = room_lane;
      s4_idx_d   = free_idx;
      s4_room_d  = room || !(&stash_full);

      if (s3_same0_q && h0_keyed_q) begin
        if (h0_found_q) begin
          s4_found_d = 1'b1;
          s4_stash_d = h0_stash_q;
          s4_lane_d  = h0_lane_q;
          s4_idx_d   = h0_idx_q;
          s4_value_d = h0_value_q;
        end
      end else if (s3_victim_q && h0_swap_q) begin
        s4_found_d = 1'b1;
        s4_stash_d = 1'b1;
        s4_idx_d   = h0_idx_q;
        s4_value_d = victim_value_q;
      end else if (s3_same1_q && h1_keyed_q) begin
        if (h1_found_q) begin
          s4_found_d = 1'b1;
          s4_stash_d = h1_stash_q;
          s4_lane_d  = h1_lane_q;
          s4_idx_d   = h1_idx_q;
          s4_value_d = h1_value_q;
        end
      end else if (s3_victim_q && h1_swap_q) begin
        s4_found_d = 1'b1;
        s4_stash_d = 1'b1;
        s4_idx_d   = h1_idx_q;
        s4_value_d = victim_value_q;
      end else if (in_lane) begin
        s4_found_d = 1'b1;
        s4_stash_d = 1'b0;
        s4_lane_d  = match_lane;
        s4_value_d = lane_value;
      end else if (in_stash) begin
        s4_found_d = 1'b1;
        s4_stash_d = 1'b1;
        s4_idx_d   = match_idx;
        s4_value_d = stash_value;
      end

      // A move goes to a free lane, or changes places with a random entry.
      if (s3_move_q && s4_found_d && s4_stash_d) begin
        s4_lane_d = room ? room_lane : pick_lane;
        s4_swap_d = !room && lane_match == '0 && !blocked[pick_lane];
        s4_go_d   = room || s4_swap_d;
      end
      s4_row_d = row_of(s3_rows_q, s4_lane_d);
    end
  end

  // ---- t+4: the owner's answer; t+5: write -------------------------------------------

  logic              s4_found_q, s4_stash_q, s4_room_q, s4_go_q, s4_swap_q;
  logic [VALUE_W-1:0] s4_value_q;
  logic [IDX_W-1:0]  s4_idx_q;
  logic [LANES-1:0]  s4_stale_q, s5_lanes_q;
  logic              s5_full_q, s5_set_q, s5_take_q;

  wire act_put   = s4_op_q && s_act == ACT_PUT && (s4_found_q || s4_room_q);
  wire act_erase = s4_op_q && s_act == ACT_ERASE && s4_found_q;
  wire act_lane  = ((act_put || act_erase) && !s4_stash_q) || s4_go_q;
  wire act_set   = (act_put && s4_stash_q) || s4_swap_q;
  wire act_take  = (act_erase && s4_stash_q) || (s4_go_q && !s4_swap_q);

  assign m_hit_valid  = s4_valid_q && s4_op_q;
  assign m_hit_key    = s4_key_q;
  assign m_hit_user   = s4_user_q;
  assign m_hit_found  = s4_found_q;
  assign m_hit_value  = s4_value_q;
  assign m_done_valid = s5_valid_q && s5_op_q;
  assign m_done_user  = s5_user_q;
  assign m_done_full  = s5_full_q;

  // A sweep must not write a row that is read in the same cycle: it is done again.
  wire   s5_sweep   = s5_valid_q && !h0_keyed_q;
  assign sweep_done = s5_sweep && !start;

  wire [LANES-1:0] write_lanes = erase ? '1 : s5_sweep && start ? '0 : s5_lanes_q;

  always_ff @(posedge clk) begin
    s4_valid_q <= s3_valid_q;
    s5_valid_q <= s4_valid_q;
    random_q   <= {random_q[14:0], random_q[15] ^ random_q[13] ^ random_q[12] ^ random_q[10]};

    if (start_move || start_sweep)
      back_busy_q <= 1'b1;
    else if (s5_valid_q && !s5_op_q)
      back_busy_q <= 1'b0;

    if (s3_valid_q) begin
      s4_op_q    <= s3_op_q;
      s4_move_q  <= s3_move_q;
      s4_key_q   <= s3_key_q;
      s4_user_q  <= s3_user_q;
      s4_found_q <= s4_found_d && (s3_op_q || s3_move_q);
      s4_stash_q <= s4_stash_d;
      s4_room_q  <= s4_room_d;
      s4_value_q <= s4_value_d;
      s4_lane_q  <= s4_lane_d;
      s4_row_q   <= s3_op_q || s3_move_q ? s4_row_d : s3_rows_q[ROW_W-1:0];
      s4_idx_q   <= s4_idx_d;
      s4_go_q    <= s4_go_d;
      s4_swap_q  <= s4_swap_d;
      s4_stale_q <= s3_op_q || s3_move_q ? '0 : lane_stale & ~blocked;
      if (s4_swap_d) begin
        victim_key_q   <= lane_key;
        victim_value_q <= lane_value;
      end
    end

    s5_lanes_q <= '0;
    s5_set_q   <= 1'b0;
    s5_take_q  <= 1'b0;
    if (s4_valid_q) begin
      s5_op_q    <= s4_op_q;
      s5_user_q  <= s4_user_q;
      s5_full_q  <= s4_op_q && s_act == ACT_PUT && !act_put;
      s5_lanes_q <= s4_stale_q;
      if (act_lane)
        s5_lanes_q[s4_lane_q] <= 1'b1;
      s5_set_q   <= act_set;
      s5_take_q  <= act_take;

      h0_key_q   <= s4_key_q;
      h0_keyed_q <= s4_op_q || s4_move_q;
      h0_found_q <= act_put || (s4_found_q && !act_erase);
      h0_stash_q <= s4_stash_q && !s4_go_q;
      h0_value_q <= act_put ? s_act_value : s4_value_q;
      h0_lane_q  <= s4_lane_q;
      h0_row_q   <= s4_row_q;
      h0_idx_q   <= s4_idx_q;
      h0_write_q <= act_lane;
      h0_swap_q  <= s4_swap_q;

      h1_keyed_q <= h0_keyed_q;
      h1_found_q <= h0_found_q;
      h1_stash_q <= h0_stash_q;
      h1_value_q <= h0_value_q;
      h1_lane_q  <= h0_lane_q;
      h1_row_q   <= h0_row_q;
      h1_idx_q   <= h0_idx_q;
      h1_write_q <= h0_write_q;
      h1_swap_q  <= h0_swap_q && s4_op_q;
    end

    if (flush || rst) begin
      s4_valid_q  <= 1'b0;
      s5_valid_q  <= 1'b0;
      back_busy_q <= 1'b0;
      h0_keyed_q  <= 1'b0;
      h0_write_q  <= 1'b0;
      h0_swap_q   <= 1'b0;
      h1_keyed_q  <= 1'b0;
      h1_write_q  <= 1'b0;
      h1_swap_q   <= 1'b0;
      s5_lanes_q  <= '0;
      s5_set_q    <= 1'b0;
      s5_take_q   <= 1'b0;
    end
    if (rst)
      random_q <= SEED[15:0] | 16'd1;
  end

  // ---- counts ------------------------------------------------------------------------

  wire more = s4_valid_q && act_put && !s4_found_q;
  wire less = s4_valid_q && act_erase;

  always_ff @(posedge clk) begin
    if (more)
      live <= live + 32'd1;
    if (less)
      live <= live - 32'd1;
    if (more && s4_stash_q)
      stash_used <= stash_used + 32'd1;
    if (s4_valid_q && act_take)
      stash_used <= stash_used - 32'd1;
    if (stash_used > stash_max)
      stash_max <= stash_used;
    if (flush || rst) begin
      live       <= '0;
      stash_used <= '0;
    end
    if (rst)
      stash_max <= '0;
  end

  // ---- memories ----------------------------------------------------------------------

  hash_map_lanes #(
    .KEY_W   (KEY_W),
    .VALUE_W (VALUE_W),
    .SUBS    (SUBS),
    .WAYS    (WAYS),
    .ROWS    (ROWS),
    .EPOCH_W (EPOCH_W)
  ) u_lanes (
    .clk         (clk),
    .epoch       (epoch),
    .read        (start),
    .read_rows   (start_rows),
    .keep        (s1_valid_q),
    .look        (s2_valid_q),
    .look_key    (s2_key_q),
    .match       (lane_match),
    .full        (lane_full),
    .stale       (lane_stale),
    .pick_lane   (pick_lane),
    .pick_key    (lane_key),
    .pick_value  (lane_value),
    .write       (write_lanes),
    .write_row   (erase ? sweep_row : h0_row_q),
    .write_epoch (!erase && h0_keyed_q && h0_found_q ? epoch : '0),
    .write_key   (h0_key_q),
    .write_value (h0_value_q)
  );

  hash_map_stash #(
    .KEY_W   (KEY_W),
    .VALUE_W (VALUE_W),
    .STASH   (STASH)
  ) u_stash (
    .clk         (clk),
    .flush       (flush || rst),
    .look        (s2_valid_q),
    .look_key    (s2_key_q),
    .match       (stash_match),
    .valid       (stash_valid),
    .pick_idx    (match_idx),
    .pick_value  (stash_value),
    .put         (s5_set_q),
    .take        (s5_take_q),
    .write_idx   (h0_idx_q),
    .write_key   (h0_swap_q ? victim_key_q : h0_key_q),
    .write_value (h0_swap_q ? victim_value_q : h0_value_q),
    .next_valid  (move_valid),
    .next_key    (move_key),
    .next_taken  (start_move)
  );

endmodule

`default_nettype wire
