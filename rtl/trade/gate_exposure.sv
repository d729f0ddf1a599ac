// SPDX-License-Identifier: BSD-3-Clause
// gate_exposure: what our orders may come to: live orders, positions, the last order of each symbol.
//
//   look    in   pulse: what is known of a symbol and of a resting order, from the next cycle on
//   pass    in   pulse, 2 cycles after its look: the order goes out with next_token
//   answer  in   pulse, when nobody looks: what the exchange said; its fields stand until `done`
//   lend    in   pulse: lend_token is the next number, when it is not below
//
// An order counts with all its shares from the moment it passes until it is answered, a replacement
// beside the order it replaces. An order lives in the slot of its number mod OPEN; numbers whose slot
// is taken are left out (`settled` is 0 meanwhile), so one that rests does not stop others.
//
// Latency     1 cycle, look to what is known; pass to it: 1 cycle.
//   answer: 3 cycles, answer to done.
// Throughput  1 look per 2 cycles, 1 answer per 4.
// Stall       busy while all symbols are made 0, SYMBOLS cycles after reset.
// Reset       no orders, no positions, next number 1.

`include "tw_trade.svh"
`default_nettype none

module gate_exposure #(
  parameter int SYMBOLS = 64,              // a power of two
  parameter int OPEN    = 64,              // a power of two
  localparam int SHARE_W = 20,             // shares of an order
  localparam int SUM_W   = 24              // shares of a symbol; positions are signed
) (
  input  wire logic               clk,
  input  wire logic               rst,
  output logic                    busy,
  output logic                    settled,

  input  wire logic               look,
  input  wire logic [15:0]        look_symbol,
  input  wire logic [31:0]        look_token,
  output logic signed [SUM_W-1:0] position,
  output logic [SUM_W-1:0]        open_buy,
  output logic [SUM_W-1:0]        open_sell,
  output logic [6:0]              orders,       // live ones of the symbol
  output logic [6:0]              all_orders,   // of all symbols
  output logic                    slot_free,    // of next_token
  output logic                    rests,        // look_token lives,
  output logic [15:0]             rests_symbol, // of this symbol
  output logic                    rests_sell,   // and side
  output logic [85:0]             last,         // last order that passed: kind, sell, shares, price, cycle

  input  wire logic               pass,
  input  wire logic [1:0]         pass_kind,    // not CANCEL
  input  wire logic               pass_sell,
  input  wire logic [15:0]        pass_symbol,
  input  wire logic [SHARE_W-1:0] pass_quantity,
  input  wire logic [30:0]        pass_price,
  input  wire logic [31:0]        pass_cycle,
  output logic [31:0]             next_token,

  input  wire logic               lend,
  input  wire logic [31:0]        lend_token,

  input  wire logic               answer,
  input  wire logic [31:0]        answer_kind,
  input  wire logic [31:0]        answer_token,
  input  wire logic [31:0]        answer_quantity,
  input  wire logic [31:0]        answer_old_token,
  output logic                    done,
  output logic                    done_ok,      // else it cannot be
  output logic [15:0]             done_symbol,
  output logic                    done_sell
);

  localparam int SYM_W   = $clog2(SYMBOLS);
  localparam int SLOT_W  = $clog2(OPEN);
  localparam int ENTRY_W = 32 + 16 + 1 + SHARE_W;
  localparam int ROW_W   = 3 * SUM_W + 7;

  // ---- live orders -----------------------------------------------------------------------------------
  logic [OPEN-1:0]    live_q;
  logic [31:0]        next_q;
  logic [6:0]         all_q;
  logic [ENTRY_W-1:0] entry, entry_new;
  logic               entry_read, entry_write;
  logic [SLOT_W-1:0]  entry_read_slot, entry_write_slot;
  logic [31:0]        asked_q;              // token whose slot was read last
  wire  [31:0]        entry_token    = entry[ENTRY_W-1 -: 32];
  wire  [15:0]        entry_symbol   = entry[SHARE_W+1 +: 16];
  wire                entry_sell     = entry[SHARE_W];
  wire  [SHARE_W-1:0] entry_quantity = entry[SHARE_W-1:0];
  wire                entry_here     = live_q[asked_q[SLOT_W-1:0]] && entry_token == asked_q;
  wire  [SLOT_W-1:0]  next_slot      = next_q[SLOT_W-1:0];

  ram_1r1w #(.WIDTH(ENTRY_W), .ROWS(OPEN)) u_entries (
    .clk(clk), .read(entry_read), .read_row(entry_read_slot), .read_data(entry),
    .write(entry_write), .write_row(entry_write_slot), .write_data(entry_new));

  assign next_token   = next_q;
  assign all_orders   = all_q;
  assign slot_free    = !live_q[next_slot];
  assign rests        = entry_here;
  assign rests_symbol = entry_symbol;
  assign rests_sell   = entry_sell;
  assign settled      = slot_free || live_q == '1 || next_q == '1;

  // ---- symbols ---------------------------------------------------------------------------------------
  logic [ROW_W-1:0] row, row_new;
  logic [SYM_W-1:0] row_read_at, row_write_at;
  logic             row_read, row_write;
  logic [SYM_W:0]   sweep_q;                // rows that are 0
  assign busy = !sweep_q[SYM_W];

  ram_1r1w #(.WIDTH(ROW_W), .ROWS(SYMBOLS)) u_rows (
    .clk(clk), .read(row_read), .read_row(row_read_at), .read_data(row),
    .write(row_write), .write_row(row_write_at), .write_data(row_new));
  ram_1r1w #(.WIDTH(86), .ROWS(SYMBOLS)) u_last (
    .clk(clk), .read(look), .read_row(look_symbol[SYM_W-1:0]), .read_data(last),
    .write(pass || busy), .write_row(busy ? sweep_q[SYM_W-1:0] : pass_symbol[SYM_W-1:0]),
    .write_data(busy ? '0 : {pass_kind, pass_sell, pass_quantity, pass_price, pass_cycle}));

  assign {position, open_buy, open_sell, orders} = row;

  // ---- answers: the order, the one it replaces, their symbol, all at once ------------------------------
  logic               first_q, second_q, third_q;
  logic               here_q, old_here_q, fits_q;
  logic [15:0]        symbol_q, old_symbol_q;
  logic               sell_q, old_sell_q;
  logic [SHARE_W-1:0] quantity_q, old_quantity_q;

  wire accepted = answer_kind == {29'd0, ANSWER_ACCEPTED};
  wire executed = answer_kind == {29'd0, ANSWER_EXECUTED};
  wire rejected = answer_kind == {29'd0, ANSWER_REJECTED};
  wire replaced = answer_kind == {29'd0, ANSWER_REPLACED};

  wire pair_ok = old_here_q && old_symbol_q == symbol_q && old_sell_q == sell_q &&
                 answer_token != answer_old_token;
  assign done        = third_q;
  assign done_ok     = accepted ? answer_token < next_q
                                : here_q && (rejected || fits_q) && (!replaced || pair_ok);
  assign done_symbol = symbol_q;
  assign done_sell   = sell_q;

  // Shares that remain, and those that are open no more.
  wire [SHARE_W-1:0] asked  = answer_quantity[SHARE_W-1:0];
  wire [SHARE_W-1:0] left   = rejected ? '0 : replaced ? asked : quantity_q - asked;
  wire [SUM_W-1:0]   closed = SUM_W'(quantity_q) - SUM_W'(left) + (replaced ? SUM_W'(old_quantity_q) : '0);
  wire [1:0]         gone   = {1'b0, left == '0} + {1'b0, replaced};
  wire               settle = third_q && done_ok && !accepted;
  wire [SUM_W-1:0]   filled = executed ? SUM_W'(asked) : '0;

  assign entry_read       = look || answer || first_q;
  assign entry_read_slot  = first_q ? answer_old_token[SLOT_W-1:0]
                                    : answer ? answer_token[SLOT_W-1:0] : look_token[SLOT_W-1:0];
  assign entry_write      = pass || settle;
  assign entry_write_slot = pass ? next_slot : answer_token[SLOT_W-1:0];
  assign entry_new        = pass ? {next_q, pass_symbol, pass_sell, pass_quantity}
                                 : {answer_token, symbol_q, sell_q, left};

  wire [SUM_W-1:0] added  = SUM_W'(pass_quantity);
  wire             sells  = pass ? pass_sell : sell_q;
  wire [SUM_W-1:0] change = pass ? added : -closed;
  assign row_read     = look || second_q;
  assign row_read_at  = second_q ? symbol_q[SYM_W-1:0] : look_symbol[SYM_W-1:0];
  assign row_write    = busy || pass || settle;
  assign row_write_at = busy ? sweep_q[SYM_W-1:0] : pass ? pass_symbol[SYM_W-1:0] : symbol_q[SYM_W-1:0];
  assign row_new      = busy ? '0 :
                        {pass ? position : sell_q ? position - filled : position + filled,
                         sells ? open_buy : open_buy + change,
                         sells ? open_sell + change : open_sell,
                         pass ? orders + 7'd1 : orders - {5'd0, gone}};

  always_ff @(posedge clk) begin
    if (entry_read) asked_q <= first_q ? answer_old_token : answer ? answer_token : look_token;
    first_q  <= answer;
    second_q <= first_q;
    third_q  <= second_q;
    if (first_q) begin
      here_q     <= entry_here;
      fits_q     <= answer_quantity <= {12'd0, entry_quantity};
      symbol_q   <= entry_symbol;
      sell_q     <= entry_sell;
      quantity_q <= entry_quantity;
    end
    if (second_q) begin
      old_here_q     <= entry_here;
      old_symbol_q   <= entry_symbol;
      old_sell_q     <= entry_sell;
      old_quantity_q <= entry_quantity;
    end

    if (!settled && !pass) next_q <= next_q + 32'd1;
    if (lend && lend_token > next_q) next_q <= lend_token;
    if (pass) begin
      next_q            <= next_q + 32'd1;
      live_q[next_slot] <= 1'b1;
      all_q             <= all_q + 7'd1;
    end
    if (settle) begin
      if (left == '0) live_q[answer_token[SLOT_W-1:0]] <= 1'b0;
      if (replaced)   live_q[answer_old_token[SLOT_W-1:0]] <= 1'b0;
      all_q <= all_q - {5'd0, gone};
    end
    if (busy) sweep_q <= sweep_q + 1'b1;
    if (rst) begin
      live_q   <= '0;
      next_q   <= 32'd1;
      all_q    <= 7'd0;
      sweep_q  <= '0;
      first_q  <= 1'b0;
      second_q <= 1'b0;
      third_q  <= 1'b0;
    end
  end

  initial if (OPEN != 1 << SLOT_W || OPEN < 2) $fatal(1, "gate_exposure: OPEN must be a power of two");

endmodule

`default_nettype wire
