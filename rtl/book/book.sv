// SPDX-License-Identifier: BSD-3-Clause
// book: events in, every change of a symbol's best bid and offer out, exactly.
//
//   s_event  in   decoded messages, in sequence (rtl/feed)
//   s_early  in   the next of them, while its last bytes are still coming
//   m_touch  out  the touch of a symbol, each time it differs from the published one
//
//            t        t+1    t+2        t+3             t+4              t+5          t+6
//   slot ──► locate ───────► symbol ──► rows and state
//        └─► order table: hash ──────────────────────► order ──► take:  compare ───► apply ──► touch
//                            (an add is known without) add: compare ──► apply ──► touch
//                                                                      └──► level store ──► refill ──► rows
//
// Latency     6 cycles, s_event to m_touch, when nothing waits.
//   add: 5 cycles
//   replace: 7 cycles
//   early_add: 3 cycles, when s_early came 2 cycles before s_event
//   early_replace: 5 cycles, likewise
//   early_reduce: 5 cycles, when s_early came 1 cycle before s_event
// Throughput  1 slot every 2 cycles; a replace takes two. Refills and sweeps take slots.
// Stall       s_event_tready falls when the event queue is full.
// Reset       synchronous; the tables are swept first, 2 * ORDERS / WAYS^2 cycles (status_clearing).
//
// The touch path never searches: a row holds the K best levels of a side (touch_rows), and the
// exact structures behind it (level_store) only refill its tail.

`include "tw_book.svh"
`default_nettype none

