// SPDX-License-Identifier: BSD-3-Clause
// touch_state: what was last published of every symbol, and whether a slot changed it.
//
//   op2    in   slot t+2: symbol
//   cmp    in   what the slot does to the symbol; c = t+3 for what adds, else t+4
//   best   in   c+2: the best level of one side after the slot (touch_rows)
//   touch  out  c+2: the new touch, when it differs from the published one
//
// Latency     2 cycles, cmp to touch; the best level goes straight into it.
// Throughput  1 slot every 2 cycles, cmp at least 1 cycle apart.
// Stall       none; the sink takes every touch.
// Reset       OP_FORGET for every symbol.
//
// Published sizes saturate at 2^32-1; the rows behind them are exact.

`include "tw_book.svh"
`default_nettype none

module touch_state #(
  parameter int SYMBOLS = 64,
  parameter int SIZE_W  = 48
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic [31:0]       cycle,
  input  wire logic              stale,
  input  wire logic [3:0]        lines,        // {ended, silent, silent_b, silent_a}

  input  wire logic              op2_valid,
  input  wire logic [15:0]       op2_symbol,

  input  wire logic              cmp_valid,    // only slots that concern a tracked symbol
  input  wire logic              cmp_early,    // c is t+3
  input  wire book_op_t          cmp_op,
  input  wire logic [15:0]       cmp_symbol,
  input  wire logic [15:0]       cmp_locate,
  input  wire logic              cmp_last,     // the message ends here: publish
  input  wire logic              apply_inexact, // c+1

  input  wire logic              lost_valid,   // a level of this symbol was lost behind the rows
  input  wire logic [15:0]       lost_symbol,

  input  wire logic              best_valid,
  input  wire logic              best_sell,
  input  wire logic              best_exists,
  input  wire logic [30:0]       best_rank,
  input  wire logic [SIZE_W-1:0] best_size,

  output touch_t                 m_touch_tdata,
  output logic                   m_touch_tvalid
);

  localparam int SYM_W = $clog2(SYMBOLS);

  // {published, flags, bid price, bid size, ask price, ask size, trading state, halt, inexact}
  // Flags are those below FLAG_LOST, which is none of a symbol, then `lines`.
  localparam int STATE_W = 1 + 9 + 128 + 8 + 1 + 1;
  localparam int INEXACT = 0, HALT = 1, TRADING = 2, ASK_SIZE = 10, ASK_PRICE = 42, BID_SIZE = 74,
                 BID_PRICE = 106, FLAGS = 138, LINES = 143, PUBLISHED = 147;
  localparam int SHOWN_W = PUBLISHED - ASK_SIZE;    // what makes a touch differ

  logic [STATE_W-1:0] mem [0:SYMBOLS-1];
  logic [STATE_W-1:0] state_s3, state_s4, state_s5, state_s6, state_h0;
  logic [SYM_W-1:0]   symbol_s5, symbol_s6, symbol_h0;
  logic               op3_valid, op5_valid, op6_valid, valid_h0;
  logic [3:0]         kind_s5, kind_s6;
  logic [7:0]         code_s5, code_s6;
  logic               inexact_s6, last_s5, last_s6, silent_s5, silent_s6;
  logic [15:0]        locate_s5, locate_s6;
  info_t              info_s5, info_s6;
  logic [SYMBOLS-1:0] lost_q;

  // ---- c+2: the symbol after the slot --------------------------------------------------
  wire forget = kind_s6 == OP_FORGET;
  wire [31:0] size_shown = !best_exists ? 32'd0 : (|best_size[SIZE_W-1:32] ? 32'hffffffff : best_size[31:0]);
  wire [31:0] price_shown = !best_exists ? 32'd0 : {1'b0, best_sell ? best_rank : ~best_rank};

  logic [STATE_W-1:0] state_n;
  logic               differs;

  always_comb begin
    state_n        = state_s6;
    differs        = 1'b0;
    m_touch_tvalid = 1'b0;
    if (op6_valid) begin
      if (best_valid && best_sell) state_n[ASK_SIZE +: 64] = {price_shown, size_shown};
      if (best_valid && !best_sell) state_n[BID_SIZE +: 64] = {price_shown, size_shown};
      if (kind_s6 == OP_STATE) state_n[TRADING +: 8] = code_s6;
      if (kind_s6 == OP_HALT) state_n[HALT] = code_s6 == "H";
      state_n[INEXACT] = state_s6[INEXACT] || inexact_s6 || lost_q[symbol_s6];
      if (forget) state_n = {state_s6[PUBLISHED], {(STATE_W-1){1'b0}}};

      state_n[LINES +: 4]           = lines;
      state_n[FLAGS + FLAG_STALE]   = stale || lines[3] || lines[2];
      state_n[FLAGS + FLAG_INEXACT] = state_n[INEXACT];
      state_n[FLAGS + FLAG_HALTED]  = state_n[TRADING +: 8] != "T" || state_n[HALT];
      state_n[FLAGS + FLAG_CROSSED] = |state_n[BID_SIZE +: 32] && |state_n[ASK_SIZE +: 32]
                                      && state_n[BID_PRICE +: 32] > state_n[ASK_PRICE +: 32];
      state_n[FLAGS + FLAG_LOCKED]  = |state_n[BID_SIZE +: 32] && |state_n[ASK_SIZE +: 32]
                                      && state_n[BID_PRICE +: 32] == state_n[ASK_PRICE +: 32];

      differs = state_n[ASK_SIZE +: SHOWN_W] != state_s6[ASK_SIZE +: SHOWN_W] || !state_s6[PUBLISHED];
      m_touch_tvalid = last_s6 && differs && !silent_s6
                       && (state_s6[PUBLISHED] || |state_n[BID_SIZE +: 32] || |state_n[ASK_SIZE +: 32]);
      // A load is not a new day: what was shown is to be told of what becomes of it.
      state_n[PUBLISHED] = (state_s6[PUBLISHED] || m_touch_tvalid) && !(forget && code_s6 == 8'd0);

      // In the middle of a replace nothing is published, so what was published stands.
      if (!last_s6) state_n[ASK_SIZE +: SHOWN_W] = state_s6[ASK_SIZE +: SHOWN_W];
    end
  end

  always_comb begin
    m_touch_tdata = '0;
    if (m_touch_tvalid) begin
      m_touch_tdata.symbol        = {{(16 - SYM_W){1'b0}}, symbol_s6};
      m_touch_tdata.locate        = locate_s6;
      m_touch_tdata.bid_price     = state_n[BID_PRICE +: 32];
      m_touch_tdata.bid_size      = state_n[BID_SIZE +: 32];
      m_touch_tdata.ask_price     = state_n[ASK_PRICE +: 32];
      m_touch_tdata.ask_size      = state_n[ASK_SIZE +: 32];
      m_touch_tdata.flags         = {6'd0, state_n[LINES +: 4], 1'b0, state_n[FLAGS +: 5]};
      m_touch_tdata.publish_delta = cycle - info_s6.last_cycle;
      m_touch_tdata.info          = info_s6;
    end
  end

  // ---- slots t+2 to c+2 ---------------------------------------------------------------------
  wire [SYM_W-1:0]   cmp_index = cmp_symbol[SYM_W-1:0];
  logic [SYM_W-1:0]  symbol_s3;

  // The slots in front may not be in the memory yet: each step looks at what comes out, and after the
  // read also at what came out while reading. Early behind late, these are two slots in a row.
  wire [STATE_W-1:0] state_n3 = (op6_valid && symbol_s6 == symbol_s3) ? state_n
                              : (valid_h0 && symbol_h0 == symbol_s3) ? state_h0 : state_s3;

  always_ff @(posedge clk) begin
    op3_valid <= op2_valid;
    if (op2_valid) begin
      state_s3  <= mem[op2_symbol[SYM_W-1:0]];
      symbol_s3 <= op2_symbol[SYM_W-1:0];
    end
    if (op3_valid) state_s4 <= state_n3;

    op5_valid <= cmp_valid;
    if (cmp_valid) begin
      state_s5  <= cmp_early ? state_n3 : ((op6_valid && symbol_s6 == cmp_index) ? state_n : state_s4);
      symbol_s5 <= cmp_index;
      kind_s5   <= cmp_op.kind;
      code_s5   <= cmp_op.code;
      last_s5   <= cmp_last;
      silent_s5 <= cmp_op.none;
      locate_s5 <= cmp_locate;
      info_s5   <= cmp_op.info;
    end

    op6_valid <= op5_valid;
    if (op5_valid) begin
      state_s6   <= (op6_valid && symbol_s6 == symbol_s5) ? state_n : state_s5;
      symbol_s6  <= symbol_s5;
      kind_s6    <= kind_s5;
      code_s6    <= code_s5;
      inexact_s6 <= apply_inexact;
      last_s6    <= last_s5;
      silent_s6  <= silent_s5;
      locate_s6  <= locate_s5;
      info_s6    <= info_s5;
    end

    if (op6_valid) begin
      mem[symbol_s6] <= state_n;
      state_h0       <= state_n;
      symbol_h0      <= symbol_s6;
      valid_h0       <= 1'b1;
    end

    if (lost_valid) lost_q[lost_symbol[SYM_W-1:0]] <= 1'b1;
    if (op6_valid && forget) lost_q[symbol_s6] <= 1'b0;
    if (rst) begin
      op3_valid <= 1'b0;
      op5_valid <= 1'b0;
      op6_valid <= 1'b0;
      valid_h0  <= 1'b0;
      lost_q    <= '0;
    end
  end

endmodule

`default_nettype wire
