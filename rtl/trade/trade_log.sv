// SPDX-License-Identifier: BSD-3-Clause
// trade_log: what gate, sender, kill switch and tables have to tell, made into one stream for host memory.
//
//   s_*       in   pulses, each with its record
//   overrun   in   pulse: that many intents found no room before the gate; told as one DECISION, reason BUSY
//   returned  in   pulse: the host took the connection back at stream number tcp_seq; told as LEND
//   m         out  the records, in the order of their cycles but for those that wait
//   ready     out  all records of one more order would find room; else the gate refuses
//
// Records of one cycle go in the order kill, sender, gate, tables, returned, overrun. What finds no room is
// counted, and told as LOST as soon as there is room.
//
// Latency     4 cycles, s to m, when nothing waits.
// Throughput  1 record per cycle; each source may bring one every 4 cycles, the kill switch in any 2.
// Stall       m waits as long as host memory does.
// Reset       empty.

`include "tw_trade.svh"
`default_nettype none

module trade_log #(
  parameter int DEPTH = 64                   // records that wait; a power of two, at least 16
) (
  input  wire logic           clk,
  input  wire logic           rst,
  input  wire logic [63:0]    time_ns,

  input  wire logic           s_kill_valid,
  input  wire trade_record_t  s_kill,
  input  wire logic           s_sent_valid,
  input  wire trade_record_t  s_sent,
  input  wire logic           s_gate_valid,
  input  wire trade_record_t  s_gate,
  input  wire logic           s_table_valid,
  input  wire trade_record_t  s_table,
  input  wire logic           returned,
  input  wire logic [31:0]    tcp_seq,
  input  wire logic           overrun_valid,
  input  wire logic [2:0]     overrun_amount,

  input  wire logic           ring_room,      // the host has room for a few records more
  output logic                ready,

  output logic [TRADE_RECORD_W-1:0] m_tdata,
  output logic                m_tvalid,
  input  wire logic           m_tready,
  output logic                stat_lost_valid,
  output logic [2:0]          stat_lost_amount
);

  localparam int USED_W = $clog2(DEPTH) + 1;
  localparam int SOURCES = 6;

  // ---- a register per source, so that all may come at once -------------------------------------------------
  trade_record_t kill_q, sent_q, gate_q, table_q, return_d, overrun_d, lost_d, pick;
  logic [SOURCES-1:0] wait_q, comes, takes, clash;
  logic [31:0]        seq_q, busy_q, lost_q;
  logic               lost_takes, tell_lost, push_valid_q, s_tready, room_q;
  logic [TRADE_RECORD_W-1:0] push_q;
  logic [USED_W-1:0]  level_q;                // records in the queue and on the way to it

  assign comes = {s_kill_valid, s_sent_valid, s_gate_valid, s_table_valid, returned, overrun_valid};
  // The register of a source is free, or becomes so in this cycle. Of overruns only a number is kept.
  assign clash = comes & wait_q & ~takes & 6'b111110;

  always_comb begin
    return_d          = '0;
    return_d.time_ns  = time_ns;
    return_d.what     = TRADE_LEND;
    return_d.tcp_seq  = seq_q;
    overrun_d          = '0;
    overrun_d.time_ns  = time_ns;
    overrun_d.what     = TRADE_DECISION;
    overrun_d.reason   = 8'(REASON_BUSY);
    overrun_d.quantity = busy_q;
    lost_d          = '0;
    lost_d.time_ns  = time_ns;
    lost_d.what     = TRADE_LOST;
    lost_d.quantity = lost_q;
    takes = '0;
    pick  = lost_d;
    lost_takes = 1'b0;
    if (tell_lost) lost_takes = room_q;
    else if (wait_q[5]) begin takes[5] = 1'b1; pick = kill_q; end
    else if (wait_q[4]) begin takes[4] = 1'b1; pick = sent_q; end
    else if (wait_q[3]) begin takes[3] = 1'b1; pick = gate_q; end
    else if (wait_q[2]) begin takes[2] = 1'b1; pick = table_q; end
    else if (wait_q[1]) begin takes[1] = 1'b1; pick = return_d; end
    else if (wait_q[0]) begin takes[0] = 1'b1; pick = overrun_d; end
  end

  // Without room a record is dropped when its turn comes, so that none waits for long.
  wire any  = takes != '0;
  wire push = lost_takes || (any && room_q);
  wire drop = any && !room_q;
  wire [2:0] clashes = {2'd0, clash[5]} + {2'd0, clash[4]} + {2'd0, clash[3]} + {2'd0, clash[2]} + {2'd0, clash[1]};
  wire [2:0] losses  = clashes + {2'd0, drop};
  wire pop = m_tvalid && m_tready;

  assign tell_lost = lost_q != 32'd0 && room_q;
  assign room_q    = level_q < USED_W'(DEPTH);

  fifo #(.WIDTH(TRADE_RECORD_W), .DEPTH(DEPTH)) u_fifo (
    .clk(clk), .rst(rst), .s_tdata(push_q), .s_tvalid(push_valid_q), .s_tready(s_tready),
    .m_tdata(m_tdata), .m_tvalid(m_tvalid), .m_tready(m_tready), .empty());

  always_ff @(posedge clk) begin
    if (s_kill_valid && !clash[5])  kill_q  <= s_kill;
    if (s_sent_valid && !clash[4])  sent_q  <= s_sent;
    if (s_gate_valid && !clash[3])  gate_q  <= s_gate;
    if (s_table_valid && !clash[2]) table_q <= s_table;
    if (returned && !clash[1])      seq_q   <= tcp_seq;
    busy_q <= (takes[0] ? 32'd0 : busy_q) + (overrun_valid ? {29'd0, overrun_amount} : 32'd0);
    wait_q <= (wait_q & ~takes) | comes;

    lost_q  <= (lost_takes ? 32'd0 : lost_q) + {29'd0, losses};
    push_q  <= pick;
    push_valid_q <= push;
    level_q <= level_q + {{USED_W-1{1'b0}}, push} - {{USED_W-1{1'b0}}, pop};
    stat_lost_valid  <= losses != 3'd0;
    stat_lost_amount <= losses;
    ready <= ring_room && level_q < USED_W'(DEPTH / 4) && lost_q == 32'd0;

    if (rst) begin
      wait_q          <= '0;
      busy_q          <= 32'd0;
      lost_q          <= 32'd0;
      push_valid_q    <= 1'b0;
      level_q         <= '0;
      stat_lost_valid <= 1'b0;
      ready           <= 1'b0;
    end
  end

  wire unused = &{1'b0, s_tready};

endmodule

`default_nettype wire
