// SPDX-License-Identifier: BSD-3-Clause
// trade_writer: records of orders into the trade ring of host memory, none over one the host has not taken.
//
//   s  in   struct tw_trade_record without its sequence, the last 8 bytes
//   m  out  the record with the next sequence number, to write_arbiter
//
// A record that was taken and not yet written when a run ends is the first of the next run.
//
// Latency     1 cycle, s to m_tvalid, while the host has room.
// Throughput  1 record per 2 cycles.
// Stall       s waits while a record waits for m_tready, for the host to take others, or for a run.
// Reset       empty, next sequence number 1.

`default_nettype none

module trade_writer #(
  parameter int SPARE = 8                 // records for which there is `room`; a power of two
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          start,       // a new run of DMA begins: sequence restarts at 1
  input  wire logic          run,
  input  wire logic          ring_on,
  input  wire logic [63:0]   ring_base,
  input  wire logic [23:0]   ring_mask,
  input  wire logic [31:0]   cfg_head,    // records the host has taken

  input  wire logic [447:0]  s_tdata,
  input  wire logic          s_tvalid,
  output logic               s_tready,

  output logic [63:0]        m_taddr,
  output logic [511:0]       m_tdata,
  output logic               m_tvalid,
  input  wire logic          m_tready,

  output logic [31:0]        tail,        // records written in this run
  output logic               room,        // SPARE records more would be written
  output logic               quiet        // nothing waits that could go
);

  logic [447:0] record_q;
  logic         valid_q, gclk;
  logic [63:0]  count_q;
  wire [31:0] in_use = count_q[31:0] - cfg_head;
  wire on = run && ring_on;

  assign s_tready = !valid_q;
  assign m_tvalid = valid_q && on && in_use <= 32'(ring_mask);
  assign m_taddr  = ring_base + {34'd0, count_q[23:0] & ring_mask, 6'd0};
  assign m_tdata  = {count_q + 64'd1, record_q};
  assign tail     = count_q[31:0];
  assign room     = on && in_use <= 32'(ring_mask) - 32'(SPARE - 1);
  assign quiet    = !m_tvalid;

  clock_gate u_gate (.clk(clk), .enable(rst || start || s_tvalid || valid_q), .gclk(gclk));

  always_ff @(posedge gclk) begin
    if (m_tvalid && m_tready) begin
      valid_q <= 1'b0;
      count_q <= count_q + 64'd1;
    end
    if (s_tvalid && s_tready) begin
      valid_q  <= 1'b1;
      record_q <= s_tdata;
    end
    if (start) count_q <= 64'd0;
    if (rst) begin
      valid_q <= 1'b0;
      count_q <= 64'd0;
    end
  end

endmodule

`default_nettype wire
