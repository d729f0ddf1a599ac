// SPDX-License-Identifier: BSD-3-Clause
// order_path: all that can make a frame leave by the order port, and nothing beside it can.
//
//   order    in   what the gate lets pass: a pulse, only while ready; it becomes one frame or a record
//                 that it was dropped
//   s        in   frames of the host; host_guard tells which pass
//   cmd      in   rows of NAMES, SESSION and LEND, pulses of the host
//   cfg      in   the registers TCP_*; what is lent counts until the host writes another number
//   m        out  to mac_tx; until a frame's first beat is taken it may change or be withdrawn
//   sent     out  records of the frames that the device makes
//
// With order_valid tied to 0 nothing but heartbeats and what the guard lets pass leaves, and the guard
// lets no new message pass: proved in testbench/formal/order_path.
//
// Latency     0 cycles, order_valid to m_tvalid.
// Throughput  an order per 51 cycles; host frames in between.
// Stall       ready, order_sender; s_tready, host_guard.
// Reset       no session, nothing lent, nothing waits.

`include "tw_regs.svh"
`include "tw_trade.svh"
`default_nettype none

module order_path #(
  parameter int SYMBOLS = 64,                 // a power of two
  parameter int HISTORY = 4096,               // bytes of the stream, a power of two
  parameter int BEATS   = 32,                 // longest frame of the host
  parameter int WAIT    = 64                  // cycles that an order may wait for the wire
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [31:0]   cycle,
  input  wire logic          kill,
  input  wire logic          link,            // the order port is up and mac_tx is on

  input  wire logic          cmd_name_valid,
  input  wire logic          cmd_session_valid,
  input  wire logic          cmd_lend_valid,
  input  wire logic [23:0]   cmd_row,
  input  wire logic [511:0]  cmd_words,       // word 0 in bits 31:0
  input  wire logic          cmd_heartbeat,
  input  wire logic          cmd_return,

  input  wire logic [31:0]   cfg_ack,
  input  wire logic [31:0]   cfg_limit,
  input  wire logic [31:0]   cfg_window,

  input  wire logic          order_valid,
  input  wire order_t        order,
  output logic               ready,
  output logic               window_ok,       // lent, and the peer's window has room for an order
  output logic               lent,
  output logic [31:0]        snd_nxt,

  input  wire logic [63:0]   s_tdata,
  input  wire logic [7:0]    s_tkeep,
  input  wire logic          s_tvalid,
  output logic               s_tready,
  input  wire logic          s_tlast,

  output logic [63:0]        m_tdata,
  output logic [7:0]         m_tkeep,
  output logic               m_tvalid,
  input  wire logic          m_tready,
  output logic               m_tlast,

  output trade_record_t      sent,
  output logic               sent_valid,
  output logic               busy,            // a frame of the device waits or is under way
  output logic               stat_dropped,    // pulses
  output logic               stat_lend_refused,
  output logic               stat_host_valid,
  output logic [TW_HOST_TX_CODE_W-1:0] stat_host_code
);

  // ---- the connection ------------------------------------------------------------------------------------
  logic         session_q, no_session_q;
  logic [47:0]  dst_mac_q, src_mac_q;
  logic [31:0]  src_ip_q, dst_ip_q, ports_q;
  logic [15:0]  seed_q;
  logic [31:0]  ack_q, limit_q, cfg_ack_q, cfg_limit_q;
  logic [15:0]  window_q, cfg_window_q;

  wire          sets = cmd_session_valid && !lent;

  always_ff @(posedge clk) begin
    if (sets) begin
      dst_mac_q <= cmd_words[47:0];
      src_mac_q <= cmd_words[111:64];
      src_ip_q  <= cmd_words[159:128];
      dst_ip_q  <= cmd_words[191:160];
      ports_q   <= cmd_words[223:192];
      seed_q    <= cmd_words[239:224];
      session_q <= 1'b1;
    end

    cfg_ack_q    <= cfg_ack;
    cfg_limit_q  <= cfg_limit;
    cfg_window_q <= cfg_window[15:0];
    if (cfg_ack != cfg_ack_q)              ack_q    <= cfg_ack;
    if (cfg_limit != cfg_limit_q)          limit_q  <= cfg_limit;
    if (cfg_window[15:0] != cfg_window_q)  window_q <= cfg_window[15:0];
    if (cmd_lend_valid && !lent) begin
      ack_q    <= cmd_words[63:32];
      limit_q  <= cmd_words[95:64];
      window_q <= cmd_words[111:96];
    end

    no_session_q <= cmd_lend_valid && !session_q;

    if (rst) begin
      session_q    <= 1'b0;
      no_session_q <= 1'b0;
    end
  end

  // ---- its stream ----------------------------------------------------------------------------------------
  logic         open, claim, put, look_known, known, take, stream_busy;
  logic [7:0]   claim_length, put_byte, look_byte;
  logic [31:0]  look_seq;
  logic [5:0]   take_length;
  logic [399:0] take_payload;
  logic         lend_refused;

  tcp_stream #(.HISTORY(HISTORY)) u_stream (
    .clk(clk), .rst(rst), .forget(sets), .open(open), .open_seq(look_seq),
    .lend(cmd_lend_valid && session_q), .lend_seq(cmd_words[31:0]), .back(cmd_return), .limit(limit_q),
    .take(take), .take_length(take_length), .take_payload(take_payload),
    .claim(claim), .claim_length(claim_length), .put(put), .put_byte(put_byte),
    .look_seq(look_seq), .look_known(look_known), .look_byte(look_byte),
    .snd_nxt(snd_nxt), .known(known), .lent(lent), .window_ok(window_ok), .busy(stream_busy),
    .stat_lend_refused(lend_refused));

  assign stat_lend_refused = lend_refused || no_session_q;

  // ---- the two sources -----------------------------------------------------------------------------------
  logic [63:0]  d_tdata, h_tdata;
  logic [7:0]   d_tkeep, h_tkeep;
  logic         d_tvalid, d_tready, d_tlast, h_tvalid, h_tready, h_tlast;

  order_sender #(.SYMBOLS(SYMBOLS), .WAIT(WAIT)) u_sender (
    .clk(clk), .rst(rst), .cycle(cycle), .kill(kill), .link(link),
    .dst_mac(dst_mac_q), .src_mac(src_mac_q), .src_ip(src_ip_q), .dst_ip(dst_ip_q), .ports(ports_q),
    .seed(seed_q), .ack(ack_q), .window(window_q),
    .cmd_name_valid(cmd_name_valid), .cmd_row(cmd_row), .cmd_name(cmd_words[63:0]),
    .order_valid(order_valid), .order(order), .ready(ready), .heartbeat(cmd_heartbeat),
    .lent(lent), .window_ok(window_ok), .stream_busy(stream_busy), .snd_nxt(snd_nxt),
    .take(take), .take_length(take_length), .take_payload(take_payload),
    .m_tdata(d_tdata), .m_tkeep(d_tkeep), .m_tvalid(d_tvalid), .m_tready(d_tready), .m_tlast(d_tlast),
    .sent(sent), .sent_valid(sent_valid), .busy(busy), .stat_dropped(stat_dropped));

  host_guard #(.BEATS(BEATS)) u_guard (
    .clk(clk), .rst(rst), .link(link), .forget(sets), .session_valid(session_q), .src_ip(src_ip_q),
    .dst_ip(dst_ip_q), .ports(ports_q), .lent(lent), .busy(stream_busy), .known(known), .snd_nxt(snd_nxt), .open(open),
    .claim(claim), .claim_length(claim_length), .put(put), .put_byte(put_byte), .look_seq(look_seq),
    .look_known(look_known), .look_byte(look_byte),
    .s_tdata(s_tdata), .s_tkeep(s_tkeep), .s_tvalid(s_tvalid), .s_tready(s_tready), .s_tlast(s_tlast),
    .m_tdata(h_tdata), .m_tkeep(h_tkeep), .m_tvalid(h_tvalid), .m_tready(h_tready), .m_tlast(h_tlast),
    .stat_valid(stat_host_valid), .stat_code(stat_host_code));

  tx_mux u_mux (
    .clk(clk), .rst(rst), .link(link),
    .d_tdata(d_tdata), .d_tkeep(d_tkeep), .d_tvalid(d_tvalid), .d_tready(d_tready), .d_tlast(d_tlast),
    .h_tdata(h_tdata), .h_tkeep(h_tkeep), .h_tvalid(h_tvalid), .h_tready(h_tready), .h_tlast(h_tlast),
    .m_tdata(m_tdata), .m_tkeep(m_tkeep), .m_tvalid(m_tvalid), .m_tready(m_tready), .m_tlast(m_tlast));

  wire unused = &{1'b0, cmd_words[511:240], cfg_window[31:16]};

endmodule

`default_nettype wire
