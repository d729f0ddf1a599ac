// SPDX-License-Identifier: BSD-3-Clause
// level_store: all price levels of all sides, exactly, behind the touch rows: sizes in a hash
// table, and a trie of 64-ary digits that says which rank comes next.
//
//   s_level  in   changes of levels in the order of the messages, and refill starts
//   s_again  in   a refill goes on behind a rank
//   m_level  out  the levels that starts and s_again find, in order for each refill, then an end
//
//   rank  30..24 | 23..18 | 17..12 | 11..6 | 5..0
//   digit    4   |    3   |    2   |   1   |  0     a word a node: 128 bits, then 64
//
// Latency     a change reaches the sizes and, 5 cycles later, each digit in turn.
//   level: 17 to 65 cycles, start to its first level, when nothing else is under way.
// Throughput  1 change every 2 cycles; besides, 1 level every 2 cycles.
// Stall       room falls while more than 10 changes wait; 3 slots under way still fit.
//             s_again_tready is low until every digit has the last one.
// Reset       synchronous; empty once `clearing` falls.
//
// The trie is keyed by side and rank prefix, so any price of 31 bits has its place, whatever
// the tick, and a new day costs one epoch.
//
// A start passes the tables like a change and takes the word of each digit on its way: the state
// that all earlier changes left. Children of those words are looked up below, level by level;
// looks may see later changes. trie_expand says what a round is.

`include "tw_book.svh"
`default_nettype none

