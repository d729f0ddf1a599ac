// SPDX-License-Identifier: BSD-3-Clause
// trade: from the touch to the order port. The parts in the order of the tick.
//
//   s_touch   in   touches of the book, T0
//   s_a, s_b  in   the frame ports of the feed, to see which frames end bad
//   s_host    in   frames of the host for the order port
//   m_o       out  the order port's frames: nothing else leads there
//   m_record  out  what happened, for the trade ring
//   cfg, cmd  in   registers TRADE.*; access: a register is read or written
//
// Latency     4 cycles, s_touch to m_o_tvalid, when nothing waits; mac_tx takes 1 more to the start on the XGMII.
// Throughput  as order_path: an order per 51 cycles.
// Stall       never on s_touch; README.md tells what becomes of what finds no room.
// Reset       disarmed, no rules, no limits, no session.

`include "tw_regs.svh"
`include "tw_trade.svh"
`default_nettype none

module trade #(
  parameter int SYMBOLS = 64,                 // a power of two
  parameter logic [31:0] BUILD = 32'd0
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [63:0]   time_ns,
  input  wire logic [31:0]   cycle,

  input  wire touch_t        s_touch_tdata,
  input  wire logic          s_touch_tvalid,
  input  wire logic          s_a_tvalid,
  input  wire logic          s_a_tlast,
  input  wire logic          s_a_tuser,
  input  wire logic          s_a_spoilt,
  input  wire logic          s_b_tvalid,
  input  wire logic          s_b_tlast,
  input  wire logic          s_b_tuser,
  input  wire logic          s_b_spoilt,

  input  wire logic          cfg_cut_through,
  input  wire logic          cfg_kill_on_link,
  input  wire logic [31:0]   cfg_kill_mask,
  input  wire logic [31:0]   cfg_watchdog,
  input  wire logic [31:0]   cfg_index,       // table in bits 31:24, row below
  input  wire logic [511:0]  cfg_words,       // word 0 in bits 31:0
  input  wire logic [31:0]   cfg_crc,
  input  wire logic [31:0]   cfg_key,
  input  wire logic [31:0]   cfg_go,
  input  wire logic [31:0]   cfg_unkill,
  input  wire logic [31:0]   cfg_ack,
  input  wire logic [31:0]   cfg_limit,
  input  wire logic [31:0]   cfg_window,
  input  wire logic          cmd_kill,
  input  wire logic          cmd_disarm,
  input  wire logic          cmd_heartbeat,
  input  wire logic          cmd_return,
  input  wire logic          cmd_flush,
  input  wire logic          cmd_arm_key,
  input  wire logic          cmd_arm_go,
  input  wire logic          cmd_unkill,
  input  wire logic          cmd_kick,
  input  wire logic          cmd_mismatch,
  input  wire logic          cmd_crc,
  input  wire logic          access,

  input  wire logic          link,
  input  wire logic          dma_error,
  input  wire logic [63:0]   s_host_tdata,
  input  wire logic [7:0]    s_host_tkeep,
  input  wire logic          s_host_tvalid,
  output logic               s_host_tready,
  input  wire logic          s_host_tlast,
  output logic [63:0]        m_o_tdata,
  output logic [7:0]         m_o_tkeep,
  output logic               m_o_tvalid,
  input  wire logic          m_o_tready,
  output logic               m_o_tlast,
  output logic [TRADE_RECORD_W-1:0] m_record_tdata,
  output logic               m_record_tvalid,
  input  wire logic          m_record_tready,
  input  wire logic          m_record_room,   // host memory has room for a few records more

  output logic               armed,
  output logic               killed,
  output logic               lent,
  output logic               wait_arm,
  output logic               sender_busy,
  output logic [KILL_W-1:0]  kill_cause,
  output logic [31:0]        nonce,
  output logic [31:0]        config_hash,
  output logic [2:0]         table_result,
  output logic [31:0]        token,
  output logic [31:0]        position,
  output logic [31:0]        open_buy,
  output logic [31:0]        open_sell,
  output logic [31:0]        orders,
  output logic [63:0]        gross,
  output logic [31:0]        tcp_seq,
  output logic               status_busy,     // something moves that needs no further input

  output logic               stat_reason_valid,
  output logic [TW_REASON_CODE_W-1:0] stat_reason_code,
  output logic               stat_host_valid,
  output logic [TW_HOST_TX_CODE_W-1:0] stat_host_code,
  output logic               stat_intents_valid,
  output logic [2:0]         stat_intents_amount,
  output logic               stat_overrun_valid,
  output logic [2:0]         stat_overrun_amount,
  output logic               stat_kill,
  output logic               stat_sent,
  output logic               stat_dropped,
  output logic               stat_lend_refused,
  output logic               stat_lost_valid,
  output logic [2:0]         stat_lost_amount
);

  // ---- the clock of all of it rests until the host gives a table, while nothing moves --------------------
  // From then on it runs: limits, rates and the watchdog count its cycles. Reset keeps it awake until the
  // tables are swept.
  localparam int AWAKE_W = 13;
  logic               gclk, used_q;
  logic [AWAKE_W-1:0] awake_q;
  logic [2:0]         asked_q;                // cycles in which a command may still begin to move something
  logic               committed, moves;
  wire asked = cmd_kill || cmd_disarm || cmd_heartbeat || cmd_return || cmd_flush || cmd_arm_key || cmd_arm_go
               || cmd_unkill || cmd_kick || cmd_mismatch || cmd_crc;
  wire stirs = access || asked || moves || (dma_error && !killed);

  clock_gate u_gate_clock (.clk(clk), .enable(rst || used_q || stirs || awake_q != '0), .gclk(gclk));

  always_ff @(posedge clk) begin
    if (stirs && awake_q < AWAKE_W'(63)) awake_q <= AWAKE_W'(63);
    else if (awake_q != '0)              awake_q <= awake_q - 1'b1;
    if (asked)                asked_q <= 3'd7;
    else if (asked_q != 3'd0) asked_q <= asked_q - 3'd1;
    if (committed) used_q <= 1'b1;
    if (rst) begin
      awake_q <= '1;
      asked_q <= 3'd0;
      used_q  <= 1'b0;
    end
  end

  // ---- trigger, and the wait for the frame's end ----------------------------------------------------------
  intent_t     wish_tdata, intent_tdata;
  logic        wish_tvalid, wish_tready, intent_bad, intent_tvalid, intent_tready;
  logic [63:0] next_arrival_ns;
  logic        commit_rules, commit_names, commit_session, commit_lend, flush;
  logic [23:0] t_row;
  logic [511:0] t_words;

  trigger #(.SYMBOLS(SYMBOLS)) u_trigger (
    .clk(gclk), .rst(rst), .cycle(cycle), .s_touch_tdata(s_touch_tdata), .s_touch_tvalid(s_touch_tvalid),
    .cmd_flush(flush), .cmd_row_valid(commit_rules), .cmd_row(t_row), .cmd_words(t_words),
    .m_intent_tdata(wish_tdata), .m_intent_tvalid(wish_tvalid), .m_intent_tready(wish_tready),
    .next_arrival_ns(next_arrival_ns), .stat_lost_valid(stat_overrun_valid),
    .stat_lost_amount(stat_overrun_amount));

  intent_hold u_hold (
    .clk(gclk), .rst(rst), .time_ns(time_ns), .cfg_cut_through(cfg_cut_through),
    .s_a_tvalid(s_a_tvalid), .s_a_tlast(s_a_tlast), .s_a_tuser(s_a_tuser), .s_a_spoilt(s_a_spoilt),
    .s_b_tvalid(s_b_tvalid), .s_b_tlast(s_b_tlast), .s_b_tuser(s_b_tuser), .s_b_spoilt(s_b_spoilt),
    .next_arrival_ns(next_arrival_ns), .s_intent_tdata(wish_tdata), .s_intent_tvalid(wish_tvalid),
    .s_intent_tready(wish_tready), .m_intent_tdata(intent_tdata), .m_intent_bad_frame(intent_bad),
    .m_intent_tvalid(intent_tvalid), .m_intent_tready(intent_tready));

  wire passes_hold = wish_tvalid && wish_tready;
  assign stat_intents_valid  = passes_hold || stat_overrun_valid;
  assign stat_intents_amount = {2'd0, passes_hold} + (stat_overrun_valid ? stat_overrun_amount : 3'd0);

  // ---- the gate ---------------------------------------------------------------------------------------------
  order_t        order;
  trade_record_t gate_record, sent_record, kill_record, table_record;
  logic [REASONS-1:0] stat_reason;
  logic        order_valid, sender_ready, window_ok, log_ready, gate_record_valid;
  logic        t_valid, t_done, t_sell, gate_busy, mismatch, internal;
  logic [7:0]  t_table;
  logic [2:0]  t_result;
  logic [15:0] t_symbol;

  gate #(.SYMBOLS(SYMBOLS)) u_gate (
    .clk(gclk), .rst(rst), .time_ns(time_ns), .cycle(cycle), .s_intent_tdata(intent_tdata),
    .s_intent_bad_frame(intent_bad), .s_intent_tvalid(intent_tvalid), .s_intent_tready(intent_tready),
    .killed(killed), .armed(armed), .lent(lent), .window_ok(window_ok), .link_up(link),
    .sender_ready(sender_ready), .log_ready(log_ready), .flush(flush), .t_valid(t_valid),
    .t_table(t_table), .t_row(t_row), .t_words(t_words), .t_done(t_done), .t_result(t_result),
    .t_symbol(t_symbol), .t_sell(t_sell), .busy(gate_busy), .order_valid(order_valid), .order(order),
    .m_record_valid(gate_record_valid), .m_record(gate_record), .stat_reason(stat_reason),
    .mismatch(mismatch), .internal(internal), .view_symbol(cfg_index[15:0]), .view_position(position),
    .view_open_buy(open_buy), .view_open_sell(open_sell), .token(token), .orders(orders), .gross(gross));

  assign stat_reason_valid = stat_reason != '0;
  always_comb begin
    stat_reason_code = '0;
    for (int i = 1; i < REASONS; i++)
      if (stat_reason[i]) stat_reason_code = TW_REASON_CODE_W'(i);
  end

  // ---- orders and the host's frames onto the port -----------------------------------------------------------
  logic        sent_valid;
  logic [63:0] time_q;

  order_path #(.SYMBOLS(SYMBOLS)) u_path (
    .clk(gclk), .rst(rst), .cycle(cycle), .kill(killed), .link(link), .cmd_name_valid(commit_names),
    .cmd_session_valid(commit_session), .cmd_lend_valid(commit_lend), .cmd_row(t_row),
    .cmd_words(t_words), .cmd_heartbeat(cmd_heartbeat), .cmd_return(cmd_return), .cfg_ack(cfg_ack),
    .cfg_limit(cfg_limit), .cfg_window(cfg_window), .order_valid(order_valid), .order(order),
    .ready(sender_ready), .window_ok(window_ok), .lent(lent), .snd_nxt(tcp_seq),
    .s_tdata(s_host_tdata), .s_tkeep(s_host_tkeep), .s_tvalid(s_host_tvalid), .s_tready(s_host_tready),
    .s_tlast(s_host_tlast), .m_tdata(m_o_tdata), .m_tkeep(m_o_tkeep), .m_tvalid(m_o_tvalid),
    .m_tready(m_o_tready), .m_tlast(m_o_tlast), .sent(sent_record), .sent_valid(sent_valid),
    .busy(sender_busy), .stat_dropped(stat_dropped), .stat_lend_refused(stat_lend_refused),
    .stat_host_valid(stat_host_valid), .stat_host_code(stat_host_code));

  assign stat_sent = sent_valid && !stat_dropped;

  // The record comes a cycle behind the frame's first beat.
  trade_record_t sent_timed;
  always_comb begin
    sent_timed = sent_record;
    sent_timed.time_ns = time_q;
  end

  // ---- kill switch and tables -------------------------------------------------------------------------------
  logic kill_record_valid, table_record_valid, tables_busy;

  kill_switch u_kill (
    .clk(gclk), .rst(rst), .time_ns(time_ns), .cmd_kill(cmd_kill), .cmd_mismatch(cmd_mismatch),
    .mismatch(mismatch), .internal(internal), .dma_error(dma_error), .link_up(link),
    .cfg_kill_on_link(cfg_kill_on_link), .stat_reason(stat_reason), .cfg_kill_mask(cfg_kill_mask),
    .cfg_watchdog(cfg_watchdog), .cmd_kick(cmd_kick), .cmd_disarm(cmd_disarm),
    .cmd_arm_key(cmd_arm_key), .arm_key(cfg_key), .cmd_arm_go(cmd_arm_go), .arm_go(cfg_go),
    .cmd_unkill(cmd_unkill), .unkill(cfg_unkill), .map_hash(TW_MAP_HASH), .build(BUILD),
    .config_hash(config_hash), .tables_busy(tables_busy), .committed(committed), .armed(armed),
    .killed(killed), .wait_arm(wait_arm), .nonce(nonce), .kill_cause(kill_cause),
    .m_record_valid(kill_record_valid), .m_record(kill_record), .stat_kill(stat_kill));

  trade_tables #(.SYMBOLS(SYMBOLS)) u_tables (
    .clk(gclk), .rst(rst), .time_ns(time_ns), .cmd_crc(cmd_crc), .given_crc(cfg_crc), .index(cfg_index),
    .words(cfg_words), .cmd_flush(cmd_flush), .armed(armed), .lent(lent), .t_valid(t_valid),
    .t_table(t_table), .t_row(t_row), .t_words(t_words), .t_done(t_done), .t_result(t_result),
    .t_symbol(t_symbol), .t_sell(t_sell), .gate_busy(gate_busy), .commit_rules(commit_rules),
    .commit_names(commit_names), .commit_session(commit_session), .commit_lend(commit_lend),
    .flush(flush), .busy(tables_busy), .committed(committed), .result(table_result),
    .config_hash(config_hash), .m_record_valid(table_record_valid), .m_record(table_record));

  // ---- what happened ----------------------------------------------------------------------------------------
  logic returned_q;

  always_ff @(posedge gclk) begin
    time_q     <= time_ns;
    returned_q <= cmd_return && lent;         // a cycle later: a frame that starts in this one counts
    if (rst) returned_q <= 1'b0;
  end

  trade_log u_log (
    .clk(gclk), .rst(rst), .time_ns(time_ns), .s_kill_valid(kill_record_valid), .s_kill(kill_record),
    .s_sent_valid(sent_valid), .s_sent(sent_timed), .s_gate_valid(gate_record_valid),
    .s_gate(gate_record), .s_table_valid(table_record_valid), .s_table(table_record),
    .returned(returned_q), .tcp_seq(tcp_seq), .overrun_valid(stat_overrun_valid),
    .overrun_amount(stat_overrun_amount), .ring_room(m_record_room), .ready(log_ready),
    .m_tdata(m_record_tdata), .m_tvalid(m_record_tvalid), .m_tready(m_record_tready),
    .stat_lost_valid(stat_lost_valid), .stat_lost_amount(stat_lost_amount));

  // What waits for host memory moves only when that does.
  assign moves = wish_tvalid || stat_reason_valid || !sender_ready || sender_busy || !s_host_tready
                 || s_host_tvalid || m_o_tvalid || tables_busy || (m_record_tvalid && m_record_tready);
  assign status_busy = asked || asked_q != 3'd0 || moves || (used_q && s_touch_tvalid);

endmodule

`default_nettype wire
