// SPDX-License-Identifier: BSD-3-Clause
// udp_filter: the UDP payload of the feed's frames, while they are still arriving.
//
//   s        in   the frame port; byte 0 of the frame in bits 7:0. tkeep is a run from lane 0,
//                 all ones before tlast. tuser with tlast: the MAC found an error
//   m_dgram  out  the beats that hold payload, as they were on the port
//   m_end    out  a pulse when a frame whose headers were accepted has ended; m_end_bad: in error
//   stat     out  a pulse per frame with what became of it
//
// Ethernet with 0, 1 or 2 VLAN tags (0x8100, 0x88a8), IPv4 with or without options, UDP. The
// UDP checksum is judged when cfg_udp_check says so and the frame has one: a wrong one is known
// only at the end and makes the frame bad, as a MAC error does. m_dgram_arrival is the time of the frame's first beat and holds
// until the frame's last pulse; m_dgram_cycle is the cycle in which this very beat was on the port.
// A payload of no bytes gives no beat, only m_end; it counts ACCEPTED, or TRUNCATED when the
// frame ends where a payload should begin. A frame in error counts BAD whatever else it is,
// unless the port is off.
//
// Latency     1 cycle, s to m_dgram.
//   end: 1 cycle, s_tlast to m_end and stat.
// Throughput  1 beat per cycle; frames may follow each other without a gap.
// Stall       never, no tready on either side; s_tvalid may have gaps.
// Reset       waits for the first beat of a frame; the rest of one under way is taken for a frame.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module udp_filter (
  input  wire logic         clk,
  input  wire logic         rst,

  input  wire logic         cfg_on,           // looked at in the first beat of each frame
  input  wire logic [31:0]  cfg_group_ip,     // 0: any
  input  wire logic [15:0]  cfg_group_port,   // 0: any
  input  wire logic [127:0] cfg_source,       // four source addresses that are taken; all 0: any
  input  wire logic         cfg_udp_check,    // UDP checksums are judged
  input  wire logic [63:0]  time_ns,
  input  wire logic [31:0]  cycle,

  input  wire logic [63:0]  s_tdata,
  input  wire logic [7:0]   s_tkeep,
  input  wire logic         s_tvalid,
  input  wire logic         s_tlast,
  input  wire logic         s_tuser,

  output dgram_t            m_dgram_tdata,
  output logic              m_dgram_tvalid,
  output logic [63:0]       m_dgram_arrival,
  output logic [31:0]       m_dgram_cycle,
  output logic              m_end_valid,
  output logic              m_end_bad,

  output logic              stat_valid,
  output logic [3:0]        stat_code         // TW_FRAME_A_*
);

  // The clock rests between frames.
  logic gclk;
  clock_gate u_gate (
    .clk    (clk),
    .enable (rst || s_tvalid || m_dgram_tvalid || m_end_valid || stat_valid),
    .gclk   (gclk)
  );

  localparam logic [15:0] TYPE_IPV4 = 16'h0800;
  localparam logic [15:0] TYPE_IPV6 = 16'h86dd;
  localparam logic [15:0] TYPE_VLAN = 16'h8100;
  localparam logic [15:0] TYPE_QINQ = 16'h88a8;

  typedef enum logic [2:0] {
    STATE_MAC,                                // the beat of the MAC addresses
    STATE_TYPE,                               // beat 1: EtherType, or the first tag
    STATE_TAG,                                // beat 2 of a tagged frame
    STATE_IP,                                 // IP and UDP headers
    STATE_PAYLOAD,
    STATE_REST                                // nothing of interest until tlast
  } state_t;
  state_t      state_q, state_d;

  // From byte 14 on every header is a row of 32-bit words that start at lanes 6 and 2: word a
  // began in the last beat, word b lies within this one. An EtherType is the end of a word.
  //
  //   lane   6  7 | 0  1  2  3  4  5  6  7
  //          a  a   a  a  b  b  b  b
  logic [15:0] held_q;                        // lanes 6 and 7 of the last beat, network order
  wire  [31:0] word_a = {held_q, s_tdata[7:0], s_tdata[15:8]};
  wire  [31:0] word_b = {s_tdata[23:16], s_tdata[31:24], s_tdata[39:32], s_tdata[47:40]};
  wire         has_a  = s_tkeep[1];
  wire         has_b  = s_tkeep[5];

  wire  [15:0] type_a = word_a[15:0];
  wire  [15:0] type_b = word_b[15:0];
  wire         tag_a  = type_a == TYPE_VLAN || type_a == TYPE_QINQ;
  wire         tag_b  = type_b == TYPE_VLAN || type_b == TYPE_QINQ;
  wire         ip_a   = type_a == TYPE_IPV4;
  wire         ip_b   = type_b == TYPE_IPV4;
  wire         ipv6_a = type_a == TYPE_IPV6;
  wire         ipv6_b = type_b == TYPE_IPV6;

  wire         judge_valid;
  wire         judge_last_b;
  wire         judge_good, judge_no_sum;
  wire  [3:0]  twice;
  wire  [3:0]  judge_cause;
  wire  [15:0] judge_length;

  ip_header ip_header_i (
    .clk            (gclk),
    .cfg_group_ip   (cfg_group_ip),
    .cfg_group_port (cfg_group_port),
    .cfg_source     (cfg_source),
    .s_a            (word_a),
    .s_b            (word_b),
    .s_a_on         (state_q == STATE_IP),
    .s_b_on         (state_q == STATE_IP || (state_q == STATE_TAG && ip_a)),
    .s_tvalid       (s_tvalid),
    .judge_valid    (judge_valid),
    .judge_last_b   (judge_last_b),
    .judge_good     (judge_good),
    .judge_cause    (judge_cause),
    .judge_length   (judge_length),
    .judge_no_sum   (judge_no_sum),
    .twice          (twice)
  );

  // Where the payload ends, counted from lane 0 of this beat. The 8 bytes of the UDP header end
  // in lane 1 or lane 5, so the payload starts in lane 2 or 6 of that same beat.
  logic [15:0] end_q;
  wire         starting  = state_q == STATE_IP;
  wire  [15:0] end_next  = (!starting ? end_q : judge_length)
                             - (!starting ? 16'd8 : judge_last_b ? 16'd11 : 16'd15);
  wire  [2:0]  first     = !starting ? 3'd0 : judge_last_b ? 3'd6 : 3'd2;

  // Lane of the last byte on the port. In a beat before tlast that is 7.
  wire  [2:0]  keep_last = {s_tkeep[4],
                            s_tkeep[4] ? s_tkeep[6] : s_tkeep[2],
                            s_tkeep[7] || (s_tkeep[5] && !s_tkeep[6])
                              || (s_tkeep[3] && !s_tkeep[4]) || (s_tkeep[1] && !s_tkeep[2])};

  // Of a length below 8 nothing is believed, so four bits of the difference will do.
  wire  [3:0]  end_start = judge_length[3:0] - (judge_last_b ? 4'd3 : 4'd7);
  wire  [2:0]  end_lane  = starting ? end_start[2:0] : end_q[2:0];
  wire         in_beat   = starting ? judge_length[15:4] == 12'd0 && !end_start[3] : end_q[15:3] == 13'd0;
  wire         whole     = in_beat && end_lane <= keep_last;
  wire  [2:0]  last      = whole ? end_lane : keep_last;

  wire         unused    = s_tkeep[0];        // a beat holds at least one byte

  // The checksum is that of the bytes from the IP header to the end of UDP. Its verdict is there a
  // cycle behind the last of them, as m_end and stat are, and counts at the frame's end.
  logic        sum_bad, sum_off_q, ends_q, kept_q, error_q;
  logic [3:0]  code_q;
  wire         sum_first = state_q == STATE_TYPE || state_q == STATE_TAG;
  wire  [7:0]  sum_begin = state_q == STATE_TAG && ip_a ? 8'hfc : sum_first ? 8'hc0 : 8'hff;
  wire         headed    = starting && judge_valid && judge_good && (judge_last_b ? has_b : has_a);
  wire         udp_ends  = whole && (headed || state_q == STATE_PAYLOAD);
  wire  [7:0]  sum_end   = udp_ends ? ~(8'hfe << last) : 8'hff;
  wire         sum_off   = starting ? judge_no_sum || !cfg_udp_check : sum_off_q;

  udp_sum sum_i (
    .clk     (gclk),
    .s_tdata (s_tdata),
    .s_tvalid (s_tvalid),
    .first   (sum_first),
    .lanes   (sum_begin & sum_end),
    .twice   (twice),
    .bad     (sum_bad)
  );
  wire         spoilt = ends_q ? sum_bad : kept_q;

  assign m_end_bad = error_q || spoilt;
  assign stat_code = spoilt && code_q != TW_FRAME_A_BAD ? TW_FRAME_A_UDP_CHECKSUM : code_q;

  logic        pass;                          // this beat goes out if it holds payload
  logic [3:0]  cause;                         // of the frame, if it ended with this beat
  logic [3:0]  cause_q;                       // in STATE_REST
  wire         off       = state_q == STATE_MAC ? !cfg_on : state_q == STATE_REST && cause_q == TW_FRAME_A_DISABLED;
  wire         taken     = cause == TW_FRAME_A_ACCEPTED || cause == TW_FRAME_A_TRUNCATED;

  always_comb begin
    state_d = state_q;
    cause   = TW_FRAME_A_SHORT;
    pass    = 1'b0;

    unique case (state_q)
      // Nothing to see yet, but a port that is off ends the matter.
      STATE_MAC:
        if (cfg_on) begin
          state_d = STATE_TYPE;
        end else begin
          state_d = STATE_REST;
          cause   = TW_FRAME_A_DISABLED;
        end

      STATE_TYPE:
        if (has_b) begin
          if (ip_b) begin
            state_d = STATE_IP;
          end else if (tag_b) begin
            state_d = STATE_TAG;
          end else begin
            state_d = STATE_REST;
            cause   = ipv6_b ? TW_FRAME_A_IPV6 : TW_FRAME_A_NOT_IP;
          end
        end

      // Behind one tag the IP header starts in word b, behind two in the next beat.
      STATE_TAG:
        if (has_a) begin
          if (ip_a) begin
            state_d = STATE_IP;
          end else if (!tag_a) begin
            state_d = STATE_REST;
            cause   = ipv6_a ? TW_FRAME_A_IPV6 : TW_FRAME_A_NOT_IP;
          end else if (has_b && ip_b) begin
            state_d = STATE_IP;
          end else if (has_b) begin
            state_d = STATE_REST;
            cause   = tag_b ? TW_FRAME_A_VLAN : ipv6_b ? TW_FRAME_A_IPV6 : TW_FRAME_A_NOT_IP;
          end
        end

      // Waits for the last word of the UDP header.
      STATE_IP:
        if (judge_valid && (judge_last_b ? has_b : has_a)) begin
          cause   = judge_cause;
          state_d = STATE_REST;
          if (judge_good) begin
            pass    = keep_last >= first && judge_length != 16'd8;
            cause   = TW_FRAME_A_TRUNCATED;
            state_d = STATE_PAYLOAD;
            if (whole) begin
              cause   = TW_FRAME_A_ACCEPTED;
              state_d = STATE_REST;
            end
          end
        end

      // Waits for the byte that the UDP length calls the last, or the frame's end.
      STATE_PAYLOAD: begin
        pass  = 1'b1;
        cause = TW_FRAME_A_TRUNCATED;
        if (whole) begin
          cause   = TW_FRAME_A_ACCEPTED;
          state_d = STATE_REST;
        end
      end

      // What was decided stands: padding, or a frame of somebody else.
      default:
        cause = cause_q;
    endcase

    if (s_tlast)
      state_d = STATE_MAC;
  end

  always_ff @(posedge gclk) begin
    m_dgram_tvalid <= s_tvalid && pass;
    m_end_valid    <= s_tvalid && s_tlast && taken;
    stat_valid     <= s_tvalid && s_tlast;

    if (s_tvalid) begin
      state_q       <= state_d;
      held_q        <= {s_tdata[55:48], s_tdata[63:56]};
      end_q         <= end_next;
      cause_q       <= cause;
      sum_off_q     <= sum_off;
      ends_q        <= udp_ends && !sum_off;
      kept_q        <= spoilt && state_q == STATE_REST;
      m_dgram_tdata <= {s_tdata, first, last, starting, whole || s_tlast};
      m_dgram_cycle <= cycle;
      error_q       <= s_tuser;
      code_q        <= s_tuser && !off ? TW_FRAME_A_BAD : cause;
      if (state_q == STATE_MAC)
        m_dgram_arrival <= time_ns;
    end

    if (rst) begin
      state_q        <= STATE_MAC;
      m_dgram_tvalid <= 1'b0;
      m_end_valid    <= 1'b0;
      stat_valid     <= 1'b0;
    end
  end

endmodule

`default_nettype wire
