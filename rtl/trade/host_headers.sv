// SPDX-License-Identifier: BSD-3-Clause
// host_headers: what the headers of a frame of the host say, and whether it may pass by them alone.
//
//   s        in   its beats, numbered from 0; byte 0 in bits 7:0
//   size     in   its bytes, once all beats were here; over: more than host_guard can hold
//   refused  out  it does not pass, for `code`; else it passes as `code`, unless it has a payload,
//                 bytes first..first+payload-1 of the frame, which nothing here looks at
//
// Latency     1 cycle, beat to outputs.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       none: outputs mean nothing before 7 beats, or 2 of an ARP; size tells.

`include "tw_regs.svh"
`default_nettype none

module host_headers (
  input  wire logic         clk,

  input  wire logic         s_valid,
  input  wire logic [63:0]  s_data,
  input  wire logic [5:0]   s_beat,
  input  wire logic [15:0]  size,
  input  wire logic         over,

  input  wire logic         session_valid,
  input  wire logic [31:0]  src_ip,
  input  wire logic [31:0]  dst_ip,
  input  wire logic [31:0]  ports,            // source in bits 31:16
  input  wire logic         lent,

  output logic              refused,
  output logic [TW_HOST_TX_CODE_W-1:0] code,
  output logic              syn,              // of those that pass
  output logic [31:0]       seq,
  output logic [7:0]        first,
  output logic [7:0]        payload           // bytes, 0 of an ARP
);

  localparam int FIN = 0, SYN = 1, RST = 2, URG = 5;

  // Big-endian words of a beat.
  wire [15:0]  word_0 = {s_data[7:0],   s_data[15:8]};
  wire [15:0]  word_2 = {s_data[23:16], s_data[31:24]};
  wire [15:0]  word_4 = {s_data[39:32], s_data[47:40]};
  wire [15:0]  word_6 = {s_data[55:48], s_data[63:56]};

  logic        arp_q, ipv4_q, tcp_q, from_q, to_q, ports_q;
  logic [15:0] total_q;                       // bytes of IP
  logic [3:0]  words_q;                       // of the TCP header
  logic [7:0]  flags_q;

  always_ff @(posedge clk)
    if (s_valid)
      unique case (s_beat)
        6'd1: begin
          arp_q  <= word_4 == 16'h0806;
          ipv4_q <= word_4 == 16'h0800 && s_data[55:48] == 8'h45;
        end
        6'd2: begin
          total_q <= word_0;
          // Neither a fragment nor followed by some; TCP.
          tcp_q   <= !word_4[15] && word_4[13:0] == 14'd0 && s_data[63:56] == 8'd6;
        end
        6'd3: begin
          from_q <= {word_2, word_4} == src_ip;
          to_q   <= word_6 == dst_ip[31:16];
        end
        6'd4: begin
          to_q       <= to_q && word_0 == dst_ip[15:0];
          ports_q    <= {word_2, word_4} == ports;
          seq[31:16] <= word_6;
        end
        6'd5: begin
          seq[15:0] <= word_0;
          words_q   <= s_data[55:52];
          flags_q   <= s_data[63:56];
        end
        default: ;
      endcase

  // 60 bytes is what Ethernet pads to. Nothing else may stand behind IP.
  wire [15:0]  length   = total_q + 16'd14;
  wire [15:0]  headers  = 16'd34 + {10'd0, words_q, 2'd0};
  wire         exact    = total_q < 16'd1500 && (length == size || (size == 16'd60 && length < 16'd60));
  wire         formed   = ipv4_q && tcp_q && size >= 16'd54 && exact && words_q >= 4'd5 && length >= headers
                          && !flags_q[URG] && !(flags_q[SYN] && (flags_q[FIN] || flags_q[RST]));
  wire         of_arp   = arp_q && size >= 16'd42 && size <= 16'd60;
  wire [15:0]  behind   = length - headers;

  assign first   = headers[7:0];
  assign payload = of_arp ? 8'd0 : behind[7:0];
  assign syn     = !of_arp && flags_q[SYN];

  always_comb begin
    refused = 1'b1;
    code    = TW_HOST_TX_REFUSED_LENGTH;
    if (over || size < 16'd14) begin
      code = TW_HOST_TX_REFUSED_LENGTH;
    end else if (of_arp) begin
      code    = TW_HOST_TX_PASSED_ARP;
      refused = 1'b0;
    end else if (!formed) begin
      code = TW_HOST_TX_REFUSED_KIND;
    end else if (!session_valid || !from_q || !to_q || !ports_q) begin
      code = TW_HOST_TX_REFUSED_PEER;
    end else if (lent && (flags_q[SYN] || flags_q[FIN])) begin
      code = TW_HOST_TX_REFUSED_LENT;
    end else if (flags_q[SYN] && behind != 16'd0) begin
      code = TW_HOST_TX_REFUSED_PAYLOAD;
    end else begin
      code    = TW_HOST_TX_PASSED_TCP;
      refused = 1'b0;
    end
  end

endmodule

`default_nettype wire
