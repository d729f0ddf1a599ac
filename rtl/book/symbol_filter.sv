// SPDX-License-Identifier: BSD-3-Clause
// symbol_filter: which of the day's stock locate codes are tracked, and as which symbol.
//
//   op       in   slot t: locate; slot t+2: a symbol given by the book itself
//   s_name   in   slot t: the name in a directory message
//   symbol   out  slot t+2
//   tracked  out  slots t+3 and t+4: the message's locate code belongs to that symbol
//
// Latency     3 cycles, op to tracked.
//   symbol: 2 cycles, op to symbol.
// Throughput  1 slot every 2 cycles; a directory entry needs 5 until the next message sees it.
// Stall       s_name_tready falls for one cycle after a name was looked up, and while the host adds one.
// Reset       synchronous; no name is listed, no locate code known.
//
// Locate codes are assigned daily (ITCH 5.0, section 4.2.1): a Stock Directory message whose name is
// on the host's list, or any while `cfg_all` and symbols are free, binds its code to a symbol.
// The memory from code to symbol is never cleared: a binding counts only if the symbol agrees,
// and one flip-flop a symbol says whether it is bound at all.

`include "tw_book.svh"
`include "tw_regs.svh"
`default_nettype none

module symbol_filter #(
  parameter int SYMBOLS = 64,
  parameter int LOCATES = 65536
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         cmd_clear,        // new day: bindings go, names stay
  input  wire logic         cfg_all,
  output logic              clearing,
  output logic              damage,          // pulse: a bit of the names has flipped (hash_map)

  input  wire logic         op0_valid,
  input  wire book_op_t     op0,
  input  wire logic         s_name_tvalid,    // slot t is a directory message
  input  wire logic [63:0]  s_name_tdata,
  output logic              s_name_tready,    // a directory slot may start
  input  wire book_op_t     op2,
  input  wire logic         op2_valid,
  output logic [15:0]       op2_symbol,
  input  wire book_op_t     op3,
  input  wire logic         op3_valid,
  output logic              op3_tracked,
  output logic [15:0]       op3_symbol,
  input  wire book_op_t     op4,
  output logic              op4_tracked,
  output logic [15:0]       op4_symbol,
  output logic [15:0]       op4_locate,

  output logic              stat_valid,       // slot t+5 of a directory message
  output logic [3:0]        stat_code,

  input  wire logic         cmd_valid,        // host command: 1 ADD, 2 MAP, 3 SELECT
  input  wire logic [1:0]   cmd_op,
  input  wire logic [15:0]  cmd_index,
  input  wire logic [63:0]  cfg_name,
  input  wire logic [15:0]  cfg_locate,
  output logic              shown_ready,
  output logic              shown_known,
  output logic [15:0]       shown_locate,
  output logic [63:0]       shown_name,
  output logic [15:0]       symbol_count
);

  localparam int SYM_W = $clog2(SYMBOLS);
  localparam int LOC_W = $clog2(LOCATES);
  localparam int ROWS  = (SYMBOLS < 64) ? 8 : SYMBOLS / 8;  // names: half full at most

  logic [SYM_W-1:0]   symbol_of [0:LOCATES-1];
  logic [15:0]        locate_of [0:SYMBOLS-1];
  logic [63:0]        name_of   [0:SYMBOLS-1];
  logic [SYMBOLS-1:0] known_q;
  logic [15:0]        count_q;

  // ---- names -------------------------------------------------------------------------------
  logic             add_q, map_q;               // host commands that wait for a free cycle
  logic             add_go_q;                   // no directory message starts now: messages are known late in a cycle
  logic             adding_q;                   // an ADD is on its way through the names
  logic [SYM_W-1:0] index_q;
  logic             hit_valid, hit_found, hit_host;
  logic [63:0]      hit_name;
  logic [SYM_W-1:0] hit_index;
  logic             name_ready;

  wire add_now = add_go_q && name_ready;

  // A directory message binds when it is tracked: listed, or taken with the next free symbol.
  // Locate 0 means that a message is not about a stock.
  wire bindable  = hit_valid && !hit_host && op4.locate != 16'd0 && {1'b0, op4.locate} < LOCATES[16:0];
  wire learn_new = bindable && !hit_found && cfg_all && count_q < SYMBOLS[15:0];
  wire add_new   = hit_valid && hit_host;
  wire bind_now  = bindable && (hit_found || learn_new);
  wire [SYM_W-1:0] bind_index = hit_found ? hit_index : count_q[SYM_W-1:0];

  hash_map #(
    .KEY_W(64), .VALUE_W(SYM_W), .USER_W(1), .SUBS(2), .WAYS(4), .ROWS(ROWS), .STASH(4), .SEED(2)
  ) names (
    .clk(clk), .rst(rst), .cmd_clear(1'b0), .clearing(clearing),
    .s_op_tvalid(s_name_tvalid || add_now), .s_op_tready(name_ready),
    .s_op_key(add_go_q ? cfg_name : s_name_tdata), .s_op_user(add_go_q), .s_idle_hint(1'b1),
    .m_hit_valid(hit_valid), .m_hit_key(hit_name), .m_hit_user(hit_host), .m_hit_found(hit_found),
    .m_hit_value(hit_index), .m_hit_room(),
    .s_look_key('0), .s_look_tvalid(1'b0), .s_look_tready(), .m_look_valid(), .m_look_found(), .m_look_value(),
    .s_act((add_new || learn_new) ? 2'd1 : 2'd0), .s_act_value(add_new ? index_q : count_q[SYM_W-1:0]),
    .m_done_valid(), .m_done_user(), .m_done_full(),
    .live(), .damage(damage), .stash_used(), .stash_max()
  );

  assign s_name_tready = name_ready && !add_go_q;
  assign symbol_count  = count_q;

  // ---- slots ---------------------------------------------------------------------------------
  logic [SYM_W-1:0] symbol_s1, symbol_s2, symbol_s3, symbol_s4;
  logic [15:0]      locate_s3, locate_s4;
  logic             op1_valid;

  wire own = op2.kind >= OP_REFRESH;           // the book's own slot: the symbol is given
  assign op2_symbol  = own ? op2.symbol : {{(16 - SYM_W){1'b0}}, symbol_s2};
  assign op4_symbol  = {{(16 - SYM_W){1'b0}}, symbol_s4};
  assign op4_locate  = locate_s4;
  assign op3_symbol  = {{(16 - SYM_W){1'b0}}, symbol_s3};
  assign op3_tracked = op3_valid && (op3.kind >= OP_REFRESH
                                     || (known_q[symbol_s3] && locate_s3 == op3.locate && op3.kind != OP_DIRECTORY));

  always_ff @(posedge clk) begin
    op1_valid <= op0_valid;
    if (op0_valid) symbol_s1 <= symbol_of[op0.locate[LOC_W-1:0]];
    if (op1_valid) symbol_s2 <= symbol_s1;
    if (op2_valid) begin
      symbol_s3 <= op2_symbol[SYM_W-1:0];
      locate_s3 <= locate_of[op2_symbol[SYM_W-1:0]];
    end
    if (op3_valid) begin
      symbol_s4 <= symbol_s3;
      locate_s4 <= locate_s3;
    end
    op4_tracked <= op3_tracked;

    // Host commands wait for a cycle in which no directory message binds.
    if (cmd_valid && cmd_op == 2'd1) add_q <= 1'b1;
    if (cmd_valid && cmd_op == 2'd2) map_q <= 1'b1;
    if (cmd_valid) begin
      index_q     <= cmd_index[SYM_W-1:0];
      shown_ready <= 1'b0;
    end
    add_go_q <= add_q && !add_now;
    if (add_now) add_q <= 1'b0;
    if (add_now) adding_q <= 1'b1;
    else if (add_new) adding_q <= 1'b0;
    if (bind_now) begin
      symbol_of[op4.locate[LOC_W-1:0]] <= bind_index;
      locate_of[bind_index]            <= op4.locate;
      known_q[bind_index]              <= 1'b1;
    end else if (map_q) begin
      map_q <= 1'b0;
      symbol_of[cfg_locate[LOC_W-1:0]] <= index_q;
      locate_of[index_q]               <= cfg_locate;
      known_q[index_q]                 <= 1'b1;
    end

    if (add_new || learn_new) begin
      name_of[add_new ? index_q : count_q[SYM_W-1:0]] <= hit_name;
      if (learn_new) count_q <= count_q + 1'b1;
      else if ({{(16 - SYM_W){1'b0}}, index_q} >= count_q) count_q <= {{(16 - SYM_W){1'b0}}, index_q} + 1'b1;
    end

    stat_valid <= hit_valid && !hit_host;
    stat_code  <= bind_now ? TW_BOOK_DIRECTORY
                : ((cfg_all && bindable) ? TW_BOOK_SYMBOLS_FULL : TW_BOOK_UNTRACKED);

    // What is shown comes after every command given before.
    if (!shown_ready && !cmd_valid && !add_q && !map_q && !adding_q) begin
      shown_ready  <= 1'b1;
      shown_name   <= name_of[index_q];
      shown_locate <= locate_of[index_q];
      shown_known  <= known_q[index_q];
    end

    if (cmd_clear) known_q <= '0;
    if (rst) begin
      op1_valid   <= 1'b0;
      op4_tracked <= 1'b0;
      add_q       <= 1'b0;
      add_go_q    <= 1'b0;
      map_q       <= 1'b0;
      adding_q    <= 1'b0;
      known_q     <= '0;
      count_q     <= 16'd0;
      index_q     <= '0;
      stat_valid  <= 1'b0;
      shown_ready <= 1'b0;
    end
  end

endmodule

`default_nettype wire
