// SPDX-License-Identifier: BSD-3-Clause
// touch_rows: the K best levels of every side, sorted, so that the touch never searches.
//
//   op2    in   slot t+2: symbol, its rows are read
//   cmp    in   a change of one level or the next levels of a refill; c = t+3 for what adds, else t+4
//   best   out  c+2: the side's best level after the slot
//   level  out  c+1: the change, for the level store behind the rows; starts of refills besides
//
// Latency     2 cycles, cmp to best, also when the best level empties.
// Throughput  1 slot every 2 cycles; a change that adds may come 1 cycle after one that takes away.
// Stall       none; `thin` asks the issuer to hold messages while a row that lost most of its
//             levels waits for a refill, so that a row never runs dry.
// Reset       cmp_forget for every side makes all rows empty and complete.
//
// A row is complete when no level exists behind its tail. Then the row is the whole side; else
// a level worse than the tail may exist in the level store only. Refills (refill.sv) read
// such levels while messages go on; what they read is appended only if it is strictly better than
// every level behind the tail that changed since the refill started (row_refills): up to there
// nothing changed, so the levels read are the next ones.

`include "tw_book.svh"
`default_nettype none

module touch_rows #(
  parameter int SYMBOLS = 64,
  parameter int K       = 8,                 // levels in a row: a power of two, 4 or more
  parameter int LOW     = 4,                 // at or below this many, the row wants levels
  parameter int THIN    = 3,                 // at or below this many, messages wait: two are in flight then
  parameter int REFILLS = 8,
  parameter int SIZE_W  = 48                 // 32 + log2 of live orders: sums are exact
) (
  input  wire logic              clk,
  input  wire logic              rst,

  input  wire logic              op2_valid,
  input  wire logic [15:0]       op2_symbol,

  input  wire logic              cmp_valid,
  input  wire logic              cmp_change,   // shares come to or leave a level
  input  wire logic              cmp_sub,
  input  wire logic              cmp_append,   // levels of refill cmp_refill: chunk_*, cmp_rank is the first
  input  wire logic              cmp_look,     // the side has waited for a refill
  input  wire logic              cmp_forget,   // the side becomes empty
  input  wire logic [15:0]       cmp_symbol,
  input  wire logic              cmp_sell,
  input  wire logic [RANK_W-1:0] cmp_rank,
  input  wire logic [SHARES_W-1:0] cmp_shares,
  input  wire logic [3:0]        cmp_refill,
  input  wire logic              apply_refused, // c+1: a change that adds does not happen

  input  wire logic [2:0]        chunk_count,  // c and c+1: levels that follow each other
  input  wire logic              chunk_none,   // ... and nothing is behind them
  input  wire logic [4*RANK_W-1:0] chunk_ranks,
  input  wire logic [4*SIZE_W-1:0] chunk_sizes,

  output logic                   level_valid,
  output level_op_t              level,

  output logic                   best_valid,   // c+2: for a slot with cmp_change
  output logic                   best_sell,
  output logic                   best_exists,
  output logic [RANK_W-1:0]      best_rank,
  output logic [SIZE_W-1:0]      best_size,

  output logic                   thin,
  input  wire logic [REFILLS-1:0] idle,        // refills that may start anew
  output logic                   wake_valid,   // c+2: bring the next levels
  output logic [3:0]             wake_refill,
  output logic                   drop_valid,   // c+2: over
  output logic [3:0]             drop_refill,
  output logic                   wait_valid,   // c+2: this side waits for a free refill
  output logic [15:0]            wait_side
);

  localparam int SYM_W  = $clog2(SYMBOLS);
  localparam int K_W    = $clog2(K);
  localparam int N_W    = $clog2(K + 1);
  localparam int LEVELS = K * (RANK_W + SIZE_W);
  localparam int COMPLETE = LEVELS + N_W, QUEUED = LEVELS + N_W + 1;
  localparam int ROW_W  = LEVELS + N_W + 2;  // {queued, complete, n, sizes, ranks}

  // A chunk is placed at `n` and on, in as many bits as `n` has.
  initial if (K < 4 || K != 1 << K_W) $fatal(1, "touch_rows: K must be a power of two, 4 or more");

  // ---- storage: one memory a side, read together ---------------------------------------------
  logic [ROW_W-1:0] bid_mem [0:SYMBOLS-1];
  logic [ROW_W-1:0] ask_mem [0:SYMBOLS-1];
  logic [ROW_W-1:0] bid_s3, ask_s3;

  // The last row written: what a read does not see yet.
  logic [ROW_W-1:0] row_h0;
  logic [SYM_W:0]   side_h0;
  logic             valid_h0;

  wire [SYM_W:0]    cmp_side = {cmp_symbol[SYM_W-1:0], cmp_sell};

  // The clock rests while no slot is under way here.
  logic gclk, op5_valid, shown_q;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || op2_valid || cmp_valid || op5_valid || shown_q || wait_valid),
    .gclk   (gclk)
  );

  // ---- c: compare -----------------------------------------------------------------------------
  logic [ROW_W-1:0]  row_d, row_s5, row_n;
  logic [K-1:0]      before_d, before_s5;    // level is better than the change's rank
  logic [K-1:0]      equal_d, equal_s5;      // level has the change's rank
  logic [K-1:0]      gone_d, gone_s5;        // level has no more shares than are taken
  logic [2:0]        take_d, take_s5;        // levels of the chunk that go into the row
  logic              trust_all, trust_all_s5;
  logic [RANK_W-1:0] trust_rank;

  logic              op5_change, op5_sub, op5_append, op5_look, op5_forget;
  logic [SYM_W:0]    op5_side;
  logic [RANK_W-1:0] op5_rank;
  logic [SHARES_W-1:0] op5_shares;
  logic [3:0]        op5_refill;

  // The slot in front may be applied in this very cycle. Only an add comes so close, and only behind
  // a slot that takes away: the row as it was is compared, and the levels behind a removed one move up.
  wire              remove;
  wire              meets = op5_valid && op5_side == cmp_side;
  wire [ROW_W-1:0]  row_old = meets ? row_s5 : (valid_h0 && side_h0 == cmp_side) ? row_h0 : (cmp_sell ? ask_s3 : bid_s3);
  wire [N_W-1:0]    n_old = row_old[LEVELS +: N_W];
  logic [K-1:0]     before_old, equal_old;
  wire [K-1:0]      used_old = ({{(K-1){1'b0}}, 1'b1} << n_old) - 1'b1;
  wire              follows = !row_old[COMPLETE] && before_old == used_old;  // a chunk continues the row

  always_comb begin
    row_d      = row_s5;
    before_d   = before_s5;
    equal_d    = equal_s5;
    gone_d     = gone_s5;
    take_d     = take_s5;
    before_old = '0;
    equal_old  = '0;
    if (cmp_valid) begin
      row_d = meets ? row_n : row_old;
      for (int i = 0; i < K; i++) begin
        before_old[i] = i[N_W-1:0] < n_old && row_old[i*RANK_W +: RANK_W] < cmp_rank;
        equal_old[i]  = i[N_W-1:0] < n_old && row_old[i*RANK_W +: RANK_W] == cmp_rank;
        gone_d[i]     = row_old[K*RANK_W + i*SIZE_W +: SIZE_W] <= {{(SIZE_W - SHARES_W){1'b0}}, cmp_shares};
      end
      before_d = before_old;
      equal_d  = equal_old;
      if (meets && remove)
        for (int i = 0; i < K; i++)
          if (!before_s5[i]) begin
            before_d[i] = i != K - 1 && before_old[(i == K-1) ? i : i+1];
            equal_d[i]  = i != K - 1 && equal_old[(i == K-1) ? i : i+1];
          end
      // Levels of a refill are in order: as many as can be believed, and have room.
      take_d = 3'd0;
      for (int i = 0; i < 4; i++)
        if (take_d == i[2:0] && i[2:0] < chunk_count && n_old + i[N_W-1:0] < K[N_W-1:0] && follows
            && (trust_all || chunk_ranks[i*RANK_W +: RANK_W] < trust_rank))
          take_d = i[2:0] + 3'd1;
    end
  end

  // ---- c+1: apply -----------------------------------------------------------------------------
  wire [N_W-1:0] n_s5        = row_s5[LEVELS +: N_W];
  wire           complete_s5 = row_s5[COMPLETE];
  wire           queued_s5   = row_s5[QUEUED];
  wire           full_s5     = n_s5 == K[N_W-1:0];
  wire           known_s5    = |equal_s5;
  wire [K-1:0]   used_s5     = ({{(K-1){1'b0}}, 1'b1} << n_s5) - 1'b1;
  wire           beyond_s5   = before_s5 == used_s5;  // worse than every level here
  wire           outside_s5  = beyond_s5 && (full_s5 || !complete_s5);

  wire change  = op5_valid && op5_change && !apply_refused;
  wire insert  = change && !op5_sub && !known_s5 && !outside_s5;
  wire evicts  = insert && full_s5;
  wire deep    = change && !known_s5 && outside_s5;
  assign remove = op5_valid && op5_change && op5_sub && |(equal_s5 & gone_s5);
  wire resize  = change && known_s5 && !remove;
  wire judged  = op5_valid && op5_append;
  wire whole   = take_s5 == chunk_count && (!chunk_none || trust_all_s5);

  logic [N_W-1:0]   n_n;
  logic             complete_n, queued_n, hungry, served;

  // How many levels the row has then, and whether it wants more.
  always_comb begin
    n_n        = n_s5;
    complete_n = complete_s5;
    hungry     = 1'b0;
    if (op5_valid) begin
      if (insert && !full_s5) n_n = n_s5 + 1'b1;
      if (remove)             n_n = n_s5 - 1'b1;
      if (op5_append)         n_n = n_s5 + {{(N_W-3){1'b0}}, take_s5};
      if (evicts || (deep && full_s5 && !op5_sub)) complete_n = 1'b0;
      if (op5_append && chunk_none && whole) complete_n = 1'b1;
      if (op5_forget) begin
        n_n        = '0;
        complete_n = 1'b1;
      end
      hungry = !complete_n && n_n <= LOW[N_W-1:0];
    end
  end

  always_comb begin
    row_n    = row_s5;
    queued_n = queued_s5;
    if (op5_valid) begin
      for (int i = 0; i < K; i++) begin
        if (insert && !before_s5[i]) begin
          if (i == 0 || before_s5[(i == 0) ? 0 : i-1]) begin
            row_n[i*RANK_W +: RANK_W] = op5_rank;
            row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = {{(SIZE_W - SHARES_W){1'b0}}, op5_shares};
          end else begin
            row_n[i*RANK_W +: RANK_W] = row_s5[((i == 0) ? 0 : i-1)*RANK_W +: RANK_W];
            row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = row_s5[K*RANK_W + ((i == 0) ? 0 : i-1)*SIZE_W +: SIZE_W];
          end
        end
        if (remove && !before_s5[i]) begin
          row_n[i*RANK_W +: RANK_W] = row_s5[((i == K-1) ? i : i+1)*RANK_W +: RANK_W];
          row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = row_s5[K*RANK_W + ((i == K-1) ? i : i+1)*SIZE_W +: SIZE_W];
        end
        if (resize && equal_s5[i])
          row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = op5_sub
            ? row_s5[K*RANK_W + i*SIZE_W +: SIZE_W] - {{(SIZE_W - SHARES_W){1'b0}}, op5_shares}
            : row_s5[K*RANK_W + i*SIZE_W +: SIZE_W] + {{(SIZE_W - SHARES_W){1'b0}}, op5_shares};
        // A place that is not in use may take any level of the chunk: n says how many count.
        if (op5_append && !before_s5[i])
          for (int j = 0; j < 4; j++)
            if (n_s5 + j[N_W-1:0] == i[N_W-1:0]) begin
              row_n[i*RANK_W +: RANK_W] = chunk_ranks[j*RANK_W +: RANK_W];
              row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = chunk_sizes[j*SIZE_W +: SIZE_W];
            end
      end
      if (op5_look || op5_forget) queued_n = 1'b0;
      if (hungry && !served && n_n <= THIN[N_W-1:0]) queued_n = 1'b1;
      row_n[LEVELS +: N_W] = n_n;
      row_n[COMPLETE]      = complete_n;
      row_n[QUEUED]        = queued_n;
    end
  end

  wire thin_before = !complete_s5 && n_s5 <= THIN[N_W-1:0];
  wire thin_after  = !complete_n && n_n <= THIN[N_W-1:0];

  // ---- refills ----------------------------------------------------------------------------------
  wire [K_W-1:0] tail_h0 = row_h0[LEVELS +: K_W] - 1'b1;
  logic          start_valid;
  level_op_t     start;

  row_refills #(.SIDE_W(SYM_W + 1), .REFILLS(REFILLS)) refills (
    .clk(clk), .rst(rst), .forget(op5_valid && op5_forget), .idle(idle),
    .ask_refill(cmp_refill), .trust_all(trust_all), .trust_rank(trust_rank),
    .slot_valid(op5_valid), .slot_side(op5_side), .slot_disturbs(deep || evicts),
    .slot_rank(deep ? op5_rank : row_s5[(K-1)*RANK_W +: RANK_W]),
    .slot_judged(judged), .slot_over(!whole || chunk_none), .slot_refill(op5_refill),
    .slot_hungry(hungry), .slot_served(served),
    .tail_rank(row_h0[tail_h0*RANK_W +: RANK_W]), .busy(change), .start_valid(start_valid), .start(start),
    .wake_valid(wake_valid), .wake_refill(wake_refill), .drop_valid(drop_valid), .drop_refill(drop_refill)
  );

  assign level_valid = change || start_valid;
  always_comb begin
    level = start;
    if (change) begin
      level.kind   = op5_sub ? LEVEL_SUB : LEVEL_ADD;
      level.side   = {{(15 - SYM_W){1'b0}}, op5_side};
      level.rank   = op5_rank;
      level.shares = op5_shares;
    end
  end

  // ---- c+2 --------------------------------------------------------------------------------------
  logic [SYM_W+1:0] thin_count_q;

  assign thin        = thin_count_q != '0;
  assign best_valid  = shown_q;
  assign best_sell   = side_h0[0];
  assign best_exists = row_h0[LEVELS +: N_W] != '0;
  assign best_rank   = row_h0[RANK_W-1:0];
  assign best_size   = row_h0[K*RANK_W +: SIZE_W];
  assign wait_side   = {{(15 - SYM_W){1'b0}}, side_h0};

  always_ff @(posedge gclk) begin
    if (op2_valid) begin
      bid_s3 <= bid_mem[op2_symbol[SYM_W-1:0]];
      ask_s3 <= ask_mem[op2_symbol[SYM_W-1:0]];
    end

    op5_valid <= cmp_valid;
    if (cmp_valid) begin
      row_s5       <= row_d;
      before_s5    <= before_d;
      equal_s5     <= equal_d;
      gone_s5      <= gone_d;
      take_s5      <= take_d;
      trust_all_s5 <= trust_all;
      op5_change   <= cmp_change;
      op5_sub      <= cmp_sub;
      op5_append   <= cmp_append;
      op5_look     <= cmp_look;
      op5_forget   <= cmp_forget;
      op5_side     <= cmp_side;
      op5_rank     <= cmp_rank;
      op5_shares   <= cmp_shares;
      op5_refill   <= cmp_refill;
    end

    shown_q    <= op5_valid && op5_change;
    wait_valid <= op5_valid && queued_n && !(queued_s5 && !op5_look);
    if (op5_valid) begin
      row_h0   <= row_n;
      side_h0  <= op5_side;
      valid_h0 <= 1'b1;
      thin_count_q <= thin_count_q + {{(SYM_W+1){1'b0}}, thin_after && !op5_forget}
                                   - {{(SYM_W+1){1'b0}}, thin_before && !op5_forget};
      if (op5_side[0]) ask_mem[op5_side[SYM_W:1]] <= row_n;
      else             bid_mem[op5_side[SYM_W:1]] <= row_n;
    end

    if (rst || (op5_valid && op5_forget)) thin_count_q <= '0;
    if (rst) begin
      op5_valid  <= 1'b0;
      valid_h0   <= 1'b0;
      shown_q    <= 1'b0;
      wait_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
