// SPDX-License-Identifier: BSD-3-Clause
// tx_mux: the device's frames and the host's onto the order port, one whole frame after the other.
//
//   d   in   frames of the device; they go first
//   h   in   frames of the host; they start when no frame of the device is there
//   m   out  all of them; which one it shows may change until its first beat is taken
//
// No frame starts while the link is down. What waits at s then is not kept here: order_sender and
// host_guard drop it.
//
// Latency     0 cycles, d or h to m.
// Throughput  1 beat per cycle.
// Stall       d_tready and h_tready are 0 while the other one's frame is under way.
// Reset       the rest of a frame under way is taken for a frame.

`default_nettype none

module tx_mux (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        link,

  input  wire logic [63:0] d_tdata,
  input  wire logic [7:0]  d_tkeep,
  input  wire logic        d_tvalid,
  output logic             d_tready,
  input  wire logic        d_tlast,

  input  wire logic [63:0] h_tdata,
  input  wire logic [7:0]  h_tkeep,
  input  wire logic        h_tvalid,
  output logic             h_tready,
  input  wire logic        h_tlast,

  output logic [63:0]      m_tdata,
  output logic [7:0]       m_tkeep,
  output logic             m_tvalid,
  input  wire logic        m_tready,
  output logic             m_tlast
);

  logic inside_q, host_q;                     // a frame is under way; whose

  wire  host = inside_q ? host_q : !d_tvalid;
  wire  open = inside_q || link;

  assign m_tdata  = host ? h_tdata : d_tdata;
  assign m_tkeep  = host ? h_tkeep : d_tkeep;
  assign m_tlast  = host ? h_tlast : d_tlast;
  assign m_tvalid = open && (host ? h_tvalid : d_tvalid);
  assign d_tready = open && !host && m_tready;
  assign h_tready = open && host && m_tready;

  always_ff @(posedge clk) begin
    if (m_tvalid && m_tready) begin
      inside_q <= !m_tlast;
      host_q   <= host;
    end
    if (rst) inside_q <= 1'b0;
  end

endmodule

`default_nettype wire
