// SPDX-License-Identifier: BSD-3-Clause
// refill_store: the level store with its refills, as the book joins them.

`include "tw_book.svh"
`default_nettype none

module refill_store #(
  parameter int SYMBOLS = 32,
  parameter int ORDERS  = 65536,
  parameter int STASH   = 16,
  parameter int REFILLS = 8,
  localparam int SIZE_W = 48
) (
  input  wire logic               clk,
  input  wire logic               rst,
  input  wire logic               cmd_clear,
  output logic                    clearing,

  input  wire level_op_t          s_level_tdata,
  input  wire logic               s_level_tvalid,
  output logic                    room,
  input  wire logic               wake_valid,
  input  wire logic [3:0]         wake_refill,
  input  wire logic               drop_valid,
  input  wire logic [3:0]         drop_refill,
  input  wire logic               wait_valid,
  input  wire logic [15:0]        wait_side,
  output logic [REFILLS-1:0]      idle,

  output logic                    m_op_tvalid,
  input  wire logic               m_op_tready,
  output logic                    m_op_append,     // or a side that waited
  output logic [15:0]             m_op_side,
  output logic [3:0]              m_op_refill,
  output logic [2:0]              chunk_count,
  output logic                    chunk_none,
  output logic [4*RANK_W-1:0]     chunk_ranks,
  output logic [4*SIZE_W-1:0]     chunk_sizes,

  output logic                    fetch_valid,     // a level that the store found
  output logic                    lost_valid,
  output logic [15:0]             lost_symbol,
  output logic [31:0]             live,
  output logic                    busy
);

  logic              again_valid, again_ready, fetch_any, fetch_end, fetch_more, store_busy, refill_busy;
  book_op_t          op;
  logic [3:0]        again_refill, fetch_refill;
  logic [15:0]       again_side;
  logic [30:0]       again_rank, fetch_rank;
  logic [ROUND_W-1:0] again_round;
  logic [SIZE_W-1:0] fetch_size;

  level_store #(
    .SYMBOLS(SYMBOLS), .ORDERS(ORDERS), .SIZE_W(SIZE_W), .STASH(STASH), .REFILLS(REFILLS)
  ) store (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_level_tdata(s_level_tdata), .s_level_tvalid(s_level_tvalid), .room(room),
    .s_again_tvalid(again_valid), .s_again_tready(again_ready), .s_again_refill(again_refill),
    .s_again_side(again_side), .s_again_rank(again_rank), .s_again_round(again_round),
    .drop_valid(drop_valid), .drop_refill(drop_refill),
    .m_level_valid(fetch_any), .m_level_end(fetch_end), .m_level_more(fetch_more), .m_level_refill(fetch_refill),
    .m_level_rank(fetch_rank), .m_level_size(fetch_size),
    .lost_valid(lost_valid), .lost_symbol(lost_symbol), .live(live), .busy(store_busy)
  );

  refill #(.SYMBOLS(SYMBOLS), .SIZE_W(SIZE_W), .REFILLS(REFILLS)) refills (
    .clk(clk), .rst(rst || cmd_clear || clearing),
    .s_level_tdata(s_level_tdata), .s_level_tvalid(s_level_tvalid),
    .wake_valid(wake_valid), .wake_refill(wake_refill), .wait_valid(wait_valid), .wait_side(wait_side), .idle(idle),
    .m_op_tdata(op), .m_op_tvalid(m_op_tvalid), .m_op_tready(m_op_tready),
    .chunk_count(chunk_count), .chunk_none(chunk_none), .chunk_ranks(chunk_ranks), .chunk_sizes(chunk_sizes),
    .m_again_tvalid(again_valid), .m_again_tready(again_ready), .m_again_refill(again_refill),
    .m_again_side(again_side), .m_again_rank(again_rank), .m_again_round(again_round),
    .s_fetch_valid(fetch_any), .s_fetch_end(fetch_end), .s_fetch_more(fetch_more), .s_fetch_refill(fetch_refill),
    .s_fetch_rank(fetch_rank), .s_fetch_size(fetch_size), .busy(refill_busy)
  );

  assign m_op_append = op.kind == OP_APPEND;
  assign m_op_side   = {op.symbol[14:0], op.sell};
  assign m_op_refill = op.code[3:0];
  assign fetch_valid = fetch_any && !fetch_end && fetch_size != '0;
  assign busy        = store_busy || refill_busy;

endmodule

`default_nettype wire
