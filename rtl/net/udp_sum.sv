// SPDX-License-Identifier: BSD-3-Clause
// udp_sum: the UDP checksum of a frame (RFC 768), while its beats go by.
//
//   s    in   the frame's beats; `lanes` are those from the IP header to the last byte of UDP
//   bad  out  in the beat with that last byte: the checksum is wrong
//
// An IPv4 header that is right sums up to nothing, so the sum begins with it. What the pseudo
// header repeats (both addresses, the UDP length) counts twice where it stands; protocol 17 is
// what the sum begins at. Lanes are paired as the sum wants them: headers begin at even bytes.
//
// Latency     0 cycles, the last byte's beat to bad.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       none needed: `first` begins anew.

`default_nettype none

module udp_sum (
  input  wire logic         clk,
  input  wire logic [63:0]  s_tdata,
  input  wire logic         s_tvalid,
  input  wire logic         first,          // the IP header begins in this beat
  input  wire logic [7:0]   lanes,          // bytes that count
  input  wire logic [3:0]   twice,          // pairs of lanes that count twice
  output logic              bad
);

  // Carries are kept apart and added back a beat later.
  logic [19:0] sum_q;
  logic [19:0] sum;

  always_comb begin
    sum = first ? 20'd17 : {4'd0, sum_q[15:0]} + {16'd0, sum_q[19:16]};
    for (int i = 0; i < 4; i++) begin
      sum = sum + (twice[i] ? {3'd0, s_tdata[16*i +: 8] & {8{lanes[2*i]}}, s_tdata[16*i + 8 +: 8] & {8{lanes[2*i + 1]}}, 1'b0}
                            : {4'd0, s_tdata[16*i +: 8] & {8{lanes[2*i]}}, s_tdata[16*i + 8 +: 8] & {8{lanes[2*i + 1]}}});
    end
  end

  // All ones once the carries are added back.
  assign bad = sum[15:0] != ~{12'd0, sum[19:16]};

  always_ff @(posedge clk) if (s_tvalid) sum_q <= sum;

endmodule

`default_nettype wire
