// SPDX-License-Identifier: BSD-3-Clause
// trie_stage: one digit of the price trie: for every node a word with a bit per child.
//
//   s_mark  in   a level came (set) or went (clear), or a refill starts (path), in order
//   m_mark  out  the same for the digit above: a set that made the node, a clear that emptied
//                it, every path
//   path    out  for a path: the node's word
//   s_look  in   the refill asks for one node
//   look    out  its word, 0 when there is none
//
// Latency     5 cycles, s_mark to m_mark valid.
//   look: 4 cycles, s_look to look.
// Throughput  1 operation every 2 cycles; a look goes before a mark.
// Stall       s_mark_tready falls for a cycle after an operation and while m_mark is not taken.
// Reset       synchronous; no node exists once `clearing` falls.
//
// Marks pass every stage in the order of the messages, so a path sees each node as all earlier
// messages left it and no later one did. Only nodes with a child are stored: memory grows with
// the levels in use, not with the range of prices.

`include "tw_book.svh"
`default_nettype none

module trie_stage #(
  parameter int SIDE_W  = 7,                  // symbol and side
  parameter int LOW     = 0,                  // rank bits below this digit
  parameter int DIGIT_W = 6,
  parameter int ROWS    = 1024,
  parameter int STASH   = 8,
  parameter int SEED    = 3
) (
  input  wire logic                    clk,
  input  wire logic                    rst,
  input  wire logic                    cmd_clear,
  output logic                         clearing,

  input  wire logic [1:0]              s_mark_kind,   // LEVEL_ADD set, LEVEL_SUB clear, LEVEL_START path
  input  wire logic [SIDE_W-1:0]       s_mark_side,
  input  wire logic [30:0]             s_mark_rank,
  input  wire logic                    s_mark_tvalid,
  output logic                         s_mark_tready,

  output logic [1:0]                   m_mark_kind,
  output logic [SIDE_W-1:0]            m_mark_side,
  output logic [30:0]                  m_mark_rank,
  output logic                         m_mark_tvalid,
  input  wire logic                    m_mark_tready,

  output logic                         path_valid,
  output logic [(1<<DIGIT_W)-1:0]      path_word,

  input  wire logic                    s_look_tvalid,
  output logic                         s_look_tready,
  input  wire logic [SIDE_W-1:0]       s_look_side,
  input  wire logic [30:0]             s_look_rank,
  output logic                         look_valid,
  output logic [(1<<DIGIT_W)-1:0]      look_word,

  output logic                         lost_valid,    // a node found no room: its level is lost
  output logic [SIDE_W-1:0]            lost_side,
  output logic                         busy
);

  localparam int WORD_W   = 1 << DIGIT_W;
  localparam int PREFIX_W = RANK_W - LOW - DIGIT_W;    // rank bits above this digit
  localparam int KEY_W    = (PREFIX_W == 0) ? SIDE_W : SIDE_W + PREFIX_W;
  localparam int USER_W   = 3 + RANK_W;                // {look, kind, rank}
  localparam int MARK_W   = 2 + SIDE_W + RANK_W;

  logic              ready, hit_valid, hit_found, done_valid, done_full;
  logic [KEY_W-1:0]  hit_key, key;
  logic [USER_W-1:0] hit_user;
  logic [WORD_W-1:0] hit_word;
  logic [SIDE_W-1:0] done_side;
  logic [3:0]        out_used;
  logic              out_ready;

  // Room for what is in flight: 3 operations at most.
  wire mark_room = out_used <= 4'd4;
  wire take_mark = s_mark_tvalid && mark_room && !s_look_tvalid;

  assign s_look_tready = ready;
  assign s_mark_tready = ready && mark_room && !s_look_tvalid;

  wire [SIDE_W-1:0] in_side = s_look_tvalid ? s_look_side : s_mark_side;
  wire [30:0]       in_rank = s_look_tvalid ? s_look_rank : s_mark_rank;

  generate
    if (PREFIX_W == 0) begin : g_root
      assign key = in_side;
    end else begin : g_inner
      assign key = {in_side, in_rank[30 -: ((PREFIX_W == 0) ? 1 : PREFIX_W)]};
    end
  endgenerate

  logic [1:0]        act;
  logic [WORD_W-1:0] act_word;

  hash_map #(
    .KEY_W(KEY_W), .VALUE_W(WORD_W), .USER_W(USER_W), .SUBS(4), .WAYS(4), .ROWS(ROWS),
    .STASH(STASH), .SEED(SEED)
  ) nodes (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_look_tvalid || take_mark), .s_op_tready(ready), .s_op_key(key),
    .s_op_user({s_look_tvalid, s_mark_kind, in_rank}), .s_idle_hint(1'b0),
    .m_hit_valid(hit_valid), .m_hit_key(hit_key), .m_hit_user(hit_user), .m_hit_found(hit_found),
    .m_hit_value(hit_word), .s_act(act), .s_act_value(act_word),
    .m_done_valid(done_valid), .m_done_user(), .m_done_full(done_full),
    .live(), .stash_used(), .stash_max()
  );

  wire               hit_look = hit_user[RANK_W + 2];
  wire [1:0]         hit_kind = hit_user[RANK_W +: 2];
  wire [30:0]        hit_rank = hit_user[RANK_W-1:0];
  wire [DIGIT_W-1:0] hit_digit = hit_rank[LOW +: DIGIT_W];
  wire [SIDE_W-1:0]  hit_side = hit_key[KEY_W-1 -: SIDE_W];

  logic [WORD_W-1:0] bit_mask;
  logic              up;                               // the digit above is concerned

  always_comb begin
    act      = 2'd0;
    act_word = '0;
    up       = 1'b0;
    bit_mask = '0;
    if (hit_valid && !hit_look) begin
      bit_mask = {{(WORD_W-1){1'b0}}, 1'b1} << hit_digit;
      case (hit_kind)
        LEVEL_ADD: begin
          act_word = hit_found ? (hit_word | bit_mask) : bit_mask;
          act      = 2'd1;
          up       = !hit_found;
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

  assign path_valid = hit_valid && !hit_look && hit_kind == LEVEL_START;
  assign path_word  = hit_found ? hit_word : '0;
  assign look_valid = hit_valid && hit_look;
  assign look_word  = hit_found ? hit_word : '0;
  assign lost_valid = done_valid && done_full;
  assign lost_side  = done_side;

  fifo_small #(.WIDTH(MARK_W), .DEPTH(8)) out (
    .clk(clk), .rst(rst || cmd_clear),
    .s_tdata({hit_kind, hit_side, hit_rank}), .s_tvalid(up), .s_tready(out_ready),
    .m_tdata({m_mark_kind, m_mark_side, m_mark_rank}), .m_tvalid(m_mark_tvalid), .m_tready(m_mark_tready),
    .used(out_used)
  );

  logic [4:0] flight_q;                                // operations taken in the last cycles
  assign busy = flight_q != 5'd0 || m_mark_tvalid;

  always_ff @(posedge clk) begin
    flight_q <= {flight_q[3:0], (s_look_tvalid || take_mark) && ready};
    if (hit_valid) done_side <= hit_side;
    if (rst || cmd_clear) flight_q <= 5'd0;
  end

  wire unused = out_ready;

endmodule

`default_nettype wire