module level_store #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,
  parameter int SIZE_W  = 48,
  parameter int STASH   = 16,
  parameter int REFILLS = 16
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic              cmd_clear,
  output logic                   clearing,

  input  wire level_op_t         s_level_tdata,
  input  wire logic              s_level_tvalid,
  output logic                   room,            // for the slots that may still be in flight

  input  wire logic              s_again_tvalid,
  output logic                   s_again_tready,
  input  wire logic [3:0]        s_again_refill,
  input  wire logic [15:0]       s_again_side,
  input  wire logic [30:0]       s_again_rank,
  input  wire logic [ROUND_W-1:0] s_again_round,  // levels to look for
  input  wire logic              drop_valid,      // the refill needs no more levels of its round
  input  wire logic [3:0]        drop_refill,

  output logic                   m_level_valid,
  output logic                   m_level_end,
  output logic                   m_level_more,    // end: more levels are behind
  output logic [3:0]             m_level_refill,
  output logic [30:0]            m_level_rank,
  output logic [SIZE_W-1:0]      m_level_size,    // 0: there is no such level any more

  output logic                   lost_valid,      // a level of this symbol found no room
  output logic [15:0]            lost_symbol,
  output logic [31:0]            live,
  output logic                   damage,          // pulse: a bit of the tables has flipped (hash_map)
  output logic                   busy
);

  localparam int SIDE_W     = $clog2(SYMBOLS) + 1;
  // As many slots for levels, and for the nodes of a digit, as orders. A small table has fewer lanes:
  // a block RAM of 512 words is not filled by less.
  localparam int SUBS       = (ORDERS <= 8192) ? 2 : 4;
  localparam int WAYS       = SUBS;
  localparam int ROWS       = ORDERS / (SUBS * WAYS);
  localparam int TOP_SLOTS  = (SYMBOLS * 256 < ORDERS / 2) ? SYMBOLS * 512 : ORDERS;  // digit 3: 128 nodes a side
  localparam int TOP_ROWS   = TOP_SLOTS / (SUBS * WAYS);
  localparam int ROOT_ROWS  = (SYMBOLS < 64) ? 8 : SYMBOLS / 4;
  localparam int FIFO_DEPTH = 16;
  localparam int INDEX_W    = $clog2(REFILLS);

  // ---- in ------------------------------------------------------------------------------------
  level_op_t  in_data;
  logic       in_valid, in_ready;
  logic [4:0] in_used;

  fifo_small #(.WIDTH(LEVEL_OP_W), .DEPTH(FIFO_DEPTH)) in_fifo (
    .clk(clk), .rst(rst || cmd_clear), .flush(1'b0), .s_tdata(s_level_tdata), .s_tvalid(s_level_tvalid), .s_tready(),
    .m_tdata(in_data), .m_tvalid(in_valid), .m_tready(in_ready), .used(in_used)
  );
  assign room = in_used <= 5'd10;                 // 3 slots are in flight at most

  // ---- a refill goes on: every digit looks up its word on the way to the rank -------------------
  logic [4:0]        again_q, again_take;
  logic [3:0]        again_refill_q;
  logic [SIDE_W-1:0] again_side_q;
  logic [30:0]       again_rank_q;
  logic [REFILLS*ROUND_W-1:0] round_q;           // of each refill's round

  assign s_again_tready = again_q == 5'd0;

  always_ff @(posedge clk) begin
    again_q <= again_q & ~again_take;
    if (s_again_tvalid && s_again_tready) begin
      again_q        <= 5'h1f;
      again_refill_q <= s_again_refill;
      again_side_q   <= s_again_side[SIDE_W-1:0];
      again_rank_q   <= s_again_rank;
      round_q[s_again_refill[INDEX_W-1:0]*ROUND_W +: ROUND_W] <= s_again_round;
    end
    if (rst || cmd_clear) again_q <= 5'd0;
  end

  // ---- sizes, then digits from below ----------------------------------------------------------
  // Of mark and child, number d goes into digit d, from below and from above.
  logic [5:0]          part_clearing, part_lost, part_busy, expand_busy, part_damage;
  logic [6*SIDE_W-1:0] part_side;
  logic [5:0]          mark_valid, mark_ready, child_valid, child_ready, child_end, child_more;
  logic [6*2-1:0]      mark_kind;
  logic [6*4-1:0]      mark_refill, child_refill;
  logic [6*SIDE_W-1:0] mark_side, child_side;
  logic [6*RANK_W-1:0] mark_rank, child_rank;

  // A digit that has all children of a round stops those above; a refill that is over stops all.
  logic [REFILLS-1:0]   over_q;
  logic [6*REFILLS-1:0] done;
  assign done[REFILLS-1:0] = over_q;

  always_ff @(posedge clk) begin
    if (drop_valid) over_q[drop_refill[INDEX_W-1:0]] <= 1'b1;
    if (s_level_tvalid && s_level_tdata.kind == LEVEL_START) over_q[s_level_tdata.refill[INDEX_W-1:0]] <= 1'b0;
    if (rst || cmd_clear) over_q <= '0;
  end

  level_table #(.SIDE_W(SIDE_W), .SIZE_W(SIZE_W), .SUBS(SUBS), .WAYS(WAYS), .ROWS(ROWS), .STASH(STASH)) sizes (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(part_clearing[5]),
    .s_level_tdata(in_data), .s_level_tvalid(in_valid), .s_level_tready(in_ready),
    .m_mark_kind(mark_kind[1:0]), .m_mark_refill(mark_refill[3:0]), .m_mark_side(mark_side[SIDE_W-1:0]),
    .m_mark_rank(mark_rank[RANK_W-1:0]), .m_mark_tvalid(mark_valid[0]), .m_mark_tready(mark_ready[0]),
    .s_look_tvalid(child_valid[0]), .s_look_tready(child_ready[0]), .s_look_end(child_end[0]),
    .s_look_more(child_more[0]), .s_look_refill(child_refill[3:0]), .s_look_side(child_side[SIDE_W-1:0]),
    .s_look_rank(child_rank[RANK_W-1:0]),
    .m_look_valid(m_level_valid), .m_look_end(m_level_end), .m_look_more(m_level_more),
    .m_look_refill(m_level_refill), .m_look_rank(m_level_rank), .m_look_size(m_level_size),
    .lost_valid(part_lost[5]), .lost_side(part_side[5*SIDE_W +: SIDE_W]), .live(live), .damage(part_damage[5]), .busy(part_busy[5])
  );

  generate
    for (genvar d = 0; d < 5; d++) begin : g_digit
      localparam int DIGIT_W = (d == 4) ? 7 : 6;
      logic                    look_ready, node_room, node_valid, node_more;
      logic [1:0]              node_kind;
      logic [3:0]              node_refill;
      logic [SIDE_W-1:0]       node_side;
      logic [30:0]             node_rank;
      logic [(1<<DIGIT_W)-1:0] node_word;

      // The words on the way go first, so that what they lead to finds them there.
      assign again_take[d]    = again_q[d] && look_ready;
      assign child_ready[d+1] = !again_q[d] && look_ready;

      trie_stage #(
        .SIDE_W(SIDE_W), .LOW(6 * d), .DIGIT_W(DIGIT_W), .SUBS(SUBS), .WAYS(WAYS),
        .ROWS((d == 4) ? ROOT_ROWS : (d == 3) ? TOP_ROWS : ROWS), .STASH(STASH), .SEED(3 + d)
      ) stage (
        .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(part_clearing[d]), .damage(part_damage[d]),
        .s_mark_kind(mark_kind[d*2 +: 2]), .s_mark_refill(mark_refill[d*4 +: 4]),
        .s_mark_side(mark_side[d*SIDE_W +: SIDE_W]), .s_mark_rank(mark_rank[d*RANK_W +: RANK_W]),
        .s_mark_tvalid(mark_valid[d]), .s_mark_tready(mark_ready[d]),
        .m_mark_kind(mark_kind[(d+1)*2 +: 2]), .m_mark_refill(mark_refill[(d+1)*4 +: 4]),
        .m_mark_side(mark_side[(d+1)*SIDE_W +: SIDE_W]), .m_mark_rank(mark_rank[(d+1)*RANK_W +: RANK_W]),
        .m_mark_tvalid(mark_valid[d+1]), .m_mark_tready(mark_ready[d+1]),
        .room(node_room), .s_look_tvalid(again_q[d] || child_valid[d+1]), .s_look_tready(look_ready),
        .s_look_kind(again_q[d] ? FETCH_AGAIN : child_end[d+1] ? FETCH_END : FETCH_CHILD),
        .s_look_more(child_more[d+1]),
        .s_look_refill(again_q[d] ? again_refill_q : child_refill[(d+1)*4 +: 4]),
        .s_look_side(again_q[d] ? again_side_q : child_side[(d+1)*SIDE_W +: SIDE_W]),
        .s_look_rank(again_q[d] ? again_rank_q : child_rank[(d+1)*RANK_W +: RANK_W]),
        .m_node_valid(node_valid), .m_node_kind(node_kind), .m_node_more(node_more), .m_node_refill(node_refill),
        .m_node_side(node_side), .m_node_rank(node_rank), .m_node_word(node_word),
        .lost_valid(part_lost[d]), .lost_side(part_side[d*SIDE_W +: SIDE_W]), .busy(part_busy[d])
      );

      trie_expand #(
        .SIDE_W(SIDE_W), .LOW(6 * d), .DIGIT_W(DIGIT_W), .REFILLS(REFILLS), .TOP(d == 4)
      ) expand (
        .clk(clk), .rst(rst || cmd_clear), .s_round(round_q),
        .s_node_valid(node_valid), .s_node_kind(node_kind), .s_node_more(node_more), .s_node_refill(node_refill),
        .s_node_side(node_side), .s_node_rank(node_rank), .s_node_word(node_word), .room(node_room),
        .stop(done[d*REFILLS +: REFILLS]), .done(done[(d+1)*REFILLS +: REFILLS]),
        .m_child_tvalid(child_valid[d]), .m_child_tready(child_ready[d]), .m_child_end(child_end[d]),
        .m_child_more(child_more[d]), .m_child_refill(child_refill[d*4 +: 4]),
        .m_child_side(child_side[d*SIDE_W +: SIDE_W]), .m_child_rank(child_rank[d*RANK_W +: RANK_W]),
        .busy(expand_busy[d])
      );
    end
  endgenerate

  // Nothing is above the highest digit.
  assign mark_ready[5]                       = 1'b1;
  assign child_valid[5]                      = 1'b0;
  assign child_end[5]                        = 1'b0;
  assign child_more[5]                       = 1'b0;
  assign child_refill[5*4 +: 4]              = 4'd0;
  assign child_side[5*SIDE_W +: SIDE_W]      = '0;
  assign child_rank[5*RANK_W +: RANK_W]      = '0;
  assign expand_busy[5]                      = again_q != 5'd0;

  // ---- several parts may lose a level in one cycle; they are told one by one --------------------
  logic [5:0]          lost_q, lost_first;
  logic [6*SIDE_W-1:0] lost_side_q;
  logic [SIDE_W-1:0]   lost_side;

  assign lost_first  = lost_q & ~(lost_q - 6'd1);
  assign lost_valid  = |lost_q;
  assign lost_symbol = {{(17 - SIDE_W){1'b0}}, lost_side[SIDE_W-1:1]};
  always_comb begin
    lost_side = '0;
    for (int i = 0; i < 6; i++) if (lost_first[i]) lost_side = lost_side_q[i*SIDE_W +: SIDE_W];
  end

  always_ff @(posedge clk) begin
    lost_q <= (lost_q & ~lost_first) | part_lost;
    for (int i = 0; i < 6; i++) if (part_lost[i]) lost_side_q[i*SIDE_W +: SIDE_W] <= part_side[i*SIDE_W +: SIDE_W];
    if (rst || cmd_clear) lost_q <= 6'd0;
  end

  assign clearing = |part_clearing;
  assign damage   = |part_damage;
  assign busy     = in_valid || |part_busy || |expand_busy;

  wire unused = mark_valid[5] && |mark_kind[11:10] && |mark_refill[23:20] && |mark_side[5*SIDE_W +: SIDE_W]
                && |mark_rank[5*RANK_W +: RANK_W] && child_ready[5] && |done[5*REFILLS +: REFILLS];

endmodule

`default_nettype wire
