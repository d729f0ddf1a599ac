// SPDX-License-Identifier: BSD-3-Clause
// prove_gate_twin: two gates that differ only in what must not matter decide alike, for ever.
//
// Bounded     4 cycles
// Induction   1 cycles
//
// G10: there is no exemption. The twins are told different rules (lanes), times in force, sizes beyond whether
// there are any, messages (numbers, times, frames) and device times. Every register that counts is then the same
// in both, so are order and reason of each intent. The memories say the same to both as long as both have
// written the same, which is proved; so does the multiplier of the same factors.

`include "tw_trade.svh"
`default_nettype none

// A memory of which it is only known that it is the same in both.
module ram_1r1w #(
  parameter int WIDTH = 32,
  parameter int ROWS  = 512,
  localparam int ROW_W = $clog2(ROWS)
) (
  input  wire logic              clk,
  input  wire logic              read,
  input  wire logic [ROW_W-1:0]  read_row,
  output logic [WIDTH-1:0]       read_data,
  input  wire logic              write,
  input  wire logic [ROW_W-1:0]  write_row,
  input  wire logic [WIDTH-1:0]  write_data
);
  (* anyseq *) logic [WIDTH-1:0] any;
  always_ff @(posedge clk) if (read) read_data <= any;
endmodule

// A product of which it is only known that it is the same of the same.
module notional (
  input  wire logic         clk,
  input  wire logic [19:0]  quantity,
  input  wire logic [30:0]  price,
  output logic [50:0]       product
);
  (* anyseq *) logic [50:0] any;
  always_ff @(posedge clk) product <= any;
endmodule

