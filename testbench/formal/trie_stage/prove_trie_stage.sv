// SPDX-License-Identifier: BSD-3-Clause
// prove_trie_stage: a node's word has the bit of each child that is there, of those and of no
// other; what makes or empties the node goes up, once and in order; what is lost is told.
//
// Bounded     8 cycles
// Induction   8 cycles
// Cover       24 cycles
//
// One child of one node is watched, any at all, among marks and looks for any others. hash_map is
// stood in for by its promise (testbench/formal/promises). The bounded task is no more than the
// induction's beginning.

`include "../promises/hash_map.sv"
`include "tw_book.svh"
`default_nettype none

module prove_trie_stage #(
  parameter int LOW     = 6,                 // rank bits below this digit
  parameter int DIGIT_W = 6
) (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        clear,
  input  wire logic [1:0]  kind,
  input  wire logic [2:0]  side,
  input  wire logic [30:0] rank,
  input  wire logic        valid,
  input  wire logic        up_ready,
  input  wire logic        room,
  input  wire logic        look_offered,
  input  wire logic [1:0]  look_kind,
  input  wire logic        look_more,
  input  wire logic [2:0]  look_side,
  input  wire logic [30:0] look_rank
);

  localparam int WORD_W = 1 << DIGIT_W;
  localparam int TOP    = LOW + DIGIT_W;
  localparam int KEY_W  = 3 + RANK_W - TOP;

  // The watched node, what the table knows of it, and what the stage answers.
  (* hierconn *) wire [KEY_W-1:0]  \dut.nodes.map.watched ;
  (* hierconn *) wire              \dut.nodes.map.here_q ;
  (* hierconn *) wire [WORD_W-1:0] \dut.nodes.map.value_q ;
  (* hierconn *) wire              \dut.up ;
  (* hierconn *) wire [39:0]       \dut.nodes.up_mark ;
  (* hierconn *) wire [3:0]        \dut.nodes.out_used ;
  (* hierconn *) wire              \dut.nodes.out.valid_q ;
  wire              goes      = \dut.up ;
  wire [39:0]       goes_mark = \dut.nodes.up_mark ;
  wire [3:0]        used      = \dut.nodes.out_used ;
  wire              waits     = \dut.nodes.out.valid_q ;
  wire [KEY_W-1:0]  watched = \dut.nodes.map.watched ;
  wire              here    = \dut.nodes.map.here_q ;
  wire [WORD_W-1:0] word    = \dut.nodes.map.value_q ;
  (* anyconst *) logic [DIGIT_W-1:0] child;

  logic        clearing, ready, up, look_ready, node_valid, node_more, lost, busy;
  logic [1:0]  up_kind, node_kind;
  logic [2:0]  up_side, node_side, lost_side;
  logic [3:0]  up_refill, node_refill;
  logic [30:0] up_rank, node_rank;
  logic [WORD_W-1:0] node_word;

  trie_stage #(.SIDE_W(3), .LOW(LOW), .DIGIT_W(DIGIT_W)) dut (
    .clk(clk), .rst(rst), .cmd_clear(clear), .clearing(clearing),
    .s_mark_kind(kind), .s_mark_refill(4'd0), .s_mark_side(side), .s_mark_rank(rank),
    .s_mark_tvalid(valid), .s_mark_tready(ready),
    .m_mark_kind(up_kind), .m_mark_refill(up_refill), .m_mark_side(up_side), .m_mark_rank(up_rank),
    .m_mark_tvalid(up), .m_mark_tready(up_ready),
    .room(room), .s_look_tvalid(look_offered), .s_look_tready(look_ready), .s_look_kind(look_kind),
    .s_look_more(look_more), .s_look_refill(4'd0), .s_look_side(look_side), .s_look_rank(look_rank),
    .m_node_valid(node_valid), .m_node_kind(node_kind), .m_node_more(node_more), .m_node_refill(node_refill),
    .m_node_side(node_side), .m_node_rank(node_rank), .m_node_word(node_word),
    .lost_valid(lost), .lost_side(lost_side), .busy(busy)
  );

  // ---- on their way, 1..4 cycles ------------------------------------------------------------------
  logic              past_q = 1'b0;
  logic [3:0]        op_q, look_q;
  logic [1:0]        kind1_q, kind2_q, kind3_q, kind4_q, want1_q, want2_q, want3_q, want4_q;
  logic [33:0]       mark1_q, mark2_q, mark3_q, mark4_q, look1_q, look2_q, look3_q, look4_q;   // {side, rank}
  logic              clearing_q, seen_q;      // seen: the node was there before

  wire take = valid && ready;
  wire look = look_offered && look_ready;

  // The mark that the table answers now, and the look.
  wire [DIGIT_W-1:0] mark_child = mark4_q[LOW +: DIGIT_W];
  wire [DIGIT_W-1:0] look_digit = look4_q[LOW +: DIGIT_W];
  wire mark_ours = op_q[3] && mark4_q[33:TOP] == watched;
  wire look_ours = look_q[3] && look4_q[33:TOP] == watched && want4_q != FETCH_END;
  wire start     = op_q[3] && kind4_q == LEVEL_START;

  // ---- the watched node's children, by the marks -------------------------------------------------
  logic [WORD_W-1:0] children_q, children_n;
  logic [4:0]        was_q;                   // the watched child 1..5 cycles ago
  wire               now = children_q[child];

  always_comb begin
    children_n = children_q;
    if (mark_ours && kind4_q == LEVEL_ADD && !lost) children_n[mark_child] = 1'b1;
    if (mark_ours && kind4_q == LEVEL_SUB)          children_n[mark_child] = 1'b0;
  end
  wire made    = children_q == '0 && children_n != '0;
  wire emptied = children_q != '0 && children_n == '0;

  always_ff @(posedge clk) begin
    past_q     <= 1'b1;
    op_q       <= {op_q[2:0], take};
    look_q     <= {look_q[2:0], look};
    kind1_q    <= kind;
    kind2_q    <= kind1_q;
    kind3_q    <= kind2_q;
    kind4_q    <= kind3_q;
    mark1_q    <= {side, rank};
    mark2_q    <= mark1_q;
    mark3_q    <= mark2_q;
    mark4_q    <= mark3_q;
    want1_q    <= look_kind;
    want2_q    <= want1_q;
    want3_q    <= want2_q;
    want4_q    <= want3_q;
    look1_q    <= {look_side, look_rank};
    look2_q    <= look1_q;
    look3_q    <= look2_q;
    look4_q    <= look3_q;
    clearing_q <= clearing;
    children_q <= children_n;
    was_q      <= {was_q[3:0], now};
    seen_q     <= seen_q || emptied;
    if (rst || clear) begin
      children_q <= '0;
      seen_q     <= 1'b0;
    end
    if (rst) begin
      op_q       <= '0;
      look_q     <= '0;
      was_q      <= '0;
      clearing_q <= 1'b1;
    end
  end

  always_comb begin
    assume (rst == !past_q);
    assume (kind != 2'd3 && look_kind != FETCH_START);
    // A new day comes when nothing is under way, and no refill asks at its very beginning.
    if (clear) assume (!busy && !clearing);
    if (clear || clearing || clearing_q) assume (!look_offered);
    if (clear) assume (!valid);
  end

  // ---- what must be -------------------------------------------------------------------------------
  always_comb begin
    if (past_q) begin
      // The table has the node exactly while it has children.
      if (clearing) assert (children_q == '0 && op_q == 4'd0);
      else assert (here == (children_q != '0));
      if (here && !clearing) assert (word == children_q);

      // What makes the node or empties it goes up, and every start. There is room for it.
      if (mark_ours && kind4_q != LEVEL_START) assert (goes == (made || emptied));
      if (start) assert (goes);
      if (goes) assert (op_q[3] && goes_mark == {4'd0, kind4_q, mark4_q});
      assert (waits == (used != 4'd0));
      assert ({1'b0, used} + {4'd0, op_q[0]} + {4'd0, op_q[1]} + {4'd0, op_q[2]} + {4'd0, op_q[3]} <= 5'd7);

      // Only a child whose node was not there is lost, and that is told: else it is in the node now.
      if (lost) assert (op_q[3] && kind4_q == LEVEL_ADD && lost_side == mark4_q[33:31] && !goes);
      if (mark_ours && lost) assert (children_q == '0);

      // An answer for each start and each look, in its turn, and never two.
      assert (!(start && look_q[3]));
      assert (node_valid == (start || look_q[3]));
      if (start)     assert (node_kind == FETCH_START && {node_side, node_rank} == mark4_q);
      if (look_q[3]) assert (node_kind == want4_q && {node_side, node_rank} == look4_q);

      // A start sees the child as the marks before it left it; a look as it was at some moment from
      // a cycle before it until its answer. On the way to a rank, only what is behind it.
      if (start && mark_ours) assert (node_word[child] == (now && child > mark_child));
      if (look_ours) begin
        if (want4_q == FETCH_AGAIN && child <= look_digit) assert (!node_word[child]);
        else assert (node_word[child] ? now || was_q != 5'd0 : !now || was_q != 5'h1f);
      end

      cover (mark_ours && made && seen_q);
      cover (mark_ours && emptied);
      cover (mark_ours && lost);
      cover (look_ours && node_word[child] && want4_q == FETCH_AGAIN && look_q[1]);
      cover (start && mark_ours && node_word[child]);
      cover (used == 4'd5);
    end
  end

endmodule

`default_nettype wire
