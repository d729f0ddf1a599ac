// SPDX-License-Identifier: BSD-3-Clause
// trie_stage: one digit of the price trie: for every node a word with a bit per child.
//
//   s_mark  in   a level came (set) or went (clear), or a refill starts, in order
//   m_mark  out  the same for the digit above: a set that made the node, a clear that emptied
//                it, every start
//   s_look  in   a refill asks for one node (FETCH_CHILD, FETCH_AGAIN), or its round ends
//   m_node  out  the node's word: of a look, and of each start that passes (FETCH_START). On
//                the way to a rank it has only the children behind that rank's digit.
//
// Latency     5 cycles, s_mark to m_mark valid.
//   node: 4 cycles, s_look or s_mark to m_node.
// Throughput  1 operation every 2 cycles and, besides, 1 look every 2 cycles.
// Stall       as level_map; s_look_tready is also low without `room`.
// Reset       synchronous; no node exists once `clearing` falls.
//
// Marks pass every stage in the order of the messages, so a start sees each node as all earlier
// messages left it and no later one did. A bit is set only if the child is stored, and only nodes
// with a child are: memory grows with the levels in use, not with the range of prices.

`include "tw_book.svh"
`default_nettype none

module trie_stage #(
  parameter int SIDE_W  = 7,                  // symbol and side
  parameter int LOW     = 0,                  // rank bits below this digit
  parameter int DIGIT_W = 6,
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int ROWS    = 1024,
  parameter int STASH   = 8,
  parameter int SEED    = 3
) (
  input  wire logic                    clk,
  input  wire logic                    rst,
  input  wire logic                    cmd_clear,
  output logic                         clearing,
  output logic                         damage,    // pulse: a bit of the nodes has flipped (hash_map)

  input  wire logic [1:0]              s_mark_kind,   // LEVEL_ADD set, LEVEL_SUB clear, LEVEL_START
  input  wire logic [3:0]              s_mark_refill,
  input  wire logic [SIDE_W-1:0]       s_mark_side,
  input  wire logic [30:0]             s_mark_rank,
  input  wire logic                    s_mark_tvalid,
  output logic                         s_mark_tready,

  output logic [1:0]                   m_mark_kind,
  output logic [3:0]                   m_mark_refill,
  output logic [SIDE_W-1:0]            m_mark_side,
  output logic [30:0]                  m_mark_rank,
  output logic                         m_mark_tvalid,
  input  wire logic                    m_mark_tready,

  input  wire logic                    room,          // for what looks bring; starts have theirs
  input  wire logic                    s_look_tvalid,
  output logic                         s_look_tready,
  input  wire logic [1:0]              s_look_kind,   // FETCH_*
  input  wire logic                    s_look_more,   // end: children were left out
  input  wire logic [3:0]              s_look_refill,
  input  wire logic [SIDE_W-1:0]       s_look_side,
  input  wire logic [30:0]             s_look_rank,

  output logic                         m_node_valid,
  output logic [1:0]                   m_node_kind,
  output logic                         m_node_more,
  output logic [3:0]                   m_node_refill,
  output logic [SIDE_W-1:0]            m_node_side,
  output logic [30:0]                  m_node_rank,
  output logic [(1<<DIGIT_W)-1:0]      m_node_word,

  output logic                         lost_valid,    // a node found no room: its level is lost
  output logic [SIDE_W-1:0]            lost_side,
  output logic                         busy
);

  localparam int WORD_W   = 1 << DIGIT_W;
  localparam int PREFIX_W = RANK_W - LOW - DIGIT_W;    // rank bits above this digit
  localparam int KEY_W    = SIDE_W + PREFIX_W;
  localparam int USER_W   = 6 + RANK_W;                // {refill, kind, rank}
  localparam int MARK_W   = 6 + SIDE_W + RANK_W;
  localparam int TAG_W    = 7 + SIDE_W + RANK_W;       // {more, refill, kind, side, rank}

  logic              hit_valid, hit_found, hit_room, up, look_ready, look_valid, look_more;
  logic [KEY_W-1:0]  hit_key, mark_key, look_key;
  logic [USER_W-1:0] hit_user;
  logic [WORD_W-1:0] hit_word, act_word, look_word;
  logic [1:0]        act, look_kind;
  logic [3:0]        look_refill;
  logic [SIDE_W-1:0] look_side;
  logic [30:0]       look_rank;

  generate
    if (PREFIX_W == 0) begin : g_root
      assign mark_key = s_mark_side;
      assign look_key = s_look_side;
    end else begin : g_inner
      assign mark_key = {s_mark_side, s_mark_rank[30 -: ((PREFIX_W == 0) ? 1 : PREFIX_W)]};
      assign look_key = {s_look_side, s_look_rank[30 -: ((PREFIX_W == 0) ? 1 : PREFIX_W)]};
    end
  endgenerate

  wire [SIDE_W-1:0]  hit_side   = hit_key[KEY_W-1 -: SIDE_W];
  wire [3:0]         hit_refill = hit_user[RANK_W+2 +: 4];
  wire [1:0]         hit_kind   = hit_user[RANK_W +: 2];
  wire [30:0]        hit_rank   = hit_user[RANK_W-1:0];

  level_map #(
    .KEY_W(KEY_W), .VALUE_W(WORD_W), .USER_W(USER_W), .MARK_W(MARK_W), .TAG_W(TAG_W),
    .SUBS(SUBS), .WAYS(WAYS), .ROWS(ROWS),
    .STASH(STASH), .SEED(SEED)
  ) nodes (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_mark_tvalid), .s_op_tready(s_mark_tready), .s_op_key(mark_key),
    .s_op_user({s_mark_refill, s_mark_kind, s_mark_rank}), .s_op_alone(s_mark_kind == LEVEL_START),
    .hit_valid(hit_valid), .hit_key(hit_key), .hit_user(hit_user), .hit_found(hit_found), .hit_room(hit_room),
    .hit_value(hit_word), .act(act), .act_value(act_word), .up(up),
    .up_mark({hit_refill, hit_kind, hit_side, hit_rank}),
    .m_mark_tvalid(m_mark_tvalid), .m_mark_tready(m_mark_tready),
    .m_mark_tdata({m_mark_refill, m_mark_kind, m_mark_side, m_mark_rank}),
    .s_look_tvalid(s_look_tvalid && room), .s_look_tready(look_ready), .s_look_end(s_look_kind == FETCH_END),
    .s_look_key(look_key), .s_look_tag({s_look_more, s_look_refill, s_look_kind, s_look_side, s_look_rank}),
    .m_look_valid(look_valid), .m_look_tag({look_more, look_refill, look_kind, look_side, look_rank}),
    .m_look_value(look_word), .live(), .damage(damage), .busy(busy)
  );

  assign s_look_tready = look_ready && room;

  // ---- marks ----------------------------------------------------------------------------------
  logic [WORD_W-1:0] bit_mask;

  always_comb begin
    act        = 2'd0;
    act_word   = '0;
    up         = 1'b0;
    lost_valid = 1'b0;
    bit_mask   = '0;
    if (hit_valid) begin
      bit_mask = {{(WORD_W-1){1'b0}}, 1'b1} << hit_rank[LOW +: DIGIT_W];
      case (hit_kind)
        LEVEL_ADD: begin
          act_word   = hit_found ? (hit_word | bit_mask) : bit_mask;
          act        = 2'd1;
          up         = !hit_found && hit_room;
          lost_valid = !hit_found && !hit_room;
        end
        LEVEL_SUB: begin
          act_word = hit_word & ~bit_mask;
          if (hit_found) act = (act_word == '0) ? 2'd2 : 2'd1;
          up       = hit_found && act_word == '0;
        end
        default: up = 1'b1;
      endcase
    end
  end

  assign lost_side = hit_side;

  // ---- nodes: a start and an answer never come together ----------------------------------------
  wire start = hit_valid && hit_kind == LEVEL_START;

  always_comb begin
    m_node_valid  = start || look_valid;
    m_node_kind   = start ? FETCH_START : look_kind;
    m_node_more   = look_more;
    m_node_refill = start ? hit_refill : look_refill;
    m_node_side   = start ? hit_side : look_side;
    m_node_rank   = start ? hit_rank : look_rank;
    m_node_word   = '0;
    if (m_node_valid) begin
      m_node_word = start ? hit_word : look_word;
      if (m_node_kind != FETCH_CHILD)
        m_node_word = m_node_word & ~(({{(WORD_W-1){1'b0}}, 1'b1} << 1 << m_node_rank[LOW +: DIGIT_W])
                                      - {{(WORD_W-1){1'b0}}, 1'b1});
    end
  end

endmodule

`default_nettype wire
