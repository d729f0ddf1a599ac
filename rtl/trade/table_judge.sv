// SPDX-License-Identifier: BSD-3-Clause
// table_judge: whether a row can be one of its table, and now.
//
//   result  out  RESULT_OK, RESULT_RANGE or RESULT_ARMED; what limits and answers mean is the gate's business
//
// Latency     0 cycles, combinational.
// Throughput  1 row per cycle.
// Stall       never.
// Reset       none.

`include "tw_trade.svh"
`default_nettype none

module table_judge #(
  parameter int SYMBOLS = 64
) (
  input  wire logic [7:0]    table_id,
  input  wire logic [23:0]   row,
  input  wire logic [511:0]  words,
  input  wire logic          armed,
  input  wire logic          lent,
  output logic [2:0]         result
);

  // Words 8 and up are 0 in every table.
  wire end_8 = words[511:256] == '0;
  wire end_5 = end_8 && words[255:160] == '0;
  wire end_2 = end_5 && words[159:64] == '0;

  wire [31:0] rule      = words[31:0];
  wire [3:0]  condition = rule[RULE_CONDITION +: 4];
  wire rule_ok = rule[31:RULE_W] == '0 && condition <= CONDITION_IMBALANCE_ASK &&
                 (condition == CONDITION_OFF || rule[RULE_KIND +: 2] != KIND_HEARTBEAT) &&
                 rule[RULE_PRICE +: 2] <= PRICE_ASK && rule[RULE_SIZE +: 2] <= SIZE_TOUCH &&
                 rule[RULE_REARM +: 2] <= REARM_FALSE;

  logic there, shape, free;
  always_comb begin
    there = row == '0;
    shape = end_8;
    free  = 1'b1;
    unique case (table_id)
      TABLE_LIMITS:  there = row < 24'(SYMBOLS);
      TABLE_TOTALS:  there = row == '0;
      TABLE_RULES: begin
        there = row < 24'(SYMBOLS * RULES_PER_SYMBOL);
        shape = end_5 && rule_ok;
      end
      TABLE_NAMES: begin
        there = row < 24'(SYMBOLS);
        shape = end_2;
        free  = !armed;
      end
      TABLE_SESSION: begin
        shape = end_8 && words[63:48] == '0 && words[127:112] == '0;   // behind the MAC addresses
        free  = !armed && !lent;
      end
      TABLE_LEND: begin
        shape = end_5;
        free  = !armed && !lent;
      end
      TABLE_ANSWER: shape = end_5;
      default:      there = 1'b0;
    endcase
    result = !there || !shape ? RESULT_RANGE : free ? RESULT_OK : RESULT_ARMED;
  end

endmodule

`default_nettype wire
