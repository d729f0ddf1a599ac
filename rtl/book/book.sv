// SPDX-License-Identifier: BSD-3-Clause
// book: events in, every change of a symbol's best bid and offer out, exactly.
//
//   s_event  in   decoded messages, in sequence (rtl/feed)
//   m_touch  out  the touch of a symbol, each time it differs from the published one
//
//            t        t+1    t+2        t+3    t+4              t+5          t+6
//   slot ──► locate ───────► symbol ──► rows and state read ──► compare ───► apply ──► touch
//        └─► order table: hash ──────────────► order ─────────────┘  │
//                                                                    └──► level store ──► refill ──► rows
//
// Latency     6 cycles, s_event to m_touch, when nothing waits.
//   replace: 8 cycles
// Throughput  1 slot every 2 cycles; a replace takes two. Refills and sweeps take slots.
// Stall       s_event_tready falls when the event queue is full.
// Reset       synchronous; the tables are swept first, ORDERS / 8 cycles (status_clearing).
//
// The touch path never searches: a row holds the K best levels of a side (touch_rows), and the
// exact structures behind it (level_store) only refill its tail.

`include "tw_book.svh"
`default_nettype none

module book #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter int QUEUE   = 4096,
  parameter int STASH   = 16
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,

  input  wire event_t       s_event_tdata,
  input  wire logic         s_event_tvalid,
  output logic              s_event_tready,

  input  wire logic         cfg_all,
  input  wire logic [63:0]  cfg_symbol_name,
  input  wire logic [15:0]  cfg_symbol_locate,
  input  wire logic         cmd_symbol_valid,
  input  wire logic [1:0]   cmd_symbol_op,
  input  wire logic [15:0]  cmd_symbol_index,
  input  wire logic         cmd_fresh,

  output touch_t            m_touch_tdata,
  output logic              m_touch_tvalid,

  output logic              status_stale,
  output logic              status_busy,
  output logic              status_clearing,
  output logic              shown_ready,
  output logic              shown_known,
  output logic [15:0]       shown_locate,
  output logic [63:0]       shown_name,
  output logic [15:0]       symbol_count,

  output logic              stat_book_valid,
  output logic [3:0]        stat_book_code,
  output logic              stat_levels_lost_valid,
  output logic [31:0]       queue_max,
  output logic [31:0]       orders_live,
  output logic [31:0]       orders_stash,
  output logic [31:0]       levels_live
);

  localparam int SIZE_W = 32 + $clog2(ORDERS);    // a sum of ORDERS times 2^32-1

  initial if (SYMBOLS < 2 || SYMBOLS > 4096 || SYMBOLS != 1 << $clog2(SYMBOLS)
              || ORDERS != 1 << $clog2(ORDERS) || LOCATES != 1 << $clog2(LOCATES))
    $fatal(1, "book: SYMBOLS (2 to 4096), ORDERS and LOCATES must be powers of two");

  // ---- events to slots ------------------------------------------------------------------------
  event_t   event_data;
  logic     event_valid, event_ready;
  book_op_t op0, op1, op2, op3, op4, refill_op;
  logic     op0_valid, op1_valid, op2_valid, op3_valid, op4_valid;
  logic     refill_valid, refill_ready, refill_busy, hold_refill;
  logic     orders_ready, orders_clearing, name_ready, names_clearing;
  logic     store_room, store_busy, store_clearing, thin, clear_tables, issue_busy, stale;
  logic     issue_stat_valid, order_stat_valid, directory_stat_valid;
  logic [3:0] issue_stat_code, order_stat_code, directory_stat_code;

  event_queue #(.DEPTH(QUEUE)) queue (
    .clk(clk), .rst(rst),
    .s_event_tdata(s_event_tdata), .s_event_tvalid(s_event_tvalid), .s_event_tready(s_event_tready),
    .m_event_tdata(event_data), .m_event_tvalid(event_valid), .m_event_tready(event_ready),
    .used_max(queue_max)
  );

  book_issue #(.SYMBOLS(SYMBOLS)) issue (
    .clk(clk), .rst(rst),
    .s_event_tdata(event_data), .s_event_tvalid(event_valid), .s_event_tready(event_ready),
    .s_refill_tdata(refill_op), .s_refill_tvalid(refill_valid), .s_refill_tready(refill_ready),
    .op_ready(orders_ready), .name_ready(name_ready), .room(store_room), .thin(thin),
    .store_busy(store_busy), .tables_clearing(orders_clearing || names_clearing || store_clearing),
    .cmd_fresh(cmd_fresh),
    .m_op_tvalid(op0_valid), .m_op_tdata(op0),
    .clear_tables(clear_tables), .hold_refill(hold_refill), .stale(stale),
    .stat_valid(issue_stat_valid), .stat_code(issue_stat_code),
    .status_clearing(status_clearing), .busy(issue_busy)
  );

  always_ff @(posedge clk) begin
    op1_valid <= op0_valid;
    op2_valid <= op1_valid;
    op3_valid <= op2_valid;
    op4_valid <= op3_valid;
    if (op0_valid) op1 <= op0;
    if (op1_valid) op2 <= op1;
    if (op2_valid) op3 <= op2;
    if (op3_valid) op4 <= op3;
    if (rst) begin
      op1_valid <= 1'b0;
      op2_valid <= 1'b0;
      op3_valid <= 1'b0;
      op4_valid <= 1'b0;
    end
  end

  // ---- symbol and order -----------------------------------------------------------------------
  logic [15:0] op2_symbol, op4_symbol, op4_locate;
  logic        op4_tracked;

  symbol_filter #(.SYMBOLS(SYMBOLS), .LOCATES(LOCATES)) symbols (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .cfg_all(cfg_all), .clearing(names_clearing),
    .op0_valid(op0_valid), .op0(op0), .s_name_tready(name_ready),
    .op2(op2), .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .op4(op4), .op4_valid(op4_valid), .op4_tracked(op4_tracked), .op4_symbol(op4_symbol), .op4_locate(op4_locate),
    .stat_valid(directory_stat_valid), .stat_code(directory_stat_code),
    .cmd_valid(cmd_symbol_valid), .cmd_op(cmd_symbol_op), .cmd_index(cmd_symbol_index),
    .cfg_name(cfg_symbol_name), .cfg_locate(cfg_symbol_locate),
    .shown_ready(shown_ready), .shown_known(shown_known), .shown_locate(shown_locate), .shown_name(shown_name),
    .symbol_count(symbol_count)
  );

  logic        row_valid, row_show, row_sub, row_sell, order_inexact, order_full;
  logic [30:0] row_rank;
  logic [31:0] row_shares;

  wire order_op = op0_valid && op0.kind >= OP_ADD && op0.kind <= OP_REPLACE_NEW;

  order_table #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .STASH(STASH)) orders (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .clearing(orders_clearing),
    .s_op_tvalid(order_op), .s_op_tready(orders_ready), .s_op_key(op0.reference), .s_idle_hint(1'b0),
    .op4_valid(op4_valid), .op4(op4), .op4_tracked(op4_tracked), .op4_symbol(op4_symbol), .stale(stale),
    .m_row_tvalid(row_valid), .m_row_show(row_show), .m_row_sub(row_sub), .m_row_sell(row_sell),
    .m_row_rank(row_rank), .m_row_shares(row_shares), .m_inexact(order_inexact), .m_full(order_full),
    .stat_book_valid(order_stat_valid), .stat_book_code(order_stat_code),
    .live(orders_live), .stash_max(orders_stash)
  );

  // ---- rows and touch -------------------------------------------------------------------------
  wire op4_append = op4.kind == OP_APPEND && !op4.none;
  wire op4_none   = op4.kind == OP_APPEND && op4.none;
  wire op4_refill = op4.kind == OP_REFILL;
  wire op4_forget = op4.kind == OP_FORGET;
  wire row_slot   = op4_valid && (row_show || op4.kind == OP_APPEND || op4_refill || op4_forget);
  wire given_side = op4.kind >= OP_REFRESH;

  logic              level_valid, best_valid, best_sell, best_exists;
  level_op_t         level;
  logic [30:0]       best_rank;
  logic [SIZE_W-1:0] best_size;
  logic              hungry_queue, hungry_thin, step_valid, step_more, step_reject;
  logic [15:0]       hungry_side;

  touch_rows #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) rows (
    .clk(clk), .rst(rst), .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .op4_valid(row_slot), .op4_change(row_valid), .op4_show(row_show), .op4_sub(row_sub),
    .op4_append(op4_append), .op4_none(op4_none), .op4_refill(op4_refill), .op4_queued(op4.queued),
    .op4_forget(op4_forget), .op4_symbol(op4_symbol), .op4_sell(given_side ? op4.sell : row_sell),
    .op4_rank(op4_append ? op4.price[30:0] : row_rank),
    .op4_size(op4_append ? op4.reference[SIZE_W-1:0] : {{(SIZE_W - 32){1'b0}}, row_shares}),
    .op5_kill(order_full),
    .level_valid(level_valid), .level(level),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size),
    .thin(thin), .hungry_queue(hungry_queue), .hungry_thin(hungry_thin), .hungry_side(hungry_side),
    .step_valid(step_valid), .step_more(step_more), .step_reject(step_reject)
  );

  logic        lost_valid;
  logic [15:0] lost_symbol;

  // Refill steps do not change the touch; the first slot of a new day only empties the bids.
  wire touch_slot = op4_valid && op4_tracked && op4.kind != OP_NONE && op4.kind != OP_APPEND && !op4_refill
                    && !(op4_forget && !op4.sell);

  touch_state #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) state (
    .clk(clk), .rst(rst), .cycle(cycle), .stale(stale),
    .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .op4_valid(touch_slot), .op4(op4), .op4_symbol(op4_symbol),
    .op4_locate(given_side ? op4_locate : op4.locate),
    .op4_inexact(order_inexact), .op4_last(op4.kind != OP_REPLACE_OLD), .op5_full(order_full),
    .lost_valid(lost_valid), .lost_symbol(lost_symbol),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size),
    .m_touch_tdata(m_touch_tdata), .m_touch_tvalid(m_touch_tvalid)
  );

  // ---- behind the rows ------------------------------------------------------------------------
  logic [4:0]        path_valid, look_node;
  logic [63:0]       path_word0, path_word1, path_word2, path_word3, node_word;
  logic [127:0]      path_word4;
  logic              look_level, look_ready, node_valid, look_level_valid;
  logic [15:0]       look_side;
  logic [30:0]       look_rank;
  logic [SIZE_W-1:0] look_size;

  level_store #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .SIZE_W(SIZE_W), .STASH(STASH)) store (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .clearing(store_clearing),
    .s_level_tdata(level), .s_level_tvalid(level_valid), .room(store_room),
    .path_valid(path_valid), .path_word0(path_word0), .path_word1(path_word1), .path_word2(path_word2),
    .path_word3(path_word3), .path_word4(path_word4),
    .look_node(look_node), .look_level(look_level), .look_side(look_side), .look_rank(look_rank),
    .look_ready(look_ready), .node_valid(node_valid), .node_word(node_word),
    .level_valid(look_level_valid), .level_size(look_size),
    .lost_valid(lost_valid), .lost_symbol(lost_symbol), .live(levels_live), .busy(store_busy)
  );

  refill #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) refills (
    .clk(clk), .rst(rst || hold_refill),
    .hungry_queue(hungry_queue), .hungry_thin(hungry_thin), .hungry_side(hungry_side),
    .m_op_tdata(refill_op), .m_op_tvalid(refill_valid), .m_op_tready(refill_ready),
    .start_valid(level_valid && level.kind == LEVEL_START), .start_rank(level.rank),
    .step_valid(step_valid), .step_more(step_more), .step_reject(step_reject),
    .path_valid(path_valid), .path_word0(path_word0), .path_word1(path_word1), .path_word2(path_word2),
    .path_word3(path_word3), .path_word4(path_word4),
    .look_node(look_node), .look_level(look_level), .look_side(look_side), .look_rank(look_rank),
    .look_ready(look_ready), .node_valid(node_valid), .node_word(node_word),
    .level_valid(look_level_valid), .level_size(look_size), .busy(refill_busy)
  );

  // One of the three at a time: each counts 5 cycles after its event was taken.
  assign stat_book_valid = order_stat_valid || directory_stat_valid || issue_stat_valid;
  assign stat_book_code  = order_stat_valid ? order_stat_code
                         : (directory_stat_valid ? directory_stat_code : issue_stat_code);
  assign stat_levels_lost_valid = lost_valid;
  assign status_stale = stale;
  assign status_busy  = issue_busy || event_valid || store_busy || refill_busy;

endmodule

`default_nettype wire