module book #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int LOCATES = 65536,
  parameter int QUEUE   = 8192,
  parameter int STASH   = 16,
  parameter int LEVELS  = 2 * ORDERS,       // slots for price levels, and for the nodes of each digit
  parameter int WAYS    = 4,                // sub-tables of the order table, and ways of each: 2 or 4
  parameter int K       = 16,               // levels in a row
  parameter int REFILLS = 16                // sides that are refilled at once
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,

  input  wire event_t       s_event_tdata,
  input  wire logic         s_event_tvalid,
  output logic              s_event_tready,

  input  wire logic         s_early_tvalid,
  input  wire logic [3:0]   s_early_op,
  input  wire logic [15:0]  s_early_locate,
  input  wire logic [63:0]  s_early_reference,
  input  wire logic [63:0]  s_early_seq,

  input  wire logic         cfg_all,
  input  wire logic [63:0]  cfg_symbol_name,
  input  wire logic [15:0]  cfg_symbol_locate,
  input  wire logic         cmd_symbol_valid,
  input  wire logic [1:0]   cmd_symbol_op,
  input  wire logic [15:0]  cmd_symbol_index,

  output touch_t            m_touch_tdata,
  output logic              m_touch_tvalid,

  output logic              status_stale,
  output logic              status_busy,
  output logic              status_clearing,
  output logic              damage,          // pulse: a bit of a table has flipped (hash_map)
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
  event_t   event_data, late;
  logic     event_valid, event_ready, late_valid, late_second, late_void, op1_void;
  book_op_t op0, op1, op2, op3, op4, refill_op;
  logic     op0_valid, op1_valid, op2_valid, op3_valid, op4_valid;
  logic     refill_valid, refill_ready, refill_busy, hold_refill;
  logic     orders_ready, orders_clearing, name_ready, name_valid, names_clearing;
  logic [63:0] name_data;
  logic     orders_damage, names_damage, store_damage;
  logic     store_room, store_busy, store_clearing, thin, clear_tables, issue_busy, stale;
  logic     issue_stat_valid, order_stat_valid, directory_stat_valid;
  logic [3:0] lines, issue_stat_code, order_stat_code, directory_stat_code;

  event_queue #(.DEPTH(QUEUE)) queue (
    .clk(clk), .rst(rst),
    .s_event_tdata(s_event_tdata), .s_event_tvalid(s_event_tvalid), .s_event_tready(s_event_tready),
    .m_event_tdata(event_data), .m_event_tvalid(event_valid), .m_event_tready(event_ready),
    .used_max(queue_max)
  );

  book_issue #(.SYMBOLS(SYMBOLS)) issue (
    .clk(clk), .rst(rst),
    .s_event_tdata(event_data), .s_event_tvalid(event_valid), .s_event_tready(event_ready),
    .s_early_tvalid(s_early_tvalid), .s_early_op(s_early_op), .s_early_locate(s_early_locate),
    .s_early_reference(s_early_reference), .s_early_seq(s_early_seq),
    .s_refill_tdata(refill_op), .s_refill_tvalid(refill_valid), .s_refill_tready(refill_ready),
    .op_ready(orders_ready), .name_ready(name_ready), .room(store_room), .thin(thin),
    .store_busy(store_busy), .tables_clearing(orders_clearing || names_clearing || store_clearing),
    .m_op_tvalid(op0_valid), .m_op_tdata(op0), .m_name_tvalid(name_valid), .m_name_tdata(name_data),
    .m_late_valid(late_valid), .m_late_second(late_second), .m_late_void(late_void), .m_late_tdata(late), .m_void(op1_void),
    .clear_tables(clear_tables), .hold_refill(hold_refill), .stale(stale), .lines(lines),
    .stat_valid(issue_stat_valid), .stat_code(issue_stat_code),
    .status_clearing(status_clearing), .busy(issue_busy)
  );

  // An early slot gets what its event brings when that was due.
  book_op_t op1_whole, op2_whole;
  always_comb begin
    op1_whole = op1;
    op2_whole = op2;
    if (op1_void) op1_whole.kind = OP_VOID;
    if (late_valid && !late_second) begin
      op1_whole.kind   = late_void ? OP_VOID : op1.kind;
      op1_whole.shares = late.shares;
      op1_whole.info   = late.info;
    end
    if (late_valid && late_second) begin
      op2_whole.kind     = late_void ? OP_VOID : op2.kind;
      op2_whole.sell     = late.sell;
      op2_whole.bad_side = late.bad_side;
      op2_whole.price    = late.price;
      op2_whole.shares   = late.shares;
      op2_whole.info     = late.info;
    end
  end

  always_ff @(posedge clk) begin
    op1_valid <= op0_valid;
    op2_valid <= op1_valid;
    op3_valid <= op2_valid;
    op4_valid <= op3_valid;
    if (op0_valid) op1 <= op0;
    if (op1_valid) op2 <= op1_whole;
    if (op2_valid) op3 <= op2_whole;
    if (op3_valid) op4 <= op3;
    if (rst) begin
      op1_valid <= 1'b0;
      op2_valid <= 1'b0;
      op3_valid <= 1'b0;
      op4_valid <= 1'b0;
    end
  end

  // ---- symbol and order -----------------------------------------------------------------------
  logic [15:0] op2_symbol, op3_symbol, op4_symbol, op4_locate;
  logic        op3_tracked, op4_tracked;

  symbol_filter #(.SYMBOLS(SYMBOLS), .LOCATES(LOCATES)) symbols (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .cfg_all(cfg_all), .clearing(names_clearing), .damage(names_damage),
    .op0_valid(op0_valid), .op0(op0), .s_name_tvalid(name_valid), .s_name_tdata(name_data), .s_name_tready(name_ready),
    .op2(op2), .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .op3(op3), .op3_valid(op3_valid), .op3_tracked(op3_tracked), .op3_symbol(op3_symbol),
    .op4(op4), .op4_tracked(op4_tracked), .op4_symbol(op4_symbol), .op4_locate(op4_locate),
    .stat_valid(directory_stat_valid), .stat_code(directory_stat_code),
    .cmd_valid(cmd_symbol_valid), .cmd_op(cmd_symbol_op), .cmd_index(cmd_symbol_index),
    .cfg_name(cfg_symbol_name), .cfg_locate(cfg_symbol_locate),
    .shown_ready(shown_ready), .shown_known(shown_known), .shown_locate(shown_locate), .shown_name(shown_name),
    .symbol_count(symbol_count)
  );

  logic        add_valid, add_sell, add_refused, take_valid, take_sell, order_inexact;
  logic [30:0] add_rank, take_rank;
  logic [31:0] take_shares;

  wire order_op = op0_valid && op0.kind >= OP_ADD && op0.kind <= OP_REPLACE_NEW;

  order_table #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .SUBS(WAYS), .WAYS(WAYS), .STASH(STASH)) orders (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .clearing(orders_clearing), .damage(orders_damage),
    .s_op_tvalid(order_op), .s_op_tready(orders_ready), .s_op_key(op0.reference), .s_idle_hint(1'b0),
    .op3_valid(op3_valid), .op3(op3), .op3_tracked(op3_tracked),
    .op4_valid(op4_valid), .op4(op4), .op4_tracked(op4_tracked), .op4_symbol(op4_symbol), .stale(stale),
    .m_add_tvalid(add_valid), .m_add_sell(add_sell), .m_add_rank(add_rank), .m_add_refused(add_refused),
    .m_take_tvalid(take_valid), .m_take_sell(take_sell), .m_take_rank(take_rank), .m_take_shares(take_shares),
    .m_inexact(order_inexact),
    .stat_book_valid(order_stat_valid), .stat_book_code(order_stat_code),
    .live(orders_live), .stash_max(orders_stash)
  );

  // ---- rows and touch: adds at t+3, all else at t+4 ----------------------------------------------
  // Slots are two cycles apart, so never both in one cycle.
  wire op3_adds   = op3_valid && (op3.kind == OP_ADD || op3.kind == OP_REPLACE_NEW);
  wire op4_acts   = op4_valid && op4.kind != OP_ADD && op4.kind != OP_REPLACE_NEW;
  wire op4_append = op4_acts && op4.kind == OP_APPEND;
  wire op4_look   = op4_acts && op4.kind == OP_REFILL;
  wire op4_forget = op4_acts && op4.kind == OP_FORGET;
  wire given_side = op4.kind >= OP_REFRESH;
  wire row_slot   = op3_adds ? add_valid : op4_acts && (take_valid || op4_append || op4_look || op4_forget);
  book_op_t cmp_op;
  assign cmp_op = op3_adds ? op3 : op4;

  logic              level_valid, best_valid, best_sell, best_exists;
  level_op_t         level;
  logic [30:0]       best_rank;
  logic [SIZE_W-1:0] best_size;
  logic              wake_valid, drop_valid, wait_valid;
  logic [3:0]        wake_refill, drop_refill;
  logic [15:0]       wait_side;
  logic [REFILLS-1:0] refills_idle;
  logic [2:0]        chunk_count;
  logic              chunk_none;
  logic [4*RANK_W-1:0] chunk_ranks;
  logic [4*SIZE_W-1:0] chunk_sizes;

  touch_rows #(.SYMBOLS(SYMBOLS), .K(K), .LOW(K - 4), .REFILLS(REFILLS), .SIZE_W(SIZE_W)) rows (
    .clk(clk), .rst(rst), .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .cmp_valid(row_slot), .cmp_change(op3_adds || take_valid), .cmp_sub(!op3_adds),
    .cmp_append(op4_append), .cmp_look(op4_look), .cmp_forget(op4_forget),
    .cmp_symbol(op3_adds ? op3_symbol : op4_symbol),
    .cmp_sell(op3_adds ? add_sell : given_side ? op4.sell : take_sell),
    .cmp_rank(op3_adds ? add_rank : op4_append ? chunk_ranks[RANK_W-1:0] : take_rank),
    .cmp_shares(op3_adds ? op3.shares : take_shares), .cmp_refill(op4.code[3:0]), .apply_refused(refused),
    .chunk_count(chunk_count), .chunk_none(chunk_none), .chunk_ranks(chunk_ranks), .chunk_sizes(chunk_sizes),
    .level_valid(level_valid), .level(level),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size),
    .thin(thin), .idle(refills_idle), .wake_valid(wake_valid), .wake_refill(wake_refill),
    .drop_valid(drop_valid), .drop_refill(drop_refill), .wait_valid(wait_valid), .wait_side(wait_side)
  );

  // What an add lacks in c is there in c+1.
  logic adds_q, inexact_q;
  wire  refused       = adds_q && add_refused;
  wire  apply_inexact = adds_q ? order_inexact : inexact_q;
  always_ff @(posedge clk) begin
    adds_q    <= op3_adds;
    inexact_q <= order_inexact;
    if (rst) adds_q <= 1'b0;
  end

  logic        lost_valid;
  logic [15:0] lost_symbol;

  // Refills do not change the touch; the first slot of a clear only empties the bids.
  wire touch_slot = op3_adds ? op3_tracked
                  : op4_acts && op4_tracked && op4.kind != OP_NONE && op4.kind != OP_VOID && !op4_append && !op4_look
                    && !(op4_forget && !op4.sell);

  touch_state #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) state (
    .clk(clk), .rst(rst), .cycle(cycle), .stale(stale), .lines(lines),
    .op2_valid(op2_valid), .op2_symbol(op2_symbol),
    .cmp_valid(touch_slot), .cmp_early(op3_adds), .cmp_op(cmp_op),
    .cmp_symbol(op3_adds ? op3_symbol : op4_symbol),
    .cmp_locate(op3_adds ? op3.locate : given_side ? op4_locate : op4.locate),
    .cmp_last(cmp_op.kind != OP_REPLACE_OLD), .apply_inexact(apply_inexact),
    .lost_valid(lost_valid), .lost_symbol(lost_symbol),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size),
    .m_touch_tdata(m_touch_tdata), .m_touch_tvalid(m_touch_tvalid)
  );

  // ---- behind the rows ------------------------------------------------------------------------
  logic              again_valid, again_ready, fetch_valid, fetch_end, fetch_more;
  logic [3:0]        again_refill, fetch_refill;
  logic [15:0]       again_side;
  logic [30:0]       again_rank, fetch_rank;
  logic [ROUND_W-1:0] again_round;
  logic [SIZE_W-1:0] fetch_size;

  level_store #(.SYMBOLS(SYMBOLS), .ORDERS(LEVELS), .SIZE_W(SIZE_W), .STASH(STASH), .REFILLS(REFILLS)) store (
    .clk(clk), .rst(rst), .cmd_clear(clear_tables), .clearing(store_clearing), .damage(store_damage),
    .s_level_tdata(level), .s_level_tvalid(level_valid), .room(store_room),
    .s_again_tvalid(again_valid), .s_again_tready(again_ready), .s_again_refill(again_refill),
    .s_again_side(again_side), .s_again_rank(again_rank),
    .s_again_round(again_round), .drop_valid(drop_valid), .drop_refill(drop_refill),
    .m_level_valid(fetch_valid), .m_level_end(fetch_end), .m_level_more(fetch_more),
    .m_level_refill(fetch_refill), .m_level_rank(fetch_rank), .m_level_size(fetch_size),
    .lost_valid(lost_valid), .lost_symbol(lost_symbol), .live(levels_live), .busy(store_busy)
  );

  refill #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W), .REFILLS(REFILLS)) bring (
    .clk(clk), .rst(rst || hold_refill),
    .s_level_tdata(level), .s_level_tvalid(level_valid), .wake_valid(wake_valid), .wake_refill(wake_refill),
    .wait_valid(wait_valid), .wait_side(wait_side), .idle(refills_idle),
    .m_op_tdata(refill_op), .m_op_tvalid(refill_valid), .m_op_tready(refill_ready),
    .chunk_count(chunk_count), .chunk_none(chunk_none), .chunk_ranks(chunk_ranks), .chunk_sizes(chunk_sizes),
    .m_again_tvalid(again_valid), .m_again_tready(again_ready), .m_again_refill(again_refill),
    .m_again_side(again_side), .m_again_rank(again_rank), .m_again_round(again_round),
    .s_fetch_valid(fetch_valid), .s_fetch_end(fetch_end), .s_fetch_more(fetch_more),
    .s_fetch_refill(fetch_refill), .s_fetch_rank(fetch_rank), .s_fetch_size(fetch_size), .busy(refill_busy)
  );

  // One of the three at a time: each counts 5 cycles after its event was taken.
  assign stat_book_valid = order_stat_valid || directory_stat_valid || issue_stat_valid;
  assign stat_book_code  = order_stat_valid ? order_stat_code
                         : (directory_stat_valid ? directory_stat_code : issue_stat_code);
  assign stat_levels_lost_valid = lost_valid;
  assign status_stale = stale;
  assign damage       = orders_damage || names_damage || store_damage;
  assign status_busy  = issue_busy || event_valid || store_busy || refill_busy;

endmodule

`default_nettype wire
