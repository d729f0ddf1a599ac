// SPDX-License-Identifier: BSD-3-Clause
// order_table: every live order by its reference, and what a message means for it.
//
//   s_op    in   slot t: key; slots t+3 and t+4: the same slot with symbol and `tracked`
//   m_add   out  slot t+3: the level that an order would be added to
//   refused out  slot t+4: ... it is not
//   m_take  out  slot t+4: the level that shares are taken from
//   stat    out  slot t+5: what became of the message
//
// What an order adds is in its message; only whether its reference is new must be looked up. So a
// row can take it up a cycle before the table has answered.
//
// Latency     3 cycles, s_op to m_add; 4 to m_take and m_add_refused.
// Throughput  1 slot every 2 cycles, for ever.
// Stall       s_op_tready falls in the cycle after a slot and while old days are swept out.
// Reset       synchronous; the table is empty once `clearing` falls.
//
// Semantics: ITCH 5.0 sections 4.3 to 4.5. A message that cannot be applied changes nothing and
// makes its symbol inexact; a replace is two slots, the old order first. Orders keep 64-bit
// references, so two of them are never taken for one.

`include "tw_book.svh"
`include "tw_regs.svh"
`default_nettype none

module order_table #(
  parameter int SYMBOLS = 64,
  parameter int ORDERS  = 65536,             // live orders that always fit: half of the slots
  parameter int SUBS    = 4,                 // sub-tables, and ways of each
  parameter int WAYS    = 4,
  parameter int STASH   = 16
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         cmd_clear,
  output logic              clearing,

  input  wire logic         s_op_tvalid,     // slot t
  output logic              s_op_tready,
  input  wire logic [63:0]  s_op_key,
  input  wire logic         s_idle_hint,

  input  wire logic         op3_valid,       // slot t+3
  input  wire book_op_t     op3,
  input  wire logic         op3_tracked,
  input  wire logic         op4_valid,       // slot t+4
  input  wire book_op_t     op4,
  input  wire logic         op4_tracked,
  input  wire logic [15:0]  op4_symbol,
  input  wire logic         stale,

  output logic              m_add_tvalid,    // slot t+3: shares come to a level, unless refused
  output logic              m_add_sell,
  output logic [30:0]       m_add_rank,
  output logic              m_add_refused,   // slot t+4

  output logic              m_take_tvalid,   // slot t+4: shares leave a level
  output logic              m_take_sell,
  output logic [30:0]       m_take_rank,
  output logic [31:0]       m_take_shares,
  output logic              m_inexact,       // slot t+4: the message could not be applied

  output logic              stat_book_valid, // slot t+5
  output logic [3:0]        stat_book_code,
  output logic              damage,          // pulse: a bit of the table has flipped (hash_map)
  output logic [31:0]       live,
  output logic [31:0]       stash_max
);

  localparam int SYM_W   = $clog2(SYMBOLS);
  localparam int ROWS    = 2 * ORDERS / (SUBS * WAYS);
  localparam int VALUE_W = SYM_W + 1 + RANK_W + 32;

  localparam logic [1:0] KEEP = 2'd0, PUT = 2'd1, ERASE = 2'd2;

  logic               hit_valid, hit_found, hit_room;
  logic [VALUE_W-1:0] hit_value;
  logic [1:0]         act;
  logic [VALUE_W-1:0] act_value;

  hash_map #(
    .KEY_W(64), .VALUE_W(VALUE_W), .USER_W(1), .SUBS(SUBS), .WAYS(WAYS), .ROWS(ROWS),
    .STASH(STASH), .SEED(1)
  ) map (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_op_tvalid), .s_op_tready(s_op_tready), .s_op_key(s_op_key), .s_op_user(1'b0),
    .s_idle_hint(s_idle_hint),
    .m_hit_valid(hit_valid), .m_hit_key(), .m_hit_user(), .m_hit_found(hit_found),
    .m_hit_room(hit_room), .m_hit_value(hit_value), .s_act(act), .s_act_value(act_value),
    .s_look_key('0), .s_look_tvalid(1'b0), .s_look_tready(), .m_look_valid(), .m_look_found(), .m_look_value(),
    .m_done_valid(), .m_done_user(), .m_done_full(),
    .live(live), .damage(damage), .stash_used(), .stash_max(stash_max)
  );

  // The order as it stands.
  wire [31:0]      old_shares = hit_value[31:0];
  wire [30:0]      old_price  = hit_value[32 +: RANK_W];
  wire             old_sell   = hit_value[32 + RANK_W];
  wire [SYM_W-1:0] old_symbol = hit_value[VALUE_W-1 -: SYM_W];

  wire wrong_symbol = old_symbol != op4_symbol[SYM_W-1:0];

  // Known before the answer of the table.
  wire  bad_field3 = op3.bad_side || op3.price == 32'd0 || op3.price > PRICE_MAX || op3.shares == 32'd0;
  logic bad_field;

  // A replace's second slot goes by what its first one found.
  logic replace_ok_q, replace_sell_q, sell_q;

  logic       count, reduce_all, removes, adds;
  logic [3:0] cause;

  always_comb begin
    act           = KEEP;
    act_value     = hit_value;
    m_take_tvalid = 1'b0;
    m_take_shares = old_shares;
    m_inexact     = 1'b0;
    count         = 1'b0;
    cause         = TW_BOOK_APPLIED;
    reduce_all    = 1'b0;
    removes       = 1'b0;
    adds          = 1'b0;
    if (op4_valid) begin
      case (op4.kind)
        OP_ADD: begin
          count = 1'b1;
          if (!op4_tracked) cause = TW_BOOK_UNTRACKED;
          else if (bad_field) begin
            cause = TW_BOOK_BAD_FIELD;
            m_inexact = 1'b1;
          end else if (hit_found) begin
            cause = TW_BOOK_DUPLICATE_REF;
            m_inexact = 1'b1;
          end else adds = 1'b1;
        end
        OP_REDUCE, OP_DELETE, OP_REPLACE_OLD: begin
          count = op4.kind != OP_REPLACE_OLD;
          reduce_all = op4.kind != OP_REDUCE || op4.shares >= old_shares;
          if (!op4_tracked) cause = TW_BOOK_UNTRACKED;
          else if (!hit_found) begin
            cause = TW_BOOK_UNKNOWN_REF;
            m_inexact = !stale;
          end else if (wrong_symbol) begin
            cause = TW_BOOK_WRONG_SYMBOL;
            m_inexact = 1'b1;
          end else if (op4.kind == OP_REPLACE_OLD && bad_field) begin
            cause = TW_BOOK_BAD_FIELD;
            m_inexact = 1'b1;
          end else begin
            if (op4.kind == OP_REDUCE && op4.shares > old_shares) begin
              cause = TW_BOOK_OVER_REDUCE;
              m_inexact = 1'b1;
            end
            removes      = reduce_all;
            act          = reduce_all ? ERASE : PUT;
            act_value    = {hit_value[VALUE_W-1:32], old_shares - op4.shares};
            m_take_tvalid = reduce_all || op4.shares != 32'd0;
            m_take_shares = reduce_all ? old_shares : op4.shares;
          end
          // A replace that fails here counts here; else its second slot counts.
          if (op4.kind == OP_REPLACE_OLD && !removes) count = 1'b1;
        end
        OP_REPLACE_NEW: begin
          count = replace_ok_q;
          if (replace_ok_q && hit_found) begin
            cause = TW_BOOK_DUPLICATE_REF;
            m_inexact = 1'b1;
          end else adds = replace_ok_q;
        end
        OP_SUSPECT: begin
          count     = 1'b1;
          cause     = op4_tracked ? TW_BOOK_SUSPECT : TW_BOOK_UNTRACKED;
          m_inexact = op4_tracked;
        end
        OP_STATE, OP_HALT: begin
          count = 1'b1;
          cause = op4_tracked ? TW_BOOK_APPLIED : TW_BOOK_UNTRACKED;
        end
        OP_NONE: begin
          count = 1'b1;
          cause = TW_BOOK_NO_EFFECT;
        end
        default: ;
      endcase
      if (adds && !hit_room) begin
        cause     = TW_BOOK_ORDERS_FULL;
        m_inexact = 1'b1;
        adds      = 1'b0;
      end
      if (adds) begin
        act       = PUT;
        act_value = {op4_symbol[SYM_W-1:0], sell_q, op4.price[30:0], op4.shares};
      end
    end
  end

  assign m_take_sell   = old_sell;
  assign m_take_rank   = old_sell ? old_price : ~old_price;
  assign m_add_refused = !adds;

  wire is_new = op3.kind == OP_REPLACE_NEW;
  assign m_add_tvalid = op3_valid && ((op3.kind == OP_ADD && op3_tracked && !bad_field3) || (is_new && replace_ok_q));
  assign m_add_sell   = is_new ? replace_sell_q : op3.sell;
  assign m_add_rank   = m_add_sell ? op3.price[30:0] : ~op3.price[30:0];

  logic       count_q;
  logic [3:0] cause_q;

  assign stat_book_valid = count_q;
  assign stat_book_code  = cause_q;

  always_ff @(posedge clk) begin
    count_q <= count;
    if (op4_valid) cause_q <= cause;
    if (op3_valid) bad_field <= bad_field3;
    if (op3_valid) sell_q    <= m_add_sell;
    if (op4_valid && op4.kind == OP_REPLACE_OLD) begin
      replace_ok_q   <= removes;
      replace_sell_q <= old_sell;
    end
    if (rst) count_q <= 1'b0;
  end

  wire unused = hit_valid;

endmodule

`default_nettype wire
