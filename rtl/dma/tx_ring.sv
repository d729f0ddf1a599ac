// SPDX-License-Identifier: BSD-3-Clause
// tx_ring: frames of the host for the order port, out of its slots in host memory.
//
//   m_axi_ar, r  out, in  AXI4 reads: one beat of 64 bytes, INCR, ARID 0, one open
//   m            out      the frames, each whole in here before its first beat; to trade/host_guard
//
// A slot has 512 bytes: the frame's length (32 bits, little endian) at 0, the frame from byte 64 on. Of length
// 14 to 256 it is read and handed on; else it is skipped and counted. No address is outside the slots, whatever
// cfg_head says; one that is more than all slots ahead, or a refused read, ends the reading of this run.
//
// Latency     2 reads and 4 cycles from cfg_head to a frame's first beat, when it has up to 64 bytes.
// Throughput  a beat per cycle of m; between frames the reads, one after the other.
// Stall       waits for m_tready.
// Reset       off; the bus must be reset too: an open read is forgotten.

`default_nettype none

module tx_ring (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          start,       // a new run of DMA begins
  input  wire logic          run,         // 0: no read starts
  input  wire logic          tx_on,
  input  wire logic [63:0]   tx_base,
  input  wire logic [9:0]    tx_mask,     // slots - 1
  input  wire logic [31:0]   cfg_head,    // frames the host has given
  output logic [31:0]        tail,        // frames taken
  output logic               failed,      // of this run
  output logic               idle,        // no read is open
  output logic               settled,     // ... and no frame on its way
  output logic               busy,        // something moves

  output logic [63:0]        m_axi_araddr,
  output logic               m_axi_arvalid,
  input  wire logic          m_axi_arready,
  input  wire logic [511:0]  m_axi_rdata,
  input  wire logic [1:0]    m_axi_rresp,
  input  wire logic          m_axi_rvalid,
  output logic               m_axi_rready,

  output logic [63:0]        m_tdata,
  output logic [7:0]         m_tkeep,
  output logic               m_tvalid,
  input  wire logic          m_tready,
  output logic               m_tlast,

  output logic               stat_length  // pulse: a frame's length was impossible
);

  localparam int LEAST = 14;
  localparam int MOST  = 256;

  typedef enum logic [1:0] {
    STATE_IDLE,
    STATE_READ,                           // the read of `part_q` waits for its answer
    STATE_SEND                            // the frame goes out of `frame`
  } state_t;
  state_t       state_q;
  logic [511:0] frame [0:3];
  logic [2:0]   part_q;                   // 0: the length, 1..4: the frame
  logic [8:0]   length_q;
  logic [4:0]   beat_q;
  logic         gclk;

  wire        on    = run && tx_on && !failed;
  wire [31:0] given = cfg_head - tail;
  wire        wild  = given > 32'(tx_mask) + 32'd1;
  wire [2:0]  parts = 3'((length_q + 9'd63) >> 6);
  wire [4:0]  beats_less = 5'((length_q - 9'd1) >> 3);   // the frame's last beat
  wire        answer = m_axi_rvalid && m_axi_rready && state_q == STATE_READ;
  wire [31:0] said  = m_axi_rdata[31:0];
  wire        fits  = said >= 32'(LEAST) && said <= 32'(MOST);

  // ---- a read: the address of the next part ---------------------------------------------------------
  wire begins = state_q == STATE_IDLE && on && given != 32'd0 && !wild;
  wire more   = state_q == STATE_READ && answer && !m_axi_rresp[1] && on
                && (part_q == 3'd0 ? fits : part_q != parts);
  wire [2:0] next_part = begins ? 3'd0 : part_q + 3'd1;

  assign m_axi_rready = 1'b1;
  assign idle    = state_q != STATE_READ;
  assign settled = state_q == STATE_IDLE;
  assign busy    = !settled || (on && given != 32'd0) || stat_length;

  // ---- out ------------------------------------------------------------------------------------------
  wire [511:0] row = frame[beat_q[4:3]];
  wire [2:0]   over = length_q[2:0];
  assign m_tvalid = state_q == STATE_SEND;
  assign m_tlast  = beat_q == beats_less;
  assign m_tkeep  = m_tlast && over != 3'd0 ? (8'd1 << over) - 8'd1 : 8'hff;
  assign m_tdata  = row[{beat_q[2:0], 6'd0} +: 64];

  clock_gate u_gate (.clk(clk), .enable(rst || start || busy), .gclk(gclk));

  always_ff @(posedge gclk) begin
    stat_length <= 1'b0;
    if (m_axi_arready) m_axi_arvalid <= 1'b0;
    if (begins || more) begin
      state_q       <= STATE_READ;
      part_q        <= next_part;
      m_axi_arvalid <= 1'b1;
      m_axi_araddr  <= tx_base + {45'd0, tail[9:0] & tx_mask, 3'd0, 6'd0} + {55'd0, next_part, 6'd0};
    end else if (state_q == STATE_READ && answer) begin
      state_q <= STATE_IDLE;
      beat_q  <= 5'd0;
      if (on && !m_axi_rresp[1]) begin
        if (part_q != 3'd0) state_q <= STATE_SEND;
        else begin
          tail        <= tail + 32'd1;
          stat_length <= 1'b1;
        end
      end
    end
    if (answer && part_q == 3'd0) length_q <= said[8:0];
    if (answer && part_q != 3'd0) frame[2'(part_q - 3'd1)] <= m_axi_rdata;

    if (m_tvalid && m_tready) begin
      beat_q <= beat_q + 5'd1;
      if (m_tlast) begin
        state_q <= STATE_IDLE;
        tail    <= tail + 32'd1;
      end
    end

    if ((state_q == STATE_IDLE && on && wild) || (answer && m_axi_rresp[1])) failed <= 1'b1;
    if (start) begin
      failed <= 1'b0;
      tail   <= 32'd0;
    end
    if (rst) begin
      state_q       <= STATE_IDLE;
      part_q        <= 3'd0;
      m_axi_arvalid <= 1'b0;
      stat_length   <= 1'b0;
      failed        <= 1'b0;
      tail          <= 32'd0;
    end
  end

  wire unused = &{1'b0, m_axi_rresp[0]};

endmodule

`default_nettype wire
