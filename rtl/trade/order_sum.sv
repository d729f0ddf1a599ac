// SPDX-License-Identifier: BSD-3-Clause
// order_sum: the checksums of a frame of the device (RFC 1071): IPv4's header and TCP.
//
//   session        in   addresses and ports; they stand for 4 cycles before the first frame
//   kind, payload  in   what the frame carries; bytes behind its length are 0
//   seq, ack, window in what its TCP header says besides
//   ip_sum         out  as it stands in the header
//   tcp_sum        out  the same, 4 cycles later
//
// Inputs stand until the frame has gone; nothing says when they are new, the tree just adds up what is
// there. All that the session fixes is added up ahead.
//
// Latency     0 cycles, kind to ip_sum.
//   tcp: 4 cycles, fields to tcp_sum.
// Throughput  a frame per cycle.
// Stall       never.
// Reset       none.

`include "tw_trade.svh"
`default_nettype none

module order_sum (
  input  wire logic         clk,

  input  wire logic [31:0]  src_ip,
  input  wire logic [31:0]  dst_ip,
  input  wire logic [31:0]  ports,            // source in bits 31:16

  input  wire logic [1:0]   kind,             // KIND_*
  input  wire logic [399:0] payload,          // byte n is payload[8*n +: 8]
  input  wire logic [31:0]  seq,
  input  wire logic [31:0]  ack,
  input  wire logic [15:0]  window,

  output logic [15:0]       ip_sum,
  output logic [15:0]       tcp_sum
);

  // End-around carry of a sum that has few.
  function automatic logic [15:0] fold(input logic [17:0] sum);
    logic [16:0] once;
    once = {1'b0, sum[15:0]} + {15'd0, sum[17:16]};
    fold = once[15:0] + {15'd0, once[16]};
  endfunction

  function automatic logic [15:0] bytes_of(input logic [1:0] of_kind);      // of TCP
    unique case (of_kind)
      KIND_ENTER:   bytes_of = 16'd70;
      KIND_REPLACE: bytes_of = 16'd63;
      KIND_CANCEL:  bytes_of = 16'd32;
      default:      bytes_of = 16'd23;
    endcase
  endfunction

  // ---- what a session fixes --------------------------------------------------------------------------
  logic [15:0] addresses_q, ip_q, tcp_q;
  always_ff @(posedge clk) begin
    addresses_q <= fold({2'd0, src_ip[31:16]} + {2'd0, src_ip[15:0]}
                      + {2'd0, dst_ip[31:16]} + {2'd0, dst_ip[15:0]});
    // Version and header length, DF, time to live and protocol, the header's 20 bytes.
    ip_q        <= fold({2'd0, addresses_q} + 18'h4500 + 18'h4000 + 18'h4006 + 18'd20);
    // Protocol; no options, PSH and ACK.
    tcp_q       <= fold({2'd0, addresses_q} + {2'd0, ports[31:16]} + {2'd0, ports[15:0]} + 18'd6 + 18'h5018);
  end

  assign ip_sum = ~fold({2'd0, ip_q} + {2'd0, bytes_of(kind)});

  // ---- the rest, four words at a time ----------------------------------------------------------------
  logic [511:0] words;
  always_comb begin
    words = {16'd0, bytes_of(kind), window, seq, ack, 400'd0};
    for (int i = 0; i < 25; i++)
      words[16*i +: 16] = {payload[16*i +: 8], payload[16*i + 8 +: 8]};
  end

  logic [143:0] fours_q;                      // 8 sums of 18 bits
  logic [39:0]  halves_q;                     // 2 sums of 20 bits
  logic [17:0]  whole_q;

  always_ff @(posedge clk) begin
    for (int i = 0; i < 8; i++)
      fours_q[18*i +: 18] <= {2'd0, words[64*i +: 16]}      + {2'd0, words[64*i + 16 +: 16]}
                           + {2'd0, words[64*i + 32 +: 16]} + {2'd0, words[64*i + 48 +: 16]};
    for (int i = 0; i < 2; i++)
      halves_q[20*i +: 20] <= {2'd0, fours_q[72*i +: 18]}      + {2'd0, fours_q[72*i + 18 +: 18]}
                            + {2'd0, fours_q[72*i + 36 +: 18]} + {2'd0, fours_q[72*i + 54 +: 18]};
    whole_q   <= {2'd0, halves_q[15:0]} + {14'd0, halves_q[19:16]}
               + {2'd0, halves_q[35:20]} + {14'd0, halves_q[39:36]} + {2'd0, tcp_q};
    tcp_sum   <= ~fold(whole_q);
  end

endmodule

`default_nettype wire
