// SPDX-License-Identifier: BSD-3-Clause
// refill: brings levels from the store back to the rows, four at a time, for several sides at once.
//
//   s_level  in   refill starts, on their way to the store
//   wake     in   a refill is to bring its next levels
//   wait     in   a side wants a refill and none was free
//   m_op     out  slots for the book pipeline: OP_APPEND with a chunk of levels, OP_REFILL for a
//                 side that waited
//   s_fetch  in   levels that the store found for starts and m_again
//   m_again  out  a refill is to go on behind a rank
//
// Latency     2 cycles, wake to OP_APPEND, when the levels are here and no other chunk waits.
//   chunk: 2 cycles, a refill's fourth level to OP_APPEND
// Throughput  a chunk of 4 levels every 7 cycles.
// Stall       a chunk stands from the cycle t in which its slot is taken to t+6.
// Reset       synchronous; forgets every side.
//
// A start makes the store look for ROUND_START levels. A refill that is woken again has a busy
// side: it looks for ROUND_AGAIN, then for twice as many each time, ahead of what is wanted, when
// half of the last round is left. It begins no round unless a chunk is wanted, so that an idle
// refill stays idle and can be given to another side.

`include "tw_book.svh"
`default_nettype none

module refill #(
  parameter int SYMBOLS = 64,
  parameter int SIZE_W  = 48,
  parameter int REFILLS = 16                       // a power of two, 2 to 16
) (
  input  wire logic               clk,
  input  wire logic               rst,            // also on a new day

  input  wire level_op_t          s_level_tdata,
  input  wire logic               s_level_tvalid,
  input  wire logic               wake_valid,
  input  wire logic [3:0]         wake_refill,
  input  wire logic               wait_valid,
  input  wire logic [15:0]        wait_side,
  output logic [REFILLS-1:0]      idle,           // may be started

  output book_op_t                m_op_tdata,
  output logic                    m_op_tvalid,
  input  wire logic               m_op_tready,
  output logic [2:0]              chunk_count,
  output logic                    chunk_none,     // nothing is behind these
  output logic [4*RANK_W-1:0]     chunk_ranks,
  output logic [4*SIZE_W-1:0]     chunk_sizes,

  output logic                    m_again_tvalid,
  input  wire logic               m_again_tready,
  output logic [3:0]              m_again_refill,
  output logic [15:0]             m_again_side,
  output logic [30:0]             m_again_rank,
  output logic [ROUND_W-1:0]      m_again_round,  // levels to look for
  input  wire logic               s_fetch_valid,
  input  wire logic               s_fetch_end,
  input  wire logic               s_fetch_more,   // end: more levels are behind
  input  wire logic [3:0]         s_fetch_refill,
  input  wire logic [30:0]        s_fetch_rank,
  input  wire logic [SIZE_W-1:0]  s_fetch_size,   // 0: there is no such level any more
  output logic                    busy
);

  localparam int SIDE_W  = $clog2(SYMBOLS) + 1;
  localparam int INDEX_W = $clog2(REFILLS);
  localparam int ROWS    = 2 * ROUND_MOST / 4;    // chunks that a refill buffers
  localparam int ROW_W   = $clog2(ROWS);
  localparam int N_W     = ROW_W + 3;             // counts levels of a full buffer
  localparam int STAND   = 6;                     // cycles that a chunk stands after its slot
  localparam int PAUSE   = 10;                    // cycles between sides that waited

  initial if (REFILLS < 2 || REFILLS > 16 || REFILLS != 1 << INDEX_W)
    $fatal(1, "refill: REFILLS must be 2, 4, 8 or 16");

  wire starts = s_level_tvalid && s_level_tdata.kind == LEVEL_START;

  // The clock rests while nothing is wanted and no round is under way.
  logic gclk;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || starts || wake_valid || wait_valid || s_fetch_valid || busy),
    .gclk   (gclk)
  );

  // ---- the refills ------------------------------------------------------------------------------
  logic [REFILLS-1:0] want_q;                     // a chunk is wanted
  logic [REFILLS-1:0] round_q;                    // the store looks for levels
  logic [REFILLS-1:0] last_q;                     // and found the last there are
  logic [REFILLS-1:0] hot_q;                      // woken since the start
  logic [SIDE_W-1:0]  side_q [0:REFILLS-1];
  logic [30:0]        rank_q [0:REFILLS-1];       // where the next round starts
  logic [ROUND_W-1:0] next_q [0:REFILLS-1];       // what it looks for
  logic [ROW_W+1:0]   in_q   [0:REFILLS-1];       // where the next level goes: row and bank
  logic [ROW_W-1:0]   out_q  [0:REFILLS-1];       // row of the next chunk
  logic [N_W-1:0]     fill_q [0:REFILLS-1];       // levels in the buffer
  logic [REFILLS-1:0] first_q;                    // no chunk went yet

  wire [INDEX_W-1:0] start_at = s_level_tdata.refill[INDEX_W-1:0];
  wire [INDEX_W-1:0] fetch_at = s_fetch_refill[INDEX_W-1:0];
  wire               comes    = s_fetch_valid && !s_fetch_end;
  wire               keeps    = comes && s_fetch_size != '0;

  logic [REFILLS-1:0] few, final_one;             // less than a chunk; no more than one, and none to come
  logic [REFILLS-1:0] ready, hungry;              // has a chunk; may begin a round

  always_comb begin
    for (int i = 0; i < REFILLS; i++) begin
      few[i]       = fill_q[i][N_W-1:2] == '0;
      final_one[i] = last_q[i] && (few[i] || fill_q[i] == N_W'(4));
      ready[i]     = want_q[i] && (last_q[i] || !few[i]);
      hungry[i]    = want_q[i] && !last_q[i] && !round_q[i] && fill_q[i] <= {{(N_W - ROUND_W + 1){1'b0}}, next_q[i][ROUND_W-1:1]}
                     && (hot_q[i] || (first_q[i] && few[i]));
    end
  end

  assign idle = ~(want_q | round_q);

  // Whose turn it is, as one bit: the first of SET among those of AFTER, else the first.
  function automatic logic [REFILLS-1:0] turn(input logic [REFILLS-1:0] set, input logic [REFILLS-1:0] after);
    logic [REFILLS-1:0] some;
    some = ((set & after) != '0) ? set & after : set;
    turn = some & ~(some - 1'b1);
  endfunction

  function automatic logic [INDEX_W-1:0] number(input logic [REFILLS-1:0] one);
    number = '0;
    for (int i = 0; i < REFILLS; i++) if (one[i]) number = number | i[INDEX_W-1:0];
  endfunction

  // Those behind the one in ONE.
  function automatic logic [REFILLS-1:0] behind(input logic [REFILLS-1:0] one);
    behind = ~(one | (one - 1'b1));
  endfunction

  // ---- the next chunk: each refill in its turn ----------------------------------------------------
  logic               hand_q;                     // a chunk waits for its slot
  logic [2:0]         stand_q;
  logic [INDEX_W-1:0] turn_q;                     // whose chunk it is
  logic               ask_q;                      // a side that waited is offered

  logic [REFILLS-1:0] after_q;                    // those behind turn_q
  wire [REFILLS-1:0] next_one = turn(ready, after_q);
  wire [INDEX_W-1:0] next    = number(next_one);
  wire               free    = !hand_q && stand_q == 3'd0;
  wire               pick    = ready != '0 && free;
  wire               append  = hand_q && !ask_q && m_op_tready;
  wire               short_n = (next_one & few) != '0;

  // Levels of a refill lie in turn in four banks, so that a chunk is one row.
  generate
    for (genvar b = 0; b < 4; b++) begin : g_bank
      logic [RANK_W+SIZE_W-1:0] mem [0:REFILLS*ROWS-1];
      always_ff @(posedge gclk) begin
        if (keeps && in_q[fetch_at][1:0] == b) mem[{fetch_at, in_q[fetch_at][ROW_W+1:2]}] <= {s_fetch_size, s_fetch_rank};
        if (pick) {chunk_sizes[b*SIZE_W +: SIZE_W], chunk_ranks[b*RANK_W +: RANK_W]} <= mem[{next, out_q[next]}];
      end
    end
  endgenerate

  // ---- sides that wait ----------------------------------------------------------------------------
  logic [SIDE_W-1:0] queue_side;
  logic              queue_valid;
  logic [3:0]        pause_q;
  wire               refills = ask_q && m_op_tready;

  fifo_small #(.WIDTH(SIDE_W), .DEPTH(2 * SYMBOLS)) queue (
    .clk(gclk), .rst(rst), .flush(1'b0), .s_tdata(wait_side[SIDE_W-1:0]), .s_tvalid(wait_valid), .s_tready(),
    .m_tdata(queue_side), .m_tvalid(queue_valid), .m_tready(refills), .used()
  );

  // ---- slots ------------------------------------------------------------------------------------
  wire [SIDE_W-1:0] op_side = ask_q ? queue_side : side_q[turn_q];

  assign m_op_tvalid = hand_q || ask_q;
  always_comb begin
    m_op_tdata = '0;
    if (m_op_tvalid) begin
      m_op_tdata.kind   = ask_q ? OP_REFILL : OP_APPEND;
      m_op_tdata.sell   = op_side[0];
      m_op_tdata.symbol = {{(17 - SIDE_W){1'b0}}, op_side[SIDE_W-1:1]};
      m_op_tdata.code   = {{(8 - INDEX_W){1'b0}}, turn_q};
    end
  end

  assign busy = want_q != '0 || round_q != '0 || hand_q || stand_q != 3'd0 || queue_valid || pause_q != 4'd0
                || m_again_tvalid;

  // Rounds begin in turn as well.
  logic [REFILLS-1:0] above_q;                    // those behind the last that began one
  wire [REFILLS-1:0]  again_one = turn(hungry, above_q);
  wire [INDEX_W-1:0]  again     = number(again_one);

  always_ff @(posedge gclk) begin
    // Rounds.
    if (m_again_tready) m_again_tvalid <= 1'b0;
    if ((m_again_tready || !m_again_tvalid) && hungry != '0) begin
      m_again_tvalid <= 1'b1;
      m_again_refill <= {{(4 - INDEX_W){1'b0}}, again};
      m_again_side   <= {{(16 - SIDE_W){1'b0}}, side_q[again]};
      m_again_rank   <= rank_q[again];
      m_again_round  <= next_q[again];
      round_q        <= round_q | again_one;
      above_q        <= behind(again_one);
      for (int i = 0; i < REFILLS; i++)
        if (again_one[i] && next_q[i] != ROUND_MOST[ROUND_W-1:0]) next_q[i] <= next_q[i] << 1;
    end
    if (comes) rank_q[fetch_at] <= s_fetch_rank;
    if (keeps) in_q[fetch_at] <= in_q[fetch_at] + 1'b1;
    if (s_fetch_valid && s_fetch_end) begin
      round_q[fetch_at] <= 1'b0;
      last_q[fetch_at]  <= !s_fetch_more;
    end

    // Chunks. The last one may be short; an empty one follows it if more is wanted.
    if (pick) begin
      hand_q      <= 1'b1;
      turn_q      <= next;
      after_q     <= behind(next_one);
      chunk_count <= short_n ? {1'b0, fill_q[next][1:0]} : 3'd4;
      chunk_none  <= (next_one & final_one) != '0;
    end
    // Each refill looks at its own bit of next_one, which is sooner known than `next` and `pick`.
    if (keeps || (free && want_q != '0)) begin
      for (int i = 0; i < REFILLS; i++) begin
        if (free && next_one[i]) begin
          out_q[i]   <= out_q[i] + 1'b1;
          first_q[i] <= 1'b0;
          if (few[i]) in_q[i] <= {out_q[i] + 1'b1, 2'b00};
        end
        fill_q[i] <= (free && next_one[i] && few[i]) ? '0
                     : fill_q[i] + N_W'(keeps && fetch_at == i[INDEX_W-1:0]) - (N_W'(free && next_one[i]) << 2);
      end
    end
    if (stand_q != 3'd0) stand_q <= stand_q - 3'd1;
    if (append) begin
      hand_q         <= 1'b0;
      want_q[turn_q] <= 1'b0;
      stand_q        <= 3'(STAND - 1);
    end
    if (wake_valid) begin
      want_q[wake_refill[INDEX_W-1:0]] <= 1'b1;
      hot_q[wake_refill[INDEX_W-1:0]]  <= 1'b1;
    end

    // A side that waited is offered between chunks, while a refill is free.
    if (pause_q != 4'd0) pause_q <= pause_q - 4'd1;
    if (refills) begin
      ask_q   <= 1'b0;
      pause_q <= 4'(PAUSE - 1);
    end else if (queue_valid && idle != '0 && pause_q == 4'd0 && (append || !(hand_q || pick))) ask_q <= 1'b1;

    if (starts) begin
      want_q[start_at]  <= 1'b1;
      round_q[start_at] <= 1'b1;
      last_q[start_at]  <= 1'b0;
      hot_q[start_at]   <= 1'b0;
      side_q[start_at]  <= s_level_tdata.side[SIDE_W-1:0];
      rank_q[start_at]  <= s_level_tdata.rank;
      next_q[start_at]  <= ROUND_AGAIN[ROUND_W-1:0];
      in_q[start_at]    <= '0;
      out_q[start_at]   <= '0;
      fill_q[start_at]  <= '0;
      first_q[start_at] <= 1'b1;
    end

    if (rst) begin
      m_again_tvalid <= 1'b0;
      want_q         <= '0;
      round_q        <= '0;
      hand_q         <= 1'b0;
      stand_q        <= 3'd0;
      turn_q         <= '0;
      after_q        <= behind(REFILLS'(1));
      above_q        <= behind(REFILLS'(1));
      ask_q          <= 1'b0;
      pause_q        <= 4'd0;
    end
  end

endmodule

`default_nettype wire
