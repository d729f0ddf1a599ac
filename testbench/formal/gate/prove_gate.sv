// SPDX-License-Identifier: BSD-3-Clause
// prove_gate: an order goes only when every limit holds in that very cycle, and as the intent that asked for it.
//
// Bounded     9 cycles
// Induction   3 cycles
// Cover       18 cycles
//
// G1, G2: order_valid implies what the device and each limit say. G7, G14: each intent becomes one order or one
// refusal, 2 cycles after it was taken. G9: limits are those committed last, whole; while armed they only
// tighten; none is above its ceiling. The memories are their promise (testbench/formal/promises): of any
// symbol it is known what was committed. Widths are the real ones; a token may come each cycle, so that orders
// are reached soon. The rest of the device keeps its promises too: rows stand until they are judged, and
// nothing is armed while tables are emptied (kill_switch, trade_tables).

`include "../promises/ram_1r1w.sv"
`include "tw_trade.svh"
`default_nettype none

module prove_gate #(
  parameter int SYMBOLS = 4,
  localparam int SYM_W = $clog2(SYMBOLS)
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,
  input  wire intent_t      intent,
  input  wire logic         bad_frame,
  input  wire logic         intent_valid,
  input  wire logic         killed,
  input  wire logic         armed,
  input  wire logic         lent,
  input  wire logic         window_ok,
  input  wire logic         link_up,
  input  wire logic         sender_ready,
  input  wire logic         log_ready,
  input  wire logic         flush,
  input  wire logic         t_valid,
  input  wire logic [7:0]   t_table,
  input  wire logic [23:0]  t_row,
  input  wire logic [511:0] t_words
);

  logic        intent_ready, t_done, t_sell, busy, order_valid, m_record_valid, mismatch, internal;
  logic [2:0]  t_result;
  logic [15:0] t_symbol;
  order_t      order;
  trade_record_t m_record;
  logic [REASONS-1:0] stat_reason;
  logic [31:0] view_position, view_open_buy, view_open_sell, token, orders;
  logic [63:0] gross;

  gate #(.SYMBOLS(SYMBOLS), .FLOOR_RATE(32'd1)) dut (
    .clk(clk), .rst(rst), .time_ns(64'd0), .cycle(cycle), .s_intent_tdata(intent), .s_intent_bad_frame(bad_frame),
    .s_intent_tvalid(intent_valid), .s_intent_tready(intent_ready), .killed(killed), .armed(armed), .lent(lent),
    .window_ok(window_ok), .link_up(link_up), .sender_ready(sender_ready), .log_ready(log_ready), .flush(flush),
    .t_valid(t_valid), .t_table(t_table), .t_row(t_row), .t_words(t_words), .t_done(t_done), .t_result(t_result),
    .t_symbol(t_symbol), .t_sell(t_sell), .busy(busy), .order_valid(order_valid), .order(order),
    .m_record_valid(m_record_valid), .m_record(m_record), .stat_reason(stat_reason), .mismatch(mismatch),
    .internal(internal), .view_symbol(16'd0), .view_position(view_position), .view_open_buy(view_open_buy),
    .view_open_sell(view_open_sell), .token(token), .orders(orders), .gross(gross));

  // ---- what is read of it ---------------------------------------------------------------------------------
  (* hierconn *) wire [1:0]   \dut.step_q ;
  (* hierconn *) wire         \dut.row_q ;
  (* hierconn *) wire         \dut.row_started_q ;
  (* hierconn *) wire         \dut.other_done_q ;
  (* hierconn *) wire [508:0] \dut.intent_q ;
  (* hierconn *) wire [50:0]  \dut.notional_q ;
  (* hierconn *) wire [48:0]  \dut.gross_q ;
  (* hierconn *) wire [180:0] \dut.u_limits.totals_q ;
  (* hierconn *) wire [180:0] \dut.u_limits.totals_copy_q ;
  (* hierconn *) wire         \dut.u_limits.offered_q ;
  (* hierconn *) wire         \dut.u_limits.judged_q ;
  (* hierconn *) wire         \dut.u_limits.tight_q ;
  (* hierconn *) wire [2:0]   \dut.u_limits.result_q ;
  (* hierconn *) wire [SYM_W:0] \dut.u_limits.sweep_q ;
  (* hierconn *) wire [SYM_W-1:0] \dut.u_limits.u_row.watched ;
  (* hierconn *) wire [SYM_W-1:0] \dut.u_limits.u_copy.watched ;
  (* hierconn *) wire [140:0] \dut.u_limits.u_row.value_q ;
  (* hierconn *) wire [140:0] \dut.u_limits.u_copy.value_q ;
  (* hierconn *) wire [140:0] \dut.u_limits.u_row.read_data ;
  (* hierconn *) wire [SYM_W-1:0] \dut.u_exposure.u_rows.watched ;
  (* hierconn *) wire [78:0]  \dut.u_exposure.u_rows.value_q ;
  (* hierconn *) wire [78:0]  \dut.u_exposure.u_rows.read_data ;
  (* hierconn *) wire [SYM_W:0] \dut.u_exposure.sweep_q ;
  (* hierconn *) wire [6:0]   \dut.u_exposure.all_q ;
  (* hierconn *) wire         \dut.u_exposure.first_q ;
  (* hierconn *) wire         \dut.u_exposure.second_q ;
  (* hierconn *) wire         \dut.u_exposure.third_q ;
  (* hierconn *) wire [8:0]   \dut.u_rate.count_q ;
  (* hierconn *) wire [8:0]   \dut.u_rate.burst_q ;

  wire [1:0] step   = \dut.step_q ;
  wire       row    = \dut.row_q ;
  wire [SYM_W-1:0] symbol = \dut.u_limits.u_row.watched ;
  limits_t   limits;
  totals_t   totals;
  assign limits = \dut.u_limits.u_row.value_q ;
  assign totals = \dut.u_limits.totals_q ;
  wire signed [23:0] position = \dut.u_exposure.u_rows.value_q [78:55];
  wire [23:0] open_buy   = \dut.u_exposure.u_rows.value_q [54:31];
  wire [23:0] open_sell  = \dut.u_exposure.u_rows.value_q [30:7];
  wire [6:0]  open_count = \dut.u_exposure.u_rows.value_q [6:0];

  // ---- what was taken, and what was committed ----------------------------------------------------------------
  logic        past_q = 1'b0, calm_q = 1'b0;
  logic        taken_q, decides_q, told_q, ordered_q, bad_q;
  intent_t     intent_q;
  limits_t     shadow_q;                    // of the watched symbol, as the rows said
  totals_t     totals_shadow_q;
  logic        offered_was_q;
  logic [511:0] words_was_q;
  logic [31:0]  where_was_q, cycle_was_q;
  wire accept  = intent_valid && intent_ready;
  wire ok      = t_done && t_result == RESULT_OK;
  wire [63:0] wide = t_words[64 +: 64];
  limits_t     row_limits;
  totals_t     row_totals;
  assign row_limits = {t_words[0], t_words[32 +: 20], wide[40:0], t_words[128 +: 32], t_words[160 +: 20],
                       t_words[192 +: 20], t_words[224 +: 7]};
  assign row_totals = {t_words[0 +: 7], t_words[32 +: 20], wide[48:0], t_words[128 +: 32], t_words[160 +: 9],
                       t_words[192 +: 32], t_words[224 +: 32]};
  wire commits        = ok && t_table == TABLE_LIMITS && t_row == 24'(symbol);
  wire commits_totals = ok && t_table == TABLE_TOTALS;

  // Where a row is on its way.
  wire [6:0] stage = {row && !\dut.row_started_q , \dut.other_done_q , \dut.u_limits.offered_q , \dut.u_limits.judged_q ,
                      \dut.u_exposure.first_q , \dut.u_exposure.second_q , \dut.u_exposure.third_q };

  // The watched row is 0 when the sweep has come by.
  wire swept = \dut.u_limits.sweep_q > {1'b0, symbol};

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    calm_q    <= !rst;
    taken_q   <= accept && !rst;
    decides_q <= taken_q && !rst;
    told_q    <= decides_q && !rst;
    ordered_q <= order_valid;
    if (accept) begin
      intent_q <= intent;
      bad_q    <= bad_frame;
    end
    offered_was_q <= t_valid && !t_done && !rst;
    words_was_q   <= t_words;
    cycle_was_q   <= cycle;
    where_was_q   <= {t_table, t_row};
    if (commits) shadow_q <= row_limits;
    if (commits_totals) totals_shadow_q <= row_totals;
    if (flush || rst) begin
      shadow_q        <= '0;
      totals_shadow_q <= '0;
    end
  end

  always_comb begin
    if (!past_q) assume (rst);
    if (past_q) assume (cycle == cycle_was_q + 32'd1);
    // One row and its copy and its exposure are watched, the same.
    assume (\dut.u_limits.u_copy.watched == symbol && \dut.u_exposure.u_rows.watched == symbol);
    assume (!(armed && (busy || flush)) && !(flush && (t_valid || row)));
    if (offered_was_q) assume (t_valid && t_words == words_was_q && {t_table, t_row} == where_was_q);

    if (past_q && calm_q) begin
      // ---- turns: an intent or a row, never both -------------------------------------------------------------
      assert (taken_q == (step == 2'd1) && decides_q == (step == 2'd2) && told_q == (step == 2'd3));
      assert (!(step != 2'd0 && row));
      assert (!row || (t_valid && offered_was_q));
      assert (!\dut.row_started_q || row);
      assert ((stage & (stage - 7'd1)) == '0 && (stage != '0) == row);
      assert (!(\dut.u_limits.offered_q || \dut.u_limits.judged_q ) || t_table == TABLE_LIMITS || t_table == TABLE_TOTALS);
      if (\dut.other_done_q ) assert (t_table != TABLE_LIMITS && t_table != TABLE_TOTALS);
      if (stage[2:0] != 3'd0) assert (t_table == TABLE_ANSWER);
      assert (\dut.u_limits.sweep_q <= SYMBOLS);
      assert (\dut.u_exposure.sweep_q <= SYMBOLS);
      if (busy) assert (!row);

      // ---- each intent is decided once --------------------------------------------------------------------------
      if (order_valid) assert (decides_q);
      assert ((stat_reason != '0) == told_q && m_record_valid == told_q);
      assert ((stat_reason & (stat_reason - 25'd1)) == '0);
      if (told_q) assert (stat_reason[REASON_PASS] == ordered_q);
      if (step != 2'd0) assert (\dut.intent_q == intent_q);

      // ---- an order is its intent, and everything is well in this cycle ------------------------------------------
      if (order_valid) begin
        assert (order.kind == intent_q.kind && order.sell == intent_q.sell && order.tif == intent_q.tif);
        assert (order.symbol == intent_q.symbol && order.born == intent_q.born);
        assert (order.quantity == intent_q.quantity && order.price == intent_q.price);
        assert (order.token == (order.kind == KIND_CANCEL ? 32'd0 : token));
        assert (order.kind == KIND_ENTER || order.old_token == intent_q.token);
        assert (!killed && armed && lent && window_ok && link_up && sender_ready && log_ready && !bad_q);
        assert (order.kind != KIND_HEARTBEAT && intent_q.symbol < 16'(SYMBOLS));
        assert (cycle - intent_q.born <= totals.max_age);
        assert (\dut.u_rate.count_q != 9'd0 && orders < {12'd0, totals.max_orders});
        if (order.kind != KIND_CANCEL) begin
          assert (!intent_q.flags[FLAG_STALE] && !intent_q.flags[FLAG_SILENT] && !intent_q.flags[FLAG_ENDED] &&
                  !intent_q.flags[FLAG_INEXACT] && !intent_q.flags[FLAG_HALTED] && !intent_q.flags[FLAG_CROSSED] &&
                  !intent_q.flags[FLAG_LOCKED]);
          assert (order.quantity != 32'd0 && order.quantity <= ORDER_QUANTITY_MAX);
          assert (order.price != 32'd0 && order.price <= ORDER_PRICE_MAX);
          assert ({13'd0, \dut.notional_q } + {15'd0, \dut.gross_q } <= {15'd0, totals.max_gross});
          assert (\dut.u_exposure.all_q < totals.max_open && token != '1);
        end
        if (order.symbol == 16'(symbol)) begin
          assert (limits.enable);
          if (order.kind != KIND_CANCEL) begin
            assert (order.quantity <= {12'd0, limits.max_quantity} && \dut.notional_q <= {10'd0, limits.max_notional});
            if (order.sell)
              assert (intent_q.bid_size != 32'd0 && {1'b0, order.price} + {1'b0, limits.collar} >= {1'b0, intent_q.bid_price});
            else
              assert (intent_q.ask_size != 32'd0 && {1'b0, order.price} <= {1'b0, intent_q.ask_price} + {1'b0, limits.collar});
            if (order.sell)
              assert ($signed({10'd0, open_sell}) + $signed({14'd0, order.quantity[19:0]}) - $signed({{10{position[23]}}, position})
                      <= $signed({14'd0, limits.max_short}));
            else
              assert ($signed({10'd0, open_buy}) + $signed({14'd0, order.quantity[19:0]}) + $signed({{10{position[23]}}, position})
                      <= $signed({14'd0, limits.max_long}));
            assert (open_count < limits.max_open);
          end
        end
      end

      // ---- limits: those committed last, whole; while armed only tighter; under their ceilings ---------------------
      assert (\dut.u_limits.totals_copy_q == ~\dut.u_limits.totals_q && totals == totals_shadow_q);
      if (!\dut.u_limits.sweep_q [SYM_W]) assert (shadow_q == '0 && totals == '0);
      if (swept) assert (\dut.u_limits.u_copy.value_q == ~\dut.u_limits.u_row.value_q && limits == shadow_q);
      if (\dut.u_limits.offered_q && t_table == TABLE_LIMITS && t_row == 24'(symbol))
        assert (\dut.u_limits.u_row.read_data == \dut.u_limits.u_row.value_q );
      if (\dut.u_limits.judged_q && \dut.u_limits.tight_q && t_table == TABLE_LIMITS && t_row == 24'(symbol))
        assert (row_limits.enable <= limits.enable && row_limits.max_quantity <= limits.max_quantity &&
                row_limits.max_notional <= limits.max_notional && row_limits.collar <= limits.collar &&
                row_limits.max_long <= limits.max_long && row_limits.max_short <= limits.max_short &&
                row_limits.max_open <= limits.max_open);
      if (commits && armed)
        assert (row_limits.enable <= limits.enable && row_limits.max_quantity <= limits.max_quantity &&
                row_limits.max_notional <= limits.max_notional && row_limits.collar <= limits.collar &&
                row_limits.max_long <= limits.max_long && row_limits.max_short <= limits.max_short &&
                row_limits.max_open <= limits.max_open);
      if (commits_totals && armed)
        assert (row_totals.max_open <= totals.max_open && row_totals.max_orders <= totals.max_orders &&
                row_totals.max_gross <= totals.max_gross && row_totals.rate_cycles >= totals.rate_cycles &&
                row_totals.burst <= totals.burst && row_totals.max_age <= totals.max_age &&
                row_totals.duplicate_cycles >= totals.duplicate_cycles);
      if (\dut.u_limits.judged_q && \dut.u_limits.result_q == RESULT_OK && t_table == TABLE_LIMITS)
        assert (t_words[32 +: 32] <= 32'd999999 && wide <= 64'd1 << 40 && t_words[128 +: 32] <= 32'd10000000 &&
                t_words[160 +: 32] <= 32'd1000000 && t_words[192 +: 32] <= 32'd1000000 && t_words[224 +: 32] <= 32'd64 &&
                t_words[31:1] == 31'd0 && t_words[511:256] == '0 && t_row < 24'(SYMBOLS));
      assert (shadow_q.max_quantity <= 20'd999999 && shadow_q.max_notional <= 41'd1 << 40 && shadow_q.collar <= 32'd10000000 &&
              shadow_q.max_long <= 20'd1000000 && shadow_q.max_short <= 20'd1000000 && shadow_q.max_open <= 7'd64);
      assert (totals.max_open <= 7'd64 && totals.max_orders <= 20'd1000000 && totals.max_gross <= 49'd1 << 48 &&
              totals.burst <= 9'd256 && totals.max_age <= 32'd1 << 24 && \dut.u_rate.burst_q == totals.burst);
      assert (totals.rate_cycles != 32'd0 || totals == '0);

      cover (order_valid && order.kind == KIND_ENTER && order.symbol == 16'(symbol));
      cover (commits && armed);
      cover (told_q && stat_reason[REASON_POSITION]);
    end
  end

endmodule

`default_nettype wire
