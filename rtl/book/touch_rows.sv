// SPDX-License-Identifier: BSD-3-Clause
// touch_rows: the K best levels of every side, sorted, so that the touch never searches.
//
//   op     in   slot t+2: symbol; slot t+4: a change of one level, or a refill step
//   best   out  slot t+6: the side's best level after the slot
//   level  out  slot t+5: the change, for the level store behind the rows
//
// Latency     2 cycles, change (t+4) to best (t+6), also when the best level empties.
// Throughput  1 slot every 2 cycles.
// Stall       none; `thin` asks the issuer to hold messages while a row that lost most of its
//             levels waits for a refill, so that a row never runs dry.
// Reset       OP_FORGET for every symbol makes all rows empty and complete.
//
// A row is complete when no level exists behind its tail. Then the row is the whole side; else
// a level worse than the tail may exist in the level store only. A refill (refill.sv) reads
// such levels while messages go on; what it read is appended only if it is strictly better than
// every level behind the tail that changed since the refill started (`disturbed`): up to there
// nothing changed, so the level read is the next one.

`include "tw_book.svh"
`default_nettype none

module touch_rows #(
  parameter int SYMBOLS = 64,
  parameter int K       = 8,                 // levels in a row
  parameter int THIN    = 3,                 // at or below this many, messages wait: two are in flight then
  parameter int SIZE_W  = 48                 // 32 + log2 of live orders: sums are exact
) (
  input  wire logic              clk,
  input  wire logic              rst,

  input  wire logic              op2_valid,
  input  wire logic [15:0]       op2_symbol,

  input  wire logic              op4_valid,
  input  wire logic              op4_change,   // shares come to or leave a level
  input  wire logic              op4_show,     // the side's best is wanted at t+6
  input  wire logic              op4_sub,
  input  wire logic              op4_append,   // refill step: level `rank` of `size` is next
  input  wire logic              op4_none,     // refill step: nothing is behind the tail
  input  wire logic              op4_refill,   // a refill starts
  input  wire logic              op4_queued,   // ... taken from the queue of hungry rows
  input  wire logic              op4_forget,   // both sides become empty
  input  wire logic [15:0]       op4_symbol,
  input  wire logic              op4_sell,
  input  wire logic [30:0]       op4_rank,
  input  wire logic [SIZE_W-1:0] op4_size,

  input  wire logic              op5_kill,     // slot t+5: the change does not happen

  output logic                   level_valid,  // slot t+5
  output level_op_t              level,

  output logic                   best_valid,   // slot t+6: for a slot with op4_show
  output logic                   best_sell,
  output logic                   best_exists,
  output logic [30:0]            best_rank,
  output logic [SIZE_W-1:0]      best_size,

  output logic                   thin,
  output logic                   hungry_queue, // slot t+6: this side wants a refill
  output logic                   hungry_thin,  // ... and messages wait for it
  output logic [15:0]            hungry_side,
  output logic                   step_valid,   // slot t+6: a refill step was judged
  output logic                   step_more,    // taken, and the row has room for more
  output logic                   step_reject   // not taken: start the refill again
);

  localparam int SYM_W  = $clog2(SYMBOLS);
  localparam int N_W    = $clog2(K + 1);
  localparam int LEVELS = K * (RANK_W + SIZE_W);
  localparam int ROW_W  = LEVELS + N_W + 2;  // {queued, complete, n, sizes, ranks}

  // ---- storage: one memory a side, read together ---------------------------------------------
  logic [ROW_W-1:0] bid_mem [0:SYMBOLS-1];
  logic [ROW_W-1:0] ask_mem [0:SYMBOLS-1];
  logic [ROW_W-1:0] bid_s3, ask_s3, bid_s4, ask_s4;
  logic             op3_valid;

  // The last row written: what the read of the next slot does not see yet.
  logic [ROW_W-1:0] row_h0;
  logic [SYM_W:0]   side_h0;
  logic             valid_h0;

  wire [SYM_W-1:0] op4_index = op4_symbol[SYM_W-1:0];
  wire [SYM_W:0]   op4_side  = {op4_index, op4_sell};

  // ---- slot t+4: compare ----------------------------------------------------------------------
  logic [ROW_W-1:0]  row_d, row_s5;
  logic [K-1:0]      before_d, before_s5;    // level is better than the change's rank
  logic [K-1:0]      equal_d, equal_s5;      // level has the change's rank
  logic [K-1:0]      gone_d, gone_s5;        // level has no more shares than are taken

  always_comb begin
    row_d    = row_s5;
    before_d = before_s5;
    equal_d  = equal_s5;
    gone_d   = gone_s5;
    if (op4_valid) begin
      if (valid_h0 && side_h0 == op4_side) row_d = row_h0;
      else                                 row_d = op4_sell ? ask_s4 : bid_s4;
      for (int i = 0; i < K; i++) begin
        before_d[i] = i[N_W-1:0] < row_d[LEVELS +: N_W] && row_d[i*RANK_W +: RANK_W] < op4_rank;
        equal_d[i]  = i[N_W-1:0] < row_d[LEVELS +: N_W] && row_d[i*RANK_W +: RANK_W] == op4_rank;
        gone_d[i]   = row_d[K*RANK_W + i*SIZE_W +: SIZE_W] <= op4_size;
      end
    end
  end

  logic              op5_valid, op5_change, op5_show, op5_sub, op5_append, op5_none, op5_refill, op5_queued, op5_forget;
  logic [SYM_W-1:0]  op5_symbol;
  logic              op5_sell;
  logic [30:0]       op5_rank;
  logic [SIZE_W-1:0] op5_size;

  // ---- slot t+5: apply ------------------------------------------------------------------------
  wire [N_W-1:0] n_s5        = row_s5[LEVELS +: N_W];
  wire           complete_s5 = row_s5[LEVELS + N_W];
  wire           queued_s5   = row_s5[LEVELS + N_W + 1];
  wire           full_s5     = n_s5 == K[N_W-1:0];
  wire           known_s5    = |equal_s5;
  wire           beyond_s5   = before_s5 == (({{(K-1){1'b0}}, 1'b1} << n_s5) - 1'b1);  // worse than every level here
  wire [N_W-1:0] tail_s5     = n_s5 - 1'b1;
  wire [30:0]    tail_rank   = row_s5[tail_s5[$clog2(K)-1:0]*RANK_W +: RANK_W];

  // The refill under way, and the best level behind the tail that changed since it started.
  logic             active_q, disturbed_q;
  logic [SYM_W:0]   active_side_q;
  logic [30:0]      disturbed_rank_q;
  wire              mine = active_q && active_side_q == {op5_symbol, op5_sell};

  wire change     = op5_valid && op5_change && !op5_kill;
  wire add_new    = change && !op5_sub && !known_s5 && !(beyond_s5 && (full_s5 || !complete_s5));
  wire evicts     = add_new && full_s5;
  wire deep       = change && !known_s5 && beyond_s5 && (full_s5 || !complete_s5);
  wire step       = op5_valid && (op5_append || op5_none);
  wire undisturbed = op5_none ? !disturbed_q : (!disturbed_q || op5_rank < disturbed_rank_q);
  wire step_ok    = step && mine && undisturbed && !complete_s5 && (op5_none || (beyond_s5 && !full_s5));
  wire insert     = add_new || (step_ok && op5_append);
  wire remove     = change && op5_sub && |(equal_s5 & gone_s5);
  wire resize     = change && known_s5 && !remove;

  logic [ROW_W-1:0] row_n;                   // the row after the slot
  logic [N_W-1:0]   n_n;
  logic             complete_n, queued_n;

  always_comb begin
    row_n      = row_s5;
    n_n        = n_s5;
    complete_n = complete_s5;
    queued_n   = queued_s5;
    if (op5_valid) begin
      for (int i = 0; i < K; i++) begin
        if (insert && !before_s5[i]) begin
          if (i == 0 || before_s5[(i == 0) ? 0 : i-1]) begin
            row_n[i*RANK_W +: RANK_W] = op5_rank;
            row_n[K*RANK_W + i*SIZE_W +: SIZE_W] = op5_size;
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
            ? row_s5[K*RANK_W + i*SIZE_W +: SIZE_W] - op5_size
            : row_s5[K*RANK_W + i*SIZE_W +: SIZE_W] + op5_size;
      end
      if (insert && !full_s5) n_n = n_s5 + 1'b1;
      if (remove)             n_n = n_s5 - 1'b1;
      if (evicts || (deep && full_s5 && !op5_sub)) complete_n = 1'b0;
      if (step_ok && op5_none) complete_n = 1'b1;
      if (op5_refill && op5_queued) queued_n = 1'b0;
      // Whoever changes a row that misses levels queues it, once.
      if (!op5_refill && !complete_n && n_n < K[N_W-1:0] - 1'b1) queued_n = 1'b1;
      if (op5_forget) begin
        n_n        = '0;
        complete_n = 1'b1;
        queued_n   = 1'b0;
      end
      row_n[LEVELS +: N_W]      = n_n;
      row_n[LEVELS + N_W]       = complete_n;
      row_n[LEVELS + N_W + 1]   = queued_n;
    end
  end

  wire thin_before = !complete_s5 && n_s5 <= THIN[N_W-1:0];
  wire thin_after  = !complete_n && n_n <= THIN[N_W-1:0];
  wire starts      = op5_valid && op5_refill && !complete_s5 && !full_s5;

  assign level_valid = change || starts;
  always_comb begin
    level = '0;
    if (level_valid) begin
      level.kind   = starts ? LEVEL_START : (op5_sub ? LEVEL_SUB : LEVEL_ADD);
      level.side   = {{(15 - SYM_W){1'b0}}, op5_symbol, op5_sell};
      level.rank   = starts ? tail_rank : op5_rank;
      level.shares = op5_size[31:0];
    end
  end

  // ---- slot t+6 ---------------------------------------------------------------------------------
  logic [SYM_W+1:0] thin_count_q;
  logic             shown_q;

  assign thin        = thin_count_q != '0;
  assign best_valid  = shown_q;
  assign best_sell   = side_h0[0];
  assign best_exists = row_h0[LEVELS +: N_W] != '0;
  assign best_rank   = row_h0[RANK_W-1:0];
  assign best_size   = row_h0[K*RANK_W +: SIZE_W];

  wire writes = op5_valid && (op5_show || insert || remove || resize || step || op5_refill || op5_forget || deep);

  always_ff @(posedge clk) begin
    op3_valid <= op2_valid;
    if (op2_valid) begin
      bid_s3 <= bid_mem[op2_symbol[SYM_W-1:0]];
      ask_s3 <= ask_mem[op2_symbol[SYM_W-1:0]];
    end
    if (op3_valid) begin
      bid_s4 <= bid_s3;
      ask_s4 <= ask_s3;
    end

    op5_valid <= op4_valid;
    if (op4_valid) begin
      row_s5     <= row_d;
      before_s5  <= before_d;
      equal_s5   <= equal_d;
      gone_s5    <= gone_d;
      op5_change <= op4_change;
      op5_show   <= op4_show;
      op5_sub    <= op4_sub;
      op5_append <= op4_append;
      op5_none   <= op4_none;
      op5_refill <= op4_refill;
      op5_queued <= op4_queued;
      op5_forget <= op4_forget;
      op5_symbol <= op4_index;
      op5_sell   <= op4_sell;
      op5_rank   <= op4_rank;
      op5_size   <= op4_size;
    end

    shown_q      <= op5_valid && op5_show;
    hungry_queue <= writes && queued_n && !queued_s5;
    hungry_thin  <= writes && thin_after && !thin_before;
    step_valid   <= 1'b0;
    if (writes) begin
      row_h0   <= row_n;
      side_h0  <= {op5_symbol, op5_sell};
      valid_h0 <= 1'b1;

      thin_count_q <= thin_count_q + {{(SYM_W+1){1'b0}}, thin_after && !op5_forget}
                                   - {{(SYM_W+1){1'b0}}, thin_before && !op5_forget};
      hungry_side  <= {{(15 - SYM_W){1'b0}}, op5_symbol, op5_sell};
    end

    // Judged steps, and refills that found nothing to do.
    if (step || (op5_valid && op5_refill && !starts)) begin
      step_valid  <= 1'b1;
      step_more   <= step_ok && op5_append && n_n != K[N_W-1:0];
      step_reject <= step && !step_ok && !complete_s5 && !full_s5;
    end
    if (op5_valid && op5_refill) begin
      active_q      <= starts;
      active_side_q <= {op5_symbol, op5_sell};
      disturbed_q   <= 1'b0;
    end else if (mine && (deep || evicts)) begin
      disturbed_q <= 1'b1;
      if (!disturbed_q || (deep ? op5_rank : tail_rank) < disturbed_rank_q)
        disturbed_rank_q <= deep ? op5_rank : tail_rank;
    end

    if (rst || (op5_valid && op5_forget)) begin
      thin_count_q <= '0;
      active_q     <= 1'b0;
    end
    if (rst) begin
      op3_valid    <= 1'b0;
      op5_valid    <= 1'b0;
      valid_h0     <= 1'b0;
      shown_q    <= 1'b0;
      hungry_queue <= 1'b0;
      hungry_thin  <= 1'b0;
      step_valid   <= 1'b0;
    end
  end

  // FORGET comes once for each side; both sides' memories are written by the slot's own side.
  always_ff @(posedge clk) begin
    if (writes && !op5_sell) bid_mem[op5_symbol] <= row_n;
    if (writes && op5_sell)  ask_mem[op5_symbol] <= row_n;
  end

endmodule

`default_nettype wire
