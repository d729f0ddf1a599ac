// SPDX-License-Identifier: BSD-3-Clause
// refill_rows: touch rows, level store and refill as in the book, without orders and symbols.
//
//   s_op  in   changes of levels, each possible; `kill` is the order that found no room
//   best  out  the best level of the side, 6 cycles after each

`include "tw_book.svh"
`default_nettype none

module refill_rows #(
  parameter int SYMBOLS = 4,
  parameter int ORDERS  = 512,
  parameter int SIZE_W  = 48,
  parameter int STASH   = 16
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic              cmd_clear,
  output logic                   clearing,

  input  wire logic              s_op_tvalid,
  output logic                   s_op_tready,
  input  wire logic              s_op_forget,
  input  wire logic              s_op_kill,
  input  wire logic              s_op_sub,
  input  wire logic [15:0]       s_op_symbol,
  input  wire logic              s_op_sell,
  input  wire logic [30:0]       s_op_rank,
  input  wire logic [31:0]       s_op_shares,

  output logic                   best_valid,
  output logic                   best_sell,
  output logic                   best_exists,
  output logic [30:0]            best_rank,
  output logic [SIZE_W-1:0]      best_size,

  output logic                   append_valid,    // the refill's slot goes in
  output logic                   append_none,
  output logic [15:0]            append_side,
  output logic [30:0]            append_rank,
  output logic [SIZE_W-1:0]      append_size,
  output logic                   step_valid,      // 6 cycles later
  output logic                   step_more,
  output logic                   step_reject,
  output logic                   thin,
  output logic                   lost,
  output logic [31:0]            live,
  output logic                   busy
);

  book_op_t          op0, op1, op2, op3, op4, refill_op;
  logic              valid1, valid2, valid3, valid4, cool_q, kill_q;
  logic              refill_valid, room, store_busy, refill_busy;
  logic              level_valid, hungry_queue, hungry_thin;
  level_op_t         level;
  logic [15:0]       hungry_side, look_side, lost_symbol;
  logic [4:0]        path_valid, look_node;
  logic [63:0]       path_word0, path_word1, path_word2, path_word3, node_word;
  logic [127:0]      path_word4;
  logic              look_level, look_ready, node_valid, look_valid;
  logic [30:0]       look_rank;
  logic [SIZE_W-1:0] look_size;

  wire turn   = !cool_q && room && !clearing && !rst;
  wire refill = turn && refill_valid && !s_op_forget;
  wire taken  = s_op_tvalid && s_op_tready;

  assign s_op_tready = turn && (s_op_forget || (!refill_valid && !thin));

  always_comb begin
    op0 = '0;
    if (refill) op0 = refill_op;
    else begin
      op0.kind     = s_op_forget ? OP_FORGET : OP_ADD;
      op0.bad_side = s_op_kill;
      op0.none     = s_op_sub;
      op0.symbol   = s_op_symbol;
      op0.sell     = s_op_sell;
      op0.price    = {1'b0, s_op_rank};
      op0.shares   = s_op_shares;
    end
  end

  always_ff @(posedge clk) begin
    cool_q <= refill || taken;
    valid1 <= refill || taken;
    valid2 <= valid1;
    valid3 <= valid2;
    valid4 <= valid3;
    op1    <= op0;
    op2    <= op1;
    op3    <= op2;
    op4    <= op3;
    kill_q <= valid4 && op4.kind == OP_ADD && op4.bad_side;
    if (rst) {cool_q, valid1, valid2, valid3, valid4} <= 5'd0;
  end

  wire change = op4.kind == OP_ADD;

  touch_rows #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) rows (
    .clk(clk), .rst(rst), .op2_valid(valid2), .op2_symbol(op2.symbol),
    .op4_valid(valid4), .op4_change(change), .op4_show(change), .op4_sub(op4.none),
    .op4_append(op4.kind == OP_APPEND && !op4.none), .op4_none(op4.kind == OP_APPEND && op4.none),
    .op4_refill(op4.kind == OP_REFILL), .op4_queued(op4.queued), .op4_forget(op4.kind == OP_FORGET),
    .op4_symbol(op4.symbol), .op4_sell(op4.sell), .op4_rank(op4.price[30:0]),
    .op4_size(change ? {{(SIZE_W - 32){1'b0}}, op4.shares} : op4.reference[SIZE_W-1:0]),
    .op5_kill(kill_q), .level_valid(level_valid), .level(level),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size),
    .thin(thin), .hungry_queue(hungry_queue), .hungry_thin(hungry_thin), .hungry_side(hungry_side),
    .step_valid(step_valid), .step_more(step_more), .step_reject(step_reject)
  );

  level_store #(.SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .SIZE_W(SIZE_W), .STASH(STASH)) store (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_level_tdata(level), .s_level_tvalid(level_valid), .room(room),
    .path_valid(path_valid), .path_word0(path_word0), .path_word1(path_word1), .path_word2(path_word2),
    .path_word3(path_word3), .path_word4(path_word4),
    .look_node(look_node), .look_level(look_level), .look_side(look_side), .look_rank(look_rank),
    .look_ready(look_ready), .node_valid(node_valid), .node_word(node_word),
    .level_valid(look_valid), .level_size(look_size),
    .lost_valid(lost), .lost_symbol(lost_symbol), .live(live), .busy(store_busy)
  );

  refill #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W)) refills (
    .clk(clk), .rst(rst || s_op_forget),
    .hungry_queue(hungry_queue), .hungry_thin(hungry_thin), .hungry_side(hungry_side),
    .m_op_tdata(refill_op), .m_op_tvalid(refill_valid), .m_op_tready(turn),
    .start_valid(level_valid && level.kind == LEVEL_START), .start_rank(level.rank),
    .step_valid(step_valid), .step_more(step_more), .step_reject(step_reject),
    .path_valid(path_valid), .path_word0(path_word0), .path_word1(path_word1), .path_word2(path_word2),
    .path_word3(path_word3), .path_word4(path_word4),
    .look_node(look_node), .look_level(look_level), .look_side(look_side), .look_rank(look_rank),
    .look_ready(look_ready), .node_valid(node_valid), .node_word(node_word),
    .level_valid(look_valid), .level_size(look_size), .busy(refill_busy)
  );

  assign append_valid = refill && refill_op.kind == OP_APPEND;
  assign append_none  = refill_op.none;
  assign append_side  = {refill_op.symbol[14:0], refill_op.sell};
  assign append_rank  = refill_op.price[30:0];
  assign append_size  = refill_op.reference[SIZE_W-1:0];
  assign busy         = store_busy || refill_busy || valid1 || valid2 || valid3 || valid4;

  wire unused = |lost_symbol;

endmodule

`default_nettype wire