module prove_gate_twin (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,
  input  wire logic [63:0]  a_time_ns,
  input  wire logic [63:0]  b_time_ns,
  input  wire intent_t      a_intent,
  input  wire intent_t      b_intent,
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
  input  wire logic [511:0] t_words,
  input  wire logic [15:0]  view
);

  logic        a_intent_ready, a_t_done, a_t_sell, a_busy, a_order_valid, a_m_record_valid, a_mismatch, a_internal;
  logic [2:0]  a_t_result;
  logic [15:0] a_t_symbol;
  order_t      a_order;
  trade_record_t a_m_record;
  logic [REASONS-1:0] a_stat_reason;
  logic [31:0] a_view_position, a_view_open_buy, a_view_open_sell, a_token, a_orders;
  logic [63:0] a_gross;
  logic        b_intent_ready, b_t_done, b_t_sell, b_busy, b_order_valid, b_m_record_valid, b_mismatch, b_internal;
  logic [2:0]  b_t_result;
  logic [15:0] b_t_symbol;
  order_t      b_order;
  trade_record_t b_m_record;
  logic [REASONS-1:0] b_stat_reason;
  logic [31:0] b_view_position, b_view_open_buy, b_view_open_sell, b_token, b_orders;
  logic [63:0] b_gross;

  gate #(.SYMBOLS(2), .OPEN(2)) a (
    .clk(clk), .rst(rst), .time_ns(a_time_ns), .cycle(cycle), .s_intent_tdata(a_intent), .s_intent_bad_frame(bad_frame),
    .s_intent_tvalid(intent_valid), .s_intent_tready(a_intent_ready), .killed(killed), .armed(armed), .lent(lent),
    .window_ok(window_ok), .link_up(link_up), .sender_ready(sender_ready), .log_ready(log_ready), .flush(flush),
    .t_valid(t_valid), .t_table(t_table), .t_row(t_row), .t_words(t_words), .t_done(a_t_done), .t_result(a_t_result),
    .t_symbol(a_t_symbol), .t_sell(a_t_sell), .busy(a_busy), .order_valid(a_order_valid), .order(a_order),
    .m_record_valid(a_m_record_valid), .m_record(a_m_record), .stat_reason(a_stat_reason), .mismatch(a_mismatch),
    .internal(a_internal), .view_symbol(view), .view_position(a_view_position), .view_open_buy(a_view_open_buy),
    .view_open_sell(a_view_open_sell), .token(a_token), .orders(a_orders), .gross(a_gross));

  gate #(.SYMBOLS(2), .OPEN(2)) b (
    .clk(clk), .rst(rst), .time_ns(b_time_ns), .cycle(cycle), .s_intent_tdata(b_intent), .s_intent_bad_frame(bad_frame),
    .s_intent_tvalid(intent_valid), .s_intent_tready(b_intent_ready), .killed(killed), .armed(armed), .lent(lent),
    .window_ok(window_ok), .link_up(link_up), .sender_ready(sender_ready), .log_ready(log_ready), .flush(flush),
    .t_valid(t_valid), .t_table(t_table), .t_row(t_row), .t_words(t_words), .t_done(b_t_done), .t_result(b_t_result),
    .t_symbol(b_t_symbol), .t_sell(b_t_sell), .busy(b_busy), .order_valid(b_order_valid), .order(b_order),
    .m_record_valid(b_m_record_valid), .m_record(b_m_record), .stat_reason(b_stat_reason), .mismatch(b_mismatch),
    .internal(b_internal), .view_symbol(view), .view_position(b_view_position), .view_open_buy(b_view_open_buy),
    .view_open_sell(b_view_open_sell), .token(b_token), .orders(b_orders), .gross(b_gross));

  (* hierconn *) wire [1:0]    \a.step_q ;
  (* hierconn *) wire [0:0]    \a.row_q ;
  (* hierconn *) wire [0:0]    \a.row_started_q ;
  (* hierconn *) wire [24:0]   \a.early_q ;
  (* hierconn *) wire [0:0]    \a.bad_frame_q ;
  (* hierconn *) wire [50:0]   \a.notional_q ;
  (* hierconn *) wire [40:0]   \a.max_notional_q ;
  (* hierconn *) wire [48:0]   \a.gross_q ;
  (* hierconn *) wire [48:0]   \a.room_q ;
  (* hierconn *) wire [31:0]   \a.orders_q ;
  (* hierconn *) wire [0:0]    \a.other_done_q ;
  (* hierconn *) wire [2:0]    \a.other_result_q ;
  (* hierconn *) wire [0:0]    \a.u_limits.known_q ;
  (* hierconn *) wire [180:0]  \a.u_limits.totals_q ;
  (* hierconn *) wire [180:0]  \a.u_limits.totals_copy_q ;
  (* hierconn *) wire [0:0]    \a.u_limits.offered_q ;
  (* hierconn *) wire [0:0]    \a.u_limits.judged_q ;
  (* hierconn *) wire [2:0]    \a.u_limits.result_q ;
  (* hierconn *) wire [0:0]    \a.u_limits.tight_q ;
  (* hierconn *) wire [1:0]    \a.u_limits.sweep_q ;
  (* hierconn *) wire [1:0]    \a.u_exposure.live_q ;
  (* hierconn *) wire [31:0]   \a.u_exposure.next_q ;
  (* hierconn *) wire [6:0]    \a.u_exposure.all_q ;
  (* hierconn *) wire [31:0]   \a.u_exposure.asked_q ;
  (* hierconn *) wire [1:0]    \a.u_exposure.sweep_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.first_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.second_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.third_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.here_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.fits_q ;
  (* hierconn *) wire [15:0]   \a.u_exposure.symbol_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.sell_q ;
  (* hierconn *) wire [19:0]   \a.u_exposure.quantity_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.old_here_q ;
  (* hierconn *) wire [15:0]   \a.u_exposure.old_symbol_q ;
  (* hierconn *) wire [0:0]    \a.u_exposure.old_sell_q ;
  (* hierconn *) wire [19:0]   \a.u_exposure.old_quantity_q ;
  (* hierconn *) wire [8:0]    \a.u_rate.burst_q ;
  (* hierconn *) wire [8:0]    \a.u_rate.count_q ;
  (* hierconn *) wire [31:0]   \a.u_rate.rate_q ;
  (* hierconn *) wire [31:0]   \a.u_rate.timer_q ;
  (* hierconn *) wire [508:0]  \a.intent_q ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_row.read ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_row.write ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_row.read_row ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_row.write_row ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_row.write_data ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_row.any ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_row.read_data ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_copy.read ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_copy.write ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_copy.read_row ;
  (* hierconn *) wire [0:0]    \a.u_limits.u_copy.write_row ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_copy.write_data ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_copy.any ;
  (* hierconn *) wire [140:0]  \a.u_limits.u_copy.read_data ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_entries.read ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_entries.write ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_entries.read_row ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_entries.write_row ;
  (* hierconn *) wire [68:0]   \a.u_exposure.u_entries.write_data ;
  (* hierconn *) wire [68:0]   \a.u_exposure.u_entries.any ;
  (* hierconn *) wire [68:0]   \a.u_exposure.u_entries.read_data ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_rows.read ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_rows.write ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_rows.read_row ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_rows.write_row ;
  (* hierconn *) wire [78:0]   \a.u_exposure.u_rows.write_data ;
  (* hierconn *) wire [78:0]   \a.u_exposure.u_rows.any ;
  (* hierconn *) wire [78:0]   \a.u_exposure.u_rows.read_data ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_last.read ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_last.write ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_last.read_row ;
  (* hierconn *) wire [0:0]    \a.u_exposure.u_last.write_row ;
  (* hierconn *) wire [85:0]   \a.u_exposure.u_last.write_data ;
  (* hierconn *) wire [85:0]   \a.u_exposure.u_last.any ;
  (* hierconn *) wire [85:0]   \a.u_exposure.u_last.read_data ;
  (* hierconn *) wire [1:0]    \b.step_q ;
  (* hierconn *) wire [0:0]    \b.row_q ;
  (* hierconn *) wire [0:0]    \b.row_started_q ;
  (* hierconn *) wire [24:0]   \b.early_q ;
  (* hierconn *) wire [0:0]    \b.bad_frame_q ;
  (* hierconn *) wire [50:0]   \b.notional_q ;
  (* hierconn *) wire [40:0]   \b.max_notional_q ;
  (* hierconn *) wire [48:0]   \b.gross_q ;
  (* hierconn *) wire [48:0]   \b.room_q ;
  (* hierconn *) wire [31:0]   \b.orders_q ;
  (* hierconn *) wire [0:0]    \b.other_done_q ;
  (* hierconn *) wire [2:0]    \b.other_result_q ;
  (* hierconn *) wire [0:0]    \b.u_limits.known_q ;
  (* hierconn *) wire [180:0]  \b.u_limits.totals_q ;
  (* hierconn *) wire [180:0]  \b.u_limits.totals_copy_q ;
  (* hierconn *) wire [0:0]    \b.u_limits.offered_q ;
  (* hierconn *) wire [0:0]    \b.u_limits.judged_q ;
  (* hierconn *) wire [2:0]    \b.u_limits.result_q ;
  (* hierconn *) wire [0:0]    \b.u_limits.tight_q ;
  (* hierconn *) wire [1:0]    \b.u_limits.sweep_q ;
  (* hierconn *) wire [1:0]    \b.u_exposure.live_q ;
  (* hierconn *) wire [31:0]   \b.u_exposure.next_q ;
  (* hierconn *) wire [6:0]    \b.u_exposure.all_q ;
  (* hierconn *) wire [31:0]   \b.u_exposure.asked_q ;
  (* hierconn *) wire [1:0]    \b.u_exposure.sweep_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.first_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.second_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.third_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.here_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.fits_q ;
  (* hierconn *) wire [15:0]   \b.u_exposure.symbol_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.sell_q ;
  (* hierconn *) wire [19:0]   \b.u_exposure.quantity_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.old_here_q ;
  (* hierconn *) wire [15:0]   \b.u_exposure.old_symbol_q ;
  (* hierconn *) wire [0:0]    \b.u_exposure.old_sell_q ;
  (* hierconn *) wire [19:0]   \b.u_exposure.old_quantity_q ;
  (* hierconn *) wire [8:0]    \b.u_rate.burst_q ;
  (* hierconn *) wire [8:0]    \b.u_rate.count_q ;
  (* hierconn *) wire [31:0]   \b.u_rate.rate_q ;
  (* hierconn *) wire [31:0]   \b.u_rate.timer_q ;
  (* hierconn *) wire [508:0]  \b.intent_q ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_row.read ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_row.write ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_row.read_row ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_row.write_row ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_row.write_data ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_row.any ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_row.read_data ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_copy.read ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_copy.write ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_copy.read_row ;
  (* hierconn *) wire [0:0]    \b.u_limits.u_copy.write_row ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_copy.write_data ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_copy.any ;
  (* hierconn *) wire [140:0]  \b.u_limits.u_copy.read_data ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_entries.read ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_entries.write ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_entries.read_row ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_entries.write_row ;
  (* hierconn *) wire [68:0]   \b.u_exposure.u_entries.write_data ;
  (* hierconn *) wire [68:0]   \b.u_exposure.u_entries.any ;
  (* hierconn *) wire [68:0]   \b.u_exposure.u_entries.read_data ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_rows.read ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_rows.write ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_rows.read_row ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_rows.write_row ;
  (* hierconn *) wire [78:0]   \b.u_exposure.u_rows.write_data ;
  (* hierconn *) wire [78:0]   \b.u_exposure.u_rows.any ;
  (* hierconn *) wire [78:0]   \b.u_exposure.u_rows.read_data ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_last.read ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_last.write ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_last.read_row ;
  (* hierconn *) wire [0:0]    \b.u_exposure.u_last.write_row ;
  (* hierconn *) wire [85:0]   \b.u_exposure.u_last.write_data ;
  (* hierconn *) wire [85:0]   \b.u_exposure.u_last.any ;
  (* hierconn *) wire [85:0]   \b.u_exposure.u_last.read_data ;

  localparam logic [24:0] EARLY = 25'h18eff8;    // reasons that are told a cycle before the decision

  (* hierconn *) wire [50:0]   \a.u_notional.any ;
  (* hierconn *) wire [50:0]   \b.u_notional.any ;

  intent_t a_held, b_held;
  assign a_held = \a.intent_q ;
  assign b_held = \b.intent_q ;

  // What a gate may know of an intent: all that is here.
  wire [260:0] a_known = {a_intent.kind, a_intent.sell, a_intent.symbol, a_intent.quantity, a_intent.price, a_intent.token, a_intent.bid_price, a_intent.ask_price,
                      a_intent.bid_size != 32'd0, a_intent.ask_size != 32'd0, a_intent.flags, a_intent.born};
  wire [260:0] b_known = {b_intent.kind, b_intent.sell, b_intent.symbol, b_intent.quantity, b_intent.price, b_intent.token, b_intent.bid_price, b_intent.ask_price,
                      b_intent.bid_size != 32'd0, b_intent.ask_size != 32'd0, b_intent.flags, b_intent.born};
  wire [260:0] a_knows = {a_held.kind, a_held.sell, a_held.symbol, a_held.quantity, a_held.price, a_held.token, a_held.bid_price, a_held.ask_price,
                      a_held.bid_size != 32'd0, a_held.ask_size != 32'd0, a_held.flags, a_held.born};
  wire [260:0] b_knows = {b_held.kind, b_held.sell, b_held.symbol, b_held.quantity, b_held.price, b_held.token, b_held.bid_price, b_held.ask_price,
                      b_held.bid_size != 32'd0, b_held.ask_size != 32'd0, b_held.flags, b_held.born};

  wire same = a_knows == b_knows && a_m_record_valid == b_m_record_valid && a_stat_reason == b_stat_reason &&
              (\a.step_q == \b.step_q ) &&
              (\a.row_q == \b.row_q ) &&
              (\a.row_started_q == \b.row_started_q ) &&
              ((\a.early_q & EARLY) == (\b.early_q & EARLY)) &&
              (\a.bad_frame_q == \b.bad_frame_q ) &&
              (\a.notional_q == \b.notional_q ) &&
              (\a.max_notional_q == \b.max_notional_q ) &&
              (\a.gross_q == \b.gross_q ) &&
              (\a.room_q == \b.room_q ) &&
              (\a.orders_q == \b.orders_q ) &&
              (\a.other_done_q == \b.other_done_q ) &&
              (\a.other_result_q == \b.other_result_q ) &&
              (\a.u_limits.known_q == \b.u_limits.known_q ) &&
              (\a.u_limits.totals_q == \b.u_limits.totals_q ) &&
              (\a.u_limits.totals_copy_q == \b.u_limits.totals_copy_q ) &&
              (\a.u_limits.offered_q == \b.u_limits.offered_q ) &&
              (\a.u_limits.judged_q == \b.u_limits.judged_q ) &&
              (\a.u_limits.result_q == \b.u_limits.result_q ) &&
              (\a.u_limits.tight_q == \b.u_limits.tight_q ) &&
              (\a.u_limits.sweep_q == \b.u_limits.sweep_q ) &&
              (\a.u_exposure.live_q == \b.u_exposure.live_q ) &&
              (\a.u_exposure.next_q == \b.u_exposure.next_q ) &&
              (\a.u_exposure.all_q == \b.u_exposure.all_q ) &&
              (\a.u_exposure.asked_q == \b.u_exposure.asked_q ) &&
              (\a.u_exposure.sweep_q == \b.u_exposure.sweep_q ) &&
              (\a.u_exposure.first_q == \b.u_exposure.first_q ) &&
              (\a.u_exposure.second_q == \b.u_exposure.second_q ) &&
              (\a.u_exposure.third_q == \b.u_exposure.third_q ) &&
              (\a.u_exposure.here_q == \b.u_exposure.here_q ) &&
              (\a.u_exposure.fits_q == \b.u_exposure.fits_q ) &&
              (\a.u_exposure.symbol_q == \b.u_exposure.symbol_q ) &&
              (\a.u_exposure.sell_q == \b.u_exposure.sell_q ) &&
              (\a.u_exposure.quantity_q == \b.u_exposure.quantity_q ) &&
              (\a.u_exposure.old_here_q == \b.u_exposure.old_here_q ) &&
              (\a.u_exposure.old_symbol_q == \b.u_exposure.old_symbol_q ) &&
              (\a.u_exposure.old_sell_q == \b.u_exposure.old_sell_q ) &&
              (\a.u_exposure.old_quantity_q == \b.u_exposure.old_quantity_q ) &&
              (\a.u_rate.burst_q == \b.u_rate.burst_q ) &&
              (\a.u_rate.count_q == \b.u_rate.count_q ) &&
              (\a.u_rate.rate_q == \b.u_rate.rate_q ) &&
              (\a.u_rate.timer_q == \b.u_rate.timer_q ) &&
              (\a.u_limits.u_row.read == \b.u_limits.u_row.read  && \a.u_limits.u_row.write == \b.u_limits.u_row.write  && \a.u_limits.u_row.read_data == \b.u_limits.u_row.read_data ) &&
              (!\a.u_limits.u_row.read  || \a.u_limits.u_row.read_row == \b.u_limits.u_row.read_row ) &&
              (!\a.u_limits.u_row.write  || (\a.u_limits.u_row.write_row == \b.u_limits.u_row.write_row  && \a.u_limits.u_row.write_data == \b.u_limits.u_row.write_data )) &&
              (\a.u_limits.u_copy.read == \b.u_limits.u_copy.read  && \a.u_limits.u_copy.write == \b.u_limits.u_copy.write  && \a.u_limits.u_copy.read_data == \b.u_limits.u_copy.read_data ) &&
              (!\a.u_limits.u_copy.read  || \a.u_limits.u_copy.read_row == \b.u_limits.u_copy.read_row ) &&
              (!\a.u_limits.u_copy.write  || (\a.u_limits.u_copy.write_row == \b.u_limits.u_copy.write_row  && \a.u_limits.u_copy.write_data == \b.u_limits.u_copy.write_data )) &&
              (\a.u_exposure.u_entries.read == \b.u_exposure.u_entries.read  && \a.u_exposure.u_entries.write == \b.u_exposure.u_entries.write  && \a.u_exposure.u_entries.read_data == \b.u_exposure.u_entries.read_data ) &&
              (!\a.u_exposure.u_entries.read  || \a.u_exposure.u_entries.read_row == \b.u_exposure.u_entries.read_row ) &&
              (!\a.u_exposure.u_entries.write  || (\a.u_exposure.u_entries.write_row == \b.u_exposure.u_entries.write_row  && \a.u_exposure.u_entries.write_data == \b.u_exposure.u_entries.write_data )) &&
              (\a.u_exposure.u_rows.read == \b.u_exposure.u_rows.read  && \a.u_exposure.u_rows.write == \b.u_exposure.u_rows.write  && \a.u_exposure.u_rows.read_data == \b.u_exposure.u_rows.read_data ) &&
              (!\a.u_exposure.u_rows.read  || \a.u_exposure.u_rows.read_row == \b.u_exposure.u_rows.read_row ) &&
              (!\a.u_exposure.u_rows.write  || (\a.u_exposure.u_rows.write_row == \b.u_exposure.u_rows.write_row  && \a.u_exposure.u_rows.write_data == \b.u_exposure.u_rows.write_data )) &&
              (\a.u_exposure.u_last.read == \b.u_exposure.u_last.read  && \a.u_exposure.u_last.write == \b.u_exposure.u_last.write  && \a.u_exposure.u_last.read_data == \b.u_exposure.u_last.read_data ) &&
              (!\a.u_exposure.u_last.read  || \a.u_exposure.u_last.read_row == \b.u_exposure.u_last.read_row ) &&
              (!\a.u_exposure.u_last.write  || (\a.u_exposure.u_last.write_row == \b.u_exposure.u_last.write_row  && \a.u_exposure.u_last.write_data == \b.u_exposure.u_last.write_data ));

  logic past_q = 1'b0;
  always_ff @(posedge clk) past_q <= 1'b1;

  always_comb begin
    if (!past_q) assume (rst && same);         // what reset leaves as it is, too
    assume (a_known == b_known);
    assume (a_held.quantity != b_held.quantity || a_held.price != b_held.price || \a.u_notional.any == \b.u_notional.any );
    assume (\a.u_limits.u_row.any == \b.u_limits.u_row.any );
    assume (\a.u_limits.u_copy.any == \b.u_limits.u_copy.any );
    assume (\a.u_exposure.u_entries.any == \b.u_exposure.u_entries.any );
    assume (\a.u_exposure.u_rows.any == \b.u_exposure.u_rows.any );
    assume (\a.u_exposure.u_last.any == \b.u_exposure.u_last.any );

    if (past_q) begin
      assert (a_order_valid == b_order_valid && a_stat_reason == b_stat_reason && a_m_record_valid == b_m_record_valid);
      assert (a_intent_ready == b_intent_ready && a_t_done == b_t_done && a_mismatch == b_mismatch && a_internal == b_internal);
      if (a_t_done) assert (a_t_result == b_t_result);
      if (a_order_valid)
        assert (a_order.kind == b_order.kind && a_order.sell == b_order.sell && a_order.symbol == b_order.symbol &&
                a_order.quantity == b_order.quantity && a_order.price == b_order.price && a_order.token == b_order.token &&
                a_order.old_token == b_order.old_token);

      // Why: nothing that counts differs.
      assert (same);
    end
  end

endmodule

`default_nettype wire
