// SPDX-License-Identifier: BSD-3-Clause
// prove_gate_exposure: what is open of a symbol is the sum of its live orders, whatever the exchange answers.
//
// Bounded     10 cycles
// Cover       14 cycles
//
// G11: so nothing underflows. Two symbols, two live orders, of at most 15 shares, positions up to 100, numbers of
// 4 bits; answers say anything. The gate keeps its part: one look, or one answer, at a time; what passes has
// shares, a free slot, and stays within the ceiling of positions. Bounded: sums over orders are more than the
// solver gets through by induction.

`include "tw_trade.svh"
`default_nettype none

module prove_gate_exposure (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         look,
  input  wire logic         look_symbol,
  input  wire logic [31:0]  look_token,
  input  wire logic         pass,
  input  wire logic         pass_sell,
  input  wire logic [19:0]  pass_quantity,
  input  wire logic         lend,
  input  wire logic [31:0]  lend_token,
  input  wire logic         answer,
  input  wire logic [31:0]  answer_kind,
  input  wire logic [31:0]  answer_token,
  input  wire logic [31:0]  answer_quantity,
  input  wire logic [31:0]  answer_old_token
);

  logic        busy, settled, slot_free, rests, rests_sell, done, done_ok, done_sell, symbol_q;
  logic signed [23:0] position;
  logic [23:0] open_buy, open_sell;
  logic [6:0]  orders, all_orders;
  logic [15:0] rests_symbol, done_symbol;
  logic [85:0] last;
  logic [31:0] next_token;

  gate_exposure #(.SYMBOLS(2), .OPEN(2)) dut (
    .clk(clk), .rst(rst), .busy(busy), .settled(settled), .look(look), .look_symbol({15'd0, look_symbol}),
    .look_token(look_token), .position(position), .open_buy(open_buy), .open_sell(open_sell), .orders(orders),
    .all_orders(all_orders), .slot_free(slot_free), .rests(rests), .rests_symbol(rests_symbol),
    .rests_sell(rests_sell), .last(last), .pass(pass), .pass_kind(KIND_ENTER), .pass_sell(pass_sell),
    .pass_symbol({15'd0, symbol_q}), .pass_quantity(pass_quantity), .pass_price(31'd1), .pass_cycle(32'd0),
    .next_token(next_token), .lend(lend), .lend_token(lend_token), .answer(answer), .answer_kind(answer_kind),
    .answer_token(answer_token), .answer_quantity(answer_quantity), .answer_old_token(answer_old_token),
    .done(done), .done_ok(done_ok), .done_symbol(done_symbol), .done_sell(done_sell));

  (* hierconn *) wire [1:0]  \dut.live_q ;
  (* hierconn *) wire [1:0]  \dut.sweep_q ;
  (* hierconn *) wire        \dut.first_q ;
  (* hierconn *) wire        \dut.second_q ;
  (* hierconn *) wire        \dut.third_q ;
  (* hierconn *) wire        \dut.settle ;
  (* hierconn *) wire [23:0] \dut.closed ;
  (* hierconn *) wire [68:0] \dut.u_entries.mem[0] ;
  (* hierconn *) wire [68:0] \dut.u_entries.mem[1] ;
  (* hierconn *) wire [78:0] \dut.u_rows.mem[0] ;
  (* hierconn *) wire [78:0] \dut.u_rows.mem[1] ;
  wire [1:0]  live = \dut.live_q ;
  wire [68:0] entry0 = \dut.u_entries.mem[0] , entry1 = \dut.u_entries.mem[1] ;
  wire [78:0] row0 = \dut.u_rows.mem[0] , row1 = \dut.u_rows.mem[1] ;

  // What slots are worth to {symbol, side}.
  function automatic logic [23:0] shares(input logic alive, input logic [68:0] entry, input logic [15:0] symbol, input logic sell);
    shares = alive && entry[36:21] == symbol && entry[20] == sell ? {4'd0, entry[19:0]} : 24'd0;
  endfunction
  function automatic logic [6:0] count(input logic alive, input logic [68:0] entry, input logic [15:0] symbol);
    count = {6'd0, alive && entry[36:21] == symbol};
  endfunction

  // ---- the gate's part -----------------------------------------------------------------------------------------
  logic past_q = 1'b0, calm_q = 1'b0;
  logic [1:0] looks_q, answers_q;           // cycles since
  logic [127:0] answer_was_q;
  wire  [127:0] answer_now = {answer_kind, answer_token, answer_quantity, answer_old_token};
  wire  idle = looks_q == 2'd0 && answers_q == 2'd0;
  wire signed [25:0] held = {{2{position[23]}}, position};
  wire signed [25:0] worst = $signed({6'd0, pass_quantity}) + (pass_sell ? $signed({2'd0, open_sell}) - held : $signed({2'd0, open_buy}) + held);

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    calm_q    <= !rst;
    looks_q   <= look ? 2'd1 : looks_q == 2'd1 ? 2'd2 : 2'd0;
    answers_q <= answer ? 2'd1 : answers_q == 2'd0 || answers_q == 2'd3 ? 2'd0 : answers_q + 2'd1;
    if (look) symbol_q <= look_symbol;
    answer_was_q <= answer_now;
    if (rst) begin
      looks_q   <= 2'd0;
      answers_q <= 2'd0;
    end
  end

  // Positions cannot leave what limits allow.
  wire signed [23:0] position0 = row0[78:55], position1 = row1[78:55];
  wire signed [25:0] long0  = $signed({{2{position0[23]}}, position0}) + $signed({2'd0, row0[54:31]});
  wire signed [25:0] long1  = $signed({{2{position1[23]}}, position1}) + $signed({2'd0, row1[54:31]});
  wire signed [25:0] short0 = $signed({2'd0, row0[30:7]}) - $signed({{2{position0[23]}}, position0});
  wire signed [25:0] short1 = $signed({2'd0, row1[30:7]}) - $signed({{2{position1[23]}}, position1});

  always_comb begin
    if (!past_q) assume (rst);
    assume (!look || (idle && settled && !busy && !answer && !lend));
    assume (!answer || (idle && settled && !busy && !lend));
    assume (!lend || (idle && settled));
    assume (!pass || (looks_q == 2'd2 && slot_free && pass_quantity != 20'd0 && pass_quantity <= 20'd15 &&
                      worst <= 26'sd100 && next_token < 32'd15));
    assume (lend_token <= 32'd15);
    if (answers_q != 2'd0) assume (answer_now == answer_was_q);
    assume (answer_kind != 32'd0 && answer_kind <= 32'd5);

    if (past_q && calm_q) begin
      assert ({\dut.third_q , \dut.second_q , \dut.first_q } == (answers_q == 2'd3 ? 3'd4 : {1'b0, answers_q}));
      assert (\dut.sweep_q <= 2'd2);
      if (busy) assert (live == 2'd0 && idle);
      if (\dut.sweep_q != 2'd0) assert (busy ? row0 == '0 : 1'b1);

      // Each order lives in the slot of its number, with shares; numbers are behind.
      if (live[0]) assert (!entry0[37] && entry0[68:37] < next_token && entry0[36:22] == 15'd0 && entry0[19:0] != 20'd0 && entry0[19:0] <= 20'd15);
      if (live[1]) assert (entry1[37] && entry1[68:37] < next_token && entry1[36:22] == 15'd0 && entry1[19:0] != 20'd0 && entry1[19:0] <= 20'd15);

      if (!busy) begin
        assert (row0[54:31] == shares(live[0], entry0, 16'd0, 1'b0) + shares(live[1], entry1, 16'd0, 1'b0));
        assert (row0[30:7]  == shares(live[0], entry0, 16'd0, 1'b1) + shares(live[1], entry1, 16'd0, 1'b1));
        assert (row1[54:31] == shares(live[0], entry0, 16'd1, 1'b0) + shares(live[1], entry1, 16'd1, 1'b0));
        assert (row1[30:7]  == shares(live[0], entry0, 16'd1, 1'b1) + shares(live[1], entry1, 16'd1, 1'b1));
        assert (row0[6:0]   == count(live[0], entry0, 16'd0) + count(live[1], entry1, 16'd0));
        assert (row1[6:0]   == count(live[0], entry0, 16'd1) + count(live[1], entry1, 16'd1));
        assert (long0 <= 26'sd100 && long1 <= 26'sd100 && short0 <= 26'sd100 && short1 <= 26'sd100);
      end
      assert (next_token != 32'd0);
      assert (all_orders == {6'd0, live[0]} + {6'd0, live[1]});

      // What is closed was open.
      if (\dut.settle ) assert (\dut.closed <= (done_sell ? open_sell : open_buy));

      cover (\dut.settle && answer_kind == 32'd5 && all_orders == 7'd2);
      cover (position == -24'sd7 && looks_q == 2'd1);
    end
  end

endmodule

`default_nettype wire
