// SPDX-License-Identifier: BSD-3-Clause
// prove_order_table: a live order is found and no other, shares leave as they came, and no
// message is dropped in silence.
//
// Bounded     8 cycles
// Induction   8 cycles
// Cover       24 cycles
//
// One reference is watched, any at all, among messages for any others. hash_map is stood in for by
// its promise (testbench/formal/promises): the widths are the real ones, and this holds for ever
// and for tables of every size. The bounded task is no more than the induction's beginning.

`include "../promises/hash_map.sv"
`include "tw_book.svh"
`include "tw_regs.svh"
`default_nettype none

module prove_order_table (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        clear,
  input  wire logic        slot,          // a slot starts, for an order when `order`
  input  wire logic        order,
  input  wire logic [3:0]  kind,
  input  wire logic [63:0] reference,
  input  wire book_op_t    op3,           // t+3: the slot as it is then
  input  wire logic        tracked,
  input  wire logic [5:0]  symbol,        // t+4
  input  wire logic        stale
);

  // The watched reference, what the table knows of it, and of the first slot of a replace.
  (* hierconn *) wire [63:0] \dut.map.watched ;
  (* hierconn *) wire        \dut.map.here_q ;
  (* hierconn *) wire [69:0] \dut.map.value_q ;
  (* hierconn *) wire        \dut.replace_ok_q ;
  (* hierconn *) wire        \dut.replace_sell_q ;
  wire [63:0] watched = \dut.map.watched ;
  wire        here    = \dut.map.here_q ;
  wire [69:0] value   = \dut.map.value_q ;

  logic        ready, clearing;
  logic        add, add_sell, add_refused, take, take_sell, inexact, stat_valid;
  logic [30:0] add_rank, take_rank;
  logic [31:0] take_shares, live, stash_max;
  logic [3:0]  stat_code;

  // ---- slots on their way -------------------------------------------------------------------------
  logic        past_q = 1'b0;
  logic [7:0]  slot_q;                    // slots 1..8 cycles ago
  logic [3:0]  kind1_q, kind2_q, kind3_q;
  logic        order1_q, order2_q, order3_q;
  logic [63:0] reference1_q, reference2_q, reference3_q;
  book_op_t    op4_q;
  logic        tracked4_q, add_q, add_sell_q;
  logic [30:0] add_rank_q;

  wire op3_valid = slot_q[2];
  wire op4_valid = slot_q[3];

  order_table dut (
    .clk(clk), .rst(rst), .cmd_clear(clear), .clearing(clearing),
    .s_op_tvalid(slot && order), .s_op_tready(ready), .s_op_key(reference), .s_idle_hint(1'b0),
    .op3_valid(op3_valid), .op3(op3), .op3_tracked(tracked),
    .op4_valid(op4_valid), .op4(op4_q), .op4_tracked(tracked4_q), .op4_symbol({10'd0, symbol}), .stale(stale),
    .m_add_tvalid(add), .m_add_sell(add_sell), .m_add_rank(add_rank), .m_add_refused(add_refused),
    .m_take_tvalid(take), .m_take_sell(take_sell), .m_take_rank(take_rank), .m_take_shares(take_shares),
    .m_inexact(inexact), .stat_book_valid(stat_valid), .stat_book_code(stat_code),
    .live(live), .stash_max(stash_max)
  );

  // ---- the order with the watched reference, by its messages ------------------------------------------
  logic        live_q, sell_q;
  logic [30:0] price_q;
  logic [5:0]  symbol_q;
  logic [31:0] shares_q;
  logic [31:0] balance_q;                 // what m_add brought it, less what m_take took
  logic        before_q;                  // it was live before

  wire ours     = op4_valid && op4_q.kind >= OP_ADD && op4_q.kind <= OP_REPLACE_NEW && op4_q.reference == watched;
  wire is_add   = op4_q.kind == OP_ADD || op4_q.kind == OP_REPLACE_NEW;
  wire is_old   = op4_q.kind == OP_REPLACE_OLD;
  wire bad      = op4_q.bad_side || op4_q.price == 32'd0 || op4_q.price > PRICE_MAX || op4_q.shares == 32'd0;
  wire fits     = live_q && tracked4_q && symbol == symbol_q && !(is_old && bad);
  wire over     = op4_q.kind == OP_REDUCE && op4_q.shares > shares_q;
  wire [31:0] amount = (op4_q.kind == OP_REDUCE && !over) ? op4_q.shares : shares_q;
  wire accepted = add_q && !add_refused;

  // A replace's second slot goes by what its first one did.
  logic       replace_q, replace_ok_q, replace_sell_q, replace_tracked_q;

  // What became of the slot of the last cycle.
  logic       told_q, inexact_q, refused_q, ours_q, ours_add_q, ours_live_q, due_q;
  wire        uncounted = (is_old && take) || (op4_q.kind == OP_REPLACE_NEW && !replace_ok_q) ||
                          op4_q.kind == OP_DIRECTORY || op4_q.kind >= OP_REFRESH;

  always_ff @(posedge clk) begin
    past_q       <= 1'b1;
    slot_q       <= {slot_q[6:0], slot};
    kind1_q      <= kind;
    kind2_q      <= kind1_q;
    kind3_q      <= kind2_q;
    order1_q     <= order;
    order2_q     <= order1_q;
    order3_q     <= order2_q;
    reference1_q <= reference;
    reference2_q <= reference1_q;
    reference3_q <= reference2_q;
    op4_q        <= op3;
    tracked4_q   <= tracked;
    add_q        <= add;
    add_sell_q   <= add_sell;
    add_rank_q   <= add_rank;

    if (ours && is_add && accepted) begin
      live_q   <= 1'b1;
      sell_q   <= add_sell_q;
      price_q  <= op4_q.price[30:0];
      symbol_q <= symbol;
      shares_q <= op4_q.shares;
      before_q <= 1'b1;
    end
    if (ours && !is_add && fits) begin
      live_q   <= shares_q != amount;
      shares_q <= shares_q - amount;
    end
    if (ours && is_add && accepted) balance_q <= balance_q + op4_q.shares;
    if (ours && take)               balance_q <= balance_q - take_shares;
    if (clear) begin
      live_q    <= 1'b0;
      before_q  <= 1'b0;
      balance_q <= 32'd0;
    end

    if (op4_valid) replace_q <= is_old;
    if (op4_valid && is_old) begin
      replace_ok_q      <= take;
      replace_sell_q    <= take_sell;
      replace_tracked_q <= tracked4_q;
    end

    due_q       <= op4_valid && !uncounted;
    inexact_q   <= op4_valid && inexact;
    refused_q   <= add_q && add_refused;
    ours_q      <= ours && is_add && add_q && add_refused;
    ours_live_q <= live_q;
    told_q      <= ours && !is_add && !fits;

    if (rst) begin
      slot_q    <= '0;
      live_q    <= 1'b0;
      before_q  <= 1'b0;
      balance_q <= 32'd0;
      replace_q <= 1'b0;
      add_q     <= 1'b0;
      due_q     <= 1'b0;
      told_q    <= 1'b0;
      inexact_q <= 1'b0;
      refused_q <= 1'b0;
      ours_q    <= 1'b0;
    end
  end

  // ---- book_issue ---------------------------------------------------------------------------------
  always_comb begin
    assume (rst == !past_q);
    if (slot) assume (!slot_q[0] && !clearing && !clear);
    if (slot && order) assume (ready && kind >= OP_ADD && kind <= OP_REPLACE_NEW);
    if (clear) assume (slot_q == 8'd0);
    if (op3_valid) begin
      // An early slot may turn out void.
      if (order3_q) begin
        assume (op3.kind == kind3_q || op3.kind == OP_VOID);
        assume (op3.reference == reference3_q);
      end else assume (op3.kind < OP_ADD || op3.kind > OP_REPLACE_NEW);
      // The slots of a replace follow each other. Those of nothing else are a second one.
      if (op3.kind == OP_REPLACE_NEW) assume (replace_q && tracked == replace_tracked_q && !op4_valid);
      if (op3.kind == OP_REPLACE_NEW && replace_ok_q)
        assume (op3.price != 32'd0 && op3.price <= PRICE_MAX && op3.shares != 32'd0);
    end
  end

  // ---- what must be -------------------------------------------------------------------------------
  always_comb begin
    if (past_q) begin
      // Found, and as it is; the other way round, not found when it is not live.
      if (clearing) assert (!live_q && slot_q == 8'd0);
      else assert (here == live_q);
      if (live_q) assert (value == {symbol_q, sell_q, price_q, shares_q});
      if (live_q) assert (shares_q != 32'd0);
      // Shares are neither made nor lost.
      assert (balance_q == (live_q ? shares_q : 32'd0));
      if (replace_q)
        assert (\dut.replace_ok_q == replace_ok_q && (!replace_ok_q || \dut.replace_sell_q == replace_sell_q));

      // Shares come with a good message that adds, with its side and price, and only then.
      if (add) assert (op3_valid && (op3.kind == OP_ADD || op3.kind == OP_REPLACE_NEW));
      if (op3_valid && op3.kind == OP_ADD)
        assert (add == (tracked && !op3.bad_side && op3.price != 32'd0 && op3.price <= PRICE_MAX
                        && op3.shares != 32'd0));
      if (op3_valid && op3.kind == OP_REPLACE_NEW) assert (add == replace_ok_q);
      if (add) begin
        assert (add_sell == (op3.kind == OP_ADD ? op3.sell : replace_sell_q));
        assert (add_rank == (add_sell ? op3.price[30:0] : ~op3.price[30:0]));
      end
      if (ours && is_add && live_q) assert (add_refused);
      // What is not taken up is told: in the touch, and by its cause.
      if (add_q && add_refused) assert (inexact);
      if (refused_q) assert (stat_valid && (stat_code == TW_BOOK_DUPLICATE_REF || stat_code == TW_BOOK_ORDERS_FULL));
      if (ours_q) assert (stat_code == (ours_live_q ? TW_BOOK_DUPLICATE_REF : TW_BOOK_ORDERS_FULL));

      // Shares leave with a message that takes, as many as there are, from the order's level.
      if (take) assert (op4_valid && op4_q.kind >= OP_REDUCE && op4_q.kind <= OP_REPLACE_OLD && tracked4_q);
      if (ours && !is_add) begin
        assert (take == (fits && amount != 32'd0));
        if (take) begin
          assert (take_shares == amount && take_sell == sell_q);
          assert (take_rank == (sell_q ? price_q : ~price_q));
        end
        assert (inexact == (tracked4_q && (live_q ? !fits || over : !stale)));
      end
      if (told_q) assert (stat_valid && stat_code != TW_BOOK_APPLIED);

      // Each message is counted once, and none that makes a symbol inexact passes for applied.
      assert (stat_valid == due_q);
      if (inexact_q) assert (stat_valid && stat_code >= TW_BOOK_UNKNOWN_REF);

      cover (ours && !is_add && fits && over);
      cover (ours_q && !ours_live_q);
      cover (ours_q && ours_live_q);
      cover (accepted && ours && op4_q.kind == OP_REPLACE_NEW && before_q);
      cover (ours && is_add && accepted && before_q && op4_q.kind == OP_ADD);
    end
  end

endmodule

`default_nettype wire
