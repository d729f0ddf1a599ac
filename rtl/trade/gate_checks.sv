// SPDX-License-Identifier: BSD-3-Clause
// gate_checks: the reasons against an intent that can be told a cycle before the decision.
//
//   against  out  bit REASON_*; those of the decision's own cycle are 0 (KILLED, DISARMED, NOTIONAL, RATE,
//                 COUNT, GROSS, WINDOW and above)
//
// A CANCEL takes risk away: what a touch or an exposure says against an order says nothing against it.
//
// Latency     0 cycles, combinational.
// Throughput  1 intent per cycle.
// Stall       never.
// Reset       none.

`include "tw_trade.svh"
`default_nettype none

module gate_checks (
  input  wire intent_t              intent,
  input  wire logic                 bad_frame,
  input  wire logic [31:0]          cycle,          // of the decision
  input  wire limits_t              limits,
  input  wire logic                 known,
  input  wire logic                 agree,
  input  wire totals_t              totals,
  input  wire logic signed [23:0]   position,
  input  wire logic [23:0]          open_buy,
  input  wire logic [23:0]          open_sell,
  input  wire logic [6:0]           orders,
  input  wire logic [6:0]           all_orders,
  input  wire logic                 slot_free,
  input  wire logic                 rests,
  input  wire logic [15:0]          rests_symbol,
  input  wire logic                 rests_sell,
  input  wire logic [85:0]          last,
  input  wire logic                 no_token,       // no number is left
  output logic [REASONS-1:0]        against
);

  wire cancel = intent.kind == KIND_CANCEL;
  wire enter  = intent.kind == KIND_ENTER;

  // In the widths that no sum leaves.
  wire [32:0] highest = {1'b0, intent.ask_price} + {1'b0, limits.collar};
  wire [32:0] raised  = {1'b0, intent.price} + {1'b0, limits.collar};
  wire far_buy  = intent.ask_size == 32'd0 || {1'b0, intent.price} > highest;
  wire far_sell = intent.bid_size == 32'd0 || raised < {1'b0, intent.bid_price};

  wire signed [25:0] held  = {{2{position[23]}}, position};
  wire signed [25:0] open  = {2'b00, intent.sell ? open_sell : open_buy};
  wire signed [25:0] more  = {6'd0, intent.quantity[19:0]};
  wire signed [25:0] worst = more + open + (intent.sell ? -held : held);
  wire signed [25:0] most  = {6'd0, intent.sell ? limits.max_short : limits.max_long};

  wire [31:0] since = cycle - last[31:0];
  wire same = last[85:32] == {intent.kind, intent.sell, intent.quantity[19:0], intent.price[30:0]};

  always_comb begin
    against = '0;
    against[REASON_CONFIG]    = !known || !agree || !limits.enable || totals.rate_cycles == 32'd0;
    against[REASON_BAD_FRAME] = bad_frame;
    against[REASON_AGE]       = cycle - intent.born > totals.max_age;
    against[REASON_FIELD]     = intent.kind == KIND_HEARTBEAT;
    against[REASON_TOKEN]     = (!cancel && no_token) ||
                                (!enter && !(rests && rests_symbol == intent.symbol && rests_sell == intent.sell));
    if (!cancel) begin
      against[REASON_STALE]     = intent.flags[FLAG_STALE] || intent.flags[FLAG_SILENT] || intent.flags[FLAG_ENDED];
      against[REASON_INEXACT]   = intent.flags[FLAG_INEXACT];
      against[REASON_HALTED]    = intent.flags[FLAG_HALTED];
      against[REASON_CROSSED]   = intent.flags[FLAG_CROSSED] || intent.flags[FLAG_LOCKED];
      against[REASON_QUANTITY]  = intent.quantity > {12'd0, limits.max_quantity};
      against[REASON_COLLAR]    = intent.sell ? far_sell : far_buy;
      against[REASON_POSITION]  = worst > most;
      against[REASON_OPEN]      = !slot_free || orders >= limits.max_open || all_orders >= totals.max_open;
      against[REASON_DUPLICATE] = same && since < totals.duplicate_cycles;
      if (intent.quantity == 32'd0 || intent.quantity > ORDER_QUANTITY_MAX ||
          intent.price == 32'd0 || intent.price > ORDER_PRICE_MAX)
        against[REASON_FIELD] = 1'b1;
    end
  end

  wire unused = &{1'b0, intent.tif, intent.rule, intent.token, intent.info};

endmodule

`default_nettype wire
