// SPDX-License-Identifier: BSD-3-Clause
// udp_sum: the UDP checksum of a frame (RFC 768), while its beats go by.
//
//   s    in   the frame's beats; `lanes` are those from the IP header to the last byte of UDP
//   bad  out  the checksum is wrong, in the cycle after the beat with that last byte and until the
//             next beat
//
// An IPv4 header that is right sums up to nothing, so the sum begins with it. What the pseudo
// header repeats (both addresses, the UDP length) counts twice where it stands; protocol 17 is
// what the sum begins at. Lanes are paired as the sum wants them: headers begin at even bytes.
//
// Latency     1 cycle, the last byte's beat to bad.
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

  // What a beat adds is cut out first, and added a cycle later.
  logic [63:0] bytes_q;
  logic [3:0]  twice_q;
  logic        first_q, fresh_q;

  // Carries are kept apart and added back a beat later.
  logic [19:0] sum_q, sum;

  always_comb begin
    sum = first_q ? 20'd17 : {4'd0, sum_q[15:0]} + {16'd0, sum_q[19:16]};
    for (int i = 0; i < 4; i++)
      sum = sum + (twice_q[i] ? {3'd0, bytes_q[16*i +: 8], bytes_q[16*i + 8 +: 8], 1'b0}
                              : {4'd0, bytes_q[16*i +: 8], bytes_q[16*i + 8 +: 8]});
    if (!fresh_q) sum = sum_q;
  end

  // All ones once the carries are added back.
  assign bad = sum[15:0] != ~{12'd0, sum[19:16]};

  always_ff @(posedge clk) begin
    fresh_q <= s_tvalid;
    sum_q   <= sum;
    if (s_tvalid) begin
      first_q <= first;
      twice_q <= twice;
      for (int i = 0; i < 8; i++) bytes_q[8*i +: 8] <= s_tdata[8*i +: 8] & {8{lanes[i]}};
    end
  end

endmodule

`default_nettype wire
