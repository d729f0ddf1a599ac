// SPDX-License-Identifier: BSD-3-Clause
// touch_writer: touches into the ring and the table of host memory.
//
//   s_touch  in   no tready: what the queue cannot take waits in touch_latest, as its symbol's latest
//   m        out  one 64-byte write per record and window, ring first, to write_arbiter
//
// Records of one symbol are written in order. When the queue overflows (or DMA is off) a symbol's
// latest record is kept and written once the queue is empty, perhaps after younger ones of other
// symbols; so ring and table always end with the latest state. A record that a newer one of its
// symbol replaces there is lost: counted DROPPED, and the next record written has FLAG_LOST.
// Touches in = PUBLISHED + DROPPED + waiting, at any time.
//
// Latency     3 cycles from s_touch_tvalid to m_tvalid when nothing waits.
// Throughput  a record every 2 cycles with ring and table, 1 with one of them.
// Stall       never on s_touch; waits for m_tready.
// Reset       empty, next sequence number 1.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module touch_writer #(
  parameter int SYMBOLS = 512,
  parameter int DEPTH   = 512             // records in the queue
) (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire logic          start,       // a new run of DMA begins: sequence restarts at 1
  input  wire logic          run,         // 0: give up what is queued, write nothing
  input  wire logic          ring_on,
  input  wire logic [63:0]   ring_base,
  input  wire logic [23:0]   ring_mask,
  input  wire logic          table_on,
  input  wire logic [63:0]   table_base,

  input  wire touch_t        s_touch_tdata,
  input  wire logic          s_touch_tvalid,
  output logic               s_touch_room, // the queue can take one, or nothing is written anyway

  output logic [63:0]        m_taddr,
  output logic [511:0]       m_tdata,
  output logic               m_tvalid,
  input  wire logic          m_tready,

  output logic               quiet,       // nothing queued
  output logic               waiting,     // symbols lack in host memory
  output logic               stat_in_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_in_code,
  output logic               stat_out_valid,
  output logic [TW_TOUCH_CODE_W-1:0] stat_out_code
);

  touch_t fifo_touch, sweep_touch, pick;
  logic   fifo_tready, fifo_valid, fifo_empty, fifo_pop;
  logic   sweep_valid, flush_ready, dropped;
  logic   table_next_q, lost_q;
  logic [15:0] symbol_q;
  logic [63:0] count_q;                   // records written or being written in this run

  wire on = run && (ring_on || table_on);
  wire s_known = 32'(s_touch_tdata.symbol) < SYMBOLS;
  assign s_touch_room = !on || fifo_tready;
  wire s_taken = on && fifo_tready && (s_known || ring_on);

  fifo #(.WIDTH(TOUCH_W), .DEPTH(DEPTH)) u_fifo (
    .clk(clk), .rst(rst),
    .s_tdata(s_touch_tdata), .s_tvalid(s_touch_tvalid && s_taken), .s_tready(fifo_tready),
    .m_tdata(fifo_touch), .m_tvalid(fifo_valid), .m_tready(fifo_pop), .empty(fifo_empty));

  wire finish = m_tvalid && m_tready && !table_next_q;
  wire free   = !m_tvalid || finish;
  wire load   = sweep_valid || (on && fifo_valid && free);

  // Off: the record in hand first, then the queue, one symbol per cycle.
  wire flush_hand = !on && m_tvalid && !finish;
  wire flush_fifo = !on && !m_tvalid && !sweep_valid && fifo_valid;

  touch_latest #(.SYMBOLS(SYMBOLS)) u_latest (
    .clk(clk), .rst(rst),
    .s_tdata(s_touch_tdata), .s_symbol(s_touch_tdata.symbol), .s_tvalid(s_touch_tvalid),
    .s_taken(s_taken),
    .flush_symbol(flush_hand ? symbol_q : fifo_touch.symbol),
    .flush_tvalid(flush_hand || flush_fifo), .flush_tready(flush_ready),
    .sweep_go(on && fifo_empty && !m_tvalid && !sweep_valid),
    .sweep_tdata(sweep_touch), .sweep_tvalid(sweep_valid),
    .any(waiting), .dropped(dropped));

  assign pick     = sweep_valid ? sweep_touch : fifo_touch;
  assign fifo_pop = on ? free && !sweep_valid : flush_fifo && flush_ready;
  assign quiet    = fifo_empty && !m_tvalid && !sweep_valid;

  wire pick_known = 32'(pick.symbol) < SYMBOLS;
  wire [63:0] ring_addr  = ring_base + {34'd0, count_q[23:0] & ring_mask, 6'd0};
  wire [15:0] flags = pick.flags | (16'(lost_q) << FLAG_LOST);

  assign stat_in_code  = TW_TOUCH_DROPPED;
  assign stat_out_code = TW_TOUCH_PUBLISHED;

  always_ff @(posedge clk) begin
    stat_in_valid  <= dropped;
    stat_out_valid <= finish;

    if (m_tvalid && m_tready) begin
      m_tvalid     <= table_next_q;
      table_next_q <= 1'b0;
      m_taddr      <= table_base + {42'd0, symbol_q, 6'd0};
    end
    if (flush_hand && flush_ready) m_tvalid <= 1'b0;
    if (load) begin
      m_tvalid     <= 1'b1;
      table_next_q <= ring_on && table_on && pick_known;
      m_taddr      <= ring_on ? ring_addr : table_base + {42'd0, pick.symbol, 6'd0};
      symbol_q     <= pick.symbol;
      count_q      <= count_q + 64'd1;
      // struct tw_touch of host/include/touchwire/touch.h, last byte first.
      m_tdata <= {count_q + 64'd1, 48'd0, flags, pick.info.seq, pick.ask_size, pick.ask_price,
                  pick.bid_size, pick.bid_price, pick.locate, pick.symbol, pick.publish_delta,
                  1'b0, pick.info.arrival_ns[62:0], 16'd0, pick.info.exchange_ns};
    end
    if (dropped) lost_q <= 1'b1;
    else if (load) lost_q <= 1'b0;
    if (start) begin
      count_q <= 64'd0;
      lost_q  <= 1'b0;
    end

    if (rst) begin
      m_tvalid       <= 1'b0;
      table_next_q   <= 1'b0;
      count_q        <= 64'd0;
      lost_q         <= 1'b0;
      stat_in_valid  <= 1'b0;
      stat_out_valid <= 1'b0;
    end
  end

  wire unused = &{1'b0, pick.info.last_cycle, pick.info.arrival_ns[63]};

endmodule

`default_nettype wire
