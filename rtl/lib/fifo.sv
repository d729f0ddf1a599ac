// SPDX-License-Identifier: BSD-3-Clause
// fifo: a queue in block RAM whose head stands ready in a register.
//
//   s  in   a word is taken when s_tvalid && s_tready
//   m  out  the oldest word
//
// Latency     2 cycles from s taken to m valid when empty.
// Throughput  1 word in and 1 word out per cycle.
// Stall       s_tready falls when DEPTH words wait in the RAM (the register holds one more).
// Reset       empties it; the RAM keeps its content, which does not matter.

`default_nettype none

module fifo #(
  parameter int WIDTH = 64,
  parameter int DEPTH = 512               // a power of two
) (
  input  wire logic              clk,
  input  wire logic              rst,

  input  wire logic [WIDTH-1:0]  s_tdata,
  input  wire logic              s_tvalid,
  output logic                   s_tready,

  output logic [WIDTH-1:0]       m_tdata,
  output logic                   m_tvalid,
  input  wire logic              m_tready,

  output logic                   empty    // nothing in RAM and register
);

  localparam int A = $clog2(DEPTH);

  logic [WIDTH-1:0] mem [0:DEPTH-1];
  logic [A:0] wr_q, rd_q;

  wire [A:0] level = wr_q - rd_q;
  wire waiting = wr_q != rd_q;
  wire pull = waiting && (!m_tvalid || m_tready);

  assign s_tready = !level[A];
  assign empty = !waiting && !m_tvalid;

  always_ff @(posedge clk) begin
    if (s_tvalid && s_tready) begin
      mem[wr_q[A-1:0]] <= s_tdata;
      wr_q <= wr_q + 1'b1;
    end
    if (pull) begin
      m_tdata <= mem[rd_q[A-1:0]];
      rd_q    <= rd_q + 1'b1;
    end
    if (m_tready || !m_tvalid) m_tvalid <= pull;

    if (rst) begin
      wr_q     <= '0;
      rd_q     <= '0;
      m_tvalid <= 1'b0;
    end
  end

  initial if (DEPTH != 1 << A) $fatal(1, "fifo: DEPTH must be a power of two");

endmodule

`default_nettype wire
