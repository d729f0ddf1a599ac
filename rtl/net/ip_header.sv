// SPDX-License-Identifier: BSD-3-Clause
// ip_header: judges the IPv4 and UDP headers of a frame, two 32-bit words per beat.
//
//   s      in   words a and b of a beat, in network order; s_a_on, s_b_on: it is a header word
//   judge  out  valid in the beat that carries the last UDP header word
//
// Headers start with the first word that is on, in a or in b, and go on without a hole until
// judge_valid; beats with neither word on come between two headers. In the beat of judge_valid
// the words' bytes may be beyond the frame's end: judge_last_b says which bytes were needed.
//
// Latency     0 cycles, last UDP header word to judge.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       none needed: a header starts afresh after a beat without words.

`include "tw_regs.svh"
`default_nettype none

module ip_header (
  input  wire logic         clk,

  input  wire logic [31:0]  cfg_group_ip,     // 0: any
  input  wire logic [15:0]  cfg_group_port,   // 0: any
  input  wire logic [127:0] cfg_source,       // four addresses; all 0: any

  input  wire logic [31:0]  s_a,
  input  wire logic [31:0]  s_b,
  input  wire logic         s_a_on,
  input  wire logic         s_b_on,
  input  wire logic         s_tvalid,

  output logic              judge_valid,
  output logic              judge_last_b,     // the last UDP header word is b; else it is a
  output logic              judge_good,       // the cause is ACCEPTED
  output logic [3:0]        judge_cause,      // TW_FRAME_A_*
  output logic [15:0]       judge_length,     // UDP length
  output logic              judge_no_sum,     // the UDP checksum is 0: there is none
  output logic [3:0]        twice             // pairs of lanes that the UDP checksum counts twice
);

  // Words 0..4 are the fixed IPv4 header, RFC 791 section 3.1, then options, then two of UDP.
  logic [4:0]  index_q;                       // index of word a, when it is on
  wire  [4:0]  index_a = s_a_on ? index_q : 5'd31;
  wire         from_b  = !index_a[0];         // odd words are in b, even ones in a

  logic [3:0]  version_q;
  logic [3:0]  words_q;                       // IHL
  logic [15:0] total_q;
  logic        fragment_q;
  logic        other_protocol_q;
  logic        other_ip_q;
  logic        other_source_q;
  logic [15:0] port_b_q;                      // low half of the last beat's word b

  wire  [31:0] even_word  = from_b ? s_a : s_b;
  wire  [31:0] odd_word   = from_b ? s_b : s_a;
  wire  [13:0] offset     = odd_word[13:0];   // more fragments, fragment offset
  wire         first_beat = !s_a_on || index_q == 5'd0;

  // Each address of the list is compared with the source; those that are 0 are not in it.
  logic        listed;
  always_comb begin
    listed = cfg_source == 128'd0;
    for (int i = 0; i < 4; i++)
      if (cfg_source[32*i +: 32] != 32'd0 && odd_word == cfg_source[32*i +: 32]) listed = 1'b1;
  end

  // In the first two beats, words 0..3 at most, end_q is not right yet; all words are of IP then.
  wire         early = index_a < 5'd3 || index_a == 5'd31;

  // Derived from the first word, one and two beats later; nothing asks before the fourth.
  logic [4:0]  end_q;                         // index of the last UDP header word
  logic        last_a_q;                      // the next beat's word a is that word
  logic        last_b_q;
  logic [16:0] room_q;                        // total length less IP header; negative: impossible
  logic        shape_q;                       // version, IHL or total length impossible
  wire  [3:0]  words = words_q < 4'd5 ? 4'd5 : words_q;

  // Sum of the 16-bit halves, RFC 1071, carries kept apart. Word b may be of the UDP header while
  // the sum still matters, in the beat before the judgement; word a then is of the IP header.
  logic [20:0] sum_q;
  logic        sum_b_q;                       // the next beat's word b is of the IP header
  wire  [16:0] part_a  = s_a_on ? {1'b0, s_a[31:16]} + {1'b0, s_a[15:0]} : 17'd0;
  wire  [16:0] part_b  = sum_b_q ? {1'b0, s_b[31:16]} + {1'b0, s_b[15:0]} : 17'd0;
  wire  [17:0] part    = {1'b0, part_a} + {1'b0, part_b};

  // Both addresses and the UDP length, which lie in words 3, 4 and the last; the pairs of lanes are
  // the lower half of a, b, and the upper half of the next a.
  wire [4:0] index_b = index_a + 5'd1;
  wire [4:0] index_c = index_a + 5'd2;
  wire       next_is_last = !early && index_c == end_q;
  assign judge_no_sum = (last_b_q ? s_b[15:0] : s_a[15:0]) == 16'd0;
  assign twice = {4{s_b_on}} & {index_c == 5'd3 || index_c == 5'd4 || next_is_last, index_b == 5'd3 || index_b == 5'd4,
                                index_b == 5'd3 || index_b == 5'd4 || last_b_q, index_a == 5'd3 || index_a == 5'd4};

  always_ff @(posedge clk) begin
    if (s_tvalid && !s_b_on) begin
      index_q  <= 5'd0;
      last_a_q <= 1'b0;
      last_b_q <= 1'b0;
      sum_b_q  <= 1'b1;
    end
    if (s_tvalid && s_b_on) begin
      index_q  <= index_a + 5'd2;
      last_a_q <= next_is_last;
      last_b_q <= !early && index_a + 5'd3 == end_q;
      sum_b_q  <= index_a + 5'd2 < 5'd3 || index_a + 5'd3 < {1'b0, words};
      port_b_q <= s_b[15:0];
      sum_q    <= (first_beat ? 21'd0 : sum_q) + {3'd0, part};

      end_q    <= {1'b0, words} + 5'd1;
      room_q   <= {1'b0, total_q} - {11'd0, words_q, 2'b00};
      shape_q  <= version_q != 4'd4 || words_q < 4'd5 || room_q[16] || room_q[15:0] < 16'd8;

      if (first_beat) begin
        version_q <= even_word[31:28];
        words_q   <= even_word[27:24];
        total_q   <= even_word[15:0];
      end
      if (index_a == 5'd0 || index_a == 5'd1)
        fragment_q <= offset != 14'd0;
      if (index_a == 5'd1 || index_a == 5'd2)
        other_protocol_q <= even_word[23:16] != 8'd17;
      if (index_a == 5'd2 || index_a == 5'd3)
        other_source_q <= !listed;
      if (index_a == 5'd3 || index_a == 5'd4)
        other_ip_q <= cfg_group_ip != 32'd0 && even_word != cfg_group_ip;
    end
  end

  assign judge_last_b = last_b_q;
  assign judge_valid  = s_b_on && (last_a_q || last_b_q);
  assign judge_length = last_b_q ? s_b[31:16] : s_a[31:16];

  // A header that adds up leaves ffff once the carries are added back.
  wire [15:0] port    = last_b_q ? s_a[15:0] : port_b_q;
  wire        sum_bad = sum_q[15:0] != ~{11'd0, sum_q[20:16]};
  wire        other_port = cfg_group_port != 16'd0 && port != cfg_group_port;
  wire        bad_length = judge_length < 16'd8 || judge_length > room_q[15:0];

  // What words before said comes first, so the last two are judged beside it.
  logic [3:0] cause;

  always_comb begin
    cause = TW_FRAME_A_ACCEPTED;
    if (shape_q)
      cause = TW_FRAME_A_IP_HEADER;
    else if (sum_bad)
      cause = TW_FRAME_A_IP_CHECKSUM;
    else if (fragment_q)
      cause = TW_FRAME_A_FRAGMENT;
    else if (other_protocol_q)
      cause = TW_FRAME_A_NOT_UDP;
    else if (other_ip_q)
      cause = TW_FRAME_A_OTHER_GROUP;
  end

  wire good = !(shape_q || sum_bad || fragment_q || other_protocol_q || other_ip_q);

  assign judge_good  = good && !other_port && !other_source_q && !bad_length;
  assign judge_cause = !good ? cause : other_port ? TW_FRAME_A_OTHER_GROUP :
                       other_source_q ? TW_FRAME_A_OTHER_SOURCE :
                       bad_length ? TW_FRAME_A_UDP_LENGTH : TW_FRAME_A_ACCEPTED;

endmodule

`default_nettype wire
