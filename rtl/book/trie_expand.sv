// SPDX-License-Identifier: BSD-3-Clause
// trie_expand: the nodes of one digit that refills read, made into looks for the digit below.
//
//   s_node   in   nodes in order, of all refills mixed; the end of a round behind its last
//   m_child  out  each child, the best first, and the end; for digit 0 the children are levels
//
// A round of a refill looks for the next levels: ROUND_START of them, or s_round. First comes
// the word on the way to its rank, then what the digits above found. Every child holds a level,
// so that many children do; what is left out is told with the end (`more`). The end begins
// behind the word of the top digit and comes down the same way.
//
// Latency     3 cycles, s_node to its first m_child, when nothing waits.
// Throughput  1 child, end or node without children per cycle.
// Stall       `room` falls when the queue is full but for the starts, at most one a refill.
// Reset       synchronous; forgets all rounds.

`include "tw_book.svh"
`default_nettype none

module trie_expand #(
  parameter int SIDE_W  = 7,
  parameter int LOW     = 0,                  // rank bits below this digit
  parameter int DIGIT_W = 6,
  parameter int REFILLS = 16,
  parameter bit TOP     = 0                   // the highest digit
) (
  input  wire logic                    clk,
  input  wire logic                    rst,

  input  wire logic [REFILLS*ROUND_W-1:0] s_round,    // of each refill, stable while it is under way

  input  wire logic                    s_node_valid,
  input  wire logic [1:0]              s_node_kind,   // FETCH_*
  input  wire logic                    s_node_more,
  input  wire logic [3:0]              s_node_refill,
  input  wire logic [SIDE_W-1:0]       s_node_side,
  input  wire logic [30:0]             s_node_rank,
  input  wire logic [(1<<DIGIT_W)-1:0] s_node_word,
  output logic                         room,          // for looks that may still be in flight

  input  wire logic [REFILLS-1:0]      stop,          // the round needs no more children
  output logic [REFILLS-1:0]           done,          // nor those of digits above

  output logic                         m_child_tvalid,
  input  wire logic                    m_child_tready,
  output logic                         m_child_end,
  output logic                         m_child_more,
  output logic [3:0]                   m_child_refill,
  output logic [SIDE_W-1:0]            m_child_side,
  output logic [30:0]                  m_child_rank,
  output logic                         busy
);

  localparam int WORD_W    = 1 << DIGIT_W;
  localparam int NODE_W    = 7 + SIDE_W + RANK_W + WORD_W;
  localparam int DEPTH     = 2 * REFILLS + 16;
  localparam int DEPTH_2   = 1 << $clog2(DEPTH);
  localparam int USED_W    = $clog2(DEPTH_2) + 1;
  localparam int IN_FLIGHT = 6;
  localparam int INDEX_W   = $clog2(REFILLS);

  // The clock rests while no round is under way.
  logic gclk;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || s_node_valid || busy),
    .gclk   (gclk)
  );

  // ---- nodes wait -----------------------------------------------------------------------------
  logic              node_valid, node_take, node_more;
  logic [1:0]        node_kind;
  logic [3:0]        node_refill;
  logic [SIDE_W-1:0] node_side;
  logic [30:0]       node_rank;
  logic [WORD_W-1:0] node_word;
  logic [USED_W-1:0] used;

  fifo_small #(.WIDTH(NODE_W), .DEPTH(DEPTH_2)) nodes (
    .clk(gclk), .rst(rst), .flush(1'b0),
    .s_tdata({s_node_kind, s_node_more, s_node_refill, s_node_side, s_node_rank, s_node_word}),
    .s_tvalid(s_node_valid), .s_tready(),
    .m_tdata({node_kind, node_more, node_refill, node_side, node_rank, node_word}),
    .m_tvalid(node_valid), .m_tready(node_take), .used(used)
  );
  assign room = used <= USED_W'(DEPTH_2 - REFILLS - IN_FLIGHT);

  // ---- one node at work -----------------------------------------------------------------------
  logic               at_valid_q, at_more_q;
  logic [1:0]         at_kind_q;
  logic [3:0]         at_refill_q;
  logic [SIDE_W-1:0]  at_side_q;
  logic [30:0]        at_rank_q;
  logic [WORD_W-1:0]  at_word_q;            // children not looked for yet
  logic [ROUND_W-1:0]  left_q [0:REFILLS-1]; // children the round may still look for
  logic [REFILLS-1:0] cut_q;                // children were left out
  logic [REFILLS-1:0] done_q;               // it has looked for all it may
  logic               free;                 // a child or end can go

  wire [INDEX_W-1:0] at = at_refill_q[INDEX_W-1:0];
  wire               at_end   = at_kind_q == FETCH_END;
  wire               at_first = at_kind_q == FETCH_START || at_kind_q == FETCH_AGAIN;
  wire [WORD_W-1:0]  rest     = at_word_q & (at_word_q - {{(WORD_W-1){1'b0}}, 1'b1});

  logic [ROUND_W-1:0]  left;
  logic [DIGIT_W-1:0] digit;
  logic [30:0]        child_rank;
  logic               look, goes, over, cut;

  always_comb begin
    case (at_kind_q)
      FETCH_START: left = ROUND_START[ROUND_W-1:0];
      FETCH_AGAIN: left = s_round[at*ROUND_W +: ROUND_W];
      default:     left = left_q[at];
    endcase
    look = at_valid_q && !at_end && at_word_q != '0 && left != '0 && !stop[at];
    over = at_valid_q;
    cut  = at_valid_q && !at_end && at_word_q != '0;
    if (look) begin
      over = free && (rest == '0 || left == {{(ROUND_W-1){1'b0}}, 1'b1});
      cut  = over && rest != '0;
    end else if (at_end) over = free;
  end

  always_comb begin
    digit = '0;
    if (look) for (int i = WORD_W - 1; i >= 0; i--) if (at_word_q[i]) digit = i[DIGIT_W-1:0];
    child_rank = at_rank_q;
    child_rank[LOW +: DIGIT_W] = digit;
    goes = look || (at_valid_q && at_end);
  end

  fifo_small #(.WIDTH(6 + SIDE_W + RANK_W), .DEPTH(8)) children (
    .clk(gclk), .rst(rst), .flush(1'b0),
    .s_tdata({at_end, at_more_q || cut_q[at], at_refill_q, at_side_q, child_rank}), .s_tvalid(goes), .s_tready(free),
    .m_tdata({m_child_end, m_child_more, m_child_refill, m_child_side, m_child_rank}),
    .m_tvalid(m_child_tvalid), .m_tready(m_child_tready), .used()
  );

  // The top digit's only node of a round becomes the round's end.
  wire begins_end = TOP && over && !at_end;

  assign node_take = !at_valid_q || (over && !begins_end);
  assign busy      = node_valid || at_valid_q || m_child_tvalid;

  always_ff @(posedge gclk) begin
    if (node_take) begin
      at_valid_q <= node_valid;
      if (node_valid) begin
        at_kind_q   <= node_kind;
        at_more_q   <= node_more;
        at_refill_q <= node_refill;
        at_side_q   <= node_side;
        at_rank_q   <= node_rank;
        at_word_q   <= node_word;
      end
    end else begin
      if (at_first) at_kind_q <= FETCH_CHILD;
      if (begins_end) begin
        at_kind_q <= FETCH_END;
        at_more_q <= 1'b0;
      end
      if (look && free) at_word_q <= rest;
    end

    // The bits of a round that is over are not seen by the next: the end has passed.
    if (at_valid_q && !at_end) begin
      if (at_first || (look && free)) left_q[at] <= left - {{(ROUND_W-1){1'b0}}, look && free};
      if (at_first || cut) cut_q[at] <= cut;
      if (look && free && left == {{(ROUND_W-1){1'b0}}, 1'b1}) done_q[at] <= 1'b1;
    end
    if (at_valid_q && at_end) done_q[at] <= 1'b0;

    if (rst) begin
      at_valid_q <= 1'b0;
      done_q     <= '0;
    end
  end

  assign done = done_q | stop;

endmodule

`default_nettype wire
