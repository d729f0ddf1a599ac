// SPDX-License-Identifier: BSD-3-Clause
// trigger: the rules of every symbol on the touch; what they ask for, to be judged by the gate.
//
//   s_touch   in   touches of the book, T0; at most 2 in 3 cycles
//   row       in   pulse: row {symbol, rule} of table RULES, written whole
//   flush     in   pulse: all rules off
//   m_intent  out  what a rule wants, one a cycle; of one touch the lowest rule first
//   next      out  arrival_ns of what m_intent shows in the next cycle
//
// A touch is judged by the rules as they are at T0 and as all touches before left them: README.md.
// Intents wait while m_intent does, with their touch; QUEUE touches fit. An intent without room is
// lost, its rule has fired, and stat_lost says how many were.
//
// Latency     2 cycles, s_touch to m_intent of the lowest rule that fires, when nothing waits.
// Throughput  1 touch and 1 intent per cycle.
// Stall       never on s_touch. A row waits for a cycle without a touch, so rows come at least 3 apart.
// Reset       all rules off, nothing waits.

`include "tw_trade.svh"
`default_nettype none

module trigger #(
  parameter int SYMBOLS = 64,             // a power of two
  parameter int QUEUE   = 16              // a power of two
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,

  input  wire touch_t       s_touch_tdata,
  input  wire logic         s_touch_tvalid,

  input  wire logic         cmd_flush,
  input  wire logic         cmd_row_valid,
  input  wire logic [23:0]  cmd_row,
  input  wire logic [511:0] cmd_words,    // word 0 in bits 31:0

  output intent_t           m_intent_tdata,
  output logic              m_intent_tvalid,
  input  wire logic         m_intent_tready,
  output logic [63:0]       next_arrival_ns,

  output logic              stat_lost_valid,
  output logic [2:0]        stat_lost_amount
);

  localparam int LANES  = 4;
  localparam int SYM_W  = $clog2(SYMBOLS);
  localparam int PART_W = 2 + 1 + 8 + 32 + 32 + 32;         // what a rule adds to the touch
  localparam int WAIT_W = LANES + LANES * PART_W + 32 + TOUCH_W;

  // ---- a row waits for a cycle in which no touch reads ------------------------------------------------
  logic         row_q;
  logic [23:0]  row_at_q;
  logic [159:0] row_words_q;
  wire          row_exists = row_at_q[23:SYM_W+2] == '0;
  wire          row_goes   = row_q && !s_touch_tvalid;

  // ---- T1: the touch, and its rules --------------------------------------------------------------------
  touch_t      touch_q;
  logic [31:0] born_q;
  logic        judge_q;
  logic [LANES-1:0]        fires;
  logic [LANES*PART_W-1:0] parts;

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [1:0]  kind;
    logic        sell;
    logic [7:0]  tif;
    logic [31:0] quantity, price, token;
    trigger_rule #(.SYMBOLS(SYMBOLS)) u_rule (
      .clk(clk), .rst(rst), .flush(cmd_flush),
      .write(row_goes && row_exists && row_at_q[1:0] == i), .write_symbol(row_at_q[SYM_W+1:2]),
      .write_words(row_words_q), .read(s_touch_tvalid), .read_symbol(s_touch_tdata.symbol[SYM_W-1:0]),
      .judge(judge_q), .judge_symbol(touch_q.symbol[SYM_W-1:0]),
      .bid_price(touch_q.bid_price), .bid_size(touch_q.bid_size),
      .ask_price(touch_q.ask_price), .ask_size(touch_q.ask_size),
      .fires(fires[i]), .kind(kind), .sell(sell), .tif(tif), .quantity(quantity), .price(price), .token(token));
    assign parts[i*PART_W +: PART_W] = {kind, sell, tif, quantity, price, token};
  end

  // ---- the next intent: of a touch that waits, or of this one ----------------------------------------------
  logic [WAIT_W-1:0]       first;
  logic                    first_valid, fifo_ready;
  logic [LANES-1:0]        first_fires, sent_q;             // sent: of the first touch that waits
  logic [LANES*PART_W-1:0] first_parts, pick_parts;
  logic [31:0]             first_born;
  touch_t                  first_touch, pick_touch;
  logic [$clog2(QUEUE):0]  used;
  assign {first_fires, first_parts, first_born, first_touch} = first;

  wire             free  = !m_intent_tvalid || m_intent_tready;
  wire [LANES-1:0] asks  = first_valid ? first_fires & ~sent_q : fires;
  wire [LANES-1:0] goes  = asks & (~asks + 1'b1);           // the lowest
  wire [LANES-1:0] rest  = asks & ~goes;
  wire             load  = free && asks != '0;
  wire [1:0]       lane  = {goes[3] || goes[2], goes[3] || goes[1]};
  assign pick_parts = first_valid ? first_parts : parts;
  assign pick_touch = first_valid ? first_touch : touch_q;

  // ---- what does not go waits ----------------------------------------------------------------------------------
  wire [LANES-1:0] waits = !first_valid && free ? rest : fires;
  wire             push  = waits != '0;

  fifo_small #(.WIDTH(WAIT_W), .DEPTH(QUEUE)) u_fifo (
    .clk(clk), .rst(rst), .flush(1'b0), .s_tdata({waits, parts, born_q, touch_q}), .s_tvalid(push), .s_tready(fifo_ready),
    .m_tdata(first), .m_tvalid(first_valid), .m_tready(load && rest == '0), .used(used));

  intent_t intent_q, intent_d;
  always_comb begin
    intent_d           = '0;
    {intent_d.kind, intent_d.sell, intent_d.tif, intent_d.quantity, intent_d.price, intent_d.token}
                       = pick_parts[lane*PART_W +: PART_W];
    intent_d.symbol    = pick_touch.symbol;
    intent_d.rule      = lane;
    intent_d.bid_price = pick_touch.bid_price;
    intent_d.ask_price = pick_touch.ask_price;
    intent_d.bid_size  = pick_touch.bid_size;
    intent_d.ask_size  = pick_touch.ask_size;
    intent_d.flags     = pick_touch.flags;
    intent_d.info      = pick_touch.info;
    intent_d.born      = first_valid ? first_born : born_q;
    if (!free) intent_d = intent_q;
  end
  assign m_intent_tdata  = intent_q;
  assign next_arrival_ns = intent_d.info.arrival_ns;

  always_ff @(posedge clk) begin
    judge_q <= s_touch_tvalid;
    if (s_touch_tvalid) begin
      touch_q <= s_touch_tdata;
      born_q  <= cycle;
    end

    intent_q <= intent_d;
    if (free) m_intent_tvalid <= asks != '0;
    if (first_valid && load) sent_q <= rest == '0 ? '0 : sent_q | goes;

    stat_lost_valid  <= push && !fifo_ready;
    stat_lost_amount <= {2'd0, waits[0]} + {2'd0, waits[1]} + {2'd0, waits[2]} + {2'd0, waits[3]};

    if (row_goes) row_q <= 1'b0;
    if (cmd_row_valid) begin
      row_q       <= 1'b1;
      row_at_q    <= cmd_row;
      row_words_q <= cmd_words[159:0];
    end
    if (rst || cmd_flush) row_q <= 1'b0;
    if (rst) begin
      judge_q         <= 1'b0;
      m_intent_tvalid <= 1'b0;
      sent_q          <= '0;
      stat_lost_valid <= 1'b0;
    end
  end

  initial if (SYMBOLS != 1 << SYM_W) $fatal(1, "trigger: SYMBOLS must be a power of two");

  wire unused = &{1'b0, cmd_words[511:160], used, pick_touch.locate, pick_touch.publish_delta};

endmodule

`default_nettype wire
