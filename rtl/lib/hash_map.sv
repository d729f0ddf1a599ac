// SPDX-License-Identifier: BSD-3-Clause
// hash_map: an exact map from key to value in block RAM, with constant lookup latency.
//
//   s_op    in   key to look up, accepted in cycle t
//   m_hit   out  what all earlier operations left under that key, in cycle t+4
//   s_act   in   the owner's answer, combinational in the same cycle t+4: keep, put
//                (update when found, insert when not) or erase (nothing when not found)
//   m_done  out  the answer was carried out, in cycle t+5; full: the insert found no
//                room and nothing has changed
//   s_look  in   key to look up only, accepted in cycle t, with LOOK
//   m_look  out  what the map held under it at some moment of t..t+4, in cycle t+4
//
// SUBS sub-tables of WAYS ways; a key may lie in any way of one row per sub-table, or in
// the stash.  An insert goes to the emptiest of its rows, or to the stash if all are
// full; background operations move stash entries into the rows, in place of a random
// entry when the rows are full (cuckoo, one step per operation).  Nothing is ever lost:
// a full table says so.
//
// Rows and stash are read before the last two operations are written: their outcome is
// kept aside and wins (hash_map_recent, hash_map_find).  Those further back are at least
// 6 cycles old, and written.
//
// m_hit_room  An insert finds room: m_done_full will be !m_hit_found && !m_hit_room.
//
// Looks take the cycles in which no operation starts, and change nothing for operations.
// What was accepted 6 cycles before a look, the look sees (hash_map_look).
//
// cmd_clear   Operations accepted until and in its cycle come before it, later ones after.
//             `clearing` is high for 1 to 6 cycles, ROWS + 6 at most if clears come faster
//             than the sweep of ROWS rows can follow them, (2^EPOCH_W - 1) in one sweep.
//
// damage      A bit of the memories has flipped: what was read with it cannot be believed.
//             The next clear erases all rows, ROWS cycles.
//
// Latency     4 cycles, s_op accepted to m_hit; 5 to m_done; 4 from s_look to m_look; 3 to damage.
// Throughput  1 operation per 2 cycles; rules and exceptions in hash_map_turn.  1 look per
//             2 cycles, besides.
// Stall       m_hit, m_done and m_look never wait.  s_look_tready is low in the cycle of a
//             start, the cycle after a look, 2 cycles of a move, and while clearing.
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
  parameter logic LOOK   = 1'b0,          // has the look port
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
  output logic                     m_hit_room,
  input  wire logic [1:0]          s_act,         // 0 keep, 1 put, 2 erase
  input  wire logic [VALUE_W-1:0]  s_act_value,

  output logic                     m_done_valid,
  output logic [USER_W-1:0]        m_done_user,
  output logic                     m_done_full,

  input  wire logic [KEY_W-1:0]    s_look_key,
  input  wire logic                s_look_tvalid,
  output logic                     s_look_tready,
  output logic                     m_look_valid,
  output logic                     m_look_found,
  output logic [VALUE_W-1:0]       m_look_value,  // 0 when not found

  input  wire logic                cmd_clear,
  output logic                     clearing,
  output logic                     damage,        // pulse
  output logic [31:0]              live,          // entries
  output logic [31:0]              stash_used,
  output logic [31:0]              stash_max      // since reset
);

  localparam int LANES  = SUBS * WAYS;
  localparam int LANE_W = $clog2(LANES);
  localparam int ROW_W  = $clog2(ROWS);
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1;
  localparam int ENTRY_W = EPOCH_W + KEY_W + VALUE_W;

  initial if (LANES < 2 || ROWS < 2 || STASH < 1 || EPOCH_W < 2)
    $fatal(1, "hash_map: a parameter is below its minimum");
  initial if (SUBS != 1 << $clog2(SUBS) || LANES != 1 << LANE_W || ROWS != 1 << ROW_W)
    $fatal(1, "hash_map: SUBS, WAYS and ROWS must be powers of two");

  // ---- the clock rests while no operation is under way ----------------------------------

  logic gclk, awake;

  clock_gate u_gate (
    .clk    (clk),
    .enable (awake),
    .gclk   (gclk)
  );

  // ---- t: start an operation ---------------------------------------------------------

  logic                   may_op, start_op, start_move, start_sweep, may_start;
  logic [ROW_W-1:0]       sweep_row;
  logic [EPOCH_W-1:0]     epoch;
  logic                   erase, flush, sweep_done, done_back;
  logic                   move_valid;
  logic [KEY_W-1:0]       move_key;
  logic [SUBS*ROW_W-1:0]  op_rows, hash_rows, move_rows;
  logic [KEY_W-1:0]       hash_key;

  wire                    start     = start_op || start_move || start_sweep;
  // What starts if the owner's does not: a sweep only without a move.
  wire [SUBS*ROW_W-1:0]   back_rows  = move_valid ? move_rows : {SUBS{sweep_row}};
  wire [KEY_W-1:0]        start_key  = may_op ? s_op_key : move_key;
  wire [SUBS*ROW_W-1:0]   start_rows = may_op ? op_rows : back_rows;

  logic                   s1_valid_q, s2_valid_q, s3_valid_q, s4_valid_q;
  logic                   back_busy_q, look_busy, stash_in_use, hash_valid;
  logic                   busy_q;                   // operations or looks, up to their t+5
  logic                   urgent_q;                 // the stash is more than half full
  logic                   damaged_q;                // since the rows were erased

  hash_map_turn #(
    .ROWS     (ROWS),
    .EPOCH_W  (EPOCH_W),
    .PATIENCE (PATIENCE),
    .LIMIT    (LIMIT)
  ) u_turn (
    .clk         (gclk),
    .rst         (rst),
    .s_op_tvalid (s_op_tvalid),
    .s_op_tready (s_op_tready),
    .s_idle_hint (s_idle_hint),
    .look_offered(LOOK && s_look_tvalid),
    .cmd_clear   (cmd_clear),
    .damaged     (damaged_q),
    .pipe_busy   (busy_q),
    .back_busy   (back_busy_q),
    .back_last   (done_back),
    .move_valid  (move_valid),
    .stash_in_use(stash_in_use),
    .move_urgent (urgent_q),
    .sweep_done  (sweep_done),
    .may_op      (may_op),
    .may_start   (may_start),
    .start_op    (start_op),
    .start_move  (start_move),
    .start_sweep (start_sweep),
    .sweep_row   (sweep_row),
    .epoch       (epoch),
    .erase       (erase),
    .flush       (flush),
    .clearing    (clearing),
    .awake       (awake)
  );

  hash_map_rows #(
    .KEY_W (KEY_W),
    .SUBS  (SUBS),
    .ROW_W (ROW_W),
    .SEED  (SEED)
  ) u_rows (
    .hashed (s_op_tvalid),
    .key    (s_op_key),
    .plain  ({ROW_W{1'b0}}),
    .rows   (op_rows)
  );

  // The rows of the next move are known before it starts.
  hash_map_rows #(
    .KEY_W (KEY_W),
    .SUBS  (SUBS),
    .ROW_W (ROW_W),
    .SEED  (SEED)
  ) u_move_rows (
    .hashed (hash_valid),
    .key    (hash_key),
    .plain  ({ROW_W{1'b0}}),
    .rows   (hash_rows)
  );

  // ---- t+1, t+2: read and compare ----------------------------------------------------

  logic                   s1_op_q,    s2_op_q,    s3_op_q,    s4_op_q;
  logic                   s1_move_q,  s2_move_q,  s3_move_q,  s4_move_q;
  logic [KEY_W-1:0]       s1_key_q,   s2_key_q,   s3_key_q,   s4_key_q;
  logic [USER_W-1:0]      s1_user_q,  s2_user_q,  s3_user_q,  s4_user_q;
  logic [SUBS*ROW_W-1:0]  s1_rows_q,  s2_rows_q,  s3_rows_q,  s4_rows_q;

  logic [KEY_W-1:0]       prev_key_q;               // of the operation before s2's
  logic [SUBS*ROW_W-1:0]  prev_rows_q;
  logic                   s2_same0_q, s2_same1_q;   // the key of the last, the one before
  logic [SUBS-1:0]        s2_row0_q,  s2_row1_q;    // the row
  logic                   s2_victim_q;              // the key of the last victim
  logic [LANES-1:0]       s3_random_q;
  logic [KEY_W-1:0]       victim_key_q;
  logic [VALUE_W-1:0]     victim_value_q;

  logic                   s4_keyed_q, s4_found_q, s4_in_stash_q, s4_room_q, s4_go_q, s4_swap_q;
  logic [VALUE_W-1:0]     s4_value_q;
  logic [LANES-1:0]       s4_lane_q, s4_stale_q;
  logic [IDX_W-1:0]       s4_idx_q;

  logic                   h0_keyed, h0_found, h0_in_stash, h0_write, h0_swap;
  logic [KEY_W-1:0]       h0_key;
  logic [VALUE_W-1:0]     h0_value;
  logic [LANES-1:0]       h0_lane;
  logic [ROW_W-1:0]       h0_row;
  logic [IDX_W-1:0]       h0_idx;
  logic                   h1_keyed, h1_found, h1_in_stash, h1_write;
  logic [VALUE_W-1:0]     h1_value;
  logic [LANES-1:0]       h1_lane;
  logic [IDX_W-1:0]       h1_idx;

  logic                   found, in_stash, room, go, swap;
  logic [VALUE_W-1:0]     value;
  logic [LANES-1:0]       lane, stale;
  logic [IDX_W-1:0]       idx;
  logic [KEY_W-1:0]       lane_key;
  logic [VALUE_W-1:0]     lane_value;
  logic [15:0]            random_q;

  wire [LANE_W-1:0]       random_lane = random_q[LANE_W-1:0];
  wire [LANES-1:0]        random      = LANES'(1) << random_lane;

  always_ff @(posedge gclk) begin
    s1_valid_q <= start;
    s2_valid_q <= s1_valid_q;
    s3_valid_q <= s2_valid_q;
    s4_valid_q <= s3_valid_q;
    busy_q     <= start || s1_valid_q || s2_valid_q || s3_valid_q || s4_valid_q || look_busy;
    urgent_q   <= stash_used > 32'(STASH / 2);
    damaged_q  <= (damaged_q || damage) && !erase;
    random_q   <= {random_q[14:0], random_q[15] ^ random_q[13] ^ random_q[12] ^ random_q[10]};

    if (start_move || start_sweep)
      back_busy_q <= 1'b1;
    else if (done_back)
      back_busy_q <= 1'b0;

    if (may_start) begin
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
      prev_key_q  <= s2_key_q;
      prev_rows_q <= s2_rows_q;
      s2_same0_q  <= s1_key_q == s2_key_q;
      s2_same1_q  <= s1_key_q == prev_key_q;
      // A move finds the last victim in the stash.
      s2_victim_q <= s1_key_q == victim_key_q && !s1_move_q;
      for (int s = 0; s < SUBS; s++) begin
        s2_row0_q[s] <= s1_rows_q[s*ROW_W +: ROW_W] == s2_rows_q[s*ROW_W +: ROW_W];
        s2_row1_q[s] <= s1_rows_q[s*ROW_W +: ROW_W] == prev_rows_q[s*ROW_W +: ROW_W];
      end
    end

    if (s2_valid_q) begin
      s3_op_q     <= s2_op_q;
      s3_move_q   <= s2_move_q;
      s3_key_q    <= s2_key_q;
      s3_user_q   <= s2_user_q;
      s3_rows_q   <= s2_rows_q;
      s3_random_q <= random;
      // In time for the operation behind, which compares in its t+1.  The last victim is
      // not needed any more: moves do not overlap.
      if (s2_move_q) begin
        victim_key_q   <= lane_key;
        victim_value_q <= lane_value;
      end
    end

    if (s3_valid_q) begin
      s4_op_q       <= s3_op_q;
      s4_move_q     <= s3_move_q;
      s4_key_q      <= s3_key_q;
      s4_user_q     <= s3_user_q;
      s4_rows_q     <= s3_rows_q;
      s4_keyed_q    <= s3_op_q || s3_move_q;
      s4_found_q    <= found && (s3_op_q || s3_move_q);
      s4_in_stash_q <= in_stash;
      s4_room_q     <= room;
      s4_go_q       <= go;
      s4_swap_q     <= swap;
      s4_value_q    <= value;
      s4_lane_q     <= lane;
      s4_idx_q      <= idx;
      s4_stale_q    <= s3_op_q || s3_move_q ? '0 : stale;
    end

    if (flush || rst) begin
      s4_keyed_q <= 1'b0;
      s4_swap_q  <= 1'b0;
    end
    if (rst) begin
      s1_valid_q  <= 1'b0;
      s2_valid_q  <= 1'b0;
      s3_valid_q  <= 1'b0;
      s4_valid_q  <= 1'b0;
      busy_q      <= 1'b0;
      back_busy_q <= 1'b0;
      random_q    <= SEED[15:0] | 16'd1;
    end
  end

  // ---- t+2: what the last operations mean for this one --------------------------------

  logic [LANES-1:0]    spoilt, unread, close, known_lane;
  logic                filled, known, own, random_near, random_spoilt, known_stash;
  logic [IDX_W-1:0]    known_idx;
  logic [VALUE_W-1:0]  known_value;

  hash_map_recent #(
    .VALUE_W (VALUE_W),
    .SUBS    (SUBS),
    .WAYS    (WAYS),
    .IDX_W   (IDX_W)
  ) u_recent (
    .clk             (gclk),
    .look            (s2_valid_q),
    .same0           (s2_same0_q),
    .same1           (s2_same1_q),
    .victim          (s2_victim_q),
    .row0            (s2_row0_q),
    .row1            (s2_row1_q),
    .random          (random),
    .victim_value    (victim_value_q),
    .s4_valid        (s4_valid_q),
    .s4_keyed        (s4_keyed_q),
    .s4_swap         (s4_swap_q),
    .s4_lane         (s4_lane_q),
    .s4_idx          (s4_idx_q),
    .h0_write        (h0_write),
    .h1_keyed        (h1_keyed),
    .h1_found        (h1_found),
    .h1_in_stash     (h1_in_stash),
    .h1_lane         (h1_lane),
    .h1_idx          (h1_idx),
    .h1_value        (h1_value),
    .h1_write        (h1_write),
    .spoilt          (spoilt),
    .filled          (filled),
    .unread          (unread),
    .known           (known),
    .own_q           (own),
    .near_q          (close),
    .random_near_q   (random_near),
    .random_spoilt_q (random_spoilt),
    .known_stash_q   (known_stash),
    .known_lane_q    (known_lane),
    .known_idx_q     (known_idx),
    .known_value_q   (known_value)
  );

  // ---- t+3: find ---------------------------------------------------------------------

  logic [LANES-1:0]          lane_match, lane_full, lane_stale, lane_write;
  logic [LANES*VALUE_W-1:0]  lane_values;
  logic [STASH-1:0]          stash_match;
  logic [VALUE_W-1:0]        stash_value;
  logic [IDX_W-1:0]          stash_pick, stash_low, stash_high;
  logic                      stash_put, stash_fill, stash_take, stash_any;

  hash_map_find #(
    .VALUE_W (VALUE_W),
    .SUBS    (SUBS),
    .WAYS    (WAYS),
    .STASH   (STASH)
  ) u_find (
    .move          (s3_move_q),
    .lane_match    (lane_match),
    .lane_full     (lane_full),
    .lane_stale    (lane_stale),
    .lane_values   (lane_values),
    .random        (s3_random_q),
    .random_near   (random_near),
    .random_spoilt (random_spoilt),
    .stash_match   (stash_match),
    .stash_pick    (stash_pick),
    .stash_value   (stash_value),
    .stash_any     (stash_any),
    .stash_low     (stash_low),
    .stash_high    (stash_high),
    .stash_fill    (stash_fill),
    .stash_take    (stash_take),
    .own           (own),
    .close         (close),
    .known_stash   (known_stash),
    .known_lane    (known_lane),
    .known_idx     (known_idx),
    .known_value   (known_value),
    .h0_found      (h0_found),
    .h0_in_stash   (h0_in_stash),
    .h0_write      (h0_write),
    .h0_lane       (h0_lane),
    .h0_idx        (h0_idx),
    .h0_value      (h0_value),
    .found         (found),
    .in_stash      (in_stash),
    .lane          (lane),
    .idx           (idx),
    .value         (value),
    .room          (room),
    .go            (go),
    .swap          (swap),
    .stale         (stale)
  );

  // ---- t+4: the owner's answer; t+5: write -------------------------------------------

  assign m_hit_valid = s4_valid_q && s4_op_q;
  assign m_hit_key   = s4_key_q;
  assign m_hit_user  = s4_user_q;
  assign m_hit_found = s4_found_q;
  assign m_hit_value = s4_value_q;
  assign m_hit_room  = s4_room_q;

  hash_map_finish #(
    .KEY_W   (KEY_W),
    .VALUE_W (VALUE_W),
    .USER_W  (USER_W),
    .LANES   (LANES),
    .SUBS    (SUBS),
    .ROW_W   (ROW_W),
    .IDX_W   (IDX_W)
  ) u_finish (
    .clk           (gclk),
    .rst           (rst),
    .flush         (flush),
    .op_next       (s3_valid_q),
    .op_valid      (s4_valid_q),
    .op_user_valid (s4_op_q),
    .op_move       (s4_move_q),
    .op_key        (s4_key_q),
    .op_user       (s4_user_q),
    .op_found      (s4_found_q),
    .op_in_stash   (s4_in_stash_q),
    .op_room       (s4_room_q),
    .op_go         (s4_go_q),
    .op_swap       (s4_swap_q),
    .op_value      (s4_value_q),
    .op_lane       (s4_lane_q),
    .op_rows       (s4_rows_q),
    .op_idx        (s4_idx_q),
    .op_stale      (s4_stale_q),
    .act           (s_act),
    .act_value     (s_act_value),
    .done_valid    (m_done_valid),
    .done_back     (done_back),
    .done_user     (m_done_user),
    .done_full     (m_done_full),
    .write         (lane_write),
    .stash_put     (stash_put),
    .stash_fill    (stash_fill),
    .stash_take    (stash_take),
    .h0_keyed      (h0_keyed),
    .h0_key        (h0_key),
    .h0_found      (h0_found),
    .h0_in_stash   (h0_in_stash),
    .h0_value      (h0_value),
    .h0_lane       (h0_lane),
    .h0_row        (h0_row),
    .h0_idx        (h0_idx),
    .h0_write      (h0_write),
    .h0_swap       (h0_swap),
    .h1_keyed      (h1_keyed),
    .h1_found      (h1_found),
    .h1_in_stash   (h1_in_stash),
    .h1_value      (h1_value),
    .h1_lane       (h1_lane),
    .h1_idx        (h1_idx),
    .h1_write      (h1_write),
    .live          (live),
    .stash_used    (stash_used),
    .stash_max     (stash_max)
  );

  // A sweep must not write a row that is read in the same cycle: it is done again.  Only
  // an operation of the owner can start in that cycle.
  wire   swept      = done_back && !h0_keyed;
  assign sweep_done = swept && !start_op;

  // ---- looks ---------------------------------------------------------------------------

  // A move writes in its cycle t+5.  A look of t+2 has its value out of the stash by then;
  // one of t+5 knows of the write, and finds in the stash what came there.
  wire move_lands = (s3_valid_q && s3_move_q) || (s4_valid_q && s4_move_q);

  logic                      look_start;
  logic [SUBS*ROW_W-1:0]     look_rows;
  logic [LANES*ENTRY_W-1:0]  entries;
  logic                      seek;
  logic [KEY_W-1:0]          seek_key;
  logic [STASH-1:0]          seek_match;
  logic [IDX_W-1:0]          seek_pick;
  logic [VALUE_W-1:0]        seek_value;

  generate
    if (LOOK) begin : g_look
      hash_map_look #(
        .KEY_W   (KEY_W),
        .VALUE_W (VALUE_W),
        .SUBS    (SUBS),
        .WAYS    (WAYS),
        .ROWS    (ROWS),
        .STASH   (STASH),
        .EPOCH_W (EPOCH_W),
        .SEED    (SEED)
      ) u_look (
        .clk           (gclk),
        .rst           (rst),
        .s_look_key    (s_look_key),
        .s_look_tvalid (s_look_tvalid),
        .s_look_tready (s_look_tready),
        .free          (!clearing && !start && !move_lands),
        .start         (look_start),
        .start_rows    (look_rows),
        .busy          (look_busy),
        .write         (lane_write),
        .write_row     (h0_row),
        .h0_keyed      (h0_keyed),
        .h0_key        (h0_key),
        .h0_found      (h0_found),
        .h0_value      (h0_value),
        .epoch         (epoch),
        .entries       (entries),
        .stash_look    (seek),
        .stash_key     (seek_key),
        .stash_match   (seek_match),
        .stash_pick    (seek_pick),
        .stash_value   (seek_value),
        .m_look_valid  (m_look_valid),
        .m_look_found  (m_look_found),
        .m_look_value  (m_look_value)
      );
    end else begin : g_no_look
      assign s_look_tready = 1'b0;
      assign m_look_valid  = 1'b0;
      assign m_look_found  = 1'b0;
      assign m_look_value  = '0;
      assign look_start    = 1'b0;
      assign look_rows     = '0;
      assign look_busy     = 1'b0;
      assign seek          = 1'b0;
      assign seek_key      = '0;
      assign seek_pick     = '0;
      wire unused = |{s_look_key, s_look_tvalid, move_lands, entries, seek_match, seek_value};
    end
  endgenerate

  // An emptied entry is all zeros: its parity is known, whatever was in the registers before.
  wire h0_stays = !erase && h0_keyed && h0_found;

  // ---- memories ----------------------------------------------------------------------

  hash_map_lanes #(
    .KEY_W   (KEY_W),
    .VALUE_W (VALUE_W),
    .SUBS    (SUBS),
    .WAYS    (WAYS),
    .ROWS    (ROWS),
    .EPOCH_W (EPOCH_W),
    .LOOK    (LOOK)
  ) u_lanes (
    .clk         (gclk),
    .rst         (rst),
    .epoch       (epoch),
    .read        (may_start || (LOOK && s_look_tvalid)),
    .read_rows   (look_start ? look_rows : start_rows),
    .check       (!erase),
    .damage      (damage),
    .entries     (entries),
    .keep        (s1_valid_q),
    .look        (s2_valid_q),
    .look_key    (s2_key_q),
    .skip        (known),
    .spoilt      (spoilt),
    .filled      (filled),
    .unread      (unread),
    .match       (lane_match),
    .full        (lane_full),
    .stale       (lane_stale),
    .values      (lane_values),
    .pick_lane   (random_lane),
    .pick_key    (lane_key),
    .pick_value  (lane_value),
    .write       (erase ? '1 : swept && start_op ? '0 : lane_write),
    .write_row   (erase ? sweep_row : h0_row),
    .write_epoch (h0_stays ? epoch : '0),
    .write_key   (h0_stays ? h0_key : '0),
    .write_value (h0_stays ? h0_value : '0)
  );

  hash_map_stash #(
    .KEY_W   (KEY_W),
    .VALUE_W (VALUE_W),
    .STASH   (STASH),
    .ROWS_W  (SUBS * ROW_W),
    .LOOK    (LOOK)
  ) u_stash (
    .clk         (gclk),
    .flush       (flush || rst),
    .look        (s2_valid_q),
    .skip        (known),
    .look_key    (s2_key_q),
    .match       (stash_match),
    .seek        (seek),
    .seek_key    (seek_key),
    .seek_match  (seek_match),
    .seek_pick   (seek_pick),
    .seek_value  (seek_value),
    .pick_idx    (stash_pick),
    .pick_value  (stash_value),
    .free_any    (stash_any),
    .free_low    (stash_low),
    .free_high   (stash_high),
    .put         (stash_put),
    .take        (stash_take),
    .write_idx   (h0_idx),
    .write_key   (h0_swap ? victim_key_q : h0_key),
    .write_value (h0_swap ? victim_value_q : h0_value),
    .used        (stash_in_use),
    .next_valid  (move_valid),
    .next_key    (move_key),
    .next_rows   (move_rows),
    .hash_valid  (hash_valid),
    .hash_key    (hash_key),
    .hash_rows   (hash_rows),
    .next_taken  (start_move)
  );

endmodule

`default_nettype wire
