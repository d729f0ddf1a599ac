// SPDX-License-Identifier: BSD-3-Clause
// fifo_small: a few words between two blocks, in distributed memory.
//
//   s  in   words
//   m  out  the same words, in order
//
// Latency     1 cycle, s accepted to m valid, when empty.
// Throughput  1 word per cycle.
// Stall       s_tready falls only when DEPTH words wait.
// Reset       synchronous; empties it. So does `flush`, but a word that comes in its cycle stays.

`default_nettype none

module fifo_small #(
  parameter int WIDTH = 8,
  parameter int DEPTH = 8                    // words, a power of two
) (
  input  wire logic                     clk,
  input  wire logic                     rst,
  input  wire logic                     flush,
  input  wire logic [WIDTH-1:0]         s_tdata,
  input  wire logic                     s_tvalid,
  output logic                          s_tready,
  output logic [WIDTH-1:0]              m_tdata,
  output logic                          m_tvalid,
  input  wire logic                     m_tready,
  output logic [$clog2(DEPTH):0]        used
);

  localparam int A = $clog2(DEPTH);

  logic [WIDTH-1:0] mem [0:DEPTH-1];
  logic [A:0] head_q, tail_q;
  logic       valid_q;                       // head_q is not tail_q: what waits for it need not wait for that

  wire push = s_tvalid && s_tready;
  wire pop  = m_tvalid && m_tready;

  assign used     = head_q - tail_q;
  assign s_tready = flush || used != DEPTH[A:0];
  assign m_tvalid = valid_q;
  assign m_tdata  = mem[tail_q[A-1:0]];

  always_ff @(posedge clk) begin
    if (push) mem[head_q[A-1:0]] <= s_tdata;
    if (push) head_q <= head_q + 1'b1;
    valid_q <= push || (valid_q && !flush && !(pop && used == (A+1)'(1)));
    if (flush) tail_q <= head_q;
    else if (pop) tail_q <= tail_q + 1'b1;
    if (rst) begin
      head_q <= '0;
      tail_q <= '0;
      valid_q <= 1'b0;
    end
  end

endmodule

`default_nettype wire
