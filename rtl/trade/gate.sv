// SPDX-License-Identifier: BSD-3-Clause
// gate: the only way out. Every intent becomes an order or is refused for one reason.
//
//   s_intent  in   intents, and whether their frame ended bad
//   order     out  pulse: it goes out in this cycle; only while sender_ready
//   t         in   rows of LIMITS, TOTALS, LEND and ANSWER; held until t_done, taken between two intents
//   m_record  out  pulse: a record of each decision, the cycle after it
//
// What is known a cycle before the decision is judged by gate_checks and kept; here are the products
// and what must be true in the very cycle: not killed, armed, the sender, the stream, the link, the
// journal. The reason is the first that applies, by number.
//
// Latency     2 cycles, s_intent accepted to order_valid.
//   limits: 3 cycles, t_valid to t_done for LIMITS and TOTALS, when no intent is judged.
//   number: 2 cycles, the same for LEND.
//   answer: 4 cycles, the same for ANSWER.
// Throughput  1 intent per 4 cycles.
// Stall       s_intent_tready is low for 3 cycles after an intent, while a row is judged, while the next
//             number of an order is sought, and for SYMBOLS cycles after reset or flush.
// Reset       no limits, no orders, no positions.

`include "tw_trade.svh"
`default_nettype none

module gate #(
  parameter int SYMBOLS = 64,              // a power of two
  parameter int OPEN    = 64,              // live orders; a power of two
  // No limit is above, or the rate faster.
  parameter logic [31:0] CEIL_QUANTITY = ORDER_QUANTITY_MAX,
  parameter logic [63:0] CEIL_NOTIONAL = 64'd1 << 40,
  parameter logic [31:0] CEIL_COLLAR   = 32'd10000000,
  parameter logic [31:0] CEIL_POSITION = 32'd1000000,
  parameter logic [31:0] CEIL_OPEN     = 32'd64,
  parameter logic [31:0] CEIL_ORDERS   = 32'd1000000,
  parameter logic [63:0] CEIL_GROSS    = 64'd1 << 48,
  parameter logic [31:0] CEIL_BURST    = 32'd256,
  parameter logic [31:0] CEIL_AGE      = 32'd1 << 24,
  parameter logic [31:0] FLOOR_RATE    = 32'd64
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [63:0]   time_ns,
  input  wire logic [31:0]   cycle,

  input  wire intent_t       s_intent_tdata,
  input  wire logic          s_intent_bad_frame,
  input  wire logic          s_intent_tvalid,
  output logic               s_intent_tready,

  input  wire logic          killed,
  input  wire logic          armed,
  input  wire logic          lent,
  input  wire logic          window_ok,       // the peer takes the bytes of any order
  input  wire logic          link_up,
  input  wire logic          sender_ready,
  input  wire logic          log_ready,

  input  wire logic          flush,           // pulse, while disarmed: no limits
  input  wire logic          t_valid,
  input  wire logic [7:0]    t_table,
  input  wire logic [23:0]   t_row,
  input  wire logic [511:0]  t_words,
  output logic               t_done,          // pulse, with the result
  output logic [2:0]         t_result,
  output logic [15:0]        t_symbol,        // ANSWER: whose order it was
  output logic               t_sell,
  output logic               busy,            // limits are being made 0

  output logic               order_valid,
  output order_t             order,
  output logic               m_record_valid,
  output trade_record_t      m_record,

  output logic [REASONS-1:0] stat_reason,     // pulse of one bit per intent
  output logic               mismatch,        // pulse: an answer that cannot be
  output logic               internal,        // two copies of a limit disagree

  input  wire logic [15:0]   view_symbol,     // what view_* show, some cycles later
  output logic [31:0]        view_position,
  output logic [31:0]        view_open_buy,
  output logic [31:0]        view_open_sell,
  output logic [31:0]        token,           // next number of an order
  output logic [31:0]        orders,          // frames that passed
  output logic [63:0]        gross
);

  // ---- turns: an intent takes 4 cycles, a row as long as it takes ------------------------------------------
  logic [1:0] step_q;                       // 0: nothing is judged
  logic       row_q, row_started_q;         // a row is judged
  logic       exposure_busy, settled;
  wire idle    = step_q == 2'd0 && !row_q;
  wire accept  = s_intent_tvalid && s_intent_tready;
  wire deciding = step_q == 2'd2;
  wire row_starts = row_q && !row_started_q;

  assign s_intent_tready = idle && !t_valid && settled && !busy;

  // ---- T2: the intent; T3: what is known of it ---------------------------------------------------------------
  intent_t    intent_q;
  logic       bad_frame_q;
  limits_t    limits;
  totals_t    totals, new_totals;
  logic       known, agree, limits_done, load_totals, limits_busy;
  logic [2:0] limits_result;

  wire offer_limits = row_starts && (t_table == TABLE_LIMITS || t_table == TABLE_TOTALS);
  wire answer_shape = t_row == '0 && t_words[511:160] == '0 && t_words[31:0] != 32'd0 &&
                      t_words[31:0] <= {29'd0, ANSWER_REPLACED};
  wire offer_answer = row_starts && t_table == TABLE_ANSWER && answer_shape;

  gate_limits #(
    .SYMBOLS(SYMBOLS), .CEIL_QUANTITY(CEIL_QUANTITY), .CEIL_NOTIONAL(CEIL_NOTIONAL), .CEIL_COLLAR(CEIL_COLLAR),
    .CEIL_POSITION(CEIL_POSITION), .CEIL_OPEN(CEIL_OPEN), .CEIL_ORDERS(CEIL_ORDERS), .CEIL_GROSS(CEIL_GROSS),
    .CEIL_BURST(CEIL_BURST), .CEIL_AGE(CEIL_AGE), .FLOOR_RATE(FLOOR_RATE)
  ) u_limits (
    .clk(clk), .rst(rst), .flush(flush), .busy(limits_busy), .armed(armed), .look(accept),
    .look_symbol(s_intent_tdata.symbol), .limits(limits), .known(known), .totals(totals), .agree(agree),
    .offer(offer_limits), .offer_table(t_table), .offer_row(t_row), .offer_words(t_words),
    .done(limits_done), .result(limits_result), .load_totals(load_totals), .new_totals(new_totals));

  logic signed [23:0] position;
  logic [23:0] open_buy, open_sell;
  logic [6:0]  symbol_orders, all_orders;
  logic        slot_free, rests, rests_sell, answer_done, answer_ok, viewing_q, pass;
  logic [15:0] rests_symbol;
  logic [85:0] last;
  wire         view = idle && !accept && !t_valid;
  wire         lend_shape = t_row == '0 && t_words[511:160] == '0;
  wire         lends = row_starts && t_table == TABLE_LEND && lend_shape && t_words[4*32 +: 32] >= token;

  gate_exposure #(.SYMBOLS(SYMBOLS), .OPEN(OPEN)) u_exposure (
    .clk(clk), .rst(rst), .busy(exposure_busy), .settled(settled), .look(accept || view),
    .look_symbol(accept ? s_intent_tdata.symbol : view_symbol), .look_token(s_intent_tdata.token),
    .position(position), .open_buy(open_buy), .open_sell(open_sell), .orders(symbol_orders),
    .all_orders(all_orders), .slot_free(slot_free), .rests(rests), .rests_symbol(rests_symbol),
    .rests_sell(rests_sell), .last(last), .pass(pass && intent_q.kind != KIND_CANCEL),
    .pass_kind(intent_q.kind), .pass_sell(intent_q.sell), .pass_symbol(intent_q.symbol),
    .pass_quantity(intent_q.quantity[19:0]), .pass_price(intent_q.price[30:0]), .pass_cycle(cycle),
    .next_token(token), .lend(lends), .lend_token(t_words[4*32 +: 32]), .answer(offer_answer),
    .answer_kind(t_words[0 +: 32]), .answer_token(t_words[32 +: 32]), .answer_quantity(t_words[64 +: 32]),
    .answer_old_token(t_words[128 +: 32]), .done(answer_done), .done_ok(answer_ok),
    .done_symbol(t_symbol), .done_sell(t_sell));

  logic [REASONS-1:0] early, early_q, against;
  gate_checks u_checks (
    .intent(intent_q), .bad_frame(bad_frame_q), .cycle(cycle + 32'd1), .limits(limits), .known(known),
    .agree(agree), .totals(totals), .position(position), .open_buy(open_buy), .open_sell(open_sell),
    .orders(symbol_orders), .all_orders(all_orders), .slot_free(slot_free), .rests(rests),
    .rests_symbol(rests_symbol), .rests_sell(rests_sell), .last(last), .no_token(token == '1),
    .against(early));

  // ---- T4: the decision ---------------------------------------------------------------------------------------
  logic [50:0] notional_q;
  logic [40:0] max_notional_q;
  logic [48:0] gross_q, room_q;             // room: what max_gross leaves
  logic [31:0] orders_q;
  logic        rate_ready;
  wire         risk = intent_q.kind != KIND_CANCEL;

  notional u_notional (
    .clk(clk), .quantity(intent_q.quantity[19:0]), .price(intent_q.price[30:0]), .product(notional_q));

  rate_bucket u_rate (
    .clk(clk), .rst(rst), .load(load_totals || flush), .load_burst(flush ? 9'd0 : new_totals.burst),
    .load_rate_cycles(flush ? 32'd0 : new_totals.rate_cycles), .take(pass), .ready(rate_ready));

  always_comb begin
    against = early_q;
    against[REASON_KILLED]   = killed;
    against[REASON_DISARMED] = !armed;
    against[REASON_NOTIONAL] = risk && notional_q > {10'd0, max_notional_q};
    against[REASON_RATE]     = !rate_ready;
    against[REASON_COUNT]    = orders_q >= {12'd0, totals.max_orders};
    against[REASON_GROSS]    = risk && notional_q > {2'd0, room_q};
    against[REASON_WINDOW]   = !lent || !window_ok;
    against[REASON_LINK]     = !link_up;
    against[REASON_BUSY]     = !sender_ready;
    against[REASON_JOURNAL]  = !log_ready;
  end

  assign pass        = deciding && against == '0;
  assign order_valid = pass;
  assign order = {intent_q.kind, intent_q.sell, intent_q.tif, intent_q.symbol, intent_q.quantity, intent_q.price,
                  risk ? token : 32'd0, intent_q.kind == KIND_ENTER ? 32'd0 : intent_q.token, intent_q.born};

  logic [REASON_W-1:0] reason;
  always_comb begin
    reason = '0;
    for (int i = REASONS - 1; i > 0; i--)
      if (against[i]) reason = REASON_W'(i);
  end

  // ---- rows ---------------------------------------------------------------------------------------------------
  logic       other_done_q;                 // a row that takes no time
  logic [2:0] other_result_q;
  assign busy     = limits_busy || exposure_busy;
  assign t_done   = limits_done || answer_done || other_done_q;
  assign t_result = limits_done ? limits_result : other_done_q ? other_result_q
                  : answer_ok ? RESULT_OK : RESULT_MISMATCH;
  assign mismatch = answer_done && !answer_ok;
  assign internal = !agree && (step_q == 2'd1 || limits_done);

  always_ff @(posedge clk) begin
    if (accept) begin
      intent_q    <= s_intent_tdata;
      bad_frame_q <= s_intent_bad_frame;
    end
    if (accept || step_q != 2'd0) step_q <= step_q + 2'd1;
    early_q        <= early;
    max_notional_q <= limits.max_notional;
    room_q         <= totals.max_gross > gross_q ? totals.max_gross - gross_q : 49'd0;
    if (pass) begin
      orders_q <= orders_q + 32'd1;
      if (risk) gross_q <= gross_q + notional_q[48:0];
    end

    stat_reason <= '0;
    if (deciding) stat_reason[reason] <= 1'b1;
    m_record_valid <= deciding;
    m_record       <= '0;
    m_record.time_ns    <= time_ns;
    m_record.feed_seq   <= intent_q.info.seq;
    m_record.arrival_ns <= intent_q.info.arrival_ns;
    m_record.token      <= pass ? order.token : 32'd0;
    m_record.old_token  <= order.old_token;
    m_record.price      <= intent_q.price;
    m_record.quantity   <= intent_q.quantity;
    m_record.cycles     <= cycle - intent_q.born;
    m_record.symbol     <= intent_q.symbol;
    m_record.what       <= TRADE_DECISION;
    m_record.reason     <= {3'd0, reason};
    m_record.kind       <= {6'd0, intent_q.kind};
    m_record.side       <= intent_q.sell ? "S" : "B";
    m_record.rule       <= {6'd0, intent_q.rule};
    m_record.tif        <= intent_q.tif;

    if (idle && t_valid && settled && !busy && !t_done) row_q <= 1'b1;
    row_started_q  <= row_q && !t_done;
    other_done_q   <= row_starts && !offer_limits && !offer_answer;
    other_result_q <= lends ? RESULT_OK : RESULT_RANGE;
    if (t_done) row_q <= 1'b0;

    viewing_q <= view;
    if (viewing_q) begin
      view_position  <= {{8{position[23]}}, position};
      view_open_buy  <= {8'd0, open_buy};
      view_open_sell <= {8'd0, open_sell};
    end

    if (rst) begin
      step_q         <= 2'd0;
      row_q          <= 1'b0;
      row_started_q  <= 1'b0;
      other_done_q   <= 1'b0;
      m_record_valid <= 1'b0;
      stat_reason    <= '0;
      gross_q        <= '0;
      orders_q       <= '0;
      viewing_q      <= 1'b0;
    end
  end

  assign orders = orders_q;
  assign gross  = {15'd0, gross_q};

endmodule

`default_nettype wire
