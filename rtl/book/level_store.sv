// SPDX-License-Identifier: BSD-3-Clause
// level_store: all price levels of all sides, exactly, behind the touch rows: sizes in a hash
// table, and a trie of 64-ary digits that says which rank comes next.
//
//   s_level  in   changes of levels in the order of the messages, and refill starts
//   path     out  words of the trie on the way to the rank of a refill start
//   s_look   in   one node or level that a refill asks for
//
//   rank  30..24 | 23..18 | 17..12 | 11..6 | 5..0
//   stage    4   |    3   |    2   |   1   |  0     a word a node: 128 bits, then 64
//
// Latency     a change reaches the sizes and, 5 cycles later, each digit in turn.
//   path: 10 to 30 cycles, refill start to the word of the lowest and of the highest digit.
// Throughput  1 change every 2 cycles.
// Stall       room falls while more than 10 changes wait; 3 slots under way still fit.
// Reset       synchronous; empty once `clearing` falls.
//
// The trie is keyed by side and rank prefix, so any price of 31 bits has its place, whatever
// the tick, and a new day costs one epoch.

`include "tw_book.svh"
`default_nettype none

module level_store #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int SIZE_W  = 48,
  parameter int STASH   = 16
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic              cmd_clear,
  output logic                   clearing,

  input  wire level_op_t         s_level_tdata,
  input  wire logic              s_level_tvalid,
  output logic                   room,            // for the slots that may still be in flight

  output logic [4:0]             path_valid,
  output logic [63:0]            path_word0,
  output logic [63:0]            path_word1,
  output logic [63:0]            path_word2,
  output logic [63:0]            path_word3,
  output logic [127:0]           path_word4,

  input  wire logic [4:0]        look_node,
  input  wire logic              look_level,
  input  wire logic [15:0]       look_side,
  input  wire logic [30:0]       look_rank,
  output logic                   look_ready,
  output logic                   node_valid,
  output logic [63:0]            node_word,
  output logic                   level_valid,
  output logic [SIZE_W-1:0]      level_size,

  output logic                   lost_valid,      // a level of this symbol found no room
  output logic [15:0]            lost_symbol,
  output logic [31:0]            live,
  output logic                   busy
);

  localparam int SIDE_W     = $clog2(SYMBOLS) + 1;
  localparam int ROWS       = ORDERS / 16;        // 4 x 4 slots a row: as many levels as orders
  localparam int TOP_ROWS   = (SYMBOLS * 256 < ORDERS / 2) ? SYMBOLS * 32 : ROWS;  // stage 3: 128 nodes a side
  localparam int ROOT_ROWS  = (SYMBOLS < 64) ? 8 : SYMBOLS / 4;
  localparam int FIFO_DEPTH = 16;

  // ---- in ------------------------------------------------------------------------------------
  level_op_t  in_data;
  logic       in_valid, in_ready, fifo_ready;
  logic [4:0] in_used;

  fifo_small #(.WIDTH(LEVEL_OP_W), .DEPTH(FIFO_DEPTH)) in_fifo (
    .clk(clk), .rst(rst || cmd_clear), .s_tdata(s_level_tdata), .s_tvalid(s_level_tvalid), .s_tready(fifo_ready),
    .m_tdata(in_data), .m_tvalid(in_valid), .m_tready(in_ready), .used(in_used)
  );
  assign room = in_used <= 5'd10;                 // 3 slots are in flight at most

  // ---- sizes, then digits from below ----------------------------------------------------------
  logic [5:0]        stage_clearing, stage_lost, stage_busy, stage_look_ready;
  logic [SIDE_W-1:0] lost_side0, lost_side1, lost_side2, lost_side3, lost_side4, lost_side5;
  logic [1:0]        kind0, kind1, kind2, kind3, kind4, kind5;
  logic [SIDE_W-1:0] side0, side1, side2, side3, side4, side5;
  logic [30:0]       rank0, rank1, rank2, rank3, rank4, rank5;
  logic              valid0, valid1, valid2, valid3, valid4, valid5;
  logic              ready0, ready1, ready2, ready3, ready4;
  logic [3:0]        node_valids;
  logic [63:0]       node_word0, node_word1, node_word2, node_word3;
  logic [127:0]      node_word4;
  logic              node_valid4;
  wire [SIDE_W-1:0]  asked = look_side[SIDE_W-1:0];

  level_table #(.SIDE_W(SIDE_W), .SIZE_W(SIZE_W), .ROWS(ROWS), .STASH(STASH)) sizes (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[5]),
    .s_level_tdata(in_data), .s_level_tvalid(in_valid), .s_level_tready(in_ready),
    .m_mark_kind(kind0), .m_mark_side(side0), .m_mark_rank(rank0), .m_mark_tvalid(valid0), .m_mark_tready(ready0),
    .s_look_tvalid(look_level), .s_look_tready(stage_look_ready[5]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(level_valid), .look_size(level_size),
    .lost_valid(stage_lost[5]), .lost_side(lost_side5), .live(live), .busy(stage_busy[5])
  );

  trie_stage #(.SIDE_W(SIDE_W), .LOW(0), .DIGIT_W(6), .ROWS(ROWS), .STASH(STASH), .SEED(3)) stage0 (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[0]),
    .s_mark_kind(kind0), .s_mark_side(side0), .s_mark_rank(rank0), .s_mark_tvalid(valid0), .s_mark_tready(ready0),
    .m_mark_kind(kind1), .m_mark_side(side1), .m_mark_rank(rank1), .m_mark_tvalid(valid1), .m_mark_tready(ready1),
    .path_valid(path_valid[0]), .path_word(path_word0),
    .s_look_tvalid(look_node[0]), .s_look_tready(stage_look_ready[0]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(node_valids[0]), .look_word(node_word0),
    .lost_valid(stage_lost[0]), .lost_side(lost_side0), .busy(stage_busy[0])
  );

  trie_stage #(.SIDE_W(SIDE_W), .LOW(6), .DIGIT_W(6), .ROWS(ROWS), .STASH(STASH), .SEED(4)) stage1 (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[1]),
    .s_mark_kind(kind1), .s_mark_side(side1), .s_mark_rank(rank1), .s_mark_tvalid(valid1), .s_mark_tready(ready1),
    .m_mark_kind(kind2), .m_mark_side(side2), .m_mark_rank(rank2), .m_mark_tvalid(valid2), .m_mark_tready(ready2),
    .path_valid(path_valid[1]), .path_word(path_word1),
    .s_look_tvalid(look_node[1]), .s_look_tready(stage_look_ready[1]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(node_valids[1]), .look_word(node_word1),
    .lost_valid(stage_lost[1]), .lost_side(lost_side1), .busy(stage_busy[1])
  );

  trie_stage #(.SIDE_W(SIDE_W), .LOW(12), .DIGIT_W(6), .ROWS(ROWS), .STASH(STASH), .SEED(5)) stage2 (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[2]),
    .s_mark_kind(kind2), .s_mark_side(side2), .s_mark_rank(rank2), .s_mark_tvalid(valid2), .s_mark_tready(ready2),
    .m_mark_kind(kind3), .m_mark_side(side3), .m_mark_rank(rank3), .m_mark_tvalid(valid3), .m_mark_tready(ready3),
    .path_valid(path_valid[2]), .path_word(path_word2),
    .s_look_tvalid(look_node[2]), .s_look_tready(stage_look_ready[2]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(node_valids[2]), .look_word(node_word2),
    .lost_valid(stage_lost[2]), .lost_side(lost_side2), .busy(stage_busy[2])
  );

  trie_stage #(.SIDE_W(SIDE_W), .LOW(18), .DIGIT_W(6), .ROWS(TOP_ROWS), .STASH(STASH), .SEED(6)) stage3 (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[3]),
    .s_mark_kind(kind3), .s_mark_side(side3), .s_mark_rank(rank3), .s_mark_tvalid(valid3), .s_mark_tready(ready3),
    .m_mark_kind(kind4), .m_mark_side(side4), .m_mark_rank(rank4), .m_mark_tvalid(valid4), .m_mark_tready(ready4),
    .path_valid(path_valid[3]), .path_word(path_word3),
    .s_look_tvalid(look_node[3]), .s_look_tready(stage_look_ready[3]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(node_valids[3]), .look_word(node_word3),
    .lost_valid(stage_lost[3]), .lost_side(lost_side3), .busy(stage_busy[3])
  );

  trie_stage #(.SIDE_W(SIDE_W), .LOW(24), .DIGIT_W(7), .ROWS(ROOT_ROWS), .STASH(STASH), .SEED(7)) stage4 (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(stage_clearing[4]),
    .s_mark_kind(kind4), .s_mark_side(side4), .s_mark_rank(rank4), .s_mark_tvalid(valid4), .s_mark_tready(ready4),
    .m_mark_kind(kind5), .m_mark_side(side5), .m_mark_rank(rank5), .m_mark_tvalid(valid5), .m_mark_tready(1'b1),
    .path_valid(path_valid[4]), .path_word(path_word4),
    .s_look_tvalid(look_node[4]), .s_look_tready(stage_look_ready[4]), .s_look_side(asked), .s_look_rank(look_rank),
    .look_valid(node_valid4), .look_word(node_word4),
    .lost_valid(stage_lost[4]), .lost_side(lost_side4), .busy(stage_busy[4])
  );

  assign look_ready = |({look_level, look_node} & stage_look_ready);
  assign node_valid = |node_valids;
  always_comb begin
    node_word = node_word0;
    if (node_valids[1]) node_word = node_word1;
    if (node_valids[2]) node_word = node_word2;
    if (node_valids[3]) node_word = node_word3;
  end

  // Two stages may lose a level in one cycle; the later one is told a cycle after.
  logic [5:0]        lost_wait_q;
  logic [SIDE_W-1:0] wait_side0, wait_side1, wait_side2, wait_side3, wait_side4, wait_side5;
  logic [5:0]        lost_any;
  logic [SIDE_W-1:0] lost_side;

  assign lost_any    = lost_wait_q & ~(lost_wait_q - 6'd1);
  assign lost_valid  = |lost_wait_q;
  assign lost_symbol = {{(17 - SIDE_W){1'b0}}, lost_side[SIDE_W-1:1]};
  always_comb begin
    lost_side = wait_side0;
    if (lost_any[1]) lost_side = wait_side1;
    if (lost_any[2]) lost_side = wait_side2;
    if (lost_any[3]) lost_side = wait_side3;
    if (lost_any[4]) lost_side = wait_side4;
    if (lost_any[5]) lost_side = wait_side5;
  end

  always_ff @(posedge clk) begin
    lost_wait_q <= (lost_wait_q & ~lost_any) | stage_lost;
    if (stage_lost[0]) wait_side0 <= lost_side0;
    if (stage_lost[1]) wait_side1 <= lost_side1;
    if (stage_lost[2]) wait_side2 <= lost_side2;
    if (stage_lost[3]) wait_side3 <= lost_side3;
    if (stage_lost[4]) wait_side4 <= lost_side4;
    if (stage_lost[5]) wait_side5 <= lost_side5;
    if (rst || cmd_clear) lost_wait_q <= 6'd0;
  end

  assign clearing = |stage_clearing;
  assign busy     = in_valid || |stage_busy;

  wire unused = fifo_ready && valid5 && |kind5 && |side5 && |rank5 && node_valid4 && |node_word4;

endmodule

`default_nettype wire
