// SPDX-License-Identifier: BSD-3-Clause
// gate_limits: tables LIMITS and TOTALS, twice, and what may become of them.
//
//   look   in   pulse: the limits of look_symbol, from the next cycle until the next look
//   offer  in   pulse: a row of one of the two tables, while nobody looks; it stands until `done`
//   done   out  pulse with the result; on RESULT_OK the row is in force from the next cycle
//
// A row is taken whole or not at all. Each field has a ceiling; while armed it may only tighten. The
// second copy is the complement of the first: `agree` is 0 when the two say different things.
//
// Latency     1 cycle, look to limits.
//   offer: 2 cycles, offer to done.
// Throughput  1 look per cycle; a row each 3 cycles.
// Stall       busy while all rows are made 0, SYMBOLS cycles after reset or flush.
// Reset       all limits 0: nothing passes.

`include "tw_trade.svh"
`default_nettype none

module gate_limits #(
  parameter int SYMBOLS = 64,              // a power of two
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
  input  wire logic          flush,
  output logic               busy,
  input  wire logic          armed,

  input  wire logic          look,
  input  wire logic [15:0]   look_symbol,
  output limits_t            limits,
  output logic               known,         // limits are of a symbol that exists
  output totals_t            totals,
  output logic               agree,

  input  wire logic          offer,
  input  wire logic [7:0]    offer_table,
  input  wire logic [23:0]   offer_row,
  input  wire logic [511:0]  offer_words,
  output logic               done,
  output logic [2:0]         result,
  output logic               load_totals,   // pulse: new_totals are in force from the next cycle
  output totals_t            new_totals
);

  localparam int SYM_W = $clog2(SYMBOLS);

  // ---- the rows, and their complement ------------------------------------------------------------
  logic [LIMITS_W-1:0] row_data, copy_data, write_data;
  logic [SYM_W-1:0]    read_row, write_row;
  logic                read, write, known_q;
  (* keep *) totals_t  totals_q;
  (* keep *) totals_t  totals_copy_q;       // inverted

  ram_1r1w #(.WIDTH(LIMITS_W), .ROWS(SYMBOLS)) u_row (
    .clk(clk), .read(read), .read_row(read_row), .read_data(row_data),
    .write(write), .write_row(write_row), .write_data(write_data));
  ram_1r1w #(.WIDTH(LIMITS_W), .ROWS(SYMBOLS)) u_copy (
    .clk(clk), .read(read), .read_row(read_row), .read_data(copy_data),
    .write(write), .write_row(write_row), .write_data(~write_data));

  assign limits = row_data;
  assign known  = known_q;
  assign totals = totals_q;
  assign agree  = row_data == ~copy_data && totals_q == ~totals_copy_q;

  // ---- an offer: the row in force is read, then both are compared -------------------------------------
  logic        offered_q, judged_q;
  logic [2:0]  result_q;
  limits_t     limits_d;
  totals_t     totals_d;
  logic        shape_ok, limits_low, totals_low, limits_tight, totals_tight;
  wire         of_totals = offer_table == TABLE_TOTALS;
  wire [63:0]  wide = offer_words[2*32 +: 64];            // max_notional, max_gross

  assign limits_d = {offer_words[0], offer_words[1*32 +: 20], wide[40:0], offer_words[4*32 +: 32],
                     offer_words[5*32 +: 20], offer_words[6*32 +: 20], offer_words[7*32 +: 7]};
  assign totals_d = {offer_words[0 +: 7], offer_words[1*32 +: 20], wide[48:0], offer_words[4*32 +: 32],
                     offer_words[5*32 +: 9], offer_words[6*32 +: 32], offer_words[7*32 +: 32]};

  assign shape_ok = offer_words[511:256] == '0 &&
                    (of_totals ? offer_row == '0
                               : offer_row < 24'(SYMBOLS) && offer_words[31:1] == '0);
  assign limits_low = offer_words[1*32 +: 32] <= CEIL_QUANTITY && wide <= CEIL_NOTIONAL &&
                      offer_words[4*32 +: 32] <= CEIL_COLLAR && offer_words[5*32 +: 32] <= CEIL_POSITION &&
                      offer_words[6*32 +: 32] <= CEIL_POSITION && offer_words[7*32 +: 32] <= CEIL_OPEN;
  assign totals_low = offer_words[0 +: 32] <= CEIL_OPEN && offer_words[1*32 +: 32] <= CEIL_ORDERS &&
                      wide <= CEIL_GROSS && offer_words[4*32 +: 32] >= FLOOR_RATE &&
                      offer_words[5*32 +: 32] <= CEIL_BURST && offer_words[6*32 +: 32] <= CEIL_AGE;
  assign limits_tight = limits_d.enable <= limits.enable && limits_d.max_quantity <= limits.max_quantity &&
                        limits_d.max_notional <= limits.max_notional && limits_d.collar <= limits.collar &&
                        limits_d.max_long <= limits.max_long && limits_d.max_short <= limits.max_short &&
                        limits_d.max_open <= limits.max_open;
  assign totals_tight = totals_d.max_open <= totals_q.max_open && totals_d.max_orders <= totals_q.max_orders &&
                        totals_d.max_gross <= totals_q.max_gross && totals_d.rate_cycles >= totals_q.rate_cycles &&
                        totals_d.burst <= totals_q.burst && totals_d.max_age <= totals_q.max_age &&
                        totals_d.duplicate_cycles >= totals_q.duplicate_cycles;

  // What was found is kept a cycle; armed counts when the row is taken.
  logic tight_q;
  wire  takes = judged_q && result_q == RESULT_OK && (tight_q || !armed);
  assign done   = judged_q;
  assign result = judged_q && result_q == RESULT_OK && !takes ? RESULT_ARMED : result_q;
  assign load_totals = takes && of_totals;
  assign new_totals  = totals_d;

  // ---- sweep ------------------------------------------------------------------------------------------
  logic [SYM_W:0] sweep_q;                  // rows that are 0
  assign busy = !sweep_q[SYM_W];

  assign read       = look || offer;
  assign read_row   = offer ? offer_row[SYM_W-1:0] : look_symbol[SYM_W-1:0];
  assign write      = busy || (takes && !of_totals);
  assign write_row  = busy ? sweep_q[SYM_W-1:0] : offer_row[SYM_W-1:0];
  assign write_data = busy ? '0 : limits_d;

  always_ff @(posedge clk) begin
    if (look) known_q <= look_symbol < 16'(SYMBOLS);
    offered_q <= offer;
    judged_q  <= offered_q;
    result_q  <= !shape_ok ? RESULT_RANGE : (of_totals ? totals_low : limits_low) ? RESULT_OK : RESULT_CEILING;
    tight_q   <= of_totals ? totals_tight : limits_tight && agree;
    if (takes && of_totals) begin
      totals_q      <= totals_d;
      totals_copy_q <= ~totals_d;
    end
    if (busy) sweep_q <= sweep_q + 1'b1;
    if (rst || flush) begin
      sweep_q       <= '0;
      totals_q      <= '0;
      totals_copy_q <= '1;
    end
    if (rst) begin
      offered_q <= 1'b0;
      judged_q  <= 1'b0;
      known_q   <= 1'b0;
    end
  end

  initial if (SYMBOLS != 1 << SYM_W || SYMBOLS < 2) $fatal(1, "gate_limits: SYMBOLS must be a power of two");

endmodule

`default_nettype wire
