// SPDX-License-Identifier: BSD-3-Clause
// prove_touch_rows: the best of a side is the best of all levels that have shares, with its exact size.
//
// Step     1 cycle, rows of 8 levels: for ever, from every state that the assertions allow
// Reset    12 cycles, rows of 8 levels: and reset leads to such a state, whatever is in the memories
// Seek     40 cycles, rows of 4 levels: each event at the end does happen
//
// Step and Reset together are an induction: the proof is not bounded. Of one side one rank is watched, any at
// all. Its true size follows the changes that the level store is told, each slot's once. When a
// slot shows a best level, the watched one is no better unless it is empty, and if it is the best
// its size is exact. As this holds for every rank, the best is the best of the set.
//
// There are 2 symbols, 2 refills, ranks of 5 bits and shares of 3. A step compares at most 24
// ranks of a side, and only compares them: 5 bits tell them apart as well as 31. That more bits
// of shares change nothing is not proved; they are added, subtracted and compared, no bit is
// special. `queued` and `wait` are not looked at: that a side waits in vain would pass.
//
// What the neighbours do is assumed, and tested or proved elsewhere:
//   slots   2 cycles apart; no slot that takes while `thin`; an add not 2 cycles behind what a
//           refill or a new day sends; a day starts when all is drained (book_issue, testbench/unit/book_issue)
//   shares  more than none; no level loses more than it has (prove_order_table); sums fit
//           SIZE_W, which book derives from ORDERS
//   refill  levels from where it was, in order and none left out, with their sizes, up to where the
//           levels stayed as they were at its start; of a level that changed since anything; a
//           chunk only when one is wanted, and only once (testbench/unit/refill, prove_trie_stage)

`define TW_RANK_W 5
`define TW_SHARES_W 3
`include "tw_book.svh"
`default_nettype none

