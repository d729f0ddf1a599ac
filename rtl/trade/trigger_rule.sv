// SPDX-License-Identifier: BSD-3-Clause
// trigger_rule: one rule of every symbol: its condition on the touch, and the order it names.
//
//   read   in   T0: the symbol of a touch
//   judge  in   T1: that touch
//   fires  out  T1: the rule's condition holds and it is armed; the order's fields stand beside it
//   write  in   a rule, whole; never in the cycle of a read
//
// A rule is words 0..4 of its row (host/include/touchwire/trigger.h). One that is not as stated there
// is off. Its condition is false while a side it looks at, or takes a price or a size from, is empty.
// A price below 0 becomes 0, which the gate refuses.
//
// Latency     1 cycle, read to fires.
// Throughput  1 touch per cycle.
// Stall       never.
// Reset       all rules are off. So it is with flush.

`include "tw_trade.svh"
`default_nettype none

module trigger_rule #(
  parameter int SYMBOLS = 64,
  localparam int SYM_W  = $clog2(SYMBOLS)
) (
  input  wire logic             clk,
  input  wire logic             rst,
  input  wire logic             flush,

  input  wire logic             write,
  input  wire logic [SYM_W-1:0] write_symbol,
  input  wire logic [159:0]     write_words,

  input  wire logic             read,
  input  wire logic [SYM_W-1:0] read_symbol,

  input  wire logic             judge,
  input  wire logic [SYM_W-1:0] judge_symbol,
  input  wire logic [31:0]      bid_price,
  input  wire logic [31:0]      bid_size,
  input  wire logic [31:0]      ask_price,
  input  wire logic [31:0]      ask_size,

  output logic                  fires,
  output logic [1:0]            kind,
  output logic                  sell,
  output logic [7:0]            tif,
  output logic [31:0]           quantity,
  output logic [31:0]           price,
  output logic [31:0]           token
);

  localparam int KEPT_W = RULE_W - 2 + 4 * 32;              // each mode of two values takes a bit

  // ---- writing: what is not a rule is off ------------------------------------------------------------
  wire [3:0]  in_condition = write_words[RULE_CONDITION +: 4];
  wire [1:0]  in_kind      = write_words[RULE_KIND +: 2];
  wire [1:0]  in_price     = write_words[RULE_PRICE +: 2];
  wire [1:0]  in_size      = write_words[RULE_SIZE +: 2];
  wire [1:0]  in_rearm     = write_words[RULE_REARM +: 2];
  wire        in_imbalance = in_condition == CONDITION_IMBALANCE_BID || in_condition == CONDITION_IMBALANCE_ASK;
  wire        in_on = in_condition != CONDITION_OFF && in_condition <= CONDITION_IMBALANCE_ASK
                      && in_kind != KIND_HEARTBEAT && in_price <= PRICE_ASK && in_size <= SIZE_TOUCH
                      && in_rearm <= REARM_FALSE && write_words[31:RULE_W] == '0
                      && !(in_imbalance && write_words[63:48] != 16'd0);

  logic [KEPT_W-1:0]  rule;
  logic [SYMBOLS-1:0] on_q, fired_q;

  ram_1r1w #(.WIDTH(KEPT_W), .ROWS(SYMBOLS)) u_rules (
    .clk(clk), .read(read), .read_row(read_symbol), .read_data(rule),
    .write(write), .write_row(write_symbol),
    .write_data({in_condition, in_kind, write_words[RULE_SELL], in_price, in_size[0], in_rearm[0],
                 write_words[RULE_TIF +: 8], write_words[159:32]}));

  // ---- the rule of the touch that is judged ----------------------------------------------------------
  logic [3:0]  condition;
  logic [1:0]  price_mode;
  logic        least, again;                // size_mode, rearm
  logic [31:0] threshold, most, base;
  assign {condition, kind, sell, price_mode, least, again, tif, token, base, most, threshold} = rule;

  wire bid_is = bid_size != 32'd0;
  wire ask_is = ask_size != 32'd0;
  wire for_bid = condition == CONDITION_IMBALANCE_BID;

  // All exact: sums of prices fit 33 bits, products 48.
  wire [32:0] bid_wide     = {1'b0, bid_price} + {1'b0, threshold};
  wire [39:0] size_for     = {for_bid ? bid_size : ask_size, 8'd0};
  wire [47:0] size_against = {16'd0, for_bid ? ask_size : bid_size} * {32'd0, threshold[15:0]};

  logic holds;
  always_comb begin
    unique case (condition)
      CONDITION_BID_GE:        holds = bid_is && bid_price >= threshold;
      CONDITION_BID_LE:        holds = bid_is && bid_price <= threshold;
      CONDITION_ASK_GE:        holds = ask_is && ask_price >= threshold;
      CONDITION_ASK_LE:        holds = ask_is && ask_price <= threshold;
      CONDITION_SPREAD_GE:     holds = bid_is && ask_is && {1'b0, ask_price} >= bid_wide;
      CONDITION_SPREAD_LE:     holds = bid_is && ask_is && {1'b0, ask_price} <= bid_wide;
      CONDITION_IMBALANCE_BID,
      CONDITION_IMBALANCE_ASK: holds = bid_is && ask_is && {8'd0, size_for} >= size_against;
      default:                 holds = 1'b0;
    endcase
    if (!bid_is && (price_mode == PRICE_BID || (least && sell)))  holds = 1'b0;
    if (!ask_is && (price_mode == PRICE_ASK || (least && !sell))) holds = 1'b0;
  end

  wire live = judge && on_q[judge_symbol];
  assign fires = live && holds && !fired_q[judge_symbol];

  // ---- the order ---------------------------------------------------------------------------------------
  wire [31:0] hit       = sell ? bid_size : ask_size;
  wire [31:0] near      = price_mode == PRICE_BID ? bid_price : ask_price;
  wire [33:0] price_sum = {2'd0, near} + {{2{base[31]}}, base};

  always_comb begin
    quantity = least && hit < most ? hit : most;
    price    = base;
    if (price_mode != PRICE_FIXED)
      price = price_sum[33] ? 32'd0 : price_sum[32] ? 32'hffffffff : price_sum[31:0];
  end

  // A row written is armed, whatever a touch does to the old rule in the same cycle.
  always_ff @(posedge clk) begin
    if (live && holds) fired_q[judge_symbol] <= 1'b1;
    if (live && !holds && again) fired_q[judge_symbol] <= 1'b0;
    if (write) begin
      on_q[write_symbol]    <= in_on;
      fired_q[write_symbol] <= 1'b0;
    end
    if (rst || flush) on_q <= '0;
  end

endmodule

`default_nettype wire
