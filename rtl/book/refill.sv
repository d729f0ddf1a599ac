// SPDX-License-Identifier: BSD-3-Clause
// refill: brings the levels behind a row's tail back into the row, while messages go on.
//
//   hungry  in   sides whose row has room and misses levels
//   m_op    out  slots for the book pipeline: OP_REFILL, then OP_APPEND for each level
//   step    in   what the row made of the slot
//   path    in   words of the trie on the way to the tail, digit by digit from below
//   look    both nodes and levels that the walk needs
//
// Latency     a few dozen from OP_REFILL to the first level of a busy book; a walk to a level
//             far away reads up to 8 nodes of 6 cycles each.
// Throughput  one side at a time.
// Stall       none of its own; messages wait only while a row is thin.
// Reset       synchronous; forgets every hungry side.
//
// The walk is a depth-first search for the next rank: the bits behind the tail's digit in the
// lowest word that has any, then down by the best child. A word read on the way may be newer
// than the start of the refill; the row rejects what that could spoil, and the walk starts again.

`include "tw_book.svh"
`default_nettype none

module refill #(
  parameter int SYMBOLS = 64,
  parameter int SIZE_W  = 48
) (
  input  wire logic              clk,
  input  wire logic              rst,            // also on a new day
  input  wire logic              hungry_queue,   // the side wants a refill
  input  wire logic              hungry_thin,    // ... and messages wait for it
  input  wire logic [15:0]       hungry_side,

  output book_op_t               m_op_tdata,
  output logic                   m_op_tvalid,
  input  wire logic              m_op_tready,

  input  wire logic              start_valid,    // the refill starts behind this rank
  input  wire logic [30:0]       start_rank,
  input  wire logic              step_valid,
  input  wire logic              step_more,
  input  wire logic              step_reject,

  input  wire logic [4:0]        path_valid,
  input  wire logic [63:0]       path_word0,
  input  wire logic [63:0]       path_word1,
  input  wire logic [63:0]       path_word2,
  input  wire logic [63:0]       path_word3,
  input  wire logic [127:0]      path_word4,

  output logic [4:0]             look_node,      // one-hot: which stage is asked
  output logic                   look_level,     // the level table is asked
  output logic [15:0]            look_side,
  output logic [30:0]            look_rank,
  input  wire logic              look_ready,
  input  wire logic              node_valid,
  input  wire logic [63:0]       node_word,
  input  wire logic              level_valid,
  input  wire logic [SIZE_W-1:0] level_size,
  output logic                   busy
);

  localparam int SIDE_W = $clog2(SYMBOLS) + 1;

  // The clock rests while no side waits and no walk is under way.
  logic gclk;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || hungry_queue || hungry_thin || busy || |path_valid),
    .gclk   (gclk)
  );

  // ---- sides that wait: thin ones first ------------------------------------------------------
  logic [SIDE_W-1:0] thin_side, queue_side;
  logic              thin_valid, queue_valid, thin_take, queue_take, thin_room, queue_room;
  logic [SIDE_W:0]   queue_used;
  logic [3:0]        thin_used;

  // A side waits in the queue at most once. A row that hovers at the limit may be among the thin
  // ones several times; one that finds no room there waits in the queue, as every thin row does.
  fifo_small #(.WIDTH(SIDE_W), .DEPTH(8)) thin_fifo (
    .clk(gclk), .rst(rst), .s_tdata(hungry_side[SIDE_W-1:0]), .s_tvalid(hungry_thin),
    .s_tready(thin_room), .m_tdata(thin_side), .m_tvalid(thin_valid), .m_tready(thin_take), .used(thin_used)
  );
  fifo_small #(.WIDTH(SIDE_W), .DEPTH(2 * SYMBOLS)) queue_fifo (
    .clk(gclk), .rst(rst), .s_tdata(hungry_side[SIDE_W-1:0]), .s_tvalid(hungry_queue),
    .s_tready(queue_room), .m_tdata(queue_side), .m_tvalid(queue_valid), .m_tready(queue_take), .used(queue_used)
  );

  typedef enum logic [3:0] {
    STATE_IDLE, STATE_START, STATE_STARTED, STATE_WALK, STATE_NODE, STATE_NODE_WAIT,
    STATE_LEVEL, STATE_LEVEL_WAIT, STATE_APPEND, STATE_JUDGED, STATE_AGAIN
  } state_t;
  state_t state_q;

  logic [SIDE_W-1:0] side_q;
  logic              queued_q;                   // the side was taken from the queue
  logic              none_q;
  logic              token_q;                    // the start is still on its way up the trie
  logic [30:0]       rank_q;                     // where the walk stands
  logic [2:0]        digit_q;                    // stage of the walk, 0 lowest
  logic [4:0]        have_q;                     // the word of the stage is here
  logic [63:0]       word0_q, word1_q, word2_q, word3_q;
  logic [127:0]      word4_q;                    // bits not walked yet
  logic [SIZE_W-1:0] size_q;

  // Bits behind digit d of a word.
  function automatic logic [63:0] behind6(input logic [63:0] word, input logic [5:0] d);
    behind6 = word & ~((64'd2 << d) - 64'd1);
  endfunction

  // Number of the first bit.
  function automatic logic [6:0] first(input logic [127:0] word);
    first = 7'd0;
    for (int i = 127; i >= 0; i--) if (word[i]) first = i[6:0];
  endfunction

  logic [127:0] walk_word;
  always_comb begin
    case (digit_q)
      3'd0:    walk_word = {64'd0, word0_q};
      3'd1:    walk_word = {64'd0, word1_q};
      3'd2:    walk_word = {64'd0, word2_q};
      3'd3:    walk_word = {64'd0, word3_q};
      default: walk_word = word4_q;
    endcase
  end

  logic [6:0] walk_first;
  always_comb begin
    walk_first = 7'd0;
    if (state_q == STATE_WALK) walk_first = first(walk_word);
  end

  wire walk_have = have_q[digit_q];

  always_comb begin
    m_op_tdata  = '0;
    m_op_tvalid = state_q == STATE_START || state_q == STATE_APPEND;
    if (m_op_tvalid) begin
      m_op_tdata.kind      = (state_q == STATE_START) ? OP_REFILL : OP_APPEND;
      m_op_tdata.sell      = side_q[0];
      m_op_tdata.symbol    = {{(17 - SIDE_W){1'b0}}, side_q[SIDE_W-1:1]};
      m_op_tdata.queued    = queued_q;
      m_op_tdata.none      = none_q;
      m_op_tdata.price     = {1'b0, rank_q};
      m_op_tdata.reference = {{(64 - SIZE_W){1'b0}}, size_q};
    end
  end

  assign look_level = state_q == STATE_LEVEL;
  assign look_node  = (state_q == STATE_NODE) ? (5'd1 << digit_q) : 5'd0;
  assign look_side  = {{(16 - SIDE_W){1'b0}}, side_q};
  assign look_rank  = rank_q;
  assign busy       = state_q != STATE_IDLE || thin_valid || queue_valid || token_q;

  assign thin_take  = state_q == STATE_IDLE && !token_q;
  assign queue_take = state_q == STATE_IDLE && !token_q && !thin_valid;

  always_ff @(posedge gclk) begin
    unique case (state_q)
      STATE_IDLE: if (!token_q && (thin_valid || queue_valid)) begin
        side_q   <= thin_valid ? thin_side : queue_side;
        queued_q <= !thin_valid;
        state_q  <= STATE_START;
      end
      STATE_START: if (m_op_tready) begin
        have_q  <= 5'd0;
        state_q <= STATE_STARTED;
      end
      // The row says where its tail is, or that it wants nothing.
      STATE_STARTED: begin
        if (start_valid) begin
          rank_q  <= start_rank;
          digit_q <= 3'd0;
          token_q <= 1'b1;
          state_q <= STATE_WALK;
        end else if (step_valid) state_q <= STATE_IDLE;
      end
      // Wait for the word of this digit; take its first child, or go up.
      STATE_WALK: if (walk_have) begin
        if (walk_word != 128'd0) begin
          case (digit_q)
            3'd0: begin word0_q[walk_first[5:0]] <= 1'b0; rank_q[5:0]   <= walk_first[5:0]; end
            3'd1: begin word1_q[walk_first[5:0]] <= 1'b0; rank_q[11:6]  <= walk_first[5:0]; end
            3'd2: begin word2_q[walk_first[5:0]] <= 1'b0; rank_q[17:12] <= walk_first[5:0]; end
            3'd3: begin word3_q[walk_first[5:0]] <= 1'b0; rank_q[23:18] <= walk_first[5:0]; end
            default: begin word4_q[walk_first] <= 1'b0; rank_q[30:24] <= walk_first; end
          endcase
          none_q <= 1'b0;
          if (digit_q == 3'd0) state_q <= STATE_LEVEL;
          else begin
            digit_q <= digit_q - 3'd1;
            state_q <= STATE_NODE;
          end
        end else if (digit_q == 3'd4) begin
          none_q  <= 1'b1;
          state_q <= STATE_APPEND;
        end else digit_q <= digit_q + 3'd1;
      end
      STATE_NODE: if (look_ready) state_q <= STATE_NODE_WAIT;
      STATE_NODE_WAIT: if (node_valid) state_q <= STATE_WALK;
      STATE_LEVEL: if (look_ready) state_q <= STATE_LEVEL_WAIT;
      // A level that is gone meanwhile is passed over.
      STATE_LEVEL_WAIT: if (level_valid) begin
        size_q  <= level_size;
        state_q <= (level_size == '0) ? STATE_WALK : STATE_APPEND;
      end
      STATE_APPEND: if (m_op_tready) state_q <= STATE_JUDGED;
      STATE_JUDGED: if (step_valid) begin
        digit_q  <= 3'd0;
        queued_q <= 1'b0;
        state_q  <= step_more ? STATE_WALK : (step_reject ? STATE_AGAIN : STATE_IDLE);
      end
      // The last start must have left the trie, so that its words are not taken for new ones.
      STATE_AGAIN: if (!token_q) state_q <= STATE_START;
      default: state_q <= STATE_IDLE;
    endcase

    // Digit d of rank_q is the tail's until word d is here.
    if (path_valid[0]) word0_q <= behind6(path_word0, rank_q[5:0]);
    if (path_valid[1]) word1_q <= behind6(path_word1, rank_q[11:6]);
    if (path_valid[2]) word2_q <= behind6(path_word2, rank_q[17:12]);
    if (path_valid[3]) word3_q <= behind6(path_word3, rank_q[23:18]);
    if (path_valid[4]) begin
      word4_q <= path_word4 & ~((128'd2 << rank_q[30:24]) - 128'd1);
      token_q <= 1'b0;
    end
    for (int i = 0; i < 5; i++) if (path_valid[i]) have_q[i] <= 1'b1;

    if (state_q == STATE_NODE_WAIT && node_valid) begin
      case (digit_q)
        3'd0:    word0_q <= node_word;
        3'd1:    word1_q <= node_word;
        3'd2:    word2_q <= node_word;
        default: word3_q <= node_word;
      endcase
    end

    if (rst) begin
      state_q <= STATE_IDLE;
      token_q <= 1'b0;
    end
  end

  wire unused = thin_room && queue_room && |thin_used && |queue_used;

endmodule

`default_nettype wire
