// SPDX-License-Identifier: BSD-3-Clause
// prove_trigger_rule: a rule fires only on a touch for which its condition holds, with the fields that
// its row names, and not again before it is armed: by its row, or by a touch as it says. E7.
//
// Bounded     4 cycles
// Induction   2 cycles
// Cover       6 cycles
//
// One symbol is watched, either of two, among touches, rows and flushes of both. Products are asked for
// with numbers below 16 only: their width is the unit bench's.

`include "tw_trade.svh"
`default_nettype none

module prove_trigger_rule (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         flush,
  input  wire logic         write,
  input  wire logic         write_symbol,
  input  wire logic [159:0] words,
  input  wire logic         read,
  input  wire logic         read_symbol,
  input  wire logic [31:0]  bid_price,
  input  wire logic [31:0]  bid_size,
  input  wire logic [31:0]  ask_price,
  input  wire logic [31:0]  ask_size
);

  localparam int KEPT_W = RULE_W - 2 + 4 * 32;

  (* hierconn *) wire [KEPT_W-1:0] \dut.u_rules.mem[0] ;
  (* hierconn *) wire [KEPT_W-1:0] \dut.u_rules.mem[1] ;
  (* hierconn *) wire [KEPT_W-1:0] \dut.rule ;
  (* hierconn *) wire [1:0]        \dut.on_q ;
  (* hierconn *) wire [1:0]        \dut.fired_q ;
  (* anyconst *) logic watched;
  wire [KEPT_W-1:0] kept = watched ? \dut.u_rules.mem[1] : \dut.u_rules.mem[0] ;
  wire [KEPT_W-1:0] out  = \dut.rule ;
  wire              on    = \dut.on_q [watched];
  wire              fired = \dut.fired_q [watched];

  logic        judge_q, judge_symbol_q, fires, sell;
  logic [1:0]  kind;
  logic [7:0]  tif;
  logic [31:0] quantity, price, token;

  trigger_rule #(.SYMBOLS(2)) dut (
    .clk(clk), .rst(rst), .flush(flush), .write(write), .write_symbol(write_symbol), .write_words(words),
    .read(read), .read_symbol(read_symbol), .judge(judge_q), .judge_symbol(judge_symbol_q),
    .bid_price(bid_price), .bid_size(bid_size), .ask_price(ask_price), .ask_size(ask_size),
    .fires(fires), .kind(kind), .sell(sell), .tif(tif), .quantity(quantity), .price(price), .token(token));

  // ---- the watched symbol's row as it was written, which the touch that is judged must see ----------------
  logic         past_q = 1'b0;
  logic [159:0] row_q;
  logic         valid_q, armed_q;           // a row is there; it may fire

  wire         ours  = judge_q && judge_symbol_q == watched;
  wire         takes = write && write_symbol == watched;
  wire [31:0]  limit = row_q[63:32];
  wire         bid   = bid_size != 32'd0;
  wire         ask   = ask_size != 32'd0;
  wire         product = row_q[11:8] == 4'd7 || row_q[11:8] == 4'd8;
  wire [11:0]  for_bid = {bid_size[3:0], 8'd0};
  wire [11:0]  for_ask = {ask_size[3:0], 8'd0};
  wire signed [34:0] spread = $signed({3'd0, ask_price}) - $signed({3'd0, bid_price});
  wire signed [34:0] near   = $signed({3'd0, row_q[15] ? bid_price : ask_price}) + $signed({{3{row_q[127]}}, row_q[127:96]});

  logic holds;
  always_comb begin
    case (row_q[11:8])
      4'd1: holds = bid && bid_price >= limit;
      4'd2: holds = bid && bid_price <= limit;
      4'd3: holds = ask && ask_price >= limit;
      4'd4: holds = ask && ask_price <= limit;
      4'd5: holds = bid && ask && spread >= $signed({3'd0, limit});
      4'd6: holds = bid && ask && spread <= $signed({3'd0, limit});
      4'd7: holds = bid && ask && for_bid >= {8'd0, limit[3:0]} * {8'd0, ask_size[3:0]};
      4'd8: holds = bid && ask && for_ask >= {8'd0, limit[3:0]} * {8'd0, bid_size[3:0]};
      default: holds = 1'b0;
    endcase
    if (row_q[16:15] == 2'd1 && !bid) holds = 1'b0;
    if (row_q[16:15] == 2'd2 && !ask) holds = 1'b0;
    if (row_q[17] && !(row_q[12] ? bid : ask)) holds = 1'b0;
  end

  function automatic logic can_be(input logic [159:0] r);
    can_be = r[11:8] >= 4'd1 && r[11:8] <= 4'd8 && r[14:13] != 2'd0 && r[16:15] != 2'd3 && !r[18] && !r[20]
             && r[31:21] == 11'd0 && (r[11:8] < 4'd7 || r[63:48] == 16'd0);
  endfunction

  always_ff @(posedge clk) begin
    past_q         <= 1'b1;
    judge_q        <= read;
    judge_symbol_q <= read_symbol;
    if (ours && fires) armed_q <= 1'b0;
    if (ours && !holds && row_q[19]) armed_q <= 1'b1;
    if (takes) begin
      row_q   <= words;
      valid_q <= can_be(words);
      armed_q <= 1'b1;
    end
    if (rst || flush) valid_q <= 1'b0;
    if (rst) judge_q <= 1'b0;
  end

  always_comb begin
    assume (rst == !past_q);
    assume (!(read && write));
    if (ours && product) assume (bid_size < 32'd16 && ask_size < 32'd16 && limit < 32'd16);
  end

  wire [KEPT_W-1:0] row = {row_q[11:8], row_q[14:13], row_q[12], row_q[16:15], row_q[17], row_q[19],
                           row_q[7:0], row_q[159:32]};
  wire [31:0] hit = row_q[12] ? bid_size : ask_size;

  always_comb begin
    if (past_q) begin
      // What the device keeps is the row, and the touch that is judged sees it.
      assert (on == valid_q);
      if (valid_q) assert (can_be(row_q) && kept == row && fired == !armed_q);
      if (valid_q && ours) assert (out == row);

      // It fires when it is armed and holds, and never else.
      if (!judge_q) assert (!fires);
      if (ours) assert (fires == (valid_q && armed_q && holds));

      // The order is that of the row, patched as it says.
      if (ours && fires) begin
        assert (kind == row_q[14:13] && kind != KIND_HEARTBEAT);
        assert (sell == row_q[12] && tif == row_q[7:0] && token == row_q[159:128]);
        assert (quantity == (row_q[17] && hit < row_q[95:64] ? hit : row_q[95:64]));
        if (row_q[16:15] == 2'd0) assert (price == row_q[127:96]);
        else if (near < 0) assert (price == 32'd0);
        else if (near <= 35'sd4294967295) assert (price == near[31:0]);
        else assert (price == 32'hffffffff);
      end

      cover (ours && fires && row_q[11:8] == 4'd8 && row_q[17]);
      cover (ours && fires && row_q[16:15] == 2'd2 && near < 0);
      cover (ours && valid_q && holds && !fires && takes);
      cover (ours && valid_q && !holds && !armed_q && row_q[19]);
    end
  end

endmodule

`default_nettype wire