module prove_touch_rows #(
  parameter int K    = 8,
  parameter int LOW  = 4,
  parameter int SEEK = 0                     // 1: not the proof, but whether all events can be
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         day,             // a new day begins
  input  wire logic         slot,
  input  wire logic [2:0]   kind,
  input  wire logic         symbol,          // t+2
  input  wire logic         acts,            // cmp: the message changes a level
  input  wire logic         sell,
  input  wire logic [RANK_W-1:0]   rank,
  input  wire logic [SHARES_W-1:0] shares,
  input  wire logic         refused,
  input  wire logic         turn,            // the refill of an append
  input  wire logic [2:0]   chunk_count,
  input  wire logic         chunk_none,
  input  wire logic [4*RANK_W-1:0]     chunk_ranks,
  input  wire logic [4*SHARES_W+3:0]   chunk_sizes,
  input  wire logic [1:0]   idle
);

  localparam int R = RANK_W, S = SHARES_W, Z = S + 1, N = $clog2(K + 1);
  localparam int LEVELS = K * (R + Z), COMPLETE = LEVELS + N, ROW_W = LEVELS + N + 2;
  localparam logic [2:0] TAKE = 3'd0, ADD = 3'd1, APPEND = 3'd2, LOOK = 3'd3, FORGET = 3'd4;

  (* anyconst *) logic [1:0]   side;         // {symbol, sell}
  (* anyconst *) logic [R-1:0] watched;

  // What the rows and their refills hold.
  (* hierconn *) wire [ROW_W-1:0] \dut.bid_mem[0] ;
  (* hierconn *) wire [ROW_W-1:0] \dut.bid_mem[1] ;
  (* hierconn *) wire [ROW_W-1:0] \dut.ask_mem[0] ;
  (* hierconn *) wire [ROW_W-1:0] \dut.ask_mem[1] ;
  (* hierconn *) wire [ROW_W-1:0] \dut.bid_s3 ;
  (* hierconn *) wire [ROW_W-1:0] \dut.ask_s3 ;
  (* hierconn *) wire [ROW_W-1:0] \dut.row_s5 ;
  (* hierconn *) wire [ROW_W-1:0] \dut.row_h0 ;
  (* hierconn *) wire             \dut.op5_valid ;
  (* hierconn *) wire             \dut.op5_change ;
  (* hierconn *) wire             \dut.op5_sub ;
  (* hierconn *) wire             \dut.op5_append ;
  (* hierconn *) wire             \dut.op5_look ;
  (* hierconn *) wire             \dut.op5_forget ;
  (* hierconn *) wire [1:0]       \dut.op5_side ;
  (* hierconn *) wire [R-1:0]     \dut.op5_rank ;
  (* hierconn *) wire [S-1:0]     \dut.op5_shares ;
  (* hierconn *) wire [3:0]       \dut.op5_refill ;
  (* hierconn *) wire [K-1:0]     \dut.before_s5 ;
  (* hierconn *) wire [K-1:0]     \dut.equal_s5 ;
  (* hierconn *) wire [K-1:0]     \dut.gone_s5 ;
  (* hierconn *) wire [2:0]       \dut.take_s5 ;
  (* hierconn *) wire             \dut.trust_all_s5 ;
  (* hierconn *) wire [1:0]       \dut.side_h0 ;
  (* hierconn *) wire             \dut.valid_h0 ;
  (* hierconn *) wire [2:0]       \dut.thin_count_q ;
  (* hierconn *) wire             \dut.evicts ;
  (* hierconn *) wire             \dut.remove ;
  (* hierconn *) wire             \dut.judged ;
  (* hierconn *) wire             \dut.whole ;
  (* hierconn *) wire [1:0]       \dut.refills.open_q ;
  (* hierconn *) wire [1:0]       \dut.refills.pending_q ;
  (* hierconn *) wire [1:0]       \dut.refills.disturbed_q ;
  (* hierconn *) wire [3:0]       \dut.refills.side_q ;
  (* hierconn *) wire [2*R-1:0]   \dut.refills.rank_q ;
  (* hierconn *) wire             \dut.refills.starting_q ;
  (* hierconn *) wire             \dut.refills.held_q ;
  (* hierconn *) wire             \dut.refills.start_refill_q ;
  (* hierconn *) wire [1:0]       \dut.refills.start_side_q ;
  (* hierconn *) wire [R-1:0]     \dut.refills.start_rank_q ;

  wire [1:0]     open      = \dut.refills.open_q ;
  wire [1:0]     pending   = \dut.refills.pending_q ;
  wire [1:0]     disturbed = \dut.refills.disturbed_q ;
  wire [3:0]     of_side   = \dut.refills.side_q ;
  wire [2*R-1:0] first     = \dut.refills.rank_q ;       // the best rank that was disturbed
  wire           starting  = \dut.refills.starting_q ;
  wire           held      = \dut.refills.held_q ;
  wire           start_at  = \dut.refills.start_refill_q ;
  wire [1:0]     side_h0   = \dut.side_h0 ;
  wire [1:0]     side5     = \dut.op5_side ;

  logic         level_valid, best_valid, best_sell, best_exists, thin, wake_valid, drop_valid, wait_valid;
  level_op_t    level;
  logic [R-1:0] best_rank;
  logic [Z-1:0] best_size;
  logic [3:0]   wake_refill, drop_refill;
  logic [15:0]  wait_side;

  // ---- slots on their way -------------------------------------------------------------------------
  logic        past_q = 1'b0;                // a cycle of reset has been
  logic [5:0]  slot_q;                       // 1..6 cycles ago
  logic [2:0]  kind1_q, kind2_q, kind3_q, kind4_q, kind5_q;
  logic        symbol3_q, symbol4_q, turn_q;

  wire is_add  = slot_q[2] && kind3_q == ADD;
  wire others  = slot_q[3] && kind4_q != ADD;
  wire append  = others && kind4_q == APPEND;
  wire look    = others && kind4_q == LOOK;
  wire forget  = others && kind4_q == FORGET;
  wire change  = acts && (is_add || (others && kind4_q == TAKE));
  wire cmp     = change || append || look || forget;
  wire judges  = slot_q[4] && kind5_q == APPEND;

  function automatic logic [4:0] flying(input logic [2:0] what);  // slots of a kind, 1..5 cycles ago
    flying = slot_q[4:0] & {kind5_q == what, kind4_q == what, kind3_q == what, kind2_q == what, kind1_q == what};
  endfunction
  function automatic logic [2:0] count5(input logic [4:0] set);
    count5 = {2'd0, set[0]} + {2'd0, set[1]} + {2'd0, set[2]} + {2'd0, set[3]} + {2'd0, set[4]};
  endfunction
  wire [4:0] appends = flying(APPEND);
  wire [4:0] forgets = flying(FORGET);
  wire [2:0] takes   = count5(flying(TAKE));

  // ---- a new day: one slot empties each side ----------------------------------------------------------
  logic [2:0]  sweep_q, swept_q;             // sides whose slot went out, and was applied
  wire sweeping = sweep_q != 3'd4;
  wire clean    = swept_q == 3'd4;
  wire known    = {1'b0, side} < swept_q;    // the row of the watched side means something

  // ---- refills: what they were asked for -------------------------------------------------------------
  logic [1:0]     wanted_q;                  // a chunk is due
  logic [1:0]     touched_q;                 // the watched level changed since the start
  logic [3:0]     asked_q;                   // the sides
  logic [2*R-1:0] at_q;                      // how far they are
  logic [2:0]     count_q;
  logic           none_q;
  logic [4*R-1:0] ranks_q;
  logic [4*Z-1:0] sizes_q;

  function automatic logic [1:0] last_of(input logic [2:0] count);
    last_of = count[1:0] - 2'd1;
  endfunction

  wire [2:0]     count_now = judges ? count_q : chunk_count;
  wire           none_now  = judges ? none_q  : chunk_none;
  wire [4*R-1:0] ranks_now = judges ? ranks_q : chunk_ranks;
  wire [4*Z-1:0] sizes_now = judges ? sizes_q : chunk_sizes;
  wire           op_symbol = appends[1] ? asked_q[turn_q*2+1] : symbol;
  wire [1:0]     cmp_side  = {is_add ? symbol3_q : symbol4_q, append ? asked_q[turn_q*2] : sell};

  touch_rows #(.SYMBOLS(2), .K(K), .LOW(LOW), .THIN(3), .REFILLS(2), .SIZE_W(Z)) dut (
    .clk(clk), .rst(rst), .op2_valid(slot_q[1]), .op2_symbol({15'd0, op_symbol}),
    .cmp_valid(cmp), .cmp_change(change), .cmp_sub(!is_add),
    .cmp_append(append), .cmp_look(look), .cmp_forget(forget),
    .cmp_symbol({15'd0, cmp_side[1]}), .cmp_sell(cmp_side[0]), .cmp_rank(append ? chunk_ranks[R-1:0] : rank),
    .cmp_shares(shares), .cmp_refill({3'd0, turn_q}), .apply_refused(refused),
    .chunk_count(count_now), .chunk_none(none_now), .chunk_ranks(ranks_now), .chunk_sizes(sizes_now),
    .level_valid(level_valid), .level(level),
    .best_valid(best_valid), .best_sell(best_sell), .best_exists(best_exists),
    .best_rank(best_rank), .best_size(best_size), .thin(thin), .idle(idle),
    .wake_valid(wake_valid), .wake_refill(wake_refill), .drop_valid(drop_valid), .drop_refill(drop_refill),
    .wait_valid(wait_valid), .wait_side(wait_side)
  );

  // ---- the watched level --------------------------------------------------------------------------
  logic [Z-1:0] size_q, size_n;
  logic         change_q, sub_q, ours_q;     // the change that is applied
  logic [S-1:0] shares_q;
  logic         shown_q, shown_ours_q;       // its best is shown
  wire          starts = level_valid && level.kind == LEVEL_START;
  wire          hits   = change_q && ours_q && !refused;

  always_comb begin
    size_n = size_q;
    if (hits) size_n = sub_q ? size_q - {1'b0, shares_q} : size_q + {1'b0, shares_q};
    if (forgets[4] && swept_q[1:0] == side) size_n = '0;
  end

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    slot_q    <= {slot_q[4:0], slot};
    kind1_q   <= kind;
    kind2_q   <= kind1_q;
    kind3_q   <= kind2_q;
    kind4_q   <= kind3_q;
    kind5_q   <= kind4_q;
    if (slot_q[1]) symbol3_q <= op_symbol;
    symbol4_q <= symbol3_q;
    count_q   <= chunk_count;
    none_q    <= chunk_none;
    ranks_q   <= chunk_ranks;
    sizes_q   <= chunk_sizes;
    change_q  <= change;
    sub_q     <= !is_add;
    ours_q    <= cmp_side == side && rank == watched;
    shares_q  <= shares;
    size_q    <= size_n;
    shown_q   <= change_q;
    shown_ours_q <= side5 == side;

    if (slot && kind == APPEND) begin
      turn_q         <= turn;
      wanted_q[turn] <= 1'b0;
    end
    if (judges && count_q != 3'd0)
      at_q[turn_q*R +: R] <= ranks_q[R*last_of(count_q) +: R];
    if (hits) touched_q <= 2'b11;
    if (starts) begin
      wanted_q[level.refill[0]]       <= 1'b1;
      touched_q[level.refill[0]]      <= 1'b0;
      asked_q[level.refill[0]*2 +: 2] <= level.side[1:0];
      at_q[level.refill[0]*R +: R]    <= level.rank;
    end
    if (wake_valid) wanted_q[wake_refill[0]] <= 1'b1;

    if (sweeping && slot) sweep_q <= sweep_q + 3'd1;
    if (forgets[4])       swept_q <= swept_q + 3'd1;
    if (sweeping || day)  wanted_q <= '0;
    if (day) begin
      sweep_q <= '0;
      swept_q <= '0;
    end

    if (rst) begin
      slot_q   <= '0;
      wanted_q <= '0;
      change_q <= 1'b0;
      shown_q  <= 1'b0;
      sweep_q  <= '0;
      swept_q  <= '0;
    end
  end

  // ---- book_issue, order_table -------------------------------------------------------------------
  always_comb begin
    assume (rst == !past_q);
    if (slot) begin
      assume (!slot_q[0]);
      assume (kind <= FORGET && (kind == FORGET) == sweeping);
      if (kind == TAKE) assume (!thin);
      if (kind == ADD && slot_q[1]) assume (kind2_q == TAKE || kind2_q == ADD);
      if (kind == APPEND) assume (wanted_q[turn] && appends == '0);
    end
    if (forget) assume (cmp_side == swept_q[1:0]);
    if (day) assume (!sweeping && slot_q == '0 && !slot);
    if (change) assume (shares != '0);
    if (refused) assume (slot_q[3] && kind4_q == ADD);
    if (change_q && ours_q) assume (sub_q ? {1'b0, shares_q} <= size_q : !size_n[Z-1]);
    assume ((idle & wanted_q) == 2'd0);
  end

  // ---- refill: the next levels, and of the watched one the truth unless it changed ----------------------
  logic         told, listed;
  logic [Z-1:0] listed_size;
  logic [R-1:0] last_rank;
  wire  [R-1:0] at = at_q[turn_q*R +: R];
  always_comb begin
    told        = count_now <= 3'd4 && (none_now || count_now != 3'd0);
    listed      = 1'b0;
    listed_size = '0;
    last_rank   = at;
    for (int i = 0; i < 4; i++)
      if (i[2:0] < count_now) begin
        if (ranks_now[i*R +: R] <= last_rank) told = 1'b0;
        last_rank = ranks_now[i*R +: R];
        if (last_rank == watched) begin
          listed      = 1'b1;
          listed_size = sizes_now[i*Z +: Z];
        end
      end
    if (asked_q[turn_q*2 +: 2] == side && !touched_q[turn_q] && watched > at && (none_now || watched <= last_rank))
      if (listed ? size_q == '0 || listed_size != size_q : size_q != '0) told = 1'b0;
    if (append) assume (told);
  end

  // ---- the row of the watched side ------------------------------------------------------------------
  function automatic logic [ROW_W-1:0] pick(input logic [1:0] s);
    pick = s[0] ? (s[1] ? \dut.ask_mem[1] : \dut.ask_mem[0] ) : (s[1] ? \dut.bid_mem[1] : \dut.bid_mem[0] );
  endfunction
  function automatic logic is_thin(input logic [ROW_W-1:0] r);
    is_thin = !r[COMPLETE] && r[LEVELS +: N] <= 3'd3;
  endfunction

  wire [4*N+3:0]   counts   = {\dut.ask_mem[1] [LEVELS +: N+1], \dut.bid_mem[1] [LEVELS +: N+1],
                               \dut.ask_mem[0] [LEVELS +: N+1], \dut.bid_mem[0] [LEVELS +: N+1]};
  wire [ROW_W-1:0] row      = pick(side);
  wire [N-1:0]     n        = row[LEVELS +: N];
  wire             complete = row[COMPLETE];

  logic         sorted, inside;
  logic [Z-1:0] inside_size;
  logic [R-1:0] tail;
  always_comb begin
    sorted      = n <= K[N-1:0];
    inside      = 1'b0;
    inside_size = '0;
    tail        = row[0 +: R];
    for (int i = 0; i < K; i++)
      if (i[N-1:0] < n) begin
        if (i != 0 && row[i*R +: R] <= tail) sorted = 1'b0;
        tail = row[i*R +: R];
        if (tail == watched) begin
          inside      = 1'b1;
          inside_size = row[K*R + i*Z +: Z];
        end
      end
  end

  // Of each refill of the side: how far it is, and whether the watched rank is behind a change.
  logic [1:0]     waits, asks, brings, mine, behind, lost;
  logic [2*R-1:0] far;
  always_comb begin
    for (int i = 0; i < 2; i++) begin
      waits[i]  = (starting || held) && start_at == i[0];
      asks[i]   = wake_valid && wake_refill[0] == i[0];
      brings[i] = appends != '0 && turn_q == i[0];
      mine[i]   = open[i] && of_side[i*2 +: 2] == side;
      behind[i] = disturbed[i] && first[i*R +: R] <= watched;
      far[i*R +: R] = at_q[i*R +: R];
      if (waits[i]) far[i*R +: R] = starting ? tail : \dut.refills.start_rank_q ;
      lost[i]   = !waits[i] && touched_q[i];
    end
  end

  // ---- slots at work: what the registers between the stages hold ---------------------------------------
  logic cmp_q;
  always_ff @(posedge clk) cmp_q <= cmp && !rst;

  wire [ROW_W-1:0] row5 = pick(side5);
  wire [N-1:0]     n5   = row5[LEVELS +: N];
  wire             read_symbol = slot_q[2] ? symbol3_q : symbol4_q;
  wire             bid_read = \dut.bid_s3 == pick({read_symbol, 1'b0});
  wire             ask_read = \dut.ask_s3 == pick({read_symbol, 1'b1});
  wire             bid_last = \dut.valid_h0 && side_h0 == {read_symbol, 1'b0};
  wire             ask_last = \dut.valid_h0 && side_h0 == {read_symbol, 1'b1};
  logic            in_turn;                  // no slot overtook those of a new day
  always_comb begin
    in_turn = 1'b1;
    for (int i = 0; i < 5; i++)
      if (slot_q[i] && !forgets[i]) begin
        if (sweeping) in_turn = 1'b0;
        for (int j = 0; j < i; j++) if (forgets[j]) in_turn = 1'b0;
      end
  end

  always_comb begin
    if (past_q && SEEK == 0) begin
      // Slots.
      assert ((slot_q[4:0] & slot_q[5:1]) == 5'd0);
      assert (count5(appends) <= 3'd1);
      if (slot_q[2] && kind3_q == ADD && slot_q[4]) assert (kind5_q == TAKE || kind5_q == ADD);
      if (slot_q[1] && kind2_q == ADD && slot_q[3]) assert (kind4_q == TAKE || kind4_q == ADD);
      if (slot_q[0] && kind1_q == ADD && slot_q[2]) assert (kind3_q == TAKE || kind3_q == ADD);
      if (appends[2]) assert (symbol3_q == asked_q[turn_q*2+1]);
      if (appends[3]) assert (symbol4_q == asked_q[turn_q*2+1]);
      assert (sweep_q <= 3'd4 && sweep_q == swept_q + count5(forgets) && in_turn);

      // A read row is the latest, or the last one written is.
      if (slot_q[2] && cmp_q) assert (bid_read && ask_read);
      if (slot_q[2] || slot_q[3]) assert ((bid_read || bid_last) && (ask_read || ask_last));

      assert (\dut.op5_valid == cmp_q && best_valid == shown_q);
      if (change_q) assert (cmp_q && (sub_q ? slot_q[4] && kind5_q == TAKE : slot_q[3] && kind4_q == ADD));
      if (shown_q) assert (slot_q[5] || slot_q[4]);
      if (shown_q) assert (\dut.valid_h0 && shown_ours_q == (side_h0 == side));
      if (judges) assert (cmp_q && !change_q && told);
      if (forgets[4]) assert (cmp_q && !change_q && side5 == swept_q[1:0]);
      if (cmp_q) begin
        assert (change_q || slot_q[4]);
        assert (\dut.op5_change == change_q && \dut.op5_sub == sub_q && \dut.op5_append == judges);
        assert (\dut.op5_forget == forgets[4] && \dut.op5_look == (slot_q[4] && kind5_q == LOOK && !change_q));
        assert (\dut.row_s5 == row5);
        if (change_q) begin
          assert (\dut.op5_shares == shares_q && shares_q != '0);
          assert (ours_q == (side5 == side && \dut.op5_rank == watched));
        end
        if (judges) begin
          assert (side5 == asked_q[turn_q*2 +: 2] && \dut.op5_refill == {3'd0, turn_q});
          assert (\dut.op5_rank == ranks_q[R-1:0]);
          assert (\dut.trust_all_s5 == !disturbed[turn_q]);
          assert (\dut.take_s5 <= count_q && {1'b0, n5} + \dut.take_s5 <= K[N:0]);
          if (\dut.take_s5 != 3'd0)
            assert (!row5[COMPLETE] && \dut.before_s5 == ({{(K-1){1'b0}}, 1'b1} << n5) - 1'b1 &&
                    (!disturbed[turn_q] ||
                     ranks_q[R*last_of(\dut.take_s5 ) +: R] < first[turn_q*R +: R]));
        end
        // An add right behind a removal relies on the row's order, which is known of the watched side.
        if (side5 == side || sub_q) for (int i = 0; i < K; i++) begin
          assert (\dut.before_s5 [i] == (i[N-1:0] < n5 && row5[i*R +: R] < \dut.op5_rank ));
          assert (\dut.equal_s5 [i] == (i[N-1:0] < n5 && row5[i*R +: R] == \dut.op5_rank ));
          if (change_q && sub_q)
            assert (\dut.gone_s5 [i] == (row5[K*R + i*Z +: Z] <= {1'b0, shares_q}));
        end
      end
      if (\dut.valid_h0 ) assert (\dut.row_h0 == pick(side_h0));

      // Rows in general.
      for (int i = 0; i < 4; i++)
        if (i[2:0] < swept_q) begin
          if (clean) assert (counts[i*(N+1) +: N] <= K[N-1:0]);
          else       assert (counts[i*(N+1) +: N+1] == {1'b1, {N{1'b0}}});
        end
      if (clean)
        assert (\dut.thin_count_q == {2'd0, is_thin(\dut.bid_mem[0] )} + {2'd0, is_thin(\dut.bid_mem[1] )} +
                                     {2'd0, is_thin(\dut.ask_mem[0] )} + {2'd0, is_thin(\dut.ask_mem[1] )});
      else begin
        assert (wanted_q == 2'd0 && appends == '0);
        if (swept_q != 3'd0)
          assert (\dut.thin_count_q == 3'd0 && open == 2'd0 && pending == 2'd0 && !starting && !held && !wake_valid);
      end
    end
  end

  // ---- what must be -------------------------------------------------------------------------------
  always_comb begin
    if (past_q && SEEK == 0) begin
      // The level store is told each change once.
      assert ((level_valid && !starts && level.side[1:0] == side && level.rank == watched) == hits);
      if (hits) assert (level.kind == (sub_q ? LEVEL_SUB : LEVEL_ADD) && level.shares == shares_q);

      if (best_valid && shown_ours_q) begin
        assert (best_sell == side[0]);
        if (size_q != '0) assert (best_exists && best_rank <= watched);
        if (best_exists && best_rank == watched) assert (size_q != '0 && best_size == size_q);
      end
    end
  end

  // ---- the watched side, and what its refills brought it ------------------------------------------------
  always_comb begin
    if (past_q && SEEK == 0 && known) begin
      assert (!size_q[Z-1]);
      // The row is in order. It has the watched level as it is, or that is behind its tail.
      assert (sorted);
      if (inside) assert (size_q != '0 && inside_size == size_q);
      if (size_q != '0 && !inside) assert (!complete && watched > tail);
      // It has a level more than messages on their way can take: rows thin out in good time.
      if (!complete) assert (n > takes);
    end
    if (past_q && SEEK == 0 && clean) begin
      // A refill that is wanted is on its way, once; nobody else gets it.
      assert (!(starting && held));
      if (starting) assert (\dut.valid_h0 && side_h0 == \dut.refills.start_side_q );
      if (open == 2'b11) assert (of_side[1:0] != of_side[3:2]);
      for (int i = 0; i < 2; i++) begin
        if (pending[i]) assert (open[i]);
        assert ({2'd0, waits[i]} + {2'd0, asks[i]} + {2'd0, wanted_q[i]} + {2'd0, brings[i]} == {2'd0, pending[i]});
        if (open[i] && !waits[i]) assert (asked_q[i*2 +: 2] == of_side[i*2 +: 2]);
        if (waits[i]) assert (\dut.refills.start_side_q == of_side[i*2 +: 2]);
        // It is at the row's tail or further. Nothing has shares in between; behind it, all is as it was
        // at its start, up to the first change.
        if (mine[i]) begin
          assert (!complete && (n == '0 || tail <= far[i*R +: R]));
          if (!inside && !behind[i])
            assert (watched > far[i*R +: R] ? !lost[i] : size_q == '0);
        end
      end
    end
  end

  // ---- what can be ----------------------------------------------------------------------------------
  always_comb begin
    if (past_q && SEEK != 0) begin
      assert (!(best_valid && shown_ours_q && best_exists && best_rank == watched && size_q > 4'd5));
      assert (!(\dut.remove && \dut.equal_s5 [0] && n5 > 1));
      assert (!\dut.evicts );
      assert (!thin);
      assert (!wake_valid);
      assert (!(\dut.judged && \dut.take_s5 > 3'd1));
      assert (!(\dut.judged && !\dut.whole && count_q != 3'd0));
      assert (!(\dut.judged && \dut.whole && none_q));
      assert (!(day && size_q != '0));
    end
  end

endmodule

`default_nettype wire
