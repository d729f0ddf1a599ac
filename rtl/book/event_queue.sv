// SPDX-License-Identifier: BSD-3-Clause
// event_queue: where events wait while the book is behind; passes them straight through else.
//
//   s_event  in   decoded messages, in sequence
//   m_event  out  the same, in order
//
// Latency     0 cycles when nothing waits and the sink is ready; else as long as it takes.
// Throughput  1 event per cycle.
// Stall       s_event_tready falls only when DEPTH events wait.
// Reset       synchronous; empties it, forgets the high-water mark.

`include "tw_stream.svh"
`default_nettype none

module event_queue #(
  parameter int DEPTH = 1024                 // events, a power of two
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire event_t       s_event_tdata,
  input  wire logic         s_event_tvalid,
  output logic              s_event_tready,
  output event_t            m_event_tdata,
  output logic              m_event_tvalid,
  input  wire logic         m_event_tready,
  output logic [31:0]       used_max         // most events that ever waited
);

  localparam int A = $clog2(DEPTH);

  logic [EVENT_W-1:0] mem [0:DEPTH-1];
  logic [A:0]         head_q, tail_q;        // tail: next to be read from memory
  event_t             out_q;
  logic               out_valid_q;
  logic [A:0]         used_max_q;

  wire in_memory = head_q != tail_q;
  wire empty     = !in_memory && !out_valid_q;
  wire take      = s_event_tvalid && s_event_tready;
  wire direct    = empty && m_event_tready;              // past the memory
  wire push      = take && !direct;
  wire give      = out_valid_q && m_event_tready;
  wire fetch     = in_memory && (!out_valid_q || m_event_tready);
  wire [A:0] used = head_q - tail_q;

  assign s_event_tready = used != DEPTH[A:0];
  assign m_event_tvalid = out_valid_q || (empty && s_event_tvalid);
  assign m_event_tdata  = out_valid_q ? out_q : s_event_tdata;
  assign used_max       = {{(31 - A){1'b0}}, used_max_q};

  always_ff @(posedge clk) begin
    if (push) mem[head_q[A-1:0]] <= s_event_tdata;
    if (push) head_q <= head_q + 1'b1;
    if (fetch) begin
      out_q  <= mem[tail_q[A-1:0]];
      tail_q <= tail_q + 1'b1;
    end
    if (fetch || give) out_valid_q <= fetch;
    if (used > used_max_q) used_max_q <= used;
    if (rst) begin
      head_q      <= '0;
      tail_q      <= '0;
      out_valid_q <= 1'b0;
      used_max_q  <= '0;
    end
  end

endmodule

`default_nettype wire
